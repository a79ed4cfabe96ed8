"""List the questions that two editions or two services answer differently, with both figures on an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NumberFactMissingError
from telcoterms.agreement.rule import RULE_FIELDS, Rule
from telcoterms.agreement.terms_used import TermsUsed, terms_used
from telcoterms.answers.answer import Answer
from telcoterms.formats.report import Report
from telcoterms.formats.text import clauses_text, phrase_text
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import dataclass, fields
from telcoterms.values.errors import InputError, NotInTermsError, UnknownNameError
from telcoterms.values.messages import Phrase, Phrases, Term, phrase, translated_choice
from telcoterms.values.steps import CitedText, Step, step

ExampleFacts = Mapping[str, Any]
ComparisonResult = Literal[
    "same", "other figure", "other clause", "other working", "one answers", "neither answers", "depends on the service"
]

UnderOneFigure = Literal["same", "other clause", "other working"]
"""How two terms answer a question with the same figure."""


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """How two terms answer one question: both answers on the example in one line each, or why there is none.

    Where the working alone differs, the lines of each that the other does not have stand in the place of the answers.
    """

    question: str
    how: ComparisonResult
    first_answer: Phrase
    second_answer: Phrase

    @property
    def one(self) -> str:
        """The answer of the first terms, in words."""
        return phrase_text(self.first_answer)

    @property
    def other(self) -> str:
        """The answer of the second terms, in words."""
        return phrase_text(self.second_answer)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"question": self.question, "how": self.how, "one": self.one, "other": self.other}


def is_difference(how: ComparisonResult) -> bool:
    """Return whether this way of answering is a difference between two terms."""
    match how:
        case "other figure" | "other clause" | "other working" | "one answers" | "depends on the service":
            return True
        case "same" | "neither answers":
            return False
    assert_never(how)


@final
@dataclass(frozen=True, slots=True)
class Differences(Report):
    """Two terms compared question by question; `print` shows where they differ.

    `terms` names both in full: each document that answers, with its edition and what that is the date of.
    """

    one: str
    other: str
    questions: tuple[Difference, ...]
    currency: str
    not_compared: tuple[str, ...] = ()
    terms: tuple[TermsUsed, ...] = ()

    @property
    def differing(self) -> tuple[Difference, ...]:
        """The questions on which they differ."""
        return tuple(difference for difference in self.questions if is_difference(difference.how))

    @property
    def same(self) -> bool:
        """Whether they differ nowhere."""
        return not self.differing

    def headline(self) -> Phrase:
        """Return on how many questions the terms differ, in one line."""
        template = "{one} and {other} differ on {differing} of {all} questions"
        count = len(self.questions)
        return phrase(
            template, one=self.one, other=self.other, differing=len(self.differing) or Term("none"), all=count
        )

    def page(self) -> tuple[Step, ...]:
        """Return each question on which the terms differ, with both answers."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for difference in self.differing:
            yield step(
                "{question}: {how}",
                title=True,
                question=difference.question,
                how=translated_choice(difference.how, ComparisonResult),
            )
            yield step("{terms}: {said}", indent=1, terms=self.one, said=difference.first_answer)
            yield step("{terms}: {said}", indent=1, terms=self.other, said=difference.second_answer)
        if self.not_compared:
            yield step(
                "not compared, since no example fits both, or both depend on the service: {questions}",
                part="notes",
                questions=", ".join(self.not_compared),
            )
        yield from dict.fromkeys(used.note for used in self.terms)

    def as_dict(self) -> dict[str, object]:
        """Return all questions as JSON-ready data, also those on which the terms do not differ."""
        return {
            "one": self.one,
            "other": self.other,
            "questions": [difference.as_dict() for difference in self.questions],
            "not_compared": list(self.not_compared),
            "terms": [used.as_dict() for used in self.terms],
        }


def diff(one: Terms, other: Terms) -> Differences:
    """Compare two editions of terms, or two services of one, and return the questions that they answer differently.

    Both terms answer each question on an example, each in its own currency. A clause that differs is listed even where
    it gives the same answer on the example.

    >>> from telcoterms import diff, load
    >>> differences = diff(load("kos", service="none"), load("kos", service="dsl"))
    >>> [difference.question for difference in differences.differing][:4]
    ['cancellation_charge', 'equipment_return_by', 'customer_cancellation', 'law']
    """
    compared = {name: _compared(name, one, other) for name in QUESTIONS}
    questions = tuple(difference for difference in compared.values() if difference is not None)
    left_out = tuple(name for name, difference in compared.items() if difference is None)
    used = tuple(_used(terms.agreement) for terms in (one, other))
    return Differences(_name(one), _name(other), questions, one.currency, left_out, used)


def _used(agreement: Agreement) -> TermsUsed:
    """Return terms with the documents that a rule of theirs stands in: of a service, its own agreement alone."""
    return terms_used(agreement, [rule.clause for rule in agreement.rules.values()])


