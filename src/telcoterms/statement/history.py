"""The balance of an account over time, and what changed it: read off its statement.

Every day's balance is what was billed and posted up to that day, less what was paid, credited and written off: what a
payment met, or that it waits as a credit, changes no balance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple, final

from telcoterms.account import Payment
from telcoterms.statement.running import PaidOut
from telcoterms.statement.value import Debt, Statement
from telcoterms.working import Phrase, amount, phrase

Kind = Literal["invoice", "charge", "payment", "credit", "payout", "posting", "due date"]


class Moment(NamedTuple):
    """What is known of a day: its kind, by how many minor units the balance changes, and in words."""

    day: date
    kind: Kind
    change: int
    what: Phrase


@final
@dataclass(frozen=True, slots=True)
class History:
    """An account from its first day on, as it is known on the day of a statement.

    `moments` are in order of their days; only due dates may lie after the statement. `points` are the days on which
    the balance changed, each with the balance at its end, in minor units.
    """

    moments: tuple[Moment, ...]
    points: tuple[tuple[date, int], ...]

    @property
    def balance(self) -> int:
        """At the end, in minor units."""
        return self.points[-1][1] if self.points else 0


def history(statement: Statement) -> History:
    """The history that a statement tells."""
    moments = [one for debt in statement.debts for one in _of_debt(debt)]
    moments += _of_account(statement)
    moments.sort(key=lambda one: one.day)
    points: list[tuple[date, int]] = []
    balance = 0
    for day, group in groupby(moments, key=lambda one: one.day):
        change = sum(one.change for one in group)
        balance += change
        if change:
            points.append((day, balance))
    return History(tuple(moments), tuple(points))


def _of_debt(debt: Debt) -> Iterator[Moment]:
    if debt.kind == "cancellation" and not debt.amount.minor:
        return  # nothing of it is a charge: its refund is told as a credit
    if debt.kind != "payout":  # that is told as it was paid out
        what = phrase("{day} {debt}, {sum}", day=debt.issued, sum=debt.amount, debt=debt.title)
        yield Moment(debt.issued, "invoice" if debt.kind == "invoice" else "charge", debt.amount.minor, what)
    yield Moment(debt.due, "due date", 0, phrase("{day} {debt} is due", day=debt.due, debt=debt.title))
    for day, charge in debt.posted:
        what = phrase("{day} charge of {sum} posted on {debt}", day=day, sum=charge, debt=debt.title)
        yield Moment(day, "posting", charge.minor, what)
    for one in debt.placements:
        if one.met == "written off":
            day, gone = date.fromordinal(one.day), one.to_charges + one.to_principal
            sum_ = amount(gone, debt.amount.currency)
            what = phrase("{day} {sum} of {debt} written off", day=day, sum=sum_, debt=debt.title)
            yield Moment(day, "credit", -gone, what)


def _of_account(statement: Statement) -> Iterator[Moment]:
    for event in statement.settled:
        if isinstance(event, Payment):
            what = phrase("{day} payment of {sum}", day=event.received, sum=event.amount)
            yield Moment(event.received, "payment", -event.amount.minor, what)
        elif isinstance(event, PaidOut):
            day, sum_ = date.fromordinal(event.day), amount(event.amount, statement.balance.currency)
            yield Moment(day, "payout", event.amount, phrase("{day} {sum} paid out", day=day, sum=sum_))
        else:
            what = phrase("{day} credit of {sum}", day=event.day, sum=event.amount)
            yield Moment(event.day, "credit", -event.amount.minor, what)
