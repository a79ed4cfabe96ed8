"""Words, amounts, numbers and days in a language."""

from datetime import date

import pytest

from telcoterms import Money
from telcoterms.values import translation
from telcoterms.values.messages import Language, Phrases, Term, Value, phrase
from telcoterms.values.steps import MoneyWithCurrency
from telcoterms.values.translation import (
    DayStyle,
    Translator,
    catalogue,
    cited,
    first_of_month,
    formats_of,
    percent_sign,
)

HARD = "\N{NO-BREAK SPACE}"
SUM = Money("3.41", "CAD")


class TestFormats:
    """The language and the currency choose the formats."""

    @pytest.mark.parametrize(
        ("lang", "currency", "formats"),
        [
            ("fr", "CAD", "fr_CA"),
            ("fr", "GBP", "fr_CA"),
            ("en", "CAD", "en_CA"),
            ("en", None, "en_CA"),
            ("en", "GBP", "en_GB"),
        ],
    )
    def test_their_names(self, lang: Language, currency: str | None, formats: str) -> None:
        assert formats_of(lang, currency) == formats
        assert str(Translator(lang, currency).locale) == formats

    def test_the_percent_sign(self) -> None:
        assert (percent_sign("en"), percent_sign("fr")) == (" %", f"{HARD}%")

    def test_the_first_of_a_month(self) -> None:
        assert first_of_month("1 January 2011", "en") == "1 January 2011"
        assert first_of_month("1 janvier 2011", "fr") == "1er janvier 2011"

    @pytest.mark.parametrize(
        ("text", "french"),
        [
            ("Service Terms s.7, s.9", f"Service Terms, art.{HARD}7, art.{HARD}9"),
            ("the terms (s.2; s.11, 12)", f"the terms (art.{HARD}2; art.{HARD}11, 12)"),
            ("s.7", f"art.{HARD}7"),
            ("Resolution Services, CCTS", "Resolution Services, CCTS"),
        ],
    )
    def test_sections_as_a_language_cites_them(self, text: str, french: str) -> None:
        assert (cited(text, "en"), cited(text, "fr")) == (text, french)
        assert Translator("fr").cited(text) == french


class TestCatalogue:
    """The words of a language by the English ones."""

    def test_english_needs_none(self) -> None:
        assert catalogue("en") == {}
        assert Translator("en").say("late charge") == "late charge"

    def test_french(self) -> None:
        assert catalogue("fr")["late charge"] == "frais de retard"
        assert (Translator("fr").say("late charge"), Translator("fr").say("no word")) == ("frais de retard", "no word")

    def test_what_is_not_translated_or_doubtful_is_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        file = (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
            'msgid "paid"\nmsgstr "payé"\n\nmsgid "late"\nmsgstr ""\n\n#, fuzzy\nmsgid "due"\nmsgstr "dû"\n'
        )
        monkeypatch.setattr(translation, "published_text", lambda folder, name: {"fr.po": file}[name])
        assert catalogue.__wrapped__("fr") == {"paid": "payé"}


class TestNumbers:
    """No digit is gained or lost."""

    @pytest.mark.parametrize(
        ("text", "english", "french"),
        [
            ("7", "7", "7"),
            ("0.5", "0.5", "0,5"),
            ("-0.05", "-0.05", "-0,05"),
            ("1234.50", "1,234.50", f"1{HARD}234,50"),
            ("-1234567.50...", "-1,234,567.50...", f"-1{HARD}234{HARD}567,50..."),
            ("3...", "3...", "3..."),
            ("9" * 30, ",".join(["999"] * 10), HARD.join(["999"] * 10)),
        ],
    )
    def test_a_number(self, text: str, english: str, french: str) -> None:
        assert (Translator("en").number(text), Translator("fr").number(text)) == (english, french)

    def test_a_rate(self) -> None:
        assert (Translator("en").percent("1.5"), Translator("fr").percent("1.5")) == ("1.5 %", f"1,5{HARD}%")

    @pytest.mark.parametrize(
        ("text", "currency", "english", "french"),
        [
            ("1234.50", "CAD", "$1,234.50", f"1{HARD}234,50{HARD}$"),
            ("3.4", "CAD", "$3.4", f"3,4{HARD}$"),
            ("-3", "CAD", "-$3", f"-3{HARD}$"),
            ("5", "JPY", "JP¥5", f"5{HARD}¥"),
            ("1.234", "KWD", f"KWD{HARD}1.234", f"1,234{HARD}KWD"),
            (f"{'9' * 30}.99", "CAD", f"${','.join(['999'] * 10)}.99", f"{HARD.join(['999'] * 10)},99{HARD}$"),
        ],
    )
    def test_an_amount_has_the_decimals_of_its_text(self, text: str, currency: str, english: str, french: str) -> None:
        assert (Translator("en").money(text, currency), Translator("fr").money(text, currency)) == (english, french)

    def test_pounds_in_pounds_english(self) -> None:
        assert Translator("en", "GBP").money("2.00", "GBP") == "£2.00"


