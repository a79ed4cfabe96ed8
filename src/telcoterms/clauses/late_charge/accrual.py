"""Compute how a late charge accrues on one debt: exactly, and as it is posted, forward in time.

Sums are whole minor units (cents), days are ordinals, rates are exact fractions. `periods` says how time is divided.

**What a leaf reads.** Of a debt every leaf reads the same two numbers at the end of each day: p, its unpaid principal,
and q, all that payments met of its charges. A leaf bears on p; one that compounds bears on p + max(0, X - q), where X
is what it has posted itself. Up to L, the last day in time, p is what was unpaid when L ended.

**State.** What bears the charge is a list of segments `(offset, balance)`: the balance at the end of the day that lies
`offset` days after the start of the period, until the next segment. Day t bears on the balance at the end of the day
before.

**Posting.** At the end of a period the exact sum over its segments is rounded once and posted, but never before L + 1.
What has no periods that end posts when the debt is paid. A flat sum and a percentage post on L + 1. A join posts, when
a part posts, what the sum, the maximum or the minimum of what its parts have posted exceeds its own postings by.

**Bounds.** A minimum is the greater of a clause and that sum, a maximum the lesser: `node_of` makes them joins.

**Invariants.** The offsets of the segments grow, and the first is 0. A month on one balance posts exactly balance x r,
rounded, under every reading of `part_month`. What has accrued since the last posting depends on the segments alone, so
that moving forward in one step or day by day comes to the same.

**Example.** 113.00 issued on 1 January at 2 % a month, `by-days`, due on the 16th, paid on 15 February:

    January                   113.00 x 2 %         = 2.26      balance 115.26
    14 of February's 28 days  115.26 x 2 % x 14/28 = 1.1526    rounded 1.15
    charge                    2.26 + 1.15          = 3.41

`compound_charge` gives this figure without a debt that changes; a `RateNode` gives it posting by posting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias, TypeGuard, TypeVar, assert_never, final

from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import (
    Bound,
    Index,
    NumberFacts,
    ShareBound,
    changes_between,
    indices_read,
    is_constant,
    numbers_in,
    value_on,
)
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PartMonth,
    PercentageCharge,
    RateCharge,
    RoundAt,
    SumOf,
    leaves_of,
)
from telcoterms.clauses.late_charge.periods import (
    DebtDays,
    Periods,
    Start,
    block_fraction,
    month_fraction,
    start_of,
    weight_of_day,
    year_fraction,
)
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import add_months
from telcoterms.values.money import ROUNDERS, Money, Rounding, compounded
from telcoterms.values.periods import days_after
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import rounded

Segments = Sequence[tuple[int, int]]
"""Balances by the day, as offset and balance."""
Exact: TypeAlias = Fraction | PowerSum
"""What has accrued, not rounded."""


class ChargeFreePeriod(NamedTuple):
    """A sum that bears no charge from the end of one day until the end of another."""

    since: int
    until: int
    amount: int


class Accrued(NamedTuple):
    """What a leaf computed a posting from: balances in a period, of which `end - start` days have passed.

    `rates` has each rate with the offset from which it holds.
    """

    start: int
    end: int
    length: int
    segments: Segments
    rates: tuple[tuple[int, Fraction], ...]


class OneOff(NamedTuple):
    """What a flat sum or a percentage was computed from: the amount that was late."""

    amount: int


class Joined(NamedTuple):
    """What a join computed a posting from: what each part has come to, and what the join had posted before.

    Where a join is taken month by month, the parts have come to that in the month, and before is earlier in it.
    """

    parts: tuple[int, ...]
    posted: int
    by_month: bool = False


JoinedBy = Literal["sum", "greater", "lesser"]
"""What a join takes of what its parts come to."""

Basis: TypeAlias = Accrued | OneOff | Joined


class Posting(NamedTuple):
    """A charge that was posted: its day, its sum, and what it was computed from."""

    day: int
    amount: int
    basis: Basis


class RoundedAway(NamedTuple):
    """A period whose charge is rounded to nothing, or several in a row that are alike; only a working shows it.

    `day` is the one on which it would have been posted, `end` that on which the last of its periods ends.
    """

    day: int
    end: int
    first: Accrued
    times: int = 1


# What has accrued, exactly and rounded


def principal_by_day(principal: int, charge_free: Sequence[ChargeFreePeriod], start: int) -> list[tuple[int, int]]:
    """Return the principal that bears a charge at the end of the day `start`, then each day on which it changes.

    Never more of a principal is free of charge than all of it.
    """
    days = sorted({day for period in charge_free for day in (period.since, period.until) if day > start})
    return [
        (
            day,
            principal - min(principal, sum(each.amount for each in charge_free if each.since <= day < each.until)),
        )
        for day in [start, *days]
    ]


def weighted_balances(
    part_month: PartMonth, segments: Segments, d: int, length: int
) -> tuple[list[tuple[int, int]], int]:
    """Return each balance with the numerator of its share of the month up to day `d`, and the denominator of all."""
    return weighed(lambda offset: month_fraction(part_month, offset, length), segments, d)


B = TypeVar("B", int, Fraction)


def weighed(
    share: Callable[[int], tuple[int, int]], segments: Sequence[tuple[int, B]], d: int
) -> tuple[list[tuple[B, int]], int]:
    """Return each balance with the numerator of its share of the period up to day `d`, and the denominator of all."""
    last, bottom = share(d)
    pairs = []
    for offset, balance in reversed(segments):
        first, _ = share(offset)
        pairs.append((balance, last - first))
        last = first
    return pairs[::-1], bottom


def daily_growth(rates: Sequence[tuple[int, Fraction]], segments: Segments, d: int, length: int) -> PowerSum:
    """Return what accrues at rates for `length` days, compounded daily: balance and accrual grow together.

    While the balance is zero, nothing grows, not even what has accrued.
    """
    accrued = PowerSum({})
    for offset, until in pairwise(changes_of(rates, segments, d)):
        balance, rate = value_at(segments, offset), value_at(rates, offset)
        if balance:
            growth = PowerSum.power(Fraction(1 + rate), Fraction(until - offset, length))
            accrued = (accrued + balance) * growth - balance
    return accrued


def changes_of(rates: Sequence[tuple[int, Fraction]], segments: Segments, d: int) -> list[int]:
    """Return the offsets at which balance or rate changes, from the first balance on, then the day `d` that ends it."""
    first = segments[0][0]
    return [*sorted({offset for offset, _ in (*segments, *rates) if first <= offset < d}), d]


def growth_by_rates(rates: Sequence[Fraction], segments: Segments) -> Fraction:
    """Return what accrues over days of which each has a rate of its own, compounded daily."""
    accrued, place = Fraction(0), 0
    for d, rate in enumerate(rates):
        while place + 1 < len(segments) and segments[place + 1][0] <= d:
            place += 1
        balance = segments[place][1]
        if balance:
            accrued += (balance + accrued) * rate
    return accrued


def month_charge(leaf: RateCharge, rate: Fraction, segments: Segments, d: int, length: int) -> int:
    """Return what a month's balances have accrued at a rate after `d` of its `length` days, rounded.

    It is computed in whole numbers where it can be: a statement asks for it once a month and debt.
    """
    match leaf.part_month:
        case "daily-compound":  # a power of 1 + r is seldom a ratio of whole numbers
            return rounded(daily_growth(((0, rate),), segments, d, length), leaf.rounding)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            if len(segments) == 1:
                top, bottom = month_fraction(part_month, d, length)
                weighted = segments[0][1] * top
            else:
                pairs, bottom = weighted_balances(part_month, segments, d, length)
                weighted = sum(balance * weight for balance, weight in pairs)
            return ROUNDERS[leaf.rounding](weighted * rate.numerator, bottom * rate.denominator)
    assert_never(leaf.part_month)


# The last day in time


def last_in_time(
    grace: Grace | None, days: DebtDays, calendar: Calendar | None, reminders: Sequence[int]
) -> date | None:
    """Return L, the last day on which a payment costs nothing; None where the reminder that decides it is not out.

    It is never before the due date: what is paid by then is not late, though days that are counted from the invoice or
    from a reminder may be over.
    """
    if grace is None:
        return days.due
    end = end_of_grace(grace, days, calendar, reminders)
    return None if end is None else max(days.due, end)


def end_of_grace(grace: Grace, days: DebtDays, calendar: Calendar | None, reminders: Sequence[int]) -> date | None:
    """Return the last day of a grace period; None where the reminder from which it is counted is not out."""
    match grace.counted_from:
        case "due-date":
            since = days.due
        case "invoice-date":
            since = days.issued
        case "reminder":
            if not 1 <= grace.number <= len(reminders):
                return None
            since = date.fromordinal(reminders[grace.number - 1])
        case _ as unreachable:
            assert_never(unreachable)
    return days_after(add_months(since, grace.months), grace.days, grace.count, calendar)


# A debt that is followed forward in time


class Context(NamedTuple):
    """What all leaves of a debt share: its days, the calendar, its reminders, and the sums charged once an account.

    `reminders` and `account_sums` grow while an account is replayed. The latter has each leaf and day on which a sum
    was posted that is charged once an account, with the debt that bears it.
    """

    days: DebtDays
    calendar: Calendar | None
    reminders: list[int]
    account_sums: dict[tuple[LateChargeRule, int], DebtDays]


class _Leaf:
    """What all leaves have in common: when they begin, and the two numbers of the debt that they read."""

    __slots__ = (
        "_charge_free",
        "_context",
        "_grace",
        "_is_set_off",
        "_is_waiting",
        "_not_before",
        "_threshold",
        "is_below_threshold",
        "is_bound",
        "late_on",
        "next_posting_on",
        "paid_charges",
        "posted",
        "postings",
        "principal",
        "rule",
    )

    def __init__(
        self, rule: LateChargeRule, context: Context, grace: Grace | None, threshold: Threshold | None
    ) -> None:
        self.rule, self._context, self._grace, self._threshold = rule, context, grace, threshold
        self.principal = self.paid_charges = 0  # p and q
        self.posted = 0  # X
        self.postings: list[Posting] = []
        self._is_waiting, self._not_before = True, 0
        self._is_set_off = False  # something is charged, since the last day in time ended with enough unpaid
        self.is_bound = False  # the sum of a minimum or a maximum
        self.is_below_threshold = False  # the last day in time has ended, with too little unpaid
        self._charge_free: Sequence[ChargeFreePeriod] = ()
        self.late_on: int | None = None  # L + 1
        self.next_posting_on: int | None = None
        self.note_reminder()

    def note_reminder(self) -> None:
        """Take note of the reminders that are out: one of them may decide the last day in time."""
        if self.late_on is None:
            last = last_in_time(self._grace, self._context.days, self._context.calendar, self._context.reminders)
            if last is not None:
                self.late_on = max(last.toordinal(), self._not_before) + 1
                self.next_posting_on = self.late_on

    @property
    def period_end(self) -> int | None:
        """The end of the period of the next posting."""
        return self.next_posting_on

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        """Begin to follow the debt: this principal is unpaid, of which some was free of charge for a time."""
        self.principal, self._charge_free = principal, charge_free
        self._is_waiting, self.next_posting_on = True, self.late_on

    def resume(
        self, day: int, principal: int, paid_charges: int, charge_free: Sequence[ChargeFreePeriod] | None = None
    ) -> None:
        """Bear from the end of this day on this principal alone; the days before bear nothing more.

        Where times without charge are given, a leaf whose last day in time is not over begins with them.
        """
        self.principal, self.paid_charges = principal, paid_charges
        if charge_free is not None and self._is_still_in_time(day):
            self.begin(principal, charge_free)
            return
        self._charge_free, self._not_before = (), day
        if self._is_set_off:
            self._bear_again(day)
        else:  # waiting still, or closed before its last day in time, or too little was unpaid then
            self._wait_again(day)

    def _is_still_in_time(self, day: int) -> bool:
        """Whether the last day in time ends on this day or later, if it is known at all."""
        return not self._is_set_off and (self.late_on is None or self.late_on > day)

    def look_again(self, day: int) -> None:
        """Look at what is unpaid at the end of this day, where nothing or too little was as its last day in time ended.

        A part of the debt is owed again, which was in dispute then.
        """
        if not self._is_waiting and not self._is_set_off:
            self._not_before = day
            self._wait_again(day)

    def advance(self, day: int) -> int:
        """Post what is to be posted up to and including a day, and return the sum posted."""
        self.set_off_by(day)
        before = self.posted
        self._post_until(day)
        return self.posted - before

    def set_off_by(self, day: int) -> None:
        """Begin to charge where the last day in time has ended before a day with enough unpaid."""
        if self.is_to_be_set_off_by(day):
            assert self.late_on is not None
            self._is_waiting, self.next_posting_on = False, None
            self.is_below_threshold = not self._is_reached(self.late_on)
            if not self.is_below_threshold:
                self._set_off(self.late_on)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be seen if anything is unpaid when the last day in time ends."""
        return self._is_waiting

    def is_to_be_set_off_by(self, day: int) -> bool:
        """Whether the last day in time has ended before a day, and what was unpaid then is not looked at yet."""
        return self._is_waiting and self.late_on is not None and self.late_on <= day

    @property
    def is_fixed_sum(self) -> bool:
        """Whether it is a flat sum, once or for each period, or a bound: these belong to what is not in dispute."""
        match self.rule:
            case FlatCharge():
                return True
            case PercentageCharge():
                return self.is_bound
            case RateCharge() | NoCharge() | SumOf() | GreaterOf() | LesserOf():
                return False
        assert_never(self.rule)

    def go_on_as(self, of_debt: _Leaf) -> None:
        """Charge a part of a debt on which this leaf was set off already, or was not for its threshold."""
        self._threshold = None
        if of_debt.is_below_threshold:
            self._is_waiting, self.next_posting_on = False, None

    def _is_reached(self, day: int) -> bool:
        """Return whether the amount that was late reaches the threshold, where there is one."""
        on, facts = date.fromordinal(day), self._context.days.facts
        return self._threshold is None or self._threshold.is_reached(self.principal, on, facts)

    def on_change(self, day: int, principal: int, paid_charges: int) -> None:
        """Take note of what is unpaid, and of what payments have met of the charges, at the end of a day."""
        self.principal, self.paid_charges = principal, paid_charges
        if not self._is_waiting:
            self._changed(day)

    def accrued(self, day: int) -> int:
        """Return what has accrued since the last posting, rounded."""
        return 0

    def pending(self, day: int) -> Basis | None:
        """Return from what it is computed that has accrued; None where nothing can have accrued."""
        return None

    def close(self, day: int, amount: int | None = None) -> None:
        """End: the debt is paid in full, with what has accrued on it; `amount` where that was rounded with others."""
        self._post_accrued(day, amount)
        self.next_posting_on = None
        self._is_waiting = False

    def settle(self, day: int, amount: int | None = None) -> None:
        """Take what has accrued as posted, and go on from the end of the day: all is paid but what is in dispute."""
        self._post_accrued(day, amount)
        self._bear_again(day)

    def _post_accrued(self, day: int, amount: int | None) -> None:
        sum_ = self.accrued(day) if amount is None else amount
        basis = self.pending(day)
        if sum_ and basis is not None:
            self._post(day, sum_, basis)

    @property
    def begins_on(self) -> int:
        """The first day on which the charge may be set off: after the due date, where a reminder is to decide it."""
        return self._context.days.due.toordinal() + 1 if self.late_on is None else self.late_on

    def _post(self, day: int, amount: int, basis: Basis) -> None:
        self.postings.append(Posting(day, amount, basis))
        self.posted += amount

    def _wait_again(self, day: int) -> None:
        """Wait until the last day in time has ended, and at least until the end of a day."""
        if self.late_on is not None:
            self.late_on = max(self.late_on, day + 1)
        self._is_waiting, self.next_posting_on = True, self.late_on

    # A subclass says what it posts.

    def _set_off(self, day: int) -> None:
        """Begin to charge: the last day in time has ended with an amount unpaid."""

    def _post_until(self, day: int) -> None:
        """Post what is to be posted up to and including a day."""

    def _changed(self, day: int) -> None:
        """Bear on what is unpaid from the end of a day on."""

    def _bear_again(self, day: int) -> None:
        """Bear from the end of a day on what is unpaid then, and nothing for the days before."""


