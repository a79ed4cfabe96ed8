"""The items of a bill explained: each that its account, or the terms alone, do not give is a cause with its sum."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from telcoterms import (
    Account,
    AmountError,
    Bill,
    BillItem,
    BillLine,
    Explanation,
    Money,
    TelcoTermsError,
    Terms,
    load,
)
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    InvoiceLine,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.agreement.conditions import Grace
from telcoterms.audit.items import ItemKind
from telcoterms.audit.line_places import lines_in_total, places_of_lines
from telcoterms.clauses.part_charge import PartByDays
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from telcoterms.terms.item_solutions import event_in_words
from tests.terms_builders import CLAUSE, a_rate, cad, made
from tests.test_account_audit import bill_of, histories
from tests.test_editions import two

KOS = load("kos")
BILLS = (Invoice("1", "2026-01-01", cad(10000)), Invoice("2", "2026-02-01", cad(10000)))


def item(kind: ItemKind, billed: str, **facts: object) -> BillItem:
    return BillItem(kind, billed if kind in ("due_date", "dispute_until") else Money(billed, "CAD"), **facts)


def third(*items: BillItem, lines: Iterable[BillLine] = ()) -> Bill:
    """The bill of 1 March."""
    return Bill(lines, items=items, number="3", issued="2026-03-01")


def dsl(amount: int, tax: int, month: int = 2) -> InvoiceLine:
    return InvoiceLine("dsl", "recurring", cad(amount), cad(tax), f"2026-0{month}-01", f"2026-0{month + 1}-01")


def explained(bill: Bill, *events: Event, terms: Terms = KOS) -> Explanation:
    found = terms.explain(bill, Account(events))
    assert sum(cause.sum.minor for cause in found.causes) == found.difference.minor
    return found


def shown(found: Explanation) -> str:
    """What is printed, in one line."""
    return " ".join(str(found).split())


def causes(found: Explanation) -> list[tuple[str, str, str]]:
    return [(one.kind, one.sum.text, phrase_text(one.says)) for one in found.causes]


def would_give(found: Explanation) -> list[str]:
    (figure,) = found.figures
    return [phrase_text(one.says) for one in figure.solutions]


class TestByTheAccount:
    """2 % a month from the invoice date, net 15: two bills of 100.00 and a third of 1 March.

    Unpaid, 2.00 is posted on 1 February and 2.04 + 2.00 = 4.04 on 1 March; 202.00 was owed with the bill before.
    """

    RIGHT = (
        item("previous_balance", "202.00"),
        item("fee", "100.00"),
        item("late_charge", "4.04"),
        item("total", "104.04"),
        item("total_due", "306.04"),
    )

    def with_(self, *changed: BillItem) -> Bill:
        kinds = {one.kind: one for one in changed}
        return third(*(kinds.pop(one.kind, one) for one in self.RIGHT), *kinds.values())

    def test_a_right_bill_has_no_cause(self) -> None:
        found = explained(third(*self.RIGHT), *BILLS)
        assert (found.causes, found.figures, found.difference, found.undecided) == ((), (), cad(0), ())
        assert str(found).splitlines()[0] == "306.04 CAD, as much as the account comes to: nothing differs"

    def test_a_payment_that_was_left_out(self) -> None:
        # 100.00 paid on 10 January: nothing is charged on the first bill, and 2.00 on the second
        paid = Payment("2026-01-10", cad(10000))
        found = explained(third(item("late_charge", "4.04")), *BILLS, paid)
        assert causes(found) == [
            (
                "explained",
                "2.04",
                "late charge: 4.04 was billed, 2.00 by these terms: without the payment of 100.00 of 2026-01-10",
            )
        ]
        assert found.sentence.endswith("the bill is $2.04 more than the account comes to: late charge $2.04 more.")

    def test_a_payment_that_counts_twice(self) -> None:
        paid = Payment("2026-02-10", cad(4000))
        bill = third(item("payments", "80.00"))
        assert (
            would_give(explained(bill, *BILLS, paid))
            == [
                "2 times what these terms give: 40.00",
                "with the payment of 40.00 of 2026-02-10 twice",
            ][::-1]
        )

    def test_a_payment_of_another_day(self) -> None:
        # paid on 16 January, nothing is charged; paid on 1 February, 2.00 is posted on that day
        paid = Payment("2026-01-16", cad(10000), reference="transfer")
        found = explained(third(item("previous_balance", "102.00"), item("total_due", "204.04")), *BILLS, paid)
        assert "received (transfer) 2026-02-01, not 2026-01-16" in [
            phrase_text(one.says) for figure in found.figures for one in figure.solutions
        ]

    def test_a_day_that_misses_is_named(self) -> None:
        paid = Payment("2026-02-20", cad(5000), "1")
        found = explained(third(item("late_charge", "3.91")), *BILLS, paid)
        assert found.causes[0].kind == "rest"
        (figure,) = found.figures
        assert [miss.name for miss in figure.misses] == ["received"]
        assert "no other value of received gives 3.91; the nearest:" in str(found)

    def test_the_only_debt_is_solved_for_as_a_line(self) -> None:
        # one bill of 100.00: 2.00 posted on 1 February, the bill before none
        found = explained(Bill(items=[item("late_charge", "2.60")], issued="2026-02-01"), BILLS[0])
        assert would_give(found) == [
            "amount from 129.75 to 130.24, not 100.00",
            "late_charge.rate 2.6 % (from 2.595 % to 2.604999 %), not 2 %",
        ]

    def test_of_a_later_bill_it_is_no_line(self) -> None:
        found = explained(third(item("late_charge", "2.60")), BILLS[0])
        assert found.rest == found.difference
        found = explained(third(item("late_charge", "2.60", invoice="1")), *BILLS)
        assert found.figures[0].as_dict()["which"] == "1"

    def test_an_administrative_charge_is_no_invoice(self) -> None:
        charge = AdministrativeCharge("a", "2026-01-01", cad(5000), "collection")
        assert explained(Bill(items=[item("late_charge", "9.07")], issued="2026-02-01"), charge).rest != cad(0)

    def test_what_the_bill_leaves_out_is_missing(self) -> None:
        # nothing of the late charge of 4.04
        bill = third(item("previous_balance", "202.00"), item("fee", "100.00"), item("total_due", "302.00"))
        assert causes(explained(bill, *BILLS)) == [
            ("missing", "-4.04", "late charge in the account, and not on the bill")
        ]

    def test_what_is_counted_and_only_not_listed_is_no_cause(self) -> None:
        bill = third(item("previous_balance", "202.00"), item("fee", "100.00"), item("total_due", "306.04"))
        assert causes(explained(bill, *BILLS)) == []

    def test_a_total_that_its_lines_do_not_give(self) -> None:
        bill = third(item("fee", "100.00"), item("late_charge", "4.04"), item("total", "105.04"))
        ((kind, sum_, says),) = causes(explained(bill, *BILLS))
        assert (kind, sum_) == ("rest", "1.00")
        assert says.startswith("total of this bill does not add up: 105.04 was billed, its own lines come to 104.04")

    def test_a_total_beside_the_total_due_changes_no_sum(self) -> None:
        found = explained(self.with_(item("total", "105.04")), *BILLS)
        assert (found.causes, len(found.beside)) == ((), 1)
        assert "does not add up" in str(found)

    def test_a_wrong_day_changes_no_sum(self) -> None:
        found = explained(self.with_(item("due_date", "2026-03-20")), *BILLS)
        assert found.causes == ()
        assert "due date: 2026-03-20 on the bill, 2026-03-16 by these terms, 4 days later" in str(found)

    def test_a_total_alone_is_solved_for(self) -> None:
        # without the first bill, 2.00 and 100.00 are owed
        own = Invoice("3", "2026-03-01", cad(10000))
        found = explained(third(item("total_due", "202.00")), *BILLS, own)
        assert causes(found) == [
            ("explained", "-104.04", "total due: 202.00 was billed, 306.04 by these terms: without the invoice 1")
        ]

    def test_what_the_items_leave_of_a_total(self) -> None:
        own = Invoice("3", "2026-03-01", cad(10000))
        found = explained(third(item("late_charge", "5.04"), item("total_due", "310.00")), *BILLS, own)
        assert [(kind, sum_) for kind, sum_, _ in causes(found)][1:] == [("rest", "2.96")]

    def test_a_total_that_the_account_does_not_decide(self) -> None:
        found = explained(third(item("late_charge", "5.04"), item("total_due", "310.00")), *BILLS)
        assert [(kind, sum_) for kind, sum_, _ in causes(found)] == [("rest", "1.00")]
        assert (found.billed, found.before) == (cad(31000), cad(30900))

    def test_without_a_total_all_items_count(self) -> None:
        found = explained(third(item("previous_balance", "202.00"), item("fee", "100.00")), *BILLS)
        assert (found.billed, found.before) == (cad(30200), cad(30200))

    def test_a_total_of_what_is_new_with_what_was_owed(self) -> None:
        bill = third(
            item("previous_balance", "203.00"),
            item("fee", "100.00"),
            item("late_charge", "4.04"),
            item("total", "104.04"),
        )
        found = explained(bill, *BILLS)
        assert (found.billed, found.before) == (cad(30704), cad(30604))

    def test_a_total_with_nothing_new_listed(self) -> None:
        own = Invoice("3", "2026-03-01", cad(10000))
        bill = third(item("previous_balance", "202.00"), item("total", "105.04"), item("total_due", "307.04"))
        ((kind, sum_, says),) = causes(explained(bill, *BILLS, own))
        assert (kind, sum_) == ("rest", "1.00")
        assert says.startswith("total of this bill: 105.04 was billed, 104.04 by these terms")

    def test_lines_with_facts_stand_beside_items(self) -> None:
        late = BillLine("late_charge", {"amount": cad(10000), "issued": "2026-01-01", "paid": "2026-03-01"}, cad(500))
        tax = BillLine("tax", {"amount": cad(10000), "on": "2026-01-01"}, cad(1300))
        found = explained(
            Bill([late, tax], items=[item("fee", "100.00")], issued="2026-03-01"),
            *BILLS,
            Invoice("3", "2026-03-01", cad(10000)),
        )
        assert {cause.line for cause in found.causes} == {1}

    def test_an_amount_of_another_currency(self) -> None:
        with pytest.raises(AmountError, match="JPY"):
            explained(Bill(items=[BillItem("total", Money(5000, "JPY"))], issued="2026-03-01"), *BILLS)

    def test_the_voices_come_to_other_sums(self) -> None:
        # counted from the next invoice date nothing but the last month of the first bill is charged
        assert "readings: voice biller; consumer and letter: " in shown(explained(third(*self.RIGHT), *BILLS))
        assert "readings: voice biller more:" in shown(explained(third(item("fee", "100.00")), *BILLS))

    def test_readings_that_were_asked_for(self) -> None:
        found = explained(third(*self.RIGHT), *BILLS, terms=KOS.under(late_charge={"runs_from": "due-date"}))
        assert "voice biller, readings asked for; without them: 306.04; consumer and letter: " in shown(found)

    def test_what_no_reading_changes_says_nothing_of_them(self) -> None:
        line = BillLine("tax", {"amount": cad(10000), "on": "2026-01-01"}, cad(1300))
        assert "readings:" not in str(KOS.explain(line))


class TestPutIntoTheAccount:
    """What is named gives its figure if it is put into the account: the whole bill is compared with it again.

    2 % a month of 56.44 of 1 January, paid on 15 February: 1.13 on the bill of 1 February. Issued on 1 December, two
    months are 1.13 + 1.15 = 2.28 on that bill, on 1 November three are 3.45.
    """

    PAID = Payment("2026-02-15", cad(5644))

    @staticmethod
    def february(charge: str) -> Bill:
        return Bill(items=[item("fee", "49.95"), item("tax", "6.49"), item("late_charge", charge)], issued="2026-02-01")

    @staticmethod
    def of(issued: str, amount: int = 5644) -> Invoice:
        return Invoice("1", issued, cad(amount))

    def charged(self, *events: Event) -> Money:
        audit = KOS.audit(self.february("3.07"), Account(events)).value
        (charge,) = (one.by_terms for one in audit.items if one.item.kind == "late_charge")
        assert isinstance(charge, Money)
        return charge

    def test_the_nearest_are_reached(self) -> None:
        found = explained(self.february("3.07"), self.of("2026-01-01"), self.PAID)
        (figure,) = (one for one in found.figures if one.named == item("late_charge", "3.07").in_words())
        (miss,) = figure.misses
        assert (miss.name, miss.below, miss.above) == (
            "issued",
            (date(2025, 12, 1), cad(228)),
            (date(2025, 11, 1), cad(345)),
        )
        assert self.charged(self.of("2025-12-01"), self.PAID) == cad(228)
        assert self.charged(self.of("2025-11-01"), self.PAID) == cad(345)

    def test_no_day_after_the_bill_is_named(self) -> None:
        # of which a charge on 56.44 up to 22 March, 3.08, is one
        found = explained(self.february("3.08"), self.of("2026-01-01"), self.PAID)
        assert "2026-03" not in str(found)

    def test_a_day_that_gives_it(self) -> None:
        found = explained(self.february("2.28"), self.of("2026-01-01"), self.PAID)
        (first, *_) = found.figures[0].solutions
        assert (first.kind, first.name, first.values) == ("day", "issued", ((date(2025, 11, 2), date(2025, 12, 1)),))
        assert self.charged(self.of("2025-11-02"), self.PAID) == cad(228)

    def test_an_amount_that_gives_it(self) -> None:
        found = explained(self.february("3.07"), self.of("2026-01-01"), self.PAID)
        (amount,) = (one for one in found.figures[0].solutions if one.name == "amount")
        assert amount.values == ((cad(15325), cad(15374)),)
        assert [self.charged(self.of("2026-01-01", minor)) for minor in (15324, 15325, 15374, 15375)] == [
            cad(306),
            cad(307),
            cad(307),
            cad(308),
        ]

    def test_what_is_owed_after_a_payment(self) -> None:
        # 43.56 of 100.00 was paid on 10 January: 153.25 outstanding is an invoice of 196.81
        paid = Payment("2026-01-10", cad(4356))
        found = explained(self.february("3.07"), self.of("2026-01-01", 10000), paid)
        (amount,) = (one for one in found.figures[0].solutions if one.name == "amount")
        assert (amount.given, amount.values) == (cad(5644), ((cad(15325), cad(15374)),))
        assert self.charged(self.of("2026-01-01", 19681), paid) == cad(307)

    def test_a_refund_of_a_cancellation_after_the_bill_is_none(self) -> None:
        # 49.95 x 20/30 = 33.30 and 4.33 of tax; the bill of 12 June has no refund of a later day
        ended = Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01")
        found = explained(Bill(items=[item("refund", "31.00")], issued="2026-06-12"), ended)
        days = [miss for miss in found.figures[0].misses if miss.name == "cancelled"]
        assert [(miss.below, miss.above) for miss in days] == [(None, (date(2026, 6, 12), cad(3387)))]

    def test_a_reminder_of_another_day(self) -> None:
        # 2 % a month from 5 days after the reminder of 20 January to 1 February: 7/31 of 2.00, 0.45; of the 18th, 0.58
        grace = Grace(days=5, counted_from="reminder")
        terms = made(late_charge=a_rate(Fraction(2, 100), runs_from="grace-end", grace=grace))
        events = (self.of("2026-01-01", 10000), Reminder("2026-01-20"), Payment("2026-02-01", cad(10000)))
        bill = Bill(items=[item("late_charge", "0.58")], issued="2026-03-10")
        solutions = explained(bill, *events, terms=terms).figures[0].solutions
        assert [one.values for one in solutions if one.name == "reminded"] == [((date(2026, 1, 18),) * 2,)]


class TestLinesAmongItems:
    """A printed total is what a bill comes to: a line that is a part of it, or that an item bills too, counts once.

    A late charge of 3.07 with its facts, and items of 49.95 and 6.49, are the total of 59.51; by the terms the charge
    on 56.44 of 1 January up to 1 February is 1.13.
    """

    FEES = (item("fee", "49.95"), item("tax", "6.49"))
    FACTS: ClassVar[dict[str, object]] = {"amount": cad(5644), "issued": "2026-01-01", "paid": "2026-02-01"}
    ACCOUNT = Account([Invoice("1", "2026-01-01", cad(5644)), Payment("2026-02-15", cad(5644))])

    def bill(self, *items: BillItem, billed: int = 307, issued: str = "2026-02-01") -> Bill:
        return Bill([BillLine("late_charge", self.FACTS, cad(billed))], items=(*self.FEES, *items), issued=issued)

    @pytest.mark.parametrize(
        ("items", "place"),
        [
            ((item("total", "59.51"),), "in-total"),
            ((item("total_due", "59.51"),), "in-total"),
            ((item("late_charge", "3.07"), item("total", "59.51")), "with-item"),
            ((item("late_charge", "3.07"),), "with-item"),
            ((item("total", "56.44"),), "beside"),
            ((), "beside"),
        ],
    )
    def test_where_a_line_stands(self, items: tuple[BillItem, ...], place: str) -> None:
        assert places_of_lines(self.bill(*items)) == (place,)

    def test_lines_of_each_question(self) -> None:
        lines = [
            BillLine("due_date", {"issued": "2026-02-01"}, "2026-02-16"),
            BillLine("refund", {"fee": cad(4995), "cycle_start": "2026-01-01", "cancelled": "2026-01-10"}, cad(3330)),
            BillLine("part_charge", {"fee": cad(3000), "cycle_start": "2026-01-01", "since": "2026-01-23"}, cad(800)),
        ]
        bill = Bill(lines, items=[item("tax", "6.49"), item("total", "-18.81")], issued="2026-02-01")
        assert places_of_lines(bill) == ("beside", "in-total", "in-total")
        assert lines_in_total(bill) == {"refund": 3330, "fee": 800}

    @pytest.mark.parametrize("total", ["total", "total_due"])
    def test_by_the_account(self, total: ItemKind) -> None:
        found = KOS.explain(self.bill(item(total, "59.51")), self.ACCOUNT)
        assert (found.billed, [cause.sum for cause in found.causes][:1]) == (cad(5951), [cad(194)])

    def test_by_the_terms_alone(self) -> None:
        found = KOS.explain(self.bill(item("total", "59.51")))
        assert (found.billed, found.before, found.difference) == (cad(5951), cad(5757), cad(194))

    def test_by_terms_that_replay_no_account(self) -> None:
        found = load("teksavvy").explain(Bill(items=(*self.FEES, item("total", "56.44")), issued="2026-02-01"))
        assert (found.billed, found.before) == (cad(5644), cad(5644))

    def test_a_line_that_is_an_item_too(self) -> None:
        bill = self.bill(item("late_charge", "3.07"), item("total", "59.51"))
        found = KOS.explain(bill, self.ACCOUNT)
        assert (found.billed, found.before) == (cad(5951), cad(5757))
        alone = KOS.explain(bill)
        assert (alone.billed, alone.causes) == (cad(5951), ())

    def test_two_bills(self) -> None:
        before = Bill(items=(*self.FEES, item("total", "56.44")), issued="2026-01-01")
        for bill in (
            self.bill(item("total", "59.51")),
            self.bill(item("late_charge", "3.07"), item("total", "59.51")),
        ):
            found = KOS.explain(bill, before)
            assert (found.billed, found.before, found.difference) == (cad(5951), cad(5644), cad(307))
            assert sum(cause.sum.minor for cause in found.causes) == 307

    def test_the_one_cause_of_two_bills_is_said_once(self) -> None:
        before = Bill(items=self.FEES, issued="2026-01-01")
        after = Bill(items=(*self.FEES, item("late_charge", "3.07")), issued="2026-02-01")
        assert str(KOS.explain(after, before)).splitlines() == [
            "3.07 more than the bill before, 59.51 CAD for 56.44:",
            "  + 3.07 late charge, which was not on the bill before",
            "",
            "more: .sentence says it in one sentence",
            "is it right? compare the bill with its account: explain(bill, account)",
        ]
        assert "is it right? compare the bill with its account" in KOS.explain(after, before).html()

    @pytest.mark.parametrize("total", ["total", "total_due"])
    def test_the_audit_adds_up(self, total: ItemKind) -> None:
        bill = self.bill(item("previous_balance", "0.00"), item(total, "59.51"), issued="2026-02-01")
        paid = Account([Invoice("1", "2026-01-01", cad(5644))])
        audit = KOS.audit(bill, paid).value
        assert all(one.adds_up for one in audit.sums if one.name == "total")
        assert "late_charge" not in dict(audit.missing)
        right = KOS.audit(self.bill(item("total", "57.57"), billed=113), paid).value
        assert [one.explanation for one in right.items] == ["unchecked", "by-the-terms", "by-the-terms"]
        off = KOS.audit(self.bill(item("total", "59.51")), paid).value
        assert [one.explanation for one in off.items][-1] == "from-items"


class TestFees:
    """A plain monthly fee is that of the account's invoice; of a bill that is not there yet, that of the one before."""

    def test_a_fee_of_the_account_s_invoice(self) -> None:
        own = Invoice("3", "2026-03-01", cad(5644), lines=[dsl(4995, 649, 3)])
        bill = third(item("fee", "51.61", service="dsl"), item("tax", "6.71"))
        assert causes(explained(bill, own)) == [
            (
                "changed",
                "1.66",
                "fee dsl: 51.61 was billed, 49.95 by the account: dsl on the invoice of the account: 49.95",
            ),
            ("rest", "0.22", "tax: 6.71 was billed, 6.49 by these terms: only another amount or rate gives 6.71"),
        ]

    def test_fees_that_do_not_come_to_the_invoice(self) -> None:
        own = Invoice("3", "2026-03-01", cad(5644))
        bill = third(item("fee", "51.61"), item("tax", "6.71"), item("total", "58.32"))
        assert causes(explained(bill, own)) == [
            ("explained", "1.88", "the fees and taxes of the bill come to 58.32, the invoice of the account to 56.44")
        ]

    def test_a_fee_of_the_invoice_before(self) -> None:
        before = Invoice("2", "2026-02-01", cad(5644), lines=[dsl(4995, 649)])
        bill = third(
            item("fee", "51.61", service="dsl"),
            item("fee", "5.00", service="ip"),
            item("tax", "7.36"),
            item("total", "65.12"),
        )
        found = explained(bill, before, Payment("2026-02-01", cad(5644)))
        # 13 % of 56.61 is 7.36, of 54.95 7.14
        assert causes(found)[1:] == [
            ("changed", "0.22", "tax on the fees: 7.36, not 7.14"),
            (
                "rest",
                "1.15",
                "total of this bill does not add up: 65.12 was billed, its own lines come to 63.97: "
                "65.12 - 63.97 = 1.15",
            ),
        ][:1] or causes(found)
        assert ("changed", "1.66", "fee dsl: 51.61, on the invoice of 2026-02-01 49.95") in causes(found)
        assert [one.item.service for one in found.undecided] == ["ip"]

    def test_without_a_tax_it_is_the_fee_with_its_tax(self) -> None:
        before = Invoice("2", "2026-02-01", cad(5644), lines=[dsl(4995, 649)])
        found = explained(third(item("fee", "58.32", service="dsl")), before, Payment("2026-02-01", cad(5644)))
        assert causes(found) == [("changed", "1.88", "fee dsl: 58.32, on the invoice of 2026-02-01 56.44")]

    def test_an_invoice_before_without_lines(self) -> None:
        bill = third(item("fee", "51.61"), item("tax", "6.71"))
        found = explained(bill, Invoice("2", "2026-02-01", cad(5644)), Payment("2026-02-01", cad(5644)))
        assert causes(found) == [
            ("changed", "1.88", "the fees and their taxes come to 58.32, the invoice of 2026-02-01 to 56.44")
        ]

    def test_two_lines_of_one_service_are_not_compared(self) -> None:
        before = Invoice("2", "2026-02-01", cad(11288), lines=[dsl(4995, 649), dsl(4995, 649)])
        found = explained(third(item("fee", "51.61", service="dsl")), before, Payment("2026-02-01", cad(11288)))
        assert (found.causes, len(found.undecided)) == ((), 1)
        assert "the account has no invoice with this fee; that of 2026-02-01 comes to 112.88" in shown(found)

    def test_by_an_account_the_cause_stands_without_what_was_not_compared(self) -> None:
        before = Invoice("2", "2026-02-01", cad(11288), lines=[dsl(4995, 649), dsl(4995, 649)])
        payment = Payment("2026-02-01", cad(11288))
        found = explained(third(item("fee", "51.61", service="dsl"), item("late_charge", "5.00")), before, payment)
        assert ([one[:2] for one in causes(found)], len(found.undecided)) == ([("rest", "5.00")], 1)
        assert "5.00 was billed, 0.00 by these terms" in phrase_text(found.headline())
        assert "not checked" not in phrase_text(found.headline())

    def test_two_invoices_of_the_day_before_are_not_compared(self) -> None:
        bills = (Invoice("1", "2026-02-01", cad(5644)), Invoice("2", "2026-02-01", cad(1000)))
        found = explained(third(item("fee", "51.61")), *bills)
        assert "fee 51.61: the account has no invoice with this fee" in str(found)
        assert found.causes == ()

    def test_a_part_of_a_fee_is_solved_for(self) -> None:
        # 30.00 x 8/30 = 8.00 by days from the 23rd of June
        part = item("fee", "8.00", fee=cad(3000), cycle_start="2026-06-01", since="2026-06-20")
        terms = Terms(KOS.agreement.with_rules(part_charge=PartByDays(clause=CLAUSE, says="")))
        found = explained(Bill(items=[part], issued="2026-07-01"), terms=terms)
        assert "since 2026-06-23, not 2026-06-20" in would_give(found)

    @pytest.mark.parametrize(
        "old", [{}, {"part_charge": PartByDays(month_length="thirty-day-month", clause=CLAUSE, says="")}]
    )
    def test_a_part_that_another_edition_answers_is_no_line(self, old: dict[str, Any]) -> None:
        # the cycle began under the edition before: without such a clause, or with a month of 30 days for 31
        terms = two(old, {"part_charge": PartByDays(month_length="actual", clause=CLAUSE, says="")})
        part = item("fee", "9.00", fee=cad(3100), cycle_start="2021-07-01", since="2021-07-21")
        found = explained(Bill(items=[part], issued="2021-08-01"), terms=terms)
        assert (causes(found)[0][:2], found.figures[0].solutions) == (("rest", "-2.00"), ())

    def test_a_payment_at_the_start_of_the_calendar(self) -> None:
        paid = Payment("0001-01-05", cad(1000))
        found = explained(Bill(items=[item("payments", "11.00")], issued="0001-03-01"), paid)
        assert found.rest == cad(-100)

    def test_a_tax_that_the_terms_do_not_decide(self) -> None:
        before = Invoice("2", "2026-02-01", cad(5644), lines=[dsl(4995, 649)])
        bill = third(item("fee", "51.61", service="dsl"), item("tax", "6.71"))
        terms = Terms(replace(KOS.agreement, tax=None))
        assert [one[:2] for one in causes(explained(bill, before, terms=terms))] == [("changed", "1.66")]

    def test_the_last_day_to_dispute(self) -> None:
        assert "last day to dispute: 2026-05-29 on the bill, 2026-05-30 by these terms" in shown(
            explained(third(item("dispute_until", "2026-05-29")))
        )


