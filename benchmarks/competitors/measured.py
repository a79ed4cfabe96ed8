"""What each competitor is given and how many of its cents are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns
from benchmarks.competitors import Competitor
from benchmarks.competitors.rows import right
from benchmarks.timing import Work

CHECKED: Final = 200_000  # rows at most whose cents are compared with the scalar answer


class Given(NamedTuple):
    """Rows that are given, what is timed on them, the share of wrong cents among all rows and among those paid late."""

    rows: int
    work: Work
    wrong: float
    wrong_late: float


def prepared(competitors: Mapping[str, Competitor], columns: Columns) -> dict[str, Given]:
    """Each competitor with the first rows of the same columns."""
    checked = columns.head(CHECKED)
    truth, is_late = right(checked), checked.paid - checked.issued > DAYS_TO_PAY
    ready = {}
    for key, competitor in competitors.items():
        own = columns.head(competitor.rows_most)
        run = competitor.prepare(own)
        found = run()[:CHECKED]
        late = is_late[: len(found)]
        wrong = share_wrong(found, truth), share_wrong(found[late], truth[: len(found)][late])
        ready[key] = Given(len(own.amount), run, *wrong)
    return ready


def share_wrong(found: Cents, truth: Cents) -> float:
    """The share of the rows found whose cents differ from the first of the right ones."""
    return float(np.mean(found != truth[: len(found)]))
