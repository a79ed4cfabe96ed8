"""The account, worked out one day at a time.

Nothing here is fast and nothing here is shared with the library. Amounts are
integers of the minor unit; everything between two roundings is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.oracle.charges import (
    ONE_DAY,
    PART_MONTH,
    ROUND_AT,
    RUNS_FROM,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    Kind,
    PlainKind,
    SimpleDaily,
    known_value,
    late_charge,
)
from tests.oracle.events import (
    EFFECTS,
    ON_REJECTION,
    OUTCOMES,
    Account,
    AdministrativeCharge,
    Apart,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Known,
    OtherEvent,
    Payment,
    Payout,
    Refused,
    ReturnedPayment,
    WriteOff,
    payout_number,
)
from tests.oracle.exact import ROUNDING, Exact, exact, pooled, rounded
from tests.oracle.lines import Line, accrued_on, days_between, post_on

__all__ = [
    "ACROSS_DEBTS",
    "DISPUTED",
    "EFFECTS",
    "ON_REJECTION",
    "OUTCOMES",
    "PART_MONTH",
    "POSTED_PER",
    "ROUNDING",
    "ROUND_AT",
    "RUNS_FROM",
    "WITHIN_DEBT",
    "AdministrativeCharge",
    "Cancellation",
    "CompoundMonthly",
    "Credit",
    "Debt",
    "Dispute",
    "Exact",
    "FlatFee",
    "GreaterOf",
    "Invoice",
    "Kind",
    "OtherEvent",
    "Payment",
    "Payout",
    "PlainKind",
    "Refused",
    "ReturnedPayment",
    "SimpleDaily",
    "Statement",
    "WriteOff",
    "each_day",
    "exact",
    "late_charge",
    "pooled",
    "rounded",
    "statement",
]

ACROSS_DEBTS = ("oldest-first", "newest-first", "largest-first")
WITHIN_DEBT = ("charges-first", "principal-first")
POSTED_PER = ("invoice", "account")
DISPUTED = ("exempt-while-open", "never-exempt")


@dataclass(frozen=True)
class Debt:
    number: str
    issued: date
    due: date
    principal: int
    charges: int
    accrued: int
    posted: tuple[tuple[date, int], ...]
    disputed: int = 0
    held: int = 0
    amount: int = field(default=0, compare=False)  # what the replay took the debt at, for the law of conservation
    written_off: int = field(default=0, compare=False)  # what write-offs took, for the same


@dataclass(frozen=True)
class Statement:
    balance: int
    accrued: int
    settlement: int
    credit: int
    debts: tuple[Debt, ...]
    disputed: int = 0
    held: int = 0


# ------------------------------------------------------------ debts and parts


@dataclass
class _Debt:
    amount: int  # as it was asked for
    line: Line
    shadow: Line | None  # the other kind of a greater-of, run alone
    closed: bool
    taken_at: int  # the amount less what was upheld or corrected
    ahead: int = 0  # what the shadow was paid and does not owe yet
    rejoined_on: date | None = None
    written_off: int = 0

    @property
    def order(self) -> tuple[date, str]:
        return (self.line.due, self.line.number)

    @property
    def lines(self) -> list[Line]:
        return [self.line] if self.shadow is None else [self.line, self.shadow]

    @property
    def nothing_left(self) -> bool:
        return all(line.balance + line.apart == 0 for line in self.lines)

    def pay_shadow(self, amount: int, within_debt: str = "charges-first") -> None:
        """Charges first, whatever the reading: the order inside a debt changes no total."""
        if self.shadow is not None:
            self.ahead += amount
            met = min(self.ahead, self.shadow.balance)
            self.shadow.meet(met, within_debt)
            self.ahead -= met

    def end_day(self, day: date) -> None:
        late_again = day == self.rejoined_on and day > self.line.due and not self.line.late
        becomes_late = (day == self.line.due or late_again) and self.line.principal + self.line.apart > 0
        for line in self.lines:
            line.end_day(day, becomes_late)


@dataclass
class _Part:
    """A part that stands apart: the line's principal is what is unpaid of it, its charges are held."""

    debt: _Debt
    line: Line
    until: date | None
    first: bool = False  # the first that was open and unpaid when the due date ended with nothing else unpaid


# -------------------------------------------------------------------- the book


