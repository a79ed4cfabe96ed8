"""Define an answer: the figure and, on request, its working, its record, and the figures under other readings.

`Answer` computes the working and the record only when they are asked for. `ReadingRange` holds the figures of one
question under every combination of its readings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    NoReturn,
    Protocol,
    Self,
    TypeVar,
    assert_never,
    cast,
    final,
    runtime_checkable,
)

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.rule import Reading, Standing, Voice, standing_together
from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.answers.question import Question, question_name
from telcoterms.answers.reading_sets import all_combinations, boxes, condition, deciding_readings
from telcoterms.formats.report import Report
from telcoterms.formats.text import (
    TABLE_WIDTH,
    clauses_text,
    columns,
    heading_lines,
    line,
    phrase_text,
    said,
    value_text,
)
from telcoterms.values.dataclasses import replace
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Language, Phrase, Phrases, Value, data_text, phrase
from telcoterms.values.moments import moment_text
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, step, steps_to_json

if TYPE_CHECKING:
    from telcoterms.answers.law import LawEntry
    from telcoterms.formats.csv import Sheet
    from telcoterms.values.translation import Translator

MAX_TABLE_LINES: Final = 24
WIDEST_FIGURE: Final = 36  # a wider one, such as several days, has lines of its own above its readings
LEAST_GROUP_LINES: Final = 3  # an empty one, the heading, and the sum of all groups

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V", bound="Corrected")
V_co = TypeVar("V_co", covariant=True)

RECORD_SCHEMA: Final = 1
Figures = tuple[tuple[dict[str, str], Money], ...]
"""Combinations of readings, each with its figure."""


@runtime_checkable
class MultiFigure(Protocol):
    """A value of several figures, which has a headline and can be written as data."""

    def headline(self) -> Phrase: ...
    def as_dict(self) -> dict[str, object]: ...


@runtime_checkable
class SaysWhatIsCompared(Protocol):
    """A value of several figures, of which one is compared under other readings: which one, None where it is plain."""

    @property
    def figure_is(self) -> Phrase | None: ...


@runtime_checkable
class HasDays(Protocol):
    """A value with days to keep, which can be written as a file for a calendar."""

    def ical(self, about: str = "") -> bytes: ...


class Corrected(Protocol):
    """A list of corrections, which can name whose terms it is by and which account it is of."""

    def named(self, terms: TermsUsed, of: Phrase) -> Self: ...


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
    def in_voice(self, voice: Voice) -> Agreed: ...
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

    @property
    def law(self) -> tuple[LawEntry, ...]:
        """The rules of law that bear on the answer, each with what it does and the figure by it; no verdict.

        Terms that name no table of law have none. What is known of the customer is `Terms.for_customer`.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> [(rule.since, rule.figure) for rule in charge.law if rule.rule == "criminal-code-347"]
        [(None, Money('4.45', 'CAD')), (datetime.date(2025, 1, 1), Money('3.25', 'CAD'))]
        """
        from telcoterms.answers.law import law_entries

        return tuple(law_entries(self.about, self.value))

    def under(self, **readings: str) -> Answer[T_co]:
        """Return the same question, answered again under other readings.

        Raises `UnknownNameError` for a reading that the question does not have, or a value that it does not have.
        """
        answer = self.terms.reading(self.question, readings).ask(self.question, self.facts)
        return cast("Answer[T_co]", answer)

    def voices(self) -> dict[Voice, Answer[T_co]]:
        """Return the answer that each voice of the terms gives, readings that were asked for taken back.

        There is none where the terms are read in one voice alone, or the question has no readings, and none of a voice
        whose readings refuse the facts.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> {voice: answer.value.text for voice, answer in charge.voices().items()}
        {'biller': '3.41', 'consumer': '1.13', 'letter': '1.13'}
        """
        declared = self.terms.agreement.voices
        if declared is None or not self.readings:
            return {}
        answers: dict[Voice, Answer[Any]] = {}
        for voice in declared.names:
            with suppress(InputError):  # such as a notice that is too short where its days are clear days
                answers[voice] = self.terms.in_voice(voice).ask(self.question, self.facts)
        return cast("dict[Voice, Answer[T_co]]", answers)

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
            **voice_data(self),
            "steps": steps_to_json(about.steps),
            "law": [entry.as_dict() for entry in self.law],
            **({} if sheet is None else {"ledger": sheet.data()}),
        }

    def corrections(self: Answer[Revised[V]], old: Answer[Revised[V]]) -> V:
        """Return the dated entries that turn an earlier statement into this one."""
        about = self.about
        return self.value.corrections(old.value).named(about.terms_used, about.account_named)

    def csv(self) -> str:
        """Return the ledger of a statement as CSV text; a cell that a spreadsheet would run begins with an apostrophe.

        Raises `InputError` for an answer without a ledger.
        """
        sheet = self.sheet()
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
        """Return the ledger of a statement as rows of a sheet; None for every other answer.

        Each row names whose terms it is by and the day of the statement, so that rows of several
        files can be told apart.
        """
        about = self.about
        return None if about.sheet is None else about.sheet.identified(about.terms_used.cells | about.days_asked)

    def calendar(self) -> bytes | None:
        """Return the days of a complaint as a calendar file; None for every other answer."""
        if not isinstance(self.value, HasDays):
            return None
        return self.value.ical(phrase_text(self.about.terms_used.sentence(self.about.asked)))

    def headline(self) -> Phrase:
        """Return the question and its answer in one line."""
        return phrase("{question}: {value}", question=question_name(self.question), value=headline(self.value))

    def heading(self) -> Phrase:
        """Return what was asked with its facts, whose terms answer it, and the value."""
        value, about = self.value, self.about
        # the facts name the currency where they hold money
        if isinstance(value, Money) and any(isinstance(fact, Money) for fact in self.facts):
            return about.terms_used.heading(about.asked, phrase("{sum}", sum=value))
        return about.terms_used.heading(about.asked, about.in_words(value) or headline(value))

    def page(self) -> tuple[Step, ...]:
        """Return the working, the voices, how far the words reach if it does not say so, the law, and whose terms."""
        steps, note = self.steps, self.about.terms_used.note
        if any(line.part == "readings" for line in steps):
            steps += voice_steps(self)
        if not any(line.part == "range" for line in steps):
            steps += self.across_readings().steps()
        return (*steps, *(entry.line for entry in self.law if entry.line is not None), note)

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

        whose = self.about.terms_used.sentence(self.about.asked)
        chart = replace(
            chart,
            story=(phrase("{heading}.", heading=self.heading()), *chart.story),
            captions=(*chart.captions, whose),
        )
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

    `combinations` holds all of them as (readings, figure) pairs. Those that the words allow, rounded as the answer is,
    are `allowed`: `lowest` and `highest` are theirs. Apart from them, `practised` are those with a value that the words
    exclude, and `rounded_otherwise` those that the words allow with another rounding. `print` shows how far each of the
    three goes, the readings changed one by one, and the allowed combinations by equal figures, cheapest first.
    """

    __slots__ = ("_taken", "answer", "combinations", "names", "values")

    def __init__(self, answer: Answer[object]) -> None:
        self.answer = answer
        about = answer.about
        choices = about.choices
        self._taken = tuple(reading for reading in about.readings if reading.name in choices)
        taken = {reading.name: reading.value for reading in self._taken}
        combinations = [dict(zip(choices, chosen, strict=True)) for chosen in all_combinations(choices)]
        figures = {
            tuple(combination.values()): compared(answer.under(**combination).value) for combination in combinations
        }
        # a reading that changes no figure, whatever the others are, is left out
        self.names = deciding_readings(choices, figures)
        self.values = {name: choices[name] for name in self.names}
        self.combinations: Figures = tuple(
            ({name: combination[name] for name in self.names}, figures[tuple(combination.values())])
            for combination in combinations
            if all(combination[name] == taken[name] for name in choices if name not in self.names)
        )

    @property
    def allowed(self) -> Figures:
        """The combinations that the words allow, rounded as the answer is."""
        return self._of("allowed", rounded_alike=True)

    @property
    def practised(self) -> Figures:
        """The combinations with a value that the words exclude, rounded as the answer is."""
        return self._of("practised", rounded_alike=True)

    @property
    def rounded_otherwise(self) -> Figures:
        """The combinations that the words allow, with another rounding than the answer's."""
        return self._of("allowed", rounded_alike=False)

    def _of(self, standing: Standing, rounded_alike: bool) -> Figures:
        return tuple(
            pair
            for pair in self.combinations
            if self.is_rounded_alike(pair[0]) == rounded_alike and self.standing_of(pair[0]) == standing
        )

    @property
    def lowest(self) -> Money:
        """The smallest figure that the words allow, rounded as the answer is."""
        return extremes(self.allowed)[0]

    @property
    def highest(self) -> Money:
        """The largest figure that the words allow, rounded as the answer is."""
        return extremes(self.allowed)[1]

    def standing_of(self, readings: Mapping[str, str]) -> Standing:
        """Return whether the words allow a combination, or exclude one of its values."""
        return standing_together((reading for reading in self._taken if reading.name in self.names), readings)

    def is_rounded_alike(self, readings: Mapping[str, str]) -> bool:
        """Return whether a combination is rounded as the answer is."""
        return all(readings.get(reading.name, reading.value) == reading.value for reading in self._roundings)

    @property
    def _roundings(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self._taken if reading.is_rounding)

    def alone(self) -> Iterator[tuple[str, str, Money]]:
        """Yield each other value of each reading, the rest as taken: name, value, figure."""
        taken = {reading.name: reading.value for reading in self._taken if reading.name in self.names}
        for name in self.names:
            for value in self.values[name]:
                if value != taken[name]:
                    wanted = taken | {name: value}
                    yield (
                        name,
                        value,
                        next(figure for combination, figure in self.combinations if combination == wanted),
                    )

    def groups(self) -> list[tuple[Money, list[str]]]:
        """Return the equal figures that the words allow together, cheapest first, each with the fewest conditions."""
        return [(figure, [phrase_text(condition) for condition in conditions]) for figure, conditions in self._groups()]

    def _groups(self) -> list[tuple[Money, list[Phrase]]]:
        values = self.allowed_values()
        cells: dict[Money, set[tuple[str, ...]]] = {}
        for combination, figure in self.allowed:
            cells.setdefault(figure, set()).add(tuple(combination[name] for name in values))
        return [
            (figure, [condition(values, box) for box in boxes(values, cells[figure])])
            for figure in sorted(cells, key=rank)
        ]

    def allowed_values(self) -> dict[str, tuple[str, ...]]:
        """Return the readings that change a figure which the words allow, each with the values that they allow."""
        allowed = {reading.name: reading.allowed for reading in self._taken if reading.name in self.names}
        figures = {tuple(combination[name] for name in allowed): figure for combination, figure in self.allowed}
        return {name: allowed[name] for name in deciding_readings(allowed, figures)}

    def table(self, translator: Translator | None = None) -> list[str]:
        """Return the table as at most 24 lines of 80 columns."""

        def rows_of(phrase: Phrase, indent: int = 0) -> list[str]:
            return line(said(phrase, translator), "", indent, TABLE_WIDTH, translator)

        if not self.names:
            return [said(self._range(), translator)]
        changed, practised, rounded = self._changed()
        lines = rows_of(self._range())
        figure_is = self._figure_is
        if figure_is is not None:
            lines += rows_of(phrase("compared: {what}", what=figure_is))
        if changed.rows or changed.same:
            lines += ["", said(phrase("one reading changed:"), translator), *changed.lines(translator)]
        apart = [
            (rows_of(heading), changes.lines(translator))
            for heading, changes in zip(self._apart(), (practised, rounded), strict=True)
            if heading is not None
        ]
        below = ["", *(text for heading, rows in apart for text in (*heading, *rows))] if apart else []
        space = MAX_TABLE_LINES - len(self._heading(translator)) - len(lines)
        if space - len(below) < LEAST_GROUP_LINES:  # then only how far they go is shown of what is apart
            below = [text for heading, _ in apart for text in heading]
        return [*lines, *self._group_lines(space - len(below), translator), *below]

    def _apart(self) -> tuple[Phrase | None, Phrase | None]:
        """Return how far the practised combinations go, and those with another rounding; None where there are none."""
        practised, rounded = self.practised, self._rounded_apart
        return (
            phrase("practised against the words: {figures}", figures=self._reach(practised)) if practised else None,
            phrase("with another rounding: {figures}", figures=self._reach(rounded)) if rounded else None,
        )

    def _group_lines(self, space: int, translator: Translator | None) -> list[str]:
        """Return the groups of what the words allow, in so many lines; those that do not fit are summed up."""
        groups = self._groups()
        if len(groups) == 1:
            return []
        heading = phrase("all that the words allow, cheapest first:" if self._in_money else "all that the words allow:")
        lines = ["", said(heading, translator)]
        size = max(len(_sum(sum_, translator)) for sum_, _ in groups)
        for count, (sum_, conditions) in enumerate(groups):
            is_wide = size > WIDEST_FIGURE
            rows = [
                row
                for condition in conditions
                for row in line(said(condition, translator), "", 6 if is_wide else size + 4, TABLE_WIDTH, translator)
            ]
            if is_wide:
                rows = [*line(_sum(sum_, translator), "", 2, TABLE_WIDTH, translator), *rows]
            else:
                rows[0] = f"  {_sum(sum_, translator).rjust(size)}{rows[0][size + 2 :]}"
            remaining = groups[count:]
            if len(lines) + len(rows) + (len(remaining) > 1) > space:
                rest = _rest([figure for figure, _ in remaining])
                with_way = said(phrase("{rest}: --format json, .combinations", rest=rest), translator)
                told = with_way if len(with_way) + 2 <= TABLE_WIDTH else said(rest, translator)
                return [*lines, *line(told, "", 2, TABLE_WIDTH, translator)]
            lines += rows
        return lines

    @property
    def _rounded_apart(self) -> Figures:
        """The combinations with another rounding, where it changes a figure that the words allow."""
        roundings = {reading.name: reading.value for reading in self._roundings if reading.name in self.names}
        alike = {tuple(combination.values()): figure for combination, figure in self.allowed}
        changes = any(
            figure != alike[tuple((combination | roundings).values())] for combination, figure in self.rounded_otherwise
        )
        return self.rounded_otherwise if changes else ()

    def _changed(self) -> tuple[Changed, Changed, Changed]:
        """Return the changes of one reading: those that the words allow, those that they exclude, the roundings."""
        own = compared(self.answer.value)
        taken = {reading.name: reading.value for reading in self._taken if reading.name in self.names}
        allowed, practised, rounded = Changed(), Changed(), Changed()
        for name, value, figure in self.alone():
            readings = taken | {name: value}
            match self.standing_of(readings):
                case "allowed":
                    changed = allowed
                case "practised":
                    changed = practised
                case _ as unreachable:
                    assert_never(unreachable)
            if not self.is_rounded_alike(readings):
                changed = rounded
            if figure != own:
                changed.rows.append((figure, name, value))
            elif changed is not rounded:  # the reach of the roundings says it
                changed.same.append((name, value))
        practised.rows += self._ends_of_practised({figure for figure, _, _ in practised.rows} | {own})
        return allowed, practised, rounded

    def _ends_of_practised(self, shown: Collection[Money]) -> Iterator[tuple[Money, str, str]]:
        """Yield the ends of what is practised that no change of one reading gives, each with the fewest changes."""
        if not self._in_money or not self.practised:
            return
        taken = {reading.name: reading.value for reading in self._taken}
        for end in dict.fromkeys(extremes(self.practised)):
            if end in shown:
                continue
            changes = [
                [(name, value) for name, value in combination.items() if value != taken[name]]
                for combination, figure in self.practised
                if figure == end
            ]
            *others, (name, value) = min(changes, key=len)
            yield end, "; ".join([*(f"{one} {its}" for one, its in others), name]), value

    def _range(self) -> Phrase:
        """Return from where to where the figures go that the words allow, and which one was taken."""
        figure = compared(self.answer.value)
        shown = MoneyWithCurrency(figure) if is_money(figure) else figure_value(figure)
        if not self.names:
            about = self.answer.about
            if any(len(about.choices.get(one.name, one.values)) < len(one.values) for one in about.readings):
                return phrase("{figure} under every reading that does not reject these facts", figure=shown)
            return phrase("{figure} under every reading: none of them bears on these facts", figure=shown)
        lowest, highest = self.lowest, self.highest
        if not self._in_money:
            each = {figure for _, figure in self.allowed}
            if any(len(figure_text(one)) > WIDEST_FIGURE for one in each):  # the figures follow, each on its lines
                template = "the words allow {count} answers; this one: {figure}"
                return phrase(template, count=len(each), figure=figure_value(figure))
            return phrase(
                "the words allow {figures}; this answer: {figure}",
                figures=self._reach(self.allowed),
                figure=figure_value(figure),
            )
        if lowest == highest:
            return phrase(
                "the words allow {figure} alone; this answer: {own}", figure=MoneyWithCurrency(lowest), own=figure
            )
        return phrase(
            "the words allow from {lowest} to {highest}; this answer: {figure}",
            lowest=lowest,
            highest=MoneyWithCurrency(highest),
            figure=figure,
        )

    @property
    def _in_money(self) -> bool:
        return is_money(self.combinations[0][1])

    def _reach(self, pairs: Figures) -> Phrase:
        """Return how far some combinations go: from the lowest to the highest; each figure where they are no money."""
        lowest, highest = extremes(pairs)
        if lowest == highest:
            return phrase("{figure}", figure=figure_value(lowest))
        if self._in_money:
            return phrase("from {lowest} to {highest}", lowest=lowest, highest=highest)
        figures = sorted({figure for _, figure in pairs}, key=rank)
        each = tuple(phrase("{figure}", figure=figure_value(figure)) for figure in figures)
        return phrase("{figures}", figures=Phrases(" or ", each))

    def _heading(self, translator: Translator | None) -> list[str]:
        return heading_lines(self.heading(), TABLE_WIDTH, translator)

    def steps(self) -> tuple[Step, ...]:
        """Return the range as lines of a working, with how to see more; no line where the question has no readings."""
        if not self.answer.readings:
            return ()
        if not self.names:
            return (step("not at all: every reading gives the same", part="range"),)
        figure_is = self._figure_is
        named = () if figure_is is None else (step("compared: {what}", part="range", what=figure_is),)
        lines = [
            *named,
            self._same_step
            if self.lowest == self.highest
            else step(
                "{figures}: --readings in a shell, .across_readings() in Python",
                part="range",
                figures=self._reach(self.allowed),
            ),
        ]
        practised, rounded = self._apart()
        if practised is not None:
            lines.append(Step(practised, part="range"))
        if rounded is not None and extremes(self.rounded_otherwise) != (self.lowest, self.highest):
            lines.append(Step(rounded, part="range"))
        return tuple(lines)

    @property
    def _figure_is(self) -> Phrase | None:
        """Which figure of the value is compared; None where it is plain."""
        value = self.answer.value
        return value.figure_is if isinstance(value, SaysWhatIsCompared) else None

    @property
    def _same_step(self) -> Step:
        """The line that says that all which the words allow give one figure, though roundings may change it."""
        if self._rounded_apart:
            return step("not at all, rounded alike: all that the words allow give the same", part="range")
        return step("not at all: all that the words allow give the same", part="range")

    def as_dict(self) -> dict[str, object]:
        """Return whose terms answer what, and all combinations, as JSON-ready data."""
        return {**self.answer.about.record, **self.figures()}

    def figures(self) -> dict[str, object]:
        """Return all combinations as JSON-ready data, each with its standing, and the range that the words allow."""
        combinations = [
            {
                "readings": readings,
                "figure": figure_text(figure),
                "standing": self.standing_of(readings),
                "rounded_as_taken": self.is_rounded_alike(readings),
            }
            for readings, figure in self.combinations
        ]
        if not self._in_money:
            return {"combinations": combinations}
        return {
            "lowest": self.lowest.text,
            "highest": self.highest.text,
            "currency": self.lowest.currency,
            "practised": range_data(self.practised),
            "rounded_otherwise": range_data(self.rounded_otherwise),
            "combinations": combinations,
        }

    def _text(self, width: int, translator: Translator | None) -> str:
        return "\n".join([*self._heading(translator), *self.table(translator)])

    def __repr__(self) -> str:
        counted = f"{len(self.allowed)} of {len(self.combinations)} readings allowed"
        if not self._in_money:
            return f"<{counted}: {', '.join(figure_text(figure) for figure, _ in self.groups())}>"
        return f"<{counted}: {self.lowest} to {self.highest}>"

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

    def heading(self) -> Phrase:
        """Return the heading of the answer."""
        return self.answer.heading()

    def page(self) -> list[Step]:
        """Return the range, each reading changed alone, and the combinations by their figures."""
        rows = [Step(self._range())]
        if not self.names:
            return rows
        own = compared(self.answer.value)
        figure_is = self._figure_is
        if figure_is is not None:
            rows.append(step("compared: {what}", what=figure_is))
        changed, practised, rounded = self._changed()
        if changed.rows or changed.same:
            rows += [step("one reading changed", title=True), *changed.steps(own)]
        groups = self._groups()
        if len(groups) > 1:
            heading = "all that the words allow, cheapest first" if self._in_money else "all that the words allow"
            rows.append(step(heading, title=True))
            rows += [
                step(
                    "{sum}: {conditions}",
                    indent=1,
                    sum=figure_value(figure),
                    conditions=Phrases(" / or ", tuple(conditions)),
                )
                for figure, conditions in groups
            ]
        for apart, changes in zip(self._apart(), (practised, rounded), strict=True):
            if apart is not None:
                rows += [Step(apart, title=True), *changes.steps(own)]
        return rows


