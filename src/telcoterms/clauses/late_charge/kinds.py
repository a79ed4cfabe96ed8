"""Hold the clauses of a late charge: a tree of leaves, joined where the terms join them.

A leaf is one charge: `none`, `flat` (a late fee), `percentage` (of what was late) or `rate` (interest). A join takes
what its parts come to: their sum, the greatest or the least of them. Any of them may have a minimum and a maximum
(`least`, `most`), a `grace` period and a `threshold`; the last two hold for all parts that have none of their own.

`yearly_rates` computes the yearly rate to which a charge comes. A rate for a shorter period comes to two yearly rates:
the nominal one, which is so many times that rate, and the effective one, which has its compounding. 2 % a month is
nominal 12 x 2 % = 24 %, and compounded (100 % + 2 %)^12 - 100 % = 26.82 %. A minimum is a sum and changes no rate; a
flat sum and a percentage of what was late have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal, TypeAlias, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import Bound, Rate, Share, Sum, changes_in_time, check_bounds, parts_of
from telcoterms.agreement.rule import PARAMETER, Join, Rule, choices
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, NotInTermsError, Unquoted
from telcoterms.values.later import Remembers
from telcoterms.values.messages import Term
from telcoterms.values.money import Money, Rounding, half_up
from telcoterms.values.steps import Percent, Step, decimal_text, step

RunsFrom = Literal["invoice-date", "due-date", "next-invoice-date", "grace-end"]
PartMonth = Literal["by-days", "thirty-day-month", "days-of-year", "daily-compound", "whole-month", "completed-months"]
WholeMonths = Literal["whole-month", "completed-months"]
PartBlock = Literal["begun", "completed", "by-days"]
RoundAt = Literal["each-month", "once"]
FirstDay = Literal["not-counted", "counted"]
DatedBy = Literal["each-period", "each-day", "invoice-date", "due-date"]
Compounding = Literal["none", "monthly", "daily", "yearly", "30-days"]
DayCountConvention = Literal["actual/365", "actual/360", "actual/366", "actual/365.25", "actual/actual", "30/360"]
PeriodUnit = Literal["month", "day", "year"]
FlatUnit = Literal["once", "month", "day"]
ChargedOn = Literal["bill", "account"]
JoinPer = Literal["in-all", "month"]

DAYS_OF_MONTH: Final = 31
REASONS: Mapping[str, str] = {
    "runs_from": "the first bill on which the outstanding amount appears is its own invoice",
    "part_month": "a charge that accrues daily grows by the days of its month",
    "part_block": "a period that has begun counts whole",
    "round_at": "what is billed is whole cents, and that is what compounds",
    "rounding": "half a cent rounds up, as on bills",
    "first_day": "of days that are counted from a day, that day is not one",
    "dated_by": "a period bears the rate of its first day",
    "compounding": "what is charged on invoices is charged on them alone, not on earlier charges",
}


RatePer: TypeAlias = PeriodUnit | EveryDays
FlatPer: TypeAlias = FlatUnit | EveryDays


class Conditions(Remembers):
    """What a leaf and a join say of the conditions that both may have."""

    least: Bound | None
    most: Bound | None
    grace: Grace | None
    threshold: Threshold | None
    round_to: Money | None

    @cached_property
    def has_conditions(self) -> bool:
        """Whether it has a minimum, a maximum, a grace period, a threshold or a coin of its own."""
        return (self.least, self.most, self.grace, self.threshold, self.round_to) != (None,) * 5

    def stated_otherwise(self, field: str) -> str | None:
        """Return the days from which on a payment is charged: they begin on the day after the grace period."""
        return None if self.grace is None else {"grace": self.grace.first_charged}.get(field)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCharge(Conditions, Rule):
    """What every clause of a late charge may have.

    A minimum, a maximum, a grace period, a threshold, and the coin to which it rounds.
    """

    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    least: Bound | None = None
    most: Bound | None = None
    grace: Grace | None = None
    threshold: Threshold | None = None
    round_to: Money | None = None

    @property
    def open_day_keys(self) -> tuple[tuple[str | int, ...], ...]:
        """The key of a grace period in business days."""
        return () if self.grace is None else self.grace.open_day_keys

    def check(self) -> None:
        """Raise `InputError` where the minimum is over the maximum."""
        check_bounds(self.least, self.most)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoCharge(LateCharge):
    """A late payment costs nothing, by a clause that says so."""

    kind: ClassVar[str] = "none"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FlatCharge(LateCharge):
    """A sum, once, or for each period in which anything is unpaid."""

    kind: ClassVar[str] = "flat"
    keys: ClassVar[Mapping[str, str]] = {"charged_on": "of"}

    sum: Sum
    per: FlatPer = "once"
    charged_on: Annotated[ChargedOn, PARAMETER] = "bill"
    runs_from: RunsFrom = "invoice-date"
    part_month: WholeMonths = "whole-month"
    part_block: PartBlock = "begun"
    first_day: FirstDay = "not-counted"
    dated_by: DatedBy = "each-period"
    rounding: Rounding = "half-up"

    @cached_property
    def is_once(self) -> bool:
        """Whether it is charged once, and not for each period."""
        return unit_of(self.per) == "debt"

    @cached_property
    def is_by_month(self) -> bool:
        """Whether it is a sum for each month."""
        return unit_of(self.per) == "month"

    @cached_property
    def is_by_day(self) -> bool:
        """Whether it is a sum for each day."""
        return unit_of(self.per) == "day"

    @property
    def is_once_an_account(self) -> bool:
        """Whether of such sums that post on one day, one is posted for the whole account."""
        match self.charged_on:
            case "bill":
                return False
            case "account":
                return True
        assert_never(self.charged_on)

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that matter: one sum runs from nowhere, a month has no blocks of days."""
        matter = set() if self.is_once else {"runs_from"}
        match self.per:
            case "month":
                matter |= {"part_month"}
            case EveryDays():
                matter |= {"part_block"}
            case "day":
                matter |= {"first_day"}
            case "once":
                pass
            case _ as unreachable:
                assert_never(unreachable)
        if not self.is_once and changes_in_time(self.sum):
            matter |= {"dated_by"}
        return _those_of(self, matter | {"rounding"})

    def open_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that are readings; how a sum rounds is one where it has a coin, or others beside it."""
        left_open = {name: values for name, values in self.own_choices().items() if name not in self.fixed}
        declared = {one.name for one in self.declared}
        if self.round_to is None and not self.joined and "rounding" not in declared:
            left_open.pop("rounding", None)
        return left_open


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PercentageCharge(LateCharge):
    """A share of the amount that was late, once."""

    kind: ClassVar[str] = "percentage"

    share: Share
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RateCharge(LateCharge):
    """A rate on what is unpaid, for each month, day, year or so many days."""

    kind: ClassVar[str] = "rate"

    rate: Rate
    per: RatePer = "month"
    day_count: Annotated[DayCountConvention, PARAMETER] = "actual/365"
    on_day: int | None = None
    block_days: int | None = None
    stated_yearly_rate: Rate | None = None
    unusual: bool = False
    compounding: Compounding = "none"
    runs_from: RunsFrom = "invoice-date"
    part_month: PartMonth = "by-days"
    part_block: PartBlock = "begun"
    first_day: FirstDay = "not-counted"
    round_at: RoundAt = "each-month"
    dated_by: DatedBy = "each-period"
    rounding: Rounding = "half-up"

    def __post_init__(self) -> None:
        if self.on_day is not None and not 1 <= self.on_day <= DAYS_OF_MONTH:
            raise InputError(
                "on_day is {day}: give a day from 1 to {most}; a month that is shorter takes its last",
                day=self.on_day,
                most=DAYS_OF_MONTH,
            )
        fits = _compounding_of(self.per)
        if self.compounding not in fits:
            raise InputError(
                "compounding is {compounding} on a rate for each {per}: choose from {known}",
                compounding=self.compounding,
                per=Unquoted(per_text(self.per)),
                known=tuple(map(Unquoted, fits)),
            )
        if self.on_day is not None and not self.is_by_month:
            raise InputError("on_day is for a rate by the month: leave it out, or write per = 'month'")
        if self.block_days is not None and (not (self.is_by_day or self.is_by_year) or self.compounds_when_posted):
            raise InputError("block_days is for a rate by the day or year that is not compounded: leave it out")

    def check(self) -> None:
        """Raise `InputError` where the file does not say whether charges bear a charge, or a rate is one in percent."""
        if "compounding" not in self.fixed and "compounding" not in {one.name for one in self.declared}:
            raise InputError('do earlier charges bear a charge? write compounding = "none" or "monthly"')
        if self.on_day is None and "compounding" not in self.fixed:
            raise InputError("compounding is a reading with on_day alone: write it as a fact")
        check_bounds(self.least, self.most)
        limit = highest_usual_rate(self.per)
        for rate in plain_values(self.rate):
            if rate > limit and not self.unusual:
                raise InputError(
                    "rate is {rate} a {per}: for {rate} % write {meant}; if {percent} is meant, add unusual = true",
                    rate=Unquoted(decimal_text(rate)),
                    per=Unquoted(per_text(self.per)),
                    meant=Unquoted(decimal_text(rate / 100)),
                    percent=Percent(rate),
                )

    @cached_property
    def is_by_month(self) -> bool:
        """Whether it is a rate a month."""
        return unit_of(self.per) == "month"

    @cached_property
    def is_by_day(self) -> bool:
        """Whether it is a rate a day."""
        return unit_of(self.per) == "day"

    @cached_property
    def is_by_year(self) -> bool:
        """Whether it is a rate a year."""
        return unit_of(self.per) == "year"

    @cached_property
    def compounds_by_month(self) -> bool:
        """Whether its charges bear a charge after each month."""
        return compounding_step(self.compounding) == "month"

    @cached_property
    def compounds_by_day(self) -> bool:
        """Whether its charges bear a charge after each day."""
        return compounding_step(self.compounding) == "day"

    def counted(self, field: str) -> str:
        """Return `monthly_rate`, `daily_rate` or `yearly_rate` for the rate of such a period."""
        if field != "rate":
            return field
        match self.per:
            case "month":
                return "monthly_rate"
            case "day":
                return "daily_rate"
            case "year":
                return "yearly_rate"
            case EveryDays():
                return field
        assert_never(self.per)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is one rate a month, compounded by the month, and nothing else."""
        is_monthly = self.is_by_month and self.compounds_by_month and self.on_day is None
        return is_monthly and isinstance(self.rate, Fraction) and not self.has_conditions

    @cached_property
    def rate_a_month(self) -> Fraction | None:
        """Its rate for each month, where it has but one; None where its periods are no months, or the rate changes."""
        if not (self.goes_by_months and isinstance(self.rate, Fraction)):
            return None
        return self.rate / 12 if self.is_by_year else self.rate

    @cached_property
    def goes_by_months(self) -> bool:
        """Whether its periods are months that it divides by `part_month`."""
        return (self.is_by_month and self.on_day is None) or (self.is_by_year and self.compounds_by_month)

    @cached_property
    def grows_within_month(self) -> bool:
        """Whether it divides a month by powers of its rate, and not by shares of it."""
        match self.part_month:
            case "daily-compound":
                return self.goes_by_months
            case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
                return False
        assert_never(self.part_month)

    @cached_property
    def ends_periods(self) -> bool:
        """Whether it has periods that end, each with a posting; else it has one, which the payment ends."""
        match self.per:
            case "month" | EveryDays():
                return True
            case "day":
                return False
            case "year":
                return compounding_step(self.compounding) not in (None, "day")
        assert_never(self.per)

    @cached_property
    def compounds_when_posted(self) -> bool:
        """Whether its own posted charges bear a charge."""
        return compounding_step(self.compounding) is not None

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that matter for its periods, each with its values; some have fewer, or another first."""
        matter = {"runs_from", "rounding"}
        if self.goes_by_months:
            matter |= {"part_month"}
            if self.compounds_by_month:
                matter |= {"round_at"}
        elif isinstance(self.per, EveryDays) or self.block_days is not None:
            matter |= {"part_block"}
        if not self.goes_by_months and (self.is_by_day or self.is_by_year):
            matter |= {"first_day"}
        if changes_in_time(self.rate):
            matter |= {"dated_by"}
        return _those_of(self, matter) | {"compounding": _compounding_of(self.per)}

    def open_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that are readings; whether it compounds is one only where a charge is set on a day."""
        left_open = {name: values for name, values in self.own_choices().items() if name not in self.fixed}
        if self.on_day is None and "compounding" not in {one.name for one in self.declared}:
            left_open.pop("compounding", None)
        return left_open


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedCharge(Conditions, Join):
    """A join of parts; `per` says whether it is taken of what they come to in all, or month by month."""

    usual_reasons: ClassVar[Mapping[str, str]] = REASONS

    of: tuple[LateChargeRule, ...]
    per: Annotated[JoinPer, PARAMETER] = "in-all"
    least: Bound | None = None
    most: Bound | None = None
    grace: Grace | None = None
    threshold: Threshold | None = None
    round_to: Money | None = None

    @property
    def open_day_keys(self) -> tuple[tuple[str | int, ...], ...]:
        """The keys of grace periods in business days: its own, and those of its parts."""
        own = () if self.grace is None else self.grace.open_day_keys
        parts = ((number, keys) for number, part in enumerate(self.of, 1) for keys in part.open_day_keys)
        return (*own, *(("of", number, *keys) for number, keys in parts))

    def check(self) -> None:
        """Raise `InputError` where the parts do not fit together, and where one of them has a fault of its own."""
        check_bounds(self.least, self.most)
        for part in self.of:
            part.check()
        match self.per:
            case "month":
                _check_months(self)
            case "in-all":
                pass
            case _ as unreachable:
                assert_never(unreachable)
        _check_joined(self)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SumOf(JoinedCharge):
    """All of its parts together."""

    kind: ClassVar[str] = "sum-of"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreaterOf(JoinedCharge):
    """Whichever of its parts is more."""

    kind: ClassVar[str] = "greater-of"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LesserOf(JoinedCharge):
    """Whichever of its parts is less."""

    kind: ClassVar[str] = "lesser-of"


