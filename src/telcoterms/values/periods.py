"""Periods: so many days, weeks, business days or working days after a day.

The day from which is counted is not counted itself, the last day is. Weeks and days run through weekends and holidays;
business days and working days are two names for one way of counting, by a calendar of the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, final, get_args

from telcoterms.values.calendars import COUNT_MOST, Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days, as_count
from telcoterms.values.errors import FactError, UnknownNameError, Unquoted
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
        as_count(self.count, "count", 0, COUNT_MOST)
        if self.unit not in get_args(Unit):
            raise UnknownNameError(
                "unit is {unit}: choose from {known}", unit=self.unit, known=tuple(map(Unquoted, get_args(Unit)))
            )

    @property
    def counts_open_days(self) -> bool:
        """Whether a calendar is needed to count."""
        return self.unit in ("business-days", "working-days")

    def after(self, day: date, calendar: Calendar | None) -> date:
        """The last day of the period that begins after a day."""
        unit = self.unit
        if unit == "weeks" or unit == "days":
            return add_days(day, self.count * 7 if unit == "weeks" else self.count)
        if calendar is None:
            raise FactError(
                "a period of {period} is counted by a calendar, and these terms name none: give them one, as "
                "terms.with_calendar(load_calendar('england'))",
                period=self.said(),
            )
        return calendar.after(day, self.count)

    def said(self) -> Phrase:
        """In words."""
        return phrase(ONE[self.unit]) if self.count == 1 else phrase(MORE[self.unit], count=self.count)

    def __str__(self) -> str:
        return self.said().template.format(count=self.count)
