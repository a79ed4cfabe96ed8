"""A bill and its lines in themselves: their facts, their sums, in words, as data, as a value; and what is no bill."""

import copy
import pickle
import re
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest

from telcoterms import (
    AmountError,
    Bill,
    BillItem,
    BillLine,
    InputError,
    Invoice,
    Money,
    TelcoTermsError,
    UnknownNameError,
)
from telcoterms.audit.bill import (
    LINE_FACTS,
    LineQuestion,
    carries_tax,
    has_day,
    is_of_invoice,
    line_fact,
)
from telcoterms.audit.items import ItemKind
from telcoterms.formats.text import phrase_text
from tests.terms_builders import REFUND_FACTS, cad

LATE: dict[str, Any] = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}
QUESTIONS: dict[LineQuestion, str] = {
    # what holds of the figure of each
    "late_charge": "of-invoice",
    "refund": "taxed",
    "part_charge": "taxed",
    "cancellation_charge": "taxed",
    "due_date": "day",
    "dispute_until": "day",
    "tax": "taxed",
}


def late(billed: int = 341, **facts: Any) -> BillLine:
    return BillLine("late_charge", {**LATE, **facts}, cad(billed))


def refund(billed: int = 3330, **sums: Any) -> BillLine:
    return BillLine("refund", REFUND_FACTS, cad(billed), **sums)


DUE = BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")
FEE = BillItem("fee", cad(4995))
TOTAL = BillItem("total", cad(5644))


@pytest.mark.parametrize("question", get_args(LineQuestion))
def test_each_question(question: LineQuestion) -> None:
    holds = [has_day(question), is_of_invoice(question), carries_tax(question)]
    assert holds == [word in QUESTIONS[question].split() for word in ("day", "of-invoice", "taxed")]
    assert question in LINE_FACTS


class TestLine:
    """A line has its question, all facts of the question, and what was billed."""

    def test_a_late_charge(self) -> None:
        line = late(before_tax=cad(10000), reminded="2026-02-01", index={"base": "0.05"})
        assert (line.question, line.billed, line.billed_money, line.tax, line.total) == (
            "late_charge",
            cad(341),
            cad(341),
            None,
            None,
        )
        assert line.facts == {
            "amount": cad(11300),
            "issued": date(2026, 1, 1),
            "paid": date(2026, 2, 15),
            "billing_months": 1,
            "before_tax": cad(10000),
            "original": None,
            "due": None,
            "sent": None,
            "received": None,
            "way": None,
            "reminded": (date(2026, 2, 1),),
            "plan": None,
            "region": None,
            "segment": None,
            "index": (("base", Fraction(1, 20)),),
        }
        given = ["amount", "issued", "paid", "before_tax", "reminded", "index"]
        assert list(line.given) == given
        assert line.given == {name: line.facts[name] for name in given}
        assert line.amounts == (cad(341), cad(11300), cad(10000))
        assert line.as_dict() == {
            "question": "late_charge",
            "amount": "113.00",
            "issued": "2026-01-01",
            "paid": "2026-02-15",
            "before_tax": "100.00",
            "reminded": ["2026-02-01"],
            "index": {"base": "0.05"},
            "billed": "3.41",
        }
        assert repr(late()) == (
            "BillLine('late_charge', {'amount': Money('113.00', 'CAD'), 'issued': datetime.date(2026, 1, 1), 'paid': "
            "datetime.date(2026, 2, 15)}, Money('3.41', 'CAD'))"
        )
        with pytest.raises(AssertionError):
            _ = line.billed_day

    def test_a_sum_with_its_tax_and_total(self) -> None:
        line = refund(tax=cad(433), total=cad(3763))
        assert (line.tax, line.total) == (cad(433), cad(3763))
        assert line.amounts == (cad(3330), cad(433), cad(3763), cad(4995))
        assert line.as_dict() == {
            "question": "refund",
            "fee": "49.95",
            "cycle_start": "2026-06-01",
            "cancelled": "2026-06-10",
            "billed": "33.30",
            "billed_tax": "4.33",
            "billed_total": "37.63",
        }
        facts = (
            "{'fee': Money('49.95', 'CAD'), 'cycle_start': datetime.date(2026, 6, 1), 'cancelled': "
            "datetime.date(2026, 6, 10)}"
        )
        assert repr(line) == (
            f"BillLine('refund', {facts}, Money('33.30', 'CAD'), tax=Money('4.33', 'CAD'), total=Money('37.63', 'CAD'))"
        )
        assert repr(refund(tax=cad(433))).endswith("Money('33.30', 'CAD'), tax=Money('4.33', 'CAD'))")
        assert refund(tax=cad(433)).total is None

    def test_a_day(self) -> None:
        assert (DUE.billed, DUE.billed_day, DUE.amounts) == (date(2026, 1, 16), date(2026, 1, 16), ())
        assert DUE.as_dict() == {"question": "due_date", "issued": "2026-01-01", "billed": "2026-01-16"}
        with pytest.raises(AssertionError):
            _ = DUE.billed_money

    def test_several_amounts(self) -> None:
        line = BillLine("tax", {"amount": [cad(3995), cad(1495)], "on": "2026-06-01"}, cad(714))
        assert line.amounts == (cad(714), cad(3995), cad(1495))
        assert line.as_dict()["amount"] == ["39.95", "14.95"]

    def test_a_fact_by_itself(self) -> None:
        assert line_fact("refund", "billing_day", 31) == 31


