"""Ways in which a late charge is often reckoned, each on whole columns of dollars in floating point, in numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

ONE_DAY: Final = np.timedelta64(1, "D")
Whole = NDArray[np.int64]


class Elapsed(NamedTuple):
    """Whole months, and the days that have passed of the days of the started one."""

    months: Whole
    d: Whole
    length: Whole


def spreadsheet(columns: Columns) -> Callable[[], Cents]:
    """`DAYS360` in months of 30 days, `ROUND(amount * 1.02^months * (1 + 2 % * days / 30) - amount, 2)`.

    Cents differ: a month of 28, 29 or 31 days counts as one of 30, and no month is rounded by itself.
    """
    return _prepared(columns, _days_360, _at_once)


def closed_form(columns: Columns) -> Callable[[], Cents]:
    """The right months and days, but a power for the months: cents differ, since no month is rounded by itself."""
    return _prepared(columns, _elapsed, _at_once)


def float_dollars(columns: Columns) -> Callable[[], Cents]:
    """The right months and days, each month rounded by `numpy.round(..., 2)`.

    Some cents differ: most halves of a cent have no binary form, and those that have one are rounded to even.
    """
    return _prepared(columns, _elapsed, _month_by_month)


def _prepared(
    columns: Columns,
    elapsed: Callable[[Columns], Elapsed],
    charge: Callable[[NDArray[np.float64], Elapsed], NDArray[np.float64]],
) -> Callable[[], Cents]:
    dollars = columns.amount / 100

    def run() -> Cents:
        is_late = columns.paid - columns.issued > DAYS_TO_PAY
        late = Columns(columns.amount[is_late], columns.issued[is_late], columns.paid[is_late])
        cents = np.zeros(len(is_late), np.int64)
        cents[is_late] = np.rint(100 * charge(dollars[is_late], elapsed(late)))
        return cents

    return run


def _at_once(amount: NDArray[np.float64], elapsed: Elapsed) -> NDArray[np.float64]:
    whole = amount * 1.02**elapsed.months
    charges: NDArray[np.float64] = whole * (1 + 0.02 * elapsed.d / elapsed.length) - amount
    return charges


def _month_by_month(amount: NDArray[np.float64], elapsed: Elapsed) -> NDArray[np.float64]:
    balance = amount.copy()
    for number in range(elapsed.months.max(initial=0)):
        balance += np.where(elapsed.months > number, np.round(balance * 0.02, 2), 0)
    balance += np.round(balance * 0.02 * elapsed.d / elapsed.length, 2)
    charges: NDArray[np.float64] = balance - amount
    return charges


def _elapsed(columns: Columns) -> Elapsed:
    """By numpy's months: a day that a month does not have is its last one."""
    issued, paid = columns.days("issued"), columns.days("paid")
    first, last = issued.astype("datetime64[M]"), paid.astype("datetime64[M]")
    months = (last - first).astype(np.int64)
    months -= _anniversary(issued, months) > paid
    begun = _anniversary(issued, months)
    length = _anniversary(issued, months + 1) - begun
    return Elapsed(months, (paid - begun).astype(np.int64), length.astype(np.int64))


def _anniversary(issued: NDArray[Any], months: Whole) -> NDArray[Any]:
    first = issued.astype("datetime64[M]")
    month = first + np.asarray(months).astype("timedelta64[M]")
    days: NDArray[Any] = np.minimum(
        month + (issued - first), (month + np.timedelta64(1, "M")).astype("datetime64[D]") - ONE_DAY
    )
    return days


def _days_360(columns: Columns) -> Elapsed:
    """As `DAYS360` counts by default: a month's last day is a 30th at the start, and a 31st is one after a 30th."""
    month, day = _calendar(columns.days("issued"))
    _, day_after = _calendar(columns.days("issued") + ONE_DAY)
    last_month, last_day = _calendar(columns.days("paid"))
    day = np.where(day_after == 1, 30, day)
    last_day = np.where(day == 30, np.minimum(last_day, 30), last_day)
    days = 30 * (last_month - month) + last_day - day
    return Elapsed(days // 30, days % 30, np.full_like(days, 30))


def _calendar(days: NDArray[Any]) -> tuple[Whole, Whole]:
    """The month's number, and the day of the month."""
    months = days.astype("datetime64[M]")
    return months.astype(np.int64), (days - months).astype(np.int64) + 1
