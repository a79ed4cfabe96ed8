"""A provider's file: its documents, one table a question, and what each section does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, final
from zoneinfo import ZoneInfo, available_timezones

from telcoterms.agreement import Agreement, Document, Rules, Section, SectionStatus, Service
from telcoterms.calendars import Calendar
from telcoterms.errors import Fault, UnknownNameError, Word
from telcoterms.law import LawTable
from telcoterms.questions import QUESTIONS
from telcoterms.reader.assembly import SECTION_TABLES, Taxed, agreement_of, fit_together
from telcoterms.reader.calendars import load_calendar
from telcoterms.reader.fields import CURRENCY, DAY, SHORT_NAME, TEXT, Field, Place, Value, count, name_of, need
from telcoterms.reader.files import toml_of
from telcoterms.reader.kinds import Replacing, kind_shape, kinds_of, questions, readings_shape, service_kind_shape
from telcoterms.reader.tables import ByKind, Items, Named, Shape, judge
from telcoterms.readings import Rule
from telcoterms.statement import StatementRule
from telcoterms.taxes import TaxTable
from telcoterms.words import Term, phrase
from telcoterms.working import Clause

SECTIONS_MOST: Final = 9999
REVISIONS_MOST: Final = 999

TaxTables = Callable[[str, str], TaxTable]
LawTables = Callable[[str], LawTable]


@final
@dataclass(frozen=True, slots=True)
class Context:
    """What the fields of a file refer to; None where it is not known, or has a fault of its own."""

    names: tuple[str, ...] | None = None
    documents: Mapping[str, Document] | None = None
    currency: str | None = None
    tax_tables: TaxTables | None = None
    law_tables: LawTables | None = None

    def title(self, document: str) -> str:
        """The short title of a document, which stands in a clause."""
        known = (self.documents or {}).get(document)
        return document if known is None else known.title

    def check_section(self, document: str, section: str, place: Place) -> None:
        """Note a numbered section that a document of a known length does not have."""
        known = (self.documents or {}).get(document)
        if known is None or known.sections is None or not section.isdecimal():
            return
        if section not in map(str, range(1, known.sections + 1)):
            place.note(
                UnknownNameError(
                    "there is no section {section} of {document}: it has the sections 1 to {most}",
                    section=section,
                    document=Word(document),
                    most=known.sections,
                )
            )


def context_of(data: Mapping[str, Any], tax_tables: TaxTables, law_tables: LawTables) -> Context:
    """What other fields refer to, read first and aside: its faults are noted in its turn."""
    aside = Place("", [])
    listed = data.get("documents")
    return Context(
        tuple(listed) if isinstance(listed, dict) and listed else None,
        DOCUMENTS.read(listed, aside),
        CURRENCY.read(data.get("currency"), aside),
        tax_tables,
        law_tables,
    )


def _a_time_zone(value: Any) -> str:
    need(isinstance(value, str) and _known_zone(value))
    return str(value)


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return not available_timezones()  # a machine may have no list of time zones: then none is refused
    return True


TIME_ZONE: Final = Value(
    Term("the name of a time zone"), Term("write it like 'America/Vancouver'"), _a_time_zone, {"type": "string"}
)

DOCUMENT: Final[Shape[partial[Document]]] = Shape(
    partial(partial, Document),
    {"title": TEXT, "full_title": TEXT, "where": TEXT, "edition": DAY},
    {"sections": count(1, SECTIONS_MOST)},
    about="A published document; sections is how many it has, numbered from 1, where that is known.",
)
DOCUMENTS: Final = Named(DOCUMENT, Term("the documents, such as [documents.terms]"))


def document_name(context: Context) -> Value[str]:
    """The name of a document of the file."""
    return name_of(context.names, Term("the name of a document"))


def clause_shape(context: Context) -> Shape[Clause]:
    """A document of the file and one of its sections."""

    def build(document: str, section: str) -> Clause:
        return Clause(context.title(document), section)

    def also(found: Mapping[str, Any], place: Place) -> None:
        if found.keys() == {"document", "section"}:
            context.check_section(found["document"], found["section"], place.key("section"))

    return Shape(
        build,
        {"document": document_name(context), "section": TEXT},
        wanted=Term("a clause such as { document = 'terms', section = '1' }"),
        name="clause",
        about="A document of this file, and one of its sections.",
        also=also,
    )


def rule_shape(question: str, context: Context) -> ByKind[Rule]:
    """The table of a question."""
    clause, kinds = clause_shape(context), kinds_of(question)
    return ByKind({name: kind_shape(kind, clause, context.currency) for name, kind in kinds.items()})


def service_shape(context: Context) -> Shape[partial[Service]]:
    """A service: its agreement, and the questions that this answers otherwise."""
    clause = clause_shape(context)

    def build(title: str, document: str, **rules: Replacing) -> partial[Service]:
        made: dict[str, Any] = {question: rule for question, (rule, _) in rules.items()}
        replaces = tuple((question, clause) for question, (_, clause) in rules.items() if clause is not None)
        return partial(Service, title=title, document=document, rules=Rules(**made), replaces=replaces)

    return Shape(
        build,
        {"title": TEXT, "document": document_name(context)},
        {
            question: ByKind(
                {name: service_kind_shape(one, clause, context.currency) for name, one in kinds_of(question).items()}
            )
            for question in questions()
        },
        about="A service with an agreement of its own.",
    )


def section_shape(key: str, context: Context) -> Shape[tuple[Section, ...]]:
    """Sections that do the same: what that is, and by which questions it is computed, or why it is not."""
    status = SECTION_TABLES[key]
    more: dict[SectionStatus, dict[str, Field[Any]]] = {
        "computed": {"questions": Items(name_of(QUESTIONS), once=True)},
        "not-computed": {"why": TEXT},
        "without-figures": {},
        "to-come": {"questions": Items(TEXT, once=True)},
    }

    def build(document: str, sections: tuple[str, ...], **told: Any) -> tuple[Section, ...]:
        title = context.title(document)
        return tuple(Section(clause=Clause(title, number), status=status, **told) for number in sections)

    def also(found: Mapping[str, Any], place: Place) -> None:
        for at, number in enumerate(found.get("sections", ()), 1):
            context.check_section(found.get("document", ""), number, place.key("sections").item(at))

    fields: dict[str, Field[Any]] = {
        "document": document_name(context),
        "sections": Items(TEXT, once=True),
        "says": TEXT,
    }
    return Shape(build, {**fields, **more[status]}, also=also)


def tax_shape(context: Context) -> Shape[Taxed]:
    """A published table of taxes, the provider's region in it, and the clause that says that tax is added."""

    def build(table: str, region: str, clause: Clause) -> Taxed:
        assert context.tax_tables is not None
        found = context.tax_tables(table, region)
        known = sorted({rate.region for rate in found.rates})
        if region not in known:
            raise UnknownNameError(
                "the table {table} has no rate of {region}: choose from {known}, or leave the table [tax] out",
                table=Word(table),
                region=region,
                known=tuple(map(Word, known)),
            )
        return found, clause

    return Shape(build, {"table": TEXT, "region": TEXT, "clause": clause_shape(context)})


