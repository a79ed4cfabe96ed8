"""Write transactions of double entry as a journal, for hledger or for beancount; each of them is balanced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money

WIDTH: Final = 40  # of an account in the journal

Books = Literal["customer", "provider"]
"""Whose books a journal is for."""


@final
@dataclass(frozen=True, slots=True)
class Transaction:
    """What moved on a day from one account of the books to another; nothing moved where there is no amount.

    `note` is a comment behind it, such as the section of the terms.
    """

    day: date
    says: str
    into: str = ""
    out_of: str = ""
    amount: Money | None = None
    note: str = ""

    @property
    def comment(self) -> str:
        """The note as a comment behind a line; a line break would end it."""
        return f"  ; {' '.join(self.note.split())}" if self.note else ""

    @property
    def postings(self) -> tuple[tuple[str, Money], ...]:
        """The two accounts, with what comes into the one and goes out of the other."""
        return () if self.amount is None else ((self.into, self.amount), (self.out_of, -self.amount))


def hledger(transactions: Iterable[Transaction]) -> str:
    """Return a journal for hledger; what moves nothing is a comment.

    >>> cash = Transaction(date(2026, 1, 14), "payment", "liabilities:telecom", "assets:bank", Money("56.44", "CAD"))
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
    return re.sub(r"[;|\s]+", " ", text).strip()


def beancount(transactions: Sequence[Transaction]) -> str:
    """Return a journal for beancount, with its accounts opened on the first day; what moves nothing is a comment.

    >>> cash = Transaction(date(2026, 1, 14), "payment", "liabilities:telecom", "assets:bank", Money("56.44", "CAD"))
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
        says = re.sub(r'([\\"])', r"\\\1", one.says)
        lines = [f"  {_title(account):<{WIDTH}}{money.text:>10} {money.currency}" for account, money in one.postings]
        blocks.append("\n".join([f'{one.day} * "{says}"{one.comment}', *lines]) if lines else f"; {one.day} {one.says}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _title(account: str) -> str:
    return ":".join(part.title() for part in account.split(":"))
