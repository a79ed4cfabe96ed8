"""Java's `BigDecimal` and `java.time`, a row at a time, in a process that has the rows before it is asked."""

from __future__ import annotations

import subprocess
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.columns import Cents, Columns

SOURCE = Path(__file__).with_name("BigDecimals.java")
WARM = 5  # calls after which the virtual machine has compiled what it runs


def prepare(columns: Columns) -> Callable[[], Cents]:
    rows = len(columns.amount)
    process = subprocess.Popen(["java", SOURCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    asked, told = process.stdin, process.stdout
    assert asked is not None
    assert told is not None
    asked.write(np.array([rows], ">i4").tobytes())
    asked.write(np.stack([*columns], axis=1).astype(">i8").tobytes())

    def run() -> Cents:
        asked.write(b"?")
        asked.flush()
        return np.frombuffer(told.read(8 * rows), ">i8").astype(np.int64)

    def end() -> None:
        asked.close()
        told.close()
        process.wait()

    for _ in range(WARM):
        run()
    weakref.finalize(run, end)
    return run
