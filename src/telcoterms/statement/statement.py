"""A statement as the rows of a sheet: a ledger for each debt, then what was received, then how it all stands.

A statement as dated amounts, and what turns an earlier statement into a later one.

A statement as it is given out.

From the books of a replay to the statement that is given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple, assert_never, final, overload

from telcoterms.account.account import Account
from telcoterms.account.events import AdministrativeCharge, Cancellation, Credit, Invoice, Payment, Payout
from telcoterms.clauses.dispute import DisputeRule, last_day_to_dispute
from telcoterms.clauses.due_date import DueDateRule
from telcoterms.clauses.late_charge.kinds import CompoundMonthly
from telcoterms.formats.csv import Sheet
from telcoterms.formats.locale import Tongue
from telcoterms.formats.report import Report
from telcoterms.formats.text import columns, phrase_text, said
from telcoterms.statement import plain_account as core
from telcoterms.statement.ledger import Allocation, PayoutRecord
from telcoterms.statement.replay import Replay
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.snapshot import DebtFacts, RefundCredit
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import FactError, Word
from telcoterms.values.messages import Phrase, Term, phrase, word
from telcoterms.values.money import Money
from telcoterms.values.steps import Priced, Step, step


class LedgerRow(NamedTuple):
    """A line of a ledger: its debt (None for the account), day, kind, amount, what is owed after it, and clause."""

    debt: str | None
    day: date
    what: EntryKind
    amount: Money
    balance: Money | None
    clause: str


def ledger_rows(statement: Statement, clause_of: Callable[[EntryKind], str]) -> tuple[LedgerRow, ...]:
    """All rows: debts in their order, each in the order of its days, with the balance of the debt after each."""
    order = {debt.number: place for place, debt in enumerate(statement.debts)}
    found = sorted(statement.entries, key=lambda one: (order.get(one.debt or "", len(order)), one.day))
    return tuple(_running(found, clause_of))


def _running(entries: list[Entry], clause_of: Callable[[EntryKind], str]) -> Iterator[LedgerRow]:
    debt: str | None = None
    balance = 0
    for one in entries:
        if one.debt != debt:
            debt, balance = one.debt, 0
        standing = one.what in STANDING_KINDS
        balance += 0 if standing else one.amount.minor
        after = None if standing or one.debt is None else Money.of_minor(balance, one.amount.currency)
        yield LedgerRow(one.debt, one.day, one.what, one.amount, after, clause_of(one.what))


EntryKind = Literal[
    "billed",
    "late charge",
    "paid, charges",
    "paid, principal",
    "credited, charges",
    "credited, principal",
    "written off, charges",
    "written off, principal",
    "payment",
    "credit",
    "refund",
    "payout",
    "accrued",
    "disputed",
    "held",
]
HEAD: Final = ("day", "debt", "what", "amount", "why")
HEADINGS: Final = (phrase("day"), phrase("debt"), phrase("what"), phrase("amount"), phrase("why"))
STANDING_KINDS: Final = ("accrued", "disputed", "held")  # as it stands on the day, not as it happened on one

Key = tuple[date, str | None, EntryKind]


class Entry(NamedTuple):
    """A dated amount: what changed a debt, or the account as a whole (None), or how a debt stands on the day."""

    day: date
    debt: str | None
    what: EntryKind
    amount: Money

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"day": self.day.isoformat(), "debt": self.debt, "what": self.what, "amount": self.amount.text}


def sum_entries(entries: Iterable[Entry], currency: str) -> tuple[Entry, ...]:
    """Those of one day, debt and kind as one, in the order in which they first came; none is zero."""
    sums: dict[Key, int] = {}
    for day, debt, what, amount in entries:
        sums[day, debt, what] = sums.get((day, debt, what), 0) + amount.minor
    return _entries(sums, currency)


def _entries(sums: Mapping[Key, int], currency: str) -> tuple[Entry, ...]:
    return tuple(Entry(*key, Money.of_minor(sum_, currency)) for key, sum_ in sums.items() if sum_)


@final
@dataclass(frozen=True, slots=True)
class Correction:
    """An entry that turns an earlier statement into a later one: its day, debt, kind, amount, and why."""

    day: date
    debt: str | None
    what: EntryKind
    amount: Money
    reason: Phrase

    @property
    def why(self) -> str:
        """The reason in words."""
        return phrase_text(self.reason)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        entry = Entry(self.day, self.debt, self.what, self.amount)
        return {**entry.as_dict(), "why": self.why}


@final
@dataclass(frozen=True, slots=True)
class Corrections(Report, Sequence[Correction]):
    """What turns the statement of one day into that of another; no two share day, debt and kind, none is zero.

    `print` shows them as a table.
    """

    before: date
    after: date
    currency: str  # pyright: ignore[reportIncompatibleMethodOverride]: a frozen field is read like a property
    entries: tuple[Correction, ...]

    def applied(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries of the earlier statement, corrected: those of the later one, in order of their days."""
        sums = _comparable(entries, self.after)
        for one in self.entries:
            key = (one.day, one.debt, one.what)
            sums[key] = sums.get(key, 0) + one.amount.minor
        return tuple(sorted(_entries(sums, self.currency), key=lambda one: _order(one[:3])))

    def headline(self) -> Phrase:
        """In one line."""
        template = "corrections from {before} to {after}: {count}"
        return phrase(template, before=self.before, after=self.after, count=len(self.entries) or Term("none"))

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "entries": [one.as_dict() for one in self.entries],
        }

    def _text(self, width: int, tongue: Tongue | None) -> str:
        lines = [said(self.headline(), tongue, heading=True)]
        if not self.entries:
            return lines[0]
        rows = [HEADINGS, *(_cells(one) for one in self.entries)]
        return "\n".join(
            [
                *lines,
                "",
                *columns([[said(cell, tongue) for cell in row] for row in rows], frozenset({3}), tongue),
            ]
        )

    def sheet(self) -> Sheet:
        """As rows of a sheet."""
        return Sheet(HEAD, tuple((one.day, one.debt, one.what, one.amount, one.why) for one in self.entries))

    def page(self) -> tuple[Step, ...]:
        """As lines of a page."""
        template = "{day} {debt}, {what}: {amount}; {why}"
        return tuple(
            step(
                template,
                day=one.day,
                debt=one.debt or Term("account"),
                what=word(one.what, EntryKind),
                amount=one.amount,
                why=one.reason,
            )
            for one in self.entries
        )

    @overload
    def __getitem__(self, index: int) -> Correction: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Correction, ...]: ...
    def __getitem__(self, index: int | slice) -> Correction | tuple[Correction, ...]:
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Correction]:
        return iter(self.entries)


