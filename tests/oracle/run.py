"""A tree that runs on one sum, day by day: a debt, or a part of one that stands apart.

At the end of each day a sum has p, its unpaid principal, and q, all that payments met of its charges. Every leaf reads
these two numbers. Up to L it takes for p what was unpaid when L ended. A leaf that compounds bears on p and on what of
its own postings is more than q.

A day that bears is walked once. When L has ended and something is unpaid, the days up to L are walked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.charge import joined
from tests.oracle.exact import Exact, exact
from tests.oracle.numbers import ONE_DAY, Book
from tests.oracle.tree import Amount, Leaf, Owed, Tree, cents_of, leaves


@dataclass
class LeafRun:
    """A leaf on a sum: what it has posted in each period, and what has accrued in the one under way."""

    leaf: Leaf
    last: date | None  # L
    set_off: bool = False
    failed: bool = False  # L ended, and what was late did not pass the threshold
    absent: bool = False  # a sum that a part which stands apart does not bear
    amount: int = 0  # what was unpaid when L ended
    k: int = 0
    walked: date = date.min  # the last day that was walked
    begun_on: date | None = None  # the day at whose end it was set off
    accrued: Amount = field(default_factory=lambda: Fraction(0))
    posted: dict[int, int] = field(default_factory=dict[int, int])
    ends: list[tuple[date, int]] = field(default_factory=list[tuple[date, int]])  # own postings, by the period's end

    @property
    def total(self) -> int:
        return sum(self.posted.values())

    def posted_until(self, day: date) -> int:
        return sum(amount for end, amount in self.ends if end <= day)

    def post(self, k: int, amount: int, end: date) -> None:
        self.posted[k] = self.posted.get(k, 0) + amount
        self.ends.append((end, amount))


@dataclass
class Run:
    """A tree on a sum of a debt."""

    book: Book
    tree: Tree
    owed: Owed
    since: date  # at the end of no earlier day does it count
    principal_at_end: dict[date, int] = field(default_factory=dict[date, int])
    met_at_end: dict[date, int] = field(default_factory=dict[date, int])
    exempt: list[tuple[date, date, int]] = field(default_factory=list[tuple[date, date, int]])
    leaves: dict[int, LeafRun] = field(default_factory=dict[int, LeafRun])

    def __post_init__(self) -> None:
        for leaf in leaves(self.tree):
            self.leaves[id(leaf)] = LeafRun(leaf, leaf.in_time_until(self.book, self.owed))

    def remind(self, day: date) -> None:
        """A reminder of the debt."""
        self.owed = Owed(self.owed.issued, self.owed.due, self.owed.billing_months, [*self.owed.reminders, day])
        for run in self.leaves.values():
            if run.last is None:
                run.last = run.leaf.in_time_until(self.book, self.owed)

    # ---- the end of a day

    def end_day(self, day: date, principal: int, met: int, holds_sums: bool = True, again: bool = False) -> None:
        """What is unpaid at the end of a day; whether sums are borne here; whether a part came back today."""
        self.principal_at_end[day] = principal
        self.met_at_end[day] = met
        for run in self.leaves.values():
            ends = run.last == day
            if run.last is None or run.set_off or not (ends or (again and day > run.last)):
                continue
            if run.leaf.is_sum and not holds_sums:
                run.absent = True
                continue
            if principal == 0:
                continue
            if not run.leaf.late_enough(self.book, principal, run.last):
                run.failed = True
                continue
            run.set_off, run.failed, run.amount, run.begun_on = True, False, principal, day
            if run.walked == date.min and ends:
                run.k = 0
                run.walked = run.leaf.first_counted(self.owed, run.last) - ONE_DAY
            else:
                self.walk_over(run, day)

    def walk_over(self, run: LeafRun, day: date) -> None:
        """The days up to `day` do not count."""
        assert run.last is not None
        first = run.leaf.first_counted(self.owed, run.last)
        run.walked = max(day, first - ONE_DAY)
        run.accrued = Fraction(0)
        while run.leaf.edge(self.owed, run.last, run.k + 1) <= run.walked:
            run.k += 1

    def go_on(self, debt: Run, day: date) -> None:
        """A part that stands apart from today: leaves whose L is over go on, from the end of `day`."""
        for key, run in self.leaves.items():
            if run.last is not None and day > run.last:
                if run.leaf.is_sum or run.leaf.once:
                    run.absent = True
                    continue
                if debt.leaves[key].failed:
                    run.failed = True
                    continue
                run.set_off, run.begun_on = True, day
                self.walk_over(run, day)

    # ---- a day

    def principal_for(self, run: LeafRun, day: date) -> int:
        """p of a leaf at the end of a day."""
        assert run.last is not None
        if day < self.since:
            return 0
        if run.begun_on == run.last and day <= run.last:
            apart = sum(q for since, until, q in self.exempt if since <= day < until)
            return run.amount - min(run.amount, apart)
        return self.principal_at_end.get(day, 0)

    def next_end(self, run: LeafRun) -> date:
        """The end of the period under way."""
        assert run.last is not None
        return run.leaf.edge(self.owed, run.last, run.k + 1)

    def walk(self, run: LeafRun, until: date) -> None:
        """Walk the days of the period under way up to one of them."""
        leaf = run.leaf
        assert run.last is not None
        while run.walked < until:
            day = run.walked + ONE_DAY
            before = day - ONE_DAY
            bears = self.principal_for(run, before)
            if leaf.compounds:
                bears += max(0, run.posted_until(before) - self.met_at_end.get(before, 0))
            run.accrued = leaf.after_a_day(self.book, self.owed, run.last, run.k, day, run.accrued, bears)
            run.walked = day

    def post_once(self, day: date) -> None:
        """Post what is charged once, on the day after L."""
        for run in self.leaves.values():
            if run.set_off and not run.absent and run.leaf.once and not run.ends and run.begun_on == day - ONE_DAY:
                assert run.last is not None
                run.post(0, run.leaf.charged_once(self.book, run.amount, run.last), day)

    def periodic(self) -> list[LeafRun]:
        """The leaves that are set off and have days."""
        return [
            run
            for run in self.leaves.values()
            if run.set_off and not run.absent and not run.leaf.once and run.leaf.kind != "none"
        ]

    def rejoin(self, day: date, part: Run, amount: int, closed: bool) -> None:
        """A part comes back by a decision, and what it bore while it stood apart is forgotten."""
        for run in self.leaves.values():
            if run.last is None or day <= run.last:
                continue
            if not run.set_off or closed:
                run.set_off = False
        self.exempt.append((part.since, day, amount))

    def settle(self, pending: int) -> None:
        """Post what has accrued: the share of the account where the tree is one leaf, else each leaf its own."""
        for run in self.periodic():
            amount = pending if isinstance(self.tree, Leaf) else accrued_cents(run)
            run.post(run.k, amount, run.walked)
            run.accrued = Fraction(0)

    # ---- the tree

    def posted(self) -> int:
        return sum((self._by_period(self.tree, False) or {}).values())

    def total(self) -> int:
        return sum((self._by_period(self.tree, True) or {}).values())

    def _by_period(self, tree: Tree, accrued: bool) -> dict[int, int] | None:
        if isinstance(tree, Leaf):
            run = self.leaves[id(tree)]
            if run.absent:
                return None
            found = dict(run.posted)
            if accrued and run in self.periodic():
                found[run.k] = found.get(run.k, 0) + accrued_cents(run)
            return found
        parts = [self._by_period(part, accrued) for part in tree.parts]
        known = [part for part in parts if part is not None]
        return dict(joined(tree, known)) if known else None


def accrued_cents(run: LeafRun) -> int:
    return cents_of(run.accrued, run.leaf.rounding, run.leaf.coin)


Share = Callable[[Sequence[Amount]], Sequence[int]]


def post_periods(
    runs: Sequence[Run], day: date, share: Share | None = None, after_each: Callable[[], None] = lambda: None
) -> None:
    """Post every period that has ended by a day, those that end on one day at once, and walk on to it.

    Periods that end on one day may be rounded as one: `share` gives the shares of the runs, in their order.
    """
    while True:
        open_ends = [
            (run.next_end(leaf), run, leaf) for run in runs for leaf in run.periodic() if run.next_end(leaf) <= day
        ]
        if not open_ends:
            break
        end = min(ends for ends, _, _ in open_ends)
        group = [(run, leaf) for ends, run, leaf in open_ends if ends == end]
        for run, leaf in group:
            run.walk(leaf, end)
        values = [leaf.accrued for _, leaf in group]
        shares = share(values) if share is not None else [accrued_cents(leaf) for _, leaf in group]
        for (_, leaf), amount in zip(group, shares, strict=True):
            leaf.post(leaf.k, amount, end)
            leaf.k, leaf.accrued = leaf.k + 1, Fraction(0)
        after_each()
    for run in runs:
        for leaf in run.periodic():
            run.walk(leaf, day)


def as_exact(value: Amount) -> Exact:
    return value if isinstance(value, Exact) else exact(value)
