"""What a line of a bill comes to by the terms, of each question, and what it is computed from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from telcoterms import BillLine, Money, Terms, load
from telcoterms.agreement.agreement import Kinds
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.line_sums import (
    ChargedInvoice,
    bill_tax_of,
    charged_invoice_of,
    day_of_facts,
    invoice_of,
    sums_of_line,
    sums_on_facts,
)
from telcoterms.clauses.dispute import DISPUTE
from telcoterms.clauses.due_date import DUE_DATE, InvoiceFacts, OnBill
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.clauses.tax import BillParts
from tests.terms_builders import CLAUSE, HOSTING, KOS, REFUND_FACTS, TERM_FACTS, cad, made

LATE: Mapping[str, Any] = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}
PART: Mapping[str, Any] = {"fee": cad(4999), "cycle_start": "2026-06-01", "since": "2026-06-08", "tax_rate": "0.13"}


def facts_of(question: LineQuestion, facts: Mapping[str, Any]) -> dict[str, object]:
    """All facts of a line, checked."""
    billed: Any = "2026-01-01" if question in ("due_date", "dispute_until") else Money(0, "CAD")
    return BillLine(question, facts, billed).facts


@pytest.mark.parametrize(
    ("terms", "question", "facts", "sums"),
    [
        (KOS, "due_date", {"issued": "2026-01-01"}, (date(2026, 1, 16).toordinal(),)),  # 15 days
        (KOS, "dispute_until", {"issued": "2026-01-01"}, (date(2026, 4, 1).toordinal(),)),  # 90 days
        (KOS, "late_charge", LATE, (341,)),  # 2.26 of January, 115.26 x 2 % x 14/28 = 1.15
        (HOSTING, "refund", {**REFUND_FACTS, "tax_rate": "0.13"}, (3330, 433, 3763)),  # 20 of 30 days; 4.329
        (load("rogers"), "part_charge", PART, (3833, 498, 4331)),  # 23 of 30 days: 38.3256...; 4.9829
        (HOSTING, "cancellation_charge", TERM_FACTS, (20983, 2728, 23711)),  # 7 x 59.95 x 50 %; 27.2779
        (KOS, "tax", {"amount": cad(5000), "on": "2026-06-01"}, (650,)),
        (KOS, "tax", {"amount": (cad(3995), cad(1495)), "on": "2026-06-01"}, (714,)),  # 54.90 x 13 % = 7.137
    ],
)
def test_each_question_by_hand(
    terms: Terms, question: LineQuestion, facts: Mapping[str, Any], sums: tuple[int, ...]
) -> None:
    assert sums_on_facts(terms.agreement, question, facts_of(question, facts)) == sums


@pytest.mark.parametrize("question", ["due_date", "dispute_until", "late_charge"])
def test_the_rule_that_a_line_rests_on(question: LineQuestion) -> None:
    rules: dict[str, Kinds[Any]] = {"due_date": DUE_DATE, "dispute_until": DISPUTE, "late_charge": LATE_CHARGE}
    facts = LATE if question == "late_charge" else {"issued": "2026-01-01"}
    rule, _ = sums_of_line(KOS.agreement, question, facts_of(question, facts))
    assert rule is rules[question].of(KOS.agreement)


def test_a_tax_rests_on_no_rule() -> None:
    rule, sums_of = sums_of_line(KOS.agreement, "tax", facts_of("tax", {"amount": cad(100), "on": "2026-06-01"}))
    assert (rule, sums_of(None)) == (None, (13,))


@pytest.mark.parametrize(
    ("question", "facts", "day"),
    [
        ("late_charge", LATE, date(2026, 1, 1)),
        ("tax", {"amount": cad(100), "on": "2026-06-01"}, date(2026, 6, 1)),
        ("refund", REFUND_FACTS, date(2026, 6, 1)),
    ],
)
def test_the_day_that_chooses_the_edition(question: LineQuestion, facts: Mapping[str, Any], day: date) -> None:
    assert day_of_facts(question, facts_of(question, facts)) == day


def test_what_a_late_charge_rests_on() -> None:
    facts = facts_of("late_charge", {**LATE, "billing_months": 2, "due": "2026-01-21"})
    invoice = InvoiceFacts(issued=date(2026, 1, 1), due=date(2026, 1, 21), sent=None, received=None, way=None)
    assert invoice_of(facts) == invoice
    agreement = made(due_date=OnBill(clause=CLAUSE, says="")).agreement
    charged = charged_invoice_of(agreement, facts)
    assert charged == ChargedInvoice(cad(11300), invoice, date(2026, 2, 15), 2, (), charged.numbers)
    assert charged.days_under(agreement) == DebtDays(date(2026, 1, 1), date(2026, 1, 21), 2, charged.numbers)


@pytest.mark.parametrize(
    ("amount", "parts"), [(cad(5490), (cad(5490),)), ((cad(3995), cad(1495)), (cad(3995), cad(1495)))]
)
def test_the_parts_of_a_bill_that_are_taxed(amount: Any, parts: tuple[Money, ...]) -> None:
    facts = facts_of("tax", {"amount": amount, "on": "2026-06-01", "tax_rounding": "by-component"})
    bill, tax = bill_tax_of(KOS.agreement, facts)
    assert bill == BillParts(parts=parts, late_charge=cad(0), rounding="by-component")
    assert tax.rate * 100 == 13
