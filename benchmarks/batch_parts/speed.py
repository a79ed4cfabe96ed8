"""A late charge under the default readings: kernels, the public question, and the tools of others beside them."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Final

from benchmarks.batch_parts.clause import KOS, charging, compiled_kernel, in_decimals, kernel, table_of
from benchmarks.batch_parts.part import Bar, Part, Setting, Target, Times, Told
from benchmarks.competitors.measured import CHECKED, Given, prepared
from benchmarks.report import Table, ratio
from benchmarks.timing import Work
from telcoterms.batch import late_charge

ARRAYS: Final = "kernel, arrays"
COMPILED: Final = "kernel, compiled core"
MINOR, DECIMALS = "late_charge, minor units", "late_charge, decimals"
MOST: Final = {ARRAYS: 1, COMPILED: 0.5}  # C loops
PACKAGES: Final = {
    "duckdb": "duckdb",
    "polars": "polars",
    "pandas": "pandas",
    "quantlib-actual": "QuantLib",
    "numpy-financial": "numpy-financial",
}


def part(setting: Setting) -> Part:
    plan, columns, _ = setting
    works: dict[str, Work] = {}
    works[ARRAYS] = charging(kernel(), columns)
    works[COMPILED] = charging(compiled_kernel(), columns)
    for name, table in ((MINOR, table_of(columns)), (DECIMALS, in_decimals(columns))):
        for threads in (1, 2):
            works[f"{name} {threads}"] = partial(late_charge, KOS, table, threads=threads)
    others = prepared(plan.competitors, columns)
    for key, other in others.items():
        works[key] = other.work

    def told(times: Times) -> list[Told]:
        return [_own(times, plan.rows), _beside(times, plan.rows, others, setting)]

    return Part(works, told)


def _own(times: Times, rows: int) -> Told:
    found = [(name, 1, times.loops(name, rows)) for name in (ARRAYS, COMPILED)]
    found += [
        (name, threads, times.loops(f"{name} {threads}", rows)) for name in (MINOR, DECIMALS) for threads in (1, 2)
    ]
    text = (
        f"The cost of a row in C loops, on {rows:,} rows under the default readings. A kernel writes charges into an "
        "existing column. `late_charge` of `telcoterms.batch` first checks that each row fits, and then returns a "
        "table. It uses the compiled core."
    )
    table = Table(("", "threads", "C loops"), [(name, str(threads), ratio(one, 1)) for name, threads, one in found])
    targets = tuple(Target(f"{name}, in C loops", times.loops(name, rows), most) for name, most in MOST.items())
    return Told("Late charges of columns", text, table, targets)


def _beside(times: Times, rows: int, others: dict[str, Given], setting: Setting) -> Told:
    own = [Bar(f"batch: {name}", times.loops(name, rows), own=True) for name in (COMPILED, ARRAYS)]
    own += [
        Bar(
            f"batch: {name.removeprefix('late_charge, ')}, {threads} thread{'s' * (threads > 1)}",
            times.loops(f"{name} {threads}", rows),
            own=True,
        )
        for name in (MINOR, DECIMALS)
        for threads in (2, 1)
    ]
    bars, lines = [], []
    competitors = setting.plan.competitors
    for key, one in others.items():
        bars.append(Bar(competitors[key].label, times.loops(key, one.rows), own=False, wrong=one.wrong))
        line = (competitors[key].label, _short(one.rows), ratio(bars[-1].loops, 1))
        lines.append((*line, ratio(bars[-1].loops, own[1].loops), _share(one.wrong), _share(one.wrong_late)))
    packages = [f"{name} {version(name)}" for key, name in PACKAGES.items() if key in competitors]
    text = (
        "The same rows with other tools and with common methods. Each is written as an experienced user of the tool "
        "would write it, with columns in the tool's own form. A method that works a row at a time gets the first rows "
        'only. The column "times" compares each method with the kernel of arrays on one thread. The last two '
        "columns show the share of rows whose cents differ from those of the terms, of all rows and of the rows that "
        f"are paid late, among the first {min(CHECKED, rows):,}. DuckDB and Polars use all cores. "
    )
    text += f"With {', '.join(packages)}." if packages else ""
    table = Table(("", "rows", "C loops", "times", "wrong", "late"), lines)
    return Told("Compared with other tools", text, table, bars=(*own, *bars))


def _short(rows: int) -> str:
    millions, thousands = rows / 1_000_000, rows / 1_000
    return f"{millions:g} M" if millions >= 1 else f"{thousands:g} k"


def _share(wrong: float) -> str:
    return "none" if wrong == 0 else f"{wrong:.1%}".replace("%", " %")
