"""Hold what a provider's file says: the documents, the rule for each question, and what each section does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, cached_property, wraps
from types import NoneType, UnionType
from typing import Any, Final, Generic, Literal, NoReturn, TypeVar, Union, cast, final, get_args, get_origin, overload

from telcoterms.agreement.customer import NOT_KNOWN, CustomerFacts
from telcoterms.agreement.law import LawTable, ProviderLaw
from telcoterms.agreement.numbers import Index
from telcoterms.agreement.rule import Reading, Rule, Voice
from telcoterms.agreement.taxes import (
    NO_TAX,
    Tax,
    TaxedAs,
    TaxMode,
    TaxTable,
    both_given,
    rate_spelling,
    single_tax,
    tax_of_rates,
)
from telcoterms.values.calendars import Calendar
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass, field, replace
from telcoterms.values.errors import MissingFactsError, NotInTermsError, UnknownNameError, Unquoted
from telcoterms.values.hashes import NO_FILE, FileText
from telcoterms.values.later import Remembers
from telcoterms.values.messages import Phrase, Phrases, Spelling, Term, data_text, phrase
from telcoterms.values.steps import Clause, Step, step

NO_AGREEMENT: Final = "none"
"""The name of every service that has no agreement of its own: the general rules hold for it."""

Holidays = Literal["public-holidays", "legislation-act", "with-substitute-days"]
"""Which days are holidays: those that employment statutes name, as they fall; those of a legislation act, by which
statutes are read; or the first, with a working day for each that falls on a weekend. The first is the provider's
`calendar`; its file may name a calendar for each of the others.
"""
SectionStatus = Literal["computed", "not-computed", "without-figures", "to-come"]
reading_words(
    "holidays",
    {
        "public-holidays": Term("the public holidays, as they fall"),
        "legislation-act": Term("the holidays of the Legislation Act"),
        "with-substitute-days": Term("the holidays with their substitute days"),
    },
)

# The form of a figure that stands in a section: numbers, then their unit, such as `15 days`, `50-300 KB an item`.
NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
HOURS: Final = r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}"
FIGURE_PATTERN: Final = rf"({HOURS}|{NUMBER}(-{NUMBER}|\+)?) [A-Za-z%][^\n\r\t]*"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published document; `complete` says that every section of it is listed, where any is.

    `edition_is` says what its edition is the date of, where it is not a date that the document bears.
    """

    id: str
    title: str
    full_title: str
    where: str
    edition: date
    complete: bool = True
    edition_is: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a section is about, in our words, and the figures that stand in it.

    `figures` are texts such as `15 days`, `2 % a month` or `50.00 CAD`. `questions` compute it, or will: `status` says
    which. `why` says what of it is not computed, and for want of which fact; `qualifies` names the questions whose
    answers that bears on.
    """

    clause: Clause
    status: SectionStatus
    says: str
    questions: tuple[str, ...] = ()
    why: str = ""
    figures: tuple[str, ...] = ()
    qualifies: tuple[str, ...] = ()


def missing_numbers(document: Document, listed: Sequence[str]) -> tuple[str, ...]:
    """Return the whole numbers that are not listed among the sections of a document, up to the highest that is.

    Of a document of which only some sections are held, and of one of which none is listed, nothing is missing.
    """
    numbers = {int(number) for number in listed if number.isdecimal()}
    if not document.complete or not numbers:
        return ()
    return tuple(str(number) for number in range(1, max(numbers)) if number not in numbers)


@final
class Sections(Sequence[Section]):
    """The sections of a published file, which are read when they are first looked at; equal to a tuple of them."""

    __slots__ = ("_read", "_sections")

    def __init__(self, read: Callable[[], tuple[Section, ...]]) -> None:
        self._read = read
        self._sections: tuple[Section, ...] | None = None

    @property
    def all(self) -> tuple[Section, ...]:
        """All sections, document by document, in the order of the file."""
        if self._sections is None:
            self._sections = self._read()
        return self._sections

    @overload
    def __getitem__(self, index: int) -> Section: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Section, ...]: ...
    def __getitem__(self, index: int | slice) -> Section | tuple[Section, ...]:
        return self.all[index]

    def __len__(self) -> int:
        return len(self.all)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sections | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.all)

    def __repr__(self) -> str:
        return repr(self.all)

    def __reduce__(self) -> tuple[type[tuple[Section, ...]], tuple[tuple[Section, ...]]]:
        return (tuple, (self.all,))


HOLIDAYS: Final = "holidays"
NONE_UNREAD: Final[Mapping[str, Callable[[], Rule]]] = {}


@final
class Rules(Mapping[str, Rule]):
    """The clauses of a file by the names of their tables; there is none where the terms are silent.

    Frozen, hashable and equal by value. `Kinds` looks a clause up here with its type. A clause of a published file is
    read when it is first looked up: `unread` holds a function for each, `by_table` the clauses that have been read.
    """

    __slots__ = ("by_table", "unread")
    by_table: dict[str, Any]  # rules, which `Kinds` types
    unread: Mapping[str, Callable[[], Rule]]

    def __init__(
        self, rules: Mapping[str, Rule | None], unread: Mapping[str, Callable[[], Rule]] = NONE_UNREAD
    ) -> None:
        _set_by_table(self, {table: rule for table, rule in rules.items() if rule is not None})
        _set_unread(self, unread)

    def changed(self, **rules: Rule | None) -> Rules:
        """Return the same clauses with these put in; None removes one."""
        unread = {table: read for table, read in self.unread.items() if table not in rules}
        return Rules({**self.by_table, **rules}, unread)

    def in_voice(self, voice: Voice | None) -> Rules:
        """Return the same clauses with the readings that a voice takes; those that are unread stay so."""

        def later(read: Callable[[], Rule]) -> Callable[[], Rule]:
            return cache(lambda: read().in_voice(voice))

        unread = {table: later(read) for table, read in self.unread.items()}
        return Rules({table: rule.in_voice(voice) for table, rule in self.by_table.items()}, unread)

    def find(self, table: str) -> Any:
        """Return a clause; None where there is none."""
        rule = self.by_table.get(table)
        if rule is None and table in self.unread:
            rule = self.by_table[table] = self.unread[table]()
        return rule

    def __getitem__(self, table: str) -> Rule:
        rule: Rule | None = self.find(table)
        if rule is None:
            raise KeyError(table)
        return rule

    def __contains__(self, table: object) -> bool:
        return table in self.by_table or table in self.unread

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.unread, *self.by_table)))

    def __len__(self) -> int:
        return len(self.unread.keys() | self.by_table)

    def __eq__(self, other: object) -> bool:
        return dict(self) == dict(other) if isinstance(other, Rules) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"Rules({dict(self)!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"rules are frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"rules are frozen: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[Rules], tuple[Mapping[str, Rule]]]:
        return (Rules, (dict(self),))


_slots: Any = Rules  # the slots' own setters: the only writers of frozen rules
_set_by_table: Callable[[Rules, dict[str, Any]], None] = _slots.by_table.__set__
_set_unread: Callable[[Rules, Mapping[str, Callable[[], Rule]]], None] = _slots.unread.__set__


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service with an agreement of its own, and the clauses that this agreement replaces.

    `taxed_as` is the kind of service that it is for a tax, where the provider's file says so.
    """

    id: str
    title: str
    document: str
    rules: Rules
    replaces: tuple[tuple[str, Clause], ...]
    taxed_as: TaxedAs | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The voices in which a provider's terms can be read, each with what it does and on what ground.

    `default` is the one that speaks where none is asked for.
    """

    default: Voice
    reasons: tuple[tuple[Voice, str], ...]

    @property
    def names(self) -> tuple[Voice, ...]:
        """The names of the voices."""
        return tuple(voice for voice, _ in self.reasons)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Remembers):
    """One edition of one provider's terms, for one service, or before a service is named, in one voice.

    `service` is the name of a service, `NO_AGREEMENT` for one without an agreement of its own, or None where none was
    named; `undecided` are then the tables that a service has a rule of its own for. `other_services` says in words
    which services have no agreement.

    `ranking` has the documents rank by rank, the highest first; those of one rank are not ordered.

    `short_name` is what a sentence calls the provider; without one, it is called by its name.

    `earlier` are the editions before this one that are known with it, the oldest first. A statement takes them for the
    debts of their time; every other question is answered by this edition. `file` is the text that it was read from.
    """

    provider: str
    name: str
    edition: date
    revision: int
    currency: str
    time_zone: str
    documents: tuple[Document, ...]
    ranking: tuple[tuple[str, ...], ...]
    rules: Rules
    tax: TaxTable | None = None
    tax_clause: Clause | None = None
    provider_law: ProviderLaw | None = None
    services: tuple[Service, ...] = ()
    sections: Sequence[Section] = ()
    other_services: str = ""
    service: str | None = None
    undecided: tuple[str, ...] = ()
    indices: tuple[Index, ...] = ()
    calendar: Calendar | None = None
    holiday_calendars: tuple[tuple[Holidays, Calendar], ...] = ()
    voices: Voices | None = None
    voice: Voice | None = None
    customer: CustomerFacts = NOT_KNOWN
    origin: str = field(default="", compare=False)
    short_name: str = ""
    earlier: tuple[Agreement, ...] = ()
    file: FileText = field(default=NO_FILE, compare=False)

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What functions `once_an_agreement` have made of it, by their names."""
        return {}

    @property
    def editions(self) -> tuple[Agreement, ...]:
        """All editions that are known, the oldest first; this one is the last."""
        return (*self.earlier, self)

    def in_force(self, day: date) -> Agreement:
        """Return the edition in force on a day; the first one before that."""
        if not self.earlier:
            return self
        known = [edition for edition in self.editions if edition.edition <= day]
        return known[-1] if known else self.earlier[0]

    def editions_on(self, days: Iterable[date]) -> tuple[Agreement, ...]:
        """Return the editions in force on some days, each once, the oldest first."""
        in_force = {self.in_force(day).edition for day in days}
        return tuple(edition for edition in self.editions if edition.edition in in_force)

    def dated(self, clauses: Iterable[Clause]) -> tuple[Clause, ...]:
        """Return clauses with the edition of their document, to be told from those of another edition."""
        editions = {document.title: document.edition for document in self.documents}
        return tuple(replace(clause, edition=editions.get(clause.document)) for clause in clauses)

    @property
    def called(self) -> str:
        """What a sentence calls the provider."""
        return self.short_name or self.name

    @property
    def law(self) -> LawTable | None:
        """The table of law beside the terms; None where they name none."""
        return None if self.provider_law is None else self.provider_law.rules

    def tax_law_cited(self, rule: Rule, day: date) -> Clause | None:
        """Return the rule of law, as of a day, that lets the tax of a figure come back; None where none is named."""
        name: str | None = getattr(rule, "tax_law", None)
        return None if name is None or self.law is None else self.law.cited(name, day)

    @property
    def tax_clauses(self) -> tuple[Clause, ...]:
        """The clause by which what is billed carries tax; none where the terms have no such clause."""
        return () if self.tax_clause is None else (self.tax_clause,)

    @property
    def open_days(self) -> Calendar:
        """The calendar of the provider's place; raises `NotInTermsError` where there is none."""
        if self.calendar is None:
            raise NotInTermsError(
                "the terms of {provider} ({edition}), as recorded, name no calendar of holidays: give them one, as "
                "terms.with_calendar(load_calendar('england'))",
                provider=Unquoted(self.provider),
                edition=self.edition,
            )
        return self.calendar

    def rank_of(self, document: str) -> int:
        """Return the rank of a document, 0 for the highest."""
        return next(rank for rank, documents in enumerate(self.ranking) if document in documents)

    def calendar_by(self, holidays: Holidays) -> Calendar | None:
        """Return the calendar by a value of the reading `holidays`; None where the terms name none."""
        return dict(self.holiday_calendars).get(holidays, self.calendar)

    def open_days_by(self, holidays: Holidays) -> Calendar:
        """Return the calendar by a value of the reading `holidays`; raises `NotInTermsError` where there is none."""
        return self.calendar_by(holidays) or self.open_days

    def with_calendar(self, calendar: Calendar) -> Agreement:
        """Return the agreement with another calendar, which takes the place of that of each reading of `holidays`."""
        others = tuple((value, calendar) for value, _ in self.holiday_calendars)
        earlier = tuple(edition.with_calendar(calendar) for edition in self.earlier)
        return replace(self, calendar=calendar, holiday_calendars=others, earlier=earlier)

    def readings_of(self, rule: Rule) -> tuple[Reading, ...]:
        """Return the readings of a clause that these terms can take.

        The reading `holidays` has the values for which there is a calendar, and is left out where there is only one.
        """
        known = self._readings_by_rule.get(id(rule))  # with the rule itself, so that no other one takes its place
        if known is None:
            readings = tuple(reading for reading in map(self._offered, rule.readings()) if len(reading.values) > 1)
            known = self._readings_by_rule[id(rule)] = (rule, readings)
        return known[1]

    @cached_property
    def _readings_by_rule(self) -> dict[int, tuple[Rule, tuple[Reading, ...]]]:
        """The readings of each clause that were asked for before."""
        return {}

    def _offered(self, reading: Reading) -> Reading:
        if reading.name != HOLIDAYS:
            return reading
        named = dict[str, Calendar](self.holiday_calendars)
        return replace(reading, values=tuple(one for one in reading.values if one == reading.values[0] or one in named))

    def rule(self, table: str) -> Rule:
        """Return the clause of a table by its name; `Kinds.of` gives it with its type.

        Raises `NotInTermsError` where the terms are silent, `MissingFactsError` where it depends on the service and
        none was named.
        """
        if table in self.undecided:
            raise MissingFactsError("{why}: {cure}", why=self.why_service(table), cure=self.name_the_service(table))
        if table not in self.rules:
            raise self.silent(table)
        return self.rules[table]

    def with_rules(self, **rules: Rule) -> Agreement:
        """Return the agreement with these clauses put in, by the names of their tables."""
        return replace(self, rules=self.rules.changed(**rules))

    @property
    def other_voice(self) -> Voice | None:
        """The voice, where it is another than the one that speaks where none is asked for; else None."""
        return None if self.voices is None or self.voice == self.voices.default else self.voice

    def in_voice(self, voice: str) -> Agreement:
        """Return the agreement with the readings that a voice takes; readings that were asked for are taken back.

        An earlier edition that does not declare the voice is left as it is. It is made once: each page asks for all.
        Raises `UnknownNameError` for a voice that the provider's file does not declare.
        """
        if self.voices is None:
            raise UnknownNameError(
                "the terms of {provider} ({edition}), as recorded, are read in one voice alone: leave {voice} out, or "
                "declare the voices under [voices] in a file of your own",
                provider=Unquoted(self.provider),
                edition=self.edition,
                voice=voice,
            )
        for known in self.voices.names:
            if known == voice:
                if known not in self._by_voice:
                    self._by_voice[known] = self._in_voice(known, self.voices.default)
                return self._by_voice[known]
        raise UnknownNameError(
            "the terms of {provider} ({edition}) have no voice {voice}: choose from {known}",
            provider=Unquoted(self.provider),
            edition=self.edition,
            voice=voice,
            known=tuple(map(Unquoted, self.voices.names)),
        )

    @cached_property
    def _by_voice(self) -> dict[Voice, Agreement]:
        """The agreement in each voice that was asked for before."""
        return {}

    def _in_voice(self, voice: Voice, default: Voice) -> Agreement:
        """Return the agreement with the readings that a declared voice takes."""
        taken = None if voice == default else voice
        services = (replace(service, rules=service.rules.in_voice(taken)) for service in self.services)
        rules, earlier = self.rules.in_voice(taken), self._earlier_in_voice(voice)
        return replace(self, rules=rules, services=tuple(services), voice=voice, earlier=earlier)

    def _earlier_in_voice(self, voice: str) -> tuple[Agreement, ...]:
        """Return the earlier editions with the readings of a voice, each where it declares the voice."""
        return tuple(
            edition.in_voice(voice) if edition.voices is not None and voice in edition.voices.names else edition
            for edition in self.earlier
        )

    def tax_on(
        self,
        day: date,
        province: str | None,
        tax_rate: Fraction | None,
        tax_mode: TaxMode = "added",
        taxed_as: TaxedAs | None = None,
        region: str | None = None,
    ) -> Tax:
        """Return the tax of a question: the provider's own, that of another region, or a rate that is given.

        `province` names the region of the tax; without it, `region` does, where the tax depends on it.
        `taxed_as` is the kind of service, where the taxes of the region depend on it; not given, it is that of the
        service of these terms.
        """
        if tax_rate is not None:
            if province is not None:
                raise both_given("province", province)
            return single_tax(tax_rate, mode=tax_mode)
        if self.tax is None:
            raise NotInTermsError(
                "the terms of {provider} name no table of taxes: give the rate, such as {tax_rate}, or {no_tax}",
                provider=Unquoted(self.provider),
                tax_rate=rate_spelling("0.13"),
                no_tax=rate_spelling("0"),
            )
        return tax_of_rates(self.tax.on(day, self._region_of_tax(province, region), self.taxed_as(taxed_as)), tax_mode)

    def _region_of_tax(self, province: str | None, region: str | None) -> str | None:
        """Return the region whose tax is asked for; None is the provider's own."""
        return region if province is None and self.tax is not None and self.tax.takes(region) else province

    def tax_facts_missing(
        self, province: str | None, tax_rate: object, taxed_as: TaxedAs | None, region: str | None
    ) -> tuple[str, ...]:
        """Return the names of the facts on which the tax of a question depends and that are not known."""
        if self.tax is None or tax_rate is not None:
            return ()
        return self.tax.facts_missing(self._region_of_tax(province, region), self.taxed_as(taxed_as))

    def tax_if_any(
        self,
        day: date,
        province: str | None,
        tax_rate: Fraction | None,
        taxed_as: TaxedAs | None = None,
        region: str | None = None,
    ) -> Tax:
        """Return the tax of a question, as `tax_on`; no tax, where the terms name no taxes and none is given."""
        if self.tax is None and province is None and tax_rate is None:
            return NO_TAX
        return self.tax_on(day, province, tax_rate, taxed_as=taxed_as, region=region)

    def untaxed_note(self, tax: Tax) -> tuple[Step, ...]:
        """Return a note where a figure has no tax because the terms name none."""
        if self.tax is not None or tax.taxes:
            return ()
        return (
            step(
                "these terms name no table of taxes, and no tax is in this figure: give {tax_rate} where one was paid",
                part="notes",
                tax_rate=rate_spelling("0.13"),
            ),
        )

    def taxed_as(self, given: TaxedAs | None = None) -> TaxedAs | None:
        """Return the kind of service for a tax: the one that is given, else that of the service; None if not known."""
        if given is not None:
            return given
        return next((service.taxed_as for service in self.services if service.id == self.service), None)

    def qualifying(self, question: str) -> tuple[Section, ...]:
        """Return the sections that say more of a question than is computed; none of another service's agreement."""
        own = {service.document for service in self.services if service.id == self.service}
        others = {service.document for service in self.services} - own
        of_others = {document.title for document in self.documents if document.id in others}
        return tuple(
            section
            for section in self.sections
            if question in section.qualifies and section.clause.document not in of_others
        )

    def why_service(self, table: str) -> Phrase:
        """Return why a question depends on the service: whose rules set the general one aside."""
        question = data_text(table.replace("_", " "))
        services = Unquoted(", ".join(service.id for service in self.services if table in service.rules))
        general = self.rules.get(table)
        if general is None:
            template = "{question} depends on the service, since the rules of {services} alone answer it"
            return phrase(template, question=question, services=services)
        return phrase(
            "{question} depends on the service, since the rules of {services} set {clause} aside",
            question=question,
            services=services,
            clause=Unquoted(general.clause),
        )

    def services_for(self, table: str) -> tuple[str, ...]:
        """Return the services under which a question is answered, as they are named; not that without an agreement."""
        is_general = table in self.rules
        return tuple(service.id for service in self.services if is_general or table in service.rules)

    def name_the_service(self, table: str) -> Phrase:
        """Return how to name a service, and all that can be named for a question."""
        is_general = table in self.rules
        named = self.services_for(table)
        choices = [phrase("{name}", name=Unquoted(name)) for name in named]
        if is_general and self.other_services:
            choices.append(phrase("or none ({others})", others=data_text(self.other_services)))
        elif is_general:
            choices.append(phrase("or none (any other service)"))
        first = Spelling(
            f'load("{self.provider}", service="{named[0]}")',
            f"--service {named[0]}",
            f'service = "{named[0]}"',
            data_text(named[0]),
        )
        known = Phrases(", ", tuple(choices))
        return phrase("name it, such as {spelling}, from {known}", spelling=first, known=known)

    def for_service(self, name: str) -> Agreement:
        """Return the terms of a service: its own rules replace those that they outrank.

        `NO_AGREEMENT` stands for each service without an agreement of its own. Raises `UnknownNameError` for a name
        that is neither, and for any name where the terms have no agreement of a service.
        """
        if not self.services:
            raise UnknownNameError(
                "the terms of {provider} tell no services apart, so none is {name}: leave the service out",
                provider=Unquoted(self.provider),
                name=name,
            )
        own = [service for service in self.services if service.id == name]
        if not own and name != NO_AGREEMENT:
            raise UnknownNameError(
                "the terms of {provider} have no service {name}: choose from {known}, or none for a service without an "
                "agreement of its own",
                provider=Unquoted(self.provider),
                name=name,
                known=tuple(Unquoted(service.id) for service in self.services),
            )
        rules = self.rules.changed(**own[0].rules) if own else self.rules
        earlier = tuple(edition._for_service_of_later(name) for edition in self.earlier)
        return replace(self, rules=rules, service=name, undecided=(), earlier=earlier)

    def _for_service_of_later(self, name: str) -> Agreement:
        """Return the terms of a service of a later edition: in this one it may have no agreement of its own."""
        if not self.services:
            return self
        known = any(service.id == name for service in self.services)
        return self.for_service(name if known else NO_AGREEMENT)

    def silent(self, question: str) -> NotInTermsError:
        """Return the error that says that the terms do not answer a question, and which section still bears on it."""
        bearing = self.qualifying(question)
        if bearing:
            return NotInTermsError(
                "the terms of {provider} ({edition}), as recorded, hold no rule on {question}, but {clause} bears on "
                "it ({why}): ask the provider",
                provider=Unquoted(self.provider),
                edition=self.edition,
                question=Unquoted(question),
                clause=Unquoted(bearing[0].clause),
                why=data_text(bearing[0].why),
            )
        return NotInTermsError(
            "the terms of {provider} ({edition}), as recorded, hold no rule on {question}: ask the provider, "
            "or add a table [{question}] to a file of your own",
            provider=Unquoted(self.provider),
            edition=self.edition,
            question=Unquoted(question),
        )


