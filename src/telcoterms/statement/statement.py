"""A statement: what an account owes on a day, as values, as dated entries, and as the rows of a sheet.

`Statement` holds a `Debt` for each debt. `Statement.entries` gives the same as dated amounts (`Entry`): what happened
to each debt, and how it stands on the day. `corrections` compares the entries of two statements of one account, and
gives the dated entries that turn the earlier one into the later one. `ledger_rows` sorts entries by debt, with the
balance after each.

`statement_of` makes the statement of a replay and `plain_statement` that of the plain replay, field by field the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from itertools import repeat
from json.encoder import encode_basestring_ascii as quoted
from operator import sub
from typing import Final, Literal, NamedTuple, assert_never, final, get_args, overload

from telcoterms.account.account import Account
from telcoterms.account.events import AdministrativeCharge, Cancellation, Credit, Invoice, Payment, Payout
from telcoterms.account.journal import correction_of
from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.clauses.dispute import DisputeRule, last_day_to_dispute
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.formats.csv import Sheet, SheetInWords
from telcoterms.formats.journal import Books, Transaction, TransactionCode
from telcoterms.formats.report import Report
from telcoterms.formats.text import Grid, GridGroup, columns, heading_lines, line, phrase_text, said
from telcoterms.statement.ageing import AgedSum, Ageing, ageing_of
from telcoterms.statement.ledger import ALLOCATION_WORDS, Allocation, AllocationKind, PayoutRecord
from telcoterms.statement.plain_account import clause_of, events_of, settle
from telcoterms.statement.replay import Replay
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.snapshot import DebtSource, RefundCredit
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass, field, replace
from telcoterms.values.days import day_text, ordinal_text
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.hashes import WritesItself, Written, written
from telcoterms.values.messages import Phrase, Phrases, Term, phrase, translated_choice
from telcoterms.values.money import Money, minor_text_of
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, row, step
from telcoterms.values.translation import Translator

DatedKind = Literal[
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
]
StandingKind = Literal["accrued", "disputed", "held"]  # how a debt stands on the day, not what happened on one
EntryKind = Literal[DatedKind, StandingKind]
"""What an entry of a statement is."""
STANDING_KINDS: Final = get_args(StandingKind)
EntryCode = Literal[
    "billed",
    "late_charge",
    "paid_charges",
    "paid_principal",
    "credited_charges",
    "credited_principal",
    "written_off_charges",
    "written_off_principal",
    "payment",
    "credit",
    "refund",
    "payout",
    "accrued",
    "disputed",
    "held",
]
"""What an entry is, for programs: the wording of its kind may get better, its code stays."""
EntryKey = tuple[date, str | None, EntryKind]
DebtKind = Literal["invoice", "administrative charge", "cancellation", "payout"]
"""What made a debt."""
DebtCode = Literal["invoice", "administrative_charge", "cancellation", "payout"]
"""The same, for programs."""

SUMS_LEFT_OUT: Final = ("principal", "charges", "accrued", "disputed", "held")
"""The sums of a debt that its data leaves out where they are nothing."""
BILL_COLUMNS: Final = (
    phrase("bill"),
    phrase("date"),
    phrase("due"),
    phrase("amount"),
    phrase("late charges"),
    phrase("paid"),
    phrase("in dispute"),
    phrase("left"),
)
"""The heads of the columns in which the short page shows the bills of an account."""
CHANGE: Final = "balance_change"
"""The column of a sheet whose sum is the balance, or the change of it."""
CODE: Final = "code"
"""The column of a sheet with the code of what an entry is."""
COLUMN_NAMES: Final = ("day", "debt", "what", "amount", "why")
HEADINGS: Final = (phrase("day"), phrase("debt"), phrase("what"), phrase("amount"), phrase("why"))


@final
@dataclass(frozen=True, slots=True)
class Statement(WritesItself):
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
        """What a record keeps of each voice: what settles the account."""
        return self.settlement

    @property
    def headline_figure(self) -> Money:
        """What readings are compared by on a page: what is payable now."""
        return self.payable

    @property
    def figure_is(self) -> Phrase | None:
        """Which figure is compared, where what is payable now is not all that is owed."""
        return None if self.payable == self.settlement else phrase("what is payable now")

    @property
    def ageing(self) -> Ageing:
        """The balance by how long it is past due."""
        return ageing_of(
            (
                AgedSum((self.as_of - debt.due).days, debt.principal.minor + debt.charges.minor, debt.disputed.minor)
                for debt in self.debts
            ),
            self.credit,
        )

    @property
    def past_due(self) -> Money:
        """What of the balance is owed on debts whose due date is over; what is in dispute is among it."""
        return self.ageing.past_due

    @property
    def undisputed(self) -> Money:
        """What settles the account but for what is in dispute: what is payable now, and what is due later."""
        return self.settlement - self.disputed

    @property
    def days_late(self) -> int:
        """How many days the oldest debt is past due of which anything is payable now; 0 where none is.

        >>> from telcoterms import Account, Invoice, load
        >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
        >>> load("kos").statement(account, "2026-03-01").value.days_late
        44
        """
        return max((debt.days_late(self.as_of) for debt in self.debts), default=0)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The statement as dated amounts, those of one day, debt and kind together, none of them zero.

        What a debt owes is the sum of its entries but those that only stand: accrued, held, disputed.
        """
        return sum_entries(self._all_entries(), self.balance.currency)

    def corrections(self, old: Statement) -> Corrections:
        """Return the dated entries that turn an earlier statement of the account into this one.

        >>> from telcoterms import Account, Invoice, Payment, load
        >>> bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        >>> late = Payment("2026-01-10", Money("56.45", "CAD"))
        >>> kos = load("kos")
        >>> old = kos.statement(Account([bill]), "2026-02-10").value
        >>> new = kos.statement(Account([bill, late]), "2026-02-10").value
        >>> [(one.day.isoformat(), one.what, one.amount.text) for one in new.corrections(old)][-2:]
        [('2026-02-01', 'late charge', '-1.13'), ('2026-02-10', 'accrued', '-0.37')]
        """
        old, currency = _as_statement(old), self.balance.currency
        if old.balance.currency != currency:
            raise InputError(
                "the earlier statement is in {old}, this one in {own}: give two statements of one account",
                old=Unquoted(old.balance.currency),
                own=Unquoted(currency),
            )
        paid_out = frozenset(debt.number for debt in (*old.debts, *self.debts) if debt.is_paid_out)
        found = corrections(old.as_of, old.entries, self.as_of, self.entries, currency)
        return replace(found, paid_out=paid_out)

    def _all_entries(self) -> Iterator[Entry]:
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

    def arrears_data(self) -> dict[str, object]:
        """Return what collections need of it as JSON-ready data."""
        return {
            "past_due": self.past_due.text,
            "disputed": self.disputed.text,
            "undisputed": self.undisputed.text,
            "payable": self.payable.text,
            "days_late": self.days_late,
        }

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "balance {balance}, accrued {accrued}, to settle on {as_of} {settlement}",
            balance=MoneyWithCurrency(self.balance),
            accrued=self.accrued,
            as_of=self.as_of,
            settlement=self.settlement,
        )

    @property
    def payable(self) -> Money:
        """What is payable now: what is due by the day of the statement and not in dispute, less the credit."""
        return self.undisputed - self.due_later

    @property
    def due_later(self) -> Money:
        """What is owed on debts whose due date is after the day of the statement, without what is in dispute."""
        ahead = (debt for debt in self.debts if debt.due > self.as_of)
        minor = sum(debt.undisputed.minor for debt in ahead)
        return Money.of_minor(minor, self.balance.currency)

    def in_short(self) -> Phrase:
        """What is payable now, and what settles all, where that is more."""
        payable, settlement = MoneyWithCurrency(self.payable), self.settlement
        if self.payable == settlement:
            return phrase("{payable} payable now", payable=payable)
        return phrase("{payable} payable now, {settlement} to settle it all", payable=payable, settlement=settlement)

    def rows(self) -> Iterator[Step]:
        """What is payable now, beside it what is in dispute, and the rest: the sum of all settles the account."""
        yield row(phrase("payable now"), self.payable)
        if self.disputed.minor:
            yield row(phrase("in dispute"), self.disputed)
        if self.due_later.minor:
            yield row(phrase("due later"), self.due_later)
        yield row(phrase("to settle it all"), self.settlement)
        if self.held.minor:
            yield row(phrase("held while in dispute"), self.held)

    def sheets(self) -> tuple[SheetInWords, ...]:
        """The sums and all bills, for the sheets of a workbook: numbers and days as such."""
        sums = [(dict(one.phrase.values)["label"], dict(one.phrase.values)["value"]) for one in self.rows()]
        bills = [
            (
                debt.number if debt.is_invoice else debt.title,
                debt.issued,
                debt.due,
                debt.amount,
                debt.late_charges,
                debt.paid,
                debt.disputed,
                debt.owed,
            )
            for debt in self.debts
        ]
        return (
            SheetInWords(
                phrase("sums"),
                HEADINGS[2:4],
                ((phrase("day"), self.as_of), *sums, (phrase("currency"), self.balance.currency)),
            ),
            SheetInWords(phrase("bills"), BILL_COLUMNS, tuple(bills)),
        )

    def grid(self) -> Grid | None:
        """The bills that are not settled, or all where none is open; a column without a figure is left out."""
        shown = [debt for debt in self.debts if debt.owed.minor or debt.held.minor] or list(self.debts)
        if not shown:
            return None
        rows = [debt.cells() for debt in shown]
        kept = [place for place, cells in enumerate(zip(*rows, strict=True)) if any(cell.template for cell in cells)]
        chosen = tuple(tuple(cells[place] for place in kept) for cells in rows)
        return Grid(tuple(BILL_COLUMNS[place] for place in kept), (GridGroup(phrase(""), chosen),))

    def _repr_html_(self) -> str:
        from telcoterms.formats.html import table

        heading = phrase("statement on {day}: {sums}", day=self.as_of, sums=self.in_short())
        return table(heading, list(self.rows()), grid=self.grid())

    def told(self) -> Phrase:
        """In a sentence: what is payable now and of which bills, what is in dispute, and what is due later."""
        parts = [self._payable_told()]
        if self.disputed.minor:
            parts.append(phrase("{sum} is in dispute", sum=self.disputed))
        if self.due_later.minor:
            parts.append(phrase("{sum} is due later", sum=self.due_later))
        return phrase("{parts}", parts=Phrases("; ", tuple(parts)))

    def _payable_told(self) -> Phrase:
        """In a sentence: what is payable now, by its bills where they are few, and else the oldest of them."""
        payable, day = self.payable, self.as_of
        if payable.minor < 0:
            return phrase("there is a credit of {sum} on {day}", sum=-payable, day=day)
        if not payable.minor:
            return phrase("nothing is payable now, on {day}", day=day)
        due = [debt for debt in self.debts if debt.due <= day and debt.undisputed.minor]
        if len(due) > MAX_BILLS_TOLD:
            oldest = min(due, key=lambda debt: debt.issued)
            template = "{sum} is payable now, on {day}, of {count} bills, the oldest of {issued}"
            return phrase(template, sum=payable, day=day, count=len(due), issued=oldest.issued)
        first, *others = due
        if not others:
            return phrase("{sum} of {bill} is payable now, on {day}", sum=payable, bill=first.told(), day=day)
        named = [_part_told(debt, debt.told_after(first)) for debt in others]
        several = Phrases(", ", (_part_told(first, first.told()), *named[:-1]))
        template = "{sum} is payable now, on {day}: {bills} and {last}"
        return phrase(template, sum=payable, day=day, bills=several, last=named[-1])

    @classmethod
    def from_receipt(cls, receipt: Mapping[str, object]) -> Statement:
        """Return the statement that a receipt holds, as it was given; nothing is computed again.

        So the statement of an earlier day exists also where a table or the library has changed since and gives another
        one today, and `corrections` says what turns it into that. Raises `RecordError` for a receipt of another
        question, or that was changed after it was made; `verify` says whether it still comes out.

        >>> from telcoterms import Account, Invoice, load
        >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
        >>> owed = load("kos").statement(account, "2026-02-10")
        >>> Statement.from_receipt(owed.receipt()) == owed.value
        True
        """
        reader = import_module("telcoterms.files.statement_figure")  # it knows files; a statement knows none of them
        statement: Statement = reader.statement_of(receipt)
        return statement

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data, from which `from_receipt` makes it again with the account.

        `refunds` and `payouts` are there where there were any: credits for services that were cancelled, and what was
        paid out, each with how much of it is owed again, and the credit after it.
        """
        data: dict[str, object] = self.written().data
        return data

    def written(self) -> Written:
        """Return the same with its canonical JSON: it is most of a receipt, and all of it is text."""
        currency = self.balance.currency
        sums = (self.balance, self.accrued, self.settlement, self.credit, self.disputed, self.held)
        refunds = [one.as_dict() for one in self.settled if isinstance(one, RefundCredit)]
        payouts = [_payout_data(one, currency) for one in self.settled if isinstance(one, PayoutRecord)]
        debts = _debts_written(map(_row_of, self.debts), currency)
        texts = [one.text for one in sums]
        return _figure_written(day_text(self.as_of), texts, debts, {"refunds": refunds, "payouts": payouts})


def _figure_written(
    as_of: str, sums: Iterable[str], debts: Written, more: Mapping[str, Sequence[Mapping[str, object]]]
) -> Written:
    """Return the figure of a statement: its day, its sums in their order, its debts, and each list that has entries."""
    balance, accrued, settlement, credit, disputed, held = sums
    data: dict[str, object] = {
        "as_of": as_of,
        "balance": balance,
        "accrued": accrued,
        "settlement": settlement,
        "credit": credit,
        "disputed": disputed,
        "held": held,
        "debts": debts.data,
    }
    lists = ""
    for name, rows in more.items():
        if rows:
            data[name] = rows
            lists = f',"{name}":{written(rows).text}{lists}'
    return Written(
        data,
        f'{{"accrued":"{accrued}","as_of":"{as_of}","balance":"{balance}","credit":"{credit}",'
        f'"debts":{debts.text},"disputed":"{disputed}","held":"{held}"{lists},"settlement":"{settlement}"}}',
    )


def _payout_data(payout: PayoutRecord, currency: str) -> dict[str, object]:
    sums = {"amount": payout.amount, "excess": payout.excess, "credit_after": payout.credit_after}
    texts = {name: Money.of_minor(minor, currency).text for name, minor in sums.items()}
    return {"on": date.fromordinal(payout.day).isoformat(), **texts}


MAX_BILLS_TOLD: Final = 3  # each with its sum, in a sentence


def _part_told(debt: Debt, named: Phrase) -> Phrase:
    """Return in a sentence what of a debt is payable."""
    return phrase("{sum} of {bill}", sum=debt.undisputed, bill=named)


@final
@dataclass(frozen=True, slots=True)
class Debt:
    """One debt on the day of the statement: what is left of it, and every charge that was posted on it.

    `amount` is what was billed, less what was upheld or credited from its date. `principal` includes what is in dispute
    (`disputed`); `held` are the charges on that which are not owed while it is open. `placements` are the parts of
    payments, credits and write-offs that were allocated to the debt.
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
    def is_invoice(self) -> bool:
        """Whether it is an invoice."""
        match self.kind:
            case "invoice":
                return True
            case "administrative charge" | "cancellation" | "payout":
                return False
        assert_never(self.kind)

    @property
    def is_paid_out(self) -> bool:
        """Whether it is a payout that is owed again."""
        match self.kind:
            case "payout":
                return True
            case "invoice" | "administrative charge" | "cancellation":
                return False
        assert_never(self.kind)

    @property
    def code(self) -> DebtCode:
        """What made it, for programs."""
        match self.kind:
            case "invoice" | "cancellation" | "payout":
                return self.kind
            case "administrative charge":
                return "administrative_charge"
        assert_never(self.kind)

    def told(self) -> Phrase:
        """What it is, with its day, in a sentence."""
        match self.kind:
            case "invoice":
                return phrase("the bill of {issued}", issued=self.issued)
            case "administrative charge":
                return phrase("the administrative charge of {issued}", issued=self.issued)
            case "cancellation":
                return phrase("the cancellation charge of {issued}", issued=self.issued)
            case "payout":
                return phrase("the payout of {issued}", issued=self.issued)
        assert_never(self.kind)

    def told_after(self, first: Debt) -> Phrase:
        """What it is after another one: a bill after a bill is `the one`."""
        if self.is_invoice and first.is_invoice:
            return phrase("the one of {issued}", issued=self.issued)
        return self.told()

    def days_late(self, as_of: date) -> int:
        """Return how many days it is past due on the day of its statement; 0 where nothing of it is payable then."""
        return max((as_of - self.due).days, 0) if self.owed > self.disputed else 0

    def cells(self) -> tuple[Phrase, ...]:
        """The debt in columns: a figure that is nothing leaves its cell empty, but what is left stands always."""
        sums = (self.late_charges, self.paid, self.disputed)
        middle = (phrase("{sum}", sum=sum_) if sum_.minor else phrase("") for sum_ in sums)
        name = phrase("{number}", number=self.number) if self.is_invoice else self.title
        dates = (phrase("{day}", day=day) for day in (self.issued, self.due))
        amounts = (phrase("{sum}", sum=self.amount), *middle, phrase("{sum}", sum=self.owed))
        return (name, *dates, *amounts)

    @property
    def owed(self) -> Money:
        """What is left of it: principal, with what of that is in dispute, posted charges and what has accrued since."""
        return self.principal + self.charges + self.accrued

    @property
    def undisputed(self) -> Money:
        """What is left of it without what is in dispute."""
        return self.owed - self.disputed

    @property
    def late_charges(self) -> Money:
        """All that was charged on it for paying late, posted or not, paid or not."""
        return Money.of_minor(sum(charge.minor for _, charge in self.posted) + self.accrued.minor, self.amount.currency)

    @property
    def paid(self) -> Money:
        """What payments, credits and write-offs met of it, charges and principal together."""
        minor = sum(placed.to_charges + placed.to_principal for placed in self.placements)
        return Money.of_minor(minor, self.amount.currency)

    @property
    def title(self) -> Phrase:
        """What it is called: `invoice 2026-01`; a payout that is owed again is called by its day."""
        if self.kind == "payout":
            return phrase("payout of {day}", day=self.issued)
        return phrase("{kind} {number}", kind=translated_choice(self.kind, DebtKind), number=self.number)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data: a sum of nothing is left out, and so is a list without entries.

        `posted` has the day and the amount of each late charge; `placed` the day of each part of a payment, what of it
        met charges and what principal, and in words what it was where it was no payment, or met what is in dispute.
        """
        (data,) = _debts_written((_row_of(self),), self.amount.currency).data
        row: dict[str, object] = data
        return row

    def entries(self, as_of: date) -> Iterator[Entry]:
        """Yield what happened to the debt, and how it stands."""
        money, currency = Money.of_minor, self.amount.currency
        yield Entry(self.issued, self.number, "billed", self.amount)
        for day, charge in self.posted:
            yield Entry(day, self.number, "late charge", charge)
        for allocation in self.placements:
            day = date.fromordinal(allocation.day)
            on_charges, on_principal = kinds_of_allocation(allocation.kind)
            yield Entry(day, self.number, on_charges, money(-allocation.to_charges, currency))
            yield Entry(day, self.number, on_principal, money(-allocation.to_principal, currency))
        yield Entry(as_of, self.number, "accrued", self.accrued)
        yield Entry(as_of, self.number, "held", self.held)
        yield Entry(as_of, self.number, "disputed", self.disputed)


_DebtRow = tuple[str, DebtKind, str, str, str, int, int, int, int, int, int, Sequence[list[str]], Sequence[list[str]]]
"""What a receipt keeps of a debt: its number and kind, the days of its issue, when it is due and until when it can be
disputed (empty where the terms do not say), as text; in minor units its amount, principal, charges, what has accrued,
is in dispute and is held; and the rows of its late charges and of what was placed on it."""


def _row_of(debt: Debt) -> _DebtRow:
    """Return what a receipt keeps of a debt."""
    sum_text = minor_text_of(debt.amount.currency)
    return (
        debt.number,
        debt.kind,
        day_text(debt.issued),
        day_text(debt.due),
        "" if debt.dispute_until is None else day_text(debt.dispute_until),
        debt.amount.minor,
        debt.principal.minor,
        debt.charges.minor,
        debt.accrued.minor,
        debt.disputed.minor,
        debt.held.minor,
        [[day_text(day), sum_text(charge.minor)] for day, charge in debt.posted],
        [
            [ordinal_text(day), sum_text(to_charges), sum_text(to_principal), *ALLOCATION_WORDS[kind, is_disputed]]
            for day, to_charges, to_principal, kind, is_disputed in debt.placements
        ],
    )


def _debts_written(debts: Iterable[_DebtRow], currency: str) -> Written:
    """Return debts as data with their canonical JSON, in which the keys are in order: most of a receipt."""
    sum_text = minor_text_of(currency)
    data: list[dict[str, object]] = []
    texts: list[str] = []
    for (
        number,
        kind,
        issued,
        due,
        dispute_until,
        amount_minor,
        principal_minor,
        charges_minor,
        accrued_minor,
        disputed_minor,
        held_minor,
        posted,
        placed,
    ) in debts:
        amount = sum_text(amount_minor)
        row: dict[str, object] = {"number": number, "kind": kind, "issued": issued, "due": due}
        until = principal = charges = accrued = disputed = held = charges_posted = parts_placed = ""
        if dispute_until:
            row["dispute_until"] = dispute_until
            until = f',"dispute_until":"{dispute_until}"'
        row["amount"] = amount
        if principal_minor:
            row["principal"] = text = sum_text(principal_minor)
            principal = f',"principal":"{text}"'
        if charges_minor:
            row["charges"] = text = sum_text(charges_minor)
            charges = f',"charges":"{text}"'
        if accrued_minor:
            row["accrued"] = text = sum_text(accrued_minor)
            accrued = f'"accrued":"{text}",'
        if disputed_minor:
            row["disputed"] = text = sum_text(disputed_minor)
            disputed = f',"disputed":"{text}"'
        if held_minor:
            row["held"] = text = sum_text(held_minor)
            held = f',"held":"{text}"'
        if posted:
            row["posted"] = posted
            charges_posted = f',"posted":{_rows_text(posted)}'
        if placed:
            row["placed"] = placed
            parts_placed = f',"placed":{_rows_text(placed)}'
        data.append(row)
        texts.append(
            f'{{{accrued}"amount":"{amount}"{charges}{until}{disputed},"due":"{due}"{held},"issued":"{issued}",'
            f'"kind":"{kind}","number":{quoted(number)}{parts_placed}{charges_posted}{principal}}}'
        )
    return Written(data, f"[{','.join(texts)}]")


def _rows_text(rows: Iterable[list[str]]) -> str:
    """Return rows of days, sums and plain words as canonical JSON."""
    return '[["' + '"],["'.join(map(_joined, rows)) + '"]]'


_joined: Final = '","'.join


def kinds_of_allocation(kind: AllocationKind) -> tuple[EntryKind, EntryKind]:
    """Return the kinds of entry of what an allocation pays of charges, and of principal."""
    match kind:
        case "paid":
            return "paid, charges", "paid, principal"
        case "credited":
            return "credited, charges", "credited, principal"
        case "written off":
            return "written off, charges", "written off, principal"
    assert_never(kind)


class Entry(NamedTuple):
    """A dated amount: what changed a debt, or the account as a whole (None), or how a debt stands on the day."""

    day: date
    debt: str | None
    what: EntryKind
    amount: Money

    @property
    def code(self) -> EntryCode:
        """What it is, for programs."""
        return entry_code(self.what)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        data = {"day": self.day.isoformat(), "debt": self.debt, "what": self.what, "amount": self.amount.text}
        return {**data, "code": self.code}


def entry_code(what: EntryKind) -> EntryCode:
    """Return the code of a kind of entry."""
    match what:
        case "billed" | "payment" | "credit" | "refund" | "payout" | "accrued" | "disputed" | "held":
            return what
        case "late charge":
            return "late_charge"
        case "paid, charges":
            return "paid_charges"
        case "paid, principal":
            return "paid_principal"
        case "credited, charges":
            return "credited_charges"
        case "credited, principal":
            return "credited_principal"
        case "written off, charges":
            return "written_off_charges"
        case "written off, principal":
            return "written_off_principal"
    assert_never(what)


def transaction_code(what: EntryKind, is_paid_out: bool) -> TransactionCode | None:
    """Return the code of a kind of entry in the books; None for what changes no balance.

    What is billed of a debt that `is_paid_out` is money that left the bank and was no credit.
    """
    match what:
        case "billed":
            return "payout" if is_paid_out else "billed"
        case "payment" | "credit" | "refund" | "payout":
            return what
        case "late charge":
            return "late_charge"
        case "written off, charges" | "written off, principal":
            return "write_off"
        case "paid, charges" | "paid, principal" | "credited, charges" | "credited, principal":
            return None
        case "accrued" | "disputed" | "held":
            return None
    assert_never(what)


def sum_entries(entries: Iterable[Entry], currency: str) -> tuple[Entry, ...]:
    """Add up those of one day, debt and kind, in the order in which they first came; none of the sums is zero."""
    sums: dict[EntryKey, int] = {}
    for day, debt, what, amount in entries:
        sums[day, debt, what] = sums.get((day, debt, what), 0) + amount.minor
    return _entries(sums, currency)


def _entries(sums: Mapping[EntryKey, int], currency: str) -> tuple[Entry, ...]:
    return tuple(Entry(*key, Money.of_minor(sum_, currency)) for key, sum_ in sums.items() if sum_)


def change_of_balance(what: EntryKind, amount: int) -> int | None:
    """Return by how much an entry changes the balance of the account; None where it is no part of it.

    A payment or a credit lowers the balance once, on its own day: where it went, `paid` and `credited`, changes nothing
    more. A payout has its amount with a minus, as it lowers the credit.
    """
    match what:
        case "billed" | "late charge" | "written off, charges" | "written off, principal":
            return amount
        case "payment" | "credit" | "refund" | "payout":
            return -amount
        case "paid, charges" | "paid, principal" | "credited, charges" | "credited, principal":
            return None
        case "accrued" | "disputed" | "held":
            return None
    assert_never(what)


def ledger_in_words(statement: Statement, clause_of: Callable[[Entry], Clause | None]) -> SheetInWords:
    """Return the ledger for a reader, each amount with the balance of its debt and the section behind it."""
    rows = []
    for one in ledger_rows(statement, lambda _: ""):
        clause = clause_of(Entry(one.day, one.debt, one.what, one.amount))
        section = None if clause is None else phrase("{clause}", clause=clause)
        rows.append((one.debt, one.day, translated_choice(one.what, EntryKind), one.amount, one.balance, section))
    debt, (day, what, amount) = HEADINGS[1], (HEADINGS[0], *HEADINGS[2:4])
    return SheetInWords(phrase("ledger"), (debt, day, what, amount, phrase("balance"), phrase("section")), tuple(rows))


def balance_cell(what: EntryKind, amount: Money) -> Money | None:
    """Return the change of the balance by an entry, as a cell of a sheet."""
    change = change_of_balance(what, amount.minor)
    return None if change is None else Money.of_minor(change, amount.currency)


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
    def code(self) -> EntryCode:
        """What it is, for programs."""
        return entry_code(self.what)

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
    currency: str
    entries: tuple[Correction, ...]
    terms: TermsUsed | None = field(default=None, compare=False)
    account: Phrase | None = field(default=None, compare=False)
    paid_out: frozenset[str] = field(default=frozenset(), compare=False)  # the debts that are payouts owed again

    def named(self, terms: TermsUsed, of: Phrase) -> Corrections:
        """Return the same, with whose terms they are by and of which account."""
        return replace(self, terms=terms, account=of)

    @property
    def balance_change(self) -> Money:
        """By how much the balance of the later statement is above that of the earlier one."""
        return Money.of_minor(sum(self._changes()), self.currency)

    def _changes(self) -> list[int]:
        return [change_of_balance(each.what, each.amount.minor) or 0 for each in self.entries]

    def applied(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return the entries of the earlier statement, corrected: those of the later one, in order of their days."""
        sums = _comparable(entries, self.after)
        for correction in self.entries:
            key = (correction.day, correction.debt, correction.what)
            sums[key] = sums.get(key, 0) + correction.amount.minor
        return tuple(sorted(_entries(sums, self.currency), key=lambda entry: _order(entry[:3])))

    def headline(self) -> Phrase:
        """In one line."""
        template = "corrections from {before} to {after}: {count}"
        return phrase(template, before=self.before, after=self.after, count=len(self.entries) or Term("none"))

    def heading(self) -> Phrase:
        """With the account and whose terms both statements are by."""
        if self.terms is None or self.account is None:
            return self.headline()
        asked = phrase(
            "corrections from {before} to {after} of {account}",
            before=self.before,
            after=self.after,
            account=self.account,
        )
        return self.terms.heading(asked, phrase("{count}", count=len(self.entries) or Term("none")))

    def foot(self) -> tuple[Step, ...]:
        """How the amounts come to the change of the balance; nothing where there are none."""
        if not self.entries:
            return ()
        changes = list(zip(self.entries, self._changes(), strict=True))
        settled = sum(change for each, change in changes if each.debt is None)
        billed = sum(change for each, change in changes if each.debt is not None)
        return (
            step(
                "change of the balance, what was billed, charged and written off less payments, credits, refunds and "
                "payouts: {billed} - {settled} = {change}",
                billed=Money.of_minor(billed, self.currency),
                settled=Money.of_minor(-settled, self.currency),
                change=self.balance_change,
            ),
            step("paid and credited: where payments and credits went; accrued, disputed and held: not in the balance"),
        )

    @property
    def _whose(self) -> tuple[Step, ...]:
        """Whose terms both statements are by, in full."""
        return () if self.terms is None else (self.terms.note_with_voice,)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **({} if self.terms is None else self.terms.as_dict()),
            "balance_change": self.balance_change.text,
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
            "entries": [correction.as_dict() for correction in self.entries],
        }

    def _text(self, width: int, translator: Translator | None) -> str:
        lines = heading_lines(self.heading(), width, translator)
        if self.entries:
            rows = [HEADINGS, *(_cells(correction) for correction in self.entries)]
            texts = [[said(cell, translator) for cell in row] for row in rows]
            lines += ["", *columns(texts, frozenset({3}), translator)]
        for notes in filter(None, (self.foot(), self._whose)):
            lines.append("")
            for one in notes:
                lines += line(said(one.phrase, translator), "", 0, width, translator)
        return "\n".join(lines)

    def sheet(self) -> Sheet:
        """As rows of a sheet."""
        rows = tuple(
            (each.day, each.debt, each.what, each.amount, each.why, balance_cell(each.what, each.amount), each.code)
            for each in self.entries
        )
        sheet = Sheet((*COLUMN_NAMES, CHANGE, CODE), rows)
        days = {"before": self.before, "after": self.after}
        return sheet if self.terms is None else sheet.identified(self.terms.cells | days)

    def transactions(self, books: Books = "customer") -> list[Transaction]:
        """Return what changes the balance as transactions of double entry, each of the day of its entry.

        Booked beside those of the earlier statement, they give what the account owes by the later one. They have no
        reference: an entry is the sum of a day. Raises `UnknownNameError` for other books than the two.
        """
        one_of(books, Books, "books")
        booked = []
        for each in self.entries:
            code = transaction_code(each.what, each.debt in self.paid_out)
            change = change_of_balance(each.what, each.amount.minor)
            if code is not None and change is not None:
                says = " ".join(filter(None, (f"correction, {each.what}", each.debt)))
                sum_ = Money.of_minor(change, self.currency)
                booked.append(replace(correction_of(each.day, says, each.debt, code, sum_, books), note=each.why))
        return booked

    def page(self) -> tuple[Step, ...]:
        """As lines of a page."""
        template = "{day} {debt}, {what}: {amount}; {why}"
        rows = tuple(
            step(
                template,
                day=correction.day,
                debt=correction.debt or Term("account"),
                what=translated_choice(correction.what, EntryKind),
                amount=correction.amount,
                why=correction.reason,
            )
            for correction in self.entries
        )
        return (*rows, *self.foot(), *self._whose)

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


