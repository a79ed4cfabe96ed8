"""Compute until when a bill can be disputed, and whether a dispute was in time.

Kind `within-days`: up to and including so many days after the invoice date; after that its fees count as accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    OnCancellation,
    OnChanges,
    OnRates,
    OnTaxes,
    OutsideBodyTerms,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
)
from telcoterms.agreement.numbers import facts_read_in
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import ISSUED
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.due_date import DUE_DATE, InvoiceFacts, due_on, fact_needed
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, add_months, as_day
from telcoterms.values.errors import DayError, InputError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.periods import in_days
from telcoterms.values.steps import MoneyWithCurrency, Step, step

if TYPE_CHECKING:
    from telcoterms.formats.svg_bars import BarChart

Timeliness = Literal["in-time", "too-late"]
"""Whether a dispute was in time."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WithinDays(Rule):
    """A dispute is in time up to a number of days after the invoice date."""

    kind: ClassVar[str] = "within-days"

    days: int


DisputeRule = WithinDays
DISPUTE: Final = Kinds[DisputeRule]("dispute", DisputeRule)


@final
@dataclass(frozen=True, slots=True)
class DisputeWindow:
    """Whether a dispute was in time, and the last day on which one is."""

    outcome: Timeliness
    last_day: date

    def headline(self) -> Phrase:
        """Return the outcome and the last day in one line."""
        match self.outcome:
            case "in-time":
                template = "in time, the last day is {last_day}"
            case "too-late":
                template = "too late, the last day was {last_day}"
            case _ as unreachable:
                assert_never(unreachable)
        return phrase(template, last_day=self.last_day)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"outcome": self.outcome, "last_day": self.last_day.isoformat()}


def last_day_to_dispute(rule: DisputeRule, issued: date) -> date:
    """Return the last day on which the fees of an invoice can be disputed."""
    return add_days(issued, rule.days)


def last_days(agreement: Agreement) -> Callable[[date], date] | None:
    """Return the function from a debt's day to the last day of its dispute; None where the terms are silent."""
    if all(DISPUTE.find(edition) is None for edition in agreement.editions):
        return None

    def last_day(issued: date) -> date:
        rule = DISPUTE.find(agreement.in_force(issued))
        try:
            return date.max if rule is None else last_day_to_dispute(rule, issued)
        except DayError:  # after the last day of the calendar: every day is in time
            return date.max

    return last_day


def dispute_window(rule: DisputeRule, issued: date, reported: date) -> DisputeWindow:
    """Return whether a dispute reported on a day is in time, and the last day; `InputError` before the invoice."""
    if reported < issued:
        raise InputError(
            "the dispute was reported on {reported}, before the invoice of {issued}: check which of "
            "the two days is wrong",
            reported=reported,
            issued=issued,
        )
    last_day = last_day_to_dispute(rule, issued)
    return DisputeWindow("in-time" if reported <= last_day else "too-late", last_day)


def dispute_until_steps(rule: DisputeRule, issued: date) -> tuple[Step, ...]:
    """Return the working of the last day."""
    return (
        step(
            "last day to dispute: {issued} + {days} = {last_day}",
            rule.clause,
            issued=issued,
            days=in_days(rule.days),
            last_day=last_day_to_dispute(rule, issued),
        ),
    )


def dispute_steps(rule: DisputeRule, issued: date, reported: date) -> tuple[Step, ...]:
    """Return the working of whether a dispute is in time."""
    template = (
        "reported on {reported}, on or before the last day: in time"
        if reported <= last_day_to_dispute(rule, issued)
        else "reported on {reported}, after the last day: too late, the fees count as accepted"
    )
    return (*dispute_until_steps(rule, issued), step(template, rule.clause, reported=reported))


def dispute_by_law(version: RuleVersion, issued: date, reported: date | None = None) -> ByLaw | None:
    """Return what is open beside a dispute by the terms.

    `reported` is the day of one that is too late by them: the page then shows what is open.
    """
    is_too_late = reported is not None
    match version:
        case ActionWithinYears():
            last = add_months(issued, 12 * version.years)
            template = (
                "a court is open for {years} years after the claim was discovered, so until {day} at the least"
                if reported is None or reported <= last
                else "a court is open for {years} years after the claim was discovered: that ended on {day} for one "
                "discovered with the invoice, and is open only for one discovered later"
            )
            return ByLaw(phrase(template, years=version.years, day=last), last, shown=is_too_late)
        case OutsideBodyTerms():
            template = (
                "the body outside takes a complaint that the provider was given the chance to settle first, if it is "
                "in time by its own rules; it awards up to {sum}"
            )
            return ByLaw(
                phrase(template, sum=MoneyWithCurrency(version.award_most)), version.award_most, shown=is_too_late
            )
        case SmallBusinessUpTo() | AdrAfterWeeks():  # who may go outside, and when: not how a fee is questioned
            return None
        case OnRates() | OnCancellation() | OnTaxes() | OnChanges() | WithoutFigure():
            return None
    assert_never(version)


