"""The clause of a late charge as a tree of leaves and joins, with every choice settled; and the time of a leaf.

A leaf has the days in which it can be paid in time (the last is L), the day A_0 from which it counts, and periods:
period k is the days after `edge(k)` up to and including `edge(k + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.oracle.events import Refused
from tests.oracle.exact import Exact, exact, grown, rounded
from tests.oracle.numbers import ONE_DAY, Book

PART_MONTH_OF_RATE = (
    "by-days",
    "thirty-day-month",
    "days-of-year",
    "daily-compound",
    "whole-month",
    "completed-months",
)
PART_MONTH_OF_FLAT = ("whole-month", "completed-months")
PART_BLOCK = ("begun", "completed", "by-days")
RUNS_FROM = ("invoice-date", "due-date", "next-invoice-date", "grace-end")
FIRST_DAY = ("not-counted", "counted")
ROUND_AT = ("each-month", "once")
DATED_BY = ("each-period", "each-day", "invoice-date", "due-date")
ROUNDING = ("half-up", "half-even", "down")
DAY_COUNT = ("actual/365", "actual/360", "actual/366", "actual/365.25", "actual/actual", "30/360")
NEVER = date.max

Amount = Fraction | Exact


def cents_of(value: Amount, rounding: str, coin: int) -> int:
    """A charge rounded to the coin, in minor units."""
    number = value if isinstance(value, Exact) else exact(value)
    return rounded(number.times(Fraction(1, coin)), rounding) * coin


@dataclass(frozen=True)
class Grace:
    origin: str = "due-date"
    months: int = 0
    days: int = 0
    count: str = "calendar-days"
    number: int = 1


@dataclass(frozen=True)
class Owed:
    """What a leaf may know of a debt, but for its sums."""

    issued: date
    due: date
    billing_months: int = 1
    reminders: Sequence[date] = ()


@dataclass(frozen=True)
class Leaf:
    """A leaf. `bound` marks the sum of a `least` or a `most`, which is a leaf that the reader made."""

    kind: str
    number: Any
    per: str
    grace: Grace
    threshold: tuple[str, Any] | None
    coin: int
    rounding: str
    compounding: str
    runs_from: str
    part_month: str
    part_block: str
    first_day: str
    round_at: str
    dated_by: str
    day_count: str
    on_day: int | None
    block_days: int | None
    of: str
    bound: bool = False

    @property
    def is_sum(self) -> bool:
        """Whether it belongs to the undisputed part of a debt."""
        return self.kind == "flat" or self.bound

    @property
    def once(self) -> bool:
        return self.kind == "percentage" or (self.kind == "flat" and self.per == "once")

    @property
    def compounds(self) -> bool:
        return self.compounding not in ("none", "daily")

    @property
    def monthly(self) -> bool:
        return self.per == "month" or self.compounding == "monthly"

    @property
    def block(self) -> int | None:
        """N of periods of N days."""
        return int(self.per.split()[0]) if self.per.endswith(" days") else None

    # ---- time

    def in_time_until(self, book: Book, owed: Owed) -> date | None:
        """L, the last day in time; None while there is no reminder."""
        grace = self.grace
        if grace.origin == "reminder":
            if len(owed.reminders) < grace.number:
                return None
            start = sorted(owed.reminders)[grace.number - 1]
        else:
            start = owed.due if grace.origin == "due-date" else owed.issued
        return max(owed.due, book.after(month_on(start, grace.months), grace.days, grace.count))

    def late_enough(self, book: Book, amount: int, last: date) -> bool:
        """Whether the amount that was late passes the threshold."""
        if self.threshold is None:
            return True
        word, number = self.threshold
        least = book.cents(number, last + ONE_DAY)
        return amount > least if word == "over" else amount >= least

    def anchor(self, owed: Owed, last: date) -> tuple[date, int]:
        """The day from which months are stepped, and how many come before A_0."""
        match self.runs_from:
            case "invoice-date":
                return owed.issued, 0
            case "due-date":
                return owed.due, 0
            case "grace-end":
                return last, 0
            case "next-invoice-date":
                months = owed.billing_months
                while month_on(owed.issued, months) <= last:
                    months += owed.billing_months
                return owed.issued, months
            case other:
                raise ValueError(other)

    def first(self, owed: Owed, last: date) -> date:
        """A_0."""
        day, months = self.anchor(owed, last)
        return month_on(day, months)

    def edge(self, owed: Owed, last: date, k: int) -> date:
        """The day after which period k begins: A_k, of the one period without end A_0 and NEVER."""
        day, months = self.anchor(owed, last)
        if self.on_day is not None:
            start = month_on(day, months)
            month = start.replace(day=1)
            if month_on(month, 0, self.on_day) > start:
                month = month_on(month, -1)
            return month_on(month, k, self.on_day)
        if self.monthly:
            return month_on(day, months + k)
        if self.compounding == "yearly":
            return month_on(day, months + 12 * k)
        start = month_on(day, months)
        if self.compounding == "30-days":
            return start + timedelta(days=30 * k)
        if self.block is not None:
            return start + timedelta(days=self.block * k)
        return start if k == 0 else NEVER

    def first_counted(self, owed: Owed, last: date) -> date:
        """The first day that can bear: the one after the first edge, or A_0 itself if it counts as a day."""
        counts = self.first_day == "counted" and self.per in ("day", "year") and not self.monthly
        return self.edge(owed, last, 0) + (timedelta() if counts else ONE_DAY)

    # ---- a day

    def number_on(self, book: Book, owed: Owed, last: date, k: int, day: date) -> Fraction:
        """The rate, or the sum in minor units, that holds for a day of period k."""
        match self.dated_by:
            case "each-day":
                by = day
            case "each-period":
                by = self.edge(owed, last, k)
            case "invoice-date":
                by = owed.issued
            case "due-date":
                by = owed.due
            case other:
                raise ValueError(other)
        if self.kind == "flat":
            return Fraction(book.cents(self.number, by))
        rate = book.rate(self.number, by)
        return rate / 12 if self.per == "year" and self.monthly else rate

    def blocks(self, owed: Owed, last: date, day: date, length: int) -> Fraction:
        """g(d) - g(d - 1)."""

        def g(d: int) -> Fraction:
            match self.part_block:
                case "begun":
                    return Fraction(-(-d // length))
                case "completed":
                    return Fraction(d // length)
                case "by-days":
                    return Fraction(d, length)
                case other:
                    raise ValueError(other)

        d = (day - self.first_counted(owed, last)).days + 1
        return g(d) - g(d - 1)

    def weight(self, owed: Owed, last: date, k: int, day: date) -> Fraction:
        """The part of a rate, or of a sum, that a day of period k adds; not of `daily-compound`."""
        if self.on_day is not None:
            return Fraction(day == self.edge(owed, last, k + 1))
        if self.monthly:
            start, end = self.edge(owed, last, k), self.edge(owed, last, k + 1)
            d, month_days = (day - start).days, (end - start).days
            return share_of_month(self.part_month, d, month_days) - share_of_month(self.part_month, d - 1, month_days)
        if self.block is not None:
            return self.blocks(owed, last, day, self.block)
        part = Fraction(1) if self.per == "day" else self.part_of_year(self.first(owed, last), day)
        if self.block_days is not None:
            part *= self.block_days * self.blocks(owed, last, day, self.block_days)
        return part

    def part_of_year(self, start: date, day: date) -> Fraction:
        """What a day is of a year."""
        match self.day_count:
            case "actual/365":
                return Fraction(1, 365)
            case "actual/360":
                return Fraction(1, 360)
            case "actual/366":
                return Fraction(1, 366)
            case "actual/365.25":
                return Fraction(4, 1461)
            case "actual/actual":
                return Fraction(1, 366 if date(day.year, 12, 31).timetuple().tm_yday == 366 else 365)
            case "30/360":
                return Fraction(days_30e_360(start, day) - days_30e_360(start, day - ONE_DAY), 360)
            case other:
                raise ValueError(other)

    def after_a_day(
        self, book: Book, owed: Owed, last: date, k: int, day: date, accrued: Amount, balance: int
    ) -> Amount:
        """What has accrued in period k when a day of it is over, of what bears: the principal and what it compounds."""
        if balance == 0:
            return accrued
        number = self.number_on(book, owed, last, k, day)
        if self.monthly and self.on_day is None and self.part_month == "daily-compound":
            month_days = (self.edge(owed, last, k + 1) - self.edge(owed, last, k)).days
            whole = accrued if isinstance(accrued, Exact) else exact(accrued)
            return grown(exact(balance) + whole, number, 1, month_days) - exact(balance)
        assert isinstance(accrued, Fraction)
        if self.kind == "flat":
            return accrued + number * self.weight(owed, last, k, day)
        bears = balance + accrued if self.compounding == "daily" else balance
        return accrued + bears * number * self.weight(owed, last, k, day)

    def charged_once(self, book: Book, amount: int, last: date) -> int:
        """The sum of a leaf that is charged once, on the day after L."""
        if self.kind == "flat":
            return cents_of(Fraction(book.cents(self.number, last + ONE_DAY)), self.rounding, self.coin)
        return cents_of(amount * book.rate(self.number, last + ONE_DAY), self.rounding, self.coin)


@cache
def month_on(day: date, months: int, on_day: int | None = None) -> date:
    """A day so many months on, or a day of that month; at most the month's last."""
    return day + relativedelta(months=months, day=on_day)


