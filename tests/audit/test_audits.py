"""What an audit of a figure, of a day, of a tax and of a bill holds: how it stands, in words and as data."""

from datetime import date

import pytest

from telcoterms import BillLine
from telcoterms.audit.audit import (
    EXPLANATIONS,
    Audit,
    BillAudit,
    CountedSums,
    DateAudit,
    Explanation,
    LineAudit,
    Mistake,
    ReadingFigures,
    ReadingMatch,
    SkippedMistake,
    TotalAudit,
    apart,
    explained,
    explained_in_words,
    explanation_term,
    is_outside_words,
)
from telcoterms.clauses.refund import NoRefund
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import phrase
from tests.terms_builders import CLAUSE, REFUND_FACTS, cad

WORDS: dict[Explanation, tuple[bool, str, str, str]] = {
    "by-the-terms": (False, "by the terms", "what these terms give", "the terms give it"),
    "allowed": (
        False,
        "allowed by another reading",
        "allowed by another reading: so",
        "another reading of the words allows it",
    ),
    "rounded-otherwise": (
        False,
        "allowed but rounded otherwise",
        "allowed but rounded otherwise: so",
        "the words allow it, rounded otherwise",
    ),
    "practised": (
        True,
        "practised against the words",
        "practised against the words: so",
        "a practice against the words gives it",
    ),
    "known-mistake": (True, "a known mistake", "known mistake: so", "a known mistake gives it"),
    "unexplained": (True, "unexplained", "explained by nothing that was tried", "nothing that was tried gives it"),
}


@pytest.mark.parametrize("explanation", EXPLANATIONS)
def test_each_explanation(explanation: Explanation) -> None:
    assert WORDS[explanation] == (
        is_outside_words(explanation),
        explanation_term(explanation),
        phrase_text(explained(explanation, "so")),
        explained_in_words(explanation),
    )


@pytest.mark.parametrize(
    ("difference", "said"), [(0, "0.00 more"), (1, "0.01 more"), (-1, "0.01 less"), (-250, "2.50 less")]
)
def test_how_far_apart(difference: int, said: str) -> None:
    assert phrase_text(apart(cad(difference))) == said


ALLOWED = ReadingMatch(
    "allowed",
    (("runs_from", ("invoice-date", "due-date")), ("rounding", ("half-up", "down"))),
    (("runs_from", ("due-date",)), ("rounding", ("half-up",))),
    (("runs_from", "due-date"),),
    "rounding",
)


class TestMatch:
    """Readings that give a billed figure."""

    def test_it(self) -> None:
        assert ALLOWED.values == {"runs_from": ("due-date",), "rounding": ("half-up",)}
        assert (ALLOWED.name, ALLOWED.short) == ("runs_from due-date", "runs_from due-date")
        assert ALLOWED.as_dict() == {
            "explanation": "allowed",
            "readings": {"runs_from": ["due-date"], "rounding": ["half-up"]},
        }

    @pytest.mark.parametrize(
        ("runs_from", "rounding", "holds"),
        [("due-date", "half-up", True), ("due-date", "down", False), ("invoice-date", "half-up", False)],
    )
    def test_what_it_holds(self, runs_from: str, rounding: str, holds: bool) -> None:
        assert ALLOWED.holds({"runs_from": runs_from, "rounding": rounding}) is holds

    def test_a_mistake(self) -> None:
        mistake = Mistake("tax-added", cad(5))
        assert (mistake.explanation, mistake.short, mistake.says) == (
            "known-mistake",
            "tax-added",
            "the sum with its tax",
        )
        assert mistake.as_dict() == {"explanation": "known-mistake", "mistake": "tax-added"}


