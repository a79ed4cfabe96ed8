"""Compute up to which sum the provider is liable for an outage, and which fees were payable during it.

Kind `greater-of-sum-and-fees`: a fixed sum, or the fees payable during the outage, whichever is more. Where the fees
are not known, they follow from the monthly fee and the two moments between which the service was out: for each month,
the fee times the part of the month that the outage took. How a part of a day counts, and how long a month is, are
readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product
from typing import ClassVar, Final, Literal, NamedTuple, TypedDict, assert_never, final, get_args

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import add_months, check_span
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, Spelling, Term, phrase
from telcoterms.values.moments import Moment, as_moment, local, moment_in_words, seconds_between, zone_of
from telcoterms.values.money import Amount, Money, Rounding, as_money
from telcoterms.values.steps import MoneyWithCurrency, Step, UnroundedAmount, outcome, rounded, step

PartDay = Literal["by-seconds", "started-days", "completed-days"]
OutageMonth = Literal["actual", "thirty-day-month"]
reading_words(
    "part_day",
    {
        "by-seconds": Term("the outage counts to the second"),
        "started-days": Term("a day that was begun counts as a whole one"),
        "completed-days": Term("only a whole day counts"),
    },
)
reading_words(
    "outage_month",
    {
        "actual": Term("a month has the days of the calendar"),
        "thirty-day-month": Term("a month has 30 days"),
    },
)
DAY_SECONDS = 86_400


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreaterOfSumAndFees(Rule):
    """Liable up to the greater of a fixed sum and the fees payable during the outage."""

    kind: ClassVar[str] = "greater-of-sum-and-fees"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "part_day": "fees are payable during the outage as time passes, to the second",
        "outage_month": "a month has the days that the calendar gives it",
        "rounding": "half a cent rounds up, as on bills",
    }

    sum: Money
    part_day: PartDay = "by-seconds"
    outage_month: OutageMonth = "actual"
    rounding: Rounding = "half-up"


LiabilityLimitRule = GreaterOfSumAndFees
LIABILITY_LIMIT: Final = Kinds[LiabilityLimitRule]("liability_limit", LiabilityLimitRule)


class LiabilityLimitReadings(TypedDict, total=False):
    """Readings of `liability_limit`, which `outage_fees` takes."""

    part_day: PartDay
    outage_month: OutageMonth
    rounding: Rounding


def limit_for(rule: LiabilityLimitRule, fees_during_outage: Money) -> Money:
    """Return the most for which the provider is liable."""
    return max(rule.sum, fees_during_outage)


def liability_limit_steps(rule: LiabilityLimitRule, fees_during_outage: Money) -> tuple[Step, ...]:
    """Return the working of the limit."""
    return (
        step(
            "limit, the greater of sum and fees: max({sum}, {fees}) = {limit}",
            rule.clause,
            sum=rule.sum,
            fees=fees_during_outage,
            limit=limit_for(rule, fees_during_outage),
        ),
    )


@final
@dataclass(frozen=True, slots=True)
class OutageFees:
    """The fees payable during an outage, and the limit up to which the provider is liable for it."""

    fees: Money
    limit: Money

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.fees

    def headline(self) -> Phrase:
        """Return the fees and the limit in one line."""
        return phrase("{fees}, limit {limit}", fees=MoneyWithCurrency(self.fees), limit=self.limit)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"fees": self.fees.text, "limit": self.limit.text}


@final
@dataclass(frozen=True, slots=True)
class Outage:
    """A monthly fee and the two moments of an outage, on the clocks of the provider's time zone, checked.

    Raises `InputError` for an end before the beginning, `DayError` for a span of over a hundred years.
    """

    monthly_fee: Money
    began: datetime
    ended: datetime

    def __post_init__(self) -> None:
        if seconds_between(self.began, self.ended) < 0:
            raise InputError(
                "ended is {ended}, before began, {began}: check which of the two moments is which",
                ended=Unquoted(self.ended.isoformat()),
                began=Unquoted(self.began.isoformat()),
            )
        check_span(self.began.date(), self.ended.date(), Term("the outage"))


class MonthPart(NamedTuple):
    """The part of a month that an outage took: seconds or days, of `length` in the month."""

    month: date
    out: Fraction
    length: int


def month_parts(rule: LiabilityLimitRule, outage: Outage) -> Iterator[MonthPart]:
    """Yield the part of each calendar month that the outage took, by the provider's clock."""
    first = outage.began.date().replace(day=1)
    while first <= outage.ended.date():
        following = add_months(first, 1)
        start, end = _midnight(first, outage), _midnight(following, outage)
        match rule.part_day:
            case "by-seconds":
                out = seconds_between(_later(start, outage.began), _earlier(end, outage.ended))
                length = int(seconds_between(start, end))
                thirty = 30 * DAY_SECONDS
            case "started-days":
                out = Fraction(_started_days(outage, first, following))
                length, thirty = (following - first).days, 30
            case "completed-days":
                out = Fraction(_completed_days(outage, first, following))
                length, thirty = (following - first).days, 30
            case _ as unreachable:
                assert_never(unreachable)
        match rule.outage_month:
            case "actual":
                pass
            case "thirty-day-month":
                out, length = min(out, Fraction(thirty)), thirty
            case _ as unreachable_month:
                assert_never(unreachable_month)
        if out > 0:
            yield MonthPart(first, out, length)
        first = following


