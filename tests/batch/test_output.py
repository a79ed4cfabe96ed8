"""A file that is written: whole or not at all, and every cell as it came."""

import csv
import errno
import io
import os
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from telcoterms import InputError, TelcoTermsError, UnreadableFileError
from telcoterms.batch import csv as csv_text
from telcoterms.batch import streams as output
from telcoterms.batch.streams import Source, opened, written
from telcoterms.formats import writing
from tests.error_assertions import refused


def silent(_: int) -> None:
    """Nobody is told."""


def stream(*batches: pa.RecordBatch) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(batches[0].schema, batches)


def source_of(reader: pa.RecordBatchReader, path: Path, compression: str = "snappy") -> Source:
    return Source(path, reader, None, lambda _: 0, reader.close, compression)


def put(path: Path, *batches: pa.RecordBatch, like: pa.RecordBatch | None = None) -> int:
    """Write batches; those of `like` are the columns that came from a file."""
    source = source_of(stream(batches[0] if like is None else like), path.with_name("elsewhere.csv"))
    return written(path, stream(*batches), source, silent)


def csv_of(folder: Path, *batches: pa.RecordBatch, like: pa.RecordBatch | None = None) -> str:
    assert put(folder / "out.csv", *batches, like=like) == sum(batch.num_rows for batch in batches)
    return (folder / "out.csv").read_bytes().decode()


TEXTS = ["x", "a, b", 'say "x"', "two\nlines", "\r", "", None, "007", "=1+1", " x ", "é", "'"]
BATCH = pa.record_batch({"amount": pa.array([Decimal("3.41")], pa.decimal128(18, 2)), "note": ["x"]})


class TestCsv:
    """CSV out."""

    def test_amounts_days_and_numbers_are_written_as_they_are_read(self, tmp_path: Path) -> None:
        batch = pa.record_batch(
            {
                "amount": pa.array([Decimal("-3.40"), Decimal("0.00"), None], pa.decimal128(18, 2)),
                "paid": pa.array([date(2026, 1, 31), None, date(999, 12, 31)], pa.date32()),
                "billing_months": pa.array([24, None, -1], pa.int64()),
                "match": [True, False, None],
            }
        )
        text = "amount,paid,billing_months,match\n-3.40,2026-01-31,24,true\n0.00,,,false\n,0999-12-31,-1,\n"
        assert csv_of(tmp_path, batch) == text

    def test_text_is_quoted_where_it_must_be(self, tmp_path: Path) -> None:
        batch = pa.record_batch({"note": pa.array(TEXTS), "a, b": ["y"] * len(TEXTS)})
        lines = 'x|"a, b"|"say ""x"""|"two\nlines"|"\r"|""||007|=1+1| x |é|\''.split("|")
        assert csv_of(tmp_path, batch) == 'note,"a, b"\n' + "".join(f"{line},y\n" for line in lines)

    @pytest.mark.parametrize("texts", [TEXTS[:1], TEXTS[1:4], TEXTS])
    def test_another_reader_finds_the_same_cells(self, tmp_path: Path, texts: list[str | None]) -> None:
        text = csv_of(tmp_path, pa.record_batch({"note": pa.array(texts, pa.string()), "n": list(range(len(texts)))}))
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert found == [["note", "n"], *([one or "", str(n)] for n, one in enumerate(texts))]

    def test_what_was_read_from_a_file_comes_out_as_it_went_in(self, tmp_path: Path) -> None:
        text = 'id,amount,note\n007,1.00,=1+1\n1e5,,"a, b"\nNaN,-2.50,""\ntrue,0.10,\n,0.00,"two\r\nlines"\n-,5.00,@x\n'
        (tmp_path / "in.csv").write_bytes(text.encode())
        source = opened(tmp_path / "in.csv", "CAD", amounts_in=["amount"])
        with source:
            assert written(tmp_path / "out.csv", source.reader, source, silent) == 6
        assert (tmp_path / "out.csv").read_bytes().decode() == text

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
    def test_text_that_no_file_had_is_never_run_by_a_spreadsheet(self, tmp_path: Path, start: str) -> None:
        came = pa.record_batch({"note": [f"{start}1", "x"]})
        given = came.append_column("error", pa.array([f"{start}1", None]))
        given = given.append_column("late_charge", pa.array([Decimal("-1.00")] * 2, pa.decimal128(18, 2)))
        text = f"note,error,late_charge\n{start}1,'{start}1,-1.00\nx,,-1.00\n"
        assert csv_of(tmp_path, given, like=came) == text

    def test_any_kind_of_text_column(self, tmp_path: Path) -> None:
        kinds = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
        texts = pa.array(["a, b", None, ""])
        batch = pa.record_batch([texts.cast(kind) for kind in kinds], list("abcd"))
        assert csv_of(tmp_path, batch) == 'a,b,c,d\n"a, b","a, b","a, b","a, b"\n,,,\n"","","",""\n'

    def test_a_part_of_a_batch(self, tmp_path: Path) -> None:
        batch = pa.record_batch({"note": ["x", "a, b", "y", "z"], "n": [1, 2, 3, 4]})
        assert (
            csv_of(tmp_path, batch.slice(2, 2), batch.slice(0, 0), batch.slice(1, 1)) == 'note,n\ny,3\nz,4\n"a, b",2\n'
        )

    def test_no_rows_are_a_head(self, tmp_path: Path) -> None:
        assert csv_of(tmp_path, BATCH.slice(0, 0)) == "amount,note\n"

    def test_a_column_of_nulls(self, tmp_path: Path) -> None:
        assert csv_of(tmp_path, pa.record_batch({"a": pa.nulls(2), "n": [1, 2]})) == "a,n\n,1\n,2\n"

    @pytest.mark.parametrize("values", [[[1]], [{"a": 1}], [b"\xff"]])
    def test_what_csv_does_not_have_is_refused(self, tmp_path: Path, values: list[object]) -> None:
        with refused(UnreadableFileError, "the column 'x' is of the type", "write a Parquet file"):
            put(tmp_path / "out.csv", pa.record_batch({"x": values}))
        assert list(tmp_path.iterdir()) == []


