"""The facts of a late charge that was billed, and the charge as it is with one of them changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import final

from telcoterms.days import anchored
from telcoterms.rules.late_charge import (
    ByDay,
    ByMonth,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateCharge,
    SimpleDaily,
    late_charge,
)
from telcoterms.rules.late_charge.accrual import anchor
from telcoterms.rules.late_charge.question import elapsed


@final
@dataclass(frozen=True, slots=True)
class Billed:
    """The facts of a late charge that was billed; sums are minor units. Two are given only if they are known."""

    rule: LateCharge
    amount: int
    issued: date
    due: date
    paid: date
    billing_months: int = 1
    before_tax: int | None = None
    original: int | None = None

    @property
    def kind(self) -> ByMonth | ByDay | FlatFee:
        """The kind in which a mistake is made: of `greater-of`, the other one."""
        return self.rule.of if isinstance(self.rule, GreaterOf) else self.rule

    @property
    def charge(self) -> int:
        """The right charge."""
        return late_charge(self.rule, self.amount, self.issued, self.due, self.paid, self.billing_months)

    def by(self, kind: ByMonth | ByDay) -> int:
        """The charge with another kind, or other numbers, in the place of the terms' own."""
        if isinstance(self.rule, GreaterOf):
            assert isinstance(kind, CompoundMonthly | SimpleDaily)  # a kind that may stand inside
            return replace(self, rule=replace(self.rule, of=kind)).charge
        return replace(self, rule=kind).charge

    def at_least(self, charge: int) -> int:
        """A charge that was computed otherwise, with the minimum of `greater-of`."""
        return max(charge, self.rule.minimum.minor) if isinstance(self.rule, GreaterOf) else charge

    def days(self, kind: CompoundMonthly | SimpleDaily) -> int:
        """Days since the start that the reading names."""
        start = anchored(*anchor(kind, self.issued, self.due, self.billing_months))
        return max(self.paid.toordinal() - start, 0)

    def months(self, kind: CompoundMonthly) -> tuple[int, int, int]:
        """Whole months since the start, days of the started one, its length."""
        return elapsed(kind, self.issued, self.due, self.paid, self.billing_months)