def _midnight(day: date, outage: Outage) -> datetime:
    return datetime.combine(day, time(), outage.began.tzinfo)


def _later(moment: datetime, other: datetime) -> datetime:
    return moment if seconds_between(other, moment) > 0 else other


def _earlier(moment: datetime, other: datetime) -> datetime:
    return moment if seconds_between(moment, other) > 0 else other


def _started_days(outage: Outage, first: date, following: date) -> int:
    """Return the days of a month that the outage touched."""
    ended = outage.ended.date()
    last = ended if outage.ended > _midnight(ended, outage) else ended - timedelta(1)  # at midnight none has begun
    return _days_inside(outage.began.date(), last, first, following)


def _completed_days(outage: Outage, first: date, following: date) -> int:
    """Return the days of a month that the outage filled."""
    began = outage.began.date()
    first_whole = began if outage.began == _midnight(began, outage) else began + timedelta(1)
    return _days_inside(first_whole, outage.ended.date() - timedelta(1), first, following)


def _days_inside(start: date, last: date, first: date, following: date) -> int:
    """Return the days from `start` to `last` that lie in the month from `first` until `following`."""
    return max(0, (min(last, following - timedelta(1)) - max(start, first)).days + 1)


def exact_fees(rule: LiabilityLimitRule, outage: Outage) -> Fraction:
    """Return the fees payable during an outage in minor units, exact."""
    parts = (Fraction(part.out, part.length) for part in month_parts(rule, outage))
    return outage.monthly_fee.minor * sum(parts, Fraction(0))


def fees_during(rule: LiabilityLimitRule, outage: Outage) -> OutageFees:
    """Return the fees payable during an outage, and the limit that follows from them."""
    fees = Money.of_minor(rounded(exact_fees(rule, outage), rule.rounding), outage.monthly_fee.currency)
    return OutageFees(fees, limit_for(rule, fees))


def outage_fees_steps(rule: LiabilityLimitRule, outage: Outage) -> tuple[Step, ...]:
    """Return the working: the part of each month, the fees, the limit."""
    parts = list(month_parts(rule, outage))
    templates = {
        "by-seconds": "the outage in {month}, seconds of those of the month: {out} of {length}",
        "started-days": "the outage in {month}, days touched of those of the month: {out} of {length}",
        "completed-days": "the outage in {month}, whole days of those of the month: {out} of {length}",
    }
    lines = [
        step(templates[rule.part_day], month=f"{part.month:%Y-%m}", out=_plain(part.out), length=part.length)
        for part in parts
    ]
    fee = outage.monthly_fee
    value = fees_during(rule, outage)
    expression = phrase("0")
    for index, part in enumerate(parts):
        addend = phrase("{fee} x {out}/{length}", fee=fee, out=_plain(part.out), length=part.length)
        expression = addend if not index else phrase("{sum} + {one}", sum=expression, one=addend)
    template = "fees payable during the outage: {sum} = {outcome}"
    exact = outcome(exact_fees(rule, outage), rule.rounding, fee.currency)
    return (
        *lines,
        step(template, sum=expression, outcome=exact),
        *liability_limit_steps(rule, value.fees),
        *_notes(rule, outage),
    )


LIABILITY_LIMIT_COMMAND: Final = Spelling(
    ".liability_limit", "telcoterms liability-limit", "liability_limit", Term("the limit of liability")
)
"""How that question is asked."""


def _notes(rule: LiabilityLimitRule, outage: Outage) -> Iterator[Step]:
    """Yield that the limit is the sum under every reading, where it is, and the sense of the words not computed."""
    readings = product(get_args(PartDay), get_args(OutageMonth), get_args(Rounding))
    others = (replace(rule, part_day=part, outage_month=month, rounding=way) for part, month, way in readings)
    if all(fees_during(other, outage).limit == rule.sum for other in others):
        yield step("the limit is {sum} under every reading of these fees", rule.clause, part="notes", sum=rule.sum)
    yield step(
        "fees payable during an outage can also be those that fall due in its time, in full or not at all: they are "
        "not computed here; give them to {liability_limit}",
        rule.clause,
        part="notes",
        liability_limit=LIABILITY_LIMIT_COMMAND,
    )


