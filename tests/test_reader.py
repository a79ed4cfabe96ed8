"""How files are opened and read: whatever is in them, an answer or a sentence."""

import copy
import json
import os
import pickle
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.make_errors import REFUSALS, broken_files, classes
from telcoterms import (
    Account,
    AmountError,
    DayError,
    Fault,
    InputError,
    InvalidFileError,
    InvalidTableError,
    Invoice,
    Money,
    Payment,
    RecordError,
    RowFault,
    TelcoTermsError,
    Terms,
    UnknownNameError,
    UnreadableFileError,
    from_dict,
    load,
)
from telcoterms.agreement.rule import DeclaredReading
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.files import provider
from telcoterms.files import text as files
from telcoterms.files.account import account_of, read_account
from telcoterms.files.check import check_file
from telcoterms.files.library import TEMPLATES, law_table, tax_table, template_text
from telcoterms.files.provider import read_provider
from telcoterms.files.shapes import Place, written
from telcoterms.files.tables import read_taxes
from telcoterms.files.text import read_text, toml_of
from telcoterms.statement.rule import STATEMENT
from telcoterms.values.errors import Unquoted, shown
from telcoterms.values.messages import readable
from tests.terms_builders import made

VALID = (REFUSALS / "provider" / "valid.toml").read_text("utf-8")
ACCOUNT = (REFUSALS / "account" / "valid.toml").read_text("utf-8")

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)


def faults_of(ask: Any, *facts: Any) -> list[str]:
    with pytest.raises(InvalidFileError) as caught:
        ask(*facts)
    return [str(fault) for fault in caught.value.faults]


