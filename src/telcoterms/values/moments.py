"""Convert between moments and what the clock of a time zone shows.

A moment is an aware `datetime`. A time without its offset from UTC is rejected: where the clocks are put back, it can
be two moments. `as_moment` gives moments in UTC, `local` moves them to the time zone of the provider.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, final
from zoneinfo import ZoneInfo

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import DayError, InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, phrase

DAY_MINUTES: Final = 24 * 60


@final
@dataclass(frozen=True, slots=True, order=True)
class ClockTime:
    """A time of the clock in whole minutes since midnight, up to 24:00."""

    minutes: int

    def __post_init__(self) -> None:
        if type(self.minutes) is not int or not 0 <= self.minutes <= DAY_MINUTES:
            raise InputError(
                "a time of the clock is {minutes} minutes after midnight: give a whole number from 0 to 1440",
                minutes=self.minutes,
            )

    def on(self, day: date, zone: ZoneInfo) -> datetime:
        """Return the moment at which the clock shows this time on a day: the first, where it shows it twice."""
        days, minutes = divmod(self.minutes, DAY_MINUTES)
        return datetime.combine(day + timedelta(days), time(minutes // 60, minutes % 60), zone)

    def __str__(self) -> str:
        return f"{self.minutes // 60:02}:{self.minutes % 60:02}"


Moment = datetime | str
"""An aware datetime, or text with its offset from UTC."""


def as_moment(value: datetime | str, fact: str) -> datetime:
    """Return a moment in UTC, from an aware datetime or ISO text with its offset; `fact` is its name in the error.

    >>> as_moment("2026-03-09T09:00-04:00", "at")
    datetime.datetime(2026, 3, 9, 13, 0, tzinfo=datetime.timezone.utc)
    """
    moment: object = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value) if len(value) > len("2026-03-09") else None
        except ValueError:
            moment = None
    if not isinstance(moment, datetime):
        raise DayError(
            "{fact} is {value}: give an aware datetime, or text with its offset, such as '2026-03-09T09:00-04:00'",
            fact=Unquoted(fact),
            value=value,
        )
    if moment.utcoffset() is None:
        raise DayError(
            "{fact} is {value}, a time without its zone: give it with its offset from UTC, such as "
            "'2026-03-09T09:00-04:00', or with tzinfo=ZoneInfo(...)",
            fact=Unquoted(fact),
            value=value,
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise DayError(
            "{fact} is {value}, which lies outside the years 1 to 9999 in UTC: give a moment that is nearer to the "
            "present",
            fact=Unquoted(fact),
            value=value,
        ) from None


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name. Raises `UnknownNameError` where this machine does not have it."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise UnknownNameError(
            "the time zone {name} is not known on this machine: install the package tzdata, which holds them all",
            name=name,
        ) from None


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as the clock of a zone shows it."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise DayError(
            "{moment} lies outside the years 1 to 9999 in {zone}: give a moment that is nearer to the present",
            moment=Unquoted(moment_text(moment)),
            zone=Unquoted(zone),
        ) from None


def moment_text(moment: datetime) -> str:
    """Return a moment as text, such as `2026-03-09 09:00-04:00`; seconds only where there are any."""
    return moment.isoformat(" ", "auto" if moment.second or moment.microsecond else "minutes")


def moment_in_words(moment: datetime) -> Phrase:
    """Return a moment by the clock of its zone, for a sentence."""
    return phrase("{day} at {time}", day=moment.date(), time=f"{moment:%H:%M}")


def seconds_between(first: datetime, last: datetime) -> Fraction:
    """Return the time that passes between two moments, whatever the clocks do."""
    passed = last.astimezone(UTC) - first.astimezone(UTC)
    return Fraction(passed.days * 86_400 + passed.seconds) + Fraction(passed.microseconds, 10**6)
