"""Count the open days of a place by its calendar of weekends and holidays.

A calendar is a frozen value: a weekend, a set of dates, and the first and the last day that it covers. To count `n`
open days from a day, that day is not counted, open or closed, and the nth open day after it is: one open day after a
Saturday is the Monday, as the packages `holidays`, pandas and QuantLib count. A day outside the calendar is rejected,
never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, Final, Literal, final

from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import as_count, as_day
from telcoterms.values.errors import DayError, InputError, MissingPackageError, UnknownNameError, Unquoted
from telcoterms.values.hashes import sha256_of_text, sha256_of_value
from telcoterms.values.later import ReadLater, Remembers
from telcoterms.values.messages import Term

SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
ONE_DAY: Final = timedelta(1)
MAX_OPEN_DAYS: Final = 3660  # ten years of open days: no notice is longer, and every count stays quick

SubstituteDays = Literal["observed", "left-out"]

DAY_NAMES: Final = (
    Term("Monday"),
    Term("Tuesday"),
    Term("Wednesday"),
    Term("Thursday"),
    Term("Friday"),
    Term("Saturday"),
    Term("Sunday"),
)
"""The names of the days of the week, by the number that `date.weekday` gives."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(ReadLater, Remembers):
    """The open and closed days of a place, from a first day to a last.

    `closed` holds the holidays; `weekend` the days of the week, from 0 for Monday, that are closed too. `name` and
    `version` are printed in every working that counts by the calendar.

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
                raise InputError("{fact} is {text}: give one line of text", fact=Unquoted(fact), text=text)
        if as_day(self.first, "first") > as_day(self.last, "last"):
            raise InputError(
                "a calendar from {first} to {last} has no days: give the first day first",
                first=self.first,
                last=self.last,
            )
        weekend: Any = self.weekend
        if not (isinstance(weekend, frozenset) and weekend < frozenset(range(7))):
            raise InputError(
                "weekend is {weekend}: give a frozenset of days of the week from 0 (Monday) to 6, and not all of them",
                weekend=weekend,
            )
        if not isinstance(self.closed, frozenset):
            raise InputError("closed is {closed}: give a frozenset of dates", closed=self.closed)
        for day in self.closed:
            self.check(as_day(day, "closed"))

    @cached_property
    def sha256(self) -> str:
        """The mark of its days, its name and its version."""
        return sha256_of_value(self)

    def __repr__(self) -> str:
        return f"<calendar {self.name}, version {self.version}: {self.first} to {self.last}, {len(self.closed)} days>"

    def check(self, day: date) -> None:
        """Reject a day outside the calendar."""
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
        """Return whether a day is a holiday, whatever its day of the week."""
        self.check(day)
        return day in self.closed

    def is_open(self, day: date) -> bool:
        """Return whether a day is neither at the weekend nor a holiday."""
        self.check(day)
        return day.weekday() not in self.weekend and day not in self.closed

    def after(self, day: date, count: int) -> date:
        """Return the open day that is so many (`count`) after a day, which is not counted itself.

        With `count` 0, return the day itself where it is open, else the next open day.
        """
        if not 0 <= count <= MAX_OPEN_DAYS:
            as_count(count, "count", 0, MAX_OPEN_DAYS)
        weekend, closed, last = self.weekend, self.closed, self.last
        if not self.first <= day <= last:
            self.check(day)
        current, left = day, count
        if count and (day.weekday() in weekend or day in closed):
            left -= 1  # after a closed day, the next open one is the first that counts, not the day from which to count
        while True:
            if current.weekday() not in weekend and current not in closed:
                if not left:
                    return current
                left -= 1
            if current == last:
                self.check(current + ONE_DAY if current < date.max else date.min)
            current += ONE_DAY

    def on_or_before(self, day: date) -> date:
        """Return the day itself where it is open, else the last open day before it."""
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def closed_weekdays(self, start: date, end: date) -> tuple[date, ...]:
        """Return the holidays from `start` to `end`, both included, that are not at the weekend."""
        return tuple(sorted(day for day in self.closed if start <= day <= end and day.weekday() not in self.weekend))

    def changed(self, *, added: Iterable[date | str] = (), removed: Iterable[date | str] = ()) -> Calendar:
        """Return the calendar with some closed days added or removed; its version then says that it was changed.

        >>> from telcoterms import load_calendar
        >>> load_calendar("england").changed(added=["2026-06-15"]).is_holiday(date(2026, 6, 15))
        True
        """
        added_days = frozenset(as_day(day, "added") for day in added)
        removed_days = frozenset(as_day(day, "removed") for day in removed)
        for day in sorted(removed_days - self.closed):
            raise InputError(
                "{day} is no holiday of the calendar {name}: leave it out of removed", day=day, name=Unquoted(self.name)
            )
        both = sorted(added_days & removed_days)
        if both:
            raise InputError("{day} is both added and removed: name it once", day=both[0])
        closed = self.closed - removed_days | added_days
        days = " ".join(day.isoformat() for day in sorted(closed))
        version = f"{self.version.partition(' changed ')[0]} changed {sha256_of_text(days)[:8]}"
        return self if closed == self.closed else replace(self, closed=closed, version=version)

    @staticmethod
    def of_country(country: str, subdivision: str | None = None) -> Calendar:
        """Return the calendar of a country, or of a part of it, as far as the package `holidays` knows it.

        It covers the years 2000 to 2050, or those of them that the package has for the country. Raises
        `UnknownNameError` with the names that exist for a code that it does not have.

        >>> Calendar.of_country("CA", "QC").is_holiday(date(2026, 6, 24))
        True
        """
        return _of_country(country, subdivision)

    @staticmethod
    def from_holidays(
        country: str,
        subdivision: str | None,
        years: Sequence[int],
        *,
        categories: Sequence[str] = ("public",),
        substitute_days: SubstituteDays = "observed",
    ) -> Calendar:
        """Return the calendar of a place from the package `holidays`, whose version becomes that of the calendar.

        `country` and `subdivision` are codes of ISO 3166, such as `GB` and `ENG`. Pass `None` as the subdivision for
        the whole country. `years` follow each other, such as `range(2020, 2031)`. `substitute_days` says whether the
        day that replaces a holiday at the weekend is closed too. Raises
        `MissingPackageError` where the package was left out of the installation, `UnknownNameError` for a place or a
        category that it does not have, `DayError` for years that it does not know.

        >>> Calendar.from_holidays("NO", None, range(2026, 2028))
        <calendar NO, version holidays ...: 2026-01-01 to 2027-12-31, 23 days>
        """
        checked_years = _years(years)
        if substitute_days not in ("observed", "left-out"):
            raise UnknownNameError("substitute_days is {value}: choose from observed, left-out", value=substitute_days)
        holidays = _package(country)
        from importlib.metadata import version

        release = version("holidays")
        try:
            holiday_table = holidays.country_holidays(
                country,
                subdiv=subdivision,
                years=checked_years,
                observed=substitute_days == "observed",
                language="en_US",
                categories=tuple(categories),
            )
        except (NotImplementedError, ValueError, AttributeError, TypeError):
            _check_place(holidays, release, country, subdivision)
            raise UnknownNameError(
                "holidays {version} has no days of {country}, {subdivision}, {categories}: give codes of ISO 3166, "
                "such as 'GB' and 'ENG', and categories that the country has",
                version=Unquoted(release),
                country=country,
                subdivision=subdivision,
                categories=categories,
            ) from None
        if not holiday_table.start_year <= checked_years[0] <= checked_years[-1] <= holiday_table.end_year:
            raise DayError(
                "holidays {version} knows the years {first} to {last} of {country}: give years among them",
                version=Unquoted(release),
                first=holiday_table.start_year,
                last=holiday_table.end_year,
                country=country,
            )
        first, last = date(checked_years[0], 1, 1), date(checked_years[-1], 12, 31)
        return Calendar(
            name=country if subdivision is None else f"{country}-{subdivision}",
            version=f"holidays {release}",
            closed=frozenset(day for day in holiday_table if first <= day <= last),
            first=first,
            last=last,
            weekend=frozenset(holiday_table.weekend),
        )


YEARS_OF_A_COUNTRY: Final = range(2000, 2051)
"""The years of a calendar of a country, as far as the package `holidays` knows them."""


@cache
def _of_country(country: str, subdivision: str | None) -> Calendar:
    """Return the calendar of a country; made once, since a file of many providers may be read in one process."""
    from importlib.metadata import version

    holidays = _package(country)
    _check_place(holidays, version("holidays"), country, subdivision)
    known = holidays.country_holidays(country, subdiv=subdivision)
    years = [year for year in YEARS_OF_A_COUNTRY if known.start_year <= year <= known.end_year]
    return Calendar.from_holidays(country, subdivision, years)


def _package(country: str) -> Any:
    """Return the package `holidays`, which is imported only where a calendar is made from it."""
    try:
        import holidays
    except ImportError:
        raise MissingPackageError(
            "a calendar of {country} is read from the package holidays, which is not installed: install it, "
            "as pip install telcoterms does",
            country=country,
        ) from None
    return holidays


def _check_place(holidays: Any, release: str, country: str, subdivision: str | None) -> None:
    """Reject a country, or a part of one, that the package does not have; with the names that exist."""
    subdivisions: dict[str, list[str]] = holidays.list_supported_countries()
    if country not in subdivisions:
        raise UnknownNameError(
            "holidays {version} has no days of the country {country}: choose from {known}, the codes of ISO 3166",
            version=Unquoted(release),
            country=country,
            known=tuple(Unquoted(code) for code in sorted(subdivisions) if len(code) == CODE_LENGTH),
        )
    if subdivision is None or subdivision in subdivisions[country]:
        return
    if not subdivisions[country]:
        raise UnknownNameError(
            "holidays {version} does not divide {country}, so {subdivision} is no part of it: leave subdivision out",
            version=Unquoted(release),
            country=country,
            subdivision=subdivision,
        )
    raise UnknownNameError(
        "holidays {version} has no subdivision {subdivision} of {country}: choose from {known}",
        version=Unquoted(release),
        subdivision=subdivision,
        country=country,
        known=tuple(map(Unquoted, subdivisions[country])),
    )


CODE_LENGTH: Final = 2  # of the codes of countries that are shown; the package takes those of three letters too


def open_days(calendar: Calendar | None) -> Calendar:
    """Return the calendar of a provider's place; raises `InputError` where its terms name none."""
    if calendar is None:
        raise InputError(
            "open days are counted by a calendar, and these terms name none: give them one, as "
            "terms.with_calendar(load_calendar('england'))"
        )
    return calendar


def _years(years: Sequence[int]) -> tuple[int, ...]:
    """Check that the years are whole numbers that follow each other, and return them."""
    unchecked: object = years
    checked_years = tuple(unchecked) if isinstance(unchecked, Sequence) else ()
    if not checked_years or any(type(year) is not int or not 1 <= year <= 9999 for year in checked_years):
        raise DayError(
            "years are {years}: give whole numbers that follow each other, as range(2020, 2031)", years=years
        )
    if checked_years != tuple(range(checked_years[0], checked_years[0] + len(checked_years))):
        raise DayError(
            "the years {years} do not follow each other: give them as range(2020, 2031)", years=checked_years
        )
    return checked_years
