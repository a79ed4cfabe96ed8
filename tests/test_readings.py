"""Readings: the choices that a clause leaves open."""

from typing import get_args

import pytest

from telcoterms import UnknownNameError, load
from telcoterms.agreement.rule import choices, reading_steps
from telcoterms.clauses.late_charge.kinds import CompoundMonthly, FlatFee, PartMonth, RoundAt, RunsFrom
from telcoterms.values.money import Rounding
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, compound, flat


class TestChoices:
    """The `Literal` of a field is the only list of a reading's values; the first is the default."""

    def test_the_readings_of_a_kind(self) -> None:
        assert choices(CompoundMonthly) == {
            "runs_from": get_args(RunsFrom),
            "part_month": get_args(PartMonth),
            "round_at": get_args(RoundAt),
            "rounding": get_args(Rounding),
        }
        assert choices(FlatFee) == {}
        assert choices(CompoundMonthly) is choices(CompoundMonthly)

    def test_the_defaults_are_the_first_values(self) -> None:
        assert all(one.value == one.values[0] for one in compound("0.02").readings())


class TestReasons:
    """A reading says why it was taken: the provider's reason, the usual one, or that it was asked for."""

    def test_the_usual_reason_and_the_asked_one(self) -> None:
        why = {one.name: one.why for one in compound("0.02", rounding="down").readings()}
        assert why["part_month"] == "a charge that accrues daily grows by the days of its month"
        assert why["rounding"] == "asked for"

    def test_the_reason_of_the_provider_goes_when_its_reading_is_changed(self) -> None:
        rule = compound("0.02", reasons=(("rounding", "the bill says so"), ("part_month", "it says that too")))
        changed = rule.under({"rounding": "down"})
        assert dict(changed.reasons) == {"part_month": "it says that too"}
        assert {one.name: one.why for one in changed.readings()}["rounding"] == "asked for"
        assert rule.under({"rounding": "half-up"}) == rule
        assert {one.name: one.why for one in rule.readings()}["rounding"] == "the bill says so"

    def test_the_lines_of_a_working(self) -> None:
        first, *_ = reading_steps(compound("0.02").readings(), (CLAUSE,))
        assert dict(first.phrase.values)["value"] == "invoice-date"
        assert (first.part, first.clauses) == ("readings", (CLAUSE,))
        assert reading_steps(flat(5).readings(), (CLAUSE,)) == ()


class TestUnknownReadings:
    """A misspelt reading or value is refused, and those that are known are named."""

    @pytest.mark.parametrize("name", ["runsfrom", "", "cancel_day", "due_date"])
    def test_an_unknown_reading(self, name: str) -> None:
        answer = KOS.late_charge(5, issued="2026-01-01", paid="2026-02-15")
        known = "runs_from, part_month, round_at, rounding"
        with refused(UnknownNameError, f"late_charge has no reading {name!r} here", f"its readings are {known}"):
            answer.under(**{name: "invoice-date"})

    @pytest.mark.parametrize("value", ["invoice date", "", "Due-date"])
    def test_an_unknown_value(self, value: str) -> None:
        answer = KOS.late_charge(5, issued="2026-01-01", paid="2026-02-15")
        known = "invoice-date, due-date, next-invoice-date"
        with refused(UnknownNameError, f"late_charge cannot read runs_from as {value!r}", f"choose from {known}"):
            answer.under(runs_from=value)

    def test_a_question_without_readings(self) -> None:
        with refused(UnknownNameError, "dispute_until has no reading 'days' here", "its readings are none"):
            load("kos").dispute_until("2026-01-01").under(days="30")
