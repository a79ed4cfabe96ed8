"""Compute how a late charge accrues on one debt: exactly, and as it is posted, forward in time.

Sums are whole minor units (cents), days are ordinals, rates are exact fractions.

**Start.** A debt that is unpaid when its due date ends bears a charge from the day that the reading `runs_from` names.
Kinds that go by the month count months from the anchor A_0: month k runs from A_k to A_(k+1), and each A_k is counted
from A_0 itself, so that a start on the 31st comes back to the 31st after a short month. For `monthly-on-day`, A_0 is
the last such day of the month on or before the start. Kinds that go by the day count days from the start, or from the
day before it where `first_day` counts the start itself. The start then bears what was unpaid when the due date ended,
even where a dispute is reported on that very day: as on any other day, the disputed part bears from the day after.

**State.** What bears the charge is a list of segments `(offset, balance)`: the balance at the end of the day that lies
`offset` days after the start of the month (or of the whole accrual, by the day), until the next segment. Day t bears on
the balance at the end of the day before.

**Share.** Of a month of D days, the first d bring the share f(d) of a month's charge, with f(0) = 0 and f(D) = 1:

    by-days            d / D
    thirty-day-month   min(d, 30) / 30, and 1 at the end
    days-of-year       12 d / 365, and 1 at the end
    whole-month        1 as soon as the month has begun
    completed-months   1 when it is over, 0 before

A balance that stands from day a to day b of the month brings balance x r x (f(b) - f(a)). Under `daily-compound` there
are no shares: balance and accrual grow together by the factor (1 + r) ^ (1 / D) a day.

**Posting.** At the end of a month the exact sum over its segments is rounded once and posted. Where the kind compounds,
the posting joins the balance of the next month; otherwise the principal alone bears it. By the day nothing is posted
before the debt is paid in full. A flat fee is posted the day after the due date. No posting has a day before that one.

**Invariants.** The offsets of the segments grow, and the first is 0. A month on one balance posts exactly balance x r,
rounded, under every reading of `part_month`. What has accrued since the last posting depends on the segments alone, so
that moving forward in one step or day by day comes to the same.

**Example.** 113.00 issued on 1 January at 2 % a month, `by-days`, due on the 16th, paid on 15 February:

    January                   113.00 x 2 %         = 2.26      balance 115.26
    14 of February's 28 days  115.26 x 2 % x 14/28 = 1.1526    rounded 1.15
    charge                    2.26 + 1.15          = 3.41

`compound_charge` gives this figure without a debt that changes; `MonthlyAccrual` gives it posting by posting. Both take
the whole months from `values.money.compounded`, and the started one from `month_charge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, Protocol, assert_never, final

from telcoterms.clauses.late_charge.kinds import (
    ByDay,
    ByMonth,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    PartMonth,
    SimpleDaily,
    SimpleMonthly,
    compound_growth,
    compounds,
)
from telcoterms.values.days import anchored, month_number
from telcoterms.values.money import ROUNDERS, compounded
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import rounded

Segments = Sequence[tuple[int, int]]
"""Balances by the day, as offset and balance."""


class ChargeFreePeriod(NamedTuple):
    """A sum that bears no charge from the end of one day until the end of another."""

    since: int
    until: int
    amount: int


class Posting(NamedTuple):
    """A charge that was posted: its day, its sum, and what it was computed from."""

    day: int
    amount: int
    start: int = 0
    end: int = 0
    segments: Segments = ()
    length: int = 0
    alone: int = 0  # `greater-of`: what the other kind alone has come to, and what was posted before
    posted: int = 0


# When it begins


def accrual_start(rule: ByMonth | ByDay, issued: date, due: date, billing_months: int) -> tuple[int, int]:
    """Return the month number and the day of the month of the start that the reading `runs_from` names."""
    match rule.runs_from:
        case "due-date":
            return month_number(due), due.day
        case "invoice-date":
            return month_number(issued), issued.day
        case "next-invoice-date":
            latest = due.toordinal()
            number = month_number(issued) + billing_months
            while anchored(number, issued.day) <= latest:
                number += billing_months
            return number, issued.day
    assert_never(rule.runs_from)


def first_month_anchor(rule: ByMonth | ByDay, issued: date, due: date, billing_months: int) -> tuple[int, int]:
    """Return the month number and the day of the month of A_0, where the first month that bears a charge begins.

    Where the months go from one day of the calendar's to the next, A_0 is the last such day on or before the start.
    """
    number, day = accrual_start(rule, issued, due, billing_months)
    match rule:
        case MonthlyOnDay():
            earlier = anchored(number, rule.day_of_month) > anchored(number, day)
            return number - earlier, rule.day_of_month
        case CompoundMonthly() | SimpleMonthly() | SimpleDaily() | CompoundDaily():
            return number, day
    assert_never(rule)


def day_zero(rule: ByDay, issued: date, due: date, billing_months: int) -> int:
    """Return the day after which days count: the start, or the day before it where the start itself counts."""
    start = anchored(*accrual_start(rule, issued, due, billing_months))
    match rule:
        case SimpleDaily():
            return start
        case CompoundDaily():
            return start - counted_start_days(rule)
    assert_never(rule)


def counted_start_days(rule: CompoundDaily) -> int:
    """Return how many days the start itself counts for, by the reading `first_day`."""
    match rule.first_day:
        case "not-counted":
            return 0
        case "counted":
            return 1
    assert_never(rule.first_day)


def time_late(rule: CompoundMonthly, issued: date, due: date, paid: date, billing_months: int) -> tuple[int, int, int]:
    """Return the whole months since A_0, the days of the started one and its length; none up to A_0."""
    number, day = first_month_anchor(rule, issued, due, billing_months)
    end = paid.toordinal()
    months = month_number(paid) - number
    month_start = anchored(number + months, day)
    if month_start > end:
        months -= 1
        month_start = anchored(number + months, day)
    if months < 0:
        return 0, 0, 1
    return months, end - month_start, anchored(number + months + 1, day) - month_start


def principal_by_day(principal: int, charge_free: Sequence[ChargeFreePeriod], start: int) -> list[tuple[int, int]]:
    """Return the principal that bears a charge at the end of the day `start`, then each day on which it changes.

    Never more of a principal is free of charge than all of it.
    """
    days = sorted({day for period in charge_free for day in (period.since, period.until) if day > start})
    return [
        (
            day,
            principal - min(principal, sum(each.amount for each in charge_free if each.since <= day < each.until)),
        )
        for day in [start, *days]
    ]


# What has accrued, exactly and rounded


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


def weighted_balances(
    part_month: PartMonth, segments: Segments, d: int, length: int
) -> tuple[list[tuple[int, int]], int]:
    """Return each balance with the numerator of its share of the month up to day `d`, and the denominator of all."""
    last, bottom = month_fraction(part_month, d, length)
    pairs = []
    for offset, balance in reversed(segments):
        first, _ = month_fraction(part_month, offset, length)
        pairs.append((balance, last - first))
        last = first
    return pairs[::-1], bottom


def daily_growth(rate: Fraction, segments: Segments, d: int, length: int) -> PowerSum:
    """Return what accrues at a rate for `length` days, compounded daily: balance and accrual grow together.

    While the balance is zero, nothing grows, not even what has accrued.
    """
    accrued = PowerSum(1 + rate, {})
    for index, (offset, balance) in enumerate(segments):
        until = segments[index + 1][0] if index + 1 < len(segments) else d
        if balance:
            accrued = (accrued + balance).grown(Fraction(until - offset, length)) - balance
    return accrued


def month_accrual(rule: ByMonth, segments: Segments, d: int, length: int) -> Fraction | PowerSum:
    """Return what a month's balances have accrued after `d` of its `length` days, exactly."""
    match rule.part_month:
        case "daily-compound":
            return daily_growth(rule.monthly_rate, segments, d, length)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            pairs, bottom = weighted_balances(part_month, segments, d, length)
            return rule.monthly_rate * Fraction(sum(balance * weight for balance, weight in pairs), bottom)
    assert_never(rule.part_month)


