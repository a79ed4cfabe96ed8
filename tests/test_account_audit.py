"""A bill audited against its account: each item is what the account's own statement gives."""

import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from telcoterms import (
    Account,
    AccountAudit,
    Answer,
    Audit,
    Bill,
    BillItem,
    BillLine,
    Invoice,
    ItemAudit,
    Money,
    Payment,
    TelcoTermsError,
    Terms,
    from_dict,
    load,
)
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    InvoiceLine,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.audit.account_audit import ITEM_EXPLANATIONS, ItemExplanation, verdict_term
from telcoterms.audit.items import ITEM_KINDS, ItemKind
from telcoterms.clauses.due_date import DUE_DATE, NetDays
from telcoterms.cli import main
from telcoterms.files.bill import account_named_in, item_field
from telcoterms.statement.statement import Statement, change_of_balance
from tests.random_accounts import made_history
from tests.terms_builders import cad, flat
from tests.test_editions import NEW_RATE, two

KOS = load("kos")


def item(kind: ItemKind, billed: str, **facts: object) -> BillItem:
    return BillItem(kind, billed if kind in ("due_date", "dispute_until") else Money(billed, "CAD"), **facts)


def two_bills(*more: Any) -> Account:
    """Two bills of 100.00, none of them paid."""
    bills = [Invoice("1", "2026-01-01", Money(100, "CAD")), Invoice("2", "2026-02-01", Money(100, "CAD"))]
    return Account([*bills, *more])


def third(*items: BillItem, lines: tuple[BillLine, ...] = ()) -> Bill:
    """The bill of 1 March."""
    return Bill(lines, items=items, number="3", issued="2026-03-01")


FEE = InvoiceLine("dsl", "one-time", Money(100, "CAD"), None)
LATE = item("late_charge", "4.04")
OWN = Invoice("3", "2026-03-01", Money(100, "CAD"), lines=[FEE])


def audited(account: Account, *items: BillItem, terms: Terms = KOS) -> AccountAudit:
    return terms.audit(third(*items), account).value


def stands(audit: AccountAudit) -> list[str]:
    return [one.explanation for one in audit.items]


class TestByHand:
    """2 % a month from the invoice date, net 15: two bills of 100.00 unpaid, and a third of 100.00 on 1 March.

    previous balance: 100.00 + 2.00 (posted on 1 February) + 100.00 = 202.00
    late charge, posted on 1 March: 102.00 x 2 % + 100.00 x 2 % = 2.04 + 2.00 = 4.04
    total: 100.00 + 4.04 = 104.04; total due: 202.00 + 104.04 = 306.04; due on 1 + 15 March
    """

    RIGHT = (
        item("previous_balance", "202.00"),
        item("payments", "0.00"),
        item("adjustments", "0.00"),
        item("fee", "100.00", service="dsl"),
        item("late_charge", "4.04"),
        item("total", "104.04"),
        item("total_due", "306.04"),
        item("due_date", "2026-03-16"),
        item("dispute_until", "2026-05-30"),
    )

    def test_each_line_of_a_right_bill_agrees(self) -> None:
        audit = audited(two_bills(OWN), *self.RIGHT)
        assert audit.agrees
        assert not audit.outside_words
        assert set(stands(audit)) == {"by-the-terms"}
        assert (audit.since, audit.total_due) == (date(2026, 2, 1), Money("306.04", "CAD"))
        assert [one.adds_up for one in audit.sums] == [True, True]

    def test_the_late_charge_is_told_debt_by_debt(self) -> None:
        audit = audited(two_bills(), item("late_charge", "2.04", invoice="1"), item("late_charge", "2.00"))
        assert stands(audit) == ["by-the-terms", "by-the-terms"]
        (posted,) = audit.items[0].basis
        assert dict(posted.phrase.values)["sum"] == Money("2.04", "CAD")

    def test_a_charge_counted_from_the_due_date_is_allowed_by_another_reading(self) -> None:
        # 100.00 from 16 January, posted on 16 February 2.00; and 102.00 x 2 % x 13/28 is still to come, as is that of
        # the second bill, due on 16 February: 2.00 were posted between 1 February and 1 March
        audit = audited(two_bills(), item("late_charge", "2.00"))
        (line,) = audit.items
        assert (line.explanation, line.difference) == ("allowed", Money("-2.04", "CAD"))
        assert line.audit is not None
        assert line.audit.as_dict()["matches"]
        assert not audit.outside_words

    def test_a_charge_that_nothing_gives_is_not_explained(self) -> None:
        audit = audited(two_bills(), item("late_charge", "9.99"))
        assert (stands(audit), audit.outside_words) == (["unexplained"], True)

    def test_a_total_that_follows_from_its_lines_says_so(self) -> None:
        items = (item("fee", "100.00", service="dsl"), item("late_charge", "5.04"), item("total", "105.04"))
        audit = audited(two_bills(OWN), *items)
        assert stands(audit) == ["by-the-terms", "unexplained", "from-items"]
        assert all(one.adds_up for one in audit.sums)

    def test_a_total_that_its_lines_do_not_give_does_not_add_up(self) -> None:
        items = (item("fee", "100.00", service="dsl"), item("late_charge", "4.04"), item("total", "104.05"))
        audit = audited(two_bills(OWN), *items)
        (failing,) = audit.sums
        assert (failing.name, failing.stated.text, failing.comes_to.text) == ("total", "104.05", "104.04")
        assert failing.difference == Money("0.01", "CAD")
        assert (stands(audit)[2], audit.outside_words) == ("unexplained", True)

    def test_what_the_bill_leaves_out_is_missing_from_it(self) -> None:
        audit = audited(two_bills(OWN), item("fee", "100.00", service="dsl"), item("total_due", "100.00"))
        assert audit.missing == (
            ("previous_balance", Money("202.00", "CAD")),
            ("late_charge", Money("4.04", "CAD")),
        )
        assert (stands(audit)[1], audit.outside_words) == ("from-items", True)

    def test_a_total_without_its_fees_can_follow_from_the_others(self) -> None:
        audit = audited(two_bills(OWN), item("previous_balance", "203.00"), LATE, item("total_due", "307.04"))
        assert stands(audit) == ["unexplained", "by-the-terms", "from-items"]
        assert [one.adds_up for one in audit.sums] == [False]  # the fee is not on it

    def test_the_bill_of_the_account_is_found_by_its_day_where_it_has_no_number(self) -> None:
        bill = Bill(items=[item("total_due", "306.04"), item("previous_balance", "202.00")], issued="2026-03-01")
        audit = KOS.audit(bill, two_bills(OWN)).value
        assert (audit.number, stands(audit)) == ("3", ["by-the-terms", "by-the-terms"])

    def test_a_bill_that_the_account_does_not_have_is_added_to_it(self) -> None:
        items = (item("previous_balance", "202.00"), item("fee", "100.00"), item("late_charge", "4.04"))
        audit = audited(two_bills(), *items, item("total_due", "306.04"))
        assert stands(audit) == ["by-the-terms", "unchecked", "by-the-terms", "by-the-terms"]
        assert not audit.agrees  # what is not checked is not counted as right
        assert not audit.outside_words

    def test_without_fees_the_totals_are_not_checked(self) -> None:
        audit = audited(two_bills(), item("late_charge", "4.04"), item("total", "4.04"), item("due_date", "2026-03-16"))
        assert stands(audit) == ["by-the-terms", "unchecked", "by-the-terms"]

    def test_the_first_bill_has_nothing_before_it(self) -> None:
        bill = Bill(items=[item("previous_balance", "0.00"), item("total_due", "100.00")], issued="2026-01-01")
        audit = KOS.audit(bill, two_bills()).value
        assert (audit.since, stands(audit)) == (None, ["by-the-terms", "by-the-terms"])

    def test_a_wrong_day_is_not_explained(self) -> None:
        (line,) = audited(two_bills(), item("due_date", "2026-03-17")).items
        assert (line.explanation, line.difference, line.by_terms) == ("unexplained", 1, date(2026, 3, 16))


