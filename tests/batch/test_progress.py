"""A line on a terminal while rows are worked on, and silence everywhere else."""

import io
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator

import pytest

from telcoterms.batch.progress import Progress, line


class Terminal(io.StringIO):
    """A terminal of some columns; its name is the one of a real one, whose width can be set."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.ours, self.theirs = pty.openpty()
        termios.tcsetwinsize(self.theirs, (24, columns))

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.theirs

    def shown(self) -> list[str]:
        """What stood on its line, one time after another."""
        return self.getvalue().split("\r")[1:]


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    found = [Terminal(columns) for columns in (80, 200, 0, 50, 20)]
    yield found
    for one in found:
        os.close(one.ours)
        os.close(one.theirs)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TestLine:
    """What the line says."""

    def test_share_rows_rate_and_time_left(self) -> None:
        wanted = "[######                    ]  25%  1,500,000 rows  750,000 rows/s  0:00:06 left"
        assert line(1_500_000, 0.25, 2, 79) == wanted

    @pytest.mark.parametrize("share", [0, 1e-9, 0.001, 0.5, 0.999, 1])
    @pytest.mark.parametrize("rows", [0, 1, 10**6, 10**10])
    @pytest.mark.parametrize("width", [79, 60, 40, 10, 0])
    def test_it_is_no_wider_than_it_may_be_and_in_ascii(self, share: float, rows: int, width: int) -> None:
        text = line(rows, share, 3, width)
        assert len(text) <= width
        assert text.isascii()
        assert "\n" not in text

    def test_a_narrow_one_has_no_bar(self) -> None:
        assert line(1_500_000, 0.25, 2, 59) == "25%  1,500,000 rows  750,000 rows/s  0:00:06 left"

    def test_no_time_is_left_to_say_before_a_part_is_done(self) -> None:
        assert line(10, 0, 2, 79).endswith("]   0%  10 rows  5 rows/s")

    def test_more_than_all_is_all(self) -> None:
        assert line(10, 1.5, 2, 79).endswith("] 100%  10 rows  5 rows/s  0:00:00 left")


class TestProgress:
    """When it is drawn, and that nothing stays."""

    def test_at_most_ten_times_a_second(self, terminals: list[Terminal]) -> None:
        clock, terminal = Clock(), terminals[0]
        with Progress(terminal, lambda rows: rows / 1000, clock) as progress:
            for rows in range(1, 1001):
                clock.now += 1 / 512
                progress.show(rows)
        shown = [one for one in terminal.shown() if one.strip()]
        assert 10 <= len(shown) <= 1000 / 512 * 10
        assert "  52 rows  512 rows/s" in shown[0]

    def test_it_fits_into_any_terminal_and_is_erased(self, terminals: list[Terminal]) -> None:
        for terminal, columns in zip(terminals, (80, 80, 80, 50, 20), strict=True):
            clock = Clock()
            with Progress(terminal, lambda rows: 0.5, clock) as progress:
                for rows in (10**6, 1):
                    clock.now += 1
                    progress.show(rows)
            long, short, blank, end = terminal.shown()
            assert "rows" in long
            assert len(short) == len(long) < columns  # a shorter line covers the longer one
            assert len(blank) >= len(short.rstrip())
            assert (blank.strip(), end) == ("", "")

    def test_it_is_erased_after_an_error(self, terminals: list[Terminal]) -> None:
        def interrupted() -> None:
            clock = Clock()
            with Progress(terminals[0], lambda rows: 0.5, clock) as progress:
                clock.now += 1
                progress.show(5)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        drawn, blank, end = terminals[0].shown()
        assert "5 rows" in drawn
        assert (blank, end) == (" " * len(drawn), "")

    def test_short_work_shows_nothing(self, terminals: list[Terminal]) -> None:
        with Progress(terminals[0], lambda rows: 1, Clock()) as progress:
            progress.show(5)
        assert terminals[0].getvalue() == ""

    def test_nothing_where_nobody_looks_on(self) -> None:
        clock, stream = Clock(), io.StringIO()
        with Progress(stream, lambda rows: 1 / 0, clock) as progress:
            clock.now += 1
            progress.show(5)
        assert stream.getvalue() == ""


PROGRAM = """
import sys, time
from telcoterms.batch.progress import Progress
with Progress(sys.stderr, lambda rows: rows / 2) as progress:
    for rows in (1, 2):
        time.sleep(0.11)
        progress.show(rows)
"""


class TestRealTerminal:
    """A program's standard error, as a terminal and as a pipe."""

    def test_a_terminal_shows_it(self) -> None:
        ours, theirs = pty.openpty()
        subprocess.run([sys.executable, "-c", PROGRAM], stderr=theirs, check=True)
        os.close(theirs)
        seen = os.read(ours, 10_000).decode()
        os.close(ours)
        assert "]  50%  1 rows" in seen
        assert "] 100%  2 rows" in seen
        assert seen.endswith(" \r")

    def test_a_pipe_stays_silent(self) -> None:
        found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
        assert (found.stdout, found.stderr) == (b"", b"")
