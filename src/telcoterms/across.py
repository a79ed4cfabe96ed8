"""The figures of one question under every combination of its readings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast, final

from telcoterms.combinations import bearing, boxes, condition, every
from telcoterms.faces.html import table
from telcoterms.faces.text import columns, line, phrase_text
from telcoterms.money import Money
from telcoterms.working import Step, step

if TYPE_CHECKING:
    from telcoterms.answer import Answer

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
        return min(figure for _, figure in self.combinations)

    @property
    def highest(self) -> Money:
        """The largest figure of all."""
        return max(figure for _, figure in self.combinations)

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
        cells: dict[Money, set[tuple[str, ...]]] = {}
        for one, figure in self.combinations:
            cells.setdefault(figure, set()).add(tuple(one.values()))
        return [
            (figure, [condition(self.values, box) for box in boxes(self.values, cells[figure])])
            for figure in sorted(cells)
        ]

    def table(self) -> list[str]:
        """At most 24 lines of 80 columns."""
        figure = compared(self.answer.value)
        if not self.names:
            return [f"{figure} under every reading: none of them bears on these facts"]
        changed = [(one.text, f"{name} {value}") for name, value, one in self.alone() if one != figure]
        same = ", ".join(f"{name} {value}" for name, value, one in self.alone() if one == figure)
        range_ = f"from {self.lowest.text} to {self.highest.text} {figure.currency}; taken: {figure.text}"
        lines = [
            *line(range_, "", 0, TABLE_WIDTH),
            "",
            "one reading changed:",
            *(f"  {row}" for row in columns(changed, frozenset([0]))),
            *(line(f"the same: {same}", "", 2, TABLE_WIDTH) if same else ()),
            "",
            "all combinations, cheapest first:",
        ]
        groups = self.groups()
        size = max(len(one.text) for one, _ in groups)
        most = TABLE_LINES - len(self._heading())
        for count, (one, conditions) in enumerate(groups):
            rows = [row for text in conditions for row in line(text, "", size + 4, TABLE_WIDTH)]
            rows[0] = f"  {one.text.rjust(size)}{rows[0][size + 2 :]}"
            rest = groups[count:]
            if len(lines) + len(rows) + (len(rest) > 1) > most:
                sums = f"{len(rest)} more sums, from" if len(rest) > 1 else "1 more sum,"
                last = f" to {rest[-1][0].text}" if len(rest) > 1 else ""
                return [*lines, f"  {sums} {one.text}{last}"]
            lines += rows
        return lines

    def _heading(self) -> list[str]:
        return line(phrase_text(self.answer.headline()), "", 0, TABLE_WIDTH)

    def steps(self) -> tuple[Step, ...]:
        """The range as a line of a working, with how to see more; no line where the question has no readings."""
        if not self.answer.readings:
            return ()
        if not self.names:
            return (step("not at all: every reading gives the same", part="range"),)
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
        return {
            "lowest": self.lowest.text,
            "highest": self.highest.text,
            "currency": self.lowest.currency,
            "combinations": [{"readings": one, "figure": figure.text} for one, figure in self.combinations],
        }

    def __str__(self) -> str:
        return "\n".join([*self._heading(), *self.table()])

    def __repr__(self) -> str:
        return f"<{len(self.combinations)} readings: {self.lowest} to {self.highest}>"

    def html(self) -> str:
        """All of it as one HTML table, as a notebook shows it."""
        first = step("{line}", line=self.table()[0])
        rows = [first]
        if self.names:
            rows.append(step("one reading changed", title=True))
            rows += [
                step("{sum}: {name} {value}", indent=1, sum=figure, name=name, value=value)
                for name, value, figure in self.alone()
            ]
            rows.append(step("all combinations, cheapest first", title=True))
            rows += [
                step("{sum}: {conditions}", indent=1, sum=figure, conditions=" / or ".join(conditions))
                for figure, conditions in self.groups()
            ]
        return table(self.answer.headline(), rows)

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))


def compared(value: object) -> Money:
    """The figure by which readings are compared: money itself, or what a value of several figures names `figure`."""
    return cast(Money, getattr(value, "figure", value))
