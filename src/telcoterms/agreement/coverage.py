"""List what the library does with each section of each document of a provider's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never, final, get_args

from telcoterms.agreement.agreement import Agreement, Document, Section, SectionStatus, missing_numbers
from telcoterms.agreement.terms_used import document_data
from telcoterms.formats.report import Report
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.messages import Phrase, Phrases, Spelling, data_text, field_name, phrase
from telcoterms.values.steps import CitedText, Clause, Step, section_text, step

STATUSES: Final[tuple[SectionStatus, ...]] = get_args(SectionStatus)


def section_template(status: SectionStatus) -> str:
    """Return the line of sections of one status."""
    match status:
        case "computed":
            return "{numbers}, computed by {questions}: {says}"
        case "not-computed":
            return "{numbers}, not computed: {says}"
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
    service: str | None = None

    @property
    def counts(self) -> dict[SectionStatus, int]:
        """How many sections have each status."""
        count_by_status = Counter(section.status for section in self.sections)
        return {status: count_by_status[status] for status in STATUSES if count_by_status[status]}

    @property
    def missing(self) -> tuple[Clause, ...]:
        """The sections that a document lacks between those that are listed: any of these is a fault of the file."""
        return tuple(
            Clause(document.title, number)
            for document in self.documents
            for number in missing_numbers(
                document,
                [section.clause.section for section in self.sections if section.clause.document == document.title],
            )
        )

    def headline(self) -> Phrase:
        """Return the name and the edition in one line."""
        if self.service is None:
            return phrase("{name}, terms of {edition}", name=self.name, edition=self.edition)
        template = "{name}, terms of {edition}, service {service}"
        return phrase(template, name=self.name, edition=self.edition, service=self.service)

    def page(self) -> tuple[Step, ...]:
        """Return the sections document by document, those that do the same in one line."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for document in self.documents:
            alike: dict[Section, list[str]] = {}
            for section in self.sections:
                if section.clause.document == document.title:
                    without_number = replace(section, clause=Clause(document.title, ""))
                    alike.setdefault(without_number, []).append(section.clause.section)
            yield _opening(document)
            for section, numbers in alike.items():
                yield from _section_steps(section, numbers)

    def as_dict(self) -> dict[str, object]:
        """Return all sections as JSON-ready data."""
        return {
            "name": self.name,
            "edition": self.edition.isoformat(),
            "service": self.service,
            "documents": [document_data(document) for document in self.documents],
            "counts": self.counts,
            "sections": [
                {
                    "document": section.clause.document,
                    "section": section.clause.section,
                    "status": section.status,
                    "questions": list(section.questions),
                    "says": section.says,
                    "figures": list(section.figures),
                    "why": section.why,
                }
                for section in self.sections
            ],
        }


def coverage(agreement: Agreement) -> Coverage:
    """Return the coverage of an agreement."""
    return Coverage(
        agreement.name,
        agreement.edition,
        agreement.documents,
        tuple(agreement.sections),
        agreement.currency,
        agreement.service,
    )


def _opening(document: Document) -> Step:
    """Return the heading of a document."""
    template = "{document}: {full}, {edition}, {where}"
    full, source = data_text(document.full_title), data_text(document.where)
    edition = phrase("{edition}", edition=document.edition)
    if document.edition_is:
        edition_is = data_text(document.edition_is)
        edition = phrase("{edition} ({edition_is})", edition=document.edition, edition_is=edition_is)
    return step(template, title=True, document=document.title, full=full, edition=edition, where=source)


def _section_steps(section: Section, numbers: list[str]) -> Iterator[Step]:
    """Yield the lines for the sections that do the same: what they say, their figures, what is not computed."""
    yield step(
        section_template(section.status),
        indent=1,
        numbers=CitedText(spans(numbers)),
        says=data_text(section.says),
        questions=Phrases(
            ", ", tuple(phrase("{question}", question=_asked(question)) for question in section.questions)
        ),
    )
    if section.figures:
        figures = Phrases(", ", tuple(phrase("{figure}", figure=data_text(figure)) for figure in section.figures))
        yield step("figures in it: {figures}", indent=2, figures=figures)
    if section.why:
        yield step("what is not computed, and why: {why}", indent=2, why=data_text(section.why.rstrip(".")))


def _asked(question: str) -> Spelling:
    """Return a question by its name; on a page, in words."""
    return Spelling(question, question, question, field_name(question))


def spans(numbers: list[str]) -> str:
    """Return sections as text, neighbours joined: `s.11, 12, 20-30`, and those without a number by name: `CCTS`."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdigit() and runs[-1][-1].isdigit() and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [", ".join(run) if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in runs]
    return section_text(", ".join(texts))
