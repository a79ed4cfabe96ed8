"""Readings: the choices that a clause leaves open."""

from typing import Final, get_args

import pytest

from telcoterms import UnknownNameError, load
from telcoterms.agreement.rule import DeclaredReading, choices, reading_steps, standing_together
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    Compounding,
    DatedBy,
    FirstDay,
    GreaterOf,
    PartBlock,
    PartMonth,
    PercentageCharge,
    RateCharge,
    RoundAt,
    RunsFrom,
)
from telcoterms.formats.text import value_text
from telcoterms.values.money import Rounding
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, compound, flat


class TestChoices:
    """The `Literal` of a field is the only list of a reading's values; the first is the default."""

    def test_the_readings_of_a_kind(self) -> None:
        assert choices(RateCharge) == {
            "compounding": get_args(Compounding),
            "runs_from": get_args(RunsFrom),
            "part_month": get_args(PartMonth),
            "part_block": get_args(PartBlock),
            "first_day": get_args(FirstDay),
            "round_at": get_args(RoundAt),
            "dated_by": get_args(DatedBy),
            "rounding": get_args(Rounding),
        }
        assert choices(PercentageCharge) == {"rounding": get_args(Rounding)}
        assert choices(RateCharge) is choices(RateCharge)

    def test_the_defaults_are_the_first_values(self) -> None:
        assert all(one.value == one.values[0] for one in compound("0.02").readings())


class TestReasons:
    """A reading says why it was taken: the provider's reason, the usual one, or that it was asked for."""

    def test_the_usual_reason_and_the_asked_one(self) -> None:
        why = {one.name: one.why for one in compound("0.02", rounding="down").readings()}
        assert why["part_month"] == "a charge that accrues daily grows by the days of its month"
        assert why["rounding"] == "asked for"

    def test_the_reason_of_the_provider_goes_when_its_reading_is_changed(self) -> None:
        rule = compound(
            "0.02",
            declared=(
                DeclaredReading("rounding", "half-up", "the bill says so"),
                DeclaredReading("part_month", "by-days", "it says that too"),
            ),
        )
        changed = {one.name: one.why for one in rule.under({"rounding": "down"}).readings()}
        assert (changed["rounding"], changed["part_month"]) == ("asked for", "it says that too")
        assert rule.under({"rounding": "half-up"}) == rule
        assert {one.name: one.why for one in rule.readings()}["rounding"] == "the bill says so"

    def test_the_lines_of_a_working(self) -> None:
        first, *_ = reading_steps(compound("0.02").readings(), compound("0.02"))
        assert value_text(first.phrase).startswith("counted from the invoice date (runs_from invoice-date): ")
        assert (first.part, first.clauses) == ("readings", (CLAUSE,))
        assert reading_steps(flat(5).readings(), flat(5)) == ()


class TestStanding:
    """The words allow a value or exclude it, by the provider's file; how a part of a cent is rounded is neither."""

    READINGS: Final = {reading.name: reading for reading in LATE_CHARGE.of(KOS.agreement).readings()}

    @pytest.mark.parametrize("value", ["by-days", "days-of-year"])
    def test_a_value_that_the_file_does_not_name_is_allowed(self, value: str) -> None:
        assert self.READINGS["part_month"].standing_of(value) == "allowed"
        assert self.READINGS["part_month"].why_practised(value) is None

    @pytest.mark.parametrize("value", ["thirty-day-month", "daily-compound", "whole-month", "completed-months"])
    def test_a_value_that_the_file_names_is_practised_for_its_reason(self, value: str) -> None:
        assert self.READINGS["part_month"].standing_of(value) == "practised"
        assert "but s.9" in str(self.READINGS["part_month"].why_practised(value))

    def test_the_values_that_the_words_allow(self) -> None:
        assert self.READINGS["runs_from"].allowed == ("invoice-date", "due-date", "next-invoice-date")
        assert self.READINGS["part_month"].allowed == ("by-days", "days-of-year")

    def test_a_rounding_has_no_standing_and_is_taken_as_it_is(self) -> None:
        rounding = self.READINGS["rounding"]
        assert (rounding.is_rounding, rounding.standing, rounding.allowed) == (True, None, ("half-up",))
        assert not self.READINGS["round_at"].is_rounding

    def test_the_standing_stays_with_the_reading_whichever_value_is_taken(self) -> None:
        (taken,) = (
            reading
            for reading in LATE_CHARGE.of(KOS.under(late_charge={"part_month": "whole-month"}).agreement).readings()
            if reading.name == "part_month"
        )
        assert (taken.value, taken.standing, taken.why) == ("whole-month", "practised", "asked for")

    def test_one_value_that_the_words_exclude_makes_a_combination_practised(self) -> None:
        readings = tuple(self.READINGS.values())
        assert standing_together(readings, {}) == "allowed"
        assert standing_together(readings, {"runs_from": "due-date", "rounding": "down"}) == "allowed"
        assert standing_together(readings, {"runs_from": "due-date", "part_month": "whole-month"}) == "practised"

    def test_a_working_says_that_a_value_taken_is_against_the_words_and_why(self) -> None:
        answer = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-17").under(part_month="whole-month")
        assert (
            "a part month counts as a whole one (part_month whole-month): asked for, but practised against the words: "
            "a month begun counts whole, but s.9 "
            "accrues by the day"
        ) in [value_text(line.phrase) for line in answer.steps]

    def test_the_reading_of_a_kind_inside_another_keeps_its_standing(self) -> None:
        inner = compound("0.02", declared=(PRACTISED,))
        rule = GreaterOf(of=(inner, flat(500)), clause=CLAUSE, says="")
        (part_month,) = (one for one in rule.readings() if one.name == "part_month")
        assert part_month.standing_of("whole-month") == "practised"


PRACTISED = DeclaredReading("part_month", "by-days", "it says so", (("whole-month", "it says by the day"),))


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
