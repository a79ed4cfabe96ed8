"""How early changed terms take effect, and from which day they bind.

Kind `notice-and-continued-use`: a change takes effect so many days after its written notice at the earliest, and binds
a customer who still uses the service so many days after the effective date that the notice names. A change whose
effective date is earlier is refused.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days
from telcoterms.values.errors import FactError, Word
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
    """The earliest day on which a change takes effect, and the day from which it binds who still uses the service."""

    earliest: date
    binds_from: date

    def headline(self) -> Phrase:
        """In one line."""
        template = "effective on {earliest} at the earliest, binds from {binds_from}"
        return phrase(template, earliest=self.earliest, binds_from=self.binds_from)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"earliest": self.earliest.isoformat(), "binds_from": self.binds_from.isoformat()}


def days_of_change(rule: ChangeOfTermsRule, notice: date, effective: date) -> ChangeOfTerms:
    """The days of a change of which notice was given on a day, and whose effective date the notice names."""
    earliest = add_days(notice, rule.notice_days)
    if effective < earliest:
        raise FactError(
            "effective is {effective}, but {days} days after the notice of {notice} is {earliest} ({clause}): "
            "give an effective date that is not before that day",
            effective=effective,
            days=rule.notice_days,
            notice=notice,
            earliest=earliest,
            clause=Word(rule.clause),
        )
    return ChangeOfTerms(earliest, add_days(effective, rule.use_days))


def change_of_terms_steps(rule: ChangeOfTermsRule, notice: date, effective: date) -> tuple[Step, ...]:
    """The working of the days of a change."""
    found = days_of_change(rule, notice, effective)
    return (
        step(
            "earliest effective date: {notice} + {days} days = {earliest}",
            rule.clause,
            notice=notice,
            days=rule.notice_days,
            earliest=found.earliest,
        ),
        step("effective on {effective}, on or after that day", rule.clause, effective=effective),
        step(
            "binds by continued use from: {effective} + {days} days = {binds_from}",
            rule.clause,
            effective=effective,
            days=rule.use_days,
            binds_from=found.binds_from,
        ),
    )
