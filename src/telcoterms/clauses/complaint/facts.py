"""Hold the facts of a complaint, check that they fit the ladder and each other, and count its periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never, final

from telcoterms.clauses.complaint.kinds import RECEIVED, AfterTrying, ComplaintRule, LadderStep, LetterOrWait
from telcoterms.clauses.complaint.results import OutsideStatus, Since
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, MissingFactsError, NotInTermsError, UnknownNameError, Unquoted
from telcoterms.values.messages import Spelling
from telcoterms.values.periods import Period, start_of_count


@final
@dataclass(frozen=True, slots=True)
class Course:
    """The days of a complaint that are known: events, the answers to them, the final letter, the day of the look."""

    received: date
    answered: date | None = None
    senior: date | None = None
    senior_answered: date | None = None
    manager: date | None = None
    manager_answered: date | None = None
    deadlock: date | None = None
    on: date | None = None

    step: str | None = None
    events: tuple[tuple[str, date], ...] = ()

    def day_of(self, event: str) -> date | None:
        """The day of an event, by the name of its fact; None where it is not known."""
        if event in NAMED_DAYS:
            day: date | None = getattr(self, event)
            return day
        return dict(self.events).get(event)

    def event(self, event: str) -> tuple[date | None, date | None]:
        """The day of an event, and of the answer to it."""
        return self.day_of(event), self.day_of(answer_fact(event))

    @property
    def given(self) -> dict[str, date]:
        """The days that are known, by the names of their facts."""
        named = {name: getattr(self, name) for name in NAMED_DAYS}
        return {name: day for name, day in named.items() if day is not None} | dict(self.events)


NAMED_DAYS: Final = (
    "received",
    "answered",
    "senior",
    "senior_answered",
    "manager",
    "manager_answered",
    "deadlock",
)
"""The days that are facts of every complaint; a ladder may count from others too."""


def answer_fact(event: str) -> str:
    """Return the name of the fact of the day on which what began with an event was answered."""
    return "answered" if event == RECEIVED else f"{event}_answered"


def fitting(rule: ComplaintRule, course: Course) -> Course:
    """The course, where its days fit the ladder and each other."""
    for event in course.given:
        if event not in _events_known(rule):
            raise NotInTermsError(
                "the terms name no step {event} of a complaint ({clause}), only {known}: leave {event} out",
                event=Unquoted(event.removesuffix("_answered")),
                clause=Unquoted(rule.clause),
                known=tuple(map(Unquoted, rule.events)),
            )
    before, name = course.received, RECEIVED
    for event in rule.events:
        day, answer = course.event(event)
        if day is not None:
            _in_order(event, day, name, before)
            if event in STAFF:
                before, name = day, event
        if answer is not None:
            if day is None:
                raise InputError(
                    "{fact} is {answer}, but {event} is not given: give the day on which it was asked",
                    fact=Unquoted(answer_fact(event)),
                    answer=answer,
                    event=Unquoted(event),
                )
            _in_order(answer_fact(event), answer, event, day)
    _check_letter(rule, course)
    if course.on is not None:
        for fact, day in course.given.items():
            _in_order("on", course.on, fact, day)
    _check_step(rule, course)
    return course


STAFF: Final = ("senior", "manager")
"""The events that come one after the other: somebody higher in the provider's house is asked for."""


def _events_known(rule: ComplaintRule) -> frozenset[str]:
    """Return the names of the days that a ladder takes; the letter of another one is refused with its own words."""
    return frozenset({RECEIVED, "answered", "deadlock", *rule.events, *map(answer_fact, rule.events)})


def _check_step(rule: ComplaintRule, course: Course) -> None:
    """Refuse a step that the ladder does not have, or from whose event no day is known."""
    if course.step is None:
        return
    step = next((step for step in rule.step if step.name == course.step), None)
    if step is None:
        raise UnknownNameError(
            "a complaint has no step {step} here: choose from {known}",
            step=course.step,
            known=tuple(Unquoted(step.name) for step in rule.step),
        )
    if course.day_of(step.after) is None:
        raise MissingFactsError(
            "step {step} counts from {event}: give its day, as {spelling}",
            step=Unquoted(step.name),
            event=Unquoted(step.after),
            spelling=event_spelling(step.after),
        )


def event_spelling(event: str) -> Spelling:
    """Return how the day of an event is given in Python, in a shell and in a file."""
    day = "2026-01-31"
    if event in NAMED_DAYS:
        return Spelling(f'{event}="{day}"', f"--{event.replace('_', '-')} {day}", f"{event} = {day}")
    return Spelling(f'{event}="{day}"', f"--event {event}={day}", f"{event} = {day}")


def _check_letter(rule: ComplaintRule, course: Course) -> None:
    if course.deadlock is None:
        return
    match rule.outside:
        case AfterTrying() | None:
            clause = rule.clause if rule.outside is None else rule.outside.clause
            if "deadlock" not in rule.events:
                raise NotInTermsError(
                    "the terms name no deadlock letter ({clause}): leave deadlock out", clause=Unquoted(clause)
                )
        case LetterOrWait():
            _in_order("deadlock", course.deadlock, "received", course.received)
        case _ as unreachable:
            assert_never(unreachable)


def _in_order(fact: str, day: date, earlier: str, before: date) -> None:
    if day < before:
        raise InputError(
            "{fact} is {day}, before {earlier} on {before}: check which of the two days is wrong",
            fact=Unquoted(fact),
            day=day,
            earlier=Unquoted(earlier),
            before=before,
        )


def begun(rule: ComplaintRule, course: Course) -> Iterator[tuple[LadderStep, date, date | None]]:
    """The steps that were begun, or the one that is asked for: the step, its day, and the day of its answer."""
    for step in rule.step:
        day, answer = course.event(step.after)
        if day is not None and course.step in (None, step.name):
            yield step, day, answer


def counts_open_days(rule: ComplaintRule, course: Course) -> bool:
    """Whether a calendar was counted by."""
    return any(True for _ in counted_events(rule, course))


def counted_events(rule: ComplaintRule, course: Course) -> Iterator[date]:
    """Yield the days from which open days are counted."""
    for step, day, _ in begun(rule, course):
        if any(period.counts_open_days for period in step.periods):
            yield day
    if rule.wait is not None and rule.wait.counts_open_days:
        yield course.received


def counts_from(rule: ComplaintRule, day: date, period: Period, calendar: Calendar | None) -> date:
    """Return the day from which a period after an event is counted, by the reading of an event on a closed day."""
    if calendar is None or not period.counts_open_days:
        return day
    return start_of_count(day, calendar, rule.closed_day_event)


def last_day(rule: ComplaintRule, day: date, period: Period, calendar: Calendar | None) -> date:
    """Return the last day of a period after an event."""
    return period.after(counts_from(rule, day, period, calendar), calendar)


def opening(waited: date, course: Course, last: date | None) -> tuple[date, Since, OutsideStatus | None]:
    """Return from which day the way outside is open: from a letter or from the end of a wait, whichever is first."""
    letter = course.deadlock
    since: Since = "letter" if letter is not None and letter < waited else "wait"
    opens = waited if letter is None else min(letter, waited)
    if course.on is None:
        return opens, since, None
    if last is not None and last < course.on:
        return opens, since, "too-late"
    return opens, since, "open" if opens <= course.on else "not-yet"
