"""Compute by which day leased equipment must be back after a cancellation.

Kind `within-days`: up to and including so many days after the day of the cancellation. Kind `collected`: a technician
collects it, so there is no such day.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import CANCELLED
from telcoterms.answers.question import Question
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWithinDays(Rule):
    """The customer brings the equipment back within a number of days after the cancellation."""

    kind: ClassVar[str] = "within-days"

    days: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Collected(Rule):
    """A technician collects the equipment."""

    kind: ClassVar[str] = "collected"


EquipmentReturnByRule = ReturnWithinDays | Collected
EQUIPMENT_RETURN_BY: Final = Kinds[EquipmentReturnByRule]("equipment_return_by", EquipmentReturnByRule)


def return_by(rule: EquipmentReturnByRule, cancelled: date) -> date | None:
    """Return the last day on which the equipment is back in time; None where a technician collects it."""
    match rule:
        case ReturnWithinDays():
            return add_days(cancelled, rule.days)
        case Collected():
            return None
    assert_never(rule)


def equipment_return_by_steps(rule: EquipmentReturnByRule, cancelled: date) -> tuple[Step, ...]:
    """Return the working of the last day to return the equipment."""
    match rule:
        case ReturnWithinDays():
            return (
                step(
                    "last day to return the equipment: {cancelled} + {days} days = {last_day}",
                    rule.clause,
                    cancelled=cancelled,
                    days=rule.days,
                    last_day=add_days(cancelled, rule.days),
                ),
            )
        case Collected():
            return (step("a technician collects the equipment: no day is set for it", rule.clause),)
    assert_never(rule)


@final
class EquipmentReturnByQuestion(Question):
    """The question `equipment_return_by`."""

    name = "equipment_return_by"
    says = "by which day leased equipment is to be back"
    example = "equipment-return-by --cancelled 2026-06-10"
    tables = (EQUIPMENT_RETURN_BY,)
    compared = ({"cancelled": "2026-06-10"},)

    cancelled: date = CANCELLED

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted, or why there are none."""
        return equipment_return_by_steps(EQUIPMENT_RETURN_BY.of(self.agreement), self.cancelled)


def equipment_return_by(terms: Agreed, *, cancelled: Day) -> Answer[date | None]:
    """Return by which day leased equipment must be back; None where a technician collects it.

    >>> from telcoterms import load
    >>> load("kos").equipment_return_by(cancelled="2026-06-10").value
    datetime.date(2026, 7, 10)
    """
    day = as_day(cancelled, "cancelled")
    return Answer(return_by(EQUIPMENT_RETURN_BY.of(terms.agreement), day), "equipment_return_by", (day,), terms)
