"""How a late charge divides time: the day from which it counts, its periods, and the share of a period that is over.

Every day and share is counted by hand in the comment beside it.
"""

from datetime import date
from fractions import Fraction

import pytest

from telcoterms.agreement.conditions import EveryDays
from telcoterms.clauses.late_charge.kinds import DayCountConvention, FlatCharge, PartBlock, PartMonth, RateCharge
from telcoterms.clauses.late_charge.periods import (
    DebtDays,
    Periods,
    Start,
    block_fraction,
    days_of_thirty,
    month_and_day,
    month_fraction,
    on_day_of_month,
    start_of,
    weight_of_day,
    year_fraction,
)
from telcoterms.values.dataclasses import replace
from tests.terms_builders import a_rate, flat

TWO = Fraction(2, 100)
JANUARY_16 = Start(2026 * 12, 16)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


class TestStart:
    """The day from which a charge counts is the one that the reading names."""

    def test_the_day_of_each_reading(self) -> None:
        # a bill of 5 January, due on the 20th, in time up to the 25th; the next bill is of 5 February
        days, last = DebtDays(date(2026, 1, 5), date(2026, 1, 20)), date(2026, 1, 25)
        assert text(start_of("invoice-date", days, last).ordinal) == "2026-01-05"
        assert text(start_of("due-date", days, last).ordinal) == "2026-01-20"
        assert text(start_of("grace-end", days, last).ordinal) == "2026-01-25"
        assert text(start_of("next-invoice-date", days, last).ordinal) == "2026-02-05"

    @pytest.mark.parametrize(
        ("last_in_time", "months", "start"),
        [
            ("2026-02-04", 1, "2026-02-05"),
            ("2026-02-05", 1, "2026-03-05"),  # a bill of the last day in time is not after it
            ("2026-03-20", 1, "2026-04-05"),
            ("2026-01-25", 3, "2026-04-05"),  # one bill a quarter
            ("2026-04-05", 3, "2026-07-05"),
        ],
    )
    def test_the_first_bill_after_the_last_day_in_time(self, last_in_time: str, months: int, start: str) -> None:
        issued = date(2026, 1, 5)
        found = Start(*month_and_day("next-invoice-date", issued, issued, months, date.fromisoformat(last_in_time)))
        assert text(found.ordinal) == start

    def test_a_bill_covers_one_month_unless_more_are_named(self) -> None:
        days = DebtDays(date(2026, 1, 5), date(2026, 1, 20))
        assert text(start_of("next-invoice-date", days, days.due).ordinal) == "2026-02-05"

    @pytest.mark.parametrize(
        ("on_day", "start"),
        [(15, "2026-01-15"), (16, "2026-01-16"), (17, "2025-12-17"), (31, "2025-12-31")],
    )
    def test_a_charge_set_on_a_day_of_the_month_counts_from_the_last_such_day(self, on_day: int, start: str) -> None:
        assert text(on_day_of_month(JANUARY_16, on_day).ordinal) == start

    def test_the_31st_is_the_last_day_of_a_shorter_month(self) -> None:
        start = on_day_of_month(Start(2026 * 12 + 1, 28), 31)  # 28 February
        assert (text(start.ordinal), start.day) == ("2026-02-28", 31)  # and the next ends on 31 March


