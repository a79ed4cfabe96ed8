"""What follows from the days of a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never, final

from telcoterms.calendars import Calendar
from telcoterms.errors import FactError, SilentTermsError, Word
from telcoterms.periods import Period
from telcoterms.rules.complaint.kinds import (
    AfterTrying,
    Complaint,
    ComplaintEvent,
    LetterOrWait,
    Step,
    Timed,
    Untimed,
)
from telcoterms.rules.complaint.value import (
    ComplaintCourse,
    ComplaintStep,
    NextStep,
    OutsideBody,
    OutsideStatus,
    Since,
    StepStatus,
)


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

    def event(self, event: ComplaintEvent) -> tuple[date | None, date | None]:
        """The day of an event, and of the answer to it."""
        match event:
            case "received":
                return self.received, self.answered
            case "senior":
                return self.senior, self.senior_answered
            case "manager":
                return self.manager, self.manager_answered
        assert_never(event)


def fitting(rule: Complaint, course: Course) -> Course:
    """The course, where its days fit the ladder and each other."""
    before, name = course.received, "received"
    for event in ("senior", "manager"):
        day, answer = course.event(event)
        if getattr(rule, event) is None and (day or answer) is not None:
            raise SilentTermsError(
                "the terms name no step {event} of a complaint ({clause}), only {known}: leave {event} out",
                event=Word(event),
                clause=Word(rule.clause),
                known=tuple(Word(one) for one, _ in rule.steps),
            )
        if day is not None:
            _in_order(event, day, name, before)
            before, name = day, event
    for event, _ in rule.steps:
        day, answer = course.event(event)
        if answer is not None:
            told = "answered" if event == "received" else f"{event}_answered"
            if day is None:
                raise FactError(
                    "{told} is {answer}, but {event} is not given: give the day on which it was asked",
                    told=Word(told),
                    answer=answer,
                    event=Word(event),
                )
            _in_order(told, answer, event, day)
    _check_letter(rule, course)
    if course.on is not None:
        for fact in Course.__slots__:
            day = getattr(course, fact)
            if day is not None and fact != "on":
                _in_order("on", course.on, fact, day)
    return course


def _check_letter(rule: Complaint, course: Course) -> None:
    if course.deadlock is not None:
        if isinstance(rule.outside, AfterTrying):
            raise SilentTermsError(
                "the terms name no deadlock letter ({clause}): leave deadlock out", clause=Word(rule.outside.clause)
            )
        _in_order("deadlock", course.deadlock, "received", course.received)


def _in_order(fact: str, day: date, earlier: str, before: date) -> None:
    if day < before:
        raise FactError(
            "{fact} is {day}, before {earlier} on {before}: check which of the two days is wrong",
            fact=Word(fact),
            day=day,
            earlier=Word(earlier),
            before=before,
        )


def begun(rule: Complaint, course: Course) -> Iterator[tuple[ComplaintEvent, Step, date, date | None]]:
    """The steps that were begun: event, step, its day, and the day of its answer."""
    for event, step in rule.steps:
        day, answer = course.event(event)
        if day is not None:
            yield event, step, day, answer


def counts_open_days(rule: Complaint, course: Course) -> bool:
    """Whether a calendar was counted by."""
    periods = [period for _, step, _, _ in begun(rule, course) for period in periods_of(step)]
    if isinstance(rule.outside, LetterOrWait):
        periods.append(rule.outside.wait)
    return any(period.counts_open_days for period in periods)


def periods_of(step: Step) -> list[Period]:
    """The periods of a step that are named."""
    if isinstance(step, Untimed):
        return []
    return [step.latest] if step.earliest is None else [step.earliest, step.latest]


def complaint(rule: Complaint, course: Course, calendar: Calendar | None, provider: str) -> ComplaintCourse:
    """The course of a complaint; its days must be `fitting`."""
    last = max(day for day in (course.received, course.senior, course.manager) if day is not None)
    outside = outside_body(rule, course, calendar)
    ahead = [
        NextStep(event, step.does, last)
        for event, step in rule.steps
        if event != "received" and course.event(event)[0] is None and not _passed(event, course)
    ]
    return ComplaintCourse(
        provider,
        course.received,
        tuple(_step(event, step, day, answer, course, calendar) for event, step, day, answer in begun(rule, course)),
        outside,
        (*ahead, NextStep("outside", outside.body, outside.opens)),
        course.on,
    )


def _passed(event: ComplaintEvent, course: Course) -> bool:
    """Whether a later step was begun already."""
    return event == "senior" and course.manager is not None


def _step(
    event: ComplaintEvent, step: Step, day: date, answer: date | None, course: Course, calendar: Calendar | None
) -> ComplaintStep:
    match step:
        case Timed():
            earliest = None if step.earliest is None else step.earliest.after(day, calendar)
            latest = step.latest.after(day, calendar)
            return ComplaintStep(event, step.does, day, earliest, latest, answer, _status(latest, answer, course.on))
        case Untimed():
            status: StepStatus = "no-day-set" if answer is None else "answered"
            return ComplaintStep(event, step.does, day, None, None, answer, status)
    assert_never(step)


def _status(latest: date, answer: date | None, on: date | None) -> StepStatus | None:
    if answer is not None:
        return "answered" if answer <= latest else "answered-late"
    if on is None:
        return None
    return "open" if on <= latest else "overdue"


def outside_body(rule: Complaint, course: Course, calendar: Calendar | None) -> OutsideBody:
    """The body outside, and from which day it takes the complaint."""
    outside = rule.outside
    match outside:
        case AfterTrying():
            return OutsideBody(outside.body, None, "trying", "no-day-set")
        case LetterOrWait():
            waited = outside.wait.after(course.received, calendar)
            letter = course.deadlock
            since: Since = "letter" if letter is not None and letter < waited else "wait"
            opens = waited if letter is None else min(letter, waited)
            status: OutsideStatus | None = None
            if course.on is not None:
                status = "open" if opens <= course.on else "not-yet"
            return OutsideBody(outside.body, opens, since, status)
    assert_never(outside)
