"""Decide whether a complaint can go to the outside body, and whether the dispute can go to an arbitrator.

Kind `consumer-or-small-business`: a consumer may go to the outside body. A small business may while its monthly bill is
under a sum; at exactly that sum it may not. Nobody else may. Where the terms speak of arbitration too, they list the
subjects that are excluded from it, and the share of the arbitrator's fees that the customer pays.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.law import LawTable, SmallBusinessUpTo, in_force_since
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, data_text, phrase, translated_choice
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.steps import Percent, Step, step

Customer = Literal["consumer", "small-business", "other"]
Subject = Literal["billing", "other"]
Eligible = Literal["eligible", "not-eligible"]
Arbitrated = Literal["possible", "excluded"]


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


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFees(Rule):
    """Arbitration but for some subjects; `share` of the arbitrator's fees is the customer's."""

    kind: ClassVar[str] = "shared-fees"

    share: Fraction
    never_on: tuple[Subject, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerOrSmallBusiness(Rule):
    """A consumer, or a small business whose monthly bill is under a sum, may go to the body outside."""

    kind: ClassVar[str] = "consumer-or-small-business"

    body: str
    small_business_under: Money
    arbitration: SharedFees | None = None


EligibleForAdrRule = ConsumerOrSmallBusiness
ELIGIBLE_FOR_ADR: Final = Kinds[EligibleForAdrRule]("eligible_for_adr", EligibleForAdrRule)


@final
@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the outside body takes the complaint, and whether an arbitrator could decide the dispute.

    `arbitration` and `arbitrator_share`, the customer's share of the arbitrator's fees, are None where the terms do not
    speak of it; the share is None too where arbitration is excluded.
    """

    outcome: Eligible
    body: str
    arbitration: Arbitrated | None
    arbitrator_share: Fraction | None

    def headline(self) -> Phrase:
        """Return both outcomes in one line."""
        return phrase(headline_template(self.outcome, self.arbitration), body=data_text(self.body))

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        share = self.arbitrator_share
        return {
            "outcome": self.outcome,
            "body": self.body,
            "arbitration": self.arbitration,
            "arbitrator_share": None if share is None else f"{share.numerator}/{share.denominator}",
        }


def eligibility_of(
    rule: EligibleForAdrRule, customer: Customer, monthly_bill: Money | None, subject: Subject
) -> Eligibility:
    """Return what a customer may do with a complaint about a subject."""
    if customer == "small-business" and monthly_bill is None:
        raise InputError(
            "monthly_bill is not given: a small business is eligible by its monthly bill, under {sum} ({clause}); "
            "give it, such as monthly_bill='180.00'",
            sum=rule.small_business_under,
            clause=Unquoted(rule.clause),
        )
    outcome: Eligible = "eligible" if _may(rule, customer, monthly_bill) else "not-eligible"
    arbitration = rule.arbitration
    if arbitration is None:
        return Eligibility(outcome, rule.body, None, None)
    if subject in arbitration.never_on:
        return Eligibility(outcome, rule.body, "excluded", None)
    return Eligibility(outcome, rule.body, "possible", arbitration.share)


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
    rule: EligibleForAdrRule, customer: Customer, monthly_bill: Money | None, subject: Subject
) -> tuple[Step, ...]:
    """Return the working of what the customer may do."""
    eligibility = eligibility_of(rule, customer, monthly_bill, subject)
    lines = [_customer_line(rule, customer, monthly_bill, eligibility)]
    arbitration = rule.arbitration
    if arbitration is not None and eligibility.arbitrator_share is None:
        template = "a dispute about {subject} goes to no arbitrator"
        lines.append(step(template, arbitration.clause, subject=translated_choice(subject, Subject)))
    elif arbitration is not None:
        template = "an arbitrator could decide; {share} of the arbitrator's fees is the customer's"
        lines.append(step(template, arbitration.clause, share=Percent(arbitration.share)))
    return tuple(lines)


