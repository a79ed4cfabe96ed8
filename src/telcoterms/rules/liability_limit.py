"""Up to which sum the provider is liable for an outage.

Kind `greater-of-sum-and-fees`: a fixed sum, or the fees payable during the outage, whichever is more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from telcoterms.money import Money
from telcoterms.readings import Rule
from telcoterms.working import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreaterOfSumAndFees(Rule):
    """Liable up to the greater of a fixed sum and the fees payable during the outage."""

    kind: ClassVar[str] = "greater-of-sum-and-fees"

    sum: Money


LiabilityLimit = GreaterOfSumAndFees


def liability_limit(rule: LiabilityLimit, fees_during_outage: Money) -> Money:
    """The most for which the provider is liable."""
    return max(rule.sum, fees_during_outage)


def liability_limit_steps(rule: LiabilityLimit, fees_during_outage: Money) -> tuple[Step, ...]:
    """The working of the limit."""
    return (
        step(
            "limit, the greater of sum and fees: max({sum}, {fees}) = {limit}",
            rule.clause,
            sum=rule.sum,
            fees=fees_during_outage,
            limit=liability_limit(rule, fees_during_outage),
        ),
    )
