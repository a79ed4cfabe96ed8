"""Days as an iCalendar file (RFC 5545), for the calendar of whoever has to keep them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import MissingPackageError
from telcoterms.values.version import __version__


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """A whole day in a calendar: what makes it the same one in a later file, the day, and its title."""

    same: str
    day: date
    summary: str


def calendar_file(about: str, stamp: date, entries: Sequence[Entry]) -> bytes:
    """The file; `stamp` is the day that its entries say they were made on, since nothing here reads a clock."""
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
    for one in entries:
        event = Event()
        event.add("uid", f"{sha256(f'{about} {one.same}'.encode()).hexdigest()[:32]}@telcoterms")
        event.add("dtstamp", datetime.combine(stamp, time(), UTC))
        event.add("dtstart", one.day)
        event.add("summary", one.summary)
        event.add("description", about)
        event.add("transp", "TRANSPARENT")  # a deadline takes up no time of the day
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
