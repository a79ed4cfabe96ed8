"""Calendars: the published ones against the law and against the package, counting, and calendars of one's own."""

import builtins
import pickle
import sys
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import make
from telcoterms import (
    Calendar,
    DayError,
    InputError,
    InvalidFileError,
    MissingPackageError,
    UnknownNameError,
    load_calendar,
)
from telcoterms.files import tables as reader
from telcoterms.files.tables import read_calendar
from telcoterms.values.calendars import MAX_OPEN_DAYS, open_days
from tests.error_assertions import refused

ONTARIO = load_calendar("ontario-and-federal")
ENGLAND = load_calendar("england")
LEGISLATION_ACT = load_calendar("ontario-legislation-act-and-federal")
SUBSTITUTE_DAYS = load_calendar("ontario-and-federal-with-substitute-days")
ALL = pytest.mark.parametrize(
    "calendar", [ONTARIO, LEGISLATION_ACT, SUBSTITUTE_DAYS, ENGLAND], ids=lambda one: one.name
)

# Written by hand, from the definition of a public holiday in Ontario's Employment Standards Act, 2000, s.1(1), and of a
# general holiday in the Canada Labour Code, s.166; Easter and the days of the week from an almanac.
BY_LAW_IN_ONTARIO = {
    2017: "Sun 01-01 Mon 02-20 Fri 04-14 Mon 05-22 Sat 07-01 Mon 09-04 Mon 10-09 Sat 11-11 Mon 12-25 Tue 12-26",
    # 1 July is a Sunday: the Holidays Act makes Monday the legal holiday
    2018: "Mon 01-01 Mon 02-19 Fri 03-30 Mon 05-21 Mon 07-02 Mon 09-03 Mon 10-08 Sun 11-11 Tue 12-25 Wed 12-26",
    2019: "Tue 01-01 Mon 02-18 Fri 04-19 Mon 05-20 Mon 07-01 Mon 09-02 Mon 10-14 Mon 11-11 Wed 12-25 Thu 12-26",
    2020: "Wed 01-01 Mon 02-17 Fri 04-10 Mon 05-18 Wed 07-01 Mon 09-07 Mon 10-12 Wed 11-11 Fri 12-25 Sat 12-26",
    # from here on with the National Day for Truth and Reconciliation
    2021: "Fri 01-01 Mon 02-15 Fri 04-02 Mon 05-24 Thu 07-01 Mon 09-06 Thu 09-30 Mon 10-11 Thu 11-11 "
    "Sat 12-25 Sun 12-26",
    2022: "Sat 01-01 Mon 02-21 Fri 04-15 Mon 05-23 Fri 07-01 Mon 09-05 Fri 09-30 Mon 10-10 Fri 11-11 "
    "Sun 12-25 Mon 12-26",
    2024: "Mon 01-01 Mon 02-19 Fri 03-29 Mon 05-20 Mon 07-01 Mon 09-02 Mon 09-30 Mon 10-14 Mon 11-11 "
    "Wed 12-25 Thu 12-26",
    2025: "Wed 01-01 Mon 02-17 Fri 04-18 Mon 05-19 Tue 07-01 Mon 09-01 Tue 09-30 Mon 10-13 Tue 11-11 "
    "Thu 12-25 Fri 12-26",
    2026: "Thu 01-01 Mon 02-16 Fri 04-03 Mon 05-18 Wed 07-01 Mon 09-07 Wed 09-30 Mon 10-12 Wed 11-11 "
    "Fri 12-25 Sat 12-26",
    2029: "Mon 01-01 Mon 02-19 Fri 03-30 Mon 05-21 Mon 07-02 Mon 09-03 Sun 09-30 Mon 10-08 Sun 11-11 "
    "Tue 12-25 Wed 12-26",
}
# The same with Ontario's own by its Legislation Act, 2006, s.88: Easter Monday; a Monday for a New Year's Day on a
# Sunday; a Monday for a Christmas Day on a Saturday, and a Tuesday for one on a Sunday.
BY_LEGISLATION_ACT = {
    2016: "Fri 01-01 Mon 02-15 Fri 03-25 Mon 03-28 Mon 05-23 Fri 07-01 Mon 09-05 Mon 10-10 Fri 11-11 "
    "Sun 12-25 Mon 12-26 Tue 12-27",
    2017: "Sun 01-01 Mon 01-02 Mon 02-20 Fri 04-14 Mon 04-17 Mon 05-22 Sat 07-01 Mon 09-04 Mon 10-09 Sat 11-11 "
    "Mon 12-25 Tue 12-26",
    2018: "Mon 01-01 Mon 02-19 Fri 03-30 Mon 04-02 Mon 05-21 "
    "Mon 07-02 Mon 09-03 Mon 10-08 Sun 11-11 Tue 12-25 Wed 12-26",
    2021: "Fri 01-01 Mon 02-15 Fri 04-02 Mon 04-05 Mon 05-24 Thu 07-01 Mon 09-06 Thu 09-30 Mon 10-11 Thu 11-11 "
    "Sat 12-25 Sun 12-26 Mon 12-27",
    # a New Year's Day on a Saturday moves nothing
    2022: "Sat 01-01 Mon 02-21 Fri 04-15 Mon 04-18 Mon 05-23 Fri 07-01 Mon 09-05 Fri 09-30 Mon 10-10 Fri 11-11 "
    "Sun 12-25 Mon 12-26 Tue 12-27",
    # neither does a Boxing Day
    2026: "Thu 01-01 Mon 02-16 Fri 04-03 Mon 04-06 Mon 05-18 Wed 07-01 Mon 09-07 Wed 09-30 Mon 10-12 Wed 11-11 "
    "Fri 12-25 Sat 12-26",
}
# The first list, and the working day after each that falls on a weekend, by the Canada Labour Code, s.193(2).
BY_LABOUR_CODE = {
    2017: "Sun 01-01 Mon 01-02 Mon 02-20 Fri 04-14 Mon 05-22 Sat 07-01 Mon 07-03 Mon 09-04 Mon 10-09 Sat 11-11 "
    "Mon 11-13 Mon 12-25 Tue 12-26",
    # Canada Day on a Sunday is kept on the Monday already
    2018: "Mon 01-01 Mon 02-19 Fri 03-30 Mon 05-21 Mon 07-02 "
    "Mon 09-03 Mon 10-08 Sun 11-11 Mon 11-12 Tue 12-25 Wed 12-26",
    2020: "Wed 01-01 Mon 02-17 Fri 04-10 Mon 05-18 Wed 07-01 "
    "Mon 09-07 Mon 10-12 Wed 11-11 Fri 12-25 Sat 12-26 Mon 12-28",
    2021: "Fri 01-01 Mon 02-15 Fri 04-02 Mon 05-24 Thu 07-01 Mon 09-06 Thu 09-30 Mon 10-11 Thu 11-11 "
    "Sat 12-25 Sun 12-26 Mon 12-27 Tue 12-28",
    # the working day after Christmas Day is the Tuesday, since the Monday is Boxing Day
    2022: "Sat 01-01 Mon 01-03 Mon 02-21 Fri 04-15 Mon 05-23 Fri 07-01 Mon 09-05 Fri 09-30 Mon 10-10 Fri 11-11 "
    "Sun 12-25 Mon 12-26 Tue 12-27",
    2023: "Sun 01-01 Mon 01-02 Mon 02-20 Fri 04-07 Mon 05-22 Sat 07-01 Mon 07-03 Mon 09-04 Sat 09-30 Mon 10-02 "
    "Mon 10-09 Sat 11-11 Mon 11-13 Mon 12-25 Tue 12-26",
    2026: "Thu 01-01 Mon 02-16 Fri 04-03 Mon 05-18 Wed 07-01 Mon 09-07 Wed 09-30 Mon 10-12 Wed 11-11 "
    "Fri 12-25 Sat 12-26 Mon 12-28",
}
# From schedule 1 of the Banking and Financial Dealings Act 1971 and the royal proclamations of each year.
BY_LAW_IN_ENGLAND = {
    2016: "Fri 01-01 Fri 03-25 Mon 03-28 Mon 05-02 Mon 05-30 Mon 08-29 Sun 12-25 Mon 12-26 Tue 12-27",
    2017: "Sun 01-01 Mon 01-02 Fri 04-14 Mon 04-17 Mon 05-01 Mon 05-29 Mon 08-28 Mon 12-25 Tue 12-26",
    2019: "Tue 01-01 Fri 04-19 Mon 04-22 Mon 05-06 Mon 05-27 Mon 08-26 Wed 12-25 Thu 12-26",
    # the May holiday on the Friday of the 75th anniversary of the end of the war
    2020: "Wed 01-01 Fri 04-10 Mon 04-13 Fri 05-08 Mon 05-25 Mon 08-31 Fri 12-25 Sat 12-26 Mon 12-28",
    2021: "Fri 01-01 Fri 04-02 Mon 04-05 Mon 05-03 Mon 05-31 Mon 08-30 Sat 12-25 Sun 12-26 Mon 12-27 Tue 12-28",
    # the Platinum Jubilee, and the funeral of Queen Elizabeth II
    2022: "Sat 01-01 Mon 01-03 Fri 04-15 Mon 04-18 Mon 05-02 Thu 06-02 Fri 06-03 Mon 08-29 Mon 09-19 "
    "Sun 12-25 Mon 12-26 Tue 12-27",
    # the coronation of King Charles III
    2023: "Sun 01-01 Mon 01-02 Fri 04-07 Mon 04-10 Mon 05-01 Mon 05-08 Mon 05-29 Mon 08-28 Mon 12-25 Tue 12-26",
    2024: "Mon 01-01 Fri 03-29 Mon 04-01 Mon 05-06 Mon 05-27 Mon 08-26 Wed 12-25 Thu 12-26",
    2025: "Wed 01-01 Fri 04-18 Mon 04-21 Mon 05-05 Mon 05-26 Mon 08-25 Thu 12-25 Fri 12-26",
    2026: "Thu 01-01 Fri 04-03 Mon 04-06 Mon 05-04 Mon 05-25 Mon 08-31 Fri 12-25 Sat 12-26 Mon 12-28",
}
LITERAL = [
    pytest.param(calendar, year, days, id=f"{calendar.name} {year}")
    for calendar, years in (
        (ONTARIO, BY_LAW_IN_ONTARIO),
        (LEGISLATION_ACT, BY_LEGISLATION_ACT),
        (SUBSTITUTE_DAYS, BY_LABOUR_CODE),
        (ENGLAND, BY_LAW_IN_ENGLAND),
    )
    for year, days in years.items()
]
INSIDE = st.dates(date(2015, 1, 1), date(2038, 12, 31))  # far enough from the end for the counts below
COUNTS = st.integers(0, 200)


