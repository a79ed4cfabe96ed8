"""Represent money as whole minor units (cents, pence) of a currency, and round exactly.

Nothing here uses binary floating point or the caller's decimal context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, SupportsIndex, assert_never, final, get_args

from telcoterms.values.choices import reading_words
from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.errors import AmountError, Unquoted, unquoted
from telcoterms.values.memo import BoundedMemo
from telcoterms.values.messages import Phrase, Term, Translatable, phrase
from telcoterms.values.translation import Translator

if TYPE_CHECKING:  # pydantic is no dependency: it calls the hook where it is installed
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Rounding = Literal["half-up", "half-even", "down"]
"""How a quotient becomes a whole number; the name is what a provider's file and a caller write.

To add a rule, add its name here: mypy then points at each form that has to be written. They are the exact quotient
(`rounder`), the repeated share (`compounded`), a sum of powers (`steps.rounded`), the words (`steps.rounding_term`),
and the floats of `batch` (`kernels.numbers.float_rounding` and `exact_below`), which its compiled core takes for late
charges too. `tests/batch/kernels/test_rounding.py` compares all of them. mypy does not see two more: all roundings at
once (`rounded_each_way`), which `tests/clauses/test_charges_by_reading.py` compares, and the C by which the core
replays accounts (`divided` and `pair_rounded` in `native/src/core/exact.h`), which `tests/batch/core` compares.
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


def rounded_each_way(numerator: int, denominator: int) -> tuple[int, int, int]:
    """Return a quotient that is not negative, rounded half up, half even and down: one division for all `ROUNDERS`.

    >>> rounded_each_way(250, 100)
    (3, 2, 2)
    """
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    beyond_half = twice > denominator
    is_half = twice == denominator
    return whole + (beyond_half or is_half), whole + (beyond_half or (is_half and whole % 2 == 1)), whole


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


MAX_KNOWN: Final = 2048  # amounts that are kept: bills repeat a few sums, and no program has to wait for its memory


def _text_of_cents(minor: int) -> str:
    sign, minor_ = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor_ // 100}.{minor_ % 100:02}"


_TEXTS_OF_CENTS: Final = BoundedMemo(_text_of_cents, MAX_KNOWN)
_in_cents: Final[Callable[[int], str]] = _TEXTS_OF_CENTS.__getitem__


def minor_text(minor: int, digits: int) -> str:
    """Return minor units as decimal text: `341` with 2 digits is `3.41`."""
    if digits == 2:  # as nearly all currencies have
        return _in_cents(minor)
    if minor < 0:
        return "-" + minor_text(-minor, digits)
    text = str(minor).zfill(digits + 1)
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def minor_text_of(currency: str) -> Callable[[int], str]:
    """Return `minor_text` for a currency, for where many sums are written."""
    digits = MINOR_DIGITS[currency]
    return _in_cents if digits == 2 else partial(minor_text, digits=digits)


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
    quick = _quick_minor_units(value, digits)
    return _checked_minor_units(value, currency, digits) if quick is None else quick


def _quick_minor_units(value: object, digits: int) -> int | None:
    """Return the minor units of an amount as most are written; None sends all others to be looked at in full.

    A `Decimal` goes by its text, which depends on no context, as its arithmetic would. The slices take the commonest
    text, with all its decimals, at half the cost of the pattern. Up to 13 characters are below `LIMIT`.
    """
    if type(value) is str:
        text = value
    elif type(value) is Decimal:
        text = str(value)
    elif type(value) is int:
        minor = value * 10**digits
        return minor if -LIMIT <= minor <= LIMIT else None
    else:
        return None
    if digits == 2 and text[-3:-2] == "." and 3 < len(text) < 14:
        both = text[:-3] + text[-2:]
        if both.isdigit() and both.isascii():
            return int(both)
    if _PLAIN_NUMBER.fullmatch(text):
        whole, _, decimals = text.partition(".")
        if len(decimals) <= digits:
            minor = int(whole + decimals + "0" * (digits - len(decimals)))
            if -LIMIT <= minor <= LIMIT:
                return minor
    return None