class TestPaymentsAndMistakes:
    """113.00 of 1 January, paid on 15 February with what was due: 2.26 posted on 1 February, 1.15 on that day."""

    PAID = Account([Invoice("1", "2026-01-01", Money(113, "CAD")), Payment("2026-02-15", Money("116.41", "CAD"), "1")])

    def test_a_known_mistake_explains_a_late_charge(self) -> None:
        (line,) = audited(self.PAID, item("late_charge", "3.29")).items
        assert (line.explanation, line.by_terms) == ("known-mistake", Money("3.41", "CAD"))
        assert line.audit is not None
        assert "each-day-rounded" in json.dumps(line.audit.as_dict()["matches"])

    def test_of_a_charge_before_and_on_the_bill_what_is_on_it_is_told_by_a_mistake(self) -> None:
        # each day of January rounded: 31 x 0.07 = 2.17 and of February 28 x 0.08; 2.24 on the bill of 1 March
        account = Account([Invoice("1", "2026-01-01", Money(113, "CAD")), Invoice("2", "2026-02-01", Money(0, "CAD"))])
        (line,) = audited(account, item("late_charge", "2.24")).items
        assert (line.by_terms, line.explanation) == (Money("2.31", "CAD"), "known-mistake")

    def test_a_debt_that_was_reduced_in_parts_has_no_known_mistakes(self) -> None:
        account = two_bills(Payment("2026-02-20", Money("30.00", "CAD"), "1"))
        line, _ = audited(account, item("late_charge", "0.03", invoice="1"), item("late_charge", "2.00")).items
        assert line.audit is not None
        why = line.audit.as_dict()["left_out"]
        assert isinstance(why, list)
        assert "is not that of one amount for one time" in why[0]["why"]

    def test_a_charge_where_nothing_was_posted(self) -> None:
        account = Account([Invoice("1", "2026-02-20", Money(113, "CAD")), Reminder("2026-02-25", "1")])
        (line,) = audited(account, item("late_charge", "1.00")).items
        assert (line.by_terms, line.explanation) == (Money("0.00", "CAD"), "unexplained")

    def test_payments_and_the_balance_before_them(self) -> None:
        audit = audited(
            self.PAID,
            item("previous_balance", "113.00"),
            item("payments", "116.40"),
            item("fee", "0.00"),
            item("late_charge", "3.41"),
            item("total_due", "0.00"),
        )
        assert stands(audit) == ["by-the-terms", "unexplained", "unchecked", "by-the-terms", "by-the-terms"]
        assert [one.adds_up for one in audit.sums] == [False]


