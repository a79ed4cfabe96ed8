"""Decide whether a complaint can go to the outside body, and whether the dispute can go to an arbitrator.

Kind `consumer-or-small-business`: a consumer may go to the outside body. A small business may while its monthly bill is
under a sum; at exactly that sum it may not. Nobody else may. Where the terms list the subjects of complaints that the
body takes, a complaint about another subject is not one of them.

Where the terms speak of arbitration too, they list the subjects that are excluded from it. Both parties share the
arbitrator's fees equally, which does not decide who pays an odd cent: the customer's half is rounded, and the provider
pays the rest, so that both parts make the fee.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.customer import Customer
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    OnCancellation,
    OnChanges,
    OnRates,
    OnTaxes,
    OutsideBodyTerms,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
)
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Fact, Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import MissingFactsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Spelling, Term, Value, data_text, phrase, translated_choice
from telcoterms.values.money import Amount, Money, Rounding, as_money
from telcoterms.values.steps import MoneyWithCurrency, Percent, Step, outcome, rounded, step

NamedSubject = Literal["service-delivery", "contract", "billing", "credit-management", "unauthorized-transfer"]
"""A subject of a complaint that terms name."""
Subject = Literal[NamedSubject, "other"]
"""What a complaint is about; `other` is a subject that the terms do not name."""
Eligible = Literal["eligible", "not-eligible"]
"""Whether a body outside takes the complaint."""
Arbitrated = Literal["possible", "excluded"]
"""Whether an arbitrator can decide it."""


def headline_template(outcome: Eligible, arbitration: Arbitrated | None) -> str:
    """Return the one line on whether a complaint may go outside, and whether an arbitrator could decide."""
    match outcome:
        case "eligible":
            match arbitration:
                case None:
                    return "eligible for {body}"
                case "possible":
                    return "eligible for {body}, arbitration possible"
                case "excluded":
                    return "eligible for {body}, arbitration excluded"
            assert_never(arbitration)
        case "not-eligible":
            match arbitration:
                case None:
                    return "not eligible for {body}"
                case "possible":
                    return "not eligible for {body}, arbitration possible"
                case "excluded":
                    return "not eligible for {body}, arbitration excluded"
            assert_never(arbitration)
    assert_never(outcome)


def told_template(outcome: Eligible, arbitration: Arbitrated | None) -> str:
    """Return the sentence on whether a complaint may go outside, and whether an arbitrator could decide."""
    match outcome:
        case "eligible":
            match arbitration:
                case None:
                    return "{who} may take a complaint to {body}"
                case "possible":
                    return "{who} may take a complaint to {body}, and an arbitrator could decide it"
                case "excluded":
                    return "{who} may take a complaint to {body}, but no arbitrator decides it"
            assert_never(arbitration)
        case "not-eligible":
            match arbitration:
                case None:
                    return "{who} may not take a complaint to {body}"
                case "possible":
                    return "{who} may not take a complaint to {body}, but an arbitrator could decide it"
                case "excluded":
                    return "{who} may not take a complaint to {body}, and no arbitrator decides it"
            assert_never(arbitration)
    assert_never(outcome)


def customer_in_words(customer: Customer) -> Term:
    """Return a kind of customer as a sentence begins with it."""
    match customer:
        case "consumer":
            return Term("a consumer")
        case "small-business":
            return Term("a small business")
        case "other":
            return Term("a customer who is neither a consumer nor a small business")
    assert_never(customer)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EquallySharedFees(Rule):
    """Voluntary arbitration but for some subjects; both parties pay half of the arbitrator's fees."""

    kind: ClassVar[str] = "equally-shared-fees"

    never_on: tuple[NamedSubject, ...]

    @property
    def share(self) -> Fraction:
        """The customer's share of the arbitrator's fees."""
        return Fraction(1, 2)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerOrSmallBusiness(Rule):
    """A consumer, or a small business whose monthly bill is under a sum, may go to the body outside.

    `subjects` are those of the complaints that the body takes, where the terms list them.
    """

    kind: ClassVar[str] = "consumer-or-small-business"
    usual_reasons: ClassVar[Mapping[str, str]] = {"rounding": "half a cent rounds up, as on bills"}

    body: str
    small_business_under: Money
    subjects: tuple[NamedSubject, ...] | None = None
    arbitration: EquallySharedFees | None = None
    rounding: Rounding = "half-up"


EligibleForAdrRule = ConsumerOrSmallBusiness
ELIGIBLE_FOR_ADR: Final = Kinds[EligibleForAdrRule]("eligible_for_adr", EligibleForAdrRule)


