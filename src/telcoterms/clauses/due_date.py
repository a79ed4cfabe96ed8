"""Compute when a bill is due.

Kind `net-days`: so many days after the invoice date. The invoice date is not counted, the last day is; a weekend or a
holiday moves nothing unless the terms say so. Until the due date ends nothing is late.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import ISSUED
from telcoterms.answers.question import Question
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.messages import Phrase
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NetDays(Rule):
    """Due a number of days after the invoice date."""

    kind: ClassVar[str] = "net-days"

    days: int


DueDateRule = NetDays
DUE_DATE: Final = Kinds[DueDateRule]("due_date", DueDateRule)


def due_on(rule: DueDateRule, issued: date) -> date:
    """Return the last day on which a payment is in time.

    >>> from telcoterms.values.steps import Clause
    >>> due_on(NetDays(days=15, clause=Clause("Terms", "7"), says=""), date(2026, 1, 1))
    datetime.date(2026, 1, 16)
    """
    return add_days(issued, rule.days)


def due_date_steps(rule: DueDateRule, issued: date) -> tuple[Step, ...]:
    """Return the working of a due date."""
    return (
        step(
            "due date: {issued} + {days} days = {due}",
            rule.clause,
            issued=issued,
            days=rule.days,
            due=due_on(rule, issued),
        ),
    )


@final
class DueDateQuestion(Question):
    """The question `due_date`."""

    name = "due_date"
    says = "when a bill is due"
    asks = Phrase("due date of an invoice of {issued}")
    dated_by = "issued"
    example = "due-date --issued 2026-01-01"
    tables = (DUE_DATE,)
    compared = ({"issued": "2026-01-01"},)

    issued: date = ISSUED

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted."""
        return due_date_steps(DUE_DATE.of(self.agreement), self.issued)


def due_date(terms: Agreed, issued: Day) -> Answer[date]:
    """Return when an invoice is due: the last day on which a payment is in time.

    >>> from telcoterms import load
    >>> load("kos").due_date("2026-01-01").value
    datetime.date(2026, 1, 16)
    """
    issued = as_day(issued, "issued")
    return Answer(due_on(DUE_DATE.of(terms.agreement), issued), "due_date", (issued,), terms)
