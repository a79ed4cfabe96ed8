"""The tables that a statement of many accounts gives: a row for each account, debt, charge, age band, entry and so on.

Each has the columns of the answer to one account, under the same names, and is sorted by account. What the replay has
in columns is taken from there (`Owed`); the rest comes from the answers of single accounts, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple, assert_never, get_args

import numpy as np
import pyarrow as pa

from telcoterms.answers.answer import Answer
from telcoterms.batch.account_tables import NONE, EventsByAccount
from telcoterms.batch.columns import Layout, Mask, Numbers, Result, given
from telcoterms.batch.event_tables import ACCOUNT
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.owed import ALLOCATION_CODES, ALLOCATION_KINDS, SETTLING, SUMS, Debts, Owed, Row, Wanted
from telcoterms.statement.ageing import BANDS, LAST_DAYS
from telcoterms.statement.allocations import AllocationPart, is_written_off
from telcoterms.statement.questions import allocations_of
from telcoterms.statement.statement import EntryKind, Statement, entry_code, kinds_of_allocation
from telcoterms.values.messages import Phrase, phrase

Give = Literal["accounts", "debts", "postings", "ageing", "entries", "allocations", "receipts", "corrections"]
"""What a table of statements has a row for."""


class GivenTable(NamedTuple):
    """A table that a statement gives: what its rows are called, what it needs, and the function that makes it.

    `sums` are the columns that can be added up; only a table `of_accounts` has room for a column of errors. What one
    that `has_earlier` receipts needs is known with these alone (`telcoterms.batch.earlier_receipts`).
    """

    rows: Phrase
    make: Callable[[EventsByAccount, Owed, date], pa.Table]
    wanted: Wanted
    sums: tuple[str, ...] = ()
    of_accounts: bool = False
    has_earlier: bool = False


def table_of(give: Give) -> GivenTable:
    """Return how a table is made."""
    match give:
        case "accounts":
            return GivenTable(phrase("accounts"), _accounts, Wanted(by_debt=False), SUMS, of_accounts=True)
        case "debts":
            return GivenTable(phrase("debts"), _debts, Wanted(), ("principal", "charges", "accrued"))
        case "postings":
            return GivenTable(phrase("posted charges"), _postings, Wanted(postings=True), ("amount",))
        case "ageing":
            return GivenTable(phrase("age bands"), _ageing, Wanted(), ("owed", "disputed"))
        case "entries":
            return GivenTable(phrase("entries"), _entries, ENTRIES_WANTED)
        case "allocations":
            return GivenTable(phrase("allocated sums"), _allocations, ALLOCATIONS_WANTED, ("amount",))
        case "receipts":
            return GivenTable(phrase("receipts"), _receipts, RECEIPTS_WANTED, of_accounts=True)
        case "corrections":
            return GivenTable(phrase("corrections"), _corrections, Wanted(), has_earlier=True)
    assert_never(give)


# Accounts, debts, postings and ages: the sums of the replay

OF_ACCOUNT: Final = tuple(Result(name, "money") for name in SUMS)
OF_DEBT: Final = (
    Result("issued", "day"),
    Result("due", "day"),
    *(Result(name, "money") for name in ("principal", "charges", "accrued")),
)
OF_POSTING: Final = (Result("day", "day"), Result("amount", "money"))
OF_BAND: Final = (Result("owed", "money"), Result("disputed", "money"))


def _accounts(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    return _table(events, {ACCOUNT: events.accounts}, OF_ACCOUNT, result.sums, _answered(events, result))


def _answered(events: EventsByAccount, result: Owed) -> Mask:
    """Return which accounts are not refused."""
    valid = np.ones(len(events.accounts), np.bool_)
    valid[list(result.refused)] = False
    return valid


class _AllDebts(NamedTuple):
    """The debts of rows, and after them those that stand in none: all columns of them."""

    names: dict[str, pa.Array]
    figures: dict[str, Numbers]

    def at(self, rows: Numbers) -> tuple[dict[str, pa.Array], dict[str, Numbers]]:
        """Return some of them."""
        places = pa.array(rows, pa.int64())
        names = {name: column.take(places) for name, column in self.names.items()}
        return names, {name: column[rows] for name, column in self.figures.items()}


def _owners(result: Owed) -> Numbers:
    """Return the account of each debt, those that stand in no row among them."""
    return np.append(result.known_debts.accounts, [each.account for each in result.others]).astype(np.int64)


def _all_debts(events: EventsByAccount, result: Owed) -> _AllDebts:
    others = [each.debt for each in result.others]
    numbers = pa.concat_arrays(
        [result.known_debts.numbers.cast(pa.string()), pa.array([debt.number for debt in others], pa.string())]
    )
    of_others = {
        "issued": [debt.issued.toordinal() - EPOCH for debt in others],
        "due": [debt.due.toordinal() - EPOCH for debt in others],
        "principal": [debt.principal.minor for debt in others],
        "charges": [debt.charges.minor for debt in others],
        "accrued": [debt.accrued.minor for debt in others],
        "disputed": [debt.disputed.minor for debt in others],
    }
    rows = (
        *(result.known_debts.issued, result.due, result.principal, result.charges),
        *(result.accrued, result.disputed),
    )
    figures = {
        name: np.concatenate([of_rows, np.array(of_others[name], np.int64)])  # no float, even where there are none
        for name, of_rows in zip(of_others, rows, strict=True)
    }
    names = {ACCOUNT: events.accounts.take(pa.array(_owners(result), pa.int64())), "number": numbers}
    return _AllDebts(names, figures)


def _debts(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return the debts that are known on the day, by account, then as they are due."""
    debts, order = _all_debts(events, result), result.in_order()
    known: Mask = debts.figures["issued"][order] <= as_of.toordinal() - EPOCH
    names, figures = debts.at(order[known])
    return _table(events, names, OF_DEBT, figures)


