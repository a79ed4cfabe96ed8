"""The calendar of a provider's file: published, of a country, a table of its own, or from a file beside."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from holidays import country_holidays

from telcoterms import Calendar, DayError, InvalidFileError, Terms, UnknownNameError, from_dict, load
from tests.error_assertions import refused
from tests.receipt_data import calendars_of

TERMS = """
provider = "harbour"
name = "Harbour Line (invented)"
edition = 2020-01-01
revision = 0
currency = "CAD"
time_zone = "America/Toronto"
ranking = ["terms"]
{calendar}
[documents.terms]
title = "Terms"
full_title = "Terms of Service"
where = "nowhere: this provider is invented"
edition = 2020-01-01

[due_date]
kind = "net-days"
days = 10
roll = "next"
clause = {{ document = "terms", section = "1" }}
says = "A bill is due after ten days, on an open day."

[hours]
kind = "weekly-but-holidays"
of = "support"
clause = {{ document = "terms", section = "2" }}
says = "Support answers on Mondays and Tuesdays."

[hours.week]
monday = "09:00-17:00"
tuesday = "09:00-17:00"

{table}
"""
OWN = """
[calendar]
title = "the harbour"
from = 2026-01-01
until = 2026-12-31
closed = [2026-06-24]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def written(folder: Path, calendar: str = "", table: str = "") -> Terms:
    """The terms of a file with this line or this table."""
    file = folder / "harbour.toml"
    file.write_text(TERMS.format(calendar=calendar, table=table), "utf-8")
    return load(file)


class TestCountry:
    """The days of a country or a province are those of the package holidays, whose version stands in every answer."""

    def test_a_province(self, folder: Path) -> None:
        terms = written(folder, 'calendar = { country = "CA", subdivision = "QC" }')
        due = terms.due_date("2026-06-14")
        assert due.value == date(2026, 6, 25)  # 24 June is the Fete nationale
        assert list(calendars_of(due)) == ["CA-QC"]
        assert calendars_of(due)["CA-QC"].startswith("holidays ")
        assert "counted by the calendar CA-QC, version holidays " in str(due.working)

    def test_a_whole_country(self, folder: Path) -> None:
        terms = written(folder, 'calendar = { country = "IE" }')
        assert terms.due_date("2026-03-07").value == date(2026, 3, 18)  # the 17th is Saint Patrick's Day

    def test_every_question_counts_by_it(self, folder: Path) -> None:
        terms = written(folder, 'calendar = { country = "IE" }')
        assert terms.hours("2026-03-17").value.spans == ()
        assert len(terms.hours("2026-03-10").value.spans) == 1

    def test_the_years_2000_to_2050(self) -> None:
        found = Calendar.of_country("CA", "QC")
        assert (found.first, found.last) == (date(2000, 1, 1), date(2050, 12, 31))

    def test_those_of_them_that_the_package_has(self) -> None:
        found, known = Calendar.of_country("LK"), country_holidays("LK")
        assert known.end_year < 2050
        assert (found.first, found.last) == (date(2003, 1, 1), date(known.end_year, 12, 31))

    def test_a_day_outside_them_is_refused(self, folder: Path) -> None:
        terms = written(folder, 'calendar = { country = "CA", subdivision = "QC" }')
        with refused(DayError, "the calendar CA-QC knows the days from 2000-01-01 to 2050-12-31, not 2051-01-05"):
            terms.due_date("2050-12-26")

    @pytest.mark.parametrize(
        ("country", "subdivision", "said"),
        [
            ("XX", None, "no days of the country 'XX': choose from AD, AE, "),
            ("GB", "ON", "no subdivision 'ON' of 'GB': choose from ENG, NIR, SCT, WLS"),
            ("IL", "ON", "does not divide 'IL', so 'ON' is no part of it: leave subdivision out"),
        ],
    )
    def test_one_that_it_does_not_have(self, country: str, subdivision: str | None, said: str) -> None:
        with refused(UnknownNameError, said):
            Calendar.of_country(country, subdivision)

    def test_a_published_one_is_named(self, folder: Path) -> None:
        terms = written(folder, 'calendar = "england"')
        assert terms.due_date("2026-05-15").value == date(2026, 5, 26)  # the 25th is a bank holiday


