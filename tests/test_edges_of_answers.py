"""Edges of answers: a range with nothing but roundings, a long line of changes, and what a question leaves out."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

import pytest

from telcoterms import Answer, Step, load
from telcoterms.answers.question import Question, fact
from telcoterms.answers.reading_range import ReadingChanges
from telcoterms.formats.text import value_text
from telcoterms.values.messages import Phrase, phrase
from tests.terms_builders import KOS, cad

UNTYPED: Final[Any] = KOS  # of any type, for type checkers refuse these calls


@pytest.fixture(scope="module")
def rounded_alone() -> Answer[Any]:
    """A charge that only its rounding changes: 10.01 x 8 / 24 = 3.336..., which is 3.34, or 3.33 rounded down."""
    return load("kos", service="dsl").cancellation_charge(
        incentive="10.01",
        term_start="2025-01-01",
        term_months=24,
        cancelled="2026-05-10",
        last_invoice="2026-05-01",
    )


class TestOnlyARounding:
    """Where only the rounding changes the figure, the range has no list of changes and none of what the words allow."""

    def test_the_table_has_the_range_and_the_roundings_alone(self, rounded_alone: Answer[Any]) -> None:
        assert rounded_alone.across_readings().table() == [
            "the words allow 3.34 CAD alone; this answer: 3.34",
            "",
            "with another rounding: from 3.33 to 3.34",
            "  3.33  a part of a cent is dropped (rounding down)",
        ]

    def test_the_page_has_the_same_lines(self, rounded_alone: Answer[Any]) -> None:
        assert [value_text(line.phrase) for line in rounded_alone.across_readings().page()] == [
            "the words allow 3.34 CAD alone; this answer: 3.34",
            "with another rounding: from 3.33 to 3.34",
            "3.33: a part of a cent is dropped (rounding down)",
        ]

    def test_the_data_has_no_range_of_what_is_practised(self, rounded_alone: Answer[Any]) -> None:
        figures = rounded_alone.across_readings().figures()
        assert figures["practised"] is None
        assert figures["rounded_otherwise"] == {"lowest": "3.33", "highest": "3.34"}

    def test_the_headline_is_the_answers(self, rounded_alone: Answer[Any]) -> None:
        headline = rounded_alone.across_readings().headline()
        assert value_text(headline) == "cancellation charge: 3.34 CAD, tax 0.43, total 3.77"


class TestALongChange:
    """Several readings that do not fit beside their figure in 80 columns go on below one another."""

    def test_the_figure_stands_on_the_first_line_alone(self) -> None:
        changed = ReadingChanges()
        others = "late_charge.runs_from invoice-date; cancellation_charge.months_remaining by-days"
        changed.rows.append((cad(377), f"{others}; cancellation_charge.rounding", "half-even"))
        assert changed.lines(None) == [
            "  3.77  late_charge.runs_from invoice-date; cancellation_charge.months_remaining",
            "            by-days; cancellation_charge.rounding half-even",
        ]


class Parking(Question):
    """A question without a name, so that it is not entered among the known ones."""

    asks: ClassVar[Phrase] = Phrase("parking of a number")
    dated_by: ClassVar[str | None] = None

    months: int = fact("how many months", default=1)

    def working(self) -> Iterable[Step]:
        return ()

    def told(self, value: object) -> Phrase:
        return phrase("a parked number has no figure")


class TestWhatAQuestionLeavesOut:
    """The facts of a question, and what one without an account or a ledger says of them."""

    def test_a_fact_without_words_of_its_own_is_retold_by_its_name(self) -> None:
        assert value_text(Parking(KOS.agreement, (3,)).asked) == "parking of a number, months 3"
        assert value_text(Parking(KOS.agreement, (1,)).asked) == "parking of a number"

    def test_a_fact_given_twice_is_no_missing_one_so_pythons_error_stays(self) -> None:
        with pytest.raises(TypeError, match="multiple values for argument 'fee'"):
            UNTYPED.refund("49.95", fee="49.95", cycle_start="2026-06-01", cancelled="2026-06-10")

    def test_a_question_without_an_account_names_none_and_asks_for_no_days(self) -> None:
        about = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").about
        assert (about.account_named, about.days_asked) == (phrase(""), {})
