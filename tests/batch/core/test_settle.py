"""Accounts of bills and payments, asked of the core itself: which it settles, and what each comes to.

The clause is a fee of 5.00, charged once on the day after the due date, which is 15 days after the bill.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from telcoterms import Terms, load
from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.days import EPOCH
from tests.batch.core.in_columns import programs_of
from tests.batch.core.test_edges import own_terms

FEE: Final = own_terms({"kind": "flat", "sum": "5.00"})
MOST: Final = 10**12  # of all sums of an account
LEFT: Final = "left out"

Row = tuple[int, int]  # a day and an amount


def on(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH


DAY: Final = on(2026, 3, 1)
FIRST_DAY, LAST_DAY = on(1900, 1, 1), on(2199, 12, 31)  # on which an event can lie


def columns(accounts: list[list[Row]], are_numbered: bool) -> tuple[Any, ...]:
    """Rows side by side, which are numbered from 1 in each account where they have numbers."""
    rows = np.array([row for account in accounts for row in account], np.int64).reshape(-1, 2)
    starts = np.cumsum([0, *map(len, accounts)])
    names = [f"{place + 1}" * are_numbered for account in accounts for place in range(len(account))]
    offsets = np.cumsum([0, *map(len, names)]).astype(np.int32)
    text = np.frombuffer("".join(names).encode(), np.uint8)
    return starts, rows[:, 0].astype(np.int32), rows[:, 1].copy(), offsets, text, False, None


def settled(
    bills: list[list[Row]],
    paid: list[list[Row]],
    terms: Terms = FEE,
    net_days: int = 15,
    first_issued: int = -30_000,
    most_months: int = 5_000,
    day: int = DAY,
    part: tuple[int, int] | None = None,
    before: int = 0,
) -> list[Any]:
    """The balance, posted, accrued, settlement, credit and payable of each account."""
    out = [np.full(len(bills), 77) for _ in range(6)]
    left = np.full(len(bills), before, np.uint8)
    common = (net_days, first_issued, most_months, day, np.array([0], np.int32), np.array([-100_000, 0], np.int32))
    tables = programs_of(terms).tables(), columns(bills, True), columns(paid, False), None, common, (*out, left)
    installed.core().settle(*tables, *(part or (0, len(bills))))
    sums = zip(*(column.tolist() for column in out), strict=True)
    return [LEFT if is_left else found for found, is_left in zip(sums, left.tolist(), strict=True)]


class TestWhichAreSettled:
    @pytest.mark.parametrize(
        ("bills", "paid", "more", "is_settled"),
        [
            ([(DAY, 0)], [], {}, True),
            ([(DAY, -1)], [], {}, False),
            ([(DAY, MOST)], [(DAY, 0)], {}, True),
            ([(DAY, MOST + 1)], [], {}, False),
            ([(DAY, MOST - 7), (DAY, 7)], [], {}, True),
            ([(DAY, MOST - 7), (DAY, 8)], [], {}, False),
            ([(DAY, MOST - 7)], [(DAY, 7)], {}, True),
            ([(DAY, MOST - 7)], [(DAY, 8)], {}, False),
            ([], [(DAY, MOST - 7), (DAY, 8)], {}, False),
            ([], [(DAY, -1)], {}, False),
            ([(DAY, 9), (DAY, -1)], [], {}, False),
            ([(DAY, 100)], [], {"first_issued": DAY}, True),
            ([(DAY, 100)], [], {"first_issued": DAY + 1}, False),
            ([(FIRST_DAY, 100)], [], {}, True),
            ([(FIRST_DAY - 1, 100)], [], {}, False),
            ([(LAST_DAY - 15, 100)], [], {}, True),
            ([(LAST_DAY - 14, 100)], [], {}, False),  # due on a day on which no event can lie
            ([], [(LAST_DAY, 100)], {}, True),
            ([], [(LAST_DAY + 1, 100)], {}, False),
            ([], [(FIRST_DAY, 100)], {}, True),
            ([], [(FIRST_DAY - 1, 100)], {}, False),
            ([(on(2025, 5, 1), 100)], [], {"most_months": 11}, True),  # ten months before
            ([(on(2025, 5, 1), 100)], [], {"most_months": 10}, False),
            ([(on(2025, 5, 2), 100)], [], {"most_months": 10}, True),
            ([(on(2025, 2, 28), 100)], [], {"most_months": 1, "day": on(2025, 3, 28)}, False),  # a month
            ([(on(2025, 5, 31), 100)], [], {"most_months": 10, "day": on(2026, 2, 28)}, True),
            (
                [(on(2025, 5, 31), 100)],
                [],
                {"most_months": 9, "day": on(2026, 2, 28)},
                False,
            ),  # the end of a month
        ],
    )
    def test_one_account(self, bills: list[Row], paid: list[Row], more: Any, is_settled: bool) -> None:
        [found] = settled([bills], [paid], **more)
        assert (found != LEFT) == is_settled

    def test_one_that_is_marked_stays_so(self) -> None:
        assert settled([[(DAY, 100)]], [[]], before=1) == [LEFT]

    def test_one_part_of_them(self) -> None:
        bills: list[list[Row]] = [[(DAY, 100)], [(DAY, 200)], [(DAY, 300)]]
        untouched = (77,) * 6
        assert settled(bills, [[], [], []], part=(1, 2)) == [untouched, (200, 0, 0, 200, 0, 0), untouched]

    def test_beside_one_that_is_left_out(self) -> None:
        bills: list[list[Row]] = [[(DAY, -1)], [(DAY, 200)]]
        assert settled(bills, [[], []]) == [LEFT, (200, 0, 0, 200, 0, 0)]


class TestSums:
    @pytest.mark.parametrize(
        ("bills", "paid", "sums"),
        [
            ([], [], (0, 0, 0, 0, 0, 0)),
            ([(DAY - 15, 10_000)], [], (10_000, 0, 0, 10_000, 0, 10_000)),  # due today
            ([(DAY - 14, 10_000)], [], (10_000, 0, 0, 10_000, 0, 0)),  # and tomorrow
            ([(DAY - 16, 10_000)], [], (10_500, 500, 0, 10_500, 0, 10_500)),  # late, with its fee
            ([(DAY - 16, 10_000)], [(DAY - 1, 10_000)], (0, 0, 0, 0, 0, 0)),
            ([(DAY - 16, 10_000)], [(DAY, 10_400)], (100, 500, 0, 100, 0, 100)),
            ([(DAY - 16, 10_000)], [(DAY - 2, 4_000), (DAY - 1, 7_000)], (-1_000, 0, 0, -1_000, 1_000, -1_000)),
            ([(DAY - 40, 10_000), (DAY - 30, 2_000), (DAY, 500)], [], (13_500, 1_000, 0, 13_500, 0, 13_000)),
            ([], [(DAY, 700)], (-700, 0, 0, -700, 700, -700)),
            ([(DAY - 3, 600)], [(DAY, 700)], (-100, 0, 0, -100, 100, -100)),
        ],
    )
    def test_of_one_account(self, bills: list[Row], paid: list[Row], sums: tuple[int, ...]) -> None:
        assert settled([bills], [paid]) == [sums]

    def test_with_what_accrues(self) -> None:
        """2 % a month from the invoice date: 31 days of January and February, then 14 days of a month of 28."""
        bills: list[list[Row]] = [[(on(2026, 1, 1), 11_300)], [(on(2026, 1, 1), 11_300), (on(2026, 2, 14), 500)]]
        [alone, both] = settled(bills, [[], []], load("kos"), day=on(2026, 2, 15))
        assert alone == (11_526, 226, 115, 11_641, 0, 11_641)  # 115.26 x 2 % x 14/28
        assert both == (12_026, 226, 115, 12_141, 0, 11_641)

    @pytest.mark.parametrize("lengths", [(1, 9, 2), (9, 1, 2), (1, 2, 9), (3, 3, 3), (0, 1, 0)])
    def test_accounts_of_any_length(self, lengths: tuple[int, int, int]) -> None:
        """Each bill is late with its fee; of each other account all is paid too early to be late."""
        bills: list[list[Row]] = [[(DAY - 50 + place, 100) for place in range(length)] for length in lengths]
        paid: list[list[Row]] = [
            [(DAY - 50 + place, 100) for place in range(length)] if account % 2 else []
            for account, length in enumerate(lengths)
        ]
        due = [600 * length * (account % 2 == 0) for account, length in enumerate(lengths)]
        fees = [500 * length * (account % 2 == 0) for account, length in enumerate(lengths)]
        assert settled(bills, paid) == [(sum_, fee, 0, sum_, 0, sum_) for sum_, fee in zip(due, fees, strict=True)]


class TestSideBySide:
    @pytest.mark.parametrize("size", [1, 1023, 1024, 2100])
    def test_rows_of_many_accounts(self, size: int) -> None:
        """Rows go to the places of their accounts, in the order in which they come."""
        accounts = np.array([size - 1, 0, size // 2, 0, size - 1, size // 3, 0, size // 2])
        starts = np.concatenate(([0], np.cumsum(np.bincount(accounts, minlength=size))))
        order = np.argsort(accounts, kind="stable")
        days, amounts = np.arange(100, 108, dtype=np.int32), np.arange(8) * 10**11
        out = np.zeros(8, np.int64), np.zeros(8, np.int32), np.zeros(8, np.int64)
        installed.core().move((accounts, starts, days, amounts), out)
        assert [column.tolist() for column in out] == [
            order.tolist(),
            days[order].tolist(),
            amounts[order].tolist(),
        ]
