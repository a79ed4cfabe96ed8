"""Decide what is known of an account on a day, and what each event means as of that day.

A statement is made from nothing for its day: a *snapshot* takes the events that are known then and says how they count;
`replay` lets them happen. An event of a later day is not known yet, nor are a decision or a return of a later day.

What counts on its own day: an invoice, an administrative charge, a cancellation, a payment, a credit from its own date,
a write-off, a payout, and the report of a dispute.

What reaches back, because it says that something was different from the start:

* a payment that was returned was never received;
* a credit from the invoice date, or a dispute that was upheld, made its debt smaller from the day of its issue;
* a dispute that was rejected was never reported (`on_rejection = "from-start"`), or was open from its report to its
  decision (`"from-decision"`).

A dispute that was reported after the last day for it changes nothing.

`revised_on` is the last day on which anything reached back. What was paid out or written off before that day is judged
by a snapshot of its own day: it was right when it was done.

Invariant: no debt counts for less than zero. What is claimed of it in credits and disputes is at most what was billed,
and what is more is refused here.

An example by hand. An invoice of 56.45 is issued on 1 January; 10.00 of it is disputed on 20 January, and upheld on
20 February. The snapshot of 31 January has a debt of 56.45 and an open dispute about 10.00. The snapshot of 28 February
has a debt of 46.45, from 1 January on, and no dispute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, assert_never, final

from telcoterms.account.account import Account, billed_amounts, excess_claims
from telcoterms.account.events import (
    AdministrativeCharge,
    BillingEvent,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.dispute import last_day_to_dispute
from telcoterms.clauses.due_date import InvoiceFacts, due_on, fact_needed, rests_on
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.values.errors import MissingFactsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money

DebtSource = BillingEvent | Payout


class CancellationTotals(NamedTuple):
    """What the cancellation of a service comes to: the charge and the refund, each with its tax."""

    charge: Money
    refund: Money


@final
@dataclass(frozen=True, slots=True)
class RefundCredit:
    """The refund of a service that was cancelled: a credit of that day."""

    on: date
    amount: Money
    cancellation: str

    @property
    def day(self) -> date:
        """The day of the credit."""
        return self.on

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"on": self.on.isoformat(), "amount": self.amount.text, "cancellation": self.cancellation}


class DebtFacts(NamedTuple):
    """A debt as it counts: `amount_minor` is `billed_minor` less what was upheld or credited from its date.

    `terms` are the clauses that it takes.
    """

    number: str
    issued: date
    due: date
    amount_minor: int
    billing_months: int
    source: DebtSource
    billed_minor: int
    terms: DebtTerms


class OpenDispute(NamedTuple):
    """A dispute that is open from its report on, until `decided_on` if it was then decided against the customer."""

    dispute: Dispute
    amount_minor: int
    decided_on: date | None


@final
@dataclass(slots=True)
class AccountSnapshot:
    """What is known of an account on a day; each list is in the order in which its events are taken."""

    as_of: date
    debts: list[DebtFacts] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    credits: list[Credit | RefundCredit] = field(default_factory=list)
    write_offs: list[WriteOff] = field(default_factory=list)
    payouts: list[Payout] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    open_disputes: list[OpenDispute] = field(default_factory=list)
    backdated_credits: list[Credit] = field(default_factory=list)  # from the invoice date
    upheld_disputes: list[Dispute] = field(default_factory=list)  # in whole or in part
    rejected_disputes: list[Dispute] = field(default_factory=list)  # in whole or in part, or withdrawn
    late_disputes: list[tuple[Dispute, date]] = field(default_factory=list)  # with the last day, which they missed
    returned_payments: list[tuple[ReturnedPayment, Payment]] = field(default_factory=list)
    cancellations: list[tuple[Cancellation, CancellationTotals]] = field(default_factory=list)
    revised_on: date = date.min  # the last day on which something reached back


def snapshot_on(
    account: Account, as_of: date, terms: AccountTerms, totals: Mapping[str, CancellationTotals]
) -> AccountSnapshot:
    """Return what is known of an account on a day; `totals` has what each cancellation comes to, by its number."""
    snapshot = AccountSnapshot(as_of)
    reductions: dict[str, int] = {}
    if account.others:
        _take_other_events(account, snapshot, totals, reductions)
        snapshot.credits.sort(key=order_of_credits)
        _refuse_excess_claims(account, snapshot, terms)
        _take_disputes(account, snapshot, terms, reductions)
    snapshot.payments = payments_on(account, as_of)

    def add_debt(source: BillingEvent, billed_minor: int, billing_months: int = 1) -> None:
        due, its = source.day, terms.on(source.day)
        is_refund_alone = isinstance(source, Cancellation) and not billed_minor  # it stands among the debts for that
        if not is_refund_alone or fact_needed(its.due_date) is None:
            due = due_of(source, its)
        amount_minor = billed_minor - reductions.get(source.number, 0)
        debt = DebtFacts(source.number, source.day, due, amount_minor, billing_months, source, billed_minor, its)
        snapshot.debts.append(debt)

    for invoice in account.invoices:
        if invoice.issued <= as_of:
            add_debt(invoice, invoice.amount.minor, invoice.billing_months)
    for event in account.others:
        if event.day > as_of:
            continue
        match event:
            case AdministrativeCharge():
                add_debt(event, event.amount.minor)
            case Cancellation():
                add_debt(event, totals[event.number].charge.minor)
            case Dispute() | Reminder() | Credit() | WriteOff() | ReturnedPayment() | Payout():
                pass  # no debts, until a payout turns out to be more than the credit
            case _:
                assert_never(event)
    return snapshot


def payments_on(account: Account, as_of: date) -> list[Payment]:
    """Return the payments that count at the end of a day: those that were received and not returned."""
    returned = {event.payment for event in account.others if isinstance(event, ReturnedPayment) and event.on <= as_of}
    return [payment for payment in account.payments if payment.received <= as_of and payment.reference not in returned]


def credits_on(account: Account, as_of: date) -> list[Credit]:
    """Return the credits that count as such at the end of a day: one from the invoice date lowers what was billed."""
    credits = [event for event in account.others if isinstance(event, Credit) and event.issued <= as_of]
    return [credit for credit in credits if _lowers_what_is_owed(credit)]


def _lowers_what_is_owed(credit: Credit) -> bool:
    match credit.effect:
        case "from-credit-date":
            return True
        case "from-invoice-date":
            return False
    assert_never(credit.effect)


def invoice_facts(source: DebtSource) -> InvoiceFacts:
    """Return what is known of a debt that its due date can rest on: of all but an invoice, its day alone."""
    match source:
        case Invoice():
            return source.due_facts
        case AdministrativeCharge() | Cancellation() | Payout():
            return InvoiceFacts(source.day)
    assert_never(source)


def due_of(source: DebtSource, terms: DebtTerms) -> date:
    """Return when a debt is due; an error names the debt."""
    rule = terms.due_date
    if not isinstance(source, Invoice) and fact_needed(rule) is not None:
        raise MissingFactsError(
            "{debt}: {rests}, which an invoice alone can have: bill it as a line of an invoice",
            debt=debt_name(source),
            rests=rests_on(rule),
        )
    try:
        return due_on(rule, invoice_facts(source), terms.calendar, terms.numbers)
    except TelcoTermsError as error:
        raise type(error)("{debt}: {error}", debt=debt_name(source), error=error) from error


def debt_name(source: DebtSource) -> Phrase:
    """Return a debt as an error names it."""
    match source:
        case Invoice():
            return phrase("invoice {number}", number=Unquoted(source.number))
        case AdministrativeCharge():
            return phrase("administrative charge {number}", number=Unquoted(source.number))
        case Cancellation():
            return phrase("cancellation {number}", number=Unquoted(source.number))
        case Payout():
            return phrase("payout of {day}", day=source.on)
    assert_never(source)


def _take_other_events(
    account: Account,
    snapshot: AccountSnapshot,
    totals: Mapping[str, CancellationTotals],
    reductions: dict[str, int],
) -> None:
    """Take what is neither an invoice nor a payment, but for disputes, whose order is their own."""
    paid = {payment.reference: payment for payment in account.payments}
    for event in account.others:
        if event.day > snapshot.as_of:
            continue
        match event:
            case Credit():
                _take_credit(event, snapshot, reductions)
            case WriteOff():
                snapshot.write_offs.append(event)
            case Payout():
                snapshot.payouts.append(event)
            case Reminder():
                snapshot.reminders.append(event)
            case ReturnedPayment():
                snapshot.returned_payments.append((event, paid[event.payment]))
                snapshot.revised_on = max(snapshot.revised_on, event.on)
            case Cancellation():
                snapshot.cancellations.append((event, totals[event.number]))
                refund = totals[event.number].refund
                if refund.minor:
                    snapshot.credits.append(RefundCredit(event.on, refund, event.number))
            case AdministrativeCharge() | Dispute():
                pass  # the one is a debt and nothing else, the other is taken by `_take_disputes`
            case _:
                assert_never(event)


def order_of_credits(credit: Credit | RefundCredit) -> tuple[date, bool, int]:
    """Return what sorts the credits of a day, as it does its payments: those that name a debt, then by amount.

    Credits that name a debt keep their order. A refund names none, so under `largest-first` its place decides which
    debt is then the largest.
    """
    match credit:
        case Credit():
            return (credit.issued, False, 0)
        case RefundCredit():
            return (credit.on, True, -credit.amount.minor)
    assert_never(credit)


def _take_credit(credit: Credit, snapshot: AccountSnapshot, reductions: dict[str, int]) -> None:
    match credit.effect:
        case "from-credit-date":
            snapshot.credits.append(credit)
        case "from-invoice-date":
            snapshot.backdated_credits.append(credit)
            reductions[credit.invoice] = reductions.get(credit.invoice, 0) + credit.amount.minor
            snapshot.revised_on = max(snapshot.revised_on, credit.issued)
        case _:
            assert_never(credit.effect)


def _refuse_excess_claims(account: Account, snapshot: AccountSnapshot, terms: AccountTerms) -> None:
    """Refuse disputes and credits that are more than what is left of their debt."""
    events = [event for event in account if event.day <= snapshot.as_of]
    debts = billed_amounts(events)
    debts |= {cancellation.number: totals.charge for cancellation, totals in snapshot.cancellations}
    for _, error in excess_claims(events, debts, lambda issued: _last_day_to_dispute(terms, issued)):
        raise error


def _last_day_to_dispute(terms: AccountTerms, issued: date) -> date:
    rule = terms.on(issued).dispute
    return date.max if rule is None else last_day_to_dispute(rule, issued)


def _take_disputes(
    account: Account, snapshot: AccountSnapshot, terms: AccountTerms, reductions: dict[str, int]
) -> None:
    issued = {event.number: event.day for event in account if isinstance(event, BillingEvent)}
    for dispute in _disputes(account, snapshot.as_of):
        last_day = _last_day_to_dispute(terms, issued[dispute.invoice])
        if dispute.reported > last_day:
            snapshot.late_disputes.append((dispute, last_day))
            continue
        upheld = dispute.upheld(snapshot.as_of)
        rest = dispute.amount.minor - upheld
        if upheld:
            snapshot.upheld_disputes.append(dispute)
            reductions[dispute.invoice] = reductions.get(dispute.invoice, 0) + upheld
        if dispute.decided is None or dispute.decided > snapshot.as_of:
            snapshot.open_disputes.append(OpenDispute(dispute, rest, None))
            continue
        snapshot.revised_on = max(snapshot.revised_on, dispute.decided)
        if rest:
            snapshot.rejected_disputes.append(dispute)
        counts_as_open = terms.on(issued[dispute.invoice]).rule.rejected_from_decision
        if rest and counts_as_open and dispute.decided > dispute.reported:
            snapshot.open_disputes.append(OpenDispute(dispute, rest, dispute.decided))


def _disputes(account: Account, as_of: date) -> Iterator[Dispute]:
    """Yield those that are known, the larger first, of equal ones the one that is decided first."""
    disputes = [event for event in account.others if isinstance(event, Dispute) and event.reported <= as_of]
    return iter(
        sorted(disputes, key=lambda dispute: (dispute.reported, -dispute.amount.minor, dispute.decided or date.max))
    )
