"""Hold events of one kind by their fields, as the pickle of an account has them: it has many of a kind.

The payments of an account are four columns: their days, their sums, the debts that they name and their references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from telcoterms.account.events import Invoice, Payment
from telcoterms.values.dataclasses import fields
from telcoterms.values.money import Money

E = TypeVar("E", Invoice, Payment)


class SumColumn(NamedTuple):
    """Sums of one currency, in minor units."""

    currency: str
    minor: tuple[int, ...]


Columns = tuple[tuple[Any, ...], ...]
"""A column for each field, in the order of the fields; the last ones that hold defaults alone are left out."""


def columns_of(events: Sequence[Invoice] | Sequence[Payment]) -> Columns:
    """Return events of one kind by their fields."""
    if not events:
        return ()
    of_kind = fields(type(events[0]))
    values = attrgetter(*(one.name for one in of_kind))
    columns = list(zip(*map(values, events), strict=True))
    while all(value == of_kind[len(columns) - 1].default for value in columns[-1]):
        del columns[-1]
    return tuple([_sums(column) if isinstance(column[0], Money) else column for column in columns])


def _sums(column: tuple[Money, ...]) -> SumColumn:
    return SumColumn(column[0].currency, tuple([money.minor for money in column]))


def events_of_columns(make: Callable[..., E], columns: Columns) -> tuple[E, ...]:
    """Return the events of columns; `make` takes the fields of one, which were checked before."""
    if not columns:
        return ()
    return tuple(map(make, *map(_values, columns)))


def _values(column: tuple[Any, ...]) -> Iterable[Any]:
    if isinstance(column, SumColumn):
        return map(Money.of_minor, column.minor, repeat(column.currency))
    return column
