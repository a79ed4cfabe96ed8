"""Names that a provider's terms give to plans, regions, reasons and the like, as a person types them in the command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, ByFact, numbers_in, parts_of
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.cli.names import matching, province_named
from telcoterms.terms import QUESTIONS

LISTED_BY: Final = {
    "reason": "administrative_charge",
    "activities": "data_usage",
    "one": "precedence",
    "other": "precedence",
}
"""The facts whose names a question lists in its help, each with that question."""


def name_in(text: str, fact: str, agreement: Agreement) -> str:
    """Return the name of the terms that a text is in any case, for a fact; the text itself where it is none of them.

    A region that is a province may be written out, such as `Ontario`.
    """
    known = tuple(names_of(fact, agreement))
    found = matching(text, known)
    province = province_named(text)
    return province if found not in known and province in known else found


def names_of(fact: str, agreement: Agreement) -> Iterator[str]:
    """Yield the names that the terms have for a fact; none for one whose values the terms do not name."""
    if fact in LISTED_BY:
        yield from QUESTIONS[LISTED_BY[fact]].names_in(agreement)
    if fact == "index":
        yield from (index.id for index in agreement.indices)
    if fact in NUMBER_FACT_NAMES:
        yield from _names_of_numbers(fact, agreement)
    if fact == "region" and agreement.tax is not None:
        yield from agreement.tax.regions
    due_date, complaint = DUE_DATE.find(agreement), COMPLAINT.find(agreement)
    if fact == "way" and due_date is not None:
        yield from (name for name, _ in due_date.way)
    if complaint is not None:
        if fact == "step":
            yield from (step.name for step in complaint.step)
        if fact == "events":
            yield from complaint.events


def _names_of_numbers(fact: str, agreement: Agreement) -> Iterator[str]:
    """Yield the plans, regions or segments that a number of the terms depends on."""
    for rule in agreement.rules.values():
        for number in numbers_in(rule):
            for part in parts_of(number):
                if isinstance(part, ByFact) and part.fact == fact:
                    yield from (name for name, _ in part.by_name)
