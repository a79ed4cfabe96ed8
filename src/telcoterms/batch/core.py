"""The compiled core, where it is installed: the package `telcoterms_native`, which the extra `compiled` brings.

It groups the rows of accounts and replays them, under any clause, in columns of whole numbers. This module hands it
arrays and takes arrays; what they mean is decided in `telcoterms.batch.replayed`, and in what that calls. Without the
package the same questions are answered by numpy and by the terms themselves, with the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import urandom
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from telcoterms.batch.kernels.core import core as core
from telcoterms.batch.kernels.ledger.programs import Programs

Whole = NDArray[np.int64]
Days = NDArray[np.int32]
Marks = NDArray[np.int8]

NEW_DEBT, DECIDED, REPORTED, REMINDER, CREDIT, WRITE_OFF, PAYMENT, PAYOUT, UNTAKEN = range(9)
"""What happens, in the order in which it is taken on one day: `enum event` of the core."""
NO_ROW: Final = -1

METADATA_KEY: Final = b"telcoterms.compiled"
"""The key of the metadata of a table below which stands `not installed`, where the core would have served."""
NOT_INSTALLED: Final = b"not installed"


class Keys(NamedTuple):
    """A column of keys as the core reads it: text by its offsets, or whole numbers without any."""

    offsets: NDArray[Any] | None
    data: Any
    is_long: bool


def takes(type_: pa.DataType) -> bool:
    """Whether the core can tell keys of a type apart."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_integer(type_))


def keys_of(column: pa.Array) -> Keys:
    """Return text or whole numbers as keys; a null is as nothing at all."""
    if pa.types.is_integer(column.type):
        return Keys(None, column.cast(pa.int64()).to_numpy(), False)
    is_long = pa.types.is_large_string(column.type)
    _, offsets, data = column.buffers()
    width = np.int64 if is_long else np.int32
    if offsets is None or not len(column):
        return Keys(np.zeros(1 + len(column), width), b"", is_long)
    places = np.frombuffer(offsets, width)[column.offset : column.offset + len(column) + 1]
    return Keys(places, b"" if data is None else data, is_long)


def coded(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[Whole]]:
    """Return the sorted distinct values of several columns of one type, and of each column the places of its values."""
    codes = np.empty(sum(map(len, columns)), np.int64)
    firsts = np.frombuffer(core().codes(urandom(16), tuple(map(keys_of, columns)), codes), np.int64)
    ends = np.cumsum([len(column) for column in columns])
    values = _values_at(columns, ends, firsts)
    return values, np.split(codes, ends[:-1])


def _values_at(columns: Sequence[pa.Array], ends: NDArray[Any], rows: Whole) -> pa.Array:
    """Return the values of rows of columns that follow one another, without bringing them into one piece."""
    of = np.searchsorted(ends, rows, side="right")
    if not of.any():
        return columns[0].take(pa.array(rows)) if columns else pa.nulls(0)
    begins = np.append(0, ends)
    parts = [column.take(pa.array(rows[of == place] - begins[place])) for place, column in enumerate(columns)]
    order = np.empty(len(rows), np.int64)
    order[np.argsort(of, kind="stable")] = np.arange(len(rows))
    return pa.concat_arrays(parts).take(pa.array(order))


class EventRows(NamedTuple):
    """Events in any order: account, day, kind, minor units, the number of the debt that is named, and a tie.

    The tie decides which dispute of one day comes first, and is the same for its report and its decision; of other
    events it decides between those that are alike.
    """

    accounts: Whole
    days: Days
    kinds: Marks
    sums: Whole
    numbers: pa.Array
    ties: Whole


class Arranged(NamedTuple):
    """Debts and events by account; those of account i are the rows from starts[i] up to starts[i + 1].

    `debt_orders` and `event_orders` are the places among the given rows; `NO_ROW` for the event of a new debt. `named`
    is the row of the debt that an event names, of a decision the row of its report.
    """

    debt_starts: Whole
    debt_orders: Whole
    event_starts: Whole
    event_orders: Whole
    days: Days
    kinds: Marks
    sums: Whole
    named: Whole


def arrange(
    left_out: NDArray[np.uint8], accounts: Whole, issued: Days, due: Days, numbers: pa.Array, events: EventRows
) -> Arranged:
    """Return debts and events by account, and mark in `left_out` the accounts whose events may not fit together.

    The events of a marked account are left out. To mark a sound account costs time and nothing else.
    """
    size, debts, rows = len(left_out), len(accounts), len(events.accounts)
    both = debts + rows
    made = Arranged(
        debt_starts=np.empty(size + 1, np.int64),
        debt_orders=np.empty(debts, np.int64),
        event_starts=np.empty(size + 1, np.int64),
        event_orders=np.empty(both, np.int64),
        days=np.empty(both, np.int32),
        kinds=np.empty(both, np.int8),
        sums=np.empty(both, np.int64),
        named=np.empty(both, np.int64),
    )
    naming = events.numbers.is_valid().to_numpy(zero_copy_only=False).astype(np.int8)
    of_debts = (accounts, issued, due, *_text(numbers))
    offsets, data, is_long = _text(events.numbers)
    of_events = (events.accounts, events.days, events.kinds, events.sums, naming, events.ties, offsets, data, is_long)
    count = core().arrange(of_debts, of_events, (*made, left_out))
    return made._replace(**{name: getattr(made, name)[:count] for name in Arranged._fields[3:]})


