"""Define an answer: the figure and, on request, its working, its record, and the figures under other readings.

`Answer` computes the working and the record only when they are asked for. `ReadingRange` holds the figures of one
question under every combination of its readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, Protocol, TypeVar, cast, final, runtime_checkable

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.question import Question
from telcoterms.answers.reading_sets import all_combinations, boxes, condition, deciding_readings
from telcoterms.formats.report import Report
from telcoterms.formats.text import clauses_text, columns, line, phrase_text, said, value_text
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Language, Phrase, Phrases, Term, Value, data_text, phrase
from telcoterms.values.moments import moment_text
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, step, steps_to_json

if TYPE_CHECKING:
    from telcoterms.formats.csv import Sheet
    from telcoterms.values.translation import Translator

MAX_TABLE_LINES: Final = 24
TABLE_WIDTH: Final = 80

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

RECORD_SCHEMA: Final = 1


@runtime_checkable
class MultiFigure(Protocol):
    """A value of several figures, which has a headline and can be written as data."""

    def headline(self) -> Phrase: ...
    def as_dict(self) -> dict[str, object]: ...


@runtime_checkable
class HasDays(Protocol):
    """A value with days to keep, which can be written as a file for a calendar."""

    def ical(self) -> bytes: ...


class Revised(Protocol[V_co]):
    """A value that can list what turns an earlier one into it."""

    def corrections(self, old: Any) -> V_co: ...


class Agreed(Protocol):
    """The terms that answer. An answer keeps them and asks them again for whatever was not computed at first."""

    __slots__ = ()

    @property
    def agreement(self) -> Agreement: ...
    @property
    def currency(self) -> str: ...
    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]: ...
    def asked(self, question: str, facts: tuple[object, ...]) -> Question: ...
    def reading(self, question: str, readings: Mapping[str, str]) -> Agreed: ...


@final
class Answer(Report, Generic[T_co]):
    """An exact figure that carries its working.

    `value` is the figure. Everything else is computed when it is asked for. Frozen, hashable, equal by value.
    `print` shows the working, `repr` one line, a notebook one table, below the picture of a statement.
    """

    __slots__ = ("facts", "question", "terms", "value")
    value: T_co
    question: str
    facts: tuple[object, ...]
    terms: Agreed

    def __init__(self, value: T_co, question: str, facts: tuple[object, ...], terms: Agreed) -> None:
        _set_value(self, value)
        _set_question(self, question)
        _set_facts(self, facts)
        _set_terms(self, terms)

    @property
    def about(self) -> Question:
        """The question of the answer, which gives its working, readings and clauses."""
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
        return {reading.name: reading.value for reading in self.about.readings}

    def under(self, **readings: str) -> Answer[T_co]:
        """Return the same question, answered again under other readings.

        Raises `UnknownNameError` for a reading that the question does not have, or a value that it does not have.
        """
        answer = self.terms.reading(self.question, readings).ask(self.question, self.facts)
        return cast("Answer[T_co]", answer)

    def across_readings(self) -> ReadingRange:
        """Return the figure under every combination of the readings that can change it on these facts."""
        return ReadingRange(self)

    def as_dict(self) -> dict[str, object]:
        """Return the answer as JSON-ready data; `telcoterms.from_dict` answers it again and compares the figures."""
        about = self.about
        sheet = about.sheet
        return {
            "schema": RECORD_SCHEMA,
            **about.record,
            "readings": self.readings,
            "figure": figure_data(self.value),
            "steps": steps_to_json(about.steps),
            **({} if sheet is None else {"ledger": sheet.data()}),
        }

    def corrections(self: Answer[Revised[V]], old: Answer[Revised[V]]) -> V:
        """Return the dated entries that turn an earlier statement into this one."""
        return self.value.corrections(old.value)

    def csv(self) -> str:
        """Return the ledger of a statement as CSV text; a cell that a spreadsheet would run begins with an apostrophe.

        Raises `InputError` for an answer without a ledger.
        """
        sheet = self.about.sheet
        if sheet is None:
            raise InputError(
                "the answer to {question} has no ledger: only a statement is shown as CSV, take text, json or html",
                question=question_name(self.question),
            )
        return sheet.text()

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.terms.currency

    def sheet(self) -> Sheet | None:
        """Return the ledger of a statement as rows of a sheet; None for every other answer."""
        return self.about.sheet

    def calendar(self) -> bytes | None:
        """Return the days of a complaint as a calendar file; None for every other answer."""
        return self.value.ical() if isinstance(self.value, HasDays) else None

    def headline(self) -> Phrase:
        """Return the question and its answer in one line."""
        return phrase("{question}: {value}", question=question_name(self.question), value=headline(self.value))

    def page(self) -> tuple[Step, ...]:
        """Return the working, and the range over all readings unless the working has one itself."""
        steps = self.steps
        if any(line.part == "range" for line in steps):
            return steps
        return steps + self.across_readings().steps()

    def __repr__(self) -> str:
        clauses = clauses_text(self.clauses)
        return f"<{phrase_text(self.headline())}  [{clauses}]>"

    def html(self, lang: Language | None = None) -> str:
        """Return the working as one escaped HTML table, below the picture if there is one, as a notebook shows it.

        In a language, where one is named.
        """
        return (self.picture(lang) or "") + super().html(lang)

    def picture(self, lang: Language | None = None) -> str | None:
        """Return a statement's balance over time as the text of an SVG file; None for an answer without a picture."""
        chart = self.about.picture
        if chart is None:
            return None
        from telcoterms.formats.svg import drawing

        return drawing(chart, self._translator(lang))

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
_set_terms: Callable[[Any, Agreed], None] = _slots.terms.__set__


