"""What comes back of prepaid fees when a service is cancelled.

Kind `by-days-left`: of a month-to-month service, the month's part of the fee times the days left in the monthly cycle
over the days of the cycle, plus the whole months prepaid after it; rounded once, with its tax.

Kind `no-refund`: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import Tax
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import anchored, month_number
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money, Rounding
from telcoterms.values.steps import Priced, Step, outcome, rounded, step

CancelDay = Literal["used", "refunded"]
MonthLength = Literal["actual", "thirty-day-month"]
Regime = Literal["month-to-month", "fixed-term"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByDaysLeft(Rule):
    """The prepaid part of the cycle comes back by its days."""

    kind: ClassVar[str] = "by-days-left"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "cancel_day": "the service was there on the day of the cancellation",
        "month_length": "a cycle has the days that the calendar gives it",
        "rounding": "half a cent rounds up, as on bills",
    }

    cancel_day: CancelDay = "used"
    month_length: MonthLength = "actual"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoRefund(Rule):
    """Nothing comes back."""

    kind: ClassVar[str] = "no-refund"


RefundRule = ByDaysLeft | NoRefund
REFUND: Final = Kinds[RefundRule]("refund", RefundRule)


@final
@dataclass(frozen=True, slots=True)
class Refund:
    """What comes back: the fee's part, its tax, and both together."""

    refund: Money
    tax: Money
    total: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.refund

    def headline(self) -> Phrase:
        """In one line."""
        return phrase("{refund}, tax {tax}, total {total}", refund=Priced(self.refund), tax=self.tax, total=self.total)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"refund": self.refund.text, "tax": self.tax.text, "total": self.total.text}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid:
    """What was prepaid and when it was cancelled, checked.

    `fee` covers `fee_months` months. The cycle runs from `cycle_start` to the next billing day, not included;
    `paid_until` is the first day that is not paid for, by default the end of the cycle. Raises `FactError` where the
    days do not fit.
    """

    fee: Money
    cycle_start: date
    cancelled: date
    fee_months: int = 1
    billing_day: int | None = None
    paid_until: date | None = None
    regime: Regime = "month-to-month"

    def __post_init__(self) -> None:
        if not self._bills_on(self.cycle_start):
            raise FactError(
                "cycle_start is {start}, which is no billing day of the {day}.: give the day on "
                "which the cycle began, or its billing_day",
                start=self.cycle_start,
                day=self.day,
            )
        if not self.cycle_start <= self.cancelled < self.cycle_end:
            raise FactError(
                "cancelled is {cancelled}, outside the cycle from {start} up to {end}: give the "
                "cycle that holds the day of the cancellation",
                cancelled=self.cancelled,
                start=self.cycle_start,
                end=self.cycle_end,
            )
        if self.paid_until is not None and not self._bills_on(self.paid_until):
            raise FactError(
                "paid_until is {until}, which is no billing day of the {day}.: give the first day that is not paid for",
                until=self.paid_until,
                day=self.day,
            )

    def _bills_on(self, on: date) -> bool:
        return anchored(month_number(on), self.day) == on.toordinal()

    @property
    def day(self) -> int:
        """The day of the month on which it is billed."""
        return self.cycle_start.day if self.billing_day is None else self.billing_day

    @property
    def cycle_end(self) -> date:
        """The next billing day."""
        return date.fromordinal(anchored(month_number(self.cycle_start) + 1, self.day))

    @property
    def months_after(self) -> int:
        """Whole months prepaid after the cycle; below zero when the cycle itself is not prepaid."""
        return month_number(self.paid_until or self.cycle_end) - month_number(self.cycle_end)

    def left(self, cancel_day: CancelDay) -> int:
        """Days of the cycle that are left."""
        return (self.cycle_end - self.cancelled).days - (cancel_day == "used")

    @property
    def length(self) -> int:
        """Days of the cycle."""
        return (self.cycle_end - self.cycle_start).days


def comes_back(rule: RefundRule, prepaid: Prepaid) -> Fraction:
    """The refund in minor units, exactly."""
    match rule:
        case NoRefund():
            return Fraction(0)
        case ByDaysLeft():
            if prepaid.regime == "fixed-term" or prepaid.months_after < 0:
                return Fraction(0)
            left, length = prepaid.left(rule.cancel_day), prepaid.length
            if rule.month_length == "thirty-day-month":
                left, length = min(left, 30), 30
            month = Fraction(prepaid.fee.minor, prepaid.fee_months)
            return month * left / length + month * prepaid.months_after
    assert_never(rule)


def refunded(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> Refund:
    """What comes back, with its tax."""
    rounding = rule.rounding if isinstance(rule, ByDaysLeft) else "down"
    back = Money.of_minor(rounded(comes_back(rule, prepaid), rounding), prepaid.fee.currency)
    with_it = Money.of_minor(tax.of(back.minor), back.currency)
    return Refund(back, with_it, back + with_it)


def refund_steps(rule: RefundRule, prepaid: Prepaid, tax: Tax) -> tuple[Step, ...]:
    """The working of a refund."""
    if isinstance(rule, NoRefund):
        return (step("nothing comes back", rule.clause),)
    if prepaid.regime == "fixed-term":
        return (step("cancelled inside a fixed term: these terms give nothing back", rule.clause),)
    if prepaid.months_after < 0:
        return (
            step(
                "paid for up to {until}, on or before the start of the cycle: nothing was prepaid, nothing comes back",
                rule.clause,
                until=prepaid.paid_until or prepaid.cycle_end,
            ),
        )
    left, length = prepaid.left(rule.cancel_day), prepaid.length
    first = (
        "days left, the day of the cancellation counted as used: {end} - {cancelled} - 1 = {left}"
        if rule.cancel_day == "used"
        else "days left, the day of the cancellation counted as left: {end} - {cancelled} = {left}"
    )
    month = phrase("{fee}", fee=prepaid.fee)
    if prepaid.fee_months > 1:
        month = phrase("{fee} / {months}", fee=prepaid.fee, months=prepaid.fee_months)
    if rule.month_length == "thirty-day-month":
        days = phrase("the month taken as 30 days")
        ratio = phrase("min({left}, 30)/30", left=left)
    else:
        days = phrase(
            "days in the cycle: {end} - {start} = {length}",
            end=prepaid.cycle_end,
            start=prepaid.cycle_start,
            length=length,
        )
        ratio = phrase("{left}/{length}", left=left, length=length)
    whole = phrase("{month} x {ratio}", month=month, ratio=ratio)
    if prepaid.months_after:
        whole = phrase("{whole} + {month} x {months}", whole=whole, month=month, months=prepaid.months_after)
    exact = comes_back(rule, prepaid)
    back = Money.of_minor(rounded(exact, rule.rounding), prepaid.fee.currency)
    return (
        step(first, rule.clause, end=prepaid.cycle_end, cancelled=prepaid.cancelled, left=left),
        Step(days, (rule.clause,)),
        step("refund: {sum} = {outcome}", rule.clause, sum=whole, outcome=outcome(exact, rule.rounding, back.currency)),
        *tax.steps(back, rule.clause),
    )
