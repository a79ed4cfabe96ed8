"""The yearly rates to which a late charge comes: the nominal one, and the one with its compounding."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from telcoterms.errors import SilentTermsError, Word
from telcoterms.money import half_up
from telcoterms.rules.late_charge.kinds import (
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateCharge,
    MonthlyOnDay,
    SimpleDaily,
    SimpleMonthly,
    compounds,
)
from telcoterms.working import Percent, Phrase, Step, phrase, step


def no_rate(rule: FlatFee) -> SilentTermsError:
    """The error where a fee has no yearly rate."""
    return SilentTermsError(
        "the late charge is a flat fee, which has no yearly rate ({clause}): ask late_charge for what it costs",
        clause=Word(rule.clause),
    )


PerPeriod = CompoundMonthly | SimpleMonthly | MonthlyOnDay | CompoundDaily
"""The kinds with a rate for a period shorter than a year."""


def per_period(rule: PerPeriod) -> tuple[Fraction, int, Phrase]:
    """The rate of a period, how many periods a year has, and the rate in words."""
    if isinstance(rule, CompoundDaily):
        return rule.daily_rate, 365, phrase("{rate} a day", rate=Percent(rule.daily_rate))
    return rule.monthly_rate, 12, phrase("{rate} a month", rate=Percent(rule.monthly_rate))


def effective_annual_rate(rule: LateCharge) -> Fraction:
    """The yearly rate to which the charge comes: (1 + r)^12 - 1 where r is compounded by the month."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            rate, periods, _ = per_period(rule)
            return (1 + rate) ** periods - 1 if compounds(rule) else rate * periods
        case SimpleDaily():
            return rule.yearly_rate
        case GreaterOf():
            return effective_annual_rate(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)


def effective_annual_rate_steps(rule: LateCharge) -> tuple[Step, ...]:
    """The working of the yearly rate, and whether it is the one that the terms print."""
    rate = effective_annual_rate(rule)
    while isinstance(rule, GreaterOf):
        rule = rule.of
    if not isinstance(rule, PerPeriod):
        return (step("the yearly rate is stated, and not compounded: {rate}", rule.clause, rate=Percent(rate)),)
    working = _year_step(rule, rate)
    stated = rule.stated_yearly_rate
    if stated is None:
        return (working,)
    printed = at_decimals_of(stated, rate)
    agrees = "the terms print {stated}: agrees, to the decimals printed"
    differs = "the terms print {stated}: differs, to the decimals printed it is {printed}"
    verdict = step(
        agrees if printed == stated else differs, rule.clause, stated=Percent(stated), printed=Percent(printed)
    )
    return (working, verdict)


def _year_step(rule: PerPeriod, rate: Fraction) -> Step:
    """The line of a year of periods."""
    each, periods, _ = per_period(rule)
    if not compounds(rule):
        template = "twelve months, not compounded: {periods} x {each} = {rate}"
        return step(template, rule.clause, periods=periods, each=Percent(each), rate=Percent(rate))
    if isinstance(rule, CompoundDaily):
        template = "a year of days: (100 % + {daily}) ^ {periods} - 100 % = {rate}"
        return step(template, rule.clause, daily=Percent(each), periods=periods, rate=Percent(rate))
    template = "twelve months: (100 % + {monthly}) ^ 12 - 100 % = {rate}"
    return step(template, rule.clause, monthly=Percent(each), rate=Percent(rate))


def at_decimals_of(stated: Fraction, rate: Fraction) -> Fraction:
    """A rate rounded half up to the decimals of the percentage that is stated."""
    unit = 100
    while (stated * unit).denominator != 1:
        unit *= 10
    return Fraction(half_up(rate.numerator * unit, rate.denominator), unit)


def nominal_annual_rate(rule: LateCharge) -> Fraction:
    """The yearly rate without compounding: twelve times a rate a month; raises `SilentTermsError` for a flat fee."""
    match rule:
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            rate, periods, _ = per_period(rule)
            return rate * periods
        case SimpleDaily():
            return rule.yearly_rate
        case GreaterOf():
            return nominal_annual_rate(rule.of)
        case FlatFee():
            raise no_rate(rule)
    assert_never(rule)


def nominal_annual_rate_steps(rule: LateCharge) -> tuple[Step, ...]:
    """The working of the nominal yearly rate."""
    rate = Percent(nominal_annual_rate(rule))
    while isinstance(rule, GreaterOf):
        rule = rule.of
    if not isinstance(rule, PerPeriod):
        return (step("the nominal rate is the yearly one that is stated: {rate}", rule.clause, rate=rate),)
    each, periods, _ = per_period(rule)
    template = "nominal rate a year: {periods} x {each} = {rate}"
    return (step(template, rule.clause, periods=periods, each=Percent(each), rate=rate),)
