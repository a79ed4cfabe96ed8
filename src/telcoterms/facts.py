"""The facts of questions, checked against an agreement: the tax, the prepaid fee, the fixed term, the replay."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.taxes import Tax, TaxMode
from telcoterms.clauses.cancellation_charge import (
    CANCELLATION_CHARGE,
    NOT_GIVEN,
    CancelledBy,
    FixedTerm,
    IncentiveProrated,
)
from telcoterms.clauses.refund import REFUND, NoRefund, Prepaid
from telcoterms.values.dataclasses import fields
from telcoterms.values.errors import FactError, SilentTermsError, Word
from telcoterms.values.messages import Term
from telcoterms.values.money import Money


def tax_of(
    agreement: Agreement, day: date, province: str | None, tax_rate: Fraction | None, tax_mode: TaxMode = "added"
) -> Tax:
    """The tax of a question: the provider's own, that of another province, or a rate that is given."""
    if tax_rate is not None:
        if province is not None:
            raise FactError("both province={province} and tax_rate are given: give one of them", province=province)
        return Tax(tax_rate, mode=tax_mode)
    if agreement.tax is None:
        raise SilentTermsError(
            "the terms of {provider} name no table of taxes: give the rate, such as tax_rate='0.13', or tax_rate='0'",
            provider=Word(agreement.provider),
        )
    rate = agreement.tax.on(day, province)
    return Tax(rate.rate, rate.name, tax_mode, rate.source)


def refund_tax(agreement: Agreement, prepaid: Prepaid, province: str | None, tax_rate: Fraction | None) -> Tax:
    """The tax that comes back with a refund; none is asked for where nothing ever comes back."""
    if isinstance(REFUND.find(agreement), NoRefund) and agreement.tax is None and tax_rate is None:
        return Tax(Fraction(0))
    return tax_of(agreement, prepaid.cancelled, province, tax_rate)


def prepaid_of(facts: tuple[Any, ...]) -> Prepaid:
    """The checked facts of a refund."""
    return Prepaid(**dict(zip((one.name for one in fields(Prepaid)), facts, strict=True)))


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
    """The checked facts of a cancellation charge: those that the clause needs, and none that it does not know."""
    rule = CANCELLATION_CHARGE.of(agreement)
    prorated = isinstance(rule, IncentiveProrated)
    given = {"monthly_fee": monthly_fee is not None, "incentive": incentive is not None}
    given["last_invoice"] = last_invoice != NOT_GIVEN
    wanted = ("incentive", "last_invoice") if prorated else ("monthly_fee",)
    for name, is_given in given.items():
        if is_given != (name in wanted):
            raise FactError(
                "these terms ({clause}) charge {kind}: {verb} {name}{hint}",
                clause=Word(rule.clause),
                kind=Term("the incentive by the months left") if prorated else Term("a share of the monthly fees"),
                verb=Term("leave out") if is_given else Term("give"),
                name=Word(name),
                hint=Term(", the date of the last monthly invoice, or None")
                if name == "last_invoice" and not is_given
                else Word(),
            )
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
