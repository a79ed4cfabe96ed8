"""The schemas of an account, a bill and a receipt: of one mind with the reader, as far as a schema can judge."""

import copy
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import telcoterms
from docs.make_errors import broken_files
from telcoterms import load
from telcoterms.answers.question import kind_of, types_of
from telcoterms.files.content import content_of
from telcoterms.files.library import SchemaName, schema_text
from telcoterms.files.schemas import schema_of
from telcoterms.terms import QUESTIONS
from tests.account_with_every_event import AFTER, bounced, messy
from tests.records import make
from tests.test_schema import as_json, objects

ROOT: Final = Path(__file__).parents[1]
RECORDS: Final = sorted((ROOT / "tests" / "records").glob("*.json"))
CHECKERS: Final = {
    name: Draft202012Validator(schema_of(name), format_checker=FormatChecker()) for name in get_args(SchemaName)
}
BEYOND_A_SCHEMA: Final[dict[str, set[str]]] = {
    # whether what a file names exists, whether its days and sums fit together, and the decimals of a currency
    "account": {
        "administrative-charge-for-a-reason-that-is-no-name",
        "administrative-charge-with-the-number-of-an-invoice",
        "amount-of-too-many-digits",
        "amount-over-the-limit",
        "amount-that-is-infinite",
        "amounts-that-together-are-over-the-limit",
        "billed-to-an-address-of-too-many-lines",
        "billed-to-an-address-that-does-not-fit-on-paper",
        "cancellation-of-one-service-twice",
        "cancellation-with-half-of-its-facts",
        "cancellation-without-facts",
        "credit-before-its-invoice",
        "credit-for-an-unknown-invoice",
        "credit-over-its-invoice",
        "dispute-decided-before-it-was-reported",
        "dispute-of-an-unknown-outcome",
        "dispute-of-nothing",
        "dispute-over-its-invoice",
        "dispute-that-was-upheld-in-all-of-its-amount",
        "dispute-with-a-day-and-no-outcome",
        "dispute-with-an-outcome-and-no-day",
        "disputes-that-together-are-over-their-invoice",
        "invoice-with-a-due-date-of-its-own",
        "invoice-with-a-way-that-the-terms-do-not-have",
        "key-that-stands-twice",
        "line-after-the-end-of-its-service",
        "lines-that-do-not-come-to-their-invoice",
        "not-a-number",
        "number-of-spaces",
        "one-time-line-with-a-period",
        "other-currency",
        "part-of-a-cent",
        "payment-for-an-unknown-invoice",
        "payment-that-is-returned-before-it-was-received",
        "payment-that-is-returned-twice",
        "recurring-line-without-a-period",
        "returned-payment-that-no-payment-is",
        "returned-payment-that-two-payments-are",
        "two-invoices-with-one-number",
        "write-off-of-an-unknown-invoice",
    },
    "bill": {
        "account-that-is-not-there",
        "account-with-a-fault",
        "bill-of-another-day-than-in-the-account",
        "fee-of-a-cycle-without-its-start",
        "items-without-a-day",
        "number-of-a-bill-without-items",
        "tax-of-an-unknown-province",
        "total-that-stands-twice",
        "two-late-charges-without-their-invoices",
    },
}
NO_DOCUMENT: Final = {
    "day-that-toml-does-not-take",
    "empty",
    "integer-of-too-many-digits",
    "not-json",
    "not-toml",
    "not-utf-8",
    "valid-with-bom",
}
"""What is no TOML and no JSON at all, as far as Python's own readers judge it."""


def documents(name: str) -> list[Path]:
    """The broken files of TOML and JSON."""
    files = [file for file in broken_files(name) if file.suffix in (".toml", ".json")]
    return [file for file in files if file.stem not in NO_DOCUMENT]


JUDGED: Final = [(name, file) for name in BEYOND_A_SCHEMA for file in documents(name)]


def data_of(file: Path) -> Any:
    text = file.read_text("utf-8-sig")
    return as_json(tomllib.loads(text)) if file.suffix == ".toml" else json.loads(text)


def faults_of(name: SchemaName, data: Any) -> list[str]:
    return [error.message for error in CHECKERS[name].iter_errors(data)]


def valid_files() -> Iterator[tuple[SchemaName, Path]]:
    """The accounts and bills among the examples and the templates."""
    folders = (ROOT / "examples", Path(telcoterms.__file__).parent / "published" / "templates")
    for file in sorted(file for folder in folders for file in folder.glob("*.*")):
        if file.suffix in (".toml", ".json"):
            content = content_of(data_of(file))
            if content is not None:
                yield content, file