@final
class ReadingRange(Report):
    """The figures of one question under every combination of its readings.

    `combinations` holds all of them as (readings, figure) pairs; `print` shows the range, each reading changed alone,
    then the combinations grouped by equal figures, cheapest first.
    """

    __slots__ = ("answer", "combinations", "names", "values")

    def __init__(self, answer: Answer[object]) -> None:
        self.answer = answer
        choices = answer.about.choices
        taken = answer.readings
        combinations = [dict(zip(choices, chosen, strict=True)) for chosen in all_combinations(choices)]
        figures = {
            tuple(combination.values()): compared(answer.under(**combination).value) for combination in combinations
        }
        # a reading that changes no figure, whatever the others are, is left out
        self.names = deciding_readings(choices, figures)
        self.values = {name: choices[name] for name in self.names}
        self.combinations: tuple[tuple[dict[str, str], Money], ...] = tuple(
            ({name: combination[name] for name in self.names}, figures[tuple(combination.values())])
            for combination in combinations
            if all(combination[name] == taken[name] for name in choices if name not in self.names)
        )

    @property
    def lowest(self) -> Money:
        """The smallest figure of all."""
        return min((figure for _, figure in self.combinations), key=rank)

    @property
    def highest(self) -> Money:
        """The largest figure of all."""
        return max((figure for _, figure in self.combinations), key=rank)

    def alone(self) -> Iterator[tuple[str, str, Money]]:
        """Yield each other value of each reading, the rest as taken: name, value, figure."""
        taken = self.answer.readings
        for name in self.names:
            for value in self.values[name]:
                if value != taken[name]:
                    wanted = {combination: taken[combination] for combination in self.names} | {name: value}
                    yield (
                        name,
                        value,
                        next(figure for combination, figure in self.combinations if combination == wanted),
                    )

    def groups(self) -> list[tuple[Money, list[str]]]:
        """Return equal figures together, cheapest first, each with the fewest conditions that give it."""
        return [(figure, [phrase_text(condition) for condition in conditions]) for figure, conditions in self._groups()]

    def _groups(self) -> list[tuple[Money, list[Phrase]]]:
        cells: dict[Money, set[tuple[str, ...]]] = {}
        for combination, figure in self.combinations:
            cells.setdefault(figure, set()).add(tuple(combination.values()))
        return [
            (figure, [condition(self.values, box) for box in boxes(self.values, cells[figure])])
            for figure in sorted(cells, key=rank)
        ]

    def table(self, translator: Translator | None = None) -> list[str]:
        """Return the table as at most 24 lines of 80 columns."""

        def rows_of(phrase: Phrase, indent: int) -> list[str]:
            return line(said(phrase, translator), "", indent, TABLE_WIDTH, translator)

        if not self.names:
            return [said(self._range(), translator)]
        changed, same = self._changed()
        lines = [
            *rows_of(self._range(), 0),
            "",
            said(phrase("one reading changed:"), translator),
            *(
                f"  {row}"
                for row in columns(
                    [(_sum(sum_, translator), text) for sum_, text in changed], frozenset([0]), translator
                )
            ),
            *(rows_of(phrase("the same: {readings}", readings=", ".join(same)), 2) if same else ()),
            "",
            said(phrase("all combinations, cheapest first:" if self._in_money else "all combinations:"), translator),
        ]
        groups = self._groups()
        size = max(len(_sum(sum_, translator)) for sum_, _ in groups)
        most = MAX_TABLE_LINES - len(self._heading(translator))
        for count, (sum_, conditions) in enumerate(groups):
            rows = [row for condition in conditions for row in rows_of(condition, size + 4)]
            rows[0] = f"  {_sum(sum_, translator).rjust(size)}{rows[0][size + 2 :]}"
            remaining = groups[count:]
            if len(lines) + len(rows) + (len(remaining) > 1) > most:
                return [*lines, f"  {said(_rest([figure for figure, _ in remaining]), translator)}"]
            lines += rows
        return lines

    def _changed(self) -> tuple[list[tuple[Money, str]], list[str]]:
        """Return the single changes of a reading that give another figure, with it, and those that give the same."""
        figure = compared(self.answer.value)
        changed = [
            (figure_changed, f"{name} {value}")
            for name, value, figure_changed in self.alone()
            if figure_changed != figure
        ]
        return changed, [f"{name} {value}" for name, value, figure_changed in self.alone() if figure_changed == figure]

    def _range(self) -> Phrase:
        """Return from where to where the figures go, and which one was taken."""
        figure = compared(self.answer.value)
        if not self.names:
            shown = MoneyWithCurrency(figure) if is_money(figure) else figure_value(figure)
            return phrase("{figure} under every reading: none of them bears on these facts", figure=shown)
        if not self._in_money:
            return phrase(
                "{figures}; this answer: {figure}", figures=Phrases(", ", self._figures()), figure=figure_value(figure)
            )
        highest = MoneyWithCurrency(self.highest)
        return phrase(
            "from {lowest} to {highest}; this answer: {figure}", lowest=self.lowest, highest=highest, figure=figure
        )

    @property
    def _in_money(self) -> bool:
        return is_money(self.lowest)

    def _figures(self) -> tuple[Phrase, ...]:
        """Return each different figure once."""
        return tuple(phrase("{figure}", figure=figure_value(figure)) for figure, _ in self._groups())

    def _heading(self, translator: Translator | None) -> list[str]:
        return line(said(self.headline(), translator, heading=True), "", 0, TABLE_WIDTH, translator)

    def steps(self) -> tuple[Step, ...]:
        """Return the range as a line of a working, with how to see more; no line where the question has no readings."""
        if not self.answer.readings:
            return ()
        if not self.names:
            return (step("not at all: every reading gives the same", part="range"),)
        if not self._in_money:
            return (
                step(
                    "{figures}: ask .across_readings(), or give the command --readings",
                    part="range",
                    figures=Phrases(", or ", self._figures()),
                ),
            )
        return (
            step(
                "from {lowest} to {highest}: .across_readings() in Python, --readings in a shell",
                part="range",
                lowest=self.lowest,
                highest=self.highest,
            ),
        )

    def as_dict(self) -> dict[str, object]:
        """Return all combinations as JSON-ready data."""
        combinations = [{"readings": readings, "figure": figure_text(figure)} for readings, figure in self.combinations]
        if not self._in_money:
            return {"combinations": combinations}
        return {
            "lowest": self.lowest.text,
            "highest": self.highest.text,
            "currency": self.lowest.currency,
            "combinations": combinations,
        }

    def _text(self, width: int, translator: Translator | None) -> str:
        return "\n".join([*self._heading(translator), *self.table(translator)])

    def __repr__(self) -> str:
        if not self._in_money:
            return (
                f"<{len(self.combinations)} readings: {', '.join(figure_text(figure) for figure, _ in self.groups())}>"
            )
        return f"<{len(self.combinations)} readings: {self.lowest} to {self.highest}>"

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.answer.terms.currency

    def sheet(self) -> Sheet | None:
        """Return the ledger of the answer, under the readings that it takes."""
        return self.answer.sheet()

    def calendar(self) -> bytes | None:
        """Return the days of the answer as a calendar file, under the readings that it takes."""
        return self.answer.calendar()

    def headline(self) -> Phrase:
        """Return the question and its answer in one line."""
        return self.answer.headline()

    def page(self) -> list[Step]:
        """Return the range, each reading changed alone, and the combinations by their figures."""
        rows = [Step(self._range())]
        if self.names:
            rows.append(step("one reading changed", title=True))
            rows += [
                step("{sum}: {name} {value}", indent=1, sum=figure_value(figure), name=name, value=value)
                for name, value, figure in self.alone()
            ]
            heading = "all combinations, cheapest first" if self._in_money else "all combinations"
            rows.append(step(heading, title=True))
            rows += [
                step(
                    "{sum}: {conditions}",
                    indent=1,
                    sum=figure_value(figure),
                    conditions=Phrases(" / or ", tuple(conditions)),
                )
                for figure, conditions in self._groups()
            ]
        return rows


