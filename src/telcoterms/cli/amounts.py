"""Amounts and rates as a person types them in the command: `$1,130.00`, `113 CAD`, `CAD 113`, `13%`.

The library takes digits and a point, and nothing else. The command opens this module only where an option holds other
text. Nothing is guessed:

1. A sign or a code of a currency must be one that the terms' own currency has. `$` is that of every dollar
   and of several pesos.
2. A comma, a point or a space separates thousands, or decimals. A number that reads in two ways, as `1,130` does, is
   refused with both.
3. A text that begins with a comma or a point may have lost its `$1` to the shell, and is refused.
4. Quotation marks around a text, of any kind, are left out.
5. A rate of 1 or more has a percent sign, since `13` would be 1300 %.

What has none of these forms is left as it is, and the library says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.errors import AmountError, Unquoted

WITH_DOLLAR_SIGN: Final = frozenset(
    "ARS AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD XCD".split()
)
SIGNS: Final[Mapping[str, Collection[str]]] = {
    "$": WITH_DOLLAR_SIGN,
    "C$": {"CAD"},
    "CA$": {"CAD"},
    "CDN$": {"CAD"},
    "US$": {"USD"},
    "A$": {"AUD"},
    "AU$": {"AUD"},
    "NZ$": {"NZD"},
    "£": {"GBP", "GIP", "FKP", "SHP"},
    "€": {"EUR"},
}
SPACE: Final = "[ \u00a0\u202f]"
MARK: Final = r"(?:[A-Za-z]{0,3}[$£€]|[A-Za-z]{3})?"
AMOUNT: Final = re.compile(
    rf"(?P<before>{MARK}){SPACE}*(?P<number>[0-9](?:[0-9., \u00a0\u202f]{{0,40}}[0-9])?){SPACE}*"
    rf"(?P<after>{MARK}{SPACE}?{MARK})"
)
ONE_MARK: Final = re.compile(r"[A-Za-z]*[$£€]|[A-Za-z]{3}")
PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
BY_COMMAS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")  # 1,130.00
BY_POINTS: Final = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")  # 1.130,00
BY_SPACES: Final = re.compile(rf"[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?")  # 1 130,00
DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]+")  # 113,00
PERCENT: Final = re.compile(rf"(?P<number>[0-9]{{1,4}}(?:[.,][0-9]{{1,20}})?){SPACE}?%")


QUOTATION_MARKS: Final = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
"""Those that a shell does not take away: of a word processor, of French, or inside others."""


def unquoted_text(text: str) -> str:
    """Return a text without the spaces and the quotation marks around it.

    >>> unquoted_text("\u00ab\u00a02026-01-01\u00a0\u00bb")
    '2026-01-01'
    """
    return text.strip().strip(QUOTATION_MARKS).strip()


def read_amount(text: str, fact: str, currency: str | None) -> str:
    """Return an amount as digits and a point; `fact` names it in the error.

    `currency` is that of the terms, None where several are asked and each answers in its own. Raises `AmountError`
    for an amount that could be two, or that is in another currency.

    >>> read_amount("$1,130.00", "amount", "CAD"), read_amount("113 CAD", "amount", "CAD")
    ('1130.00', '113')
    """
    plain = unquoted_text(text)
    if plain[:1] in ("", ",", "."):
        raise AmountError(
            "{fact} is {value}, which begins with no digit: a shell takes {lost} out of text without quotation marks, "
            "so write digits and a point alone, such as {plain}, or put it in single ones, such as {quoted}",
            fact=Unquoted(fact),
            value=text,
            lost=Unquoted("$1"),
            plain=Unquoted("1130.00"),
            quoted="$1,130.00",
        )
    parts = AMOUNT.fullmatch(plain)
    if parts is None:
        return plain
    for mark in ONE_MARK.findall(f"{parts['before']} {parts['after']}"):
        named = mark.upper()
        if named not in SIGNS and named not in MINOR_DIGITS:
            return text
        _check_currency(text, fact, SIGNS.get(named, {named}), currency)
    return _number(parts["number"], text, fact, currency)


def _check_currency(text: str, fact: str, named: Collection[str], currency: str | None) -> None:
    if currency is None:
        raise AmountError(
            "{fact} is {value}, but each of these terms is asked in its own currency: leave the currency out",
            fact=Unquoted(fact),
            value=text,
        )
    if currency not in named:
        raise AmountError(
            "{fact} is {value}, but these terms are in {currency}: give the amount that was billed in {currency}",
            fact=Unquoted(fact),
            value=text,
            currency=Unquoted(currency),
        )


def _number(number: str, text: str, fact: str, currency: str | None) -> str:
    """Return the one number that digits and their separators can mean; the text itself where they mean none."""
    if PLAIN.fullmatch(number):  # of 1.130 the library says what it could mean
        return number
    if BY_SPACES.fullmatch(number):
        return re.sub(SPACE, "", number).replace(",", ".")
    if BY_POINTS.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    thousands = number.replace(",", "") if BY_COMMAS.fullmatch(number) else None
    decimal = number.replace(",", ".") if DECIMAL_COMMA.fullmatch(number) else None
    if currency is not None and MINOR_DIGITS[currency] == 0:
        decimal = None  # a yen has no decimals
    if thousands and decimal:
        raise AmountError(
            "{fact} is {value}, which is {thousands} if the comma separates thousands and {decimal} if it separates "
            "decimals: write the one that is meant, without a comma",
            fact=Unquoted(fact),
            value=text,
            thousands=Unquoted(thousands),
            decimal=Unquoted(decimal),
        )
    return thousands or decimal or text


def read_rate(text: str, fact: str) -> str:
    """Return a rate as a decimal, such as `0.13`; `fact` names it in the error.

    Raises `AmountError` for a rate of 1 or more without a percent sign, and for a text that is no rate.

    >>> read_rate("13%", "tax_rate"), read_rate("14,975 %", "tax_rate"), read_rate("0.13", "tax_rate")
    ('0.13', '0.14975', '0.13')
    """
    plain = unquoted_text(text)
    percent = PERCENT.fullmatch(plain)
    if percent is not None:
        return _with_point_moved(percent["number"].replace(",", "."), -2)
    if not PLAIN.fullmatch(plain):
        raise AmountError(
            "{fact} is {value}, which is no rate: write a percentage, such as 13%, or a decimal, such as 0.13",
            fact=Unquoted(fact),
            value=text,
        )
    if Decimal(plain) >= 1 and len(plain) <= 20:  # of a longer one the library says what is wrong
        raise AmountError(
            "{fact} is {value}, which would be {much} %: write {percent}% or {decimal}, or {much}% if that is meant",
            fact=Unquoted(fact),
            value=text,
            much=Unquoted(_with_point_moved(plain, 2)),
            percent=Unquoted(plain),
            decimal=Unquoted(_with_point_moved(plain, -2)),
        )
    return plain


def _with_point_moved(number: str, places: int) -> str:
    """Return a number of at most 25 digits, with its point moved to the right; to the left by fewer than 0 places."""
    return f"{Decimal(number).scaleb(places).normalize():f}"
