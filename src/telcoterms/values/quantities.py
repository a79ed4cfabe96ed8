"""Check a quantity of something that is not money, such as hours or gigabytes, and keep it exact."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from telcoterms.values.errors import InputError, unquoted

MAX_QUANTITY: Final = 10**9
MAX_DECIMALS: Final = 6
_PLAIN: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?", re.ASCII)


Quantity = Fraction | Decimal | str | int
"""How much of something, exactly."""


def as_quantity(value: object, fact: str) -> Fraction:
    """Return a quantity from 0 to a thousand million, of at most six decimals, exact; `fact` is its name in the error.

    >>> as_quantity("1.5", "hours")
    Fraction(3, 2)
    """
    exact: Fraction | None = None
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        exact = Fraction(value)
    elif isinstance(value, Decimal):
        exact = Fraction(value) if value.is_finite() and abs(value.adjusted()) < 30 else None
    elif isinstance(value, int | Fraction) and not isinstance(value, bool):
        exact = Fraction(value)
    if exact is None or not 0 <= exact <= MAX_QUANTITY or 10**MAX_DECIMALS % exact.denominator:
        raise InputError(
            "{fact} is {value}: give a number from 0 to {most}, of at most {decimals} decimals, as text, such as '1.5'",
            fact=unquoted(fact),
            value=value,
            most=MAX_QUANTITY,
            decimals=MAX_DECIMALS,
        )
    return exact
