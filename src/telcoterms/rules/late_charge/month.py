"""The accrual of a month: balances by day, the reading's share of a month's charge, one rounding.

A month is a list of segments `(offset, balance)`: the balance at the end of the day that lies so many days after the
month's first, and until the next one. Day t of the month bears on the balance at the end of the day before, by the
share f(t) - f(t - 1) of a month's charge. Sums are minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from telcoterms.growth import Growth
from telcoterms.money import ROUNDERS
from telcoterms.rules.late_charge.kinds import ByMonth, PartMonth
from telcoterms.working import rounded

Segments = Sequence[tuple[int, int]]


def share(part_month: PartMonth, d: int, length: int) -> tuple[int, int]:
    """f(d), the share of a month's charge after `d` of its days, as numerator and (for all d the same) denominator."""
    assert part_month != "daily-compound", "it grows by powers, not by shares"
    match part_month:
        case "by-days":
            return d, length
        case "thirty-day-month":
            return (30 if d == length else min(d, 30)), 30
        case "days-of-year":
            return (365 if d == length else 12 * d), 365
        case "whole-month":
            return int(d > 0), 1
        case "completed-months":
            return int(d == length), 1
    assert_never(part_month)


def weights(part_month: PartMonth, segments: Segments, d: int, length: int) -> tuple[list[tuple[int, int]], int]:
    """Each balance with the numerator of its share of the month up to day `d`, and the denominator of all."""
    last, bottom = share(part_month, d, length)
    pairs = []
    for offset, balance in reversed(segments):
        first, _ = share(part_month, offset, length)
        pairs.append((balance, last - first))
        last = first
    return pairs[::-1], bottom


def compounded(rate: Fraction, segments: Segments, d: int, length: int) -> Growth:
    """Daily compounding: balance and accrual grow together; on a zero balance nothing grows."""
    grown = Growth(1 + rate, {})
    for place, (offset, balance) in enumerate(segments):
        until = segments[place + 1][0] if place + 1 < len(segments) else d
        if balance:
            grown = (grown + balance).grown(Fraction(until - offset, length)) - balance
    return grown


def month_accrual(rule: ByMonth, segments: Segments, d: int, length: int) -> Fraction | Growth:
    """What a month's balances have accrued after `d` of its `length` days, exactly."""
    if rule.part_month == "daily-compound":
        return compounded(rule.monthly_rate, segments, d, length)
    pairs, bottom = weights(rule.part_month, segments, d, length)
    return rule.monthly_rate * Fraction(sum(balance * weight for balance, weight in pairs), bottom)


def month_charge(rule: ByMonth, segments: Segments, d: int, length: int) -> int:
    """The same, rounded: what is posted, or shown as accrued."""
    if rule.part_month == "daily-compound":  # a power of 1 + r is seldom a ratio of integers
        return rounded(month_accrual(rule, segments, d, length), rule.rounding)
    if len(segments) == 1:
        top, bottom = share(rule.part_month, d, length)
        sum_ = segments[0][1] * top
    else:
        pairs, bottom = weights(rule.part_month, segments, d, length)
        sum_ = sum(balance * weight for balance, weight in pairs)
    rate = rule.monthly_rate
    return ROUNDERS[rule.rounding](sum_ * rate.numerator, bottom * rate.denominator)


def weighed_days(segments: Segments, days: int) -> int:
    """Each balance times the days that it stood, up to day `days`."""
    ends = [offset for offset, _ in segments[1:]] + [days]
    return sum(balance * (end - offset) for (offset, balance), end in zip(segments, ends, strict=False))