def _cells(correction: Correction) -> tuple[Phrase, ...]:
    return (
        phrase("{day}", day=correction.day),
        phrase("{debt}", debt=correction.debt or "-"),
        phrase("{what}", what=translated_choice(correction.what, EntryKind)),
        phrase("{amount}", amount=correction.amount),
        correction.reason,
    )


def _as_statement(old: object) -> Statement:
    """Return the earlier statement, or say what to give in its place."""
    if isinstance(old, Statement):
        return old
    raise InputError(
        "{found} is no statement: give answer.value, or Statement.from_receipt(receipt) of one that was kept", found=old
    )


def corrections(before: date, old: Iterable[Entry], after: date, new: Iterable[Entry], currency: str) -> Corrections:
    """Return what turns the entries of an earlier statement into those of a later one."""
    earlier, later = _comparable(old, after), _comparable(new, after)
    changes = []
    for key in sorted({*earlier, *later}, key=_order):
        change = later.get(key, 0) - earlier.get(key, 0)
        if change:
            why = _why(key, before, after, key in earlier, key in later)
            changes.append(Correction(*key, Money.of_minor(change, currency), why))
    return Corrections(before, after, currency, tuple(changes))


def _comparable(entries: Iterable[Entry], after: date) -> dict[EntryKey, int]:
    """Return amounts by day, debt and kind; what only stands is dated on the later day."""
    return {(after if what in STANDING_KINDS else day, debt, what): amount.minor for day, debt, what, amount in entries}


