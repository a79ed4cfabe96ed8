"""Where an axis is marked: round sums of money, and days, months or years; all in whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Final, NamedTuple

from telcoterms.days import month_number, month_start
from telcoterms.money import minor_digits, minor_text
from telcoterms.working import Phrase, phrase

UNITS: Final = {
    0: "{currency}",
    3: "thousand {currency}",
    6: "million {currency}",
    9: "billion {currency}",
    12: "trillion {currency}",
}
SUMS: Final = 5  # intervals between sums, at most
GAP: Final = 2  # characters between two days, at least


class Tick(NamedTuple):
    """A place on an axis, in minor units or as the ordinal of a day, and what is written there."""

    at: int
    label: str


def round_numbers() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, and so on without end."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def money_ticks(low: int, high: int, currency: str) -> tuple[list[Tick], Phrase]:
    """Round sums from one at or below `low` to one at or above `high`, with the unit that they are written in.

    `low` is at most zero and `high` at least: the axis shows where nothing is owed.

    >>> [tick.label for tick in money_ticks(0, 16992, "CAD")[0]]
    ['0', '50', '100', '150', '200']
    """
    digits = minor_digits(currency)
    if low == high:
        high += 10**digits
    step = next(step for step in round_numbers() if -(-high // step) - low // step <= SUMS)
    first, last = low // step * step, -(-high // step) * step
    power = next(power for power in count(0, 3) if max(-first, last) < 10 ** (digits + power + 5))
    unit = 10 ** (digits + power)
    sums = range(first, last + 1, step)
    labels = [minor_text(one, digits) if step % unit else str(one // unit) for one in sums]
    return [Tick(*one) for one in zip(sums, labels, strict=True)], unit_of(power, currency)


def unit_of(power: int, currency: str) -> Phrase:
    """A power of ten of a currency in words, as far as there are any."""
    if power in UNITS:
        return phrase(UNITS[power], currency=currency)
    return phrase("10^{power} {currency}", power=power, currency=currency)


def day_ticks(first: int, last: int, room: int) -> list[Tick]:
    """Days from `first` on, else starts of months or years, as close as an axis of so many characters takes them.

    >>> day_ticks(date(2026, 1, 30).toordinal(), date(2026, 4, 10).toordinal(), 40)
    [Tick(at=739648, label='2026-02'), Tick(at=739676, label='2026-03'), Tick(at=739707, label='2026-04')]
    """
    span = last - first

    def fits(days: int, characters: int) -> bool:
        return days * room >= (characters + GAP) * span

    for step in (1, 2, 7, 14):
        if fits(step, 10):
            return [Tick(day, date.fromordinal(day).isoformat()) for day in range(first, last + 1, step)]
    for step in (1, 2, 3, 6):
        if fits(step * 365 // 12 - 2, 7):
            return list(_months(first, last, step, 7))
    years = next(step for step in round_numbers() if fits(step * 365, 4))
    return list(_months(first, last, 12 * years, 4))


def _months(first: int, last: int, step: int, characters: int) -> Iterator[Tick]:
    begin = -(-month_number(date.fromordinal(first)) // step) * step
    for number in range(begin, month_number(date.fromordinal(last)) + 1, step):
        day = month_start(number)
        if day >= first:
            yield Tick(day, date.fromordinal(day).isoformat()[:characters])
