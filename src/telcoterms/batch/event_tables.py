"""Tables of events: what columns each kind has, and their columns read and checked before anything is computed of them.

Each table has a number of an invoice in each row, which is text, as an account compares it. A table that was read
keeps its columns as they came, with the places of those that are looked at; they are made whole numbers when they are
asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple, assert_never, get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from telcoterms.account.events import (
    EVENT_TYPES,
    AdministrativeCharge,
    Cancellation,
    Credit,
    CreditEffect,
    Dispute,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.batch.columns import CellType, ColumnFact, Layout, Mask, Numbers, layout, plain, read
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.due_dates import invoice_facts, name_columns
from telcoterms.batch.exact import Faults, GivenColumns
from telcoterms.batch.kernels.days import NO_DAY
from telcoterms.batch.rows import value_of
from telcoterms.batch.tables import opened
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.files.account import COLUMNS, WORD_COLUMNS, column_kind
from telcoterms.files.cells import CellKind
from telcoterms.terms import Terms
from telcoterms.values.choices import MAX_NAME_LENGTH
from telcoterms.values.errors import InputError, InvalidTableError, RowFault, TelcoTermsError, Unquoted
from telcoterms.values.money import minor_digits

ACCOUNT: Final = "account"
EFFECTS: Final = get_args(CreditEffect)
MONTHS: Final = ColumnFact("billing_months", "count", needed=False, usual=1)
AMOUNT: Final = ColumnFact("amount", "money")


class EventTable(NamedTuple):
    """A table of events: what it is called, the column with the number of an invoice, the facts."""

    name: str
    number: str
    facts: tuple[ColumnFact, ...]
    numbered: bool = True  # whether each row must name an invoice
    unread: frozenset[str] = frozenset()  # the facts that are looked at in few rows alone: `ReadTable.text` has them
    key: str | None = None  # the column that names the terms of an account, where that is told by row
    needs_key: bool = False
    given: tuple[str, ...] = ()  # what is given for all accounts, and so is no column
    needed_by_some: frozenset[str] = frozenset()  # the facts that not each row needs: that depends on its account

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        keys = [] if self.key is None else [self.key]
        return {ACCOUNT, self.number, *keys, *(name for fact in self.facts for name in fact.names)}

    @property
    def columns(self) -> tuple[ColumnFact, ...]:
        """The columns that are looked at, but for those of accounts and of their terms."""
        return (*self.facts, ColumnFact(self.number, "word", self.numbered))

    @property
    def never_null(self) -> set[str]:
        """What the columns may be called in which each row needs a cell."""
        needed = [fact for fact in self.facts if is_never_null(fact) and fact.name not in self.needed_by_some]
        return {ACCOUNT, *([self.number] if self.numbered else []), *(name for fact in needed for name in fact.names)}


def is_never_null(fact: ColumnFact) -> bool:
    """Whether a row needs a cell of a fact."""
    return fact.needed and fact.of_null is None


INVOICES: Final = EventTable("invoices", "number", (ColumnFact("issued", "day"), AMOUNT, MONTHS))
PAYMENTS: Final = EventTable(
    "payments",
    "invoice",
    (ColumnFact("received", "day"), AMOUNT, ColumnFact("reference", "name", needed=False)),
    numbered=False,
    unread=frozenset({"reference"}),
)
CREDITS: Final = EventTable(
    "credits",
    "invoice",
    (ColumnFact("issued", "day"), AMOUNT, ColumnFact("effect", "word", needed=False, words=EFFECTS, usual=0)),
)


EVENTS_ELSEWHERE: Final = (Invoice, Payment, Credit)
OTHER_EVENTS: Final = tuple(kind.table for kind in EVENT_TYPES if kind not in EVENTS_ELSEWHERE)
"""The kinds of event that have no table of their own, as the column `event` names them."""


def _fact_of(name: str) -> ColumnFact:
    """Return the column of a key of an event, as the sheet of an account has it."""
    kind = _cell_type("text" if name in WORD_COLUMNS else column_kind(name))  # the outcome is a word or a sum
    return ColumnFact(name, kind, needed=False, null=NO_DAY if kind == "day" else None)


def _cell_type(kind: CellKind) -> CellType:
    match kind:
        case "amount":
            return "money"
        case "day":
            return "day"
        case "count":
            return "count"
        case "rate" | "text":
            return "name"
    assert_never(kind)


OTHERS: Final = EventTable(
    "events",
    "invoice",
    (
        ColumnFact("event", "word", words=OTHER_EVENTS),
        ColumnFact("date", "day"),
        *(_fact_of(name) for name in COLUMNS if name not in ("event", "date", "invoice", "currency")),
    ),
    numbered=False,
)
"""All other events of an account, a row each, with the columns of its sheet."""


KINDS: Final = (INVOICES, PAYMENTS, CREDITS, OTHERS)
KINDS_BY_NAME: Final = {kind.name: kind for kind in KINDS}

CANCELLATION, CHARGE, DISPUTE, PAYOUT, REMINDER, RETURN, WRITE_OFF = (
    OTHER_EVENTS.index(kind.table)
    for kind in (Cancellation, AdministrativeCharge, Dispute, Payout, Reminder, ReturnedPayment, WriteOff)
)
"""The places of the kinds of other events."""
FEES: Final = (CHARGE, CANCELLATION)
"""Those that are debts."""


def invoices_of(terms: Terms) -> EventTable:
    """Return the table of invoices under some terms: with what their due dates and late charges rest on."""
    facts = (*INVOICES.facts, *invoice_facts(terms), *name_columns(LATE_CHARGE.of(terms.agreement)))
    return INVOICES._replace(facts=tuple(dict.fromkeys(facts)))


def kinds_of(terms: Collection[Terms], by: str | None, has_day: bool) -> tuple[EventTable, ...]:
    """Return the tables of events under some terms; `by` names these in the rows, which have a day if none is given.

    Both stand in the invoices, and in the payments if they are there too. A column that any terms need is needed.
    """
    facts_of_each = [{fact.name: fact for fact in invoices_of(one).facts} for one in terms]
    facts: dict[str, ColumnFact] = {}
    for fact in (fact for of_one in facts_of_each for fact in of_one.values()):
        needed = fact.needed or (fact.name in facts and facts[fact.name].needed)
        facts[fact.name] = fact._replace(needed=needed)
    by_some = frozenset(
        name for name in facts if not all(name in of_one and is_never_null(of_one[name]) for of_one in facts_of_each)
    )
    given = (AS_OF.name,) if has_day else ()
    invoices = INVOICES._replace(
        facts=tuple(facts.values()), key=by, needs_key=by is not None, given=given, needed_by_some=by_some
    )
    payments = PAYMENTS._replace(key=by, given=given)
    if not has_day:
        invoices = invoices._replace(facts=(*invoices.facts, AS_OF), needed_by_some=by_some | {AS_OF.name})
        payments = payments._replace(facts=(*payments.facts, AS_OF._replace(needed=False)))
    return invoices, payments, CREDITS, OTHERS


AS_OF: Final = ColumnFact("as_of", "day")
"""The day of the statement of an account, where it is told by row."""


Places = NDArray[np.int64] | slice
"""Rows of a table; a slice where they stand together."""


class ReadTable(NamedTuple):
    """A table of events as it was given, of its columns those that are looked at.

    Where it has some rows alone, `given_rows` are the places of these in the table that was given.
    """

    kind: EventTable
    columns: pa.Table
    layout: Layout
    given_rows: Places | None = None

    def column(self, name: str) -> pa.Array:
        """Return a column in one piece, without a dictionary."""
        chunks = [plain(chunk) for chunk in self.columns[name].chunks]
        if len(chunks) == 1:
            return chunks[0]  # Arrow would copy even one
        return pa.concat_arrays(chunks) if chunks else plain(pa.array([], self.columns.schema.field(name).type))

    def row(self, row: int) -> dict[str, Any]:
        """Return the cells of a row by the names of the facts; what is null is left out."""
        names, cells = self.columns.column_names, {}
        columns = {ACCOUNT: ACCOUNT, self.kind.number: self.kind.number}
        columns |= {fact: names[place] for fact, place in self.layout.places.items()}
        for fact, name in columns.items():
            value = value_of(self.columns[name][row], fact) if name in names else None
            if value is not None:
                cells[fact] = value
        return cells

    def without_accounts(self) -> ReadTable:
        """Return the table in one piece, plain and without the accounts, which `EventsByAccount` has as places."""
        kept = [name for name in self.columns.column_names if name != ACCOUNT]
        places = {fact: kept.index(self.columns.column_names[place]) for fact, place in self.layout.places.items()}
        columns = pa.table([self.column(name) for name in kept], names=kept)
        return self._replace(columns=columns, layout=replace(self.layout, places=places))

    def taken(self, rows: Places) -> ReadTable:
        """Return some rows of the table."""
        given_rows = rows if self.given_rows is None else as_rows(self.given_rows)[rows]
        if isinstance(rows, slice):
            columns = self.columns.slice(rows.start, rows.stop - rows.start)
        else:
            columns = self.columns.take(pa.array(rows))
        return self._replace(columns=columns, given_rows=given_rows)

    def given_row(self, row: int) -> int:
        """Return which row of the table that was given is a row of this one."""
        return row if self.given_rows is None else int(as_rows(self.given_rows)[row])

    def under(self, kind: EventTable) -> ReadTable:
        """Return the same with the columns that a kind of table has."""
        names = {fact.name for fact in kind.columns}
        places = {fact: place for fact, place in self.layout.places.items() if fact in names}
        return self._replace(kind=kind, layout=replace(self.layout, places=places))

    def numbers(self) -> pa.Array:
        """Return the numbers of the invoices, as text; null where none is named."""
        if self.kind.number not in self.columns.column_names:
            return pa.nulls(len(self.columns), pa.string())
        return self.column(self.kind.number).cast(pa.string())

    def text(self, fact: str) -> pa.Array | None:
        """Return a column of text; None where there is none."""
        place = self.layout.places.get(fact)
        return None if place is None else self.column(self.columns.column_names[place]).cast(pa.string())

    def facts(self) -> dict[str, Numbers]:
        """Return the facts as whole numbers."""
        places, names = self.layout.places, self.columns.column_names
        there = [fact for fact in self.kind.facts if fact.name in places and fact.name not in self.kind.unread]
        return {fact.name: read(self.column(names[places[fact.name]]), fact, self.layout) for fact in there}


def as_rows(rows: Places) -> Numbers:
    """Return rows as an array of their places."""
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


_PRINTED: Final = "^[ -~]*[!-~][ -~]*$"  # text in ASCII that is not blank: what names are, mostly


def fine(names: pa.Array) -> Mask:
    """Return which texts surely are names as an account takes them; a null names nothing, which is fine."""
    if names.null_count == len(names):
        return np.ones(len(names), np.bool_)
    found = pc.and_(pc.match_substring_regex(names, _PRINTED), pc.less_equal(pc.utf8_length(names), MAX_NAME_LENGTH))
    mask: Mask = found.fill_null(True).to_numpy(zero_copy_only=False)
    return mask


def read_tables(given: Sequence[tuple[EventTable, Any]], currency: str, said: GivenColumns) -> list[ReadTable]:
    """Return the columns of the tables that are looked at, each found to be what it should be, and exact."""
    tables: list[ReadTable] = []
    misfits: list[RowFault] = []
    sources = [(kind, opened(table, {*kind.names, *said.columns})) for kind, table in given]
    headings = [heading for _, source in sources for heading in source.taken]
    keys = [[] if kind.key is None else [ColumnFact(kind.key, "word")] for kind, _ in sources]  # taken as it is
    named = [(*kind.columns, *key) for (kind, _), key in zip(sources, keys, strict=True)]
    said.check_headings(headings, [fact for facts in named for fact in facts], ACCOUNT)
    for (kind, source), facts in zip(sources, named, strict=True):
        exact = said.of(source.schema, facts, currency, ACCOUNT)
        errors = [misfit.error for misfit in _unfit_key(kind, exact.schema, source.taken)]
        try:
            table_layout = layout(
                exact.schema, kind.columns, minor_digits(currency), (), ACCOUNT, source.taken, kind.given
            )
        except InvalidTableError as error:
            misfits += [RowFault(in_table(kind, one)) for one in (*(misfit.error for misfit in error.misfits), *errors)]
            continue
        misfits += [RowFault(in_table(kind, error)) for error in errors]
        unread: Faults = {}
        batches, first = [], 0
        for batch in source.batches:
            batches.append(exact.read(batch, first, unread))
            first += batch.num_rows
        misfits += [replace(misfit, error=in_table(kind, misfit.error)) for misfit in unread.values()]
        tables.append(ReadTable(kind, pa.Table.from_batches(batches, exact.schema), table_layout))
    if misfits:
        raise InvalidTableError(misfits)
    if len({bool(table.layout.minor) for table in tables}) > 1:
        raise InputError("some tables have decimals and others minor units: give all sums in one of the two")
    return tables


def _unfit_key(kind: EventTable, schema: pa.Schema, headings: Collection[str]) -> Sequence[RowFault]:
    """Return why no column names the terms of accounts, if none does that must."""
    if kind.key is None or not (kind.needs_key or kind.key in schema.names):
        return ()
    try:
        layout(schema, (), 0, (), kind.key, headings)
    except InvalidTableError as error:
        return error.misfits
    return ()


def check_cells(tables: Iterable[ReadTable]) -> None:
    """Refuse a null where a row needs a cell, counted together in the tables of a kind."""
    misfits: dict[tuple[str, str], RowFault] = {}
    for table in tables:
        kind, columns = table.kind, table.columns
        for name in (name for name in columns.column_names if name in kind.never_null):
            nulls = columns[name].null_count
            if not nulls:
                continue
            row = table.given_row(pc.index(columns[name].is_null(), True).as_py())
            error = InputError("{name} is missing: give it, or leave the row out", name=Unquoted(name))
            known = misfits.get((kind.name, name), RowFault(in_table(kind, error), row, 0))
            first = min(row, row if known.row is None else known.row)
            misfits[kind.name, name] = RowFault(known.error, first, known.count + nulls)
    if misfits:
        raise InvalidTableError([*misfits.values()])


def in_table(kind: EventTable, error: TelcoTermsError) -> InputError:
    """Return an error with the name of the table in which it is."""
    return InputError("in {table}: {error}", table=Unquoted(kind.name), error=error)