def _cells(one: Correction) -> tuple[Phrase, ...]:
    return (
        phrase("{day}", day=one.day),
        phrase("{debt}", debt=one.debt or "-"),
        phrase("{what}", what=word(one.what, EntryKind)),
        phrase("{amount}", amount=one.amount),
        one.reason,
    )


def corrections(before: date, old: Iterable[Entry], after: date, new: Iterable[Entry], currency: str) -> Corrections:
    """What turns the entries of an earlier statement into those of a later one."""
    earlier, later = _comparable(old, after), _comparable(new, after)
    found = []
    for key in sorted({*earlier, *later}, key=_order):
        change = later.get(key, 0) - earlier.get(key, 0)
        if change:
            why = _why(key, before, after, key in earlier, key in later)
            found.append(Correction(*key, Money.of_minor(change, currency), why))
    return Corrections(before, after, currency, tuple(found))


def _comparable(entries: Iterable[Entry], after: date) -> dict[Key, int]:
    """Entries by day, debt and kind; what only stands is dated on the later day."""
    return {(after if what in STANDING_KINDS else day, debt, what): amount.minor for day, debt, what, amount in entries}


def _order(key: Key) -> tuple[date, bool, str, str]:
    day, debt, what = key
    return (day, debt is None, debt or "", what)


def _why(key: Key, before: date, after: date, was: bool, is_: bool) -> Phrase:
    day, _, what = key
    if what in STANDING_KINDS:
        return phrase("as it stands on {day}", day=after)
    if day > before:
        return phrase("since {day}", day=before)
    if not was:
        return phrase("reaches back: was not known")
    return phrase("reaches back: another amount") if is_ else phrase("reaches back: counts no more")


DebtKind = Literal["invoice", "administrative charge", "cancellation", "payout"]


