"""Golden workings: text files that are read in diffs; `python -m tests.golden.make` writes them anew."""

from pathlib import Path

import pytest

from tests.golden.make import WORKINGS, main, text

FOLDER = Path(__file__).parent / "golden"


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
