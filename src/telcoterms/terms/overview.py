"""List what can be asked of a provider's terms, each question with its facts, as a prompt and a notebook show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, final

from telcoterms.agreement.terms_used import phrase_of_documents
from telcoterms.answers.question import Question
from telcoterms.formats.report import Report
from telcoterms.terms import QUESTIONS
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.steps import Step, step

if TYPE_CHECKING:
    from telcoterms.terms import Terms


@final
class Overview(Report):
    """The questions that some terms answer; facts in square brackets can be left out."""

    __slots__ = ("terms",)

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def headline(self) -> Phrase:
        """Return whose terms they are."""
        agreement = self.terms.agreement
        template = "{name}, terms of {edition}, in {currency}"
        return phrase(template, name=agreement.name, edition=agreement.edition, currency=agreement.currency)

    def page(self) -> tuple[Step, ...]:
        """Return the documents, then each question with its facts and what it answers."""
        agreement = self.terms.agreement
        documents = step("documents: {documents}", documents=phrase_of_documents(agreement.documents))
        return (documents, *(line for asked in self._asked() for line in self._lines(asked)))

    def _asked(self) -> Iterator[type[Question]]:
        return (QUESTIONS[name] for name in QUESTIONS if self.terms.answers(name))

    def _lines(self, asked: type[Question]) -> Iterator[Step]:
        needed = asked.needed(self.terms.agreement)
        facts = ", ".join(name if name in needed else f"[{name}]" for name in asked.facts)
        yield step("{question}", title=True, question=f"{asked.name}({facts})")
        yield step("{says}", indent=1, says=data_text(asked.says))

    def as_dict(self) -> dict[str, object]:
        """Return the questions with the facts that they need and the others."""
        return {
            asked.name: {
                "says": asked.says,
                "needs": list(asked.needed(self.terms.agreement)),
                "takes": list(asked.facts),
            }
            for asked in self._asked()
        }
