"""A statement as it is given out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never, final

from telcoterms.account import Credit, Payment
from telcoterms.errors import FactError, Word
from telcoterms.money import Money
from telcoterms.statement.entries import Corrections, Entry, What, corrections, summed
from telcoterms.statement.known import Refunded
from telcoterms.statement.running import PaidOut, Placement
from telcoterms.working import Phrase, Priced, phrase, word

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
    placements: tuple[Placement, ...]

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
            on_charges: What = f"{one.met}, charges"  # type: ignore[assignment]  # one of the names above
            on_principal: What = f"{one.met}, principal"  # type: ignore[assignment]
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
    settled: tuple[Payment | Credit | Refunded | PaidOut, ...]

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.settlement

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The statement as dated amounts, those of one day, debt and kind together, none of them zero.

        What a debt owes is the sum of its entries but those that only stand: accrued, held, disputed.
        """
        return summed(self._all(), self.balance.currency)

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
                case Refunded():
                    yield Entry(event.on, None, "refund", event.amount)
                case PaidOut():
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
