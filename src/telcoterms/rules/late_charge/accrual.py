"""How a late charge grows on one debt: the one piece of code behind the single question and the statement.

Sums are minor units, days ordinals. An accrual begins when the debt turns out late; it is moved forward day by day or
years at once, told of what is placed on the debt, and gives what it posts and what has accrued since.

A month is a list of segments `(offset, balance)`: the balance at the end of day A_k + offset, and until the next one.
Day A_k + t bears on the balance at the end of the day before, by the share f(t) - f(t - 1) of a month's charge.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol, assert_never, final

from telcoterms.days import anchored, month_number
from telcoterms.growth import Growth
from telcoterms.money import ROUNDERS
from telcoterms.rules.late_charge.kinds import CompoundMonthly, FlatFee, GreaterOf, LateCharge, PartMonth, SimpleDaily
from telcoterms.working import rounded

Segments = Sequence[tuple[int, int]]


class Posting(NamedTuple):
    """A charge that was posted: its day, its sum, and what it was computed from."""

    day: int
    amount: int
    start: int = 0
    end: int = 0
    segments: Segments = ()
    length: int = 0


def share(part_month: PartMonth, d: int, length: int) -> tuple[int, int]:
    """f(d), the share of a month's charge after `d` of its days, as numerator and (for all d the same) denominator."""
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
            raise AssertionError("grows by powers, not by shares")
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


def compounded(rate: Fraction, segments: Segments, d: int, length: int) -> Growth:
    """Daily compounding: balance and accrual grow together; on a zero balance nothing grows."""
    grown = Growth(1 + rate, {})
    for place, (offset, balance) in enumerate(segments):
        until = segments[place + 1][0] if place + 1 < len(segments) else d
        if balance:
            grown = (grown + balance).grown(Fraction(until - offset, length)) - balance
    return grown


def month_accrual(rule: CompoundMonthly, segments: Segments, d: int, length: int) -> Fraction | Growth:
    """What a month's balances have accrued after `d` of its `length` days, exactly."""
    if rule.part_month == "daily-compound":
        return compounded(rule.monthly_rate, segments, d, length)
    pairs, bottom = weights(rule.part_month, segments, d, length)
    return rule.monthly_rate * Fraction(sum(balance * weight for balance, weight in pairs), bottom)


def month_charge(rule: CompoundMonthly, segments: Segments, d: int, length: int) -> int:
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


class Accrual(Protocol):
    """The growth of a charge on one debt; `ends` is the day of its next posting, if it has one."""

    postings: list[Posting]

    @property
    def ends(self) -> int | None:
        """The end of the month that is posted next; None where none is."""
        ...

    def begin(self, principal: int) -> None:
        """The due date has ended with this principal unpaid."""

    def advance(self, day: int) -> int:
        """Post what is to be posted up to and including a day; the sum posted."""
        ...

    def exact(self, day: int) -> Fraction | Growth:
        """What has accrued since the last posting, or in the month that ends on `day`, exactly."""
        ...

    def accrued(self, day: int) -> int:
        """The same, rounded."""
        ...

    def post(self, day: int, amount: int) -> None:
        """Post this sum for the month that ends on `day`."""

    def pending(self, day: int, amount: int) -> Posting | None:
        """What has accrued, as the posting that it would be; None where nothing can have accrued."""

    def close(self, day: int, amount: int) -> None:
        """The debt is paid in full: post this sum, if any."""

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        """A sum was placed on the debt; what it then owes."""


def anchor(rule: CompoundMonthly | SimpleDaily, issued: date, due: date, billing_months: int) -> tuple[int, int]:
    """Month number and day of the month of A_0: the start of the first month that bears a charge."""
    if rule.runs_from == "due-date":
        return month_number(due), due.day
    number = month_number(issued)
    if rule.runs_from == "next-invoice-date":
        latest = due.toordinal()
        number += billing_months
        while anchored(number, issued.day) <= latest:
            number += billing_months
    return number, issued.day


@final
class Monthly:
    """The accrual of `compound-monthly`."""

    __slots__ = ("day", "ends", "late_on", "month", "postings", "rule", "segments", "start", "top", "bottom", "round")

    def __init__(self, rule: CompoundMonthly, issued: date, due: date, billing_months: int) -> None:
        self.rule = rule
        self.month, self.day = anchor(rule, issued, due, billing_months)
        self.start = anchored(self.month, self.day)
        self.late_on = due.toordinal() + 1
        self.ends: int | None = None
        self.segments: list[tuple[int, int]] = []
        self.postings: list[Posting] = []
        self.top, self.bottom = rule.monthly_rate.numerator, rule.monthly_rate.denominator
        self.round = ROUNDERS[rule.rounding]

    def begin(self, principal: int) -> None:
        self.segments = [(0, principal)]
        self.ends = anchored(self.month + 1, self.day)

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

    def exact(self, day: int) -> Fraction | Growth:
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
        balance = segments[-1][1] + amount
        self.segments = [(0, balance)]
        self.ends = anchored(self.month + 1, self.day) if balance else None  # on nothing, nothing grows

    def pending(self, day: int, amount: int) -> Posting | None:
        if self.ends is None or day <= self.start:
            return None
        return Posting(day, amount, self.start, day, self.segments, self.ends - self.start)

    def close(self, day: int, amount: int) -> None:
        posting = self.pending(day, amount)
        if posting is not None and amount:
            self.postings.append(posting)
        self.ends = None

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        offset = day - self.start if day > self.start else 0
        if self.segments[-1][0] == offset:
            self.segments[-1] = (offset, balance)
        else:
            self.segments.append((offset, balance))