class TestDays:
    """A day in a line, or as it is said."""

    @pytest.mark.parametrize(
        ("lang", "currency", "days", "first", "other"),
        [
            ("en", "CAD", "written", f"Jan{HARD}1,{HARD}2011", f"Feb{HARD}15,{HARD}2026"),
            ("en", "GBP", "written", f"1{HARD}Jan{HARD}2011", f"15{HARD}Feb{HARD}2026"),
            ("fr", "CAD", "written", f"1er{HARD}janv.{HARD}2011", f"15{HARD}févr.{HARD}2026"),
            ("en", "CAD", "said", "1 January 2011", "15 February 2026"),
            ("fr", "CAD", "said", "1er janvier 2011", "15 février 2026"),
            ("en", "CAD", "said-in-one-year", "1 January", "15 February"),
            ("fr", "CAD", "said-in-one-year", "1er janvier", "15 février"),
        ],
    )
    def test_a_day(self, lang: Language, currency: str, days: DayStyle, first: str, other: str) -> None:
        translator = Translator(lang, currency, days)
        assert (translator.day(date(2011, 1, 1)), translator.day(date(2026, 2, 15))) == (first, other)

    def test_a_day_that_is_said_has_its_year_unless_it_is_left_out(self) -> None:
        assert Translator("fr").day_said(date(2026, 1, 1)) == "1er janvier 2026"
        assert Translator("fr").day_said(date(2026, 1, 2), "d MMMM") == "2 janvier"
        assert Translator("fr").day_said(date(2026, 1, 11)) == "11 janvier 2026"


class TestValues:
    """Each kind of value inside a line."""

    @pytest.mark.parametrize(
        ("value", "alone", "with_currency"),
        [
            (SUM, "3,41", f"3,41{HARD}$"),
            (MoneyWithCurrency(SUM), f"3,41{HARD}$", f"3,41{HARD}$"),
            (date(2026, 2, 15), f"15{HARD}févr.{HARD}2026", f"15{HARD}févr.{HARD}2026"),
            (1234, f"1{HARD}234", f"1{HARD}234"),
            (Term("late charge"), "frais de retard", "frais de retard"),
            ("late charge", "late charge", "late charge"),
            (phrase("row {row}: {error}", row=2, error=SUM), f"ligne 2{HARD}: 3,41", f"ligne 2{HARD}: 3,41{HARD}$"),
            (
                Phrases("row", (phrase("{a}", a=SUM), phrase("{a}", a=2))),
                "3,41ligne2",
                f"3,41{HARD}$ligne2",
            ),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_in_french(self, value: Value, alone: str, with_currency: str) -> None:
        french = Translator("fr")
        assert (french.value(value), french.value(value, with_currency=True)) == (alone, with_currency)

    def test_a_heading_has_the_currency_of_each_amount(self) -> None:
        told = phrase("row {row}: {error}", row=2, error=SUM)
        assert Translator("fr").phrase(told) == f"ligne 2{HARD}: 3,41"
        assert Translator("fr").heading(told) == f"ligne 2{HARD}: 3,41{HARD}$"

    @pytest.mark.parametrize(
        ("path", "french"),
        [
            ("row 3, amount", "ligne 3, amount"),
            ("file", "fichier"),
            ("columns", "colonnes"),
            ("section 7", "article 7"),
            ("late_charge.monthly_rate", "late_charge.monthly_rate"),
            ("rows of it", "rows of it"),
            ("row 3 and 4 more, amount", "ligne 3 et 4 de plus, amount"),
        ],
    )
    def test_a_place_in_a_file(self, path: str, french: str) -> None:
        assert (Translator("en").place(path), Translator("fr").place(path)) == (path, french)
