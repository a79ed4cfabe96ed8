"""What the figures of many rows come to, gathered batch by batch while these pass: a stream is read once.

Sums are added as decimals of 38 digits and kept as whole minor units, so that no number of rows makes them overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, final

import pyarrow as pa

from telcoterms.batch.columns import ERROR, MINOR
from telcoterms.batch.compute import functions as pc
from telcoterms.errors import FactError, Word

WIDEST: Final = 38  # digits of a decimal of 128 bits


@final
class Sums:
    """Columns that hold sums: all of them decimals, the first with those of the currency, or all of them minor units.

    Raises `FactError` where one is missing or holds anything else.
    """

    def __init__(self, schema: pa.Schema, names: Sequence[str]) -> None:
        self.minor = names[0] + MINOR in schema.names
        self.columns = {name: name + MINOR if self.minor else name for name in names}
        types = [
            column_type(schema, column, pa.types.is_integer if self.minor else pa.types.is_decimal)
            for column in self.columns.values()
        ]
        self.digits: int = 0 if self.minor else types[0].scale

    def of(self, batch: pa.RecordBatch | pa.Table, name: str) -> Any:
        """A column, wide enough for the sum of it."""
        return batch.column(self.columns[name]).cast(pa.decimal128(WIDEST, self.digits))

    def units(self, amount: Decimal | None) -> int:
        """A sum of columns in minor units; nothing where no row has one."""
        return 0 if amount is None else (Fraction(amount) * 10**self.digits).numerator


def column_type(schema: pa.Schema, name: str, fits: Callable[[pa.DataType], bool]) -> pa.DataType:
    """The type of a column. Raises `FactError` where there is none, or one of another kind."""
    if schema.names.count(name) != 1:
        raise FactError("the table does not have one column {name}: give it whole, as it came back", name=Word(name))
    type_ = schema.field(name).type
    if not fits(type_):
        raise FactError(
            "the column {name} is of {type}: give the table as it came back, with its types",
            name=Word(name),
            type=Word(type_),
        )
    return type_


def unanswered(batch: pa.RecordBatch, answers: pa.Array) -> tuple[int, int]:
    """How many rows have no answer because of a null, and how many because they do not fit.

    These are told in a column `error`, where it was asked for.
    """
    if not answers.null_count or ERROR.name not in batch.schema.names:
        return answers.null_count, 0
    misfits = batch.column(ERROR.name).filter(answers.is_null())
    return misfits.null_count, len(misfits) - misfits.null_count


@final
class Totals:
    """What columns of sums come to, in minor units, and how many rows have more than nothing.

    `nulls` are the rows without a figure, `misfits` those that have an error instead.
    """

    def __init__(self, schema: pa.Schema, names: Sequence[str]) -> None:
        self._sums = Sums(schema, names)
        self.rows = self.nulls = self.misfits = 0
        self.above = dict.fromkeys(names, 0)
        self.units = dict.fromkeys(names, 0)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch."""
        self.rows += batch.num_rows
        nulls, misfits = unanswered(batch, batch.column(next(iter(self._sums.columns.values()))))
        self.nulls += nulls
        self.misfits += misfits
        for name in self.units:
            values = self._sums.of(batch, name)
            self.above[name] += pc.sum(pc.greater(values, 0)).as_py() or 0
            self.units[name] += self._sums.units(pc.sum(values).as_py())


def watched(reader: pa.RecordBatchReader, add: Callable[[pa.RecordBatch], object]) -> pa.RecordBatchReader:
    """A reader whose batches are looked at as they pass."""

    def batches() -> Any:
        for batch in reader:
            add(batch)
            yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
