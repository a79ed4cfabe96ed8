"""The hours of support: by the clock of the place, closed on holidays, right at both changes of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, NotInTermsError, OpeningHours, Terms, UnknownNameError, from_dict, load, load_calendar
from telcoterms.agreement.agreement import Holidays
from telcoterms.clauses.hours import WeeklyButHolidays
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.printed_page import heading_of
from tests.receipt_data import calendars_in, calendars_of
from tests.terms_builders import KOS
from tests.test_providers import FOLDER
from tests.worked_cases import cases

KIJOMA = load("kijoma")
PRAIRIE = load(FOLDER / "prairie-2026-01-01.toml")
TORONTO, LONDON = ZoneInfo("America/Toronto"), ZoneInfo("Europe/London")
WORKED = [
    pytest.param(one, case, id=f"{one}: {case['name']}") for one in ("kos", "kijoma") for case in cases(one, "hours")
]
MOMENTS = st.datetimes(datetime(2015, 1, 2), datetime(2040, 12, 20), timezones=st.just(UTC))

# Written by hand: the offset from UTC around each change of the clocks of 2026, and the hours by the day of the week.
KOS_WEEK = [(9 * 60, 20 * 60)] * 5 + [(10 * 60, 16 * 60 + 30), (12 * 60, 18 * 60)]
KIJOMA_WEEK = [(9 * 60, 17 * 60)] * 5 + [(0, 0), (0, 0)]
CHANGES: list[tuple[Terms, list[tuple[int, int]], datetime, int, int, set[date]]] = [
    # at 07:00 UTC of 8 March Eastern Time goes from -5 to -4, at 06:00 UTC of 1 November back
    (KOS, KOS_WEEK, datetime(2026, 3, 8, 7, tzinfo=UTC), -5, -4, set()),
    (KOS, KOS_WEEK, datetime(2026, 11, 1, 6, tzinfo=UTC), -4, -5, set()),
    # at 01:00 UTC of 29 March London goes from 0 to +1, at 01:00 UTC of 25 October back; Good Friday, Easter Monday
    (KIJOMA, KIJOMA_WEEK, datetime(2026, 3, 29, 1, tzinfo=UTC), 0, 1, {date(2026, 4, 3), date(2026, 4, 6)}),
    (KIJOMA, KIJOMA_WEEK, datetime(2026, 10, 25, 1, tzinfo=UTC), 1, 0, set()),
]
NAMES = ["Toronto, spring", "Toronto, autumn", "London, spring", "London, autumn"]


def state(terms: Terms, at: datetime) -> str:
    return terms.support_open(at=at).value


class TestWorkedCases:
    """Each comes out to the minute."""

    @pytest.mark.parametrize(("provider", "case"), WORKED)
    def test_it_comes_out(self, provider: str, case: dict[str, Any]) -> None:
        terms = load(provider)
        terms = terms.under(hours=case["reading"]) if "reading" in case else terms
        value = terms.hours(case["day"]).value
        if case["hours"] == "closed":
            assert (value.spans, value.opens, value.closes) == ((), None, None)
            noon = datetime.combine(case["day"], datetime.min.time(), ZoneInfo(terms.agreement.time_zone))
            assert state(terms, noon.replace(hour=12)) == "closed"
            return
        opens, closes = (
            datetime.fromisoformat(f"{case['day']}T{one}{case['offset']}") for one in case["hours"].split("-")
        )
        assert (value.opens, value.closes) == (opens, closes)
        minute = timedelta(minutes=1)
        assert state(terms, opens) == state(terms, closes - minute) == "open"
        assert state(terms, opens - minute) == state(terms, closes) == "closed"
        assert terms.next_opening(at=opens - minute).value == opens
        assert terms.next_opening(at=opens).value == opens
        assert terms.next_opening(at=closes).value > closes


class TestClocks:
    """Every hour of the two weeks around each change of the clocks, against offsets that were written by hand."""

    @pytest.mark.parametrize(("terms", "week", "change", "before", "after", "closed"), CHANGES, ids=NAMES)
    def test_hour_by_hour(
        self,
        terms: Terms,
        week: list[tuple[int, int]],
        change: datetime,
        before: int,
        after: int,
        closed: set[date],
    ) -> None:
        start = change - timedelta(days=7)
        seen = set()
        for half in range(2 * 24 * 14):
            at = start + timedelta(minutes=30 * half)
            local = at + timedelta(hours=before if at < change else after)
            opens, closes = week[local.weekday()]
            minutes = local.hour * 60 + local.minute
            wanted = "open" if opens <= minutes < closes and local.date() not in closed else "closed"
            assert state(terms, at) == wanted, at
            seen.add(wanted)
        assert seen == {"open", "closed"}

    @pytest.mark.parametrize(("terms", "week", "change", "before", "after", "closed"), CHANGES, ids=NAMES)
    def test_the_day_of_the_change_has_its_own_offset(
        self,
        terms: Terms,
        week: list[tuple[int, int]],
        change: datetime,
        before: int,
        after: int,
        closed: set[date],
    ) -> None:
        found = terms.next_opening(at=change).value
        assert found.utcoffset() == timedelta(hours=after)
        assert (found.hour * 60 + found.minute) == week[found.weekday()][0]

    def test_a_day_of_23_hours_and_one_of_25(self) -> None:
        # round the clock on Sundays, by a clock that changes
        toronto = Terms(replace(PRAIRIE.agreement, time_zone="America/Toronto"))
        for day, hours in (("2026-03-08", 23), ("2026-11-01", 25)):
            opens, closes = toronto.hours(day).value.spans[0]
            assert closes.astimezone(UTC) - opens.astimezone(UTC) == timedelta(hours=hours)
        for minutes in range(0, 25 * 60, 30):
            at = datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(minutes=minutes)
            assert state(toronto, at) == "open"


class TestNextOpening:
    """It is the first moment at which support is open; at an open one it is that moment itself."""

    @given(at=MOMENTS)
    def test_it_is_open_and_nothing_between_is(self, at: datetime) -> None:
        for terms in (KOS, KIJOMA, PRAIRIE):
            found = terms.next_opening(at=at).value
            assert found >= at
            assert state(terms, found) == "open"
            assert (found == at) == (state(terms, at) == "open")
            between = at
            while between < found:
                assert state(terms, between) == "closed"
                between += timedelta(minutes=45)
            if found > at:
                assert state(terms, found - timedelta(microseconds=1)) == "closed"

    @given(at=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
    def test_a_later_moment_has_no_earlier_opening(self, at: datetime, later: timedelta) -> None:
        assert KOS.next_opening(at=at).value <= KOS.next_opening(at=at + later).value

    def test_over_christmas(self) -> None:
        found = KOS.next_opening(at="2026-12-24T20:00-05:00").value
        assert found.isoformat() == "2026-12-27T12:00:00-05:00"
        assert found.tzinfo == TORONTO

    def test_its_working_tells_each_day_on_the_way(self) -> None:
        text = str(KOS.next_opening(at="2026-12-24T20:00-05:00").working)
        assert heading_of(text) == "next opening: 2026-12-27 12:00-05:00"
        for line in (
            "2026-12-24, a Thursday: 09:00-20:00",
            "2026-12-25, a Friday and a holiday: closed",
            "2026-12-26, a Saturday and a holiday: closed",
            "2026-12-27, a Sunday: 12:00-18:00",
            "open from 2026-12-27 12:00-05:00 on",
            "holidays by the calendar ontario-and-federal, version 2026-11",
        ):
            assert line in text

    def test_after_the_last_day_of_the_calendar(self) -> None:
        with refused(DayError, "knows the days from 2015-01-01 to 2040-12-31, not 2041-01-01"):
            KOS.next_opening(at="2040-12-31T20:00-05:00")


def words(text: str) -> str:
    return " ".join(text.split())


class TestReading:
    """Kijoma's code says nothing of bank holidays: that is a reading."""

    def test_closed_unless_it_is_read_otherwise(self) -> None:
        answer = KIJOMA.support_open(at="2026-05-25T10:00+01:00")
        assert answer.value == "closed"
        assert answer.readings == {"on_holidays": "closed"}
        assert answer.under(on_holidays="open").value == "open"
        text = str(answer.working)
        assert "(on_holidays closed): the code does not say; offices in England close on bank holidays" in words(text)
        assert ("closed or open: .across_readings()\n\nnotes:\n"
            "  holidays by the calendar england, version 2026-11\n") in text  # fmt: skip

    def test_on_another_day_it_does_not_matter(self) -> None:
        text = str(KIJOMA.hours("2026-05-26").working)
        assert "not at all: every reading gives the same" in text
        assert "09:00 to 17:00 (Europe/London) under every reading" in str(KIJOMA.hours("2026-05-26").across_readings())

    def test_all_readings_as_a_table_and_as_data(self) -> None:
        readings = KIJOMA.support_open(at="2026-05-25T10:00+01:00").across_readings()
        assert repr(readings) == "<2 of 2 readings allowed: closed, open>"
        assert str(readings).splitlines() == [
            "support at 2026-05-25 10:00+01:00,",
            "  by Kijoma's Complaints Code of 2023-02-01: closed",
            "the words allow closed or open; this answer: closed",
            "",
            "one reading changed:",
            "  open  open on holidays (on_holidays open)",
            "",
            "all that the words allow:",
            "  closed  on_holidays closed",
            "    open  on_holidays open",
        ]
        assert readings.figures() == {
            "combinations": [
                {
                    "readings": {"on_holidays": "closed"},
                    "figure": "closed",
                    "standing": "allowed",
                    "rounded_as_taken": True,
                },
                {
                    "readings": {"on_holidays": "open"},
                    "figure": "open",
                    "standing": "allowed",
                    "rounded_as_taken": True,
                },
            ]
        }
        assert "on_holidays" in readings.html()

    @pytest.mark.parametrize(
        ("ask", "figures"),
        [
            (lambda terms: terms.hours("2026-05-25"), ["09:00 to 17:00 (Europe/London)", "closed on 2026-05-25"]),
            (lambda terms: terms.next_opening(at="2026-05-25T08:00Z"), ["2026-05-25 09:00+01:00", "2026-05-26 09:00"]),
        ],
    )
    def test_moments_and_hours_are_told_too(self, ask: Any, figures: list[str]) -> None:
        text = str(ask(KIJOMA).across_readings())
        assert all(one in text for one in figures)