class TestTaxes:
    """13 % of 49.95 is 6.4935: 6.49. In Quebec 5 % and 9.975 %: 2.4975 -> 2.50, and 4.98251... -> 4.98."""

    def test_the_tax_on_the_fees(self) -> None:
        audit = audited(two_bills(), item("fee", "49.95"), item("tax", "6.49"), LATE, item("total", "60.48"))
        assert stands(audit) == ["unchecked", "by-the-terms", "by-the-terms", "by-the-terms"]  # 49.95 + 6.49 + 4.04

    def test_a_tax_of_a_cent_more(self) -> None:
        audit = audited(two_bills(), item("fee", "49.95"), item("tax", "6.50"), LATE, item("total", "60.49"))
        assert stands(audit) == ["unchecked", "unexplained", "by-the-terms", "from-items"]

    def test_each_tax_by_its_name(self) -> None:
        items = [item("tax", sum_, name=name, province="QC") for name, sum_ in (("GST", "2.50"), ("qst", "4.98"))]
        assert stands(audited(two_bills(), item("fee", "49.95"), *items)) == [
            "unchecked",
            "by-the-terms",
            "by-the-terms",
        ]

    def test_a_tax_that_there_is_not(self) -> None:
        audit = audited(two_bills(), item("fee", "49.95"), item("tax", "1.00", name="PST"))
        assert (audit.items[1].by_terms, audit.items[1].explanation) == (Money("0.00", "CAD"), "unexplained")

    def test_a_tax_without_fees_to_put_it_on(self) -> None:
        assert stands(audited(two_bills(), item("tax", "6.49"))) == ["unchecked"]

    def test_a_tax_on_the_lines_of_the_account_s_invoice(self) -> None:
        line = InvoiceLine("dsl", "one-time", Money("49.95", "CAD"), Money("6.49", "CAD"))
        own = Invoice("3", "2026-03-01", Money("56.44", "CAD"), lines=[line])
        assert stands(audited(two_bills(own), item("tax", "6.49"))) == ["by-the-terms"]
        audit = audited(two_bills(own), item("fee", "49.95", service="dsl"), item("tax", "6.49"))
        assert stands(audit) == ["by-the-terms", "by-the-terms"]
        assert stands(audited(two_bills(own), item("fee", "56.44"))) == ["by-the-terms"]  # with its tax

    def test_terms_without_taxes_decide_none(self) -> None:
        terms = load("examples/own_provider.toml")
        account = Account([Invoice("1", "2026-01-01", Money(100, terms.currency))])
        items = [BillItem(kind, Money(1, terms.currency)) for kind in ("fee", "tax")]
        bill = Bill(items=[*items, BillItem("dispute_until", "2026-02-01")], issued="2026-02-01")
        audit = terms.audit(bill, account).value
        assert stands(audit) == ["unchecked", "unchecked", "unchecked"]
        with_rate = Bill(
            items=[items[0], BillItem("tax", Money("0.13", terms.currency), tax_rate="0.13")], issued="2026-02-01"
        )
        assert stands(terms.audit(with_rate, account).value) == ["unchecked", "by-the-terms"]

    def test_an_error_names_the_item(self) -> None:
        with pytest.raises(TelcoTermsError, match=r"^tax of the bill: .*XX"):
            audited(two_bills(), item("fee", "1.00"), item("tax", "1.00", province="XX"))


class TestFees:
    """A fee is decided by the lines of the account's invoice, a part of one by its own clause."""

    def test_two_fees_of_one_service_go_in_the_order_of_the_bill(self) -> None:
        lines = [InvoiceLine("dsl", "one-time", Money(sum_, "CAD")) for sum_ in (60, 40)]
        account = two_bills(Invoice("3", "2026-03-01", Money(100, "CAD"), lines=lines))
        right = (item("fee", "60.00", service="dsl"), item("fee", "40.00", service="dsl"))
        assert stands(audited(account, *right)) == ["by-the-terms", "by-the-terms"]
        assert stands(audited(account, item("fee", "100.00", service="dsl"))) == ["by-the-terms"]
        three = [item("fee", "1.00", service="dsl") for _ in range(3)]
        assert stands(audited(account, *three)) == ["unchecked"] * 3
        assert stands(audited(account, item("fee", "60.00"), item("fee", "40.00"))) == ["unchecked"] * 2
        assert stands(audited(account, item("fee", "60.00", service="tv"))) == ["unexplained"]

    def test_fees_that_do_not_come_to_the_invoice_of_the_account(self) -> None:
        account = two_bills(Invoice("3", "2026-03-01", Money(100, "CAD")))
        audit = audited(account, item("fee", "60.00"), item("fee", "40.01"), LATE, item("total", "104.05"))
        (fees, total) = audit.sums
        assert (fees.name, fees.adds_up, fees.comes_to.text) == ("invoice", False, "100.01")
        assert total.adds_up
        assert stands(audit) == ["unchecked", "unchecked", "by-the-terms", "from-items"]
        assert audit.outside_words

    def test_the_one_fee_of_a_bill_is_the_invoice_of_the_account(self) -> None:
        account = two_bills(Invoice("3", "2026-03-01", Money(100, "CAD")))
        assert stands(audited(account, item("fee", "100.01"))) == ["unexplained"]

    def test_a_part_of_a_fee_by_its_clause(self) -> None:
        # Telus: 31.00 for March, from the 22nd on: 10 of 31 days, 10.00
        terms = load("telus")
        account = Account([Invoice("1", "2026-01-01", Money(10, "CAD"), due="2026-01-20")])
        facts = {"fee": Money(31, "CAD"), "cycle_start": "2026-03-01", "since": "2026-03-22"}
        by_terms = terms.part_charge("31.00", cycle_start="2026-03-01", since="2026-03-22", tax_rate=0).value.charge
        bill = Bill(items=[BillItem("fee", by_terms, **facts)], issued="2026-03-01", due="2026-03-20")
        answer = terms.audit(bill, account)
        assert stands(answer.value) == ["by-the-terms"]
        assert any(name.startswith("part_charge.") for name in answer.readings)
        wrong = Bill(
            items=[BillItem("fee", by_terms + Money("5.00", "CAD"), **facts)], issued="2026-03-01", due="2026-03-20"
        )
        assert stands(terms.audit(wrong, account).value) == ["unexplained"]

    def test_terms_without_such_a_clause_decide_none(self) -> None:
        part = item("fee", "10.00", fee=Money(31, "CAD"), cycle_start="2026-03-01", since="2026-03-22")
        answer = KOS.audit(third(part), two_bills())
        assert stands(answer.value) == ["unchecked"]
        assert "part of 31.00" in str(answer)