@dataclass
class _Book:
    net_days: int
    kind: Kind
    across_debts: str
    within_debt: str
    posted_per: str
    never_exempt: bool
    debts: list[_Debt] = field(default_factory=list[_Debt])
    parts: list[_Part] = field(default_factory=list[_Part])  # in the order of their reports
    credit: int = 0
    accrued: dict[str, int] = field(default_factory=dict[str, int])  # of the day, before its payments
    alone: dict[str, int] = field(default_factory=dict[str, int])  # the same of the shadows

    @property
    def plain_kind(self) -> PlainKind:
        return self.kind.of if isinstance(self.kind, GreaterOf) else self.kind

    def open_debts(self) -> list[_Debt]:
        return sorted((debt for debt in self.debts if not debt.closed), key=lambda debt: debt.order)

    def find(self, number: str) -> _Debt | None:
        return next((debt for debt in self.debts if debt.line.number == number), None)

    # ---- postings

    def post(self, day: date) -> bool:
        """The postings of the day; whether anything that is owed was posted."""
        debts = self.open_debts()
        before = sum(debt.line.total_posted for debt in debts)
        if isinstance(self.kind, GreaterOf):
            for debt in debts:
                if debt.line.late and day == debt.line.late_since and not debt.line.posted:
                    debt.line.post(day, self.kind.minimum)
            by_number = {debt.line.number: debt for debt in debts}

            def post_excess(shadow: Line) -> None:
                debt = by_number[shadow.number]
                debt.line.post(day, max(0, shadow.total_posted - debt.line.total_posted))
                debt.pay_shadow(0)

            shadows = [debt.shadow for debt in debts if debt.shadow is not None]
            ended = post_on(shadows, self.kind.of, day, "invoice", post_excess)  # a shadow rounds alone
        else:
            ended = post_on([debt.line for debt in debts], self.kind, day, self.posted_per)
        numbers = {line.number for line in ended}
        for debt in debts:
            if debt.line.number in numbers and debt.nothing_left:
                debt.closed = True
        if not self.never_exempt and isinstance(self.plain_kind, CompoundMonthly):
            post_on([part.line for part in self.parts], self.plain_kind, day, "invoice")  # held
        return sum(debt.line.total_posted for debt in debts) > before

    def look(self, day: date) -> None:
        """What has accrued by today; payments of the day do not change it."""
        debts = self.open_debts()
        numbers = [debt.line.number for debt in debts]
        if not isinstance(self.kind, GreaterOf):
            shares = accrued_on([debt.line for debt in debts], self.kind, day, self.posted_per)
            self.accrued = dict(zip(numbers, shares, strict=True))
            return
        shadows = [debt.shadow for debt in debts if debt.shadow is not None]
        self.alone = dict(zip(numbers, accrued_on(shadows, self.kind.of, day, "invoice"), strict=True))
        self.accrued = {}
        for debt, shadow in zip(debts, shadows, strict=True):
            if debt.line.late:
                total = shadow.total_posted + self.alone[shadow.number]
                reached = max(self.kind.minimum, shadow.total_posted)
                self.accrued[shadow.number] = max(0, total - reached)

    def held(self, part: _Part, day: date) -> int:
        if self.never_exempt:
            return 0
        if isinstance(self.plain_kind, FlatFee):
            alone = self.plain_kind.amount if part.first and day > part.line.due else 0
        else:
            [accrued] = accrued_on([part.line], self.plain_kind, day, "invoice")
            alone = part.line.total_posted + accrued
        if isinstance(self.kind, GreaterOf) and part.first and day > part.line.due:
            return max(self.kind.minimum, alone)
        return alone

    # ---- new debts, decisions, reports

    def add(self, new: Invoice, less: int) -> bool:
        """A new debt; whether anything of it is owed."""
        if self.find(new.number) is not None:
            raise ValueError(f"two debts have the number {new.number!r}")
        due = new.issued + timedelta(days=self.net_days)
        owed = max(0, new.amount - less)

        def line() -> Line:
            return Line(new.number, new.issued, due, new.billing_months, new.issued - ONE_DAY, owed)

        shadow = line() if isinstance(self.kind, GreaterOf) else None
        self.debts.append(_Debt(new.amount, line(), shadow, owed == 0, owed))
        return owed > 0

    def rejoin(self, day: date) -> bool:
        """The decisions of the day; whether any part came back."""
        decided = [part for part in self.parts if part.until == day]
        self.parts = [part for part in self.parts if part.until != day]
        for part in decided:
            debt, q = part.debt, part.line.principal
            if q == 0:
                continue
            if self.never_exempt:
                debt.line.apart -= q
                debt.line.principal += q
                continue
            goes_on = debt.line.late and not debt.closed
            for line in debt.lines:
                line.principal += q
                if day <= line.due:
                    line.exempt.append((part.line.since, day, q))
                elif not goes_on:
                    line.begin_anew(self.plain_kind, day)
            debt.pay_shadow(0)
            debt.closed = False
            debt.rejoined_on = day
        return any(part.line.principal > 0 for part in decided)

    def check(self, claims: Mapping[str, int]) -> None:
        for number, total in claims.items():
            debt = self.find(number)
            if total > (0 if debt is None else debt.amount):
                raise Refused(f"disputes and credits are more than the debt {number!r}")

    def set_apart(self, reports: Sequence[Apart], day: date) -> None:
        found = [(debt, apart) for apart in reports if (debt := self.find(apart.invoice)) is not None]
        found.sort(key=lambda one: (*one[0].order, -one[1].disputed, one[1].until or date.max, -one[1].amount))
        for debt, apart in found:
            own = debt.line
            q = min(apart.amount, own.principal)
            if q == 0:
                continue
            part = Line(own.number, own.issued, own.due, own.billing_months, day, q)
            part.begin_anew(self.plain_kind, day)
            part.late = day > own.due  # else it is late when the due date ends with some of it unpaid
            self.parts.append(_Part(debt, part, apart.until))
            own.principal -= q
            if self.never_exempt:
                own.apart += q  # and the shadow knows of no dispute
            elif debt.shadow is not None:
                from_principal = min(q, debt.shadow.principal)
                debt.shadow.principal -= from_principal
                debt.pay_shadow(q - from_principal)

    # ---- what meets debts

    def pay(self, amount: int, name: str | None, day: date) -> None:
        named = [debt for debt in self.open_debts() if debt.line.number == name]
        self.credit += self.place(amount, named, day)
        self.use_credit(day)

    def use_credit(self, day: date) -> None:
        order = self.open_debts()
        parts = sorted(self.parts, key=lambda part: part.debt.order)
        if self.across_debts == "newest-first":
            order.reverse()
            parts.reverse()
        if self.across_debts == "largest-first":
            order.sort(key=lambda debt: -debt.line.balance)
            parts.sort(key=lambda part: -part.line.principal)
        self.credit = self.place(self.credit, order, day)
        self.credit = self.meet_parts(self.credit, parts)

    def place(self, left: int, order: Sequence[_Debt], day: date) -> int:
        """Meet the undisputed parts; give what is left."""
        for debt in order:
            line, number = debt.line, debt.line.number
            pending = self.accrued.get(number, 0)
            covered = left >= line.balance + pending
            if covered and line.apart > 0 and line.balance + pending == 0:
                continue  # of what is not disputed there is nothing to settle
            if covered:
                line.post(day, pending)
                if debt.shadow is not None:
                    debt.shadow.post(day, self.alone.get(number, 0))
                self.accrued[number] = self.alone[number] = 0
            met = min(left, line.balance)
            line.meet(met, self.within_debt)
            debt.pay_shadow(met)
            left -= met
            if covered and line.apart == 0:
                debt.closed = True
            elif covered:
                for one in debt.lines:
                    one.forget(day)  # posted just now
        return left

    def meet_parts(self, left: int, order: Sequence[_Part]) -> int:
        """Meet parts that stand apart; give what is left."""
        for part in order:
            debt = part.debt
            met = min(left, part.line.principal)
            part.line.principal -= met
            left -= met
            if self.never_exempt and met > 0:
                debt.line.apart -= met
                debt.pay_shadow(met, "principal-first")
                if debt.line.balance + debt.line.apart + self.accrued.get(debt.line.number, 0) == 0:
                    debt.closed = True
        return left

    def write_off(self, amount: int, number: str, day: date) -> int:
        """Write off what there is; give the surplus."""
        left = self.place(amount, [debt for debt in self.open_debts() if debt.line.number == number], day)
        left = self.meet_parts(left, [part for part in self.parts if part.line.number == number])
        debt = self.find(number)
        if debt is not None:
            debt.written_off += amount - left
        return left

    def pay_out(self, amount: int) -> int:
        """Pay out of the credit; give the excess."""
        taken = min(amount, self.credit)
        self.credit -= taken
        return amount - taken

    # ---- the end of a day

    def end_day(self, day: date) -> None:
        for debt in self.debts:
            debt.end_day(day)
        for part in self.parts:
            unpaid_at_due = day == part.line.due and part.line.principal > 0
            if unpaid_at_due and part.debt.line.principal == 0:
                part.first = not any(other.first for other in self.parts if other.debt is part.debt)
            part.line.end_day(day, unpaid_at_due)

    def statement(self, day: date) -> Statement:
        rows: list[Debt] = []
        for debt in sorted(self.debts, key=lambda debt: debt.order):
            line = debt.line
            parts = [part for part in self.parts if part.debt is debt]
            disputed = sum(part.line.principal for part in parts)
            rows.append(
                Debt(
                    line.number,
                    line.issued,
                    line.due,
                    line.principal + disputed,
                    line.charges,
                    0 if debt.closed else self.accrued.get(line.number, 0),
                    tuple(line.posted),
                    disputed,
                    sum(self.held(part, day) for part in parts),
                    debt.taken_at,
                    debt.written_off,
                )
            )
        balance = sum(row.principal + row.charges for row in rows) - self.credit
        accrued = sum(row.accrued for row in rows)
        disputed = sum(row.disputed for row in rows)
        held = sum(row.held for row in rows)
        return Statement(balance, accrued, balance + accrued, self.credit, tuple(rows), disputed, held)


