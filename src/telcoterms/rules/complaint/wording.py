"""The working of a complaint's course, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, assert_never

from telcoterms.calendars import Calendar
from telcoterms.periods import Period
from telcoterms.rules.complaint.kinds import AfterTrying, Complaint, LetterOrWait, Step, Timed, Untimed
from telcoterms.rules.complaint.question import Course, begun, complaint, counts_open_days
from telcoterms.rules.complaint.value import ComplaintCourse, ComplaintStep
from telcoterms.working import Clause, Phrases, phrase, step, told
from telcoterms.working import Step as Line

EVENTS: Final = {
    "received": "the complaint was received on {day}: {does}",
    "senior": "a senior member of the staff was asked for on {day}: {does}",
    "manager": "a manager was asked for on {day}: {does}",
}
STATUS: Final = {
    "open": "looked at on {on}: not overdue",
    "overdue": "looked at on {on}, after the last day: overdue",
    "answered": "answered on {answered}, on or before the last day",
    "answered-late": "answered on {answered}, after the last day",
}

Counted = Literal["earliest", "latest", "wait"]
COUNTED: Final[Mapping[Counted, str]] = {
    "earliest": "earliest: {start} + {period} = {end}",
    "latest": "last day: {start} + {period} = {end}",
    "wait": "last day of the wait: {start} + {period} = {end}",
}
COUNTED_WITHOUT: Final[Mapping[Counted, str]] = {
    "earliest": "earliest, without {days}: {start} + {period} = {end}",
    "latest": "last day, without {days}: {start} + {period} = {end}",
    "wait": "last day of the wait, without {days}: {start} + {period} = {end}",
}


def complaint_steps(rule: Complaint, course: Course, calendar: Calendar | None, provider: str) -> tuple[Line, ...]:
    """The working: each step that was begun, the body outside, and what can be done next."""
    found = complaint(rule, course, calendar, provider)
    lines = [
        line
        for (_, one, _, _), known in zip(begun(rule, course), found.steps, strict=True)
        for line in _step_lines(one, known, calendar, course.on)
    ]
    lines += _outside_lines(rule, course, found, calendar)
    lines += _next_lines(rule, found)
    if calendar is not None and counts_open_days(rule, course):
        lines.append(calendar_line(calendar))
    return tuple(lines)


def calendar_line(calendar: Calendar) -> Line:
    """The note that names the calendar."""
    template = "counted by the calendar {name}, version {version}"
    return step(template, part="notes", name=calendar.name, version=calendar.version)


def _step_lines(one: Step, known: ComplaintStep, calendar: Calendar | None, on: date | None) -> Iterator[Line]:
    clause = one.clause
    yield step(EVENTS[known.event], clause, day=known.begun, does=told(known.does))
    match one:
        case Timed():
            if one.earliest is not None:
                yield counted("earliest", clause, known.begun, one.earliest, calendar)
            yield counted("latest", clause, known.begun, one.latest, calendar)
        case Untimed():
            yield step("no day is set for the answer", clause, indent=1)
        case _ as unreachable:
            assert_never(unreachable)
    if known.answered is not None:
        template = "answered on {answered}" if known.latest is None else STATUS[known.status or "answered"]
        yield step(template, clause, indent=1, answered=known.answered)
    elif known.latest is not None and on is not None:
        yield step(STATUS[known.status or "open"], clause, indent=1, on=on)


def _outside_lines(
    rule: Complaint, course: Course, found: ComplaintCourse, calendar: Calendar | None
) -> Iterator[Line]:
    outside, known = rule.outside, found.outside
    yield step("outside: {body}", outside.clause, body=told(outside.body))
    match outside:
        case AfterTrying():
            yield step("once the provider was tried: no day is set for that", outside.clause, indent=1)
        case LetterOrWait():
            end = outside.wait.after(course.received, calendar)
            yield counted("wait", outside.clause, course.received, outside.wait, calendar)
            template = "no {letter} is known: open from the last day of the wait, {opens}"
            if course.deadlock is not None:
                template = "{letter} of {day}: open from {opens}, the earlier of the two days"
            letter, day = told(outside.letter), course.deadlock or end
            yield step(template, outside.clause, indent=1, letter=letter, day=day, opens=known.opens or end)
            if known.status is not None and found.on is not None:
                template = "looked at on {on}: open" if known.status == "open" else "looked at on {on}: not open yet"
                yield step(template, outside.clause, indent=1, on=found.on)
        case _ as unreachable:
            assert_never(unreachable)


def _next_lines(rule: Complaint, found: ComplaintCourse) -> Iterator[Line]:
    clauses = {"outside": rule.outside.clause} | {event: one.clause for event, one in rule.steps}
    yield step("what the customer can do next", title=True)
    for one in found.next:
        clause = clauses[one.step]
        if one.step == "outside" and one.opens is not None:
            yield step("go to {where}, from {opens}", clause, indent=1, where=told(one.where), opens=one.opens)
        elif one.step == "outside":
            yield step("go to {where}, once the provider was tried", clause, indent=1, where=told(one.where))
        else:
            template = "ask for a manager: {where}" if one.step == "manager" else "ask for a senior member: {where}"
            yield step(template, clause, indent=1, where=told(one.where))


def counted(what: Counted, clause: Clause, start: date, period: Period, calendar: Calendar | None) -> Line:
    """The equation of a period, with the holidays that were passed over."""
    end = period.after(start, calendar)
    passed: tuple[date, ...] = ()
    if calendar is not None and period.counts_open_days:
        passed = calendar.closed_weekdays(start, end)
    if not passed:
        return step(COUNTED[what], clause, indent=1, start=start, period=period.said(), end=end)
    days = Phrases(", ", tuple(phrase("{day}", day=day) for day in passed))
    return step(COUNTED_WITHOUT[what], clause, indent=1, days=days, start=start, period=period.said(), end=end)
