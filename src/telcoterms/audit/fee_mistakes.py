"""Compute the known mistakes in a refund, a part charge, a cancellation charge and a tax.

It is the second part of the catalogue, `telcoterms.audit.mistakes` is the first. A mistake changes one thing and leaves
the rest as the terms have it, under the readings that were taken. One that cannot be made on the facts is not computed.
That a mistake gives a sum does not say how the sum came about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final, assert_never, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import Tax
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.line_sums import bill_tax_of, cancellation_of, part_charge_of, refund_of
from telcoterms.audit.mistakes import THIRTY, FeeMistakeName
from telcoterms.clauses.cancellation_charge.charge import exact_charge
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    CountsMonths,
    ShareOfRemainingFees,
    fees_hold_tax,
)
from telcoterms.clauses.cancellation_charge.term import FixedTerm, remaining_months
from telcoterms.clauses.part_charge import PART_CHARGE, PartChargeRule, PartOfCycle
from telcoterms.clauses.refund import REFUND, ByDays, Prepaid, RefundRule, ReRated, all_comes_back, gives_back
from telcoterms.clauses.tax import BillParts
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import add_days, add_months
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import Rounding, half_up
from telcoterms.values.proration import MonthLength, part_of_cycle
from telcoterms.values.steps import rounded

Outcome = tuple[FeeMistakeName, int]
"""A mistake, and the sum to which it comes in minor units."""


def fee_mistakes(agreement: Agreement, question: LineQuestion, facts: Mapping[str, Any]) -> Iterator[Outcome]:
    """Yield each known mistake that can be made in a line on these facts, with its sum; none of other questions."""
    match question:
        case "refund":
            rule, (prepaid, tax) = REFUND.of(agreement), refund_of(agreement, facts)
            part = _prorated_refund(rule, prepaid)
            if part is not None:
                yield from _in_proration(part, tax)
            elif isinstance(rule, ReRated) and not all_comes_back(rule, prepaid):
                yield from _in_re_rated_refund(rule, prepaid, tax)
        case "part_charge":
            asked = part_charge_of(agreement, facts)
            yield from _in_proration(_prorated_charge(PART_CHARGE.of(agreement), asked.part), asked.tax)
        case "cancellation_charge":
            yield from _in_cancellation_charge(CANCELLATION_CHARGE.of(agreement), *cancellation_of(agreement, facts))
        case "tax":
            yield from _in_tax(*bill_tax_of(agreement, facts))
        case "late_charge" | "due_date" | "dispute_until":
            return  # a late charge has mistakes of its own
        case _ as unreachable:
            assert_never(unreachable)


@final
@dataclass(frozen=True, slots=True)
class Proration:
    """A part of a fee by the days of its cycle: the fee of a whole cycle, and the days from one offset to another.

    `more` is what the sum has beside that part, in minor units: the cycles after it, less what is kept.
    """

    fee: Fraction
    first: int
    end: int
    length: int
    month: MonthLength
    rounding: Rounding
    more: Fraction = Fraction(0)

    @property
    def days(self) -> int:
        """How many days are counted."""
        return self.end - self.first

    @property
    def divisor(self) -> int:
        """The days of a month by which is divided, to whole days."""
        match self.month:
            case "actual":
                return self.length
            case "thirty-day-month" | "strict-thirty" | "days-of-year":
                return THIRTY
        assert_never(self.month)

    @property
    def a_day(self) -> Fraction:
        """The part of a fee that a day bears."""
        return Fraction(*part_of_cycle(self.month, 0, 1, self.length))

    @property
    def exact(self) -> Fraction:
        """The sum, exact."""
        return self._sum(Fraction(*part_of_cycle(self.month, self.first, self.end, self.length)))

    def _sum(self, share: Fraction) -> Fraction:
        return max(Fraction(0), self.fee * share + self.more)

    def by_share(self, share: Fraction) -> int:
        """Return the sum with another share of the fee."""
        return rounded(self._sum(share), self.rounding)

    def by_days(self, days: int) -> int:
        """Return the sum for another count of days."""
        return self.by_share(days * self.a_day)

    def by_divisor(self, divisor: int) -> int:
        """Return the sum where a month is divided by other days."""
        return self.by_share(Fraction(self.days, divisor))


def proration_of(agreement: Agreement, question: LineQuestion, facts: Mapping[str, Any]) -> Proration | None:
    """Return the part of a fee that a line is; None of a line that is no part of a fee by days."""
    match question:
        case "refund":
            prepaid, _ = refund_of(agreement, facts)
            return _prorated_refund(REFUND.of(agreement), prepaid)
        case "part_charge":
            return _prorated_charge(PART_CHARGE.of(agreement), part_charge_of(agreement, facts).part)
        case "late_charge" | "cancellation_charge" | "due_date" | "dispute_until" | "tax":
            return None
    assert_never(question)


def _prorated_refund(rule: RefundRule, prepaid: Prepaid) -> Proration | None:
    """Return the part of a fee that comes back; None where that is not a part by days."""
    if not isinstance(rule, ByDays) or not gives_back(rule, prepaid) or all_comes_back(rule, prepaid):
        return None
    fee = Fraction(prepaid.fee.minor, prepaid.fee_months)
    more = fee * prepaid.cycles_after - prepaid.sum_on(rule.kept).minor
    used, length = prepaid.used(rule.cancel_day), prepaid.length
    return Proration(fee, used, length, length, rule.month_length, rule.rounding, more)


def _prorated_charge(rule: PartChargeRule, part: PartOfCycle) -> Proration:
    """Return the part of a fee that a part charge is."""
    first, end = part.offsets(rule)
    return Proration(Fraction(part.fee.minor), first, end, part.cycle.length, rule.month_length, rule.rounding)


def _in_proration(part: Proration, tax: Tax) -> Iterator[Outcome]:
    """Yield the mistakes in the days and in the tax of a part of a fee."""
    yield "one-day-too-many", part.by_days(part.days + 1)
    if part.days:
        yield "one-day-too-few", part.by_days(part.days - 1)
    yield "other-days", part.by_days(part.length - part.days)
    yield "whole-fee", part.by_share(Fraction(1))
    if part.fee:
        yield "each-day-rounded", part.by_share(rounded(part.fee * part.a_day, part.rounding) * part.days / part.fee)
    yield "month-charge-each-day", part.by_share(Fraction(part.days))
    yield from _in_tax_of_sum(part.exact, tax, part.rounding)


def _in_re_rated_refund(rule: ReRated, prepaid: Prepaid, tax: Tax) -> Iterator[Outcome]:
    price, kept = prepaid.sum_on(rule.monthly_price).minor, prepaid.sum_on(rule.kept).minor

    def less(months: int) -> int:
        return max(0, prepaid.fee.minor - months * price - kept)

    for name, months in MONTHS_MORE.items():
        yield name, less(prepaid.months_begun + months)
    yield from _in_tax_of_sum(Fraction(less(prepaid.months_begun)), tax, "half-up")


MONTHS_MORE: Final[Mapping[FeeMistakeName, int]] = {"one-month-too-many": 1, "one-month-too-few": -1}


def _in_tax_of_sum(right: Fraction, tax: Tax, rounding: Rounding) -> Iterator[Outcome]:
    """Yield the mistakes in the tax of a sum that is without tax."""
    rate = tax.rate
    match tax.mode:
        case "added" if rate:
            minor = rounded(right, rounding)
            yield "tax-added", minor + tax.of(minor)
            if rate < 1:
                yield "tax-share-subtracted", rounded(right * (1 + rate) * (1 - rate), rounding)
        case "added" | "included":
            return
        case _ as unreachable:
            assert_never(unreachable)


def _in_cancellation_charge(rule: CancellationChargeRule, term: FixedTerm, tax: Tax) -> Iterator[Outcome]:
    if term.free is not None:
        return

    def charge(other: FixedTerm, clause: CancellationChargeRule = rule) -> int:
        return rounded(exact_charge(clause, other), rule.rounding)

    for name, months in MONTHS_MORE.items():
        with suppress(TelcoTermsError):  # a month before the calendar, or an invoice after the cancellation
            yield name, charge(_cancelled_later(term, -months))
    with suppress(TelcoTermsError):
        before = replace(term, cancelled=add_days(term.term_start, -1), last_invoice=None, waived_until=None)
        yield "whole-term", charge(before)
    if isinstance(rule, CountsMonths) and len(set(term.fees)) <= 1 and rule.least is None and rule.most is None:
        left = remaining_months(rule, term).sum
        if left:
            other = exact_charge(rule, term) / left * (term.term_months - left)
            yield "other-months", rounded(other, rule.rounding)
    if isinstance(rule, ShareOfRemainingFees):
        yield "share-left-out", charge(term, replace(rule, share=Fraction(1)))
    if fees_hold_tax(rule):
        yield "tax-left-in", charge(replace(term, fee_tax=Fraction(0)))
        if term.fee_tax < 1:  # what is divided by 1 + t / (1 - t) is multiplied by 1 - t
            yield "tax-share-subtracted", charge(replace(term, fee_tax=term.fee_tax / (1 - term.fee_tax)))
    else:
        yield from _in_tax_of_sum(exact_charge(rule, term), tax, rule.rounding)


def _cancelled_later(term: FixedTerm, months: int) -> FixedTerm:
    """Return a term that is cancelled so many months later, with a last invoice that is as much later."""
    invoice = None if term.last_invoice is None else add_months(term.last_invoice, months)
    return replace(term, cancelled=add_months(term.cancelled, months), last_invoice=invoice)


def _in_tax(bill: BillParts, tax: Tax) -> Iterator[Outcome]:
    taxed, rate = bill.taxed.minor, tax.rate
    match tax.mode:
        case "added":
            yield "tax-within", _share(taxed * rate / (1 + rate))
            total = 0
            for one in tax.taxes:
                total += _share((taxed + total) * one.rate)
            yield "tax-on-tax", total
            yield "taxes-rounded-together", _share(taxed * rate)
        case "included":
            yield "tax-of-total", _share(taxed * rate)
            yield "taxes-rounded-together", _share(taxed * rate / (1 + rate))
        case _ as unreachable:
            assert_never(unreachable)
    if any(part.minor < 0 for part in bill.parts):
        yield "credits-left-untaxed", tax.of(sum(max(part.minor, 0) for part in bill.parts))


def _share(exact: Fraction) -> int:
    """Return a tax in minor units: half a cent always rounds up."""
    return half_up(exact.numerator, exact.denominator)
