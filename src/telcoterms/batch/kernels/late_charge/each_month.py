"""Charges that each month posts, rounded, and the next month bears on: what compounds by the month.

The rows are sorted by their whole months, so that a month is charged on the rest of one array. A balance never shrinks:
once the largest last one is so small that nothing was in doubt, no step before it was. Else the months run once more,
and the rows in doubt at any of them are settled by exact arithmetic.
"""

from __future__ import annotations

from typing import Final, final

import numpy as np

from telcoterms.batch.kernels.late_charge.elapsed import elapsed
from telcoterms.batch.kernels.late_charge.late import Late, Rows, Whole, settle
from telcoterms.batch.kernels.late_charge.nearest import EXACT, NOBODY, Shares, offset_of, round_off, surely
from telcoterms.batch.kernels.late_charge.parts import parts_of
from telcoterms.batch.kernels.months import DayNumbers
from telcoterms.money import compounded
from telcoterms.rules.late_charge.kinds import CompoundMonthly, MonthlyOnDay
from telcoterms.rules.late_charge.month import month_charge

_ROW_BITS: Final = 16  # of a place in a chunk
_FEW: Final = 8  # rows that are compounded each by itself: a month of so few costs more than all of theirs
_BEYOND: Final = 1 << 64  # no charge of such a balance fits
_AT_ONCE: Final = 60  # months between two looks at whether a balance is beyond


@final
class EachMonth:
    """The charging of `compound-monthly` that rounds each month, and of `monthly-on-day` on the balance."""

    __slots__ = ("net_days", "offset", "part_offset", "parts", "rate", "rule")

    def __init__(self, rule: CompoundMonthly | MonthlyOnDay, net_days: int) -> None:
        self.rule, self.net_days = rule, net_days
        self.rate, self.offset = float(rule.monthly_rate), offset_of(rule.monthly_rate.denominator)
        self.parts, denominator = parts_of(rule)
        self.part_offset = offset_of(denominator) if denominator else 0.0

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time = elapsed(self.rule, late, self.net_days)
        order, ends = _by_months(time.months)
        rows = late.rows.take(order)
        amounts = late.amount.take(rows)
        parts = self.parts.take(time.part.take(order))
        sure = surely(0, self.offset)
        balances, doubtful = self._grown(amounts, ends, sure)
        if sure and not surely(float(balances.max()) * self.rate, self.offset):
            balances, doubtful = self._grown(amounts, ends, sure=False)
        parts *= balances
        sure = surely(float(parts.max()), self.part_offset)
        doubtful.append(round_off(parts, self.part_offset, self.rule.rounding, sure))
        balances += parts
        doubtful.append(np.flatnonzero(balances > EXACT))
        out[rows] = balances.astype(np.int64) - amounts
        doubted = order.take(np.unique(np.concatenate(doubtful)))
        settle(late, doubted, lambda row: self._exactly(int(late.amount[late.rows[row]]), *time.at(row)), out)

    def _grown(self, amounts: Whole, ends: Rows, sure: bool) -> tuple[Shares, list[Rows]]:
        """The balances after all whole months, and the rows in doubt after each of them."""
        balances, doubtful = amounts.astype(np.float64), [NOBODY]
        scratch = np.empty_like(balances)
        for end in ends:
            rest = balances[end:]
            if len(rest) <= _FEW:
                months = np.searchsorted(ends, np.arange(end, len(balances)), side="right").tolist()
                rest[:] = [self._compounded(*one) for one in zip(amounts[end:].tolist(), months, strict=True)]
                break
            charges = np.multiply(rest, self.rate, out=scratch[end:])
            doubtful.append(round_off(charges, self.offset, self.rule.rounding, sure) + end)
            rest += charges
        return balances, doubtful

    def _compounded(self, balance: int, months: int) -> int:
        """An amount after so many months, or at the first look at which no column holds it."""
        rate = self.rule.monthly_rate
        while months and balance <= _BEYOND:
            balance = compounded(balance, *rate.as_integer_ratio(), min(months, _AT_ONCE), self.rule.rounding)
            months -= min(months, _AT_ONCE)
        return balance

    def _exactly(self, amount: int, months: int, days: int, length: int) -> int:
        balance = self._compounded(amount, months)
        if balance <= _BEYOND:
            balance += month_charge(self.rule, ((0, balance),), days, length)
        return balance - amount


def _by_months(months: DayNumbers) -> tuple[Rows, Rows]:
    """The rows in the order of their months; for each month, how many rows end before it."""
    keys = (months << _ROW_BITS) | np.arange(len(months), dtype=np.int32)
    keys.sort()  # plain numbers: much faster than to sort rows by a key
    ends = np.searchsorted(keys, np.arange(1, (keys[-1] >> _ROW_BITS) + 1, dtype=np.int32) << _ROW_BITS)
    return keys & ((1 << _ROW_BITS) - 1), ends
