"""Compare a billed figure with the terms, and hold what an audit of a figure and of a whole bill finds.

A figure is computed under every combination of the readings of its rule, and with every known mistake. What gives the
billed figure is a `ReadingMatch` or a `Mistake`, and never both: a mistake that comes to the figure of a reading is
left out. Each match says how it explains the figure, in the order of `Explanation`. The matching combinations are shown
as few conditions, over the readings that bear on the figure.

A figure with its tax and its total is compared as a whole, too: the readings that give one of them must give all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import prod
from typing import Any, Final, Literal, TypeVar, assert_never, final, get_args

from telcoterms.agreement.rule import Reading, Rule, are_allowed
from telcoterms.agreement.taxes import TaxMode, total_with_tax
from telcoterms.answers.reading_sets import (
    Box,
    Combination,
    all_combinations,
    boxes,
    condition,
    deciding_readings,
)
from telcoterms.audit.bill import BillLine
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.mistakes import (
    MISTAKES,
    NAMES,
    BilledCharge,
    FeeMistakeName,
    MistakeName,
    MistakeOutcome,
    outcome_of,
)
from telcoterms.formats.text import Grid, GridGroup, phrase_text
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency

Explanation = Literal["by-the-terms", "allowed", "rounded-otherwise", "practised", "known-mistake", "unexplained"]
"""What gives a billed figure: these terms as they are read; another reading that their words allow; such a reading with
another rounding; a reading that is practised against the words; a known mistake; nothing that was tried."""

ReadingExplanation = Literal["by-the-terms", "allowed", "rounded-otherwise", "practised"]
"""Those of them that a reading gives."""

EXPLANATIONS: Final[tuple[Explanation, ...]] = get_args(Explanation)
"""All explanations; where several hold, the first of them is taken."""


def is_outside_words(explanation: Explanation) -> bool:
    """Return whether neither these terms as they are read nor another reading that their words allow gives a figure.

    How a part of a cent is rounded is no question of what the words mean.
    """
    match explanation:
        case "by-the-terms" | "allowed" | "rounded-otherwise":
            return False
        case "practised" | "known-mistake" | "unexplained":
            return True
    assert_never(explanation)


@final
@dataclass(frozen=True, slots=True)
class ReadingMatch:
    """Readings that give the billed figure: of each reading that bears on it, all values and those that are taken.

    Any combination of the values in `taken` gives the figure. `changes` are the readings that must differ from those
    of the terms, each with the first value that will do. `explanation` is how these readings stand under the terms.
    """

    explanation: ReadingExplanation
    known: tuple[tuple[str, tuple[str, ...]], ...]
    taken: tuple[tuple[str, tuple[str, ...]], ...]
    changes: tuple[tuple[str, str], ...]
    rounding: str | None = None

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values by the reading's name; of a reading that is not among them, any."""
        return dict(self.taken)

    @property
    def name(self) -> str:
        """The condition in words: `runs_from due-date; part_month by-days`."""
        return phrase_text(self.condition)

    @property
    def condition(self) -> Phrase:
        """The same as a phrase, without the name of a rounding that is as the terms have it."""
        known = {name: values for name, values in self.known if name != self.rounding}
        return condition(known, tuple(frozenset(values) for name, values in self.taken if name != self.rounding))

    @property
    def short(self) -> str:
        """What must differ from the readings of the terms: `runs_from due-date`."""
        return ", ".join(f"{name} {value}" for name, value in self.changes)

    def holds(self, readings: Mapping[str, str]) -> bool:
        """Whether a combination of readings is among them."""
        return all(readings[name] in values for name, values in self.taken)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "explanation": self.explanation,
            "readings": {name: list(values) for name, values in self.taken},
        }