def share_of_month(part_month: str, d: int, month_days: int) -> Fraction:
    """f(d), but for `daily-compound`."""
    if d <= 0:
        return Fraction(0)
    if d >= month_days:
        return Fraction(1)
    match part_month:
        case "by-days":
            return Fraction(d, month_days)
        case "thirty-day-month":
            return Fraction(min(d, 30), 30)
        case "days-of-year":
            return Fraction(12 * d, 365)
        case "whole-month":
            return Fraction(1)
        case "completed-months":
            return Fraction(0)
        case other:
            raise ValueError(other)


def days_30e_360(start: date, day: date) -> int:
    """The days between two dates where each month has 30 (30E/360)."""
    months = 12 * (day.year - start.year) + day.month - start.month
    return 30 * months + min(day.day, 30) - min(start.day, 30)


@dataclass(frozen=True)
class Join:
    kind: str
    parts: Sequence[Tree]
    per_month: bool = False

    def of(self, values: Sequence[int]) -> int:
        match self.kind:
            case "sum-of":
                return sum(values)
            case "greater-of":
                return max(values)
            case "lesser-of":
                return min(values)
            case other:
                raise ValueError(other)


Tree = Leaf | Join


def leaves(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Leaf):
        yield tree
        return
    for part in tree.parts:
        yield from leaves(part)


