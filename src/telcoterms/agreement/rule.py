"""Define readings: where the words of a clause leave a choice, the choice has a name, a default and a reason.

A rule is one clause of a provider, a frozen value of one kind. Each of its fields whose type is a `Literal` is a
reading; that `Literal` is the only list of its values, and the first of them the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, Self, final, get_args, get_origin, get_type_hints

from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import UnknownNameError, Unquoted
from telcoterms.values.messages import Term, data_text
from telcoterms.values.steps import Clause, Step, step


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as it was taken: its name, its value, all values it can have, and why it has this one."""

    name: str
    value: str
    values: tuple[str, ...]
    why: str


ASKED_FOR: Final = Term("asked for")


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
    """One clause: where it stands, what it says in our words, and the provider's own reasons for readings."""

    kind: ClassVar[str]
    usual_reasons: ClassVar[Mapping[str, str]] = {}

    clause: Clause
    says: str
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the rule rests on."""
        return (self.clause,)

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that this rule takes."""
        given_reasons = dict(self.reasons)
        return tuple(
            Reading(name, value := getattr(self, name), values, self._reason(given_reasons, name, value, values))
            for name, values in choices(type(self)).items()
        )

    def _reason(self, given_reasons: Mapping[str, str], name: str, value: str, values: tuple[str, ...]) -> str:
        if name in given_reasons:
            return given_reasons[name]
        return self.usual_reasons[name] if value == values[0] else ASKED_FOR

    def under(self, readings: Mapping[str, str]) -> Self:
        """Return the same clause under other readings, which must be its own and known."""
        changes: dict[str, Any] = dict(readings)
        reasons = tuple(
            pair for pair in self.reasons if getattr(self, pair[0]) == changes.get(pair[0], getattr(self, pair[0]))
        )
        return replace(self, **changes, reasons=reasons)


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


def reading_steps(readings: tuple[Reading, ...], clauses: tuple[Clause, ...]) -> tuple[Step, ...]:
    """Return the lines of a working that list the readings taken."""
    return tuple(
        step(
            "{name} {value}: {why}",
            *clauses,
            part="readings",
            name=reading.name,
            value=reading.value,
            why=data_text(reading.why),
        )
        for reading in readings
    )
