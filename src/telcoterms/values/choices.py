"""Check names: those that are chosen from the values of a `Literal`, and those that a caller gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from telcoterms.values.errors import InputError, UnknownNameError, Unquoted, unquoted
from telcoterms.values.messages import Term, is_printable

MAX_NAME_LENGTH: Final = 80
WORDS_OF_READINGS: Final[dict[tuple[str, str], Term]] = {}
"""What each value of each reading says, by the name of the reading and the value."""


def reading_words(reading: str, words: Mapping[str, Term]) -> None:
    """Enter what each value of a reading says: beside the `Literal` that names the values."""
    WORDS_OF_READINGS.update({(reading, value): said for value, said in words.items()})


def one_of(value: Any, literal: Any, fact: str) -> Any:
    """Return a value that is one of a `Literal`, or raise the `UnknownNameError` that lists them all.

    >>> from typing import Literal
    >>> one_of("added", Literal["added", "included"], "tax_mode")
    'added'
    """
    known = get_args(literal)
    if value not in known:
        raise UnknownNameError(
            "{fact} is {value}: choose from {known}",
            fact=Unquoted(fact),
            value=value,
            known=tuple(map(Unquoted, known)),
        )
    return value


SHORT_NAME_PATTERN: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def as_short_name(value: object, fact: str) -> str:
    """Check a name that the file of a provider has given: small letters and digits, with hyphens between."""
    if not isinstance(value, str) or not SHORT_NAME_PATTERN.fullmatch(value) or len(value) > MAX_NAME_LENGTH:
        raise InputError(
            "{fact} is {value}: write small letters, digits and hyphens, such as returned-payment",
            fact=unquoted(fact),
            value=value,
        )
    return value


def as_name(value: object, fact: str) -> str:
    """Check a number or reference as it is printed on paper: text, not empty, without control characters."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME_LENGTH or not is_printable(value):
        raise InputError(
            "{fact} is {value}: give text of 1 to {most} printable characters, as on the bill",
            fact=unquoted(fact),
            value=value,
            most=MAX_NAME_LENGTH,
        )
    return value
