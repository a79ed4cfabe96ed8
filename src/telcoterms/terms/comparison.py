"""Ask several terms one question on the same facts, and show the figures side by side.

Sums stand in the currency of their terms. They are never converted, and sorted only among sums of the same currency.
A question whose answer depends on the service is asked of each service that was not named. Terms that are silent, need
a fact that was not given, or refuse the facts have no figure, and are listed with the reason.

A fact that may be left out, such as the incentive of a cancellation charge, is given to the terms that take it. It is
left out for others, whose clauses refuse what they do not need, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from itertools import combinations, groupby
from typing import Any, Final, Literal, NamedTuple, assert_never, cast, final

from telcoterms.agreement.agreement import NO_AGREEMENT, Agreement
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, facts_read_in
from telcoterms.agreement.terms_used import TermsUsed, terms_used
from telcoterms.answers.answer import Answer
from telcoterms.answers.figures import compared, figure_data, figure_text, figure_value
from telcoterms.answers.question import (
    Beside,
    Fact,
    Facts,
    InWords,
    Question,
    fact_data,
    is_default,
    kind_of,
    optional_fact,
    question_name,
    types_of,
)
from telcoterms.answers.reading_range import figure_named
from telcoterms.formats.csv import Sheet
from telcoterms.formats.picture import Picture
from telcoterms.formats.report import Report
from telcoterms.formats.svg_bars import Bar, BarChart, BarScale, Panel, drawing
from telcoterms.formats.text import TABLE_WIDTH, Grid, GridGroup, page, phrase_text
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import add_days, as_count, as_day
from telcoterms.values.errors import (
    AmountError,
    DayError,
    InputError,
    MissingFactsError,
    NotInTermsError,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
    shown,
)
from telcoterms.values.messages import Language, Phrase, Phrases, Spelling, Term, Translatable, Value, phrase
from telcoterms.values.money import Money
from telcoterms.values.periods import in_days, in_words
from telcoterms.values.steps import (
    CitedText,
    Clause,
    MoneyWithCurrency,
    Percent,
    Step,
    UnroundedAmount,
    decimal_text,
    step,
    sum_of,
)
from telcoterms.values.translation import Translator
from telcoterms.values.version import __version__

Figure = Money | date | Fraction | str
"""What is compared: a sum, a day or a rate; any other answer in words."""
FigureKind = Literal["sums", "days", "rates", "words"]
WhyNoFigure = Literal["silent", "facts missing", "facts refused"]
"""Why terms have no figure in a comparison."""
SHOWN_DECIMALS: Final = 2  # of a rate in a column
PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
MAX_LEFT_OUT: Final = 4  # facts: no kind of clause takes so many that others refuse
MAX_DAYS_LATE: Final = 36_525  # a hundred years, the longest time from an invoice to its payment
DAYS_LATE: Final = Spelling("days_late", "--days-late", "days_late")


class Part(NamedTuple):
    """A fact that may be left out, or one value of it that has a name, such as an index."""

    fact: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.fact} {self.key}" if self.key else self.fact


@final
@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """The answer that one terms give.

    `allowed` holds each figure that the words allow, rounded as the answer is, the lowest first. `beside` holds the
    answers to the questions that are shown beside the figure, None where the terms do not answer. `left_out` are the
    facts that were given for other terms, and that the clause of these does not take: `incentive`, `index lawful`.
    """

    answer: Answer[object]
    allowed: tuple[Figure, ...]
    beside: tuple[tuple[str, Figure | None], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure that is compared."""
        return figure_of(self.answer.value)

    @property
    def lowest(self) -> Figure:
        """The lowest figure that the words allow."""
        return self.allowed[0]

    @property
    def highest(self) -> Figure:
        """The highest figure that the words allow."""
        return self.allowed[-1]

    @property
    def name(self) -> Phrase:
        """The terms in short: the provider, the edition, the service and, where it is another, the voice."""
        return name_of(self.answer.terms.agreement)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the figure rests on."""
        return self.answer.clauses

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.answer.currency

    def as_dict(self) -> dict[str, object]:
        """Return whose terms give which figure, as JSON-ready data."""
        return {
            **self.answer.about.record,
            "figure": figure_data(self.answer.value),
            "compared": figure_data(self.figure),
            "lowest": figure_data(self.lowest),
            "highest": figure_data(self.highest),
            "beside": {name: figure_data(figure) for name, figure in self.beside},
            "left_out": list(self.left_out),
            "clauses": [str(clause) for clause in self.clauses],
        }


@final
@dataclass(frozen=True, slots=True)
class TermsWithoutFigure:
    """Terms that give no figure on the facts, and why."""

    used: TermsUsed
    why: WhyNoFigure
    reason: Phrase

    @property
    def name(self) -> Phrase:
        """The terms in short."""
        return name_of(self.used.agreement)

    def as_dict(self) -> dict[str, object]:
        """Return whose terms have no figure and why, as JSON-ready data."""
        return {**self.used.as_dict(), "why": self.why, "reason": phrase_text(self.reason)}


@final
@dataclass(frozen=True, slots=True)
class Comparison(Report):
    """The answers of several terms to one question on the same facts; `print` shows them as a table.

    `rows` are sorted by figure, the lowest first: sums within their currency, words not at all. `without_figure` are
    the terms that do not answer.
    `asked` is the question with the facts as they were given. `picture()` draws the figures as bars, and is shown above
    the table in a notebook.
    """

    question: str
    asked: Phrase
    facts: tuple[tuple[str, object], ...]
    rows: tuple[ComparisonRow, ...]
    without_figure: tuple[TermsWithoutFigure, ...]

    @property
    def kind(self) -> FigureKind:
        """What the figures are; words where they are of several kinds."""
        kinds: set[FigureKind] = {kind_of_figure(row.figure) for row in self.rows}
        return kinds.pop() if len(kinds) == 1 else "words"

    @property
    def currency(self) -> str | None:
        """The currency of all rows; None where there are several."""
        currencies = {row.currency for row in self.rows}
        return currencies.pop() if len(currencies) == 1 else None

    def by_currency(self) -> dict[str, tuple[ComparisonRow, ...]]:
        """Return the rows of each currency, the currencies by their names."""
        in_order = sorted(self.rows, key=lambda row: row.currency)
        return {currency: tuple(rows) for currency, rows in groupby(in_order, key=lambda row: row.currency)}

    def headline(self) -> Phrase:
        """Return the question and how many of the terms answer it."""
        return phrase("{question}: {answered}", question=question_name(self.question), answered=self._answered)

    def heading(self) -> Phrase:
        """Return what was asked with its facts, and how many of the terms answer it."""
        return phrase("{asked}, {source}", asked=self.asked, source=self._answered)

    @property
    def _answered(self) -> Phrase:
        terms = len(self.rows) + len(self.without_figure)
        return phrase("answered by {count} of {terms} terms", count=len(self.rows) or Term("none"), terms=terms)

    @property
    def _has_range(self) -> bool:
        return any(len(row.allowed) > 1 for row in self.rows)

    def grid(self) -> Grid | None:
        """Return a row for each answer, below its currency where the figures are sums; None without any answer."""
        if not self.rows:
            return None
        kind = self.kind
        heads = QUESTIONS[self.question].beside
        allowed = (phrase("allowed"),) if self._has_range else ()
        beside = tuple(phrase("{head}", head=heads[name].head) for name, _ in self.rows[0].beside)
        head = (phrase("terms"), phrase("figure"), *allowed, *beside)
        match kind:
            case "sums":
                groups = tuple(
                    GridGroup(phrase("in {currency}", currency=currency), tuple(map(self._cells, rows)))
                    for currency, rows in self.by_currency().items()
                )
            case "days" | "rates" | "words":
                groups = (GridGroup(phrase(""), tuple(map(self._cells, self.rows))),)
            case _ as unreachable:
                assert_never(unreachable)
        return Grid(head, groups)

    def _cells(self, row: ComparisonRow) -> tuple[Phrase, ...]:
        allowed = (allowed_phrase(row),) if self._has_range else ()
        beside = (phrase("-") if figure is None else figure_phrase(figure) for _, figure in row.beside)
        figure = figure_phrase(row.figure)
        if isinstance(row.figure, str):  # words are a phrase of the library, which can be shown in any language
            figure = phrase("{figure}", figure=figure_value(compared(row.answer.value)))
        return (row.name, figure, *allowed, *beside)

    def page(self) -> tuple[Step, ...]:
        """Return whose terms each row is by, the terms without a figure, and what the columns mean."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        if self.rows:
            yield step("whose terms", title=True)
        for row in self.rows:
            yield replace(row.answer.about.terms_used.note, clauses=row.clauses, part="working", indent=1)
        if self.without_figure:
            yield step("without a figure", title=True)
        for terms in self.without_figure:
            yield step("{terms}: {reason}", indent=1, terms=terms.name, reason=terms.reason)
        yield from self._notes()

    def _notes(self) -> Iterator[Step]:
        if not self.rows:
            return
        if self._has_range:
            template = "allowed: how far the words allow another figure, rounded alike; alone: they allow none"
            yield step(template, part="notes")
        else:
            yield step("the words of these terms allow no other figure", part="notes")
        compared_by = (figure_named(row.answer.value) for row in self.rows)
        for what in dict.fromkeys(what for what in compared_by if what is not None):
            yield step("compared: {what}", part="notes", what=what)
        question = QUESTIONS[self.question]
        for name, beside in question.beside.items():
            if beside.head != question_name(name):
                yield step("{head}: {question}", part="notes", head=beside.head, question=question_name(name))
        if len({row.figure.currency for row in self.rows if isinstance(row.figure, Money)}) > 1:
            yield step("sums of different currencies are not converted, and not ranked together", part="notes")
        for part in dict.fromkeys(part for row in self.rows for part in row.left_out):
            template = "these terms do not take {fact} and were asked without it: {terms}"
            fact, _, key = part.partition(" ")
            spelt = phrase("{fact} {key}", fact=question.spelt(fact), key=key) if key else question.spelt(fact)
            names = [row.name for row in self.rows if part in row.left_out]
            yield step(template, part="notes", fact=spelt, terms=Phrases(", ", tuple(names)))
        earlier: dict[date, list[Phrase]] = {}
        for row in self.rows:
            about = row.answer.about
            if about.first_day is not None and about.terms_used.later_than(about.first_day):
                earlier.setdefault(about.first_day, []).append(row.name)
        for day, names in earlier.items():
            template = "{day} is before the edition of these terms, of which no earlier one is held here: {terms}"
            yield step(template, part="notes", day=day, terms=Phrases(", ", tuple(names)))

    def sheet(self) -> Sheet:
        """Return a row for each of the terms, those without a figure last with the reason; each says what was asked."""
        question = QUESTIONS[self.question]
        head = (
            "provider",
            "edition",
            "edition_is",
            "service",
            "voice",
            "currency",
            "figure",
            "lowest",
            "highest",
            *question.beside,
        )
        answered = [
            (
                *row.answer.about.terms_used.cells.values(),
                row.currency,
                *map(sheet_value, (row.figure, row.lowest, row.highest, *(figure for _, figure in row.beside))),
                None,
            )
            for row in self.rows
        ]
        empty = (None,) * (len(head) - 6)
        others = [
            (*terms.used.cells.values(), terms.used.agreement.currency, *empty, phrase_text(terms.reason))
            for terms in self.without_figure
        ]
        return Sheet((*head, "without_figure"), (*answered, *others)).identified({"asked": phrase_text(self.asked)})

    def as_dict(self) -> dict[str, object]:
        """Return the facts, each answer, and the terms without one, as JSON-ready data."""
        return {
            "library": __version__,
            "question": self.question,
            "asked": phrase_text(self.asked),
            "facts": {name: fact_data(value) for name, value in self.facts},
            "rows": [row.as_dict() for row in self.rows],
            "without_figure": [terms.as_dict() for terms in self.without_figure],
        }

    @property
    def is_pictured(self) -> bool:
        """Whether its page has the picture above its lines."""
        return True

    def picture(self, lang: Language | None = None) -> Picture | None:
        """Return the figures as bars, each with the range that the words allow.

        Each currency has a scale of its own. None where the figures are words, or there are none.
        """
        kind = self.kind
        match kind:
            case "sums":
                panels = tuple(
                    Panel(BarScale("sums", currency), tuple(map(bar_of, rows)))
                    for currency, rows in self.by_currency().items()
                )
            case "days" | "rates":
                panels = (Panel(BarScale(kind), tuple(map(bar_of, self.rows))),)
            case "words":
                return None
            case _ as unreachable:
                assert_never(unreachable)
        figures = tuple(phrase("{terms}: {figure}.", terms=row.name, figure=figure_in_full(row)) for row in self.rows)
        notes = dict.fromkeys(row.answer.about.terms_used.note_with_voice.phrase for row in self.rows)
        story = (*figures, *(phrase("{note}.", note=note) for note in notes))
        captions = (self.asked, self._answered)
        return drawing(BarChart(self.heading(), story, captions, panels), self._translator(lang))

    def _text(self, width: int, translator: Translator | None) -> str:
        return page(self.heading(), self.page(), min(width, TABLE_WIDTH), translator, self.grid())

    def __repr__(self) -> str:
        return f"<{phrase_text(self.headline())}>"


