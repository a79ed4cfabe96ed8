"""Draw any chart: a sum over time, figures side by side, or how far a figure can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from telcoterms.formats import svg, svg_bars, svg_range
from telcoterms.formats.svg import Chart
from telcoterms.formats.svg_bars import BarChart
from telcoterms.formats.svg_range import RangeChart

if TYPE_CHECKING:
    from telcoterms.formats.picture import Picture
    from telcoterms.values.translation import Translator

AnyChart = Chart | BarChart | RangeChart


def draw(chart: AnyChart, translator: Translator | None = None) -> Picture:
    """Return the picture of a chart, in a language where there is one."""
    match chart:
        case Chart():
            return svg.drawing(chart, translator)
        case BarChart():
            return svg_bars.drawing(chart, translator)
        case RangeChart():
            return svg_range.drawing(chart, translator)
    assert_never(chart)
