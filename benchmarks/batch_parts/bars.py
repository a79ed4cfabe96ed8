"""Bars on a log scale as an SVG picture: how many rows a second, against a plain loop in C.

What differs is told by filling, outline and words, nothing by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import Final

from benchmarks.batch_parts.part import Bar

WIDTH: Final = 900
LABELS: Final = 300  # the width of what stands before a bar
AFTER: Final = 150  # and of what stands behind the longest one
LINE, BAR, TOP, LETTER = 26, 16, 74, 14
INK, PAPER, RULE = "#111", "#fff", "#ccc"
FILLINGS: Final = {
    "telcoterms.batch": INK,
    "another way, each cent right": "#999",
    "another way, some cents wrong": PAPER,
}


def described(bars: Sequence[Bar]) -> str:
    """The picture in words: the fastest and the slowest of each kind of bar."""
    told = []
    for name, filling in FILLINGS.items():
        own = [one for one in _sorted(bars) if _filling(one) == filling]
        told += [f"{name}: {_told(own[0])} to {_told(own[-1])}"] if own else []
    return f"Bars on a log scale, rows a second where a plain loop in C is 1. {'; '.join(told)}."


def picture(bars: Sequence[Bar]) -> str:
    """The bars, the fastest first, as one `svg` element, which is also a whole file."""
    rows = _sorted(bars)
    fastest, slowest = (log10(one.loops) for one in (rows[0], rows[-1]))
    first, last = min(0, floor(fastest)), max(1, ceil(slowest))  # powers of ten, the loop in C among them
    step = (WIDTH - LABELS - AFTER) / (last - first)
    bottom = TOP + LINE * len(rows)
    height = bottom + 2 * LINE
    parts = [
        _text(0, 20, "Late charges: rows a second, where a plain loop in C is 1", ' font-weight="600"'),
        _text(0, 42, "Each line to the right is ten times as fast; a longer bar is faster."),
    ]
    for decade in range(first, last + 1):
        x = round(WIDTH - AFTER - (decade - first) * step)
        parts.append(f'<path d="M{x} {TOP - 4}V{bottom}" stroke="{RULE}"/>')
        parts.append(_text(x, TOP - 10, _part(10**decade), ' text-anchor="middle"'))
    for place, one in enumerate(rows):
        y = TOP + LINE * place + (LINE - BAR) // 2
        size = max(2, round((last - log10(one.loops)) * step))
        parts.append(_text(LABELS - 10, y + BAR - 4, one.label, ' text-anchor="end"'))
        parts.append(_box(LABELS, y, size, _filling(one)))
        behind = f'<tspan x="{LABELS + size + 8}">{escape(_value(one))}</tspan>'
        parts.append(f'<text y="{y + BAR - 4}" stroke="{PAPER}" stroke-width="4" paint-order="stroke">{behind}</text>')
    x = 0
    for name, filling in FILLINGS.items():
        parts += [_box(x + 1, bottom + LINE - BAR + 4, BAR, filling), _text(x + BAR + 8, bottom + LINE, name)]
        x += BAR + 40 + 7 * len(name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="system-ui,sans-serif" font-size="{LETTER}" fill="{INK}">'
        f"<title>Late charges: rows a second</title><desc>{escape(described(bars))}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>\n'
    )


def _sorted(bars: Sequence[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda one: one.loops)


def _told(bar: Bar) -> str:
    return f"{_part(bar.loops)} ({bar.label.removeprefix('batch: ')})"


def _value(bar: Bar) -> str:
    return _part(bar.loops) + (f", {bar.wrong:.1%}".replace("%", " %") + " wrong" if bar.wrong else "")


def _part(loops: float) -> str:
    return f"1/{loops:,.0f}" if loops >= 1.5 else f"{1 / loops:.2g}"


def _filling(bar: Bar) -> str:
    own, right, wrong = FILLINGS.values()
    return own if bar.own else wrong if bar.wrong else right


def _box(x: int, y: int, width: int, filling: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{BAR}" fill="{filling}" stroke="{INK}"/>'


def _text(x: int, y: int, text: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}"{more}>{escape(text)}</text>'
