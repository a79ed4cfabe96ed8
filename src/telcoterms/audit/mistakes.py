"""Compute the known mistakes in a late charge: a closed catalogue, each from the same facts as the charge.

A mistake changes one thing and leaves the rest as the terms have it, under the readings that were taken. One that is
about a rate is made in the one rate of the clause; bounds and joins around it then take what they take of the other
figure. Of a bill that was paid in time nothing is computed. Where a mistake cannot be made under a clause, is a reading
of it, or a fact is missing, its outcome is the reason. That a mistake gives a sum does not say how the sum came about.

The order: the facts of the billed charge; each mistake, in the order of the catalogue; the catalogue; when a mistake
charges anything; `outcome_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal, assert_never, cast, final, get_args

from telcoterms.agreement.numbers import NumberFacts, of_facts
from telcoterms.clauses.late_charge.accrual import is_by_month, month_charge
from telcoterms.clauses.late_charge.charge import charge_minor, compound_charge, time_late
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
    has_grace,
    nominal_rate,
    rates_in,
)
from telcoterms.clauses.late_charge.periods import DebtDays, counted_days, month_fraction, start_of, weight_of_day
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import add_days, anchored, month_number
from telcoterms.values.errors import DayError
from telcoterms.values.messages import Phrase, Term, Value, phrase
from telcoterms.values.money import ROUNDERS, Money
from telcoterms.values.steps import rounded


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BilledCharge:
    """The facts of a late charge that was billed; sums are minor units. Two are given only if they are known."""

    rule: LateChargeRule
    amount: int
    days: DebtDays
    paid: date
    calendar: Calendar | None = None
    reminded: tuple[date, ...] = ()
    before_tax: int | None = None
    original: int | None = None

    @property
    def of_its_facts(self) -> BilledCharge:
        """The same, with each rate that differs by the facts of the charge as the one number that it is by them."""
        return replace(self, rule=with_rates_of(self.rule, self.days.facts))

    @property
    def charge(self) -> int:
        """The charge by the terms."""
        return self.charge_under(self.rule)

    def charge_under(self, rule: LateChargeRule) -> int:
        """The charge under another clause in the place of the terms' own."""
        return charge_minor(rule, self.amount, self.days, self.paid, self.calendar, self.reminded)

    def by(self, leaf: RateCharge, other: RateCharge) -> int:
        """The charge with another rate in the place of one of the clause."""
        return self.charge_under(replaced(self.rule, leaf, other))

    def with_sum(self, leaf: RateCharge, charge: int) -> int:
        """The charge of the whole clause, where one of its rates comes to this sum, which was computed otherwise."""
        return self.charge_under(replaced(self.rule, leaf, sum_in_place_of(leaf, charge)))

    def days_of(self, leaf: RateCharge) -> int:
        """Days since the start that the reading names."""
        counted = 0 if leaf.goes_by_months else counted_days(leaf.first_day)
        start = start_of(leaf.runs_from, self.days, self.days.due).ordinal
        return max(self.paid.toordinal() - start + counted, 0)

    def months_of(self, leaf: RateCharge) -> tuple[int, int, int]:
        """Whole months since the start, days of the started one, its length."""
        return time_late(*start_of(leaf.runs_from, self.days, self.days.due), self.paid)


def replaced(rule: LateChargeRule, leaf: RateCharge, other: RateCharge | FlatCharge) -> LateChargeRule:
    """Return a clause with another leaf in the place of one of its own."""
    match rule:
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            return other if rule is leaf else rule
        case SumOf() | GreaterOf() | LesserOf():
            return replace(rule, of=tuple(replaced(part, leaf, other) for part in rule.of))
    assert_never(rule)


def with_rates_of(rule: LateChargeRule, facts: NumberFacts) -> LateChargeRule:
    """Return a clause with each rate that differs by facts as the one number that it is by these."""
    match rule:
        case NoCharge() | FlatCharge() | PercentageCharge():
            return rule
        case RateCharge():
            return replace(
                rule, rate=of_facts(rule.rate, facts), stated_yearly_rate=of_facts(rule.stated_yearly_rate, facts)
            )
        case SumOf() | GreaterOf() | LesserOf():
            return replace(rule, of=tuple(with_rates_of(part, facts) for part in rule.of))
    assert_never(rule)


