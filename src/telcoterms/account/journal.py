"""Return the events of an account as transactions of double entry, in the customer's books or in the provider's.

Only what the events themselves say is booked: what a late charge or a cancellation comes to, the terms say, and a
statement books that. A dispute moves what was upheld of it, on the day of its decision.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple, assert_never

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.formats.journal import Transaction
from telcoterms.values.money import Money

Books = Literal["customer", "provider"]
"""Whose books a journal is for."""


class BookAccounts(NamedTuple):
    """The accounts of the books: what is billed, what is owed, and money; whether a debt is owed by their owner."""

    billed: str
    owed: str
    bank: str
    owes: bool


BOOKS: Final[dict[Books, BookAccounts]] = {
    "customer": BookAccounts("expenses:telecom", "liabilities:telecom", "assets:bank", True),
    "provider": BookAccounts("income:telecom", "assets:receivable", "assets:bank", False),
}


def transactions(account: Account, books: Books = "customer") -> list[Transaction]:
    """Return the events of an account as transactions, in the order of their days."""
    names = BOOKS[books]
    received = {payment.reference: payment.amount for payment in account.payments if payment.reference is not None}
    booked = [_booked(event, names, received) for event in account]
    return sorted(booked, key=lambda one: one.day)


def _booked(event: Event, books: BookAccounts, received: dict[str, Money]) -> Transaction:
    match event:
        case Invoice():
            return _debt(event.issued, f"invoice {event.number}", event.amount, books)
        case AdministrativeCharge():
            return _debt(event.on, f"administrative charge {event.number}, {event.reason}", event.amount, books)
        case Payment():
            named = [word for word in (event.invoice, event.reference) if word is not None]
            return _money(event.received, " ".join(["payment", *named]), event.amount, books)
        case ReturnedPayment():
            says = f"returned payment {event.payment}"
            return _money(event.on, says, received[event.payment], books, back=True)
        case Payout():
            return _money(event.on, "payout of the credit", event.amount, books, back=True)
        case Credit():
            return _debt(event.issued, f"credit for {event.invoice}", event.amount, books, back=True)
        case WriteOff():
            return _debt(event.on, f"write-off of {event.invoice}", event.amount, books, back=True)
        case Dispute():
            return _dispute(event, books)
        case Cancellation():
            return Transaction(event.on, f"cancellation {event.number}: what it comes to, the terms say")
        case Reminder():
            return Transaction(event.on, "reminder" if event.invoice is None else f"reminder of {event.invoice}")
    assert_never(event)


def _dispute(event: Dispute, books: BookAccounts) -> Transaction:
    """Return what was upheld of a dispute as less of the debt, on the day of the decision."""
    says = f"dispute of {event.invoice}, {event.amount.text}"
    upheld = 0 if event.decided is None else event.upheld(event.decided)
    if event.decided is None or not upheld:
        return Transaction(event.reported, says)
    return _debt(event.decided, f"{says}, upheld", Money.of_minor(upheld, event.amount.currency), books, back=True)


def _debt(day: date, says: str, amount: Money, books: BookAccounts, back: bool = False) -> Transaction:
    """Return a debt that comes up, or goes `back`."""
    into, out_of = (books.billed, books.owed) if books.owes else (books.owed, books.billed)
    return Transaction(day, says, out_of, into, amount) if back else Transaction(day, says, into, out_of, amount)


def _money(day: date, says: str, amount: Money, books: BookAccounts, back: bool = False) -> Transaction:
    """Return money that pays a debt, or goes `back`."""
    into, out_of = (books.owed, books.bank) if books.owes else (books.bank, books.owed)
    return Transaction(day, says, out_of, into, amount) if back else Transaction(day, says, into, out_of, amount)
