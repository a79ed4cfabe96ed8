"""What is known of an account on a day: the debts as they count then, and what meets them.

A decision or a return that lies after the day is not known yet. What was upheld, or corrected from the invoice date,
makes its debt smaller from the day of its issue; a payment that was returned was never received; a dispute that came
after the window changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, final

from telcoterms.account.account import Account, over_the_debt
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.dispute import DisputeRule, last_day_to_dispute
from telcoterms.clauses.due_date import DueDateRule, due_on
from telcoterms.values.money import Money

Source = Invoice | AdministrativeCharge | Cancellation | Payout


class CancellationTotals(NamedTuple):
    """What the end of a service comes to: the charge with its tax, and what comes back with its tax."""

    charge: Money
    refund: Money


@final
@dataclass(frozen=True, slots=True)
class RefundCredit:
    """What comes back of a service that was cancelled: a credit of that day."""

    on: date
    amount: Money
    cancellation: str

    @property
    def day(self) -> date:
        """The day of the credit."""
        return self.on


class DebtFacts(NamedTuple):
    """A debt as it counts: its sum is smaller than what was billed by what was upheld or corrected."""

    number: str
    issued: date
    due: date
    sum: int
    billing_months: int
    source: Source
    whole: int  # what was billed


class OpenDispute(NamedTuple):
    """A part of a debt that is in dispute from one day on, until another if it was decided against the customer."""

    dispute: Dispute
    sum: int
    until: date | None


@final
@dataclass(slots=True)
class AccountSnapshot:
    """What is known on a day; the events that bear on it, each kind in its order."""

    as_of: date
    billed: list[DebtFacts] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    credits: list[Credit | RefundCredit] = field(default_factory=list)
    write_offs: list[WriteOff] = field(default_factory=list)
    payouts: list[Payout] = field(default_factory=list)
    apart: list[OpenDispute] = field(default_factory=list)
    corrected: list[Credit] = field(default_factory=list)  # from the invoice date
    upheld: list[Dispute] = field(default_factory=list)
    left_out: list[Dispute] = field(default_factory=list)  # rejected: as if never reported
    too_late: list[tuple[Dispute, date]] = field(default_factory=list)
    returned: list[tuple[ReturnedPayment, Payment]] = field(default_factory=list)
    ended: list[tuple[Cancellation, CancellationTotals]] = field(default_factory=list)
    reached_back_on: date = date.min  # the last day on which something changed what had been known


def snapshot_on(
    account: Account,
    as_of: date,
    due: DueDateRule,
    dispute: DisputeRule | None,
    ended: Mapping[str, CancellationTotals],
    from_decision: bool,
) -> AccountSnapshot:
    """What is known of an account on a day; `ended` says what its cancellations come to."""
    known = AccountSnapshot(as_of)
    smaller: dict[str, int] = {}
    if account.others:
        _take(account, known, ended, smaller)
        _check(account, known, dispute, ended)
        _take_disputes(account, known, dispute, smaller, from_decision)
    gone = {one.payment for one, _ in known.returned}
    known.payments = [one for one in account.payments if one.received <= as_of and one.reference not in gone]
    for invoice in account.invoices:
        if invoice.issued <= as_of:
            number, issued, months = invoice.number, invoice.issued, invoice.billing_months
            sum_ = invoice.amount.minor - smaller.get(number, 0)
            known.billed.append(
                DebtFacts(number, issued, due_on(due, issued), sum_, months, invoice, invoice.amount.minor)
            )
    for source in account.others:
        if isinstance(source, AdministrativeCharge | Cancellation) and source.on <= as_of:
            whole = source.amount if isinstance(source, AdministrativeCharge) else ended[source.number].charge
            sum_ = whole.minor - smaller.get(source.number, 0)
            known.billed.append(
                DebtFacts(source.number, source.on, due_on(due, source.on), sum_, 1, source, whole.minor)
            )
    return known


def _take(
    account: Account, known: AccountSnapshot, ended: Mapping[str, CancellationTotals], smaller: dict[str, int]
) -> None:
    paid = {one.reference: one for one in account.payments}
    for event in account.others:
        if event.day > known.as_of:
            continue
        match event:
            case Credit(effect="from-credit-date"):
                known.credits.append(event)
            case Credit():
                known.corrected.append(event)
                smaller[event.invoice] = smaller.get(event.invoice, 0) + event.amount.minor
                known.reached_back_on = max(known.reached_back_on, event.issued)
            case WriteOff():
                known.write_offs.append(event)
            case Payout():
                known.payouts.append(event)
            case ReturnedPayment():
                known.returned.append((event, paid[event.payment]))
                known.reached_back_on = max(known.reached_back_on, event.on)
            case Cancellation():
                known.ended.append((event, ended[event.number]))
                refund = ended[event.number].refund
                if refund.minor:
                    known.credits.append(RefundCredit(event.on, refund, event.number))
            case _:  # administrative charges are debts, disputes are taken apart below
                pass


def _check(
    account: Account,
    known: AccountSnapshot,
    dispute: DisputeRule | None,
    ended: Mapping[str, CancellationTotals],
) -> None:
    """Refuse disputes and credits that are more than what is left of their debt."""
    events = [one for one in account if one.day <= known.as_of]
    debts = {one.number: one.amount for one in events if isinstance(one, Invoice | AdministrativeCharge)}
    debts |= {one.number: sums.charge for one, sums in known.ended}
    for _, error in over_the_debt(events, debts, lambda issued: _last_day(dispute, issued)):
        raise error


def _last_day(dispute: DisputeRule | None, issued: date) -> date:
    return date.max if dispute is None else last_day_to_dispute(dispute, issued)


def _take_disputes(
    account: Account,
    known: AccountSnapshot,
    dispute: DisputeRule | None,
    smaller: dict[str, int],
    from_decision: bool,
) -> None:
    issued = {one.number: one.day for one in account if isinstance(one, Invoice | AdministrativeCharge | Cancellation)}
    for event in _disputes(account, known.as_of):
        last_day = _last_day(dispute, issued[event.invoice])
        if event.reported > last_day:
            known.too_late.append((event, last_day))
            continue
        upheld = event.upheld(known.as_of)
        rest = event.amount.minor - upheld
        if upheld:
            known.upheld.append(event)
            smaller[event.invoice] = smaller.get(event.invoice, 0) + upheld
        if event.decided is None or event.decided > known.as_of:
            known.apart.append(OpenDispute(event, rest, None))
            continue
        known.reached_back_on = max(known.reached_back_on, event.decided)
        if rest:
            known.left_out.append(event)
        if rest and from_decision and event.decided > event.reported:
            known.apart.append(OpenDispute(event, rest, event.decided))


def _disputes(account: Account, as_of: date) -> Iterator[Dispute]:
    """Those that are known, the larger first, of equal ones the one that is decided first."""
    disputes = [one for one in account.others if isinstance(one, Dispute) and one.reported <= as_of]
    return iter(sorted(disputes, key=lambda one: (one.reported, -one.amount.minor, one.decided or date.max)))
