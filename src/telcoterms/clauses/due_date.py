"""Compute when a bill is due.

Kind `net-days`: so many days after the invoice date. The invoice date is not counted, the last day is; a weekend or a
holiday moves nothing unless the terms say so. Until the due date ends nothing is late.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, NamedTuple, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import ISSUED
from telcoterms.answers.question import Question
from telcoterms.values.calendars import Calendar
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


class InvoiceFacts(NamedTuple):
    """What is known of an invoice that its due date can rest on.

    `issued` is the invoice date. The others are None where they are not given: `due` is the last day to pay that the
    bill itself shows, `sent` and `received` are the days on which it was sent and received, and `way` names the way
    in which it is paid or billed, where the terms have a clause of its own for that.
    """

    issued: date
    due: date | None = None
    sent: date | None = None
    received: date | None = None
    way: str | None = None


def due_on(rule: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None) -> date:
    """Return the last day on which a payment is in time; `calendar` is that of the provider's place.

    >>> from telcoterms.values.steps import Clause
    >>> due_on(NetDays(days=15, clause=Clause("Terms", "7"), says=""), InvoiceFacts(date(2026, 1, 1)), None)
    datetime.date(2026, 1, 16)
    """
    return add_days(invoice.issued, rule.days)


def due_date_steps(rule: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None) -> tuple[Step, ...]:
    """Return the working of a due date."""
    return (
        step(
            "due date: {issued} + {days} days = {due}",
            rule.clause,
            issued=invoice.issued,
            days=rule.days,
            due=due_on(rule, invoice, calendar),
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
        return due_date_steps(DUE_DATE.of(self.agreement), InvoiceFacts(self.issued), self.agreement.calendar)


def due_date(terms: Agreed, issued: Day) -> Answer[date]:
    """Return when an invoice is due: the last day on which a payment is in time.

    >>> from telcoterms import load
    >>> load("kos").due_date("2026-01-01").value
    datetime.date(2026, 1, 16)
    """
    issued = as_day(issued, "issued")
    due = due_on(DUE_DATE.of(terms.agreement), InvoiceFacts(issued), terms.agreement.calendar)
    return Answer(due, "due_date", (issued,), terms)
