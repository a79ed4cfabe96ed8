"""What an audit of a bill against its account holds: how each line stands, what adds up, what is missing, as data."""

from datetime import date
from typing import Any

import pytest

from telcoterms import BillItem, BillLine
from telcoterms.audit.account_audit import (
    ITEM_EXPLANATIONS,
    AccountAudit,
    ItemAudit,
    ItemExplanation,
    SumAudit,
    is_item_outside_words,
    verdict_term,
)
from telcoterms.audit.audit import Audit, DateAudit, LineAudit
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import phrase
from tests.terms_builders import cad

WORDS: dict[ItemExplanation, tuple[bool, str, str]] = {
    "by-the-terms": (False, "agrees", "by the terms"),
    "allowed": (False, "another reading allows", "allowed by another reading"),
    "rounded-otherwise": (False, "rounded otherwise", "allowed but rounded otherwise"),
    "practised": (True, "against the words", "practised against the words"),
    "known-mistake": (True, "a known mistake", "a known mistake"),
    "from-items": (False, "follows from others", "following from other lines"),
    "unexplained": (True, "not explained", "unexplained"),
    "unchecked": (False, "not checked", "not checked"),
}
"""Of each explanation, whether it is outside the words, and what the table and the headline say."""


def late(billed: int, by_terms: int | None, explanation: ItemExplanation, audit: Audit | None = None) -> ItemAudit:
    item = BillItem("late_charge", cad(billed), invoice="1")
    return ItemAudit(item, None if by_terms is None else cad(by_terms), explanation, audit=audit)


def due(day: int, by_terms: int, explanation: ItemExplanation) -> ItemAudit:
    days = date(2026, 3, day), date(2026, 3, by_terms)
    return ItemAudit(BillItem("due_date", days[0]), days[1], explanation, audit=DateAudit(*days))


def of_bill(
    *items: ItemAudit,
    lines: tuple[LineAudit, ...] = (),
    sums: tuple[SumAudit, ...] = (),
    missing: tuple[Any, ...] = (),
    since: date | None = date(2026, 2, 1),
) -> AccountAudit:
    return AccountAudit("3", date(2026, 3, 1), since, items, lines, sums, missing, cad(30604))


def line(by_terms: int) -> LineAudit:
    """A due date of 16 March that stands on the bill, with facts of its own."""
    audit = DateAudit(date(2026, 3, 16), date(2026, 3, by_terms))
    return LineAudit(BillLine("due_date", {"issued": "2026-03-01"}, "2026-03-16"), audit, (), audit.explanation, None)


RIGHT = SumAudit("total", cad(10404), cad(10404))
WRONG = SumAudit("total_due", cad(30704), cad(30604))


@pytest.mark.parametrize("explanation", ITEM_EXPLANATIONS)
def test_each_explanation(explanation: ItemExplanation) -> None:
    outside_words, verdict, counted = WORDS[explanation]
    item = late(404, 404, explanation)
    assert is_item_outside_words(explanation) is item.outside_words is outside_words
    assert verdict_term(explanation) == verdict
    assert item.agrees is (explanation == "by-the-terms")
    assert phrase_text(of_bill(item, late(1, 1, explanation)).headline()) == f"lines: 2 {counted}"


class TestItem:
    """An item of a bill: what was billed, and what the account gives."""

    def test_a_sum(self) -> None:
        item = late(260, 404, "unexplained")
        assert (item.difference, item.difference_minor) == (cad(-144), -144)
        assert item.as_dict() == {
            "kind": "late_charge",
            "invoice": "1",
            "billed": "2.60",
            "by_terms": "4.04",
            "difference": "-1.44",
            "explanation": "unexplained",
        }

    def test_a_day(self) -> None:
        item = due(20, 16, "unexplained")
        assert (item.difference, item.difference_minor) == (4, 0)
        assert item.as_dict() == {
            "kind": "due_date",
            "billed": "2026-03-20",
            "by_terms": "2026-03-16",
            "difference": 4,
            "explanation": "unexplained",
            "figure": DateAudit(date(2026, 3, 20), date(2026, 3, 16)).as_dict(),
        }

    def test_one_that_is_not_checked(self) -> None:
        item = late(260, None, "unchecked")
        assert (item.difference, item.difference_minor) == (None, 0)
        assert item.as_dict() == {
            "kind": "late_charge",
            "invoice": "1",
            "billed": "2.60",
            "by_terms": None,
            "difference": None,
            "explanation": "unchecked",
        }
        assert phrase_text(item.why) == ""

    def test_a_day_that_is_not_checked(self) -> None:
        assert ItemAudit(BillItem("due_date", "2026-03-20"), None, "unchecked").difference is None