class TestOwnCalendar:
    """A file has a calendar of its own: the days that it covers, its weekend and its holidays."""

    def test_its_days_are_counted_by(self, folder: Path) -> None:
        terms = written(folder, table=OWN)
        assert terms.due_date("2026-06-14").value == date(2026, 6, 25)
        assert terms.due_date("2026-06-10").value == date(2026, 6, 22)  # the 20th is a Saturday

    def test_another_weekend(self, folder: Path) -> None:
        terms = written(folder, table=OWN + 'weekend = ["friday", "saturday"]\n')
        assert terms.due_date("2026-06-09").value == date(2026, 6, 21)  # the 19th is a Friday, the 21st a Sunday

    def test_no_weekend_and_no_holiday(self, folder: Path) -> None:
        terms = written(folder, table=OWN.replace("closed = [2026-06-24]", "weekend = []"))
        assert terms.due_date("2026-06-14").value == date(2026, 6, 24)
        assert terms.due_date("2026-06-10").value == date(2026, 6, 20)

    def test_a_day_outside_is_refused(self, folder: Path) -> None:
        with refused(DayError, "the calendar the harbour knows the days from 2026-01-01 to 2026-12-31, not 2027-01-05"):
            written(folder, table=OWN).due_date("2026-12-26")

    def test_an_answer_names_it_by_its_title_and_a_mark_of_its_days(self, folder: Path) -> None:
        answer = written(folder, table=OWN).due_date("2026-06-14")
        (mark,) = answer.about.calendars
        assert mark.name == "the harbour"
        assert f"counted by the calendar the harbour, version {mark.version}" in str(answer.working)
        other = written(folder, table=OWN.replace("06-24", "06-25")).due_date("2026-06-14").about.calendars[0]
        assert (other.name, other.version != mark.version) == ("the harbour", True)

    def test_the_order_of_its_days_makes_no_difference(self, folder: Path) -> None:
        one = written(folder, table=OWN.replace("[2026-06-24]", "[2026-06-24, 2026-01-01]"))
        other = written(folder, table=OWN.replace("[2026-06-24]", "[2026-01-01, 2026-06-24]"))
        assert one == other

    def test_a_record_answers_again_by_it(self, folder: Path) -> None:
        terms = written(folder, table=OWN)
        answer = terms.due_date("2026-06-14")
        assert from_dict(answer.as_dict(), terms=terms) == answer

    def test_it_can_stand_in_a_file_beside(self, folder: Path) -> None:
        (folder / "days.toml").write_text(OWN.replace("[calendar]", ""), "utf-8")
        terms = written(folder, table='[calendar]\nfile = "days.toml"')
        assert terms == written(folder, table=OWN)

    def test_a_fault_in_the_file_beside(self, folder: Path) -> None:
        (folder / "days.toml").write_text(OWN.replace("[calendar]", "").replace("06-24", "06-31"), "utf-8")
        with refused(InvalidFileError, "calendar"):
            written(folder, table='[calendar]\nfile = "days.toml"')


class TestReadingHolidays:
    """The calendar of another value of the reading `holidays` is any of these too."""

    def test_a_country_and_a_table(self, folder: Path) -> None:
        more: Any = '[holidays]\nlegislation-act = { country = "CA", subdivision = "QC" }\n'
        terms = written(folder, 'calendar = "ontario-and-federal"', more)
        assert len(terms.hours("2024-06-24").value.spans) == 1  # a Monday
        assert terms.under(hours={"holidays": "legislation-act"}).hours("2024-06-24").value.spans == ()
