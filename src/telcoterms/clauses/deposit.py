"""Compute until when a deposit is to be given back.

Kind `held`: so many days after the end of the service or of the contract, whose own day is not counted. The days are
those of the calendar, or business days.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import PARAMETER, Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.messages import Phrase
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import DayCount, calendar_note
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Rule):
    """A deposit comes back a number of days after the end."""

    kind: ClassVar[str] = "held"

    days: int
    count: Annotated[DayCount, PARAMETER] = "calendar-days"

    @property
    def within(self) -> MonthsAndDays:
        """The days as they are counted."""
        return MonthsAndDays(days=self.days, count=self.count)

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of the count, where it is of business days."""
        return (("count",),) if self.within.counts_open_days else ()


DepositRule = Held
DEPOSIT: Final = Kinds[DepositRule]("deposit", DepositRule)


def back_by(rule: DepositRule, ended: date, calendar: Calendar | None) -> date:
    """Return the last day on which the deposit is to be given back."""
    return rule.within.after(ended, calendar)


def deposit_steps(rule: DepositRule, ended: date, calendar: Calendar | None) -> tuple[Step, ...]:
    """Return the working of the day on which a deposit comes back at the latest."""
    sum_ = rule.within.sum_in_words(ended)
    day = back_by(rule, ended, calendar)
    return (step("the deposit comes back by: {sum} = {day}", rule.clause, sum=sum_, day=day),)


@final
class DepositQuestion(Question):
    """The question `deposit`."""

    name = "deposit"
    says = "until when a deposit is to be given back"
    asks = Phrase("deposit of a service that ended {ended}")
    dated_by = "ended"
    example = "deposit --ended 2026-01-01"
    example_terms = "provider.toml"
    tables = (DEPOSIT,)
    compared = ({"ended": "2026-01-01"},)
    law_day = "ended"

    ended: date = fact("the day on which the service or the contract ended")

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days, and the calendar."""
        steps = deposit_steps(DEPOSIT.of(self.agreement), self.ended, self.agreement.calendar)
        return (*steps, *map(calendar_note, self.calendars))

    @property
    def counts_open_days(self) -> bool:
        """Whether the days are business days."""
        return DEPOSIT.of(self.agreement).within.counts_open_days


def deposit(terms: Agreed, *, ended: Day) -> Answer[date]:
    """Return the last day on which a deposit is to be given back, after the end of the service or the contract.

    Raises `NotInTermsError` where the terms say nothing on deposits.

    >>> from telcoterms import load
    >>> load("kos").deposit(ended="2026-01-01")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    telcoterms.NotInTermsError: the terms of kos (2021-07-12), as recorded, say nothing on deposit...
    """
    day = as_day(ended, "ended")
    return Answer(back_by(DEPOSIT.of(terms.agreement), day, terms.agreement.calendar), "deposit", (day,), terms)
