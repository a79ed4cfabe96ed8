"""The worked cases as a language-neutral set: a schema for them, and the questions whose answer is a day or a word."""

import json
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from telcoterms import InputError, load
from telcoterms.agreement.customer import Customer
from telcoterms.agreement.rule import choices
from telcoterms.agreement.taxes import TaxMode, TaxRounding
from telcoterms.answers.facts import Regime
from telcoterms.clauses.cancellation_charge.term import CancelledBy
from telcoterms.clauses.dispute import Timeliness
from telcoterms.clauses.eligible_for_adr import Arbitrated, Eligible, Subject
from telcoterms.clauses.equipment_return_by import ReturnEvent
from telcoterms.clauses.law import Outcome
from telcoterms.files.kinds import kinds_of
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS
from tests.test_schema import as_json
from tests.worked_cases import FOLDER, LAKESIDE, cases, terms_of

SCHEMA = json.loads((FOLDER / "cases.schema.json").read_text("utf-8"))
OTHER_FORM = "kinds"  # these cases name the file of a provider; the oracle reads them
FILES = sorted(file for file in FOLDER.glob("*/*.toml") if file.parent.name != OTHER_FORM)
CHARGES = tuple(kinds_of("late_charge").values())


def faults_of(question: str, data: object) -> list[str]:
    """What the schema has against the cases of a question."""
    schema = {"$ref": f"#/$defs/{question}", "$defs": SCHEMA["$defs"]}
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in checker.iter_errors(as_json(data))]


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def readings_in_schema(question: str) -> dict[str, tuple[str, ...]]:
    reading = SCHEMA["$defs"][question]["properties"]["case"]["items"]["properties"]["reading"]
    return {name: tuple(one["enum"]) for name, one in reading["properties"].items()}


class TestSchema:
    """Another implementation can read the cases by their schema alone."""

    def test_the_schema_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
    def test_every_file_of_cases_satisfies_it(self, file: Path) -> None:
        assert faults_of(file.stem, read(file)) == []
        names = [case["name"] for case in read(file)["case"]]
        assert len(set(names)) == len(names)

    @pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
    def test_a_key_that_it_does_not_know_is_a_fault(self, file: Path) -> None:
        data = read(file)
        data["case"][0]["isued"] = "2026-01-01"
        assert faults_of(file.stem, data)

    def test_a_reading_that_does_not_exist_is_a_fault(self) -> None:
        data = read(FOLDER / "kos" / "late_charge.toml")
        data["case"][0]["reading"] = {"runs_from": "payday"}
        assert faults_of("late_charge", data)

    @pytest.mark.parametrize(
        ("question", "kinds"),
        [
            ("late_charge", CHARGES),
            ("refund", tuple(kinds_of("refund").values())),
            ("part_charge", tuple(kinds_of("part_charge").values())),
            ("outage_fees", tuple(kinds_of("liability_limit").values())),
            ("data_usage", tuple(kinds_of("data_usage").values())),
            ("cancellation_charge", tuple(kinds_of("cancellation_charge").values())),
            ("statement", (*CHARGES, StatementRule)),
            ("complaint", tuple(kinds_of("complaint").values())),
            ("hours", tuple(kinds_of("hours").values())),
            ("change_of_terms", tuple(kinds_of("change_of_terms").values())),
            ("provider_cancellation", tuple(kinds_of("provider_cancellation").values())),
            ("eligible_for_adr", tuple(kinds_of("eligible_for_adr").values())),
        ],
    )
    def test_it_knows_the_readings_that_the_library_has(self, question: str, kinds: tuple[Any, ...]) -> None:
        assert readings_in_schema(question) == {
            name: values for kind in kinds for name, values in choices(kind).items()
        }

    def test_it_knows_the_words_that_the_library_has(self) -> None:
        def words(question: str, key: str) -> tuple[str, ...]:
            return tuple(SCHEMA["$defs"][question]["properties"]["case"]["items"]["properties"][key]["enum"])

        assert words("dispute", "outcome") == get_args(Timeliness)
        assert words("regime", "regime") == get_args(Regime)
        assert words("cancellation_charge", "by") == get_args(CancelledBy)
        assert words("equipment_return_by", "event") == get_args(ReturnEvent)
        for key, literal in (("customer", Customer), ("subject", Subject), ("outcome", Eligible)):
            assert words("eligible_for_adr", key) == get_args(literal)
        assert words("eligible_for_adr", "arbitration") == get_args(Arbitrated)
        assert words("tax", "tax_mode") == get_args(TaxMode)
        assert words("tax", "tax_rounding") == get_args(TaxRounding)
        assert words("law", "outcome") == get_args(Outcome)


