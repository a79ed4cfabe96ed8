"""Languages: the catalogue of one, and how it writes money, numbers and days.

Only this module knows babel, and it opens babel only where something is shown in a language: the plain text that
`print` shows needs neither. A language and a currency choose the formats: those of Canada, or of the United Kingdom for
English and pounds.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, final, get_args

from telcoterms.values.errors import (
    NO_NAMES,
    Fault,
    FaultyFileError,
    FaultyTableError,
    MissingPackageError,
    TelcoTermsError,
    UnknownNameError,
    Word,
    shown,
    too_long,
)
from telcoterms.values.messages import Language, Phrase, Phrases, Term, phrase
from telcoterms.values.money import Money, minor_digits
from telcoterms.values.published import published_text
from telcoterms.values.steps import Figure, Percent, Priced, Value

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
SOURCE: Final[Language] = "en"  # in which the templates are written: it has no catalogue
HARD_SPACE: Final = "\N{NO-BREAK SPACE}"
PLACES: Final = {"file": Term("file"), "row": Term("row"), "section": Term("section")}  # that have no key
ROWS: Final = re.compile(r"row (?P<row>[0-9]+) and (?P<more>[0-9]+) more, (?P<name>.*)", re.DOTALL)  # of a table
DAYS: Final = "medium"  # the month as a word, so that no day can be taken for a month


def formats_of(lang: Language, currency: str | None) -> str:
    """The name of the formats, as babel knows it.

    >>> formats_of("fr", "CAD"), formats_of("en", "CAD"), formats_of("en", "GBP")
    ('fr_CA', 'en_CA', 'en_GB')
    """
    return f"{lang}_GB" if (lang, currency) == (SOURCE, "GBP") else f"{lang}_CA"


@final
class Tongue:
    """A language with its catalogue and its formats. Whatever the catalogue lacks is shown as it is in English."""

    def __init__(self, lang: Language, formats: str) -> None:
        from babel import Locale

        self.lang, self.locale = lang, Locale.parse(formats)
        self.catalogue = catalogue(lang)

    def say(self, template: str) -> str:
        """A template or a word in the language."""
        return self.catalogue.get(template, template)

    def number(self, text: str) -> str:
        r"""Decimal text, with its `...` where it goes on, in the language's way; no digit is gained or lost.

        >>> tongue("fr").number("1234.50")
        '1\xa0234,50'
        """
        from babel.numbers import format_decimal, get_decimal_symbol

        sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
        rest, more = (body[:-3], "...") if body.endswith("...") else (body, "")
        whole, _, decimals = rest.partition(".")
        shown_whole = format_decimal(int(whole), format="#,##0", locale=self.locale)
        point = get_decimal_symbol(self.locale) if decimals else ""
        return f"{sign}{shown_whole}{point}{decimals}{more}"

    def priced(self, money: Money) -> str:
        r"""Money with its currency.

        >>> tongue("fr").priced(Money("3.41", "CAD")), tongue("en").priced(Money("3.41", "CAD"))
        ('3,41\xa0$', '$3.41')
        """
        from babel.numbers import format_currency

        digits = minor_digits(money.currency)
        pattern = self.locale.currency_formats["standard"].pattern.replace(
            "0.00", "0." + "0" * digits if digits else "0"
        )
        amount = Decimal(money.text)
        text = format_currency(amount, money.currency, format=pattern, locale=self.locale, currency_digits=False)
        return re.sub(r"(?<=[A-Z])(?=\d)", HARD_SPACE, text)  # where a currency has no sign but its letters

    def day(self, day: date) -> str:
        r"""A day.

        >>> tongue("fr").day(date(2026, 2, 15))
        '15\xa0févr.\xa02026'
        """
        from babel.dates import format_date

        return format_date(day, DAYS, locale=self.locale).replace(" ", HARD_SPACE)  # never torn at the end of a line

    def value(self, value: Value, priced: bool = False) -> str:
        """A value inside a line; money with its currency where `priced`."""
        match value:
            case Money():
                return self.priced(value) if priced else self.number(value.text)
            case Priced():
                return self.priced(value.money)
            case date():
                return self.day(value)
            case Percent():
                return self.number(value.text) + (" %" if self.lang == SOURCE else f"{HARD_SPACE}%")
            case Figure():
                return self.number(value.text)
            case int():
                return self.number(str(value))
            case Term():
                return self.say(value)
            case Phrase():
                return self.phrase(value, priced)
            case Phrases():
                return self.say(value.joiner).join(self.phrase(part, priced) for part in value.parts)
            case _:
                return str(value)

    def phrase(self, phrase: Phrase, priced: bool = False) -> str:
        """A phrase as one line; money with its currency where `priced`, as in a heading."""
        values = {name: self.value(value, priced) for name, value in phrase.values}
        return self.say(phrase.template).format_map(values)

    def heading(self, phrase: Phrase) -> str:
        """A phrase as a heading, in which each sum has its currency."""
        return self.phrase(phrase, priced=True)

    def shown(self, value: object) -> str:
        """A value inside a message: names bare, given text quoted, as in English."""
        match value:
            case Term():
                return self.say(value)
            case Word():
                return str(value)
            case tuple() if all(isinstance(one, Word | Term) for one in value):
                return ", ".join(map(self.shown, value)) or self.say(NO_NAMES)
            case Phrase():
                values = {name: self.shown(one) for name, one in value.values}
                return self.say(value.template).format_map(values)
            case Phrases():
                return self.say(value.joiner).join(map(self.shown, value.parts))
            case TelcoTermsError():
                return self.message(value)
            case Money():
                return self.priced(value)
            case date() if type(value) is date:
                return self.day(value)
            case int() if not isinstance(value, bool):
                huge = too_long(value)
                return self.number(str(value)) if huge is None else self.shown(huge)
            case _:
                return shown(value)

    def message(self, error: TelcoTermsError) -> str:
        """What an error says; of a file, fault by fault, of a table, misfit by misfit."""
        if isinstance(error, FaultyFileError):
            return "\n".join(f"{error.file}: {self._line(one)}" for one in error.lines())
        if isinstance(error, FaultyTableError):
            return "\n".join(self.message(one.told()) for one in error.misfits)
        values = {name: self.shown(value) for name, value in error.values.items()}
        return self.say(error.template).format_map(values)

    def _line(self, one: Fault | Phrase) -> str:
        return self.shown(one) if isinstance(one, Phrase) else f"{self.place(one.path)}: {self.message(one.error)}"

    def place(self, path: str) -> str:
        """A place in a file: keys are the same in every language, a row or a section is named.

        >>> tongue("fr").place("row 3, amount"), tongue("fr").place("late_charge.monthly_rate")
        ('ligne 3, amount', 'late_charge.monthly_rate')
        """
        several = ROWS.fullmatch(path)
        if several:
            return self.phrase(phrase("row {row} and {more} more, {name}", **several.groupdict()))
        kind, blank, rest = path.partition(" ")
        return (self.say(PLACES[kind]) if kind in PLACES else kind) + blank + rest


@cache
def catalogue(lang: Language) -> dict[str, str]:
    """The templates and words of a language by the English ones."""
    from babel.messages.pofile import read_po

    if lang == SOURCE:
        return {}
    found = read_po(published_text("catalogues", f"{lang}.po").splitlines(), locale=lang)
    return {str(one.id): str(one.string) for one in found if one.id and one.string and not one.fuzzy}


@lru_cache(maxsize=64)
def tongue(lang: Language, currency: str | None = None) -> Tongue:
    """A language, with the formats of a currency.

    Raises `UnknownNameError` for a language that is not held, `MissingPackageError` where babel is not installed.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError(
            "there is no language {lang} here: choose from {known}", lang=lang, known=tuple(map(Word, LANGUAGES))
        )
    try:
        return Tongue(lang, formats_of(lang, currency))
    except ImportError:
        raise MissingPackageError(
            "to show something in a language the package {package} is needed, which is not installed: "
            "install it, as pip install telcoterms does, or leave the language out",
            package=Word("babel"),
        ) from None


def error_text(error: TelcoTermsError, lang: Language) -> str:
    """What an error says, in a language."""
    return tongue(lang, _currency(error)).message(error)


def _currency(error: TelcoTermsError) -> str | None:
    """The currency that an error speaks of, if it does."""
    return next((one.currency for one in error.values.values() if isinstance(one, Money)), None)
