"""Define how far the readings of an answer go: the figure under each combination of them, and the table that shows it.

`ReadingRange` holds the figures of one question under every combination of its readings, apart by whether the words
allow them. `ReadingChanges` are those in which a single reading is another than the answer's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol, assert_never, final, runtime_checkable

from telcoterms.agreement.rule import Standing, reading_said, standing_together
from telcoterms.answers.figures import (
    compared_on_page,
    figure_said,
    figure_text,
    figure_value,
    is_money,
    rank,
    says_figures,
)
from telcoterms.answers.reading_sets import (
    all_combinations,
    boxes,
    condition,
    deciding_readings,
    figures_among,
    named_combinations,
)
from telcoterms.formats.report import Report
from telcoterms.formats.text import TABLE_WIDTH, columns, heading_lines, line, phrase_text, said
from telcoterms.formats.ways import ACROSS_READINGS, COMBINATIONS
from telcoterms.values.messages import Language, Phrase, Phrases, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, Step, step

if TYPE_CHECKING:
    from telcoterms.answers.answer import Answer
    from telcoterms.formats.csv import Sheet
    from telcoterms.formats.picture import Picture
    from telcoterms.values.translation import Translator

MAX_TABLE_LINES: Final = 24
WIDEST_FIGURE: Final = 36  # a wider one, such as several days, has lines of its own above its readings
LEAST_GROUP_LINES: Final = 3  # an empty one, the heading, and the sum of all groups

Figures = tuple[tuple[dict[str, str], Money], ...]
"""Combinations of readings, each with its figure."""


@runtime_checkable
class SaysWhatIsCompared(Protocol):
    """A value of several figures, of which one is compared under other readings: which one, None where it is plain."""

    @property
    def figure_is(self) -> Phrase | None: ...


def figure_named(value: object) -> Phrase | None:
    """Return which figure of a value is compared; None where it is plain."""
    if isinstance(value, Money):  # as most are: it costs much to look whether a value is one of a protocol
        return None
    return value.figure_is if isinstance(value, SaysWhatIsCompared) else None


@final
class ReadingRange(Report):
    """The figures of one question under every combination of its readings.

    `combinations` holds all of them as (readings, figure) pairs. Those that the words allow, rounded as the answer is,
    are `allowed`: `lowest` and `highest` are theirs. Apart from them, `practised` are those with a value that the words
    exclude, and `rounded_otherwise` those that the words allow with another rounding. `print` shows how far each of the
    three goes, the readings changed one by one, and the allowed combinations by equal figures, cheapest first.
    """

    def __init__(self, answer: Answer[object]) -> None:
        self.answer = answer
        self._about = about = answer.about
        self._choices = about.choices
        self._taken = tuple(reading for reading in about.readings if reading.name in self._choices)
        self._roundings = tuple(reading for reading in self._taken if reading.is_rounding)
        self._alone: dict[tuple[str, ...], Money] = {}

    @cached_property
    def _every_figure(self) -> Sequence[Money]:
        """The figure under each combination of all values."""
        return self._figures_of(self._choices)

    def _figures_of(self, values: Mapping[str, tuple[str, ...]]) -> Sequence[Money]:
        """Return the figure under each combination of these values of all readings, in their order."""
        shared = self._about.figures_by_reading(values)
        return list(map(self._figure, all_combinations(values))) if shared is None else shared

    def _figure(self, chosen: tuple[str, ...]) -> Money:
        """Return the figure under a value of each reading, asked for alone."""
        if chosen not in self._alone:
            readings = dict(zip(self._choices, chosen, strict=True))
            self._alone[chosen] = compared_on_page(self.answer.under(**readings).value)
        return self._alone[chosen]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The readings that change a figure; one that changes none, whatever the others are, is left out."""
        return deciding_readings(self._choices, self._every_figure)

    @cached_property
    def values(self) -> dict[str, tuple[str, ...]]:
        """The values of each reading that changes a figure."""
        return {name: self._choices[name] for name in self.names}

    @cached_property
    def combinations(self) -> Figures:
        """The figure under each combination of the readings that change one, the others as taken."""
        return self._pairs(self._choices)

    def _pairs(self, values: Mapping[str, tuple[str, ...]]) -> Figures:
        """Return the combinations of these values of the readings that change a figure, the others as taken."""
        names = self.names
        taken = {reading.name: (reading.value,) for reading in self._taken}
        chosen = {name: (values if name in names else taken)[name] for name in self._choices}
        figures = figures_among(self._choices, self._every_figure, chosen)
        return tuple(zip(named_combinations({name: values[name] for name in names}), figures, strict=True))

    @cached_property
    def _values_allowed(self) -> dict[str, tuple[str, ...]]:
        """The values of each reading that the words allow; of a rounding the one that is taken."""
        allowed = {reading.name: reading.allowed for reading in self._taken}
        return {name: tuple(one for one in values if one in allowed[name]) for name, values in self._choices.items()}

    @cached_property
    def _figures_allowed(self) -> Figures:
        """Every combination that the words allow, rounded as the answer is, of the readings that change nothing too.

        Its figures are those of `allowed`, had without computing what the words exclude. It is empty where they exclude
        each value of a reading that changes nothing.
        """
        values = self._values_allowed
        return tuple(zip(named_combinations(values), self._figures_of(values), strict=True))

    @cached_property
    def allowed(self) -> Figures:
        """The combinations that the words allow, rounded as the answer is."""
        return self._pairs(self._values_allowed)

    @cached_property
    def practised(self) -> Figures:
        """The combinations with a value that the words exclude, rounded as the answer is."""
        rounded_alike = self._choices | {reading.name: (reading.value,) for reading in self._roundings}
        allowed = self._values_allowed
        return tuple(
            (readings, figure)
            for readings, figure in self._pairs(rounded_alike)
            if any(value not in allowed[name] for name, value in readings.items())
        )

    @cached_property
    def rounded_otherwise(self) -> Figures:
        """The combinations that the words allow, with another rounding than the answer's."""
        allowed = self._values_allowed | {reading.name: self._choices[reading.name] for reading in self._roundings}
        return tuple(pair for pair in self._pairs(allowed) if not self.is_rounded_alike(pair[0]))

    @property
    def lowest(self) -> Money:
        """The smallest figure that the words allow, rounded as the answer is."""
        return self._ends_allowed[0]

    @property
    def highest(self) -> Money:
        """The largest figure that the words allow, rounded as the answer is."""
        return self._ends_allowed[1]

    @cached_property
    def _ends_allowed(self) -> tuple[Money, Money]:
        return extremes(self._figures_allowed or self.allowed)

    def standing_of(self, readings: Mapping[str, str]) -> Standing:
        """Return whether the words allow a combination, or exclude one of its values."""
        return standing_together((reading for reading in self._taken if reading.name in self.names), readings)

    def is_rounded_alike(self, readings: Mapping[str, str]) -> bool:
        """Return whether a combination is rounded as the answer is."""
        return all(readings.get(reading.name, reading.value) == reading.value for reading in self._roundings)

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
        allowed = {name: self._values_allowed[name] for name in self.names}
        return {name: allowed[name] for name in deciding_readings(allowed, [figure for _, figure in self.allowed])}

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
                with_way = said(phrase("{rest}: {ways}", rest=rest, ways=COMBINATIONS), translator)
                summary_line = with_way if len(with_way) + 2 <= TABLE_WIDTH else said(rest, translator)
                return [*lines, *line(summary_line, "", 2, TABLE_WIDTH, translator)]
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

    def _changed(self) -> tuple[ReadingChanges, ReadingChanges, ReadingChanges]:
        """Return the changes of one reading: those that the words allow, those that they exclude, the roundings."""
        figure_taken = compared_on_page(self.answer.value)
        taken = {reading.name: reading.value for reading in self._taken if reading.name in self.names}
        allowed, practised, rounded = ReadingChanges(), ReadingChanges(), ReadingChanges()
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
            if figure != figure_taken:
                changed.rows.append((figure, name, value))
            elif changed is not rounded:  # the reach of the roundings says it
                changed.same.append((name, value))
        practised.rows += self._ends_of_practised({figure for figure, _, _ in practised.rows} | {figure_taken})
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
            yield end, "; ".join([*(f"{reading} {changed_value}" for reading, changed_value in others), name]), value

    def _range(self) -> Phrase:
        """Return from where to where the figures go that the words allow, and which one was taken."""
        figure = compared_on_page(self.answer.value)
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
        if says_figures(self.answer.value):
            own, reach = figure_said(self.answer.value, figure), self._reach(self.allowed)
            return phrase("by the words {figures}; this answer: {figure}", figures=reach, figure=own)
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
            return phrase("{figure}", figure=figure_said(self.answer.value, lowest))
        value = self.answer.value
        if is_money(lowest) and says_figures(value):
            return value.range_said(lowest, highest)
        if is_money(lowest):
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
            else step("{figures}: {ways}", part="range", figures=self._reach(self.allowed), ways=ACROSS_READINGS),
        ]
        practised, rounded = self._apart()
        if practised is not None:
            lines.append(Step(practised, part="range"))
        if rounded is not None and extremes(self.rounded_otherwise) != (self.lowest, self.highest):
            lines.append(Step(rounded, part="range"))
        return tuple(lines)

    def in_short(self) -> Phrase:
        """Return how far the words allow another figure, and how to see more, in one line."""
        allowed = self._figures_allowed  # none where each value of a reading that changes nothing is excluded
        if len({figure for _, figure in allowed}) < 2:  # then what the words exclude, or a rounding, may yet change it
            if not self.names:
                return phrase("every reading of the words gives the same")
            allowed = self.allowed
        lowest, highest = extremes(allowed)
        if lowest == highest:
            return phrase("the words allow no other figure: {ways}", ways=ACROSS_READINGS)
        figures, what = self._reach(allowed), self._figure_is
        if says_figures(self.answer.value):
            return phrase("by the words {figures}: {ways}", figures=figures, ways=ACROSS_READINGS)
        if what is None:
            return phrase("the words allow {figures}: {ways}", figures=figures, ways=ACROSS_READINGS)
        return phrase("the words allow {figures} ({what}): {ways}", figures=figures, what=what, ways=ACROSS_READINGS)

    @property
    def _figure_is(self) -> Phrase | None:
        """Which figure of the value is compared; None where it is plain."""
        return figure_named(self.answer.value)

    @property
    def _same_step(self) -> Step:
        """The line that says that all which the words allow give one figure, though roundings may change it."""
        if self._rounded_apart:
            return step("not at all, rounded alike: all that the words allow give the same", part="range")
        return step("not at all: all that the words allow give the same", part="range")

    def picture(self, lang: Language | None = None) -> Picture | None:
        """Return the figures on one scale, that of the answer marked; None where they are no money.

        Of an audit, the billed figure is marked too.
        """
        if not self._in_money:
            return None
        from telcoterms.formats.charts import draw
        from telcoterms.formats.svg_range import FigureRow, MarkedFigure, RangeChart

        about, figure = self.answer.about, compared_on_page(self.answer.value)
        parts = (
            (phrase("what the words allow"), self.allowed),
            (phrase("practised against the words"), self.practised),
            (phrase("with another rounding"), self._rounded_apart),
        )
        rows = tuple(
            FigureRow(name, self._reach(pairs), tuple(sorted({sum_.minor for _, sum_ in pairs})))
            for name, pairs in parts
            if pairs
        )
        others = tuple(
            MarkedFigure(sum_.minor, "dashed", phrase("{what}: {sum}", what=what, sum=MoneyWithCurrency(sum_)))
            for sum_, what in about.marked(self.answer.value)
        )
        own = phrase("this answer: {sum}", sum=MoneyWithCurrency(figure))
        marks = (MarkedFigure(figure.minor, "disc", own), *others)
        whose = about.terms_used.sentence(about.asked)
        chart = RangeChart(
            phrase("How far the words go: {asked}", asked=about.asked),
            (
                *(phrase("{name}: {what}.", name=row.name, what=row.what) for row in rows),
                *(phrase("{name}.", name=mark.what) for mark in marks),
                phrase("{note}.", note=about.terms_used.note_with_voice.phrase),
            ),
            (self._range(), whose),
            figure.currency,
            rows,
            marks,
        )
        return draw(chart, self._translator(lang))

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
        figure_taken = compared_on_page(self.answer.value)
        figure_is = self._figure_is
        if figure_is is not None:
            rows.append(step("compared: {what}", what=figure_is))
        changed, practised, rounded = self._changed()
        if changed.rows or changed.same:
            rows += [step("one reading changed", title=True), *changed.steps(figure_taken)]
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
                rows += [Step(apart, title=True), *changes.steps(figure_taken)]
        return rows


