"""An error in itself: its message in a language, its code, and what it shows of a value."""

import builtins
import pickle
import sys
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import AmountError, DayError, InputError, MissingPackageError, Money, TelcoTermsError, UnknownNameError
from telcoterms.values.errors import (
    ErrorText,
    Fault,
    InvalidFileError,
    InvalidTableError,
    RowFault,
    Unquoted,
    shown,
    translator_for,
    unquoted,
    value_text,
)
from telcoterms.values.messages import Phrases, Spelling, Term, phrase, spelt_for
from telcoterms.values.steps import Percent

HARD = "\N{NO-BREAK SPACE}"
ENGLISH, FRENCH = translator_for("en"), translator_for("fr")
SUM = Money("1130.50", "CAD")
CHOICE = UnknownNameError("{fact} is {value}: choose from {known}", fact=Unquoted("mode"), value=7, known=())


class Stranger:
    """A value of somebody else."""

    currency = "GBP"

    def __repr__(self) -> str:
        return "<a stranger>"

    def __str__(self) -> str:
        return "not shown"


class TestShown:
    """A value as it stands in a message: names bare, given text quoted, anything long cut."""

    @pytest.mark.parametrize(
        ("value", "plain", "french"),
        [
            (Unquoted("s.7\n"), "s.7\\n", f"art.{HARD}7\\n"),
            (Term("late charge"), "late charge", "frais de retard"),
            ((), "none", "néant"),
            ((Unquoted("a"), Term("late charge")), "a, late charge", "a, frais de retard"),
            ((Unquoted("a"), "b"), "('a', 'b')", "('a', 'b')"),
            (phrase("row {row}: {error}", row=1234, error=SUM), "row 1234: 1130.50 CAD", None),
            (Phrases("row", (phrase("{a}", a=2), phrase("{a}", a=3))), "2row3", "2ligne3"),
            (CHOICE, "mode is 7: choose from none", f"mode vaut 7{HARD}: choisissez parmi néant"),
            (SUM, "1130.50 CAD", f"1{HARD}130,50{HARD}$"),
            (Percent(Fraction(3, 200)), "1.5 %", f"1,5{HARD}%"),
            (date(2026, 2, 15), "2026-02-15", f"15{HARD}févr.{HARD}2026"),
            (datetime(2026, 2, 15), "datetime.datetime(2026, 2, 15, 0, 0)", "datetime.datetime(2026, 2, 15, 0, 0)"),
            (1234, "1234", f"1{HARD}234"),
            (True, "True", "True"),
            (None, "None", "None"),
            ("it's", '"it\'s"', '"it\'s"'),
            (Stranger(), "<a stranger>", "<a stranger>"),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_each_kind_of_value(self, value: object, plain: str, french: str | None) -> None:
        assert shown(value) == plain
        assert shown(value, FRENCH) == (french or f"ligne 1{HARD}234{HARD}: 1{HARD}130,50{HARD}$")

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("a" * 58, f"'{'a' * 58}'"),  # 60 characters with the quotation marks
            ("a" * 59, f"'{'a' * 59}..."),
            ("a" * 300, f"'{'a' * 59}..."),
            (f"{'a' * 60}'", f'"{"a" * 59}...'),  # an apostrophe in what is looked at: other quotation marks
            (f"{'a' * 61}'", f"'{'a' * 59}..."),  # one beyond it
            ([1] * 20, f"[{'1, ' * 19}1]"),  # 60 characters
            ([1] * 21, f"[{'1, ' * 19}1, ..."[:60] + "..."),
        ],
    )
    def test_what_is_long_is_cut(self, value: object, text: str) -> None:
        assert shown(value) == text

    def test_nobody_can_read_an_integer_of_more_than_200_bits(self) -> None:
        assert shown(2**199 - 1) == str(2**199 - 1)  # 60 digits
        assert shown(2**200 - 1) == f"{str(2**200 - 1)[:60]}..."
        assert shown(2**200) == "an integer of 201 bits"
        assert shown(2**200, FRENCH) == "un entier de 201 bits"
        assert shown(-(2**1000)) == "an integer of 1001 bits"

    def test_a_value_of_the_library_by_its_text_and_any_other_by_its_repr(self) -> None:
        assert (value_text(SUM), value_text(Stranger()), value_text("a")) == ("1130.50 CAD", "<a stranger>", "'a'")

    def test_a_value_that_python_does_not_print_by_its_type(self) -> None:
        deep: list[Any] = []
        for _ in range(100_000):
            deep = [deep]
        assert (value_text(deep), value_text([10**5000])) == ("a list", "a list")

    def test_a_name_without_quotation_marks(self) -> None:
        assert (type(unquoted("paid")), unquoted("paid")) == (Unquoted, "paid")
        assert type(unquoted(Term("late charge"))) is Term


