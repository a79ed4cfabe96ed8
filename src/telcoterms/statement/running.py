"""What is kept of a debt, a disputed part, a payment and a common posting while an account is replayed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Literal, NamedTuple, final

from telcoterms.account import Credit, Payment
from telcoterms.growth import Growth
from telcoterms.money import Rounding
from telcoterms.rules.late_charge import Accrual, Shared, Spared
from telcoterms.statement.known import Apart, Billed, Refunded
from telcoterms.working import rounded

Met = Literal["paid", "credited", "written off"]


class Placement(NamedTuple):
    """A part of a payment, of a credit or of a write-off that met a debt."""

    day: int
    to_charges: int
    to_principal: int
    met: Met = "paid"
    disputed: bool = False


class Share(NamedTuple):
    """What of a payment or credit met one debt: its undisputed part, or what of it is in dispute."""

    number: str
    amount: int
    disputed: bool = False


class Receipt(NamedTuple):
    """A payment or credit, or a standing credit that was used (None): what it met, and the credit left after it."""

    day: int
    source: Payment | Credit | Refunded | None
    parts: list[Share]
    credit: int


class Moved(NamedTuple):
    """A dispute that was reported, and the principal set apart; or one that was decided, and what of it came back."""

    day: int
    apart: Apart
    principal: int
    back: bool = False
    lapsed: bool = False  # charges were held on it, and are not owed


class PaidOut(NamedTuple):
    """What was paid out on a day, what of it was no credit any more, and the credit that is left."""

    day: int
    amount: int
    excess: int
    credit: int


class Pool(NamedTuple):
    """Sums of several debts that were rounded together: posted at the end of a month, or what had accrued on a day."""

    day: int
    numbers: list[str]
    exact: list[Fraction | Growth]
    amounts: list[int]
    posted: bool


@final
class Running:
    """A debt while the account is replayed.

    `principal` is what is unpaid and not in dispute; `parts` are the open disputes. Whether it is late shows when the
    day `late_after` ends.
    """

    __slots__ = (
        "accrual",
        "billed",
        "charges",
        "due_on",
        "late",
        "late_after",
        "moved",
        "number",
        "open",
        "parts",
        "placements",
        "principal",
        "resumed_on",
        "settled_on",
        "spared",
    )

    def __init__(self, billed: Billed) -> None:
        self.billed, self.number = billed, billed.number
        self.due_on = self.late_after = billed.due.toordinal()
        self.principal, self.charges = billed.sum, 0
        self.accrual: Accrual | None = None  # from the day after the due date, if it is late then
        self.late = False
        self.open = self.principal > 0
        self.parts: list[Part] = []
        self.placements: list[Placement] = []
        self.moved: list[Moved] = []
        self.spared: list[Spared] = []
        self.resumed_on = 0  # the day of a decision, if the debt is late by it alone
        self.settled_on = 0  # the last day on which all that had accrued was posted

    def __lt__(self, other: Running) -> bool:
        return (self.due_on, self.number) < (other.due_on, other.number)

    @property
    def apart(self) -> int:
        """The principal that is in dispute."""
        return sum(part.principal for part in self.parts)

    @property
    def next_posting(self) -> tuple[int, int] | None:
        """The day of the next posting of a late debt, and the end of its month: earlier if the due date came later."""
        if not self.late or self.accrual is None or self.accrual.ends is None:
            return None
        return max(self.accrual.ends, self.late_after + 1), self.accrual.ends

    @property
    def late_accrual(self) -> Accrual:
        """The accrual of a debt that is late."""
        assert self.accrual is not None
        return self.accrual

    @property
    def shared_accrual(self) -> Shared:
        """The accrual of a debt that is late, where accruals are rounded together."""
        assert isinstance(self.accrual, Shared)
        return self.accrual


@final
class Part:
    """A disputed part while it is open: its principal, and the charges that are held, not owed."""

    __slots__ = ("accrual", "apart", "debt", "held", "principal", "since", "whole")

    def __init__(self, debt: Running, apart: Apart, principal: int) -> None:
        self.debt, self.apart = debt, apart
        self.principal = principal
        self.since = apart.dispute.reported.toordinal()
        self.accrual: Accrual | None = None
        self.whole = False  # the first part of a debt whose undisputed part was in time: a fee or minimum is its own
        self.held = 0

    def held_on(self, day: int) -> int:
        """The charges that are held at the end of a day to which the part was moved forward."""
        return self.held + (0 if self.accrual is None else self.accrual.accrued(day))

    def __lt__(self, other: Part) -> bool:
        return (self.debt.due_on, self.debt.number) < (other.debt.due_on, other.debt.number)


def apportioned(exact: Sequence[Fraction | Growth], rounding: Rounding) -> list[int]:
    """Sums rounded together: once in all; each gets its whole minor units, the rest by largest remainder, in order."""
    amounts = [floor(one) for one in exact]
    total = exact[0]
    for one in exact[1:]:
        total = total + one  # type: ignore[operator]  # all Fraction or all Growth
    rests = [one - amount for one, amount in zip(exact, amounts, strict=True)]
    largest_first = sorted(range(len(exact)), key=rests.__getitem__, reverse=True)  # keeps the order of equal ones
    for place in largest_first[: rounded(total, rounding) - sum(amounts)]:
        amounts[place] += 1
    return amounts
