"""Hold when a charge is set off: after a grace period, from an amount on, and for each period of so many days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.numbers import NumberFacts, Sum, parts_of, value_on
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError
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

    @property
    def first_charged(self) -> str:
        """The day after it as a section states it: overdue 14 days or more is a grace period of 13."""
        return f"{self.days + 1} days"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From which unpaid amount on a clause holds: more than `over`, or at least `at_least`."""

    keys: ClassVar[Mapping[str, str]] = {"at_least": "from"}

    over: Sum | None = None
    at_least: Sum | None = None

    def __post_init__(self) -> None:
        if self.over is None and self.at_least is None:
            raise InputError('threshold has neither over nor from: write over = "5.00" or from = "25.00"')
        if self.over is not None and self.at_least is not None:
            raise InputError("threshold has over and from: keep one")

    def sum_on(self, day: date, facts: NumberFacts) -> Money:
        """Return the sum of a day, which an amount is to exceed or to reach."""
        found: Money = value_on(self.at_least if self.over is None else self.over, day, facts)
        return found

    def is_reached(self, amount: int, day: date, facts: NumberFacts) -> bool:
        """Return whether an amount in minor units is large enough on a day; zero never is."""
        return amount >= self.least_minor(day, facts)

    def least_minor(self, day: date, facts: NumberFacts) -> int:
        """Return the least amount in minor units that is large enough on a day."""
        sum_ = self.sum_on(day, facts).minor
        return max(sum_, 1) if self.over is None else sum_ + 1

    @property
    def figures(self) -> tuple[str, ...]:
        """The sums as a section states them."""
        sums = (*parts_of(self.over), *parts_of(self.at_least))
        return tuple(f"{one.text} {one.currency}" for one in sums if isinstance(one, Money))
