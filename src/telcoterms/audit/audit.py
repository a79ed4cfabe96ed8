"""Compare a billed figure with the terms, and hold what an audit of a figure and of a whole bill finds.

A figure is computed under every combination of the readings of its rule, and with every known mistake. What gives the
billed figure is a `ReadingMatch` or a `Mistake`; readings come before mistakes, and the least changed readings first.
The matching combinations are shown as few conditions, over the readings that bear on the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from math import prod
from typing import Any, Literal, TypeVar, assert_never, final

from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import TaxMode, total_with_tax
from telcoterms.answers.reading_sets import (
    Box,
    Combination,
    Values,
    all_combinations,
    boxes,
    condition,
    deciding_readings,
)
from telcoterms.audit.bill import BillLine
from telcoterms.audit.mistakes import CATALOGUE, NAMES, BilledCharge, MistakeName, outcome_of
from telcoterms.clauses.late_charge.question import charge_minor
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency


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
class SkippedMistake:
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
    """A billed figure compared with the terms.

    `right` is the figure that the terms give. `readings` are the readings that give the billed one, the least changed
    first; `mistakes` every known mistake that was tried, those that give the billed figure first; `not_tried` the
    others. In all, `combinations` of readings and the mistakes made `distinct` figures, from `lowest` to `highest`.
    """

    billed: Money
    right: Money
    readings: tuple[ReadingMatch, ...]
    mistakes: tuple[Mistake, ...]
    not_tried: tuple[SkippedMistake, ...]
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
            return phrase("{billed} billed: agrees", billed=MoneyWithCurrency(self.billed))
        return phrase(
            "{billed} billed, {right} by the terms: {difference}, {matches}",
            billed=MoneyWithCurrency(self.billed),
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
class DateAudit:
    """A billed day compared with the terms."""

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


SumName = Literal["tax", "total"]


@final
@dataclass(frozen=True, slots=True)
class TotalAudit:
    """A tax or a total that was billed with a figure, compared with the terms."""

    name: SumName
    billed: Money
    right: Money

    @property
    def difference(self) -> Money:
        """What was billed less what is right."""
        return self.billed - self.right

    @property
    def agrees(self) -> bool:
        """Whether the billed sum is the one that the terms give."""
        return self.billed == self.right

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.text,
            "right": self.right.text,
            "difference": self.difference.text,
            "agrees": self.agrees,
        }


@final
@dataclass(frozen=True, slots=True)
class LineAudit:
    """A line compared with the terms: its figure or its day, and the tax and the total that were billed with it."""

    line: BillLine
    audit: Audit | DateAudit
    sums: tuple[TotalAudit, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether all that was billed on the line is what the terms give."""
        return self.audit.agrees and all(one.agrees for one in self.sums)

    @property
    def counted(self) -> tuple[Money, Money] | None:
        """What the line adds to the sums of the bill, as billed and as it is right; None for a day.

        The total, if one was billed; else the figure, and the tax that was billed beside it unless it is part of the
        figure. A refund is below zero.
        """
        if isinstance(self.audit, DateAudit):
            return None
        billed, right = self.audit.billed, self.audit.right
        sums = {one.name: one for one in self.sums}
        if "total" in sums:
            billed, right = sums["total"].billed, sums["total"].right
        elif "tax" in sums:
            mode: TaxMode = self.line.facts.get("tax_mode", "added")
            billed, right = (
                total_with_tax(mode, billed, sums["tax"].billed),
                total_with_tax(mode, right, sums["tax"].right),
            )
        match self.line.question:
            case "refund":
                return -billed, -right
            case "late_charge" | "cancellation_charge":
                return billed, right
            case "due_date" | "dispute_until" as unreachable_day:
                raise AssertionError(f"a {unreachable_day} is compared by a DayAudit, not {self.audit!r}")
        assert_never(self.line.question)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "question": self.line.question,
            "agrees": self.agrees,
            "figure": self.audit.as_dict(),
            **{one.name: one.as_dict() for one in self.sums},
        }


