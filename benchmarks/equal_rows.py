"""Every row of batch against the answer of the terms themselves, each through its public question.

    python -m benchmarks.equal_rows 1000000 20000

looks at a million realistic rows under the default readings, and at twenty thousand under each combination of readings:
half of these realistic, half awkward (the ends of months, payments about the due date, amounts at ties and at the
limit). It tells how many rows differ, and ends with 1 if one does. A second pair of numbers, such as `1 2`, says that
it is to look at the first of two parts of the work alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who runs this file by its path

import numpy as np
import pyarrow as pa

from benchmarks.columns import Columns, realistic
from telcoterms import Money, Terms, load
from telcoterms.batch import late_charge
from telcoterms.clauses.late_charge.kinds import PartMonth, RoundAt, RunsFrom
from telcoterms.values.money import LIMIT, Rounding

NAMES: Final = ("runs_from", "part_month", "round_at", "rounding")
STARTS: Final = tuple(start for start in get_args(RunsFrom) if start != "grace-end")  # there is no grace period
COMBINATIONS: Final = tuple(product(STARTS, *map(get_args, (PartMonth, RoundAt, Rounding))))
PIECE: Final = 50_000  # rows of one look
DUE: Final = 15
FIRST: Final = date(1970, 1, 1).toordinal()


class Looked(NamedTuple):
    """What was looked at: under which readings, how many rows, and which of them differ."""

    readings: dict[str, str]
    rows: int
    differ: list[str]


def awkward(rows: int, seed: int) -> Columns:
    """Rows at the edges: issued at the ends of months, paid about the due date or a month's end, sums at ties."""
    random = np.random.default_rng(seed)
    months = random.integers(np.datetime64("2019-01").astype(int), np.datetime64("2029-01").astype(int), rows)
    ends = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - random.integers(1, 4, rows)
    days = np.where(random.random(rows) < 0.2, DUE + random.integers(-1, 3, rows), random.integers(0, 800, rows))
    ties = 25 + 50 * random.integers(0, 4000, rows)  # 2 % of it ends in half a cent
    large = random.choice(np.array([LIMIT, LIMIT - 1, 1, 0, 10**9 + 1]), rows)
    amounts = np.where(random.random(rows) < 0.8, ties, large)
    return Columns(amounts, ends.astype(np.int32), (ends + days).astype(np.int32))


def work(default_rows: int, rows_each: int) -> Iterator[tuple[dict[str, str], Columns]]:
    """The pieces to look at, each under its readings."""
    for start in range(0, default_rows, PIECE):
        yield {}, realistic(min(PIECE, default_rows - start), seed=start)
    for place, one in enumerate(COMBINATIONS):
        readings = dict(zip(NAMES, one, strict=True))
        half = rows_each // 2
        yield readings, realistic(half, seed=place)
        yield readings, awkward(rows_each - half, seed=place)


@cache
def _terms(readings: tuple[tuple[str, str], ...]) -> Terms:
    own: Any = dict(readings)
    return load("kos").under(late_charge=own)


@cache
def _day(number: int) -> date:
    return date.fromordinal(FIRST + number)


def look(readings: dict[str, str], columns: Columns) -> Looked:
    """Each row of batch beside the answer of the terms."""
    terms = _terms(tuple(readings.items()))
    days = {name: pa.array(getattr(columns, name)).cast(pa.date32()) for name in ("issued", "paid")}
    found = late_charge(terms, pa.table({"amount_minor": columns.amount, **days}))["late_charge_minor"].to_pylist()
    differ = []
    rows = zip(*(one.tolist() for one in columns), found, strict=True)
    for amount, issued, paid, charge in rows:
        money = Money.of_minor(amount, terms.currency)
        right = terms.late_charge(money, issued=_day(issued), paid=_day(paid)).value.minor
        if right != charge:
            differ.append(f"{money} of {_day(issued)} paid on {_day(paid)}: {charge}, not {right}")
    return Looked(readings, len(columns.amount), differ)


def main(arguments: list[str]) -> int:
    default_rows, rows_each, part, parts = (*map(int, arguments), *(1, 1)[len(arguments) - 2 :])
    looked = [look(*one) for place, one in enumerate(work(default_rows, rows_each)) if place % parts == part - 1]
    for one in looked:
        for line in one.differ[:5]:
            print(f"{one.readings}: {line}")
    differ = sum(len(one.differ) for one in looked)
    print(f"{sum(one.rows for one in looked):,} rows looked at, {differ:,} differ")
    return int(differ > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