class TestOtherItems:
    """Charges over their cap, taxes, refunds and cancellation charges."""

    def test_an_administrative_charge_over_its_cap(self) -> None:
        assert causes(explained(third(item("administrative_charge", "60.00", reason="collection")))) == [
            (
                "explained",
                "10.00",
                "administrative charge collection: 60.00 was billed, 50.00 by these terms: "
                "the cap on each charge: 50.00",
            )
        ]

    def test_one_for_a_reason_that_the_terms_do_not_name(self) -> None:
        charge = item("administrative_charge", "60.00", reason="paper-bill")
        found = explained(Bill(items=[charge], issued="2026-03-01", due="2026-03-20"), terms=load("telus"))
        ((kind, sum_, says),) = causes(found)
        assert (kind, sum_) == ("explained", "60.00")
        assert "the terms name no charge for that reason" in says

    def test_a_tax_of_another_province(self) -> None:
        # 13 % of 49.95 is 6.49, 15 % 7.49
        found = explained(third(item("fee", "49.95"), item("tax", "7.49")))
        assert would_give(found)[0] == "province NB"
        assert explained(third(item("fee", "49.95"), item("tax", "7.49", name="HST"))).rest == cad(100)

    def test_a_refund_by_the_day_and_its_tax(self) -> None:
        # 49.95 x 20/30 = 33.30 and 4.33 of tax are 37.63; with the day itself 34.97 + 4.55 = 39.52
        ended = Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01")
        found = explained(Bill(items=[item("refund", "39.52")], issued="2026-07-01"), ended)
        assert would_give(found)[0] == "another reading that the words allow: cancel_day refunded"
        assert found.difference == cad(-189)

    def test_two_cancellations_are_no_line(self) -> None:
        ended = (
            Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01", service="dsl"),
            Cancellation("d", "2026-06-11", fee=cad(4995), cycle_start="2026-06-01", service="ip"),
        )
        found = explained(Bill(items=[item("refund", "1.00")], issued="2026-07-01"), *ended)
        assert found.rest == found.difference

    @pytest.mark.parametrize("kind", ["payments", "adjustments", "credit", "write_off", "payout", "previous_balance"])
    def test_what_nothing_gives_is_a_rest(self, kind: ItemKind) -> None:
        found = explained(third(item(kind, "7.77")), *BILLS)
        assert [one.kind for one in found.causes] == ["rest"]