class TestRefusedLine:
    """What is no line: the message says what was found, and the cure."""

    def test_another_question(self) -> None:
        question: Any = "weather"
        with pytest.raises(UnknownNameError) as found:
            BillLine(question, {}, cad(1))
        assert str(found.value) == f"'weather' is no line of a bill: choose from {', '.join(get_args(LineQuestion))}"

    @pytest.mark.parametrize("name", ["tax", "total"])
    @pytest.mark.parametrize("question", ["late_charge", "due_date", "tax"])
    def test_a_sum_that_the_question_does_not_have(self, question: LineQuestion, name: str) -> None:
        facts: dict[LineQuestion, Any] = {
            "late_charge": LATE,
            "due_date": {"issued": "2026-01-01"},
            "tax": {"amount": cad(100), "on": "2026-01-01"},
        }
        sums: dict[str, Any] = {name: cad(1)}
        billed: Any = "2026-01-16" if question == "due_date" else cad(1)
        with pytest.raises(InputError) as found:
            BillLine(question, facts[question], billed, **sums)
        assert str(found.value) == (
            f"{question} has no {name}: leave it out, only refund, part_charge, cancellation_charge have one"
        )

    @pytest.mark.parametrize("name", ["tax", "total"])
    def test_a_sum_below_zero(self, name: str) -> None:
        sums: dict[str, Any] = {name: cad(-1)}
        with pytest.raises(AmountError, match=rf"^{name} is -0"):
            BillLine("refund", REFUND_FACTS, cad(3330), **sums)

    @pytest.mark.parametrize(("question", "billed"), [("due_date", cad(1)), ("late_charge", "2026-01-16")])
    def test_a_sum_for_a_day_and_a_day_for_a_sum(self, question: LineQuestion, billed: Any) -> None:
        facts = LATE if question == "late_charge" else {"issued": "2026-01-01"}
        with pytest.raises(TelcoTermsError, match=r"^billed is "):
            BillLine(question, facts, billed)


