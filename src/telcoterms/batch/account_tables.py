"""The tables of accounts: the events of all tables brought together by account, and divided into parts.

Inside, an account is its place in the sorted list of all accounts. `joined` reads all tables (`event_tables`), and
finds the account of each row; `telcoterms.batch.account_of_rows` makes one account of them, to be asked alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple, final

import numpy as np
import pyarrow as pa

from telcoterms.batch import core
from telcoterms.batch.columns import Mask, Numbers, is_text
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.event_tables import (
    ACCOUNT,
    CREDITS,
    FEES,
    INVOICES,
    KINDS,
    KINDS_BY_NAME,
    OTHERS,
    PAYMENTS,
    EventTable,
    Places,
    ReadTable,
    as_rows,
    check_cells,
    kinds_of,
    read_tables,
)
from telcoterms.batch.exact import AS_THEY_ARE, GivenColumns
from telcoterms.terms import Terms
from telcoterms.values.errors import InputError, Unquoted

NONE: Final = -1  # in the place of a number where no invoice is named


class Events(NamedTuple):
    """The events of one table: of each the account, and its facts by name."""

    accounts: Numbers
    facts: Mapping[str, Numbers]

    @property
    def amounts(self) -> Numbers:
        """Their sums, in minor units; nothing where the table has none."""
        return self.facts["amount"] if "amount" in self.facts else np.zeros(len(self.accounts), np.int64)

    def masked(self, mask: Numbers) -> Events:
        """Return some of them."""
        return Events(self.accounts[mask], {name: values[mask] for name, values in self.facts.items()})


@final
@dataclass(frozen=True)
class EventsByAccount:
    """The tables, the sorted accounts in them, and for each table the place of the account of each row.

    What is not asked for is not read.
    """

    tables: tuple[ReadTable, ...]
    accounts: pa.Array
    owners: tuple[Numbers, ...]

    def of(self, accounts: Numbers, invoices: EventTable) -> EventsByAccount:
        """Return some accounts, the sorted places of which are given, with their invoices under some terms."""
        places = np.full(len(self.accounts), NONE)
        places[accounts] = np.arange(len(accounts))
        rows = tuple(np.flatnonzero(places[owners] != NONE) for owners in self.owners)
        kinds = (invoices, *(KINDS_BY_NAME[table.kind.name] for table in self.tables[1:]))
        tables = tuple(table.taken(own).under(kind) for table, own, kind in zip(self.tables, rows, kinds, strict=True))
        owners = tuple(places[owners[own]] for owners, own in zip(self.owners, rows, strict=True))
        return EventsByAccount(tables, self.accounts.take(pa.array(accounts, pa.int64())), owners)

    @cached_property
    def invoices(self) -> Events:
        """The invoices."""
        return self._events(INVOICES)

    @cached_property
    def payments(self) -> Events:
        """The payments."""
        return self._events(PAYMENTS)

    @cached_property
    def credits(self) -> Events:
        """The credits; without rows where no table of them is given."""
        return self._events(CREDITS)

    @cached_property
    def others(self) -> Events:
        """All other events; without rows where no table of them is given."""
        return self._events(OTHERS)

    @cached_property
    def numbers(self) -> tuple[pa.Array, pa.Array, pa.Array, pa.Array]:
        """The numbers in invoices, payments, credits and other events; a null where none is named."""
        invoices, payments, credits, others = (
            pa.nulls(0, pa.string()) if (table := self.table(kind)) is None else table.numbers() for kind in KINDS
        )
        return invoices, payments, credits, others

    @cached_property
    def references(self) -> pa.Array | None:
        """The references of the payments; None where they have no such column."""
        payments = self.table(PAYMENTS)
        return None if payments is None else payments.text("reference")

    def _events(self, kind: EventTable) -> Events:
        for table, owners in zip(self.tables, self.owners, strict=True):
            if table.kind.name == kind.name:
                return Events(owners, table.facts())
        nothing = np.zeros(0, np.int64)
        return Events(nothing, {fact.name: nothing for fact in kind.facts})

    def table(self, kind: EventTable) -> ReadTable | None:
        """Return the table of a kind, if it is given."""
        return next((table for table in self.tables if table.kind.name == kind.name), None)

    def rows_of(self, accounts: Mask) -> Iterator[tuple[int, list[Numbers]]]:
        """Yield each of some accounts with its rows of each table."""
        rows = [np.flatnonzero(accounts[owners]) for owners in self.owners]
        rows = [own[np.argsort(owners[own], kind="stable")] for own, owners in zip(rows, self.owners, strict=True)]
        codes = [owners[own] for own, owners in zip(rows, self.owners, strict=True)]
        for account in np.flatnonzero(accounts).tolist():
            bounds = [np.searchsorted(of_table, (account, account + 1)) for of_table in codes]
            yield account, [own[first:end] for own, (first, end) in zip(rows, bounds, strict=True)]

    def parts(self, accounts: int) -> Iterator[Part]:
        """Yield the accounts in parts of so many, each with its own rows."""
        fees = np.flatnonzero(np.isin(self.others.facts["event"], FEES))
        size = len(self.accounts)
        ends = np.append(np.arange(accounts, size, accounts), size)
        placed = [_rows_by_part(owners, ends, accounts) for owners in self.owners]
        whole = replace(self, tables=tuple(table.without_accounts() for table in self.tables))
        first = 0
        for number, end in enumerate(ends.tolist()):
            yield Part(whole, first, end, [of_table[number] for of_table in placed], fees)
            first = end


class Part(NamedTuple):
    """Accounts from one up to another, and where their rows stand in each table; `fees` are all rows of these."""

    whole: EventsByAccount
    first: int
    end: int
    rows: list[Places]
    fees: Numbers

    def events(self) -> EventsByAccount:
        """Return its rows as tables of their own. They are brought together now, by the thread that needs them."""
        tables = tuple(table.taken(own) for table, own in zip(self.whole.tables, self.rows, strict=True))
        owners = tuple(codes[own] - self.first for codes, own in zip(self.whole.owners, self.rows, strict=True))
        return EventsByAccount(tables, self.whole.accounts.slice(self.first, self.end - self.first), owners)

    def debt_rows(self, fees: Numbers) -> Numbers:
        """Return where its debts stand among all: its invoices, then of its other events those of these rows."""
        rows = [as_rows(own) for own in self.rows]
        if not len(fees):
            return rows[0]
        others = rows[len(rows) - 1][fees]  # the table of other events comes last
        return np.concatenate([rows[0], len(self.whole.owners[0]) + np.searchsorted(self.fees, others)])


def _rows_by_part(owners: Numbers, ends: Numbers, accounts: int) -> list[Places]:
    """Return the rows of the accounts up to each end; slices of a table that is sorted by account."""
    if (owners[1:] >= owners[:-1]).all():
        bounds = np.append(0, np.searchsorted(owners, ends)).tolist()
        return [slice(first, end) for first, end in pairwise(bounds)]
    parts = (owners // accounts).astype(np.uint16 if len(ends) < 1 << 16 else np.int64)
    rows = np.argsort(parts, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(parts, minlength=len(ends)))).tolist()
    return [rows[first:end] for first, end in pairwise(bounds)]


def joined(
    terms: Terms, invoices: Any, payments: Any, credits: Any, events: Any, said: GivenColumns = AS_THEY_ARE
) -> EventsByAccount:
    """Return the events of tables of any kind; None for no credits, and for no other events.

    Raises `InvalidTableError` with all columns that do not fit, then with all cells that are missing.
    """
    return joined_tables(kinds_of([terms], None, True), (invoices, payments, credits, events), terms.currency, said)


def joined_tables(
    kinds: Sequence[EventTable], given: Sequence[Any], currency: str, said: GivenColumns
) -> EventsByAccount:
    """Return the events of tables, whose columns fit; one that is None is left out."""
    tables = read_tables([one for one in zip(kinds, given, strict=True) if one[1] is not None], currency, said)
    check_cells(tables)  # a row of no account could not be brought to any
    accounts, owners = _coded_accounts([table.column(ACCOUNT) for table in tables])
    return EventsByAccount(tuple(tables), accounts, tuple(owners))


def coded(columns: Sequence[pa.Array], name: str = ACCOUNT) -> tuple[pa.Array, list[Numbers]]:
    """Return the sorted values of several columns, and of each column the places of its values; `NONE` for a null.

    `name` is what all of them are called.
    """
    types = {_alike(column.type) for column in columns if not pa.types.is_null(column.type)}
    if len(types) > 1:
        raise InputError(
            "the column {name} is of {types}: give it one type in all tables",
            name=Unquoted(name),
            types=tuple(sorted(Unquoted(column_type) for column_type in types)),
        )
    type_ = types.pop() if types else pa.string()
    all_ = pa.concat_arrays([column.cast(type_) for column in columns]).dictionary_encode()
    order = pc.sort_indices(all_.dictionary)
    places = np.full(len(order) + 1, NONE)  # the last is that of a null
    places[order.to_numpy()] = np.arange(len(order))
    codes = places[all_.indices.fill_null(NONE).to_numpy()]
    return all_.dictionary.take(order), np.split(codes, np.cumsum([len(column) for column in columns])[:-1])


class Bounds(NamedTuple):
    """Of each account the lowest and the highest place that its rows have; crossed where it has no row with one."""

    lowest: Numbers
    highest: Numbers


def bounds_by_account(places: Numbers, owners: Numbers, accounts: int, end: int) -> Bounds:
    """Return the bounds of the places, which are below an end, by the accounts that own the rows."""
    bounds = Bounds(np.full(accounts, end), np.full(accounts, NONE))
    np.minimum.at(bounds.lowest, owners, places)
    np.maximum.at(bounds.highest, owners, places)
    return bounds


def _alike(type_: pa.DataType) -> pa.DataType:
    """Return one type for all text, and one for all whole numbers."""
    if is_text(type_):
        return pa.string()
    return pa.int64() if pa.types.is_integer(type_) else type_


def _coded_accounts(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """Return the same as `coded`, sooner: by the core, else where a value follows upon itself, as in a sorted table."""
    types = {_alike(column.type) for column in columns if not pa.types.is_null(column.type)}
    if core.core() is not None and len(types) == 1 and core.takes(*types):
        return core.coded([column.cast(*types) for column in columns])
    runs = [pc.run_end_encode(column) for column in columns]
    values, codes = coded([run.values for run in runs])
    counts = [np.diff(run.run_ends.to_numpy(), prepend=0) for run in runs]
    return values, [np.repeat(run_codes, times) for run_codes, times in zip(codes, counts, strict=True)]
