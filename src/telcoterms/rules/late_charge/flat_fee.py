"""How `flat-fee` comes to one debt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import final

from telcoterms.rules.late_charge.accrual import Posting, Spared


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
