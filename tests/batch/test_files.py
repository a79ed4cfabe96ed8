"""Files of rows opened: every cell as it was or exactly what it says, and everything that does not fit told at once."""

import io
import os
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, InvalidFileError, Money, UnreadableFileError
from telcoterms.batch import csv as csv_rows
from telcoterms.batch import streams as files
from telcoterms.batch.csv import DAYS, WHOLE_NUMBERS, CellFaults, CsvRows, TextColumn, amounts
from telcoterms.batch.streams import Source
from telcoterms.files.cells import plain_amount
from telcoterms.files.text import Dialect
from telcoterms.values.days import as_day
from tests.error_assertions import refused
from tests.long_runs import examples


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows a block: what a large file is to the block of a real one."""
    monkeypatch.setattr(csv_rows, "BLOCK", 128)


def opened(path: Path) -> Source:
    return files.opened(
        path, "CAD", amounts_in=("amount", "billed"), days_in=("issued",), whole_numbers_in=("billing_months",)
    )


def saved(folder: Path, text: str | bytes, name: str = "rows.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = opened(path).reader.read_all().to_pylist()
    return found


class TestCells:
    """A cell is an amount, a day, a whole number, or the text that it was."""

    def test_amounts_days_and_whole_numbers_by_the_names_of_their_columns(self, tmp_path: Path) -> None:
        file = saved(tmp_path, "amount,issued,billing_months,plan\n113.5,2026-01-31,024,basic\n-2,0999-12-31,-1,max\n")
        reader = opened(file).reader
        assert reader.schema.types == [pa.decimal128(18, 2), pa.date32(), pa.int64(), pa.string()]
        assert reader.read_all().to_pylist() == [
            {"amount": Decimal("113.50"), "issued": date(2026, 1, 31), "billing_months": 24, "plan": "basic"},
            {"amount": Decimal("-2.00"), "issued": date(999, 12, 31), "billing_months": -1, "plan": "max"},
        ]

    @pytest.mark.parametrize(
        "text", ["007", "1e5", "NaN", "true", "null", "#N/A", " x ", "2026-01-01", "=1+1", "é", "\0"]
    )
    def test_all_other_text_stays_what_it_was(self, tmp_path: Path, text: str) -> None:
        assert rows(saved(tmp_path, f"amount,note\n1,{text}\n")) == [{"amount": Decimal(1), "note": text}]

    def test_an_empty_cell_is_null_and_empty_text_is_text_alone(self, tmp_path: Path) -> None:
        file = saved(tmp_path, 'amount,issued,billing_months,note\n,,,\n"","","",""\n')
        nulls = dict.fromkeys(("amount", "issued", "billing_months"))
        assert rows(file) == [{**nulls, "note": None}, {**nulls, "note": ""}]

    def test_quotation_marks_hold_commas_marks_and_ends_of_lines(self, tmp_path: Path) -> None:
        file = saved(tmp_path, 'amount,note\r\n"1.00","a, b"\r\n2.00,"say ""x""\r\nand go"\r\n')
        assert rows(file) == [
            {"amount": Decimal("1.00"), "note": "a, b"},
            {"amount": Decimal("2.00"), "note": 'say "x"\r\nand go'},
        ]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("last", [True, False])
    def test_any_end_of_a_line_with_or_without_a_mark_at_the_start(
        self, tmp_path: Path, end: str, mark: str, last: bool
    ) -> None:
        text = mark + end.join(["amount,note", "1,x", "2,y"]) + end * last
        assert rows(saved(tmp_path, text)) == [{"amount": Decimal(1), "note": "x"}, {"amount": Decimal(2), "note": "y"}]

    def test_a_blank_line_is_no_row(self, tmp_path: Path) -> None:
        assert rows(saved(tmp_path, "\namount,note\n\n1,x\n\n")) == [{"amount": Decimal(1), "note": "x"}]

    @pytest.mark.parametrize("text", ["amount,note", "amount,note\n", "\ufeffamount,note\r\n"])
    def test_a_head_alone_has_no_rows(self, tmp_path: Path, text: str) -> None:
        reader = opened(saved(tmp_path, text)).reader
        assert reader.schema.names == ["amount", "note"]
        assert list(reader) == []

    def test_the_decimals_are_those_of_the_currency(self, tmp_path: Path) -> None:
        for currency, texts in {"JPY": ["113"], "KWD": ["1.125"]}.items():
            file = saved(tmp_path, "amount,x\n" + "".join(f"{text},\n" for text in texts))
            found = files.opened(file, currency, amounts_in=["amount"]).reader.read_all()["amount"].to_pylist()
            assert found == [Money(text, currency).amount for text in texts]

    @pytest.mark.usefixtures("small_blocks")
    def test_a_file_of_many_blocks_keeps_every_row_in_its_order(self, tmp_path: Path) -> None:
        file = saved(tmp_path, "amount,note\n" + "".join(f'{n}.25,"row\n{n}"\n' for n in range(1000)))
        reader = opened(file).reader
        batches = list(reader)
        assert len(batches) > 50
        assert pa.Table.from_batches(batches).to_pylist() == [
            {"amount": Decimal(f"{n}.25"), "note": f"row\n{n}"} for n in range(1000)
        ]

    def test_what_arrow_says_of_no_row_is_told_of_the_file(self, tmp_path: Path) -> None:
        rows = CsvRows(saved(tmp_path, "amount,note\n1,x\n"), lambda dialect: {})
        with pytest.raises(UnreadableFileError):
            rows._refuse_row(pa.ArrowInvalid("something else"))

    @pytest.mark.usefixtures("small_blocks")
    def test_how_much_has_been_read_is_known(self, tmp_path: Path) -> None:
        source = opened(saved(tmp_path, "amount,note\n" + "1,x\n" * 20_000))
        assert source.rows is None
        assert source.share(0) == 0
        source.reader.read_next_batch()
        assert 0 < source.share(30) < 1
        for _ in source.reader:
            pass
        assert source.share(20_000) == 1


DIGITS = st.integers(0, 10**32).map(str)
SPOKEN = st.one_of(
    st.text("0123456789.-+, e_x\n", max_size=8),
    st.decimals(-(10**11), 10**11, places=2).map(str),
    st.builds("{}{}.{}".format, st.sampled_from(["", "-", "0" * 20, "-" + "0" * 29]), DIGITS, DIGITS),
    st.builds("{}.5{}".format, DIGITS, st.integers(0, 32).map("0".__mul__)),
    st.dates().map(str),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)),
    st.text(max_size=5),
)
JUDGES: list[tuple[TextColumn, Any]] = [
    (amounts("CAD", Dialect()), lambda text: Money(plain_amount(text, "CAD", Dialect()), "CAD").amount),
    (amounts("JPY", Dialect()), lambda text: Money(plain_amount(text, "JPY", Dialect()), "JPY").amount),
    (DAYS, lambda text: as_day(text, "issued")),
]


class TestSameAsOne:
    """A column takes what a single answer takes, as what it takes it, and refuses the rest."""

    @settings(max_examples=examples(60))
    @given(st.lists(SPOKEN, max_size=9), st.sampled_from(JUDGES))
    def test_a_column_takes_what_the_fact_of_a_question_takes(
        self, texts: list[str], kind: tuple[TextColumn, Any]
    ) -> None:
        misfits, wanted, wrong = CellFaults(), [], 0
        for text in texts:
            try:
                wanted.append(kind[1](text) if text else None)
            except (AmountError, DayError, InputError):
                wanted.append(None)
                wrong += 1
        assert misfits.values(pa.array(texts, pa.string()), "issued", kind[0], 0).to_pylist() == wanted
        assert bool(misfits) == (wrong > 0)

    @settings(max_examples=examples(30))
    @given(st.lists(st.one_of(st.integers().map(str), SPOKEN), max_size=4))
    def test_whole_numbers_are_digits_that_a_column_can_hold(self, texts: list[str]) -> None:
        misfits = CellFaults()
        found = misfits.values(pa.array(texts, pa.string()), "months", WHOLE_NUMBERS, 0).to_pylist()
        taken = [text.isascii() and text.removeprefix("-").isdigit() and len(text.lstrip("-")) <= 18 for text in texts]
        assert found == [int(text) if fits else None for text, fits in zip(texts, taken, strict=True)]
        assert bool(misfits) == any(text and not fits for text, fits in zip(texts, taken, strict=True))


class TestDialect:
    """The dialect is that of accounts, and rows are counted as a spreadsheet counts them."""

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("start", ["", "\ufeff"])
    def test_separators_marks_and_ends_of_lines(self, tmp_path: Path, mark: str, end: str, start: str) -> None:
        lines = [mark.join(cells) for cells in (("amount", "note"), ("1.00", '"a\n,;"'), ("2.00", ""))]
        for told in [f"sep={mark}{end}", *([] if mark == "|" else [""])]:
            found = rows(saved(tmp_path, start + told + end.join(lines)))
            assert found == [{"amount": Decimal(1), "note": "a\n,;"}, {"amount": Decimal(2), "note": None}]

    def test_a_decimal_comma_between_semicolons(self, tmp_path: Path) -> None:
        found = rows(saved(tmp_path, "amount;note\n56,44;x\n-1,00;y\n"))
        assert [row["amount"] for row in found] == [Decimal("56.44"), Decimal("-1.00")]
        with refused(InvalidFileError, "row 3, amount: '1,000' is not an amount of CAD"):
            rows(saved(tmp_path, "amount;note\n1,00;\n1,000;\n"))

    def test_more_decimals_than_the_currency_has(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidFileError) as found:
            rows(saved(tmp_path, "amount,note\n1.000,\n1.0000,\n2.0000,\n"))
        assert [fault.path for fault in found.value.faults] == ["row 2, amount", "row 3, amount", "row 4, amount"]
        assert str(found.value.faults[1].error) == "found '1.0000', of 4 decimals, where CAD has 2: write 1.00"

    @pytest.mark.usefixtures("small_blocks")
    @pytest.mark.parametrize("told", ["", "sep=,\n"])
    def test_blank_lines_are_rows_and_lines_of_a_cell_are_none(self, tmp_path: Path, told: str) -> None:
        text = told + "amount,note\n" + '1.00,"a\n\nb"\n\n' * 30 + "free,x\n" + "\n1.00,y\n" * 30 + "12.345,z\n"
        with pytest.raises(InvalidFileError) as found:
            rows(saved(tmp_path, text))
        assert [fault.path for fault in found.value.faults] == ["row 62, amount", "row 123, amount"]
        with refused(UnreadableFileError, "row 62 has another number of cells than the head (1, not 2): '3'"):
            rows(saved(tmp_path, text.replace("free,x", "3")))

    def test_rows_after_a_huge_cell_are_counted_without_it(self, tmp_path: Path) -> None:
        path = saved(tmp_path, "amount,note\n\n1.00," + "x" * 200_000 + "\nfree,y\n")
        with refused(InvalidFileError, "row 3, amount: 'free'"):
            rows(path)
        found = csv_rows.CsvRows(saved(tmp_path, "amount,note\n\n1.00,x\n"), lambda _: {})
        assert found.sheet_rows([0, 9]) == {0: 3, 9: 11}

    def test_a_midnight_is_a_day(self, tmp_path: Path) -> None:
        found = rows(saved(tmp_path, "issued,note\n2026-01-01 00:00:00,\n"))
        assert found[0]["issued"] == date(2026, 1, 1)


class TestMarks:
    """Behind the bytes of a file stands a line of marks."""

    @pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 100])
    def test_in_pieces_of_any_size(self, size: int) -> None:
        stream = csv_rows._Marked(io.BytesIO(b"a\n12"), "end")
        assert b"".join(iter(lambda: stream.read(size), b"")) == b"a\n12\nend\n"
        assert stream.taken == 4


class TestMisfits:
    """What does not fit is told in one error: by column and kind, the first row of each, and how many more."""

    @pytest.mark.usefixtures("small_blocks")
    def test_over_the_whole_of_a_file(self, tmp_path: Path) -> None:
        good, text = "1.00,2026-01-01,1,x\n", "amount,issued,billing_months,note\n"
        text += good * 100 + '"1,234.00",2026-02-30,x,x\n12.345,01/02/2026,1.0,x\n' + good * 100
        text += "12.346,2026-02-31,2,x\n" + good * 50 + "99999999999,20260101,,x\n" + good * 10
        reader = opened(saved(tmp_path, text)).reader
        with pytest.raises(InvalidFileError) as found:
            reader.read_all()
        assert [fault.path for fault in found.value.faults] == [
            "row 102, amount",
            "row 102 and 1 more, issued",
            "row 102 and 1 more, billing_months",
            "row 103 and 1 more, amount",
            "row 103 and 1 more, issued",
            "row 255, amount",
        ]
        kinds = [AmountError, DayError, InputError, AmountError, DayError, AmountError]
        assert [type(fault.error) for fault in found.value.faults] == kinds
        first, *_, part, day, most = map(str, found.value.faults)
        assert first.startswith("row 102, amount: '1,234.00' is not an amount of CAD: write digits and a point alone")
        assert "part of a cent" in part
        assert "'01/02/2026': give a date, or text as year-month-day" in day
        assert "the most is 10000000000.00" in most

    @pytest.mark.usefixtures("small_blocks")
    def test_no_row_is_given_after_the_first_that_does_not_fit(self, tmp_path: Path) -> None:
        file = saved(tmp_path, "amount,note\n" + "1.00,x\n" * 100 + "1.,x\n" + "1.00,x\n" * 1000)
        given: list[dict[str, Any]] = []
        with refused(InvalidFileError, "row 102, amount: '1.'"):
            for batch in opened(file).reader:
                given += batch.to_pylist()
        assert 0 < len(given) <= 100

    @pytest.mark.parametrize("text", ["+1", "1e2", ".5", "5.", " 1", "1 ", "$1", "1_0", "0x10", "NaN", "1,5", "\u0661"])
    def test_what_is_no_plain_amount(self, tmp_path: Path, text: str) -> None:
        with refused(InvalidFileError, "row 2, amount", repr(text), "digits and a point alone"):
            rows(saved(tmp_path, f'amount,note\n"{text}",\n'))

    @pytest.mark.parametrize("text", ["+1", "0x10", "1.0", "12 months", "9223372036854775808"])
    def test_what_is_no_whole_number(self, tmp_path: Path, text: str) -> None:
        with refused(InvalidFileError, "row 2, billing_months", repr(text), "give a whole number"):
            rows(saved(tmp_path, f"billing_months,note\n{text},\n"))


class TestBrokenCsv:
    """A file that is not what its ending says is refused, with the place and the cure."""

    @pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n"])
    def test_an_empty_file(self, tmp_path: Path, text: str) -> None:
        with refused(UnreadableFileError, "rows.csv: it is empty: write the names of its columns"):
            opened(saved(tmp_path, text))

    @pytest.mark.usefixtures("small_blocks")
    @pytest.mark.parametrize(("row", "count"), [("3", 1), ("3,4,5", 3), ('"3,4"', 1)])
    def test_a_row_with_too_many_cells_or_too_few(self, tmp_path: Path, row: str, count: int) -> None:
        file = saved(tmp_path, "amount,note\n" + '1,"\n"\n\n' * 500 + f"{row}\n" + "1,x\n" * 9)
        with refused(
            UnreadableFileError, "row 1002 has another number of cells", f"({count}, not 2): '{row}'", "mend that row"
        ):
            rows(file)

    def test_a_row_that_is_cut_off(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "row 3 has another number of cells", "(1, not 2): '2.0'"):
            rows(saved(tmp_path, "amount,note\n1.00,x\n2.0"))

    @pytest.mark.parametrize("cut", ['1.00,"x', '1.00,"x\n', '1.00,"x\n2.00,y\n3.00,z\n'])
    def test_a_quotation_mark_that_is_never_closed(self, tmp_path: Path, cut: str) -> None:
        with refused(UnreadableFileError, "its last quotation mark is never closed", "fetch the file again"):
            rows(saved(tmp_path, "amount,note\n" + cut))

    @pytest.mark.usefixtures("small_blocks")
    def test_a_cell_longer_than_a_block(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "it is not CSV (", "mend its quotation marks"):
            rows(saved(tmp_path, 'amount,note\n1,"' + "x\n" * 500 + '"\n'))

    def test_two_columns_of_one_name(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "two columns are called 'amount'", "a name of its own"):
            opened(saved(tmp_path, "amount,note,amount\n1,x,2\n"))

    @pytest.mark.usefixtures("small_blocks")
    @pytest.mark.parametrize("block", [1, 7, 8 * 2**20])
    def test_a_line_that_is_not_utf_8(self, tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
        file = saved(tmp_path, b"amount,note\n" + "1,né\n".encode() * 100 + "2,né\n".encode("latin-1"))
        reader = opened(file).reader
        next(reader)
        monkeypatch.setattr(csv_rows, "BLOCK", block)
        with refused(UnreadableFileError, "line 102 is not UTF-8", "save the file again"):
            reader.read_all()

    @pytest.mark.usefixtures("small_blocks")
    @pytest.mark.parametrize("rows_before", [0, 200])
    @pytest.mark.parametrize("row", [b"2,n\xe9,3\n", b'2,n\xe9"\n1\n', b"1,2,3\n2,n\xe9\n", b"1,2,n\xc3"])
    def test_a_row_of_too_many_cells_that_is_not_utf_8_is_told_in_a_sentence_alone(
        self, tmp_path: Path, rows_before: int, row: bytes, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with refused(UnreadableFileError, "is not UTF-8 after", ",n': save the file again"):
            rows(saved(tmp_path, b"amount,note\n" + b"1,n\n" * rows_before + row))
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
    def test_a_head_that_is_not_utf_8(self, tmp_path: Path, encoding: str) -> None:
        with refused(UnreadableFileError, "line 1 is not UTF-8"):
            opened(saved(tmp_path, "amount,née\n1,2\n".encode(encoding)))

    def test_a_file_that_is_gone_before_it_is_read(self, tmp_path: Path) -> None:
        source = opened(saved(tmp_path, "amount,note\n1,x\n"))
        source.path.unlink()
        with refused(UnreadableFileError, "rows.csv: it cannot be read (No such file", "check who may read it"):
            source.reader.read_all()


TABLE = pa.table(
    {
        "amount": pa.array([Decimal(n) for n in range(100)], pa.decimal128(18, 2)),
        "plan": pa.array(["basic", "max"] * 50).dictionary_encode(),
        "flag": [True, None] * 50,
    }
)


class TestParquet:
    """Parquet comes as it is: in its types, in its order."""

    @pytest.mark.parametrize("name", ["rows.parquet", "rows.PQ"])
    def test_a_file_of_several_row_groups(self, tmp_path: Path, name: str) -> None:
        pa_parquet.write_table(TABLE, tmp_path / name, row_group_size=7)
        source = opened(tmp_path / name)
        assert source.rows == 100
        assert source.share(25) == 0.25
        found = source.reader.read_all()
        assert found.schema == TABLE.schema
        assert found.to_pylist() == TABLE.to_pylist()

    def test_a_file_without_columns_has_none(self, tmp_path: Path) -> None:
        pa_parquet.write_table(TABLE.select([]), tmp_path / "rows.parquet", compression="zstd")
        assert opened(tmp_path / "rows.parquet").compression == "snappy"

    @pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip", "none"])
    def test_its_compression_is_told(self, tmp_path: Path, compression: str) -> None:
        pa_parquet.write_table(TABLE, tmp_path / "rows.parquet", compression=compression)
        assert opened(tmp_path / "rows.parquet").compression == compression

    def test_a_file_without_rows(self, tmp_path: Path) -> None:
        pa_parquet.ParquetWriter(tmp_path / "rows.parquet", TABLE.schema).close()
        source = opened(tmp_path / "rows.parquet")
        assert (source.rows, source.compression) == (0, "snappy")
        assert source.reader.read_all().to_pylist() == []

    def test_a_folder_in_the_order_of_its_names_without_hidden_files(self, tmp_path: Path) -> None:
        for name, table in {"b": TABLE.slice(50), "a": TABLE.slice(0, 50), ".c": TABLE, "_d": TABLE}.items():
            pa_parquet.write_table(table, tmp_path / f"{name}.parquet")
        source = opened(tmp_path)
        assert source.rows == 100
        assert source.reader.read_all().to_pylist() == TABLE.to_pylist()

    def test_a_folder_without_files(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "no Parquet file is in this folder", "check the name"):
            opened(tmp_path)

    @pytest.mark.parametrize("other", [TABLE.drop_columns("flag"), TABLE.append_column("x", TABLE["flag"])])
    def test_a_folder_whose_files_have_other_columns(self, tmp_path: Path, other: pa.Table) -> None:
        pa_parquet.write_table(TABLE, tmp_path / "a.parquet")
        pa_parquet.write_table(other, tmp_path / "b.parquet")
        with refused(UnreadableFileError, "the columns of 'b.parquet' are not those of the other files", "a folder of"):
            opened(tmp_path)

    def test_a_folder_with_another_file_in_it(self, tmp_path: Path) -> None:
        pa_parquet.write_table(TABLE, tmp_path / "a.parquet")
        saved(tmp_path, "about these files", "b.txt")
        with refused(UnreadableFileError, "it cannot be read (", "b.txt"):
            opened(tmp_path)

    def test_a_file_cut_off_at_its_end(self, tmp_path: Path) -> None:
        file = tmp_path / "rows.parquet"
        pa_parquet.write_table(TABLE, file)
        file.write_bytes(file.read_bytes()[:-20])
        with refused(UnreadableFileError, "rows.parquet: it cannot be read (", "fetch it again"):
            opened(file)

    def test_a_file_damaged_in_its_middle(self, tmp_path: Path) -> None:
        file = tmp_path / "rows.parquet"
        pa_parquet.write_table(pa.table({"note": [f"{n} of many" for n in range(10_000)]}), file, row_group_size=1000)
        data = file.read_bytes()
        middle = len(data) // 2
        file.write_bytes(data[: middle - 4000] + bytes(8000) + data[middle + 4000 :])
        source = opened(file)
        with refused(UnreadableFileError, "rows.parquet: it cannot be read (", "fetch it again"):
            source.reader.read_all()


class TestLeft:
    """Where a source is left, nothing reads on."""

    @pytest.mark.usefixtures("small_blocks")
    @pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
    @pytest.mark.parametrize("batches", [0, 1, 2])
    def test_after_some_batches(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, batches: int) -> None:
        monkeypatch.setattr(files, "BATCH", 10)
        saved(tmp_path, "amount,note\n" + "1.00,x\n" * 1000)
        pa_parquet.write_table(TABLE, tmp_path / "rows.parquet")
        threads = threading.active_count()
        with opened(tmp_path / name) as source:
            assert sum(next(source.reader).num_rows for _ in range(batches)) <= 40
        assert threading.active_count() == threads
        assert list(source.reader) == []

    def test_after_all_of_them(self, tmp_path: Path) -> None:
        with opened(saved(tmp_path, "amount,note\n1.00,x\n")) as source:
            assert source.reader.read_all().num_rows == 1


class TestNames:
    """The ending says what a file is."""

    @pytest.mark.parametrize("name", ["rows.xlsx", "rows", "rows.csv.gz"])
    def test_an_unknown_ending(self, tmp_path: Path, name: str) -> None:
        ending = Path(name).suffix
        with refused(UnreadableFileError, f"its ending is {ending!r}", "ends in .csv, .parquet or .pq"):
            opened(saved(tmp_path, "amount\n1\n", name))

    def test_no_such_file(self, tmp_path: Path) -> None:
        with refused(UnreadableFileError, "there is no such file", "check the name"):
            opened(tmp_path / "rows.csv")

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        file = tmp_path / f"{'9' * 300}.csv"
        with refused(UnreadableFileError, "there is no such file", "check the name"):
            opened(file)
        with refused(InputError, "cannot be written (File name too long)", "name a file in a folder"):
            source = opened(saved(tmp_path, "amount\n1\n", "rows.csv"))
            files.written(file, source.reader, source, lambda rows: None)

    def test_a_pipe_is_no_file_that_can_be_looked_over(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "rows.csv")
        with refused(UnreadableFileError, "it is no plain file", "save what it holds"):
            opened(tmp_path / "rows.csv")
