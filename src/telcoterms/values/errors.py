"""What is said when something cannot be answered: one root, a few children, each with the value and the cure.

An error holds a message template and typed values, not finished text, so that it can be shown in another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Language, Phrase, Phrases, Term, phrase

SHOWN_LENGTH: Final = 60  # a value longer than this is cut in a message: a sentence must stay readable
SHOWN_FAULTS: Final = 20  # the faults of a file that a message prints; the number of the rest is said


class Word(str):
    """A name that stands in a message without quotation marks."""

    __slots__ = ()


def bare(name: str) -> Word | Term:
    """A name that stands without quotation marks: of a fact as it is given, or in words of the library."""
    return name if isinstance(name, Term) else Word(name)


NO_NAMES: Final = Term("none")


def shown(value: object) -> str:
    """Text of a value for a message: names bare, given text quoted, anything long cut."""
    if isinstance(value, Word | Term):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(item, Word | Term) for item in value):
        return ", ".join(value) or NO_NAMES
    if isinstance(value, Phrase):
        return value.template.format_map({name: shown(item) for name, item in value.values})
    if isinstance(value, Phrases):
        return value.joiner.join(map(shown, value.parts))
    if isinstance(value, TelcoTermsError):
        return str(value)
    if type(value) is date:
        return value.isoformat()
    huge = too_long(value)
    if huge is not None:
        return shown(huge)
    text = repr(value[: SHOWN_LENGTH + 1]) if isinstance(value, str) else value_text(value)
    return text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "..."


def too_long(value: object) -> Phrase | None:
    """What is said of an integer that nobody could read."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return phrase("an integer of {bits} bits", bits=value.bit_length())
    return None


def value_text(value: object) -> str:
    """`str` for values of the library, `repr` for all others."""
    if type(value).__module__.startswith("telcoterms."):
        return str(value)
    try:
        return repr(value)
    except (ValueError, RecursionError):  # a huge integer inside, or lists too deep: Python prints neither
        return f"a {type(value).__name__}"


class TelcoTermsError(Exception):
    """Root of every error that the library raises.

    `template` is the message with named places, `values` what stands in them.
    """

    def __init_subclass__(cls) -> None:
        cls.__module__ = "telcoterms"  # what a traceback names is what a caller imports

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format_map({name: shown(value) for name, value in self.values.items()})

    def show(self, lang: Language) -> str:
        """The message in a language, with its formats of money and days.

        >>> from telcoterms import DayError, load
        >>> try:
        ...     load("kos").due_date("2026-02-30")
        ... except DayError as error:
        ...     print(error.show("fr").partition(",")[0])
        issued vaut '2026-02-30'
        """
        from telcoterms.formats.locale import error_text

        return error_text(self, lang)


class AmountError(TelcoTermsError, ValueError):
    """An amount of money, or a rate, that cannot be taken exactly."""


class DayError(TelcoTermsError, ValueError):
    """A day that is not a date, or that lies outside the calendar."""


class FactError(TelcoTermsError, ValueError):
    """Facts that do not fit together, such as a payment before its invoice."""


class UnknownNameError(TelcoTermsError, LookupError):
    """A provider, service, edition, question, reading or key that does not exist."""


class SilentTermsError(TelcoTermsError, LookupError):
    """A question that the provider's terms, as recorded, do not answer."""


class RecordError(TelcoTermsError, ValueError):
    """A record whose figure does not come out when it is asked again."""


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
        return f"{self.path}: {self.error}"


def _line(one: Fault | Phrase) -> str:
    return shown(one) if isinstance(one, Phrase) else str(one)


class FaultyFileError(TelcoTermsError, ValueError):
    """A file with faults; `faults` holds all of them, the message the first twenty."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("{lines}", lines=Word("\n".join(f"{file}: {_line(one)}" for one in self.lines())))

    def lines(self) -> list[Fault | Phrase]:
        """What the message tells line by line: a fault each, then how many more there are."""
        told: list[Fault | Phrase] = list(self.faults[:SHOWN_FAULTS])
        if len(self.faults) > SHOWN_FAULTS:
            told.append(phrase("and {count} more", count=len(self.faults) - SHOWN_FAULTS))
        return told

    def __reduce__(self) -> tuple[type[FaultyFileError], tuple[str, tuple[Fault, ...]]]:
        return (FaultyFileError, (self.file, self.faults))


@final
@dataclass(frozen=True, slots=True, eq=False)
class Misfit:
    """What does not fit in a table: the first row, counted from 0, or None for a whole column; in how many rows."""

    error: TelcoTermsError
    row: int | None = None
    count: int = 1

    def told(self) -> TelcoTermsError:
        """The error, with its rows."""
        if self.row is None:
            return self.error
        if self.count == 1:
            return TelcoTermsError("row {row}: {error}", row=self.row, error=self.error)
        template = "row {row} and {more} more: {error}"
        return TelcoTermsError(template, row=self.row, more=self.count - 1, error=self.error)


class FaultyTableError(TelcoTermsError, ValueError):
    """A table with columns or rows that do not fit; `misfits` holds each kind once, with its first row.

    Rows are counted from 0, over the whole of a table or a stream.
    """

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        self.misfits = tuple(misfits)
        super().__init__("{lines}", lines=Word("\n".join(str(one.told()) for one in self.misfits)))

    def __reduce__(self) -> tuple[type[FaultyTableError], tuple[tuple[Misfit, ...]]]:
        return (FaultyTableError, (self.misfits,))
