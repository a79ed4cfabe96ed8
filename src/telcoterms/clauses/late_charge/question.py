"""The late charge on one amount that is paid, or looked at, on one day.

How the posting of a charge is told: the balances of its month, the rate, the share, the rounding.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import BILLING_MONTHS, ISSUED, OUTSTANDING, PAID
from telcoterms.answers.question import Question
from telcoterms.clauses.due_date import DUE_DATE, due_date_steps, due_on
from telcoterms.clauses.late_charge.accrual import (
    Accrual,
    Posting,
    Segments,
    accrual_of,
    anchor,
    by_days,
    day_zero,
    month_accrual,
    month_charge,
    share,
    started,
    weights,
)
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
    effective_rate,
    effective_rate_steps,
)
from telcoterms.values.days import Day, anchored, as_count, as_day, check_span, month_number
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Amount, Money, as_money, compounded
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import Percent, Step, amount, figure, outcome, rounded, step, sum_of


def charge_minor(
    rule: LateChargeRule, amount: int, issued: date, due: date, paid: date, billing_months: int = 1
) -> int:
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
            return max(charge_minor(rule.of, amount, issued, due, paid, billing_months), rule.minimum.minor)
        case FlatFee() | SimpleDaily() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            accrual = grown(rule, amount, issued, due, billing_months)
            day = paid.toordinal()
            return accrual.advance(day) + accrual.accrued(day)
    assert_never(rule)


def grown(rule: LateChargeRule, amount: int, issued: date, due: date, billing_months: int) -> Accrual:
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


def compounded_once(rule: CompoundMonthly, amount: int, months: int, d: int, length: int) -> Fraction | PowerSum:
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
    rule: LateChargeRule, amount: Money, issued: date, due: date, paid: date, billing_months: int = 1
) -> tuple[Step, ...]:
    """The working of a late charge; the due date's own line comes before it."""
    if paid <= due:
        return (step("paid on {paid}, on or before the due date: nothing is charged", rule.clause, paid=paid),)
    if amount.minor == 0:
        return (step("nothing was outstanding: nothing is charged", rule.clause),)
    charge = Money.of_minor(charge_minor(rule, amount.minor, issued, due, paid, billing_months), amount.currency)
    match rule:
        case FlatFee():
            return (step("paid on {paid}, after the due date, the fee is {fee}", rule.clause, paid=paid, fee=charge),)
        case GreaterOf():
            inner = charge_minor(rule.of, amount.minor, issued, due, paid, billing_months)
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


def posting_step(rule: LateChargeRule, posting: Posting, currency: str, together: bool = False) -> Step:
    """The line of a posting under its clause; `together` where it was rounded with those of other debts."""
    sum_ = amount(posting.amount, currency)
    segments = bearing_segments(posting)
    day = date.fromordinal(posting.day)
    match rule:
        case FlatFee():
            return step("{day} posted, the fee for late payment: {sum}", rule.clause, day=day, sum=sum_)
        case GreaterOf():
            return step(
                "{day}, the other charge alone is {alone}, less what was posted: "
                "max({alone}, {minimum}) - {posted} = {sum}",
                rule.clause,
                day=day,
                alone=amount(posting.alone, currency),
                minimum=rule.minimum,
                posted=amount(posting.posted, currency),
                sum=sum_,
            )
        case SimpleDaily() | CompoundDaily():
            days = posting.end - posting.start
            expression = day_expression(rule, segments, days, currency)
            exact: Fraction | PowerSum = by_days(rule, segments, days)
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            days = posting.end - posting.start
            expression = month_expression(rule, segments, days, posting.length, currency)
            exact = month_accrual(rule, segments, days, posting.length)
        case _ as unreachable:
            assert_never(unreachable)
    start, end = date.fromordinal(posting.start + segments[0][0]), date.fromordinal(posting.end)
    if together:
        template = "{start} to {end}, rounded with the other debts to {amount}: {sum} = {exact}"
        alone = figure(exact, rule.rounding, currency)
        return step(template, rule.clause, start=start, end=end, amount=sum_, sum=expression, exact=alone)
    template, result = "{start} to {end}: {sum} = {outcome}", outcome(exact, rule.rounding, currency)
    if isinstance(rule, MonthlyOnDay):  # the days before the one on which it is set bear nothing
        return step("on {end}: {sum} = {outcome}", rule.clause, end=end, sum=expression, outcome=result)
    return step(template, rule.clause, start=start, end=end, sum=expression, outcome=result)


def bearing_segments(posting: Posting) -> Segments:
    """Those that bore the charge: from the first day on which there was a balance, and none that begins as it ends."""
    segments = [one for one in posting.segments if not one[0] or one[0] < posting.end - posting.start]
    first = next((place for place, (_, balance) in enumerate(segments) if balance), 0)
    return segments[first:]


def balance_step(before: Money, charge: int, after: Money) -> Step:
    """The line of the balance that a posting makes."""
    return step(
        "balance: {before} + {charge} = {after}",
        indent=1,
        before=before,
        charge=amount(charge, after.currency),
        after=after,
    )


def month_expression(rule: ByMonth, segments: Segments, d: int, length: int, currency: str) -> Phrase:
    """A month's accrual as an equation's left side."""
    rate = Percent(rule.monthly_rate)
    if len(segments) == 1 and not segments[0][0] and d == length:
        return phrase("{balance} x {rate}", balance=amount(segments[0][1], currency), rate=rate)
    if rule.part_month == "daily-compound":
        return _powers(rule.monthly_rate, segments, d, length, currency)
    pairs, bottom = weights(rule.part_month, segments, d, length)
    if len(pairs) == 1:
        balance, top = pairs[0]
        return phrase(
            "{balance} x {rate} x {top}/{bottom}", balance=amount(balance, currency), rate=rate, top=top, bottom=bottom
        )
    parts = [phrase("{sum} x {top}", sum=amount(balance, currency), top=top) for balance, top in pairs]
    return phrase("({parts}) x {rate} / {bottom}", parts=sum_of(parts), rate=rate, bottom=bottom)


