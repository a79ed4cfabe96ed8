"""Keep what a function returned, so that an argument that comes again costs a look-up alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, final

K = TypeVar("K")
V = TypeVar("V")


@final
class BoundedMemo(dict[K, V]):
    """What a function returns, by its argument; once there are `most`, all are forgotten.

    What is known is found without a line of Python: `BoundedMemo(...).__getitem__` stands for the function, and costs
    two thirds of a call of an `lru_cache`.
    """

    __slots__ = ("_make", "most")

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        self._make, self.most = make, most

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) >= self.most:
            self.clear()
        self[key] = made
        return made
