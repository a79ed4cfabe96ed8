"""The late charge on one amount that is paid, or looked at, on one day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from telcoterms.days import anchored, check_span, month_number
from telcoterms.errors import FactError
from telcoterms.growth import Growth
from telcoterms.money import Money, compounded
from telcoterms.rules.late_charge.accrual import Accrual, anchor, started
from telcoterms.rules.late_charge.accruals import accrual_of
from telcoterms.rules.late_charge.kinds import (
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateCharge,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
)
from telcoterms.rules.late_charge.month import month_accrual, month_charge, share
from telcoterms.rules.late_charge.simple_daily import by_days, day_zero
from telcoterms.rules.late_charge.wording import balance_step, day_expression, first_day_step, on_day_step, posting_step
from telcoterms.working import Percent, Step, Term, outcome, phrase, rounded, step


def late_charge(rule: LateCharge, amount: int, issued: date, due: date, paid: date, billing_months: int = 1) -> int:
    """The charge in minor units on an amount in minor units that was outstanding when `due` ended.

    Raises `FactError` when `paid` lies before `issued`, `DayError` for a span of over a hundred years.
    """
    if paid <= due:
        if paid < issued:
            raise FactError(
                "the payment of {paid} lies before the invoice of {issued}: check which of the two days is wrong",
                paid=paid,
                issued=issued,
            )
        return 0
    if paid.year - issued.year >= 100:
        check_span(issued, paid, Term("the time from invoice to payment"))
    if amount == 0:
        return 0
    match rule:
        case CompoundMonthly():
            return over_months(rule, amount, *elapsed(rule, issued, due, paid, billing_months))
        case GreaterOf():
            return max(late_charge(rule.of, amount, issued, due, paid, billing_months), rule.minimum.minor)
        case FlatFee() | SimpleDaily() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            accrual = grown(rule, amount, issued, due, billing_months)
            day = paid.toordinal()
            return accrual.advance(day) + accrual.accrued(day)
    assert_never(rule)


def grown(rule: LateCharge, amount: int, issued: date, due: date, billing_months: int) -> Accrual:
    """The accrual of an amount that was wholly unpaid when its due date ended."""
    accrual = accrual_of(rule, issued, due, billing_months)
    accrual.begin(amount)
    return accrual


def over_months(rule: CompoundMonthly, amount: int, months: int, d: int, length: int) -> int:
    """The charge over so many whole months and `d` of the `length` days of a started one."""
    if rule.round_at == "once":
        return rounded(compounded_once(rule, amount, months, d, length), rule.rounding)
    rate = rule.monthly_rate
    balance = compounded(amount, rate.numerator, rate.denominator, months, rule.rounding)
    if d:
        balance += month_charge(rule, ((0, balance),), d, length)
    return balance - amount


def compounded_once(rule: CompoundMonthly, amount: int, months: int, d: int, length: int) -> Fraction | Growth:
    """The charge exact until the end: amount x ((1 + r)^n x (1 + r f(d)) - 1)."""
    factor = (1 + rule.monthly_rate) ** months
    started = month_accrual(rule, [(0, amount)], d, length) if d else Fraction(0)
    return started * factor + amount * (factor - 1)


def elapsed(rule: CompoundMonthly, issued: date, due: date, paid: date, billing_months: int) -> tuple[int, int, int]:
    """Whole months since A_0, days of the started month, its length; all 0 up to A_0."""
    number, day = anchor(rule, issued, due, billing_months)
    end = paid.toordinal()
    months = month_number(paid) - number
    begun = anchored(number + months, day)
    if begun > end:
        months -= 1
        begun = anchored(number + months, day)
    if months < 0:
        return 0, 0, 1
    return months, end - begun, anchored(number + months + 1, day) - begun


def late_charge_steps(
    rule: LateCharge, amount: Money, issued: date, due: date, paid: date, billing_months: int = 1
) -> tuple[Step, ...]:
    """The working of a late charge; the due date's own line comes before it."""
    if paid <= due:
        return (step("paid on {paid}, on or before the due date: nothing is charged", rule.clause, paid=paid),)
    if amount.minor == 0:
        return (step("nothing was outstanding: nothing is charged", rule.clause),)
    charge = Money.of_minor(late_charge(rule, amount.minor, issued, due, paid, billing_months), amount.currency)
    match rule:
        case FlatFee():
            return (step("paid on {paid}, after the due date, the fee is {fee}", rule.clause, paid=paid, fee=charge),)
        case GreaterOf():
            inner = late_charge(rule.of, amount.minor, issued, due, paid, billing_months)
            return (
                *late_charge_steps(rule.of, amount, issued, due, paid, billing_months),
                step(
                    "the greater of the two: max({inner}, {minimum}) = {charge}",
                    rule.clause,
                    inner=Money.of_minor(inner, amount.currency),
                    minimum=rule.minimum,
                    charge=charge,
                ),
            )
        case SimpleDaily() | CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            return _grown_steps(rule, amount, issued, due, paid, billing_months, charge)
    assert_never(rule)


