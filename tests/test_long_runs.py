"""A short run tries less of everything, but never none of it."""

from itertools import product

import pytest

from tests import long_runs
from tests.long_runs import examples, some_of
from tests.strategies import every_reading
from tests.terms_builders import ACROSS_DEBTS, PART_MONTH, ROUNDING, RUNS_FROM, WITHIN_DEBT

COMBINATIONS: dict[str, list[tuple[str, ...]]] = {
    "of a late charge": [tuple(readings.values()) for readings in every_reading()],
    "of a ledger": [*product(PART_MONTH, ROUNDING, ACROSS_DEBTS, WITHIN_DEBT)],
    "of a statement": [*product(RUNS_FROM, PART_MONTH, ROUNDING, ACROSS_DEBTS, WITHIN_DEBT)],
}


def values_of(combinations: list[tuple[str, ...]]) -> list[set[str]]:
    return [set(values) for values in zip(*combinations, strict=True)]


class TestShort:
    """Without `--long`."""

    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(long_runs, "is_long", lambda: False)

    @pytest.mark.parametrize(("full", "tried"), [(800, 80), (60, 6), (20, 5), (3, 3)])
    def test_one_example_in_ten_but_five_at_least(self, full: int, tried: int) -> None:
        assert examples(full) == tried

    def test_less_of_a_search_that_no_line_of_the_library_rests_on(self) -> None:
        assert examples(800, part=40) == 20

    @pytest.mark.parametrize("name", COMBINATIONS)
    def test_every_value_of_every_reading_is_there(self, name: str) -> None:
        full = COMBINATIONS[name]
        some = some_of(full)
        assert len(some) <= len(full) // 9
        assert values_of(some) == values_of(full)

    def test_of_few_one_is_left(self) -> None:
        assert some_of([7]) == [7]


class TestLong:
    """With `--long`."""

    def test_all_of_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(long_runs, "is_long", lambda: True)
        assert examples(800) == 800
        assert some_of(range(30)) == [*range(30)]
