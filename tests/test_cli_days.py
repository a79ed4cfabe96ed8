"""Days as a person types them in the command: read where they can mean one day alone, else refused with the cure."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, MissingPackageError, load
from telcoterms.cli import days, main
from telcoterms.cli.days import read_day
from telcoterms.cli.typed import DayText, NamedDayText, read_typed
from telcoterms.values.translation import Translator

SECOND_OF_JANUARY = date(2026, 1, 2)


class TestRead:
    """A text that can mean one whole day alone is that day."""

    @pytest.mark.parametrize(
        "text",
        [
            "2 January 2026",
            "02 january 2026",
            "2 Jan 2026",
            "2nd Jan 2026",
            "2-Jan-2026",
            "2. Jan. 2026",
            "Jan 2 2026",
            "Jan. 2, 2026",
            "January 2nd, 2026",
            "  Jan 2 2026  ",
            "2026/01/02",
            "2026/1/2",
            "2026.01.02",
            "2026-1-2",
            "20260102",
        ],
    )
    def test_the_second_of_january(self, text: str) -> None:
        assert read_day(text, "issued") == SECOND_OF_JANUARY

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("1er janvier 2026", date(2026, 1, 1)),
            ("2 janv. 2026", date(2026, 1, 2)),
            ("2 FÉVRIER 2026", date(2026, 2, 2)),
            ("2\N{NO-BREAK SPACE}févr.\N{NO-BREAK SPACE}2026", date(2026, 2, 2)),
            ("2 mars 2026", date(2026, 3, 2)),
            ("2 avr. 2026", date(2026, 4, 2)),
            ("2 mai 2026", date(2026, 5, 2)),
            ("2 juin 2026", date(2026, 6, 2)),
            ("2 juill. 2026", date(2026, 7, 2)),
            ("2 août 2026", date(2026, 8, 2)),
            ("2 sept. 2026", date(2026, 9, 2)),
            ("2 oct. 2026", date(2026, 10, 2)),
            ("2 nov. 2026", date(2026, 11, 2)),
            ("2-déc-2026", date(2026, 12, 2)),
            ("« 2 decembre 2026 »", date(2026, 12, 2)),
        ],
    )
    def test_in_french(self, text: str, day: date) -> None:
        assert read_day(text, "issued") == day

    def test_each_month_as_an_answer_shows_it_in_french(self) -> None:
        french = Translator("fr")
        for month in range(1, 13):
            day = date(2026, month, 1)
            assert read_day(french.day(day), "issued") == read_day(french.day_said(day), "issued") == day

    @pytest.mark.parametrize("text", ["13/1/2026", "1/13/2026", "13.1.2026", "13-01-2026"])
    def test_numbers_of_which_one_alone_is_a_month(self, text: str) -> None:
        assert read_day(text, "issued") == date(2026, 1, 13)

    def test_numbers_that_are_equal(self) -> None:
        assert read_day("3/3/2026", "issued") == date(2026, 3, 3)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("today", date(2026, 2, 28)),
            (" TODAY ", date(2026, 2, 28)),
            ("Yesterday", date(2026, 2, 27)),
            ("hier", date(2026, 2, 27)),
            ("aujourd'hui", date(2026, 2, 28)),
            ("Aujourd\N{RIGHT SINGLE QUOTATION MARK}hui", date(2026, 2, 28)),
            ("demain", date(2026, 3, 1)),
            ("tomorrow", date(2026, 3, 1)),
        ],
    )
    def test_a_day_beside_today(self, text: str, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(days, "now", lambda zone: datetime(2026, 2, 28, 12, tzinfo=zone))
        assert read_day(text, "issued") == day

    def test_today_is_that_of_the_machine_where_no_zone_is_named(self) -> None:
        before = date.today()
        assert before <= read_day("today", "issued") <= date.today()

    @given(st.dates(min_value=date(1000, 1, 1)))
    def test_every_day_that_is_written_with_its_month_or_year_first(self, day: date) -> None:
        month, year = f"{day:%B}", f"{day.year:04}"
        texts = [f"{day.day} {month} {year}", f"{month} {day.day}, {year}", f"{day:%b} {day.day} {year}"]
        texts += [f"{year}/{day.month}/{day.day}", f"{year}{day.month:02}{day.day:02}"]
        assert {read_day(text, "issued") for text in texts} == {day}


class TestTwoReadings:
    """A text that can mean two days is refused with both."""

    @pytest.mark.parametrize("text", ["1/2/2026", "01/02/2026", "1.2.2026", "1-2-2026", "1 2 2026"])
    def test_both_are_spelled_out(self, text: str) -> None:
        with pytest.raises(DayError) as caught:
            read_day(text, "issued")
        assert str(caught.value) == (
            f"issued is '{text}', which is 2026-02-01 with the day first and 2026-01-02 with the month first: "
            "write the one that is meant, as year-month-day"
        )

    @given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from("/.- "))
    def test_numbers_are_one_day_or_refused(self, day: date, by: str) -> None:
        text = f"{day.day}{by}{day.month}{by}{day.year:04}"
        if day.day <= 12 and day.day != day.month:
            with pytest.raises(DayError, match="with the day first and"):
                read_day(text, "issued")
        else:
            assert read_day(text, "issued") == day


class TestRefused:
    """What is no whole day is refused: nothing is taken from today or from a default."""

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x",
            "2026",
            "Jan 2026",
            "2 January",
            "2 Jan 26",
            "1/2/26",
            "010226",
            "2/2026",
            "last Monday",
            "10",
            "March",
            "Jan 2",
            "3/15",
            "in 3 days",
            "10:00",
            "2 Jan 2026 10:00",
            "2 Jan 2026 EST",
            "Fri 2 Jan 2026",
            "2 Fri 2026",
            "2 EST 2026",
            "2 hours 2026",
            "2 janvembre 2026",
            "15 janvier",
            "31/2/2026",
            "30 February 2026",
            "0 Jan 2026",
            "32 Jan 2026",
            "0/0/2026",
            "1/1/0099",
            "1 Jan 0026",
            "13/13/2026",
            "1/2-2026",
            "2026/01-02",
            "2026012",
            "202601022",
            "1/2/2026\n3",
            "\N{ARABIC-INDIC DIGIT ONE}/2/2026",
            "9" * 5000,
        ],
    )
    def test_no_whole_day(self, text: str) -> None:
        with pytest.raises(DayError, match="which is no whole day: write it as year-month-day, such as 2026-01-31, or"):
            read_day(text, "issued")

    @pytest.mark.parametrize("text", ["2026-01-02T00:00", "2026-01-02 00:00", "2026-01-02T23:59:59.5-05:00"])
    def test_a_day_with_a_time(self, text: str) -> None:
        with pytest.raises(DayError, match="a day with a time: write the day alone, 2026-01-02"):
            read_day(text, "issued")

    @pytest.mark.parametrize("text", ["never", "Not yet", "jamais", "impayée"])
    def test_what_has_not_happened(self, text: str) -> None:
        with pytest.raises(DayError, match=f"paid is '{text}': for what has not happened yet, give the day on which"):
            read_day(text, "paid")

    @pytest.mark.parametrize("text", ["2026/02/30", "2026/13/01", "20260001", "0000/01/01"])
    def test_a_day_that_no_calendar_has(self, text: str) -> None:
        with pytest.raises(DayError, match=f"issued is '{text}', which no calendar has: give a day that exists"):
            read_day(text, "issued")

    @pytest.mark.parametrize("text", ["Jan 2026", "2026", "10:00", "2 Jan 2026 10:00", "2 Jan 2026 23:59:59"])
    def test_a_part_that_is_missing_or_too_much_never_passes(self, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(days, "YEAR_LAST", re.compile(".*"))  # as if the text had the form of a whole day
        with pytest.raises(DayError, match="which is no whole day"):
            read_day(text, "issued")

    def test_without_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "dateutil", None)
        monkeypatch.setitem(sys.modules, "dateutil.parser", None)
        assert read_day("2026/01/02", "issued") == SECOND_OF_JANUARY
        with pytest.raises(MissingPackageError, match=r"the day '2 Jan 2026' is read by the package python-dateutil"):
            read_day("2 Jan 2026", "issued")


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str, str]:
    status = main(command)
    out, err = capsys.readouterr()
    return status, out, err


class TestCommand:
    """Every option that takes a day takes it so."""

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            (("due-date", "--issued", "2 Jan 2026"), ("due-date", "--issued", "2026-01-02")),
            (
                ("complaint", "--received", "March 2, 2026", "--on", "2026/03/16"),
                ("complaint", "--received", "2026-03-02", "--on", "2026-03-16"),
            ),
            (
                ("statement", "examples/late_account.toml", "--as-of", "10 April 2026", "--since", "20260302"),
                ("statement", "examples/late_account.toml", "--as-of", "2026-04-10", "--since", "2026-03-02"),
            ),
            (
                ("settlement", "examples/late_account.toml", "--on", "10 April 2026"),
                ("settlement", "examples/late_account.toml", "--on", "2026-04-10"),
            ),
        ],
    )
    def test_the_answer_is_that_of_the_plain_day(
        self, typed: tuple[str, ...], plain: tuple[str, ...], capsys: pytest.CaptureFixture[str], shared_root: None
    ) -> None:
        answer = printed(capsys, *plain, "--format", "json")
        assert answer[0] == 0
        assert printed(capsys, *typed, "--format", "json") == answer

    def test_days_of_which_there_can_be_several(self) -> None:
        asked = {"reminded": [DayText("2 Jan 2026")], "events": [NamedDayText("accepted=20260402")], "format": "text"}
        read_typed(asked, lambda: None)
        assert asked == {"reminded": ["2026-01-02"], "events": [("accepted", "2026-04-02")], "format": "text"}

    def test_today_is_in_the_time_zone_of_the_provider(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """At 2 o'clock of 2 January in London it is still the first in Kingston."""

        def now(zone: tzinfo | None) -> datetime:
            return datetime(2026, 1, 2, 2, tzinfo=UTC).astimezone(zone)

        monkeypatch.setattr(days, "now", now)
        assert "an invoice of 2026-01-01" in printed(capsys, "due-date", "--issued", "today")[1]
        assert "an invoice of 2025-12-31" in printed(capsys, "due-date", "--issued", "yesterday")[1]
        assert "received 2026-01-02" in printed(capsys, "complaint", "--received", "today", "--provider", "kijoma")[
            1
        ].replace("\n", " ")

    def test_today_of_several_providers_is_that_of_the_machine(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(days, "now", lambda zone: datetime(2026, 1, 2, 2, tzinfo=zone or UTC))
        status, out, _ = printed(capsys, "compare", "due-date", "--issued", "today", "--only", "kos")
        assert (status, "2026-01-02" in out) == (0, True)

    @pytest.mark.parametrize(
        "words",
        [
            ["due-date", "--issued", "2026-01-02", "--edition", "July 12 2021"],
            ["terms", "kos", "--edition", "20210712"],
        ],
    )
    def test_an_edition(self, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert printed(capsys, *words)[0] == 0

    @pytest.mark.parametrize(("last_invoice", "status"), [("none", 0), ("25 Oct 2025", 0), ("1/2/2025", 2)])
    def test_a_day_or_none(self, last_invoice: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
        command = "cancellation-charge --service cable --incentive 50.00 --term-start 2025-03-15 --term-months 12"
        facts = ["--cancelled", "2025-11-02", "--last-invoice", last_invoice]
        assert printed(capsys, *command.split(), *facts)[0] == status

    def test_a_refusal_names_the_option_in_the_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, err = printed(capsys, "due-date", "--issued", "1/2/2026", "--lang", "fr")
        assert (status, out) == (2, "")
        assert err.replace("\N{NO-BREAK SPACE}", " ").startswith(
            "telcoterms: issued vaut '1/2/2026', soit le 1er févr. 2026"
        )

    def test_the_library_stays_strict(self) -> None:
        with pytest.raises(DayError, match="give a date, or text as year-month-day"):
            load("kos").due_date("2 Jan 2026")

    @pytest.mark.parametrize(("day", "imported"), [("2026-01-02", "False"), ("2 Jan 2026", "True")])
    def test_a_plain_day_does_not_open_the_module(self, day: str, imported: str) -> None:
        code = (
            f"import sys; from telcoterms.cli import main; main(['due-date', '--issued', {day!r}])\n"
            "print('telcoterms.cli.days' in sys.modules, 'dateutil' in sys.modules)"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.splitlines()[-1] == f"{imported} {imported}"


@pytest.fixture
def shared_root(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Stand where the examples are."""
    monkeypatch.chdir(request.config.rootpath)


class TestMoments:
    """A moment without its offset is on the clocks of the provider, and the answer shows the offset."""

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            ("2026-12-24T21:00", "2026-12-24T21:00-05:00"),
            ("2026-07-01 21:00", "2026-07-01T21:00-04:00"),
            ("2026-07-01T21:00:30", "2026-07-01T21:00:30-04:00"),
        ],
    )
    def test_the_answer_is_that_of_the_whole_moment(
        self, typed: str, plain: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = printed(capsys, "next-opening", "--at", plain)
        assert answer[0] == 0
        assert plain[-6:] in answer[1].partition("\n\n")[0]
        status, out, err = printed(capsys, "next-opening", "--at", typed)
        assert (status, err, out.startswith(answer[1])) == (0, "", True)
        assert f"{typed} has no offset: it was read on the provider's clocks, as {plain[:16]}" in out

    @pytest.mark.parametrize("at", ["2026-03-08T02:30", "2026-11-01T01:30"])
    def test_what_the_clocks_show_never_or_twice(self, at: str, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, err = printed(capsys, "next-opening", "--at", at)
        assert status == 2
        assert (
            "which the clocks of America/Toronto show twice or never: give it with its offset from UTC, such as" in err
        )

    @pytest.mark.parametrize("at", ["2026-13-08T02:30", "2026-03-08", "9am", "tomorrow", "2026-03-08T9"])
    def test_what_is_no_moment(self, at: str, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, err = printed(capsys, "next-opening", "--at", at)
        assert status == 2
        assert f"at is '{at}', which is no moment: write the day and the time, such as 2026-03-09T09:00, or now" in err

    @pytest.mark.parametrize("at", ["now", "NOW", "maintenant"])
    def test_now(self, at: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(days, "now", lambda zone: datetime(2026, 3, 9, 14, tzinfo=UTC).astimezone(zone))
        assert "support at 2026-03-09 10:00-04:00" in printed(capsys, "support-open", "--at", at)[1]

    def test_an_hour_of_one_digit(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "support at 2026-03-09 09:00-04:00" in printed(capsys, "support-open", "--at", "2026-03-09 9:00")[1]
