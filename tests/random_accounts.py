"""Random accounts, made to be awkward: month ends, leap years, equal sums, half cents, events of every sort."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any, get_args

from telcoterms import Account, Invoice, Money, Payment
from telcoterms.account.account import inconsistencies
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    InvoiceLine,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.clauses.administrative_charge import NamedReason
from telcoterms.values.days import add_days, add_months, anchored, month_number, whole_months
from tests.terms_builders import cad

FIRST_DAYS = (date(2023, 12, 1), date(2024, 1, 15), date(2026, 1, 1), date(2027, 1, 31), date(2100, 1, 30))
NET_DAYS = (0, 1, 15, 15, 30, 45, 75)
DISPUTE_DAYS = 90  # of the terms on which all made terms rest
SERVICES = ("dsl", "phone")


@dataclass(frozen=True)
class Made:
    """An account, the day on which it is looked at, and the days in which a bill is to be paid."""

    account: Account
    as_of: date
    net_days: int


def _amount(random: Random, among: list[int]) -> int:
    match random.randrange(6):
        case 0:
            return random.randrange(0, 120)
        case 1:
            return 25 + 50 * random.randrange(400)  # 2 % of it ends in half a cent
        case 2 if among:
            return random.choice(among)  # ties
        case 3:
            return random.choice([5645, 11300, 10**9 + 1])
        case _:
            return random.randrange(1, 30_000)


def _day(random: Random, first: date, within: int, near: list[date]) -> date:
    match random.randrange(4):
        case 0:
            months = timedelta(days=31 * random.randrange(1, within // 31 + 1))
            following = (first.replace(day=1) + months).replace(day=1)
            return following - timedelta(days=random.choice([1, 1, 2, 3]))  # the last days of a month
        case 1 if near:
            return random.choice(near) + timedelta(days=random.randrange(-1, 2))
        case _:
            return first + timedelta(days=random.randrange(within))


def made_account(random: Random, most_invoices: int = 4, most_payments: int = 6) -> Made:
    """An account of a few invoices and payments, parts paid, too much paid, payments before a bill."""
    first, net_days = random.choice(FIRST_DAYS), random.choice(NET_DAYS)
    numbers = random.sample("abcdefgh", random.randrange(1, most_invoices + 1))
    sums: list[int] = []
    days: list[date] = []
    invoices: list[Invoice] = []
    for number in numbers:
        issued = _day(random, first, 100, days)
        minor = _amount(random, sums)
        invoices.append(Invoice(number, issued, cad(minor), random.choice([1, 1, 1, 3])))
        sums += [minor, minor + round(minor * 0.02)]
        days += [issued, issued + timedelta(days=net_days)]
    payments: list[Payment] = []
    for _ in range(random.randrange(most_payments + 1)):
        named = random.choice([None, random.choice(numbers)])
        received = _day(random, first, 220, days)
        payments.append(Payment(received, cad(_amount(random, sums)), named))
        days.append(received)
    return Made(Account([*invoices, *payments]), _day(random, first, 320, days), net_days)


def made_history(random: Random, most_invoices: int = 4, most_payments: int = 6, most_reminders: int = 1) -> Made:
    """An account with events of every kind, which fit together and which a statement can replay.

    Disputes and credits never pass what is left of their debt, a write-off is at most what is surely left, and a payout
    less than what is surely a credit, whatever the late charge (up to 44 % a month) and the readings.
    """
    start = made_account(random, most_invoices, most_payments)
    growing = Growing(random, start)
    for kind, most in (
        (growing.charge, 2),
        (growing.cancel, 2),
        (growing.pay, 2),
        (growing.dispute, 4),
        (growing.credit, 3),
        (growing.return_payment, 2),
        (growing.pay_out, 1),
        (growing.write_off, 1),
        (growing.remind, most_reminders),
    ):
        for _ in range(random.randrange(most + 1)):
            kind()
    return Made(Account(growing.events), _day(random, growing.first, 320, growing.days), start.net_days)


class Growing:
    """A history that grows by one event after the other; one that does not fit is left out."""

    def __init__(self, random: Random, start: Made) -> None:
        self.random = random
        invoices, payments = start.account.invoices, start.account.payments
        self.first = invoices[0].issued
        self.days = [one.day for one in start.account]
        self.days += [one.issued + timedelta(days=start.net_days) for one in invoices]
        self.debts = {one.number: (one.issued, one.amount.minor) for one in invoices}  # what each surely comes to
        self.charged = sum(one.amount.minor for one in invoices)  # what all debts come to at most
        self.events: list[Event] = []
        for invoice in invoices:
            self.add(with_lines(random, invoice), else_=invoice)
        for number, paid in enumerate(payments):
            reference = random.choice([None, "wire", f"cheque {number}", f"cheque {number}"])
            self.add(Payment(paid.received, paid.amount, paid.invoice, reference))

    def add(self, event: Event, else_: Event | None = None) -> bool:
        """Add an event if it fits."""
        if any(inconsistencies([*self.events, event], in_window)):
            return else_ is not None and self.add(else_)
        self.events.append(event)
        self.days.append(event.day)
        return True

    def day(self, on_or_after: date | None = None) -> date:
        """A day that is awkward: at the end of a month, or beside another one."""
        day = _day(self.random, self.first, 220, self.days)
        return day if on_or_after is None else max(day, on_or_after)

    def of(self, kind: type[Event]) -> list[Any]:
        """The events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def part(self, most: int) -> int:
        """From one unit to all."""
        return self.random.choice([1, most, (most + 1) // 2, self.random.randint(1, most)])

    def charge(self) -> None:
        """An administrative charge."""
        number, day = f"A-{len(self.events)}", self.day(self.first)
        minor = self.random.choice([0, 1, 2500, 5000, self.random.randrange(5001)])
        if self.add(AdministrativeCharge(number, day, cad(minor), self.random.choice(get_args(NamedReason)))):
            self.debts[number] = (day, minor)
            self.charged += minor

    def cancel(self) -> None:
        """A service that ends, with the facts of its refund, of its fixed term, or of both."""
        random = self.random
        number, day, fee = f"C-{len(self.events)}", self.day(self.first), random.randrange(1, 20_000)
        facts: dict[str, Any] = {}
        which = random.randrange(3)
        if which != 1:
            facts |= prepaid_facts(random, day, fee)
        if which != 0:
            months = random.choice([1, 12, 24])
            start = add_months(day, -random.randrange(months + 2)) + timedelta(days=random.randrange(-3, 4))
            monthly: Any = cad(fee) if random.randrange(3) else [cad(fee + month % 3) for month in range(months)]
            facts |= {"term_start": start, "term_months": months, "monthly_fee": monthly}
        tax: dict[str, Any] = random.choice([{}, {"province": "AB"}, {"tax_rate": "0.05"}, {"tax_mode": "included"}])
        by: Any = random.choice(["customer", "customer", "provider-for-cause", "provider-with-notice"])
        service = random.choice([None, *SERVICES])
        if self.add(Cancellation(number, day, by, service=service, **facts, **tax)):
            self.charged += 2 * fee * facts.get("term_months", 1)
            sure = least_charge(facts, day, fee) if by != "provider-with-notice" else 0
            if sure:
                self.debts[number] = (day, sure)

    def pay(self) -> None:
        """A payment that names any debt, or that is very large."""
        named = self.random.choice([None, *self.debts])
        minor = _amount(self.random, [minor for _, minor in self.debts.values()])
        self.add(Payment(self.day(), cad(minor), named, self.random.choice([None, "cash"])))

    def room(self, number: str) -> int:
        """What all claims on a cancellation charge leave of it: the account itself does not know how much it is."""
        claims = [*self.of(Dispute), *self.of(Credit)]
        taken: int = sum(one.amount.minor for one in claims if one.invoice == number)
        return self.debts[number][1] - taken

    def dispute(self) -> None:
        """A dispute, often on a debt that has one: open, decided at once or late, reported too late."""
        random = self.random
        disputed = [one.invoice for one in self.of(Dispute)]
        number = random.choice([*self.debts, *disputed, *disputed])
        issued, minor = self.debts[number]
        most = self.room(number) if number.startswith("C") else minor
        if most < 1:
            return
        window_ends = issued + timedelta(days=DISPUTE_DAYS)
        reported = random.choice([self.day(issued), self.day(issued), issued, window_ends, add_days(window_ends, 1)])
        amount = self.part(most)
        outcomes: list[Any] = ["upheld", "rejected", "withdrawn"]
        if amount > 1:
            outcomes.append(cad(random.randrange(1, amount)))
        decision: tuple[Any, ...] = ()
        if random.randrange(4):
            decided = random.choice([self.day(reported), reported, reported + timedelta(days=random.randrange(60))])
            decision = (decided, random.choice(outcomes))
        self.add(Dispute(number, reported, cad(amount), *decision))

    def credit(self) -> None:
        """A credit of either effect."""
        number = self.random.choice([*self.debts])
        issued, minor = self.debts[number]
        most = self.room(number) if number.startswith("C") else minor
        amount = self.part(most) if most > 0 else 0
        effect: Any = self.random.choice(["from-credit-date", "from-invoice-date"])
        self.add(Credit(self.day(issued), cad(amount), number, effect))

    def return_payment(self) -> None:
        """A payment that comes back, perhaps on the day on which it was received."""
        payments = [one for one in self.of(Payment) if one.reference is not None]
        if payments:
            paid = self.random.choice(payments)
            self.add(ReturnedPayment(self.day(paid.received), paid.reference))

    def pay_out(self) -> None:
        """A very large payment and, of the credit that it surely leaves, a part that is paid out; it may bounce."""
        debts = 40 * self.charged + 10_000 * (len(self.debts) + 2)
        paid = self.day()
        self.add(Payment(paid, cad(debts + 5000), None, "too much"))
        if self.events[-1] == Payment(paid, cad(debts + 5000), None, "too much"):
            out = Payout(self.day(paid), cad(self.part(5000)))
            self.add(out)
            if self.random.randrange(4) == 0:
                self.add(ReturnedPayment(out.on + timedelta(days=self.random.randrange(1, 40)), "too much"))

    def write_off(self) -> None:
        """A write-off of a part of what is surely left, on a debt that there is or on a new one."""
        taken = sum(one.amount.minor for kind in (Payment, Credit, Dispute) for one in self.of(kind))
        taken += sum(2 * one.fee.minor for one in self.of(Cancellation) if one.fee is not None)
        issued = max(
            [self.day(self.first), *(add_days(one.on, 1) for one in self.of(Payout))]
        )  # its credit is gone then
        minor = min(taken + self.random.randrange(1, 20_000), 2 * 10**11)
        if self.random.randrange(2) and taken < 10**11 and self.add(Invoice("w", issued, cad(minor))):
            self.debts["w"] = (issued, minor)
        for number, (issued, minor) in self.debts.items():
            if minor > taken:
                self.add(WriteOff(self.day(issued), number, cad(self.part(minor - taken))))
                return

    def remind(self) -> None:
        """A reminder of one debt, or of all that are past due."""
        number, (issued, _) = self.random.choice(sorted(self.debts.items()))
        self.add(Reminder(self.day(issued), self.random.choice([None, number])))


def in_window(issued: date) -> date:
    """The last day of a dispute."""
    return add_days(issued, DISPUTE_DAYS)


def with_lines(random: Random, invoice: Invoice) -> Invoice:
    """The invoice with lines that come to it, or as it is."""
    if random.randrange(2):
        return invoice
    cuts = sorted(random.randint(0, invoice.amount.minor) for _ in range(random.choice([1, 1, 3])))
    parts = [end - start for start, end in pairwise([0, *cuts, invoice.amount.minor])]
    lines: list[InvoiceLine] = []
    for part in parts:
        tax: Money | None = cad(part - part * 100 // 113) if random.randrange(2) else None
        amount = cad(part) if tax is None else cad(part * 100 // 113)
        service = random.choice(SERVICES)
        if random.randrange(4) == 0:
            lines.append(InvoiceLine(service, "one-time", amount, tax))
        else:
            start = invoice.issued + timedelta(days=random.choice([0, 0, 1, -1, -30]))
            until = add_months(start, invoice.billing_months)
            lines.append(InvoiceLine(service, "recurring", amount, tax, start, until))
    return Invoice(invoice.number, invoice.issued, invoice.amount, invoice.billing_months, lines)


def prepaid_facts(random: Random, day: date, fee: int) -> dict[str, Any]:
    """The facts of a refund: the cycle that holds the day, and until when it is paid for."""
    billing_day = random.choice([day.day, 1, 15, 28, 29, 30, 31])
    month = month_number(day)
    month -= anchored(month, billing_day) > day.toordinal()
    start = date.fromordinal(anchored(month, billing_day))
    facts: dict[str, Any] = {"fee": cad(fee), "cycle_start": start}
    if start.day != billing_day or random.randrange(4) == 0:
        facts["billing_day"] = billing_day
    facts["fee_months"] = random.choice([1, 1, 3, 12])
    if random.randrange(3) == 0:
        months = random.randrange(facts["fee_months"] + 1)
        facts["paid_until"] = date.fromordinal(anchored(month + months, billing_day))
    return facts


def least_charge(facts: dict[str, Any], day: date, fee: int) -> int:
    """What a cancellation surely costs under all readings: half of the fees of the months that have not begun."""
    if "term_start" not in facts:
        return 0
    term_months: int = facts["term_months"]
    begun = max(0, whole_months(facts["term_start"], day) + 1)
    return max(0, term_months - begun) * fee // 2
