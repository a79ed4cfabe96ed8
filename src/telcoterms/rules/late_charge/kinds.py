"""The kinds of late charge, their numbers and readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Literal, Self, assert_never, final

from telcoterms.errors import SilentTermsError, Word
from telcoterms.money import Money, Rounding, half_up
from telcoterms.readings import Reading, Rule
from telcoterms.working import Percent, Step, step

RunsFrom = Literal["invoice-date", "due-date", "next-invoice-date"]
PartMonth = Literal["by-days", "thirty-day-month", "days-of-year", "daily-compound", "whole-month", "completed-months"]
RoundAt = Literal["each-month", "once"]

REASONS: Mapping[str, str] = {
    "runs_from": "the first bill on which the outstanding amount appears is its own invoice",
    "part_month": "a charge that accrues daily grows by the days of its month",
    "round_at": "what is billed is whole cents, and that is what compounds",
    "rounding": "half a cent rounds up, as on bills",
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


LateCharge = CompoundMonthly | FlatFee | SimpleDaily | GreaterOf


def effective_annual_rate(rule: LateCharge) -> Fraction:
    """The yearly rate to which the charge comes: (1 + r)^12 - 1 where r is compounded by the month."""
    match rule:
        case CompoundMonthly():
            return (1 + rule.monthly_rate) ** 12 - 1
        case SimpleDaily():
            return rule.yearly_rate
        case GreaterOf():
            return effective_annual_rate(rule.of)
        case FlatFee():
            raise SilentTermsError(
                "the late charge is a flat fee, which has no yearly rate ({clause}): ask late_charge for what it costs",
                clause=Word(rule.clause),
            )
    assert_never(rule)


def effective_annual_rate_steps(rule: LateCharge) -> tuple[Step, ...]:
    """The working of the yearly rate, and whether it is the one that the terms print."""
    rate = effective_annual_rate(rule)
    while isinstance(rule, GreaterOf):
        rule = rule.of
    if not isinstance(rule, CompoundMonthly):
        return (step("the yearly rate is stated, and not compounded: {rate}", rule.clause, rate=Percent(rate)),)
    working = step(
        "twelve months: (100 % + {monthly}) ^ 12 - 100 % = {rate}",
        rule.clause,
        monthly=Percent(rule.monthly_rate),
        rate=Percent(rate),
    )
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


def at_decimals_of(stated: Fraction, rate: Fraction) -> Fraction:
    """A rate rounded half up to the decimals of the percentage that is stated."""
    unit = 100
    while (stated * unit).denominator != 1:
        unit *= 10
    return Fraction(half_up(rate.numerator * unit, rate.denominator), unit)
