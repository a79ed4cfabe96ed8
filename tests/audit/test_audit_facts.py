"""What an audit takes beside the usual facts: sums that mistakes need, business days, what terms are compared on."""

from typing import Any

import pytest

from telcoterms import Bill, BillLine, Terms
from telcoterms.audit.questions import AuditLateChargeQuestion
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.part_charge import PartByDays
from tests.audit.test_audit_working import printed
from tests.terms_builders import CLAUSE, KOS, REFUND_FACTS, cad, made

DUE = BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")
UNTIL = BillLine("dispute_until", {"issued": "2026-01-01"}, "2026-04-01")


def test_the_sums_that_two_mistakes_need() -> None:
    # on 100.00: 2.00 + 102.00 x 2 % x 14/28 = 3.02; on 150.00: 3.00 + 1.53 = 4.53
    days: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15"}
    audit = KOS.audit_late_charge("3.00", "113.00", **days, before_tax="100.00", original="150.00").value
    figures = {one.name: one.figure for one in audit.mistakes}
    assert (figures["before-tax"], figures["original-amount"]) == (cad(302), cad(453))


def test_a_bill_rests_on_the_calendar_where_one_of_its_lines_does() -> None:
    terms = made(due_date=NetDays(days=15, count="business-days", clause=CLAUSE, says=""))
    assert terms.audit(Bill([UNTIL, DUE])).about.counts_open_days


@pytest.mark.parametrize("compared", AuditLateChargeQuestion.compared)
def test_two_terms_are_compared_on_5_00_for_113_00_of_new_year(compared: Any) -> None:
    facts = {name: compared[name] for name in ("billed", "amount", "issued", "paid")}
    assert KOS.audit_late_charge(**facts).facts[:2] == (cad(500), cad(11300))


class TestWorking:
    """The working of a line by the terms stands before what was billed."""

    @staticmethod
    def of(line: BillLine, terms: Terms = KOS) -> list[str]:
        return printed(terms.audit(Bill([line])).about.working())

    def test_of_a_late_charge(self) -> None:
        facts: Any = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}
        assert self.of(BillLine("late_charge", facts, cad(341)))[:9] == [
            "# line 1, late charge",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  paid on 2026-02-15, after the due date: the charge counts from 2026-01-01, the invoice date "
            "[Service Terms s.9]",
            "  2026-01-01 to 2026-02-01: 113.00 x 2 % = 2.26 [Service Terms s.9]",
            "    balance: 113.00 + 2.26 = 115.26",
            "  2026-02-01 to 2026-02-15: 115.26 x 2 % x 14/28 = 1.1526 -> 1.15 (half up) [Service Terms s.9]",
            "    balance: 115.26 + 1.15 = 116.41",
            "  late charge: 116.41 - 113.00 = 3.41 [Service Terms s.9]",
            "  late charge: 3.41 was billed: what these terms give [Service Terms s.9]",
        ]

    def test_of_a_refund(self) -> None:
        assert self.of(BillLine("refund", REFUND_FACTS, cad(3330)))[:9] == [
            "# line 1, refund",
            "  days left, the day of the cancellation counted as used: 2026-07-01 - 2026-06-10 - 1 = 20 "
            "[Service Terms s.36]",
            "  days in the cycle: 2026-07-01 - 2026-06-01 = 30 [Service Terms s.36]",
            "  refund: 49.95 x 20/30 = 33.30 [Service Terms s.36]",
            "  these terms give fees back and no tax; the law lets the tax that was paid on them come back too "
            "[Excise Tax Act s.232]",
            "  HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010) [Service Terms s.7]",
            "  HST: 33.30 x 13 % = 4.329 -> 4.33 (half up) [Service Terms s.7]",
            "  total: 33.30 + 4.33 = 37.63 [Service Terms s.7]",
            "  refund: 33.30 was billed: what these terms give [Service Terms s.36]",
        ]

    def test_of_a_part_charge(self) -> None:
        # 15 of 30 days of 30.00
        facts = {"fee": cad(3000), "cycle_start": "2026-06-01", "since": "2026-06-16", "tax_rate": "0"}
        terms = made(part_charge=PartByDays(clause=CLAUSE, says=""))
        assert self.of(BillLine("part_charge", facts, cad(1500)), terms)[:8] == [
            "# line 1, part charge",
            "  days charged, the first and the last counted: 2026-06-30 - 2026-06-16 + 1 = 15 [Terms s.1]",
            "  days in the cycle: 2026-07-01 - 2026-06-01 = 30 [Terms s.1]",
            "  charge: 30.00 x 15/30 = 15.00 [Terms s.1]",
            "  tax is 0 %: the rate that was given [Terms s.1]",
            "  tax: 15.00 x 0 % = 0.00 [Terms s.1]",
            "  total: 15.00 [Terms s.1]",
            "  part charge: 15.00 was billed: what these terms give [Terms s.1]",
        ]
