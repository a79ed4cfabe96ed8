"""Columns as readers of files give them, made exact: text, floats and moments become decimals, days and whole numbers.

Text is judged as the cells of a CSV file are. A float is taken only where the caller says how many decimals it stands
for: it has to be the very float that a number of so many decimals is read as. Scaled to a whole number n below 2^52,
that number is n / 10^decimals; both are floats without error, and so their quotient is rounded once, to that float.
A moment is taken if it is a midnight without a time zone. `files.cells.cell_text` says the same of single values.

What cannot be read is a null here, and a fault beside it: nothing is answered where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple, assert_never, final

import numpy as np
import pyarrow as pa

from telcoterms.batch.columns import ColumnFact, Mask, given, is_text, plain
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.csv import DAYS, WHOLE_NUMBERS, CellFaults, TextColumn, amounts, kind_of_error
from telcoterms.files.cells import MAX_DECIMALS, CellKind, cell_text
from telcoterms.files.headings import Columns, check_columns
from telcoterms.files.text import Dialect
from telcoterms.values.days import as_count
from telcoterms.values.errors import InputError, RowFault, TelcoTermsError, Unquoted

Faults = dict[tuple[str, ...], RowFault]
"""What cannot be read: by column and by what is wrong, with the first row and how many there are."""
Convert = Callable[[pa.Array, str, int, Faults], pa.Array]
"""Return an array with the values of one of a column, whose first row has this number; note what has none."""
MAX_WHOLE_FLOAT: Final = 2.0**52


class Reading(NamedTuple):
    """How a column is read: its place in the table, its name here, and what makes it exact, of which type."""

    place: int
    name: str
    type: pa.DataType
    convert: Convert | None


@final
@dataclass(frozen=True, slots=True)
class ExactColumns:
    """How the columns of a table are read that a question looks at."""

    readings: tuple[Reading, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns by the names that they have here."""
        return pa.schema([(reading.name, reading.type) for reading in self.readings])

    def read(self, batch: pa.RecordBatch, first: int, faults: Faults) -> pa.RecordBatch:
        """Return the columns of a batch, exact; note what cannot be read."""
        columns = []
        for reading in self.readings:
            column = batch.column(reading.place)
            if reading.convert is not None:
                column = reading.convert(plain(column), reading.name, first, faults)
            columns.append(column)
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@final
@dataclass(frozen=True, slots=True)
class GivenColumns:
    """What a caller says of the columns of a table: what they are here, and what its floats stand for."""

    columns: Columns
    decimals: int | None = None

    def of(self, schema: pa.Schema, facts: Sequence[ColumnFact], currency: str, by: str | None = None) -> ExactColumns:
        """Return how the columns of these facts are read; `by` is one that tells rows apart, taken as it is."""
        known, by_name = column_names(facts, by), {name: fact for fact in facts for name in fact.names}
        readings = []
        for place, field in enumerate(schema):
            name = self.columns.get(field.name, field.name)
            if name is None or name not in known:
                continue
            type_, convert = _conversion(field.type, by_name.get(name), name, currency, self.decimals)
            readings.append(Reading(place, name, type_, convert))
        return ExactColumns(tuple(readings))

    def check_headings(self, headings: Collection[str], facts: Sequence[ColumnFact], by: str | None) -> None:
        """Refuse a heading that the table does not have, and a name that nothing has here."""
        check_columns(self.columns, headings, column_names(facts, by))


def column_names(facts: Sequence[ColumnFact], by: str | None) -> set[str]:
    """Return what the columns of these facts, and the one that tells rows apart, may be called."""
    names = {name for fact in facts for name in fact.names}
    return names if by is None else {*names, by}


AS_THEY_ARE: Final = GivenColumns({})


def given_columns(columns: Columns | None, decimals: int | None) -> GivenColumns:
    """Return what a caller says of columns; refuse decimals that no float can stand for."""
    if decimals is not None:
        as_count(decimals, "decimals", least=0, most=MAX_DECIMALS)
    return GivenColumns(columns or {}, decimals)