class TestFiles:
    """What the one refuses the other refuses."""

    @pytest.mark.parametrize(("name", "file"), JUDGED, ids=lambda one: getattr(one, "stem", one))
    def test_of_what_the_reader_refuses(self, name: SchemaName, file: Path) -> None:
        assert bool(faults_of(name, data_of(file))) is (file.stem not in BEYOND_A_SCHEMA[name])

    @pytest.mark.parametrize(("name", "file"), list(valid_files()), ids=lambda one: getattr(one, "name", one))
    def test_of_a_valid_file(self, name: SchemaName, file: Path) -> None:
        assert faults_of(name, data_of(file)) == []

    def test_there_are_files_of_each_kind(self) -> None:
        assert {name for name, _ in valid_files()} == {"account", "bill", "provider"}
        assert len(JUDGED) > 90

    def test_the_lists_above_name_files_that_exist(self) -> None:
        for name, stems in BEYOND_A_SCHEMA.items():
            assert {file.stem for file in broken_files(name)} >= stems

    @pytest.mark.parametrize("account", [messy(), bounced(), telcoterms.Account([])])
    def test_of_an_account_as_data(self, account: telcoterms.Account) -> None:
        assert faults_of("account", json.loads(json.dumps(account.as_dict()))) == []

    @pytest.mark.parametrize("name", ["account", "bill", "receipt"])
    def test_each_table_is_closed_and_each_event_described(self, name: SchemaName) -> None:
        schema = json.loads(schema_text(name))
        open_ = [one for one in objects(schema) if "additionalProperties" not in one and "properties" in one]
        assert open_ == []
        events = schema["properties"].get("invoice", {"items": {"description": "-"}})
        assert events["items"]["description"]


def receipts() -> Iterator[tuple[str, Any]]:
    """Receipts and records of each question."""
    for name, answer in make.answers():
        yield name, answer.receipt()
        yield f"{name} with its working", answer.as_dict()
    yield "messy", load("kos", service="none").statement(messy(), AFTER).receipt()


CHARGE: Final = json.loads(
    json.dumps(load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").as_dict())
)
OWED: Final = json.loads(json.dumps(load("kos", service="none").statement(messy(), AFTER).receipt()))


class TestReceipts:
    """A receipt, with its working or without, of every question."""

    @pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
    def test_each_committed_one_is_valid(self, file: Path) -> None:
        assert faults_of("receipt", json.loads(file.read_text("utf-8"))) == []

    @pytest.mark.parametrize(("name", "data"), list(receipts()), ids=lambda one: one if isinstance(one, str) else "")
    def test_each_new_one_is_valid(self, name: str, data: Any) -> None:
        assert faults_of("receipt", json.loads(json.dumps(data))) == []

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.update(schema=1),
            lambda data: data.update(schema="2"),
            lambda data: data.update(question="weather"),
            lambda data: data.update(edition="2026-02-30"),
            lambda data: data.update(edition=20210712),
            lambda data: data.update(revision=-1),
            lambda data: data.update(voice="loud"),
            lambda data: data.update(currency="dollars"),
            lambda data: data.update(customer={"age": 40}),
            lambda data: data.update(readings={"rounding": 1}),
            lambda data: data.update(tables=[]),
            lambda data: data["tables"][0].update(kind="chair"),
            lambda data: data["tables"][0].update(sha256="0" * 63),
            lambda data: data["tables"][0].pop("name"),
            lambda data: data.update(sha256="none"),
            lambda data: data.update(note="mine"),
            lambda data: data.pop("figure"),
            lambda data: data.pop("facts"),
            lambda data: data["facts"].update(amount=113.0),
            lambda data: data["facts"].update(paid="yesterday"),
            lambda data: data["facts"].update(billing_months="1"),
            lambda data: data["facts"].update(weather="fine"),
            lambda data: data["facts"].pop("issued"),
            lambda data: data["steps"][0].pop("text"),
            lambda data: data["steps"][0].update(note=1),
        ],
    )
    def test_a_hostile_one_is_refused(self, change: Callable[[Any], object]) -> None:
        data = copy.deepcopy(CHARGE)
        assert faults_of("receipt", data) == []
        change(data)
        assert faults_of("receipt", data)

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.update(figure="1.00"),
            lambda data: data["figure"].update(balance=1),
            lambda data: data["figure"].update(balance="1,000.00"),
            lambda data: data["figure"].update(mood="good"),
            lambda data: data["figure"].pop("debts"),
            lambda data: data["figure"]["debts"][0].update(kind="gift"),
            lambda data: data["figure"]["debts"][0].update(posted=[["2026-01-01"]]),
            lambda data: data["figure"]["debts"][0].update(placed=[["2026-01-01", "1.00", "1.00", "gift"]]),
            lambda data: data["figure"]["debts"][0].update(posted=[["2026-01-01", "1.00", "1.00"]]),
            lambda data: data["facts"]["account"].update(gift=[]),
            lambda data: data["facts"]["account"]["invoice"][0].pop("number"),
            lambda data: data["facts"]["account"]["invoice"][0].update(amount=True),
        ],
    )
    def test_a_hostile_statement_is_refused(self, change: Callable[[Any], object]) -> None:
        data = copy.deepcopy(OWED)
        assert faults_of("receipt", data) == []
        change(data)
        assert faults_of("receipt", data)

    def test_every_kind_of_fact_has_a_schema(self) -> None:
        kinds = {kind_of(types_of(asked)[name]) for asked in QUESTIONS.values() for name in asked.facts}
        assert kinds >= {"amount", "amounts", "day", "named-days", "pairs", "moment", "fraction", "choice", "record"}
        facts = {one["if"]["properties"]["question"]["const"]: one["then"] for one in schema_of("receipt")["allOf"]}
        assert facts.keys() == QUESTIONS.keys()
        assert all(
            "description" in fact
            for one in facts.values()
            for fact in one["properties"]["facts"]["properties"].values()
        )
