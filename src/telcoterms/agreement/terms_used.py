"""Name whose terms a figure is by: the provider, the documents with their editions, and the service.

The heading of everything that is printed says it in short, a note below a working in full. Data has the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import final

from telcoterms.agreement.agreement import Agreement, Document
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, Spelling, data_text, phrase
from telcoterms.values.steps import Clause, EditionDay, Step, is_numbered, step


@final
@dataclass(frozen=True, slots=True)
class TermsUsed:
    """The terms that a figure is by: those of an agreement, as far as they stand in some of its documents.

    `editions` are those of the figure, the oldest first, where it is not by the edition of the agreement alone.
    """

    agreement: Agreement
    documents: tuple[Document, ...]
    editions: tuple[date, ...] = ()

    @property
    def in_short(self) -> Phrase:
        """The provider, its documents and the service, as a sentence has them: `KOS's Service Terms of 2021-07-12`."""
        documents = [(document.title, document.edition) for document in self.documents]
        return named_in_short(self.agreement.called, documents, self.agreement.service)

    def heading(self, asked: Phrase, value: Phrase) -> Phrase:
        """Return the heading of an answer: what was asked, whose terms answer, and the value."""
        source = phrase("by {terms}: {value}", terms=self.in_short, value=value)
        return phrase("{asked}, {source}", asked=asked, source=source)

    def sentence(self, asked: Phrase) -> Phrase:
        """Return what was asked and whose terms answer, without the value."""
        return phrase("{asked}, by {terms}", asked=asked, terms=self.in_short)

    def said(self, clauses: Iterable[Clause]) -> Phrase:
        """Return whose terms a sentence is by, each document with its cited sections: `KOS's terms of ..., section 9`.

        A document of which no section is cited is left out, unless none is.
        """
        sections: dict[str, list[str]] = {}
        for clause in clauses:
            sections.setdefault(clause.document, []).append(clause.section)
        cited = [document for document in self.documents if document.title in sections] or self.documents
        each = tuple(self._document_said(document, sections.get(document.title, [])) for document in cited)
        return phrase("{documents}", documents=Phrases(" and ", each))

    def _document_said(self, document: Document, sections: list[str]) -> Phrase:
        """Return a document with its cited sections; one that is called terms, as the provider's terms."""
        words = document.title.split()
        template = "{provider}'s {document} of {edition}"
        if "Terms" in (words[0], words[-1]):
            template = "{provider}'s terms of {edition}"
        provider, edition = self.agreement.called, EditionDay(document.edition)
        said = phrase(template, provider=provider, document=document.title, edition=edition)
        named = tuple(
            phrase("{section}" if is_numbered(section) else '"{section}"', section=section)
            for section in dict.fromkeys(sections)
            if section
        )
        if not named:
            return said
        template = "{terms}, section {sections}" if len(named) == 1 else "{terms}, sections {sections}"
        return phrase(template, terms=said, sections=Phrases(" and ", named))

    @property
    def note(self) -> Step:
        """The note that names the terms in full: the whole name, and what each edition is the date of."""
        return self._note(None)

    @property
    def note_with_voice(self) -> Step:
        """The note that names the voice too, for what has no working that says in which voice it is."""
        return self._note(self.agreement.voice)

    def _note(self, voice: str | None) -> Step:
        documents = phrase_of_documents(self.documents)
        return Step(named_in_full(self.agreement.name, documents, self.agreement.service, voice), part="notes")

    def later_than(self, day: date) -> tuple[Document, ...]:
        """Return the documents whose edition is later than a day."""
        return tuple(document for document in self.documents if day < document.edition)

    @property
    def cells(self) -> dict[str, object]:
        """The provider, the edition, what it is the date of, the service and the voice, for each row of a sheet."""
        agreement = self.agreement
        return {
            "provider": agreement.provider,
            "edition": ", ".join(map(str, self.editions)) or agreement.edition,
            "edition_is": self.edition_is,
            "service": agreement.service,
            "voice": agreement.voice,
        }

    @property
    def edition_is(self) -> str | None:
        """What the edition is the date of, of each where there are several; None where the documents bear it."""
        editions = self.editions or (self.agreement.edition,)
        documents = (one for one in (*self.documents, *self.agreement.documents) if one.edition in editions)
        marks = dict.fromkeys((one.edition, one.edition_is) for one in documents if one.edition_is)
        dated = (mark if len(editions) == 1 else f"{edition}: {mark}" for edition, mark in sorted(marks))
        return "; ".join(dated) or None

    def as_dict(self) -> dict[str, object]:
        """Return what identifies the terms, as JSON-ready data."""
        agreement = self.agreement
        return {
            "provider": agreement.provider,
            "name": agreement.name,
            "short_name": agreement.called,
            "edition": agreement.edition.isoformat(),
            **({"editions": [edition.isoformat() for edition in self.editions]} if self.editions else {}),
            "revision": agreement.revision,
            "service": agreement.service,
            "voice": agreement.voice,
            "documents": [document_data(document) for document in self.documents],
        }


