"""How a late charge grows on one debt, forward in time: what the statement keeps for each debt that is late.

Sums are minor units, days ordinals. An accrual begins when the debt turns out late; it is moved forward day by day or
years at once, told of what is placed on the debt, and gives what it posts and what has accrued since.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from telcoterms.days import anchored, month_number
from telcoterms.rules.late_charge.kinds import CompoundMonthly, SimpleDaily
from telcoterms.rules.late_charge.month import Segments


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

    def begin(self, principal: int) -> None:
        """The due date has ended with this principal unpaid."""

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