class TestWhichDaysAreHolidays:
    """KOS is closed on \"provincial and federal statutory holidays\": by which statutes is a reading."""

    def test_easter_monday_is_one_by_the_legislation_act(self) -> None:
        answer = KOS.hours("2026-04-06")
        assert answer.readings == {"holidays": "public-holidays"}
        assert answer.value.spans != ()
        assert answer.under(holidays="legislation-act").value.spans == ()
        assert answer.under(holidays="with-substitute-days").value == answer.value

    def test_the_monday_after_a_boxing_day_on_a_saturday_is_a_substitute_day(self) -> None:
        answer = KOS.support_open(at="2026-12-28T10:00-05:00")
        found = {value: answer.under(holidays=value).value for value in get_args(Holidays)}
        assert found == {"public-holidays": "open", "legislation-act": "open", "with-substitute-days": "closed"}

    def test_the_next_opening_after_christmas_2021_under_each(self) -> None:
        # Saturday 25 and Sunday 26 are holidays under each; Monday 27 by the Act, Monday 27 and Tuesday 28 by the Code
        answer = KOS.next_opening(at="2021-12-24T21:00-05:00")
        days = [answer.under(holidays=value).value.day for value in get_args(Holidays)]
        assert days == [27, 28, 29]

    def test_the_answer_names_the_calendar_by_which_it_was_closed(self) -> None:
        answer = KOS.hours("2026-04-06").under(holidays="legislation-act")
        assert calendars_of(answer) == {"ontario-legislation-act-and-federal": "2026-11"}
        assert "holidays by the calendar ontario-legislation-act-and-federal, version 2026-11" in words(
            str(answer.working)
        )
        assert from_dict(answer.as_dict()) == answer

    def test_it_is_named_where_it_bears_on_the_day(self) -> None:
        assert "(holidays public-holidays): days off by the Employment Standards Act" in words(
            str(KOS.hours("2026-04-06").working)
        )
        for text in (
            str(KOS.hours("2026-04-07").working),
            str(KOS.support_open(at="2026-04-06T22:00-04:00").working),
            str(KOS.next_opening(at="2026-04-07T22:00-04:00").working),
        ):
            assert "holidays public-holidays" not in text
            assert "not at all: every reading gives the same" in text

    def test_hours_that_an_agreement_may_set_otherwise_say_so(self) -> None:
        note = "the agreement of a service may set other hours"
        rule = KOS.agreement.rule("hours")
        assert isinstance(rule, WeeklyButHolidays)
        rule = replace(rule, unless_agreed=False)
        fixed = Terms(replace(KOS.agreement, rules=KOS.agreement.rules.changed(hours=rule)))
        assert note in words(str(KOS.hours("2026-04-06").working))
        assert note not in words(str(fixed.hours("2026-04-06").working))

    def test_a_calendar_that_is_given_takes_the_place_of_each(self) -> None:
        civic = load_calendar("ontario-and-federal").changed(added=["2026-08-03"])
        answer = KOS.with_calendar(civic).under(hours={"holidays": "legislation-act"}).hours("2026-04-06")
        assert answer == KOS.under(hours={"holidays": "legislation-act"}).with_calendar(civic).hours("2026-04-06")
        assert answer.value == KOS.hours("2026-04-06").value
        assert answer.across_readings().names == ()

    def test_terms_with_one_calendar_have_no_such_reading(self) -> None:
        for ask in (
            lambda: KIJOMA.hours("2026-04-06").under(holidays="legislation-act"),
            lambda: KIJOMA.under(hours={"holidays": "legislation-act"}),
        ):
            with refused(UnknownNameError, "hours has no reading 'holidays' here: its readings are on_holidays"):
                ask()


