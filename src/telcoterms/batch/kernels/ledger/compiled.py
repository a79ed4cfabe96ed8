"""The replay of many accounts as machine code, one account after the other: what `lockstep` gives, sooner.

The core's own loops, for numba. Nothing here is imported unless it is asked for: it needs the extra `compiled`. While
it runs other threads run too.

A debt is one line of a table of whole numbers, so that all that is known of it is read at once; the clause is another
table: by length of a month the numerators of r x f(d), then their denominator, and the rest of it in the first line.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
import numpy as np

from telcoterms.batch.kernels.days import SPANS, STEP
from telcoterms.batch.kernels.ledger.accounts import (
    FLOATS,
    UNNAMED,
    Accounts,
    Days,
    LedgerResult,
    Postings,
    Whole,
    in_groups,
    joined,
)
from telcoterms.batch.kernels.numbers import float_rounding
from telcoterms.statement.plain_account import LedgerClause

NEVER: Final = 1 << 30  # a day after all days

ISSUED, LATE, WAKES, STARTS, PLACE, PRINCIPAL, BALANCE, BORNE, ACCRUED = range(9)  # of a debt, as in `lockstep`
TOP, BOTTOM, ADDS_HALF, HALVES_TO_EVEN, IN_FLOATS, NEWEST_FIRST, CHARGES_FIRST = range(
    7
)  # of the clause, in its first line
DENOMINATOR: Final = 32  # where it stands in the line of a length

F = TypeVar("F", bound=Callable[..., Any])


def _compiled(function: F) -> F:
    """Compile a function without counting references to arrays, which would take longer than all the rest."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy", "forceinline": True, "_nrt": False}
    compiling: Any = numba.njit(**options)
    made: F = compiling(function)
    return made


def settle(clause: LedgerClause, accounts: Accounts, as_of: Days, postings: bool = False) -> LedgerResult:
    """Return what `lockstep.settle` gives."""
    return in_groups(_group, clause, accounts, as_of, postings)


def _group(clause: LedgerClause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any], postings: bool) -> LedgerResult:
    """Return what each account of a group owes; again from the start if there was no room for all that was posted."""
    rules, debts = _rules(clause, dtype == FLOATS), np.empty((len(accounts.amounts), 9), np.int64)
    credit = np.zeros(accounts.size, np.int64)
    room = len(debts) if postings else 0
    while True:
        posted = np.empty((room, 3), np.int64)
        count = _replay(rules, debts, posted, tuple(accounts), as_of, credit)
        if not postings or count <= room:
            break
        room = count
    all_postings = None
    if postings:
        rows, days, charges = posted[:count].T
        all_postings = joined([Postings(rows, days.astype(np.int32), charges)])
    principal, balance, accrued = debts[:, PRINCIPAL], debts[:, BALANCE], debts[:, ACCRUED]
    return LedgerResult(principal, balance, accrued, credit, np.zeros(accounts.size, np.bool_), all_postings)


def _rules(clause: LedgerClause, in_floats: bool) -> Whole:
    rules = np.zeros((32, DENOMINATOR + 1), np.int64)
    added, halves_to_even = float_rounding(clause.rounding)
    rules[0, [TOP, BOTTOM]] = clause.top, clause.bottom
    rules[0, [ADDS_HALF, HALVES_TO_EVEN]] = added == 0.5, halves_to_even
    rules[0, [IN_FLOATS, NEWEST_FIRST, CHARGES_FIRST]] = in_floats, clause.newest_first, clause.charges_first
    for length, (*rates, denominator) in clause.rates.items():
        rules[length, : len(rates)] = rates
        rules[length, DENOMINATOR] = denominator
    return rules


@_compiled
def _rounded(rules: Whole, numerator: int, denominator: int) -> int:
    """Divide and round as `FloatRounding` says, in floats or in whole numbers."""
    if rules[0, IN_FLOATS]:
        quotient = numerator / denominator
        if rules[0, HALVES_TO_EVEN]:
            return int(np.rint(quotient))
        return math.floor(quotient + 0.5 if rules[0, ADDS_HALF] else quotient)
    whole = numerator // denominator
    twice = 2 * (numerator - whole * denominator)
    if not rules[0, ADDS_HALF] or twice < denominator:
        return int(whole)
    if rules[0, HALVES_TO_EVEN] and twice == denominator:
        return int(whole + (whole & 1))
    return int(whole + 1)


@_compiled
def _accrued(rules: Whole, debts: Whole, row: int, days: int) -> int:
    """Return what has accrued since the month began, rounded."""
    length = debts[row, WAKES] - debts[row, STARTS]
    numerator = debts[row, BALANCE] * rules[length, days] + debts[row, BORNE]
    return _rounded(rules, numerator, rules[length, DENOMINATOR])


@_compiled
def _post(posted: Whole, count: int, row: int, day: int, charge: int) -> int:
    """Keep a charge that was posted, if there is room, and return how many there were."""
    if count < len(posted):
        posted[count, 0] = row
        posted[count, 1] = day
        posted[count, 2] = charge
    return count + 1


@_compiled
def _advance(rules: Whole, debts: Whole, posted: Whole, count: int, row: int, day: int) -> int:
    """Make a debt late, post its months that have ended, and return how many charges were posted by now."""
    place, owed, late = debts[row, PLACE], debts[row, BALANCE], debts[row, LATE]
    span = int(SPANS[place])
    start = span >> 5
    end = start + (span & 31)
    while end <= day:
        if debts[row, BORNE]:
            charge = _accrued(rules, debts, row, end - start)
            debts[row, BORNE] = 0
        else:
            charge = _rounded(rules, owed * rules[0, TOP], rules[0, BOTTOM])
        if charge:
            count = _post(posted, count, row, max(end, late), charge)
            owed += charge
        place += STEP
        span = int(SPANS[place])
        start = span >> 5
        end = start + (span & 31)
    debts[row, BALANCE] = owed
    debts[row, PLACE] = place
    debts[row, STARTS] = start
    debts[row, WAKES] = end
    return count


