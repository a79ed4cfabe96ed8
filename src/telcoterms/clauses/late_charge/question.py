"""Compute the late charge on one amount that is paid, or looked at, on one day, and show its working.

The working of one posting, which a statement shows too: the balances of its month, the rate, the share, the rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import BILL_DUE, BILLING_MONTHS, ISSUED, OUTSTANDING, PAID, RECEIVED, SENT, WAY
from telcoterms.answers.question import Beside, DaysLate, Question
from telcoterms.clauses.due_date import (
    DUE_DATE,
    InvoiceFacts,
    due_date_steps,
    due_on,
    needed_facts,
    rests_on_open_days,
    with_clause_of_way,
)
from telcoterms.clauses.late_charge.accrual import (
    Posting,
    Segments,
    accrual_start,
    accrue,
    compound_charge,
    compound_charge_exact,
    daily_interest,
    day_zero,
    month_accrual,
    month_fraction,
    time_late,
    weighted_balances,
)
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FirstDay,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    RunsFrom,
    SimpleDaily,
    SimpleMonthly,
    effective_rate,
    effective_rate_steps,
)
from telcoterms.values.days import Day, anchored, as_count, as_day, check_span
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.periods import calendar_note
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import Clause, Percent, Step, amount, figure, outcome, step, sum_of

if TYPE_CHECKING:
    from telcoterms.agreement.law import RuleVersion
    from telcoterms.answers.law import ByLaw


def charge_minor(
    rule: LateChargeRule, amount: int, issued: date, due: date, paid: date, billing_months: int = 1
) -> int:
    """The charge in minor units on an amount in minor units that was outstanding when `due` ended.

    Raises `InputError` when `paid` lies before `issued`, `DayError` for a span of over a hundred years.
    """
    if paid <= due:
        if paid < issued:
            raise InputError(
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
            return compound_charge(rule, amount, *time_late(rule, issued, due, paid, billing_months))
        case GreaterOf():
            return max(charge_minor(rule.of, amount, issued, due, paid, billing_months), rule.minimum.minor)
        case FlatFee() | SimpleDaily() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            accrual = accrue(rule, amount, issued, due, billing_months)
            day = paid.toordinal()
            return accrual.advance(day) + accrual.accrued(day)
    assert_never(rule)


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
    start = date.fromordinal(anchored(*accrual_start(rule, issued, due, billing_months)))
    first = step(start_template(rule.runs_from), rule.clause, paid=paid, start=start)
    if paid <= start:
        return (first, step("paid on or before that day: nothing is charged", rule.clause))
    match rule:
        case SimpleDaily() | CompoundDaily():
            days = paid.toordinal() - day_zero(rule, issued, due, billing_months)
            segments = [(0, amount.minor)]
            template = "late charge: {sum} = {outcome}"
            whole = day_expression(rule, segments, days, amount.currency)
            exact = outcome(daily_interest(rule, segments, days), rule.rounding, amount.currency)
            return (first, *first_day_step(rule, start), step(template, rule.clause, sum=whole, outcome=exact))
        case CompoundMonthly():
            match rule.round_at:
                case "each-month":
                    return (first, *_monthly_steps(rule, amount, issued, due, paid, billing_months, charge))
                case "once":
                    return (first, _once_step(rule, amount, issued, due, paid, billing_months))
            assert_never(rule.round_at)
        case SimpleMonthly() | MonthlyOnDay():
            return (first, *_monthly_steps(rule, amount, issued, due, paid, billing_months, charge))
    assert_never(rule)


def start_template(runs_from: RunsFrom) -> str:
    """Return the line on the day from which a charge counts."""
    match runs_from:
        case "invoice-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the invoice date"
        case "due-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the due date"
        case "next-invoice-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the date of the next bill"
    assert_never(runs_from)


def _monthly_steps(
    rule: ByMonth, amount: Money, issued: date, due: date, paid: date, billing_months: int, charge: Money
) -> tuple[Step, ...]:
    """Return each posting, the balance after it, and the charge."""
    accrual = accrue(rule, amount.minor, issued, due, billing_months)
    day = paid.toordinal()
    accrual.advance(day)
    last = accrual.accrued(day)
    accrual.close(day, last)
    steps, balance = [*on_day_step(rule)], amount
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
    months, d, length = time_late(rule, issued, due, paid, billing_months)
    rate = Percent(rule.monthly_rate)
    match rule.part_month:
        case "daily-compound":
            power = phrase("(100 % + {rate}) ^ ({months} + {d}/{length})", rate=rate, months=months, d=d, length=length)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            top, bottom = month_fraction(part_month, d, length)
            power = phrase(
                "(100 % + {rate}) ^ {months} x (100 % + {rate} x {top}/{bottom})",
                rate=rate,
                months=months,
                top=top,
                bottom=bottom,
            )
        case _ as unreachable:
            assert_never(unreachable)
    return step(
        "late charge over {months} + {d}/{length} months: {amount} x {power} - {amount} = {outcome}",
        rule.clause,
        months=months,
        d=d,
        length=length,
        amount=amount,
        power=power,
        outcome=outcome(compound_charge_exact(rule, amount.minor, months, d, length), rule.rounding, amount.currency),
    )


def posting_step(rule: LateChargeRule, posting: Posting, currency: str, together: bool = False) -> Step:
    """Return the line of a posting under its clause; `together` where it was rounded with those of other debts."""
    posted = amount(posting.amount, currency)
    day = date.fromordinal(posting.day)
    match rule:
        case FlatFee():
            return step("{day} posted, the fee for late payment: {sum}", rule.clause, day=day, sum=posted)
        case GreaterOf():
            return step(
                "{day}, the other charge alone is {alone}, less what was posted: "
                "max({alone}, {minimum}) - {posted} = {sum}",
                rule.clause,
                day=day,
                alone=amount(posting.alone, currency),
                minimum=rule.minimum,
                posted=amount(posting.posted, currency),
                sum=posted,
            )
        case SimpleDaily() | CompoundDaily() | CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            return _accrued_posting_step(rule, posting, currency, together)
    assert_never(rule)


def _accrued_posting_step(rule: ByMonth | ByDay, posting: Posting, currency: str, together: bool) -> Step:
    """Return the line of a posting that was computed from balances."""
    segments = charged_segments(posting)
    days = posting.end - posting.start
    start, end = date.fromordinal(posting.start + segments[0][0]), date.fromordinal(posting.end)
    template = "{start} to {end}: {sum} = {outcome}"
    exact: Fraction | PowerSum
    match rule:
        case SimpleDaily() | CompoundDaily():
            expression = day_expression(rule, segments, days, currency)
            exact = daily_interest(rule, segments, days)
        case CompoundMonthly() | SimpleMonthly():
            expression = month_expression(rule, segments, days, posting.length, currency)
            exact = month_accrual(rule, segments, days, posting.length)
        case MonthlyOnDay():  # the days before the one on which it is set bear nothing
            template = "on {end}: {sum} = {outcome}"
            expression = month_expression(rule, segments, days, posting.length, currency)
            exact = month_accrual(rule, segments, days, posting.length)
        case _ as unreachable:
            assert_never(unreachable)
    if together:
        return step(
            "{start} to {end}, rounded with the other debts to {amount}: {sum} = {exact}",
            rule.clause,
            start=start,
            end=end,
            amount=amount(posting.amount, currency),
            sum=expression,
            exact=figure(exact, rule.rounding, currency),
        )
    result = outcome(exact, rule.rounding, currency)
    return step(template, rule.clause, start=start, end=end, sum=expression, outcome=result)


def charged_segments(posting: Posting) -> Segments:
    """Return the segments that bore the charge: from the first balance above zero, and none that begins as it ends."""
    days = posting.end - posting.start
    segments = [(offset, balance) for offset, balance in posting.segments if offset == 0 or offset < days]
    first = next((index for index, (_, balance) in enumerate(segments) if balance), 0)
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
    match rule.part_month:
        case "daily-compound":
            return _powers(rule.monthly_rate, segments, d, length, currency)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            pairs, bottom = weighted_balances(part_month, segments, d, length)
        case _ as unreachable:
            assert_never(unreachable)
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
    """Return what days have brought, as an equation's left side."""
    match rule:
        case SimpleDaily():
            return simple_expression(rule, segments, days, currency)
        case CompoundDaily():
            return _powers(rule.daily_rate, segments, days, 1, currency)
    assert_never(rule)


