"""Columns are worked on in parts of rows: what is computed on the way stays small, and near the processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, Final, TypeVar

import numpy as np

from telcoterms.batch.kernels.lists import Lists

PART: Final = 1 << 14  # rows

Facts = TypeVar("Facts", bound=tuple[Any, ...])
Found = TypeVar("Found", bound=tuple[Any, ...])


def parts(facts: Facts, count: int) -> Iterator[tuple[slice, Facts]]:
    """The rows of each part and its facts, all as long as it is; of an empty column the one part is empty.

    `facts` is a named tuple of columns; one value may stand for all rows. Whole numbers come as `int64`.
    """
    make: Callable[..., Facts] = type(facts)
    columns: list[Any] = [one if isinstance(one, Lists) else np.broadcast_to(one, count) for one in facts]
    for start in range(0, max(count, 1), PART):
        rows = slice(start, min(start + PART, count))
        yield rows, make(*(_wide(column[rows]) for column in columns))


def _wide(column: Any) -> Any:
    """Whole numbers in 64 bits, whatever type they come in: products of days and months then fit."""
    whole = isinstance(column, np.ndarray) and column.dtype != np.bool_
    return column.astype(np.int64, copy=False) if whole else column


def gathered(find: Callable[[Facts], Found], facts: Facts) -> Found:
    """What is found of each part, a named tuple of columns, put together."""
    count = prod(np.broadcast_shapes(*map(np.shape, facts)))
    found = [find(part) for _, part in parts(facts, count)]
    make: Callable[..., Found] = type(found[0])
    return make(*map(np.concatenate, zip(*found, strict=True)))
