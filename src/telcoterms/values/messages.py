"""What the library says itself: templates with named places, and words; each can be shown in another language.

A `Term` is looked up in the catalogue of a language where it is shown in one; any other text, such as the number of an
invoice or the name of a reading, is shown as it is everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, final

from telcoterms.values.dataclasses import dataclass

if TYPE_CHECKING:
    from telcoterms.values.steps import Value


Language = Literal["en", "fr"]


@final
class Term(str):
    """A word or a sentence without places that belongs to the library; it stands in a message as it is."""

    __slots__ = ()


def told(text: str) -> Term:
    """Text that may be the library's own, such as a reason or what a clause says: of a published file, or a caller's.

    In another language it is looked up, and shown as it is where it is not known.
    """
    return Term(text)


def word(value: str, of: object) -> Term:
    """A value of a `Literal` that is shown as a word; `of` is that `Literal`, each of whose values is translated."""
    return Term(value)


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


def phrase(template: str, /, **values: Value) -> Phrase:
    """A phrase from keyword values."""
    return Phrase(template, tuple(values.items()))
