"""A file of Parquet in, one with the charges out, beside pyarrow that only reads and writes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.batch_parts.clause import KOS, in_decimals, table_of
from benchmarks.batch_parts.part import Part, Setting, Target, Times, Told
from benchmarks.report import Table, ratio
from benchmarks.timing import Work
from telcoterms.batch import late_charge
from telcoterms.batch.streams import GROUP_ROWS, opened, written

MOST: Final = 2  # times pyarrow
THREADS: Final = (1, 2)


def part(setting: Setting) -> Part:
    columns = setting.columns.head(setting.plan.filed)
    rows = len(columns.amount)
    works: dict[str, Work] = {}
    tables = {"minor units": table_of(columns), "decimals": in_decimals(columns)}
    for name, table in tables.items():
        given, found = (setting.folder / f"{name}, {which}.parquet" for which in ("in", "out"))
        pq.write_table(table, given, row_group_size=GROUP_ROWS)
        charged = late_charge(KOS, table)
        for threads in THREADS:
            works[f"{name} {threads}"] = partial(_own, given, found, threads)
            _own(given, found, threads)
            if not pq.read_table(found).equals(charged):
                raise SystemExit(f"the file {found} does not hold what late_charge gives")
        works[name] = partial(_plain, given, found, charged.column(charged.num_columns - 1), charged.column_names[-1])

    def told(times: Times) -> list[Told]:
        lines, targets = [], []
        for name in tables:
            plain = times.seconds[name]
            lines.append((f"{name}: pyarrow", "", ratio(times.loops(name, rows), 1), "1.0"))
            for threads in THREADS:
                key = f"{name} {threads}"
                line = (f"{name}: late_charge", str(threads), ratio(times.loops(key, rows), 1))
                lines.append((*line, ratio(times.seconds[key], plain)))
                what = f"Parquet, {name}, {threads} thread{'s' * (threads > 1)}: times pyarrow"
                targets.append(Target(what, times.seconds[key] / plain, MOST))
        text = (
            f"A file of {rows:,} rows is opened, charged and written as a stream, and the new file is flushed to the "
            "disk. For comparison, pyarrow reads the same file whole with all its threads and writes the same "
            "columns, with the charges given. It leaves the flush to the system. The benchmark checks that both files "
            "hold the same."
        )
        heads = ("", "threads", "C loops", "pyarrow = 1")
        return [Told("Parquet to Parquet", text, Table(heads, lines), tuple(targets))]

    return Part(works, told)


def _own(given: Path, found: Path, threads: int) -> int:
    source = opened(given, KOS.currency)
    return written(found, late_charge(KOS, source.reader, threads=threads), source, lambda _: None)


def _plain(given: Path, found: Path, charges: pa.ChunkedArray, name: str) -> None:
    table = pq.read_table(given)
    pq.write_table(table.append_column(name, charges), found, row_group_size=GROUP_ROWS)
