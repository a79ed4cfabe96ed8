"""An account: its dated events, frozen, in an order that does not depend on how they were given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, final, get_args, overload

from telcoterms.account.billed import AdministrativeCharge, Cancellation, Invoice
from telcoterms.account.fitting import Event, amounts_of, misfits
from telcoterms.account.settled import Credit, Dispute, Payment, Payout, ReturnedPayment, WriteOff
from telcoterms.errors import FactError, Word

EVENTS: Final = (
    Invoice,
    AdministrativeCharge,
    Cancellation,
    Dispute,
    Credit,
    WriteOff,
    Payment,
    ReturnedPayment,
    Payout,
)
RANKS: Final = {event: rank for rank, event in enumerate(EVENTS)}


def _order(event: Event) -> tuple[date, int, int, str, int, str]:
    """Day; debts, disputes, credits, write-offs, payments; those that name a debt by its number; the larger first."""
    if isinstance(event, Payment):
        named = event.invoice
        return (event.received, 6, named is None, named or "", -event.amount.minor, event.reference or "")
    rank = RANKS[type(event)]
    if isinstance(event, Invoice):
        return (event.issued, rank, 0, event.number, 0, "")
    number = (
        event.number
        if isinstance(event, Invoice | AdministrativeCharge | Cancellation)
        else getattr(event, "invoice", "")
    )
    most = max((money.minor for money in amounts_of(event)), default=0)
    return (event.day, rank, 0, number, -most, json.dumps(event.as_dict()))


@final
class Account(Sequence[Event]):
    """A frozen sequence of events; the order in which they are given never matters.

    Raises `FactError` for events that do not fit together: two debts with one number, a name that no debt has, a
    payment that is returned twice, a dispute over its debt, two currencies.

    >>> from telcoterms import Invoice, Money, Payment
    >>> account = Account(
    ...     [
    ...         Payment("2026-01-10", Money("30.00", "CAD")),
    ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
    ...     ]
    ... )
    >>> account[0].number, len(account)
    ('2026-01', 2)
    """

    __slots__ = ("_events", "invoices", "others", "payments")
    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...]
    others: tuple[AdministrativeCharge | Cancellation | Dispute | Credit | WriteOff | ReturnedPayment | Payout, ...]

    def __init__(self, events: Iterable[Event]) -> None:
        if not isinstance(events, Iterable):
            raise FactError("{events} is no list of events: give Account([Invoice(...), Payment(...)])", events=events)
        given: tuple[Event, ...] = tuple(events)
        for event in given:
            if not isinstance(event, get_args(Event)):
                raise FactError(
                    "{event} is no event: an account holds {known}",
                    event=event,
                    known=tuple(Word(known.__name__) for known in EVENTS),
                )
        ordered = tuple(sorted(given, key=_order))
        set_ = object.__setattr__
        set_(self, "_events", ordered)
        set_(self, "invoices", tuple(event for event in ordered if isinstance(event, Invoice)))
        set_(self, "payments", tuple(event for event in ordered if isinstance(event, Payment)))
        set_(self, "others", tuple(event for event in ordered if not isinstance(event, Invoice | Payment)))
        for _, error in misfits(given):
            raise error

    def _all(self) -> tuple[Event, ...]:
        events: tuple[Event, ...] = object.__getattribute__(self, "_events")
        return events

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None in an account without any."""
        return next((money.currency for event in self._all() for money in amounts_of(event)), None)

    def as_dict(self) -> dict[str, object]:
        """As an account file: a list for each kind of event; those of invoices and payments always."""
        tables: dict[str, list[object]] = {"invoice": [], "payment": []}
        for event in self._all():
            tables.setdefault(event.table, []).append(event.as_dict())
        return {"currency": self.currency, **tables}

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
