"""The account under any tree, worked out one day at a time.

Nothing here is fast and nothing here is shared with the library. Amounts are
integers of the minor unit; everything between two roundings is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.events import (
    Account,
    Apart,
    Invoice,
    Known,
    OtherEvent,
    Payment,
    Refused,
    Reminder,
    known_value,
    payout_number,
)
from tests.oracle.exact import shares_of
from tests.oracle.numbers import ONE_DAY, Book, Facts
from tests.oracle.questions import due_date
from tests.oracle.run import LeafRun, Run, as_exact, post_periods
from tests.oracle.tree import Amount, Leaf, Owed, Tree, leaves, tree_of

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


def days_between(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


# ------------------------------------------------------------ debts and parts


@dataclass
class _Debt:
    number: str
    amount: int  # as it was asked for
    run: Run
    closed: bool
    taken_at: int  # the amount less what was upheld or corrected
    principal: int
    charges: int = 0
    apart: int = 0  # under never-exempt: what stands apart and bears its charge here
    met_of_charges: int = 0  # q
    posted: list[tuple[date, int]] = field(default_factory=list[tuple[date, int]])
    rejoined_on: date | None = None
    written_off: int = 0

    @property
    def order(self) -> tuple[date, str]:
        return (self.run.owed.due, self.number)

    @property
    def balance(self) -> int:
        return self.principal + self.charges

    @property
    def total_posted(self) -> int:
        return sum(amount for _, amount in self.posted)

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
        self.met_of_charges += on_charges
        self.principal -= on_principal
        if self.charges < 0 or self.principal < 0:
            raise ValueError("more was placed on a debt than it holds")


@dataclass
class _Part:
    """A part that stands apart: what is unpaid of it, and the tree that runs on it, whose charges are held."""

    debt: _Debt
    run: Run
    principal: int
    until: date | None


# -------------------------------------------------------------------- the book


Edition = tuple[date, Book, Tree]  # from when it is in force, its file, its late charge


@dataclass
class _Ledger:
    editions: Sequence[Edition]  # the oldest first
    across_debts: str
    within_debt: str
    posted_per: str
    never_exempt: bool
    debts: list[_Debt] = field(default_factory=list[_Debt])
    parts: list[_Part] = field(default_factory=list[_Part])  # in the order of their reports
    credit: int = 0
    accrued: dict[str, int] = field(default_factory=dict[str, int])  # of the day, before its payments

    def __post_init__(self) -> None:
        for _, _, tree in self.editions:
            if self.posted_per == "account" and not (isinstance(tree, Leaf) and tree.kind == "rate" and tree.monthly):
                raise Refused("posted_per account is for a rate with months")

    @property
    def tree(self) -> Tree:
        """The late charge of all debts, where what it posts is one sum."""
        [(_, _, tree)] = self.editions
        return tree

    def edition_of(self, issued: date) -> Edition:
        """The edition in force when a debt was issued, which it keeps; the first one for a debt before all."""
        in_force = [edition for edition in self.editions if edition[0] <= issued]
        return in_force[-1] if in_force else self.editions[0]

    def open_debts(self) -> list[_Debt]:
        return sorted((debt for debt in self.debts if not debt.closed), key=lambda debt: debt.order)

    def find(self, number: str) -> _Debt | None:
        return next((debt for debt in self.debts if debt.number == number), None)

    # ---- postings

    def shares(self, values: Sequence[Amount]) -> Sequence[int]:
        """The shares of one sum that is rounded once, in coins."""
        assert isinstance(self.tree, Leaf)
        coins = [as_exact(value).times(Fraction(1, self.tree.coin)) for value in values]
        return [share * self.tree.coin for share in shares_of(coins, self.tree.rounding, "account")]

    def post(self, day: date) -> bool:
        """The postings of the day; whether anything that is owed was posted."""
        debts = self.open_debts()
        posted_before = sum(debt.total_posted for debt in debts)
        sums_before = [self.account_sums(debt) for debt in debts]

        def post_what_is_more() -> None:
            for debt in debts:
                debt.post(day, max(0, debt.run.posted() - debt.total_posted))

        for debt in debts:
            debt.run.post_once(day)
        share = self.shares if self.posted_per == "account" else None
        of_account = any(leaf.of == "account" for _, _, tree in self.editions for leaf in leaves(tree))
        if of_account:
            post_periods([debt.run for debt in debts], day, share)
            self.keep_one_of_the_account(debts, sums_before)
        else:
            post_what_is_more()
            post_periods([debt.run for debt in debts], day, share, post_what_is_more)
        post_what_is_more()
        for part in self.parts:
            part.run.post_once(day)
            post_periods([part.run], day)
        return sum(debt.total_posted for debt in debts) > posted_before

    @staticmethod
    def account_sums(debt: _Debt) -> dict[int, tuple[dict[int, int], list[tuple[date, int]]]]:
        """What the sums of the account have posted on a debt."""
        return {
            key: (dict(run.posted), list(run.ends)) for key, run in debt.run.leaves.items() if run.leaf.of == "account"
        }

    @staticmethod
    def keep_one_of_the_account(
        debts: Sequence[_Debt], before: Sequence[Mapping[int, tuple[dict[int, int], list[tuple[date, int]]]]]
    ) -> None:
        """Of sums of the account that post today on several debts, leave the one on the oldest."""
        taken = set[int]()
        for debt, sums in zip(debts, before, strict=True):
            for key, (posted, ends) in sums.items():
                run: LeafRun = debt.run.leaves[key]
                if run.total <= sum(posted.values()):
                    continue
                if key in taken:
                    run.posted = dict.fromkeys(run.posted, 0) | posted
                    run.ends = [*ends, *((day, 0) for day, _ in run.ends[len(ends) :])]
                taken.add(key)

    def look(self, day: date) -> None:
        """What has accrued by today; payments of the day do not change it."""
        debts = self.open_debts()
        if self.posted_per == "account":
            late = [(debt, leaf) for debt in debts for leaf in debt.run.periodic()]
            shares = self.shares([leaf.accrued for _, leaf in late])
            self.accrued = {debt.number: share for (debt, _), share in zip(late, shares, strict=True)}
            return
        self.accrued = {debt.number: max(0, debt.run.total() - debt.total_posted) for debt in debts}

    def held(self, part: _Part) -> int:
        return 0 if self.never_exempt else part.run.total()

    # ---- new debts, decisions, reports

    def add(self, new: Invoice, less: int) -> bool:
        """A new debt; whether anything of it is owed."""
        if self.find(new.number) is not None:
            raise ValueError(f"two debts have the number {new.number!r}")
        _, book, tree = self.edition_of(new.issued)
        due = due_date(book, new.issued, sent=new.sent, received=new.received, due=new.due)
        owed = max(0, new.amount - less)
        run = Run(book, tree, Owed(new.issued, due, new.billing_months), new.issued - ONE_DAY)
        self.debts.append(_Debt(new.number, new.amount, run, owed == 0, owed, owed))
        return owed > 0

    def remind(self, reminder: Reminder) -> None:
        """A reminder of one debt, or of each debt past due."""
        for debt in self.debts:
            if reminder.invoice in (None, debt.number) and (
                reminder.invoice is not None or debt.run.owed.due < reminder.on
            ):
                debt.run.remind(reminder.on)
                for part in self.parts:
                    if part.debt is debt:
                        part.run.remind(reminder.on)

    def rejoin(self, day: date) -> bool:
        """The decisions of the day; whether any part came back."""
        decided = [part for part in self.parts if part.until == day]
        self.parts = [part for part in self.parts if part.until != day]
        for part in decided:
            debt, q = part.debt, part.principal
            if q == 0:
                continue
            debt.principal += q
            if self.never_exempt:
                debt.apart -= q
                continue
            debt.run.rejoin(day, part.run, q, debt.closed)
            debt.closed = False
            debt.rejoined_on = day
        return any(part.principal > 0 for part in decided)

    def check(self, claims: Mapping[str, int]) -> None:
        for number, total in claims.items():
            debt = self.find(number)
            if total > (0 if debt is None else debt.amount):
                raise Refused(f"disputes and credits are more than the debt {number!r}")

    def set_apart(self, reports: Sequence[Apart], day: date) -> None:
        found = [(debt, apart) for apart in reports if (debt := self.find(apart.invoice)) is not None]
        found.sort(key=lambda one: (*one[0].order, -one[1].disputed, one[1].until or date.max, -one[1].amount))
        for debt, apart in found:
            q = min(apart.amount, debt.principal)
            if q == 0:
                continue
            run = Run(debt.run.book, debt.run.tree, debt.run.owed, day)
            run.go_on(debt.run, day)
            self.parts.append(_Part(debt, run, q, apart.until))
            debt.principal -= q
            if self.never_exempt:
                debt.apart += q

    # ---- what meets debts

    def pay(self, amount: int, name: str | None, day: date) -> None:
        named = [debt for debt in self.open_debts() if debt.number == name]
        self.credit += self.place(amount, named, day)
        self.use_credit(day)

    def use_credit(self, day: date) -> None:
        order = self.open_debts()
        parts = sorted(self.parts, key=lambda part: part.debt.order)
        if self.across_debts == "newest-first":
            order.reverse()
            parts.reverse()
        if self.across_debts == "largest-first":
            order.sort(key=lambda debt: -debt.balance)
            parts.sort(key=lambda part: -part.principal)
        self.credit = self.place(self.credit, order, day)
        self.credit = self.meet_parts(self.credit, parts)

    def place(self, left: int, order: Sequence[_Debt], day: date) -> int:
        """Meet the undisputed parts; give what is left."""
        for debt in order:
            pending = self.accrued.get(debt.number, 0)
            covered = left >= debt.balance + pending
            if covered and debt.apart > 0 and debt.balance + pending == 0:
                continue  # of what is not disputed there is nothing to settle
            if covered:
                debt.post(day, pending)
                debt.run.settle(pending)
                self.accrued[debt.number] = 0
            met = min(left, debt.balance)
            debt.meet(met, self.within_debt)
            left -= met
            if covered and debt.apart == 0:
                debt.closed = True
        return left

    def meet_parts(self, left: int, order: Sequence[_Part]) -> int:
        """Meet parts that stand apart; give what is left."""
        for part in order:
            debt = part.debt
            met = min(left, part.principal)
            part.principal -= met
            left -= met
            if self.never_exempt and met > 0:
                debt.apart -= met
                if debt.balance + debt.apart + self.accrued.get(debt.number, 0) == 0:
                    debt.closed = True
        return left

    def write_off(self, amount: int, number: str, day: date) -> int:
        """Write off what there is; give the surplus."""
        left = self.place(amount, [debt for debt in self.open_debts() if debt.number == number], day)
        left = self.meet_parts(left, [part for part in self.parts if part.debt.number == number])
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
            debt.run.end_day(day, debt.principal + debt.apart, debt.met_of_charges, again=day == debt.rejoined_on)
        holders = set[int]()
        for part in self.parts:
            first = part.principal > 0 and part.debt.principal == 0 and id(part.debt) not in holders
            if first:
                holders.add(id(part.debt))
            part.run.end_day(day, part.principal, 0, holds_sums=first)

    def statement(self, day: date) -> Statement:
        rows: list[Debt] = []
        for debt in sorted(self.debts, key=lambda debt: debt.order):
            parts = [part for part in self.parts if part.debt is debt]
            disputed = sum(part.principal for part in parts)
            rows.append(
                Debt(
                    debt.number,
                    debt.run.owed.issued,
                    debt.run.owed.due,
                    debt.principal + disputed,
                    debt.charges,
                    0 if debt.closed else self.accrued.get(debt.number, 0),
                    tuple(debt.posted),
                    disputed,
                    sum(self.held(part) for part in parts),
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
    ledger: _Ledger,
    account: Account,
    known: Known,
    first: date,
    last: date,
    strict: date | None,
    shown_from: date,
) -> Iterator[tuple[date, Statement]]:
    """Each day from `first` to `last`; what comes on the day `strict` must fit what is known."""
    for day in days_between(first, last):
        owed = ledger.post(day)
        for new in sorted((debt for debt in known.debts if debt.issued == day), key=lambda debt: debt.number):
            owed = ledger.add(new, known.less.get(new.number, 0)) or owed
        for reminder in known.reminders:
            if reminder.on == day:
                ledger.remind(reminder)
        owed = ledger.rejoin(day) or owed
        if day == strict:
            ledger.check(account.claims(day))
        ledger.set_apart([apart for apart in known.apart if apart.since == day], day)

        credits = [credit for credit in known.credits if credit.issued == day]
        refunds = [refund.amount for refund in known.refunds if refund.on == day]
        write_offs = [write_off for write_off in known.write_offs if write_off.on == day]
        payments = [payment for payment in known.payments if payment.received == day]
        owed = owed and ledger.credit > 0
        if owed or credits or refunds or write_offs or payments or day >= shown_from:
            ledger.look(day)
        if owed:
            ledger.use_credit(day)
        for credit in sorted(credits, key=lambda credit: (credit.invoice, -credit.amount)):
            ledger.pay(credit.amount, credit.invoice, day)
        for refund in sorted(refunds, reverse=True):
            ledger.pay(refund, None, day)
        for write_off in sorted(write_offs, key=lambda write_off: (write_off.invoice, -write_off.amount)):
            surplus = ledger.write_off(write_off.amount, write_off.invoice, day)
            if surplus and day == strict:
                raise Refused(f"a write-off on {day} takes {surplus} too much from {write_off.invoice!r}")
        for payment in sorted(payments, key=lambda one: (one.invoice is None, one.invoice or "", -one.amount)):
            ledger.pay(payment.amount, payment.invoice, day)

        excess = ledger.pay_out(sum(payout.amount for payout in known.payouts if payout.on == day))
        if excess and day == strict:
            raise Refused(f"the payouts of {day} are {excess} over the credit")
        if excess:
            number = payout_number(day)
            ledger.add(Invoice(number, day, excess), known.less.get(number, 0))

        if day >= shown_from:
            yield day, ledger.statement(day)
        ledger.end_day(day)


def _first_day(account: Account, as_of: date) -> date:
    return min([*account.dates(), as_of])


def _one_day(account: Account, as_of: date, new_ledger: Callable[[], _Ledger], checked: bool = True) -> Statement:
    first = _first_day(account, as_of)
    for day in sorted(account.days_of_checks() if checked else ()):
        if day <= as_of:
            for _ in _replay(new_ledger(), account, account.known(day), first, day, day, day):
                pass
    [(_, shown)] = _replay(new_ledger(), account, account.known(as_of), first, as_of, None, as_of)
    return shown


def _each_day(account: Account, as_of: date, new_ledger: Callable[[], _Ledger]) -> Iterator[tuple[date, Statement]]:
    first = _first_day(account, as_of)
    turns = sorted({first} | {day for day in account.turning_days() if first < day <= as_of})
    for turn, next_turn in zip(turns, [*turns[1:], as_of + ONE_DAY], strict=True):
        # After a turn nothing is learned until the next that changes an earlier day.
        last = next_turn - ONE_DAY
        yield from _replay(new_ledger(), account, account.known(last), first, last, turn, turn)


def _new_ledger(
    books: Sequence[tuple[date, Book]],
    across_debts: str,
    within_debt: str,
    posted_per: str,
    disputed: str,
    under: Mapping[str, str] | None,
) -> Callable[[], _Ledger]:
    known_value(across_debts, ACROSS_DEBTS)
    known_value(within_debt, WITHIN_DEBT)
    known_value(posted_per, POSTED_PER)
    known_value(disputed, DISPUTED)
    editions = [(since, one, tree_of(one, one.file["late_charge"], under)) for since, one in books]
    return lambda: _Ledger(editions, across_debts, within_debt, posted_per, disputed == "never-exempt")


def statement(
    file: Mapping[str, Any],
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
    facts: Facts | None = None,
    under: Mapping[str, str] | None = None,
    later: Sequence[tuple[date, Mapping[str, Any]]] = (),
    checked: bool = True,
) -> Statement:
    """The statement of a day; `later` are later editions of the file, each with the day from which it is in force.

    Each day on which something could be refused is walked to first, unless it is known that nothing is: `checked`.
    """
    account = Account(invoices, payments, events, on_rejection, dispute_days)
    books = [(since, Book(edition, facts or Facts())) for since, edition in [(date.min, file), *later]]
    new_ledger = _new_ledger(books, across_debts, within_debt, posted_per, disputed, under)
    return _one_day(account, as_of, new_ledger, checked)


def each_day(
    file: Mapping[str, Any],
    invoices: Sequence[Invoice],
    payments: Sequence[Payment],
    as_of: date,
    *,
    across_debts: str = "oldest-first",
    within_debt: str = "charges-first",
    posted_per: str = "invoice",
    disputed: str = "exempt-while-open",
    on_rejection: str = "from-start",
    dispute_days: int | None = None,
    events: Sequence[OtherEvent] = (),
    facts: Facts | None = None,
    under: Mapping[str, str] | None = None,
) -> Iterator[tuple[date, Statement]]:
    """The statement of every day from the first event to `as_of`."""
    account = Account(invoices, payments, events, on_rejection, dispute_days)
    books = [(date.min, Book(file, facts or Facts()))]
    yield from _each_day(account, as_of, _new_ledger(books, across_debts, within_debt, posted_per, disputed, under))
