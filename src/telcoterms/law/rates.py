"""Rules on rates held against the late charge: whether the yearly rate is stated, and whether it is under the cap.

A cap on the nominal rate is held against the nominal rate, one on the effective rate against the compounded one: a
compounded rate against a nominal cap would compare what is not alike.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from telcoterms.law.finding import Finding, agrees_if, idle, silent
from telcoterms.law.kinds import EffectiveRateCap, NominalRateCap, YearlyRateStated
from telcoterms.rules.late_charge import (
    FlatFee,
    GreaterOf,
    LateCharge,
    PerPeriod,
    at_decimals_of,
    effective_annual_rate,
    effective_annual_rate_steps,
    nominal_annual_rate,
    nominal_annual_rate_steps,
    per_period,
)
from telcoterms.working import Percent, Phrase, Step, Term, phrase, step

ON: Final = Term("a charge for paying late")


def inner(late: LateCharge) -> LateCharge:
    """The kind that grows, inside one that has a minimum."""
    return late.of if isinstance(late, GreaterOf) else late


def yearly_rate_stated(rule: YearlyRateStated, late: LateCharge | None) -> Finding:
    """Whether the yearly rate that belongs to a rate by the month is stated."""
    otherwise = phrase("stated by the year, or {most} a year at most", most=Percent(rule.otherwise_most))
    if late is None:
        return silent(otherwise, ON)
    kind = inner(late)
    if isinstance(kind, FlatFee):
        return idle(otherwise, phrase("the charge is a flat fee, and no rate"))
    if not isinstance(kind, PerPeriod):
        return idle(otherwise, phrase("the terms state their rate by the year"))
    steps = effective_annual_rate_steps(kind)
    (_, _, each), stated, effective = per_period(kind), kind.stated_yearly_rate, effective_annual_rate(kind)
    law = phrase("{rate} a year stated", rate=Percent(effective))
    if stated is None:
        why = "{each} is stated, no yearly rate: the rule then allows no more than {most} a year"
        told = phrase(why, each=each, most=Percent(rule.otherwise_most))
        return Finding("differs", phrase("no yearly rate stated"), law, told, steps)
    terms = phrase("{stated} a year stated", stated=Percent(stated))
    if at_decimals_of(stated, effective) == stated:
        why = "{stated} is what {each} comes to in a year, to the decimals printed"
        told = phrase(why, stated=Percent(stated), each=each)
        return Finding("agrees", terms, law, told, steps)
    return Finding("differs", terms, law, other_rate(kind, stated), steps)


def other_rate(kind: PerPeriod, stated: Fraction) -> Phrase:
    """Why a stated yearly rate is not the one to which a shorter period's comes: it may be the nominal one."""
    rate, periods, each = per_period(kind)
    effective, nominal = Percent(effective_annual_rate(kind)), Percent(nominal_annual_rate(kind))
    if stated == nominal_annual_rate(kind):
        template = "{nominal} is the nominal rate, {periods} times {rate}; compounded it is {effective}"
        return phrase(template, nominal=nominal, periods=periods, rate=Percent(rate), effective=effective)
    template = "{each} comes to {effective} a year; nominal it is {nominal}"
    return phrase(template, each=each, effective=effective, nominal=nominal)


def nominal_cap(rule: NominalRateCap, late: LateCharge | None) -> Finding:
    """Whether the nominal yearly rate lies at or below the cap."""
    law = phrase("{most} a year, nominal, at most", most=Percent(rule.most))
    if late is None or isinstance(inner(late), FlatFee):
        return without_rate(law, late)
    rate = nominal_annual_rate(late)
    steps = (*nominal_annual_rate_steps(late), *minimum_step(late))
    return Finding(
        agrees_if(rate <= rule.most),
        phrase("{rate} a year, nominal", rate=Percent(rate)),
        law,
        phrase(
            "{rate} is not over {most}: nominal rates are compared, not compounded ones"
            if rate <= rule.most
            else "{rate} is over {most}: nominal rates are compared, not compounded ones",
            rate=Percent(rate),
            most=Percent(rule.most),
        ),
        steps,
    )


def effective_cap(rule: EffectiveRateCap, late: LateCharge | None) -> Finding:
    """Whether the compounded yearly rate lies at or below the cap."""
    law = phrase("{most} a year, compounded, at most", most=Percent(rule.most))
    if late is None or isinstance(inner(late), FlatFee):
        return without_rate(law, late)
    rate = effective_annual_rate(late)
    steps = (effective_annual_rate_steps(late)[0], *minimum_step(late))
    return Finding(
        agrees_if(rate <= rule.most),
        phrase("{rate} a year, compounded", rate=Percent(rate)),
        law,
        phrase(
            "{rate} is not over {most}: compounded rates are compared, not nominal ones"
            if rate <= rule.most
            else "{rate} is over {most}: compounded rates are compared, not nominal ones",
            rate=Percent(rate),
            most=Percent(rule.most),
        ),
        steps,
    )


def without_rate(law: Phrase, late: LateCharge | None) -> Finding:
    """Terms whose late charge has no rate."""
    if late is None:
        return silent(law, ON)
    return idle(law, phrase("a flat fee has no yearly rate before a sum and a time are given"))


def minimum_step(late: LateCharge) -> tuple[Step, ...]:
    """The line on a minimum, which is a sum and no rate."""
    if not isinstance(late, GreaterOf):
        return ()
    template = "the minimum of {minimum} is a sum, and counts for no rate here"
    return (step(template, late.clause, minimum=late.minimum),)
