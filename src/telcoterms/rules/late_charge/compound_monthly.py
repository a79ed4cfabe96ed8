"""How `compound-monthly` grows on one debt."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import final

from telcoterms.days import anchored
from telcoterms.growth import Growth
from telcoterms.money import ROUNDERS
from telcoterms.rules.late_charge.accrual import Posting, anchor
from telcoterms.rules.late_charge.kinds import CompoundMonthly
from telcoterms.rules.late_charge.month import month_accrual, month_charge


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
