"""A quantity is a number from 0 to a thousand million, of at most six decimals, and exact."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import InputError
from telcoterms.values.quantities import as_quantity
from tests.error_assertions import brief, refused


class TestQuantities:
    """Text of digits and a point, a Decimal, a fraction or an int; never a float."""

    @pytest.mark.parametrize(
        ("value", "exact"),
        [
            ("1.5", Fraction(3, 2)),
            ("0", Fraction(0)),
            ("0.000001", Fraction(1, 10**6)),
            ("1000000000", Fraction(10**9)),
            (Decimal("1.5"), Fraction(3, 2)),
            (Decimal("1E+9"), Fraction(10**9)),
            (Decimal("0.000001"), Fraction(1, 10**6)),
            (Fraction(1, 8), Fraction(1, 8)),
            (3, Fraction(3)),
            (0, Fraction(0)),
            (10**9, Fraction(10**9)),
        ],
        ids=brief,
    )
    def test_what_is_taken(self, value: Any, exact: Fraction) -> None:
        found = as_quantity(value, "hours")
        assert found == exact
        assert type(found) is Fraction

    @pytest.mark.parametrize(
        "value",
        [
            "1000000000.000001",
            "1000000001",
            "-1",
            "0.0000001",
            "1,5",
            "",
            Decimal("0.0000001"),
            Decimal("1E+999999"),
            Decimal("1E-999999"),
            Decimal("NaN"),
            Decimal("Infinity"),
            Decimal("-0.5"),
            Fraction(1, 3),
            -1,
            10**9 + 1,
            1.5,
            True,
            False,
            None,
        ],
        ids=brief,
    )
    def test_what_is_refused(self, value: Any) -> None:
        with refused(InputError, "hours is", "give a number from 0 to 1000000000, of at most 6 decimals"):
            as_quantity(value, "hours")
