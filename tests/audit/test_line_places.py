"""Where the lines of a bill stand that has items too: with an item, in the total, or beside both."""

from typing import Any

import pytest

from telcoterms import Bill, BillItem, BillLine
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.items import ItemKind
from telcoterms.audit.line_places import billed_sum, kind_of_line, lines_in_total, places_of_lines
from tests.terms_builders import REFUND_FACTS, cad

DUE = BillLine("due_date", {"issued": "2026-02-01"}, "2026-02-16")
UNTIL = BillLine("dispute_until", {"issued": "2026-02-01"}, "2026-05-02")


def item(kind: ItemKind, billed: int, **facts: object) -> BillItem:
    return BillItem(kind, cad(billed), **facts)


def part(billed: int) -> BillLine:
    return BillLine("part_charge", {"fee": cad(3000), "cycle_start": "2026-01-01", "since": "2026-01-23"}, cad(billed))


def late(billed: int) -> BillLine:
    return BillLine("late_charge", {"amount": cad(5644), "issued": "2026-01-01", "paid": "2026-02-01"}, cad(billed))


def refund(billed: int, **sums: Any) -> BillLine:
    return BillLine("refund", REFUND_FACTS, cad(billed), **sums)


def bill(*lines: BillLine, items: list[BillItem]) -> Bill:
    return Bill(lines, items=items, issued="2026-02-01")


class TestWithAnItem:
    """Lines that the items of their kind bill as well, with the same sum, are these items."""

    def test_two_parts_are_two_fees_of_the_same_sum(self) -> None:
        same = bill(part(1000), part(2000), items=[item("fee", 500), item("fee", 2500)])
        assert places_of_lines(same) == ("with-item", "with-item")

    @pytest.mark.parametrize("billed", [1999, 2001])
    def test_a_cent_apart_they_stand_beside(self, billed: int) -> None:
        apart = bill(part(1000), part(billed), items=[item("fee", 500), item("fee", 2500)])
        assert places_of_lines(apart) == ("beside", "beside")

    def test_a_refund_with_its_tax_is_the_item_of_the_total(self) -> None:
        line = refund(3330, tax=cad(433), total=cad(3763))
        assert places_of_lines(bill(line, items=[item("refund", 3763)])) == ("with-item",)
        assert places_of_lines(bill(line, items=[item("refund", 3330)])) == ("beside",)

    def test_a_late_charge_is_no_fee(self) -> None:
        assert places_of_lines(bill(late(307), items=[item("fee", 307)])) == ("beside",)

    def test_a_day_stands_beside_even_an_item_of_that_day(self) -> None:
        days = [BillItem("due_date", "2026-02-16"), BillItem("dispute_until", "2026-05-02"), item("late_charge", 307)]
        assert places_of_lines(bill(DUE, late(307), UNTIL, items=days)) == ("beside", "with-item", "beside")


class TestInTotal:
    """Of a bill with a total, the other lines are a part of it, unless the items alone come to it."""

    def test_what_is_new_makes_the_total(self) -> None:
        # 50.00 and a credit of 10.00 are 40.00; what was owed before is no part of the total
        items = [item("previous_balance", 9900), item("fee", 5000), item("credit", 1000)]
        assert places_of_lines(bill(late(307), items=[*items, item("total", 4000)])) == ("beside",)
        assert places_of_lines(bill(late(307), items=[*items, item("total", 4307)])) == ("in-total",)
        assert places_of_lines(bill(late(307), items=[*items, item("total", 13900)])) == ("in-total",)

    def test_all_makes_the_total_due(self) -> None:
        items = [item("previous_balance", 9900), item("payments", 900), item("fee", 5000)]
        assert places_of_lines(bill(late(307), items=[*items, item("total_due", 14000)])) == ("beside",)
        assert places_of_lines(bill(late(307), items=[*items, item("total_due", 14307)])) == ("in-total",)
        assert places_of_lines(bill(late(307), items=[*items, item("total_due", 5000)])) == ("in-total",)

    def test_the_total_of_what_is_new_decides_before_the_total_due(self) -> None:
        items = [item("total_due", 1), item("fee", 5000)]
        assert places_of_lines(bill(late(307), items=[*items, item("total", 5000)])) == ("beside",)
        assert places_of_lines(bill(late(307), items=[item("total_due", 5000), *items[1:], item("total", 1)])) == (
            "in-total",
        )

    def test_without_a_total_no_line_is_a_part_of_one(self) -> None:
        found = bill(late(307), DUE, items=[item("fee", 5000)])
        assert places_of_lines(found) == ("beside", "beside")
        assert lines_in_total(found) == {}

    def test_what_they_come_to_by_their_kind(self) -> None:
        # an item is above zero: a refund of 33.30 as well
        lines = (late(307), DUE, part(800), refund(3330), part(200), late(3))
        found = bill(*lines, items=[item("tax", 649), item("total", 1)])
        assert places_of_lines(found) == ("in-total", "beside", "in-total", "in-total", "in-total", "in-total")
        assert lines_in_total(found) == {"late_charge": 310, "fee": 1000, "refund": 3330}

    def test_a_line_with_its_item_is_counted_as_the_item(self) -> None:
        found = bill(late(307), part(800), items=[item("late_charge", 307), item("total", 1107)])
        assert places_of_lines(found) == ("with-item", "in-total")
        assert lines_in_total(found) == {"fee": 800}


class TestBilledSum:
    """What a line adds to its bill as it was billed: its total, else its sum with the tax; a refund is less."""

    def test_by_hand(self) -> None:
        assert billed_sum(late(307)) == 307
        assert billed_sum(refund(3330)) == -3330
        assert billed_sum(refund(3330, tax=cad(433))) == -3763
        assert billed_sum(refund(3330, tax=cad(433), total=cad(3700))) == -3700


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("late_charge", "late_charge"),
        ("refund", "refund"),
        ("cancellation_charge", "cancellation_charge"),
        ("tax", "tax"),
        ("part_charge", "fee"),
        ("due_date", None),
        ("dispute_until", None),
    ],
)
def test_which_item_a_line_would_be(question: LineQuestion, kind: ItemKind | None) -> None:
    assert kind_of_line(question) == kind
