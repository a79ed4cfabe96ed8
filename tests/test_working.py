"""Steps of a working: figures as they are shown, and as data."""

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import ROUNDERS, Money, Rounding, minor_digits
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import (
    Clause,
    Percent,
    UnroundedAmount,
    decimal_text,
    figure,
    outcome,
    rounded,
    step,
    steps_to_json,
    sum_of,
    to_json,
    truncated_text,
)
from tests.terms_builders import CLAUSE, ROUNDING, cad

VALUES = st.fractions(0, 10**6, max_denominator=10**9) | st.integers(0, 10**6).map(lambda n: Fraction(n, 2))


class TestFigures:
    """A figure is shown to six decimals and `...`, and to more where six do not decide the rounding."""

    @given(VALUES, st.sampled_from(ROUNDING), st.sampled_from(["CAD", "JPY", "KWD"]))
    def test_a_figure_decides_its_rounding(self, value: Fraction, rounding: Rounding, currency: str) -> None:
        text, digits = figure(value, rounding, currency).text, minor_digits(currency)
        shown = Fraction(text.removesuffix("...")) * 10**digits
        places = len(text.removesuffix("...").partition(".")[2])
        if text.endswith("..."):
            hair = Fraction(10**digits, 10**places)
            assert shown < value < shown + hair
            assert places >= 6
            for end in (shown, shown + hair):
                assert ROUNDERS[rounding](end.numerator, end.denominator) == rounded(value, rounding)
        else:
            assert shown == value
            assert places >= digits

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (Fraction(113), "1.13"),
            (Fraction(100), "1.00"),
            (Fraction(2255, 20), "1.1275"),
            (Fraction(1, 3), "0.003333..."),
            (Fraction(10**7 + 1, 10**7), "0.010000..."),
            (Fraction(1, 2) - Fraction(1, 3 * 10**4), "0.0049996..."),  # 0.004999... might be half a cent yet
            (Fraction(1, 2) - Fraction(1, 10**9), "0.00499999999"),
        ],
    )
    def test_by_hand(self, value: Fraction, text: str) -> None:
        assert figure(value, "half-up", "CAD").text == text

    @given(st.integers(0, 10**6), st.integers(1, 30), st.sampled_from(ROUNDING))
    def test_a_sum_of_powers_is_shown_as_exactly(self, minor: int, day: int, rounding: Rounding) -> None:
        value = PowerSum.power(Fraction(102, 100), Fraction(day, 31)) * minor - minor
        text = figure(value, rounding, "CAD").text
        assert text.endswith("...") == bool(minor)
        assert floor(value * 10**4) >= Fraction(text.removesuffix("...")[:8]) * 10**6
        assert floor(value) <= rounded(value, rounding) <= floor(value) + 1

    @given(VALUES, st.sampled_from(ROUNDING))
    def test_an_outcome_is_whole_or_shows_its_rounding(self, value: Fraction, rounding: Rounding) -> None:
        found = outcome(value, rounding, "CAD")
        parts = dict(found.values)
        assert parts["result"] == cad(rounded(value, rounding))
        assert ("exact" in parts) == (value.denominator != 1)
        assert found.template == ("{result}" if value.denominator == 1 else "{exact} -> {result} ({rounding})")


class TestText:
    """Decimal text is cut, never rounded, and shows that it was."""

    @pytest.mark.parametrize(
        ("value", "decimals", "text"),
        [
            (Fraction(1, 3), 6, "0.333333..."),
            (Fraction(-1, 3), 2, "-0.33..."),
            (Fraction(5, 2), 6, "2.5"),
            (Fraction(-5, 2), 6, "-2.5"),
            (Fraction(2), 6, "2"),
            (Fraction(0), 6, "0"),
            (Fraction(7, 2), 0, "3..."),
            (Fraction(7), 0, "7"),
        ],
    )
    def test_cut(self, value: Fraction, decimals: int, text: str) -> None:
        assert truncated_text(value, decimals) == text

    def test_percent(self) -> None:
        assert str(Percent(Fraction(1, 50))) == "2 %"
        assert str(Percent((Fraction(102, 100)) ** 12 - 1)) == "26.824179... %"

    def test_a_rate_has_no_exponent(self) -> None:
        assert decimal_text(Fraction(1, 10**30)) == "0." + "0" * 29 + "1"
        assert decimal_text(Fraction(13, 100)) == "0.13"

    def test_names(self) -> None:
        assert str(CLAUSE) == "Terms s.1"
        assert str(UnroundedAmount("1.13...")) == "1.13..."


class TestData:
    """A step is data: a template, its values with their types, its clauses."""

    @pytest.mark.parametrize(
        ("value", "data"),
        [
            (Money("3.41", "CAD"), {"money": "3.41", "currency": "CAD"}),
            (Percent(Fraction(1, 50)), {"percent": "2"}),
            (UnroundedAmount("0.33..."), {"figure": "0.33..."}),
            (Clause("Terms", "9"), {"document": "Terms", "section": "9"}),
            (date(2026, 1, 1), {"day": "2026-01-01"}),
            (5, 5),
            ("by-days", "by-days"),
            (phrase("{n} days", n=5), {"template": "{n} days", "values": {"n": 5}}),
            (
                sum_of([phrase("a"), phrase("b")]),
                {"joiner": " + ", "parts": [{"template": "a", "values": {}}, {"template": "b", "values": {}}]},
            ),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_a_value(self, value: Money | Phrase, data: object) -> None:
        assert to_json(value) == data

    def test_a_step(self) -> None:
        one = step("{day}: {n}", CLAUSE, day=date(2026, 1, 1), n=2, part="notes", indent=1, title=True)
        assert (one.part, one.indent, one.title) == ("notes", 1, True)
        assert steps_to_json([one]) == [
            {
                "template": "{day}: {n}",
                "values": {"day": {"day": "2026-01-01"}, "n": 2},
                "clauses": [{"document": "Terms", "section": "1"}],
                "part": "notes",
            }
        ]
