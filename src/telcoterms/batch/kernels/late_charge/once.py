"""The charge of `compound-monthly` that is exact until it is rounded once, at the end."""

from __future__ import annotations

from typing import final

import numpy as np

from telcoterms.batch.kernels.late_charge.elapsed import PARTS, elapsed
from telcoterms.batch.kernels.late_charge.late import MOST, Late, Whole, settle
from telcoterms.batch.kernels.late_charge.parts import parts_of
from telcoterms.batch.kernels.late_charge.powers import BEYOND, Powers
from telcoterms.batch.kernels.months import STEP
from telcoterms.days import MONTHS_LIMIT
from telcoterms.rules.late_charge import CompoundMonthly
from telcoterms.rules.late_charge.question import over_months


@final
class Once:
    """The charging of `compound-monthly` under `round_at` once: a coarse step is a month, a fine one what has begun."""

    __slots__ = ("net_days", "powers", "rule")

    def __init__(self, rule: CompoundMonthly, net_days: int) -> None:
        self.rule, self.net_days = rule, net_days
        parts, denominator = parts_of(rule)
        grains = np.full(PARTS, 1 / denominator if denominator else 0.0)
        grains[::STEP] = 1  # nothing of the month has passed
        self.powers = Powers(1 + rule.monthly_rate, 1, MONTHS_LIMIT, parts, grains)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time = elapsed(self.rule, late, self.net_days)
        charges, doubtful = self.powers.charges(late, time.months, time.part, self.rule.rounding)

        def exactly(row: int) -> int:
            if charges[row] > BEYOND:
                return MOST + 1
            return over_months(self.rule, int(late.amount[late.rows[row]]), *time.at(row))

        out[late.rows] = charges
        settle(late, doubtful, exactly, out)
