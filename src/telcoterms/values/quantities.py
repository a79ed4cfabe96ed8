"""How much and when: exact quantities without a unit of money, and moments with their offset from UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from telcoterms.values.errors import DayError, FactError, Word, bare

QUANTITY_MOST: Final = 10**9
DECIMALS_MOST: Final = 6
_PLAIN: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?", re.ASCII)


Quantity = Fraction | Decimal | str | int
"""How much of something, exactly."""


def as_quantity(value: object, fact: str) -> Fraction:
    """A quantity from 0 to a thousand millions with at most six decimals, exactly; `fact` is its name in the error.

    >>> as_quantity("1.5", "hours")
    Fraction(3, 2)
    """
    exact: Fraction | None = None
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        exact = Fraction(value)
    elif isinstance(value, Decimal):
        exact = Fraction(value) if value.is_finite() and abs(value.adjusted()) < 30 else None
    elif isinstance(value, int | Fraction) and not isinstance(value, bool):
        exact = Fraction(value)
    if exact is None or not 0 <= exact <= QUANTITY_MOST or 10**DECIMALS_MOST % exact.denominator:
        raise FactError(
            "{fact} is {value}: give a number from 0 to {most}, of at most {decimals} decimals, as text, such as '1.5'",
            fact=bare(fact),
            value=value,
            most=QUANTITY_MOST,
            decimals=DECIMALS_MOST,
        )
    return exact


def as_moment(value: object, fact: str) -> datetime:
    """A moment with its offset from UTC, or ISO text of one such as `2026-03-01T09:30-05:00`.

    >>> as_moment("2026-03-01T09:30-05:00", "began").isoformat()
    '2026-03-01T09:30:00-05:00'
    """
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if not isinstance(moment, datetime):
        raise DayError(
            "{fact} is {value}: give a datetime with its time zone, or text such as '2026-03-01T09:30-05:00'",
            fact=bare(fact),
            value=value,
        )
    if moment.utcoffset() is None:
        raise DayError(
            "{fact} is {value}, without its offset from UTC: add the time zone, such as '2026-03-01T09:30-05:00'",
            fact=bare(fact),
            value=value,
        )
    return moment


def local(moment: datetime, zone: str) -> datetime:
    """A moment as the clocks of a time zone show it."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except OverflowError:
        raise DayError(
            "{moment} lies outside the years 1 to 9999 in {zone}: give a moment that is nearer to the present",
            moment=Word(moment.isoformat()),
            zone=Word(zone),
        ) from None


def seconds_between(first: datetime, last: datetime) -> Fraction:
    """The time that passes between two moments, whatever the clocks do."""
    passed = last.astimezone(UTC) - first.astimezone(UTC)
    return Fraction(passed.days * 86_400 + passed.seconds) + Fraction(passed.microseconds, 10**6)