@final
class Changed:
    """Changes of a single reading: those that give another figure, with it, and those that give the same."""

    __slots__ = ("rows", "same")

    def __init__(self) -> None:
        self.rows: list[tuple[Money, str, str]] = []
        self.same: list[tuple[str, str]] = []

    def lines(self, translator: Translator | None) -> list[str]:
        """Return a line for each other figure, then one for all changes that give the same."""
        cells = [(_sum(figure, translator), f"{name} {value}") for figure, name, value in self.rows]
        size = max((len(figure) for figure, _ in cells), default=0)
        lines: list[str] = []
        for (figure, reading), row in zip(
            cells, columns(cells, frozenset([0]), translator) if cells else (), strict=True
        ):
            if size > WIDEST_FIGURE:
                lines += line(figure, "", 2, TABLE_WIDTH, translator)
                lines += line(reading, "", 6, TABLE_WIDTH, translator)
            elif len(row) + 2 <= TABLE_WIDTH:
                lines.append(f"  {row}")
            else:  # several readings, with the names of their tables: below one another
                first, *more = line(reading, "", size + 4, TABLE_WIDTH, translator)
                lines += [f"  {row[:size]}{first[size + 2 :]}", *more]
        if self.same:
            same = phrase("the same: {readings}", readings=", ".join(f"{name} {value}" for name, value in self.same))
            lines += line(said(same, translator), "", 2, TABLE_WIDTH, translator)
        return lines

    def steps(self, own: Money) -> list[Step]:
        """Return a step for each change; `own` is the figure of those that give the same."""
        rows = [*self.rows, *((own, name, value) for name, value in self.same)]
        return [
            step("{sum}: {name} {value}", indent=1, sum=figure_value(figure), name=name, value=value)
            for figure, name, value in rows
        ]


