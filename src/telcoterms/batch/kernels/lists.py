"""A column of lists of whole numbers, as Arrow keeps one: the values of all rows, and where those of each begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

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
        """Some rows: a slice without steps, their numbers, or a mask of all."""
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
        """Of each row the sum of its values from a place, counted from 0, up to another, not included."""
        running = np.zeros(len(self.values) + 1, np.int64)
        np.cumsum(self.values, out=running[1:])  # may go round past 2^63: the differences are right all the same
        found: Column = running[self.offsets[:-1] + end] - running[self.offsets[:-1] + first]
        return found

    def holds(self, wanted: Column) -> NDArray[np.bool_]:
        """Which rows have a value for which the mask `wanted`, one of the values, is true."""
        return Lists(self.offsets, wanted).between(np.zeros_like(self.counts), self.counts) > 0
