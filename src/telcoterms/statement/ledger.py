"""The books of a replay: the debts, what moves them forward in time, and what is posted on them.

Debts do not bear on each other but through payments, so a debt is only moved forward when something reaches it. Where
they do bear on each other between payments (a credit that waits for a posting, accruals that are rounded together), the
replay walks from posting to posting. Sums are minor units, days ordinals.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from datetime import date
from typing import Final

from telcoterms.days import check_span
from telcoterms.errors import FactError
from telcoterms.money import Rounding
from telcoterms.rules.late_charge import (
    Accrual,
    ByDay,
    ByMonth,
    FlatFee,
    GreaterOf,
    LateCharge,
    Monthly,
    accrual_of,
)
from telcoterms.statement.known import Billed
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.running import Part, Pool, Running, apportioned
from telcoterms.words import Term

POSTINGS_LIMIT: Final = 250_000  # about a second's work: a thousand bills, each unpaid for twenty years


class Books:
    """The debts of an account, open and closed."""

    def __init__(self, as_of: date, late: LateCharge, rule: StatementRule) -> None:
        self.as_of, self.late, self.rule = as_of, late, rule
        self.rounding: Rounding = late.rounding if isinstance(late, ByMonth | ByDay) else "down"
        # the other kinds post whole minor units: nothing is left to round together
        self.pooled = rule.posted_per == "account" and isinstance(late, ByMonth | ByDay)
        self.exempt = rule.disputed == "exempt-while-open"
        self.debts: dict[str, Running] = {}
        self.open: list[Running] = []  # by due date, then number
        self.parts: list[Part] = []  # in dispute; as the debts, then as they were reported
        self.posted = 0
        self.pools: list[Pool] = []
        self.shares: tuple[Pool, dict[str, int]] = (Pool(0, [], [], [], False), {})

    def enter(self, billed: Billed) -> Running:
        """A new debt."""
        debt = Running(billed)
        self.debts[debt.number] = debt
        if debt.principal:
            insort(self.open, debt)
        return debt

    def touch(self, debt: Running, day: int) -> None:
        """Move a debt forward to a day."""
        if day > debt.late_after and debt.open:
            accrual = debt.late_accrual if debt.late else self._begin(debt)
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

    def _accrual(self, late: LateCharge, billed: Billed) -> Accrual:
        check_span(billed.issued, self.as_of, Term("the time since an invoice that is still open"))
        return accrual_of(late, billed.issued, billed.due, billed.billing_months)

    def _begin(self, debt: Running) -> Accrual:
        """The due date, or the day of a decision, has ended with principal unpaid: the debt is late."""
        debt.late = True
        principal = debt.principal + (0 if self.exempt else debt.apart)
        if debt.accrual is None:
            debt.accrual = self._accrual(self.late, debt.billed)
        if debt.resumed_on:
            debt.accrual.resume(debt.resumed_on, principal)
        else:
            debt.accrual.begin(principal, debt.spared)
        return debt.accrual

    def touch_parts(self, debt: Running, day: int) -> None:
        """Move the charges forward that are held on the disputed parts of a debt."""
        if self.exempt:
            self.touch(debt, day)  # whether it was late says what its parts bear
            for part in debt.parts:
                if part.accrual is None and day > debt.due_on and part.since <= debt.due_on:
                    self.begin_part(part)
                if part.accrual is not None:
                    part.held += part.accrual.advance(day)

    def begin_part(self, part: Part) -> None:
        """A disputed part is late: its charges are held from the day of the report on.

        A fee or a minimum is posted once a debt. It is the part's own only where nothing undisputed was late.
        """
        debt, late = part.debt, self.late
        part.whole = part.since <= debt.due_on and not debt.late and not any(one.whole for one in debt.parts)
        if not part.principal or (isinstance(late, FlatFee) and not part.whole):
            part.whole = False
            return
        if isinstance(late, GreaterOf) and not part.whole:
            late = late.of
        if isinstance(late, FlatFee) and not part.whole:
            return
        part.accrual = self._accrual(late, debt.billed)
        part.accrual.resume(part.since, part.principal)

    def walk(self, day: int) -> Iterator[int]:
        """Post from posting to posting up to a day; gives each day on which something was posted, before the next."""
        for debt in self.open:
            if not debt.late and debt.late_after < day:
                self._begin(debt)
        posted_on = 0
        while True:
            waiting = [(*when, debt) for debt in self.open if (when := debt.next_posting) is not None]
            on, ends = min((one[:2] for one in waiting), default=(day + 1, 0))
            if posted_on and on > posted_on:
                yield posted_on
                posted_on = 0
                continue
            if on > day:
                return
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

    def told(self, pool: Pool) -> None:
        """Keep for the working what had accrued on all debts when one of them was closed, or on the last day."""
        if not self.pools or self.pools[-1] is not pool:
            self.pools.append(pool)

    def accrued(self, debt: Running, day: int) -> int:
        """What has accrued on a debt, rounded alone or with all others, as the day began."""
        if not debt.late or debt.accrual is None:
            return 0
        if not self.pooled:
            return debt.accrual.accrued(day)
        if self.shares[0].day != day:
            pool = self._pool(day, [other for other in self.open if other.late], posted=False)
            self.shares = (pool, dict(zip(pool.numbers, pool.amounts, strict=True)))
        return 0 if debt.settled_on == day else self.shares[1][debt.number]
