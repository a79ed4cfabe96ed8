"""Draw lines of text and paths from above: what the pictures of bars and of ranges share.

Each line of letters stands below what is there, and each picture is as long as what is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from telcoterms.formats.picture import LETTER, WIDTH
from telcoterms.formats.svg import ADVANCE, EDGE, LINE, OVERHANG, Tick
from telcoterms.formats.text import said
from telcoterms.values.messages import Phrase

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator

CAP: Final = 14  # from a line of letters to what is drawn below it; half the height of the end of a whisker
GAP: Final = 20  # below a bar or a band


class TextDrawing:
    """Lines of text and paths, drawn from above, and how far down they reach."""

    def __init__(self, translator: Translator | None) -> None:
        self.translator = translator
        self.parts: list[str] = []
        self.y = 0

    def said(self, phrase: Phrase) -> str:
        """Return a phrase in the language."""
        return said(phrase, self.translator)

    def captions(self, captions: Sequence[Phrase]) -> None:
        """Write the lines above the picture, the first in bold."""
        for index, caption in enumerate(captions):
            self.lines(self.said(caption), "" if index else ' font-weight="600"')

    def lines(self, text: str, attributes: str = "") -> None:
        """Write a text below what is there, in as many lines as it needs."""
        for line in wrap(text, WIDTH // ADVANCE, break_on_hyphens=False):
            self.y += LINE
            self.text(OVERHANG, line, attributes)

    def text(self, x: int, text: str, attributes: str = "") -> None:
        """Write a text on the line that was reached."""
        self.parts.append(f'<text x="{x}" y="{self.y}"{attributes}>{escape(text)}</text>')

    def path(self, path: str, attributes: str) -> None:
        """Draw a path."""
        self.parts.append(f'<path d="{path}" {attributes}/>')

    def named(self, name: str, what: str) -> None:
        """Write a name and, at the right end of the same line or on one of its own, what the figure is."""
        self.lines(name)
        if (len(name) + 2 + len(what)) * ADVANCE > WIDTH:
            self.y += LINE
        self.text(WIDTH - EDGE, what, ' text-anchor="end"')

    def marked(self, path: str, attributes: str, what: str) -> None:
        """Draw a path that says what it is when it is pointed at."""
        self.parts.append(f'<path d="{path}" {attributes}><title>{escape(what)}</title></path>')

    def tick_labels(self, ticks: Sequence[Tick]) -> None:
        """Write the labels of a scale, each in the middle below its place, those left out that would touch."""
        self.y += LETTER
        free = 0
        for tick in ticks:
            size = ADVANCE * len(tick.label)
            half = size // 2 + OVERHANG
            middle = max(half, min(tick.at, WIDTH - half))
            if tick.label and middle - size // 2 >= free:
                self.text(middle, tick.label, ' text-anchor="middle"')
                free = middle + size // 2 + ADVANCE
