"""Exact numbers: sums of rational powers, and the three ways to round them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cmp_to_key

ROUNDING = ("half-up", "half-even", "down")


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
def _as_power(value: Fraction) -> tuple[Fraction, int]:
    """(b, m) with b ** m == value and m as large as it can be."""
    if value == 1:
        return value, 1
    top, bottom = value.numerator, value.denominator
    for m in range(max(top, bottom).bit_length(), 1, -1):
        a, b = _root(top, m), _root(bottom, m)
        if a**m == top and b**m == bottom:
            return Fraction(a, b), m
    return value, 1


@cache
def _scaled_power(base: Fraction, exponent: Fraction, bits: int) -> int:
    """The whole part of base ** exponent * 2 ** bits."""
    p, q = exponent.numerator, exponent.denominator
    return _root((base.numerator**p << bits * q) // base.denominator**p, q)


@dataclass(frozen=True)
class Exact:
    """A sum of c * base ** e with rational c and rational e, 0 <= e < 1.

    The base is no power of another rational number, so different e are
    linearly independent over the rationals: the sum is rational exactly when
    only e = 0 is left, and two sums are equal exactly when their terms are.
    """

    base: Fraction
    terms: Mapping[Fraction, Fraction]

    def __add__(self, other: Exact) -> Exact:
        base = other.base if self.base == 1 else self.base
        if other.base not in (1, base):
            raise ValueError("two bases do not add")
        terms = dict(self.terms)
        for e, c in other.terms.items():
            terms[e] = terms.get(e, Fraction(0)) + c
        return Exact(base, {e: c for e, c in terms.items() if c})

    def __sub__(self, other: Exact) -> Exact:
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Exact:
        return Exact(self.base, {e: c * factor for e, c in self.terms.items() if factor})

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        low = high = Fraction(0)
        for e, c in self.terms.items():
            if e == 0:
                low, high = low + c, high + c
                continue
            below = _scaled_power(self.base, e, bits)
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
    return Exact(Fraction(1), {Fraction(0): Fraction(value)} if value else {})


def grown(value: Exact, rate: Fraction, days: int, month_days: int) -> Exact:
    """value * (1 + rate) ** (days / month_days)."""
    base, m = _as_power(1 + rate)
    if base == 1:
        return value
    terms: dict[Fraction, Fraction] = {}
    for e, c in value.terms.items():
        moved = e + Fraction(m * days, month_days)
        whole = moved // 1
        terms[moved - whole] = c * base**whole
    return Exact(base, terms)


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
