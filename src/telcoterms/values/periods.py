"""Count a period of days, weeks, months, business days or working days from a day.

The day on which a period starts is not counted; its last day is. Days, weeks and months run through weekends and
holidays. Business days and working days are two names for one way of counting, by the calendar of a place. An event on
a closed day counts as of that day, so that one business day after a Saturday is the Monday; or, as a reading, as of the
next open day, so that it is the Tuesday.

"At least so many days' notice" can be counted in two ways, which the reading `notice_period` tells apart. Of 30 days'
notice given on 1 January, the 30th day after it is 31 January. It is the earliest day of effect where that day is
counted; where the days are clear days, neither the day of the notice nor the day of effect is one of them, and the
earliest day of effect is 1 February.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, assert_never, final

from telcoterms.values.calendars import MAX_OPEN_DAYS, Calendar, open_days
from telcoterms.values.choices import one_of, reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days, add_months, as_count
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.steps import Step, step

DayCount = Literal["calendar-days", "business-days"]
"""How the days of a clause are counted: every day, or the open days alone."""
Unit = Literal["business-days", "working-days", "months", "weeks", "days"]
ClosedDayEvent = Literal["as-of-that-day", "as-of-next-open-day"]
NoticePeriod = Literal["day-of-effect-counted", "clear-days"]
reading_words(
    "closed_day_event",
    {
        "as-of-that-day": Term("an event on a closed day counts as of that day"),
        "as-of-next-open-day": Term("an event on a closed day counts as of the next open day"),
    },
)
reading_words(
    "notice_period",
    {
        "day-of-effect-counted": Term("the day of the effect is the last of the notice"),
        "clear-days": Term("the days of the notice lie wholly between the two"),
    },
)
WHY_COUNTED: Final = "of the days from one day to another, the first is left out and the last is counted"
"""Why the day of effect is counted unless another reading is taken."""


def notice_days(days: int, notice_period: NoticePeriod) -> int:
    """Return how many days after its notice something takes effect at the earliest.

    >>> notice_days(30, "day-of-effect-counted"), notice_days(30, "clear-days")
    (30, 31)
    """
    match notice_period:
        case "day-of-effect-counted":
            return days
        case "clear-days":
            return days + 1
    assert_never(notice_period)


def single_unit(unit: Unit) -> str:
    """Return a period of one unit, in words."""
    match unit:
        case "business-days":
            return "1 business day"
        case "working-days":
            return "1 working day"
        case "months":
            return "1 month"
        case "weeks":
            return "1 week"
        case "days":
            return "1 day"
    assert_never(unit)


def several_units(unit: Unit) -> str:
    """Return a period of no or several units, in words."""
    match unit:
        case "business-days":
            return "{count} business days"
        case "working-days":
            return "{count} working days"
        case "months":
            return "{count} months"
        case "weeks":
            return "{count} weeks"
        case "days":
            return "{count} days"
    assert_never(unit)


def in_words(count: int, unit: Unit) -> Phrase:
    """Return a period in words: `1 day`, `15 days`."""
    return phrase(single_unit(unit)) if count == 1 else phrase(several_units(unit), count=count)


def in_days(count: int) -> Phrase:
    """Return so many days in words."""
    return in_words(count, "days")


def in_months(count: int) -> Phrase:
    """Return so many months in words."""
    return in_words(count, "months")


def is_of_open_days(unit: Unit) -> bool:
    """Return whether a calendar is needed to count in this unit."""
    match unit:
        case "business-days" | "working-days":
            return True
        case "months" | "weeks" | "days":
            return False
    assert_never(unit)


def counts_business_days(count: DayCount) -> bool:
    """Return whether a calendar is needed to count the days of a clause."""
    match count:
        case "calendar-days":
            return False
        case "business-days":
            return True
    assert_never(count)


def days_after(day: date, days: int, count: DayCount, calendar: Calendar | None) -> date:
    """Return the last of so many days after a day, which is not counted itself.

    Raises `InputError` where business days are counted and there is no calendar.

    >>> from telcoterms import load_calendar
    >>> days_after(date(2026, 4, 2), 2, "business-days", load_calendar("ontario-and-federal"))
    datetime.date(2026, 4, 7)
    """
    match count:
        case "calendar-days":
            return add_days(day, days)
        case "business-days":
            return open_days(calendar).after(day, days)
    assert_never(count)


def calendar_note(calendar: Calendar) -> Step:
    """Return the note that names the calendar by which an answer counts."""
    template = "counted by the calendar {name}, version {version}"
    return step(template, part="notes", name=calendar.name, version=calendar.version)


def start_of_count(day: date, calendar: Calendar, reading: ClosedDayEvent) -> date:
    """Return the day from which open days are counted after an event.

    >>> from telcoterms import load_calendar
    >>> start_of_count(date(2026, 3, 7), load_calendar("england"), "as-of-next-open-day")  # a Saturday
    datetime.date(2026, 3, 9)
    """
    match reading:
        case "as-of-that-day":
            return day
        case "as-of-next-open-day":
            return calendar.after(day, 0)
    assert_never(reading)


@final
@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks, months, business days or working days; a month ends on its last day at the latest.

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
        """Whether a calendar is needed to count the period."""
        return is_of_open_days(self.unit)

    def after(self, day: date, calendar: Calendar | None) -> date:
        """Return the last day of the period that starts on a day. Raises `InputError` where a calendar is missing."""
        match self.unit:
            case "days":
                return add_days(day, self.count)
            case "weeks":
                return add_days(day, 7 * self.count)
            case "months":
                return add_months(day, self.count)
            case "business-days" | "working-days":
                if calendar is None:
                    raise InputError(
                        "a period of {period} is counted by a calendar, and these terms name none: give them one, as "
                        "terms.with_calendar(load_calendar('england'))",
                        period=self.said(),
                    )
                return calendar.after(day, self.count)
        assert_never(self.unit)

    def said(self) -> Phrase:
        """Return the period in words."""
        return in_words(self.count, self.unit)

    def __str__(self) -> str:
        return self.said().template.format(count=self.count)
