"""Month steps of columns of days, by the tables of `months`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.months import ENDS, FIRST, LAST, PLACES, STEP, DayNumbers

DAY: Final = STEP - 1  # the bits of a place that hold its day, and of a value of `SPANS` that hold how many days
NO_DAY: Final = -(1 << 31)  # stands for a day that is not given


def outside(days: NDArray[Any]) -> NDArray[np.bool_]:
    """Which days lie outside the tables' years; the other functions take such a day as the nearest inside."""
    return (days < FIRST) | (days > LAST)


def places(days: NDArray[Any]) -> DayNumbers:
    """The place of each day."""
    return PLACES.take(days - FIRST, mode="clip")


def whole_months(anchors: DayNumbers, days: NDArray[Any]) -> DayNumbers:
    """The largest n with the place + n months on or before the day; below zero where the day lies before the place."""
    return (ENDS.take(days - FIRST, mode="clip") - anchors) >> 5