def kind_of_figure(figure: Figure) -> FigureKind:
    """Return what a figure is."""
    match figure:
        case Money():
            return "sums"
        case date():
            return "days"
        case Fraction():
            return "rates"
        case str():
            return "words"
    assert_never(figure)


def figure_of(value: object) -> Figure:
    """Return the figure of a value that is compared: a sum, a day or a rate, or the value in words."""
    figure: object = compared(value)
    if isinstance(figure, Money | Fraction) or (isinstance(figure, date) and not isinstance(figure, datetime)):
        return figure
    return figure_text(figure)


def rank(figure: Figure) -> Any:
    """Return the key by which figures of one kind are sorted."""
    match figure:
        case Money():
            return (0, figure.minor)
        case date():
            return (1, figure.toordinal())
        case Fraction():
            return (2, figure)
        case str():
            return (3, figure)
    assert_never(figure)


def figure_phrase(figure: Figure) -> Phrase:
    """Return a figure as a cell has it: money without its currency, a rate cut after two decimals."""
    return phrase("{figure}", figure=Percent(figure, SHOWN_DECIMALS) if isinstance(figure, Fraction) else figure)


def allowed_phrase(row: ComparisonRow) -> Phrase:
    """Return how far the words allow another figure, as a cell has it."""
    if len(row.allowed) == 1:
        return phrase("alone")
    if isinstance(row.lowest, str):
        return phrase("{count} possible", count=len(row.allowed))
    return phrase("{lowest} to {highest}", lowest=figure_phrase(row.lowest), highest=figure_phrase(row.highest))


