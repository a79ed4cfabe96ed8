"""Accounts of invoices and payments alone, settled in one go: as the replay of all events has them, row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Terms, batch, load
from telcoterms.batch import core, plain_accounts, replayed
from telcoterms.batch.kernels import core as installed
from telcoterms.values.money import LIMIT
from tests.batch.core.in_columns import programs_of
from tests.batch.core.test_edges import own_terms
from tests.long_runs import examples

AS_OF: Final = date(2026, 11, 30)
DAY: Final = AS_OF.toordinal() - date(1970, 1, 1).toordinal()
RATE: Final = {"kind": "rate", "rate": Decimal("0.02"), "per": "month", "compounding": "monthly"}
KOS: Final = load("kos")
TERMS: Final[dict[str, Terms]] = {
    "as published": KOS,
    "from the due date": KOS.under(late_charge={"runs_from": "due-date"}),
    "from the next bill": KOS.under(late_charge={"runs_from": "next-invoice-date", "rounding": "half-even"}),
    "by the day": KOS.under(late_charge={"part_month": "daily-compound"}),
    "newest first": KOS.under(statement={"across_debts": "newest-first"}),
    "largest first": KOS.under(statement={"across_debts": "largest-first"}),
    "not compounded": own_terms({"kind": "rate", "rate": Decimal("0.015"), "per": "month", "compounding": "none"}),
    "a fee": own_terms({"kind": "flat", "sum": "5.00"}),
    "with days of grace": own_terms({**RATE, "grace": {"days": 3, "from": "due-date"}}),
    "a fee once an account": own_terms({"kind": "flat", "sum": "5.00", "of": "account"}),
}


Row = tuple[str, str | None, int, int]


def columns_of(random: Random, accounts: int) -> dict[str, pa.Table]:
    """Rows of accounts: mostly sound ones, with many on one day, sums that tie, and here and there one that is odd."""
    bills, paid = list[Row](), list[Row]()
    for account in range(accounts):
        key, first = f"{account:03}", date(2026, 1, 1).toordinal() + random.randrange(60)
        for place in range(random.randrange(5)):
            issued = first + 30 * place if random.random() < 0.9 else first
            number = f"{place}" if random.random() < 0.995 else random.choice(["1", " ", "x" * 90, "\u00e9"])
            amount = random.choice([5_000, 5_025, 11_300, random.randrange(20_000), 0])
            bills.append((key, number, issued, amount))
            if random.random() < 0.8:
                late = random.choice([0, 3, 15, 16, 45, 120, random.randrange(400)])
                named = random.choice([None, None, number, "9" if random.random() < 0.05 else None])
                paid.append((key, named, issued + late, random.choice([amount, amount // 2, amount + 1_000])))
    odd = [(date(1850, 1, 1).toordinal(), 1), (date(2026, 3, 1).toordinal(), -1), (date(2026, 3, 1).toordinal(), LIMIT)]
    for day, amount in random.sample(odd, random.randrange(3)):
        rows = random.choice([bills, paid])
        rows.append((f"{random.randrange(accounts):03}", "odd" if rows is bills else None, day, amount))
    epoch = date(1970, 1, 1).toordinal()
    tables = {}
    for name, rows, number, heading in (
        ("invoices", bills, "number", "issued"),
        ("payments", paid, "invoice", "received"),
    ):
        accounts_of, numbers, days, amounts = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [])
        tables[name] = pa.table(
            {
                "account": pa.array(accounts_of, pa.string()),
                number: pa.array(numbers, pa.string()),
                heading: pa.array([each - epoch for each in days], pa.int32()).cast(pa.date32()),
                "amount_minor": pa.array(amounts, pa.int64()),
            }
        )
    return tables


def shuffled(tables: dict[str, pa.Table], random: Random) -> dict[str, pa.Table]:
    return {name: table.take(random.sample(range(len(table)), len(table))) for name, table in tables.items()}


def asked(terms: Terms, tables: dict[str, pa.Table]) -> pa.Table:
    return batch.statement(terms, **tables, as_of=AS_OF, errors="column")


class TestAgainstTheReplayOfAllEvents:
    @pytest.mark.parametrize("of", TERMS)
    @settings(max_examples=examples(300, 12), deadline=None)
    @given(st.integers(0, 1 << 30))
    def test_each_account(self, of: str, seed: int) -> None:
        random = Random(seed)
        tables = columns_of(random, 40)
        orders = (tables, shuffled(tables, random))  # of an account that has several odd rows, the first is told
        found = [asked(TERMS[of], order) for order in orders]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(replayed, "settle_plain", lambda _, events, *more: np.ones(len(events.accounts), np.bool_))
            expected = [asked(TERMS[of], order) for order in orders]
        assert [one.equals(other) for one, other in zip(found, expected, strict=True)] == [True, True]
        figures = [one.drop_columns(["error", "error_code"]) for one in expected]
        assert figures[0].equals(figures[1])

    def test_most_are_settled_here(self) -> None:
        tables = columns_of(Random(5), 200)
        patch = pytest.MonkeyPatch()
        left = list[int]()

        def settle(*arguments: Any) -> Any:
            mask = plain_accounts.settle_plain(*arguments)
            left.append(int(mask.sum()))
            return mask

        with patch.context() as context:
            context.setattr(replayed, "settle_plain", settle)
            asked(KOS, tables)
        assert 0 < left[0] < 20

    def test_in_several_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tables = shuffled(columns_of(Random(6), 60), Random(7))
        whole = asked(KOS, tables)
        monkeypatch.setattr(plain_accounts, "LEAST_OF_A_PART", 7)
        assert asked(KOS, tables).equals(whole)

    def test_more_accounts_than_parts_of_rows(self) -> None:
        tables = columns_of(Random(8), 2_500)
        found, expected = (asked(KOS, each).drop_columns("error") for each in (shuffled(tables, Random(9)), tables))
        assert found.equals(expected)

    def test_a_bill_of_before_the_numbers_of_the_clause_are_known(self) -> None:
        early = pa.table({"account": ["A"], "number": ["1"], "issued": [date(2019, 1, 1)], "amount_minor": [100]})
        none = pa.table({"account": pa.array([], pa.string()), "received": pa.array([], pa.date32())})
        none = none.append_column("amount_minor", pa.array([], pa.int64()))
        found = batch.statement(KOS, early, none, AS_OF)
        assert found["balance_minor"].to_pylist()[0] > 100


def sound() -> list[Any]:
    """The arguments with which the core settles two accounts of two bills and two payments each."""
    starts, rows = np.array([0, 2, 4]), np.array([3, 2, 1, 0])
    offsets = np.array([0, 1, 2, 3, 4], np.int32)
    days = np.array([20454, 20485, 20454, 20485], np.int32)
    amounts = np.array([11300, 11300, 5644, 5644])
    return [
        list(programs_of(KOS).tables()),
        [starts, days, amounts, offsets, np.frombuffer(b"1212", np.uint8).copy(), False, rows],
        [
            starts.copy(),
            days + 20,
            amounts.copy(),
            offsets.copy(),
            np.frombuffer(b"2121", np.uint8).copy(),
            False,
            None,
        ],
        np.array([0, 1, 1, 0], np.int8),
        [15, -20_000, 1200, DAY, np.array([0], np.int32), np.array([-100_000, 0], np.int32)],
        [*(np.zeros(2, np.int64) for _ in core.PLAIN_SUMS), np.zeros(2, np.uint8)],
        0,
        2,
    ]


def is_answered(arguments: list[Any]) -> bool:
    """Whether the core answers; else it refuses by an error of its own. A fault of memory would end the process."""
    try:
        installed.core().settle(*(tuple(one) if isinstance(one, list) else one for one in arguments))
    except (BufferError, ValueError):
        return False
    return True


class TestBuffers:
    def test_the_sound_ones_are_settled(self) -> None:
        arguments = sound()
        assert is_answered(arguments)
        assert arguments[5][6].tolist() == [0, 0]
        assert min(arguments[5][3]) > 0

    @settings(max_examples=examples(4000, 300))
    @given(st.randoms(use_true_random=False))
    def test_any_numbers_are_refused_or_settled(self, random: Random) -> None:
        arguments = sound()
        wild = [0, 1, -1, 3, 255, 2**31 - 1, -(2**31), 2**40, 2**62, -(2**63), 2**63 - 1]
        for _ in range(random.randrange(1, 4)):
            group = arguments[random.choice((0, 1, 1, 2, 2, 4))]
            place = random.randrange(len(group))
            column = group[place]
            if not isinstance(column, np.ndarray):
                group[place] = column if column is None or isinstance(column, bool) else random.choice(wild)
            elif len(column) and column.dtype.kind in "iu":
                limits = np.iinfo(column.dtype)
                column[random.randrange(len(column))] = min(max(random.choice(wild), limits.min), limits.max)
        assert is_answered(arguments) or not any(column.any() for column in arguments[5][:6])

    @settings(max_examples=examples(1500, 150))
    @given(st.randoms(use_true_random=False))
    def test_any_lengths_are_refused_or_settled(self, random: Random) -> None:
        arguments = sound()
        group = arguments[random.choice((0, 1, 2, 4, 5))]
        place = random.randrange(len(group))
        values = group[place]
        if isinstance(values, np.ndarray):
            group[place] = random.choice((values[:-1], values[:0], np.append(values, values), values.tobytes()[:-1]))
        else:
            arguments[6:] = random.choice([(1, 3), (-1, 2), (2, 1)])
        is_answered(arguments)

    @pytest.mark.parametrize(
        ("accounts", "starts"),
        [([0, 2], [0, 1, 2]), ([0, -1], [0, 1, 2]), ([0, 1], [0, 2, 2]), ([0, 1], []), ([0, 1, 1], [0, 1, 3])],
    )
    def test_rows_that_are_not_those_of_the_starts(self, accounts: list[int], starts: list[int]) -> None:
        columns = np.array(accounts), np.array(starts, np.int64), np.zeros(2, np.int32), np.zeros(2, np.int64)
        out = np.zeros(2, np.int64), np.zeros(2, np.int32), np.zeros(2, np.int64)
        with pytest.raises(ValueError, match="fit"):
            installed.core().move(columns, out)

    @pytest.mark.parametrize(("accounts", "size"), [([0, 2], 3), ([-1], 3), ([], 0)])
    def test_accounts_that_are_not_there(self, accounts: list[int], size: int) -> None:
        with pytest.raises(ValueError, match="fit"):
            installed.core().starts(np.array(accounts, np.int64), np.zeros(size, np.int64))
