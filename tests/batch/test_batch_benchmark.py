"""The benchmark of batch runs with little to do and tells all that it should; no time is asserted."""

from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.batch import PICTURE, QUICK, figures
from benchmarks.batch_parts import equality, statements
from benchmarks.batch_parts.bars import picture
from benchmarks.batch_parts.clause import KOS, NET, table_of
from benchmarks.batch_parts.delays import MONTHS, delayed
from benchmarks.batch_parts.page import HEADING
from benchmarks.batch_parts.part import Bar
from benchmarks.batch_parts.readings import COMPOUND, FIRST, KINDS, ways
from benchmarks.columns import realistic
from benchmarks.competitors import COMPETITORS
from benchmarks.report import HEADING as SCALAR_HEADING
from benchmarks.report import Table, parted, replaced
from benchmarks.report import section as scalar_section
from benchmarks.scalar import PAGE
from telcoterms import Terms
from telcoterms.batch import late_charge, statement

TINY = replace(
    QUICK,
    turn_seconds=0,
    rows=2_000,
    fewer=200,
    kinds={FIRST: COMPOUND},
    sizes=(100, 3_000),
    peaks=(100_000, 1_000_000),
    accounts=20,
    alone=5,
    filed=500,
    audited=800,
    equal=(20, 1),
    processes=1,
    competitors={  # every label, but two ways
        f"as {key}": replace(one, prepare=COMPETITORS["scalar" if one.exact else "closed-form"].prepare)
        for key, one in COMPETITORS.items()
    },
)


@pytest.fixture(scope="module")
def told() -> tuple[str, str]:
    return figures(TINY)


def headings(section: str) -> list[str]:
    return [line for line in section.splitlines() if line.startswith("#")]


class TestBatch:
    """One run, the section that it writes and the picture."""

    def test_each_line_of_a_table_has_its_figures(self, told: tuple[str, str]) -> None:
        rows = [line.split("|")[1:-1] for line in told[0].splitlines() if line.startswith("|")]
        assert len(rows) > 80
        assert all(any(cell.strip() for cell in cells[1:]) for cells in rows)

    def test_no_line_of_a_table_is_wider_than_eighty(self, told: tuple[str, str]) -> None:
        assert max(len(line) for line in told[0].splitlines() if line.startswith("|")) <= 80

    def test_nothing_differs_from_the_terms(self, told: tuple[str, str]) -> None:
        (line,) = (line for line in told[0].splitlines() if line.startswith("| rows with another charge"))
        assert [cell.strip() for cell in line.split("|")[2:-1]] == ["0", "0", "yes"]

    def test_a_part_can_be_measured_alone(self) -> None:
        section, drawn = figures(TINY, "delays")
        assert headings(section) == [HEADING, "### The rows", "### Months late"]
        assert drawn == ""

    def test_the_picture_shows_every_way_and_tells_it_in_words(self, told: tuple[str, str]) -> None:
        root = ElementTree.fromstring(told[1])
        texts = ["".join(one.itertext()) for one in root]
        assert {one.label for one in COMPETITORS.values()} < set(texts)
        assert "another way, some cents wrong: 1/" in texts[1]

    def test_a_column_that_grows_needs_no_more_memory(self, told: tuple[str, str]) -> None:
        lines = [line for line in told[0].splitlines() if "MiB more for ten times the rows" in line]
        assert [line.split("|")[-2].strip() for line in lines] == ["yes", "yes"]

    def test_a_longer_bar_is_faster(self) -> None:
        root = ElementTree.fromstring(picture([Bar("slow", 900, own=True), Bar("fast", 9, own=False, wrong=0.5)]))
        boxes = [one for one in root if one.tag.endswith("rect")][1:3]
        assert [int(one.attrib["width"]) for one in boxes] == [307, 7]
        assert "1/9, 50.0 % wrong" in "".join(root.itertext())


class TestPage:
    """Where the figures stand."""

    def test_the_page_holds_the_section_with_the_picture(self, told: tuple[str, str]) -> None:
        _, own, _ = parted(PAGE.read_text("utf-8"), HEADING)
        assert headings(own) == headings(told[0])
        assert f"]({PICTURE.name})" in own
        assert ElementTree.fromstring(PICTURE.read_text("utf-8")).tag.endswith("svg")

    def test_each_of_the_two_sections_is_replaced_alone(self, told: tuple[str, str]) -> None:
        page = PAGE.read_text("utf-8")
        scalars = scalar_section({"Import": Table(("", "times"), [("a", "1")])})
        both = replaced(replaced(page, told[0]), scalars)
        assert both == replaced(replaced(page, scalars), told[0])
        assert (parted(both, HEADING)[1], parted(both, SCALAR_HEADING)[1]) == (told[0], scalars)
        assert headings(both)[-1] == headings(page)[-1]


class TestWorks:
    """What is measured is what it is said to be."""

    @pytest.mark.parametrize("months", MONTHS)
    def test_rows_are_all_late_by_the_same_months(self, months: int) -> None:
        columns = delayed(realistic(2_000), months)
        assert set(late_charge(KOS, table_of(columns), beside=["months"])["months"].to_pylist()) == {months}
        assert np.all(columns.paid - columns.issued > NET)

    def test_every_combination_of_readings_is_a_way(self) -> None:
        found = {name: len({way for way, _ in ways(name, rule)}) for name, rule in KINDS.items()}
        assert (found[FIRST], found["a flat sum"]) == (108, 1)

    def test_accounts_that_batch_tells_otherwise_are_not_timed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def another_day(terms: Terms, as_of: date, **tables: Any) -> Any:
            return statement(terms, as_of="2029-01-01", **tables)

        monkeypatch.setattr(statements, "statement", another_day)
        with pytest.raises(SystemExit, match="batch differs from the terms"):
            figures(TINY, "statements")

    def test_rows_that_cannot_be_compared_are_not_told_to_agree(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(equality, "sys", type("Python", (), {"executable": "false"}))
        with pytest.raises(SystemExit, match="could not be compared"):
            figures(TINY, "equality")