class TestAdministrativeCharges:
    """Up to 50.00 each, and for the named reasons alone."""

    def test_a_charge_within_the_cap(self) -> None:
        account = two_bills(AdministrativeCharge("A", "2026-02-10", Money(25, "CAD"), "returned-payment"))
        assert stands(audited(account, item("administrative_charge", "25.00", reason="returned-payment"))) == [
            "by-the-terms"
        ]
        by_number = item("administrative_charge", "25.00", reason="returned-payment", number="A")
        assert stands(audited(account, by_number)) == ["by-the-terms"]
        assert stands(audited(account, item("administrative_charge", "26.00", reason="returned-payment"))) == [
            "unexplained"
        ]

    def test_a_charge_over_the_cap_counts_with_the_cap(self) -> None:
        account = two_bills(OWN, AdministrativeCharge("A", "2026-02-10", Money(75, "CAD"), "collection"))
        audit = audited(
            account,
            item("fee", "100.00", service="dsl"),
            item("late_charge", "4.04"),
            item("administrative_charge", "75.00", reason="collection"),
            item("total", "179.04"),
        )
        assert stands(audit) == ["by-the-terms", "by-the-terms", "unexplained", "from-items"]
        assert audit.items[2].by_terms == Money("50.00", "CAD")

    def test_a_charge_that_the_account_does_not_have_is_judged_alone(self) -> None:
        charges = [item("administrative_charge", "30.00", reason="collection") for _ in range(2)]
        audit = audited(
            two_bills(OWN),
            item("fee", "100.00", service="dsl"),
            item("late_charge", "4.04"),
            *charges,
            item("total", "164.04"),
        )
        assert set(stands(audit)) == {"by-the-terms"}

    def test_a_charge_for_a_reason_that_the_terms_do_not_name(self) -> None:
        audit = audited(two_bills(OWN), item("administrative_charge", "5.00", reason="paper-bill"))
        assert audit.items[0].by_terms in (Money("5.00", "CAD"), Money("0.00", "CAD"))

    def test_one_that_the_bill_does_not_list(self) -> None:
        account = two_bills(OWN, AdministrativeCharge("A", "2026-02-10", Money(25, "CAD"), "collection"))
        audit = audited(
            account, item("fee", "100.00", service="dsl"), item("late_charge", "4.04"), item("total", "104.04")
        )
        assert audit.missing == (("administrative_charge", Money("25.00", "CAD")),)
        assert stands(audit)[2] == "from-items"

    def test_a_sum_that_the_terms_name_and_a_closed_list_of_reasons(self) -> None:
        terms = load("telus")
        bill_before = Invoice("1", "2026-01-01", Money(10, "CAD"), due="2026-01-20")
        account = Account([bill_before, Payment("2026-01-10", Money(10, "CAD"))])
        charges = [
            BillItem("administrative_charge", Money("25.00", "CAD"), reason="returned-payment"),
            BillItem("administrative_charge", Money("30.00", "CAD"), reason="returned-payment"),
            BillItem("administrative_charge", Money("5.00", "CAD"), reason="paper-bill"),
        ]
        answer = terms.audit(Bill(items=charges, issued="2026-03-01", due="2026-03-20"), account)
        assert stands(answer.value) == ["by-the-terms", "unexplained", "unexplained"]
        assert [one.by_terms for one in answer.value.items][1:] == [Money("25.00", "CAD"), Money("0.00", "CAD")]
        assert "the terms name no charge for that reason, only for connection, bill-reprint" in str(answer)
        items = [BillItem("fee", Money("10.00", "CAD")), BillItem("payments", Money("10.00", "CAD"))]
        whole = [*items, charges[0], BillItem("total", Money("35.00", "CAD"))]
        off = [*items, charges[1], BillItem("total", Money("40.00", "CAD"))]
        for listed, how in ((whole, ["by-the-terms", "by-the-terms"]), (off, ["unexplained", "from-items"])):
            found = terms.audit(Bill(items=listed, issued="2026-03-01", due="2026-03-20"), account).value
            assert stands(found) == ["unchecked", "by-the-terms", *how]

    def test_terms_without_such_a_clause_decide_none(self) -> None:
        terms = load("examples/own_provider.toml")
        cad_ = terms.currency
        event = AdministrativeCharge("A", "2026-02-01", Money(5, cad_), "collection")
        account = Account([Invoice("1", "2026-01-01", Money(100, cad_)), event])
        charges = [BillItem("administrative_charge", Money(sum_, cad_), reason="collection") for sum_ in (5, 3, 0)]
        audit = terms.audit(Bill(items=charges, issued="2026-02-01"), account).value
        assert stands(audit) == ["unchecked"] * 3


