"""The accounts of many customers: their events read from tables, and what each owes at the end of a day.

The order of the work: the tables of invoices, payments and credits are read and joined (`joined`); accounts whose
events may not fit together are marked (`suspects`); the others are replayed together by a kernel, and the marked
ones, and those that the kernel does not take, one by one by the terms (`owed`); the result is made a table
(`statement`).

Inside, an account is its place in the sorted list of all accounts, and an invoice's number its place in the sorted
list of all numbers, which are text, as an account compares them. To suspect a sound account costs time and nothing
else; so each mark is wide enough to let none by that the terms would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal, NamedTuple, assert_never, final, get_args

import numpy as np
import pyarrow as pa

from telcoterms.account.account import Account
from telcoterms.account.events import Credit, CreditEffect, Invoice, Payment
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES
from telcoterms.batch.columns import (
    DIGITS,
    ERROR,
    ERROR_CODE,
    ColumnFact,
    Layout,
    Mask,
    Numbers,
    Result,
    given,
    is_text,
    layout,
    plain,
    read,
)
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.due_dates import invoice_facts, name_columns
from telcoterms.batch.exact import AS_THEY_ARE, Faults, GivenColumns, given_columns
from telcoterms.batch.kernels.days import EPOCH, FIRST, LAST
from telcoterms.batch.kernels.ledger import lockstep
from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Accounts, Bills, Days, LedgerResult, Payments, group
from telcoterms.batch.kernels.numbers import compiler, order_of
from telcoterms.batch.rows import MAX_SUM, Errors, in_column, metadata_of, value_of
from telcoterms.batch.tables import Frame, like, opened
from telcoterms.clauses.due_date import DUE_DATE, days_to_pay
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.files.headings import Columns
from telcoterms.statement.plain_account import LedgerClause, clause_of, fits
from telcoterms.statement.questions import refuse_once
from telcoterms.statement.rule import STATEMENT
from telcoterms.statement.statement import Statement
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.choices import MAX_NAME_LENGTH, one_of
from telcoterms.values.days import MAX_MONTHS, Day, as_day
from telcoterms.values.errors import InputError, InvalidTableError, RowFault, TelcoTermsError, Unquoted
from telcoterms.values.money import LIMIT, Money, minor_digits

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

    @property
    def names(self) -> set[str]:
        """What the columns that are looked at may be called."""
        return {ACCOUNT, self.number, *(name for fact in self.facts for name in fact.names)}


INVOICES: Final = EventTable("invoices", "number", (ColumnFact("issued", "day"), AMOUNT, MONTHS))
PAYMENTS: Final = EventTable("payments", "invoice", (ColumnFact("received", "day"), AMOUNT), numbered=False)
CREDITS: Final = EventTable(
    "credits",
    "invoice",
    (ColumnFact("issued", "day"), AMOUNT, ColumnFact("effect", "word", needed=False, words=EFFECTS, usual=0)),
)


class Events(NamedTuple):
    """The events of one table: of each the account and the number; its facts by name."""

    accounts: Numbers
    numbers: Numbers
    facts: Mapping[str, Numbers]


class ReadTable(NamedTuple):
    """A table of events as it was given, of its columns those that are looked at."""

    kind: EventTable
    columns: pa.Table
    layout: Layout

    def column(self, name: str) -> pa.Array:
        """Return a column in one piece, without a dictionary."""
        chunks = [plain(chunk) for chunk in self.columns[name].chunks]
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

    def numbers(self) -> pa.Array:
        """Return the numbers of the invoices, as text; null where none is named."""
        if self.kind.number not in self.columns.column_names:
            return pa.nulls(len(self.columns), pa.string())
        return self.column(self.kind.number).cast(pa.string())

    def facts(self) -> dict[str, Numbers]:
        """Return the facts as whole numbers."""
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
        """Return the rows that have the number of another one of their account."""
        rows: Numbers = self.rows[np.flatnonzero(self.keys[1:] == self.keys[:-1])]
        return rows

    def named(self, events: Events) -> Numbers:
        """Return the rows that events name; `NONE` where they name none, or one that their account does not have."""
        named_rows = np.full(len(events.numbers), NONE)
        naming = np.flatnonzero(events.numbers != NONE)
        if naming.size and self.keys.size:
            wanted = self._keys(events)[naming]
            places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            same = self.keys[places] == wanted
            named_rows[naming[same]] = self.rows[places[same]]
        return named_rows


class Joined(NamedTuple):
    """The tables, the sorted accounts and numbers in them, and the events of the three kinds."""

    tables: tuple[ReadTable, ...]
    accounts: pa.Array
    numbers: pa.Array
    invoices: Events
    payments: Events
    credits: Events


def invoices_of(terms: Terms) -> EventTable:
    """Return the table of invoices under some terms: with what their due dates and late charges rest on."""
    facts = (*INVOICES.facts, *invoice_facts(terms), *name_columns(LATE_CHARGE.of(terms.agreement)))
    return INVOICES._replace(facts=tuple(dict.fromkeys(facts)))


def joined(terms: Terms, invoices: Any, payments: Any, credits: Any, said: GivenColumns = AS_THEY_ARE) -> Joined:
    """Return the events of tables of any kind; None for no credits.

    Raises `InvalidTableError` with all columns that do not fit, then with all cells that are missing.
    """
    given = [(invoices_of(terms), invoices), (PAYMENTS, payments), *([] if credits is None else [(CREDITS, credits)])]
    tables = _read(given, terms.currency, said)
    _check_cells(tables)
    accounts, owners = _coded_by_runs([table.column(ACCOUNT) for table in tables])
    numbers, names = _coded([table.numbers() for table in tables])
    nothing = np.zeros(0, np.int64)
    first, second, *third = (
        Events(owner, name, table.facts()) for table, owner, name in zip(tables, owners, names, strict=True)
    )
    credited = third[0] if third else Events(nothing, nothing, {fact.name: nothing for fact in CREDITS.facts})
    return Joined(tuple(tables), accounts, numbers, first, second, credited)


def _read(given: Sequence[tuple[EventTable, Any]], currency: str, said: GivenColumns) -> list[ReadTable]:
    """Return the columns of the tables that are looked at, each found to be what it should be, and exact."""
    tables: list[ReadTable] = []
    misfits: list[RowFault] = []
    sources = [(kind, opened(table, {*kind.names, *said.columns})) for kind, table in given]
    headings = [heading for _, source in sources for heading in source.taken]
    named = [(*kind.facts, ColumnFact(kind.number, "word", kind.numbered)) for kind, _ in sources]
    said.check_headings(headings, [fact for facts in named for fact in facts], ACCOUNT)
    for (kind, source), facts in zip(sources, named, strict=True):
        exact = said.of(source.schema, facts, currency, ACCOUNT)
        try:
            table_layout = layout(exact.schema, facts, minor_digits(currency), (), ACCOUNT, source.taken)
        except InvalidTableError as error:
            misfits += [RowFault(_in(kind, misfit.error)) for misfit in error.misfits]
            continue
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


def _check_cells(tables: Sequence[ReadTable]) -> None:
    """Refuse a null where a value is needed: an account with a row of it cannot be told."""
    misfits = []
    for kind, columns, _ in tables:
        free = {fact.name for fact in kind.facts if fact.of_null is not None or not fact.needed}
        free |= set() if kind.numbered else {kind.number}
        for name in columns.column_names:
            nulls = columns[name].null_count
            if nulls and name not in free:
                row = pc.index(columns[name].is_null(), True).as_py()
                error = InputError("{name} is missing: give it, or leave the row out", name=Unquoted(name))
                misfits.append(RowFault(_in(kind, error), row, nulls))
    if misfits:
        raise InvalidTableError(misfits)


def _in(kind: EventTable, error: TelcoTermsError) -> InputError:
    return InputError("in {table}: {error}", table=Unquoted(kind.name), error=error)


def _coded(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """Return the sorted values of several columns, and of each column the places of its values; `NONE` for a null."""
    types = {_alike(column.type) for column in columns if not pa.types.is_null(column.type)}
    if len(types) > 1:
        raise InputError(
            "the column {name} is of {types}: give it one type in all tables",
            name=Unquoted(ACCOUNT),
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


def _coded_by_runs(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """Return the same as `_coded`, sooner where a value follows upon itself, as in tables that are sorted by it."""
    runs = [pc.run_end_encode(column) for column in columns]
    values, codes = _coded([run.values for run in runs])
    counts = [np.diff(run.run_ends.to_numpy(), prepend=0) for run in runs]
    return values, [np.repeat(run_codes, times) for run_codes, times in zip(codes, counts, strict=True)]


_PRINTED: Final = "^[ -~]*[!-~][ -~]*$"  # text in ASCII that is not blank: what numbers are, mostly


def suspects(events: Joined, copies: Numbers, named: Numbers, credited: Numbers) -> Mask:
    """Return a mask of the accounts that are suspected.

    `copies` are the rows of invoices with a number that was there before, `named` and `credited` those that payments
    and credits name: `NONE` where they name none, or one that the account does not have.
    """
    invoices, payments, credits = events.invoices, events.payments, events.credits
    suspected = _over_the_limit(events)
    fine = np.append(_fine(events.numbers), True)
    for table, day in ((invoices, "issued"), (payments, "received"), (credits, "issued")):
        odd = (table.facts[day] < FIRST) | (table.facts[day] > LAST)
        odd |= (table.facts["amount"] < 0) | (table.facts["amount"] > LIMIT) | ~fine[table.numbers]
        suspected[table.accounts[odd]] = True
    if "billing_months" in invoices.facts:
        months = invoices.facts["billing_months"]
        suspected[invoices.accounts[(months < 1) | (months > MAX_MONTHS)]] = True
    suspected[invoices.accounts[copies]] = True
    suspected[payments.accounts[(payments.numbers != NONE) & (named == NONE)]] = True
    odd = (credited == NONE) | (credits.facts["issued"] < np.append(invoices.facts["issued"], 0)[credited])
    if "effect" in credits.facts:
        odd |= credits.facts["effect"] != EFFECTS.index("from-credit-date")
    suspected[credits.accounts[odd]] = True
    rows = credited[credited != NONE]
    credited_in_all = np.bincount(rows, credits.facts["amount"][credited != NONE], len(invoices.numbers))
    suspected[invoices.accounts[credited_in_all > invoices.facts["amount"]]] = True
    return suspected


def _over_the_limit(events: Joined) -> Mask:
    """Return accounts whose amounts together pass the limit; their sums are floats, exact up to many times that."""
    sums = np.zeros(len(events.accounts))
    for table in (events.invoices, events.payments, events.credits):
        sums += np.bincount(table.accounts, table.facts["amount"], len(sums))
    return sums > LIMIT


def _fine(numbers: pa.Array) -> Mask:
    """Return the numbers that surely are names as an account takes them."""
    fine = pc.and_(pc.match_substring_regex(numbers, _PRINTED), pc.less_equal(pc.utf8_length(numbers), MAX_NAME_LENGTH))
    mask: Mask = fine.to_numpy(zero_copy_only=False)
    return mask


Settle = Callable[[LedgerClause, Accounts, Days, bool], LedgerResult]
EVENTS: Final = {INVOICES.name: Invoice, PAYMENTS.name: Payment, CREDITS.name: Credit}


class PostedCharges(NamedTuple):
    """Charges that were posted: the row of the invoice, the day, the sum."""

    rows: Numbers
    days: Numbers
    amounts: Numbers


@final
class Owed:
    """What accounts owe at the end of a day: by row of their invoices, and by account; in minor units.

    An account that is refused owes nothing here, and stands in `refused` with the reason.
    """

    def __init__(self, events: Joined) -> None:
        bills, accounts = len(events.invoices.accounts), len(events.accounts)
        self.principal, self.balance, self.accrued, self.due = (np.zeros(bills, np.int64) for _ in range(4))
        self.credit, self.posted = np.zeros(accounts, np.int64), np.zeros(accounts, np.int64)
        self.postings: list[PostedCharges] = []
        self.refused: dict[int, TelcoTermsError] = {}


def owed(terms: Terms, events: Joined, as_of: date, postings: bool, compiled: bool) -> Owed:
    """Return what the accounts of tables owe; with the single charges, if these are asked for."""
    settle = _kernel(compiled)
    agreement, result = terms.agreement, Owed(events)
    late, order = LATE_CHARGE.of(agreement), STATEMENT.of(agreement)
    index = Index(events.invoices, len(events.accounts), len(events.numbers))
    named, credited = index.named(events.payments), index.named(events.credits)
    alone = np.ones(len(events.accounts), np.bool_)
    net_days = days_to_pay(DUE_DATE.of(agreement))
    if net_days is not None and fits(late, order, Account([]), as_of):
        result.due[:] = events.invoices.facts["issued"] + net_days
        alone = suspects(events, index.copies(), named, credited)
        if agreement.earlier:  # a debt of before this edition takes an earlier one
            before = (agreement.edition.toordinal() - EPOCH) > events.invoices.facts["issued"]
            alone[events.invoices.accounts[before]] = True
        wanted = ~alone
        alone |= _together(settle, terms, net_days, late, events, (named, credited), wanted, as_of, result, postings)
    _one_by_one(terms, events, np.flatnonzero(alone), as_of, result)
    return result


def _kernel(compiled: bool) -> Settle:
    """Return the kernel that replays accounts: in arrays, or in machine code."""
    if not compiled:
        return lockstep.settle
    compiler()
    from telcoterms.batch.kernels.ledger import compiled as machine

    return machine.settle


def _together(
    settle: Settle,
    terms: Terms,
    net: int,
    late: RateCharge,
    events: Joined,
    names: tuple[Numbers, Numbers],
    wanted: Mask,
    as_of: date,
    result: Owed,
    postings: bool,
) -> Mask:
    """Write what the wanted accounts owe; the accounts that the replay of columns cannot tell."""
    invoices, day = events.invoices, as_of.toordinal() - EPOCH
    rows = np.flatnonzero(wanted[invoices.accounts])
    places = np.full(len(wanted[invoices.accounts]) + 1, UNNAMED)  # of each row among those; the last is of no row
    places[rows] = np.arange(len(rows))
    facts = {name: values[rows] for name, values in invoices.facts.items()}
    months = facts.get("billing_months", np.ones(len(rows), np.int64))
    invoice_columns = Bills(
        invoices.accounts[rows],
        invoices.numbers[rows],
        facts["issued"].astype(np.int32, copy=False),
        facts["amount"],
        months,
    )
    payments = _payments(events, names, places, wanted)
    grouped = group(len(wanted), invoice_columns, payments, net, late.runs_from)
    days = np.full(len(wanted), day, np.int32)
    settled = settle(clause_of(late, STATEMENT.of(terms.agreement)), grouped.accounts, days, postings)
    into = rows[grouped.bills]
    result.principal[into], result.balance[into] = settled.principal, settled.balance
    result.accrued[into], result.credit[:] = settled.accrued, settled.credit
    known = grouped.accounts
    owners = np.repeat(np.arange(len(wanted)), np.diff(known.bills))
    owed_in_all = np.bincount(owners, settled.balance.astype(np.float64) + settled.accrued, len(wanted))
    beyond: Mask = settled.beyond | (owed_in_all > MAX_SUM / 2)  # these are added up in integers of any size
    if settled.postings is not None:
        bills, posted_on, amounts = settled.postings
        kept = ~beyond[owners[bills]]
        result.postings.append(PostedCharges(into[bills[kept]], posted_on[kept], amounts[kept]))
    billed = sums(np.where(known.issued <= day, settled.balance - known.amounts, 0), known.bills)
    paid = sums(np.where(known.received <= day, known.sums, 0), known.payments)
    result.posted[:] = np.where(beyond, 0, billed + paid - settled.credit)  # nothing else changes what is owed
    result.credit[beyond] = 0
    return beyond


def _payments(events: Joined, names: tuple[Numbers, Numbers], places: Numbers, wanted: Mask) -> Payments:
    """Return the payments and credits of the wanted accounts."""
    paid, credited = (np.flatnonzero(wanted[kind.accounts]) for kind in (events.payments, events.credits))

    def both(paid_column: Numbers, credited_column: Numbers) -> Numbers:
        return np.concatenate([paid_column[paid], credited_column[credited]])

    return Payments(
        both(events.payments.accounts, events.credits.accounts),
        both(events.payments.facts["received"], events.credits.facts["issued"]).astype(np.int32, copy=False),
        both(events.payments.facts["amount"], events.credits.facts["amount"]),
        both(places[names[0]], places[names[1]]),
        np.arange(len(paid) + len(credited)) >= len(paid),
    )


def sums(amounts: Numbers, starts: Numbers) -> Numbers:
    """Return the sum of the amounts of each account, whose rows begin at these places."""
    running = np.append(0, np.cumsum(amounts))
    totals: Numbers = running[starts[1:]] - running[starts[:-1]]
    return totals


def by_account(events: Events, size: int) -> tuple[Numbers, Numbers]:
    """Return the rows sorted by account, and where those of each begin."""
    return np.argsort(events.accounts, kind="stable"), np.append(
        0, np.cumsum(np.bincount(events.accounts, minlength=size))
    )


class AccountWithFacts(NamedTuple):
    """An account, and the plan, region and segment that its rows name."""

    account: Account
    facts: Mapping[str, Any]


def account_of(tables: Sequence[ReadTable], rows: Sequence[Sequence[int]], currency: str) -> AccountWithFacts:
    """Return the account of some rows of each table. Raises the error of the first row, or of the events together."""
    events, facts = [], dict[str, Any]()
    for table, table_rows in zip(tables, rows, strict=False):
        for row in table_rows:
            cells = table.row(row)
            del cells[ACCOUNT]
            for name in [name for name in NUMBER_FACT_NAMES if name in cells]:
                value = cells.pop(name)
                if facts.setdefault(name, value) != value:
                    raise InputError(
                        "the invoices of the account have {name} {one} and {other}: give one for the whole account",
                        name=Unquoted(name),
                        one=facts[name],
                        other=value,
                    )
            amount = cells["amount"]
            cells["amount"] = Money.of_minor(amount, currency) if table.layout.minor else Money(amount, currency)
            events.append(EVENTS[table.kind.name](**cells))
    return AccountWithFacts(Account(events), facts)


def _one_by_one(terms: Terms, events: Joined, accounts: Numbers, as_of: date, result: Owed) -> None:
    """Write what accounts owe as the terms themselves say it of each."""
    kinds = (events.invoices, events.payments, events.credits)
    sorted_ = [by_account(kind, len(events.accounts)) for kind in kinds] if len(accounts) else []
    for account in accounts.tolist():
        rows = [order[starts[account] : starts[account + 1]].tolist() for order, starts in sorted_]
        result.principal[rows[0]] = result.balance[rows[0]] = result.accrued[rows[0]] = 0
        try:
            read_account, names = account_of(events.tables, rows, terms.currency)
            statement = terms.statement(read_account, as_of, **names).value
            _check_size(statement)
        except TelcoTermsError as error:
            result.refused[account] = error
        else:
            _write(
                statement,
                account,
                {events.numbers[int(events.invoices.numbers[row])].as_py(): row for row in rows[0]},
                result,
            )


def _check_size(statement: Statement) -> None:
    """Refuse sums that no column holds; none of an account is larger than what it owes and what was ever posted."""
    posted = sum(amount.minor for debt in statement.debts for _, amount in debt.posted)
    if max(posted, statement.credit.minor, statement.settlement.minor + statement.credit.minor) > MAX_SUM:
        raise InputError("a sum has over {digits} digits: ask the terms themselves", digits=DIGITS)


def _write(statement: Statement, account: int, rows: Mapping[str, int], result: Owed) -> None:
    """Write what one account owes; `rows` are those of its invoices, by number."""
    result.credit[account] = statement.credit.minor
    for debt in statement.debts:
        row = rows[debt.number]
        result.principal[row], result.accrued[row] = debt.principal.minor, debt.accrued.minor
        result.balance[row] = debt.principal.minor + debt.charges.minor
        result.due[row] = debt.due.toordinal() - EPOCH
        result.posted[account] += sum(amount.minor for _, amount in debt.posted)
        days = [day.toordinal() - EPOCH for day, _ in debt.posted]
        amounts = [amount.minor for _, amount in debt.posted]
        result.postings.append(
            PostedCharges(np.full(len(days), row), np.array(days, np.int32), np.array(amounts, np.int64))
        )


Give = Literal["accounts", "debts", "postings"]
"""What a table of statements has a row for."""
OF_ACCOUNT: Final = tuple(Result(name, "money") for name in ("balance", "posted", "accrued", "settlement", "credit"))
OF_DEBT: Final = (
    Result("issued", "day"),
    Result("due", "day"),
    *(Result(name, "money") for name in ("principal", "charges", "accrued")),
)
OF_POSTING: Final = (Result("day", "day"), Result("amount", "money"))


def statement(
    terms: Terms,
    invoices: Frame,
    payments: object,
    as_of: Day,
    *,
    credits: object | None = None,
    give: Give = "accounts",
    columns: Columns | None = None,
    decimals: int | None = None,
    errors: Errors = "raise",
    compiled: bool = False,
) -> Frame:
    """Return what each account of some tables owes at the end of a day: a table of its own, sorted by account.

    `invoices` has the columns `account`, `number`, `issued`, `amount` (or `amount_minor`) and, if it is there,
    `billing_months`, those of `telcoterms.batch.due_date` on which the due date rests, and `plan`, `region` and
    `segment` where the numbers of the late charge differ by them, the same in all rows of an account; `payments` has
    `account`, `received`, `amount` and, if a payment names one, `invoice`; `credits` have `account`, `issued`,
    `amount`, `invoice` and, if it is there, `effect`. The tables are of any kind, in any order.

    `give` is `accounts`, for which come `balance`, `posted` (all charges so far), `accrued`, `settlement` and `credit`;
    `debts`, for which come `number`, `issued`, `due`, `principal`, `charges` and `accrued`; or `postings`: each charge
    with its `number`, `day` and `amount`. Every figure is that of `terms.statement`, under every reading that it takes.

    Raises `InvalidTableError` with what does not fit: an account whose events are refused is listed once for each
    reason; with `errors="column"` its figures are null, and the reason stands in a column `error`, its code in
    `error_code` (of accounts alone).
    `compiled` takes machine code, for which it needs the extra `compiled`; the figures are the same. `columns` and
    `decimals` are those of `late_charge`, for all tables together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> statement(load("kos"), pa.table(bills), pa.table(paid), "2026-03-20")["settlement_minor"].to_pylist()
    [2869]
    """
    if not isinstance(terms, Terms):
        raise InputError(
            "{terms} is not terms: a statement takes those of one provider, as load gives them", terms=terms
        )
    one_of(give, Give, "give")
    one_of(errors, Errors, "errors")
    table = _table_of(give)
    if in_column(errors) and not table.has_errors:
        raise InputError("only accounts can have a column of errors, not {give}: take accounts, or raise", give=give)
    refuse_once(LATE_CHARGE.of(terms.agreement))
    day = as_day(as_of, "as_of")
    events = joined(terms, invoices, payments, credits, given_columns(columns, decimals))
    result = owed(terms, events, day, table.needs_postings, compiled)
    if result.refused and not in_column(errors):
        raise InvalidTableError(_misfits(events, result))
    owed_table = table.make(terms, events, result, day)
    if in_column(errors):
        refused = [result.refused.get(account) for account in range(len(events.accounts))]
        for column, texts in (
            (ERROR, [None if error is None else str(error) for error in refused]),
            (ERROR_CODE, [None if error is None else error.code for error in refused]),
        ):
            owed_table = owed_table.append_column(column.name, pa.array(texts, pa.string()))
    used = QUESTIONS["statement"].terms_of(terms.agreement)
    owed_by_account: Frame = like(invoices, owed_table.replace_schema_metadata(metadata_of([used])))
    return owed_by_account


def account(
    terms: Terms,
    invoices: object,
    payments: object,
    key: object,
    *,
    credits: object | None = None,
    columns: Columns | None = None,
    decimals: int | None = None,
) -> Account:
    """Return one account of the tables of `statement`, by its value in the column `account`, to ask for its working.

    Raises `InputError` for an account that is in none of the tables, and the error of events that do not fit together.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> from telcoterms import load
    >>> kos = load("kos")
    >>> bills = {"account": ["A"], "number": ["2026-01"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]}
    >>> paid = {"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]}
    >>> kos.statement(account(kos, pa.table(bills), pa.table(paid), "A"), "2026-03-20").value.settlement
    Money('28.69', 'CAD')
    """
    events = joined(terms, invoices, payments, credits, given_columns(columns, decimals))
    keys = events.accounts.to_pylist()
    if key not in keys:
        raise InputError("no row is of the account {key}: look at the column account", key=str(key))
    place = keys.index(key)
    kinds = (events.invoices, events.payments, events.credits)
    return account_of(
        events.tables, [np.flatnonzero(kind.accounts == place).tolist() for kind in kinds], terms.currency
    ).account


class _ResultTable(NamedTuple):
    """A table that a statement gives: the function that makes it, and whether it needs the single charges."""

    make: Callable[[Terms, Joined, Owed, date], pa.Table]
    needs_postings: bool = False
    has_errors: bool = False  # whether a column of errors fits, as there is a row for each account


def _table_of(give: Give) -> _ResultTable:
    match give:
        case "accounts":
            return _ResultTable(_accounts, has_errors=True)
        case "debts":
            return _ResultTable(_debts)
        case "postings":
            return _ResultTable(_postings, needs_postings=True)
    assert_never(give)


def _misfits(events: Joined, result: Owed) -> list[RowFault]:
    """Return each reason to refuse an account once, with the first account."""
    places_by_reason: dict[str, list[int]] = {}
    for place, error in result.refused.items():
        places_by_reason.setdefault(error.template, []).append(place)
    misfits = []
    for places in places_by_reason.values():
        key, error = str(events.accounts[places[0]].as_py()), result.refused[places[0]]
        if len(places) == 1:
            account_error = InputError("account {account}: {error}", account=key, error=error)
        else:
            template = "account {account} and {more} more: {error}"
            account_error = InputError(template, account=key, more=len(places) - 1, error=error)
        misfits.append(RowFault(account_error, count=len(places)))
    return misfits


def _accounts(terms: Terms, events: Joined, result: Owed, as_of: date) -> pa.Table:
    order, starts = by_account(events.invoices, len(events.accounts))
    balance = sums(result.balance[order], starts) - result.credit
    accrued = sums(result.accrued[order], starts)
    figures = {"balance": balance, "posted": result.posted, "accrued": accrued, "settlement": balance + accrued}
    valid = np.ones(len(events.accounts), np.bool_)
    valid[list(result.refused)] = False
    return _table(events, {ACCOUNT: events.accounts}, OF_ACCOUNT, {**figures, "credit": result.credit}, valid)


def _debts(terms: Terms, events: Joined, result: Owed, as_of: date) -> pa.Table:
    """Return the debts that are known on the day, by account, then as they are due."""
    invoices, day = events.invoices, as_of.toordinal() - EPOCH
    order = np.lexsort((invoices.numbers, result.due, invoices.accounts))
    rows = order[(invoices.facts["issued"][order] <= day)]
    issued, principal = invoices.facts["issued"][rows], result.principal[rows]
    figures = {"issued": issued, "due": result.due[rows], "principal": principal}
    figures |= {"charges": result.balance[rows] - principal, "accrued": result.accrued[rows]}
    return _table(events, _names(events, rows), OF_DEBT, figures)


def _postings(terms: Terms, events: Joined, result: Owed, as_of: date) -> pa.Table:
    """Return the charges that were posted, by account, then debt, then day."""
    nothing = np.zeros(0, np.int64)
    rows, days, amounts = map(np.concatenate, zip((nothing, nothing, nothing), *result.postings, strict=True))
    invoices = events.invoices
    turn = np.empty(len(invoices.accounts), np.int64)
    turn[np.lexsort((invoices.numbers, result.due, invoices.accounts))] = np.arange(len(turn))
    order = np.lexsort((days, turn[rows]))
    figures = {"day": days[order], "amount": amounts[order]}
    return _table(events, _names(events, rows[order]), OF_POSTING, figures)


def _names(events: Joined, rows: Numbers) -> dict[str, pa.Array]:
    """Return the accounts and numbers of some invoices."""
    invoices = events.invoices
    accounts, numbers = pa.array(invoices.accounts[rows], pa.int64()), pa.array(invoices.numbers[rows], pa.int64())
    return {ACCOUNT: events.accounts.take(accounts), "number": events.numbers.take(numbers)}


def _table(
    events: Joined,
    names: dict[str, pa.Array],
    results: tuple[Result, ...],
    figures: Mapping[str, Numbers],
    valid: Mask | None = None,
) -> pa.Table:
    table_layout = events.tables[0].layout
    columns = [given(table_layout.type(result), figures[result.name], valid) for result in results]
    return pa.table([*names.values(), *columns], names=[*names, *(table_layout.name(result) for result in results)])
