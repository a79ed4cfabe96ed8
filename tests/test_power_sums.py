"""Sums of fractional powers, to be compared and rounded exactly: each value by hand."""

from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms.values.power_sums import (
    PowerSum,
    _coprime,
    _multiplicity,
    _primitive,
    _product,
    _root_floor,
    power_floor,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def power(base: Fraction | int, exponent: Fraction) -> PowerSum:
    return PowerSum.power(Fraction(base), exponent)


ROOT_2, ROOT_3 = power(2, HALF), power(3, HALF)


class TestWholeRoots:
    """The largest whole number whose power is not above a number."""

    @pytest.mark.parametrize(
        ("number", "degree", "root"),
        [
            (0, 2, 0),
            (1, 2, 1),
            (2, 2, 1),
            (2, 3, 1),
            (3, 2, 1),
            (4, 2, 2),
            (8, 2, 2),
            (9, 2, 3),
            (26, 3, 2),
            (27, 3, 3),
            (28, 3, 3),
            (7, 1, 7),
        ],
    )
    def test_by_hand(self, number: int, degree: int, root: int) -> None:
        assert _root_floor(number, degree) == root

    @given(st.integers(0, 10**40), st.integers(1, 31))
    def test_its_power_is_not_above_and_that_of_the_next_is(self, number: int, degree: int) -> None:
        root = _root_floor(number, degree)
        assert root**degree <= number < (root + 1) ** degree

    @pytest.mark.parametrize(
        ("base", "exponent", "bits", "scaled"),
        [
            (Fraction(4), HALF, 3, 16),  # 2 x 8
            (Fraction(2), HALF, 10, 1448),  # 1.41421... x 1024 = 1448.15...
            (Fraction(9, 4), HALF, 4, 24),  # 1.5 x 16
            (Fraction(8), Fraction(2, 3), 2, 16),  # 4 x 4
            (Fraction(51, 50), Fraction(14, 28), 20, 1059009),  # 1.00995049... x 1048576 = 1059009.8...
            (Fraction(3), Fraction(0), 5, 32),  # 1 x 32
        ],
    )
    def test_a_power_in_binary_places(self, base: Fraction, exponent: Fraction, bits: int, scaled: int) -> None:
        assert power_floor(base, exponent, bits) == scaled


class TestFactors:
    """Numbers are split into those of which no two share a factor, and none is itself a power."""

    @pytest.mark.parametrize(
        ("number", "primitive"),
        [(1, (1, 1)), (2, (2, 1)), (4, (2, 2)), (8, (2, 3)), (64, (2, 6)), (12, (12, 1)), (36, (6, 2))],
    )
    def test_as_high_a_power_as_it_can_be(self, number: int, primitive: tuple[int, int]) -> None:
        assert _primitive(number) == primitive

    @pytest.mark.parametrize(
        ("numbers", "parts"),
        [
            ([], []),
            ([1], []),
            ([6], [6]),
            ([4, 9], [4, 9]),
            ([12, 18], [2, 3]),  # 2 x 2 x 3 and 2 x 3 x 3
            ([51, 50, 51], [50, 51]),
            ([6, 35, 10], [2, 3, 5, 7]),
        ],
    )
    def test_no_two_share_a_factor(self, numbers: list[int], parts: list[int]) -> None:
        assert sorted(_coprime(numbers)) == parts

    def test_how_often_a_factor_divides(self) -> None:
        assert [_multiplicity(2, number) for number in (1, 2, 24, 9)] == [0, 1, 3, 0]

    def test_powers_of_one_base_add_up(self) -> None:
        two, three = Fraction(2), Fraction(3)
        assert _product(((two, HALF),), ((three, THIRD), (two, THIRD))) == ((two, Fraction(5, 6)), (three, THIRD))


class TestRationalValues:
    """A sum that is rational after all is found by algebra."""

    @pytest.mark.parametrize(
        ("sum_", "value"),
        [
            (power(4, HALF) + 1, Fraction(3)),
            (1 + power(4, HALF), Fraction(3)),
            (power(8, Fraction(2, 3)), Fraction(4)),
            (power(Fraction(9, 4), HALF), Fraction(3, 2)),
            (power(Fraction(9, 4), HALF) * 2 - 1, Fraction(2)),
            (ROOT_2 * ROOT_2, Fraction(2)),
            (ROOT_2 * ROOT_3 * power(6, HALF), Fraction(6)),
            (power(12, HALF) - 2 * ROOT_3, Fraction(0)),  # the root of 12 is twice that of 3
            (power(Fraction(1, 2), HALF) * ROOT_2, Fraction(1)),
            (power(3, Fraction(2)), Fraction(9)),
            (power(7, Fraction(0)), Fraction(1)),
            (PowerSum({}), Fraction(0)),
            (ROOT_2, None),
            (ROOT_2 + ROOT_3, None),
            (ROOT_2 - ROOT_2 + 5, Fraction(5)),
            (power(4, THIRD), None),
            (power(8, HALF) - ROOT_2, None),  # the root of 8 is twice that of 2
        ],
    )
    def test_of_a_sum(self, sum_: PowerSum, value: Fraction | None) -> None:
        assert sum_.rational() == value

    def test_products_multiply_their_factors(self) -> None:
        assert ((ROOT_2 * 3) * (ROOT_2 * 5)).rational() == 30  # 3 x 5 x 2
        assert (ROOT_2 * 3 + 1) * (ROOT_2 * 3 - 1) == 17  # 9 x 2 - 1

    def test_what_adds_up_to_nothing_has_no_terms(self) -> None:
        assert (ROOT_2 - ROOT_2).terms == {}
        assert (ROOT_2 * 0).terms == {}


class TestEnclosure:
    """The value lies between the bounds, which come closer with more bits."""

    @pytest.mark.parametrize("bits", [4, 16, 64])
    def test_of_roots(self, bits: int) -> None:
        for sum_, square in ((ROOT_2, 2), (ROOT_3, 3), (ROOT_2 * ROOT_3, 6)):
            low, high = sum_.bounds(bits)
            assert low**2 < square < high**2
            assert high - low <= Fraction(8, 2**bits)

    def test_of_what_is_taken_off(self) -> None:
        low, high = (ROOT_2 * -1 + 3).bounds(64)  # 1.5857864376...
        assert low < Fraction(15857864377, 10**10)
        assert high > Fraction(15857864376, 10**10)
        assert 0 < high - low < Fraction(1, 2**60)

    def test_four_bits_by_hand(self) -> None:
        # 1.41421... x 16 = 22.6...: between 22 and 23 sixteenths
        assert ROOT_2.bounds(4) == (Fraction(22, 16), Fraction(23, 16))
        assert (ROOT_2 * -1).bounds(4) == (Fraction(-23, 16), Fraction(-22, 16))
        assert (ROOT_2 + 1).bounds(4) == (Fraction(38, 16), Fraction(39, 16))


class TestDecisions:
    """Floor, sign and order are those of the value, however near a whole number it lies."""

    NEAR_THREE = power(Fraction(9) + Fraction(1, 10**60), HALF)  # a little over 3
    BELOW_THREE = power(Fraction(9) - Fraction(1, 10**60), HALF)
    TWO = ROOT_3 * power(Fraction(4, 3), HALF)  # the bounds of a product lie on both sides of it
    OVER_TWO = ROOT_3 * power(Fraction(4, 3) + Fraction(1, 10**60), HALF)
    UNDER_TWO = ROOT_3 * power(Fraction(4, 3) - Fraction(1, 10**60), HALF)

    @pytest.mark.parametrize(
        ("sum_", "whole"),
        [
            (ROOT_2, 1),
            (ROOT_2 * -1, -2),
            (ROOT_2 * 100, 141),
            (power(4, HALF) + 1, 3),
            (power(4, HALF) * -1, -2),
            (TWO, 2),
            (OVER_TWO, 2),
            (UNDER_TWO, 1),
            (NEAR_THREE, 3),
            (BELOW_THREE, 2),
            (NEAR_THREE * -1, -4),
            (PowerSum({}), 0),
        ],
    )
    def test_floor(self, sum_: PowerSum, whole: int) -> None:
        assert floor(sum_) == whole
        assert type(floor(sum_)) is int

    @pytest.mark.parametrize(
        ("sum_", "sign"),
        [
            (ROOT_2, 1),
            (ROOT_2 * -1, -1),
            (ROOT_2 - ROOT_2, 0),
            (power(12, HALF) - 2 * ROOT_3, 0),
            (ROOT_3 - ROOT_2, 1),
            (NEAR_THREE - 3, 1),
            (BELOW_THREE - 3, -1),
            (PowerSum({}), 0),
            (power(4, HALF) - 2, 0),
            (power(4, HALF) * -1 + 2, 0),
            (TWO - 2, 0),
            (OVER_TWO - 2, 1),
            (UNDER_TWO - 2, -1),
        ],
    )
    def test_sign(self, sum_: PowerSum, sign: int) -> None:
        assert sum_.sign() == sign

    def test_order(self) -> None:
        assert ROOT_2 < ROOT_3
        assert not ROOT_3 < ROOT_2
        assert ROOT_3 > 1
        assert not ROOT_2 > 2
        assert not power(4, HALF) < 2
        assert not power(4, HALF) > 2
        assert power(4, HALF) == 2
        assert power(12, HALF) == 2 * ROOT_3
        for other in (Fraction(141, 100), "2", None):
            anything: Any = other
            assert power(4, HALF) != anything