class TestPeriods:
    """Each period is counted from the first day, so that the 31st comes back after a short month."""

    @pytest.mark.parametrize(
        ("leaf", "starts"),
        [
            (a_rate(TWO, compounding="monthly"), ["2026-01-16", "2026-02-16", "2026-03-16"]),
            (a_rate(TWO, compounding="none"), ["2026-01-16", "2026-02-16", "2026-03-16"]),
            (a_rate(TWO, per="year", compounding="monthly"), ["2026-01-16", "2026-02-16", "2026-03-16"]),
            (a_rate(TWO, per="year", compounding="yearly"), ["2026-01-16", "2027-01-16", "2028-01-16"]),
            # 30 days after 16 January is 15 February, 60 days 17 March
            (a_rate(TWO, per="year", compounding="30-days"), ["2026-01-16", "2026-02-15", "2026-03-17"]),
            (a_rate(TWO, per=EveryDays(10)), ["2026-01-16", "2026-01-26", "2026-02-05"]),
            (replace(flat(5_00), per="month"), ["2026-01-16", "2026-02-16", "2026-03-16"]),
            (replace(flat(5_00), per=EveryDays(10)), ["2026-01-16", "2026-01-26", "2026-02-05"]),
            (a_rate(TWO, on_day=10), ["2026-01-10", "2026-02-10", "2026-03-10"]),
        ],
        ids=["month", "not-compounded", "year-by-month", "year", "30-days", "block", "fee", "fee-of-block", "on-day"],
    )
    def test_the_day_on_which_each_begins(self, leaf: RateCharge | FlatCharge, starts: list[str]) -> None:
        periods = Periods(leaf, JANUARY_16)
        assert periods.end
        assert [text(periods.start_on(index)) for index in range(3)] == starts
        assert [text(periods.end_on(index)) for index in range(2)] == starts[1:]

    def test_a_start_on_the_31st_comes_back_to_it(self) -> None:
        periods = Periods(a_rate(TWO, compounding="monthly"), Start(2026 * 12, 31))
        assert [text(periods.end_on(index)) for index in range(3)] == ["2026-02-28", "2026-03-31", "2026-04-30"]

    @pytest.mark.parametrize(
        "leaf",
        [
            a_rate(TWO, per="day"),
            a_rate(TWO, per="day", compounding="daily"),
            a_rate(TWO, per="year"),
            a_rate(TWO, per="year", compounding="daily"),
            flat(5_00),
            replace(flat(5_00), per="day"),
        ],
        ids=["day", "day-compounded", "year", "year-by-day", "fee", "fee-a-day"],
    )
    def test_what_goes_by_days_has_one_that_never_ends(self, leaf: RateCharge | FlatCharge) -> None:
        periods = Periods(leaf, JANUARY_16)
        assert not periods.end
        assert text(periods.start_on(0)) == "2026-01-16"

    @pytest.mark.parametrize(
        ("leaf", "first"),
        [
            (a_rate(TWO, per="day"), "2026-01-15"),
            (a_rate(TWO, per="year"), "2026-01-15"),
            (a_rate(TWO, per="year", compounding="daily"), "2026-01-15"),
            (a_rate(TWO, per="year", compounding="yearly"), "2026-01-15"),
            (replace(flat(5_00), per="day"), "2026-01-15"),
            # a month and a block of days have no first day that could be counted
            (a_rate(TWO, per="year", compounding="monthly"), "2026-01-16"),
            (a_rate(TWO), "2026-01-16"),
            (a_rate(TWO, on_day=16), "2026-01-16"),
            (a_rate(TWO, per=EveryDays(10)), "2026-01-16"),
            (replace(flat(5_00), per="month"), "2026-01-16"),
            (replace(flat(5_00), per=EveryDays(10)), "2026-01-16"),
            (flat(5_00), "2026-01-16"),
        ],
    )
    def test_where_the_first_day_is_counted_days_begin_on_the_day_before(
        self, leaf: RateCharge | FlatCharge, first: str
    ) -> None:
        assert text(Periods(replace(leaf, first_day="counted"), JANUARY_16).start_on(0)) == first
        assert text(Periods(leaf, JANUARY_16).start_on(0)) == "2026-01-16"

    def test_counted_or_not_the_first_year_ends_on_the_same_day(self) -> None:
        periods = Periods(a_rate(TWO, per="year", compounding="yearly", first_day="counted"), JANUARY_16)
        assert [text(periods.start_on(index)) for index in range(3)] == ["2026-01-15", "2027-01-16", "2028-01-16"]

    @pytest.mark.parametrize(
        ("on", "index"),
        [
            ("2026-01-01", 0),  # before the first
            ("2026-01-16", 0),
            ("2026-02-15", 0),
            ("2026-02-16", 1),
            ("2026-03-15", 1),
            ("2026-03-16", 2),
            ("2027-01-15", 11),
            ("2027-01-16", 12),
        ],
    )
    def test_the_month_that_holds_a_day(self, on: str, index: int) -> None:
        assert Periods(a_rate(TWO, compounding="monthly"), JANUARY_16).index_on(day(on)) == index

    @pytest.mark.parametrize(
        ("on", "index"),
        [("2026-12-31", 0), ("2027-01-15", 0), ("2027-01-16", 1), ("2028-01-15", 1), ("2028-01-16", 2)],
    )
    def test_the_year_that_holds_a_day(self, on: str, index: int) -> None:
        assert Periods(a_rate(TWO, per="year", compounding="yearly"), JANUARY_16).index_on(day(on)) == index

    @pytest.mark.parametrize(
        ("on", "index"), [("2026-01-01", 0), ("2026-01-25", 0), ("2026-01-26", 1), ("2026-02-04", 1), ("2026-02-05", 2)]
    )
    def test_the_block_of_ten_days_that_holds_a_day(self, on: str, index: int) -> None:
        assert Periods(a_rate(TWO, per=EveryDays(10)), JANUARY_16).index_on(day(on)) == index


