"""The late charge and the account, worked out one day at a time.

Nothing here is fast and nothing here is shared with the library. Amounts are
integers of the minor unit; everything between two roundings is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cmp_to_key

from dateutil.relativedelta import relativedelta

RUNS_FROM = ("invoice-date", "due-date", "next-invoice-date")
PART_MONTH = (
    "by-days",
    "thirty-day-month",
    "days-of-year",
    "daily-compound",
    "whole-month",
    "completed-months",
)
ROUNDING = ("half-up", "half-even", "down")
ROUND_AT = ("each-month", "once")
ACROSS_DEBTS = ("oldest-first", "newest-first", "largest-first")
WITHIN_DEBT = ("charges-first", "principal-first")
POSTED_PER = ("invoice", "account")

ONE_DAY = timedelta(days=1)


def _known(value: str, values: Sequence[str]) -> None:
    if value not in values:
        raise ValueError(f"{value!r} is not one of {', '.join(values)}")


# ---------------------------------------------------------------- plain data


@dataclass(frozen=True)
class Invoice:
    number: str
    issued: date
    amount: int
    billing_months: int = 1


@dataclass(frozen=True)
class Payment:
    received: date
    amount: int
    invoice: str | None = None


@dataclass(frozen=True)
class CompoundMonthly:
    rate: Fraction
    runs_from: str = "invoice-date"
    part_month: str = "by-days"
    rounding: str = "half-up"

    def __post_init__(self) -> None:
        _known(self.runs_from, RUNS_FROM)
        _known(self.part_month, PART_MONTH)
        _known(self.rounding, ROUNDING)


@dataclass(frozen=True)
class FlatFee:
    amount: int


@dataclass(frozen=True)
class SimpleDaily:
    yearly_rate: Fraction
    runs_from: str
    rounding: str

    def __post_init__(self) -> None:
        _known(self.runs_from, RUNS_FROM)
        _known(self.rounding, ROUNDING)


PlainKind = CompoundMonthly | FlatFee | SimpleDaily


@dataclass(frozen=True)
class GreaterOf:
    of: PlainKind
    minimum: int


Kind = PlainKind | GreaterOf


@dataclass(frozen=True)
class Debt:
    number: str
    issued: date
    due: date
    principal: int
    charges: int
    accrued: int
    posted: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Statement:
    balance: int
    accrued: int
    settlement: int
    credit: int
    debts: tuple[Debt, ...]


# ------------------------------------------------------------- exact numbers


def _root(value: int, degree: int) -> int:
    """The whole part of the degree-th root."""
    if value < 2 or degree == 1:
        return value
    guess = 1 << (value.bit_length() // degree + 1)
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


@cache
def _as_power(value: Fraction) -> tuple[Fraction, int]:
    """(b, m) with b ** m == value and m as large as it can be."""
    if value == 1:
        return value, 1
    top, bottom = value.numerator, value.denominator
    for m in range(max(top, bottom).bit_length(), 1, -1):
        a, b = _root(top, m), _root(bottom, m)
        if a**m == top and b**m == bottom:
            return Fraction(a, b), m
    return value, 1


@cache
def _scaled_power(base: Fraction, exponent: Fraction, bits: int) -> int:
    """The whole part of base ** exponent * 2 ** bits."""
    p, q = exponent.numerator, exponent.denominator
    return _root((base.numerator**p << bits * q) // base.denominator**p, q)


@dataclass(frozen=True)
class Exact:
    """A sum of c * base ** e with rational c and rational e, 0 <= e < 1.

    The base is no power of another rational number, so different e are
    linearly independent over the rationals: the sum is rational exactly when
    only e = 0 is left, and two sums are equal exactly when their terms are.
    """

    base: Fraction
    terms: Mapping[Fraction, Fraction]

    def __add__(self, other: Exact) -> Exact:
        base = other.base if self.base == 1 else self.base
        if other.base not in (1, base):
            raise ValueError("two bases do not add")
        terms = dict(self.terms)
        for e, c in other.terms.items():
            terms[e] = terms.get(e, Fraction(0)) + c
        return Exact(base, {e: c for e, c in terms.items() if c})

    def __sub__(self, other: Exact) -> Exact:
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Exact:
        return Exact(self.base, {e: c * factor for e, c in self.terms.items() if factor})

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        low = high = Fraction(0)
        for e, c in self.terms.items():
            if e == 0:
                low, high = low + c, high + c
                continue
            below = _scaled_power(self.base, e, bits)
            ends = (c * Fraction(below, 1 << bits), c * Fraction(below + 1, 1 << bits))
            low, high = low + min(ends), high + max(ends)
        return low, high

    def floor(self) -> int:
        bits = 64
        while True:
            low, high = self.bounds(bits)
            if low // 1 == high // 1:
                return low // 1
            bits *= 2

    def sign(self) -> int:
        if not self.terms:
            return 0
        bits = 64
        while True:
            low, high = self.bounds(bits)
            if low > 0:
                return 1
            if high < 0:
                return -1
            bits *= 2


def exact(value: int | Fraction) -> Exact:
    return Exact(Fraction(1), {Fraction(0): Fraction(value)} if value else {})


def _grown(value: Exact, rate: Fraction, days: int, month_days: int) -> Exact:
    """value * (1 + rate) ** (days / month_days)."""
    base, m = _as_power(1 + rate)
    if base == 1:
        return value
    terms: dict[Fraction, Fraction] = {}
    for e, c in value.terms.items():
        moved = e + Fraction(m * days, month_days)
        whole = moved // 1
        terms[moved - whole] = c * base**whole
    return Exact(base, terms)


def rounded(value: Exact, rounding: str) -> int:
    if value.sign() < 0:
        raise ValueError("a charge is never negative")
    whole = value.floor()
    if rounding == "down":
        return whole
    over_half = (value - exact(whole) - exact(Fraction(1, 2))).sign()
    tie_goes_up = rounding == "half-up" or whole % 2 == 1
    if over_half > 0 or (over_half == 0 and tie_goes_up):
        return whole + 1
    return whole


def pooled(values: Sequence[Exact], rounding: str) -> list[int]:
    """The sum is rounded once; cents go by largest remainder, then by place."""
    total = exact(0)
    for value in values:
        total = total + value
    shares = [value.floor() for value in values]
    rests = [value - exact(share) for value, share in zip(values, shares, strict=True)]

    def larger_rest_first(i: int, j: int) -> int:
        return (rests[j] - rests[i]).sign() or i - j

    order = sorted(range(len(values)), key=cmp_to_key(larger_rest_first))
    for i in order[: rounded(total, rounding) - sum(shares)]:
        shares[i] += 1
    return shares


def shares_of(values: Sequence[Exact], rounding: str, posted_per: str) -> list[int]:
    if posted_per == "account":
        return pooled(values, rounding)
    return [rounded(value, rounding) for value in values]


# ------------------------------------------------------------------- months


def month_start(issued: date, due: date, billing_months: int, runs_from: str, k: int) -> date:
    """A_k, always stepped from its anchor."""
    if runs_from == "invoice-date":
        return issued + relativedelta(months=k)
    if runs_from == "due-date":
        return due + relativedelta(months=k)
    j = billing_months
    while issued + relativedelta(months=j) <= due:
        j += billing_months
    return issued + relativedelta(months=j + k)


def share_of_month(part_month: str, d: int, month_days: int) -> Fraction:
    """f(d) for every reading but daily-compound, which has no rational f."""
    if d <= 0:
        return Fraction(0)
    if d >= month_days:
        return Fraction(1)
    if part_month == "by-days":
        return Fraction(d, month_days)
    if part_month == "thirty-day-month":
        return Fraction(min(d, 30), 30)
    if part_month == "days-of-year":
        return Fraction(12 * d, 365)
    if part_month == "whole-month":
        return Fraction(1)
    if part_month == "completed-months":
        return Fraction(0)
    raise ValueError(f"no share of a month under {part_month!r}")


# ------------------------------------------------------ the single question


def late_charge(
    amount: int,
    issued: date,
    paid: date,
    *,
    net_days: int,
    late_charge: Kind,
    billing_months: int = 1,
    round_at: str = "each-month",
) -> int:
    _known(round_at, ROUND_AT)
    kind = late_charge
    due = issued + timedelta(days=net_days)
    if paid <= due or amount == 0:
        return 0
    if isinstance(kind, FlatFee):
        return kind.amount
    if isinstance(kind, GreaterOf):
        inner = _late_charge(amount, issued, due, paid, kind.of, billing_months, round_at)
        return max(inner, kind.minimum)
    return _late_charge(amount, issued, due, paid, kind, billing_months, round_at)


def _late_charge(
    amount: int,
    issued: date,
    due: date,
    paid: date,
    kind: PlainKind,
    billing_months: int,
    round_at: str,
) -> int:
    if isinstance(kind, FlatFee):
        return kind.amount

    def start(k: int) -> date:
        return month_start(issued, due, billing_months, kind.runs_from, k)

    if isinstance(kind, SimpleDaily):
        sum_of_days = Fraction(0)
        day = start(0)
        while day < paid:
            day += ONE_DAY
            sum_of_days += amount * kind.yearly_rate / 365
        return rounded(exact(sum_of_days), kind.rounding)

    def charge(balance: Fraction, d: int, month_days: int) -> Exact:
        if d in (0, month_days) or kind.part_month != "daily-compound":
            share = share_of_month(kind.part_month, d, month_days)
            return exact(balance * kind.rate * share)
        return _grown(exact(balance), kind.rate, d, month_days) - exact(balance)

    balance = Fraction(amount)
    k = d = 0
    day = start(0)
    while day < paid:
        day += ONE_DAY
        d += 1
        if day == start(k + 1):
            whole = balance * kind.rate
            if round_at == "each-month":
                whole = Fraction(rounded(exact(whole), kind.rounding))
            balance += whole
            k, d = k + 1, 0
    part = charge(balance, d, (start(k + 1) - start(k)).days)
    if round_at == "each-month":
        part = exact(rounded(part, kind.rounding))
    return rounded(exact(balance - amount) + part, kind.rounding)


# --------------------------------------------------------------- the account


@dataclass
class _Line:
    """One debt under one kind of charge, with every day it has seen."""

    number: str
    issued: date
    due: date
    billing_months: int
    principal: int
    charges: int = 0
    late: bool = False
    months_ended: int = 0
    posted: list[tuple[date, int]] = field(default_factory=list[tuple[date, int]])
    balance_at_end: dict[date, int] = field(default_factory=dict[date, int])
    principal_at_end: dict[date, int] = field(default_factory=dict[date, int])

    @property
    def balance(self) -> int:
        return self.principal + self.charges

    @property
    def total_posted(self) -> int:
        return sum(amount for _, amount in self.posted)

    def start(self, kind: CompoundMonthly | SimpleDaily, k: int) -> date:
        return month_start(self.issued, self.due, self.billing_months, kind.runs_from, k)

    def post(self, day: date, amount: int) -> None:
        if amount:
            self.posted.append((day, amount))
            self.charges += amount

    def meet(self, amount: int, within_debt: str) -> None:
        if within_debt == "charges-first":
            on_charges = min(amount, self.charges)
            on_principal = amount - on_charges
        else:
            on_principal = min(amount, self.principal)
            on_charges = amount - on_principal
        self.charges -= on_charges
        self.principal -= on_principal
        if self.charges < 0 or self.principal < 0:
            raise ValueError("more was placed on a debt than it holds")

    def end_day(self, day: date) -> None:
        self.balance_at_end[day] = self.balance
        self.principal_at_end[day] = self.principal
        if day == self.due and self.principal > 0:
            self.late = True
            for earlier in _days(self.issued, self.due):
                self.balance_at_end[earlier] = self.principal
                self.principal_at_end[earlier] = self.principal


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def _month_accrual(line: _Line, kind: CompoundMonthly, k: int, until: date) -> Exact:
    """What the days of month k up to `until` have brought."""
    first, end = line.start(kind, k), line.start(kind, k + 1)
    month_days = (end - first).days
    if kind.part_month == "daily-compound":
        grown = exact(0)
        for day in _days(first + ONE_DAY, until):
            balance = exact(line.balance_at_end[day - ONE_DAY])
            if balance.sign() > 0:
                grown = _grown(balance + grown, kind.rate, 1, month_days) - balance
        return grown
    weighted = Fraction(0)
    for d, day in enumerate(_days(first + ONE_DAY, until), start=1):
        now = share_of_month(kind.part_month, d, month_days)
        before = share_of_month(kind.part_month, d - 1, month_days)
        weighted += line.balance_at_end[day - ONE_DAY] * (now - before)
    return exact(kind.rate * weighted)


def _accrued(lines: Sequence[_Line], kind: PlainKind, day: date, posted_per: str) -> dict[str, int]:
    """What has accrued on each late line and is not posted yet, rounded."""
    late = [line for line in lines if line.late]
    if isinstance(kind, FlatFee):
        return {line.number: 0 for line in late}
    values: list[Exact] = []
    for line in late:
        if isinstance(kind, CompoundMonthly):
            values.append(_month_accrual(line, kind, line.months_ended, day))
        else:
            sum_of_days = Fraction(0)
            for t in _days(line.start(kind, 0) + ONE_DAY, day):
                sum_of_days += line.principal_at_end[t - ONE_DAY] * kind.yearly_rate / 365
            values.append(exact(sum_of_days))
    shares = shares_of(values, kind.rounding, posted_per)
    return {line.number: share for line, share in zip(late, shares, strict=True)}


def _post(
    lines: Sequence[_Line],
    kind: PlainKind,
    day: date,
    posted_per: str,
    after_each: Callable[[_Line], None],
) -> list[_Line]:
    """Post what is due for posting today; give the lines whose month ended."""
    ended: list[_Line] = []
    if isinstance(kind, FlatFee):
        for line in lines:
            if line.late and day == line.due + ONE_DAY:
                line.post(day, kind.amount)
                after_each(line)
    if isinstance(kind, CompoundMonthly):
        late = [line for line in lines if line.late]
        while True:
            ends = {line.start(kind, line.months_ended + 1) for line in late}
            ends = {end for end in ends if end <= day}
            if not ends:
                break
            end = min(ends)
            group = [line for line in late if line.start(kind, line.months_ended + 1) == end]
            values = [_month_accrual(line, kind, line.months_ended, end) for line in group]
            shares = shares_of(values, kind.rounding, posted_per)
            for line, share in zip(group, shares, strict=True):
                line.post(day, share)
                line.months_ended += 1
                for past in _days(end, day - ONE_DAY):
                    line.balance_at_end[past] += share
                ended.append(line)
                after_each(line)
    return ended


@dataclass
class _Debt:
    line: _Line
    shadow: _Line | None
    closed: bool = False
    ahead: int = 0  # what the shadow was paid and does not owe yet

    @property
    def order(self) -> tuple[date, str]:
        return (self.line.due, self.line.number)

    def pay_shadow(self, amount: int, within_debt: str) -> None:
        if self.shadow is not None:
            self.ahead += amount
            met = min(self.ahead, self.shadow.balance)
            self.shadow.meet(met, within_debt)
            self.ahead -= met


@dataclass
class _Book:
    net_days: int
    kind: Kind
    across_debts: str
    within_debt: str
    posted_per: str
    debts: list[_Debt] = field(default_factory=list[_Debt])
    credit: int = 0

    def open_debts(self) -> list[_Debt]:
        return sorted((debt for debt in self.debts if not debt.closed), key=lambda debt: debt.order)

    def new_line(self, invoice: Invoice) -> _Line:
        due = invoice.issued + timedelta(days=self.net_days)
        return _Line(invoice.number, invoice.issued, due, invoice.billing_months, invoice.amount)

    # phases of a day, in order

    def post(self, day: date) -> bool:
        """The postings of the day; whether anything was posted."""
        debts = self.open_debts()
        before = sum(debt.line.total_posted for debt in debts)
        if isinstance(self.kind, GreaterOf):
            for debt in debts:
                if debt.line.late and day == debt.line.due + ONE_DAY:
                    debt.line.post(day, self.kind.minimum)
            by_number = {debt.line.number: debt for debt in debts}

            def post_excess(shadow: _Line) -> None:
                debt = by_number[shadow.number]
                debt.line.post(day, max(0, shadow.total_posted - debt.line.total_posted))
                debt.pay_shadow(0, self.within_debt)

            shadows = [debt.shadow for debt in debts if debt.shadow is not None]
            ended = _post(shadows, self.kind.of, day, "invoice", post_excess)  # a shadow rounds alone
        else:
            lines = [debt.line for debt in debts]
            ended = _post(lines, self.kind, day, self.posted_per, lambda _: None)
        numbers = {line.number for line in ended}
        for debt in debts:
            nothing_left = debt.line.balance == 0 and (debt.shadow is None or debt.shadow.balance == 0)
            if debt.line.number in numbers and nothing_left:
                debt.closed = True
        return sum(debt.line.total_posted for debt in debts) > before

    def add(self, invoices: Sequence[Invoice]) -> bool:
        """The new debts of the day; whether any of them is owed."""
        for invoice in invoices:
            if any(debt.line.number == invoice.number for debt in self.debts):
                raise ValueError(f"two invoices have the number {invoice.number!r}")
            shadow = self.new_line(invoice) if isinstance(self.kind, GreaterOf) else None
            debt = _Debt(self.new_line(invoice), shadow, closed=invoice.amount == 0)
            self.debts.append(debt)
        return any(invoice.amount > 0 for invoice in invoices)

    def accrued(self, day: date) -> dict[str, int]:
        debts = self.open_debts()
        if not isinstance(self.kind, GreaterOf):
            return _accrued([debt.line for debt in debts], self.kind, day, self.posted_per)
        shadows = [debt.shadow for debt in debts if debt.shadow is not None]
        alone = _accrued(shadows, self.kind.of, day, "invoice")
        shown: dict[str, int] = {}
        for debt in debts:
            if debt.shadow is not None and debt.line.late:
                total = debt.shadow.total_posted + alone[debt.line.number]
                reached = max(self.kind.minimum, debt.shadow.total_posted)
                shown[debt.line.number] = max(0, total - reached)
        return shown

    def pay(self, payment: Payment, day: date, accrued: Mapping[str, int]) -> None:
        left = payment.amount
        if payment.invoice is not None:
            named = [debt for debt in self.open_debts() if debt.line.number == payment.invoice]
            left = self.place(left, named, day, accrued)
        self.credit += left
        self.use_credit(day, accrued)

    def use_credit(self, day: date, accrued: Mapping[str, int]) -> None:
        order = self.open_debts()
        if self.across_debts == "newest-first":
            order.reverse()
        if self.across_debts == "largest-first":
            order.sort(key=lambda debt: -debt.line.balance)
        self.credit = self.place(self.credit, order, day, accrued)

    def place(self, left: int, order: Sequence[_Debt], day: date, accrued: Mapping[str, int]) -> int:
        for debt in order:
            line = debt.line
            pending = accrued.get(line.number, 0)
            if left >= line.balance + pending:
                line.post(day, pending)
                met = line.balance
                debt.closed = True
            else:
                met = min(left, line.balance)
            line.meet(met, self.within_debt)
            debt.pay_shadow(met, self.within_debt)
            left -= met
        return left

    def end_day(self, day: date) -> None:
        for debt in self.open_debts():
            debt.line.end_day(day)
            if debt.shadow is not None:
                debt.shadow.end_day(day)

    def statement(self, accrued: Mapping[str, int]) -> Statement:
        rows: list[Debt] = []
        for debt in sorted(self.debts, key=lambda debt: debt.order):
            line = debt.line
            pending = 0 if debt.closed else accrued.get(line.number, 0)
            rows.append(
                Debt(
                    line.number,
                    line.issued,
                    line.due,
                    line.principal,
                    line.charges,
                    pending,
                    tuple(line.posted),
                )
            )
        balance = sum(row.principal + row.charges for row in rows) - self.credit
        total = sum(row.accrued for row in rows)
        return Statement(balance, total, balance + total, self.credit, tuple(rows))


def _payment_order(payment: Payment) -> tuple[bool, str, int]:
    return (payment.invoice is None, payment.invoice or "", -payment.amount)


def _replay(
    book: _Book,
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    look_at: Callable[[date], bool],
) -> Iterator[tuple[date, Statement]]:
    dates = [invoice.issued for invoice in invoices] + [payment.received for payment in payments]
    for day in _days(min([*dates, as_of]), as_of):
        owed = book.post(day)
        new = [invoice for invoice in invoices if invoice.issued == day]
        owed = book.add(sorted(new, key=lambda invoice: invoice.number)) or owed
        today = sorted((p for p in payments if p.received == day), key=_payment_order)
        use_credit = owed and book.credit > 0
        accrued: dict[str, int] = {}
        if today or use_credit or look_at(day):
            accrued = book.accrued(day)
        if use_credit:
            book.use_credit(day, accrued)
        for payment in today:
            book.pay(payment, day, accrued)
        book.end_day(day)
        if look_at(day):
            yield day, book.statement(accrued)


def _new_book(net_days: int, late_charge: Kind, across_debts: str, within_debt: str, posted_per: str) -> _Book:
    _known(across_debts, ACROSS_DEBTS)
    _known(within_debt, WITHIN_DEBT)
    _known(posted_per, POSTED_PER)
    return _Book(net_days, late_charge, across_debts, within_debt, posted_per)


def statement(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    net_days: int,
    late_charge: Kind,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
) -> Statement:
    book = _new_book(net_days, late_charge, across_debts, within_debt, posted_per)
    found = _replay(book, invoices, payments, as_of, lambda day: day == as_of)
    return next(shown for _, shown in found)


def each_day(
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    net_days: int,
    late_charge: Kind,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
) -> Iterator[tuple[date, Statement]]:
    """The statement of every day from the first event to `as_of`."""
    book = _new_book(net_days, late_charge, across_debts, within_debt, posted_per)
    yield from _replay(book, invoices, payments, as_of, lambda _: True)
