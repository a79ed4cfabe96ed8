"""List what can be asked of a provider's terms, each question with its facts, as a prompt and a notebook show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import GIVEN_FACT_NAMES, facts_read_in
from telcoterms.agreement.terms_used import phrase_of_documents
from telcoterms.answers.question import Question
from telcoterms.formats.report import Report
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.steps import Step, step


@final
class Overview(Report):
    """The questions that some terms answer; facts in square brackets can be left out.

    A plan, a region, a segment and an index stand there only where a number or a tax of the terms depends on them.
    """

    __slots__ = ("agreement", "questions")

    def __init__(self, agreement: Agreement, questions: Mapping[str, type[Question]]) -> None:
        self.agreement, self.questions = agreement, questions

    def headline(self) -> Phrase:
        """Return whose terms they are."""
        agreement = self.agreement
        template = "{name}, terms of {edition}, in {currency}"
        return phrase(template, name=agreement.name, edition=agreement.edition, currency=agreement.currency)

    def page(self) -> tuple[Step, ...]:
        """Return the documents, then each question with its facts and what it answers."""
        agreement = self.agreement
        documents = step("documents: {documents}", documents=phrase_of_documents(agreement.documents))
        return (documents, *(line for asked in self._asked() for line in self._lines(asked)))

    def _asked(self) -> Iterator[type[Question]]:
        return (asked for asked in self.questions.values() if asked.answered_by(self.agreement))

    def _lines(self, asked: type[Question]) -> Iterator[Step]:
        needed = asked.needed(self.agreement)
        facts = ", ".join(name if name in needed else f"[{name}]" for name in self._taken(asked))
        yield step("{question}", title=True, question=f"{asked.name}({facts})")
        yield step("{says}", indent=1, says=data_text(asked.says))

    def _taken(self, asked: type[Question]) -> list[str]:
        read = self._facts_read
        if "tax_rate" in asked.facts and self.agreement.tax is not None:  # it has a tax
            read |= {"region"}
        return [name for name in asked.facts if name not in GIVEN_FACT_NAMES or name in read]

    @property
    def _facts_read(self) -> frozenset[str]:
        """The facts on which a number of a clause depends."""
        parts = (self.agreement.rules, *(service.rules for service in self.agreement.services))
        return facts_read_in(rule for rules in parts for rule in rules.values())

    def as_dict(self) -> dict[str, object]:
        """Return the questions with the facts that they need and the others."""
        return {
            asked.name: {
                "says": asked.says,
                "needs": list(asked.needed(self.agreement)),
                "takes": self._taken(asked),
            }
            for asked in self._asked()
        }
