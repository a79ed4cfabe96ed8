"""What comes back of prepaid fees, over columns: `telcoterms.clauses.refund` for many rows at once.

A refund is one fraction, fee x (days left + months after x days of the cycle) / (months of the fee x days of the
cycle). Its numerator is below 2^57: a fee of 10^12, and at most 3,600 months of 31 days. Where a day bears 12 fees over
the 365 days of a year, these stand for the days of the cycle, and it is below 2^61.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import DAY, NO_DAY, SPANS, DayNumbers, outside, places
from telcoterms.batch.kernels.numbers import gathered, parts, share, whole_numbers
from telcoterms.clauses.refund import ByDays, NoRefund, RefundRule, ReRated
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import LIMIT

Mask = NDArray[np.bool_]
YEAR: Final = 365


class PrepaidColumns(NamedTuple):
    """What was prepaid and when it was cancelled: columns, of which each may be one value for all rows.

    Days are numbers since 1970-01-01, `fee` is in minor units. A `billing_day` of 0 is the day of `cycle_start`, a
    `paid_until` of `NO_DAY` the end of the cycle.
    """

    fee: NDArray[Any]
    cycle_start: NDArray[Any]
    cancelled: NDArray[Any]
    fee_months: NDArray[Any] = np.array(1)
    billing_day: NDArray[Any] = np.array(0)
    paid_until: NDArray[Any] = np.array(NO_DAY)
    fixed_term: NDArray[Any] = np.array(False)


class PrepaidMisfits(NamedTuple):
    """Rows whose facts are refused, by the fact; the first that holds a row is the refusal that the question makes.

    `years` are those with a day outside the tables' years, which the question itself does not refuse.
    """

    fee: Mask
    fee_months: Mask
    billing_day: Mask
    years: Mask
    cycle_start: Mask
    cancelled: Mask
    paid_until: Mask


def misfits(facts: PrepaidColumns) -> PrepaidMisfits:
    """Return the rows that do not fit."""
    return gathered(_misfits, facts)


ArrayRule = ByDays | NoRefund
"""A clause on refunds that the kernel computes, where `as_arrays` returns it."""


def as_arrays(rule: RefundRule) -> ArrayRule | None:
    """Return a clause that the kernel computes; None for one whose rows are answered each on its own.

    Those are clauses that take sums off, give the whole fee back early, or know other cycles than months.
    """
    match rule:
        case NoRefund():
            return rule
        case ByDays():
            is_plain = rule.cycle is None and rule.all_back_within is None and rule.kept is None
            return rule if is_plain else None
        case ReRated():
            return None
    assert_never(rule)


def refund(rule: ArrayRule, facts: PrepaidColumns, out: NDArray[np.int64]) -> None:
    """Write to `out` what comes back, in minor units and without its tax; every row fits."""
    match rule:
        case NoRefund():
            out[:] = 0
        case ByDays():
            _by_days(rule, facts, out)
        case _:
            assert_never(rule)


def _by_days(rule: ByDays, facts: PrepaidColumns, out: NDArray[np.int64]) -> None:
    one = whole_numbers([1])
    for rows, prepaid in parts(facts, len(out)):
        start, day = places(prepaid.cycle_start), _day(prepaid)
        length: NDArray[Any] = _span(start, day) & DAY
        left = prepaid.cycle_start + length - prepaid.cancelled
        match rule.cancel_day:
            case "used":
                left = left - 1
            case "refunded":
                pass
            case _:
                assert_never(rule.cancel_day)
        match rule.month_length:
            case "actual":
                pass
            case "thirty-day-month":
                left, length = np.minimum(left, 30), np.full_like(length, 30)
            case "strict-thirty":
                used = length - left
                left, length = 30 - np.where(left == 0, 30, np.minimum(used, 30)), np.full_like(length, 30)
            case "days-of-year":
                left, length = np.minimum(12 * left, YEAR), np.full_like(length, YEAR)
            case _:
                assert_never(rule.month_length)
        until = (places(prepaid.paid_until) >> 5) - (start >> 5) - 1
        after = np.where(prepaid.paid_until == NO_DAY, 0, until)
        parts_left = (left + after * length) * ((after >= 0) & ~prepaid.fixed_term)
        share(prepaid.fee * parts_left, one, prepaid.fee_months * length, rule.rounding, out[rows])


def _day(prepaid: PrepaidColumns) -> DayNumbers:
    """Return the day of the month on which each row is billed."""
    return np.where(prepaid.billing_day == 0, places(prepaid.cycle_start) & DAY, prepaid.billing_day)


def _span(places_: DayNumbers, day: DayNumbers) -> DayNumbers:
    """Return from `SPANS` the billing day in the month of a place."""
    return SPANS.take((places_ & ~DAY) + day, mode="clip")


def _misfits(prepaid: PrepaidColumns) -> PrepaidMisfits:
    fee, cycle_start, cancelled, fee_months, billing_day, paid_until, _ = prepaid
    day, given = _day(prepaid), paid_until != NO_DAY
    span = _span(places(cycle_start), day)
    end = cycle_start + (span & DAY)
    return PrepaidMisfits(
        fee=(fee < 0) | (fee > LIMIT),
        fee_months=(fee_months < 1) | (fee_months > MAX_MONTHS),
        billing_day=(billing_day < 0) | (billing_day > 31),
        years=outside(cycle_start) | outside(cancelled) | (given & outside(paid_until)),
        cycle_start=span >> 5 != cycle_start,
        cancelled=(cancelled < cycle_start) | (cancelled >= end),
        paid_until=given & (_span(places(paid_until), day) >> 5 != paid_until),
    )
