"""The working of an audit line by line: what was billed, what the terms give, what explains it, what else was tried."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from telcoterms import BillLine, Money
from telcoterms.audit.audit import (
    Audit,
    BillAudit,
    CountedSums,
    DateAudit,
    LineAudit,
    Mistake,
    ReadingMatch,
    SkippedMistake,
    TotalAudit,
)
from telcoterms.audit.working import (
    audit_steps,
    closing_steps,
    compared_step,
    explained_steps,
    from_allowed_steps,
    line_steps,
    sum_steps,
    tried_step,
)
from telcoterms.formats.text import clauses_text, phrase_text
from telcoterms.values.messages import Term, phrase
from telcoterms.values.steps import Clause, Step, step
from tests.terms_builders import REFUND_FACTS, cad

CLAUSES = (Clause("Terms", "9"),)
WHAT = Term("late charge")
NO_CAUSE = "* a match shows arithmetic, not a cause: another way can lead to the same sum"


def printed(lines: Iterable[Step]) -> list[str]:
    """Lines with two spaces for each indent, a mark for what is no line of the working, and their clauses."""
    marks = {(True, "working"): "# ", (False, "working"): "", (False, "notes"): "* ", (False, "range"): "~ "}
    return [
        f"{'  ' * line.indent}{marks[line.title, line.part]}{phrase_text(line.phrase)}"
        + (f" [{clauses_text(line.clauses)}]" if line.clauses else "")
        for line in lines
    ]


def match(explanation: Any, *taken: str, changes: tuple[tuple[str, str], ...] = ()) -> ReadingMatch:
    """A match by one reading, `runs_from`, of three values."""
    known = (("runs_from", ("invoice-date", "due-date", "next-invoice-date")),)
    return ReadingMatch(explanation, known, (("runs_from", taken),), changes)


ALLOWED = match("allowed", "due-date", changes=(("runs_from", "due-date"),))


def audit(
    billed: int,
    by_terms: int = 341,
    nearest: int | None = None,
    allowed: tuple[int, int] = (104, 341),
    readings: tuple[ReadingMatch, ...] = (),
    mistakes: tuple[Mistake, ...] = (),
    left_out: tuple[SkippedMistake, ...] = (),
    distinct: int = 12,
) -> Audit:
    """An audit in cents: of its twelve figures the lowest is 1.04, the highest 101.70."""
    return Audit(
        billed=cad(billed),
        by_terms=cad(by_terms),
        nearest_allowed=cad(billed if nearest is None else nearest),
        lowest_allowed=cad(allowed[0]),
        highest_allowed=cad(allowed[1]),
        readings=readings,
        mistakes=mistakes,
        left_out=left_out,
        combinations=48,
        distinct=distinct,
        lowest=cad(104),
        highest=cad(10170),
    )


MISTAKES = (
    Mistake("one-day-too-many", cad(349)),
    Mistake("before-tax", cad(302)),
    Mistake("each-day-rounded", cad(349)),
)
LEFT_OUT = (
    SkippedMistake("original-amount", phrase("original was not given")),
    SkippedMistake("thirty-day-months", phrase("a reading of these terms gives 3.41")),
)


class TestFigure:
    """What gives a billed figure, how far it lies from what the words allow, and what else was tried."""

    def test_a_known_mistake(self) -> None:
        found = audit(349, nearest=341, mistakes=MISTAKES, left_out=LEFT_OUT)
        assert printed(audit_steps(found, CLAUSES, WHAT)) == [
            "late charge: 3.49 was billed, 3.41 by these terms: 3.49 - 3.41 = 0.08 [Terms s.9]",
            "# what explains 3.49",
            "  known mistake one-day-too-many: one day too many",
            "  known mistake each-day-rounded: each day's charge rounded",
            "nearest that the words allow: 3.41, and 3.49 is 0.08 more",
            "# known mistakes that give another sum",
            "  3.02 by before-tax: 3.49 is 0.47 more",
            "# known mistakes that were left out",
            "  original-amount: original was not given",
            "  thirty-day-months: a reading of these terms gives 3.41",
        ]

    def test_what_these_terms_give(self) -> None:
        found = audit(341, readings=(match("by-the-terms", "invoice-date"), ALLOWED))
        assert printed(audit_steps(found, CLAUSES, WHAT)) == [
            "late charge: 3.41 was billed: what these terms give [Terms s.9]",
            "# what explains 3.41",
            "  these terms as they are read: runs_from invoice-date [Terms s.9]",
            "  allowed by another reading of the words: runs_from due-date [Terms s.9]",
        ]

    def test_what_nothing_explains(self) -> None:
        assert printed(audit_steps(audit(300, nearest=341, mistakes=MISTAKES[1:2]), (), WHAT)) == [
            "late charge: 3.00 was billed, 3.41 by these terms: 3.00 - 3.41 = -0.41",
            "nothing that was tried gives 3.00",
            "nearest that the words allow: 3.41, and 3.00 is 0.41 less",
            "# known mistakes that give another sum",
            "  3.02 by before-tax: 3.00 is 0.02 less",
        ]

    @pytest.mark.parametrize(
        ("explanation", "said"),
        [
            ("by-the-terms", "these terms as they are read"),
            ("allowed", "allowed by another reading of the words"),
            ("rounded-otherwise", "allowed by the words, rounded otherwise"),
            ("practised", "practised against the words"),
        ],
    )
    def test_how_a_reading_stands(self, explanation: Any, said: str) -> None:
        readings = (match(explanation, "due-date", "next-invoice-date"),)
        assert printed(explained_steps(audit(113, readings=readings), ())) == [
            "# what explains 1.13",
            f"  {said}: runs_from due-date or next-invoice-date",
        ]

    def test_where_the_terms_charge_nothing(self) -> None:
        (line,) = printed([compared_step(audit(226, by_terms=0), (), WHAT)])
        assert line == "late charge: 2.26 was billed, and nothing is charged by these terms"

    @pytest.mark.parametrize(
        ("billed", "difference"),
        [(16, "1 day"), (14, "-1 day"), (18, "3 days"), (12, "-3 days")],
    )
    def test_a_day(self, billed: int, difference: str) -> None:
        (line,) = printed(
            [compared_step(DateAudit(date(2026, 1, billed), date(2026, 1, 15)), CLAUSES, Term("due date"))]
        )
        day = f"2026-01-{billed}"
        assert line == (
            f"due date: {day} was billed, 2026-01-15 by these terms: {day} - 2026-01-15 = {difference} [Terms s.9]"
        )

    def test_what_the_words_allow_is_not_far(self) -> None:
        assert printed(from_allowed_steps(audit(113))) == []

    def test_how_much_was_tried(self) -> None:
        tried = "12 distinct figures were tried, from 1.04 to 101.70"
        assert printed([tried_step(audit(300))]) == [f"  {tried}"]
        assert printed(closing_steps(audit(300, mistakes=MISTAKES))) == [
            "~ from 1.04 to 3.41: .across_readings()",
            f"* {tried}: 48 combinations of readings, 3 mistakes",
            NO_CAUSE,
        ]
        assert printed(closing_steps(audit(300, allowed=(341, 341)))) == [
            "~ not at all: all that the words allow give the same",
            f"* {tried}: 48 combinations of readings, 0 mistakes",
            NO_CAUSE,
        ]


def line(
    audit_: Audit | DateAudit,
    *sums: TotalAudit,
    explanation: Any = "unexplained",
) -> LineAudit:
    """A line on a refund, or on a due date."""
    if isinstance(audit_, DateAudit):
        return LineAudit(BillLine("due_date", {"issued": "2026-01-01"}, audit_.billed), audit_, (), explanation, None)
    counted = CountedSums(cad(0), cad(0), cad(0))
    return LineAudit(BillLine("refund", REFUND_FACTS, audit_.billed), audit_, sums, explanation, counted)


WORKING = (
    step("due date", title=True),
    step("three days", *CLAUSES, indent=1),
    step("a note", part="notes"),
)


class TestLine:
    """A line of a bill: the working by the terms, then what was billed."""

    def test_a_day_that_agrees(self) -> None:
        day = date(2026, 1, 16)
        assert printed(line_steps(3, line(DateAudit(day, day)), WORKING, CLAUSES)) == [
            "# line 3, due date",
            "  # due date",
            "    three days [Terms s.9]",
            "  due date: 2026-01-16 was billed: what these terms give [Terms s.9]",
        ]

    def test_a_sum_that_agrees(self) -> None:
        readings = (match("by-the-terms", "invoice-date"),)
        found = line(audit(341, readings=readings, mistakes=MISTAKES), explanation="by-the-terms")
        assert printed(line_steps(1, found, (), CLAUSES)) == [
            "# line 1, refund",
            "  refund: 3.41 was billed: what these terms give [Terms s.9]",
        ]

    def test_a_sum_that_agrees_with_terms_that_are_read_against_their_words(self) -> None:
        # the terms are read so that they give 3.41; the words allow 3.00 at most
        readings = (match("practised", "invoice-date"),)
        found = line(audit(341, nearest=300, readings=readings), explanation="practised")
        assert printed(line_steps(1, found, (), CLAUSES)) == [
            "# line 1, refund",
            "  refund: 3.41 was billed: what these terms give [Terms s.9]",
            "  what explains 3.41",
            "    practised against the words: runs_from invoice-date [Terms s.9]",
            "  nearest that the words allow: 3.00, and 3.41 is 0.41 more",
        ]

    def test_a_sum_with_a_tax_and_a_total_that_nothing_gives(self) -> None:
        tax = TotalAudit("tax", cad(50), cad(44), cad(44))
        total = TotalAudit("total", cad(385), cad(385), cad(385), (ALLOWED,))
        assert printed(line_steps(2, line(audit(349, nearest=341), tax, total), (), CLAUSES)) == [
            "# line 2, refund",
            "  refund: 3.49 was billed, 3.41 by these terms: 3.49 - 3.41 = 0.08 [Terms s.9]",
            "  nothing that was tried gives 3.49",
            "  nearest that the words allow: 3.41, and 3.49 is 0.08 more",
            "  tax: 0.50 was billed, 0.44 by these terms: 0.50 - 0.44 = 0.06 [Terms s.9]",
            "  nothing that was tried gives 0.50",
            "  nearest that the words allow: 0.44, and 0.50 is 0.06 more",
            "  total: 3.85 was billed: what these terms give [Terms s.9]",
            "  nothing that was tried gives all that was billed on the line",
            "  12 distinct figures were tried, from 1.04 to 101.70",
        ]

    def test_a_sum_and_a_total_that_another_reading_gives(self) -> None:
        total = TotalAudit("total", cad(128), cad(385), cad(128), (ALLOWED,))
        found = line(audit(113, readings=(ALLOWED,), distinct=1), total, explanation="allowed")
        assert printed(line_steps(2, found, (), ())) == [
            "# line 2, refund",
            "  refund: 1.13 was billed, 3.41 by these terms: 1.13 - 3.41 = -2.28",
            "  what explains 1.13",
            "    allowed by another reading of the words: runs_from due-date",
            "  total: 1.28 was billed, 3.85 by these terms: 1.28 - 3.85 = -2.57",
            "  what explains 1.28",
            "    allowed by another reading of the words: runs_from due-date",
        ]

    def test_a_sum_without_a_tax_that_nothing_gives(self) -> None:
        assert printed(line_steps(2, line(audit(300, distinct=2)), (), ()))[-1] == (
            "  2 distinct figures were tried, from 1.04 to 101.70"
        )
        assert "  nothing that was tried gives all that was billed on the line" not in printed(
            line_steps(2, line(audit(300)), (), ())
        )


class TestSums:
    """The sums of a bill, and how each of its lines stands."""

    LINES = (line(audit(341), explanation="by-the-terms"), line(audit(300)))

    def test_a_bill_that_the_words_allow_in_part(self) -> None:
        found = BillAudit(self.LINES, cad(641), cad(682), cad(600))
        assert printed(sum_steps(found)) == [
            "# totals, a refund counted as less",
            "  line 1: by the terms",
            "  line 2: unexplained",
            "  billed 6.41, by these terms 6.82, difference -0.41",
            "  nearest that the words allow 6.00, difference 0.41",
            "~ each line was tried under all readings: .value.lines",
            NO_CAUSE,
        ]

    def test_where_the_words_allow_nothing_nearer(self) -> None:
        found = BillAudit(self.LINES, cad(641), cad(682), Money("6.82", "CAD"))
        assert printed(sum_steps(found))[3:5] == [
            "  billed 6.41, by these terms 6.82, difference -0.41",
            "~ each line was tried under all readings: .value.lines",
        ]
