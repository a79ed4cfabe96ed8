"""Exact division of columns, rounded as `telcoterms.money` rounds: half up, half even, down.

The quotient of two whole numbers in binary floating point, rounded to a whole number, is the exact one while the
numerator stays below `EXACT`: a quotient that is no half, or no whole number, lies further from the next one than the
arithmetic errs, and one that is a half has an exact representation. Above that, 64-bit integers; above these, Python's.
The type of a column says which is taken: `dtype_for` chooses it once, by the largest numerator of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from telcoterms.money import Rounding

Numbers = NDArray[Any]  # whole, not negative: of float64, int64, or object for Python's own integers

EXACT: Final[Mapping[Rounding, int]] = {"half-up": 1 << 51, "half-even": 1 << 52, "down": 1 << 52}
_WIDE: Final = 1 << 63


def dtype_for(numerator: int, denominator: int, rounding: Rounding) -> np.dtype[Any]:
    """The type in which numerators up to one, over denominators up to one, are divided exactly."""
    if max(numerator, denominator) < EXACT[rounding]:
        return np.dtype(np.float64)
    return np.dtype(np.int64 if 2 * numerator + 2 * denominator < _WIDE else object)


def divide(numerator: Numbers, denominator: Numbers | int, rounding: Rounding, out: Numbers) -> Numbers:
    """Write each quotient, rounded, to `out`, which may be the numerator; `dtype_for` chose the type of all."""
    if out.dtype == np.float64:
        np.divide(numerator, denominator, out=out)
        if rounding == "half-even":
            return np.rint(out, out=out)
        if rounding == "half-up":
            np.add(out, 0.5, out=out)
        return np.floor(out, out=out)
    if rounding == "half-even":
        whole, rest = numerator // denominator, numerator % denominator
        twice = 2 * rest
        out[:] = whole + ((twice > denominator) | ((twice == denominator) & (whole % 2 == 1)))
    elif rounding == "half-up":
        out[:] = (2 * numerator + denominator) // (2 * denominator)
    else:
        out[:] = numerator // denominator
    return out
