"""Draw how far a figure can go as an SVG picture: rows of figures on one scale, with some figures marked across them.

A row has its name and what it comes to on a line, and below it a band from its lowest figure to its highest, with a
stroke for each figure. A marked figure is a disc on the first row, or a dashed line across the bands of all rows; the
legend has both in words with their sums, so that nothing is told by colour or place alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, assert_never, final

from telcoterms.formats.drawing import CAP, GAP, TextDrawing
from telcoterms.formats.picture import INK, LETTER, RULE, WIDTH, Picture, drawn_in, painted, picture_of
from telcoterms.formats.svg import ADVANCE, EDGE, LINE, SHAPES, money_ticks, with_local_numbers
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator

BAND: Final = 34  # the height of a band
OVER: Final = 14  # how far a dashed line reaches below a band
DASHED_RED: Final = f'stroke-dasharray="10 6" stroke-width="6" {drawn_in("red")}'
MarkLook = Literal["disc", "dashed"]


class FigureRow(NamedTuple):
    """Figures in minor units, at least one, with their name and what they come to in words."""

    name: Phrase
    what: Phrase
    figures: tuple[int, ...]


class MarkedFigure(NamedTuple):
    """A figure that is marked, in minor units: how, and what it is in words."""

    at: int
    look: MarkLook
    what: Phrase


@final
@dataclass(frozen=True, slots=True)
class RangeChart:
    """The content of a picture; `captions` are printed above it, a screen reader reads `title` and `story`."""

    title: Phrase
    story: tuple[Phrase, ...]
    captions: tuple[Phrase, ...]
    currency: str
    rows: tuple[FigureRow, ...]
    marks: tuple[MarkedFigure, ...]


def drawing(chart: RangeChart, translator: Translator | None = None) -> Picture:
    """Return the picture of a chart."""
    return _Drawing(chart, translator).picture()


@final
class _Drawing(TextDrawing):
    """A chart and how far down it is drawn."""

    def __init__(self, chart: RangeChart, translator: Translator | None) -> None:
        super().__init__(translator)
        self.chart = chart
        figures = [figure for row in chart.rows for figure in row.figures] + [mark.at for mark in chart.marks]
        ticks, unit = money_ticks(min(0, *figures), max(0, *figures), chart.currency)
        self.ticks, self.unit = with_local_numbers(ticks, translator), phrase("in {unit}", unit=unit)

    def x(self, at: int) -> int:
        first, last = self.ticks[0].at, self.ticks[-1].at
        return EDGE + (WIDTH - 2 * EDGE) * (at - first) // (last - first)

    def picture(self) -> Picture:
        chart = self.chart
        self.captions(chart.captions)
        self.y += GAP
        self.lines(self.said(self.unit), ' font-weight="600"')
        tops = [self._row(row) for row in chart.rows]
        for mark in chart.marks:
            self._mark(mark, tops)
        self.tick_labels([tick._replace(at=self.x(tick.at)) for tick in self.ticks])
        self._legend()
        story = " ".join(map(self.said, chart.story))
        return picture_of(self.said(chart.title), story, self.y + EDGE, self.parts)

    def _row(self, row: FigureRow) -> int:
        """Draw a row, and return where its band begins."""
        self.named(self.said(row.name), self.said(row.what))
        self.y += CAP
        top, left, right = self.y, self.x(min(row.figures)), self.x(max(row.figures))
        for tick in self.ticks:
            self.path(f"M{self.x(tick.at)} {top}v{BAND + GAP}", RULE if tick.at else f'stroke="{INK}"')
        what = f"{self.said(row.name)}: {self.said(row.what)}"
        self.marked(f"M{left} {top}H{right}v{BAND}H{left}z", f'fill-opacity=".25" {painted("blue")}', what)
        for place in sorted({self.x(figure) for figure in row.figures}):
            self.path(f"M{place} {top}v{BAND}", f'stroke-width="5" {drawn_in("blue")}')
        self.y += BAND + GAP
        return top

    def _mark(self, mark: MarkedFigure, tops: list[int]) -> None:
        """Mark a figure, on bands that begin there: never across the words between them."""
        match mark.look:
            case "disc":
                self.marked(*self._disc(self.x(mark.at), tops[0] + BAND // 2), self.said(mark.what))
            case "dashed":
                path = "".join(f"M{self.x(mark.at)} {top}v{BAND + OVER}" for top in tops)
                self.marked(path, DASHED_RED, self.said(mark.what))
            case _:
                assert_never(mark.look)

    @staticmethod
    def _disc(x: int, y: int) -> tuple[str, str]:
        outline, _, _ = SHAPES["disc"]
        return f"M{x} {y}{outline}", painted("green", "paper")

    def _legend(self) -> None:
        self.y += GAP
        for mark in self.chart.marks:
            self.y += LINE
            x, y = EDGE + ADVANCE, self.y - LETTER // 3
            match mark.look:
                case "disc":
                    self.path(*self._disc(x, y))
                case "dashed":
                    self.path(f"M{x} {y - 18}v36", DASHED_RED)
                case _:
                    assert_never(mark.look)
            self.text(EDGE + 3 * ADVANCE, self.said(mark.what))
