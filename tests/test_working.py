"""Steps of a working: figures as they are shown, and as data."""

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms.values.errors import shown, translator_for
from telcoterms.values.messages import Phrase, Spelling, Term, Translatable, phrase
from telcoterms.values.money import ROUNDERS, Money, Rounding, minor_digits
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import (
    CitedText,
    Clause,
    EditionDay,
    MoneyWithCurrency,
    Percent,
    Step,
    UnroundedAmount,
    amount,
    decimal_text,
    figure,
    indented,
    outcome,
    rounded,
    rounding_term,
    row,
    section_text,
    step,
    steps_to_json,
    sum_of,
    sum_of_money,
    to_json,
    total_of_money,
    truncated_text,
)
from tests.terms_builders import CLAUSE, ROUNDING, cad

HARD = "\N{NO-BREAK SPACE}"
FRENCH = translator_for("fr")
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

    @pytest.mark.parametrize(
        ("half", "up", "even"),
        [
            (PowerSum.power(Fraction(25, 4), Fraction(1, 2)), 3, 2),  # the root of 25/4 is 5/2
            (PowerSum.power(Fraction(49, 4), Fraction(1, 2)), 4, 4),  # 7/2
            (PowerSum.power(Fraction(5), Fraction(1, 2)), 2, 2),  # 2.23...
            (PowerSum.power(Fraction(7), Fraction(1, 2)), 3, 3),  # 2.64...
        ],
    )
    def test_a_sum_of_powers_is_rounded_at_the_half(self, half: PowerSum, up: int, even: int) -> None:
        found = {rounding: rounded(half, rounding) for rounding in ROUNDING}
        assert found == {"half-up": up, "half-even": even, "down": floor(half)}

    def test_no_more_digits_than_decide(self) -> None:
        # 0.49985 of a cent: after six decimals it lies between 0.4998 and 0.4999, which are both rounded to 0
        assert figure(Fraction(49985, 100000), "half-up", "CAD").text == "0.004998..."

    def test_a_currency_without_decimals(self) -> None:
        assert figure(Fraction(5), "half-up", "JPY").text == "5"
        assert figure(Fraction(11, 2), "half-up", "JPY").text == "5.5"

    def test_the_words_of_a_rounding(self) -> None:
        assert [rounding_term(one) for one in ("half-up", "half-even", "down")] == ["half up", "half even", "down"]
        assert shown(outcome(Fraction(225, 2), "half-even", "CAD")) == "1.125 -> 1.12 CAD (half even)"


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
        assert decimal_text(Fraction(1, 3)) == f"0.{'3' * 30}..."

    def test_names(self) -> None:
        assert str(CLAUSE) == "Terms s.1"
        assert str(UnroundedAmount("1.13...")) == "1.13..."

    @pytest.mark.parametrize(
        ("value", "english", "french"),
        [
            (Clause("Service Terms", "2.1"), "Service Terms s.2.1", f"Service Terms, art.{HARD}2.1"),
            (Clause("Services", "CCTS"), "Services, CCTS", "Services, CCTS"),
            (Clause("Services", "C2"), "Services, C2", "Services, C2"),
            (Clause("CRTC 2014-576", ""), "CRTC 2014-576", "CRTC 2014-576"),
            (Clause("Terms", "9", date(2021, 7, 12)), "Terms (2021-07-12) s.9", f"Terms (2021-07-12), art.{HARD}9"),
            (CitedText("s.11, 12"), "s.11, 12", f"art.{HARD}11, 12"),
            (Percent(Fraction(3, 200)), "1.5 %", f"1,5{HARD}%"),
            (UnroundedAmount("1114.68..."), "1114.68...", f"1{HARD}114,68..."),
            (MoneyWithCurrency(cad(341)), "3.41 CAD", f"3,41{HARD}$"),
            (EditionDay(date(2021, 7, 1)), "2021-07-01", "1er juillet 2021"),
        ],
        ids=str,
    )
    def test_each_value_in_english_and_in_french(self, value: Translatable, english: str, french: str) -> None:
        assert (str(value), FRENCH.value(value)) == (english, french)

    @pytest.mark.parametrize(
        ("section", "text"), [("9", "s.9"), ("2.1", "s.2.1"), ("CCTS", "CCTS"), ("A1", "A1"), ("1A", "s.1A"), ("", "")]
    )
    def test_a_section(self, section: str, text: str) -> None:
        assert section_text(section) == text


class TestSums:
    """Amounts and what they come to, in one line."""

    def test_phrases_are_added(self) -> None:
        assert shown(sum_of([phrase("a"), phrase("b")])) == "a + b"

    def test_amounts_are_added_and_what_is_below_nothing_is_taken_away(self) -> None:
        amounts = [cad(-100), cad(250), cad(-75), cad(0), cad(1)]
        said = " ".join(shown(part) for part in sum_of_money(amounts).parts)
        assert said == "-1.00 CAD + 2.50 CAD - 0.75 CAD + 0.00 CAD + 0.01 CAD"
        assert sum_of_money(amounts).joiner == " "

    @pytest.mark.parametrize(
        ("amounts", "total", "text"),
        [
            ([], 0, "0.00 CAD"),
            ([0, 0], 0, "0.00 CAD"),
            ([0, 250], 250, "2.50 CAD"),
            ([100, 0, 200], 300, "1.00 CAD + 2.00 CAD = 3.00 CAD"),
            ([100, 200, -50], 250, "1.00 CAD + 2.00 CAD - 0.50 CAD = 2.50 CAD"),
        ],
    )
    def test_a_total_without_what_is_nothing(self, amounts: list[int], total: int, text: str) -> None:
        assert shown(total_of_money(map(cad, amounts), cad(total))) == text

    def test_money_of_minor_units(self) -> None:
        assert amount(-5, "JPY") == Money("-5", "JPY")


class TestLines:
    """Lines of a working are made with what they are usually."""

    def test_a_line_is_of_the_working_and_not_indented(self) -> None:
        line = Step(phrase("a"))
        assert (line.clauses, line.part, line.indent, line.title) == ((), "working", 0, False)
        assert step("a") == line

    def test_a_row_is_of_what_matters(self) -> None:
        line = row(phrase("due"), date(2026, 1, 16), CLAUSE)
        assert (line.phrase.template, line.part, line.clauses) == ("{label}: {value}", "brief", (CLAUSE,))
        assert shown(line.phrase) == "due: 2026-01-16"

    def test_lines_are_indented_by_one_level(self) -> None:
        lines = [step("a"), step("b", indent=2, title=True)]
        assert list(indented(lines)) == [step("a", indent=1), step("b", indent=3, title=True)]


class TestData:
    """A step is data: a template, its values with their types, its clauses."""

    @pytest.mark.parametrize(
        ("value", "data"),
        [
            (Money("3.41", "CAD"), {"money": "3.41", "currency": "CAD"}),
            (Percent(Fraction(1, 50)), {"percent": "2"}),
            (UnroundedAmount("0.33..."), {"figure": "0.33..."}),
            (MoneyWithCurrency(Money("3.41", "CAD")), {"money": "3.41", "currency": "CAD"}),
            (Spelling("paid", "--paid", "paid_on"), "paid"),
            (
                Clause("Terms", "9", date(2021, 7, 12)),
                {"document": "Terms", "section": "9", "edition": "2021-07-12"},
            ),
            (Term("late"), "late"),
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
