"""A statement as it is given out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import final

from telcoterms.money import Money
from telcoterms.working import Phrase, phrase


@final
@dataclass(frozen=True, slots=True)
class Debt:
    """One debt on the day of the statement: what is left of it, and every charge that was posted on it."""

    number: str
    issued: date
    due: date
    dispute_until: date | None
    principal: Money
    charges: Money
    accrued: Money
    posted: tuple[tuple[date, Money], ...]

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "number": self.number,
            "issued": self.issued.isoformat(),
            "due": self.due.isoformat(),
            "dispute_until": self.dispute_until.isoformat() if self.dispute_until else None,
            "principal": self.principal.text,
            "charges": self.charges.text,
            "accrued": self.accrued.text,
            "posted": [[day.isoformat(), amount.text] for day, amount in self.posted],
        }


@final
@dataclass(frozen=True, slots=True)
class Statement:
    """What an account owes at the end of a day.

    `balance` is principal and posted charges less `credit`, and may be negative; `accrued` what has accrued since
    the last postings; `settlement` both together: paid on that day, it leaves nothing. `debts` are in order
    of their due dates.
    """

    as_of: date
    balance: Money
    accrued: Money
    settlement: Money
    credit: Money
    debts: tuple[Debt, ...]

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.settlement

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "balance {balance} {currency}, accrued {accrued}, to settle on {as_of} {settlement}",
            balance=self.balance,
            currency=self.balance.currency,
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
            "debts": [debt.as_dict() for debt in self.debts],
        }
