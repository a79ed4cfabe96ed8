"""Hold a picture that is drawn: it shows itself in a notebook, is text for `str`, and is saved as a file.

Each colour is a pair: on white paper, and on dark. All stand inline, so that nothing of them is lost where a page is
cleaned of what may be harmful, and as an attribute too, for what draws SVG without knowing `light-dark`. Inside a page
the picture takes the scheme of the page; alone, or as an image, it takes what the reader prefers. Nothing differs by
colour alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Final, Literal, final

from telcoterms.formats.writing import write_file
from telcoterms.values.dataclasses import dataclass

if TYPE_CHECKING:
    from os import PathLike

WIDTH: Final = 1000
PIXELS: Final = 460  # pixels, where the page is as wide
LETTER: Final = 33  # the size of letters
INK: Final = "currentColor"
RULE: Final = f'stroke="{INK}" stroke-opacity=".25"'

Colour = Literal["paper", "blue", "green", "red", "amber", "violet"]
COLOURS: Final[dict[Colour, tuple[str, str]]] = {  # on white, where each has a contrast of 4.5 and more, and on dark
    "paper": ("#fff", "#1b1b1f"),
    "blue": ("#0b5cad", "#7ab8ff"),
    "green": ("#1b7a3d", "#6fd08c"),
    "red": ("#b3261e", "#ff9a90"),
    "amber": ("#8a5a00", "#ffc65c"),
    "violet": ("#6b3fa0", "#c8a6ff"),
}


def painted(fill: Colour, stroke: Colour | None = None) -> str:
    """Return the attributes of what is filled with a colour, and has an edge in one."""
    light, dark = COLOURS[fill]
    if stroke is None:
        return f'fill="{light}" style="fill:light-dark({light},{dark})"'
    edge, dark_edge = COLOURS[stroke]
    style = f"fill:light-dark({light},{dark});stroke:light-dark({edge},{dark_edge})"
    return f'fill="{light}" stroke="{edge}" style="{style}"'


def drawn_in(colour: Colour) -> str:
    """Return the attributes of a line in a colour."""
    light, dark = COLOURS[colour]
    return f'fill="none" stroke="{light}" style="stroke:light-dark({light},{dark})"'


@final
@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as an SVG file, with its title and what it shows in words.

    `str` gives the text of the file, `save` writes it, and a notebook shows it.

    >>> from telcoterms import Account, Invoice, Money, load
    >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
    >>> load("kos").statement(account, as_of="2026-03-01").picture()
    <picture: Balance of the account from 2026-01-01 to 2026-03-01>
    """

    title: str
    description: str
    svg: str

    def save(self, path: str | PathLike[str]) -> None:
        """Write the picture to a file, which a browser or an editor of pictures opens.

        Raises `InputError` where the file cannot be written.
        """
        write_file(path, self.file_text.encode("ascii"))

    @property
    def file_text(self) -> str:
        """The text of a file, with no letter beyond ASCII, so that it survives any encoding.

        Alone it is light or dark as the reader prefers; inside a page it takes the scheme of the page.
        """
        alone = self.svg.replace('style="', 'style="color-scheme:light dark;', 1)
        return alone.encode("ascii", "xmlcharrefreplace").decode() + "\n"

    def html(self) -> str:
        """Return the picture as an image of HTML, which a notebook that is not trusted shows too."""
        data = b64encode(self.file_text.encode("ascii")).decode()
        source = f"data:image/svg+xml;base64,{data}"
        return f'<img src="{source}" alt="{escape(self.alternative)}" style="display:block;max-width:100%">'

    @property
    def alternative(self) -> str:
        """The picture in words, for somebody who cannot see it."""
        return f"{self.title}. {self.description}"

    def __str__(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.html()


def picture_of(title: str, description: str, height: int, parts: Iterable[str]) -> Picture:
    """Return a picture of so many units in height as one `svg` element, with what a screen reader reads of it."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" width="{PIXELS}" '
        f'height="{PIXELS * height // WIDTH}" color="#111" '
        'style="display:block;max-width:100%;height:auto;break-inside:avoid;color:light-dark(#111,#eee)" '
        f'font-family="system-ui,sans-serif" font-size="{LETTER}" fill="{INK}" stroke-width="3">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<rect width="{WIDTH}" height="{height}" {painted("paper")}/>{"".join(parts)}</svg>'
    )
    return Picture(title, description, svg)
