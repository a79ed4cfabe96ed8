"""The facts of a line of a bill: each checked by its type, and as a bill's file has it."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import (
    AmountError,
    Bill,
    BillLine,
    DayError,
    MissingFactsError,
    Money,
    TelcoTermsError,
    UnknownNameError,
)
from telcoterms.answers.question import Question
from telcoterms.audit.bill import LineQuestion, line_fact
from telcoterms.audit.checked import as_line_money, as_signed_line_money, checked_fact, fact_in_file, facts_by_name
from telcoterms.audit.questions import AuditQuestion
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN
from telcoterms.clauses.hours import SupportOpenQuestion
from tests.terms_builders import cad

LATE: Mapping[str, Any] = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}


@pytest.mark.parametrize(
    ("question", "name", "given", "checked"),
    [
        ("late_charge", "amount", cad(100), cad(100)),
        ("late_charge", "before_tax", None, None),
        ("late_charge", "issued", "2026-01-02", date(2026, 1, 2)),
        ("late_charge", "due", None, None),
        ("late_charge", "due", "2026-01-02", date(2026, 1, 2)),
        ("late_charge", "billing_months", 3, 3),
        ("late_charge", "way", "letter", "letter"),
        ("late_charge", "reminded", "2026-02-01", (date(2026, 2, 1),)),
        ("late_charge", "reminded", ["2026-02-03", date(2026, 2, 1)], (date(2026, 2, 1), date(2026, 2, 3))),
        ("late_charge", "index", {"base": "0.05"}, (("base", Fraction(1, 20)),)),
        ("refund", "tax_rate", "0.13", Fraction(13, 100)),
        ("refund", "regime", "fixed-term", "fixed-term"),
        ("refund", "taxed_as", "voip", "voip"),
        ("tax", "amount", cad(100), cad(100)),
        ("tax", "amount", [cad(100), cad(30)], (cad(100), cad(30))),
        ("tax", "amount", (), ()),
        ("cancellation_charge", "monthly_fee", [cad(100), cad(30)], (cad(100), cad(30))),
        ("cancellation_charge", "last_invoice", LAST_INVOICE_NOT_GIVEN, LAST_INVOICE_NOT_GIVEN),
        ("cancellation_charge", "last_invoice", None, None),
        ("cancellation_charge", "last_invoice", "2025-10-25", date(2025, 10, 25)),
    ],
)
def test_a_fact_of_each_type(question: LineQuestion, name: str, given: object, checked: object) -> None:
    assert line_fact(question, name, given) == checked


@pytest.mark.parametrize(
    ("question", "name", "given", "kind", "message"),
    [
        ("late_charge", "billing_months", None, TelcoTermsError, "billing_months"),
        ("late_charge", "issued", None, DayError, "issued"),
        ("cancellation_charge", "last_invoice", "soon", DayError, "last_invoice"),
        ("refund", "billing_day", 32, TelcoTermsError, "billing_day"),
        ("refund", "regime", "forever", UnknownNameError, "regime is 'forever': choose from"),
        ("tax", "amount", "100", AmountError, "amount is '100': a line of a bill names its currency itself"),
        ("late_charge", "amount", "100", AmountError, "amount is '100': a line of a bill names its currency itself"),
        ("late_charge", "amount", cad(-1), AmountError, "amount"),
    ],
)
def test_a_fact_that_is_refused(
    question: LineQuestion, name: str, given: object, kind: type[TelcoTermsError], message: str
) -> None:
    with pytest.raises(kind) as found:
        line_fact(question, name, given)
    assert str(found.value).startswith(message)


@pytest.mark.parametrize(("question", "name"), [(SupportOpenQuestion, "at"), (AuditQuestion, "bill")])
def test_no_line_has_a_fact_of_another_type(question: type[Question], name: str) -> None:
    with pytest.raises(AssertionError, match=f"no line of a bill has a fact like {name}"):
        checked_fact(question, name, "2026-01-01T00:00-05:00")


def test_an_amount_of_a_line_may_be_below_zero_only_where_it_is_signed() -> None:
    assert as_signed_line_money(cad(-5), "billed") == cad(-5)
    assert as_line_money(cad(5), "billed") == cad(5)
    with pytest.raises(AmountError) as found:
        as_line_money(cad(-5), "billed")
    assert str(found.value).startswith("billed is ")


def test_facts_by_their_names() -> None:
    assert facts_by_name(iter([("a", 1), ("b", cad(2))])) == {"a": 1, "b": cad(2)}


@pytest.mark.parametrize(
    ("fact", "in_file"),
    [
        ((("base", Fraction(1, 20)), ("discount", Fraction(1, 10))), {"base": "0.05", "discount": "0.1"}),
        ((("base", Fraction(1, 20)),), {"base": "0.05"}),
        ((date(2026, 2, 1), date(2026, 2, 3)), ["2026-02-01", "2026-02-03"]),
        ((), []),
        (cad(100), "1.00"),
        (date(2026, 2, 1), "2026-02-01"),
        (Fraction(13, 100), "0.13"),
        (3, 3),
        ("letter", "letter"),
    ],
)
def test_a_fact_in_a_file(fact: object, in_file: object) -> None:
    assert fact_in_file(fact) == in_file


def test_a_line_without_an_amount_is_written_and_refused_when_it_is_asked_about() -> None:
    line = BillLine("tax", {"amount": [], "on": "2026-01-01"}, Money(0, "CAD"))
    assert line.as_dict() == {"question": "tax", "amount": [], "on": "2026-01-01", "billed": "0.00"}
    assert "amount []" in Bill([line])._repr_html_()


class TestAllFacts:
    """All facts of a line: those that are given, checked, and each of the others as it is when it is left out."""

    def test_in_the_order_of_the_question(self) -> None:
        line = BillLine("dispute_until", {"issued": "2026-01-01"}, "2026-04-01")
        assert line.named == (("issued", date(2026, 1, 1)),)
        line = BillLine("tax", {"on": "2026-01-01", "amount": cad(100), "tax_mode": "included"}, cad(13))
        assert line.named == (
            ("amount", cad(100)),
            ("on", date(2026, 1, 1)),
            ("province", None),
            ("tax_rate", None),
            ("tax_mode", "included"),
            ("tax_rounding", "on-total"),
            ("taxed_as", None),
            ("region", None),
        )

    def test_one_that_the_question_does_not_have(self) -> None:
        with pytest.raises(UnknownNameError) as found:
            BillLine("dispute_until", {"issued": "2026-01-01", "paid": "2026-02-01"}, "2026-04-01")
        assert str(found.value) == "dispute_until has no fact 'paid': choose from issued"

    @pytest.mark.parametrize("missing", ["amount", "issued", "paid"])
    def test_one_that_is_missing(self, missing: str) -> None:
        with pytest.raises(MissingFactsError) as found:
            BillLine("late_charge", {name: fact for name, fact in LATE.items() if name != missing}, cad(0))
        assert str(found.value) == f"late_charge lacks its fact {missing}: give it"
