"""Rows of late charges, asked of the core itself: the edges of its tables, its blocks and what it leaves in doubt.

The clause doubles a balance with each whole month, and each day of the started month brings it once more, so that a
charge tells how long it ran: 1 is 2^m (1 + d) after m months and d days.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.days import DAY_TABLES, ENDS, EPOCH, FIRST, PLACES, SPANS
from telcoterms.batch.kernels.late_charge.compiled import DOUBT, FROM_DUE, FROM_INVOICE, FROM_NEXT_BILL, ChargeClause

DAYS_OF_PARTS: Final = np.tile(np.arange(32.0), 32)
HALF_UP: Final = 0.55  # a half and an offset
BLOCK: Final = 2048  # rows that the core takes together


def clause(
    start: int = FROM_INVOICE, net_days: int = 0, rate: float = 1.0, surely: float = 2.0**52, half_below: float = 0.0
) -> ChargeClause:
    return ChargeClause(start, net_days, rate, HALF_UP, half_below, 0.25, 0.0, surely, DAYS_OF_PARTS)


def charged(
    of: ChargeClause, rows: list[tuple[int, int, int]], months: tuple[int, ...] = (1,), tables: Any = DAY_TABLES
) -> list[int]:
    """The charges of rows of an amount, the day of the invoice and that of the payment, by the first of the tables."""
    amounts, issued, paid = np.array(rows).reshape(-1, 3).T
    facts = amounts, (issued + FIRST).astype(np.int32), (paid + FIRST).astype(np.int32), np.array(months)
    out = np.full(len(rows), 77)
    doubts = installed.core().charge(of, tables, tuple(map(np.ascontiguousarray, facts)), out)
    assert doubts == out.tolist().count(DOUBT)
    found: list[int] = out.tolist()
    return found


def on(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH - FIRST


class TestDays:
    """A day that the tables have not leaves its row in doubt. They end here with 10 April 1900."""

    TABLES: Final = (PLACES[:100], ENDS[:100], SPANS, FIRST)

    @pytest.mark.parametrize(
        ("start", "net_days", "issued", "paid", "charge"),
        [
            (FROM_INVOICE, 0, 0, 33, 2 * 3 - 1),  # from 1 January to 3 February
            (FROM_INVOICE, 0, -1, 33, DOUBT),
            (FROM_INVOICE, -5, 5, 36, 1),  # due on the first day
            (FROM_INVOICE, -6, 5, 36, DOUBT),
            (FROM_INVOICE, 0, 98, 99, 1),
            (FROM_INVOICE, 0, 98, 100, DOUBT),
            (FROM_DUE, -5, 99, 95, 1),
            (FROM_DUE, -5, 100, 96, DOUBT),
        ],
    )
    def test_the_first_and_the_last(self, start: int, net_days: int, issued: int, paid: int, charge: int) -> None:
        assert charged(clause(start, net_days), [(1, issued, paid)], tables=self.TABLES) == [charge]

    def test_a_month_that_the_spans_have_not(self) -> None:
        march = 2 * 32 + 1
        for length, charge in ((march + 1, 4), (march, DOUBT)):  # on 1 March, paid 4 days later
            tables = (PLACES, ENDS, SPANS[:length], FIRST)
            assert charged(clause(), [(1, 59, 63)], tables=tables) == [charge]

    @pytest.mark.parametrize(("days", "charge"), [(30, 30), (31, 31), (32, DOUBT)])
    def test_more_days_than_a_month_has(self, days: int, charge: int) -> None:
        spans = SPANS[:40].copy()
        spans[1] = (40 + FIRST - days) << 5 | 28
        tables = (PLACES[:50], np.ones(50, np.int32), spans, FIRST)
        assert charged(clause(), [(1, 0, 40)], tables=tables) == [charge]

    def test_a_hundred_years_and_three_months(self) -> None:
        """Longer than that no charge runs; without a rate a balance stays as it is."""
        flat = clause(rate=0.0)._replace(month_added=0.0)
        begun = on(1900, 1, 1)
        assert charged(flat, [(7, begun, on(2000, 3, 31)), (7, begun, on(2000, 4, 1))]) == [7 * 30, DOUBT]

    @pytest.mark.parametrize(
        ("net_days", "issued", "paid", "months", "charge"),
        [
            (59, (1900, 1, 1), (1900, 7, 3), 2, 4 * 3 - 1),  # due on 1 March, and the first bill after it in May
            (59, (1900, 1, 1), (1900, 7, 3), 3, 8 * 3 - 1),  # in April
            (58, (1900, 1, 1), (1900, 7, 3), 2, 4 * 3 - 1 + 4 * 9),  # due in February, and billed on 1 March
            (0, (1900, 1, 1), (1900, 2, 1), 1, 0),  # the bill of the day itself
            (0, (1900, 1, 1), (1900, 2, 1), 0, DOUBT),
            (0, (1900, 1, 1), (1900, 2, 1), -1, DOUBT),
            (0, (1900, 1, 1), (1900, 2, 1), 1203, 0),  # a hundred years and three months
            (0, (1900, 1, 1), (1900, 2, 1), 1204, DOUBT),
            (-31, (1900, 2, 10), (1900, 3, 2), 1, DOUBT),  # due before it is issued
        ],
    )
    def test_the_first_bill_after_the_due_date(
        self, net_days: int, issued: tuple[int, int, int], paid: tuple[int, int, int], months: int, charge: int
    ) -> None:
        of = clause(FROM_NEXT_BILL, net_days)
        assert charged(of, [(1, on(*issued), on(*paid))], (months,)) == [charge]


class TestBlocks:
    """Rows are taken in blocks and by their months: each comes out in its own place."""

    @pytest.mark.parametrize("half_below", [0.0, 0.1])
    def test_two_blocks_of_late_rows(self, half_below: float) -> None:
        """All of the first one, of one month and 20 days each; of the second, months fall from three to none."""
        rows = [(1 + row, 0, 31 + 20) for row in range(BLOCK)]
        rows += [(5, 0, 90 + 3), (6, 0, 59 + 2), (7, 0, 31 + 1), (8, 0, 4)]
        expected = [(1 + row) * (2 * 21 - 1) for row in range(BLOCK)]
        expected += [5 * (8 * 4 - 1), 6 * (4 * 3 - 1), 7 * (2 * 2 - 1), 8 * 4]
        assert charged(clause(half_below=half_below), rows) == expected

    def test_rows_between_others(self) -> None:
        """What is in time and what is in doubt lies between what is late, in whichever order."""
        rows = [(3, -1, 40), (5, 0, 0), (9, 0, 59), (2, 0, 31), (4, -1, 40), (0, 0, 59), (7, 0, 33), (6, 0, 1)]
        assert charged(clause(), rows) == [DOUBT, 0, 27, 2, DOUBT, 0, 35, 6]

    def test_an_amount_of_nothing_or_less_is_never_late(self) -> None:
        rows = [(0, -1, 40), (-1, -1, 40), (-100, 0, 40), (1, 0, 31), (0, 0, 31)]
        assert charged(clause(), rows) == [0, 0, 0, 1, 0]

    def test_paid_on_the_due_date_and_a_day_later(self) -> None:
        assert charged(clause(FROM_DUE, 15), [(1, 0, 15), (1, 0, 16)]) == [0, 1]


class TestDoubt:
    def test_a_balance_up_to_which_nothing_is_in_doubt(self) -> None:
        of = clause(surely=400.0)
        rows = [(200, 0, 31), (201, 0, 31), (400, 0, 1), (401, 0, 1), (101, 0, 59)]
        assert charged(of, rows) == [200, DOUBT, 400, DOUBT, DOUBT]

    @pytest.mark.parametrize(
        ("added", "charges"),
        [
            (0.0, [DOUBT, 0]),  # 5 days bring a whole number, without an offset; of no days nothing is no boundary
            (2.0**-45, [5, 0]),
            (2.0**-49, [DOUBT, 0]),  # twice the error of 5 is 5 x 2^-48
            (1 - 2.0**-45, [5, 0]),
            (1 - 2.0**-48, [DOUBT, 0]),  # as far as the error of 1 goes, and no farther
            (1 - 2.0**-49, [DOUBT, DOUBT]),
        ],
    )
    def test_a_part_near_a_boundary(self, added: float, charges: list[int]) -> None:
        of = clause(rate=0.0)._replace(month_added=0.0, part_added=added)
        assert charged(of, [(1, 0, 5), (1, 0, 31)]) == charges

    @pytest.mark.parametrize(("below", "charges"), [(0.0, [5, 4]), (0.25, [5, 4]), (0.3, [4, 4])])
    def test_a_half_that_goes_to_even(self, below: float, charges: list[int]) -> None:
        """An odd number is one less where what is added to it lies below so much."""
        of = clause()._replace(part_half_below=below)
        assert charged(of, [(1, 0, 5), (1, 0, 4)]) == charges
