"""Read a provider's file: its documents, a table for each question, and what each section does.

`read_provider` checks a file as a whole and raises all its faults at once. `read_published` reads a file that the tests
have checked, and leaves each clause unread until it is looked up.

`provider_schema` gives the JSON Schema of the file, from the fields by which the file is read, so that it has each
kind, number, reading and question of the classes. The reader checks what a schema cannot: whether the documents,
sections and taxes that a file names exist, whether every section is listed, whether a day is in the calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, Final, TypeVar, final

from telcoterms.agreement.agreement import Agreement, Document, Rules, Section, SectionStatus, Service
from telcoterms.agreement.law import LawTable
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import TaxTable
from telcoterms.files.kinds import Replacing, kind_shape, kinds_of, questions, readings_shape, service_kind_shape
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    SHORT_NAME,
    TEXT,
    ByKind,
    Field,
    Items,
    Named,
    Place,
    Schema,
    Shape,
    ValueField,
    count,
    judge,
    missing,
    name_of,
    need,
)
from telcoterms.files.tables import load_calendar
from telcoterms.files.text import toml_of
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import Fault, InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, phrase
from telcoterms.values.steps import Clause

SECTION_TABLES: Final[Mapping[str, SectionStatus]] = {
    "computed": "computed",
    "not_computed": "not-computed",
    "without_figures": "without-figures",
    "to_come": "to-come",
}

T = TypeVar("T")
Taxed = tuple[TaxTable | None, Clause | None]


def fit_together(values: Mapping[str, Any], place: Place) -> None:
    """Note everything in a file that does not fit together."""
    documents: Mapping[str, Document] = values.get("documents", {})
    titles: dict[str, str] = {}
    for id_, document in documents.items():
        if document.title in titles:
            place.key("documents").key(id_).key("title").note(
                InputError(
                    "{title} is the title of {other} too: give each document its own",
                    title=document.title,
                    other=Unquoted(titles[document.title]),
                )
            )
        titles[document.title] = id_
        if id_ not in values.get("ranking", documents):
            place.key("ranking").note(
                InputError("{document} is missing: rank every document, the first outranks the others", document=id_)
            )
    _calendar_given(values, place)
    for id_, service in values.get("service", {}).items():
        for question in questions():
            replaces = question in dict(service.replaces) or question not in service.rules
            if question in values and not replaces:
                at = place.key("service").key(id_).key(question).key("replaces")
                at.note(missing("replaces", Term("the clause of the general terms whose place it takes")))
    if not any(fault.path.startswith(tuple(SECTION_TABLES)) for fault in place.faults):
        _all_listed(documents, _sections(values), place)


def _calendar_given(values: Mapping[str, Any], place: Place) -> None:
    """Note that the calendar is missing where a clause counts open days or is closed on holidays."""
    services = [service.rules for service in values.get("service", {}).values()]
    complaints = [values.get("complaint"), *(rules.find("complaint") for rules in services)]
    hours = [values.get("hours"), *(rules.find("hours") for rules in services)]
    counted = any(
        clause is not None and any(period.counts_open_days for period in clause.periods) for clause in complaints
    )
    faulty = any(fault.path == "calendar" for fault in place.faults)
    if "calendar" not in values and not faulty and (counted or any(clause is not None for clause in hours)):
        place.key("calendar").note(missing("calendar", Term("the name of a calendar, such as 'england'")))


def _all_listed(documents: Mapping[str, Document], sections: Iterable[Section], place: Place) -> None:
    listed = {item.clause for item in sections}
    for id_, document in documents.items():
        numbers = map(str, range(1, (document.sections or 0) + 1))
        unlisted = tuple(Unquoted(item) for item in numbers if Clause(document.title, item) not in listed)
        if unlisted:
            place.key("documents").key(id_).note(
                InputError(
                    "nothing is told of its sections {untold}: list each under {lists}",
                    untold=unlisted,
                    lists=tuple(Unquoted(f"[[{key}]]") for key in SECTION_TABLES),
                )
            )


def _sections(values: Mapping[str, Any]) -> list[Section]:
    return [section for key in SECTION_TABLES for entry in values.get(key, ()) for section in entry]


def statement_rule(late_charge: Rule, readings: Mapping[str, Any]) -> StatementRule:
    """Return how payments are allocated to debts; terms seldom say it, so that it has no clause of its own."""
    return StatementRule(clause=late_charge.clause, says=Term("how payments meet debts"), **readings)


def agreement_of(
    origin: str,
    *,
    documents: Mapping[str, Document],
    statement: Mapping[str, Any] | None = None,
    tax: Taxed = (None, None),
    service: Mapping[str, Service] | None = None,
    **values: Any,
) -> Agreement:
    """Return the agreement of a file from its fields."""
    rules = {question: values.pop(question) for question in questions() if question in values}
    late = rules.get("late_charge")
    if late is not None:
        rules["statement"] = statement_rule(late, statement or {})
    titles = [item.title for item in documents.values()]

    def place(section: Section) -> tuple[int, int, str]:
        number = section.clause.section
        return titles.index(section.clause.document), int(number) if number.isdecimal() else 10**6, number

    return Agreement(
        origin=origin,
        documents=tuple(documents.values()),
        rules=Rules(rules),
        tax=tax[0],
        tax_clause=tax[1],
        services=tuple((service or {}).values()),
        sections=tuple(sorted(_sections(values), key=place)),
        **{name: item for name, item in values.items() if name not in SECTION_TABLES},
    )


MAX_SECTIONS: Final = 9999
MAX_REVISIONS: Final = 999

TaxTables = Callable[[str, str], TaxTable]
LawTables = Callable[[str], LawTable]


@final
@dataclass(frozen=True, slots=True)
class Context:
    """What the fields of a file refer to; None where that is not known, or has a fault of its own."""

    names: tuple[str, ...] | None = None
    documents: Mapping[str, Document] | None = None
    currency: str | None = None
    tax_tables: TaxTables | None = None
    law_tables: LawTables | None = None

    def title(self, document: str) -> str:
        """Return the short title of a document, as a clause gives it."""
        listed = (self.documents or {}).get(document)
        return document if listed is None else listed.title

    def check_section(self, document: str, section: str, place: Place) -> None:
        """Note a numbered section that a document of a known length does not have."""
        listed = (self.documents or {}).get(document)
        if listed is None or listed.sections is None or not section.isdecimal():
            return
        if section not in map(str, range(1, listed.sections + 1)):
            place.note(
                UnknownNameError(
                    "there is no section {section} of {document}: it has the sections 1 to {most}",
                    section=section,
                    document=Unquoted(document),
                    most=listed.sections,
                )
            )


def context_of(data: Mapping[str, Any], tax_tables: TaxTables, law_tables: LawTables) -> Context:
    """Read what other fields refer to, and ignore its faults: they are noted when it is read in its turn."""
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
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return not available_timezones()  # a machine may have no list of time zones: then any name is accepted
    return True


TIME_ZONE: Final = ValueField(
    Term("the name of a time zone"), Term("write it like 'America/Vancouver'"), _a_time_zone, {"type": "string"}
)

DOCUMENT: Final[Shape[partial[Document]]] = Shape(
    partial(partial, Document),
    {"title": TEXT, "full_title": TEXT, "where": TEXT, "edition": DAY},
    {"sections": count(1, MAX_SECTIONS)},
    about="A published document; sections is how many it has, numbered from 1, where that is known.",
)
DOCUMENTS: Final = Named(DOCUMENT, Term("the documents, such as [documents.terms]"))


def document_name(context: Context) -> ValueField[str]:
    """Return the field for the name of a document of the file."""
    return name_of(context.names, Term("the name of a document"))


def clause_shape(context: Context) -> Shape[Clause]:
    """Return the shape of a clause: a document of the file and one of its sections."""

    def build(document: str, section: str) -> Clause:
        return Clause(context.title(document), section)

    def also(values: Mapping[str, Any], place: Place) -> None:
        if values.keys() == {"document", "section"}:
            context.check_section(values["document"], values["section"], place.key("section"))

    return Shape(
        build,
        {"document": document_name(context), "section": TEXT},
        wanted=Term("a clause such as { document = 'terms', section = '1' }"),
        name="clause",
        about="A document of this file, and one of its sections.",
        also=also,
    )


def rule_shape(question: str, context: Context) -> ByKind[Rule]:
    """Return the shape of the table of a question."""
    clause, kinds = clause_shape(context), kinds_of(question)
    return ByKind({name: partial(kind_shape, kind, clause, context.currency) for name, kind in kinds.items()})


def service_shape(context: Context, tables: Iterable[str]) -> Shape[partial[Service]]:
    """Return the shape of a service: its agreement, and the tables of the questions that it answers differently."""
    clause = clause_shape(context)

    def build(title: str, document: str, **rules: Replacing) -> partial[Service]:
        made: dict[str, Any] = {question: rule for question, (rule, _) in rules.items()}
        replaces = tuple((question, clause) for question, (_, clause) in rules.items() if clause is not None)
        return partial(Service, title=title, document=document, rules=Rules(made), replaces=replaces)

    return Shape(
        build,
        {"title": TEXT, "document": document_name(context)},
        {
            question: ByKind(
                {
                    name: partial(service_kind_shape, kind, clause, context.currency)
                    for name, kind in kinds_of(question).items()
                }
            )
            for question in tables
        },
        about="A service with an agreement of its own.",
    )


def section_shape(key: str, context: Context) -> Shape[tuple[Section, ...]]:
    """Return the shape of sections that do the same: their words, and their questions or why there are none."""
    status = SECTION_TABLES[key]
    fields_by_status: dict[SectionStatus, dict[str, Field[Any]]] = {
        "computed": {"questions": Items(name_of(QUESTIONS), once=True)},
        "not-computed": {"why": TEXT},
        "without-figures": {},
        "to-come": {"questions": Items(TEXT, once=True)},
    }

    def build(document: str, sections: tuple[str, ...], **status_fields: Any) -> tuple[Section, ...]:
        title = context.title(document)
        return tuple(Section(clause=Clause(title, number), status=status, **status_fields) for number in sections)

    def also(values: Mapping[str, Any], place: Place) -> None:
        for at, number in enumerate(values.get("sections", ()), 1):
            context.check_section(values.get("document", ""), number, place.key("sections").item(at))

    fields: dict[str, Field[Any]] = {
        "document": document_name(context),
        "sections": Items(TEXT, once=True),
        "says": TEXT,
    }
    return Shape(build, {**fields, **fields_by_status[status]}, also=also)


def tax_shape(context: Context) -> Shape[Taxed]:
    """Return the shape of [tax]: a published table, the provider's region in it, and the clause that adds tax."""

    def build(table: str, region: str, clause: Clause) -> Taxed:
        assert context.tax_tables is not None
        taxes = context.tax_tables(table, region)
        regions = sorted({rate.region for rate in taxes.rates})
        if region not in regions:
            raise UnknownNameError(
                "the table {table} has no rate of {region}: choose from {known}, or leave the table [tax] out",
                table=Unquoted(table),
                region=region,
                known=tuple(map(Unquoted, regions)),
            )
        return taxes, clause

    return Shape(build, {"table": TEXT, "region": TEXT, "clause": clause_shape(context)})


