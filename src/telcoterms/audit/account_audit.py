"""Hold what an audit of a bill against its account finds: how each item stands, the sums, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, assert_never, final, get_args

from telcoterms.answers.figures import figure_data
from telcoterms.audit.audit import (
    Audit,
    DateAudit,
    LineAudit,
    explanation_term,
    is_outside_words,
)
from telcoterms.audit.items import BillItem, ItemKind
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Phrases, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, Step

ItemExplanation = Literal[
    "by-the-terms",
    "allowed",
    "rounded-otherwise",
    "practised",
    "known-mistake",
    "from-items",
    "unexplained",
    "unchecked",
]
"""What gives a billed item: as of a figure; for a total also the differences of its items; or the account does not
decide it."""
ITEM_EXPLANATIONS: Final[tuple[ItemExplanation, ...]] = get_args(ItemExplanation)

NO_REASON: Final = phrase("")
BillSumName = Literal["invoice", "total", "total_due"]
"""A sum of a bill that its own lines give too."""


def is_item_outside_words(explanation: ItemExplanation) -> bool:
    """Return whether nothing that the words allow gives an item; a total that follows from others is as they are."""
    match explanation:
        case "from-items" | "unchecked":
            return False
        case "by-the-terms" | "allowed" | "rounded-otherwise" | "practised" | "known-mistake" | "unexplained":
            return is_outside_words(explanation)
    assert_never(explanation)


def _count_term(explanation: ItemExplanation) -> Term:
    """Return in words how so many lines stand, as the headline has it."""
    match explanation:
        case "from-items":
            return Term("following from other lines")
        case "unchecked":
            return Term("not checked")
        case "by-the-terms" | "allowed" | "rounded-otherwise" | "practised" | "known-mistake" | "unexplained":
            return explanation_term(explanation)
    assert_never(explanation)


def verdict_term(explanation: ItemExplanation) -> Term:
    """Return in words how a billed figure stands, as the table of a bill has it."""
    match explanation:
        case "by-the-terms":
            return Term("agrees")
        case "allowed":
            return Term("another reading allows")
        case "rounded-otherwise":
            return Term("rounded otherwise")
        case "practised":
            return Term("against the words")
        case "known-mistake":
            return Term("a known mistake")
        case "from-items":
            return Term("follows from others")
        case "unexplained":
            return Term("not explained")
        case "unchecked":
            return Term("not checked")
    assert_never(explanation)


@final
@dataclass(frozen=True, slots=True)
class ItemAudit:
    """An item of a bill compared with the account: what was billed, what the terms give, and what explains it.

    `by_terms` is None where the account does not decide the item, and `why` says why. `basis` is what the figure by
    the terms comes from. `audit` is all that was tried for a sum that disagrees.
    """

    item: BillItem
    by_terms: Money | date | None
    explanation: ItemExplanation
    basis: tuple[Step, ...] = ()
    why: Phrase = NO_REASON
    audit: Audit | DateAudit | None = None

    @property
    def difference(self) -> Money | int | None:
        """What was billed less what these terms give: money, or days; None for an item that is not checked."""
        billed, by_terms = self.item.billed, self.by_terms
        if isinstance(billed, Money) and isinstance(by_terms, Money):
            return billed - by_terms
        if isinstance(by_terms, date) and isinstance(billed, date):
            return (billed - by_terms).days
        return None

    @property
    def agrees(self) -> bool:
        """Whether what was billed is what these terms give; an item that is not checked does not agree."""
        return self.explanation == "by-the-terms"

    @property
    def outside_words(self) -> bool:
        """Whether neither these terms nor another reading that their words allow gives what was billed."""
        return is_item_outside_words(self.explanation)

    @property
    def difference_minor(self) -> int:
        """By how much more was billed, in minor units: nothing for a day, and where the item is not checked."""
        return self.difference.minor if isinstance(self.difference, Money) else 0

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.item.as_dict(),
            "by_terms": figure_data(self.by_terms),
            "difference": figure_data(self.difference),
            "explanation": self.explanation,
            **({} if self.audit is None else {"figure": self.audit.as_dict()}),
        }


@final
@dataclass(frozen=True, slots=True)
class SumAudit:
    """A sum of a bill that its own lines give too: as it stands there, and what the lines come to.

    `invoice` is the sum of the fees and taxes, which stands in the account; `total` and `total_due` stand on the bill.
    """

    name: BillSumName
    stated: Money
    comes_to: Money

    @property
    def adds_up(self) -> bool:
        """Whether the sum is what its lines come to."""
        return self.stated == self.comes_to

    @property
    def difference(self) -> Money:
        """The sum less what its lines come to."""
        return self.stated - self.comes_to

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"name": self.name, "stated": self.stated.text, "comes_to": self.comes_to.text, "adds_up": self.adds_up}


@final
@dataclass(frozen=True, slots=True)
class AccountAudit:
    """A bill compared with the account that it is of.

    `since` is the day of the bill before, None for a first bill. `items` are what the account decides, `lines` those
    with facts of their own, `sums` whether the sums of the bill are those of its lines, and `missing` what the account
    has in that time and the bill does not list. `total_due` is what these terms come to in all.
    """

    number: str
    issued: date
    since: date | None
    items: tuple[ItemAudit, ...]
    lines: tuple[LineAudit, ...]
    sums: tuple[SumAudit, ...]
    missing: tuple[tuple[ItemKind, Money], ...]
    total_due: Money

    @property
    def figure(self) -> Money:
        """What readings are compared by: the balance of the account on the day of the bill."""
        return self.total_due

    @property
    def figure_is(self) -> Phrase:
        """Which figure that is."""
        return phrase("the total due by these terms")

    @property
    def agrees(self) -> bool:
        """Whether all that was billed is what these terms give, adds up, and is all that the account has."""
        lines = [*(one.agrees for one in self.items), *(one.agrees for one in self.lines)]
        return all(lines) and all(one.adds_up for one in self.sums) and not self.missing

    @property
    def outside_words(self) -> bool:
        """Whether anything of the bill is neither what these terms give nor allowed by another reading of the words.

        A sum that its own lines do not give, and something of the account that the bill leaves out, are so too. What
        was not checked is neither.
        """
        lines = [*(one.outside_words for one in self.items), *(one.outside_words for one in self.lines)]
        return any(lines) or bool(self.missing) or not all(one.adds_up for one in self.sums)

    @property
    def explanations(self) -> tuple[ItemExplanation, ...]:
        """How each line stands: the items first, then the lines with facts of their own."""
        return (*(one.explanation for one in self.items), *(one.explanation for one in self.lines))

    def headline(self) -> Phrase:
        """In one line: how many lines stand how, and the total due."""
        counts = self.counts()
        stated = next((one.item.billed for one in self.items if one.item.kind == "total_due"), None)
        if isinstance(stated, Money):
            return phrase(
                "lines: {counts}; total due {billed} billed, {by_terms} by the terms",
                counts=counts,
                billed=MoneyWithCurrency(stated),
                by_terms=self.total_due,
            )
        return phrase("lines: {counts}", counts=counts)

    def counts(self) -> Phrases:
        """How many lines stand how."""
        explanations = self.explanations
        counts = tuple(
            phrase("{count} {explanation}", count=count, explanation=_count_term(name))
            for name in ITEM_EXPLANATIONS
            if (count := explanations.count(name))
        )
        return Phrases(", ", counts)

    def told(self) -> Phrase:
        """In a sentence: whether the bill is what the terms give, and what is due by them."""
        facts: dict[str, Any] = {"issued": self.issued, "due": self.total_due}
        if self.agrees:
            return phrase("the bill of {issued} is what the terms give, and {due} is due", **facts)
        template = "the bill of {issued} is not what the terms give, by which {due} is due: by its lines, {counts}"
        return phrase(template, **facts, counts=self.counts())

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "number": self.number,
            "issued": self.issued.isoformat(),
            "since": None if self.since is None else self.since.isoformat(),
            "agrees": self.agrees,
            "outside_words": self.outside_words,
            "total_due": self.total_due.text,
            "items": [one.as_dict() for one in self.items],
            **({"lines": [one.as_dict() for one in self.lines]} if self.lines else {}),
            "sums": [one.as_dict() for one in self.sums],
            "missing": [{"kind": kind, "by_terms": sum_.text} for kind, sum_ in self.missing],
        }
