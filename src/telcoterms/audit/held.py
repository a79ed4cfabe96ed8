"""A billed figure held against a rule: under every combination of its readings, and with every known mistake."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from math import prod
from typing import Any, TypeVar

from telcoterms.audit.billed import Billed
from telcoterms.audit.mistakes import NAMES, outcome_of
from telcoterms.audit.value import Audit, Mistake, NotTried, ReadingMatch
from telcoterms.combinations import Box, Combination, Values, bearing, boxes, every
from telcoterms.money import Money
from telcoterms.readings import Rule
from telcoterms.rules.late_charge import late_charge
from telcoterms.working import Phrase

R = TypeVar("R", bound=Rule)


def held_late_charge(billed: Money, facts: Billed) -> Audit:
    """A billed late charge held against the terms."""
    tried: list[Mistake] = []
    not_tried: list[NotTried] = []
    for name in NAMES:
        outcome = outcome_of(name, facts)
        if isinstance(outcome, Phrase):
            not_tried.append(NotTried(name, outcome))
        else:
            tried.append(Mistake(name, Money.of_minor(outcome, billed.currency)))
    tried.sort(key=lambda one: one.figure != billed)

    def charge(rule: Any) -> int:
        return late_charge(rule, facts.amount, facts.issued, facts.due, facts.paid, facts.billing_months)

    return held(billed, facts.rule, charge, tried, not_tried)


def held(
    billed: Money,
    rule: R,
    figure_of: Callable[[R], int],
    mistakes: Iterable[Mistake] = (),
    not_tried: Iterable[NotTried] = (),
) -> Audit:
    """A billed figure held against a rule; `figure_of` gives the figure of the rule under other readings."""
    taken = {one.name: one.value for one in rule.readings()}
    values = {one.name: one.values for one in rule.readings()}
    figures = {
        chosen: figure_of(rule.under(dict(zip(values, chosen, strict=True)))) if chosen else figure_of(rule)
        for chosen in every(values)
    }
    right, mistakes = figures[tuple(taken.values())], tuple(mistakes)
    names = bearing(values, figures)
    every_figure = {*figures.values(), *(one.figure.minor for one in mistakes)}
    return Audit(
        billed,
        Money.of_minor(right, billed.currency),
        reading_matches(values, taken, names, [chosen for chosen, one in figures.items() if one == billed.minor]),
        mistakes,
        tuple(not_tried),
        prod(len(values[name]) for name in names),
        len(every_figure),
        Money.of_minor(min(every_figure), billed.currency),
        Money.of_minor(max(every_figure), billed.currency),
    )


def reading_matches(
    values: Values, taken: Mapping[str, str], names: Collection[str], matching: Iterable[Combination]
) -> tuple[ReadingMatch, ...]:
    """The combinations that give a billed figure as few conditions, the least changed first.

    `names` are the readings that bear on the figure: the others are not spoken of.
    """
    own = {name: known for name, known in values.items() if name in names}
    places = [place for place, name in enumerate(values) if name in own]
    found = boxes(own, {tuple(chosen[place] for place in places) for chosen in matching})
    return tuple(sorted((_match(own, taken, box) for box in found), key=lambda one: len(one.changes)))


def _match(known: Mapping[str, tuple[str, ...]], taken: Mapping[str, str], box: Box) -> ReadingMatch:
    values = {
        name: tuple(value for value in known[name] if value in inside) for name, inside in zip(known, box, strict=True)
    }
    changes = tuple((name, inside[0]) for name, inside in values.items() if taken[name] not in inside)
    return ReadingMatch(tuple(known.items()), tuple(values.items()), changes)
