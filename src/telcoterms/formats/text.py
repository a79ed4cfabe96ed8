"""Write steps and tables as text: the equation at the left, the clause at the right edge.

Plain ASCII; in a language, where one is given, with its letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from telcoterms.formats.ways import LAW
from telcoterms.values.messages import Phrase, Phrases, Value, phrase, readable
from telcoterms.values.money import Money, Rounding
from telcoterms.values.steps import Clause, Part, Step, rounding_term, section_text

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator


WIDTH: Final = 88
MIN_ROOM: Final = 20  # characters of a line, beside what stands at its right edge
TABLE_WIDTH: Final = 80  # of a table, and of what stands on a terminal
NEVER_TORN: Final = (*(f"({rounding_term(rounding)})" for rounding in get_args(Rounding)), " %")
PART_TITLES: Final[dict[Part, Phrase]] = {
    "brief": phrase(""),
    "next": phrase("next:"),
    "working": phrase(""),
    "readings": phrase("readings used:"),
    "range": phrase("how far the words allow another figure:"),
    "law": phrase("rules of law that bear on this answer (sources: {law}):", law=LAW),
    "notes": phrase("notes:"),
    "more": phrase(""),
}
"""The titles of the parts of a page, in their order; one without words has none."""


def value_text(value: Value) -> str:
    """Return a value inside a line: money without its currency, which the heading names."""
    match value:
        case Money():
            return value.text
        case date():
            return value.isoformat()
        case Phrase():
            return phrase_text(value)
        case Phrases():
            return value.joiner.join(map(phrase_text, value.parts))
        case _:
            return str(value)


def phrase_text(phrase: Phrase) -> str:
    """Return a phrase as one line."""
    return phrase.template.format_map({name: value_text(value) for name, value in phrase.values})


def clauses_text(clauses: Sequence[Clause], translator: Translator | None = None) -> str:
    """Return clauses in order, a document named once for neighbours: `Service Terms s.7, s.9`."""
    groups = [list(group) for _, group in groupby(clauses, key=lambda clause: (clause.document, clause.edition))]
    text = "; ".join(", ".join((str(first), *(section_text(one.section) for one in more))) for first, *more in groups)
    return text if translator is None else translator.cited(text)


def visible(text: str) -> str:
    """Return text of a file or a person, with everything but printable ASCII written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isascii() and c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def said(phrase: Phrase, translator: Translator | None = None, heading: bool = False) -> str:
    """Return a phrase as one line, in a language or plain."""
    if translator is None:
        return phrase_text(phrase)
    return translator.heading(phrase) if heading else translator.phrase(phrase)


def wrapped_text(text: str, width: int, first_indent: str, later_indent: str) -> list[str]:
    """Return a text in lines of at most so many characters; most texts are one line, which takes no search."""
    whole = first_indent + text
    if len(whole) <= width and text == text.strip() != "":
        return [whole]
    return wrap(text, width, initial_indent=first_indent, subsequent_indent=later_indent, break_on_hyphens=False)


def line(
    text: str, right: str, indent: int, width: int, translator: Translator | None = None, hang: int = 4
) -> list[str]:
    """Return a text with `right` at the right edge; wrapped, with `right` on its last line, where it is too long.

    Its later lines begin `hang` characters further in. Where `right` leaves it too little room, `right` has lines of
    its own below it.
    """
    room = width - len(right) - 2 if right else width
    if room < MIN_ROOM:
        below = (piece.rjust(width) for piece in wrap(right, width, break_on_hyphens=False))
        return [*line(text, "", indent, width, translator, hang), *below]
    text = " " * indent + (visible(text) if translator is None else readable(text))
    pieces = [text]
    if len(text) > room:
        later = " " * (indent + hang)
        bound = text
        for whole in NEVER_TORN:
            bound = bound.replace(whole, whole.replace(" ", "\0"))
        pieces = wrap(bound, room, subsequent_indent=later, break_on_hyphens=False)
        pieces = [piece.replace("\0", " ") for piece in pieces]
    return [*pieces[:-1], pieces[-1] + right.rjust(width - len(pieces[-1])) if right else pieces[-1]]


def parted(steps: Sequence[Step]) -> Iterator[tuple[Phrase, list[Step]]]:
    """Yield the steps of each part of a page, with the part's title."""
    for part, title in PART_TITLES.items():
        group = [one for one in steps if one.part == part]
        if group:
            yield title, group


def heading_lines(heading: Phrase, width: int, translator: Translator | None = None) -> list[str]:
    """Return a heading; a long one is broken first before its part `source`, which says whose terms it is by."""
    text = said(heading, translator, heading=True)
    source = dict(heading.values).get("source")
    if len(text) <= width or not isinstance(source, Phrase):
        return line(text, "", 0, width, translator)
    end = said(source, translator, heading=True)
    start = text.removesuffix(end).rstrip(" ")
    return [*line(start, "", 0, width, translator), *line(end, "", 2, width, translator)]


class GridGroup(NamedTuple):
    """Rows of a grid below a title of their own; none where the title is empty."""

    title: Phrase
    rows: tuple[tuple[Phrase, ...], ...]


