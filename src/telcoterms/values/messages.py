"""Define the messages of the library, templates with named places and words, which can be shown in any language.

A `Term` is looked up in the catalogue of a language where it is shown in one; any other text, such as the number of an
invoice or the name of a reading, is shown as it is everywhere.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, final

from telcoterms.values.dataclasses import dataclass

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator


Language = Literal["en", "fr"]


@final
class Term(str):
    """A word or a sentence without places that belongs to the library; it stands in a message as it is."""

    __slots__ = ()


def data_text(text: str) -> Term:
    """Return text of data, such as a reason or what a clause says, of a published file or of a caller's own.

    In another language it is looked up in the catalogue, and shown as it is where the catalogue does not have it.
    """
    return Term(text)


def translated_choice(value: str, of: object) -> Term:
    """Return a value of a `Literal` as a word; `of` is that `Literal`, each of whose values the catalogue has."""
    return Term(value)


class Translatable:
    """A value that can stand in a line and has a form of its own in each language, such as money or a rate.

    `str` of it is its plain form.
    """

    __slots__ = ()

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return its form in a language; an amount has its currency where that is asked for."""
        return str(self)


@final
@dataclass(frozen=True, slots=True)
class Phrase:
    """A template and its values; the part of a step, of a message, or of another phrase."""

    template: str
    values: tuple[tuple[str, Value], ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with a joiner between them, such as the addends of a sum."""

    joiner: str
    parts: tuple[Phrase, ...]


Value = Translatable | date | int | str | Phrase | Phrases
"""What can stand in a phrase."""


def phrase(template: str, /, **values: Value) -> Phrase:
    """Return a phrase from its template and its values by their names."""
    return Phrase(template, tuple(values.items()))
