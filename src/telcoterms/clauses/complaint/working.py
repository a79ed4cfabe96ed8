"""Write the working of a complaint, line by line: each step, the body outside, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, assert_never

from telcoterms.agreement.law import LawTable
from telcoterms.clauses.complaint.by_law import body_clauses, last_day_to_ask, wait_clauses, weeks_after
from telcoterms.clauses.complaint.course import course_of
from telcoterms.clauses.complaint.facts import Course, begun, counts_from, counts_open_days
from telcoterms.clauses.complaint.kinds import (
    RECEIVED,
    AfterTrying,
    ComplaintRule,
    LadderStep,
    LetterOrWait,
    Outside,
    WaitPassed,
    day_passed,
)
from telcoterms.clauses.complaint.results import (
    OUTSIDE,
    ComplaintCourse,
    ComplaintStep,
    NextStep,
    OutsideBody,
    OutsideStatus,
    StepStatus,
)
from telcoterms.values.calendars import Calendar
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import Phrases, Term, data_text, phrase
from telcoterms.values.periods import Period, calendar_note, in_months
from telcoterms.values.steps import Clause, Step, step

Counted = Literal["earliest", "latest", "aim", "wait"]


def by_law_template(wait_passed: WaitPassed) -> str:
    """Return the equation of a wait by law."""
    match wait_passed:
        case "on-last-day":
            return "by law, {rule}: {start} + {period} = {end}"
        case "day-after":
            return "by law, {rule}: {start} + {period} + 1 day = {end}"
    assert_never(wait_passed)


STAFF_EVENTS: Final[Mapping[str, str]] = {
    RECEIVED: "the complaint was received on {day}: {does}",
    "senior": "a senior member of the staff was asked for on {day}: {does}",
    "manager": "a manager was asked for on {day}: {does}",
}
"""The lines of the events that have words of their own, where a step is called by its event."""


def begun_line(ladder_step: LadderStep, begun_on: date) -> Step:
    """Return the line of an event that begins a step."""
    clause, does = ladder_step.clause, data_text(ladder_step.does)
    if ladder_step.does and ladder_step.name == ladder_step.after and ladder_step.after in STAFF_EVENTS:
        return step(STAFF_EVENTS[ladder_step.after], clause, day=begun_on, does=does)
    name, event = Unquoted(ladder_step.name), Unquoted(ladder_step.after)
    if not ladder_step.does:
        return step("step {name}, counted from {event} on {day}", clause, name=name, event=event, day=begun_on)
    template = "step {name}, counted from {event} on {day}: {does}"
    return step(template, clause, name=name, event=event, day=begun_on, does=does)


def answered_template(status: StepStatus | None, aim: bool) -> str:
    """Return the line of an answer whose last day is known, or the day that is aimed at."""
    match status:
        case "answered-late":
            if aim:
                return "answered on {answered}, after the day aimed at"
            return "answered on {answered}, after the last day"
        case "answered" | "open" | "overdue" | "no-day-set" | None:
            if aim:
                return "answered on {answered}, on or before the day aimed at"
            return "answered on {answered}, on or before the last day"
    assert_never(status)


def waiting_template(status: StepStatus | None, aim: bool) -> str:
    """Return the line of an answer that is not there on the day of the look."""
    match status:
        case "overdue":
            if aim:
                return "looked at on {on}, after the day aimed at: later than that"
            return "looked at on {on}, after the last day: overdue"
        case "open" | "answered" | "answered-late" | "no-day-set" | None:
            if aim:
                return "looked at on {on}: not later than aimed at"
            return "looked at on {on}: not overdue"
    assert_never(status)


def outside_template(status: OutsideStatus) -> str:
    """Return the line on the body outside on the day of the look."""
    match status:
        case "open":
            return "looked at on {on}: open"
        case "too-late":
            return "looked at on {on}: too late"
        case "not-yet" | "no-day-set":
            return "looked at on {on}: not open yet"
    assert_never(status)


def looked_at_template(outside: OutsideBody, status: OutsideStatus) -> str:
    """Return the line on the day of the look, with what opens the way where the terms and the law differ."""
    law = outside.superseding
    if law is None or law.status is None or law.status == status:
        return outside_template(status)
    if outside.opens is None:
        return outside_template(law.status)
    if law.opens < outside.opens:
        return "looked at on {on}: open by law, not yet by the terms"
    return "looked at on {on}: open by the terms, not yet by law"


def counted_term(what: Counted) -> Term:
    """Return what the last day of a period is."""
    match what:
        case "earliest":
            return Term("earliest")
        case "latest":
            return Term("last day")
        case "aim":
            return Term("day aimed at")
        case "wait":
            return Term("end of the wait")
    assert_never(what)


def complaint_steps(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, provider: str, law: LawTable | None = None
) -> tuple[Step, ...]:
    """The working: each step that was begun, the body outside, and what can be done next."""
    complaint_course = course_of(rule, course, calendar, provider, law)
    lines = [
        line
        for (ladder_step, _, _), complaint_step in zip(begun(rule, course), complaint_course.steps, strict=True)
        for line in _step_lines(rule, ladder_step, complaint_step, calendar, course.on)
    ]
    outside = complaint_course.outside
    if rule.outside is not None and outside is not None:
        lines += _outside_lines(rule, rule.outside, course, outside, calendar)
        lines += _by_law_lines(rule, course, outside, law)
        lines += _looked_at_line(rule.outside, course, complaint_course.on, outside, law)
    lines += next_lines(rule, course, complaint_course, law)
    if calendar is not None and counts_open_days(rule, course):
        lines.append(calendar_note(calendar))
    return tuple(lines)


def _step_lines(
    rule: ComplaintRule,
    ladder_step: LadderStep,
    complaint_step: ComplaintStep,
    calendar: Calendar | None,
    on: date | None,
) -> Iterator[Step]:
    clause, within = ladder_step.clause, ladder_step.within
    yield begun_line(ladder_step, complaint_step.begun)
    if within is None:
        yield step("no day is set for the answer", clause, indent=1)
    else:
        start = counts_from(rule, complaint_step.begun, within, calendar)
        yield from _deferred_lines(clause, complaint_step.begun, start)
        if ladder_step.earliest is not None:
            yield counted("earliest", clause, start, ladder_step.earliest, calendar)
        yield counted("aim" if ladder_step.aim else "latest", clause, start, within, calendar)
    if complaint_step.answered is not None:
        template = "answered on {answered}"
        if complaint_step.latest is not None:
            template = answered_template(complaint_step.status, complaint_step.aim)
        yield step(template, clause, indent=1, answered=complaint_step.answered)
    elif complaint_step.latest is not None and on is not None:
        yield step(waiting_template(complaint_step.status, complaint_step.aim), clause, indent=1, on=on)


def _outside_lines(
    rule: ComplaintRule, outside: Outside, course: Course, known: OutsideBody, calendar: Calendar | None
) -> Iterator[Step]:
    yield step("outside: {body}", outside.clause, body=data_text(outside.body))
    match outside:
        case AfterTrying():
            yield step("once the provider was tried: no day is set for that", outside.clause, indent=1)
        case LetterOrWait():
            start = counts_from(rule, course.received, outside.wait, calendar)
            end = outside.wait.after(start, calendar)
            yield from _deferred_lines(outside.clause, course.received, start)
            yield counted("wait", outside.clause, start, outside.wait, calendar)
            end, passed = day_passed(rule, end), end
            if end != passed:
                template = "the wait has passed on the day after: {passed} + 1 day = {end}"
                yield step(template, outside.clause, indent=1, passed=passed, end=end)
            template = "no {letter} is known: open from that day, {opens}"
            if course.deadlock is not None:
                template = "{letter} of {day}: open from {opens}, the earlier of the two days"
            letter, day = data_text(outside.letter), course.deadlock or end
            yield step(template, outside.clause, indent=1, letter=letter, day=day, opens=known.opens or end)
        case _ as unreachable:
            assert_never(unreachable)


def _by_law_lines(rule: ComplaintRule, course: Course, outside: OutsideBody, law: LawTable | None) -> Iterator[Step]:
    """Yield the wait by law, where it opens the way on another day than the terms, and the last day to ask the body."""
    by_law = outside.superseding
    if by_law is not None:
        end = day_passed(rule, weeks_after(course.received, by_law.weeks))
        template = by_law_template(rule.wait_passed)
        period, cited = Period(by_law.weeks, "weeks").said(), wait_clauses(law, course)
        rule_title = data_text(by_law.title)
        yield step(template, *cited, indent=1, rule=rule_title, start=course.received, period=period, end=end)
        if by_law.opens < end:
            template = "the letter of {day} is earlier: open by law from {opens}"
            yield step(template, *cited, indent=1, day=by_law.opens, opens=by_law.opens)
    last = last_day_to_ask(law, outside.body, course)
    if last is not None:
        template = "last day to ask {body}, {rule}: {letter} + {months} = {end}"
        yield step(
            template,
            last.clause,
            indent=1,
            body=data_text(outside.body),
            rule=data_text(last.rule.title),
            letter=last.letter,
            months=in_months(last.months),
            end=last.day,
        )


def _looked_at_line(
    by_terms: Outside, course: Course, on: date | None, outside: OutsideBody, law: LawTable | None
) -> Iterator[Step]:
    """Yield the line on the day of the look, where the terms or a rule of law name a day to compare it with."""
    if on is not None and outside.status is not None and (outside.opens or outside.by_law) is not None:
        template = looked_at_template(outside, outside.status)
        cited: tuple[Clause, ...] = (by_terms.clause,)
        match outside.status:
            case "too-late":
                cited = body_clauses(law, course, outside.body)
            case "open" | "not-yet" | "no-day-set":
                cited += () if outside.superseding is None else wait_clauses(law, course)
            case _ as unreachable:
                assert_never(unreachable)
        yield step(template, *cited, indent=1, on=on)


def _deferred_lines(clause: Clause, event: date, start: date) -> Iterator[Step]:
    """Yield the line of an event on a closed day that counts as of the next open one; none where it counts itself."""
    if start != event:
        template = "{event} is a closed day: counted as of the next open day, {start}"
        yield step(template, clause, indent=1, event=event, start=start)


def next_lines(
    rule: ComplaintRule, course: Course, complaint_course: ComplaintCourse, law: LawTable | None
) -> Iterator[Step]:
    """Yield what the customer can do next, below a title; nothing where nothing is left."""
    steps = {ladder_step.name: ladder_step for ladder_step in rule.step}
    if complaint_course.next:
        yield step("what the customer can do next", title=True)
    for next_step in complaint_course.next:
        ladder_step = steps.get(next_step.step)
        if ladder_step is not None:
            yield _next_line(ladder_step, next_step)
    if rule.outside is not None and complaint_course.outside is not None and _is_outside_next(complaint_course):
        yield from _outside_next_lines(rule.outside.clause, course, complaint_course.outside, law)


def _is_outside_next(complaint_course: ComplaintCourse) -> bool:
    """Return whether the body outside can still be asked."""
    return any(next_step.step == OUTSIDE for next_step in complaint_course.next)


def _next_line(ladder_step: LadderStep, next_step: NextStep) -> Step:
    """Return the line of a step that can be begun."""
    clause, where = ladder_step.clause, data_text(next_step.where)
    match ladder_step.after:
        case "senior":
            return step("ask for a senior member: {where}", clause, indent=1, where=where)
        case "manager" if next_step.opens is None:
            template = "ask for a manager, after speaking with the senior member: {where}"
            return step(template, clause, indent=1, where=where)
        case "manager":
            return step("ask for a manager: {where}", clause, indent=1, where=where)
        case event:
            template = "step {name}, which counts from {event}"
            return step(template, clause, indent=1, name=Unquoted(next_step.step), event=Unquoted(event))


def _outside_next_lines(clause: Clause, course: Course, outside: OutsideBody, law: LawTable | None) -> Iterator[Step]:
    """Yield from when the body outside can be asked: by the terms, by law, and until when by its own rules."""
    body, by_law = data_text(outside.body), outside.superseding
    if outside.opens is None:
        yield step("go to {body} once the provider was tried", clause, indent=1, body=body)
    else:
        yield step("go to {body} from {opens}", clause, indent=1, body=body, opens=outside.opens)
    if by_law is not None:
        yield step("by law from {by_law}", *wait_clauses(law, course), indent=2, by_law=by_law.opens)
    if outside.apply_by is not None:
        cited = body_clauses(law, course, outside.body)
        yield step("until {apply_by}", *cited, indent=2, apply_by=outside.apply_by)


def counted(counts: Counted, clause: Clause, start: date, period: Period, calendar: Calendar | None) -> Step:
    """The equation of a period, with the holidays that were passed over."""
    end = period.after(start, calendar)
    passed: tuple[date, ...] = ()
    if calendar is not None and period.counts_open_days:
        passed = calendar.closed_weekdays(start, end)
    what, said = counted_term(counts), period.said()
    if not passed:
        template = "{what}: {start} + {period} = {end}"
        return step(template, clause, indent=1, what=what, start=start, period=said, end=end)
    days = Phrases(", ", tuple(phrase("{day}", day=day) for day in passed))
    template = "{what}, without {days}: {start} + {period} = {end}"
    return step(template, clause, indent=1, what=what, days=days, start=start, period=said, end=end)