class TestValue:
    """The hours of a day as moments, several spans of them where the day has a break."""

    def test_a_break(self) -> None:
        value = PRAIRIE.hours("2026-03-09").value
        assert [(str(opens)[11:16], str(closes)[11:16]) for opens, closes in value.spans] == [
            ("00:00", "12:00"),
            ("18:00", "22:30"),
        ]
        assert value.opens == value.spans[0][0]
        assert value.closes == value.spans[1][1]
        assert "00:00-12:00 18:00-22:30" in str(PRAIRIE.hours("2026-03-09").working)

    def test_round_the_clock(self) -> None:
        value = PRAIRIE.hours("2026-03-13").value
        assert str(value.closes) == "2026-03-14 00:00:00-06:00"
        assert state(PRAIRIE, datetime(2026, 3, 14, 6, tzinfo=UTC)) == "open"

    def test_as_data_and_in_a_line(self) -> None:
        answer = KOS.hours("2026-03-07")
        assert answer.value.as_dict() == {
            "day": "2026-03-07",
            "spans": [{"opens": "2026-03-07T10:00:00-05:00", "closes": "2026-03-07T16:30:00-05:00"}],
        }
        assert KOS.hours("2026-12-25").value == OpeningHours(date(2026, 12, 25), ())
        assert repr(KOS.hours("2026-12-25")) == "<hours: closed on 2026-12-25  [Service Terms s.46]>"

    def test_a_record(self) -> None:
        # 01:30 is shown twice on this day; a record holds the moment
        fold = datetime(2026, 11, 1, 1, 30, tzinfo=TORONTO, fold=1)
        for answer in (KOS.support_open(at=fold), KOS.next_opening(at=fold), KOS.hours("2026-11-01")):
            record = answer.as_dict()
            assert calendars_in(record) == {"ontario-and-federal": "2026-11"}
            assert from_dict(record) == answer
        assert KOS.support_open(at=fold).as_dict()["facts"] == {"at": "2026-11-01T06:30:00+00:00"}


