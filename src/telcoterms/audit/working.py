"""Write the working of an audit: what was billed, what the terms give, and what explains the difference or does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from telcoterms.answers.question import question_name
from telcoterms.audit.audit import (
    Audit,
    BillAudit,
    DateAudit,
    LineAudit,
    Mistake,
    ReadingMatch,
    SumName,
    TotalAudit,
    apart,
    explanation_term,
)
from telcoterms.formats.ways import ACROSS_READINGS, LINES
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase, Term, data_text, phrase, translated_choice
from telcoterms.values.money import Money
from telcoterms.values.periods import in_days
from telcoterms.values.steps import Clause, Step, indented, step

NO_CAUSE = "a match shows arithmetic, not a cause: another way can lead to the same sum"
NO_CAUSE_NOTE: Final = step(NO_CAUSE, part="notes")

Clauses = tuple[Clause, ...]


def audit_steps(audit: Audit, clauses: Clauses, what: Term) -> Iterator[Step]:
    """A billed figure: what gives it, how far it lies from what the words allow, what else was tried."""
    yield compared_step(audit, clauses, what)
    yield from explained_steps(audit, clauses)
    yield from from_allowed_steps(audit)
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
    if audit.left_out:
        yield step("known mistakes that were left out", title=True)
    for left in audit.left_out:
        yield step("{name}: {why}", indent=1, name=left.name, why=left.reason)


def compared_step(audit: Audit | TotalAudit | DateAudit, clauses: Clauses, what: Term | Phrase) -> Step:
    """What was billed, and what these terms give where that is something else."""
    if audit.agrees:
        return step("{what}: {billed} was billed: what these terms give", *clauses, what=what, billed=audit.billed)
    template = "{what}: {billed} was billed, {by_terms} by these terms: {billed} - {by_terms} = {difference}"
    difference: Money | Phrase
    match audit:
        case Audit() | TotalAudit():
            difference = audit.difference
            if not audit.by_terms.minor:
                template = "{what}: {billed} was billed, and nothing is charged by these terms"
        case DateAudit():
            days = audit.difference
            difference = phrase("{count} day", count=days) if days == -1 else in_days(days)
        case _ as unreachable:
            assert_never(unreachable)
    return step(template, *clauses, what=what, billed=audit.billed, by_terms=audit.by_terms, difference=difference)


def explained_steps(audit: Audit | TotalAudit, clauses: Clauses) -> Iterator[Step]:
    """What gives the billed sum, one line for each match."""
    if not audit.matches:
        yield step("nothing that was tried gives {billed}", billed=audit.billed)
        return
    yield step("what explains {billed}", title=True, billed=audit.billed)
    for one in audit.matches:
        match one:
            case Mistake():
                yield step("known mistake {name}: {says}", indent=1, name=one.name, says=data_text(one.says))
            case ReadingMatch():
                yield Step(_by_reading(one), clauses, indent=1)
            case _ as unreachable:
                assert_never(unreachable)


def _by_reading(match: ReadingMatch) -> Phrase:
    """How readings that give the billed sum stand under the terms, and which they are."""
    match match.explanation:
        case "by-the-terms":
            return phrase("these terms as they are read: {readings}", readings=match.condition)
        case "allowed":
            return phrase("allowed by another reading of the words: {readings}", readings=match.condition)
        case "rounded-otherwise":
            return phrase("allowed by the words, rounded otherwise: {readings}", readings=match.condition)
        case "practised":
            return phrase("practised against the words: {readings}", readings=match.condition)
    assert_never(match.explanation)


def from_allowed_steps(audit: Audit | TotalAudit) -> Iterator[Step]:
    """How far the billed sum lies from the nearest that the words allow, where they do not allow it."""
    if audit.from_allowed.minor:
        yield step(
            "nearest that the words allow: {allowed}, and {billed} is {apart}",
            allowed=audit.nearest_allowed,
            billed=audit.billed,
            apart=apart(audit.from_allowed),
        )


def closing_steps(audit: Audit) -> Iterator[Step]:
    """How far the words go, how much was tried, and what a match is worth."""
    if audit.lowest_allowed == audit.highest_allowed:
        yield step("not at all: all that the words allow give the same", part="range")
    else:
        yield step(
            "{figures}: {ways}",
            part="range",
            figures=phrase("from {lowest} to {highest}", lowest=audit.lowest_allowed, highest=audit.highest_allowed),
            ways=ACROSS_READINGS,
        )
    yield step(
        "{distinct} distinct figures were tried, from {lowest} to {highest}: {combinations} combinations of readings, "
        "{mistakes} mistakes",
        part="notes",
        distinct=audit.distinct,
        lowest=audit.lowest,
        highest=audit.highest,
        combinations=audit.combinations,
        mistakes=len(audit.mistakes),
    )
    yield NO_CAUSE_NOTE


def line_steps(number: int, line: LineAudit, working: Iterable[Step], clauses: Clauses) -> Iterator[Step]:
    """A line of a bill: the working by the terms, then what was billed; what else was tried, where it differs."""
    what = question_name(line.line.question)
    yield step("line {number}, {what}", title=True, number=number, what=what)
    yield from indented(one for one in working if one.part == "working")
    if isinstance(line.audit, DateAudit):
        yield from indented([compared_step(line.audit, clauses, what)])
        return
    if line.audit.agrees and not line.audit.from_allowed.minor:
        lines: Iterable[Step] = [compared_step(line.audit, clauses, what)]
    else:
        lines = audit_steps(line.audit, clauses, what)
    yield from indented(replace(one, title=False) for one in lines)
    for sum_ in line.sums:
        yield from indented(replace(one, title=False) for one in _sum_lines(sum_, clauses))
    if line.sums and line.explanation == "unexplained":
        yield step("nothing that was tried gives all that was billed on the line", indent=1)
    if not line.audit.agrees and line.audit.distinct > 1:
        yield tried_step(line.audit)


def _sum_lines(audit: TotalAudit, clauses: Clauses) -> Iterator[Step]:
    """A tax or a total: what gives it, and how far it lies from what the words allow."""
    yield compared_step(audit, clauses, translated_choice(audit.name, SumName))
    if not audit.agrees:
        yield from explained_steps(audit, clauses)
        yield from from_allowed_steps(audit)


def tried_step(audit: Audit) -> Step:
    """How many figures were tried, and how far they go."""
    return step(
        "{distinct} distinct figures were tried, from {lowest} to {highest}",
        indent=1,
        distinct=audit.distinct,
        lowest=audit.lowest,
        highest=audit.highest,
    )


def sum_steps(audit: BillAudit) -> Iterator[Step]:
    """The sums of a bill, and what a match is worth."""
    yield step("totals, a refund counted as less", title=True)
    for number, line in enumerate(audit.lines, 1):
        yield step(
            "line {number}: {explanation}",
            indent=1,
            number=number,
            explanation=explanation_term(line.explanation),
        )
    yield step(
        "billed {billed}, by these terms {by_terms}, difference {difference}",
        indent=1,
        billed=audit.billed,
        by_terms=audit.by_terms,
        difference=audit.difference,
    )
    if audit.from_allowed != audit.difference:
        yield step(
            "nearest that the words allow {allowed}, difference {difference}",
            indent=1,
            allowed=audit.nearest_allowed,
            difference=audit.from_allowed,
        )
    yield step("each line was tried under all readings: {ways}", part="range", ways=LINES)
    yield NO_CAUSE_NOTE
