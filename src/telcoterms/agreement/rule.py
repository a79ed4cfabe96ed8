"""Define readings: where the words of a clause leave a choice, the choice has a name, a default and a reason.

A rule is one clause of a provider, a frozen value of one kind. Each of its fields whose type is a `Literal` is a
reading; that `Literal` is the only list of its values, and the first of them the default.

Each value has a standing under the terms of one provider: the words allow it, or it is practised although they exclude
it. A provider's file says which values are practised, and against which words; every other one is allowed. How a part
of a cent is rounded has no standing: it is no question of what the words mean.

A voice is one way to go through all readings of the terms: as a biller does, for the consumer, or by the letter. A
provider's file says which value each voice takes, and why; a reading of which it does not say so is taken by every
voice as by the one that speaks where none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, ClassVar, Final, Literal, Self, assert_never, final, get_args, get_origin, get_type_hints

from telcoterms.values.choices import WORDS_OF_READINGS
from telcoterms.values.dataclasses import dataclass, fields, replace
from telcoterms.values.errors import UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, Term, data_text, phrase
from telcoterms.values.money import Rounding
from telcoterms.values.steps import Clause, Step, step

Standing = Literal["allowed", "practised"]
"""How a value of a reading stands under a provider's terms: the words allow it, or it is practised against them."""

Voice = Literal["biller", "consumer", "letter"]
"""Who goes through the readings: a biller, somebody who reads an unclear word for the consumer, or the letter."""


def voice_in_words(voice: Voice) -> Term:
    """Return how a voice reads the terms."""
    match voice:
        case "biller":
            return Term("as a biller reads them")
        case "consumer":
            return Term("read for the consumer")
        case "letter":
            return Term("read by the letter")
    assert_never(voice)


ROUNDINGS: Final = get_args(Rounding)
VOICES: Final[tuple[Voice, ...]] = get_args(Voice)


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as it was taken: its name, its value, all values it can have, and why it has this one.

    `practised` holds the values that the words exclude, each with the reason.
    """

    name: str
    value: str
    values: tuple[str, ...]
    why: str
    practised: tuple[tuple[str, str], ...] = ()

    @property
    def is_rounding(self) -> bool:
        """Whether the reading is how a part of a cent is rounded, which has no standing."""
        return self.values == ROUNDINGS

    @property
    def standing(self) -> Standing | None:
        """The standing of the value taken; None for a rounding."""
        return self.standing_of(self.value)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values that the words allow, in their order; of a rounding the one that is taken."""
        if self.is_rounding:
            return (self.value,)
        excluded = [value for value, _ in self.practised]
        return tuple(value for value in self.values if value not in excluded)

    def standing_of(self, value: str) -> Standing | None:
        """Return the standing of a value of the reading; None for a rounding."""
        if self.is_rounding:
            return None
        return "allowed" if self.why_practised(value) is None else "practised"

    def why_practised(self, value: str) -> str | None:
        """Return why the words exclude a value, or None where they do not."""
        return dict(self.practised).get(value)


@final
@dataclass(frozen=True, slots=True)
class DeclaredReading:
    """What a provider's file says of a reading.

    It is the value taken and why, the values that are practised against the words, each with the reason, and what other
    voices take: the voice, the value, and why.
    """

    name: str
    take: str
    why: str
    practised: tuple[tuple[str, str], ...] = ()
    voices: tuple[tuple[Voice, str, str], ...] = ()

    def taken_by(self, voice: Voice | None) -> tuple[str, str]:
        """Return the value that a voice takes, and why; None is the voice that speaks where none is asked for."""
        return next(((value, why) for one, value, why in self.voices if one == voice), (self.take, self.why))


ASKED_FOR: Final = Term("asked for")


PARAMETER: Final = "parameter"
"""Marks a choice that a clause makes in words that leave none: `Annotated[Roll, PARAMETER]` is a key, no reading."""

