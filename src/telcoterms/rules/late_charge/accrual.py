"""How a late charge grows on one debt, forward in time: what the statement keeps for each debt that is late.

Sums are minor units, days ordinals. An accrual begins when the debt turns out late; it is moved forward day by day or
years at once, told of what is placed on the debt, and gives what it posts and what has accrued since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from telcoterms.days import anchored, month_number
from telcoterms.rules.late_charge.kinds import ByDay, ByMonth, MonthlyOnDay
from telcoterms.rules.late_charge.month import Segments


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