@final
@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake that was tried, and the figure that it makes, which no reading gives."""

    name: MistakeName | FeeMistakeName
    figure: Money

    @property
    def explanation(self) -> Literal["known-mistake"]:
        """How it explains a figure."""
        return "known-mistake"

    @property
    def says(self) -> str:
        """The mistake in one line."""
        return MISTAKES[self.name]

    @property
    def short(self) -> str:
        """Its name."""
        return self.name

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"explanation": self.explanation, "mistake": self.name}


@final
@dataclass(frozen=True, slots=True)
class SkippedMistake:
    """A known mistake that was left out, and why."""

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

    `by_terms` is what these terms give. Their words allow figures from `lowest_allowed` to `highest_allowed`, of which
    `nearest_allowed` is the nearest to the billed one. `readings` are the readings that give the billed figure, those
    of these terms first; `mistakes` every known mistake that was tried, those that give the billed figure first;
    `left_out` the others. In all, `combinations` of readings and the mistakes made `distinct` figures, from `lowest` to
    `highest`.
    """

    billed: Money
    by_terms: Money
    nearest_allowed: Money
    lowest_allowed: Money
    highest_allowed: Money
    readings: tuple[ReadingMatch, ...]
    mistakes: tuple[Mistake, ...]
    left_out: tuple[SkippedMistake, ...]
    combinations: int
    distinct: int
    lowest: Money
    highest: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: the figure that the terms give."""
        return self.by_terms

    @property
    def difference(self) -> Money:
        """What was billed less what these terms give."""
        return self.billed - self.by_terms

    @property
    def from_allowed(self) -> Money:
        """What was billed less the nearest figure that the words allow: zero where they allow the billed one."""
        return self.billed - self.nearest_allowed

    @property
    def agrees(self) -> bool:
        """Whether the billed figure is the one that these terms give."""
        return self.billed == self.by_terms

    @property
    def matches(self) -> tuple[ReadingMatch | Mistake, ...]:
        """All that gives the billed figure: readings, or the known mistakes where no reading does."""
        return (*self.readings, *(one for one in self.mistakes if one.figure == self.billed))

    @property
    def explanation(self) -> Explanation:
        """What gives the billed figure: that of the first match."""
        return self.matches[0].explanation if self.matches else "unexplained"

    @property
    def outside_words(self) -> bool:
        """Whether neither these terms nor another reading that their words allow gives the billed figure."""
        return is_outside_words(self.explanation)

    def headline(self) -> Phrase:
        """In one line."""
        if self.agrees:
            return phrase("{billed} billed: what these terms give", billed=MoneyWithCurrency(self.billed))
        return phrase(
            "{billed} billed, {by_terms} by the terms: {difference}, {explanation}",
            billed=MoneyWithCurrency(self.billed),
            by_terms=self.by_terms,
            difference=apart(self.difference),
            explanation=self.explained(),
        )

    def explained(self) -> Phrase:
        """Return what gives the figure: the first match, and how many more there are."""
        if not self.matches:
            return explained("unexplained", "")
        first, more = explained(self.explanation, self.matches[0].short), len(self.matches) - 1
        return phrase("{first}, and {more} more", first=first, more=more) if more else first

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.text,
            "by_terms": self.by_terms.text,
            "difference": self.difference.text,
            "agrees": self.agrees,
            "explanation": self.explanation,
            "nearest_allowed": self.nearest_allowed.text,
            "from_allowed": self.from_allowed.text,
            "lowest_allowed": self.lowest_allowed.text,
            "highest_allowed": self.highest_allowed.text,
            "matches": [one.as_dict() for one in self.matches],
            "mistakes": [
                {"name": one.name, "figure": one.figure.text, "difference": (self.billed - one.figure).text}
                for one in self.mistakes
            ],
            "left_out": [{"name": one.name, "why": one.why} for one in self.left_out],
            "combinations": self.combinations,
            "distinct": self.distinct,
            "lowest": self.lowest.text,
            "highest": self.highest.text,
        }


def explanation_term(explanation: Explanation) -> Term:
    """Return an explanation in words, without what gives the figure."""
    match explanation:
        case "by-the-terms":
            return Term("by the terms")
        case "allowed":
            return Term("allowed by another reading")
        case "rounded-otherwise":
            return Term("allowed but rounded otherwise")
        case "practised":
            return Term("practised against the words")
        case "known-mistake":
            return Term("a known mistake")
        case "unexplained":
            return Term("unexplained")
    assert_never(explanation)


def explained(explanation: Explanation, by: str) -> Phrase:
    """Return an explanation with what gives the figure: the readings that are changed, or the name of a mistake."""
    match explanation:
        case "by-the-terms":
            return phrase("what these terms give")
        case "allowed":
            return phrase("allowed by another reading: {by}", by=by)
        case "rounded-otherwise":
            return phrase("allowed but rounded otherwise: {by}", by=by)
        case "practised":
            return phrase("practised against the words: {by}", by=by)
        case "known-mistake":
            return phrase("known mistake: {by}", by=by)
        case "unexplained":
            return phrase("explained by nothing that was tried")
    assert_never(explanation)


def explained_in_words(explanation: Explanation) -> Term:
    """Return an explanation as the end of a sentence."""
    match explanation:
        case "by-the-terms":
            return Term("the terms give it")
        case "allowed":
            return Term("another reading of the words allows it")
        case "rounded-otherwise":
            return Term("the words allow it, rounded otherwise")
        case "practised":
            return Term("a practice against the words gives it")
        case "known-mistake":
            return Term("a known mistake gives it")
        case "unexplained":
            return Term("nothing that was tried gives it")
    assert_never(explanation)


DateExplanation = Literal["by-the-terms", "unexplained"]
"""What gives a billed day: the terms, or nothing. No reading changes such a day."""


@final
@dataclass(frozen=True, slots=True)
class DateAudit:
    """A billed day compared with the terms."""

    billed: date
    by_terms: date

    @property
    def difference(self) -> int:
        """Days from the one that these terms give to the billed one; no other is allowed."""
        return (self.billed - self.by_terms).days

    @property
    def agrees(self) -> bool:
        """Whether the billed day is the one that these terms give."""
        return self.billed == self.by_terms

    @property
    def explanation(self) -> DateExplanation:
        """What gives the billed day."""
        return "by-the-terms" if self.agrees else "unexplained"

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.isoformat(),
            "by_terms": self.by_terms.isoformat(),
            "difference": self.difference,
            "agrees": self.agrees,
            "explanation": self.explanation,
            "nearest_allowed": self.by_terms.isoformat(),
            "from_allowed": self.difference,
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
    """A tax or a total that was billed with a figure, compared with the terms, by itself."""

    name: SumName
    billed: Money
    by_terms: Money
    nearest_allowed: Money
    readings: tuple[ReadingMatch, ...] = ()

    @property
    def difference(self) -> Money:
        """What was billed less what these terms give."""
        return self.billed - self.by_terms

    @property
    def from_allowed(self) -> Money:
        """What was billed less the nearest sum that the words allow: zero where they allow the billed one."""
        return self.billed - self.nearest_allowed

    @property
    def agrees(self) -> bool:
        """Whether the billed sum is the one that these terms give."""
        return self.billed == self.by_terms

    @property
    def matches(self) -> tuple[ReadingMatch, ...]:
        """The readings that give it."""
        return self.readings

    @property
    def explanation(self) -> ReadingExplanation | Literal["unexplained"]:
        """What gives the billed sum."""
        return self.readings[0].explanation if self.readings else "unexplained"

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.text,
            "by_terms": self.by_terms.text,
            "difference": self.difference.text,
            "agrees": self.agrees,
            "explanation": self.explanation,
            "nearest_allowed": self.nearest_allowed.text,
            "from_allowed": self.from_allowed.text,
            "matches": [one.as_dict() for one in self.matches],
        }


@final
@dataclass(frozen=True, slots=True)
class CountedSums:
    """What a line adds to the sums of a bill: as billed, by these terms, and the nearest that their words allow."""

    billed: Money
    by_terms: Money
    nearest_allowed: Money


@final
@dataclass(frozen=True, slots=True)
class LineAudit:
    """A line compared with the terms: its figure or its day, and the tax and the total that were billed with it.

    `explanation` is what gives all of them at once: a tax by one reading does not go with a figure by another.
    `counted` is what the line adds to the sums of the bill; None for a day.
    """

    line: BillLine
    audit: Audit | DateAudit
    sums: tuple[TotalAudit, ...]
    explanation: Explanation
    counted: CountedSums | None

    def cells(self, number: int) -> tuple[Phrase, ...]:
        """The line in columns."""
        audit = self.audit
        return (
            phrase("{number} {question}", number=number, question=data_text(self.line.question.replace("_", " "))),
            phrase("{billed}", billed=audit.billed),
            phrase("{by_terms}", by_terms=audit.by_terms),
            phrase("{explanation}", explanation=explanation_term(self.explanation)),
        )

    @property
    def agrees(self) -> bool:
        """Whether all that was billed on the line is what these terms give."""
        return self.audit.agrees and all(one.agrees for one in self.sums)

    @property
    def outside_words(self) -> bool:
        """Whether neither these terms nor another reading that their words allow gives what was billed."""
        return is_outside_words(self.explanation)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "question": self.line.question,
            "agrees": self.agrees,
            "explanation": self.explanation,
            "figure": self.audit.as_dict(),
            **{one.name: one.as_dict() for one in self.sums},
        }


def counted_sum(line: BillLine, figure: int, tax: int | None, total: int | None) -> int:
    """Return what a line adds to a sum of the bill, in minor units.

    The total, if one was billed. Else the figure, plus the tax if one was billed with it and is not part of it. A
    refund is below zero.
    """
    if line.total is not None and total is not None:
        counted = total
    elif line.tax is not None and tax is not None:
        mode: TaxMode = facts_by_name(line.named).get("tax_mode", "added")
        currency = line.tax.currency
        counted = total_with_tax(mode, Money.of_minor(figure, currency), Money.of_minor(tax, currency)).minor
    else:
        counted = figure
    match line.question:
        case "refund":
            return -counted
        case "late_charge" | "part_charge" | "cancellation_charge" | "tax":
            return counted
        case "due_date" | "dispute_until" as unreachable_day:
            raise AssertionError(f"a {unreachable_day} adds nothing to a sum")
    assert_never(line.question)


@final
@dataclass(frozen=True, slots=True)
class BillAudit:
    """A whole bill compared with the terms: its lines in order, and their totals, in which a refund counts as less.

    `nearest_allowed` is the sum of what the words allow on each line that is nearest to what was billed on it.
    """

    lines: tuple[LineAudit, ...]
    billed: Money
    by_terms: Money
    nearest_allowed: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: what the lines come to by these terms."""
        return self.by_terms

    @property
    def difference(self) -> Money:
        """What was billed less what these terms give, in all: above zero, more was billed than they give."""
        return self.billed - self.by_terms

    @property
    def from_allowed(self) -> Money:
        """What was billed less the nearest that the words allow, in all."""
        return self.billed - self.nearest_allowed

    @property
    def agrees(self) -> bool:
        """Whether every line is what these terms give."""
        return all(one.agrees for one in self.lines)

    @property
    def outside_words(self) -> bool:
        """Whether a line is neither what these terms give nor allowed by another reading of their words."""
        return any(one.outside_words for one in self.lines)

    def headline(self) -> Phrase:
        """In one line: how many lines have which explanation, and the sums."""
        return phrase(
            "lines: {counts}; {billed} billed, {by_terms} by the terms",
            counts=self.counts(),
            billed=MoneyWithCurrency(self.billed),
            by_terms=self.by_terms,
        )

    def grid(self) -> Grid:
        """Each line in columns: what was billed, what the terms give, and what explains it."""
        head = (phrase("line"), phrase("billed"), phrase("by the terms"), phrase("what gives it"))
        lines = tuple(one.cells(number) for number, one in enumerate(self.lines, 1))
        return Grid(head, (GridGroup(phrase(""), lines),))

    def counts(self) -> Phrases:
        """How many lines have which explanation."""
        explanations = [one.explanation for one in self.lines]
        counts = tuple(
            phrase("{count} {explanation}", count=count, explanation=explanation_term(name))
            for name in EXPLANATIONS
            if (count := explanations.count(name))
        )
        return Phrases(", ", counts)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "agrees": self.agrees,
            "outside_words": self.outside_words,
            "billed": self.billed.text,
            "by_terms": self.by_terms.text,
            "difference": self.difference.text,
            "nearest_allowed": self.nearest_allowed.text,
            "from_allowed": self.from_allowed.text,
            "lines": [one.as_dict() for one in self.lines],
        }


