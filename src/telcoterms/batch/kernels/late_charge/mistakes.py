"""What known mistakes in a late charge come to, in columns: other times, and each day rounded.

`thirty_days` divides the time since the start into months of thirty days; the charge is then that of any other time.

`EachDayRounded` rounds the charge of each day, and lets the sum of a whole month join the balance. Under `by-days` all
days of a month bear the same, so that a month of D days is D times one rounded day: whole numbers alone, of which
`most_amount` says up to which amount none runs over.

`may_be_clamped` finds the rows whose months may begin on a day that was clamped: those that start after the 28th.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import SPANS, STEP, STEP_BITS
from telcoterms.batch.kernels.late_charge.charging import (
    ByChunks,
    EachMonth,
    Elapsed,
    InTime,
    Late,
    Whole,
    elapsed,
    start_days,
    start_places,
)
from telcoterms.clauses.late_charge.kinds import FlatCharge, RateCharge, RunsFrom
from telcoterms.values.money import ROUNDERS

THIRTY: Final = 30
SHORTEST_MONTH: Final = 28
MOST_MONTHS: Final = 60
"""For which `most_amount` is; what was late for longer is asked by itself."""
_ROOM: Final = 1 << 60


def thirty_days(leaf: RateCharge | FlatCharge, late: Late, days: InTime) -> Elapsed:
    """Return the time since the start in months of thirty days; nothing where the start lies after the payment."""
    passed = np.maximum(late.paid - start_days(late, leaf.runs_from, days), 0)
    months = passed // THIRTY
    return Elapsed(months, THIRTY * STEP + (passed - THIRTY * months))


def thirty_day_kernel(leaf: RateCharge, rate: Fraction, net_days: int) -> ByChunks:
    """Return the kernel of a plain rate that rounds each month, in months of thirty days."""
    return ByChunks(EachMonth(leaf, rate, InTime(net_days, net_days), thirty_days), net_days)


def may_be_clamped(late: Late, runs_from: RunsFrom, days: InTime) -> NDArray[np.bool_]:
    """Return which rows start on a day that a shorter month does not have."""
    clamped: NDArray[np.bool_] = (start_places(late, runs_from, days) & (STEP - 1)) > SHORTEST_MONTH
    return clamped


@final
class EachDayRounded:
    """The charging of a plain rate, by days, that rounds each day."""

    __slots__ = ("days", "leaf", "rate")

    def __init__(self, leaf: RateCharge, rate: Fraction, days: InTime) -> None:
        self.leaf, self.rate, self.days = leaf, rate, days

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row; none is over `most_amount`, nor late for more than `MOST_MONTHS`."""
        time, places = elapsed(self.leaf, late, self.days), start_places(late, self.leaf.runs_from, self.days)
        amounts = late.amount.take(late.rows)
        balances = amounts.copy()
        for month in range(int(time.months.max(initial=0))):
            rows = np.flatnonzero(time.months > month)
            sizes = SPANS.take(places.take(rows) + (month << STEP_BITS)) & (STEP - 1)
            balances[rows] += self._days_rounded(balances.take(rows), sizes, sizes)
        balances += self._days_rounded(balances, time.part & (STEP - 1), time.part >> STEP_BITS)
        out[late.rows] = balances - amounts

    def _days_rounded(self, balances: Whole, days: NDArray[Any], length: NDArray[Any]) -> Whole:
        """Return what so many days of months of some length come to, each rounded."""
        rounder = ROUNDERS[self.leaf.rounding]
        a_day: Any = rounder(balances * self.rate.numerator, length.astype(np.int64) * self.rate.denominator)  # type: ignore[arg-type]
        charge: Whole = a_day * days
        return charge


def most_amount(rate: Fraction) -> int:
    """Return up to which amount no product of `EachDayRounded` runs over 2^63 within `MOST_MONTHS`.

    A day that is rounded is at most twice what it was, so that a month multiplies by less than 1 + 2 r.
    """
    return int(_ROOM / (2 * max(rate.numerator, 1) * (1 + 2 * rate) ** MOST_MONTHS))
