"""Write rows as CSV text that a spreadsheet reads and never runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from telcoterms.values.money import Money

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