LateChargeRule = NoCharge | FlatCharge | PercentageCharge | RateCharge | SumOf | GreaterOf | LesserOf
LATE_CHARGE: Final = Kinds[LateChargeRule]("late_charge", LateChargeRule)


class LateChargeReadings(TypedDict, total=False):
    """Readings of `late_charge`."""

    runs_from: RunsFrom
    part_month: PartMonth
    part_block: PartBlock
    round_at: RoundAt
    first_day: FirstDay
    dated_by: DatedBy
    compounding: Compounding
    rounding: Rounding


def _those_of(leaf: FlatCharge | RateCharge, matter: set[str]) -> dict[str, tuple[str, ...]]:
    """Return these choices of a leaf with their values; the end of a grace period is a start where one may be."""
    found = {name: values for name, values in choices(type(leaf)).items() if name in matter}
    may_have_grace = leaf.joined or leaf.grace is not None or leaf.runs_from == "grace-end"
    if "runs_from" in found and not may_have_grace:
        found["runs_from"] = tuple(value for value in found["runs_from"] if value != "grace-end")
    if "dated_by" in found and unit_of(leaf.per) in ("day", "year"):
        found["dated_by"] = ("each-day", "each-period", "invoice-date", "due-date")
    return found


def _check_months(join: JoinedCharge) -> None:
    """Raise `InputError` where parts that are compared by the month do not count the same months."""
    leaves = [leaf for part in join.of for leaf in leaves_of(part)]
    starts = {leaf.runs_from for leaf in leaves if isinstance(leaf, FlatCharge | RateCharge)}
    graces = {part.grace for part in join.of}
    by_month = all(isinstance(leaf, FlatCharge | RateCharge) and leaf.is_by_month for leaf in leaves)
    if not by_month or len(starts) > 1 or graces != {None}:
        raise InputError("parts compared by the month count the same months: give runs_from at the root")
    if any(inner.least is not None or inner.most is not None for part in join.of for inner in clauses_of(part)):
        raise InputError("a minimum or maximum of a part has no month of its own: write least or most at the root")


