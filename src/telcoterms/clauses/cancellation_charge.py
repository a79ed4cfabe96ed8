"""Compute what it costs to end a fixed term early.

The charge is due when the customer cancels inside the term, or the provider cancels for cause; not when the provider
cancels on notice, nor once the term has ended. Kind `share-of-remaining-fees`: a share of the monthly fees that remain.
Kind `incentive-prorated`: the incentive received for the term, by the months that remain as of the last invoice.

The months that remain are stepped from the last invoice. A term of twelve months ends on 15 March 2026, the last
invoice is of 25 October 2025: four months later is 25 February, and 18 days of the month of 28 days that follows lie
before the end. The reading `months_remaining` makes 4, 4 18/28 or 5 months of that: 66.65, 77.36 or 83.31 of an
incentive of 199.95. An invoice dated as a month of the term begins leaves whole months: no step is taken from a day
that a short month has clamped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.law import (
    CancellationFeeCap,
    EndsOnReceipt,
    LawFact,
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
from telcoterms.agreement.taxes import Tax, TaxAmount, TaxedAs, TaxMode, tax_data
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    CANCELLED,
    INCENTIVE,
    PROVINCE,
    TAX_MODE,
    TAX_RATE,
    TAXED_AS,
    TERM_MONTHS,
    TERM_START,
)
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.regime import REGIME
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_months, as_count, as_day, whole_months
from telcoterms.values.errors import InputError, MissingFactsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Spelling, phrase
from telcoterms.values.money import Amount, Money, Rate, Rounding, as_money, as_rate
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, outcome, rounded, step, sum_of

LAST_INVOICE_NOT_GIVEN: Final = "not given"
"""The value of a last invoice that was not given; None says that there was no invoice."""

CancelledBy = Literal["customer", "provider-for-cause", "provider-with-notice"]
Remaining = Literal["whole-months-after", "including-current", "by-days"]
MonthsRemaining = Literal["whole", "by-days", "begun"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfRemainingFees(Rule):
    """A share of the monthly fees to the end of the term.

    `tax_clause` is the section by which the charge carries tax, where another one says so.
    """

    kind: ClassVar[str] = "share-of-remaining-fees"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "remaining": "the month that has begun is payable as a fee already, so it is not a remaining one",
        "rounding": "half a cent rounds up, as on bills",
    }

    share: Fraction
    tax_clause: Clause | None = None
    remaining: Remaining = "whole-months-after"
    rounding: Rounding = "half-up"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveProrated(Rule):
    """The incentive for the term, by the months that remain.

    `tax_clause` is the section by which the charge carries tax, where another one says so.
    """

    kind: ClassVar[str] = "incentive-prorated"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "months_remaining": "what is counted is months, and a part of one is none",
        "rounding": "half a cent rounds up, as on bills",
    }

    tax_clause: Clause | None = None
    months_remaining: MonthsRemaining = "whole"
    rounding: Rounding = "half-up"


CancellationChargeRule = ShareOfRemainingFees | IncentiveProrated
CANCELLATION_CHARGE: Final = Kinds[CancellationChargeRule]("cancellation_charge", CancellationChargeRule, taxed=True)


class CancellationChargeReadings(TypedDict, total=False):
    """Readings of `cancellation_charge`."""

    remaining: Remaining
    months_remaining: MonthsRemaining
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class CancellationCharge:
    """What the customer pays: the charge, its tax, and the total; `taxes` are the taxes that make up `tax`."""

    charge: Money
    tax: Money
    total: Money
    taxes: tuple[TaxAmount, ...]

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.charge

    def headline(self) -> Phrase:
        """Return the charge, its tax and the total in one line."""
        return phrase(
            "{charge}, tax {tax}, total {total}", charge=MoneyWithCurrency(self.charge), tax=self.tax, total=self.total
        )

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        sums = {"charge": self.charge.text, "tax": self.tax.text, "total": self.total.text}
        return {**sums, "taxes": tax_data(self.taxes)}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FixedTerm:
    """A fixed term and its cancellation, checked.

    `fees` holds one monthly fee for each month of the term, or one for all; `incentive` what was received for
    taking the term; `last_invoice` the date of the last monthly invoice, None when there was none yet.
    """

    term_start: date
    term_months: int
    cancelled: date
    by: CancelledBy
    fees: tuple[Money, ...] = ()
    incentive: Money | None = None
    last_invoice: date | None = None

    def __post_init__(self) -> None:
        if self.incentive is None:
            check_fee_count(self.fees, self.term_months)
        if self.last_invoice is not None and self.last_invoice > self.cancelled:
            raise InputError(
                "last_invoice is {invoice}, after the cancellation of {cancelled}: give the last "
                "invoice on or before it",
                invoice=self.last_invoice,
                cancelled=self.cancelled,
            )

    @property
    def term_end(self) -> date:
        """The first day after the term."""
        return add_months(self.term_start, self.term_months)

    @property
    def free(self) -> Phrase | None:
        """The reason why no charge is due; None where one is."""
        match self.by:
            case "provider-with-notice":
                return phrase("the provider cancels on notice and without cause: no charge")
            case "customer" | "provider-for-cause":
                pass  # they owe the charge, unless the term is over
            case _ as unreachable:
                assert_never(unreachable)
        if self.has_ended:
            return phrase("the term has ended, the service is month to month: no charge")
        return None

    @property
    def has_ended(self) -> bool:
        """Whether the term is over on the day of a cancellation that could have cost something inside it."""
        match self.by:
            case "provider-with-notice":
                return False
            case "customer" | "provider-for-cause":
                return self.cancelled >= self.term_end
        assert_never(self.by)

    @property
    def begun(self) -> int:
        """How many months of the term have begun on the day of the cancellation."""
        return max(0, whole_months(self.term_start, self.cancelled) + 1)

    @property
    def current(self) -> tuple[date, date]:
        """The first day of the running month, and the first day of the next one."""
        return add_months(self.term_start, self.begun - 1), add_months(self.term_start, self.begun)

    def fee(self, month: int) -> Money:
        """Return the fee of a month of the term, counted from 0."""
        return self.fees[month % len(self.fees)]

    @property
    def months_left(self) -> int:
        """How many whole months remain as of the last invoice, at most those of the term."""
        if self.last_invoice is None:
            return self.term_months
        return min(self.term_months, whole_months(self.last_invoice, self.term_end))

    @property
    def part_month_left(self) -> tuple[int, int] | None:
        """The days between the last of these months and the end of the term, and the length of the month they are in.

        None where no part of a month remains.
        """
        left = self.months_left
        if self.last_invoice is None or left == self.term_months:
            return None
        if self.last_invoice == add_months(self.term_start, self.term_months - left):
            return None
        reached, following = add_months(self.last_invoice, left), add_months(self.last_invoice, left + 1)
        days = (self.term_end - reached).days
        return (days, (following - reached).days) if days else None


def check_fee_count(fees: tuple[Money, ...], term_months: int) -> None:
    """Raise `InputError` where there is neither one fee for each month of a term nor one for all."""
    if len(fees) not in (1, term_months):
        raise InputError(
            "{given} monthly fees are given for a term of {months} months: give one fee a month "
            "of the term, or one for all",
            given=len(fees),
            months=term_months,
        )


def exact_charge(rule: CancellationChargeRule, term: FixedTerm) -> Fraction:
    """Return the charge in minor units, exact."""
    if term.free is not None:
        return Fraction(0)
    match rule:
        case ShareOfRemainingFees():
            months, current_month_share = months_charged(rule, term)
            fees = Fraction(sum(term.fee(month).minor for month in months))
            if current_month_share is not None:
                fees += term.fee(term.begun - 1).minor * Fraction(*current_month_share)
            return rule.share * fees
        case IncentiveProrated():
            assert term.incentive is not None
            return term.incentive.minor * incentive_months_left(rule, term) / term.term_months
    assert_never(rule)


def incentive_months_left(rule: IncentiveProrated, term: FixedTerm) -> Fraction:
    """Return the months that remain as of the last invoice, by the reading of a part of one."""
    left, part = Fraction(term.months_left), term.part_month_left
    if part is None:
        return left
    match rule.months_remaining:
        case "whole":
            return left
        case "by-days":
            return left + Fraction(*part)
        case "begun":
            return left + 1
    assert_never(rule.months_remaining)


def months_charged(rule: ShareOfRemainingFees, term: FixedTerm) -> tuple[range, tuple[int, int] | None]:
    """Return the months of the term that remain whole, counted from 0, and the share of the one that is running.

    The share is None where the reading `remaining` takes that month whole or not at all, and before the term.
    """
    after = range(term.begun, term.term_months)
    if not term.begun:
        return after, None
    match rule.remaining:
        case "whole-months-after":
            return after, None
        case "including-current":
            return range(term.begun - 1, term.term_months), None
        case "by-days":
            return after, days_left(term)
    assert_never(rule.remaining)


def days_left(term: FixedTerm) -> tuple[int, int]:
    """Return the days of the running month after the cancellation, and the length of that month."""
    start, end = term.current
    return (end - term.cancelled).days - 1, (end - start).days


def charge_for(rule: CancellationChargeRule, term: FixedTerm, tax: Tax, currency: str) -> CancellationCharge:
    """Return what the cancellation costs, with its tax."""
    charge = Money.of_minor(rounded(exact_charge(rule, term), rule.rounding), currency)
    tax_amount = Money.of_minor(tax.of(charge.minor), currency)
    return CancellationCharge(charge, tax_amount, tax.with_tax(charge, tax_amount), tax.amounts(charge))


def cancellation_charge_steps(agreement: Agreement, term: FixedTerm, tax: Tax) -> tuple[Step, ...]:
    """Return the working of a cancellation charge."""
    rule, currency = CANCELLATION_CHARGE.of(agreement), agreement.currency
    end = step(
        "end of the term: {start} + {months} months = {end}",
        rule.clause,
        start=term.term_start,
        months=term.term_months,
        end=term.term_end,
    )
    if term.free is not None:
        return (end, Step(term.free, (free_by(agreement, term),)))
    exact = exact_charge(rule, term)
    charge = Money.of_minor(rounded(exact, rule.rounding), currency)
    result = outcome(exact, rule.rounding, currency)
    match rule:
        case ShareOfRemainingFees():
            lines = (*_remaining_steps(rule, term), _share_step(rule, term, result))
        case IncentiveProrated():
            assert term.incentive is not None
            part_steps, left = _part_month_steps(rule, term)
            charged = step(
                "cancellation charge: {incentive} x {left}/{months} = {outcome}",
                rule.clause,
                incentive=term.incentive,
                left=left,
                months=term.term_months,
                outcome=result,
            )
            lines = (_months_left_step(rule, term), *part_steps, charged)
        case _ as unreachable:
            assert_never(unreachable)
    return (end, *lines, *tax.steps(charge, agreement.tax_cited(rule, term.cancelled)))


def free_by(agreement: Agreement, term: FixedTerm) -> Clause:
    """Return the clause by which no charge is due: the one on what follows a term, where that has ended."""
    regime, charge = REGIME.find(agreement), CANCELLATION_CHARGE.of(agreement)
    return charge.clause if regime is None or not term.has_ended else regime.clause


def _remaining_steps(rule: ShareOfRemainingFees, term: FixedTerm) -> tuple[Step, ...]:
    if not term.begun:
        return (step("cancelled on {day}, before the term starts: all months remain", rule.clause, day=term.cancelled),)
    start, _ = term.current
    match rule.remaining:
        case "whole-months-after" | "by-days":
            remain = "months that remain, after the current one: {months} - {begun} = {left}"
        case "including-current":
            remain = "months that remain, with the current one: {months} - {begun} + 1 = {left}"
        case _ as unreachable:
            assert_never(unreachable)
    months, _ = months_charged(rule, term)
    return (
        step(
            "cancelled on {day}, in month {begun} of the term, which began on {start}",
            rule.clause,
            day=term.cancelled,
            begun=term.begun,
            start=start,
        ),
        step(
            remain,
            rule.clause,
            months=term.term_months,
            begun=term.begun,
            left=len(months),
        ),
    )


def _share_step(rule: ShareOfRemainingFees, term: FixedTerm, result: Phrase) -> Step:
    months, current_month_share = months_charged(rule, term)
    if len(term.fees) > 1:
        parts = [phrase("{fee}", fee=term.fee(month)) for month in months]
    else:
        parts = [phrase("{fee} x {months}", fee=term.fee(0), months=len(months))]
    if current_month_share is not None:
        left, length = current_month_share
        parts.append(phrase("{fee} x {left}/{length}", fee=term.fee(term.begun - 1), left=left, length=length))
    return step(
        "cancellation charge: {share} x ({fees}) = {outcome}",
        rule.clause,
        share=Percent(rule.share),
        fees=sum_of(parts or [phrase("0")]),
        outcome=result,
    )


def _months_left_step(rule: IncentiveProrated, term: FixedTerm) -> Step:
    if term.last_invoice is None:
        return step("no invoice yet: the whole term remains", rule.clause)
    if term.months_left == term.term_months:
        return step("as of the invoice of {invoice} the whole term remains", rule.clause, invoice=term.last_invoice)
    return step(
        "whole months from the last invoice, as many as end within the term: {invoice} + {left} months = {reached}",
        rule.clause,
        invoice=term.last_invoice,
        left=term.months_left,
        reached=add_months(term.last_invoice, term.months_left),
    )


def _part_month_steps(rule: IncentiveProrated, term: FixedTerm) -> tuple[tuple[Step, ...], Phrase]:
    """Return the lines on the part of a month that remains, and the months that are charged."""
    left, part, invoice = term.months_left, term.part_month_left, term.last_invoice
    whole = phrase("{left}", left=left)
    if part is None or invoice is None:
        return (), whole
    days, length = part
    reached = add_months(invoice, left)
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
                following=add_months(invoice, left + 1),
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


def facts_needed(rule: CancellationChargeRule) -> tuple[str, ...]:
    """Return the facts that a clause needs beside the term and the day of its cancellation."""
    match rule:
        case IncentiveProrated():
            return ("incentive", "last_invoice")
        case ShareOfRemainingFees():
            return ("monthly_fee",)
    assert_never(rule)


def needed_facts(question: type[Question], agreement: Agreement) -> tuple[str, ...]:
    """Return the facts that have to be given to a question on the charge, those that the clause needs with them."""
    rule = None if question.undecided(agreement) else CANCELLATION_CHARGE.find(agreement)
    by_rule = () if rule is None else facts_needed(rule)
    return tuple(name for name, fact in question.facts.items() if fact.is_needed or name in by_rule)


def _to_give(name: str) -> Phrase:
    """Return a fact that is to be given, as it is spelt, and what stands for none of it."""
    spelling = CancellationChargeQuestion.spelt(name)
    if name == "last_invoice":
        none = Spelling("None", "none", '"none"')
        return phrase("{name}, the date of the last monthly invoice, or {none}", name=spelling, none=none)
    return phrase("{name}", name=spelling)


def fixed_term_of(
    agreement: Agreement,
    monthly_fee: Money | tuple[Money, ...] | None,
    incentive: Money | None,
    term_start: date,
    term_months: int,
    last_invoice: date | str | None,
    cancelled: date,
    by: CancelledBy,
) -> FixedTerm:
    """Return the checked facts of a charge.

    Raises `MissingFactsError` with all facts that the clause needs and that are not given, `InputError` for one that it
    does not use.
    """
    rule = CANCELLATION_CHARGE.of(agreement)
    needed = facts_needed(rule)
    given = {"monthly_fee": monthly_fee is not None, "incentive": incentive is not None}
    given["last_invoice"] = last_invoice != LAST_INVOICE_NOT_GIVEN
    missing = Phrases(", ", tuple(_to_give(name) for name in needed if not given[name]))
    surplus = [name for name, is_given in given.items() if is_given and name not in needed]
    unused = Phrases(", ", tuple(phrase("{name}", name=CancellationChargeQuestion.spelt(name)) for name in surplus))
    clause = Unquoted(rule.clause)
    match rule:
        case IncentiveProrated():
            charged = phrase("these terms ({clause}) charge the incentive by the months left", clause=clause)
        case ShareOfRemainingFees():
            charged = phrase("these terms ({clause}) charge a share of the monthly fees", clause=clause)
        case _ as unreachable:
            assert_never(unreachable)
    if missing.parts and unused.parts:
        raise MissingFactsError(
            "{charged}: give {missing}; leave out {unused}", charged=charged, missing=missing, unused=unused
        )
    if missing.parts:
        raise MissingFactsError("{charged}: give {missing}", charged=charged, missing=missing)
    if unused.parts:
        raise InputError("{charged}: leave out {unused}", charged=charged, unused=unused)
    fees = monthly_fee if isinstance(monthly_fee, tuple) else () if monthly_fee is None else (monthly_fee,)
    return FixedTerm(
        term_start=term_start,
        term_months=term_months,
        cancelled=cancelled,
        by=by,
        fees=fees,
        incentive=incentive,
        last_invoice=last_invoice if isinstance(last_invoice, date) else None,
    )


def charge_by_law(
    version: RuleVersion, term: FixedTerm, fees: tuple[Money, ...], charge: Money, subsidy: Money | None
) -> ByLaw | None:
    """Return what a rule on fees for cancelling early comes to, before tax; `subsidy` is None where it is not known.

    `fees` is one monthly fee for each month of the term, one for all, or none where no fee is known.
    """
    if term.free is not None:
        return ByLaw(term.free, shown=False)
    match version:
        case NoFeeWithoutSubsidy():
            return _fee_void(charge, subsidy)
        case CancellationFeeCap():
            return _fee_cap(version, term, fees, charge, subsidy)
        case RefundByDaysLeft() | NoticeBelow() | EndsOnReceipt():  # the day of leaving, and what comes back
            return None
        case OnRates() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
            return None
    assert_never(version)


def _fee_void(charge: Money, subsidy: Money | None) -> ByLaw:
    nothing = Money.of_minor(0, charge.currency)
    if subsidy is None:
        says = phrase("{law} where no device was subsidised, {terms} by the terms", law=nothing, terms=charge)
        return ByLaw(says, nothing, ("device_subsidy",))
    if subsidy.minor:
        return ByLaw(phrase("a device was subsidised by {sum}: it leaves the charge", sum=subsidy), shown=False)
    return ByLaw(phrase("{law} as no device was subsidised, {terms} by the terms", law=nothing, terms=charge), nothing)


def _fee_cap(
    version: CancellationFeeCap, term: FixedTerm, fees: tuple[Money, ...], charge: Money, subsidy: Money | None
) -> ByLaw:
    months = min(term.term_months, version.months or term.term_months)
    left = max(0, months - term.begun)
    if subsidy is not None and subsidy.minor:
        most = Money.of_minor(subsidy.minor * left // months, charge.currency)
        template = "{subsidy} x {left}/{months}, so {law} at most, {terms} by the terms"
        says = phrase(template, subsidy=subsidy, left=left, months=months, law=most, terms=charge)
        return ByLaw(says, most)
    needs: tuple[LawFact, ...] = () if subsidy is not None else ("device_subsidy",)
    if version.otherwise_most is None or version.otherwise_share is None:
        nothing = Money.of_minor(0, charge.currency)
        says = phrase("without a device subsidy {law}, {terms} by the terms", law=nothing, terms=charge)
        return ByLaw(says, nothing, needs)
    if not fees:
        template = "without a device subsidy {law} at most, {terms} by the terms"
        most = version.otherwise_most
        return ByLaw(phrase(template, law=most, terms=charge), most, (*needs, "monthly_fee"))
    remaining = sum(fees[month % len(fees)].minor for month in range(term.begun, term.begun + left))
    share = Money.of_minor(floor(version.otherwise_share * remaining), charge.currency)
    most = min(version.otherwise_most, share)
    template = (
        "without a device subsidy the lower of {most} and {share} x {remaining}, so {law} at most, {terms} by the terms"
    )
    says = phrase(
        template,
        most=version.otherwise_most,
        share=Percent(version.otherwise_share),
        remaining=Money.of_minor(remaining, charge.currency),
        law=most,
        terms=charge,
    )
    return ByLaw(says, most, needs)


@final
class CancellationChargeQuestion(Question):
    """The question `cancellation_charge`."""

    name = "cancellation_charge"
    says = "what it costs to end a fixed term early"
    asks = Phrase("cancellation charge for a term of {term_months} months from {term_start}, cancelled {cancelled}")
    dated_by = "term_start"
    example = "cancellation-charge 59.95 --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10 --service none"
    tables = (CANCELLATION_CHARGE,)
    reads = (CANCELLATION_CHARGE,)
    compared = (
        {"monthly_fee": 60, "term_start": "2026-01-01", "term_months": 24, "cancelled": "2026-09-10"},
        {
            "incentive": 200,
            "last_invoice": "2026-09-01",
            "term_start": "2026-01-01",
            "term_months": 24,
            "cancelled": "2026-09-10",
        },
    )
    law_day = "cancelled"

    monthly_fee: Money | tuple[Money, ...] | None = fact(
        "the monthly fee before tax, where a share of the fees is charged",
        default=None,
        place="argument",
        in_heading=Phrase("at {value} a month"),
    )
    incentive: Money | None = INCENTIVE
    term_start: date = TERM_START
    term_months: int = TERM_MONTHS
    last_invoice: date | Literal["not given"] | None = fact(
        "the date of the last monthly invoice, or none",
        default=LAST_INVOICE_NOT_GIVEN,
        in_heading={"": Phrase("last invoice {value}"), None: Phrase("without an invoice")},
    )
    cancelled: date = CANCELLED
    by: CancelledBy = fact(
        "who cancels",
        default="customer",
        in_heading={
            "provider-for-cause": Phrase("by the provider for cause"),
            "provider-with-notice": Phrase("by the provider with notice"),
        },
    )
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    tax_mode: TaxMode = TAX_MODE
    taxed_as: TaxedAs | None = TAXED_AS

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given; which ones those are of the fees, the clause says."""
        return needed_facts(cls, agreement)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the months that remain, the charge, its tax."""
        return cancellation_charge_steps(self.agreement, self.term, self.tax)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the charge, or the one by which none is due, and those of its tax."""
        clauses, term = super().clauses, self.term
        return clauses if term.free is None else tuple(dict.fromkeys((*clauses, free_by(self.agreement, term))))

    @property
    def unheard(self) -> frozenset[str]:
        """Every reading, where no charge is due under any."""
        if self.term.free is None:
            return frozenset()
        return frozenset(reading.name for reading in CANCELLATION_CHARGE.of(self.agreement).readings())

    def by_law(self, version: RuleVersion, value: CancellationCharge) -> ByLaw | None:
        """Return what a rule on fees for cancelling early comes to, before tax."""
        term, subsidy = self.term, self.agreement.customer.device_subsidy
        return charge_by_law(version, term, term.fees, value.charge, subsidy)

    @property
    def term(self) -> FixedTerm:
        """The term that is ended."""
        return fixed_term_of(self.agreement, *self.given[:7])

    @property
    def tax(self) -> Tax:
        """The tax on the charge, or included in it."""
        return self.agreement.tax_on(self.cancelled, self.province, self.tax_rate, self.tax_mode, self.taxed_as)