def _conversion(
    type_: pa.DataType, fact: ColumnFact | None, name: str, currency: str, decimals: int | None
) -> tuple[pa.DataType, Convert | None]:
    """Return the type that a column becomes, and how; the type that it has and None where it stays as it is."""
    inside = type_.value_type if pa.types.is_dictionary(type_) or pa.types.is_run_end_encoded(type_) else type_
    if fact is None:
        return type_, None
    match fact.kind:
        case "money" if name == fact.name:
            if is_text(inside):
                return _of_text(amounts(currency, Dialect()))
            if pa.types.is_floating(inside) and decimals is not None:
                return pa.decimal128(18, decimals), partial(_decimals, decimals=decimals)
            if pa.types.is_integer(inside) and decimals is not None:
                return pa.decimal128(20, 0), _whole_decimals
        case "money" | "count":
            if is_text(inside):
                return _of_text(WHOLE_NUMBERS)
            if pa.types.is_floating(inside):
                return pa.int64(), _whole_numbers
        case "day":
            if is_text(inside):
                return _of_text(DAYS)
            if pa.types.is_timestamp(inside) and inside.tz is None:
                return pa.date32(), _days
        case "word" | "name":
            pass
        case _ as unreachable:
            assert_never(unreachable)
    return type_, None


def _of_text(kind: TextColumn) -> tuple[pa.DataType, Convert]:
    def convert(array: pa.Array, name: str, first: int, faults: Faults) -> pa.Array:
        found = CellFaults()
        values = found.values(array.cast(pa.string()), name, kind, first)
        for misfit in found.misfits():
            _note(faults, name, misfit.error, misfit.row, misfit.count)
        return values

    return kind.type, convert


def _decimals(array: pa.Array, name: str, first: int, faults: Faults, decimals: int) -> pa.Array:
    values = _floats(array)
    scaled = np.rint(values * 10.0**decimals)
    fits = (np.abs(scaled) < MAX_WHOLE_FLOAT) & (scaled / 10.0**decimals == values)
    valid = _valid(array, values, fits, name, first, faults, "amount", decimals)
    return given(pa.decimal128(18, decimals), np.where(fits, scaled, 0).astype(np.int64), valid)


def _whole_numbers(array: pa.Array, name: str, first: int, faults: Faults) -> pa.Array:
    values = _floats(array)
    fits = (np.abs(values) < MAX_WHOLE_FLOAT) & (np.rint(values) == values)
    valid = _valid(array, values, fits, name, first, faults, "count", None)
    return given(pa.int64(), np.where(fits, values, 0).astype(np.int64), valid)


def _floats(array: pa.Array) -> np.typing.NDArray[np.float64]:
    values: np.typing.NDArray[np.float64] = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _valid(
    array: pa.Array,
    values: np.typing.NDArray[np.float64],
    fits: Mask,
    name: str,
    first: int,
    faults: Faults,
    kind: CellKind,
    decimals: int | None,
) -> Mask:
    """Return which floats are there; note those that do not fit, of which not-a-number is a null."""
    missing = np.isnan(values)
    _note_rows(faults, name, ~(fits | missing), first, lambda row: cell_text(float(values[row]), kind, decimals))
    return ~missing & fits


def _whole_decimals(array: pa.Array, _name: str, _first: int, _faults: Faults) -> pa.Array:
    return array.cast(pa.decimal128(20, 0))


def _days(array: pa.Array, name: str, first: int, faults: Faults) -> pa.Array:
    days = array.cast(pa.date32())
    midnight = pc.equal(days.cast(array.type), array).fill_null(True).to_numpy(zero_copy_only=False)
    _note_rows(faults, name, ~midnight, first, lambda row: cell_text(array[row].as_py(), "day", None))
    return days


def _note_rows(faults: Faults, name: str, odd: Mask, first: int, refuse: Callable[[int], object]) -> None:
    """Note rows of a column that do not fit: why the first of them does not, `refuse` raises."""
    rows = np.flatnonzero(odd)
    if rows.size:
        try:
            refuse(int(rows[0]))
        except TelcoTermsError as error:
            _note(faults, name, error, first + int(rows[0]), int(rows.size))


def _note(faults: Faults, name: str, error: TelcoTermsError, row: int, count: int) -> None:
    """Note what cannot be read, once for each column and kind of error."""
    in_column = InputError("{name}: {error}", name=Unquoted(name), error=error)
    key = (name, *kind_of_error(error))
    known = faults.get(key)
    faults[key] = (
        RowFault(in_column, row, count) if known is None else RowFault(known.error, known.row, known.count + count)
    )
