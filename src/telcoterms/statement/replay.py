"""The replay of an account, in minor units and ordinals of days.

Debts do not bear on each other but through payments, so a debt is only moved forward when a payment reaches it. Where
they do bear on each other between payments (a credit that waits for a posting, accruals that are rounded together), the
replay walks from posting to posting.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal, TypeVar, assert_never, final

from telcoterms.account import Account, Invoice, Payment
from telcoterms.days import check_span
from telcoterms.errors import FactError
from telcoterms.money import Money, Rounding
from telcoterms.readings import Rule
from telcoterms.rules.dispute import Dispute, dispute_until
from telcoterms.rules.due_date import DueDate, due_date
from telcoterms.rules.late_charge import Accrual, CompoundMonthly, LateCharge, Monthly, SimpleDaily, accrual_of
from telcoterms.statement.running import Placement, Pool, Receipt, Running, apportioned
from telcoterms.statement.value import Debt, Statement
from telcoterms.working import Clause

AcrossDebts = Literal["oldest-first", "newest-first", "largest-first"]
WithinDebt = Literal["charges-first", "principal-first"]
PostedPer = Literal["invoice", "account"]

POSTINGS_LIMIT: Final = 250_000  # about a second's work: a thousand bills, each unpaid for twenty years


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRule(Rule):
    """How payments meet debts and how postings are rounded: what terms seldom say."""

    kind: ClassVar[str] = "replay"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "across_debts": "the terms are silent; the oldest debt is met first, as is usual for accounts",
        "within_debt": "the terms are silent; changes no total",
        "posted_per": "each invoice is a debt of its own, rounded on its own",
    }

    across_debts: AcrossDebts = "oldest-first"
    within_debt: WithinDebt = "charges-first"
    posted_per: PostedPer = "invoice"

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """None: it says what the terms do not."""
        return ()


@final
class Replay:
    """An account on a day."""

    def __init__(self, account: Account, as_of: date, due: DueDate, late: LateCharge, rule: StatementRule) -> None:
        self.as_of, self.due, self.late, self.rule = as_of, due, late, rule
        self.rounding: Rounding = late.rounding if isinstance(late, CompoundMonthly | SimpleDaily) else "down"
        # the other kinds post whole minor units: nothing is left to round together
        self.pooled = rule.posted_per == "account" and isinstance(late, CompoundMonthly | SimpleDaily)
        self.charges_first = rule.within_debt == "charges-first"
        self.debts: dict[str, Running] = {}
        self.open: list[Running] = []  # by due date, then number
        self.credit = 0
        self.posted = 0
        self.receipts: list[Receipt] = []
        self.pools: list[Pool] = []
        self.shares: tuple[Pool, dict[str, int]] = (Pool(0, [], [], [], False), {})
        self._run(account)

    def _run(self, account: Account) -> None:
        last = self.as_of.toordinal()
        issued = _by_day((invoice.issued.toordinal(), invoice) for invoice in account.invoices)
        received = _by_day((payment.received.toordinal(), payment) for payment in account.payments)
        for day in sorted({*issued, *received, last}):
            if day > last:
                break
            owed = self._walk(day) if self.credit or self.pooled else False
            for invoice in issued.get(day, ()):
                self._issue(invoice)
                owed = True
            if owed and self.credit:
                self._receive(day, None)
            for payment in received.get(day, ()):
                self._receive(day, payment)
        for debt in self.open:
            self._touch(debt, last)

    def _issue(self, invoice: Invoice) -> None:
        debt = Running(invoice, due_date(self.due, invoice.issued))
        self.debts[debt.number] = debt
        if debt.principal:
            insort(self.open, debt)

    def _touch(self, debt: Running, day: int) -> None:
        """Move a debt forward to a day."""
        if day > debt.due_on:
            accrual = debt.accrual or self._begin(debt)
            if accrual.ends is not None and accrual.ends <= day:
                before = len(accrual.postings)
                debt.charges += accrual.advance(day)
                self._count(len(accrual.postings) - before)

    def _count(self, postings: int) -> None:
        """Refuse an account whose postings would fill the memory."""
        self.posted += postings
        if self.posted > POSTINGS_LIMIT:
            raise FactError(
                "the account posts over {limit} charges up to {as_of}: give an earlier day, or divide the account",
                limit=POSTINGS_LIMIT,
                as_of=self.as_of,
            )

    def _begin(self, debt: Running) -> Accrual:
        """The due date has ended with principal unpaid: the debt is late."""
        invoice = debt.invoice
        check_span(invoice.issued, self.as_of, "the time since an invoice that is still open")
        debt.accrual = accrual = accrual_of(self.late, invoice.issued, debt.due, invoice.billing_months)
        accrual.begin(debt.principal)
        return accrual

    def _walk(self, day: int) -> bool:
        """Post from posting to posting up to a day; true if something was posted on the day itself.

        A credit is used after the postings of a day, but on the last day only by who called: new debts come first.
        """
        for debt in self.open:
            if debt.accrual is None and debt.due_on < day:
                self._begin(debt)
        posted_on = 0
        while True:
            waiting = [(*when, debt) for debt in self.open if (when := debt.next_posting) is not None]
            on, ends = min((one[:2] for one in waiting), default=(day + 1, 0))
            if self.credit and posted_on and on > posted_on and posted_on < day:
                self._receive(posted_on, None)
                posted_on = 0
                continue
            if on > day:
                return posted_on == day
            group = [debt for *key, debt in waiting if key == [on, ends]]
            posted_on = on
            if self.pooled:
                self._post_together(group, ends)
            else:
                for debt in group:
                    debt.charges += debt.late_accrual.advance(ends)

    def _post_together(self, group: list[Running], ends: int) -> None:
        pool = self._pool(ends, group, posted=True)
        self.pools.append(pool)
        self._count(len(group))
        for debt, amount in zip(group, pool.amounts, strict=True):
            accrual = debt.shared_accrual
            assert isinstance(accrual, Monthly)  # no other has months that end
            accrual.post(ends, amount)
            debt.charges += amount

    def _pool(self, day: int, group: list[Running], posted: bool) -> Pool:
        exact = [debt.shared_accrual.exact(day) for debt in group]
        return Pool(day, [debt.number for debt in group], exact, apportioned(exact, self.rounding), posted)

    def _told(self, pool: Pool) -> None:
        """Keep for the working what had accrued on all debts when one of them was closed, or on the last day."""
        if not self.pools or self.pools[-1] is not pool:
            self.pools.append(pool)

    def accrued(self, debt: Running, day: int) -> int:
        """What has accrued on a debt, rounded alone or with all others, as the day began."""
        if debt.accrual is None:
            return 0
        if not self.pooled:
            return debt.accrual.accrued(day)
        if self.shares[0].day != day:
            pool = self._pool(day, [other for other in self.open if other.accrual is not None], posted=False)
            self.shares = (pool, dict(zip(pool.numbers, pool.amounts, strict=True)))
        return self.shares[1][debt.number]

    def _receive(self, day: int, payment: Payment | None) -> None:
        """Place a payment, or the credit that waits."""
        left = payment.amount.minor if payment else 0
        parts: list[tuple[str, int]] = []
        named = self.debts.get(payment.invoice) if payment and payment.invoice is not None else None
        if named is not None and named.open:
            self._touch(named, day)
            left = self._place(named, day, left, parts)
        if left or payment is None or self.pooled:
            left += self.credit
            self.credit = 0
            for debt in self._in_order(day):
                if not left and not self.pooled:  # together, a share of nothing is covered by nothing
                    break
                self._touch(debt, day)
                left = self._place(debt, day, left, parts)
            self.credit = left
        if payment or parts:
            self.receipts.append(Receipt(day, payment, parts, self.credit))

    def _in_order(self, day: int) -> list[Running]:
        match self.rule.across_debts:
            case "oldest-first":
                return self.open[:]
            case "newest-first":
                return self.open[::-1]
            case "largest-first":
                for debt in self.open:
                    self._touch(debt, day)
                return sorted(self.open, key=lambda debt: -(debt.principal + debt.charges))
        assert_never(self.rule.across_debts)

    def _place(self, debt: Running, day: int, left: int, parts: list[tuple[str, int]]) -> int:
        """Let a sum meet a debt; what is left of it."""
        balance = debt.principal + debt.charges
        accrued = self.accrued(debt, day) if left >= balance else 0  # less than the balance closes nothing
        if left >= balance + accrued:
            if debt.accrual is not None:
                debt.accrual.close(day, accrued)
                debt.charges += accrued
                if self.pooled:
                    self._told(self.shares[0])
            paid = balance + accrued
            debt.open = False
            self.open.remove(debt)
        else:
            paid = min(left, balance)
        if not paid:
            return left
        first = min(paid, debt.charges if self.charges_first else debt.principal)
        to_charges, to_principal = (first, paid - first) if self.charges_first else (paid - first, first)
        debt.charges -= to_charges
        debt.principal -= to_principal
        debt.placements.append(Placement(day, to_charges, to_principal))
        parts.append((debt.number, paid))
        if debt.open and debt.accrual is not None:
            debt.accrual.placed(day, paid, debt.principal, debt.principal + debt.charges)
        return left - paid

    def statement(self, currency: str, dispute: Dispute | None) -> Statement:
        """The statement at the end of the day."""
        day, money = self.as_of.toordinal(), Money.of_minor
        from_ordinal = date.fromordinal
        balance, total_accrued, debts = -self.credit, 0, []
        for debt in sorted(self.debts.values()):
            accrued = self.accrued(debt, day) if debt.open else 0
            if self.pooled and debt.open and debt.accrual is not None:
                self._told(self.shares[0])
            balance += debt.principal + debt.charges
            total_accrued += accrued
            postings = debt.accrual.postings if debt.accrual is not None else ()
            debts.append(
                Debt(
                    debt.number,
                    debt.invoice.issued,
                    debt.due,
                    None if dispute is None else dispute_until(dispute, debt.invoice.issued),
                    money(debt.principal, currency),
                    money(debt.charges, currency),
                    money(accrued, currency),
                    tuple([(from_ordinal(one.day), money(one.amount, currency)) for one in postings if one.amount]),
                )
            )
        return Statement(
            self.as_of,
            money(balance, currency),
            money(total_accrued, currency),
            money(balance + total_accrued, currency),
            money(self.credit, currency),
            tuple(debts),
        )


E = TypeVar("E", Invoice, Payment)


def _by_day(events: Iterable[tuple[int, E]]) -> dict[int, list[E]]:
    days: dict[int, list[E]] = {}
    for day, event in events:
        days.setdefault(day, []).append(event)
    return days
