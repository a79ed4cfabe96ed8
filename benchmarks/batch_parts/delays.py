"""What a further month costs: all rows of a column late by the same number of months."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from benchmarks.batch_parts.clause import NET, charging, compiled_kernel, kernel
from benchmarks.batch_parts.core import WITH, WITHOUT
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.columns import SEED, Columns
from benchmarks.report import Table, ratio
from benchmarks.timing import Work

MONTHS: Final = (0, 1, 2, 6, 12, 24, 60, 120)
SHORTEST: Final = 28  # days of a month


def delayed(columns: Columns, months: int) -> Columns:
    """The same invoices, each paid after so many whole months and some days of the next one, all of them late."""
    issued = columns.days("issued")
    month = issued.astype("datetime64[M]")
    day = issued - month
    whole, a_month, a_day = np.timedelta64(months, "M"), np.timedelta64(1, "M"), np.timedelta64(1, "D")
    ends = np.minimum(month + whole + day, (month + whole + a_month).astype("datetime64[D]") - a_day)
    random = np.random.default_rng(SEED)
    within = random.integers(0 if months else NET + 1, SHORTEST, len(issued))
    return columns._replace(paid=(ends + within.astype("timedelta64[D]")).astype(np.int32))


def part(setting: Setting) -> Part:
    head = setting.columns.head(setting.plan.fewer)
    rows = len(head.amount)
    kernels = {WITHOUT: kernel(), WITH: compiled_kernel()}
    works: dict[str, Work] = {}
    for months in MONTHS:
        columns = delayed(head, months)
        works |= {f"{name} {months}": charging(one, columns) for name, one in kernels.items()}

    def told(times: Times) -> list[Told]:
        lines = [[str(months)] for months in MONTHS]
        for name in kernels:
            found = [times.loops(f"{name} {months}", rows) for months in MONTHS]
            steps = zip(pairwise(found), pairwise(MONTHS), strict=True)
            further = [(late - soon) / (last - first) for (soon, late), (first, last) in steps]
            for line, one, step in zip(lines, found, [None, *further], strict=True):
                line += [ratio(one, 1), "" if step is None else f"{step:.2f}"]
        text = (
            f"The cost of a row in C loops if each of {rows:,} rows is late by the given number of whole months and "
            'some days. The columns "a month more" show the cost that each month since the line before has added.'
        )
        heads = ("months late", WITHOUT, "a month more", WITH, "a month more")
        return [Told("Months late", text, Table(heads, lines))]

    return Part(works, told)
