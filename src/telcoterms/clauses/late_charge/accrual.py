"""The accrual of a month: balances by day, the reading's share of a month's charge, one rounding.

A month is a list of segments `(offset, balance)`: the balance at the end of the day that lies so many days after the
month's first, and until the next one. Day t of the month bears on the balance at the end of the day before, by the
share f(t) - f(t - 1) of a month's charge. Sums are minor units.

How a late charge grows on one debt, forward in time: what the statement keeps for each debt that is late.

Sums are minor units, days ordinals. An accrual begins when the debt turns out late; it is moved forward day by day or
years at once, told of what is placed on the debt, and gives what it posts and what has accrued since.

How the kinds that go by the month grow on one debt: `compound-monthly`, `simple-monthly`, `monthly-on-day`.

How the kinds that go by the day grow on one debt: `simple-daily` and `compound-daily`.

How `flat-fee` comes to one debt.

How `greater-of` grows on one debt.

Which accrual a clause has.
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
    compounds,
)
from telcoterms.values.days import anchored, month_number
from telcoterms.values.money import ROUNDERS
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import rounded

Segments = Sequence[tuple[int, int]]


def share(part_month: PartMonth, d: int, length: int) -> tuple[int, int]:
    """f(d), the share of a month's charge after `d` of its days, as numerator and (for all d the same) denominator."""
    assert part_month != "daily-compound", "it grows by powers, not by shares"
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
    assert_never(part_month)


def weights(part_month: PartMonth, segments: Segments, d: int, length: int) -> tuple[list[tuple[int, int]], int]:
    """Each balance with the numerator of its share of the month up to day `d`, and the denominator of all."""
    last, bottom = share(part_month, d, length)
    pairs = []
    for offset, balance in reversed(segments):
        first, _ = share(part_month, offset, length)
        pairs.append((balance, last - first))
        last = first
    return pairs[::-1], bottom


def compounded(rate: Fraction, segments: Segments, d: int, length: int) -> PowerSum:
    """Daily compounding: balance and accrual grow together; on a zero balance nothing grows."""
    grown = PowerSum(1 + rate, {})
    for place, (offset, balance) in enumerate(segments):
        until = segments[place + 1][0] if place + 1 < len(segments) else d
        if balance:
            grown = (grown + balance).grown(Fraction(until - offset, length)) - balance
    return grown


def month_accrual(rule: ByMonth, segments: Segments, d: int, length: int) -> Fraction | PowerSum:
    """What a month's balances have accrued after `d` of its `length` days, exactly."""
    if rule.part_month == "daily-compound":
        return compounded(rule.monthly_rate, segments, d, length)
    pairs, bottom = weights(rule.part_month, segments, d, length)
    return rule.monthly_rate * Fraction(sum(balance * weight for balance, weight in pairs), bottom)


def month_charge(rule: ByMonth, segments: Segments, d: int, length: int) -> int:
    """The same, rounded: what is posted, or shown as accrued."""
    if rule.part_month == "daily-compound":  # a power of 1 + r is seldom a ratio of integers
        return rounded(month_accrual(rule, segments, d, length), rule.rounding)
    if len(segments) == 1:
        top, bottom = share(rule.part_month, d, length)
        sum_ = segments[0][1] * top
    else:
        pairs, bottom = weights(rule.part_month, segments, d, length)
        sum_ = sum(balance * weight for balance, weight in pairs)
    rate = rule.monthly_rate
    return ROUNDERS[rule.rounding](sum_ * rate.numerator, bottom * rate.denominator)


def weighed_days(segments: Segments, days: int) -> int:
    """Each balance times the days that it stood, up to day `days`."""
    ends = [offset for offset, _ in segments[1:]] + [days]
    return sum(balance * (end - offset) for (offset, balance), end in zip(segments, ends, strict=False))


class Spared(NamedTuple):
    """A sum that bears nothing from the end of one day until the end of another."""

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


class Accrual(Protocol):
    """The growth of a charge on one debt; `ends` is the day of its next posting, if it has one."""

    postings: list[Posting]

    @property
    def ends(self) -> int | None:
        """The end of the month that is posted next; None where none is."""
        ...

    def begin(self, principal: int, spared: Sequence[Spared] = ()) -> None:
        """The due date has ended with this principal unpaid, of which some was spared for a time."""

    def resume(self, day: int, principal: int) -> None:
        """From the end of this day on it grows on this principal alone; the days before bear nothing more."""

    def advance(self, day: int) -> int:
        """Post what is to be posted up to and including a day; the sum posted."""
        ...

    def accrued(self, day: int) -> int:
        """What has accrued since the last posting, rounded."""
        ...

    def pending(self, day: int, amount: int) -> Posting | None:
        """What has accrued, as the posting that it would be; None where nothing can have accrued."""

    def close(self, day: int, amount: int) -> None:
        """The debt is paid in full: post this sum, if any."""

    def settle(self, day: int, amount: int) -> None:
        """All that is owed is paid but what is in dispute: post this sum, if any, and go on from the end of the day."""

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        """A sum was placed on the debt; what it then owes."""

    def shifted(self, day: int, by: int, principal: int, balance: int) -> None:
        """Principal was set apart (below zero) or came back; what the debt then owes."""


