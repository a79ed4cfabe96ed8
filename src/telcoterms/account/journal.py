"""Return the events of an account as transactions of double entry, in the customer's books or in the provider's.

Only what the events themselves say is booked. What a cancellation comes to and which dispute was too late, the terms
say: a statement gives them as `ByTerms`, and books late charges beside the events. A dispute moves what was upheld of
it, on the day of its decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, assert_never

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
from telcoterms.formats.journal import Books, Transaction, TransactionCode
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import Money


class BookAccounts(NamedTuple):
    """The accounts of the books: what is billed, late charges, what is owed, and money.

    `owes` is whether their owner is the one who owes.
    """

    billed: str
    late_charges: str
    owed: str
    bank: str
    owes: bool


BOOKS: Final[dict[Books, BookAccounts]] = {
    "customer": BookAccounts(
        "expenses:telecom", "expenses:telecom:late-charges", "liabilities:telecom", "assets:bank", True
    ),
    "provider": BookAccounts(
        "income:telecom", "income:telecom:late-charges", "assets:receivable", "assets:bank", False
    ),
}


class CancellationSums(NamedTuple):
    """What a cancellation comes to: the charge and the refund, each with the section that it is by."""

    charge: Money
    charge_section: str
    refund: Money
    refund_section: str


class ByTerms(NamedTuple):
    """What the terms say of the events of an account: its day, cancellations by number, and disputes that were late.

    `written_off` is what each write-off took, in the order of the account: less than its sum where the debt turned out
    to be smaller.
    """

    as_of: date
    cancellations: Mapping[str, CancellationSums]
    late_disputes: Collection[Dispute]
    written_off: Sequence[Money]


def transactions(account: Account, books: Books = "customer", by_terms: ByTerms | None = None) -> list[Transaction]:
    """Return the events of an account as transactions, in the order of their days.

    With what the terms say of them, those that are known on its day. Raises `UnknownNameError` for other books than the
    two.
    """
    names = BOOKS[one_of(books, Books, "books")]
    received = {payment.reference: payment.amount for payment in account.payments if payment.reference is not None}
    known = [event for event in account if by_terms is None or event.day <= by_terms.as_of]
    if by_terms is not None:
        sums = iter(by_terms.written_off)
        known = [
            WriteOff(event.on, event.invoice, next(sums)) if isinstance(event, WriteOff) else event for event in known
        ]
    booked = [one for event in known for one in _booked(event, names, received, by_terms)]
    return sorted(booked, key=lambda one: one.day)


def late_charge(day: date, number: str, debt: str, amount: Money, section: str, books: Books) -> Transaction:
    """Return a late charge that was posted on a debt, by its number and its name, as a transaction."""
    names = BOOKS[books]
    names = names._replace(billed=names.late_charges)
    return _debt(day, f"late charge on {debt}", amount, names, "late_charge", number, note=section)


def _booked(
    event: Event, books: BookAccounts, received: dict[str, Money], by_terms: ByTerms | None
) -> Iterator[Transaction]:
    match event:
        case Invoice():
            yield _debt(event.issued, f"invoice {event.number}", event.amount, books, "invoice", event.number)
        case AdministrativeCharge():
            says = f"administrative charge {event.number}, {event.reason}"
            yield _debt(event.on, says, event.amount, books, "administrative_charge", event.number)
        case Payment():
            named = [word for word in (event.invoice, event.reference) if word is not None]
            paid = _money(event.received, " ".join(["payment", *named]), event.amount, books, "payment")
            yield replace(paid, reference=event.reference, debt=event.invoice)
        case ReturnedPayment():
            says = f"returned payment {event.payment}"
            back = _money(event.on, says, received[event.payment], books, "returned_payment", back=True)
            yield replace(back, reference=event.payment)
        case Payout():
            yield _money(event.on, "payout of the credit", event.amount, books, "payout", back=True)
        case Credit():
            says = f"credit for {event.invoice}"
            yield _debt(event.issued, says, event.amount, books, "credit", event.invoice, back=True)
        case WriteOff():
            says = f"write-off of {event.invoice}"
            yield _debt(event.on, says, event.amount, books, "write_off", event.invoice, back=True)
        case Dispute():
            yield _dispute(event, books, by_terms)
        case Cancellation() if by_terms is not None:
            yield from _cancellation(event, by_terms.cancellations[event.number], books)
        case Cancellation():
            says = f"cancellation {event.number}: what it comes to, the terms say"
            yield Transaction(event.on, says, "cancellation", debt=event.number)
        case Reminder():
            says = "reminder" if event.invoice is None else f"reminder of {event.invoice}"
            yield Transaction(event.on, says, "reminder", debt=event.invoice)
        case _:
            assert_never(event)


def _cancellation(event: Cancellation, sums: CancellationSums, books: BookAccounts) -> Iterator[Transaction]:
    """Yield the charge and the refund of a service that was cancelled, those that come to something."""
    says = f"cancellation {event.number}"
    if sums.charge.minor:
        its = sums.charge_section
        yield _debt(event.on, f"{says}, charge", sums.charge, books, "cancellation_charge", event.number, note=its)
    if sums.refund.minor:
        its = sums.refund_section
        yield _debt(event.on, f"{says}, refund", sums.refund, books, "refund", event.number, back=True, note=its)


def _dispute(event: Dispute, books: BookAccounts, by_terms: ByTerms | None) -> Transaction:
    """Return what was upheld of a dispute as less of the debt, on the day of the decision.

    Nothing where the terms say that it was too late, nor where it was not decided yet.
    """
    says = f"dispute of {event.invoice}, {event.amount.text}"
    if by_terms is not None and event in by_terms.late_disputes:
        return Transaction(event.reported, f"{says}, too late", "dispute", debt=event.invoice)
    upheld = event.upheld(date.max if by_terms is None else by_terms.as_of)
    if event.decided is None or not upheld:
        return Transaction(event.reported, says, "dispute", debt=event.invoice)
    sum_ = Money.of_minor(upheld, event.amount.currency)
    return _debt(event.decided, f"{says}, upheld", sum_, books, "dispute", event.invoice, back=True)


def correction_of(
    day: date,
    says: str,
    debt: str | None,
    code: TransactionCode,
    change: Money,
    books: Books,
) -> Transaction:
    """Return by how much more or less is owed since an earlier statement, as a transaction of the day of the entry."""
    names = BOOKS[books]
    back = change < 0
    match code:
        case "late_charge":
            return _debt(day, says, abs(change), names._replace(billed=names.late_charges), code, debt, back=back)
        case "payment" | "returned_payment" | "payout":
            return _money(day, says, abs(change), names, code, back=not back)
        case (
            "invoice"
            | "administrative_charge"
            | "cancellation"
            | "cancellation_charge"
            | "billed"
            | "credit"
            | "refund"
            | "write_off"
            | "dispute"
            | "reminder"
        ):
            return _debt(day, says, abs(change), names, code, debt, back=back)
    assert_never(code)


def _debt(
    day: date,
    says: str,
    amount: Money,
    books: BookAccounts,
    code: TransactionCode,
    debt: str | None,
    back: bool = False,
    note: str = "",
) -> Transaction:
    """Return a debt that comes up, or goes `back`."""
    into, out_of = (books.billed, books.owed) if books.owes else (books.owed, books.billed)
    if back:
        into, out_of = out_of, into
    return Transaction(day, says, code, into, out_of, amount, note, debt=debt)


def _money(
    day: date, says: str, amount: Money, books: BookAccounts, code: TransactionCode, back: bool = False
) -> Transaction:
    """Return money that pays a debt, or goes `back`."""
    into, out_of = (books.owed, books.bank) if books.owes else (books.bank, books.owed)
    if back:
        into, out_of = out_of, into
    return Transaction(day, says, code, into, out_of, amount)