def named_in_short(provider: str, documents: Iterable[tuple[str, date]], service: str | None) -> Phrase:
    """Return a provider with its documents, each a title and its edition, and a service, as a sentence has them."""
    dated = Phrases(" and ", tuple(_dated(title, edition) for title, edition in documents))
    if service is None:
        return phrase("{provider}'s {documents}", provider=provider, documents=dated)
    template = "{provider}'s {documents} (service {service})"
    return phrase(template, provider=provider, documents=dated, service=service)


def named_in_full(name: str, documents: Phrases, service: str | None, voice: str | None) -> Phrase:
    """Return a provider by its whole name with its documents, as `dated_in_full` names each, a service and a voice."""
    whose = [phrase("{name}", name=name)]
    if service is not None:
        whose.append(phrase("service {service}", service=service))
    if voice is not None:
        whose.append(phrase("voice {voice}", voice=voice))
    return phrase("terms of {whose}: {documents}", whose=Phrases(", ", tuple(whose)), documents=documents)


def terms_used(agreement: Agreement, clauses: Iterable[Clause] = ()) -> TermsUsed:
    """Return the terms that clauses stand in; all of the agreement's documents where there are no clauses."""
    titles = dict.fromkeys(clause.document for clause in clauses)
    by_title = {document.title: document for document in agreement.documents}
    documents = tuple(by_title[title] for title in titles if title in by_title)
    return TermsUsed(agreement, documents or agreement.documents)


def terms_of_editions(agreement: Agreement, by_edition: Iterable[TermsUsed]) -> TermsUsed:
    """Return the terms of a figure that is by several editions of an agreement, or by another one than its own."""
    used = tuple(by_edition)
    documents = dict.fromkeys(document for one in used for document in one.documents)
    editions = tuple(one.agreement.edition for one in used)
    return TermsUsed(agreement, tuple(documents), () if editions == (agreement.edition,) else editions)


def phrase_of_documents(documents: Iterable[Document]) -> Phrases:
    """Return documents with their editions, and what each edition is the date of where its document bears none."""
    dated = (dated_in_full(document.title, document.edition, document.edition_is) for document in documents)
    return Phrases(", ", tuple(dated))


def document_data(document: Document) -> dict[str, object]:
    """Return what identifies a document, as JSON-ready data."""
    data: dict[str, object] = {"title": document.title, "edition": document.edition.isoformat()}
    return {**data, "edition_is": document.edition_is} if document.edition_is else data


def before_edition_note(day: date, document: Document) -> Step:
    """Return the note on facts that are of a day before the edition of the document that answers."""
    if not document.edition_is:
        return step(
            "{day} is before {edition}, the edition of the {document}: no earlier one is held here, and this one "
            "answers",
            part="notes",
            day=day,
            edition=document.edition,
            document=document.title,
        )
    return step(
        "{day} is before {edition}, the edition of the {document} ({edition_is}): whether it was in force then is not "
        "sure, no earlier one is held here, and this one answers",
        part="notes",
        day=day,
        edition=document.edition,
        document=document.title,
        edition_is=data_text(document.edition_is),
    )


def later_edition_note(day: date, edition: date, in_force: date) -> Step:
    """Return the note on facts of a day on which another edition was in force than the one that answers."""
    return step(
        "{day} is before {edition}, the edition that answers: that of {in_force} was in force, and is asked as {ask}",
        part="notes",
        day=day,
        edition=edition,
        in_force=in_force,
        ask=Spelling(f"load(..., edition='{in_force}')", f"--edition {in_force}", f"edition = {in_force}"),
    )


def _dated(title: str, edition: date) -> Phrase:
    return phrase("{document} of {edition}", document=title, edition=edition)


def dated_in_full(title: str, edition: date, edition_is: str = "") -> Phrase:
    """Return a document with its edition, and what that is the date of where the document bears none."""
    if not edition_is:
        return _dated(title, edition)
    template = "{document} of {edition} ({edition_is})"
    return phrase(template, document=title, edition=edition, edition_is=data_text(edition_is))