class TestMessage:
    """A template with named places, in English or in a language."""

    def test_in_english_and_in_french(self) -> None:
        assert str(CHOICE) == CHOICE.show("en") == "mode is 7: choose from none"
        assert CHOICE.show("fr") == f"mode vaut 7{HARD}: choisissez parmi néant"
        assert CHOICE.args == ("{fact} is {value}: choose from {known}",)

    def test_the_formats_are_those_of_the_currency_that_it_speaks_of(self) -> None:
        pounds = AmountError("{rate} {text} {sum}", rate=Percent(Fraction(1, 2)), text="a", sum=Money("2.00", "GBP"))
        assert pounds.show("en") == "50 % 'a' £2.00"
        assert AmountError("{day}", day=date(2026, 2, 1)).show("en") == f"Feb{HARD}1,{HARD}2026"
        assert AmountError("{day} {sum}", day=date(2026, 2, 1), sum=Money("2", "GBP")).show("en") == (
            f"1{HARD}Feb{HARD}2026 £2.00"
        )

    def test_the_currency_of_a_value_of_somebody_else_chooses_no_formats(self) -> None:
        error = AmountError("{day} {value}", day=date(2026, 2, 1), value=Stranger())
        assert error.show("en") == f"Feb{HARD}1,{HARD}2026 <a stranger>"

    def test_as_a_value_of_a_line(self) -> None:
        text = ErrorText(CHOICE)
        assert (text.error, str(text)) == (CHOICE, "mode is 7: choose from none")
        assert FRENCH.value(text) == f"mode vaut 7{HARD}: choisissez parmi néant"

    def test_a_class_is_shown_where_a_caller_imports_it(self) -> None:
        class OwnError(TelcoTermsError):
            pass

        assert (OwnError.__module__, DayError.__module__) == ("telcoterms", "telcoterms")


class TestCode:
    """What was refused, whatever the words are."""

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (CHOICE, "unknown_choice"),
            (TelcoTermsError("row {row}: {error}", row=3, error=CHOICE), "unknown_choice"),
            (TelcoTermsError("row {row}: {error}", row=3, error=RowFault(CHOICE).with_rows()), "unknown_choice"),
            (AmountError("no message of the library"), "amount_error"),
            (TelcoTermsError("no message of the library"), "telco_terms_error"),
            (InputError("{why}", why=phrase("line {line} is not UTF-8", line=2)), "not_utf_8"),
            (InputError("{why}", why=phrase("{of} is so", of=phrase("line {line} is not UTF-8"))), "not_utf_8"),
            (InputError("{why}", why=Term("not-listed"), other=Term("line {line} is not UTF-8")), "not_utf_8"),
            # the reason is closer to what was refused than the message around it
            (InputError("{file} is empty", file=phrase("line {line} is not UTF-8", line=2)), "not_utf_8"),
            (
                InputError(
                    "{why}",
                    why=phrase("{fact} is {value}: choose from {known}", value=phrase("line {line} is not UTF-8")),
                ),
                "not_utf_8",
            ),
        ],
    )
    def test_of_an_error(self, error: TelcoTermsError, code: str) -> None:
        assert error.code == code


