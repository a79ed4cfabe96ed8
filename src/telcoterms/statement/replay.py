"""Disputed parts in a replay: set apart when they are reported, back when they are decided against the customer.

Under `exempt-while-open` the part and the rest are two debts, and the part's charges are held. Under `never-exempt` the
debt goes on bearing its charges as one, and only what payments meet is changed.

The replay of an account: what happens on each day, in its order.

Postings; new debts; disputes that are decided and reported; credits and write-offs; payments; payouts. A payment goes
to the debt that it names, then to the undisputed parts of all debts, then to what is in dispute.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar, assert_never, final

from telcoterms.account.events import Credit, Payment, Payout, WriteOff
from telcoterms.clauses.due_date import DueDateRule, due_on
from telcoterms.clauses.late_charge.accrual import Spared
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.statement.ledger import (
    Allocation,
    AllocationKind,
    DebtAllocation,
    DebtState,
    DisputeChange,
    DisputedPart,
    Ledger,
    PayoutRecord,
    ReceiptRecord,
)
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.snapshot import AccountSnapshot, DebtFacts, OpenDispute, RefundCredit
from telcoterms.values.errors import FactError
from telcoterms.values.money import Money


def set_apart(books: Ledger, apart: OpenDispute) -> None:
    """A dispute is reported: at most the principal that is unpaid stands apart."""
    day, debt = apart.dispute.reported.toordinal(), books.debts[apart.dispute.invoice]
    books.touch(debt, day)
    books.touch_parts(debt, day)
    principal = min(apart.sum, debt.principal)
    debt.moved.append(DisputeChange(day, apart, principal))
    if not principal:
        return
    part = DisputedPart(debt, apart, principal)
    debt.parts.append(part)
    insort(books.parts, part)
    debt.principal -= principal
    if books.exempt:
        if debt.late:
            debt.late_accrual.shifted(day, -principal, debt.principal, debt.principal + debt.charges)
            books.begin_part(part)
        elif not debt.principal:  # a debt that is not late has no charges
            debt.open = False
            books.open.remove(debt)


def rejoin(books: Ledger, part: DisputedPart, day: int) -> bool:
    """A dispute is decided against the customer: the part is owed again; true if anything is."""
    debt = part.debt
    books.touch(debt, day)
    books.touch_parts(debt, day)
    debt.parts.remove(part)
    books.parts.remove(part)
    debt.moved.append(DisputeChange(day, part.apart, part.principal, back=True, lapsed=part.held_on(day) > 0))
    if not part.principal:
        return False
    running = debt.late and debt.open
    debt.principal += part.principal
    if books.exempt:
        _bear_again(debt, part, day, running)
    if not debt.open:
        debt.open = True
        insort(books.open, debt)
    return True


def _bear_again(debt: DebtState, part: DisputedPart, day: int, running: bool) -> None:
    if running:
        debt.late_accrual.shifted(day, part.principal, debt.principal, debt.principal + debt.charges)
    elif day <= debt.due_on:
        debt.spared.append(Spared(part.since, day, part.principal))
    else:  # its due date passed while it was in dispute: late from the day after the decision
        debt.late, debt.late_after, debt.resumed_on = False, day, day


T = TypeVar("T")


class WriteOffRecord(NamedTuple):
    """A write-off, and what of it found no debt any more."""

    write_off: WriteOff
    lapsed: int


@final
class Replay(Ledger):
    """An account on a day."""

    def __init__(self, known: AccountSnapshot, due: DueDateRule, late: LateChargeRule, rule: StatementRule) -> None:
        super().__init__(known.as_of, late, rule)
        self.known, self.due = known, due
        self.charges_first = rule.within_debt == "charges-first"
        self.credit = 0
        self.receipts: list[ReceiptRecord] = []
        self.written: list[WriteOffRecord] = []
        self.paid_out: list[PayoutRecord] = []
        self._run()

    def _run(self) -> None:
        known, last = self.known, self.as_of.toordinal()
        issued = _by_day(known.billed, lambda one: one.issued)
        received = _by_day(known.payments, lambda one: one.received)
        rare = _Rare(known)
        for day in sorted({*issued, *received, *rare.days, last}):
            owed = self._walk(day) if self.credit or self.pooled else False
            for billed in issued.get(day, ()):
                self.enter(billed)
                owed = True
            if day in rare.days:
                owed = self._disputes(day, rare) or owed
            if owed and self.credit:
                self._receive(day, None, 0, None, "paid")
            if day in rare.days:
                self._credits(day, rare)
            for payment in received.get(day, ()):
                self._receive(day, payment, payment.amount.minor, payment.invoice, "paid")
            if day in rare.payouts:
                self._pay_out(day, rare.payouts[day])
        for debt in self.open:
            self.touch(debt, last)
        for part in self.parts:
            self.touch_parts(part.debt, last)

    def _disputes(self, day: int, rare: _Rare) -> bool:
        """Decisions, then reports; true if something is owed again."""
        owed = [self._decide(apart, day) for apart in rare.decided.get(day, ())]
        for apart in rare.reported.get(day, ()):
            set_apart(self, apart)
        return any(owed)

    def _credits(self, day: int, rare: _Rare) -> None:
        for credit in rare.credits.get(day, ()):
            name = credit.invoice if isinstance(credit, Credit) else None
            self._receive(day, credit, credit.amount.minor, name, "credited")
        for write_off in rare.write_offs.get(day, ()):
            self._write_off(day, write_off)

    def _walk(self, day: int) -> bool:
        """Post up to a day; true if something was posted on the day itself.

        A credit is used after the postings of a day, but on the last day only by who called: new debts come first.
        """
        for posted_on in self.walk(day):
            if posted_on == day:
                return True
            if self.credit:
                self._receive(posted_on, None, 0, None, "paid")
        return False

    def _decide(self, apart: OpenDispute, day: int) -> bool:
        owed = [rejoin(self, part, day) for part in self.parts[:] if part.apart is apart]
        return any(owed)

    def _receive(
        self, day: int, source: Payment | Credit | RefundCredit | None, left: int, name: str | None, met: AllocationKind
    ) -> None:
        """Place a payment or credit, or the credit that waits."""
        parts: list[DebtAllocation] = []
        named = self.debts.get(name) if name is not None else None
        if named is not None and named.open:
            self.touch(named, day)
            left = self._place(named, day, left, parts, met)
        if left or source is None or self.pooled:
            left += self.credit
            self.credit = 0
            for debt in self._in_order(day):
                if not left and not self.pooled:  # together, a share of nothing is covered by nothing
                    break
                self.touch(debt, day)
                left = self._place(debt, day, left, parts, met)
            for part in self._parts_in_order() if left else ():
                left = self._place_apart(part, day, left, parts, met)
            self.credit = left
        if source is not None or parts:
            self.receipts.append(ReceiptRecord(day, source, parts, self.credit))

    def _in_order(self, day: int) -> list[DebtState]:
        match self.rule.across_debts:
            case "oldest-first":
                return self.open[:]
            case "newest-first":
                return self.open[::-1]
            case "largest-first":
                for debt in self.open:
                    self.touch(debt, day)
                return sorted(self.open, key=lambda debt: -(debt.principal + debt.charges))
        assert_never(self.rule.across_debts)

    def _parts_in_order(self) -> list[DisputedPart]:
        match self.rule.across_debts:
            case "oldest-first":
                return self.parts[:]
            case "newest-first":
                return self.parts[::-1]
            case "largest-first":
                return sorted(self.parts, key=lambda part: -part.principal)
        assert_never(self.rule.across_debts)

    def _place(self, debt: DebtState, day: int, left: int, parts: list[DebtAllocation], met: AllocationKind) -> int:
        """Let a sum meet the undisputed part of a debt; what is left of it."""
        balance = debt.principal + debt.charges
        accrued = self.accrued(debt, day) if left >= balance else 0  # less than the balance closes nothing
        if left >= balance + accrued:
            self._close(debt, day, accrued)
            paid = balance + accrued
        else:
            paid = min(left, balance)
        if not paid:
            return left
        first = min(paid, debt.charges if self.charges_first else debt.principal)
        to_charges, to_principal = (first, paid - first) if self.charges_first else (paid - first, first)
        debt.charges -= to_charges
        debt.principal -= to_principal
        debt.placements.append(Allocation(day, to_charges, to_principal, met))
        parts.append(DebtAllocation(debt.number, paid))
        if debt.late:
            self._tell(debt, day, paid)
        return left - paid

    def _tell(self, debt: DebtState, day: int, paid: int) -> None:
        """Tell the accrual of a debt what was placed on it and is left to bear."""
        principal = debt.principal + (0 if self.exempt else debt.apart)
        debt.late_accrual.placed(day, paid, principal, principal + debt.charges)

    def _close(self, debt: DebtState, day: int, accrued: int) -> None:
        """Post what has accrued; the debt is over, unless a disputed part goes on bearing its charges."""
        going_on = 0 if self.exempt else debt.apart
        if going_on and not (debt.principal or debt.charges or accrued):
            return
        if debt.late:
            if going_on:
                debt.late_accrual.settle(day, accrued)
            else:
                debt.late_accrual.close(day, accrued)
            debt.charges += accrued
            debt.settled_on = day
            if self.pooled:
                self.told(self.shares[0])
        if not going_on:
            debt.open = False
            self.open.remove(debt)

    def _place_apart(
        self, part: DisputedPart, day: int, left: int, parts: list[DebtAllocation], met: AllocationKind
    ) -> int:
        """Let a sum meet a disputed part; what is left of it."""
        debt = part.debt
        self.touch_parts(debt, day)
        paid = min(left, part.principal)
        if not paid:
            return left
        part.principal -= paid
        debt.placements.append(Allocation(day, 0, paid, met, disputed=True))
        parts.append(DebtAllocation(debt.number, paid, disputed=True))
        if part.accrual is not None:
            part.accrual.shifted(day, -paid, part.principal, part.principal + part.held)
        if not self.exempt:
            if not (debt.principal or debt.charges or debt.apart or self.accrued(debt, day)):
                self._close(debt, day, 0)
            elif debt.late:
                self._tell(debt, day, paid)
        return left - paid

    def _write_off(self, day: int, write_off: WriteOff) -> None:
        """Give up a sum on a debt: its undisputed part, then what of it is in dispute."""
        debt, parts = self.debts[write_off.invoice], list[DebtAllocation]()
        left = write_off.amount.minor
        if debt.open:
            self.touch(debt, day)
            left = self._place(debt, day, left, parts, "written off")
        for part in debt.parts[:] if left else ():
            left = self._place_apart(part, day, left, parts, "written off")
        if left and day >= self.known.reached_back_on.toordinal():
            took = Money.of_minor(write_off.amount.minor - left, write_off.amount.currency)
            raise FactError(
                "the write-off of {amount} on {on} is more than {invoice} owes: write off {took}",
                amount=write_off.amount,
                on=write_off.on,
                invoice=write_off.invoice,
                took=took,
            )
        self.written.append(WriteOffRecord(write_off, left))

    def _pay_out(self, day: int, payouts: list[Payout]) -> None:
        """Pay out credit; where a later return took it away, the excess is a debt of the day."""
        amount = sum(one.amount.minor for one in payouts)
        excess = max(0, amount - self.credit)
        if excess and day >= self.known.reached_back_on.toordinal():
            raise FactError(
                "{amount} is paid out on {on}, but the credit is {credit}: pay out no more than that",
                amount=Money.of_minor(amount, payouts[0].amount.currency),
                on=payouts[0].on,
                credit=Money.of_minor(self.credit, payouts[0].amount.currency),
            )
        self.credit -= amount - excess
        self.paid_out.append(PayoutRecord(day, amount, excess, self.credit))
        if excess:
            on = payouts[0].on
            self.enter(DebtFacts(f"payout of {on}", on, due_on(self.due, on), excess, 1, payouts[0], excess))


@final
class _Rare:
    """What most accounts do not have, by its day."""

    def __init__(self, known: AccountSnapshot) -> None:
        apart = known.apart
        self.decided = _by_day([one for one in apart if one.until is not None], lambda one: one.until or date.max)
        self.reported = _by_day(apart, lambda one: one.dispute.reported)
        self.credits = _by_day(known.credits, lambda one: one.day)
        self.write_offs = _by_day(known.write_offs, lambda one: one.on)
        self.payouts = _by_day(known.payouts, lambda one: one.on)
        self.days = {*self.decided, *self.reported, *self.credits, *self.write_offs, *self.payouts}


def _by_day(events: Sequence[T], day_of: Callable[[T], date]) -> dict[int, list[T]]:
    days: dict[int, list[T]] = {}
    for event in events:
        days.setdefault(day_of(event).toordinal(), []).append(event)
    return days