@_compiled
def _meet(rules: Whole, debts: Whole, posted: Whole, count: int, row: int, day: int, left: int) -> tuple[int, int]:
    """Allocate a sum to an open debt; return what is left of it, and how many charges were posted by now."""
    if day >= debts[row, WAKES]:
        count = _advance(rules, debts, posted, count, row, day)
    owed, days = debts[row, BALANCE], day - debts[row, STARTS]
    if left >= owed:
        charge = _accrued(rules, debts, row, days) if days > 0 else 0
        if left >= owed + charge:
            if charge:
                count = _post(posted, count, row, day, charge)
            debts[row, PRINCIPAL] = 0
            debts[row, BALANCE] = 0
            debts[row, WAKES] = NEVER
            return left - owed - charge, count
    paid = min(owed, left)
    if days > 0:
        debts[row, BORNE] += paid * rules[debts[row, WAKES] - debts[row, STARTS], days]
    owed -= paid
    debts[row, BALANCE] = owed
    before = debts[row, PRINCIPAL]
    debts[row, PRINCIPAL] = min(before, owed) if rules[0, CHARGES_FIRST] else max(before - paid, 0)
    return left - paid, count


@_compiled
def _receive(
    rules: Whole, debts: Whole, posted: Whole, count: int, first: int, known: int, day: int, left: int
) -> tuple[int, int]:
    """Allocate a sum to the known open debts from one row up to another in turn; return what `_meet` does."""
    for turn in range(known - first):
        row = known - 1 - turn if rules[0, NEWEST_FIRST] else first + turn
        if left == 0 or debts[row, ISSUED] > day:
            break
        if debts[row, WAKES] < NEVER:
            left, count = _meet(rules, debts, posted, count, row, day, left)
    return left, count


@_compiled
def _use(
    rules: Whole, debts: Whole, posted: Whole, count: int, first: int, known: int, until: int, credit: int
) -> tuple[int, int]:
    """Apply a credit to the first month that ends up to a day; return what `_meet` does."""
    day = NEVER
    for row in range(first, known):
        day = min(day, debts[row, WAKES])
    if day <= until:
        credit, count = _receive(rules, debts, posted, count, first, known, day, credit)
    return credit, count


@_compiled
def _wait(
    rules: Whole, debts: Whole, posted: Whole, count: int, first: int, known: int, end: int, day: int, credit: int
) -> tuple[int, int]:
    """Apply a credit to the months that end and the bills that come up to a day; return what `_meet` does."""
    while credit and known < end and debts[known, ISSUED] <= day:
        today = debts[known, ISSUED]
        credit, count = _use(rules, debts, posted, count, first, known, today - 1, credit)
        known = _known(debts, known, end, today)
        credit, count = _receive(rules, debts, posted, count, first, known, today, credit)
    if credit:
        credit, count = _use(rules, debts, posted, count, first, known, day, credit)
    return credit, count


@_compiled
def _known(debts: Whole, known: int, end: int, day: int) -> int:
    """Return the first row of a bill that is not known on a day."""
    while known < end and debts[known, ISSUED] <= day:
        known += 1
    return known


@_compiled
def _replay(rules: Whole, debts: Whole, posted: Whole, accounts: Any, as_of: Days, credits: Whole) -> int:
    """Take every payment of every account, then move to the last day; return how many charges were posted.

    Which bills are known is looked up where it matters: while a credit waits, and where the newest debt is met first.
    """
    bills, issued, late, anchors, amounts, payments, received, sums, named = accounts
    count = 0
    for account in range(len(credits)):
        first, end, last = bills[account], bills[account + 1], as_of[account]
        for row in range(first, end):
            debts[row, ISSUED] = issued[row]
            debts[row, LATE] = debts[row, WAKES] = late[row]
            debts[row, STARTS] = NEVER
            debts[row, PLACE] = anchors[row]
            debts[row, PRINCIPAL] = debts[row, BALANCE] = amounts[row]
            debts[row, BORNE] = debts[row, ACCRUED] = 0
        known, credit = first, 0
        for payment in range(payments[account], payments[account + 1]):
            day, left, row = received[payment], sums[payment], named[payment]
            if day > last:
                break
            if credit:
                credit, count = _wait(rules, debts, posted, count, first, known, end, day, credit)
            if row != UNNAMED and debts[row, ISSUED] <= day and debts[row, WAKES] < NEVER:
                left, count = _meet(rules, debts, posted, count, row, day, left)
            if left:
                if rules[0, NEWEST_FIRST]:
                    known = _known(debts, known, end, day)
                until = known if rules[0, NEWEST_FIRST] else end
                credit, count = _receive(rules, debts, posted, count, first, until, day, left + credit)
            while first < end and debts[first, WAKES] == NEVER:
                first += 1
            if credit:
                known = _known(debts, max(known, first), end, day)
        if credit:
            credit, count = _wait(rules, debts, posted, count, first, known, end, last, credit)
        known = _known(debts, max(known, first), end, last)
        for row in range(first, known):
            if last >= debts[row, WAKES]:
                count = _advance(rules, debts, posted, count, row, last)
            if last > debts[row, STARTS] and debts[row, WAKES] < NEVER:
                debts[row, ACCRUED] = _accrued(rules, debts, row, last - debts[row, STARTS])
        for row in range(known, end):
            debts[row, PRINCIPAL] = debts[row, BALANCE] = 0
        credits[account] = credit
    return count