@final
class SumNode(_Leaf):
    """A flat sum, a percentage or a bound: posted once, the day after the last day in time."""

    __slots__ = ("_amount", "_basis")

    rule: FlatCharge | PercentageCharge

    def _set_off(self, day: int) -> None:
        if not self.principal:  # nothing is late
            return
        self._is_set_off = True
        self._amount = once_charge(self.rule, self.principal, date.fromordinal(day), self._context.days.facts)
        if isinstance(self.rule, FlatCharge) and self.rule.is_once_an_account:
            self._amount *= bears_account_sum(self._context, self.rule, day)
        self._basis = OneOff(self.principal)
        self.next_posting_on = day

    def _post_until(self, day: int) -> None:
        if self.next_posting_on is not None and not self._is_waiting and self.next_posting_on <= day:
            if self._amount:
                self._post(self.next_posting_on, self._amount, self._basis)
            self.next_posting_on = None

    def _bear_again(self, day: int) -> None:
        if not self.postings:
            self._wait_again(day)


@final
class RateNode(_Leaf):
    """A rate, or a sum for each period: a posting for each period that ends; without one, when the debt is paid."""

    __slots__ = (
        "_ends",
        "_free_now",
        "_grown",
        "_index",
        "_is_rounded_once",
        "_length",
        "_periods",
        "_rates",
        "_segments",
        "_start",
        "_upcoming",
        "compounded",
        "rounded_away",
    )

    rule: RateCharge | FlatCharge

    def __init__(
        self, rule: LateChargeRule, context: Context, grace: Grace | None, threshold: Threshold | None
    ) -> None:
        super().__init__(rule, context, grace, threshold)
        self._is_rounded_once = rounds_once(self.rule)
        self.rounded_away: list[RoundedAway] = []

    def _set_off(self, day: int) -> None:
        self._is_set_off = True
        last = date.fromordinal(day - 1)
        if self._not_before:  # the last day in time that the clause names, not the day of a decision
            found = last_in_time(self._grace, self._context.days, self._context.calendar, self._context.reminders)
            last = found or last
        self._periods = Periods(self.rule, start_of(self.rule.runs_from, self._context.days, last))
        self._ends = self._periods.end
        self._grown: Exact = Fraction(1)  # what 1 has grown to in the periods that are over, where it is rounded once
        self.compounded = list[Accrued]()  # those periods
        self._free_now, self._upcoming = 0, list[tuple[int, int]]()
        if self._not_before:
            self._bear_again(self._not_before)
            return
        self._open(0, self._periods.first_start)
        if self._charge_free:
            changes = principal_by_day(self.principal, self._charge_free, self._start)
            self._free_now = changes[0][1] - self.principal
            self._upcoming = [(on, after - before) for (_, before), (on, after) in pairwise(changes)]
        self._segments = [(0, self._bears())]
        self._apply_upcoming()

    def _open(self, index: int, start: int) -> None:
        """Begin a period on the day on which it starts."""
        self._index, self._start = index, start
        end = self._periods.end_on(index) if self._ends else None
        self._length = 0 if end is None else end - self._start
        self._rates = rates_of(self.rule, self._context.days, self._start, end)
        self._set_next(end)

    def _set_next(self, end: int | None) -> None:
        assert self.late_on is not None
        self.next_posting_on = None if end is None else max(end, self.late_on)

    @property
    def period_end(self) -> int | None:
        """The end of the period that is under way; None where it does not end by itself, or nothing bears."""
        if not self._is_set_off or self.next_posting_on is None:
            return self.next_posting_on
        return self._start + self._length

    def _bears(self) -> int:
        """Return what bears the charge: p, and where the leaf compounds what of its own postings is unpaid."""
        principal = self.principal + self._free_now
        match self.rule:
            case FlatCharge():
                return int(principal > 0)
            case RateCharge():
                if self.rule.compounds_when_posted:
                    return principal + max(0, self.posted - self.paid_charges)
                return principal
        assert_never(self.rule)

    def _apply_upcoming(self) -> None:
        """Apply the changes of the principal that lie in the period."""
        while self._upcoming and (not self._ends or self._upcoming[0][0] < self._start + self._length):
            day, change = self._upcoming.pop(0)
            self._free_now += change
            self._set_balance(day)

    def _set_balance(self, day: int) -> None:
        """Let what is unpaid bear from the end of a day on; before the start, it bears from the start."""
        offset = day - self._start if day > self._start else 0
        if self._segments[-1][0] == offset:
            self._segments[-1] = (offset, self._bears())
        else:
            self._segments.append((offset, self._bears()))

    def _post_until(self, day: int) -> None:
        while self.next_posting_on is not None and not self._is_waiting and self.next_posting_on <= day:
            self.post_period(self.amount_of_period())

    def _growth_of_period(self) -> Exact:
        """Return what 1 grows to in the period that is under way, exactly."""
        if len(self._rates) == 1:
            return 1 + self._rates[0][1]
        return self._exact(self._length) * Fraction(1, self._segments[0][1]) + 1

    def amount_of_period(self) -> int:
        """Return what the period that is under way posts at its end; 0 where nothing is rounded before the end."""
        if self._is_rounded_once:
            return 0
        if len(self._segments) == 1 and len(self._rates) == 1 and self._is_whole_at_its_end:
            balance, rate = self._segments[0][1], self._rates[0][1]
            if self.rule.round_to is None:
                return compounded(balance, rate.numerator, rate.denominator, 1, self.rule.rounding) - balance
            return rounded_to_coin(balance * rate, self.rule)
        return self._rounded(self._length)

    @property
    def _is_whole_at_its_end(self) -> bool:
        """Whether a period on one balance is exactly balance x rate, under every reading."""
        match self.rule:
            case FlatCharge():
                return True
            case RateCharge():
                return self.rule.is_by_month or self.rule.goes_by_months or isinstance(self.rule.per, EveryDays)
        assert_never(self.rule)

    def post_period(self, amount: int) -> None:
        """Post this sum for the period that is under way, and begin the next one."""
        day, end = self.next_posting_on, self._start + self._length
        assert day is not None
        period = Accrued(self._start, end, self._length, self._segments, self._rates)
        if self._is_rounded_once:
            self._grown *= self._growth_of_period()
            self.compounded.append(period)
        elif not amount:
            self._note_rounded_away(day, period)
        elif self._charges_account(day):
            self._post(day, amount, period)
        self._open(self._index + 1, end)
        self._segments = [(0, self._bears())]
        if not self._segments[0][1] and not self._upcoming:  # on nothing, nothing accrues
            self.next_posting_on = None
        else:
            self._apply_upcoming()

    def _note_rounded_away(self, day: int, period: Accrued) -> None:
        """Keep for the working a period that came to less than is rounded up; alike in a row, they are kept as one."""
        if is_nothing(accrued_exact(self.rule, period, self._periods.start)):
            return
        before = self.rounded_away[-1] if self.rounded_away else None
        if before is not None and _are_alike(before, period):
            self.rounded_away[-1] = RoundedAway(day, period.end, before.first, before.times + 1)
        else:
            self.rounded_away.append(RoundedAway(day, period.end, period))

    def _post_accrued(self, day: int, amount: int | None) -> None:
        super()._post_accrued(day, amount)
        basis = self.pending(day)
        if isinstance(basis, Accrued) and not (self.accrued(day) if amount is None else amount):
            self._note_rounded_away(day, basis)

    def _charges_account(self, day: int) -> bool:
        match self.rule:
            case FlatCharge():
                return not self.rule.is_once_an_account or bears_account_sum(self._context, self.rule, day)
            case RateCharge():
                return True
        assert_never(self.rule)

    @property
    def start(self) -> Start:
        """A_0, once the charge is set off."""
        return self._periods.start

    @property
    def rates(self) -> tuple[tuple[int, Fraction], ...]:
        """The rates of the period that is under way, each with the offset from which it holds."""
        return self._rates

    @property
    def _is_running(self) -> bool:
        """Whether a period is under way that bears anything."""
        return not self._is_waiting and self._is_set_off and (self.next_posting_on is not None or not self._ends)

    def accrued_exact(self, day: int) -> Exact:
        """Return what has accrued since the last posting, exactly."""
        if not self._is_running or (day <= self._start and self._grown == 1):
            return Fraction(0)
        grown = self.principal * (self._grown - 1)
        return self._exact(day - self._start) * self._grown + grown if day > self._start else grown

    def accrued(self, day: int) -> int:
        if not self._is_running:
            return 0
        if self._grown != 1:
            return rounded_to_coin(self.accrued_exact(day), self.rule)
        return self._rounded(day - self._start) if day > self._start else 0

    def _rounded(self, d: int) -> int:
        match self.rule:
            case RateCharge() if self.rule.goes_by_months and len(self._rates) == 1 and self.rule.round_to is None:
                return month_charge(self.rule, self._rates[0][1], self._segments, d, self._length)
            case _:
                return rounded_to_coin(self._exact(d), self.rule)

    def _exact(self, d: int) -> Exact:
        return accrued_exact(
            self.rule,
            Accrued(self._start, self._start + d, self._length, self._segments, self._rates),
            self._periods.start,
        )

    def pending(self, day: int) -> Basis | None:
        if not self._is_running or day <= self._start:
            return None
        return Accrued(self._start, day, self._length, self._segments, self._rates)

    def close(self, day: int, amount: int | None = None) -> None:
        super().close(day, amount)
        if self._is_set_off:
            self._segments = [(0, 0)]
            self._start, self._length = day, 0

    def _changed(self, day: int) -> None:
        if not self._is_set_off:  # the amount did not reach the threshold
            return
        if self._ends and self.next_posting_on is None:
            if self._bears():
                self._bear_again(day)
        else:
            self._set_balance(day)

    def _bear_again(self, day: int) -> None:
        if not self._is_set_off:
            return
        index = self._periods.index_on(day) if self._ends else 0
        self._open(index, self._periods.start_on(index))
        bears = self._bears()
        self._segments = [(0, bears)] if day <= self._start else [(0, 0), (day - self._start, bears)]