def _checked_minor_units(value: Decimal | str | int, currency: str, digits: int) -> int:
    """Return the exact minor units of an amount in any form; say what is wrong with one that has none."""
    if isinstance(value, bool) or not isinstance(value, Decimal | str | int):
        _refuse_kind(value, currency, digits)
    value = number = _plain(value)
    if isinstance(number, str):
        if not _PLAIN_NUMBER.fullmatch(number):
            cure = "write digits and a point alone, such as '{example}': no signs, spaces or separators"
            _refuse(value, phrase(cure, example=_example(digits)), currency)
        number = Decimal(number)
    if isinstance(number, Decimal):
        if not number.is_finite():
            infinite = phrase("it is not a finite number; give one, such as '{example}'", example=_example(digits))
            _refuse(value, infinite, currency)
        if number.adjusted() > 30:
            _refuse_over_limit(value, currency, digits)
    exact = _exactly(number) if isinstance(number, Decimal) else Fraction(number)
    minor = None if exact is None else exact * 10**digits
    if minor is None or minor.denominator != 1:
        cure = "it has a part of the smallest unit ({unit}); round it first, by the rule that you are bound to"
        if digits == 2:
            cure = "it has a part of a cent; round it first, by the rule that you are bound to"
        _refuse(value, phrase(cure, unit=Unquoted(minor_text(1, digits))), currency)
    if abs(minor) > LIMIT:
        _refuse_over_limit(value, currency, digits)
    if isinstance(value, str):
        _refuse_thousands(value, int(minor), digits, currency)
    return int(minor)


def _plain(value: Decimal | str | int) -> Decimal | str | int:
    """Return a value of a subclass as what it is of: nothing that the subclass defines takes part."""
    match value:
        case Decimal():
            return Decimal(value)
        case str():
            return str.__str__(value)
        case int():
            return int.__index__(value)
    assert_never(value)


def _example(digits: int) -> Unquoted:
    return Unquoted(minor_text(113 * 10**digits, digits))


def _refuse_over_limit(value: object, currency: str, digits: int) -> NoReturn:
    most = Unquoted(minor_text(LIMIT, digits))
    _refuse(value, phrase("the most is {most}; check the decimal point", most=most), currency)