def figure_in_full(row: ComparisonRow) -> Phrase:
    """Return a figure with its currency, and the range that the words allow where there is one."""
    figure = row.figure
    whole = phrase("{sum}", sum=MoneyWithCurrency(figure)) if isinstance(figure, Money) else figure_phrase(figure)
    if len(row.allowed) == 1:
        return whole
    return phrase("{figure}, the words allow {range}", figure=whole, range=allowed_phrase(row))


def sheet_value(figure: Figure | None) -> object:
    """Return a figure as a cell of a sheet: a rate as decimal text."""
    return decimal_text(figure) if isinstance(figure, Fraction) else figure


def bar_of(row: ComparisonRow) -> Bar:
    """Return the bar of a row."""
    what = figure_phrase(row.figure)
    if len(row.allowed) > 1:
        what = phrase("{figure} ({range})", figure=what, range=allowed_phrase(row))
    low, at, high = map(position, (row.lowest, row.figure, row.highest))
    return Bar(row.name, what, low, at, high)


def position(figure: Figure) -> int:
    """Return where a figure stands on its scale: minor units, the ordinal of a day, hundredths of a percent."""
    match figure:
        case Money():
            return figure.minor
        case date():
            return figure.toordinal()
        case Fraction():
            return int(figure * 10_000)
        case str():
            return 0
    assert_never(figure)