def _plain(value: Fraction) -> UnroundedAmount:
    """Return seconds or days as text without a needless fraction; microseconds need six decimals."""
    whole, fraction = divmod(value * 10**6, 10**6)
    return UnroundedAmount(f"{whole}" if not fraction else f"{whole}.{int(fraction):06}".rstrip("0"))


@final
class LiabilityLimitQuestion(Question):
    """The question `liability_limit`."""

    name = "liability_limit"
    says = "up to which sum the provider is liable for an outage"
    asks = Phrase("limit of liability for an outage with fees of {fees_during_outage}")
    dated_by = None
    example = "liability-limit 13.50"
    tables = (LIABILITY_LIMIT,)
    compared = ({"fees_during_outage": 10},)

    fees_during_outage: Money = fact("the fees payable for the time of the outage, such as 13.50", place="argument")

    def told(self, value: Money) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "the provider is liable for an outage with fees of {fees} up to {limit}"
        return phrase(template, fees=self.fees_during_outage, limit=value)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the greater of the two sums."""
        return liability_limit_steps(LIABILITY_LIMIT.of(self.agreement), self.fees_during_outage)


def liability_limit(terms: Agreed, *, fees_during_outage: Amount) -> Answer[Money]:
    """Return up to which sum the provider is liable for an outage, given the fees payable for its time.

    >>> from telcoterms import load
    >>> load("kos").liability_limit(fees_during_outage="13.50").value
    Money('20.00', 'CAD')
    """
    fees = as_money(fees_during_outage, terms.agreement.currency, "fees_during_outage")
    return Answer(limit_for(LIABILITY_LIMIT.of(terms.agreement), fees), "liability_limit", (fees,), terms)


@final
class OutageFeesQuestion(Question):
    """The question `outage_fees`."""

    name = "outage_fees"
    says = "the fees payable during an outage, and up to which sum it is answered for"
    asks = Phrase("fees of an outage from {began} to {ended}, at {monthly_fee} a month")
    dated_by = "began"
    example = "outage-fees 74.95 --began 2026-04-10T06:00-04:00 --ended 2026-04-13T06:00-04:00"
    tables = (LIABILITY_LIMIT,)
    reads = (LIABILITY_LIMIT,)
    compared = ({"monthly_fee": 75, "began": "2026-04-10T06:00-04:00", "ended": "2026-04-13T06:00-04:00"},)

    monthly_fee: Money = fact("the fee of a month, before tax, such as 74.95", place="argument")
    began: datetime = fact("the moment from which the service was out, with its offset from UTC")
    ended: datetime = fact("the moment from which it was there again")

    def told(self, value: OutageFees) -> Phrase:
        """Return the answer as a sentence has it."""
        zone = zone_of(self.agreement.time_zone)
        return phrase(
            "the fees of an outage from {began} to {ended}, at {fee} a month, are {fees}, and the provider is "
            "liable up to {limit}",
            began=moment_in_words(local(self.began, zone)),
            ended=moment_in_words(local(self.ended, zone)),
            fee=self.monthly_fee,
            fees=value.fees,
            limit=value.limit,
        )

    def working(self) -> tuple[Step, ...]:
        """Return the working: the part of each month, the fees, the limit."""
        outage = Outage(self.monthly_fee, self.began, self.ended)
        return outage_fees_steps(LIABILITY_LIMIT.of(self.agreement), outage)


def outage_fees(terms: Agreed, monthly_fee: Amount, *, began: Moment, ended: Moment) -> Answer[OutageFees]:
    """Return the fees payable during an outage, and up to which sum the provider is liable for it.

    `began` and `ended` are the moments between which the service was out, each with its offset from UTC; months
    and days are those of the provider's time zone. Raises `InputError` for an end before the beginning.

    >>> from telcoterms import load
    >>> load("kos").outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00").value.fees
    Money('7.50', 'CAD')
    """
    rule, zone = LIABILITY_LIMIT.of(terms.agreement), zone_of(terms.agreement.time_zone)
    fee = as_money(monthly_fee, terms.agreement.currency, "monthly_fee")
    first, last = local(as_moment(began, "began"), zone), local(as_moment(ended, "ended"), zone)
    return Answer(fees_during(rule, Outage(fee, first, last)), "outage_fees", (fee, first, last), terms)
