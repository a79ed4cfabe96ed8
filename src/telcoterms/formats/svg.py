"""Draw a sum of money over time as an SVG picture: captions, a line in steps, rows of marks, and a legend.

The picture is 1000 units wide and everything in it is at a whole unit, so that the same chart always gives the same
text. The sum runs up the left edge, from a round number at or below its lowest value to one at or above its highest;
zero is always among them. Days run along the bottom, marked by day, week, month or year, as close as their labels
allow. The line starts a thirtieth of the width before its first step, holds its height between steps, and ends on the
day of the statement; a dashed line marks that day where something later is shown. Each kind of event has a row of its
own and a shape of its own, so that nothing differs by colour alone. Marks that would touch are drawn as one. Letters
keep a size that can be read on a screen 380 pixels wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import count
from textwrap import wrap
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, final

from telcoterms.formats.picture import (
    INK,
    LETTER,
    RULE,
    WIDTH,
    Colour,
    Picture,
    drawn_in,
    painted,
    picture_of,
)
from telcoterms.formats.text import said
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import month_number, month_start
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import minor_digits, minor_text

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator


UNITS: Final = {
    0: "{currency}",
    3: "thousand {currency}",
    6: "million {currency}",
    9: "billion {currency}",
    12: "trillion {currency}",
}
MAX_SUMS: Final = 5  # intervals between sums, at most
MIN_GAP: Final = 2  # characters between two days, at least


class Tick(NamedTuple):
    """A place on an axis, in minor units or as the ordinal of a day, and its label."""

    at: int
    label: str


def with_local_numbers(ticks: Sequence[Tick], translator: Translator | None) -> Sequence[Tick]:
    """Return places on an axis with their numbers as the language writes them."""
    return ticks if translator is None else [Tick(tick.at, translator.number(tick.label)) for tick in ticks]


def round_numbers() -> Iterator[int]:
    """Return 1, 2, 5, 10, 20, 50, and so on without end."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def money_ticks(low: int, high: int, currency: str) -> tuple[list[Tick], Phrase]:
    """Return round sums from one at or below `low` to one at or above `high`, and the unit that they are written in.

    `low` is at most zero and `high` at least: the axis shows where nothing is owed.

    >>> [tick.label for tick in money_ticks(0, 16992, "CAD")[0]]
    ['0', '50', '100', '150', '200']
    """
    digits = minor_digits(currency)
    sums = round_steps(low, high, digits)
    power = next(power for power in count(0, 3) if max(-sums[0], sums[-1]) < 10 ** (digits + power + 5))
    return list(_labelled(sums, digits, digits + power)), unit_of(power, currency)


def round_ticks(low: int, high: int, digits: int) -> list[Tick]:
    """Return round numbers from one at or below `low` to one at or above `high`, which have so many decimals.

    >>> [tick.label for tick in round_ticks(0, 2682, 2)]
    ['0', '10', '20', '30']
    """
    return list(_labelled(round_steps(low, high, digits), digits, digits))


