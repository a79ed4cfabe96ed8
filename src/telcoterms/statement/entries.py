"""A statement as dated amounts, and what turns an earlier statement into a later one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple, final, overload

from telcoterms.faces.csv import Sheet
from telcoterms.faces.html import table
from telcoterms.faces.locale import Tongue, tongue
from telcoterms.faces.text import columns, phrase_text, said
from telcoterms.money import Money
from telcoterms.words import Language
from telcoterms.working import Phrase, Step, Term, phrase, step, word

What = Literal[
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
STANDING: Final = ("accrued", "disputed", "held")  # as it stands on the day, not as it happened on one

Key = tuple[date, str | None, What]


class Entry(NamedTuple):
    """A dated amount: what changed a debt, or the account as a whole (None), or how a debt stands on the day."""

    day: date
    debt: str | None
    what: What
    amount: Money

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"day": self.day.isoformat(), "debt": self.debt, "what": self.what, "amount": self.amount.text}


def summed(entries: Iterable[Entry], currency: str) -> tuple[Entry, ...]:
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
    what: What
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
class Corrections(Sequence[Correction]):
    """What turns the statement of one day into that of another; no two share day, debt and kind, none is zero.

    `print` shows them as a table.
    """

    before: date
    after: date
    currency: str
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

    def show(self, lang: Language) -> str:
        """The table as text in a language; it needs the extra `lang`."""
        return self._text(tongue(lang, self.currency))

    def __str__(self) -> str:
        return self._text(None)

    def _text(self, tongue: Tongue | None) -> str:
        lines = [said(self.headline(), tongue, heading=True)]
        if not self.entries:
            return lines[0]
        rows = [HEADINGS, *(_cells(one) for one in self.entries)]
        return "\n".join(
            [*lines, "", *columns([[said(cell, tongue) for cell in row] for row in rows], frozenset({3}), tongue)]
        )

    def sheet(self) -> Sheet:
        """As rows of a sheet."""
        return Sheet(HEAD, tuple((one.day, one.debt, one.what, one.amount, one.why) for one in self.entries))

    def steps(self) -> tuple[Step, ...]:
        """As lines of a page."""
        template = "{day} {debt}, {what}: {amount}; {why}"
        return tuple(
            step(
                template,
                day=one.day,
                debt=one.debt or Term("account"),
                what=word(one.what, What),
                amount=one.amount,
                why=one.reason,
            )
            for one in self.entries
        )

    def html(self, lang: Language | None = None) -> str:
        """As one HTML table; in a language, where one is named."""
        return table(self.headline(), self.steps(), None if lang is None else tongue(lang, self.currency))

    def _repr_html_(self) -> str:
        return self.html()

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
        phrase("{what}", what=word(one.what, What)),
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
    return {(after if what in STANDING else day, debt, what): amount.minor for day, debt, what, amount in entries}


def _order(key: Key) -> tuple[date, bool, str, str]:
    day, debt, what = key
    return (day, debt is None, debt or "", what)


def _why(key: Key, before: date, after: date, was: bool, is_: bool) -> Phrase:
    day, _, what = key
    if what in STANDING:
        return phrase("as it stands on {day}", day=after)
    if day > before:
        return phrase("since {day}", day=before)
    if not was:
        return phrase("reaches back: was not known")
    return phrase("reaches back: another amount") if is_ else phrase("reaches back: counts no more")