class TestFile:
    """A file with faults: all are held, and the first twenty are printed."""

    def test_a_fault_in_a_line(self) -> None:
        assert str(Fault("late_charge\n", CHOICE)) == "late_charge\\n: mode is 7: choose from none"

    def test_the_message_has_a_line_a_fault(self) -> None:
        spelt = InputError("{fact} is not given", fact=Spelling("paid", "--paid", "paid_on"))
        error = InvalidFileError("a\n.toml", [Fault("row 3, paid", CHOICE), Fault("file", spelt)])
        assert (
            str(error) == "a\\n.toml: row 3, paid: mode is 7: choose from none\na\\n.toml: file: paid_on is not given"
        )
        assert error.show("fr") == (
            f"a\\n.toml: ligne 3, paid: mode vaut 7{HARD}: choisissez parmi néant\n"
            "a\\n.toml: fichier: paid_on is not given"
        )
        assert (error.code, error.file) == ("invalid_file", "a\n.toml")
        assert (error.args, MissingPackageError("{package}", package="a").msg) == (("{lines}",), "{package}")

    @pytest.mark.parametrize(("count", "more"), [(19, None), (20, None), (21, "1"), (1030, "1010")])
    def test_no_more_than_twenty_are_printed(self, count: int, more: str | None) -> None:
        error = InvalidFileError("a.toml", [Fault("file", CHOICE)] * count)
        printed = ["a.toml: file: mode is 7: choose from none"] * min(count, 20)
        last = [] if more is None else [f"a.toml: and {more} more"]
        assert str(error).split("\n") == printed + last
        assert (len(error.faults), len(error.lines())) == (count, len(printed + last))

    def test_how_many_more_in_french(self) -> None:
        error = InvalidFileError("a.toml", [Fault("file", CHOICE)] * 1030)
        assert error.show("fr").endswith(f"a.toml: et 1{HARD}010 de plus")

    def test_it_is_pickled_with_its_faults(self) -> None:
        error = pickle.loads(pickle.dumps(InvalidFileError("a.toml", [Fault("file", CHOICE)])))
        assert (error.file, [str(fault) for fault in error.faults]) == (
            "a.toml",
            ["file: mode is 7: choose from none"],
        )


class TestTable:
    """A table with rows that do not fit: each kind once, with its first row."""

    @pytest.mark.parametrize(
        ("fault", "message"),
        [
            (RowFault(CHOICE), "mode is 7: choose from none"),
            (RowFault(CHOICE, 3), "row 3: mode is 7: choose from none"),
            (RowFault(CHOICE, 0, 2), "row 0 and 1 more: mode is 7: choose from none"),
            (RowFault(CHOICE, 3, 3), "row 3 and 2 more: mode is 7: choose from none"),
        ],
    )
    def test_the_rows_of_a_fault(self, fault: RowFault, message: str) -> None:
        assert str(fault.with_rows()) == message

    def test_the_message_has_a_line_a_kind(self) -> None:
        error = InvalidTableError([RowFault(CHOICE, 3), RowFault(CHOICE)])
        assert str(error) == "row 3: mode is 7: choose from none\nmode is 7: choose from none"
        said = f"mode vaut 7{HARD}: choisissez parmi néant"
        assert error.show("fr") == f"ligne 3{HARD}: {said}\n{said}"
        assert error.code == "invalid_table"

    def test_it_is_pickled_with_its_faults(self) -> None:
        error = pickle.loads(pickle.dumps(InvalidTableError([RowFault(CHOICE, 3)])))
        assert [str(fault.with_rows()) for fault in error.misfits] == ["row 3: mode is 7: choose from none"]


class TestLanguages:
    """A translator into a language, with the formats of a currency and of days."""

    def test_it_has_what_was_asked_for(self) -> None:
        said = translator_for("en", "GBP", "said")
        assert (said.lang, str(said.locale), said.days) == ("en", "en_GB", "said")
        assert (FRENCH.lang, str(FRENCH.locale), FRENCH.days) == ("fr", "fr_CA", "written")

    def test_a_language_that_is_not_held(self) -> None:
        lang: Any = "de"
        with pytest.raises(UnknownNameError) as found:
            translator_for(lang)
        assert str(found.value) == "there is no language 'de' here: choose from en, fr"
        assert found.value.code == "unknown_language"

    def test_without_babel(self, monkeypatch: pytest.MonkeyPatch) -> None:
        imported = builtins.__import__

        def without(name: str, *rest: Any) -> Any:
            if name == "babel":
                raise ImportError(name)
            return imported(name, *rest)

        monkeypatch.delitem(sys.modules, "babel")
        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(MissingPackageError) as found:
            translator_for.__wrapped__("fr")
        assert str(found.value) == (
            "to show something in a language the package babel is needed, which is not installed: "
            "install it, as pip install telcoterms does, or leave the language out"
        )

    def test_an_error_of_a_file_spells_facts_as_a_file_does_and_no_longer(self) -> None:
        fact = Spelling("paid", "--paid", "paid_on")
        with spelt_for("shell"):
            assert str(InvalidFileError("a", [Fault("b", InputError("{fact}", fact=fact))])) == "a: b: paid_on"
            assert str(fact) == "--paid"
