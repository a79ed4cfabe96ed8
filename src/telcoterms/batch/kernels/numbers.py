"""Whole numbers in columns: lists of them, exact division with its roundings, parts of rows, and sorting by a number.

**Division.** The quotient of two whole numbers in binary floating point, rounded to a whole number, is the exact one
while the numerator stays below `exact_below`: a quotient that is no half, or no whole number, lies further from the
next one than the arithmetic errs, and one that is a half has an exact representation. Above that, 64-bit integers are
divided; above these, Python's. The type of a column says which is taken: `dtype_for` chooses it once, by the largest
numerator of all. By hand: 25 x 2 over 100 is 0.5 in floats too; half up, 0.5 + 0.5 has the floor 1, and to even it is
0, just as `telcoterms.values.money` rounds 50 over 100.

**Parts.** Columns are worked on in parts of `PART` rows, so that what is computed on the way stays small, and near
the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final, NamedTuple, TypeVar, assert_never, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.values.money import Rounding, rounder

Column = NDArray[Any]


@final
@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of all rows: that of row k is `values[offsets[k]:offsets[k + 1]]`."""

    offsets: Column
    values: Column

    @property
    def shape(self) -> tuple[int]:
        """How many rows there are, as an array tells it."""
        return (len(self.offsets) - 1,)

    def __getitem__(self, rows: Any) -> Lists:
        """Return some rows: a slice without steps, their numbers, or a mask of all."""
        if isinstance(rows, slice):
            first, end, _ = rows.indices(len(self.offsets) - 1)
            offsets = self.offsets[first : max(first, end) + 1]
            return Lists(offsets - offsets[0], self.values[offsets[0] : offsets[-1]])
        counts, starts = self.counts[rows], self.offsets[:-1][rows]
        offsets = np.append(0, np.cumsum(counts))
        return Lists(offsets, self.values[np.repeat(starts - offsets[:-1], counts) + np.arange(offsets[-1])])

    @property
    def counts(self) -> Column:
        """How many values each row has."""
        return np.diff(self.offsets)

    def between(self, first: Column, end: Column) -> Column:
        """Return the sum of the values of each row from a place, counted from 0, up to another, not included."""
        running = np.zeros(len(self.values) + 1, np.int64)
        np.cumsum(self.values, out=running[1:])  # may go round past 2^63: the differences are right all the same
        sums: Column = running[self.offsets[:-1] + end] - running[self.offsets[:-1] + first]
        return sums

    def holds(self, wanted: Column) -> NDArray[np.bool_]:
        """Return a mask of the rows with a value for which the mask `wanted`, one of the values, is true."""
        return Lists(self.offsets, wanted).between(np.zeros_like(self.counts), self.counts) > 0


PART: Final = 1 << 14  # rows

ColumnsT = TypeVar("ColumnsT", bound=tuple[Any, ...])
Found = TypeVar("Found", bound=tuple[Any, ...])


def parts(facts: ColumnsT, count: int) -> Iterator[tuple[slice, ColumnsT]]:
    """Yield the rows of each part and its facts, all as long as it is; of an empty column the one part is empty.

    `facts` is a named tuple of columns; one value may stand for all rows. Whole numbers come as `int64`.
    """
    make: Callable[..., ColumnsT] = type(facts)
    columns: list[Any] = [one if isinstance(one, Lists) else np.broadcast_to(one, count) for one in facts]
    for start in range(0, max(count, 1), PART):
        rows = slice(start, min(start + PART, count))
        yield rows, make(*(_wide(column[rows]) for column in columns))


def _wide(column: Any) -> Any:
    """Return whole numbers in 64 bits, whatever type they come in: products of days and months then fit."""
    whole = isinstance(column, np.ndarray) and column.dtype != np.bool_
    return column.astype(np.int64, copy=False) if whole else column


def gathered(find: Callable[[ColumnsT], Found], facts: ColumnsT) -> Found:
    """Return what is found of each part, a named tuple of columns, put together."""
    count = prod(np.broadcast_shapes(*map(np.shape, facts)))
    columns = [find(part) for _, part in parts(facts, count)]
    make: Callable[..., Found] = type(columns[0])
    return make(*map(np.concatenate, zip(*columns, strict=True)))


