"""Draw a statement: the balance over time, with what changed it and when each bill was due.

The balance of a day is what was billed and posted up to it, less what was paid, credited and written off. Which debt a
payment went to, and that a credit waits, changes no balance, so all of it is read off the statement (`history_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final, Literal, NamedTuple, assert_never, final, get_args

from telcoterms.account.events import Credit, Payment
from telcoterms.formats.svg import Chart, Mark, MarkShape, Series
from telcoterms.statement.ledger import PayoutRecord
from telcoterms.statement.snapshot import RefundCredit
from telcoterms.statement.statement import Debt, Statement
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, amount

MomentKind = Literal["invoice", "charge", "payment", "credit", "payout", "posting", "due date"]
MOMENT_KINDS: Final[tuple[MomentKind, ...]] = get_args(MomentKind)  # in the order in which they are listed


class ChartMoment(NamedTuple):
    """What happened on a day: its kind, by how many minor units the balance changes, and in words."""

    day: date
    kind: MomentKind
    change: int
    what: Phrase


@final
@dataclass(frozen=True, slots=True)
class History:
    """An account from its first day on, as it is known on the day of a statement.

    `moments` are in order of their days; only due dates may lie after the statement. `points` are the days on which
    the balance changed, each with the balance at its end, in minor units.
    """

    moments: tuple[ChartMoment, ...]
    points: tuple[tuple[date, int], ...]

    @property
    def balance(self) -> int:
        """At the end, in minor units."""
        return self.points[-1][1] if self.points else 0


def history_of(statement: Statement) -> History:
    """Return the history of an account up to its statement."""
    moments = [moment for debt in statement.debts for moment in _moments_of_debt(debt)]
    moments += _moments_of_account(statement)
    moments.sort(key=lambda moment: moment.day)
    points: list[tuple[date, int]] = []
    balance = 0
    for day, group in groupby(moments, key=lambda moment: moment.day):
        change = sum(moment.change for moment in group)
        balance += change
        if change:
            points.append((day, balance))
    return History(tuple(moments), tuple(points))


def _moments_of_debt(debt: Debt) -> Iterator[ChartMoment]:
    if debt.kind == "cancellation" and not debt.amount.minor:
        return  # nothing of it is a charge, and its refund is a credit
    issued = phrase("{day} {debt}, {sum}", day=debt.issued, sum=debt.amount, debt=debt.title)
    match debt.kind:
        case "invoice":
            yield ChartMoment(debt.issued, "invoice", debt.amount.minor, issued)
        case "administrative charge" | "cancellation":
            yield ChartMoment(debt.issued, "charge", debt.amount.minor, issued)
        case "payout":
            pass  # it is a moment of the account, with all that was paid out
        case _:
            assert_never(debt.kind)
    yield ChartMoment(debt.due, "due date", 0, phrase("{day} {debt} is due", day=debt.due, debt=debt.title))
    for day, charge in debt.posted:
        what = phrase("{day} charge of {sum} posted on {debt}", day=day, sum=charge, debt=debt.title)
        yield ChartMoment(day, "posting", charge.minor, what)
    for allocation in debt.placements:
        match allocation.kind:
            case "written off":
                day, minor = date.fromordinal(allocation.day), allocation.to_charges + allocation.to_principal
                sum_ = amount(minor, debt.amount.currency)
                what = phrase("{day} {sum} of {debt} written off", day=day, sum=sum_, debt=debt.title)
                yield ChartMoment(day, "credit", -minor, what)
            case "paid" | "credited":
                pass  # the payment or credit is a moment of the account, as a whole
            case _:
                assert_never(allocation.kind)


def _moments_of_account(statement: Statement) -> Iterator[ChartMoment]:
    for event in statement.settled:
        match event:
            case Payment():
                what = phrase("{day} payment of {sum}", day=event.received, sum=event.amount)
                yield ChartMoment(event.received, "payment", -event.amount.minor, what)
            case Credit() | RefundCredit():
                what = phrase("{day} credit of {sum}", day=event.day, sum=event.amount)
                yield ChartMoment(event.day, "credit", -event.amount.minor, what)
            case PayoutRecord():
                day, sum_ = date.fromordinal(event.day), amount(event.amount, statement.balance.currency)
                yield ChartMoment(day, "payout", event.amount, phrase("{day} {sum} paid out", day=day, sum=sum_))
            case _:
                assert_never(event)


Look = tuple[Term, Term, MarkShape]  # what one of a kind and several are called, and how they are marked
ALWAYS_SHOWN: Final = ("invoice", "payment", "posting", "due date")  # also where there is none of them


def look_of(kind: MomentKind) -> Look:
    """Return how moments of a kind are shown."""
    match kind:
        case "invoice":
            return Term("invoice"), Term("invoices"), "square"
        case "charge":
            return Term("other charge"), Term("other charges"), "frame"
        case "payment":
            return Term("payment"), Term("payments"), "circle"
        case "credit":
            return Term("credit"), Term("credits"), "disc"
        case "payout":
            return Term("payout"), Term("payouts"), "wedge"
        case "posting":
            return Term("late charge posted"), Term("late charges posted"), "triangle"
        case "due date":
            return Term("due date"), Term("due dates"), "diamond"
    assert_never(kind)


def picture(statement: Statement) -> Chart:
    """Return the picture of a statement."""
    return chart(history_of(statement), statement)


def chart(history: History, statement: Statement) -> Chart:
    """Return what the picture shows."""
    series = tuple(
        Series(
            *look_of(kind), tuple(Mark(moment.day, moment.what) for moment in history.moments if moment.kind == kind)
        )
        for kind in MOMENT_KINDS
        if kind in ALWAYS_SHOWN or any(moment.kind == kind for moment in history.moments)
    )
    first = min([statement.as_of, *(moment.day for moment in history.moments)])
    return Chart(
        phrase("Balance of the account from {first} to {last}", first=first, last=statement.as_of),
        tuple(_story(history, statement, series)),
        tuple(_captions(history, statement)),
        statement.balance.currency,
        statement.as_of,
        history.points,
        series,
    )


def _captions(history: History, statement: Statement) -> Iterator[Phrase]:
    yield phrase("balance {balance} on {day}", balance=MoneyWithCurrency(statement.balance), day=statement.as_of)
    most, least = _extremes(history, statement.balance.currency)
    if most is not None:
        yield phrase("highest {sum} on {day}", sum=most[0], day=most[1])
    if least is not None:
        yield phrase("lowest {sum} on {day}", sum=least[0], day=least[1])


Extreme = tuple[Money, date] | None


def _extremes(history: History, currency: str) -> tuple[Extreme, Extreme]:
    """The highest balance that was owed and the lowest that was a credit, each on the first day that it was reached."""
    owed = [point for point in history.points if point[1] > 0]
    credit = [point for point in history.points if point[1] < 0]
    most, least = None, None
    if owed:
        day, minor = max(owed, key=lambda point: point[1])
        most = amount(minor, currency), day
    if credit:
        day, minor = min(credit, key=lambda point: point[1])
        least = amount(minor, currency), day
    return most, least


def _story(history: History, statement: Statement, series: tuple[Series, ...]) -> Iterator[Phrase]:
    most, least = _extremes(history, statement.balance.currency)
    if most is not None:
        yield phrase("The balance is highest on {day}: {sum}.", day=most[1], sum=MoneyWithCurrency(most[0]))
    if least is not None:
        yield phrase("The balance is lowest on {day}: {sum}.", day=least[1], sum=MoneyWithCurrency(least[0]))
    yield _end(statement.balance)
    if statement.accrued.minor:
        yield phrase("{accrued} has accrued since.", accrued=MoneyWithCurrency(statement.accrued))
    yield phrase("Marked are {marks}.", marks=Phrases(", ", tuple(each.total for each in series)))


def _end(balance: Money) -> Phrase:
    if balance.minor > 0:
        return phrase("At the end {sum} is owed.", sum=MoneyWithCurrency(balance))
    if balance.minor:
        return phrase("At the end there is a credit of {sum}.", sum=MoneyWithCurrency(-balance))
    return phrase("At the end nothing is owed.")
