"""The language in which the command shows its own words: its help, and what it says of an answer.

The parser is built anew for each run, so each text is looked up as it is built. Without a language nothing is imported
for it, and the text stays in plain English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from telcoterms.values.messages import Term

if TYPE_CHECKING:
    from telcoterms.terms.remarks import Remark
    from telcoterms.values.errors import TelcoTermsError
    from telcoterms.values.messages import Language
    from telcoterms.values.translation import Translator

_translator: Final[ContextVar[Translator | None]] = ContextVar("translator", default=None)


@contextmanager
def shown_in(lang: Language | None) -> Iterator[None]:
    """Show the command's own words in a language; None is plain English.

    Without the package for languages they stay in English; the answer itself, or its error, says what is missing.
    """
    from telcoterms.values.errors import MissingPackageError, translator_for

    try:
        translator = None if lang is None else translator_for(lang)
    except MissingPackageError:
        translator = None
    token = _translator.set(translator)
    try:
        yield
    finally:
        _translator.reset(token)


def in_language(sentence: TelcoTermsError | Remark, lang: Language | None) -> str:
    """Return an error or a remark in a language; None is plain English."""
    return str(sentence) if lang is None else sentence.show(lang)


def looked_up(text: str) -> str:
    """Return a text of the library in the language; one that the catalogue lacks stays as it is."""
    translator = _translator.get()
    return text if translator is None else translator.say(text)


def number(text: str) -> str:
    """Return decimal text as the language writes it: `7,50` in French."""
    translator = _translator.get()
    return text if translator is None else translator.number(text)


def percent(text: str) -> str:
    """Return a rate, given as the number before the sign, as the language writes it."""
    translator = _translator.get()
    return f"{text} %" if translator is None else translator.percent(text)


def say(template: str, **values: str) -> str:
    """Return a text of the command in the language, with values in its places."""
    return looked_up(Term(template)).format_map(values)
