"""The kinds of late charge, their numbers and readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Final, Literal, Self, final

from telcoterms.errors import FactError
from telcoterms.money import Money, Rounding
from telcoterms.readings import Reading, Rule

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
            raise FactError(
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


ByMonth = CompoundMonthly | SimpleMonthly | MonthlyOnDay
"""The kinds whose charge grows by the month."""
ByDay = SimpleDaily | CompoundDaily
"""The kinds whose charge grows by the day."""
LateCharge = CompoundMonthly | FlatFee | SimpleDaily | SimpleMonthly | MonthlyOnDay | CompoundDaily | GreaterOf


def compounds(rule: ByMonth | ByDay) -> bool:
    """Whether earlier charges bear a charge themselves."""
    if isinstance(rule, MonthlyOnDay):
        return rule.bears_on == "balance"
    return isinstance(rule, CompoundMonthly | CompoundDaily)
