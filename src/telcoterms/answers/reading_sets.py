"""Combinations of readings: which of them bear on a figure, and the fewest conditions that tell some of them.

A combination is one value of each reading, in the order of the readings. A box is a set of values of each reading: it
holds every combination that takes one value out of each set, and is told as a condition, such as
`runs_from due-date; rounding any`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache, reduce
from itertools import permutations, product
from operator import or_
from typing import Any

from telcoterms.values.messages import Phrase, Phrases, phrase

Combination = tuple[str, ...]
Box = tuple[frozenset[str], ...]
Values = Mapping[str, tuple[str, ...]]


def every(values: Values) -> Iterator[Combination]:
    """All combinations of readings with these values."""
    return product(*values.values())


def bearing(values: Values, figures: Mapping[Combination, Any]) -> tuple[str, ...]:
    """The readings that change a figure under some combination of the others."""
    return tuple(
        name
        for place, (name, known) in enumerate(values.items())
        if any(
            figure != figures[(*chosen[:place], known[0], *chosen[place + 1 :])]
            for chosen, figure in figures.items()
            if chosen[place] != known[0]
        )
    )


def boxes(values: Values, cells: Collection[Combination]) -> list[Box]:
    """Cover some combinations, and no others, by few boxes: greedily the largest first, then without the needless."""
    known = tuple(values.values())
    bit, masks = _bits(known)
    wanted = left = sum(bit[cell] for cell in cells)
    whole, found = (1 << len(bit)) - 1, dict[Box, int]()
    while left:
        first = min(cell for cell in cells if bit[cell] & left)
        best: Box = ()
        most = inside = 0
        for order in permutations(range(len(known))):
            wider, sides = [{value} for value in first], [masks[place][value] for place, value in enumerate(first)]
            for place in order:
                others = whole
                for other, side in enumerate(sides):
                    if other != place:
                        others &= side
                for value in known[place]:
                    if not others & masks[place][value] & ~wanted:
                        wider[place].add(value)
                        sides[place] |= masks[place][value]
            held = whole
            for side in sides:
                held &= side
            if (held & left).bit_count() > most:
                best, most, inside = tuple(map(frozenset, wider)), (held & left).bit_count(), held
        found[best] = inside
        left &= ~inside
    for box in list(found):  # the later ones may hold together all that an earlier one holds
        if not found[box] & ~reduce(or_, (held for other, held in found.items() if other != box), 0):
            del found[box]
    return list(found)


@lru_cache(maxsize=64)
def _bits(known: tuple[tuple[str, ...], ...]) -> tuple[dict[Combination, int], list[dict[str, int]]]:
    """A bit for each combination, so that a set of them is a number; and for each value the set of those that take it.

    What a box holds is then a few operations on numbers, where a product of its sets would list it.
    """
    bit = {combination: 1 << number for number, combination in enumerate(product(*known))}
    taking = [
        {value: sum(one for combination, one in bit.items() if combination[place] == value) for value in own}
        for place, own in enumerate(known)
    ]
    return bit, taking


def condition(values: Values, box: Box) -> Phrase:
    """A box in words: the readings that it binds, then those that are free."""
    pairs = list(zip(values.items(), box, strict=True))
    parts = [
        phrase(
            "{name} {values}",
            name=name,
            values=Phrases(" or ", tuple(phrase("{value}", value=value) for value in known if value in held)),
        )
        for (name, known), held in pairs
        if len(held) < len(known)
    ]
    free = [name for (name, known), held in pairs if len(held) == len(known)]
    if free:
        parts.append(phrase("{names} any", names=", ".join(free)))
    return phrase("{parts}", parts=Phrases("; ", tuple(parts))) if parts else phrase("every reading")
