"""Times that can be compared: taken in turns in one run, the least of many, the garbage collector at rest.

Those of single questions are processor time, so that what else the machine does counts little; those of columns, which
several threads compute, are time that passes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter, process_time
from typing import TypeVar

K = TypeVar("K")
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure.

    `rounds` of all works in turn; `slice_seconds` that a turn lasts at least; `most_seconds` that the slowest work may
    take in all; `accounts`, how many random ones; `invoices` of the smallest account that grows.
    """

    rounds: int
    slice_seconds: float
    most_seconds: float
    accounts: int
    invoices: int

    def fitting(self, seconds: float) -> Effort:
        """Fewer rounds where a work takes so long, but at least two."""
        return replace(self, rounds=min(self.rounds, max(2, int(self.most_seconds / seconds))))


FULL = Effort(rounds=40, slice_seconds=0.004, most_seconds=6, accounts=400, invoices=50)
TINY = Effort(rounds=1, slice_seconds=0, most_seconds=0, accounts=3, invoices=1)


def least(works: Mapping[K, Work], effort: Effort) -> dict[K, float]:
    """Processor seconds a call of each work: in every round each has its turn, and the best of its turns counts."""
    calls = {key: _calls(work, effort.slice_seconds) for key, work in works.items()}
    found = dict.fromkeys(works, float("inf"))
    was_enabled = gc.isenabled()
    try:
        for _ in range(effort.rounds):
            gc.collect()
            gc.disable()
            for key, work in works.items():
                found[key] = min(found[key], _seconds(work, calls[key], process_time) / calls[key])
    finally:
        if was_enabled:
            gc.enable()
    return found


def shortest(works: Mapping[K, Work], rounds: int, turn_seconds: float) -> dict[K, float]:
    """Seconds of the shortest call of each work: in every round each is called, and again while its turn lasts."""
    found = dict.fromkeys(works, float("inf"))
    was_enabled = gc.isenabled()
    try:
        for _ in range(rounds):
            gc.collect()
            gc.disable()
            for key, work in works.items():
                end = perf_counter() + turn_seconds
                found[key] = min(found[key], once(work))
                while perf_counter() < end:
                    found[key] = min(found[key], once(work))
    finally:
        if was_enabled:
            gc.enable()
    return found


def once(work: Work) -> float:
    """Seconds of one call."""
    return _seconds(work, 1, perf_counter)


def _calls(work: Work, slice_seconds: float) -> int:
    """How many calls fill a slice; this also warms up: the first call imports and reads what it needs."""
    calls = 1
    work()
    while _seconds(work, calls, process_time) < slice_seconds:
        calls *= 2
    return calls


def _seconds(work: Work, calls: int, clock: Callable[[], float]) -> float:
    turns = range(calls)
    start = clock()
    for _ in turns:
        work()
    return clock() - start