def _powers(rate: Fraction, segments: Segments, d: int, length: int, currency: str) -> Phrase:
    grown: Phrase | None = None
    for place, (offset, minor) in enumerate(segments):
        days = (segments[place + 1][0] if place + 1 < len(segments) else d) - offset
        if minor and days:
            balance = amount(minor, currency)
            grown = phrase(
                "{base} x (100 % + {rate}) ^ ({days}/{length}) - {balance}",
                base=balance if grown is None else phrase("({grown} + {balance})", grown=grown, balance=balance),
                balance=balance,
                rate=Percent(rate),
                days=days,
                length=length,
            )
    return grown or phrase("0")


def simple_expression(rule: SimpleDaily, segments: Segments, days: int, currency: str) -> Phrase:
    """Simple interest as an equation's left side."""
    ends = [offset for offset, _ in segments[1:]] + [days]
    parts = [
        phrase("{sum} x {days}", sum=amount(balance, currency), days=end - offset)
        for (offset, balance), end in zip(segments, ends, strict=True)
    ]
    whole = parts[0] if len(parts) == 1 else phrase("({parts})", parts=sum_of(parts))
    return phrase("{whole} x {rate} / 365", whole=whole, rate=Percent(rule.yearly_rate))


def day_expression(rule: ByDay, segments: Segments, days: int, currency: str) -> Phrase:
    """What days have brought as an equation's left side."""
    if isinstance(rule, CompoundDaily):
        return _powers(rule.daily_rate, segments, days, 1, currency)
    return simple_expression(rule, segments, days, currency)


def first_day_step(rule: ByDay, start: date) -> tuple[Step, ...]:
    """The line on whether the day counts from which the charge counts."""
    if not isinstance(rule, CompoundDaily):
        return ()
    told = "the day after {start} is the first that counts, the day of payment the last"
    if rule.first_day == "counted":
        told = "{start} is the first day that counts, the day of payment the last"
    return (step(told, rule.clause, start=start),)


def on_day_step(rule: ByMonth) -> tuple[Step, ...]:
    """The line on the one day of each month on which a charge is set."""
    if not isinstance(rule, MonthlyOnDay):
        return ()
    told = "a charge is set on day {day} of each month, whole, after that day"
    return (step(told, rule.clause, day=rule.day_of_month),)


def dated_late_charge_steps(
    agreement: Agreement, amount: Money, issued: date, paid: date, billing_months: int
) -> tuple[Step, ...]:
    """The working of a late charge, the due date's first."""
    due = DUE_DATE.of(agreement)
    steps = late_charge_steps(LATE_CHARGE.of(agreement), amount, issued, due_on(due, issued), paid, billing_months)
    return due_date_steps(due, issued) + steps


@final
class LateChargeQuestion(Question):
    """`late_charge`."""

    name = "late_charge"
    says = "what a late payment costs"
    example = "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15"
    tables = (DUE_DATE, LATE_CHARGE)
    reads = (LATE_CHARGE,)
    compared = ({"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15"},)

    amount: Money = OUTSTANDING
    issued: date = ISSUED
    paid: date = PAID
    billing_months: int = BILLING_MONTHS

    def working(self) -> tuple[Step, ...]:
        """The due date, the start, each posting, the charge."""
        return dated_late_charge_steps(self.agreement, self.amount, self.issued, self.paid, self.billing_months)


def late_charge(terms: Agreed, amount: Amount, *, issued: Day, paid: Day, billing_months: int = 1) -> Answer[Money]:
    """What a late payment costs.

    `amount` is what was outstanding when the due date ended, with taxes; `issued` the invoice date; `paid` the day
    on which it was received in full, or on which it is looked at; `billing_months` how many months a bill covers.
    Raises `FactError` when `paid` lies before `issued`, `DayError` for a span of over a hundred years.

    >>> from telcoterms import load
    >>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
    Money('3.41', 'CAD')
    """
    agreement = terms.agreement
    money = as_money(amount, agreement.currency, "amount")
    issued, paid = as_day(issued, "issued"), as_day(paid, "paid")
    as_count(billing_months, "billing_months")
    due = due_on(DUE_DATE.of(agreement), issued)
    charge = charge_minor(LATE_CHARGE.of(agreement), money.minor, issued, due, paid, billing_months)
    value = Money.of_minor(charge, money.currency)
    return Answer(value, "late_charge", (money, issued, paid, billing_months), terms)


@final
class EffectiveAnnualRateQuestion(Question):
    """`effective_annual_rate`."""

    name = "effective_annual_rate"
    says = "the yearly rate to which the late charge comes"
    example = "effective-annual-rate"
    tables = (LATE_CHARGE,)
    compared = ({},)

    def working(self) -> tuple[Step, ...]:
        """The rate, and whether it is the one that the terms print."""
        return effective_rate_steps(LATE_CHARGE.of(self.agreement))


def effective_annual_rate(terms: Agreed) -> Answer[Fraction]:
    """The yearly rate to which the late charge comes, exactly, and whether the terms print the same.

    >>> from telcoterms import load
    >>> load("kos").effective_annual_rate()
    <effective annual rate: 26.824179... %  [Service Terms s.9]>
    """
    return Answer(effective_rate(LATE_CHARGE.of(terms.agreement)), "effective_annual_rate", (), terms)