# ------------------------------------------------------------------ the replay


def _replay(
    book: _Book,
    account: Account,
    known: Known,
    first: date,
    last: date,
    strict: date | None,
    shown_from: date,
) -> Iterator[tuple[date, Statement]]:
    """Each day from `first` to `last`; what comes on the day `strict` must fit what is known."""
    for day in days_between(first, last):
        owed = book.post(day)
        for new in sorted((debt for debt in known.debts if debt.issued == day), key=lambda debt: debt.number):
            owed = book.add(new, known.less.get(new.number, 0)) or owed
        owed = book.rejoin(day) or owed
        if day == strict:
            book.check(account.claims(day))
        book.set_apart([apart for apart in known.apart if apart.since == day], day)

        credits = [credit for credit in known.credits if credit.issued == day]
        refunds = [refund.amount for refund in known.refunds if refund.on == day]
        write_offs = [write_off for write_off in known.write_offs if write_off.on == day]
        payments = [payment for payment in known.payments if payment.received == day]
        owed = owed and book.credit > 0
        if owed or credits or refunds or write_offs or payments or day >= shown_from:
            book.look(day)
        if owed:
            book.use_credit(day)
        for credit in sorted(credits, key=lambda credit: (credit.invoice, -credit.amount)):
            book.pay(credit.amount, credit.invoice, day)
        for refund in sorted(refunds, reverse=True):
            book.pay(refund, None, day)
        for write_off in sorted(write_offs, key=lambda write_off: (write_off.invoice, -write_off.amount)):
            surplus = book.write_off(write_off.amount, write_off.invoice, day)
            if surplus and day == strict:
                raise Refused(f"a write-off on {day} takes {surplus} too much from {write_off.invoice!r}")
        for payment in sorted(payments, key=lambda one: (one.invoice is None, one.invoice or "", -one.amount)):
            book.pay(payment.amount, payment.invoice, day)

        excess = book.pay_out(sum(payout.amount for payout in known.payouts if payout.on == day))
        if excess and day == strict:
            raise Refused(f"the payouts of {day} are {excess} over the credit")
        if excess:
            number = payout_number(day)
            book.add(Invoice(number, day, excess), known.less.get(number, 0))

        if day >= shown_from:
            yield day, book.statement(day)
        book.end_day(day)


