"""Terms of one's own: the text of a file in the place of its path, and a file that is read anew where it changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from telcoterms import InputError, InvalidFileError, load
from telcoterms.files import library
from tests.error_assertions import refused

FILE = Path(__file__).parents[1] / "examples" / "own_provider.toml"
TEXT = FILE.read_text("utf-8")
OTHER = TEXT.replace('sum = "7.50"', 'sum = "9.00"')
DAYS = '[calendar]\nfile = "days.toml"\n'
TABLE = 'title = "the harbour"\nclosed = [2026-06-24]\nfrom = 2026-01-01\nuntil = 2026-12-31\n'


class TestText:
    def test_the_text_of_a_file_gives_the_terms_of_its_path(self) -> None:
        assert load(text=TEXT) == load(FILE)
        assert load(text=TEXT, on="2026-03-01").edition == load(FILE).edition

    def test_faults_say_that_they_are_of_a_text(self) -> None:
        with refused(InvalidFileError, "text: late_charge.sum: "):
            load(text=TEXT.replace('sum = "7.50"', "sum = 7.50"))

    @pytest.mark.parametrize("facts", [{}, {"provider": "kos", "text": TEXT}])
    def test_one_of_both_is_given(self, facts: dict[str, Any]) -> None:
        with refused(InputError, "give the name of the terms, the path of their file, or its text as text="):
            load(**facts)

    @pytest.mark.parametrize("text", [TEXT.encode(), 7, FILE])
    def test_what_is_no_text(self, text: Any) -> None:
        with refused(InputError, "text= is "):
            load(text=text)

    def test_a_text_has_no_files_beside_it(self) -> None:
        with refused(InputError, "the text takes a table from 'days.toml', and a text has no files beside it"):
            load(text=TEXT + DAYS)


class TestReadAnew:
    def test_a_file_is_read_once_while_it_is_the_same(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "terms.toml"
        path.write_text(TEXT, "utf-8")
        first = load(path)
        with monkeypatch.context() as patched:
            patched.setattr(library, "read_provider", lambda *_: pytest.fail("the file was read again"))
            assert load(path) == first
        path.write_text(OTHER, "utf-8")
        assert load(path) != first
        path.write_text(TEXT, "utf-8")
        assert load(path) == first

    def test_a_file_that_takes_another_sees_that_it_changed(self, tmp_path: Path) -> None:
        path, days = tmp_path / "terms.toml", tmp_path / "days.toml"
        path.write_text(TEXT + DAYS, "utf-8")
        days.write_text(TABLE, "utf-8")
        first = load(path)
        assert load(path) == first
        days.write_text(TABLE.replace("06-24", "06-25"), "utf-8")
        assert load(path) != first
