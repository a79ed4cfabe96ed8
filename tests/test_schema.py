"""The schema of a provider's file: derived from the classes, and of one mind with the reader."""

import json
import math
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import telcoterms
from docs.make_errors import REFUSALS, broken_files
from telcoterms import load
from telcoterms.agreement.rule import choices
from telcoterms.files.kinds import all_choices, kinds_of, own_fields, with_default
from telcoterms.files.library import SchemaName, schema_text
from telcoterms.files.schemas import schema_as_published, schema_of
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS, TABLES

HOME = Path(telcoterms.__file__).parent
ROOT = Path(__file__).parents[1]
SCHEMA = schema_of("provider")
CHECKER = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

# What only the reader can judge: whether what a file names exists, whether days exist, whether all of it fits together.
BEYOND_A_SCHEMA = {
    "blocks-of-a-compounded-rate",
    "compounding-as-a-reading",
    "compounding-of-another-period",
    "dated-entries-out-of-order",
    "earlier-names-itself",
    "deposit-interest-in-percent",
    "index-of-two-kinds",
    "least-of-a-part-by-the-month",
    "least-over-most",
    "months-that-are-not-the-same",
    "number-of-no-reminder",
    "number-too-deep",
    "on-day-of-a-rate-by-the-year",
    "on-day-that-no-month-has",
    "rate-in-percent-a-month",
    "rate-without-compounding",
    "reading-of-another-kind",
    "sum-for-an-account-in-a-greater-of",
    "threshold-of-nothing",
    "threshold-of-two-kinds",
    "two-parts-that-compound",
    "unknown-index",
    "a-hundred-faults",  # figures that no question computes
    "amount-with-a-part-of-a-cent",
    "business-days-without-open-days",
    "cycle-of-days-with-the-length-of-a-month",
    "cycle-of-no-days",
    "month-length-as-a-fact-and-a-reading",
    "grace-in-business-days-without-open-days",
    "grace-of-a-part-without-open-days",
    "free-business-days-without-open-days",
    "section-that-qualifies-by-nothing",
    "notice-of-business-days-without-open-days",
    "payout-in-business-days-without-open-days",
    "reason-that-is-called-other",
    "reason-with-a-sum-and-a-most",
    "reason-without-a-sum",
    "suspension-after-no-time",
    "term-that-renews-for-no-months",
    "threshold-over-and-from",
    "threshold-without-an-amount",
    "calendar-of-a-country-without-subdivisions",
    "calendar-of-an-unknown-country",
    "calendar-of-an-unknown-subdivision",
    "calendar-that-ends-before-it-begins",
    "calendar-that-is-not-named",
    "choice-that-bears-on-nothing",
    "choice-that-is-a-fact-and-a-reading",
    "closed-day-outside-the-calendar",
    "document-that-is-not-ranked",
    "earliest-after-the-latest",
    "figures-that-nothing-computes",
    "holidays-without-their-calendar",
    "hours-that-run-backwards",
    "hours-without-a-calendar",
    "least-over-the-most",
    "practised-value-that-is-taken",
    "rate-of-too-many-decimals",
    "rates-of-a-tax-out-of-order",
    "region-without-a-rate-of-its-own",
    "region-without-an-established-rate",
    "roll-of-a-way-without-open-days",
    "roll-without-open-days",
    "section-both-computed-and-to-come",
    "sections-of-an-unknown-document",
    "sections-that-are-not-told",
    "service-that-does-not-say-what-it-replaces",
    "several-sections-that-are-not-told",
    "step-after-no-day",
    "step-that-is-called-as-another",
    "step-whose-name-has-a-space",
    "step-with-its-earliest-day-alone",
    "sum-of-other-decimals",
    "table-from-a-file-that-is-not-there",
    "table-from-this-file-itself",
    "time-that-no-clock-shows",
    "two-documents-of-one-title",
    "unknown-calendar",
    "unknown-document-in-a-clause",
    "unknown-document-in-the-ranking",
    "unknown-region-of-a-tax",
    "unknown-section-in-a-clause",
    "unknown-table-of-law",
    "unknown-table-of-taxes",
    "unknown-time-zone",
    "voice-of-a-reading-that-is-not-declared",
    "voice-of-a-reading-that-is-the-default",
    "voice-that-speaks-but-is-not-declared",
    "voice-that-takes-what-is-practised",
    "voice-without-another",
    "week-that-is-never-open",
    "week-without-an-open-day",
}
# What is no TOML at all.
NO_TOML = {
    "empty",
    "key-that-stands-twice",
    "nested-too-deeply",
    "not-toml",
    "not-utf-8",
    "rate-without-end",
    "table-that-stands-twice",
    "whole-number-of-too-many-digits",
}
JUDGED = [file for file in broken_files("provider") if file.stem not in BEYOND_A_SCHEMA | NO_TOML]
BEYOND = [file for file in broken_files("provider") if file.stem in BEYOND_A_SCHEMA]
VALID = [
    REFUSALS / "provider" / "valid.toml",
    *sorted((ROOT / "tests" / "providers").glob("*.toml")),
    *sorted((HOME / "published" / "providers").glob("*.toml")),
    *sorted((HOME / "published" / "templates").glob("provider.toml")),
    *sorted((ROOT / "examples").glob("*provider*.toml")),
]