@final
@dataclass(frozen=True, slots=True)
class Debt:
    """One debt on the day of the statement: what is left of it, and every charge that was posted on it.

    `amount` is what was billed, less what was upheld or corrected. `principal` holds what is in dispute (`disputed`) as
    well; `held` are the charges on that which are not owed while it is open.
    """

    number: str
    issued: date
    due: date
    dispute_until: date | None
    principal: Money
    charges: Money
    accrued: Money
    posted: tuple[tuple[date, Money], ...]
    disputed: Money
    held: Money
    kind: DebtKind
    amount: Money
    placements: tuple[Allocation, ...]

    @property
    def title(self) -> Phrase:
        """As it is spoken of: `invoice 2026-01`; a payout that is owed again is called by its day."""
        if self.kind == "payout":
            return phrase("payout of {day}", day=self.issued)
        return phrase("{kind} {number}", kind=word(self.kind, DebtKind), number=self.number)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issued": self.issued.isoformat(),
            "due": self.due.isoformat(),
            "dispute_until": self.dispute_until.isoformat() if self.dispute_until else None,
            "amount": self.amount.text,
            "principal": self.principal.text,
            "charges": self.charges.text,
            "accrued": self.accrued.text,
            "disputed": self.disputed.text,
            "held": self.held.text,
            "posted": [[day.isoformat(), amount.text] for day, amount in self.posted],
        }

    def entries(self, as_of: date) -> Iterator[Entry]:
        """What happened to the debt, and how it stands."""
        money, currency = Money.of_minor, self.amount.currency
        yield Entry(self.issued, self.number, "billed", self.amount)
        for day, charge in self.posted:
            yield Entry(day, self.number, "late charge", charge)
        for one in self.placements:
            day = date.fromordinal(one.day)
            on_charges: EntryKind = f"{one.kind}, charges"  # type: ignore[assignment]  # one of the names above
            on_principal: EntryKind = f"{one.kind}, principal"  # type: ignore[assignment]
            yield Entry(day, self.number, on_charges, money(-one.to_charges, currency))
            yield Entry(day, self.number, on_principal, money(-one.to_principal, currency))
        yield Entry(as_of, self.number, "accrued", self.accrued)
        yield Entry(as_of, self.number, "held", self.held)
        yield Entry(as_of, self.number, "disputed", self.disputed)


