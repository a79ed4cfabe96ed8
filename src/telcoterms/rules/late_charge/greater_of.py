"""How `greater-of` grows on one debt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import final

from telcoterms.rules.late_charge.accrual import Accrual, Posting, Spared


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
