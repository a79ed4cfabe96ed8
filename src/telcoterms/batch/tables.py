"""Tables of every kind as batches of Arrow, and the results given back as the kind that came in.

What lies in memory (a table or a batch of Arrow, a frame of pandas or Polars, a relation of DuckDB) comes back with
columns added; what streams (a reader, a data set, anything else that Arrow's C interface streams) as a stream.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import pyarrow as pa

from telcoterms.values.errors import InputError, Unquoted

ROWS: Final = 1 << 18  # of a batch: enough that two threads have something to do, little enough for any memory
MIN_BATCH_ROWS: Final = 1 << 16  # rows for which a batch is worth its own fixed cost

Batches = Iterator[pa.RecordBatch]

Frame = TypeVar("Frame")
"""A table of any kind, which comes back as the kind that it was; what streams (a data set) as a reader."""


class Opened(NamedTuple):
    """A table that was opened.

    `whole` tells whether all of it lies in memory, `again` whether it can be read once more, `alone` whether `given`
    takes the added columns alone or behind the others, `taken` which names its columns have.
    """

    schema: pa.Schema
    batches: Batches
    whole: bool
    alone: bool
    given: Callable[[pa.Schema, Batches], Any]
    taken: Collection[str]
    again: bool = False


def opened(table: Any, names: Collection[str]) -> Opened:
    """Return a table of any kind; `names` are the columns that are looked at."""
    if isinstance(table, pa.RecordBatchReader):
        return Opened(table.schema, iter(table), False, False, pa.RecordBatchReader.from_batches, table.schema.names)
    if isinstance(table, pa.Table):
        return _in_memory(table, _table)
    if isinstance(table, pa.RecordBatch):
        return _in_memory(pa.Table.from_batches([table]), _one_batch)
    if hasattr(table, "scanner"):  # a data set
        return opened(table.scanner(batch_size=ROWS).to_reader(), names)._replace(again=True)
    match type(table).__module__.partition(".")[0]:
        case "pandas" if hasattr(table, "assign"):
            return _pandas(table, names)
        case "polars" if hasattr(table, "hstack"):
            return _polars(table, names)
        case "duckdb" | "_duckdb" if hasattr(table, "fetchall") and hasattr(table, "columns"):
            return _duckdb(table)
        case "polars" if hasattr(table, "collect"):
            raise InputError("a LazyFrame has no rows yet: give what its collect() gives")
        case _:
            pass
    with suppress(pa.ArrowException):  # a single column, which streams too
        if hasattr(table, "__arrow_c_stream__"):
            return opened(pa.RecordBatchReader.from_stream(table), names)
        if hasattr(table, "__arrow_c_array__"):
            return opened(pa.record_batch(table), names)
    raise InputError(
        "a {kind} is no table: give one of Arrow, pandas, Polars or DuckDB, or anything with Arrow's C interface",
        kind=Unquoted(type(table).__name__),
    )


def _table(schema: pa.Schema, batches: Batches) -> pa.Table:
    return pa.Table.from_batches(list(batches), schema)


def _one_batch(schema: pa.Schema, batches: Batches) -> pa.RecordBatch:
    found = _table(schema, batches).combine_chunks().to_batches()
    return found[0] if found else pa.RecordBatch.from_arrays([pa.array([], one.type) for one in schema], schema=schema)


def _in_memory(
    table: pa.Table,
    given: Callable[[pa.Schema, Batches], Any],
    alone: bool = False,
    taken: Collection[str] | None = None,
) -> Opened:
    names = table.schema.names if taken is None else taken
    return Opened(table.schema, _large(table.to_batches(max_chunksize=ROWS)), True, alone, given, names)


def _large(batches: Iterable[pa.RecordBatch]) -> Batches:
    """Yield batches, the small ones put together: each costs the same however few its rows are."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= MIN_BATCH_ROWS:
            yield from _joined(held)
            held, rows = [], 0
    yield from _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """Return one batch made of several; more only where no array holds all of a column's text."""
    if len(batches) < 2:
        return batches
    joined: list[pa.RecordBatch] = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return joined


def _pandas(frame: Any, names: Collection[str]) -> Opened:
    import pandas as pd

    def given(schema: pa.Schema, batches: Batches) -> Any:
        added = _table(schema, batches).to_pandas(types_mapper=pd.ArrowDtype)
        return frame.assign(**{name: added[name].array for name in schema.names})  # by place, whatever the index is

    looked_at = frame.loc[:, [name in names for name in frame.columns]]
    for name, column in looked_at.items():
        if column.dtype == object and any(isinstance(one, datetime) for one in column):
            raise InputError("the column {name} holds moments: give its days, as .dt.date does", name=Unquoted(name))
    try:
        table = pa.Table.from_pandas(looked_at, preserve_index=False)
    except (ValueError, pa.ArrowException) as error:
        raise InputError(
            "a column of the frame holds values of several types ({reason}): give Decimal for money and date for days",
            reason=str(error.args[0]),
        ) from None
    return _in_memory(table, given, alone=True, taken=list(frame.columns))


def _polars(frame: Any, names: Collection[str]) -> Opened:
    import polars as pl

    def given(schema: pa.Schema, batches: Batches) -> Any:
        return frame.hstack(pl.DataFrame(_table(schema, batches)))

    looked_at = frame.select(name for name in frame.columns if name in names).to_arrow()
    return _in_memory(looked_at, given, alone=True, taken=frame.columns)


def _duckdb(relation: Any) -> Opened:
    import duckdb

    def given(schema: pa.Schema, batches: Batches) -> Any:
        return duckdb.from_arrow(_table(schema, batches))

    return _in_memory(pa.table(relation), given)


def like(given: object, table: pa.Table) -> Any:
    """Return a new table as the kind that was given."""
    if isinstance(given, pa.Table):
        return table
    if isinstance(given, pa.RecordBatch):
        return _one_batch(table.schema, iter(table.to_batches()))
    match type(given).__module__.partition(".")[0]:
        case "pandas":
            import pandas as pd

            return table.to_pandas(types_mapper=pd.ArrowDtype)
        case "polars":
            import polars as pl

            return pl.DataFrame(table)
        case "duckdb" | "_duckdb":
            import duckdb

            return duckdb.from_arrow(table)
        case _:
            return table.to_reader()
