"""Define the question `cancellation_charge`: its facts, how they are checked, and what rules of law come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement
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
from telcoterms.agreement.taxes import Tax, TaxedAs, TaxMode
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    CANCELLED,
    INCENTIVE,
    PLAN,
    PROVINCE,
    REGION,
    SEGMENT,
    TAX_MODE,
    TAX_RATE,
    TAXED_AS,
    TERM_MONTHS,
    TERM_START,
    number_facts_of,
)
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.cancellation_charge.charge import (
    CancellationCharge,
    cancellation_charge_steps,
    charge_for,
    fees_of,
    free_by,
    is_always_taxed,
    is_taxed,
)
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    charged_in_words,
    facts_allowed,
    facts_needed,
    fees_hold_tax,
)
from telcoterms.clauses.cancellation_charge.term import (
    LAST_INVOICE_NOT_GIVEN,
    CancelledBy,
    FixedTerm,
    RemainingMonths,
    check_fee_count,
    days_used,
)
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass, fields
from telcoterms.values.days import Day, as_count, as_day, as_day_or_none
from telcoterms.values.errors import InputError, MissingFactsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Spelling, phrase
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate
from telcoterms.values.periods import calendar_note, in_months
from telcoterms.values.proration import Part
from telcoterms.values.steps import Clause, Percent, Step, figure


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """The facts of a fixed term and its end as they are given, before a clause says which of them it needs."""

    term_start: date
    term_months: int
    cancelled: date
    by: CancelledBy
    monthly_fee: Money | tuple[Money, ...] | None = None
    incentive: Money | None = None
    last_invoice: date | str | None = LAST_INVOICE_NOT_GIVEN
    paid: date | None = None
    plan: str | None = None
    region: str | None = None
    segment: str | None = None


@final
@dataclass(frozen=True, slots=True)
class TaxFacts:
    """The facts of a tax as they are given."""

    province: str | None = None
    tax_rate: Fraction | None = None
    tax_mode: TaxMode = "added"
    taxed_as: TaxedAs | None = None
    region: str | None = None


def needed_for_charge(question: type[Question], agreement: Agreement) -> tuple[str, ...]:
    """Return the facts that have to be given to a question on the charge, those that the clause needs with them."""
    rule = None if question.undecided(agreement) else CANCELLATION_CHARGE.find(agreement)
    return question.needed_with(() if rule is None else facts_needed(rule))


def _to_give(name: str) -> Phrase:
    """Return a fact that is to be given, as it is spelt, and what stands for none of it."""
    spelling = CancellationChargeQuestion.spelt(name)
    if name == "last_invoice":
        none = Spelling("None", "none", '"none"')
        return phrase("{name}, the date of the last monthly invoice, or {none}", name=spelling, none=none)
    return phrase("{name}", name=spelling)


def fixed_term_of(agreement: Agreement, facts: TermFacts, tax: TaxFacts) -> FixedTerm:
    """Return the checked facts of a charge, as of the day on which the cancellation takes effect.

    Raises `MissingFactsError` with all facts that the clause needs and that are not given, `InputError` for one that it
    does not use.
    """
    rule = CANCELLATION_CHARGE.of(agreement)
    needed, allowed = facts_needed(rule), facts_allowed(rule)
    given = {
        "monthly_fee": facts.monthly_fee is not None,
        "incentive": facts.incentive is not None,
        "last_invoice": facts.last_invoice != LAST_INVOICE_NOT_GIVEN,
        "paid": facts.paid is not None,
    }
    missing = [name for name in needed if not given[name]]
    unused = [name for name, is_given in given.items() if is_given and name not in allowed]
    if missing and is_always_taxed(rule):
        missing += agreement.tax_facts_missing(tax.province, tax.tax_rate, tax.taxed_as, tax.region)
    if missing or unused:
        raise _unfit_facts(rule, missing, unused)
    fee, effective = facts.monthly_fee, rule.effective_day(facts.cancelled, agreement.calendar)
    fees = fee if isinstance(fee, tuple) else () if fee is None else (fee,)
    if fee is not None:
        check_fee_count(fees, facts.term_months)
    return FixedTerm(
        term_start=facts.term_start,
        term_months=facts.term_months,
        cancelled=effective,
        by=facts.by,
        fees=fees,
        incentive=facts.incentive,
        last_invoice=facts.last_invoice if isinstance(facts.last_invoice, date) else None,
        notified=facts.cancelled if rule.takes_effect_later else None,
        paid=facts.paid,
        waived_until=rule.waived_until(facts.term_start, agreement.calendar),
        fee_tax=_tax_of(agreement, effective, tax).rate if fees_hold_tax(rule) else Fraction(0),
        numbers=number_facts_of(agreement, [rule], facts.plan, facts.region, facts.segment, taxed=True),
    )


def _unfit_facts(rule: CancellationChargeRule, missing: list[str], unused: list[str]) -> InputError:
    """Return the error for facts of a clause that are not given, and for facts that it does not use."""
    charged = charged_in_words(rule)
    to_give = Phrases(", ", tuple(map(_to_give, missing)))
    to_leave = Phrases(", ", tuple(phrase("{name}", name=CancellationChargeQuestion.spelt(name)) for name in unused))
    if not missing:
        return InputError("{charged}: leave out {unused}", charged=charged, unused=to_leave)
    if not unused:
        return MissingFactsError("{charged}: give {missing}", charged=charged, missing=to_give)
    return MissingFactsError(
        "{charged}: give {missing}; leave out {unused}", charged=charged, missing=to_give, unused=to_leave
    )


def _tax_of(agreement: Agreement, day: date, tax: TaxFacts) -> Tax:
    return agreement.tax_on(day, tax.province, tax.tax_rate, tax.tax_mode, tax.taxed_as, tax.region)


def tax_of_charge(agreement: Agreement, term: FixedTerm, tax: TaxFacts) -> Tax:
    """Return the tax of a charge, that of the day on which the cancellation takes effect; none where it has none.

    Terms that name no table of taxes charge without tax, where no rate is given. Raises `InputError` for a rate of tax
    that is given for a charge without tax.
    """
    rule = CANCELLATION_CHARGE.of(agreement)
    if is_taxed(rule, term):
        match tax.tax_mode:
            case "added":
                return agreement.tax_if_any(term.cancelled, tax.province, tax.tax_rate, tax.taxed_as, tax.region)
            case "included":  # a tax that is in the charge has a rate
                return _tax_of(agreement, term.cancelled, tax)
            case _ as unreachable:
                assert_never(unreachable)
    if tax.tax_rate and not fees_hold_tax(rule):
        raise InputError(
            "these terms ({clause}) put no tax on it: leave out {rate}",
            clause=Unquoted(rule.clause),
            rate=CancellationChargeQuestion.spelt("tax_rate"),
        )
    return Tax((), tax.tax_mode)


def untaxed_note(agreement: Agreement, term: FixedTerm, tax: Tax) -> tuple[Step, ...]:
    """Return a note where a charge that would carry tax has none, because the terms name no taxes."""
    rule = CANCELLATION_CHARGE.of(agreement)
    return () if term.free is not None or not is_taxed(rule, term) else agreement.untaxed_note(tax)


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
    part = None
    if version.by_days and 0 < term.begun <= months:
        used, length = days_used(term)
        part = (term.begun - 1, Part(length - used, length))
    counted = RemainingMonths(range(term.begun, term.begun + left), part)
    remaining = fees_of(counted, lambda month: fees[month % len(fees)].minor)
    share = Money.of_minor(floor(version.otherwise_share * remaining), charge.currency)
    most = min(version.otherwise_most, share)
    template = (
        "without a device subsidy the lower of {most} and {share} x {remaining}, so {law} at most, {terms} by the terms"
    )
    says = phrase(
        template,
        most=version.otherwise_most,
        share=Percent(version.otherwise_share),
        remaining=figure(remaining, "half-up", charge.currency),
        law=most,
        terms=charge,
    )
    return ByLaw(says, most, needs)


TERM_FACTS: Final = tuple(field.name for field in fields(TermFacts))


@final
class CancellationChargeQuestion(Question):
    """The question `cancellation_charge`."""

    name = "cancellation_charge"
    says = "what it costs to end a fixed term early"
    also = ("etf", "early-termination-fee", "early-cancellation-fee", "cancellation-fee", "exit-fee")
    asks = Phrase("cancellation charge for a term of {term_months} from {term_start}, cancelled {cancelled}")
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
        {"incentive": 200, "term_start": "2026-01-01", "term_months": 24, "cancelled": "2026-09-10"},
        {
            "monthly_fee": 60,
            "last_invoice": "2026-09-01",
            "term_start": "2026-01-01",
            "term_months": 24,
            "cancelled": "2026-09-10",
        },
        {
            "monthly_fee": 60,
            "incentive": 200,
            "term_start": "2026-01-01",
            "term_months": 24,
            "cancelled": "2026-09-10",
        },
        {
            "monthly_fee": 60,
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
    paid: date | None = fact(
        "the day on which the charge is paid, where one that is paid early costs less",
        default=None,
        in_heading=Phrase("paid {value}"),
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    tax_mode: TaxMode = TAX_MODE
    taxed_as: TaxedAs | None = TAXED_AS

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given; which ones those are of the fees, the clause says."""
        return needed_for_charge(cls, agreement)

    @classmethod
    def always_taxed(cls, agreement: Agreement) -> bool:
        """Return whether the charge carries tax whatever the facts are."""
        return is_always_taxed(CANCELLATION_CHARGE.of(agreement))

    def told(self, value: CancellationCharge) -> Phrase:
        """Return the answer as a sentence has it."""
        facts: dict[str, Any] = {
            "months": in_months(self.term_months),
            "start": self.term_start,
            "cancelled": self.cancelled,
        }
        if not value.total.minor:
            template = "ending a term of {months} from {start} on {cancelled} costs no cancellation charge"
            return phrase(template, **facts)
        template = (
            "ending a term of {months} from {start} on {cancelled} costs {total}: a cancellation charge of "
            "{charge} and {tax} of tax"
        )
        if not value.tax.minor:
            template = (
                "ending a term of {months} from {start} on {cancelled} costs a cancellation charge of {total}, "
                "without tax"
            )
        return phrase(template, **facts, total=value.total, charge=value.charge, tax=value.tax)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the months that remain, the charge, its tax."""
        return (
            *cancellation_charge_steps(self.agreement, self.term, self.tax),
            *untaxed_note(self.agreement, self.term, self.tax),
            *map(calendar_note, self.calendars),
        )

    @property
    def counts_open_days(self) -> bool:
        """Whether the day on which the cancellation takes effect rests on the calendar."""
        return CANCELLATION_CHARGE.of(self.agreement).counts_open_days

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the charge, those of its tax, and the one on what follows a term that has ended."""
        return tuple(dict.fromkeys((*super().clauses, free_by(self.agreement, self.term))))

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
        return fixed_term_of(self.agreement, self.term_facts, self.tax_facts)

    @property
    def term_facts(self) -> TermFacts:
        """The facts of the term as they are given."""
        facts: dict[str, Any] = dict(zip(self.facts, self.given, strict=True))
        return TermFacts(**{name: facts[name] for name in TERM_FACTS})

    @property
    def tax_facts(self) -> TaxFacts:
        """The facts of the tax as they are given."""
        return TaxFacts(self.province, self.tax_rate, self.tax_mode, self.taxed_as, self.region)

    @property
    def tax(self) -> Tax:
        """The tax on the charge, or included in it."""
        return tax_of_charge(self.agreement, self.term, self.tax_facts)


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
    paid: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    province: str | None = None,
    tax_rate: Rate | None = None,
    tax_mode: TaxMode = "added",
    taxed_as: TaxedAs | None = None,
) -> Answer[CancellationCharge]:
    """Return what it costs to end a fixed term early.

    `monthly_fee` before tax, or one fee for each month of the term, where the terms charge a share of the fees that
    remain; `incentive` and `last_invoice` (None if there was none yet) where they charge the incentive by the
    months left; `paid` where a charge that is paid early costs less; `plan`, `region` and `segment` where a number of
    the terms depends on them. A transfer to another provider counts as the customer's cancellation. The tax is that of
    the day on which the cancellation takes effect; `taxed_as` is the kind of service, needed in a province whose taxes
    depend on it. Raises `InputError` for facts that do not fit.

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
        as_day_or_none(paid, "paid"),
        plan,
        region,
        segment,
        province,
        None if tax_rate is None else as_rate(tax_rate, "tax_rate"),
        one_of(tax_mode, TaxMode, "tax_mode"),
        None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as"),
    )
    question = CancellationChargeQuestion(agreement, facts)
    term = question.term
    value = charge_for(CANCELLATION_CHARGE.of(agreement), term, question.tax, currency)
    return Answer(value, "cancellation_charge", facts, terms)


def _fees(fee: Any, currency: str) -> Money | tuple[Money, ...] | None:
    """Return one fee for all months, a tuple of one for each month, or None."""
    if fee is None:
        return None
    if isinstance(fee, list | tuple):
        return tuple(as_money(monthly_fee, currency, "monthly_fee") for monthly_fee in fee)
    return as_money(fee, currency, "monthly_fee")
