"""The statement of a plain account, in whole numbers alone: what is owed, without what a working needs.

It gives what the replay gives, to the minor unit, in a fraction of the time, where an account of invoices and payments
has a clause `compound-monthly`; `fits` says where. Everything is a column by place: the places of the invoices, in
order of their due dates, then numbers.

Three thoughts make it short. A debt is moved forward only when a day reaches the one on which it wakes: the day after
its due date, then each end of a month. A month's accrual, r x sum of balance x (f(t) - f(t - 1)), is
r x (balance x f(d) + sum of what was paid x f of its day): what stands has borne until today, what was paid until it
was paid. And while a credit waits, nothing is owed: what is open has a balance of zero and has accrued more than the
credit, else the credit had closed it; so the next month that ends posts more than the credit, and uses all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, TypeGuard

from telcoterms.account.account import Account
from telcoterms.clauses.due_date import NetDays, due_on
from telcoterms.clauses.late_charge.accrual import anchor, share
from telcoterms.clauses.late_charge.kinds import CompoundMonthly, LateChargeRule, PartMonth
from telcoterms.statement.ledger import MAX_POSTINGS
from telcoterms.statement.rule import StatementRule
from telcoterms.values.days import MONTHS_LIMIT, anchored, whole_months
from telcoterms.values.money import ROUNDERS

YEARS: Final = range(1900, 2200)  # of the table of months: it stays small, and no month lies outside the calendar
FAR_FUTURE: Final = 1 << 30  # a day after all days
UNNAMED: Final = FAR_FUTURE  # the place of no invoice

Rates = tuple[int, ...]


class _Anchored(dict[int, int]):
    """`anchored`, by month number x 32 + day of the month; a table of what was asked for."""

    def __missing__(self, key: int) -> int:
        self[key] = found = anchored(key >> 5, key & 31)
        return found


_ANCHORED: Final = _Anchored()


class LedgerClause(NamedTuple):
    """A late charge and an order of payments, as `settle` takes them.

    The monthly rate is `top` / `bottom`. `rates` has, for each length D of a month in days, the numerators of r x f(0)
    to r x f(D), then the denominator of all.
    """

    top: int
    bottom: int
    rounded: Callable[[int, int], int]
    rates: Mapping[int, Rates]
    newest_first: bool
    charges_first: bool


class InvoiceColumns(NamedTuple):
    """Invoices as `settle` takes them, in columns: by day of issue, then number, which is by due date, then number.

    `issued` and `late`, the day after the due date, are ordinals; `anchors` the month number x 32 + day of the month of
    A_0; `amounts` minor units.
    """

    issued: list[int]
    late: list[int]
    anchors: list[int]
    amounts: list[int]


PaymentRow = tuple[int, int, int]  # ordinal of the day, minor units, place of the invoice that is named or `UNNAMED`


class PlainResult(NamedTuple):
    """What is owed at the end of a day, by place of the invoice, in minor units.

    `balance` is principal and posted charges; `posted` each charge that was posted, as place, ordinal of its day and
    amount; `placed` what met a debt, as place, day, and how much of it met charges and how much principal. Both are,
    for each place, in order of the days.
    """

    principal: list[int]
    balance: list[int]
    accrued: list[int]
    posted: list[tuple[int, int, int]]
    placed: list[tuple[int, int, int, int]]
    credit: int


def settle(clause: LedgerClause, invoices: InvoiceColumns, payments: Sequence[PaymentRow], as_of: int) -> PlainResult:
    """What an account owes at the end of a day, an ordinal.

    `payments` are in order of their days and, of one day, in the order in which they are placed. No event lies after
    `as_of`.
    """
    top, bottom, rounded, rates_of, newest_first, charges_first = clause
    issued, late, anchors, amounts = invoices
    count = len(issued)
    principal, balance = amounts[:], amounts[:]
    borne = [0] * count  # in the month that runs: what was paid x the numerator of r x f of its day
    rates: list[Rates] = [()] * count  # of the month that runs
    starts = [FAR_FUTURE] * count  # the day on which it began; never, until the debt is late
    months = anchors[:]  # of A_0; once the debt is late, of the end of the month that runs
    wakes = late[:]  # when something happens to a debt by itself; never, when it is paid
    open_: list[int] = []  # the oldest first
    posted: list[tuple[int, int, int]] = []
    placed: list[tuple[int, int, int, int]] = []
    credit = known = 0
    turn = slice(None, None, -1 if newest_first else 1)  # in which an unnamed payment meets the open debts

    def advance(place: int, day: int) -> None:
        """Let a debt turn late, and post its months that have ended."""
        month, start, end = months[place], starts[place], wakes[place]
        if start == FAR_FUTURE:
            start = _ANCHORED[month]
            month += 32
            end = _ANCHORED[month]
        owed, late_on = balance[place], late[place]
        while end <= day:
            if borne[place]:
                rate = rates[place]
                charge = rounded(owed * rate[end - start] + borne[place], rate[-1])
                borne[place] = 0
            else:  # on one balance, exactly balance x r
                charge = rounded(owed * top, bottom)
            if charge:
                posted.append((place, end if end > late_on else late_on, charge))
                owed += charge
            month += 32
            start, end = end, _ANCHORED[month]
        balance[place] = owed
        months[place], starts[place], wakes[place], rates[place] = month, start, end, rates_of[end - start]

    def receive(day: int, left: int, places: Sequence[int]) -> int:
        """Let a sum meet debts in turn; what is left of it."""
        for place in places:
            if not left:
                break
            if day >= wakes[place]:
                advance(place, day)
            owed, rate, d = balance[place], rates[place], day - starts[place]
            if left >= owed:
                charge = rounded(owed * rate[d] + borne[place], rate[-1]) if d > 0 else 0
                if left >= owed + charge:
                    if charge:
                        posted.append((place, day, charge))
                    if owed + charge:
                        placed.append((place, day, owed + charge - principal[place], principal[place]))
                    principal[place] = balance[place] = 0
                    wakes[place] = FAR_FUTURE
                    open_.remove(place)
                    left -= owed + charge
                    continue
            paid = owed if owed < left else left
            if d > 0:
                borne[place] += paid * rate[d]
            balance[place] = owed = owed - paid
            before = principal[place]
            after = min(before, owed) if charges_first else max(before - paid, 0)
            if paid:
                placed.append((place, day, paid - before + after, before - after))
            principal[place] = after
            left -= paid
        return left

    def used(until: int) -> int:
        """The credit that is left when the first month that ends up to a day has taken it."""
        day = min([wakes[place] for place in open_])
        return receive(day, credit, open_[turn]) if day <= until else credit

    days = iter(issued)
    following = next(days, FAR_FUTURE)
    for day, left, named in [*payments, (as_of, 0, UNNAMED)]:
        while following <= day:
            today = following
            if credit and open_:
                credit = used(today - 1)
            while following == today:
                open_.append(known)
                known += 1
                following = next(days, FAR_FUTURE)
            if credit:
                credit = receive(today, credit, open_[turn])
        if credit and open_:
            credit = used(day)
        if named < known and wakes[named] < FAR_FUTURE:
            left = receive(day, left, (named,))
        if left:
            credit = receive(day, left + credit, open_[turn])
    accrued = [0] * count
    for place in open_:
        if as_of >= wakes[place]:
            advance(place, as_of)
        if as_of > starts[place]:
            rate = rates[place]
            accrued[place] = rounded(balance[place] * rate[as_of - starts[place]] + borne[place], rate[-1])
    return PlainResult(principal, balance, accrued, posted, placed, credit)


@lru_cache(maxsize=64)  # a program asks under a few clauses
def rates_by_length(rate: Fraction, part_month: PartMonth) -> Mapping[int, Rates]:
    """The `rates` of a `Clause`; never for `daily-compound`, which has no shares."""
    found = {}
    for length in range(28, 32):
        shares = [share(part_month, d, length) for d in range(length + 1)]
        found[length] = (*(top * rate.numerator for top, _ in shares), shares[0][1] * rate.denominator)
    return found


def fits(late: LateChargeRule, order: StatementRule, account: Account, as_of: date) -> TypeGuard[CompoundMonthly]:
    """Whether `settle` gives the statement: else it stays with the replay, as what is refused there by name does.

    Compounded by the month, but not by the day, and posted for each invoice alone; nothing but invoices and payments,
    which meet the oldest or the newest debt first; years of the table of months; a time and a number of postings that
    the replay does not refuse.
    """
    if not isinstance(late, CompoundMonthly) or late.part_month == "daily-compound" or late.round_at == "once":
        return False
    if order.posted_per == "account" or order.across_debts == "largest-first" or account.others:
        return False
    if not account.invoices:
        return True
    first = account.invoices[0].issued
    if first.year not in YEARS or as_of.year not in YEARS:
        return False
    months = whole_months(first, as_of)
    return months < MONTHS_LIMIT and months * len(account.invoices) <= MAX_POSTINGS


def clause_of(late: CompoundMonthly, order: StatementRule) -> LedgerClause:
    """A late charge and an order of payments, as `settle` takes them."""
    return LedgerClause(
        late.monthly_rate.numerator,
        late.monthly_rate.denominator,
        ROUNDERS[late.rounding],
        rates_by_length(late.monthly_rate, late.part_month),
        order.across_debts == "newest-first",
        order.within_debt == "charges-first",
    )


def events_of(
    account: Account, as_of: date, due_rule: NetDays, late: CompoundMonthly
) -> tuple[InvoiceColumns, list[PaymentRow]]:
    """The events that are known on a day, as `settle` takes them."""
    invoices = InvoiceColumns([], [], [], [])
    places: dict[str | None, int] = {}
    for invoice in account.invoices:
        if invoice.issued > as_of:
            break
        places[invoice.number] = len(places)
        due = due_on(due_rule, invoice.issued)
        month, day = anchor(late, invoice.issued, due, invoice.billing_months) if due < as_of else (0, 0)  # not late
        invoices.issued.append(invoice.issued.toordinal())
        invoices.late.append(due.toordinal() + 1)
        invoices.anchors.append(month << 5 | day)
        invoices.amounts.append(invoice.amount.minor)
    payments = [
        (payment.received.toordinal(), payment.amount.minor, places.get(payment.invoice, UNNAMED))
        for payment in account.payments
        if payment.received <= as_of
    ]
    return invoices, payments
