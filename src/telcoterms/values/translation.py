"""Translate templates and words, and write money, numbers and days in a language.

Only this module uses babel, and imports it only where something is shown in a language: plain `print` needs none. The
language and the currency choose the formats: those of Canada, or of the United Kingdom for English and pounds. The
errors are shown in a language too, so this module cannot import them; `errors.translator_for` makes a `Translator`, or
raises the library's own error where it cannot.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Final, Literal, assert_never, final, get_args

from telcoterms.values.messages import Language, Phrase, Phrases, Term, Translatable, Value, phrase
from telcoterms.values.published import published_text

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
HARD_SPACE: Final = "\N{NO-BREAK SPACE}"
PLACES: Final = {
    "columns": Term("columns"),
    "file": Term("file"),
    "row": Term("row"),
    "section": Term("section"),
}  # that have no key
ROWS: Final = re.compile(r"row (?P<row>[0-9]+) and (?P<more>[0-9]+) more, (?P<name>.*)", re.DOTALL)  # of a table
DAYS: Final = "medium"  # the month as a word, so that no day can be taken for a month
DayStyle = Literal["written", "said", "said-in-one-year"]
"""How days are written: with a short month, as they are said, or as they are said where all lie in one year."""


def formats_of(lang: Language, currency: str | None) -> str:
    """Return the name of the formats, as babel knows it.

    >>> formats_of("fr", "CAD"), formats_of("en", "CAD"), formats_of("en", "GBP")
    ('fr_CA', 'en_CA', 'en_GB')
    """
    match lang:
        case "en":
            return "en_GB" if currency == "GBP" else "en_CA"
        case "fr":
            return "fr_CA"
        case _:
            assert_never(lang)


def percent_sign(lang: Language) -> str:
    """Return the percent sign with the space before it."""
    match lang:
        case "en":
            return " %"
        case "fr":
            return f"{HARD_SPACE}%"
        case _:
            assert_never(lang)


def first_of_month(day: str, lang: Language) -> str:
    """Return the first day of a month as a language says it: `1er janv. 2026`."""
    match lang:
        case "en":
            return day
        case "fr":
            return day.replace("1", "1er", 1)
        case _:
            assert_never(lang)


SECTION: Final = re.compile(r"(?P<joint>(?<=[^\s,;(\[]) )?\bs\.(?=[0-9])")


def cited(text: str, lang: Language) -> str:
    r"""Return text in which sections are cited, as a language cites them.

    >>> cited("Service Terms s.7, s.9", "fr")
    'Service Terms, art.\xa07, art.\xa09'
    """
    match lang:
        case "en":
            return text
        case "fr":
            return SECTION.sub(lambda found: f"{', ' if found['joint'] else ''}art.{HARD_SPACE}", text)
        case _:
            assert_never(lang)


@cache
def catalogue(lang: Language) -> dict[str, str]:
    """Return the templates and words of a language by the English ones, in which they are written."""
    from babel.messages.pofile import read_po

    match lang:
        case "en":
            return {}
        case "fr":
            messages = read_po(published_text("catalogues", f"{lang}.po").splitlines(), locale=lang)
            return {
                str(message.id): str(message.string)
                for message in messages
                if message.id and message.string and not message.fuzzy
            }
        case _:
            assert_never(lang)


@final
class Translator:
    """A language with its catalogue and its formats. Whatever the catalogue lacks is shown as it is in English."""

    def __init__(self, lang: Language, currency: str | None = None, days: DayStyle = "written") -> None:
        from babel import Locale

        self.lang: Language = lang
        self.days: DayStyle = days
        self.locale: Locale = Locale.parse(formats_of(lang, currency))
        self.catalogue: dict[str, str] = catalogue(lang)

    def say(self, template: str) -> str:
        """Return a template or a word in the language."""
        return self.catalogue.get(template, template)

    def number(self, text: str) -> str:
        r"""Return decimal text, with its `...` where it goes on, in the language's way; no digit is gained or lost.

        >>> Translator("fr").number("1234.50")
        '1\xa0234,50'
        """
        from babel.numbers import format_decimal, get_decimal_symbol

        sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
        digits, ellipsis = (body[:-3], "...") if body.endswith("...") else (body, "")
        whole, _, decimals = digits.partition(".")
        with localcontext(Context(prec=len(text))):  # babel quantizes, in the context of whoever calls
            shown_whole = format_decimal(int(whole), format="#,##0", locale=self.locale)
        point = get_decimal_symbol(self.locale) if decimals else ""
        return f"{sign}{shown_whole}{point}{decimals}{ellipsis}"

    def percent(self, text: str) -> str:
        """Return a rate, given as the number before the sign."""
        return self.number(text) + percent_sign(self.lang)

    def money(self, text: str, currency: str) -> str:
        r"""Return an amount with its currency; it has the decimals that its text has.

        >>> Translator("fr").money("3.41", "CAD"), Translator("en").money("3.41", "CAD")
        ('3,41\xa0$', '$3.41')
        """
        from babel.numbers import format_currency

        digits = len(text.partition(".")[2])
        pattern = self.locale.currency_formats["standard"].pattern.replace(
            "0.00", "0." + "0" * digits if digits else "0"
        )
        with localcontext(Context(prec=len(text))):
            shown = format_currency(Decimal(text), currency, format=pattern, locale=self.locale, currency_digits=False)
        return re.sub(r"(?<=[A-Z])(?=\d)", HARD_SPACE, shown)  # where a currency has no sign but its letters

    def day(self, day: date) -> str:
        r"""Return a day.

        >>> Translator("fr").day(date(2026, 2, 15))
        '15\xa0févr.\xa02026'
        """
        match self.days:
            case "written":
                from babel.dates import format_date

                shown = format_date(day, DAYS, locale=self.locale).replace(" ", HARD_SPACE)  # never torn
                return first_of_month(shown, self.lang) if day.day == 1 else shown
            case "said":
                return self.day_said(day, "d MMMM y")
            case "said-in-one-year":
                return self.day_said(day, "d MMMM")
        assert_never(self.days)

    def day_said(self, day: date, pattern: str = "d MMMM y") -> str:
        """Return a day as it is said, the first of a month by its ordinal where the language says so.

        >>> Translator("fr").day_said(date(2026, 1, 1)), Translator("en").day_said(date(2026, 1, 1), "d MMMM")
        ('1er janvier 2026', '1 January')
        """
        from babel.dates import format_date

        shown = format_date(day, pattern, locale=self.locale)
        return first_of_month(shown, self.lang) if day.day == 1 else shown

    def cited(self, text: str) -> str:
        """Return text in which sections are cited, as the language cites them."""
        return cited(text, self.lang)

    def value(self, value: Value, with_currency: bool = False) -> str:
        """Return a value inside a line; an amount has its currency where the line does not name it elsewhere."""
        match value:
            case Translatable():
                return value.translated(self, with_currency)
            case date():
                return self.day(value)
            case int():
                return self.number(str(value))
            case Term():
                return self.say(value)
            case Phrase():
                return self.phrase(value, with_currency)
            case Phrases():
                return self.say(value.joiner).join(self.phrase(part, with_currency) for part in value.parts)
            case str():  # of a caller or a file: the same in every language
                return str(value)
            case _:
                assert_never(value)

    def phrase(self, phrase: Phrase, with_currency: bool = False) -> str:
        """Return a phrase as one line."""
        values = {name: self.value(value, with_currency) for name, value in phrase.values}
        return self.say(phrase.template).format_map(values)

    def heading(self, phrase: Phrase) -> str:
        """Return a phrase as a heading, in which each amount has its currency."""
        return self.phrase(phrase, with_currency=True)

    def place(self, path: str) -> str:
        """Return a place in a file: keys are the same in every language, a row or a section is named.

        >>> Translator("fr").place("row 3, amount"), Translator("fr").place("late_charge.monthly_rate")
        ('ligne 3, amount', 'late_charge.monthly_rate')
        """
        rows = ROWS.fullmatch(path)
        if rows:
            return self.phrase(phrase("row {row} and {more} more, {name}", **rows.groupdict()))
        kind, blank, remainder = path.partition(" ")
        return (self.say(PLACES[kind]) if kind in PLACES else kind) + blank + remainder
