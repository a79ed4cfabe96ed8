"""Replay the events of an account, day by day, from nothing.

A statement is never patched. Each one is made of what is known on its day (`snapshot`), and an event that comes late
simply changes what is known. `Replay` decides what happens on which day and where money goes; the debts are in its
base, `ledger`.

Order of a day. Each step sees what the steps before it left:

1. postings: months that end on the day are posted, where a credit waits or accruals are rounded together; elsewhere a
   debt is moved forward when something reaches it, which comes to the same;
2. new debts: invoices, administrative charges and cancellation charges that are issued on the day;
3. disputes: those that are decided on the day, then those that are reported;
4. the credit that waits, if anything was posted or billed on the day;
5. credits and refunds, then write-offs;
6. payments;
7. payouts.

Where money goes. A payment, or a credit that names a debt, goes to that debt first. What is left of it, with the
credit that waits, goes to the undisputed parts of the open debts in the order of the reading `across_debts`, then to
what is in dispute. What is left after that is a credit, which waits until something is owed.

When a debt is closed. A sum that covers the balance of a debt *and* what has accrued on it posts the accrued charge and
closes the debt. A sum that covers less is set off against the balance alone, and the debt goes on. So a payment of
exactly the balance in the middle of a month leaves the debt open, with the charge of that month still to come.

Invariants, at the end of each day:

* what was billed and posted, less what was allocated, is what the debts owe;
* a credit is above zero only if each open debt has a balance of zero and has accrued more than the credit, and nothing
  of what is in dispute is unpaid: so no decision can make something owed again that the credit would meet.

An example by hand, 2 % a month from the invoice date, compounded, net 15:

    1 January     invoice of 56.45, due on 16 January
    1 February    posted: 56.45 x 2 % = 1.129                                1.13, balance 57.58
    11 February   payment of 30.00: less than 57.58, so no charge is posted
                  1.13 to charges, 28.87 to principal                        balance 27.58
    1 March       posted: (57.58 x 10/28 + 27.58 x 18/28) x 2 % = 0.766      0.77, balance 28.35
    20 March      accrued: 28.35 x 2 % x 19/31 = 0.348                       0.35, to settle 28.70
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar, assert_never, final

from telcoterms.account.events import Credit, Payment, Payout, WriteOff
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.ledger import (
    Allocation,
    AllocationKind,
    DebtAllocation,
    DebtState,
    DisputedPart,
    Ledger,
    PayoutRecord,
    ReceiptRecord,
    WriteOffRecord,
)
from telcoterms.statement.snapshot import AccountSnapshot, DebtFacts, RefundCredit, due_of
from telcoterms.values.errors import InputError
from telcoterms.values.money import Money


@final
class Replay(Ledger):
    """An account at the end of a day, with all that led to it."""

    def __init__(self, snapshot: AccountSnapshot, terms: AccountTerms) -> None:
        super().__init__(snapshot.as_of, terms, used_terms(snapshot, terms))
        self.snapshot = snapshot
        self.credit = 0
        self.receipts: list[ReceiptRecord] = []
        self.write_offs: list[WriteOffRecord] = []
        self.payouts: list[PayoutRecord] = []
        self._run()

    def _run(self) -> None:
        snapshot, last = self.snapshot, self.as_of.toordinal()
        issued = _by_day(snapshot.debts, lambda debt: debt.issued)
        received = _by_day(snapshot.payments, lambda payment: payment.received)
        rare = _RareEvents(snapshot)
        for day in sorted({*issued, *received, *rare.days, last}):
            newly_owed = self._post_up_to(day) if self.goes_by_postings else False
            for facts in issued.get(day, ()):
                self.add_debt(facts)
                newly_owed = True
            if day in rare.days:
                self._handle_disputes(day, rare)
                self._remind(day, rare)
            if newly_owed and self.credit:
                self._use_credit(day)
            if day in rare.days:
                self._handle_credits(day, rare)
            for payment in received.get(day, ()):
                self._receive(day, payment, payment.amount.minor, payment.invoice, "paid")
            if day in rare.payouts:
                self._pay_out(day, rare.payouts[day])
        for debt in self.open_debts:
            self.advance_debt(debt, last)
        for part in self.disputed_parts:
            self.advance_disputed_parts(part.debt, last)

    @property
    def goes_by_postings(self) -> bool:
        """Whether debts affect each other between events: by a credit that waits, or by charges for all of them."""
        return bool(self.credit) or self.rounds_together or self.charges_accounts

    def _post_up_to(self, day: int) -> bool:
        """Post up to a day; true if something was posted on the day itself.

        The credit is used after the postings of each day, but after those of the last day by the caller: new debts come
        first.
        """
        for posted_on in self.advance_to_postings(day):
            if posted_on == day:
                return True
            if self.credit:
                self._use_credit(posted_on)
        return False

    def _handle_disputes(self, day: int, rare: _RareEvents) -> None:
        """Take the decisions of a day, then its reports."""
        for open_dispute in rare.decided.get(day, ()):
            for part in [part for part in self.disputed_parts if part.open_dispute is open_dispute]:
                self.return_to_debt(part, day)
        for open_dispute in rare.reported.get(day, ()):
            self.set_aside(open_dispute)

    def _remind(self, day: int, rare: _RareEvents) -> None:
        """Note the reminders of a day: of a debt that is named, or of each that is past due.

        A debt of which nothing is owed but what is in dispute is reminded too: it decides what that part bears. Of a
        debt that is paid it decides nothing.
        """
        for reminder in rare.reminders.get(day, ()):
            for debt in self.debts.values():
                if debt.number == reminder.invoice or (reminder.invoice is None and debt.due_on < day):
                    self.remind(debt, day)

    def _handle_credits(self, day: int, rare: _RareEvents) -> None:
        for credit in rare.credits.get(day, ()):
            named: str | None
            match credit:
                case Credit():
                    named = credit.invoice
                case RefundCredit():
                    named = None
                case _:
                    assert_never(credit)
            self._receive(day, credit, credit.amount.minor, named, "credited")
        for write_off in rare.write_offs.get(day, ()):
            self._write_off(day, write_off)

    # Where money goes.

    def _use_credit(self, day: int) -> None:
        """Allocate the credit that waits."""
        self._receive(day, None, 0, None, "paid")

    def _receive(
        self,
        day: int,
        source: Payment | Credit | RefundCredit | None,
        left: int,
        named: str | None,
        kind: AllocationKind,
    ) -> None:
        """Allocate a payment or credit with the credit that waits, or that credit alone."""
        allocations: list[DebtAllocation] = []
        debt = self.debts.get(named) if named is not None else None
        if debt is not None and debt.open:
            self.advance_debt(debt, day)
            left = self._allocate(debt, day, left, allocations, kind)
        if left or source is None or self.rounds_together:
            left += self.credit
            for debt in self._debts_in_order(day):
                if not left and not self.rounds_together:  # together, a share of nothing is covered by nothing
                    break
                self.advance_debt(debt, day)
                left = self._allocate(debt, day, left, allocations, kind)
            for part in self._disputed_parts_in_order(day) if left else ():
                left = self._allocate_to_dispute(part, day, left, allocations, kind)
            self.credit = left
        if source is not None or allocations:
            self.receipts.append(ReceiptRecord(day, source, allocations, self.credit))

    def _debts_in_order(self, day: int) -> list[DebtState]:
        across_debts = self.terms.across_debts(date.fromordinal(day))
        match across_debts:
            case "oldest-first":
                return self.open_debts[:]
            case "newest-first":
                return self.open_debts[::-1]
            case "largest-first":
                for debt in self.open_debts:
                    self.advance_debt(debt, day)
                return sorted(self.open_debts, key=lambda debt: -(debt.principal + debt.charges))
        assert_never(across_debts)

    def _disputed_parts_in_order(self, day: int) -> list[DisputedPart]:
        across_debts = self.terms.across_debts(date.fromordinal(day))
        match across_debts:
            case "oldest-first":
                return self.disputed_parts[:]
            case "newest-first":
                return self.disputed_parts[::-1]
            case "largest-first":
                return sorted(self.disputed_parts, key=lambda part: -part.principal)
        assert_never(across_debts)

    def _allocate(
        self, debt: DebtState, day: int, left: int, allocations: list[DebtAllocation], kind: AllocationKind
    ) -> int:
        """Allocate a sum to the undisputed part of a debt, and return what is left of the sum."""
        balance = debt.principal + debt.charges
        accrued = self.accrued_on(debt, day) if left >= balance else 0  # less than the balance closes nothing
        if left >= balance + accrued:
            self._close(debt, day, accrued)
            paid = balance + accrued
        else:
            paid = min(left, balance)
        if not paid:
            return left
        if debt.disputed_parts:  # a sum is held on them only where nothing else is unpaid as its last day in time ends
            self.advance_disputed_parts(debt, day)
        if debt.terms.rule.charges_first:
            to_charges = min(paid, debt.charges)
            to_principal = paid - to_charges
        else:
            to_principal = min(paid, debt.principal)
            to_charges = paid - to_principal
        debt.charges -= to_charges
        debt.principal -= to_principal
        debt.allocations.append(Allocation(day, to_charges, to_principal, kind))
        allocations.append(DebtAllocation(debt.number, paid))
        if debt.late:
            self._notify_accrual(debt, day)
        return left - paid

    def _notify_accrual(self, debt: DebtState, day: int) -> None:
        """Notify the accrual of a debt of what was paid, and of what it is computed on from now on."""
        principal = debt.principal + (0 if debt.exempts_disputed else debt.disputed_principal)
        debt.late_accrual.on_change(day, principal, debt.paid_charges)

    def _close(self, debt: DebtState, day: int, accrued: int) -> None:
        """Post what has accrued and close the debt, unless a disputed part goes on bearing its charges."""
        still_borne = 0 if debt.exempts_disputed else debt.disputed_principal
        if still_borne and not (debt.principal or debt.charges or accrued):
            return
        if debt.late:
            if still_borne:
                debt.late_accrual.settle(day, accrued)
            else:
                debt.late_accrual.close(day, accrued)
            debt.charges += accrued
            debt.settled_on = day
            if self.rounds_together:
                self.note_accrued_together()
        if not still_borne:
            debt.open = False
            self.open_debts.remove(debt)

    def _allocate_to_dispute(
        self, part: DisputedPart, day: int, left: int, allocations: list[DebtAllocation], kind: AllocationKind
    ) -> int:
        """Allocate a sum to a disputed part, and return what is left of the sum."""
        debt = part.debt
        self.advance_disputed_parts(debt, day)
        paid = min(left, part.principal)
        if not paid:
            return left
        part.principal -= paid
        debt.allocations.append(Allocation(day, 0, paid, kind, disputed=True))
        allocations.append(DebtAllocation(debt.number, paid, disputed=True))
        if part.accrual is not None:
            part.accrual.on_change(day, part.principal, 0)
        if not debt.exempts_disputed:
            if not (debt.principal or debt.charges or debt.disputed_principal or self.accrued_on(debt, day)):
                self._close(debt, day, 0)
            elif debt.late:
                self._notify_accrual(debt, day)
        return left - paid

    # What the provider gives up, and what it pays out.

    def _write_off(self, day: int, write_off: WriteOff) -> None:
        """Give up a sum on a debt: on its undisputed part, then on what of it is in dispute."""
        debt, allocations = self.debts[write_off.invoice], list[DebtAllocation]()
        left = write_off.amount.minor
        if debt.open:
            self.advance_debt(debt, day)
            left = self._allocate(debt, day, left, allocations, "written off")
        for part in debt.disputed_parts[:] if left else ():
            left = self._allocate_to_dispute(part, day, left, allocations, "written off")
        if left and self._is_judged_on(day):
            took = Money.of_minor(write_off.amount.minor - left, write_off.amount.currency)
            raise InputError(
                "the write-off of {amount} on {on} is more than {invoice} owes: write off {took}",
                amount=write_off.amount,
                on=write_off.on,
                invoice=write_off.invoice,
                took=took,
            )
        self.write_offs.append(WriteOffRecord(write_off, left))

    def _pay_out(self, day: int, payouts: list[Payout]) -> None:
        """Pay out credit; where a later return took the credit away, the excess is a debt of the day."""
        amount = sum(payout.amount.minor for payout in payouts)
        excess = max(0, amount - self.credit)
        if excess and self._is_judged_on(day):
            raise InputError(
                "{amount} is paid out on {on}, but the credit is {credit}: pay out no more than that",
                amount=Money.of_minor(amount, payouts[0].amount.currency),
                on=payouts[0].on,
                credit=Money.of_minor(self.credit, payouts[0].amount.currency),
            )
        self.credit -= amount - excess
        self.payouts.append(PayoutRecord(day, amount, excess, self.credit))
        if excess:
            on = payouts[0].on
            terms = self.terms.on(on)
            due = due_of(payouts[0], terms)
            self.add_debt(DebtFacts(f"payout of {on}", on, due, excess, 1, payouts[0], excess, terms))

    def _is_judged_on(self, day: int) -> bool:
        """Whether a sum that is too large is an error of its day, and not the result of what was learnt later."""
        return day >= self.snapshot.revised_on.toordinal()


def used_terms(snapshot: AccountSnapshot, terms: AccountTerms) -> tuple[DebtTerms, ...]:
    """Return the clauses that the debts of a snapshot take, those of a payout that may become one too.

    The oldest edition comes first. An account without debts has those of its day.
    """
    days = {debt.issued for debt in snapshot.debts} | {payout.on for payout in snapshot.payouts}
    editions = terms.agreement.editions_on(days or {snapshot.as_of})
    return tuple(terms.on(edition.edition) for edition in editions)


@final
class _RareEvents:
    """The events that most accounts do not have, by their days."""

    def __init__(self, snapshot: AccountSnapshot) -> None:
        disputes = snapshot.open_disputes
        decided = [dispute for dispute in disputes if dispute.decided_on is not None]
        self.decided = _by_day(decided, lambda dispute: dispute.decided_on or date.max)  # the latter never happens
        self.reported = _by_day(disputes, lambda dispute: dispute.dispute.reported)
        self.credits = _by_day(snapshot.credits, lambda credit: credit.day)
        self.write_offs = _by_day(snapshot.write_offs, lambda write_off: write_off.on)
        self.payouts = _by_day(snapshot.payouts, lambda payout: payout.on)
        self.reminders = _by_day(snapshot.reminders, lambda reminder: reminder.on)
        self.days = {
            *self.decided,
            *self.reported,
            *self.credits,
            *self.write_offs,
            *self.payouts,
            *self.reminders,
        }


T = TypeVar("T")


def _by_day(events: Sequence[T], day_of: Callable[[T], date]) -> dict[int, list[T]]:
    days: dict[int, list[T]] = {}
    for event in events:
        days.setdefault(day_of(event).toordinal(), []).append(event)
    return days
