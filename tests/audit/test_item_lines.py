"""The line with facts of its own that an item of a bill is, where both come to one sum by the terms."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest

from telcoterms import Account, Bill, BillItem, BillLine, Terms, load
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Dispute,
    Event,
    Invoice,
    Payment,
    Reminder,
)
from telcoterms.agreement.conditions import Grace
from telcoterms.audit.item_lines import line_of_item
from telcoterms.audit.items import ItemKind
from telcoterms.audit.questions import item_comparison
from telcoterms.clauses.due_date import OnBill
from telcoterms.clauses.part_charge import PartByDays
from tests.terms_builders import CLAUSE, KOS, a_rate, cad, made


def item(kind: ItemKind, billed: int, **facts: object) -> BillItem:
    return BillItem(kind, cad(billed), **facts)


def line_of(
    of: BillItem,
    by_terms: int,
    *events: Event,
    issued: str,
    due: str | None = None,
    others: Iterable[BillItem] = (),
    terms: Terms = KOS,
) -> BillLine | None:
    """The line of an item of a bill of a day."""
    bill = Bill(items=[of, *others], number="own", issued=issued, due=due)
    return line_of_item(item_comparison(terms, bill, Account(events), None, None, None, ()), of, cad(by_terms))


class TestLateCharge:
    """The charge on one invoice that was late with one amount, all of it on this bill.

    2 % a month from the invoice date: on 100.00 of 1 January 2.00 are posted on 1 February, 2.04 more on 1 March.
    """

    FIRST = Invoice("1", "2026-01-01", cad(10000))

    def test_of_the_only_debt(self) -> None:
        facts = {"amount": cad(10000), "issued": "2026-01-01", "paid": "2026-02-01"}
        found = line_of(item("late_charge", 260), 200, self.FIRST, issued="2026-02-01")
        assert found == BillLine("late_charge", facts, cad(260))

    def test_another_sum_by_the_terms_is_no_line(self) -> None:
        assert line_of(item("late_charge", 260), 201, self.FIRST, issued="2026-02-01") is None

    def test_the_facts_of_its_invoice(self) -> None:
        # due on 20 January by the bill itself; every two months
        given = {"billing_months": 2, "due": "2026-01-20"}
        early = Invoice("0", "2025-12-20", cad(5000), due="2026-01-10")
        paid = Payment("2025-12-30", cad(5000))
        invoice = Invoice("1", "2026-01-01", cad(10000), billing_months=2, due="2026-01-20")
        terms = made(due_date=OnBill(clause=CLAUSE, says=""))
        events = (early, paid, invoice)
        found = line_of(item("late_charge", 260), 200, *events, issued="2026-02-01", due="2026-02-20", terms=terms)
        facts = {"amount": cad(10000), "issued": "2026-01-01", "paid": "2026-02-01", **given}
        assert found == BillLine("late_charge", facts, cad(260))

    def test_of_two_debts_it_is_no_line_even_where_one_comes_to_it(self) -> None:
        second = Invoice("2", "2026-01-02", cad(100))
        assert line_of(item("late_charge", 260), 200, self.FIRST, second, issued="2026-02-02") is None
        named = item("late_charge", 260, invoice="1")
        facts = {"amount": cad(10000), "issued": "2026-01-01", "paid": "2026-02-01"}
        assert line_of(named, 200, self.FIRST, second, issued="2026-02-02") == BillLine("late_charge", facts, cad(260))

    def test_a_part_of_which_stood_on_the_bill_before_is_no_line(self) -> None:
        # 4.04 up to 1 March, of which 2.00 stood on the bill of 1 February
        second = Invoice("2", "2026-02-01", cad(100))
        named = item("late_charge", 260, invoice="1")
        assert line_of(named, 404, self.FIRST, second, issued="2026-03-01") is None

    def test_of_an_administrative_charge_it_is_no_line(self) -> None:
        charge = AdministrativeCharge("a", "2026-01-01", cad(5000), "collection")
        assert line_of(item("late_charge", 260), 100, charge, issued="2026-02-01") is None

    def test_without_a_debt_it_is_no_line(self) -> None:
        assert line_of(item("late_charge", 260), 0, issued="2026-02-01") is None

    def test_of_an_invoice_in_dispute_it_is_no_line(self) -> None:
        dispute = Dispute("1", "2026-02-02", cad(5000))
        assert line_of(item("late_charge", 260), 200, self.FIRST, dispute, issued="2026-02-10") is None

    def test_of_an_invoice_that_was_reduced_in_parts_it_is_no_line(self) -> None:
        paid = Payment("2026-01-20", cad(5000))
        assert line_of(item("late_charge", 260), 200, self.FIRST, paid, issued="2026-02-01") is None

    def test_the_reminder_from_which_it_runs(self) -> None:
        # 2 % a month from 5 days after 20 January to 1 February: 7/31 of 2.00 is 0.45
        grace = Grace(days=5, counted_from="reminder")
        terms = made(late_charge=a_rate(Fraction(2, 100), runs_from="grace-end", grace=grace))
        events = (self.FIRST, Reminder("2026-01-20"), Payment("2026-02-01", cad(10000)))
        found = line_of(item("late_charge", 58), 45, *events, issued="2026-03-10", terms=terms)
        facts = {"amount": cad(10000), "issued": "2026-01-01", "paid": "2026-02-01", "reminded": ["2026-01-20"]}
        assert found == BillLine("late_charge", facts, cad(58))


class TestPartOfFee:
    """A part of a fee has its own facts, and no tax: 23 of 30 days of 49.99 are 38.33."""

    TERMS = made(part_charge=PartByDays(clause=CLAUSE, says=""))

    def test_it_is_a_part_charge(self) -> None:
        facts = {"fee": cad(4999), "cycle_start": "2026-06-01", "since": "2026-06-08"}
        found = line_of(item("fee", 4000, **facts), 3833, issued="2026-06-08", terms=self.TERMS)
        assert found == BillLine("part_charge", {**facts, "tax_rate": "0"}, cad(4000))

    def test_a_whole_fee_is_no_line(self) -> None:
        assert line_of(item("fee", 4000, service="dsl"), 4000, issued="2026-06-08", terms=self.TERMS) is None


class TestTax:
    """The tax on the fees, unless one of several is named: 13 % of 50.00 is 6.50."""

    FEES = (item("fee", 3000), item("fee", 2000))

    def test_on_the_fees_that_were_billed(self) -> None:
        found = line_of(item("tax", 700, tax_rounding="by-component"), 650, issued="2026-06-08", others=self.FEES)
        facts = {"amount": [cad(3000), cad(2000)], "on": "2026-06-08", "tax_rounding": "by-component"}
        assert found == BillLine("tax", facts, cad(700))

    def test_one_that_is_named_is_no_line(self) -> None:
        assert line_of(item("tax", 700, name="HST"), 650, issued="2026-06-08", others=self.FEES) is None

    def test_on_no_fee_it_is_no_line(self) -> None:
        assert line_of(item("tax", 700), 0, issued="2026-06-08") is None


class TestCancellation:
    """A refund and a cancellation charge stand with their tax, and have the facts of the one cancellation.

    20 of 30 days of 49.95 are 33.30, with 4.33 of tax 37.63. Of 24 months of 59.95, left in the seventeenth, 7 remain,
    of which half is 209.83, with 27.28 of tax 237.11.
    """

    ENDED = Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01")
    NO_SERVICE = load("kos", service="none")

    def test_a_refund(self) -> None:
        found = line_of(item("refund", 3100), 3763, self.ENDED, issued="2026-06-12")
        facts = {"fee": cad(4995), "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
        assert found == BillLine("refund", facts, cad(3330), cad(433), cad(3100))

    def test_the_sum_without_its_tax_is_another_one(self) -> None:
        assert line_of(item("refund", 3100), 3330, self.ENDED, issued="2026-06-12") is None

    def test_a_cancellation_charge(self) -> None:
        ended = Cancellation("c", "2026-05-10", monthly_fee=cad(5995), term_start="2025-01-01", term_months=24)
        found = line_of(item("cancellation_charge", 20000), 23711, ended, issued="2026-06-12", terms=self.NO_SERVICE)
        facts = {
            "monthly_fee": cad(5995),
            "term_start": "2025-01-01",
            "term_months": 24,
            "cancelled": "2026-05-10",
        }
        assert found == BillLine("cancellation_charge", facts, cad(20983), cad(2728), cad(20000))

    def test_of_two_it_is_no_line_even_where_one_comes_to_it(self) -> None:
        ended = Cancellation("c", "2026-06-10", fee=cad(4995), cycle_start="2026-06-01", service="dsl")
        other = Cancellation("d", "2026-06-11", fee=cad(1000), cycle_start="2026-06-01", service="tv")
        assert line_of(item("refund", 3100), 3763, ended, other, issued="2026-06-12") is None
        named = line_of(item("refund", 3100, number="c"), 3763, ended, other, issued="2026-06-12")
        assert named is not None
        assert named.facts["cancelled"] == date(2026, 6, 10)

    def test_without_one_it_is_no_line(self) -> None:
        assert line_of(item("refund", 3100), 0, issued="2026-06-12") is None


@pytest.mark.parametrize(
    "kind", ["previous_balance", "payments", "adjustments", "credit", "write_off", "payout", "total", "total_due"]
)
def test_other_items_are_no_lines(kind: ItemKind) -> None:
    assert line_of(item(kind, 100), 100, TestLateCharge.FIRST, issued="2026-02-01") is None
