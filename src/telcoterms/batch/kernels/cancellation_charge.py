"""What it costs to end a fixed term early, over columns, as `clauses.cancellation_charge` gives it for one.

A term has ended when more of its months have begun than it has. The fees that remain, x the days of a month, are below
2^56: 1,200 fees of 10^12, and 31 days; so are the months that remain of an incentive, x the days of a month. A share of
the fees is at most 1, so every charge fits 64 bits.

A bound is a whole number of minor units, so a charge may be rounded before it: no rounding passes a whole number.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeGuard, assert_never, get_args

import numpy as np
from numpy.typing import NDArray

from telcoterms.agreement.rule import RULE_FIELDS
from telcoterms.batch.kernels.days import DAY, NO_DAY, SPANS, STEP, STEP_BITS, DayNumbers, outside, places, whole_months
from telcoterms.batch.kernels.numbers import Lists, gathered, parts, share, whole_numbers
from telcoterms.clauses.cancellation_charge.kinds import (
    CancellationChargeRule,
    DecliningSum,
    FlatCancellationCharge,
    GreaterOfCharges,
    Incentive,
    LesserOfCharges,
    NoCancellationCharge,
    ShareOfRemainingFees,
    SumOfCharges,
    SumPerRemainingMonth,
)
from telcoterms.clauses.cancellation_charge.term import CancelledBy
from telcoterms.values.dataclasses import fields
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import LIMIT, Money

BY: Final[tuple[CancelledBy, ...]] = get_args(CancelledBy)  # who cancelled: the code of each is its place

Mask = NDArray[np.bool_]


def _owes_charge(by: CancelledBy) -> bool:
    """Return whether a cancellation by them within the term has a charge."""
    match by:
        case "customer" | "provider-for-cause":
            return True
        case "provider-with-notice":
            return False
    assert_never(by)


OWES_CHARGE: Final = np.array([_owes_charge(by) for by in BY])  # by the code of who cancelled


class FixedTermColumns(NamedTuple):
    """A fixed term and its cancellation: columns, of which each may be one value for all rows.

    Days are numbers since 1970-01-01, sums minor units, `by` codes of `BY`. `monthly_fee` holds one fee a row, or lists
    of one fee for each month of the term or one for all; the charge is either of it, or of `incentive` and
    `last_invoice`, `NO_DAY` where there was no invoice yet.
    """

    term_start: NDArray[Any]
    term_months: NDArray[Any]
    cancelled: NDArray[Any]
    by: NDArray[Any] = np.array(0)
    monthly_fee: NDArray[Any] | Lists = np.array(0)
    incentive: NDArray[Any] = np.array(0)
    last_invoice: NDArray[Any] = np.array(NO_DAY)


class FixedTermMisfits(NamedTuple):
    """Rows whose facts are refused, by the fact; the first that holds a row is the refusal that the question makes.

    `years` are those with a day outside the tables' years, which the question itself does not refuse; `fees` those
    whose list of fees is not as long as the term.
    """

    monthly_fee: Mask
    incentive: Mask
    term_months: Mask
    by: Mask
    years: Mask
    fees: Mask
    last_invoice: Mask


def misfits(facts: FixedTermColumns) -> FixedTermMisfits:
    """Return the rows that do not fit."""
    return gathered(_misfits, facts)


KernelRule = ShareOfRemainingFees | Incentive
"""The kinds that a kernel computes, where nothing else bears on them: `has_kernel` says so."""


def has_kernel(rule: CancellationChargeRule) -> TypeGuard[KernelRule]:
    """Return whether a clause is one that a kernel computes.

    It is a share of the fees, or the incentive by the months from the last invoice: without notice, taxed, and with
    numbers and bounds that are the same on every day and for every plan.
    """
    match rule:
        case ShareOfRemainingFees():
            plain = ShareOfRemainingFees(
                clause=rule.clause,
                says=rule.says,
                share=rule.share,
                most_months=rule.most_months if isinstance(rule.most_months, int) else None,
                first_months=rule.first_months if isinstance(rule.first_months, int) else None,
            )
            return isinstance(rule.share, Fraction) and _is_plain(rule, plain)
        case Incentive():
            return _is_plain(rule, Incentive(clause=rule.clause, says=rule.says))
        case (
            NoCancellationCharge()
            | SumPerRemainingMonth()
            | DecliningSum()
            | FlatCancellationCharge()
            | SumOfCharges()
            | GreaterOfCharges()
            | LesserOfCharges()
        ):
            return False
    assert_never(rule)


def _is_plain(rule: KernelRule, plain: KernelRule) -> bool:
    """Return whether a clause differs from one without further numbers in nothing but what its kernel reads."""
    limits = (rule.least, rule.most, rule.within_months)
    if not all(isinstance(limit, Money | int | None) for limit in limits):
        return False
    read = {*RULE_FIELDS, "least", "most", "within_months", "remaining", "months_remaining", "rounding", "tax_clause"}
    names = (field.name for field in fields(type(rule)) if field.name not in read)
    return all(getattr(rule, name) == getattr(plain, name) for name in names)


def cancellation_charge(rule: KernelRule, facts: FixedTermColumns, out: NDArray[np.int64]) -> None:
    """Write to `out` what cancelling costs, in minor units and without its tax; every row fits."""
    for rows, term in parts(facts, len(out)):
        start = places(term.term_start)
        begun = np.maximum(whole_months(start, term.cancelled) + 1, 0)
        due = (begun <= term.term_months) & OWES_CHARGE[term.by]
        if isinstance(rule.within_months, int):
            due &= begun <= rule.within_months
        match rule:
            case ShareOfRemainingFees():
                _share_of_fees(rule, term, start, np.minimum(begun, term.term_months), due, out[rows])
            case Incentive():
                _incentive(rule, term, start, due, out[rows])
            case _ as unreachable:
                assert_never(unreachable)
        if isinstance(rule.least, Money):
            np.maximum(out[rows], rule.least.minor * due, out=out[rows])
        if isinstance(rule.most, Money):
            np.minimum(out[rows], rule.most.minor, out=out[rows])


def _share_of_fees(
    rule: ShareOfRemainingFees,
    term: FixedTermColumns,
    start: DayNumbers,
    begun: NDArray[Any],
    due: Mask,
    out: NDArray[np.int64],
) -> None:
    in_term, fee_share = begun > 0, rule.share
    assert isinstance(fee_share, Fraction)
    length = np.ones_like(begun)
    match rule.remaining:
        case "whole-months-after":
            remaining = _fees(term, *_counted(rule, begun, term.term_months, 0))
        case "including-current":
            remaining = _fees(term, *_counted(rule, begun - in_term, term.term_months, 0))
        case "by-days":
            current = np.maximum(begun, 1) - 1
            span = SPANS.take(start + STEP * current)
            length = span & DAY
            left = ((span >> STEP_BITS) + length - term.cancelled - 1) * in_term
            if isinstance(rule.first_months, int):
                left *= current < rule.first_months
            if rule.most_months == 0:
                left *= 0
            whole = _fees(term, *_counted(rule, begun, term.term_months, left > 0))
            remaining = whole * length + _fees(term, current, current + 1) * left
        case _:
            assert_never(rule.remaining)
    bottoms = whole_numbers([fee_share.denominator * days for days in range(STEP)])
    share(remaining * due, whole_numbers([fee_share.numerator]), bottoms[length], rule.rounding, out)


def _counted(
    rule: ShareOfRemainingFees, first: NDArray[Any], end: NDArray[Any], parts_counted: Mask | int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the whole months that a clause counts of those that remain, from one up to another.

    `parts_counted` is 1 where a part of a month is counted before them, which is one of the most that a clause counts.
    """
    if isinstance(rule.first_months, int):
        first, end = np.minimum(first, rule.first_months), np.minimum(end, rule.first_months)
    if isinstance(rule.most_months, int):
        end = np.minimum(end, first + (rule.most_months - np.asarray(parts_counted, first.dtype)))
    return first, end


