"""Accounts and bills from wherever they are: a path, text, a dict, a list of dicts, a frame, a workbook."""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AmountError,
    Bill,
    InputError,
    InvalidFileError,
    Invoice,
    InvoiceLine,
    MissingFactsError,
    MissingPackageError,
    Money,
    Payment,
    Reminder,
    UnknownNameError,
    UnreadableFileError,
    load,
    load_account,
    load_bill,
)
from telcoterms.account.account import COLUMNS_NEEDED
from telcoterms.files import cells as cells_module
from telcoterms.files.account import COLUMNS, column_kind
from telcoterms.files.cells import cell_text, plain_amount, plain_rate
from telcoterms.files.headings import USUAL_HEADINGS
from telcoterms.files.text import Dialect, csv_of, dialect_of, format_of_text
from telcoterms.formats.workbook import workbook
from tests.error_assertions import refused
from tests.random_accounts import made_history
from tests.terms_builders import cad
from tests.test_account_files import as_it_fits_a_row, ended

EXAMPLES = Path(__file__).parents[1] / "examples"
LATE, BILLS, BILL = EXAMPLES / "late_account.csv", EXAMPLES / "late_bills.csv", EXAMPLES / "bill.toml"
KOS = load("kos")
ACCOUNT = load_account(LATE, KOS)
RANDOMS = st.randoms(use_true_random=False)
ROWS: list[dict[str, Any]] = [
    {"event": "invoice", "date": "2026-01-01", "number": "A", "amount": "56.44"},
    {"event": "payment", "date": "2026-02-01", "number": None, "amount": "20.00"},
]
TWO = load_account(ROWS, KOS)


def faults(source: Any, **how: Any) -> list[str]:
    """What is said of an account, fault by fault."""
    with pytest.raises(InvalidFileError) as caught:
        load_account(source, KOS, **how)
    return [str(fault) for fault in caught.value.faults]


def with_one(value: Any, column: str = "amount") -> list[dict[str, Any]]:
    """Two rows, a cell of the second one being this."""
    return [ROWS[0], {**ROWS[1], column: value}]


