"""Compute the yearly rate of one late charge on its own facts, beside the rates that the law sets.

The law takes a charge for paying late as interest, a flat fee included, for the days from the due date to the payment.
Two rates belong to that time, and each is compared with its like alone:

* the nominal rate: charge / amount x 365 / days late. A cap on an APR, which is nominal, is compared with it.
* the effective rate, compounded: (1 + charge / amount) ^ (365 / days late) - 1. A cap with its compounding is compared
  with it. Such a power is seldom a fraction, so powers of whole numbers are compared.

Neither is the yearly rate that the terms print, which is that of twelve whole months. By hand: 3.41 on 113.00, 30 days
after the due date, is 3.41/113.00 x 365/30 = 36.71 %; 35 % would be 113.00 x 35 % x 30/365 = 3.25.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import exp, floor, log1p
from typing import Final, NamedTuple, TypeGuard, assert_never

from telcoterms.agreement.conditions import EveryDays
from telcoterms.agreement.law import (
    EffectiveRateCap,
    NominalRateCap,
    OnCancellation,
    OnChanges,
    OnComplaints,
    OnTaxes,
    RuleVersion,
    WithoutFigure,
    YearlyRateStated,
)
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts, value_on
from telcoterms.answers.law import ByLaw
from telcoterms.clauses.late_charge.kinds import (
    LateChargeRule,
    RateCharge,
    effective_rate,
    nominal_rate,
    only_rate,
    rates_in,
)
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Percent

DAYS_OF_YEAR: Final = 365
PARTS: Final = 10**8  # of 1, to which an effective rate is shown
MAX_SHOWN: Final = 10_000  # 1,000,000 %: above it, an effective rate is a number of no use


class LateCharged(NamedTuple):
    """A charge for paying late, on what, and how many days after the due date it was paid."""

    charge: Money
    amount: Money
    days: int

    @property
    def has_rate(self) -> bool:
        """Whether there is something to have a rate on, and a time for which it runs."""
        return self.days > 0 and self.amount.minor > 0

    @property
    def share(self) -> Fraction:
        """The charge as a share of the amount."""
        return Fraction(self.charge.minor, self.amount.minor)

    @property
    def nominal(self) -> Fraction:
        """The yearly rate without compounding."""
        return self.share * DAYS_OF_YEAR / self.days

    @property
    def parts(self) -> dict[str, Money | int]:
        """The charge, the amount and the days, as a sentence with the arithmetic of a rate takes them."""
        return {"charge": self.charge, "amount": self.amount, "days": self.days}

    def is_over_effective(self, cap: Fraction) -> bool:
        """Return whether the effective rate is over a cap: (1 + charge / amount) ^ 365 > (1 + cap) ^ days."""
        return (1 + self.share) ** DAYS_OF_YEAR > (1 + cap) ** self.days

    @property
    def effective(self) -> Fraction:
        """The effective rate, exact where it has eight decimals or fewer, else between it and the next eighth decimal.

        The float is a first guess alone, and is put right by whole numbers.
        """
        grown = (1 + self.share) ** DAYS_OF_YEAR
        guess = exp(log1p(float(self.share)) * DAYS_OF_YEAR / self.days)
        parts = int(guess * PARTS)
        while parts**self.days * grown.denominator > grown.numerator * PARTS**self.days:
            parts -= 1
        while (parts + 1) ** self.days * grown.denominator <= grown.numerator * PARTS**self.days:
            parts += 1
        is_exact = parts**self.days * grown.denominator == grown.numerator * PARTS**self.days
        return Fraction(parts, PARTS) - 1 + (0 if is_exact else Fraction(1, 2 * PARTS))

    def most_by_nominal(self, cap: Fraction) -> Money:
        """Return the largest charge whose nominal rate is not over a cap."""
        return Money.of_minor(floor(self.amount.minor * cap * self.days / DAYS_OF_YEAR), self.amount.currency)

    def most_by_effective(self, cap: Fraction) -> Money:
        """Return the largest charge whose effective rate is not over a cap.

        With the amount it is a root in whole numbers, found by Newton's method: whatever the first guess, one step
        leads to the root or above it, and each further one down, until it is reached. The guess is a float, and best
        a little too high: from far below, the first step leads far above.
        """
        grown, amount = (1 + cap) ** self.days, self.amount.minor
        bound = grown.numerator * amount**DAYS_OF_YEAR // grown.denominator
        exponent = DAYS_OF_YEAR - 1

        def nearer(root: int) -> int:
            return int((exponent * root + bound // root**exponent) // DAYS_OF_YEAR)

        root = nearer(1 + int(amount * exp(log1p(float(cap)) * self.days / DAYS_OF_YEAR)))
        while (following := nearer(root)) < root:
            root = following
        return Money.of_minor(root - amount, self.amount.currency)


class NoSingleRate(NamedTuple):
    """A charge for paying late that has no yearly rate of its own, and why, as a part of a sentence."""

    charge: Money
    why: Phrase


def rate_in_words(leaf: RateCharge, rate: Fraction) -> Phrase:
    """Return a rate with its period: 2 % a month."""
    match leaf.per:
        case "month":
            return phrase("{rate} a month", rate=Percent(rate))
        case "day":
            return phrase("{rate} a day", rate=Percent(rate))
        case "year":
            return phrase("{rate} a year", rate=Percent(rate))
        case EveryDays() as every:
            return phrase("{rate} for each {days} days", rate=Percent(rate), days=every.days)
    assert_never(leaf.per)


def late_charge_by_law(
    rule: LateChargeRule,
    version: RuleVersion,
    charged: LateCharged | NoSingleRate | None,
    facts: NumberFacts = NO_FACTS,
    on: date = date.max,
) -> ByLaw | None:
    """Return what a rule on rates comes to on a late charge.

    `charged` is None where nothing is charged, and `NoSingleRate` where what is charged has no one yearly rate.

    `facts` and `on` are those by which a stated yearly rate is chosen where it is not one number.
    """
    match version:
        case YearlyRateStated():
            return _stated(rule, version, facts, on)
        case NominalRateCap():
            return _nominal(version, charged) if _has_rate(charged) else _without_rate(charged)
        case EffectiveRateCap():
            return _effective(version, charged) if _has_rate(charged) else _without_rate(charged)
        case OnCancellation() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
            return None
    assert_never(version)


def rate_by_law(
    rule: LateChargeRule, version: RuleVersion, facts: NumberFacts = NO_FACTS, on: date = date.max
) -> ByLaw | None:
    """Return what a rule on rates comes to on the yearly rate of the terms on a day, each rate beside its like.

    Raises `NotInTermsError` where the terms have no rate, or several.
    """
    leaf = only_rate(rule)
    rate: Fraction = value_on(leaf.rate, on, facts)
    match version:
        case YearlyRateStated():
            return _stated(rule, version, facts, on)
        case NominalRateCap():
            template = "{rate} a year, nominal, beside {cap}, nominal; for the rate of a single charge, ask late_charge"
            says = phrase(template, rate=Percent(nominal_rate(leaf, rate)), cap=Percent(version.most))
            return ByLaw(says, version.most)
        case EffectiveRateCap():
            template = "{rate} a year beside {cap}, both compounded; for the rate of a single charge, ask late_charge"
            says = phrase(template, rate=Percent(effective_rate(leaf, rate)), cap=Percent(version.most))
            return ByLaw(says, version.most)
        case OnCancellation() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
            return None
    assert_never(version)


def can_be_named(version: RuleVersion, rule: LateChargeRule) -> bool:
    """Return whether what `late_charge_by_law` returns of a version can be shown, whatever is charged."""
    match version:
        case YearlyRateStated():
            return not all(map(states_yearly_rate, rates_in(rule)))
        case NominalRateCap() | EffectiveRateCap():
            return True
        case OnCancellation() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
            return False
    assert_never(version)


def is_cap(version: RuleVersion) -> bool:
    """Return whether a rule looks at the yearly rate of what was charged."""
    match version:
        case NominalRateCap() | EffectiveRateCap():
            return True
        case YearlyRateStated() | OnCancellation() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
            return False
    assert_never(version)


def _has_rate(charged: LateCharged | NoSingleRate | None) -> TypeGuard[LateCharged]:
    return isinstance(charged, LateCharged) and charged.has_rate


def _without_rate(charged: LateCharged | NoSingleRate | None) -> ByLaw:
    """Return why a charge has no yearly rate."""
    match charged:
        case None:
            return ByLaw(phrase("nothing is charged"), shown=False)
        case NoSingleRate():
            return ByLaw(phrase("no single yearly rate: {charge} was charged {why}", **charged._asdict()))
        case LateCharged():
            template = "no yearly rate: {charge} was charged on {amount}, for {days} days after the due date"
            return ByLaw(phrase(template, charge=charged.charge, amount=charged.amount, days=max(charged.days, 0)))
    assert_never(charged)


def _nominal(version: NominalRateCap, charged: LateCharged) -> ByLaw:
    template = "{charge}/{amount} x 365/{days} = {rate} a year, nominal"
    rate = phrase(template, **charged.parts, rate=Percent(charged.nominal))
    is_over = charged.nominal > version.most
    return _beside_cap(rate, version.most, charged.most_by_nominal(version.most), is_over=is_over)


def _effective(version: EffectiveRateCap, charged: LateCharged) -> ByLaw:
    if charged.is_over_effective(Fraction(MAX_SHOWN)):
        rate = phrase("over {most} a year, compounded", most=Percent(Fraction(MAX_SHOWN)))
    else:
        template = "(100 % + {charge}/{amount}) ^ (365/{days}) - 100 % = {rate} a year, compounded"
        rate = phrase(template, **charged.parts, rate=Percent(charged.effective))
    is_over = charged.is_over_effective(version.most)
    return _beside_cap(rate, version.most, charged.most_by_effective(version.most), is_over=is_over)


def _beside_cap(rate: Phrase, cap: Fraction, most: Money, *, is_over: bool) -> ByLaw:
    """Return a yearly rate beside its cap, and the largest charge that is not over it."""
    told = (
        phrase("over {cap}, which would be {most}, rounded down", cap=Percent(cap), most=most)
        if is_over
        else phrase("not over {cap}", cap=Percent(cap))
    )
    template = "{rate}, for the time of credit, which begins on the due date; {told}"
    return ByLaw(phrase(template, rate=rate, told=told), most)


def _stated(rule: LateChargeRule, version: YearlyRateStated, facts: NumberFacts, on: date) -> ByLaw:
    """Return whether the terms state a yearly rate; where they state one by the month alone, the rate by the rule."""
    rates = rates_in(rule)
    if not rates:
        return ByLaw(phrase("a charge without a rate is stated by no period"), shown=False)
    if not all(map(states_yearly_rate, rates)):
        most = Percent(version.otherwise_most)
        return ByLaw(phrase("no yearly rate is stated: {most} a year", most=most), version.otherwise_most)
    leaf = rates[0]
    if len(rates) > 1:
        return ByLaw(phrase("the terms state each of their rates by the year"), shown=False)
    try:
        stated: Fraction = value_on(leaf.rate if leaf.is_by_year else leaf.stated_yearly_rate, on, facts)
    except TelcoTermsError:  # it is another one for each plan or day, and stated all the same
        return ByLaw(phrase("the terms state each of their rates by the year"), shown=False)
    return ByLaw(phrase("the terms state {stated} a year", stated=Percent(stated)), shown=False)


def states_yearly_rate(leaf: RateCharge) -> bool:
    """Return whether a rate is stated by the year, as it is or beside the one of a shorter period."""
    return leaf.is_by_year or leaf.stated_yearly_rate is not None