def _a_calendar(value: Any) -> Calendar:
    need(isinstance(value, str))
    return load_calendar(value)


CALENDAR: Final = Value(
    Term("the name of a calendar"),
    Term("write it in quotation marks, such as 'england'"),
    _a_calendar,
    {"type": "string"},
)


def law_beside(context: Context) -> Shape[LawTable]:
    """A published table of the law that stands beside the terms."""

    def build(table: str) -> LawTable:
        assert context.law_tables is not None
        return context.law_tables(table)

    return Shape(build, {"table": TEXT}, about="The rules of law of a country, which are held against the terms.")


def provider_shape(context: Context, origin: str = "") -> Shape[Agreement]:
    """The whole file."""
    fields: dict[str, Field[Any]] = {
        "provider": SHORT_NAME,
        "name": TEXT,
        "edition": DAY,
        "revision": count(0, REVISIONS_MOST),
        "currency": CURRENCY,
        "time_zone": TIME_ZONE,
        "ranking": Items(document_name(context), once=True),
        "documents": DOCUMENTS,
    }
    optional: dict[str, Field[Any]] = {question: rule_shape(question, context) for question in questions()}
    optional["statement"] = Shape(_statement, {}, {"reading": readings_shape(StatementRule)})
    optional["calendar"] = CALENDAR
    optional["tax"] = tax_shape(context)
    optional["law"] = law_beside(context)
    optional["service"] = Named(service_shape(context), Term("the services"))
    optional |= {
        key: Items(section_shape(key, context), cure=phrase("write each as {key}", key=Word(f"[[{key}]]")))
        for key in SECTION_TABLES
    }
    return Shape(partial(agreement_of, origin), fields, optional, also=fit_together)


def _statement(reading: dict[str, Any] | None = None) -> dict[str, Any]:
    return reading or {}


def read_provider(text: str, file: str, tax_tables: TaxTables, law_tables: LawTables) -> Agreement:
    """A provider's terms; raises `FaultyFileError` with all faults of the file."""
    data = toml_of(text, file)
    faults: list[Fault] = []
    agreement = provider_shape(context_of(data, tax_tables, law_tables), file).read(data, Place("", faults))
    judge(file, faults)
    assert agreement is not None
    return agreement
