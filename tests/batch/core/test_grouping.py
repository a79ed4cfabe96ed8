"""Keys are numbered in their order, whatever they are, and rows are brought together by account."""

from __future__ import annotations

from random import Random
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms.batch import core
from telcoterms.batch.account_tables import coded
from tests.long_runs import examples

TYPES = (pa.string(), pa.large_string())
ONE_HASH: Final = ("account 420b687bbbdc24b7", "account 264a71450e313170")
"""Two texts of one hash, without its last bit, by a secret of nothing: they took some billions of trials."""
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

    @pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 300])
    def test_many_of_one_length_that_differ_at_the_end(self, length: int) -> None:
        keys = pa.array(["x" * (length - 1) + chr(65 + place % 26) for place in range(3000)])
        check([keys, keys.slice(1000, 900)])

    def test_more_rows_than_the_fewest_parts_are_for(self) -> None:
        numbers = np.random.default_rng(4).integers(0, 50_000, 200_000)
        check([pa.array([f"account {number:06}" for number in numbers])])

    @pytest.mark.parametrize("last", ["account 99999", "account 00001"])
    def test_sorted_up_to_the_last_key(self, last: str) -> None:
        keys = [f"account {number:05}" for number in range(1200)]
        check([pa.array([*keys, *keys[-1:]]), pa.array(keys[::3]), pa.array([*keys[::2], last])])

    def test_whole_numbers_that_follow_one_another(self) -> None:
        numbers = np.random.default_rng(5).permutation(np.arange(-700, 700))
        check([pa.array(numbers)])

    @pytest.mark.parametrize(
        "heads", [["zaaaaaaa", "ybaaaaaa"], ["zaaaaaaa", "yaaaaaaa"], ["zaaaaaaa", "yaaaaaab", "x"]]
    )
    def test_texts_of_few_beginnings(self, heads: list[str]) -> None:
        tails = ["", "\0", "a", "aa", "ab", "b", "ba", "é", *(f"a long end {number}" for number in range(9))]
        keys = [f"account {head}{tail}" for head in heads for tail in tails]
        check([pa.array(np.random.default_rng(6).permutation(keys).tolist())])

    @pytest.mark.parametrize(
        "keys", [["account z", "account a"], ["ab", "a"], ["b", ""], ["account ab", "account a\0"]]
    )
    def test_two_texts(self, keys: list[str]) -> None:
        check([pa.array(keys)])

    @pytest.mark.parametrize("seed", range(5))
    def test_one_text_before_many_of_another_beginning(self, seed: int) -> None:
        keys = ["account ybaaaaaa", *(f"account zaaaaaaa{number}" for number in range(9))]
        check([pa.array(Random(seed).sample(keys, len(keys)))])

    def test_as_many_columns_as_are_taken(self) -> None:
        columns = [pa.array([place, place + 3, place + 9]) for place in range(8)]
        check(columns)
        check(columns[::-1])
        check([column[::-1] for column in columns])

    @pytest.mark.parametrize("part", range(8))
    def test_texts_that_meet_in_one_of_eight_parts(self, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
        texts = [f"{number}" for number in range(300)]
        monkeypatch.setattr(core, "urandom", bytes)
        check([pa.array([text for text in texts if core.core().sip_hash(bytes(16), text.encode()) >> 61 == part])])

    def test_texts_that_meet_at_one_place_of_a_part(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hashes = {f"{number}": core.core().sip_hash(bytes(16), b"%d" % number) >> 1 for number in range(2_000)}
        meeting = [text for text, hash_ in hashes.items() if hash_ >> 60 == 0 and hash_ % 8 == 0]
        assert len(meeting) > 3
        monkeypatch.setattr(core, "urandom", bytes)
        check([pa.array(sorted(meeting[:3], reverse=True))])

    def test_long_texts_of_one_hash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two that meet under a secret of nothing are told apart."""
        one, other = ONE_HASH
        hashes = {core.core().sip_hash(bytes(16), text.encode()) >> 1 for text in ONE_HASH}
        assert len(hashes) == 1
        monkeypatch.setattr(core, "urandom", bytes)
        check([pa.array([other, one, other, one, "another account"])])

    @given(st.lists(st.lists(TEXTS, max_size=12), min_size=1, max_size=3))
    def test_sorted_text(self, columns: list[list[str]]) -> None:
        check([pa.array(sorted(column, key=str.encode), pa.string()) for column in columns])

    @given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12).map(sorted), min_size=1, max_size=3))
    def test_sorted_numbers(self, columns: list[list[int]]) -> None:
        check([pa.array(column, pa.int64()) for column in columns])

    def test_a_slice_and_an_empty_column(self) -> None:
        keys = pa.array(["c", "a", "b", "a"])
        check([keys.slice(1), keys.slice(0, 0), pa.array([], pa.string())])


def arranged(
    numbers: list[str],
    named: list[str | None],
    days: list[int],
    kinds: list[int] | None = None,
    ties: list[int] | None = None,
) -> tuple[Any, core.Arranged]:
    """Arrange the rows of one account, whose bills are of one day after the other; the sums are the places of rows."""
    left = np.zeros(1, np.uint8)
    events = core.EventRows(
        np.zeros(len(named), np.int64),
        np.array(days, np.int32),
        np.array(kinds or [core.PAYMENT] * len(named), np.int8),
        np.arange(len(named), dtype=np.int64),
        pa.array(named, pa.string()),
        np.array(ties or [0] * len(named), np.int64),
    )
    days_of_debts = np.arange(len(numbers), dtype=np.int32)
    found = core.arrange(
        left, np.zeros(len(numbers), np.int64), days_of_debts, days_of_debts, pa.array(numbers, pa.string()), events
    )
    return left[0], found


class Event(NamedTuple):
    """An event of some account, with the row that it stands in."""

    account: int
    day: int
    kind: int
    amount: int
    number: str | None
    tie: int
    row: int

    @property
    def turn(self) -> tuple[object, ...]:
        """What its account sorts it by: one that names a bill comes first, and a larger one before a smaller one."""
        if self.kind == core.REPORTED:
            return self.day, self.kind, self.tie
        return self.day, self.kind, self.number is None, self.number or "", -self.amount, self.tie


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

    @pytest.mark.parametrize("number", ["1 2", " 1", "!", "~", "x" * 80])
    def test_what_fits_is_taken(self, number: str) -> None:
        left, found = arranged([number], [number], [5])
        assert left == 0
        assert found.named.tolist() == [0, 0]

    @pytest.mark.parametrize("count", [8, 24, 25, 26, 60, 150])
    def test_rows_of_few_days_stand_as_their_accounts_sort_them(self, count: int) -> None:
        random = Random(count)
        bills = [
            (random.randrange(2), random.randrange(9), number)
            for number in random.sample(range(100, 100 + count), count)
        ]
        accounts = [[str(number) for account, _, number in bills if account == own] or [""] for own in range(2)]
        events = []
        for row in range(3 * count):
            account, kind = random.randrange(2), random.choice([core.REPORTED, core.CREDIT, core.PAYMENT])
            number = random.choice([None, *accounts[account][:3]])
            amount, tie = random.randrange(2), random.randrange(2)
            events.append(Event(account, 20 + random.randrange(2), kind, amount, number, tie, row))
        left = np.zeros(2, np.uint8)
        found = core.arrange(
            left,
            np.array([account for account, _, _ in bills], np.int64),
            np.zeros(count, np.int32),
            np.array([due for _, due, _ in bills], np.int32),
            pa.array([str(number) for _, _, number in bills]),
            core.EventRows(
                np.array([event.account for event in events], np.int64),
                np.array([event.day for event in events], np.int32),
                np.array([event.kind for event in events], np.int8),
                np.array([event.amount for event in events], np.int64),
                pa.array([event.number for event in events], pa.string()),
                np.array([event.tie for event in events], np.int64),
            ),
        )
        assert not left.any()
        debts = sorted(range(count), key=lambda row: bills[row])
        assert found.debt_orders.tolist() == debts
        rows, named = list[int](), list[int]()
        place_of = {str(bills[row][2]): place for place, row in enumerate(debts)}
        for account in range(2):
            own = [place for place, row in enumerate(debts) if bills[row][0] == account]
            taken = sorted((event for event in events if event.account == account), key=lambda event: event.turn)
            rows += [core.NO_ROW] * len(own) + [event.row for event in taken]
            named += own + [core.NO_ROW if event.number is None else place_of[event.number] for event in taken]
        assert found.event_orders.tolist() == rows
        assert found.named.tolist() == named

    def test_decisions_find_their_reports(self) -> None:
        kinds = [core.DECIDED, core.REPORTED, core.DECIDED, core.REPORTED]
        left, found = arranged(["1"], [None, "1", None, "1"], [7, 3, 8, 5], kinds, ties=[9, 6, 6, 9])
        assert not left
        assert found.event_orders.tolist() == [core.NO_ROW, 1, 3, 0, 2]
        assert found.named.tolist() == [0, 0, 0, 2, 1]

    @pytest.mark.parametrize(
        ("kinds", "ties"),
        [([core.DECIDED], [6]), ([core.REPORTED, core.DECIDED], [5, 6]), ([core.PAYMENT, core.DECIDED], [6, 6])],
    )
    def test_a_decision_without_its_report_is_left_out(self, kinds: list[int], ties: list[int]) -> None:
        left, found = arranged([], [None] * len(kinds), [7] * len(kinds), kinds, ties)
        assert left == 1
        assert found.days.tolist() == []

    def test_equal_days_stand_as_an_account_sorts_them(self) -> None:
        """Those that name a bill come first, by its number, then the larger ones."""
        left, found = arranged(["a", "b"], [None, "b", "a", None, "a"], [9] * 5)
        assert not left
        assert found.sums[2:].tolist() == [4, 2, 1, 3, 0]
