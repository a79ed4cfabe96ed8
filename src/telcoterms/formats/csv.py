"""Write rows as CSV text that a spreadsheet reads and never runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from telcoterms.formats.text import said
from telcoterms.values.messages import Phrase, Term
from telcoterms.values.money import Money

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator

RUN_BY_A_SPREADSHEET: Final = ("=", "+", "-", "@", "\t", "\r")
GUARDED: Final = re.compile(r"'+[=+@-]")
"""Text of a cell that an apostrophe guards from being run; a reader takes one off."""


class Sheet(NamedTuple):
    """Rows of cells below a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def identified(self, cells: Mapping[str, object]) -> Sheet:
        """Return the sheet with columns at its end that say the same in each row.

        They are columns and no lines of comment, since readers of CSV know columns alone.
        """
        values = tuple(cells.values())
        return Sheet((*self.head, *cells), tuple((*row, *values) for row in self.rows))

    def text(self) -> str:
        """Return the rows as CSV text, each line ended as RFC 4180 says."""
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(self.head)
        writer.writerows([cell(value) for value in row] for row in self.rows)
        return written.getvalue()

    def data(self) -> list[dict[str, object]]:
        """Return the rows as JSON-ready data, each row as a table."""
        return [{name: _plain(value) for name, value in zip(self.head, row, strict=True)} for row in self.rows]


class SheetInWords(NamedTuple):
    """A sheet of a workbook for a reader: its title and head are phrases, and so may cells be."""

    title: Phrase
    head: tuple[Phrase, ...]
    rows: tuple[tuple[object, ...], ...]

    def in_language(self, translator: Translator | None) -> Sheet:
        """Return the sheet in a language, or plain."""

        def in_words(cell: object) -> object:
            match cell:
                case Phrase():
                    return said(cell, translator)
                case Term():
                    return str(cell) if translator is None else translator.say(cell)
                case _:
                    return cell

        head = tuple(said(cell, translator) for cell in self.head)
        return Sheet(head, tuple(tuple(map(in_words, row)) for row in self.rows))


def cell(value: object) -> str:
    """Return a value as a cell; text that a spreadsheet would take for a formula begins with an apostrophe.

    >>> cell("=1+1"), cell(Money("-3.00", "CAD"))
    ("'=1+1", '-3.00')
    """
    if isinstance(value, Money):
        return value.text
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUN_BY_A_SPREADSHEET) or GUARDED.match(text) else text


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return value.text
    return value.isoformat() if isinstance(value, date) else value