@final
class ReadingChanges:
    """Changes of a single reading: those that give another figure, with it, and those that give the same."""

    __slots__ = ("rows", "same")

    def __init__(self) -> None:
        self.rows: list[tuple[Money, str, str]] = []
        self.same: list[tuple[str, str]] = []

    def lines(self, translator: Translator | None) -> list[str]:
        """Return a line for each other figure, then one for all changes that give the same."""
        cells = [self._cells(figure, name, value, translator) for figure, name, value in self.rows]
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
            each = Phrases(", ", tuple(phrase("{name} {value}", name=name, value=value) for name, value in self.same))
            same = phrase("the same: {readings}", readings=each)
            lines += line(said(same, translator), "", 2, TABLE_WIDTH, translator)
        return lines

    def _cells(self, figure: Money, name: str, value: str, translator: Translator | None) -> tuple[str, str]:
        """Return a figure and its change: in words, where they fit on one line with its name."""
        shown, words = _sum(figure, translator), said(_changed(name, value), translator)
        fits = len(shown) + len(words) + 4 <= TABLE_WIDTH
        return shown, words if fits else f"{name} {value}"

    def steps(self, figure_taken: Money) -> list[Step]:
        """Return a step for each change; `figure_taken` is the figure of those that give the same."""
        rows = [*self.rows, *((figure_taken, name, value) for name, value in self.same)]
        return [
            step("{sum}: {said}", indent=1, sum=figure_value(figure), said=_changed(name, value))
            for figure, name, value in rows
        ]


def _changed(name: str, value: str) -> Phrase:
    """Return one changed reading in words, with its name; several of them have their names alone."""
    return reading_said(name, value) if ";" not in name else phrase("{name} {value}", name=name, value=value)


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
