"""The tables of accounts: events read from columns and brought together by account.

Inside, an account is its place in the sorted list of all accounts. Each table of events has a number of an invoice in
each row, which is text, as an account compares it. `joined` reads all tables; `account_of` makes one account of them,
to be asked alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple, assert_never, final, get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from telcoterms.account.account import Account
from telcoterms.account.events import (
    EVENT_TYPES,
    AdministrativeCharge,
    Credit,
    CreditEffect,
    Dispute,
    Event,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES
from telcoterms.batch import core
from telcoterms.batch.columns import CellType, ColumnFact, Layout, Mask, Numbers, is_text, layout, plain, read
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.due_dates import invoice_facts, name_columns
from telcoterms.batch.exact import AS_THEY_ARE, Faults, GivenColumns
from telcoterms.batch.kernels.days import NO_DAY
from telcoterms.batch.rows import value_of
from telcoterms.batch.tables import opened
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.files.account import COLUMNS, EVENT, WORD_COLUMNS, column_kind, shape_of
from telcoterms.files.cells import CellKind
from telcoterms.files.shapes import Place
from telcoterms.terms import Terms
from telcoterms.values.choices import MAX_NAME_LENGTH
from telcoterms.values.errors import Fault, InputError, InvalidTableError, RowFault, TelcoTermsError, Unquoted
from telcoterms.values.money import Money, minor_digits

NONE: Final = -1  # in the place of a number where no invoice is named
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

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        keys = [] if self.key is None else [self.key]
        return {ACCOUNT, self.number, *keys, *(name for fact in self.facts for name in fact.names)}

    @property
    def columns(self) -> tuple[ColumnFact, ...]:
        """The columns that are looked at, but for those of accounts and of their terms."""
        return (*self.facts, ColumnFact(self.number, "word", self.numbered))


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


class ReadTable(NamedTuple):
    """A table of events as it was given, of its columns those that are looked at."""

    kind: EventTable
    columns: pa.Table
    layout: Layout

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
        """Return the table in one piece, plain and without the column of accounts, which `Joined` has as places."""
        kept = [name for name in self.columns.column_names if name != ACCOUNT]
        places = {fact: kept.index(self.columns.column_names[place]) for fact, place in self.layout.places.items()}
        columns = pa.table([self.column(name) for name in kept], names=kept)
        return self._replace(columns=columns, layout=replace(self.layout, places=places))

    def taken(self, rows: Places) -> ReadTable:
        """Return some rows of the table."""
        if isinstance(rows, slice):
            return self._replace(columns=self.columns.slice(rows.start, rows.stop - rows.start))
        return self._replace(columns=self.columns.take(pa.array(rows)))

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


CHARGE, DISPUTE, PAYOUT, REMINDER, RETURN, WRITE_OFF = (
    OTHER_EVENTS.index(kind.table)
    for kind in (AdministrativeCharge, Dispute, Payout, Reminder, ReturnedPayment, WriteOff)
)
"""The places of the kinds that the core takes; a cancellation is left to the terms."""
Places = NDArray[np.int64] | slice
"""Rows of a table; a slice where they stand together."""


@final
@dataclass(frozen=True)
class Joined:
    """The tables, the sorted accounts in them, and for each table the place of the account of each row.

    What is not asked for is not read.
    """

    tables: tuple[ReadTable, ...]
    accounts: pa.Array
    owners: tuple[Numbers, ...]
    rows: tuple[Numbers, ...] | None = None  # where the rows stand in the tables that were given, if not all do

    def of(self, accounts: Numbers, invoices: EventTable) -> Joined:
        """Return some accounts, the sorted places of which are given, with their invoices under some terms."""
        places = np.full(len(self.accounts), NONE)
        places[accounts] = np.arange(len(accounts))
        rows = tuple(np.flatnonzero(places[owners] != NONE) for owners in self.owners)
        kinds = (invoices, *(KINDS_BY_NAME[table.kind.name] for table in self.tables[1:]))
        tables = tuple(table.taken(own).under(kind) for table, own, kind in zip(self.tables, rows, kinds, strict=True))
        owners = tuple(places[owners[own]] for owners, own in zip(self.owners, rows, strict=True))
        return Joined(tables, self.accounts.take(pa.array(accounts, pa.int64())), owners, rows)

    def row(self, table: int, row: int) -> int:
        """Return which row of a table that was given is a row of one of these."""
        return row if self.rows is None else int(self.rows[table][row])

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
        charges = np.flatnonzero(self.others.facts["event"] == CHARGE)
        size = len(self.accounts)
        ends = np.append(np.arange(accounts, size, accounts), size)
        placed = [_rows_by_part(owners, ends, accounts) for owners in self.owners]
        whole = replace(self, tables=tuple(table.without_accounts() for table in self.tables))
        first = 0
        for number, end in enumerate(ends.tolist()):
            yield Part(whole, first, end, [of_table[number] for of_table in placed], charges)
            first = end


class Part(NamedTuple):
    """Accounts from one up to another, and where their rows stand in each table; `charges` are all rows of these."""

    whole: Joined
    first: int
    end: int
    rows: list[Places]
    charges: Numbers

    def events(self) -> Joined:
        """Return its rows as tables of their own. They are brought together now, by the thread that needs them."""
        tables = tuple(table.taken(own) for table, own in zip(self.whole.tables, self.rows, strict=True))
        owners = tuple(codes[own] - self.first for codes, own in zip(self.whole.owners, self.rows, strict=True))
        return Joined(tables, self.whole.accounts.slice(self.first, self.end - self.first), owners)

    def debt_rows(self, charges: Numbers) -> Numbers:
        """Return where its debts stand among all: its invoices, then of its other events those of these rows."""
        rows = [_as_rows(own) for own in self.rows]
        if not len(charges):
            return rows[0]
        others = rows[len(rows) - 1][charges]  # the table of other events comes last
        return np.concatenate([rows[0], len(self.whole.owners[0]) + np.searchsorted(self.charges, others)])


def _as_rows(rows: Places) -> Numbers:
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _rows_by_part(owners: Numbers, ends: Numbers, accounts: int) -> list[Places]:
    """Return the rows of the accounts up to each end; slices of a table that is sorted by account."""
    if (owners[1:] >= owners[:-1]).all():
        bounds = np.append(0, np.searchsorted(owners, ends)).tolist()
        return [slice(first, end) for first, end in pairwise(bounds)]
    parts = (owners // accounts).astype(np.uint16 if len(ends) < 1 << 16 else np.int64)
    rows = np.argsort(parts, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(parts, minlength=len(ends)))).tolist()
    return [rows[first:end] for first, end in pairwise(bounds)]


def invoices_of(terms: Terms) -> EventTable:
    """Return the table of invoices under some terms: with what their due dates and late charges rest on."""
    facts = (*INVOICES.facts, *invoice_facts(terms), *name_columns(LATE_CHARGE.of(terms.agreement)))
    return INVOICES._replace(facts=tuple(dict.fromkeys(facts)))


def joined(
    terms: Terms, invoices: Any, payments: Any, credits: Any, events: Any, said: GivenColumns = AS_THEY_ARE
) -> Joined:
    """Return the events of tables of any kind; None for no credits, and for no other events.

    Raises `InvalidTableError` with all columns that do not fit, then with all cells that are missing.
    """
    tables = joined_tables(kinds_of([terms], None, True), (invoices, payments, credits, events), terms.currency, said)
    check_cells([tables])
    return tables


def kinds_of(terms: Collection[Terms], by: str | None, has_day: bool) -> tuple[EventTable, ...]:
    """Return the tables of events under some terms; `by` names these in the rows, which have a day if none is given.

    Both stand in the invoices, and in the payments if they are there too. A column that any terms need is needed.
    """
    facts: dict[str, ColumnFact] = {}
    for fact in (fact for one in terms for fact in invoices_of(one).facts):
        needed = fact.needed or (fact.name in facts and facts[fact.name].needed)
        facts[fact.name] = fact._replace(needed=needed)
    given = (AS_OF.name,) if has_day else ()
    invoices = INVOICES._replace(facts=tuple(facts.values()), key=by, needs_key=by is not None, given=given)
    payments = PAYMENTS._replace(key=by, given=given)
    if not has_day:
        invoices = invoices._replace(facts=(*invoices.facts, AS_OF))
        payments = payments._replace(facts=(*payments.facts, AS_OF._replace(needed=False)))
    return invoices, payments, CREDITS, OTHERS


AS_OF: Final = ColumnFact("as_of", "day")
"""The day of the statement of an account, where it is told by row."""


def joined_tables(kinds: Sequence[EventTable], given: Sequence[Any], currency: str, said: GivenColumns) -> Joined:
    """Return the events of tables, whose columns fit; one that is None is left out."""
    tables = _read([one for one in zip(kinds, given, strict=True) if one[1] is not None], currency, said)
    if any(
        table.columns[ACCOUNT].null_count for table in tables
    ):  # such a row is of no account that could be looked at
        check_cells([Joined(tuple(tables), pa.nulls(0, pa.string()), ())])
    accounts, owners = _coded_accounts([table.column(ACCOUNT) for table in tables])
    return Joined(tuple(tables), accounts, tuple(owners))


KINDS: Final = (INVOICES, PAYMENTS, CREDITS, OTHERS)
KINDS_BY_NAME: Final = {kind.name: kind for kind in KINDS}


def _read(given: Sequence[tuple[EventTable, Any]], currency: str, said: GivenColumns) -> list[ReadTable]:
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
            misfits += [RowFault(_in(kind, one)) for one in (*(misfit.error for misfit in error.misfits), *errors)]
            continue
        misfits += [RowFault(_in(kind, error)) for error in errors]
        unread: Faults = {}
        batches, first = [], 0
        for batch in source.batches:
            batches.append(exact.read(batch, first, unread))
            first += batch.num_rows
        misfits += [replace(misfit, error=_in(kind, misfit.error)) for misfit in unread.values()]
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


def check_cells(joined: Iterable[Joined]) -> None:
    """Refuse a null where a value is needed: an account with a row of it cannot be told.

    Each of several parts of the same tables has its own terms, which need columns of their own.
    """
    misfits: dict[tuple[str, str], RowFault] = {}
    for part in joined:
        for place, (kind, columns, _) in enumerate(part.tables):
            free = {name for fact in kind.facts if fact.of_null is not None or not fact.needed for name in fact.names}
            free |= set() if kind.numbered else {kind.number}
            looked_at = kind.names - {kind.key} - free
            for name in (name for name in columns.column_names if name in looked_at):
                nulls = columns[name].null_count
                if not nulls:
                    continue
                row = part.row(place, pc.index(columns[name].is_null(), True).as_py())
                error = InputError("{name} is missing: give it, or leave the row out", name=Unquoted(name))
                known = misfits.get((kind.name, name), RowFault(_in(kind, error), row, 0))
                first = min(row, row if known.row is None else known.row)
                misfits[kind.name, name] = RowFault(known.error, first, known.count + nulls)
    if misfits:
        raise InvalidTableError([*misfits.values()])


def _in(kind: EventTable, error: TelcoTermsError) -> InputError:
    return InputError("in {table}: {error}", table=Unquoted(kind.name), error=error)


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


EVENTS: Final = {INVOICES.name: Invoice, PAYMENTS.name: Payment, CREDITS.name: Credit}


_PRINTED: Final = "^[ -~]*[!-~][ -~]*$"  # text in ASCII that is not blank: what names are, mostly


def fine(names: pa.Array) -> Mask:
    """Return which texts surely are names as an account takes them; a null names nothing, which is fine."""
    found = pc.and_(pc.match_substring_regex(names, _PRINTED), pc.less_equal(pc.utf8_length(names), MAX_NAME_LENGTH))
    mask: Mask = found.fill_null(True).to_numpy(zero_copy_only=False)
    return mask


class AccountWithFacts(NamedTuple):
    """An account, and the plan, region and segment that its rows name."""

    account: Account
    facts: Mapping[str, Any]


def account_of(tables: Sequence[ReadTable], rows: Sequence[Numbers], currency: str) -> AccountWithFacts:
    """Return the account of some rows of each table. Raises the error of the first row, or of the events together."""
    events, facts = list[Event](), dict[str, Any]()
    for table, table_rows in zip(tables, rows, strict=False):
        for row in table_rows.tolist():
            cells = table.row(row)
            del cells[ACCOUNT]
            if table.kind is OTHERS:
                events.append(_other_event(cells, table, currency))
                continue
            for name in [name for name in NUMBER_FACT_NAMES if name in cells]:
                value = cells.pop(name)
                if facts.setdefault(name, value) != value:
                    raise several_values(name, facts[name], value)
            amount = cells["amount"]
            cells["amount"] = Money.of_minor(amount, currency) if table.layout.minor else Money(amount, currency)
            events.append(EVENTS[table.kind.name](**cells))
    return AccountWithFacts(Account(events), facts)


def several_values(name: str, one: object, other: object) -> InputError:
    """Return the error of a column that is the same in all rows of an account, and is not."""
    return InputError(
        "the rows of the account have {name} {one} and {other}: give one for the whole account",
        name=Unquoted(name),
        one=one,
        other=other,
    )


def _other_event(cells: Mapping[str, Any], table: ReadTable, currency: str) -> Event:
    """Return an event of a row as the sheet of an account has it. Raises an error that names the first wrong cell."""
    faults: list[Fault] = []
    texts = {name: _cell_text(name, cell, table, currency) for name, cell in cells.items()}
    kind = EVENT.read(texts.pop("event"), Place("event", faults))
    event = None if kind is None else shape_of(kind, currency, True).read(texts, Place("", faults))
    if event is None or faults:
        raise _in(OTHERS, InputError("{name}: {error}", name=Unquoted(faults[0].path), error=faults[0].error))
    made: Event = event
    return made


def _cell_text(name: str, cell: Any, table: ReadTable, currency: str) -> str:
    match cell:
        case date():
            return cell.isoformat()
        case int() if name in table.layout.minor:
            return Money.of_minor(cell, currency).text
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)
