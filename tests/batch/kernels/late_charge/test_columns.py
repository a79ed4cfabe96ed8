"""Columns of any length, order, layout and rates give what the rules give row by row."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction
from itertools import cycle, islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms.batch.kernels.late_charge.charging import CHUNK
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.clauses.late_charge.kinds import LateChargeRule, RunsFrom
from telcoterms.values.money import Rounding
from tests.batch.kernels.late_charge.rows import Columns, agree, alone, charged, columns, random_rows
from tests.long_runs import examples
from tests.terms_builders import ROUNDING, RUNS_FROM, compound, flat, simple

TWO = Fraction(1, 50)
RULES: list[LateChargeRule] = [
    compound(TWO),
    compound(TWO, round_at="once"),
    compound(TWO, runs_from="next-invoice-date"),
    simple(TWO),
    flat(500),
]
ROWS = random_rows(11, 1500)


def repeated(length: int) -> Columns:
    """The rows again and again, so many."""
    return columns(ROWS).at(np.arange(length) % len(ROWS))


class TestLengths:
    @pytest.mark.parametrize("rule", RULES)
    @pytest.mark.parametrize("length", [0, 1, 45, CHUNK - 1, CHUNK, CHUNK + 1])
    def test_any_length(self, rule: LateChargeRule, length: int) -> None:
        expected = [*islice(cycle(alone(rule, 15, ROWS)), length)]
        assert charged(rule, 15, repeated(length)) == expected

    def test_rows_that_are_all_in_time_cost_nothing(self) -> None:
        rows = [row._replace(paid=row.issued + timedelta(15)) for row in ROWS]
        assert charged(RULES[0], 15, columns(rows)) == [0] * len(rows)


class TestOrderAndChunks:
    @pytest.mark.parametrize("rule", RULES)
    def test_neither_the_order_of_rows_nor_their_chunks_change_a_figure(self, rule: LateChargeRule) -> None:
        table, figures = columns(ROWS), charged(rule, 15, columns(ROWS))
        order = np.random.default_rng(5).permutation(len(ROWS))
        assert charged(rule, 15, table.at(order)) == np.array(figures)[order].tolist()
        assert all(charged(rule, 15, table, size) == figures for size in (1, 7, 640))


class TestLayouts:
    @pytest.mark.parametrize("rule", RULES)
    def test_columns_that_may_not_be_written_and_views_with_strides(self, rule: LateChargeRule) -> None:
        every_third = repeated(len(ROWS)).at(np.repeat(np.arange(len(ROWS)), 3))
        for column in every_third:
            column.setflags(write=False)
        views = every_third.at(slice(None, None, 3))
        out = np.full((len(ROWS), 2), 77, np.int64)
        kernel_of(rule, 15).charge(*views, out[:, 0])
        assert out[:, 0].tolist() == alone(rule, 15, ROWS)
        assert (out[:, 1] == 77).all()

    @pytest.mark.parametrize("rule", RULES)
    def test_one_number_of_billing_months_for_all_rows(self, rule: LateChargeRule) -> None:
        rows = [row._replace(billing_months=3) for row in ROWS]
        table, out = columns(rows), np.empty(len(rows), np.int64)
        kernel_of(rule, 15).charge(table.amount, table.issued, table.paid, 3, out)
        assert out.tolist() == alone(rule, 15, rows)


class TestThreads:
    def test_threads_may_share_a_kernel(self) -> None:
        kernel = kernel_of(RULES[0], 15)
        tables = [columns(random_rows(seed, 900)) for seed in range(8)]
        outs = [np.empty(900 * 90, np.int64) for _ in tables]
        with ThreadPoolExecutor(4) as pool:
            for table, out in zip(tables, outs, strict=True):
                pool.submit(kernel.charge, *table.at(np.arange(len(out)) % 900), out)
        for table, out in zip(tables, outs, strict=True):
            assert out.tolist() == charged(RULES[0], 15, table) * 90


class TestTerms:
    """Any rate and any number of days until a bill is due."""

    @settings(max_examples=examples(60), deadline=None)
    @given(
        rate=st.fractions(0, 10, max_denominator=10**9) | st.decimals(0, 10, places=30).map(Fraction),
        net_days=st.sampled_from([0, 15, 30, 400, 100_000]),
        rounding=st.sampled_from(ROUNDING),
        runs_from=st.sampled_from(RUNS_FROM),
        seed=st.integers(0, 1000),
    )
    def test_the_figures_are_the_rules_own(
        self, rate: Fraction, net_days: int, rounding: Rounding, runs_from: RunsFrom, seed: int
    ) -> None:
        rows = random_rows(seed, 40, net_days=min(net_days, 500), most_days=700)
        agree(compound(rate, rounding=rounding, runs_from=runs_from), net_days, rows)
        agree(compound(rate, rounding=rounding, runs_from=runs_from, round_at="once"), net_days, rows)
        agree(simple(rate, rounding=rounding, runs_from=runs_from), net_days, rows)
