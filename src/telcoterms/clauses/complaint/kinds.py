"""Define the kinds of a complaint's clause: the ladder with its steps, and the body outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Holidays, Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import add_days
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Term
from telcoterms.values.periods import ClosedDayEvent, Period
from telcoterms.values.steps import Clause

RECEIVED: Final = "received"
"""The event that the complaint is received, from which a step counts unless it names another."""
EVENT_PATTERN: Final = "[a-z]+(_[a-z]+)*"
OTHER_FACTS: Final = ("on", "step", "events")
"""The facts of the question that are no event."""

WaitPassed = Literal["on-last-day", "day-after"]
"""On which day a period has passed: on its last day, or on the day after."""
reading_words(
    "wait_passed",
    {
        "on-last-day": Term("the wait is over on its last day"),
        "day-after": Term("the wait is over on the day after its last"),
    },
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStep(Rule):
    """A step: its name, the event from which it counts, and within which period it is answered.

    `after` is the fact of the day of that event. Without `within` the terms name no time; `earliest` is a period before
    which no answer comes. `does` says who does what, such as `a manager responds`. `aim` is whether the words aim at
    the period and do not promise it; `after_previous` whether the step comes only after the one before it.
    """

    kind: ClassVar[str] = "step"

    name: str
    after: str = RECEIVED
    within: Period | None = None
    earliest: Period | None = None
    does: str = ""
    aim: bool = False
    after_previous: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", self.name):
            raise InputError(
                "name is {name}: write small letters, digits and hyphens, such as 'first-answer'", name=self.name
            )
        if not re.fullmatch(EVENT_PATTERN, self.after) or self.after in OTHER_FACTS:
            raise InputError(
                "after is {after}: name a day, such as 'received' or 'accepted', in small letters", after=self.after
            )
        first, last = self.earliest, self.within
        if first is None:
            return
        if last is None:
            raise InputError("step {name} has earliest alone: add within, its last day", name=Unquoted(self.name))
        if first.unit != last.unit or first.count > last.count:
            raise InputError(
                "the earliest answer is after {first}, the latest after {last}: give both in one unit, the earliest "
                "first",
                first=first.said(),
                last=last.said(),
            )

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that it names."""
        return tuple(period for period in (self.earliest, self.within) if period is not None)


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
    """Steps, each of which counts from an event, and the body outside, where the terms name one."""

    kind: ClassVar[str] = "ladder"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "holidays": "the days off that employment statutes name, as they fall; no word moves or adds one",
        "closed_day_event": "the words count the open days after the event and do not put it off to the next one",
        "wait_passed": "of the days from one day to another, the first is left out and the last is counted",
    }

    step: tuple[LadderStep, ...]
    outside: AfterTrying | LetterOrWait | None = None
    holidays: Holidays = "public-holidays"
    closed_day_event: ClosedDayEvent = "as-of-that-day"
    wait_passed: WaitPassed = "on-last-day"

    def __post_init__(self) -> None:
        names = [step.name for step in self.step]
        for name in names:
            if names.count(name) > 1:
                raise InputError("two steps are called {name}: give each a name of its own", name=name)

    def clauses_of(self, reading: str) -> tuple[Clause, ...]:
        """The clauses whose words a reading is of: those of the outside body, or of the steps with open days."""
        if reading == "wait_passed":
            return self.clauses if self.outside is None else (self.outside.clause,)
        steps = [step for step in self.step if any(period.counts_open_days for period in step.periods)]
        return tuple(dict.fromkeys(step.clause for step in steps)) or self.clauses

    @property
    def events(self) -> tuple[str, ...]:
        """The events from which its steps count, each once, in the order of the steps."""
        return tuple(dict.fromkeys(step.after for step in self.step))

    def before(self, step: LadderStep) -> LadderStep:
        """Return the step before another one; the first has itself."""
        return self.step[max(0, self.step.index(step) - 1)]

    @property
    def wait(self) -> Period | None:
        """The period after which a complaint may go outside; None where the terms name none."""
        match self.outside:
            case AfterTrying() | None:
                return None
            case LetterOrWait():
                return self.outside.wait
        assert_never(self.outside)

    @property
    def weeks(self) -> int | None:
        """After how many weeks a complaint may go outside, where the terms count them in weeks."""
        wait = self.wait
        return wait.count if wait is not None and wait.unit == "weeks" else None

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods that are named."""
        periods = [period for step in self.step for period in step.periods]
        return tuple(periods) if self.wait is None else (*periods, self.wait)


ComplaintRule = Ladder
COMPLAINT: Final = Kinds[ComplaintRule]("complaint", ComplaintRule)


class ComplaintReadings(TypedDict, total=False):
    """Readings of `complaint`."""

    holidays: Holidays
    closed_day_event: ClosedDayEvent
    wait_passed: WaitPassed


def day_passed(rule: ComplaintRule, end: date) -> date:
    """Return the day on which a period has passed, from its last day, by the reading of that word."""
    match rule.wait_passed:
        case "on-last-day":
            return end
        case "day-after":
            return add_days(end, 1)
    assert_never(rule.wait_passed)
