"""What is kept of a debt, a payment and a common posting while an account is replayed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import NamedTuple, final

from telcoterms.account import Invoice, Payment
from telcoterms.growth import Growth
from telcoterms.money import Rounding
from telcoterms.rules.late_charge import Accrual, Shared
from telcoterms.working import rounded


class Placement(NamedTuple):
    """A part of a payment, or of a credit, that met a debt."""

    day: int
    to_charges: int
    to_principal: int


class Receipt(NamedTuple):
    """A payment, or a credit that was used (None), what it met of which debts, and the credit that is left after it."""

    day: int
    payment: Payment | None
    parts: list[tuple[str, int]]
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
    """A debt while the account is replayed."""

    __slots__ = ("accrual", "charges", "due", "due_on", "invoice", "number", "open", "placements", "principal")

    def __init__(self, invoice: Invoice, due: date) -> None:
        self.invoice, self.number, self.due, self.due_on = invoice, invoice.number, due, due.toordinal()
        self.principal, self.charges = invoice.amount.minor, 0
        self.accrual: Accrual | None = None  # from the day after the due date, if it is late then
        self.open = self.principal > 0
        self.placements: list[Placement] = []

    def __lt__(self, other: Running) -> bool:
        return (self.due_on, self.number) < (other.due_on, other.number)

    @property
    def next_posting(self) -> tuple[int, int] | None:
        """The day of the next posting of a late debt, and the end of its month: earlier if the due date came later."""
        if self.accrual is None or self.accrual.ends is None:
            return None
        return max(self.accrual.ends, self.due_on + 1), self.accrual.ends

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