def bill_audit(lines: tuple[LineAudit, ...], currency: str) -> BillAudit:
    """The lines of a bill with their sums."""
    billed = by_terms = nearest_allowed = Money.of_minor(0, currency)
    for line in lines:
        if line.counted is not None:
            billed += line.counted.billed
            by_terms += line.counted.by_terms
            nearest_allowed += line.counted.nearest_allowed
    return BillAudit(lines, billed, by_terms, nearest_allowed)


R = TypeVar("R", bound=Rule)
LineSums = tuple[int, ...]
"""A figure in minor units, and where it is taxed its tax and its total, at the places that follow."""

FIGURE: Final = 0
TAX: Final = 1
TOTAL: Final = 2


@final
class ReadingFigures:
    """The sums of a rule under every combination of its readings; without a rule there is one combination of none."""

    def __init__(self, readings: tuple[Reading, ...], sums: Mapping[Combination, LineSums]) -> None:
        self.readings, self.sums = readings, sums
        self.taken = tuple(reading.value for reading in readings)
        self.values = {reading.name: reading.values for reading in readings}

    @classmethod
    def of(cls, rule: R, sums_of: Callable[[R], LineSums]) -> ReadingFigures:
        """Return the sums of a rule; `sums_of` gives those of it under one combination."""
        readings = rule.readings()
        names = [reading.name for reading in readings]
        return cls(
            readings,
            {
                chosen: sums_of(rule.under(dict(zip(names, chosen, strict=True))))
                for chosen in all_combinations({reading.name: reading.values for reading in readings})
            },
        )

    @classmethod
    def of_line(cls, rule: Rule | None, sums_of: Callable[[Any], LineSums]) -> ReadingFigures:
        """Return the sums of a line of a bill, which may rest on no rule."""
        return cls((), {(): sums_of(None)}) if rule is None else cls.of(rule, sums_of)

    @property
    def by_terms(self) -> LineSums:
        """The sums that these terms give."""
        return self.sums[self.taken]

    def only(self, place: int) -> ReadingFigures:
        """Return the sums at one place alone."""
        return self.compared_by(lambda sums: sums[place])

    def compared_by(self, figure_of: Callable[[LineSums], int]) -> ReadingFigures:
        """Return one figure of the sums in their place, so that the readings that bear on it alone decide."""
        return ReadingFigures(self.readings, {chosen: (figure_of(sums),) for chosen, sums in self.sums.items()})

    @cached_property
    def deciding_names(self) -> tuple[str, ...]:
        """The names of the readings that bear on the sums."""
        return deciding_readings(self.values, [self.sums[chosen] for chosen in all_combinations(self.values)])

    @property
    def allowed(self) -> set[LineSums]:
        """The sums that the words allow, rounded as the terms are."""
        return {sums for chosen, sums in self.sums.items() if self._is_allowed(chosen)}

    def _is_allowed(self, chosen: Combination) -> bool:
        deciding = [reading for reading in self.readings if reading.name in self.deciding_names]
        return (
            are_allowed(deciding, dict(zip(self.values, chosen, strict=True)))
            and _rounded_as_taken(self.readings, chosen) == chosen
        )

    def matches(self, gives: Callable[[LineSums], bool]) -> tuple[ReadingMatch, ...]:
        """Return the readings under which the sums are those that are looked for."""
        matching = [chosen for chosen, sums in self.sums.items() if gives(sums)]
        return reading_matches(self.readings, self.deciding_names, matching)