def cancellation_charge(
    terms: Agreed,
    monthly_fee: Amount | Sequence[Amount] | None = None,
    *,
    incentive: Amount | None = None,
    term_start: Day,
    term_months: int,
    last_invoice: Day | Literal["not given"] | None = LAST_INVOICE_NOT_GIVEN,
    cancelled: Day,
    by: CancelledBy = "customer",
    province: str | None = None,
    tax_rate: Rate | None = None,
    tax_mode: TaxMode = "added",
    taxed_as: TaxedAs | None = None,
) -> Answer[CancellationCharge]:
    """Return what it costs to end a fixed term early.

    `monthly_fee` before tax, or one fee for each month of the term, where the terms charge a share of the fees that
    remain; `incentive` and `last_invoice` (None if there was none yet) where they charge the incentive by the
    months left. A transfer to another provider counts as the customer's cancellation. The tax is that of the day of the
    cancellation; `taxed_as` is the kind of service, needed in a province whose taxes depend on it. Raises `InputError`
    for facts that do not fit.

    >>> from telcoterms import load
    >>> charge = load("kos", service="none").cancellation_charge(
    ...     "59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"
    ... )
    >>> charge.value.charge, charge.value.tax
    (Money('209.83', 'CAD'), Money('27.28', 'CAD'))
    """
    agreement = terms.agreement
    currency = agreement.currency
    facts = (
        _fees(monthly_fee, currency),
        None if incentive is None else as_money(incentive, currency, "incentive"),
        as_day(term_start, "term_start"),
        as_count(term_months, "term_months"),
        last_invoice
        if last_invoice is None or last_invoice == LAST_INVOICE_NOT_GIVEN
        else as_day(last_invoice, "last_invoice"),
        as_day(cancelled, "cancelled"),
        one_of(by, CancelledBy, "by"),
    )
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    mode = one_of(tax_mode, TaxMode, "tax_mode")
    term = fixed_term_of(agreement, *facts)
    kind = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
    tax = agreement.tax_on(term.cancelled, province, rate, mode, kind)
    value = charge_for(CANCELLATION_CHARGE.of(agreement), term, tax, currency)
    return Answer(value, "cancellation_charge", (*facts, province, rate, mode, kind), terms)


def _fees(fee: Any, currency: str) -> Money | tuple[Money, ...] | None:
    """Return one fee for all months, a tuple of one for each month, or None."""
    if fee is None:
        return None
    if isinstance(fee, list | tuple):
        return tuple(as_money(monthly_fee, currency, "monthly_fee") for monthly_fee in fee)
    return as_money(fee, currency, "monthly_fee")
