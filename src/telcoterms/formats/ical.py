"""Write days as an iCalendar file (RFC 5545), for the calendar of the person who has to keep them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import MissingPackageError
from telcoterms.values.version import __version__


@final
@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A whole day in a calendar: `same` identifies it in a later file, then the day and its title."""

    same: str
    day: date
    summary: str


def calendar_file(same: str, about: str, stamp: date, entries: Sequence[CalendarEntry]) -> bytes:
    """Return the file; `same` identifies what it is of, and `about` describes it in each entry.

    `stamp` is the day on which its entries were made, since nothing here reads a clock.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise MissingPackageError(
            "an iCalendar file is written by the package {package}, which is not installed: install it, "
            "as pip install telcoterms does",
            package="icalendar",
        ) from None
    from hashlib import sha256

    calendar = Calendar()
    calendar.add("prodid", f"-//telcoterms//telcoterms {__version__}//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", f"{sha256(f'{same} {entry.same}'.encode()).hexdigest()[:32]}@telcoterms")
        event.add("dtstamp", datetime.combine(stamp, time(), UTC))
        event.add("dtstart", entry.day)
        event.add("summary", entry.summary)
        event.add("description", about)
        event.add("transp", "TRANSPARENT")  # a deadline takes up no time of the day
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
