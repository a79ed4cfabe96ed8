"""Compute the tax on a sum from dated rates by region; half a cent always rounds up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, assert_never, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term, data_text
from telcoterms.values.money import Money, half_up
from telcoterms.values.steps import Clause, Percent, Step, outcome, step

TaxMode = Literal["added", "included"]
TaxRounding = Literal["on-total", "by-component"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A rate in force from a day on, with its source."""

    region: str
    name: str
    rate: Fraction
    since: date
    source: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTable:
    """The dated rates of a country, and the regions for which none is established here, with the reason.

    `untaxed` names the questions whose charges carry no tax, each with its source.
    """

    home: str
    rates: tuple[TaxRate, ...]
    not_established: tuple[tuple[str, str], ...] = ()
    untaxed: tuple[tuple[str, str], ...] = ()

    def untaxed_by(self, question: str) -> str | None:
        """Return the source by which a charge carries no tax; None where none is established here."""
        return dict(self.untaxed).get(question)

    def on(self, day: date, region: str | None = None) -> TaxRate:
        """Return the rate of a region, by default the provider's own, in force on a day."""
        region = self.home if region is None else region
        rates = [rate for rate in self.rates if rate.region == region]
        reason = next((why for name, why in self.not_established if name == region), None)
        if reason is not None:
            raise UnknownNameError(
                "the tax in {region} is not established here: {reason}; give the rate itself, such as tax_rate='0.12'",
                region=Unquoted(region),
                reason=data_text(reason),
            )
        if not rates:
            names = sorted({rate.region for rate in self.rates})
            raise UnknownNameError(
                "{region} is no province known here: choose from {known}, or give the rate itself, "
                "such as tax_rate='0.13'",
                region=region,
                known=tuple(map(Unquoted, names)),
            )
        in_force = [rate for rate in rates if rate.since <= day]
        if not in_force:
            raise InputError(
                "no tax rate of {region} is known on {day}, only from {since} on: give the rate "
                "itself, such as tax_rate='0.13'",
                region=Unquoted(region),
                day=day,
                since=min(rate.since for rate in rates),
            )
        return max(in_force, key=lambda rate: rate.since)


def total_with_tax(mode: TaxMode, amount: Money, tax: Money) -> Money:
    """Return the total of an amount and its tax: the amount itself where the tax is part of it."""
    match mode:
        case "added":
            return amount + tax
        case "included":
            return amount
    assert_never(mode)


@final
@dataclass(frozen=True, slots=True)
class Tax:
    """The tax that a question takes: its rate, whether it is added or included, and its source."""

    rate: Fraction
    name: str = Term("tax")
    mode: TaxMode = "added"
    source: str = Term("the rate that was given")

    def of(self, minor: int) -> int:
        """Return the tax of a sum in minor units: added to it, or the part of it that is tax."""
        rate = self.rate
        match self.mode:
            case "added":
                return half_up(minor * rate.numerator, rate.denominator)
            case "included":
                return half_up(minor * rate.numerator, rate.numerator + rate.denominator)
        assert_never(self.mode)

    def with_tax(self, amount: Money, tax: Money) -> Money:
        """Return the total of an amount and its tax: the amount itself where the tax is part of it."""
        return total_with_tax(self.mode, amount, tax)

    def steps(self, sum_: Money, clause: Clause) -> tuple[Step, ...]:
        """Return the lines for the tax of a sum, and for the total where the tax is added."""
        tax, rate, name = Money.of_minor(self.of(sum_.minor), sum_.currency), Percent(self.rate), data_text(self.name)
        source_step = step("{name} is {rate}: {source}", clause, name=name, rate=rate, source=data_text(self.source))
        match self.mode:
            case "included":
                exact = outcome(sum_.minor * self.rate / (1 + self.rate), "half-up", sum_.currency)
                template = "{name} in it: {sum} x {rate} / (100 % + {rate}) = {outcome}"
                return (source_step, step(template, clause, name=name, sum=sum_, rate=rate, outcome=exact))
            case "added":
                exact = outcome(sum_.minor * self.rate, "half-up", sum_.currency)
                return (
                    source_step,
                    step("{name}: {sum} x {rate} = {outcome}", clause, name=name, sum=sum_, rate=rate, outcome=exact),
                    step("total: {sum} + {tax} = {total}", clause, sum=sum_, tax=tax, total=sum_ + tax),
                )
        assert_never(self.mode)