def month_charge(rule: ByMonth, segments: Segments, d: int, length: int) -> int:
    """Return `month_accrual`, rounded: what is posted at the end of a month, or shown as accrued in it.

    It is computed in whole numbers where it can be: a statement asks for it once a month and debt.
    """
    match rule.part_month:
        case "daily-compound":  # a power of 1 + r is seldom a ratio of whole numbers
            return rounded(month_accrual(rule, segments, d, length), rule.rounding)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            if len(segments) == 1:
                top, bottom = month_fraction(part_month, d, length)
                weighted = segments[0][1] * top
            else:
                pairs, bottom = weighted_balances(part_month, segments, d, length)
                weighted = sum(balance * weight for balance, weight in pairs)
            rate = rule.monthly_rate
            return ROUNDERS[rule.rounding](weighted * rate.numerator, bottom * rate.denominator)
    assert_never(rule.part_month)


def daily_interest(rule: ByDay, segments: Segments, days: int) -> Fraction | PowerSum:
    """Return what balances have accrued after so many days by a kind that goes by the day, exactly."""
    match rule:
        case SimpleDaily():
            return rule.yearly_rate * balance_days(segments, days) / 365
        case CompoundDaily():
            return daily_growth(rule.daily_rate, segments, days, 1)
    assert_never(rule)