class TestOpening:
    """A file that cannot be read is told in a sentence that names it."""

    def refused(self, path: Path) -> str:
        with pytest.raises(UnreadableFileError) as caught:
            read_text(path)
        name, _, rest = str(caught.value).partition(": ")
        assert name == readable(str(path))
        return rest

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert self.refused(tmp_path / "none.toml") == "there is no such file: check the name and the folder"

    def test_a_folder(self, tmp_path: Path) -> None:
        assert self.refused(tmp_path) == "this is a folder: name a file in it"

    def test_a_name_that_no_system_takes(self) -> None:
        assert "embedded null byte" in self.refused(Path("a\0b.toml"))

    def test_a_name_below_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        assert self.refused(tmp_path / "file" / "below.toml").startswith("it cannot be opened (Not a directory)")

    @pytest.mark.parametrize("ending", ["", ".toml"])
    def test_a_name_that_is_too_long(self, ending: str, tmp_path: Path) -> None:
        assert self.refused(tmp_path / f"{'9' * 300}{ending}").startswith("it cannot be opened (File name too long)")

    @pytest.mark.skipif(os.name != "posix", reason="needs the permissions of POSIX")
    def test_a_file_that_may_not_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(self: Path, mode: str) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        said = self.refused(tmp_path / "secret.toml")
        assert said == "it cannot be opened (Permission denied): check the name, and who may read it"

    def test_an_empty_file(self, tmp_path: Path) -> None:
        for name, data in {"a": b"", "b": b" \r\n\t", "c": b"\xef\xbb\xbf"}.items():
            (tmp_path / name).write_bytes(data)
            assert (
                self.refused(tmp_path / name)
                == "it is empty: `telcoterms template --help` names a start of each kind of file"
            )

    def test_a_file_over_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MAX_SIZE", 2 * 2**20)
        path = tmp_path / "large.csv"
        path.write_bytes(b"x" * (2 * 2**20))
        assert read_text(path) == "x" * (2 * 2**20)
        path.write_bytes(b"x" * (2 * 2**20 + 1))
        assert self.refused(path) == "it is over 2 MiB: split it, or check that it is the right file"

    def test_bytes_that_are_not_utf_8(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_bytes(b"event\n\nno\xefl\n")
        assert self.refused(path) == "line 3 is not UTF-8 after 'no': save the file again with the encoding UTF-8"
        path.write_bytes("event".encode("utf-16"))
        assert self.refused(path).startswith("line 1 is not UTF-8")

    def test_an_ending_that_says_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "account.dat"
        path.write_bytes(b"PK\x03\x04\xff")
        with pytest.raises(UnreadableFileError, match=r"its ending is neither \.toml, \.json, \.csv nor \.xlsx"):
            read_account(path, "CAD")
        with pytest.raises(UnreadableFileError, match="this is a folder"):
            read_account(tmp_path, "CAD")
        with pytest.raises(UnreadableFileError, match="there is no such file"):
            read_account(tmp_path / "none.ods", "CAD")

    def test_the_case_of_an_ending_does_not_matter(self, tmp_path: Path) -> None:
        path = tmp_path / "ACCOUNT.TOML"
        path.write_text(ACCOUNT)
        assert len(read_account(path, "CAD")) == 3


class TestNumbers:
    """A number is exact or refused, however long it is, and whatever the caller's decimal context."""

    def test_a_huge_integer_in_json(self) -> None:
        with pytest.raises(UnreadableFileError, match=r"it is not JSON \(the number 7{40}\.\.\. is too long\)"):
            files.json_of('{"invoice": ' + "7" * 4001 + "}", "f")
        assert files.json_of("7" * 4000, "f") == int("7" * 4000)

    def test_a_huge_integer_in_toml(self) -> None:
        with pytest.raises(UnreadableFileError, match=r"it is not TOML \(a number of over 4000 digits\)"):
            toml_of("a = " + "7" * 5000, "f")

    def test_a_huge_integer_in_another_base_is_shown_by_its_size(self) -> None:
        faults = faults_of(
            read_provider, VALID.replace("days = 21", "days = 0x1" + "0" * 9000), "f", tax_table, law_table
        )
        assert faults == [
            "due_date.days: found an integer of 36001 bits, wanted a whole number from 0 to 3660: "
            "write digits alone, without quotation marks"
        ]

    @pytest.mark.parametrize(
        "text", ["1e99999", "1e-99999", "1e99999999999999999999", "1.5E+1_000_000", "0." + "1" * 4000]
    )
    def test_a_decimal_of_no_end(self, text: str) -> None:
        with pytest.raises(UnreadableFileError, match="is too long"):
            toml_of(f"a = {text}", "f")

    @pytest.mark.parametrize("text", ["1e99999", "1e-99999", "1e99999999999999999999"])
    def test_a_decimal_of_no_end_in_json(self, text: str) -> None:
        with pytest.raises(UnreadableFileError, match="is too long"):
            files.json_of(text, "f")

    def test_a_number_of_an_account_is_taken_as_it_stands(self) -> None:
        rows = {"number": "1", "issued": "2026-01-01"}
        for amount in (Decimal("56.45"), "56.45", Decimal("5.645E+1")):
            account = account_of({"invoice": [{**rows, "amount": amount}]}, "f", "CAD")
            assert account.invoices[0].amount == Money("56.45", "CAD")
        assert account_of({"invoice": [{**rows, "amount": 56}]}, "f", "CAD").invoices[0].amount == Money(56, "CAD")

    def test_a_float_of_the_caller_is_no_amount(self) -> None:
        faults = faults_of(account_of, {"payment": [{"received": "2026-01-01", "amount": 1.5}]}, "f", "CAD")
        assert faults == [
            "payment[1].amount: found 1.5, wanted an amount: write it in quotation marks, with a point, such as '7.50'"
        ]

    def test_the_decimal_context_changes_nothing(self) -> None:
        hostile = Context(prec=1, Emax=1, Emin=-1)
        with localcontext(hostile):
            assert read_provider(VALID, "f", tax_table, law_table) == read_provider(VALID, "g", tax_table, law_table)
            agreement = read_provider(VALID, "f", tax_table, law_table)
        assert agreement == read_provider(VALID, "f", tax_table, law_table)

    def test_a_rate_is_the_decimal_that_stands_there(self) -> None:
        assert str(LATE_CHARGE.of(load("kos").agreement)).count("Fraction(1, 50)") == 1


class TestFormats:
    """TOML, JSON and CSV, each as their programs write it."""

    def test_all_formats_are_one_account(self) -> None:
        accounts = {read_account(file, "CAD") for file in sorted((REFUSALS / "account").glob("valid*"))}
        assert len(accounts) == 1
        (account,) = accounts
        assert account.invoices[1] == Invoice("2026-02", "2026-02-01", Money("169.35", "CAD"), 3)
        assert account.payments == (Payment("2026-02-20", Money("30.00", "CAD"), "2026-01", "cheque 118"),)

    def test_what_nests_without_end(self) -> None:
        for parse, text in ((files.json_of, "[" * 200_000), (toml_of, "a = " + "[" * 20_000)):
            with pytest.raises(UnreadableFileError):
                parse(text, "f")

    def test_lists_in_lists_are_shown_as_a_list(self) -> None:
        deep: list[Any] = []
        for _ in range(100_000):
            deep = [deep]
        faults = faults_of(account_of, {"currency": "CAD", "invoice": deep}, "f", "CAD")
        assert faults[0].startswith("invoice[1]: found a list, wanted a table")
        assert shown(deep) == "a list"
        while deep:  # taken apart by hand: Python itself would fall into it
            deep = deep[0]

    def test_a_key_twice_in_json(self) -> None:
        with pytest.raises(UnreadableFileError, match="the key 'a' stands twice in one object"):
            files.json_of('{"b": 1, "a": 1, "a": 2}', "f")

    def test_nan_and_infinity_in_json_are_no_text(self) -> None:
        for word, found in (("NaN", "nan"), ("Infinity", "infinity"), ("-Infinity", "-infinity")):
            data = files.json_of(
                f'{{"payment": [{{"received": "2026-01-01", "amount": {word}, "reference": {word}}}]}}', "f"
            )
            faults = faults_of(account_of, data, "f", "CAD")
            assert [fault.split(":")[1] for fault in faults] == [
                f" found {found}, wanted an amount",
                f" found {found}, wanted text as on the bill",
            ]

    def test_csv_whose_first_rows_are_blank(self) -> None:
        text = "\n \nevent,date,amount\npayment,2026-01-05,7\n"
        assert files.csv_of(text, "f")[2] == ["event", "date", "amount"]

    def test_csv_with_a_field_over_pythons_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("event,date,amount\npayment,2026-01-05," + "7" * 200_000)
        with pytest.raises(UnreadableFileError, match=r"it is not CSV \(line 2: field larger"):
            read_account(path, "CAD")

    def test_csv_amounts_are_in_the_currency_of_their_row(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("event,date,amount,currency\npayment,2026-01-05,7,USD\n")
        assert read_account(path, "CAD").currency == "USD"
        path.write_text("event,date,amount,currency\npayment,2026-01-05,7,\n")
        assert read_account(path, "CAD").currency == "CAD"
        path.write_text("event,date,amount,currency\npayment,2026-01-05,7.5555,dollars\n")
        assert [one.split(":")[0] for one in faults_of(read_account, path, "CAD")] == [
            "row 2, currency",
            "row 2, amount",
        ][:1]

    def test_csv_headings_may_be_written_in_capitals(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("Event, Date , AMOUNT,,\npayment,2026-01-05,7,,\n")
        assert len(read_account(path, "CAD").payments) == 1

    def test_a_row_is_counted_with_blank_ones(self, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("\nevent,date,amount\n,,\n\npayment,2026-01-05,free\n")
        assert [one.split(":")[0] for one in faults_of(read_account, path, "CAD")] == ["row 5, amount"]

    def test_an_account_without_events(self) -> None:
        assert list(account_of({}, "f", "CAD")) == []
        assert account_of(Account([]).as_dict(), "f", "CAD") == Account([])

    def test_an_accounts_own_data_is_read_back(self) -> None:
        account = account_of(toml_of(ACCOUNT, "f"), "f", "CAD")
        assert account_of(json.loads(json.dumps(account.as_dict())), "f", "JPY") == account


class TestPaths:
    """A fault says where it is, whatever the keys are."""

    def test_places(self) -> None:
        faults: list[Fault] = []
        place = Place("", faults)
        assert place.key("a").key("b").item(2).key("c").path == "a.b[2].c"
        assert Place("row 3", faults, ", ").key("amount").path == "row 3, amount"
        place.note(InputError("found nothing"))
        assert str(faults[0]) == "file: found nothing"

    @pytest.mark.parametrize("key", ["two words", "a.b", "\x1b[31m", "\ud800", "line\nfeed", "", "k" * 61, "clé"])
    def test_a_key_that_is_no_name_is_quoted(self, key: str) -> None:
        path = Place("", []).key(key).path
        assert path.startswith("'")
        assert path.isprintable()
        assert len(path) <= 64

    def test_faults_of_places_whose_names_begin_alike_are_told_apart(self) -> None:
        text = VALID + '[service.mobile2]\ntitle = "M"\ndocument = "mobile"\n\n[service.mobile2.due_date]\nkind = "x"\n'
        assert [one.split(":")[0] for one in faults_of(read_provider, text, "f", tax_table, law_table)] == [
            "service.mobile2.due_date.kind"
        ]

    @given(anything)
    def test_any_data_is_an_account_or_is_refused(self, data: Any) -> None:
        for given_ in (data, {"invoice": data}, {"invoice": [data]}, {"payment": [{"received": data, "amount": data}]}):
            with suppress(InvalidFileError, UnreadableFileError):  # the latter of what looks like another kind of file
                assert isinstance(account_of(given_, "f", "CAD"), Account)

    @given(st.sampled_from(sorted(toml_of(VALID, "f"))), anything)
    def test_any_value_of_a_provider_is_taken_or_refused(self, key: str, value: Any) -> None:
        data = toml_of(VALID, "f")
        data[key] = value
        faults: list[Fault] = []
        context = provider.context_of(data, tax_table, law_table)
        found = provider.provider_shape(context).read(data, Place("", faults))
        assert (found is None) == bool(faults)
        assert all(map(str, faults))


class TestProvider:
    """What of a provider's file is not in one of the broken ones."""

    def test_every_reading_and_reason_is_taken(self) -> None:
        agreement = read_provider(VALID, "f", tax_table, law_table).for_service("none")
        charge = LATE_CHARGE.of(agreement)
        assert charge.declared == (DeclaredReading("runs_from", "due-date", "section 3 counts from the due date"),)
        assert STATEMENT.of(agreement).across_debts == "newest-first"
        assert STATEMENT.of(agreement).clause == charge.clause
        assert agreement.tax is not None
        assert agreement.origin == "f"

    def test_a_fault_of_one_document_does_not_hide_the_others(self) -> None:
        faults = faults_of(read_provider, VALID.replace('title = "Mobile Agreement"\n', ""), "f", tax_table, law_table)
        assert faults == ["documents.mobile.title: it is missing: add title (one line of text)"]

    def test_without_a_currency_amounts_are_judged_by_their_form_alone(self) -> None:
        broken = VALID.replace('currency = "CAD"\n', "").replace('least = "5.00"', "least = 5")
        assert [one.split(":")[0] for one in faults_of(read_provider, broken, "f", tax_table, law_table)] == [
            "currency",
            "service.mobile.late_charge.least",
        ]

    def test_sections_keep_the_order_of_the_file(self) -> None:
        text = VALID + '\n[sections.mobile.annex]\nsays = "Prices."\n\n[sections.mobile."10.2"]\nsays = "Roaming."\n'
        found = [str(one.clause) for one in read_provider(text, "f", tax_table, law_table).sections]
        assert found[-4:] == [
            "Mobile Agreement s.9",
            "Mobile Agreement s.10",
            "Mobile Agreement, annex",
            "Mobile Agreement s.10.2",
        ]

    def test_readings_of_a_statement_need_no_late_charge(self) -> None:
        start = VALID.index("[late_charge]")
        end = VALID.index("[dispute]")
        text = VALID[:start] + VALID[end:]
        agreement = read_provider(
            text.replace('replaces = { document = "terms", section = "3" }\n', ""), "f", tax_table, law_table
        )
        assert LATE_CHARGE.find(agreement) is None
        assert STATEMENT.find(agreement) is None

    def test_a_statement_without_readings(self) -> None:
        text = VALID[: VALID.index("[statement.reading]")] + "[statement]\n" + VALID[VALID.index("[service.mobile]") :]
        assert STATEMENT.of(read_provider(text, "f", tax_table, law_table)).across_debts == "oldest-first"

    @pytest.mark.parametrize("zone", ["America", "../Toronto", "", "a\0b", "Z" * 5000])
    def test_what_is_no_time_zone(self, zone: str) -> None:
        text = VALID.replace('"America/Winnipeg"', json.dumps(zone))
        assert faults_of(read_provider, text, "f", tax_table, law_table)[0].startswith("time_zone: found")

    def test_a_machine_without_time_zones_refuses_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def none(key: str) -> None:
            raise ZoneInfoNotFoundError(key)

        monkeypatch.setattr("zoneinfo.ZoneInfo", none)
        monkeypatch.setattr("zoneinfo.available_timezones", set)
        assert read_provider(VALID, "f", tax_table, law_table).time_zone == "America/Winnipeg"

    def test_taxes(self) -> None:
        text = 'table = "x"\nrevision = 0\nchecked = 2026-01-01\n'
        rate = '[[rate]]\nregion = "A"\nname = "T"\nrate = 0.1\nsince = 2020-01-01\nsource = "s"\n'
        table = read_taxes(text + rate, "f", "A")
        assert [one.rate * 10 for one in table.on(date(2026, 1, 1))] == [1]
        assert table.not_established == ()
        assert faults_of(read_taxes, text, "f", "A") == [
            "rate: it is missing: add rate (a list: a table, once or more)"
        ]

    def test_what_a_value_looks_like_in_a_message(self) -> None:
        values: list[object] = [
            True,
            None,
            [],
            [1],
            {},
            Decimal("1E+2"),
            date(2026, 1, 1),
            datetime(2026, 1, 1, 9),
            time(9),
            "x",
            7,
        ]
        assert [shown(written(value)) for value in values] == [
            "true", "null", "an empty list", "a list", "a table", "1e+2",
            "2026-01-01", "2026-01-01 09:00:00", "09:00:00", "'x'", "7",
        ]  # fmt: skip


class TestLooking:
    """`check_file`: what a file holds."""

    @pytest.mark.parametrize("name", TEMPLATES)
    def test_every_template_is_without_fault(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        path.write_text(template_text(name), "utf-8")
        assert check_file(path, load("kos")).startswith(("an account of ", "a bill of ", "the terms of "))

    def test_an_account_in_another_currency(self, tmp_path: Path) -> None:
        path = tmp_path / "account.toml"
        path.write_text(ACCOUNT.replace("CAD", "USD"))
        assert faults_of(check_file, path, load("kos")) == [
            "currency: the account is in USD, the terms of kos are in CAD: name the provider that billed it"
        ]

    def test_under_terms_without_a_due_date_no_invoice_lacks_a_fact_of_one(self, tmp_path: Path) -> None:
        path = tmp_path / "account.toml"
        path.write_text(ACCOUNT)
        assert check_file(path, made(due_date=None)) == "an account of 2 invoices and 1 payment"

    def test_an_account_without_events_has_no_currency(self, tmp_path: Path) -> None:
        path = tmp_path / "account.json"
        path.write_text("{}")
        assert check_file(path, load("kos")) == "an account without events"


class TestRecords:
    """A record that is not whole, or not as it was made, is refused."""

    @pytest.fixture
    def record(self) -> dict[str, Any]:
        return load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").as_dict()

    @pytest.mark.parametrize(
        ("change", "error", "sentence"),
        [
            ({"question": []}, UnknownNameError, r"asks \[\], which is no question"),
            ({"question": "weather"}, UnknownNameError, "asks 'weather'"),
            ({"schema": 3}, RecordError, "has schema 3, version .* reads schema 2"),
            ({"readings": []}, RecordError, r"readings of the receipt is \[\]"),
            ({"readings": {"a": 1}}, RecordError, "readings of the receipt is {'a': 1}"),
            ({"readings": {"a": "b"}}, UnknownNameError, "has no reading 'a'"),
            ({"readings": {"runs_from": "b"}}, UnknownNameError, "cannot read runs_from as 'b'"),
            ({"tables": [{"kind": "provider"}]}, RecordError, r"tables of the receipt is \[\{'kind': 'provider'\}\]"),
            ({"provider": []}, RecordError, r"provider of the receipt is \[\]: give it whole"),
            ({"edition": 5}, RecordError, "edition of the receipt is 5: give it whole"),
            ({"edition": "new"}, DayError, "edition is 'new'"),
            ({"revision": 7}, RecordError, "rests on revision 7 of the terms of 'kos' of 2021-07-12, and here is 0"),
            ({"service": []}, RecordError, r"service of the receipt is \[\]: give it whole"),
            ({"service": "dial-up"}, UnknownNameError, "no service 'dial-up'"),
            ({"currency": "USD"}, RecordError, "in 'USD', not on <terms of kos, 2021-07-12> in CAD"),
            ({"facts": []}, RecordError, r"the facts of the receipt are \[\]"),
            ({"facts": {"amount": "1.00"}}, RecordError, "wanted amount, issued, paid, billing_months"),
            ({"figure": "3.42"}, RecordError, r"says '3\.42', but '3\.41' comes out"),
        ],
    )
    def test_what_was_changed(
        self, record: dict[str, Any], change: dict[str, Any], error: type[TelcoTermsError], sentence: str
    ) -> None:
        with pytest.raises(error, match=sentence):
            from_dict({**record, **change})

    def test_what_is_missing(self, record: dict[str, Any]) -> None:
        del record["facts"], record["figure"]
        with pytest.raises(RecordError, match="the receipt lacks facts, figure: give it whole"):
            from_dict(record)

    @pytest.mark.parametrize("record", [None, [], 5])
    def test_what_is_no_record(self, record: Any) -> None:
        with pytest.raises(RecordError, match="is no receipt: give a whole one, as it was made"):
            from_dict(record)

    def test_of_a_service(self) -> None:
        terms = load("kos", service="cable")
        answer = terms.cancellation_charge(
            incentive="240.00", term_start="2025-01-01", term_months=24, last_invoice=None, cancelled="2026-05-10"
        )
        assert from_dict(answer.as_dict()) == answer

    def test_of_an_account_whose_data_was_changed(self) -> None:
        account = Account([Invoice("1", "2026-01-01", Money("5.00", "CAD"))])
        record = load("kos").statement(account, as_of="2026-02-01").as_dict()
        assert from_dict(record).value == load("kos").statement(account, as_of="2026-02-01").value
        facts = {"account": {"invoice": [1]}, "as_of": "2026-02-01"}
        assert faults_of(from_dict, {**record, "facts": facts})[0].startswith("invoice[1]: found 1, wanted a table")

    def test_of_one_fee_a_month(self) -> None:
        answer = load("kos", service="none").cancellation_charge(
            ["10.00", "20.00", "30.00"], term_start="2026-01-01", term_months=3, cancelled="2026-01-15"
        )
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    @pytest.mark.parametrize("province", [[], {}, 5])
    def test_a_province_of_another_type(self, province: Any) -> None:
        with pytest.raises(UnknownNameError, match="is no region of these taxes"):
            load("kos").refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", province=province)

    def test_an_unknown_table_of_taxes(self) -> None:
        with pytest.raises(UnknownNameError, match=r"no table of taxes 'none': choose from canada, uk"):
            tax_table("none", "ON")

    def test_an_unknown_table_of_law(self) -> None:
        with pytest.raises(UnknownNameError, match=r"no table of law 'none': choose from canada, uk"):
            law_table("none")


class TestErrors:
    """An error is a template and its values; it can be pickled, and it can always be printed."""

    @pytest.mark.parametrize("name", classes())
    def test_every_error_survives_pickling(self, name: str) -> None:
        kind = classes()[name]
        if kind is InvalidFileError:
            error: TelcoTermsError = InvalidFileError(
                "f", [Fault("a.b", InputError("found {found}", found=Unquoted("x")))]
            )
        elif kind is InvalidTableError:
            error = InvalidTableError([RowFault(InputError("found {found}", found=Unquoted("x")), 3, 2)])
        else:
            error = kind("found {found} on {day}", found="x", day=date(2026, 1, 1))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(error, protocol))
            assert type(again) is kind
            assert str(again) == str(error)
            assert again.template == error.template
        assert str(copy.deepcopy(error)) == str(error)

    @pytest.mark.parametrize("file", broken_files("account"), ids=lambda file: file.name)
    def test_the_errors_of_files_survive_pickling(self, file: Path) -> None:
        with pytest.raises(TelcoTermsError) as caught:
            check_file(file, load("kos"))
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_values_are_shown_as_they_were_given(self) -> None:
        assert shown(Unquoted("bare")) == "bare"
        assert shown((Unquoted("a"), Unquoted("b"))) == "a, b"
        assert shown(()) == "none"
        assert shown((1, 2)) == "(1, 2)"
        assert shown("x") == "'x'"
        assert shown(True) == "True"
        assert shown(1.5) == "1.5"
        assert shown(Money("3.41", "CAD")) == "3.41 CAD"

    def test_what_is_long_is_cut(self) -> None:
        assert shown("x" * 1000) == "'" + "x" * 59 + "..."
        assert shown(["x" * 1000]).endswith("...")
        assert shown(2**200) == "an integer of 201 bits"
        assert shown(10**50) == "1" + "0" * 50

    def test_what_python_itself_does_not_print(self) -> None:
        assert shown([10**5000]) == "a list"
        assert shown({"a": 10**5000}) == "a dict"

    def test_a_message_never_fails(self) -> None:
        assert str(AmountError("{value} is no amount", value=[10**5000])) == "a list is no amount"

    def test_twenty_faults_are_all_printed(self) -> None:
        faults = [Fault(f"a[{place}]", InputError("found nothing")) for place in range(21)]
        assert len(str(InvalidFileError("f", faults[:20])).splitlines()) == 20
        assert str(InvalidFileError("f", faults)).splitlines()[-1] == "f: and 1 more"
        assert InvalidFileError("f", faults).faults == tuple(faults)

    def test_the_terms_of_a_file_can_be_pickled(self) -> None:
        terms = load(REFUSALS / "provider" / "valid.toml", service="mobile")
        again: Terms = pickle.loads(pickle.dumps(terms))
        assert again == terms
