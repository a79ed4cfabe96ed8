"""Money, rates and the three ways to round."""

import copy
import decimal
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal
from unittest.mock import ANY

import numpy as np
import pydantic
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from telcoterms import AmountError, InvalidFileError, Money, load
from telcoterms.files.account import read_account
from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.money import (
    LIMIT,
    MAX_KNOWN,
    ROUNDERS,
    Rounding,
    _checked_minor_units,
    _known,
    _known_decimals,
    _KnownOfCurrency,
    _KnownOfType,
    _quick_minor_units,
    as_money,
    as_rate,
    compounded,
    minor_digits,
    minor_text,
    minor_text_of,
    minor_units,
    rounded_each_way,
    rounder,
)
from telcoterms.values.translation import Translator
from tests.error_assertions import brief, refused
from tests.terms_builders import ROUNDING, cad

KOS = load("kos")
ANY_MINOR = st.integers(-LIMIT, LIMIT)


class TestWhatIsTakenIn:
    """Money is whole minor units: text of digits and a point, a Decimal, or an int of whole units."""

    @pytest.mark.parametrize(
        ("value", "minor"),
        [
            ("3.41", 341),
            ("3.4", 340),
            ("3", 300),
            ("3.4100", 341),
            ("-3.41", -341),
            ("0", 0),
            ("-0.00", 0),
            ("007.50", 750),
            (Decimal("3.41"), 341),
            (Decimal("3.410000"), 341),
            (Decimal("1E+2"), 10_000),
            (Decimal("0E-1000000"), 0),
            (Decimal("1." + "0" * 3_000_000), 100),
            (Decimal("-0"), 0),
            (3, 300),
            (-3, -300),
            (0, 0),
        ],
        ids=brief,
    )
    def test_an_exact_amount(self, value: Any, minor: int) -> None:
        money = Money(value, "CAD")
        assert (money.minor, money.currency) == (minor, "CAD")
        assert type(money.minor) is int

    @pytest.mark.parametrize(
        ("currency", "text", "minor"), [("CAD", "1.25", 125), ("JPY", "125", 125), ("KWD", "0.125", 125)]
    )
    def test_each_currency_has_its_own_decimals(self, currency: str, text: str, minor: int) -> None:
        assert Money(text, currency).minor == minor
        assert Money.of_minor(minor, currency).text == text
        assert Money.of_minor(minor, currency).amount == Decimal(text)

    @pytest.mark.parametrize(
        ("currency", "text", "minor"), [("KWD", "5.25", 5250), ("KWD", "12345.50", 12345500), ("JPY", "5.00", 5)]
    )
    def test_two_decimals_are_no_cents_where_a_currency_has_others(self, currency: str, text: str, minor: int) -> None:
        assert minor_units(text, currency) == minor
        assert Money(text, currency).minor == minor
        assert Money(Decimal(text), currency).minor == minor

    @pytest.mark.parametrize(
        ("currency", "text", "part"),
        [
            ("JPY", "1.5", "of the smallest unit (1)"),
            ("KWD", "0.0001", "of the smallest unit (0.001)"),
            ("CAD", "0.001", "of a cent"),
        ],
    )
    def test_a_part_of_the_smallest_unit_is_refused(self, currency: str, text: str, part: str) -> None:
        with refused(AmountError, repr(text), currency, f"it has a part {part}; round it first"):
            Money(text, currency)

    @pytest.mark.parametrize(("currency", "example"), [("CAD", "113.00"), ("JPY", "113"), ("KWD", "113.000")])
    def test_an_example_has_the_decimals_of_the_currency(self, currency: str, example: str) -> None:
        with refused(AmountError, f"write digits and a point alone, such as '{example}': no signs"):
            Money("1,5", currency)

    def test_the_limit_itself_is_an_amount(self) -> None:
        assert Money("10000000000.00", "CAD").minor == LIMIT
        assert Money("-10000000000.00", "CAD").minor == -LIMIT
        assert Money(LIMIT, "JPY").minor == LIMIT
        assert Money(Decimal("1E+10"), "CAD").minor == LIMIT
        assert as_money(cad(LIMIT), "CAD", "amount").minor == LIMIT
        assert KOS.late_charge("10000000000.00", issued="2026-01-01", paid="2026-02-01").value == cad(2 * 10**10)

    @pytest.mark.parametrize("value", ["10000000000.01", Decimal("10000000000.01"), 10**10 + 1, 10**5000], ids=brief)
    def test_one_cent_more_is_refused(self, value: Any) -> None:
        with refused(AmountError, "the most is 10000000000.00", "check the decimal point"):
            Money(value, "CAD")

    def test_money_over_the_limit_is_refused_as_a_fact(self) -> None:
        with refused(AmountError, "10000000000.01 CAD", "the most is 10000000000.00 CAD"):
            KOS.late_charge(cad(LIMIT + 1), issued="2026-01-01", paid="2026-02-01")

    @given(ANY_MINOR, st.sampled_from(sorted(MINOR_DIGITS)))
    def test_text_and_back(self, minor: int, currency: str) -> None:
        money = Money.of_minor(minor, currency)
        assert Money(money.text, currency) == money == Money(money.amount, currency)
        assert minor_units(Decimal(money.text).normalize(), currency) == minor