def _check_joined(join: JoinedCharge) -> None:
    """Raise `InputError` for two parts of a sum that bear on charges, and a sum for an account inside another join."""
    is_sum = isinstance(join, SumOf)
    compounding = [part for part in join.of if any(leaf.compounds_when_posted for leaf in rates_in(part))]
    if is_sum and len(compounding) > 1:
        raise InputError('one part alone may bear on charges: set compounding = "none"')
    for part in join.of:
        for leaf in leaves_of(part):
            in_sums = is_sum and isinstance(part, FlatCharge | SumOf)
            if isinstance(leaf, FlatCharge) and leaf.is_once_an_account and not in_sums:
                raise InputError('of = "account" stands at the root or in a sum-of: take it out')


def highest_usual_rate(per: RatePer) -> Fraction:
    """Return the highest rate for a period that a file may have without a word: a higher one is often in percent."""
    match per:
        case "month" | EveryDays():
            return Fraction(1, 10)
        case "day":
            return Fraction(1, 100)
        case "year":
            return Fraction(1)
    assert_never(per)


def plain_values(number: Rate) -> Iterator[Fraction]:
    """Yield each rate that a clause has, whenever and for whom it holds; of an index none."""
    return (part for part in parts_of(number) if isinstance(part, Fraction))


def _compounding_of(per: RatePer) -> tuple[Compounding, ...]:
    """Return how a rate for a period can be compounded."""
    match per:
        case "month":
            return ("none", "monthly")
        case "day":
            return ("none", "daily")
        case "year":
            return ("none", "daily", "monthly", "yearly", "30-days")
        case EveryDays():
            return ("none",)
    assert_never(per)


