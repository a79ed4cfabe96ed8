"""The events of many accounts as columns of whole numbers, what the accounts owe, and which of them columns can hold.

`group` sorts flat columns of bills and payments, in any order, into `Accounts`, in the order of
`telcoterms.account.Account`. `in_groups` hands them, `GROUP` accounts at a time, to a kernel that replays one group,
`lockstep`. It does what `telcoterms.statement.plain_account` does for one account.

**Which accounts fit.** The numbers of a kernel are float64 where all of them are exact, else int64. A balance grows
at most by its rate, rounded up, in each month: so what was billed to an account, and its months, bound every
numerator that is divided. `within` compares the sum that was billed with the largest one that so many months allow.
By hand: at 2 % a month a balance stays below 102 that was at most 99 a month before, since 1.98, rounded up, makes it
101. An account that does not fit is answered alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import ENDS, FIRST, LAST, PLACES, STEP, STEP_BITS
from telcoterms.batch.kernels.numbers import Numbers, exact_below, order_of
from telcoterms.clauses.late_charge.kinds import RunsFrom
from telcoterms.statement.ledger import MAX_POSTINGS
from telcoterms.statement.plain_account import LedgerClause
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import LIMIT, Rounding

Whole = NDArray[np.int64]
Days = NDArray[np.int32]  # and places of months
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


UNNAMED: Final = -1  # the row of the bill that a payment does not name


class Accounts(NamedTuple):
    """Events of many accounts: the bills of account i are the rows bills[i] to bills[i + 1], its payments likewise.

    Inside an account bills stand by day of issue, then number; payments by day and, of one day, in the order in which
    they are placed. A credit that counts from its day is a payment that names its bill. Days are those of `months`.

    `late_on` is the day after the due date, `anchors` the place of A_0, `named` the row of the bill that a payment
    names, or `UNNAMED`; amounts are minor units, none below zero or over `telcoterms.values.money.LIMIT`.
    """

    bills: Whole
    issued: Days
    late_on: Days
    anchors: Days
    amounts: Whole
    payments: Whole
    received: Days
    sums: Whole
    named: Whole

    @property
    def size(self) -> int:
        """How many accounts there are."""
        return len(self.bills) - 1

    def part(self, first: int, last: int) -> Accounts:
        """Return the accounts from one up to another, whose rows begin with 0 again."""
        low, high = self.bills[first], self.bills[last]
        start, end = self.payments[first], self.payments[last]
        named = self.named[start:end]
        return Accounts(
            self.bills[first : last + 1] - low,
            self.issued[low:high],
            self.late_on[low:high],
            self.anchors[low:high],
            self.amounts[low:high],
            self.payments[first : last + 1] - start,
            self.received[start:end],
            self.sums[start:end],
            np.where(named == UNNAMED, UNNAMED, named - low),
        )


class Postings(NamedTuple):
    """Charges that were posted: row of the bill, day, minor units; by bill, then as they were posted."""

    bills: Whole
    days: Days
    amounts: Whole


class LedgerResult(NamedTuple):
    """What is owed at the end of a day, by row of the bill; the credit by account; in minor units.

    `balance` is principal and posted charges. A bill that is not known on the day owes nothing. `beyond` are the
    accounts that such columns cannot tell, whose figures are all 0: they are answered one by one.
    """

    principal: Whole
    balance: Whole
    accrued: Whole
    credit: Whole
    beyond: Mask
    postings: Postings | None


class Bills(NamedTuple):
    """Bills in any order: code of the account, place of the number among all as texts are sorted, and their fields."""

    accounts: Whole
    numbers: Whole
    issued: Days
    amounts: Whole
    billing_months: Whole


class Payments(NamedTuple):
    """Payments and credits in any order; `named` is the row of the bill that is named or `UNNAMED`.

    `credits` are those rows that are credits which count from their day; each names a bill of its account.
    """

    accounts: Whole
    received: Days
    sums: Whole
    named: Whole
    credits: Mask


class Grouped(NamedTuple):
    """The accounts, and by row of their bills the row of the given ones."""

    accounts: Accounts
    bills: Rows


DAYS: Final = 1 << 22  # more than there are from the year 1 to the year 9999
FIRST_DAY: Final = -719_162  # the first of the year 1


def group(size: int, bills: Bills, payments: Payments, net_days: int, runs_from: RunsFrom) -> Grouped:
    """Return the events of accounts with the codes 0 to `size` - 1."""
    order = _order(bills.accounts, bills.issued, bills.numbers)
    issued = bills.issued[order]
    due = issued + np.int32(net_days)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    numbers, named = np.full(len(payments.sums), np.iinfo(np.int64).max), payments.named.copy()
    naming = np.flatnonzero(named != UNNAMED)
    numbers[naming], named[naming] = bills.numbers[named[naming]], places[named[naming]]
    turn = _order(payments.accounts, payments.received, ~payments.credits, numbers, -payments.sums)
    accounts = Accounts(
        _offsets(size, bills.accounts),
        issued,
        due + np.int32(1),
        anchors(issued, due, bills.billing_months[order], runs_from),
        bills.amounts[order],
        _offsets(size, payments.accounts),
        payments.received[turn],
        payments.sums[turn],
        named[turn],
    )
    return Grouped(accounts, order)


def anchors(issued: Days, due: Days, billing_months: Whole, runs_from: RunsFrom) -> Days:
    """Return the places of A_0, where no grace period moves it; any place for a day outside the tables."""
    first, last = issued.clip(FIRST, LAST) - FIRST, due.clip(FIRST, LAST) - FIRST
    places: Days
    match runs_from:
        case "due-date" | "grace-end":
            places = PLACES[last]
        case "invoice-date":
            places = PLACES[first]
        case "next-invoice-date":
            places = PLACES[first]
            months = (ENDS[last] - places) >> STEP_BITS  # that have ended on the due date
            places = places + ((months // billing_months + 1) * billing_months * STEP).astype(np.int32)
        case _:
            assert_never(runs_from)
    return places


def _order(accounts: Whole, days: Days, *ties: NDArray[Any]) -> Rows:
    """Return the rows by account, then day, then what decides on one day."""
    keys = accounts * DAYS + (days - FIRST_DAY)
    order = order_of(keys, (int(accounts.max(initial=0)) + 1) * DAYS)
    keys = keys[order]
    same = np.flatnonzero(keys[1:] == keys[:-1])
    if same.size:
        tied = np.union1d(same, same + 1)
        rows = order[tied]
        order[tied] = rows[np.lexsort((*(tie[rows] for tie in reversed(ties)), keys[tied]))]
    return order


def _offsets(size: int, accounts: Whole) -> Whole:
    """Return where the rows of each account begin when they are sorted, and where the last ones end."""
    return np.append(0, np.cumsum(np.bincount(accounts, minlength=size)))


LENGTHS: Final = 32  # what the length of a month is multiplied by in `rates`


class Tables(NamedTuple):
    """A clause, in the type in which its charges are divided: float64 where that is exact, else int64.

    `rates` has the numerator of r x f(d) for a month of D days at 32 D + d, `bottoms` the denominator at D.
    """

    top: int
    bottom: int
    rounding: Rounding
    rates: Numbers
    bottoms: Numbers
    newest_first: bool
    charges_first: bool


def tables_of(clause: LedgerClause, dtype: np.dtype[Any]) -> Tables:
    """Return the tables of a clause whose numbers the type can hold."""
    rates, bottoms = np.zeros(LENGTHS * LENGTHS, dtype), np.ones(LENGTHS, dtype)
    for length, (*shares, bottom) in clause.rates.items():
        rates[LENGTHS * length : LENGTHS * length + len(shares)] = shares
        bottoms[length] = bottom
    top, bottom, rounding, _, newest_first, charges_first = clause
    return Tables(top, bottom, rounding, rates, bottoms, newest_first, charges_first)


FLOATS: Final[np.dtype[Any]] = np.dtype(np.float64)
INTEGERS: Final[np.dtype[Any]] = np.dtype(np.int64)
_WIDE: Final = 1 << 62  # half of what an int64 holds: a numerator is doubled to be rounded


def within(clause: LedgerClause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any]) -> Mask:
    """Return whether each account fits as `fits` of the core says, and all its numbers are exact in a type.

    None does whose amounts come to more than `Account` takes.
    """
    billed = _sums(accounts.bills, accounts.amounts)
    fitting = billed + _sums(accounts.payments, accounts.sums) <= LIMIT
    bills = np.diff(accounts.bills)
    some = np.flatnonzero(bills)
    first, last = accounts.issued[accounts.bills[some]], as_of[some]
    in_years = (np.minimum(first, last) >= FIRST) & (np.maximum(first, last) <= LAST)
    months = (ENDS[last.clip(FIRST, LAST) - FIRST] - PLACES[first.clip(FIRST, LAST) - FIRST]) >> STEP_BITS
    few = (months < MAX_MONTHS) & (months * bills[some] <= MAX_POSTINGS)
    fitting[some] &= in_years & few & (billed[some] <= _most_billed(clause, dtype)[months.clip(0, MAX_MONTHS)])
    return fitting


def _sums(offsets: Whole, amounts: Whole) -> Whole:
    """Return what the amounts of each account come to."""
    until: Whole = np.append(0, np.cumsum(amounts))
    return until[offsets[1:]] - until[offsets[:-1]]


def _most_billed(clause: LedgerClause, dtype: np.dtype[Any]) -> NDArray[np.int64]:
    """Return, by months, the largest sum whose numerators stay exact, -1 where none does."""
    bottom = max(clause.bottom, *(rates[-1] for rates in clause.rates.values()))
    top = max(clause.top, *(max(rates[:-1]) for rates in clause.rates.values()))
    limit = exact_below(clause.rounding) if dtype == FLOATS else _WIDE - bottom
    return _backwards(-1 if bottom >= limit else (limit - 1) // max(1, top), clause.top, clause.bottom)


@lru_cache(maxsize=64)  # a program asks under a few clauses
def _backwards(balance: int, top: int, bottom: int) -> NDArray[np.int64]:
    """Return, by months, the largest sum that is at most a balance when its share, rounded up, was added each month."""
    sums = [balance]
    for _ in range(MAX_MONTHS):
        sums.append(max(-1, (sums[-1] - 1) * bottom // (bottom + top)))
    return np.array(sums)


GROUP: Final = 16_384  # accounts: what is kept of them while they are replayed stays near the processor
BEFORE: Final = np.int32(-(1 << 30))  # a day before all days, on which nothing of an account is known


class LedgerKernel(Protocol):
    """What replays a group of accounts, all of whose numbers a type holds exactly."""

    def __call__(
        self, clause: LedgerClause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any], postings: bool
    ) -> LedgerResult:
        """Return what each account owes at the end of its day."""
        ...


def in_groups(
    kernel: LedgerKernel, clause: LedgerClause, accounts: Accounts, as_of: Days, postings: bool
) -> LedgerResult:
    """Return what each account owes at the end of its day."""
    rows = len(accounts.amounts)
    principal, balance, accrued = (np.zeros(rows, np.int64) for _ in range(3))
    credit, beyond = np.zeros(accounts.size, np.int64), np.zeros(accounts.size, np.bool_)
    posted = []
    for first in range(0, accounts.size, GROUP):
        last = min(first + GROUP, accounts.size)
        part, days, dtype = accounts.part(first, last), as_of[first:last], FLOATS
        fitting = within(clause, part, days, FLOATS)
        if not fitting.all():
            fitting, dtype = within(clause, part, days, INTEGERS), INTEGERS
        if fitting.any():
            result = kernel(clause, part, np.where(fitting, days, BEFORE), dtype, postings)
            low, high = accounts.bills[first], accounts.bills[last]
            principal[low:high] = result.principal
            balance[low:high] = result.balance
            accrued[low:high] = result.accrued
            credit[first:last] = result.credit
            if result.postings is not None:
                posted.append(result.postings._replace(bills=result.postings.bills + low))
        beyond[first:last] = ~fitting
    return LedgerResult(principal, balance, accrued, credit, beyond, joined(posted) if postings else None)


def joined(parts: list[Postings]) -> Postings:
    """Return postings, by bill, each bill's in their order."""
    bills = np.concatenate([np.zeros(0, np.int64), *(part.bills for part in parts)])
    days = np.concatenate([np.zeros(0, np.int32), *(part.days for part in parts)])
    amounts = np.concatenate([np.zeros(0, np.int64), *(part.amounts for part in parts)])
    order = np.argsort(bills, kind="stable")
    return Postings(bills[order], days[order], amounts[order])
