"""One sum that can bear a late charge, with every day it has seen.

A day bears on the balance at the end of the day before. Where the invoice date itself is a day that bears
(`first_day_counts`), that is the end of the day before the invoice: nothing was disputed or paid yet, and what was
unpaid when the due date ended counts for it as for the days after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.charges import (
    ONE_DAY,
    CompoundMonthly,
    FlatFee,
    PlainKind,
    SimpleDaily,
    share_of_month,
)
from tests.oracle.exact import Exact, exact, grown, shares_of


def days_between(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


@dataclass
class Line:
    """One debt (or one part of it that stands apart) under one kind of charge."""

    number: str
    issued: date
    due: date
    billing_months: int
    since: date  # at the end of no earlier day does it count: the day before the issue date, or the report of a part
    principal: int
    charges: int = 0
    apart: int = 0  # under never-exempt: what stands apart and bears its charge here
    late: bool = False
    late_since: date | None = None  # the day on which a fee or a minimum is posted
    months_ended: int = 0
    posted: list[tuple[date, int]] = field(default_factory=list[tuple[date, int]])
    balance_at_end: dict[date, int] = field(default_factory=dict[date, int])
    principal_at_end: dict[date, int] = field(default_factory=dict[date, int])
    exempt: list[tuple[date, date, int]] = field(
        default_factory=list[tuple[date, date, int]]
    )  # came back by the due date

    @property
    def balance(self) -> int:
        return self.principal + self.charges

    @property
    def total_posted(self) -> int:
        return sum(amount for _, amount in self.posted)

    def start(self, kind: CompoundMonthly | SimpleDaily, k: int) -> date:
        return kind.start(self.issued, self.due, self.billing_months, k)

    def month_of(self, kind: PlainKind, day: date) -> int:
        """The k whose month holds the day; the first if the day comes before all of them."""
        k = 0
        while isinstance(kind, CompoundMonthly) and self.start(kind, k + 1) <= day:
            k += 1
        return k

    def post(self, day: date, amount: int) -> None:
        if amount:
            self.posted.append((day, amount))
            self.charges += amount

    def meet(self, amount: int, within_debt: str) -> None:
        if within_debt == "charges-first":
            on_charges = min(amount, self.charges)
            on_principal = amount - on_charges
        else:
            on_principal = min(amount, self.principal)
            on_charges = amount - on_principal
        self.charges -= on_charges
        self.principal -= on_principal
        if self.charges < 0 or self.principal < 0:
            raise ValueError("more was placed on a debt than it holds")

    def forget(self, day: date) -> None:
        """No day before `day` counts any more."""
        for earlier in days_between(self.issued - ONE_DAY, day - ONE_DAY):
            self.balance_at_end[earlier] = 0
            self.principal_at_end[earlier] = 0

    def begin_anew(self, kind: PlainKind, day: date) -> None:
        """Not late; should it be so again, it accrues from the end of `day` on."""
        self.late = False
        self.forget(day)
        self.months_ended = self.month_of(kind, day)

    def end_day(self, day: date, becomes_late: bool) -> None:
        self.balance_at_end[day] = self.balance + self.apart
        self.principal_at_end[day] = self.principal + self.apart
        if not becomes_late:
            return
        self.late, self.late_since = True, day + ONE_DAY
        if day == self.due:
            unpaid = self.principal + self.apart
            for earlier in days_between(self.issued - ONE_DAY, self.due):
                stood_apart = sum(q for since, until, q in self.exempt if since <= earlier < until)
                counts = unpaid - min(unpaid, stood_apart) if earlier >= self.since else 0
                self.balance_at_end[earlier] = counts
                self.principal_at_end[earlier] = counts


def month_accrual(line: Line, kind: CompoundMonthly, k: int, until: date) -> Exact:
    """What the days of month k up to `until` have brought."""
    first, end = line.start(kind, k), line.start(kind, k + 1)
    month_days = (end - first).days
    bears = line.balance_at_end if kind.compounds else line.principal_at_end
    if kind.part_month == "daily-compound":
        accrued = exact(0)
        for day in days_between(first + ONE_DAY, until):
            balance = exact(bears.get(day - ONE_DAY, 0))
            if balance.sign() > 0:
                accrued = grown(balance + accrued, kind.rate, 1, month_days) - balance
        return accrued
    weighted = Fraction(0)
    for d, day in enumerate(days_between(first + ONE_DAY, until), start=1):
        now = share_of_month(kind.part_month, d, month_days)
        before = share_of_month(kind.part_month, d - 1, month_days)
        weighted += bears.get(day - ONE_DAY, 0) * (now - before)
    return exact(kind.rate * weighted)


def accrued_on(lines: Sequence[Line], kind: PlainKind, day: date, posted_per: str) -> list[int]:
    """What has accrued on each line and is not posted yet, rounded; nothing on one that is not late."""
    late = [line for line in lines if line.late]
    if isinstance(kind, FlatFee):
        return [0 for _ in lines]
    values: list[Exact] = []
    for line in late:
        if isinstance(kind, CompoundMonthly):
            values.append(month_accrual(line, kind, line.months_ended, day))
        else:
            sum_of_days = Fraction(0)
            for t in days_between(line.start(kind, 0) + ONE_DAY, day):
                sum_of_days = kind.after_a_day(line.principal_at_end[t - ONE_DAY], sum_of_days)
            values.append(exact(sum_of_days))
    shares = iter(shares_of(values, kind.rounding, posted_per))
    return [next(shares) if line.late else 0 for line in lines]


def post_on(
    lines: Sequence[Line],
    kind: PlainKind,
    day: date,
    posted_per: str,
    after_each: Callable[[Line], None] = lambda _: None,
) -> list[Line]:
    """Post what is due for posting today; give the lines whose month ended."""
    ended: list[Line] = []
    if isinstance(kind, FlatFee):
        for line in lines:
            if line.late and day == line.late_since and not line.posted:
                line.post(day, kind.amount)
                after_each(line)
    if isinstance(kind, CompoundMonthly):
        late = [line for line in lines if line.late]
        while True:
            ends = {line.start(kind, line.months_ended + 1) for line in late}
            ends = {end for end in ends if end <= day}
            if not ends:
                break
            end = min(ends)
            group = [line for line in late if line.start(kind, line.months_ended + 1) == end]
            values = [month_accrual(line, kind, line.months_ended, end) for line in group]
            shares = shares_of(values, kind.rounding, posted_per)
            for line, share in zip(group, shares, strict=True):
                line.post(day, share)
                line.months_ended += 1
                for past in days_between(end, day - ONE_DAY):
                    line.balance_at_end[past] += share
                ended.append(line)
                after_each(line)
    return ended
