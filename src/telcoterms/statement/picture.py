"""The picture of a statement: the balance over time, with what changed it and when each bill was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from telcoterms.faces.svg import Chart, Mark, Series, Shape, drawing
from telcoterms.money import Money
from telcoterms.statement.history import History, Kind, history
from telcoterms.statement.replay import Replay
from telcoterms.statement.value import Statement
from telcoterms.working import Phrase, Phrases, amount, phrase

SHAPES: Final[dict[Kind, tuple[str, str, Shape]]] = {
    "invoice": ("invoice", "invoices", "square"),
    "payment": ("payment", "payments", "circle"),
    "posting": ("late charge posted", "late charges posted", "triangle"),
    "due date": ("due date", "due dates", "diamond"),
}


def picture(replay: Replay, statement: Statement) -> str:
    """The picture of a replay and its statement, as SVG."""
    return drawing(chart(history(replay), statement))


def chart(told: History, statement: Statement) -> Chart:
    """What the picture shows."""
    series = tuple(
        Series(*looks, tuple(Mark(entry.day, entry.what) for entry in told.entries if entry.kind == kind))
        for kind, looks in SHAPES.items()
    )
    first = min([statement.as_of, *(entry.day for entry in told.entries)])
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
    yield phrase(
        "balance {balance} {currency} on {day}",
        balance=statement.balance,
        currency=statement.balance.currency,
        day=statement.as_of,
    )
    for word, sum_, day in _extremes(told, statement.balance.currency):
        yield phrase("{word} {sum} on {day}", word=word, sum=sum_, day=day)


def _extremes(told: History, currency: str) -> Iterator[tuple[str, Money, date]]:
    """The highest balance that was owed and the lowest that was a credit, each on the first day that it was reached."""
    owed = [point for point in told.points if point[1] > 0]
    credit = [point for point in told.points if point[1] < 0]
    if owed:
        day, most = max(owed, key=lambda point: point[1])
        yield "highest", amount(most, currency), day
    if credit:
        day, least = min(credit, key=lambda point: point[1])
        yield "lowest", amount(least, currency), day


def _story(told: History, statement: Statement, series: tuple[Series, ...]) -> Iterator[Phrase]:
    currency = statement.balance.currency
    for word, sum_, day in _extremes(told, currency):
        yield phrase(
            "The balance is {word} on {day}: {sum} {currency}.", word=word, day=day, sum=sum_, currency=currency
        )
    yield _end(statement.balance)
    if statement.accrued.minor:
        yield phrase("{accrued} {currency} has accrued since.", accrued=statement.accrued, currency=currency)
    yield phrase("Marked are {marks}.", marks=Phrases(", ", tuple(one.total for one in series)))


def _end(balance: Money) -> Phrase:
    if balance.minor > 0:
        return phrase("At the end {sum} {currency} is owed.", sum=balance, currency=balance.currency)
    if balance.minor:
        return phrase("At the end there is a credit of {sum} {currency}.", sum=-balance, currency=balance.currency)
    return phrase("At the end nothing is owed.")
