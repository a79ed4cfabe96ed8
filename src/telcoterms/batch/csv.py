"""CSV of any size: batches as text, and text as batches of exact values.

**Written**: amounts as decimals, days as year-month-day, nothing for null, text as it is. A cell stands in quotation
marks where it must: with a comma, a quotation mark or an end of a line in it, and where it is empty text, which null
is not. What was read from a file goes back as it came, even where a spreadsheet would run it: it passes through the
file of a billing system, and has to stay what it was. Other text is made harmless by an apostrophe, as in a ledger.

**Read**: every cell is text; what is no amount, day or whole number stays the text that it was. An empty cell is
null, one with empty quotation marks is empty text, and a blank line is no row. Rows are counted from 0, below the
head. What is written plainly is taken by Arrow a column at once. A batch in which a cell is not is judged cell by
cell, by the same functions that judge a single answer's facts; so what fits, and what is said of the rest, is the
same there.

Behind the file's end stands one more row, of marks. Where it does not come out as a row, the last quotation mark was
never closed: the file was cut off, or a mark is missing, and whatever follows it would be lost in a cell.
"""

from __future__ import annotations

import codecs
import csv
import re
import sys
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from telcoterms.batch.columns import functions as pc
from telcoterms.files.cells import plain_amount, plain_day
from telcoterms.files.text import BEFORE_A_FAULT, Dialect, dialect_of, refuse, refuse_encoding
from telcoterms.formats.csv import RUN_BY_A_SPREADSHEET
from telcoterms.values.days import as_day
from telcoterms.values.errors import (
    Fault,
    InputError,
    InvalidFileError,
    TelcoTermsError,
    Unquoted,
    UnreadableFileError,
    shown,
)
from telcoterms.values.messages import Term, phrase
from telcoterms.values.money import Money, minor_digits

_TEXT: Final = pa.large_string()  # the lines of a batch may have more than 2 GiB
_NO_TEXT: Final = pa.scalar("", _TEXT)
_QUOTE: Final = pa.scalar('"', _TEXT)
_APOSTROPHE: Final = pa.scalar("'", _TEXT)
_COMMA: Final = pa.scalar(",", _TEXT)
_END: Final = pa.scalar("\n", _TEXT)
_QUOTED: Final = (b",", b'"', b"\n", b"\r")


def head(names: Iterable[str]) -> pa.Buffer:
    """Return the first line: the names of the columns."""
    return _lines([pa.array([name], _TEXT) for name in names])


def rows(batch: pa.RecordBatch, added_columns: Collection[str]) -> pa.Buffer:
    """Return the lines of a batch that is not empty; `added_columns` are those that no file had."""
    return _lines([_texts(batch.column(name), name, name in added_columns) for name in batch.schema.names])


def _texts(column: pa.Array, name: str, is_added: bool) -> pa.Array:
    try:
        texts = column.cast(_TEXT)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise UnreadableFileError(
            "the column {name} is of the type {type}, which CSV does not have: write a Parquet file",
            name=name,
            type=Unquoted(column.type),
        ) from None
    if is_added and pa.types.is_string(column.type):
        run = reduce(pc.or_, [pc.starts_with(texts, start) for start in RUN_BY_A_SPREADSHEET])
        texts = pc.if_else(run, pc.binary_join_element_wise(_APOSTROPHE, texts, _NO_TEXT), texts)
    return texts


def _quoted(texts: pa.Array) -> pa.Array:
    """Return each text as a cell; to look for a mark in all texts at once is quicker by far than in each."""
    data = texts.buffers()[2]
    held = b"" if data is None else data.to_pybytes()
    must = [pc.match_substring(texts, mark.decode()) for mark in _QUOTED if mark in held]
    quoted = reduce(pc.or_, must, pc.equal(texts, ""))
    if not pc.any(quoted).as_py():
        return texts
    inside = pc.replace_substring(texts, '"', '""')
    return pc.if_else(quoted, pc.binary_join_element_wise(_QUOTE, inside, _QUOTE, _NO_TEXT), texts)