def of_year(calendar: Calendar, year: int) -> list[date]:
    return sorted(day for day in calendar.closed if day.year == year)


class TestPublished:
    """The tables agree with the law as it was written down by hand, and with the package that they were made from."""

    @pytest.mark.parametrize(("calendar", "year", "days"), LITERAL)
    def test_the_law(self, calendar: Calendar, year: int, days: str) -> None:
        assert " ".join(f"{day:%a %m-%d}" for day in of_year(calendar, year)) == days

    def test_enough_years_are_written_by_hand(self) -> None:
        assert len(BY_LAW_IN_ONTARIO) >= 6
        assert len(BY_LAW_IN_ENGLAND) >= 6
        assert len(BY_LEGISLATION_ACT) >= 6
        assert len(BY_LABOUR_CODE) >= 6

    @pytest.mark.parametrize(("name", "text"), make.tables("holidays"), ids=lambda one: one[:10])
    def test_the_installed_package(self, name: str, text: str) -> None:
        made = read_calendar(text, name)
        assert made == load_calendar(name.removesuffix(".toml")), "run calendars/make.py, and read what changed"

    @pytest.mark.parametrize("year", range(2015, 2041))
    def test_ten_days_a_year_and_eleven_from_2021(self, year: int) -> None:
        assert len(of_year(ONTARIO, year)) == (11 if year >= 2021 else 10)

    def test_the_working_days_for_holidays_at_a_weekend_are_those_of_the_federal_government(self) -> None:
        federal = Calendar.from_holidays("CA", None, make.YEARS, categories=["government"])
        weekdays = {day for day in federal.closed if day.weekday() < 5}
        assert SUBSTITUTE_DAYS.closed - ONTARIO.closed == weekdays - ONTARIO.closed

    @pytest.mark.parametrize("other", [LEGISLATION_ACT, SUBSTITUTE_DAYS], ids=lambda one: one.name)
    def test_another_statute_adds_weekdays_and_takes_none_away(self, other: Calendar) -> None:
        assert ONTARIO.closed < other.closed
        assert all(day.weekday() < 5 for day in other.closed - ONTARIO.closed)

    def test_canada_day_on_a_sunday_is_kept_on_the_monday(self) -> None:
        moved = {day.year for day in ONTARIO.closed if (day.month, day.day) == (7, 2)}
        assert moved == {2018, 2029, 2035, 2040}
        kept = {day.year for day in ONTARIO.closed if (day.month, day.day) == (7, 1)}
        assert kept == set(range(2015, 2041)) - moved

    def test_neither_easter_monday_nor_the_civic_holiday_nor_a_day_in_the_place_of_another(self) -> None:
        for day in (date(2026, 4, 6), date(2026, 8, 3), date(2026, 12, 28), date(2021, 12, 27)):
            assert ONTARIO.is_open(day)

    @ALL
    def test_what_they_are(self, calendar: Calendar) -> None:
        assert (calendar.first, calendar.last) == (date(2015, 1, 1), date(2040, 12, 31))
        assert calendar.weekend == {5, 6}
        assert calendar.version == make.VERSION

    def test_the_script_writes_them(self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(make, "FOLDER", tmp_path)
        make.main()
        assert {file.stem for file in tmp_path.iterdir()} == set(reader.calendars())
        for file in tmp_path.iterdir():
            assert f'source = "holidays {version("holidays")}"' in file.read_text("ascii")

    @pytest.mark.parametrize("name", ["ontario", "", None, [], 7])
    def test_an_unknown_name(self, name: Any) -> None:
        with refused(UnknownNameError, "there is no calendar", "choose from england, ontario-and-federal, "):
            load_calendar(name)


def slow(calendar: Calendar, day: date, count: int) -> date:
    """Counting as the words say it, a day at a time."""
    while not count and not calendar.is_open(day):
        day += timedelta(1)
    for _ in range(count):
        day += timedelta(1)
        while not calendar.is_open(day):
            day += timedelta(1)
    return day


class TestCounting:
    """The day of the event is not counted, open or closed; the nth open day after it is."""

    @pytest.mark.parametrize(
        ("day", "count", "found"),
        [
            ("2026-03-02", 1, "2026-03-03"),
            ("2026-03-06", 1, "2026-03-09"),  # Friday, Monday
            ("2026-03-07", 1, "2026-03-09"),  # a Saturday: the Monday
            ("2026-03-08", 1, "2026-03-09"),
            ("2026-03-07", 2, "2026-03-10"),
            ("2026-03-07", 0, "2026-03-09"),
            ("2026-03-09", 0, "2026-03-09"),
            ("2026-04-02", 2, "2026-04-07"),  # Good Friday and a weekend; Easter Monday is open
            ("2026-12-24", 1, "2026-12-28"),
            ("2026-12-25", 1, "2026-12-28"),  # a Friday; Boxing Day and a Sunday follow
            ("2018-06-29", 1, "2018-07-03"),  # Monday 2 July is kept for Sunday 1 July
        ],
    )
    def test_in_ontario(self, day: str, count: int, found: str) -> None:
        assert ONTARIO.after(date.fromisoformat(day), count) == date.fromisoformat(found)

    @pytest.mark.parametrize(
        ("day", "count", "found"),
        [
            ("2026-04-02", 2, "2026-04-08"),  # Good Friday and Easter Monday
            ("2026-12-24", 1, "2026-12-29"),  # Monday 28 stands in for Saturday 26
            ("2022-09-16", 5, "2022-09-26"),  # the Monday of the funeral
            ("2023-05-05", 1, "2023-05-09"),  # the Monday after the coronation
        ],
    )
    def test_in_england(self, day: str, count: int, found: str) -> None:
        assert ENGLAND.after(date.fromisoformat(day), count) == date.fromisoformat(found)

    @ALL
    @given(day=INSIDE, count=COUNTS)
    def test_as_the_words_say_it(self, calendar: Calendar, day: date, count: int) -> None:
        assert calendar.after(day, count) == slow(calendar, day, count)

    @ALL
    @given(day=INSIDE, count=COUNTS)
    def test_as_numpy_counts_from_the_open_day_before(self, calendar: Calendar, day: date, count: int) -> None:
        roll: Literal["preceding", "following"] = "preceding" if count else "following"
        assert calendar.after(day, count) == np.busday_offset(day, count, roll, holidays=sorted(calendar.closed)).item()

    @ALL
    @given(day=INSIDE, count=COUNTS)
    def test_what_comes_out_is_an_open_day(self, calendar: Calendar, day: date, count: int) -> None:
        found = calendar.after(day, count)
        assert calendar.is_open(found)
        assert found.weekday() < 5
        assert not calendar.is_holiday(found)
        assert found - day >= timedelta(count)

    @ALL
    @given(day=INSIDE, first=st.integers(1, 200), second=COUNTS)
    def test_counting_is_additive(self, calendar: Calendar, day: date, first: int, second: int) -> None:
        assert calendar.after(calendar.after(day, first), second) == calendar.after(day, first + second)

    @ALL
    @given(day=INSIDE, later=st.integers(0, 30), count=COUNTS)
    def test_counting_is_monotone(self, calendar: Calendar, day: date, later: int, count: int) -> None:
        assert calendar.after(day, count) <= calendar.after(day + timedelta(later), count)
        assert calendar.after(day, count + 1) < calendar.after(day, count + 2)

    def test_the_holidays_on_the_way(self) -> None:
        assert ENGLAND.closed_weekdays(date(2026, 4, 2), date(2026, 4, 6)) == (date(2026, 4, 3), date(2026, 4, 6))
        assert ENGLAND.closed_weekdays(date(2026, 4, 3), date(2026, 4, 5)) == (date(2026, 4, 3),)
        assert ENGLAND.closed_weekdays(date(2026, 12, 26), date(2026, 12, 27)) == ()  # a Saturday

    def test_the_last_open_day_up_to_a_day(self) -> None:
        assert ENGLAND.on_or_before(date(2026, 4, 2)) == date(2026, 4, 2)  # a Thursday
        assert ENGLAND.on_or_before(date(2026, 4, 6)) == date(2026, 4, 2)  # Easter Monday, and Good Friday before it
        with refused(DayError, "not 2014-12-31"):
            ENGLAND.on_or_before(date(2015, 1, 1))

    def test_terms_without_a_calendar_count_no_open_days(self) -> None:
        assert open_days(ENGLAND) is ENGLAND
        with pytest.raises(InputError) as found:
            open_days(None)
        assert str(found.value) == (
            "open days are counted by a calendar, and these terms name none: give them one, as "
            "terms.with_calendar(load_calendar('england'))"
        )
        assert found.value.code == "missing_calendar_to_count_by"

    @ALL
    @pytest.mark.parametrize("day", [date(2014, 12, 31), date(2041, 1, 1), date.min, date.max])
    def test_a_day_outside_is_refused(self, calendar: Calendar, day: date) -> None:
        said = f"knows the days from 2015-01-01 to 2040-12-31, not {day}"
        for ask in (lambda: calendar.after(day, 1), lambda: calendar.is_open(day), lambda: calendar.is_holiday(day)):
            with refused(DayError, said, "give a calendar that holds it"):
                ask()

    @ALL
    def test_a_count_that_leaves_the_calendar_is_refused(self, calendar: Calendar) -> None:
        assert calendar.after(date(2040, 12, 28), 1) <= date(2040, 12, 31)
        with refused(DayError, "not 2041-01-01"):
            calendar.after(date(2040, 12, 28), 5)
        with refused(DayError, "not 2041-01-01"):
            calendar.after(date(2040, 1, 1), MAX_OPEN_DAYS)

    @pytest.mark.parametrize("count", [-1, MAX_OPEN_DAYS + 1])
    def test_a_count_out_of_range(self, count: int) -> None:
        with refused(DayError, f"count is {count}: give a whole number from 0 to 3660"):
            ONTARIO.after(date(2026, 1, 2), count)

    def test_a_calendar_up_to_the_last_day_of_all(self) -> None:
        end = made(first=date(9999, 1, 1), last=date.max)
        assert end.after(date(9999, 12, 30), 1) == date.max
        with refused(DayError, "knows the days from 9999-01-01 to 9999-12-31"):
            end.after(date(9999, 12, 30), 2)


def made(**changes: Any) -> Calendar:
    facts: dict[str, Any] = {
        "name": "here",
        "version": "1",
        "closed": frozenset({date(2026, 7, 1)}),
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
    }
    if "first" in changes:
        facts["closed"] = frozenset()
    return Calendar(**facts | changes)


class TestValue:
    """A calendar is a frozen value, equal by what it holds."""

    def test_it_is_a_value(self) -> None:
        assert made() == made()
        assert hash(made()) == hash(made())
        assert made() != made(version="2")
        assert pickle.loads(pickle.dumps(made())) == made()
        changing: Any = made()
        with pytest.raises(AttributeError):
            changing.name = "there"

    def test_in_a_line(self) -> None:
        assert repr(made()) == "<calendar here, version 1: 2026-01-01 to 2026-12-31, 1 days>"

    def test_one_of_a_single_day(self) -> None:
        day = date(2026, 7, 1)
        single = made(first=day, last=day, closed=frozenset({day}))
        assert (single.is_holiday(day), single.is_open(day)) == (True, False)

    def test_another_weekend(self) -> None:
        gulf = made(weekend=frozenset({4, 5}))  # Friday and Saturday
        assert gulf.after(date(2026, 3, 5), 1) == date(2026, 3, 8)  # Thursday, Sunday
        assert made(weekend=frozenset()).after(date(2026, 6, 30), 1) == date(2026, 7, 2)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "name is '': give one line of text"),
            ({"name": None}, "name is None"),
            ({"version": "a\nb"}, "version is"),
            ({"first": date(2027, 1, 1)}, "a calendar from 2027-01-01 to 2026-12-31 has no days"),
            ({"weekend": frozenset(range(7))}, "and not all of them"),
            ({"weekend": frozenset({7})}, "from 0 (Monday) to 6"),
            ({"weekend": {5, 6}}, "give a frozenset"),
            ({"closed": [date(2026, 7, 1)]}, "give a frozenset of dates"),
        ],
    )
    def test_facts_that_do_not_fit(self, changes: dict[str, Any], said: str) -> None:
        with refused(InputError, said):
            made(**changes)

    @pytest.mark.parametrize("day", [date(2025, 12, 31), datetime(2026, 7, 1), 7])
    def test_days_that_do_not_fit(self, day: Any) -> None:
        with refused(DayError, ""):
            made(closed=frozenset({day}))

    @pytest.mark.parametrize("fact", ["first", "last"])
    def test_a_moment_is_no_day(self, fact: str) -> None:
        with refused(DayError, f"{fact} is", "a moment and not a day"):
            made(**{fact: datetime(2026, 1, 1)})


