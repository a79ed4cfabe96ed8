"""Steps and tables as plain ASCII text: the equation at the left, the clause at the right edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Final

from telcoterms.money import Money
from telcoterms.working import Clause, Part, Phrase, Phrases, Step, Value

WIDTH: Final = 88
NEVER_TORN: Final = ("(half up)", "(half even)", " %")
PART_TITLES: Final[dict[Part, str]] = {
    "working": "",
    "readings": "readings taken:",
    "range": "how far the words allow another figure:",
    "notes": "notes:",
}


def value_text(value: Value) -> str:
    """A value inside a line: money without its currency, which the heading names."""
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
    """A phrase as one line."""
    return phrase.template.format_map({name: value_text(value) for name, value in phrase.values})


def clauses_text(clauses: Sequence[Clause]) -> str:
    """Clauses in order, the name of each document once for neighbours: `Service Terms s.7, s.9`."""
    groups = groupby(clauses, key=lambda clause: clause.document)
    return "; ".join(f"{document} " + ", ".join(f"s.{one.section}" for one in group) for document, group in groups)


def visible(text: str) -> str:
    """Text of a file or a person with everything but printable ASCII written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isascii() and c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def line(text: str, right: str, indent: int, width: int) -> list[str]:
    """A text with `right` at the right edge; wrapped, with `right` on its last line, where both do not fit on one."""
    text = " " * indent + visible(text)
    room = width - len(right) - 2 if right else width
    pieces = [text]
    if len(text) > room:
        later = " " * (indent + 4)
        bound = text
        for whole in NEVER_TORN:
            bound = bound.replace(whole, whole.replace(" ", "\0"))
        pieces = wrap(bound, room, subsequent_indent=later, break_on_hyphens=False)
        pieces = [piece.replace("\0", " ") for piece in pieces]
    return [*pieces[:-1], pieces[-1] + right.rjust(width - len(pieces[-1])) if right else pieces[-1]]


def parted(steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
    """The steps of each part of a page, with the part's title."""
    for part, title in PART_TITLES.items():
        group = [one for one in steps if one.part == part]
        if group:
            yield title, group


def page(heading: Phrase, steps: Sequence[Step], width: int = WIDTH) -> str:
    """A heading, then the steps part by part."""
    lines = [*line(phrase_text(heading), "", 0, width), ""]
    for title, group in parted(steps):
        if title:
            lines += ["", title]
        for one in group:
            if one.title and lines[-1]:
                lines.append("")
            text = phrase_text(one.phrase)
            indent = 2 * one.indent + (2 if title else 0)
            lines += line(text, clauses_text(one.clauses), indent, width)
    return "\n".join(piece.rstrip() for piece in lines)


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), gap: str = "  ") -> list[str]:
    """Rows of cells in aligned columns; the columns in `right` are flush right."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [
        gap.join(
            cell.rjust(size) if place in right else cell.ljust(size)
            for place, (cell, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
