"""Compute the part of a fee that some days of a billing cycle bear: proration, pro rata.

A cycle runs from its first day up to, not including, the next billing day. It is a month, of which the billing day is
clamped to the month's last day, or a number of days, such as 28.

Its days are counted by offsets: the first day is 0, and D is the number of days. The days from offset i up to, not
including, j bear of a monthly fee

    actual             (j - i) / D
    thirty-day-month   min(j - i, 30) / 30
    strict-thirty      (c(j) - c(i)) / 30, where c(D) = 30, else c(x) = min(x, 30)
    days-of-year       min(1, 12 x (j - i) / 365)

By `strict-thirty` a month always has 30 days, the last of which is the month's last: the 25th to the 31st of May are 6
of them, and so are the parts of any month together 30.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, assert_never, final

from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days, anchored, month_number
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Phrase, Term, phrase

MonthLength = Literal["actual", "thirty-day-month", "strict-thirty", "days-of-year"]
"""How many days a month is taken to have when a part of its fee is computed."""
reading_words(
    "month_length",
    {
        "actual": Term("a cycle has the days of the calendar"),
        "thirty-day-month": Term("a cycle has 30 days"),
        "strict-thirty": Term("a cycle has 30 days, and each month of it too"),
        "days-of-year": Term("a day is a part of the year"),
    },
)


class Part(NamedTuple):
    """A part of a fee as a fraction, in lowest terms or not."""

    numerator: int
    denominator: int


@final
@dataclass(frozen=True, slots=True)
class Cycle:
    """A billing cycle: its first day, the day of the month on which it is billed, and how long it is.

    It has `months` months or, where they are given, a number of `days`.
    """

    start: date
    billing_day: int
    days: int | None = None
    months: int = 1

    @property
    def end(self) -> date:
        """The next billing day, which is the first day after the cycle."""
        return self.after(1)

    @property
    def length(self) -> int:
        """How many days the cycle has."""
        return (self.end - self.start).days

    @property
    def starts_on_billing_day(self) -> bool:
        """Whether the first day is the billing day of its month."""
        return self.after(0) == self.start

    def after(self, cycles: int) -> date:
        """Return the first day of the cycle that comes so many cycles later.

        >>> Cycle(date(2026, 1, 31), 31).after(1), Cycle(date(2026, 1, 1), 1, days=28).after(2)
        (datetime.date(2026, 2, 28), datetime.date(2026, 2, 26))
        """
        if self.days is not None:
            return add_days(self.start, cycles * self.days)
        return date.fromordinal(anchored(month_number(self.start) + cycles * self.months, self.billing_day))

    def begun_by(self, day: date) -> date:
        """Return the first day of the cycle that holds a day.

        >>> Cycle(date(2026, 1, 31), 31).begun_by(date(2026, 3, 10))
        datetime.date(2026, 2, 28)
        """
        if self.days is not None:
            return self.after((day - self.start).days // self.days)
        cycles = (month_number(day) - month_number(self.start)) // self.months
        first = self.after(cycles)
        return first if first <= day else self.after(cycles - 1)

    def cycles_to(self, day: date) -> int | None:
        """Return how many cycles later one starts on a day; None where none does."""
        if self.days is not None:
            cycles, over = divmod((day - self.start).days, self.days)
        else:
            cycles, over = divmod(month_number(day) - month_number(self.start), self.months)
        return None if over or self.after(cycles) != day else cycles


def check_cycle(cycle: int | None) -> None:
    """Reject a cycle of no days."""
    if cycle == 0:
        raise InputError("cycle is 0: give the days of a billing cycle, such as 28, or leave it out for a month")


def check_start(cycle: Cycle) -> None:
    """Reject a cycle that does not start on its billing day."""
    if not cycle.starts_on_billing_day:
        raise InputError(
            "cycle_start is {start}, and billing_day is {day}: give the day on which the cycle began, which is that "
            "day of its month, or the last of a shorter one",
            start=cycle.start,
            day=cycle.billing_day,
        )


def check_billing_day(billing_day: int | None, cycle_days: int | None) -> None:
    """Reject a day of the month on which a cycle is billed, where cycles have a number of days."""
    if billing_day is not None and cycle_days is not None:
        raise InputError(
            "billing_day is {day}, and these terms bill by cycles of {days} days: leave it out",
            day=billing_day,
            days=cycle_days,
        )


def choices_of_cycle(known: Mapping[str, tuple[str, ...]], cycle: int | None) -> dict[str, tuple[str, ...]]:
    """Return choices without that of the length of a month, where the cycle is a number of days."""
    return {name: values for name, values in known.items() if cycle is None or name != "month_length"}


def part_of_cycle(month_length: MonthLength, first: int, end: int, days: int) -> Part:
    """Return the part of a fee for the days from offset `first` up to, not including, `end` of a cycle.

    >>> part_of_cycle("actual", 24, 31, 31), part_of_cycle("strict-thirty", 24, 31, 31)
    (Part(numerator=7, denominator=31), Part(numerator=6, denominator=30))
    """
    match month_length:
        case "actual":
            return Part(end - first, days)
        case "thirty-day-month":
            return Part(min(end - first, 30), 30)
        case "strict-thirty":
            return Part(_of_thirty(end, days) - _of_thirty(first, days), 30)
        case "days-of-year":
            return Part(min(12 * (end - first), 365), 365)
    assert_never(month_length)


def _of_thirty(offset: int, days: int) -> int:
    """Return an offset in a month that always has 30 days."""
    return 30 if offset == days else min(offset, 30)


def month_in_words(month_length: MonthLength, cycle: Cycle) -> Phrase:
    """Return how many days the month is taken to have, as a line of a working."""
    match month_length:
        case "actual":
            return phrase(
                "days in the cycle: {end} - {start} = {length}", end=cycle.end, start=cycle.start, length=cycle.length
            )
        case "thirty-day-month":
            return phrase("the month taken as 30 days")
        case "strict-thirty":
            return phrase("the month taken as 30 days, always: the last day of the cycle is the 30th")
        case "days-of-year":
            return phrase("a day taken as 12 monthly fees over the 365 days of a year")
    assert_never(month_length)


def part_in_words(month_length: MonthLength, first: int, end: int, days: int) -> Phrase:
    """Return a part of a fee as the line of a working that multiplies it shows it."""
    counted = end - first
    match month_length:
        case "actual":
            return phrase("{left}/{length}", left=counted, length=days)
        case "thirty-day-month":
            return phrase("min({left}, 30)/30", left=counted)
        case "strict-thirty":
            before = _of_thirty(first, days)
            template = "({end} - {first})/30" if before else "{end}/30"
            return phrase(template, end=_of_thirty(end, days), first=before)
        case "days-of-year":
            return phrase("min(1, 12 x {left}/365)", left=counted)
    assert_never(month_length)
