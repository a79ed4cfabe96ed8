"""Decide which of two documents goes first where they disagree.

Kind `ranked`: the documents of the terms stand in ranks, and the one of the higher rank goes first. Documents of one
rank, such as the agreements of two services, are not ordered: none of them goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked(Rule):
    """The documents have ranks."""

    kind: ClassVar[str] = "ranked"


PrecedenceRule = Ranked
PRECEDENCE: Final = Kinds[PrecedenceRule]("precedence", PrecedenceRule)


def first_of(rule: PrecedenceRule, ranking: Sequence[Sequence[str]], one: str, other: str) -> str | None:
    """Return the document that goes first, None where both are of one rank; `ranking` lists the highest rank first."""
    rank_of = {document: rank for rank, documents in enumerate(ranking) for document in documents}
    known = tuple(rank_of)  # not looked up in the dict: what a caller gives may have no hash
    for name, document in (("one", one), ("other", other)):
        if document not in known:
            raise UnknownNameError(
                "{name} is {document}, which is no document of these terms: choose from {known}",
                name=Unquoted(name),
                document=document,
                known=tuple(map(Unquoted, known)),
            )
    if one == other:
        raise InputError("one and other are both {document}: give two documents that disagree", document=one)
    return None if rank_of[one] == rank_of[other] else min(one, other, key=rank_of.__getitem__)


def precedence_steps(rule: PrecedenceRule, ranking: Sequence[Sequence[str]], one: str, other: str) -> tuple[Step, ...]:
    """Return the working: the ranks of the documents, and which of the two stands first."""
    first = first_of(rule, ranking, one, other)
    ranks = "; ".join(", ".join(documents) for documents in ranking)
    order = step("the ranks of the documents, the highest first: {ranking}", rule.clause, ranking=ranks)
    if first is None:
        low, high = sorted((one, other))
        template = "{one} and {other} are of one rank: the words do not order them"
        return (order, step(template, rule.clause, one=low, other=high))
    second = other if first == one else one
    return (order, step("{first} stands before {second}: it goes first", rule.clause, first=first, second=second))


@final
class PrecedenceQuestion(Question):
    """The question `precedence`."""

    name = "precedence"
    says = "which of two documents goes first where they disagree"
    asks = Phrase("which goes first of {one} and {other}")
    dated_by = None
    example = "precedence --one service-terms --other dsl"
    tables = (PRECEDENCE,)
    compared = ({"one": "service-terms", "other": "resolution"},)

    one: str = fact("a document of the terms, such as service-terms", shown="DOCUMENT")
    other: str = fact("another one, such as dsl", shown="DOCUMENT")

    @classmethod
    def names_in(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the names of the documents, the highest rank first."""
        if PRECEDENCE.find(agreement) is None:
            return ()
        return tuple(document for documents in agreement.ranking for document in documents)

    def told(self, value: str | None) -> Phrase:
        """Return the answer as a sentence has it."""
        titles = {document.id: document.title for document in self.agreement.documents}
        one, other = (titles.get(name, name) for name in (self.one, self.other))
        if value is None:
            return phrase("where the {one} and the {other} disagree, neither goes first", one=one, other=other)
        template = "where the {one} and the {other} disagree, what stands in the {first} counts"
        return phrase(template, first=titles.get(value, value), one=one, other=other)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the ranks of all documents, and which of the two stands first."""
        return precedence_steps(PRECEDENCE.of(self.agreement), self.agreement.ranking, self.one, self.other)


def precedence(terms: Agreed, *, one: str, other: str) -> Answer[str | None]:
    """Return which of two documents goes first where they disagree, by their names in the terms; None of one rank.

    Raises `UnknownNameError` for a document that the terms do not have, `InputError` where both are the same.

    >>> from telcoterms import load
    >>> load("kos").precedence(one="service-terms", other="dsl").value
    'dsl'
    """
    agreement = terms.agreement
    first = first_of(PRECEDENCE.of(agreement), agreement.ranking, one, other)
    return Answer(None if first is None else Unquoted(first), "precedence", (one, other), terms)