def sum_in_place_of(leaf: RateCharge, charge: int) -> FlatCharge:
    """Return a flat sum with the bounds of a rate; in which currency it is, no charge looks at."""
    return FlatCharge(
        sum=Money.of_minor(charge, "CAD"),
        least=leaf.least,
        most=leaf.most,
        threshold=leaf.threshold,
        rounding=leaf.rounding,
        clause=leaf.clause,
        says=leaf.says,
    )


RateShape = Literal["compound-monthly", "simple-monthly", "simple-yearly", "other"]
"""Of which form a rate is: by the month, compounded or not; by the year, for each of 365 days; or another."""


def shape_of(leaf: RateCharge) -> RateShape:
    """Return of which form a rate is."""
    if leaf.round_to is not None or leaf.on_day is not None or leaf.block_days is not None:
        return "other"
    if leaf.is_by_month:
        return "compound-monthly" if leaf.compounds_when_posted else "simple-monthly"
    is_by_days = (
        leaf.is_by_year and not leaf.compounds_when_posted and weight_of_day(leaf.day_count) == Fraction(1, YEAR)
    )
    return "simple-yearly" if is_by_days else "other"


def constant_rate(leaf: RateCharge) -> Fraction:
    """Return the rate of a leaf that has one."""
    assert isinstance(leaf.rate, Fraction)
    return leaf.rate


MistakeName = Literal[
    "effective-rate-by-month",
    "effective-rate-by-day",
    "nominal-rate-compounded-daily",
    "whole-month-for-started",
    "thirty-day-months",
    "before-tax",
    "original-amount",
    "grace-subtracted-twice",
    "one-day-too-many",
    "one-day-too-few",
    "each-day-rounded",
    "compounding-left-out",
    "clamped-month-steps",
    "month-charge-each-day",
]
"""The known mistakes in a late charge."""

SharedMistakeName = Literal["one-day-too-many", "one-day-too-few", "each-day-rounded", "month-charge-each-day"]
"""The mistakes of a late charge that are made in the part of a fee, too."""
OwnFeeMistakeName = Literal[
    "other-days",
    "whole-fee",
    "one-month-too-many",
    "one-month-too-few",
    "other-months",
    "whole-term",
    "share-left-out",
    "tax-left-in",
    "tax-added",
    "tax-share-subtracted",
    "tax-of-total",
    "tax-within",
    "tax-on-tax",
    "taxes-rounded-together",
    "credits-left-untaxed",
]
"""The mistakes in a refund, a part charge, a cancellation charge and a tax that no late charge has."""
FeeMistakeName = SharedMistakeName | OwnFeeMistakeName
"""The mistakes in a refund, a part charge, a cancellation charge and a tax: `telcoterms.audit.fee_mistakes`."""

THIRTY: Final = 30
YEAR: Final = 365
NO_YEARLY_RATE: Final = phrase("the terms print no yearly rate")
NO_RATE: Final = phrase("a charge without a rate has no months and no days")
NO_MONTHS: Final = phrase("these terms count days, not months")
OTHER_KIND: Final = phrase("of this kind of clause the mistake is not known")
CHANGING: Final = phrase("the rate is not one number: the mistake is not known")
WITH_GRACE: Final = phrase("with a grace period the mistake is not known")
BY_MONTH: Final = phrase("where parts are compared month by month the mistake is not known")


MistakeOutcome = int | Phrase
"""A sum in minor units, or why none was computed."""


def rate_in(rule: LateChargeRule) -> RateCharge | Phrase:
    """Return the one rate of a clause in which a mistake can be made, or why there is none."""
    rates = rates_in(rule)
    if not rates:
        return NO_RATE
    leaf = rates[0]
    if len(rates) > 1:
        return phrase("the charge has {count} rates: in which of them it would be made is open", count=len(rates))
    if not isinstance(leaf.rate, Fraction):
        return CHANGING
    if has_grace(rule):
        return WITH_GRACE
    return BY_MONTH if compares_months(rule) else leaf


def compares_months(rule: LateChargeRule) -> bool:
    """Return whether a join in a clause is taken month by month."""
    match rule:
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            return False
        case SumOf() | GreaterOf() | LesserOf():
            return is_by_month(rule) or any(map(compares_months, rule.of))
    assert_never(rule)


def effective_rate_by_month(billed: BilledCharge) -> MistakeOutcome:
    """The yearly rate that the terms print is compounded already; a twelfth of it is charged each month, compounded."""
    leaf = compound_rate_in(billed.rule, NO_EFFECTIVE_RATE)
    if isinstance(leaf, Phrase):
        return leaf
    monthly = effective_rate_as_monthly(leaf)
    return NO_YEARLY_RATE if monthly is None else billed.by(leaf, monthly)