class TestDays:
    """Each case comes out to the day."""

    @pytest.mark.parametrize("case", cases("kos", "due_date"), ids=lambda case: case["name"])
    def test_due_date(self, case: dict[str, Any]) -> None:
        assert load("kos").due_date(case["issued"]).value == case["due"]

    @pytest.mark.parametrize("case", cases("kos", "dispute"), ids=lambda case: case["name"])
    def test_dispute(self, case: dict[str, Any]) -> None:
        value = load("kos").dispute(issued=case["issued"], reported=case["reported"]).value
        assert (value.outcome, value.last_day) == (case["outcome"], case["last_day"])
        assert load("kos").dispute_until(case["issued"]).value == case["last_day"]

    @pytest.mark.parametrize("case", cases("kos", "regime"), ids=lambda case: case["name"])
    def test_regime(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("term_start", "term_months", "on")}
        assert load("kos").regime(**facts).value == case["regime"]

    @pytest.mark.parametrize("case", cases("lakeside", "regime"), ids=lambda case: case["name"])
    def test_a_regime_that_is_renewed(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("term_start", "term_months", "on")}
        assert LAKESIDE.regime(**facts).value == case["regime"]

    @pytest.mark.parametrize("case", cases("lakeside", "suspension"), ids=lambda case: case["name"])
    def test_suspension(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("issued", "amount", "notified")}
        assert LAKESIDE.suspension(**facts).value == case.get("day")

    @pytest.mark.parametrize("case", cases("lakeside", "deposit"), ids=lambda case: case["name"])
    def test_deposit(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("ended", "amount", "paid") if name in case}
        value = LAKESIDE.deposit(**facts).under(**case.get("reading", {})).value
        assert value.as_dict() == {"back_by": case["back_by"].isoformat(), "interest": case.get("interest")}

    @pytest.mark.parametrize("case", cases("kos", "equipment_return_by"), ids=lambda case: case["name"])
    def test_equipment_return_by(self, case: dict[str, Any]) -> None:
        value = terms_of(case).equipment_return_by(cancelled=case["cancelled"]).value
        assert (value.by, value.event) == (case["return_by"], case["event"])

    @pytest.mark.parametrize("case", cases("kos", "change_of_terms"), ids=lambda case: case["name"])
    def test_change_of_terms(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("notice", "effective")}
        terms = load("kos").under(change_of_terms=case.get("reading", {}))
        if "binds_from" in case:
            value = terms.change_of_terms(**facts).value
            expected = (case["earliest"], case["binds_from"], case["cancel_by"])
            assert (value.earliest, value.binds_from, value.cancel_by) == expected
        else:
            with pytest.raises(InputError, match=f" is {case['earliest']} "):
                terms.change_of_terms(**facts)

    @pytest.mark.parametrize("case", cases("kos", "precedence"), ids=lambda case: case["name"])
    def test_precedence(self, case: dict[str, Any]) -> None:
        assert load("kos").precedence(one=case["one"], other=case["other"]).value == case["first"]

    @pytest.mark.parametrize("case", cases("kos", "policy_change"), ids=lambda case: case["name"])
    def test_policy_change(self, case: dict[str, Any]) -> None:
        assert load("kos").policy_change(posted=case["posted"]).value == case["binds_from"]

    @pytest.mark.parametrize("case", cases("kos", "provider_cancellation"), ids=lambda case: case["name"])
    def test_provider_cancellation(self, case: dict[str, Any]) -> None:
        answer = load("kos").provider_cancellation(notice=case["notice"])
        assert answer.under(**case.get("reading", {})).value == case["earliest"]

    @pytest.mark.parametrize("case", cases("kos", "customer_cancellation"), ids=lambda case: case["name"])
    def test_customer_cancellation(self, case: dict[str, Any]) -> None:
        assert load("kos").customer_cancellation(received=case["received"]).value == case["effective"]

    @pytest.mark.parametrize("case", cases("kos", "law"), ids=lambda case: case["name"])
    def test_law(self, case: dict[str, Any]) -> None:
        terms = load("kos").for_customer(agreed=case.get("agreed"))
        (held,) = (one for one in terms.law(on=case["on"]).value.rules if one.rule == case["rule"])
        assert (held.outcome, held.terms, held.law) == (case["outcome"], case.get("terms"), case.get("law"))


class TestSums:
    """Each case comes out to the cent."""

    @pytest.mark.parametrize("case", cases("kos", "administrative_charge"), ids=lambda case: case["name"])
    def test_administrative_charge(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("amount", "reason")}
        if case["within_cap"]:
            assert load("kos").administrative_charge(**facts).value.text == case["amount"]
        else:
            with pytest.raises(InputError, match="over the cap"):
                load("kos").administrative_charge(**facts)

    @pytest.mark.parametrize("case", cases("lakeside", "part_charge"), ids=lambda case: case["name"])
    def test_part_charge(self, case: dict[str, Any]) -> None:
        facts = {name: one for name, one in case.items() if name in QUESTIONS["part_charge"].facts}
        value = LAKESIDE.part_charge(**facts).under(**case.get("reading", {})).value
        assert (value.charge.text, value.tax.text) == (case["part"], case["tax"])

    @pytest.mark.parametrize("case", cases("kos", "tax"), ids=lambda case: case["name"])
    def test_tax(self, case: dict[str, Any]) -> None:
        facts = {name: one for name, one in case.items() if name in QUESTIONS["tax"].facts}
        value = load("kos").tax(**facts).value
        assert (value.tax.text, value.total.text) == (case["tax"], case["total"])

    @pytest.mark.parametrize("case", cases("kos", "outage_fees"), ids=lambda case: case["name"])
    def test_outage_fees(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("monthly_fee", "began", "ended")}
        value = load("kos").outage_fees(**facts).under(**case.get("reading", {})).value
        assert (value.fees.text, value.limit.text) == (case["fees"], case["limit"])

    @pytest.mark.parametrize("case", cases("kos", "data_usage"), ids=lambda case: case["name"])
    def test_data_usage(self, case: dict[str, Any]) -> None:
        facts = {name: case[name] for name in ("activities", "allowance_gb", "price_per_gb") if name in case}
        value = load("kos").data_usage(**facts).under(**case.get("reading", {})).value.as_dict()
        wanted = ("least_mb", "most_mb", "overage_least", "overage_most")
        assert value == {name: case.get(name) for name in wanted}

    @pytest.mark.parametrize("case", cases("kos", "liability_limit"), ids=lambda case: case["name"])
    def test_liability_limit(self, case: dict[str, Any]) -> None:
        facts = {"fees_during_outage": case["fees_during_outage"]}
        assert load("kos").liability_limit(**facts).value.text == case["limit"]
