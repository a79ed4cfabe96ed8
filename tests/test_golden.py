"""Golden workings: text files that are read in diffs; `python -m tests.golden.make` writes them anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Answer
from tests.golden.make import WORKINGS, main, text
from tests.records import make as records

FOLDER = Path(__file__).parent / "golden"
PAGES = Path(__file__).parents[1]
EMPTY = re.compile(
    r"(?:^|[:;(] )(-?\d+(?:\.\d+)?) = \1(?![\d.])"  # held: 0.16 = 0.16
    r"|[-+] 0(?:\.0+)?(?![\d./]| %)"  # 1.00 + 0.00
    r"|(?:[:;] |\()0(?:\.0+)? [-+] "  # 0.00 + 1.00
    r"|(?<![\d.,-])1 (?:[a-z]+ )?(?:days|months|weeks|years|invoices|payments)\b"
)
"""Arithmetic that computes nothing, and one of what is several."""


def whole_lines(page: str) -> Iterator[str]:
    """The lines of a page; one that is carried on deeper, on one line, without the clause that ends it."""
    line = ""
    for piece in page.splitlines():
        is_more = piece.startswith("    ") and len(piece) - len(piece.lstrip()) >= len(line) - len(line.lstrip()) + 4
        if not is_more:
            yield line
        line = f"{line} {piece.strip()}" if is_more else piece
    yield line


def empty_lines(page: str) -> list[str]:
    """The lines of a page that compute nothing."""
    return [line for line in whole_lines(page) if EMPTY.search(line)]


class TestGoldenWorkings:
    """A working reads as it read before, to the last blank."""

    @pytest.mark.parametrize("name", WORKINGS)
    def test_it_reads_as_before(self, name: str) -> None:
        assert text(name) == (FOLDER / f"{name}.txt").read_bytes().decode("ascii")

    def test_there_is_no_other_file(self) -> None:
        assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(WORKINGS)

    def test_writing_them_anew_changes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tests.golden.make.FOLDER", tmp_path)
        (tmp_path / "old.txt").write_text("gone", "ascii")
        main()
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
            path.name: path.read_bytes() for path in FOLDER.glob("*.txt")
        }


class TestNoEmptyArithmetic:
    """No line adds nothing, says that a sum equals itself, or speaks of one as of several."""

    @pytest.mark.parametrize("name", WORKINGS)
    def test_of_a_golden_working(self, name: str) -> None:
        assert empty_lines(text(name)) == []

    @pytest.mark.parametrize(
        ("name", "answer"), list(records.answers()), ids=lambda one: one if type(one) is str else ""
    )
    def test_of_the_working_of_a_record(self, name: str, answer: Answer[Any]) -> None:
        assert empty_lines(answer.working.text()) + empty_lines(answer.text()) == [], name

    @pytest.mark.parametrize(
        "page",
        sorted((*PAGES.glob("docs/*.md"), *PAGES.glob("docs/questions/*.md"), PAGES / "README.md")),
        ids=lambda page: page.stem,
    )
    def test_of_the_documentation(self, page: Path) -> None:
        assert empty_lines(page.read_text("utf-8")) == []

    @pytest.mark.parametrize(
        "line",
        [
            "held: 0.16 = 0.16",
            "balance: 1.00 - 0.00 = 1.00",
            "a: 0.00 + 1.00 = 1.00",
            "a: 1.00 +\n    0.00 = 1.00",
            "+ 1 months",
        ],
    )
    def test_it_is_found(self, line: str) -> None:
        assert len(empty_lines(line)) == 1