def anchor(rule: ByMonth | ByDay, issued: date, due: date, billing_months: int) -> tuple[int, int]:
    """Month number and day of the month of A_0: the start of the first month that bears a charge.

    Where the steps have a day of the month, A_0 is the last such day on or before the start that the reading names.
    """
    number, day = started(rule, issued, due, billing_months)
    if not isinstance(rule, MonthlyOnDay):
        return number, day
    earlier = anchored(number, rule.day_of_month) > anchored(number, day)
    return number - earlier, rule.day_of_month


def started(rule: ByMonth | ByDay, issued: date, due: date, billing_months: int) -> tuple[int, int]:
    """Month number and day of the month of the start that the reading `runs_from` names."""
    if rule.runs_from == "due-date":
        return month_number(due), due.day
    number = month_number(issued)
    if rule.runs_from == "next-invoice-date":
        latest = due.toordinal()
        number += billing_months
        while anchored(number, issued.day) <= latest:
            number += billing_months
    return number, issued.day


def bearing(principal: int, spared: Sequence[Spared], start: int) -> list[tuple[int, int]]:
    """The principal that bears a charge: at the end of the day `start`, then each day on which it changes, and to what.

    Of a principal never more is spared than all of it.
    """
    days = sorted({day for one in spared for day in (one.since, one.until) if day > start})
    return [
        (day, principal - min(principal, sum(one.amount for one in spared if one.since <= day < one.until)))
        for day in [start, *days]
    ]


@final
class Monthly:
    """The accrual of a kind that goes by the month: on the balance where it compounds, else on the principal."""

    __slots__ = (
        "ahead",
        "bottom",
        "compounds",
        "day",
        "ends",
        "late_on",
        "month",
        "postings",
        "round",
        "rule",
        "segments",
        "start",
        "top",
    )

    def __init__(self, rule: ByMonth, issued: date, due: date, billing_months: int) -> None:
        self.rule, self.compounds = rule, compounds(rule)
        self.month, self.day = anchor(rule, issued, due, billing_months)
        self.start = anchored(self.month, self.day)
        self.late_on = due.toordinal() + 1
        self.ends: int | None = None
        self.segments: list[tuple[int, int]] = []
        self.ahead: list[tuple[int, int]] = []  # what was spared: days, and by how much the balance changes on them
        self.postings: list[Posting] = []
        self.top, self.bottom = rule.monthly_rate.numerator, rule.monthly_rate.denominator
        self.round = ROUNDERS[rule.rounding]

    def begin(self, principal: int, spared: Sequence[Spared] = ()) -> None:
        self.segments = [(0, principal)]
        self.ends = anchored(self.month + 1, self.day)
        if spared:
            steps = bearing(principal, spared, self.start)
            self.segments = [(0, steps[0][1])]
            self.ahead = [(day, now - before) for (_, before), (day, now) in pairwise(steps)]
            self._reach(self.ends)

    def resume(self, day: int, principal: int) -> None:
        if day > self.start:
            month = month_number(date.fromordinal(day))
            self.month = month if anchored(month, self.day) <= day else month - 1
            self.start = anchored(self.month, self.day)
        self.begin(principal)
        if day > self.start:
            self.segments = [(0, 0), (day - self.start, principal)]

    def _reach(self, ends: int) -> None:
        """Take in the changes of the balance that lie in the month."""
        while self.ahead and self.ahead[0][0] < ends:
            day, by = self.ahead.pop(0)
            self._change(day, self.segments[-1][1] + by)

    def advance(self, day: int) -> int:
        ends, total = self.ends, 0
        while ends is not None and ends <= day:
            start, segments = self.start, self.segments
            if len(segments) == 1:  # a month on one balance is exactly balance x r, under every reading of part_month
                amount = self.round(segments[0][1] * self.top, self.bottom)
            else:
                amount = month_charge(self.rule, segments, ends - start, ends - start)
            self.post(ends, amount)
            total += amount
            ends = self.ends
        return total

    def exact(self, day: int) -> Fraction | PowerSum:
        if self.ends is None or day <= self.start:
            return month_accrual(self.rule, (), 0, 1)
        return month_accrual(self.rule, self.segments, day - self.start, self.ends - self.start)

    def accrued(self, day: int) -> int:
        if self.ends is None or day <= self.start:
            return 0
        return month_charge(self.rule, self.segments, day - self.start, self.ends - self.start)

    def post(self, day: int, amount: int) -> None:
        start, segments = self.start, self.segments
        self.postings.append(
            Posting(day if day >= self.late_on else self.late_on, amount, start, day, segments, day - start)
        )
        self.start = day
        self.month += 1
        balance = segments[-1][1] + (amount if self.compounds else 0)
        self.segments = [(0, balance)]
        self.ends = anchored(self.month + 1, self.day) if balance or self.ahead else None  # on nothing, nothing grows
        if self.ends is not None and self.ahead:
            self._reach(self.ends)

    def pending(self, day: int, amount: int) -> Posting | None:
        if self.ends is None or day <= self.start:
            return None
        return Posting(day, amount, self.start, day, self.segments, self.ends - self.start)

    def close(self, day: int, amount: int) -> None:
        posting = self.pending(day, amount)
        if posting is not None and amount:
            self.postings.append(posting)
        self.ends = None
        self.segments = [(0, 0)]

    def settle(self, day: int, amount: int) -> None:
        self.close(day, amount)
        self.resume(day, 0)

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        self._change(day, balance if self.compounds else principal)

    def shifted(self, day: int, by: int, principal: int, balance: int) -> None:
        bears = balance if self.compounds else principal
        if self.ends is None:
            self.resume(day, bears)
        else:
            self._change(day, bears)

    def _change(self, day: int, balance: int) -> None:
        offset = day - self.start if day > self.start else 0
        if self.segments[-1][0] == offset:
            self.segments[-1] = (offset, balance)
        else:
            self.segments.append((offset, balance))