def _a_calendar(value: Any) -> Calendar:
    need(isinstance(value, str))
    return load_calendar(value)


CALENDAR: Final = ValueField(
    Term("the name of a calendar"),
    Term("write it in quotation marks, such as 'england'"),
    _a_calendar,
    {"type": "string"},
)


def law_beside(context: Context) -> Shape[LawTable]:
    """Return the shape of [law]: a published table of rules of law."""

    def build(table: str) -> LawTable:
        assert context.law_tables is not None
        return context.law_tables(table)

    return Shape(build, {"table": TEXT}, about="The rules of law of a country, which are held against the terms.")


def provider_shape(context: Context, origin: str = "", tables: Iterable[str] | None = None) -> Shape[Agreement]:
    """Return the shape of the whole file, with the tables of all questions unless `tables` says which."""
    tables = questions() if tables is None else tables
    fields: dict[str, Field[Any]] = {
        "provider": SHORT_NAME,
        "name": TEXT,
        "edition": DAY,
        "revision": count(0, MAX_REVISIONS),
        "currency": CURRENCY,
        "time_zone": TIME_ZONE,
        "ranking": Items(document_name(context), once=True),
        "documents": DOCUMENTS,
    }
    optional: dict[str, Field[Any]] = {question: rule_shape(question, context) for question in tables}
    optional["statement"] = statement_shape()
    optional["calendar"] = CALENDAR
    optional["tax"] = tax_shape(context)
    optional["law"] = law_beside(context)
    optional["service"] = Named(service_shape(context, tables), Term("the services"))
    optional |= {
        key: Items(section_shape(key, context), cure=phrase("write each as {key}", key=Unquoted(f"[[{key}]]")))
        for key in SECTION_TABLES
    }
    return Shape(partial(agreement_of, origin), fields, optional, also=fit_together)


