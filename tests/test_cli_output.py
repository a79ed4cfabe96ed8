"""Where the command reads from and writes to: standard input, a file, nowhere, and a pipe that is closed early."""

import gc
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from telcoterms.cli import main

EXAMPLES = Path(__file__).parents[1] / "examples"
DUE = ("due-date", "--issued", "2026-01-01")
SHEET = "event,number,date,amount\ninvoice,2026-01,2026-01-01,56.44\n"
AS_JSON = json.dumps({"invoice": [{"number": "2026-01", "issued": "2026-01-01", "amount": "56.44"}]})


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))


class TestStandardInput:
    """`-` in place of a file's name is standard input, in each of the formats."""

    @pytest.mark.parametrize(
        "content",
        [
            AS_JSON.encode(),
            SHEET.encode(),
            b"\xef\xbb\xbf" + SHEET.replace(",", ";").encode(),
            b'# an account\n[[invoice]]\nnumber = "2026-01"\nissued = 2026-01-01\namount = "56.44"\n',
            b'currency = "CAD"\n[[invoice]]\nnumber = "2026-01"\nissued = 2026-01-01\namount = "56.44"\n',
        ],
    )
    def test_an_account(
        self, content: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        give(monkeypatch, content)
        assert main(["settlement", "-", "--on", "2026-01-10"]) == 0
        assert capsys.readouterr().out.startswith("settlement: 56.44 CAD\n")

    def test_a_bill_and_a_check(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        bill = (EXAMPLES / "bill.toml").read_bytes()
        give(monkeypatch, bill)
        assert main(["audit", "-"]) == 1
        give(monkeypatch, bill)
        assert main(["check", "-"]) == 0
        assert "standard-input.toml: " in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"", "standard-input.toml: it is empty"), (b"{", "standard-input.json: it is not JSON")],
    )
    def test_what_cannot_be_read(
        self, content: bytes, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        give(monkeypatch, content)
        assert main(["statement", "-", "--as-of", "2026-04-10"]) == 2
        assert said in capsys.readouterr().err


class TestOutputFile:
    """`-o FILE` writes what would be printed, once it is there."""

    @pytest.mark.parametrize("words", [DUE, (*DUE, "--lang", "fr"), (*DUE, "--format", "html"), ("terms", "kos")])
    def test_it_holds_what_would_be_printed(
        self, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "answer"
        assert main(words) == 0
        printed = capsys.readouterr().out
        assert main([*words, "-o", str(path)]) == 0
        assert capsys.readouterr().out == ""
        assert path.read_text("utf-8") == printed

    def test_bytes_and_a_template(self, tmp_path: Path) -> None:
        calendar, sheet = tmp_path / "days.ics", tmp_path / "account.csv"
        assert main(["complaint", "--received", "2026-03-02", "--format", "ical", f"--output={calendar}"]) == 0
        assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
        assert main(["template", "account.csv", "-o", str(sheet)]) == 0
        assert main(["check", str(sheet), "--quiet"]) == 0

    def test_an_error_leaves_the_file_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "answer"
        path.write_text("before")
        assert main(["late-charge", "-o", str(path)]) == 2
        assert path.read_text() == "before"

    def test_the_file_that_is_read_is_not_written_over(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "account.csv"
        path.write_text(SHEET)
        assert main(["statement", str(path), "--as-of", "2026-04-10", "-o", str(path)]) == 2
        assert capsys.readouterr().err.endswith("is the file that is read: name another for the output\n")
        assert path.read_text() == SHEET

    def test_the_second_file_that_is_read_is_not_written_over(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "bill.toml"
        path.write_bytes((EXAMPLES / "bill.toml").read_bytes())
        assert main(["explain", "bill", str(EXAMPLES / "late_account.csv"), str(path), "-o", str(path)]) == 2
        assert capsys.readouterr().err.endswith("is the file that is read: name another for the output\n")
        assert path.read_bytes() == (EXAMPLES / "bill.toml").read_bytes()

    def test_the_provider_s_file_is_not_written_over(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "own.toml"
        assert main(["template", "provider.toml", "-o", str(path)]) == 0
        text = path.read_text("utf-8")
        assert main([*DUE, "--provider", str(path), "-o", str(path)]) == 2
        assert capsys.readouterr().err.endswith("is the file that is read: name another for the output\n")
        assert path.read_text("utf-8") == text

    def test_a_folder_that_is_not_there(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*DUE, "-o", str(tmp_path / "none" / "answer")]) == 2
        assert "cannot be written (No such file or directory): name a file in a folder that" in capsys.readouterr().err


class TestQuiet:
    """`--quiet` prints nothing where the exit status says what was found."""

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            (("audit", str(EXAMPLES / "bill.toml")), 1),
            (("diff", "kos:none", "kos:dsl"), 1),
            (("diff", "kos", "kos"), 0),
            (("check", str(EXAMPLES / "late_account.toml")), 0),
            (tuple("audit-late-charge 113.00 --billed 3.41 --issued 2026-01-01 --paid 2026-02-15".split()), 0),
        ],
    )
    def test_the_status_is_that_of_the_answer(
        self, words: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(words) == status
        assert capsys.readouterr().out != ""
        assert main([*words, "-q"]) == status
        assert capsys.readouterr() == ("", "")


class TestClosedPipe:
    """A reader of the output may stop early, as `head` does: the command prints no error."""

    @pytest.mark.parametrize("word", ["terms", "--help", "--version"])
    def test_no_error_is_printed(self, word: str) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        command = [sys.executable, "-m", "telcoterms", word]
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, "")


COMMAND = f"{sys.executable} -m telcoterms"
NO_OUTPUT = "telcoterms: the output cannot be written ({}): make room, or send it elsewhere\n"
NO_ROOM, CLOSED = NO_OUTPUT.format("No space left on device"), NO_OUTPUT.format("Bad file descriptor")
EMPTY = (
    "telcoterms: standard-input.toml: it is empty: `telcoterms template --help` names a start of each kind of file\n"
)


class TestStandardStreams:
    """A standard stream may be closed, as by a scheduler, or full: the status says what it says elsewhere."""

    @pytest.mark.parametrize(
        ("line", "status", "said"),
        [
            ("terms kos >/dev/full", 2, NO_ROOM),
            ("--help >/dev/full", 2, NO_ROOM),
            ("--version >/dev/full", 2, NO_ROOM),
            ("terms kos >&-", 2, CLOSED),
            ("terms kos -o terms.txt >&- <&-", 0, ""),
            ("statement - --as-of 2026-01-01 <&-", 2, EMPTY),
            ("terms none 2>/dev/full", 2, ""),
            ("terms none 2>&-", 2, ""),
            ("terms none 2>&1 | true", 2, ""),
            ("terms kos >&- 2>&- <&-", 2, ""),
        ],
    )
    def test_one_that_is_closed_or_full(self, line: str, status: int, said: str, tmp_path: Path) -> None:
        script = f"{COMMAND} {line}; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (status, "", said)

    @pytest.mark.parametrize("closed", [("stdin",), ("stdout",), ("stderr",), ("stdin", "stdout", "stderr")])
    def test_each_that_is_closed_is_opened_to_no_file(
        self, closed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["telcoterms", "--version"])
        monkeypatch.setattr(gc, "set_threshold", lambda _: None)
        monkeypatch.setattr(gc, "freeze", lambda: None)
        for name in closed:
            monkeypatch.setattr(sys, name, None)
        assert main() == (2 if "stdout" in closed else 0)
        for name in closed:
            getattr(sys, name).close()

    def test_an_error_that_cannot_be_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with open("/dev/full", "w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stderr", full)
            assert main(["terms", "none"]) == 2

    @pytest.mark.parametrize("word", ["--version", "--help"])
    def test_a_page_that_cannot_be_printed(
        self, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with open("/dev/full", "w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stdout", full)
            assert main([word]) == 2
        assert capsys.readouterr().err == NO_ROOM