def day_zero(rule: ByDay, issued: date, due: date, billing_months: int) -> int:
    """The day after which days count: the start that the reading names, or the day before it where it counts itself."""
    start = anchored(*anchor(rule, issued, due, billing_months))
    return start - (isinstance(rule, CompoundDaily) and rule.first_day == "counted")


def by_days(rule: ByDay, segments: Segments, days: int) -> Fraction | PowerSum:
    """What balances have accrued after so many days, exactly."""
    if isinstance(rule, CompoundDaily):
        return compounded(rule.daily_rate, segments, days, 1)
    return rule.yearly_rate * weighed_days(segments, days) / 365


@final
class Daily:
    """The accrual of a kind that goes by the day: on the unpaid principal, and where it compounds on what has accrued.

    Nothing is posted before the debt is paid in full.
    """

    __slots__ = ("ends", "postings", "rule", "segments", "start")

    def __init__(self, rule: ByDay, issued: date, due: date, billing_months: int) -> None:
        self.rule = rule
        self.start = day_zero(rule, issued, due, billing_months)
        self.ends: int | None = None
        self.segments: list[tuple[int, int]] = []
        self.postings: list[Posting] = []

    def begin(self, principal: int, spared: Sequence[Spared] = ()) -> None:
        self.segments = [(day - self.start, bears) for day, bears in bearing(principal, spared, self.start)]

    def resume(self, day: int, principal: int) -> None:
        self.segments = [(0, 0)]
        self.shifted(day, principal, principal, principal)

    def advance(self, day: int) -> int:
        return 0

    def exact(self, day: int) -> Fraction | PowerSum:
        return by_days(self.rule, self.segments, max(day - self.start, 0))

    def accrued(self, day: int) -> int:
        return rounded(self.exact(day), self.rule.rounding)

    def pending(self, day: int, amount: int) -> Posting | None:
        return Posting(day, amount, self.start, day, self.segments) if day > self.start else None

    def close(self, day: int, amount: int) -> None:
        posting = self.pending(day, amount)
        if posting is not None and amount:
            self.postings.append(posting)
        self.segments = [(0, 0)]

    def settle(self, day: int, amount: int) -> None:
        self.close(day, amount)

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        self.shifted(day, -amount, principal, balance)

    def shifted(self, day: int, by: int, principal: int, balance: int) -> None:
        offset = max(day - self.start, 0)
        if self.segments[-1][0] == offset:
            self.segments[-1] = (offset, principal)
        else:
            self.segments.append((offset, principal))