def _first_day(account: Account, as_of: date) -> date:
    return min([*account.dates(), as_of])


def _one_day(account: Account, as_of: date, new_book: Callable[[], _Book]) -> Statement:
    first = _first_day(account, as_of)
    for day in sorted(account.days_of_checks()):
        if day <= as_of:
            for _ in _replay(new_book(), account, account.known(day), first, day, day, day):
                pass
    [(_, shown)] = _replay(new_book(), account, account.known(as_of), first, as_of, None, as_of)
    return shown


def _each_day(account: Account, as_of: date, new_book: Callable[[], _Book]) -> Iterator[tuple[date, Statement]]:
    first = _first_day(account, as_of)
    turns = sorted({first} | {day for day in account.turning_days() if first < day <= as_of})
    for turn, next_turn in zip(turns, [*turns[1:], as_of + ONE_DAY], strict=True):
        # After a turn nothing is learned until the next that changes an earlier day.
        last = next_turn - ONE_DAY
        yield from _replay(new_book(), account, account.known(last), first, last, turn, turn)


def _new_book(
    net_days: int, late_charge: Kind, across_debts: str, within_debt: str, posted_per: str, disputed: str
) -> Callable[[], _Book]:
    known_value(across_debts, ACROSS_DEBTS)
    known_value(within_debt, WITHIN_DEBT)
    known_value(posted_per, POSTED_PER)
    known_value(disputed, DISPUTED)
    return lambda: _Book(net_days, late_charge, across_debts, within_debt, posted_per, disputed == "never-exempt")


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
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
) -> Statement:
    account = Account(invoices, payments, events, on_rejection, dispute_days)
    new_book = _new_book(net_days, late_charge, across_debts, within_debt, posted_per, disputed)
    return _one_day(account, as_of, new_book)


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
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
) -> Iterator[tuple[date, Statement]]:
    """The statement of every day from the first event to `as_of`."""
    account = Account(invoices, payments, events, on_rejection, dispute_days)
    new_book = _new_book(net_days, late_charge, across_debts, within_debt, posted_per, disputed)
    yield from _each_day(account, as_of, new_book)