def question_name(question: str) -> Term:
    """Return the name of a question in words."""
    return data_text(question.replace("_", " "))


def headline(value: object) -> Phrase:
    """Return a value as it is written in a heading."""
    match value:
        case MultiFigure():
            return value.headline()
        case Money():
            return phrase("{sum}", sum=MoneyWithCurrency(value))
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
        case MultiFigure():
            return value.as_dict()
        case Money():
            return value.text
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case _:
            return value


def compared(value: object) -> Money:
    """Return the figure by which readings are compared: money itself, or `figure` of a value of several figures.

    Where there is no money at all, such as for the hours of a day, it is the whole value.
    """
    return cast(Money, getattr(value, "figure", value))


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


def figure_text(figure: object) -> str:
    """Return a figure as plain text."""
    return value_text(figure_value(figure))


def _sum(figure: object, translator: Translator | None) -> str:
    return said(phrase("{figure}", figure=figure_value(figure)), translator)


def _rest(figures: list[Money]) -> Phrase:
    """Return the line that sums up the figures for which the table has no space."""
    lowest, highest = figure_value(figures[0]), figure_value(figures[-1])
    if len(figures) == 1:
        return phrase("1 more sum, {figure}", figure=lowest)
    return phrase("{count} more sums, from {lowest} to {highest}", count=len(figures), lowest=lowest, highest=highest)
