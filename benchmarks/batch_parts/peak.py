"""How much memory a late charge needs beside its columns: `python benchmarks/batch_parts/peak.py 1000000`.

It needs Linux, and the memory of glibc.
It prints two numbers of bytes: by how much the kernel raises the most memory that the process has had since the
columns were there, and then the public question, whose column of results does not count.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))  # for who runs this file by its path

import numpy as np

from benchmarks.batch_parts.clause import KOS, charging, kernel, table_of
from benchmarks.columns import Columns, realistic
from telcoterms.batch import late_charge

STATUS: Final = Path("/proc/self/status")
FORGET: Final = Path("/proc/self/clear_refs")
BLOCK: Final = 10_000  # rows that are made at once, so that making them leaves no mark


def most() -> int:
    """The most bytes of memory that the process has had, since that was last forgotten."""
    (line,) = (line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def forget() -> None:
    """Give back what the process has and does not use, and count the most anew."""
    ctypes.CDLL(None).malloc_trim(0)
    FORGET.write_text("5", "ascii")


def made(rows: int) -> Columns:
    columns = Columns(np.zeros(rows, np.int64), np.zeros(rows, np.int32), np.zeros(rows, np.int32))
    for start in range(0, rows, BLOCK):
        own, block = slice(start, start + BLOCK), realistic(min(BLOCK, rows - start), seed=start)
        columns.amount[own], columns.issued[own], columns.paid[own] = block
    return columns


def main(rows: int) -> None:
    late_charge(KOS, table_of(made(100)))  # whatever is loaded when it is first used
    columns = made(rows)
    work = charging(kernel(), columns)
    work.args[-1].fill(1)  # type: ignore[attr-defined]
    forget()
    before = most()
    work()
    after = most()
    late_charge(KOS, table_of(columns))
    print(after - before, most() - before - 8 * rows)


if __name__ == "__main__":
    main(int(sys.argv[1]))
