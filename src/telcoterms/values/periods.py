"""Periods: a number of days, weeks, business days or working days after a day.

The day on which a period starts is not counted; its last day is. Days and weeks run through weekends and holidays.
Business days and working days are two names for one way of counting, by the calendar of a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, assert_never, final

from telcoterms.values.calendars import MAX_OPEN_DAYS, Calendar
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days, as_count
from telcoterms.values.errors import FactError
from telcoterms.values.messages import Phrase, phrase

Unit = Literal["business-days", "working-days", "weeks", "days"]

ONE: Final[Mapping[Unit, str]] = {
    "business-days": "1 business day",
    "working-days": "1 working day",
    "weeks": "1 week",
    "days": "1 day",
}
MORE: Final[Mapping[Unit, str]] = {
    "business-days": "{count} business days",
    "working-days": "{count} working days",
    "weeks": "{count} weeks",
    "days": "{count} days",
}


@final
@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks, business days or working days.

    >>> from telcoterms import load_calendar
    >>> Period(2, "business-days").after(date(2026, 4, 2), load_calendar("ontario-and-federal"))
    datetime.date(2026, 4, 7)
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        as_count(self.count, "count", 0, MAX_OPEN_DAYS)
        one_of(self.unit, Unit, "unit")

    @property
    def counts_open_days(self) -> bool:
        """Whether a calendar is needed to count it."""
        return self.unit in ("business-days", "working-days")

    def after(self, day: date, calendar: Calendar | None) -> date:
        """Return the last day of the period that starts on a day. Raises `FactError` where a calendar is missing."""
        match self.unit:
            case "days":
                return add_days(day, self.count)
            case "weeks":
                return add_days(day, 7 * self.count)
            case "business-days" | "working-days":
                if calendar is None:
                    raise FactError(
                        "a period of {period} is counted by a calendar, and these terms name none: give them one, as "
                        "terms.with_calendar(load_calendar('england'))",
                        period=self.said(),
                    )
                return calendar.after(day, self.count)
            case _:
                assert_never(self.unit)

    def said(self) -> Phrase:
        """Return the period in words."""
        return phrase(ONE[self.unit]) if self.count == 1 else phrase(MORE[self.unit], count=self.count)

    def __str__(self) -> str:
        return self.said().template.format(count=self.count)
