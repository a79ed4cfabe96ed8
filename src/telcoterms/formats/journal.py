"""Write transactions of double entry as a journal, for hledger or for beancount; each of them is balanced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple, final

from telcoterms.formats.csv import Sheet
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money

WIDTH: Final = 40  # of an account in the journal

Books = Literal["customer", "provider"]
"""Whose books a journal is for."""


TransactionCode = Literal[
    "invoice",
    "administrative_charge",
    "cancellation",
    "cancellation_charge",
    "billed",
    "late_charge",
    "payment",
    "returned_payment",
    "payout",
    "credit",
    "refund",
    "write_off",
    "dispute",
    "reminder",
]
"""What a transaction is, for programs: its title may get better words, a code stays.

`billed` is a correction of what was billed, whatever was. `cancellation`, `reminder` and a `dispute` of which nothing
was upheld move nothing.
"""


class LedgerPosting(NamedTuple):
    """What a transaction moves in one account of the books: above zero is a debit, below zero a credit."""

    account: str
    amount: Money

    @property
    def debit(self) -> Money | None:
        """The amount, where it is a debit."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Money | None:
        """The amount without its sign, where it is a credit."""
        return -self.amount if self.amount < 0 else None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        debit, credit = (None if one is None else one.text for one in (self.debit, self.credit))
        return {"account": self.account, "debit": debit, "credit": credit}


@final
@dataclass(frozen=True, slots=True)
class Transaction:
    """What moved on a day from one account of the books to another; nothing moved where there is no amount.

    `note` is a comment behind it, such as the section of the terms. `reference` is that of the payment, and `debt` the
    number of the bill or charge that it is about.
    """

    day: date
    says: str
    code: TransactionCode
    into: str = ""
    out_of: str = ""
    amount: Money | None = None
    note: str = ""
    reference: str | None = None
    debt: str | None = None

    @property
    def comment(self) -> str:
        """The note as a comment behind a line; a line break would end it."""
        return f"  ; {' '.join(self.note.split())}" if self.note else ""

    @property
    def postings(self) -> tuple[LedgerPosting, ...]:
        """What comes into the one account and goes out of the other: together zero; nothing where nothing moved."""
        if self.amount is None:
            return ()
        return LedgerPosting(self.into, self.amount), LedgerPosting(self.out_of, -self.amount)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "day": self.day.isoformat(),
            "code": self.code,
            "debt": self.debt,
            "reference": self.reference,
            "says": self.says,
            "note": self.note,
            "currency": None if self.amount is None else self.amount.currency,
            "postings": [posting.as_dict() for posting in self.postings],
        }


POSTING_COLUMNS: Final = ("transaction", "day", "code", "debt", "reference", "account", "debit", "credit", "note")


def posting_sheet(transactions: Iterable[Transaction]) -> Sheet:
    """Return the postings of transactions as rows; those of one transaction have its number, from 1."""
    rows = [
        (place, one.day, one.code, one.debt, one.reference, posting.account, posting.debit, posting.credit, one.note)
        for place, one in enumerate(transactions, 1)
        for posting in one.postings
    ]
    return Sheet(POSTING_COLUMNS, tuple(rows))


def hledger(transactions: Iterable[Transaction]) -> str:
    """Return a journal for hledger; what moves nothing is a comment.

    >>> paid = Money("56.44", "CAD")
    >>> cash = Transaction(date(2026, 1, 14), "payment", "payment", "liabilities:telecom", "assets:bank", paid)
    >>> print(hledger([cash]), end="")
    2026-01-14 payment
        liabilities:telecom                          56.44 CAD
        assets:bank                                 -56.44 CAD
    """
    blocks = []
    for one in transactions:
        title = f"{one.day} {_plain(one.says)}"
        lines = [f"    {account:<{WIDTH}}{money.text:>10} {money.currency}" for account, money in one.postings]
        blocks.append("\n".join([title + one.comment, *lines]) if lines else f"; {title}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def comment(text: str) -> str:
    """Return text as a comment at the end of a journal of either kind, such as whose terms it is by.

    >>> print(comment("by KOS's Service Terms").strip())
    ; by KOS's Service Terms
    """
    return f"\n; {' '.join(text.split())}\n"


def _plain(text: str) -> str:
    """Return text for a title: a semicolon would begin a comment there, a bar a note, a sign or bracket a status."""
    return re.sub(r"[;|\s]+", " ", text).lstrip("*!=( ").rstrip()


def beancount(transactions: Sequence[Transaction]) -> str:
    """Return a journal for beancount, with its accounts opened on the first day; what moves nothing is a comment.

    >>> paid = Money("56.44", "CAD")
    >>> cash = Transaction(date(2026, 1, 14), "payment", "payment", "liabilities:telecom", "assets:bank", paid)
    >>> print(beancount([cash]), end="")
    2026-01-14 open Assets:Bank
    2026-01-14 open Liabilities:Telecom
    <BLANKLINE>
    2026-01-14 * "payment"
      Liabilities:Telecom                          56.44 CAD
      Assets:Bank                                 -56.44 CAD
    """
    names = sorted({_title(account) for one in transactions for account, _ in one.postings})
    first = min((one.day for one in transactions), default=None)
    blocks = ["\n".join(f"{first} open {name}" for name in names)] if names else []
    for one in transactions:
        title = " ".join(one.says.split())
        says = re.sub(r'([\\"])', r"\\\1", title)
        lines = [f"  {_title(account):<{WIDTH}}{money.text:>10} {money.currency}" for account, money in one.postings]
        blocks.append("\n".join([f'{one.day} * "{says}"{one.comment}', *lines]) if lines else f"; {one.day} {title}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _title(account: str) -> str:
    return ":".join(part.title() for part in account.split(":"))
