"""The questions of limits: the most that is charged or answered for, the last day and the earliest day of something."""

from __future__ import annotations

from datetime import date

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE, AdministrativeReason, allowed_charge
from telcoterms.clauses.change_of_terms import CHANGE_OF_TERMS, ChangeOfTerms, days_of_change
from telcoterms.clauses.customer_cancellation import CUSTOMER_CANCELLATION, takes_effect_on
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, return_by
from telcoterms.clauses.liability_limit import LIABILITY_LIMIT, limit_for
from telcoterms.clauses.policy_change import POLICY_CHANGE, binds_from
from telcoterms.clauses.precedence import PRECEDENCE, first_of
from telcoterms.clauses.provider_cancellation import PROVIDER_CANCELLATION, earliest_day
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import Word
from telcoterms.values.money import Amount, Money, as_money


class LimitQuestions(Answerer):
    """What `Terms` answers about the limits that are set to a sum or to a day."""

    __slots__ = ()
    agreement: Agreement

    def administrative_charge(self, amount: Amount, *, reason: AdministrativeReason) -> Answer[Money]:
        """What an administrative charge comes to: the amount itself, where it is within the cap.

        `amount` is what the provider asks for one charge; `reason` is `collection` (an amount that is unpaid, or over
        the credit limit), `returned-payment`, `identifier-change` or `restoral` (of the service). Raises `FactError`
        for an amount over the cap, `SilentTermsError` for a reason that these terms do not name.

        >>> from telcoterms import load
        >>> load("kos").administrative_charge("35.00", reason="restoral").value
        Money('35.00', 'CAD')
        """
        money = as_money(amount, self.agreement.currency, "amount")
        why: AdministrativeReason = one_of(reason, AdministrativeReason, "reason")
        value = allowed_charge(ADMINISTRATIVE_CHARGE.of(self.agreement), money, why)
        return Answer(value, "administrative_charge", (money, why), self)

    def equipment_return_by(self, *, cancelled: Day) -> Answer[date | None]:
        """By which day leased equipment is to be back; None where a technician collects it.

        >>> from telcoterms import load
        >>> load("kos").equipment_return_by(cancelled="2026-06-10").value
        datetime.date(2026, 7, 10)
        """
        day = as_day(cancelled, "cancelled")
        value = return_by(EQUIPMENT_RETURN_BY.of(self.agreement), day)
        return Answer(value, "equipment_return_by", (day,), self)

    def liability_limit(self, *, fees_during_outage: Amount) -> Answer[Money]:
        """Up to which sum the provider is liable for an outage; the fees are those payable for its time.

        >>> from telcoterms import load
        >>> load("kos").liability_limit(fees_during_outage="13.50").value
        Money('20.00', 'CAD')
        """
        fees = as_money(fees_during_outage, self.agreement.currency, "fees_during_outage")
        return Answer(limit_for(LIABILITY_LIMIT.of(self.agreement), fees), "liability_limit", (fees,), self)

    def change_of_terms(self, *, notice: Day, effective: Day) -> Answer[ChangeOfTerms]:
        """The earliest day on which changed terms take effect, and from which day they bind.

        `notice` is the day of the written notice, `effective` the effective date that it names. They bind a customer
        who still uses the service on the day that is given. Raises `FactError` for an effective date that is too early.

        >>> from telcoterms import load
        >>> load("kos").change_of_terms(notice="2026-01-01", effective="2026-02-15").value.binds_from
        datetime.date(2026, 3, 17)
        """
        noticed, day = as_day(notice, "notice"), as_day(effective, "effective")
        value = days_of_change(CHANGE_OF_TERMS.of(self.agreement), noticed, day)
        return Answer(value, "change_of_terms", (noticed, day), self)

    def policy_change(self, *, posted: Day) -> Answer[date]:
        """From which day a new or changed policy binds.

        >>> from telcoterms import load
        >>> load("kos").policy_change(posted="2026-03-01").value
        datetime.date(2026, 3, 1)
        """
        day = as_day(posted, "posted")
        return Answer(binds_from(POLICY_CHANGE.of(self.agreement), day), "policy_change", (day,), self)

    def precedence(self, *, one: str, other: str) -> Answer[str]:
        """Which of two documents goes first where they disagree, by their names in the terms.

        Raises `UnknownNameError` for a document that the terms do not have, `FactError` where both are the same.

        >>> from telcoterms import load
        >>> load("kos").precedence(one="service-terms", other="dsl").value
        'dsl'
        """
        value = Word(first_of(PRECEDENCE.of(self.agreement), self.agreement.ranking, one, other))
        return Answer(value, "precedence", (one, other), self)

    def provider_cancellation(self, *, notice: Day) -> Answer[date]:
        """The earliest day on which the provider's own cancellation on notice takes effect.

        >>> from telcoterms import load
        >>> load("kos").provider_cancellation(notice="2026-01-01").value
        datetime.date(2026, 1, 31)
        """
        day = as_day(notice, "notice")
        value = earliest_day(PROVIDER_CANCELLATION.of(self.agreement), day)
        return Answer(value, "provider_cancellation", (day,), self)

    def customer_cancellation(self, *, received: Day) -> Answer[date]:
        """From which day on a customer's cancellation takes effect whose notice was received on a day.

        >>> from telcoterms import load
        >>> load("kos").customer_cancellation(received="2026-06-10").value
        datetime.date(2026, 6, 10)
        """
        day = as_day(received, "received")
        value = takes_effect_on(CUSTOMER_CANCELLATION.of(self.agreement), day)
        return Answer(value, "customer_cancellation", (day,), self)