class TestRefusals:
    """A moment has its offset; a day lies in the calendar."""

    @pytest.mark.parametrize("at", [datetime(2026, 3, 9, 9), "2026-03-09T09:00", "2026-03-09 09:00:00"])
    def test_a_moment_without_its_zone(self, at: Any) -> None:
        for question in (KOS.support_open, KOS.next_opening):
            with refused(DayError, "a time without its zone", "give it with its offset from UTC"):
                question(at=at)

    @pytest.mark.parametrize("at", ["2026-03-09", "soon", "", None, 9, date(2026, 3, 9), "2026-02-30T09:00Z", 1.5])
    def test_what_is_no_moment(self, at: Any) -> None:
        with refused(DayError, "at is", "give an aware datetime, or text with its offset"):
            KOS.support_open(at=at)

    @pytest.mark.parametrize("at", ["0001-01-01T00:00+05:00", "9999-12-31T23:00-05:00"])
    def test_a_moment_beyond_all_calendars(self, at: str) -> None:
        with refused(DayError, "lies outside the years 1 to 9999"):
            KOS.support_open(at=at)

    def test_a_moment_that_is_none_in_the_zone(self) -> None:
        with refused(DayError, "0001-01-01 00:00+00:00 lies outside the years 1 to 9999 in America/Toronto"):
            KOS.support_open(at="0001-01-01T00:00Z")

    @pytest.mark.parametrize("day", ["2014-12-31", "2041-01-01"])
    def test_a_day_outside_the_calendar(self, day: str) -> None:
        with refused(DayError, f"not {day}"):
            KOS.hours(day)
        with refused(DayError, f"not {day}"):
            KOS.support_open(at=f"{day}T12:00-05:00")

    def test_terms_without_a_calendar(self) -> None:
        bare = Terms(replace(KOS.agreement, calendar=None))
        with refused(NotInTermsError, "name no calendar of holidays: give them one, as terms.with_calendar"):
            bare.hours("2026-03-09")

    def test_a_time_zone_that_the_machine_does_not_know(self) -> None:
        lost = Terms(replace(KOS.agreement, time_zone="Europe/Atlantis"))
        with refused(UnknownNameError, "the time zone 'Europe/Atlantis' is not known on this machine: install"):
            lost.hours("2026-03-09")


