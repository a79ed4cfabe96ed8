"""What comes next on an account: the next due date, posting and last day to dispute, and what ends have set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from telcoterms.statement.replay import Replay
from telcoterms.statement.value import Statement
from telcoterms.working import Clause, Phrase, Step, phrase, step


class Coming(NamedTuple):
    """Something that lies ahead: its day, what it is, and the clause that sets the day."""

    day: date
    what: Phrase
    clause: Clause | None


def coming(replay: Replay, statement: Statement, dispute: Clause | None, ends: Iterable[Coming]) -> list[Coming]:
    """What lies ahead if nothing else happens, of each kind the next day, and what the ends of services have set."""
    found = [
        *_next(_due(replay, statement)),
        *_next(_postings(replay, statement)),
        *_next(_disputable(statement, dispute)),
        *(one for one in ends if one.day > statement.as_of),
    ]
    return sorted(found, key=lambda one: one.day)


def _next(found: Iterable[Coming]) -> list[Coming]:
    """Those of the earliest day."""
    all_ = list(found)
    day = min((one.day for one in all_), default=None)
    return [one for one in all_ if one.day == day]


def _due(replay: Replay, statement: Statement) -> Iterator[Coming]:
    for debt in statement.debts:
        if debt.due > statement.as_of and debt.principal.minor:
            told = "{sum} of {debt} is due"
            if debt.disputed.minor:
                told = "{sum} of {debt} is due, {disputed} of it in dispute"
            what = phrase(told, sum=debt.principal, debt=debt.title, disputed=debt.disputed)
            yield Coming(debt.due, what, replay.due.clause)


def _postings(replay: Replay, statement: Statement) -> Iterator[Coming]:
    for debt in statement.debts:
        when = replay.debts[debt.number].next_posting
        if when is not None:
            what = phrase("the next late charge is posted on {debt}", debt=debt.title)
            yield Coming(date.fromordinal(when[0]), what, replay.late.clause)


def _disputable(statement: Statement, clause: Clause | None) -> Iterator[Coming]:
    for debt in statement.debts:
        if debt.dispute_until is not None and debt.dispute_until > statement.as_of and debt.amount.minor:
            what = phrase("last day to dispute {debt}", debt=debt.title)
            yield Coming(debt.dispute_until, what, clause)


def coming_steps(found: Iterable[Coming]) -> Iterator[Step]:
    """What comes next, line by line."""
    lines = [
        step("{day} {what}", *([one.clause] if one.clause else []), indent=1, day=one.day, what=one.what)
        for one in found
    ]
    if lines:
        yield step("what comes next, if nothing else happens", title=True)
    yield from lines