def tax_clause_of(rule: Rule) -> Clause:
    """Return the clause by which the figure of a rule carries tax: its own `tax_clause`, else its clause."""
    clause: Clause | None = getattr(rule, "tax_clause", None)
    return rule.clause if clause is None else clause


P = TypeVar("P")


def once_an_agreement(make: Callable[[Agreement], P]) -> Callable[[Agreement], P]:
    """Keep with an agreement what a function makes of it: both are frozen, and many questions ask for it."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(agreement: Agreement) -> P:
        made: P | None = agreement.kept.get(name)
        if made is None:
            made = agreement.kept[name] = make(agreement)
        return made

    return kept


R = TypeVar("R", bound=Rule)


@final
class Kinds(Generic[R]):
    """A table of a provider's file: its name, and the kinds of clause that it can hold.

    `Kinds[DueDateRule]("due_date", DueDateRule)` gives the clause of an agreement with its type. The name is that of
    the question which the table answers; `taxed` says that its figure has a tax.
    """

    __slots__ = ("name", "taxed", "union")

    def __init__(self, name: str, union: object, *, taxed: bool = False) -> None:
        self.name = name
        self.union = union
        self.taxed = taxed

    def of(self, agreement: Agreement) -> R:
        """Return the clause of an agreement.

        Raises `NotInTermsError` where the terms are silent, `MissingFactsError` where the service decides and none was
        named.
        """
        rule: R | None = agreement.rules.by_table.get(self.name)
        if rule is None or self.name in agreement.undecided:
            found: Any = agreement.rule(self.name)
            return cast("R", found)
        return rule

    def find(self, agreement: Agreement) -> R | None:
        """Return the clause of an agreement, the general one where no service was named; None where there is none."""
        return self.among(agreement.rules)

    def among(self, rules: Rules) -> R | None:
        """Return the clause among some rules, such as those of a service; None where there is none."""
        rule: R | None = rules.find(self.name)
        return rule

    @property
    def kinds(self) -> dict[str, type[Rule]]:
        """The kinds by the names that a file gives them."""
        return {kind.kind: kind for kind in members(self.union)}

    def __repr__(self) -> str:
        return f"<table {self.name}>"


def members(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union without None; a type that is no union is its only member."""
    inside = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(member for member in inside if member is not NoneType)