def extremes(pairs: Figures) -> tuple[Money, Money]:
    """Return the smallest and the largest figure of some combinations."""
    figures = [figure for _, figure in pairs]
    return min(figures, key=rank), max(figures, key=rank)


def range_data(pairs: Figures) -> dict[str, str] | None:
    """Return the range of some combinations as JSON-ready data; None where there are none."""
    if not pairs:
        return None
    lowest, highest = extremes(pairs)
    return {"lowest": lowest.text, "highest": highest.text}


def voice_steps(answer: Answer[object]) -> tuple[Step, ...]:
    """Return the line on the voice of an answer and what the others give; none where the terms have one voice alone."""
    answers, declared, own = answer.voices(), answer.terms.agreement.voices, answer.terms.agreement.voice
    if declared is None or own is None or not answers:
        return ()
    # None where the readings of a voice refuse the facts
    figures: dict[Voice, object] = {
        voice: compared(answers[voice].value) if voice in answers else None for voice in declared.names
    }
    asked_for = own not in answers or answers[own].readings != answer.readings
    by_figure: dict[object, list[Voice]] = {}
    for voice, figure in figures.items():
        if voice != own:
            by_figure.setdefault(figure, []).append(voice)
    alike = [] if asked_for else by_figure.pop(figures[own], [])
    others = Phrases("; ", tuple(_in_voices(voices, figure) for figure, voices in by_figure.items()))
    if asked_for:
        template = "voice {voice}, readings asked for; without them: {figure}; {others}"
        line = step(template, part="readings", voice=own, figure=_in_a_voice(figures[own]), others=others)
    elif not alike:
        line = step("voice {voice}; {others}", part="readings", voice=own, others=others)
    elif not others.parts:
        line = step("voice {voice}, the same in {voices}", part="readings", voice=own, voices=_names(alike))
    else:
        template = "voice {voice}, the same in {voices}; {others}"
        line = step(template, part="readings", voice=own, voices=_names(alike), others=others)
    return (line,)


def _in_voices(voices: Sequence[Voice], figure: object) -> Phrase:
    """Return a figure with the voices that give it."""
    return phrase("{voices}: {figure}", voices=_names(voices), figure=_in_a_voice(figure))


def _in_a_voice(figure: object) -> Value:
    """Return the figure of a voice; without one, that it refuses the facts."""
    return phrase("these facts are refused") if figure is None else figure_value(figure)


def _names(voices: Sequence[Voice]) -> Phrases:
    return Phrases(" and ", tuple(phrase("{voice}", voice=voice) for voice in voices))


def voice_data(answer: Answer[object]) -> dict[str, object]:
    """Return the figure that each voice gives as text, where the terms have voices."""
    figures = {voice: figure_text(compared(one.value)) for voice, one in answer.voices().items()}
    return {"voices": figures} if figures else {}


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
    if not is_money(figures[0]):
        return phrase("{count} more", count=len(figures))
    lowest, highest = figure_value(figures[0]), figure_value(figures[-1])
    if len(figures) == 1:
        return phrase("1 more sum, {figure}", figure=lowest)
    return phrase("{count} more sums, from {lowest} to {highest}", count=len(figures), lowest=lowest, highest=highest)
