"""Decide which of two documents goes first where they disagree.

Kind `ranked`: the documents of the terms stand in an order, and the one that stands before the other goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked(Rule):
    """The documents have an order."""

    kind: ClassVar[str] = "ranked"


PrecedenceRule = Ranked
PRECEDENCE: Final = Kinds[PrecedenceRule]("precedence", PrecedenceRule)


def first_of(rule: PrecedenceRule, ranking: Sequence[str], one: str, other: str) -> str:
    """Return the document that goes first; `ranking` lists all documents, each before those that it outranks."""
    for name, document in (("one", one), ("other", other)):
        if document not in ranking:
            raise UnknownNameError(
                "{name} is {document}, which is no document of these terms: choose from {known}",
                name=Unquoted(name),
                document=document,
                known=tuple(map(Unquoted, ranking)),
            )
    if one == other:
        raise InputError("one and other are both {document}: give two documents that disagree", document=one)
    return min(one, other, key=ranking.index)


def precedence_steps(rule: PrecedenceRule, ranking: Sequence[str], one: str, other: str) -> tuple[Step, ...]:
    """Return the working: the order of the documents, and which of the two stands first."""
    first = first_of(rule, ranking, one, other)
    second = other if first == one else one
    return (
        step("the order of the documents: {ranking}", rule.clause, ranking=", ".join(ranking)),
        step("{first} stands before {second}: it goes first", rule.clause, first=first, second=second),
    )


@final
class PrecedenceQuestion(Question):
    """The question `precedence`."""

    name = "precedence"
    says = "which of two documents goes first where they disagree"
    example = "precedence --one service-terms --other dsl"
    tables = (PRECEDENCE,)
    compared = ({"one": "service-terms", "other": "resolution"},)

    one: str = fact("a document of the terms, such as service-terms", shown="DOCUMENT")
    other: str = fact("another one, such as dsl", shown="DOCUMENT")

    def working(self) -> tuple[Step, ...]:
        """Return the working: the order of all documents, and which of the two stands first."""
        return precedence_steps(PRECEDENCE.of(self.agreement), self.agreement.ranking, self.one, self.other)


def precedence(terms: Agreed, *, one: str, other: str) -> Answer[str]:
    """Return which of two documents goes first where they disagree, by their names in the terms.

    Raises `UnknownNameError` for a document that the terms do not have, `InputError` where both are the same.

    >>> from telcoterms import load
    >>> load("kos").precedence(one="service-terms", other="dsl").value
    'dsl'
    """
    agreement = terms.agreement
    value = Unquoted(first_of(PRECEDENCE.of(agreement), agreement.ranking, one, other))
    return Answer(value, "precedence", (one, other), terms)
