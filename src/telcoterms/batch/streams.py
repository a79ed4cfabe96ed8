"""Files of rows, opened and written as streams: CSV, Parquet, and a folder of Parquet files.

None of them need fit into memory. A file that is written appears when it is whole (`telcoterms.formats.writing`):
whatever ends the work before, a full disk or a person, leaves the file that was there. Rows are written while the next
ones are computed, and read while the ones before are worked on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, NoReturn, Self, assert_never, final

import pyarrow as pa
import pyarrow.dataset as pa_dataset
import pyarrow.fs as pa_fs
import pyarrow.parquet as pa_parquet

from telcoterms.batch import csv as csv_text
from telcoterms.batch.csv import DAYS, WHOLE_NUMBERS, CsvRows, TextColumn, amounts
from telcoterms.files.text import Dialect, refuse
from telcoterms.formats.writing import cannot_be_written, whole_file
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import Term, phrase

GROUP_ROWS: Final = 1 << 20  # of a row group of Parquet
GROUP_BYTES: Final = 256 * 2**20  # in memory; two groups are there at a time
LINES: Final = 1 << 17  # rows that are made CSV at once


def written(path: Path, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]) -> int:
    """Write all rows to a file, CSV or Parquet by its ending; the number of rows.

    `source` is what the rows were read from, `done` is told after each batch how many there have been. Raises
    `InputError` where the file cannot be written, `UnreadableFileError` where it must not be, and what the reader does.
    """
    judge(path, source)
    try:
        with whole_file(path) as stream:
            match format_of(path):
                case "csv":
                    return _write_csv(stream, reader, source, done)
                case "parquet":
                    return _write_parquet(stream, reader, source, done)
                case _ as unreachable:
                    assert_never(unreachable)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def judge(path: Path, source: Source) -> None:
    """Refuse a place where nothing can be written, or from which rows are read."""
    format_of(path)
    file, read = Path(os.path.realpath(path)), Path(os.path.realpath(source.path))
    if file == read or read in file.parents:
        refuse(str(file), Term("the rows are read from there"), Term("name another file, outside of that folder"))
    if not os.path.isdir(file.parent):
        refuse(str(file), Term("its folder does not exist"), Term("make the folder first, or name another"))
    if os.path.exists(file) and not os.path.isfile(file):
        refuse(str(file), Term("it is no plain file"), Term("name another"))


def _write_parquet(
    stream: BinaryIO, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]
) -> int:
    writer = pa_parquet.ParquetWriter(stream, reader.schema, compression=source.compression)

    def write(table: pa.Table) -> None:
        writer.write_table(table.unify_dictionaries(), GROUP_ROWS)

    try:
        rows = _each(_tables(reader, GROUP_ROWS, done), write)
    except BaseException:
        with suppress(Exception):  # what breaks the work off is what is raised, not that half a file cannot be closed
            writer.close()
        raise
    writer.close()
    return rows


def _write_csv(stream: BinaryIO, reader: pa.RecordBatchReader, source: Source, done: Callable[[int], object]) -> int:
    added_columns = set(reader.schema.names).difference(source.reader.schema.names)
    stream.write(csv_text.head(reader.schema.names))

    def write(table: pa.Table) -> None:
        for batch in table.to_batches(LINES):
            stream.write(csv_text.rows(batch, added_columns))

    return _each(_tables(reader, LINES, done), write)


def _tables(reader: pa.RecordBatchReader, max_rows: int, done: Callable[[int], object]) -> Iterator[pa.Table]:
    """Yield the batches, put together until there are enough rows, or bytes."""
    batches: list[pa.RecordBatch] = []
    rows = 0
    for batch in reader:
        rows += batch.num_rows
        done(rows)
        if batch.num_rows:
            batches.append(batch)
        if (
            sum(batch.num_rows for batch in batches) >= max_rows
            or sum(batch.nbytes for batch in batches) >= GROUP_BYTES
        ):
            yield pa.Table.from_batches(batches)
            batches = []
    if batches:
        yield pa.Table.from_batches(batches)


def _each(tables: Iterable[pa.Table], write: Callable[[pa.Table], None]) -> int:
    """Write each table while the next one is made; the number of rows."""
    rows = 0
    writing: Future[None] | None = None
    with ThreadPoolExecutor(1) as thread:
        thread.submit(int).result()  # a thread whose very start is interrupted is not waited for: here it has no work
        for table in tables:
            if writing is not None:
                writing.result()
            rows += table.num_rows
            writing = thread.submit(write, table)
        if writing is not None:
            writing.result()
    return rows


BATCH: Final = 1 << 17  # rows of a batch of Parquet
FileFormat = Literal["csv", "parquet"]


BatchGenerator = Generator[pa.RecordBatch]


def _as_they_are(rows: Collection[int]) -> Mapping[int, int]:
    return {row: row for row in rows}


@final
@dataclass(frozen=True, slots=True)
class Source:
    """An opened file, or folder; to be left with `with`, so that nothing reads on when the work is over, or broken off.

    `reader` gives its batches once; `rows` is how many rows it has, where that is known before they are read; `share`
    says what part of it has been read, after so many rows; `compression` is what a Parquet file beside it takes;
    `row_numbers` gives by what numbers a sheet calls rows, which are counted from 0.
    """

    path: Path
    reader: pa.RecordBatchReader
    rows: int | None
    share: Callable[[int], float]
    close: Callable[[], None]
    compression: str = "snappy"
    row_numbers: Callable[[Collection[int]], Mapping[int, int]] = _as_they_are

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(
    path: Path,
    currency: str,
    *,
    amounts_in: Collection[str] = (),
    days_in: Collection[str] = (),
    whole_numbers_in: Collection[str] = (),
) -> Source:
    """Return a file of rows by its ending; the names say which columns of a CSV file are more than text.

    Raises `UnreadableFileError` where the file cannot be read; the reader raises that too, and `InvalidFileError` with
    all cells of a CSV file that do not fit.
    """
    if not os.path.exists(path):
        refuse(str(path), Term("there is no such file"), Term("check the name and the folder"))
    try:
        if os.path.isdir(path):
            return _read_parquet(path)
        file_format = format_of(path)
        if not os.path.isfile(path):
            refuse(str(path), Term("it is no plain file"), Term("save what it holds as one, and name that"))
        match file_format:
            case "parquet":
                return _read_parquet(path)
            case "csv":

                def kinds(dialect: Dialect) -> dict[str, TextColumn]:
                    found = dict.fromkeys(amounts_in, amounts(currency, dialect))
                    return found | dict.fromkeys(days_in, DAYS) | dict.fromkeys(whole_numbers_in, WHOLE_NUMBERS)

                return _read_csv(path, CsvRows(path, kinds))
        assert_never(file_format)
    except (OSError, pa.ArrowException) as error:
        _refuse_to_read(path, error)


def format_of(path: Path) -> FileFormat:
    """Return the format that a name's ending stands for; refused where it is neither that of CSV nor one of Parquet."""
    match path.suffix.lower():
        case ".csv":
            return "csv"
        case ".parquet" | ".pq":
            return "parquet"
        case _:
            refuse(
                str(path),
                phrase("its ending is {ending}", ending=path.suffix),
                Term("name a file that ends in .csv, .parquet or .pq"),
            )