def _order(key: EntryKey) -> tuple[date, bool, str, str]:
    day, debt, what = key
    return (day, debt is None, debt or "", what)


def _why(key: EntryKey, before: date, after: date, was_known: bool, is_known: bool) -> Phrase:
    day, _, what = key
    if what in STANDING_KINDS:
        return phrase("as it stands on {day}", day=after)
    if day > before:
        return phrase("since {day}", day=before)
    if not was_known:
        return phrase("reaches back: was not known")
    return phrase("reaches back: another amount") if is_known else phrase("reaches back: counts no more")


class LedgerRow(NamedTuple):
    """A line of a ledger: its debt (None for the account), day, kind, amount, what is owed after it, and clause.

    The sum of `balance_change` is the balance of the account.
    """

    debt: str | None
    day: date
    what: EntryKind
    amount: Money
    balance: Money | None
    clause: str
    balance_change: Money | None

    @property
    def code(self) -> EntryCode:
        """What it is, for programs."""
        return entry_code(self.what)


def ledger_rows(statement: Statement, clause_of: Callable[[Entry], str]) -> tuple[LedgerRow, ...]:
    """Return all rows: debts in their order, each in the order of its days, with its balance after each.

    What belongs to no debt comes last. `clause_of` gives the clause behind an entry, or an empty text.
    """
    order = {debt.number: index for index, debt in enumerate(statement.debts)}
    entries = sorted(statement.entries, key=lambda entry: (order.get(entry.debt or "", len(order)), entry.day))
    return tuple(_with_balances(entries, clause_of))


