"""Compute the charge for a part of a billing cycle: what a service costs that begins, ends or is there within one.

Kind `by-days`: the fee of a cycle times the part of the cycle from the first day to the last, both of them charged.
What a part is, `month_length` says (`telcoterms.values.proration`); a cycle of `cycle` days is no month, and each of
its days bears the same. A fee of 30.00 for June, from the 23rd to the end, gives 30.00 x 8/30 = 8.00. It is rounded
once, and its tax is added: that of the first day of the cycle, or of the day `taxed_on`.

It is the mirror of a refund: the charge up to the day of a cancellation and the refund of the days left are the fee.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds, tax_clause_of
from telcoterms.agreement.rule import Rule, choices
from telcoterms.agreement.taxes import Tax, TaxedAs, TaxedCharge
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import BILLING_DAY, PROVINCE, REGION, TAX_RATE, TAXED_AS, TAXED_ON, number_facts_of
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of, reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import MAX_DAY_OF_MONTH, Day, as_count, as_day, as_day_or_none
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Amount, Money, Rate, Rounding, as_money, as_rate
from telcoterms.values.proration import (
    Cycle,
    MonthLength,
    check_billing_day,
    check_cycle,
    check_start,
    choices_of_cycle,
    month_in_words,
    part_in_words,
    part_of_cycle,
)
from telcoterms.values.steps import Step, outcome, rounded, step

FirstDay = Literal["charged", "not-charged"]
reading_words(
    "first_day",
    {
        "charged": Term("the first day is charged"),
        "not-charged": Term("the first day is not charged"),
    },
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PartByDays(Rule):
    """A part of a cycle is charged by its days."""

    kind: ClassVar[str] = "by-days"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "first_day": "the service is there on the day on which it begins",
        "month_length": "a cycle has the days that the calendar gives it",
        "rounding": "half a cent rounds up, as on bills",
    }

    cycle: int | None = None
    first_day: FirstDay = "charged"
    month_length: MonthLength = "actual"
    rounding: Rounding = "half-up"

    def __post_init__(self) -> None:
        check_cycle(self.cycle)

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on the clause: how long a month is, only where the cycle is one."""
        return choices_of_cycle(choices(PartByDays), self.cycle)


PartChargeRule = PartByDays
PART_CHARGE: Final = Kinds[PartChargeRule]("part_charge", PartChargeRule, taxed=True)


class PartChargeReadings(TypedDict, total=False):
    """Readings of `part_charge`."""

    first_day: FirstDay
    month_length: MonthLength
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class PartCharge(TaxedCharge):
    """The charge for a part of a cycle, its tax, and both together; `taxes` are the taxes that make up `tax`."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfCycle:
    """A fee and the days of its cycle that are charged, checked.

    `fee` is that of a whole cycle, which runs from `cycle_start` to the next billing day, not included. `since` is the
    first day of the service in the cycle and `until` its last; None is the first or the last day of the cycle. Raises
    `InputError` where the days do not fit.
    """

    fee: Money
    cycle: Cycle
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        start, last = self.cycle.start, self.cycle.end - timedelta(1)
        check_start(self.cycle)
        for name, day in (("since", self.since), ("until", self.until)):
            if day is not None and not start <= day <= last:
                raise InputError(
                    "{fact} is {day}, outside the cycle from {start} to {last}: give a day of the cycle",
                    fact=Unquoted(name),
                    day=day,
                    start=start,
                    last=last,
                )
        if self.last < self.first:
            raise InputError(
                "until is {until}, before since, {since}: give the last day after the first",
                until=self.last,
                since=self.first,
            )

    @property
    def first(self) -> date:
        """The first day of the service in the cycle."""
        return self.cycle.start if self.since is None else self.since

    @property
    def last(self) -> date:
        """The last day of the service in the cycle."""
        return self.cycle.end - timedelta(1) if self.until is None else self.until

    def offsets(self, rule: PartChargeRule) -> tuple[int, int]:
        """Return the offsets of the first day that is charged, and of the day after the last.

        A service that was there before the cycle has no first day in it that could be left out.
        """
        first = (self.first - self.cycle.start).days
        match rule.first_day:
            case "charged":
                pass
            case "not-charged":
                first += self.since is not None
            case _ as unreachable:
                assert_never(unreachable)
        return first, (self.last - self.cycle.start).days + 1


def partial_charge(rule: PartChargeRule, part: PartOfCycle) -> Fraction:
    """Return the charge for a part of a cycle in minor units, exact."""
    first, end = part.offsets(rule)
    share = part_of_cycle(rule.month_length, first, end, part.cycle.length)
    return Fraction(part.fee.minor * share.numerator, share.denominator)


def charged(rule: PartChargeRule, part: PartOfCycle, tax: Tax) -> PartCharge:
    """Return the rounded charge with its tax."""
    charge = Money.of_minor(rounded(partial_charge(rule, part), rule.rounding), part.fee.currency)
    return PartCharge.of(charge, tax)


def part_charge_steps(agreement: Agreement, part: PartOfCycle, tax: Tax, taxed_on: date) -> tuple[Step, ...]:
    """Return the working of the charge for a part of a cycle."""
    rule = PART_CHARGE.of(agreement)
    first, end = part.offsets(rule)
    template = "days charged, the first and the last counted: {last} - {first} + 1 = {days}"
    if end - first == (part.last - part.first).days:
        template = "days charged, the first not counted: {last} - {first} = {days}"
    ratio = part_in_words(rule.month_length, first, end, part.cycle.length)
    result = outcome(partial_charge(rule, part), rule.rounding, part.fee.currency)
    charge = charged(rule, part, tax).charge
    return (
        step(template, rule.clause, last=part.last, first=part.first, days=end - first),
        Step(month_in_words(rule.month_length, part.cycle), (rule.clause,)),
        step("charge: {fee} x {ratio} = {outcome}", rule.clause, fee=part.fee, ratio=ratio, outcome=result),
        *tax.steps(charge, tax_clause_of(rule)),
    )


@final
class PartChargeQuestion(Question):
    """The question `part_charge`."""

    name = "part_charge"
    says = "what a part of a billing cycle costs"
    also = ("part-month-charge", "partial-period-charge")
    asks = Phrase("part of the fee of {fee}, cycle from {cycle_start}")
    dated_by = "cycle_start"
    example = "part-charge 30.00 --cycle-start 2026-06-01 --since 2026-06-23"
    example_terms = "provider.toml"
    tables = (PART_CHARGE,)
    reads = (PART_CHARGE,)
    compared = ({"fee": 50, "cycle_start": "2026-06-01", "since": "2026-06-10"},)
    law_day = "cycle_start"

    fee: Money = fact("the fee of the whole cycle, before tax, such as 49.95", place="argument")
    cycle_start: date = fact("the first day of the billing cycle")
    since: date | None = fact(
        "the first day of the service, if that is not the first day of the cycle",
        default=None,
        in_heading=Phrase("since {value}"),
    )
    until: date | None = fact(
        "the last day of the service, if that is not the last day of the cycle",
        default=None,
        in_heading=Phrase("until {value}"),
    )
    billing_day: int | None = BILLING_DAY
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    taxed_on: date | None = TAXED_ON
    taxed_as: TaxedAs | None = TAXED_AS
    region: str | None = REGION

    def told(self, value: PartCharge) -> Phrase:
        """Return the answer as a sentence has it."""
        template = (
            "the part of the cycle from {cycle_start} in which the service runs costs {total}, of a fee of {fee}: "
            "{charge} and {tax} of tax"
        )
        if not value.tax.minor:
            template = (
                "the part of the cycle from {cycle_start} in which the service runs costs {total}, without tax, of a "
                "fee of {fee}"
            )
        sums = {"total": value.total, "charge": value.charge, "tax": value.tax}
        return phrase(template, cycle_start=self.cycle_start, fee=self.fee, **sums)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days, the part of the fee, its tax."""
        tax = self.tax
        steps = part_charge_steps(self.agreement, self.part, tax, self.tax_day)
        return (*steps, *self.agreement.untaxed_note(tax))

    @property
    def unheard(self) -> frozenset[str]:
        """How the first day counts, where the service was there before the cycle."""
        return frozenset(["first_day"]) if self.since is None else frozenset()

    @property
    def part(self) -> PartOfCycle:
        """The fee and the days that are charged."""
        return part_under(
            PART_CHARGE.of(self.agreement), self.fee, self.cycle_start, self.since, self.until, self.billing_day
        )

    @property
    def tax_day(self) -> date:
        """The day whose tax is added."""
        return self.cycle_start if self.taxed_on is None else self.taxed_on

    @property
    def tax(self) -> Tax:
        """The tax that is added."""
        return self.agreement.tax_if_any(self.tax_day, self.province, self.tax_rate, self.taxed_as, self.region)


