"""How fast batch is, in ratios, and that it is right: `python benchmarks/batch.py`, with `--write` into the page.

The page is docs/performance.md, with a picture beside it. `--full` adds columns of a hundred million rows and compares
ten million rows with the answers of the terms, and more under each combination of readings; `--quick` takes few of all,
to see the page and not the figures.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who runs this file by its path

from benchmarks.batch_parts import audits, delays, equality, growth, parquet, readings, speed, statements
from benchmarks.batch_parts.bars import picture
from benchmarks.batch_parts.page import section
from benchmarks.batch_parts.part import Part, Plan, Setting, measured
from benchmarks.columns import realistic
from benchmarks.competitors import COMPETITORS
from benchmarks.report import replaced
from benchmarks.scalar import PAGE

PICTURE: Final = PAGE.with_name("batch.svg")
PARTS: Final[Mapping[str, Callable[[Setting], Part]]] = {
    "speed": speed.part,
    "readings": readings.part,
    "delays": delays.part,
    "growth": growth.part,
    "statements": statements.part,
    "parquet": parquet.part,
    "audits": audits.part,
    "equality": equality.part,
}
USUAL: Final = Plan(
    rounds=5,
    turn_seconds=0.01,
    rows=10_000_000,
    fewer=300_000,
    kinds=readings.KINDS,
    sizes=(10_000, 100_000, 1_000_000, 10_000_000),
    peaks=(1_000_000, 10_000_000),
    accounts=50_000,
    alone=2_000,
    filed=2_000_000,
    audited=300_000,
    equal=(500_000, 2_000),
    processes=os.cpu_count() or 1,
    competitors=COMPETITORS,
)
FULL: Final = replace(USUAL, sizes=(*USUAL.sizes, 100_000_000), equal=(10_000_000, 200_000))
QUICK: Final = replace(
    USUAL,
    rounds=1,
    rows=1_000_000,
    fewer=50_000,
    sizes=(10_000, 100_000, 1_000_000),
    peaks=(100_000, 1_000_000),
    accounts=5_000,
    alone=200,
    filed=200_000,
    audited=20_000,
    equal=(10_000, 20),
)


def figures(plan: Plan, only: str = "") -> tuple[str, str]:
    """The section of the page with all parts, or those whose name holds a text; and the picture, if there is one."""
    with TemporaryDirectory() as folder:
        setting = Setting(plan, realistic(plan.rows), Path(folder))
        told = measured({name: part(setting) for name, part in PARTS.items() if only in name}, setting)
        bars = [bar for one in told for bar in one.bars]
        return section(told, setting, PICTURE.name), picture(bars) if bars else ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    what.add_argument(
        "--only", default="", metavar="TEXT", help=f"measure the parts whose name holds a text: {', '.join(PARTS)}"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_const", dest="plan", const=FULL, help="more rows; takes long")
    size.add_argument("--quick", action="store_const", dest="plan", const=QUICK, help="few rows, one turn")
    asked = parser.parse_args(arguments)
    text, drawn = figures(asked.plan or USUAL, asked.only)
    print(text)
    if asked.write:
        PAGE.write_text(replaced(PAGE.read_text("utf-8"), text), "utf-8")
        PICTURE.write_text(drawn, "utf-8")


if __name__ == "__main__":
    main()