def round_steps(low: int, high: int, digits: int) -> range:
    """Return round numbers from one at or below `low` to one at or above `high`; all that is wide is one whole."""
    if low == high:
        high += 10**digits
    interval = next(interval for interval in round_numbers() if -(-high // interval) - low // interval <= MAX_SUMS)
    return range(low // interval * interval, -(-high // interval) * interval + 1, interval)


def _labelled(numbers: range, digits: int, power: int) -> Iterator[Tick]:
    """Yield numbers of so many decimals, written in whole units of a power of ten where all are whole."""
    unit = 10**power
    for number in numbers:
        yield Tick(number, minor_text(number, digits) if numbers.step % unit else str(number // unit))


def unit_of(power: int, currency: str) -> Phrase:
    """Return a power of ten of a currency in words, as far as there are any."""
    if power in UNITS:
        return phrase(UNITS[power], currency=currency)
    return phrase("10^{power} {currency}", power=power, currency=currency)


def day_ticks(first: int, last: int, characters: int) -> list[Tick]:
    """Return days from `first` on, else starts of months or years, as close as so many characters leave space for.

    >>> day_ticks(date(2026, 1, 30).toordinal(), date(2026, 4, 10).toordinal(), 40)
    [Tick(at=739648, label='2026-02'), Tick(at=739676, label='2026-03'), Tick(at=739707, label='2026-04')]
    """
    span = last - first

    def fits(days: int, label: int) -> bool:
        return days * characters >= (label + MIN_GAP) * span

    for step in (1, 2, 7, 14):
        if fits(step, 10):
            return [Tick(day, date.fromordinal(day).isoformat()) for day in range(first, last + 1, step)]
    for step in (1, 2, 3, 6):
        if fits(step * 365 // 12 - 2, 7):
            return list(_months(first, last, step, 7))
    years = next(step for step in round_numbers() if fits(step * 365, 4))
    return list(_months(first, last, 12 * years, 4))


def _months(first: int, last: int, step: int, characters: int) -> Iterator[Tick]:
    begin = -(-month_number(date.fromordinal(first)) // step) * step
    for number in range(begin, month_number(date.fromordinal(last)) + 1, step):
        day = month_start(number)
        if day >= first:
            yield Tick(day, date.fromordinal(day).isoformat()[:characters])


ADVANCE: Final = 21  # the width of a letter, rounded up
OVERHANG: Final = 4  # how far a letter such as T may reach to the left of where it stands
LINE: Final = 46  # from one line of letters to the next
EDGE: Final = 22  # around the plot: half a mark, and the width of a line
PLOT: Final = 420  # the height of the plot
ROW: Final = 42  # of marks
MIN_DISTANCE: Final = 30  # nearer marks are drawn as one
DASHED: Final = f'stroke="{INK}" stroke-dasharray="4 8"'

MarkShape = Literal["square", "frame", "circle", "disc", "triangle", "wedge", "diamond"]
SHAPES: Final[dict[MarkShape, tuple[str, Colour, Colour]]] = {  # the outline from its centre, the filling, the edge
    "square": ("m-10-10h20v20h-20z", "blue", "blue"),
    "frame": ("m-10-10h20v20h-20z", "paper", "violet"),
    "circle": ("m-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0z", "paper", "green"),
    "disc": ("m-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0z", "green", "green"),
    "triangle": ("m0-13l13 23h-26z", "red", "red"),
    "wedge": ("m0 13l13-23h-26z", "paper", "violet"),
    "diamond": ("m0-14l12 14l-12 14l-12-14z", "paper", "amber"),
}


class Mark(NamedTuple):
    """An event to mark: its day, and what it is."""

    day: date
    what: Phrase


@final
@dataclass(frozen=True, slots=True)
class Series:
    """Marks of one kind in order of their days: the name of one and of several, and their shape."""

    one: Term
    several: Term
    shape: MarkShape
    marks: tuple[Mark, ...]

    @property
    def total(self) -> Phrase:
        """How many marks the series has, in words."""
        count = len(self.marks)
        return phrase("{count} {name}", count=count, name=self.one if count == 1 else self.several)


@final
@dataclass(frozen=True, slots=True)
class Chart:
    """The content of a picture.

    `points` are the days on which the sum changed, in order, with the sum in minor units after each. Before the first
    it is `before`; after the last it stays the same up to `until`. `captions` are printed above the picture; a screen
    reader reads `title` and `story`. `marked` is a day of the line that is marked with a dashed line and a disc, with
    what it is in words; without one, the disc is at the end.
    """

    title: Phrase
    story: tuple[Phrase, ...]
    captions: tuple[Phrase, ...]
    currency: str
    until: date
    points: tuple[tuple[date, int], ...]
    series: tuple[Series, ...]
    before: int = 0
    marked: Mark | None = None


def drawing(chart: Chart, translator: Translator | None = None) -> Picture:
    """Return the picture of a chart."""
    return _Drawing(chart, translator).picture()


@final
class _Drawing:
    """A chart and where everything is on it."""

    def __init__(self, chart: Chart, translator: Translator | None) -> None:
        self.chart, self.translator = chart, translator
        self.series = [series for series in chart.series if series.marks]
        days = [mark.day.toordinal() for series in self.series for mark in series.marks]
        days += [day.toordinal() for day, _ in chart.points]
        self.until = chart.until.toordinal()
        self.first, self.last = min([*days, self.until]), max([*days, self.until])
        self.begin = self.first - max(1, (self.last - self.first) // 30)  # the line starts before the first step
        sums = [0, *(sum_ for _, sum_ in chart.points)]
        ticks, unit = money_ticks(min(sums), max(sums), chart.currency)
        self.sums = with_local_numbers(ticks, translator)
        self.unit = self._said(unit)
        self.low, self.high = self.sums[0].at, self.sums[-1].at
        self.left = ADVANCE * (1 + max(len(tick.label) for tick in self.sums))
        self.right = WIDTH - EDGE
        self.grouped = False
        self.parts: list[str] = []

    def _said(self, phrase: Phrase) -> str:
        return said(phrase, self.translator)

    def x(self, day: int) -> int:
        return self.left + (self.right - self.left) * (day - self.begin) // (self.last - self.begin)

    def y(self, sum_: int) -> int:
        return self.bottom - PLOT * (sum_ - self.low) // (self.high - self.low)

    def picture(self) -> Picture:
        height = self._captions() + LINE
        self.bottom = height + LINE + PLOT  # the unit stands above the topmost sum
        self._text(OVERHANG, height, self.unit)
        end = self.bottom + EDGE + ROW * len(self.series)
        self._sums()
        self._days(end)
        self._line(end)
        for row, series in enumerate(self.series):
            self._marks(series, self.bottom + EDGE + ROW * row + ROW // 2)
        height = self._legend(end + 2 * LINE) + EDGE
        story = " ".join(self._said(sentence) for sentence in self.chart.story)
        return picture_of(self._said(self.chart.title), story, height, self.parts)

    def _text(self, x: int, y: int, text: str, attributes: str = "") -> None:
        self.parts.append(f'<text x="{x}" y="{y}"{attributes}>{escape(text)}</text>')

    def _path(self, path: str, attributes: str) -> None:
        self.parts.append(f'<path d="{path}" {attributes}/>')

    def _captions(self) -> int:
        """Write the lines above the picture, and return where the last of them stands."""
        y = 0
        for index, caption in enumerate(self.chart.captions):
            for line in wrap(self._said(caption), WIDTH // ADVANCE):
                y += LINE
                self._text(OVERHANG, y, line, "" if index else ' font-weight="600"')
        return y

    def _sums(self) -> None:
        for tick in self.sums:
            y = self.y(tick.at)
            self._path(f"M{self.left} {y}H{WIDTH - EDGE // 2}", RULE if tick.at else f'stroke="{INK}"')
            self._text(self.left - ADVANCE // 2, y + LETTER // 3, tick.label, ' text-anchor="end"')

    def _days(self, end: int) -> None:
        top, free = self.y(self.high), 0
        for tick in day_ticks(self.first, self.last, (self.right - self.left) // ADVANCE):
            x, size = self.x(tick.at), ADVANCE * len(tick.label)
            self._path(f"M{x} {top}V{end}", RULE)
            middle = max(size // 2, min(x, WIDTH - size // 2))
            if middle - size // 2 >= free:
                self._text(middle, end + LETTER, tick.label, ' text-anchor="middle"')
                free = middle + size // 2 + ADVANCE

    def _line(self, end: int) -> None:
        columns: dict[int, list[int]] = {}
        for day, sum_ in self.chart.points:
            columns.setdefault(self.x(day.toordinal()), []).append(self.y(sum_))
        begin, zero = self.x(self.begin), self.y(0)
        path = f"M{begin} {self.y(self.chart.before)}"
        for x, heights in columns.items():
            # of many steps at one place only the lowest, the highest and the last can be seen
            seen = heights if len(heights) < 3 else [min(heights), max(heights), heights[-1]]
            path += f"H{x}" + "".join(f"V{height}" for height in seen)
        until = self.x(self.until)
        if self.until < self.last:
            self._path(f"M{until} {self.y(self.high)}V{end}", DASHED)
        back = f"H{begin}z" if self.chart.before else "z"  # along zero, to where the line starts
        self._path(f"{path}H{until}V{zero}{back}", f'fill-opacity=".12" {painted("blue")}')
        self._path(f"{path}H{until}", f'stroke-width="6" stroke-linejoin="round" {drawn_in("blue")}')
        marked = self.chart.marked
        at = self.chart.until if marked is None else marked.day
        if marked is not None:
            self._path(f"M{self.x(at.toordinal())} {self.y(self.high)}V{end}", DASHED)
        height = next((sum_ for day, sum_ in reversed(self.chart.points) if day <= at), self.chart.before)
        self.parts.append(f'<circle cx="{self.x(at.toordinal())}" cy="{self.y(height)}" r="10" {painted("blue")}/>')

    def _marks(self, series: Series, y: int) -> None:
        outline, filling, edge = SHAPES[series.shape]
        self.parts.append(f"<g {painted(filling, edge)}>")
        for x, marks in self._groups(series.marks):
            self.grouped |= len(marks) > 1
            what = self._said(_meaning(series, marks))
            self.parts.append(f'<path d="M{x} {y}{outline}"><title>{escape(what)}</title></path>')
        self.parts.append("</g>")

    def _groups(self, marks: Iterable[Mark]) -> Iterator[tuple[int, list[Mark]]]:
        """Return marks with their places, those together that would cover each other."""
        place, group = 0, list[Mark]()
        for mark in marks:
            x = self.x(mark.day.toordinal())
            if group and x >= place + MIN_DISTANCE:
                yield place, group
                group = []
            if not group:
                place = x
            group.append(mark)
        yield place, group

    def _legend(self, y: int) -> int:
        """Write what each shape means, as many side by side as fit, and return where the last line stands."""
        entries = [
            (outline, painted(filling, edge), self._said(series.total))
            for series in self.series
            for outline, filling, edge in [SHAPES[series.shape]]
        ]
        if self.until < self.last:
            text = self._said(phrase("{day}, the day of the statement", day=self.chart.until))
            entries.append(("m0-16v32", DASHED, text))
        if self.chart.marked is not None:
            entries.append(("m0-16v32", DASHED, self._said(self.chart.marked.what)))
        x = 0
        for outline, looks, text in entries:
            size = ADVANCE * (len(text) + 4)
            if x and x + size > WIDTH:
                x, y = 0, y + LINE
            self._path(f"M{x + ADVANCE} {y - LETTER // 3}{outline}", looks)
            self._text(x + 2 * ADVANCE + ADVANCE // 2, y, text)
            x += size
        if self.grouped:
            for line in wrap(self._said(phrase("Marks that would touch are drawn as one.")), WIDTH // ADVANCE):
                y += LINE
                self._text(OVERHANG, y, line)
        return y


def _meaning(series: Series, marks: Sequence[Mark]) -> Phrase:
    """Return what a mark stands for."""
    first, *later = marks
    if not later:
        return first.what
    template = "{count} {name}, {first} to {last}"
    return phrase(template, count=len(marks), name=series.several, first=first.day, last=later[-1].day)