class TestBill:
    """A bill is a frozen sequence of lines, and has items which an account decides."""

    LINES = Bill([late(), DUE, late(5)])
    ITEMS = Bill(items=[FEE, TOTAL, BillItem("fee", cad(1))], issued="2026-02-01")
    BOTH = Bill(
        [late()],
        items=[TOTAL, FEE],
        number="7",
        issued="2026-02-01",
        billing_months=2,
        due="2026-02-20",
        sent="2026-02-02",
        received="2026-02-03",
        way="letter",
    )

    def test_a_sequence(self) -> None:
        assert (len(self.LINES), len(self.ITEMS), bool(self.ITEMS), bool(self.LINES)) == (3, 0, True, True)
        assert (self.LINES[1], self.LINES[-1], self.LINES[:2]) == (DUE, late(5), (late(), DUE))
        assert list(self.LINES) == [late(), DUE, late(5)]
        assert self.LINES.questions == ("late_charge", "due_date")
        assert self.ITEMS.questions == ()

    def test_its_items(self) -> None:
        assert self.LINES.items == ()
        assert self.ITEMS.items == (FEE, TOTAL, BillItem("fee", cad(1)))
        assert self.ITEMS.of_kinds("fee") == [(0, FEE), (2, BillItem("fee", cad(1)))]
        assert self.ITEMS.of_kinds("total", "tax") == [(1, TOTAL)]

    def test_its_invoice(self) -> None:
        nothing = cad(0)
        facts: Any = {"due": "2026-02-20", "sent": "2026-02-02", "received": "2026-02-03", "way": "letter"}
        assert (self.BOTH.invoice, self.BOTH.has_number) == (Invoice("7", "2026-02-01", nothing, 2, **facts), True)
        without = (Invoice("2026-02-01", "2026-02-01", nothing), False)
        assert (self.ITEMS.invoice, self.ITEMS.has_number) == without
        assert self.LINES.has_number is False
        with pytest.raises(AssertionError):
            _ = self.LINES.invoice

    def test_its_currency(self) -> None:
        assert [self.LINES.currency, self.ITEMS.currency, Bill([DUE]).currency] == ["CAD", "CAD", None]
        days = Bill([DUE], items=[BillItem("due_date", "2026-02-16")], issued="2026-02-01")
        assert (days.currency, days.invoice.amount.currency) == (None, "EUR")
        yen = Bill([DUE], items=[BillItem("fee", Money(5000, "JPY"))], issued="2026-02-01")
        assert (yen.currency, yen.invoice.amount) == ("JPY", Money(0, "JPY"))

    def test_with_other_lines(self) -> None:
        changed = self.BOTH.with_lines([DUE])
        assert (list(changed), changed.items, changed.invoice) == ([DUE], (TOTAL, FEE), self.BOTH.invoice)
        assert changed.has_number
        assert self.ITEMS.with_lines([]) == self.ITEMS
        assert self.LINES.with_lines(iter([DUE])) == Bill([DUE])

    @pytest.mark.parametrize(
        ("bill", "words"),
        [
            (Bill([DUE]), "a bill of 1 line"),
            (LINES, "a bill of 3 lines"),
            (ITEMS, "the bill of 2026-02-01"),
            (BOTH, "the bill 7 of 2026-02-01"),
            (Bill(items=[FEE], issued="2026-02-01"), "the bill of 2026-02-01"),
        ],
    )
    def test_in_words(self, bill: Bill, words: str) -> None:
        assert phrase_text(bill.in_words()) == words

    def test_as_its_file(self) -> None:
        assert self.LINES.as_dict() == {
            "currency": "CAD",
            "line": [late().as_dict(), DUE.as_dict(), late(5).as_dict()],
        }
        assert self.ITEMS.as_dict() == {
            "currency": "CAD",
            "issued": "2026-02-01",
            "item": [item.as_dict() for item in self.ITEMS.items],
        }
        assert self.BOTH.as_dict() == {
            "currency": "CAD",
            "number": "7",
            "issued": "2026-02-01",
            "billing_months": 2,
            "due": "2026-02-20",
            "sent": "2026-02-02",
            "received": "2026-02-03",
            "way": "letter",
            "line": [late().as_dict()],
            "item": [TOTAL.as_dict(), FEE.as_dict()],
        }

    def test_as_code(self) -> None:
        assert repr(Bill([DUE])) == f"Bill([{DUE!r}])"
        assert repr(self.ITEMS) == (
            f"Bill(items={list(self.ITEMS.items)!r}, issued=datetime.date(2026, 2, 1), billing_months=1)"
        )
        assert repr(self.BOTH) == (
            f"Bill([{late()!r}], items=[{TOTAL!r}, {FEE!r}], number='7', issued=datetime.date(2026, 2, 1), "
            "billing_months=2, due=datetime.date(2026, 2, 20), sent=datetime.date(2026, 2, 2), "
            "received=datetime.date(2026, 2, 3), way='letter')"
        )

    def test_as_a_table(self) -> None:
        html = re.sub("<style>.*</style>", "", self.BOTH._repr_html_())
        cells = [re.sub("<[^>]*>", "", cell) for cell in re.split("</caption>|</tr>", html)]
        assert [cell for cell in cells if cell] == [
            "the bill 7 of 2026-02-01",
            "late charge: amount 113.00, issued 2026-01-01, paid 2026-02-15, billed 3.41",
            "total: billed 56.44",
            "fee: billed 49.95",
        ]

    @pytest.mark.parametrize("bill", [LINES, ITEMS, BOTH])
    def test_a_value(self, bill: Bill) -> None:
        for copied in (pickle.loads(pickle.dumps(bill)), copy.deepcopy(bill)):
            assert copied == bill
            assert hash(copied) == hash(bill)
            assert (copied.items, list(copied), copied.as_dict()) == (bill.items, list(bill), bill.as_dict())
        assert bill != Bill([DUE])
        assert bill != list(bill)
        with pytest.raises(AttributeError) as found:
            setattr(bill, "lines", ())  # noqa: B010
        assert str(found.value) == "a bill is frozen: lines cannot be set"
        with pytest.raises(AttributeError) as found:
            delattr(bill, "lines")
        assert str(found.value) == "a bill is frozen: lines cannot be deleted"

    def test_what_tells_bills_apart(self) -> None:
        assert Bill(items=[FEE], issued="2026-02-01") != Bill(items=[FEE], issued="2026-02-02")
        assert Bill(items=[FEE], issued="2026-02-01") != Bill(items=[FEE], issued="2026-02-01", number="2026-02-01")
        assert Bill(items=[FEE], issued="2026-02-01") != Bill(items=[TOTAL], issued="2026-02-01")
        assert Bill([DUE], items=[FEE], issued="2026-02-01") != Bill(items=[FEE], issued="2026-02-01")


