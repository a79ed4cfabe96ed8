"""Every form of a rounding gives one figure: exact, of arrays and of floats; compounding likewise.

The rules are those of `Rounding`, so one that is added is compared here without a change to this file.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Final, get_args

import numpy as np
import pytest

from telcoterms.batch.kernels.late_charge.charging import offset_of, round_off
from telcoterms.batch.kernels.numbers import divide, dtype_for, exact_below
from telcoterms.values.money import ROUNDERS, Rounding, compounded, rounder
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import rounded, rounding_term
from tests.batch.kernels.late_charge.rows import Row, alone, charged, columns
from tests.terms_builders import ROUNDING, compound

DENOMINATORS: Final = (1, 2, 3, 4, 7, 50, 100, 365, 3100, 1_000_003)
WHOLES: Final = (0, 1, 2, 3, 49, 50, 10**6, 10**6 + 1)


def quotients(most: int) -> list[tuple[int, int]]:
    """Quotients below a number: whole ones, halves, and all that lie one numerator from either."""
    return [
        (numerator, denominator)
        for denominator in DENOMINATORS
        for whole in (*WHOLES, most // denominator - 2, most // denominator - 3)
        for rest in {0, 1, denominator // 2, (denominator - 1) // 2, denominator // 2 + 1, denominator - 1}
        if 0 <= (numerator := whole * denominator + rest) < most
    ]


@pytest.mark.parametrize("rounding", ROUNDING)
class TestOneRoundingInAllItsForms:
    @pytest.mark.parametrize("dtype", [np.int64, object])
    def test_arrays_of_whole_numbers_of_either_sign(self, rounding: Rounding, dtype: Any) -> None:
        rows = [(sign * top, bottom) for sign in (1, -1) for top, bottom in quotients(1 << 60)]
        tops, bottoms = (np.array(column, dtype) for column in zip(*rows, strict=True))
        assert rounder(rounding)(tops, bottoms).tolist() == [ROUNDERS[rounding](*row) for row in rows]

    def test_arrays_that_are_divided_in_the_type_that_is_chosen_for_them(self, rounding: Rounding) -> None:
        for most in (exact_below(rounding), 1 << 60, 1 << 70):
            rows = quotients(most)
            dtype = dtype_for(most - 1, max(DENOMINATORS), rounding)
            tops, bottoms = (np.array(column, dtype) for column in zip(*rows, strict=True))
            figures = divide(tops, bottoms, rounding, np.empty_like(tops))
            assert [int(figure) for figure in figures] == [ROUNDERS[rounding](*row) for row in rows]

    def test_floats_that_are_proven(self, rounding: Rounding) -> None:
        rows = quotients(1 << 40)
        figures = np.array([top / bottom for top, bottom in rows])
        doubtful = round_off(figures, np.array([offset_of(bottom) for _, bottom in rows]), rounding)
        proven = np.setdiff1d(np.arange(len(rows)), doubtful)
        assert len(proven) > len(rows) // 2
        assert figures[proven].tolist() == [ROUNDERS[rounding](*rows[place]) for place in proven]

    def test_sums_of_powers(self, rounding: Rounding) -> None:
        for top, bottom in quotients(10**4):
            value = PowerSum({(): Fraction(top, bottom)})
            assert rounded(value, rounding) == ROUNDERS[rounding](top, bottom)

    def test_repeated_shares(self, rounding: Rounding) -> None:
        for top, bottom in quotients(10**4):
            balance = wanted = 4_950
            for _ in range(3):
                wanted += ROUNDERS[rounding](wanted * top, bottom)
            assert compounded(balance, top, bottom, 3, rounding) == wanted


class TestCompoundingByTheMonth:
    """The charge of a month is rounded and bears on: one scalar form, one array form."""

    @pytest.mark.parametrize("rounding", ROUNDING)
    @pytest.mark.parametrize("rate", [Fraction(1, 100), Fraction(1, 2), Fraction(3, 200), Fraction(9, 1000)])
    def test_arrays_give_what_the_terms_answer_for_each_row(self, rate: Fraction, rounding: Rounding) -> None:
        rule = compound(rate, rounding=rounding)
        issued, paid = date(2024, 1, 31), [date(2024, 2, 29), date(2024, 3, 1), date(2024, 9, 30), date(2031, 1, 30)]
        rows = [Row(amount, issued, day) for amount in (1, 25, 49, 50, 51, 149, 150, 12_345, 10**12) for day in paid]
        assert charged(rule, 0, columns(rows)) == alone(rule, 0, rows)

    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_whole_months_are_the_repeated_share(self, rounding: Rounding) -> None:
        rule, amounts = compound(Fraction(1, 100), rounding=rounding), (1, 49, 50, 51, 149, 150, 250, 12_345)
        rows = [Row(amount, date(2024, 1, 31), date(2025, 1, 31)) for amount in amounts]
        grown = [compounded(amount, 1, 100, 12, rounding) - amount for amount in amounts]
        assert charged(rule, 0, columns(rows)) == grown == alone(rule, 0, rows)


def test_each_rounding_has_words_of_its_own() -> None:
    assert len({rounding_term(rounding) for rounding in get_args(Rounding)}) == len(get_args(Rounding))