def _name(terms: Terms) -> str:
    """Return terms in short: the provider, the edition, the service and, where it is another, the voice."""
    named = [terms.provider, str(terms.edition), terms.service, terms.agreement.other_voice]
    return " ".join(name for name in named if name is not None)


def _compared(question: str, one: Terms, other: Terms) -> Difference | None:
    """Return how the answers to a question differ; None where it has no example that fits both terms.

    Nor is a question compared whose answer depends on the service on both sides, and no service is named.
    """
    are_undecided = [QUESTIONS[question].undecided(terms.agreement) is not None for terms in (one, other)]
    if all(are_undecided):
        return None
    try:
        first, second = _answer(question, one), _answer(question, other)
    except (UnknownNameError, NumberFactMissingError):  # the terms have names of their own, such as plans
        return None
    first_words, second_words = map(_said, (first, second), are_undecided)
    if any(are_undecided):
        how: ComparisonResult = "depends on the service"
    elif first is None or second is None:
        how = "neither answers" if first is second else "one answers"
    elif first_words != second_words:
        how = "other figure"
    else:
        how = _how_under_one_figure(question, (one, first), (other, second))
        first_words, second_words = _shown(how, first, second), _shown(how, second, first)
    return Difference(question, how, first_words, second_words)


def _how_under_one_figure(
    question: str, one: tuple[Terms, Answer[Any]], other: tuple[Terms, Answer[Any]]
) -> UnderOneFigure:
    """Return how terms differ that give the same figure."""
    (terms, answer), (other_terms, other_answer) = one, other
    if answer.clauses != other_answer.clauses or _clause(question, terms) != _clause(question, other_terms):
        return "other clause"
    if _working(answer) == _working(other_answer):
        return "same"
    return "other working" if _clauses(question, terms) == _clauses(question, other_terms) else "other clause"


def _answer(question: str, terms: Terms) -> Answer[Any] | None:
    """Return the answer on the first example that fits the clause; None where the terms are silent."""
    if QUESTIONS[question].undecided(terms.agreement) is not None:
        return None
    *earlier, last = QUESTIONS[question].examples(terms.currency)
    for facts in earlier:
        try:
            return _asked(question, terms, facts)
        except NumberFactMissingError:  # these facts fit, but for one that no example has
            raise
        except InputError:  # the clause may take other facts
            continue
    return _asked(question, terms, last)


def _asked(question: str, terms: Terms, facts: Mapping[str, Any]) -> Answer[Any] | None:
    try:
        answer: Answer[Any] = getattr(terms, question)(**facts)
    except NotInTermsError:
        return None
    return answer


def _said(answer: Answer[Any] | None, is_undecided: bool) -> Phrase:
    if is_undecided:
        return phrase("no service is named")
    return phrase("no answer") if answer is None else answer.headline()


def _working(answer: Answer[Any]) -> list[Phrase]:
    """Return what the lines say, without the notes."""
    return [line.phrase for line in answer.steps if line.part != "notes"]


def _clause(question: str, terms: Terms) -> object:
    """Return what the clause of the question's own table fixes, also where the example does not ask for it."""
    tables = (table for table in QUESTIONS[question].tables if table.name == question)
    return [_fixed_by(table.of(terms.agreement)) for table in tables]


def _clauses(question: str, terms: Terms) -> object:
    """Return what the clauses of all tables fix that the question reads."""
    found = (table.find(terms.agreement) for table in QUESTIONS[question].tables)
    return [None if rule is None else _fixed_by(rule) for rule in found]


def _fixed_by(rule: Rule) -> tuple[object, ...]:
    """Return the kind of a clause, its numbers and its readings, without its place and its words."""
    values = (getattr(rule, field.name) for field in fields(rule) if field.name not in RULE_FIELDS)
    return (type(rule), *map(_fixed, values))


def _fixed(value: object) -> object:
    """Return a number of a clause, or what a clause inside it fixes."""
    match value:
        case Rule():
            return _fixed_by(value)
        case tuple():
            return tuple(map(_fixed, value))
        case _:
            return value


def _shown(how: UnderOneFigure, answer: Answer[Any], other: Answer[Any]) -> Phrase:
    """Return an answer as far as it tells how it differs from the other, which has the same figure."""
    match how:
        case "same":
            return answer.headline()
        case "other clause":
            return phrase(
                "{answer}  [{clauses}]", answer=answer.headline(), clauses=CitedText(clauses_text(answer.clauses))
            )
        case "other working":
            return _lines_of_its_own(answer, other)
    assert_never(how)


def _lines_of_its_own(answer: Answer[Any], other: Answer[Any]) -> Phrase:
    """Return the lines of a working that another does not have."""
    theirs = _working(other)
    lines = [line for line in _working(answer) if line not in theirs]
    if not lines:
        return phrase("nothing that the other does not say")
    return phrase("{lines}", lines=Phrases("; ", tuple(lines)))
