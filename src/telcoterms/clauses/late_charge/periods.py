"""Divide time for a late charge: from which day it counts, in which periods, and which share of a period has passed.

Days are ordinals. Month k of a charge runs from A_k to A_(k+1), and each A_k is counted from A_0 itself, so that a
start on the 31st comes back to the 31st after a short month.

**Start.** The reading `runs_from` names A_0: the invoice date, the due date, the first bill after the last day in time,
or that last day. Where the periods end on one day of the month, A_0 is the last such day on or before it. Where
`first_day` counts A_0 itself, the first period begins on the day before.

**Share.** Of a period of D days, the first d bring the share f(d) of its charge, with f(0) = 0. Of a month

    by-days            d / D
    thirty-day-month   min(d, 30) / 30, and 1 at the end
    days-of-year       12 d / 365, and 1 at the end
    whole-month        1 as soon as the month has begun
    completed-months   1 when it is over, 0 before

and of a year the days by its day-count convention. A balance that stands from day a to day b brings
balance x rate x (f(b) - f(a)).
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, assert_never

from telcoterms.agreement.conditions import EveryDays
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts
from telcoterms.clauses.late_charge.kinds import (
    DayCountConvention,
    FirstDay,
    FlatCharge,
    FlatPer,
    PartBlock,
    PartMonth,
    RateCharge,
    RatePer,
    RunsFrom,
)
from telcoterms.values.days import anchored, month_number

LEAP_YEARS: Final = 365 * 366
"""The denominator of days of years of both lengths."""


class DebtDays(NamedTuple):
    """The days of one debt on which a late charge rests, and what its numbers are chosen by.

    `due` is the due date; a bill covers `billing_months`, so that the next one is dated so many months later.
    """

    issued: date
    due: date
    billing_months: int = 1
    facts: NumberFacts = NO_FACTS


class Start(NamedTuple):
    """The month number and the day of the month of A_0."""

    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """The day itself."""
        return anchored(self.month, self.day)


def start_of(runs_from: RunsFrom, days: DebtDays, last_in_time: date) -> Start:
    """Return A_0: the day that the reading `runs_from` names; `last_in_time` is the last day that costs nothing.

    >>> start_of("next-invoice-date", DebtDays(date(2026, 1, 1), date(2026, 1, 16)), date(2026, 1, 16)).ordinal
    739648
    """
    return Start._make(month_and_day(runs_from, days.issued, days.due, days.billing_months, last_in_time))


def month_and_day(
    runs_from: RunsFrom, issued: date, due: date, billing_months: int, last_in_time: date
) -> tuple[int, int]:
    """Return the month number and the day of the month of A_0, as `start_of`."""
    match runs_from:
        case "due-date":
            return month_number(due), due.day
        case "invoice-date":
            return month_number(issued), issued.day
        case "grace-end":
            return month_number(last_in_time), last_in_time.day
        case "next-invoice-date":
            latest, day = last_in_time.toordinal(), issued.day
            number = month_number(issued) + billing_months
            while anchored(number, day) <= latest:
                number += billing_months
            return number, day
    assert_never(runs_from)


def on_day_of_month(start: Start, day: int) -> Start:
    """Return the last such day of a month on or before a start; a month that is shorter has its last day."""
    earlier = anchored(start.month, day) > start.ordinal
    return Start(start.month - earlier, day)


class Periods:
    """The periods of a leaf that goes by periods: from A_0, each of so many months or days; or one without an end."""

    __slots__ = ("days", "first_start", "months", "start")

    def __init__(self, leaf: RateCharge | FlatCharge, start: Start) -> None:
        self.start = start
        self.months, self.days = 0, 0
        match leaf:
            case FlatCharge():
                self._by_unit(leaf.per)
                counted = counted_days(leaf.first_day) if leaf.is_by_day else 0
            case RateCharge():
                if leaf.on_day is not None:
                    self.start = on_day_of_month(start, leaf.on_day)
                self._by_rate(leaf)
                counts_days = not leaf.goes_by_months and (leaf.is_by_day or leaf.is_by_year)
                counted = counted_days(leaf.first_day) if counts_days else 0
            case _ as unreachable:
                assert_never(unreachable)
        self.first_start = self.start.ordinal - counted

    def _by_unit(self, per: RatePer | FlatPer) -> None:
        match per:
            case "month":
                self.months = 1
            case EveryDays():
                self.days = per.days
            case "once" | "day" | "year":
                return
            case _ as unreachable:
                assert_never(unreachable)

    def _by_rate(self, leaf: RateCharge) -> None:
        match leaf.compounding:
            case "none" | "daily":
                self._by_unit(leaf.per)
            case "monthly":
                self.months = 1
            case "yearly":
                self.months = 12
            case "30-days":
                self.days = 30
            case _ as unreachable:
                assert_never(unreachable)

    @property
    def end(self) -> bool:
        """Whether a period ends by itself."""
        return bool(self.months or self.days)

    def start_on(self, index: int) -> int:
        """Return the day on which a period begins, the first being number 0."""
        return self.first_start if index == 0 else self.end_on(index - 1)

    def end_on(self, index: int) -> int:
        """Return the day on which a period ends."""
        if self.months:
            return anchored(self.start.month + (index + 1) * self.months, self.start.day)
        return self.start.ordinal + (index + 1) * self.days

    def index_on(self, day: int) -> int:
        """Return the number of the period that holds a day or begins on it; 0 for a day before the first."""
        if day < self.end_on(0):
            return 0
        if self.days:
            return (day - self.start.ordinal) // self.days
        months = month_number(date.fromordinal(day)) - self.start.month
        index = months // self.months
        return index if self.start_on(index) <= day else index - 1


def counted_days(first_day: FirstDay) -> int:
    """Return how many days A_0 itself counts for, by the reading `first_day`."""
    match first_day:
        case "not-counted":
            return 0
        case "counted":
            return 1
    assert_never(first_day)


def month_fraction(part_month: PartMonth, d: int, length: int) -> tuple[int, int]:
    """Return f(d), the share of a month's charge after `d` of its days: numerator, and the denominator of every d."""
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
        case "daily-compound":
            raise AssertionError("under daily-compound a month grows by powers, not by shares")
    assert_never(part_month)