def _are_alike(before: RoundedAway, period: Accrued) -> bool:
    """Return whether a whole period on one balance follows others on the same, at the same rate."""
    first = before.first
    are_whole = first.end - first.start == first.length and period.end - period.start == period.length
    are_one_balance = len(first.segments) == len(period.segments) == 1
    same = (first.segments[0][1], first.rates) == (period.segments[0][1], period.rates)
    return before.end == period.start and are_whole and are_one_balance and same


class SettledMonth(NamedTuple):
    """A month in which a join was settled before its end: that end, and what parts and join had posted before it."""

    end: int
    parts: tuple[int, ...]
    posted: int


@final
class JoinNode:
    """The sum, the greatest or the least of what parts come to."""

    __slots__ = ("_settled_month", "by_month", "how", "parts", "posted", "postings", "rule", "take")

    def __init__(self, rule: LateChargeRule, parts: Sequence[Node], how: JoinedBy, by_month: bool) -> None:
        self.rule, self.parts, self.by_month = rule, tuple(parts), by_month
        self.how: JoinedBy = how
        self.take = take_of(how)
        self._settled_month: SettledMonth | None = None
        self.posted = 0
        self.postings: list[Posting] = []

    @property
    def begins_on(self) -> int:
        """The first day on which the charge of a part may be set off; of nothing, a day that never comes."""
        return min((part.begins_on for part in self.parts), default=date.max.toordinal())

    @property
    def next_posting_on(self) -> int | None:
        """The day of the next posting that comes by itself; None where none does."""
        return min((part.next_posting_on for part in self.parts if part.next_posting_on is not None), default=None)

    @property
    def period_end(self) -> int | None:
        """The end of the period of the next posting."""
        return min((part.period_end for part in self.parts if part.period_end is not None), default=None)

    def note_reminder(self) -> None:
        """Take note of the reminders that are out."""
        for part in self.parts:
            part.note_reminder()

    def begin(self, principal: int, charge_free: Sequence[ChargeFreePeriod] = ()) -> None:
        """Begin to follow the debt."""
        for part in self.parts:
            part.begin(principal, charge_free)

    def resume(
        self, day: int, principal: int, paid_charges: int, charge_free: Sequence[ChargeFreePeriod] | None = None
    ) -> None:
        """Bear from the end of this day on this principal alone; the days before bear nothing more."""
        for part in self.parts:
            part.resume(day, principal, paid_charges, charge_free)

    def look_again(self, day: int) -> None:
        """Look again at what is unpaid, for parts that had nothing or too little as their last day in time ended."""
        for part in self.parts:
            part.look_again(day)

    def advance(self, day: int) -> int:
        """Post what is to be posted up to and including a day, and return the sum posted."""
        before = self.posted
        if self.by_month:
            self.set_off_by(day)
        while (on := self.next_posting_on) is not None and on <= day:
            self.step(on)
        return self.posted - before

    def set_off_by(self, day: int) -> None:
        """Begin to charge where the last day in time has ended before a day with enough unpaid."""
        for part in self.parts:
            part.set_off_by(day)

    def step(self, day: int) -> None:
        """Post on a day: of a join month by month one month, else all that the parts have come to by then."""
        if self.by_month:
            self._post_month(day)
        else:
            for part in self.parts:
                part.advance(day)
            self._post(day)

    def step_period(self, end: int, day: int) -> None:
        """Post the one period that ends on a day, as a part of a join month by month."""
        for part in self.parts:
            step_period(part, end, day)
        self._post(day)

    def _post(self, day: int) -> None:
        parts = tuple(part.posted for part in self.parts)
        amount = self.take(parts) - self.posted
        if amount > 0:
            self.postings.append(Posting(day, amount, Joined(parts, self.posted)))
            self.posted += amount

    def _post_month(self, day: int) -> None:
        """Post what one month comes to: the parts whose month ends first post it, the others nothing."""
        end = self.period_end
        assert end is not None
        before = self._before_month(end)
        for part in self.parts:
            step_period(part, end, day)
        parts = tuple(part.posted - earlier for part, earlier in zip(self.parts, before.parts, strict=True))
        posted = self.posted - before.posted
        amount = self.take(parts) - posted
        if amount > 0:
            self.postings.append(Posting(day, amount, Joined(parts, posted, by_month=True)))
            self.posted += amount

    def _before_month(self, end: int) -> SettledMonth:
        """Return what parts and join had posted before the month that ends on a day."""
        if self._settled_month is not None and self._settled_month.end == end:
            return self._settled_month
        return SettledMonth(end, tuple(part.posted for part in self.parts), self.posted)

    def on_change(self, day: int, principal: int, paid_charges: int) -> None:
        """Take note of what is unpaid, and of what payments have met of the charges."""
        for part in self.parts:
            part.on_change(day, principal, paid_charges)

    def _so_far(self, day: int) -> Joined:
        """Return what each part has come to by a day, and what was posted of it: in all, or in the month under way."""
        if self.by_month:
            before = self._before_month(self.period_end or 0)
            parts = tuple(
                part.posted - earlier + part.accrued(day)
                for part, earlier in zip(self.parts, before.parts, strict=True)
            )
            return Joined(parts, self.posted - before.posted, by_month=True)
        return Joined(tuple(part.posted + part.accrued(day) for part in self.parts), self.posted)

    def accrued(self, day: int) -> int:
        """Return what has accrued since the last posting."""
        so_far = self._so_far(day)
        return max(0, self.take(so_far.parts) - so_far.posted)

    def pending(self, day: int) -> Basis | None:
        """Return from what it is computed that has accrued."""
        return self._so_far(day)

    def close(self, day: int, amount: int | None = None) -> None:
        """End: the debt is paid in full, with what has accrued on it."""
        self._post_accrued(day)
        for part in self.parts:
            part.close(day)

    def settle(self, day: int, amount: int | None = None) -> None:
        """Take what has accrued as posted, and go on from the end of the day."""
        if self.by_month and self.period_end is not None:
            self._settled_month = self._before_month(self.period_end)
        self._post_accrued(day)
        for part in self.parts:
            part.settle(day)

    def _post_accrued(self, day: int) -> None:
        amount, basis = self.accrued(day), self.pending(day)
        if amount and basis is not None:
            self.postings.append(Posting(day, amount, basis))
            self.posted += amount