def _text(numbers: pa.Array) -> Keys:
    return keys_of(numbers if takes(numbers.type) else numbers.cast(pa.string()))


class RowsByAccount(NamedTuple):
    """Rows side by side by account: where those of each begin, their days and sums, and the numbers of their table.

    `rows` are their places in that table; None where they stand there as they do here.
    """

    starts: Whole
    days: Days
    amounts: Whole
    numbers: pa.Array
    rows: Whole | None

    @property
    def columns(self) -> tuple[Any, ...]:
        """What the core reads."""
        return (self.starts, self.days, self.amounts, *_text(self.numbers), self.rows)


def side_by_side(accounts: Whole, size: int, days: Days, amounts: Whole, numbers: pa.Array) -> RowsByAccount:
    """Return the rows of a table by account."""
    starts, count = np.empty(size + 1, np.int64), len(accounts)
    core().starts(accounts, starts)
    if (accounts[1:] >= accounts[:-1]).all():
        return RowsByAccount(starts, days, amounts, numbers, None)
    moved = RowsByAccount(
        starts, np.empty(count, np.int32), np.empty(count, np.int64), numbers, np.empty(count, np.int64)
    )
    core().move((accounts, starts, days, amounts), (moved.rows, moved.days, moved.amounts))
    return moved


PLAIN_SUMS: Final = ("balance", "posted", "accrued", "settlement", "credit", "payable")
"""The sums of plain accounts in the order in which the core writes them."""


class PlainAccounts(NamedTuple):
    """Accounts of invoices and payments alone under one program, and what all of them have in common.

    An invoice of before `first_issued` is not plain, nor is one of `most_months` and more; `orders` are those of
    `replay`, and `runs_from` is from what the time of each start of the program runs.
    """

    invoices: RowsByAccount
    payments: RowsByAccount
    is_naming: Marks | None
    net_days: int
    first_issued: int
    most_months: int
    day: int
    runs_from: Days
    orders: Days

    def settle(self, programs: Programs, sums: Mapping[str, Whole], left: NDArray[np.uint8], part: slice) -> None:
        """Write the sums of some of them, and mark those that are left out, as those that are marked before stay."""
        core().settle(
            programs.tables(),
            self.invoices.columns,
            self.payments.columns,
            self.is_naming,
            tuple(self[3:]),
            (*(sums[name] for name in PLAIN_SUMS), left),
            part.start,
            part.stop,
        )


class DebtColumns(NamedTuple):
    """Debts by account, as `Arranged` has them; `last_in_time` and `anchors` have the columns of the programs."""

    issued: Days
    due: Days
    programs: Days
    amounts: Whole
    last_in_time: Days
    anchors: Days
    billing_months: Days


@dataclass(slots=True)
class CoreResult:
    """What is owed: by row of the debts, and by account; `doubt` are the accounts that are left to the terms.

    `postings` have the row of the debt, the day and the sum; `allocations` the row, the day, what met charges, what met
    principal, the row of the event that it came of (`NO_ROW` for a credit that waited), the row of the one whose money
    it was, and whether it met what is in dispute.
    """

    principal: Whole
    charges: Whole
    accrued: Whole
    posted: Whole
    disputed: Whole
    held: Whole
    credit: Whole
    doubt: NDArray[np.uint8]
    postings: Whole = field(default_factory=lambda: np.empty((0, 3), np.int64))
    allocations: Whole = field(default_factory=lambda: np.empty((0, 7), np.int64))

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """The columns that the core writes."""
        return (
            *(self.principal, self.charges, self.accrued, self.posted, self.disputed, self.held),
            *(self.credit, self.doubt),
        )


def no_result(debts: int, accounts: int) -> CoreResult:
    """Return the columns of a result before anything is replayed."""
    principal, charges, accrued, posted, disputed, held = (np.zeros(debts, np.int64) for _ in range(6))
    credit, doubt = np.zeros(accounts, np.int64), np.zeros(accounts, np.uint8)
    return CoreResult(principal, charges, accrued, posted, disputed, held, credit, doubt)


def replay(
    programs: Programs,
    debts: DebtColumns,
    arranged: Arranged,
    reminder_ends: Days,
    orders: Days,
    as_of: int,
    postings: bool = False,
    allocations: bool = False,
) -> CoreResult:
    """Replay accounts up to the end of a day.

    `reminder_ends` has for each event the ends of the grace periods that are counted from a reminder, if it is one.
    `orders` are pairs: from which day on unnamed sums meet debts, and in which order.
    """
    size, rows = len(arranged.debt_starts) - 1, len(debts.issued)
    result = no_result(rows, size)
    columns = (
        *(arranged.debt_starts, *debts, arranged.event_starts, arranged.days, arranged.kinds, arranged.sums),
        *(arranged.named, reminder_ends, orders, np.full(size, as_of, np.int32)),
    )
    found = core().replay(programs.tables(), columns, result.columns, 0, size, postings, allocations)
    result.postings, result.allocations = (
        np.frombuffer(listed, np.int64).reshape(-1, width) for listed, width in zip(found, (3, 7), strict=True)
    )
    return result
