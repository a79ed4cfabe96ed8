"""Compute the course of a complaint from its facts: how each step stands, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from telcoterms.agreement.law import LawTable
from telcoterms.clauses.complaint.by_law import last_day_to_ask, outside_by_law
from telcoterms.clauses.complaint.facts import Course, begun, last_day, opening
from telcoterms.clauses.complaint.kinds import (
    RECEIVED,
    AfterTrying,
    ComplaintRule,
    LadderStep,
    LetterOrWait,
    day_passed,
)
from telcoterms.clauses.complaint.results import (
    OUTSIDE,
    ComplaintCourse,
    ComplaintStep,
    NextStep,
    OutsideBody,
    StepStatus,
)
from telcoterms.values.calendars import Calendar


def course_of(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, provider: str, law: LawTable | None = None
) -> ComplaintCourse:
    """The course of a complaint, by the terms and beside a table of law; its days must be `fitting`."""
    events = (course.day_of(event) for event in rule.events)
    last = max((course.received, *(day for day in events if day is not None)))
    outside = outside_body(rule, course, calendar, law)
    ahead = [
        NextStep(step.name, step.does or step.name, _opens(rule, step, course, last))
        for step in rule.step
        if not _is_passed(rule, step, course) and _is_reached(rule, step, course)
    ]
    return ComplaintCourse(
        provider,
        course.received,
        tuple(_step(rule, step, day, answer, course.on, calendar) for step, day, answer in begun(rule, course)),
        outside,
        (*ahead, *(() if outside is None else _outside_next(outside, course.on))),
        course.on,
        course.step,
    )


def _outside_next(outside: OutsideBody, on: date | None) -> Iterator[NextStep]:
    """Yield the step to the body outside, unless its last day is over."""
    if on is None or outside.apply_by is None or on <= outside.apply_by:
        by_law = None if outside.by_law is None else outside.by_law.opens
        yield NextStep(OUTSIDE, outside.body, outside.opens, by_law, outside.apply_by)


def _is_reached(rule: ComplaintRule, step: LadderStep, course: Course) -> bool:
    """Return whether the step before was begun, where the terms let a step come only after it."""
    return not step.after_previous or course.day_of(rule.before(step).after) is not None


def _opens(rule: ComplaintRule, step: LadderStep, course: Course, last: date) -> date | None:
    """Return from which day a step can be begun; None where the one before it has to be answered first."""
    if not step.after_previous:
        return last
    _, answered = course.event(rule.before(step).after)
    return None if answered is None else max(last, answered)


def _is_passed(rule: ComplaintRule, step: LadderStep, course: Course) -> bool:
    """Return whether a step, or a later one, was begun already; the receipt alone begins no later one."""
    if step.after == RECEIVED:
        return True
    later = rule.step[rule.step.index(step) :]
    return any(one.after != RECEIVED and course.day_of(one.after) is not None for one in later)


def _step(
    rule: ComplaintRule,
    step: LadderStep,
    day: date,
    answer: date | None,
    on: date | None,
    calendar: Calendar | None,
) -> ComplaintStep:
    earliest = None if step.earliest is None else last_day(rule, day, step.earliest, calendar)
    latest = None if step.within is None else last_day(rule, day, step.within, calendar)
    status = _status(latest, answer, on)
    return ComplaintStep(step.after, step.does, day, earliest, latest, answer, status, step.aim, step.name)


def _status(latest: date | None, answer: date | None, on: date | None) -> StepStatus | None:
    if latest is None:
        return "no-day-set" if answer is None else "answered"
    if answer is not None:
        return "answered" if answer <= latest else "answered-late"
    if on is None:
        return None
    return "open" if on <= latest else "overdue"


def outside_body(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, law: LawTable | None = None
) -> OutsideBody | None:
    """The body outside, and from which day it takes the complaint; None where the terms name none."""
    outside = rule.outside
    if outside is None:
        return None
    to_ask = last_day_to_ask(law, outside.body, course)
    last = None if to_ask is None else to_ask.day
    by_law = outside_by_law(rule, law, course, last)
    match outside:
        case AfterTrying():
            return OutsideBody(outside.body, None, "trying", "no-day-set", by_law)
        case LetterOrWait():
            waited = day_passed(rule, last_day(rule, course.received, outside.wait, calendar))
            return OutsideBody(outside.body, *opening(waited, course, last), by_law, last)
    assert_never(outside)
