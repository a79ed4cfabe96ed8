"""The kinds of a complaint's ladder, of its steps, and of the body outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, final

from telcoterms.errors import FactError
from telcoterms.periods import Period
from telcoterms.readings import Rule

ComplaintEvent = Literal["received", "senior", "manager"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Timed(Rule):
    """A step that is answered within a period after its event, and not before another one is over, if one is named.

    `does` says who does what, such as `a manager responds`.
    """

    kind: ClassVar[str] = "timed"

    does: str
    latest: Period
    earliest: Period | None = None

    def __post_init__(self) -> None:
        first, last = self.earliest, self.latest
        if first is not None and (first.unit != last.unit or first.count > last.count):
            raise FactError(
                "the earliest answer is after {first}, the latest after {last}: give both in one unit, the earliest "
                "first",
                first=first.said(),
                last=last.said(),
            )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Untimed(Rule):
    """A step for which no time to answer is named; `does` says who does what."""

    kind: ClassVar[str] = "untimed"

    does: str


Step = Timed | Untimed


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTrying(Rule):
    """A body outside that takes a complaint once the provider was tried; no day is named for that."""

    kind: ClassVar[str] = "after-trying"

    body: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrWait(Rule):
    """A body outside that takes a complaint after the provider's final letter, or after a period since its receipt."""

    kind: ClassVar[str] = "letter-or-wait"

    body: str
    letter: str
    wait: Period


Outside = AfterTrying | LetterOrWait


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Rule):
    """Steps inside the provider's house, each begun by an event, and a body outside."""

    kind: ClassVar[str] = "ladder"

    received: Timed | Untimed
    outside: AfterTrying | LetterOrWait
    senior: Timed | Untimed | None = None
    manager: Timed | Untimed | None = None

    @property
    def steps(self) -> tuple[tuple[ComplaintEvent, Step], ...]:
        """The steps that there are, in their order."""
        all_: tuple[tuple[ComplaintEvent, Step | None], ...] = (
            ("received", self.received),
            ("senior", self.senior),
            ("manager", self.manager),
        )
        return tuple((event, one) for event, one in all_ if one is not None)

    @property
    def weeks(self) -> int | None:
        """After how many weeks a complaint may go outside, where the terms count them in weeks."""
        wait = self.outside.wait if isinstance(self.outside, LetterOrWait) else None
        return wait.count if wait is not None and wait.unit == "weeks" else None

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods that are named."""
        own = [one for _, one in self.steps if isinstance(one, Timed)]
        found = [period for one in own for period in (one.earliest, one.latest)]
        wait = self.outside.wait if isinstance(self.outside, LetterOrWait) else None
        return tuple(period for period in (*found, wait) if period is not None)


Complaint = Ladder