Leaf: TypeAlias = SumNode | RateNode
Node: TypeAlias = SumNode | RateNode | JoinNode
"""The accrual of a clause on one debt. It is moved forward by `advance`, and notified of each change in between."""


def step_period(node: Node, end: int, day: int) -> None:
    """Post the one period of a part that ends on a day; a part whose period ends later posts nothing."""
    match node:
        case RateNode():
            if node.period_end == end:
                node.post_period(node.amount_of_period())
        case SumNode():
            node.advance(day)
        case JoinNode():
            node.step_period(end, day)
        case _ as unreachable:
            assert_never(unreachable)


# What the numbers of a leaf come to


def once_charge(leaf: FlatCharge | PercentageCharge, amount: int, late_on: date, facts: NumberFacts) -> int:
    """Return what a flat sum or a percentage comes to on an amount, on the day after the last one in time."""
    match leaf:
        case FlatCharge():
            sum_: Money = value_on(leaf.sum, late_on, facts)
            return sum_.minor if leaf.round_to is None else rounded_to_coin(Fraction(sum_.minor), leaf)
        case PercentageCharge():
            share: Fraction = value_on(leaf.share, late_on, facts)
            return rounded_to_coin(share * amount, leaf)
    assert_never(leaf)


def rates_of(
    leaf: RateCharge | FlatCharge, days: DebtDays, start: int, end: int | None
) -> tuple[tuple[int, Fraction], ...]:
    """Return the rate of a period, or each that it has with the offset from which it holds, by `dated_by`.

    Of a sum for each period it is that sum in minor units. A rate a year that is compounded by the month is a twelfth.
    """
    number: object
    match leaf:
        case FlatCharge():
            number = leaf.sum
        case RateCharge():
            number = leaf.rate
        case _ as unreachable:
            assert_never(unreachable)
    if is_constant(number):
        return ((0, _rate_per_period(leaf, number)),)
    match leaf.dated_by:
        case "each-period":
            on = date.fromordinal(start)
        case "invoice-date":
            on = days.issued
        case "due-date":
            on = days.due
        case "each-day":
            first, last = date.fromordinal(start + 1), date.max if end is None else date.fromordinal(end)
            changes = changes_between(number, first, last, days.facts)
            return tuple((day.toordinal() - 1 - start, _rate_per_period(leaf, value)) for day, value in changes)
        case _ as unreachable_day:
            assert_never(unreachable_day)
    return ((0, _rate_per_period(leaf, value_on(number, on, days.facts))),)


