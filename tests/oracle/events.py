"""What can happen on an account, and what of it is known on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EFFECTS = ("from-credit-date", "from-invoice-date")
OUTCOMES = ("upheld", "rejected", "withdrawn")
ON_REJECTION = ("from-start", "from-decision")


class Refused(ValueError):
    """The events do not fit each other, or what was asked for cannot be told from the file and the facts."""


def known_value(value: str, values: Sequence[str]) -> None:
    if value not in values:
        raise ValueError(f"{value!r} is not one of {', '.join(values)}")


@dataclass(frozen=True)
class Invoice:
    number: str
    issued: date
    amount: int
    billing_months: int = 1
    due: date | None = None  # where the bill itself shows it
    sent: date | None = None
    received: date | None = None


@dataclass(frozen=True)
class Payment:
    received: date
    amount: int
    invoice: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class AdministrativeCharge:
    number: str
    on: date
    amount: int


@dataclass(frozen=True)
class Cancellation:
    number: str
    on: date
    charge: int
    refund: int


@dataclass(frozen=True)
class Credit:
    issued: date
    amount: int
    invoice: str
    effect: str = "from-credit-date"

    def __post_init__(self) -> None:
        known_value(self.effect, EFFECTS)


@dataclass(frozen=True)
class Dispute:
    invoice: str
    reported: date
    amount: int
    decided: date | None = None
    outcome: str | int | None = None

    def __post_init__(self) -> None:
        if (self.decided is None) != (self.outcome is None):
            raise ValueError("a dispute is decided on a day and with an outcome, or it is open")
        if self.decided is not None and self.decided < self.reported:
            raise ValueError("a dispute is not decided before it is reported")
        if isinstance(self.outcome, str):
            known_value(self.outcome, OUTCOMES)
        elif self.outcome is not None and not 0 < self.outcome < self.amount:
            raise ValueError("a part that is upheld lies between nothing and the disputed amount")

    @property
    def upheld(self) -> int:
        if isinstance(self.outcome, int):
            return self.outcome
        return self.amount if self.outcome == "upheld" else 0


@dataclass(frozen=True)
class ReturnedPayment:
    on: date
    payment: str


@dataclass(frozen=True)
class Payout:
    on: date
    amount: int


@dataclass(frozen=True)
class WriteOff:
    on: date
    invoice: str
    amount: int


@dataclass(frozen=True)
class Reminder:
    on: date
    invoice: str | None = None  # None: of each debt past due that day


OtherEvent = AdministrativeCharge | Cancellation | Credit | Dispute | ReturnedPayment | Payout | Reminder | WriteOff


def payout_number(on: date) -> str:
    return f"payout of {on.isoformat()}"


# ---------------------------------------------------------- known on one day


@dataclass(frozen=True)
class Apart:
    """A sum of a debt that stands apart from one day until another, or until further notice."""

    invoice: str
    since: date
    until: date | None
    amount: int
    disputed: int


@dataclass(frozen=True)
class Refund:
    on: date
    amount: int


@dataclass(frozen=True)
class Known:
    """What a replay is told: nothing in it is dated after the day on which it is known."""

    debts: Sequence[Invoice]
    less: Mapping[str, int]  # what each debt is smaller by, from its issue date
    apart: Sequence[Apart]
    payments: Sequence[Payment]
    credits: Sequence[Credit]
    refunds: Sequence[Refund]
    write_offs: Sequence[WriteOff]
    payouts: Sequence[Payout]
    reminders: Sequence[Reminder]


@dataclass(frozen=True)
class Account:
    invoices: Sequence[Invoice]
    payments: Sequence[Payment]
    events: Sequence[OtherEvent]
    on_rejection: str
    dispute_days: int | None

    def __post_init__(self) -> None:
        known_value(self.on_rejection, ON_REJECTION)

    def debts(self) -> Iterator[Invoice]:
        yield from self.invoices
        for event in self.events:
            if isinstance(event, AdministrativeCharge):
                yield Invoice(event.number, event.on, event.amount)
            if isinstance(event, Cancellation):
                yield Invoice(event.number, event.on, event.charge)

    def dates(self) -> Iterator[date]:
        yield from (debt.issued for debt in self.debts())
        yield from (payment.received for payment in self.payments)
        for event in self.events:
            if isinstance(event, Dispute):
                yield event.reported
            elif isinstance(event, Credit):
                yield event.issued
            else:
                yield event.on

    def days_of_checks(self) -> set[date]:
        """The days on which something can be refused, as it is known then."""
        days = set[date]()
        for event in self.events:
            if isinstance(event, Dispute):
                days.add(event.reported)
            if isinstance(event, Credit):
                days.add(event.issued)
            if isinstance(event, Payout | WriteOff):
                days.add(event.on)
        return days

    def turning_days(self) -> set[date]:
        """The days of checks, and those that change what happened before them."""
        days = self.days_of_checks()
        for event in self.events:
            if isinstance(event, Dispute) and event.decided is not None:
                days.add(event.decided)
            if isinstance(event, ReturnedPayment):
                days.add(event.on)
        return days

    def last_days(self) -> Mapping[str, date]:
        """The last day on which each debt can be disputed, where there is one."""
        if self.dispute_days is None:
            return {}
        issued = {debt.number: debt.issued for debt in self.debts()}
        issued |= {payout_number(event.on): event.on for event in self.events if isinstance(event, Payout)}
        return {number: day + timedelta(days=self.dispute_days) for number, day in issued.items()}

    def disputes(self, as_of: date) -> list[Dispute]:
        """The disputes reported in time by `as_of`; one decided later is open."""
        last_days = self.last_days()
        found: list[Dispute] = []
        for event in self.events:
            if not isinstance(event, Dispute) or event.reported > as_of:
                continue
            if event.reported > last_days.get(event.invoice, date.max):
                continue
            if event.decided is not None and event.decided > as_of:
                event = Dispute(event.invoice, event.reported, event.amount)
            found.append(event)
        return found

    def corrections(self, as_of: date) -> list[Credit]:
        found = [event for event in self.events if isinstance(event, Credit)]
        return [credit for credit in found if credit.issued <= as_of and credit.effect == "from-invoice-date"]

    def claims(self, day: date) -> Mapping[str, int]:
        """Of each debt on which a dispute or a correction comes today: all that is taken from it or in question.

        A dispute that comes too late changes nothing, yet it cannot be about more than its debt.
        """
        disputes, corrections = self.disputes(day), self.corrections(day)
        new = {dispute.invoice for dispute in disputes if dispute.reported == day}
        new |= {credit.invoice for credit in corrections if credit.issued == day}
        total = Counter[str]()
        for dispute in disputes:
            total[dispute.invoice] += dispute.amount if dispute.decided is None else dispute.upheld
        for credit in corrections:
            total[credit.invoice] += credit.amount
        claims = {number: total[number] for number in new}
        last_days = self.last_days()
        for event in self.events:
            if isinstance(event, Dispute) and day == event.reported > last_days.get(event.invoice, date.max):
                claims[event.invoice] = max(claims.get(event.invoice, 0), event.amount)
        return claims

    def known(self, as_of: date) -> Known:
        less, apart = Counter[str](), list[Apart]()
        for credit in self.corrections(as_of):
            less[credit.invoice] += credit.amount
        for dispute in self.disputes(as_of):
            less[dispute.invoice] += dispute.upheld
            rest = dispute.amount - dispute.upheld
            waits = dispute.decided is None or (
                self.on_rejection == "from-decision" and dispute.reported < dispute.decided
            )
            if waits and rest:
                apart.append(Apart(dispute.invoice, dispute.reported, dispute.decided, rest, dispute.amount))
        events = self.events
        return Known(
            debts=[debt for debt in self.debts() if debt.issued <= as_of],
            less=less,
            apart=apart,
            payments=self.payments_not_returned(as_of),
            credits=[
                event
                for event in events
                if isinstance(event, Credit) and event.effect == "from-credit-date" and event.issued <= as_of
            ],
            refunds=[
                Refund(event.on, event.refund)
                for event in events
                if isinstance(event, Cancellation) and event.refund and event.on <= as_of
            ],
            write_offs=[event for event in events if isinstance(event, WriteOff) and event.on <= as_of],
            payouts=[event for event in events if isinstance(event, Payout) and event.on <= as_of],
            reminders=[event for event in events if isinstance(event, Reminder) and event.on <= as_of],
        )

    def payments_not_returned(self, as_of: date) -> list[Payment]:
        left = [payment for payment in self.payments if payment.received <= as_of]
        for event in self.events:
            if isinstance(event, ReturnedPayment) and event.on <= as_of:
                meant = [
                    payment
                    for payment in self.payments
                    if payment.reference == event.payment and payment.received <= event.on
                ]
                if len(meant) != 1:
                    raise Refused(f"{event.payment!r} is the reference of {len(meant)} payments, not of one")
                if meant[0] in left:
                    left.remove(meant[0])
        return left
