"""Find which readings change a figure, and the fewest conditions that describe a set of combinations.

A combination is one value of each reading, in the order of the readings. A box is a set of values for each reading: it
contains every combination that takes one value out of each set, and is printed as a condition, such as
`runs_from due-date; rounding any`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import permutations, product
from operator import or_
from typing import TypeVar

from telcoterms.values.messages import Phrase, Phrases, phrase

F = TypeVar("F")
Combination = tuple[str, ...]
Box = tuple[frozenset[str], ...]
Values = Mapping[str, tuple[str, ...]]


def all_combinations(values: Values) -> Iterator[Combination]:
    """Iterate over all combinations of readings with these values."""
    return product(*values.values())


def named_combinations(values: Values) -> Iterator[dict[str, str]]:
    """Iterate over all combinations of readings with these values, each value by the name of its reading."""
    return map(dict, product(*([(name, value) for value in choices] for name, choices in values.items())))


def figures_among(values: Values, figures: Sequence[F], chosen: Values) -> list[F]:
    """Return those of the figures under combinations of `values` that are under combinations of some of the values."""
    places, step = list[list[int]](), len(figures)
    for name, choices in values.items():
        step //= len(choices)
        places.append([choices.index(value) * step for value in chosen[name]])
    return [figures[sum(place)] for place in product(*places)]


def deciding_readings(values: Values, figures: Sequence[object]) -> tuple[str, ...]:
    """Return the readings that change a figure under some combination of the others.

    `figures` are in the order of `all_combinations`. There a reading has its values one after another: each for as long
    as the readings behind it take to go through theirs. It changes nothing where the figures are the same for all.
    """
    deciding, step = list[str](), len(figures)
    for name, choices in values.items():
        each = step // len(choices)
        for start in range(0, len(figures), step):
            first = figures[start : start + each]
            if any(figures[other : other + each] != first for other in range(start + each, start + step, each)):
                deciding.append(name)
                break
        step = each
    return tuple(deciding)


def boxes(values: Values, cells: Collection[Combination]) -> list[Box]:
    """Cover some combinations, and no others, with few boxes.

    This is greedy set cover: take the box that covers the most of what is left, again and again. At the end, drop each
    box that the others cover.
    """
    choices = tuple(values.values())
    bit, masks = _bits(choices)
    wanted = left = sum(bit[cell] for cell in cells)
    everything, covered_by = (1 << len(bit)) - 1, dict[Box, int]()
    while left:
        first = min(cell for cell in cells if bit[cell] & left)
        best: Box = ()
        most = best_inside = 0
        for order in permutations(range(len(choices))):
            wider, sides = [{value} for value in first], [masks[place][value] for place, value in enumerate(first)]
            for place in order:
                others = everything
                for other, side in enumerate(sides):
                    if other != place:
                        others &= side
                for value in choices[place]:
                    if not others & masks[place][value] & ~wanted:
                        wider[place].add(value)
                        sides[place] |= masks[place][value]
            inside = everything
            for side in sides:
                inside &= side
            if (inside & left).bit_count() > most:
                best, most, best_inside = tuple(map(frozenset, wider)), (inside & left).bit_count(), inside
        covered_by[best] = best_inside
        left &= ~best_inside
    for box in list(covered_by):  # later boxes may together cover all that an earlier one covers
        if not covered_by[box] & ~reduce(or_, (inside for other, inside in covered_by.items() if other != box), 0):
            del covered_by[box]
    return list(covered_by)


@lru_cache(maxsize=256)
def _bits(choices: tuple[tuple[str, ...], ...]) -> tuple[dict[Combination, int], list[dict[str, int]]]:
    """Give each combination a bit, so that a set of them is a number, and each value the set of those that take it.

    The combinations in a box are then found with a few operations on integers, without listing the product of its sets.
    """
    bit = {combination: 1 << number for number, combination in enumerate(product(*choices))}
    taking = [
        {value: sum(flag for combination, flag in bit.items() if combination[index] == value) for value in values}
        for index, values in enumerate(choices)
    ]
    return bit, taking


def condition(values: Values, box: Box) -> Phrase:
    """Return a box in words: the readings that it restricts, then those that are free."""
    pairs = list(zip(values.items(), box, strict=True))
    parts = [
        phrase(
            "{name} {values}",
            name=name,
            values=Phrases(" or ", tuple(phrase("{value}", value=value) for value in choices if value in chosen)),
        )
        for (name, choices), chosen in pairs
        if len(chosen) < len(choices)
    ]
    free = [name for (name, choices), chosen in pairs if len(chosen) == len(choices)]
    if free:
        parts.append(phrase("{names} any", names=", ".join(free)))
    return phrase("{parts}", parts=Phrases("; ", tuple(parts))) if parts else phrase("every reading")
