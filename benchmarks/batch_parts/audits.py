"""Billed charges compared with the terms: what these give, and what a reading, a mistake or nothing gives."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch_parts.clause import KOS, RULE, charges, table_of
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.batch_parts.readings import SIMPLE
from benchmarks.columns import Cents, Columns
from benchmarks.report import Table, ratio
from benchmarks.timing import Work
from telcoterms.audit.mistakes import NAMES
from telcoterms.batch import audit, late_charge
from telcoterms.batch.audit import GIVEN_BY_TERMS

TERMS, READING, MISTAKE, NOTHING = "the terms give it", "a reading gives it", "a mistake gives it", "nothing gives it"
NO_ROWS: Final = "no rows"
WRONG_OF: Final = 8  # of so many rows that agree, one is looked at that does not: these take much longer
_FAR: Final = 10_007  # cents more than the terms give


def part(setting: Setting) -> Part:
    columns = setting.columns.head(setting.plan.audited)
    few = columns.head(max(1, len(columns.amount) // WRONG_OF))
    tables = _checked(
        {name: _billed(name, columns if name == TERMS else few) for name in (TERMS, READING, MISTAKE, NOTHING)}
    )
    works: dict[str, Work] = {NO_ROWS: partial(audit, KOS, tables[TERMS].slice(0, 0))}
    for name, table in tables.items():
        works[name] = partial(audit, KOS, table)
        works[f"late_charge, {name}"] = partial(late_charge, KOS, table)

    def told(times: Times) -> list[Told]:
        lines = []
        for name, table in tables.items():
            whole = times.seconds[name], times.seconds[f"late_charge, {name}"]
            lines.append((name, f"{table.num_rows:,}", ratio(times.loops(name, table.num_rows), 1), ratio(*whole)))
        each = times.seconds[f"late_charge, {TERMS}"] / tables[TERMS].num_rows
        text = (
            "The cost of an audit of billed charges, in C loops a row and as a multiple of `late_charge` on the same "
            "rows. In the first line the terms give each charge. In the next two, another reading or a known "
            "mistake (no compounding) gives it. In the last, nothing gives it, so the audit tries everything. The "
            "kernels of all readings are made once for a table, whatever its rows. That takes as long as "
            f"`late_charge` for {times.seconds[NO_ROWS] / each:,.0f} rows, and is included in all of these figures."
        )
        return [Told("Audits", text, Table(("what was billed", "rows", "C loops", "late_charge = 1"), lines))]

    return Part(works, told)


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