def audit(billed: int, *readings: ReadingMatch) -> Audit:
    """An audit in cents; by the terms 3.41, the words allow from 1.04 to 3.41, a mistake gives 3.49."""
    return Audit(
        billed=cad(billed),
        by_terms=cad(341),
        nearest_allowed=cad(min(max(billed, 104), 341)),
        lowest_allowed=cad(104),
        highest_allowed=cad(341),
        readings=readings,
        mistakes=(Mistake("before-tax", cad(302)), Mistake("one-day-too-many", cad(349))),
        left_out=(SkippedMistake("original-amount", phrase("original was not given")),),
        combinations=48,
        distinct=12,
        lowest=cad(100),
        highest=cad(10170),
    )


class TestFigure:
    """A billed figure compared with the terms."""

    def test_a_mistake(self) -> None:
        found = audit(349)
        assert (found.figure, found.difference, found.from_allowed) == (cad(341), cad(8), cad(8))
        assert (found.agrees, found.explanation, found.outside_words) == (False, "known-mistake", True)
        assert found.matches == (Mistake("one-day-too-many", cad(349)),)
        assert phrase_text(found.headline()) == (
            "3.49 CAD billed, 3.41 by the terms: 0.08 more, known mistake: one-day-too-many"
        )
        assert found.as_dict() == {
            "billed": "3.49",
            "by_terms": "3.41",
            "difference": "0.08",
            "agrees": False,
            "explanation": "known-mistake",
            "nearest_allowed": "3.41",
            "from_allowed": "0.08",
            "lowest_allowed": "1.04",
            "highest_allowed": "3.41",
            "matches": [{"explanation": "known-mistake", "mistake": "one-day-too-many"}],
            "mistakes": [
                {"name": "before-tax", "figure": "3.02", "difference": "0.47"},
                {"name": "one-day-too-many", "figure": "3.49", "difference": "0.00"},
            ],
            "left_out": [{"name": "original-amount", "why": "original was not given"}],
            "combinations": 48,
            "distinct": 12,
            "lowest": "1.00",
            "highest": "101.70",
        }

    def test_nothing_explains_it(self) -> None:
        found = audit(50)
        assert (found.matches, found.explanation, found.from_allowed) == ((), "unexplained", cad(-54))
        assert phrase_text(found.headline()) == (
            "0.50 CAD billed, 3.41 by the terms: 2.91 less, explained by nothing that was tried"
        )

    def test_several_readings(self) -> None:
        said = "allowed by another reading: runs_from due-date"
        assert phrase_text(audit(113, ALLOWED).explained()) == said
        assert phrase_text(audit(113, ALLOWED, ALLOWED).explained()) == f"{said}, and 1 more"
        assert phrase_text(audit(113, ALLOWED, ALLOWED, ALLOWED).explained()) == f"{said}, and 2 more"

    def test_it_agrees(self) -> None:
        assert phrase_text(audit(341).headline()) == "3.41 CAD billed: what these terms give"


class TestDay:
    """A billed day compared with the terms: no other day is allowed."""

    def test_three_days_later(self) -> None:
        assert DateAudit(date(2026, 1, 19), date(2026, 1, 16)).as_dict() == {
            "billed": "2026-01-19",
            "by_terms": "2026-01-16",
            "difference": 3,
            "agrees": False,
            "explanation": "unexplained",
            "nearest_allowed": "2026-01-16",
            "from_allowed": 3,
        }

    def test_the_same_day(self) -> None:
        same = DateAudit(date(2026, 1, 16), date(2026, 1, 16))
        assert (same.agrees, same.difference, same.explanation) == (True, 0, "by-the-terms")


class TestTotal:
    """A tax or a total that was billed with a figure, by itself."""

    def test_nothing_gives_it(self) -> None:
        total = TotalAudit("total", cad(385), cad(341), cad(350))
        assert (total.matches, total.agrees) == ((), False)
        assert total.as_dict() == {
            "billed": "3.85",
            "by_terms": "3.41",
            "difference": "0.44",
            "agrees": False,
            "explanation": "unexplained",
            "nearest_allowed": "3.50",
            "from_allowed": "0.35",
            "matches": [],
        }

    def test_a_reading_gives_it(self) -> None:
        total = TotalAudit("tax", cad(44), cad(44), cad(44), (ALLOWED,))
        assert (total.explanation, total.agrees, total.from_allowed) == ("allowed", True, cad(0))
        assert total.as_dict()["matches"] == [ALLOWED.as_dict()]


