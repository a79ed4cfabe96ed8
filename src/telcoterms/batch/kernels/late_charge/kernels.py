"""Choose the kernel of a clause, and count the months of its rows.

A leaf with one number and a last day in time that lies some days after the invoice is computed by arrays; so are joins
and bounds of what their parts come to in all. What else a clause may have is rare, and computed row by row: a grace
period of months, of open days or from a reminder, a coin to which is rounded, a threshold that changes, a join month by
month, days of unequal weight, and periods of twelve months or thirty days.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

import numpy as np

from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import NO_FACTS, Bound, NumberFacts, days_of_change, is_constant, value_on
from telcoterms.batch.kernels.days import EPOCH, DayNumbers
from telcoterms.batch.kernels.late_charge.charging import (
    ByChunks,
    ChargeKernel,
    Charging,
    Compound,
    EachBlock,
    EachMonth,
    Fee,
    Fine,
    InTime,
    Late,
    Once,
    OnPrincipal,
    Simple,
    SumEachBlock,
    SumEachMonth,
    Whole,
    elapsed,
)
from telcoterms.batch.kernels.late_charge.compiled import compiled_kernel
from telcoterms.batch.kernels.late_charge.joins import (
    BySegment,
    Joined,
    Nothing,
    RowByRow,
    Take,
    greater_of,
    lesser_of,
    sum_of,
)
from telcoterms.clauses.late_charge.accrual import bound_of, is_by_month, is_rounded_once, joined_parts
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.kinds import (
    DAYS_OF_MONTH,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays, counted_days, weight_of_day
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import add_days
from telcoterms.values.errors import InputError, TelcoTermsError, Unquoted
from telcoterms.values.money import Money
from telcoterms.values.periods import counts_business_days


class Setting(NamedTuple):
    """What a kernel is made for: the days until a bill is due, the facts of its numbers, the calendar."""

    net_days: int
    facts: NumberFacts
    calendar: Calendar | None


def kernel_of(
    rule: LateChargeRule,
    net_days: int,
    facts: NumberFacts = NO_FACTS,
    calendar: Calendar | None = None,
) -> ChargeKernel:
    """Return the kernel of a clause, where a bill is due so many days after its invoice.

    `facts` are those by which the numbers of the clause are chosen, the same for all rows. Of one rate that is
    compounded by the month and rounds each month it is the core's, where that is installed.
    """
    kernel = _tree(rule, None, None, Setting(net_days, facts, calendar))
    if isinstance(rule, RateCharge) and isinstance(kernel, ByChunks) and kernel.least == 1:
        charging = kernel.charging
        if isinstance(charging, EachMonth) and rule.on_day is None and charging.days.last == net_days:
            return compiled_kernel(rule, charging.month, charging.days, kernel)
    return kernel


def _tree(rule: LateChargeRule, grace: Grace | None, threshold: Threshold | None, setting: Setting) -> ChargeKernel:
    """Return the kernel of a clause; `grace` and `threshold` are those of the join around it."""
    grace, threshold = rule.grace or grace, rule.threshold or threshold
    kernel = _unbounded(rule, grace, threshold, setting)
    bounds: tuple[tuple[Bound | None, Take], ...] = ((rule.least, greater_of), (rule.most, lesser_of))
    for bound, take in bounds:
        if bound is not None:
            kernel = Joined((kernel, _leaf(bound_of(rule, bound), grace, threshold, setting)), take)
    return kernel


def _unbounded(
    rule: LateChargeRule, grace: Grace | None, threshold: Threshold | None, setting: Setting
) -> ChargeKernel:
    match rule:
        case NoCharge():
            return Nothing()
        case FlatCharge() | PercentageCharge() | RateCharge():
            return _leaf(rule, grace, threshold, setting)
        case SumOf() | GreaterOf() | LesserOf():
            if is_by_month(rule):
                return _singly(rule, grace, threshold, setting)
            parts = tuple(_tree(part, grace, threshold, setting) for part in joined_parts(rule, setting.facts))
            return Joined(parts, _take_of(rule))
    assert_never(rule)


def _take_of(rule: SumOf | GreaterOf | LesserOf) -> Take:
    """Return what a join takes of two charges of each row."""
    match rule:
        case SumOf():
            return sum_of
        case GreaterOf():
            return greater_of
        case LesserOf():
            return lesser_of
    assert_never(rule)


def _singly(rule: LateChargeRule, grace: Grace | None, threshold: Threshold | None, setting: Setting) -> RowByRow:
    """Return the kernel that charges each row by itself, without the bounds of the clause."""
    alone = replace(rule, grace=grace, threshold=threshold, least=None, most=None)

    def charge_of(amount: int, issued: date, paid: date, billing_months: int) -> int:
        days = DebtDays(issued, add_days(issued, setting.net_days), billing_months, setting.facts)
        return charge_minor(alone, amount, days, paid, setting.calendar)

    return RowByRow(charge_of)


Leaf = FlatCharge | PercentageCharge | RateCharge


def _leaf(leaf: Leaf, grace: Grace | None, threshold: Threshold | None, setting: Setting) -> ChargeKernel:
    """Return the kernel of a leaf without its bounds."""
    singly = _singly(leaf, grace, threshold, setting)
    last, least = _last_days(grace, setting.net_days), _least(threshold)
    if last is None or least is None or leaf.round_to is not None:
        return singly
    days, number = InTime(setting.net_days, last), _number(leaf)

    def of_number(value: object) -> ChargeKernel:
        charging = None if value is None else _charging(_with_number(leaf, value), days)
        return singly if charging is None else ByChunks(charging, days.last, least)

    if is_constant(number):
        return of_number(number)
    changes = days_of_change(number, setting.facts)
    kernels = tuple(of_number(_value(number, day, setting.facts)) for day in (date.min, *changes))
    first, until = _days_that_matter(leaf, days)
    return BySegment(np.array([day.toordinal() - EPOCH for day in changes], np.int64), kernels, first, until, singly)


def _number(leaf: Leaf) -> object:
    match leaf:
        case FlatCharge():
            return leaf.sum
        case PercentageCharge():
            return leaf.share
        case RateCharge():
            return leaf.rate
    assert_never(leaf)


def _with_number(leaf: Leaf, value: Any) -> Leaf:
    """Return the same leaf with one number."""
    match leaf:
        case FlatCharge():
            return replace(leaf, sum=value)
        case PercentageCharge():
            return replace(leaf, share=value)
        case RateCharge():
            return replace(leaf, rate=value)
    assert_never(leaf)


def _value(number: object, day: date, facts: NumberFacts) -> object:
    """Return a number on a day; None where it has none, or a fact is missing: then each row is told so by itself."""
    try:
        return value_on(number, day, facts)
    except TelcoTermsError:
        return None


def _days_that_matter(leaf: Leaf, days: InTime) -> tuple[int, int | None]:
    """Return from which day after the invoice a leaf looks up its number, and until which: None is that of payment."""
    if isinstance(leaf, PercentageCharge) or (isinstance(leaf, FlatCharge) and leaf.is_once):
        return days.last + 1, days.last + 1
    match leaf.dated_by:
        case "invoice-date":
            return 0, 0
        case "due-date":
            return days.due, days.due
        case "each-period" | "each-day":
            return -DAYS_OF_MONTH, None  # the first period may begin before the invoice, on a day of the month
    assert_never(leaf.dated_by)


def _last_days(grace: Grace | None, net_days: int) -> int | None:
    """Return how many days after the invoice the last day in time lies; None where they are not the same for all."""
    if grace is None:
        return net_days
    if grace.months or counts_business_days(grace.count):
        return None
    match grace.counted_from:
        case "due-date":
            return net_days + grace.days
        case "invoice-date":
            return max(net_days, grace.days)
        case "reminder":
            return None
    assert_never(grace.counted_from)


def _least(threshold: Threshold | None) -> int | None:
    """Return from which amount on a charge is set off, in minor units; None where it is not the same for all."""
    if threshold is None:
        return 1
    is_same = isinstance(threshold.over, Money | None) and isinstance(threshold.at_least, Money | None)
    return threshold.least_minor(date.min, NO_FACTS) if is_same else None


def _charging(leaf: Leaf, days: InTime) -> Charging | None:
    """Return the arithmetic of a leaf with one number; None where no arrays compute it."""
    match leaf:
        case FlatCharge():
            assert isinstance(leaf.sum, Money)
            return _sum_charging(leaf, leaf.sum.minor, days)
        case PercentageCharge():
            assert isinstance(leaf.share, Fraction)
            return Fine(leaf.share, leaf.rounding)
        case RateCharge():
            assert isinstance(leaf.rate, Fraction)
            return _rate_charging(leaf, leaf.rate, days)
    assert_never(leaf)


def _sum_charging(leaf: FlatCharge, minor: int, days: InTime) -> Charging | None:
    match leaf.per:
        case "once":
            return Fee(minor)
        case "month":
            return SumEachMonth(leaf, minor, days)
        case "day":
            return SumEachBlock(leaf, minor, 1, "completed", days, counted_days(leaf.first_day))
        case EveryDays() as every:
            match leaf.part_block:
                case "begun" | "completed" as part_block:
                    return SumEachBlock(leaf, minor, every.days, part_block, days, 0)
                case "by-days":
                    return None
            assert_never(leaf.part_block)
    assert_never(leaf.per)


def _rate_charging(leaf: RateCharge, rate: Fraction, days: InTime) -> Charging | None:
    match leaf.per:
        case "month":
            return _month_charging(leaf, rate, days)
        case "day":
            return _day_charging(leaf, rate, days)
        case "year":
            if leaf.compounds_by_month:
                return _month_charging(leaf, rate / 12, days)
            weight = weight_of_day(leaf.day_count)
            return None if weight is None else _day_charging(leaf, rate * weight, days)
        case EveryDays() as every:
            return EachBlock(leaf, rate, every.days, days)
    assert_never(leaf.per)


def _month_charging(leaf: RateCharge, monthly: Fraction, days: InTime) -> Charging:
    if not leaf.compounds_when_posted:
        return OnPrincipal(leaf, monthly, days)
    return Once(leaf, monthly, days) if is_rounded_once(leaf.round_at) else EachMonth(leaf, monthly, days)


def _day_charging(leaf: RateCharge, daily: Fraction, days: InTime) -> Charging | None:
    match leaf.compounding:
        case "none":
            return Simple(leaf, daily, days)
        case "daily":
            return Compound(leaf, daily, days)
        case "monthly" | "yearly" | "30-days":
            return None
    assert_never(leaf.compounding)


def monthly_leaf(rule: LateChargeRule) -> RateCharge:
    """Return the one leaf of a clause whose months can be counted, inside its bounds.

    Raises `InputError` for a clause that counts no months, or several times over.
    """
    if isinstance(rule, RateCharge) and (rule.on_day is not None or rule.goes_by_months):
        return rule
    raise InputError("these terms charge {kind}, which counts no months: leave months out", kind=Unquoted(rule.kind))


def months_of(
    rule: LateChargeRule, net_days: int, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int
) -> DayNumbers:
    """Return the whole months that the charge of each row counts, none for a payment in time.

    Raises `InputError` for a clause that counts no months, or whose last day in time no arrays compute.
    """
    leaf, last = monthly_leaf(rule), _last_days(rule.grace, net_days)
    if last is None:
        raise InputError(
            "no column of months is computed where each bill has a grace period of its own: leave months out"
        )
    months = np.zeros(len(issued), np.int32)
    rows = np.flatnonzero(paid - issued > last)
    late_billing_months = billing_months if isinstance(billing_months, int) else billing_months.take(rows)
    late = Late(rows, np.empty(0, np.int64), issued.take(rows), paid.take(rows), late_billing_months)
    months[rows] = elapsed(leaf, late, InTime(net_days, last)).months
    return months