@final
@dataclass(frozen=True, slots=True)
class BillAudit:
    """A whole bill compared with the terms: its lines in order, and their totals, in which a refund counts as less."""

    lines: tuple[LineAudit, ...]
    billed: Money
    right: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: what the lines come to by the terms."""
        return self.right

    @property
    def difference(self) -> Money:
        """What was billed less what is right, in all: above zero, more was billed than the terms give."""
        return self.billed - self.right

    @property
    def agrees(self) -> bool:
        """Whether every line agrees."""
        return all(one.agrees for one in self.lines)

    def headline(self) -> Phrase:
        """In one line."""
        agreeing = sum(one.agrees for one in self.lines)
        return phrase(
            "{agreeing} of {lines} lines agree; {billed} billed, {right} by the terms",
            agreeing=agreeing,
            lines=len(self.lines),
            billed=MoneyWithCurrency(self.billed),
            right=self.right,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "agrees": self.agrees,
            "billed": self.billed.text,
            "right": self.right.text,
            "difference": self.difference.text,
            "lines": [one.as_dict() for one in self.lines],
        }


def bill_audit(lines: tuple[LineAudit, ...], currency: str) -> BillAudit:
    """The lines of a bill with their sums."""
    billed = right = Money.of_minor(0, currency)
    for line in lines:
        if line.counted is not None:
            billed, right = billed + line.counted[0], right + line.counted[1]
    return BillAudit(lines, billed, right)


R = TypeVar("R", bound=Rule)


def match_billed_late_charge(billed: Money, facts: BilledCharge) -> Audit:
    """Compare a billed late charge with the terms, and try every reading and known mistake."""
    tried: list[Mistake] = []
    not_tried: list[SkippedMistake] = []
    for name in NAMES:
        outcome = outcome_of(name, facts)
        if isinstance(outcome, Phrase):
            not_tried.append(SkippedMistake(name, outcome))
        else:
            tried.append(Mistake(name, Money.of_minor(outcome, billed.currency)))
    tried.sort(key=lambda one: one.figure != billed)

    def charge(rule: Any) -> int:
        return charge_minor(rule, facts.amount, facts.issued, facts.due, facts.paid, facts.billing_months)

    return match_billed_figure(billed, facts.rule, charge, tried, not_tried)


def match_billed_figure(
    billed: Money,
    rule: R,
    figure_of: Callable[[R], int],
    mistakes: Iterable[Mistake] = (),
    not_tried: Iterable[SkippedMistake] = (),
) -> Audit:
    """Compare a billed figure with a rule under every combination of its readings; `figure_of` gives its figure."""
    taken = {one.name: one.value for one in rule.readings()}
    values = {one.name: one.values for one in rule.readings()}
    figures = {
        chosen: figure_of(rule.under(dict(zip(values, chosen, strict=True)))) if chosen else figure_of(rule)
        for chosen in all_combinations(values)
    }
    right, mistakes = figures[tuple(taken.values())], tuple(mistakes)
    names = deciding_readings(values, figures)
    every_figure = {*figures.values(), *(one.figure.minor for one in mistakes)}
    return Audit(
        billed,
        Money.of_minor(right, billed.currency),
        reading_matches(values, taken, names, [chosen for chosen, one in figures.items() if one == billed.minor]),
        mistakes,
        tuple(not_tried),
        prod(len(values[name]) for name in names),
        len(every_figure),
        Money.of_minor(min(every_figure), billed.currency),
        Money.of_minor(max(every_figure), billed.currency),
    )


def reading_matches(
    values: Values, taken: Mapping[str, str], names: Collection[str], matching: Iterable[Combination]
) -> tuple[ReadingMatch, ...]:
    """The combinations that give a billed figure as few conditions, the least changed first.

    `names` are the readings that bear on the figure: the others are not spoken of.
    """
    own = {name: known for name, known in values.items() if name in names}
    places = [place for place, name in enumerate(values) if name in own]
    found = boxes(own, {tuple(chosen[place] for place in places) for chosen in matching})
    return tuple(sorted((_match(own, taken, box) for box in found), key=lambda one: len(one.changes)))


def _match(known: Mapping[str, tuple[str, ...]], taken: Mapping[str, str], box: Box) -> ReadingMatch:
    values = {
        name: tuple(value for value in known[name] if value in inside) for name, inside in zip(known, box, strict=True)
    }
    changes = tuple((name, inside[0]) for name, inside in values.items() if taken[name] not in inside)
    return ReadingMatch(tuple(known.items()), tuple(values.items()), changes)
