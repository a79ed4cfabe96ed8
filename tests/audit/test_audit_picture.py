"""The content of the picture of an audit: its rows, its marks, and what is too far away to be drawn."""

from typing import Any

import pytest

from telcoterms.audit.audit import Audit, Mistake
from telcoterms.audit.picture import audit_picture
from telcoterms.formats.svg_range import RangeChart
from telcoterms.formats.text import phrase_text
from tests.terms_builders import cad


def audit(billed: int, by_terms: int, lowest: int, highest: int, *mistakes: int) -> Audit:
    """An audit of a figure that no reading gives, in cents; each mistake gives one sum."""
    tried = tuple(Mistake("one-day-too-many", cad(figure)) for figure in mistakes)
    allowed = (cad(highest), cad(lowest), cad(highest))
    return Audit(cad(billed), cad(by_terms), *allowed, (), tried, (), 1, 1, cad(lowest), cad(highest))


def rows(chart: RangeChart) -> list[tuple[Any, ...]]:
    return [(phrase_text(row.name), phrase_text(row.what), row.figures) for row in chart.rows]


def test_mistakes_up_to_three_times_the_largest_figure_are_drawn() -> None:
    # three times the billed 4.00 is 12.00: 12.00 is drawn, 12.01 and 99.00 are not
    chart = audit_picture(audit(400, 341, 104, 350, 1200, 374, 1201, 9900, 374))
    assert phrase_text(chart.title) == "A billed figure among those that the words allow"
    assert [phrase_text(line) for line in chart.story] == [
        "what the words allow: from 1.04 to 3.50.",
        "known mistakes: from 3.74 to 12.00.",
        "by these terms: 3.41 CAD.",
        "billed: 4.00 CAD.",
    ]
    assert [phrase_text(line) for line in chart.captions] == [
        "4.00 CAD billed, 3.41 by the terms: 0.59 more, explained by nothing that was tried",
        "known mistakes that give far more, and are not drawn: 2",
    ]
    assert chart.currency == "CAD"
    assert rows(chart) == [
        ("what the words allow", "from 1.04 to 3.50", (104, 350)),
        ("known mistakes", "from 3.74 to 12.00", (374, 1200)),
    ]
    assert [(mark.at, mark.look, phrase_text(mark.what)) for mark in chart.marks] == [
        (341, "disc", "by these terms: 3.41 CAD"),
        (400, "dashed", "billed: 4.00 CAD"),
    ]


@pytest.mark.parametrize(("billed", "by_terms", "highest"), [(400, 0, 0), (0, 400, 0), (0, 0, 400)])
def test_the_largest_of_the_figures_that_are_compared_counts(billed: int, by_terms: int, highest: int) -> None:
    chart = audit_picture(audit(billed, by_terms, 0, highest, 1200))
    assert rows(chart)[1] == ("known mistakes", "12.00", (1200,))
    assert len(chart.captions) == 1


def test_without_a_mistake_that_is_near_there_is_one_row() -> None:
    chart = audit_picture(audit(113, 113, 113, 113, 340))
    assert rows(chart) == [("what the words allow", "1.13", (113,))]
    assert [phrase_text(line) for line in chart.captions] == [
        "1.13 CAD billed: what these terms give",
        "known mistakes that give far more, and are not drawn: 1",
    ]
