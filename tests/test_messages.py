"""The parts of a message: text that prints, words that are translated, and facts as they are given somewhere."""

import pytest

from telcoterms.values.errors import translator_for
from telcoterms.values.messages import (
    Interface,
    Phrase,
    Spelling,
    Term,
    data_text,
    field_name,
    is_printable,
    phrase,
    readable,
    shown_interface,
    spelt_for,
    translated_choice,
)

FRENCH = translator_for("fr")
PAID = Spelling("paid", "--paid", "paid_on", Term("day"))
BARE = Spelling("paid", "--paid", "paid_on")


class TestPrintable:
    """A line of text, with the hard spaces that French has inside numbers and before signs."""

    @pytest.mark.parametrize("text", ["", "113.00", "1\N{NO-BREAK SPACE}130,00", "13\N{NARROW NO-BREAK SPACE}%"])
    def test_one_line_prints(self, text: str) -> None:
        assert is_printable(text) is True
        assert readable(text) == text

    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("a\nb", "a\\nb"),
            ("\x1b[2J", "\\x1b[2J"),
            ("é\u202eb", "é\\u202eb"),
            ("1\N{NO-BREAK SPACE}2\t", "1\N{NO-BREAK SPACE}2\\t"),
            ("\t\t", "\\t\\t"),
        ],
    )
    def test_what_does_not_print_is_written_as_an_escape(self, text: str, escaped: str) -> None:
        assert is_printable(text) is False
        assert readable(text) == escaped


class TestWords:
    """What the library says is a term; the name of a fact is one with spaces."""

    def test_it_is_a_term(self) -> None:
        terms = [data_text("a late charge"), translated_choice("withdrawn", None), field_name("term_start_day")]
        assert [(type(term), str(term)) for term in terms] == [
            (Term, "a late charge"),
            (Term, "withdrawn"),
            (Term, "term start day"),
        ]

    def test_a_phrase_keeps_its_values_by_name_and_in_order(self) -> None:
        assert phrase("{b} and {a}", b=2, a="1") == Phrase("{b} and {a}", (("b", 2), ("a", "1")))


class TestSpelling:
    """A fact as it is given in Python, in a shell, in a file and on a page."""

    @pytest.mark.parametrize(
        ("interface", "with_words", "without"),
        [
            ("python", "paid", "paid"),
            ("shell", "--paid", "--paid"),
            ("file", "paid_on", "paid_on"),
            ("page", "day", "paid_on"),
        ],
    )
    def test_in_english(self, interface: Interface, with_words: str, without: str) -> None:
        with spelt_for(interface):
            assert (shown_interface(), str(PAID), str(BARE)) == (interface, with_words, without)

    @pytest.mark.parametrize(
        ("interface", "with_words", "without"),
        [
            ("python", "paid", "paid"),
            ("shell", "--paid", "--paid"),
            ("file", "paid_on", "paid_on"),
            ("page", "jour", "paid_on"),
        ],
    )
    def test_what_is_typed_is_the_same_in_french(self, interface: Interface, with_words: str, without: str) -> None:
        with spelt_for(interface):
            spelt = (PAID.translated(FRENCH, with_currency=False), BARE.translated(FRENCH, with_currency=False))
        assert spelt == (with_words, without)

    def test_the_words_of_python_are_back_after_the_block_and_after_an_error(self) -> None:
        with spelt_for("file"):
            with pytest.raises(KeyError), spelt_for("shell"):
                raise KeyError
            assert shown_interface() == "file"
        assert shown_interface() == "python"
