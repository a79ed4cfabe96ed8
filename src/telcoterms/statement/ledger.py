"""What is kept of a debt, a disputed part, a payment and a common posting while an account is replayed.

The books of a replay: the debts, what moves them forward in time, and what is posted on them.

Debts do not bear on each other but through payments, so a debt is only moved forward when something reaches it. Where
they do bear on each other between payments (a credit that waits for a posting, accruals that are rounded together), the
replay walks from posting to posting. Sums are minor units, days ordinals.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final, Literal, NamedTuple, final

from telcoterms.account.events import Credit, Payment
from telcoterms.clauses.late_charge.accrual import Accrual, Monthly, Shared, Spared, accrual_of
from telcoterms.clauses.late_charge.kinds import ByDay, ByMonth, FlatFee, GreaterOf, LateChargeRule
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.snapshot import DebtFacts, OpenDispute, RefundCredit
from telcoterms.values.days import check_span
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Term
from telcoterms.values.money import Rounding
from telcoterms.values.power_sums import Growth
from telcoterms.values.steps import rounded

AllocationKind = Literal["paid", "credited", "written off"]


class Allocation(NamedTuple):
    """A part of a payment, of a credit or of a write-off that met a debt."""

    day: int
    to_charges: int
    to_principal: int
    met: AllocationKind = "paid"
    disputed: bool = False


class DebtAllocation(NamedTuple):
    """What of a payment or credit met one debt: its undisputed part, or what of it is in dispute."""

    number: str
    amount: int
    disputed: bool = False


class ReceiptRecord(NamedTuple):
    """A payment or credit, or a standing credit that was used (None): what it met, and the credit left after it."""

    day: int
    source: Payment | Credit | RefundCredit | None
    parts: list[DebtAllocation]
    credit: int


class DisputeChange(NamedTuple):
    """A dispute that was reported, and the principal set apart; or one that was decided, and what of it came back."""

    day: int
    apart: OpenDispute
    principal: int
    back: bool = False
    lapsed: bool = False  # charges were held on it, and are not owed


class PayoutRecord(NamedTuple):
    """What was paid out on a day, what of it was no credit any more, and the credit that is left."""

    day: int
    amount: int
    excess: int
    credit: int


class SharedRounding(NamedTuple):
    """Sums of several debts that were rounded together: posted at the end of a month, or what had accrued on a day."""

    day: int
    numbers: list[str]
    exact: list[Fraction | Growth]
    amounts: list[int]
    posted: bool


@final
class DebtState:
    """A debt while the account is replayed.

    `principal` is what is unpaid and not in dispute; `parts` are the open disputes. Whether it is late shows when the
    day `late_after` ends.
    """

    __slots__ = (
        "accrual",
        "billed",
        "charges",
        "due_on",
        "late",
        "late_after",
        "moved",
        "number",
        "open",
        "parts",
        "placements",
        "principal",
        "resumed_on",
        "settled_on",
        "spared",
    )

    def __init__(self, billed: DebtFacts) -> None:
        self.billed, self.number = billed, billed.number
        self.due_on = self.late_after = billed.due.toordinal()
        self.principal, self.charges = billed.sum, 0
        self.accrual: Accrual | None = None  # from the day after the due date, if it is late then
        self.late = False
        self.open = self.principal > 0
        self.parts: list[DisputedPart] = []
        self.placements: list[Allocation] = []
        self.moved: list[DisputeChange] = []
        self.spared: list[Spared] = []
        self.resumed_on = 0  # the day of a decision, if the debt is late by it alone
        self.settled_on = 0  # the last day on which all that had accrued was posted

    def __lt__(self, other: DebtState) -> bool:
        return (self.due_on, self.number) < (other.due_on, other.number)

    @property
    def apart(self) -> int:
        """The principal that is in dispute."""
        return sum(part.principal for part in self.parts)

    @property
    def next_posting(self) -> tuple[int, int] | None:
        """The day of the next posting of a late debt, and the end of its month: earlier if the due date came later."""
        if not self.late or self.accrual is None or self.accrual.ends is None:
            return None
        return max(self.accrual.ends, self.late_after + 1), self.accrual.ends

    @property
    def late_accrual(self) -> Accrual:
        """The accrual of a debt that is late."""
        assert self.accrual is not None
        return self.accrual

    @property
    def shared_accrual(self) -> Shared:
        """The accrual of a debt that is late, where accruals are rounded together."""
        assert isinstance(self.accrual, Shared)
        return self.accrual


@final
class DisputedPart:
    """A disputed part while it is open: its principal, and the charges that are held, not owed."""

    __slots__ = ("accrual", "apart", "debt", "held", "principal", "since", "whole")

    def __init__(self, debt: DebtState, apart: OpenDispute, principal: int) -> None:
        self.debt, self.apart = debt, apart
        self.principal = principal
        self.since = apart.dispute.reported.toordinal()
        self.accrual: Accrual | None = None
        self.whole = False  # the first part of a debt whose undisputed part was in time: a fee or minimum is its own
        self.held = 0

    def held_on(self, day: int) -> int:
        """The charges that are held at the end of a day to which the part was moved forward."""
        return self.held + (0 if self.accrual is None else self.accrual.accrued(day))

    def __lt__(self, other: DisputedPart) -> bool:
        return (self.debt.due_on, self.debt.number) < (other.debt.due_on, other.debt.number)


def round_by_largest_remainder(exact: Sequence[Fraction | Growth], rounding: Rounding) -> list[int]:
    """Sums rounded together: once in all; each gets its whole minor units, the rest by largest remainder, in order."""
    amounts = [floor(one) for one in exact]
    total = exact[0]
    for one in exact[1:]:
        total = total + one  # type: ignore[operator]  # all Fraction or all Growth
    rests = [one - amount for one, amount in zip(exact, amounts, strict=True)]
    largest_first = sorted(range(len(exact)), key=rests.__getitem__, reverse=True)  # keeps the order of equal ones
    for place in largest_first[: rounded(total, rounding) - sum(amounts)]:
        amounts[place] += 1
    return amounts


MAX_POSTINGS: Final = 250_000  # about a second's work: a thousand bills, each unpaid for twenty years


class Ledger:
    """The debts of an account, open and closed."""

    def __init__(self, as_of: date, late: LateChargeRule, rule: StatementRule) -> None:
        self.as_of, self.late, self.rule = as_of, late, rule
        self.rounding: Rounding = late.rounding if isinstance(late, ByMonth | ByDay) else "down"
        # the other kinds post whole minor units: nothing is left to round together
        self.pooled = rule.posted_per == "account" and isinstance(late, ByMonth | ByDay)
        self.exempt = rule.disputed == "exempt-while-open"
        self.debts: dict[str, DebtState] = {}
        self.open: list[DebtState] = []  # by due date, then number
        self.parts: list[DisputedPart] = []  # in dispute; as the debts, then as they were reported
        self.posted = 0
        self.pools: list[SharedRounding] = []
        self.shares: tuple[SharedRounding, dict[str, int]] = (SharedRounding(0, [], [], [], False), {})

    def enter(self, billed: DebtFacts) -> DebtState:
        """A new debt."""
        debt = DebtState(billed)
        self.debts[debt.number] = debt
        if debt.principal:
            insort(self.open, debt)
        return debt

    def touch(self, debt: DebtState, day: int) -> None:
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
        if self.posted > MAX_POSTINGS:
            raise FactError(
                "the account posts over {limit} charges up to {as_of}: give an earlier day, or divide the account",
                limit=MAX_POSTINGS,
                as_of=self.as_of,
            )

    def _accrual(self, late: LateChargeRule, billed: DebtFacts) -> Accrual:
        check_span(billed.issued, self.as_of, Term("the time since an invoice that is still open"))
        return accrual_of(late, billed.issued, billed.due, billed.billing_months)

    def _begin(self, debt: DebtState) -> Accrual:
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

    def touch_parts(self, debt: DebtState, day: int) -> None:
        """Move the charges forward that are held on the disputed parts of a debt."""
        if self.exempt:
            self.touch(debt, day)  # whether it was late says what its parts bear
            for part in debt.parts:
                if part.accrual is None and day > debt.due_on and part.since <= debt.due_on:
                    self.begin_part(part)
                if part.accrual is not None:
                    part.held += part.accrual.advance(day)

    def begin_part(self, part: DisputedPart) -> None:
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

    def _post_together(self, group: list[DebtState], ends: int) -> None:
        pool = self._pool(ends, group, posted=True)
        self.pools.append(pool)
        self._count(len(group))
        for debt, amount in zip(group, pool.amounts, strict=True):
            accrual = debt.shared_accrual
            assert isinstance(accrual, Monthly)  # no other has months that end
            accrual.post(ends, amount)
            debt.charges += amount

    def _pool(self, day: int, group: list[DebtState], posted: bool) -> SharedRounding:
        exact = [debt.shared_accrual.exact(day) for debt in group]
        return SharedRounding(
            day, [debt.number for debt in group], exact, round_by_largest_remainder(exact, self.rounding), posted
        )

    def told(self, pool: SharedRounding) -> None:
        """Keep for the working what had accrued on all debts when one of them was closed, or on the last day."""
        if not self.pools or self.pools[-1] is not pool:
            self.pools.append(pool)

    def accrued(self, debt: DebtState, day: int) -> int:
        """What has accrued on a debt, rounded alone or with all others, as the day began."""
        if not debt.late or debt.accrual is None:
            return 0
        if not self.pooled:
            return debt.accrual.accrued(day)
        if self.shares[0].day != day:
            pool = self._pool(day, [other for other in self.open if other.late], posted=False)
            self.shares = (pool, dict(zip(pool.numbers, pool.amounts, strict=True)))
        return 0 if debt.settled_on == day else self.shares[1][debt.number]