def _rounded_as_taken(readings: Sequence[Reading], chosen: Combination) -> Combination:
    """Return a combination with the rounding that the terms take."""
    return tuple(
        reading.value if reading.is_rounding else value for reading, value in zip(readings, chosen, strict=True)
    )


def match_billed_late_charge(billed: Money, facts: BilledCharge) -> Audit:
    """Compare a billed late charge with the terms, and try every reading and known mistake."""

    def charge(rule: Any) -> LineSums:
        return (facts.charge_under(rule),)

    return match_with_mistakes(billed, ReadingFigures.of(facts.rule, charge), lambda name: outcome_of(name, facts))


def match_with_mistakes(
    billed: Money, figures: ReadingFigures, outcome_by: Callable[[MistakeName], MistakeOutcome]
) -> Audit:
    """Compare a billed figure with those under every combination of readings, and with those of known mistakes."""
    known = {figure for (figure,) in figures.sums.values()}
    tried: list[Mistake] = []
    left_out: list[SkippedMistake] = []
    for name in NAMES:
        outcome = outcome_by(name)
        if isinstance(outcome, Phrase):
            left_out.append(SkippedMistake(name, outcome))
        elif outcome in known:  # a figure is never both that of a reading and a mistake
            comes_to = Money.of_minor(outcome, billed.currency)
            left_out.append(SkippedMistake(name, phrase("a reading of these terms gives {figure}", figure=comes_to)))
        else:
            tried.append(Mistake(name, Money.of_minor(outcome, billed.currency)))
    tried.sort(key=lambda one: one.figure != billed)
    return match_billed_figure(billed, figures, tried, left_out)