class EligibleForAdrReadings(TypedDict, total=False):
    """Readings of `eligible_for_adr`."""

    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the outside body takes the complaint, and whether an arbitrator could decide the dispute.

    `arbitration` and `arbitrator_share`, the customer's share of the arbitrator's fees, are None where the terms do not
    speak of it; the share is None too where arbitration is excluded. `arbitrator_cost` is what the customer pays of the
    arbitrator's fee, None where the fee is not given or nothing of it is shared.
    """

    outcome: Eligible
    body: str
    arbitration: Arbitrated | None
    arbitrator_share: Fraction | None
    arbitrator_cost: Money | None = None

    @property
    def figure(self) -> Money | Eligibility:
        """The amount by which readings are compared, or all of it where there is none."""
        return self if self.arbitrator_cost is None else self.arbitrator_cost

    def headline(self) -> Phrase:
        """Return both outcomes in one line."""
        said = phrase(headline_template(self.outcome, self.arbitration), body=data_text(self.body))
        if self.arbitrator_cost is None:
            return said
        return phrase("{said}, {cost} of the arbitrator's fee", said=said, cost=MoneyWithCurrency(self.arbitrator_cost))

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        share = self.arbitrator_share
        return {
            "outcome": self.outcome,
            "body": self.body,
            "arbitration": self.arbitration,
            "arbitrator_share": None if share is None else f"{share.numerator}/{share.denominator}",
            "arbitrator_cost": None if self.arbitrator_cost is None else self.arbitrator_cost.text,
        }


def eligibility_of(
    rule: EligibleForAdrRule,
    customer: Customer,
    monthly_bill: Money | None,
    subject: Subject | None,
    arbitrator_fee: Money | None = None,
) -> Eligibility:
    """Return what a customer may do with a complaint about a subject."""
    if customer == "small-business" and monthly_bill is None:
        raise MissingFactsError(
            "a small business is eligible by its monthly bill, under {sum} ({clause}): give it, such as {fact}",
            sum=rule.small_business_under,
            clause=Unquoted(rule.clause),
            fact=Spelling("monthly_bill='180.00'", "--monthly-bill 180.00", 'monthly_bill = "180.00"'),
        )
    may = _may(rule, customer, monthly_bill) and not is_left_out(rule, subject)
    taken: Eligible = "eligible" if may else "not-eligible"
    arbitration = rule.arbitration
    if arbitration is None:
        return Eligibility(taken, rule.body, None, None)
    if subject in arbitration.never_on:
        return Eligibility(taken, rule.body, "excluded", None)
    cost = None if arbitrator_fee is None else arbitrator_cost(rule, arbitration, arbitrator_fee)
    return Eligibility(taken, rule.body, "possible", arbitration.share, cost)


def is_left_out(rule: EligibleForAdrRule, subject: Subject | None) -> bool:
    """Return whether the terms list the subjects that the body takes, and a complaint is about another one."""
    return rule.subjects is not None and subject is not None and subject not in rule.subjects


def arbitrator_cost(rule: EligibleForAdrRule, arbitration: EquallySharedFees, fee: Money) -> Money:
    """Return what the customer pays of an arbitrator's fee; the provider pays the rest."""
    return Money.of_minor(rounded(arbitration.share * fee.minor, rule.rounding), fee.currency)


def _may(rule: EligibleForAdrRule, customer: Customer, monthly_bill: Money | None) -> bool:
    match customer:
        case "consumer":
            return True
        case "small-business":
            return monthly_bill is not None and monthly_bill < rule.small_business_under
        case "other":
            return False
    assert_never(customer)


def eligible_for_adr_steps(
    rule: EligibleForAdrRule,
    customer: Customer,
    monthly_bill: Money | None,
    subject: Subject | None,
    arbitrator_fee: Money | None = None,
) -> tuple[Step, ...]:
    """Return the working of what the customer may do."""
    eligibility = eligibility_of(rule, customer, monthly_bill, subject, arbitrator_fee)
    lines = [_customer_line(rule, customer, monthly_bill), *_subject_lines(rule, subject)]
    arbitration = rule.arbitration
    if arbitration is not None and eligibility.arbitrator_share is None:
        template = "a dispute about {subject} goes to no arbitrator"
        lines.append(step(template, arbitration.clause, subject=translated_choice(subject or "other", Subject)))
    elif arbitration is not None:
        template = "an arbitrator could decide, if both agree; they share the arbitrator's fees equally"
        lines.append(step(template, arbitration.clause))
        if subject is None and arbitration.never_on:
            template = "but not on {subjects}, of which no arbitrator decides"
            lines.append(step(template, arbitration.clause, subjects=_subjects(arbitration.never_on)))
        if arbitrator_fee is not None:
            lines += _fee_lines(rule, arbitration, arbitrator_fee)
    return tuple(lines)


