"""Write an answer as one sentence that can be said on the telephone, with its amounts and days as they are said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from telcoterms.values.errors import translator_for
from telcoterms.values.messages import Language, Phrase, Phrases, Value
from telcoterms.values.translation import DayStyle


def sentence_text(sentence: Phrase, lang: Language, currency: str) -> str:
    """Return a sentence in a language; days have their years where they do not all lie in one year."""
    years = {day.year for day in _days_in(sentence)}
    style: DayStyle = "said" if len(years) > 1 else "said-in-one-year"
    text = translator_for(lang, currency, style).heading(sentence)
    return text[:1].upper() + text[1:]


def _days_in(value: Value) -> Iterator[date]:
    """Yield the days that stand in a value."""
    match value:
        case date():
            yield value
        case Phrase():
            for _, inside in value.values:
                yield from _days_in(inside)
        case Phrases():
            for part in value.parts:
                yield from _days_in(part)
        case _:
            pass  # an amount, a name, or a word: no day
