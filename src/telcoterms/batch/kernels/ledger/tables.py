"""A clause of the core as tables of numbers of one type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from telcoterms.batch.kernels.division import Numbers
from telcoterms.money import ROUNDERS, Rounding
from telcoterms.statement.core import Clause

LENGTHS: Final = 32  # what the length of a month is multiplied by in `rates`

_ROUNDINGS: Final[Mapping[Callable[[int, int], int], Rounding]] = {rounder: name for name, rounder in ROUNDERS.items()}


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


def rounding_of(clause: Clause) -> Rounding:
    """The name of the rounding of a clause."""
    return _ROUNDINGS[clause.rounded]


def tables_of(clause: Clause, dtype: np.dtype[Any]) -> Tables:
    """The tables of a clause whose numbers the type can hold."""
    rates, bottoms = np.zeros(LENGTHS * LENGTHS, dtype), np.ones(LENGTHS, dtype)
    for length, (*shares, bottom) in clause.rates.items():
        rates[LENGTHS * length : LENGTHS * length + len(shares)] = shares
        bottoms[length] = bottom
    top, below, _, _, newest_first, charges_first = clause
    return Tables(top, below, rounding_of(clause), rates, bottoms, newest_first, charges_first)
