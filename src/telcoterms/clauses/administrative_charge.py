"""Compute what an administrative charge comes to: a sum that the terms name, or an amount up to their cap.

Kind `by-reason`: for each reason the terms have a sum, which is the charge, or the most that it may be. Beside a sum no
other amount is taken. Under a cap the provider sets the amount itself: one up to the cap is the charge, a higher one is
rejected. The reasons have the names that the file gives them. Where the list is open, because the terms name the
reasons as examples, `other` is what holds for any other reason. A charge that is `taxed` has tax on top.

A sum can depend on the plan, the region, the segment, and on the day of the charge. Without that day the newest holds.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal, NamedTuple, final, get_args

from telcoterms.agreement.agreement import Agreement, Kinds, tax_clause_of
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts, Sum, YesOrNo, parts_of, value_on
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import NO_TAX, Tax, TaxedCharge
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import PLAN, PROVINCE, REGION, SEGMENT, TAX_RATE, number_facts_of
from telcoterms.answers.question import Fact, Question, fact
from telcoterms.values.choices import as_short_name
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day_or_none
from telcoterms.values.errors import InputError, MissingFactsError, NotInTermsError, Unquoted
from telcoterms.values.messages import Phrase, Spelling, Term, Value, data_text, phrase, translated_choice
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate
from telcoterms.values.steps import Clause, Step, step

NamedReason = Literal["collection", "returned-payment", "identifier-change", "restoral", "other"]
"""The reasons that have words of their own in every language; `other` is one that the terms do not name."""

OTHER_REASON: Final = "other"
AMOUNT: Final = Spelling("amount", "AMOUNT", "amount")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCharge:
    """What is charged for a reason: a sum, or an amount up to the most; and whether tax is added.

    `clause` is the section that names it, where that is another one than that of the table.
    """

    sum: Sum | None = None
    most: Sum | None = None
    taxed: YesOrNo | None = None
    clause: Clause | None = None

    def __post_init__(self) -> None:
        if self.sum is None and self.most is None:
            raise InputError("neither sum nor most is there: write the sum that is charged, or the most that may be")
        if self.sum is not None and self.most is not None:
            raise InputError("sum and most are both there: keep one")

    @property
    def figures(self) -> tuple[str, ...]:
        """The sums, as a section states them."""
        sums = (*parts_of(self.sum), *parts_of(self.most))
        return tuple(f"{one.text} {one.currency}" for one in sums if isinstance(one, Money) and one.minor)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ByReason(Rule):
    """A charge for each reason that is named and, where the list is open, for any other."""

    kind: ClassVar[str] = "by-reason"

    reason: tuple[tuple[str, ReasonCharge], ...]
    other: ReasonCharge | None = None

    def __post_init__(self) -> None:
        if OTHER_REASON in dict(self.reason):
            raise InputError(
                "other is not a reason of its own: write it beside reason, for any reason that is not named"
            )

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the table, and those of the reasons that have one of their own."""
        charges = [charge for _, charge in self.reason] + ([] if self.other is None else [self.other])
        own = (charge.clause for charge in charges if charge.clause is not None)
        return tuple(dict.fromkeys((self.clause, *own)))


AdministrativeChargeRule = ByReason
ADMINISTRATIVE_CHARGE: Final = Kinds[AdministrativeChargeRule]("administrative_charge", AdministrativeChargeRule)


class ChargeFacts(NamedTuple):
    """The facts by which the numbers of a charge are chosen; without a day the newest hold."""

    on: date | None = None
    numbers: NumberFacts = NO_FACTS

    @property
    def day(self) -> date:
        """The day that counts."""
        return date.max if self.on is None else self.on


NO_CHARGE_FACTS: Final = ChargeFacts()


def reason_in_words(reason: str) -> Value:
    """Return a reason as a word of the language, or as the terms call it where it has none."""
    return translated_choice(reason, NamedReason) if reason in get_args(NamedReason) else reason


def charge_for_reason(rule: AdministrativeChargeRule, reason: str) -> ReasonCharge:
    """Return what the terms say of a reason; raise `NotInTermsError` where they name no charge for it."""
    found = dict(rule.reason).get(reason, rule.other)
    if found is None:
        raise NotInTermsError(
            "the terms name no administrative charge for {reason} ({clause}), only for {named}: ask the provider "
            "what the charge is for",
            reason=Unquoted(reason),
            clause=Unquoted(rule.clause),
            named=tuple(Unquoted(name) for name, _ in rule.reason),
        )
    return found


def clause_of_reason(rule: AdministrativeChargeRule, reason: str) -> Clause:
    """Return the clause that names the charge for a reason: its own, or that of the table."""
    return charge_for_reason(rule, reason).clause or rule.clause