class TestChanged:
    """Days added and removed; the version tells that it is no longer the published one."""

    def test_a_day_more(self) -> None:
        civic = ONTARIO.changed(added=["2026-08-03"])
        assert civic.after(date(2026, 7, 31), 1) == date(2026, 8, 4)
        assert civic.name == ONTARIO.name
        assert civic.version.startswith("2026-11 changed ")
        assert civic != ONTARIO

    def test_a_day_less(self) -> None:
        assert ONTARIO.changed(removed=[date(2026, 11, 11)]).is_open(date(2026, 11, 11))

    def test_the_same_changes_give_the_same_version(self) -> None:
        one = ONTARIO.changed(added=["2026-08-03"]).changed(removed=["2026-11-11"])
        assert one == ONTARIO.changed(added=["2026-08-03"], removed=["2026-11-11"])
        assert one.version != ONTARIO.changed(added=["2026-08-03"]).version
        assert ONTARIO.changed() is ONTARIO
        assert ONTARIO.changed(added=["2026-07-01"]) is ONTARIO

    def test_what_cannot_be_changed(self) -> None:
        with refused(InputError, "2026-08-03 is no holiday of the calendar ontario-and-federal"):
            ONTARIO.changed(removed=["2026-08-03"])
        with refused(InputError, "2026-07-01 is both added and removed"):
            ONTARIO.changed(added=["2026-07-01"], removed=["2026-07-01"])
        with refused(DayError, "added is 'soon'"):
            ONTARIO.changed(added=["soon"])
        with refused(DayError, "not 2041-01-01"):
            ONTARIO.changed(added=["2041-01-01"])


