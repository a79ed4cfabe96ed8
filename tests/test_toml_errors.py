"""A text that is not TOML: its line, a caret below the place, what is usually wrong, and a line that is right."""

import re
import tomllib

import pytest

from telcoterms import UnreadableFileError
from telcoterms.files.text import toml_of

WITH_A_LINE: list[tuple[str, str, str]] = [
    # what is written, what is said, what to write instead
    ("provider = kos", "text stands in quotation marks", 'provider = "kos"'),
    ("name = Example Telecom   # of ours", "text stands in quotation marks", 'name = "Example Telecom"'),
    ('name = "a # b" c', "nothing may follow a text but a comment", ""),
    ('provider = "kos', "the second quotation mark is missing", 'provider = "kos"'),
    ("provider = 'kos", "the second quotation mark is missing", 'provider = "kos"'),
    ("provider = “kos”", "write straight quotation marks", 'provider = "kos"'),
    ('provider "kos"', "an equals sign stands between a key and its value", 'provider = "kos"'),
    ("provider kos", "an equals sign stands between a key and its value", 'provider = "kos"'),
    ("provider: kos", "an equals sign stands between a key and its value", 'provider = "kos"'),
    ("late charge = 1", "a key is one word", "late_charge = 1"),
    ("amount = 12,50", "a number has a decimal point", 'amount = "12.50"'),
    ("amount = 1,130.00", "a number has no sign between its thousands", 'amount = "1130.00"'),
    ("amount = 1 130.00", "a number has no sign between its thousands", 'amount = "1130.00"'),
    ("amount = $113.00", "an amount has no sign and no currency", 'amount = "113.00"'),
    ("amount = 113 CAD", "an amount has no sign and no currency", 'amount = "113"'),
    ("rate = 2,5 %", "a rate is a decimal", "rate = 0.025"),
    ("rate = .5", "a digit stands before the point", "rate = 0.5"),
    ("number = 01", "text stands in quotation marks", 'number = "01"'),
    ("issued = 1 January 2026", "a day is year-month-day, without quotation marks", "issued = 2026-01-31"),
    ("issued = 2026/01/02", "a day is year-month-day, without quotation marks", "issued = 2026-01-31"),
    ("issued = 2026-02-30", "no calendar has the day 2026-02-30: give one that exists", ""),
    ("taxed = yes", "write taxed", "taxed = true"),
    ("taxed = False", "write taxed", "taxed = false"),
    ("service = none", "what has no value is left out: take the key service out", 'service = "none"'),
    ("service =", "a value is missing: write one after the equals sign, or take the key service out", ""),
    ("days = 15;", "no sign ends a line", "days = 15"),
    ('provider = "kos",', "no sign ends a line", 'provider = "kos"'),
    ("days = 15 // net", "a comment begins with #", "days = 15 # net"),
    (r'where = "C:\Users"', "a backslash means something else in a text", 'where = "C:/Users"'),
    ("clause = { document = terms }", "text stands in quotation marks", 'clause = { document = "terms" }'),
    ("clause = { document = 1,", "a table in braces stands in one line", ""),
    ('ranking = ["a" "b"]', "a comma or a closing bracket is missing here or above", ""),
    ("[late charge]", "write the heading of a table as", "[late_charge]"),
    ("[[invoice]", "write the heading of a table as", "[[invoice]]"),
    ("!!", "write a key, an equals sign and a value; a comment begins with #", ""),
]


def error_of(text: str) -> str:
    """What is said of a text."""
    with pytest.raises(UnreadableFileError) as error:
        toml_of(text, "file.toml")
    return str(error.value)


class TestLine:
    """The line as it stands, a caret, and the cure."""

    @pytest.mark.parametrize(("line", "said", "cured"), WITH_A_LINE, ids=[line for line, _, _ in WITH_A_LINE])
    def test_the_cure_is_followed(self, line: str, said: str, cured: str) -> None:
        first, shown, caret = error_of(f"# a file\n{line}\n").split("\n")
        assert first.startswith(f"file.toml: line 2 is not TOML: {said}")
        assert shown == f"  {line}"
        assert re.fullmatch(r" +\^", caret)
        assert len(caret) <= len(shown) + 1
        assert cured in first
        assert tomllib.loads(cured) or not cured

    def test_the_caret_stands_below_the_place(self) -> None:
        assert error_of("provider = kos\n").split("\n")[1:] == ["  provider = kos", "             ^"]

    def test_a_long_line_is_shown_around_the_place(self) -> None:
        _, shown, caret = error_of(f'says = "{"long " * 40}" more\n').split("\n")
        assert len(shown) == 78
        assert shown.endswith('long " more')
        assert shown[len(caret) - 1] == "m"

    def test_a_text_that_does_not_end(self) -> None:
        said = error_of('a = 1\nsays = """never ends\nb = 2\n')
        assert said.startswith("file.toml: line 3 is not TOML:")

    @pytest.mark.parametrize("after", ["b = 1", "b"])
    def test_a_list_that_does_not_end(self, after: str) -> None:
        said = error_of(f'ranking = ["terms"\n{after}\n')
        assert said.startswith(
            "file.toml: line 2 is not TOML: a comma or a closing bracket is missing in the list above"
        )


class TestTwice:
    """What stands twice is named with the line of the first."""

    def test_a_table(self) -> None:
        said = error_of("[due_date]\ndays = 15\n\n[due_date]  # again\ndays = 20\n")
        assert said.startswith(
            "file.toml: line 4 is not TOML: the table [due_date] stands in line 1 already: put what both hold below "
            "one of them; of several entries of one kind, each begins with [[due_date]]\n"
        )

    def test_a_key(self) -> None:
        said = error_of("days = 15\ndays = 20\n")
        assert said.startswith(
            "file.toml: line 2 is not TOML: the key days stands here twice: take one of the two out\n"
        )

    def test_a_key_and_a_table(self) -> None:
        said = error_of("tax = 1\n[tax]\nrate = 1\n")
        assert said.startswith("file.toml: line 2 is not TOML: tax has a value above already: keep one of the two\n")


class TestFrench:
    """The same in French."""

    def test_a_word(self) -> None:
        with pytest.raises(UnreadableFileError) as error:
            toml_of("provider = kos\n", "file.toml")
        assert error.value.show("fr").replace("\N{NO-BREAK SPACE}", " ").split("\n") == [
            'file.toml : la ligne 1 n\'est pas du TOML : un texte se met entre guillemets : écrivez provider = "kos"',
            "  provider = kos",
            "             ^",
        ]
