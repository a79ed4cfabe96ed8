"""What is said when something cannot be answered: one root, a few children, each with the value and the cure.

An error holds a message template and typed values, not finished text, so that it can be shown in another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

SHOWN_LENGTH = 60  # a value longer than this is cut in a message: a sentence must stay readable
SHOWN_FAULTS = 20  # the faults of a file that a message prints; the number of the rest is said


class Word(str):
    """A name that stands in a message without quotation marks."""

    __slots__ = ()


def shown(value: object) -> str:
    """Text of a value for a message: names bare, given text quoted, anything long cut."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(item, Word) for item in value):
        return ", ".join(value) or "none"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return f"an integer of {value.bit_length()} bits"
    if type(value) is date:
        return value.isoformat()
    text = repr(value[: SHOWN_LENGTH + 1]) if isinstance(value, str) else value_text(value)
    return text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "..."


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

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format_map({name: shown(value) for name, value in self.values.items()})


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


class FaultyFileError(TelcoTermsError, ValueError):
    """A file with faults; `faults` holds all of them, the message the first twenty."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        lines = [f"{file}: {fault}" for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            lines.append(f"{file}: and {len(self.faults) - SHOWN_FAULTS} more")
        super().__init__("{lines}", lines=Word("\n".join(lines)))

    def __reduce__(self) -> tuple[type[FaultyFileError], tuple[str, tuple[Fault, ...]]]:
        return (FaultyFileError, (self.file, self.faults))