NO_EFFECTIVE_RATE: Final = phrase("these terms do not compound: the yearly rate is the one they charge")


def compound_rate_in(rule: LateChargeRule, by_the_day: Phrase = OTHER_KIND) -> RateCharge | Phrase:
    """Return the rate in which a mistake about compounded months is made; else why there is none.

    `by_the_day` is the reason for a rate by the year, for each of 365 days.
    """
    leaf = rate_in(rule)
    if isinstance(leaf, Phrase):
        return leaf
    shape = shape_of(leaf)
    match shape:
        case "compound-monthly":
            return leaf
        case "simple-yearly":
            return by_the_day
        case "simple-monthly" | "other":
            return OTHER_KIND
    assert_never(shape)


def effective_rate_as_monthly(leaf: RateCharge) -> RateCharge | None:
    """Return the rate that is a twelfth of the printed yearly one; None where none is printed."""
    stated = leaf.stated_yearly_rate
    return replace(leaf, rate=stated / 12) if isinstance(stated, Fraction) else None


def effective_rate_by_day(billed: BilledCharge) -> MistakeOutcome:
    """The same by the day: amount x yearly rate x days since the start / 365, rounded once, not compounded."""
    leaf = compound_rate_in(billed.rule, NO_EFFECTIVE_RATE)
    if isinstance(leaf, Phrase):
        return leaf
    daily = effective_rate_as_daily(leaf)
    return NO_YEARLY_RATE if daily is None else billed.by(leaf, daily)


def effective_rate_as_daily(leaf: RateCharge) -> RateCharge | None:
    """Return the rate that is the printed yearly one, by the day; None where none is printed."""
    stated = leaf.stated_yearly_rate
    if not isinstance(stated, Fraction):
        return None
    return replace(leaf, rate=stated, per="year", compounding="none", first_day="not-counted")


def nominal_rate_compounded_daily(billed: BilledCharge) -> MistakeOutcome:
    """Twelve times the monthly rate, over 365, is compounded every day: amount x ((1 + 12 r / 365) ^ days - 1)."""
    leaf = rate_in(billed.rule)
    if isinstance(leaf, Phrase):
        return leaf
    daily = nominal_rate_as_daily(leaf)
    return OTHER_KIND if daily is None else billed.by(leaf, daily)


def nominal_rate_as_daily(leaf: RateCharge) -> RateCharge | None:
    """Return the rate that compounds the nominal yearly one each day; None for a rate of another form."""
    shape = shape_of(leaf)
    match shape:
        case "compound-monthly":
            return replace(_compounded_daily(leaf), first_day="not-counted")
        case "simple-yearly":
            return _compounded_daily(leaf)
        case "simple-monthly" | "other":
            return None
    assert_never(shape)


def _compounded_daily(leaf: RateCharge) -> RateCharge:
    return replace(leaf, rate=nominal_rate(leaf, constant_rate(leaf)) / YEAR, per="day", compounding="daily")


def whole_month_for_started(billed: BilledCharge) -> MistakeOutcome:
    """A month that has begun is charged whole, although the terms count days: a twelfth of the yearly rate for each.

    Where the terms count months, the same is a value of their reading `part_month`, and so no mistake.
    """
    leaf = rate_in(billed.rule)
    if isinstance(leaf, Phrase):
        return leaf
    shape = shape_of(leaf)
    match shape:
        case "compound-monthly" | "simple-monthly":
            return phrase("part_month whole-month is a reading of these terms")
        case "simple-yearly":
            return billed.by(leaf, months_of_yearly_rate(leaf))
        case "other":
            return OTHER_KIND
    assert_never(shape)


def months_of_yearly_rate(leaf: RateCharge) -> RateCharge:
    """Return the rate that is a twelfth of the yearly one for each month that has begun."""
    return replace(leaf, rate=constant_rate(leaf) / 12, per="month", part_month="whole-month")


def thirty_day_months(billed: BilledCharge) -> MistakeOutcome:
    """Every month has 30 days: the days since the start are counted off in thirties, whatever the calendar says."""
    leaf = compound_rate_in(billed.rule, NO_MONTHS)
    if isinstance(leaf, Phrase):
        return leaf
    months, d = divmod(billed.days_of(leaf), THIRTY)
    charge = compound_charge(leaf, constant_rate(leaf), billed.amount, months, d, THIRTY)
    return billed.with_sum(leaf, charge)


