"""Show the whole path of a complaint: the ladder as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from telcoterms.clauses.complaint.kinds import RECEIVED, ComplaintRule, LadderStep
from telcoterms.clauses.complaint.results import (
    ComplaintCourse,
    ComplaintStep,
    OutsideBody,
    OutsideStatus,
    StepStatus,
)
from telcoterms.formats.text import Grid, GridGroup
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import Phrase, Term, data_text, phrase
from telcoterms.values.steps import CitedText, Clause, is_numbered, section_text

NOTHING = phrase("")


def ladder_grid(rule: ComplaintRule, course: ComplaintCourse) -> Grid:
    """Return each step of the ladder, those that were not begun too, then the body outside.

    A step says who does what, from which day it counts, its last day, how it stands, and what comes next if it passes.
    """
    begun = {step.name: step for step in course.steps}
    steps = [step for step in rule.step if course.step in (None, step.name)]
    rows = [_row(rule, step, begun.get(step.name)) for step in steps]
    if course.outside is not None and rule.outside is not None:
        rows += _outside_rows(course.outside, rule.outside.clause)
    sums = (phrase("counts from"), phrase("last day"), phrase("how it stands"), phrase("if it passes"))
    return Grid((phrase("who must act"), *sums), (GridGroup(NOTHING, tuple(rows)),))


def _row(rule: ComplaintRule, step: LadderStep, known: ComplaintStep | None) -> tuple[Phrase, ...]:
    name = _cited(step.does or step.name, step.clause)
    then = _next_after(rule, step)
    if known is None:
        last = NOTHING if step.within is None else phrase("{period}", period=step.within.said())
        return name, phrase("{event}", event=Unquoted(step.after)), last, phrase("not begun"), then
    last = phrase("none set") if known.latest is None else phrase("{day}", day=known.latest)
    return name, phrase("{day}", day=known.begun), last, phrase("{status}", status=status_term(known)), then


def _cited(words: str, clause: Clause) -> Phrase:
    """Return who acts with the section, where that has a number; the heading names the document."""
    if not is_numbered(clause.section):
        return phrase("{words}", words=data_text(words))
    return phrase("{words} ({section})", words=data_text(words), section=CitedText(section_text(clause.section)))


def _next_after(rule: ComplaintRule, step: LadderStep) -> Phrase:
    """Return what a customer can do when the last day of a step is over: the next step, or the body outside."""
    later = [other for other in rule.step[rule.step.index(step) + 1 :] if other.after != RECEIVED]
    if later:
        return phrase("ask: {step}", step=Unquoted(later[0].name))
    return NOTHING if rule.outside is None else phrase("go to {body}", body=data_text(rule.outside.body))


def _outside_rows(outside: OutsideBody, clause: Clause) -> Iterator[tuple[Phrase, ...]]:
    """Yield the body outside: from when it is open by the terms and by law, and until when it is asked."""
    last = NOTHING if outside.apply_by is None else phrase("{day}", day=outside.apply_by)
    status = NOTHING if outside.status is None else phrase("{status}", status=outside_term(outside.status))
    opens = phrase("once tried") if outside.opens is None else phrase("{day}", day=outside.opens)
    name = _cited(outside.body, clause)
    yield name, opens, last, status, NOTHING
    law = outside.superseding
    if law is not None:
        name = phrase("{body} by law ({title})", body=data_text(outside.body), title=data_text(law.title))
        status = NOTHING if law.status is None else phrase("{status}", status=outside_term(law.status))
        yield name, phrase("{day}", day=law.opens), last, status, NOTHING


def status_term(step: ComplaintStep) -> Term:
    """Return how a step that was begun stands."""
    status: StepStatus | None = step.status
    match status:
        case "open":
            return Term("open")
        case "overdue":
            return Term("later than aimed") if step.aim else Term("OVERDUE")
        case "answered":
            return Term("answered")
        case "answered-late":
            return Term("answered late")
        case "no-day-set":
            return Term("no day set")
        case None:
            return Term("begun")
    assert_never(status)


def outside_term(status: OutsideStatus) -> Term:
    """Return how the way to the body outside stands."""
    match status:
        case "open":
            return Term("open")
        case "not-yet":
            return Term("not yet")
        case "too-late":
            return Term("too late")
        case "no-day-set":
            return Term("no day set")
    assert_never(status)
