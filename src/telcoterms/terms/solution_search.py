"""Search the values of one fact or number for those under which a figure is the billed one, exactly.

A value and a figure are whole numbers: minor units, ordinal days, counts, parts of a rate. `search_each` looks at every
value of a span. `search_monotone` bisects, where the figure never falls or never rises with the value. Both find all
values that give the figure, as runs, and otherwise the two that come nearest: `below` and `above` it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, final

from telcoterms.values.dataclasses import dataclass

FigureOf = Callable[[int], int | None]
"""Returns the figure under a value; None where the value is refused."""

IN_VAIN: Final = 45  # values in a row after which a side of a span is given up: longer than a month


class Run(NamedTuple):
    """Values that follow each other, the first and the last of them."""

    first: int
    last: int

    def distance(self, given: int) -> int:
        """Return how far the nearest of them lies from a value."""
        return max(self.first - given, given - self.last, 0)


class Near(NamedTuple):
    """A value and its figure, which is not the billed one."""

    value: int
    figure: int


@final
@dataclass(frozen=True, slots=True)
class Found:
    """The values that give a figure, those nearest to the given value first; and those that come nearest to it.

    `below` has the highest figure under the billed one, `above` the lowest over it.
    """

    runs: tuple[Run, ...]
    below: Near | None
    above: Near | None


def search_each(figures: Iterable[Near], given: int, billed: int) -> Found:
    """Look at each of some values with its figure.

    >>> tens = [Near(day, 10 * day) for day in range(10)]
    >>> search_each(tens, 5, 40).runs
    (Run(first=4, last=4),)
    >>> found = search_each(tens, 5, 43)
    >>> found.runs, found.below, found.above
    ((), Near(value=4, figure=40), Near(value=5, figure=50))
    """
    hits: list[int] = []
    below: Near | None = None
    above: Near | None = None
    for near in figures:
        if near.figure == billed:
            hits.append(near.value)
        elif near.figure < billed:
            below = near if below is None or _is_nearer(near, below, near.figure - below.figure, given) else below
        else:
            above = near if above is None or _is_nearer(near, above, above.figure - near.figure, given) else above
    return Found(tuple(sorted(_runs(hits), key=lambda run: run.distance(given))), below, above)


def _is_nearer(near: Near, other: Near, gain: int, given: int) -> bool:
    """Return whether one comes nearer to the figure than another; of two that come alike, to the given value."""
    return gain > 0 or (gain == 0 and abs(near.value - given) < abs(other.value - given))


def _runs(hits: list[int]) -> Iterator[Run]:
    first = last = None
    for value in sorted(hits):
        if first is None or last is None:
            first = last = value
        elif value == last + 1:
            last = value
        else:
            yield Run(first, last)
            first = last = value
    if first is not None and last is not None:
        yield Run(first, last)


def figures_of(figure_of: FigureOf, values: Iterable[int]) -> Iterator[Near]:
    """Yield each value that is not refused, with its figure."""
    for value in values:
        figure = figure_of(value)
        if figure is not None:
            yield Near(value, figure)


def outward(figure_of: FigureOf, given: int, span: int, billed: int) -> Iterator[Near]:
    """Yield the values around a given one that are not refused, each with its figure, so far to both sides.

    A side ends early where for many values in a row nothing comes nearer to the billed figure: where they are refused,
    or lead further away.
    """
    for side in (1, -1):
        in_vain, least = 0, None
        for distance in range(1, span + 1):
            value = given + side * distance
            figure = figure_of(value)
            if figure is not None:
                yield Near(value, figure)
            if figure is not None and (least is None or abs(figure - billed) <= least):
                in_vain, least = 0, abs(figure - billed)
            else:
                in_vain += 1
            if in_vain == IN_VAIN:
                break


def bears(figure_of: FigureOf, given: int, span: int) -> bool:
    """Return whether a value bears on the figure: whether some near and some far ones lead to different figures."""
    samples = (1, 2, 5, 12, 31, 62, 120, span)
    figures = {figure_of(given + side * distance) for distance in samples for side in (1, -1)}
    return len(figures - {None}) > 1 or figures - {None} not in (set(), {figure_of(given)})


def search_monotone(figure_of: FigureOf, low: int, high: int, billed: int) -> Found | None:
    """Bisect from the lowest to the highest value, between which the figure never falls, or never rises.

    None where a value is refused, and where the figure is the same at both ends: then the value does not bear on it.

    >>> search_monotone(lambda cents: cents * 2 // 100, 0, 100_00, 3)
    Found(runs=(Run(first=150, last=199),), below=Near(value=149, figure=2), above=Near(value=200, figure=4))
    """
    first, last = figure_of(low), figure_of(high)
    if first is None or last is None or first == last:
        return None
    sign = 1 if first < last else -1
    try:
        reaches = _first(lambda value: sign * _figure(figure_of, value) >= sign * billed, low, high)
        passes = _first(lambda value: sign * _figure(figure_of, value) > sign * billed, reaches, high)
    except _RefusedError:
        return None
    before = None if reaches == low else Near(reaches - 1, _figure(figure_of, reaches - 1))
    after = None if passes > high else Near(passes, _figure(figure_of, passes))
    runs = (Run(reaches, passes - 1),) if reaches < passes else ()
    return Found(runs, before, after) if sign == 1 else Found(runs, after, before)


class _RefusedError(Exception):
    """A value between two that fit is refused."""


def _figure(figure_of: FigureOf, value: int) -> int:
    figure = figure_of(value)
    if figure is None:
        raise _RefusedError
    return figure


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first value for which a condition holds that holds for all that follow; high + 1 where none does."""
    end = high + 1
    while low < end:
        middle = (low + end) // 2
        if holds(middle):
            end = middle
        else:
            low = middle + 1
    return low


def roundest(run: Run) -> int:
    """Return the value of a run with the most zeros at its end; of several, the lowest.

    >>> roundest(Run(14_987, 15_032)), roundest(Run(3, 3))
    (15000, 3)
    """
    step = 1
    while -(-run.first // (10 * step)) * 10 * step <= run.last:
        step *= 10
        if step > abs(run.last):
            break
    return -(-run.first // step) * step