class TestFromHolidays:
    """A calendar of any other place, from the package."""

    def test_a_subdivision(self) -> None:
        quebec = Calendar.from_holidays("CA", "QC", range(2025, 2027))
        assert quebec.name == "CA-QC"
        assert quebec.version == f"holidays {version('holidays')}"
        assert quebec.is_holiday(date(2026, 6, 24))
        assert (quebec.first, quebec.last) == (date(2025, 1, 1), date(2026, 12, 31))

    def test_a_country(self) -> None:
        norway = Calendar.from_holidays("NO", None, [2026])
        assert norway.name == "NO"
        assert norway.is_holiday(date(2026, 5, 17))

    def test_its_own_weekend(self) -> None:
        assert Calendar.from_holidays("EG", None, [2025]).weekend == {4, 5}

    def test_substitute_days(self) -> None:
        boxing = date(2026, 12, 28)
        assert boxing in Calendar.from_holidays("GB", "ENG", [2026]).closed
        assert boxing not in Calendar.from_holidays("GB", "ENG", [2026], substitute_days="left-out").closed

    def test_categories(self) -> None:
        bank = Calendar.from_holidays("CA", "ON", [2026], categories=["optional"])
        assert bank.is_holiday(date(2026, 8, 3))

    def test_no_day_of_a_year_that_was_not_asked_for(self) -> None:
        found = Calendar.from_holidays("US", "NY", range(2021, 2023))  # New Year's Day of 2022 was kept on 2021-12-31
        assert {day.year for day in found.closed} == {2021, 2022}

    @pytest.mark.parametrize(
        ("country", "subdivision", "more"),
        [
            ("GB", "ENG", {"categories": ["bank"]}),
            ("GB", "ENG", {"categories": 7}),
        ],
    )
    def test_a_category_that_the_country_does_not_have(
        self, country: Any, subdivision: Any, more: dict[str, Any]
    ) -> None:
        with refused(UnknownNameError, "has no days of", "give codes of ISO 3166"):
            Calendar.from_holidays(country, subdivision, [2026], **more)

    @pytest.mark.parametrize("country", ["XX", "gb", None, 7])
    def test_a_country_that_the_package_does_not_have(self, country: Any) -> None:
        with refused(UnknownNameError, "has no days of the country", "choose from AD, AE, AF, ", "codes of ISO 3166"):
            Calendar.from_holidays(country, None, [2026])

    def test_a_subdivision_that_the_country_does_not_have(self) -> None:
        with refused(UnknownNameError, "has no subdivision 'ON' of 'GB': choose from ENG, NIR, SCT, WLS"):
            Calendar.from_holidays("GB", "ON", [2026])

    def test_a_subdivision_of_a_country_that_has_none(self) -> None:
        with refused(UnknownNameError, "does not divide 'IL', so '10' is no part of it: leave subdivision out"):
            Calendar.from_holidays("IL", "10", [2026])

    def test_another_word_for_substitute_days(self) -> None:
        word: Any = True
        with refused(UnknownNameError, "substitute_days is True: choose from observed, left-out"):
            Calendar.from_holidays("NO", None, [2026], substitute_days=word)

    def test_a_day_that_the_package_has_outside_of_the_years_is_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1)]
        table = TableOfDays(dict.fromkeys(days, "a holiday"))
        monkeypatch.setattr("holidays.country_holidays", lambda *_, **__: table)
        assert sorted(Calendar.from_holidays("NO", None, [2026]).closed) == days[1:4]

    def test_all_years_that_the_package_knows(self) -> None:
        every = Calendar.from_holidays("CA", "ON", range(1867, 2101))
        assert (every.first, every.last) == (date(1867, 1, 1), date(2100, 12, 31))

    @pytest.mark.parametrize(
        ("years", "code"),
        [
            ([], "not_years"),
            ([2026, "2027"], "not_years"),
            ([2026, 2027.0], "not_years"),
            ([0, 1], "not_years"),
            ([9999, 10_000], "not_years"),
            ([1], "years_out_of_range"),
            ([9999], "years_out_of_range"),
            ([2026, 2028], "years_out_of_order"),
        ],
    )
    def test_why_years_are_refused(self, years: Any, code: str) -> None:
        with pytest.raises(DayError) as found:
            Calendar.from_holidays("NO", None, years)
        assert found.value.code == code

    @pytest.mark.parametrize(
        "years", [[], [2026, 2028], [2027, 2026], 2026, None, ["2026"], [0], [10_000], [True], "26"]
    )
    def test_years_that_are_none(self, years: Any) -> None:
        with refused(DayError, "years", "range(2020, 2031)"):
            Calendar.from_holidays("NO", None, years)

    @pytest.mark.parametrize("years", [range(2099, 2102), range(1800, 1802)])
    def test_years_that_the_package_does_not_know(self, years: range) -> None:
        with refused(DayError, "knows the years 1867 to 2100 of 'CA': give years among them"):
            Calendar.from_holidays("CA", "ON", years)

    def test_without_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hide(monkeypatch, "holidays")
        with pytest.raises(MissingPackageError, match="not installed: install it, as pip install telcoterms does"):
            Calendar.from_holidays("NO", None, [2026])
        assert issubclass(MissingPackageError, ImportError)