# ------------------------------------------------------------------ the reader


@dataclass(frozen=True)
class _Above:
    """What a part takes from the clauses above it."""

    choices: Mapping[str, Any]
    grace: Grace
    threshold: tuple[str, Any] | None
    coin: int


def tree_of(book: Book, table: Mapping[str, Any], under: Mapping[str, str] | None = None) -> Tree:
    """The tree of a late charge, with readings other than those of the file."""
    taken = {name: entry["take"] for name, entry in table.get("reading", {}).items()}
    readings = {**taken, **(under or {})}
    tree = _tree(book, table, _Above({}, Grace(), None, 1), readings)
    if tree is None:
        raise Refused("an index is not given")
    return tree


CHOICES = (
    "runs_from",
    "part_month",
    "part_block",
    "first_day",
    "round_at",
    "dated_by",
    "rounding",
    "compounding",
    "day_count",
)


def _tree(book: Book, table: Mapping[str, Any], above: _Above, readings: Mapping[str, str]) -> Tree | None:
    """A clause of a file; None if it rests on an index that the question would have to give."""
    grace, threshold, coin = above.grace, above.threshold, above.coin
    if "grace" in table:
        words = dict(table["grace"])
        grace = Grace(words.pop("from", "due-date"), **words)
    if "threshold" in table:
        [threshold] = table["threshold"].items()
    if "round_to" in table:
        coin = book.cents(table["round_to"], date.max)
    own = {name: table[name] for name in CHOICES if name in table}
    here = _Above({**above.choices, **own}, grace, threshold, coin)

    if "of" in table and isinstance(table["of"], list):
        tree = _join(book, table, here, readings)
    else:
        tree = _leaf(book, table, here, readings)
    for word, kind in (("least", "greater-of"), ("most", "lesser-of")):
        if word in table and tree is not None:
            number = table[word]
            if isinstance(number, Mapping) and "share" in number:
                bound = {"kind": "percentage", "share": number["share"]}
            else:
                bound = {"kind": "flat", "sum": number}
            leaf = _leaf(book, bound, here, readings)
            assert leaf is not None
            tree = Join(kind, [tree, replace(leaf, bound=True)])
    return tree


def _join(book: Book, table: Mapping[str, Any], here: _Above, readings: Mapping[str, str]) -> Tree | None:
    parts = [_tree(book, part, here, readings) for part in table["of"]]
    known = [part for part in parts if part is not None]
    if not known or (len(known) < len(parts) and table["kind"] != "lesser-of"):
        return None
    return Join(table["kind"], known, table.get("per") == "month")


def _leaf(book: Book, table: Mapping[str, Any], here: _Above, readings: Mapping[str, str]) -> Leaf | None:
    kind = table["kind"]
    number = table.get({"flat": "sum", "percentage": "share", "rate": "rate"}.get(kind, "none"), 0)
    if book.lacks_an_index(number):
        return None

    def choice(name: str, values: Sequence[str]) -> str:
        for found in (here.choices.get(name), readings.get(name)):
            if found in values:
                return str(found)
        return values[0]

    per = table.get("per", "once" if kind == "flat" else "")
    dated = DATED_BY if per not in ("day", "year") else ("each-day", *(v for v in DATED_BY if v != "each-day"))
    return Leaf(
        kind=kind,
        number=number,
        per=per,
        grace=here.grace,
        threshold=here.threshold,
        coin=here.coin,
        rounding=choice("rounding", ROUNDING),
        compounding=choice("compounding", ("none", "monthly", "daily", "30-days", "yearly")),
        runs_from=choice("runs_from", RUNS_FROM),
        part_month=choice("part_month", PART_MONTH_OF_FLAT if kind == "flat" else PART_MONTH_OF_RATE),
        part_block=choice("part_block", PART_BLOCK),
        first_day=choice("first_day", FIRST_DAY),
        round_at=choice("round_at", ROUND_AT),
        dated_by=choice("dated_by", dated),
        day_count=choice("day_count", DAY_COUNT),
        on_day=table.get("on_day"),
        block_days=table.get("block_days"),
        of=table.get("of", "bill"),
    )
