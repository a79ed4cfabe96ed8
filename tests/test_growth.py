"""Sums of fractional powers, decided exactly."""

from decimal import Context, Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms.values.money import Rounding
from telcoterms.values.power_sums import BITS, PowerSum
from telcoterms.values.steps import figure, rounded
from tests.terms_builders import ROUNDING

RATIONAL_BASES = (Fraction(144, 100), Fraction(225, 100), Fraction(1331, 1000), Fraction(4), Fraction(32, 27) ** 6)
BASES = (Fraction(102, 100), Fraction(103, 100), Fraction(144, 100), Fraction(1331, 1000), Fraction(2))
EXPONENTS = st.builds(Fraction, st.integers(0, 62), st.just(31)) | st.builds(Fraction, st.integers(0, 12), st.just(6))
FACTORS = st.integers(-(10**6), 10**6).map(Fraction)
TERMS = st.dictionaries(EXPONENTS, FACTORS, max_size=4)
PRECISE = Context(prec=80)


def sum_of(base: Fraction, terms: dict[Fraction, Fraction]) -> Decimal:
    """The sum to eighty digits."""
    total = Decimal(0)
    for exponent, factor in terms.items():
        b = PRECISE.divide(Decimal(base.numerator), Decimal(base.denominator))
        power = PRECISE.power(b, PRECISE.divide(Decimal(exponent.numerator), Decimal(exponent.denominator)))
        total = PRECISE.add(total, PRECISE.multiply(Decimal(int(factor)), power))
    return total


class TestArithmetic:
    """A sum of powers is kept as it is until a question is asked of it."""

    @given(st.sampled_from(BASES), TERMS)
    def test_floor_and_sign_are_those_of_eighty_digits(self, base: Fraction, terms: dict[Fraction, Fraction]) -> None:
        one, digits = PowerSum(base, terms), sum_of(base, terms)
        near = digits.to_integral_value()
        if abs(digits - near) < Decimal("1E-60"):  # a whole number, which eighty digits do not tell from its neighbours
            assert one == int(near)
            assert floor(one) == int(near)
        else:
            assert floor(one) == floor(digits)
            assert one.sign() == (digits > 0) - (digits < 0)

    @given(st.sampled_from(BASES), TERMS, TERMS, st.integers(-50, 50))
    def test_sums_and_products(
        self, base: Fraction, one: dict[Fraction, Fraction], other: dict[Fraction, Fraction], factor: int
    ) -> None:
        a, b = PowerSum(base, one), PowerSum(base, other)
        assert (a + b) - b == a
        assert a * factor + b * factor == (a + b) * factor
        assert (a - a).terms == {}
        assert (a - a).sign() == 0
        assert a + 3 == a + Fraction(3)
        assert (a < b) == ((b - a).sign() > 0)

    @given(st.sampled_from(BASES), TERMS, EXPONENTS)
    def test_growing_multiplies_by_a_power(
        self, base: Fraction, terms: dict[Fraction, Fraction], exponent: Fraction
    ) -> None:
        one = PowerSum(base, terms)
        assert one.grown(exponent).grown(1 - exponent + floor(exponent)) == one.grown(Fraction(1 + floor(exponent)))
        assert one.grown(Fraction(1)) == one * base

    def test_nothing_is_nothing(self) -> None:
        nothing = PowerSum(Fraction(102, 100), {Fraction(1, 2): Fraction(0)})
        assert nothing.terms == {}
        assert (floor(nothing), nothing.sign(), nothing.rational()) == (0, 0, Fraction(0))
        assert nothing == 0

    def test_it_equals_no_other_thing_and_does_not_hash(self) -> None:
        one: Any = PowerSum(Fraction(2), {Fraction(0): Fraction(1)})
        assert one != "1"
        assert one != 1.0
        assert one == 1
        with pytest.raises(TypeError, match="unhashable"):
            hash(one)