def match_billed_figure(
    billed: Money,
    figures: ReadingFigures,
    mistakes: Iterable[Mistake] = (),
    left_out: Iterable[SkippedMistake] = (),
) -> Audit:
    """Compare a billed figure with the figures under every combination of readings."""
    mistakes = tuple(mistakes)
    currency = billed.currency
    alone = figures.only(FIGURE)
    (by_terms,), allowed = alone.by_terms, {figure for (figure,) in alone.allowed}
    every_figure = {*(figure for (figure,) in alone.sums.values()), *(one.figure.minor for one in mistakes)}
    return Audit(
        billed,
        Money.of_minor(by_terms, currency),
        Money.of_minor(nearest(allowed, billed.minor), currency),
        Money.of_minor(min(allowed), currency),
        Money.of_minor(max(allowed), currency),
        alone.matches(lambda sums: sums == (billed.minor,)),
        mistakes,
        tuple(left_out),
        prod(len(alone.values[name]) for name in alone.deciding_names),
        len(every_figure),
        Money.of_minor(min(every_figure), currency),
        Money.of_minor(max(every_figure), currency),
    )


def nearest(figures: Iterable[int], billed: int) -> int:
    """Return the figure that is nearest to the billed one; of two, the lower."""
    return min(figures, key=lambda figure: (abs(figure - billed), figure))


