"""Periods, times of the clock and weeks; the published examples of how the law counts time."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, InputError, UnknownNameError, load_calendar
from telcoterms.formats.text import phrase_text
from telcoterms.values.days import add_months
from telcoterms.values.moments import ClockTime, as_moment, moment_in_words, moment_text, seconds_between
from telcoterms.values.notices import Ends, MonthsAndDays, effect_steps, effective_day, ends_later
from telcoterms.values.periods import Period, Unit, start_of_count
from telcoterms.values.steps import Clause
from telcoterms.values.weeks import WEEKDAYS, Week, hours_text, week_of
from tests.error_assertions import refused

ENGLAND = load_calendar("england")


class TestPublishedExamples:
    """What statutes and rules of court print as examples of counting, as far as they count the same way."""

    def test_four_days_from_monday_to_friday(self) -> None:
        # Ontario, Legislation Act, 2006, s.89: between Monday and Friday there are four days
        monday, friday = date(2026, 3, 2), date(2026, 3, 6)
        assert Period(4, "days").after(monday, None) == friday

    @pytest.mark.parametrize("day", [30, 31])
    def test_one_month_after_the_end_of_march_is_30_april(self, day: int) -> None:
        # Ontario, Legislation Act, 2006, s.89; Canada's Interpretation Act, s.28, counts months alike
        assert add_months(date(2026, 3, day), 1) == date(2026, 4, 30)
        assert Period(1, "months").after(date(2026, 3, day), None) == date(2026, 4, 30)

    def test_the_day_of_the_event_is_left_out_and_the_last_one_is_counted(self) -> None:
        # Canada, Interpretation Act, s.27: a time after, from or within a day leaves that day out
        assert Period(1, "days").after(date(2026, 3, 2), None) == date(2026, 3, 3)

    def test_within_fourteen_days_of_service(self) -> None:
        # England, Civil Procedure Rules, rule 2.8: served on 2 October, the last day is 16 October
        assert Period(14, "days").after(date(2026, 10, 2), None) == date(2026, 10, 16)
        assert Period(2, "weeks").after(date(2026, 10, 2), None) == date(2026, 10, 16)

    def test_three_clear_days_before_a_monday(self) -> None:
        # England, rule 2.8: for a hearing on Monday 20 October the notice is served on Tuesday 14 October; with the
        # Monday counted these are four working days, as a Saturday and a Sunday are not counted
        assert Period(4, "working-days").after(date(2025, 10, 14), ENGLAND) == date(2025, 10, 20)


class TestPeriod:
    """So many days, weeks, business days or working days after a day."""

    @given(day=st.dates(date(2015, 1, 1), date(2038, 1, 1)), count=st.integers(0, 300))
    def test_the_four_units(self, day: date, count: int) -> None:
        assert Period(count, "days").after(day, None) == day + timedelta(count)
        assert Period(count, "weeks").after(day, None) == day + timedelta(weeks=count)
        business = Period(count, "business-days").after(day, ENGLAND)
        assert business == Period(count, "working-days").after(day, ENGLAND) == ENGLAND.after(day, count)

    @pytest.mark.parametrize(
        ("period", "text"),
        [
            (Period(1, "business-days"), "1 business day"),
            (Period(2, "business-days"), "2 business days"),
            (Period(1, "working-days"), "1 working day"),
            (Period(2, "working-days"), "2 working days"),
            (Period(1, "weeks"), "1 week"),
            (Period(8, "weeks"), "8 weeks"),
            (Period(1, "months"), "1 month"),
            (Period(3, "months"), "3 months"),
            (Period(1, "days"), "1 day"),
            (Period(0, "days"), "0 days"),
        ],
    )
    def test_in_words(self, period: Period, text: str) -> None:
        assert str(period) == text

    @pytest.mark.parametrize("count", [-1, 3661, 1.5, True, None])
    def test_a_count_that_is_none(self, count: Any) -> None:
        with refused(DayError, "count is", "give a whole number from 0 to 3660"):
            Period(count, "days")

    def test_a_unit_that_is_none(self) -> None:
        unit: Any = "years"
        with refused(UnknownNameError, "unit is 'years': choose from business-days, working-days, months, weeks, days"):
            Period(1, unit)

    def test_without_a_calendar(self) -> None:
        with refused(InputError, "a period of 2 working days is counted by a calendar", "terms.with_calendar"):
            Period(2, "working-days").after(date(2026, 3, 2), None)

    @pytest.mark.parametrize(
        ("unit", "counts"),
        [("days", False), ("weeks", False), ("months", False), ("business-days", True), ("working-days", True)],
    )
    def test_which_units_need_a_calendar(self, unit: Unit, counts: bool) -> None:
        assert Period(2, unit).counts_open_days is counts

    def test_an_event_on_a_closed_day_counts_as_of_it_or_of_the_next_open_day(self) -> None:
        saturday, monday = date(2026, 3, 7), date(2026, 3, 9)
        assert start_of_count(saturday, ENGLAND, "as-of-that-day") == saturday
        assert start_of_count(saturday, ENGLAND, "as-of-next-open-day") == monday
        assert start_of_count(monday, ENGLAND, "as-of-next-open-day") == monday


class TestNotice:
    """A notice runs for months, then days; what is cancelled ends with it, or with the month in which that is."""

    CLAUSE: Final = Clause("Terms", "1")
    TEN_DAYS: Final = MonthsAndDays(months=1, days=10)
    """From 31 January: 28 February, and ten days, 10 March."""

    @pytest.mark.parametrize(
        ("period", "figures"),
        [
            (MonthsAndDays(), ()),
            (MonthsAndDays(months=1), ("1 months",)),
            (MonthsAndDays(days=10), ("10 days",)),
            (MonthsAndDays(months=2, days=10, count="business-days"), ("2 months", "10 business days")),
        ],
        ids=["none", "months", "days", "both"],
    )
    def test_its_figures(self, period: MonthsAndDays, figures: tuple[str, ...]) -> None:
        assert period.figures == figures

    def test_its_last_day(self) -> None:
        assert self.TEN_DAYS.after(date(2026, 1, 31), None) == date(2026, 3, 10)
        assert MonthsAndDays(days=2, count="business-days").after(date(2026, 3, 6), ENGLAND) == date(2026, 3, 10)
        assert MonthsAndDays(count="business-days").after(date(2026, 3, 7), None) == date(2026, 3, 7)

    def test_when_a_cancellation_takes_effect(self) -> None:
        assert [ends_later(ends) for ends in ("after-notice", "month-end")] == [False, True]
        assert effective_day(self.TEN_DAYS, "after-notice", date(2026, 1, 31), None) == date(2026, 3, 10)
        assert effective_day(self.TEN_DAYS, "month-end", date(2026, 1, 31), None) == date(2026, 3, 31)
        assert effective_day(None, "month-end", date(2026, 2, 3), None) == date(2026, 2, 28)

    @pytest.mark.parametrize(
        ("notice", "ends", "lines"),
        [
            (TEN_DAYS, "after-notice", ["the cancellation takes effect: 2026-01-31 + 1 month + 10 days = 2026-03-10"]),
            (None, "after-notice", ["the cancellation takes effect: 2026-01-31 = 2026-01-31"]),
            (
                TEN_DAYS,
                "month-end",
                [
                    "the notice ends: 2026-01-31 + 1 month + 10 days = 2026-03-10",
                    "the cancellation takes effect at the end of the month: 2026-03-31",
                ],
            ),
            (None, "month-end", ["the cancellation takes effect at the end of the month: 2026-01-31"]),
        ],
    )
    def test_the_working(self, notice: MonthsAndDays | None, ends: Ends, lines: list[str]) -> None:
        steps = effect_steps(notice, ends, date(2026, 1, 31), None, self.CLAUSE)
        assert [phrase_text(step.phrase) for step in steps] == lines


class TestMoments:
    """A moment is aware; a time of the clock is a moment on a day of a zone."""

    def test_as_a_moment(self) -> None:
        wanted = datetime(2026, 3, 9, 13, tzinfo=UTC)
        assert as_moment("2026-03-09T09:00-04:00", "at") == wanted
        assert as_moment("2026-03-09T13:00Z", "at") == wanted
        assert as_moment(datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("America/Toronto")), "at") == wanted
        assert as_moment(wanted, "at").tzinfo is UTC

    def test_in_words(self) -> None:
        at = datetime(2026, 3, 9, 13, tzinfo=UTC)
        assert moment_text(at) == "2026-03-09 13:00+00:00"
        assert moment_text(at.replace(second=7)) == "2026-03-09 13:00:07+00:00"

    def test_with_the_day_and_the_time_apart(self) -> None:
        assert phrase_text(moment_in_words(datetime(2026, 3, 9, 13, 5, tzinfo=UTC))) == "2026-03-09 at 13:05"

    @pytest.mark.parametrize(
        ("last", "seconds"),
        [
            (datetime(2026, 3, 9, 13, 0, 1, tzinfo=UTC), Fraction(1)),
            (datetime(2026, 3, 11, 14, tzinfo=UTC), Fraction(2 * 86_400 + 3_600)),
            (datetime(2026, 3, 9, 13, 0, 0, 250_000, tzinfo=UTC), Fraction(1, 4)),
            (datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("America/Toronto")), Fraction(0)),  # the same moment
        ],
    )
    def test_the_seconds_between_two(self, last: datetime, seconds: Fraction) -> None:
        assert seconds_between(datetime(2026, 3, 9, 13, tzinfo=UTC), last) == seconds

    def test_the_hour_by_which_the_clocks_are_put_forward_does_not_pass(self) -> None:
        # Toronto, 8 March 2026: from 01:30 to 03:30 on the clock one hour passes
        zone = ZoneInfo("America/Toronto")
        first, last = datetime(2026, 3, 8, 1, 30, tzinfo=zone), datetime(2026, 3, 8, 3, 30, tzinfo=zone)
        assert seconds_between(first, last) == 3_600

    def test_a_time_of_the_clock(self) -> None:
        zone = ZoneInfo("Europe/London")
        assert ClockTime(9 * 60 + 30).on(date(2026, 3, 30), zone).isoformat() == "2026-03-30T09:30:00+01:00"
        assert ClockTime(1440).on(date(2026, 3, 28), zone).isoformat() == "2026-03-29T00:00:00+00:00"
        assert str(ClockTime(1440)) == "24:00"
        # 01:30 is shown twice on 25 October: the first one, in summer time
        assert ClockTime(90).on(date(2026, 10, 25), zone).utcoffset() == timedelta(hours=1)

    @pytest.mark.parametrize("minutes", [-1, 1441, 9.5, True])
    def test_minutes_that_are_none(self, minutes: Any) -> None:
        with refused(InputError, "give a whole number from 0 to 1440"):
            ClockTime(minutes)


class TestWeek:
    """Hours for each day of the week; a day that is left out is closed."""

    def test_a_week(self) -> None:
        assert hours_text(week_of(friday="00:01-23:59").days[4]) == "00:01-23:59"
        week = week_of(monday="09:00-12:00 13:00-17:00", sunday="00:00-24:00")
        assert [hours_text(spans) for spans in week.days] == [
            "09:00-12:00 13:00-17:00",
            *["closed"] * 5,
            "00:00-24:00",
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("9-17", "the hours of monday are '9-17': write them as '09:00-17:00'"),
            ("09:00-17:00,18:00-19:00", "several with a blank between"),
            ("09:60-17:00", "09:60' among the hours of monday is no time of the clock: give 00:00 to 24:00"),
            ("09:00-24:01", "'24:01' among the hours"),
            ("17:00-09:00", "the hours of monday, 17:00-09:00, do not run forward"),
            ("09:00-09:00", "do not run forward"),
            ("13:00-17:00 09:00-12:00", "do not run forward"),
            ("09:00-13:00 12:00-17:00", "do not run forward"),
        ],
    )
    def test_hours_that_are_none(self, text: str, said: str) -> None:
        with refused(InputError, said):
            week_of(monday=text)

    def test_a_week_that_is_never_open(self) -> None:
        with refused(InputError, "no day of the week has hours: give those of one day or more"):
            Week(((),) * len(WEEKDAYS))
        with refused(InputError, "a week of 6 days: give the hours of seven"):
            Week(((),) * 6)