class TestParquet:
    """Parquet out."""

    def test_rows_and_types_are_those_that_came(self, tmp_path: Path) -> None:
        batch = pa.record_batch({"note": pa.array(TEXTS), "n": pa.array([3] * len(TEXTS), pa.int8())})
        assert put(tmp_path / "out.parquet", batch, batch.slice(0, 0), batch.slice(3, 2)) == len(TEXTS) + 2
        found = pa_parquet.read_table(tmp_path / "out.parquet")
        assert found.schema == batch.schema
        assert found.to_pylist() == batch.to_pylist() + batch.slice(3, 2).to_pylist()

    def test_batches_whose_dictionaries_differ(self, tmp_path: Path) -> None:
        batches = [pa.record_batch({"plan": pa.array(words).dictionary_encode()}) for words in (["a", "b"], ["b", "c"])]
        put(tmp_path / "out.parquet", *batches)
        found = pa_parquet.read_table(tmp_path / "out.parquet")["plan"]
        assert pa.types.is_dictionary(found.type)
        assert found.to_pylist() == ["a", "b", "b", "c"]

    @pytest.mark.parametrize(("compression", "told"), [("zstd", "ZSTD"), ("none", "UNCOMPRESSED")])
    def test_it_is_compressed_as_its_source_was(self, tmp_path: Path, compression: str, told: str) -> None:
        source = source_of(stream(BATCH), tmp_path / "in.parquet", compression)
        written(tmp_path / "out.pq", stream(BATCH), source, silent)
        group = pa_parquet.read_metadata(tmp_path / "out.pq").row_group(0)
        assert group.column(0).compression == told

    @pytest.mark.parametrize(("limit", "most"), [("GROUP_ROWS", 250), ("GROUP_BYTES", 800 * 5)])
    def test_batches_are_put_together_to_groups_of_rows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
    ) -> None:
        monkeypatch.setattr(output, limit, most)
        batch = pa.record_batch({"n": pa.array(range(50), pa.int64())})
        put(tmp_path / "out.parquet", *[batch] * 21)
        metadata = pa_parquet.read_metadata(tmp_path / "out.parquet")
        sizes = [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)]
        assert sizes == ([250, 250, 250, 250, 50] if limit == "GROUP_ROWS" else [500, 500, 50])

    def test_no_rows_are_a_table_without_rows(self, tmp_path: Path) -> None:
        assert put(tmp_path / "out.parquet", BATCH.slice(0, 0)) == 0
        assert pa_parquet.read_table(tmp_path / "out.parquet").schema == BATCH.schema

    def test_a_folder_in_a_file_out(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        for name in "ab":
            pa_parquet.write_table(pa.Table.from_batches([BATCH]), tmp_path / "in" / f"{name}.parquet")
        source = opened(tmp_path / "in", "CAD")
        assert written(tmp_path / "out.csv", source.reader, source, silent) == 2
        assert (tmp_path / "out.csv").read_text() == "amount,note\n3.41,x\n3.41,x\n"


def broken(error: BaseException) -> pa.RecordBatchReader:
    """Some rows, then an error."""

    def batches() -> Iterator[pa.RecordBatch]:
        yield BATCH
        raise error

    return pa.RecordBatchReader.from_batches(BATCH.schema, batches())


BOTH = pytest.mark.parametrize("name", ["out.csv", "out.parquet"])


class TestWhole:
    """The file appears when it is whole; until then, what was there stays."""

    @BOTH
    @pytest.mark.parametrize("error", [KeyboardInterrupt(), TelcoTermsError("a row does not fit"), MemoryError()])
    @pytest.mark.parametrize("before", [None, b"what was there"])
    def test_an_error_on_the_way_leaves_what_was_there(
        self, tmp_path: Path, name: str, error: BaseException, before: bytes | None
    ) -> None:
        file = tmp_path / name
        if before is not None:
            file.write_bytes(before)
        reader = broken(error)
        with pytest.raises(type(error)) as found:
            written(file, reader, source_of(stream(BATCH), tmp_path / "in.csv"), silent)
        assert found.value is error
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == ({} if before is None else {name: before})

    def test_an_interruption_is_not_taken_for_an_error_of_the_half_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close = pa_parquet.ParquetWriter.close

        def fails(writer: pa_parquet.ParquetWriter) -> None:
            close(writer)
            raise OSError("Only 0 out of 5 columns are initialized")

        monkeypatch.setattr(pa_parquet.ParquetWriter, "close", fails)
        source = source_of(stream(BATCH), tmp_path / "in.csv")
        with pytest.raises(KeyboardInterrupt):
            written(tmp_path / "out.parquet", broken(KeyboardInterrupt()), source, silent)
        assert list(tmp_path.iterdir()) == []

    @BOTH
    def test_a_disk_without_room(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"what was there")
        batch = pa.record_batch({"note": [os.urandom(50).hex() for _ in range(2000)]})
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 15, hard))
        try:
            with refused(InputError, f"{name} cannot be written (File too large)", "that you may write to"):
                put(tmp_path / name, *[batch] * 20)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {name: b"what was there"}

    @BOTH
    def test_a_disk_that_fails_at_the_very_end(
        self, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with refused(InputError, "cannot be written (No space left on device)", "that you may write to"):
            put(tmp_path / name, BATCH)
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_seen_of_it_before(self, tmp_path: Path) -> None:
        file = tmp_path / "out.csv"
        seen: list[list[str]] = []

        def batches() -> Iterator[pa.RecordBatch]:
            for _ in range(3):
                yield BATCH
                seen.append([one.name for one in tmp_path.iterdir()])

        reader = pa.RecordBatchReader.from_batches(BATCH.schema, batches())
        written(file, reader, source_of(stream(BATCH), tmp_path / "in.csv"), silent)
        assert all(len(names) == 1 and names[0].startswith(".") for names in seen)
        assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]

    def test_rows_are_written_while_the_next_are_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        writing, made = threading.Event(), threading.Event()
        monkeypatch.setattr(output, "LINES", 1)
        rows = csv_text.rows

        def slow(batch: pa.RecordBatch, own: Iterable[str]) -> pa.Buffer:
            writing.set()
            assert made.wait(10)
            return rows(batch, set(own))

        def batches() -> Iterator[pa.RecordBatch]:
            yield BATCH
            assert writing.wait(10)
            made.set()
            yield BATCH

        monkeypatch.setattr(csv_text, "rows", slow)
        reader = pa.RecordBatchReader.from_batches(BATCH.schema, batches())
        assert written(tmp_path / "out.csv", reader, source_of(stream(BATCH), tmp_path / "in.csv"), silent) == 2

    def test_who_looks_on_is_told_how_many_rows_there_have_been(self, tmp_path: Path) -> None:
        told: list[int] = []
        source = source_of(stream(BATCH), tmp_path / "in.csv")
        written(tmp_path / "out.csv", stream(BATCH, BATCH, BATCH), source, told.append)
        assert told == [1, 2, 3]

    def test_a_file_that_few_may_read_stays_one(self, tmp_path: Path) -> None:
        file = tmp_path / "out.csv"
        file.touch(0o600)
        put(file, BATCH)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text() == "amount,note\n3.41,x\n"

    def test_a_link_stays_one(self, tmp_path: Path) -> None:
        (tmp_path / "deep").mkdir()
        (tmp_path / "out.csv").symlink_to(tmp_path / "deep" / "real.csv")
        put(tmp_path / "out.csv", BATCH)
        assert (tmp_path / "out.csv").is_symlink()
        assert [one.name for one in (tmp_path / "deep").iterdir()] == ["real.csv"]


