"""Compute how early a provider's own cancellation on notice takes effect.

Kind `notice-days`: so many days after its notice at the earliest. The day of the notice is not counted; whether the day
on which the cancellation takes effect is one of the days is the reading `notice_period`. A cancellation for cause may
need no notice: it has no such day, which a note says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import NOTICE
from telcoterms.answers.question import Question
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.periods import WHY_COUNTED, NoticePeriod, in_days, notice_days
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDays(Rule):
    """The provider cancels a number of days after its notice at the earliest; `for_cause` where a cause needs none."""

    kind: ClassVar[str] = "notice-days"
    usual_reasons: ClassVar[Mapping[str, str]] = {"notice_period": WHY_COUNTED}

    days: int
    for_cause: bool | None = None
    notice_period: NoticePeriod = "day-of-effect-counted"


ProviderCancellationRule = NoticeDays
PROVIDER_CANCELLATION: Final = Kinds[ProviderCancellationRule]("provider_cancellation", ProviderCancellationRule)


class ProviderCancellationReadings(TypedDict, total=False):
    """Readings of `provider_cancellation`."""

    notice_period: NoticePeriod


def earliest_day(rule: ProviderCancellationRule, notice: date) -> date:
    """Return the earliest day on which a cancellation on notice takes effect."""
    return add_days(notice, notice_days(rule.days, rule.notice_period))


def provider_cancellation_steps(rule: ProviderCancellationRule, notice: date) -> tuple[Step, ...]:
    """Return the working of the earliest day of a cancellation."""
    line = step(
        earliest_template(rule.notice_period),
        rule.clause,
        notice=notice,
        count=rule.days,
        days=in_days(rule.days),
        earliest=earliest_day(rule, notice),
    )
    if not rule.for_cause:
        return (line,)
    return (line, step("for cause the provider may cancel without notice, on any day", rule.clause, part="notes"))


def earliest_template(notice_period: NoticePeriod) -> str:
    """Return the line of a working that counts the days of a notice to the earliest day of a cancellation."""
    match notice_period:
        case "day-of-effect-counted":
            return "earliest day of the cancellation: {notice} + {days} = {earliest}"
        case "clear-days":
            return "earliest day of the cancellation, after {count} clear days: {notice} + {days} + 1 day = {earliest}"
    assert_never(notice_period)


@final
class ProviderCancellationQuestion(Question):
    """The question `provider_cancellation`."""

    name = "provider_cancellation"
    says = "when the provider's own cancellation on notice takes effect at the earliest"
    asks = Phrase("cancellation by the provider, notice {notice}")
    dated_by = "notice"
    example = "provider-cancellation --notice 2026-01-01"
    tables = (PROVIDER_CANCELLATION,)
    reads = (PROVIDER_CANCELLATION,)
    compared = ({"notice": "2026-01-01"},)
    law_day = "notice"

    notice: date = NOTICE

    def told(self, value: date) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "a cancellation by the provider with notice of {notice} takes effect on {day} at the earliest"
        return phrase(template, notice=self.notice, day=value)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted, and that a cause may need no notice."""
        return provider_cancellation_steps(PROVIDER_CANCELLATION.of(self.agreement), self.notice)


def provider_cancellation(terms: Agreed, *, notice: Day) -> Answer[date]:
    """Return the earliest day on which the provider's own cancellation on notice takes effect.

    >>> from telcoterms import load
    >>> load("kos").provider_cancellation(notice="2026-01-01").value
    datetime.date(2026, 1, 31)
    """
    day = as_day(notice, "notice")
    return Answer(earliest_day(PROVIDER_CANCELLATION.of(terms.agreement), day), "provider_cancellation", (day,), terms)