def name_of(agreement: Agreement) -> Phrase:
    """Return terms in short: the provider, the edition, the service and, where it is another, the voice."""
    name = phrase("{provider} {edition}", provider=agreement.called, edition=agreement.edition)
    if agreement.service is not None:
        name = phrase("{terms} ({service})", terms=name, service=agreement.service)
    if agreement.other_voice is not None:
        name = phrase("{terms}, voice {voice}", terms=name, voice=agreement.other_voice)
    return name


def compare(question: str, terms: Iterable[Terms], /, *, days_late: int | None = None, **facts: object) -> Comparison:
    """Ask several terms one question on the same facts, and return their figures side by side.

    `question` is the name of a method of `Terms`, `facts` are its facts by name. Where the terms need the service and
    were loaded without one, each service has a row. `days_late` stands for `paid`: so many days after the due date
    that each of the terms sets. Sums stay in the currency of their terms. Terms that are silent, need a fact that is
    not given, or refuse the facts are listed in `without_figure` with the reason. A fact that may be left out is left
    out for terms that refuse it, if others take it.

    Raises `UnknownNameError` for a question or a fact that does not exist, `MissingFactsError` where a fact is not
    given that all terms need, `DayError` and `AmountError` for a fact that none of the terms can read.

    >>> from telcoterms import compare, load
    >>> late = compare("late_charge", [load("kos"), load("kijoma")], amount=100, issued="2026-01-01", days_late=45)
    >>> [(row.answer.terms.provider, row.figure, row.lowest) for row in late.rows]
    [('kos', Money('4.11', 'CAD'), Money('2.07', 'CAD'))]
    >>> print(late.without_figure[0].reason.template)
    silent on {question}
    """
    if question not in QUESTIONS:
        raise UnknownNameError(
            "{name} is no question: choose from {known}", name=question, known=tuple(map(Unquoted, QUESTIONS))
        )
    asked = QUESTIONS[question]
    given = _checked(asked, facts, days_late)
    whose = tuple(service for one in terms for service in _services(asked, _terms(one)))
    outcomes = [_outcome(asked, one, given, days_late) for one in whose]
    taken = [_taken(outcome, removable_parts(asked, given)) for outcome in outcomes]
    rows: list[ComparisonRow] = []
    without: list[TermsWithoutFigure] = []
    unread: list[TelcoTermsError] = []
    for one, outcome in zip(whose, outcomes, strict=True):
        match outcome:
            case ComparisonRow():
                rows.append(outcome)
                continue
            case _WithoutParts() if all(any(part in parts for parts in taken) for part in outcome.parts):
                rows.append(outcome.row)
                continue
            case _WithoutParts():  # what nobody takes is no fact of a clause
                error = outcome.refusal
            case TelcoTermsError():
                error = outcome
            case _ as unreachable:
                assert_never(unreachable)
        without.append(_without_figure(asked, one, error))
        unread += [error] if isinstance(error, AmountError | DayError) else []
    if unread and not rows:
        raise unread[0]
    rows.sort(key=_place)
    late = {} if days_late is None else {"days_late": days_late}
    return Comparison(
        question, _asked(asked, given, days_late), (*given.items(), *late.items()), tuple(rows), tuple(without)
    )


