"""Billed charges compared with the terms: what these give, and what a reading, a mistake or nothing gives."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch_parts.clause import KOS, RULE, charges, table_of
from benchmarks.batch_parts.core import WITHOUT, without
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.batch_parts.readings import SIMPLE
from benchmarks.columns import Cents, Columns
from benchmarks.report import Table, ratio
from benchmarks.timing import Work
from telcoterms import Terms
from telcoterms.audit.mistakes import NAMES
from telcoterms.batch import audit, late_charge
from telcoterms.batch.audit import GIVEN_BY_TERMS

TERMS, READING, MISTAKE, NOTHING = "the terms give it", "a reading gives it", "a mistake gives it", "nothing gives it"
NO_ROWS: Final = "no rows"
SHARES: Final = {"1 % of rows are wrong": 100, "10 % of rows are wrong": 10, "all rows are wrong": 1}
"""One row of so many is wrong, by turns in the three ways."""
ARRAYS: Final = Terms(replace(KOS.agreement, origin="by arrays"))
"""The same terms, which are asked without the compiled core alone: what an audit has made is kept with its terms."""
WRONG_OF: Final = 8  # of so many rows that agree, one is looked at that does not: these take much longer
_FAR: Final = 10_007  # cents more than the terms give


def part(setting: Setting) -> Part:
    columns = setting.columns.head(setting.plan.audited)
    few = columns.head(max(1, len(columns.amount) // WRONG_OF))
    tables = _checked(
        {name: _billed(name, columns if name == TERMS else few) for name in (TERMS, READING, MISTAKE, NOTHING)}
    )
    tables |= {name: _wrong(columns, of) for name, of in SHARES.items()}
    works: dict[str, Work] = {NO_ROWS: partial(audit, KOS, tables[TERMS].slice(0, 0))}
    for name, table in tables.items():
        works[name] = partial(audit, KOS, table)
        works[f"{WITHOUT}, {name}"] = without(partial(audit, ARRAYS, table))
        works[f"late_charge, {name}"] = partial(late_charge, KOS, table)

    def told(times: Times) -> list[Told]:
        lines = []
        for name, table in tables.items():
            seconds = times.seconds[name]
            lines.append(
                (
                    name,
                    f"{table.num_rows:,}",
                    ratio(times.loops(name, table.num_rows), 1),
                    ratio(seconds, times.seconds[f"late_charge, {name}"]),
                    ratio(times.seconds[f"{WITHOUT}, {name}"], seconds),
                )
            )
        each = times.seconds[f"late_charge, {TERMS}"] / tables[TERMS].num_rows
        text = (
            "The cost of an audit of billed charges with the compiled core, in C loops a row and as a multiple of "
            "`late_charge` on the same rows; last, how many times it costs without the core. In the first line the "
            "terms give each charge. In the next two, another reading or a known mistake (no compounding) gives it. "
            "Then nothing gives it, so the audit tries everything. In the last three, a share of the rows is wrong, by "
            "turns in these three ways. The kernels of all readings are made once for the terms. A call with "
            f"no rows takes as long as `late_charge` for {times.seconds[NO_ROWS] / each:,.0f} rows."
        )
        headings = ("what was billed", "rows", "C loops", "late_charge = 1", "without")
        return [Told("Audits", text, Table(headings, lines))]

    return Part(works, told)


def _wrong(columns: Columns, of: int) -> pa.Table:
    """A table of which one row in `of` is wrong."""
    billed = _bill(TERMS, columns).copy()
    rows = np.arange(0, len(billed), of)
    for place, name in enumerate((READING, MISTAKE, NOTHING)):
        billed[rows[place::3]] = _bill(name, columns)[rows[place::3]]
    return table_of(columns, billed_minor=billed)


def _billed(name: str, columns: Columns) -> pa.Table:
    return table_of(columns, billed_minor=_bill(name, columns))


def _checked(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Of each table the rows of which an audit says what they are here for."""
    found = audit(KOS, pa.concat_tables(tables.values()))["match"].to_pylist()
    kept, first = {}, 0
    for name, table in tables.items():
        last = first + table.num_rows
        kept[name] = table.filter(pa.array([_kind(match) == name for match in found[first:last]]))
        first = last
    return kept


def _bill(name: str, columns: Columns) -> Cents:
    by_terms = charges(RULE, columns)
    bills = {
        TERMS: by_terms,
        READING: charges(RULE.under({"runs_from": "due-date"}), columns),
        MISTAKE: charges(SIMPLE, columns),
        NOTHING: np.where(by_terms > 0, by_terms + _FAR, by_terms),
    }
    return bills[name]


def _kind(match: str) -> str:
    if match == GIVEN_BY_TERMS:
        return TERMS
    if match in NAMES:
        return MISTAKE
    return NOTHING if match.startswith("nothing") else READING
