"""An account's file: every event in TOML, JSON and CSV, and all of its faults at once."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from telcoterms import Account, InvalidFileError, Invoice, Money, Payment, UnreadableFileError, load
from telcoterms.account.events import EVENT_TYPES, Cancellation, Dispute, Event, ReturnedPayment, as_file_value
from telcoterms.files.account import COLUMNS, EVENT_TABLES, account_of, field_of, read_account, shape_of
from telcoterms.files.check import check_file
from telcoterms.files.library import template_text
from telcoterms.files.named_terms import HEAD as KEYS_OF_THE_HEAD
from telcoterms.files.text import json_of, toml_of
from tests.random_accounts import in_window, made_history
from tests.terms_builders import cad

RANDOMS = st.randoms(use_true_random=False)
HEAD = "event,date,number,amount,invoice,reference,billing_months,currency\n"


def faults_of(data: Any, currency: str = "CAD") -> list[str]:
    """What is said of data, or of the text of a sheet."""
    with pytest.raises(InvalidFileError) as caught:
        account_of(data, "f", currency, in_window)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    """The account of a sheet, or what is said of it."""

    def read(text: str) -> Any:
        path = tmp_path / "account.csv"
        path.write_text(text, "utf-8")
        try:
            return read_account(path, "CAD", in_window)
        except InvalidFileError as error:
            return [str(fault) for fault in error.faults]

    return read


def toml_text(data: dict[str, Any]) -> str:
    """The data of an account as TOML."""
    lines = []
    for key, value in data.items():
        for row in value if isinstance(value, list) else ():
            lines.append(f"[[{key}]]")
            lines += [f"{name} = {json.dumps(one)}" for name, one in row.items() if name != "line"]
            for line in row.get("line", ()):
                lines += [f"[[{key}.line]]", *(f"{name} = {json.dumps(one)}" for name, one in line.items())]
    return "\n".join(["" if data["currency"] is None else f'currency = "{data["currency"]}"', *lines])


def sheet_text(account: Account) -> str:
    """The events of an account as rows, where they fit into rows."""
    rows = []
    for event in account:
        day = {"invoice": "issued", "payment": "received", "credit": "issued", "dispute": "reported"}
        row = {day.get(event.table, "on"): None, **event.as_dict()}
        row["date"] = row.pop(day.get(event.table, "on"))
        rows.append({"event": event.table, **row})
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_it_fits_a_row(event: Event) -> Event:
    """The event without what fits no row: lines, and a fee for each month."""
    if isinstance(event, Invoice):
        return replace(event, lines=())
    if isinstance(event, Cancellation) and isinstance(event.monthly_fee, tuple):
        return replace(event, monthly_fee=event.monthly_fee[0])
    return event


def ended(random: Random) -> Cancellation:
    """A cancellation of all facts, each there or not."""
    facts: dict[str, Any] = {}
    if random.randrange(2):
        facts |= {"fee": cad(random.randrange(9999)), "cycle_start": "2026-06-01"}
    if not facts or random.randrange(2):
        facts |= {"term_start": date(2025, 1, 31), "term_months": random.randrange(1, 1200)}
    more: dict[str, Any] = {
        "by": random.choice(["customer", "provider-for-cause", "provider-with-notice"]),
        "service": "dsl",
        "fee_months": random.randrange(1, 13),
        "billing_day": random.randrange(1, 32),
        "paid_until": "2026-07-01",
        "taxed_on": "2026-05-31",
        "monthly_fee": random.choice([cad(4995), [cad(1), cad(2)], [cad(3)]]),
        "incentive": cad(random.randrange(9999)),
        "last_invoice": random.choice([None, "not given", "2026-06-01"]),
        "province": "none",
        "tax_rate": random.choice(["0", "0.13", "0.14975", "0." + "0" * 29 + "1", 10]),
        "tax_mode": random.choice(["added", "included"]),
        "taxed_as": random.choice(["internet", "hosting"]),
    }
    return Cancellation("C", "2026-06-10", **facts, **{k: one for k, one in more.items() if random.randrange(2)})


class TestRoundTrip:
    """What an account writes of itself is read back whole, in every format."""

    @given(RANDOMS)
    def test_toml_and_json(self, random: Random) -> None:
        account = made_history(random).account
        data = account.as_dict()
        assert account_of(data, "f", "JPY", in_window) == account
        assert account_of(json_of(json.dumps(data), "f"), "f", "JPY", in_window) == account
        assert account_of(toml_of(toml_text(data), "f"), "f", "JPY", in_window) == account

    @given(RANDOMS)
    def test_cancellations(self, random: Random) -> None:
        account = Account([ended(random)])
        data = account.as_dict()
        assert account_of(json_of(json.dumps(data), "f"), "f", "CAD") == account
        assert account_of(toml_of(toml_text(data), "f"), "f", "CAD") == account

    def test_sheets(self, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        for seed in range(200):
            random = Random(seed)
            made = made_history(random).account if seed % 2 else Account([ended(random)])
            account = Account(map(as_it_fits_a_row, made))
            path.write_text(sheet_text(account), "utf-8")
            assert read_account(path, "CAD", in_window) == account

    def test_the_templates_are_one_account(self, tmp_path: Path) -> None:
        accounts = []
        for name in ("account.toml", "account.json", "every_event.csv"):
            path = tmp_path / name
            path.write_text(template_text(name), "utf-8")
            assert check_file(path, load("kos")) == "an account of 3 invoices, 3 payments and 8 other events"
            accounts.append(read_account(path, "CAD"))
        assert accounts[0] == accounts[1]
        assert {type(event) for event in accounts[2]} == set(EVENT_TYPES)
        assert accounts[2] == Account(map(as_it_fits_a_row, accounts[0]))

    def test_the_short_template_has_the_columns_that_most_accounts_need(self, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text(template_text("account.csv"), "utf-8")
        assert check_file(path, load("kos")) == "an account of 3 invoices, 2 payments and 1 other event"
        assert template_text("account.csv").startswith("event,date,number,amount,invoice\n")

    def test_each_kind_has_its_keys(self) -> None:
        for table, kind in EVENT_TABLES.items():
            names = {kind.keys.get(name, name) for name in kind.__match_args__}
            assert set(shape_of(table, "CAD").known) == names
            assert set(shape_of(table, "CAD", True).known) <= set(COLUMNS)

    def test_each_kind_has_a_schema(self) -> None:
        for table in EVENT_TABLES:
            schema = shape_of(table, "CAD").schema({})
            Draft202012Validator.check_schema(schema)
            assert set(schema["properties"]) == set(shape_of(table, "CAD").known)

    def test_a_type_without_a_form_is_refused_until_it_has_one(self) -> None:
        with pytest.raises(TypeError, match="a file has no form for <class 'float'>: give it one here"):
            field_of(float, "CAD", cells=False)
        with pytest.raises(TypeError, match="a file has no form for float: give it one here"):
            as_file_value(1.5)

    def test_numbers_and_null(self) -> None:
        row = {"number": "C", "on": date(2026, 6, 10), "term_start": "2025-01-01", "term_months": 24, "incentive": 100}
        (gone,) = account_of({"cancellation": [{**row, "last_invoice": None, "tax_rate": 0}]}, "f", "CAD")
        assert gone == Cancellation(
            "C", "2026-06-10", term_start="2025-01-01", term_months=24, incentive=Money(100, "CAD"), last_invoice=None,
            tax_rate=0,
        )  # fmt: skip
        dispute = {"invoice": "a", "reported": "2026-01-02", "amount": 5, "decided": "2026-01-03", "outcome": 4}
        invoice = {"number": "a", "issued": "2026-01-01", "amount": 5}
        assert account_of({"dispute": [dispute], "invoice": [invoice]}, "f", "CAD").others == (
            Dispute("a", "2026-01-02", Money(5, "CAD"), "2026-01-03", Money(4, "CAD")),
        )


class TestFaults:
    """All faults of a file are told at once, at their places, and none that is none."""

    def test_a_hundred_faults(self) -> None:
        data: dict[str, Any] = {table: [{} for _ in range(9)] for table in EVENT_TABLES}
        needed = sum(len(shape_of(table, "CAD").fields) for table in EVENT_TABLES)
        faults = faults_of({**data, "currency": "cad", "payments": []})
        assert len(faults) == 9 * needed + 2 > 100
        assert faults[0] == (
            "currency: 'cad' is not a currency: give its three capital letters of ISO 4217, such as 'CAD'"
        )
        assert faults[-1] == "payments: there is no key 'payments' here: take it out, or choose from " + ", ".join(
            sorted([*EVENT_TABLES, "billed_to", "currency", *KEYS_OF_THE_HEAD])
        )
        assert "payout[9].amount: it is missing: add amount (an amount)" in faults

    def test_a_hundred_faults_of_a_sheet(self, sheet: Any) -> None:
        faults = sheet(
            HEAD + "".join(f"{table},2026-02-30,,x,,,0,\n" * 10 for table in EVENT_TABLES) + "refund,,,,,,,\n" * 10
        )
        assert len(faults) > 100
        assert faults[-1].startswith("row 111, event: found 'refund': choose from invoice, ")

    @pytest.mark.parametrize(
        ("broken", "told"),
        [
            ({"number": "b", "issued": "2026-01-01", "amount": "free"}, ["x", "payment[2]"]),
            ({"issued": "2026-01-01", "amount": "5.00"}, ["x"]),
            ({"number": 7, "issued": "2026-01-01", "amount": "5.00"}, ["x"]),
            (5, ["x"]),
        ],
    )
    def test_what_a_broken_invoice_may_be_is_not_missing(self, broken: Any, told: list[str]) -> None:
        payments = [{"received": "2026-01-05", "amount": 5, "invoice": name} for name in ("b", "c")]
        faults = faults_of({"invoice": [broken], "payment": payments})
        assert [fault.split(":")[0] for fault in faults][1:] == told[1:]

    @pytest.mark.parametrize(
        ("broken", "missing"),
        [
            ({"amount": 5}, True),
            ({"amount": 5, "reference": "R"}, False),
            ({"amount": 5, "reference": "S"}, True),
            ({"amount": 5, "reference": 7}, False),
            ({"amount": 5, "refrence": "R"}, False),
        ],
    )
    def test_what_a_broken_payment_may_be_is_not_missing(self, broken: Any, missing: bool) -> None:
        faults = faults_of({"payment": [broken], "returned_payment": [{"on": "2026-01-05", "payment": "R"}]})
        assert (
            "returned_payment[1]: the payment 'R' is returned on 2026-01-05, but no payment has that" in faults[-1]
        ) is missing

    @pytest.mark.parametrize("table", ["invoices", "bill"])
    @pytest.mark.parametrize("found", [[{"number": "b"}], {"number": "c"}, {}])
    def test_what_a_misspelt_kind_may_hold_is_not_missing(self, table: str, found: Any) -> None:
        payment = {"received": "2026-01-05", "amount": 5, "invoice": "b"}
        faults = faults_of({table: found, "payment": [payment]})
        assert faults[0].startswith(f"{table}: there is no key '{table}' here: ")
        assert len(faults) == 1 + (found == {"number": "c"})

    def test_a_list_that_is_none(self) -> None:
        payment = {"received": "2026-01-05", "amount": 5, "invoice": "b"}
        faults = faults_of({"invoice": 7, "payment": [payment], "line": []})
        assert [fault.split(":")[0] for fault in faults] == ["line", "invoice"]
        assert faults_of([])[0].startswith("file: found an empty list, wanted a table")

    def test_of_an_unknown_currency_the_form_is_judged(self) -> None:
        invoice = {"number": "a", "issued": "2026-01-01", "amount": "5.00"}
        amounts: list[Any] = ["0", "9.00", []]
        disputes = [{"invoice": "a", "reported": "2026-01-02", "amount": amount} for amount in amounts]
        faults = faults_of({"currency": "dollars", "invoice": [invoice], "dispute": disputes})
        assert [fault.split(":")[0] for fault in faults] == ["currency", "dispute[3].amount"]

    @pytest.mark.parametrize("outcome", [True, None, [], "4,00", "", "-1", date(2026, 1, 1)])
    def test_an_outcome_that_is_none(self, outcome: Any) -> None:
        dispute = {"invoice": "a", "reported": "2026-01-02", "amount": 5, "decided": "2026-01-03", "outcome": outcome}
        faults = faults_of({"invoice": [{"number": "a", "issued": "2026-01-01", "amount": 5}], "dispute": [dispute]})
        assert [fault.split(":")[0] for fault in faults] == ["dispute[1].outcome"]

    @pytest.mark.parametrize("day", ["2026-02-30", "never", "", 7, True])
    def test_a_last_invoice_that_is_none(self, day: Any) -> None:
        row = {"number": "C", "on": "2026-06-10", "term_start": "2025-01-01", "term_months": 24, "last_invoice": day}
        assert [fault.split(":")[0] for fault in faults_of({"cancellation": [row]})] == ["cancellation[1].last_invoice"]

    def test_days_that_the_window_cannot_count(self, tmp_path: Path) -> None:
        path = tmp_path / "account.json"
        rows: dict[str, Any] = {
            "invoice": [{"number": "a", "issued": "9999-12-01", "amount": 5}],
            "dispute": [{"invoice": "a", "reported": "9999-12-31", "amount": 6}],
        }
        path.write_text(json.dumps(rows), "utf-8")
        with pytest.raises(InvalidFileError, match=r"only 5\.00 CAD of 'a' is left"):
            check_file(path, load("kos"))

    def test_lines_beside_invoices_are_no_bill(self, tmp_path: Path) -> None:
        path = tmp_path / "account.json"
        path.write_text('{"invoice": [], "line": []}', "utf-8")
        with pytest.raises(InvalidFileError, match=r"write each as \[\[invoice\.line\]\], below its invoice"):
            check_file(path, load("kos"))


class TestSheets:
    """A sheet as a person keeps it: capitals, spaces, commas in amounts."""

    @pytest.mark.parametrize("event", ["returned_payment", "Returned payment", "RETURNED-PAYMENT"])
    def test_an_event_in_any_letters(self, sheet: Any, event: str) -> None:
        account = sheet(f"event,date,amount,reference,payment\nPayment,2026-01-05,5,R,\n{event},2026-01-06,,,R\n")
        assert list(account) == [
            Payment("2026-01-05", Money(5, "CAD"), None, "R"),
            ReturnedPayment("2026-01-06", "R"),
        ]

    def test_columns_and_names_in_any_letters(self, sheet: Any) -> None:
        text = "Event,Date,Number,Amount,Invoice,Decided,Outcome,Billing months\nInvoice,2026-01-01,a,5,,,,3\n"
        account = sheet(text + "Dispute,2026-01-02,,5,a,2026-01-03,Upheld,\n")
        assert account.others == (Dispute("a", "2026-01-02", Money(5, "CAD"), "2026-01-03", "upheld"),)
        assert account.invoices[0].billing_months == 3

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("payment,2026-01-05,,56,45,,,,", "'56,45' stands in two cells, as a comma separates cells: write 56.45,"),
            ("payment,2026-01-05,,56,4,,,,CAD", "'56,4' stands in two cells, as a comma separates cells: write 56.4,"),
            (
                "payment,2026-01-05,,1,056.45,,,,",
                "'1,056.45' stands in two cells, as a comma separates cells: write 1056.45",
            ),
            ("invoice,2026-01-05,b,56,45,,,", "'56,45' stands in two cells, as a comma separates cells: write 56.45,"),
        ],
    )
    def test_a_comma_in_an_amount(self, sheet: Any, row: str, said: str) -> None:
        (fault,) = sheet(f"{HEAD}{row}\n")
        assert fault.startswith(f"row 2, amount: {said}")

    def test_a_comma_elsewhere(self, sheet: Any) -> None:
        (fault,) = sheet(HEAD + "payment,2026-01-05,,5,,a, b,,CAD\n")
        assert fault == (
            "row 2: the cell 'CAD' stands under no column: put a cell that holds a separator in quotation marks"
        )
        assert len(sheet(HEAD + "payment,2026-01-05,,5,,,,,,,\n")) == 1  # empty cells beyond the last column
        (fault,) = sheet(HEAD.replace(",", ";") + "payment;2026-01-05;;56;45;;;;CAD\n")
        assert "stands under no column" in fault

    def test_what_a_shifted_row_may_be_is_not_missing(self, sheet: Any) -> None:
        faults = sheet(
            HEAD + "invoice,2026-01-01,b,56,45,,,,CAD\npayment,2026-01-05,,5,b,,,\npayment,2026-01-05,,5,c,,,\n"
        )
        assert [fault.split(":")[0] for fault in faults] == ["row 2, amount", "row 4"]

    def test_what_an_unknown_event_may_be_is_not_missing(self, sheet: Any) -> None:
        faults = sheet(HEAD + "bill,2026-01-01,b,56,,,,\npayment,2026-01-05,,5,b,,,\npayment,2026-01-05,,5,c,,,\n")
        assert [fault.split(":")[0] for fault in faults] == ["row 2, event", "row 4"]
        faults = sheet(HEAD + "bill,2026-01-01,,56,,,,\npayment,2026-01-05,,5,b,,,\n")
        assert [fault.split(":")[0] for fault in faults] == ["row 2, event"]

    def test_a_row_in_a_currency_that_is_none(self, sheet: Any) -> None:
        faults = sheet(HEAD + "invoice,2026-01-01,b,x,,,,dollars\npayment,2026-01-05,,5,b,,,\n")
        assert [fault.split(":")[0] for fault in faults] == ["row 2, currency", "row 2, amount"][:1]

    def test_columns_that_are_not_certain_are_told_alone(self, sheet: Any) -> None:
        faults = sheet("event,date,amout,ammount\npayment,2026-02-30,5,5\n")
        assert [fault.split(":")[0] for fault in faults] == ["row 1", "row 1"]
        faults = sheet("event,,date,date,amount\npayment,,2026-02-30,,5\n")
        assert [fault.partition(": ")[2] for fault in faults] == [
            "column 2 has no name: name it, or take it out",
            "the column 'date' stands here twice: take one out",
        ]
        faults = sheet("event,date,amount,lines\npayment,2026-02-30,5,\n")
        assert len(faults) == 1
        assert "write the account in TOML or JSON" in faults[0]

    @pytest.mark.parametrize("fee", ["49.95 59.95", "49.95;59.95", "49.95,59.95"])
    def test_a_fee_for_each_month_fits_no_cell(self, sheet: Any, fee: str) -> None:
        head = "event,date,number,amount,term_start,term_months,monthly_fee\n"
        (fault,) = sheet(f'{head}cancellation,2026-01-10,C,,2026-01-01,2,"{fee}"\n')
        assert fault == (
            f"row 2, monthly_fee: found '{fee}': give one fee for all months, or write the account in TOML or JSON"
        )
        assert sheet(f"{head}cancellation,2026-01-10,C,,2026-01-01,2,49.95\n")[0].monthly_fee == Money("49.95", "CAD")

    @pytest.mark.parametrize("months", ["0", "1.5", "-1", "12000", "\u0661", "three"])
    def test_a_number_of_months_that_is_none(self, sheet: Any, months: str) -> None:
        (fault,) = sheet(f"{HEAD}invoice,2026-01-05,b,5,,,{months},\n")
        assert fault.startswith("row 2, billing_months: found ")

    def test_an_ending_in_capitals_and_one_that_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "ACCOUNT.CSV"
        path.write_text(HEAD + "payment,2026-01-05,,5,,,,\n", "utf-8")
        assert len(read_account(path, "CAD")) == 1
        path = path.rename(tmp_path / "account.dat")
        with pytest.raises(UnreadableFileError, match="rename it, or save it as one of them"):
            read_account(path, "CAD")
