"""An account: a frozen sequence of events that fit together, in an order that does not depend on how they were given.

First the `Account`, then what is checked when it is made: `inconsistencies` gives each event that does not fit, with
the error that says so. A reader of files names all of them at once, `Account` the first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from json.encoder import encode_basestring_ascii as quoted
from operator import lt
from typing import Any, Final, assert_never, final, overload

from telcoterms.account.billed_to import NOBODY, BilledTo
from telcoterms.account.event_columns import Columns, columns_of, events_of_columns
from telcoterms.account.events import (
    EVENT_TYPES,
    AdministrativeCharge,
    BillingEvent,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    OtherEvent,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
    as_file_value,
    checked_invoice,
    checked_payment,
    day_field,
)
from telcoterms.formats.csv import Sheet
from telcoterms.values.dataclasses import MISSING, dataclass, fields
from telcoterms.values.days import day_text
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.hashes import WritesItself, Written, written, written_table
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase
from telcoterms.values.money import LIMIT, Money

RANKS: Final = {kind: rank for rank, kind in enumerate(EVENT_TYPES)}


@final
class Account(Sequence[Event], WritesItself):
    """A frozen sequence of events; the order in which they are given never matters.

    `billed_to` is the customer as a letter names them; no figure depends on it.
    Raises `InputError` for events that do not fit together: two debts with one number, a name that no debt has, a
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

    __slots__ = ("_events", "billed_to", "invoices", "others", "payments")
    _events: tuple[Event, ...]
    billed_to: BilledTo
    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...]
    others: tuple[OtherEvent, ...]

    def __init__(self, events: Iterable[Event], billed_to: BilledTo = NOBODY) -> None:
        if not isinstance(events, Iterable):
            raise InputError("{events} is no list of events: give Account([Invoice(...), Payment(...)])", events=events)
        given: tuple[Event, ...] = tuple(events)
        invoices = [event for event in given if isinstance(event, Invoice)]
        payments = [event for event in given if isinstance(event, Payment)]
        others: list[OtherEvent] = []
        for event in given if len(invoices) + len(payments) < len(given) else ():
            if isinstance(event, Invoice | Payment):
                continue
            if isinstance(event, EVENT_TYPES):
                others.append(event)
            else:
                raise InputError(
                    "{event} is no event: an account holds {known}",
                    event=event,
                    known=tuple(Unquoted(known.__name__) for known in EVENT_TYPES),
                )
        set_ = object.__setattr__
        set_(self, "billed_to", billed_to)
        if not _are_ascending([invoice.issued for invoice in invoices]):
            invoices.sort(key=_order_of_invoices)
        if not _are_ascending([payment.received for payment in payments]):
            payments.sort(key=_order_of_payments)
        set_(self, "invoices", tuple(invoices))
        set_(self, "payments", tuple(payments))
        set_(self, "others", tuple(sorted(others, key=_order_of_others)))
        if others or not _fit_together(invoices, payments):
            for _, error in inconsistencies(given):
                raise error

    def _all(self) -> tuple[Event, ...]:
        """Return all events in their order, put together when it is first asked for: a statement takes each kind."""
        try:
            return self._events
        except AttributeError:
            events = (*self.invoices, *self.payments, *self.others)
            object.__setattr__(self, "_events", tuple(sorted(events, key=_day_and_kind)))
            return self._events

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None in an account without any."""
        for event in (*self.invoices[:1], *self.payments[:1], *self.others):
            for money in amounts_of(event):
                return money.currency
        return None

    def in_words(self) -> Phrase:
        """Return the account as a heading names it: how many events it has of each kind."""
        invoices, payments, others = (len(events) for events in (self.invoices, self.payments, self.others))
        bills = phrase("1 invoice") if invoices == 1 else phrase("{count} invoices", count=invoices)
        paid = phrase("1 payment") if payments == 1 else phrase("{count} payments", count=payments)
        other_events = phrase("1 other event") if others == 1 else phrase("{count} other events", count=others)
        counted = ((invoices, bills), (payments, paid), (others, other_events))
        kinds = [said for count, said in counted if count]
        if not kinds:
            return phrase("an account without events")
        *first, last = kinds
        if not first:
            return phrase("an account of {events}", events=last)
        return phrase("an account of {events} and {last}", events=Phrases(", ", tuple(first)), last=last)

    @property
    def first_day(self) -> date | None:
        """The day of the earliest invoice; None where nothing was billed."""
        return min((event.issued for event in self.invoices), default=None)

    def as_dict(self) -> dict[str, object]:
        """As an account file: to whom it is billed, and a list for each kind of event; invoices and payments always."""
        data: dict[str, object] = self.written().data
        return data

    def written(self) -> Written:
        """Return the same with its canonical JSON."""
        billed_to, of_kinds = self.billed_to.as_dict(), dict[str, list[object]]()
        for event in self.others:
            of_kinds.setdefault(event.table, []).append(event.as_dict())
        return written_table(
            {
                "currency": written(self.currency),
                **({"billed_to": written(billed_to)} if billed_to else {}),
                "invoice": _invoices_written(self.invoices),
                "payment": _payments_written(self.payments),
                **{table: written(rows) for table, rows in of_kinds.items()},
            }
        )

    def sheet(self) -> Sheet:
        """Return the account as rows of a sheet, one for each event, which `load_account` reads back.

        Raises `InputError` for the lines of an invoice and for a fee for each month, which fit no row.
        """
        rows = [_cells_of(event, self.currency) for event in self._all()]
        head = tuple(dict.fromkeys([*FIRST_COLUMNS, *(name for row in rows for name in row)]))
        used = [name for name in head if name in COLUMNS_NEEDED or any(name in row for row in rows)]
        return Sheet(tuple(used), tuple(tuple(row.get(name) for name in used) for row in rows))

    def csv(self) -> str:
        """Return the account as CSV text; a cell that a spreadsheet would run begins with an apostrophe.

        Raises `InputError` for what fits no row, as `sheet` does.

        >>> from telcoterms import Money, Payment
        >>> Account([Payment("2026-01-14", Money("56.44", "CAD"))]).csv().splitlines()
        ['event,date,amount,currency', 'payment,2026-01-14,56.44,CAD']
        """
        return self.sheet().text()

    @classmethod
    def from_dict(cls, data: Mapping[str, object], *, currency: str | None = None) -> Account:
        """Return the account of data as `as_dict` gives it, or as a file holds it; `currency` where it names none.

        Raises `InvalidFileError` with all faults.

        >>> data = {"currency": "CAD", "payment": [{"received": "2026-01-14", "amount": "56.44"}]}
        >>> Account.from_dict(data).payments[0].amount
        Money('56.44', 'CAD')
        """
        reader = import_module("telcoterms.files.account")  # it knows all files; an account knows none of them
        account: Account = reader.load_account(_checked_mapping(data), currency=currency)
        return account

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
        return self._key() == other._key() if isinstance(other, Account) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        to = "" if self.billed_to == NOBODY else f", {self.billed_to!r}"
        return f"Account({list(self._all())!r}{to})"

    def _repr_html_(self) -> str:
        from telcoterms.formats.html import table
        from telcoterms.values.steps import step

        rows = [
            step(
                "{day} {event}: {facts}",
                day=event.day,
                event=data_text(event.table.replace("_", " ")),
                facts=", ".join(f"{name} {value}" for name, value in _beside_its_day(event)),
            )
            for event in self
        ]
        return table(self.in_words(), rows)

    def _key(self) -> tuple[tuple[Event, ...], BilledTo]:
        return self._all(), self.billed_to

    def __reduce__(self) -> tuple[Callable[..., Account], tuple[object, ...]]:
        columns = columns_of(self.invoices), columns_of(self.payments)
        billed_to = () if self.billed_to == NOBODY else (self.billed_to,)
        return _account_again, (*columns, self.others, *billed_to)


def _account_again(
    invoices: Columns, payments: Columns, others: tuple[OtherEvent, ...], billed_to: BilledTo = NOBODY
) -> Account:
    """Return an account of a pickle: its events were checked, sorted, and found to fit together when it was made."""
    account = object.__new__(Account)
    set_ = object.__setattr__
    set_(account, "invoices", events_of_columns(checked_invoice, invoices))
    set_(account, "payments", events_of_columns(checked_payment, payments))
    set_(account, "others", others)
    set_(account, "billed_to", billed_to)
    return account


def _invoices_written(invoices: Sequence[Invoice]) -> Written:
    """Return invoices as in an account file: what `as_dict` gives of each, written out, for there are many."""
    data: list[dict[str, object]] = []
    texts: list[str] = []
    for invoice in invoices:
        if invoice.is_short:
            number, day, amount = invoice.number, day_text(invoice.issued), invoice.amount.text
            data.append({"number": number, "issued": day, "amount": amount})
            texts.append(f'{{"amount":"{amount}","issued":"{day}","number":{quoted(number)}}}')
        else:
            row, text = written(invoice.as_dict())
            data.append(row)
            texts.append(text)
    return Written(data, f"[{','.join(texts)}]")


def _payments_written(payments: Sequence[Payment]) -> Written:
    """Return payments as in an account file, as `_invoices_written` does."""
    data: list[dict[str, object]] = []
    texts: list[str] = []
    for payment in payments:
        day, amount, named, reference = (
            day_text(payment.received),
            payment.amount.text,
            payment.invoice,
            payment.reference,
        )
        row: dict[str, object] = {"received": day, "amount": amount}
        named_text = reference_text = ""
        if named is not None:
            row["invoice"] = named
            named_text = f',"invoice":{quoted(named)}'
        if reference is not None:
            row["reference"] = reference
            reference_text = f',"reference":{quoted(reference)}'
        data.append(row)
        texts.append(f'{{"amount":"{amount}"{named_text},"received":"{day}"{reference_text}}}')
    return Written(data, f"[{','.join(texts)}]")


FIRST_COLUMNS: Final = ("event", "date", "number", "amount", "invoice", "reference", "billing_months", "currency")
"""The columns of a sheet that most events need, in their order."""
COLUMNS_NEEDED: Final = ("event", "date", "amount")


def _cells_of(event: Event, currency: str | None) -> dict[str, object]:
    """Return the cells of an event by their columns; those that have their defaults are left out."""
    day = day_field(type(event))
    cells: dict[str, object] = {"event": event.table}
    for one in fields(event):
        value = getattr(event, one.name)
        if one.name == day:
            cells["date"] = value
        elif isinstance(value, tuple) and value:
            raise InputError(
                "the {kind} {number} has {what}, which fit no row: write the account in TOML or JSON",
                kind=data_text(event.table),
                number=getattr(event, "number", None),
                what=Term("lines") if one.name == "lines" else Term("several monthly fees"),
            )
        elif one.default is MISSING or value != one.default:
            cells[one.name] = value if isinstance(value, Money) else as_file_value(value)
    return cells | ({} if currency is None else {"currency": currency})


def _checked_mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise InputError("{data} is no dict: give one as as_dict() made it, or use load_account", data=data)
    return data


def _are_ascending(days: Sequence[date]) -> bool:
    """Return whether each day is after the one before, so that what has these days stands in its order already."""
    return all(map(lt, days, days[1:]))


def _day_and_kind(event: Event) -> tuple[date, int]:
    """Return what sorts the events of several kinds, each in an order of its own."""
    return event.day, RANKS[type(event)]


def _order_of_invoices(invoice: Invoice) -> tuple[date, str]:
    """Return what sorts invoices: the day, then the number."""
    return invoice.issued, invoice.number


def _order_of_payments(payment: Payment) -> tuple[date, bool, str, int, str]:
    """Return what sorts payments: the day, then the debt that they name, then the larger amount first.

    One that names no debt comes after those that name one. The reference only keeps the order of payments that are
    alike in everything before it independent of how they were given.
    """
    named = payment.invoice
    return (payment.received, named is None, named or "", -payment.amount.minor, payment.reference or "")


def _order_of_others(event: OtherEvent) -> tuple[Any, ...]:
    """Return what sorts all other events: the day and kind, then the debt that they name, then the larger amount first.

    The last part is, as that of a payment, for those that are alike in everything before it. What stands between is
    that of one kind, for no others are compared in it; two debts with one number are refused after the sort.
    """
    of_kind: tuple[Any, ...]
    match event:
        case AdministrativeCharge() | Cancellation():
            of_kind = (event.number,)
        case Dispute() | Credit() | WriteOff():
            of_kind = (event.invoice, -event.amount.minor)
        case Reminder():
            of_kind = (event.invoice or "",)
        case Payout():
            of_kind = (-event.amount.minor,)
        case ReturnedPayment():
            of_kind = ()
        case _:
            assert_never(event)
    return (*_day_and_kind(event), *of_kind, json.dumps(event.as_dict()))


def _fit_together(invoices: Sequence[Invoice], payments: Sequence[Payment]) -> bool:
    """Return whether invoices and payments alone have none of the `inconsistencies` that they could have."""
    numbers = {invoice.number for invoice in invoices}
    amounts = [invoice.amount for invoice in invoices] + [payment.amount for payment in payments]
    return (
        len(numbers) == len(invoices)
        and {payment.invoice for payment in payments} <= {None, *numbers}
        and len({money.currency for money in amounts}) < 2
        and sum([money.minor for money in amounts]) <= LIMIT
    )


Inconsistency = tuple[int, InputError]  # the place of an event, and what does not fit
NamingEvent = Payment | Credit | Dispute | WriteOff | Reminder  # what may name a debt
Claim = Credit | Dispute  # what says that less is owed than was billed


@final
@dataclass(frozen=True, slots=True)
class UnreadableNames:
    """The names that events may have which could not be read: of debts, and of payments; None stands for any name."""

    debts: frozenset[str | None] = frozenset()
    payments: frozenset[str | None] = frozenset()


ALL_NAMES_READ: Final = UnreadableNames()
LastDay = Callable[[date], date]


def inconsistencies(
    events: Sequence[Event], last_day: LastDay | None = None, unreadable: UnreadableNames = ALL_NAMES_READ
) -> Iterator[Inconsistency]:
    """Yield the place of each event that does not fit, and the error that says so.

    `last_day` gives the last day on which a debt of a day can be disputed, where that is known. A name that is missing
    because it is `unreadable` is no inconsistency.
    """
    debts: dict[str, BillingEvent] = {}
    yield from _duplicates(events, debts)
    yield from _unknown_names(events, debts, unreadable.debts)
    amounts = [amounts_of(event) for event in events]
    yield from _other_currencies(amounts)
    yield from _wrong_returns(events, unreadable.payments)
    yield from _lines_after_cancellation(events)
    yield from _amounts_over_the_limit(amounts)
    yield from excess_claims(events, billed_amounts(debts.values()), last_day)


def _duplicates(events: Sequence[Event], debts: dict[str, BillingEvent]) -> Iterator[Inconsistency]:
    """Yield debts with the number of an earlier one, which are put into `debts` without them; and a second end."""
    cancelled: set[str | None] = set()
    for place, event in enumerate(events):
        if not isinstance(event, BillingEvent):
            continue
        if event.number in debts:
            both_bills = isinstance(event, Invoice) and isinstance(debts[event.number], Invoice)
            yield (
                place,
                InputError(
                    "two {things} have the number {number}: give each its own, or leave the copy out",
                    things=Term("invoices") if both_bills else Term("debts"),
                    number=event.number,
                ),
            )
        debts.setdefault(event.number, event)
        if isinstance(event, Cancellation):
            if event.service in cancelled:
                yield (
                    place,
                    InputError(
                        "{service} is cancelled twice: leave one out, or name the service of each",
                        service=Unquoted(event.service) if event.service else Term("the whole service"),
                    ),
                )
            cancelled.add(event.service)


def _unknown_names(
    events: Sequence[Event], debts: dict[str, BillingEvent], unreadable: frozenset[str | None]
) -> Iterator[Inconsistency]:
    """Yield events that name a debt which the account does not have, or not yet on their day."""
    for place, event in enumerate(events):
        if isinstance(event, BillingEvent | ReturnedPayment | Payout) or event.invoice is None:
            continue
        if event.invoice not in debts:
            if unreadable.isdisjoint((event.invoice, None)):
                yield place, _unknown_name(event)
        elif not isinstance(event, Payment) and event.day < debts[event.invoice].day:
            yield (
                place,
                InputError(
                    "the {kind} of {day} is dated before its debt {invoice}, which is of {issued}: check the days",
                    kind=_title(event),
                    day=event.day,
                    invoice=event.invoice,
                    issued=debts[event.invoice].day,
                ),
            )


def _unknown_name(event: NamingEvent) -> InputError:
    cure = (
        Term("add the invoice, or leave the name out")
        if isinstance(event, Payment)
        else Term("add the invoice, or correct the name")
    )
    return InputError(
        "the {kind} of {day} names the invoice {invoice}, which the account does not have: {cure}",
        kind=_title(event),
        day=event.day,
        invoice=event.invoice,
        cure=cure,
    )


def _title(event: NamingEvent) -> Term:
    match event:
        case Payment():
            return Term("payment")
        case Credit():
            return Term("credit")
        case Dispute():
            return Term("dispute")
        case WriteOff():
            return Term("write-off")
        case Reminder():
            return Term("reminder")
    assert_never(event)


def _other_currencies(amounts: Sequence[Sequence[Money]]) -> Iterator[Inconsistency]:
    """Yield events with an amount in another currency than the first one; `amounts` are those of each event."""
    first = next((money.currency for of_event in amounts for money in of_event), None)
    for place, of_event in enumerate(amounts):
        other = next((money.currency for money in of_event if money.currency != first), None)
        if other is not None:
            yield (
                place,
                InputError(
                    "the account has amounts in {one} and in {other}: an account has one currency, so make two "
                    "accounts",
                    one=Unquoted(first),
                    other=Unquoted(other),
                ),
            )


def _wrong_returns(events: Sequence[Event], unreadable: frozenset[str | None]) -> Iterator[Inconsistency]:
    """Yield returns without their one payment; no other kind of event has a part in it."""
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
        if not days and unreadable.isdisjoint((event.payment, None)):
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
                InputError(
                    "the payment {payment} is returned on {on}, but {wrong}: {cure}",
                    payment=event.payment,
                    on=event.on,
                    wrong=wrong,
                    cure=cure,
                ),
            )


def _lines_after_cancellation(events: Sequence[Event]) -> Iterator[Inconsistency]:
    """Yield invoices of a period that starts after its service was cancelled, if they were issued after that.

    Only an invoice has lines, and only a cancellation ends a service.
    """
    ends = {event.service: event.on for event in events if isinstance(event, Cancellation)}
    for place, event in enumerate(events):
        for line in event.lines if isinstance(event, Invoice) else ():
            end = min((ends[name] for name in (None, line.service) if name in ends), default=None)
            if end is not None and line.start is not None and line.start > end and event.day > end:
                yield (
                    place,
                    InputError(
                        "the line of {service} runs from {start}, but the service was cancelled on {end}: take the "
                        "line out, or correct the day",
                        service=line.service,
                        start=line.start,
                        end=end,
                    ),
                )


def _amounts_over_the_limit(amounts: Sequence[Sequence[Money]]) -> Iterator[Inconsistency]:
    """Yield the event with which all amounts together pass what one amount may be."""
    total = 0
    for place, of_event in enumerate(amounts):
        before = total
        for money in of_event:
            total += money.minor
        if before <= LIMIT < total:
            currency = of_event[0].currency
            yield (
                place,
                InputError(
                    "with this the account's amounts come to {total}, more than {limit}: check the decimal points, or "
                    "divide the account",
                    total=Money.of_minor(total, currency),
                    limit=Money.of_minor(LIMIT, currency),
                ),
            )


def _beside_its_day(event: Event) -> Iterator[tuple[str, object]]:
    """Yield what an event holds, without its own day and without lines in detail."""
    day = day_field(type(event))
    for name, value in event.as_dict().items():
        if isinstance(value, list):
            yield name, len(value)
        elif name != day:
            yield name, value


def excess_claims(
    events: Sequence[Event], debts: Mapping[str, Money], last_day: LastDay | None = None
) -> Iterator[Inconsistency]:
    """Yield disputes and credits that are more than what is left of their debt.

    What takes away from a debt: credits, and disputes that are open or were upheld on the day in question. A dispute of
    which it is not known that it is in time counts alone. Of one day, those come first of which the day's decision
    gives the most back, so that they fit in any order in which they are given if they fit in one. What is in another
    currency than its debt is left out: that it is so is an inconsistency of its own.
    """
    issued = {event.number: event.day for event in events if isinstance(event, BillingEvent)}
    claims = [(place, claim) for place, event in enumerate(events) if (claim := _claim_of(event)) is not None]
    in_order = sorted(
        (claim.day, isinstance(claim, Dispute), _claimed_on(claim, claim.day) - claim.amount.minor, place, claim)
        for place, claim in claims
        if claim.invoice in debts and claim.amount.currency == debts[claim.invoice].currency
    )
    counted: dict[str, list[Claim]] = {}
    for day, _, _, place, claim in in_order:
        debt, earlier = debts[claim.invoice], counted.setdefault(claim.invoice, [])
        in_time = isinstance(claim, Credit) or (last_day is not None and day <= last_day(issued[claim.invoice]))
        left = debt.minor - (sum(_claimed_on(other, day) for other in earlier) if in_time else 0)
        if claim.amount.minor > left:
            yield (
                place,
                InputError(
                    "the {kind} of {day} is {amount}, but only {left} of {invoice} is left: check the amount",
                    kind=_title(claim),
                    day=day,
                    amount=claim.amount,
                    invoice=claim.invoice,
                    left=Money.of_minor(left, debt.currency),
                ),
            )
        elif in_time:
            earlier.append(claim)


def _claim_of(event: Event) -> Claim | None:
    match event:
        case (
            Invoice()
            | Payment()
            | AdministrativeCharge()
            | Cancellation()
            | ReturnedPayment()
            | WriteOff()
            | Payout()
            | Reminder()
        ):
            return None
        case Credit() | Dispute():
            return event
    assert_never(event)


def _claimed_on(claim: Claim, day: date) -> int:
    """Return how many minor units of its debt a claim takes away, as is known on a day."""
    match claim:
        case Credit():
            return claim.amount.minor
        case Dispute():
            is_open = claim.decided is None or claim.decided > day
            return claim.amount.minor if is_open else claim.upheld(day)
    assert_never(claim)


def amounts_of(event: Event) -> tuple[Money, ...]:
    """Return all sums of money of an event."""
    match event:
        case Invoice() | Payment() | AdministrativeCharge() | Dispute() | Credit() | WriteOff() | Payout():
            return (event.amount,)
        case Cancellation():
            return event.amounts
        case ReturnedPayment() | Reminder():
            return ()
    assert_never(event)


def billed_amounts(events: Iterable[Event]) -> dict[str, Money]:
    """Return the amounts of debts by their numbers, where the events themselves say them."""
    amounts: dict[str, Money] = {}
    for event in events:
        match event:
            case Invoice() | AdministrativeCharge():
                amounts.setdefault(event.number, event.amount)
            case Cancellation():
                pass  # what it costs is computed by the terms
            case Dispute() | Reminder() | Credit() | WriteOff() | Payment() | ReturnedPayment() | Payout():
                pass  # no debts
            case _:
                assert_never(event)
    return amounts
