"""What a started month bears, as a share of its balance: a table by the place in the month, for each reading."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from telcoterms.batch.kernels.late_charge.elapsed import LENGTHS, PARTS
from telcoterms.batch.kernels.late_charge.nearest import Shares
from telcoterms.batch.kernels.late_charge.powers import precision_for
from telcoterms.batch.kernels.months import STEP
from telcoterms.rules.late_charge.kinds import ByMonth
from telcoterms.rules.late_charge.month import share


class Parts(NamedTuple):
    """The share by place in the month, and the largest denominator of all; None where they are no ratios."""

    shares: Shares
    denominator: int | None


def parts_of(rule: ByMonth) -> Parts:
    """The table of a clause; each share is the nearest float to the exact one."""
    shares, rate, denominator = np.zeros(PARTS), rule.monthly_rate, 1
    if rule.part_month == "daily-compound":
        precise = precision_for(1 + rate)
        base = precise.ln(precise.divide(*(1 + rate).as_integer_ratio()))
        for length in LENGTHS:
            for days in range(length):
                power = precise.exp(precise.divide(precise.multiply(base, days), length))
                shares[length * STEP + days] = float(precise.subtract(power, 1))
        return Parts(shares, None)
    for length in LENGTHS:
        for days in range(length):
            exact = rate * Fraction(*share(rule.part_month, days, length))
            shares[length * STEP + days] = float(exact)
            denominator = max(denominator, exact.denominator)
    return Parts(shares, denominator)
