"""Readings of a rule and of a join: what is declared, what a voice takes, and what the parts of a join share."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final, Literal

import pytest

from telcoterms import UnknownNameError
from telcoterms.agreement.rule import (
    ASKED_FOR,
    VOICES,
    DeclaredReading,
    Join,
    Reading,
    Rule,
    are_allowed,
    check_readings,
    choices,
    field_types,
    merged,
    reading_said,
    reading_steps,
    standing_together,
    voice_in_words,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Rounding
from telcoterms.values.steps import Clause
from tests.terms_builders import CLAUSE

Shade = Literal["pale", "deep", "dark"]
Gloss = Literal["matt", "shiny"]
Frame = Literal["oak", "pine"]
FIRST, SECOND, WHOLE = Clause("Terms", "1"), Clause("Terms", "2"), Clause("Terms", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall(Rule):
    """A clause with three readings, one of them a rounding, and a number."""

    kind: ClassVar[str] = "wall"
    usual_reasons: ClassVar[dict[str, str]] = {"shade": "most are pale", "gloss": "most are matt", "rounding": "usual"}
    root_only: ClassVar[frozenset[str]] = frozenset({"gloss"})

    coats: int = 2
    shade: Shade = "pale"
    gloss: Gloss = "matt"
    rounding: Rounding = "half-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Rule):
    """A clause with one reading of fewer values."""

    kind: ClassVar[str] = "door"
    usual_reasons: ClassVar[dict[str, str]] = {"shade": "doors are dark"}

    shade: Literal["dark", "pale"] = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class House(Join):
    """A join with a reading of its own, and one that its parts have too."""

    kind: ClassVar[str] = "house"
    usual_reasons: ClassVar[dict[str, str]] = {"frame": "most are oak", "shade": "as the walls are"}

    of: tuple[Rule, ...]
    frame: Frame = "oak"
    shade: Literal["deep", "bright"] = "deep"


WALL, DOOR = Wall(clause=FIRST, says="A wall."), Door(clause=SECOND, says="A door.")
HOUSE = House(of=(WALL, DOOR), clause=WHOLE, says="A house.")
SHADES: Final = ("pale", "deep", "dark")
ROUNDINGS: Final = ("half-up", "half-even", "down")
DEEP = DeclaredReading(
    "shade", "deep", "the terms say deep", (("dark", "not dark"),), (("consumer", "pale", "it costs less"),)
)


def values(rule: Rule) -> dict[str, str]:
    """The readings of a rule, each with the value that is taken."""
    return {reading.name: reading.value for reading in rule.readings()}


def reasons(rule: Rule) -> dict[str, str]:
    """The readings of a rule, each with the reason for its value."""
    return {reading.name: reading.why for reading in rule.readings()}


class TestReading:
    """A value is allowed or practised, with the reason; a rounding is neither."""

    SHADE = Reading("shade", "dark", SHADES, "why", (("dark", "not dark"),))
    CENT = Reading("rounding", "down", ROUNDINGS, "why")

    def test_the_standing_of_each_value(self) -> None:
        assert [self.SHADE.standing_of(value) for value in SHADES] == ["allowed", "allowed", "practised"]
        assert (self.SHADE.standing, self.SHADE.allowed) == ("practised", ("pale", "deep"))
        assert (self.SHADE.why_practised("dark"), self.SHADE.why_practised("pale")) == ("not dark", None)
        assert (self.SHADE.is_rounding, self.CENT.is_rounding) == (False, True)
        assert (self.CENT.standing, self.CENT.standing_of("half-up"), self.CENT.allowed) == (None, None, ("down",))

    def test_several_together(self) -> None:
        odd = replace(self.CENT, practised=(("down", "not down"),))  # a rounding counts for nothing
        assert are_allowed([self.SHADE, odd], {}) is False
        assert are_allowed([self.SHADE, odd], {"shade": "pale"}) is True
        assert are_allowed([replace(self.SHADE, value="pale")], {"shade": "dark"}) is False
        assert standing_together([self.SHADE], {}) == "practised"
        assert standing_together([self.SHADE], {"shade": "deep"}) == "allowed"

    def test_the_line_of_each(self) -> None:
        lines = reading_steps((self.SHADE, replace(self.SHADE, value="pale")), HOUSE)
        assert [phrase_text(line.phrase) for line in lines] == [
            "shade dark: why, but practised against the words: not dark",
            "shade pale: why",
        ]
        assert [(line.part, line.clauses) for line in lines] == [("readings", (WHOLE, FIRST, SECOND))] * 2

    def test_what_a_value_says_under_the_name_of_its_table_too(self) -> None:
        assert phrase_text(reading_said("late_charge.part_month", "whole-month")) == (
            "a part month counts as a whole one (late_charge.part_month whole-month)"
        )
        assert phrase_text(reading_said("late_charge.shade", "pale")) == "late_charge.shade pale"

    def test_a_voice_in_words(self) -> None:
        assert {voice: str(voice_in_words(voice)) for voice in VOICES} == {
            "biller": "as a biller reads them",
            "consumer": "read for the consumer",
            "letter": "read by the letter",
        }

    def test_what_a_voice_takes(self) -> None:
        assert DEEP.taken_by("consumer") == ("pale", "it costs less")
        assert DEEP.taken_by("biller") == DEEP.taken_by(None) == ("deep", "the terms say deep")

    def test_a_name_or_a_value_that_there_is_not(self) -> None:
        known = {"shade": SHADES, "gloss": ("matt", "shiny")}
        check_readings(known, {"shade": "dark", "gloss": "matt"}, "a wall")
        with pytest.raises(UnknownNameError) as found:
            check_readings(known, {"frame": "oak"}, "a wall")
        assert str(found.value) == "a wall has no reading 'frame' here: its readings are shade, gloss"
        with pytest.raises(UnknownNameError) as found:
            check_readings(known, {"shade": "matt"}, "a wall")
        assert str(found.value) == "a wall cannot read shade as 'matt': choose from pale, deep, dark"


class TestRule:
    """The readings of one clause."""

    def test_its_choices_are_the_literals_of_its_fields(self) -> None:
        known = {"shade": SHADES, "gloss": ("matt", "shiny"), "rounding": ROUNDINGS}
        assert choices(Wall) == WALL.own_choices() == WALL.bearing_choices() == WALL.open_choices() == known
        assert field_types(Wall)["coats"] is int

    def test_a_fixed_choice_is_no_reading(self) -> None:
        fixed = replace(WALL, fixed=("gloss",))
        assert set(fixed.open_choices()) == {"shade", "rounding"}
        assert set(fixed.bearing_choices()) == {"shade", "gloss", "rounding"}
        assert set(values(fixed)) == {"shade", "rounding"}

    def test_what_it_rests_on(self) -> None:
        assert (WALL.clauses, WALL.clauses_of("shade"), WALL.parts, WALL.open_day_keys) == ((FIRST,), (FIRST,), (), ())
        assert (WALL.counted("coats"), WALL.stated_otherwise("coats")) == ("coats", None)

    def test_the_reason_is_the_usual_one_the_declared_one_or_that_it_was_asked_for(self) -> None:
        assert reasons(WALL) == {"shade": "most are pale", "gloss": "most are matt", "rounding": "usual"}
        assert reasons(WALL.under({"gloss": "shiny"}))["gloss"] == ASKED_FOR
        declared = replace(WALL, shade="deep", declared=(DEEP,))
        assert declared.readings()[0] == Reading("shade", "deep", SHADES, "the terms say deep", (("dark", "not dark"),))
        assert declared.under({"shade": "dark"}).readings()[0] == Reading(
            "shade", "dark", SHADES, ASKED_FOR, (("dark", "not dark"),)
        )

    def test_in_a_voice_it_takes_what_is_declared_or_the_first_value(self) -> None:
        asked = replace(WALL, shade="dark", gloss="shiny", declared=(DEEP,))
        assert values(asked.in_voice(None)) == {"shade": "deep", "gloss": "matt", "rounding": "half-up"}
        consumer = asked.in_voice("consumer")
        assert values(consumer) == {"shade": "pale", "gloss": "matt", "rounding": "half-up"}
        assert (consumer.voice, reasons(consumer)["shade"]) == ("consumer", "it costs less")
        assert asked.in_voice(None).voice is None

    def test_as_a_part_it_takes_the_facts_and_readings_of_the_join(self) -> None:
        part = WALL.sharing({"rounding": "down", "shade": "bright", "gloss": "shiny", "frame": "oak"}, [DEEP])
        assert (part.rounding, part.shade, part.gloss) == ("down", "deep", "matt")
        assert (part.fixed, part.declared, part.joined) == (("rounding",), (DEEP,), True)

    def test_what_it_has_fixed_or_declared_itself_goes_first(self) -> None:
        own = replace(DEEP, take="dark", voices=())
        declared = replace(WALL, shade="dark", declared=(own,)).sharing({}, [DEEP])
        assert (declared.shade, declared.declared) == ("dark", (own,))
        fixed = replace(WALL, shade="dark", fixed=("shade",)).sharing({"shade": "pale"}, [DEEP])
        assert (fixed.shade, fixed.fixed, fixed.declared) == ("dark", ("shade",), ())
        by_fact = WALL.sharing({"shade": "dark"}, [DEEP])
        assert (by_fact.shade, by_fact.fixed, by_fact.declared) == ("dark", ("shade",), ())

    @pytest.mark.parametrize(
        "reading",
        [
            replace(DEEP, take="bright"),
            replace(DEEP, voices=(("letter", "bright", "why"),)),
            DeclaredReading("frame", "oak", "why"),
            DeclaredReading("gloss", "shiny", "why"),  # of a whole clause alone
        ],
    )
    def test_what_it_cannot_take_in_every_voice_is_left_out(self, reading: DeclaredReading) -> None:
        assert WALL.sharing({}, [reading]).declared == ()

    def test_a_reading_that_uses_every_value_is_taken(self) -> None:
        every = replace(DEEP, voices=(("consumer", "pale", "why"), ("letter", "dark", "why")))
        assert WALL.sharing({}, [every]).declared == (every,)

    def test_a_part_takes_a_reading_in_its_voice(self) -> None:
        part = replace(WALL, voice="consumer").sharing({}, [DEEP])
        assert (part.shade, part.voice) == ("pale", "consumer")


class TestJoin:
    """A reading is one for all parts that leave its choice open, and for the join."""

    def test_its_clauses(self) -> None:
        assert (HOUSE.parts, HOUSE.clauses) == ((WALL, DOOR), (WHOLE, FIRST, SECOND))
        again = replace(HOUSE, of=(WALL, replace(DOOR, clause=FIRST)))
        assert again.clauses == (WHOLE, FIRST)
        assert HOUSE.clauses_of("frame") == (WHOLE, FIRST, SECOND)
        assert HOUSE.clauses_of("rounding") == (FIRST,)
        assert replace(HOUSE, of=(WALL, replace(WALL, clause=SECOND, fixed=("rounding",)))).clauses_of("rounding") == (
            FIRST,
        )

    def test_its_choices_have_the_values_of_all(self) -> None:
        every = {"shade": ("pale", "deep", "dark", "bright"), "rounding": ROUNDINGS, "frame": ("oak", "pine")}
        assert HOUSE.open_choices() == HOUSE.bearing_choices() == every
        fixed = replace(HOUSE, of=(replace(WALL, fixed=("rounding", "shade")), DOOR), fixed=("shade",))
        assert fixed.open_choices() == {"shade": ("dark", "pale"), "frame": ("oak", "pine")}
        assert fixed.bearing_choices() == every

    def test_the_longest_list_of_values_goes_first(self) -> None:
        assert merged([{"a": ("x", "y")}, {"a": ("z", "y", "w"), "b": ("v",)}]) == {
            "a": ("z", "y", "w", "x"),
            "b": ("v",),
        }
        assert merged([]) == {}

    def test_its_readings_are_those_with_the_most_values(self) -> None:
        assert HOUSE.readings() == (
            Reading("shade", "pale", SHADES, "most are pale"),
            Reading("rounding", "half-up", ROUNDINGS, "usual"),
            Reading("frame", "oak", ("oak", "pine"), "most are oak"),
        )
        doors_first = replace(HOUSE, of=(DOOR, WALL)).readings()
        assert doors_first[0] == Reading("shade", "pale", SHADES, "most are pale")
        alike = replace(HOUSE, of=(DOOR, replace(DOOR, shade="pale"))).readings()
        assert alike[0] == Reading("shade", "dark", ("dark", "pale"), "doors are dark")

    def test_under_other_readings_each_takes_what_it_can(self) -> None:
        found = HOUSE.under({"shade": "dark", "frame": "pine", "rounding": "down", "gloss": "shiny"})
        assert found == replace(
            HOUSE, of=(replace(WALL, shade="dark", rounding="down"), replace(DOOR, shade="dark")), frame="pine"
        )
        bright = HOUSE.under({"shade": "bright"})
        assert (bright.shade, bright.of) == ("bright", (WALL, DOOR))

    def test_in_a_voice_itself_and_its_parts(self) -> None:
        pine = DeclaredReading("frame", "pine", "why", (), (("consumer", "oak", "it costs less"),))
        asked = House(
            of=(replace(WALL, shade="dark", declared=(DEEP,)), replace(DOOR, shade="pale")),
            frame="oak",
            shade="bright",
            declared=(pine,),
            clause=CLAUSE,
            says="",
        )
        found = asked.in_voice(None)
        assert (found.frame, found.shade, found.voice) == ("pine", "deep", None)
        assert [values(part)["shade"] for part in found.of] == ["deep", "dark"]
        consumer = asked.in_voice("consumer")
        assert (consumer.frame, consumer.voice) == ("oak", "consumer")
        assert [(values(part)["shade"], part.voice) for part in consumer.of] == [
            ("pale", "consumer"),
            ("dark", "consumer"),
        ]
        assert reasons(consumer)["frame"] == "it costs less"

    def test_what_it_is_given_it_gives_to_its_parts(self) -> None:
        pine = DeclaredReading("frame", "pine", "why")
        found = HOUSE.sharing({"rounding": "down"}, iter([DEEP, pine]))
        wall, door = found.of
        assert (found.frame, found.declared, found.fixed, found.joined) == ("pine", (pine,), (), False)
        assert (values(wall), wall.fixed, wall.declared) == (
            {"shade": "deep"} | {"gloss": "matt"},
            ("rounding",),
            (DEEP,),
        )
        assert (values(door), door.declared, door.joined) == ({"shade": "dark"}, (), True)