@final
@dataclass(frozen=True, slots=True)
class Statement:
    """What an account owes at the end of a day.

    `balance` is principal and posted charges less `credit`, and may be negative; `accrued` what has accrued since
    the last postings; `settlement` both together: paid on that day, it leaves nothing. Of it, `disputed` is in dispute;
    `held` are charges on that which are not owed while it is. `debts` are in order of their due dates; `settled` is
    what was paid, credited and paid out.
    """

    as_of: date
    balance: Money
    accrued: Money
    settlement: Money
    credit: Money
    debts: tuple[Debt, ...]
    disputed: Money
    held: Money
    settled: tuple[Payment | Credit | RefundCredit | PayoutRecord, ...]

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.settlement

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The statement as dated amounts, those of one day, debt and kind together, none of them zero.

        What a debt owes is the sum of its entries but those that only stand: accrued, held, disputed.
        """
        return sum_entries(self._all(), self.balance.currency)

    def corrections(self, old: Statement) -> Corrections:
        """The dated entries that turn an earlier statement of the account into this one.

        >>> from telcoterms import Account, Invoice, Payment, load
        >>> bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        >>> late = Payment("2026-01-10", Money("56.45", "CAD"))
        >>> kos = load("kos")
        >>> old = kos.statement(Account([bill]), "2026-02-10").value
        >>> new = kos.statement(Account([bill, late]), "2026-02-10").value
        >>> [(one.day.isoformat(), one.what, one.amount.text) for one in new.corrections(old)][-2:]
        [('2026-02-01', 'late charge', '-1.13'), ('2026-02-10', 'accrued', '-0.37')]
        """
        own = self.balance.currency
        if old.balance.currency != own:
            raise FactError(
                "the earlier statement is in {old}, this one in {own}: give two statements of one account",
                old=Word(old.balance.currency),
                own=Word(own),
            )
        return corrections(old.as_of, old.entries, self.as_of, self.entries, own)

    def _all(self) -> Iterator[Entry]:
        for debt in self.debts:
            yield from debt.entries(self.as_of)
        for event in self.settled:
            match event:
                case Payment():
                    yield Entry(event.received, None, "payment", event.amount)
                case Credit():
                    yield Entry(event.issued, None, "credit", event.amount)
                case RefundCredit():
                    yield Entry(event.on, None, "refund", event.amount)
                case PayoutRecord():
                    taken = Money.of_minor(event.excess - event.amount, self.balance.currency)
                    yield Entry(date.fromordinal(event.day), None, "payout", taken)
                case _ as unreachable:
                    assert_never(unreachable)

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "balance {balance}, accrued {accrued}, to settle on {as_of} {settlement}",
            balance=Priced(self.balance),
            accrued=self.accrued,
            as_of=self.as_of,
            settlement=self.settlement,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "as_of": self.as_of.isoformat(),
            "balance": self.balance.text,
            "accrued": self.accrued.text,
            "settlement": self.settlement.text,
            "credit": self.credit.text,
            "disputed": self.disputed.text,
            "held": self.held.text,
            "debts": [debt.as_dict() for debt in self.debts],
        }


KINDS: Final[dict[type, DebtKind]] = {
    Invoice: "invoice",
    AdministrativeCharge: "administrative charge",
    Cancellation: "cancellation",
    Payout: "payout",
}


def statement_of(replay: Replay, currency: str, dispute: DisputeRule | None) -> Statement:
    """The statement at the end of the day of a replay."""
    day, money, from_ordinal = replay.as_of.toordinal(), Money.of_minor, date.fromordinal
    balance, total_accrued, all_disputed, all_held = -replay.credit, 0, 0, 0
    zero, debts = money(0, currency), []
    for debt in sorted(replay.debts.values()):
        accrued = replay.accrued_on(debt, day) if debt.open else 0
        if replay.rounds_together and debt.open and debt.late:
            replay.note_accrued_together()
        disputed, held, principal = zero, zero, debt.principal
        if debt.disputed_parts:
            apart, kept = debt.disputed_principal, sum(part.held_on(day) for part in debt.disputed_parts)
            principal += apart
            all_disputed += apart
            all_held += kept
            disputed, held = money(apart, currency), money(kept, currency)
        balance += principal + debt.charges
        total_accrued += accrued
        postings = debt.accrual.postings if debt.accrual is not None else ()
        billed = debt.facts
        debts.append(
            Debt(
                debt.number,
                billed.issued,
                billed.due,
                None if dispute is None else last_day_to_dispute(dispute, billed.issued),
                money(principal, currency),
                money(debt.charges, currency),
                money(accrued, currency),
                tuple([(from_ordinal(one.day), money(one.amount, currency)) for one in postings if one.amount]),
                disputed,
                held,
                KINDS[type(billed.source)],
                _amount(billed, currency),
                tuple(debt.allocations),
            )
        )
    known = replay.snapshot
    return Statement(
        replay.as_of,
        money(balance, currency),
        money(total_accrued, currency),
        money(balance + total_accrued, currency),
        money(replay.credit, currency),
        tuple(debts),
        money(all_disputed, currency),
        money(all_held, currency),
        (*known.payments, *known.credits, *replay.payouts),
    )


def plain_statement(
    account: Account,
    as_of: date,
    due: DueDateRule,
    late: CompoundMonthly,
    rule: StatementRule,
    currency: str,
    dispute: DisputeRule | None,
) -> Statement:
    """The same statement of an account that fits the core, without the books of a replay."""
    columns, payments = core.events_of(account, as_of, due, late)
    found = core.settle(core.clause_of(late, rule), columns, payments, as_of.toordinal())
    money, from_ordinal = Money.of_minor, date.fromordinal
    zero = money(0, currency)
    posted: list[list[tuple[date, Money]]] = [[] for _ in columns.issued]
    placed: list[list[Allocation]] = [[] for _ in columns.issued]
    for place, day, charge in found.posted:
        posted[place].append((from_ordinal(day), money(charge, currency)))
    for place, day, to_charges, to_principal in found.placed:
        placed[place].append(Allocation(day, to_charges, to_principal))
    debts = []
    rows = zip(account.invoices, columns.late, found.principal, found.balance, found.accrued, strict=False)
    for place, (invoice, late_on, principal, balance, accrued) in enumerate(rows):
        debts.append(
            Debt(
                invoice.number,
                invoice.issued,
                from_ordinal(late_on - 1),
                None if dispute is None else last_day_to_dispute(dispute, invoice.issued),
                money(principal, currency) if principal else zero,
                money(balance - principal, currency) if balance != principal else zero,
                money(accrued, currency) if accrued else zero,
                tuple(posted[place]),
                zero,
                zero,
                "invoice",
                invoice.amount,
                tuple(placed[place]),
            )
        )
    balance, accrued = sum(found.balance) - found.credit, sum(found.accrued)
    return Statement(
        as_of,
        money(balance, currency),
        money(accrued, currency),
        money(balance + accrued, currency),
        money(found.credit, currency),
        tuple(debts),
        zero,
        zero,
        account.payments[: len(payments)],
    )


def _amount(billed: DebtFacts, currency: str) -> Money:
    """What was billed, less what was upheld or corrected."""
    if isinstance(billed.source, Invoice) and billed.amount_minor == billed.billed_minor:
        return billed.source.amount
    return Money.of_minor(billed.amount_minor, currency)