ChargedUnit = Literal["debt", "day", "block", "month", "year"]
"""For what a charge is set: a debt, once, or each period of a length."""
reading_words(
    "runs_from",
    {
        "invoice-date": Term("counted from the invoice date"),
        "due-date": Term("counted from the due date"),
        "next-invoice-date": Term("counted from the date of the next invoice"),
        "grace-end": Term("counted from the end of the days of grace"),
    },
)
reading_words(
    "part_month",
    {
        "by-days": Term("a part month counts by its days"),
        "thirty-day-month": Term("a part month counts in thirtieths"),
        "days-of-year": Term("a part month counts by the days of the year"),
        "daily-compound": Term("a part month compounds by its days"),
        "whole-month": Term("a part month counts as a whole one"),
        "completed-months": Term("a part month does not count"),
    },
)
reading_words(
    "part_block",
    {
        "begun": Term("a block of days that has begun counts in full"),
        "completed": Term("only a block of days that is over counts"),
        "by-days": Term("a block of days counts by its days"),
    },
)
reading_words(
    "round_at",
    {
        "each-month": Term("rounded each month"),
        "once": Term("rounded once, at the end"),
    },
)
reading_words(
    "first_day",
    {
        "not-counted": Term("the first day is not counted"),
        "counted": Term("the first day is counted"),
    },
)
reading_words(
    "dated_by",
    {
        "each-period": Term("each period has the rate of its own time"),
        "each-day": Term("each day has its own rate"),
        "invoice-date": Term("the rate is that of the invoice date"),
        "due-date": Term("the rate is that of the due date"),
    },
)
reading_words(
    "compounding",
    {
        "none": Term("without charges on charges"),
        "monthly": Term("charges bear charges each month"),
        "daily": Term("charges bear charges each day"),
        "yearly": Term("charges bear charges each year"),
        "30-days": Term("charges bear charges each 30 days"),
    },
)


