"""Represent money as whole minor units (cents, pence) of a currency, and round exactly.

Nothing here uses binary floating point or the caller's decimal context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from typing import Any, Final, Literal, NoReturn, assert_never, final, get_args

from telcoterms.values.choices import reading_words
from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.errors import AmountError, Unquoted, unquoted
from telcoterms.values.messages import Phrase, Term, Translatable, phrase
from telcoterms.values.translation import Translator

Rounding = Literal["half-up", "half-even", "down"]
"""How a quotient becomes a whole number; the name is what a provider's file and a caller write.

To add a rule, add its name here: mypy then points at each form that has to be written. They are the exact quotient
(`rounder`), the repeated share (`compounded`), a sum of powers (`steps.rounded`), the words (`steps.rounding_term`),
and the floats and machine code of `batch` (`kernels.numbers.float_rounding` and `exact_below`).
`tests/batch/kernels/test_rounding.py` compares all of them.
"""
reading_words(
    "rounding",
    {
        "half-up": Term("half a cent is rounded up"),
        "half-even": Term("half a cent is rounded to the even cent"),
        "down": Term("a part of a cent is dropped"),
    },
)

LIMIT: Final = 10**12  # the largest amount, in minor units: above it a misplaced decimal point is likelier than a bill

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_HUNDRED_DIGITS: Final = Context(prec=100, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[Inexact])


def half_up(numerator: int, denominator: int) -> int:
    """Return the nearest whole number; an exact half goes away from zero.

    Below zero, one is taken off before the floor: it makes an exact half go down, and nothing else, since an exact half
    alone leaves no remainder.

    >>> half_up(1, 2), half_up(-1, 2), half_up(49, 100)
    (1, -1, 0)
    """
    return (2 * numerator + denominator - (numerator < 0)) // (2 * denominator)


def half_even(numerator: int, denominator: int) -> int:
    """Return the nearest whole number; an exact half goes to the even neighbour.

    >>> half_even(1, 2), half_even(3, 2)
    (0, 2)
    """
    whole = numerator // denominator
    twice = 2 * (numerator - whole * denominator)
    return whole + ((twice > denominator) | ((twice == denominator) & (whole % 2 == 1)))


def down(numerator: int, denominator: int) -> int:
    """Return the whole number towards zero.

    >>> down(199, 100), down(-199, 100)
    (1, -1)
    """
    return (numerator + (numerator < 0) * (denominator - 1)) // denominator


def rounder(rounding: Rounding) -> Callable[[Any, Any], Any]:
    """Return the function that rounds a quotient: of Python's integers, or of arrays of whole numbers.

    The three formulas have no branches, so that one formula serves both.
    """
    match rounding:
        case "half-up":
            return half_up
        case "half-even":
            return half_even
        case "down":
            return down
    assert_never(rounding)


ROUNDERS: Final[Mapping[Rounding, Callable[[int, int], int]]] = {name: rounder(name) for name in get_args(Rounding)}


def compounded(sum_: int, top: int, bottom: int, times: int, rounding: Rounding) -> int:
    """Return a sum to which its share top/bottom, rounded, is added so many times; the sum is not negative.

    The loop is most of what a long arrear costs, so `half_up` and `down` are written out in it, without their signs.

    >>> compounded(11300, 2, 100, 2, "half-up")
    11757
    """
    match rounding:
        case "half-up":
            twice_top, twice_bottom = 2 * top, 2 * bottom
            for _ in range(times):
                sum_ += (sum_ * twice_top + bottom) // twice_bottom
        case "half-even":
            for _ in range(times):
                sum_ += half_even(sum_ * top, bottom)
        case "down":
            for _ in range(times):
                sum_ += sum_ * top // bottom
        case _:
            assert_never(rounding)
    return sum_


def minor_digits(currency: object) -> int:
    """Return how many decimals a currency has; raise `AmountError` where ISO 4217 does not know it."""
    if isinstance(currency, str) and currency in MINOR_DIGITS:
        return MINOR_DIGITS[currency]
    raise AmountError(
        "{value} is not a currency: give its three capital letters of ISO 4217, such as 'CAD'", value=currency
    )


def minor_text(minor: int, digits: int) -> str:
    """Return minor units as decimal text: `341` with 2 digits is `3.41`."""
    sign, magnitude = ("-", -minor) if minor < 0 else ("", minor)
    if digits == 0:
        return f"{sign}{magnitude}"
    whole, fraction = divmod(magnitude, 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def _refuse(value: object, why: Phrase, currency: str) -> NoReturn:
    raise AmountError(
        "{value} is not an amount of {currency}: {why}", value=value, currency=Unquoted(currency), why=why
    )


def _exactly(number: Decimal) -> Fraction | None:
    """Return a finite number as a fraction; None where it is too fine for a sum or a rate."""
    if number and number.adjusted() < -30:
        return None
    try:
        return Fraction(_HUNDRED_DIGITS.plus(number))
    except Inexact:
        return None


def minor_units(value: Decimal | str | int, currency: str) -> int:
    """Return the exact minor units of an amount; an `int` is whole units of currency. Reject everything inexact."""
    digits = minor_digits(currency)
    if type(value) is str and _PLAIN_NUMBER.fullmatch(value):
        whole, _, decimals = value.partition(".")
        if len(decimals) <= digits:  # as most amounts are written: the digits are those of the minor units
            minor = int(whole + decimals + "0" * (digits - len(decimals)))
            if -LIMIT <= minor <= LIMIT:
                return minor
    return _checked_minor_units(value, currency, digits)


def _checked_minor_units(value: Decimal | str | int, currency: str, digits: int) -> int:
    """Return the exact minor units of an amount in any form; say what is wrong with one that has none."""
    example = Unquoted(minor_text(113 * 10**digits, digits))
    most = Unquoted(minor_text(LIMIT, digits))
    if isinstance(value, bool) or not isinstance(value, Decimal | str | int):
        kind = phrase("a {kind} is not money", kind=Unquoted(type(value).__name__))
        if isinstance(value, float):
            kind = phrase("a binary float is not exact")
        cure = "{kind}; give text, such as '{example}', a Decimal, or an int of whole {currency}"
        _refuse(value, phrase(cure, kind=kind, example=example, currency=Unquoted(currency)), currency)
    number = value
    if isinstance(number, str):
        if not _PLAIN_NUMBER.fullmatch(number):
            cure = "write digits and a point alone, such as '{example}': no signs, spaces or separators"
            _refuse(value, phrase(cure, example=example), currency)
        number = Decimal(number)
    if isinstance(number, Decimal):
        if not number.is_finite():
            _refuse(
                value, phrase("it is not a finite number; give one, such as '{example}'", example=example), currency
            )
        if number.adjusted() > 30:
            _refuse(value, phrase("the most is {most}; check the decimal point", most=most), currency)
    exact = _exactly(number) if isinstance(number, Decimal) else Fraction(number)
    minor = None if exact is None else exact * 10**digits
    if minor is None or minor.denominator != 1:
        cure = "it has a part of the smallest unit ({unit}); round it first, by the rule that you are bound to"
        if digits == 2:
            cure = "it has a part of a cent; round it first, by the rule that you are bound to"
        _refuse(value, phrase(cure, unit=Unquoted(minor_text(1, digits))), currency)
    if abs(minor) > LIMIT:
        _refuse(value, phrase("the most is {most}; check the decimal point", most=most), currency)
    if isinstance(value, str):
        _refuse_thousands(value, int(minor), digits, currency)
    return int(minor)


def _refuse_thousands(text: str, minor: int, digits: int, currency: str) -> None:
    """Refuse text with three decimals where the currency has fewer: the point of `1.000` may separate thousands."""
    whole, _, decimals = text.partition(".")
    if len(decimals) == 3 > digits:
        cure = "three digits after the point are no cents; write {plain}, or {thousands} if it separates thousands"
        plain = Unquoted(minor_text(minor, digits))
        thousands = Unquoted(minor_text(int(whole + decimals) * 10**digits, digits))
        _refuse(text, phrase(cure, plain=plain, thousands=thousands), currency)


@final
class Money(Translatable):
    """An exact amount: whole minor units of one currency. Frozen, hashable, equal by value, ordered within a currency.

    Parameters: `amount` as `Decimal`, text or whole units (`int`); `currency` as its three letters of ISO 4217.
    Raises `AmountError` for a float, a part of a minor unit, text like `1.000`, whose point may separate thousands,
    anything not finite or over 10^12 minor units.

    >>> Money("3.41", "CAD") + Money(2, "CAD")
    Money('5.41', 'CAD')
    """

    __slots__ = ("currency", "minor")
    __match_args__ = ("minor", "currency")
    minor: int
    currency: str

    def __init__(self, amount: Decimal | str | int, currency: str) -> None:
        _set_minor(self, minor_units(amount, currency))
        _set_currency(self, currency)

    @staticmethod
    def of_minor(minor: int, currency: str) -> Money:
        """Return money from a whole number of minor units.

        >>> Money.of_minor(341, "CAD")
        Money('3.41', 'CAD')
        """
        money = _new(Money)
        _set_minor(money, minor)
        _set_currency(money, currency)
        return money

    @property
    def amount(self) -> Decimal:
        """The amount as an exact `Decimal` with the currency's decimals."""
        return Decimal(self.text)

    @property
    def text(self) -> str:
        """The amount alone, such as `3.41`."""
        return minor_text(self.minor, MINOR_DIGITS[self.currency])

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return the amount in a language, with its currency where that is asked for."""
        return translator.money(self.text, self.currency) if with_currency else translator.number(self.text)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Money is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Money is frozen: {name} cannot be deleted")

    def __repr__(self) -> str:
        return f"Money('{self.text}', '{self.currency}')"

    def __str__(self) -> str:
        return f"{self.text} {self.currency}"

    def _repr_html_(self) -> str:
        return f'<span style="font-variant-numeric:tabular-nums">{self}</span>'

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Money):
            return self.minor == other.minor and self.currency == other.currency
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.minor, self.currency))

    def __reduce__(self) -> tuple[Callable[[int, str], Money], tuple[int, str]]:
        return (Money.of_minor, (self.minor, self.currency))

    def _beside(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise AmountError(
                "{other} is not money: give Money('1.00', '{currency}')", other=other, currency=Unquoted(self.currency)
            )
        if self.currency != other.currency:
            raise AmountError(
                "{one} and {other} are of two currencies: convert one first, at a rate that you are bound to",
                one=self,
                other=other,
            )
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money.of_minor(self.minor + self._beside(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money.of_minor(self.minor - self._beside(other), self.currency)

    def __neg__(self) -> Money:
        return Money.of_minor(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._beside(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._beside(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._beside(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._beside(other)


_new: Callable[[type[Money]], Money] = object.__new__
_slots: Any = Money  # the slots' own setters: the only writers of a frozen Money
_set_minor: Callable[[Money, int], None] = _slots.minor.__set__
_set_currency: Callable[[Money, str], None] = _slots.currency.__set__


Amount = Money | Decimal | str | int
"""A sum: text, a decimal and whole units are in the currency of whom it is asked."""
Rate = Fraction | Decimal | str | int
"""A rate: 0.13 for 13 %."""


def as_money(value: Money | Decimal | str | int, currency: str, fact: str) -> Money:
    """Return an amount as non-negative money of `currency`; `fact` is its name in the error."""
    if isinstance(value, Money) and value.currency == currency and 0 <= value.minor <= LIMIT:
        return value
    money = as_signed_money(value, currency, fact)
    if money.minor < 0:
        raise AmountError(
            "{fact} is {value}: {cure}", fact=unquoted(fact), value=money, cure=phrase("give zero or more")
        )
    return money


def as_signed_money(value: Money | Decimal | str | int, currency: str, fact: str) -> Money:
    """Return an amount, which may be below zero, as money of `currency`; `fact` is its name in the error."""
    if not isinstance(value, Money):
        value = Money(value, currency)
    elif value.currency != currency:
        raise AmountError(
            "{fact} is {value}, but these terms are in {currency}: give the amount that was billed in {currency}",
            fact=unquoted(fact),
            value=value,
            currency=Unquoted(currency),
        )
    if abs(value.minor) > LIMIT:
        cure = phrase("the most is {most}", most=Money.of_minor(LIMIT, currency))
        raise AmountError("{fact} is {value}: {cure}", fact=unquoted(fact), value=value, cure=cure)
    return value


def as_rate(value: Fraction | Decimal | str | int, fact: str) -> Fraction:
    """Return a rate from 0 to 10 (1000 %) as an exact fraction: `'0.13'` is 13 %.

    >>> as_rate("0.13", "tax_rate")
    Fraction(13, 100)
    """
    number = Decimal(value) if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value) else value
    exact: Fraction | None = None
    if isinstance(number, Decimal):
        exact = _exactly(number) if number.is_finite() and number.adjusted() < 30 else None
    elif isinstance(number, Fraction | int) and not isinstance(number, bool):
        exact = Fraction(number)
    if exact is None or not 0 <= exact <= 10 or 10**30 % exact.denominator:
        raise AmountError(
            "{fact} is {value}: give a rate from 0 to 10, of at most 30 decimals, as text or a Decimal, such as '0.13'",
            fact=unquoted(fact),
            value=value,
        )
    return exact
