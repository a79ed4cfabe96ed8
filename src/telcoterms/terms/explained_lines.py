"""Explain the lines of a bill that have facts of their own: by the terms, and late charges by the account.

A late charge is that of one invoice. The account says what was outstanding of it after its due date, when it was paid,
and what was settled meanwhile: what the facts of the line have otherwise is a cause, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from telcoterms.account.account import Account
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import GIVEN_FACT_NAMES
from telcoterms.answers.answer import Agreed
from telcoterms.audit.audit import LineAudit, counted_sum
from telcoterms.audit.bill import Bill, BillLine, has_day, is_of_invoice
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.line_places import LinePlace, places_of_lines
from telcoterms.audit.line_sums import sums_on_facts
from telcoterms.audit.questions import audit_bill
from telcoterms.statement.ledger import Allocation, AllocationKind
from telcoterms.statement.questions import statement
from telcoterms.statement.statement import Debt
from telcoterms.terms.causes import Findings, clauses_of, named_line, wrong
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.messages import Phrase, Phrases, phrase, translated_choice
from telcoterms.values.money import Money


class ExplainedLines(NamedTuple):
    """What the lines of a bill come to in minor units: by the terms or the account, and as they were billed.

    Lines that are a part of the total of its items are in neither; `of_total` is by how much these are off.
    """

    by_terms: int
    billed: int
    of_total: int


def add_lines_by_terms(found: Findings, bill: Bill) -> ExplainedLines:
    """Note what is wrong with each line of a bill by the terms; return what the lines come to."""
    by_terms, billed, of_total = 0, 0, 0
    for number, audit, place in _placed(found.agreement, bill):
        if place == "with-item":
            continue
        found.add_wrong(audit, number)
        if place == "in-total":
            of_total += wrong(audit)
        elif audit.counted is not None:
            billed += audit.counted.billed.minor
            by_terms += audit.counted.by_terms.minor
    return ExplainedLines(by_terms, billed, of_total)


def add_lines_by_account(found: Findings, terms: Agreed, bill: Bill, account: Account) -> ExplainedLines:
    """Note what is wrong with each line: with a late charge by the account, with others by the terms."""
    by_terms, billed, of_total = 0, 0, 0
    for number, audit, place in _placed(terms.agreement, bill):
        if audit.counted is None or place == "with-item":
            continue
        right, listed = audit.counted.by_terms.minor, audit.counted.billed.minor
        if is_of_invoice(audit.line.question):
            right = _late_charge_on_account(found, terms, account, audit, number)
        if place == "in-total":
            of_total += listed - right
        else:
            billed, by_terms = billed + listed, by_terms + right
        if right != listed:
            found.add_wrong(audit, number)
    return ExplainedLines(by_terms, billed, of_total)


def sum_by_terms(agreement: Agreement, lines: Iterable[BillLine]) -> Money:
    """Return what lines of a bill come to by the terms."""
    counted = (counted_on_facts(agreement, line, line.facts) for line in lines if not has_day(line.question))
    return Money.of_minor(sum(sum_ or 0 for sum_ in counted), agreement.currency)


def sum_by_account(terms: Agreed, bill: Bill, account: Account) -> Money:
    """Return what the lines beside the items of a bill come to: late charges by the account, others by the terms."""
    lines = [line for line, place in zip(bill, places_of_lines(bill), strict=True) if place == "beside"]
    total = sum_by_terms(terms.agreement, (line for line in lines if not is_of_invoice(line.question)))
    debts = (_debt_of(terms, account, line) for line in lines if is_of_invoice(line.question))
    return sum((debt.late_charges for debt in debts if debt is not None), total)


def _placed(agreement: Agreement, bill: Bill) -> Iterator[tuple[int, LineAudit, LinePlace]]:
    """Yield each line of a bill with its number, compared with the terms, and where it stands among the items."""
    audits, _ = audited_lines(agreement, bill)
    for number, (audit, place) in enumerate(zip(audits, places_of_lines(bill), strict=True), 1):
        yield number, audit, place


def audited_lines(agreement: Agreement, bill: Bill) -> tuple[Sequence[LineAudit], int]:
    """Return the lines of a bill, each compared with the terms, and what they come to; a bill of items has none."""
    if not len(bill):
        return (), 0
    audit = audit_bill(agreement, bill)
    return audit.lines, audit.billed.minor


def counted_on_facts(agreement: Agreement, line: BillLine, facts: Mapping[str, Any]) -> int | None:
    """Return what a line adds to its bill by the terms on other facts; None where these are refused."""
    try:
        sums = sums_on_facts(agreement, line.question, facts)
    except TelcoTermsError:
        return None
    return counted_sum(line, *sums, *(None,) * (3 - len(sums)))


def _late_charge_on_account(found: Findings, terms: Agreed, account: Account, audit: LineAudit, number: int) -> int:
    """Return what a late charge comes to by an account, and note why the facts of the line lead to another sum."""
    line, facts = audit.line, facts_by_name(audit.line.named)
    assert audit.counted is not None
    by_line = audit.counted.by_terms.minor
    clauses = clauses_of(terms.agreement, line)
    debt = _debt_of(terms, account, line)
    if debt is None:
        says = phrase("late charge of line {number}: no invoice of {issued}", number=number, issued=facts["issued"])
        found.add("new", by_line, named_line(line), says, number, clauses)
        return 0
    on_account = debt.late_charges.minor
    if on_account == audit.counted.billed.minor:  # as the account has it, whatever the line says
        return on_account
    outstanding, paid = _outstanding_after(debt, debt.due), _paid_on(debt)
    changes: list[tuple[dict[str, Any], Phrase]] = []
    if outstanding != facts["amount"]:
        says = phrase(
            "late charge of line {number}: charged on {amount}, of which {outstanding} was outstanding",
            number=number,
            amount=facts["amount"],
            outstanding=outstanding,
        )
        changes.append(({"amount": outstanding}, says))
    if paid is not None and facts["issued"] <= paid < facts["paid"]:
        says = phrase(
            "late charge of line {number}: charged until {until}, paid on {paid}",
            number=number,
            until=facts["paid"],
            paid=paid,
        )
        changes.append(({"paid": paid}, says))
    reached = by_line
    for changed, says in changes:
        facts = {**facts, **changed}
        sum_ = counted_on_facts(terms.agreement, line, facts)
        assert sum_ is not None  # an amount and a day after the invoice fit every clause
        found.add("changed", reached - sum_, named_line(line), says, number, clauses)
        reached = sum_
    parts = [one for one in debt.placements if one.day > debt.due.toordinal()]
    says = phrase("late charge of line {number}: by the events of the account", number=number)
    if parts:
        says = phrase(
            "late charge of line {number}: {payments} in the time that is charged for",
            number=number,
            payments=Phrases(", ", tuple(_settled_in_words(one, terms.currency) for one in parts)),
        )
    found.add("changed", reached - on_account, named_line(line), says, number, clauses)
    return on_account


def _debt_of(terms: Agreed, account: Account, line: BillLine) -> Debt | None:
    """Return the invoice of a billed late charge as the account has it on the day up to which is charged.

    Of several invoices of that day, the one of that amount.
    """
    facts = facts_by_name(line.named)
    names = {name: facts[name] for name in GIVEN_FACT_NAMES}
    owed = statement(terms, account, facts["paid"], **names).value
    debts = [debt for debt in owed.debts if debt.kind == "invoice" and debt.issued == facts["issued"]]
    return next((debt for debt in debts if debt.amount == facts["amount"]), debts[0] if debts else None)


def _settled_in_words(part: Allocation, currency: str) -> Phrase:
    """Return what was settled of an invoice on a day, and how."""
    sum_ = Money.of_minor(part.to_principal + part.to_charges, currency)
    how = translated_choice(part.kind, AllocationKind)
    return phrase("{sum} {how} on {day}", sum=sum_, how=how, day=date.fromordinal(part.day))


def _outstanding_after(debt: Debt, day: date) -> Money:
    """Return what was left of an invoice at the end of a day."""
    settled = sum(one.to_principal for one in debt.placements if one.day <= day.toordinal())
    return Money.of_minor(debt.amount.minor - settled, debt.amount.currency)


def _paid_on(debt: Debt) -> date | None:
    """Return the day on which the last of an invoice was paid; None where some of it is unpaid."""
    days = [one.day for one in debt.placements if one.to_principal]
    return date.fromordinal(max(days)) if days and not debt.principal.minor else None
