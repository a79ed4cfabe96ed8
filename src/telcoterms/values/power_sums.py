"""Compute with exact sums of products of fractional powers, for daily compounding: 5 * b^(3/31) * c^(9/31) - 7.

The bases are rational numbers of at least 1, the exponents and the factors rational. Such a sum is seldom rational, so
it is kept as it is. To find its floor or its sign, it is enclosed between two numbers that come closer and closer until
they decide. Enclosing never decides where the sum is rational after all, such as exactly 3, so that case is found by
algebra: where no two of the bases share a factor and none is itself a power, products of their powers with different
exponents in [0, 1) are linearly independent over the rationals. `_coprime` splits bases that share a factor,
`_primitive` takes a root as often as it can.

By hand: 4^(1/2) + 1 is 2 + 1. `_primitive(4)` is (2, 2), so 4^(1/2) = 2^1, and the sum is the rational number 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import TypeAlias, final

BITS = 128  # of the first enclosure: decides every amount under the limit but a planted near-tie

Powers: TypeAlias = tuple[tuple[Fraction, Fraction], ...]
"""A product of powers, each a base and its exponent; each base once, in order."""


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
def power_floor(base: Fraction, exponent: Fraction, bits: int) -> int:
    """Return floor(base ** exponent * 2 ** bits)."""
    power: Fraction = base**exponent.numerator
    scaled = (power.numerator << (bits * exponent.denominator)) // power.denominator
    return _root_floor(scaled, exponent.denominator)


@lru_cache(maxsize=64)
def _primitive(number: int) -> tuple[int, int]:
    """Return `(b, p)` with `b ** p == number` and p as large as it can be."""
    for degree in range(number.bit_length(), 1, -1):
        root = _root_floor(number, degree)
        if root**degree == number:
            return root, degree
    return number, 1


def _coprime(numbers: Iterable[int]) -> list[int]:
    """Return numbers over 1 of whose powers these are products, and of which no two share a factor."""
    found, left = list[int](), list(numbers)
    while left:
        number = left.pop()
        shared = next((one for one in found if gcd(one, number) > 1), None)
        if shared is not None:
            found.remove(shared)
            factor = gcd(shared, number)
            left += [factor, shared // factor, number // factor]
        elif number > 1:
            found.append(number)
    return found


def _multiplicity(factor: int, number: int) -> int:
    """Return how often a number can be divided by a factor."""
    times = 0
    while number % factor == 0:
        number, times = number // factor, times + 1
    return times


def _product(one: Powers, other: Powers) -> Powers:
    exponents = dict(one)
    for base, exponent in other:
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    return tuple(sorted(exponents.items()))


@final
class PowerSum:
    """A sum of products of powers; `terms` maps each product to its factor."""

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Powers, Fraction]) -> None:
        self.terms = {powers: factor for powers, factor in terms.items() if factor}

    @classmethod
    def power(cls, base: Fraction, exponent: Fraction) -> PowerSum:
        """Return base ** exponent."""
        return cls({((base, exponent),) if exponent else (): Fraction(1)})

    def __add__(self, other: PowerSum | Fraction | int) -> PowerSum:
        terms = dict(self.terms)
        for powers, factor in (other.terms if isinstance(other, PowerSum) else {(): Fraction(other)}).items():
            terms[powers] = terms.get(powers, Fraction(0)) + factor
        return PowerSum(terms)

    __radd__ = __add__

    def __sub__(self, other: PowerSum | Fraction | int) -> PowerSum:
        return self + other * -1

    def __mul__(self, other: PowerSum | Fraction | int) -> PowerSum:
        if not isinstance(other, PowerSum):
            return PowerSum({powers: factor * other for powers, factor in self.terms.items()})
        terms = dict[Powers, Fraction]()
        for one, factor in self.terms.items():
            for another, times in other.terms.items():
                powers = _product(one, another)
                terms[powers] = terms.get(powers, Fraction(0)) + factor * times
        return PowerSum(terms)

    __rmul__ = __mul__

    def rational(self) -> Fraction | None:
        """Return the value where it is rational, else None."""
        bases = {base for powers in self.terms for base, _ in powers}
        roots = [_primitive(one) for one in _coprime(part for base in bases for part in base.as_integer_ratio())]
        reduced = dict[tuple[Fraction, ...], Fraction]()
        for powers, factor in self.terms.items():
            parts = list[Fraction]()
            for root, degree in roots:
                number = root**degree
                exponent = sum(
                    (
                        power * (_multiplicity(number, base.numerator) - _multiplicity(number, base.denominator))
                        for base, power in powers
                    ),
                    Fraction(0),
                )
                whole, part = divmod(exponent * degree, 1)
                factor *= Fraction(root) ** whole
                parts.append(part)
            reduced[tuple(parts)] = reduced.get(tuple(parts), Fraction(0)) + factor
        if any(factor and any(parts) for parts, factor in reduced.items()):
            return None
        return sum(reduced.values(), Fraction(0))

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return two numbers between which the value lies, closer together with more bits."""
        low = high = Fraction(0)
        for powers, factor in self.terms.items():
            least = most = 1 << bits
            for base, exponent in powers:
                floor = power_floor(base, exponent, bits)
                least, most = least * floor >> bits, -(-most * (floor + 1) >> bits)
            ends = (factor * least, factor * most)
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

    def __gt__(self, other: PowerSum | Fraction | int) -> bool:
        return (self - other).sign() > 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (PowerSum, Fraction, int)) and (self - other).sign() == 0

    __hash__ = None  # type: ignore[assignment]  # equal sums may be written differently