class TestShares:
    """The share of a period's charge that its first days bring, as a numerator and the denominator of every day."""

    @pytest.mark.parametrize(
        ("part_month", "d", "length", "share"),
        [
            ("by-days", 14, 28, (14, 28)),
            ("by-days", 31, 31, (31, 31)),
            ("thirty-day-month", 14, 28, (14, 30)),
            ("thirty-day-month", 28, 28, (30, 30)),  # all of a short month
            ("thirty-day-month", 30, 31, (30, 30)),  # and of a long one no more than all
            ("thirty-day-month", 29, 31, (29, 30)),
            ("days-of-year", 14, 28, (168, 365)),  # 12 x 14
            ("days-of-year", 28, 28, (365, 365)),
            ("days-of-year", 30, 31, (360, 365)),
            ("whole-month", 0, 31, (0, 1)),
            ("whole-month", 1, 31, (1, 1)),
            ("whole-month", 31, 31, (1, 1)),
            ("completed-months", 0, 31, (0, 1)),
            ("completed-months", 30, 31, (0, 1)),
            ("completed-months", 31, 31, (1, 1)),
        ],
    )
    def test_of_a_month(self, part_month: PartMonth, d: int, length: int, share: tuple[int, int]) -> None:
        assert month_fraction(part_month, d, length) == share

    @pytest.mark.parametrize(
        ("part_block", "d", "share"),
        [
            ("begun", 0, (0, 1)),
            ("begun", 1, (1, 1)),
            ("begun", 10, (1, 1)),
            ("begun", 11, (2, 1)),
            ("completed", 9, (0, 1)),
            ("completed", 10, (1, 1)),
            ("completed", 19, (1, 1)),
            ("by-days", 4, (4, 10)),
        ],
    )
    def test_of_a_block_of_ten_days(self, part_block: PartBlock, d: int, share: tuple[int, int]) -> None:
        assert block_fraction(part_block, d, 10) == share

    @pytest.mark.parametrize(
        ("convention", "share", "each_day"),
        [
            # 30 days after 16 December 2027: 15 of 2027, which has 365 days, and 15 of 2028, which has 366
            ("actual/365", (30, 365), Fraction(1, 365)),
            ("actual/360", (30, 360), Fraction(1, 360)),
            ("actual/366", (30, 366), Fraction(1, 366)),
            ("actual/365.25", (120, 1461), Fraction(4, 1461)),
            ("actual/actual", (15 * 366 + 15 * 365, 365 * 366), None),
            ("30/360", (29, 360), None),  # from the 16th to 15 January: 30 - 1
        ],
    )
    def test_of_a_year(self, convention: DayCountConvention, share: tuple[int, int], each_day: Fraction | None) -> None:
        start = day("2027-12-16")
        assert year_fraction(convention, start, start, 30) == share
        assert weight_of_day(convention) == each_day

    def test_days_of_their_years_over_two_new_years(self) -> None:
        # after 30 December 2026: 1 day of 2026 and 365 of 2027 at 1/365 each, and 2 of 2028 at 1/366 each
        start, d = day("2026-12-30"), 368
        share = Fraction(*year_fraction("actual/actual", start, start, d))
        assert share == Fraction(1 + 365, 365) + Fraction(2, 366)

    def test_of_no_days_nothing(self) -> None:
        start = day("2026-12-31")
        assert year_fraction("actual/actual", start, start, 0) == (0, 365 * 366)

    @pytest.mark.parametrize(
        ("anchor", "on", "days"),
        [
            ("2026-01-15", "2026-02-20", 35),  # a month and 5 days
            ("2026-01-20", "2026-02-15", 25),  # a month less 5 days
            ("2026-01-31", "2026-03-31", 60),  # the 31st is the 30th
            ("2026-01-30", "2026-01-31", 0),
            ("2026-01-31", "2026-02-28", 28),  # and a short month ends early
            ("2025-11-15", "2027-02-15", 450),  # 15 months
            ("2026-03-15", "2026-02-20", -25),
        ],
    )
    def test_days_of_months_of_thirty(self, anchor: str, on: str, days: int) -> None:
        assert days_of_thirty(day(anchor), day(on)) == days

    def test_days_of_months_of_thirty_count_from_the_anchor(self) -> None:
        # from 31 January: 30 days to 28 February would be 28, 30 to 1 March 31, so that this one day counts for three
        assert year_fraction("30/360", day("2026-01-31"), day("2026-02-28"), 1) == (3, 360)
