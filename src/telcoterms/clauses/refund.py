"""Compute the refund of prepaid fees when a service is cancelled.

Kind `by-days`: for a service that is billed by the month, or by cycles of `cycle` days, the fee of a cycle times the
part of the cycle that is left, plus the fees of the whole cycles prepaid after it. What a part is, `month_length` says
(`telcoterms.values.proration`). A fee of 49.95 cancelled on 10 June, with 20 of the 30 days left, gives 49.95 x 20/30 =
33.30.

Kind `re-rated`: the fee of a longer period, less the monthly price for each month of it that has begun, at least 0. A
year for 120.00, left in its fourth month, gives at 15.00 a month 120.00 - 4 x 15.00 = 60.00.

Kind `no-refund`: nothing.

Of the first two, the whole fee comes back up to `all_back_within` days after the service started. `kept` is taken off,
and `paid_within` says until which day the refund is to be paid out. The sum is rounded once; its tax is refunded too.
The tax that comes back is the tax that was paid: at the rate of the first day of the cycle, or of the day `taxed_on`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds, tax_clause_of
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
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts, Sum, value_on
from telcoterms.agreement.rule import Rule, choices
from telcoterms.agreement.taxes import Tax, TaxAmount, TaxedAs, single_tax, tax_data
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    BILLING_DAY,
    CANCELLED,
    PLAN,
    PROVINCE,
    REGION,
    SEGMENT,
    TAX_RATE,
    TAXED_AS,
    TAXED_ON,
    Regime,
    number_facts_of,
)
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of, reading_words
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import (
    MAX_DAY_OF_MONTH,
    Day,
    add_days,
    anchored,
    as_count,
    as_day,
    as_day_or_none,
    month_number,
)
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Phrases, Term, phrase
from telcoterms.values.money import Amount, Money, Rate, Rounding, as_money, as_rate
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import calendar_note, in_days
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
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, outcome, rounded, step

CancelDay = Literal["used", "refunded"]
reading_words(
    "cancel_day",
    {
        "used": Term("the day of the cancellation counts as used"),
        "refunded": Term("the day of the cancellation comes back too"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesBack(Rule):
    """What the kinds have in common that give anything back.

    `tax_clause` is the section by which the fees carry tax, where another one says so; `tax_law` the name of the rule
    of law that lets the tax come back with them, where the clause returns none.
    """

    tax_clause: Clause | None = None
    tax_law: str | None = None
    all_back_within: int | None = None
    kept: Sum | None = None
    paid_within: MonthsAndDays | None = None

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of the days within which it is paid out, where they are business days."""
        return (("paid_within",),) if self.paid_within is not None and self.paid_within.counts_open_days else ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByDays(GivesBack):
    """The prepaid part of the cycle comes back by its days."""

    kind: ClassVar[str] = "by-days"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "cancel_day": "the service was there on the day of the cancellation",
        "month_length": "a cycle has the days that the calendar gives it",
        "rounding": "half a cent rounds up, as on bills",
    }

    cycle: int | None = None
    cancel_day: CancelDay = "used"
    month_length: MonthLength = "actual"
    rounding: Rounding = "half-up"

    def __post_init__(self) -> None:
        check_cycle(self.cycle)

    def own_choices(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that bear on the clause: how long a month is, only where the cycle is one."""
        return choices_of_cycle(choices(ByDays), self.cycle)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReRated(GivesBack):
    """The fee comes back less the monthly price of each month that has begun."""

    kind: ClassVar[str] = "re-rated"

    monthly_price: Sum


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoRefund(Rule):
    """Nothing comes back."""

    kind: ClassVar[str] = "no-refund"


RefundRule = ByDays | ReRated | NoRefund
REFUND: Final = Kinds[RefundRule]("refund", RefundRule, taxed=True)


class RefundReadings(TypedDict, total=False):
    """Readings of `refund`."""

    cancel_day: CancelDay
    month_length: MonthLength
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class Refund:
    """The refund: the part of the fee, its tax, and both together; `taxes` are the taxes that make up `tax`.

    `paid_by` is the last day on which it is to be paid out; None where the terms name none, or nothing comes back.
    """

    refund: Money
    tax: Money
    total: Money
    taxes: tuple[TaxAmount, ...]
    paid_by: date | None = None

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.refund

    def headline(self) -> Phrase:
        """Return the refund, its tax and the total in one line, and until when it is paid out where that is said."""
        template = "{refund}, tax {tax}, total {total}"
        sums: dict[str, Any] = {"refund": MoneyWithCurrency(self.refund), "tax": self.tax, "total": self.total}
        if self.paid_by is None:
            return phrase(template, **sums)
        return phrase("{refund}, tax {tax}, total {total}, to be paid out by {day}", **sums, day=self.paid_by)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        sums = {"refund": self.refund.text, "tax": self.tax.text, "total": self.total.text}
        paid_by = {} if self.paid_by is None else {"paid_by": self.paid_by.isoformat()}
        return {**sums, "taxes": tax_data(self.taxes), **paid_by}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """A prepaid fee and its cancellation, checked; `prepaid_under` gives it the cycle of a clause.

    `fee` covers `fee_months` cycles. The cycle runs from `cycle_start` to the next billing day, not included: a month,
    `cycle_months` months, or `cycle_days` days. `paid_until` is the first day that is not paid for, by default the end
    of the cycle. `taxed_on` is the day whose tax was paid with the fee, by default the first day of the cycle, and
    `started` the first day of the service. `numbers` are the facts by which the sums of the clause are chosen. Raises
    `InputError` where the days do not fit.
    """

    fee: Money
    cycle_start: date
    cancelled: date
    fee_months: int = 1
    billing_day: int | None = None
    paid_until: date | None = None
    regime: Regime = "month-to-month"
    taxed_on: date | None = None
    started: date | None = None
    cycle_days: int | None = None
    cycle_months: int = 1
    numbers: NumberFacts = NO_FACTS

    def __post_init__(self) -> None:
        check_start(self.cycle)
        if not self.cycle_start <= self.cancelled < self.cycle_end:
            raise InputError(
                "cancelled is {cancelled}, outside the cycle from {start} up to {end}: give the "
                "cycle that holds the day of the cancellation, such as the one from {other}",
                cancelled=self.cancelled,
                start=self.cycle_start,
                end=self.cycle_end,
                other=self.cycle.begun_by(self.cancelled),
            )
        if self.paid_until is not None and self.cycle.cycles_to(self.paid_until) is None:
            self._refuse_paid_until(self.paid_until)
        if self.started is not None and self.started > self.cancelled:
            raise InputError(
                "started is {started}, after the cancellation on {cancelled}: give the first day of the service",
                started=self.started,
                cancelled=self.cancelled,
            )

    def _refuse_paid_until(self, until: date) -> None:
        if self.cycle_days is not None:
            raise InputError(
                "paid_until is {until}, which is no whole number of cycles of {days} days from {start}: give the first "
                "day that is not paid for",
                until=until,
                days=self.cycle_days,
                start=self.cycle_start,
            )
        raise InputError(
            "paid_until is {until}, which is no billing day of the {day}.: give the first day that is not paid for",
            until=until,
            day=self.day,
        )

    @property
    def day(self) -> int:
        """The day of the month on which the service is billed."""
        return self.cycle_start.day if self.billing_day is None else self.billing_day

    @property
    def cycle(self) -> Cycle:
        """The cycle that holds the cancellation."""
        return Cycle(self.cycle_start, self.day, self.cycle_days, self.cycle_months)

    @property
    def cycle_end(self) -> date:
        """The next billing day."""
        return self.cycle.end

    @property
    def tax_day(self) -> date:
        """The day whose tax was paid with the fee, and comes back with it."""
        return self.cycle_start if self.taxed_on is None else self.taxed_on

    @property
    def service_start(self) -> date:
        """The first day of the service, as far as it is known: of the cycle, where no other is given."""
        return self.cycle_start if self.started is None else self.started

    @property
    def cycles_after(self) -> int:
        """How many whole cycles are prepaid after the cycle; negative where the cycle itself is not prepaid."""
        cycles = 1 if self.paid_until is None else self.cycle.cycles_to(self.paid_until)
        assert cycles is not None  # as the days are checked
        return cycles - 1

    @property
    def months_begun(self) -> int:
        """How many months have begun since the start of the cycle, that of the cancellation included."""
        months = month_number(self.cancelled) - month_number(self.cycle_start)
        begun = anchored(month_number(self.cancelled), self.day) <= self.cancelled.toordinal()
        return months + begun

    def used(self, cancel_day: CancelDay) -> int:
        """Return how many days of the cycle are over: the offset of the first day that is left."""
        over = (self.cancelled - self.cycle_start).days
        match cancel_day:
            case "used":
                return over + 1
            case "refunded":
                return over
        assert_never(cancel_day)

    def left(self, cancel_day: CancelDay) -> int:
        """Return how many days of the cycle are left."""
        return self.length - self.used(cancel_day)

    @property
    def length(self) -> int:
        """How many days the cycle has."""
        return self.cycle.length

    def sum_on(self, number: Sum | None) -> Money:
        """Return a sum of the clause: that of the start of the cycle; nothing where the clause has none."""
        nothing = Money.of_minor(0, self.fee.currency)
        found: Money = nothing if number is None else value_on(number, self.cycle_start, self.numbers)
        return found


def prepaid_under(rule: RefundRule, **facts: Any) -> Prepaid:
    """Return what was prepaid by the cycles of a clause; `facts` are those of `Prepaid`.

    Raises `InputError` for a fact on which the clause does not rest.
    """
    if facts.get("started") is not None and all_back_within(rule) is None:
        raise InputError(
            "started is {started}, and no figure of these terms depends on the start of the service: leave it out",
            started=facts["started"],
        )
    match rule:
        case ByDays():
            check_billing_day(facts.get("billing_day"), rule.cycle)
            return Prepaid(**facts, cycle_days=rule.cycle)
        case ReRated():
            if facts.get("paid_until") is not None:
                raise InputError(
                    "paid_until is {until}, and these terms take the months begun off the whole fee: give fee_months, "
                    "how many months the fee covers, and leave it out",
                    until=facts["paid_until"],
                )
            return Prepaid(**facts, cycle_months=facts.get("fee_months", 1))
        case NoRefund():
            return Prepaid(**facts)
    assert_never(rule)


def all_back_within(rule: RefundRule) -> int | None:
    """Return for how many days after its start the whole fee of a service comes back; None where it does not."""
    match rule:
        case ByDays() | ReRated():
            return rule.all_back_within
        case NoRefund():
            return None
    assert_never(rule)


def all_comes_back(rule: RefundRule, prepaid: Prepaid) -> bool:
    """Return whether the service was cancelled so early that the whole fee comes back."""
    within = all_back_within(rule)
    return within is not None and (prepaid.cancelled - prepaid.service_start).days <= within


def refundable_amount(rule: RefundRule, prepaid: Prepaid) -> Fraction:
    """Return the refund in minor units, exact."""
    match rule:
        case NoRefund():
            return Fraction(0)
        case ByDays() | ReRated():
            if not gives_back(rule, prepaid):
                return Fraction(0)
            return max(Fraction(0), _before_what_is_kept(rule, prepaid) - prepaid.sum_on(rule.kept).minor)
    assert_never(rule)


def _before_what_is_kept(rule: ByDays | ReRated, prepaid: Prepaid) -> Fraction:
    """Return the refund in minor units, exact, before what is kept is taken off; it can be below zero."""
    if all_comes_back(rule, prepaid):
        return Fraction(prepaid.fee.minor)
    match rule:
        case ByDays():
            used, length = prepaid.used(rule.cancel_day), prepaid.length
            part = part_of_cycle(rule.month_length, used, length, length)
            cycle_fee = Fraction(prepaid.fee.minor, prepaid.fee_months)
            return cycle_fee * part.numerator / part.denominator + cycle_fee * prepaid.cycles_after
        case ReRated():
            price: Money = prepaid.sum_on(rule.monthly_price)
            return Fraction(prepaid.fee.minor - prepaid.months_begun * price.minor)
    assert_never(rule)


def rounding_of(rule: RefundRule) -> Rounding:
    """Return how the refund of a clause is rounded."""
    match rule:
        case ByDays():
            return rule.rounding
        case ReRated() | NoRefund():  # whole cents
            return "half-up"
    assert_never(rule)


def refunded(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> Refund:
    """Return the rounded refund with its tax."""
    refund = Money.of_minor(rounded(refundable_amount(rule, prepaid), rounding_of(rule)), prepaid.fee.currency)
    tax_amount = tax.on(refund)
    return Refund(refund, tax_amount, refund + tax_amount, tax.amounts(refund))


def paid_out_by(agreement: Agreement, rule: RefundRule, prepaid: Prepaid, total: Money) -> date | None:
    """Return the last day on which a refund is to be paid out; None where none is named, or nothing comes back."""
    match rule:
        case NoRefund():
            return None
        case ByDays() | ReRated():
            if rule.paid_within is None or not total.minor:
                return None
            return rule.paid_within.after(prepaid.cancelled, agreement.calendar)
    assert_never(rule)


def refund_for(agreement: Agreement, prepaid: Prepaid, tax: Tax) -> Refund:
    """Return the refund by the terms, with its tax and the last day on which it is to be paid out."""
    rule = REFUND.of(agreement)
    refund = refunded(rule, prepaid, tax)
    return replace(refund, paid_by=paid_out_by(agreement, rule, prepaid, refund.total))


def refund_steps(agreement: Agreement, prepaid: Prepaid, tax: Tax) -> tuple[Step, ...]:
    """Return the working of a refund."""
    rule = REFUND.of(agreement)
    match rule:
        case NoRefund():
            return (step("nothing comes back", rule.clause),)
        case ByDays() | ReRated():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    if not gives_back(rule, prepaid):
        return (_nothing_step(rule, prepaid),)
    steps = tuple(_early_steps(rule, prepaid))
    if all_comes_back(rule, prepaid):
        whole = phrase("{fee}", fee=prepaid.fee)
    else:
        part_steps, whole = _part_of_fee(rule, prepaid)
        steps += part_steps
    return (*steps, *_sum_steps(agreement, rule, prepaid, whole, tax), *_payout_steps(agreement, rule, prepaid, tax))


def _nothing_step(rule: ByDays | ReRated, prepaid: Prepaid) -> Step:
    """Return the line that says why nothing comes back."""
    if prepaid.cycles_after >= 0:
        return step("cancelled inside a fixed term: these terms give nothing back", rule.clause)
    return step(
        "paid for up to {until}, on or before the start of the cycle: nothing was prepaid, nothing comes back",
        rule.clause,
        until=prepaid.paid_until or prepaid.cycle_end,
    )


def _early_steps(rule: ByDays | ReRated, prepaid: Prepaid) -> Iterator[Step]:
    """Yield the line on the days in which the whole fee comes back."""
    if rule.all_back_within is not None:
        template = "the whole fee comes back until {started} + {days} = {last}; {cancelled} is later"
        if all_comes_back(rule, prepaid):
            template = "the whole fee comes back until {started} + {days} = {last}; {cancelled} is not later"
        yield step(
            template,
            rule.clause,
            started=prepaid.service_start,
            days=in_days(rule.all_back_within),
            last=add_days(prepaid.service_start, rule.all_back_within),
            cancelled=prepaid.cancelled,
        )


def _part_of_fee(rule: ByDays | ReRated, prepaid: Prepaid) -> tuple[tuple[Step, ...], Phrase]:
    """Return the lines on the part that comes back, and that part in words."""
    match rule:
        case ByDays():
            return _days_left_steps(rule, prepaid), _fee_by_days(rule, prepaid)
        case ReRated():
            months = step(
                "months begun from {start} to {cancelled}: {months}",
                rule.clause,
                start=prepaid.cycle_start,
                cancelled=prepaid.cancelled,
                months=prepaid.months_begun,
            )
            price = prepaid.sum_on(rule.monthly_price)
            parts: dict[str, Any] = {"fee": prepaid.fee, "months": prepaid.months_begun, "price": price}
            return (months,), phrase("{fee} - {months} x {price}", **parts)
    assert_never(rule)


def _days_left_steps(rule: ByDays, prepaid: Prepaid) -> tuple[Step, ...]:
    """Return the lines on the days that are left, and on the days of the month."""
    match rule.cancel_day:
        case "used":
            first = "days left, the day of the cancellation counted as used: {end} - {cancelled} - 1 = {left}"
        case "refunded":
            first = "days left, the day of the cancellation counted as left: {end} - {cancelled} = {left}"
        case _ as unreachable_day:
            assert_never(unreachable_day)
    left = prepaid.left(rule.cancel_day)
    return (
        step(first, rule.clause, end=prepaid.cycle_end, cancelled=prepaid.cancelled, left=left),
        Step(month_in_words(rule.month_length, prepaid.cycle), (rule.clause,)),
    )


def _fee_by_days(rule: ByDays, prepaid: Prepaid) -> Phrase:
    """Return the part of the fee that comes back as the line that computes it shows it."""
    month = phrase("{fee}", fee=prepaid.fee)
    if prepaid.fee_months > 1:
        month = phrase("{fee} / {months}", fee=prepaid.fee, months=prepaid.fee_months)
    ratio = part_in_words(rule.month_length, prepaid.used(rule.cancel_day), prepaid.length, prepaid.length)
    whole = phrase("{month} x {ratio}", month=month, ratio=ratio)
    if not prepaid.cycles_after:
        return whole
    after = phrase("{month} x {months}", month=month, months=prepaid.cycles_after)
    return phrase("{whole} + {after}", whole=whole, after=after) if prepaid.left(rule.cancel_day) else after


def _sum_steps(
    agreement: Agreement, rule: ByDays | ReRated, prepaid: Prepaid, whole: Phrase, tax: Tax
) -> Iterator[Step]:
    """Yield the line that computes the refund, and those of its tax."""
    if rule.kept is not None:
        whole = phrase("{whole} - {kept}", whole=whole, kept=prepaid.sum_on(rule.kept))
    match rule:
        case ByDays(kept=None):
            pass  # a share of the fee is never below zero
        case ByDays() | ReRated():
            whole = phrase("max(0, {whole})", whole=whole)
        case _ as unreachable:
            assert_never(unreachable)
    exact, value = refundable_amount(rule, prepaid), refunded(rule, prepaid, tax)
    result = outcome(exact, rounding_of(rule), prepaid.fee.currency)
    yield step("refund: {sum} = {outcome}", rule.clause, sum=whole, outcome=result)
    by_law = agreement.tax_law_cited(rule, prepaid.cancelled)
    if by_law is not None and tax.taxes:
        template = "these terms give fees back and no tax; the law lets the tax that was paid on them come back too"
        yield step(template, by_law)
    yield from tax.steps(value.refund, tax_clause_of(rule))


def _payout_steps(agreement: Agreement, rule: ByDays | ReRated, prepaid: Prepaid, tax: Tax) -> Iterator[Step]:
    """Yield the line on the day until which the refund is to be paid out, where there is one."""
    day = paid_out_by(agreement, rule, prepaid, refunded(rule, prepaid, tax).total)
    if day is not None and rule.paid_within is not None:
        sum_ = rule.paid_within.sum_in_words(prepaid.cancelled)
        yield step("to be paid out by: {sum} = {day}", rule.clause, sum=sum_, day=day)


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
        case ByDays() | ReRated() | None:
            pass
        case _ as unreachable:
            assert_never(unreachable)
    return agreement.tax_if_any(prepaid.tax_day, province, tax_rate, taxed_as, prepaid.numbers.region)


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
            "{figures}; if it does, give {billing_day}",
            rule.clause,
            part="notes",
            start=prepaid.cycle_start,
            billing_day=RefundQuestion.spelt("billing_day"),
            figures=Phrases(", ", tuple(figures)),
        ),
    )


def start_note(rule: RefundRule, prepaid: Prepaid) -> tuple[Step, ...]:
    """Return a note where the whole fee comes back because the service is taken to have started with its cycle."""
    if prepaid.started is not None or not all_comes_back(rule, prepaid) or not gives_back(rule, prepaid):
        return ()
    template = "the service is taken to have started with the cycle, on {start}: give {started} if it runs for longer"
    started = RefundQuestion.spelt("started")
    return (step(template, rule.clause, part="notes", start=prepaid.cycle_start, started=started),)


def months_note(rule: RefundRule, prepaid: Prepaid) -> tuple[Step, ...]:
    """Return a note where more than a month was prepaid, on what the clause leaves open then."""
    match rule:
        case NoRefund() | ReRated():
            return ()
        case ByDays():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    is_one_cycle = prepaid.fee_months == 1 and not prepaid.cycles_after
    if is_one_cycle or rule.cycle is not None or not gives_back(rule, prepaid) or all_comes_back(rule, prepaid):
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


def gives_back(rule: RefundRule, prepaid: Prepaid) -> bool:
    """Return whether anything can come back: what is prepaid and, by days, cancelled early or outside a fixed term."""
    match rule:
        case NoRefund():
            return False
        case ReRated():
            return True
        case ByDays():
            is_open = _is_month_to_month(prepaid.regime) or all_comes_back(rule, prepaid)
            return prepaid.cycles_after >= 0 and is_open
    assert_never(rule)


def _is_month_to_month(regime: Regime) -> bool:
    match regime:
        case "fixed-term":
            return False
        case "month-to-month":
            return True
    assert_never(regime)


def _clamped(prepaid: Prepaid) -> Iterator[tuple[int, Prepaid]]:
    """Yield each later billing day that the start of the cycle can stand for, and what was prepaid by it."""
    start = prepaid.cycle_start
    if prepaid.billing_day is not None or prepaid.cycle_days is not None:
        return
    if anchored(month_number(start), MAX_DAY_OF_MONTH) != start.toordinal():
        return
    for day in range(start.day + 1, MAX_DAY_OF_MONTH + 1):
        try:
            yield day, replace(prepaid, billing_day=day)
        except InputError:  # paid up to a day that is no billing day of this one
            continue


def refund_by_law(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> Refund:
    """Return the refund where a rule of law gives back the days left, inside a fixed term too.

    The billing cycle, and the readings of the day and the rounding, are those of the terms where they have any.
    """
    match rule:
        case ByDays():
            by_days = replace(rule, kept=None, all_back_within=None)
        case NoRefund():
            by_days = ByDays(clause=rule.clause, says=rule.says)
        case ReRated():
            by_days, prepaid = ByDays(clause=rule.clause, says=rule.says), _by_months(prepaid)
        case _ as unreachable:
            assert_never(unreachable)
    return refunded(by_days, replace(prepaid, regime="month-to-month"), tax)


def _by_months(prepaid: Prepaid) -> Prepaid:
    """Return a fee for several months, of which all is one cycle, as prepaid by monthly cycles."""
    month = Cycle(prepaid.cycle_start, prepaid.day).after(prepaid.months_begun - 1)
    return replace(
        prepaid,
        cycle_start=month,
        cycle_months=1,
        billing_day=prepaid.day,
        paid_until=prepaid.cycle_end,
        taxed_on=prepaid.tax_day,
    )


@final
class RefundQuestion(Question):
    """The question `refund`."""

    name = "refund"
    says = "what comes back when a service is cancelled"
    also = ("prorated-credit",)
    asks = Phrase("refund of {fee}, cycle from {cycle_start}, cancelled {cancelled}")
    dated_by = "cycle_start"
    example = "refund 49.95 --cycle-start 2026-06-01 --cancelled 2026-06-10"
    tables = (REFUND,)
    reads = (REFUND,)
    compared = ({"fee": 50, "cycle_start": "2026-06-01", "cancelled": "2026-06-10"},)
    law_day = "cancelled"

    fee: Money = fact("the fee that was prepaid, before tax, such as 49.95", place="argument")
    cycle_start: date = fact("the first day of the billing cycle that holds the cancellation")
    cancelled: date = CANCELLED
    fee_months: int = fact(
        "how many months the fee covers: 12 for a yearly plan",
        default=1,
        unit="months",
        in_heading=Phrase("paid for {value}"),
    )
    billing_day: int | None = BILLING_DAY
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
    taxed_on: date | None = TAXED_ON
    taxed_as: TaxedAs | None = TAXED_AS
    started: date | None = fact(
        "the first day of the service, where the whole fee comes back early, if that is not the first day of the cycle",
        default=None,
        in_heading=Phrase("started {value}"),
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT

    def told(self, value: Refund) -> Phrase:
        """Return the answer as a sentence has it."""
        facts: dict[str, Any] = {"cancelled": self.cancelled, "fee": self.fee, "cycle_start": self.cycle_start}
        if not value.total.minor:
            template = (
                "a cancellation on {cancelled} gives back nothing of the fee of {fee} for the cycle from {cycle_start}"
            )
            return phrase(template, **facts)
        template = (
            "a cancellation on {cancelled} gives back {total} of the fee of {fee} for the cycle from {cycle_start}: "
            "{refund} and {tax} of tax"
        )
        if not value.tax.minor:
            template = (
                "a cancellation on {cancelled} gives back {total}, without tax, of the fee of {fee} for the cycle from "
                "{cycle_start}"
            )
        back = phrase(template, **facts, total=value.total, refund=value.refund, tax=value.tax)
        if value.paid_by is None:
            return back
        return phrase("{back}, paid out by {day}", back=back, day=value.paid_by)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days left, the refund, its tax; a note on the billing day."""
        rule, prepaid, tax = REFUND.of(self.agreement), self.prepaid, self.tax
        return (
            *refund_steps(self.agreement, prepaid, tax),
            *billing_day_note(rule, prepaid, tax),
            *months_note(rule, prepaid),
            *start_note(rule, prepaid),
            *(self.agreement.untaxed_note(tax) if gives_back(rule, prepaid) else ()),
            *map(calendar_note, self.calendars),
        )

    @property
    def counts_open_days(self) -> bool:
        """Whether the day until which the refund is paid out rests on the calendar."""
        rule = REFUND.of(self.agreement)
        match rule:
            case NoRefund():
                return False
            case ByDays() | ReRated():
                return rule.paid_within is not None and rule.paid_within.counts_open_days
        assert_never(rule)

    @property
    def unheard(self) -> frozenset[str]:
        """Every reading, where nothing or the whole fee comes back under any."""
        rule, prepaid = REFUND.of(self.agreement), self.prepaid
        match rule:
            case NoRefund() | ReRated():
                return frozenset()  # they have none
            case ByDays():
                is_part = gives_back(rule, prepaid) and not all_comes_back(rule, prepaid)
                return frozenset() if is_part else frozenset(reading.name for reading in rule.readings())
        assert_never(rule)

    def by_law(self, version: RuleVersion, value: Refund) -> ByLaw | None:
        """Return what the days left come to where a rule of law gives them back."""
        match version:
            case RefundByDaysLeft():
                by_law = refund_by_law(REFUND.of(self.agreement), self.prepaid, self.tax)
                template = "{law} with tax comes back by it, {terms} by the terms"
                says = phrase(template, law=by_law.total, terms=value.total)
                return ByLaw(says, by_law.total, shown=by_law != replace(value, paid_by=None))
            case NoticeBelow() | EndsOnReceipt() | NoFeeWithoutSubsidy() | CancellationFeeCap():  # not the fee
                return None
            case OnRates() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    @property
    def prepaid(self) -> Prepaid:
        """What was prepaid, and when it was cancelled."""
        rule = REFUND.of(self.agreement)
        return prepaid_under(
            rule,
            fee=self.fee,
            cycle_start=self.cycle_start,
            cancelled=self.cancelled,
            fee_months=self.fee_months,
            billing_day=self.billing_day,
            paid_until=self.paid_until,
            regime=self.regime,
            taxed_on=self.taxed_on,
            started=self.started,
            numbers=number_facts_of(self.agreement, [rule], self.plan, self.region, self.segment, taxed=True),
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
    started: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
) -> Answer[Refund]:
    """Return how much of the prepaid fees is refunded when a service is cancelled.

    `fee` covers `fee_months` months, before tax; `cycle_start` is the first day of the billing cycle that holds the
    day of the cancellation; `billing_day` its day of the month, needed where a 29th to 31st was clamped;
    `paid_until` the first day that is not paid for, by default the end of the cycle. The tax that comes back is the one
    that was paid: that of `cycle_start`, or of `taxed_on`; `taxed_as` is the kind of service, needed in a province
    whose taxes depend on it. Some terms give the whole fee back some days after the service `started`, by default
    `cycle_start`; a sum of theirs can depend on the `plan`, the `region` or the `segment`. Of terms that take the
    months begun off the fee, the cycle is all that the fee covers. Raises `InputError` where these do not fit.

    >>> from telcoterms import load
    >>> load("kos").refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
    Money('37.63', 'CAD')
    """
    agreement = terms.agreement
    rule = REFUND.of(agreement)
    prepaid = prepaid_under(
        rule,
        fee=as_money(fee, agreement.currency, "fee"),
        cycle_start=as_day(cycle_start, "cycle_start"),
        cancelled=as_day(cancelled, "cancelled"),
        fee_months=as_count(fee_months, "fee_months"),
        billing_day=None if billing_day is None else as_count(billing_day, "billing_day", most=MAX_DAY_OF_MONTH),
        paid_until=as_day_or_none(paid_until, "paid_until"),
        regime=one_of(regime, Regime, "regime"),
        taxed_on=as_day_or_none(taxed_on, "taxed_on"),
        started=as_day_or_none(started, "started"),
        numbers=number_facts_of(agreement, [rule], plan, region, segment, taxed=True),
    )
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    kind = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
    tax = refund_tax(agreement, prepaid, province, rate, kind)
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
        prepaid.started,
        plan,
        region,
        segment,
    )
    return Answer(refund_for(agreement, prepaid, tax), "refund", facts, terms)