class TestFrames:
    """A frame straight from its reader is the account, or says in one step how it becomes it."""

    @pytest.mark.parametrize(
        "read",
        [
            lambda: pd.read_csv(LATE, dtype=str),
            lambda: pd.read_csv(LATE, dtype=str, keep_default_na=False),
            lambda: pl.read_csv(LATE, infer_schema=False),
            lambda: pl.scan_csv(LATE, infer_schema=False),
            lambda: duckdb.read_csv(str(LATE), all_varchar=True),
            lambda: duckdb.sql(f"select * replace (amount::decimal(18, 3) as amount) from '{LATE}'"),
            lambda: pa.Table.from_pandas(pd.read_csv(LATE, dtype=str)),
            lambda: pa.Table.from_pandas(pd.read_csv(LATE, dtype=str)).to_reader(),
            lambda: [*csv.DictReader(io.StringIO(LATE.read_text()))],
            lambda: tuple(csv.DictReader(io.StringIO(LATE.read_text()))),
            LATE.read_text,
            lambda: str(LATE),
        ],
    )
    def test_what_is_exact_is_taken(self, read: Callable[[], Any]) -> None:
        assert load_account(read(), KOS) == ACCOUNT

    @pytest.mark.parametrize(
        "read",
        [
            lambda: pd.read_csv(LATE),
            lambda: pd.read_csv(LATE, parse_dates=["date"]),
            lambda: pd.read_csv(LATE).convert_dtypes(),
            lambda: pd.read_csv(LATE, dtype_backend="pyarrow"),
            lambda: pl.read_csv(LATE),
            lambda: pl.read_csv(LATE, try_parse_dates=True),
            lambda: duckdb.read_csv(str(LATE)),
            lambda: pa.Table.from_pandas(pd.read_csv(LATE)),
        ],
    )
    def test_floats_are_taken_where_their_decimals_are_said(self, read: Callable[[], Any]) -> None:
        assert load_account(read(), KOS, decimals=2) == ACCOUNT
        (fault,) = faults(read())
        assert fault == (
            "row 0 and 3 more, amount: found 56.44, a float, which holds no decimal exactly: give decimals=2 if each "
            "stands for two, or read the file with dtype=str"
        )

    def test_a_float_that_is_no_number_of_so_many_decimals(self) -> None:
        (fault,) = faults(with_one(56.445), decimals=2)
        assert fault.startswith("row 1, amount: found 56.445, which is no number of 2 decimals: round it first")
        assert faults(with_one(0.1 + 0.2), decimals=2)[0].startswith("row 1, amount: found 0.30000000000000004")
        assert faults(with_one(float("inf")), decimals=2)[0].startswith("row 1, amount: found inf")
        assert faults(with_one(2.0**50), decimals=2)[0].startswith("row 1, amount: found 1125899906842624.0")
        assert faults(with_one(np.float32(56.44)), decimals=2)[0].startswith("row 1, amount: found 56.4399")

    @given(st.integers(1, 10**12 - 5644))
    def test_the_float_of_any_sum_of_cents_is_that_sum(self, minor: int) -> None:
        money = cad(minor)
        assert load_account(with_one(float(money.text)), KOS, decimals=2).payments[0].amount == money

    @pytest.mark.parametrize("decimals", [-1, 5, 2.0, True])
    def test_decimals_that_are_none(self, decimals: Any) -> None:
        with pytest.raises(ValueError, match=r"decimals is .*: give a whole number from 0 to 4"):
            load_account(ROWS, KOS, decimals=decimals)

    def test_an_integer_does_not_show_what_it_counts(self) -> None:
        (fault,) = faults(with_one(20))
        assert fault.startswith("row 1, amount: found 20, an integer, and whether it is minor units or whole currency")
        assert load_account(with_one(20), KOS, decimals=2) == TWO
        assert load_account(with_one(np.int64(20)), KOS, decimals=2) == TWO

    @pytest.mark.parametrize("value", [date(2026, 2, 1), datetime(2026, 2, 1), pd.Timestamp("2026-02-01")])
    def test_a_midnight_is_a_day(self, value: Any) -> None:
        assert load_account(with_one(value, "date"), KOS) == TWO
        assert load_account(with_one(f"{value:%Y-%m-%d}T00:00:00.000", "date"), KOS) == TWO

    @pytest.mark.parametrize(
        "value",
        [
            datetime(2026, 2, 1, 1),
            datetime(2026, 2, 1, tzinfo=UTC),
            pd.Timestamp("2026-02-01") + pd.Timedelta(1, "ns"),
        ],
    )
    def test_any_other_moment_is_refused(self, value: Any) -> None:
        (fault,) = faults(with_one(value, "date"))
        assert fault.startswith("row 1, date: found 2026-02-01")
        assert fault.endswith("a moment and not a day: decide the local date and give that, as frame[...].dt.date")

    @pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA, Decimal("NaN"), "", " "])
    def test_what_frames_have_in_the_place_of_none_is_an_empty_cell(self, value: Any) -> None:
        assert load_account(with_one(value, "number"), KOS) == TWO
        assert faults(with_one(value)) == ["row 1, amount: it is missing: add amount (an amount)"]

    @pytest.mark.parametrize("value", [True, Fraction(1, 2), b"20.00", [20], np.complex128(2 + 3j), object])
    def test_a_value_that_no_cell_has(self, value: Any) -> None:
        (fault,) = faults(with_one(value))
        assert fault.startswith("row 1, amount: found ")

    def test_names_that_became_numbers(self) -> None:
        rows = [{**ROWS[0], "number": 1001}, {**ROWS[1], "invoice": 1001}]
        assert load_account(rows, KOS).payments[0].invoice == "1001"
        (fault,) = faults([{**ROWS[0], "number": 1001.0}, {**ROWS[1], "invoice": "1001"}])
        assert fault == "row 0, number: found 1001.0, a float, where text stands: read the file with dtype=str"

    def test_months_that_became_floats_beside_empty_cells(self) -> None:
        rows = [{**ROWS[0], "billing_months": 3.0}, {**ROWS[1], "billing_months": None}]
        assert load_account(rows, KOS).invoices[0].billing_months == 3
        assert "found 3.5, a float" in faults([{**ROWS[0], "billing_months": 3.5}])[0]

    def test_decimals_of_any_form(self) -> None:
        for value in (Decimal("20"), Decimal("20.000"), Decimal("2E+1")):
            assert load_account(with_one(value), KOS) == TWO
        assert "a part of a cent" in faults(with_one(Decimal("20.005")))[0]
        assert "'Infinity' is not an amount" in faults(with_one(Decimal("inf")))[0]
        assert "1E+40" in faults(with_one(Decimal("1E+40")))[0]

    def test_a_frame_without_columns(self) -> None:
        sources: list[Any] = [pd.DataFrame(), [], [{}]]
        for nothing in sources:
            with refused(UnreadableFileError, "table", "it has no columns", "write the names"):
                load_account(nothing, KOS)

    @pytest.mark.parametrize("what", [5, None, b"text", {"a"}, [1], pd.Series([1]), object()])
    def test_what_is_no_source(self, what: Any) -> None:
        with refused(InputError, type(what).__name__, "give a path, text, a dict, a list of dicts, or a frame"):
            load_account(what, KOS)

    def test_nothing_heavy_is_imported_for_a_list_of_dicts(self) -> None:
        assert not {"pandas", "polars", "openpyxl"} & set(vars(cells_module))


