"""Parts of a billing cycle: its days, where each cycle begins, and which part of a fee some of its days bear."""

from datetime import date

import pytest

from telcoterms import InputError
from telcoterms.formats.text import phrase_text
from telcoterms.values.proration import (
    Cycle,
    MonthLength,
    Part,
    check_billing_day,
    check_cycle,
    check_start,
    choices_of_cycle,
    month_in_words,
    part_in_words,
    part_of_cycle,
)
from tests.error_assertions import refused

BY_31ST = Cycle(date(2026, 1, 31), 31)
"""Months that are billed on the 31st, or the last day of a shorter month."""
BY_QUARTER = Cycle(date(2026, 1, 15), 15, months=3)
BY_28_DAYS = Cycle(date(2026, 1, 1), 1, days=28)


class TestCycle:
    """A cycle runs from its first day up to, not including, the next billing day."""

    @pytest.mark.parametrize(
        ("cycle", "firsts"),
        [
            (BY_31ST, ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"]),
            (BY_QUARTER, ["2025-10-15", "2026-01-15", "2026-04-15", "2026-07-15"]),
            (BY_28_DAYS, ["2025-12-04", "2026-01-01", "2026-01-29", "2026-02-26"]),
        ],
        ids=["31st", "quarter", "28-days"],
    )
    def test_the_first_day_of_each(self, cycle: Cycle, firsts: list[str]) -> None:
        assert [cycle.after(number).isoformat() for number in (-1, 0, 1, 2)] == firsts

    def test_its_end_and_its_days(self) -> None:
        assert (BY_31ST.end, BY_31ST.length) == (date(2026, 2, 28), 28)
        assert (BY_QUARTER.end, BY_QUARTER.length) == (date(2026, 4, 15), 90)  # 16 + 28 + 31 + 15
        assert (BY_28_DAYS.end, BY_28_DAYS.length) == (date(2026, 1, 29), 28)
        assert Cycle(date(2026, 1, 31), 31).months == 1

    @pytest.mark.parametrize(
        ("cycle", "day", "first"),
        [
            (BY_31ST, "2026-01-31", "2026-01-31"),
            (BY_31ST, "2026-02-27", "2026-01-31"),
            (BY_31ST, "2026-02-28", "2026-02-28"),
            (BY_31ST, "2026-03-30", "2026-02-28"),
            (BY_31ST, "2026-01-30", "2025-12-31"),
            (BY_QUARTER, "2026-04-14", "2026-01-15"),
            (BY_QUARTER, "2026-03-20", "2026-01-15"),
            (BY_QUARTER, "2026-04-15", "2026-04-15"),
            (BY_QUARTER, "2026-12-31", "2026-10-15"),
            (BY_28_DAYS, "2026-01-28", "2026-01-01"),
            (BY_28_DAYS, "2026-01-29", "2026-01-29"),
            (BY_28_DAYS, "2025-12-31", "2025-12-04"),
        ],
    )
    def test_the_cycle_that_holds_a_day(self, cycle: Cycle, day: str, first: str) -> None:
        assert cycle.begun_by(date.fromisoformat(day)).isoformat() == first

    @pytest.mark.parametrize(
        ("cycle", "day", "cycles"),
        [
            (BY_31ST, "2026-01-31", 0),
            (BY_31ST, "2026-02-28", 1),
            (BY_31ST, "2026-03-31", 2),
            (BY_31ST, "2026-03-30", None),
            (BY_31ST, "2025-12-31", -1),
            (BY_QUARTER, "2026-07-15", 2),
            (BY_QUARTER, "2026-07-16", None),
            (BY_QUARTER, "2026-02-15", None),  # a month later, not three
            (BY_28_DAYS, "2026-02-26", 2),
            (BY_28_DAYS, "2026-02-27", None),
        ],
    )
    def test_how_many_cycles_later_one_starts_on_a_day(self, cycle: Cycle, day: str, cycles: int | None) -> None:
        assert cycle.cycles_to(date.fromisoformat(day)) == cycles

    def test_it_starts_on_the_billing_day_or_on_the_last_of_a_shorter_month(self) -> None:
        assert BY_31ST.starts_on_billing_day
        check_start(Cycle(date(2026, 2, 28), 31))
        with refused(InputError, "cycle_start is 2026-03-30, and billing_day is 31: give the day on which the cycle"):
            check_start(Cycle(date(2026, 3, 30), 31))

    def test_a_cycle_has_a_day_or_more(self) -> None:
        check_cycle(1)
        check_cycle(None)
        with refused(InputError, "cycle is 0: give the days of a billing cycle, such as 28"):
            check_cycle(0)

    def test_a_number_of_days_has_no_billing_day(self) -> None:
        check_billing_day(15, None)
        check_billing_day(None, 28)
        with refused(InputError, "billing_day is 15, and these terms bill by cycles of 28 days: leave it out"):
            check_billing_day(15, 28)

    def test_a_number_of_days_leaves_no_choice_of_the_length_of_a_month(self) -> None:
        known = {"month_length": ("actual", "thirty-day-month"), "rounding": ("half-up", "down")}
        assert choices_of_cycle(known, None) == known
        assert choices_of_cycle(known, 28) == {"rounding": ("half-up", "down")}


class TestPart:
    """Some days of a month bear a part of its fee, by how many days the month is taken to have."""

    @pytest.mark.parametrize(
        ("month_length", "first", "end", "days", "part"),
        [
            ("actual", 24, 31, 31, (7, 31)),
            ("thirty-day-month", 24, 31, 31, (7, 30)),
            ("thirty-day-month", 0, 31, 31, (30, 30)),  # never more than the fee
            ("thirty-day-month", 0, 28, 28, (28, 30)),
            ("strict-thirty", 24, 31, 31, (6, 30)),  # the 25th to the 30th
            ("strict-thirty", 30, 31, 31, (0, 30)),  # the 31st is none of 30 days
            ("strict-thirty", 0, 30, 31, (30, 30)),
            ("strict-thirty", 27, 28, 28, (3, 30)),  # 28 February stands for three days
            ("strict-thirty", 10, 20, 31, (10, 30)),
            ("days-of-year", 24, 31, 31, (84, 365)),  # 12 x 7
            ("days-of-year", 0, 30, 31, (360, 365)),
            ("days-of-year", 0, 31, 31, (365, 365)),  # 12 x 31 = 372 is more than the fee
        ],
    )
    def test_of_a_fee(self, month_length: MonthLength, first: int, end: int, days: int, part: tuple[int, int]) -> None:
        assert part_of_cycle(month_length, first, end, days) == Part(*part)

    @pytest.mark.parametrize(
        ("month_length", "first", "words"),
        [
            ("actual", 24, "7/31"),
            ("thirty-day-month", 24, "min(7, 30)/30"),
            ("strict-thirty", 24, "(30 - 24)/30"),
            ("strict-thirty", 0, "30/30"),
            ("days-of-year", 24, "min(1, 12 x 7/365)"),
        ],
    )
    def test_in_words(self, month_length: MonthLength, first: int, words: str) -> None:
        assert phrase_text(part_in_words(month_length, first, 31, 31)) == words

    @pytest.mark.parametrize(
        ("month_length", "words"),
        [
            ("actual", "days in the cycle: 2026-02-28 - 2026-01-31 = 28"),
            ("thirty-day-month", "the month taken as 30 days"),
            ("strict-thirty", "the month taken as 30 days, always: the last day of the cycle is the 30th"),
            ("days-of-year", "a day taken as 12 monthly fees over the 365 days of a year"),
        ],
    )
    def test_the_month_in_words(self, month_length: MonthLength, words: str) -> None:
        assert phrase_text(month_in_words(month_length, BY_31ST)) == words
