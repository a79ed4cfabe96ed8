"""An account: its dated events, frozen, in an order that does not depend on how they were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final, overload

from telcoterms.days import as_count, as_day
from telcoterms.errors import AmountError, FactError, Word
from telcoterms.money import Money, as_money

NAME_LENGTH = 80


def as_name(value: object, fact: str) -> str:
    """A number or reference as it is printed on paper: text, not empty, without control characters."""
    if not isinstance(value, str) or not value.strip() or len(value) > NAME_LENGTH or not value.isprintable():
        raise FactError(
            "{fact} is {value}: give text of 1 to {most} printable characters, as on the bill",
            fact=Word(fact),
            value=value,
            most=NAME_LENGTH,
        )
    return value


def as_own_money(value: object, fact: str) -> Money:
    """An amount of an event, which names its currency itself."""
    if not isinstance(value, Money):
        raise AmountError(
            "{fact} is {value}: an event names its currency itself, give Money('56.45', 'CAD')",
            fact=Word(fact),
            value=value,
        )
    return as_money(value, value.currency, fact)


@final
@dataclass(frozen=True, slots=True, init=False)
class Invoice:
    """A bill: its number, the day it was issued, its amount with taxes, and how many months it covers.

    >>> Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")).issued
    datetime.date(2026, 1, 1)
    """

    number: str
    issued: date
    amount: Money
    billing_months: int = 1

    def __init__(self, number: str, issued: date | str, amount: Money, billing_months: int = 1) -> None:
        set_ = object.__setattr__
        set_(self, "number", as_name(number, "number"))
        set_(self, "issued", as_day(issued, "issued"))
        set_(self, "amount", as_own_money(amount, "amount"))
        set_(self, "billing_months", as_count(billing_months, "billing_months"))

    def as_dict(self) -> dict[str, object]:
        """As in an account file, where the currency stands beside all events."""
        row: dict[str, object] = {"number": self.number, "issued": self.issued.isoformat(), "amount": self.amount.text}
        return row if self.billing_months == 1 else {**row, "billing_months": self.billing_months}


@final
@dataclass(frozen=True, slots=True, init=False)
class Payment:
    """A payment: the day it was received, its amount, the invoice that it names if it names one, a reference."""

    received: date
    amount: Money
    invoice: str | None = None
    reference: str | None = None

    def __init__(
        self, received: date | str, amount: Money, invoice: str | None = None, reference: str | None = None
    ) -> None:
        set_ = object.__setattr__
        set_(self, "received", as_day(received, "received"))
        set_(self, "amount", as_own_money(amount, "amount"))
        set_(self, "invoice", None if invoice is None else as_name(invoice, "invoice"))
        set_(self, "reference", None if reference is None else as_name(reference, "reference"))

    def as_dict(self) -> dict[str, object]:
        """As in an account file, where the currency stands beside all events."""
        row: dict[str, object] = {"received": self.received.isoformat(), "amount": self.amount.text}
        named = {"invoice": self.invoice, "reference": self.reference}
        return row | {name: value for name, value in named.items() if value is not None}


Event = Invoice | Payment


def _order(event: Event) -> tuple[date, int, str, int, str]:
    """Day; invoices by number; then payments that name an invoice, by its number; then the larger ones."""
    if isinstance(event, Invoice):
        return (event.issued, 0, event.number, 0, "")
    return (
        event.received,
        1 if event.invoice is not None else 2,
        event.invoice or "",
        -event.amount.minor,
        event.reference or "",
    )


def misfits(events: Sequence[Event]) -> Iterator[tuple[int, FactError]]:
    """What does not fit together among events: the place of each misfit, and the error that says so."""
    numbers: set[str] = set()
    for place, event in enumerate(events):
        if isinstance(event, Invoice):
            if event.number in numbers:
                yield (
                    place,
                    FactError(
                        "two invoices have the number {number}: give each its own, or leave the copy out",
                        number=event.number,
                    ),
                )
            numbers.add(event.number)
    for place, event in enumerate(events):
        if isinstance(event, Payment) and event.invoice is not None and event.invoice not in numbers:
            yield (
                place,
                FactError(
                    "the payment of {received} names the invoice {invoice}, which the account does not have: "
                    "add the invoice, or leave the name out",
                    received=event.received,
                    invoice=event.invoice,
                ),
            )
        if event.amount.currency != events[0].amount.currency:
            yield (
                place,
                FactError(
                    "the account has amounts in {one} and in {other}: an account is in one currency, make two accounts",
                    one=Word(events[0].amount.currency),
                    other=Word(event.amount.currency),
                ),
            )


@final
class Account(Sequence[Event]):
    """A frozen sequence of events; the order in which they are given never matters.

    Raises `FactError` for two invoices with one number, a payment for an unknown invoice, two currencies.

    >>> account = Account(
    ...     [
    ...         Payment("2026-01-10", Money("30.00", "CAD")),
    ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
    ...     ]
    ... )
    >>> account[0].number, len(account)
    ('2026-01', 2)
    """

    __slots__ = ("_events", "invoices", "payments")
    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...]

    def __init__(self, events: Iterable[Event]) -> None:
        if not isinstance(events, Iterable):
            raise FactError("{events} is no list of events: give Account([Invoice(...), Payment(...)])", events=events)
        given: tuple[Event, ...] = tuple(events)
        for event in given:
            if not isinstance(event, Invoice | Payment):
                raise FactError("{event} is no event: an account holds Invoice and Payment", event=event)
        ordered = tuple(sorted(given, key=_order))
        set_ = object.__setattr__
        set_(self, "_events", ordered)
        set_(self, "invoices", tuple(event for event in ordered if isinstance(event, Invoice)))
        set_(self, "payments", tuple(event for event in ordered if isinstance(event, Payment)))
        for _, error in misfits(given):
            raise error

    def _all(self) -> tuple[Event, ...]:
        events: tuple[Event, ...] = object.__getattribute__(self, "_events")
        return events

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None in an account without events."""
        events = self._all()
        return events[0].amount.currency if events else None

    def as_dict(self) -> dict[str, object]:
        """As an account file."""
        return {
            "currency": self.currency,
            "invoice": [invoice.as_dict() for invoice in self.invoices],
            "payment": [payment.as_dict() for payment in self.payments],
        }

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an account is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an account is frozen: {name} cannot be deleted")

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Event]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Account) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Account({list(self._all())!r})"

    def __reduce__(self) -> tuple[type[Account], tuple[tuple[Event, ...]]]:
        return (Account, (self._all(),))
