"""Where two editions of terms, or two services of one, answer otherwise: both figures, each on an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, assert_never, final

from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Answer
from telcoterms.formats.report import Report
from telcoterms.formats.text import clauses_text, phrase_text
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import dataclass, fields
from telcoterms.values.errors import FactError, SilentTermsError, UnknownNameError
from telcoterms.values.messages import Phrase, Term, phrase, translated_choice
from telcoterms.values.steps import Step, step

Facts = Mapping[str, Any]
How = Literal["same", "other figure", "other clause", "one answers", "neither answers"]


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """How two terms answer one question: both answers on the example, in one line each, or why there is none."""

    question: str
    how: How
    said: Phrase
    told: Phrase

    @property
    def one(self) -> str:
        """What the one answers, in words."""
        return phrase_text(self.said)

    @property
    def other(self) -> str:
        """What the other answers, in words."""
        return phrase_text(self.told)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"question": self.question, "how": self.how, "one": self.one, "other": self.other}


def is_difference(how: How) -> bool:
    """Return whether two terms differ on a question which they answer so."""
    match how:
        case "other figure" | "other clause" | "one answers":
            return True
        case "same" | "neither answers":
            return False
    assert_never(how)


@final
@dataclass(frozen=True, slots=True)
class Differences(Report):
    """Two terms beside each other, question by question; `print` shows where they differ."""

    one: str
    other: str
    questions: tuple[Difference, ...]
    currency: str
    not_compared: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[Difference, ...]:
        """The questions on which they differ."""
        return tuple(difference for difference in self.questions if is_difference(difference.how))

    @property
    def same(self) -> bool:
        """Whether they differ nowhere."""
        return not self.differing

    def headline(self) -> Phrase:
        """In one line."""
        template = "{one} and {other} differ on {differing} of {all} questions"
        count = len(self.questions)
        return phrase(
            template, one=self.one, other=self.other, differing=len(self.differing) or Term("none"), all=count
        )

    def page(self) -> tuple[Step, ...]:
        """Each question on which they differ, with both answers."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for found in self.differing:
            yield step("{question}: {how}", title=True, question=found.question, how=translated_choice(found.how, How))
            yield step("{terms}: {said}", indent=1, terms=self.one, said=found.said)
            yield step("{terms}: {said}", indent=1, terms=self.other, said=found.told)
        if self.not_compared:
            yield step(
                "not compared, since no example fits both: {questions}",
                part="notes",
                questions=", ".join(self.not_compared),
            )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data, the questions on which they do not differ as well."""
        return {
            "one": self.one,
            "other": self.other,
            "questions": [one.as_dict() for one in self.questions],
            "not_compared": list(self.not_compared),
        }


def diff(one: Terms, other: Terms) -> Differences:
    """Where two editions of terms, or two services of one, answer otherwise.

    Each question is asked of both on an example, in each one's own currency; a clause that differs and gives the same
    answer on it is told as well.

    >>> from telcoterms import diff, load
    >>> found = diff(load("kos"), load("kos", service="dsl"))
    >>> [difference.question for difference in found.differing]
    ['cancellation_charge', 'cheapest_cancellation']
    """
    compared = {name: _compared(name, one, other) for name in QUESTIONS}
    questions = tuple(difference for difference in compared.values() if difference is not None)
    left_out = tuple(name for name, difference in compared.items() if difference is None)
    return Differences(_name(one), _name(other), questions, one.currency, left_out)


def _name(terms: Terms) -> str:
    return " ".join([terms.provider, str(terms.edition), *([terms.service] if terms.service else [])])


def _compared(question: str, one: Terms, other: Terms) -> Difference | None:
    """How the answers to a question differ; None where it has no example that fits both terms."""
    if not QUESTIONS[question].examples(one.currency):
        return None
    try:
        first, second = _answer(question, one), _answer(question, other)
    except UnknownNameError:  # the example has names of another provider's terms
        return None
    said, told = _said(first), _said(second)
    if first is None or second is None:
        how: How = "neither answers" if first is second else "one answers"
    elif said != told:
        how = "other figure"
    elif _working(first) == _working(second) and _clause(question, one) == _clause(question, other):
        how = "same"
    else:
        how = "other clause"
        said, told = _with_clauses(first), _with_clauses(second)
    return Difference(question, how, said, told)


def _answer(question: str, terms: Terms) -> Answer[Any] | None:
    """The answer on the first example that fits the clause; None where the terms are silent."""
    *others, last = QUESTIONS[question].examples(terms.currency)
    for facts in others:
        try:
            return _asked(question, terms, facts)
        except FactError:  # the clause may take other facts
            continue
    return _asked(question, terms, last)


def _asked(question: str, terms: Terms, facts: Mapping[str, Any]) -> Answer[Any] | None:
    try:
        answer: Answer[Any] = getattr(terms, question)(**facts)
    except SilentTermsError:
        return None
    return answer


def _said(answer: Answer[Any] | None) -> Phrase:
    return phrase("no answer") if answer is None else answer.headline()


def _working(answer: Answer[Any]) -> list[Step]:
    """The lines without the notes, which may speak of a service that was not named."""
    return [one for one in answer.steps if one.part != "notes"]


def _clause(question: str, terms: Terms) -> object:
    """What the clause of the question's own table fixes, also where the example does not ask for it."""
    tables = (table for table in QUESTIONS[question].tables if table.name == question)
    return [_fixed_by(table.of(terms.agreement)) for table in tables]


def _fixed_by(rule: Rule) -> tuple[object, ...]:
    """The kind of a clause, its numbers and its readings, without where it stands and its words."""
    values = (getattr(rule, field.name) for field in fields(rule) if field.name not in ("clause", "says", "reasons"))
    return (type(rule), *(_fixed_by(value) if isinstance(value, Rule) else value for value in values))


def _with_clauses(answer: Answer[Any]) -> Phrase:
    return phrase("{answer}  [{clauses}]", answer=answer.headline(), clauses=clauses_text(answer.clauses))