def before_tax(billed: BilledCharge) -> MistakeOutcome:
    """The charge is computed on the amount before tax."""
    return _on_amount(billed, billed.before_tax, "before_tax")


def original_amount(billed: BilledCharge) -> MistakeOutcome:
    """The charge is computed on the original amount of the invoice, not on what was left of it."""
    return _on_amount(billed, billed.original, "original")


def _on_amount(billed: BilledCharge, amount: int | None, fact: str) -> MistakeOutcome:
    if amount is None:
        return phrase("{fact} was not given", fact=fact)
    if isinstance(billed.rule, FlatCharge):
        return phrase("a flat fee does not hang on the amount")
    return replace(billed, amount=amount).charge


def grace_subtracted_twice(billed: BilledCharge) -> MistakeOutcome:
    """The days from invoice to due date are taken off twice: what is charged counts from so many days after it.

    The start is the due date and those days once more, under every reading of `runs_from`; up to it nothing is due.
    """
    if has_grace(billed.rule):
        return WITH_GRACE
    days = billed.days
    later = add_days(days.due, (days.due - days.issued).days)
    return replace(billed, days=days._replace(due=later)).charge_under(counted_from_due_date(billed.rule))


def counted_from_due_date(rule: LateChargeRule) -> LateChargeRule:
    """Return a clause whose charges all count from the due date."""
    match rule:
        case NoCharge() | PercentageCharge():
            return rule
        case FlatCharge() | RateCharge():
            return replace(rule, runs_from="due-date")
        case SumOf() | GreaterOf() | LesserOf():
            return replace(rule, of=tuple(map(counted_from_due_date, rule.of)))
    assert_never(rule)


def one_day_too_many(billed: BilledCharge) -> MistakeOutcome:
    """The charge as if it had been paid a day later; so a payment on the due date counts as late."""
    return replace(billed, paid=add_days(billed.paid, 1)).charge


def one_day_too_few(billed: BilledCharge) -> MistakeOutcome:
    """The charge as if it had been paid a day earlier."""
    return replace(billed, paid=billed.paid - timedelta(1)).charge


def each_day_rounded(billed: BilledCharge) -> MistakeOutcome:
    """The charge of each day is rounded, then summed up; the sum of a whole month joins the balance.

    A day bears its share of the month's charge by the reading `part_month`. Under `daily-compound` its rounded charge
    joins the balance at once; where a month is charged whole, or not until it is over, days have no charge.
    """
    leaf = rate_in(billed.rule)
    if isinstance(leaf, Phrase):
        return leaf
    shape = shape_of(leaf)
    match shape:
        case "simple-yearly":
            a_day = rounded(billed.amount * constant_rate(leaf) / YEAR, leaf.rounding)
            return billed.with_sum(leaf, a_day * billed.days_of(leaf))
        case "compound-monthly":
            return _each_day_of_months_rounded(billed, leaf)
        case "simple-monthly" | "other":
            return OTHER_KIND
    assert_never(shape)


def _each_day_of_months_rounded(billed: BilledCharge, leaf: RateCharge) -> MistakeOutcome:
    match leaf.part_month:
        case "whole-month" | "completed-months":
            return phrase("part_month {value} charges by the month, not by the day", value=leaf.part_month)
        case "by-days" | "thirty-day-month" | "days-of-year" | "daily-compound":
            pass
        case _ as unreachable:
            assert_never(unreachable)
    number, day = start_of(leaf.runs_from, billed.days, billed.days.due)
    months, d, length = billed.months_of(leaf)
    balance = billed.amount
    for month in range(number, number + months):
        size = anchored(month + 1, day) - anchored(month, day)
        balance += _days_rounded(leaf, balance, size, size)
    balance += _days_rounded(leaf, balance, d, length)
    return billed.with_sum(leaf, balance - billed.amount)


def _days_rounded(leaf: RateCharge, balance: int, d: int, length: int) -> int:
    """Return what `d` days of a month come to, each rounded."""
    total, rate = 0, constant_rate(leaf)
    match leaf.part_month:
        case "daily-compound":
            for _ in range(d):
                total += month_charge(leaf, rate, ((0, balance + total),), 1, length)
            return total
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            pass  # by shares of the month's charge
        case _ as unreachable:
            assert_never(unreachable)
    top, bottom = balance * rate.numerator, rate.denominator
    last = 0
    for t in range(1, d + 1):
        until, of = month_fraction(leaf.part_month, t, length)
        total += ROUNDERS[leaf.rounding](top * (until - last), bottom * of)
        last = until
    return total


