"""How an audit is told: the figures beside each other, what gives the billed one, and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telcoterms.audit.audit import Audit, BillAudit, DateAudit, LineAudit, Mistake, SumName, TotalAudit, apart
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Term, data_text, translated_choice
from telcoterms.values.steps import Clause, Step, indented, step

NO_CAUSE = "a match shows arithmetic, not a cause: another way can lead to the same sum"


def audit_steps(audit: Audit, clause: Clause, what: Term) -> Iterator[Step]:
    """A billed figure: whether it agrees, what gives it, what else was tried."""
    yield _beside(audit, clause, what)
    yield from _matches(audit, clause)
    others = [one for one in audit.mistakes if one.figure != audit.billed]
    if others:
        yield step("known mistakes that give another sum", title=True)
    for one in others:
        yield step(
            "{figure} by {name}: {billed} is {apart}",
            indent=1,
            figure=one.figure,
            name=one.name,
            billed=audit.billed,
            apart=apart(audit.billed - one.figure),
        )
    if audit.not_tried:
        yield step("known mistakes that were not tried", title=True)
    for left in audit.not_tried:
        yield step("{name}: {why}", indent=1, name=left.name, why=left.reason)


def _beside(audit: Audit | TotalAudit, clause: Clause, what: Term) -> Step:
    if audit.agrees:
        return step("{what}: {billed} was billed: agrees", clause, what=what, billed=audit.billed)
    return step(
        "{what}: {billed} was billed, {right} is right: {billed} - {right} = {difference}",
        clause,
        what=what,
        billed=audit.billed,
        right=audit.right,
        difference=audit.difference,
    )


def _matches(audit: Audit, clause: Clause) -> Iterator[Step]:
    if not audit.matches:
        yield step("nothing that was tried gives {billed}", billed=audit.billed)
        return
    yield step("what explains {billed}", title=True, billed=audit.billed)
    for one in audit.matches:
        if isinstance(one, Mistake):
            yield step("mistake {name}: {says}", indent=1, name=one.name, says=data_text(one.says))
        else:
            template = "reading: {name}" if one.changes else "reading, as used: {name}"
            yield step(template, clause, indent=1, name=one.condition)


def closing_steps(audit: Audit) -> Iterator[Step]:
    """How much was tried, and what a match is worth."""
    yield step(
        "{distinct} distinct figures were tried, from {lowest} to {highest}: {combinations} combinations of readings, "
        "{mistakes} mistakes",
        part="range",
        distinct=audit.distinct,
        lowest=audit.lowest,
        highest=audit.highest,
        combinations=audit.combinations,
        mistakes=len(audit.mistakes),
    )
    yield step(NO_CAUSE, part="notes")


def line_steps(number: int, line: LineAudit, working: Iterable[Step], clause: Clause) -> Iterator[Step]:
    """A line of a bill: the working of what is right, then what was billed; what else was tried, where it differs."""
    what = data_text(line.line.question.replace("_", " "))
    yield step("line {number}, {what}", title=True, number=number, what=what)
    yield from indented(one for one in working if one.part == "working")
    if isinstance(line.audit, DateAudit):
        yield from indented([_day_step(line.audit, clause, what)])
        return
    lines = [_beside(line.audit, clause, what)] if line.audit.agrees else audit_steps(line.audit, clause, what)
    yield from indented(replace(one, title=False) for one in lines)
    yield from indented(_beside(one, clause, translated_choice(one.name, SumName)) for one in line.sums)
    if not line.audit.agrees:
        yield _tried_step(line.audit)


def _tried_step(audit: Audit) -> Step:
    return step(
        "{distinct} distinct figures were tried, from {lowest} to {highest}",
        indent=1,
        distinct=audit.distinct,
        lowest=audit.lowest,
        highest=audit.highest,
    )


def _day_step(audit: DateAudit, clause: Clause, what: Term) -> Step:
    if audit.agrees:
        return step("{what}: {billed} was billed: agrees", clause, what=what, billed=audit.billed)
    return step(
        "{what}: {billed} was billed, {right} is right: {billed} - {right} = {difference} days",
        clause,
        what=what,
        billed=audit.billed,
        right=audit.right,
        difference=audit.difference,
    )


def sum_steps(audit: BillAudit) -> Iterator[Step]:
    """The sums of a bill, and what a match is worth."""
    yield step("totals, a refund counted as less", title=True)
    for number, line in enumerate(audit.lines, 1):
        template = "line {number}: agrees" if line.agrees else "line {number}: differs"
        yield step(template, indent=1, number=number)
    yield step(
        "billed {billed}, right {right}, difference {difference}",
        indent=1,
        billed=audit.billed,
        right=audit.right,
        difference=audit.difference,
    )
    yield step("each line was tried under all readings: ask .value.lines", part="range")
    yield step(NO_CAUSE, part="notes")
