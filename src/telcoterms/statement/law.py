"""Yield the parts of an account on which rules of law bear: late charges, cancellations, disputes that came too late.

Each part is looked at as the question of its own that a reader would ask of it, so that an account has the rules, the
figures and the sentences of that question. Nothing here is computed unless the law beside an answer is asked for.

A late charge has one yearly rate only where one amount was late from the due date to one day: the day of the statement,
or that of the first payment after the due date if it covers all that was billed and charged until then. What such a
payment left to be posted later is still a charge on that time; what the unpaid charge itself bears is not. By hand: of
113.00 due on 16 January, 113.00 is paid on 20 January, and 1.39 is posted on 1 February. The rate is that of 1.39 on
113.00 for 4 days, and stays so on 1 March, when 0.03 on the 1.39 has been posted too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from telcoterms.account.account import Account
from telcoterms.account.events import Cancellation, Invoice
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import facts_read_in
from telcoterms.answers.question import LookedAt
from telcoterms.clauses.cancellation_charge.charge import charge_for
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion
from telcoterms.clauses.dispute import DISPUTE, DisputeQuestion, dispute_window
from telcoterms.clauses.due_date import InvoiceFacts
from telcoterms.clauses.late_charge.by_law import NoSingleRate
from telcoterms.clauses.late_charge.kinds import account_leaves
from telcoterms.clauses.late_charge.question import LateChargeQuestion
from telcoterms.clauses.refund import REFUND, RefundQuestion, refunded
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.snapshot import AccountSnapshot, OpenDispute
from telcoterms.statement.statement import Debt, Statement
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money


class LateTime(NamedTuple):
    """The time for which one amount of a debt was late, and the charge on it."""

    amount: Money
    until: date
    charge: Money


def late_charges_looked_at(
    terms: AccountTerms, account: Account, statement: Statement, open_disputes: Iterable[OpenDispute]
) -> Iterator[LookedAt]:
    """Yield each debt that bears a late charge, as the question `late_charge`."""
    invoices = {invoice.number: invoice for invoice in account.invoices}
    disputes: dict[str, list[OpenDispute]] = {}
    for dispute in open_disputes:
        disputes.setdefault(dispute.dispute.invoice, []).append(dispute)
    are_several = len(statement.debts) > 1
    for debt in statement.debts:
        charge = debt.late_charges
        if not charge.minor:
            continue
        time = late_time(debt, statement.as_of)
        why = _why_no_rate(terms, debt, time, disputes.get(debt.number, ()), are_several=are_several)
        if time is None or why is not None:
            time = LateTime(_late_amount(debt), statement.as_of, charge)
        question = _late_charge_question(terms, debt, time, invoices.get(debt.number))
        value = time.charge if why is None else NoSingleRate(charge, why)
        yield LookedAt(question, value, phrase("late charge on {debt}", debt=debt.title))


def _late_amount(debt: Debt) -> Money:
    """Return what of a debt was unpaid when its due date ended."""
    due = debt.due.toordinal()
    in_time = sum(placed.to_principal for placed in debt.placements if placed.day <= due)
    return Money.of_minor(debt.amount.minor - in_time, debt.amount.currency)


def late_time(debt: Debt, as_of: date) -> LateTime | None:
    """Return the time for which one amount of a debt was late; None where it was reduced in parts."""
    amount, due = _late_amount(debt), debt.due.toordinal()
    days = sorted({placed.day for placed in debt.placements if placed.day > due})
    if not days:
        return LateTime(amount, as_of, debt.late_charges)
    until = date.fromordinal(days[0])
    placed = [each for each in debt.placements if each.day == days[0]]
    posted = sum(charge.minor for day, charge in debt.posted if day <= until)
    is_covered = (sum(each.to_principal for each in placed), sum(each.to_charges for each in placed)) == (
        amount.minor,
        posted,
    )
    if not is_covered:
        return None
    left_to_post = next((charge for day, charge in debt.posted if day > until), debt.accrued)
    return LateTime(amount, until, Money.of_minor(posted, amount.currency) + left_to_post)


def _why_no_rate(
    terms: AccountTerms, debt: Debt, time: LateTime | None, disputes: Iterable[OpenDispute], *, are_several: bool
) -> Phrase | None:
    """Return why a late charge has no yearly rate of its own, as a part of a sentence; None where it has one."""
    its = terms.on(debt.issued)
    if are_several and account_leaves(its.late_charge):
        return phrase("under terms that charge a sum once for the whole account")
    if time is None:
        due = debt.due.toordinal()
        first = date.fromordinal(min(placed.day for placed in debt.placements if placed.day > due))
        return phrase("on an amount that was reduced in parts after the due date, first on {day}", day=first)
    exempt = [each.dispute.reported for each in disputes if its.rule.exempts_disputed]
    reported = min((day for day in exempt if day <= time.until), default=None)
    if reported is not None:
        return phrase("on an amount of which a part was disputed from {day} on", day=reported)
    return None


def _late_charge_question(
    terms: AccountTerms, debt: Debt, time: LateTime, invoice: Invoice | None
) -> LateChargeQuestion:
    numbers = terms.given
    given = InvoiceFacts(debt.issued) if invoice is None else invoice.due_facts
    facts: dict[str, Any] = {
        **given._asdict(),
        "amount": time.amount,
        "paid": time.until,
        "billing_months": 1 if invoice is None else invoice.billing_months,
        "plan": numbers.plan,
        "region": numbers.region,
        "segment": numbers.segment,
        "index": numbers.given,
    }
    return LateChargeQuestion.on_facts(terms.agreement.in_force(debt.issued), facts)


def cancellations_looked_at(agreement: Agreement, cancellations: Iterable[Cancellation]) -> Iterator[LookedAt]:
    """Yield each cancellation, as the questions `cancellation_charge` and `refund`, as far as it has their facts."""
    for ended in cancellations:
        edition, about = agreement.in_force(ended.on), phrase("cancellation {number}", number=ended.number)
        facts = {name: getattr(ended, name) for name in Cancellation.__slots__} | {"cancelled": ended.on}
        if ended.is_in_fixed_term:
            charge = CancellationChargeQuestion.on_facts(edition, facts)
            value = charge_for(CANCELLATION_CHARGE.of(edition), charge.term, charge.tax, edition.currency)
            yield LookedAt(charge, value, about)
        if ended.fee is not None:
            rule = REFUND.of(edition)
            # a plan, region or segment that only the charge depends on is no fact of the refund
            unread = {"plan", "region", "segment"} - facts_read_in((rule,))
            facts |= {"regime": ended.regime, **dict.fromkeys(unread)}
            refund = RefundQuestion.on_facts(edition, facts)
            yield LookedAt(refund, refunded(rule, refund.prepaid, refund.tax), about)


def late_disputes_looked_at(agreement: Agreement, snapshot: AccountSnapshot) -> Iterator[LookedAt]:
    """Yield each dispute that was reported too late, as the question `dispute`."""
    issued = {debt.number: debt.issued for debt in snapshot.debts}
    for dispute, _ in snapshot.late_disputes:
        billed_on = issued[dispute.invoice]
        edition = agreement.in_force(billed_on)
        facts = {"issued": billed_on, "reported": dispute.reported}
        window = dispute_window(DISPUTE.of(edition), billed_on, dispute.reported)
        about = phrase("dispute of {number}, reported {reported}", number=dispute.invoice, reported=dispute.reported)
        yield LookedAt(DisputeQuestion.on_facts(edition, facts), window, about)
