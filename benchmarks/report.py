"""Ratios in tables of at most 80 columns, as Markdown that reads well as it is; their place in the page."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import NamedTuple


class Table(NamedTuple):
    """Rows under a heading; the first column is text, the others are figures."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        rows = [self.columns, *self.rows]
        sizes = [max(len(row[place]) for row in rows) for place in range(len(self.columns))]
        rule = ["-" * sizes[0], *("-" * (size - 1) + ":" for size in sizes[1:])]
        lines = [
            [row[0].ljust(sizes[0]), *(cell.rjust(size) for cell, size in zip(row[1:], sizes[1:], strict=True))]
            for row in rows
        ]
        return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], rule, *lines[1:]])


def ratio(one: float, other: float) -> str:
    """Two figures below one, else one decimal below a hundred."""
    value = one / other
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def section(tables: Mapping[str, Table]) -> str:
    """All tables as a section of the page, under what they were measured with."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    measured = (
        f"Measured on a shared {platform.machine()} machine of {os.cpu_count()} cores, {platform.system()},\n"
        f"with {python} and python-dateutil {version('python-dateutil')}.\n"
    )
    return "\n".join(["## Figures\n", measured, *(f"### {heading}\n\n{one}\n" for heading, one in tables.items())])


def replaced(page: str, figures: str) -> str:
    """The page with another section of figures."""
    before, rest = page.split("## Figures\n", 1)
    _, after = rest.split("\n## ", 1)
    return f"{before}{figures}\n## {after}"