def _refuse_kind(value: object, currency: str, digits: int) -> NoReturn:
    """Refuse what is of no kind that is an amount, with what to give in its place."""
    if isinstance(value, Money):
        _refuse(value, phrase("it is money already; use it as it is"), currency)
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):  # such as an integer of numpy
        cure = phrase(
            "an integer of type {kind} may count whole {currency} or minor units; write int(value) for whole "
            "{currency}, or Money.of_minor(value, '{currency}')",
            kind=Unquoted(type(value).__name__),
            currency=Unquoted(currency),
        )
        _refuse(value, cure, currency)
    kind = phrase("a {kind} is not money", kind=Unquoted(type(value).__name__))
    if isinstance(value, float):
        kind = phrase("a binary float is not exact")
    cure = phrase(
        "{kind}; give text, such as '{example}', a Decimal, or an int of whole {currency}",
        kind=kind,
        example=_example(digits),
        currency=Unquoted(currency),
    )
    _refuse(value, cure, currency)


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

    It adds up with money of its currency, and with 0 on either side of + and -, so that `sum()` works. It is multiplied
    by whole numbers alone: a rate gives parts of a cent, and how they are rounded is for the terms to say. It is
    compared with money of its currency, and with 0, which is zero in every currency: keep a bare 0 out of a set of
    money, and of the keys of a dict. Money of zero is false, all other is true. In a format, no type shows the currency
    and `f` the number alone; both take a width, a sign and separators, and never round.

    >>> Money("3.41", "CAD") + Money(2, "CAD")
    Money('5.41', 'CAD')
    >>> sum([Money("3.41", "CAD"), Money(2, "CAD")]) > 0
    True
    >>> 0 - Money("3.41", "CAD"), +Money("3.41", "CAD")
    (Money('-3.41', 'CAD'), Money('3.41', 'CAD'))
    >>> f"{Money('1113.41', 'CAD'):>16,}|{Money('1113.41', 'CAD'):+,f}"
    '    1,113.41 CAD|+1,113.41'
    """

    __slots__ = ("currency", "minor")
    __match_args__ = ("minor", "currency")
    minor: int
    currency: str

    def __new__(cls, amount: Decimal | str | int, currency: str) -> Money:
        """Return the money of an amount; one that was made lately is given again, since no money can change."""
        try:
            if type(amount) is Decimal:  # the hash of a new one takes six times as long as its text
                return _known_decimals[currency][str(amount)]
            return _known[type(amount)][currency][amount]
        except (KeyError, TypeError):  # of no such type or currency; or it has no hash
            pass
        return Money.of_minor(minor_units(amount, currency), currency)

    @staticmethod
    def of_minor(minor: SupportsIndex, currency: str) -> Money:
        """Return money from a whole number of minor units, of Python or of numpy; raise `AmountError` for all else.

        >>> Money.of_minor(341, "CAD")
        Money('3.41', 'CAD')
        """
        if type(minor) is int and type(currency) is str and currency in MINOR_DIGITS:
            money = _new(Money)
            _set_minor(money, minor)
            _set_currency(money, currency)
            return money
        return Money.of_minor(*_checked_of_minor(minor, currency))

    @property
    def amount(self) -> Decimal:
        """The amount as an exact `Decimal` with the currency's decimals."""
        return Decimal(self.text)

    def to_decimal(self) -> Decimal:
        """Return the amount as an exact `Decimal` with the currency's decimals, as `amount` does.

        >>> Money(2, "CAD").to_decimal()
        Decimal('2.00')
        """
        return self.amount

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

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        found = _FORMAT.fullmatch(spec)
        if found is None or (found["decimals"] and int(found["decimals"]) < MINOR_DIGITS[self.currency]):
            raise AmountError(
                "{spec} is no format of money: give a width, a sign or a separator, such as '>14,', with 'f' for the "
                "number alone, and no fewer decimals than {currency} has",
                spec=spec,
                currency=Unquoted(self.currency),
            )
        if found["kind"]:
            return format(self.amount, spec)
        number = format(self.amount, f"{found['sign']}{found['separator']}f")
        return format(f"{number} {self.currency}", f"{found['align'] or '>'}{found['width'] or ''}")

    def _repr_html_(self) -> str:
        return f'<span style="font-variant-numeric:tabular-nums">{self}</span>'

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how a model of pydantic takes money, and how it writes it in JSON.

        It takes `Money`, and an object of `amount` (text or `Decimal`) and `currency`. It refuses a whole number, which
        may count cents. It writes such an object with the amount as text, as the files of an account hold it.
        """
        from pydantic_core import core_schema

        written = core_schema.plain_serializer_function_ser_schema(_as_data, when_used="json")
        return core_schema.no_info_plain_validator_function(_of_data, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Return what JSON a model of pydantic takes for money, or writes."""
        amount = {"type": "string", "pattern": f"^{_PLAIN_NUMBER.pattern}$"}
        return {
            "title": "Money",
            "type": "object",
            "properties": {"amount": amount, "currency": {"type": "string", "enum": sorted(MINOR_DIGITS)}},
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Money):
            return self.minor == other.minor and self.currency == other.currency
        if type(other) is int and other == 0:
            return self.minor == 0
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.minor, self.currency)) if self.minor else 0  # as that of 0, which it equals

    def __bool__(self) -> bool:
        return self.minor != 0

    def __reduce__(self) -> tuple[Callable[[int, str], Money], tuple[int, str]]:
        return (Money.of_minor, (self.minor, self.currency))

    def _beside(self, other: Money | int) -> int:
        """Return the minor units of what is added or compared: 0 is zero of every currency."""
        if not isinstance(other, Money):
            if type(other) is int and other == 0:
                return 0
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

    def __add__(self, other: Money | Literal[0]) -> Money:
        return _of_own(self, self.minor + self._beside(other))

    def __radd__(self, other: int) -> Money:
        return _of_own(self, self.minor + self._beside(other))

    def __sub__(self, other: Money | Literal[0]) -> Money:
        return _of_own(self, self.minor - self._beside(other))

    def __rsub__(self, other: int) -> Money:
        return _of_own(self, self._beside(other) - self.minor)

    def __mul__(self, times: SupportsIndex) -> Money:
        if isinstance(times, bool) or not isinstance(times, SupportsIndex):
            raise AmountError(
                "{money} is multiplied by {times}: give a whole number; what a rate gives has parts of a cent, which a "
                "rule has to round",
                money=self,
                times=times,
            )
        return _of_own(self, self.minor * times.__index__())

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return _of_own(self, -self.minor)

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return -self if self.minor < 0 else self

    def __lt__(self, other: Money | Literal[0]) -> bool:
        return self.minor < self._beside(other)

    def __le__(self, other: Money | Literal[0]) -> bool:
        return self.minor <= self._beside(other)

    def __gt__(self, other: Money | Literal[0]) -> bool:
        return self.minor > self._beside(other)

    def __ge__(self, other: Money | Literal[0]) -> bool:
        return self.minor >= self._beside(other)


