"""Whole lives of accounts, at random from a seed: no law breaks; and what is wrong in the library breaks one."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import get_args

import pytest

from telcoterms.account.events import EVENT_TYPES, DisputeOutcome
from tests.long_runs import is_long
from tests.simulation import __main__ as command
from tests.simulation.faults import FAULTS, FOUND_IN, SEED
from tests.simulation.laws import LawBroken
from tests.simulation.living import Living
from tests.simulation.run import Found, again, live, minimised, report, simulate

PARTS = 10
STEPS = (20_000 if is_long() else 10_000) // PARTS


@cache
def lives(part: int) -> Found:
    """A part of the simulation, lived once."""
    return simulate(STEPS, 1_000 + part)


class TestLives:
    """Each law holds after each step of each life."""

    @pytest.mark.parametrize("part", range(PARTS))
    def test_no_law_breaks(self, part: int) -> None:
        found = lives(part)
        assert found.failed is None, report(found.failed)
        assert found.steps >= STEPS

    def test_a_name_gives_the_same_life(self) -> None:
        assert live("7.1").moves == live("7.1").moves
        assert Living("7.1").world.life_terms != Living("7.2").world.life_terms

    def test_every_kind_of_step_is_taken(self) -> None:
        found = sum((lives(part).taken for part in range(PARTS)), Counter[str]())
        decisions = {f"decide {outcome}" for outcome in (*get_args(DisputeOutcome), "in part")}
        others = {"open again", "time passes", "new edition", "revise the index", "correct Invoice", "correct Payment"}
        events = {kind.__name__ for kind in EVENT_TYPES}
        wanted = {*decisions, *others, *(f"enter {name}" for name in events), *(f"take out {name}" for name in events)}
        assert set(found) == wanted
        assert all(found[kind] >= 20 for kind in wanted if not kind.startswith("take out")), found

    def test_most_steps_are_taken(self) -> None:
        found = lives(0)
        assert found.taken.total() > 0.9 * found.steps
        assert found.refused > 0


class TestFaults:
    """A fault that is planted in the library is found."""

    @pytest.mark.parametrize("fault", FAULTS)
    def test_it_is_found(self, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
        FAULTS[fault](monkeypatch)
        broken = live(f"{SEED}.{FOUND_IN[fault]}").broken
        assert broken is not None, "the lives have changed: python -m tests.simulation --faults"

    @pytest.mark.parametrize("place", [0, *sorted(FOUND_IN.values())[-1:]])
    def test_without_a_fault_the_life_breaks_no_law(self, place: int) -> None:
        assert live(f"{SEED}.{place}").broken is None


class TestReport:
    """A life that breaks a law is made small, and reported with the command that lives it again."""

    FAULT = "what has accrued is lost when a debt closes"

    def test_it_is_made_small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        FAULTS[self.FAULT](monkeypatch)
        life = live(f"{SEED}.{FOUND_IN[self.FAULT]}")
        assert life.broken is not None
        moves = minimised(life)
        assert len(moves) <= min(8, len(life.moves))
        broken = again(life, moves, look_at_all=True)
        assert broken is not None
        assert broken.law == life.broken.law
        for place in range(len(moves)):
            fewer = again(life, [*moves[:place], *moves[place + 1 :]], look_at_all=True)
            assert fewer is None or fewer.law != broken.law
        text = report(life)
        assert f"python -m tests.simulation --life {life.name}" in text
        assert f"and still with {len(moves)}" in text

    def test_the_command(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        assert command.main(["50", "7"]) == 0
        assert capsys.readouterr().out.startswith("seed 7: ")
        assert command.main(["--life", "7.1"]) == 0
        assert "no law breaks" in capsys.readouterr().out
        FAULTS[self.FAULT](monkeypatch)
        place = FOUND_IN[self.FAULT]
        assert command.main(["--life", f"{SEED}.{place}"]) == 1
        assert command.main(["100000", str(SEED)]) == 1
        assert f"live it again: python -m tests.simulation --life {SEED}.{place}" in capsys.readouterr().out

    def test_an_error_of_any_other_kind_breaks_a_law(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*facts: object) -> None:
            raise ZeroDivisionError("by hand")

        monkeypatch.setattr("tests.simulation.laws.conservation", fails)
        monkeypatch.setattr("tests.simulation.laws.ALWAYS", (fails,))
        broken = live("7.1").broken
        assert isinstance(broken, LawBroken)
        assert broken.law == "no ZeroDivisionError where nothing is refused"
