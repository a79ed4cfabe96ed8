"""Exact numbers: sums of rational powers, and the three ways to round them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cmp_to_key
from math import lcm, prod

ROUNDING = ("half-up", "half-even", "down")

Radical = tuple[tuple[int, Fraction], ...]
"""A product of primes, each raised to an exponent between 0 and 1: (prime, exponent) in the order of the primes."""


def _root(value: int, degree: int) -> int:
    """The whole part of the degree-th root."""
    if value < 2 or degree == 1:
        return value
    guess = 1 << (value.bit_length() // degree + 1)
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


@cache
def _primes_of(value: Fraction) -> Mapping[int, int]:
    """The primes of a positive fraction and how often each stands in it; below the line counts negative."""
    found: dict[int, int] = {}
    for rest, sign in ((value.numerator, 1), (value.denominator, -1)):
        prime = 2
        while rest > 1:
            if prime * prime > rest:
                prime = rest
            while rest % prime == 0:
                found[prime] = found.get(prime, 0) + sign
                rest //= prime
            prime += 1
    return found


@cache
def _scaled(radical: Radical, bits: int) -> int:
    """The whole part of a radical times 2 ** bits."""
    degree = lcm(*(exponent.denominator for _, exponent in radical))
    power = prod(prime ** int(exponent * degree) for prime, exponent in radical)
    return _root(power << bits * degree, degree)


@dataclass(frozen=True)
class Exact:
    """A sum of radicals with rational coefficients; the empty radical is 1.

    Different radicals are linearly independent over the rationals: the sum is rational exactly when only the empty one
    is left, and two sums are equal exactly when their terms are.
    """

    terms: Mapping[Radical, Fraction]

    def __add__(self, other: Exact) -> Exact:
        terms = dict(self.terms)
        for radical, c in other.terms.items():
            terms[radical] = terms.get(radical, Fraction(0)) + c
        return Exact({radical: c for radical, c in terms.items() if c})

    def __sub__(self, other: Exact) -> Exact:
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Exact:
        return Exact({radical: c * factor for radical, c in self.terms.items() if factor})

    def multiplied(self, other: Exact) -> Exact:
        total = Exact({})
        for radical, c in self.terms.items():
            for factor, d in other.terms.items():
                exponents = dict(radical)
                for prime, exponent in factor:
                    exponents[prime] = exponents.get(prime, Fraction(0)) + exponent
                total = total + _term(exponents, c * d)
        return total

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        low = high = Fraction(0)
        for radical, c in self.terms.items():
            if not radical:
                low, high = low + c, high + c
                continue
            below = _scaled(radical, bits)
            ends = (c * Fraction(below, 1 << bits), c * Fraction(below + 1, 1 << bits))
            low, high = low + min(ends), high + max(ends)
        return low, high

    def floor(self) -> int:
        bits = 64
        while True:
            low, high = self.bounds(bits)
            if low // 1 == high // 1:
                return low // 1
            bits *= 2

    def sign(self) -> int:
        if not self.terms:
            return 0
        bits = 64
        while True:
            low, high = self.bounds(bits)
            if low > 0:
                return 1
            if high < 0:
                return -1
            bits *= 2


def exact(value: int | Fraction) -> Exact:
    return Exact({(): Fraction(value)} if value else {})


def _term(exponents: Mapping[int, Fraction], c: Fraction) -> Exact:
    """A product of primes raised to any exponents, times c."""
    kept: dict[int, Fraction] = {}
    for prime, exponent in exponents.items():
        whole = exponent // 1
        c *= Fraction(prime) ** int(whole)
        if exponent != whole:
            kept[prime] = exponent - whole
    return Exact({tuple(sorted(kept.items())): c} if c else {})


def grown(value: Exact, rate: Fraction, days: int, month_days: int) -> Exact:
    """value * (1 + rate) ** (days / month_days)."""
    part = Fraction(days, month_days)
    exponents = {prime: times * part for prime, times in _primes_of(1 + rate).items()}
    return value.multiplied(_term(exponents, Fraction(1)))


def rounded(value: Exact, rounding: str) -> int:
    if value.sign() < 0:
        raise ValueError("a charge is never negative")
    whole = value.floor()
    if rounding == "down":
        return whole
    over_half = (value - exact(whole) - exact(Fraction(1, 2))).sign()
    tie_goes_up = rounding == "half-up" or whole % 2 == 1
    if over_half > 0 or (over_half == 0 and tie_goes_up):
        return whole + 1
    return whole


def pooled(values: Sequence[Exact], rounding: str) -> list[int]:
    """The sum is rounded once; cents go by largest remainder, then by place."""
    total = exact(0)
    for value in values:
        total = total + value
    shares = [value.floor() for value in values]
    rests = [value - exact(share) for value, share in zip(values, shares, strict=True)]

    def larger_rest_first(i: int, j: int) -> int:
        return (rests[j] - rests[i]).sign() or i - j

    order = sorted(range(len(values)), key=cmp_to_key(larger_rest_first))
    for i in order[: rounded(total, rounding) - sum(shares)]:
        shares[i] += 1
    return shares


def shares_of(values: Sequence[Exact], rounding: str, posted_per: str) -> list[int]:
    if posted_per == "account":
        return pooled(values, rounding)
    return [rounded(value, rounding) for value in values]
