"""Flat columns of bills and payments, in any order, as the events of accounts.

The order inside an account is that of `telcoterms.account.Account`, whatever the order of the rows.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Accounts, Days, Mask, Rows, Whole
from telcoterms.batch.kernels.months import ENDS, FIRST, LAST, PLACES, STEP
from telcoterms.batch.kernels.sorting import order_of
from telcoterms.rules.late_charge import RunsFrom

DAYS: Final = 1 << 22  # more than there are from the year 1 to the year 9999
FIRST_DAY: Final = -719_162  # the first of the year 1


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


def group(size: int, bills: Bills, payments: Payments, net_days: int, runs_from: RunsFrom) -> Grouped:
    """The events of accounts with the codes 0 to `size` - 1."""
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
    """The places of A_0, as `telcoterms.rules.late_charge.accrual` takes it; of a day outside the tables, any."""
    first, last = issued.clip(FIRST, LAST) - FIRST, due.clip(FIRST, LAST) - FIRST
    if runs_from == "due-date":
        of_due: Days = PLACES[last]
        return of_due
    places: Days = PLACES[first]
    if runs_from == "next-invoice-date":
        months = (ENDS[last] - places) >> 5  # that have ended on the due date
        places = places + ((months // billing_months + 1) * billing_months * STEP).astype(np.int32)
    return places


def _order(accounts: Whole, days: Days, *ties: NDArray[Any]) -> Rows:
    """By account, then day, then what decides on one day."""
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
    """Where the rows of each account begin when they are sorted, and where the last ones end."""
    return np.append(0, np.cumsum(np.bincount(accounts, minlength=size)))