class TestRefusedBill:
    """What is no bill: the message says what was found, and the cure."""

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({}, "the bill has no lines: give Bill([BillLine(question, facts, billed), ...])"),
            ({"lines": ["line"]}, "'line' is no line: a bill holds BillLine(question, facts, billed)"),
            (
                {"lines": [FEE], "items": [FEE], "issued": "2026-02-01"},
                f"{FEE!r} is no line: a bill holds BillLine(question, facts, billed)",
            ),
            ({"items": ["item"]}, "'item' is no item: give BillItem(kind, billed)"),
            ({"items": [FEE]}, "the bill has items and no day: give issued, its date"),
            (
                {"lines": [DUE], "way": "letter"},
                "the bill has way but no item that rests on it: give its items, or leave it out",
            ),
            (
                {"lines": [DUE], "number": "1", "issued": "2026-02-01"},
                "the bill has number but no item that rests on it: give its items, or leave it out",
            ),
            (
                {"lines": [late()], "items": [BillItem("fee", Money(1, "USD"))], "issued": "2026-02-01"},
                "the bill has amounts in CAD, USD: a bill has one currency, so make a bill for each",
            ),
        ],
    )
    def test_what_it_is_made_of(self, given: dict[str, Any], message: str) -> None:
        with pytest.raises(InputError) as found:
            Bill(**given)
        assert str(found.value) == message

    @pytest.mark.parametrize(
        ("kind", "facts", "said"),
        [
            ("total", {}, "total of this bill stands twice on the bill: give it once"),
            (
                "late_charge",
                {"invoice": "1"},
                "late charge '1' stands twice on the bill: give each its invoice, or both as one sum",
            ),
            ("refund", {}, "refund stands twice on the bill: give each its number, or both as one sum"),
            ("tax", {"name": "HST"}, "tax 'HST' stands twice on the bill: give each its name, or both as one sum"),
        ],
    )
    def test_an_item_that_stands_twice(self, kind: ItemKind, facts: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError) as found:
            Bill(items=[BillItem(kind, cad(1), **facts), FEE, BillItem(kind, cad(2), **facts)], issued="2026-02-01")
        assert str(found.value) == said

    def test_what_may_stand_twice(self) -> None:
        charge = BillItem("administrative_charge", cad(1), reason="collection")
        apart = (BillItem("late_charge", cad(1), invoice="1"), BillItem("late_charge", cad(1), invoice="2"))
        items = (FEE, FEE, charge, charge, *apart)
        assert Bill(items=items, issued="2026-02-01").items == items