INEXACT = "a binary float is not exact"
ONLY_DIGITS = "write digits and a point alone"
TOO_MUCH = "check the decimal point"
PART = "it has a part of a cent; round it first"
NOT_FINITE = "it is not a finite number; give one"

BAD: list[tuple[Any, str, str]] = [
    (1.5, "1.5", INEXACT),
    (113.0, "113.0", INEXACT),
    (float("nan"), "nan", INEXACT),
    (float("inf"), "inf", INEXACT),
    (True, "True", "a bool is not money"),
    (False, "False", "a bool is not money"),
    (None, "None", "a NoneType is not money"),
    (b"5", "b'5'", "a bytes is not money"),
    (Fraction(1, 2), "Fraction(1, 2)", "a Fraction is not money"),
    (["5"], "['5']", "a list is not money"),
    (Decimal("NaN"), "Decimal('NaN')", NOT_FINITE),
    (Decimal("sNaN"), "Decimal('sNaN')", NOT_FINITE),
    (Decimal("Infinity"), "Decimal('Infinity')", NOT_FINITE),
    (Decimal("-Infinity"), "Decimal('-Infinity')", NOT_FINITE),
    (Decimal("1E+1000000"), "Decimal('1E+1000000')", TOO_MUCH),
    (Decimal("-1E+1000000"), "Decimal('-1E+1000000')", TOO_MUCH),
    (Decimal("1E+31"), "Decimal('1E+31')", TOO_MUCH),
    (Decimal("1E+30"), "Decimal('1E+30')", TOO_MUCH),
    (Decimal("1E-1000000"), "Decimal('1E-1000000')", PART),
    (Decimal("1E-31"), "Decimal('1E-31')", PART),
    (Decimal("0.005"), "Decimal('0.005')", PART),
    (Decimal.from_float(1.1), "Decimal('1.1000000000", PART),
    (Decimal("1." + "1" * 1_000_000), "Decimal('1.111", PART),
    ("0.005", "'0.005'", PART),
    ("3.415", "'3.415'", PART),
    ("", "''", ONLY_DIGITS),
    (" ", "' '", ONLY_DIGITS),
    ("1,000.00", "'1,000.00'", ONLY_DIGITS),
    ("1 000.00", "'1 000.00'", ONLY_DIGITS),
    ("1_000", "'1_000'", ONLY_DIGITS),
    ("3,41", "'3,41'", ONLY_DIGITS),
    ("1e400", "'1e400'", ONLY_DIGITS),
    ("1E2", "'1E2'", ONLY_DIGITS),
    ("+5", "'+5'", ONLY_DIGITS),
    ("5.", "'5.'", ONLY_DIGITS),
    (".5", "'.5'", ONLY_DIGITS),
    (".50", "'.50'", ONLY_DIGITS),
    ("--5", "'--5'", ONLY_DIGITS),
    ("5\n", r"'5\n'", ONLY_DIGITS),
    ("$5.00", "'$5.00'", ONLY_DIGITS),
    ("5.00 CAD", "'5.00 CAD'", ONLY_DIGITS),
    ("NaN", "'NaN'", ONLY_DIGITS),
    ("Infinity", "'Infinity'", ONLY_DIGITS),
    ("0x10", "'0x10'", ONLY_DIGITS),
    ("\u0663\u0664", "'\u0663\u0664'", ONLY_DIGITS),  # Arabic-Indic digits
    ("\uff13.\uff14\uff11", "'\uff13.\uff14\uff11'", ONLY_DIGITS),  # full width
    ("\u00b2", "'\u00b2'", ONLY_DIGITS),
    ("1" * 31, "'1111", ONLY_DIGITS),
    ("1" * 1_000_000, "'1111", ONLY_DIGITS),
    ("1" * 30, "'1111", TOO_MUCH),
]