def _rate_per_period(leaf: RateCharge | FlatCharge, number: object) -> Fraction:
    if isinstance(number, Money):
        return Fraction(number.minor)
    assert isinstance(number, Fraction)
    is_twelfth = isinstance(leaf, RateCharge) and leaf.is_by_year and leaf.compounds_by_month
    return number / 12 if is_twelfth else number


def accrued_exact(leaf: RateCharge | FlatCharge, accrued: Accrued, start: Start) -> Exact:
    """Return what balances have accrued in a period, exactly; `start` is A_0."""
    d = accrued.end - accrued.start
    if isinstance(leaf, RateCharge):
        if leaf.grows_within_month:
            return daily_growth(accrued.rates, accrued.segments, d, accrued.length)
        if leaf.compounds_by_day:
            return _grown_by_days(leaf, accrued, start, d)
    rates = [(offset, rate) for offset, rate in accrued.rates if offset < d or offset == 0]  # none of later days
    share = share_of(leaf, accrued, start)
    if len(rates) == 1:  # as most periods have: in whole numbers, which cost a tenth of fractions
        _, rate = rates[0]
        balances, bottom = weighed(share, accrued.segments, d)
        weighted = sum(balance * weight for balance, weight in balances)
        return Fraction(weighted * rate.numerator, bottom * rate.denominator)
    pairs, bottom = weighed(share, rated(accrued.segments, rates), d)
    total = Fraction(0)
    for balance, weight in pairs:
        total += balance * weight
    return total / bottom


