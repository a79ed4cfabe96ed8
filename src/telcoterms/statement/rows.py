"""A statement as the rows of a sheet: a ledger for each debt, then what was received, then how it all stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from telcoterms.money import Money
from telcoterms.statement.entries import STANDING, Entry, What
from telcoterms.statement.value import Statement


class Row(NamedTuple):
    """A line of a ledger: its debt (None for the account), day, kind, amount, what is owed after it, and clause."""

    debt: str | None
    day: date
    what: What
    amount: Money
    balance: Money | None
    clause: str


def rows(statement: Statement, clause_of: Callable[[What], str]) -> tuple[Row, ...]:
    """All rows: debts in their order, each in the order of its days, with the balance of the debt after each."""
    order = {debt.number: place for place, debt in enumerate(statement.debts)}
    found = sorted(statement.entries, key=lambda one: (order.get(one.debt or "", len(order)), one.day))
    return tuple(_running(found, clause_of))


def _running(entries: list[Entry], clause_of: Callable[[What], str]) -> Iterator[Row]:
    debt: str | None = None
    balance = 0
    for one in entries:
        if one.debt != debt:
            debt, balance = one.debt, 0
        standing = one.what in STANDING
        balance += 0 if standing else one.amount.minor
        after = None if standing or one.debt is None else Money.of_minor(balance, one.amount.currency)
        yield Row(one.debt, one.day, one.what, one.amount, after, clause_of(one.what))