def line(found: Audit, *sums: TotalAudit, explanation: Explanation = "by-the-terms") -> LineAudit:
    counted = CountedSums(found.billed, found.by_terms, found.nearest_allowed)
    return LineAudit(BillLine("refund", REFUND_FACTS, found.billed), found, sums, explanation, counted)


class TestBill:
    """The lines of a bill with their sums."""

    RIGHT = line(audit(341))
    WRONG = line(audit(349), explanation="known-mistake")

    def test_a_line(self) -> None:
        tax = TotalAudit("tax", cad(44), cad(44), cad(44))
        assert line(audit(341), tax).as_dict() == {
            "question": "refund",
            "agrees": True,
            "explanation": "by-the-terms",
            "figure": audit(341).as_dict(),
            "tax": tax.as_dict(),
        }
        apart_by_tax = line(audit(341), tax, TotalAudit("total", cad(386), cad(385), cad(385)))
        assert (apart_by_tax.agrees, apart_by_tax.outside_words) == (False, False)
        assert list(apart_by_tax.as_dict()) == ["question", "agrees", "explanation", "figure", "tax", "total"]
        assert (self.WRONG.agrees, self.WRONG.outside_words) == (False, True)
        assert [phrase_text(cell) for cell in self.WRONG.cells(7)] == ["7 refund", "3.49", "3.41", "a known mistake"]

    def test_a_bill_that_agrees(self) -> None:
        found = BillAudit((self.RIGHT, self.RIGHT), cad(682), cad(682), cad(682))
        assert (found.agrees, found.outside_words, found.difference, found.from_allowed) == (
            True,
            False,
            cad(0),
            cad(0),
        )
        assert phrase_text(found.headline()).startswith("lines: 2 by the terms")

    def test_a_bill_with_a_line_that_does_not(self) -> None:
        found = BillAudit((self.RIGHT, self.WRONG), cad(690), cad(682), cad(683))
        assert (found.agrees, found.outside_words, found.figure) == (False, True, cad(682))
        assert phrase_text(phrase("{counts}", counts=found.counts())) == "1 by the terms, 1 a known mistake"
        grid = found.grid()
        assert [phrase_text(cell) for cell in grid.head] == ["line", "billed", "by the terms", "what gives it"]
        assert [[phrase_text(cell) for cell in row] for row in grid.groups[0].rows] == [
            ["1 refund", "3.41", "3.41", "by the terms"],
            ["2 refund", "3.49", "3.41", "a known mistake"],
        ]
        assert found.as_dict() == {
            "agrees": False,
            "outside_words": True,
            "billed": "6.90",
            "by_terms": "6.82",
            "difference": "0.08",
            "nearest_allowed": "6.83",
            "from_allowed": "0.07",
            "lines": [self.RIGHT.as_dict(), self.WRONG.as_dict()],
        }


class TestFigures:
    """The sums of a rule under every combination of its readings."""

    def test_a_rule_without_readings_has_one(self) -> None:
        rule = NoRefund(clause=CLAUSE, says="")
        figures = ReadingFigures.of(rule, lambda tried: (int(tried == rule), 2, 3))
        assert (figures.sums, figures.by_terms, figures.allowed) == ({(): (1, 2, 3)}, (1, 2, 3), {(1, 2, 3)})
        assert figures.only(2).sums == {(): (3,)}
        assert figures.matches(lambda sums: sums[0] == 1)[0].explanation == "by-the-terms"

    def test_a_line_that_rests_on_no_rule_has_one(self) -> None:
        figures = ReadingFigures.of_line(None, lambda rule: (5 if rule is None else 6,))
        assert (figures.readings, figures.by_terms) == ((), (5,))