def rated(segments: Segments, rates: Sequence[tuple[int, Fraction]]) -> list[tuple[int, Fraction]]:
    """Return balance x rate from each offset on at which one of the two changes, the first being that of a balance."""
    first = segments[0][0]
    offsets = sorted({offset for offset, _ in segments} | {offset for offset, _ in rates if offset > first})
    return [(offset, Fraction(value_at(segments, offset) * value_at(rates, offset))) for offset in offsets]


def is_nothing(exact: Exact) -> bool:
    """Return whether nothing at all has accrued, not even what is rounded away."""
    match exact:
        case Fraction():
            return not exact
        case PowerSum():
            return exact.sign() == 0
    assert_never(exact)


def value_at(steps: Sequence[tuple[int, int | Fraction]], offset: int) -> int | Fraction:
    """Return the balance or rate that holds at an offset; 0 before the first."""
    return next((value for since, value in reversed(steps) if since <= offset), 0)


def share_of(leaf: RateCharge | FlatCharge, accrued: Accrued, start: Start) -> Callable[[int], tuple[int, int]]:
    """Return f, the share of a period's charge that its first d days bring: numerator, and denominator of every d."""
    length, began = accrued.length, accrued.start
    match leaf:
        case FlatCharge():
            match leaf.per:
                case "month":
                    return lambda d: month_fraction(leaf.part_month, d, length)
                case EveryDays() as every:
                    return lambda d: block_fraction(leaf.part_block, d, every.days)
                case "day" | "once":
                    return lambda d: (d, 1)
            assert_never(leaf.per)
        case RateCharge():
            if leaf.on_day is not None:
                return lambda d: month_fraction("completed-months", d, length)
            if leaf.goes_by_months:
                part_month = leaf.part_month
                return lambda d: month_fraction(part_month, d, length)
            return lambda d: share_of_open_days(leaf, start.ordinal, began, d)
    assert_never(leaf)