@final
class Once:
    """The accrual of `flat-fee`: it is posted the day after the due date, and nothing else ever is."""

    __slots__ = ("ends", "fee", "late_on", "postings")

    def __init__(self, fee: int, due: date) -> None:
        self.fee = fee
        self.late_on = due.toordinal() + 1
        self.ends: int | None = None
        self.postings: list[Posting] = []

    def begin(self, principal: int, spared: Sequence[Spared] = ()) -> None:
        self.ends = self.late_on

    def resume(self, day: int, principal: int) -> None:
        if not self.postings:
            self.late_on = self.ends = max(self.late_on, day + 1)

    def advance(self, day: int) -> int:
        if self.ends is None or self.ends > day:
            return 0
        self.postings.append(Posting(self.ends, self.fee))
        self.ends = None
        return self.fee

    def accrued(self, day: int) -> int:
        return 0

    def pending(self, day: int, amount: int) -> Posting | None:
        return None

    def close(self, day: int, amount: int) -> None:
        self.ends = None

    def settle(self, day: int, amount: int) -> None:
        return None

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        return None

    def shifted(self, day: int, by: int, principal: int, balance: int) -> None:
        return None


@final
class AtLeast:
    """The accrual of `greater-of`: the minimum, then what the other kind, run alone on the same debt, exceeds it by.

    The other kind runs on a shadow of the debt, which is paid what the debt is paid; what the shadow does not owe
    yet, it keeps for its next posting.
    """

    __slots__ = ("alone", "alone_posted", "begun", "late_on", "minimum", "owed", "posted", "postings", "principal")

    def __init__(self, minimum: int, alone: Accrual, due: date) -> None:
        self.minimum = minimum
        self.alone = alone
        self.late_on = due.toordinal() + 1
        self.begun = False
        self.principal = self.owed = 0  # of the shadow; owed charges below zero are paid ahead
        self.posted = self.alone_posted = 0
        self.postings: list[Posting] = []

    @property
    def ends(self) -> int | None:
        return self.late_on if self.begun and not self.postings else self.alone.ends

    def begin(self, principal: int, spared: Sequence[Spared] = ()) -> None:
        self.begun = True
        self.principal = principal
        self.alone.begin(principal, spared)

    def resume(self, day: int, principal: int) -> None:
        self.begun = True
        self.principal += principal
        if not self.postings:
            self.late_on = max(self.late_on, day + 1)
        self.alone.resume(day, max(0, self.principal + self.owed))

    def advance(self, day: int) -> int:
        before = self.posted
        while (ends := self.ends) is not None and ends <= day:
            if self.postings:
                self._run_alone(ends)
            self._post(max(ends, self.late_on), max(self.minimum, self.alone_posted))
        return self.posted - before

    def _run_alone(self, ends: int) -> None:
        charge, ahead = self.alone.advance(ends), self.owed < 0
        self.owed += charge
        self.alone_posted += charge
        if ahead:
            self._tell(ends, charge)

    def _post(self, day: int, total: int) -> None:
        self.postings.append(Posting(day, total - self.posted, alone=self.alone_posted, posted=self.posted))
        self.posted = total

    def _tell(self, day: int, amount: int) -> None:
        self.alone.placed(day, amount, self.principal, max(0, self.principal + self.owed))

    def accrued(self, day: int) -> int:
        return max(0, self.alone_posted + self.alone.accrued(day) - self.posted)

    def pending(self, day: int, amount: int) -> Posting:
        alone = self.alone_posted + self.alone.accrued(day)
        return Posting(day, amount, alone=alone, posted=self.posted)

    def close(self, day: int, amount: int) -> None:
        self.alone.close(day, self._post_accrued(day, amount))
        self.begun = False

    def settle(self, day: int, amount: int) -> None:
        self.alone.settle(day, self._post_accrued(day, amount))

    def _post_accrued(self, day: int, amount: int) -> int:
        """Post a sum, and on the shadow all that has accrued on it, which is given back."""
        if amount:
            self.postings.append(self.pending(day, amount))
        accrued = self.alone.accrued(day)
        self.posted += amount
        self.alone_posted += accrued
        self.owed += accrued
        return accrued

    def shifted(self, day: int, by: int, principal: int, balance: int) -> None:
        moved = max(by, -self.principal)
        self.principal += moved
        self.owed += by - moved
        self._tell(day, by)

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        to_principal = min(max(0, amount - max(0, self.owed)), self.principal)
        self.principal -= to_principal
        self.owed -= amount - to_principal
        self._tell(day, amount)


Shared = Monthly | Daily  # what leaves parts of a minor unit, which an account can round together


def accrual_of(rule: LateChargeRule, issued: date, due: date, billing_months: int) -> Accrual:
    """The accrual of a debt under a clause."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            return Monthly(rule, issued, due, billing_months)
        case FlatFee():
            return Once(rule.fee.minor, due)
        case SimpleDaily() | CompoundDaily():
            return Daily(rule, issued, due, billing_months)
        case GreaterOf():
            return AtLeast(rule.minimum.minor, accrual_of(rule.of, issued, due, billing_months), due)
    assert_never(rule)