def first_day_step(rule: ByDay, start: date) -> tuple[Step, ...]:
    """Return the line on whether the day counts from which the charge counts, where the terms can be read both ways."""
    match rule:
        case SimpleDaily():
            return ()
        case CompoundDaily():
            return (step(first_day_template(rule.first_day), rule.clause, start=start),)
    assert_never(rule)


def first_day_template(first_day: FirstDay) -> str:
    """Return the line on the first day that counts."""
    match first_day:
        case "not-counted":
            return "the day after {start} is the first that counts, the day of payment the last"
        case "counted":
            return "{start} is the first day that counts, the day of payment the last"
    assert_never(first_day)


def on_day_step(rule: ByMonth) -> tuple[Step, ...]:
    """Return the line on the one day of each month on which a charge is set, where there is one."""
    match rule:
        case CompoundMonthly() | SimpleMonthly():
            return ()
        case MonthlyOnDay():
            template = "a charge is set on day {day} of each month, whole, after that day"
            return (step(template, rule.clause, day=rule.day_of_month),)
    assert_never(rule)


def dated_late_charge_steps(
    agreement: Agreement, amount: Money, invoice: InvoiceFacts, paid: date, billing_months: int
) -> tuple[Step, ...]:
    """The working of a late charge, the due date's first."""
    rule, calendar = DUE_DATE.of(agreement), agreement.calendar
    due = due_on(rule, invoice, calendar)
    steps = late_charge_steps(LATE_CHARGE.of(agreement), amount, invoice.issued, due, paid, billing_months)
    return due_date_steps(rule, invoice, calendar) + steps


