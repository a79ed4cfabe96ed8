"""A part of the benchmark of batch: works that all take their turns in one run, and what their times come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.columns import Columns
from benchmarks.competitors import Competitor, plain_loop
from benchmarks.report import Table
from benchmarks.timing import Work, shortest
from telcoterms.clauses.late_charge.kinds import LateChargeRule


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    `rounds` of all works in turn, and how long a turn lasts at least; `rows` of the columns, of which the plain loop
    has as many; `fewer` of them under each reading of some `kinds` of late charge and after each delay; `sizes` of
    columns that grow, and the two `peaks` of which the memory is compared; `accounts`, of which so many `alone` are
    asked one by one; rows `filed` and `audited`; and how many are held `equal`, under the default readings and under
    each combination, by so many `processes`.
    """

    rounds: int
    turn_seconds: float
    rows: int
    fewer: int
    kinds: Mapping[str, LateChargeRule]
    sizes: tuple[int, ...]
    peaks: tuple[int, int]
    accounts: int
    alone: int
    filed: int
    audited: int
    equal: tuple[int, int]
    processes: int
    competitors: Mapping[str, Competitor]


class Setting(NamedTuple):
    """What all parts share: the plan, its columns, and a folder for files."""

    plan: Plan
    columns: Columns
    folder: Path


class Target(NamedTuple):
    """A figure that is to be this at most."""

    what: str
    found: float
    most: float


class Bar(NamedTuple):
    """A way to reckon, in C loops; `wrong` is the share of its rows with other cents."""

    label: str
    loops: float
    own: bool
    wrong: float = 0


class Told(NamedTuple):
    """A table under its heading, what it is, the targets that it shows and what of it is drawn."""

    heading: str
    text: str
    table: Table
    targets: tuple[Target, ...] = ()
    bars: tuple[Bar, ...] = ()


class Times(NamedTuple):
    """Seconds that a call of each work takes, and seconds of the plain loop in C a row."""

    seconds: Mapping[str, float]
    loop: float

    def loops(self, work: str, rows: int) -> float:
        """What a row costs in a work."""
        return self.seconds[work] / rows / self.loop


class Part(NamedTuple):
    """Works by their names, and what is told of their times."""

    works: Mapping[str, Work]
    told: Callable[[Times], list[Told]]


def measured(parts: Mapping[str, Part], setting: Setting) -> list[Told]:
    """All works of all parts in turn, the plain loop before each part."""
    loop = plain_loop.prepare(setting.columns)
    works: dict[tuple[str, str], Work] = {("", ""): loop}
    for name, part in parts.items():
        works["", name] = loop
        works |= {(name, key): work for key, work in part.works.items()}
    seconds = shortest(works, setting.plan.rounds, setting.plan.turn_seconds)
    unit = min(found for (name, _), found in seconds.items() if not name) / setting.plan.rows
    told = []
    for name, part in parts.items():
        told += part.told(Times({key: seconds[name, key] for key in part.works}, unit))
    return told
