"""Define the errors of the library: one root, a few children, each with the value and the cure.

An error holds a message template and typed values, not finished text, so that it can be shown in another language.
What a program compares is its `code`, which the wording does not touch; `published/error_codes.toml` lists all codes.
Wherever a `Translator` is taken, None means plain English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Language, Phrase, Phrases, Term, Translatable, phrase, readable, spelt_for
from telcoterms.values.translation import LANGUAGES, DayStyle, Translator

MAX_SHOWN_LENGTH: Final = 60  # a value longer than this is cut in a message: a sentence must stay readable
MAX_SHOWN_BITS: Final = 200  # nobody can read a longer integer
MAX_SHOWN_FAULTS: Final = 20  # the faults of a file that a message prints; a last line counts the others


class Unquoted(str):
    """A name that stands in a message without quotation marks."""

    __slots__ = ()


def unquoted(name: str) -> Unquoted | Term:
    """Return a name that stands without quotation marks: that of a fact, or words of the library."""
    return name if isinstance(name, Term) else Unquoted(name)


NO_NAMES: Final = Term("none")


def shown(value: object, translator: Translator | None = None) -> str:
    """Return a value as it stands in a message: names bare, given text quoted, anything long cut."""
    match value:
        case Unquoted():
            name = readable(value)
            return name if translator is None else translator.cited(name)
        case Term():
            return str(value) if translator is None else translator.say(value)
        case tuple() if all(isinstance(name, Unquoted | Term) for name in value):
            return ", ".join(shown(name, translator) for name in value) or shown(NO_NAMES, translator)
        case Phrase():
            return _filled(value.template, dict(value.values), translator)
        case Phrases():
            joiner = value.joiner if translator is None else translator.say(value.joiner)
            return joiner.join(shown(part, translator) for part in value.parts)
        case TelcoTermsError():
            return value._message(translator)
        case Translatable() if translator is not None:
            return translator.value(value, with_currency=True)
        case date() if type(value) is date:
            return value.isoformat() if translator is None else translator.day(value)
        case int() if not isinstance(value, bool) and value.bit_length() > MAX_SHOWN_BITS:
            return shown(phrase("an integer of {bits} bits", bits=value.bit_length()), translator)
        case int() if not isinstance(value, bool) and translator is not None:
            return translator.number(str(value))
        case str():
            return _cut(repr(value[: MAX_SHOWN_LENGTH + 1]))
        case _:
            return _cut(value_text(value))


def _filled(template: str, values: Mapping[str, object], translator: Translator | None) -> str:
    """Return a template, in a language where one is given, with its values in their places."""
    message = template if translator is None else translator.say(template)
    return message.format_map({name: shown(value, translator) for name, value in values.items()})


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_LENGTH else text[:MAX_SHOWN_LENGTH] + "..."


def value_text(value: object) -> str:
    """Return `str` for values of the library, `repr` for all others."""
    if type(value).__module__.startswith("telcoterms."):
        return str(value)
    try:
        return repr(value)
    except (ValueError, RecursionError):  # a huge integer inside, or lists too deep: Python prints neither
        return f"a {type(value).__name__}"


class TelcoTermsError(Exception):
    """Root of every error that the library raises.

    `template` is the message with named places, `values` what stands in them. A program compares the `code`.
    """

    def __init_subclass__(cls) -> None:
        cls.__module__ = "telcoterms"  # so that a traceback shows the name that a caller imports

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    @property
    def code(self) -> str:
        """The name of what was refused: it stays the same when the message is worded better, and in every language.

        An error that only says where another one happened, such as in a row, has the code of that one. An error whose
        message the library does not list, of a program's own or from a pickle of another version, has the name of its
        class, such as `amount_error`.

        >>> from telcoterms import AmountError, Money
        >>> try:
        ...     Money(56.45, "CAD")
        ... except AmountError as error:
        ...     print(error.code)
        float_is_not_exact
        """
        match self.values.get("error"):
            case TelcoTermsError() as held:
                return held.code
            case _:
                codes = _code_by_text()
                texts = (*_texts_in(self.values), self.template)
                return next((codes[text] for text in texts if text in codes), _code_of_class(type(self)))

    def _message(self, translator: Translator | None) -> str:
        return _filled(self.template, self.values, translator)

    def __str__(self) -> str:
        return self._message(None)

    def show(self, lang: Language) -> str:
        """Return the message in a language, with its formats of money and days.

        >>> from telcoterms import DayError, load
        >>> try:
        ...     load("kos").due_date("2026-02-30")
        ... except DayError as error:
        ...     print(error.show("fr").partition(",")[0])
        issued vaut '2026-02-30'
        """
        # the formats are those of the currency that the error speaks of, if it does
        values = (value for value in self.values.values() if isinstance(value, Translatable))
        currencies = (getattr(value, "currency", None) for value in values)
        return self._message(translator_for(lang, next(filter(None, currencies), None)))


@final
class ErrorText(Translatable):
    """An error as a value of a line, which is shown in the language of the line."""

    __slots__ = ("error",)

    def __init__(self, error: TelcoTermsError) -> None:
        self.error = error

    def __str__(self) -> str:
        return str(self.error)

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return the message in the language."""
        return self.error._message(translator)


@cache
def _code_by_text() -> Mapping[str, str]:
    """Return the code of each message, and of each reason within one, as the list has them."""
    import tomllib

    from telcoterms.values.published import published_text

    listed: dict[str, str | list[str]] = tomllib.loads(published_text("", "error_codes.toml"))
    return {text: code for code, texts in listed.items() for text in ([texts] if isinstance(texts, str) else texts)}