def allowed_charge(
    rule: AdministrativeChargeRule, amount: Money | None, reason: str, facts: ChargeFacts = NO_CHARGE_FACTS
) -> Money:
    """Return the charge before tax: the sum of the terms, or the amount, where it is within the cap."""
    of, clause = charge_for_reason(rule, reason), clause_of_reason(rule, reason)
    if of.sum is not None:
        charge: Money = value_on(of.sum, facts.day, facts.numbers)
        if amount is not None and amount != charge:
            raise InputError(
                "amount is {amount}, and the terms charge {sum} for {reason} ({clause}): give that, or leave it out",
                amount=amount,
                sum=charge,
                reason=Unquoted(reason),
                clause=Unquoted(clause),
            )
        return charge
    most: Money = value_on(of.most, facts.day, facts.numbers)
    if amount is None:
        raise MissingFactsError(
            "the terms leave the amount of the charge for {reason} to the provider, up to {most} ({clause}): give "
            "{amount}",
            reason=Unquoted(reason),
            most=most,
            clause=Unquoted(clause),
            amount=AMOUNT,
        )
    if amount > most:
        raise InputError(
            "amount is {amount}, over the cap of {most} on each administrative charge ({clause}): "
            "give an amount up to the cap, and each charge on its own",
            amount=amount,
            most=most,
            clause=Unquoted(clause),
        )
    return amount


def is_charge_taxed(rule: AdministrativeChargeRule, reason: str, facts: ChargeFacts) -> bool:
    """Return whether tax is added to the charge for a reason."""
    taxed = charge_for_reason(rule, reason).taxed
    return taxed is not None and bool(value_on(taxed, facts.day, facts.numbers))


def charge_tax(
    agreement: Agreement, reason: str, facts: ChargeFacts, province: str | None, tax_rate: Fraction | None
) -> Tax:
    """Return the tax that is added to a charge; raise `InputError` where a tax is given and none is added."""
    rule = ADMINISTRATIVE_CHARGE.of(agreement)
    if is_charge_taxed(rule, reason, facts):
        return agreement.tax_if_any(facts.day, province, tax_rate, None, facts.numbers.region)
    for name, given in (("province", province), ("tax_rate", tax_rate)):
        if given is not None:
            raise InputError(
                "{fact} is given, and these terms ({clause}) add no tax to the charge for {reason}: leave it out",
                fact=AdministrativeChargeQuestion.spelt(name),
                clause=Unquoted(clause_of_reason(rule, reason)),
                reason=Unquoted(reason),
            )
    return NO_TAX


def administrative_charge_steps(
    rule: AdministrativeChargeRule, amount: Money | None, reason: str, facts: ChargeFacts = NO_CHARGE_FACTS
) -> tuple[Step, ...]:
    """Return the working of an administrative charge before tax."""
    of, charge = charge_for_reason(rule, reason), allowed_charge(rule, amount, reason, facts)
    clause = clause_of_reason(rule, reason)
    template = "reason {reason}: one that the terms name"
    if reason not in dict(rule.reason):
        template = "reason {reason}: not one that the terms name, but their list of reasons is open"
    named = step(template, clause, reason=reason_in_words(reason))
    if of.sum is not None:
        return named, step("the terms charge {sum} for it", clause, sum=charge)
    most: Money = value_on(of.most, facts.day, facts.numbers)
    template = "amount {amount}: within the cap of {most} on each charge"
    return named, step(template, clause, amount=charge, most=most)


def reason_said(reason: str) -> Term:
    """Return a reason as a sentence has it; one that is not usual is named as the terms do, without hyphens."""
    usual = {
        "collection": Term("collection"),
        "returned-payment": Term("returned payment"),
        "identifier-change": Term("change of an identifier"),
        "restoral": Term("restoral of the service"),
    }
    return usual.get(reason, data_text(reason.replace("-", " ")))


