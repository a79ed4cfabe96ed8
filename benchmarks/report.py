"""Ratios in tables of at most 80 columns, as Markdown that reads well as it is; their place in the page."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from telcoterms import __version__

HEADING: Final = "## Figures"


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


def machine(*packages: str) -> str:
    """What figures were measured with, and of what: the commit, or the version where there is no clone."""
    names = [f"{platform.python_implementation()} {platform.python_version()}"]
    names += [f"{name} {version(name)}" for name in packages]
    return (
        f"Measured {_commit()}, on a shared {platform.machine()} machine of {os.cpu_count()} cores, "
        f"{platform.system()},\nwith {', '.join(names[:-1])} and {names[-1]}.\n"
    )


def _commit() -> str:
    command = ["git", "-C", str(Path(__file__).parent), "log", "-1", "--format=at commit %h of %cs"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True)
    except OSError:  # git is not there
        return f"at version {__version__}"
    return asked.stdout.strip() or f"at version {__version__}"


def section(tables: Mapping[str, Table]) -> str:
    """All tables as a section of the page, under what they were measured with."""
    told = (f"### {heading}\n\n{one}\n" for heading, one in tables.items())
    return "\n".join([f"{HEADING}\n", machine("python-dateutil"), *told])


def replaced(page: str, figures: str) -> str:
    """The page with another section in the place of the one that has its heading."""
    before, _, after = parted(page, figures.partition("\n")[0])
    return f"{before}{figures}{after}"


def parted(page: str, heading: str) -> tuple[str, str, str]:
    """What stands before a section, the section with its heading, and what follows."""
    before, rest = page.split(f"\n{heading}\n", 1)
    own, after = rest.split("\n## ", 1)
    return f"{before}\n", f"{heading}\n{own}", f"\n## {after}"