def compounding_left_out(billed: BilledCharge) -> MistakeOutcome:
    """Each month is charged on the amount alone, never on the charges before.

    Under `daily-compound` the started month is then charged by its days.
    """
    leaf = compound_rate_in(billed.rule, phrase("these terms do not compound"))
    if isinstance(leaf, Phrase):
        return leaf
    simple = without_compounding(leaf)
    match leaf.round_at:
        case "once":
            months, d, length = billed.months_of(leaf)
            part = Fraction(*month_fraction(simple.part_month, d, length))
            charge = rounded(billed.amount * constant_rate(leaf) * (months + part), leaf.rounding)
            return billed.with_sum(leaf, charge)
        case "each-month":
            return billed.by(leaf, simple)
    assert_never(leaf.round_at)


def without_compounding(leaf: RateCharge) -> RateCharge:
    """Return the rate on the amount alone."""
    return replace(by_shares(leaf), compounding="none")


def by_shares(leaf: RateCharge) -> RateCharge:
    """Return the clause read so that a started month has a share of a month's charge."""
    match leaf.part_month:
        case "daily-compound":
            return replace(leaf, part_month="by-days")
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            return leaf
    assert_never(leaf.part_month)


def clamped_month_steps(billed: BilledCharge) -> MistakeOutcome:
    """Each month is stepped from the end of the one before: once a month was too short, all that follow are, too."""
    leaf = compound_rate_in(billed.rule, NO_MONTHS)
    if isinstance(leaf, Phrase):
        return leaf
    number, day = start_of(leaf.runs_from, billed.days, billed.days.due)
    end, months = billed.paid.toordinal(), 0
    start = date.fromordinal(anchored(number, day))
    while (following := anchored(month_number(start) + 1, start.day)) <= end:
        start, months = date.fromordinal(following), months + 1
    if start.day == day:
        return phrase("no month begins on a day that was clamped")
    d, length = max(end - start.toordinal(), 0), following - start.toordinal()
    return billed.with_sum(leaf, compound_charge(leaf, constant_rate(leaf), billed.amount, months, d, length))


def month_charge_each_day(billed: BilledCharge) -> MistakeOutcome:
    """The charge of a whole month, rounded, is charged for each day since the start."""
    leaf = rate_in(billed.rule)
    if isinstance(leaf, Phrase):
        return leaf
    shape = shape_of(leaf)
    match shape:
        case "compound-monthly" | "simple-monthly":
            month = rounded(billed.amount * constant_rate(leaf), leaf.rounding)
            return billed.with_sum(leaf, month * billed.days_of(leaf))
        case "simple-yearly":
            return NO_MONTHS
        case "other":
            return OTHER_KIND
    assert_never(shape)


