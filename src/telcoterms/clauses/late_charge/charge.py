"""Compute the late charge on one amount that is paid, or looked at, on one day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeGuard, assert_never

from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.clauses.late_charge.accrual import (
    Accrued,
    Context,
    Exact,
    Node,
    accrued_exact,
    bound_of,
    daily_growth,
    how_of,
    is_by_month,
    joined_parts,
    last_in_time,
    month_charge,
    node_of,
    once_charge,
    rates_of,
    rounded_to_coin,
    share_of_open_days,
    take_of,
    unbounded_node,
    with_coin,
)
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
    compound_growth,
)
from telcoterms.clauses.late_charge.periods import (
    DebtDays,
    counted_days,
    month_and_day,
    month_fraction,
    start_of,
)
from telcoterms.values.calendars import ONE_DAY, Calendar
from telcoterms.values.days import anchored, check_span, month_number
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Term
from telcoterms.values.money import ROUNDERS, compounded
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
    return tree_charge(rule, UnpaidDebt(amount, paid, Context(days, calendar, reminders_by(paid, reminded), {})))


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


class UnpaidDebt(NamedTuple):
    """An amount that was wholly unpaid until a day, with what its charge rests on."""

    amount: int
    paid: date
    context: Context


def tree_charge(
    rule: LateChargeRule, debt: UnpaidDebt, grace: Grace | None = None, threshold: Threshold | None = None
) -> int:
    """Return what a clause has charged on a debt, as its accrual has; `grace` and `threshold` are those around it.

    What a part has charged never falls, so that a join in all has charged the sum, the greatest or the least of what
    its parts have, and a minimum or maximum the greater or the lesser.
    """
    grace, threshold = rule.grace or grace, rule.threshold or threshold
    charge = _unbounded_charge(rule, debt, grace, threshold)
    if rule.least is not None:
        charge = max(charge, _leaf_charge(bound_of(rule, rule.least), debt, grace, threshold))
    if rule.most is not None:
        charge = min(charge, _leaf_charge(bound_of(rule, rule.most), debt, grace, threshold))
    return charge


def _unbounded_charge(rule: LateChargeRule, debt: UnpaidDebt, grace: Grace | None, threshold: Threshold | None) -> int:
    match rule:
        case RateCharge() | FlatCharge() | PercentageCharge():
            return _leaf_charge(rule, debt, grace, threshold)
        case SumOf() | GreaterOf() | LesserOf():
            if is_by_month(rule):
                return followed_charge(rule, debt, grace, threshold)
            parts = joined_parts(rule, debt.context.days.facts)
            charges = [tree_charge(with_coin(part, rule.round_to), debt, grace, threshold) for part in parts]
            return take_of(how_of(rule))(charges)
        case NoCharge():
            return 0
    assert_never(rule)


def _leaf_charge(
    leaf: RateCharge | FlatCharge | PercentageCharge,
    debt: UnpaidDebt,
    grace: Grace | None,
    threshold: Threshold | None,
) -> int:
    """Return what a leaf has charged: at once by its formula, where the amount and the rate never change."""
    days, calendar, reminders, _ = debt.context
    last = last_in_time(grace, days, calendar, reminders)
    if last is None or debt.paid <= last:
        return 0
    late_on = last + ONE_DAY
    if threshold is not None and not threshold.is_reached(debt.amount, late_on, days.facts):
        return 0
    match leaf:
        case PercentageCharge():
            return once_charge(leaf, debt.amount, late_on, days.facts)
        case FlatCharge():
            if leaf.is_once:
                return once_charge(leaf, debt.amount, late_on, days.facts)
        case RateCharge():
            if leaf.rate_a_month is not None and leaf.round_to is None:
                start = month_and_day(leaf.runs_from, days.issued, days.due, days.billing_months, last)
                return charge_by_months(leaf, leaf.rate_a_month, debt.amount, *time_late(*start, debt.paid))
            if not leaf.ends_periods:
                return open_charge(leaf, debt, last)
        case _ as unreachable:
            assert_never(unreachable)
    return followed_charge(leaf, debt, grace, threshold)


def open_charge(leaf: RateCharge, debt: UnpaidDebt, last: date) -> int:
    """Return the charge of a rate whose one period the payment ends; `last` is the last day in time."""
    days, end = debt.context.days, debt.paid.toordinal()
    start = start_of(leaf.runs_from, days, last)
    begun = start.ordinal - counted_days(leaf.first_day)
    if end <= begun:
        return 0
    (_, rate), *later = rates = rates_of(leaf, days, begun, None)
    if later or leaf.compounds_by_day or leaf.round_to is not None:
        accrued = Accrued(begun, end, 0, ((0, debt.amount),), rates)
        return rounded_to_coin(accrued_exact(leaf, accrued, start), leaf)
    top, bottom = share_of_open_days(leaf, start.ordinal, begun, end - begun)
    return ROUNDERS[leaf.rounding](debt.amount * top * rate.numerator, bottom * rate.denominator)


def followed_charge(rule: LateChargeRule, debt: UnpaidDebt, grace: Grace | None, threshold: Threshold | None) -> int:
    """Return the charge of a clause without its bounds by the accrual of the debt."""
    node = unbounded_node(rule, debt.context, grace, threshold)
    node.begin(debt.amount)
    node.advance(debt.paid.toordinal())
    return charged(node, debt.paid.toordinal())


def reminders_by(day: date, reminded: Iterable[date]) -> list[int]:
    """Return the reminders that are out on a day, in order."""
    return sorted(reminder.toordinal() for reminder in reminded if reminder <= day)


def charged_node(
    rule: LateChargeRule,
    amount: int,
    days: DebtDays,
    paid: date,
    calendar: Calendar | None,
    reminded: tuple[date, ...] = (),
) -> Node:
    """Return the accrual of an amount, moved forward to the day of payment."""
    node = accrue(rule, amount, days, calendar, reminders_by(paid, reminded))
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


def charge_by_months(leaf: RateCharge, rate: Fraction, amount: int, months: int, d: int, length: int) -> int:
    """Return the charge of a rate a month over so many whole months and `d` of the `length` days of a started one."""
    if leaf.compounds_by_month:
        return compound_charge(leaf, rate, amount, months, d, length)
    of_a_month = compounded(amount, *rate.as_integer_ratio(), 1, leaf.rounding) - amount
    return months * of_a_month + month_charge(leaf, rate, ((0, amount),), d, length)


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
                    if d:  # each share of no days is nothing
                        started, whole = month_fraction(part_month, d, length)
                        balance += ROUNDERS[leaf.rounding](balance * started * top, whole * bottom)
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
