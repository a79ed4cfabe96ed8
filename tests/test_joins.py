"""Clauses that are joined: how a file writes them, and how facts and readings of the whole reach its parts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal, final

import pytest

from telcoterms.agreement.agreement import Voices
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.numbers import Bound, ByFact, OfIndex, Rate, ShareBound
from telcoterms.agreement.rule import Join, Rule
from telcoterms.files.kinds import kind_shape
from telcoterms.files.provider import Context, clause_shape
from telcoterms.files.shapes import Place
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money, Rounding
from telcoterms.values.steps import Clause


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByMonth(Rule):
    """A sum by the month."""

    kind: ClassVar[str] = "by-month"
    usual_reasons: ClassVar[Mapping[str, str]] = {"part_month": "usual", "rounding": "usual"}
    root_only: ClassVar[frozenset[str]] = frozenset({"rounding"})

    sum: Money
    least: Bound | None = None
    part_month: Literal["whole", "completed"] = "whole"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByRate(Rule):
    """A rate by the month, or by the day, to which no part of a month matters."""

    kind: ClassVar[str] = "by-rate"
    usual_reasons: ClassVar[Mapping[str, str]] = {"part_month": "usual", "start": "usual", "rounding": "usual"}
    root_only: ClassVar[frozenset[str]] = frozenset({"rounding"})

    days: int = 0
    part_month: Literal["by-days", "whole", "completed"] = "by-days"
    start: Literal["first", "second"] = "first"
    rounding: Rounding = "half-up"

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """By the day, no part of a month matters."""
        known = Rule.own_choices(self)
        return {name: values for name, values in known.items() if not (self.days and name == "part_month")}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Join):
    """The sum of its parts."""

    kind: ClassVar[str] = "together"
    usual_reasons: ClassVar[Mapping[str, str]] = {"rounding": "usual"}
    root_only: ClassVar[frozenset[str]] = frozenset({"rounding"})

    of: tuple[ByMonth | ByRate | Together, ...]
    rounding: Rounding = "half-up"


HEAD: dict[str, Any] = {"clause": {"document": "terms", "section": "1"}, "says": "The whole."}
MONTHLY: dict[str, Any] = {"kind": "by-month", "sum": "5.00"}
VOICES = Voices(default="letter", reasons=(("letter", "as it stands"), ("biller", "as it bills")))
CLAUSE = clause_shape(Context(voices=VOICES))


def judged(table: Mapping[str, Any], kind: type[Rule] = Together) -> tuple[Any, list[str]]:
    """The clause of a table, and its faults, each with its place."""
    place = Place("charge", [])
    rule = kind_shape(kind, CLAUSE, "CAD", VOICES).read({**HEAD, **table}, place)
    return rule, [f"{fault.path}: {fault.error}" for fault in place.faults]


def joined(*of: Mapping[str, Any], **root: Any) -> Any:
    """The clause of a join that has no fault."""
    rule, faults = judged({"of": list(of), **root})
    assert faults == []
    return rule


def take(value: str, **more: Any) -> dict[str, Any]:
    """A reading as a file declares it."""
    return {"take": value, "why": "so", **more}


class TestParts:
    """A join has a list of tables, each with its kind; each has the clause and the words of the join, or its own."""

    def test_parts_take_the_clause_and_the_words_of_the_join_unless_they_have_their_own(self) -> None:
        own = {"clause": {"document": "terms", "section": "2"}, "says": "The part."}
        rule = joined(MONTHLY, MONTHLY | own)
        assert [(part.clause, part.says) for part in rule.of] == [
            (Clause("terms", "1"), "The whole."),
            (Clause("terms", "2"), "The part."),
        ]
        assert rule.clauses == (Clause("terms", "1"), Clause("terms", "2"))

    def test_a_bound_is_a_sum_or_a_share(self) -> None:
        rule = joined(MONTHLY | {"least": "3.00"}, MONTHLY | {"least": {"share": Decimal("0.25")}})
        assert [part.least for part in rule.of] == [Money("3.00", "CAD"), ShareBound(Fraction(1, 4))]

    def test_joins_nest_two_deep(self) -> None:
        pair = {"kind": "together", "of": [MONTHLY, MONTHLY]}
        assert joined(pair, MONTHLY).of[0].of[1].sum == Money("5.00", "CAD")
        _, faults = judged({"of": [{"kind": "together", "of": [pair, MONTHLY]}, MONTHLY]})
        assert faults == [
            "charge.of[1].of[1].of: three joins stand in one another: take one out, or write a bound as least or most"
        ]

    def test_a_join_of_one_part_is_refused(self) -> None:
        assert judged({"of": [MONTHLY]})[1] == [
            "charge.of: found a list of 1, wanted a list of two clauses or more: add a clause, or write the only one "
            "in place of the join"
        ]

    def test_parts_that_are_no_list_are_refused(self) -> None:
        (fault,) = judged({"of": MONTHLY})[1]
        assert fault.startswith("charge.of: found a table, wanted a list of two clauses or more")

    def test_a_fault_of_a_part_has_its_place(self) -> None:
        (fault,) = judged({"of": [MONTHLY, {"kind": "by-month"}]})[1]
        assert fault.startswith("charge.of[2].sum: it is missing")

    def test_a_part_has_no_readings_and_no_rounding_of_its_own(self) -> None:
        _, faults = judged({"of": [MONTHLY, MONTHLY | {"rounding": "down", "reading": {}}]})
        assert [fault.partition(":")[0] for fault in faults] == ["charge.of[2].rounding", "charge.of[2].reading"]


class TestFacts:
    """A choice that stands beside the numbers holds for all parts that have it; a fact on a part goes first."""

    def test_a_fact_of_the_root_is_fixed_in_each_part_that_has_it(self) -> None:
        rule = joined(MONTHLY, {"kind": "by-rate"}, part_month="completed")
        assert [part.part_month for part in rule.of] == ["completed", "completed"]
        assert [reading.name for reading in rule.readings()] == ["start", "rounding"]

    def test_a_fact_of_a_part_goes_first(self) -> None:
        rule = joined(MONTHLY | {"part_month": "whole"}, {"kind": "by-rate"}, part_month="completed")
        assert [part.part_month for part in rule.of] == ["whole", "completed"]

    def test_a_fact_of_an_inner_join_goes_before_that_of_the_root(self) -> None:
        inner = {"kind": "together", "of": [MONTHLY, MONTHLY], "part_month": "whole"}
        rule = joined(inner, {"kind": "by-rate"}, part_month="completed")
        assert [part.part_month for part in (*rule.of[0].of, rule.of[1])] == ["whole", "whole", "completed"]

    def test_a_value_that_a_part_does_not_have_is_left_to_the_others(self) -> None:
        rule = joined(MONTHLY, {"kind": "by-rate"}, part_month="by-days")
        assert [part.part_month for part in rule.of] == ["whole", "by-days"]

    def test_a_fact_that_bears_on_no_part_is_refused(self) -> None:
        by_day = {"kind": "by-rate", "days": 1}
        assert judged({"of": [by_day, by_day], "part_month": "whole"})[1] == [
            "charge: part_month bears on nothing here: take it out"
        ]
        assert judged({"of": [MONTHLY, MONTHLY], "part_month": "by-days"})[1] == [
            "charge: part_month bears on nothing here: take it out"
        ]

    def test_a_choice_that_is_both_is_refused(self) -> None:
        both = {"of": [MONTHLY, MONTHLY], "part_month": "whole", "reading": {"part_month": take("whole")}}
        assert judged(both)[1] == ["charge.part_month: part_month is a fact and a reading: keep one"]
        fixed = MONTHLY | {"part_month": "whole"}
        assert judged({"of": [fixed, fixed], "reading": {"part_month": take("whole")}})[1] == [
            "charge: part_month is a fact and a reading: keep one"
        ]


class TestReadings:
    """A reading is one for all parts that leave its choice open."""

    def test_each_reading_stands_once_with_all_its_values(self) -> None:
        rule = joined(MONTHLY, {"kind": "by-rate"}, {"kind": "by-rate"})
        assert {reading.name: reading.values for reading in rule.readings()} == {
            "part_month": ("by-days", "whole", "completed"),
            "start": ("first", "second"),
            "rounding": ("half-up", "half-even", "down"),
        }
        assert rule.open_choices() == {reading.name: reading.values for reading in rule.readings()}

    def test_a_reading_of_the_root_is_taken_by_each_part_that_can(self) -> None:
        rule = joined(MONTHLY, {"kind": "by-rate"}, reading={"part_month": take("by-days"), "rounding": take("down")})
        assert [part.part_month for part in rule.of] == ["whole", "by-days"]
        assert [(reading.value, reading.why) for reading in rule.readings()] == [
            ("by-days", "so"),
            ("first", "usual"),
            ("down", "so"),
        ]

    def test_another_value_is_asked_of_each_part_that_has_it(self) -> None:
        rule = joined(MONTHLY, {"kind": "by-rate"}).under({"part_month": "completed", "rounding": "down"})
        assert [part.part_month for part in rule.of] == ["completed", "completed"]
        assert [rule.rounding, *(part.rounding for part in rule.of)] == ["down", "half-up", "half-up"]

    def test_a_voice_takes_its_readings_in_each_part(self) -> None:
        told = {"part_month": take("whole", biller=take("completed")), "rounding": take("down", biller=take("half-up"))}
        rule = joined(MONTHLY, {"kind": "by-rate"}, reading=told)
        biller = rule.in_voice("biller")
        assert [biller.rounding, *(part.part_month for part in biller.of)] == ["half-up", "completed", "completed"]
        assert [rule.rounding, *(part.part_month for part in biller.in_voice(None).of)] == ["down", "whole", "whole"]

    def test_the_clauses_of_a_reading_are_those_of_the_parts_that_have_it(self) -> None:
        own = {"clause": {"document": "terms", "section": "2"}}
        rule = joined(MONTHLY, {"kind": "by-rate"} | own)
        assert rule.clauses_of("start") == (Clause("terms", "2"),)
        assert rule.clauses_of("rounding") == (Clause("terms", "1"), Clause("terms", "2"))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed(Rule):
    """A rate that may rest on an index."""

    kind: ClassVar[str] = "indexed"

    rate: Rate


class TestFigures:
    """A figure that stands in a number of any form is one that the section cited has to state."""

    @pytest.mark.parametrize(
        ("rate", "figures"),
        [
            (OfIndex("base", plus=Fraction(2, 100)), [("rate.plus", "2 %")]),
            (OfIndex("base"), []),
            (ByFact("plan", (("basic", Fraction(1, 100)),), OfIndex("base")), [("rate", "1 %")]),
        ],
    )
    def test_the_margin_of_an_index_and_the_entries_of_a_table(
        self, rate: Rate, figures: list[tuple[str, str]]
    ) -> None:
        rule = Indexed(rate=rate, clause=Clause("terms", "1"), says="A rate.")
        taken = taken_figures(rule, "charge")
        assert [(one.path.removeprefix("charge."), one.figure) for one in taken] == figures
