"""What does not fit together among the events of an account.

An account: its dated events, frozen, in an order that does not depend on how they were given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, final, get_args, overload

from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import FactError, Word
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import LIMIT, Money

BillingEvent = Invoice | AdministrativeCharge | Cancellation
SettlingEvent = Payment | ReturnedPayment | Credit | Dispute | WriteOff | Payout
Event = BillingEvent | SettlingEvent
Inconsistency = tuple[int, FactError]

TITLES: Final = {
    Payment: Term("payment"),
    Credit: Term("credit"),
    Dispute: Term("dispute"),
    WriteOff: Term("write-off"),
}


@final
@dataclass(frozen=True, slots=True)
class UnreadableNames:
    """The names that events may have which could not be read: of debts, and of payments; None stands for any name."""

    debts: frozenset[str | None] = frozenset()
    payments: frozenset[str | None] = frozenset()


ALL_NAMES_READ: Final = UnreadableNames()


def inconsistencies(
    events: Sequence[Event], last_day: Callable[[date], date] | None = None, unread: UnreadableNames = ALL_NAMES_READ
) -> Iterator[Inconsistency]:
    """The place of each misfit, and the error that says so.

    `last_day` is the last day on which a debt of a day can be disputed, where that is known. What is missing because it
    is `unread` is no misfit.
    """
    billed: dict[str, BillingEvent] = {}
    yield from _copies(events, billed)
    yield from _unknown_names(events, billed, unread.debts)
    yield from _two_currencies(events)
    yield from _returns(events, unread.payments)
    yield from _after_the_end(events)
    yield from _too_much(events)
    yield from over_the_debt(events, {number: sum_ for number, one in billed.items() if (sum_ := _sum(one))}, last_day)


def amounts_of(event: Event) -> tuple[Money, ...]:
    """All sums of money of an event."""
    if isinstance(event, Cancellation):
        return event.amounts
    if isinstance(event, ReturnedPayment):
        return ()
    return (event.amount,)


def _sum(billed: BillingEvent) -> Money | None:
    return None if isinstance(billed, Cancellation) else billed.amount


def _copies(events: Sequence[Event], billed: dict[str, BillingEvent]) -> Iterator[Inconsistency]:
    ended: set[str | None] = set()
    for place, event in enumerate(events):
        if not isinstance(event, BillingEvent):
            continue
        if event.number in billed:
            both_bills = isinstance(event, Invoice) and isinstance(billed[event.number], Invoice)
            yield (
                place,
                FactError(
                    "two {things} have the number {number}: give each its own, or leave the copy out",
                    things=Term("invoices") if both_bills else Term("debts"),
                    number=event.number,
                ),
            )
        billed.setdefault(event.number, event)
        if isinstance(event, Cancellation):
            if event.service in ended:
                yield (
                    place,
                    FactError(
                        "{service} is cancelled twice: leave one out, or name the service of each",
                        service=Word(event.service) if event.service else Term("the whole service"),
                    ),
                )
            ended.add(event.service)


def _unknown_names(
    events: Sequence[Event], billed: dict[str, BillingEvent], unread: frozenset[str | None]
) -> Iterator[Inconsistency]:
    for place, event in enumerate(events):
        if isinstance(event, BillingEvent | ReturnedPayment | Payout) or event.invoice is None:
            continue
        if event.invoice not in billed:
            if unread.isdisjoint((event.invoice, None)):
                yield place, _unknown_name(event)
        elif not isinstance(event, Payment) and event.day < billed[event.invoice].day:
            yield (
                place,
                FactError(
                    "the {kind} of {day} is dated before its debt {invoice}, which is of {issued}: check the days",
                    kind=TITLES[type(event)],
                    day=event.day,
                    invoice=event.invoice,
                    issued=billed[event.invoice].day,
                ),
            )


def _unknown_name(event: Payment | Credit | Dispute | WriteOff) -> FactError:
    cure = (
        Term("add the invoice, or leave the name out")
        if isinstance(event, Payment)
        else Term("add the invoice, or correct the name")
    )
    return FactError(
        "the {kind} of {day} names the invoice {invoice}, which the account does not have: {cure}",
        kind=TITLES[type(event)],
        day=event.day,
        invoice=event.invoice,
        cure=cure,
    )


def _two_currencies(events: Sequence[Event]) -> Iterator[Inconsistency]:
    own = next((money.currency for event in events for money in amounts_of(event)), None)
    for place, event in enumerate(events):
        other = next((money.currency for money in amounts_of(event) if money.currency != own), None)
        if other is not None:
            yield (
                place,
                FactError(
                    "the account has amounts in {one} and in {other}: an account is in one currency, make two accounts",
                    one=Word(own),
                    other=Word(other),
                ),
            )


def _returns(events: Sequence[Event], unread: frozenset[str | None]) -> Iterator[Inconsistency]:
    received: dict[str, list[date]] = {}
    for event in events:
        if isinstance(event, Payment) and event.reference is not None:
            received.setdefault(event.reference, []).append(event.received)
    returned: set[str] = set()
    for place, event in enumerate(events):
        if not isinstance(event, ReturnedPayment):
            continue
        days = received.get(event.payment, [])
        wrong: Phrase | None = None
        cure = phrase("")
        if not days and unread.isdisjoint((event.payment, None)):
            wrong, cure = phrase("no payment has that reference"), phrase("give the payment its reference")
        elif len(days) > 1:
            wrong, cure = phrase("several payments have that reference"), phrase("give each its own")
        elif event.payment in returned:
            wrong, cure = phrase("that payment was returned already"), phrase("leave one of the two out")
        elif days and event.on < days[0]:
            wrong = phrase("it was received on {day}, later than that", day=days[0])
            cure = phrase("check the two days")
        returned.add(event.payment)
        if wrong is not None:
            yield (
                place,
                FactError(
                    "the payment {payment} is returned on {on}, but {wrong}: {cure}",
                    payment=event.payment,
                    on=event.on,
                    wrong=wrong,
                    cure=cure,
                ),
            )


def _after_the_end(events: Sequence[Event]) -> Iterator[Inconsistency]:
    """Periods that start after the service was cancelled, on invoices that were issued after it."""
    ends = {event.service: event.on for event in events if isinstance(event, Cancellation)}
    for place, event in enumerate(events):
        for line in event.lines if isinstance(event, Invoice) else ():
            end = min((ends[name] for name in (None, line.service) if name in ends), default=None)
            if end is not None and line.start is not None and line.start > end and event.day > end:
                yield (
                    place,
                    FactError(
                        "the line of {service} runs from {start}, but the service was cancelled on {end}: take the "
                        "line out, or correct the day",
                        service=line.service,
                        start=line.start,
                        end=end,
                    ),
                )


def _too_much(events: Sequence[Event]) -> Iterator[Inconsistency]:
    """Sums that together pass what one amount may be."""
    total = 0
    for place, event in enumerate(events):
        before = total
        total += sum(money.minor for money in amounts_of(event))
        if before <= LIMIT < total:
            currency = amounts_of(event)[0].currency
            yield (
                place,
                FactError(
                    "with this the account's amounts come to {total}, more than {limit}: check the decimal points, or "
                    "divide the account",
                    total=Money.of_minor(total, currency),
                    limit=Money.of_minor(LIMIT, currency),
                ),
            )


def over_the_debt(
    events: Sequence[Event], debts: dict[str, Money], last_day: Callable[[date], date] | None = None
) -> Iterator[Inconsistency]:
    """Disputes and credits that are more than what is left of their debt.

    Of a debt are taken: credits, and disputes that are open or were upheld on the day in question. A dispute of which
    it is not known that it is in time counts alone. Of one day, those come first of which the day's decision gives the
    most back, so that they fit in any order in which they are given if they fit in one.
    """
    issued = {event.number: event.day for event in events if isinstance(event, BillingEvent)}
    claims = [
        (event.day, isinstance(event, Dispute), _claimed(event, event.day) - event.amount.minor, place)
        for place, event in enumerate(events)
        if isinstance(event, Credit | Dispute) and event.invoice in debts
    ]
    taken: dict[str, list[Credit | Dispute]] = {}
    for day, _, _, place in sorted(claims):
        event = events[place]
        assert isinstance(event, Credit | Dispute)
        debt, earlier = debts[event.invoice], taken.setdefault(event.invoice, [])
        of_others = sum(_claimed(one, day) for one in earlier)
        in_time = isinstance(event, Credit) or (last_day is not None and day <= last_day(issued[event.invoice]))
        left = debt.minor - (of_others if in_time else 0)
        if event.amount.currency == debt.currency and event.amount.minor > left:
            yield (
                place,
                FactError(
                    "the {kind} of {day} is {amount}, of {invoice} only {left} is left: check the amount",
                    kind=TITLES[type(event)],
                    day=day,
                    amount=event.amount,
                    invoice=event.invoice,
                    left=Money.of_minor(max(0, left), debt.currency),
                ),
            )
        elif in_time:
            earlier.append(event)


def _claimed(event: Credit | Dispute, day: date) -> int:
    if isinstance(event, Credit):
        return event.amount.minor
    if event.decided is None or event.decided > day:
        return event.amount.minor
    return event.upheld(day)


EVENT_TYPES: Final = (
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
RANKS: Final = {event: rank for rank, event in enumerate(EVENT_TYPES)}


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
                    known=tuple(Word(known.__name__) for known in EVENT_TYPES),
                )
        ordered = tuple(sorted(given, key=_order))
        set_ = object.__setattr__
        set_(self, "_events", ordered)
        set_(self, "invoices", tuple(event for event in ordered if isinstance(event, Invoice)))
        set_(self, "payments", tuple(event for event in ordered if isinstance(event, Payment)))
        set_(self, "others", tuple(event for event in ordered if not isinstance(event, Invoice | Payment)))
        for _, error in inconsistencies(given):
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
