"""Shares of sums rounded in binary floating point, each either proven right or told to be in doubt.

A share comes of few sums and products of floats, none less than zero, so it is off by at most six roundings of 2^-53 of
itself; half a unit and an offset are added, for two more. `ERROR` is twice all eight. What is rounded is right when the
fraction that `floor` takes away lies further than the error from 0 and from 1; else the row is in doubt, and exact
arithmetic settles it.

That alone would put every exact half in doubt. But a share whose denominator is q makes, with half a unit, a multiple
of 1/(2q): a whole number, or at least that far from one. So an offset of 1/(5q), or anything less, moves none over a
whole number and each away from it, and a half alone leaves a fraction of less than two offsets. Where four errors are
smaller than the offset nothing can be in doubt. No offset, for a share of no known denominator, is right as well: it
only leaves more in doubt.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.late_charge.late import Rows
from telcoterms.money import Rounding

Shares = NDArray[np.float64]

ERROR: Final = 2.0**-49
EXACT: Final = 2.0**52  # up to here each whole number is a float, and so is each sum of two
NOBODY: Final[Rows] = np.empty(0, np.intp)


def offset_of(denominator: int) -> float:
    """The offset of shares whose denominators are at most this."""
    return float(Fraction(1, 5 * denominator))


def surely(largest: float, offset: float) -> bool:
    """Whether no share up to one can be in doubt."""
    return 4 * ERROR * (largest + 1) < offset


def round_off(shares: Shares, offset: Shares | float, rounding: Rounding, sure: bool = False) -> Rows:
    """Round each share where it stands; the rows in doubt, which are none where it is `sure`."""
    np.add(shares, offset if rounding == "down" else offset + 0.5, out=shares)
    if sure and rounding != "half-even":
        np.floor(shares, out=shares)
        return NOBODY
    whole = np.floor(shares)
    rest = shares - whole
    doubtful = NOBODY
    if not sure:
        error = shares * (2 * ERROR)
        doubtful = np.flatnonzero(~((rest >= error) & (rest <= 1 - error)))  # so written, a NaN is in doubt
    if rounding == "half-even":
        halves = np.flatnonzero(rest < 2 * offset)
        whole[halves] -= whole[halves] % 2
    shares[:] = whole
    return doubtful