@final
class LateChargeQuestion(Question):
    """`late_charge`."""

    name = "late_charge"
    says = "what a late payment costs"
    asks = Phrase("late charge on {amount} of {issued}, paid {paid}")
    dated_by = "issued"
    example = "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15"
    tables = (DUE_DATE, LATE_CHARGE)
    reads = (LATE_CHARGE,)
    compared = (
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "due": "2026-01-21"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "sent": "2026-01-02"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "received": "2026-01-05"},
    )
    law_day = "paid"
    days_late = DaysLate("paid", Phrase("late charge on {amount} of {issued}, paid {days_late} days late"))
    beside: ClassVar[Mapping[str, Beside]] = {
        "due_date": Beside(Term("due date")),
        "effective_annual_rate": Beside(Term("a year"), (("on", "paid"),)),
    }

    amount: Money = OUTSTANDING
    issued: date = ISSUED
    paid: date = PAID
    billing_months: int = BILLING_MONTHS
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given, with that on which the due date rests."""
        return needed_facts(cls, agreement)

    @property
    def invoice(self) -> InvoiceFacts:
        """What the due date rests on."""
        return InvoiceFacts(self.issued, self.due, self.sent, self.received, self.way)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of the due date and of the charge, and that of the way."""
        return with_clause_of_way(DUE_DATE.of(self.agreement), self.way, super().clauses)

    @property
    def counts_open_days(self) -> bool:
        """Whether the due date rests on the calendar."""
        return rests_on_open_days(DUE_DATE.of(self.agreement), self.way)

    def working(self) -> tuple[Step, ...]:
        """The due date, the start, each posting, the charge."""
        steps = dated_late_charge_steps(self.agreement, self.amount, self.invoice, self.paid, self.billing_months)
        return (*steps, *map(calendar_note, self.calendars))

    def by_law(self, version: RuleVersion, value: Money) -> ByLaw | None:
        """Return what a rule on rates comes to on this charge, counted from the due date."""
        from telcoterms.clauses.late_charge.by_law import LateCharged, late_charge_by_law

        charged = None
        if value.minor:
            late = self.paid - due_on(DUE_DATE.of(self.agreement), self.invoice, self.agreement.calendar)
            charged = LateCharged(value, self.amount, late.days)
        return late_charge_by_law(LATE_CHARGE.of(self.agreement), version, charged)


def late_charge(
    terms: Agreed,
    amount: Amount,
    *,
    issued: Day,
    paid: Day,
    billing_months: int = 1,
    due: Day | None = None,
    sent: Day | None = None,
    received: Day | None = None,
    way: str | None = None,
) -> Answer[Money]:
    """What a late payment costs.

    `amount` is what was outstanding when the due date ended, with taxes; `issued` the invoice date; `paid` the day
    on which it was received in full, or on which it is looked at; `billing_months` how many months a bill covers.
    `due`, `sent`, `received` and `way` are those of `due_date`, for terms whose due date rests on them. Raises
    `InputError` when `paid` lies before `issued`, `DayError` for a span of over a hundred years.

    >>> from telcoterms import load
    >>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
    Money('3.41', 'CAD')
    """
    agreement = terms.agreement
    money = as_money(amount, agreement.currency, "amount")
    invoice, paid = InvoiceFacts.of(issued, due, sent, received, way), as_day(paid, "paid")
    as_count(billing_months, "billing_months")
    due_day = due_on(DUE_DATE.of(agreement), invoice, agreement.calendar)
    charge = charge_minor(LATE_CHARGE.of(agreement), money.minor, invoice.issued, due_day, paid, billing_months)
    value = Money.of_minor(charge, money.currency)
    return Answer(value, "late_charge", (money, invoice.issued, paid, billing_months, *invoice[1:]), terms)


@final
class EffectiveAnnualRateQuestion(Question):
    """`effective_annual_rate`."""

    name = "effective_annual_rate"
    says = "the yearly rate to which the late charge comes"
    asks = Phrase("effective annual rate of the late charge")
    dated_by = None
    example = "effective-annual-rate"
    tables = (LATE_CHARGE,)
    compared = ({},)

    def working(self) -> tuple[Step, ...]:
        """The rate, and whether it is the one that the terms print."""
        return effective_rate_steps(LATE_CHARGE.of(self.agreement))

    def by_law(self, version: RuleVersion, value: Fraction) -> ByLaw | None:
        """Return what a rule on rates comes to on the rate of the terms alone."""
        from telcoterms.clauses.late_charge.by_law import rate_by_law

        return rate_by_law(LATE_CHARGE.of(self.agreement), version)


def effective_annual_rate(terms: Agreed) -> Answer[Fraction]:
    """The yearly rate to which the late charge comes, exactly, and whether the terms print the same.

    >>> from telcoterms import load
    >>> load("kos").effective_annual_rate()
    <effective annual rate: 26.824179... %  [Service Terms s.9]>
    """
    return Answer(effective_rate(LATE_CHARGE.of(terms.agreement)), "effective_annual_rate", (), terms)