def _texts_in(values: Mapping[str, object]) -> Iterator[str]:
    """Yield the words and phrases that stand in a message, the innermost first: the reason is the closest to it."""
    for value in values.values():
        match value:
            case Term():
                yield str(value)
            case Phrase():
                yield from _texts_in(dict(value.values))
                yield value.template
            case _:
                pass


def _code_of_class(cls: type[TelcoTermsError]) -> str:
    """Return the name of a class as a code is written: `amount_error` for `AmountError`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("_")


class AmountError(TelcoTermsError, ValueError):
    """An amount of money, or a rate, that cannot be taken exactly."""


class DayError(TelcoTermsError, ValueError):
    """A day that is not a date, or that lies outside the calendar."""


class InputError(TelcoTermsError, ValueError):
    """Facts that do not fit together, such as a payment before its invoice."""


class MissingFactsError(InputError, TypeError):
    """Facts that a question needs and that were not given, such as the service; the message asks for all at once."""


class UnknownNameError(TelcoTermsError, LookupError):
    """A provider, service, edition, question, reading or key that does not exist."""


class NotInTermsError(TelcoTermsError, LookupError):
    """A question that the provider's terms, as recorded, do not answer."""


class RecordError(TelcoTermsError, ValueError):
    """A receipt that does not stand when it is answered again, or that this version cannot read."""


class NotHeldError(RecordError):
    """A receipt whose terms, or a table that it rests on, are not held here."""


class MissingPackageError(TelcoTermsError, ImportError):
    """A package that only a part of the library needs, and that is not installed: an extra, or one left out."""


class UnreadableFileError(TelcoTermsError, ValueError):
    """A file that cannot be opened or is not what its ending says."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of a file: where it stands, and what is wrong with it."""

    path: str
    error: TelcoTermsError

    def __str__(self) -> str:
        return f"{readable(self.path)}: {self.error}"


class InvalidFileError(TelcoTermsError, ValueError):
    """A file with faults; `faults` holds all of them, the message the first twenty."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("{lines}", lines=Unquoted(self._message(None)))

    @property
    def code(self) -> str:
        """`invalid_file`; each of the `faults` has a code of its own, that of its `error`."""
        return "invalid_file"

    def _message(self, translator: Translator | None) -> str:
        file = readable(self.file)
        return "\n".join(f"{file}: {self._line(line, translator)}" for line in self.lines())

    def _line(self, line: Fault | Phrase, translator: Translator | None) -> str:
        if isinstance(line, Phrase):
            return shown(line, translator)
        path = readable(line.path)
        place = path if translator is None else translator.place(path)
        with spelt_for("file"):
            return f"{place}: {shown(line.error, translator)}"

    def lines(self) -> list[Fault | Phrase]:
        """Return the lines of the message: a fault each, then how many more there are."""
        lines: list[Fault | Phrase] = list(self.faults[:MAX_SHOWN_FAULTS])
        if len(self.faults) > MAX_SHOWN_FAULTS:
            lines.append(phrase("and {count} more", count=len(self.faults) - MAX_SHOWN_FAULTS))
        return lines

    def __reduce__(self) -> tuple[type[InvalidFileError], tuple[str, tuple[Fault, ...]]]:
        return (InvalidFileError, (self.file, self.faults))


@final
@dataclass(frozen=True, slots=True, eq=False)
class RowFault:
    """What does not fit in a table: the first row, counted from 0, or None for a whole column; in how many rows."""

    error: TelcoTermsError
    row: int | None = None
    count: int = 1

    def with_rows(self) -> TelcoTermsError:
        """Return the error with the rows that it concerns."""
        if self.row is None:
            return self.error
        if self.count == 1:
            return TelcoTermsError("row {row}: {error}", row=self.row, error=self.error)
        template = "row {row} and {more} more: {error}"
        return TelcoTermsError(template, row=self.row, more=self.count - 1, error=self.error)


class InvalidTableError(TelcoTermsError, ValueError):
    """A table with columns or rows that do not fit; `misfits` holds each kind once, with its first row.

    Rows are counted from 0, over the whole of a table or a stream.
    """

    def __init__(self, misfits: Sequence[RowFault]) -> None:
        self.misfits: tuple[RowFault, ...] = tuple(misfits)
        super().__init__("{lines}", lines=Unquoted(self._message(None)))

    @property
    def code(self) -> str:
        """`invalid_table`; each of the `misfits` has a code of its own, that of its `error`."""
        return "invalid_table"

    def _message(self, translator: Translator | None) -> str:
        return "\n".join(shown(misfit.with_rows(), translator) for misfit in self.misfits)

    def __reduce__(self) -> tuple[type[InvalidTableError], tuple[tuple[RowFault, ...]]]:
        return (InvalidTableError, (self.misfits,))


@lru_cache(maxsize=64)
def translator_for(lang: Language, currency: str | None = None, days: DayStyle = "written") -> Translator:
    """Return the translator into a language, with the formats of a currency and of days.

    Raises `UnknownNameError` for a language that is not held, `MissingPackageError` where babel is not installed.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError(
            "there is no language {lang} here: choose from {known}", lang=lang, known=tuple(map(Unquoted, LANGUAGES))
        )
    try:
        return Translator(lang, currency, days)
    except ImportError:
        raise MissingPackageError(
            "to show something in a language the package {package} is needed, which is not installed: "
            "install it, as pip install telcoterms does, or leave the language out",
            package=Unquoted("babel"),
        ) from None