def part_under(
    rule: PartChargeRule,
    fee: Money,
    cycle_start: date,
    since: date | None = None,
    until: date | None = None,
    billing_day: int | None = None,
) -> PartOfCycle:
    """Return a fee and the days that are charged, by the cycles of a clause; raise `InputError` if they do not fit."""
    check_billing_day(billing_day, rule.cycle)
    day = cycle_start.day if billing_day is None else billing_day
    return PartOfCycle(fee=fee, cycle=Cycle(cycle_start, day, rule.cycle), since=since, until=until)


def part_charge(
    terms: Agreed,
    fee: Amount,
    *,
    cycle_start: Day,
    since: Day | None = None,
    until: Day | None = None,
    billing_day: int | None = None,
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_on: Day | None = None,
    taxed_as: TaxedAs | None = None,
    region: str | None = None,
) -> Answer[PartCharge]:
    """Return what a part of a billing cycle costs: a service that begins, ends or is there within it.

    `fee` is the fee of the whole cycle, before tax; `cycle_start` the first day of the cycle, `billing_day` its day of
    the month, needed where a 29th to 31st was clamped. `since` is the first day of the service and `until` its last,
    by default those of the cycle. The tax is that of `cycle_start`, or of `taxed_on`, in the `province` or the `region`
    of the terms' taxes; `taxed_as` is the kind of service, needed in a province whose taxes depend on it. Raises
    `InputError` where these do not fit, `NotInTermsError` where the terms hold no rule on parts of a cycle.

    >>> from telcoterms import load
    >>> load("kos").part_charge("30.00", cycle_start="2026-06-01", since="2026-06-23")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    telcoterms.NotInTermsError: the terms of kos (2021-07-12), as recorded, hold no rule on part_charge...
    """
    agreement = terms.agreement
    rule = PART_CHARGE.of(agreement)
    money = as_money(fee, agreement.currency, "fee")
    start = as_day(cycle_start, "cycle_start")
    first = as_day_or_none(since, "since")
    last = as_day_or_none(until, "until")
    day = None if billing_day is None else as_count(billing_day, "billing_day", most=MAX_DAY_OF_MONTH)
    number_facts_of(agreement, [rule], None, region, None, taxed=True)
    part = part_under(rule, money, start, first, last, day)
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    tax_day = as_day_or_none(taxed_on, "taxed_on")
    kind = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
    tax = agreement.tax_if_any(tax_day or start, province, rate, kind, region)
    facts = (money, start, first, last, day, province, rate, tax_day, kind, region)
    return Answer(charged(rule, part, tax), "part_charge", facts, terms)