def as_json(value: Any) -> Any:
    """TOML's values as JSON has them: days as text, numbers as floats."""
    match value:
        case dict():
            return {key: as_json(one) for key, one in value.items()}
        case list():
            return [as_json(one) for one in value]
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case float() if math.isnan(value):
            return None
        case _:
            return value


def faults_of(file: Path) -> list[str]:
    data = as_json(tomllib.loads(file.read_text("utf-8")))
    return [error.message for error in CHECKER.iter_errors(data)]


def kind_schemas(question: str) -> dict[str, dict[str, Any]]:
    table = SCHEMA["properties"][question]
    return {one["properties"]["kind"]["const"]: one for one in table.get("oneOf", [table])}


def objects(schema: object) -> Iterator[dict[str, Any]]:
    """Every schema of an object inside a schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for one in schema.values():
            yield from objects(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from objects(one)


class TestPublished:
    """The file that editors take is the one that the classes make."""

    @pytest.mark.parametrize("name", get_args(SchemaName))
    def test_it_is_current(self, name: SchemaName) -> None:
        assert schema_text(name) == schema_as_published(name), "run: python -m docs.make_all"

    @pytest.mark.parametrize("name", get_args(SchemaName))
    def test_it_is_a_schema_with_a_name(self, name: SchemaName) -> None:
        schema = json.loads(schema_text(name))
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].startswith(f"urn:telcoterms:schema:{name}")


class TestDerived:
    """Each kind, number, reading and question of the classes is there, and nothing else is allowed."""

    def test_each_question_with_a_rule_has_its_table(self) -> None:
        assert {"due_date", "late_charge", "dispute", "refund", "cancellation_charge", "regime"} <= set(TABLES)
        assert set(TABLES) <= set(SCHEMA["properties"])
        assert set(TABLES) <= set(SCHEMA["properties"]["service"]["additionalProperties"]["properties"])

    @pytest.mark.parametrize("question", TABLES)
    def test_the_kinds_of_a_question(self, question: str) -> None:
        assert set(kind_schemas(question)) == set(kinds_of(question))

    @pytest.mark.parametrize("question", TABLES)
    def test_the_numbers_of_a_kind(self, question: str) -> None:
        for name, schema in kind_schemas(question).items():
            kind = kinds_of(question)[name]
            numbers = set(own_fields(kind))
            keys = {kind.keys.get(number, number) for number in numbers}
            reading = {"reading", *all_choices(kind)} if all_choices(kind) else set()
            assert set(schema["properties"]) == {"kind", "clause", "says"} | keys | reading
            assert set(schema["required"]) == {"kind", "clause", "says"} | (numbers - with_default(kind))

    @pytest.mark.parametrize("question", TABLES)
    def test_the_readings_of_a_kind(self, question: str) -> None:
        for name, schema in kind_schemas(question).items():
            found = schema["properties"].get("reading", {"properties": {}})["properties"]
            values = {reading: tuple(one["properties"]["take"]["enum"]) for reading, one in found.items()}
            assert values == all_choices(kinds_of(question)[name])

    def test_the_readings_of_a_statement(self) -> None:
        found = SCHEMA["properties"]["statement"]["properties"]["reading"]["properties"]
        values = {reading: tuple(one["properties"]["take"]["enum"]) for reading, one in found.items()}
        assert values == choices(StatementRule)

    def test_the_tables_of_sections(self) -> None:
        section = SCHEMA["properties"]["sections"]["additionalProperties"]["additionalProperties"]
        assert section["required"] == ["says"]
        assert section["properties"]["questions"]["items"]["enum"] == list(QUESTIONS)

    def test_no_table_takes_a_key_that_it_does_not_know(self) -> None:
        for one in objects(SCHEMA):
            assert one.get("additionalProperties") is False or "propertyNames" in one


class TestAgainstTheReader:
    """What the one refuses the other refuses, as far as a schema can judge."""

    @pytest.mark.parametrize("file", JUDGED, ids=lambda file: file.stem)
    def test_the_schema_refuses_what_the_reader_refuses(self, file: Path) -> None:
        assert faults_of(file)

    @pytest.mark.parametrize("file", BEYOND, ids=lambda file: file.stem)
    def test_the_reader_alone_judges_what_a_file_names(self, file: Path) -> None:
        assert faults_of(file) == []

    @pytest.mark.parametrize("file", VALID, ids=lambda file: file.name)
    def test_both_take_a_valid_file(self, file: Path) -> None:
        assert faults_of(file) == []
        load(file)

    def test_the_lists_above_name_files_that_exist(self) -> None:
        stems = {file.stem for file in broken_files("provider")}
        assert stems >= BEYOND_A_SCHEMA | NO_TOML
