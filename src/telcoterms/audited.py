"""Billed figures and bills held against an agreement: its rules found, the facts checked, the workings put together."""

from __future__ import annotations

from datetime import date
from typing import Any, assert_never

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Rule
from telcoterms.agreement.taxes import Tax
from telcoterms.audit.audit import Audit, BillAudit, DayAudit, LineAudit, SumAudit, bill_audit, held, held_late_charge
from telcoterms.audit.bill import Bill, BillLine
from telcoterms.audit.mistakes import Billed
from telcoterms.audit.working import audit_steps, closing_steps, line_steps, sum_steps
from telcoterms.clauses.cancellation_charge import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    FixedTerm,
    cancellation_charge_steps,
    charge_for,
)
from telcoterms.clauses.dispute import DISPUTE, dispute_until_steps, last_day_to_dispute
from telcoterms.clauses.due_date import DUE_DATE, due_date_steps, due_on
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.question import late_charge_steps
from telcoterms.clauses.refund import REFUND, Prepaid, RefundRule, refund_steps, refunded
from telcoterms.facts import fixed_term_of, prepaid_of, refund_tax, tax_of
from telcoterms.values.dataclasses import fields
from telcoterms.values.errors import FactError, TelcoTermsError, Word
from telcoterms.values.messages import Term
from telcoterms.values.money import Money, as_money
from telcoterms.values.steps import Step


def late_charge_audit(
    agreement: Agreement,
    billed: Money,
    amount: Money,
    issued: date,
    paid: date,
    billing_months: int,
    before_tax: Money | None,
    original: Money | None,
) -> Audit:
    """A billed late charge held against an agreement."""
    if before_tax is not None and before_tax > amount:
        raise FactError(
            "before_tax is {before_tax}, more than the amount with tax, {amount}: check which of the two is wrong",
            before_tax=before_tax,
            amount=amount,
        )
    if original is not None and original < amount:
        raise FactError(
            "original is {original}, less than what was outstanding of it, {amount}: check which of the two is wrong",
            original=original,
            amount=amount,
        )
    facts = Billed(
        LATE_CHARGE.of(agreement),
        amount.minor,
        issued,
        due_on(DUE_DATE.of(agreement), issued),
        paid,
        billing_months,
        None if before_tax is None else before_tax.minor,
        None if original is None else original.minor,
    )
    return held_late_charge(billed, facts)


def late_charge_audit_steps(agreement: Agreement, billed: Money, amount: Money, *facts: Any) -> tuple[Step, ...]:
    """The working of that: of the right charge first, then of what was billed."""
    audit = late_charge_audit(agreement, billed, amount, *facts)
    clause = LATE_CHARGE.of(agreement).clause
    right = _late_charge_steps(agreement, amount, *facts[:3])
    return (*right, *audit_steps(audit, clause, Term("late charge")), *closing_steps(audit))


def _late_charge_steps(
    agreement: Agreement, amount: Money, issued: date, paid: date, billing_months: int
) -> tuple[Step, ...]:
    due = due_on(DUE_DATE.of(agreement), issued)
    steps = late_charge_steps(LATE_CHARGE.of(agreement), amount, issued, due, paid, billing_months)
    return due_date_steps(DUE_DATE.of(agreement), issued) + steps


def audited(agreement: Agreement, bill: Bill) -> BillAudit:
    """A bill held against an agreement.

    Raises the error of the first line that the terms cannot answer, with the number of the line.
    """
    lines = []
    for number, line in enumerate(bill, 1):
        try:
            lines.append(audited_line(agreement, line))
        except TelcoTermsError as error:
            raise type(error)(
                "line {number} of the bill, {question}: {error}",
                number=number,
                question=Word(line.question),
                error=error,
            ) from error
    return bill_audit(tuple(lines), agreement.currency)


def audited_line(agreement: Agreement, line: BillLine) -> LineAudit:
    """A line of a bill held against an agreement."""
    for money in line.amounts:
        as_money(money, agreement.currency, Term("an amount of the line"))
    facts, billed = line.facts, line.billed
    if not isinstance(billed, Money):
        issued = facts["issued"]
        by_due = line.question == "due_date"
        right = due_on(DUE_DATE.of(agreement), issued) if by_due else last_day_to_dispute(DISPUTE.of(agreement), issued)
        return LineAudit(line, DayAudit(billed, right))
    match line.question:
        case "refund":
            refund_rule, prepaid, tax = _refund_of(agreement, line)
            back = refunded(refund_rule, prepaid, tax)

            def figure(rule: RefundRule) -> int:
                return refunded(rule, prepaid, tax).refund.minor

            return LineAudit(line, held(billed, refund_rule, figure), _sums(line, back.tax, back.total))
        case "cancellation_charge":
            rule, term, tax = _cancellation_of(agreement, line)
            charge = charge_for(rule, term, tax, agreement.currency)

            def charged(rule: CancellationChargeRule) -> int:
                return charge_for(rule, term, tax, agreement.currency).charge.minor

            return LineAudit(line, held(billed, rule, charged), _sums(line, charge.tax, charge.total))
        case _:
            return LineAudit(line, late_charge_audit(agreement, billed, **facts))


def _refund_of(agreement: Agreement, line: BillLine) -> tuple[RefundRule, Prepaid, Tax]:
    facts = line.facts
    prepaid = prepaid_of(tuple(facts[one.name] for one in fields(Prepaid)))
    return REFUND.of(agreement), prepaid, refund_tax(agreement, prepaid, facts["province"], facts["tax_rate"])


def _cancellation_of(agreement: Agreement, line: BillLine) -> tuple[CancellationChargeRule, FixedTerm, Tax]:
    *own, province, tax_rate, tax_mode = line.facts.values()
    term = fixed_term_of(agreement, *own)
    return CANCELLATION_CHARGE.of(agreement), term, tax_of(agreement, term.cancelled, province, tax_rate, tax_mode)


def _sums(line: BillLine, tax: Money, total: Money) -> tuple[SumAudit, ...]:
    found = []
    if line.tax is not None:
        found.append(SumAudit("tax", line.tax, tax))
    if line.total is not None:
        found.append(SumAudit("total", line.total, total))
    return tuple(found)


def audited_steps(agreement: Agreement, bill: Bill) -> tuple[Step, ...]:
    """The working of a bill: line by line, then the sums."""
    audit = audited(agreement, bill)
    steps: list[Step] = []
    for number, line in enumerate(audit.lines, 1):
        rule, working = _working(agreement, line.line)
        steps += line_steps(number, line, working, rule.clause)
    return (*steps, *sum_steps(audit))


def _working(agreement: Agreement, line: BillLine) -> tuple[Rule, tuple[Step, ...]]:
    """The rule of a line, and the working of what is right."""
    facts = line.facts
    match line.question:
        case "late_charge":
            own = {name: facts[name] for name in ("amount", "issued", "paid", "billing_months")}
            return LATE_CHARGE.of(agreement), _late_charge_steps(agreement, **own)
        case "refund":
            return REFUND.of(agreement), refund_steps(*_refund_of(agreement, line))
        case "cancellation_charge":
            steps = cancellation_charge_steps(*_cancellation_of(agreement, line), agreement.currency)
            return CANCELLATION_CHARGE.of(agreement), steps
        case "due_date":
            return DUE_DATE.of(agreement), due_date_steps(DUE_DATE.of(agreement), facts["issued"])
        case "dispute_until":
            return DISPUTE.of(agreement), dispute_until_steps(DISPUTE.of(agreement), facts["issued"])
    assert_never(line.question)
