"""The events of many accounts in tables: read, and joined by account and by the invoice that is named.

Inside, an account is its place in the sorted list of all accounts, and an invoice's number its place in the sorted list
of all numbers, which are text, as an account compares them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple, get_args

import numpy as np
import pyarrow as pa

from telcoterms.account.settled import CreditEffect
from telcoterms.batch.arrays import Numbers, plain, read
from telcoterms.batch.columns import Fact, Layout, is_text, layout
from telcoterms.batch.compute import functions as pc
from telcoterms.batch.kernels.sorting import order_of
from telcoterms.batch.rows import value_of
from telcoterms.batch.tables import opened
from telcoterms.errors import FactError, FaultyTableError, Misfit, TelcoTermsError, Word

NONE: Final = -1  # in the place of a number where no invoice is named
ACCOUNT: Final = "account"
EFFECTS: Final = get_args(CreditEffect)
MONTHS: Final = Fact("billing_months", "count", needed=False, usual=1)
AMOUNT: Final = Fact("amount", "money")


class Kind(NamedTuple):
    """A table of events: what it is called, the column with the number of an invoice, the facts."""

    name: str
    number: str
    facts: tuple[Fact, ...]
    numbered: bool = True  # whether each row must name an invoice

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        return {ACCOUNT, self.number, *(name for fact in self.facts for name in fact.names)}


INVOICES: Final = Kind("invoices", "number", (Fact("issued", "day"), AMOUNT, MONTHS))
PAYMENTS: Final = Kind("payments", "invoice", (Fact("received", "day"), AMOUNT), numbered=False)
CREDITS: Final = Kind(
    "credits", "invoice", (Fact("issued", "day"), AMOUNT, Fact("effect", "word", needed=False, words=EFFECTS, usual=0))
)


class Events(NamedTuple):
    """The events of one table: of each the account and the number; its facts by name."""

    accounts: Numbers
    numbers: Numbers
    facts: Mapping[str, Numbers]


class Table(NamedTuple):
    """A table of events as it was given, of its columns those that are looked at."""

    kind: Kind
    columns: pa.Table
    layout: Layout

    def column(self, name: str) -> pa.Array:
        """A column in one piece, without a dictionary."""
        chunks = [plain(one) for one in self.columns[name].chunks]
        return pa.concat_arrays(chunks) if chunks else plain(pa.array([], self.columns.schema.field(name).type))

    def row(self, row: int) -> dict[str, Any]:
        """The cells of a row by the names of the facts; what is null is left out."""
        names, found = self.columns.column_names, {}
        own = {ACCOUNT: ACCOUNT, self.kind.number: self.kind.number}
        own |= {fact: names[place] for fact, place in self.layout.places.items()}
        for fact, name in own.items():
            value = value_of(self.columns[name][row], fact) if name in names else None
            if value is not None:
                found[fact] = value
        return found

    def numbers(self) -> pa.Array:
        """The numbers of the invoices, as text; null where none is named."""
        if self.kind.number not in self.columns.column_names:
            return pa.nulls(len(self.columns), pa.string())
        return self.column(self.kind.number).cast(pa.string())

    def facts(self) -> dict[str, Numbers]:
        """The facts as whole numbers."""
        places, names = self.layout.places, self.columns.column_names
        there = [fact for fact in self.kind.facts if fact.name in places]
        return {fact.name: read(self.column(names[places[fact.name]]), fact, self.layout) for fact in there}


class Index:
    """The rows of invoices by account and number."""

    def __init__(self, invoices: Events, accounts: int, numbers: int) -> None:
        self.width = numbers + 1
        keys = self._keys(invoices)
        self.rows = order_of(keys, self.width * (accounts + 1))
        self.keys = keys[self.rows]

    def _keys(self, events: Events) -> Numbers:
        keys: Numbers = events.accounts * self.width + events.numbers
        return keys

    def copies(self) -> Numbers:
        """The rows that have the number of another one of their account."""
        rows: Numbers = self.rows[np.flatnonzero(self.keys[1:] == self.keys[:-1])]
        return rows

    def named(self, events: Events) -> Numbers:
        """The rows that events name; `NONE` where they name none, or one that their account does not have."""
        found = np.full(len(events.numbers), NONE)
        naming = np.flatnonzero(events.numbers != NONE)
        if naming.size and self.keys.size:
            wanted = self._keys(events)[naming]
            places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            same = self.keys[places] == wanted
            found[naming[same]] = self.rows[places[same]]
        return found


class Joined(NamedTuple):
    """The tables, the sorted accounts and numbers in them, and the events of the three kinds."""

    tables: tuple[Table, ...]
    accounts: pa.Array
    numbers: pa.Array
    invoices: Events
    payments: Events
    credits: Events


def joined(invoices: Any, payments: Any, credits: Any, digits: int) -> Joined:
    """The events of tables of any kind; None for no credits.

    Raises `FaultyTableError` with all columns that do not fit, then with all cells that are missing.
    """
    given = [(INVOICES, invoices), (PAYMENTS, payments), *([] if credits is None else [(CREDITS, credits)])]
    tables = _read(given, digits)
    _check_cells(tables)
    accounts, owners = _coded_by_runs([table.column(ACCOUNT) for table in tables])
    numbers, names = _coded([table.numbers() for table in tables])
    nothing = np.zeros(0, np.int64)
    first, second, *third = (
        Events(owner, name, table.facts()) for table, owner, name in zip(tables, owners, names, strict=True)
    )
    credited = third[0] if third else Events(nothing, nothing, {fact.name: nothing for fact in CREDITS.facts})
    return Joined(tuple(tables), accounts, numbers, first, second, credited)


def _read(given: Sequence[tuple[Kind, Any]], digits: int) -> list[Table]:
    """The columns of the tables that are looked at, each found to be what it should be."""
    tables: list[Table] = []
    misfits: list[Misfit] = []
    for kind, one in given:
        source = opened(one, kind.names)
        names = [name for name in source.schema.names if name in kind.names]
        try:
            found = layout(source.schema, (*kind.facts, Fact(kind.number, "word", kind.numbered)), digits, (), ACCOUNT)
        except FaultyTableError as error:
            misfits += [Misfit(_in(kind, each.error)) for each in error.misfits]
        else:
            schema = pa.schema([source.schema.field(name) for name in names])
            columns = pa.Table.from_batches([batch.select(names) for batch in source.batches], schema)
            places = {name: names.index(source.schema.names[place]) for name, place in found.places.items()}
            tables.append(Table(kind, columns, replace(found, places=places)))
    if misfits:
        raise FaultyTableError(misfits)
    if len({bool(table.layout.minor) for table in tables}) > 1:
        raise FactError("some tables have decimals and others minor units: give all sums in one of the two")
    return tables


def _check_cells(tables: Sequence[Table]) -> None:
    """Refuse a null where a value is needed: an account with a row of it cannot be told."""
    misfits = []
    for kind, columns, _ in tables:
        free = {fact.name for fact in kind.facts if fact.of_null is not None} | (
            set() if kind.numbered else {kind.number}
        )
        for name in columns.column_names:
            nulls = columns[name].null_count
            if nulls and name not in free:
                row = pc.index(columns[name].is_null(), True).as_py()
                error = FactError("{name} is missing: give it, or leave the row out", name=Word(name))
                misfits.append(Misfit(_in(kind, error), row, nulls))
    if misfits:
        raise FaultyTableError(misfits)


def _in(kind: Kind, error: TelcoTermsError) -> FactError:
    return FactError("in {table}: {error}", table=Word(kind.name), error=error)


def _coded(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """The sorted values of several columns, and of each column the places of its values; `NONE` for a null."""
    types = {_alike(column.type) for column in columns if not pa.types.is_null(column.type)}
    if len(types) > 1:
        raise FactError(
            "the column {name} is of {types}: give it one type in all tables",
            name=Word(ACCOUNT),
            types=tuple(sorted(Word(one) for one in types)),
        )
    type_ = types.pop() if types else pa.string()
    all_ = pa.concat_arrays([column.cast(type_) for column in columns]).dictionary_encode()
    order = pc.sort_indices(all_.dictionary)
    places = np.full(len(order) + 1, NONE)  # the last is that of a null
    places[order.to_numpy()] = np.arange(len(order))
    found = places[all_.indices.fill_null(NONE).to_numpy()]
    return all_.dictionary.take(order), np.split(found, np.cumsum([len(column) for column in columns])[:-1])


def _alike(type_: pa.DataType) -> pa.DataType:
    """One type for all text, and one for all whole numbers."""
    if is_text(type_):
        return pa.string()
    return pa.int64() if pa.types.is_integer(type_) else type_


def _coded_by_runs(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """The same of columns in which a value follows upon itself again and again, as in tables that are sorted by it."""
    runs = [pc.run_end_encode(column) for column in columns]
    values, found = _coded([one.values for one in runs])
    counts = [np.diff(one.run_ends.to_numpy(), prepend=0) for one in runs]
    return values, [np.repeat(own, times) for own, times in zip(found, counts, strict=True)]
