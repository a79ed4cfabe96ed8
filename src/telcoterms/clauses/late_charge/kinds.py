"""Hold the kinds of late charge, with their numbers and readings, and compute the yearly rate to which each comes.

A rate for a shorter period comes to two yearly rates: the nominal one, which is so many times that rate, and the
effective one, which has its compounding. 2 % a month is nominal 12 x 2 % = 24 %, and compounded
(100 % + 2 %)^12 - 100 % = 26.82 %. A minimum is a sum and changes no rate; a flat fee has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Final, Literal, Self, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Reading, Rule, Voice
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import InputError, NotInTermsError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money, Rounding, half_up
from telcoterms.values.steps import Percent, Step, step

RunsFrom = Literal["invoice-date", "due-date", "next-invoice-date"]
PartMonth = Literal["by-days", "thirty-day-month", "days-of-year", "daily-compound", "whole-month", "completed-months"]
RoundAt = Literal["each-month", "once"]
FirstDay = Literal["not-counted", "counted"]
BearsOn = Literal["principal", "balance"]

DAYS_OF_MONTH: Final = 31
REASONS: Mapping[str, str] = {
    "runs_from": "the first bill on which the outstanding amount appears is its own invoice",
    "part_month": "a charge that accrues daily grows by the days of its month",
    "round_at": "what is billed is whole cents, and that is what compounds",
    "rounding": "half a cent rounds up, as on bills",
    "first_day": "of days that are counted from a day, that day is not one",
    "bears_on": "what is charged on invoices is charged on them alone, not on earlier charges",
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundMonthly(Rule):
    """A rate a month, accruing by the day, compounded by the month."""

    kind: ClassVar[str] = "compound-monthly"
    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    monthly_rate: Fraction
    stated_yearly_rate: Fraction | None = None
    runs_from: RunsFrom = "invoice-date"
    part_month: PartMonth = "by-days"
    round_at: RoundAt = "each-month"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FlatFee(Rule):
    """One sum, once, when payment comes after the due date."""

    kind: ClassVar[str] = "flat-fee"

    fee: Money


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleDaily(Rule):
    """A yearly rate on the unpaid principal by the day, over 365 days, never compounded, rounded once."""

    kind: ClassVar[str] = "simple-daily"
    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    yearly_rate: Fraction
    runs_from: RunsFrom = "invoice-date"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleMonthly(Rule):
    """A rate a month on the unpaid principal, each month's charge rounded, never compounded."""

    kind: ClassVar[str] = "simple-monthly"
    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    monthly_rate: Fraction
    stated_yearly_rate: Fraction | None = None
    runs_from: RunsFrom = "invoice-date"
    part_month: PartMonth = "by-days"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyOnDay(Rule):
    """A rate on what is unpaid on one day of each month, in whole steps: between two such days nothing is added."""

    kind: ClassVar[str] = "monthly-on-day"
    usual_reasons: ClassVar[Mapping[str, str]] = REASONS
    part_month: ClassVar[PartMonth] = "completed-months"

    monthly_rate: Fraction
    day_of_month: int
    stated_yearly_rate: Fraction | None = None
    runs_from: RunsFrom = "invoice-date"
    bears_on: BearsOn = "principal"
    rounding: Rounding = "half-up"

    def __post_init__(self) -> None:
        if not 1 <= self.day_of_month <= DAYS_OF_MONTH:
            raise InputError(
                "day_of_month is {day}: give a day from 1 to {most}; a month that is shorter takes its last",
                day=self.day_of_month,
                most=DAYS_OF_MONTH,
            )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundDaily(Rule):
    """A rate a day, compounded by the day up to and including the day of payment, rounded once."""

    kind: ClassVar[str] = "compound-daily"
    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    daily_rate: Fraction
    stated_yearly_rate: Fraction | None = None
    runs_from: RunsFrom = "invoice-date"
    first_day: FirstDay = "not-counted"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreaterOf(Rule):
    """Another kind's charge, but at least a minimum, when payment comes after the due date."""

    kind: ClassVar[str] = "greater-of"

    of: CompoundMonthly | FlatFee | SimpleDaily
    minimum: Money

    def readings(self) -> tuple[Reading, ...]:
        """The readings of the other kind."""
        return self.of.readings()

    def under(self, readings: Mapping[str, str]) -> Self:
        """The same clause, the other kind under other readings."""
        return replace(self, of=self.of.under(readings))

    def in_voice(self, voice: Voice | None) -> Self:
        """The same clause, the other kind with the readings that a voice takes."""
        return replace(self, of=self.of.in_voice(voice), voice=voice)


ByMonth = CompoundMonthly | SimpleMonthly | MonthlyOnDay
"""The kinds whose charge grows by the month."""
ByDay = SimpleDaily | CompoundDaily
"""The kinds whose charge grows by the day."""
LateChargeRule = CompoundMonthly | FlatFee | SimpleDaily | SimpleMonthly | MonthlyOnDay | CompoundDaily | GreaterOf
LATE_CHARGE: Final = Kinds[LateChargeRule]("late_charge", LateChargeRule)


class LateChargeReadings(TypedDict, total=False):
    """Readings of `late_charge`."""

    runs_from: RunsFrom
    part_month: PartMonth
    round_at: RoundAt
    first_day: FirstDay
    bears_on: BearsOn
    rounding: Rounding


