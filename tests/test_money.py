"""Money, rates and the three ways to round."""

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, InvalidFileError, Money, load
from telcoterms.files.account import read_account
from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.money import (
    LIMIT,
    ROUNDERS,
    Rounding,
    as_money,
    as_rate,
    compounded,
    half_up,
    minor_digits,
    minor_text,
    minor_units,
)
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

    @pytest.mark.parametrize(("currency", "text"), [("JPY", "1.5"), ("KWD", "0.0001"), ("CAD", "0.001")])
    def test_a_part_of_the_smallest_unit_is_refused(self, currency: str, text: str) -> None:
        with refused(AmountError, repr(text), currency, "it has a part of", "round it first"):
            Money(text, currency)

    def test_the_limit_itself_is_an_amount(self) -> None:
        assert Money("10000000000.00", "CAD").minor == LIMIT
        assert Money("-10000000000.00", "CAD").minor == -LIMIT
        assert Money(LIMIT, "JPY").minor == LIMIT
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

    def test_minor_text(self) -> None:
        assert [minor_text(-5, 2), minor_text(5, 0), minor_text(5, 3), minor_text(123456, 2)] == [
            "-0.05",
            "5",
            "0.005",
            "1234.56",
        ]
        assert half_up(-5, 10) == -1


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

    def test_a_decimal_has_no_point_to_misread(self) -> None:
        assert Money(Decimal("1.000"), "CAD").minor == 100

    def test_a_cell_of_an_account(self, tmp_path: Path) -> None:
        file = tmp_path / "account.csv"
        file.write_text("event;date;number;amount\ninvoice;2026-01-01;A1;1.000\n", "utf-8")
        with pytest.raises(InvalidFileError, match="three digits after the point are no cents"):
            read_account(file, "CAD")
