"""Writes the published calendars anew: ``python calendars/make.py``, with `holidays` installed.

Then read what ``git diff`` shows. A day that came or went is looked up in the law named in the table before it is kept,
and ``VERSION`` is raised with it: answers name the version by which they counted.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from dateutil.easter import easter

from telcoterms.values.calendars import Calendar

FOLDER = Path(__file__).parents[1] / "src" / "telcoterms" / "published" / "calendars"
YEARS = range(2015, 2041)
VERSION = "2026-11"

ONTARIO = """\
# The days on which Ontario keeps a public holiday, and those that federal law adds: the union of both.
# Ontario: Employment Standards Act, 2000, s.1(1), nine public holidays. Federal: Canada Labour Code, s.166, which adds
# Remembrance Day, and from 2021 the National Day for Truth and Reconciliation. Ten days a year to 2020, eleven since.
# No day stands in for one at the weekend, but: where 1 July is a Sunday, 2 July is Canada Day (Holidays Act, R.S.C.
# 1985, c. H-5, s.2), and 1 July an ordinary Sunday. Not Easter Monday, not the Civic Holiday of August.
"""
LEGISLATION_ACT = """\
# The days of ontario-and-federal, with Ontario's own as its Legislation Act, 2006, S.O. 2006, c. 21, Sched. F, s.88
# defines a holiday for statutes and regulations. It adds Easter Monday (s.88(2)); the Monday, where New Year's Day is
# a Sunday (s.88(3)); the Monday, where Christmas Day is a Saturday, and the Tuesday, where it is a Sunday (s.88(5)). A
# New Year's Day on a Saturday moves nothing. There each Sunday is a holiday too, which is left out here: hours on a
# Sunday are not those of a holiday, and no business day is a Sunday.
"""
SUBSTITUTE_DAYS = """\
# The days of ontario-and-federal, and a working day for each that falls on a weekend, as the Canada Labour Code,
# s.193(2), grants one to an employee for New Year's Day, Canada Day, the National Day for Truth and Reconciliation,
# Remembrance Day, Christmas Day and Boxing Day. The Code says the working day before or after; the one after is taken
# here. A Canada Day on a Sunday is kept on the Monday already (Holidays Act, R.S.C. 1985, c. H-5, s.2).
"""
ENGLAND = """\
# The bank holidays of England: Banking and Financial Dealings Act 1971, schedule 1 and the proclamations under s.1;
# Christmas Day and Good Friday by common law. Where one falls on a Saturday or a Sunday, a weekday after it stands in
# for it, and both are listed. With the days of single proclamations: 2020-05-08 in the place of the Monday, 2022-06-02
# in the place of the Monday, 2022-06-03, 2022-09-19, 2023-05-08. A day proclaimed after this version is not known here.
"""


def ontario_and_federal() -> Calendar:
    """The union of Ontario's public holidays and the federal ones, with the rule for a Canada Day on a Sunday."""
    province = Calendar.from_holidays("CA", "ON", YEARS, substitute_days="left-out")
    federal = Calendar.from_holidays("CA", None, YEARS, categories=["government"], substitute_days="left-out")
    sundays = {date(year, 7, 1) for year in YEARS if date(year, 7, 1).weekday() == 6}
    closed = (province.closed | federal.closed) - sundays | {day.replace(day=2) for day in sundays}
    return named(province, "ontario-and-federal", closed)


def legislation_act() -> Calendar:
    """Ontario's holidays by its Legislation Act, and the federal ones."""
    base = ontario_and_federal()
    added = {easter(year) + timedelta(1) for year in YEARS}
    added |= {date(year, 1, 2) for year in YEARS if date(year, 1, 1).weekday() == 6}
    added |= {date(year, 12, 27) for year in YEARS if date(year, 12, 25).weekday() in (5, 6)}
    return named(base, "ontario-legislation-act-and-federal", base.closed | added)


def with_substitute_days() -> Calendar:
    """Ontario's holidays and the federal ones, with a working day after each that the Labour Code moves."""
    base = ontario_and_federal()
    moved = {(1, 1), (7, 1), (9, 30), (11, 11), (12, 25), (12, 26)}
    closed = set(base.closed)
    for day in sorted(base.closed):
        if (day.month, day.day) in moved and day.weekday() in base.weekend:
            substitute = day + timedelta(1)
            while substitute.weekday() in base.weekend or substitute in closed:
                substitute += timedelta(1)
            closed.add(substitute)
    return named(base, "ontario-and-federal-with-substitute-days", frozenset(closed))


def england() -> Calendar:
    """England's bank holidays, with substitute days and the days of proclamations."""
    found = Calendar.from_holidays("GB", "ENG", YEARS)
    return named(found, "england", found.closed)


def named(source: Calendar, name: str, closed: frozenset[date]) -> Calendar:
    """A published calendar."""
    return Calendar(name=name, version=VERSION, closed=closed, first=source.first, last=source.last)


def table(calendar: Calendar, about: str, source: str) -> str:
    """The file of a calendar, a line a year."""

    def days(year: int) -> str:
        return " ".join(f"{day:%m-%d}" for day in sorted(calendar.closed) if day.year == year)

    return "\n".join(
        [
            f"{about}",
            f'calendar = "{calendar.name}"',
            f'version = "{calendar.version}"',
            f'source = "{source}"',
            'weekend = ["saturday", "sunday"]',
            "",
            "[closed]  # month and day, a line a year; the first year and the last bound what is known",
            *(f'{year} = "{days(year)}"' for year in YEARS),
            "",
        ]
    )


def tables(source: str) -> Sequence[tuple[str, str]]:
    """The name and the text of each file."""
    made = (
        (ontario_and_federal(), ONTARIO),
        (legislation_act(), LEGISLATION_ACT),
        (with_substitute_days(), SUBSTITUTE_DAYS),
        (england(), ENGLAND),
    )
    return [(f"{calendar.name}.toml", table(calendar, about, source)) for calendar, about in made]


def main() -> None:
    """Write them."""
    for name, text in tables(f"holidays {version('holidays')}"):
        (FOLDER / name).write_text(text, "ascii")


if __name__ == "__main__":
    main()