class TestColumns:
    """The caller says what a column is; a usual name is a guess, which the caller confirms by saying so."""

    USUAL = pd.DataFrame(ROWS).rename(columns={"amount": "Invoice Total", "number": "Invoice #"})
    SAID: ClassVar = {"Invoice #": "number", "Invoice Total": "amount"}

    def test_guesses_are_shown_as_the_argument_that_confirms_them(self) -> None:
        (fault,) = faults(self.USUAL)
        assert fault == (
            "columns: 'Invoice #', 'Invoice Total' may be number, amount: if so, give columns={'Invoice #': 'number', "
            "'Invoice Total': 'amount'} in Python, or write these names into the table"
        )
        assert load_account(self.USUAL, KOS, columns=self.SAID) == TWO

    def test_a_sheet_names_its_row(self) -> None:
        assert faults(self.USUAL.to_csv(index=False))[0].startswith("row 1: 'Invoice #', 'Invoice Total' may be")
        assert load_account(self.USUAL.to_csv(index=False), KOS, columns=self.SAID) == TWO

    def test_two_headings_for_one_name_are_no_guess(self) -> None:
        frame = self.USUAL.assign(Total="1.00")
        found = faults(frame)
        assert found[0].startswith("columns: 'Invoice #' may be number: if so, give columns={'Invoice #': 'number'}")
        assert "there is no column 'invoice_total' here" in found[1]

    def test_a_column_that_is_passed_over(self) -> None:
        frame = pd.DataFrame(ROWS).assign(memo=[object(), 1.5])
        assert "there is no column 'memo'" in faults(frame)[0]
        assert load_account(frame, KOS, columns={"memo": None}) == TWO
        rows = [*ROWS, {"memo": "only this"}]
        assert load_account(rows, KOS, columns={"memo": None}) == TWO
        assert load_account("event,date,amount,memo\npayment,2026-02-01,20.00, \n,,,x\n", KOS, columns={"memo": None})

    def test_columns_that_are_not_there_or_not_known(self) -> None:
        with refused(UnknownNameError, "columns names 'Total'", "'event', 'date', 'number', 'amount'"):
            load_account(ROWS, KOS, columns={"Total": "amount"})
        with refused(UnknownNameError, "'number' is 'nummer'", "choose from", "number", "or None to pass it over"):
            load_account(ROWS, KOS, columns={"number": "nummer"})
        with refused(InputError, "columns gives amount to two headings", "leave one"):
            load_account(ROWS, KOS, columns={"number": "amount", "amount": "amount"})
        (fault,) = faults(ROWS, columns={"number": "amount"})
        assert fault == "columns: the column 'amount' stands here twice: take one out"

    def test_a_usual_name_belongs_to_a_column_and_is_none_itself(self) -> None:
        known = {*COLUMNS, "account", "billed", "issued", "paid"}
        assert set(USUAL_HEADINGS) <= known
        for name, headings in USUAL_HEADINGS.items():
            assert len({*headings}) == len(headings)
            assert not known & {heading.replace(" ", "_") for heading in headings}, name