def _lines(columns: Iterable[pa.Array]) -> pa.Buffer:
    """Return the columns side by side: joined, they are the very bytes of the file."""
    cells = [cell for texts in columns for cell in (_quoted(texts), _COMMA)]
    joined = pc.binary_join_element_wise(*cells[:-1], _END, _NO_TEXT, null_handling="replace")
    _, offsets, data = joined.buffers()
    return data.slice(0, np.frombuffer(offsets, np.int64)[len(joined)])


_WHOLE: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class TextColumn(NamedTuple):
    """What the cells of a column are: Arrow's type, what is plainly one, and how any other text is judged."""

    type: pa.DataType
    plain: str
    judged: Callable[[str, str], object]  # a cell's text and its column's name; raises what is wrong with it


def _whole(text: str, name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise InputError("{fact} is {value}: give a whole number, such as '24'", fact=Unquoted(name), value=text)
    return int(text)


def _amount(text: str, _name: str, currency: str, dialect: Dialect) -> object:
    return Money(plain_amount(text, currency, dialect), currency).amount


def _day(text: str, name: str) -> object:
    return as_day(plain_day(text), name)


def amounts(currency: str, dialect: Dialect) -> TextColumn:
    """Return the cells of amounts of a currency; those below the largest one, 10^12 minor units, are plain."""
    digits = minor_digits(currency)
    plain = f"-?[0-9]{{1,{12 - digits}}}"
    if digits:
        plain += rf"(\.[0-9]{{1,{digits}}})?"
    return TextColumn(pa.decimal128(18, digits), f"^{plain}$", partial(_amount, currency=currency, dialect=dialect))


DAYS: Final = TextColumn(pa.date32(), "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$", _day)
WHOLE_NUMBERS: Final = TextColumn(pa.int64(), f"^{_WHOLE.pattern}$", _whole)


@dataclass(slots=True)
class _Misfit:
    """A way in which cells of a column do not fit: the first of them, and how many there are."""

    row: int
    name: str
    error: TelcoTermsError
    count: int

    def fault(self, row: int) -> Fault:
        """Return the fault, where the first row is called by this number."""
        rows = f"row {row}" if self.count == 1 else f"row {row} and {self.count - 1} more"
        return Fault(f"{rows}, {self.name}", self.error)


def kind_of_error(error: TelcoTermsError) -> tuple[str, ...]:
    """Return what is the same in all errors of one kind: all but the value."""
    return (error.template, *(shown(value) for place, value in error.values.items() if place not in ("value", "found")))


class CellFaults:
    """The cells of a file that do not fit, gathered by column and by what is wrong with them."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], _Misfit] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def misfits(self) -> list[_Misfit]:
        """Return all of them, in the order of their first rows."""
        return sorted(self._found.values(), key=lambda one: one.row)

    def values(self, texts: pa.Array, name: str, kind: TextColumn, first_row: int) -> pa.Array:
        """Return the values of a column's texts; an empty cell is null, and so is one that does not fit."""
        texts = pc.if_else(pc.equal(texts, ""), None, texts)
        if pc.all(pc.match_substring_regex(texts, kind.plain)).as_py() is not False:
            try:
                return texts.cast(kind.type)
            except pa.ArrowInvalid:  # a day that no calendar has
                pass
        encoded = texts.dictionary_encode()
        places = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
        _, firsts, counts = np.unique(places, return_index=True, return_counts=True)
        values: list[object] = []
        for text, first, count in zip(encoded.dictionary.to_pylist(), firsts.tolist(), counts.tolist(), strict=False):
            try:
                values.append(kind.judged(text, name))
            except TelcoTermsError as error:
                values.append(None)
                self._add(_Misfit(first_row + first, name, error, count))
        return pa.array(values, kind.type).take(encoded.indices)

    def _add(self, misfit: _Misfit) -> None:
        same = self._found.setdefault((misfit.name, *kind_of_error(misfit.error)), misfit)
        if same is not misfit:
            same.count += misfit.count


BLOCK: Final = 8 * 2**20  # bytes of a batch: some hundred thousand rows, none of them longer than this
Skewed = Callable[[pa_csv.InvalidRow], Literal["error", "skip"]]  # what to do with a row of more cells, or fewer
_MARK: Final = "\0end\0"


class _Marked:
    """A file's bytes, then a line of its own; `taken` counts those of the file."""

    closed = False

    def __init__(self, stream: BinaryIO, line: str) -> None:
        self._stream = stream
        self._left = f"\n{line}\n".encode()
        self.taken = 0

    def read(self, size: int) -> bytes:
        found = self._stream.read(size)
        self.taken += len(found)
        room = size - len(found)
        found += self._left[:room]
        self._left = self._left[room:]
        return found


class CsvRows:
    """A CSV file in UTF-8, of the dialect that its first row shows; `kinds` says which columns hold more than text.

    Raises `UnreadableFileError` where it is none; `batches` raises that too, and `InvalidFileError` with all cells that
    do not fit.
    """

    __slots__ = ("_marked", "_path", "dialect", "kinds", "names", "schema")

    def __init__(self, path: Path, kinds: Callable[[Dialect], Mapping[str, TextColumn]]) -> None:
        self._path = path
        self.dialect = self._dialect()
        self._marked: _Marked | None = None
        self.names = self._head()
        self.kinds = {name: kind for name, kind in kinds(self.dialect).items() if name in self.names}
        types = {name: kind.type for name, kind in self.kinds.items()}
        self.schema = pa.schema([(name, types.get(name, pa.string())) for name in self.names])

    @property
    def taken(self) -> int:
        """How many bytes of the file have been read."""
        return 0 if self._marked is None else self._marked.taken

    def batches(self) -> Generator[pa.RecordBatch]:
        """Yield the rows; from the first cell that does not fit, the rest is only looked over."""
        misfits, done = CellFaults(), 0
        for texts in self._texts():
            columns = [
                misfits.values(texts.column(name), name, self.kinds[name], done)
                if name in self.kinds
                else texts.column(name)
                for name in self.names
            ]
            done += texts.num_rows
            if not misfits:
                yield pa.record_batch(columns, schema=self.schema)
        if misfits:
            found = misfits.misfits()
            rows = self.sheet_rows([misfit.row for misfit in found])
            raise InvalidFileError(str(self._path), [misfit.fault(rows[misfit.row]) for misfit in found])

    def sheet_rows(self, rows: Collection[int]) -> dict[int, int]:
        """Return by what numbers a spreadsheet, which counts blank rows, calls rows counted from 0 below the head."""
        most, found = max(rows, default=-1), dict[int, int]()
        with self._path.open(encoding="utf-8-sig", newline="") as stream, suppress(csv.Error):  # of a huge cell
            if self.dialect.has_line:
                stream.readline()
            below_head = -2
            for number, row in enumerate(csv.reader(stream, delimiter=self.dialect.separator), 1):
                below_head += bool(row)
                if row:
                    found[below_head] = number
                if below_head >= most:
                    break
        return {row: found.get(row, row + 2) for row in rows}

    def _texts(self) -> Generator[pa.RecordBatch]:
        marks, marked = dict.fromkeys(self.names, _MARK), False
        with self._path.open("rb", buffering=0) as stream:
            self._marked = _Marked(stream, self.dialect.separator.join(marks.values()))
            try:
                for batch in _opened(self._marked, self.names, self.dialect):
                    marked = batch.slice(batch.num_rows - 1).to_pylist() == [marks]
                    if batch.num_rows > marked:
                        yield batch.slice(0, batch.num_rows - marked)
            except pa.ArrowInvalid as error:
                self._refuse_row(error)
        if not marked:
            refuse(
                str(self._path),
                Term("its last quotation mark is never closed, or the file was cut off there"),
                Term("mend that cell, or fetch the file again"),
            )

    def _dialect(self) -> Dialect:
        """Return the dialect by the first row; one that cannot be decoded is refused when it is read."""
        with self._path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            return dialect_of(stream.readline(BLOCK))

    def _head(self) -> list[str]:
        self._check_encoding(BLOCK)
        try:
            with self._path.open("rb", buffering=0) as stream:
                names = _opened(_Marked(stream, ""), [], self.dialect, lambda _: "skip", threads=False).schema.names
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            self._refuse_text(error)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            refuse(
                str(self._path),
                phrase("two columns are called {name}", name=twice),
                Term("give each a name of its own"),
            )
        return [*names]

    def _refuse_row(self, error: pa.ArrowInvalid) -> NoReturn:
        """Say which row has too many cells or too few; what reads in threads does not know its number."""
        self._check_encoding(self.taken + 1)  # one more than there are, where it was read to its end
        rows: list[pa_csv.InvalidRow] = []

        def kept(row: pa_csv.InvalidRow) -> Literal["error"]:
            rows.append(row)
            return "error"

        with self._path.open("rb", buffering=0) as stream, suppress(pa.ArrowInvalid):
            for _ in _opened(_Marked(stream, ""), self.names, self.dialect, kept, threads=False):
                pass
        if not rows:
            self._refuse_text(error)
        index = rows[0].number - 2 - self.dialect.has_line
        what = phrase(
            "row {row} has another number of cells than the head ({found}, not {expected}): {text}",
            row=self.sheet_rows([index])[index],
            found=rows[0].actual_columns,
            expected=rows[0].expected_columns,
            text=rows[0].text,
        )
        refuse(str(self._path), what, Term("mend that row; a cell with a separator stands in quotation marks"))

    def _check_encoding(self, size: int) -> bool:
        """Refuse a line that is not UTF-8 among the first bytes of the file, and return whether those are blank.

        A row goes to Arrow's handler of rows that do not fit as text: where it is none, Arrow prints a traceback.
        """
        decode, line, blank, before = codecs.getincrementaldecoder("utf-8")().decode, 1, True, b""
        with self._path.open("rb") as stream:
            ended = False
            while size > 0 and not ended:
                block = stream.read(min(size, BLOCK))
                size, ended = size - len(block), not block
                try:
                    text = decode(block, ended)
                except UnicodeDecodeError as found:
                    data, place = before + found.object, len(before) + found.start
                    refuse_encoding(str(self._path), data, line + found.object.count(b"\n", 0, found.start), place)
                line += text.count("\n")
                blank &= not text.strip()
                before = (before + block)[-BEFORE_A_FAULT:]
        return blank

    def _refuse_text(self, error: ValueError) -> NoReturn:
        """Say that the file is empty, or which line is not UTF-8; else, what Arrow says."""
        empty = self._check_encoding(sys.maxsize)
        if empty:
            refuse(str(self._path), Term("it is empty"), Term("write the names of its columns into its first row"))
        refuse(
            str(self._path),
            phrase("it is not CSV ({reason})", reason=Unquoted(error)),
            Term("mend its quotation marks, or save it as CSV again"),
        )


def _opened(
    stream: _Marked,
    names: list[str],
    dialect: Dialect,
    skewed: Skewed | None = None,
    threads: bool = True,
) -> pa_csv.CSVStreamingReader:
    return pa_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pa_csv.ReadOptions(block_size=BLOCK, use_threads=threads, skip_rows=int(dialect.has_line)),
        parse_options=pa_csv.ParseOptions(
            delimiter=dialect.separator, newlines_in_values=True, invalid_row_handler=skewed
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
