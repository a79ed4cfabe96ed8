"""Fractions in columns: a numerator and a denominator a row, exact whatever their size.

Whole numbers stay in 64 bits while the largest product or sum of a column does. Beyond that they are Python's own, some
twenty times slower and as exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from telcoterms.batch.kernels.numbers import Numbers, divide, dtype_for, whole_numbers
from telcoterms.values.money import Rounding

_MAX_INT64: Final = (1 << 63) - 1


class Exact(NamedTuple):
    """A fraction for each row, or one for all; no denominator is below 1."""

    top: Numbers
    bottom: Numbers

    def at(self, places: Numbers) -> Exact:
        """Return the fractions at some places of these."""
        return Exact(self.top[places], self.bottom[places])


def fractions(values: Sequence[Fraction]) -> Exact:
    """Return fractions in columns."""
    tops, bottoms = [value.numerator for value in values], [value.denominator for value in values]
    return Exact(whole_numbers(tops), whole_numbers(bottoms))


def whole(numbers: Numbers) -> Exact:
    """Return whole numbers as fractions."""
    return Exact(numbers, np.ones(1, np.int64))


def product(one: Numbers, other: Numbers) -> Numbers:
    """Return the products of whole numbers."""
    fits = _largest(one) * _largest(other) <= _MAX_INT64
    found: Numbers = one * other if fits else one.astype(object) * other.astype(object)
    return found


def total(one: Numbers, other: Numbers) -> Numbers:
    """Return the sums of whole numbers."""
    fits = _largest(one) + _largest(other) <= _MAX_INT64
    found: Numbers = one + other if fits else one.astype(object) + other.astype(object)
    return found


def _largest(numbers: Numbers) -> int:
    return max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))


def times(one: Exact, other: Exact) -> Exact:
    """Return the products of fractions."""
    return Exact(product(one.top, other.top), product(one.bottom, other.bottom))


def plus(one: Exact, other: Exact) -> Exact:
    """Return the sums of fractions."""
    crossed = total(product(one.top, other.bottom), product(other.top, one.bottom))
    return Exact(crossed, product(one.bottom, other.bottom))


def greater(one: Exact, other: Exact) -> Exact:
    """Return the greater of two fractions in each row."""
    is_greater = product(one.top, other.bottom) >= product(other.top, one.bottom)
    return Exact(np.where(is_greater, one.top, other.top), np.where(is_greater, one.bottom, other.bottom))


def lesser(one: Exact, other: Exact) -> Exact:
    """Return the lesser of two fractions in each row."""
    is_lesser = product(one.top, other.bottom) <= product(other.top, one.bottom)
    return Exact(np.where(is_lesser, one.top, other.top), np.where(is_lesser, one.bottom, other.bottom))


def not_below_zero(one: Exact) -> Exact:
    """Return fractions, nothing for one that is less."""
    return Exact(np.maximum(one.top, 0), one.bottom)


def round_to(one: Exact, rounding: Rounding, out: Numbers) -> None:
    """Write fractions that are not negative to `out`, rounded."""
    dtype = dtype_for(_largest(one.top), _largest(one.bottom), rounding)
    quotients = np.broadcast_to(one.top, len(out)).astype(dtype)
    out[:] = divide(quotients, np.broadcast_to(one.bottom, len(out)).astype(dtype), rounding, quotients)