INTERRUPTED = """
import os, signal, sys, time
from pathlib import Path
from telcoterms.batch.streams import opened, written

read, out = map(Path, sys.argv[1:])
try:
    with opened(read, "CAD", amounts_in=["amount"]) as source:
        written(out, source.reader, source, lambda rows: os.kill(os.getpid(), signal.SIGINT))
except KeyboardInterrupt:
    print("interrupted")
"""


class TestInterrupted:
    """A person who breaks it off leaves a program that ends in order, and nothing of the file."""

    @pytest.mark.parametrize("ending", [".csv", ".parquet"])
    def test_in_the_middle_of_a_large_file(self, tmp_path: Path, ending: str) -> None:
        read = tmp_path / f"in{ending}"
        if ending == ".csv":
            read.write_bytes(b"amount,note\n" + b"113.00,%s\n" % (b"x" * 100) * 200_000)  # of several blocks
        else:
            pa_parquet.write_table(pa.table({"amount": range(10**6)}), read)
        program = [sys.executable, "-c", INTERRUPTED, str(read), str(tmp_path / f"out{ending}")]
        found = subprocess.run(program, capture_output=True, text=True, check=False)
        assert (found.returncode, found.stdout, found.stderr) == (0, "interrupted\n", "")
        assert list(tmp_path.iterdir()) == [read]


