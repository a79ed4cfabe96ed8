"""Build the working of an answer: steps of message templates and typed values, each with its clauses.

A template is a sentence or an equation with named places. The values keep their types, so that they can be shown in any
language, as text, as HTML or as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final, Literal, assert_never, final

from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.messages import Phrase, Phrases, Spelling, Term, Translatable, Value, phrase
from telcoterms.values.money import ROUNDERS, Money, Rounding, minor_digits, minor_text
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.translation import Translator

SHOWN_DECIMALS = 6
HALF_UP, HALF_EVEN, DOWN = Term("half up"), Term("half even"), Term("down")


def rounding_term(rounding: Rounding) -> Term:
    """Return the words for a rounding, as they stand behind a rounded figure."""
    match rounding:
        case "half-up":
            return HALF_UP
        case "half-even":
            return HALF_EVEN
        case "down":
            return DOWN
    assert_never(rounding)


@final
@dataclass(frozen=True, slots=True)
class Clause(Translatable):
    """A section of a published document, such as section 9 of the Service Terms.

    A section without a number is cited by its name, `Resolution Services, CCTS`; a rule of law, which is cited as a
    whole, has no section: `CRTC 2014-576`. Where an answer rests on several editions of a document, `edition` tells
    them apart: `Service Terms (2021-07-12) s.9`.
    """

    document: str
    section: str
    edition: date | None = None

    def __str__(self) -> str:
        document = self.document if self.edition is None else f"{self.document} ({self.edition})"
        if not self.section:
            return document
        joint = " " if is_numbered(self.section) else ", "
        return f"{document}{joint}{section_text(self.section)}"

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return the clause as the language cites it; the title of the document stays as it is published."""
        return translator.cited(str(self))


@final
@dataclass(frozen=True, slots=True)
class CitedText(Translatable):
    """Text in which sections are cited, such as `s.11, 12, 20-30` or the clauses of an answer in one line."""

    text: str

    def __str__(self) -> str:
        return self.text

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return the text with its sections cited as the language cites them."""
        return translator.cited(self.text)


def is_numbered(section: str) -> bool:
    """Return whether a section has a number, such as `9` or `2.1`, and not a name."""
    return section[:1].isdigit()


def section_text(section: str) -> str:
    """Return a section as it is cited: `s.9` for a number, the name itself for a section that has none."""
    return f"s.{section}" if is_numbered(section) else section


@final
@dataclass(frozen=True, slots=True)
class Percent(Translatable):
    """A rate: `Percent(Fraction(1, 50))` is 2 %. `text` is the number before the sign, cut after so many decimals."""

    rate: Fraction
    decimals: int = SHOWN_DECIMALS

    @property
    def text(self) -> str:
        """The number before the sign, such as `2` or `26.824179...`."""
        return truncated_text(self.rate * 100, self.decimals)

    def translated(self, translator: Translator, with_currency: bool) -> str:
        return translator.percent(self.text)

    def __str__(self) -> str:
        return f"{self.text} %"


@final
@dataclass(frozen=True, slots=True)
class UnroundedAmount(Translatable):
    """A sum of money before it is rounded, cut after the digits that are shown: `114.689391...`."""

    text: str

    def translated(self, translator: Translator, with_currency: bool) -> str:
        return translator.number(self.text)

    def __str__(self) -> str:
        return self.text


@final
@dataclass(frozen=True, slots=True)
class MoneyWithCurrency(Translatable):
    """Money with its currency, as a heading names it; everywhere else the heading has named it already."""

    money: Money

    def translated(self, translator: Translator, with_currency: bool) -> str:
        return self.money.translated(translator, with_currency=True)

    def __str__(self) -> str:
        return str(self.money)


@final
@dataclass(frozen=True, slots=True)
class EditionDay(Translatable):
    """The day of an edition in a sentence: it has its year, whatever the days of the facts are."""

    day: date

    def translated(self, translator: Translator, with_currency: bool) -> str:
        return translator.day_said(self.day)

    def __str__(self) -> str:
        return self.day.isoformat()


Part = Literal["brief", "next", "working", "readings", "range", "law", "notes", "more"]
"""The part of a page: `brief` is a row of what matters, `next` a day to come, `more` how more is asked for."""


@final
@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: a phrase, its clauses, and its part of the page; a title opens a group of lines."""

    phrase: Phrase
    clauses: tuple[Clause, ...] = ()
    part: Part = "working"
    indent: int = 0
    title: bool = False


def step(
    template: str, /, *clauses: Clause, part: Part = "working", indent: int = 0, title: bool = False, **values: Value
) -> Step:
    """Return a step from a template, its clauses and the values of its places."""
    return Step(phrase(template, **values), clauses, part, indent, title)


ROW: Final = "{label}: {value}"


def row(label: Phrase, value: Value, *clauses: Clause) -> Step:
    """Return a row of what matters in an answer: what it is, and the figure, the day or the words for it."""
    return step(ROW, *clauses, part="brief", label=label, value=value)


def indented(steps: Iterable[Step]) -> Iterator[Step]:
    """Return the same lines, each one level further in."""
    return (replace(line, indent=line.indent + 1) for line in steps)


