"""The kernel of the compiled core gives what the kernel of arrays gives, which is the reference."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from telcoterms.batch.kernels import core
from telcoterms.batch.kernels.days import ENDS, FIRST, PLACES, SPANS
from telcoterms.batch.kernels.late_charge.charging import ByChunks
from telcoterms.batch.kernels.late_charge.compiled import DOUBT, Compiled
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.clauses.late_charge.kinds import RateCharge, RunsFrom
from telcoterms.values.money import Rounding
from tests.batch.kernels.late_charge.rows import Columns, Row, alone, columns, random_rows
from tests.terms_builders import PART_MONTH, ROUNDING, RUNS_FROM, compound, flat

TWO = Fraction(1, 50)
BLOCK = 2048  # rows that the core takes together
ROWS = random_rows(21, 1200)
HARD = [
    *ROWS[:200],
    *(Row(10**12, date(2000, 2, 29), date(2000, 2, 29) + timedelta(days)) for days in range(0, 36_500, 900)),
    *(Row(amount, date(1900, 1, 31), date(1999, 12, 30), 1200) for amount in (1, 25, 26, 10_000)),
]


def by_machine(rule: RateCharge, net_days: int, table: Columns) -> list[int]:
    out = np.full(len(table.amount), 77, np.int64)
    kernel_of(rule, net_days).charge(*table, out)
    return out.tolist()


class TestFigures:
    @pytest.mark.parametrize(("runs_from", "part_month", "rounding"), [*product(RUNS_FROM, PART_MONTH, ROUNDING)])
    def test_every_reading(self, runs_from: RunsFrom, part_month: Any, rounding: Rounding) -> None:
        rule = compound(TWO, runs_from=runs_from, part_month=part_month, rounding=rounding)
        assert by_machine(rule, 15, columns(ROWS)) == alone(rule, 15, ROWS)

    @pytest.mark.parametrize("rounding", ROUNDING)
    @pytest.mark.parametrize(
        "rate", [Fraction(0), Fraction(1, 10**30), Fraction(1, 2) - Fraction(1, 10**30), Fraction(1, 7), Fraction(10)]
    )
    def test_what_is_in_doubt_is_settled(self, rate: Fraction, rounding: Rounding) -> None:
        rule = compound(rate, rounding=rounding)
        assert by_machine(rule, 0, columns(HARD)) == alone(rule, 0, HARD)

    @pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 70_000])
    def test_any_length(self, length: int) -> None:
        table = columns(ROWS).at(np.arange(length) % len(ROWS))
        expected = np.empty(length, np.int64)
        kernel_of(compound(TWO), 15).charge(*table, expected)
        assert by_machine(compound(TWO), 15, table) == expected.tolist()


class TestColumns:
    def test_columns_that_may_not_be_written_and_views_with_strides(self) -> None:
        table = columns(ROWS).at(np.repeat(np.arange(len(ROWS)), 3))
        for column in table:
            column.setflags(write=False)
        out = np.full((len(ROWS), 2), 77, np.int64)
        kernel_of(compound(TWO), 15).charge(*table.at(slice(None, None, 3)), out[:, 0])
        assert out[:, 0].tolist() == alone(compound(TWO), 15, ROWS)
        assert (out[:, 1] == 77).all()

    def test_one_number_of_billing_months_for_all_rows(self) -> None:
        rule = compound(TWO, runs_from="next-invoice-date")
        table, out = columns(ROWS), np.empty(len(ROWS), np.int64)
        kernel_of(rule, 15).charge(table.amount, table.issued, table.paid, 3, out)
        assert out.tolist() == alone(rule, 15, [row._replace(billing_months=3) for row in ROWS])

    def test_threads_may_share_a_kernel(self) -> None:
        kernel, table = kernel_of(compound(TWO), 15), columns(ROWS)
        outs = [np.empty(len(ROWS), np.int64) for _ in range(40)]
        with ThreadPoolExecutor(4) as pool:
            for out in outs:
                pool.submit(kernel.charge, *table, out)
        assert all(out.tolist() == alone(compound(TWO), 15, ROWS) for out in outs[:1] + outs[-1:])
        assert len({out.tobytes() for out in outs}) == 1


class TestAsking:
    @pytest.mark.parametrize("rule", [flat(500), compound(TWO, round_at="once")])
    def test_another_clause_has_the_kernel_of_arrays(self, rule: Any) -> None:
        assert not isinstance(kernel_of(rule, 15), Compiled)

    def test_without_the_core_it_has_the_kernel_of_arrays_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert isinstance(kernel_of(compound(TWO), 15), Compiled)
        monkeypatch.setattr(core, "installed", lambda: None)
        assert isinstance(kernel_of(compound(TWO), 15), ByChunks)

    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_a_large_sum_and_half_a_cent(self, runs_from: RunsFrom, rounding: Rounding) -> None:
        rule = compound(TWO, runs_from=runs_from, rounding=rounding)
        half = Row(49, date(2024, 3, 1), date(2024, 4, 16))  # 49 + 1, and of these half a cent
        rows = [*ROWS[:300], Row(10**12, date(2000, 1, 1), date(2090, 1, 5)), half]
        assert by_machine(rule, 15, columns(rows)) == alone(rule, 15, rows)


class TestBadColumns:
    """What does not fit is refused, or left to the kernel of arrays; nothing beside a column is read or written."""

    @pytest.mark.parametrize("place", range(4))
    def test_columns_of_other_lengths(self, place: int) -> None:
        kernel, table = kernel_of(compound(TWO), 15), columns(ROWS[:9])
        assert isinstance(kernel, Compiled)
        parts: list[Any] = [table.amount, table.issued, table.paid, table.billing_months]
        parts[place] = parts[place][:-2]
        tables = (PLACES, ENDS, SPANS, FIRST)
        with pytest.raises(ValueError, match="fit"):
            core.core().charge(kernel.clause, tables, tuple(parts), np.empty(9, np.int64))

    @pytest.mark.parametrize("day", [-(2**31), -30_000, 200_000, 2**31 - 1])
    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    def test_days_outside_the_tables_are_in_doubt(self, day: int, runs_from: RunsFrom) -> None:
        kernel = kernel_of(compound(TWO, runs_from=runs_from), 15)
        assert isinstance(kernel, Compiled)
        out = np.empty(2, np.int64)
        days = np.array([day, 20_000], np.int32), np.array([20_100, 2**31 - 1], np.int32)
        facts = (np.array([113, 113]), *days, np.array([2**40, 1]))
        core.core().charge(kernel.clause, (PLACES, ENDS, SPANS, FIRST), facts, out)
        assert set(out.tolist()) <= {0, DOUBT}
