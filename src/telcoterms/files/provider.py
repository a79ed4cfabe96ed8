"""Read a provider's file: its documents, a table for each question, and what each section does.

`read_provider` checks a file as a whole and raises all its faults at once. `read_published` reads a file that the tests
have checked, and leaves each clause unread until it is looked up.

`provider_schema` gives the JSON Schema of the file, from the fields by which the file is read, so that it has each
kind, number, reading and question of the classes. The reader checks what a schema cannot: whether the documents,
sections and taxes that a file names exist, whether every section is listed, whether a day is in the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Final, final, get_args

from telcoterms.agreement.agreement import (
    FIGURE_PATTERN,
    HOLIDAYS,
    NO_AGREEMENT,
    Agreement,
    Document,
    Holidays,
    Rules,
    Section,
    Sections,
    SectionStatus,
    Service,
    Voices,
    missing_numbers,
)
from telcoterms.agreement.law import LawRule, LawTable, ProviderLaw, ProviderSize, ServiceKind, ServicesOfKind
from telcoterms.agreement.numbers import Index, indices_read, numbers_in
from telcoterms.agreement.rule import VOICES, Rule, Voice
from telcoterms.agreement.taxes import TaxedAs, TaxTable
from telcoterms.files.beside import EarlierEdition, FilesBeside, FromFile, PublishedOrOwn
from telcoterms.files.calendars import CALENDAR
from telcoterms.files.kinds import Replacing, kind_shape, kinds_of, readings_shape, service_kind_shape
from telcoterms.files.numbers import NumberField
from telcoterms.files.shapes import (
    CURRENCY,
    DAY,
    EACH_A_TABLE,
    KEY_NAME,
    RATE,
    REVISION,
    SHORT_NAME,
    TEXT,
    TRUE_OR_FALSE,
    ByKind,
    Field,
    Items,
    Named,
    Place,
    Schema,
    Shape,
    ValueField,
    missing,
    name_of,
    need,
    read_whole,
    text_of_form,
    unfit,
)
from telcoterms.files.tables import (
    LAW_HEAD,
    OF_OWN_TAXES,
    OWN_TAXES,
    check_own_taxes,
    check_table,
    law_of,
    law_rules,
    own_taxes,
)
from telcoterms.files.text import toml_of
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS, TABLES
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.hashes import FileText
from telcoterms.values.messages import Term, phrase
from telcoterms.values.steps import Clause

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
        if "ranking" in values and not any(id_ in rank for rank in values["ranking"]):
            place.key("ranking").note(
                InputError("{document} is missing: rank every document, the highest first", document=id_)
            )
    _earlier_given(values, place)
    _calendar_given(values, place)
    _open_days_given(values, place)
    _law_given(values, place)
    _holidays_given(values, place)
    if not any(fault.path.startswith("index") for fault in place.faults):
        _indices_given(values, place)
    for id_, service in values.get("service", {}).items():
        if id_ == NO_AGREEMENT:
            place.key("service").key(id_).note(
                InputError(
                    "{name} stands for every service without an agreement of its own: choose another name",
                    name=Unquoted(id_),
                )
            )
        for question in TABLES:
            replaces = question in dict(service.replaces) or question not in service.rules
            if question in values and not replaces:
                at = place.key("service").key(id_).key(question).key("replaces")
                at.note(missing("replaces", Term("the clause of the general terms whose place it takes")))
    if not any(fault.path.startswith("sections") for fault in place.faults):
        _none_missing(documents, values.get("sections", {}), place)


NAMED_RULES: Final = (("customer_cancellation", "law"), ("refund", "tax_law"))
"""The keys that name a rule of law, each with its question."""


def _law_given(values: Mapping[str, Any], place: Place) -> None:
    """Note each rule of law that a clause names, and that the table of law does not have."""
    if any(fault.path.startswith("law") for fault in place.faults):
        return
    for question, key in NAMED_RULES:
        name = getattr(values.get(question), key, None)
        if name is None:
            continue
        at = place.key(question).key(key)
        if "law" not in values:
            at.note(InputError("the file names no table of law: add [law], such as table = 'canada', or take this out"))
            continue
        try:
            values["law"].rules.cited(name, date.min)
        except UnknownNameError as error:
            at.note(error)


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


def _indices_given(values: Mapping[str, Any], place: Place) -> None:
    """Note each index on which a rate rests and that the file does not have."""
    indices = values.get("index", {})
    rules = {question: values[question] for question in TABLES if question in values}
    for id_, service in values.get("service", {}).items():
        rules |= {f"service.{id_}.{question}": rule for question, rule in service.rules.items()}
    for path, rule in rules.items():
        read = frozenset[str]().union(*map(indices_read, numbers_in(rule)))
        for name in sorted(read - set(indices)):
            place.key("index").key(name).note(
                InputError(
                    "{table} rests on an index that is not here: add a table {wanted}",
                    table=Unquoted(path),
                    wanted=Unquoted(f"[index.{name}]"),
                )
            )


def _open_days_given(values: Mapping[str, Any], place: Place) -> None:
    """Note each key of a clause that counts open days, where the file has no calendar."""
    if "calendar" in values or any(fault.path.startswith("calendar") for fault in place.faults):
        return
    for question in TABLES:
        _note_open_days(values.get(question), place.key(question))
        for id_, service in values.get("service", {}).items():
            _note_open_days(service.rules.find(question), place.key("service").key(id_).key(question))


def _note_open_days(rule: Rule | None, place: Place) -> None:
    for path in () if rule is None else rule.open_day_keys:
        at = place
        for key in path:
            at = at.item(key) if isinstance(key, int) else at.key(key)
        at.note(InputError("{key} needs open days: add a table [calendar]", key=Unquoted(str(path[-1]))))


def _holidays_given(values: Mapping[str, Any], place: Place) -> None:
    """Note a reading of `holidays` that is taken without a calendar for it."""
    named = {value for value, _ in values.get(HOLIDAYS, ())}
    services = [service.rules for service in values.get("service", {}).values()]
    for table in ("complaint", "hours"):
        for clause in (values.get(table), *(rules.find(table) for rules in services)):
            taken = getattr(clause, HOLIDAYS, HOLIDAY_READINGS[0])
            if taken != HOLIDAY_READINGS[0] and taken not in named:
                place.key(HOLIDAYS).key(taken).note(missing(taken, CALENDAR.wanted))


def _none_missing(
    documents: Mapping[str, Document], sections: Mapping[str, Mapping[str, Section]], place: Place
) -> None:
    """Note the sections that a document lacks between those that are listed."""
    for id_, listed in sections.items():
        numbers = missing_numbers(documents[id_], tuple(listed)) if id_ in documents else ()
        if numbers:
            template = (
                "section {untold} is not described: add a table {table}, or write complete = false below {document} if "
                "not all of its sections are known"
                if len(numbers) == 1
                else "sections {untold} are not described: add a table for each, such as {table}, or write "
                "complete = false below {document} if not all of its sections are known"
            )
            place.key("sections").key(id_).note(
                InputError(
                    template,
                    untold=tuple(map(Unquoted, numbers)),
                    table=Unquoted(f"[sections.{id_}.{numbers[0]}]"),
                    document=Unquoted(f"[documents.{id_}]"),
                )
            )


def _earlier_given(values: Mapping[str, Any], place: Place) -> None:
    """Note an edition before this one that is of other terms, or is not earlier."""
    for edition in values.get("earlier", ())[-1:]:
        for key in ("provider", "currency"):
            if key in values and values[key] != getattr(edition, key):
                place.key("earlier").note(
                    InputError(
                        "the edition before has {key} {before}, this one {own}: name an edition of the same terms",
                        key=Unquoted(key),
                        before=Unquoted(getattr(edition, key)),
                        own=Unquoted(values[key]),
                    )
                )
        if "edition" in values and values["edition"] <= edition.edition:
            place.key("earlier").note(
                InputError(
                    "the edition before is of {before}, this one of {own}: name one that is earlier",
                    before=edition.edition,
                    own=values["edition"],
                )
            )


def in_order(sections: Mapping[str, Mapping[str, Section]]) -> tuple[Section, ...]:
    """Return the sections of all documents, in the order of the file."""
    return tuple(section for listed in sections.values() for section in listed.values())


def statement_rule(late_charge: Rule, readings: Mapping[str, Any]) -> StatementRule:
    """Return how payments are allocated to debts; terms seldom say it, so that it has no clause of its own."""
    return StatementRule(clause=late_charge.clause, says=Term("how payments meet debts"), **readings)


def undecided(services: Iterable[Service]) -> tuple[str, ...]:
    """Return the tables that a service has a rule of its own for: without a service their rule is not decided."""
    return tuple(dict.fromkeys(table for service in services for table in service.rules))


def agreement_of(
    origin: str,
    *,
    documents: Mapping[str, Document],
    statement: Mapping[str, Any] | None = None,
    tax: Taxed = (None, None),
    service: Mapping[str, Service] | None = None,
    sections: Mapping[str, Mapping[str, Section]] | None = None,
    holidays: tuple[tuple[Holidays, Calendar], ...] = (),
    law: ProviderLaw | None = None,
    index: Mapping[str, Index] | None = None,
    **values: Any,
) -> Agreement:
    """Return the agreement of a file from its fields."""
    rules: dict[str, Rule] = {question: values.pop(question) for question in TABLES if question in values}
    late = rules.get("late_charge")
    if late is not None:
        rules["statement"] = statement_rule(late, statement or {})
    services = tuple((service or {}).values())
    voices: Voices | None = values.get("voices")
    return Agreement(
        origin=origin,
        voice=None if voices is None else voices.default,
        documents=tuple(documents.values()),
        rules=Rules(rules),
        tax=tax[0],
        tax_clause=tax[1],
        holiday_calendars=holidays,
        provider_law=law,
        indices=tuple((index or {}).values()),
        services=services,
        undecided=undecided(services),
        sections=in_order(sections or {}),
        **values,
    )


TaxTables = Callable[[str, str | None], TaxTable]
LawTables = Callable[[str], LawTable]


@final
@dataclass(frozen=True, slots=True)
class Context:
    """What the fields of a file refer to; None where that is not known, or has a fault of its own.

    Of a published file, which the tests judge as a whole, what would read another file is not judged again.
    """

    names: tuple[str, ...] | None = None
    documents: Mapping[str, Document] | None = None
    sections: Mapping[str, Any] | None = None
    currency: str | None = None
    tax_tables: TaxTables | None = None
    law_tables: LawTables | None = None
    voices: Voices | None = None
    beside: FilesBeside | None = None
    is_published: bool = False

    def title(self, document: str) -> str:
        """Return the short title of a document, as a clause gives it."""
        listed = (self.documents or {}).get(document)
        return document if listed is None else listed.title

    def check_section(self, document: str, section: str, place: Place) -> None:
        """Note a section that is not listed, where any section of its document is."""
        listed = (self.sections or {}).get(document)
        if not isinstance(listed, dict) or not listed or section in listed:
            return
        place.note(
            UnknownNameError(
                "there is no section {section} of {document} here: choose from {known}, or add a table {table}",
                section=section,
                document=Unquoted(document),
                known=tuple(map(Unquoted, listed)),
                table=Unquoted(f"[sections.{document}.{_key(section)}]"),
            )
        )


def _key(section: str) -> str:
    """Return a section as a key of TOML: in quotation marks where it has a point."""
    return section if re.fullmatch(r"[A-Za-z0-9_-]+", section, re.ASCII) else f'"{section}"'


def context_of(
    data: Mapping[str, Any], tax_tables: TaxTables, law_tables: LawTables, beside: FilesBeside | None = None
) -> Context:
    """Read what other fields refer to, and ignore its faults: they are noted when it is read in its turn."""
    aside = Place("", [])
    listed, sections = data.get("documents"), data.get("sections")
    return Context(
        tuple(listed) if isinstance(listed, dict) and listed else None,
        DOCUMENTS.read(listed, aside),
        sections if isinstance(sections, dict) else None,
        CURRENCY.read(data.get("currency"), aside),
        tax_tables,
        law_tables,
        VOICES_DECLARED.read(data["voices"], aside) if "voices" in data else None,
        beside,
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


FIGURE: Final = text_of_form(
    FIGURE_PATTERN,
    Term("a figure with its unit"),
    Term(
        "write it like '15 days', '2 % a month', '50.00 CAD', '50-300 KB an item of e-mail' or '09:00-17:00 on Monday'"
    ),
)
SECTION_NAME: Final = text_of_form(
    "[A-Za-z0-9][A-Za-z0-9 .()-]*",
    Term("the number of a section, or its name"),
    Term("write it like 9, '2.1' or CCTS"),
)


TIME_ZONE: Final = ValueField(
    Term("the name of a time zone"), Term("write it like 'America/Vancouver'"), _a_time_zone, {"type": "string"}
)

DOCUMENT: Final[Shape[partial[Document]]] = Shape(
    partial(partial, Document),
    {"title": TEXT, "full_title": TEXT, "where": TEXT, "edition": DAY},
    {"complete": TRUE_OR_FALSE, "edition_is": TEXT},
    about="A published document; complete is false where only some of its sections are listed; edition_is says what "
    "its edition is the date of, where the document bears none.",
)
DOCUMENTS: Final = Named(DOCUMENT, Term("the documents, such as [documents.terms]"))


def _voices_of(default: Voice, **reasons: str) -> Voices:
    return Voices(default=default, reasons=tuple((voice, reasons[voice]) for voice in VOICES if voice in reasons))


def _default_declared(values: Mapping[str, Any], place: Place) -> None:
    """Note that the voice that speaks where none is asked for is not declared itself, or has no other beside it."""
    if any(fault.path.startswith(place.path) for fault in place.faults):
        return
    default, declared = values.get("default"), [voice for voice in VOICES if voice in values]
    if default in declared and len(declared) == 1:
        place.note(InputError("{voice} is the only voice: declare another one, or none", voice=Unquoted(default)))
    if default is not None and default not in values:
        place.key(default).note(missing(default, Term("what this voice does, and on what ground")))


VOICES_DECLARED: Final[Shape[Voices]] = Shape(
    _voices_of,
    {"default": name_of(VOICES)},
    dict.fromkeys(VOICES, TEXT),
    keys=Term("voice"),
    about="The voices in which the terms can be read, each with its ground; each take is what the default one takes.",
    also=_default_declared,
)


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


def rule_shape(question: str, context: Context, clause: Shape[Clause]) -> ByKind[Rule]:
    """Return the shape of the table of a question."""
    shape_of = partial(kind_shape, clause=clause, currency=context.currency, voices=context.voices)
    return ByKind(kinds_of(question), shape_of)


def service_shape(context: Context, tables: Iterable[str], clause: Shape[Clause]) -> Shape[partial[Service]]:
    """Return the shape of a service: its agreement, and the tables of the questions that it answers differently."""
    shape_of = partial(service_kind_shape, clause=clause, currency=context.currency, voices=context.voices)

    def build(title: str, document: str, taxed_as: TaxedAs | None = None, **rules: Replacing) -> partial[Service]:
        made: dict[str, Any] = {question: rule for question, (rule, _) in rules.items()}
        replaces = tuple((question, clause) for question, (_, clause) in rules.items() if clause is not None)
        return partial(Service, title=title, document=document, taxed_as=taxed_as, rules=Rules(made), replaces=replaces)

    return Shape(
        build,
        {"title": TEXT, "document": document_name(context)},
        {"taxed_as": name_of(get_args(TaxedAs))}
        | {question: ByKind(kinds_of(question), shape_of) for question in tables},
        about="A service with an agreement of its own.",
    )


def section_shape(title: str) -> Shape[Callable[..., Section]]:
    """Return the shape of a section of a document: its words, its figures, and its questions or why there are none."""

    def build(
        says: str,
        figures: tuple[str, ...] = (),
        questions: tuple[str, ...] = (),
        to_come: tuple[str, ...] = (),
        not_computed: str = "",
        qualifies: tuple[str, ...] = (),
    ) -> Callable[..., Section]:
        status: SectionStatus = (
            "computed" if questions else "to-come" if to_come else "not-computed" if not_computed else "without-figures"
        )

        def named(id: str) -> Section:
            return Section(
                clause=Clause(title, id),
                status=status,
                says=says,
                questions=questions or to_come,
                why=not_computed,
                figures=figures,
                qualifies=qualifies,
            )

        return named

    def also(values: Mapping[str, Any], place: Place) -> None:
        if values.get("questions") and values.get("to_come"):
            place.key("to_come").note(
                InputError(
                    "it has questions too, which compute it: keep questions, and say in not_computed what is left"
                )
            )
        if "qualifies" in values and "not_computed" not in values:
            place.key("qualifies").note(
                InputError("it qualifies these questions by what is not computed: say in not_computed what that is")
            )
        without_fault = not any(fault.path.startswith(f"{place.path}.") for fault in place.faults)
        if without_fault and "figures" in values and not values.keys() & {"questions", "to_come", "not_computed"}:
            place.key("figures").note(
                InputError(
                    "no question computes these figures: add questions, or say in not_computed for want of which fact "
                    "nothing is computed from them"
                )
            )

    return Shape(
        build,
        {"says": TEXT},
        {
            "figures": Items(FIGURE, once=True),
            "questions": Items(name_of(QUESTIONS), once=True),
            "to_come": Items(TEXT, once=True),
            "not_computed": TEXT,
            "qualifies": Items(name_of(QUESTIONS), once=True),
        },
        about="A section: what it is about, the figures that stand in it, and what computes it, or why nothing does.",
        also=also,
    )


@final
class Ranking(Field[tuple[tuple[str, ...], ...]]):
    """The documents by rank, the highest first: each a name, or a list of the names that are of one rank."""

    def __init__(self, context: Context) -> None:
        self.document = document_name(context)
        self.rank = Items(self.document)
        self.wanted = phrase("a list: {wanted}, once or more", wanted=self.document.wanted)

    def read(self, value: Any, place: Place) -> tuple[tuple[str, ...], ...] | None:
        """Return the ranks; a document that stands in two is noted."""
        if not isinstance(value, list) or not value:
            cure = phrase("write in square brackets {wanted}, once or more", wanted=self.document.wanted)
            place.note(unfit(value, Term("a list"), cure))
            return None
        ranks: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for number, item in enumerate(value, 1):
            at = place.item(number)
            is_list = isinstance(item, list)
            names = self.rank.read_each(item, at) if is_list else [self.document.read(item, at)]
            for index, name in enumerate(names, 1):
                if name in seen:
                    twice = InputError("{found} stands here twice: take one out", found=name)
                    (at.item(index) if is_list else at).note(twice)
            known = tuple(name for name in names if name is not None)
            seen |= set(known)
            ranks.append(known)
        return tuple(ranks)

    def schema(self, definitions: Schema) -> Schema:
        """Return an array of names and of arrays of names."""
        items = {"anyOf": [self.document.schema(definitions), self.rank.schema(definitions)]}
        return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


@final
class SectionTables(Field[dict[str, dict[str, Section]]]):
    """The table [sections]: for each document its sections, by their numbers or names."""

    wanted = Term("the sections of each document, such as [sections.terms.1]")

    def __init__(self, context: Context) -> None:
        self.context = context

    def read(self, value: Any, place: Place) -> dict[str, dict[str, Section]] | None:
        """Return the sections of each document."""
        if not isinstance(value, dict):
            place.note(unfit(value, self.wanted, EACH_A_TABLE))
            return None
        document, read = document_name(self.context), {}
        for id_, sections in value.items():
            if document.read(id_, place.key(id_)) is not None:
                read[id_] = _sections_of(self.context.title(id_)).read(sections, place.key(id_)) or {}
        return read

    def schema(self, definitions: Schema) -> Schema:
        """Return an object whose keys are documents."""
        return {
            "type": "object",
            "propertyNames": KEY_NAME.schema(definitions),
            "additionalProperties": _sections_of("").schema(definitions),
        }


def _sections_of(title: str) -> Named[Section]:
    return Named(section_shape(title), Term("its sections, such as [sections.terms.1]"), SECTION_NAME)


def tax_shape(context: Context) -> Field[Taxed]:
    """Return the field for [tax]: a published table or the provider's own, its region, and the clause that adds tax.

    Without a region, the customer's decides: the question gives it.
    """

    def published(table: str, clause: Clause, region: str | None = None) -> Taxed:
        assert context.tax_tables is not None
        taxes = context.tax_tables(table, region)
        if not context.is_published and region is not None and region not in taxes.regions:
            raise UnknownNameError(
                "the table {table} has no rate of {region}: choose from {known}, or leave the table [tax] out",
                table=Unquoted(table),
                region=region,
                known=tuple(map(Unquoted, taxes.regions)),
            )
        return taxes, clause

    def own(clause: Clause, table: str = "own", revision: int = 0, checked: date | None = None, **taxes: Any) -> Taxed:
        return own_taxes(**taxes, name=table, revision=revision), clause

    clause = clause_shape(context)
    return PublishedOrOwn(
        Shape(published, {"table": TEXT, "clause": clause}, {"region": TEXT}, about="A published table of taxes."),
        Shape(
            own,
            {**OWN_TAXES, "clause": clause},
            OF_OWN_TAXES,
            about="A table of taxes of the provider's own.",
            also=check_own_taxes,
        ),
        "rate",
    )


HOLIDAY_READINGS: Final = get_args(Holidays)


def _index_of(title: str, rate: Any = None, given: bool = False) -> partial[Index]:
    return partial(Index, title=title, rate=rate)


def _rate_or_given(values: Mapping[str, Any], place: Place) -> None:
    """Note an index of which a table is kept and that is given too, or neither."""
    if any(fault.path.startswith(f"{place.path}.") for fault in place.faults):
        return
    if values.get("given", False) == ("rate" in values):
        place.note(InputError("an index has its rates, or is given: write rate, or given = true, and keep one"))


INDEX: Final[Shape[partial[Index]]] = Shape(
    _index_of,
    {"title": TEXT},
    {"rate": NumberField(RATE, "index-rate"), "given": TRUE_OR_FALSE},
    about="An index that rates rest on: its rates, each from a day on; or given, where the question says what it is.",
    also=_rate_or_given,
)


def holidays_shape(context: Context) -> Shape[tuple[tuple[Holidays, Calendar], ...]]:
    """Return the shape of [holidays]: a calendar for each value of the reading `holidays` but the first."""

    def build(**calendars: Any) -> tuple[tuple[Any, Calendar], ...]:
        return tuple(calendars.items())

    about = "Calendars for the values of the reading holidays; the first value is the provider's calendar."
    return Shape(build, {}, dict.fromkeys(HOLIDAY_READINGS[1:], FromFile(CALENDAR, context.beside)), about=about)


def provider_law(context: Context) -> Field[ProviderLaw]:
    """Return the field for [law]: a table of rules of law, published or own, and what its rules ask of the provider."""

    def published(table: str, **asked: Any) -> ProviderLaw:
        assert context.law_tables is not None
        check_table("law", table, Term("law"))
        return ProviderLaw(table=table, read=context.law_tables, **asked)

    def own(
        table: str,
        country: str,
        rule: tuple[LawRule, ...],
        revision: int = 0,
        currency: str = context.currency or "",
        **asked: Any,
    ) -> ProviderLaw:
        assert context.law_tables is not None
        rules = law_of(rule, table=table, country=country, currency=currency, revision=revision)
        return ProviderLaw(table=table, read=context.law_tables, own=rules, **asked)

    services = Shape(
        ServicesOfKind,
        {"kind": name_of(get_args(ServiceKind))},
        {"names": Items(KEY_NAME, once=True)},
        about="Services of a kind; without names, those that have no agreement of their own.",
    )
    asked: dict[str, Field[Any]] = {
        "size": name_of(get_args(ProviderSize)),
        "services": Items(services),
        "member_of": Items(SHORT_NAME, once=True, empty=True),
    }
    head = {key: LAW_HEAD[key] for key in ("table", "country")}
    return PublishedOrOwn(
        Shape(
            published,
            {"table": TEXT},
            asked,
            about="The rules of law of a country, which are held against the terms, and whom of them they bind.",
        ),
        Shape(
            own,
            {**head, "rule": law_rules(context.currency, "law.rule")},
            {key: field for key, field in LAW_HEAD.items() if key not in head} | asked,
            about="A table of rules of law of the provider's own file, and whom of them they bind.",
        ),
        "rule",
    )


def provider_shape(context: Context, origin: str = "", tables: Iterable[str] | None = None) -> Shape[Agreement]:
    """Return the shape of the whole file, with the tables of all questions unless `tables` says which."""
    tables, clause = TABLES if tables is None else tables, clause_shape(context)
    fields: dict[str, Field[Any]] = {
        "provider": SHORT_NAME,
        "name": TEXT,
        "edition": DAY,
        "revision": REVISION,
        "currency": CURRENCY,
        "time_zone": TIME_ZONE,
        "ranking": Ranking(context),
        "documents": DOCUMENTS,
    }
    optional: dict[str, Field[Any]] = {question: rule_shape(question, context, clause) for question in tables}
    optional["statement"] = statement_shape(context)
    optional["earlier"] = EarlierEdition(partial(_earlier, context), context.beside)
    optional["short_name"] = TEXT
    optional["voices"] = VOICES_DECLARED
    optional["calendar"] = FromFile(CALENDAR, context.beside)
    optional[HOLIDAYS] = holidays_shape(context)
    optional["index"] = Named(FromFile(INDEX, context.beside), Term("the indices, such as [index.base]"))
    optional["tax"] = FromFile(tax_shape(context), context.beside)
    optional["law"] = FromFile(provider_law(context), context.beside)
    optional["other_services"] = TEXT
    optional["service"] = Named(service_shape(context, tables, clause), Term("the services"))
    optional["sections"] = SectionTables(context)
    build = partial(agreement_of, origin)
    return Shape(build, fields, optional, also=fit_together, other_names=TRADE_NAMES)


TRADE_NAMES: Final = {
    "late_fee": "late_charge",
    "late_payment_charge": "late_charge",
    "late_payment_fee": "late_charge",
    "interest": "late_charge",
    "early_termination_fee": "cancellation_charge",
    "termination_fee": "cancellation_charge",
    "etf": "cancellation_charge",
    "proration": "part_charge",
    "disconnection": "suspension",
    "fees": "administrative_charge",
    "taxes": "tax",
    "services": "service",
    "section": "sections",
}
"""What the trade and other files call the tables of a file."""


def _earlier(context: Context, text: str, file: str, beside: FilesBeside) -> tuple[Agreement, ...]:
    """Return the editions of a file, the oldest first, as they are known with a later one."""
    assert context.tax_tables is not None
    assert context.law_tables is not None
    before = read_provider(text, file, context.tax_tables, context.law_tables, beside)
    return tuple(replace(edition, earlier=()) for edition in before.editions)


def statement_shape(context: Context) -> Shape[dict[str, Any]]:
    """Return the shape of [statement], which has readings alone: how an account is replayed."""
    return Shape(_statement, {}, {"reading": readings_shape(StatementRule, context.voices)})


def _statement(reading: dict[str, Any] | None = None) -> dict[str, Any]:
    return reading or {}


def read_provider(
    text: str, file: str, tax_tables: TaxTables, law_tables: LawTables, beside: FilesBeside | None = None
) -> Agreement:
    """Read a provider's terms; raise `InvalidFileError` with all faults of the file.

    `beside` reads the files in its folder, from which it may take tables.
    """
    from telcoterms.files.content import check_content  # which knows the events of accounts

    data = toml_of(text, file)
    check_content(data, "provider", file)
    agreement = read_whole(provider_shape(context_of(data, tax_tables, law_tables, beside), file), data, "", file)
    return replace(agreement, file=FileText(text))


SECTIONS: Final = "\n[sections."
"""Where the sections of a published file begin: its last tables, a third of a long one, which few questions need."""


def read_published(text: str, file: str, tax_tables: TaxTables, law_tables: LawTables) -> Agreement:
    """Return the terms of a published file, each clause of which is read when it is first looked up.

    The tests judge a published file as a whole, so that a program need not do it again; a fault in a clause raises
    `InvalidFileError` when the clause is looked up.
    """
    without_sections, mark, sections = text.partition(SECTIONS)
    data = toml_of(without_sections, file)
    context = replace(context_of(data, tax_tables, law_tables), is_published=True)
    statement = data.pop("statement", {})
    rules = {table: _later(table, value, context, file) for table, value in _take_tables(data).items()}
    if "late_charge" in rules:
        rules["statement"] = cache(partial(_statement_later, rules["late_charge"], statement, context, file))
    tables_of = {id_: _take_tables(service) for id_, service in data.get("service", {}).items()}
    agreement = read_whole(provider_shape(context, file, ()), data, "", file)
    services = tuple(_service_later(service, tables_of[service.id], context, file) for service in agreement.services)

    def in_file() -> tuple[Section, ...]:
        tables = toml_of(mark + sections, file).get("sections", {})
        return in_order(read_whole(SectionTables(context), tables, "sections", file))

    listed = Sections(in_file)
    return replace(
        agreement,
        rules=Rules({}, rules),
        services=services,
        undecided=undecided(services),
        sections=listed,
        file=FileText(text),
    )


def _take_tables(data: dict[str, Any]) -> dict[str, Any]:
    """Take the tables of the questions out of what a file says of the terms, or of a service."""
    return {table: data.pop(table) for table in TABLES if table in data}


def _service_later(service: Service, tables: Mapping[str, Any], context: Context, file: str) -> Service:
    """Return a service whose clauses are read when they are looked up."""
    path = f"service.{service.id}."
    clauses = {table: value.pop("replaces") for table, value in tables.items() if "replaces" in value}
    replaces = tuple(
        (table, read_whole(clause_shape(context), clause, f"{path}{table}.replaces", file))
        for table, clause in clauses.items()
    )
    rules = {table: _later(table, value, context, file, path) for table, value in tables.items()}
    return replace(service, rules=Rules({}, rules), replaces=replaces)


def _later(table: str, value: Any, context: Context, file: str, path: str = "") -> Callable[[], Rule]:
    """Return a function that reads the table of a question once."""
    return cache(lambda: read_whole(rule_shape(table, context, clause_shape(context)), value, path + table, file))


def _statement_later(late_charge: Callable[[], Rule], readings: Any, context: Context, file: str) -> StatementRule:
    return statement_rule(late_charge(), read_whole(statement_shape(context), readings, "statement", file))


def provider_schema(definitions: Schema) -> Schema:
    """Return the JSON Schema of a provider's file; it takes TOML's dates as text."""
    about = "A provider's terms: what its documents fix, one table a question; docs/provider_file.md has each key."
    return {"title": about, **provider_shape(Context()).schema(definitions)}
