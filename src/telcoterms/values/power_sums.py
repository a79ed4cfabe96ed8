"""Compute with exact sums of fractional powers, c1 * b^x1 + c2 * b^x2 + ..., for daily compounding.

b is a rational number over 1, the exponents are rational, the coefficients whole. Such a sum is seldom rational, so it
is kept as it is. To find its floor or its sign, it is enclosed between two numbers that come closer and closer until
they decide. Enclosing never decides where the sum is rational after all, such as exactly 3, so that case is found by
algebra: powers b^x with distinct x in [0, 1) are linearly independent over the rationals unless b is itself a power,
and `_primitive` takes the root of b as often as it can.

By hand: 4^(1/2) + 1 is 2 + 1. `_primitive(4)` is (2, 2), so 4^(1/2) = 2^1, and the sum is the rational number 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import final

BITS = 128  # of the first enclosure: decides every amount under the limit but a planted near-tie


def _root_floor(number: int, degree: int) -> int:
    """Return the largest integer whose `degree`-th power is at most `number` (Newton's method, from above)."""
    if degree == 1 or number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


@lru_cache(maxsize=4096)
def _power_floor(base: Fraction, exponent: Fraction, bits: int) -> int:
    """Return floor(base ** exponent * 2 ** bits)."""
    power: Fraction = base**exponent.numerator
    scaled = (power.numerator << (bits * exponent.denominator)) // power.denominator
    return _root_floor(scaled, exponent.denominator)


@lru_cache(maxsize=64)
def _primitive(base: Fraction) -> tuple[Fraction, int]:
    """Return `(b, p)` with `b ** p == base` and p as large as it can be."""
    for degree in range(base.numerator.bit_length(), 1, -1):
        root = Fraction(_root_floor(base.numerator, degree), _root_floor(base.denominator, degree))
        if root**degree == base:
            return root, degree
    return base, 1


@final
class PowerSum:
    """A sum of powers of one base; `terms` maps each exponent to its coefficient."""

    __slots__ = ("base", "terms")

    def __init__(self, base: Fraction, terms: Mapping[Fraction, Fraction]) -> None:
        self.base = base
        self.terms = {exponent: factor for exponent, factor in terms.items() if factor}

    def grown(self, exponent: Fraction) -> PowerSum:
        """Return the sum times base ** exponent."""
        return PowerSum(self.base, {power + exponent: factor for power, factor in self.terms.items()})

    def __add__(self, other: PowerSum | Fraction | int) -> PowerSum:
        terms = dict(self.terms)
        for exponent, factor in (
            other.terms if isinstance(other, PowerSum) else {Fraction(0): Fraction(other)}
        ).items():
            terms[exponent] = terms.get(exponent, Fraction(0)) + factor
        return PowerSum(self.base, terms)

    def __sub__(self, other: PowerSum | Fraction | int) -> PowerSum:
        return self + (other * -1 if isinstance(other, PowerSum) else -other)

    def __mul__(self, factor: Fraction | int) -> PowerSum:
        return PowerSum(self.base, {exponent: coefficient * factor for exponent, coefficient in self.terms.items()})

    def rational(self) -> Fraction | None:
        """Return the value where it is rational, else None."""
        root, power = _primitive(self.base)
        reduced: dict[Fraction, Fraction] = {}
        for exponent, factor in self.terms.items():
            whole, part = divmod(exponent * power, 1)
            reduced[part] = reduced.get(part, Fraction(0)) + factor * root**whole
        return (
            None if any(factor for part, factor in reduced.items() if part) else reduced.get(Fraction(0), Fraction(0))
        )

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return two numbers between which the value lies, closer together with more bits."""
        low = high = Fraction(0)
        for exponent, factor in self.terms.items():
            floor = _power_floor(self.base, exponent, bits)
            ends = (factor * floor, factor * (floor + (exponent != 0)))
            low, high = low + min(ends), high + max(ends)
        return low / 2**bits, high / 2**bits

    def __floor__(self) -> int:
        low, high = self.bounds(BITS)
        if low // 1 == high // 1:
            return int(low // 1)
        exact, bits = self.rational(), BITS
        while exact is None and low // 1 != high // 1:
            bits *= 2
            low, high = self.bounds(bits)
        return int((low if exact is None else exact) // 1)

    def sign(self) -> int:
        """Return -1, 0 or 1."""
        low, high = self.bounds(BITS)
        if low <= 0 <= high:
            exact, bits = self.rational(), BITS
            while exact is None and low <= 0 <= high:
                bits *= 2
                low, high = self.bounds(bits)
            low = low if exact is None else exact
        return (low > 0) - (low < 0)

    def __lt__(self, other: PowerSum | Fraction | int) -> bool:
        return (self - other).sign() < 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (PowerSum, Fraction, int)) and (self - other).sign() == 0

    __hash__ = None  # type: ignore[assignment]  # equal sums may be written differently
