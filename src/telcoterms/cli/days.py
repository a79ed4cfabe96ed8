"""Days and moments as a person types them in the command: `today`, `Jan 2 2026`, `20260102`, `2026-01-02T21:00`.

They may be in French, as answers print them: `aujourd'hui`, `1er janvier 2026`, `2 févr. 2026`.

The library takes a day as a date, or as text in the order year-month-day, and a moment with its offset. The command
opens this module only where an option holds other text. Nothing is guessed:

1. A text that begins with the year is year, month, day, in this order.
2. Any other text has a year of four digits and either two numbers, or a number and the name of a month. So no part of
   the day is missing, there is no time of day, no time zone, and no year of two digits.
3. python-dateutil reads such a text with the day first and with the month first. Where these are two days, as with
   1/2/2026, the text is refused with both. Each is read with two different defaults, of which no part may come through.
4. Quotation marks around a text, of any kind, are left out.
5. A moment without its offset is on the clocks of the provider's time zone. One that they show twice, or never, is
   refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from telcoterms.cli.amounts import unquoted_text
from telcoterms.values.errors import DayError, MissingPackageError, Unquoted

SEPARATOR: Final = "(?P<by>[-/. ])"
YEAR_FIRST: Final = re.compile(
    rf"(?P<year>[0-9]{{4}}){SEPARATOR}?(?P<month>(?(by)[0-9]{{1,2}}|[0-9]{{2}}))(?(by)(?P=by))"
    r"(?P<day>(?(by)[0-9]{1,2}|[0-9]{2}))"
)
YEAR: Final = "[1-9][0-9]{3}"  # python-dateutil reads 0099 as 1999
YEAR_LAST: Final = re.compile(rf"[0-9]{{1,2}}{SEPARATOR}[0-9]{{1,2}}(?P=by){YEAR}")
NUMBER: Final = "[0-9]{1,2}(?:st|nd|rd|th)?"
NAME: Final = "[A-Za-z]{3,9}"
WITH_MONTH: Final = re.compile(rf"(?:{NUMBER}[-/. ]+(?P<after>{NAME})|(?P<before>{NAME})[-/. ]+{NUMBER})[-/., ]+{YEAR}")
DEFAULTS: Final = (datetime(2000, 1, 1), datetime(2003, 12, 31, 23, 59, 59))  # they share no part of a day or a time
TIMES: Final = tuple(one.time() for one in DEFAULTS)
DAYS_FROM_TODAY: Final = {
    "yesterday": -1,
    "hier": -1,
    "today": 0,
    "aujourd'hui": 0,
    "aujourd\N{RIGHT SINGLE QUOTATION MARK}hui": 0,
    "tomorrow": 1,
    "demain": 1,
}
FRENCH_MONTHS: Final = {
    "janvier": "january",
    "janv": "january",
    "février": "february",
    "fevrier": "february",
    "févr": "february",
    "fév": "february",
    "mars": "march",
    "avril": "april",
    "avr": "april",
    "mai": "may",
    "juin": "june",
    "juillet": "july",
    "juill": "july",
    "juil": "july",
    "août": "august",
    "aout": "august",
    "septembre": "september",
    "octobre": "october",
    "novembre": "november",
    "décembre": "december",
    "decembre": "december",
    "déc": "december",
}
WITH_TIME: Final = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
NOT_YET: Final = frozenset({"never", "not yet", "unpaid", "none", "no", "jamais", "pas encore", "impayé", "impayée"})


def now(zone: tzinfo | None) -> datetime:
    """Return the moment on the clock of this machine, in a time zone; None is that of the machine."""
    return datetime.now(zone)


def read_day(text: str, fact: str, zone: Callable[[], tzinfo | None] = lambda: None) -> date:
    """Return the one day that a text can mean; `fact` names it in the error, `zone` is that of the word `today`.

    Raises `DayError` for a text that is no whole day, or that could be two, and `MissingPackageError` where
    python-dateutil was left out of the installation.

    >>> read_day("Jan 2 2026", "issued"), read_day("2026/01/02", "issued")
    (datetime.date(2026, 1, 2), datetime.date(2026, 1, 2))
    """
    plain = unquoted_text(text)
    from_today = DAYS_FROM_TODAY.get(plain.casefold())
    if from_today is not None:
        return now(zone()).date() + timedelta(days=from_today)
    parts = YEAR_FIRST.fullmatch(plain)
    if parts is not None:
        try:
            return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except ValueError:
            raise DayError(
                "{fact} is {value}, which no calendar has: give a day that exists", fact=Unquoted(fact), value=text
            ) from None
    if plain.casefold() in NOT_YET:
        raise DayError(
            "{fact} is {value}: for what has not happened yet, give the day on which you look at it, such as today",
            fact=Unquoted(fact),
            value=text,
        )
    with_time = WITH_TIME.fullmatch(plain)
    if with_time is not None:
        raise DayError(
            "{fact} is {value}, a day with a time: write the day alone, {day}",
            fact=Unquoted(fact),
            value=text,
            day=Unquoted(with_time["day"]),
        )
    days = _readings(_with_english_months(plain))
    if not days:
        raise DayError(
            "{fact} is {value}, which is no whole day: write it as year-month-day, such as 2026-01-31, or with the "
            "month as a word, such as 31 January 2026",
            fact=Unquoted(fact),
            value=text,
        )
    day_first, month_first = days[0], days[-1]
    if day_first != month_first:
        raise DayError(
            "{fact} is {value}, which is {day_first} with the day first and {month_first} with the month first: write "
            "the one that is meant, as year-month-day",
            fact=Unquoted(fact),
            value=text,
            day_first=day_first,
            month_first=month_first,
        )
    return day_first


def local_moment(text: str, fact: str, zone: tzinfo) -> str:
    """Return a moment on the clocks of a time zone with its offset from UTC; `fact` names it in the error.

    Raises `DayError` for a moment that the clocks show twice, or never, as they are put forward or back.
    """
    moment = datetime.fromisoformat(text).replace(tzinfo=zone)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise DayError(
            "{fact} is {value}, which the clocks of {zone} show twice or never: give it with its offset from UTC, such "
            "as {example}",
            fact=Unquoted(fact),
            value=text,
            zone=Unquoted(zone),
            example=Unquoted(moment.isoformat()),
        )
    return moment.isoformat()


def _with_english_months(text: str) -> str:
    """Return a text with its French month in English, and its `1er` as a number."""
    first = re.sub(r"\b1er\b", "1", text.replace("\N{NO-BREAK SPACE}", " "), flags=re.IGNORECASE)
    return re.sub(r"[^\W\d_]+", lambda word: FRENCH_MONTHS.get(word[0].casefold(), word[0]), first)


def _readings(text: str) -> tuple[date, ...]:
    """Return the day with the day first and with the month first; nothing where the text is no whole day."""
    try:
        from dateutil.parser import parse, parserinfo
    except ImportError:
        raise MissingPackageError(
            "the day {value} is read by the package {package}, which is not installed: write it as year-month-day, "
            "such as 2026-01-31, or install the package, as pip install telcoterms does",
            value=text,
            package=Unquoted("python-dateutil"),
        ) from None
    words = WITH_MONTH.fullmatch(text)
    if words is None and not YEAR_LAST.fullmatch(text):
        return ()
    if words is not None and parserinfo().month(words["after"] or words["before"]) is None:
        return ()
    days = []
    for day_first in (True, False):
        try:
            first, second = (parse(text, dayfirst=day_first, default=default) for default in DEFAULTS)
        except (ValueError, OverflowError):
            return ()
        if first.date() != second.date() or (first.time(), second.time()) != TIMES:
            return ()  # a part came from a default, or the text holds a time of day
        days.append(first.date())
    return tuple(days)
