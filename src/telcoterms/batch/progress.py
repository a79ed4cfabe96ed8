"""A line on a terminal that says how far a long piece of work has come; nothing where nobody looks on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Final, Self, TextIO

from telcoterms.formats.text import TABLE_WIDTH

PAUSE: Final = 0.1  # seconds between two drawings
_LEAST_BAR: Final = 12


class Progress:
    """A bar, its share, the rows so far, rows a second and the time left; erased at the end.

    `share` says what part of the work is behind, after so many rows.

    >>> import io
    >>> with Progress(io.StringIO(), lambda rows: rows / 100) as progress:
    ...     progress.show(50)  # no terminal: nothing is written
    """

    __slots__ = ("_clock", "_drawn", "_length", "_looked_at", "_share", "_start", "_stream")

    def __init__(
        self, stream: TextIO, share: Callable[[int], float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._share = share
        self._clock = clock
        self._looked_at = stream.isatty()
        self._start = self._drawn = clock()
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._length:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def show(self, rows: int) -> None:
        """Say that so many rows are done, unless it was said just now."""
        now = self._clock()
        if self._looked_at and now - self._drawn >= PAUSE:
            self._drawn = now
            self._draw(line(rows, self._share(rows), now - self._start, self._columns() - 1))

    def _columns(self) -> int:
        """Return the width of the terminal; a page's where it does not know its own."""
        return min(os.get_terminal_size(self._stream.fileno()).columns or TABLE_WIDTH, TABLE_WIDTH)

    def _draw(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._length))
        self._stream.flush()
        self._length = len(text)


def line(rows: int, share: float, seconds: float, width: int) -> str:
    """Return what stands on the terminal after so many seconds, in ASCII, no wider than it may be.

    >>> line(1_500_000, 0.25, 2, 79)
    '[######                    ]  25%  1,500,000 rows  750,000 rows/s  0:00:06 left'
    """
    share = min(share, 1)
    left = f"  {timedelta(seconds=round(seconds / share - seconds))} left" if share > 0 else ""
    text = f" {share:4.0%}  {rows:,} rows  {rows / seconds:,.0f} rows/s{left}"
    room = width - len(text) - 2
    if room < _LEAST_BAR:
        return text.strip()[: max(width, 0)]
    return f"[{'#' * int(room * share):{room}}]{text}"
