"""What an audit of a whole bill gives out: line by line, and in sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

from telcoterms.audit.bill import BillLine
from telcoterms.audit.value import Audit, DayAudit
from telcoterms.money import Money
from telcoterms.working import Phrase, Priced, phrase

SumName = Literal["tax", "total"]


@final
@dataclass(frozen=True, slots=True)
class SumAudit:
    """A tax or a total that was billed beside a figure, held against the terms."""

    name: SumName
    billed: Money
    right: Money

    @property
    def difference(self) -> Money:
        """What was billed less what is right."""
        return self.billed - self.right

    @property
    def agrees(self) -> bool:
        """Whether the billed sum is the one that the terms give."""
        return self.billed == self.right

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "billed": self.billed.text,
            "right": self.right.text,
            "difference": self.difference.text,
            "agrees": self.agrees,
        }


@final
@dataclass(frozen=True, slots=True)
class LineAudit:
    """A line held against the terms: its figure or its day, and the tax and the total that were billed beside it."""

    line: BillLine
    audit: Audit | DayAudit
    sums: tuple[SumAudit, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether all that was billed on the line is what the terms give."""
        return self.audit.agrees and all(one.agrees for one in self.sums)

    @property
    def counted(self) -> tuple[Money, Money] | None:
        """What the line adds to the sums of the bill, as billed and as it is right; None for a day.

        The total, if one was billed; else the figure, and the tax that was billed beside it unless it is part of the
        figure. A refund is below zero.
        """
        if isinstance(self.audit, DayAudit):
            return None
        billed, right = self.audit.billed, self.audit.right
        sums = {one.name: one for one in self.sums}
        if "total" in sums:
            billed, right = sums["total"].billed, sums["total"].right
        elif "tax" in sums and self.line.facts.get("tax_mode") != "included":
            billed, right = billed + sums["tax"].billed, right + sums["tax"].right
        return (-billed, -right) if self.line.question == "refund" else (billed, right)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "question": self.line.question,
            "agrees": self.agrees,
            "figure": self.audit.as_dict(),
            **{one.name: one.as_dict() for one in self.sums},
        }


@final
@dataclass(frozen=True, slots=True)
class BillAudit:
    """A whole bill held against the terms: its lines in their order, and their sums, in which refunds count as less."""

    lines: tuple[LineAudit, ...]
    billed: Money
    right: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: what the lines come to by the terms."""
        return self.right

    @property
    def difference(self) -> Money:
        """What was billed less what is right, in all: above zero, more was billed than the terms give."""
        return self.billed - self.right

    @property
    def agrees(self) -> bool:
        """Whether every line agrees."""
        return all(one.agrees for one in self.lines)

    def headline(self) -> Phrase:
        """In one line."""
        agreeing = sum(one.agrees for one in self.lines)
        return phrase(
            "{agreeing} of {lines} lines agree; {billed} billed, {right} by the terms",
            agreeing=agreeing,
            lines=len(self.lines),
            billed=Priced(self.billed),
            right=self.right,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "agrees": self.agrees,
            "billed": self.billed.text,
            "right": self.right.text,
            "difference": self.difference.text,
            "lines": [one.as_dict() for one in self.lines],
        }


def bill_audit(lines: tuple[LineAudit, ...], currency: str) -> BillAudit:
    """The lines of a bill with their sums."""
    billed = right = Money.of_minor(0, currency)
    for line in lines:
        if line.counted is not None:
            billed, right = billed + line.counted[0], right + line.counted[1]
    return BillAudit(lines, billed, right)