_FORMAT: Final = re.compile(
    r"(?:(?P<align>.?[<>^])?(?P<sign>[-+ ]?)(?P<width>[1-9]\d{0,2})?(?P<separator>,?)"
    r"|(?:.?[<>=^])?[-+ ]?0?(?:[1-9]\d{0,2})?,?(?:\.(?P<decimals>\d{1,2}))?(?P<kind>f))",
    re.ASCII | re.DOTALL,
)


def _of_own(money: Money, minor: int) -> Money:
    """Return money of the currency of another: of whole minor units that come of its own, which need no check."""
    own = _new(Money)
    _set_minor(own, minor)
    _set_currency(own, money.currency)
    return own


class _KnownOfCurrency(dict[object, Money]):
    """The money of a currency by amounts of one type, of what was asked for.

    What is looked up is found without a line of Python, and what is new is made here.
    """

    __slots__ = ("currency", "digits")

    def __init__(self, currency: str) -> None:
        self.currency, self.digits = currency, MINOR_DIGITS[currency]

    def __missing__(self, amount: Any) -> Money:
        text, minor = "" if type(amount) is int else str(amount), None  # of an int of many digits there is no text
        if self.digits == 2 and text[-3:-2] == "." and 3 < len(text) < 14:  # as `_quick_minor_units` does
            both = text[:-3] + text[-2:]
            if both.isdigit() and both.isascii():
                minor = int(both)
        if minor is None:
            minor = minor_units(amount, self.currency)
        if len(self) >= MAX_KNOWN:
            self.clear()
        self[amount] = money = _new(Money)
        _set_minor(money, minor)
        _set_currency(money, self.currency)
        return money


class _KnownOfDecimals(_KnownOfCurrency):
    """The same by the text of a `Decimal`, in which a point before two digits is all that has to be looked for."""

    __slots__ = ()

    def __missing__(self, text: Any) -> Money:
        if self.digits == 2 and text[-3:-2] == "." and len(text) < 14:
            minor = int(text.replace(".", ""))
        else:
            minor = minor_units(Decimal(text), self.currency)
        if len(self) >= MAX_KNOWN:
            self.clear()
        self[text] = money = _new(Money)
        _set_minor(money, minor)
        _set_currency(money, self.currency)
        return money


class _KnownOfType(dict[str, _KnownOfCurrency]):
    """The same by currency."""

    __slots__ = ("_of_currency",)

    def __init__(self, of_currency: type[_KnownOfCurrency]) -> None:
        self._of_currency = of_currency

    def __missing__(self, currency: str) -> _KnownOfCurrency:
        if type(currency) is not str:
            raise KeyError
        self[currency] = known = self._of_currency(currency)
        return known


_known: Final[Mapping[type, _KnownOfType]] = {
    kind: _KnownOfType(_KnownOfCurrency)
    for kind in (str, int)  # apart, since 1 == True == 1.0
}
_known_decimals: Final = _KnownOfType(_KnownOfDecimals)


def _as_data(money: Money) -> dict[str, str]:
    """Return money as JSON-ready data of its own, without a currency that stands above it."""
    return {"amount": money.text, "currency": money.currency}


def _of_data(value: object) -> Money:
    """Return the money that a model is given."""
    if isinstance(value, Money):
        return value
    match value:
        case {"amount": int() as whole, "currency": currency, **others} if not others and not isinstance(whole, bool):
            example = _example(minor_digits(currency))
            raise AmountError(
                "{amount} may count whole {currency} or minor units: give the amount as text, such as {example}",
                amount=whole,
                currency=Unquoted(currency),
                example=example,
            )
        case {"amount": amount, "currency": currency, **others} if not others:
            return Money(amount, currency)
    example = Unquoted('{"amount": "56.45", "currency": "CAD"}')
    if isinstance(value, float):
        raise AmountError(
            "{value} is not money: a binary float is not exact; give Money('56.45', 'CAD'), or an object with amount "
            "and currency alone, such as {example}",
            value=value,
            example=example,
        )
    raise AmountError(
        "{value} is not money: give Money('56.45', 'CAD'), or an object with amount and currency alone, such as "
        "{example}",
        value=value,
        example=example,
    )


def _checked_of_minor(minor: object, currency: object) -> tuple[int, str]:
    """Return minor units of any kind of integer, and the currency as plain text; say what is wrong with all else."""
    minor_digits(currency)
    if isinstance(minor, bool) or not isinstance(minor, SupportsIndex):
        raise AmountError(
            "{minor} is no whole number of minor units: give an int, such as 341 for {example}",
            minor=minor,
            example=Money.of_minor(341, str(currency)),
        )
    return minor.__index__(), str(currency)


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
