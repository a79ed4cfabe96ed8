"""Days, counting, and month steps."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, load
from telcoterms.values.days import (
    MAX_MONTHS,
    add_days,
    add_months,
    anchored,
    as_count,
    as_day,
    check_span,
    month_days,
    month_number,
    month_start,
    whole_months,
)
from tests.error_assertions import brief, refused

KOS = load("kos")
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-1000, 1000)


class TestMonthSteps:
    """A step by months is taken from the anchor and clamped to the month's last day, never from a clamped day."""

    @given(DAYS, MONTHS)
    def test_they_equal_relativedelta_from_the_anchor(self, anchor: date, months: int) -> None:
        assert add_months(anchor, months) == anchor + relativedelta(months=months)

    def test_a_clamped_day_is_not_stepped_from(self) -> None:
        anchor = date(2024, 1, 31)
        assert [add_months(anchor, k) for k in range(4)] == [
            date(2024, 1, 31),
            date(2024, 2, 29),
            date(2024, 3, 31),
            date(2024, 4, 30),
        ]
        assert add_months(add_months(anchor, 1), 1) == date(2024, 3, 29)

    @given(DAYS, DAYS)
    def test_whole_months_are_the_most_that_fit(self, anchor: date, day: date) -> None:
        months = whole_months(anchor, day)
        assert add_months(anchor, months) <= day < add_months(anchor, months + 1)

    @given(DAYS, DAYS, MONTHS)
    def test_a_later_anchor_is_never_overtaken(self, one: date, other: date, months: int) -> None:
        first, second = sorted((one, other))
        assert add_months(first, months) <= add_months(second, months)

    @given(DAYS, st.integers(1, 31))
    def test_a_day_of_a_month_is_clamped(self, day: date, wanted: int) -> None:
        found = date.fromordinal(anchored(month_number(day), wanted))
        assert (found.year, found.month) == (day.year, day.month)
        assert found.day == min(wanted, (day + relativedelta(day=31)).day)

    def test_beyond_the_calendar(self) -> None:
        for anchor, months in ((date(9999, 12, 1), 1), (date(1, 1, 1), -1), (date(9999, 12, 31), 0)):
            with refused(DayError, "a month outside the years 1 to 9999", "give days that are nearer to the present"):
                add_months(anchor, months)
        with refused(DayError, "outside the years 1 to 9999"):
            month_start(0)


class TestMonths:
    """A month begins on its first day, and has as many as the calendar gives it; both are kept once they are known."""

    @pytest.mark.parametrize(
        ("year", "month", "first", "days"),
        [
            (2026, 1, date(2026, 1, 1), 31),
            (2026, 2, date(2026, 2, 1), 28),
            (2024, 2, date(2024, 2, 1), 29),
            (2026, 12, date(2026, 12, 1), 31),
            (2100, 2, date(2100, 2, 1), 28),
        ],
    )
    def test_the_first_day_and_how_many_there_are(self, year: int, month: int, first: date, days: int) -> None:
        number = 12 * year + month - 1
        assert month_number(first) == number
        assert month_start.__wrapped__(number) == first.toordinal()
        assert month_days.__wrapped__(number) == (first.toordinal() - 1, days)


class TestCounting:
    """`within N days of D`: D is not counted, the Nth day is."""

    @given(DAYS, st.integers(0, 400))
    def test_days_after_a_day(self, day: date, days: int) -> None:
        assert add_days(day, days) == day + timedelta(days=days)

    @pytest.mark.parametrize(
        ("day", "days"), [(date(9999, 12, 31), 1), (date(1, 1, 1), -1), (date(2026, 1, 1), 10**9), (date.min, 10**30)]
    )
    def test_beyond_the_calendar(self, day: date, days: int) -> None:
        with refused(DayError, day.isoformat(), "outside the years 1 to 9999", "nearer to the present"):
            add_days(day, days)
        with refused(DayError, "outside the years 1 to 9999"):
            KOS.due_date("9999-12-31")


class HolidayName(StrEnum):
    """A name whose text is the day."""

    NEW_YEAR = "2026-01-01"


