"""The first of the matches of a billed figure, without the others: it is the first of all that are found."""

from itertools import product

import pytest

from telcoterms import BillLine
from telcoterms.agreement.rule import ROUNDINGS, Reading
from telcoterms.audit.audit import best_reading_match, counted_sum, reading_matches
from tests.terms_builders import REFUND_FACTS, cad

READINGS = (
    Reading("A", "a0", ("a0", "a1"), "", (("a1", "the words exclude it"),)),
    Reading("B", "b0", ("b0", "b1"), ""),
    Reading("C", "c0", ("c0", "c1"), ""),
    Reading("rounding", "half-up", ROUNDINGS, ""),
)
NAMES = [reading.name for reading in READINGS]
FIRST = tuple(reading.value for reading in READINGS)


@pytest.mark.parametrize(
    ("matching", "explanation", "short"),
    [
        # one that the words allow goes before one that is practised
        (["a0 b1 c0 half-up", "a1 b0 c0 half-up"], "allowed", "B b1"),
        (["a0 b1 c1 half-up", "a1 b0 c0 half-up"], "allowed", "B b1, C c1"),
        # so does one that they allow under another rounding, and after one as the terms are rounded
        (["a0 b1 c0 down", "a1 b0 c0 half-up"], "rounded-otherwise", "B b1, rounding down"),
        (["a0 b0 c0 down", "a0 b1 c1 half-up"], "allowed", "B b1, C c1"),
        # of those that are practised the one that changes least, however it is rounded
        (["a1 b1 c1 half-up", "a1 b0 c0 down"], "practised", "A a1, rounding down"),
        (["a1 b1 c1 half-up"], "practised", "A a1, B b1, C c1"),
        # of two that change as much, the first by its name
        (["a0 b0 c1 half-up", "a0 b1 c0 half-up"], "allowed", "B b1"),
    ],
)
def test_the_first_match(matching: list[str], explanation: str, short: str) -> None:
    cells = [tuple(cell.split()) for cell in matching]
    best = best_reading_match(READINGS, NAMES, cells)
    assert (best.explanation, best.short) == (explanation, short)


def test_it_is_the_first_of_all() -> None:
    cells = [cell for cell in product(*(reading.values[:2] for reading in READINGS)) if cell != FIRST]
    for first, second in product(cells, repeat=2):
        found = reading_matches(READINGS, NAMES, [first, second])
        assert best_reading_match(READINGS, NAMES, [first, second]) == found[0]


def test_a_day_adds_nothing_to_a_sum() -> None:
    line = BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")
    with pytest.raises(AssertionError, match="a due_date adds nothing to a sum"):
        counted_sum(line, 5, None, None)
    assert counted_sum(BillLine("refund", REFUND_FACTS, cad(3330)), 3330, None, None) == -3330