@final
class Once:
    """The accrual of `flat-fee`: it is posted the day after the due date, and nothing else ever is."""

    __slots__ = ("ends", "fee", "late_on", "postings")

    def __init__(self, fee: int, due: date) -> None:
        self.fee = fee
        self.late_on = due.toordinal() + 1
        self.ends: int | None = None
        self.postings: list[Posting] = []

    def begin(self, principal: int) -> None:
        self.ends = self.late_on

    def advance(self, day: int) -> int:
        if self.ends is None or self.ends > day:
            return 0
        self.post(self.ends, self.fee)
        return self.fee

    def exact(self, day: int) -> Fraction:
        return Fraction(self.fee if self.ends == day else 0)

    def accrued(self, day: int) -> int:
        return 0

    def post(self, day: int, amount: int) -> None:
        self.postings.append(Posting(day, amount))
        self.ends = None

    def pending(self, day: int, amount: int) -> Posting | None:
        return None

    def close(self, day: int, amount: int) -> None:
        self.ends = None

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        return None


@final
class Daily:
    """The accrual of `simple-daily`: on the unpaid principal; nothing is posted before the debt is paid in full."""

    __slots__ = ("ends", "postings", "rule", "segments", "start")

    def __init__(self, rule: SimpleDaily, issued: date, due: date, billing_months: int) -> None:
        self.rule = rule
        self.start = anchored(*anchor(rule, issued, due, billing_months))
        self.ends: int | None = None
        self.segments: list[tuple[int, int]] = []
        self.postings: list[Posting] = []

    def begin(self, principal: int) -> None:
        self.segments = [(0, principal)]

    def advance(self, day: int) -> int:
        return 0

    def exact(self, day: int) -> Fraction:
        return self.rule.yearly_rate * weighed_days(self.segments, max(day - self.start, 0)) / 365

    def accrued(self, day: int) -> int:
        return rounded(self.exact(day), self.rule.rounding)

    def post(self, day: int, amount: int) -> None:
        raise AssertionError("has no months that end")

    def pending(self, day: int, amount: int) -> Posting | None:
        return Posting(day, amount, self.start, day, self.segments) if day > self.start else None

    def close(self, day: int, amount: int) -> None:
        posting = self.pending(day, amount)
        if posting is not None and amount:
            self.postings.append(posting)

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        offset = max(day - self.start, 0)
        if self.segments[-1][0] == offset:
            self.segments[-1] = (offset, principal)
        else:
            self.segments.append((offset, principal))


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

    def begin(self, principal: int) -> None:
        self.begun = True
        self.principal = principal
        self.alone.begin(principal)

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
        self.postings.append(Posting(day, total - self.posted))
        self.posted = total

    def _tell(self, day: int, amount: int) -> None:
        self.alone.placed(day, amount, self.principal, max(0, self.principal + self.owed))

    def exact(self, day: int) -> Fraction:
        return Fraction(self.accrued(day))

    def accrued(self, day: int) -> int:
        return max(0, self.alone_posted + self.alone.accrued(day) - self.posted)

    def post(self, day: int, amount: int) -> None:
        raise AssertionError("posts only by itself")

    def pending(self, day: int, amount: int) -> Posting | None:
        return Posting(day, amount)

    def close(self, day: int, amount: int) -> None:
        if amount:
            self.postings.append(Posting(day, amount))
        self.begun = False
        self.alone.close(day, 0)

    def placed(self, day: int, amount: int, principal: int, balance: int) -> None:
        to_principal = min(max(0, amount - max(0, self.owed)), self.principal)
        self.principal -= to_principal
        self.owed -= amount - to_principal
        self._tell(day, amount)


def accrual_of(rule: LateCharge, issued: date, due: date, billing_months: int) -> Accrual:
    """The accrual of a debt under a clause."""
    match rule:
        case CompoundMonthly():
            return Monthly(rule, issued, due, billing_months)
        case FlatFee():
            return Once(rule.fee.minor, due)
        case SimpleDaily():
            return Daily(rule, issued, due, billing_months)
        case GreaterOf():
            return AtLeast(rule.minimum.minor, accrual_of(rule.of, issued, due, billing_months), due)
    assert_never(rule)
