"""The picture of a statement: the balance over time, with what changed it and when each bill was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from telcoterms.faces.svg import Chart, Mark, Series, Shape
from telcoterms.money import Money
from telcoterms.statement.history import History, Kind, history
from telcoterms.statement.value import Statement
from telcoterms.working import Phrase, Phrases, Priced, Term, amount, phrase

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
