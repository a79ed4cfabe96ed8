"""A provider's file as a whole: what has to fit together in it, and the agreement that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from telcoterms.agreement import Agreement, Document, Rules, Section, SectionStatus, Service
from telcoterms.errors import FactError, Word
from telcoterms.reader.fields import Place
from telcoterms.reader.kinds import questions
from telcoterms.reader.tables import missing
from telcoterms.statement import StatementRule
from telcoterms.taxes import TaxTable
from telcoterms.words import Term
from telcoterms.working import Clause

SECTION_TABLES: Final[Mapping[str, SectionStatus]] = {
    "computed": "computed",
    "not_computed": "not-computed",
    "without_figures": "without-figures",
    "to_come": "to-come",
}

Taxed = tuple[TaxTable | None, Clause | None]


def fit_together(found: Mapping[str, Any], place: Place) -> None:
    """What does not fit together in a file."""
    documents: Mapping[str, Document] = found.get("documents", {})
    titles: dict[str, str] = {}
    for id_, document in documents.items():
        if document.title in titles:
            place.key("documents").key(id_).key("title").note(
                FactError(
                    "{title} is the title of {other} too: give each document its own",
                    title=document.title,
                    other=Word(titles[document.title]),
                )
            )
        titles[document.title] = id_
        if id_ not in found.get("ranking", documents):
            place.key("ranking").note(
                FactError("{document} is missing: rank every document, the first outranks the others", document=id_)
            )
    _calendar_named(found, place)
    for id_, service in found.get("service", {}).items():
        for question in questions():
            replaces = question in dict(service.replaces) or getattr(service.rules, question) is None
            if question in found and not replaces:
                at = place.key("service").key(id_).key(question).key("replaces")
                at.note(missing("replaces", Term("the clause of the general terms whose place it takes")))
    if not any(fault.path.startswith(tuple(SECTION_TABLES)) for fault in place.faults):
        _all_told(documents, _sections(found), place)


def _calendar_named(found: Mapping[str, Any], place: Place) -> None:
    """A clause that counts open days, or that is closed on holidays, needs a calendar."""
    services = [service.rules for service in found.get("service", {}).values()]
    complaints = [found.get("complaint"), *(rules.complaint for rules in services)]
    hours = [found.get("hours"), *(rules.hours for rules in services)]
    counted = any(one is not None and any(period.counts_open_days for period in one.periods) for one in complaints)
    faulty = any(fault.path == "calendar" for fault in place.faults)
    if "calendar" not in found and not faulty and (counted or any(one is not None for one in hours)):
        place.key("calendar").note(missing("calendar", Term("the name of a calendar, such as 'england'")))


def _all_told(documents: Mapping[str, Document], sections: Iterable[Section], place: Place) -> None:
    told = {one.clause for one in sections}
    for id_, document in documents.items():
        numbers = map(str, range(1, (document.sections or 0) + 1))
        untold = tuple(Word(one) for one in numbers if Clause(document.title, one) not in told)
        if untold:
            place.key("documents").key(id_).note(
                FactError(
                    "nothing is told of its sections {untold}: list each under {lists}",
                    untold=untold,
                    lists=tuple(Word(f"[[{key}]]") for key in SECTION_TABLES),
                )
            )


def _sections(found: Mapping[str, Any]) -> list[Section]:
    return [one for key in SECTION_TABLES for entry in found.get(key, ()) for one in entry]


def agreement_of(
    origin: str,
    *,
    documents: Mapping[str, Document],
    statement: Mapping[str, Any] | None = None,
    tax: Taxed = (None, None),
    service: Mapping[str, Service] | None = None,
    **found: Any,
) -> Agreement:
    """The agreement of a file, from its fields."""
    rules = {question: found.pop(question) for question in questions() if question in found}
    late = rules.get("late_charge")
    if late is not None:  # how payments meet debts: what terms seldom say, so that it has no clause of its own
        rules["statement"] = StatementRule(
            clause=late.clause, says=Term("how payments meet debts"), **(statement or {})
        )
    titles = [one.title for one in documents.values()]

    def place(section: Section) -> tuple[int, int, str]:
        number = section.clause.section
        return titles.index(section.clause.document), int(number) if number.isdecimal() else 10**6, number

    return Agreement(
        origin=origin,
        documents=tuple(documents.values()),
        rules=Rules(**rules),
        tax=tax[0],
        tax_clause=tax[1],
        services=tuple((service or {}).values()),
        sections=tuple(sorted(_sections(found), key=place)),
        **{name: one for name, one in found.items() if name not in SECTION_TABLES},
    )
