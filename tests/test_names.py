"""Names: those that are chosen from a few, and those that a caller or a file gives."""

from typing import Any, Literal

import pytest

from telcoterms import InputError, UnknownNameError
from telcoterms.values.choices import MAX_NAME_LENGTH, WORDS_OF_READINGS, as_name, as_short_name, one_of, reading_words
from telcoterms.values.currencies import MINOR_DIGITS
from telcoterms.values.messages import Term
from telcoterms.values.published import published_names, published_text

LONGEST = "a" * 80


class TestChoices:
    """A value of a `Literal`."""

    def test_a_value_of_it_is_taken(self) -> None:
        assert one_of("included", Literal["added", "included"], "tax_mode") == "included"

    def test_another_is_refused_with_all_of_them(self) -> None:
        with pytest.raises(UnknownNameError) as found:
            one_of("Added", Literal["added", "included"], "tax_mode")
        assert str(found.value) == "tax_mode is 'Added': choose from added, included"
        assert found.value.code == "unknown_choice"

    def test_the_words_of_a_reading_are_entered_by_its_name_and_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        known: dict[tuple[str, str], Term] = {("other", "a"): Term("an a")}
        monkeypatch.setattr("telcoterms.values.choices.WORDS_OF_READINGS", known)
        reading_words("counted", {"from": Term("from the day"), "after": Term("after the day")})
        assert known == {
            ("other", "a"): "an a",
            ("counted", "from"): "from the day",
            ("counted", "after"): "after the day",
        }
        assert ("counted", "from") not in WORDS_OF_READINGS


class TestShortNames:
    """Small letters and digits, with hyphens between, as the file of a provider gives them."""

    @pytest.mark.parametrize("name", ["a", "returned-payment", "2-b-3", LONGEST])
    def test_a_short_name_is_taken(self, name: str) -> None:
        assert as_short_name(name, "kind") == name

    @pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "A", "a b", "é", "a\n", f"{LONGEST}a", None, 7])
    def test_another_is_refused(self, name: Any) -> None:
        with pytest.raises(InputError, match="such as returned-payment") as found:
            as_short_name(name, "kind")
        assert found.value.code == "not_a_short_name"

    def test_the_refusal_shows_what_was_given(self) -> None:
        with pytest.raises(InputError) as found:
            as_short_name("Late Fee", "kind")
        said = "kind is 'Late Fee': write small letters, digits and hyphens, such as returned-payment"
        assert str(found.value) == said


class TestNames:
    """Text as it is printed on paper, such as the number of an invoice."""

    def test_its_length_is_that_which_is_said(self) -> None:
        assert MAX_NAME_LENGTH == 80

    @pytest.mark.parametrize("name", ["1", "2026-01 / 7", "n\N{NO-BREAK SPACE}1", "Ä", LONGEST])
    def test_a_name_is_taken(self, name: str) -> None:
        assert as_name(name, "invoice") == name

    @pytest.mark.parametrize("name", ["", "  ", "a\tb", "\x1b[2J", f"{LONGEST}a", None, 7])
    def test_another_is_refused(self, name: Any) -> None:
        with pytest.raises(InputError, match="as on the bill") as found:
            as_name(name, "invoice")
        assert found.value.code == "not_a_name"

    def test_the_refusal_shows_what_was_given(self) -> None:
        with pytest.raises(InputError) as found:
            as_name(7, "invoice")
        assert str(found.value) == "invoice is 7: give text of 1 to 80 printable characters, as on the bill"


class TestCurrencies:
    """The decimals of a currency, by ISO 4217."""

    @pytest.mark.parametrize(
        ("currency", "digits"),
        [("JPY", 0), ("KRW", 0), ("BHD", 3), ("KWD", 3), ("CAD", 2), ("GBP", 2), ("EUR", 2), ("ZWG", 2)],
    )
    def test_decimals(self, currency: str, digits: int) -> None:
        assert MINOR_DIGITS[currency] == digits

    def test_no_currency_stands_twice(self) -> None:
        by_digits = {digits: sum(one == digits for one in MINOR_DIGITS.values()) for digits in (0, 2, 3)}
        assert by_digits == {0: 17, 2: 133, 3: 7}


class TestPublishedFiles:
    """The data of the library, by folder and name."""

    def test_the_names_of_a_folder_are_those_of_its_toml_files_in_order(self) -> None:
        assert published_names("taxes") == ["canada", "uk"]
        assert published_names("catalogues") == []  # its files end in .po

    def test_the_text_of_a_file(self) -> None:
        assert published_text("calendars", "england.toml").startswith("#")
