"""Days and months in columns: tables from which a whole column takes its month steps, clamping included.

A day is its number since 1970-01-01, as Arrow's `date32` has it. A *place* is a month and a day of the month in one
integer, `(months since the tables' first) x 32 + day`; a step of a month is 32. A place may name a day that its month
does not have, which `SPANS` clamps: so a step is always taken from the anchor, as everywhere in this library.

By hand: with January 2023 as month m, its 31st is the place 32 m + 31. One step on is 32 (m + 1) + 31, a 31st of
February, for which `SPANS` holds the day number of the 28th and the 31 days from there to the 31st of March; two
steps on is the 31st of March itself, since the place has kept the 31.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from telcoterms.values.days import MAX_MONTHS, month_start

DayNumbers = NDArray[np.int32]


STEP: Final = 32  # from a place to the same day of the next month; also what a day is multiplied by in `SPANS`
STEP_BITS: Final = STEP.bit_length() - 1  # a place >> STEP_BITS is its month; shifts are much faster than divisions
DAY: Final = STEP - 1  # the bits of a place that hold its day, and of a value of `SPANS` that hold how many days
NO_DAY: Final = -(1 << 31)  # stands for a day that is not given


YEARS: Final = range(1900, 2200)
EPOCH: Final = 719_163  # the ordinal of 1970-01-01
_FIRST_MONTH: Final = YEARS.start * 12
_MONTHS: Final = len(YEARS) * 12


FIRST: Final = month_start(_FIRST_MONTH) - EPOCH
LAST: Final = month_start(_FIRST_MONTH + _MONTHS) - EPOCH - 1


def _tables() -> tuple[DayNumbers, DayNumbers, DayNumbers]:
    """Return `PLACES`, `ENDS` and `SPANS`; the last goes on for the months in which a first bill may lie."""
    starts = np.array([month_start(_FIRST_MONTH + number) for number in range(_MONTHS + MAX_MONTHS + 3)]) - EPOCH
    sizes = np.diff(starts)
    months, size = np.repeat(np.arange(_MONTHS), sizes[:_MONTHS]), np.repeat(sizes[:_MONTHS], sizes[:_MONTHS])
    day = np.arange(FIRST, LAST + 1) - starts[months] + 1
    ends = np.where(day == size, STEP - 1, day)
    clamped = starts[:-1, None] - 1 + np.minimum(np.arange(STEP), sizes[:, None])
    spans = clamped[:-1] * STEP + np.diff(clamped, axis=0)
    places = months * STEP
    return (places + day).astype(np.int32), (places + ends).astype(np.int32), spans.ravel().astype(np.int32)


PLACES, ENDS, SPANS = _tables()
"""By day less `FIRST`, its place; the same, the last day of a month counting as a 31st: what is clamped to it has come.

By place, its day x 32 + how many days lie between it and the same place a month later.
"""
DAY_TABLES: Final = (PLACES, ENDS, SPANS, FIRST)
"""The tables as the compiled core takes them."""


def outside(days: NDArray[Any]) -> NDArray[np.bool_]:
    """Return a mask of days outside the tables' years; the other functions take such a day as the nearest inside."""
    return (days < FIRST) | (days > LAST)


def places(days: NDArray[Any]) -> DayNumbers:
    """Return the place of each day."""
    return PLACES.take(days - FIRST, mode="clip")


def whole_months(anchors: DayNumbers, days: NDArray[Any]) -> DayNumbers:
    """Return the largest n with the place + n months on or before the day; below zero for a day before the place."""
    return (ENDS.take(days - FIRST, mode="clip") - anchors) >> STEP_BITS
