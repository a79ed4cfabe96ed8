"""The questions: their facts, the rules that they rest on, and how their working is put together from the rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, final

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Rule
from telcoterms.audited import audited_steps, late_charge_audit_steps
from telcoterms.beside import law_working, tax_working
from telcoterms.calendared import (
    always,
    complaint_counts,
    complaint_course_steps,
    eligibility_steps,
    hours_of_day_steps,
    open_at_steps,
    opening_after_steps,
)
from telcoterms.cheapest import Stay, cheapest_steps
from telcoterms.clauses.administrative_charge import (
    ADMINISTRATIVE_CHARGE,
    AdministrativeReason,
    administrative_charge_steps,
)
from telcoterms.clauses.cancellation_charge import CANCELLATION_CHARGE, cancellation_charge_steps
from telcoterms.clauses.change_of_terms import CHANGE_OF_TERMS, change_of_terms_steps
from telcoterms.clauses.customer_cancellation import CUSTOMER_CANCELLATION, customer_cancellation_steps
from telcoterms.clauses.dispute import DISPUTE, dispute_steps, dispute_until_steps
from telcoterms.clauses.due_date import DUE_DATE, due_date_steps, due_on
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, equipment_return_by_steps
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, effective_rate_steps
from telcoterms.clauses.late_charge.question import late_charge_steps
from telcoterms.clauses.law_notes import refund_note
from telcoterms.clauses.liability_limit import LIABILITY_LIMIT, liability_limit_steps
from telcoterms.clauses.policy_change import POLICY_CHANGE, policy_change_steps
from telcoterms.clauses.precedence import PRECEDENCE, precedence_steps
from telcoterms.clauses.provider_cancellation import PROVIDER_CANCELLATION, provider_cancellation_steps
from telcoterms.clauses.refund import REFUND, refund_steps
from telcoterms.clauses.regime import REGIME, regime_steps
from telcoterms.facts import fixed_term_of, prepaid_of, refund_tax, tax_of
from telcoterms.formats.csv import Sheet
from telcoterms.formats.svg import Chart
from telcoterms.replayed import (
    settlement_working,
    statement_picture,
    statement_sheet,
    statement_working,
    what_if_working,
)
from telcoterms.used import outage_working, usage_working
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money
from telcoterms.values.steps import Step


@final
@dataclass(frozen=True, slots=True)
class Question:
    """The names of a question's facts in order, the rules behind it, those whose readings it takes, its working.

    `picture` draws the answer, where a picture tells more than its figure; `sheet` is its ledger, where it has one;
    `calendar` says whether the answer to some facts rests on the calendar. `needs` names the tables of the agreement
    without which there is no answer; where it is empty, the answer needs all of its rules.
    """

    facts: tuple[str, ...]
    rules: tuple[str, ...]
    steps: Callable[..., tuple[Step, ...]]
    readings: tuple[str, ...] = ()
    taxed: bool = False
    picture: Callable[..., Chart] | None = None
    sheet: Callable[..., Sheet] | None = None
    calendar: Callable[..., bool] | None = None
    needs: tuple[str, ...] = ()


def _due_date(agreement: Agreement, issued: date) -> tuple[Step, ...]:
    return due_date_steps(DUE_DATE.of(agreement), issued)


def _late_charge(
    agreement: Agreement, amount: Money, issued: date, paid: date, billing_months: int
) -> tuple[Step, ...]:
    due = DUE_DATE.of(agreement)
    late = LATE_CHARGE.of(agreement)
    steps = late_charge_steps(late, amount, issued, due_on(due, issued), paid, billing_months)
    return due_date_steps(due, issued) + steps


def _effective_annual_rate(agreement: Agreement) -> tuple[Step, ...]:
    return effective_rate_steps(LATE_CHARGE.of(agreement))


def _dispute_until(agreement: Agreement, issued: date) -> tuple[Step, ...]:
    return dispute_until_steps(DISPUTE.of(agreement), issued)


def _dispute(agreement: Agreement, issued: date, reported: date) -> tuple[Step, ...]:
    return dispute_steps(DISPUTE.of(agreement), issued, reported)


def _refund(agreement: Agreement, *facts: Any) -> tuple[Step, ...]:
    *own, province, tax_rate = facts
    prepaid = prepaid_of(tuple(own))
    rule, tax = REFUND.of(agreement), refund_tax(agreement, prepaid, province, tax_rate)
    return refund_steps(rule, prepaid, tax) + refund_note(agreement.law, rule, prepaid, tax)


def _cancellation_charge(agreement: Agreement, *facts: Any) -> tuple[Step, ...]:
    *own, province, tax_rate, tax_mode = facts
    term = fixed_term_of(agreement, *own)
    rule = CANCELLATION_CHARGE.of(agreement)
    tax = tax_of(agreement, term.cancelled, province, tax_rate, tax_mode)
    return cancellation_charge_steps(rule, term, tax, agreement.currency)


def _regime(agreement: Agreement, term_start: date, term_months: int, on: date) -> tuple[Step, ...]:
    return regime_steps(REGIME.of(agreement), term_start, term_months, on)


def _administrative_charge(agreement: Agreement, amount: Money, reason: AdministrativeReason) -> tuple[Step, ...]:
    return administrative_charge_steps(ADMINISTRATIVE_CHARGE.of(agreement), amount, reason)


def _equipment_return_by(agreement: Agreement, cancelled: date) -> tuple[Step, ...]:
    return equipment_return_by_steps(EQUIPMENT_RETURN_BY.of(agreement), cancelled)


def _liability_limit(agreement: Agreement, fees_during_outage: Money) -> tuple[Step, ...]:
    return liability_limit_steps(LIABILITY_LIMIT.of(agreement), fees_during_outage)


def _change_of_terms(agreement: Agreement, notice: date, effective: date) -> tuple[Step, ...]:
    return change_of_terms_steps(CHANGE_OF_TERMS.of(agreement), notice, effective)


def _policy_change(agreement: Agreement, posted: date) -> tuple[Step, ...]:
    return policy_change_steps(POLICY_CHANGE.of(agreement), posted)


def _precedence(agreement: Agreement, one: str, other: str) -> tuple[Step, ...]:
    return precedence_steps(PRECEDENCE.of(agreement), agreement.ranking, one, other)


def _provider_cancellation(agreement: Agreement, notice: date) -> tuple[Step, ...]:
    return provider_cancellation_steps(PROVIDER_CANCELLATION.of(agreement), notice)


def _customer_cancellation(agreement: Agreement, received: date) -> tuple[Step, ...]:
    return customer_cancellation_steps(CUSTOMER_CANCELLATION.of(agreement), received)


def _cheapest_cancellation(agreement: Agreement, *facts: Any) -> tuple[Step, ...]:
    return tuple(cheapest_steps(Stay(agreement, *facts)))


QUESTIONS: Final[Mapping[str, Question]] = {
    "due_date": Question(("issued",), ("due_date",), _due_date),
    "late_charge": Question(
        ("amount", "issued", "paid", "billing_months"), ("due_date", "late_charge"), _late_charge, ("late_charge",)
    ),
    "effective_annual_rate": Question((), ("late_charge",), _effective_annual_rate),
    "dispute_until": Question(("issued",), ("dispute",), _dispute_until),
    "dispute": Question(("issued", "reported"), ("dispute",), _dispute),
    "refund": Question(
        (
            "fee",
            "cycle_start",
            "cancelled",
            "fee_months",
            "billing_day",
            "paid_until",
            "regime",
            "province",
            "tax_rate",
        ),
        ("refund",),
        _refund,
        ("refund",),
        taxed=True,
    ),
    "cancellation_charge": Question(
        (
            "monthly_fee",
            "incentive",
            "term_start",
            "term_months",
            "last_invoice",
            "cancelled",
            "by",
            "province",
            "tax_rate",
            "tax_mode",
        ),
        ("cancellation_charge",),
        _cancellation_charge,
        ("cancellation_charge",),
        taxed=True,
    ),
    "regime": Question(("term_start", "term_months", "on"), ("regime",), _regime),
    "administrative_charge": Question(("amount", "reason"), ("administrative_charge",), _administrative_charge),
    "equipment_return_by": Question(("cancelled",), ("equipment_return_by",), _equipment_return_by),
    "liability_limit": Question(("fees_during_outage",), ("liability_limit",), _liability_limit),
    "outage_fees": Question(
        ("monthly_fee", "began", "ended"), ("liability_limit",), outage_working, ("liability_limit",)
    ),
    "data_usage": Question(
        ("activities", "allowance_gb", "price_per_gb"), ("data_usage",), usage_working, ("data_usage",)
    ),
    "change_of_terms": Question(("notice", "effective"), ("change_of_terms",), _change_of_terms),
    "policy_change": Question(("posted",), ("policy_change",), _policy_change),
    "precedence": Question(("one", "other"), ("precedence",), _precedence),
    "provider_cancellation": Question(("notice",), ("provider_cancellation",), _provider_cancellation),
    "complaint": Question(
        ("received", "answered", "senior", "senior_answered", "manager", "manager_answered", "deadlock", "on"),
        ("complaint",),
        complaint_course_steps,
        calendar=complaint_counts,
    ),
    "eligible_for_adr": Question(("customer", "monthly_bill", "subject"), ("eligible_for_adr",), eligibility_steps),
    "hours": Question(("day",), ("hours",), hours_of_day_steps, ("hours",), calendar=always),
    "support_open": Question(("at",), ("hours",), open_at_steps, ("hours",), calendar=always),
    "next_opening": Question(("at",), ("hours",), opening_after_steps, ("hours",), calendar=always),
    "customer_cancellation": Question(("received",), ("customer_cancellation",), _customer_cancellation),
    "law": Question(
        ("on",),
        ("late_charge", "refund", "cancellation_charge", "customer_cancellation", "eligible_for_adr"),
        law_working,
        needs=("law",),
    ),
    "tax": Question(
        ("amounts", "on", "late_charge", "province", "tax_rate", "tax_mode", "tax_rounding"),
        (),
        tax_working,
        taxed=True,
        needs=("tax",),
    ),
    "statement": Question(
        ("account", "as_of"),
        ("due_date", "late_charge", "dispute"),
        statement_working,
        ("late_charge", "statement"),
        picture=statement_picture,
        sheet=statement_sheet,
    ),
    "settlement": Question(
        ("account", "on"), ("due_date", "late_charge"), settlement_working, ("late_charge", "statement")
    ),
    "what_if": Question(
        ("account", "payment", "on"),
        ("due_date", "late_charge", "dispute"),
        what_if_working,
        ("late_charge", "statement"),
    ),
    "cheapest_cancellation": Question(
        ("monthly_fee", "incentive", "term_start", "term_months", "first", "last", "province", "tax_rate"),
        ("cancellation_charge", "refund"),
        _cheapest_cancellation,
        ("cancellation_charge", "refund"),
        taxed=True,
    ),
    "audit_late_charge": Question(
        ("billed", "amount", "issued", "paid", "billing_months", "before_tax", "original"),
        ("due_date", "late_charge"),
        late_charge_audit_steps,
        ("late_charge",),
    ),
    "audit": Question(
        ("bill",),
        ("due_date", "late_charge", "dispute", "refund", "cancellation_charge"),
        audited_steps,
        ("late_charge", "refund", "cancellation_charge"),
        taxed=True,
    ),
}


def rules_of(agreement: Agreement, names: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of these names that the terms have."""
    return tuple(agreement.rules[name] for name in names if name in agreement.rules)
