"""The balance of an account over time, and what changed it: read off one replay.

Every day's balance is what was billed and posted up to that day, less what was paid: what a payment met, or that it
waits as a credit, changes no balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple, final

from telcoterms.statement.replay import Replay
from telcoterms.working import Phrase, amount, phrase

Kind = Literal["invoice", "payment", "posting", "due date"]


class Entry(NamedTuple):
    """What is known of a day: its kind, by how many minor units the balance changes, and in words."""

    day: date
    kind: Kind
    change: int
    what: Phrase


@final
@dataclass(frozen=True, slots=True)
class History:
    """An account from its first day on, as it is known on the day of a statement.

    `entries` are in order of their days; only due dates may lie after the statement. `points` are the days on which
    the balance changed, each with the balance at its end, in minor units.
    """

    entries: tuple[Entry, ...]
    points: tuple[tuple[date, int], ...]

    @property
    def balance(self) -> int:
        """At the end, in minor units."""
        return self.points[-1][1] if self.points else 0


def history(replay: Replay) -> History:
    """The history that a replay tells."""
    entries = tuple(sorted(_entries(replay), key=lambda entry: entry.day))
    points: list[tuple[date, int]] = []
    balance = 0
    for day, group in groupby(entries, key=lambda entry: entry.day):
        change = sum(entry.change for entry in group)
        balance += change
        if change:
            points.append((day, balance))
    return History(entries, tuple(points))


def _entries(replay: Replay) -> list[Entry]:
    entries: list[Entry] = []
    for debt in sorted(replay.debts.values()):
        invoice = debt.invoice
        what = phrase("{day} invoice {number}, {sum}", day=invoice.issued, number=debt.number, sum=invoice.amount)
        entries.append(Entry(invoice.issued, "invoice", invoice.amount.minor, what))
        what = phrase("{day} invoice {number} is due", day=debt.due, number=debt.number)
        entries.append(Entry(debt.due, "due date", 0, what))
        for posting in debt.accrual.postings if debt.accrual else ():
            if posting.amount:
                day, sum_ = date.fromordinal(posting.day), amount(posting.amount, invoice.amount.currency)
                template = "{day} charge of {sum} posted on invoice {number}"
                what = phrase(template, day=day, sum=sum_, number=debt.number)
                entries.append(Entry(day, "posting", posting.amount, what))
    for receipt in replay.receipts:
        if receipt.payment is not None:
            paid = receipt.payment
            what = phrase("{day} payment of {sum}", day=paid.received, sum=paid.amount)
            entries.append(Entry(paid.received, "payment", -paid.amount.minor, what))
    return entries
