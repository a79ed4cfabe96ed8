"""Compute the refund of prepaid fees when a service is cancelled.

Kind `by-days-left`: for a month-to-month service, the fee of a month times the days left in the monthly cycle over the
days of the cycle, plus the fees of the whole months prepaid after it. The sum is rounded once; its tax is refunded too.
The tax that comes back is the tax that was paid: at the rate of the first day of the cycle, or of the day `taxed_on`.
A fee of 49.95 cancelled on 10 June, with 20 of the 30 days left, gives 49.95 x 20/30 = 33.30.

Kind `no-refund`: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.law import (
    CancellationFeeCap,
    EndsOnReceipt,
    NoFeeWithoutSubsidy,
    NoticeBelow,
    OnChanges,
    OnComplaints,
    OnRates,
    OnTaxes,
    RefundByDaysLeft,
    RuleVersion,
    WithoutFigure,
)
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import Tax, TaxAmount, TaxedAs, single_tax, tax_data
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import CANCELLED, PROVINCE, TAX_RATE, TAXED_AS, Regime
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, anchored, as_count, as_day, month_number
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Phrases, phrase
from telcoterms.values.money import Amount, Money, Rate, Rounding, as_money, as_rate
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, outcome, rounded, step

LAST_BILLING_DAY: Final = 31

CancelDay = Literal["used", "refunded"]
MonthLength = Literal["actual", "thirty-day-month"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByDaysLeft(Rule):
    """The prepaid part of the cycle comes back by its days.

    `tax_law` is the name of the rule of law by which the tax comes back with the fees, where the clause returns none.
    """

    kind: ClassVar[str] = "by-days-left"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "cancel_day": "the service was there on the day of the cancellation",
        "month_length": "a cycle has the days that the calendar gives it",
        "rounding": "half a cent rounds up, as on bills",
    }

    tax_law: str | None = None
    cancel_day: CancelDay = "used"
    month_length: MonthLength = "actual"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoRefund(Rule):
    """Nothing comes back."""

    kind: ClassVar[str] = "no-refund"


RefundRule = ByDaysLeft | NoRefund
REFUND: Final = Kinds[RefundRule]("refund", RefundRule, taxed=True)


class RefundReadings(TypedDict, total=False):
    """Readings of `refund`."""

    cancel_day: CancelDay
    month_length: MonthLength
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class Refund:
    """The refund: the part of the fee, its tax, and both together; `taxes` are the taxes that make up `tax`."""

    refund: Money
    tax: Money
    total: Money
    taxes: tuple[TaxAmount, ...]

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.refund

    def headline(self) -> Phrase:
        """Return the refund, its tax and the total in one line."""
        return phrase(
            "{refund}, tax {tax}, total {total}", refund=MoneyWithCurrency(self.refund), tax=self.tax, total=self.total
        )

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        sums = {"refund": self.refund.text, "tax": self.tax.text, "total": self.total.text}
        return {**sums, "taxes": tax_data(self.taxes)}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """A prepaid fee and its cancellation, checked.

    `fee` covers `fee_months` months. The cycle runs from `cycle_start` to the next billing day, not included;
    `paid_until` is the first day that is not paid for, by default the end of the cycle. `taxed_on` is the day whose tax
    was paid with the fee, by default the first day of the cycle. Raises `InputError` where the days do not fit.
    """

    fee: Money
    cycle_start: date
    cancelled: date
    fee_months: int = 1
    billing_day: int | None = None
    paid_until: date | None = None
    regime: Regime = "month-to-month"
    taxed_on: date | None = None

    def __post_init__(self) -> None:
        if not self._bills_on(self.cycle_start):
            raise InputError(
                "cycle_start is {start}, which is no billing day of the {day}.: give the day on "
                "which the cycle began, or its billing_day",
                start=self.cycle_start,
                day=self.day,
            )
        if not self.cycle_start <= self.cancelled < self.cycle_end:
            raise InputError(
                "cancelled is {cancelled}, outside the cycle from {start} up to {end}: give the "
                "cycle that holds the day of the cancellation",
                cancelled=self.cancelled,
                start=self.cycle_start,
                end=self.cycle_end,
            )
        if self.paid_until is not None and not self._bills_on(self.paid_until):
            raise InputError(
                "paid_until is {until}, which is no billing day of the {day}.: give the first day that is not paid for",
                until=self.paid_until,
                day=self.day,
            )

    def _bills_on(self, on: date) -> bool:
        return anchored(month_number(on), self.day) == on.toordinal()

    @property
    def day(self) -> int:
        """The day of the month on which the service is billed."""
        return self.cycle_start.day if self.billing_day is None else self.billing_day

    @property
    def cycle_end(self) -> date:
        """The next billing day."""
        return date.fromordinal(anchored(month_number(self.cycle_start) + 1, self.day))

    @property
    def tax_day(self) -> date:
        """The day whose tax was paid with the fee, and comes back with it."""
        return self.cycle_start if self.taxed_on is None else self.taxed_on

    @property
    def months_after(self) -> int:
        """How many whole months are prepaid after the cycle; negative where the cycle itself is not prepaid."""
        return month_number(self.paid_until or self.cycle_end) - month_number(self.cycle_end)

    def left(self, cancel_day: CancelDay) -> int:
        """Return how many days of the cycle are left."""
        after = (self.cycle_end - self.cancelled).days
        match cancel_day:
            case "used":
                return after - 1
            case "refunded":
                return after
        assert_never(cancel_day)

    @property
    def length(self) -> int:
        """How many days the cycle has."""
        return (self.cycle_end - self.cycle_start).days


def refundable_amount(rule: RefundRule, prepaid: Prepaid) -> Fraction:
    """Return the refund in minor units, exact."""
    match rule:
        case NoRefund():
            return Fraction(0)
        case ByDaysLeft():
            if not gives_back(prepaid):
                return Fraction(0)
            left, length = _days_left_of(rule, prepaid)
            month = Fraction(prepaid.fee.minor, prepaid.fee_months)
            return month * left / length + month * prepaid.months_after
    assert_never(rule)


def _days_left_of(rule: ByDaysLeft, prepaid: Prepaid) -> tuple[int, int]:
    """Return the days of the cycle that are left, and how many days it is taken to have."""
    left = prepaid.left(rule.cancel_day)
    match rule.month_length:
        case "actual":
            return left, prepaid.length
        case "thirty-day-month":
            return min(left, 30), 30
    assert_never(rule.month_length)


def refunded(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> Refund:
    """Return the rounded refund with its tax."""
    exact = refundable_amount(rule, prepaid)
    match rule:
        case NoRefund():
            minor = 0
        case ByDaysLeft():
            minor = rounded(exact, rule.rounding)
        case _ as unreachable:
            assert_never(unreachable)
    refund = Money.of_minor(minor, prepaid.fee.currency)
    tax_amount = Money.of_minor(tax.of(refund.minor), refund.currency)
    return Refund(refund, tax_amount, refund + tax_amount, tax.amounts(refund))


def refund_steps(agreement: Agreement, prepaid: Prepaid, tax: Tax) -> tuple[Step, ...]:
    """Return the working of a refund."""
    rule = REFUND.of(agreement)
    match rule:
        case NoRefund():
            return (step("nothing comes back", rule.clause),)
        case ByDaysLeft():
            return _by_days_left_steps(rule, prepaid, tax, agreement.tax_cited(rule, prepaid.cancelled))
    assert_never(rule)


def _by_days_left_steps(rule: ByDaysLeft, prepaid: Prepaid, tax: Tax, tax_clause: Clause) -> tuple[Step, ...]:
    match prepaid.regime:
        case "fixed-term":
            return (step("cancelled inside a fixed term: these terms give nothing back", rule.clause),)
        case "month-to-month":
            pass
        case _ as unreachable:
            assert_never(unreachable)
    if prepaid.months_after < 0:
        return (
            step(
                "paid for up to {until}, on or before the start of the cycle: nothing was prepaid, nothing comes back",
                rule.clause,
                until=prepaid.paid_until or prepaid.cycle_end,
            ),
        )
    left, length = prepaid.left(rule.cancel_day), prepaid.length
    match rule.cancel_day:
        case "used":
            first = "days left, the day of the cancellation counted as used: {end} - {cancelled} - 1 = {left}"
        case "refunded":
            first = "days left, the day of the cancellation counted as left: {end} - {cancelled} = {left}"
        case _ as unreachable_day:
            assert_never(unreachable_day)
    month = phrase("{fee}", fee=prepaid.fee)
    if prepaid.fee_months > 1:
        month = phrase("{fee} / {months}", fee=prepaid.fee, months=prepaid.fee_months)
    match rule.month_length:
        case "thirty-day-month":
            days = phrase("the month taken as 30 days")
            ratio = phrase("min({left}, 30)/30", left=left)
        case "actual":
            days = phrase(
                "days in the cycle: {end} - {start} = {length}",
                end=prepaid.cycle_end,
                start=prepaid.cycle_start,
                length=length,
            )
            ratio = phrase("{left}/{length}", left=left, length=length)
        case _ as unreachable_length:
            assert_never(unreachable_length)
    whole = phrase("{month} x {ratio}", month=month, ratio=ratio)
    if prepaid.months_after:
        whole = phrase("{whole} + {month} x {months}", whole=whole, month=month, months=prepaid.months_after)
    exact = refundable_amount(rule, prepaid)
    refund = Money.of_minor(rounded(exact, rule.rounding), prepaid.fee.currency)
    tax_law_steps: tuple[Step, ...] = ()
    if rule.tax_law is not None and tax.taxes:
        template = "these terms give fees back and no tax; the tax that was paid on them comes back by law"
        tax_law_steps = (step(template, tax_clause),)
    return (
        step(first, rule.clause, end=prepaid.cycle_end, cancelled=prepaid.cancelled, left=left),
        Step(days, (rule.clause,)),
        step(
            "refund: {sum} = {outcome}", rule.clause, sum=whole, outcome=outcome(exact, rule.rounding, refund.currency)
        ),
        *tax_law_steps,
        *tax.steps(refund, tax_clause),
    )


def refund_tax(
    agreement: Agreement,
    prepaid: Prepaid,
    province: str | None,
    tax_rate: Fraction | None,
    taxed_as: TaxedAs | None,
) -> Tax:
    """Return the tax that was paid with the fee; no rate is needed where the terms never refund anything."""
    rule = REFUND.find(agreement)
    match rule:
        case NoRefund():
            if agreement.tax is None and tax_rate is None:
                return single_tax(Fraction(0))
        case ByDaysLeft() | None:
            pass
        case _ as unreachable:
            assert_never(unreachable)
    return agreement.tax_on(prepaid.tax_day, province, tax_rate, taxed_as=taxed_as)


def billing_day_note(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> tuple[Step, ...]:
    """Return a note where the cycle starts on the last day of a short month and another billing day refunds otherwise.

    A cycle from 29 February 2024 can be one that is billed on the 30th: it ends on 30 March, and not on the 29th.
    """
    refund = refunded(rule, prepaid, tax).refund
    other = [(day, refunded(rule, clamped, tax).refund) for day, clamped in _clamped(prepaid)]
    figures = [
        phrase("with billing day {day} it is {refund}", day=day, refund=found)
        for day, found in other
        if found != refund
    ]
    if not figures:
        return ()
    return (
        step(
            "the cycle starts on {start}, the last day of its month, which can stand for a later billing day: "
            "{figures}; if it does, give billing_day, or --billing-day in a shell",
            rule.clause,
            part="notes",
            start=prepaid.cycle_start,
            figures=Phrases(", ", tuple(figures)),
        ),
    )


def months_note(rule: RefundRule, prepaid: Prepaid) -> tuple[Step, ...]:
    """Return a note where more than a month was prepaid, on what the clause leaves open then."""
    match rule:
        case NoRefund():
            return ()
        case ByDaysLeft():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    if not gives_back(prepaid) or (prepaid.fee_months == 1 and not prepaid.months_after):
        return ()
    if prepaid.fee_months == 1:
        return (
            step(
                "the clause gives back monthly fees by the days left in the last monthly cycle: whether the months "
                "after the cycle come back whole, it does not say",
                rule.clause,
                part="notes",
            ),
        )
    return (
        step(
            "the clause gives back monthly fees by the days left in the last monthly cycle: whether a fee for {months} "
            "months is one, and whether the months after the cycle come back whole, it does not say",
            rule.clause,
            part="notes",
            months=prepaid.fee_months,
        ),
    )


def gives_back(prepaid: Prepaid) -> bool:
    """Return whether a clause on days left has anything to give back: month to month, and prepaid."""
    match prepaid.regime:
        case "fixed-term":
            return False
        case "month-to-month":
            return prepaid.months_after >= 0
    assert_never(prepaid.regime)


def _clamped(prepaid: Prepaid) -> Iterator[tuple[int, Prepaid]]:
    """Yield each later billing day that the start of the cycle can stand for, and what was prepaid by it."""
    start = prepaid.cycle_start
    if prepaid.billing_day is not None or anchored(month_number(start), LAST_BILLING_DAY) != start.toordinal():
        return
    for day in range(start.day + 1, LAST_BILLING_DAY + 1):
        try:
            yield day, replace(prepaid, billing_day=day)
        except InputError:  # paid up to a day that is no billing day of this one
            continue


def refund_by_law(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> Refund:
    """Return the refund where a rule of law gives back the days left, inside a fixed term too.

    The billing cycle, and the readings of the day and the rounding, are those of the terms where they have any.
    """
    match rule:
        case ByDaysLeft():
            by_days = rule
        case NoRefund():
            by_days = ByDaysLeft(clause=rule.clause, says=rule.says)
        case _ as unreachable:
            assert_never(unreachable)
    return refunded(by_days, replace(prepaid, regime="month-to-month"), tax)


@final
class RefundQuestion(Question):
    """The question `refund`."""

    name = "refund"
    says = "what comes back when a service is cancelled"
    asks = Phrase("refund of {fee}, cycle from {cycle_start}, cancelled {cancelled}")
    dated_by = "cycle_start"
    example = "refund 49.95 --cycle-start 2026-06-01 --cancelled 2026-06-10"
    tables = (REFUND,)
    reads = (REFUND,)
    compared = ({"fee": 50, "cycle_start": "2026-06-01", "cancelled": "2026-06-10"},)
    law_day = "cancelled"

    fee: Money = fact("the fee that was prepaid, before tax, such as 49.95", place="argument")
    cycle_start: date = fact("the first day of the monthly billing cycle that holds the cancellation")
    cancelled: date = CANCELLED
    fee_months: int = fact(
        "how many months the fee covers: 12 for a yearly plan", default=1, in_heading=Phrase("paid for {value} months")
    )
    billing_day: int | None = fact(
        "the day of the month on which it is billed, where a 29th to 31st was moved",
        default=None,
        most=LAST_BILLING_DAY,
        in_heading=Phrase("billed on day {value}"),
    )
    paid_until: date | None = fact(
        "the first day that is not paid for", default=None, in_heading=Phrase("paid until {value}")
    )
    regime: Regime = fact(
        "whether it was month to month or inside a fixed term",
        default="month-to-month",
        in_heading={"fixed-term": Phrase("in a fixed term")},
    )
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    taxed_on: date | None = fact(
        "the day whose tax was paid, if that is not the first day of the cycle",
        default=None,
        in_heading=Phrase("taxed on {value}"),
    )
    taxed_as: TaxedAs | None = TAXED_AS

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days left, the refund, its tax; a note on the billing day."""
        rule, prepaid, tax = REFUND.of(self.agreement), self.prepaid, self.tax
        return (
            *refund_steps(self.agreement, prepaid, tax),
            *billing_day_note(rule, prepaid, tax),
            *months_note(rule, prepaid),
        )

    @property
    def unheard(self) -> frozenset[str]:
        """Every reading, where nothing comes back under any."""
        rule, prepaid = REFUND.of(self.agreement), self.prepaid
        match rule:
            case NoRefund():
                return frozenset()  # it has none
            case ByDaysLeft():
                return frozenset() if gives_back(prepaid) else frozenset(reading.name for reading in rule.readings())
        assert_never(rule)

    def by_law(self, version: RuleVersion, value: Refund) -> ByLaw | None:
        """Return what the days left come to where a rule of law gives them back."""
        match version:
            case RefundByDaysLeft():
                by_law = refund_by_law(REFUND.of(self.agreement), self.prepaid, self.tax)
                template = "{law} with tax comes back by it, {terms} by the terms"
                says = phrase(template, law=by_law.total, terms=value.total)
                return ByLaw(says, by_law.total, shown=by_law != value)
            case NoticeBelow() | EndsOnReceipt() | NoFeeWithoutSubsidy() | CancellationFeeCap():  # not the fee
                return None
            case OnRates() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    @property
    def prepaid(self) -> Prepaid:
        """What was prepaid, and when it was cancelled."""
        return Prepaid(
            fee=self.fee,
            cycle_start=self.cycle_start,
            cancelled=self.cancelled,
            fee_months=self.fee_months,
            billing_day=self.billing_day,
            paid_until=self.paid_until,
            regime=self.regime,
            taxed_on=self.taxed_on,
        )

    @property
    def tax(self) -> Tax:
        """The tax refunded with the fee."""
        return refund_tax(self.agreement, self.prepaid, self.province, self.tax_rate, self.taxed_as)


