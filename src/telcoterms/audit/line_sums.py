"""Compute what a line of a bill comes to by its question and facts, under the clause of its terms or another one.

The audit computes it under each reading of the clause, `telcoterms.terms.explanation` with each fact or number changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, assert_never

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import Tax
from telcoterms.answers.facts import number_facts_of
from telcoterms.answers.question import KNOWN
from telcoterms.audit.audit import LineSums
from telcoterms.audit.bill import LineQuestion
from telcoterms.clauses.cancellation_charge.charge import charge_for
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE, CancellationChargeRule
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion, tax_of_charge
from telcoterms.clauses.cancellation_charge.term import FixedTerm
from telcoterms.clauses.dispute import DISPUTE, last_day_to_dispute
from telcoterms.clauses.due_date import DUE_DATE, InvoiceFacts, due_on
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.clauses.late_charge.question import as_reminders, debt_days
from telcoterms.clauses.part_charge import PART_CHARGE, PartChargeQuestion, PartChargeRule, charged
from telcoterms.clauses.refund import REFUND, Prepaid, RefundQuestion, RefundRule, refund_tax, refunded
from telcoterms.clauses.tax import BillParts, bill_parts, bill_tax
from telcoterms.values.money import Money

SumsOf = Callable[[Any], LineSums]
"""Returns what a line comes to under a rule of its question: its sums, or the ordinal number of its day."""


class ChargedInvoice(NamedTuple):
    """What was outstanding of an invoice, and all that its late charge rests on."""

    amount: Money
    invoice: InvoiceFacts
    paid: date
    billing_months: int
    reminded: tuple[date, ...]
    numbers: NumberFacts

    def days_under(self, agreement: Agreement) -> DebtDays:
        """Return the days on which the late charge rests."""
        return debt_days(agreement, self.invoice, self.billing_months, self.numbers)


def sums_of_line(agreement: Agreement, question: LineQuestion, facts: Mapping[str, Any]) -> tuple[Rule | None, SumsOf]:
    """Return the rule of a line, and what the line comes to under it or another one; a tax rests on no rule.

    The facts are checked as the question checks them, and an error of the library is raised where they do not fit.
    """
    match question:
        case "due_date":
            due_rule = DUE_DATE.of(agreement)
            numbers = numbers_of(agreement, (due_rule,), facts)
            return due_rule, lambda rule: (due_on(rule, invoice_of(facts), agreement.calendar, numbers).toordinal(),)
        case "dispute_until":
            return DISPUTE.of(agreement), lambda rule: (last_day_to_dispute(rule, facts["issued"]).toordinal(),)
        case "late_charge":
            late = charged_invoice_of(agreement, facts)
            amount, days = late.amount.minor, late.days_under(agreement)
            return LATE_CHARGE.of(agreement), lambda rule: (
                charge_minor(rule, amount, days, late.paid, agreement.calendar, late.reminded),
            )
        case "refund":
            prepaid, refund_tax = refund_of(agreement, facts)

            def refund_sums(rule: RefundRule) -> LineSums:
                back = refunded(rule, prepaid, refund_tax)
                return (back.refund.minor, back.tax.minor, back.total.minor)

            return REFUND.of(agreement), refund_sums
        case "part_charge":
            asked = part_charge_of(agreement, facts)
            part, part_tax = asked.part, asked.tax

            def part_sums(rule: PartChargeRule) -> LineSums:
                charge = charged(rule, part, part_tax)
                return (charge.charge.minor, charge.tax.minor, charge.total.minor)

            return PART_CHARGE.of(agreement), part_sums
        case "cancellation_charge":
            term, tax = cancellation_of(agreement, facts)

            def charge_sums(rule: CancellationChargeRule) -> LineSums:
                charge = charge_for(rule, term, tax, agreement.currency)
                return (charge.charge.minor, charge.tax.minor, charge.total.minor)

            return CANCELLATION_CHARGE.of(agreement), charge_sums
        case "tax":
            bill, taxes = bill_tax_of(agreement, facts)
            return None, lambda _: (bill_tax(bill, taxes).tax.minor,)
    assert_never(question)


def day_of_facts(question: LineQuestion, facts: Mapping[str, Any]) -> date:
    """Return the day by which the question of a line chooses an edition, from the facts of the line."""
    dated_by = KNOWN[question].dated_by
    assert dated_by is not None
    day: date = facts[dated_by]
    return day


def sums_on_facts(agreement: Agreement, question: LineQuestion, facts: Mapping[str, Any]) -> LineSums:
    """Return what a line comes to on these facts, by the edition in force on their day."""
    rule, sums_of = sums_of_line(agreement.in_force(day_of_facts(question, facts)), question, facts)
    return sums_of(rule)


def invoice_of(facts: Mapping[str, Any]) -> InvoiceFacts:
    """Return what is known of an invoice that its due date can rest on, from the facts of a line."""
    return InvoiceFacts(*(facts[name] for name in InvoiceFacts._fields))


def numbers_of(agreement: Agreement, clauses: Iterable[Rule], facts: Mapping[str, Any]) -> NumberFacts:
    """Return what the numbers of clauses are chosen by, from the facts of a line; a due date rests on no index."""
    named = (facts["plan"], facts["region"], facts["segment"], facts.get("index", ()))
    return number_facts_of(agreement, clauses, *named)


def charged_invoice_of(agreement: Agreement, facts: Mapping[str, Any]) -> ChargedInvoice:
    """Return what was outstanding and all that its late charge rests on, from the facts of a line."""
    rule = LATE_CHARGE.of(agreement)
    return ChargedInvoice(
        amount=facts["amount"],
        invoice=invoice_of(facts),
        paid=facts["paid"],
        billing_months=facts["billing_months"],
        reminded=as_reminders(rule, facts["reminded"]),
        numbers=numbers_of(agreement, (DUE_DATE.of(agreement), rule), facts),
    )


def bill_tax_of(agreement: Agreement, facts: Mapping[str, Any]) -> tuple[BillParts, Tax]:
    """Return the parts of a bill and their tax, from the facts of a line."""
    amounts = facts["amount"]
    parts = amounts if isinstance(amounts, tuple) else (amounts,)
    bill = bill_parts(agreement, parts, Money.of_minor(0, agreement.currency), facts["tax_rounding"])
    named = {name: facts[name] for name in ("tax_mode", "taxed_as", "region")}
    tax = agreement.tax_on(facts["on"], facts["province"], facts["tax_rate"], **named)
    return bill, tax


def refund_of(agreement: Agreement, facts: Mapping[str, Any]) -> tuple[Prepaid, Tax]:
    """Return what was prepaid and the tax that comes back with it, from the facts of a line."""
    question = RefundQuestion(agreement, tuple(facts.values()))
    prepaid = question.prepaid
    return prepaid, refund_tax(agreement, prepaid, question.province, question.tax_rate, question.taxed_as)


def part_charge_of(agreement: Agreement, facts: Mapping[str, Any]) -> PartChargeQuestion:
    """Return the question of a part charge, from the facts of a line."""
    return PartChargeQuestion(agreement, tuple(facts.values()))


def cancellation_of(agreement: Agreement, facts: Mapping[str, Any]) -> tuple[FixedTerm, Tax]:
    """Return the term that ends and the tax of its charge, from the facts of a line."""
    question = CancellationChargeQuestion(agreement, tuple(facts.values()))
    term = question.term
    return term, tax_of_charge(agreement, term, question.tax_facts)
