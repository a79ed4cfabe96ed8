"""Say where the lines of a bill stand that has items too: in its total, with an item, or beside both.

A total that is printed is what the bill comes to, and no sum counts twice:

* a line that an item of its kind bills as well, with the same sum, is that item with its facts: the item counts;
* of a bill with a total, the other lines are a part of it, unless the items alone come to it;
* all other lines stand beside the items, and their sums are added.

An example: a fee of 49.95, a tax of 6.49 and a total of 59.51 as items, and a late charge of 3.07 as a line, come to
59.51, since 49.95 + 6.49 + 3.07 is the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

from telcoterms.audit.audit import counted_sum
from telcoterms.audit.bill import Bill, BillLine, LineQuestion, has_day
from telcoterms.audit.items import ItemKind, item_is_new, item_sign

LinePlace = Literal["beside", "in-total", "with-item"]
"""Where a line of a bill with items stands."""


def places_of_lines(bill: Bill) -> tuple[LinePlace, ...]:
    """Return where each line of a bill stands."""
    items = dict[ItemKind, int]()
    for item in bill.items:
        if item_sign(item.kind):
            items[item.kind] = items.get(item.kind, 0) + item.billed_money.minor
    lines = dict[ItemKind, int]()
    for line in bill:
        kind = kind_of_line(line.question)
        if kind is not None:
            lines[kind] = lines.get(kind, 0) + billed_sum(line) * item_sign(kind)
    is_in_total = _lacks_lines(bill, items)

    def place_of(line: BillLine) -> LinePlace:
        kind = kind_of_line(line.question)
        if kind is None:
            return "beside"
        if kind in items and items[kind] == lines[kind]:
            return "with-item"
        return "in-total" if is_in_total else "beside"

    places: list[LinePlace] = [place_of(line) for line in bill]
    return tuple(places)


def lines_in_total(bill: Bill) -> Mapping[ItemKind, int]:
    """Return what the lines come to that are a part of the bill's total, by the kind of item that each would be."""
    sums: dict[ItemKind, int] = {}
    for line, place in zip(bill, places_of_lines(bill), strict=True):
        kind = kind_of_line(line.question)
        if place == "in-total" and kind is not None:
            sums[kind] = sums.get(kind, 0) + billed_sum(line) * item_sign(kind)
    return sums


def billed_sum(line: BillLine) -> int:
    """Return what a line adds to its bill as it was billed, in minor units."""
    tax, total = (None if sum_ is None else sum_.minor for sum_ in (line.tax, line.total))
    return counted_sum(line, line.billed_money.minor, tax, total)


def kind_of_line(question: LineQuestion) -> ItemKind | None:
    """Return which item a line would be; None for a day, which is no part of a sum."""
    match question:
        case "late_charge" | "refund" | "cancellation_charge" | "tax":
            return question
        case "part_charge":
            return "fee"
        case "due_date" | "dispute_until":
            assert has_day(question)
            return None
    assert_never(question)


def _lacks_lines(bill: Bill, items: Mapping[ItemKind, int]) -> bool:
    """Return whether the items of a bill do not come to its total, so that the lines are a part of it."""
    new = sum(item_sign(kind) * sum_ for kind, sum_ in items.items() if item_is_new(kind))
    all_ = sum(item_sign(kind) * sum_ for kind, sum_ in items.items())
    for kind, comes_to in (("total", new), ("total_due", all_)):
        for item in bill.items:
            if item.kind == kind:
                return item.billed_money.minor != comes_to
    return False