Numbers = NDArray[Any]  # whole, not negative: of float64, int64, or object for Python's own integers

_MAX_INT64: Final = (1 << 63) - 1


class FloatRounding(NamedTuple):
    """A rounding of numbers not negative as floats do it: add, take the floor, mind exact halves."""

    added: float  # before the floor is taken: a half, or nothing
    halves_to_even: bool  # an exact half that the floor has made odd is one less


def float_rounding(rounding: Rounding) -> FloatRounding:
    """Return how floats do a rounding."""
    match rounding:
        case "half-up":
            return FloatRounding(0.5, False)
        case "half-even":
            return FloatRounding(0.5, True)
        case "down":
            return FloatRounding(0.0, False)
    assert_never(rounding)


HALF_UP, HALF_EVEN, DOWN = range(3)
"""The roundings of whole numbers as `native/src/core/exact.h` numbers them."""


def core_rounding(rounding: Rounding) -> int:
    """Return the number of a rounding in the compiled core."""
    match rounding:
        case "half-up":
            return HALF_UP
        case "half-even":
            return HALF_EVEN
        case "down":
            return DOWN
    assert_never(rounding)


def exact_below(rounding: Rounding) -> int:
    """Return the number below which numerators and denominators are divided exactly in floats."""
    match rounding:
        case "half-up":
            return 1 << 51  # a half is added to the quotient, which takes a bit more
        case "half-even" | "down":
            return 1 << 52
    assert_never(rounding)


def dtype_for(numerator: int, denominator: int, rounding: Rounding) -> np.dtype[Any]:
    """Return the type in which numerators up to one, over denominators up to one, are divided exactly."""
    if max(numerator, denominator) < exact_below(rounding):
        return np.dtype(np.float64)
    return np.dtype(np.int64 if 2 * numerator + 2 * denominator <= _MAX_INT64 else object)


def divide(numerator: Numbers, denominator: Numbers | int, rounding: Rounding, out: Numbers) -> Numbers:
    """Write each quotient, rounded, to `out`, which may be the numerator; `dtype_for` chose the type of all."""
    if out.dtype == np.float64:
        np.divide(numerator, denominator, out=out)
        added, halves_to_even = float_rounding(rounding)
        if halves_to_even:
            return np.rint(out, out=out)  # both at once
        if added:
            np.add(out, added, out=out)
        return np.floor(out, out=out)
    out[:] = rounder(rounding)(numerator, denominator)
    return out


def whole_numbers(numbers: Sequence[int]) -> Numbers:
    """Return whole numbers of any size: in 64 bits where all of them fit, else Python's own."""
    return np.array(numbers, np.int64 if max(numbers, default=0) < 1 << 63 else object)


def share(sums: NDArray[np.int64], top: Numbers, bottom: Numbers, rounding: Rounding, out: NDArray[Any]) -> None:
    """Write each sum x top / bottom, rounded, to `out`; none is negative.

    A figure that does not fit into `out` raises `OverflowError`: where products could leave 64 bits, they are Python's.
    """
    # A sum of at least 1, for the choice alone: then whatever holds the largest product holds the largest top, too.
    dtype = dtype_for(int(sums.max(initial=1)) * int(top.max(initial=0)), int(bottom.max(initial=1)), rounding)
    product = sums.astype(dtype)
    product *= top.astype(dtype)
    out[:] = divide(product, bottom.astype(dtype), rounding, product)


def order_of(keys: NDArray[Any], below: int) -> NDArray[np.intp]:
    """Return the rows by their keys, which lie from 0 to `below`; rows of one key stay in their order.

    Key and row in one number are sorted as plain numbers, several times faster than rows by a key, where 64 bits hold
    both.
    """
    if (keys[1:] >= keys[:-1]).all():
        return np.arange(len(keys))
    bits = len(keys).bit_length()
    if below.bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = (keys.astype(np.int64) << bits) | np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1)