_FIELD_TYPES: Final[dict[type, dict[str, Any]]] = {}  # both are filled once for each class: type hints are slow
_CHOICES: Final[dict[type[Rule], dict[str, tuple[str, ...]]]] = {}


def field_types(cls: type) -> dict[str, Any]:
    """Return the types of the fields of a class."""
    if cls not in _FIELD_TYPES:
        _FIELD_TYPES[cls] = get_type_hints(cls, include_extras=True)
    return _FIELD_TYPES[cls]


def choices(kind: type[Rule]) -> dict[str, tuple[str, ...]]:
    """Return the readings of a kind, each with its values."""
    if kind not in _CHOICES:
        types = field_types(kind)
        _CHOICES[kind] = {name: get_args(type_) for name, type_ in types.items() if get_origin(type_) is Literal}
    return _CHOICES[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One clause: where it stands, what it says in our words, and what the provider's file declares of its readings.

    `keys` are the keys of a file for the fields that have another name there. `voice` is the one whose readings are
    taken; None is the voice that speaks where none is asked for. `fixed` names the choices to which the words leave one
    value: they are facts of the clause, and no readings.
    """

    kind: ClassVar[str]
    usual_reasons: ClassVar[Mapping[str, str]] = {}
    keys: ClassVar[Mapping[str, str]] = {}
    root_only: ClassVar[frozenset[str]] = frozenset()
    """The fields and choices that a whole clause has and the parts of a join have not."""

    clause: Clause
    says: str
    declared: tuple[DeclaredReading, ...] = ()
    voice: Voice | None = None
    fixed: tuple[str, ...] = ()
    joined: bool = False

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the rule rests on."""
        return (self.clause,)

    @property
    def open_day_keys(self) -> tuple[tuple[str | int, ...], ...]:
        """The keys of the clause, each with those above it, that cannot be followed without a calendar of open days.

        The number of a part, from 1, stands behind the key of its list.
        """
        return ()

    def counted(self, field: str) -> str:
        """Return what a number of the clause counts, as its section states it: as a rule the last word of the field."""
        return field

    def stated_otherwise(self, field: str) -> str | None:
        """Return the figure by which a section can state a number of the clause too, where it names another day."""
        return None

    def clauses_of(self, reading: str) -> tuple[Clause, ...]:
        """Return the clauses whose words a reading is of: all that the rule rests on, unless its kind knows better."""
        return self.clauses

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that this rule takes."""
        declared = {reading.name: reading for reading in self.declared}
        return tuple(
            self._reading(name, getattr(self, name), values, declared.get(name))
            for name, values in self.open_choices().items()
        )

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The clauses that it joins; none, but of a join."""
        return ()

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on this clause itself, each with its values: with some numbers, one may not."""
        return choices(type(self))

    def bearing_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on the clause and its parts, those that are fixed too."""
        return self.own_choices()

    def open_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that are readings, each with its values: all but those that are fixed."""
        return {name: values for name, values in self.own_choices().items() if name not in self.fixed}

    def _reading(self, name: str, value: str, values: tuple[str, ...], declared: DeclaredReading | None) -> Reading:
        if declared is None:
            return Reading(name, value, values, self.usual_reasons[name] if value == values[0] else ASKED_FOR)
        take, why = declared.taken_by(self.voice)
        return Reading(name, value, values, why if value == take else ASKED_FOR, declared.practised)

    def under(self, readings: Mapping[str, str]) -> Self:
        """Return the same clause under other readings, which must be its own and known."""
        changes: dict[str, Any] = dict(readings)
        return replace(self, **changes)

    def in_voice(self, voice: Voice | None) -> Self:
        """Return the same clause with the readings that a voice takes, whatever was taken before."""
        declared = {reading.name: reading for reading in self.declared}
        changes: dict[str, Any] = {
            name: declared[name].taken_by(voice)[0] if name in declared else values[0]
            for name, values in self.open_choices().items()
        }
        return replace(self, **changes, voice=voice)

    def sharing(self, facts: Mapping[str, str], declared: Iterable[DeclaredReading]) -> Self:
        """Return the same clause with the facts and readings of the join around it.

        A choice that the clause has fixed itself goes first, and one that does not bear on it is left out.
        """
        part = replace(self, joined=True)
        return part._sharing(facts, declared, part.open_choices())

    def _sharing(
        self, facts: Mapping[str, str], declared: Iterable[DeclaredReading], open_: Mapping[str, tuple[str, ...]]
    ) -> Self:
        known = {name: values for name, values in open_.items() if name not in self.root_only}
        fixed = {name: value for name, value in facts.items() if value in known.get(name, ())}
        passed_over = {*fixed, *(reading.name for reading in self.declared)}
        read = tuple(reading for reading in declared if reading.name not in passed_over and _can_take(known, reading))
        taken: dict[str, Any] = fixed | {reading.name: reading.taken_by(self.voice)[0] for reading in read}
        return replace(self, **taken, declared=(*self.declared, *read), fixed=(*self.fixed, *fixed))

    def check(self) -> None:
        """Raise `InputError` where the numbers and the choices of a whole clause do not fit together; most fit."""


def _can_take(known: Mapping[str, tuple[str, ...]], reading: DeclaredReading) -> bool:
    """Return whether a clause with these choices can take a reading in every voice."""
    taken = {reading.take, *(value for _, value, _ in reading.voices)}
    return taken <= set(known.get(reading.name, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Rule):
    """Clauses that are joined into one: their sum, the greater or the lesser of them.

    A kind of join has its parts in a field `of`, a tuple. A reading is one for all parts that leave its choice open,
    and for the join, if it has the choice itself. What is `root_only` is not asked of the parts.
    """

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The clauses that are joined, in their order."""
        parts: tuple[Rule, ...] = attrgetter("of")(self)
        return parts

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the join, and those of its parts."""
        return tuple(dict.fromkeys((self.clause, *(clause for part in self.parts for clause in part.clauses))))

    def clauses_of(self, reading: str) -> tuple[Clause, ...]:
        """Return the clauses of the parts that have a reading; of one of its own, all."""
        if reading in self.own_choices():
            return self.clauses
        having = [part for part in self.parts if reading in part.open_choices()]
        return tuple(dict.fromkeys(clause for part in having for clause in part.clauses_of(reading)))

    def bearing_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on the join and its parts."""
        return merged([*(_shared(part, part.bearing_choices()) for part in self.parts), self.own_choices()])

    def open_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices of the join and its parts that are readings."""
        return merged([*(_shared(part, part.open_choices()) for part in self.parts), Rule.open_choices(self)])

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings of the parts and the join, each once: of several, the one with the most values."""
        declared = {reading.name: reading for reading in self.declared}
        own = (
            self._reading(name, getattr(self, name), values, declared.get(name))
            for name, values in Rule.open_choices(self).items()
        )
        of_parts = (reading for part in self.parts for reading in part.readings() if reading.name not in part.root_only)
        read = dict[str, Reading]()
        for reading in (*of_parts, *own):
            known = read.get(reading.name)
            if known is None or len(reading.values) > len(known.values):
                read[reading.name] = reading
        return tuple(read.values())

    def under(self, readings: Mapping[str, str]) -> Self:
        """Return the same join, and each part that has a reading, under other readings."""
        own: dict[str, Any] = _taken(readings, Rule.open_choices(self))
        of = tuple(part.under(_taken(readings, _shared(part, part.open_choices()))) for part in self.parts)
        own["of"] = of
        return replace(self, **own)

    def in_voice(self, voice: Voice | None) -> Self:
        """Return the same join and its parts with the readings that a voice takes."""
        declared = {reading.name: reading for reading in self.declared}
        own: dict[str, Any] = {
            name: declared[name].taken_by(voice)[0] if name in declared else values[0]
            for name, values in Rule.open_choices(self).items()
        }
        own["of"] = tuple(part.in_voice(voice) for part in self.parts)
        return replace(self, **own, voice=voice)

    def sharing(self, facts: Mapping[str, str], declared: Iterable[DeclaredReading]) -> Self:
        """Return the same join with the facts and readings given to itself and to all parts that have the choice."""
        declared = tuple(declared)
        own: dict[str, Any] = {"of": tuple(part.sharing(facts, declared) for part in self.parts)}
        return replace(self._sharing(facts, declared, Rule.open_choices(self)), **own)


def _taken(readings: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the readings that a clause with these choices can take."""
    return {name: value for name, value in readings.items() if value in known.get(name, ())}


def _shared(part: Rule, known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the choices of a part that the join around it can make for it."""
    return {name: values for name, values in known.items() if name not in part.root_only}


def merged(of_parts: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return choices of several parts by their names, each with all values, those of the longest list first."""
    together: dict[str, tuple[str, ...]] = {}
    for known in of_parts:
        for name, values in known.items():
            longer, shorter = sorted((together.get(name, ()), values), key=len, reverse=True)
            together[name] = tuple(dict.fromkeys((*longer, *shorter)))
    return together


RULE_FIELDS: Final = frozenset(field.name for field in fields(Rule))
"""The fields that all rules have: the clause, its words and its reasons, no figures and no readings."""


def check_readings(known: Mapping[str, tuple[str, ...]], wanted: Mapping[str, str], question: str) -> None:
    """Reject a reading that the question does not have, or a value that the reading does not have."""
    for name, value in wanted.items():
        if name not in known:
            raise UnknownNameError(
                "{question} has no reading {name} here: its readings are {known}",
                question=Unquoted(question),
                name=name,
                known=tuple(map(Unquoted, known)),
            )
        if value not in known[name]:
            raise UnknownNameError(
                "{question} cannot read {name} as {value}: choose from {known}",
                question=Unquoted(question),
                name=Unquoted(name),
                value=value,
                known=tuple(map(Unquoted, known[name])),
            )


def standing_together(readings: Iterable[Reading], taken: Mapping[str, str]) -> Standing:
    """Return how a value of each reading stands together: practised where the words exclude one of them.

    A reading that `taken` does not name has the value that it has. A rounding counts for nothing.
    """
    return "allowed" if are_allowed(readings, taken) else "practised"


def are_allowed(readings: Iterable[Reading], taken: Mapping[str, str]) -> bool:
    """Return whether the words allow a value of each reading, those that `taken` does not name as they are."""
    return all(
        reading.is_rounding or reading.why_practised(taken.get(reading.name, reading.value)) is None
        for reading in readings
    )


def reading_said(name: str, value: str) -> Phrase:
    """Return what a value of a reading says, with its name, which may be that of a table and an edition too."""
    words = WORDS_OF_READINGS.get((name.rpartition(".")[2], value))
    if words is None:  # of a kind of clause that is not the library's own
        return phrase("{name} {value}", name=name, value=value)
    return phrase("{words} ({name} {value})", words=words, name=name, value=value)


def reading_steps(readings: tuple[Reading, ...], rule: Rule) -> tuple[Step, ...]:
    """Return the lines of a working that list the readings taken of a rule, which may be named with their table."""
    return tuple(_reading_step(reading, rule.clauses_of(reading.name.rpartition(".")[2])) for reading in readings)


def _reading_step(reading: Reading, clauses: tuple[Clause, ...]) -> Step:
    """Return the line of a reading; where the words exclude its value, it says so and why."""
    against, said = reading.why_practised(reading.value), reading_said(reading.name, reading.value)
    if against is None:
        return step("{said}: {why}", *clauses, part="readings", said=said, why=data_text(reading.why))
    return step(
        "{said}: {why}, but practised against the words: {against}",
        *clauses,
        part="readings",
        said=said,
        why=data_text(reading.why),
        against=data_text(against),
    )
