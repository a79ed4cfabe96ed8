"""How the kinds that go by the month grow on one debt: `compound-monthly`, `simple-monthly`, `monthly-on-day`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import final

from telcoterms.days import anchored, month_number
from telcoterms.growth import Growth
from telcoterms.money import ROUNDERS
from telcoterms.rules.late_charge.accrual import Posting, Spared, anchor, bearing
from telcoterms.rules.late_charge.kinds import ByMonth, compounds
from telcoterms.rules.late_charge.month import month_accrual, month_charge


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