def unit_of(per: RatePer | FlatPer) -> ChargedUnit:
    """Return for what a charge is set."""
    match per:
        case "once":
            return "debt"
        case "month" | "day" | "year":
            return per
        case EveryDays():
            return "block"
    assert_never(per)


def compounding_step(compounding: Compounding) -> Literal["day", "block", "month", "year"] | None:
    """Return after which period charges bear a charge; None where they never do."""
    match compounding:
        case "none":
            return None
        case "daily":
            return "day"
        case "30-days":
            return "block"
        case "monthly":
            return "month"
        case "yearly":
            return "year"
    assert_never(compounding)


def per_text(per: RatePer | FlatPer) -> str:
    """Return a period as a file writes it."""
    match per:
        case EveryDays():
            return f"{per.days} days"
        case "once" | "month" | "day" | "year":
            return per
    assert_never(per)


def clauses_of(rule: LateChargeRule) -> Iterator[LateChargeRule]:
    """Yield a clause and every clause in it, in order."""
    yield rule
    match rule:
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            return
        case SumOf() | GreaterOf() | LesserOf():
            for part in rule.of:
                yield from clauses_of(part)
        case _ as unreachable:
            assert_never(unreachable)


def leaves_of(rule: LateChargeRule) -> Iterator[NoCharge | FlatCharge | PercentageCharge | RateCharge]:
    """Yield the leaves of a clause, in order."""
    return (one for one in clauses_of(rule) if not isinstance(one, SumOf | GreaterOf | LesserOf))