class TestThePage:
    """The hours of a day stand by the clock, and what terms add to them in a note."""

    def test_hours_by_the_clock_and_its_zone(self) -> None:
        assert repr(KOS.hours("2026-11-27")) == "<hours: 09:00 to 20:00 (America/Toronto)  [Service Terms s.46]>"

    def test_a_day_that_ends_at_midnight(self) -> None:
        zone = ZoneInfo("Europe/London")
        span = (datetime(2026, 3, 9, 22, tzinfo=zone), datetime(2026, 3, 10, tzinfo=zone))
        assert phrase_text(OpeningHours(date(2026, 3, 9), (span,)).headline()) == "22:00 to 24:00 (Europe/London)"

    def test_the_agreement_of_a_service_may_set_other_hours(self) -> None:
        note = "the agreement of a service may set other hours"
        assert note in str(KOS.hours("2026-11-27").working)
        assert note in str(KOS.support_open(at="2026-11-27T12:00-05:00").working)
        assert note not in str(KIJOMA.hours("2026-11-27").working)

    def test_already_open_is_said(self) -> None:
        assert "already open then: 2026-11-27 12:00-05:00" in str(KOS.next_opening(at="2026-11-27T12:00-05:00").working)
        assert "already open" not in str(KOS.next_opening(at="2026-11-27T22:00-05:00").working)

    def test_holidays_are_no_reading_on_an_ordinary_day(self) -> None:
        assert "on_holidays" not in str(KIJOMA.hours("2026-11-27").working)
        assert "on_holidays closed" in str(KIJOMA.hours("2026-12-25").working)
        assert "on_holidays open" in str(KIJOMA.hours("2026-12-25").under(on_holidays="open").working)

    def test_figures_that_are_no_money_are_joined_by_or(self) -> None:
        table = " ".join(str(KOS.hours("2026-04-06").across_readings()).split())
        assert "the words allow 09:00 to 20:00 (America/Toronto) or closed on 2026-04-06; this answer" in table