@final
class DisputeUntilQuestion(Question):
    """The question `dispute_until`."""

    name = "dispute_until"
    says = "the last day to dispute a bill"
    asks = Phrase("last day to dispute an invoice of {issued}")
    dated_by = "issued"
    example = "dispute-until --issued 2026-01-01"
    tables = (DISPUTE,)
    formats = ("svg",)
    compared = ({"issued": "2026-01-01"},)
    law_day = "issued"

    issued: date = ISSUED

    def told(self, value: date) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase("a bill dated {issued} can be disputed until {day}", issued=self.issued, day=value)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted."""
        return dispute_until_steps(DISPUTE.of(self.agreement), self.issued)

    @property
    def picture(self) -> BarChart | None:
        """The days of the bill in order: its date, its due date where that follows from it, the last day to dispute."""
        from telcoterms.formats.timeline import TimelineDay, timeline

        days = [
            TimelineDay(self.issued, phrase("invoice date")),
            TimelineDay(last_day_to_dispute(DISPUTE.of(self.agreement), self.issued), phrase("last day to dispute")),
        ]
        due = DUE_DATE.find(self.agreement)
        if due is not None and fact_needed(due) is None and not facts_read_in((due,)):
            day = due_on(due, InvoiceFacts(self.issued), self.agreement.calendar)
            days.append(TimelineDay(day, phrase("due date")))
        return timeline(phrase("The days of a bill"), days)

    def by_law(self, version: RuleVersion, value: date) -> ByLaw | None:
        """Return until when a claim can be brought to court."""
        return dispute_by_law(version, self.issued)


def dispute_until(terms: Agreed, issued: Day) -> Answer[date]:
    """Return the last day on which the fees of an invoice can be disputed.

    >>> from telcoterms import load
    >>> load("kos").dispute_until("2026-01-01").value
    datetime.date(2026, 4, 1)
    """
    issued = as_day(issued, "issued")
    return Answer(last_day_to_dispute(DISPUTE.of(terms.agreement), issued), "dispute_until", (issued,), terms)


@final
class DisputeQuestion(Question):
    """The question `dispute`."""

    name = "dispute"
    says = "whether a dispute was in time"
    asks = Phrase("dispute of an invoice of {issued}, reported {reported}")
    dated_by = "issued"
    example = "dispute --issued 2026-01-01 --reported 2026-03-15"
    tables = (DISPUTE,)
    compared = ({"issued": "2026-01-01", "reported": "2026-03-15"},)
    law_day = "reported"

    issued: date = ISSUED
    reported: date = fact("the day on which it was disputed")

    def told(self, value: DisputeWindow) -> Phrase:
        """Return the answer as a sentence has it."""
        match value.outcome:
            case "in-time":
                template = (
                    "a dispute reported on {reported} of a bill dated {issued} is in time: the last day is {last_day}"
                )
            case "too-late":
                template = (
                    "a dispute reported on {reported} of a bill dated {issued} is too late: the last day was {last_day}"
                )
            case _ as unreachable:
                assert_never(unreachable)
        return phrase(template, reported=self.reported, issued=self.issued, last_day=value.last_day)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the last day, and on which side of it the dispute was reported."""
        return dispute_steps(DISPUTE.of(self.agreement), self.issued, self.reported)

    def by_law(self, version: RuleVersion, value: DisputeWindow) -> ByLaw | None:
        """Return what else is open: a court, or the body outside."""
        return dispute_by_law(version, self.issued, self.reported if value.outcome == "too-late" else None)


def dispute(terms: Agreed, *, issued: Day, reported: Day) -> Answer[DisputeWindow]:
    """Return whether a dispute reported on a day is in time, and the last day on which one is.

    >>> from telcoterms import load
    >>> load("kos").dispute(issued="2026-01-01", reported="2026-04-02").value.outcome
    'too-late'
    """
    issued, reported = as_day(issued, "issued"), as_day(reported, "reported")
    return Answer(dispute_window(DISPUTE.of(terms.agreement), issued, reported), "dispute", (issued, reported), terms)
