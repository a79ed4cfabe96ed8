"""The rows of a CSV file of any size, as batches.

Every cell is read as text; what is no amount, day or whole number stays the text that it was. An empty cell is null,
one with empty quotation marks is empty text, and a blank line is no row. Rows are counted from 0, below the head.

Behind the file's end stands one more row, of marks. Where it does not come out as a row, the last quotation mark was
never closed: the file was cut off, or a mark is missing, and whatever follows it would be lost in a cell.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal, NoReturn

import pyarrow as pa
import pyarrow.csv as pa_csv

from telcoterms.batch.csv_columns import Kind, Misfits
from telcoterms.errors import Word
from telcoterms.reader.files import refuse
from telcoterms.words import Term, phrase

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
    """A CSV file in UTF-8, its cells separated by commas; `kinds` says which columns hold more than text.

    Raises `UnreadableFileError` where it is none; `batches` raises that too, and `FaultyFileError` with all cells that
    do not fit.
    """

    __slots__ = ("_marked", "_path", "names", "schema", "kinds")

    def __init__(self, path: Path, kinds: Mapping[str, Kind]) -> None:
        self._path = path
        self._marked: _Marked | None = None
        self.names = self._head()
        self.kinds = {name: kind for name, kind in kinds.items() if name in self.names}
        types = {name: kind.type for name, kind in self.kinds.items()}
        self.schema = pa.schema([(name, types.get(name, pa.string())) for name in self.names])

    @property
    def taken(self) -> int:
        """How many bytes of the file have been read."""
        return 0 if self._marked is None else self._marked.taken

    def batches(self) -> Generator[pa.RecordBatch]:
        """The rows; from the first cell that does not fit, the rest is only looked over."""
        misfits, done = Misfits(), 0
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
            raise misfits.error(str(self._path))

    def _texts(self) -> Generator[pa.RecordBatch]:
        marks, marked = dict.fromkeys(self.names, _MARK), False
        with self._path.open("rb", buffering=0) as stream:
            self._marked = _Marked(stream, ",".join(marks.values()))
            try:
                for batch in _opened(self._marked, self.names, lambda _: "error"):
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

    def _head(self) -> list[str]:
        try:
            with self._path.open("rb", buffering=0) as stream:
                names = _opened(_Marked(stream, ""), [], lambda _: "skip").schema.names
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            self._refuse_text(error)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            refuse(
                str(self._path),
                phrase("two columns are called {name}", name=twice),
                Term("give each a name of its own"),
            )
        if len(names) == 1 and set(names[0]) & set(";\t"):
            refuse(
                str(self._path),
                phrase("its cells are not separated by commas: {head}", head=names[0]),
                Term("save it as CSV with commas"),
            )
        return [*names]

    def _refuse_row(self, error: pa.ArrowInvalid) -> NoReturn:
        """Say which row has too many cells or too few; what reads in threads does not know its number."""
        rows: list[pa_csv.InvalidRow] = []

        def kept(row: pa_csv.InvalidRow) -> Literal["error"]:
            rows.append(row)
            return "error"

        with self._path.open("rb", buffering=0) as stream, suppress(pa.ArrowInvalid):
            for _ in _opened(_Marked(stream, ""), self.names, kept, threads=False):
                pass
        if not rows:
            self._refuse_text(error)
        what = phrase(
            "row {row} below the head, counted from 0, has another number of cells than the head "
            "({found}, not {expected}): {text}",
            row=rows[0].number - 2,
            found=rows[0].actual_columns,
            expected=rows[0].expected_columns,
            text=rows[0].text,
        )
        refuse(str(self._path), what, Term("mend that row; a cell with a comma stands in quotation marks"))

    def _refuse_text(self, error: ValueError) -> NoReturn:
        """Say that the file is empty, or which line is not UTF-8; else, what Arrow says."""
        decode, line, empty = codecs.getincrementaldecoder("utf-8")().decode, 1, True
        with self._path.open("rb") as stream:
            while block := stream.read(BLOCK):
                try:
                    text = decode(block)
                    line += text.count("\n")
                    empty &= not text.strip()
                except UnicodeDecodeError as found:
                    line += found.object.count(b"\n", 0, found.start)
                    refuse(
                        str(self._path),
                        phrase("line {line} is not UTF-8", line=line),
                        Term("save the file again with the encoding UTF-8"),
                    )
        if empty:
            refuse(str(self._path), Term("it is empty"), Term("write the names of its columns into its first row"))
        refuse(
            str(self._path),
            phrase("it is not CSV ({reason})", reason=Word(error)),
            Term("mend its quotation marks, or save it as CSV again"),
        )


def _opened(
    stream: _Marked,
    names: list[str],
    skewed: Callable[[pa_csv.InvalidRow], Literal["error", "skip"]],
    threads: bool = True,
) -> pa_csv.CSVStreamingReader:
    return pa_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pa_csv.ReadOptions(block_size=BLOCK, use_threads=threads),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skewed),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