class TestOtherEvents:
    """A refund, a credit, a write-off, a payout and what reaches back."""

    def test_refund_and_cancellation_charge(self) -> None:
        # 49.95 from 1 February, cancelled on the 10th: 18 of 28 days come back, 32.11, and 13 % of it, 4.17: 36.28
        terms, fee = load("kos", service="none"), Money("49.95", "CAD")
        monthly = Cancellation("R", "2026-02-10", service="dsl", fee=fee, cycle_start="2026-02-01")
        ended = Cancellation("C", "2026-02-10", service="tv", term_start="2025-08-01", term_months=12, monthly_fee=fee)
        account = two_bills(monthly, ended)
        audit = terms.audit(third(item("refund", "36.28"), item("refund", "1.00", number="X")), account).value
        assert [one.by_terms for one in audit.items] == [Money("36.28", "CAD"), Money("0.00", "CAD")]
        assert stands(audit) == ["by-the-terms", "unexplained"]
        other = terms.audit(third(item("refund", "38.30"), item("cancellation_charge", "1.00")), account).value
        assert other.items[0].explanation == "allowed"  # 19 of 28 days: the day of the cancellation comes back too
        assert other.items[1].explanation == "unexplained"
        charge = terms.cancellation_charge(
            monthly_fee=fee, term_start="2025-08-01", term_months=12, cancelled="2026-02-10"
        ).value.total
        right = terms.audit(third(BillItem("cancellation_charge", charge, number="C")), account)
        assert stands(right.value) == ["by-the-terms"]
        assert "refund.cancel_day" in right.readings

    def test_credit_write_off_payout_and_a_returned_payment(self) -> None:
        account = Account(
            [
                Invoice("1", "2026-01-01", Money(100, "CAD")),
                Payment("2026-01-10", Money(100, "CAD"), None, "cheque"),
                Invoice("2", "2026-02-01", Money(100, "CAD")),
                ReturnedPayment("2026-02-03", "cheque"),
                Credit("2026-02-05", Money(10, "CAD"), "2"),
                WriteOff("2026-02-06", "2", Money(5, "CAD")),
                Payment("2026-02-07", Money(300, "CAD")),
                Payout("2026-02-08", Money(20, "CAD")),
            ]
        )
        # the balance of 1 February was 100.00; without the cheque it was 202.00, with the charge of January
        audit = audited(
            account,
            item("previous_balance", "100.00"),
            item("adjustments", "102.00"),
            item("credit", "10.00", invoice="2"),
            item("credit", "0.00", invoice="1"),
            item("write_off", "5.00"),
            item("payments", "300.00"),
            item("payout", "20.00"),
        )
        assert set(stands(audit)) == {"by-the-terms"}


class TestSeveralBills:
    """What is left to be told apart is refused."""

    def test_two_invoices_of_a_day_need_a_number(self) -> None:
        account = Account([Invoice(name, "2026-03-01", Money(1, "CAD")) for name in "ab"])
        with pytest.raises(TelcoTermsError, match="2 invoices of 2026-03-01: give the bill its number"):
            KOS.audit(Bill(items=[item("payments", "0.00")], issued="2026-03-01"), account)

    def test_a_bill_of_another_day_than_in_the_account(self) -> None:
        with pytest.raises(TelcoTermsError, match="in the account it is of 2026-02-01"):
            KOS.audit(Bill(items=[item("payments", "0.00")], number="2", issued="2026-03-01"), two_bills())

    def test_items_without_an_account_and_an_account_without_items(self) -> None:
        with pytest.raises(TelcoTermsError, match="no account is given: give account"):
            KOS.audit(third(item("payments", "0.00")))
        line = BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")
        with pytest.raises(TelcoTermsError, match="no item that an account decides"):
            KOS.audit(Bill([line]), two_bills())

    def test_amounts_of_another_currency(self) -> None:
        with pytest.raises(TelcoTermsError, match="EUR"):
            KOS.audit(third(BillItem("payments", Money(1, "EUR"))), two_bills())


MONEY_KINDS: tuple[ItemKind, ...] = ("late_charge", "administrative_charge", "cancellation_charge", "payout")


class TestTheCalendar:
    """The audit rests on the calendar where the due dates of its account do."""

    def test_business_days_of_a_due_date(self) -> None:
        rule = DUE_DATE.of(KOS.agreement)
        assert isinstance(rule, NetDays)
        by_calendar = Terms(KOS.agreement.with_rules(due_date=replace(rule, count="business-days")))
        assert by_calendar.audit(third(LATE), two_bills()).about.counts_open_days
        assert not KOS.audit(third(LATE), two_bills()).about.counts_open_days


class TestInOneSentence:
    """What is said on the telephone of a bill and its account."""

    def test_it_agrees(self) -> None:
        answer = KOS.audit(third(LATE), two_bills())
        assert " is what the terms give, and " in answer.sentence

    def test_it_does_not(self) -> None:
        answer = KOS.audit(third(item("late_charge", "9.99")), two_bills())
        assert " is not what the terms give, by which " in answer.sentence
        assert "by its lines, 1 " in answer.sentence


