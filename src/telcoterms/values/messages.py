"""Define the messages of the library, templates with named places and words, which can be shown in any language.

A `Term` is looked up in the catalogue of a language where it is shown in one; any other text, such as the number of an
invoice or the name of a reading, is shown as it is everywhere.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, assert_never, final

from telcoterms.values.dataclasses import dataclass

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator


Language = Literal["en", "fr"]
"""The language of what is shown."""


HARD_SPACES: Final = ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")


def is_printable(text: str) -> bool:
    """Return whether text prints, as one line: French has hard spaces inside numbers, and before signs."""
    return text.isprintable() or all(sign.isprintable() or sign in HARD_SPACES for sign in text)


def readable(text: str) -> str:
    r"""Return text with everything that does not print written as an escape, which nothing takes for a command.

    >>> print(readable("caf\N{LATIN SMALL LETTER E WITH ACUTE} \x1b[2J"))
    café \x1b[2J
    """
    if text.isprintable():
        return text
    return "".join(c if is_printable(c) else c.encode("unicode_escape").decode() for c in text)


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

    @abstractmethod
    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return its form in a language; an amount has its currency where that is asked for."""


Interface = Literal["python", "shell", "file", "page"]
"""Where a fact is given: as an argument in Python, as an option in a shell, as a key in a file, in a form of a page."""
_interface: Final[ContextVar[Interface]] = ContextVar("interface", default="python")


@contextmanager
def spelt_for(interface: Interface) -> Iterator[None]:
    """Show each `Spelling` in the words of one interface; without this, in those of Python."""
    token = _interface.set(interface)
    try:
        yield
    finally:
        _interface.reset(token)


def shown_interface() -> Interface:
    """Return the interface in whose words each `Spelling` is shown."""
    return _interface.get()


def field_name(fact: str) -> Term:
    """Return a fact as the form of a page names it, such as `term start`."""
    return Term(fact.replace("_", " "))


@final
@dataclass(frozen=True, slots=True)
class Spelling(Translatable):
    """A fact as it is given in Python, in a shell, in a file and on a page; which of them is shown, `spelt_for` says.

    What is typed is the same in every language. A page shows words instead, which have a translation; without words of
    its own it shows what stands in a file.
    """

    python: str
    shell: str
    file: str
    page: Term | None = None

    def __str__(self) -> str:
        interface = _interface.get()
        match interface:
            case "python":
                return self.python
            case "shell":
                return self.shell
            case "file":
                return self.file
            case "page":
                return self.file if self.page is None else str(self.page)
        assert_never(interface)

    def translated(self, translator: Translator, with_currency: bool) -> str:
        """Return it as it is typed, or the words of a page in the language."""
        interface = _interface.get()
        match interface:
            case "python" | "shell" | "file":
                return str(self)
            case "page":
                return self.file if self.page is None else translator.say(str(self.page))
        assert_never(interface)


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
