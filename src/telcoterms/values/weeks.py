"""Read and write the opening hours of a week: for each day, the times between which something is open."""

from __future__ import annotations

import re
from typing import Final, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.moments import DAY_MINUTES, ClockTime

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS_PATTERN: Final = "[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}( [0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2})*"

Span = tuple[ClockTime, ClockTime]


@final
@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday; each has spans, from an opening time up to a closing time, which is not included."""

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise InputError("a week of {found} days: give the hours of seven, none where closed", found=len(self.days))
        if not any(self.days):
            raise InputError("no day of the week has hours: give those of one day or more")
        for name, spans in zip(WEEKDAYS, self.days, strict=True):
            times = [time for span in spans for time in span]
            if times != sorted(times) or any(opens == closes for opens, closes in spans):
                raise InputError(
                    "the hours of {name}, {hours}, do not run forward: write each opening time before its closing "
                    "time, in the order of the day",
                    name=Unquoted(name),
                    hours=Unquoted(hours_text(spans)),
                )


def week_of(**hours: str) -> Week:
    """Return a week from text for each day that is open, such as `monday="09:00-12:00 13:00-17:00"`.

    >>> hours_text(week_of(monday="09:00-17:00").days[0])
    '09:00-17:00'
    """
    return Week(tuple(_spans(name, hours.get(name, "")) for name in WEEKDAYS))


def _spans(name: str, text: str) -> tuple[Span, ...]:
    if text and not re.fullmatch(HOURS_PATTERN, text, re.ASCII):
        raise InputError(
            "the hours of {name} are {text}: write them as '09:00-17:00', several with a blank between",
            name=Unquoted(name),
            text=text,
        )
    spans = []
    for span in text.split():
        opens, _, closes = span.partition("-")
        spans.append((_time(name, opens), _time(name, closes)))
    return tuple(spans)


def _time(name: str, text: str) -> ClockTime:
    minutes = int(text[:2]) * 60 + int(text[3:])
    if int(text[3:]) > 59 or minutes > DAY_MINUTES:
        raise InputError(
            "{text} among the hours of {name} is no time of the clock: give 00:00 to 24:00",
            text=text,
            name=Unquoted(name),
        )
    return ClockTime(minutes)


def hours_text(spans: tuple[Span, ...]) -> str:
    """Return spans as text, such as `09:00-17:00`; `closed` where there are none."""
    return " ".join(f"{opens}-{closes}" for opens, closes in spans) or "closed"
