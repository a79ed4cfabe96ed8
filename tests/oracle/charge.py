"""The late charge of one amount that is paid on one day: leaves walk their days, joins compare what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

from tests.oracle.exact import Exact, exact
from tests.oracle.numbers import ONE_DAY, Book, Facts
from tests.oracle.questions import due_date
from tests.oracle.tree import Amount, Join, Leaf, Owed, Tree, cents_of, tree_of


def late_charge(
    file: Mapping[str, Any],
    amount: int,
    *,
    issued: date,
    paid: date,
    facts: Facts | None = None,
    reminders: Sequence[date] = (),
    due: date | None = None,
    sent: date | None = None,
    received: date | None = None,
    way: str | None = None,
    billing_months: int = 1,
    under: Mapping[str, str] | None = None,
) -> int:
    """The charge by the terms of a file."""
    book = Book(file, facts or Facts())
    by = due_date(book, issued, sent=sent, received=received, due=due, way=way)
    tree = tree_of(book, file["late_charge"], under)
    return charge_of(book, tree, Owed(issued, by, billing_months, reminders), amount, paid)


def charge_of(book: Book, tree: Tree, owed: Owed, amount: int, paid: date) -> int:
    """The charge of a tree on an amount."""
    return sum(by_period(book, tree, owed, amount, paid).values())


def by_period(book: Book, tree: Tree, owed: Owed, amount: int, paid: date) -> Mapping[int, int]:
    """What each period is charged."""
    if isinstance(tree, Leaf):
        return periods_of(book, tree, owed, amount, paid)
    parts = [by_period(book, part, owed, amount, paid) for part in tree.parts]
    return joined(tree, parts)


def joined(tree: Join, parts: Sequence[Mapping[int, int]]) -> Mapping[int, int]:
    """What a join charges in each period: of that period's sums, or of all sums to date, less those before."""
    periods = sorted({k for part in parts for k in part})
    columns = [[part.get(k, 0) for k in periods] for part in parts]
    if tree.per_month:
        return {k: tree.of([column[place] for column in columns]) for place, k in enumerate(periods)}
    to_date = [list(accumulate(column)) for column in columns]
    totals = [tree.of([column[place] for column in to_date]) for place in range(len(periods))]
    return {k: total - before for k, total, before in zip(periods, totals, [0, *totals], strict=False)}


def periods_of(book: Book, leaf: Leaf, owed: Owed, amount: int, paid: date) -> Mapping[int, int]:
    """What each period of a leaf is charged."""
    last = leaf.in_time_until(book, owed)
    if leaf.kind == "none" or last is None or paid <= last or amount == 0:
        return {}
    if not leaf.late_enough(book, amount, last):
        return {}
    if leaf.once:
        return {0: leaf.charged_once(book, amount, last)}
    if leaf.round_at == "once" and leaf.kind == "rate" and leaf.compounding == "monthly":
        return {0: rounded_once(book, leaf, owed, last, amount, paid)}
    charged: dict[int, int] = {}
    k, accrued = 0, Fraction(0)
    running: Amount = accrued
    day = leaf.first_counted(owed, last)
    while day <= paid:
        bears = amount + (sum(charged.values()) if leaf.compounds else 0)
        running = leaf.after_a_day(book, owed, last, k, day, running, bears)
        ends = leaf.edge(owed, last, k + 1)
        if day in (ends, paid):
            charged[k] = cents_of(running, leaf.rounding, leaf.coin)
        if day == ends:
            k, running = k + 1, Fraction(0)
        day += ONE_DAY
    return charged


def rounded_once(book: Book, leaf: Leaf, owed: Owed, last: date, amount: int, paid: date) -> int:
    """The charge of months that stay exact until the end."""
    total = exact(0)
    k, day = 0, leaf.first_counted(owed, last)
    while day <= paid:
        end = min(paid, leaf.edge(owed, last, k + 1))
        bears = exact(amount) + total
        total = total + month_on(book, leaf, owed, last, k, day, end, bears)
        k, day = k + 1, end + ONE_DAY
    return cents_of(total, leaf.rounding, leaf.coin)


def month_on(book: Book, leaf: Leaf, owed: Owed, last: date, k: int, first: date, end: date, balance: Exact) -> Exact:
    """What a month brings on an exact balance, up to a day of it: in proportion to what it brings on one unit."""
    running: Amount = Fraction(0)
    day = first
    while day <= end:
        running = leaf.after_a_day(book, owed, last, k, day, running, 1)
        day += ONE_DAY
    return balance.multiplied(running if isinstance(running, Exact) else exact(running))