class TestByTheTermsAlone:
    """Without an account the terms decide taxes, administrative charges, parts of fees and days."""

    BILL = third(
        item("previous_balance", "202.00"),
        item("fee", "49.95"),
        item("tax", "7.49"),
        item("administrative_charge", "60.00", reason="collection"),
        item("total", "117.44"),
        item("total_due", "319.44"),
        item("due_date", "2026-03-20"),
    )

    def test_what_they_decide_is_a_cause(self) -> None:
        found = KOS.explain(self.BILL)
        assert [(kind, sum_) for kind, sum_, _ in causes(found)] == [("explained", "1.00"), ("explained", "10.00")]
        assert (found.billed, found.before) == (cad(31944), cad(30844))
        assert [one.item.kind for one in found.undecided] == ["previous_balance", "fee"]
        assert "only the account decides it: explain(bill, account)" in shown(found)
        assert json.loads(json.dumps(found.as_dict()))["undecided"][0]["kind"] == "previous_balance"

    def test_the_heading_says_what_was_not_checked(self) -> None:
        bill = third(item("fee", "49.95", service="dsl"), item("tax", "6.49"), item("late_charge", "3.07"))
        found = KOS.explain(bill)
        assert shown(found).startswith(
            "59.51 CAD, and this was not checked: late charge 3.07, fee dsl 49.95; "
            "give the account: explain(bill, account)"
        )
        assert found.sentence.endswith(
            "the bill comes to $59.51, and this was not checked: late charge $3.07, fee dsl $49.95."
        )
        assert "and 1 more; not checked: previous balance 202.00, fee 49.95; give the account" in shown(
            KOS.explain(self.BILL)
        )

    def test_what_no_account_would_decide(self) -> None:
        found = load("teksavvy").explain(self.BILL)
        heading = " ".join(str(found).split("\n\n")[0].split())
        assert heading.startswith("319.44 CAD, and this was not checked: previous balance 202.00, tax 7.49")
        assert heading.endswith(", 4 more")

    def test_a_total_due_without_what_was_owed_is_not_added_up(self) -> None:
        assert KOS.explain(third(item("fee", "49.95"), item("total_due", "60.00"))).causes == ()
        found = KOS.explain(third(item("previous_balance", "1.00"), item("fee", "49.95"), item("total_due", "60.00")))
        assert [(kind, sum_) for kind, sum_, _ in causes(found)] == [("rest", "9.05")]

    def test_terms_without_a_late_charge_decide_nothing(self) -> None:
        found = load("teksavvy").explain(self.BILL)
        assert (found.causes, len(found.undecided)) == ((), 7)
        assert found.billed == found.before == cad(31944)

    def test_beside_lines(self) -> None:
        late = BillLine("late_charge", {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}, cad(307))
        found = KOS.explain(Bill([late], items=[item("fee", "49.95")], issued="2026-03-01"))
        assert (found.billed, found.before) == (cad(5302), cad(5336))