class HolidayText(str, Enum):  # noqa: UP042  # as programs wrote it before Python 3.11
    """A name that shows as `HolidayText.NEW_YEAR`, and whose text is the day all the same."""

    NEW_YEAR = "2026-01-01"


class OddText(str):
    """Text that says of itself that it is another, and that no table can look up."""

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return "1999-12-31"


class TestWhatIsADay:
    """A day is a date, or text as year-month-day."""

    @pytest.mark.parametrize("value", [date(2024, 2, 29), "2024-02-29"])
    def test_a_day(self, value: Any) -> None:
        assert as_day(value, "issued") == date(2024, 2, 29)

    def test_text_of_another_class_is_read_by_what_it_holds(self) -> None:
        for day in (HolidayName.NEW_YEAR, HolidayText.NEW_YEAR, OddText("2026-01-01")):
            assert as_day(day, "issued") == date(2026, 1, 1)

    @pytest.mark.parametrize(
        "value", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "0000-01-01"]
    )
    def test_a_day_that_no_calendar_has(self, value: str) -> None:
        with refused(DayError, f"issued is '{value}', which no calendar has", "give a day that exists"):
            KOS.due_date(value)

    @pytest.mark.parametrize("value", [datetime(2026, 1, 1), datetime(2026, 1, 1, 12, tzinfo=UTC)])
    def test_a_moment(self, value: datetime) -> None:
        with refused(DayError, repr(value)[:60], "a moment and not a day", "decide the local date"):
            KOS.due_date(value)

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "2026-1-1",
            "20260101",
            "2026-W01-1",
            "01/02/2026",
            "2026-01-01T00:00",
            " 2026-01-01",
            "2026-01-01\n",
            "+2026-01-01",
            "today",
            "\u0662\u0660\u0662\u0666-01-01",
            "2026\u201301\u201301",
            20260101,
            2026.5,
            None,
            True,
            b"2026-01-01",
            ("2026", 1, 1),
            "9" * 10**6,
        ],
        ids=brief,
    )
    def test_what_is_no_day(self, value: Any) -> None:
        with refused(DayError, "issued is ", "give a date, or text as year-month-day, such as '2026-01-31'"):
            KOS.due_date(value)


class TestCounts:
    """A number of months or days is a whole number within its bounds."""

    def test_the_bounds_are_in(self) -> None:
        assert as_count(1, "term_months") == 1
        assert as_count(MAX_MONTHS, "term_months") == MAX_MONTHS
        assert as_count(0, "days", least=0, most=3) == 0

    @pytest.mark.parametrize("value", [0, -1, MAX_MONTHS + 1, 10**5000, True, 1.0, "1", None], ids=brief)
    def test_what_is_refused(self, value: Any) -> None:
        with refused(DayError, "term_months is ", "give a whole number from 1 to 1200"):
            as_count(value, "term_months")


class TestSpans:
    """No question spans more than a hundred years."""

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(1926, 1, 15), date(2026, 1, 15)),
            (date(2004, 2, 29), date(2104, 2, 29)),
            (date(2004, 2, 29), date(2104, 2, 28)),
            (date(2026, 1, 15), date(1926, 1, 15)),
        ],
    )
    def test_a_hundred_years_are_taken(self, start: date, end: date) -> None:
        check_span(start, end, "the time")

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(1926, 1, 15), date(2026, 1, 16)),
            (date(1926, 1, 31), date(2026, 2, 1)),
            (date(1, 1, 1), date(9999, 12, 31)),
        ],
    )
    def test_a_day_more_is_refused(self, start: date, end: date) -> None:
        with refused(DayError, f"the time runs from {start} to {end}", "over a hundred years: check the years"):
            check_span(start, end, "the time")

    def test_a_late_charge_over_a_span(self) -> None:
        assert KOS.late_charge("0.25", issued="1926-01-15", paid="2026-01-15").value.minor > 0
        with refused(DayError, "from 1926-01-15 to 2026-01-16", "check the years"):
            KOS.late_charge("0.25", issued="1926-01-15", paid="2026-01-16")
