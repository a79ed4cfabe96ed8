"""That batch gives what the terms answer: rows compared one by one, on all cores."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import equal_rows
from benchmarks.batch_parts.part import Part, Setting, Target, Times, Told
from benchmarks.equal_rows import COMBINATIONS
from benchmarks.report import Table


def compared(default_rows: int, rows_each: int, processes: int) -> tuple[int, int]:
    """How many rows were compared, and how many of them differ."""
    numbers = [str(default_rows), str(rows_each)]
    running = [
        subprocess.Popen(
            [sys.executable, equal_rows.__file__, *numbers, str(part), str(processes)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(1, processes + 1)
    ]
    rows = differ = 0
    for process in running:
        told, _ = process.communicate()
        *lines, last = told.splitlines() or [""]
        words = last.replace(",", "").split()  # "12 rows looked at 0 differ"
        if process.returncode not in (0, 1) or not last.endswith(" differ"):
            raise SystemExit("the rows could not be compared")
        print("\n".join(lines), end="\n" * bool(lines), file=sys.stderr)
        rows, differ = rows + int(words[0]), differ + int(words[-2])
    return rows, differ


def part(setting: Setting) -> Part:
    default_rows, rows_each = setting.plan.equal

    def told(_: Times) -> list[Told]:
        rows, differ = compared(default_rows, rows_each, setting.plan.processes)
        heads = ("default readings", f"each of {len(COMBINATIONS)} combinations", "rows in all", "differ")
        text = (
            "Each row of `telcoterms.batch` is compared to the cent with the answer of the terms. The rows are "
            "realistic ones and, for each combination of readings, an equal number of difficult ones (the ends of "
            "months, payments about the due date, amounts at ties and at the limit)."
        )
        table = Table(heads, [(f"{default_rows:,}", f"{rows_each:,}", f"{rows:,}", f"{differ:,}")])
        return [Told("Equality", text, table, (Target("rows with another charge than the terms answer", differ, 0),))]

    return Part({}, told)