class TestDialect:
    """One dialect of CSV: a mark, CRLF, semicolons or tabs, `sep=`, a decimal comma; rows as the sheet counts them."""

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("start", ["", "\ufeff", "\r\n"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_separators_marks_and_ends_of_lines(self, separator: str, start: str, end: str) -> None:
        lines = [separator.join(ROWS[0]), *(separator.join(cell or "" for cell in row.values()) for row in ROWS)]
        for told in ("", f"sep={separator}{end}", f"SEP={separator} {end}"):
            text = start + told + end.join(lines)
            assert load_account(text, KOS) == TWO

    def test_a_file_with_a_mark(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(b"\xef\xbb\xbfsep=;\r\nevent;date;amount\r\npayment;2026-02-01;20,00\r\n")
        assert load_account(path, KOS).payments == TWO.payments

    def test_a_line_that_says_the_separator_is_no_row(self) -> None:
        assert faults("sep=;\nevent;date;amount\npayment;2026-02-01;free\n")[0].startswith("row 2, amount: 'free'")
        with refused(UnreadableFileError, "it is not CSV (line 3"):
            csv_of('sep=;\na;b\n"c"d;e\n', "f")

    def test_any_separator_that_is_said(self) -> None:
        text = "event|date|amount\npayment|2026-02-01|20.00\n"
        assert load_account(text, KOS, sep="|").payments == TWO.payments
        assert load_account(f"sep=|\n{text}", KOS).payments == TWO.payments
        for sep in ("", ";;", '"', "\n"):
            with refused(InputError, "sep is", repr(sep), "give the one character"):
                load_account(text, KOS, sep=sep)

    def test_a_decimal_comma_where_it_can_mean_nothing_else(self) -> None:
        semicolons = Dialect(";")
        assert plain_amount("56,44", "CAD", semicolons) == "56.44"
        assert plain_amount("-56,44", "CAD", semicolons) == "-56.44"
        for text in ("1,000", "56,4", "1.000,00", "56,44 ", "1,2,3"):
            assert plain_amount(text, "CAD", semicolons) == text
        assert plain_amount("56,44", "CAD", Dialect(",")) == "56,44"
        assert plain_amount("56,44", "CAD", Dialect("\t")) == "56,44"
        assert plain_amount("1,000", "KWD", semicolons) == "1,000"
        assert plain_rate("0,13", semicolons) == "0.13"
        assert plain_rate("1,13", semicolons) == "1,13"
        assert plain_rate("0.13", semicolons) == "0.13"
        assert plain_rate("1,13", Dialect(",", ",")) == "1.13"

    def test_a_decimal_comma_that_is_said(self) -> None:
        comma = dialect_of("a;b", None, ",")
        assert plain_amount("56,4", "CAD", comma) == "56.4"
        assert plain_amount("1,000", "KWD", comma) == "1.000"
        with refused(
            InputError, "found '1,000', of 3 decimals, where CAD has 2: write 1.00, or 1000.00 if it separates"
        ):
            plain_amount("1,000", "CAD", comma)
        assert load_account('event,date,amount\npayment,2026-02-01,"20,0"\n', KOS, decimal=",").payments == TWO.payments
        with refused(UnknownNameError, "decimal is ';'", "choose from ., ,"):
            load_account("event,date,amount\n", KOS, decimal=";")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1.000", "three digits after the point are no cents; write 1.00, or 1000.00 if it separates thousands"),
            ("1.0000", "found '1.0000', of 4 decimals, where CAD has 2: write 1.00"),
            ("1.00000", "found '1.00000', of 5 decimals, where CAD has 2: write 1.00"),
            ("1.0050", "found '1.0050', of 4 decimals, where CAD has 2: round it first"),
            ("1,0000", "digits and a point alone"),
        ],
    )
    def test_more_decimals_than_the_currency_has_are_refused(self, text: str, said: str) -> None:
        (fault,) = faults(f"event;date;amount\npayment;2026-02-01;{text}\n")
        assert fault.startswith("row 2, amount: ")
        assert said in fault

    def test_a_currency_without_decimals(self) -> None:
        with refused(InputError, "found '1000.0', of 1 decimals, where JPY has 0: write 1000"):
            plain_amount("1000.0", "JPY", Dialect())
        assert plain_amount("1000", "JPY", Dialect()) == "1000"

    def test_what_a_text_is(self) -> None:
        assert [format_of_text(one) for one in ('{"a": 1}', "a,b", "sep=;\na", "a = 1", "[[invoice]]", "", "# a")] == [
            "json",
            "csv",
            "csv",
            "toml",
            "toml",
            "toml",
            "toml",
        ]


class TestWhatSaysNothing:
    """An argument that a source cannot heed is refused and never passed over."""

    @pytest.mark.parametrize(
        ("source", "how", "of"),
        [
            (ROWS, {"sep": ";"}, "a frame"),
            (ROWS, {"sheet": "a"}, "a frame"),
            (LATE, {"decimals": 2}, "CSV"),
            (LATE, {"sheet": "a"}, "CSV"),
            (EXAMPLES / "late_account.toml", {"columns": {}}, "TOML or JSON"),
            (EXAMPLES / "late_account.json", {"decimal": ","}, "TOML or JSON"),
            ({"invoice": []}, {"decimals": 2}, "a dict"),
            (Path("none.xlsx"), {"sep": ";"}, "a workbook"),
        ],
    )
    def test_it(self, source: Any, how: dict[str, Any], of: str) -> None:
        with refused(InputError, f"{next(iter(how))} says nothing of {of}: leave it out"):
            load_account(source, KOS, **how)


class TestCurrency:
    """Amounts are in the currency that the account names, else in the caller's, else in that of the terms."""

    DATA: ClassVar[dict[str, Any]] = {"invoice": [{"number": "A", "issued": "2026-01-01", "amount": "5"}]}

    def test_where_it_comes_from(self) -> None:
        assert load_account(self.DATA, KOS).currency == "CAD"
        assert load_account(self.DATA, currency="JPY").currency == "JPY"
        assert load_account(self.DATA, KOS, currency="JPY").currency == "JPY"
        assert load_account({"currency": "USD", **self.DATA}, KOS).currency == "USD"
        assert load_account({"currency": "USD", **self.DATA}).currency == "USD"
        assert load_account({"provider": "kijoma", **self.DATA}).currency == "GBP"
        assert load_account(EXAMPLES / "messy_account.toml").currency == "CAD"
        assert load_account("event,date,amount,currency\npayment,2026-01-01,5,USD").currency == "USD"

    def test_a_provider_of_a_file_beside_it(self, tmp_path: Path) -> None:
        (tmp_path / "own.toml").write_text((EXAMPLES / "own_provider.toml").read_text("utf-8"), "utf-8")
        path = tmp_path / "account.toml"
        path.write_text('provider = "own.toml"\n[[payment]]\nreceived = 2026-01-01\namount = "5"\n')
        assert load_account(path).currency == load(tmp_path / "own.toml").currency

    @pytest.mark.parametrize(
        "source",
        [
            DATA,
            {"currency": None, **DATA},
            {"invoice": [{"number": "A", "issued": "2026-01-01", "amount": "5.12345"}]},
            {"service": "dsl", **DATA},
            "event,date,amount,currency\npayment,2026-01-01,5,\n",
            ROWS,
        ],
    )
    def test_amounts_in_none(self, source: Any) -> None:
        with refused(MissingFactsError, "the account has amounts and names no currency: give currency='CAD'"):
            load_account(source)

    def test_an_account_without_amounts_needs_none(self) -> None:
        assert load_account({}) == Account([])
        assert load_account("event,date,amount\nreminder,2026-01-01,\n") == Account([Reminder("2026-01-01")])
        with pytest.raises(InvalidFileError, match="there is no key 'amonut' here"):
            load_account({"reminder": [{"on": "2026-01-01", "amonut": 1}]})

    def test_one_that_is_none(self) -> None:
        with refused(AmountError, "'dollars' is not a currency"):
            load_account({}, currency="dollars")
        assert "row 0, currency: 'dollars' is not a currency" in faults([{**ROWS[0], "currency": "dollars"}])[0]

    def test_disputes_are_held_against_the_window_of_the_terms(self) -> None:
        dispute = {"invoice": "A", "reported": "2026-01-05", "amount": "4"}
        data = {**self.DATA, "dispute": [dispute, dispute]}
        assert len(load_account(data, currency="CAD")) == 3
        assert "only 1.00 CAD of 'A' is left" in faults(data)[0]


class TestAsData:
    """An account as data, and back."""

    @given(RANDOMS)
    def test_a_dict(self, random: Random) -> None:
        for account in (made_history(random).account, Account([ended(random)])):
            assert Account.from_dict(account.as_dict()) == account
            assert load_account(account.as_dict()) == account
            assert load_account(json.dumps(account.as_dict())) == account

    def test_a_currency_for_data_without_one(self) -> None:
        assert Account.from_dict(TestCurrency.DATA, currency="JPY").invoices[0].amount == Money(5, "JPY")

    @pytest.mark.parametrize("data", [5, None, [], "event"])
    def test_what_is_no_dict(self, data: Any) -> None:
        with refused(InputError, "is no dict: give one as as_dict() made it, or use load_account"):
            Account.from_dict(data)

    def test_a_fault(self) -> None:
        with pytest.raises(InvalidFileError, match=r"data: invoice\[1\].amount: found 1.5"):
            Account.from_dict({"currency": "CAD", "invoice": [{"number": "A", "issued": "2026-01-01", "amount": 1.5}]})


class TestSheets:
    """An account as a sheet, and back: whatever its names are."""

    @given(RANDOMS)
    def test_csv(self, random: Random) -> None:
        for made in (made_history(random).account, Account([ended(random)])):
            account = Account(map(as_it_fits_a_row, made))
            assert load_account(account.csv()) == account
            frame = pd.read_csv(io.StringIO(account.csv()), dtype=str, keep_default_na=False)
            assert load_account(frame).currency == account.currency

    @given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20))
    def test_hostile_names(self, name: str) -> None:
        try:
            account = Account([Payment("2026-01-14", cad(100), reference=f"x{name}x"), Payment("2026-01-15", cad(1))])
        except InputError:
            return
        assert load_account(account.csv()) == account

    @pytest.mark.parametrize(
        "name", ["=1+1", "+1", "-1", "@A1", "'=1", "''=1", "'a", '=HYPERLINK("x","y")', "a,b;c", '"']
    )
    def test_names_that_a_spreadsheet_would_run(self, name: str, tmp_path: Path) -> None:
        account = Account([Invoice(name, "2026-01-01", cad(100)), Payment("2026-01-14", cad(100), name)])
        cell = next(csv.DictReader(io.StringIO(account.csv())))["number"]
        assert not cell.startswith(("=", "+", "-", "@"))
        assert load_account(account.csv()) == account
        path = tmp_path / "a.xlsx"
        path.write_bytes(workbook({"account": account.sheet()}))
        assert load_account(path) == account

    def test_no_events(self) -> None:
        assert Account([]).csv() == "event,date,amount\r\n"
        assert load_account(Account([]).csv()) == Account([])
        assert set(COLUMNS_NEEDED) <= set(COLUMNS)

    def test_lines_and_fees_that_fit_no_row(self) -> None:
        line = InvoiceLine("dsl", "one-time", cad(100))
        with refused(InputError, "the invoice 'A' has lines, which fit no row: write the account in TOML or JSON"):
            Account([Invoice("A", "2026-01-01", cad(100), lines=[line])]).csv()
        fees = next(one for one in map(ended, map(Random, range(99))) if isinstance(one.monthly_fee, tuple))
        with refused(InputError, "the cancellation 'C' has several monthly fees, which fit no row"):
            Account([fees]).csv()

    def test_each_column_has_a_kind(self) -> None:
        assert {name: column_kind(name) for name in ("date", "amount", "number", "tax_rate", "billing_months")} == {
            "date": "day",
            "amount": "amount",
            "number": "text",
            "tax_rate": "rate",
            "billing_months": "count",
        }
        assert {column_kind(name) for name in ("monthly_fee", "outcome", "incentive")} == {"amount"}
        assert {column_kind(name) for name in ("last_invoice", "decided")} == {"day"}
        assert {column_kind(name) for name in ("event", "currency", "effect")} == {"text"}

    def test_values_of_every_kind(self) -> None:
        assert cell_text(0.5, "rate", 1) == "0.5"
        with refused(InputError, "found 0.5, a float, which holds no decimal exactly"):
            cell_text(0.5, "rate", None)
        assert cell_text(7, "text", None) == "7"
        with refused(InputError, "found 7.0, a float", "dtype=str"):
            cell_text(7.0, "day", 2)


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook with these sheets."""

    def made(**sheets: list[list[Any]]) -> Path:
        written = openpyxl.Workbook()
        written.remove(written.active)  # type: ignore[arg-type]
        for title, rows in sheets.items():
            page = written.create_sheet(title)
            for row in rows:
                page.append(row)
        path = tmp_path / "book.xlsx"
        written.save(path)
        return path

    return made


class TestWorkbooks:
    """A workbook keeps numbers as decimal text, and days as days; a formula is its saved value."""

    HEAD: ClassVar = ["event", "date", "number", "amount"]

    @given(RANDOMS)
    def test_an_account_comes_back(self, random: Random) -> None:
        path = Path(f"/tmp/telcoterms-{random.random()}.xlsx")
        try:
            for made in (made_history(random).account, Account([ended(random)])):
                account = Account(map(as_it_fits_a_row, made))
                path.write_bytes(workbook({"account": account.sheet()}))
                assert load_account(path) == account
        finally:
            path.unlink()

    def test_what_a_person_types(self, book: Callable[..., Path]) -> None:
        typed = [
            self.HEAD,
            ["invoice", datetime(2026, 1, 1), "A", 56.44],
            ["payment", date(2026, 2, 1), None, 20],
            [None, None, None, None],
            ["payment", "2026-03-01", None, "1.00"],
        ]
        account = load_account(book(sheet=typed), KOS)
        assert Account([*TWO, Payment("2026-03-01", cad(100))]) == account

    def test_faults_have_the_rows_of_the_sheet(self, book: Callable[..., Path]) -> None:
        typed = [
            [],
            self.HEAD,
            ["invoice", datetime(2026, 1, 1, 9), 1001, 56.445],
            ["payment", 46054, None, True],
            ["payment", "2026-03-01", None, "1.000"],
            ["payment", "2026-03-01", None, 1e20],
        ]
        found = [one.partition(": ")[0] for one in faults(book(sheet=typed))]
        assert found == ["row 3, date", "row 4, amount", "row 5, amount", "row 6, amount"]

    def test_a_number_with_many_digits(self, book: Callable[..., Path]) -> None:
        found = faults(book(sheet=[self.HEAD, ["payment", "2026-03-01", None, 0.3455]]))
        assert found == [
            "row 2, amount: found '0.3455', of 4 decimals, where CAD has 2: round it first, by the rule that "
            "you are bound to"
        ]

    def test_a_formula_whose_value_was_not_saved(self, book: Callable[..., Path]) -> None:
        path = book(sheet=[self.HEAD, ["payment", "2026-03-01", None, "=1+1"]])
        with refused(InputError, "row 2 of the sheet 'sheet' has the formula '=1+1', whose value was not saved"):
            load_account(path, KOS)

    def test_several_sheets(self, book: Callable[..., Path]) -> None:
        rows = [self.HEAD, ["payment", "2026-02-01", None, "20.00"]]
        path = book(one=rows, other=[["x"]], third=[])
        with refused(InputError, "book.xlsx has several sheets", "'one', 'other'", "give sheet='...'"):
            load_account(path, KOS)
        assert load_account(path, KOS, sheet="one").payments == TWO.payments
        with refused(UnknownNameError, "there is no sheet 'third' with cells", "'one', 'other'"):
            load_account(path, KOS, sheet="third")
        assert load_account(book(none=[], one=rows), KOS).payments == TWO.payments

    def test_what_is_no_workbook(self, tmp_path: Path, book: Callable[..., Path]) -> None:
        path = tmp_path / "a.xlsx"
        for data in (b"PK\x03\x04\xff", b"", b"event,date"):
            path.write_bytes(data)
            with refused(UnreadableFileError, "it is no workbook", "save it as .xlsx again, or as CSV"):
                load_account(path, KOS)
        with refused(UnreadableFileError, "there is no such file"):
            load_account(tmp_path / "none.xlsx", KOS)
        with refused(UnreadableFileError, "it is empty: write the names of its columns"):
            load_account(book(one=[]), KOS)

    def test_without_openpyxl(self, book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
        path = book(sheet=[self.HEAD])
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        said = (
            "for .xlsx the package openpyxl is needed, .* pip install 'telcoterms.xlsx.' does, or save the file as CSV"
        )
        with pytest.raises(MissingPackageError, match=said):
            load_account(path, KOS)


class TestBills:
    """A bill is loaded as an account is; a table has a row for each line."""

    LINE: ClassVar[dict[str, Any]] = {
        "question": "late_charge",
        "amount": "113.00",
        "issued": "2026-01-01",
        "paid": "2026-02-15",
        "billed": "3.07",
    }

    def said(self, source: Any, **how: Any) -> list[str]:
        with pytest.raises(InvalidFileError) as caught:
            load_bill(source, KOS, **how)
        return [str(fault) for fault in caught.value.faults]

    def test_from_a_path_text_or_a_dict(self) -> None:
        bill = load_bill(BILL)
        assert bill == load_bill(str(BILL), KOS) == load_bill(BILL.read_text("utf-8")) == load_bill(bill.as_dict(), KOS)
        assert isinstance(bill, Bill)

    def test_a_bill_that_names_no_provider(self) -> None:
        with refused(MissingFactsError, "the bill names no provider", "give the terms, as load gives them"):
            load_bill([self.LINE])

    def test_a_frame(self) -> None:
        frame = pd.read_csv(BILLS).assign(question="late_charge")
        how: dict[str, Any] = {"columns": {"account": None}}
        bill = load_bill(frame, KOS, decimals=2, **how)
        assert [line.billed for line in bill] == [cad(341), cad(457), cad(0), cad(188), cad(1565)]
        assert [one.partition(":")[0] for one in self.said(frame, **how)] == [
            "row 0 and 4 more, amount",
            "row 0 and 4 more, billed",
        ]
        renamed = frame.rename(columns={"billed": "Late Fee"})
        assert "give columns={'Late Fee': 'billed'} in Python" in self.said(renamed, **how)[0]
        how["columns"]["Late Fee"] = "billed"
        assert load_bill(renamed, KOS, decimals=2, **how) == bill

    def test_lines_of_every_kind(self, tmp_path: Path) -> None:
        rows = [
            {**self.LINE, "billing_months": 1.0, "reminded": date(2026, 2, 1)},
            {"question": "due_date", "issued": datetime(2026, 1, 1), "billed": date(2026, 1, 16)},
            {"question": "tax", "amount": "100.00", "on": "2026-01-01", "tax_rate": "0.13", "billed": "13.00"},
        ]
        bill = load_bill([{**rows[0], "reminded": None}, *rows[1:]], KOS)
        assert [line.billed for line in bill] == [cad(307), date(2026, 1, 16), cad(1300)]
        path = tmp_path / "bill.csv"
        path.write_text(
            "question;amount;issued;paid;on;tax_rate;billed\n"
            "late_charge;113,00;2026-01-01;2026-02-15;;;3,07\n"
            "\n"
            "due_date;;2026-01-01;;;;2026-01-16\n"
            "tax;100,00;;;2026-01-01;0,13;13,00\n"
        )
        assert load_bill(path, KOS) == bill
        assert "reminded" in self.said(rows)[0]

    def test_faults_have_their_rows(self) -> None:
        text = (
            "question,amount,issued,paid,billed,billing_months\n"
            "late_charge,1.0000,2026-01-01,2026-02-15,3.07,\n"
            "late_fee,113.00,2026-01-01,2026-02-15,3.07,\n"
            ",113.00,2026-01-01,2026-02-15,3.07,\n"
            "late_charge,113.00,2026-01-01,2025-02-15,3.07,\n"
            "late_charge,113.00,2026-01-01,2026-02-15,3.07,one\n"
            "late_charge,113.00,2026-01-01,2026-02-15,3.07,,4\n"
            "late_charge\n"
        )
        assert [one.partition(":")[0] for one in self.said(text)] == [
            "row 2, amount",
            "row 3, question",
            "row 4, question",
            "row 6, billing_months",
            "row 7",
            "row 8, amount",
            "row 8, issued",
            "row 8, paid",
            "row 8, billed",
            "row 5",
        ]

    def test_columns_that_are_missing(self) -> None:
        assert self.said([{"amount": "1.00"}]) == [
            "columns: there is no column 'question': add it",
            "columns: there is no column 'billed': add it",
        ]
        assert self.said("amount,question\n,\n")[0].startswith("row 1: there is no column 'billed'")

    def test_a_row_without_its_question(self) -> None:
        assert self.said("billed,question\n3.07\n")[0].startswith("row 2, question: it is missing")
