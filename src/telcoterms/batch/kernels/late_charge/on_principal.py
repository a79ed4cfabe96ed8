"""Charges that each month posts, rounded, on the principal alone: so many equal ones, and the started month's."""

from __future__ import annotations

from typing import final

import numpy as np

from telcoterms.batch.kernels.late_charge.elapsed import elapsed
from telcoterms.batch.kernels.late_charge.late import Late, Whole, settle
from telcoterms.batch.kernels.late_charge.nearest import offset_of, round_off
from telcoterms.batch.kernels.late_charge.parts import parts_of
from telcoterms.money import ROUNDERS
from telcoterms.rules.late_charge import MonthlyOnDay, SimpleMonthly
from telcoterms.rules.late_charge.month import month_charge


@final
class OnPrincipal:
    """The charging of `simple-monthly`, and of `monthly-on-day` on the principal.

    The charge of a hundred years is less than 2^63.
    """

    __slots__ = ("net_days", "offset", "part_offset", "parts", "rate", "rule")

    def __init__(self, rule: SimpleMonthly | MonthlyOnDay, net_days: int) -> None:
        self.rule, self.net_days = rule, net_days
        self.rate, self.offset = float(rule.monthly_rate), offset_of(rule.monthly_rate.denominator)
        self.parts, denominator = parts_of(rule)
        self.part_offset = offset_of(denominator) if denominator else 0.0

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time, rounding = elapsed(self.rule, late, self.net_days), self.rule.rounding
        amounts = late.amount.take(late.rows)
        sums = amounts.astype(np.float64)
        months = sums * self.rate
        doubtful = round_off(months, self.offset, rounding)
        parts = self.parts.take(time.part) * sums
        doubtful = np.union1d(doubtful, round_off(parts, self.part_offset, rounding))
        out[late.rows] = months.astype(np.int64) * time.months + parts.astype(np.int64)
        settle(late, doubtful, lambda row: self._exactly(int(amounts[row]), *time.at(row)), out)

    def _exactly(self, amount: int, months: int, days: int, length: int) -> int:
        rate = self.rule.monthly_rate
        month = ROUNDERS[self.rule.rounding](amount * rate.numerator, rate.denominator)
        return months * month + month_charge(self.rule, ((0, amount),), days, length)
