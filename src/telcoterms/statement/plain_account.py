"""Compute what a plain account owes, in whole numbers alone, without what a working needs.

Most accounts are plain: invoices and payments, under a charge that compounds by the month. `fits` says which. For them
`settle` gives what `replay` gives, to the minor unit, in about half the time, and batch runs the same steps on millions
of rows. Nothing is computed here that the replay does not compute: `tests/test_plain_account.py` compares every field
of both, under each combination of readings.

State. Everything is a column, indexed by invoice in the order of the due dates, then numbers. Of each invoice:

* `principal` and `balance`, the principal with the charges posted on it, in minor units;
* the month that runs: the day on which it began, and `next_change_on`, the day on which something happens by itself.
  That is the day after the due date at first, then each end of a month. A debt moves only when a day reaches it;
* `accrued_on_paid`, by which the formula below needs no list of the balances of the month.

The order of a day is that of `replay`, with fewer parts: postings, new debts, the credit that waits, payments.

The formula. In a month of which f(d) is the share of its charge after d days, the balances b(0), b(1) ... at the end of
its days accrue by day d

    r x sum over t = 1 ... d of b(t - 1) x (f(t) - f(t - 1))   =   r x (b x f(d) + sum of p x f(d(p)))

where b is the balance that is left, and each p was paid on day d(p) of the month: what is left has borne a charge until
today, what was paid until it was paid. So a payment adds p x f(d(p)) once, and an accrual is one product, one sum and
one rounding. `rates` has r x f(d) as whole numerators over one denominator, for each length of a month.

The credit. While a credit waits, each open debt has a balance of zero and has accrued more than the credit, or the
credit would have closed it. So the next month that ends posts more than the credit, which is then used up:
`apply_credit` looks for that one day, and no other.

An example by hand, 2 % a month by days: a balance of 57.58 on 1 February, 30.00 of it paid on the 11th, after ten of 28
days. By 1 March it has accrued 2 % x (27.58 x 28/28 + 30.00 x 10/28) = 2 % x 38.294 = 0.766, and 0.77 is posted.

Why the arithmetic of a month is here a second time. `clauses.late_charge.accrual.month_charge` is the general form. It
takes the list of a month's balances and weighs each, which takes 7 times as long as the line that computes a posting
here, and 3 times on a single balance: more than this module saves. The shares f come from `periods.month_fraction` for
both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, TypeGuard

from telcoterms.account.account import Account
from telcoterms.clauses.late_charge.charge import is_plain
from telcoterms.clauses.late_charge.kinds import LateChargeRule, PartMonth, RateCharge
from telcoterms.clauses.late_charge.periods import DebtDays, month_fraction, start_of
from telcoterms.statement.ledger import MAX_POSTINGS
from telcoterms.statement.rule import StatementRule
from telcoterms.values.days import MAX_MONTHS, add_days, anchored, whole_months
from telcoterms.values.money import ROUNDERS, Rounding

YEARS: Final = range(1900, 2200)  # of the table of months: it stays small, and no month lies outside the calendar
FAR_FUTURE: Final = 1 << 30  # a day after all days
MONTH_STEP: Final = 32  # what one month adds to `month x 32 + day of the month`
UNNAMED: Final = FAR_FUTURE  # the index of no invoice

Rates = tuple[int, ...]


class ReplayNeededError(Exception):
    """An account posts more charges than its statement may hold: the replay is to refuse it, with the reason."""


class _Anchored(dict[int, int]):
    """`anchored`, by month number x 32 + day of the month: a table of what was asked for."""

    def __missing__(self, key: int) -> int:
        self[key] = day = anchored(key >> 5, key & 31)
        return day


_ANCHORED: Final = _Anchored()


class LedgerClause(NamedTuple):
    """A late charge and an order of payments, as `settle` takes them.

    The monthly rate is `top` / `bottom`. `rates` has, for each length D of a month in days, the numerators of r x f(0)
    to r x f(D), then the denominator of all.
    """

    top: int
    bottom: int
    rounding: Rounding
    rates: Mapping[int, Rates]
    newest_first: bool
    charges_first: bool


class InvoiceColumns(NamedTuple):
    """Invoices as `settle` takes them, in columns, in the order of their days of issue, then numbers.

    `issued` and `late_on`, the day after the due date, are ordinals. `anchors` are the start of the first month that
    bears a charge, as month number x 32 + day of the month. `amounts` are minor units.
    """

    issued: list[int]
    late_on: list[int]
    anchors: list[int]
    amounts: list[int]


PaymentRow = tuple[int, int, int]  # ordinal of the day, minor units, index of the invoice that is named or `UNNAMED`


class PlainResult(NamedTuple):
    """What is owed at the end of a day, by index of the invoice, in minor units.

    `balance` is principal and posted charges. `posted` has each charge that was posted: index, ordinal of its day, and
    amount. `allocated` has what was allocated to a debt: index, day, and how much went to charges and to principal.
    Both are, for each index, in order of the days. `posts_on` is the ordinal of the day on which a debt that is late
    has its next charge; 0 where none is to come.
    """

    principal: list[int]
    balance: list[int]
    accrued: list[int]
    posted: list[tuple[int, int, int]]
    allocated: list[tuple[int, int, int, int]]
    credit: int
    posts_on: list[int]


def settle(clause: LedgerClause, invoices: InvoiceColumns, payments: Sequence[PaymentRow], as_of: int) -> PlainResult:
    """Return what an account owes at the end of a day, an ordinal.

    `payments` are in order of their days and, of one day, in the order in which they count. No event is later than
    `as_of`. Raises `ReplayNeededError` as soon as more is posted than the replay takes.
    """
    top, bottom, rounding, rates_of, newest_first, charges_first = clause
    rounded = ROUNDERS[rounding]
    issued, late_on, anchors, amounts = invoices
    count = len(issued)
    principal, balance = amounts[:], amounts[:]
    accrued_on_paid = [0] * count  # in the month that runs: the sum of p x the numerator of r x f(d(p))
    rates: list[Rates] = [()] * count  # of the month that runs
    started_on = [FAR_FUTURE] * count  # of the month that runs; in the far future until the debt is late
    months = anchors[:]  # the first month; once the debt is late, the end of the month that runs
    next_change_on = late_on[:]  # in the far future once the debt is paid
    open_debts: list[int] = []  # the oldest first
    posted: list[tuple[int, int, int]] = []
    allocated: list[tuple[int, int, int, int]] = []
    credit = issued_count = 0
    order = slice(None, None, -1 if newest_first else 1)  # in which an unnamed payment goes to the open debts

    def advance(index: int, day: int) -> None:
        """Make a debt late, and post its months that have ended."""
        month, start, end = months[index], started_on[index], next_change_on[index]
        if start == FAR_FUTURE:
            start = _ANCHORED[month]
            month += MONTH_STEP
            end = _ANCHORED[month]
        owed, first_day = balance[index], late_on[index]
        while end <= day:
            if accrued_on_paid[index]:
                rate = rates[index]
                charge = rounded(owed * rate[end - start] + accrued_on_paid[index], rate[-1])
                accrued_on_paid[index] = 0
            else:  # on one balance, exactly balance x r
                charge = rounded(owed * top, bottom)
            if charge:
                posted.append((index, end if end > first_day else first_day, charge))
                owed += charge
            month += MONTH_STEP
            start, end = end, _ANCHORED[month]
        balance[index] = owed
        if len(posted) > MAX_POSTINGS:
            raise ReplayNeededError
        months[index], started_on[index], next_change_on[index], rates[index] = month, start, end, rates_of[end - start]

    def receive(day: int, left: int, indexes: Sequence[int]) -> int:
        """Allocate a sum to debts in their order, and return what is left of it."""
        for index in indexes:
            if not left:
                break
            if day >= next_change_on[index]:
                advance(index, day)
            owed, rate, d = balance[index], rates[index], day - started_on[index]
            if left >= owed:
                charge = rounded(owed * rate[d] + accrued_on_paid[index], rate[-1]) if d > 0 else 0
                if left >= owed + charge:
                    if charge:
                        posted.append((index, day, charge))
                    if owed + charge:
                        allocated.append((index, day, owed + charge - principal[index], principal[index]))
                    principal[index] = balance[index] = 0
                    next_change_on[index] = FAR_FUTURE
                    open_debts.remove(index)
                    left -= owed + charge
                    continue
            paid = owed if owed < left else left
            if d > 0:
                accrued_on_paid[index] += paid * rate[d]
            balance[index] = owed = owed - paid
            before = principal[index]
            after = min(before, owed) if charges_first else max(before - paid, 0)
            if paid:
                allocated.append((index, day, paid - before + after, before - after))
            principal[index] = after
            left -= paid
        return left

    def apply_credit(until: int) -> int:
        """Return the credit that is left after the first month that ends up to a day has used it."""
        day = min([next_change_on[index] for index in open_debts])
        return receive(day, credit, open_debts[order]) if day <= until else credit

    days = iter(issued)
    next_issued = next(days, FAR_FUTURE)
    for day, left, named in [*payments, (as_of, 0, UNNAMED)]:
        while next_issued <= day:
            today = next_issued
            if credit and open_debts:
                credit = apply_credit(today - 1)
            while next_issued == today:
                open_debts.append(issued_count)
                issued_count += 1
                next_issued = next(days, FAR_FUTURE)
            if credit:
                credit = receive(today, credit, open_debts[order])
        if credit and open_debts:
            credit = apply_credit(day)
        if named < issued_count and next_change_on[named] < FAR_FUTURE:
            left = receive(day, left, (named,))
        if left:
            credit = receive(day, left + credit, open_debts[order])
    accrued, posts_on = [0] * count, [0] * count
    for index in open_debts:
        if as_of >= next_change_on[index]:
            advance(index, as_of)
        if as_of >= late_on[index] and amounts[index]:  # on a bill of nothing, nothing is ever posted
            posts_on[index] = next_change_on[index]
        if as_of > started_on[index]:
            rate = rates[index]
            accrued[index] = rounded(
                balance[index] * rate[as_of - started_on[index]] + accrued_on_paid[index], rate[-1]
            )
    return PlainResult(principal, balance, accrued, posted, allocated, credit, posts_on)


@lru_cache(maxsize=64)  # a program asks under a few clauses
def rates_by_length(rate: Fraction, part_month: PartMonth) -> Mapping[int, Rates]:
    """Return the `rates` of a `LedgerClause`; never for `daily-compound`, which has no shares."""
    rates = {}
    for length in range(28, 32):
        shares = [month_fraction(part_month, d, length) for d in range(length + 1)]
        rates[length] = (*(top * rate.numerator for top, _ in shares), shares[0][1] * rate.denominator)
    return rates


def fits(late: LateChargeRule, rule: StatementRule, account: Account, as_of: date) -> TypeGuard[RateCharge]:
    """Return whether `settle` gives the statement; else the replay does, as it refuses with a reason what it must.

    What fits is named, not what does not, so that a new kind, reading or event goes to the replay: compounded by the
    month but not by the day, each month posted for each invoice alone, nothing but invoices and payments, to the oldest
    or the newest debt first, within the years of the table of months, and within the time that the replay takes. An
    invoice with facts on which no plain due date rests goes to the replay too, which refuses it.
    """
    if not is_plain(late) or late.part_month == "daily-compound" or late.round_at != "each-month":
        return False
    if rule.posted_per != "invoice" or rule.across_debts not in ("oldest-first", "newest-first") or account.others:
        return False
    if not account.invoices:
        return True
    if any(invoice.has_due_facts for invoice in account.invoices):
        return False
    first = account.invoices[0].issued
    if first.year not in YEARS or as_of.year not in YEARS:
        return False
    return whole_months(first, as_of) < MAX_MONTHS


def clause_of(late: RateCharge, rule: StatementRule) -> LedgerClause:
    """Return a late charge and an order of payments, as `settle` takes them."""
    assert isinstance(late.rate, Fraction)  # of a clause that fits
    return LedgerClause(
        late.rate.numerator,
        late.rate.denominator,
        late.rounding,
        rates_by_length(late.rate, late.part_month),
        rule.across_debts == "newest-first",
        rule.charges_first,
    )


def plain_postings(
    account: Account, as_of: date, days_to_pay: int, late: RateCharge, rule: StatementRule
) -> list[int | None]:
    """Return, for each invoice that is known on a day, the ordinal of its next posting; None where none is to come."""
    columns, payments = events_of(account, as_of, days_to_pay, late)
    return [day or None for day in settle(clause_of(late, rule), columns, payments, as_of.toordinal()).posts_on]


def events_of(
    account: Account, as_of: date, days_to_pay: int, late: RateCharge
) -> tuple[InvoiceColumns, list[PaymentRow]]:
    """Return the events that are known on a day, as `settle` takes them; each bill is due so many days after it."""
    invoices = InvoiceColumns([], [], [], [])
    indexes: dict[str | None, int] = {}
    for invoice in account.invoices:
        if invoice.issued > as_of:
            break
        indexes[invoice.number] = len(indexes)
        due = add_days(invoice.issued, days_to_pay)
        month = day = 0  # of a debt that is not late, which needs none
        if due < as_of:
            month, day = start_of(late.runs_from, DebtDays(invoice.issued, due, invoice.billing_months), due)
        invoices.issued.append(invoice.issued.toordinal())
        invoices.late_on.append(due.toordinal() + 1)
        invoices.anchors.append(month << 5 | day)
        invoices.amounts.append(invoice.amount.minor)
    payments = [
        (payment.received.toordinal(), payment.amount.minor, indexes.get(payment.invoice, UNNAMED))
        for payment in account.payments
        if payment.received <= as_of
    ]
    return invoices, payments