def statement_shape() -> Shape[dict[str, Any]]:
    """Return the shape of [statement], which has readings alone: how an account is replayed."""
    return Shape(_statement, {}, {"reading": readings_shape(StatementRule)})


def _statement(reading: dict[str, Any] | None = None) -> dict[str, Any]:
    return reading or {}


def read_provider(text: str, file: str, tax_tables: TaxTables, law_tables: LawTables) -> Agreement:
    """Read a provider's terms; raise `InvalidFileError` with all faults of the file."""
    data = toml_of(text, file)
    return _read_alone(provider_shape(context_of(data, tax_tables, law_tables), file), data, "", file)


def read_published(text: str, file: str, tax_tables: TaxTables, law_tables: LawTables) -> Agreement:
    """Return the terms of a published file, each clause of which is read when it is first looked up.

    The tests judge a published file as a whole, so that a program need not do it again; a fault in a clause raises
    `InvalidFileError` when the clause is looked up.
    """
    data = toml_of(text, file)
    context = context_of(data, tax_tables, law_tables)
    statement = data.pop("statement", {})
    rules = {table: _later(table, value, context, file) for table, value in _take_tables(data).items()}
    if "late_charge" in rules:
        rules["statement"] = cache(partial(_statement_later, rules["late_charge"], statement, file))
    tables_of = {id_: _take_tables(service) for id_, service in data.get("service", {}).items()}
    agreement = _read_alone(provider_shape(context, file, ()), data, "", file)
    services = (_service_later(service, tables_of[service.id], context, file) for service in agreement.services)
    return replace(agreement, rules=Rules({}, rules), services=tuple(services))


