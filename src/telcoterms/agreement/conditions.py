"""Hold when a charge is set off: after a grace period, from an amount on, and for each period of so many days."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, assert_never, final

from telcoterms.agreement.numbers import NumberFacts, Sum, parts_of, value_on
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.money import Money
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import DayCount, counts_business_days

GraceFrom = Literal["due-date", "invoice-date", "reminder"]
"""The day from which a grace period is counted."""

MAX_BLOCK_DAYS: Final = 366


@final
@dataclass(frozen=True, slots=True)
class EveryDays:
    """A period of so many days."""

    days: int

    @property
    def figures(self) -> tuple[str, ...]:
        """The period as a section states it."""
        return (f"{self.days} days",)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """How long after a day a payment still costs nothing: its last day is the day, plus months, plus days.

    `number` is that of the reminder, where it is counted from one.
    """

    counted_from: GraceFrom = "due-date"
    days: int = 0
    months: int = 0
    count: DayCount = "calendar-days"
    number: int = 1

    @property
    def length(self) -> MonthsAndDays:
        """How long it is."""
        return MonthsAndDays(self.months, self.days, self.count)

    @property
    def follows_reminder(self) -> bool:
        """Whether it is counted from a reminder."""
        match self.counted_from:
            case "due-date" | "invoice-date":
                return False
            case "reminder":
                return True
        assert_never(self.counted_from)

    @property
    def open_day_keys(self) -> tuple[tuple[str, str], ...]:
        """The key of its days, where they are business days, with its own."""
        return (("grace", "count"),) if counts_business_days(self.count) else ()

    @property
    def figures(self) -> tuple[str, ...]:
        """The months and days as a section states them."""
        return self.length.figures


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From which amount on a charge is set off: more than `over`, or `at_least` this."""

    over: Sum | None = None
    at_least: Sum | None = None

    def least_minor(self, on: date, facts: NumberFacts) -> int:
        """Return the least amount in minor units that is late enough on a day; nothing is never enough."""
        if self.over is not None:
            over: Money = value_on(self.over, on, facts)
            return over.minor + 1
        least: Money = value_on(self.at_least, on, facts)
        return max(least.minor, 1)

    @property
    def figures(self) -> tuple[str, ...]:
        """The sums as a section states them."""
        sums = (part for number in (self.over, self.at_least) for part in parts_of(number))
        return tuple(f"{sum_.text} {sum_.currency}" for sum_ in sums if isinstance(sum_, Money))
