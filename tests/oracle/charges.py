"""The kinds of late charge, and the charge on one sum, worked out one day at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from tests.oracle.exact import ROUNDING, Exact, exact, grown, rounded

RUNS_FROM = ("invoice-date", "due-date", "next-invoice-date")
PART_MONTH = (
    "by-days",
    "thirty-day-month",
    "days-of-year",
    "daily-compound",
    "whole-month",
    "completed-months",
)
ROUND_AT = ("each-month", "once")

ONE_DAY = timedelta(days=1)


def known_value(value: str, values: Sequence[str]) -> None:
    if value not in values:
        raise ValueError(f"{value!r} is not one of {', '.join(values)}")


# --------------------------------------------------------------------- kinds


@dataclass(frozen=True)
class CompoundMonthly:
    rate: Fraction
    runs_from: str = "invoice-date"
    part_month: str = "by-days"
    rounding: str = "half-up"
    compounds: bool = True  # else on the principal alone
    on_day: int | None = None  # the day of each month on which a charge is set, if there is one

    def __post_init__(self) -> None:
        known_value(self.runs_from, RUNS_FROM)
        known_value(self.part_month, PART_MONTH)
        known_value(self.rounding, ROUNDING)

    def start(self, issued: date, due: date, billing_months: int, k: int) -> date:
        """A_k; where charges have a day of their own, the k-th such day after A_0; for k = 0 the last one before."""
        if self.on_day is None:
            return month_start(issued, due, billing_months, self.runs_from, k)
        begins = month_start(issued, due, billing_months, self.runs_from, 0)
        first_of_month = begins.replace(day=1)
        if first_of_month + relativedelta(day=self.on_day) > begins:
            first_of_month -= relativedelta(months=1)
        return first_of_month + relativedelta(months=k, day=self.on_day)


@dataclass(frozen=True)
class FlatFee:
    amount: int


@dataclass(frozen=True)
class SimpleDaily:
    yearly_rate: Fraction
    runs_from: str
    rounding: str
    daily_rate: Fraction | None = None  # compounded by the day, and nothing by the year
    first_day_counts: bool = False

    def start(self, issued: date, due: date, billing_months: int, k: int) -> date:
        begins = month_start(issued, due, billing_months, self.runs_from, k)
        return begins - ONE_DAY if self.first_day_counts else begins

    def after_a_day(self, principal: int, accrued: Fraction) -> Fraction:
        if self.daily_rate is None:
            return accrued + principal * self.yearly_rate / 365
        return accrued + (principal + accrued if principal else 0) * self.daily_rate

    def __post_init__(self) -> None:
        known_value(self.runs_from, RUNS_FROM)
        known_value(self.rounding, ROUNDING)


PlainKind = CompoundMonthly | FlatFee | SimpleDaily


@dataclass(frozen=True)
class GreaterOf:
    of: PlainKind
    minimum: int


Kind = PlainKind | GreaterOf


# ------------------------------------------------------------------- months


def month_start(issued: date, due: date, billing_months: int, runs_from: str, k: int) -> date:
    """A_k, always stepped from its anchor."""
    if runs_from == "invoice-date":
        return issued + relativedelta(months=k)
    if runs_from == "due-date":
        return due + relativedelta(months=k)
    j = billing_months
    while issued + relativedelta(months=j) <= due:
        j += billing_months
    return issued + relativedelta(months=j + k)


def share_of_month(part_month: str, d: int, month_days: int) -> Fraction:
    """f(d) for every reading but daily-compound, which has no rational f."""
    if d <= 0:
        return Fraction(0)
    if d >= month_days:
        return Fraction(1)
    if part_month == "by-days":
        return Fraction(d, month_days)
    if part_month == "thirty-day-month":
        return Fraction(min(d, 30), 30)
    if part_month == "days-of-year":
        return Fraction(12 * d, 365)
    if part_month == "whole-month":
        return Fraction(1)
    if part_month == "completed-months":
        return Fraction(0)
    raise ValueError(f"no share of a month under {part_month!r}")


# ------------------------------------------------------ the single question


def late_charge(
    amount: int,
    issued: date,
    paid: date,
    *,
    net_days: int,
    late_charge: Kind,
    billing_months: int = 1,
    round_at: str = "each-month",
) -> int:
    known_value(round_at, ROUND_AT)
    kind = late_charge
    due = issued + timedelta(days=net_days)
    if paid <= due or amount == 0:
        return 0
    if isinstance(kind, FlatFee):
        return kind.amount
    if isinstance(kind, GreaterOf):
        inner = _late_charge(amount, issued, due, paid, kind.of, billing_months, round_at)
        return max(inner, kind.minimum)
    return _late_charge(amount, issued, due, paid, kind, billing_months, round_at)


def _late_charge(
    amount: int,
    issued: date,
    due: date,
    paid: date,
    kind: PlainKind,
    billing_months: int,
    round_at: str,
) -> int:
    if isinstance(kind, FlatFee):
        return kind.amount

    def start(k: int) -> date:
        return kind.start(issued, due, billing_months, k)

    if isinstance(kind, SimpleDaily):
        sum_of_days = Fraction(0)
        day = start(0)
        while day < paid:
            day += ONE_DAY
            sum_of_days = kind.after_a_day(amount, sum_of_days)
        return rounded(exact(sum_of_days), kind.rounding)

    def charge(balance: Fraction, d: int, month_days: int) -> Exact:
        if d in (0, month_days) or kind.part_month != "daily-compound":
            share = share_of_month(kind.part_month, d, month_days)
            return exact(balance * kind.rate * share)
        return grown(exact(balance), kind.rate, d, month_days) - exact(balance)

    balance = Fraction(amount)
    k = d = 0
    day = start(0)
    while day < paid:
        day += ONE_DAY
        d += 1
        if day == start(k + 1):
            whole = (balance if kind.compounds else amount) * kind.rate
            if round_at == "each-month":
                whole = Fraction(rounded(exact(whole), kind.rounding))
            balance += whole
            k, d = k + 1, 0
    part = charge(balance if kind.compounds else Fraction(amount), d, (start(k + 1) - start(k)).days)
    if round_at == "each-month":
        part = exact(rounded(part, kind.rounding))
    return rounded(exact(balance - amount) + part, kind.rounding)