def compounds(rule: ByMonth | ByDay) -> bool:
    """Whether earlier charges bear a charge themselves."""
    match rule:
        case CompoundMonthly() | CompoundDaily():
            return True
        case SimpleMonthly() | SimpleDaily():
            return False
        case MonthlyOnDay():
            return bears_on_balance(rule)
    assert_never(rule)


def bears_on_balance(rule: MonthlyOnDay) -> bool:
    """Whether earlier charges bear a charge by the reading `bears_on`."""
    match rule.bears_on:
        case "principal":
            return False
        case "balance":
            return True
    assert_never(rule.bears_on)


def compound_growth(rate: Fraction, periods: int) -> Fraction:
    """Return what 1 grows by over so many periods, compounded and not rounded: (1 + r)^n - 1."""
    return (1 + rate) ** periods - 1


def no_rate(rule: FlatFee) -> NotInTermsError:
    """The error where a fee has no yearly rate."""
    return NotInTermsError(
        "the late charge is a flat fee, which has no yearly rate ({clause}): ask late_charge for what it costs",
        clause=Unquoted(rule.clause),
    )


PerPeriod = CompoundMonthly | SimpleMonthly | MonthlyOnDay | CompoundDaily
"""The kinds with a rate for a period shorter than a year."""


def per_period(rule: PerPeriod) -> tuple[Fraction, int, Phrase]:
    """Return the rate of a period, how many periods a year has, and the rate in words."""
    match rule:
        case CompoundDaily():
            return rule.daily_rate, 365, phrase("{rate} a day", rate=Percent(rule.daily_rate))
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            return rule.monthly_rate, 12, phrase("{rate} a month", rate=Percent(rule.monthly_rate))
    assert_never(rule)


def effective_rate(rule: LateChargeRule) -> Fraction:
    """Return the yearly rate to which the charge comes: (1 + r)^12 - 1 where r is compounded by the month.

    Raises `NotInTermsError` for a flat fee.
    """
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            rate, periods, _ = per_period(rule)
            return compound_growth(rate, periods) if compounds(rule) else rate * periods
        case SimpleDaily():
            return rule.yearly_rate
        case GreaterOf():
            return effective_rate(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)


def effective_rate_steps(rule: LateChargeRule) -> tuple[Step, ...]:
    """Return the working of the yearly rate, and whether it is the one that the terms print.

    Raises `NotInTermsError` for a flat fee.
    """
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            rate = effective_rate(rule)
            return (_year_step(rule, rate), *_stated_rate_step(rule, rate))
        case SimpleDaily():
            template = "the yearly rate is stated, and not compounded: {rate}"
            return (step(template, rule.clause, rate=Percent(rule.yearly_rate)),)
        case GreaterOf():
            return effective_rate_steps(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)


def _year_step(rule: PerPeriod, rate: Fraction) -> Step:
    """Return the line of a year of periods."""
    each, periods, _ = per_period(rule)
    if not compounds(rule):
        template = "twelve months, not compounded: {periods} x {each} = {rate}"
        return step(template, rule.clause, periods=periods, each=Percent(each), rate=Percent(rate))
    match rule:
        case CompoundDaily():
            template = "a year of days: (100 % + {daily}) ^ {periods} - 100 % = {rate}"
            return step(template, rule.clause, daily=Percent(each), periods=periods, rate=Percent(rate))
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay():
            template = "twelve months: (100 % + {monthly}) ^ 12 - 100 % = {rate}"
            return step(template, rule.clause, monthly=Percent(each), rate=Percent(rate))
    assert_never(rule)


def _stated_rate_step(rule: PerPeriod, rate: Fraction) -> tuple[Step, ...]:
    """Return the line that compares the yearly rate which the terms print, where they print one."""
    stated = rule.stated_yearly_rate
    if stated is None:
        return ()
    printed = at_decimals_of(stated, rate)
    template = (
        "the terms print {stated}: agrees, to the decimals printed"
        if printed == stated
        else "the terms print {stated}: differs, to the decimals printed it is {printed}"
    )
    return (step(template, rule.clause, stated=Percent(stated), printed=Percent(printed)),)


def at_decimals_of(stated: Fraction, rate: Fraction) -> Fraction:
    """Return a rate rounded half up to the decimals of the percentage that is stated."""
    unit = 100
    while (stated * unit).denominator != 1:
        unit *= 10
    return Fraction(half_up(rate.numerator * unit, rate.denominator), unit)


def nominal_rate(rule: LateChargeRule) -> Fraction:
    """Return the yearly rate without compounding, twelve times a rate a month.

    Raises `NotInTermsError` for a flat fee.
    """
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            rate, periods, _ = per_period(rule)
            return rate * periods
        case SimpleDaily():
            return rule.yearly_rate
        case GreaterOf():
            return nominal_rate(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)


def nominal_rate_steps(rule: LateChargeRule) -> tuple[Step, ...]:
    """Return the working of the nominal yearly rate. Raises `NotInTermsError` for a flat fee."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            each, periods, _ = per_period(rule)
            template, rate = "nominal rate a year: {periods} x {each} = {rate}", Percent(each * periods)
            return (step(template, rule.clause, periods=periods, each=Percent(each), rate=rate),)
        case SimpleDaily():
            template = "the nominal rate is the yearly one that is stated: {rate}"
            return (step(template, rule.clause, rate=Percent(rule.yearly_rate)),)
        case GreaterOf():
            return nominal_rate_steps(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)
