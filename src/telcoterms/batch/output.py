"""A file that appears when it is whole: rows are written beside it, under a hidden name, which then becomes its own.

Whatever ends the work before, a full disk or a person, leaves the file that was there, and nothing of the new one. Rows
are written while the next ones are computed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pa_parquet

from telcoterms.batch import csv_text
from telcoterms.batch.files import Source, known_ending
from telcoterms.errors import Word
from telcoterms.reader.files import refuse
from telcoterms.words import Term, phrase

GROUP_ROWS: Final = 1 << 20  # of a row group of Parquet
GROUP_BYTES: Final = 256 * 2**20  # in memory; two groups are there at a time
LINES: Final = 1 << 17  # rows that are made CSV at once


def written(path: Path, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]) -> int:
    """Write all rows to a file, CSV or Parquet by its ending; the number of rows.

    `source` is what the rows were read from, `done` is told after each batch how many there have been. Raises
    `UnreadableFileError` where the file cannot be written, and whatever the reader raises.
    """
    file = Path(os.path.realpath(path))  # a link stays one
    ending = known_ending(path)
    judge(path, source)
    part = file.with_name(f".telcoterms-{token_hex(8)}.part")
    try:
        with part.open("xb") as stream:
            if file.exists():
                shutil.copymode(file, part)
            rows = (_csv if ending == ".csv" else _parquet)(stream, reader, source, done)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        refuse(
            str(path),
            phrase("it cannot be written ({reason})", reason=Word(error.strerror or error)),
            Term("make room, check who may write into the folder, or name another"),
        )
    finally:
        part.unlink(missing_ok=True)
    return rows


def judge(path: Path, source: Source) -> None:
    """Refuse a place where nothing can be written, or from which rows are read."""
    known_ending(path)
    file, read = Path(os.path.realpath(path)), Path(os.path.realpath(source.path))
    if file == read or read in file.parents:
        refuse(str(file), Term("the rows are read from there"), Term("name another file, outside of that folder"))
    if not file.parent.is_dir():
        refuse(str(file), Term("its folder does not exist"), Term("make the folder first, or name another"))
    if file.exists() and not file.is_file():
        refuse(str(file), Term("it is no plain file"), Term("name another"))


def _parquet(stream: BinaryIO, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]) -> int:
    with pa_parquet.ParquetWriter(stream, reader.schema, compression=source.compression) as writer:

        def write(table: pa.Table) -> None:
            writer.write_table(table.unify_dictionaries(), GROUP_ROWS)

        return _each(_tables(reader, GROUP_ROWS, done), write)


def _csv(stream: BinaryIO, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]) -> int:
    own = set(reader.schema.names).difference(source.reader.schema.names)
    stream.write(csv_text.head(reader.schema.names))

    def write(table: pa.Table) -> None:
        for batch in table.to_batches(LINES):
            stream.write(csv_text.rows(batch, own))

    return _each(_tables(reader, LINES, done), write)


def _tables(reader: pa.RecordBatchReader, most: int, done: Callable[[int], object]) -> Iterator[pa.Table]:
    """The batches, put together until there are enough rows, or bytes."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in reader:
        rows += batch.num_rows
        done(rows)
        if batch.num_rows:
            held.append(batch)
        if sum(one.num_rows for one in held) >= most or sum(one.nbytes for one in held) >= GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _each(tables: Iterable[pa.Table], write: Callable[[pa.Table], None]) -> int:
    """Write each table while the next one is made; the number of rows."""
    rows = 0
    writing: Future[None] | None = None
    with ThreadPoolExecutor(1) as thread:
        for table in tables:
            if writing is not None:
                writing.result()
            rows += table.num_rows
            writing = thread.submit(write, table)
        if writing is not None:
            writing.result()
    return rows