def _place(row: ComparisonRow) -> tuple[Any, ...]:
    """Return the key by which rows are sorted: by the figure, sums by their currency first; words as they came."""
    figure = row.figure
    match figure:
        case Money():
            return (0, figure.currency, figure.minor, phrase_text(row.name))
        case date() | Fraction():
            return (1, "", rank(figure), phrase_text(row.name))
        case str():
            return (2,)
    assert_never(figure)


def _terms(given: object) -> Terms:
    if not isinstance(given, Terms):
        raise InputError("{given} is no terms to compare: give a list of those that load() returns", given=given)
    return given


def _checked(question: type[Question], facts: Mapping[str, object], days_late: int | None) -> dict[str, object]:
    """Return the facts, each of which the question has, and among which none is missing that all terms need."""
    for name in facts:
        if name not in question.facts:
            raise UnknownNameError(
                "{name} is no fact of {question}: choose from {known}",
                name=name,
                question=question_name(question.name),
                known=tuple(map(Unquoted, question.facts)),
            )
    if days_late is not None:
        as_count(days_late, "days_late", least=0, most=MAX_DAYS_LATE)
        if question.days_late is None:
            raise InputError(
                "{question} has no day of payment: leave {days_late} out",
                question=question_name(question.name),
                days_late=DAYS_LATE,
            )
        if question.days_late.fact in facts:
            raise InputError(
                "{paid} and {days_late} both say when it was paid: leave one of them out",
                paid=question.spelt(question.days_late.fact),
                days_late=DAYS_LATE,
            )
    late_day = "" if question.days_late is None else question.days_late.fact
    missing = [
        name
        for name, fact in question.facts.items()
        if fact.is_needed and name not in facts and (name != late_day or days_late is None)
    ]
    if missing:
        raise question.needs(_spelt(question, name) for name in missing)
    types = types_of(question)
    return {
        name: as_day(cast("str", value), name) if kind_of(types[name]) == "day" and value is not None else value
        for name, value in facts.items()
    }