def weight_of_day(convention: DayCountConvention) -> Fraction | None:
    """Return which part of a year each day is; None where days differ."""
    match convention:
        case "actual/365":
            return Fraction(1, 365)
        case "actual/360":
            return Fraction(1, 360)
        case "actual/366":
            return Fraction(1, 366)
        case "actual/365.25":
            return Fraction(4, 1461)
        case "actual/actual" | "30/360":
            return None
    assert_never(convention)


def block_fraction(part_block: PartBlock, d: int, days: int) -> tuple[int, int]:
    """Return g(d), how many periods of so many days count after `d` days: numerator, and the denominator of every d."""
    match part_block:
        case "begun":
            return -(-d // days), 1
        case "completed":
            return d // days, 1
        case "by-days":
            return d, days
    assert_never(part_block)


def year_fraction(convention: DayCountConvention, anchor: int, start: int, d: int) -> tuple[int, int]:
    """Return which part of a year the `d` days after `start` are: numerator, and the denominator of every d.

    `anchor` is A_0, from which 30/360 counts its days.
    """
    match convention:
        case "actual/365":
            return d, 365
        case "actual/360":
            return d, 360
        case "actual/366":
            return d, 366
        case "actual/365.25":
            return 4 * d, 1461
        case "actual/actual":
            return _days_of_their_years(start, d), LEAP_YEARS
        case "30/360":
            return days_of_thirty(anchor, start + d) - days_of_thirty(anchor, start), 360
    assert_never(convention)


def _days_of_their_years(start: int, d: int) -> int:
    """Return the days after a day, each weighed by the length of its year: 366 / (365 x 366) for one of 365 days."""
    total, day, last = 0, start + 1, start + d
    while day <= last:
        year = date.fromordinal(day).year
        until = min(last, date(year, 12, 31).toordinal())
        total += (until - day + 1) * (365 if isleap(year) else 366)
        day = until + 1
    return total


def days_of_thirty(anchor: int, day: int) -> int:
    """Return the days between two days where each month has 30 (30E/360); below zero for a day before.

    >>> days_of_thirty(date(2026, 1, 31).toordinal(), date(2026, 2, 28).toordinal())
    28
    """
    one, other = date.fromordinal(anchor), date.fromordinal(day)
    months = month_number(other) - month_number(one)
    return 30 * months + min(other.day, 30) - min(one.day, 30)
