"""What it costs to end a fixed term early, over columns, by any clause that goes by the term alone.

Every leaf, join and bound is an exact fraction in each row, as `clauses.cancellation_charge.charge` has it, and the
whole is rounded once. `cancellation_charge` gives the two commonest leaves without fractions, several times faster.

The facts that all rows share have chosen the numbers before: `tree_kernel` takes the clause with them put in. A number
that changes with time is that of the day of the cancellation. Of a row that lies before its first value, or whose term
has a length that the clause does not list, `asks_alone` says that it is to be asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple, assert_never, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.agreement.numbers import (
    ByFact,
    ByTermLength,
    Dated,
    NumberFacts,
    OfIndex,
    ShareBound,
    numbers_in,
    of_facts,
)
from telcoterms.batch.kernels.cancellation_charge import (
    BY,
    OWES_CHARGE,
    FixedTermColumns,
    fees_between,
    incentive_months_left,
)
from telcoterms.batch.kernels.days import DAY, EPOCH, SPANS, STEP, STEP_BITS, DayNumbers, places, whole_months
from telcoterms.batch.kernels.exact import (
    Exact,
    fractions,
    greater,
    lesser,
    not_below_zero,
    plus,
    product,
    round_to,
    times,
    whole,
)
from telcoterms.batch.kernels.numbers import Lists, parts
from telcoterms.clauses.cancellation_charge.kinds import (
    CancellationChargeRule,
    CancellationClause,
    CountsMonths,
    DecliningSum,
    FlatCancellationCharge,
    GreaterOfCharges,
    Incentive,
    LesserOfCharges,
    NoCancellationCharge,
    ShareOfRemainingFees,
    SumOfCharges,
    SumPerRemainingMonth,
    fees_hold_tax,
    leaves_of,
    month_choices,
)
from telcoterms.clauses.cancellation_charge.term import MONTHS_OF_YEAR, CancelledBy
from telcoterms.values.dataclasses import fields, replace
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import Money
from telcoterms.values.proration import MonthLength

Mask = NDArray[np.bool_]
MAX_FEE_SCALE: Final = 1 << 12
"""The largest denominator of fees without their tax: 1,200 of 10^12 over it still fit 64 bits."""


def by_facts(rule: CancellationChargeRule, facts: NumberFacts) -> CancellationChargeRule:
    """Return a clause whose numbers are those of a plan, a region and a segment."""
    changes: dict[str, Any] = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, ByFact | Dated):
            changes[field.name] = of_facts(value, facts)
        elif isinstance(value, ShareBound):
            changes[field.name] = ShareBound(of_facts(value.share, facts))
    if isinstance(rule, SumOfCharges | GreaterOfCharges | LesserOfCharges):
        changes["of"] = tuple(by_facts(part, facts) for part in rule.of)
    return replace(rule, **changes) if changes else rule


def _is_known(number: Dated[Any] | ByFact[Any] | OfIndex) -> bool:
    """Return whether a number is one value after another, whatever the other facts are."""
    match number:
        case Dated():
            return not any(isinstance(value, Dated | ByFact | OfIndex) for _, value in number.entries)
        case ByFact() | OfIndex():
            return False
    assert_never(number)


def _counts_real_days(month_length: MonthLength) -> bool:
    match month_length:
        case "actual":
            return True
        case "thirty-day-month" | "strict-thirty" | "days-of-year":
            return False
    assert_never(month_length)


def _clauses(rule: CancellationChargeRule) -> Iterator[CancellationChargeRule]:
    """Yield a clause and all that it joins."""
    yield rule
    if isinstance(rule, SumOfCharges | GreaterOfCharges | LesserOfCharges):
        for part in rule.of:
            yield from _clauses(part)


def tree_kernel(rule: CancellationChargeRule, facts: NumberFacts) -> TreeKernel | None:
    """Return the kernel of a clause for rows of one plan, region and segment; None where rows have to be asked.

    That is where it takes effect after a notice, or costs less when paid early, where leaving is free for business
    days, where the days of a month are not those of the calendar, or where a number depends on a fact that is missing.
    """
    rule = by_facts(rule, facts)
    waived = rule.waived_within
    if rule.takes_effect_later or rule.early_discount is not None or (waived is not None and waived.counts_open_days):
        return None
    if not all(map(_is_known, numbers_in(rule))):
        return None
    if any("month_length" in month_choices(one) and not _counts_real_days(one.month_length) for one in _clauses(rule)):
        return None
    return TreeKernel(rule)


def _may_leave_free(by: CancelledBy) -> bool:
    """Return whether a cancellation by them soon after the start of the term may have no charge."""
    match by:
        case "customer":
            return True
        case "provider-for-cause" | "provider-with-notice":
            return False
    assert_never(by)


_MAY_LEAVE_FREE: Final = np.array([_may_leave_free(by) for by in BY])  # by the code of who cancelled


class _Part(NamedTuple):
    """A part of the rows: their facts, the place of the first day of each term, and the months that have begun."""

    term: FixedTermColumns
    start: DayNumbers
    begun: NDArray[Any]
    fee_tax: Exact


class _Remaining(NamedTuple):
    """The months that remain: whole ones from one up to another, and a part of the running one."""

    first: NDArray[Any]
    end: NDArray[Any]
    current: NDArray[Any]
    part: Exact


class _Facts(NamedTuple):
    """The columns of a term beside the rate of the tax that its fees hold."""

    term_start: Any
    term_months: Any
    cancelled: Any
    by: Any
    monthly_fee: Any
    incentive: Any
    last_invoice: Any
    tax_top: Any
    tax_bottom: Any


@final
class TreeKernel:
    """The charge of a clause, over columns."""

    def __init__(self, rule: CancellationChargeRule) -> None:
        self.rule = rule
        self.holds_tax = fees_hold_tax(rule)
        firsts = [number.entries[0][0] for number in numbers_in(rule)]  # all are dated: others have no kernel
        self._first = max(firsts, default=date.min).toordinal() - EPOCH
        limits = [leaf.most_months for leaf in leaves_of(rule) if isinstance(leaf, CountsMonths)]
        self._lengths = [dict(limit.entries) for limit in limits if isinstance(limit, ByTermLength)]

    def asks_alone(self, term: FixedTermColumns) -> Mask:
        """Return the rows that lie before a number of the clause, or whose length of the term it does not list."""
        alone: Mask = term.cancelled < self._first
        for lengths in self._lengths:
            alone = alone | ~np.isin(term.term_months, list(lengths))
        return alone

    def is_taxed(self, cancelled: NDArray[Any]) -> Mask:
        """Return the rows whose charge carries tax."""
        if isinstance(self.rule, NoCancellationCharge):
            return np.zeros(len(cancelled), np.bool_)
        if self.rule.taxed is None:
            return np.ones(len(cancelled), np.bool_)
        taxed = _number(self.rule.taxed, cancelled).top > 0
        return np.broadcast_to(taxed, len(cancelled))

    def charge(self, term: FixedTermColumns, tax: Exact, out: NDArray[np.int64]) -> None:
        """Write to `out` what cancelling costs, without its tax; `tax` is the rate that the fees hold."""
        count = len(out)
        columns = _Facts(*term, tax_top=np.broadcast_to(tax.top, count), tax_bottom=np.broadcast_to(tax.bottom, count))
        for rows, own in parts(columns, count):
            facts, rate = FixedTermColumns(*own[:-2]), Exact(own.tax_top, own.tax_bottom)
            start = places(facts.term_start)
            begun = np.maximum(whole_months(start, facts.cancelled) + 1, 0).astype(np.int64)
            due = (begun <= facts.term_months) & OWES_CHARGE[facts.by] & ~self._is_waived(facts, start)
            part = _Part(facts, start, np.minimum(begun, facts.term_months), rate)
            charge = self._clause(self.rule, part)
            round_to(Exact(product(charge.top, due.astype(np.int64)), charge.bottom), self.rule.rounding, out[rows])

    def _is_waived(self, term: FixedTermColumns, start: DayNumbers) -> Mask | np.bool_:
        free = self.rule.waived_within
        if free is None:
            return np.False_
        last = (SPANS.take(start + STEP * free.months) >> STEP_BITS) + free.days
        waived: Mask = _MAY_LEAVE_FREE[term.by] & (term.cancelled <= last)
        return waived

    def _clause(self, rule: CancellationChargeRule, part: _Part) -> Exact:
        charge = self._unbounded(rule, part)
        if rule.least is not None:
            charge = greater(charge, self._bound(rule.least, rule, part))
        if rule.most is not None:
            charge = lesser(charge, self._bound(rule.most, rule, part))
        if rule.within_months is not None:
            within = _number(rule.within_months, part.term.cancelled).top
            charge = Exact(product(charge.top, (part.begun <= within).astype(np.int64)), charge.bottom)
        return charge

    def _bound(self, bound: Any, rule: CancellationChargeRule, part: _Part) -> Exact:
        if isinstance(bound, ShareBound):
            fees = _fees(part.term.monthly_fee, _remaining(rule, part))
            return times(_number(bound.share, part.term.cancelled), fees)
        return _number(bound, part.term.cancelled)

    def _unbounded(self, rule: CancellationChargeRule, part: _Part) -> Exact:
        cancelled = part.term.cancelled
        match rule:
            case NoCancellationCharge():
                return whole(np.zeros(1, np.int64))
            case ShareOfRemainingFees():
                return times(_number(rule.share, cancelled), self._charged_fees(rule, part))
            case SumPerRemainingMonth():
                months = _remaining(rule, part)
                return times(_number(rule.sum, cancelled), plus(whole(months.end - months.first), months.part))
            case DecliningSum():
                completed = whole(np.maximum(part.begun - 1, 0))
                less = times(_number(rule.less, cancelled), completed)
                return not_below_zero(plus(_number(rule.sum, cancelled), Exact(-less.top, less.bottom)))
            case Incentive():
                received = whole(part.term.incentive) if rule.sum is None else _number(rule.sum, cancelled)
                return times(received, _part_left(rule, part))
            case FlatCancellationCharge():
                return _number(rule.sum, cancelled)
            case SumOfCharges() | GreaterOfCharges() | LesserOfCharges():
                first, *others = (self._clause(one, part) for one in rule.of)
                for other in others:
                    first = _joined(rule, first, other)
                return first
        assert_never(rule)

    def _charged_fees(self, rule: ShareOfRemainingFees, part: _Part) -> Exact:
        """Return the fees that remain, without their tax and less what is saved in each month."""
        months, fees = _remaining(rule, part), part.term.monthly_fee
        bottom = np.ones(1, np.int64)
        if rule.fees_hold_tax:
            fees = _each(fees, lambda values, tax: values * tax, part.fee_tax.bottom)
            bottom = part.fee_tax.bottom + part.fee_tax.top
        if rule.less_per_month is not None:
            less = _number(rule.less_per_month, part.term.cancelled).top * bottom
            less = np.broadcast_to(less, len(part.start))
            fees = _each(fees, lambda values, saved: np.maximum(values - saved, 0), less)
        return times(_fees(fees, months), Exact(np.ones(1, np.int64), bottom))


def _joined(rule: SumOfCharges | GreaterOfCharges | LesserOfCharges, one: Exact, other: Exact) -> Exact:
    match rule:
        case SumOfCharges():
            return plus(one, other)
        case GreaterOfCharges():
            return greater(one, other)
        case LesserOfCharges():
            return lesser(one, other)
    assert_never(rule)


def _fraction(value: Any) -> Fraction:
    return Fraction(value.minor if isinstance(value, Money) else value)


def _number(number: Any, cancelled: NDArray[Any]) -> Exact:
    """Return a number of the clause on the day of each row; one for all rows where it never changes."""
    if not isinstance(number, Dated):
        return fractions([_fraction(number)])
    values = [_fraction(value) for _, value in number.entries]
    since = np.array([day.toordinal() - EPOCH for day, _ in number.entries])
    return fractions(values).at(np.maximum(since.searchsorted(cancelled, "right") - 1, 0))


def _months(limit: Any, part: _Part) -> NDArray[Any]:
    """Return a number of months that a clause gives."""
    if isinstance(limit, ByTermLength):
        of_length = np.zeros(MAX_MONTHS + 1, np.int64)
        for length, months in limit.entries:
            of_length[length] = months
        found: NDArray[Any] = of_length[part.term.term_months]
        return found
    return _number(limit, part.term.cancelled).top


def _remaining(rule: CancellationClause, part: _Part) -> _Remaining:
    """Return the months that remain and that a clause counts, as `remaining_months` does."""
    begun, end, in_term = part.begun, part.term.term_months, part.begun > 0
    current = np.maximum(begun, 1) - 1
    left, length = np.zeros_like(begun), np.ones_like(begun)
    match rule.remaining:
        case "whole-months-after":
            first = begun
        case "including-current":
            first = begun - in_term
        case "by-days":
            first, span = begun, SPANS.take(part.start + STEP * current)
            length = (span & DAY).astype(np.int64)
            left = ((span >> STEP_BITS) + length - part.term.cancelled - 1) * in_term
        case _:
            assert_never(rule.remaining)
    if isinstance(rule, CountsMonths) and rule.first_months is not None:
        among = _months(rule.first_months, part)
        first, end = np.minimum(first, among), np.minimum(end, among)
        left = left * (current < among)
    if isinstance(rule, CountsMonths) and rule.most_months is not None:
        most = _months(rule.most_months, part)
        left = left * (most > 0)
        end = np.minimum(end, first + most - (left > 0))
    return _Remaining(first, np.maximum(end, first), current, Exact(left, length))


def _fees(fees: NDArray[Any] | Lists, months: _Remaining) -> Exact:
    """Return the fees of some months."""
    whole_fees = whole(fees_between(fees, months.first, months.end))
    return plus(whole_fees, times(whole(fees_between(fees, months.current, months.current + 1)), months.part))


def _each(fees: NDArray[Any] | Lists, change: Any, by_row: NDArray[Any]) -> NDArray[Any] | Lists:
    """Return the fees, each changed by a number of its row."""
    if isinstance(fees, Lists):
        return Lists(fees.offsets, change(_values_of(fees), np.repeat(by_row, fees.counts)))
    changed: NDArray[Any] = change(fees, by_row)
    return changed


def _values_of(fees: Lists) -> NDArray[Any]:
    """Return the values of all rows, without those before the first row."""
    values: NDArray[Any] = fees.values[fees.offsets[0] : fees.offsets[-1]]
    return values


def _part_left(rule: Incentive, part: _Part) -> Exact:
    """Return which part of the incentive comes back."""
    term, start = part.term, part.start
    match rule.prorate:
        case "months":
            day = term if rule.counts_from_invoice else term._replace(last_invoice=term.cancelled)
            left, days, length = incentive_months_left(rule, day, start)
            return Exact(left * length + days, term.term_months * length)
        case "days":
            first, end = (
                SPANS.take(start + STEP * months) >> STEP_BITS for months in (0 * term.term_months, term.term_months)
            )
            all_days = (end - first).astype(np.int64)
            return Exact(np.minimum(all_days, end - term.cancelled - 1), all_days)
        case "years":
            years = -(-term.term_months // MONTHS_OF_YEAR)
            return Exact(years - np.maximum(part.begun - 1, 0) // MONTHS_OF_YEAR, years)
        case "none":
            return whole(np.ones(1, np.int64))
    assert_never(rule.prorate)