def _spelt(question: type[Question], name: str) -> Spelling:
    """Return a fact as it is given, the day of payment with what can stand for it."""
    fact = question.spelt(name)
    if question.days_late is None or name != question.days_late.fact:
        return fact
    late = DAYS_LATE
    return Spelling(f"{fact.python} or {late.python}", f"{fact.shell} or {late.shell}", f"{fact.file} or {late.file}")


def _services(question: type[Question], terms: Terms) -> Iterator[Terms]:
    """Yield the terms, or those of each service where the question depends on it and none is named."""
    agreement = terms.agreement
    table = question.undecided(agreement)
    if table is None:
        yield terms
        return
    for service in (*agreement.services_for(table), *([NO_AGREEMENT] if table in agreement.rules else [])):
        yield Terms(agreement.for_service(service))


def _row(
    question: type[Question],
    terms: Terms,
    facts: Mapping[str, object],
    days_late: int | None,
    left_out: tuple[str, ...],
) -> ComparisonRow:
    """Return the answer of terms with what stands beside it; the error of the terms where they give none."""
    if question.days_late is not None and days_late is not None:
        due = _ask(terms, "due_date", _without_unread(terms, "due_date", facts)).value
        assert isinstance(due, date)
        facts = {**facts, question.days_late.fact: add_days(due, days_late)}
    answer = _ask(terms, question.name, facts)
    figures = {figure_of(figure) for _, figure in answer.across_readings().allowed}
    beside = tuple((name, _beside(terms, name, other, facts)) for name, other in question.beside.items())
    return ComparisonRow(answer, tuple(sorted(figures, key=rank)), beside, left_out)


class _WithoutParts(NamedTuple):
    """A row for which some facts were left out, and the error by which the terms refuse all of them together."""

    row: ComparisonRow
    parts: tuple[Part, ...]
    refusal: TelcoTermsError


def _outcome(
    question: type[Question], terms: Terms, given: Mapping[str, object], days_late: int | None
) -> ComparisonRow | _WithoutParts | TelcoTermsError:
    """Ask terms on all facts and, where they refuse these, on all but the fewest that may be left out.

    Nothing is left out for terms that need another fact or cannot read one, nor where it could be either of two facts.
    """
    silent = _silent(question, terms.agreement)
    if silent and not question.answered_by(terms.agreement):
        return terms.agreement.silent(silent[0])
    try:
        return _row(question, terms, given, days_late, ())
    except MissingFactsError as error:
        return error
    except (InputError, UnknownNameError) as error:
        refusal: TelcoTermsError = error
    except TelcoTermsError as error:
        return error
    removable = removable_parts(question, given)
    for size in range(1, min(len(removable), MAX_LEFT_OUT) + 1):
        found: list[_WithoutParts] = []
        for parts in combinations(removable, size):
            with suppress(TelcoTermsError):
                names = tuple(map(str, parts))
                row = _row(question, terms, without_parts(given, parts), days_late, names)
                found.append(_WithoutParts(row, parts, refusal))
        if found:
            return found[0] if len(found) == 1 else refusal
    return refusal


def _taken(outcome: ComparisonRow | _WithoutParts | TelcoTermsError, removable: tuple[Part, ...]) -> frozenset[Part]:
    """Return which of the facts that may be left out the terms of an outcome take."""
    match outcome:
        case ComparisonRow():
            return frozenset(removable)
        case _WithoutParts():
            return frozenset(removable) - frozenset(outcome.parts)
        case TelcoTermsError():
            return frozenset()
    assert_never(outcome)


def removable_parts(question: type[Facts], given: Mapping[str, object]) -> tuple[Part, ...]:
    """Return the facts that were given although they may be left out, one of several names by its name."""
    parts: list[Part] = []
    for name, value in given.items():
        if not question.facts[name].is_needed and not is_default(value, question.facts[name].default):
            is_pairs = kind_of(types_of(question)[name]) == "pairs"
            parts += (
                [Part(name, key) for key in dict(cast("Mapping[str, object]", value))] if is_pairs else [Part(name)]
            )
    return tuple(parts)


def without_parts(given: Mapping[str, object], parts: Sequence[Part]) -> dict[str, object]:
    """Return the facts but for some parts."""
    remaining = dict(given)
    for part in parts:
        if not part.key:
            del remaining[part.fact]
        else:
            pairs = dict(cast("Mapping[str, object]", remaining[part.fact]))
            del pairs[part.key]
            remaining[part.fact] = pairs
    return remaining


