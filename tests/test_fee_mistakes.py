"""The known mistakes in a refund, a part charge, a cancellation charge and a tax, each by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

from telcoterms import Bill, BillLine, Terms, load
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.fee_mistakes import Proration, fee_mistakes, proration_of
from telcoterms.audit.mistakes import MISTAKES, OwnFeeMistakeName, SharedMistakeName
from telcoterms.clauses.part_charge import PartByDays
from telcoterms.clauses.refund import ByDays, NoRefund, ReRated
from tests.terms_builders import CLAUSE, HOSTING, KOS, REFUND_FACTS, TERM_FACTS, cad, leaving, made

PART: Mapping[str, Any] = {"fee": cad(4999), "cycle_start": "2026-06-01", "since": "2026-06-08", "tax_rate": "0.13"}


def mistakes(terms: Terms, question: LineQuestion, facts: Mapping[str, Any]) -> dict[str, str]:
    """Every mistake that can be made in a line, with its sum."""
    line = BillLine(question, facts, cad(0))
    edition = terms.agreement.in_force(facts_by_name(line.named).get("issued", terms.edition))
    found = fee_mistakes(edition, question, line.facts)
    return {name: cad(minor).text for name, minor in found}


class TestRefund:
    """49.95 for June, cancelled on the 10th: 20 of 30 days are left, 33.30, and 13 % of tax."""

    @pytest.mark.parametrize(
        ("name", "sum_"),
        [
            ("one-day-too-many", "34.97"),  # 49.95 x 21/30 = 34.965
            ("one-day-too-few", "31.64"),  # 49.95 x 19/30 = 31.635
            ("other-days", "16.65"),  # 49.95 x 10/30
            ("whole-fee", "49.95"),
            ("each-day-rounded", "33.40"),  # 49.95 / 30 = 1.665, 1.67 x 20
            ("month-charge-each-day", "999.00"),  # 49.95 x 20
            ("tax-added", "37.63"),  # 33.30 + 4.329
            ("tax-share-subtracted", "32.74"),  # 33.30 x 1.13 x 0.87 = 32.737...
        ],
    )
    def test_by_hand(self, name: str, sum_: str) -> None:
        assert mistakes(KOS, "refund", REFUND_FACTS)[name] == sum_

    def test_of_the_last_day_there_is_no_day_too_few(self) -> None:
        assert "one-day-too-few" not in mistakes(KOS, "refund", {**REFUND_FACTS, "cancelled": "2026-06-30"})

    def test_a_tax_as_large_as_the_refund_cannot_be_subtracted(self) -> None:
        assert "tax-share-subtracted" not in mistakes(KOS, "refund", {**REFUND_FACTS, "tax_rate": "1"})

    def test_of_no_fee_no_day_is_rounded(self) -> None:
        assert "each-day-rounded" not in mistakes(KOS, "refund", {**REFUND_FACTS, "fee": cad(0)})

    def test_inside_a_fixed_term_nothing_comes_back(self) -> None:
        assert mistakes(KOS, "refund", {**REFUND_FACTS, "regime": "fixed-term"}) == {}

    def test_terms_that_give_nothing_back(self) -> None:
        terms = made(refund=NoRefund(clause=CLAUSE, says=""))
        assert mistakes(terms, "refund", REFUND_FACTS) == {}

    def test_the_cycles_after_it_come_back_whole_and_what_is_kept_does_not(self) -> None:
        # June to August are paid at 49.95: two cycles come back whole, 99.90, less 10.00
        terms = made(refund=ByDays(kept=cad(1000), clause=CLAUSE, says=""))
        facts = {**REFUND_FACTS, "paid_until": "2026-09-01", "tax_rate": "0"}
        assert mistakes(terms, "refund", facts) == {
            "one-day-too-many": "124.87",  # 49.95 x 21/30 = 34.965, + 89.90
            "one-day-too-few": "121.54",  # 31.635 + 89.90 = 121.535
            "other-days": "106.55",  # 16.65 + 89.90
            "whole-fee": "139.85",
            "each-day-rounded": "123.30",  # 1.67 x 20 = 33.40, + 89.90
            "month-charge-each-day": "1088.90",  # 999.00 + 89.90
        }

    def test_where_more_is_kept_nothing_comes_back(self) -> None:
        terms = made(refund=ByDays(kept=cad(5000), clause=CLAUSE, says=""))
        found = mistakes(terms, "refund", REFUND_FACTS)
        assert (found["one-day-too-many"], found["whole-fee"], found["tax-added"]) == ("0.00", "0.00", "0.00")

    def test_months_begun_and_what_is_kept_taken_off_a_fee_for_a_year(self) -> None:
        # 120.00 - 10.00, less 4 x 15.00 50.00; with 5 or 3 months 35.00 or 65.00
        terms = made(refund=ReRated(monthly_price=cad(1500), kept=cad(1000), clause=CLAUSE, says=""))
        facts = {"fee": cad(12000), "cycle_start": "2026-01-01", "cancelled": "2026-04-10", "fee_months": 12}
        assert mistakes(terms, "refund", {**facts, "tax_rate": "0.13"}) == {
            "one-month-too-many": "35.00",
            "one-month-too-few": "65.00",
            "tax-added": "56.50",
            "tax-share-subtracted": "49.16",  # 56.50 x 0.87 = 49.155
        }

    def test_of_months_that_cost_more_than_the_fee_nothing_comes_back(self) -> None:
        terms = made(refund=ReRated(monthly_price=cad(6000), clause=CLAUSE, says=""))
        facts = {"fee": cad(12000), "cycle_start": "2026-01-01", "cancelled": "2026-04-10", "fee_months": 12}
        assert mistakes(terms, "refund", {**facts, "tax_rate": "0"}) == {
            "one-month-too-many": "0.00",
            "one-month-too-few": "0.00",
        }

    def test_months_begun_taken_off_a_fee_for_a_year(self) -> None:
        # 120.00 - 4 x 15.00 = 60.00, with 5 or 3 months 45.00 or 75.00
        terms = made(refund=ReRated(monthly_price=cad(1500), clause=CLAUSE, says=""))
        facts = {"fee": cad(12000), "cycle_start": "2026-01-01", "cancelled": "2026-04-10", "fee_months": 12}
        found = mistakes(terms, "refund", facts)
        assert {
            "one-month-too-many": "45.00",
            "one-month-too-few": "75.00",
            "tax-added": "67.80",
        }.items() <= found.items()

    def test_where_the_whole_fee_comes_back_no_month_is_taken_off(self) -> None:
        terms = made(refund=ReRated(monthly_price=cad(1500), all_back_within=14, clause=CLAUSE, says=""))
        facts = {"fee": cad(12000), "cycle_start": "2026-01-01", "cancelled": "2026-01-10", "fee_months": 12}
        assert mistakes(terms, "refund", facts) == {}

    def test_a_month_of_thirty_days_is_divided_by_thirty(self) -> None:
        terms = made(refund=ByDays(month_length="thirty-day-month", clause=CLAUSE, says=""))
        line = BillLine("refund", {**REFUND_FACTS, "cycle_start": "2026-05-01", "cancelled": "2026-05-10"}, cad(0))
        part = proration_of(terms.agreement, "refund", line.facts)
        assert part is not None
        assert (part.days, part.divisor, part.by_divisor(31)) == (21, 30, 3384)  # 49.95 x 21/31 = 33.837


class TestPartCharge:
    """49.99 for June, from the 8th: 23 of 30 days, 38.33."""

    @pytest.mark.parametrize(
        ("name", "sum_"),
        [
            ("one-day-too-many", "39.99"),  # 49.99 x 24/30 = 39.992
            ("one-day-too-few", "36.66"),  # 49.99 x 22/30 = 36.659...
            ("other-days", "11.66"),  # 49.99 x 7/30 = 11.664...
            ("each-day-rounded", "38.41"),  # 1.6663, 1.67 x 23
            ("tax-added", "43.31"),  # 38.33 + 4.98
        ],
    )
    def test_by_hand(self, name: str, sum_: str) -> None:
        assert mistakes(load("rogers"), "part_charge", PART)[name] == sum_

    def test_the_part_of_a_fee_that_it_is(self) -> None:
        facts = BillLine("part_charge", {**PART, "cycle_start": "2026-05-01", "since": "2026-05-08"}, cad(0)).facts
        part = proration_of(made(part_charge=PartByDays(clause=CLAUSE, says="")).agreement, "part_charge", facts)
        assert part is not None
        assert part == Proration(Fraction(4999), 7, 31, 31, "actual", "half-up")
        assert (part.days, part.divisor, part.by_divisor(30)) == (24, 31, 3999)  # 49.99 x 24/30 = 39.992


class TestCancellationCharge:
    """59.95 a month, 24 months from January 2025, left on 10 May 2026: 7 months remain, 50 % of them is 209.83."""

    @pytest.mark.parametrize(
        ("name", "sum_"),
        [
            ("one-month-too-many", "239.80"),  # 8 x 59.95 x 50 %
            ("one-month-too-few", "179.85"),  # 6 x 59.95 x 50 %
            ("whole-term", "719.40"),  # 24 x 59.95 x 50 %
            ("other-months", "509.58"),  # 17 x 59.95 x 50 % = 509.575
            ("share-left-out", "419.65"),  # 7 x 59.95
            ("tax-added", "237.11"),
        ],
    )
    def test_by_hand(self, name: str, sum_: str) -> None:
        assert mistakes(HOSTING, "cancellation_charge", TERM_FACTS)[name] == sum_

    def test_of_a_charge_that_is_free_there_is_no_mistake(self) -> None:
        assert mistakes(HOSTING, "cancellation_charge", {**TERM_FACTS, "by": "provider-with-notice"}) == {}

    def test_where_no_month_is_left_none_is_taken_for_another(self) -> None:
        assert "other-months" not in mistakes(HOSTING, "cancellation_charge", {**TERM_FACTS, "cancelled": "2026-12-10"})

    def test_a_charge_that_counts_no_months_has_no_other_months(self) -> None:
        terms = leaving({"kind": "flat", "sum": "100.00"})
        found = mistakes(terms, "cancellation_charge", {**TERM_FACTS, "tax_rate": "0"})
        assert found == {"one-month-too-many": "100.00", "one-month-too-few": "100.00", "whole-term": "100.00"}

    @pytest.mark.parametrize("bound", [{"least": "1.00"}, {"most": "9999.00"}])
    def test_of_a_charge_with_a_bound_they_are_not_known(self, bound: Mapping[str, Any]) -> None:
        terms = leaving({"kind": "sum-per-remaining-month", "sum": "10.00", **bound})
        assert "other-months" not in mistakes(terms, "cancellation_charge", TERM_FACTS)

    def test_of_fees_that_differ_they_are_not_known(self) -> None:
        # 17 months of 59.95 and 7 of 49.95: those of the months that are over are others
        facts = {**TERM_FACTS, "monthly_fee": [cad(5995)] * 17 + [cad(4995)] * 7}
        assert "other-months" not in mistakes(HOSTING, "cancellation_charge", facts)

    def test_of_a_term_that_begins_on_the_second_day_of_the_calendar(self) -> None:
        facts = {**TERM_FACTS, "term_start": "0001-01-02", "cancelled": "0001-03-10", "tax_rate": "0"}
        assert mistakes(HOSTING, "cancellation_charge", facts)["whole-term"] == "719.40"

    def test_an_incentive_by_the_months_from_the_last_invoice(self) -> None:
        # 60.00 x 4/12 = 20.00, with 5 or 3 months 25.00 or 15.00; the whole term is the whole incentive
        facts = {
            "incentive": cad(6000),
            "term_start": "2025-03-15",
            "term_months": 12,
            "cancelled": "2025-11-20",
            "last_invoice": "2025-11-15",
        }
        found = mistakes(load("kos", service="cable"), "cancellation_charge", facts)
        assert (found["one-month-too-many"], found["one-month-too-few"]) == ("25.00", "15.00")
        assert found["whole-term"] == "60.00"

    def test_a_day_before_the_calendar_is_no_mistake(self) -> None:
        facts = {**TERM_FACTS, "term_start": "0001-01-01", "cancelled": "0001-01-10", "tax_rate": "0"}
        found = mistakes(HOSTING, "cancellation_charge", facts)
        assert "one-month-too-few" in found
        assert "one-month-too-many" not in found


class TestTax:
    """13 % of 49.95 is 6.49; GST of 5 % and QST of 9.975 % of 39.99 are 2.00 and 3.99."""

    def test_taken_out_of_the_sum_to_which_it_is_added(self) -> None:
        # 49.95 x 13/113 = 5.746...
        assert mistakes(KOS, "tax", {"amount": cad(4995), "on": "2026-01-01"})["tax-within"] == "5.75"

    def test_taken_of_a_sum_that_holds_it(self) -> None:
        # 210.00 x 20 % = 42.00 for 210.00 x 20/120 = 35.00: 168.00 for 175.00
        facts = {"amount": cad(21000), "on": "2026-01-01", "tax_rate": "0.2", "tax_mode": "included"}
        assert mistakes(KOS, "tax", facts)["tax-of-total"] == "42.00"

    def test_two_taxes(self) -> None:
        # 39.99 + 2.00 = 41.99, x 9.975 % = 4.1885, with 2.00 it is 6.19; together 39.99 x 14.975 % = 5.9885
        facts = {"amount": cad(3999), "on": "2026-01-01", "province": "QC"}
        found = mistakes(KOS, "tax", facts)
        assert (found["tax-on-tax"], found["taxes-rounded-together"]) == ("6.19", "5.99")

    def test_two_taxes_that_are_included_rounded_together(self) -> None:
        # 45.98 x 14.975/114.975 = 5.98869
        facts = {"amount": cad(4598), "on": "2026-01-01", "province": "QC", "tax_mode": "included"}
        assert mistakes(KOS, "tax", facts)["taxes-rounded-together"] == "5.99"

    FACTS = BillLine("tax", {"amount": cad(1), "on": "2026-01-01", "tax_rate": "0.19"}, cad(0)).facts

    def test_credits_left_untaxed(self) -> None:
        # 8500.00 - 7500.00 at 19 % is 190.00; of the charges alone it is 1615.00
        amount = (cad(850_000), cad(-750_000))
        found = fee_mistakes(KOS.agreement, "tax", {**self.FACTS, "amount": amount})
        assert dict(found)["credits-left-untaxed"] == 161_500

    def test_a_credit_takes_nothing_from_the_tax_of_the_charges(self) -> None:
        # of 1.00 19 % are 0.19; of 1.05, a cent for each credit, they would be 0.1995
        amount = (cad(100), cad(-1), cad(-1), cad(-1), cad(-1), cad(-1))
        found = fee_mistakes(KOS.agreement, "tax", {**self.FACTS, "amount": amount})
        assert dict(found)["credits-left-untaxed"] == 19

    @pytest.mark.parametrize("other", [0, 1])
    def test_without_a_credit_none_is_left_untaxed(self, other: int) -> None:
        found = fee_mistakes(KOS.agreement, "tax", {**self.FACTS, "amount": (cad(5000), cad(other))})
        assert "credits-left-untaxed" not in dict(found)

    @pytest.mark.parametrize("question", ["late_charge", "due_date", "dispute_until"])
    def test_other_questions_have_none_of_these(self, question: LineQuestion) -> None:
        assert list(fee_mistakes(KOS.agreement, question, {})) == []
        assert proration_of(KOS.agreement, question, {}) is None


class TestTaxHeldInFees:
    """35.00 a month with VAT of 20 %, six months: 210.00, without VAT 175.00, less 2 % 171.50."""

    TERMS = leaving({"kind": "share-of-remaining-fees", "share": Decimal("0.98"), "fees_hold_tax": True})
    FACTS: Mapping[str, Any] = {
        "monthly_fee": cad(3500),
        "term_start": "2026-01-01",
        "term_months": 12,
        "cancelled": "2026-06-30",
        "tax_rate": "0.2",
    }

    def test_the_published_164_64_subtracts_the_rate(self) -> None:
        # 210.00 x 0.8 = 168.00, x 98 % = 164.64
        assert mistakes(self.TERMS, "cancellation_charge", self.FACTS)["tax-share-subtracted"] == "164.64"

    def test_the_tax_left_in(self) -> None:
        assert mistakes(self.TERMS, "cancellation_charge", self.FACTS)["tax-left-in"] == "205.80"

    def test_a_tax_as_large_as_the_fee_cannot_be_subtracted(self) -> None:
        found = mistakes(self.TERMS, "cancellation_charge", {**self.FACTS, "tax_rate": "1"})
        assert "tax-share-subtracted" not in found


class TestAudit:
    """A line of a bill that a known mistake gives says so; one that a reading gives does not."""

    def test_the_other_days(self) -> None:
        (line,) = KOS.audit(Bill([BillLine("refund", REFUND_FACTS, cad(1665))])).value.lines
        assert (line.explanation, [one.name for one in line.audit.matches]) == ("known-mistake", ["other-days"])  # type: ignore[union-attr]

    def test_a_figure_of_a_reading_is_no_mistake(self) -> None:
        (line,) = KOS.audit(Bill([BillLine("refund", REFUND_FACTS, cad(3497))])).value.lines
        assert (line.explanation, line.audit.mistakes) == ("allowed", ())  # type: ignore[union-attr]

    def test_in_words(self) -> None:
        text = str(KOS.audit(Bill([BillLine("refund", REFUND_FACTS, cad(1665))])).working)
        assert "known mistake other-days: the other days of the cycle in their place" in text


class TestCatalogue:
    """One list has every mistake, and the page tells each."""

    def test_every_name_is_there(self) -> None:
        assert set(get_args(OwnFeeMistakeName)) | set(get_args(SharedMistakeName)) <= set(MISTAKES)

    @pytest.mark.parametrize("name", MISTAKES)
    def test_it_is_on_the_page(self, name: str) -> None:
        page = (Path(__file__).parents[1] / "docs" / "mistakes.md").read_text("utf-8")
        assert re.search(rf"^### {name}$|`{name}`", page, re.MULTILINE)
