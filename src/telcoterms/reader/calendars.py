"""The published calendars: a line a year, read when one is first asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from telcoterms.calendars import Calendar
from telcoterms.errors import Fault, UnknownNameError, Word
from telcoterms.reader.fields import SHORT_NAME, TEXT, Place, UnfitError, Value, name_of, need
from telcoterms.reader.files import toml_of
from telcoterms.reader.tables import Items, Shape, judge
from telcoterms.words import Term

FOLDER: Final = files("telcoterms") / "published" / "calendars"
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_DAYS: Final = re.compile(r"([0-9]{2}-[0-9]{2}( [0-9]{2}-[0-9]{2})*)?", re.ASCII)


def _years(value: Any) -> dict[int, tuple[date, ...]]:
    need(isinstance(value, dict) and value and all(_YEAR.fullmatch(year) for year in value))
    need(all(isinstance(days, str) and _DAYS.fullmatch(days) for days in value.values()))
    try:
        found = {int(year): tuple(_day(year, day) for day in days.split()) for year, days in value.items()}
    except ValueError:
        raise UnfitError from None
    need(list(found) == list(range(min(found), max(found) + 1)))
    return found


def _day(year: str, day: str) -> date:
    return date(int(year), int(day[:2]), int(day[3:]))


YEARS: Final = Value(
    Term("a table of years that follow each other, each with the days that are closed"),
    Term("write them as 2026 = '01-01 12-25', month and day"),
    _years,
    {},
)


def _calendar(
    calendar: str, version: str, source: str, closed: Mapping[int, tuple[date, ...]], **more: Any
) -> Calendar:
    return Calendar(
        name=calendar,
        version=version,
        closed=frozenset(day for days in closed.values() for day in days),
        first=date(min(closed), 1, 1),
        last=date(max(closed), 12, 31),
        weekend=frozenset(map(WEEKDAYS.index, more["weekend"])),
    )


CALENDAR: Final[Shape[Calendar]] = Shape(
    _calendar,
    {
        "calendar": SHORT_NAME,
        "version": TEXT,
        "source": TEXT,
        "weekend": Items(name_of(WEEKDAYS), once=True, empty=True),
        "closed": YEARS,
    },
)


def read_calendar(text: str, file: str) -> Calendar:
    """A calendar; raises `FaultyFileError` with all faults of the file."""
    faults: list[Fault] = []
    calendar = CALENDAR.read(toml_of(text, file), Place("", faults))
    judge(file, faults)
    assert calendar is not None
    return calendar


@cache
def calendars() -> tuple[str, ...]:
    """The names of the published calendars."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in FOLDER.iterdir() if file.name.endswith(".toml")))


@cache
def _published(name: str) -> Calendar:
    return read_calendar((FOLDER / f"{name}.toml").read_text("utf-8"), f"calendars/{name}.toml")


def load_calendar(name: str) -> Calendar:
    """A published calendar: `ontario-and-federal` or `england`, both from 2015 to 2040.

    Raises `UnknownNameError` for a name that does not exist. A calendar of another place is made by
    `Calendar.from_holidays`.

    >>> load_calendar("england")
    <calendar england, version 2026-11: 2015-01-01 to 2040-12-31, 235 days>
    """
    if name not in calendars():
        raise UnknownNameError(
            "there is no calendar {name} here: choose from {known}, or make one with Calendar.from_holidays",
            name=name,
            known=tuple(map(Word, calendars())),
        )
    return _published(name)