def _read_csv(path: Path, rows: CsvRows) -> Source:
    size = path.stat().st_size
    batches = _read_ahead(path, rows.batches())
    reader = pa.RecordBatchReader.from_batches(rows.schema, batches)
    return Source(path, reader, None, lambda _: rows.taken / size, batches.close, row_numbers=rows.sheet_rows)


def _read_parquet(path: Path) -> Source:
    local = pa_fs.LocalFileSystem()
    data = pa_dataset.dataset(str(path.absolute()), format="parquet", filesystem=local)
    fragments = list(data.get_fragments())
    if not fragments:
        refuse(str(path), Term("no Parquet file is in this folder"), Term("check the name and the folder"))
    for fragment in fragments:  # Arrow would leave out a column that the first file does not have, and fill others
        if not fragment.physical_schema.equals(data.schema):
            refuse(
                str(path),
                phrase("the columns of {file} are not those of the other files", file=Path(fragment.path).name),
                Term("put files of other columns into a folder of their own"),
            )
    rows = data.count_rows()
    batches = _read_ahead(path, _scanned(data))
    reader = pa.RecordBatchReader.from_batches(data.schema, batches)
    return Source(
        path, reader, rows, lambda done: done / rows if rows else 1, batches.close, _compression(fragments[0].metadata)
    )


def _scanned(data: pa_dataset.Dataset) -> BatchGenerator:
    reader = data.scanner(batch_size=BATCH, batch_readahead=2, fragment_readahead=1).to_reader()
    for batch in reader:  # noqa: UP028 - `yield from` would close it early, and that reads all that is left
        yield batch


def _compression(metadata: pa_parquet.FileMetaData) -> str:
    if metadata.num_row_groups == 0 or metadata.num_columns == 0:
        return "snappy"
    name = metadata.row_group(0).column(0).compression.lower()
    return "none" if name == "uncompressed" else name


def _read_ahead(path: Path, batches: BatchGenerator) -> BatchGenerator:
    """Yield the batches, each read while the one before is worked on; an error is raised as one sentence.

    An interruption comes to the thread that works, never to Arrow amid a read: it would read on into the end of Python.
    """
    with closing(batches), ThreadPoolExecutor(1) as thread:
        thread.submit(int).result()  # it runs before there is a read that an interruption of its start would lose
        try:
            ahead = thread.submit(next, batches, None)
            while (batch := ahead.result()) is not None:
                ahead = thread.submit(next, batches, None)
                yield batch
        except (OSError, pa.ArrowException) as error:
            _refuse_to_read(path, error)


def _refuse_to_read(path: Path, error: Exception) -> NoReturn:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    refuse(
        str(path),
        phrase("it cannot be read ({reason})", reason=Unquoted(reason)),
        Term("check who may read it, or fetch it again"),
    )
