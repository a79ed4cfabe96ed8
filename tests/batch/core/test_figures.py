"""Figures of billed rows, asked of the core itself: by lanes, as readings are matched, and one by one, as mistakes are.

Days are counted from 1 January 1900, which was no leap year. Where months are charged one after the other, each doubles
the balance, and each day of the started one brings it once more: 1 comes to 2^m (1 + d) after m months and d days.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

import numpy as np
import pytest

from telcoterms.batch.kernels import core as installed
from telcoterms.batch.kernels.days import DAY_TABLES, ENDS, FIRST, PLACES, SPANS
from telcoterms.batch.kernels.late_charge.compiled import DOUBT
from telcoterms.batch.kernels.late_charge.figures import (
    CALENDAR_MONTHS,
    CLAMPED_MONTHS,
    COARSE_DAYS,
    DAYS_PASSED,
    EACH_DAY_ROUNDED,
    EACH_MONTH,
    FIGURE,
    GROWTH,
    MISTAKE,
    NO_MATCH,
    NOT_GIVEN,
    POWERS,
    RATE_OF_DAYS,
    ROUNDED_DAYS,
    ROUNDED_MONTHS,
    THIRTIES,
    TIMING,
    Figure,
    Growth,
    Mistake,
    Timing,
)
from telcoterms.batch.kernels.numbers import DOWN, HALF_EVEN, HALF_UP

Row = tuple[int, int, int]  # an amount, the day of the invoice and that of the payment

SHARES: Final = np.tile(np.arange(32.0), 32)
OF_PARTS: Final = np.arange(1024.0)
MOST_AMOUNT: Final = 1 << 44
LATE: Final = Timing(last=0, start=0, is_next_bill=0, clock=CALENDAR_MONTHS, counted=0)
DOUBLED: Final = Growth(0, EACH_MONTH, rate=1.0, offset=0.05, added=0.5, surely=2.0**52)
SURE: Final = Figure(0, offset=0.125, added=0.125)
ALWAYS: Final = Mistake(0, 0, 0, 0, 1 << 20, MOST_AMOUNT)


def tables_of(
    timing: Timing, growth: Growth, figure: Figure, shares: Any = SHARES, powers: Any = (((1.0,),) * 3,)
) -> tuple[Any, ...]:
    of = np.array([timing], TIMING), np.array([growth], GROWTH), np.array([figure], FIGURE)
    table = np.array(powers, np.float64)
    grains = np.ones(1024)
    grains[44] = 3.0
    return (*of, shares, grains, table, table.shape[-1])


def facts(rows: list[Row], billed: list[int], months: int, before_tax: Any = None, original: Any = None) -> Any:
    amounts, issued, paid = np.array(rows).T
    days = (issued + FIRST).astype(np.int32), (paid + FIRST).astype(np.int32)
    return (np.ascontiguousarray(amounts), *days, np.array([months]), np.array(billed), before_tax, original, NOT_GIVEN)


def by_lanes(tables: Any, days: Any, rows: list[Row], months: int = 1, billed: int = 0) -> list[int]:
    """The charge of each row, or DOUBT: what was billed less the one figure that there is."""
    codes, from_allowed = np.full(len(rows), 77, np.int32), np.full(len(rows), 77)
    one = np.array([0]), np.array([1]), np.array([0])
    installed.core().match_readings(tables, days, facts(rows, [billed] * len(rows), months), one, codes, from_allowed)
    found = zip(codes.tolist(), from_allowed.tolist(), strict=True)
    return [DOUBT if code == DOUBT else billed - apart for code, apart in found]


def one_by_one(
    tables: Any, days: Any, rows: list[Row], billed: list[int], months: int = 1, mistake: Mistake = ALWAYS
) -> list[int]:
    """0 where what was billed is the figure of the row, else NO_MATCH or DOUBT."""
    codes = np.full(len(rows), 77, np.int32)
    mistakes = np.array([mistake], MISTAKE)
    installed.core().match_mistakes(tables, days, facts(rows, billed, months), mistakes, codes)
    found: list[int] = codes.tolist()
    return found


def check(tables: Any, rows: list[Row], charges: list[int], months: int = 1, days: Any = DAY_TABLES) -> None:
    """Hold the figures of rows against charges, both by lanes and one by one, where each other sum is no match."""
    assert by_lanes(tables, days, rows, months) == charges
    is_doubt = [charge == DOUBT for charge in charges]
    same = [0 if charge == DOUBT else charge for charge in charges]
    assert one_by_one(tables, days, rows, same, months) == [DOUBT if one else 0 for one in is_doubt]
    more = [charge + 1 for charge in same]
    assert one_by_one(tables, days, rows, more, months) == [DOUBT if one else NO_MATCH for one in is_doubt]


class TestTime:
    """How long a charge has run, by each clock."""

    @pytest.mark.parametrize(
        ("timing", "row", "charge"),
        [
            (LATE, (1, 0, 0), 0),
            (LATE, (1, 0, 1), 1),
            (LATE, (1, 0, 30), 30),
            (LATE, (1, 0, 33), 2 * 3 - 1),  # a month and two days
            (LATE, (3, 0, 59), 3 * 3),
            (LATE, (0, 0, 59), 0),
            (LATE._replace(last=5), (1, 0, 5), 0),
            (LATE._replace(last=5), (1, 0, 6), 6),
            (LATE._replace(last=5, start=5), (1, 0, 6), 1),
            (LATE._replace(last=5, start=9), (1, 0, 6), 0),  # a start that is ahead
            (LATE._replace(last=5, start=9), (1, 0, 11), 2),
            (LATE._replace(clock=THIRTIES), (1, 0, 29), 29),
            (LATE._replace(clock=THIRTIES), (1, 0, 30), 1),
            (LATE._replace(clock=THIRTIES), (1, 0, 61), 4 * 2 - 1),
            (LATE._replace(clock=THIRTIES, counted=1), (1, 0, 61), 4 * 3 - 1),
        ],
    )
    def test_months(self, timing: Timing, row: Row, charge: int) -> None:
        check(tables_of(timing, DOUBLED, SURE), [row], [charge])

    @pytest.mark.parametrize(
        ("last", "months", "charge"),
        [
            (59, 2, 4 * 3 - 1),  # from 1 May until 3 July
            (59, 3, 8 * 3 - 1),
            (58, 2, 16 * 3 - 1),
            (0, 1, 32 * 3 - 1),
            (59, 0, DOUBT),
            (59, -1, DOUBT),
            (0, 1200, 0),
            (0, 1201, DOUBT),
        ],
    )
    def test_from_the_first_bill_after_the_last_day_in_time(self, last: int, months: int, charge: int) -> None:
        timing = LATE._replace(last=last, is_next_bill=1)
        check(tables_of(timing, DOUBLED, SURE), [(1, 0, 183)], [charge], months)

    @pytest.mark.parametrize(
        ("timing", "row", "charge"),
        [
            (LATE, (1, 0, 33), 5),
            (LATE, (1, -1, 33), DOUBT),
            (LATE, (1, 97, 98), 1),
            (LATE, (1, 98, 100), DOUBT),
            (LATE._replace(start=5), (1, 94, 98), 0),
            (LATE._replace(start=5), (1, 95, 98), DOUBT),
            (LATE._replace(last=2), (1, 98, 101), DOUBT),
            (LATE._replace(start=5), (1, -1, 33), DOUBT),
        ],
    )
    def test_days_that_the_tables_have_not(self, timing: Timing, row: Row, charge: int) -> None:
        """They end here after a hundred days. A mistake looks a day ahead."""
        check(tables_of(timing, DOUBLED, SURE), [row], [charge], days=(PLACES[:100], ENDS[:100], SPANS, FIRST))

    def test_the_last_day_of_the_tables(self) -> None:
        tables, days = tables_of(LATE, DOUBLED, SURE), (PLACES[:100], ENDS[:100], SPANS, FIRST)
        assert by_lanes(tables, days, [(1, 98, 99)]) == [1]
        assert one_by_one(tables, days, [(1, 98, 99)], [1]) == [DOUBT]

    @pytest.mark.parametrize(("days", "charge"), [(30, 30), (31, 31), (32, DOUBT), (1 << 25, DOUBT)])
    def test_more_days_than_a_month_has(self, days: int, charge: int) -> None:
        spans = SPANS[:40].copy()
        spans[1] = (40 + FIRST - days) << 5 | 28
        tables = (PLACES[:50], np.ones(50, np.int32), spans, FIRST)
        check(tables_of(LATE, DOUBLED, SURE), [(1, 0, 40)], [charge], days=tables)

    def test_places_that_the_tables_have_not(self) -> None:
        march, next_bill = 2 * 32 + 1, LATE._replace(is_next_bill=1)
        for length, timing, charge in (
            (march + 1, LATE, 4),
            (march, LATE, DOUBT),
            (march + 33, next_bill, 0),
            (march + 32, next_bill, DOUBT),
        ):
            days = (PLACES, ENDS, SPANS[:length], FIRST)
            check(tables_of(timing, DOUBLED, SURE), [(1, 59, 63)], [charge], days=days)

    def test_a_last_day_before_the_invoice(self) -> None:
        days = (PLACES[:50], np.zeros(50, np.int32), SPANS, FIRST)
        check(tables_of(LATE._replace(is_next_bill=1), DOUBLED, SURE), [(1, 0, 40)], [DOUBT], days=days)

    @pytest.mark.parametrize(
        ("row", "charge"),
        [
            ((1, 30, 57), None),  # 31 January to 27 February
            ((1, 30, 58), 1),  # to the 28th: a month
            ((1, 30, 60), 2 * 3 - 1),
            ((1, 30, 86), 4 - 1),  # 28 March, from the 28th on
            ((1, 30, 87), 4 * 2 - 1),
            ((1, 0, 87), None),
            ((1, 28, 86), 4 - 1),  # 29 January, 28 February, 28 March
            ((1, 27, 86), None),
        ],
    )
    def test_months_that_are_stepped_from_the_end_of_each(self, row: Row, charge: int | None) -> None:
        """They are another charge only where a day was clamped."""
        tables = tables_of(LATE._replace(clock=CLAMPED_MONTHS), DOUBLED, SURE)
        assert by_lanes(tables, DAY_TABLES, [row]) == [charge or 0]
        billed = [0, 1, 3, 5, 7]
        codes = one_by_one(tables, DAY_TABLES, [row] * 5, billed)
        assert codes == [0 if charge == sum_ else NO_MATCH for sum_ in billed]

    @pytest.mark.parametrize(("length", "charge"), [(2 * 32 + 29, 5), (2 * 32 + 28, DOUBT), (31, DOUBT), (1, DOUBT)])
    def test_stepped_months_that_the_tables_have_not(self, length: int, charge: int) -> None:
        days = (PLACES, ENDS, SPANS[:length], FIRST)
        tables = tables_of(LATE._replace(clock=CLAMPED_MONTHS), DOUBLED, SURE)
        check(tables, [(1, 30, 60)], [charge], days=days)


class TestGrowths:
    """What an amount comes to, in each way in which it grows."""

    @pytest.mark.parametrize(
        ("surely", "rows", "charges"),
        [
            (40.0, [(20, 0, 31), (21, 0, 31), (40, 0, 1), (41, 0, 1)], [20, DOUBT, 40, DOUBT]),
            (2.0**52, [(MOST_AMOUNT, 0, 1), (MOST_AMOUNT + 1, 0, 1), (-1, 0, 1)], [MOST_AMOUNT, DOUBT, DOUBT]),
        ],
    )
    def test_a_balance_up_to_which_nothing_is_in_doubt(self, surely: float, rows: Any, charges: list[int]) -> None:
        check(tables_of(LATE, DOUBLED._replace(surely=surely), SURE), rows, charges)

    def test_a_billed_sum_that_is_too_large(self) -> None:
        tables = tables_of(LATE, DOUBLED, SURE)
        for billed, charge in ((MOST_AMOUNT, 1), (MOST_AMOUNT + 1, DOUBT), (-1, DOUBT)):
            assert by_lanes(tables, DAY_TABLES, [(1, 0, 1)], billed=billed) == [charge]

    @pytest.mark.parametrize(
        ("to_even", "balances"),
        [(0, [2, 5, 6, 2]), (1, [1, 5, 6, 1])],  # half a unit joins 1, and one and a half join 3
    )
    def test_months_that_are_rounded(self, to_even: int, balances: list[int]) -> None:
        rows = [(1, 0, 31), (3, 0, 31), (4, 0, 31), (1, 0, 34)]
        charges = [balances[0] - 1, balances[1] - 3, balances[2] - 4, balances[3] * 4 - 1]
        check(tables_of(LATE, DOUBLED._replace(rate=0.5, to_even=to_even), SURE), rows, charges)

    @pytest.mark.parametrize(
        ("row", "charge"),
        [
            ((1, 0, 255), 255),
            ((1, 0, 256), 1),
            ((3, 0, 256 + 43), 3 * (43 * 2 + 1)),
            ((3, 0, 256 + 44), 3 * (44 * 2 + 1) + 1),  # its grains are three, and add a unit
            ((1, 0, 767), 255 * 4 + 3),
            ((1, 0, 768), DOUBT),  # more steps than the tables have
            ((0, 0, 768), 0),
        ],
    )
    def test_powers(self, row: Row, charge: int) -> None:
        timing, growth = LATE._replace(clock=COARSE_DAYS), Growth(0, POWERS, table=1)
        powers = (((9.0,) * 3,) * 3, ((1.0, 2.0, 4.0), (0.0, 1.0, 3.0), (0.25, 0.25, 0.25)))
        check(tables_of(timing, growth, Figure(0, added=0.5), OF_PARTS, powers), [row], [charge])

    def test_far_more_steps_than_the_tables_have(self) -> None:
        """The invoice lies in a month so long ago that the table of powers ends half a gigabyte before that step."""
        days = (np.full(50, 1 - (1 << 31), np.int32), ENDS[:50], SPANS, FIRST)
        check(tables_of(LATE, Growth(0, POWERS), SURE), [(1, 0, 33)], [DOUBT], days=days)

    @pytest.mark.parametrize(
        ("to_even", "rounded"),
        [(0, [1, 1, 2, 2, 3]), (1, [0, 1, 2, 2, 2])],  # halves of 1 to 5
    )
    def test_rounded_months(self, to_even: int, rounded: list[int]) -> None:
        growth = Growth(0, ROUNDED_MONTHS, rate=0.5, offset=0.1, added=0.5, to_even=to_even)
        rows = [(amount, 0, 62) for amount in range(1, 6)]  # two months and three days
        check(
            tables_of(LATE, growth, SURE), rows, [2 * one + 3 * row[0] for one, row in zip(rounded, rows, strict=True)]
        )

    @pytest.mark.parametrize(
        ("to_even", "rounded"),
        [(0, [1, 1, 2, 2, 3]), (1, [0, 1, 2, 2, 2])],  # halves of 1 to 5
    )
    def test_rounded_days(self, to_even: int, rounded: list[int]) -> None:
        growth = Growth(0, ROUNDED_DAYS, rate=0.5, offset=0.1, added=0.5, to_even=to_even)
        timing = LATE._replace(clock=DAYS_PASSED, counted=1)
        rows = [(amount, 0, 62) for amount in range(1, 6)]
        check(tables_of(timing, growth, SURE), rows, [63 * one for one in rounded])

    @pytest.mark.parametrize(
        ("rate", "days", "charges"),
        [(1.0, [255, 256], [255 * MOST_AMOUNT, DOUBT]), (2.0, [1, 128], [2 * MOST_AMOUNT, DOUBT])],
    )
    def test_rounded_days_up_to_a_size(self, rate: float, days: list[int], charges: list[int]) -> None:
        """They come to less than 2^52."""
        growth = Growth(0, ROUNDED_DAYS, rate=rate, offset=0.05, added=0.5)
        rows = [(MOST_AMOUNT, 0, one) for one in days]
        check(tables_of(LATE._replace(clock=DAYS_PASSED), growth, SURE), rows, charges)

    @pytest.mark.parametrize(
        ("to_even", "charges"),
        [(0, [2, 3, 5, 6]), (1, [2, 3, 4, 6])],  # halves of 3, 6, 9 and 12
    )
    def test_a_rate_times_days(self, to_even: int, charges: list[int]) -> None:
        growth = Growth(0, RATE_OF_DAYS, rate=0.5, offset=0.1, added=0.5, to_even=to_even)
        timing = LATE._replace(clock=DAYS_PASSED)
        rows = [(amount, 0, 3) for amount in range(1, 5)]
        check(tables_of(timing, growth, SURE), rows, charges)

    @pytest.mark.parametrize(
        ("rounding", "charges"),
        [  # 31 in January brings 31 days of 1, and four days of February 62/28 = 2.2 each; 42/28 is 1.5
            (HALF_UP, [31 + 4 * 2, 2 * 3, 4 * 31]),
            (HALF_EVEN, [31 + 4 * 2, 2 * 3, 4 * 31]),
            (DOWN, [31 + 4 * 2, 1 * 3, 4 * 31]),
        ],
    )
    def test_days_that_are_rounded(self, rounding: int, charges: list[int]) -> None:
        growth = Growth(0, EACH_DAY_ROUNDED, top=1, bottom=1, rounding=rounding)
        rows = [(31, 0, 35), (42, 31, 34), (124, 0, 31)]
        check(tables_of(LATE, growth, SURE), rows, charges)

    def test_half_a_unit_of_a_day_to_even(self) -> None:
        for rounding, charge in ((HALF_UP, 3), (HALF_EVEN, 2), (DOWN, 2)):  # 70/28 is 2.5
            growth = Growth(0, EACH_DAY_ROUNDED, top=1, bottom=1, rounding=rounding)
            check(tables_of(LATE, growth, SURE), [(70, 31, 32)], [charge])

    def test_days_that_are_rounded_up_to_half_of_what_fits(self) -> None:
        """A balance of 2^52 is in doubt, and a little less is not."""
        growth = Growth(0, EACH_DAY_ROUNDED, top=31 * 15, bottom=31, rounding=HALF_UP)
        charges = [grown(amount, (31, 28), 15) for amount in (MOST_AMOUNT - 1, MOST_AMOUNT)]
        assert charges[0] + MOST_AMOUNT - 1 < 1 << 52 <= charges[1] + MOST_AMOUNT
        rows = [(MOST_AMOUNT - 1, 0, 59), (MOST_AMOUNT, 0, 59)]
        check(tables_of(LATE, growth, SURE), rows, [charges[0], DOUBT])

    def test_days_that_are_rounded_up_to_a_size(self) -> None:
        growth = Growth(0, EACH_DAY_ROUNDED, top=31 << 3, bottom=31, rounding=HALF_UP)  # 8 a month, 8/31 a day
        rows = [(MOST_AMOUNT, 0, 59), (MOST_AMOUNT, 0, 90), (MOST_AMOUNT, 0, 120)]
        check(tables_of(LATE, growth, SURE), rows[:1], [grown(MOST_AMOUNT, (31, 28), 8)])
        assert grown(MOST_AMOUNT, (31, 28, 31), 8) >> 53  # beyond what is divided
        check(tables_of(LATE, growth, SURE), rows[1:], [DOUBT, DOUBT])

    def test_a_month_without_days(self) -> None:
        growth = Growth(0, EACH_DAY_ROUNDED, top=1, bottom=1)
        for place in (1, 33):
            spans = SPANS[:100].copy()
            spans[place] = spans[place] & ~31
            days = (PLACES[:100], ENDS[:100], spans, FIRST)
            check(tables_of(LATE, growth, SURE), [(31, 0, 35)], [DOUBT], days=days)


def grown(amount: int, lengths: tuple[int, ...], rate: int) -> int:
    balance = amount
    for length in lengths:
        balance += (2 * balance * rate + length) // (2 * length) * length
    return balance - amount


class TestRows:
    """Rows are taken side by side in blocks, in the order of the months between invoice and payment."""

    @pytest.mark.parametrize("count", [15, 16, 17, 1023, 1024, 1025, 1041])
    def test_each_has_its_own_figure(self, count: int) -> None:
        random, later = Random(count), (-40, 0, 29, 30, 31, 38_999, 39_000, 39_029, 39_030, 70_000)
        rows = [(amount, day := random.randrange(40, 20_000), day + random.choice(later)) for amount in range(count)]
        growth = Growth(0, RATE_OF_DAYS, rate=1.0, offset=0.1, added=0.5)
        charges = [amount * max(paid - issued, 0) for amount, issued, paid in rows]
        assert by_lanes(tables_of(LATE._replace(clock=DAYS_PASSED), growth, SURE), DAY_TABLES, rows) == charges


class TestMistakes:
    """Which mistakes are tried of a row, and on which sum and day."""

    TABLES: Final = tables_of(LATE, DOUBLED, SURE)

    @pytest.mark.parametrize(
        ("mistake", "billed", "code"),
        [
            (ALWAYS, 2, 0),
            (ALWAYS, 3, NO_MATCH),
            (ALWAYS._replace(days_later=1), 3, 0),
            (ALWAYS._replace(days_later=-1), 1, 0),
            (ALWAYS._replace(due=2), 2, 0),
            (ALWAYS._replace(due=3), 2, NO_MATCH),
            (ALWAYS._replace(within=3), 2, 0),
            (ALWAYS._replace(within=2), 2, DOUBT),
            (ALWAYS._replace(most=1), 2, 0),
            (ALWAYS._replace(most=0), 2, DOUBT),
            (ALWAYS._replace(column=1), 10, 0),
            (ALWAYS._replace(column=2), 14, 0),
            (ALWAYS._replace(column=2), 2, NO_MATCH),
        ],
    )
    def test_one(self, mistake: Mistake, billed: int, code: int) -> None:
        """Of 1 that was paid two days late, of 5 before tax, and of an original bill of 7."""
        sums = facts([(1, 0, 2)], [billed], 1, np.array([5]), np.array([7]))
        codes = np.zeros(1, np.int32)
        installed.core().match_mistakes(self.TABLES, DAY_TABLES, sums, np.array([mistake], MISTAKE), codes)
        assert codes.tolist() == [code]

    @pytest.mark.parametrize(
        ("before_tax", "original", "codes"),
        [
            (None, None, [NO_MATCH, 2, NO_MATCH, NO_MATCH]),
            ([5] * 4, None, [NO_MATCH, 2, 0, NO_MATCH]),
            ([5] * 4, [7] * 4, [NO_MATCH, 2, 0, 1]),
            ([NOT_GIVEN] * 4, [7] * 4, [NO_MATCH, 2, NO_MATCH, 1]),
            ([1] * 4, [7] * 4, [NO_MATCH, 0, NO_MATCH, 1]),  # the first of two that give it
        ],
    )
    def test_the_first_of_several(self, before_tax: Any, original: Any, codes: list[int]) -> None:
        others = [None if column is None else np.array(column) for column in (before_tax, original)]
        sums = facts([(1, 0, 2)] * 4, [0, 2, 10, 14], 1, *others)
        mistakes = np.array([ALWAYS._replace(column=1), ALWAYS._replace(column=2), ALWAYS], MISTAKE)
        found = np.zeros(4, np.int32)
        installed.core().match_mistakes(self.TABLES, DAY_TABLES, sums, mistakes, found)
        assert found.tolist() == codes

    def test_what_is_not_told_hides_what_comes_after(self) -> None:
        mistakes = np.array([ALWAYS._replace(most=0), ALWAYS], MISTAKE)
        codes = np.zeros(1, np.int32)
        installed.core().match_mistakes(self.TABLES, DAY_TABLES, facts([(1, 0, 2)], [2], 1), mistakes, codes)
        assert codes.tolist() == [DOUBT]
