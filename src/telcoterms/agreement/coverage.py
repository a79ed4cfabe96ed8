"""What the library does with each section of each document of a provider's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never, final, get_args

from telcoterms.agreement.agreement import Agreement, Document, Section, SectionStatus
from telcoterms.formats.report import Report
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.messages import Phrase, Term, data_text, phrase
from telcoterms.values.steps import Clause, Step, step

STATUSES: Final[tuple[SectionStatus, ...]] = get_args(SectionStatus)


def section_template(status: SectionStatus) -> str:
    """Return the line of sections of one status."""
    match status:
        case "computed":
            return "{numbers}, computed by {questions}: {says}"
        case "not-computed":
            return "{numbers}, not computed: {says} Why: {why}."
        case "without-figures":
            return "{numbers}, without figures: {says}"
        case "to-come":
            return "{numbers}, not answered yet ({questions}): {says}"
    assert_never(status)


@final
@dataclass(frozen=True, slots=True)
class Coverage(Report):
    """Every section of every document: computed by which questions, not computed and why, or without figures.

    `print` shows it document by document.
    """

    name: str
    edition: date
    documents: tuple[Document, ...]
    sections: tuple[Section, ...]
    currency: str

    @property
    def counts(self) -> dict[SectionStatus, int]:
        """How many sections have each status."""
        found = Counter(section.status for section in self.sections)
        return {status: found[status] for status in STATUSES if found[status]}

    @property
    def missing(self) -> tuple[Clause, ...]:
        """Sections of documents whose number of sections is known, on which nothing is recorded: none, or a fault."""
        recorded = {section.clause for section in self.sections}
        all_ = (
            Clause(one.title, str(number)) for one in self.documents for number in range(1, (one.sections or 0) + 1)
        )
        return tuple(clause for clause in all_ if clause not in recorded)

    def headline(self) -> Phrase:
        """In one line."""
        return phrase("{name}, terms of {edition}", name=self.name, edition=self.edition)

    def page(self) -> tuple[Step, ...]:
        """Document by document, the sections that do the same in one line."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for one in self.documents:
            alike: dict[Section, list[str]] = {}
            for section in self.sections:
                if section.clause.document == one.title:
                    bare = replace(section, clause=Clause(one.title, ""))
                    alike.setdefault(bare, []).append(section.clause.section)
            yield _opening(one)
            for section, numbers in alike.items():
                yield _section_step(section, numbers)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "name": self.name,
            "edition": self.edition.isoformat(),
            "counts": self.counts,
            "sections": [
                {
                    "document": section.clause.document,
                    "section": section.clause.section,
                    "status": section.status,
                    "questions": list(section.questions),
                    "says": section.says,
                    "why": section.why,
                }
                for section in self.sections
            ],
        }


def coverage(agreement: Agreement) -> Coverage:
    """The coverage of an agreement."""
    return Coverage(agreement.name, agreement.edition, agreement.documents, agreement.sections, agreement.currency)


def _opening(one: Document) -> Step:
    """The title of a document."""
    template = "{document}: {full}, {edition}, {where}"
    full, where = data_text(one.full_title), data_text(one.where)
    return step(template, title=True, document=one.title, full=full, edition=one.edition, where=where)


def _section_step(section: Section, numbers: list[str]) -> Step:
    """The line of the sections that do the same."""
    return step(
        section_template(section.status),
        indent=1,
        numbers=spans(numbers),
        says=data_text(section.says),
        why=data_text(section.why.rstrip(".")),
        questions=", ".join(section.questions),
    )


def spans(numbers: list[str]) -> str:
    """Section numbers, neighbours joined: `s.11, 12, 20-30`."""
    found: list[list[str]] = []
    for number in numbers:
        if found and number.isdigit() and found[-1][-1].isdigit() and int(number) == int(found[-1][-1]) + 1:
            found[-1].append(number)
        else:
            found.append([number])
    texts = [", ".join(run) if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in found]
    return Term("a section without number") if numbers == ["unnumbered"] else "s." + ", ".join(texts)
