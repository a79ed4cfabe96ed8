"""What a terminal shows in bold and dim type, what nobody else gets of it, and a pipe that is closed early."""

import os
import pty
import re
import subprocess
import sys

import pytest

from telcoterms import load
from telcoterms.cli import main
from telcoterms.cli.style import styled

COMMAND = [sys.executable, "-m", "telcoterms", "late-charge", "113.00", "2026-01-01", "2026-02-15", "--provider", "kos"]
MARKS = re.compile(r"\x1b\[\d*m")


def on_a_terminal(*words: str, **environment: str) -> str:
    """What the command writes to a terminal."""
    ours, its = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen([*COMMAND, *words], stdout=its, env=kept | {"TERM": "xterm"} | environment) as process:
        os.close(its)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            written += part
        assert process.wait() == 0
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


class TestTerminal:
    """The headline is bold, clauses are dim, and nothing moves."""

    @pytest.mark.parametrize("words", [(), ("--working",), ("--lang", "fr")])
    def test_headline_and_clauses(self, words: tuple[str, ...]) -> None:
        page = on_a_terminal(*words)
        plain = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True, encoding="utf-8").stdout
        assert MARKS.sub("", page).split() == plain.split()
        assert re.match(r"\x1b\[1m[^\n]+\x1b\[0m\n", page)
        assert re.search(r"  \x1b\[2mService Terms(?: s\.|, art\.\xa0)7\x1b\[0m\n", page)
        assert "\x1b[2m3.41" not in page

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_not_where_it_is_not_wanted(self, environment: dict[str, str]) -> None:
        assert "\x1b" not in on_a_terminal(**environment)

    @pytest.mark.parametrize("form", ["json", "html"])
    def test_data_and_pages_have_none(self, form: str) -> None:
        assert "\x1b" not in on_a_terminal("--format", form)

    def test_an_empty_no_color_is_none(self) -> None:
        assert "\x1b[1m" in on_a_terminal(NO_COLOR="")


class TestText:
    """The text alone."""

    def test_without_its_marks_it_is_the_text(self) -> None:
        answer = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        for report in (answer, answer.working, answer.across_readings()):
            marked = styled(report.text(), report)
            assert marked != report.text()
            assert MARKS.sub("", marked) == report.text()


class TestMoment:
    """A moment without its offset is on the provider's clocks, and the answer says so."""

    def test_the_answer_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["support-open", "2026-03-09T09:00"]) == 0
        assert capsys.readouterr().out.endswith(
            "\n2026-03-09T09:00 has no offset: it was read on the provider's clocks, as 2026-03-09T09:00:00-04:00\n"
        )

    @pytest.mark.parametrize("words", [("2026-03-09T09:00-04:00",), ("2026-03-09T09:00", "--format", "json")])
    def test_not_of_one_with_its_offset_nor_as_data(
        self, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["support-open", *words]) == 0
        assert "has no offset" not in capsys.readouterr().out


class TestClosedPipe:
    """Whoever reads may stop: nothing is said, and the status is that of a program that ended for it."""

    def test_head(self) -> None:
        line = f"{' '.join(COMMAND)} --readings | head -1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
        first, status = done.stdout.splitlines()
        assert (first.startswith("late charge"), status in ("0", "141"), done.stderr) == (True, True, "")

    def test_a_reader_that_is_gone_before_the_first_line(self) -> None:
        done = subprocess.run(
            ["bash", "-c", f"{{ {' '.join(COMMAND)}; echo $? >&2; }} | true"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert (done.stdout, done.stderr) == ("", "141\n")
