"""Where two editions of terms, or two services of one, answer otherwise: both figures, each on an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, final

from telcoterms.account.account import Account
from telcoterms.account.events import Invoice
from telcoterms.answers.answer import Answer
from telcoterms.formats.report import Report
from telcoterms.formats.text import clauses_text, phrase_text
from telcoterms.questions import QUESTIONS
from telcoterms.terms import Terms
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import FactError, SilentTermsError
from telcoterms.values.messages import Phrase, Term, phrase, word
from telcoterms.values.money import Money
from telcoterms.values.steps import Step, step

Facts = Mapping[str, Any]
How = Literal["same", "other figure", "other clause", "one answers", "neither answers"]

TERM: Final = {"term_start": "2026-01-01", "term_months": 24}
LEFT: Final = {**TERM, "cancelled": "2026-09-10"}
EXAMPLES: Final[Mapping[str, tuple[Facts, ...]]] = {  # where a clause takes other facts than another, one for each
    "due_date": ({"issued": "2026-01-01"},),
    "late_charge": ({"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15"},),
    "effective_annual_rate": ({},),
    "dispute_until": ({"issued": "2026-01-01"},),
    "dispute": ({"issued": "2026-01-01", "reported": "2026-03-15"},),
    "refund": ({"fee": 50, "cycle_start": "2026-06-01", "cancelled": "2026-06-10"},),
    "cancellation_charge": (
        {"monthly_fee": 60, **LEFT},
        {"incentive": 200, "last_invoice": "2026-09-01", **LEFT},
    ),
    "cheapest_cancellation": (
        {"monthly_fee": 60, **TERM, "first": "2026-09-10", "last": "2026-12-31"},
        {"monthly_fee": 60, "incentive": 200, **TERM, "first": "2026-09-10", "last": "2026-12-31"},
    ),
    "regime": ({**TERM, "on": "2026-09-10"},),
    "administrative_charge": ({"amount": 25, "reason": "returned-payment"},),
    "equipment_return_by": ({"cancelled": "2026-06-10"},),
    "liability_limit": ({"fees_during_outage": 10},),
    "change_of_terms": ({"notice": "2026-01-01", "effective": "2026-03-15"},),
    "precedence": ({"one": "service-terms", "other": "resolution"},),
    "policy_change": ({"posted": "2026-01-01"},),
    "provider_cancellation": ({"notice": "2026-01-01"},),
    "customer_cancellation": ({"received": "2026-01-01"},),
    "outage_fees": ({"monthly_fee": 75, "began": "2026-04-10T06:00-04:00", "ended": "2026-04-13T06:00-04:00"},),
    "complaint": ({"received": "2026-03-02"},),
    "eligible_for_adr": ({"customer": "consumer"},),
    "hours": ({"day": "2026-03-09"},),
    "support_open": ({"at": "2026-03-09T12:00-04:00"},),
    "next_opening": ({"at": "2026-03-09T21:00-04:00"},),
}
OF_AN_ACCOUNT: Final = {"statement": "as_of", "settlement": "on"}


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


@final
@dataclass(frozen=True, slots=True)
class Differences(Report):
    """Two terms beside each other, question by question; `print` shows where they differ."""

    one: str
    other: str
    questions: tuple[Difference, ...]
    currency: str

    @property
    def differing(self) -> tuple[Difference, ...]:
        """The questions on which they differ."""
        return tuple(one for one in self.questions if one.how not in ("same", "neither answers"))

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
            yield step("{question}: {how}", title=True, question=found.question, how=word(found.how, How))
            yield step("{terms}: {said}", indent=1, terms=self.one, said=found.said)
            yield step("{terms}: {said}", indent=1, terms=self.other, said=found.told)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data, the questions on which they do not differ as well."""
        return {"one": self.one, "other": self.other, "questions": [one.as_dict() for one in self.questions]}


def diff(one: Terms, other: Terms) -> Differences:
    """Where two editions of terms, or two services of one, answer otherwise.

    Each question is asked of both on an example, in each one's own currency; a clause that differs and gives the same
    answer on it is told as well.

    >>> from telcoterms import diff, load
    >>> found = diff(load("kos"), load("kos", service="dsl"))
    >>> [difference.question for difference in found.differing]
    ['cancellation_charge', 'cheapest_cancellation']
    """
    names = tuple(name for name in QUESTIONS if name in EXAMPLES or name in OF_AN_ACCOUNT)
    found = tuple(_compared(name, one, other) for name in names)
    return Differences(_name(one), _name(other), found, one.currency)


def _name(terms: Terms) -> str:
    return " ".join([terms.provider, str(terms.edition), *([terms.service] if terms.service else [])])


def _compared(question: str, one: Terms, other: Terms) -> Difference:
    first, second = _answer(question, one), _answer(question, other)
    said, told = _said(first), _said(second)
    if first is None or second is None:
        how: How = "neither answers" if first is second else "one answers"
    elif said != told:
        how = "other figure"
    else:
        how = "same" if _working(first) == _working(second) else "other clause"
        said, told = (said, told) if how == "same" else (_with_clauses(first), _with_clauses(second))
    return Difference(question, how, said, told)


def _answer(question: str, terms: Terms) -> Answer[Any] | None:
    """The answer on the first example that fits the clause; None where the terms are silent."""
    *others, last = _examples(question, terms)
    for facts in others:
        try:
            return _asked(question, terms, facts)
        except FactError:  # the clause may take other facts
            continue
    return _asked(question, terms, last)


def _asked(question: str, terms: Terms, facts: Facts) -> Answer[Any] | None:
    try:
        answer: Answer[Any] = getattr(terms, question)(**facts)
    except SilentTermsError:
        return None
    return answer


def _examples(question: str, terms: Terms) -> tuple[Facts, ...]:
    if question in OF_AN_ACCOUNT:
        account = Account([Invoice("1", "2026-01-01", Money(113, terms.currency))])
        return ({"account": account, OF_AN_ACCOUNT[question]: "2026-03-15"},)
    return EXAMPLES[question]


def _said(answer: Answer[Any] | None) -> Phrase:
    return phrase("no answer") if answer is None else answer.headline()


def _working(answer: Answer[Any]) -> list[Step]:
    """The lines without the notes, which may speak of a service that was not named."""
    return [one for one in answer.steps if one.part != "notes"]


def _with_clauses(answer: Answer[Any]) -> Phrase:
    return phrase("{answer}  [{clauses}]", answer=answer.headline(), clauses=clauses_text(answer.clauses))
