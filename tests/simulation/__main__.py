"""Run the simulation: `python -m tests.simulation STEPS SEED`, one life again, or the search for planted faults."""

from __future__ import annotations

import argparse
import sys
from time import process_time

import pytest

from tests.simulation.faults import FAULTS, SEED
from tests.simulation.run import Found, live, report, simulate

STEPS_FOR_A_FAULT = 12_000


def summary(found: Found, seconds: float) -> str:
    """Return what came of a simulation, in lines."""
    each = 1_000 * seconds / max(1, found.steps)
    head = f"seed {found.seed}: {found.steps} steps in {found.lives} lives, {found.refused} refused, {each:.2f} ms each"
    return "\n".join([head, *(f"  {count:8} {kind}" for kind, count in found.taken.most_common())])


def find(fault: str) -> int | None:
    """The place of the first life that finds a planted fault; None where none does within so many steps."""
    with pytest.MonkeyPatch.context() as patch:
        FAULTS[fault](patch)
        found = simulate(STEPS_FOR_A_FAULT, SEED)
    return None if found.failed is None else found.lives - 1


def main(words: list[str]) -> int:
    """Run what was asked for; 1 where a law breaks, or a fault is not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("steps", type=int, nargs="?", default=10_000, help="how many steps are made up, in all lives")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="what the lives are made from")
    parser.add_argument("--life", help="one life again, as a report names it")
    parser.add_argument("--faults", action="store_true", help="the first life that finds each planted fault")
    asked = parser.parse_args(words)
    if asked.faults:
        lives: list[int | None] = []
        for fault in FAULTS:
            lives.append(find(fault))
            print(f'    "{fault}": {lives[-1]},', flush=True)
        return 1 if None in lives else 0
    if asked.life:
        life = live(asked.life)
        print(report(life) if life.broken else f"life {life.name}: {len(life.moves)} steps, no law breaks")
        return 1 if life.broken else 0
    began = process_time()
    found = simulate(asked.steps, asked.seed)
    print(summary(found, process_time() - began))
    if found.failed is not None:
        print(report(found.failed))
    return 0 if found.failed is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