class TestRefused:
    """A place where nothing can be written is refused before a row is read."""

    @staticmethod
    def ask(file: Path, read: Path) -> None:
        reader = broken(AssertionError("a row was read"))
        written(file, reader, source_of(stream(BATCH), read), silent)

    def test_the_file_that_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "rows.csv"
        file.write_text("amount,note\n")
        (tmp_path / "link.csv").symlink_to(file)
        for name in ("rows.csv", "../" + tmp_path.name + "/rows.csv", "link.csv"):
            with refused(UnreadableFileError, "the rows are read from there", "name another file"):
                self.ask(tmp_path / name, file)
        assert file.read_text() == "amount,note\n"

    def test_a_file_in_the_folder_that_is_read(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "the rows are read from there", "outside of that folder"):
            self.ask(tmp_path / "out.parquet", tmp_path)

    def test_an_unknown_ending(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "its ending is '.xlsx'", "ends in .csv"):
            self.ask(tmp_path / "out.xlsx", tmp_path / "in.csv")

    def test_a_folder_that_does_not_exist(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "its folder does not exist", "make the folder first"):
            self.ask(tmp_path / "none" / "out.csv", tmp_path / "in.csv")

    def test_what_is_no_plain_file(self, tmp_path: Path) -> None:
        (tmp_path / "full.csv").symlink_to("/dev/full")
        (tmp_path / "folder.csv").mkdir()
        for name in ("full.csv", "folder.csv"):
            with refused(UnreadableFileError, "it is no plain file", "name another"):
                self.ask(tmp_path / name, tmp_path / "in.csv")

    def test_a_folder_in_which_nobody_may_write(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def denied(*_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(writing, "open", denied, raising=False)
        with refused(InputError, "cannot be written (Permission denied)", "that you may write to"):
            self.ask(tmp_path / "out.csv", tmp_path / "in.csv")
