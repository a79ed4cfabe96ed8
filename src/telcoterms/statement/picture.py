"""The picture of a statement: the balance over time, with what changed it and when each bill was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from telcoterms.faces.svg import Chart, Mark, Series, Shape, drawing
from telcoterms.money import Money
from telcoterms.statement.history import History, Kind, history
from telcoterms.statement.value import Statement
from telcoterms.working import Phrase, Phrases, amount, phrase

SHAPES: Final[dict[Kind, tuple[str, str, Shape]]] = {
    "invoice": ("invoice", "invoices", "square"),
    "charge": ("other charge", "other charges", "frame"),
    "payment": ("payment", "payments", "circle"),
    "credit": ("credit", "credits", "disc"),
    "payout": ("payout", "payouts", "wedge"),
    "posting": ("late charge posted", "late charges posted", "triangle"),
    "due date": ("due date", "due dates", "diamond"),
}
USUAL: Final = ("invoice", "payment", "posting", "due date")  # told even where there is none of them


def picture(statement: Statement) -> str:
    """The picture of a statement, as SVG."""
    return drawing(chart(history(statement), statement))


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
