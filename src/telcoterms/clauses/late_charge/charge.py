"""Compute the late charge on one amount that is paid, or looked at, on one day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TypeGuard, assert_never

from telcoterms.clauses.late_charge.accrual import (
    Accrued,
    Context,
    Exact,
    Node,
    accrued_exact,
    daily_growth,
    how_of,
    joined_parts,
    month_charge,
    node_of,
    rates_of,
    rounded_to_coin,
    take_of,
)
from telcoterms.clauses.late_charge.kinds import (
    GreaterOf,
    LateChargeRule,
    LesserOf,
    RateCharge,
    SumOf,
    compound_growth,
)
from telcoterms.clauses.late_charge.periods import DebtDays, Periods, month_and_day, month_fraction, start_of
from telcoterms.values.calendars import Calendar
from telcoterms.values.days import anchored, check_span, month_number
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Term
from telcoterms.values.money import compounded
from telcoterms.values.steps import rounded

# Most clauses charge an amount that is paid on one day without following a debt, which takes a tenth of the time.


def is_plain(rule: LateChargeRule) -> TypeGuard[RateCharge]:
    """Return whether a clause is one rate a month, compounded by the month, and nothing else."""
    return isinstance(rule, RateCharge) and rule.is_plain


def charge_minor(
    rule: LateChargeRule,
    amount: int,
    days: DebtDays,
    paid: date,
    calendar: Calendar | None = None,
    reminded: tuple[date, ...] = (),
) -> int:
    """Return the charge on an amount that was outstanding when its last day in time ended, both in minor units.

    Raises `InputError` when `paid` lies before the invoice, `DayError` for a span of over a hundred years.
    """
    if is_plain(rule):
        return plain_charge(rule, amount, days.issued, days.due, days.billing_months, paid)
    check_paid(days.issued, paid)
    if amount == 0:
        return 0
    if isinstance(rule, RateCharge) and rule.is_open:
        return open_charge(rule, amount, days, paid)
    if isinstance(rule, SumOf | GreaterOf | LesserOf) and rule.is_in_all:
        # What a part has charged never falls, so that the join has charged the sum, the greatest or the least of it.
        parts = joined_parts(rule, days.facts)
        return take_of(how_of(rule))([charge_minor(part, amount, days, paid, calendar, reminded) for part in parts])
    return charged(charged_node(rule, amount, days, paid, calendar, reminded), paid.toordinal())


def check_paid(issued: date, paid: date) -> None:
    """Raise `InputError` for a payment before its invoice, `DayError` for one over a hundred years after it."""
    if paid < issued:
        raise InputError(
            "the payment of {paid} lies before the invoice of {issued}: check which of the two days is wrong",
            paid=paid,
            issued=issued,
        )
    if paid.year - issued.year >= 100:
        check_span(issued, paid, Term("the time from invoice to payment"))


def plain_charge(leaf: RateCharge, amount: int, issued: date, due: date, billing_months: int, paid: date) -> int:
    """Return the charge of a plain rate, as `charge_minor`."""
    check_paid(issued, paid)
    if paid <= due or amount == 0:
        return 0
    assert isinstance(leaf.rate, Fraction)
    month, day = month_and_day(leaf.runs_from, issued, due, billing_months, due)
    return compound_charge(leaf, leaf.rate, amount, *time_late(month, day, paid))


def open_charge(leaf: RateCharge, amount: int, days: DebtDays, paid: date) -> int:
    """Return the charge of a rate whose one period the payment ends."""
    periods, end = Periods(leaf, start_of(leaf.runs_from, days, days.due)), paid.toordinal()
    start = periods.first_start
    if paid <= days.due or end <= start:
        return 0
    accrued = Accrued(start, end, 0, ((0, amount),), rates_of(leaf, days, start, None))
    return rounded_to_coin(accrued_exact(leaf, accrued, periods.start), leaf)


def charged_node(
    rule: LateChargeRule,
    amount: int,
    days: DebtDays,
    paid: date,
    calendar: Calendar | None,
    reminded: tuple[date, ...] = (),
) -> Node:
    """Return the accrual of an amount, moved forward to the day of payment."""
    reminders = sorted(day.toordinal() for day in reminded if day <= paid)
    node = accrue(rule, amount, days, calendar, reminders)
    node.advance(paid.toordinal())
    return node


def accrue(rule: LateChargeRule, amount: int, days: DebtDays, calendar: Calendar | None, reminders: list[int]) -> Node:
    """Return the accrual of an amount that was wholly unpaid when the last day in time ended; it has begun."""
    node = node_of(rule, Context(days, calendar, reminders, {}))
    node.begin(amount)
    return node


def charged(node: Node, day: int) -> int:
    """Return what a clause has charged by a day to which its accrual was moved."""
    return node.posted + node.accrued(day)


def time_late(number: int, day: int, paid: date) -> tuple[int, int, int]:
    """Return the whole months from A_0 until a day, the days of the started one and its length.

    `number` and `day` are the month number and the day of the month of A_0.
    """
    end, month = paid.toordinal(), month_number(paid)
    month_start = anchored(month, day)
    if month_start > end:
        month -= 1
        month_start = anchored(month, day)
    if month < number:
        return 0, 0, 1
    return month - number, end - month_start, anchored(month + 1, day) - month_start


def compound_charge(leaf: RateCharge, rate: Fraction, amount: int, months: int, d: int, length: int) -> int:
    """Return the charge over so many whole months and `d` of the `length` days of a started one, compounded."""
    match leaf.round_at:
        case "each-month":
            top, bottom = rate.as_integer_ratio()
            balance = compounded(amount, top, bottom, months, leaf.rounding)
            match leaf.part_month:
                case "daily-compound":
                    balance += month_charge(leaf, rate, ((0, balance),), d, length) if d else 0
                case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
                    started, whole = month_fraction(part_month, d, length)
                    balance = compounded(balance, started * top, whole * bottom, 1, leaf.rounding)
                case _ as unreachable:
                    assert_never(unreachable)
            return balance - amount
        case "once":
            return rounded(compound_charge_exact(leaf, rate, amount, months, d, length), leaf.rounding)
    assert_never(leaf.round_at)


def compound_charge_exact(leaf: RateCharge, rate: Fraction, amount: int, months: int, d: int, length: int) -> Exact:
    """Return the charge that is not rounded on the way: amount x ((1 + r)^n x (1 + r f(d)) - 1)."""
    growth = compound_growth(rate, months)
    return month_growth(leaf, rate, amount, d, length) * (1 + growth) + amount * growth


def month_growth(leaf: RateCharge, rate: Fraction, amount: int, d: int, length: int) -> Exact:
    """Return what an amount has accrued after `d` of the `length` days of a month, exactly."""
    if not d:
        return Fraction(0)
    match leaf.part_month:
        case "daily-compound":
            return daily_growth(((0, rate),), ((0, amount),), d, length)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            top, bottom = month_fraction(part_month, d, length)
            return rate * amount * Fraction(top, bottom)
    assert_never(leaf.part_month)
