"""A provider's file: its documents, one table a question, and what each section does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from zoneinfo import available_timezones

from telcoterms.agreement import Agreement, Document, Rules, Section, SectionStatus, Service
from telcoterms.errors import FactError, Fault, TelcoTermsError, Word
from telcoterms.money import Money, minor_digits
from telcoterms.questions import QUESTIONS
from telcoterms.reader.fields import (
    Converter,
    Table,
    a_clause,
    a_count,
    a_day,
    a_rate,
    a_text,
    judge,
    list_of,
    one_of,
    wanted,
)
from telcoterms.reader.files import toml_of
from telcoterms.readings import Rule, choices
from telcoterms.statement import StatementRule
from telcoterms.taxes import TaxTable
from telcoterms.working import Clause

DAYS_MOST: Final = 3660  # ten years: no notice or grace is longer

SECTION_TABLES: Final[Mapping[str, SectionStatus]] = {
    "computed": "computed",
    "not_computed": "not-computed",
    "without_figures": "without-figures",
    "to_come": "to-come",
}

TaxTables = Callable[[str, str], TaxTable]


@cache
def kinds_of(question: str) -> dict[str, type[Rule]]:
    """The kinds of clause that a question knows: those that `Rules` allows for it."""
    return {one.kind: one for one in members(get_type_hints(Rules)[question])}


def members(hint: Any) -> list[Any]:
    """The members of a union, without None."""
    inside = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return [one for one in inside if one is not NoneType]


def own_fields(kind: type[Rule]) -> dict[str, Any]:
    """The numbers of a kind: its fields that are neither common to all rules nor readings, with their types."""
    hints = get_type_hints(kind)
    common = {one.name for one in fields(Rule)}
    return {
        one.name: hints[one.name] for one in fields(kind) if one.name not in common and one.name not in choices(kind)
    }


class ProviderFile:
    """A provider's file while it is read."""

    def __init__(self, text: str, file: str, tax_tables: TaxTables) -> None:
        self.file, self.tax_tables = file, tax_tables
        self.faults: list[Fault] = []
        self.top = Table(toml_of(text, file), "", self.faults)
        self.currency = self.top.take("currency", _a_currency) or "XXX"
        self.documents = self._documents()
        self.titles = {one.id: one.title for one in self.documents}
        self.clause = a_clause(self.titles)

    def read(self) -> Agreement | None:
        """The agreement, or None where the file has faults."""
        top = self.top
        provider, name = top.take("provider", a_text), top.take("name", a_text)
        edition, revision = top.take("edition", a_day), top.take("revision", a_count(0, 999))
        time_zone = top.take("time_zone", _a_time_zone)
        ranking = top.take("ranking", list_of(one_of(self.titles)))
        tax, tax_clause = self._tax()
        rules = self._rules(top)
        statement = self._statement(rules)
        services = tuple(self._service(id_, top.table("service")) for id_ in top.table("service").data)
        sections = self._sections()
        top.done()
        if self.faults or not (provider and name and edition and time_zone and ranking) or revision is None:
            return None
        return Agreement(
            provider=provider,
            name=name,
            edition=edition,
            revision=revision,
            currency=self.currency,
            time_zone=time_zone,
            documents=self.documents,
            ranking=ranking,
            rules=replace(rules, statement=statement),
            tax=tax,
            tax_clause=tax_clause,
            services=services,
            sections=sections,
            origin=self.file,
        )

    def _documents(self) -> tuple[Document, ...]:
        found = []
        listed = self.top.table("documents")
        if not listed.data:
            listed.note("", FactError("it is missing: name each document as [documents.NAME]"))
        for id_ in listed.data:
            one = listed.table(id_)
            title, full = one.take("title", a_text), one.take("full_title", a_text)
            where, edition = one.take("where", a_text), one.take("edition", a_day)
            sections = one.may("sections", a_count(1, 9999))
            one.done()
            if title and full and where and edition:
                found.append(
                    Document(id=id_, title=title, full_title=full, where=where, edition=edition, sections=sections)
                )
        return tuple(found)

    def _tax(self) -> tuple[TaxTable | None, Clause | None]:
        if not self.top.has("tax"):
            return None, None
        one = self.top.table("tax")
        name, region, clause = one.take("table", a_text), one.take("region", a_text), one.take("clause", self.clause)
        one.done()
        if not (name and region and clause):
            return None, None
        try:
            table = self.tax_tables(name, region)
            table.on(date.max, region)
        except TelcoTermsError as error:
            one.note("table", error)
            return None, None
        return table, clause

    def _rules(self, top: Table) -> Rules:
        found: dict[str, Any] = {}
        for question in get_type_hints(Rules):
            if question != "statement" and top.has(question):
                found[question] = self._rule(top.table(question), kinds_of(question))
        return Rules(**found)

    def _rule(self, table: Table, kinds: Mapping[str, type[Rule]], parent: dict[str, Any] | None = None) -> Rule | None:
        kind_name = table.take("kind", one_of(kinds))
        kind = kinds.get(kind_name or "")
        taken: dict[str, Any] = {}
        if parent is None:
            taken = {"clause": table.take("clause", self.clause), "says": table.take("says", a_text)}
            table.may("replaces", self.clause)
        else:
            taken = {"clause": table.may("clause", self.clause, parent["clause"]), "says": parent["says"]}
        if kind is None:
            return None
        for name, hint in own_fields(kind).items():
            taken[name] = self._number(table, name, hint, taken)
        taken |= self._readings(table, kind)
        table.done()
        if any(fault.path.startswith(table.path) for fault in self.faults):
            return None
        return kind(**taken)

    def _number(self, table: Table, name: str, hint: Any, parent: dict[str, Any]) -> Any:
        inside = members(hint)
        if all(isinstance(one, type) and issubclass(one, Rule) for one in inside):
            if not table.has(name):
                return table.take(name, a_text)
            return self._rule(table.table(name), {one.kind: one for one in inside}, parent)
        convert = self._converter(inside[0])
        return table.may(name, convert) if NoneType in get_args(hint) else table.take(name, convert)

    def _converter(self, type_: Any) -> Converter[Any]:
        if type_ is Fraction:
            return a_rate
        if type_ is Money:
            return self._money
        assert type_ is int, type_
        return a_count(0, DAYS_MOST)

    def _money(self, value: Any) -> Money:
        if not isinstance(value, str):
            raise wanted(value, "an amount as text", "write it in quotation marks, such as '7.50'")
        return Money(value, self.currency)

    def _readings(self, table: Table, kind: type[Rule]) -> dict[str, Any]:
        listed = table.table("reading")
        taken: dict[str, Any] = {}
        reasons = []
        for name, values in choices(kind).items():
            if listed.has(name):
                one = listed.table(name)
                take, why = one.take("take", one_of(values)), one.take("why", a_text)
                one.done()
                if take and why:
                    taken[name] = take
                    reasons.append((name, why))
        listed.taken |= set(choices(kind))
        listed.done()
        return taken | {"reasons": tuple(reasons)}

    def _statement(self, rules: Rules) -> StatementRule | None:
        table = self.top.table("statement")
        readings = self._readings(table, StatementRule)
        table.done()
        if rules.late_charge is None:
            return None
        return StatementRule(clause=rules.late_charge.clause, says="how payments meet debts", **readings)

    def _service(self, id_: str, services: Table) -> Service:
        table = services.table(id_)
        title, document = table.take("title", a_text), table.take("document", one_of(self.titles))
        rules = self._rules(table)
        replaces = []
        for question in get_type_hints(Rules):
            if table.has(question):
                clause = table.table(question).take("replaces", self.clause)
                replaces += [(question, clause)] if clause else []
        table.taken |= {question for question in get_type_hints(Rules) if question != "statement"}
        table.done()
        return Service(id=id_, title=title or "", document=document or "", rules=rules, replaces=tuple(replaces))

    def _sections(self) -> tuple[Section, ...]:
        found: list[Section] = []
        for key, status in SECTION_TABLES.items():
            for one in self.top.tables(key):
                document, says = one.take("document", one_of(self.titles)), one.take("says", a_text)
                numbers = one.take("sections", list_of(a_text))
                why = one.take("why", a_text) if status == "not-computed" else None
                questions: tuple[str, ...] | None = ()
                if status == "computed":
                    questions = one.take("questions", list_of(one_of(QUESTIONS)))
                if status == "to-come":
                    questions = one.take("questions", list_of(a_text))
                one.done()
                if document and says and numbers and questions is not None:
                    found += [
                        Section(
                            clause=Clause(self.titles[document], number),
                            status=status,
                            says=says,
                            questions=questions,
                            why=why or "",
                        )
                        for number in numbers
                    ]
        self._missing_sections(found)
        return tuple(sorted(found, key=self._place))

    def _missing_sections(self, found: list[Section]) -> None:
        told = {one.clause for one in found}
        for document in self.documents:
            numbers = map(str, range(1, (document.sections or 0) + 1))
            missing = tuple(Word(one) for one in numbers if Clause(document.title, one) not in told)
            if missing:
                self.top.note(
                    f"documents.{document.id}",
                    FactError(
                        "sections {missing} are not told: name each as computed, not computed, "
                        "without figures or to come",
                        missing=missing,
                    ),
                )

    def _place(self, section: Section) -> tuple[int, int, str]:
        titles = list(self.titles.values())
        number = section.clause.section
        return titles.index(section.clause.document), int(number) if number.isdigit() else 10**6, number


def _a_currency(value: Any) -> str:
    minor_digits(value)
    return str(value)


def _a_time_zone(value: Any) -> str:
    if value not in available_timezones():
        raise wanted(value, "the name of a time zone", "write it like 'America/Toronto'")
    return str(value)


def read_provider(text: str, file: str, tax_tables: TaxTables) -> Agreement:
    """A provider's terms; raises `FaultyFileError` with all faults of the file."""
    reading = ProviderFile(text, file, tax_tables)
    agreement = reading.read()
    judge(file, reading.faults)
    assert agreement is not None
    return agreement
