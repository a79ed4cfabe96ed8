"""What a question needs of an agreement that counts open days or reads a clock: its calendar and its time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from telcoterms.agreement.agreement import Agreement
from telcoterms.clauses.complaint import (
    COMPLAINT,
    ComplaintCourse,
    ComplaintRule,
    Course,
    complaint_steps,
    counts_open_days,
    course_of,
    fitting,
)
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR, Customer, Subject, eligible_for_adr_steps
from telcoterms.clauses.hours import HOURS, hours_steps, next_opening_steps, support_open_steps
from telcoterms.clauses.law_notes import adr_note, small_business_note
from telcoterms.values.calendars import Calendar
from telcoterms.values.moments import zone_of
from telcoterms.values.money import Money
from telcoterms.values.steps import Step


def place_of(agreement: Agreement) -> tuple[Calendar, ZoneInfo]:
    """The holidays and the clock of the place whose hours are asked for."""
    return agreement.open_days, zone_of(agreement.time_zone)


def complaint_course(agreement: Agreement, *facts: date | None) -> ComplaintCourse:
    """The course of a complaint from the facts of the question, in their order."""
    rule, course = _course(agreement, *facts)
    return course_of(rule, fitting(rule, course), agreement.calendar, agreement.name)


def complaint_course_steps(agreement: Agreement, *facts: date | None) -> tuple[Step, ...]:
    """Its working."""
    rule, course = _course(agreement, *facts)
    weeks = rule.weeks
    beside = () if weeks is None else adr_note(agreement.law, course.received, weeks)
    return (*complaint_steps(rule, course, agreement.calendar, agreement.name), *beside)


def eligibility_steps(
    agreement: Agreement, customer: Customer, monthly_bill: Money | None, subject: Subject
) -> tuple[Step, ...]:
    """The working of whether a complaint may go outside, with the rule of the body itself beside the terms."""
    rule = ELIGIBLE_FOR_ADR.of(agreement)
    own = eligible_for_adr_steps(rule, customer, monthly_bill, subject)
    if customer != "small-business" or monthly_bill is None:
        return own
    return (*own, *small_business_note(agreement.law, date.max, monthly_bill, rule.small_business_under))


def complaint_counts(agreement: Agreement, *facts: date | None) -> bool:
    """Whether the course of a complaint rests on the calendar."""
    return counts_open_days(*_course(agreement, *facts))


def _course(agreement: Agreement, *facts: date | None) -> tuple[ComplaintRule, Course]:
    received, *others = facts
    assert received is not None
    return COMPLAINT.of(agreement), Course(received, *others)


def hours_of_day_steps(agreement: Agreement, day: date) -> tuple[Step, ...]:
    """The working of the hours of a day."""
    return hours_steps(HOURS.of(agreement), day, agreement.open_days)


def open_at_steps(agreement: Agreement, at: datetime) -> tuple[Step, ...]:
    """The working of whether support is open."""
    return support_open_steps(HOURS.of(agreement), at, *place_of(agreement))


def opening_after_steps(agreement: Agreement, at: datetime) -> tuple[Step, ...]:
    """The working of the next opening."""
    return next_opening_steps(HOURS.of(agreement), at, *place_of(agreement))


def always(agreement: Agreement, *facts: object) -> bool:
    """Every answer rests on the calendar."""
    return True