def _grown_steps(
    rule: ByMonth | ByDay,
    amount: Money,
    issued: date,
    due: date,
    paid: date,
    billing_months: int,
    charge: Money,
) -> tuple[Step, ...]:
    start = date.fromordinal(anchored(*started(rule, issued, due, billing_months)))
    names = {
        "invoice-date": "paid on {paid}, after the due date: the charge counts from {start}, the invoice date",
        "due-date": "paid on {paid}, after the due date: the charge counts from {start}, the due date",
        "next-invoice-date": "paid on {paid}, after the due date: the charge counts from {start}, "
        "the date of the next bill",
    }
    first = step(names[rule.runs_from], rule.clause, paid=paid, start=start)
    if paid <= start:
        return (first, step("paid on or before that day: nothing is charged", rule.clause))
    if isinstance(rule, SimpleDaily | CompoundDaily):
        days = paid.toordinal() - day_zero(rule, issued, due, billing_months)
        segments = [(0, amount.minor)]
        template = "late charge: {sum} = {outcome}"
        whole = day_expression(rule, segments, days, amount.currency)
        exact = outcome(by_days(rule, segments, days), rule.rounding, amount.currency)
        return (first, *first_day_step(rule, start), step(template, rule.clause, sum=whole, outcome=exact))
    if isinstance(rule, CompoundMonthly) and rule.round_at == "once":
        return (first, _once_step(rule, amount, issued, due, paid, billing_months))
    accrual = grown(rule, amount.minor, issued, due, billing_months)
    day = paid.toordinal()
    accrual.advance(day)
    last = accrual.accrued(day)
    accrual.close(day, last)
    steps, balance = [first, *on_day_step(rule)], amount
    for posting in accrual.postings:
        steps.append(posting_step(rule, posting, amount.currency))
        if posting.amount:
            after = balance + Money.of_minor(posting.amount, amount.currency)
            steps.append(balance_step(balance, posting.amount, after))
            balance = after
    return (
        *steps,
        step(
            "late charge: {balance} - {amount} = {charge}", rule.clause, balance=balance, amount=amount, charge=charge
        ),
    )


def _once_step(rule: CompoundMonthly, amount: Money, issued: date, due: date, paid: date, billing_months: int) -> Step:
    months, d, length = elapsed(rule, issued, due, paid, billing_months)
    rate = Percent(rule.monthly_rate)
    if rule.part_month == "daily-compound":
        power = phrase("(100 % + {rate}) ^ ({months} + {d}/{length})", rate=rate, months=months, d=d, length=length)
    else:
        top, bottom = share(rule.part_month, d, length)
        power = phrase(
            "(100 % + {rate}) ^ {months} x (100 % + {rate} x {top}/{bottom})",
            rate=rate,
            months=months,
            top=top,
            bottom=bottom,
        )
    return step(
        "late charge over {months} + {d}/{length} months: {amount} x {power} - {amount} = {outcome}",
        rule.clause,
        months=months,
        d=d,
        length=length,
        amount=amount,
        power=power,
        outcome=outcome(compounded_once(rule, amount.minor, months, d, length), rule.rounding, amount.currency),
    )
