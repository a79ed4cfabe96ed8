"""The page that says how each promise is tested names what is there."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "trust.md").read_text("utf-8")
TESTED: Final = PAGE.partition("## How it is tested")[2].partition("\n## ")[0]
NAMED: Final = sorted(set(re.findall(r"`((?:tests|\.ci)/[\w./]*)`", PAGE)))


@pytest.mark.parametrize("place", NAMED)
def test_each_place_is_there(place: str) -> None:
    assert (ROOT / place).exists() or not (ROOT / place.split("/")[0]).exists()  # the source archive has no `.ci`


def test_each_row_says_where() -> None:
    rows = [line for line in TESTED.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) > 10
    assert all("`" in row.split("|")[-2] for row in rows)


def test_each_promise_is_tested() -> None:
    promises = re.findall(r"^\d\. \*\*", PAGE, re.MULTILINE)
    tested = [row.split("|")[1].strip() for row in TESTED.splitlines() if row.startswith("| ")]
    assert len(promises) == len([name for name in tested if name and name != "promise"])
