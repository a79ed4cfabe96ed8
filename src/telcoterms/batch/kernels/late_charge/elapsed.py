"""How long a late row's charge has run: whole months, and where in the started month it ends.

The second is one number, `days of the month x 32 + days that have passed`, by which a table holds what a started month
bears.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from telcoterms.batch.kernels.late_charge.late import Late
from telcoterms.batch.kernels.late_charge.starts import before_on_day, start_places, whole_months
from telcoterms.batch.kernels.months import SPANS, STEP, STEP_BITS, DayNumbers
from telcoterms.rules.late_charge import MonthlyOnDay
from telcoterms.rules.late_charge.kinds import ByMonth

PARTS: Final = STEP * STEP  # how many numbers a place in a month may have
LENGTHS: Final = range(28, 32)


class Elapsed(NamedTuple):
    """Of late rows: whole months since the start, and the place in the started month."""

    months: DayNumbers
    part: DayNumbers

    def at(self, row: int) -> tuple[int, int, int]:
        """Of one row the whole months, the days of the started one that have passed, and how many it has."""
        length, days = divmod(int(self.part[row]), STEP)
        return int(self.months[row]), days, length


def elapsed(rule: ByMonth, late: Late, net_days: int) -> Elapsed:
    """The time from the start that the reading names; nothing where that lies after the payment."""
    places = start_places(late, rule.runs_from, net_days)
    if isinstance(rule, MonthlyOnDay):  # between two such days nothing accrues
        months = np.maximum(whole_months(before_on_day(places, rule.day_of_month), late.paid), 0)
        return Elapsed(months, np.full_like(months, LENGTHS.start * STEP))
    months = whole_months(places, late.paid)
    ahead = rule.runs_from == "next-invoice-date"  # the one start that can lie after the payment
    if ahead:
        np.maximum(months, 0, out=months)
    places += months << STEP_BITS
    spans = SPANS.take(places)
    days = late.paid - (spans >> STEP_BITS)
    if ahead:
        np.maximum(days, 0, out=days)
    return Elapsed(months, ((spans & (STEP - 1)) << STEP_BITS) + days)
