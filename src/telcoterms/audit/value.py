"""What an audit of a billed figure gives out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import final

from telcoterms.audit.mistakes import CATALOGUE, MistakeName
from telcoterms.combinations import condition
from telcoterms.faces.text import phrase_text
from telcoterms.money import Money
from telcoterms.working import Phrase, Priced, phrase


@final
@dataclass(frozen=True, slots=True)
class ReadingMatch:
    """Readings that give the billed figure: of each reading that bears on it, all values and those that are taken.

    Any combination of the values in `taken` gives the figure. `changes` are the readings that must differ from those
    of the terms, each with the first value that will do.
    """

    known: tuple[tuple[str, tuple[str, ...]], ...]
    taken: tuple[tuple[str, tuple[str, ...]], ...]
    changes: tuple[tuple[str, str], ...]

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values by the reading's name; of a reading that is not among them, any."""
        return dict(self.taken)

    @property
    def name(self) -> str:
        """The condition in words: `runs_from due-date; rounding any`."""
        return phrase_text(self.condition)

    @property
    def condition(self) -> Phrase:
        """The same as a phrase."""
        return condition(dict(self.known), tuple(frozenset(values) for _, values in self.taken))

    @property
    def short(self) -> str:
        """What must differ from the readings of the terms: `runs_from due-date`."""
        return ", ".join(f"{name} {value}" for name, value in self.changes)

    def holds(self, readings: Mapping[str, str]) -> bool:
        """Whether a combination of readings is among them."""
        return all(readings[name] in values for name, values in self.taken)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"readings": {name: list(values) for name, values in self.taken}}


@final
@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake that was tried, and the figure that it makes."""

    name: MistakeName
    figure: Money

    @property
    def says(self) -> str:
        """The mistake in one line."""
        return CATALOGUE[self.name].says

    @property
    def short(self) -> str:
        """Its name."""
        return self.name

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"mistake": self.name}


@final
@dataclass(frozen=True, slots=True)
class NotTried:
    """A known mistake that was not tried, and why."""

    name: MistakeName
    reason: Phrase

    @property
    def why(self) -> str:
        """The reason in words."""
        return phrase_text(self.reason)


@final
@dataclass(frozen=True, slots=True)
class Audit:
    """A billed figure held against the terms.

    `right` is the figure that the terms give. `readings` are the readings that give the billed one, the least changed
    first; `mistakes` every known mistake that was tried, those that give the billed figure first; `not_tried` the
    others. In all, `combinations` of readings and the mistakes made `distinct` figures, from `lowest` to `highest`.
    """

    billed: Money
    right: Money
    readings: tuple[ReadingMatch, ...]
    mistakes: tuple[Mistake, ...]
    not_tried: tuple[NotTried, ...]
    combinations: int
    distinct: int
    lowest: Money
    highest: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: the figure that the terms give."""
        return self.right

    @property
    def difference(self) -> Money:
        """What was billed less what is right."""
        return self.billed - self.right

    @property
    def agrees(self) -> bool:
        """Whether the billed figure is the one that the terms give."""
        return self.billed == self.right

    @property
    def matches(self) -> tuple[ReadingMatch | Mistake, ...]:
        """All that gives the billed figure, readings before mistakes."""
        return (*self.readings, *(one for one in self.mistakes if one.figure == self.billed))

    def headline(self) -> Phrase:
        """In one line."""
        if self.agrees:
            return phrase("{billed} billed: agrees", billed=Priced(self.billed))
        return phrase(
            "{billed} billed, {right} by the terms: {difference}, {matches}",
            billed=Priced(self.billed),
            right=self.right,
            difference=apart(self.difference),
            matches=self._matches(),
        )

    def _matches(self) -> Phrase:
        if not self.matches:
            return phrase("nothing that was tried gives it")
        first, more = self.matches[0].short, len(self.matches) - 1
        return (
            phrase("as by {first} and {more} more", first=first, more=more)
            if more
            else phrase("as by {first}", first=first)
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.text,
            "right": self.right.text,
            "difference": self.difference.text,
            "agrees": self.agrees,
            "matches": [one.as_dict() for one in self.matches],
            "mistakes": [
                {"name": one.name, "figure": one.figure.text, "difference": (self.billed - one.figure).text}
                for one in self.mistakes
            ],
            "not_tried": [{"name": one.name, "why": one.why} for one in self.not_tried],
            "combinations": self.combinations,
            "distinct": self.distinct,
            "lowest": self.lowest.text,
            "highest": self.highest.text,
        }


@final
@dataclass(frozen=True, slots=True)
class DayAudit:
    """A billed day held against the terms."""

    billed: date
    right: date

    @property
    def difference(self) -> int:
        """Days from the right one to the billed one."""
        return (self.billed - self.right).days

    @property
    def agrees(self) -> bool:
        """Whether the billed day is the one that the terms give."""
        return self.billed == self.right

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.isoformat(),
            "right": self.right.isoformat(),
            "difference": self.difference,
            "agrees": self.agrees,
        }


def apart(difference: Money) -> Phrase:
    """How far a billed sum lies from another."""
    if difference.minor < 0:
        return phrase("{sum} less", sum=-difference)
    return phrase("{sum} more", sum=difference)
