"""Ask for the course of a complaint: the question `complaint`, and its function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, assert_never, final, get_args

from telcoterms.agreement.agreement import HOLIDAYS
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    OnCancellation,
    OnChanges,
    OnRates,
    OnTaxes,
    OutsideBodyTerms,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
)
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.complaint.by_law import adr_note, body_by_law, weeks_after
from telcoterms.clauses.complaint.course import course_of
from telcoterms.clauses.complaint.facts import NAMED_DAYS, Course, counts_open_days, fitting
from telcoterms.clauses.complaint.kinds import COMPLAINT, WaitPassed, day_passed
from telcoterms.clauses.complaint.ladder import ladder_grid
from telcoterms.clauses.complaint.results import ComplaintCourse, ComplaintDays
from telcoterms.clauses.complaint.working import complaint_steps, next_lines
from telcoterms.formats.text import Grid
from telcoterms.values.calendars import Calendar
from telcoterms.values.choices import as_name
from telcoterms.values.days import Day, as_day, as_day_or_none
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.periods import ClosedDayEvent
from telcoterms.values.steps import Step

if TYPE_CHECKING:
    from telcoterms.formats.svg_bars import BarChart


@final
class ComplaintQuestion(Question):
    """`complaint`."""

    name = "complaint"
    says = "the last day to answer a complaint, what is overdue, and where it can go next"
    also = ("complain", "grievance")
    asks = Phrase("complaint received {received}")
    dated_by = "received"
    example = "complaint --received 2026-03-02 --senior 2026-03-09 --on 2026-03-16"
    tables = (COMPLAINT,)
    reads = (COMPLAINT,)
    compared = ({"received": "2026-03-02"},)
    law_day = "received"
    formats = ("ical", "svg")

    received: date = fact("the day on which the complaint was received")
    answered: date | None = fact(
        "the day on which it was answered", default=None, in_heading=Phrase("answered {value}")
    )
    senior: date | None = fact(
        "the day on which a senior member of the staff was asked for",
        default=None,
        in_heading=Phrase("senior member asked for {value}"),
    )
    senior_answered: date | None = fact(
        "the day on which the senior member answered", default=None, in_heading=Phrase("who answered {value}")
    )
    manager: date | None = fact(
        "the day on which a manager was asked for", default=None, in_heading=Phrase("manager asked for {value}")
    )
    manager_answered: date | None = fact(
        "the day on which the manager answered", default=None, in_heading=Phrase("who answered {value}")
    )
    deadlock: date | None = fact(
        "the day of the provider's final letter", default=None, in_heading=Phrase("final letter {value}")
    )
    on: date | None = fact(
        "the day on which the complaint is looked at", default=None, in_heading=Phrase("looked at on {value}")
    )
    step: str | None = fact(
        "the step that is asked for, by its name; without it, every step that was begun",
        default=None,
        shown="NAME",
        in_heading=Phrase("step {value}"),
    )
    events: tuple[tuple[str, date], ...] = fact(
        "the day of another event that a step counts from, by its name, such as accepted=2026-04-02",
        default=(),
        in_heading=Phrase("{value}"),
    )

    def told(self, value: ComplaintCourse) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase("for a complaint received on {received}, {course}", received=self.received, course=value.told())

    def working(self) -> tuple[Step, ...]:
        """Each step, the body outside, and the law's own weeks beside the terms'."""
        agreement, rule = self.agreement, COMPLAINT.of(self.agreement)
        course, weeks = Course(*self.given), rule.weeks
        days_after = (day_passed(rule, course.received) - course.received).days
        notes = () if weeks is None else adr_note(agreement.law, course.received, weeks, days_after)
        calendar = agreement.calendar_by(rule.holidays)
        return (*complaint_steps(rule, course, calendar, agreement.name, agreement.law), *notes)

    @property
    def picture(self) -> BarChart | None:
        """The days of the course in order."""
        agreement, rule = self.agreement, COMPLAINT.of(self.agreement)
        calendar = agreement.calendar_by(rule.holidays)
        return course_of(rule, Course(*self.given), calendar, agreement.name, agreement.law).timeline()

    def brief(self, value: ComplaintCourse) -> Iterator[Step]:
        """Return what can be done next, below the ladder, and the law's own weeks beside the terms'."""
        rule = COMPLAINT.of(self.agreement)
        yield from next_lines(rule, Course(*self.given), value, self.agreement.law)
        yield from (line for line in self.working() if line.part == "notes")

    def grid(self, value: ComplaintCourse) -> Grid:
        """Return the ladder: each step with its last day and what can be done if that passes."""
        return ladder_grid(COMPLAINT.of(self.agreement), value)

    def by_law(self, version: RuleVersion, value: ComplaintCourse) -> ByLaw | None:
        """The day by a rule on the wait, and what the body outside awards, and until when it is asked."""
        match version:
            case AdrAfterWeeks():
                known = None if value.outside is None else value.outside.by_law
                opens = weeks_after(self.received, version.weeks) if known is None else known.opens
                template = "the body outside takes it from {day}, {weeks} weeks after receipt or from its letter"
                return ByLaw(phrase(template, day=opens, weeks=version.weeks), opens, shown=False)  # a step has it
            case OutsideBodyTerms():
                return body_by_law(version, None if value.outside is None else value.outside.apply_by)
            case SmallBusinessUpTo() | ActionWithinYears():  # who may go outside, and a court: not the course
                return None
            case OnRates() | OnCancellation() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    @property
    def unheard(self) -> frozenset[str]:
        """The readings that move no day of this course, whatever the other one is."""
        agreement = self.agreement
        calendars = (agreement.calendar, *(calendar for _, calendar in agreement.holiday_calendars))
        events, passes = get_args(ClosedDayEvent), get_args(WaitPassed)
        days = {
            (event, place, passed): self._days(event, calendar, passed)
            for event in events
            for place, calendar in enumerate(calendars)
            for passed in passes
        }

        def moves(axis: int) -> bool:
            """Return whether the days differ along one of the three choices, whatever the other two are."""
            by_others: dict[tuple[object, ...], set[ComplaintDays]] = {}
            for choice, found in days.items():
                by_others.setdefault(choice[:axis] + choice[axis + 1 :], set()).add(found)
            return any(len(found) > 1 for found in by_others.values())

        moved_by = {"closed_day_event": moves(0), HOLIDAYS: moves(1), "wait_passed": moves(2)}
        return frozenset(name for name, is_moved in moved_by.items() if not is_moved)

    def _days(self, event: ClosedDayEvent, calendar: Calendar | None, passed: WaitPassed) -> ComplaintDays:
        """Return the days of the course under two of its readings, by a calendar."""
        rule = COMPLAINT.of(self.agreement).under({"closed_day_event": event, "wait_passed": passed})
        return course_of(rule, Course(*self.given), calendar, self.agreement.name, self.agreement.law).figure

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendar by which open days are counted, if any are."""
        return (self.agreement.open_days_by(COMPLAINT.of(self.agreement).holidays),) if self.counts_open_days else ()

    @property
    def counts_open_days(self) -> bool:
        """Whether a period of this course is counted in open days."""
        return counts_open_days(COMPLAINT.of(self.agreement), Course(*self.given))