class TestSum:
    """A sum of a bill that its own lines give too."""

    def test_one_that_adds_up(self) -> None:
        assert (RIGHT.adds_up, RIGHT.difference) == (True, cad(0))
        assert RIGHT.as_dict() == {"name": "total", "stated": "104.04", "comes_to": "104.04", "adds_up": True}

    def test_one_that_does_not(self) -> None:
        assert (WRONG.adds_up, WRONG.difference) == (False, cad(100))
        assert WRONG.as_dict() == {"name": "total_due", "stated": "307.04", "comes_to": "306.04", "adds_up": False}


class TestBill:
    """The bill agrees if each line does, each sum adds up and nothing is missing."""

    ALL_RIGHT = of_bill(late(404, 404, "by-the-terms"), due(16, 16, "by-the-terms"), lines=(line(16),), sums=(RIGHT,))

    def test_a_right_bill(self) -> None:
        assert (self.ALL_RIGHT.agrees, self.ALL_RIGHT.outside_words) == (True, False)
        assert self.ALL_RIGHT.explanations == ("by-the-terms",) * 3
        assert phrase_text(self.ALL_RIGHT.told()) == (
            "the bill of 2026-03-01 is what the terms give, and 306.04 is due"
        )
        assert (self.ALL_RIGHT.figure, phrase_text(self.ALL_RIGHT.figure_is)) == (
            cad(30604),
            "the total due by these terms",
        )

    @pytest.mark.parametrize(
        ("bill", "outside_words"),
        [
            (of_bill(late(404, 404, "by-the-terms"), late(260, 404, "unexplained")), True),
            (of_bill(late(404, 404, "by-the-terms"), late(260, 404, "allowed")), False),
            (of_bill(late(404, 404, "by-the-terms"), late(260, None, "unchecked")), False),
            (of_bill(late(404, 404, "by-the-terms"), lines=(line(16), line(17))), True),
            (of_bill(late(404, 404, "by-the-terms"), sums=(RIGHT, WRONG)), True),
            (of_bill(late(404, 404, "by-the-terms"), missing=(("payments", cad(100)),)), True),
        ],
    )
    def test_what_does_not_agree(self, bill: AccountAudit, outside_words: bool) -> None:
        assert (bill.agrees, bill.outside_words) == (False, outside_words)

    def test_in_words(self) -> None:
        total = ItemAudit(BillItem("total_due", cad(30460)), cad(30604), "from-items")
        found = of_bill(late(260, 404, "unexplained"), due(20, 16, "unexplained"), total, lines=(line(16),))
        counts = "1 by the terms, 1 following from other lines, 2 unexplained"
        assert found.explanations == ("unexplained", "unexplained", "from-items", "by-the-terms")
        assert phrase_text(found.headline()) == f"lines: {counts}; total due 304.60 CAD billed, 306.04 by the terms"
        assert phrase_text(found.told()) == (
            "the bill of 2026-03-01 is not what the terms give, by which 306.04 is due: by its lines, " + counts
        )

    def test_as_data(self) -> None:
        found = of_bill(late(260, None, "unchecked"), sums=(RIGHT,), missing=(("payments", cad(100)),), since=None)
        assert found.as_dict() == {
            "number": "3",
            "issued": "2026-03-01",
            "since": None,
            "agrees": False,
            "outside_words": True,
            "total_due": "306.04",
            "items": [found.items[0].as_dict()],
            "sums": [RIGHT.as_dict()],
            "missing": [{"kind": "payments", "by_terms": "1.00"}],
        }
        assert self.ALL_RIGHT.as_dict() == {
            "number": "3",
            "issued": "2026-03-01",
            "since": "2026-02-01",
            "agrees": True,
            "outside_words": False,
            "total_due": "306.04",
            "items": [one.as_dict() for one in self.ALL_RIGHT.items],
            "lines": [line(16).as_dict()],
            "sums": [RIGHT.as_dict()],
            "missing": [],
        }


def test_a_figure_that_was_tried_stands_in_the_data_of_its_item() -> None:
    terms = cad(404)
    audit = Audit(cad(260), terms, terms, terms, terms, (), (), (), 1, 1, terms, terms)
    item = ItemAudit(BillItem("late_charge", cad(260)), cad(404), "unexplained", why=phrase("so"), audit=audit)
    assert item.as_dict()["figure"] == audit.as_dict()