class TableOfDays(dict[date, str]):
    """What the package returns, as far as a calendar is made from it."""

    start_year, end_year, weekend = 2020, 2030, {5, 6}


def hide(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a package be one that is not installed."""
    found = builtins.__import__

    def without(module: str, *rest: Any) -> Any:
        if module.partition(".")[0] == name:
            raise ImportError(module)
        return found(module, *rest)

    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)


class TestFile:
    """The file of a calendar is judged whole."""

    TEXT = (
        'calendar = "here"\nversion = "1"\nsource = "the law"\nweekend = ["sunday"]\n'
        '[closed]\n2026 = "01-01 12-25"\n2027 = ""\n'
    )

    def test_it_is_read(self) -> None:
        calendar = read_calendar(self.TEXT, "here.toml")
        assert calendar.closed == {date(2026, 1, 1), date(2026, 12, 25)}
        assert (calendar.last, calendar.weekend) == (date(2027, 12, 31), frozenset({6}))

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("12-25", "12-32", "closed: found a table, wanted a table of years that follow each other"),
            ("12-25", "Christmas", "closed: found a table"),
            ("2027", "2028", "closed: found a table"),
            ("2026 =", "now =", "closed: found a table"),
            ('"01-01 12-25"', "7", "closed: found a table"),
            ("sunday", "Sunday", "weekend[1]: found 'Sunday': did you mean sunday? choose from monday"),
            ('version = "1"\n', "", "version: it is missing"),
        ],
    )
    def test_a_fault(self, old: str, new: str, said: str) -> None:
        with refused(InvalidFileError, f"here.toml: {said}"):
            read_calendar(self.TEXT.replace(old, new), "here.toml")
