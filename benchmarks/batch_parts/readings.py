"""Every reading of the clause, and every other kind of late charge under each of its own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from benchmarks.batch_parts.clause import charging, kernel
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.report import Table, ratio
from telcoterms import Clause, Money
from telcoterms.answers.reading_sets import all_combinations
from telcoterms.clauses.late_charge.kinds import (
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
)

Way = tuple[str, ...]  # a kind, then the value of each of its readings

_CLAUSE: Final = Clause("Terms", "1")
_MONTHLY, _YEARLY, _DAILY = Fraction(2, 100), Fraction(24, 100), Fraction(6, 10_000)
COMPOUND: Final = CompoundMonthly(clause=_CLAUSE, says="", monthly_rate=_MONTHLY)
SIMPLE: Final = SimpleMonthly(clause=_CLAUSE, says="", monthly_rate=_MONTHLY)
KINDS: Final[tuple[LateChargeRule, ...]] = (
    COMPOUND,
    SIMPLE,
    MonthlyOnDay(clause=_CLAUSE, says="", monthly_rate=_MONTHLY, day_of_month=31),
    SimpleDaily(clause=_CLAUSE, says="", yearly_rate=_YEARLY),
    CompoundDaily(clause=_CLAUSE, says="", daily_rate=_DAILY),
    GreaterOf(clause=_CLAUSE, says="", of=COMPOUND, minimum=Money("5.00", "CAD")),
    FlatFee(clause=_CLAUSE, says="", fee=Money("5.00", "CAD")),
)


def usual(rule: LateChargeRule) -> Way:
    return (rule.kind, *(one.value for one in rule.readings()))


def ways(rule: LateChargeRule) -> Iterator[tuple[Way, LateChargeRule]]:
    """A kind under every combination of its readings."""
    values = {one.name: one.values for one in rule.readings()}
    if not values:
        yield usual(rule), rule
        return
    for combination in all_combinations(values):
        yield (rule.kind, *combination), rule.under(dict(zip(values, combination, strict=True)))


def part(setting: Setting) -> Part:
    columns = setting.columns.head(setting.plan.fewer)
    rows = len(columns.amount)
    kinds = setting.plan.kinds
    works = {" ".join(way): charging(kernel(one), columns) for rule in kinds for way, one in ways(rule)}

    def told(times: Times) -> list[Told]:
        found = {way: times.streams(" ".join(way), rows) for rule in kinds for way, _ in ways(rule)}
        return [_readings(found, rows), _kinds(found, kinds, rows)]

    return Part(works, told)


def _readings(found: dict[Way, float], rows: int) -> Told:
    first = usual(COMPOUND)
    lines = [("the default readings", ratio(found[first], 1), "1.0")]
    changed = {}
    for place, reading in enumerate(COMPOUND.readings(), 1):
        for value in reading.values:
            way = (*first[:place], value, *first[place + 1 :])
            if way != first:
                changed[value] = found[way] / found[first]
                lines.append((f"... {reading.name} {value}", ratio(found[way], 1), ratio(found[way], found[first])))
    own = {way: one for way, one in found.items() if way[0] == COMPOUND.kind}
    slowest = max(own, key=own.__getitem__)
    text = (
        f"The kernel of arrays on {rows:,} rows, with one reading changed in each line. Of all {len(own)} "
        f"combinations, the slowest is {_named(slowest)}: {ratio(own[slowest], 1)} streams, "
        f"{ratio(own[slowest], found[first])} times the default. Daily compounding within a month takes "
        f"{ratio(changed['daily-compound'], 1)} times as long as counting the month by its days."
    )
    return Told("Readings", text, Table(("", "streams", "default = 1"), lines))


def _kinds(found: dict[Way, float], kinds: tuple[LateChargeRule, ...], rows: int) -> Told:
    lines = []
    for rule in kinds:
        own = [one for way, one in found.items() if way[0] == rule.kind]
        lines.append((rule.kind, str(len(own)), *(ratio(one, 1) for one in (found[usual(rule)], min(own), max(own)))))
    slowest = max(found, key=found.__getitem__)
    text = (
        f"Each kind of late charge under every combination of its readings, on the same {rows:,} rows. The column "
        f'"ways" counts the combinations. The slowest of all is {_named(slowest)}: {ratio(found[slowest], 1)} '
        "streams."
    )
    return Told("Kinds", text, Table(("kind", "ways", "as usual", "fastest", "slowest"), lines))


def _named(way: Way) -> str:
    kind, *values = way
    return f"`{kind}` under {', '.join(values)}" if values else f"`{kind}`"
