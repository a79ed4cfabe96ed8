"""How early a provider's own cancellation on notice takes effect.

Kind `notice-days`: so many days after its notice at the earliest. The day of the notice is not counted, the last day
is. What the terms let the provider do without notice, such as to cancel for cause, has no such day.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDays(Rule):
    """The provider cancels a number of days after its notice at the earliest."""

    kind: ClassVar[str] = "notice-days"

    days: int


ProviderCancellationRule = NoticeDays
PROVIDER_CANCELLATION: Final = Kinds[ProviderCancellationRule]("provider_cancellation", ProviderCancellationRule)


def earliest_day(rule: ProviderCancellationRule, notice: date) -> date:
    """The earliest day on which a cancellation on notice takes effect."""
    return add_days(notice, rule.days)


def provider_cancellation_steps(rule: ProviderCancellationRule, notice: date) -> tuple[Step, ...]:
    """The working of that day."""
    return (
        step(
            "earliest day of the cancellation: {notice} + {days} days = {earliest}",
            rule.clause,
            notice=notice,
            days=rule.days,
            earliest=earliest_day(rule, notice),
        ),
    )
