"""The steps of a life, as values: what is entered, changed or taken out, and the days that go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from telcoterms import Dispute, Money
from telcoterms.account.events import Event
from tests.simulation.terms import Edition, Entries


@dataclass(frozen=True)
class Enter:
    """An event is entered, of today, of an earlier day or of a later one."""

    event: Event


@dataclass(frozen=True)
class Replace:
    """An event is entered anew: a dispute is decided or opened again, an amount was wrong."""

    old: Event
    new: Event


@dataclass(frozen=True)
class TakeOut:
    """An event was entered in error."""

    event: Event


@dataclass(frozen=True)
class TimePasses:
    """Days go by."""

    days: int


@dataclass(frozen=True)
class NewEdition:
    """The terms change from a day on, which may be past."""

    edition: Edition


@dataclass(frozen=True)
class ReviseIndex:
    """The table of the index is revised: an entry is added, or one was wrong."""

    index: Entries


Step = Enter | Replace | TakeOut | TimePasses | NewEdition | ReviseIndex


@dataclass(frozen=True)
class Move:
    """A step, and what decides which of the costly checks follow it."""

    step: Step
    looks: int


def step_kind(step: Step) -> str:
    """What a step is called when steps are counted."""
    match step:
        case Enter():
            return f"enter {type(step.event).__name__}"
        case TakeOut():
            return f"take out {type(step.event).__name__}"
        case Replace(new=Dispute(outcome=Money())):
            return "decide in part"
        case Replace(new=Dispute(outcome=outcome)):
            return "open again" if outcome is None else f"decide {outcome}"
        case Replace():
            return f"correct {type(step.new).__name__}"
        case TimePasses():
            return "time passes"
        case NewEdition():
            return "new edition"
        case ReviseIndex():
            return "revise the index"
    assert_never(step)


def shown(step: Step) -> str:
    """A step on a line of its own."""
    match step:
        case Enter():
            return f"enter {step.event}"
        case Replace():
            return f"in the place of {step.old} enter {step.new}"
        case TakeOut():
            return f"take out {step.event}"
        case TimePasses():
            return f"{step.days} days go by"
        case NewEdition():
            return f"a new edition: {step.edition}"
        case ReviseIndex():
            return f"the index is revised: {index_text(step.index)}"
    assert_never(step)


def index_text(index: Entries) -> str:
    """An index, with the day from which each rate holds."""
    return ", ".join(f"{rate} since {since}" for since, rate in index)