def balance_days(segments: Segments, days: int) -> int:
    """Return the sum of each balance times the days for which it stood, up to day `days`; 0 without balances."""
    ends = [offset for offset, _ in segments[1:]] + [days]
    return sum(balance * (end - offset) for (offset, balance), end in zip(segments, ends, strict=False))


# A debt that does not change until it is paid


def compound_charge(rule: CompoundMonthly, amount: int, months: int, d: int, length: int) -> int:
    """Return the charge over so many whole months and `d` of the `length` days of a started one."""
    match rule.round_at:
        case "each-month":
            rate = rule.monthly_rate
            balance = compounded(amount, rate.numerator, rate.denominator, months, rule.rounding)
            if d:
                balance += month_charge(rule, ((0, balance),), d, length)
            return balance - amount
        case "once":
            return rounded(compound_charge_exact(rule, amount, months, d, length), rule.rounding)
    assert_never(rule.round_at)


def compound_charge_exact(rule: CompoundMonthly, amount: int, months: int, d: int, length: int) -> Fraction | PowerSum:
    """Return the charge that is not rounded on the way: amount x ((1 + r)^n x (1 + r f(d)) - 1)."""
    growth = compound_growth(rule.monthly_rate, months)
    started = month_accrual(rule, [(0, amount)], d, length) if d else Fraction(0)
    return started * (1 + growth) + amount * growth


# A debt that is followed forward in time


class Accrual(Protocol):
    """The accrual of a charge on one debt, from the day on which the debt is late.

    It is moved forward by `advance`, and notified of each payment and each change of the principal in between.
    """

    postings: list[Posting]

    @property
    def next_posting_on(self) -> int | None:
        """The day of the next posting that comes by itself; None where none does."""
        ...

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        """Begin: the due date has ended with this principal unpaid, of which some was free of charge for a time."""

    def resume(self, day: int, principal: int) -> None:
        """Accrue from the end of this day on this principal alone; the days before bear nothing more."""

    def advance(self, day: int) -> int:
        """Post what is to be posted up to and including a day, and return the sum posted."""
        ...

    def accrued(self, day: int) -> int:
        """Return what has accrued since the last posting, rounded."""
        ...

    def pending(self, day: int, amount: int) -> Posting | None:
        """Return what has accrued, as the posting that it would be; None where nothing can have accrued."""

    def close(self, day: int, amount: int) -> None:
        """Post this sum, if any, and end: the debt is paid in full."""

    def post_and_continue(self, day: int, amount: int) -> None:
        """Post this sum, if any, and go on from the end of the day: all is paid but what is in dispute."""

    def on_payment(self, day: int, amount: int, principal: int, balance: int) -> None:
        """Take note that a sum was paid on the debt, and of what it then owes."""

    def on_principal_change(self, day: int, by: int, principal: int, balance: int) -> None:
        """Take note that principal was set aside (below zero) or came back, and of what the debt then owes."""