def _with_balances(entries: list[Entry], clause_of: Callable[[Entry], str]) -> Iterator[LedgerRow]:
    debt: str | None = None
    balance = 0
    for entry in entries:
        if entry.debt != debt:
            debt, balance = entry.debt, 0
        after = None
        if entry.debt is not None and entry.what not in STANDING_KINDS:
            balance += entry.amount.minor
            after = Money.of_minor(balance, entry.amount.currency)
        yield LedgerRow(
            entry.debt,
            entry.day,
            entry.what,
            entry.amount,
            after,
            clause_of(entry),
            balance_cell(entry.what, entry.amount),
        )


def statement_of(replay: Replay, currency: str) -> Statement:
    """Return the statement at the end of the day of a replay."""
    day, money, from_ordinal = replay.as_of.toordinal(), Money.of_minor, date.fromordinal
    balance, total_accrued, total_disputed, total_held = -replay.credit, 0, 0, 0
    zero, debts = money(0, currency), []
    for debt in sorted(replay.debts.values()):
        accrued = replay.accrued_on(debt, day) if debt.open else 0
        if replay.rounds_together and debt.open and debt.late:
            replay.note_accrued_together()
        disputed, held, principal = zero, zero, debt.principal
        if debt.disputed_parts:
            in_dispute = debt.disputed_principal
            held_charges = sum(part.held_on(day) for part in debt.disputed_parts)
            principal += in_dispute
            total_disputed += in_dispute
            total_held += held_charges
            disputed, held = money(in_dispute, currency), money(held_charges, currency)
        balance += principal + debt.charges
        total_accrued += accrued
        postings = debt.accrual.postings if debt.accrual is not None else ()
        facts, dispute = debt.facts, debt.terms.dispute
        debts.append(
            Debt(
                debt.number,
                facts.issued,
                facts.due,
                None if dispute is None else last_day_to_dispute(dispute, facts.issued),
                money(principal, currency),
                money(debt.charges, currency),
                money(accrued, currency),
                tuple([(from_ordinal(each.day), money(each.amount, currency)) for each in postings]),
                disputed,
                held,
                debt_kind(facts.source),
                money(facts.amount_minor, currency),
                tuple(debt.allocations),
            )
        )
    snapshot = replay.snapshot
    return Statement(
        replay.as_of,
        money(balance, currency),
        money(total_accrued, currency),
        money(balance + total_accrued, currency),
        money(replay.credit, currency),
        tuple(debts),
        money(total_disputed, currency),
        money(total_held, currency),
        (*snapshot.payments, *snapshot.credits, *replay.payouts),
    )


