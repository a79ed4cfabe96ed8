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
POWERS = st.tuples(st.sampled_from(BASES), EXPONENTS)
TERMS = st.dictionaries(EXPONENTS, FACTORS, max_size=4)
PRECISE = Context(prec=80)


def power_sum(base: Fraction, terms: dict[Fraction, Fraction]) -> PowerSum:
    """The sum of powers of one base."""
    return sum((PowerSum.power(base, exponent) * factor for exponent, factor in terms.items()), PowerSum({}))


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
        one, digits = power_sum(base, terms), sum_of(base, terms)
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
        a, b = power_sum(base, one), power_sum(base, other)
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
        def grown(one: PowerSum, by: Fraction) -> PowerSum:
            return one * PowerSum.power(base, by)

        one = power_sum(base, terms)
        assert grown(grown(one, exponent), 1 - exponent + floor(exponent)) == grown(one, Fraction(1 + floor(exponent)))
        assert grown(one, Fraction(1)) == one * base

    def test_nothing_is_nothing(self) -> None:
        nothing = power_sum(Fraction(102, 100), {Fraction(1, 2): Fraction(0)})
        assert nothing.terms == {}
        assert (floor(nothing), nothing.sign(), nothing.rational()) == (0, 0, Fraction(0))
        assert nothing == 0

    def test_it_equals_no_other_thing_and_does_not_hash(self) -> None:
        one: Any = power_sum(Fraction(2), {Fraction(0): Fraction(1)})
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
        one = power_sum(base, {exponent: Fraction(10)})
        assert one.rational() == 10 * value
        assert one == 10 * value
        assert floor(one) == floor(10 * value)
        assert (one - 10 * value).sign() == 0

    def test_powers_that_cancel(self) -> None:
        # 1.44^(1/2) - 1.2 = 0, and 1.44^(1/4) with 1.44^(3/4) = 1.2 x 1.44^(1/4)
        quarter, three = Fraction(1, 4), Fraction(3, 4)
        assert power_sum(Fraction(144, 100), {three: Fraction(5), quarter: Fraction(-6)}).sign() == 0
        assert power_sum(Fraction(144, 100), {three: Fraction(5), quarter: Fraction(-6)}) == 0
        assert power_sum(Fraction(102, 100), {Fraction(1, 2): Fraction(1)}).rational() is None

    def test_a_sum_of_irrational_powers_is_never_rational(self) -> None:
        one = power_sum(Fraction(102, 100), {Fraction(1, 31): Fraction(1), Fraction(2, 31): Fraction(-1)})
        assert one.rational() is None
        assert one.sign() == -1

    @pytest.mark.parametrize(("rounding", "wanted"), [("half-up", 3), ("half-even", 2), ("down", 2)])
    def test_an_exact_half_is_a_half(self, rounding: Rounding, wanted: int) -> None:
        half = power_sum(Fraction(225, 100), {Fraction(1, 2): Fraction(1), Fraction(0): Fraction(1)})  # 2.5
        assert rounded(half, rounding) == wanted
        assert figure(half, rounding, "CAD").text == "0.025"

    def test_an_exact_half_above_an_odd_number(self) -> None:
        half = power_sum(Fraction(225, 100), {Fraction(1, 2): Fraction(1)})  # 1.5
        assert [rounded(half, one) for one in ROUNDING] == [2, 2, 1]


class TestSeveralBases:
    """Products of powers of several bases, such as a month in which the rate changes."""

    @given(st.lists(st.tuples(POWERS, POWERS, FACTORS), max_size=3))
    def test_floor_is_that_of_eighty_digits(
        self, terms: list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], Fraction]]
    ) -> None:
        one, digits = PowerSum({}), Decimal(0)
        for (b, x), (c, y), factor in terms:
            one = one + PowerSum.power(b, x) * PowerSum.power(c, y) * factor
            power = PRECISE.multiply(sum_of(b, {x: Fraction(1)}), sum_of(c, {y: Fraction(1)}))
            digits = PRECISE.add(digits, PRECISE.multiply(power, Decimal(int(factor))))
        near = digits.to_integral_value()
        if abs(digits - near) < Decimal("1E-60"):
            assert one == int(near)
        assert floor(one) in (floor(digits), int(near))

    def test_bases_that_share_a_factor(self) -> None:
        # 6^(1/2) x 10^(1/2) = 2 x 15^(1/2), and (3/2)^(1/2) x 6^(1/2) = 3
        half = Fraction(1, 2)
        six, ten, fifteen = (PowerSum.power(Fraction(base), half) for base in (6, 10, 15))
        assert six * ten == fifteen * 2
        assert (six * ten - fifteen * 2).rational() == 0
        assert PowerSum.power(Fraction(3, 2), half) * six == 3
        assert (six * ten).rational() is None

    def test_powers_of_one_number_are_one_base(self) -> None:
        # 4^(1/4) x 8^(1/6) = 2, and 4^(1/4) = 8^(1/6)
        four, eight = PowerSum.power(Fraction(4), Fraction(1, 4)), PowerSum.power(Fraction(8), Fraction(1, 6))
        assert (four * eight).rational() == 2
        assert four == eight
        assert floor(four * eight) == 2

    def test_sums_are_in_order_with_fractions(self) -> None:
        root = PowerSum.power(Fraction(2), Fraction(1, 2))
        assert Fraction(7, 5) < root < Fraction(3, 2)
        assert Fraction(3, 2) > root > Fraction(7, 5)
        assert Fraction(1) + root == root + 1
        assert Fraction(2) * root == root * 2


class TestNearMisses:
    """A sum within a hair of a whole or of a half is enclosed ever nearer, until it is decided."""

    @pytest.mark.parametrize("bits", [BITS // 2, BITS, 2 * BITS, 4 * BITS])
    @pytest.mark.parametrize("base", [Fraction(102, 100), Fraction(2)])
    def test_a_hair_beside_a_whole_number(self, bits: int, base: Fraction) -> None:
        # a x base^(1/2) - b, with a / b a convergent so near that it differs from zero by less than 2^-bits
        a, b = near_tie(base, bits)
        one = power_sum(base, {Fraction(1, 2): Fraction(a)})
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
            one = power_sum(
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
        above = power_sum(base, {Fraction(1, 2): Fraction(side * a), Fraction(0): -side * b + half})
        below = power_sum(base, {Fraction(1, 2): Fraction(-side * a), Fraction(0): side * b + half})
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
