"""Compute the late charge on one amount that is paid, or looked at, on one day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final, TypeGuard

from telcoterms.clauses.late_charge.accrual import Node, accrue, compound_charge, time_late
from telcoterms.clauses.late_charge.kinds import LateChargeRule, RateCharge
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.calendars import Calendar
from telcoterms.values.days import check_span
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Term

NOTHING_ELSE: Final = (None,) * 6


def is_plain(rule: LateChargeRule) -> TypeGuard[RateCharge]:
    """Return whether a clause is one rate a month, compounded by the month, and nothing else.

    Its charge is computed without following a debt, which takes a tenth of the time.
    """
    return (
        isinstance(rule, RateCharge)
        and rule.is_by_month
        and rule.compounds_by_month
        and isinstance(rule.rate, Fraction)
        and (rule.on_day, rule.round_to, rule.grace, rule.threshold, rule.least, rule.most) == NOTHING_ELSE
    )


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
    issued = days.issued
    if paid < issued:
        raise InputError(
            "the payment of {paid} lies before the invoice of {issued}: check which of the two days is wrong",
            paid=paid,
            issued=issued,
        )
    if paid <= days.due and is_plain(rule):
        return 0
    if paid.year - issued.year >= 100:
        check_span(issued, paid, Term("the time from invoice to payment"))
    if amount == 0:
        return 0
    if is_plain(rule):
        assert isinstance(rule.rate, Fraction)
        return compound_charge(rule, rule.rate, amount, *time_late(rule, days, paid))
    return charged(charged_node(rule, amount, days, paid, calendar, reminded), paid.toordinal())


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


def charged(node: Node, day: int) -> int:
    """Return what a clause has charged by a day to which its accrual was moved."""
    return node.posted + node.accrued(day)