def _take_tables(data: dict[str, Any]) -> dict[str, Any]:
    """Take the tables of the questions out of what a file says of the terms, or of a service."""
    return {table: data.pop(table) for table in questions() if table in data}


def _service_later(service: Service, tables: Mapping[str, Any], context: Context, file: str) -> Service:
    """Return a service whose clauses are read when they are looked up."""
    path = f"service.{service.id}."
    clauses = {table: value.pop("replaces") for table, value in tables.items() if "replaces" in value}
    replaces = tuple(
        (table, _read_alone(clause_shape(context), clause, f"{path}{table}.replaces", file))
        for table, clause in clauses.items()
    )
    rules = {table: _later(table, value, context, file, path) for table, value in tables.items()}
    return replace(service, rules=Rules({}, rules), replaces=replaces)


def _later(table: str, value: Any, context: Context, file: str, path: str = "") -> Callable[[], Rule]:
    """Return a function that reads the table of a question once."""
    return cache(lambda: _read_alone(rule_shape(table, context), value, path + table, file))


def _statement_later(late_charge: Callable[[], Rule], readings: Any, file: str) -> StatementRule:
    return statement_rule(late_charge(), _read_alone(statement_shape(), readings, "statement", file))


def _read_alone(field: Field[T], value: Any, path: str, file: str) -> T:
    """Read what stands at one place of a file; raise `InvalidFileError` for its faults."""
    faults: list[Fault] = []
    value_read = field.read(value, Place(path, faults))
    judge(file, faults)
    assert value_read is not None
    return value_read


DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def provider_schema() -> Schema:
    """Return the JSON Schema of a provider's file; it takes TOML's dates as text."""
    definitions: Schema = {}
    made = provider_shape(Context()).schema(definitions)
    about = "A provider's terms: what its documents fix, one table a question."
    return {"$schema": DIALECT, "title": about, **made, "$defs": definitions}


def provider_schema_text() -> str:
    """Return the schema as it is published."""
    import json

    return json.dumps(provider_schema(), indent=2) + "\n"
