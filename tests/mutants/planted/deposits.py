"""A tiny module, whose mutants are known."""

from dataclasses import dataclass
from typing import Final

MOST: Final = 200


@dataclass(frozen=True)
class Deposit:
    """A sum that is held, in minor units."""

    held: int

    def capped(self) -> int:
        """Return what is held, at most two dollars."""
        return MOST if self.held > MOST else self.held


def halvings(amount: int) -> int:
    """Return how often an amount can be halved before it is nothing."""
    times = 0
    while amount > 0:
        amount //= 2
        times += 1
    return times