def _ask(terms: Terms, question: str, facts: Mapping[str, object]) -> Answer[object]:
    """Ask a question on those of some facts that it has."""
    known = QUESTIONS[question].facts
    answer: Answer[object] = getattr(terms, question)(**{name: fact for name, fact in facts.items() if name in known})
    return answer


def _without_unread(terms: Terms, question: str, facts: Mapping[str, object]) -> Mapping[str, object]:
    """Return facts without the plan, region or segment on which the clauses of another question do not depend."""
    rules = [rule for table in QUESTIONS[question].tables if (rule := table.find(terms.agreement)) is not None]
    read = facts_read_in(rules)
    return {name: fact for name, fact in facts.items() if name not in NUMBER_FACT_NAMES or name in read}


def _beside(terms: Terms, question: str, beside: Beside, facts: Mapping[str, object]) -> Figure | None:
    """Return the figure of a question on the same facts; None where the terms do not answer it."""
    same = {name: facts[other] for name, other in beside.same}
    try:
        return figure_of(_ask(terms, question, _without_unread(terms, question, {**facts, **same})).value)
    except TelcoTermsError:
        return None


def _without_figure(question: type[Question], terms: Terms, error: TelcoTermsError) -> TermsWithoutFigure:
    """Return why terms have no figure: on what they are silent, or what the error says."""
    used = terms_used(terms.agreement)
    if isinstance(error, NotInTermsError):
        silent = _silent(question, terms.agreement)
        reason = phrase("silent on {question}", question=question_name(silent[0])) if silent else _words(error)
        return TermsWithoutFigure(used, "silent", reason)
    return TermsWithoutFigure(
        used, "facts missing" if isinstance(error, MissingFactsError) else "facts refused", _words(error)
    )


def _silent(question: type[Question], agreement: Agreement) -> list[str]:
    """Return the tables of a question that terms do not have, its own before those that it rests on."""
    silent = [table.name for table in question.tables if table.name not in agreement.rules]
    return sorted(silent, key=lambda table: table != question.name)


def _words(error: TelcoTermsError) -> Phrase:
    """Return the message of an error as a phrase, which can be shown in any language and compared."""
    return Phrase(error.template, tuple((name, _word(value)) for name, value in error.values.items()))


def _word(value: object) -> Value:
    match value:
        case Money():
            return MoneyWithCurrency(value)
        case Phrase():  # the clause that a reason names stands in a phrase of its own
            named = tuple((name, _word(part) if isinstance(part, Unquoted) else part) for name, part in value.values)
            return Phrase(value.template, named)
        case Translatable() | Phrases() | Term():
            return value
        case Unquoted():
            return CitedText(value)
        case date() if not isinstance(value, datetime):
            return value
        case _:
            return shown(value)


def _asked(question: type[Question], facts: Mapping[str, object], days_late: int | None) -> Phrase:
    """Return what is asked, with the facts as they were given: sums have no currency, or the one that was given."""
    asks, late_day = question.asks, ""
    needed: dict[str, Value] = {}
    others: list[Phrase] = []
    if question.days_late is not None and days_late is not None:
        asks, late_day = question.days_late.asks, question.days_late.fact
        needed["days_late"] = in_days(days_late)
    for name, fact in question.facts.items():
        if fact.is_needed and name != late_day:
            needed[name] = _fact_words(facts[name], fact)
        elif name in facts and not is_default(facts[name], fact.default):
            others.append(optional_fact(name, _fact_words(facts[name], fact), facts[name], fact))
    return phrase("{facts}", facts=Phrases(", ", (Phrase(asks.template, tuple(needed.items())), *others)))


def _fact_words(value: object, fact: Fact) -> Value:
    """Return a fact as it was given."""
    match value:
        case int() if fact.unit is not None:
            return in_words(value, fact.unit)
        case Money():
            return MoneyWithCurrency(value)
        case date() | int():
            return value
        case InWords():
            return value.in_words()
        case Mapping():
            return ", ".join(f"{name}={number}" for name, number in value.items())
        case list() | tuple():
            pairs = all(isinstance(part, tuple) for part in value)
            return (
                _fact_words(dict(value), fact)
                if pairs
                else sum_of(phrase("{sum}", sum=_fact_words(part, fact)) for part in value)
            )
        case _:
            text = str(value)
            return UnroundedAmount(text) if PLAIN_NUMBER.fullmatch(text) else text