def _subjects(subjects: tuple[NamedSubject, ...]) -> Phrases:
    """Return subjects in words, with commas between them."""
    words = (phrase("{subject}", subject=translated_choice(subject, Subject)) for subject in subjects)
    return Phrases(", ", tuple(words))


def _subject_lines(rule: EligibleForAdrRule, subject: Subject | None) -> Iterator[Step]:
    """Yield the line on the subjects that the body takes, where the terms list them."""
    if rule.subjects is None:
        return
    body, subjects = data_text(rule.body), _subjects(rule.subjects)
    if subject is None:
        template = "{body} takes complaints about {subjects}: name the subject to have it checked"
        yield step(template, rule.clause, body=body, subjects=subjects)
    elif subject in rule.subjects:
        template = "{body} takes complaints about {subject}"
        yield step(template, rule.clause, body=body, subject=translated_choice(subject, Subject))
    else:
        template = "{body} takes complaints about {subjects}: this one is about none of them"
        yield step(template, rule.clause, body=body, subjects=subjects)


def _fee_lines(rule: EligibleForAdrRule, arbitration: EquallySharedFees, fee: Money) -> Iterator[Step]:
    """Yield the lines that share an arbitrator's fee: the customer's half is rounded, the provider pays the rest."""
    cost = arbitrator_cost(rule, arbitration, fee)
    yield from (
        step(
            "the customer's part of the fee: {fee} x {share} = {outcome}",
            arbitration.clause,
            fee=fee,
            share=Percent(arbitration.share),
            outcome=outcome(arbitration.share * fee.minor, rule.rounding, fee.currency),
        ),
        step(
            "the provider's part, the rest of it: {fee} - {cost} = {rest}",
            arbitration.clause,
            fee=fee,
            cost=cost,
            rest=fee - cost,
        ),
    )
    if fee.minor % 2:
        lower = Money.of_minor(fee.minor // 2, fee.currency)
        yield step(
            "the words do not decide who pays the odd cent: the customer's part can be {lower} or {higher}",
            arbitration.clause,
            lower=lower,
            higher=fee - lower,
        )


def _customer_line(rule: EligibleForAdrRule, customer: Customer, monthly_bill: Money | None) -> Step:
    match customer:
        case "consumer":
            return step("a consumer may go to {body}", rule.clause, body=data_text(rule.body))
        case "other":
            return step("neither a consumer nor a small business", rule.clause, body=data_text(rule.body))
        case "small-business":
            assert monthly_bill is not None  # checked when the outcome was found
            return step(
                _small_business_template("eligible" if _may(rule, customer, monthly_bill) else "not-eligible"),
                rule.clause,
                body=data_text(rule.body),
                bill=monthly_bill,
                sum=rule.small_business_under,
            )
    assert_never(customer)


def _small_business_template(outcome: Eligible) -> str:
    match outcome:
        case "eligible":
            return "a small business may go to {body}: its monthly bill {bill} is under {sum}"
        case "not-eligible":
            return "a small business, its monthly bill {bill} is not under {sum}"
    assert_never(outcome)


@final
class EligibleForAdrQuestion(Question):
    """The question `eligible_for_adr`."""

    name = "eligible_for_adr"
    says = "whether a complaint can go to the body outside, and to an arbitrator"
    also = ("adr", "ombudsman", "ccts", "cisas")
    asks = Phrase("help from outside in a complaint (customer: {customer})")
    dated_by = None
    example = "eligible-for-adr --customer small-business --monthly-bill 180.00"
    tables = (ELIGIBLE_FOR_ADR,)
    reads = (ELIGIBLE_FOR_ADR,)
    compared = ({"customer": "consumer"},)

    customer: Customer = fact("who complains")
    monthly_bill: Money | None = fact(
        "what a small business is billed a month, such as 180.00",
        default=None,
        in_heading=Phrase("billed {value} a month"),
    )
    subject: Subject | None = fact(
        "what the complaint is about",
        default=None,
        in_heading={
            "service-delivery": Phrase("about the delivery of the service"),
            "contract": Phrase("about the contract"),
            "billing": Phrase("about billing"),
            "credit-management": Phrase("about credit management"),
            "unauthorized-transfer": Phrase("about an unauthorized transfer"),
            "other": Phrase("about another subject"),
        },
    )
    arbitrator_fee: Money | None = fact(
        "the fee of an arbitrator, such as 1200.00",
        default=None,
        in_heading=Phrase("with an arbitrator's fee of {value}"),
    )

    def _shown(self, value: object, fact_definition: Fact) -> Value:
        """Return a fact as the heading shows it, the customer as a word of the language."""
        if fact_definition is self.facts["customer"]:
            return translated_choice(self.customer, Customer)
        return super()._shown(value, fact_definition)

    def told(self, value: Eligibility) -> Phrase:
        """Return the answer as a sentence has it."""
        who, body = customer_in_words(self.customer), data_text(value.body)
        said = phrase(told_template(value.outcome, value.arbitration), who=who, body=body)
        if value.arbitrator_cost is None:
            return said
        template = "{said}, at {cost} of the arbitrator's fee"
        return phrase(template, said=said, cost=value.arbitrator_cost)

    def working(self) -> tuple[Step, ...]:
        """Return the working: who may go to the body, and whether an arbitrator could decide."""
        rule = ELIGIBLE_FOR_ADR.of(self.agreement)
        return eligible_for_adr_steps(rule, self.customer, self.monthly_bill, self.subject, self.arbitrator_fee)

    def by_law(self, version: RuleVersion, value: Eligibility) -> ByLaw | None:
        """Return who is small by the body's own rule, and what the body can award."""
        match version:
            case SmallBusinessUpTo():
                return self._small_business(version, value)
            case OutsideBodyTerms():
                template = "{body} awards up to {sum}"
                says = phrase(template, body=data_text(value.body), sum=MoneyWithCurrency(version.award_most))
                return ByLaw(version.with_report(says), version.award_most, shown=value.outcome == "eligible")
            case AdrAfterWeeks() | ActionWithinYears():  # when to go outside, and a court: not who may
                return None
            case OnRates() | OnCancellation() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    def _small_business(self, version: SmallBusinessUpTo, value: Eligibility) -> ByLaw | None:
        bill, most = self.monthly_bill, version.monthly_bill
        if self.customer != "small-business" or bill is None:
            return None
        template = (
            "eligible by it, as a small business by a bill of {bill}, not over {most}, {bill_of}"
            if bill <= most
            else "no small business by a bill of {bill}, over {most}; what counts is a bill {bill_of}"
        )
        says = phrase(template, bill=bill, most=most, bill_of=data_text(version.bill_of))
        return ByLaw(says, most, shown=bill > most or value.outcome == "not-eligible")

    @property
    def _shares_a_fee(self) -> bool:
        arbitration = ELIGIBLE_FOR_ADR.of(self.agreement).arbitration
        return arbitration is not None and self.arbitrator_fee is not None and self.subject not in arbitration.never_on

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """The table, whose reading is how a fee that is shared is rounded; none where no fee is."""
        return self.reads if self._shares_a_fee else ()


def eligible_for_adr(
    terms: Agreed,
    *,
    customer: Customer,
    monthly_bill: Amount | None = None,
    subject: Subject | None = None,
    arbitrator_fee: Amount | None = None,
) -> Answer[Eligibility]:
    """Return whether a customer may take a complaint to the outside body, and whether an arbitrator could decide.

    `customer` is `consumer`, `small-business` or `other`; `monthly_bill` is what a small business is billed a
    month; `subject` is what the complaint is about: `service-delivery`, `contract`, `billing`, `credit-management`,
    `unauthorized-transfer` or `other`; without it, the answer says which ones the body takes. `arbitrator_fee` is the
    whole fee of an arbitrator, of which `arbitrator_cost` is the customer's part. Raises `MissingFactsError`
    where a small business gives no bill.

    >>> from telcoterms import load
    >>> load("kos").eligible_for_adr(customer="small-business", monthly_bill="2499.99").value.outcome
    'eligible'
    """
    checked_customer: Customer = one_of(customer, Customer, "customer")
    checked_subject: Subject | None = None if subject is None else one_of(subject, Subject, "subject")
    currency = terms.agreement.currency
    bill = None if monthly_bill is None else as_money(monthly_bill, currency, "monthly_bill")
    fee = None if arbitrator_fee is None else as_money(arbitrator_fee, currency, "arbitrator_fee")
    value = eligibility_of(ELIGIBLE_FOR_ADR.of(terms.agreement), checked_customer, bill, checked_subject, fee)
    return Answer(value, "eligible_for_adr", (checked_customer, bill, checked_subject, fee), terms)