class TestWhatIsRefused:
    """Whatever is not exact, not finite, or not plainly a number: with the value, and what to give instead."""

    @pytest.mark.parametrize(("value", "shown", "cure"), BAD, ids=brief)
    def test_as_money_and_as_a_fact(self, value: Any, shown: str, cure: str) -> None:
        with refused(AmountError, shown, "is not an amount of CAD", cure):
            Money(value, "CAD")
        with refused(AmountError, shown, "is not an amount of CAD", cure):
            KOS.late_charge(value, issued="2026-01-01", paid="2026-02-15")

    @pytest.mark.parametrize("value", ["-0.01", -1, Decimal("-5.00"), cad(-1)])
    def test_a_negative_amount_where_a_charge_is_asked(self, value: Any) -> None:
        with refused(AmountError, "amount is -", "give zero or more"):
            KOS.late_charge(value, issued="2026-01-01", paid="2026-02-15")
        with refused(AmountError, "fee is -", "give zero or more"):
            KOS.refund(value, cycle_start="2026-01-01", cancelled="2026-01-15")

    def test_another_currency(self) -> None:
        with refused(
            AmountError, "amount is 5.00 USD", "these terms are in CAD", "give the amount that was billed in CAD"
        ):
            KOS.late_charge(Money(5, "USD"), issued="2026-01-01", paid="2026-02-15")

    @pytest.mark.parametrize("currency", ["cad", "XXX", "", "CAD ", None, 5, ["CAD"], "\uff23\uff21\uff24"])
    def test_what_is_no_currency(self, currency: Any) -> None:
        with refused(AmountError, "is not a currency", "three capital letters of ISO 4217"):
            Money(5, currency)
        with refused(AmountError, "is not a currency"):
            minor_digits(currency)

    def test_two_currencies_never_meet(self) -> None:
        one, other = Money(5, "CAD"), Money(5, "USD")
        for meet in (
            lambda: one + other,
            lambda: one - other,
            lambda: one < other,
            lambda: one <= other,
            lambda: one > other,
            lambda: one >= other,
        ):
            with refused(AmountError, "5.00 CAD and 5.00 USD", "convert one first"):
                meet()
        assert one != other

    def test_what_is_no_money_does_not_meet_money(self) -> None:
        anything: Any = 5
        meetings: list[Callable[[], object]] = [
            lambda: cad(500) + anything,
            lambda: cad(500) - anything,
            lambda: cad(500) < anything,
        ]
        for meet in meetings:
            with refused(AmountError, "5 is not money", "give Money('1.00', 'CAD')"):
                meet()
        assert cad(500) != anything


class TestRates:
    """A rate is exact: from 0 to 10, of at most thirty decimals."""

    @pytest.mark.parametrize(
        ("value", "rate"),
        [
            ("0.13", Fraction(13, 100)),
            ("0", Fraction(0)),
            ("10", Fraction(10)),
            (0, Fraction(0)),
            (10, Fraction(10)),
            (Decimal("0.13"), Fraction(13, 100)),
            (Decimal("1E-30"), Fraction(1, 10**30)),
            (Decimal("0E-50"), Fraction(0)),
            (Fraction(1, 8), Fraction(1, 8)),
            ("0." + "1" * 30, Fraction(int("1" * 30), 10**30)),
        ],
    )
    def test_an_exact_rate(self, value: Any, rate: Fraction) -> None:
        found = as_rate(value, "tax_rate")
        assert found == rate
        assert type(found) is Fraction

    @pytest.mark.parametrize(
        "value",
        [
            0.13,
            True,
            None,
            "",
            "13 %",
            "0,13",
            "1e-2",
            "-0.01",
            -1,
            11,
            "10.000000000000000000000000000001",
            Decimal("NaN"),
            Decimal("Infinity"),
            Decimal("1E+1000000"),
            Decimal("1E-1000000"),
            Decimal("1E-31"),
            Decimal("0.1" + "0" * 200 + "1"),
            Fraction(1, 3),
            Fraction(1, 10**31),
            Fraction(-1, 2),
            10**5000,
        ],
        ids=brief,
    )
    def test_what_is_refused(self, value: Any) -> None:
        with refused(AmountError, "tax_rate is", "give a rate from 0 to 10, of at most 30 decimals", "'0.13'"):
            as_rate(value, "tax_rate")


