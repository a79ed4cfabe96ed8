"""Every reading of the clause, and other late charges under each of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from benchmarks.batch_parts.clause import charging, kernel
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.report import Table, ratio
from telcoterms import Clause, Money
from telcoterms.answers.reading_sets import all_combinations
from telcoterms.clauses.late_charge.kinds import FlatCharge, GreaterOf, LateChargeRule, RateCharge, SumOf

Way = tuple[str, ...]  # a kind, then the value of each of its readings

_CLAUSE: Final = Clause("Terms", "1")
_MONTHLY, _YEARLY, _DAILY = Fraction(2, 100), Fraction(24, 100), Fraction(6, 10_000)


def _rate(rate: Fraction, **fields: Any) -> RateCharge:
    return RateCharge(clause=_CLAUSE, says="", rate=rate, **fields)


FIRST: Final = "a rate a month, compounded"
COMPOUND: Final = _rate(_MONTHLY, compounding="monthly")
FEE: Final = FlatCharge(clause=_CLAUSE, says="", sum=Money("5.00", "CAD"))
SIMPLE: Final = _rate(_YEARLY, per="year", compounding="none")
KINDS: Final[Mapping[str, LateChargeRule]] = {
    FIRST: COMPOUND,
    "a rate a month": _rate(_MONTHLY, compounding="none"),
    "a rate on one day of each month": _rate(_MONTHLY, compounding="none", on_day=31),
    "a rate a year": SIMPLE,
    "a rate a day, compounded": _rate(_DAILY, per="day", compounding="daily"),
    "a rate a month with a minimum": replace(COMPOUND, least=Money("5.00", "CAD")),
    "a flat sum": FEE,
    "a tree of three leaves": GreaterOf(
        clause=_CLAUSE, says="", of=(COMPOUND, SumOf(clause=_CLAUSE, says="", of=(FEE, SIMPLE)))
    ),
}


def usual(name: str, rule: LateChargeRule) -> Way:
    return (name, *(one.value for one in rule.readings()))


def ways(name: str, rule: LateChargeRule) -> Iterator[tuple[Way, LateChargeRule]]:
    """A clause under every combination of its readings."""
    values = {one.name: one.values for one in rule.readings()}
    if not values:
        yield usual(name, rule), rule
        return
    for combination in all_combinations(values):
        yield (name, *combination), rule.under(dict(zip(values, combination, strict=True)))


def part(setting: Setting) -> Part:
    columns = setting.columns.head(setting.plan.fewer)
    rows = len(columns.amount)
    kinds = setting.plan.kinds
    each = [pair for name, rule in kinds.items() for pair in ways(name, rule)]
    works = {" ".join(way): charging(kernel(one), columns) for way, one in each}

    def told(times: Times) -> list[Told]:
        found = {way: times.loops(" ".join(way), rows) for way, _ in each}
        return [_readings(found, rows), _kinds(found, kinds, rows)]

    return Part(works, told)


def _readings(found: dict[Way, float], rows: int) -> Told:
    first = usual(FIRST, COMPOUND)
    lines = [("the default readings", ratio(found[first], 1), "1.0")]
    changed = {}
    for place, reading in enumerate(COMPOUND.readings(), 1):
        for value in reading.values:
            way = (*first[:place], value, *first[place + 1 :])
            if way != first:
                changed[value] = found[way] / found[first]
                lines.append((f"... {reading.name} {value}", ratio(found[way], 1), ratio(found[way], found[first])))
    own = {way: one for way, one in found.items() if way[0] == FIRST}
    slowest = max(own, key=own.__getitem__)
    text = (
        f"The kernel of arrays on {rows:,} rows, with one reading changed in each line. Of all {len(own)} "
        f"combinations, the slowest is {_named(slowest)}: {ratio(own[slowest], 1)} C loops, "
        f"{ratio(own[slowest], found[first])} times the default. Daily compounding within a month takes "
        f"{ratio(changed['daily-compound'], 1)} times as long as counting the month by its days."
    )
    return Told("Readings", text, Table(("", "C loops", "default = 1"), lines))


def _kinds(found: dict[Way, float], kinds: Mapping[str, LateChargeRule], rows: int) -> Told:
    lines = []
    for name, rule in kinds.items():
        own = [one for way, one in found.items() if way[0] == name]
        times = (found[usual(name, rule)], min(own), max(own))
        lines.append((name, str(len(own)), *(ratio(one, 1) for one in times)))
    slowest = max(found, key=found.__getitem__)
    text = (
        f"Several kinds of late charge under every combination of its readings, on the same {rows:,} rows. The column "
        f'"ways" counts the combinations. The slowest of all is {_named(slowest)}: {ratio(found[slowest], 1)} '
        "C loops."
    )
    return Told("Kinds", text, Table(("kind", "ways", "as usual", "fastest", "slowest"), lines))


def _named(way: Way) -> str:
    kind, *values = way
    return f"{kind}, under {', '.join(values)}" if values else kind