@final
@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A mistake of the catalogue: what it says in one line, and its computation."""

    says: Term
    compute: Callable[[BilledCharge], MistakeOutcome]


def known_mistake(name: MistakeName) -> KnownMistake:
    """Return a mistake of the catalogue by its name."""
    match name:
        case "effective-rate-by-month":
            return KnownMistake(
                Term("a twelfth of the yearly rate each month, compounded again"), effective_rate_by_month
            )
        case "effective-rate-by-day":
            return KnownMistake(Term("the yearly rate over 365, by the day"), effective_rate_by_day)
        case "nominal-rate-compounded-daily":
            return KnownMistake(Term("twelve monthly rates over 365, compounded daily"), nominal_rate_compounded_daily)
        case "whole-month-for-started":
            return KnownMistake(Term("a whole month for a started one"), whole_month_for_started)
        case "thirty-day-months":
            return KnownMistake(Term("months of 30 days, whatever the calendar says"), thirty_day_months)
        case "before-tax":
            return KnownMistake(Term("charged on the amount before tax"), before_tax)
        case "original-amount":
            return KnownMistake(Term("charged on the original amount, not on what was outstanding"), original_amount)
        case "grace-subtracted-twice":
            return KnownMistake(Term("the days until the due date taken off twice"), grace_subtracted_twice)
        case "one-day-too-many":
            return KnownMistake(Term("one day too many"), one_day_too_many)
        case "one-day-too-few":
            return KnownMistake(Term("one day too few"), one_day_too_few)
        case "each-day-rounded":
            return KnownMistake(Term("each day's charge rounded"), each_day_rounded)
        case "compounding-left-out":
            return KnownMistake(Term("not compounded"), compounding_left_out)
        case "clamped-month-steps":
            return KnownMistake(Term("months stepped from a day that was clamped"), clamped_month_steps)
        case "month-charge-each-day":
            return KnownMistake(Term("a month's charge on each day"), month_charge_each_day)
    assert_never(name)


def fee_mistake_term(name: OwnFeeMistakeName) -> Term:
    """Return a mistake that no late charge has in one line."""
    match name:
        case "other-days":
            return Term("the other days of the cycle in their place")
        case "whole-fee":
            return Term("the whole fee, not a part of it")
        case "one-month-too-many":
            return Term("one month too many")
        case "one-month-too-few":
            return Term("one month too few")
        case "other-months":
            return Term("the months that are over in place of those that remain")
        case "whole-term":
            return Term("all months of the term, not those that remain")
        case "share-left-out":
            return Term("the whole fees, not the share of them")
        case "tax-left-in":
            return Term("the fees with the tax that they hold")
        case "tax-added":
            return Term("the sum with its tax")
        case "tax-share-subtracted":
            return Term("the rate of the tax subtracted from a sum with tax, which is to be divided (x 0.8 for / 1.2)")
        case "tax-of-total":
            return Term("the rate of the tax taken of a sum that holds it (x 0.2 for x 0.2 / 1.2)")
        case "tax-within":
            return Term("the tax taken out of the sum to which it is added")
        case "tax-on-tax":
            return Term("a tax on the sum with the taxes before it")
        case "taxes-rounded-together":
            return Term("the taxes rounded once, together")
        case "credits-left-untaxed":
            return Term("the tax of the charges alone, the credits left out")
    assert_never(name)


NAMES: Final[tuple[MistakeName, ...]] = get_args(MistakeName)
CATALOGUE: Final[Mapping[MistakeName, KnownMistake]] = {name: known_mistake(name) for name in NAMES}
"""The known mistakes by their names, in the order in which they are tried."""
MISTAKES: Final[Mapping[MistakeName | FeeMistakeName, Term]] = {
    **{name: mistake.says for name, mistake in CATALOGUE.items()},
    **{name: fee_mistake_term(name) for name in get_args(OwnFeeMistakeName)},
}
"""Every known mistake in one line: those of a late charge, then those of every other question."""


def least_days_late(name: MistakeName) -> int:
    """Return how many days late a payment is at least for which a mistake charges anything."""
    match name:
        case "one-day-too-many":
            return 0
        case (
            "effective-rate-by-month"
            | "effective-rate-by-day"
            | "nominal-rate-compounded-daily"
            | "whole-month-for-started"
            | "thirty-day-months"
            | "before-tax"
            | "original-amount"
            | "grace-subtracted-twice"
            | "one-day-too-few"
            | "each-day-rounded"
            | "compounding-left-out"
            | "clamped-month-steps"
            | "month-charge-each-day"
        ):
            return 1
    assert_never(name)


def takes_other_amount(name: MistakeName) -> bool:
    """Return whether a mistake charges another amount than the outstanding one, so that it can be one on nothing."""
    match name:
        case "before-tax" | "original-amount":
            return True
        case (
            "effective-rate-by-month"
            | "effective-rate-by-day"
            | "nominal-rate-compounded-daily"
            | "whole-month-for-started"
            | "thirty-day-months"
            | "grace-subtracted-twice"
            | "one-day-too-many"
            | "one-day-too-few"
            | "each-day-rounded"
            | "compounding-left-out"
            | "clamped-month-steps"
            | "month-charge-each-day"
        ):
            return False
    assert_never(name)


def outcome_of(name: MistakeName, billed: BilledCharge) -> MistakeOutcome:
    """The sum to which a mistake comes, in minor units, or why it was not tried."""
    if (billed.paid - billed.days.due).days < least_days_late(name):
        return phrase("it was paid in time: nothing is charged")
    if billed.amount == 0 and not takes_other_amount(name):
        return phrase("nothing was outstanding: nothing is charged")
    try:
        return CATALOGUE[name].compute(billed.of_its_facts)
    except DayError as error:  # a day or a month more than the calendar, or than the limit of a hundred years
        return Phrase(error.template, tuple((name, cast(Value, value)) for name, value in error.values.items()))