class TestWhatIsRationalAfterAll:
    """A base that is itself a power makes whole powers of fractional exponents; algebra finds them."""

    @pytest.mark.parametrize(
        ("base", "exponent", "value"),
        [
            (Fraction(144, 100), Fraction(1, 2), Fraction(6, 5)),
            (Fraction(144, 100), Fraction(3, 2), Fraction(216, 125)),
            (Fraction(225, 100), Fraction(1, 2), Fraction(3, 2)),
            (Fraction(1331, 1000), Fraction(2, 3), Fraction(121, 100)),
            (Fraction(4), Fraction(7, 2), Fraction(128)),
            (Fraction(32, 27), Fraction(2), Fraction(1024, 729)),
            (Fraction(64), Fraction(5, 6), Fraction(32)),
            (Fraction(102, 100), Fraction(3), Fraction(102, 100) ** 3),
        ],
    )
    def test_a_power_that_is_rational(self, base: Fraction, exponent: Fraction, value: Fraction) -> None:
        one = PowerSum(base, {exponent: Fraction(10)})
        assert one.rational() == 10 * value
        assert one == 10 * value
        assert floor(one) == floor(10 * value)
        assert (one - 10 * value).sign() == 0

    def test_powers_that_cancel(self) -> None:
        # 1.44^(1/2) - 1.2 = 0, and 1.44^(1/4) with 1.44^(3/4) = 1.2 x 1.44^(1/4)
        quarter, three = Fraction(1, 4), Fraction(3, 4)
        assert PowerSum(Fraction(144, 100), {three: Fraction(5), quarter: Fraction(-6)}).sign() == 0
        assert PowerSum(Fraction(144, 100), {three: Fraction(5), quarter: Fraction(-6)}) == 0
        assert PowerSum(Fraction(102, 100), {Fraction(1, 2): Fraction(1)}).rational() is None

    def test_a_sum_of_irrational_powers_is_never_rational(self) -> None:
        one = PowerSum(Fraction(102, 100), {Fraction(1, 31): Fraction(1), Fraction(2, 31): Fraction(-1)})
        assert one.rational() is None
        assert one.sign() == -1

    @pytest.mark.parametrize(("rounding", "wanted"), [("half-up", 3), ("half-even", 2), ("down", 2)])
    def test_an_exact_half_is_a_half(self, rounding: Rounding, wanted: int) -> None:
        half = PowerSum(Fraction(225, 100), {Fraction(1, 2): Fraction(1), Fraction(0): Fraction(1)})  # 2.5
        assert rounded(half, rounding) == wanted
        assert figure(half, rounding, "CAD").text == "0.025"

    def test_an_exact_half_above_an_odd_number(self) -> None:
        half = PowerSum(Fraction(225, 100), {Fraction(1, 2): Fraction(1)})  # 1.5
        assert [rounded(half, one) for one in ROUNDING] == [2, 2, 1]


class TestNearMisses:
    """A sum within a hair of a whole or of a half is enclosed ever nearer, until it is decided."""

    @pytest.mark.parametrize("bits", [BITS // 2, BITS, 2 * BITS, 4 * BITS])
    @pytest.mark.parametrize("base", [Fraction(102, 100), Fraction(2)])
    def test_a_hair_beside_a_whole_number(self, bits: int, base: Fraction) -> None:
        # a x base^(1/2) - b, with a / b a convergent so near that it differs from zero by less than 2^-bits
        a, b = near_tie(base, bits)
        one = PowerSum(base, {Fraction(1, 2): Fraction(a)})
        exact = b * b <= base * a * a
        assert floor(one) == (b if exact else b - 1)
        assert (one - b).sign() == (1 if exact else -1)

    @pytest.mark.parametrize("bits", [BITS, 2 * BITS])
    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_a_hair_beside_a_half(self, bits: int, rounding: Rounding) -> None:
        base = Fraction(102, 100)
        a, b = near_tie(base, bits)
        for sign in (1, -1):
            side = 1 if b * b <= base * a * a else -1
            one = PowerSum(
                base, {Fraction(1, 2): Fraction(sign * a), Fraction(0): Fraction(-sign * b) + Fraction(5, 2)}
            )
            above = side * sign > 0
            wanted = 2 if rounding == "down" or not above else 3
            assert rounded(one, rounding) == wanted

    def test_a_figure_is_shown_as_far_as_decides_its_rounding(self) -> None:
        base = Fraction(102, 100)
        a, b = near_tie(base, BITS)
        side = 1 if b * b <= base * a * a else -1
        half = Fraction(5, 2)
        above = PowerSum(base, {Fraction(1, 2): Fraction(side * a), Fraction(0): -side * b + half})
        below = PowerSum(base, {Fraction(1, 2): Fraction(-side * a), Fraction(0): side * b + half})
        assert figure(above, "half-up", "CAD").text == "0.025000..."
        text = figure(above, "half-even", "CAD").text  # only a digit that is not 0 tells it from the half
        assert text.startswith("0.0250000000")
        assert text.endswith("...")
        assert text.strip(".")[-1] != "0"
        assert figure(below, "half-even", "CAD").text == "0.024999..."
        text = figure(below, "half-up", "CAD").text
        assert text.startswith("0.0249999999")
        assert text.strip(".")[-1] != "9"


def near_tie(base: Fraction, bits: int) -> tuple[int, int]:
    """Whole a, b with a x sqrt(base) nearer to b than 2^-bits, from the continued fraction of the root."""
    # p/q convergents of sqrt(n d) / d for base n / d
    n, d = base.numerator * base.denominator, base.denominator
    root = int(Decimal(n).sqrt(Context(prec=60)))
    m, k, digit = 0, 1, root
    before, now = (1, 0), (root, 1)
    while now[1].bit_length() <= bits + 8:
        m = k * digit - m
        k = (n - m * m) // k
        digit = (root + m) // k
        before, now = now, (digit * now[0] + before[0], digit * now[1] + before[1])
    return now[1] * d, now[0]