def audited_line(line: BillLine, audit: Audit) -> LineAudit:
    """Return a line with the audit of its figure, where it has no tax and no total."""
    return LineAudit(
        line, audit, (), audit.explanation, CountedSums(audit.billed, audit.by_terms, audit.nearest_allowed)
    )


def match_billed_line(
    line: BillLine, figures: ReadingFigures, mistakes: Iterable[tuple[FeeMistakeName, int]] = ()
) -> LineAudit:
    """Compare the figure of a line, its tax and its total, each by itself and all at once.

    Of the known mistakes, each with its sum, those are kept that give the billed figure where no reading does.
    """
    billed_figure, known = line.billed_money, {sums[FIGURE] for sums in figures.sums.values()}
    found = [
        Mistake(name, billed_figure) for name, minor in mistakes if minor == billed_figure.minor and minor not in known
    ]
    audit = match_billed_figure(billed_figure, figures, found)
    sums = (
        *(() if line.tax is None else (_match_billed_sum("tax", line.tax, figures.only(TAX)),)),
        *(() if line.total is None else (_match_billed_sum("total", line.total, figures.only(TOTAL)),)),
    )
    billed = {FIGURE: line.billed_money, TAX: line.tax, TOTAL: line.total}
    given = {place: money.minor for place, money in billed.items() if money is not None}
    explanation: Explanation = audit.explanation
    if sums:
        together = figures.matches(lambda tried: all(tried[place] == minor for place, minor in given.items()))
        explanation = together[0].explanation if together else "unexplained"

    def counted(tried: LineSums) -> int:
        return counted_sum(line, *tried, *(None,) * (3 - len(tried)))

    as_billed = counted_sum(line, given[FIGURE], given.get(TAX), given.get(TOTAL))
    allowed = nearest((figure for (figure,) in figures.compared_by(counted).allowed), as_billed)
    in_money = (
        Money.of_minor(minor, line.billed_money.currency) for minor in (as_billed, counted(figures.by_terms), allowed)
    )
    return LineAudit(line, audit, sums, explanation, CountedSums(*in_money))


