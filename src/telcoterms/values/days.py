"""Check dates and counts, and add days and months to a date.

`anchor + k months` keeps the anchor's day of the month, clamped to the month's last day; a step is never taken from a
clamped date. Internally, a day is its ordinal (`date.toordinal`) and a month its number `12 * year + month - 1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Final

from telcoterms.values.errors import DayError, unquoted
from telcoterms.values.memo import BoundedMemo

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MAX_MONTHS: Final = (
    1200  # a hundred years: no telecom debt is older, and every answer stays quick to compute and to read
)
MAX_DAY_OF_MONTH: Final = 31  # in a shorter month it is the last day


Day = date | str
"""A day, or text like `2026-01-31`."""


def as_day(value: date | str, fact: str) -> date:
    """Return a date, from a date or ISO text such as `2026-01-31`; `fact` is its name in the error.

    >>> as_day("2026-01-31", "issued")
    datetime.date(2026, 1, 31)
    """
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return day_of_text(value if type(value) is str else str.__str__(value))
        except ValueError:
            if _ISO_DAY.fullmatch(value):
                raise DayError(
                    "{fact} is {value}, which no calendar has: give a day that exists", fact=unquoted(fact), value=value
                ) from None
    if isinstance(value, datetime):
        raise DayError(
            "{fact} is {value}, a moment and not a day: decide the local date and give that, as value.date()",
            fact=unquoted(fact),
            value=value,
        )
    raise DayError(
        "{fact} is {value}: give a date, or text as year-month-day, such as '2026-01-31'",
        fact=unquoted(fact),
        value=value,
    )


def as_day_or_none(value: date | str | None, fact: str) -> date | None:
    """Return a date as `as_day` does; None where the fact is left out."""
    return None if value is None else as_day(value, fact)


def as_count(value: object, fact: str, least: int = 1, most: int = MAX_MONTHS) -> int:
    """Return a whole number from `least` to `most`, or raise `DayError`; `fact` is its name in the error."""
    if type(value) is not int or not least <= value <= most:
        raise DayError(
            "{fact} is {value}: give a whole number from {least} to {most}",
            fact=unquoted(fact),
            value=value,
            least=least,
            most=most,
        )
    return value


MAX_KEPT_TEXTS: Final = 8192  # days that are kept as text: twenty years and more, whatever a program reads or writes


def _text_of_ordinal(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _day_of_plain_text(text: str) -> date:
    if not _ISO_DAY.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text)


# The events of many accounts share the days of a few years.
_DAY_TEXTS: Final = BoundedMemo(date.isoformat, MAX_KEPT_TEXTS)
_ORDINAL_TEXTS: Final = BoundedMemo(_text_of_ordinal, MAX_KEPT_TEXTS)
_PLAIN_DAYS: Final = BoundedMemo(_day_of_plain_text, MAX_KEPT_TEXTS)

day_text: Final[Callable[[date], str]] = _DAY_TEXTS.__getitem__
"""Return a day as text like `2026-01-31`: what `date.isoformat` gives, at a quarter of its cost."""
ordinal_text: Final[Callable[[int], str]] = _ORDINAL_TEXTS.__getitem__
"""Return the day of an ordinal as text like `2026-01-31`."""
day_of_text: Final[Callable[[str], date]] = _PLAIN_DAYS.__getitem__
"""Return the day of text like `2026-01-31`; raise `ValueError` for all other text."""


@cache  # at most 120,000 months between the years 1 and 9999
def month_start(number: int) -> int:
    """Return the ordinal of the first day of a month."""
    try:
        return date(number // 12, number % 12 + 1, 1).toordinal()
    except ValueError:
        raise DayError(
            "the calculation needs a month outside the years 1 to 9999: give days that are nearer to the present"
        ) from None


@cache  # as many
def month_days(number: int) -> tuple[int, int]:
    """Return the ordinal of the day before a month's first, and how many days the month has."""
    start = month_start(number)
    return start - 1, month_start(number + 1) - start


def month_number(day: date) -> int:
    """Return the number of the month that holds a day."""
    return day.year * 12 + day.month - 1


def anchored(number: int, day: int) -> int:
    """Return the ordinal of a day of a month, clamped to the month's last."""
    day_before, length = month_days(number)
    return day_before + (day if day < length else length)


def add_months(anchor: date, months: int) -> date:
    """Return `anchor` + `months`, clamped to the month's last day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    return date.fromordinal(anchored(month_number(anchor) + months, anchor.day))


def month_end(day: date) -> date:
    """Return the last day of the month that holds a day.

    >>> month_end(date(2024, 2, 5))
    datetime.date(2024, 2, 29)
    """
    return date.fromordinal(anchored(month_number(day), MAX_DAY_OF_MONTH))


def add_days(day: date, days: int) -> date:
    """Return `day` + `days`: the day itself is not counted, the last one is."""
    try:
        return date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        raise DayError(
            "{day} + {days} days lies outside the years 1 to 9999: give a day that is nearer to the present",
            day=day,
            days=days,
        ) from None


def whole_months(anchor: date, day: date) -> int:
    """Return the largest n with `anchor` + n months on or before `day`; negative where `day` lies before `anchor`.

    >>> whole_months(date(2026, 1, 31), date(2026, 2, 28))
    1
    """
    months = month_number(day) - month_number(anchor)
    return months - (anchored(month_number(anchor) + months, anchor.day) > day.toordinal())


def check_span(start: date, end: date, what: str) -> None:
    """Reject a span of more than a hundred years; `what` is its name in the error."""
    if (month_number(end) - month_number(start), end.day) > (MAX_MONTHS, start.day):
        raise DayError(
            "{what} runs from {start} to {end}, over a hundred years: check the years",
            what=unquoted(what),
            start=start,
            end=end,
        )
