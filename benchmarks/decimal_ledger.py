"""The yardstick: a late charge and an account in Decimal and relativedelta, as one would write them for one provider.

One clause alone, under its default readings: 15 days to pay, 2 % a month from the invoice date, a part month by its
days, each month rounded half up on each debt; a payment meets the oldest debt first, in it the charges first. Debts are
moved forward only when something reaches them, so that nothing but the arithmetic and the steps by months is compared.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter

from dateutil.relativedelta import relativedelta

RATE = Decimal("0.02")
CENT = Decimal("0.01")
NONE = Decimal("0.00")
DAYS_TO_PAY = timedelta(days=15)
DAYS_TO_DISPUTE = timedelta(days=90)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def late_charge(amount: Decimal, issued: date, paid: date) -> Decimal:
    """Every step of days and months by relativedelta."""
    if paid <= issued + relativedelta(days=15):
        return NONE
    elapsed = relativedelta(paid, issued)
    return _charge(amount, issued, paid, 12 * elapsed.years + elapsed.months)


def late_charge_tight(amount: Decimal, issued: date, paid: date) -> Decimal:
    """The same without a step too many: relativedelta only where a month is to be clamped."""
    if paid <= issued + DAYS_TO_PAY:
        return NONE
    months = 12 * (paid.year - issued.year) + paid.month - issued.month
    # a clamped month that ends on `paid` is then the started one, all of it: the same charge
    return _charge(amount, issued, paid, months - (issued.day > paid.day))


def _charge(amount: Decimal, issued: date, paid: date, months: int) -> Decimal:
    balance = amount
    for _ in range(months):
        balance += cents(balance * RATE)
    start, end = issued + relativedelta(months=months), issued + relativedelta(months=months + 1)
    if paid > start:
        balance += cents(balance * RATE * (paid - start).days / (end - start).days)
    return balance - amount


@dataclass(slots=True)
class Debt:
    number: str
    issued: date
    due: date
    dispute_until: date
    principal: Decimal
    charges: Decimal = NONE
    accrued: Decimal = NONE
    posted: list[tuple[date, Decimal]] = field(default_factory=list[tuple[date, Decimal]])
    late: bool = False
    closed: bool = False
    months: int = 0
    start: date = date.min
    end: date = date.max
    segments: list[tuple[date, Decimal]] = field(default_factory=list[tuple[date, Decimal]])

    @property
    def balance(self) -> Decimal:
        return self.principal + self.charges

    def touch(self, day: date) -> None:
        """Find out whether it is late, and post the months that have ended."""
        if not self.late and day > self.due:
            self.late = True
            self._begin(self.issued)
        while self.end <= day:
            end, charge = self.end, self.month(self.end)
            self.charges += charge
            if charge:
                self.posted.append((max(end, self.due + timedelta(days=1)), charge))
            self._begin(end)

    def _begin(self, start: date) -> None:
        self.months += 1
        self.start, self.end = start, self.issued + relativedelta(months=self.months)
        self.segments = [(start, self.balance)]
        if not self.balance:
            self.end = date.max

    def month(self, until: date) -> Decimal:
        """What the month that has begun has brought up to a day."""
        if not self.late or self.end == date.max or until <= self.start:
            return NONE
        ends = [day for day, _ in self.segments[1:]] + [until]
        weighed = sum(
            (balance * (end - day).days for (day, balance), end in zip(self.segments, ends, strict=True)), NONE
        )
        return cents(weighed * RATE / (self.end - self.start).days)

    def pay(self, day: date, left: Decimal) -> Decimal:
        """Meet the debt; what is left."""
        self.touch(day)
        accrued = self.month(day)
        if left >= self.balance + accrued:
            if accrued:
                self.charges += accrued
                self.posted.append((day, accrued))
            self.closed, self.end = True, date.max
            paid = self.balance
        else:
            paid = min(left, self.balance)
        to_charges = min(paid, self.charges)
        self.charges -= to_charges
        self.principal -= paid - to_charges
        if self.late and not self.closed and paid:
            at = max(day, self.start)
            if self.segments[-1][0] == at:
                self.segments[-1] = (at, self.balance)
            else:
                self.segments.append((at, self.balance))
        return left - paid


@dataclass(slots=True)
class Ledger:
    balance: Decimal
    accrued: Decimal
    settlement: Decimal
    credit: Decimal
    debts: list[Debt]


def statement(
    invoices: Sequence[tuple[str, date, Decimal]], payments: Sequence[tuple[date, Decimal]], as_of: date
) -> Ledger:
    """The account at the end of a day; events in order of their days, numbers in order of the invoices' days."""
    debts: list[Debt] = []
    open_: list[Debt] = []
    credit = NONE

    def receive(day: date, amount: Decimal) -> None:
        nonlocal credit, open_
        left = credit + amount
        for debt in open_:
            if not left:
                break
            left = debt.pay(day, left)
        credit = left
        open_ = [debt for debt in open_ if not debt.closed]

    def post_until(day: date) -> None:
        """While a credit waits, it is used after each posting."""
        while credit and open_:
            ends = min(debt.end for debt in open_)
            if ends > day:
                break
            for debt in open_:
                debt.touch(ends)
            receive(ends, NONE)

    events: list[tuple[date, bool, str, Decimal]] = [(day, False, number, amount) for number, day, amount in invoices]
    events += [(day, True, "", amount) for day, amount in payments]
    events.sort(key=lambda event: (event[0], event[1], event[2], -event[3]))
    for day, is_payment, number, amount in events:
        if day > as_of:
            break
        post_until(day)
        if is_payment:
            receive(day, amount)
            continue
        debt = Debt(number, day, day + DAYS_TO_PAY, day + DAYS_TO_DISPUTE, amount)
        debts.append(debt)
        if amount:
            insort(open_, debt, key=attrgetter("due", "number"))
            if credit:
                receive(day, NONE)
    post_until(as_of)
    for debt in open_:
        debt.touch(as_of)
        debt.accrued = debt.month(as_of)
    balance = sum((debt.balance for debt in debts), NONE) - credit
    accrued = sum((debt.accrued for debt in debts), NONE)
    return Ledger(balance, accrued, balance + accrued, credit, debts)
