"""Columns straight from a reader of files: what is exact is taken, what is not says how it becomes so."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import InputError, InvalidTableError, UnknownNameError, batch, load
from telcoterms.batch.columns import ColumnFact
from telcoterms.batch.exact import Faults, given_columns
from telcoterms.cli import main
from telcoterms.files.cells import cell_text
from tests.error_assertions import refused

KOS = load("kos")
BILLS = Path(__file__).parents[2] / "examples" / "late_bills.csv"
CHARGES = [Decimal(text) for text in ("3.41", "3.41", "0.00", "1.84", "15.30")]
AMOUNT, PAID, MONTHS = ColumnFact("amount", "money"), ColumnFact("paid", "day"), ColumnFact("billing_months", "count")
ROW = {"amount": ["113.00"], "issued": ["2026-01-01"], "paid": ["2026-02-15"]}


def said(table: Any, **how: Any) -> list[str]:
    with pytest.raises(InvalidTableError) as found:
        batch.late_charge(KOS, table, **how)
    return str(found.value).splitlines()


class TestFrames:
    """A frame of `read_csv` is answered."""

    @pytest.mark.parametrize(
        "frame",
        [
            pd.read_csv(BILLS, dtype=str),
            pd.read_csv(BILLS, dtype=str).astype("category"),
            pl.read_csv(BILLS, infer_schema=False),
            pa.Table.from_pandas(pd.read_csv(BILLS, dtype=str)),
        ],
    )
    def test_text_is_taken(self, frame: Any) -> None:
        assert [str(one) for one in batch.audit(KOS, frame)["late_charge"]] == [*map(str, CHARGES)]

    @pytest.mark.parametrize(
        "frame",
        [
            pd.read_csv(BILLS),
            pd.read_csv(BILLS, parse_dates=["issued", "paid"]),
            pd.read_csv(BILLS, dtype_backend="pyarrow"),
            pl.read_csv(BILLS),
            pl.read_csv(BILLS, try_parse_dates=True),
        ],
    )
    def test_floats_are_taken_where_their_decimals_are_said(self, frame: Any) -> None:
        assert [*batch.audit(KOS, frame, decimals=2)["late_charge"]] == CHARGES
        with refused(InvalidTableError, "the column amount holds floats (double)", "give decimals=2", "dtype=str"):
            batch.audit(KOS, frame)

    def test_a_relation_of_duckdb(self) -> None:
        found = batch.audit(KOS, duckdb.read_csv(str(BILLS)), decimals=2).fetchall()
        assert [row[5] for row in found] == CHARGES

    def test_the_columns_that_were_given_come_back_as_they_were(self) -> None:
        frame = pd.read_csv(BILLS)
        assert batch.audit(KOS, frame, decimals=2)[[*frame.columns]].equals(frame)
        table = pa.table(ROW)
        assert batch.late_charge(KOS, table).select(table.column_names) == table

    def test_integers_are_whole_currency_where_decimals_are_said(self) -> None:
        table = pa.table({**ROW, "amount": [113]})
        assert batch.late_charge(KOS, table, decimals=2)["late_charge"].to_pylist() == CHARGES[:1]
        assert said(table)[0].endswith("or give decimals=2")

    def test_floats_of_32_bits_hold_no_cents(self) -> None:
        table = pa.table({**{name: ROW[name] * 2 for name in ROW}, "amount": pa.array([1.5, 56.44], pa.float32())})
        assert said(table, decimals=2)[0].startswith("row 1: amount: found 56.439998626708984, which is no number of 2")

    def test_a_summary_of_floats(self) -> None:
        audited = batch.audit(KOS, pd.read_csv(BILLS), decimals=2)
        assert batch.summary(audited) == batch.summary(batch.audit(KOS, pd.read_csv(BILLS, dtype=str)))
        assert batch.summary(audited).total.billed == Decimal("25.51")

    def test_a_summary_of_days_as_text(self) -> None:
        table = pa.table({**ROW, "billed": ["3.41"]})
        assert "rows from before" not in str(batch.summary(batch.audit(KOS, table)))
        moment = table.set_column(1, "issued", pa.array(["2026-01-01 00:00"]))
        assert batch.summary(batch.audit(KOS, moment)).total.rows == 1

    def test_whole_floats_beside_nulls(self) -> None:
        frame = pd.DataFrame({**ROW, "billing_months": [1.0]})
        assert [*batch.late_charge(KOS, frame)["late_charge"]] == CHARGES[:1]
        minor = pd.DataFrame({**ROW, "amount_minor": [11300.0]}).drop(columns="amount")
        assert [*batch.late_charge(KOS, minor)["late_charge_minor"]] == [341]
        assert [*batch.late_charge(KOS, minor.assign(amount_minor="11300"))["late_charge_minor"]] == [341]
        (line,) = said(frame.assign(billing_months=1.5))
        assert line == "row 0: billing_months: found 1.5, a float, where text stands: read the file with dtype=str"


class TestWhatIsNotExact:
    """Each kind of it is said once, with its first row and column, the value and the cure."""

    def test_all_of_them(self) -> None:
        table = pa.table(
            {
                "amount": ["1.000", "2.000", "free", "3.1234", None],
                "issued": ["2026-02-30", "2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01"],
                "paid": pa.array([datetime(2026, 2, 15, hour) for hour in (0, 1, 2, 0, 0)], pa.timestamp("ms")),
            }
        )
        found = said(table)
        assert [line.partition(":")[0] for line in found] == [
            "row 0",
            "row 0",
            "row 1",
            "row 1 and 1 more",
            "row 2",
            "row 3",
        ]
        assert found[0].startswith("row 0: amount: '1.000' is not an amount of CAD: three digits after the point")
        assert found[1].startswith("row 0: issued: issued is '2026-02-30', which no calendar has")
        assert found[3] == (
            "row 1 and 1 more: paid: found 2026-02-15 01:00:00, a moment and not a day: decide the local date and give "
            "that, as frame[...].dt.date"
        )
        assert said(table, errors="column") == found
        reader = batch.late_charge(KOS, table.to_reader(max_chunksize=1))
        with pytest.raises(InvalidTableError, match=r"row 0: amount: '1.000'"):
            reader.read_all()
        assert said(table, threads=2) == found

    def test_a_float_that_is_no_number_of_so_many_decimals(self) -> None:
        table = pa.table(
            {"amount": [1.5, 1.005, 1.006, None, float("nan")], **{name: ROW[name] * 5 for name in ("issued", "paid")}}
        )
        (line,) = said(table, decimals=2)
        assert line.startswith(
            "row 1 and 1 more: amount: found 1.005, which is no number of 2 decimals: round it first"
        )
        assert batch.late_charge(KOS, table.slice(3), decimals=2)["late_charge"].null_count == 2
        assert said(table, decimals=3)[0].endswith("by the rule that you are bound to")

    @pytest.mark.parametrize("decimals", [-1, 5, "2", 2.0])
    def test_decimals_that_are_none(self, decimals: Any) -> None:
        with pytest.raises(ValueError, match=r"decimals is .*: give a whole number from 0 to 4"):
            batch.late_charge(KOS, pa.table(ROW), decimals=decimals)


class TestSameAsOne:
    """A column takes of floats and moments what a single value is taken as, and refuses the rest."""

    @staticmethod
    def one(value: Any, kind: Any, decimals: int | None) -> str | None:
        try:
            return cell_text(value, kind, decimals) or None
        except InputError as error:
            return str(error)

    @staticmethod
    def column(values: pa.Array, fact: ColumnFact, decimals: int | None) -> list[str | None]:
        faults: Faults = {}
        schema = pa.schema([(fact.name, values.type)])
        exact = given_columns(None, decimals).of(schema, [fact], "CAD")
        read = exact.read(pa.record_batch([values], schema=schema), 0, faults).column(0).to_pylist()
        (fault,) = faults.values() or [None]
        found = [None if one is None else str(one) for one in read]
        return found if fault is None else [str(fault.error.values["error"])]

    @given(
        st.one_of(
            st.floats(),
            st.integers(-(10**12), 10**12).map(lambda minor: minor / 100),
            st.decimals(-(10**6), 10**6, places=3).map(float),
        ),
        st.integers(0, 4),
    )
    def test_floats(self, value: float, decimals: int) -> None:
        assert self.column(pa.array([value]), AMOUNT, decimals) == [
            None if value != value else self.one(value + 0.0, "amount", decimals)
        ] or (value == 0 and self.one(value, "amount", decimals) in ("-0", "-0." + "0" * decimals))
        if value.is_integer() and abs(value) < 2**52:
            assert self.column(pa.array([value]), MONTHS, None) == [str(int(value))]

    @given(
        st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)),
        st.booleans(),
        st.sampled_from(["s", "ms", "us", "ns"]),
    )
    def test_moments(self, moment: datetime, midnight: bool, unit: str) -> None:
        moment = moment.replace(microsecond=0)
        if midnight:
            moment = datetime(moment.year, moment.month, moment.day)
        found = self.column(pa.array([moment], pa.timestamp(unit)), PAID, None)
        assert found == [self.one(moment, "day", None)]


class TestColumns:
    """Headings that the caller says, and guesses that the caller confirms."""

    FRAME = pd.read_csv(BILLS, dtype=str).rename(
        columns={"billed": "Late Fee", "issued": "Invoice Date", "paid": "When"}
    )
    SAID: ClassVar[Any] = {"Late Fee": "billed", "Invoice Date": "issued", "When": "paid"}

    @pytest.mark.parametrize("kind", [pd.DataFrame, pl.from_pandas, pa.Table.from_pandas])
    def test_what_is_said(self, kind: Any) -> None:
        found = batch.audit(KOS, kind(self.FRAME), columns=self.SAID)
        assert [str(one) for one in found["late_charge"]] == [str(one) for one in CHARGES]
        assert "Late Fee" in (found.column_names if isinstance(found, pa.Table) else found.columns)

    @pytest.mark.parametrize("kind", [pd.DataFrame, pl.from_pandas, pa.Table.from_pandas])
    def test_what_is_guessed(self, kind: Any) -> None:
        with pytest.raises(InvalidTableError) as found:
            batch.audit(KOS, kind(self.FRAME))
        first, second = str(found.value).splitlines()
        assert first == (
            "'Invoice Date', 'Late Fee' may be issued, billed: if so, give columns={'Invoice Date': 'issued', "
            "'Late Fee': 'billed'} in Python, or write these names into the table"
        )
        assert second.startswith("there is no column paid among ")

    def test_what_is_passed_over(self) -> None:
        table = pa.table({**ROW, "billing_months": ["none"]})
        assert batch.late_charge(KOS, table, columns={"billing_months": None})["late_charge"].to_pylist() == CHARGES[:1]

    def test_what_is_not_there(self) -> None:
        with refused(UnknownNameError, "columns names 'Total', but the table has 'amount', 'issued', 'paid'"):
            batch.late_charge(KOS, pa.table(ROW), columns={"Total": "amount"})
        with refused(UnknownNameError, "columns says that 'amount' is 'sum': choose from amount, amount_minor"):
            batch.late_charge(KOS, pa.table(ROW), columns={"amount": "sum"})

    def test_the_column_of_the_terms(self) -> None:
        table = pa.table({**ROW, "plan name": ["a"]})
        found = batch.late_charge({"a": KOS}, table, by="terms", columns={"plan name": "terms"})
        assert found["late_charge"].to_pylist() == CHARGES[:1]

    def test_the_working_of_a_row(self) -> None:
        answer = batch.explain(KOS, self.FRAME, 4, columns={"Invoice Date": "issued", "When": "paid"})
        assert str(answer.value) == "15.30 CAD"
        floats = pa.table({**ROW, "amount": [113.0]})
        assert str(batch.explain(KOS, floats, 0, decimals=2).value) == "3.41 CAD"
        with refused(InvalidTableError, "row 0: amount: found 113.001, which is no number"):
            batch.explain(KOS, floats.set_column(0, "amount", pa.array([113.001])), 0, decimals=2)


class TestStatements:
    """Accounts from tables of several kinds."""

    INVOICES = pd.DataFrame({"Customer": ["A"], "number": ["1"], "issued": ["2026-01-01"], "amount": [56.44]})
    PAYMENTS = pd.DataFrame({"Customer": ["A"], "received": [pd.Timestamp("2026-02-11")], "amount": [30]})
    SAID: ClassVar[Any] = {"Customer": "account"}

    def test_it(self) -> None:
        how: Any = {"columns": self.SAID, "decimals": 2}
        found = batch.statement(KOS, self.INVOICES, self.PAYMENTS, "2026-03-20", **how)
        assert [*found["settlement"]] == [Decimal("28.69")]
        account = batch.account(KOS, self.INVOICES, self.PAYMENTS, "A", **how)
        assert str(KOS.statement(account, "2026-03-20").value.settlement) == "28.69 CAD"

    def test_what_cannot_be_read_names_its_table(self) -> None:
        with pytest.raises(InvalidTableError) as found:
            batch.statement(
                KOS, self.INVOICES.assign(issued="?"), self.PAYMENTS, "2026-03-20", columns=self.SAID, decimals=2
            )
        assert str(found.value).startswith("row 0: in invoices: issued: issued is '?': give a date")

    def test_guesses_of_each_table(self) -> None:
        with refused(InvalidTableError, "in invoices: 'Customer' may be account: if so, give columns={'Customer'"):
            batch.statement(KOS, self.INVOICES.astype(str), self.PAYMENTS.astype(str), "2026-03-20")


class TestTheCommand:
    """The same in a shell."""

    def test_headings_and_semicolons(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "bills.csv"
        path.write_text("sep=;\r\nAmount;Invoice Date;paid;Late Fee\r\n113,00;2026-01-01;2026-02-15;3,41\r\n", "utf-8")
        columns = ["--columns", "Amount=amount", "--columns", "Invoice Date=issued", "--columns", "Late Fee=billed"]
        asked = ["batch", "audit", str(path), str(tmp_path / "out.csv"), "--provider", "kos"]
        assert main([*asked, *columns]) == 0
        assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("113.00,2026-01-01,2026-02-15,3.41,3.41")
        assert main(asked) == 2
        assert "there is no column amount" in capsys.readouterr().err
        assert main([*asked, "--columns", "Amount"]) == 2
        assert "write HEADING=NAME" in capsys.readouterr().err

    def test_rows_that_do_not_fit_have_the_numbers_of_the_sheet(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "bills.csv"
        path.write_text("amount,issued,paid\n113.00,2026-01-01,2026-02-15\n\n-1.00,2026-01-01,2026-02-15\n", "utf-8")
        asked = ["batch", "late-charge", str(path), str(tmp_path / "out.csv"), "--provider", "kos"]
        assert main(asked) == 2
        assert capsys.readouterr().err == "telcoterms: row 4: amount is -1.00 CAD: give zero or more\n"

    def test_parquet_of_floats(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "bills.parquet"
        pa_parquet.write_table(pa.table({**ROW, "amount": [113.0], "Note": [date(2026, 1, 1)]}), path)
        asked = ["batch", "late-charge", str(path), str(tmp_path / "out.csv"), "--provider", "kos"]
        assert main([*asked, "--decimals", "2", "--columns", "Note="]) == 0
        assert "3.41" in capsys.readouterr().out
        assert main(asked) == 2
        assert "give decimals=2" in capsys.readouterr().err
        bad = pa.table({**ROW, "amount": [-113.0]})
        pa_parquet.write_table(bad, path)
        assert main([*asked, "--decimals", "2"]) == 2
        assert "row 0: amount is -113.00 CAD" in capsys.readouterr().err

    def test_statements(self, tmp_path: Path) -> None:
        (tmp_path / "i.csv").write_text("Customer;number;issued;amount\nA;1;2026-01-01;56,44\n", "utf-8")
        (tmp_path / "p.csv").write_text("Customer;received;amount\nA;2026-02-11;30,00\n", "utf-8")
        files = [str(tmp_path / name) for name in ("i.csv", "p.csv", "out.csv")]
        asked = [
            "batch",
            "statement",
            *files,
            "--as-of",
            "2026-03-20",
            "--provider",
            "kos",
            "--columns",
            "Customer=account",
        ]
        assert main(asked) == 0
        assert "28.69" in (tmp_path / "out.csv").read_text()
