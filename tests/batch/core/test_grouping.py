"""Keys are numbered in their order, whatever they are, and rows are brought together by account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms.batch import core
from telcoterms.batch.account_tables import coded
from tests.long_runs import examples

TYPES = (pa.string(), pa.large_string())
TEXTS = st.text(st.sampled_from("ab\0é "), max_size=20) | st.text(max_size=40)


def check(columns: list[pa.Array]) -> None:
    """Compare with what numpy and Arrow find."""
    expected, places = coded(columns)
    values, codes = core.coded(columns)
    assert values.to_pylist() == expected.to_pylist()
    assert [one.tolist() for one in codes] == [one.tolist() for one in places]


class TestKeys:
    @settings(max_examples=examples(600))
    @given(
        st.lists(st.lists(TEXTS, max_size=30), min_size=1, max_size=3),
        st.sampled_from([pa.string(), pa.large_string()]),
    )
    def test_text(self, columns: list[list[str]], type_: pa.DataType) -> None:
        check([pa.array(column, type_) for column in columns])

    @settings(max_examples=examples(300))
    @given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=40))
    def test_whole_numbers(self, numbers: list[int]) -> None:
        check([pa.array(numbers, pa.int64()), pa.array(numbers[::-1], pa.int64())])

    @pytest.mark.parametrize("length", [1, 15, 16, 17, 300])
    def test_many_of_one_length_that_differ_at_the_end(self, length: int) -> None:
        keys = pa.array(["x" * (length - 1) + chr(65 + place % 26) for place in range(3000)])
        check([keys, keys.slice(1000, 900)])

    def test_more_keys_than_one_part_holds(self) -> None:
        numbers = np.random.default_rng(4).integers(0, 50_000, 120_000)
        check([pa.array([f"account {number:06}" for number in numbers])])

    @pytest.mark.parametrize("last", ["account 99999", "account 00001"])
    def test_sorted_up_to_the_last_key(self, last: str) -> None:
        keys = [f"account {number:05}" for number in range(70_000)]
        check([pa.array([*keys, *keys[-1:]]), pa.array(keys[::3]), pa.array([*keys[::2], last])])

    @given(st.lists(st.lists(TEXTS, max_size=12), min_size=1, max_size=3))
    def test_sorted_text(self, columns: list[list[str]]) -> None:
        check([pa.array(sorted(column, key=str.encode), pa.string()) for column in columns])

    @given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12).map(sorted), min_size=1, max_size=3))
    def test_sorted_numbers(self, columns: list[list[int]]) -> None:
        check([pa.array(column, pa.int64()) for column in columns])

    def test_a_slice_and_an_empty_column(self) -> None:
        keys = pa.array(["c", "a", "b", "a"])
        check([keys.slice(1), keys.slice(0, 0), pa.array([], pa.string())])


def arranged(numbers: list[str], named: list[str | None], days: list[int]) -> tuple[Any, core.Arranged]:
    left = np.zeros(1, np.uint8)
    events = core.EventRows(
        np.zeros(len(named), np.int64),
        np.array(days, np.int32),
        np.full(len(named), core.PAYMENT, np.int8),
        np.arange(len(named), dtype=np.int64),
        pa.array(named, pa.string()),
        np.zeros(len(named), np.int64),
    )
    days_of_debts = np.arange(len(numbers), dtype=np.int32)
    found = core.arrange(
        left, np.zeros(len(numbers), np.int64), days_of_debts, days_of_debts, pa.array(numbers, pa.string()), events
    )
    return left[0], found


class TestRows:
    def test_an_account_of_a_hundred_thousand_events(self) -> None:
        """It is sorted in time, and each payment finds its bill."""
        random = np.random.default_rng(8)
        numbers = [f"{number:06}" for number in random.permutation(50_000)]
        paid = random.permutation(50_000)
        left, found = arranged(numbers, [numbers[place] for place in paid], (paid + 50_000).tolist())
        assert not left
        assert found.days.tolist() == [*range(50_000), *range(50_000, 100_000)]
        assert found.named.tolist() == [*range(50_000), *range(50_000)]

    @pytest.mark.parametrize(
        ("numbers", "named"),
        [
            (["1", "1"], []),  # two have one number
            (["1"], ["2"]),  # which no bill has
            ([" "], []),
            (["1\n"], []),
            (["é"], []),
            (["1" * 81], []),
            ([""], []),
        ],
    )
    def test_what_may_not_fit_is_left_out(self, numbers: list[str], named: list[str | None]) -> None:
        left, found = arranged(numbers, named, [5] * len(named))
        assert left == 1
        assert found.days.tolist() == []

    def test_equal_days_stand_as_an_account_sorts_them(self) -> None:
        """Those that name a bill come first, by its number, then the larger ones."""
        left, found = arranged(["a", "b"], [None, "b", "a", None, "a"], [9] * 5)
        assert not left
        assert found.sums[2:].tolist() == [4, 2, 1, 3, 0]
