"""What stands beside an agreement: its table of law, and what it fixes that rules of law speak of."""

from __future__ import annotations

from datetime import date
from typing import Any

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.law import LawTable
from telcoterms.agreement.taxes import Tax, TaxRounding, TaxTable
from telcoterms.clauses.cancellation_charge import CANCELLATION_CHARGE
from telcoterms.clauses.complaint import COMPLAINT, ComplaintRule
from telcoterms.clauses.customer_cancellation import CUSTOMER_CANCELLATION
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR, EligibleForAdrRule
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.law import Stated, law_steps
from telcoterms.clauses.refund import REFUND
from telcoterms.clauses.tax import BillParts, bill_tax_steps
from telcoterms.facts import tax_of
from telcoterms.values.errors import FactError, SilentTermsError, Word
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step


def law_of(agreement: Agreement) -> LawTable:
    """The table of law beside an agreement, or `SilentTermsError`."""
    if agreement.law is None:
        raise SilentTermsError(
            "the terms of {provider} name no table of law: add a table [law] to a file of your own, "
            "such as table = 'canada'",
            provider=Word(agreement.provider),
        )
    return agreement.law


def stated_of(agreement: Agreement, on: date) -> Stated:
    """What an agreement fixes of the things that rules of law speak of, with its tax on a day."""
    return Stated(
        currency=agreement.currency,
        late_charge=LATE_CHARGE.find(agreement),
        refund=REFUND.find(agreement),
        customer_cancellation=CUSTOMER_CANCELLATION.find(agreement),
        cancellation_charge=CANCELLATION_CHARGE.find(agreement),
        tax=None if agreement.tax is None else _tax(agreement.tax, on),
        tax_clause=agreement.tax_clause,
        small_business_under=_small_business(ELIGIBLE_FOR_ADR.find(agreement)),
        adr_weeks=_adr_weeks(COMPLAINT.find(agreement)),
    )


def _small_business(rule: EligibleForAdrRule | None) -> tuple[Money, Clause] | None:
    """Below which monthly bill the terms take a business for small."""
    return None if rule is None else (rule.small_business_under, rule.clause)


def _adr_weeks(rule: ComplaintRule | None) -> tuple[int, Clause] | None:
    """After how many weeks the terms let a complaint go outside."""
    return None if rule is None or rule.weeks is None else (rule.weeks, rule.outside.clause)


def _tax(table: TaxTable, on: date) -> Tax | None:
    """The tax of the provider's own region on a day; None on a day before the first rate."""
    if all(rate.since > on for rate in table.rates if rate.region == table.home):
        return None
    rate = table.on(on)
    return Tax(rate.rate, rate.name, source=rate.source)


def bill_parts(agreement: Agreement, parts: tuple[Money, ...], late: Money, rounding: TaxRounding) -> BillParts:
    """The checked parts of a bill whose tax is asked for."""
    if not parts:
        raise FactError("amounts is empty: give one sum, or each part of the bill")
    source = None if agreement.tax is None else agreement.tax.untaxed_by("late_charge")
    if late.minor and source is None:
        raise FactError(
            "late_charge is {late}, but whether it carries tax is not established here: leave it out, or give it among "
            "the amounts if it is taxed",
            late=late,
        )
    return BillParts(parts=parts, late_charge=late, rounding=rounding, untaxed_by=source if late.minor else None)


def law_working(agreement: Agreement, on: date) -> tuple[Step, ...]:
    """The working of the law beside the terms."""
    return law_steps(law_of(agreement), on, stated_of(agreement, on))


def tax_working(
    agreement: Agreement, amounts: tuple[Money, ...], on: date, late: Money, *facts: Any
) -> tuple[Step, ...]:
    """The working of the tax on a bill."""
    province, tax_rate, tax_mode, rounding = facts
    clauses = () if agreement.tax_clause is None else (agreement.tax_clause,)
    bill = bill_parts(agreement, amounts, late, rounding)
    return bill_tax_steps(bill, tax_of(agreement, on, province, tax_rate, tax_mode), clauses)