def account_leaves(rule: LateChargeRule) -> frozenset[FlatCharge]:
    """Return the sums of a clause that are charged once an account."""
    return frozenset(leaf for leaf in leaves_of(rule) if isinstance(leaf, FlatCharge) and leaf.is_once_an_account)


def has_grace(rule: LateChargeRule) -> bool:
    """Whether any part has a grace period of its own, or the whole one."""
    return any(one.grace is not None for one in clauses_of(rule))


def counts_reminders(rule: LateChargeRule) -> bool:
    """Whether the grace period of any part is counted from a reminder."""
    return any(one.grace is not None and one.grace.follows_reminder for one in clauses_of(rule))


def rates_in(rule: LateChargeRule) -> tuple[RateCharge, ...]:
    """Return the leaves of a clause that are rates."""
    return tuple(leaf for leaf in leaves_of(rule) if isinstance(leaf, RateCharge))


def only_rate(rule: LateChargeRule) -> RateCharge:
    """Return the one rate of a clause.

    Raises `NotInTermsError` where it has none, or several: no yearly rate is that of the whole.
    """
    rates = rates_in(rule)
    if len(rates) == 1:
        return rates[0]
    if not rates:
        raise NotInTermsError(
            "the late charge is a sum or a share, which has no yearly rate ({clause}): ask late_charge for what it "
            "costs",
            clause=Unquoted(rule.clause),
        )
    raise NotInTermsError(
        "the late charge has {count} rates, and no yearly rate is that of all ({clause}): ask late_charge for what it "
        "costs",
        count=len(rates),
        clause=Unquoted(rule.clause),
    )


def compound_growth(rate: Fraction, periods: int) -> Fraction:
    """Return what 1 grows by over so many periods, compounded and not rounded: (1 + r)^n - 1."""
    return (1 + rate) ** periods - 1


def periods_of_year(leaf: RateCharge) -> Fraction:
    """Return how many of its periods a year has: 12 months, 365 days."""
    match leaf.per:
        case "month":
            return Fraction(12)
        case "day":
            return Fraction(365)
        case "year":
            return Fraction(1)
        case EveryDays():
            return Fraction(365, leaf.per.days)
    assert_never(leaf.per)


def _periods_shown(leaf: RateCharge) -> int | Unquoted:
    """Return how many of its periods a year has, as a line shows it."""
    periods = periods_of_year(leaf)
    return periods.numerator if periods.denominator == 1 else Unquoted(decimal_text(periods))


def nominal_rate(leaf: RateCharge, rate: Fraction) -> Fraction:
    """Return the yearly rate without compounding: twelve times a rate a month."""
    return rate * periods_of_year(leaf)


def effective_rate(leaf: RateCharge, rate: Fraction) -> Fraction:
    """Return the yearly rate with its compounding: (1 + r)^12 - 1 where r is compounded by the month."""
    nominal = nominal_rate(leaf, rate)
    match leaf.compounding:
        case "none" | "yearly":
            return nominal
        case "monthly":
            return compound_growth(nominal / 12, 12)
        case "daily":
            return compound_growth(nominal / 365, 365)
        case "30-days":
            return compound_growth(nominal * 30 / 365, 12)
    assert_never(leaf.compounding)


def effective_rate_steps(leaf: RateCharge, rate: Fraction, stated: Fraction | None) -> tuple[Step, ...]:
    """Return the working of the yearly rate, and whether it is the one that the terms print."""
    found = effective_rate(leaf, rate)
    return (_year_step(leaf, rate, found), *_stated_rate_step(leaf, found, stated))