def share_of_open_days(leaf: RateCharge, anchor: int, began: int, d: int) -> tuple[int, int]:
    """Return how many times its rate a leaf that does not go by months brings in the `d` days after a day."""
    return (_share_of_days if leaf.block_days is None else _share_of_blocks)(leaf, anchor, began, d)


def _share_of_days(leaf: RateCharge, anchor: int, began: int, d: int) -> tuple[int, int]:
    """Return how many times its rate a leaf by days or blocks of days brings in the `d` days after a day."""
    match leaf.per:
        case "day":
            return d, 1
        case "year" | "month":
            return year_fraction(leaf.day_count, anchor, began, d)
        case EveryDays():
            return block_fraction(leaf.part_block, d, leaf.per.days)
    assert_never(leaf.per)


def _share_of_blocks(leaf: RateCharge, anchor: int, began: int, d: int) -> tuple[int, int]:
    """Return the share where the days count in blocks: a block counts as it begins, when it is over, or by its days."""
    size = leaf.block_days
    assert size is not None
    _, bottom = _share_of_days(leaf, anchor, began, 0)

    def of_day(number: int) -> int:
        return _share_of_days(leaf, anchor, began, number)[0] - _share_of_days(leaf, anchor, began, number - 1)[0]

    match leaf.part_block:
        case "by-days":
            return _share_of_days(leaf, anchor, began, d)
        case "begun":
            return size * sum(of_day(number) for number in range(1, d + 1, size)), bottom
        case "completed":
            return size * sum(of_day(number) for number in range(size, d + 1, size)), bottom
    assert_never(leaf.part_block)


def _grown_by_days(leaf: RateCharge, accrued: Accrued, start: Start, d: int) -> Exact:
    """Return what balances have accrued, compounded by the day."""
    rates = accrued.rates
    share, bottom = _share_of_days(leaf, start.ordinal, accrued.start, 1)
    if leaf.is_by_day or weight_of_day(leaf.day_count) is not None:  # each day has the same share
        daily = [(offset, rate * Fraction(share, bottom)) for offset, rate in rates]
        return daily_growth(daily, accrued.segments, d, 1)
    of_days = list[Fraction]()
    before = 0
    for number in range(1, d + 1):
        rate = [value for offset, value in rates if offset < number][-1]
        share, bottom = _share_of_days(leaf, start.ordinal, accrued.start, number)
        of_days.append(rate * Fraction(share - before, bottom))
        before = share
    return growth_by_rates(of_days, accrued.segments)


def coin_of(leaf: RateCharge | FlatCharge | PercentageCharge) -> int:
    """Return the coin to which a leaf rounds, in minor units."""
    return 1 if leaf.round_to is None else leaf.round_to.minor


def rounded_to_coin(exact: Exact, leaf: RateCharge | FlatCharge | PercentageCharge) -> int:
    """Return an exact sum rounded to the coin of a leaf, in minor units."""
    coin = coin_of(leaf)
    return rounded(exact, leaf.rounding) if coin == 1 else coin * rounded(exact * Fraction(1, coin), leaf.rounding)


def rounds_once(leaf: RateCharge | FlatCharge) -> bool:
    """Whether nothing of a leaf is rounded, nor posted, before the charge is looked at."""
    match leaf:
        case FlatCharge():
            return False
        case RateCharge():
            return leaf.compounds_by_month and is_rounded_once(leaf.round_at)
    assert_never(leaf)


def is_rounded_once(round_at: RoundAt) -> bool:
    """Whether a compounded charge is rounded when it is looked at, and not each month."""
    match round_at:
        case "each-month":
            return False
        case "once":
            return True
    assert_never(round_at)


def bears_account_sum(context: Context, leaf: FlatCharge, day: int) -> bool:
    """Return whether this debt bears a sum that is charged once an account: the first one that posts it on a day."""
    return context.account_sums.setdefault((leaf, day), context.days) is context.days


# A tree of leaves and joins


def node_of(
    rule: LateChargeRule, context: Context, grace: Grace | None = None, threshold: Threshold | None = None
) -> Node:
    """Return the accrual of a clause on a debt; it has not begun.

    `grace` and `threshold` are those of the join around it.
    """
    grace, threshold = rule.grace or grace, rule.threshold or threshold
    node = unbounded_node(rule, context, grace, threshold)
    bounds: tuple[tuple[Bound | None, JoinedBy], ...] = ((rule.least, "greater"), (rule.most, "lesser"))
    for bound, how in bounds:
        if bound is not None:
            sum_ = SumNode(bound_of(rule, bound), context, grace, threshold)
            sum_.is_bound = True
            node = JoinNode(rule, (node, sum_), how, by_month=False)
    return node


Take: TypeAlias = Callable[[Sequence[int]], int]


