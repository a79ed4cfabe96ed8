"""Read the calendar of a provider's file: a published one by its name, that of a country, or a table of its own.

    calendar = "england"                                    # a published table
    calendar = { country = "CA", subdivision = "QC" }       # from the package holidays

    [calendar]                                              # a table of the file's own
    title = "banks of Brazil"
    from = 2026-01-01
    until = 2026-12-31
    closed = [2026-01-01, 2026-02-16, 2026-02-17]

A table of its own has no version. Instead it has a mark of its days, so that an answer and its record show which days
were counted by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, final

from telcoterms.files.shapes import (
    DAY,
    TEXT,
    Field,
    Items,
    Place,
    Schema,
    Shape,
    ValueField,
    name_of,
    need,
)
from telcoterms.files.tables import load_calendar
from telcoterms.values.calendars import SATURDAY_AND_SUNDAY, Calendar
from telcoterms.values.errors import InputError
from telcoterms.values.hashes import sha256_of_text
from telcoterms.values.messages import Term
from telcoterms.values.weeks import WEEKDAYS


def _own_calendar(title: str, until: date, closed: tuple[date, ...] = (), **others: Any) -> Calendar:
    first: date = others["from"]
    weekend = frozenset(map(WEEKDAYS.index, others["weekend"])) if "weekend" in others else SATURDAY_AND_SUNDAY
    days = f"{first} {until} {sorted(weekend)} {' '.join(map(str, sorted(closed)))}"
    version = sha256_of_text(days)[:8]
    return Calendar(name=title, version=version, closed=frozenset(closed), first=first, last=until, weekend=weekend)


def _within_its_days(values: Mapping[str, Any], place: Place) -> None:
    """Note a week without an open day, and each closed day that the calendar does not cover."""
    if len(values.get("weekend", ())) == len(WEEKDAYS):
        place.key("weekend").note(InputError("no day of the week is open: leave one out"))
    if "from" not in values or "until" not in values:
        return
    for number, day in enumerate(values.get("closed", ()), 1):
        if not values["from"] <= day <= values["until"]:
            place.key("closed").item(number).note(
                InputError(
                    "{day} lies outside the days from {first} to {last}: take it out, or correct from or until",
                    day=day,
                    first=values["from"],
                    last=values["until"],
                )
            )


OWN_CALENDAR: Final[Shape[Calendar]] = Shape(
    _own_calendar,
    {"title": TEXT, "from": DAY, "until": DAY},
    {
        "weekend": Items(name_of(WEEKDAYS), once=True, empty=True),
        "closed": Items(DAY, once=True, empty=True),
    },
    about="A calendar of the file's own: the days that it covers, the days of the week that are closed, and holidays.",
    also=_within_its_days,
)


def _of_country(country: str, subdivision: str | None = None) -> Calendar:
    return Calendar.of_country(country, subdivision)


def _a_calendar(value: Any) -> Calendar:
    need(isinstance(value, str))
    return load_calendar(value)


PUBLISHED_CALENDAR: Final = ValueField(
    Term("the name of a calendar"),
    Term("write it in quotation marks, such as 'england'"),
    _a_calendar,
    {"type": "string"},
)
COUNTRY_CALENDAR: Final[Shape[Calendar]] = Shape(
    _of_country,
    {"country": TEXT},
    {"subdivision": TEXT},
    about="The calendar of a country, or of a part of it, by the codes of ISO 3166, from the package holidays.",
)


@final
class CalendarField(Field[Calendar]):
    """A calendar: the name of a published one, a country, or a table of its own."""

    wanted = Term("the name of a calendar")

    def read(self, value: Any, place: Place) -> Calendar | None:
        """Return the calendar."""
        match value:
            case {"country": _}:
                return COUNTRY_CALENDAR.read(value, place)
            case {}:
                return OWN_CALENDAR.read(value, place)
            case _:
                return PUBLISHED_CALENDAR.read(value, place)

    @property
    def known(self) -> dict[str, Field[Any]]:
        """The keys of a table."""
        return OWN_CALENDAR.known

    def schema(self, definitions: Schema) -> Schema:
        """Return a choice of the forms, defined once."""
        forms = (PUBLISHED_CALENDAR, COUNTRY_CALENDAR, OWN_CALENDAR)
        definitions["calendar"] = {"anyOf": [form.schema(definitions) for form in forms]}
        return {"$ref": "#/$defs/calendar"}


CALENDAR: Final = CalendarField()