def bill_of(terms: Terms, account: Account, own: Invoice) -> Bill:
    """The bill that the statement itself makes: what turns the statement of the bill before into that of its day."""
    since = max((one.issued for one in account.invoices if one.issued < own.issued), default=None)
    old = None if since is None else terms.statement(account, since).value
    new = terms.statement(account, own.issued).value
    nothing = cad(0)
    zero = Statement(own.issued, nothing, nothing, nothing, nothing, (), nothing, nothing, ())
    changes = new.corrections(zero if old is None else old)
    kinds = {debt.number: debt.kind for debt in new.debts}
    sums: dict[ItemKind, int] = dict.fromkeys(
        ("late_charge", "cancellation_charge", "payout", "credit", "refund", "write_off", "payments", "adjustments"), 0
    )
    for change in changes:
        minor = change_of_balance(change.what, change.amount.minor) or 0
        sums[kind_of(change.day, since, change.what, kinds.get(change.debt or ""), change.debt == own.number)] = (
            sums.get(
                kind_of(change.day, since, change.what, kinds.get(change.debt or ""), change.debt == own.number), 0
            )
            + minor
        )
    fee, charges = sums.pop("fee", 0), sums.pop("administrative_charge", 0)
    before = 0 if old is None else old.balance.minor
    items = [BillItem("previous_balance", cad(before)), BillItem("fee", cad(fee))]
    for kind, minor in sums.items():
        items.append(BillItem(kind, cad(-minor if kind in ("credit", "refund", "write_off", "payments") else minor)))
    listed = [
        event
        for event in account.others
        if isinstance(event, AdministrativeCharge) and (since or date.min) < event.on <= own.issued
    ]
    assert sum(event.amount.minor for event in listed) >= charges
    items += [
        BillItem("administrative_charge", event.amount, reason=event.reason, number=event.number) for event in listed
    ]
    new_sum = (
        fee
        + charges
        + sum(sums[kind] for kind in ("late_charge", "cancellation_charge", "credit", "refund", "write_off"))
    )
    items += [BillItem("total", cad(new_sum)), BillItem("total_due", new.balance)]
    due = next(debt for debt in new.debts if debt.number == own.number)
    items += [BillItem("due_date", due.due)]
    return Bill(items=items, number=own.number, issued=own.issued)


def kind_of(day: date, since: date | None, what: str, kind: str | None, is_own: bool) -> ItemKind:
    if since is not None and day <= since:
        return "adjustments"
    if what == "billed":
        names: dict[str | None, ItemKind] = {
            "administrative charge": "administrative_charge",
            "cancellation": "cancellation_charge",
            "payout": "payout",
            "invoice": "fee" if is_own else "adjustments",
        }
        return names[kind]
    names_of: dict[str, ItemKind] = {
        "late charge": "late_charge",
        "payment": "payments",
        "credit": "credit",
        "refund": "refund",
        "payout": "payout",
        "written off, charges": "write_off",
        "written off, principal": "write_off",
    }
    return names_of.get(what, "adjustments")


READINGS: tuple[Any, ...] = (
    {},
    {"late_charge": {"runs_from": "due-date", "rounding": "down"}},
    {"late_charge": {"runs_from": "next-invoice-date", "part_month": "whole-month"}},
    {"statement": {"across_debts": "largest-first", "posted_per": "account"}},
    {"statement": {"across_debts": "newest-first", "disputed": "never-exempt", "on_rejection": "from-decision"}},
)


def histories() -> Iterator[tuple[Account, Invoice]]:
    """Random accounts, each with one of its bills; those in which a bill of the same day or a claim on it stands."""
    random = Random(13)
    found = 0
    while found < 40:
        account = made_history(random).account
        own = random.choice(account.invoices)
        same_day = [one for one in account.invoices if one.issued == own.issued]
        claimed = [event for event in account.others if getattr(event, "invoice", None) == own.number]
        if len(same_day) == 1 and not claimed:
            found += 1
            yield account, own


class TestABillOfTheStatementItself:
    """It agrees under each reading; a cent more on a line disagrees there, and in the sums that hold the line."""

    def test_it_agrees_under_each_reading_and_a_cent_is_found(self) -> None:
        random, tried = Random(7), 0
        for account, own in histories():
            terms = KOS.under(**READINGS[tried % len(READINGS)])
            try:
                bill = bill_of(terms, account, own)
            except TelcoTermsError:
                continue
            audit = terms.audit(bill, account).value
            assert audit.agrees, (account, bill, audit)
            tried += 1
            self.check_a_cent(terms, account, bill, random)
        assert tried > 20

    @staticmethod
    def check_a_cent(terms: Terms, account: Account, bill: Bill, random: Random) -> None:
        at = random.choice([place for place, one in enumerate(bill.items) if isinstance(one.billed, Money)])
        changed = bill.items[at]
        items = list(bill.items)
        items[at] = BillItem(changed.kind, changed.billed_money + cad(1), **changed.given)
        wrong = Bill(items=items, number=bill.invoice.number, issued=bill.invoice.issued)
        audit = terms.audit(wrong, account).value
        assert [place for place, one in enumerate(audit.items) if not one.agrees] == [at]
        failing = [one.name for one in audit.sums if not one.adds_up]
        assert failing
        assert failing[-1] == ("total" if changed.kind == "total" else "total_due")
        assert audit.missing == ()


