"""Compare the figures of answers, and write them: in a heading, in a line, and as data."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, Protocol, TypeGuard, cast, runtime_checkable

from telcoterms.formats.text import value_text
from telcoterms.values.errors import Unquoted
from telcoterms.values.hashes import WritesItself, Written, written
from telcoterms.values.messages import Phrase, Value, data_text, phrase
from telcoterms.values.moments import moment_text
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, Percent


@runtime_checkable
class MultiFigure(Protocol):
    """A value of several figures, which has a headline and can be written as data."""

    def headline(self) -> Phrase: ...
    def as_dict(self) -> dict[str, object]: ...


def headline(value: object) -> Phrase:
    """Return a value as it is written in a heading."""
    match value:
        case Money():  # first, since it costs much to look whether a value is one of a protocol
            return phrase("{sum}", sum=MoneyWithCurrency(value))
        case MultiFigure():
            return value.headline()
        case Fraction():
            return phrase("{rate}", rate=Percent(value))
        case datetime():
            return phrase("{moment}", moment=moment_text(value))
        case date():
            return phrase("{day}", day=value)
        case None:
            return phrase("none")
        case Unquoted():  # a name, which is the same in every language
            return phrase("{name}", name=str(value))
        case _:
            return phrase("{word}", word=data_text(str(value)))


def figure_data(value: object) -> object:
    """Return a value as JSON-ready data."""
    match value:
        case Money():
            return value.text
        case MultiFigure():
            return value.as_dict()
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case _:
            return value


def figure_written(value: object) -> Written:
    """Return a value as JSON-ready data, with its canonical JSON."""
    return value.written() if isinstance(value, WritesItself) else written(figure_data(value))


def compared(value: object) -> Money:
    """Return the figure by which readings are compared: money itself, or `figure` of a value of several figures.

    Where there is no money at all, such as for the hours of a day, it is the whole value.
    """
    return cast(Money, getattr(value, "figure", value))


def compared_on_page(value: object) -> Money:
    """Return the figure by which a page compares readings: that of its headline, where it is not what records keep."""
    return cast(Money, getattr(value, "headline_figure", compared(value)))


def is_money(figure: object) -> bool:
    """Return whether a figure is money, so that figures have a lowest and a highest."""
    return isinstance(figure, Money)


def rank(figure: object) -> Any:
    """Return the key by which figures are sorted: money by its amount, everything else by its text."""
    return figure if isinstance(figure, Money) else figure_text(figure)


def figure_value(figure: object) -> Value:
    """Return a figure for a line: money without its currency, a moment with its offset, a headline, or text."""
    if isinstance(figure, datetime):
        return moment_text(figure)
    if isinstance(figure, Money | date):
        return figure
    headline = getattr(figure, "headline", None)
    return data_text(str(figure)) if headline is None else cast(Phrase, headline())


@runtime_checkable
class SaysFigures(Protocol):
    """A value whose figure is said in words, since its sign means something: what is paid, or what comes back."""

    def figure_said(self, figure: Money) -> Phrase: ...
    def range_said(self, lowest: Money, highest: Money) -> Phrase: ...


def says_figures(value: object) -> TypeGuard[SaysFigures]:
    """Return whether a value says its figures in words; money, as most values are, does not."""
    return not isinstance(value, Money) and isinstance(value, SaysFigures)


def figure_said(value: object, figure: object) -> Value:
    """Return a figure that is compared with a value for a line, in words where its sign means something."""
    if isinstance(figure, Money) and says_figures(value):
        return value.figure_said(figure)
    return figure_value(figure)


def figure_text(figure: object) -> str:
    """Return a figure as plain text."""
    return value_text(figure_value(figure))
