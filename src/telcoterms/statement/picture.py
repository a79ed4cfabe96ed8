"""The balance of an account over time, and what changed it: read off its statement.

Every day's balance is what was billed and posted up to that day, less what was paid, credited and written off: what a
payment met, or that it waits as a credit, changes no balance.

The picture of a statement: the balance over time, with what changed it and when each bill was due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final, Literal, NamedTuple, final

from telcoterms.account.events import Payment
from telcoterms.formats.svg import Chart, Mark, Series, Shape
from telcoterms.statement.ledger import PayoutRecord
from telcoterms.statement.statement import Debt, Statement
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Priced, amount

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
        if one.kind == "written off":
            day, gone = date.fromordinal(one.day), one.to_charges + one.to_principal
            sum_ = amount(gone, debt.amount.currency)
            what = phrase("{day} {sum} of {debt} written off", day=day, sum=sum_, debt=debt.title)
            yield Moment(day, "credit", -gone, what)


def _of_account(statement: Statement) -> Iterator[Moment]:
    for event in statement.settled:
        if isinstance(event, Payment):
            what = phrase("{day} payment of {sum}", day=event.received, sum=event.amount)
            yield Moment(event.received, "payment", -event.amount.minor, what)
        elif isinstance(event, PayoutRecord):
            day, sum_ = date.fromordinal(event.day), amount(event.amount, statement.balance.currency)
            yield Moment(day, "payout", event.amount, phrase("{day} {sum} paid out", day=day, sum=sum_))
        else:
            what = phrase("{day} credit of {sum}", day=event.day, sum=event.amount)
            yield Moment(event.day, "credit", -event.amount.minor, what)


SHAPES: Final[dict[Kind, tuple[Term, Term, Shape]]] = {
    "invoice": (Term("invoice"), Term("invoices"), "square"),
    "charge": (Term("other charge"), Term("other charges"), "frame"),
    "payment": (Term("payment"), Term("payments"), "circle"),
    "credit": (Term("credit"), Term("credits"), "disc"),
    "payout": (Term("payout"), Term("payouts"), "wedge"),
    "posting": (Term("late charge posted"), Term("late charges posted"), "triangle"),
    "due date": (Term("due date"), Term("due dates"), "diamond"),
}
USUAL: Final = ("invoice", "payment", "posting", "due date")  # told even where there is none of them


def picture(statement: Statement) -> Chart:
    """The picture of a statement."""
    return chart(history(statement), statement)


def chart(told: History, statement: Statement) -> Chart:
    """What the picture shows."""
    series = tuple(
        Series(*looks, tuple(Mark(one.day, one.what) for one in told.moments if one.kind == kind))
        for kind, looks in SHAPES.items()
        if kind in USUAL or any(one.kind == kind for one in told.moments)
    )
    first = min([statement.as_of, *(one.day for one in told.moments)])
    return Chart(
        phrase("Balance of the account from {first} to {last}", first=first, last=statement.as_of),
        tuple(_story(told, statement, series)),
        tuple(_captions(told, statement)),
        statement.balance.currency,
        statement.as_of,
        told.points,
        series,
    )


def _captions(told: History, statement: Statement) -> Iterator[Phrase]:
    yield phrase("balance {balance} on {day}", balance=Priced(statement.balance), day=statement.as_of)
    most, least = _extremes(told, statement.balance.currency)
    if most is not None:
        yield phrase("highest {sum} on {day}", sum=most[0], day=most[1])
    if least is not None:
        yield phrase("lowest {sum} on {day}", sum=least[0], day=least[1])


Extreme = tuple[Money, date] | None


def _extremes(told: History, currency: str) -> tuple[Extreme, Extreme]:
    """The highest balance that was owed and the lowest that was a credit, each on the first day that it was reached."""
    owed = [point for point in told.points if point[1] > 0]
    credit = [point for point in told.points if point[1] < 0]
    most, least = None, None
    if owed:
        day, minor = max(owed, key=lambda point: point[1])
        most = amount(minor, currency), day
    if credit:
        day, minor = min(credit, key=lambda point: point[1])
        least = amount(minor, currency), day
    return most, least


def _story(told: History, statement: Statement, series: tuple[Series, ...]) -> Iterator[Phrase]:
    most, least = _extremes(told, statement.balance.currency)
    if most is not None:
        yield phrase("The balance is highest on {day}: {sum}.", day=most[1], sum=Priced(most[0]))
    if least is not None:
        yield phrase("The balance is lowest on {day}: {sum}.", day=least[1], sum=Priced(least[0]))
    yield _end(statement.balance)
    if statement.accrued.minor:
        yield phrase("{accrued} has accrued since.", accrued=Priced(statement.accrued))
    yield phrase("Marked are {marks}.", marks=Phrases(", ", tuple(one.total for one in series)))


def _end(balance: Money) -> Phrase:
    if balance.minor > 0:
        return phrase("At the end {sum} is owed.", sum=Priced(balance))
    if balance.minor:
        return phrase("At the end there is a credit of {sum}.", sum=Priced(-balance))
    return phrase("At the end nothing is owed.")