class _SegmentedAccrual:
    """What accruals on balances have in common: the balances since `start`, and how they change and end."""

    __slots__ = ("next_posting_on", "postings", "segments", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.next_posting_on: int | None = None
        self.segments: list[tuple[int, int]] = []
        self.postings: list[Posting] = []

    def pending(self, day: int, amount: int) -> Posting | None:
        raise NotImplementedError

    def close(self, day: int, amount: int) -> None:
        posting = self.pending(day, amount)
        if posting is not None and amount:
            self.postings.append(posting)
        self.next_posting_on = None
        self.segments = [(0, 0)]

    def _set_balance(self, day: int, balance: int) -> None:
        """Let this balance bear from the end of a day on; before the start, it bears from the start."""
        offset = day - self.start if day > self.start else 0
        if self.segments[-1][0] == offset:
            self.segments[-1] = (offset, balance)
        else:
            self.segments.append((offset, balance))


@final
class MonthlyAccrual(_SegmentedAccrual):
    """The accrual of a kind that goes by the month: on the balance where it compounds, else on the principal."""

    __slots__ = ("compounds", "day", "late_on", "month", "rate", "rule", "upcoming")

    def __init__(self, rule: ByMonth, issued: date, due: date, billing_months: int) -> None:
        self.rule, self.compounds = rule, compounds(rule)
        self.month, self.day = first_month_anchor(rule, issued, due, billing_months)
        super().__init__(anchored(self.month, self.day))
        self.late_on = due.toordinal() + 1
        self.upcoming: list[tuple[int, int]] = []  # charge-free sums: days, and by how much the balance changes on them
        self.rate = rule.monthly_rate.as_integer_ratio()

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        self.segments = [(0, principal)]
        self.next_posting_on = anchored(self.month + 1, self.day)
        if charge_free:
            changes = principal_by_day(principal, charge_free, self.start)
            self.segments = [(0, changes[0][1])]
            self.upcoming = [(day, after - before) for (_, before), (day, after) in pairwise(changes)]
            self._apply_upcoming(self.next_posting_on)

    def resume(self, day: int, principal: int) -> None:
        if day > self.start:
            month = month_number(date.fromordinal(day))
            self.month = month if anchored(month, self.day) <= day else month - 1
            self.start = anchored(self.month, self.day)
        self.begin(principal)
        if day > self.start:
            self.segments = [(0, 0), (day - self.start, principal)]

    def _apply_upcoming(self, end: int) -> None:
        """Apply the changes of the balance that lie in the month."""
        while self.upcoming and self.upcoming[0][0] < end:
            day, change = self.upcoming.pop(0)
            self._set_balance(day, self.segments[-1][1] + change)

    def advance(self, day: int) -> int:
        end, total = self.next_posting_on, 0
        while end is not None and end <= day:
            start, segments = self.start, self.segments
            if len(segments) == 1:  # a month on one balance is exactly balance x r, under every reading of part_month
                balance = segments[0][1]
                amount = compounded(balance, *self.rate, 1, self.rule.rounding) - balance
            else:
                amount = month_charge(self.rule, segments, end - start, end - start)
            self.post(end, amount)
            total += amount
            end = self.next_posting_on
        return total

    def post(self, day: int, amount: int) -> None:
        """Post this sum for the month that ends on a day, and begin the next one."""
        start, segments = self.start, self.segments
        self.postings.append(
            Posting(day if day >= self.late_on else self.late_on, amount, start, day, segments, day - start)
        )
        self.start = day
        self.month += 1
        balance = segments[-1][1] + (amount if self.compounds else 0)
        self.segments = [(0, balance)]
        if not balance and not self.upcoming:  # on nothing, nothing accrues
            self.next_posting_on = None
            return
        self.next_posting_on = anchored(self.month + 1, self.day)
        if self.upcoming:
            self._apply_upcoming(self.next_posting_on)

    def accrued_exact(self, day: int) -> Fraction | PowerSum:
        """Return what has accrued since the last posting, exactly."""
        if self.next_posting_on is None or day <= self.start:
            return month_accrual(self.rule, (), 0, 1)
        return month_accrual(self.rule, self.segments, day - self.start, self.next_posting_on - self.start)

    def accrued(self, day: int) -> int:
        if self.next_posting_on is None or day <= self.start:
            return 0
        return month_charge(self.rule, self.segments, day - self.start, self.next_posting_on - self.start)

    def pending(self, day: int, amount: int) -> Posting | None:
        if self.next_posting_on is None or day <= self.start:
            return None
        return Posting(day, amount, self.start, day, self.segments, self.next_posting_on - self.start)

    def post_and_continue(self, day: int, amount: int) -> None:
        self.close(day, amount)
        self.resume(day, 0)

    def on_payment(self, day: int, amount: int, principal: int, balance: int) -> None:
        self._set_balance(day, balance if self.compounds else principal)

    def on_principal_change(self, day: int, by: int, principal: int, balance: int) -> None:
        bears_charge = balance if self.compounds else principal
        if self.next_posting_on is None:
            self.resume(day, bears_charge)
        else:
            self._set_balance(day, bears_charge)


@final
class DailyAccrual(_SegmentedAccrual):
    """The accrual of a kind that goes by the day: on the unpaid principal, and where it compounds on what has accrued.

    Nothing is posted before the debt is paid in full.
    """

    __slots__ = ("rule",)

    def __init__(self, rule: ByDay, issued: date, due: date, billing_months: int) -> None:
        super().__init__(day_zero(rule, issued, due, billing_months))
        self.rule = rule

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        changes = principal_by_day(principal, charge_free, self.start)
        self.segments = [(day - self.start, bears_charge) for day, bears_charge in changes]

    def resume(self, day: int, principal: int) -> None:
        self.segments = [(0, 0)]
        self._set_balance(day, principal)

    def advance(self, day: int) -> int:
        return 0

    def accrued_exact(self, day: int) -> Fraction | PowerSum:
        """Return what has accrued since the last posting, exactly."""
        return daily_interest(self.rule, self.segments, max(day - self.start, 0))

    def accrued(self, day: int) -> int:
        return rounded(self.accrued_exact(day), self.rule.rounding)

    def pending(self, day: int, amount: int) -> Posting | None:
        return Posting(day, amount, self.start, day, self.segments) if day > self.start else None

    def post_and_continue(self, day: int, amount: int) -> None:
        self.close(day, amount)

    def on_payment(self, day: int, amount: int, principal: int, balance: int) -> None:
        self._set_balance(day, principal)

    def on_principal_change(self, day: int, by: int, principal: int, balance: int) -> None:
        self._set_balance(day, principal)


@final
class FlatFeeAccrual:
    """The accrual of `flat-fee`: the fee is posted the day after the due date, and nothing after it."""

    __slots__ = ("fee", "late_on", "next_posting_on", "postings")

    def __init__(self, fee: int, due: date) -> None:
        self.fee = fee
        self.late_on = due.toordinal() + 1
        self.next_posting_on: int | None = None
        self.postings: list[Posting] = []

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        self.next_posting_on = self.late_on

    def resume(self, day: int, principal: int) -> None:
        if not self.postings:
            self.late_on = self.next_posting_on = max(self.late_on, day + 1)

    def advance(self, day: int) -> int:
        if self.next_posting_on is None or self.next_posting_on > day:
            return 0
        self.postings.append(Posting(self.next_posting_on, self.fee))
        self.next_posting_on = None
        return self.fee

    def accrued(self, day: int) -> int:
        return 0

    def pending(self, day: int, amount: int) -> Posting | None:
        return None

    def close(self, day: int, amount: int) -> None:
        self.next_posting_on = None

    def post_and_continue(self, day: int, amount: int) -> None:
        return None

    def on_payment(self, day: int, amount: int, principal: int, balance: int) -> None:
        return None

    def on_principal_change(self, day: int, by: int, principal: int, balance: int) -> None:
        return None


@final
class MinimumAccrual:
    """The accrual of `greater-of`: the minimum, then what the other kind, run alone on the same debt, exceeds it by.

    The other kind runs on a copy of the debt, which is paid what the debt is paid. What is paid on the copy before it
    owes it, is kept for its next posting.
    """

    __slots__ = ("alone", "alone_posted", "is_late", "late_on", "minimum", "owed", "posted", "postings", "principal")

    def __init__(self, minimum: int, alone: Accrual, due: date) -> None:
        self.minimum = minimum
        self.alone = alone
        self.late_on = due.toordinal() + 1
        self.is_late = False
        self.principal = self.owed = 0  # of the copy; below zero, `owed` is what was paid ahead
        self.posted = self.alone_posted = 0
        self.postings: list[Posting] = []

    @property
    def next_posting_on(self) -> int | None:
        return self.late_on if self.is_late and not self.postings else self.alone.next_posting_on

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        self.is_late = True
        self.principal = principal
        self.alone.begin(principal, charge_free)

    def resume(self, day: int, principal: int) -> None:
        self.is_late = True
        self.principal += principal
        if not self.postings:
            self.late_on = max(self.late_on, day + 1)
        self.alone.resume(day, max(0, self.principal + self.owed))

    def advance(self, day: int) -> int:
        before = self.posted
        while (end := self.next_posting_on) is not None and end <= day:
            if self.postings:
                self._run_alone(end)
            self._post(max(end, self.late_on), max(self.minimum, self.alone_posted))
        return self.posted - before

    def _run_alone(self, end: int) -> None:
        was_paid_ahead = self.owed < 0
        charge = self.alone.advance(end)
        self.owed += charge
        self.alone_posted += charge
        if was_paid_ahead:  # what was paid ahead meets the posting at once
            self._notify_alone(end, charge)

    def _post(self, day: int, total: int) -> None:
        self.postings.append(Posting(day, total - self.posted, alone=self.alone_posted, posted=self.posted))
        self.posted = total

    def _notify_alone(self, day: int, amount: int) -> None:
        self.alone.on_payment(day, amount, self.principal, max(0, self.principal + self.owed))

    def accrued(self, day: int) -> int:
        return max(0, self.alone_posted + self.alone.accrued(day) - self.posted)

    def pending(self, day: int, amount: int) -> Posting:
        alone = self.alone_posted + self.alone.accrued(day)
        return Posting(day, amount, alone=alone, posted=self.posted)

    def close(self, day: int, amount: int) -> None:
        self.alone.close(day, self._post_accrued(day, amount))
        self.is_late = False

    def post_and_continue(self, day: int, amount: int) -> None:
        self.alone.post_and_continue(day, self._post_accrued(day, amount))

    def _post_accrued(self, day: int, amount: int) -> int:
        """Post a sum, and on the copy all that has accrued on it, which is returned."""
        if amount:
            self.postings.append(self.pending(day, amount))
        accrued = self.alone.accrued(day)
        self.posted += amount
        self.alone_posted += accrued
        self.owed += accrued
        return accrued

    def on_principal_change(self, day: int, by: int, principal: int, balance: int) -> None:
        moved = max(by, -self.principal)
        self.principal += moved
        self.owed += by - moved
        self.alone.on_principal_change(day, by, self.principal, max(0, self.principal + self.owed))

    def on_payment(self, day: int, amount: int, principal: int, balance: int) -> None:
        to_principal = min(max(0, amount - max(0, self.owed)), self.principal)
        self.principal -= to_principal
        self.owed -= amount - to_principal
        self._notify_alone(day, amount)


PoolableAccrual = MonthlyAccrual | DailyAccrual
"""The accruals that leave fractions of a minor unit, which an account can round together."""


def accrual_of(rule: LateChargeRule, issued: date, due: date, billing_months: int) -> Accrual:
    """Return the accrual of a debt under a clause; it has not begun."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            return MonthlyAccrual(rule, issued, due, billing_months)
        case FlatFee():
            return FlatFeeAccrual(rule.fee.minor, due)
        case SimpleDaily() | CompoundDaily():
            return DailyAccrual(rule, issued, due, billing_months)
        case GreaterOf():
            return MinimumAccrual(rule.minimum.minor, accrual_of(rule.of, issued, due, billing_months), due)
    assert_never(rule)


def accrue(rule: LateChargeRule, amount: int, issued: date, due: date, billing_months: int) -> Accrual:
    """Return the accrual of an amount that was wholly unpaid when its due date ended; it has begun."""
    accrual = accrual_of(rule, issued, due, billing_months)
    accrual.begin(amount)
    return accrual
