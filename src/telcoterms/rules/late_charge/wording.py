"""How the posting of a charge is told: the balances of its month, the rate, the share, the rounding."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from telcoterms.growth import Growth
from telcoterms.money import Money
from telcoterms.rules.late_charge.accrual import Posting
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
from telcoterms.rules.late_charge.month import Segments, month_accrual, weights
from telcoterms.rules.late_charge.simple_daily import by_days
from telcoterms.working import Percent, Phrase, Step, amount, figure, outcome, phrase, plus, step


def posting_step(rule: LateCharge, posting: Posting, currency: str, together: bool = False) -> Step:
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
            exact: Fraction | Growth = by_days(rule, segments, days)
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
    return phrase("({parts}) x {rate} / {bottom}", parts=plus(parts), rate=rate, bottom=bottom)


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
    whole = parts[0] if len(parts) == 1 else phrase("({parts})", parts=plus(parts))
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
