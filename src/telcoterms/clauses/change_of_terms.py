"""Compute how early changed terms take effect, from which day they bind, and the last day to leave before that.

Kind `notice-and-continued-use`: a change takes effect so many days after its written notice at the earliest, and binds
a customer who still uses the service after so many days from the effective date that the notice names. The last of
these days is still free: a change effective on 31 January, with 30 days of use, binds from the 31st day after it, 3
March, and the customer can leave up to 2 March.

Kind `notice`: a change takes effect so many days after its written notice at the earliest, and binds from its effective
date.

An effective date that is too early is rejected. Whether the day of effect is one of the days of "at least so many days'
notice" is the reading `notice_period`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, TypedDict, assert_never, final, get_args

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.law import (
    NoticeOfChange,
    OnCancellation,
    OnComplaints,
    OnRates,
    OnTaxes,
    RuleVersion,
    WithoutFigure,
)
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import NOTICE
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.periods import WHY_COUNTED, NoticePeriod, in_days, notice_days
from telcoterms.values.steps import Clause, Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAndContinuedUse(Rule):
    """Effective a number of days after the notice, binding on whoever still uses the service some days later.

    `cancel_clause` is the section that lets a customer who does not agree leave, where another one does.
    """

    kind: ClassVar[str] = "notice-and-continued-use"
    usual_reasons: ClassVar[Mapping[str, str]] = {"notice_period": WHY_COUNTED}

    notice_days: int
    use_days: int
    cancel_clause: Clause | None = None
    notice_period: NoticePeriod = "day-of-effect-counted"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOnly(Rule):
    """Effective a number of days after the notice, and binding from the effective date.

    `cancel_clause` is the section that lets a customer who does not agree leave, where another one does.
    """

    kind: ClassVar[str] = "notice"
    usual_reasons: ClassVar[Mapping[str, str]] = {"notice_period": WHY_COUNTED}

    notice_days: int
    cancel_clause: Clause | None = None
    notice_period: NoticePeriod = "day-of-effect-counted"


ChangeOfTermsRule = NoticeAndContinuedUse | NoticeOnly
CHANGE_OF_TERMS: Final = Kinds[ChangeOfTermsRule]("change_of_terms", ChangeOfTermsRule)


class ChangeOfTermsReadings(TypedDict, total=False):
    """Readings of `change_of_terms`."""

    notice_period: NoticePeriod


@final
@dataclass(frozen=True, slots=True)
class ChangeOfTerms:
    """The earliest effective date of a change, the day from which it binds, and the last day to leave before that.

    `cancel_by` is the day before `binds_from`: a customer whose cancellation has taken effect by then is not bound.
    """

    earliest: date
    binds_from: date
    cancel_by: date

    @property
    def figure(self) -> date:
        """The day by which readings are compared: they change the earliest effective date alone."""
        return self.earliest

    def headline(self) -> Phrase:
        """Return the three days in one line."""
        template = "earliest {earliest}, leave by {cancel_by}, binds from {binds_from}"
        return phrase(template, earliest=self.earliest, binds_from=self.binds_from, cancel_by=self.cancel_by)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {
            "earliest": self.earliest.isoformat(),
            "binds_from": self.binds_from.isoformat(),
            "cancel_by": self.cancel_by.isoformat(),
        }


def earliest_effective_date(rule: ChangeOfTermsRule, notice: date) -> date:
    """Return the earliest day on which a change takes effect, from the day of the notice."""
    return add_days(notice, notice_days(rule.notice_days, rule.notice_period))


def binding_day(rule: ChangeOfTermsRule, effective: date) -> date:
    """Return the day from which a change binds, from the effective date that the notice names."""
    match rule:
        case NoticeAndContinuedUse():
            return add_days(effective, rule.use_days + 1)  # the last of the days of use is still free
        case NoticeOnly():
            return effective
    assert_never(rule)


def days_of_change(rule: ChangeOfTermsRule, notice: date, effective: date) -> ChangeOfTerms:
    """Return the days of a change, from the day of the notice and the effective date that the notice names."""
    earliest = earliest_effective_date(rule, notice)
    if effective < earliest:
        raise InputError(
            too_early_template(rule.notice_period),
            effective=effective,
            days=rule.notice_days,
            notice=notice,
            earliest=earliest,
            clause=Unquoted(rule.clause),
        )
    binds_from = binding_day(rule, effective)
    return ChangeOfTerms(earliest, binds_from, add_days(binds_from, -1))


def change_of_terms_steps(rule: ChangeOfTermsRule, notice: date, effective: date) -> tuple[Step, ...]:
    """Return the working of the days of a change."""
    change = days_of_change(rule, notice, effective)
    earliest = step(
        earliest_template(rule.notice_period),
        rule.clause,
        notice=notice,
        count=rule.notice_days,
        days=in_days(rule.notice_days),
        earliest=change.earliest,
    )
    effective_on = step("effective on {effective}, on or after that day", rule.clause, effective=effective)
    leaving = step(
        "last day to leave before it binds: {binds_from} - 1 day = {cancel_by}",
        rule.cancel_clause or rule.clause,
        binds_from=change.binds_from,
        cancel_by=change.cancel_by,
    )
    match rule:
        case NoticeAndContinuedUse():
            binding = step(
                "binds who still uses the service after {days}: {effective} + {days} + 1 day = {binds_from}",
                rule.clause,
                effective=effective,
                days=in_days(rule.use_days),
                binds_from=change.binds_from,
            )
        case NoticeOnly():
            binding = step("binds from its effective date: {binds_from}", rule.clause, binds_from=change.binds_from)
        case _ as unreachable:
            assert_never(unreachable)
    return (earliest, effective_on, binding, leaving)


def earliest_template(notice_period: NoticePeriod) -> str:
    """Return the line of a working that counts the days of a notice to the earliest effective date."""
    match notice_period:
        case "day-of-effect-counted":
            return "earliest effective date: {notice} + {days} = {earliest}"
        case "clear-days":
            return "earliest effective date, after {count} clear days: {notice} + {days} + 1 day = {earliest}"
    assert_never(notice_period)


def too_early_template(notice_period: NoticePeriod) -> str:
    """Return the refusal of an effective date that the days of the notice do not reach."""
    match notice_period:
        case "day-of-effect-counted":
            return (
                "effective is {effective}, but {days} days after the notice of {notice} is {earliest} ({clause}): "
                "give an effective date that is not before that day"
            )
        case "clear-days":
            return (
                "effective is {effective}, but after {days} clear days from the notice of {notice} it is {earliest} at "
                "the earliest ({clause}): give an effective date that is not before that day"
            )
    assert_never(notice_period)


@final
class ChangeOfTermsQuestion(Question):
    """The question `change_of_terms`."""

    name = "change_of_terms"
    says = "when changed terms take effect at the earliest, from when they bind, and the last day to leave before that"
    asks = Phrase("change of terms, notice {notice}, effective {effective}")
    dated_by = "notice"
    example = "change-of-terms --notice 2026-01-01 --effective 2026-02-15"
    tables = (CHANGE_OF_TERMS,)
    reads = (CHANGE_OF_TERMS,)
    compared = ({"notice": "2026-01-01", "effective": "2026-03-15"},)
    law_day = "notice"

    notice: date = NOTICE
    effective: date = fact("the effective date that the notice names")

    def told(self, value: ChangeOfTerms) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase(
            "a change of terms with notice of {notice} takes effect on {earliest} at the earliest; effective "
            "{effective}, it binds from {binds_from} on, and {cancel_by} is the last day to leave before that",
            notice=self.notice,
            earliest=value.earliest,
            effective=self.effective,
            binds_from=value.binds_from,
            cancel_by=value.cancel_by,
        )

    def working(self) -> tuple[Step, ...]:
        """Return the working: the earliest day, the day from which the change binds, and the last day to leave.

        A reading under which the effective date would be rejected is named with the range.
        """
        rule = CHANGE_OF_TERMS.of(self.agreement)
        too_early = tuple(
            step(
                "under notice_period {value} this effective date is too early: the earliest is {earliest}",
                rule.clause,
                part="range",
                value=notice_period,
                earliest=earliest,
            )
            for notice_period, earliest in self._earliest_by_reading()
            if self.effective < earliest
        )
        return change_of_terms_steps(rule, self.notice, self.effective) + too_early

    def _earliest_by_reading(self) -> list[tuple[NoticePeriod, date]]:
        """Return the earliest effective date under each way of counting the notice."""
        days, ways = CHANGE_OF_TERMS.of(self.agreement).notice_days, get_args(NoticePeriod)
        return [(one, add_days(self.notice, notice_days(days, one))) for one in ways]

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The ways of counting the notice under which the effective date is not rejected."""
        return {"notice_period": tuple(one for one, day in self._earliest_by_reading() if self.effective >= day)}

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause on changes, and the one that lets the customer leave."""
        rule = CHANGE_OF_TERMS.of(self.agreement)
        return (rule.clause,) if rule.cancel_clause is None else (rule.clause, rule.cancel_clause)

    def by_law(self, version: RuleVersion, value: ChangeOfTerms) -> ByLaw | None:
        """Return the earliest day by a rule on notice, and the way out that it leaves."""
        match version:
            case NoticeOfChange():
                earliest = add_days(self.notice, version.days)
                template = (
                    "a change needs {days} days' notice, so {earliest} at the earliest, and lets the customer leave"
                )
                return ByLaw(phrase(template, days=version.days, earliest=earliest), earliest)
            case OnRates() | OnCancellation() | OnComplaints() | OnTaxes() | WithoutFigure():
                return None
        assert_never(version)


def change_of_terms(terms: Agreed, *, notice: Day, effective: Day) -> Answer[ChangeOfTerms]:
    """Return the earliest day on which changed terms take effect, from when they bind, and the last day to leave.

    `notice` is the day of the written notice, `effective` the effective date that it names. The terms bind a customer
    who still uses the service on the day `binds_from`; `cancel_by` is the day before it. Raises `InputError` for an
    effective date that is too early.

    >>> from telcoterms import load
    >>> load("kos").change_of_terms(notice="2026-01-01", effective="2026-02-15").value.binds_from
    datetime.date(2026, 3, 18)
    """
    noticed, day = as_day(notice, "notice"), as_day(effective, "effective")
    value = days_of_change(CHANGE_OF_TERMS.of(terms.agreement), noticed, day)
    return Answer(value, "change_of_terms", (noticed, day), terms)
