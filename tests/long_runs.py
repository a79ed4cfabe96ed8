"""How much of a search a run does: a small part of it, or with `pytest --long` all of it.

No test is left out of a short run. Each searches with fewer examples, or goes over fewer combinations, among which
every value of every reading still stands. What is written in a test is the full number.
"""

from collections.abc import Sequence
from math import gcd
from typing import Final, TypeVar

from hypothesis import settings

PART: Final = 10  # a short run does one part in so many
LEAST: Final = 5

T = TypeVar("T")


def is_long() -> bool:
    """Whether `--long` was given: then hypothesis has its usual number of examples (`tests/conftest.py`)."""
    return settings().max_examples >= 100


def examples(full: int, least: int = LEAST, part: int = PART) -> int:
    """How many examples this run tries of those `full` that a long run tries: one in `part` in a short one."""
    return full if is_long() else min(full, max(least, full // part))


def some_of(combinations: Sequence[T], part: int = PART) -> list[T]:
    """All combinations in a long run, about one in `part` in a short one.

    The step has no divisor in common with their number, nor with 2, 3 or 5, the numbers of values that readings have:
    so the last reading takes each of its values in turn, and those before it do as they come round.
    """
    if is_long():
        return list(combinations)
    step = part
    while gcd(step, 30 * len(combinations)) > 1:
        step += 1
    return list(combinations[::step])