class Grid(NamedTuple):
    """Phrases in columns below a head; the first column names the row, the others are flush right."""

    head: tuple[Phrase, ...]
    groups: tuple[GridGroup, ...]


MIN_NAME: Final = 16  # characters of the first column of a grid; where fewer are left, its cells stand line by line


def grid_lines(grid: Grid, width: int, translator: Translator | None = None) -> list[str]:
    """Return a grid as lines of at most so many characters.

    A long name is wrapped in its column. Where the other columns leave it too little room, each cell has a line of its
    own below the name, after the head of its column.
    """
    clean = visible if translator is None else readable

    def shown(row: Sequence[Phrase]) -> list[str]:
        return [clean(said(cell, translator)) for cell in row]

    head, rows = shown(grid.head), [[shown(row) for row in group.rows] for group in grid.groups]
    all_rows = [row for group in rows for row in group]
    longest = max((2 + len(row[0]) for row in all_rows), default=0)
    for heads in ([head], head_in_lines(head)):
        sizes = [max(map(len, column)) for column in zip(*heads, *all_rows, strict=True)][1:]
        room = width - sum(size + 2 for size in sizes)
        if room >= min(MIN_NAME, longest):
            break
    else:
        return list(_cells_below_names(grid, width, translator))
    names = min(room, max(longest, 2 + len(head[0])))

    def across(row: Sequence[str], indent: str) -> list[str]:
        wrapped = wrapped_text(row[0], names, indent, " " * 4)
        *pieces, last = wrapped or [""]
        cells = "".join(f"  {cell.rjust(size)}" for cell, size in zip(row[1:], sizes, strict=True))
        return [*pieces, last.ljust(names) + cells]

    lines = [line for one in heads for line in across(one, "")]
    for group, cells in zip(grid.groups, rows, strict=True):
        lines += shown([group.title]) if group.title.template else []
        lines += [text for row in cells for text in across(row, "  ")]
    return lines


def head_in_lines(head: Sequence[str]) -> list[list[str]]:
    """Return the head of a grid as several lines, a word in each, the last words in the last one."""
    words = [cell.split() for cell in head]
    count = max(map(len, words))
    padded = [[""] * (count - len(cell)) + cell for cell in words]
    return [list(line) for line in zip(*padded, strict=True)]


def _cells_below_names(grid: Grid, width: int, translator: Translator | None) -> Iterator[str]:
    """Yield each row of a grid as its name and, below it, its cells line by line."""
    for group in grid.groups:
        if group.title.template:
            yield from line(said(group.title, translator), "", 0, width, translator)
        for name, *cells in group.rows:
            yield from line(said(name, translator), "", 2, width, translator)
            for head, cell in zip(grid.head[1:], cells, strict=True):
                if not cell.template:
                    continue
                text = said(phrase("{head}: {cell}", head=head, cell=cell), translator)
                yield from line(text, "", 4, width, translator)


MAX_LABEL: Final = 30  # characters of the labels of what matters; a longer one stands before its own value


def row_lines(rows: Sequence[Step], width: int, translator: Translator | None = None) -> list[str]:
    """Return rows of what matters as lines: the values below one another, the clauses at the right edge."""
    values = [dict(one.phrase.values) for one in rows]
    labels = [said(phrase("{label}", label=own["label"]), translator) for own in values]
    size = max((len(label) for label in labels if len(label) <= MAX_LABEL), default=0) + 2
    lines: list[str] = []
    for one, own, label in zip(rows, values, labels, strict=True):
        text = label.ljust(size) + ("" if len(label) <= MAX_LABEL else "  ")
        text += said(phrase("{value}", value=own["value"]), translator)
        lines += line(text, clauses_text(one.clauses, translator), 2, width, translator, min(size, MAX_LABEL))
    return lines


def page(
    heading: Phrase,
    steps: Sequence[Step],
    width: int = WIDTH,
    translator: Translator | None = None,
    grid: Grid | None = None,
    facts: Phrase | None = None,
) -> str:
    """Return a heading with its facts, what matters, the grid if there is one, then the steps part by part."""
    lines = heading_lines(heading, width, translator)
    if facts is not None:
        lines += line(said(facts, translator, heading=True), "", 2, width, translator, hang=0)
    lines.append("")
    rows = [one for one in steps if one.part == "brief"]
    lines += row_lines(rows, width, translator)
    if grid is not None:
        lines += [""] if rows else []
        lines += grid_lines(grid, width, translator)
    for title, group in parted([one for one in steps if one.part != "brief"]):
        if title.template:
            lines += ["", *line(said(title, translator), "", 0, width, translator)]
        elif lines[-1] and (rows or group[0].part == "more"):
            lines.append("")
        for one in group:
            if one.title and lines[-1]:
                lines.append("")
            text = said(one.phrase, translator)
            indent = 2 * one.indent + (2 if title.template else 0)
            lines += line(text, clauses_text(one.clauses, translator), indent, width, translator)
    return "\n".join(piece.rstrip() for piece in lines)


def columns(
    rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), translator: Translator | None = None
) -> list[str]:
    """Return rows of cells in aligned columns; the columns in `right` are flush right."""
    clean = visible if translator is None else readable
    shown = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [
        "  ".join(
            cell.rjust(size) if place in right else cell.ljust(size)
            for place, (cell, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
