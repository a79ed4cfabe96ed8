"""Columns of days for the tests of batch: their numbers, and days of the kinds that months are hard for."""

from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import NO_DAY

EPOCH = date(1970, 1, 1)
HARD = [
    date(year, month, day)
    for year in (2023, 2024)
    for month, day in ((1, 29), (1, 30), (1, 31), (2, 27), (2, 28), (3, 1), (4, 30), (5, 31), (12, 31))
] + [date(2024, 2, 29), date(1900, 1, 1), date(1900, 2, 28), date(2100, 2, 28), date(2199, 12, 31)]


def number(day: date | None) -> int:
    """A day since 1970-01-01, or what stands for none."""
    return NO_DAY if day is None else (day - EPOCH).days


def numbers(days: list[date | None] | list[date]) -> NDArray[Any]:
    """A column of days."""
    return np.array([number(day) for day in days], np.int32)


def near(random: Random, day: date, days: int) -> date:
    """A day at most so many days from another, within the years of the tables."""
    found = day + timedelta(random.randint(-days, days))
    return min(max(found, date(1900, 1, 1)), date(2199, 12, 31))


def hard(random: Random) -> date:
    """A day, often at or near the end of a month."""
    return random.choice(HARD) if random.random() < 0.5 else near(random, date(2024, 6, 1), 800)


def first_of(masks: Any) -> list[str | None]:
    """For each row the name of the first mask in which it stands."""
    named = dict(zip(masks._fields, masks, strict=True))
    return [next((name for name, mask in named.items() if mask[row]), None) for row in range(len(masks[0]))]


def unhandy(column: Any) -> NDArray[Any]:
    """The same values, each second one of a wider array, and not to be written to."""
    spread = np.repeat(column, 2)[::2]
    spread.flags.writeable = False
    return spread
