"""Columns that grow: what a row costs, and how much memory a run needs beside its columns."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from benchmarks.batch_parts import peak
from benchmarks.batch_parts.clause import charging, compiled_kernel, kernel
from benchmarks.batch_parts.core import WITH, WITHOUT
from benchmarks.batch_parts.part import Part, Setting, Target, Times, Told
from benchmarks.columns import Columns
from benchmarks.competitors import plain_loop
from benchmarks.report import Table, ratio
from benchmarks.timing import Work

MIB = 2**20
LOOP = "C loop"
MOST_MORE = 4  # MiB that ten times the rows may take more: what an allocator rounds up


def part(setting: Setting) -> Part:
    plan, columns, _ = setting
    arrays, compiled = kernel(), compiled_kernel()
    works: dict[str, Work] = {}
    for rows in plan.sizes:
        own = _of(columns, rows)
        works[f"{LOOP} {rows}"] = plain_loop.prepare(own)
        works[f"{WITHOUT} {rows}"] = charging(arrays, own)
        works[f"{WITH} {rows}"] = charging(compiled, own)
    return Part(works, lambda times: [_rows(times, plan.sizes, plan.rows), _memory(plan.peaks)])


def _of(columns: Columns, rows: int) -> Columns:
    """The first rows, or all of them over and over."""
    if rows <= len(columns.amount):
        return columns.head(rows)
    amount, issued, paid = columns
    return Columns(np.resize(amount, rows), np.resize(issued, rows), np.resize(paid, rows))


def _rows(times: Times, sizes: tuple[int, ...], unit: int) -> Told:
    lines = []
    for rows in sizes:
        found = [times.loops(f"{name} {rows}", rows) for name in (LOOP, WITHOUT, WITH)]
        lines.append((f"{rows:,}", *(ratio(one, 1) for one in found)))
    text = (
        f"The cost of a row in C loops of {unit:,} rows. The first column is the loop on as many rows as the line has."
    )
    heads = ("rows", LOOP, WITHOUT, WITH)
    return Told("Columns that grow", text, Table(heads, lines))


def _memory(sizes: tuple[int, int]) -> Told:
    commands = ([sys.executable, peak.__file__, str(rows)] for rows in sizes)
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    found = ([int(one) / MIB for one in process.communicate()[0].split()] for process in running)
    (few, public_few), (many, public_many) = found
    fewer, more = sizes
    lines = [
        ("kernel, arrays", f"{few:.1f}", f"{many:.1f}"),
        ("late_charge, a table", f"{public_few:.1f}", f"{public_many:.1f}"),
    ]
    text = (
        "The peak memory of a process during a run, in MiB above what it used once its columns were loaded, without "
        "the columns of the result. Each size runs in a separate process."
    )
    targets = (
        Target("kernel: MiB more for ten times the rows", many - few, MOST_MORE),
        Target("late_charge: MiB more for ten times the rows", public_many - public_few, MOST_MORE),
    )
    return Told("Memory", text, Table(("MiB", f"{fewer:,} rows", f"{more:,} rows"), lines), targets)
