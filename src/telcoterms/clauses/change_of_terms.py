"""Compute how early changed terms take effect, and from which day they bind.

Kind `notice-and-continued-use`: a change takes effect so many days after its written notice at the earliest, and binds
a customer who still uses the service so many days after the effective date that the notice names. An effective date
that is too early is rejected.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import NOTICE
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.steps import Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAndContinuedUse(Rule):
    """Effective a number of days after the notice, binding on who uses the service a number of days later."""

    kind: ClassVar[str] = "notice-and-continued-use"

    notice_days: int
    use_days: int


ChangeOfTermsRule = NoticeAndContinuedUse
CHANGE_OF_TERMS: Final = Kinds[ChangeOfTermsRule]("change_of_terms", ChangeOfTermsRule)


@final
@dataclass(frozen=True, slots=True)
class ChangeOfTerms:
    """The earliest day on which a change takes effect, and the day from which it binds a customer who stays."""

    earliest: date
    binds_from: date

    def headline(self) -> Phrase:
        """Return both days in one line."""
        template = "effective on {earliest} at the earliest, binds from {binds_from}"
        return phrase(template, earliest=self.earliest, binds_from=self.binds_from)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"earliest": self.earliest.isoformat(), "binds_from": self.binds_from.isoformat()}


def days_of_change(rule: ChangeOfTermsRule, notice: date, effective: date) -> ChangeOfTerms:
    """Return the days of a change, from the day of the notice and the effective date that the notice names."""
    earliest = add_days(notice, rule.notice_days)
    if effective < earliest:
        raise InputError(
            "effective is {effective}, but {days} days after the notice of {notice} is {earliest} ({clause}): "
            "give an effective date that is not before that day",
            effective=effective,
            days=rule.notice_days,
            notice=notice,
            earliest=earliest,
            clause=Unquoted(rule.clause),
        )
    return ChangeOfTerms(earliest, add_days(effective, rule.use_days))


def change_of_terms_steps(rule: ChangeOfTermsRule, notice: date, effective: date) -> tuple[Step, ...]:
    """Return the working of the days of a change."""
    change = days_of_change(rule, notice, effective)
    return (
        step(
            "earliest effective date: {notice} + {days} days = {earliest}",
            rule.clause,
            notice=notice,
            days=rule.notice_days,
            earliest=change.earliest,
        ),
        step("effective on {effective}, on or after that day", rule.clause, effective=effective),
        step(
            "binds by continued use from: {effective} + {days} days = {binds_from}",
            rule.clause,
            effective=effective,
            days=rule.use_days,
            binds_from=change.binds_from,
        ),
    )


@final
class ChangeOfTermsQuestion(Question):
    """The question `change_of_terms`."""

    name = "change_of_terms"
    says = "when changed terms take effect at the earliest, and from when they bind"
    example = "change-of-terms --notice 2026-01-01 --effective 2026-02-15"
    tables = (CHANGE_OF_TERMS,)
    compared = ({"notice": "2026-01-01", "effective": "2026-03-15"},)

    notice: date = NOTICE
    effective: date = fact("the effective date that the notice names")

    def working(self) -> tuple[Step, ...]:
        """Return the working: the earliest day, and the day from which the change binds."""
        return change_of_terms_steps(CHANGE_OF_TERMS.of(self.agreement), self.notice, self.effective)


def change_of_terms(terms: Agreed, *, notice: Day, effective: Day) -> Answer[ChangeOfTerms]:
    """Return the earliest day on which changed terms take effect, and the day from which they bind.

    `notice` is the day of the written notice, `effective` the effective date that it names. The terms bind a customer
    who still uses the service on the day `binds_from`. Raises `InputError` for an effective date that is too early.

    >>> from telcoterms import load
    >>> load("kos").change_of_terms(notice="2026-01-01", effective="2026-02-15").value.binds_from
    datetime.date(2026, 3, 17)
    """
    noticed, day = as_day(notice, "notice"), as_day(effective, "effective")
    value = days_of_change(CHANGE_OF_TERMS.of(terms.agreement), noticed, day)
    return Answer(value, "change_of_terms", (noticed, day), terms)
