"""Charges that grow by the day and are rounded once: `simple-daily` and `compound-daily`."""

from __future__ import annotations

from typing import Final, final

import numpy as np

from telcoterms.batch.kernels.late_charge.late import MOST, Late, Whole, settle
from telcoterms.batch.kernels.late_charge.nearest import offset_of, round_off
from telcoterms.batch.kernels.late_charge.powers import BEYOND, Powers, tabled
from telcoterms.batch.kernels.late_charge.starts import start_days
from telcoterms.batch.kernels.months import DayNumbers
from telcoterms.days import MONTHS_LIMIT
from telcoterms.rules.late_charge import CompoundDaily, SimpleDaily
from telcoterms.rules.late_charge.kinds import ByDay
from telcoterms.rules.late_charge.simple_daily import by_days
from telcoterms.working import rounded

_COARSE_BITS: Final = 8  # of the days in a coarse step
_MOST_DAYS: Final = MONTHS_LIMIT * 31


def _days(rule: ByDay, late: Late, net_days: int) -> DayNumbers:
    """The days that have passed since the start that the reading names, which may lie after the payment."""
    days = late.paid - start_days(late, rule.runs_from, net_days)
    if isinstance(rule, CompoundDaily) and rule.first_day == "counted":
        days += 1
    np.maximum(days, 0, out=days)
    return days


def _exactly(rule: ByDay, late: Late, row: int, days: DayNumbers) -> int:
    return rounded(by_days(rule, ((0, int(late.amount[late.rows[row]])),), int(days[row])), rule.rounding)


@final
class Simple:
    """The charging of `simple-daily`; that of a hundred years is less than 2^63."""

    __slots__ = ("net_days", "offset", "rate", "rule")

    def __init__(self, rule: SimpleDaily, net_days: int) -> None:
        self.rule, self.net_days = rule, net_days
        daily = rule.yearly_rate / 365
        self.rate, self.offset = float(daily), offset_of(daily.denominator)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        days = _days(self.rule, late, self.net_days)
        charges = (late.amount.take(late.rows) * days).astype(np.float64)
        charges *= self.rate
        doubtful = round_off(charges, self.offset, self.rule.rounding)
        out[late.rows] = charges
        settle(late, doubtful, lambda row: _exactly(self.rule, late, row, days), out)


@final
class Compound:
    """The charging of `compound-daily`: a coarse step is so many days at once, a fine one the days that are left."""

    __slots__ = ("net_days", "powers", "rule")

    def __init__(self, rule: CompoundDaily, net_days: int) -> None:
        self.rule, self.net_days = rule, net_days
        base, every = 1 + rule.daily_rate, 1 << _COARSE_BITS
        _, shares, grains = tabled(base, 1, every - 1)
        self.powers = Powers(base, every, _MOST_DAYS // every, shares, grains)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        days = _days(self.rule, late, self.net_days)
        coarse, fine = days >> _COARSE_BITS, days & ((1 << _COARSE_BITS) - 1)
        charges, doubtful = self.powers.charges(late, coarse, fine, self.rule.rounding)

        def exactly(row: int) -> int:
            return MOST + 1 if charges[row] > BEYOND else _exactly(self.rule, late, row, days)

        out[late.rows] = charges
        settle(late, doubtful, exactly, out)
