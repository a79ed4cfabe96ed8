"""What a start costs, in ratios of processor time: `python benchmarks/start.py`.

Each line is a process of its own, with its modules compiled before. In every round each process runs once, so that a
round compares what ran side by side; a ratio is the median over the rounds. "Net" takes the bare interpreter off both.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who runs this file by its path

from benchmarks.report import Table, ratio
from benchmarks.timing import FULL, Effort

BARE: Final = "pass"
STANDARD: Final = "import dataclasses, datetime, decimal, fractions, tomllib, zoneinfo"
LATE_CHARGE: Final = "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15 --provider kos"
DEADLINE: Final = (
    "from datetime import date; from telcoterms import load_calendar; "
    "load_calendar('england').after(date(2026, 3, 2), 3)"
)


class Start(NamedTuple):
    """A process, what it is compared with, and how many times that it may cost."""

    arguments: Sequence[str]
    base: str
    limit: str


STARTS: Final[Mapping[str, Start]] = {
    "import telcoterms": Start(["-c", "import telcoterms"], STANDARD, "1"),
    'telcoterms.load("kos")': Start(["-c", 'import telcoterms; telcoterms.load("kos")'], STANDARD, "1.5"),
    "the first deadline": Start(["-c", DEADLINE], STANDARD, "1.5"),
    "telcoterms --version": Start(["-m", "telcoterms", "--version"], BARE, "3"),
    "telcoterms late-charge": Start(["-m", "telcoterms", *LATE_CHARGE.split()], BARE, "8"),
}
NAMES: Final = {STANDARD: "standard modules", BARE: "bare Python"}


def processor_seconds(arguments: Sequence[str], compiled: str) -> float:
    """Processor time of a process; `compiled` is a folder for bytecode."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} exits with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def starts(effort: Effort) -> Table:
    """Each start against what it is compared with."""
    processes = {BARE: ["-c", BARE], STANDARD: ["-c", STANDARD]} | {name: one.arguments for name, one in STARTS.items()}
    with TemporaryDirectory() as compiled:
        for arguments in processes.values():
            processor_seconds(arguments, compiled)
        rounds = [
            {name: processor_seconds(arguments, compiled) for name, arguments in processes.items()}
            for _ in range(effort.rounds)
        ]
    rows = []
    for name, start in STARTS.items():
        times = median(seconds[name] / seconds[start.base] for seconds in rounds)
        own, other = (median(seconds[one] - seconds[BARE] for seconds in rounds) for one in (name, start.base))
        net = "" if start.base == BARE else ratio(own, other)
        rows.append((name, NAMES[start.base], ratio(times, 1), net, start.limit))
    return Table(("a process of its own", "against", "times", "net", "at most"), rows)


if __name__ == "__main__":
    print(starts(FULL))