class TestHowItIsShown:
    """One table, then only what disagrees."""

    ANSWER: Answer[AccountAudit] = KOS.audit(
        third(
            item("previous_balance", "202.00"),
            item("fee", "100.00"),
            item("late_charge", "5.00"),
            item("total", "105.00"),
            item("due_date", "2026-03-17"),
            item("dispute_until", "2026-05-30"),
            lines=(BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16"),),
        ),
        two_bills(),
    )

    def test_the_table_stands_above_what_disagrees(self) -> None:
        text = str(self.ANSWER)
        table = text.split("\n\n")[1].splitlines()
        assert table[0].split() == ["line", "billed", "the", "terms", "difference", "how", "it", "stands"]
        assert table[3].split() == ["late", "charge", "5.00", "4.04", "0.96", "not", "explained"]
        assert table[5].split()[-4:] == ["1", "day", "not", "explained"]
        assert "previous balance: 202.00 was billed" not in text
        assert "fee, 100.00: the account has no invoice with this fee" in text

    def test_it_is_all_data_too(self) -> None:
        data = json.loads(json.dumps(self.ANSWER.as_dict()))
        assert [one["explanation"] for one in data["figure"]["items"]] == [
            "by-the-terms",
            "unchecked",
            "unexplained",
            "from-items",
            "unexplained",
            "by-the-terms",
        ]
        assert data["facts"]["bill"]["item"][2] == {"kind": "late_charge", "billed": "5.00"}
        assert from_dict(data) == self.ANSWER
        assert pickle.loads(pickle.dumps(self.ANSWER)) == self.ANSWER
        assert self.ANSWER.value.figure_is is not None

    def test_a_sheet_has_a_row_for_each_line(self) -> None:
        rows = self.ANSWER.csv().splitlines()
        assert rows[0].startswith("line,which,billed,by_terms,difference,explanation,by,")
        assert rows[3].startswith("late_charge,,5.00,4.04,0.96,unexplained,,kos")
        assert len(rows) == 8

    def test_a_page_has_the_table(self) -> None:
        assert "not explained" in self.ANSWER.html()
        assert "inexpliqu" in self.ANSWER.html("fr")

    def test_a_right_bill_says_so(self) -> None:
        answer = KOS.audit(third(*TestByHand.RIGHT), two_bills(OWN))
        assert "each line is what these terms give, and the sums add up" in str(answer)

    def test_what_does_not_add_up_and_what_is_missing_is_said(self) -> None:
        items = (item("fee", "60.00"), item("fee", "40.01"), item("total", "1.00"))
        text = str(KOS.audit(third(*items), two_bills(Invoice("3", "2026-03-01", Money(100, "CAD")))))
        assert "total of this bill does not add up: 1.00 was billed" in text
        assert "the invoice of the account is 100.00" in text
        assert "in the account, and not on the bill" in text

    def test_the_law_looks_at_what_was_billed(self) -> None:
        account = Account([Invoice("1", "2026-01-01", Money(100, "CAD"))])
        bill = Bill(items=[item("late_charge", "9.00")], issued="2026-02-01")
        says = [rule.says for rule in KOS.for_customer(agreed="2025-06-01").audit(bill, account).law]
        assert any("9.00/100.00" in str(one) for one in says)

    def test_the_first_bill_says_that_it_is_the_first(self) -> None:
        answer = KOS.audit(Bill(items=[item("payments", "0.00")], issued="2026-01-01"), two_bills())
        assert "the first bill of the account" in answer.working.text()
        assert "audit of the bill of 2026-01-01, against" in str(answer)

    @pytest.mark.parametrize("explanation", ITEM_EXPLANATIONS)
    def test_each_way_to_stand_has_its_words(self, explanation: ItemExplanation) -> None:
        audit = replace(audited(two_bills(), LATE), items=(ItemAudit(LATE, None, explanation),))
        assert dict(dict(audit.headline().values)["counts"].parts[0].values)["count"] == 1  # type: ignore[union-attr]
        assert verdict_term(explanation)
        assert audit.outside_words == (explanation in ("practised", "known-mistake", "unexplained"))


class TestEditions:
    """Where the editions of the debts do not add up to one sum, no other reading of the statement is tried."""

    def test_a_fee_and_a_rate(self) -> None:
        terms = two({"late_charge": flat(5_00)}, {"late_charge": NEW_RATE})
        account = Account([Invoice("a", "2021-06-01", cad(100_00)), Invoice("b", "2021-08-01", cad(100_00))])
        bill = Bill(items=[BillItem("late_charge", cad(9_99))], issued="2021-09-01")
        answer = terms.audit(bill, account)
        (line,) = answer.value.items
        assert isinstance(line.audit, Audit)
        assert (line.explanation, line.audit.combinations) == ("unexplained", 1)
        assert len(answer.about.editions) == 2


class TestItems:
    """Each kind is checked as it is made."""

    @pytest.mark.parametrize("kind", ITEM_KINDS)
    def test_each_kind_is_written_and_read_again(self, kind: ItemKind) -> None:
        facts = {"reason": "collection"} if kind == "administrative_charge" else {}
        one = item(kind, "2026-03-16" if kind in ("due_date", "dispute_until") else "1.00", **facts)
        assert one.as_dict()["kind"] == kind
        assert one.in_words().values
        assert repr(one).startswith(f"BillItem('{kind}', ")
        assert pickle.loads(pickle.dumps(one)) == one

    @pytest.mark.parametrize(
        ("made", "says"),
        [
            (lambda: BillItem("vat", cad(1)), "no item of a bill: choose from previous_balance"),  # type: ignore[arg-type]
            (lambda: BillItem("late_charge", "1.00"), "give Money"),
            (lambda: item("late_charge", "-1.00"), "below zero: give the sum of a late charge without its sign"),
            (lambda: item("late_charge", "1.00", reason="x"), "has no fact 'reason'"),
            (lambda: item("administrative_charge", "1.00"), "lacks its fact reason"),
            (lambda: item("fee", "1.00", fee=cad(1)), "has fee but no cycle_start"),
            (lambda: item("fee", "1.00", cycle_start="2026-01-01"), "has cycle_start but no fee"),
            (lambda: item("fee", "1.00", since="2026-01-01"), "has since but no fee"),
            (lambda: Bill(items=[item("total", "1.00")]), "no day: give issued"),
            (lambda: Bill(items=["x"], issued="2026-01-01"), "is no item"),  # type: ignore[list-item]
            (
                lambda: third(item("total", "1.00"), item("total", "1.00")),
                "total of this bill stands twice",
            ),
            (
                lambda: third(item("tax", "1.00"), item("tax", "1.00")),
                "tax stands twice on the bill: give each its name",
            ),
            (
                lambda: Bill([BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")], number="3"),
                "has number but no item that rests on it",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused(self, made: Any, says: str) -> None:
        with pytest.raises(TelcoTermsError, match=says):
            made()

    def test_a_bill_is_shown_as_it_is_made(self) -> None:
        bill = third(item("payments", "1.00"))
        assert repr(bill) == (
            "Bill(items=[BillItem('payments', Money('1.00', 'CAD'))], number='3', issued=datetime.date(2026, 3, 1), "
            "billing_months=1)"
        )
        assert (
            eval(repr(bill), {"Bill": Bill, "BillItem": BillItem, "Money": Money, "datetime": __import__("datetime")})
            == bill
        )
        assert bill != third(item("payments", "2.00"))
        assert bool(bill)


EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = 'issued = 2026-04-01\nnumber = "2026-04"\n'
RIGHT = '[[item]]\nkind = "late_charge"\nbilled = "2.06"\n[[item]]\nkind = "previous_balance"\nbilled = "172.73"\n'


class TestInAShell:
    """`telcoterms audit BILL --account ACCOUNT`: 1 where the words do not allow a line, 2 where it cannot be read."""

    @staticmethod
    def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
        status = main(words)
        out, err = capsys.readouterr()
        return status, out + err

    def test_the_example_names_its_account(self, capsys: pytest.CaptureFixture[str]) -> None:
        # by the account's statements: 172.73 on 1 March, and 0.15 + 0.78 + 1.13 posted since = 2.06
        status, out = self.run(capsys, "audit", str(EXAMPLES / "account_bill.toml"))
        assert status == 1
        assert re.search(r"late charge +3.45 +2.06 +1.39 +against the words", out)
        assert re.search(r"total due +212.62 +201.23 +11.39 +follows from others", out)

    def test_a_balance_that_is_no_amount(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        bill = tmp_path / "bill.toml"
        bill.write_text(f'provider = "kos"\n{HEAD}[[item]]\nkind = "previous_balance"\nbilled = "-12,x"\n')
        status, out = self.run(capsys, "audit", str(bill), "--account", str(EXAMPLES / "late_account.toml"))
        assert status == 2
        assert "item[1].billed" in out

    def test_a_fact_on_which_no_line_of_a_sheet_depends(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        bill = tmp_path / "bill.csv"
        bill.write_text("question,issued,billed\ndue_date,2026-01-01,2026-01-16\n")
        status, out = self.run(capsys, "audit", str(bill), "--provider", "kos", "--plan", "basic")
        assert (status, out) == (2, f"telcoterms: {bill}: plan: no line of the bill depends on plan: leave it out\n")

    def test_the_account_can_be_named_beside_the_bill_and_names_the_terms(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        bill = tmp_path / "bill.toml"
        bill.write_text(HEAD + RIGHT, "utf-8")
        account = str(EXAMPLES / "late_account.toml")
        status, out = self.run(capsys, "audit", str(bill), "--account", account, "--format", "csv")
        assert status == 0
        assert out.splitlines()[1].startswith("late_charge,,2.06,2.06,0.00,by-the-terms,,kos")
        reading = ("--reading", "late_charge.runs_from=due-date", "--quiet")
        assert self.run(capsys, "audit", str(bill), "--account", account, *reading)[0] == 0  # allowed both ways
        assert self.run(capsys, "audit", str(bill), "--provider", "kos")[1].endswith("give --account\n")

    def test_facts_of_the_account_stand_at_its_head(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        account = tmp_path / "account.toml"
        text = (EXAMPLES / "late_account.toml").read_text("utf-8")
        account.write_text('plan = "gold"\n' + text, "utf-8")
        bill = tmp_path / "bill.json"
        item_ = {"kind": "payments", "billed": "80.00"}
        bill.write_text(json.dumps({"account": "account.toml", "issued": "2026-04-01", "item": [item_]}), "utf-8")
        status, out = self.run(capsys, "audit", str(bill))
        assert (status, "plan is" in out) == (2, True)

    def test_a_bill_is_checked_with_its_account(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        status, out = self.run(capsys, "check", str(EXAMPLES / "account_bill.toml"))
        assert (status, "the bill 2026-04 of 2026-04-01" in out) == (0, True)
        bill = tmp_path / "bill.toml"
        bill.write_text(HEAD + RIGHT, "utf-8")
        assert account_named_in(bill) is None
        assert account_named_in(bill.with_suffix(".csv")) is None
        assert self.run(capsys, "check", str(bill), "--provider", "kos")[0] == 0

    def test_the_schema_of_the_items(self) -> None:
        schema = item_field("CAD").schema({})
        assert [one["properties"]["kind"]["const"] for one in schema["oneOf"]] == list(ITEM_KINDS)