def _match_billed_sum(name: SumName, billed: Money, figures: ReadingFigures) -> TotalAudit:
    """Compare a tax or a total with those under every combination of readings."""
    (by_terms,), allowed = figures.by_terms, {figure for (figure,) in figures.allowed}
    return TotalAudit(
        name,
        billed,
        Money.of_minor(by_terms, billed.currency),
        Money.of_minor(nearest(allowed, billed.minor), billed.currency),
        figures.matches(lambda sums: sums == (billed.minor,)),
    )


def match_billed_day(line: BillLine, by_terms: date) -> LineAudit:
    """Compare the day of a line."""
    audit = DateAudit(line.billed_day, by_terms)
    return LineAudit(line, audit, (), audit.explanation, None)


def reading_matches(
    readings: Sequence[Reading], names: Collection[str], matching: Iterable[Combination]
) -> tuple[ReadingMatch, ...]:
    """Return the combinations that give a billed figure as few conditions, those that explain it best first.

    `names` are the readings that bear on the figure: the others are not spoken of. A combination that gives the figure
    under another rounding is named only where it does not give it as the terms are rounded.
    """
    bearing, groups = _grouped(readings, names, matching)
    found = [match for key, group in groups.items() for match in _group_matches(bearing, group, *key)]
    return tuple(sorted(found, key=_rank))


def best_reading_match(
    readings: Sequence[Reading], names: Collection[str], matching: Iterable[Combination]
) -> ReadingMatch:
    """Return the first of the matches of a figure that the terms as they are read do not give, without the others."""
    bearing, groups = _grouped(readings, names, matching)
    practised = all(key[0] for key in groups)
    least = min(groups)
    found = [
        match
        for key, group in groups.items()
        if practised or key == least
        for match in _group_matches(bearing, group, *key)
    ]
    return min(found, key=_rank)


def _rank(match: ReadingMatch) -> tuple[int, int, str]:
    """Return the place of a match: by its explanation, then by how many readings differ."""
    return (EXPLANATIONS.index(match.explanation), len(match.changes), match.short)


Groups = dict[tuple[bool, bool], set[Combination]]
"""Combinations by whether they are practised against the words, and whether they are rounded otherwise."""


def _grouped(
    readings: Sequence[Reading], names: Collection[str], matching: Iterable[Combination]
) -> tuple[list[Reading], Groups]:
    """Return the readings that bear on a figure, and the combinations of them that give it."""
    bearing = [reading for reading in readings if reading.name in names]
    places = [place for place, reading in enumerate(readings) if reading.name in names]
    cells = {tuple(chosen[place] for place in places) for chosen in matching}
    groups: Groups = {}
    for cell in cells:
        rounded = _rounded_as_taken(bearing, cell)
        if rounded != cell and rounded in cells:
            continue
        allowed = are_allowed(bearing, {one.name: value for one, value in zip(bearing, cell, strict=True)})
        groups.setdefault((not allowed, rounded != cell), set()).add(cell)
    return bearing, groups


def _group_matches(
    bearing: Sequence[Reading], group: set[Combination], practised: bool, otherwise: bool
) -> Iterator[ReadingMatch]:
    """Yield a group of combinations as few conditions."""
    for box in boxes({one.name: _values_of(one, practised, otherwise) for one in bearing}, group):
        yield _match(bearing, box, practised, otherwise)


def _values_of(reading: Reading, practised: bool, otherwise: bool) -> tuple[str, ...]:
    """Return the values that a reading can have in a group of combinations."""
    if reading.is_rounding:
        return tuple(value for value in reading.values if (value != reading.value) == otherwise)
    return reading.values if practised else reading.allowed


def _match(bearing: Sequence[Reading], box: Box, practised: bool, otherwise: bool) -> ReadingMatch:
    values = [
        (reading.name, tuple(value for value in reading.values if value in inside))
        for reading, inside in zip(bearing, box, strict=True)
    ]
    changes = tuple(
        (reading.name, inside[0])
        for reading, (_, inside) in zip(bearing, values, strict=True)
        if reading.value not in inside
    )
    explanation: ReadingExplanation = "practised" if practised else "rounded-otherwise" if otherwise else "allowed"
    return ReadingMatch(
        explanation if changes else "by-the-terms",
        tuple((reading.name, reading.values) for reading in bearing),
        tuple(values),
        changes,
        None if otherwise else next((reading.name for reading in bearing if reading.is_rounding), None),
    )