def _customer_line(
    rule: EligibleForAdrRule, customer: Customer, monthly_bill: Money | None, eligibility: Eligibility
) -> Step:
    match customer:
        case "consumer":
            return step("a consumer may go to {body}", rule.clause, body=data_text(rule.body))
        case "other":
            return step("neither a consumer nor a small business", rule.clause, body=data_text(rule.body))
        case "small-business":
            assert monthly_bill is not None  # checked when the outcome was found
            return step(
                _small_business_template(eligibility.outcome),
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


def is_small_business(table: LawTable | None, on: date, monthly_bill: Money) -> bool | None:
    """Return whether the rule in force on a day takes a business of this monthly bill as small; None without one."""
    law_in_force = None if table is None else table.in_force(SmallBusinessUpTo, on)
    return None if law_in_force is None else monthly_bill <= law_in_force[1].monthly_bill


def small_business_note(table: LawTable | None, on: date, monthly_bill: Money, under: Money) -> tuple[Step, ...]:
    """Return a note with both results where the rule of law and the terms disagree on who is small."""
    law_in_force = None if table is None else table.in_force(SmallBusinessUpTo, on)
    if law_in_force is None or (monthly_bill <= law_in_force[1].monthly_bill) == (monthly_bill < under):
        return ()
    law, version = law_in_force
    template = (
        "{rule}, {dated}: a bill of {bill} counts, at most {most}; by the terms it does not count, not under {under}. "
        "Source: {source}."
    )
    if monthly_bill < under:
        template = (
            "{rule}, {dated}: a bill of {bill} does not count, over {most}; by the terms it counts, under {under}. "
            "Source: {source}."
        )
    return (
        step(
            template,
            part="notes",
            rule=data_text(law.title),
            dated=in_force_since(version),
            bill=monthly_bill,
            most=version.monthly_bill,
            under=under,
            source=data_text(version.source),
        ),
    )


@final
class EligibleForAdrQuestion(Question):
    """The question `eligible_for_adr`."""

    name = "eligible_for_adr"
    says = "whether a complaint can go to the body outside, and to an arbitrator"
    asks = Phrase("help from outside in a complaint of a {customer}")
    dated_by = None
    example = "eligible-for-adr --customer small-business --monthly-bill 180.00"
    tables = (ELIGIBLE_FOR_ADR,)
    compared = ({"customer": "consumer"},)

    customer: Customer = fact("who complains")
    monthly_bill: Money | None = fact(
        "what a small business is billed a month, such as 180.00", default=None, told=Phrase("billed {value} a month")
    )
    subject: Subject = fact(
        "what it is about: other unless billing is named", default="other", told={"billing": Phrase("about billing")}
    )

    def working(self) -> tuple[Step, ...]:
        """Return the working: who may go to the body, whether an arbitrator could decide, and the body's own rule."""
        rule, bill = ELIGIBLE_FOR_ADR.of(self.agreement), self.monthly_bill
        steps = eligible_for_adr_steps(rule, self.customer, bill, self.subject)
        if self.customer != "small-business" or bill is None:
            return steps
        return (*steps, *small_business_note(self.agreement.law, date.max, bill, rule.small_business_under))


def eligible_for_adr(
    terms: Agreed, *, customer: Customer, monthly_bill: Amount | None = None, subject: Subject = "other"
) -> Answer[Eligibility]:
    """Return whether a customer may take a complaint to the outside body, and whether an arbitrator could decide.

    `customer` is `consumer`, `small-business` or `other`; `monthly_bill` is what a small business is billed a
    month; `subject` is `billing` where the complaint is about a bill. Raises `InputError` where a small business
    gives no bill.

    >>> from telcoterms import load
    >>> load("kos").eligible_for_adr(customer="small-business", monthly_bill="2499.99").value.outcome
    'eligible'
    """
    checked_customer: Customer = one_of(customer, Customer, "customer")
    checked_subject: Subject = one_of(subject, Subject, "subject")
    bill = None if monthly_bill is None else as_money(monthly_bill, terms.agreement.currency, "monthly_bill")
    value = eligibility_of(ELIGIBLE_FOR_ADR.of(terms.agreement), checked_customer, bill, checked_subject)
    return Answer(value, "eligible_for_adr", (checked_customer, bill, checked_subject), terms)
