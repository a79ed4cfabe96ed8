"""The section of the page that tells the figures of batch."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Final

import numpy as np

from benchmarks.batch_parts.bars import described
from benchmarks.batch_parts.clause import KOS, NET, table_of
from benchmarks.batch_parts.part import Setting, Told
from benchmarks.columns import Columns
from benchmarks.report import Table, machine, ratio
from telcoterms.batch import late_charge

HEADING: Final = "## Batch figures"
WIDTH: Final = 119
ROUGH: Final = 3  # rounds; fewer tell little
BANDS: Final = {"0": (0, 0), "1": (1, 1), "2": (2, 2), "3 to 5": (3, 5), "6 to 11": (6, 11), "12 to 24": (12, 24)}


def section(told: Sequence[Told], setting: Setting, picture: str) -> str:
    """All tables under what they were measured with; `picture` is the name of its file."""
    plan, rounds = setting.plan, "one round" if setting.plan.rounds == 1 else f"{setting.plan.rounds} rounds"
    lines = [
        HEADING,
        machine("numpy", "pyarrow").strip(),
        _filled(
            "A *C loop* is the time per row that a plain loop in C takes for the same late charges, with nothing "
            f"around it: on {plan.rows:,} rows, by one thread, built by the C compiler of the machine with `-O2`. Its "
            "cents are those of the terms. All figures are multiples of that time, measured in one run of "
            f"{rounds}. In each round, every method has its turn, and the loop has one before each section. The "
            "shortest call of all rounds counts. The garbage collector is switched off meanwhile."
        ),
    ]
    if plan.rounds < ROUGH:
        lines.append("**This was a short run, to see that all is there: its figures are rough.**")
    bars = [bar for one in told for bar in one.bars]
    if bars:
        lines.append(f"![{described(bars)}]({picture})")
    targets = [target for one in told for target in one.targets]
    if targets:
        rows = [
            (one.what, _figure(one.found), _figure(one.most), "yes" if one.found <= one.most else "no")
            for one in targets
        ]
        lines += ["### Targets", str(Table(("", "found", "at most", "reached"), rows))]
    lines += ["### The rows", *_rows(setting.columns.head(plan.fewer))]
    for one in told:
        lines += [f"### {one.heading}", _filled(one.text), str(one.table)]
    return "\n\n".join(lines) + "\n"


def _rows(columns: Columns) -> tuple[str, str]:
    """How late the rows are."""
    late = columns.paid - columns.issued > NET
    months = late_charge(KOS, table_of(columns), beside=["months"])["months"].to_numpy()
    shares = [np.mean(~late), *(np.mean(late & (months >= low) & (months <= high)) for low, high in BANDS.values())]
    text = (
        "Unless a section says otherwise, the rows are invoices of 1.00 to 300.00 from seven years. 40 % are paid in "
        "time. The others are paid after a delay that follows an exponential distribution, cut off at two years. The "
        f"table shows how many of the first {len(months):,} rows are late by how many whole months. The average over "
        f"all rows is {months.mean():.2f} months."
    )
    heads = ("in time", *(f"{one} months" if one == "0" else one for one in BANDS))
    return _filled(text), str(Table(heads, [tuple(f"{one:.1%}".replace("%", " %") for one in shares)]))


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else ratio(value, 1)


def _filled(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