def debt_kind(source: DebtSource) -> DebtKind:
    """Return what made a debt."""
    match source:
        case Invoice():
            return "invoice"
        case AdministrativeCharge():
            return "administrative charge"
        case Cancellation():
            return "cancellation"
        case Payout():
            return "payout"
    assert_never(source)


def plain_statement(
    account: Account,
    as_of: date,
    days_to_pay: int,
    late: RateCharge,
    rule: StatementRule,
    currency: str,
    dispute: DisputeRule | None,
) -> Statement:
    """Return the same statement of an account that `plain_account.fits`, without a replay.

    Each of its bills is due `days_to_pay` days after its date.
    """
    columns, payments = events_of(account, as_of, days_to_pay, late)
    result = settle(clause_of(late, rule), columns, payments, as_of.toordinal())
    money, from_ordinal = Money.of_minor, date.fromordinal
    zero = money(0, currency)
    posted: list[list[tuple[date, Money]]] = [[] for _ in columns.issued]
    allocated: list[list[Allocation]] = [[] for _ in columns.issued]
    for index, day, charge in result.posted:
        posted[index].append((from_ordinal(day), money(charge, currency)))
    for index, day, to_charges, to_principal in result.allocated:
        allocated[index].append(Allocation(day, to_charges, to_principal))
    debts = []
    rows = zip(account.invoices, columns.late_on, result.principal, result.balance, result.accrued, strict=False)
    for index, (invoice, late_on, principal, balance, accrued) in enumerate(rows):
        debts.append(
            Debt(
                invoice.number,
                invoice.issued,
                from_ordinal(late_on - 1),
                None if dispute is None else last_day_to_dispute(dispute, invoice.issued),
                money(principal, currency) if principal else zero,
                money(balance - principal, currency) if balance != principal else zero,
                money(accrued, currency) if accrued else zero,
                tuple(posted[index]),
                zero,
                zero,
                "invoice",
                invoice.amount,
                tuple(allocated[index]),
            )
        )
    balance, accrued = sum(result.balance) - result.credit, sum(result.accrued)
    return Statement(
        as_of,
        money(balance, currency),
        money(accrued, currency),
        money(balance + accrued, currency),
        money(result.credit, currency),
        tuple(debts),
        zero,
        zero,
        account.payments[: len(payments)],
    )


