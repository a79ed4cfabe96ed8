"""The items of a bill: of each kind its facts, its sign and its words; an item in itself, in words and as data."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import AmountError, BillItem, InputError, MissingFactsError, Money, UnknownNameError
from telcoterms.audit.items import (
    ITEM_FACTS,
    ITEM_KINDS,
    ItemKind,
    can_stand_twice,
    facts_of,
    item_can_be_negative,
    item_has_day,
    item_is_new,
    item_sign,
    item_term,
)
from telcoterms.formats.text import phrase_text
from tests.terms_builders import cad

KINDS: dict[ItemKind, tuple[str, str, int, str]] = {
    # kind: words, class of its facts, sign, and what else holds: new, twice, negative, day
    "previous_balance": ("previous balance", "NoFacts", 1, "negative"),
    "payments": ("payments received", "NoFacts", -1, ""),
    "adjustments": ("adjustments of earlier days", "NoFacts", 1, "negative"),
    "fee": ("fee", "FeeFacts", 1, "new twice"),
    "tax": ("tax", "TaxFacts", 1, "new"),
    "late_charge": ("late charge", "OnInvoiceFacts", 1, "new"),
    "administrative_charge": ("administrative charge", "AdministrativeChargeFacts", 1, "new twice"),
    "cancellation_charge": ("cancellation charge", "OfCancellationFacts", 1, "new"),
    "refund": ("refund", "OfCancellationFacts", -1, "new"),
    "credit": ("credit", "OnInvoiceFacts", -1, "new"),
    "write_off": ("write-off", "NoFacts", -1, "new"),
    "payout": ("payout", "NoFacts", 1, ""),
    "total": ("total of this bill", "NoFacts", 0, "negative"),
    "total_due": ("total due", "NoFacts", 0, "negative"),
    "due_date": ("due date", "NoFacts", 0, "day"),
    "dispute_until": ("last day to dispute", "NoFacts", 0, "day"),
}


@pytest.mark.parametrize("kind", ITEM_KINDS)
def test_each_kind(kind: ItemKind) -> None:
    words, facts, sign, more = KINDS[kind]
    assert (item_term(kind), facts_of(kind).__name__, item_sign(kind)) == (words, facts, sign)
    assert ITEM_FACTS[kind] is facts_of(kind)
    assert [item_is_new(kind), can_stand_twice(kind), item_can_be_negative(kind), item_has_day(kind)] == [
        word in more.split() for word in ("new", "twice", "negative", "day")
    ]


class TestItem:
    """An item has its kind, the billed figure, and which one it is."""

    def test_a_part_of_a_fee(self) -> None:
        given = {"fee": cad(4999), "cycle_start": "2026-06-01", "since": "2026-06-08", "billing_day": 1}
        item = BillItem("fee", cad(3833), **given)
        assert item.facts == {
            "service": None,
            "fee": cad(4999),
            "cycle_start": date(2026, 6, 1),
            "since": date(2026, 6, 8),
            "until": None,
            "billing_day": 1,
        }
        assert list(item.facts) == ["service", "fee", "cycle_start", "since", "until", "billing_day"]
        assert item.given == {
            "fee": cad(4999),
            "cycle_start": date(2026, 6, 1),
            "since": date(2026, 6, 8),
            "billing_day": 1,
        }
        assert (item.billed, item.billed_money, item.fee, item.service) == (cad(3833), cad(3833), cad(4999), None)
        assert item.amounts == (cad(3833), cad(4999))
        assert item.key == ("fee", None)
        assert phrase_text(item.in_words()) == "fee, part of 49.99"
        assert item.as_dict() == {
            "kind": "fee",
            "fee": "49.99",
            "cycle_start": "2026-06-01",
            "since": "2026-06-08",
            "billing_day": 1,
            "billed": "38.33",
        }
        assert repr(item) == (
            "BillItem('fee', Money('38.33', 'CAD'), fee=Money('49.99', 'CAD'), cycle_start=datetime.date(2026, 6, 1), "
            "since=datetime.date(2026, 6, 8), billing_day=1)"
        )

    def test_a_fee_of_a_service(self) -> None:
        item = BillItem("fee", cad(3833), service="dsl")
        assert (item.service, item.fee, item.key, item.amounts) == ("dsl", None, ("fee", None), (cad(3833),))
        assert phrase_text(item.in_words()) == "fee dsl"

    def test_a_day(self) -> None:
        item = BillItem("due_date", "2026-03-16")
        assert (item.billed, item.amounts, item.facts, item.fee, item.service) == (
            date(2026, 3, 16),
            (),
            {},
            None,
            None,
        )
        assert (item.key, phrase_text(item.in_words())) == (("due_date", None), "due date")
        assert item.as_dict() == {"kind": "due_date", "billed": "2026-03-16"}
        assert repr(item) == "BillItem('due_date', datetime.date(2026, 3, 16))"
        with pytest.raises(AssertionError):
            _ = item.billed_money

    @pytest.mark.parametrize(
        ("kind", "facts", "key", "words"),
        [
            ("late_charge", {"invoice": "1"}, "1", "late charge 1"),
            ("credit", {"invoice": "1"}, "1", "credit 1"),
            ("refund", {"number": "c"}, "c", "refund c"),
            ("refund", {}, None, "refund"),
            ("tax", {"name": "HST"}, "HST", "tax HST"),
            ("administrative_charge", {"reason": "collection"}, None, "administrative charge collection"),
            ("administrative_charge", {"reason": "collection", "number": "a"}, "a", "administrative charge collection"),
        ],
    )
    def test_which_one_it_is(self, kind: ItemKind, facts: dict[str, Any], key: str | None, words: str) -> None:
        item = BillItem(kind, cad(100), **facts)
        assert (item.key, phrase_text(item.in_words())) == ((kind, key), words)

    def test_the_facts_of_a_tax(self) -> None:
        item = BillItem("tax", cad(100), tax_rate="0.13", tax_rounding="by-component")
        assert item.given == {"tax_rate": Fraction(13, 100), "tax_rounding": "by-component"}
        assert item.as_dict() == {
            "kind": "tax",
            "tax_rate": "0.13",
            "tax_rounding": "by-component",
            "billed": "1.00",
        }


class TestRefused:
    """What is no item: the message says what was found, and the cure."""

    def test_another_kind(self) -> None:
        kind: Any = "discount"
        with pytest.raises(UnknownNameError) as found:
            BillItem(kind, cad(100))
        assert str(found.value) == f"'discount' is no item of a bill: choose from {', '.join(ITEM_KINDS)}"

    def test_a_fact_that_the_kind_does_not_have(self) -> None:
        with pytest.raises(UnknownNameError) as found:
            BillItem("late_charge", cad(100), number="1")
        assert str(found.value) == "late_charge has no fact 'number': choose from invoice"

    def test_an_administrative_charge_without_its_reason(self) -> None:
        with pytest.raises(MissingFactsError) as found:
            BillItem("administrative_charge", cad(100))
        assert str(found.value) == "administrative_charge lacks its fact reason: give it"

    @pytest.mark.parametrize("kind", [kind for kind in ITEM_KINDS if not item_has_day(kind)])
    def test_a_sum_below_zero(self, kind: ItemKind) -> None:
        words, _, _, more = KINDS[kind]
        facts: dict[str, object] = {"reason": "collection"} if kind == "administrative_charge" else {}
        assert BillItem(kind, cad(0), **facts).billed == cad(0)
        if "negative" in more:
            assert BillItem(kind, cad(-1), **facts).billed == cad(-1)
            return
        with pytest.raises(AmountError) as found:
            BillItem(kind, cad(-1), **facts)
        assert str(found.value) == (f"billed is -0.01 CAD, below zero: give the sum of a {words} without its sign")

    def test_a_sum_without_its_currency(self) -> None:
        with pytest.raises(AmountError, match=r"^billed is '1\.00': a line of a bill names its currency itself"):
            BillItem("fee", "1.00")

    @pytest.mark.parametrize(
        ("facts", "has", "lacks"),
        [
            ({"fee": Money("49.99", "CAD")}, "fee", "cycle_start"),
            ({"fee": Money("49.99", "CAD"), "since": "2026-06-08"}, "fee", "cycle_start"),
            ({"cycle_start": "2026-06-01"}, "cycle_start", "fee"),
            ({"since": "2026-06-08"}, "since", "fee"),
            ({"until": "2026-06-08"}, "until", "fee"),
            ({"billing_day": 1, "until": "2026-06-08"}, "until", "fee"),
            ({"billing_day": 1}, "billing_day", "fee"),
        ],
    )
    def test_half_of_the_facts_of_a_part(self, facts: dict[str, Any], has: str, lacks: str) -> None:
        with pytest.raises(InputError) as found:
            BillItem("fee", cad(100), **facts)
        assert str(found.value) == f"a fee has {has} but no {lacks}: give both for a part of a cycle, or neither"
