"""A plain loop in C, in which times are told: what the same arithmetic costs a row, with nothing around it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.columns import Cents, Columns

SOURCE = Path(__file__).with_suffix(".c")


@cache
def _charge() -> Any:
    """The function of the source, as the C compiler of the machine makes it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("times are told in those of a loop in C: install a C compiler")
    with TemporaryDirectory() as folder:
        library = Path(folder, "plain_loop.so")
        subprocess.run([compiler, "-std=c11", "-O2", "-shared", "-fPIC", SOURCE, "-o", library], check=True)
        return ctypes.CDLL(str(library)).charge  # it stays loaded without its file


def prepare(columns: Columns) -> Callable[[], Cents]:
    charge, found = _charge(), np.empty_like(columns.amount)
    given = [np.ascontiguousarray(column) for column in columns]
    pointers = [column.ctypes.data_as(ctypes.c_void_p) for column in (*given, found)]  # each holds its column

    def run() -> Cents:
        charge(ctypes.c_int64(len(found)), *pointers)
        return found

    return run
