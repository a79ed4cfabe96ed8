"""Run lives until so many steps were taken; make the first that breaks a law small, and say how to run it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.simulation.laws import LawBroken
from tests.simulation.living import Living
from tests.simulation.steps import Move, TimePasses, shown, step_kind
from tests.simulation.terms import LifeTerms
from tests.simulation.world import World, as_law


@dataclass
class Life:
    """A life that was lived: what it began with, its steps, and the law that broke at the last of them."""

    name: str
    start: Living
    terms: LifeTerms
    moves: list[Move] = field(default_factory=list[Move])
    broken: LawBroken | None = None
    taken: Counter[str] = field(default_factory=Counter[str])
    refused: int = 0


def live(name: str) -> Life:
    """Live one life to its end, or to the step at which a law breaks."""
    living = Living(name)
    life = Life(name, living, living.world.life_terms)
    try:
        for _ in range(living.length):
            move = living.next()
            life.moves.append(move)
            if living.world.take(move):
                life.taken[step_kind(move.step)] += 1
        living.world.end()
    except Exception as error:
        life.broken = as_law(error)
    life.refused = living.world.refused
    return life


def again(life: Life, moves: Sequence[Move], *, look_at_all: bool = False) -> LawBroken | None:
    """Live some steps of a life again; the law that breaks."""
    asks_batch = life.start.asks_batch or look_at_all
    try:
        world = World(life.terms, life.start.first, asks_batch=asks_batch, look_at_all=look_at_all)
        for move in moves:
            world.take(move)
        world.end()
    except Exception as error:
        return as_law(error)
    return None


def minimised(life: Life, most_runs: int = 300) -> list[Move]:
    """The steps of a life that broke a law, without those that it breaks without.

    First halves are left out, then quarters, then single steps. All checks are made after each step, if the law breaks
    then too: so less has to stay than what had the check made.
    """
    assert life.broken is not None
    law, moves = life.broken.law, list(life.moves)

    def breaks(fewer: Sequence[Move], look_at_all: bool) -> bool:
        broken = again(life, fewer, look_at_all=look_at_all)
        return broken is not None and broken.law == law

    look_at_all = breaks(moves, look_at_all=True)
    size, runs = max(1, len(moves) // 2), 0
    while runs < most_runs:
        place, before = 0, len(moves)
        while place < len(moves) and runs < most_runs:
            fewer = [*moves[:place], *moves[place + size :]]
            runs += 1
            if breaks(fewer, look_at_all):
                moves = fewer
            else:
                place += size
        if size == 1 and len(moves) == before:
            break
        size = max(1, size // 2)
    return joined(moves, lambda fewer: breaks(fewer, look_at_all))


def joined(moves: list[Move], breaks: Callable[[Sequence[Move]], bool]) -> list[Move]:
    """The steps with days that go by in a row as one step, where the law breaks then too."""
    place = 0
    while place + 1 < len(moves):
        one, other = moves[place].step, moves[place + 1].step
        if isinstance(one, TimePasses) and isinstance(other, TimePasses):
            both = replace(moves[place + 1], step=TimePasses(one.days + other.days))
            fewer = [*moves[:place], both, *moves[place + 2 :]]
            if breaks(fewer):
                moves = fewer
                continue
        place += 1
    return moves


@dataclass
class Found:
    """What came of a simulation."""

    seed: int
    steps: int = 0
    lives: int = 0
    refused: int = 0
    taken: Counter[str] = field(default_factory=Counter[str])
    failed: Life | None = None


def simulate(steps: int, seed: int, first: int = 0) -> Found:
    """Live lives until so many steps were made up, or a law breaks; `first` is the place of the first."""
    found = Found(seed)
    while found.steps < steps:
        life = live(f"{seed}.{first + found.lives}")
        found.lives += 1
        found.steps += len(life.moves)
        found.refused += life.refused
        found.taken += life.taken
        if life.broken is not None:
            found.failed = life
            return found
    return found


def report(life: Life) -> str:
    """A life that broke a law, made small: the law, the terms, the steps, and the command that lives it again."""
    assert life.broken is not None
    moves = minimised(life)
    broken = again(life, moves, look_at_all=True) or life.broken
    lines = [
        f"life {life.name} breaks a law after {len(life.moves)} steps, and still with {len(moves)}:",
        f"  {broken}",
        f"  it begins on {life.start.first} with {life.terms.readings}",
        *(f"  {edition}" for edition in life.terms.editions),
        *(f"  {place}. {shown(move.step)}" for place, move in enumerate(moves, 1)),
        f"live it again: python -m tests.simulation --life {life.name}",
    ]
    return "\n".join(lines)
