"""Compute a cancellation charge from the tree of its clause, and show the working.

Leaves, joins and bounds are exact fractions of a minor unit. The whole is less the early discount, rounded once, and
then taxed. Each part of a working shows its own lines with its own clause; the join or the bound follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import assert_never, final

from telcoterms.agreement.agreement import Agreement, tax_clause_of
from telcoterms.agreement.numbers import Bound, ShareBound, value_on
from telcoterms.agreement.taxes import Tax, TaxedCharge
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
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
)
from telcoterms.clauses.cancellation_charge.term import (
    FixedTerm,
    RemainingMonths,
    all_remaining,
    among_first,
    at_most,
    counted_from,
    days_used,
    incentive_days_left,
    incentive_months_left,
    incentive_years_left,
    months_left,
    months_of,
    part_month_left,
    remaining_months,
)
from telcoterms.clauses.regime import REGIME
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_months
from telcoterms.values.messages import Phrase, Phrases, Value, phrase
from telcoterms.values.money import Money, Rounding
from telcoterms.values.notices import effect_steps
from telcoterms.values.periods import in_months
from telcoterms.values.proration import part_in_words
from telcoterms.values.steps import (
    Clause,
    Percent,
    Step,
    figure,
    indented,
    outcome,
    rounded,
    step,
    sum_of,
)


@final
@dataclass(frozen=True, slots=True)
class CancellationCharge(TaxedCharge):
    """What the customer pays: the charge, its tax, and the total; `taxes` are the taxes that make up `tax`."""


def exact_charge(rule: CancellationChargeRule, term: FixedTerm) -> Fraction:
    """Return the charge in minor units, exact."""
    if term.free is not None:
        return Fraction(0)
    charge = clause_charge(rule, term)
    discount = early_discount(rule, term)
    return charge if discount is None else charge * (1 - discount)


def early_discount(rule: CancellationChargeRule, term: FixedTerm) -> Fraction | None:
    """Return the share that is taken off for paying by the day of the cancellation; None where it is not."""
    if rule.early_discount is None or term.paid is None or term.paid > term.cancelled:
        return None
    discount: Fraction = value_on(rule.early_discount, term.cancelled, term.numbers)
    return discount


def clause_charge(rule: CancellationChargeRule, term: FixedTerm) -> Fraction:
    """Return what a clause of a tree comes to, with its bounds; nothing, where its months from the start are over."""
    if not charges_then(rule, term):
        return Fraction(0)
    charge = unbounded_charge(rule, term)
    if rule.least is not None:
        charge = max(charge, bound_of(rule.least, rule, term))
    if rule.most is not None:
        charge = min(charge, bound_of(rule.most, rule, term))
    return charge


def charges_then(rule: CancellationChargeRule, term: FixedTerm) -> bool:
    """Return whether a clause charges on the day of the cancellation: it may charge in the first months alone."""
    months = months_of(rule.within_months, term)
    return months is None or term.cancelled < add_months(term.term_start, months)


def bound_of(bound: Bound, rule: CancellationChargeRule, term: FixedTerm) -> Fraction:
    """Return a bound in minor units: its sum, or its share of the fees that remain."""
    if isinstance(bound, ShareBound):
        share: Fraction = value_on(bound.share, term.cancelled, term.numbers)
        return share * fees_of(remaining_months(rule, term), lambda month: term.fee(month).minor)
    return _minor(bound, term)


def fees_of(months: RemainingMonths, fee: Callable[[int], Fraction | int]) -> Fraction:
    """Return the fees of some months in minor units; `fee` returns that of one, a whole number where it can be."""
    fees = Fraction(sum(map(fee, months.whole)))
    if months.part is not None:
        month, part = months.part
        fees += fee(month) * Fraction(*part)
    return fees


def unbounded_charge(rule: CancellationChargeRule, term: FixedTerm) -> Fraction:
    """Return what a clause of a tree comes to before its bounds."""
    match rule:
        case NoCancellationCharge():
            return Fraction(0)
        case ShareOfRemainingFees():
            share: Fraction = value_on(rule.share, term.cancelled, term.numbers)
            return share * fees_of(remaining_months(rule, term), lambda month: charged_fee(rule, term, month))
        case SumPerRemainingMonth():
            return _minor(rule.sum, term) * remaining_months(rule, term).sum
        case DecliningSum():
            return max(Fraction(0), _minor(rule.sum, term) - _minor(rule.less, term) * term.completed)
        case Incentive():
            return incentive_received(rule, term).minor * _part_left(rule, term)
        case FlatCancellationCharge():
            return _minor(rule.sum, term)
        case SumOfCharges():
            return sum((clause_charge(part, term) for part in rule.of), Fraction(0))
        case GreaterOfCharges():
            return max(clause_charge(part, term) for part in rule.of)
        case LesserOfCharges():
            return min(clause_charge(part, term) for part in rule.of)
    assert_never(rule)


def _minor(number: object, term: FixedTerm) -> Fraction:
    """Return a sum of a clause in minor units, as of the day on which the cancellation takes effect."""
    return Fraction(_money(number, term).minor)


def _money(number: object, term: FixedTerm) -> Money:
    money: Money = value_on(number, term.cancelled, term.numbers)
    return money


def charged_fee(rule: ShareOfRemainingFees, term: FixedTerm, month: int) -> Fraction | int:
    """Return the fee of a month, without its tax and less what is saved, if a clause says so; at least 0."""
    fee: Fraction | int = term.fee(month).minor
    if rule.fees_hold_tax:
        fee /= 1 + term.fee_tax
    if rule.less_per_month is not None:
        fee = max(Fraction(0), fee - _minor(rule.less_per_month, term))
    return fee


def incentive_received(rule: Incentive, term: FixedTerm) -> Money:
    """Return what was received for taking the term: the sum of the terms, or the fact."""
    if rule.sum is not None:
        return _money(rule.sum, term)
    assert term.incentive is not None
    return term.incentive


def _part_left(rule: Incentive, term: FixedTerm) -> Fraction:
    """Return which part of the incentive comes back."""
    match rule.prorate:
        case "months":
            return incentive_months_left(rule, term) / term.term_months
        case "days":
            return Fraction(*incentive_days_left(term))
        case "years":
            return Fraction(*incentive_years_left(term))
        case "none":
            return Fraction(1)
    assert_never(rule.prorate)


def is_always_taxed(rule: CancellationChargeRule) -> bool:
    """Return whether the charge, or the fees that it is a share of, carries tax whatever the facts are."""
    return fees_hold_tax(rule) or (not isinstance(rule, NoCancellationCharge) and rule.taxed is None)


def is_taxed(rule: CancellationChargeRule, term: FixedTerm) -> bool:
    """Return whether the charge carries tax on the day on which the cancellation takes effect."""
    if isinstance(rule, NoCancellationCharge):
        return False
    if rule.taxed is None:
        return True
    taxed: bool = value_on(rule.taxed, term.cancelled, term.numbers)
    return taxed


def charge_before_tax(rule: CancellationChargeRule, term: FixedTerm, currency: str) -> Money:
    """Return what the cancellation costs, without its tax."""
    return Money.of_minor(rounded(exact_charge(rule, term), rule.rounding), currency)


def charge_for(rule: CancellationChargeRule, term: FixedTerm, tax: Tax, currency: str) -> CancellationCharge:
    """Return what the cancellation costs, with its tax."""
    return CancellationCharge.of(charge_before_tax(rule, term, currency), tax)


Result = Callable[[Fraction], Phrase]
"""Writes the right side of an equation: an exact sum, or one that is rounded."""


def cancellation_charge_steps(agreement: Agreement, term: FixedTerm, tax: Tax) -> tuple[Step, ...]:
    """Return the working of a cancellation charge."""
    rule, currency = CANCELLATION_CHARGE.of(agreement), agreement.currency
    end = step(
        "end of the term: {start} + {months} = {end}",
        rule.clause,
        start=term.term_start,
        months=in_months(term.term_months),
        end=term.term_end,
    )
    lines = [end]
    if term.notified is not None:
        effect = effect_steps(rule.notice, rule.ends, term.notified, agreement.calendar, rule.clause)
        lines = [*effect, end]
    lines += _waiver_steps(rule, term)
    if term.free is not None:
        return (*lines, Step(term.free, (free_by(agreement, term),)))
    lines += _tree_steps(rule, term, rule.rounding, currency)
    charge = charge_before_tax(rule, term, currency)
    if not is_taxed(rule, term):
        return (*lines, step("no tax is added to it", tax_clause_of(rule)))
    return (*lines, *tax.steps(charge, tax_clause_of(rule)))


def _waiver_steps(rule: CancellationChargeRule, term: FixedTerm) -> Iterator[Step]:
    """Yield the line on the days after the start in which leaving is free, where the customer cancels in the term."""
    if rule.waived_within is None or term.last_free_day is None or term.has_ended:
        return
    template = "leaving is free until {sum} = {last}; {day} is later"
    if term.is_waived:
        template = "leaving is free until {sum} = {last}; {day} is not later"
    in_words = rule.waived_within.sum_in_words(term.term_start)
    yield step(template, rule.clause, sum=in_words, last=term.last_free_day, day=term.given)


def free_by(agreement: Agreement, term: FixedTerm) -> Clause:
    """Return the clause by which no charge is due: the one on what follows a term, where that has ended."""
    regime, charge = REGIME.find(agreement), CANCELLATION_CHARGE.of(agreement)
    return charge.clause if regime is None or not term.has_ended else regime.clause


def _tree_steps(rule: CancellationChargeRule, term: FixedTerm, rounding: Rounding, currency: str) -> Iterator[Step]:
    """Yield the lines of the whole clause; the last of them is rounded."""

    def exact(sum_: Fraction) -> Phrase:
        return phrase("{sum}", sum=figure(sum_, rounding, currency))

    def whole(sum_: Fraction) -> Phrase:
        return outcome(sum_, rounding, currency)

    discount = early_discount(rule, term)
    if discount is None:
        yield from _without_repeats(_clause_steps(rule, term, exact, whole))
        return
    yield from _without_repeats(_clause_steps(rule, term, exact, exact))
    charge = clause_charge(rule, term)
    yield step(
        "paid on {paid}, by the day of the cancellation: {charge} x (100 % - {discount}) = {outcome}",
        rule.clause,
        paid=term.paid or term.cancelled,
        charge=exact(charge),
        discount=Percent(discount),
        outcome=whole(charge * (1 - discount)),
    )


def _without_repeats(lines: Iterable[Step]) -> Iterator[Step]:
    """Yield lines without those that another part has shown already, such as the day of the cancellation."""
    shown = set[tuple[Phrase, tuple[Clause, ...]]]()
    for line in lines:
        if (line.phrase, line.clauses) not in shown:
            shown.add((line.phrase, line.clauses))
            yield line


def _clause_steps(rule: CancellationChargeRule, term: FixedTerm, exact: Result, last: Result) -> Iterator[Step]:
    """Yield the lines of a clause of the tree and its bounds; `last` writes the result of the last of them."""
    yield from _months_steps(rule, term)
    if not charges_then(rule, term):
        yield step("cancellation charge: {outcome}", rule.clause, outcome=last(Fraction(0)))
        return
    charge = unbounded_charge(rule, term)
    bounded = rule.least is not None or rule.most is not None
    yield from _unbounded_steps(rule, term, exact, exact if bounded else last)
    if rule.least is not None:
        least = bound_of(rule.least, rule, term)
        yield from _share_bound_steps(rule.least, rule, term, exact)
        result = exact if rule.most is not None else last
        yield step(
            "at least {bound}: the greater of {charge} and {bound} is {outcome}",
            rule.clause,
            bound=exact(least),
            charge=exact(charge),
            outcome=result(max(charge, least)),
        )
        charge = max(charge, least)
    if rule.most is not None:
        most = bound_of(rule.most, rule, term)
        yield from _share_bound_steps(rule.most, rule, term, exact)
        yield step(
            "at most {bound}: the lesser of {charge} and {bound} is {outcome}",
            rule.clause,
            bound=exact(most),
            charge=exact(charge),
            outcome=last(min(charge, most)),
        )


def _months_steps(rule: CancellationChargeRule, term: FixedTerm) -> Iterator[Step]:
    """Yield the line on the months from the start in which a clause charges anything, where it names them."""
    months = months_of(rule.within_months, term)
    if months is None:
        return
    template = "charged before {start} + {months} = {end}; {day} is not before it"
    if charges_then(rule, term):
        template = "charged before {start} + {months} = {end}; {day} is before it"
    end = add_months(term.term_start, months)
    yield step(template, rule.clause, start=term.term_start, months=in_months(months), end=end, day=term.cancelled)


def _share_bound_steps(bound: Bound, rule: CancellationChargeRule, term: FixedTerm, exact: Result) -> Iterator[Step]:
    """Yield the lines of a bound that is a share of the fees that remain."""
    if not isinstance(bound, ShareBound):
        return
    yield from _remaining_steps(rule, term)
    yield step(
        "the bound: {share} x ({fees}) = {outcome}",
        rule.clause,
        share=Percent(value_on(bound.share, term.cancelled, term.numbers)),
        fees=_fees_in_words(rule, term, lambda month: phrase("{fee}", fee=term.fee(month))),
        outcome=exact(bound_of(bound, rule, term)),
    )


def _unbounded_steps(rule: CancellationChargeRule, term: FixedTerm, exact: Result, last: Result) -> Iterator[Step]:
    """Yield the lines of a clause of the tree before its bounds."""
    result = last(unbounded_charge(rule, term))
    match rule:
        case NoCancellationCharge():
            yield step("the terms charge nothing for leaving early: {outcome}", rule.clause, outcome=result)
        case ShareOfRemainingFees():
            yield from _remaining_steps(rule, term)
            yield step(
                "cancellation charge: {share} x ({fees}) = {outcome}",
                rule.clause,
                share=Percent(value_on(rule.share, term.cancelled, term.numbers)),
                fees=_fees_in_words(rule, term, lambda month: _fee_in_words(rule, term, month)),
                outcome=result,
            )
        case SumPerRemainingMonth():
            yield from _remaining_steps(rule, term)
            template = "cancellation charge: {sum} x {months} = {outcome}"
            months = _count_in_words(rule, term)
            yield step(template, rule.clause, sum=_money(rule.sum, term), months=months, outcome=result)
        case DecliningSum():
            yield from _declining_steps(rule, term, result)
        case Incentive():
            yield from _incentive_steps(rule, term, result)
        case FlatCancellationCharge():
            yield step("cancellation charge: one sum of {outcome}", rule.clause, outcome=result)
        case SumOfCharges():
            yield from _part_steps(rule.of, term, exact)
            sums = sum_of(exact(clause_charge(part, term)) for part in rule.of)
            yield step("the sum of the parts: {sums} = {outcome}", rule.clause, sums=sums, outcome=result)
        case GreaterOfCharges():
            yield from _part_steps(rule.of, term, exact)
            template = "the greater of {sums} is {outcome}"
            yield step(template, rule.clause, sums=_each_in_words(rule.of, term, exact), outcome=result)
        case LesserOfCharges():
            yield from _part_steps(rule.of, term, exact)
            template = "the lesser of {sums} is {outcome}"
            yield step(template, rule.clause, sums=_each_in_words(rule.of, term, exact), outcome=result)
        case _ as unreachable:
            assert_never(unreachable)


def _part_steps(parts: tuple[CancellationChargeRule, ...], term: FixedTerm, exact: Result) -> Iterator[Step]:
    for part in parts:
        yield from indented(_clause_steps(part, term, exact, exact))


def _each_in_words(parts: tuple[CancellationChargeRule, ...], term: FixedTerm, exact: Result) -> Phrase:
    """Return what the parts of a join come to, in a row: `40.00 and 60.00`."""
    *others, final_ = (exact(clause_charge(part, term)) for part in parts)
    return phrase("{sums} and {last}", sums=Phrases(", ", tuple(others)), last=final_)


def _remaining_steps(rule: CancellationChargeRule, term: FixedTerm) -> Iterator[Step]:
    """Yield the lines on the months that remain, and on those of them that a clause counts."""
    if not term.begun:
        yield step("cancelled on {day}, before the term starts: all months remain", rule.clause, day=term.cancelled)
    else:
        match rule.remaining:
            case "whole-months-after" | "by-days":
                remain = "months that remain, after the current one: {months} - {begun} = {left}"
            case "including-current":
                remain = "months that remain, with the current one: {months} - {begun} + 1 = {left}"
            case _ as unreachable:
                assert_never(unreachable)
        yield step(
            "cancelled on {day}, in month {begun} of the term, which began on {start}",
            rule.clause,
            day=term.cancelled,
            begun=term.begun,
            start=term.current[0],
        )
        left = len(all_remaining(rule, term).whole)
        yield step(remain, rule.clause, months=term.term_months, begun=term.begun, left=left)
    if isinstance(rule, CountsMonths):
        yield from _limit_steps(rule, term)


def _limit_steps(rule: CountsMonths, term: FixedTerm) -> Iterator[Step]:
    """Yield the lines on the months that a clause keeps of those that remain."""
    first, most = months_of(rule.first_months, term), months_of(rule.most_months, term)
    months = among_first(all_remaining(rule, term), first)
    if first is not None:
        template = "of these, among the first {first} months of the term: {left}"
        yield step(template, rule.clause, first=first, left=len(months.whole))
    if most is not None:
        kept = at_most(months, most)
        template = "of these, the first {most} at most: {left}"
        yield step(template, rule.clause, most=most, left=len(kept.whole))


def _fees_in_words(rule: CancellationChargeRule, term: FixedTerm, fee: Callable[[int], Phrase]) -> Phrases:
    """Return the fees of the months that count as a sum: each fee, or one for all times the months."""
    months = remaining_months(rule, term)
    parts: list[Phrase] = []
    if len(term.fees) > 1:
        parts = [fee(month) for month in months.whole if term.fee(month).minor]
    elif len(months.whole) == 1:
        parts = [fee(months.whole.start)]
    elif months.whole:
        parts = [phrase("{fee} x {months}", fee=fee(months.whole.start), months=len(months.whole))]
    if months.part is not None and months.part[1][0] and term.fee(months.part[0]).minor:
        parts.append(_part_in_words(rule, term, fee(months.part[0])))
    return sum_of(parts or [phrase("0")])


def _part_in_words(rule: CancellationChargeRule, term: FixedTerm, fee: Phrase) -> Phrase:
    """Return the part of the running month that counts, times its fee."""
    used, length = days_used(term)
    match rule.month_length:
        case "actual":
            return phrase("{fee} x {left}/{length}", fee=fee, left=length - used, length=length)
        case "thirty-day-month" | "strict-thirty" | "days-of-year":
            return phrase("{fee} x {part}", fee=fee, part=part_in_words(rule.month_length, used, length, length))
    assert_never(rule.month_length)


def _count_in_words(rule: SumPerRemainingMonth, term: FixedTerm) -> Phrase:
    """Return how many months are charged."""
    months = remaining_months(rule, term)
    whole = phrase("{months}", months=len(months.whole))
    if months.part is None or not months.part[1][0]:
        return whole
    return phrase("({whole} + {part})", whole=whole, part=_part_in_words(rule, term, phrase("1")))


def _fee_in_words(rule: ShareOfRemainingFees, term: FixedTerm, month: int) -> Phrase:
    """Return the fee of a month, and how its tax and what is saved are taken out of it."""
    fee: Value = term.fee(month)
    if not rule.fees_hold_tax and rule.less_per_month is None:
        return phrase("{fee}", fee=fee)
    if not charged_fee(rule, term, month):
        return phrase("0")
    if rule.fees_hold_tax:
        fee = phrase("{fee} / (100 % + {tax})", fee=fee, tax=Percent(term.fee_tax))
    if rule.less_per_month is None:
        return phrase("({fee})", fee=fee)
    return phrase("({fee} - {less})", fee=fee, less=_money(rule.less_per_month, term))


def _declining_steps(rule: DecliningSum, term: FixedTerm, result: Phrase) -> Iterator[Step]:
    yield step("completed months of the term: {months}", rule.clause, months=term.completed)
    sum_, less = _money(rule.sum, term), _money(rule.less, term)
    template = "cancellation charge: {sum} - {less} x {months} = {outcome}"
    if less.minor * term.completed > sum_.minor:
        template = "cancellation charge: {sum} - {less} x {months} is below zero, so {outcome}"
    yield step(template, rule.clause, sum=sum_, less=less, months=term.completed, outcome=result)


def _incentive_steps(rule: Incentive, term: FixedTerm, result: Phrase) -> Iterator[Step]:
    incentive = incentive_received(rule, term)
    match rule.prorate:
        case "months":
            yield _months_left_step(rule, term)
            part_steps, left = _part_month_steps(rule, term)
            yield from part_steps
            template = "cancellation charge: {incentive} x {left}/{months} = {outcome}"
            yield step(template, rule.clause, incentive=incentive, left=left, months=term.term_months, outcome=result)
        case "days":
            days, of = incentive_days_left(term)
            yield step(
                "days of the term: {end} - {start} = {days}",
                rule.clause,
                end=term.term_end,
                start=term.term_start,
                days=of,
            )
            yield step("days of it after the cancellation on {day}: {left}", rule.clause, day=term.cancelled, left=days)
            template = "cancellation charge: {incentive} x {left}/{days} = {outcome}"
            yield step(template, rule.clause, incentive=incentive, left=days, days=of, outcome=result)
        case "years":
            years, of = incentive_years_left(term)
            yield step(
                "years of the term: {months}/12, upward: {years}", rule.clause, months=term.term_months, years=of
            )
            template = "years of it that are not completed on {day}: {of} - {completed} = {left}"
            if years == of:
                template = "years of it that are not completed on {day}: all {left}"
            yield step(template, rule.clause, day=term.cancelled, of=of, completed=of - years, left=years)
            template = "cancellation charge: {incentive} x {left}/{years} = {outcome}"
            yield step(template, rule.clause, incentive=incentive, left=years, years=of, outcome=result)
        case "none":
            yield step("cancellation charge: the whole incentive, {outcome}", rule.clause, outcome=result)
        case _ as unreachable:
            assert_never(unreachable)


def _months_left_step(rule: Incentive, term: FixedTerm) -> Step:
    """Return the line on the whole months that are left."""
    day, left = counted_from(rule, term), months_left(rule, term)
    if day is None:
        return step("no invoice yet: the whole term remains", rule.clause)
    match rule.as_of:
        case "last-invoice":
            if left == term.term_months:
                return step("as of the invoice of {invoice} the whole term remains", rule.clause, invoice=day)
            template = (
                "whole months from the last invoice, as many as end within the term: {invoice} + {left} = {reached}"
            )
            return step(template, rule.clause, invoice=day, left=in_months(left), reached=add_months(day, left))
        case "cancellation":
            if left == term.term_months:
                return step("as of the cancellation on {day} the whole term remains", rule.clause, day=day)
            template = "whole months from the cancellation, as many as end within the term: {day} + {left} = {reached}"
            return step(template, rule.clause, day=day, left=in_months(left), reached=add_months(day, left))
    assert_never(rule.as_of)


def _part_month_steps(rule: Incentive, term: FixedTerm) -> tuple[tuple[Step, ...], Phrase]:
    """Return the lines on the part of a month that remains, and the months that are charged."""
    left, part, day = months_left(rule, term), part_month_left(rule, term), counted_from(rule, term)
    whole = phrase("{left}", left=left)
    if part is None or day is None:
        return (), whole
    days, length = part
    reached = add_months(day, left)
    match rule.months_remaining:
        case "whole":
            return (), whole
        case "by-days":
            days_left = step(
                "days left, in a month begun before the end of the term: {end} - {reached} = {days}",
                rule.clause,
                end=term.term_end,
                reached=reached,
                days=days,
            )
            days_of_month = step(
                "days in that month: {following} - {reached} = {length}",
                rule.clause,
                following=add_months(day, left + 1),
                reached=reached,
                length=length,
            )
            months = phrase("({left} + {days}/{length})", left=left, days=days, length=length)
            return (days_left, days_of_month), months
        case "begun":
            begun = step(
                "months that remain, the one begun with them: {left} + 1 = {begun}",
                rule.clause,
                left=left,
                begun=left + 1,
            )
            return (begun,), phrase("{begun}", begun=left + 1)
    assert_never(rule.months_remaining)