def plain_figure(
    account: Account,
    as_of: date,
    days_to_pay: int,
    late: RateCharge,
    rule: StatementRule,
    currency: str,
    dispute: DisputeRule | None,
) -> Written:
    """Return what a receipt has of a `plain_statement`, without the statement: what `Statement.written` gives of it.

    To verify a receipt, its figure is compared as text, and no other form of it is needed: this takes half the time.
    """
    columns, payments = events_of(account, as_of, days_to_pay, late)
    result = settle(clause_of(late, rule), columns, payments, as_of.toordinal())
    sum_text = minor_text_of(currency)
    posted: list[list[list[str]]] = [[] for _ in columns.issued]
    placed: list[list[list[str]]] = [[] for _ in columns.issued]
    for index, day, charge in result.posted:
        posted[index].append([ordinal_text(day), sum_text(charge)])
    for index, day, to_charges, to_principal in result.allocated:
        placed[index].append([ordinal_text(day), sum_text(to_charges), sum_text(to_principal)])
    known = account.invoices[: len(columns.issued)]
    last_days = [""] * len(known)
    if dispute is not None:
        last_days = [day_text(last_day_to_dispute(dispute, invoice.issued)) for invoice in known]
    debts = zip(
        [invoice.number for invoice in known],
        repeat("invoice"),
        map(ordinal_text, columns.issued),
        [ordinal_text(late_on - 1) for late_on in columns.late_on],
        last_days,
        columns.amounts,
        result.principal,
        map(sub, result.balance, result.principal),
        result.accrued,
        repeat(0),
        repeat(0),
        posted,
        placed,
        strict=False,
    )
    balance, accrued = sum(result.balance) - result.credit, sum(result.accrued)
    sums = (balance, accrued, balance + accrued, result.credit, 0, 0)
    return _figure_written(day_text(as_of), map(sum_text, sums), _debts_written(debts, currency), {})