def beside_the_rate_steps(rule: LateChargeRule) -> tuple[Step, ...]:
    """Return the note that a clause holds more than its one rate, so that a late payment can cost another sum."""
    ways = frozenset(_ways_beside(rule))
    if not ways:
        return ()
    template = "this is the rate of one part of the clause: by the whole a late payment can cost more or less in a year"
    if ways == {"more"}:
        template = "this is the rate of one part of the clause: by the whole a late payment can cost more in a year"
    if ways == {"less"}:
        template = "this is the rate of one part of the clause: by the whole a late payment can cost less in a year"
    return (step(template, rule.clause, part="notes"),)


def _ways_beside(rule: LateChargeRule) -> Iterator[Literal["more", "less"]]:
    """Yield in which ways the rest of a clause can make a late payment cost more or less than its one rate."""
    if rule.least is not None:
        yield "more"
    if rule.most is not None or rule.grace is not None or rule.threshold is not None:
        yield "less"
    match rule:
        case SumOf() | GreaterOf():
            yield "more"
        case LesserOf():
            yield "less"
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            return
        case _ as unreachable:
            assert_never(unreachable)
    for part in rule.of:
        if rates_in(part):  # the bounds of other parts move them alone
            yield from _ways_beside(part)


def _year_step(leaf: RateCharge, rate: Fraction, found: Fraction) -> Step:
    """Return the line of a year of periods."""
    nominal = nominal_rate(leaf, rate)
    if leaf.is_by_year and compounding_step(leaf.compounding) in (None, "year"):
        return step("the yearly rate is stated, and not compounded: {rate}", leaf.clause, rate=Percent(found))
    match leaf.compounding:
        case "none" | "yearly":
            template = (
                "twelve months, not compounded: {periods} x {each} = {rate}"
                if leaf.is_by_month
                else "a year of its periods, not compounded: {periods} x {each} = {rate}"
            )
            return step(template, leaf.clause, periods=_periods_shown(leaf), each=Percent(rate), rate=Percent(found))
        case "daily":
            template = "a year of days: (100 % + {daily}) ^ {periods} - 100 % = {rate}"
            return step(template, leaf.clause, daily=Percent(nominal / 365), periods=365, rate=Percent(found))
        case "monthly":
            template = "twelve months: (100 % + {monthly}) ^ 12 - 100 % = {rate}"
            return step(template, leaf.clause, monthly=Percent(nominal / 12), rate=Percent(found))
        case "30-days":
            template = "twelve periods of 30 days: (100 % + {each}) ^ 12 - 100 % = {rate}"
            return step(template, leaf.clause, each=Percent(nominal * 30 / 365), rate=Percent(found))
    assert_never(leaf.compounding)


def _stated_rate_step(leaf: RateCharge, found: Fraction, stated: Fraction | None) -> tuple[Step, ...]:
    """Return the line that compares the yearly rate which the terms print, where they print one."""
    if stated is None:
        return ()
    printed = at_decimals_of(stated, found)
    template = (
        "the terms print {stated}: agrees, to the decimals printed"
        if printed == stated
        else "the terms print {stated}: differs, to the decimals printed it is {printed}"
    )
    return (step(template, leaf.clause, stated=Percent(stated), printed=Percent(printed)),)


def at_decimals_of(stated: Fraction, rate: Fraction) -> Fraction:
    """Return a rate rounded half up to the decimals of the percentage that is stated."""
    unit = 100
    while (stated * unit).denominator != 1:
        unit *= 10
    return Fraction(half_up(rate.numerator * unit, rate.denominator), unit)


def nominal_rate_steps(leaf: RateCharge, rate: Fraction) -> tuple[Step, ...]:
    """Return the working of the nominal yearly rate."""
    found = Percent(nominal_rate(leaf, rate))
    if leaf.is_by_year:
        return (step("the nominal rate is the yearly one that is stated: {rate}", leaf.clause, rate=found),)
    template = "nominal rate a year: {periods} x {each} = {rate}"
    return (step(template, leaf.clause, periods=_periods_shown(leaf), each=Percent(rate), rate=found),)