class TestWords:
    """The answers in a sentence, and the readings that can matter."""

    @pytest.mark.parametrize(
        ("day", "told"),
        [
            ("2026-12-24", "support is open on 2026-12-24 from 09:00 to 20:00"),
            ("2026-12-25", "support is closed on 2026-12-25"),
        ],
    )
    def test_a_day(self, day: str, told: str) -> None:
        answer = KOS.hours(day)
        assert phrase_text(answer.about.told(answer.value)) == told

    @pytest.mark.parametrize(("at", "state"), [("09:00", "open"), ("20:00", "closed")])
    def test_a_moment(self, at: str, state: str) -> None:
        answer = KOS.support_open(at=f"2026-12-24T{at}-05:00")
        assert phrase_text(answer.about.told(answer.value)) == f"support is {state} on 2026-12-24 at {at}"

    @pytest.mark.parametrize(
        ("at", "opening"),
        [
            ("2026-12-24T08:59", "2026-12-24 at 09:00"),
            ("2026-12-24T09:00", "2026-12-24 at 09:00"),
            ("2026-12-24T09:01", "2026-12-24 at 09:01"),
            ("2026-12-24T20:00", "2026-12-27 at 12:00"),
        ],
    )
    def test_the_next_opening(self, at: str, opening: str) -> None:
        answer = KOS.next_opening(at=f"{at}-05:00")
        asked = at.replace("T", " at ")
        said = f"asked for on {asked}, support is open from {opening} on"
        assert phrase_text(answer.about.told(answer.value)) == said

    def test_closed_is_said_in_the_language_of_the_reader(self) -> None:
        french = KOS.hours("2026-12-25").html("fr")
        assert "closed" not in french
        assert french.count("fermé") > 1  # in the heading and in the line of the day

    @pytest.mark.parametrize(
        ("day", "moment", "before", "unheard"),
        [
            # Christmas is a holiday under each; of 28 December, in the place of the Saturday, the readings differ
            ("2026-12-25", "2026-12-25T12:00-05:00", "2026-12-24T12:00-05:00", {"holidays"}),
            ("2026-12-28", "2026-12-28T12:00-05:00", "2026-12-27T20:00-05:00", set[str]()),
        ],
    )
    def test_the_reading_of_holidays_is_heard_where_it_matters(
        self, day: str, moment: str, before: str, unheard: set[str]
    ) -> None:
        answers: list[Any] = [KOS.hours(day), KOS.support_open(at=moment), KOS.next_opening(at=before)]
        assert [answer.about.unheard for answer in answers] == [unheard] * 3

    def test_with_one_calendar_no_reading_matters(self) -> None:
        alone = Terms(replace(KOS.agreement, holiday_calendars=()))
        assert alone.hours("2026-12-28").about.unheard == {"holidays"}