class TestEvents:
    """Each event of an account has its words."""

    @pytest.mark.parametrize(
        ("event", "words"),
        [
            (Payment("2026-01-10", cad(100)), "the payment of 1.00 of 2026-01-10"),
            (ReturnedPayment("2026-01-10", "p"), "the return of the payment p"),
            (Invoice("1", "2026-01-01", cad(100)), "the invoice 1"),
            (Credit("2026-01-10", cad(100), "1"), "the credit of 1.00 of 2026-01-10"),
            (Dispute("1", "2026-01-10", cad(100)), "the dispute of 1.00 on 1"),
            (WriteOff("2026-01-10", "1", cad(100)), "the write-off of 1.00 of 2026-01-10"),
            (Payout("2026-01-10", cad(100)), "the payout of 1.00 of 2026-01-10"),
            (Reminder("2026-01-10"), "the reminder of 2026-01-10"),
            (AdministrativeCharge("a", "2026-01-10", cad(100), "paper"), "the administrative charge a"),
            (Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01"), "the cancellation c"),
        ],
    )
    def test_in_words(self, event: Event, words: str) -> None:
        assert phrase_text(event_in_words(event)) == words


class TestRandomAccounts:
    """The causes come to the difference exactly; a bill of the statement itself has none, a cent more has one."""

    def test_the_causes_come_to_the_difference(self) -> None:
        random, tried = Random(11), 0
        for account, own in histories():
            try:
                bill = bill_of(KOS, account, own)
            except TelcoTermsError:
                continue
            assert KOS.explain(bill, account).causes == ()
            if tried < 8:
                items = list(bill.items)
                at = random.choice([place for place, one in enumerate(items) if isinstance(one.billed, Money)])
                items[at] = BillItem(items[at].kind, items[at].billed_money + cad(1), **items[at].given)
                wrong = Bill(items=items, number=own.number, issued=own.issued)
                found = KOS.explain(wrong, account)
                assert sum(cause.sum.minor for cause in found.causes) == found.difference.minor
                assert found.causes or found.beside
            tried += 1
        assert tried > 20


class TestCommand:
    """`telcoterms explain` answers with whatever file there is."""

    EXAMPLES = Path(__file__).parents[1] / "examples"
    README = EXAMPLES.parent / "README.md"

    def test_a_bill_that_names_its_account(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", str(self.EXAMPLES / "account_bill.toml")]) == 0
        out = capsys.readouterr().out
        assert out.startswith("11.39 more than the account comes to, 212.62 CAD for 201.23:")
        assert "without the payment of 80.00" in " ".join(out.split())

    def test_the_readme_has_a_command_that_runs(self, capsys: pytest.CaptureFixture[str]) -> None:
        (row,) = re.findall(r"Why is my bill 3.07 more\? \| `telcoterms ([^`]+)`", self.README.read_text("utf-8"))
        words = [str(self.README.parent / word) if "/" in word else word for word in row.split()]
        assert main(words) == 0
        assert capsys.readouterr().out.startswith("11.39 more than the account comes to")

    def test_an_account_and_a_bill(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        text = (self.EXAMPLES / "account_bill.toml").read_text("utf-8")
        bill = tmp_path / "bill.toml"
        bill.write_text(text.replace('account = "late_account.toml"', "").replace('provider = "kos"', ""), "utf-8")
        assert main(["explain", str(self.EXAMPLES / "late_account.toml"), str(bill)]) == 0
        assert capsys.readouterr().out.startswith("11.39 more than the account comes to")

    def test_a_bill_without_its_account(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        text = (self.EXAMPLES / "account_bill.toml").read_text("utf-8")
        bill = tmp_path / "bill.toml"
        bill.write_text(text.replace('account = "late_account.toml"', ""), "utf-8")
        assert main(["explain", str(bill)]) == 0
        out = capsys.readouterr().out
        assert out.startswith("10.00 more than these terms give, 212.62 CAD for 202.62:")
        assert "only the account decides it: telcoterms explain ACCOUNT BILL" in " ".join(out.split())

    def test_in_one_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", str(self.EXAMPLES / "account_bill.toml"), "--say"]) == 0
        assert capsys.readouterr().out == (
            "Under KOS's terms of 12 July 2021, sections 7 and 9, the bill is $11.39 more than the account comes to: "
            "administrative charge collection $10.00 more, late charge $1.39 more.\n"
        )

    def test_a_sentence_is_text_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", str(self.EXAMPLES / "account_bill.toml"), "--say", "--format", "json"]) == 2
        assert "--say prints one sentence as text" in capsys.readouterr().err
