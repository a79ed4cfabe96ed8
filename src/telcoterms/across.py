"""The figures of one question under every combination of its readings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, cast, final

from telcoterms.combinations import bearing, boxes, condition, every
from telcoterms.faces.html import table
from telcoterms.faces.locale import tongue
from telcoterms.faces.text import columns, line, phrase_text, said, value_text
from telcoterms.moments import moment_text
from telcoterms.money import Money
from telcoterms.words import Language, told
from telcoterms.working import Phrase, Phrases, Priced, Step, Value, phrase, step

if TYPE_CHECKING:
    from telcoterms.answer import Answer
    from telcoterms.faces.locale import Tongue

TABLE_LINES: Final = 24
TABLE_WIDTH: Final = 80


@final
class Readings:
    """The figures of one question under every combination of its readings.

    `combinations` holds all of them as (readings, figure) pairs; `print` shows the range, each reading changed alone,
    then the combinations grouped by equal figures, cheapest first.
    """

    __slots__ = ("answer", "combinations", "names", "values")

    def __init__(self, answer: Answer[object]) -> None:
        self.answer = answer
        known = answer.about.choices
        taken = answer.readings
        combinations = [dict(zip(known, chosen, strict=True)) for chosen in every(known)]
        figures = {tuple(one.values()): compared(answer.under(**one).value) for one in combinations}
        # a reading that changes no figure, whatever the others are, does not bear on these facts
        self.names = bearing(known, figures)
        self.values = {name: known[name] for name in self.names}
        self.combinations: tuple[tuple[dict[str, str], Money], ...] = tuple(
            ({name: one[name] for name in self.names}, figures[tuple(one.values())])
            for one in combinations
            if all(one[name] == taken[name] for name in known if name not in self.names)
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
        """Each other value of each reading with the rest as taken: name, value, figure."""
        taken = self.answer.readings
        for name in self.names:
            for value in self.values[name]:
                if value != taken[name]:
                    wanted = {one: taken[one] for one in self.names} | {name: value}
                    yield name, value, next(figure for one, figure in self.combinations if one == wanted)

    def groups(self) -> list[tuple[Money, list[str]]]:
        """Equal figures together, cheapest first, each with the fewest conditions that give it."""
        return [(figure, [phrase_text(one) for one in conditions]) for figure, conditions in self._groups()]

    def _groups(self) -> list[tuple[Money, list[Phrase]]]:
        cells: dict[Money, set[tuple[str, ...]]] = {}
        for one, figure in self.combinations:
            cells.setdefault(figure, set()).add(tuple(one.values()))
        return [
            (figure, [condition(self.values, box) for box in boxes(self.values, cells[figure])])
            for figure in sorted(cells, key=rank)
        ]

    def table(self, tongue: Tongue | None = None) -> list[str]:
        """At most 24 lines of 80 columns."""

        def rows_of(phrase: Phrase, indent: int) -> list[str]:
            return line(said(phrase, tongue), "", indent, TABLE_WIDTH, tongue)

        if not self.names:
            return [said(self._range(), tongue)]
        changed, same = self._changed()
        lines = [
            *rows_of(self._range(), 0),
            "",
            said(phrase("one reading changed:"), tongue),
            *(
                f"  {row}"
                for row in columns([(_sum(one, tongue), text) for one, text in changed], frozenset([0]), tongue)
            ),
            *(rows_of(phrase("the same: {readings}", readings=", ".join(same)), 2) if same else ()),
            "",
            said(phrase("all combinations, cheapest first:" if self._in_money else "all combinations:"), tongue),
        ]
        groups = self._groups()
        size = max(len(_sum(one, tongue)) for one, _ in groups)
        most = TABLE_LINES - len(self._heading(tongue))
        for count, (one, conditions) in enumerate(groups):
            rows = [row for condition in conditions for row in rows_of(condition, size + 4)]
            rows[0] = f"  {_sum(one, tongue).rjust(size)}{rows[0][size + 2 :]}"
            rest = groups[count:]
            if len(lines) + len(rows) + (len(rest) > 1) > most:
                return [*lines, f"  {said(_rest([figure for figure, _ in rest]), tongue)}"]
            lines += rows
        return lines

    def _changed(self) -> tuple[list[tuple[Money, str]], list[str]]:
        """Each reading changed alone: those that give another figure, with it, and those that give the same."""
        figure = compared(self.answer.value)
        changed = [(one, f"{name} {value}") for name, value, one in self.alone() if one != figure]
        return changed, [f"{name} {value}" for name, value, one in self.alone() if one == figure]

    def _range(self) -> Phrase:
        """From where to where the figures go, and which was taken."""
        figure = compared(self.answer.value)
        if not self.names:
            shown = Priced(figure) if is_money(figure) else figure_value(figure)
            return phrase("{figure} under every reading: none of them bears on these facts", figure=shown)
        if not self._in_money:
            return phrase(
                "{figures}; taken: {figure}", figures=Phrases(", ", self._figures()), figure=figure_value(figure)
            )
        highest = Priced(self.highest)
        return phrase("from {lowest} to {highest}; taken: {figure}", lowest=self.lowest, highest=highest, figure=figure)

    @property
    def _in_money(self) -> bool:
        return is_money(self.lowest)

    def _figures(self) -> tuple[Phrase, ...]:
        """Every figure once."""
        return tuple(phrase("{figure}", figure=figure_value(one)) for one, _ in self._groups())

    def _heading(self, tongue: Tongue | None) -> list[str]:
        return line(said(self.answer.headline(), tongue, heading=True), "", 0, TABLE_WIDTH, tongue)

    def steps(self) -> tuple[Step, ...]:
        """The range as a line of a working, with how to see more; no line where the question has no readings."""
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
        """All combinations as JSON-ready data."""
        combinations = [{"readings": one, "figure": figure_text(figure)} for one, figure in self.combinations]
        if not self._in_money:
            return {"combinations": combinations}
        return {
            "lowest": self.lowest.text,
            "highest": self.highest.text,
            "currency": self.lowest.currency,
            "combinations": combinations,
        }

    def show(self, lang: Language) -> str:
        """All of it as text in a language; it needs the extra `lang`."""
        return self._text(tongue(lang, self.answer.terms.currency))

    def _text(self, tongue: Tongue | None) -> str:
        return "\n".join([*self._heading(tongue), *self.table(tongue)])

    def __str__(self) -> str:
        return self._text(None)

    def __repr__(self) -> str:
        if not self._in_money:
            return f"<{len(self.combinations)} readings: {', '.join(figure_text(one) for one, _ in self.groups())}>"
        return f"<{len(self.combinations)} readings: {self.lowest} to {self.highest}>"

    def html(self, lang: Language | None = None) -> str:
        """All of it as one HTML table, as a notebook shows it; in a language, where one is named."""
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
        return table(self.answer.headline(), rows, None if lang is None else tongue(lang, self.answer.terms.currency))

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))


def compared(value: object) -> Money:
    """The figure by which readings are compared: money itself, or what a value of several figures names `figure`.

    Where there is no money at all, such as for the hours of a day, it is the whole value.
    """
    return cast(Money, getattr(value, "figure", value))


def is_money(figure: object) -> bool:
    """Whether figures have a lowest and a highest sum."""
    return isinstance(figure, Money)


def rank(figure: object) -> Any:
    """Money by its amount, everything else by its text."""
    return figure if isinstance(figure, Money) else figure_text(figure)


def figure_value(figure: object) -> Value:
    """A figure inside a line: money without its currency, a moment with its offset, and what has a headline by that."""
    if isinstance(figure, datetime):
        return moment_text(figure)
    if isinstance(figure, Money | date):
        return figure
    headline = getattr(figure, "headline", None)
    return told(str(figure)) if headline is None else cast(Phrase, headline())


def figure_text(figure: object) -> str:
    """A figure as plain text."""
    return value_text(figure_value(figure))


def _sum(figure: object, tongue: Tongue | None) -> str:
    return said(phrase("{figure}", figure=figure_value(figure)), tongue)


def _rest(figures: list[Money]) -> Phrase:
    """The figures that the table has no room for."""
    lowest, highest = figure_value(figures[0]), figure_value(figures[-1])
    if len(figures) == 1:
        return phrase("1 more sum, {figure}", figure=lowest)
    return phrase("{count} more sums, from {lowest} to {highest}", count=len(figures), lowest=lowest, highest=highest)