def _fees(term: FixedTermColumns, first: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Return the fees from a month of the term, counted from 0, up to another."""
    return fees_between(term.monthly_fee, first, end)


def fees_between(fees: NDArray[Any] | Lists, first: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Return fees, one a row or a list for the months of its term, from a month up to another."""
    months = end - first
    if isinstance(fees, Lists):
        one = fees.counts == 1
        fees, months = fees.between(np.where(one, 0, first), np.where(one, 1, end)), np.where(one, months, 1)
    remaining: NDArray[Any] = months * fees
    return remaining


def _incentive(rule: Incentive, term: FixedTermColumns, start: DayNumbers, due: Mask, out: NDArray[np.int64]) -> None:
    left, days, length = incentive_months_left(rule, term, start, due)
    remaining = term.incentive * ((left * length + days) * due)
    share(remaining, whole_numbers([1]), term.term_months * length, rule.rounding, out)


def incentive_months_left(
    rule: Incentive, term: FixedTermColumns, start: DayNumbers, due: Mask | np.bool_ = np.True_
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the whole months that remain as of the last invoice, the days of a part of one, and its length."""
    left = np.minimum(_months_left(term, start), term.term_months) * due
    days, length = np.zeros_like(left), np.ones_like(left)
    match rule.months_remaining:
        case "whole":
            pass  # a part of a month counts nothing
        case "by-days":
            days, length = _part_month_left(term, start, left)
        case "begun":
            days = np.minimum(_part_month_left(term, start, left)[0], 1)
        case _:
            assert_never(rule.months_remaining)
    return left, days, length


def _part_month_left(
    term: FixedTermColumns, start: DayNumbers, left: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the days between the last whole month and the end of the term, and the length of the month they are in.

    Where no part of a month remains, these are 0 and 1.
    """
    invoiced = (term.last_invoice != NO_DAY) & (left < term.term_months)
    from_term = SPANS.take(start + STEP * (term.term_months - left)) >> STEP_BITS
    reached = SPANS.take(np.where(invoiced, places(term.last_invoice), start) + STEP * left)
    end = SPANS.take(start + STEP * term.term_months) >> STEP_BITS
    days = np.where(invoiced & (from_term != term.last_invoice), end - (reached >> STEP_BITS), 0)
    return days, np.where(days > 0, reached & DAY, 1)


def _months_left(term: FixedTermColumns, start: DayNumbers) -> NDArray[Any]:
    """Return whole months from the last invoice that end within the term; without an invoice, all."""
    end = start + STEP * term.term_months
    last_of_month = SPANS.take((end & ~DAY) + 1) & DAY
    clamped = end | np.where(end & DAY >= last_of_month, DAY, 0)  # the last of a month counts as a 31st
    return np.where(term.last_invoice == NO_DAY, term.term_months, (clamped - places(term.last_invoice)) >> 5)


def _misfits(term: FixedTermColumns) -> FixedTermMisfits:
    start, months, cancelled, by, fees, incentive, last_invoice = term
    given = last_invoice != NO_DAY
    miscounted = np.zeros(len(start), np.bool_)
    if isinstance(fees, Lists):
        unfit = fees.holds(_no_sum(fees.values))
        miscounted = (fees.counts != 1) & (fees.counts != months)
    else:
        unfit = _no_sum(fees)
    return FixedTermMisfits(
        monthly_fee=unfit,
        incentive=_no_sum(incentive),
        term_months=(months < 1) | (months > MAX_MONTHS),
        by=(by < 0) | (by >= len(BY)),
        years=outside(start) | outside(cancelled) | (given & outside(last_invoice)),
        fees=miscounted,
        last_invoice=given & (last_invoice > cancelled),
    )


def _no_sum(sums: NDArray[Any]) -> Mask:
    return (sums < 0) | (sums > LIMIT)
