"""The accounts that are measured: random realistic ones, and plain ones of a stated shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
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
from telcoterms.values.days import add_months
from telcoterms.values.money import Money

CURRENCY = "CAD"
FEE = Money("56.45", CURRENCY)
FIRST = date(2025, 1, 1)
SEED = 20210712
TABLE = tuple[list[tuple[str, date, Decimal]], list[tuple[date, Decimal]], date]


class Case(NamedTuple):
    """An account and the day on which it is looked at."""

    account: Account
    as_of: date

    def in_decimals(self) -> TABLE:
        """The same as plain decimals."""
        invoices = [(invoice.number, invoice.issued, invoice.amount.amount) for invoice in self.account.invoices]
        payments = [(payment.received, payment.amount.amount) for payment in self.account.payments]
        return invoices, payments, self.as_of


def realistic(count: int, seed: int = SEED) -> Iterator[Case]:
    """Accounts of 12.5 events on average: 5 to 7 monthly invoices, each with its payment.

    60 % of the invoices are paid on time, 30 % a month late, 10 % several months late. A payment is the amount of its
    invoice, one in ten is rounded up to whole tens; it names no invoice. Looked at a month after the last event.
    """
    random = Random(seed)
    for _ in range(count):
        first = FIRST + timedelta(random.randrange(365))
        fee = random.choice((4995, 5645, 6774, 7905, 11300, 13555))
        events: list[Invoice | Payment] = []
        for place in range(random.choice((5, 6, 7, 7))):
            issued = add_months(first, place)
            amount = Money.of_minor(fee + random.choice((0, 0, 0, random.randrange(3000))), CURRENCY)
            events.append(Invoice(f"{place + 1:03}", issued, amount))
            if random.randrange(10) == 0:
                amount = Money.of_minor(-(-amount.minor // 1000) * 1000, CURRENCY)
            received = issued + timedelta(_days_to_payment(random.random(), random))
            events.append(Payment(received, amount))
        last = max(event.issued if isinstance(event, Invoice) else event.received for event in events)
        yield Case(Account(events), last + timedelta(30))


def eventful(count: int, seed: int = SEED) -> Iterator[Case]:
    """The same accounts with other events, each on half of them: all kinds but cancellations.

    A payment comes back and a fee is charged for it; a reminder; a credit; a dispute, which is open, upheld or
    rejected; at the end a bill of which a part is written off, and a payment of which a part is paid out.
    """
    random = Random(seed + 1)
    for account, as_of in realistic(count, seed):
        events: list[Event] = list(account)
        first, second, third, *_ = account.invoices
        place = next(place for place, event in enumerate(events) if isinstance(event, Payment))
        paid = events[place]
        assert isinstance(paid, Payment)
        if random.randrange(2):
            returned = paid.received + timedelta(5)
            events[place] = Payment(paid.received, paid.amount, None, "cheque")
            events.append(ReturnedPayment(returned, "cheque"))
            events.append(AdministrativeCharge("A-1", returned, Money("25.00", CURRENCY), "returned-payment"))
        if random.randrange(2):
            events.append(Reminder(first.issued + timedelta(20)))
        if random.randrange(2):
            events.append(Credit(second.issued + timedelta(30), Money("5.00", CURRENCY), second.number))
        if random.randrange(2):
            reported, part = third.issued + timedelta(10), Money("20.00", CURRENCY)
            decided = reported + timedelta(45)
            events.append(
                random.choice(
                    (
                        Dispute(third.number, reported, part),
                        Dispute(third.number, reported, part, decided, "upheld"),
                        Dispute(third.number, reported, part, decided, "rejected"),
                    )
                )
            )
        if random.randrange(2):
            events.append(Invoice("999", as_of, Money("300.00", CURRENCY)))
            events.append(WriteOff(as_of + timedelta(1), "999", Money("10.00", CURRENCY)))
        if random.randrange(2):
            events.append(Payment(as_of + timedelta(2), Money("2000.00", CURRENCY)))
            events.append(Payout(as_of + timedelta(3), Money("100.00", CURRENCY)))
        yield Case(Account(events), as_of + timedelta(30))


def _days_to_payment(share: float, random: Random) -> int:
    """From the invoice date, of which 15 days are in time."""
    if share < 0.6:
        return random.randint(0, 15)
    if share < 0.9:
        return random.randint(40, 50)
    return random.randint(75, 195)


def monthly(invoices: int, paid_after: int | None) -> Case:
    """Monthly invoices, each paid in full so many days after its date, or never; looked at after the last month."""
    events: list[Invoice | Payment] = []
    for place in range(invoices):
        issued = add_months(FIRST, place)
        events.append(Invoice(f"{place:06}", issued, FEE))
        if paid_after is not None:
            events.append(Payment(issued + timedelta(paid_after), FEE))
    return Case(Account(events), add_months(FIRST, invoices) + timedelta(10))


def dense(invoices: int, paid_after: int | None, paid: Money = FEE) -> Case:
    """An invoice every third day, each with a payment so many days later; 5,000 of them span 41 years."""
    events: list[Invoice | Payment] = []
    for place in range(invoices):
        issued = FIRST + timedelta(3 * place)
        events.append(Invoice(f"{place:06}", issued, FEE))
        if paid_after is not None:
            events.append(Payment(issued + timedelta(paid_after), paid))
    return Case(Account(events), FIRST + timedelta(3 * invoices + 40))


def never_paid(months: int) -> Case:
    """One invoice that nobody pays, on the day that ends so many months."""
    return Case(Account([Invoice("1", FIRST, FEE)]), add_months(FIRST, months))