def sum_of(parts: Iterable[Phrase]) -> Phrases:
    """Return phrases joined by plus signs."""
    return Phrases(" + ", tuple(parts))


def sum_of_money(amounts: Iterable[Money]) -> Phrases:
    """Return amounts joined by plus signs, or minus signs before those below zero."""
    first, *others = amounts
    signed = [phrase("- {sum}", sum=-other) if other.minor < 0 else phrase("+ {sum}", sum=other) for other in others]
    return Phrases(" ", (phrase("{sum}", sum=first), *signed))


def total_of_money(amounts: Iterable[Money], total: Money) -> Phrase:
    """Return amounts and what they come to, `1.00 + 2.00 = 3.00`; those of nothing are left out.

    Where no more than one is left there is nothing to add, and the total stands alone.
    """
    parts = [one for one in amounts if one.minor]
    if len(parts) < 2:
        return phrase("{total}", total=total)
    return phrase("{sum} = {total}", sum=sum_of_money(parts), total=total)


def amount(minor: int, currency: str) -> Money:
    """Return money of whole minor units: the short name that steps use."""
    return Money.of_minor(minor, currency)


def truncated_text(value: Fraction, decimals: int) -> str:
    """Return decimal text, cut (not rounded) after `decimals`, with `...` where more follows."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    scaled = floor(value * 10**decimals)
    text = minor_text(scaled, decimals)
    if scaled != value * 10**decimals:
        return f"{sign}{text}..."
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def rounded(value: Fraction | PowerSum, rounding: Rounding) -> int:
    """Return the minor units of an exact, non-negative value, rounded."""
    if isinstance(value, Fraction):
        return ROUNDERS[rounding](value.numerator, value.denominator)
    whole = floor(value)
    match rounding:
        case "half-up":
            return whole + (_beyond_half(value, whole) >= 0)
        case "half-even":
            beyond = _beyond_half(value, whole)
            return whole + (beyond > 0 or (beyond == 0 and whole % 2 == 1))
        case "down":
            return whole
    assert_never(rounding)


def _beyond_half(value: PowerSum, whole: int) -> int:
    """Return 1 where a value lies more than a half above a whole number, 0 where just a half, -1 where less."""
    return (value - whole - Fraction(1, 2)).sign()


def figure(value: Fraction | PowerSum, rounding: Rounding, currency: str) -> UnroundedAmount:
    """Return a value in minor units as it is shown: to six decimals, or as many more as decide the rounding."""
    digits = minor_digits(currency)
    result, decimals = rounded(value, rounding), max(SHOWN_DECIMALS, digits)
    while True:
        unit = 10 ** (decimals - digits)
        scaled = floor(value * unit)
        if value * unit == scaled:
            return UnroundedAmount(_padded(truncated_text(Fraction(scaled, 10**decimals), decimals), digits))
        if rounded(Fraction(scaled, unit), rounding) == result == rounded(Fraction(scaled + 1, unit), rounding):
            return UnroundedAmount(minor_text(scaled, decimals) + "...")
        decimals += 1


def _padded(text: str, digits: int) -> str:
    """Return decimal text with at least the decimals of the currency."""
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<{digits}}" if digits else text


def outcome(value: Fraction | PowerSum, rounding: Rounding, currency: str) -> Phrase:
    """Return the right side of an equation: the exact sum and, where it is no whole minor unit, the rounded one."""
    result = Money.of_minor(rounded(value, rounding), currency)
    if value == result.minor:
        return phrase("{result}", result=result)
    return phrase(
        "{exact} -> {result} ({rounding})",
        exact=figure(value, rounding, currency),
        result=result,
        rounding=rounding_term(rounding),
    )


# Values as plain data and back, for records.


def to_json(value: Value) -> object:
    """Return a value as JSON-ready data that keeps its type."""
    match value:
        case Money():
            return {"money": value.text, "currency": value.currency}
        case Percent():
            return {"percent": value.text}
        case UnroundedAmount():
            return {"figure": value.text}
        case MoneyWithCurrency():
            return to_json(value.money)
        case Spelling():
            return str(value)
        case Clause():
            edition = {} if value.edition is None else {"edition": value.edition.isoformat()}
            return {"document": value.document, "section": value.section, **edition}
        case Phrase():
            return phrase_to_json(value)
        case Phrases():
            return {"joiner": value.joiner, "parts": [phrase_to_json(part) for part in value.parts]}
        case date():
            return {"day": value.isoformat()}
        case str():
            return str(value)
        case _:
            return value


def phrase_to_json(value: Phrase) -> dict[str, object]:
    """Return a phrase as JSON-ready data."""
    return {"template": value.template, "values": {name: to_json(item) for name, item in value.values}}


def steps_to_json(steps: Sequence[Step]) -> list[dict[str, object]]:
    """Return steps as JSON-ready data."""
    return [
        {**phrase_to_json(line.phrase), "clauses": [to_json(clause) for clause in line.clauses], "part": line.part}
        for line in steps
    ]


def decimal_text(rate: Fraction) -> str:
    """Return a rate as decimal text without exponent; it has at most thirty decimals."""
    return truncated_text(rate, 30)
