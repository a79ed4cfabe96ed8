"""Check what a provider asks as an administrative charge against the cap of its terms.

Kind `capped`: the provider sets the amount of each charge itself, for one of the reasons that its terms name, and up to
a cap on each. An amount up to the cap is the charge. A higher amount is rejected. Where the list of reasons is open,
because the terms name them as examples, any other reason is within the clause and its cap too.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Fact, Question, fact
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, NotInTermsError, Unquoted
from telcoterms.values.messages import Phrase, Value, translated_choice
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.steps import Step, step

NamedReason = Literal["collection", "returned-payment", "identifier-change", "restoral"]
"""A reason that terms name."""
AdministrativeReason = Literal[NamedReason, "other"]
"""The reason of a charge; `other` is one that the terms do not name."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Capped(Rule):
    """A charge of the provider's own amount, up to a cap, for each of the reasons that are named.

    Where the list of reasons is `open`, also for another one.
    """

    kind: ClassVar[str] = "capped"

    most: Money
    charged_for: tuple[NamedReason, ...]
    open: bool | None = None


AdministrativeChargeRule = Capped
ADMINISTRATIVE_CHARGE: Final = Kinds[AdministrativeChargeRule]("administrative_charge", AdministrativeChargeRule)


def allowed_charge(rule: AdministrativeChargeRule, amount: Money, reason: AdministrativeReason) -> Money:
    """Return the charge: the amount itself, where the reason is within the clause and the amount within the cap."""
    if reason not in rule.charged_for and not rule.open:
        raise NotInTermsError(
            "the terms name no administrative charge for {reason} ({clause}), only for {named}: ask the provider "
            "what the charge is for",
            reason=Unquoted(reason),
            clause=Unquoted(rule.clause),
            named=tuple(map(Unquoted, rule.charged_for)),
        )
    if amount > rule.most:
        raise InputError(
            "amount is {amount}, over the cap of {most} on each administrative charge ({clause}): "
            "give an amount up to the cap, and each charge on its own",
            amount=amount,
            most=rule.most,
            clause=Unquoted(rule.clause),
        )
    return amount


def administrative_charge_steps(
    rule: AdministrativeChargeRule, amount: Money, reason: AdministrativeReason
) -> tuple[Step, ...]:
    """Return the working of an administrative charge."""
    template = "reason {reason}: one that the terms name"
    if reason not in rule.charged_for:
        template = "reason {reason}: not one that the terms name, but their list of reasons is open"
    return (
        step(template, rule.clause, reason=translated_choice(reason, AdministrativeReason)),
        step(
            "amount {amount}: within the cap of {most} on each charge",
            rule.clause,
            amount=allowed_charge(rule, amount, reason),
            most=rule.most,
        ),
    )


@final
class AdministrativeChargeQuestion(Question):
    """The question `administrative_charge`."""

    name = "administrative_charge"
    says = "what an administrative charge comes to, within its cap"
    asks = Phrase("administrative charge of {amount} for {reason}")
    dated_by = None
    example = "administrative-charge 35.00 --reason returned-payment"
    tables = (ADMINISTRATIVE_CHARGE,)
    compared = ({"amount": 25, "reason": "returned-payment"},)

    amount: Money = fact("what is asked for one charge, such as 35.00", place="argument")
    reason: AdministrativeReason = fact("what it is charged for")

    def _shown(self, value: object, fact_definition: Fact) -> Value:
        """Return a fact as the heading shows it, the reason as a word of the language."""
        if fact_definition is self.facts["reason"]:
            return translated_choice(self.reason, AdministrativeReason)
        return super()._shown(value, fact_definition)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the reason, and the cap."""
        return administrative_charge_steps(ADMINISTRATIVE_CHARGE.of(self.agreement), self.amount, self.reason)


def administrative_charge(terms: Agreed, amount: Amount, *, reason: AdministrativeReason) -> Answer[Money]:
    """Return what an administrative charge comes to: the amount itself, where it is within the cap.

    `amount` is what the provider asks for one charge; `reason` is `collection` (an amount that is unpaid, or over
    the credit limit), `returned-payment`, `identifier-change`, `restoral` (of the service), or `other`. Raises
    `InputError` for an amount over the cap, `NotInTermsError` for a reason that these terms do not name, unless their
    list of reasons is open.

    >>> from telcoterms import load
    >>> load("kos").administrative_charge("35.00", reason="restoral").value
    Money('35.00', 'CAD')
    """
    money = as_money(amount, terms.agreement.currency, "amount")
    checked_reason: AdministrativeReason = one_of(reason, AdministrativeReason, "reason")
    value = allowed_charge(ADMINISTRATIVE_CHARGE.of(terms.agreement), money, checked_reason)
    return Answer(value, "administrative_charge", (money, checked_reason), terms)