def _postings(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return the charges that were posted, by account, then debt, then day."""
    rows, days, amounts = _joined(result.postings, 3)
    order = np.lexsort((days, _turns(result.in_order())[rows]))
    names, _ = _all_debts(events, result).at(rows[order])
    return _table(events, names, OF_POSTING, {"day": days[order], "amount": amounts[order]})


def _turns(in_order: Numbers) -> Numbers:
    """Return at which place of an order each debt stands."""
    turns = np.empty(len(in_order), np.int64)
    turns[in_order] = np.arange(len(in_order))
    return turns


def _ageing(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return the bands of each account, not past due first: the principal of its debts and what was charged on them."""
    figures, size = _all_debts(events, result).figures, len(events.accounts)
    past_due = as_of.toordinal() - EPOCH - figures["due"]
    places = _owners(result) * len(BANDS) + np.searchsorted(np.array(LAST_DAYS), past_due)  # the first that reaches it
    sums = {"owed": figures["principal"] + figures["charges"], "disputed": figures["disputed"]}
    bands = {name: np.zeros(size * len(BANDS), np.int64) for name in sums}
    for name, of_debts in sums.items():
        np.add.at(bands[name], places, of_debts)
    names = {ACCOUNT: events.accounts.take(pa.array(np.repeat(np.arange(size), len(BANDS)), pa.int64()))}
    for name, days in zip(("first_day", "last_day"), zip(*BANDS, strict=True), strict=True):
        names[name] = pa.array([*days] * size, pa.int32())
    return _table(events, names, OF_BAND, bands)


def _table(
    events: EventsByAccount,
    names: dict[str, pa.Array],
    results: tuple[Result, ...],
    figures: Mapping[str, Numbers],
    valid: Mask | None = None,
) -> pa.Table:
    table_layout = events.tables[0].layout
    columns = [given(table_layout.type(result), figures[result.name], valid) for result in results]
    return pa.table([*names.values(), *columns], names=[*names, *(table_layout.name(result) for result in results)])


# Rows of accounts that the terms are asked for


def _sums(table_layout: Layout, name: str, cells: Any) -> tuple[str, pa.Array]:
    result = Result(name, "money")
    return table_layout.name(result), given(table_layout.type(result), np.array(cells, np.int64), None)


def _days(_: Layout, name: str, cells: Any) -> tuple[str, pa.Array]:
    return name, pa.array(cells, pa.date32())


def _texts(_: Layout, name: str, cells: Any) -> tuple[str, pa.Array]:
    return name, pa.array(cells, pa.string())


def _flags(_: Layout, name: str, cells: Any) -> tuple[str, pa.Array]:
    return name, pa.array(cells, pa.bool_())


RowColumns = Mapping[str, Callable[[Layout, str, Any], tuple[str, pa.Array]]]
"""The columns of such rows: of each its name in the answer, and what makes it of its cells, named as in a table."""


def _asked_table(events: EventsByAccount, columns: RowColumns, rows: Sequence[tuple[int, Row]]) -> pa.Table:
    """Return rows with their accounts as a table, sorted by account; those of an account stay in their order."""
    ordered = sorted(rows, key=lambda row: row[0])
    accounts = events.accounts.take(pa.array([account for account, _ in ordered], pa.int64()))
    found = [
        make(events.tables[0].layout, name, [row[place] for _, row in ordered])
        for place, (name, make) in enumerate(columns.items())
    ]
    return pa.table([accounts, *(array for _, array in found)], names=[ACCOUNT, *(name for name, _ in found)])


def _with_asked(
    events: EventsByAccount, result: Owed, columns: RowColumns, replayed: pa.Table, accounts: Numbers
) -> pa.Table:
    """Return rows of the accounts that were replayed in columns with those of the others, sorted by account."""
    asked = _asked_table(events, columns, result.rows)
    owners = np.append(accounts, sorted(account for account, _ in result.rows)).astype(np.int64)
    return pa.concat_tables([replayed, asked]).take(pa.array(np.argsort(owners, kind="stable")))


def _receipt(_: object, answer: Answer[Statement]) -> Iterator[Row]:
    import json

    yield (json.dumps(answer.receipt(), separators=(",", ":")),)


RECEIPTS_WANTED: Final = Wanted(by_debt=False, rows_of=_receipt, is_asked=True)


def _receipts(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return the receipt of each account, as JSON in one line; null where an account is refused."""
    refused = [(account, (None,)) for account in result.refused]
    return _asked_table(events, {"receipt": _texts}, [*result.rows, *refused])


# Allocations: of the accounts that were replayed in columns, and of those that the terms are asked for

OF_ALLOCATION: Final[RowColumns] = {
    "day": _days,
    "debt": _texts,
    "part": _texts,
    "amount": _sums,
    "code": _texts,
    "reference": _texts,
    "received": _days,
    "in_dispute": _flags,
}


ALLOCATION_PARTS: Final[tuple[AllocationPart, ...]] = get_args(AllocationPart)


def _allocated(_: object, answer: Answer[Statement]) -> Iterator[Row]:
    for one in allocations_of(answer):
        yield (*one[:3], one.amount.minor, *one[4:])


ALLOCATIONS_WANTED: Final = Wanted(allocations=True, rows_of=_allocated)


def _allocations(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return where payments, credits and write-offs went, by account, then as they were allocated."""
    return _with_asked(events, result, OF_ALLOCATION, *_replayed_allocations(events, result))


def _replayed_allocations(events: EventsByAccount, result: Owed) -> tuple[pa.Table, Numbers]:
    """Return what was allocated in accounts that were replayed in columns, and the account of each sum."""
    debts = result.known_debts
    rows, days, to_charges, to_principal, kinds = _joined([part.dated for part in result.allocations], 5)
    codes, received, in_dispute, charges_first = _joined(
        [(part.codes, part.received, part.in_dispute, part.charges_first) for part in result.allocations], 4
    )
    references = pa.concat_arrays([pa.nulls(0, pa.string()), *(part.references for part in result.allocations)])
    written_off = np.array([is_written_off(kind) for kind in ALLOCATION_KINDS])[kinds]
    order = np.lexsort((_turns_of_a_day(events, debts, rows, written_off), days, debts.accounts[rows]))
    sums = np.stack([to_principal, to_charges], axis=1)
    principal = np.where(rows < debts.invoices, *map(ALLOCATION_PARTS.index, ("principal", "fee")))
    parts = np.stack([principal, np.full(len(rows), ALLOCATION_PARTS.index("late_charge"))], axis=1)
    charges_lead = written_off | (charges_first != 0)
    for sides in (sums, parts):  # what is met first, then the other one
        sides[charges_lead] = sides[charges_lead, ::-1]
    sums, parts = sums[order].ravel(), parts[order].ravel()
    met = np.flatnonzero(sums)
    places = order[met // 2]
    amount, amounts = _sums(events.tables[0].layout, "amount", sums[met])
    accounts = debts.accounts[rows[places]]
    columns = {
        ACCOUNT: events.accounts.take(pa.array(accounts, pa.int64())),
        "day": given(pa.date32(), days[places], None),
        "debt": debts.numbers.cast(pa.string()).take(pa.array(rows[places], pa.int64())),
        "part": pa.array(ALLOCATION_PARTS, pa.string()).take(pa.array(parts[met], pa.int64())),
        amount: amounts,
        "code": pa.array(ALLOCATION_CODES, pa.string()).take(pa.array(codes[places], pa.int64())),
        "reference": references.take(pa.array(places, pa.int64())),
        "received": given(pa.date32(), received[places], None),
        "in_dispute": pa.array(in_dispute[places] != 0),
    }
    return pa.table(columns), accounts


def _turns_of_a_day(events: EventsByAccount, debts: Debts, rows: Numbers, written_off: Mask) -> Numbers:
    """Return what comes first on a day: what is written off, as the debts were issued, those of one day by their kinds.

    Write-offs of several debts of a kind stand by the numbers of these, and all else as it came.
    """
    write_offs = np.flatnonzero(written_off)
    kinds = np.full(len(debts.accounts), NONE)  # of invoices, which come first
    kinds[debts.invoices :] = events.others.facts["event"][debts.fees]
    turns = np.full(len(rows), len(write_offs))
    turns[write_offs[np.lexsort((kinds[rows[write_offs]], debts.issued[rows[write_offs]]))]] = np.arange(
        len(write_offs)
    )
    return turns


# Entries: of the accounts that were replayed in columns, and of those that the terms are asked for

OF_ENTRY: Final[RowColumns] = {"day": _days, "debt": _texts, "what": _texts, "amount": _sums, "code": _texts}
ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)


def _entries_of(_: object, answer: Answer[Statement]) -> Iterable[Row]:
    return [(one.day, one.debt, one.what, one.amount.minor, one.code) for one in answer.value.entries]


ENTRIES_WANTED: Final = Wanted(postings=True, allocations=True, rows_of=_entries_of)


def _corrections(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return what has changed since the earlier statement of each account, in the order of its corrections."""
    return _asked_table(events, {**OF_ENTRY, "why": _texts}, result.rows)


TURNS_OF_SETTLING: Final = np.array([0, 1, 1, 2])
"""The order of what is of no debt: payments, credits with refunds by their days, payouts."""


class _Amounts(NamedTuple):
    """Dated amounts of accounts: the account, the turn of the debt, the day, the place of the kind, the sum."""

    accounts: Numbers
    turns: Numbers
    days: Numbers
    kinds: Numbers
    sums: Numbers


def _entries(events: EventsByAccount, result: Owed, as_of: date) -> pa.Table:
    """Return the entries of each account in the order of its statement."""
    return _with_asked(events, result, OF_ENTRY, *_replayed_entries(events, result, as_of))


def _replayed_entries(events: EventsByAccount, result: Owed, as_of: date) -> tuple[pa.Table, Numbers]:
    """Return the entries of accounts that were replayed in columns, and the account of each."""
    in_order = result.in_order()
    turns = _turns(in_order)
    nobody = len(turns)  # the turn of what is of no debt, which comes last
    amounts = _added_up(_Amounts(*map(np.concatenate, zip(*_dated(result, turns, nobody, as_of), strict=True))))
    rows = np.append(in_order, nobody)[amounts.turns]
    numbers = pa.concat_arrays([_all_debts(events, result).names["number"], pa.nulls(1, pa.string())])
    kinds = pa.array(amounts.kinds)
    amount, sums = _sums(events.tables[0].layout, "amount", amounts.sums)
    columns = {
        ACCOUNT: events.accounts.take(pa.array(amounts.accounts)),
        "day": given(pa.date32(), amounts.days, None),
        "debt": numbers.take(pa.array(rows, pa.int64())),
        "what": pa.array(ENTRY_KINDS, pa.string()).take(kinds),
        amount: sums,
        "code": pa.array([entry_code(kind) for kind in ENTRY_KINDS], pa.string()).take(kinds),
    }
    return pa.table(columns), amounts.accounts


def _dated(result: Owed, turns: Numbers, nobody: int, as_of: date) -> Iterator[_Amounts]:
    """Yield all amounts, those of a debt in the order in which `Debt.entries` has them."""
    debts, size = result.known_debts, len(result.principal)
    day, replayed = as_of.toordinal() - EPOCH, ~result.asked

    def of_debts(rows: Numbers, days: Numbers, kinds: Numbers, sums: Numbers) -> _Amounts:
        kept = replayed[debts.accounts[rows]]
        columns = (debts.accounts[rows], turns[rows], days, kinds, sums)
        return _Amounts(*(column[kept].astype(np.int64) for column in columns))

    def standing(sums: Numbers, kind: EntryKind, days: Numbers | None = None) -> _Amounts:
        known = np.flatnonzero(debts.issued <= day)
        on = np.full(len(known), day) if days is None else days[known]
        return of_debts(known, on, np.full(len(known), ENTRY_KINDS.index(kind)), sums[known])

    yield standing(result.amounts, "billed", debts.issued)
    rows, days, sums = _joined(result.postings, 3)
    own = np.flatnonzero(rows < size)  # the others stand in no row, and are of accounts that were asked for
    own = own[np.argsort(days[own], kind="stable")]
    yield of_debts(rows[own], days[own], np.full(len(own), ENTRY_KINDS.index("late charge")), sums[own])
    rows, days, to_charges, to_principal, kinds = _joined([part.dated for part in result.allocations], 5)
    places = np.array([[ENTRY_KINDS.index(one) for one in kinds_of_allocation(kind)] for kind in ALLOCATION_KINDS])
    sums = -np.stack([to_charges, to_principal], axis=1).ravel()  # the charges and then the principal of each
    yield of_debts(np.repeat(rows, 2), np.repeat(days, 2), places[kinds].ravel(), sums)
    yield standing(result.accrued, "accrued")
    yield standing(result.held, "held")
    yield standing(result.disputed, "disputed")
    accounts, days, sums, kinds = _joined(result.settling, 4)
    places = np.array([ENTRY_KINDS.index(kind) for kind in SETTLING])
    order = np.lexsort((kinds, days, TURNS_OF_SETTLING[kinds]))
    columns = (accounts, np.full(len(accounts), nobody), days, places[kinds], sums)
    yield _Amounts(*(column[order].astype(np.int64) for column in columns))


def _joined(parts: Sequence[Sequence[Numbers]], width: int) -> list[Numbers]:
    """Return the columns of several parts, each in one piece."""
    nothing = [np.zeros(0, np.int64)] * width
    return [np.concatenate(columns) for columns in zip(nothing, *parts, strict=True)]


def _added_up(amounts: _Amounts) -> _Amounts:
    """Add up the amounts of one account, debt, day and kind, each at its first place; none of the sums is zero."""
    by_debt = np.lexsort((amounts.turns, amounts.accounts))
    ordered = _Amounts(*(column[by_debt] for column in amounts))
    order = np.lexsort((ordered.kinds, ordered.days, ordered.turns, ordered.accounts))
    keys = [column[order] for column in ordered[:4]]
    begins = np.flatnonzero(np.append(True, np.any([key[1:] != key[:-1] for key in keys], axis=0))[: len(order)])
    if not len(begins):
        return ordered
    first, sums = order[begins], np.add.reduceat(ordered.sums[order], begins)
    kept = np.flatnonzero(sums)
    places = kept[np.argsort(first[kept])]
    rows = first[places]
    return _Amounts(*(column[rows] for column in ordered))._replace(sums=sums[places])
