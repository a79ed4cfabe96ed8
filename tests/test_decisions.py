"""The records of decisions: a number is used once, each has a date and a status, and every link to one resolves."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("*.md"))
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])

LINK = re.compile(r"\]\(([^)#\s]*\b\d{4}-[a-z-]+\.md)")
STATUS = re.compile(r"accepted|(accepted; amended|superseded) by \[\d+\]\((?P<next>[0-9a-z-]+\.md)\)(: .+)?")


def entry(record: Path, key: str) -> str:
    """Return what a record says after `Key: `, which stands on a line of its own above the first section."""
    head = record.read_text("utf-8").partition("\n## ")[0]
    found = re.findall(rf"^{key}: (.+)$", head, re.MULTILINE)
    assert len(found) == 1, f"{record.name} needs one line '{key}: ...' above its first section"
    return str(found[0])


class TestRecords:
    """A decision can be cited by its number, and dated."""

    def test_a_number_is_used_once(self) -> None:
        numbers = Counter(record.name[:4] for record in RECORDS)
        assert [number for number, times in numbers.items() if times > 1] == []

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
    def test_its_heading_has_the_number_of_its_file(self, record: Path) -> None:
        assert record.read_text("utf-8").startswith(f"# {int(record.name[:4])}. ")

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
    def test_it_has_a_date(self, record: Path) -> None:
        assert date.fromisoformat(entry(record, "Date")) >= date(2026, 1, 1)

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
    def test_it_has_a_status(self, record: Path) -> None:
        status = STATUS.fullmatch(entry(record, "Status"))
        assert status, f"{record.name}: write 'accepted', or 'superseded by [N](NNNN-title.md)'"
        assert status["next"] is None or (FOLDER / status["next"]).is_file()

    def test_every_link_to_one_resolves(self) -> None:
        targets = [(page, target) for page in PAGES for target in LINK.findall(page.read_text("utf-8"))]
        assert targets
        assert [(page.name, target) for page, target in targets if not (page.parent / target).is_file()] == []
