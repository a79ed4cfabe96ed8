"""Compute from which day a new or changed policy binds.

Kind `on-posting`: from the day on which it is posted, without notice.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OnPosting(Rule):
    """A policy binds from the day on which it is posted."""

    kind: ClassVar[str] = "on-posting"


PolicyChangeRule = OnPosting
POLICY_CHANGE: Final = Kinds[PolicyChangeRule]("policy_change", PolicyChangeRule)


def binds_from(rule: PolicyChangeRule, posted: date) -> date:
    """Return the day from which the policy binds."""
    return posted


def policy_change_steps(rule: PolicyChangeRule, posted: date) -> tuple[Step, ...]:
    """Return the working of the day from which the policy binds."""
    return (step("a policy binds from the day on which it is posted: {posted}", rule.clause, posted=posted),)


@final
class PolicyChangeQuestion(Question):
    """The question `policy_change`."""

    name = "policy_change"
    says = "from which day a new or changed policy binds"
    asks = Phrase("policy change posted {posted}")
    dated_by = "posted"
    example = "policy-change --posted 2026-03-01"
    tables = (POLICY_CHANGE,)
    compared = ({"posted": "2026-01-01"},)

    posted: date = fact("the day on which it was posted")

    def told(self, value: date) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase("a policy posted on {posted} binds from {day} on", posted=self.posted, day=value)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the policy binds from the day on which it is posted."""
        return policy_change_steps(POLICY_CHANGE.of(self.agreement), self.posted)


def policy_change(terms: Agreed, *, posted: Day) -> Answer[date]:
    """Return the day from which a new or changed policy binds.

    >>> from telcoterms import load
    >>> load("kos").policy_change(posted="2026-03-01").value
    datetime.date(2026, 3, 1)
    """
    day = as_day(posted, "posted")
    return Answer(binds_from(POLICY_CHANGE.of(terms.agreement), day), "policy_change", (day,), terms)
