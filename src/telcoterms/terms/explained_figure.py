"""Explain one billed figure: of a line with facts of its own, or of an item that the account of the bill decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.figures import figure_data
from telcoterms.answers.question import question_name
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.audit import SumName, apart
from telcoterms.audit.bill import BillLine
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.items import BillItem
from telcoterms.audit.line_sums import sums_on_facts
from telcoterms.audit.questions import line_question
from telcoterms.formats.ways import FIGURES
from telcoterms.terms.item_solutions import solutions_of_item
from telcoterms.terms.solutions import PLACES, BilledFigure, Miss, Solution, SumOfLine, solutions_of, spelt
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.messages import Phrase, Phrases, phrase, translated_choice
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step, step

MOST_SOLUTIONS: Final = 5
MOST_MISSES: Final = 2


@final
@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """A billed figure of a line or an item, what the terms give, and what gives the billed one.

    `what` is the figure of the line, or the tax or the total that was billed with it. `solutions` all give the billed
    figure, the likeliest first. `misses` are facts of which no value gives it, those that come nearest first. `basis`
    is what the figure of an item comes from.
    """

    line: BillLine | BillItem
    what: SumOfLine
    billed: Money | date
    by_terms: Money | date
    solutions: tuple[Solution, ...]
    misses: tuple[Miss, ...]
    asked: Phrase
    clauses: tuple[Clause, ...]
    basis: tuple[Step, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the billed figure is the one that the terms give."""
        return self.billed == self.by_terms

    @property
    def is_explained(self) -> bool:
        """Whether more than an amount or a rate gives the billed figure, one of which nearly always does."""
        return bool(self.solutions) and self.solutions[0].explains

    @property
    def named(self) -> Phrase:
        """What was billed, in words: `late charge`, `tax of refund`."""
        if isinstance(self.line, BillItem):
            return self.line.in_words()
        question = question_name(self.line.question)
        if self.what == "figure":
            return phrase("{question}", question=question)
        return phrase("{sum} of {question}", sum=translated_choice(self.what, SumName), question=question)

    @property
    def difference(self) -> Phrase:
        """How far the billed figure lies from that of the terms."""
        billed, by_terms = self.billed, self.by_terms
        if isinstance(billed, Money) and isinstance(by_terms, Money):
            return apart(billed - by_terms)
        assert not isinstance(billed, Money)
        assert not isinstance(by_terms, Money)  # both are days
        days = (billed - by_terms).days
        return phrase("{count} days later", count=days) if days > 0 else phrase("{count} days earlier", count=-days)

    @property
    def cause(self) -> Phrase:
        """What gives the billed figure: the likeliest; else what comes nearest to it."""
        if self.agrees:
            return phrase("it is what these terms give")
        if self.is_explained:
            return self.solutions[0].says
        template = "nothing that was tried gives {billed}"
        if self.solutions:
            template = "only another amount or rate gives {billed}"
        nothing = phrase(template, billed=self.billed)
        if self.misses:
            return phrase("{nothing}; the nearest: {nearest}", nothing=nothing, nearest=self.misses[0].says)
        return nothing

    @property
    def told(self) -> Phrase:
        """The cause as the end of a sentence that is said."""
        if self.is_explained:
            return self.solutions[0].told
        nothing = phrase(
            "only another amount or rate gives it" if self.solutions else "nothing that was tried gives it"
        )
        near = [side[1] for miss in self.misses[:1] for side in (miss.below, miss.above) if side is not None]
        if not near:
            return nothing
        nearest = Phrases(" and ", tuple(phrase("{figure}", figure=figure) for figure in near))
        return phrase("{nothing}; the nearest: {nearest}", nothing=nothing, nearest=nearest)

    def steps(self) -> Iterator[Step]:
        """Yield what gives the figure and, where little does, what does not, a few lines of each."""
        if self.agrees:
            return
        if self.basis:
            yield step("where the {by_terms} of these terms comes from:", by_terms=self.by_terms, title=True)
            yield from (replace(line, indent=1, title=False) for line in self.basis)
        if self.solutions:
            yield step("what would give {figure}, if one thing were otherwise:", figure=self.billed, title=True)
            for solution in self.solutions[:MOST_SOLUTIONS]:
                yield Step(solution.says, solution.clauses, indent=1)
            more = len(self.solutions) - MOST_SOLUTIONS
            if more > 0:
                yield step("and {count} more: {ways}", count=more, ways=FIGURES, indent=1)
        if self.misses and len(self.solutions) < MOST_SOLUTIONS:
            nearest = self.misses[:MOST_MISSES]
            names = Phrases(" or ", tuple(phrase("{name}", name=spelt(miss.name)) for miss in nearest))
            template = "no other value of {names} gives {figure}; the nearest:"
            yield step(template, names=names, figure=self.billed, title=True)
            for miss in nearest:
                yield Step(miss.says, indent=1)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self._line_data(),
            "what": self.what,
            "billed": figure_data(self.billed),
            "by_terms": figure_data(self.by_terms),
            "solutions": [solution.as_dict() for solution in self.solutions],
            "misses": [miss.as_dict() for miss in self.misses],
        }

    def _line_data(self) -> dict[str, object]:
        """Return which line or item it is, as JSON-ready data."""
        match self.line:
            case BillLine():
                return {"question": self.line.question}
            case BillItem():
                return {"item": self.line.kind, "which": self.line.key[1]}
        assert_never(self.line)


def explained_figure(agreement: Agreement, line: BillLine) -> FigureExplanation:
    """Return what gives a billed figure of a line: the first of its figure, tax and total that differs."""
    figure = BilledFigure(agreement, line)
    solutions, misses = ((), ()) if figure.billed == figure.by_terms else solutions_of(figure)
    question = line_question(agreement, line)
    return FigureExplanation(
        line,
        figure.what,
        figure.compared.billed,
        figure.compared.by_terms,
        solutions,
        misses,
        question.asked,
        question.clauses,
    )


def figure_by_terms(agreement: Agreement, figure: FigureExplanation) -> Money:
    """Return what an agreement gives for the figure of a line, a sum of money."""
    assert isinstance(figure.line, BillLine)
    assert isinstance(figure.billed, Money)
    by_terms = sums_on_facts(agreement, figure.line.question, figure.line.facts)[PLACES[figure.what]]
    return Money.of_minor(by_terms, figure.billed.currency)


def explained_item(comparison: ItemComparison, audit: ItemAudit) -> FigureExplanation:
    """Return what gives a billed item of which the terms give another figure."""
    assert audit.by_terms is not None
    solutions, misses = solutions_of_item(comparison, audit)
    clauses = tuple(dict.fromkeys(clause for line in audit.basis for clause in line.clauses))
    return FigureExplanation(
        audit.item,
        "figure",
        audit.item.billed,
        audit.by_terms,
        solutions,
        misses,
        audit.item.in_words(),
        clauses,
        audit.basis if solutions or misses else (),
    )
