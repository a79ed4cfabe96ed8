"""Count the notice that a clause asks for, and find the day on which a cancellation takes effect."""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never, final

from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_months, month_end
from telcoterms.values.messages import Phrase, Phrases, phrase
from telcoterms.values.periods import DayCount, counts_business_days, days_after, in_days, in_months, in_words
from telcoterms.values.steps import Clause, Step, step

Ends = Literal["after-notice", "month-end"]
"""When a cancellation takes effect: as its notice ends, or at the end of the month in which that is."""


@final
@dataclass(frozen=True, slots=True)
class MonthsAndDays:
    """So many months, then so many days, every day of them or the business days alone.

    >>> MonthsAndDays(months=1, days=10).after(date(2026, 1, 31), None)
    datetime.date(2026, 3, 10)
    """

    months: int = 0
    days: int = 0
    count: DayCount = "calendar-days"

    @property
    def counts_open_days(self) -> bool:
        """Whether a calendar is needed to count them."""
        return bool(self.days) and counts_business_days(self.count)

    @property
    def figures(self) -> tuple[str, ...]:
        """The numbers as a section states them."""
        months = (f"{self.months} months",) if self.months else ()
        if not self.days:
            return months
        return (*months, f"{self.days} business days" if self.counts_open_days else f"{self.days} days")

    def after(self, day: date, calendar: Calendar | None) -> date:
        """Return the last day of the period that starts after a day.

        Raises `InputError` where business days are counted and there is no calendar.
        """
        later = add_months(day, self.months) if self.months else day
        return days_after(later, self.days, self.count, calendar) if self.days else later

    def sum_in_words(self, since: date | Phrase) -> Phrase:
        """Return the sum that a line of a working shows: the day, or its name, the months and the days."""
        parts = [phrase("{day}", day=since)]
        if self.months:
            parts.append(in_months(self.months))
        if self.days:
            parts.append(self._days_in_words())
        return phrase("{sum}", sum=Phrases(" + ", tuple(parts)))

    def _days_in_words(self) -> Phrase:
        match self.count:
            case "calendar-days":
                return in_days(self.days)
            case "business-days":
                return in_words(self.days, "business-days")
        assert_never(self.count)


def ends_later(ends: Ends) -> bool:
    """Return whether a cancellation can take effect after its notice has ended."""
    match ends:
        case "after-notice":
            return False
        case "month-end":
            return True
    assert_never(ends)


def effective_day(notice: MonthsAndDays | None, ends: Ends, notified: date, calendar: Calendar | None) -> date:
    """Return the day on which a cancellation takes effect that was given on a day.

    Raises `InputError` where the notice has business days and there is no calendar.
    """
    day = notified if notice is None else notice.after(notified, calendar)
    match ends:
        case "after-notice":
            return day
        case "month-end":
            return month_end(day)
    assert_never(ends)


def effect_steps(
    notice: MonthsAndDays | None, ends: Ends, notified: date, calendar: Calendar | None, clause: Clause
) -> tuple[Step, ...]:
    """Return the lines of a working that lead from the day of a notice to the one on which it takes effect."""
    day = effective_day(notice, ends, notified, calendar)
    match ends:
        case "after-notice":
            counted = MonthsAndDays() if notice is None else notice
            template = "the cancellation takes effect: {sum} = {day}"
            return (step(template, clause, sum=counted.sum_in_words(notified), day=day),)
        case "month-end":
            lines = []
            if notice is not None:
                after = notice.after(notified, calendar)
                lines.append(
                    step("the notice ends: {sum} = {day}", clause, sum=notice.sum_in_words(notified), day=after)
                )
            template = "the cancellation takes effect at the end of the month: {day}"
            return (*lines, step(template, clause, day=day))
    assert_never(ends)
