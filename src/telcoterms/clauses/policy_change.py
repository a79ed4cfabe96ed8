"""From which day a new or changed policy binds.

Kind `on-posting`: from the day on which it is posted, without notice.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OnPosting(Rule):
    """A policy binds from the day on which it is posted."""

    kind: ClassVar[str] = "on-posting"


PolicyChangeRule = OnPosting
POLICY_CHANGE: Final = Kinds[PolicyChangeRule]("policy_change", PolicyChangeRule)


def binds_from(rule: PolicyChangeRule, posted: date) -> date:
    """The day from which the policy binds."""
    return posted


def policy_change_steps(rule: PolicyChangeRule, posted: date) -> tuple[Step, ...]:
    """The working of that day."""
    return (step("a policy binds from the day on which it is posted: {posted}", rule.clause, posted=posted),)