@final
class AdministrativeChargeQuestion(Question):
    """The question `administrative_charge`."""

    name = "administrative_charge"
    says = "what an administrative charge comes to: its sum, or an amount within its cap"
    asks = Phrase("administrative charge for {reason}")
    dated_by = "on"
    example = "administrative-charge 35.00 --reason returned-payment"
    tables = (ADMINISTRATIVE_CHARGE,)
    compared = ({"amount": 25, "reason": "returned-payment"}, {"reason": "returned-payment"})

    amount: Money | None = fact(
        "what is asked for one charge, such as 35.00; left out where the terms name the sum",
        default=None,
        place="argument",
        in_heading=Phrase("amount {value}"),
    )
    reason: str = fact("what it is charged for, by the name that the terms give it, such as restoral", shown="NAME")
    on: date | None = fact(
        "the day of the charge, where its sum or its tax has changed", default=None, in_heading=Phrase("on {value}")
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE

    def _shown(self, value: object, fact_definition: Fact) -> Value:
        """Return a fact as the heading shows it, the reason as a word of the language."""
        if fact_definition is self.facts["reason"]:
            return reason_in_words(self.reason)
        return super()._shown(value, fact_definition)

    @classmethod
    def names_in(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the reasons that the terms name."""
        rule = ADMINISTRATIVE_CHARGE.find(agreement)
        return () if rule is None else tuple(name for name, _ in rule.reason)

    @property
    def cited(self) -> tuple[Clause, ...]:
        """The clause that names the charge for the reason."""
        return (clause_of_reason(ADMINISTRATIVE_CHARGE.of(self.agreement), self.reason),)

    def rule_clauses(self, edition: Agreement) -> list[Clause]:
        """Return the clause that names the charge for the reason."""
        return [clause_of_reason(ADMINISTRATIVE_CHARGE.of(edition), self.reason)]

    def clauses_of_numbers(self, edition: Agreement) -> tuple[ReasonCharge]:
        """Return what is charged for the reason, whose numbers alone are taken."""
        return (charge_for_reason(ADMINISTRATIVE_CHARGE.of(edition), self.reason),)

    @property
    def is_taxed(self) -> bool:
        """Whether tax is added to the charge for the reason."""
        return is_charge_taxed(ADMINISTRATIVE_CHARGE.of(self.agreement), self.reason, self.charge_facts)

    @property
    def charge_facts(self) -> ChargeFacts:
        """The facts by which the numbers of the charge are chosen."""
        return facts_of_charge(self.agreement, self.on, self.plan, self.region, self.segment)

    @property
    def tax(self) -> Tax:
        """The tax that is added."""
        return charge_tax(self.agreement, self.reason, self.charge_facts, self.province, self.tax_rate)

    def in_words(self, value: Money) -> Phrase | None:
        """Return the charge with its tax, where it has one."""
        tax = self.tax
        return TaxedCharge.of(value, tax).headline() if tax.taxes else None

    def told_facts(self, value: Money) -> frozenset[str]:
        """The amount, which the sentence names."""
        return frozenset(["amount"])

    def told(self, value: Money) -> Phrase:
        """Return the answer as a sentence has it."""
        taxed, reason = TaxedCharge.of(value, self.tax), reason_said(self.reason)
        template = "an administrative charge ({reason}) comes to {total}: {charge} and {tax} of tax"
        if not taxed.tax.minor:
            template = "an administrative charge ({reason}) comes to {total}, without tax"
        return phrase(template, reason=reason, total=taxed.total, charge=value, tax=taxed.tax)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the reason, the sum or the cap, and the tax."""
        rule, facts, tax = ADMINISTRATIVE_CHARGE.of(self.agreement), self.charge_facts, self.tax
        steps = administrative_charge_steps(rule, self.amount, self.reason, facts)
        charge = allowed_charge(rule, self.amount, self.reason, facts)
        if not self.is_taxed:
            return steps
        taxed = tax.steps(charge, tax_clause_of(rule))
        return (*steps, *taxed, *self.agreement.untaxed_note(tax))


def facts_of_charge(
    agreement: Agreement, on: date | None, plan: str | None, region: str | None, segment: str | None
) -> ChargeFacts:
    """Return the facts by which the numbers of a charge are chosen, checked."""
    rule = ADMINISTRATIVE_CHARGE.of(agreement)
    numbers = number_facts_of(agreement, [rule], plan, region, segment, taxed=True)
    return ChargeFacts(on, numbers)


def administrative_charge(
    terms: Agreed,
    amount: Amount | None = None,
    *,
    reason: str,
    on: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    province: str | None = None,
    tax_rate: Rate | None = None,
) -> Answer[Money]:
    """Return what an administrative charge comes to, before tax: the sum of the terms, or an amount within their cap.

    `reason` is what it is charged for, by the name that the terms give it: `collection` (an amount that is unpaid, or
    over the credit limit), `returned-payment`, `identifier-change`, `restoral` (of the service), or another. `amount`
    is what the provider asks for one charge; where the terms name the sum, it can be left out. `on` is the day of the
    charge; without it the newest sum and tax hold. A tax that is added stands in the heading and in the working. Raises
    `InputError` for an amount over the cap, or other than the sum; `NotInTermsError` for a reason that these terms do
    not name, unless their list of reasons is open.

    >>> from telcoterms import load
    >>> load("kos").administrative_charge("35.00", reason="restoral").value
    Money('35.00', 'CAD')
    """
    agreement = terms.agreement
    money = None if amount is None else as_money(amount, agreement.currency, "amount")
    name = as_short_name(reason, "reason")
    day = as_day_or_none(on, "on")
    rate = None if tax_rate is None else as_rate(tax_rate, "tax_rate")
    facts = facts_of_charge(agreement, day, plan, region, segment)
    value = allowed_charge(ADMINISTRATIVE_CHARGE.of(agreement), money, name, facts)
    charge_tax(agreement, name, facts, province, rate)
    given = (money, name, day, plan, region, segment, province, rate)
    return Answer(value, "administrative_charge", given, terms)
