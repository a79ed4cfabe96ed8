"""Calendars: the days on which a place is closed, and counting the days on which it is open.

A calendar is a frozen value: a weekend, a set of dates, and the first and the last day that it knows. Counting `n` open
days from a day does not count that day, and counts the nth; a day that is closed itself counts as the next open one, so
that one open day after a Saturday is the Tuesday. A day outside the calendar is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal, final

from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import DayError, FactError, MissingPackageError, UnknownNameError, Unquoted

SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
ONE_DAY: Final = timedelta(1)
MAX_OPEN_DAYS: Final = 3660  # ten years of open days: no notice is longer, and every count stays quick

SubstituteDays = Literal["observed", "left-out"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The open and the closed days of a place, from a first day to a last.

    `closed` holds the holidays; `weekend` the days of the week, from 0 for Monday, that are closed besides. `name` and
    `version` stand in every working that counted by it.

    >>> from datetime import date
    >>> place = Calendar(
    ...     name="here",
    ...     version="1",
    ...     closed=frozenset({date(2026, 7, 1)}),
    ...     first=date(2026, 1, 1),
    ...     last=date(2026, 12, 31),
    ... )
    >>> place.after(date(2026, 6, 30), 1)  # a Tuesday, before a holiday
    datetime.date(2026, 7, 2)
    """

    name: str
    version: str
    closed: frozenset[date]
    first: date
    last: date
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def __post_init__(self) -> None:
        for fact in ("name", "version"):
            text = getattr(self, fact)
            if not (isinstance(text, str) and text.strip() and text.isprintable()):
                raise FactError("{fact} is {text}: give one line of text", fact=Unquoted(fact), text=text)
        if as_day(self.first, "first") > as_day(self.last, "last"):
            raise FactError(
                "a calendar from {first} to {last} has no days: give the first day first",
                first=self.first,
                last=self.last,
            )
        weekend: Any = self.weekend
        if not (isinstance(weekend, frozenset) and weekend < frozenset(range(7))):
            raise FactError(
                "weekend is {weekend}: give a frozenset of days of the week from 0 (Monday) to 6, and not all of them",
                weekend=weekend,
            )
        if not isinstance(self.closed, frozenset):
            raise FactError("closed is {closed}: give a frozenset of dates", closed=self.closed)
        for day in self.closed:
            self.check(as_day(day, "closed"))

    def __repr__(self) -> str:
        return f"<calendar {self.name}, version {self.version}: {self.first} to {self.last}, {len(self.closed)} days>"

    def check(self, day: date) -> None:
        """Refuse a day that the calendar does not know."""
        if not self.first <= day <= self.last:
            raise DayError(
                "the calendar {name} knows the days from {first} to {last}, not {day}: give a calendar that holds it, "
                "such as one of Calendar.from_holidays",
                name=Unquoted(self.name),
                first=self.first,
                last=self.last,
                day=day,
            )

    def is_holiday(self, day: date) -> bool:
        """Whether a day is one of the closed ones, whatever its day of the week."""
        self.check(day)
        return day in self.closed

    def is_open(self, day: date) -> bool:
        """Whether a day is neither at the weekend nor a holiday."""
        self.check(day)
        return day.weekday() not in self.weekend and day not in self.closed

    def after(self, day: date, count: int) -> date:
        """The day that is so many open days after a day; a closed day counts as the next open one.

        None is counted for `count` 0: it gives the day itself, or the next open one.
        """
        if not 0 <= count <= MAX_OPEN_DAYS:
            as_count(count, "count", 0, MAX_OPEN_DAYS)
        weekend, closed, last = self.weekend, self.closed, self.last
        if not self.first <= day <= last:
            self.check(day)
        found = day
        while True:
            if found.weekday() not in weekend and found not in closed:
                if not count:
                    return found
                count -= 1
            if found == last:
                self.check(found + ONE_DAY if found < date.max else date.min)
            found += ONE_DAY

    def closed_weekdays(self, start: date, end: date) -> tuple[date, ...]:
        """The holidays from `start` to `end`, both included, that are not at the weekend."""
        return tuple(sorted(day for day in self.closed if start <= day <= end and day.weekday() not in self.weekend))

    def changed(self, *, added: Iterable[date | str] = (), removed: Iterable[date | str] = ()) -> Calendar:
        """The calendar with more closed days, or without some; its version then tells that it was changed.

        >>> from telcoterms import load_calendar
        >>> load_calendar("england").changed(added=["2026-06-15"]).is_holiday(date(2026, 6, 15))
        True
        """
        more = frozenset(as_day(day, "added") for day in added)
        less = frozenset(as_day(day, "removed") for day in removed)
        for day in sorted(less - self.closed):
            raise FactError(
                "{day} is no holiday of the calendar {name}: leave it out of removed", day=day, name=Unquoted(self.name)
            )
        both = sorted(more & less)
        if both:
            raise FactError("{day} is both added and removed: name it once", day=both[0])
        closed = self.closed - less | more
        from hashlib import sha256

        days = " ".join(day.isoformat() for day in sorted(closed))
        version = f"{self.version.partition(' changed ')[0]} changed {sha256(days.encode()).hexdigest()[:8]}"
        return self if closed == self.closed else replace(self, closed=closed, version=version)

    @staticmethod
    def from_holidays(
        country: str,
        subdivision: str | None,
        years: Sequence[int],
        *,
        categories: Sequence[str] = ("public",),
        substitute_days: SubstituteDays = "observed",
    ) -> Calendar:
        """The calendar of a place, from the package `holidays`, whose version is that of the calendar: answers name it.

        `country` and `subdivision` are codes of ISO 3166, such as `GB` and `ENG`; the subdivision is always named,
        `None` where the whole country is meant. `years` follow each other, such as `range(2020, 2031)`.
        `substitute_days` says whether a day that stands in for a holiday at the weekend is closed too. Raises
        `MissingPackageError` where the package was left out of the installation, `UnknownNameError` for a place or a
        category that it does not have, `DayError` for years that it does not know.

        >>> Calendar.from_holidays("NO", None, range(2026, 2028))
        <calendar NO, version holidays ...: 2026-01-01 to 2027-12-31, 23 days>
        """
        wanted = _years(years)
        if substitute_days not in ("observed", "left-out"):
            raise UnknownNameError("substitute_days is {value}: choose from observed, left-out", value=substitute_days)
        try:
            import holidays
        except ImportError:
            raise MissingPackageError(
                "a calendar of {country} is read from the package holidays, which is not installed: install it, "
                "as pip install telcoterms does",
                country=country,
            ) from None
        from importlib.metadata import version

        release = version("holidays")
        try:
            found = holidays.country_holidays(
                country,
                subdiv=subdivision,
                years=wanted,
                expand=False,
                observed=substitute_days == "observed",
                language="en_US",
                categories=tuple(categories),
            )
        except (NotImplementedError, ValueError, AttributeError, TypeError):
            raise UnknownNameError(
                "holidays {version} has no days of {country}, {subdivision}, {categories}: give codes of ISO 3166, "
                "such as 'GB' and 'ENG', and categories that the country has",
                version=Unquoted(release),
                country=country,
                subdivision=subdivision,
                categories=categories,
            ) from None
        if not found.start_year <= wanted[0] <= wanted[-1] <= found.end_year:
            raise DayError(
                "holidays {version} knows the years {first} to {last} of {country}: give years among them",
                version=Unquoted(release),
                first=found.start_year,
                last=found.end_year,
                country=country,
            )
        first, last = date(wanted[0], 1, 1), date(wanted[-1], 12, 31)
        return Calendar(
            name=country if subdivision is None else f"{country}-{subdivision}",
            version=f"holidays {release}",
            closed=frozenset(day for day in found if first <= day <= last),
            first=first,
            last=last,
            weekend=frozenset(found.weekend),
        )


def _years(years: Sequence[int]) -> tuple[int, ...]:
    """Years that follow each other."""
    given: object = years
    wanted = tuple(given) if isinstance(given, Sequence) else ()
    if not wanted or any(type(one) is not int or not 1 <= one <= 9999 for one in wanted):
        raise DayError(
            "years are {years}: give whole numbers that follow each other, as range(2020, 2031)", years=years
        )
    if wanted != tuple(range(wanted[0], wanted[0] + len(wanted))):
        raise DayError("the years {years} do not follow each other: give them as range(2020, 2031)", years=wanted)
    return wanted
