"""Return the line with facts of its own that an item of a bill comes to the same as, where there is one.

The account has the facts of an item: of a late charge those of the one debt that it is on, of a refund and a
cancellation charge those of the one cancellation, of a tax the fees. A part of a fee has its own. A line stands for an
item only where both come to one sum by the terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, assert_never

from telcoterms.account.events import Cancellation
from telcoterms.audit.audit import FIGURE, TAX, TOTAL
from telcoterms.audit.bill import LINE_FACTS, BillLine, LineQuestion
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.items import BillItem
from telcoterms.audit.line_sums import sums_on_facts
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import Money


def line_of_item(comparison: ItemComparison, item: BillItem, by_terms: Money) -> BillLine | None:
    """Return the line that comes to what the terms give for an item; None where the item is no such line."""
    found = _question_and_facts(comparison, item)
    if found is None:
        return None
    question, facts = found
    known = {name: value for name, value in facts.items() if name in LINE_FACTS[question].facts and value is not None}
    try:
        line = BillLine(question, known, item.billed)
        sums = sums_on_facts(comparison.agreement, question, line.facts)
    except TelcoTermsError:  # the clause wants a fact that the account does not have
        return None
    if sums[_place(question)] != by_terms.minor:
        return None
    if _place(question) == FIGURE:
        return line
    charge, tax = (Money.of_minor(sums[place], by_terms.currency) for place in (FIGURE, TAX))
    return BillLine(question, known, charge, tax, item.billed_money)


def _place(question: LineQuestion) -> int:
    """Return which sum of a line an item is: a refund and a cancellation charge stand with their tax."""
    match question:
        case "refund" | "cancellation_charge":
            return TOTAL
        case "late_charge" | "part_charge" | "due_date" | "dispute_until" | "tax":
            return FIGURE
    assert_never(question)


def _question_and_facts(comparison: ItemComparison, item: BillItem) -> tuple[LineQuestion, Mapping[str, Any]] | None:
    match item.kind:
        case "fee":  # a whole fee has no facts of a part, which the line wants
            return "part_charge", {**item.given, "tax_rate": Fraction(0)}
        case "tax" if item.facts["name"] is None:
            return "tax", {**item.given, "amount": comparison.parts_taxed(comparison.computed), "on": comparison.issued}
        case "late_charge":
            facts = _late_charge_facts(comparison, item)
            return None if facts is None else ("late_charge", facts)
        case "refund" | "cancellation_charge":
            ended = comparison.ended(item)
            return (item.kind, _cancelled(ended[0])) if len(ended) == 1 else None
        case "tax" | "administrative_charge" | "previous_balance" | "payments" | "adjustments":
            return None
        case "credit" | "write_off" | "payout" | "total" | "total_due" | "due_date" | "dispute_until":
            return None
    assert_never(item.kind)


def _late_charge_facts(comparison: ItemComparison, item: BillItem) -> Mapping[str, Any] | None:
    """Return the facts of a late charge on one invoice that was late with one amount, all of it on this bill."""
    debts = comparison.debts_charged(item)
    invoices = [one for one in comparison.account.invoices if one.number in {debt.number for debt in debts}]
    if len(debts) != 1 or not invoices:
        return None
    charges = comparison.charge_on(debts[0])
    if charges is None or charges[1] is not None:
        return None
    invoice, charged = invoices[0], charges[0]
    return {
        **{name: getattr(invoice, name) for name in ("issued", "billing_months", "due", "sent", "received", "way")},
        **comparison.given.by_name,
        "amount": Money.of_minor(charged.amount, comparison.currency),
        "paid": charged.paid,
        "reminded": charged.reminded or None,
    }


def _cancelled(event: Cancellation) -> Mapping[str, Any]:
    """Return the facts of a cancellation, by the names that the questions have for them."""
    names = {name for question in ("refund", "cancellation_charge") for name in LINE_FACTS[question].facts}
    own = {name: getattr(event, name) for name in names if hasattr(event, name)}
    return {**own, "cancelled": event.on}