def refund(
    terms: Agreed,
    fee: Amount,
    *,
    cycle_start: Day,
    cancelled: Day,
    fee_months: int = 1,
    billing_day: int | None = None,
    paid_until: Day | None = None,
    regime: Regime = "month-to-month",
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_on: Day | None = None,
    taxed_as: TaxedAs | None = None,
) -> Answer[Refund]:
    """Return how much of the prepaid fees is refunded when a service is cancelled.

    `fee` covers `fee_months` months, before tax; `cycle_start` is the first day of the monthly cycle that holds the
    day of the cancellation; `billing_day` its day of the month, needed where a 29th to 31st was clamped;
    `paid_until` the first day that is not paid for, by default the end of the cycle. The tax that comes back is the one
    that was paid: that of `cycle_start`, or of `taxed_on`; `taxed_as` is the kind of service, needed in a province
    whose taxes depend on it. Raises `InputError` where these do not fit.

    >>> from telcoterms import load
    >>> load("kos").refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
    Money('37.63', 'CAD')
    """
    agreement = terms.agreement
    rule = REFUND.of(agreement)
    prepaid = Prepaid(
        fee=as_money(fee, agreement.currency, "fee"),
        cycle_start=as_day(cycle_start, "cycle_start"),
        cancelled=as_day(cancelled, "cancelled"),
        fee_months=as_count(fee_months, "fee_months"),
        billing_day=None if billing_day is None else as_count(billing_day, "billing_day", most=LAST_BILLING_DAY),
        paid_until=None if paid_until is None else as_day(paid_until, "paid_until"),
        regime=one_of(regime, Regime, "regime"),
        taxed_on=None if taxed_on is None else as_day(taxed_on, "taxed_on"),
    )
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    kind = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
    value = refunded(rule, prepaid, refund_tax(agreement, prepaid, province, rate, kind))
    facts = (
        prepaid.fee,
        prepaid.cycle_start,
        prepaid.cancelled,
        prepaid.fee_months,
        prepaid.billing_day,
        prepaid.paid_until,
        prepaid.regime,
        province,
        rate,
        prepaid.taxed_on,
        kind,
    )
    return Answer(value, "refund", facts, terms)
