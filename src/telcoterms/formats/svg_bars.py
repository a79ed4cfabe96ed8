"""Draw figures side by side as an SVG picture: one bar for each, with the range that it could have.

The picture is as wide as that of a balance (`formats/svg.py`), with everything at a whole unit. It has a panel for each
scale: sums of one currency, days, or rates. In a panel each bar has its name and its figure on a line above it. A sum
or a rate is a bar from zero; a day is a diamond, since no day is zero. A whisker, a line with a cap at each end, is the
range; where there is none, none is drawn. Below the last bar stand round numbers, or days, as close as their labels
allow. Two panels never share a scale, so that no bar can be measured against one of another currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, assert_never, final

from telcoterms.formats.drawing import CAP, GAP, TextDrawing
from telcoterms.formats.picture import INK, LETTER, RULE, WIDTH, Picture, painted, picture_of
from telcoterms.formats.svg import (
    ADVANCE,
    EDGE,
    LINE,
    SHAPES,
    Tick,
    day_ticks,
    money_ticks,
    round_ticks,
    with_local_numbers,
)
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, phrase

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator

BAR: Final = 28  # the height of a bar
WHISKER: Final = f'fill="none" stroke="{INK}" stroke-width="5"'

ScaleKind = Literal["sums", "days", "rates"]


class BarScale(NamedTuple):
    """What a panel measures: sums of a currency in minor units, days by ordinal, rates in hundredths of a percent."""

    kind: ScaleKind
    currency: str = ""


class Bar(NamedTuple):
    """A figure at `at`, which could lie from `low` to `high`: its name, and what it is in words."""

    name: Phrase
    what: Phrase
    low: int
    at: int
    high: int


class Panel(NamedTuple):
    """The bars of one scale; there is at least one."""

    scale: BarScale
    bars: tuple[Bar, ...]


@final
@dataclass(frozen=True, slots=True)
class BarChart:
    """The content of a picture; `captions` are printed above it, a screen reader reads `title` and `story`."""

    title: Phrase
    story: tuple[Phrase, ...]
    captions: tuple[Phrase, ...]
    panels: tuple[Panel, ...]


def ticks_of(panel: Panel, translator: Translator | None) -> tuple[Sequence[Tick], Phrase]:
    """Return the places on the scale of a panel, the first and the last at its ends, and the unit in words."""
    low, high = min(bar.low for bar in panel.bars), max(bar.high for bar in panel.bars)
    match panel.scale.kind:
        case "sums":
            ticks, unit = money_ticks(min(0, low), max(0, high), panel.scale.currency)
            return with_local_numbers(ticks, translator), phrase("in {unit}", unit=unit)
        case "rates":
            rates = round_ticks(min(0, low), max(0, high), 2)
            return with_local_numbers(rates, translator), phrase("in percent")
        case "days":
            margin = max(1, (high - low) // 10)
            first, last = low - margin, high + margin
            inside = [tick for tick in day_ticks(first, last, (WIDTH - 2 * EDGE) // ADVANCE) if first < tick.at < last]
            return (Tick(first, ""), *inside, Tick(last, "")), phrase("days")
    assert_never(panel.scale.kind)


def drawing(chart: BarChart, translator: Translator | None = None) -> Picture:
    """Return the picture of a chart."""
    return _Drawing(chart, translator).picture()


@final
class _Drawing(TextDrawing):
    """A chart of bars."""

    def __init__(self, chart: BarChart, translator: Translator | None) -> None:
        super().__init__(translator)
        self.chart = chart

    def picture(self) -> Picture:
        self.captions(self.chart.captions)
        for panel in self.chart.panels:
            self._panel(panel)
        self._legend()
        height = self.y + EDGE
        story = " ".join(map(self.said, self.chart.story))
        return picture_of(self.said(self.chart.title), story, height, self.parts)

    def _panel(self, panel: Panel) -> None:
        ticks, unit = ticks_of(panel, self.translator)
        first, last = ticks[0].at, ticks[-1].at

        def x(at: int) -> int:
            return EDGE + (WIDTH - 2 * EDGE) * (at - first) // (last - first)

        self.y += GAP
        self.lines(self.said(unit), ' font-weight="600"')
        for bar in panel.bars:
            self.named(self.said(bar.name), self.said(bar.what))
            self.y += CAP  # clear of the letters that reach below their line
            for tick in ticks:
                self.path(f"M{x(tick.at)} {self.y}v{BAR + GAP}", RULE if tick.at else f'stroke="{INK}"')
            what = f"{self.said(bar.name)}: {self.said(bar.what)}"
            self.marked(*mark_of(panel.scale.kind, x(0), x(bar.at), self.y), what)
            if bar.low < bar.high:
                self.marked(whisker(x(bar.low), x(bar.high), self.y + BAR // 2), WHISKER, what)
            self.y += BAR + GAP
        self.tick_labels([tick._replace(at=x(tick.at)) for tick in ticks])

    def _legend(self) -> None:
        """Say what a whisker is, where there is one."""
        if any(bar.low < bar.high for panel in self.chart.panels for bar in panel.bars):
            self.y += LINE + GAP
            self.path(whisker(EDGE, EDGE + 3 * ADVANCE, self.y - LETTER // 3), WHISKER)
            self.text(EDGE + 4 * ADVANCE, self.said(phrase("what the words allow")))


def mark_of(kind: ScaleKind, zero: int, at: int, top: int) -> tuple[str, str]:
    """Return the path of a figure and how it looks: a bar from zero, or a diamond on a day."""
    match kind:
        case "sums" | "rates":
            left, right = min(zero, at), max(zero, at)
            return f"M{left} {top}H{right}v{BAR}H{left}z", f'fill-opacity=".35" {painted("blue", "blue")}'
        case "days":
            outline, filling, edge = SHAPES["diamond"]
            return f"M{at} {top + BAR // 2}{outline}", painted(filling, edge)
    assert_never(kind)


def whisker(low: int, high: int, y: int) -> str:
    """Return the path of a line with a cap at each end."""
    return f"M{low} {y - CAP}v{2 * CAP}m0-{CAP}H{high}m0-{CAP}v{2 * CAP}"
