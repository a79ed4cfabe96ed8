"""How the kinds that go by the day grow on one debt: `simple-daily` and `compound-daily`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import final

from telcoterms.days import anchored
from telcoterms.growth import Growth
from telcoterms.rules.late_charge.accrual import Posting, Spared, anchor, bearing
from telcoterms.rules.late_charge.kinds import ByDay, CompoundDaily
from telcoterms.rules.late_charge.month import Segments, compounded, weighed_days
from telcoterms.working import rounded


def day_zero(rule: ByDay, issued: date, due: date, billing_months: int) -> int:
    """The day after which days count: the start that the reading names, or the day before it where it counts itself."""
    start = anchored(*anchor(rule, issued, due, billing_months))
    return start - (isinstance(rule, CompoundDaily) and rule.first_day == "counted")


def by_days(rule: ByDay, segments: Segments, days: int) -> Fraction | Growth:
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

    def exact(self, day: int) -> Fraction | Growth:
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