def reference(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Rounding on the magnitude, told another way."""
    magnitude = Fraction(abs(numerator), denominator)
    whole, rest = divmod(magnitude, 1)
    up = {
        "half-up": rest >= Fraction(1, 2),
        "half-even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        "down": False,
    }[rounding]
    return int(whole + up) * (1 if numerator >= 0 else -1)


class TestRounding:
    """Half a unit goes up, to the even neighbour, or down: always on the magnitude."""

    @given(st.integers(-(10**6), 10**6), st.integers(1, 400), st.sampled_from(ROUNDING))
    def test_on_the_magnitude(self, numerator: int, denominator: int, rounding: Rounding) -> None:
        assert ROUNDERS[rounding](numerator, denominator) == reference(numerator, denominator, rounding)

    @pytest.mark.parametrize(
        ("halves", "up", "even", "cut"), [(1, 1, 0, 0), (3, 2, 2, 1), (5, 3, 2, 2), (-1, -1, 0, 0), (-3, -2, -2, -1)]
    )
    def test_exact_halves(self, halves: int, up: int, even: int, cut: int) -> None:
        assert [ROUNDERS[one](halves, 2) for one in ("half-up", "half-even", "down")] == [up, even, cut]

    @pytest.mark.parametrize(
        ("numerator", "denominator", "ways"),
        [
            (1, 2, (1, 0, 0)),
            (3, 2, (2, 2, 1)),
            (5, 2, (3, 2, 2)),
            (7, 2, (4, 4, 3)),
            (49, 100, (0, 0, 0)),
            (51, 100, (1, 1, 0)),
            (0, 100, (0, 0, 0)),
            (300, 100, (3, 3, 3)),
        ],
    )
    def test_one_division_rounds_each_way(self, numerator: int, denominator: int, ways: tuple[int, int, int]) -> None:
        assert rounded_each_way(numerator, denominator) == ways
        assert tuple(rounder(name)(numerator, denominator) for name in ("half-up", "half-even", "down")) == ways

    @given(
        st.integers(0, LIMIT), st.integers(0, 50), st.integers(1, 400), st.integers(0, 40), st.sampled_from(ROUNDING)
    )
    def test_compounding_rounds_each_time(
        self, sum_: int, top: int, bottom: int, times: int, rounding: Rounding
    ) -> None:
        wanted = sum_
        for _ in range(times):
            wanted += ROUNDERS[rounding](wanted * top, bottom)
        assert compounded(sum_, top, bottom, times, rounding) == wanted

    @pytest.mark.parametrize(
        ("minor", "digits", "text"),
        [
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (99, 2, "0.99"),
            (100, 2, "1.00"),
            (-5, 2, "-0.05"),
            (-100, 2, "-1.00"),
            (123456, 2, "1234.56"),
            (0, 0, "0"),
            (5, 0, "5"),
            (-5, 0, "-5"),
            (0, 3, "0.000"),
            (5, 3, "0.005"),
            (999, 3, "0.999"),
            (1000, 3, "1.000"),
            (-5, 3, "-0.005"),
            (-12345, 3, "-12.345"),
        ],
    )
    def test_minor_text(self, minor: int, digits: int, text: str) -> None:
        assert minor_text(minor, digits) == text
        currency = {0: "JPY", 2: "CAD", 3: "KWD"}[digits]
        assert minor_text_of(currency)(minor) == text


class TestAsAValue:
    """Money is frozen, equal by value, ordered within a currency, and comes whole out of a pickle or a copy."""

    @given(ANY_MINOR, ANY_MINOR)
    def test_order_and_sums_are_those_of_the_minor_units(self, one: int, other: int) -> None:
        a, b = cad(one), cad(other)
        assert (a < b, a <= b, a > b, a >= b, a == b) == (
            one < other,
            one <= other,
            one > other,
            one >= other,
            one == other,
        )
        assert (a + b).minor == one + other
        assert (a - b).minor == one - other
        assert (-a).minor == -one
        assert (hash(a) == hash(b)) >= (a == b)

    def test_sorting(self) -> None:
        assert [one.minor for one in sorted(map(cad, (5, -1, 0, 3)))] == [-1, 0, 3, 5]
        assert max(cad(1), cad(2)) == cad(2)

    @given(ANY_MINOR, st.sampled_from(sorted(MINOR_DIGITS)))
    def test_pickle_and_copy(self, minor: int, currency: str) -> None:
        money = Money.of_minor(minor, currency)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(money, protocol)) == money
        assert copy.copy(money) == copy.deepcopy(money) == money
        assert eval(repr(money), {"Money": Money}) == money

    def test_equality_is_by_value_and_currency(self) -> None:
        assert Money("3.4100", "CAD") == Money(Decimal("3.41"), "CAD")
        assert Money(0, "CAD") != Money(0, "USD")
        assert Money(3, "CAD") != 300
        assert len({Money(3, "CAD"), Money("3.00", "CAD"), Money(3, "USD")}) == 2

    def test_what_is_no_money_decides_itself_whether_it_is_equal(self) -> None:
        assert cad(3) == ANY
        number: object = 3
        assert (cad(3) == number) is False

    def test_sums_that_differ_have_other_hashes(self) -> None:
        assert len({hash(cad(minor)) for minor in range(100)}) > 90

    def test_it_is_frozen(self) -> None:
        money = cad(341)
        with pytest.raises(AttributeError, match="minor cannot be set"):
            money.minor = 5
        with pytest.raises(AttributeError, match="currency cannot be deleted"):
            del money.currency
        with pytest.raises(AttributeError):
            money.other = 5
        assert money == cad(341)

    def test_matching_and_text(self) -> None:
        match cad(-5):
            case Money(minor, currency):
                assert (minor, currency) == (-5, "CAD")
        assert (str(cad(-5)), repr(cad(-5))) == ("-0.05 CAD", "Money('-0.05', 'CAD')")


class TestPointBetweenThousands:
    """Three digits after a point are no cents: the point of `1.000` may be one between thousands."""

    def test_a_point_between_thousands_is_refused_with_both_ways_to_write_it(self) -> None:
        with pytest.raises(AmountError) as error:
            Money("1.000", "CAD")
        assert str(error.value) == (
            "'1.000' is not an amount of CAD: three digits after the point are no cents; write 1.00, or 1000.00 if it "
            "separates thousands"
        )

    @pytest.mark.parametrize(
        ("text", "currency", "cure"),
        [
            ("12.500", "CAD", "write 12.50, or 12500.00 if it separates thousands"),
            ("1.000", "JPY", "write 1, or 1000 if it separates thousands"),
        ],
    )
    def test_what_to_write_instead(self, text: str, currency: str, cure: str) -> None:
        with pytest.raises(AmountError) as error:
            Money(text, currency)
        assert str(error.value).endswith(cure)

    def test_a_currency_of_three_decimals_takes_them(self) -> None:
        assert Money("1.000", "KWD").minor == 1000
        assert Money(Odd("1.000"), "KWD").minor == 1000

    def test_a_decimal_has_no_point_to_misread(self) -> None:
        assert Money(Decimal("1.000"), "CAD").minor == 100

    def test_a_cell_of_an_account(self, tmp_path: Path) -> None:
        file = tmp_path / "account.csv"
        file.write_text("event;date;number;amount\ninvoice;2026-01-01;A1;1.000\n", "utf-8")
        with pytest.raises(InvalidFileError, match="three digits after the point are no cents"):
            read_account(file, "CAD")


def outcome(make: Callable[[], int]) -> int | str:
    """What comes out, or why it is refused."""
    try:
        return make()
    except AmountError as error:
        return str(error)


class TestQuickAndFull:
    """The quick way takes what it takes as the full look does; nothing is taken by it alone."""

    @given(
        st.one_of(
            st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{1,4})?", fullmatch=True),
            st.from_regex(r"[-+ 0-9.,_eE]{0,16}", fullmatch=True),
            st.text(max_size=16),
            st.decimals(),
            st.decimals(allow_nan=False, allow_infinity=False, places=2),
            st.integers(),
            st.integers(-LIMIT, LIMIT),
        ),
        st.sampled_from(["CAD", "JPY", "KWD"]),
    )
    @example("9999999999.99", "CAD")
    @example("10000000000.01", "CAD")
    @example("-.01", "CAD")
    @example("0001.00", "CAD")
    @example("\u0661.00", "CAD")
    @example("\xb2.00", "CAD")
    @example(Decimal("sNaN"), "CAD")
    @example(Decimal("-0.00"), "CAD")
    @example(Decimal("1E+2"), "CAD")
    @example(Decimal("0E-400000"), "CAD")
    def test_one_figure_or_a_refusal(self, value: Any, currency: str) -> None:
        digits = MINOR_DIGITS[currency]
        full = outcome(lambda: _checked_minor_units(value, currency, digits))
        quick = _quick_minor_units(value, digits)
        assert quick in (full, None)
        for _ in range(2):  # the second time, what was taken is known, and what was refused is not
            assert outcome(lambda: Money(value, currency).minor) == full

    def test_an_equal_value_of_another_kind_is_looked_at_anew(self) -> None:
        assert Money(1, "CAD") == Money(Decimal(1), "CAD") == Money("1", "CAD")
        wrong: list[Any] = [True, 1.0, Fraction(1), np.int64(1), np.float64(1)]
        for value in wrong:
            with refused(AmountError, "is not an amount of CAD"):
                Money(value, "CAD")

    def test_the_context_of_decimals_takes_no_part(self) -> None:
        with decimal.localcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP, Emax=3, Emin=-3, capitals=0)):
            assert [Money(Decimal(each), "CAD").minor for each in ("98765.43", "1e3", "-0.01")] == [9876543, 100000, -1]
            assert Money("98765.43", "CAD").to_decimal() == Decimal("98765.43")
            assert f"{Money('98765.43', 'CAD'):.3f}" == "98765.430"

    def test_few_amounts_are_kept(self) -> None:
        texts, decimals = set[int](), set[int]()
        for minor in range(2 * MAX_KNOWN):
            Money(minor_text(minor, 2), "CAD")
            Money(Decimal(minor_text(minor, 2)), "CAD")
            texts.add(len(_known[str]["CAD"]))
            decimals.add(len(_known_decimals["CAD"]))
        assert max(texts) == max(decimals) == MAX_KNOWN
        assert Money("0.01", "CAD").minor == 1

    def test_what_is_kept_has_plain_currencies_alone(self) -> None:
        kept = _KnownOfType(_KnownOfCurrency)
        assert kept["CAD"]["5.00"] == kept["CAD"]["5"] == cad(500)
        assert kept["KWD"]["5.25"] == Money.of_minor(5250, "KWD")
        odd: Any = OddCurrency.USD
        with pytest.raises(KeyError):
            kept[odd]
        assert list(kept) == ["CAD", "KWD"]


class Odd(str):
    """Text that says of itself that it is another."""

    def __str__(self) -> str:
        return "999.00"

    def partition(self, _: object) -> Any:
        raise AssertionError("the text's own methods are not asked")


class OddDecimal(Decimal):
    """A decimal that says of itself that it is small."""

    def adjusted(self) -> int:
        raise AssertionError("the decimal's own methods are not asked")


class OddCurrency(StrEnum):
    """A currency as programs name it."""

    CAD = "CAD"
    USD = "USD"


class TestWhatIsNoPlainValue:
    """Each kind that is not text, a Decimal or an int has its own sentence, or counts as what it is of."""

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            (
                np.int64(5),
                "an integer of type int64 may count whole CAD or minor units; write int(value) for whole CAD, or",
            ),
            (np.float64(5), "a binary float is not exact"),
            (np.bool_(True), "is not money"),
            (True, "a bool is not money"),
            (cad(500), "it is money already; use it as it is"),
            (Fraction(1, 2), "a Fraction is not money"),
            (Decimal("sNaN"), "it is not a finite number"),
            (Decimal("1E+999999999"), "the most is"),
            (Decimal("1E-999999999"), "it has a part of a cent"),
            (10**400, "the most is"),
            ([5], "a list is not money"),
        ],
        ids=brief,
    )
    def test_refused_with_its_own_sentence(self, value: Any, why: str) -> None:
        with refused(AmountError, "is not an amount of CAD", why):
            Money(value, "CAD")

    def test_a_subclass_counts_as_what_it_is_of(self) -> None:
        assert Money(Odd("5.00"), "CAD") == Money(OddDecimal("5"), "CAD") == cad(500)
        assert type(Money(OddDecimal("5"), OddCurrency.CAD).currency) is str
        assert repr(Money("5.00", OddCurrency.CAD)) == "Money('5.00', 'CAD')"

    @pytest.mark.parametrize(
        "minor", [True, 3.41, "341", None, Decimal(341), np.float64(341), np.bool_(True)], ids=brief
    )
    def test_what_is_no_number_of_minor_units(self, minor: Any) -> None:
        with refused(AmountError, "is no whole number of minor units", "give an int, such as 341 for 3.41 CAD"):
            Money.of_minor(minor, "CAD")

    @pytest.mark.parametrize("currency", ["XXX", "cad", None, ["CAD"], 5])
    def test_minor_units_of_what_is_no_currency(self, currency: Any) -> None:
        with refused(AmountError, "is not a currency"):
            Money.of_minor(341, currency)

    def test_an_integer_of_numpy_becomes_one_of_python(self) -> None:
        money = Money.of_minor(np.int8(127), "CAD")
        assert type(money.minor) is int
        assert (money + cad(1)).minor == 128
        assert type((cad(2) * np.int8(100)).minor) is int
        assert cad(2) * np.int8(100) == cad(200)


class TestArithmetic:
    """Sums with 0, whole multiples, and 0 as zero of every currency."""

    @given(st.lists(ANY_MINOR, min_size=1))
    def test_sum(self, minors: list[int]) -> None:
        assert sum(cad(minor) for minor in minors) == cad(sum(minors))
        assert sum([], cad(0)) == cad(0)

    def test_only_zero_is_added_without_a_currency(self) -> None:
        assert cad(5) + 0 == 0 + cad(5) == cad(5) - 0 == +cad(5) == cad(5)
        assert 0 - cad(5) == -cad(5)
        for zero in (False, 0.0, Decimal(0), 1, "", None):
            nothing: Any = zero
            with refused(AmountError, "is not money: give Money('1.00', 'CAD')"):
                _ = cad(5) + nothing
            with refused(AmountError, "is not money: give Money('1.00', 'CAD')"):
                _ = nothing - cad(5)

    @given(ANY_MINOR, st.integers(-1000, 1000))
    def test_whole_multiples(self, minor: int, times: int) -> None:
        assert cad(minor) * times == times * cad(minor) == cad(minor * times)
        assert abs(cad(minor)) == cad(abs(minor))

    @pytest.mark.parametrize("times", [True, 0.5, Decimal(2), "2", None, Fraction(2), cad(2), [1]], ids=brief)
    def test_what_is_no_whole_number_multiplies_nothing(self, times: Any) -> None:
        with refused(AmountError, "5.00 CAD is multiplied by", "give a whole number"):
            _ = cad(500) * times

    @pytest.mark.parametrize("times", [True, 0.5, Decimal(2), "2", None, Fraction(2)], ids=brief)
    def test_nor_from_the_left(self, times: Any) -> None:
        with refused(AmountError, "5.00 CAD is multiplied by", "give a whole number"):
            _ = times * cad(500)

    @given(ANY_MINOR)
    def test_compared_with_zero_as_its_number(self, minor: int) -> None:
        money = cad(minor)
        assert (money > 0, money >= 0, money < 0, money <= 0) == (minor > 0, minor >= 0, minor < 0, minor <= 0)
        number: object = 0
        assert (money == 0, money != 0, number == money, bool(money)) == (
            minor == 0,
            minor != 0,
            minor == 0,
            minor != 0,
        )

    def test_what_equals_zero_has_its_hash_and_no_other_number_is_equal(self) -> None:
        assert hash(cad(0)) == hash(Money(0, "USD")) == hash(0)
        assert cad(0) != Money(0, "USD")
        assert cad(0) != False  # noqa: E712
        assert cad(0) != Decimal(0)
        assert cad(100) != 1
        assert cad(100) != 100


class TestFormats:
    """A width, a sign and separators, with the currency, or with `f` the number alone; never rounded."""

    @pytest.mark.parametrize(
        ("spec", "text"),
        [
            ("", "-1234.50 CAD"),
            (",", "-1,234.50 CAD"),
            ("16", "    -1234.50 CAD"),
            ("<16,", "-1,234.50 CAD   "),
            ("*^16", "**-1234.50 CAD**"),
            ("f", "-1234.50"),
            (",f", "-1,234.50"),
            (".2f", "-1234.50"),
            (".4f", "-1234.5000"),
            ("012f", "-00001234.50"),
            ("=12f", "-    1234.50"),
        ],
    )
    def test_sensible_ones(self, spec: str, text: str) -> None:
        assert format(cad(-123450), spec) == text

    def test_in_a_language(self) -> None:
        french = Translator("fr")
        assert cad(341).translated(french, with_currency=True) == french.money("3.41", "CAD")
        assert cad(341).translated(french, with_currency=False) == "3,41"

    def test_in_a_notebook(self) -> None:
        assert cad(341)._repr_html_() == '<span style="font-variant-numeric:tabular-nums">3.41 CAD</span>'

    def test_signs(self) -> None:
        assert f"{cad(341):+}|{cad(341): }|{cad(341):+f}" == "+3.41 CAD| 3.41 CAD|+3.41"
        assert f"{Money(1234567, 'JPY'):,}|{Money(5, 'JPY'):.0f}" == "1,234,567 JPY|5"

    @pytest.mark.parametrize(
        "spec", [".1f", ".0f", ".2", "_", "_f", "e", "d", "%", "n", "s", "g", "=16", "010", "x" * 50, "{}"]
    )
    def test_what_would_round_or_says_nothing_is_refused(self, spec: str) -> None:
        with refused(AmountError, "is no format of money", "no fewer decimals than CAD has"):
            format(cad(341), spec)


class Bill(pydantic.BaseModel):
    """A model that holds money."""

    total: Money
    lines: list[Money] = []
    credit: Money | None = None


class TestInModels:
    """A model of pydantic holds money as it is, and in JSON as an amount in text with its currency."""

    def test_there_and_back(self) -> None:
        bill = Bill(total=cad(5645), lines=[cad(-1), Money(5, "JPY")])
        assert bill.total is not None
        assert bill.model_dump() == {"total": cad(5645), "lines": [cad(-1), Money(5, "JPY")], "credit": None}
        assert json.loads(bill.model_dump_json()) == {
            "total": {"amount": "56.45", "currency": "CAD"},
            "lines": [{"amount": "-0.01", "currency": "CAD"}, {"amount": "5", "currency": "JPY"}],
            "credit": None,
        }
        assert Bill.model_validate_json(bill.model_dump_json()) == bill
        assert Bill.model_validate(bill.model_dump(mode="json"), strict=True) == bill

    @given(ANY_MINOR, st.sampled_from(sorted(MINOR_DIGITS)))
    def test_every_amount_fits_its_schema(self, minor: int, currency: str) -> None:
        bill = Bill(total=Money.of_minor(minor, currency))
        data = bill.model_dump(mode="json")
        for schema in (Bill.model_json_schema(), Bill.model_json_schema(mode="serialization")):
            Draft202012Validator(schema).validate(data)
        assert Bill.model_validate(data) == bill

    @pytest.mark.parametrize("mode", ["validation", "serialization"])
    def test_a_whole_number_fits_no_schema(self, mode: Literal["validation", "serialization"]) -> None:
        validator = Draft202012Validator(Bill.model_json_schema(mode=mode))
        errors = validator.iter_errors({"total": {"amount": 5, "currency": "CAD"}})
        assert any("5 is not of type 'string'" in error.message for error in errors)
        errors = validator.iter_errors({"total": {"amount": "5.00", "currency": "CAD", "tax": "0.65"}})
        assert any("'tax' was unexpected" in error.message for error in errors)

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"amount": 56.45, "currency": "CAD"}, "a binary float is not exact"),
            ({"amount": 113, "currency": "CAD"}, "113 may count whole CAD or minor units: give the amount as text"),
            ({"amount": 113, "currency": "XXX"}, "'XXX' is not a currency"),
            ({"amount": True, "currency": "CAD"}, "a bool is not money"),
            ({"amount": 113, "currency": "CAD", "tax": 1}, "an object with amount and currency alone"),
            ({"amount": "56.455", "currency": "CAD"}, "it has a part of a cent"),
            ({"amount": "56.45", "currency": "XXX"}, "'XXX' is not a currency"),
            ({"amount": "56.45"}, "an object with amount and currency alone"),
            ({"amount": "56.45", "currency": "CAD", "tax": 1}, "an object with amount and currency alone"),
            ("56.45 CAD", "'56.45 CAD' is not money: give Money('56.45', 'CAD')"),
            (56, "56 is not money: give Money('56.45', 'CAD')"),
            (56.45, "56.45 is not money: a binary float is not exact; give Money('56.45', 'CAD')"),
        ],
        ids=brief,
    )
    def test_what_is_refused(self, given: object, why: str) -> None:
        with pytest.raises(pydantic.ValidationError) as error:
            Bill.model_validate_json(json.dumps({"total": given}))
        assert why in str(error.value)

    def test_an_amount_by_itself(self) -> None:
        adapter = pydantic.TypeAdapter(Money)
        assert adapter.validate_python({"amount": "56.45", "currency": "CAD"}) == cad(5645)
        assert adapter.dump_json(cad(5645)) == b'{"amount":"56.45","currency":"CAD"}'

    def test_without_a_model_pydantic_is_not_imported(self) -> None:
        program = "import sys; from telcoterms import Money; Money(1, 'CAD'); sys.exit('pydantic_core' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