def complaint(
    terms: Agreed,
    *,
    received: Day,
    answered: Day | None = None,
    senior: Day | None = None,
    senior_answered: Day | None = None,
    manager: Day | None = None,
    manager_answered: Day | None = None,
    deadlock: Day | None = None,
    on: Day | None = None,
    step: str | None = None,
    events: Mapping[str, Day] | Sequence[tuple[str, Day]] = (),
    **named_events: Day,
) -> Answer[ComplaintCourse]:
    """How a complaint goes on: until when who answers, what is overdue, and what can be done next, and where.

    `received` is the day on which the complaint was received, `senior` and `manager` the days on which one was
    asked for, each with the day of the answer, if there is one; `deadlock` the day of the provider's final letter;
    `on` the day on which the complaint is looked at: without it, nothing is said to be overdue. `step` asks for one
    step by its name: `due` of the value is its last day. Another event that a step counts from is a fact of the name
    that the terms give it, such as `accepted="2026-04-02"`; `events` has several, by their names. Raises `InputError`
    for days in the wrong order, `NotInTermsError` for an event or a letter that the terms do not name,
    `UnknownNameError` for a step that they do not have, `MissingFactsError` where the day that a step counts from is
    not given, `DayError` for a day outside the calendar.

    >>> from telcoterms import load
    >>> course = load("kos").complaint(received="2026-03-02", senior="2026-04-02", on="2026-04-08").value
    >>> course.steps[1].latest, course.overdue
    (datetime.date(2026, 4, 7), ('senior',))
    """
    agreement = terms.agreement
    facts = (
        as_day(received, "received"),
        as_day_or_none(answered, "answered"),
        as_day_or_none(senior, "senior"),
        as_day_or_none(senior_answered, "senior_answered"),
        as_day_or_none(manager, "manager"),
        as_day_or_none(manager_answered, "manager_answered"),
        as_day_or_none(deadlock, "deadlock"),
        as_day_or_none(on, "on"),
        None if step is None else as_name(step, "step"),
        as_events(events, named_events),
    )
    rule = COMPLAINT.of(agreement)
    course = fitting(rule, Course(*facts))
    value = course_of(rule, course, agreement.calendar_by(rule.holidays), agreement.name, agreement.law)
    return Answer(value, "complaint", facts, terms)


def as_events(events: object, named: Mapping[str, Day]) -> tuple[tuple[str, date], ...]:
    """Return the days of other events by their names, in their order: a mapping, or pairs of name and day."""
    pairs = list(events.items()) if isinstance(events, Mapping) else events
    if not isinstance(pairs, Sequence) or isinstance(pairs, str) or not all(_is_pair(pair) for pair in pairs):
        raise InputError("events is {found}: give each by its name, such as {{'accepted': '2026-04-02'}}", found=events)
    for name, _ in pairs:
        if name in NAMED_DAYS:
            raise InputError("{name} is a fact of its own: give it outside events", name=Unquoted(name))
    days = {name: as_day(day, name) for name, day in pairs} | {name: as_day(day, name) for name, day in named.items()}
    return tuple(sorted(days.items()))


def _is_pair(pair: object) -> bool:
    return isinstance(pair, Sequence) and not isinstance(pair, str) and len(pair) == 2 and isinstance(pair[0], str)