def bound_of(rule: LateChargeRule, bound: Bound) -> FlatCharge | PercentageCharge:
    """Return a minimum or maximum of a clause as a leaf of its own."""
    rounding = rounding_of(rule)
    if isinstance(bound, ShareBound):
        return PercentageCharge(
            share=bound.share, round_to=rule.round_to, rounding=rounding, clause=rule.clause, says=rule.says
        )
    return FlatCharge(sum=bound, round_to=rule.round_to, rounding=rounding, clause=rule.clause, says=rule.says)


def rounding_of(rule: LateChargeRule) -> Rounding:
    """Return how a clause rounds: as its first leaf that does."""
    for leaf in leaves_of(rule):
        match leaf:
            case RateCharge() | PercentageCharge() | FlatCharge():
                return leaf.rounding
            case NoCharge():
                continue
            case _ as unreachable:
                assert_never(unreachable)
    return "half-up"


def unbounded_node(rule: LateChargeRule, context: Context, grace: Grace | None, threshold: Threshold | None) -> Node:
    """Return the accrual of a clause without its minimum and maximum; all that it has else is `grace` and such."""
    match rule:
        case NoCharge():
            return JoinNode(rule, (), "sum", by_month=False)
        case FlatCharge():
            if rule.is_once:
                return SumNode(rule, context, grace, threshold)
            return RateNode(rule, context, grace, threshold)
        case PercentageCharge():
            return SumNode(rule, context, grace, threshold)
        case RateCharge():
            return RateNode(rule, context, grace, threshold)
        case SumOf() | GreaterOf() | LesserOf():
            coined = (with_coin(part, rule.round_to) for part in joined_parts(rule, context.days.facts))
            parts = [node_of(part, context, grace, threshold) for part in coined]
            return JoinNode(rule, parts, how_of(rule), is_by_month(rule))
    assert_never(rule)


def with_coin(rule: LateChargeRule, coin: Money | None) -> LateChargeRule:
    """Return a part of a join with the coin of the join, unless it has one of its own."""
    return rule if coin is None or rule.round_to is not None else replace(rule, round_to=coin)


def how_of(rule: SumOf | GreaterOf | LesserOf) -> JoinedBy:
    """Return what a join takes of what its parts come to."""
    match rule:
        case SumOf():
            return "sum"
        case GreaterOf():
            return "greater"
        case LesserOf():
            return "lesser"
    assert_never(rule)


def take_of(how: JoinedBy) -> Take:
    """Return the function that takes the sum, the greatest or the least."""
    match how:
        case "sum":
            return sum
        case "greater":
            return max
        case "lesser":
            return min
    assert_never(how)


def is_by_month(rule: SumOf | GreaterOf | LesserOf) -> bool:
    """Whether a join is taken month by month."""
    match rule.per:
        case "in-all":
            return False
        case "month":
            return True
    assert_never(rule.per)


def joined_parts(rule: SumOf | GreaterOf | LesserOf, facts: NumberFacts) -> tuple[LateChargeRule, ...]:
    """Return the parts of a join that are charged: of a lesser-of all but those whose index is not known."""
    match rule:
        case SumOf() | GreaterOf():
            return rule.of
        case LesserOf():
            known = tuple(part for part in rule.of if not unknown_indices(part, facts))
            return known or rule.of
    assert_never(rule)


def unknown_indices(rule: LateChargeRule, facts: NumberFacts) -> tuple[Index, ...]:
    """Return the indices on which a clause rests, of which no table is kept and that the question does not give."""
    given = {name for name, _ in facts.given}
    names = sorted({name for number in numbers_in(rule) for name in indices_read(number)} - given)
    return tuple(index for index in map(facts.index, names) if index.is_given)


# A part of a debt that is in dispute


def disputed_node(
    rule: LateChargeRule, context: Context, of_debt: Node | None, day: int, principal: int
) -> Node | None:
    """Return the accrual of a part that is in dispute from the end of a day on; None where nothing of a clause is left.

    Each leaf goes by its own last day in time. One that the debt has seen end goes on, on the part alone, or stays at
    nothing where its threshold was not reached; a sum or a percentage was charged then, and not on the part. All others
    wait for theirs.
    """
    node = node_of(rule, context)
    node.resume(day, principal, 0)
    if of_debt is None:
        return node
    ended = [pair for pair in zip(leaf_nodes(node), leaf_nodes(of_debt), strict=True) if not pair[1].is_waiting]
    for leaf, leaf_of_debt in ended:
        leaf.go_on_as(leaf_of_debt)
    return without_leaves(node, [leaf for leaf, _ in ended if leaf.is_fixed_sum or isinstance(leaf, SumNode)])


def without_fixed_sums(node: Node, day: int) -> Node | None:
    """Leave out the flat sums, minimums and maximums whose last day in time has ended before a day: they are not borne.

    They belong to what is not in dispute.
    """
    sums = [leaf for leaf in leaf_nodes(node) if leaf.is_fixed_sum and leaf.is_to_be_set_off_by(day)]
    return without_leaves(node, sums) if sums else node


def leaf_nodes(node: Node) -> Iterator[Leaf]:
    """Yield the leaves of an accrual, bounds among them."""
    match node:
        case SumNode() | RateNode():
            yield node
        case JoinNode():
            for part in node.parts:
                yield from leaf_nodes(part)
        case _ as unreachable:
            assert_never(unreachable)


def without_leaves(node: Node, gone: Sequence[Leaf]) -> Node | None:
    """Return an accrual without some of its leaves, which have posted nothing; None where nothing of it is left.

    A join of one part is that part, unless they have posted.
    """
    match node:
        case SumNode() | RateNode():
            return None if node in gone else node
        case JoinNode():
            left = [kept for part in node.parts if (kept := without_leaves(part, gone)) is not None]
            if node.parts and not left:
                return None
            if len(left) == 1 and len(node.parts) > 1 and not left[0].posted:
                return left[0]
            node.parts = tuple(left)
            return node
    assert_never(node)


def pools(rule: LateChargeRule) -> TypeGuard[RateCharge]:
    """Whether accruals of several debts can be rounded together: of one rate with months, in whole minor units."""
    return (
        isinstance(rule, RateCharge)
        and (rule.goes_by_months or rule.on_day is not None)
        and (rule.round_to, rule.least, rule.most) == (None, None, None)
    )
