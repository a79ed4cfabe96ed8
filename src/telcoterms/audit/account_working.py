"""Show the audit of a bill against its account: one table of all lines, then what disagrees and what explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, assert_never

from telcoterms.answers.question import question_name
from telcoterms.audit.account_audit import AccountAudit, ItemAudit, SumAudit, verdict_term
from telcoterms.audit.audit import Audit, DateAudit
from telcoterms.audit.items import item_term
from telcoterms.audit.working import NO_CAUSE_NOTE, compared_step, explained_steps, from_allowed_steps, tried_step
from telcoterms.formats.csv import Sheet
from telcoterms.formats.text import Grid, GridGroup
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Step, indented, step

HEAD: Final = (
    phrase("line"),
    phrase("billed"),
    phrase("the terms"),
    phrase("difference"),
    phrase("how it stands"),
)
COLUMNS: Final = ("line", "which", "billed", "by_terms", "difference", "explanation", "by")
TRIED: Final = phrase("each line that disagrees was tried under every combination")
NONE: Final = phrase("-")


def audit_grid(audit: AccountAudit) -> Grid:
    """Return all lines of a bill as a table."""
    rows = [
        (
            one.item.in_words(),
            _cell(one.item.billed),
            NONE if one.by_terms is None else _cell(one.by_terms),
            _difference(one.difference),
            phrase("{verdict}", verdict=verdict_term(one.explanation)),
        )
        for one in audit.items
    ]
    rows += [
        (
            phrase("{line}", line=question_name(one.line.question)),
            _cell(one.audit.billed),
            _cell(one.audit.by_terms),
            _difference(one.audit.difference),
            phrase("{verdict}", verdict=verdict_term(one.explanation)),
        )
        for one in audit.lines
    ]
    return Grid(HEAD, (GridGroup(phrase(""), tuple(rows)),))


def _cell(value: Money | date) -> Phrase:
    return phrase("{value}", value=value)


def _difference(value: Money | int | None) -> Phrase:
    """Return a difference as a cell: a sum, or days."""
    match value:
        case None:
            return NONE
        case Money():
            return phrase("{value}", value=value)
        case 1 | -1:
            return phrase("{count} day", count=value)
        case int():
            return phrase("{count} days", count=value) if value else phrase("{count}", count=value)
    assert_never(value)


def audit_sheet(audit: AccountAudit) -> Sheet:
    """Return the table as rows of a sheet."""
    rows: list[tuple[object, ...]] = [
        (
            one.item.kind,
            one.item.key[1] or one.item.given.get("reason") or one.item.given.get("service"),
            one.item.billed,
            one.by_terms,
            one.difference,
            one.explanation,
            _matches_in_short(one.audit),
        )
        for one in audit.items
    ]
    rows += [
        (
            one.line.question,
            None,
            one.audit.billed,
            one.audit.by_terms,
            one.audit.difference,
            one.explanation,
            _matches_in_short(one.audit),
        )
        for one in audit.lines
    ]
    return Sheet(COLUMNS, tuple(rows))


def _matches_in_short(audit: Audit | DateAudit | None) -> str | None:
    """Return what gives a billed sum in a cell of a sheet; None of a day, and where nothing was tried."""
    return "; ".join(match.short for match in audit.matches) if isinstance(audit, Audit) else None


def account_audit_steps(audit: AccountAudit, lines: Iterable[Step]) -> Iterator[Step]:
    """Return what disagrees, each with what it is by the terms and what explains it; `lines` are those of questions."""
    if audit.agrees:
        yield step("each line is what these terms give, and the sums add up", title=True)
    for one in audit.items:
        if one.explanation == "unchecked":
            continue
        if not one.agrees:
            yield from _item_steps(one)
    yield from lines
    for failing in audit.sums:
        if not failing.adds_up:
            yield replace(sum_step(failing), title=True)
    if audit.missing:
        yield step("in the account, and not on the bill", title=True)
    for kind, sum_ in audit.missing:
        yield step("{item}: {sum}", indent=1, item=item_term(kind), sum=sum_)
    unchecked = [one for one in audit.items if one.explanation == "unchecked"]
    if unchecked:
        yield step("not checked, and not counted as right", title=True)
    for one in unchecked:
        yield step("{item}, {billed}: {why}", indent=1, item=one.item.in_words(), billed=one.item.billed, why=one.why)
    since = audit.since
    template = "from the bill of {since} to that of {issued}; total due by these terms {sum}"
    if since is None:
        yield step("the first bill of the account", part="notes")
    else:
        yield step(template, part="notes", since=since, issued=audit.issued, sum=audit.total_due)
    yield Step(TRIED, part="range")
    if any(one.audit is not None for one in audit.items):
        yield NO_CAUSE_NOTE


def _item_steps(one: ItemAudit) -> Iterator[Step]:
    """Return an item that disagrees: what it is by the terms and from what, then what explains what was billed."""
    name, basis = one.item.in_words(), one.basis
    match one.audit:
        case Audit() as audit:
            yield replace(compared_step(audit, (), name), title=True)
            yield from indented(replace(line, title=False) for line in basis)
            if one.why.template:
                yield step("{why}", indent=1, why=one.why)
            steps = [*explained_steps(audit, ()), *from_allowed_steps(audit)]
            yield from indented(replace(line, title=False) for line in steps)
            if audit.distinct > 1:
                yield tried_step(audit)
        case DateAudit() as day:
            yield replace(compared_step(day, (), name), title=True)
        case None:  # a total that follows from its items
            assert one.by_terms is not None
            yield step(
                "{item}: {billed} was billed, {by_terms} by these terms: {why}",
                title=True,
                item=name,
                billed=one.item.billed,
                by_terms=one.by_terms,
                why=one.why,
            )
        case _ as unreachable:
            assert_never(unreachable)


def sum_step(failing: SumAudit) -> Step:
    """Return a sum that its own lines do not give."""
    stated, comes_to = failing.stated, failing.comes_to
    match failing.name:
        case "invoice":
            return step(
                "the invoice of the account is {stated}, the fees and taxes of the bill come to {comes_to}: "
                "{stated} - {comes_to} = {difference}",
                stated=stated,
                comes_to=comes_to,
                difference=failing.difference,
            )
        case "total" | "total_due":
            return step(
                "{item} does not add up: {stated} was billed, its own lines come to {comes_to}: "
                "{stated} - {comes_to} = {difference}",
                item=item_term(failing.name),
                stated=stated,
                comes_to=comes_to,
                difference=failing.difference,
            )
    assert_never(failing.name)
