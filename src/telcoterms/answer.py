"""An answer: the figure, and on request its working, its record, and the figures that other readings give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final, Generic, NoReturn, Protocol, TypeVar, cast, final, runtime_checkable

from telcoterms.across import Readings
from telcoterms.errors import FactError, Word
from telcoterms.faces.csv import Sheet
from telcoterms.faces.html import table
from telcoterms.faces.locale import Tongue, tongue
from telcoterms.faces.svg import Chart, drawing
from telcoterms.faces.text import WIDTH, clauses_text, page, phrase_text
from telcoterms.moments import moment_text
from telcoterms.money import Money
from telcoterms.readings import Reading
from telcoterms.words import Language
from telcoterms.working import Clause, Percent, Phrase, Priced, Step, Term, phrase, plain_steps, told

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

RECORD_SCHEMA: Final = 1


@runtime_checkable
class Figures(Protocol):
    """A value of several figures: how it reads in one line, and as data."""

    def headline(self) -> Phrase: ...
    def as_dict(self) -> dict[str, object]: ...


class About(Protocol):
    """What can be told of an answer beside its figure."""

    @property
    def readings(self) -> tuple[Reading, ...]: ...
    @property
    def choices(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...
    @property
    def clauses(self) -> tuple[Clause, ...]: ...
    @property
    def picture(self) -> Chart | None: ...
    @property
    def sheet(self) -> Sheet | None: ...
    @property
    def record(self) -> dict[str, object]: ...


class Revised(Protocol[V_co]):
    """A value that tells what turns an earlier one into it."""

    def corrections(self, old: Any) -> V_co: ...


class Answerer(Protocol):
    """Who answers: the terms. An answer keeps it and asks again for whatever was not computed at first."""

    __slots__ = ()

    @property
    def currency(self) -> str: ...
    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]: ...
    def asked(self, question: str, facts: tuple[object, ...]) -> About: ...
    def reading(self, question: str, readings: Mapping[str, str]) -> Answerer: ...


@final
class Answer(Generic[T_co]):
    """An exact figure that carries its working.

    `value` is the figure. Everything else is computed when it is asked for. Frozen, hashable, equal by value.
    `print` shows the working, `repr` one line, a notebook one table, below the picture of a statement.
    """

    __slots__ = ("facts", "question", "terms", "value")
    value: T_co
    question: str
    facts: tuple[object, ...]
    terms: Answerer

    def __init__(self, value: T_co, question: str, facts: tuple[object, ...], terms: Answerer) -> None:
        _set_value(self, value)
        _set_question(self, question)
        _set_facts(self, facts)
        _set_terms(self, terms)

    @property
    def about(self) -> About:
        """What can be told of the answer beside its figure."""
        return self.terms.asked(self.question, self.facts)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, line by line, each line with its clauses; the readings taken come last."""
        return self.about.steps

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the figure rests on."""
        return self.about.clauses

    @property
    def readings(self) -> dict[str, str]:
        """The readings taken, name to value."""
        return {one.name: one.value for one in self.about.readings}

    def under(self, **readings: str) -> Answer[T_co]:
        """The same question, answered again under other readings.

        Raises `UnknownNameError` for a reading that the question does not have, or a value that it does not have.
        """
        other = self.terms.reading(self.question, readings).ask(self.question, self.facts)
        return cast("Answer[T_co]", other)

    def across_readings(self) -> Readings:
        """The figure under every combination of the readings that the question has and that bear on these facts."""
        return Readings(self)

    def as_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data; `telcoterms.from_dict` answers it again and holds the figures together."""
        about = self.about
        sheet = about.sheet
        return {
            "schema": RECORD_SCHEMA,
            **about.record,
            "readings": self.readings,
            "figure": figure_data(self.value),
            "steps": plain_steps(about.steps),
            **({} if sheet is None else {"ledger": sheet.data()}),
        }

    def corrections(self: Answer[Revised[V]], old: Answer[Revised[V]]) -> V:
        """Of a statement: the dated entries that turn an earlier one into it."""
        return self.value.corrections(old.value)

    def csv(self) -> str:
        """The ledger of a statement as CSV text; a cell that a spreadsheet would run begins with an apostrophe.

        Raises `FactError` for an answer without a ledger.
        """
        sheet = self.about.sheet
        if sheet is None:
            raise FactError(
                "the answer to {question} has no ledger: only a statement is shown as CSV, take text, json or html",
                question=question_name(self.question),
            )
        return sheet.text()

    def headline(self) -> Phrase:
        """What was asked and what is answered, in one line."""
        return phrase("{question}: {value}", question=question_name(self.question), value=headline(self.value))

    def page(self) -> tuple[Step, ...]:
        """The working and the range over all readings, where the working does not speak of it itself."""
        steps = self.steps
        if any(one.part == "range" for one in steps):
            return steps
        return steps + self.across_readings().steps()

    def text(self, width: int = WIDTH) -> str:
        """The working as plain text of so many columns."""
        return page(self.headline(), self.page(), width)

    def show(self, lang: Language, width: int = WIDTH) -> str:
        r"""The working as text of so many columns in a language, with its formats of money and days.

        Needs the extra `lang`. Figures, clauses and the names of readings are the same in every language. Raises
        `UnknownNameError` for a language that is not held, `MissingPackageError` where the extra is not installed.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> charge.show("fr").splitlines()[0], charge.show("en").splitlines()[0]
        ('frais de retard\xa0: 3,41\xa0$', 'late charge: $3.41')
        """
        return page(self.headline(), self.page(), width, self._tongue(lang))

    def _tongue(self, lang: Language | None) -> Tongue | None:
        return None if lang is None else tongue(lang, self.terms.currency)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        clauses = clauses_text(self.clauses)
        return f"<{phrase_text(self.headline())}  [{clauses}]>"

    def html(self, lang: Language | None = None) -> str:
        """The working as one escaped HTML table below the picture, if there is one, as a notebook shows it.

        In a language, where one is named.
        """
        return (self.picture(lang) or "") + table(self.headline(), self.page(), self._tongue(lang))

    def picture(self, lang: Language | None = None) -> str | None:
        """What can be shown as a picture, as the text of an SVG file: a statement's balance over time. Else None."""
        chart = self.about.picture
        return None if chart is None else drawing(chart, self._tongue(lang))

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be deleted")

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer is neither true nor false: ask its value, such as answer.value")

    def _key(self) -> tuple[object, ...]:
        return (self.value, self.question, self.facts, self.terms)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Answer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[type[Answer[Any]], tuple[object, ...]]:
        return (Answer, self._key())


_slots: Any = Answer  # the slots' own setters: the only writers of a frozen answer
_set_value: Callable[[Any, object], None] = _slots.value.__set__
_set_question: Callable[[Any, str], None] = _slots.question.__set__
_set_facts: Callable[[Any, tuple[object, ...]], None] = _slots.facts.__set__
_set_terms: Callable[[Any, Answerer], None] = _slots.terms.__set__


def question_name(question: str) -> Term:
    """The name of a question in words."""
    return told(question.replace("_", " "))


def headline(value: object) -> Phrase:
    """A value as it reads in a heading."""
    match value:
        case Figures():
            return value.headline()
        case Money():
            return phrase("{sum}", sum=Priced(value))
        case Fraction():
            return phrase("{rate}", rate=Percent(value))
        case datetime():
            return phrase("{moment}", moment=moment_text(value))
        case date():
            return phrase("{day}", day=value)
        case None:
            return phrase("none")
        case Word():  # a name, which is the same in every language
            return phrase("{name}", name=str(value))
        case _:
            return phrase("{word}", word=told(str(value)))


def figure_data(value: object) -> object:
    """A value as JSON-ready data."""
    match value:
        case Figures():
            return value.as_dict()
        case Money():
            return value.text
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case _:
            return value
