"""Powers of 1 + r, less 1: what a sum bears that compounds and is rounded once, in two steps, coarse and fine.

After n coarse steps, each multiplying by C, and a fine one, adding the share g, a sum has borne the share
(C^n - 1) + C^n g. No term is less than zero. In floats each term is off by at most four roundings: one for each number
that is tabled, two for the product and the sum; and the sum that it is multiplied by adds a fifth.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Final, final

import numpy as np

from telcoterms.batch.kernels.late_charge.late import Late, Rows
from telcoterms.batch.kernels.late_charge.nearest import Shares, offset_of, round_off
from telcoterms.batch.kernels.months import DayNumbers
from telcoterms.money import Rounding

BEYOND: Final = 2.0**64
_CEILING: Final = Decimal("1e280")  # in place of any greater power: a cent has outgrown every column long before


@final
class Powers:
    """The shares after coarse and fine steps, and the offsets with which they are rounded."""

    __slots__ = ("gains", "grains", "offsets", "powers", "shares")

    def __init__(self, base: Fraction, every: int, most: int, shares: Shares, grains: Shares) -> None:
        """Up to `most` coarse steps, each of `every` powers of the base; the fine steps' shares, 1 / denominators."""
        self.powers, self.gains, self.offsets = tabled(base, every, most)
        self.offsets *= offset_of(1)
        self.shares, self.grains = shares, grains

    def charges(self, late: Late, coarse: DayNumbers, fine: DayNumbers, rounding: Rounding) -> tuple[Shares, Rows]:
        """What each late row has borne, rounded, and the rows in doubt; a charge over `BEYOND` is over all columns."""
        charges = self.shares.take(fine)
        charges *= self.powers.take(coarse)
        charges += self.gains.take(coarse)
        charges *= late.amount.take(late.rows)
        return charges, round_off(charges, self.offsets.take(coarse) * self.grains.take(fine), rounding)


def tabled(base: Fraction, every: int, most: int) -> tuple[Shares, Shares, Shares]:
    """Of each `every`-th power of the base, `most` in all after the first: itself, less 1, and 1 / its denominator."""
    precise = precision_for(base)
    factor = precise.power(precise.divide(*base.as_integer_ratio()), every)
    powers = [Decimal(1)]
    for _ in range(most):
        powers.append(min(precise.multiply(powers[-1], factor), _CEILING))
    grain = float(Fraction(1, base.denominator)) ** every
    return (
        np.array([float(power) for power in powers]),
        np.array([float(precise.subtract(power, 1)) for power in powers]),
        np.power(grain, np.arange(most + 1), dtype=np.float64),
    )


def precision_for(base: Fraction) -> Context:
    """Decimal arithmetic in which a power of a base over 1, less 1, keeps some fifty digits."""
    return Context(prec=60 + len(str(base.denominator)), Emin=MIN_EMIN, Emax=MAX_EMAX)
