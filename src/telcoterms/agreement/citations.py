"""Find each figure of a rule among the figures of the section that the rule cites.

A section of a provider's file lists the figures that stand in it, each as text: a number, then its unit. `15 days`,
`2 % a month`, `26.82 % a year`, `50.00 CAD`, `1-2 business days`, `1000 MB an hour`, `10000+ MB an hour`,
`09:00-20:00 on Monday`. A range states its two ends.

A rule takes its figures from the sections that it cites. Each of its fields that is a number has a unit, by its type
and its name: a `Fraction` is a percentage, a month's or a year's where its name or `per` says so; an `int` counts what
the last word of its name says; money has its currency, a period its unit, the hours of a week their days. So the 30
days of one section are not taken for those of another, nor 2 % for 2 % a month. A count of 0 and a share of 100 % are
seldom written as figures, so no section has to state them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, Protocol, final, runtime_checkable

from telcoterms.agreement.agreement import HOURS, NUMBER, Agreement, Section
from telcoterms.agreement.numbers import ByFact, Dated, OfIndex, ShareBound, parts_of
from telcoterms.agreement.rule import RULE_FIELDS, Rule, choices
from telcoterms.values.dataclasses import dataclass, fields, replace
from telcoterms.values.money import Money
from telcoterms.values.periods import Period
from telcoterms.values.steps import Clause, decimal_text
from telcoterms.values.weeks import WEEKDAYS, Week, hours_text

COUNTED: Final = {
    "kilobytes_per_megabyte": "KB a MB",
    "on_day": "day of the month",
    "by_day": "day of the month",
    "day_of_month": "day of the month",
    "business_days": "business days",
    "all_back_within": "days",
    "cycle": "days",
}
RATE_PERIODS: Final = ("daily", "monthly", "yearly")
PERIOD_UNITS: Final = {"daily": "% a day", "monthly": "% a month", "yearly": "% a year"}


@runtime_checkable
class StatesFigures(Protocol):
    """A part of a rule that says itself which figures it takes, with their units."""

    @property
    def figures(self) -> tuple[str, ...]: ...


@runtime_checkable
class HasOwnClause(StatesFigures, Protocol):
    """A part of a rule that can cite a section of its own."""

    @property
    def clause(self) -> Clause | None: ...


@final
@dataclass(frozen=True, slots=True)
class TakenFigure:
    """A figure that a rule takes from the sections it cites: its path in the file, and the figure with its unit.

    `otherwise` is the figure of a section that names the day before or after: a customer who is to pay within 7 days
    may be suspended after 8.
    """

    path: str
    figure: str
    clauses: tuple[Clause, ...]
    otherwise: str | None = None


def taken_figures(rule: Rule, path: str) -> Iterator[TakenFigure]:
    """Yield every figure of a rule, and those of the rules inside it, each with the clauses that it rests on."""
    not_figures = choices(type(rule)).keys() | RULE_FIELDS
    for one in fields(rule):
        if one.name not in not_figures:
            own_path = f"{path}.{rule.keys.get(one.name, one.name)}"
            otherwise = rule.stated_otherwise(one.name)
            for taken in _taken(rule.counted(one.name), getattr(rule, one.name), own_path, rule.clauses):
                yield taken if otherwise is None else replace(taken, otherwise=otherwise)


def _taken(name: str, value: object, path: str, clauses: tuple[Clause, ...]) -> Iterator[TakenFigure]:
    match value:
        case None | bool() | str() | Clause():
            return
        case Rule():
            yield from taken_figures(value, path)
        case tuple():
            for number, item in enumerate(value, 1):
                match item:
                    case (str(key), Rule() as inner):  # a clause under its own name
                        yield from taken_figures(inner, f"{path}.{key}")
                    case (str(key), StatesFigures() as inner):  # what is charged for a reason
                        yield from _taken(name, inner, f"{path}.{key}", clauses)
                    case _:
                        yield from _taken(name, item, f"{path}[{number}]", clauses)
        case Dated() | ByFact():
            for part in parts_of(value):
                if not isinstance(part, Dated | ByFact):
                    yield from _taken(name, part, path, clauses)
        case OfIndex():
            if value.plus:
                yield from _taken(name, value.plus, f"{path}.plus", clauses)
        case ShareBound():
            yield from _taken("share", value.share, f"{path}.share", clauses)
        case HasOwnClause() if value.clause is not None:
            yield from (TakenFigure(path, figure, (value.clause,)) for figure in value.figures)
        case _:
            for figure in _figures(name, value):
                yield TakenFigure(path, figure, clauses)


def _figures(name: str, value: object) -> tuple[str, ...]:
    """Return the figures of a value, each as a section states it."""
    match value:
        case int():  # "due on its date" states no 0 days
            return (f"{value} {COUNTED.get(name, name.rpartition('_')[2])}",) if value else ()
        case Fraction():
            period = next((word for word in RATE_PERIODS if word in name.split("_")), "")
            if value == 1 and not period:  # "the fees that remain" states no 100 %
                return ()
            return (f"{decimal_text(value * 100)} {PERIOD_UNITS.get(period, '%')}",)
        case Money():
            return (f"{value.text} {value.currency}",)
        case Period():
            return (f"{value.count} {value.unit.replace('-', ' ')}",)
        case Week():
            days = zip(WEEKDAYS, value.days, strict=True)
            return tuple(f"{hours_text((span,))} on {name.title()}" for name, spans in days for span in spans)
        case StatesFigures():
            return value.figures
        case _:
            raise TypeError(f"a {type(value).__name__} has no unit here: give it one, or a property figures")


def ends(figure: str) -> frozenset[tuple[str, str]]:
    """Return the numbers of a figure, each with its unit: two for a range, the hours of a day as one.

    >>> sorted(ends("1-2 business days"))
    [('1', 'business day'), ('2', 'business day')]
    """
    numbers, _, unit = figure.partition(" ")
    values = [numbers] if re.fullmatch(HOURS, numbers) else [_plain(text) for text in re.findall(NUMBER, numbers)]
    return frozenset((value, unit.removesuffix("s")) for value in values)


def _plain(number: str) -> str:
    """Return a number without zeros at its end, so that 50.00 is 50."""
    return decimal_text(Fraction(number))


def stated_ends(sections: Iterable[Section]) -> frozenset[tuple[str, str]]:
    """Return the numbers, with their units, of all figures that stand in some sections."""
    return frozenset(end for section in sections for figure in section.figures for end in ends(figure))


def unstated_figures(agreement: Agreement) -> tuple[TakenFigure, ...]:
    """Return each figure of a rule that stands in none of the sections which the rule cites.

    A document whose sections list no figures at all states none, so nothing is asked of it.
    """
    with_figures = {section.clause.document for section in agreement.sections if section.figures}
    sections_by_clause: dict[Clause, list[Section]] = {}
    for section in agreement.sections:
        sections_by_clause.setdefault(section.clause, []).append(section)
    unstated = []
    for taken in all_taken(agreement):
        cited = [clause for clause in taken.clauses if clause.document in with_figures]
        stated = stated_ends(section for clause in cited for section in sections_by_clause.get(clause, ()))
        figures = [taken.figure] if taken.otherwise is None else [taken.figure, taken.otherwise]
        if cited and not any(ends(figure) <= stated for figure in figures):
            unstated.append(taken)
    return tuple(unstated)


def all_taken(agreement: Agreement) -> Iterator[TakenFigure]:
    """Yield every figure of every rule of an agreement, those of its services too."""
    for table, rule in agreement.rules.items():
        yield from taken_figures(rule, table)
    for service in agreement.services:
        for table, rule in service.rules.items():
            yield from taken_figures(rule, f"service.{service.id}.{table}")
