"""Why a bill is higher: causes that sum up to the difference, and figures solved backwards."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AmountError,
    Bill,
    BillItem,
    BillLine,
    Explanation,
    InputError,
    Invoice,
    Money,
    Payment,
    Solution,
    Terms,
    load,
    load_account,
)
from telcoterms.agreement.conditions import EveryDays
from telcoterms.agreement.numbers import ByFact, Index, OfIndex
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.line_sums import sums_of_line
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.late_charge.kinds import FlatCharge, GreaterOf
from telcoterms.clauses.part_charge import PartByDays
from telcoterms.clauses.refund import ByDays, NoRefund
from telcoterms.cli import main
from telcoterms.files.library import template_text
from telcoterms.formats.text import phrase_text
from telcoterms.formats.workbook import workbook
from telcoterms.terms.solution_search import Found, Near, Run, bears, outward, roundest, search_each, search_monotone
from telcoterms.terms.solutions import BilledFigure, plain_numbers
from tests.long_runs import examples
from tests.terms_builders import (
    CLAUSE,
    HOSTING,
    KOS,
    REFUND_FACTS,
    TERM_FACTS,
    a_rate,
    cad,
    compound,
    leaving,
    made,
    net,
    simple,
)

LATE: Mapping[str, Any] = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}


def line(question: LineQuestion, facts: Mapping[str, Any], billed: str, **sums: Money) -> BillLine:
    """A line with what was billed: a sum in dollars, or a day."""
    is_day = question in ("due_date", "dispute_until")
    return BillLine(question, facts, billed if is_day else Money(billed, "CAD"), **sums)


def solved(terms: Terms, question: LineQuestion, facts: Mapping[str, Any], billed: str, **sums: Money) -> list[str]:
    """All that gives a billed figure, in words."""
    (figure,) = terms.explain(line(question, facts, billed, **sums)).figures
    return [phrase_text(one.says) for one in figure.solutions]


def missed(terms: Terms, question: LineQuestion, facts: Mapping[str, Any], billed: str) -> list[str]:
    """What gives no billed figure, with what comes nearest."""
    (figure,) = terms.explain(line(question, facts, billed)).figures
    return [phrase_text(one.says) for one in figure.misses]


class TestPublishedFaults:
    """Each published wrong figure has a name."""

    TELUS = made(part_charge=PartByDays(month_length="thirty-day-month", clause=CLAUSE, says=""))
    MONTHLY = made(due_date=net(0), late_charge=compound(Fraction(2, 100), runs_from="due-date"))

    def test_telus_11_26_is_rounded_down(self) -> None:
        # 26.00 x 13/30 = 11.2667
        facts = {"fee": cad(2600), "cycle_start": "2027-05-21", "since": "2027-06-08", "tax_rate": "0"}
        assert solved(load("telus"), "part_charge", facts, "11.26")[0] == "rounded otherwise: rounding down"

    def test_telus_13_33_is_ten_days(self) -> None:
        # 40.00 x 6/30 = 8.00, 40.00 x 10/30 = 13.33
        facts = {
            "fee": cad(4000),
            "cycle_start": "2027-05-01",
            "since": "2027-05-25",
            "until": "2027-05-30",
            "tax_rate": "0",
        }
        assert "days 10, not 6" in solved(load("telus"), "part_charge", facts, "13.33")

    def test_vodafone_210_00_less_a_tax_of_20_percent_is_168_00_and_less_2_percent_164_64(self) -> None:
        # six months of 35.00 are 210.00: 210.00 / 1.2 = 175.00, x 0.98 = 171.50; 210.00 x 0.8 = 168.00, x 0.98 = 164.64
        vodafone = load("vodafone")
        rule: Any = CANCELLATION_CHARGE.of(vodafone.agreement)
        before_2_percent = Terms(vodafone.agreement.with_rules(cancellation_charge=replace(rule, share=Fraction(1))))
        facts = {
            "monthly_fee": Money("35.00", "GBP"),
            "term_start": "2020-01-01",
            "term_months": 12,
            "cancelled": "2020-06-30",
        }
        for terms, right, billed_ in ((before_2_percent, "175.00", "168.00"), (vodafone, "171.50", "164.64")):
            (figure,) = terms.explain(BillLine("cancellation_charge", facts, Money(billed_, "GBP"))).figures
            assert (figure.by_terms, figure.solutions[0].name) == (Money(right, "GBP"), "tax-share-subtracted")

    def test_videotron_3_07_for_ten_days_is_a_whole_month(self) -> None:
        # 153.50 x 2 % x 10/31 = 0.99; 153.50 x 2 % = 3.07
        facts = {"amount": cad(15350), "issued": "2026-01-01", "paid": "2026-01-11"}
        assert solved(self.MONTHLY, "late_charge", facts, "3.07")[0].endswith("part_month whole-month")

    def test_videotron_1_02_is_by_months_of_thirty_days(self) -> None:
        facts = {"amount": cad(15350), "issued": "2026-01-01", "paid": "2026-01-11"}
        assert any("thirty-day-month" in one for one in solved(self.MONTHLY, "late_charge", facts, "1.02"))

    def test_paidnice_64_80_is_by_days_that_were_rounded(self) -> None:
        # 10,000.00 at 7.9 % a year: 790.00/365 = 2.1644 a day, 2.16 x 30 = 64.80 for 64.93
        terms = made(due_date=net(0), late_charge=simple(Fraction(79, 1000), runs_from="due-date"))
        facts = {"amount": cad(10_000_00), "issued": "2026-01-01", "paid": "2026-01-31"}
        (figure,) = terms.explain(line("late_charge", facts, "64.80")).figures
        assert (figure.by_terms, figure.solutions[0].name) == (cad(6493), "each-day-rounded")

    def test_evessio_23_30_for_23_29_is_by_days_that_were_rounded(self) -> None:
        # facts that lead to both figures: 10,000.00 at 8.5 % a year, 2.3288 a day for 10 days; 2.33 x 10 = 23.30
        terms = made(due_date=net(0), late_charge=simple(Fraction(85, 1000), runs_from="due-date"))
        facts = {"amount": cad(10_000_00), "issued": "2026-01-01", "paid": "2026-01-11"}
        (figure,) = terms.explain(line("late_charge", facts, "23.30")).figures
        assert (figure.by_terms, figure.solutions[0].name) == (cad(2329), "each-day-rounded")

    def test_boletonet_429_00_is_a_month_s_charge_on_each_day(self) -> None:
        # 1300.00 x 3 % = 39.00, x 11; right is 39.00 x 11/30 = 14.30
        rate = compound(Fraction(3, 100), runs_from="due-date", part_month="thirty-day-month")
        facts = {"amount": cad(130_000), "issued": "2026-01-01", "paid": "2026-01-12"}
        found = solved(made(due_date=net(0), late_charge=rate), "late_charge", facts, "429.00")
        assert found[0] == "known mistake month-charge-each-day: a month's charge on each day"

    def test_a_share_of_10_for_10_percent_is_charged_a_hundred_times(self) -> None:
        terms = leaving({"kind": "share-of-remaining-fees", "share": Decimal("0.1")})
        facts = {**TERM_FACTS, "monthly_fee": cad(1500), "cancelled": "2026-02-28", "term_months": 24, "tax_rate": "0"}
        # 10 months of 15.00 remain, 10 % of them is 15.00; 1500.00 is a hundred times that
        found = solved(terms, "cancellation_charge", facts, "1500.00")
        assert found[0] == "100 times what these terms give: 15.00"

    def test_a_reminder_s_fee_on_each_of_three_invoices(self) -> None:
        terms = made(late_charge=FlatCharge(sum=cad(2000), clause=CLAUSE, says=""))
        assert solved(terms, "late_charge", LATE, "60.00")[0] == "3 times what these terms give: 20.00"

    def test_internetee_4_52_is_the_tax_of_another_day(self) -> None:
        # 32.26 x 15 % = 4.84 in March, x 14 % = 4.52 since April
        facts = {"fee": cad(10000), "cycle_start": "2025-03-15", "cancelled": "2025-04-04", "province": "NS"}
        found = solved(KOS, "refund", facts, "32.26", tax=cad(452))
        assert found[0].startswith("taxed_on from 2025-04-01 to")
        assert any(one.startswith("tax_rate 14 %") for one in found)

    def test_lago_14_48_of_a_cycle_that_was_clamped_is_15_00_by_billing_day_30(self) -> None:
        facts = {"fee": cad(3000), "cycle_start": "2024-02-29", "cancelled": "2024-03-14"}
        assert "billing_day 30" in solved(KOS, "refund", facts, "15.00")

    def test_odoo_37_98_for_38_00_is_rounded_on_the_total(self) -> None:
        # ten times 3.60 at 5.5 %: 0.198 each, 0.20 x 10 = 2.00; on 36.00 1.98
        facts = {
            "amount": [cad(360)] * 10,
            "on": "2026-01-01",
            "tax_rate": "0.055",
            "tax_rounding": "by-component",
        }
        assert solved(KOS, "tax", facts, "1.98") == ["tax_rounding on-total, not by-component", "tax_rate 5.4 %"] or (
            solved(KOS, "tax", facts, "1.98")[0] == "tax_rounding on-total, not by-component"
        )

    def test_evaka_9_33_for_8_00_counts_the_31st(self) -> None:
        # 25 to 31 May are 6 of 30 days strictly, 7 by the count: 40.00 x 7/30
        strict = made(refund=ByDays(cancel_day="refunded", month_length="strict-thirty", clause=CLAUSE, says=""))
        facts = {"fee": cad(4000), "cycle_start": "2026-05-01", "cancelled": "2026-05-25", "tax_rate": "0"}
        assert any("thirty-day-month" in one for one in solved(strict, "refund", facts, "9.33"))

    @pytest.mark.parametrize(
        ("billed_", "by"),
        [
            ("18.57", "late_charge.day_count actual/365, not actual/360"),
            ("18.58", "late_charge.compounding monthly, not 30-days"),
            ("18.75", "late_charge.compounding none, not 30-days"),
        ],
    )
    def test_treasury_18_83_is_compounded_every_30_days_over_360(self, billed_: str, by: str) -> None:
        # 1500.00 at 6 % a year: 1500.00 x 0.5 % = 7.50, 1507.50 x 0.5 % = 7.54, 1515.04 x 6 % x 15/360 = 3.79
        terms = load(Path(__file__).parent / "providers" / "thirty-day-compounding-2026-11-21.toml")
        facts = {"amount": Money("1500.00", "USD"), "issued": "2026-04-01", "paid": "2026-06-15"}
        (figure,) = terms.explain(BillLine("late_charge", facts, Money(billed_, "USD"))).figures
        assert figure.by_terms == Money("18.83", "USD")
        assert by in [phrase_text(one.says) for one in figure.solutions]


class TestFacts:
    """Each fact is solved for with the others held; what always has a solution is told last."""

    def test_one_day_less(self) -> None:
        assert solved(KOS, "late_charge", LATE, "3.25")[0] == "paid 2026-02-13, not 2026-02-15"

    def test_no_day_gives_3_07(self) -> None:
        assert missed(KOS, "late_charge", LATE, "3.07")[0] == "paid 2026-02-10 gives 3.00, 2026-02-11 gives 3.08"

    def test_an_amount_and_a_rate(self) -> None:
        found = solved(KOS, "late_charge", LATE, "3.07")
        assert found == [
            "amount from 101.47 to 101.74, not 113.00",
            "late_charge.rate 1.8 % (from 1.799531 % to 1.800884 %), not 2 %",
        ]

    def test_a_day_far_away_is_found_by_bisection(self) -> None:
        # two years later, beyond the days that are looked at one by one
        right = KOS.late_charge("113.00", issued="2026-01-01", paid="2028-03-10").value
        assert "paid 2028-03-10, not 2026-02-15" in solved(KOS, "late_charge", LATE, right.text)

    def test_a_part_of_a_bill(self) -> None:
        # 13 % of 39.95 and 15.95 is 7.27, of 39.95 and 14.95 7.14
        facts = {"amount": [cad(3995), cad(1495)], "on": "2026-06-01"}
        assert "amount 2 from 15.94 to 16.01, not 14.95" in solved(KOS, "tax", facts, "7.27")

    def test_another_province(self) -> None:
        # 49.95 x 15 % = 7.49
        found = solved(KOS, "tax", {"amount": cad(4995), "on": "2026-01-01"}, "7.49")
        assert {"province NB", "province PE"} <= set(found)

    def test_a_province_that_was_given(self) -> None:
        found = solved(KOS, "tax", {"amount": cad(4995), "on": "2026-01-01", "province": "NB"}, "6.49")
        assert "province ON, not NB" in found

    def test_a_rate_that_was_given(self) -> None:
        found = solved(KOS, "tax", {"amount": cad(4995), "on": "2026-01-01", "tax_rate": "0.15"}, "6.49")
        assert any(one.startswith("tax_rate 13 % (from") and one.endswith(", not 15 %") for one in found)

    def test_a_plan(self) -> None:
        by_plan = ByFact("plan", (("basic", cad(500)), ("business", cad(900))))
        terms = made(late_charge=FlatCharge(sum=by_plan, clause=CLAUSE, says=""))
        assert "plan business, not basic" in solved(terms, "late_charge", {**LATE, "plan": "basic"}, "9.00")

    def test_an_index(self) -> None:
        # 3 % over an index of 12 %: a charge of a year by 20 % in place of 15 %
        index = Index(id="lawful", title="the lawful rate")
        rate = simple(OfIndex("lawful", plus=Fraction(3, 100)), runs_from="due-date")
        terms = made(due_date=net(0), late_charge=rate)
        terms = Terms(replace(terms.agreement, indices=(index,)))
        facts = {"amount": cad(10000), "issued": "2026-01-01", "paid": "2027-01-01", "index": {"lawful": "0.12"}}
        found = solved(terms, "late_charge", facts, "20.00")
        assert any(one.startswith("lawful 17 % (from") and one.endswith(", not 12 %") for one in found)

    def test_a_reminder(self) -> None:
        from telcoterms.agreement.conditions import Grace

        grace = Grace(days=5, counted_from="reminder")
        rate = a_rate(Fraction(1, 100), per="day", compounding="none", runs_from="grace-end", grace=grace)
        terms = made(late_charge=rate)
        facts = {**LATE, "reminded": ["2026-01-20"]}
        (figure,) = terms.explain(line("late_charge", facts, "20.34")).figures
        assert any(one.name == "reminded" for one in figure.solutions) or figure.agrees

    def test_a_count_of_months(self) -> None:
        assert "fee_months 2, not 1" in solved(KOS, "refund", REFUND_FACTS, "16.65")

    def test_a_divisor(self) -> None:
        # 49.95 x 20/31 = 32.2258
        assert "divisor 31, not 30" in solved(KOS, "refund", REFUND_FACTS, "32.23")

    def test_the_first_day_where_none_was_given(self) -> None:
        # 30.00 x 8/30
        terms = made(part_charge=PartByDays(clause=CLAUSE, says=""))
        found = solved(terms, "part_charge", {"fee": cad(3000), "cycle_start": "2026-06-01"}, "8.00")
        assert "since 2026-06-23" in found

    def test_a_term_of_one_month_more(self) -> None:
        found = solved(HOSTING, "cancellation_charge", TERM_FACTS, "239.80")
        assert found[0] == "another reading that the words allow: remaining including-current"
        assert "term_months 25, not 24" in found

    def test_fees_of_many_months_are_held(self) -> None:
        facts = {**TERM_FACTS, "monthly_fee": [cad(5995)] * 24}
        assert not any(one.startswith("monthly_fee") for one in solved(HOSTING, "cancellation_charge", facts, "239.80"))

    def test_a_day_on_the_bill(self) -> None:
        assert solved(KOS, "due_date", {"issued": "2026-01-01"}, "2026-01-20") == [
            "issued 2026-01-05, not 2026-01-01",
            "due_date.days 19, not 15",
        ]

    def test_the_last_day_to_dispute(self) -> None:
        found = solved(KOS, "dispute_until", {"issued": "2026-01-01"}, "2026-01-02")
        assert found[0].startswith("issued ")

    def test_half_of_what_the_terms_give(self) -> None:
        assert "1/2 of what these terms give: 33.30" in solved(KOS, "refund", REFUND_FACTS, "16.65")

    def test_the_number_of_a_part_of_a_clause(self) -> None:
        # the greater of 5.00 and 2 % a month: 9.00 in the place of 5.00
        parts = (FlatCharge(sum=cad(500), clause=CLAUSE, says=""), compound(Fraction(1, 100)))
        terms = made(late_charge=GreaterOf(of=parts, clause=CLAUSE, says=""))
        assert "late_charge.of[1].sum 9.00, not 5.00" in solved(terms, "late_charge", LATE, "9.00")

    def test_a_count_of_days_of_a_clause(self) -> None:
        rate = a_rate(Fraction(1, 100), per=EveryDays(30), compounding="none")
        names = {one.name for one in plain_numbers(rate, lambda one: one, "late_charge")}
        assert {"late_charge.rate", "late_charge.per.days"} <= names

    def test_what_a_clause_refuses_is_no_solution(self) -> None:
        # a cycle of 0 days is refused
        terms = made(refund=ByDays(cycle=28, clause=CLAUSE, says=""))
        (figure,) = terms.explain(line("refund", {**REFUND_FACTS, "cancelled": "2026-06-05"}, "1.00")).figures
        assert all(one.name != "refund.cycle" for one in figure.solutions)


@st.composite
def billed(draw: st.DrawFn) -> BillLine:
    """A line of any question, with a figure near that of the terms."""
    question = draw(st.sampled_from(["late_charge", "refund", "tax", "cancellation_charge"]))
    amount = cad(draw(st.integers(100, 50_000)))
    first = draw(st.dates(date(2024, 1, 1), date(2026, 12, 28)))
    wrong = draw(st.integers(-200, 200))
    days = draw(st.integers(0, 27))
    if question == "late_charge":
        facts: dict[str, Any] = {"amount": amount, "issued": first, "paid": first + timedelta(16 + 3 * days)}
    elif question == "refund":
        first = first.replace(day=1)
        facts = {"fee": amount, "cycle_start": first, "cancelled": first + timedelta(days)}
    elif question == "tax":
        facts = {"amount": amount, "on": first}
    else:
        facts = {
            "monthly_fee": amount,
            "term_start": first,
            "term_months": 24,
            "cancelled": first + timedelta(20 * days),
        }
    checked = BillLine(question, facts, cad(0)).facts  # type: ignore[arg-type]
    rule, sums_of = sums_of_line(HOSTING.agreement, question, checked)  # type: ignore[arg-type]
    return BillLine(question, facts, cad(max(0, sums_of(rule)[0] + wrong)))  # type: ignore[arg-type]


def put_back(one: BillLine, solution: Solution, value: Any) -> Money:
    """What the terms give where the fact of a solution has a value that gives the billed figure."""
    facts = one.given
    place = {"province": None} if solution.name == "tax_rate" else {}
    answer: Any = HOSTING.audit(Bill([BillLine(one.question, {**facts, **place, solution.name: value}, one.billed)]))
    found: Money = answer.value.lines[0].audit.by_terms
    return found


FACT_KINDS = ("one-day-off", "day", "count", "amount", "other-name")


class TestProperties:
    """Each solution, put back, gives the billed figure to the cent; the nearest is the nearest; the causes sum up."""

    @given(billed())
    @settings(max_examples=examples(40), deadline=None)
    def test_each_solution_put_back_gives_the_billed_figure(self, one: BillLine) -> None:
        (figure,) = HOSTING.explain(one).figures
        for solution in figure.solutions:
            if solution.kind in FACT_KINDS and solution.name in one.facts:
                for run in solution.values:
                    for value in run:
                        assert put_back(one, solution, value) == one.billed, solution

    @given(billed())
    @settings(max_examples=examples(25), deadline=None)
    def test_no_day_near_the_given_one_comes_nearer(self, one: BillLine) -> None:
        figure = BilledFigure(HOSTING.agreement, one)
        name = {"late_charge": "paid", "tax": "on"}.get(one.question, "cancelled")
        (explained,) = HOSTING.explain(one).figures
        given_day = facts_by_name(one.named)[name]
        tried = {
            day: sum_
            for off in range(-25, 26)
            if off and (sum_ := figure.figure({name: (day := given_day + timedelta(off))})) is not None
        }
        gives = [day for day, sum_ in tried.items() if sum_ == figure.billed]
        if figure.billed == figure.by_terms:
            return
        found = [solution for solution in explained.solutions if solution.name == name]
        if gives:
            runs: Any = found[0].values
            assert any(first <= gives[0] <= last for first, last in runs)
        for miss in explained.misses:
            if miss.name == name:
                assert not gives
                least = min(abs(near[1].minor - figure.billed) for near in (miss.below, miss.above) if near)  # type: ignore[union-attr]
                assert all(abs(sum_ - figure.billed) >= least for sum_ in tried.values())

    @given(st.lists(billed(), min_size=1, max_size=4), st.lists(billed(), min_size=1, max_size=4))
    @settings(max_examples=examples(20), deadline=None)
    def test_the_causes_sum_up_to_the_difference_of_two_bills(
        self, before: list[BillLine], after: list[BillLine]
    ) -> None:
        explained = HOSTING.explain(Bill(after), Bill(before))
        assert sum(cause.sum.minor for cause in explained.causes) == explained.difference.minor
        assert explained.difference == explained.billed - explained.before
        assert all(cause.sum.minor for cause in explained.causes)

    @given(st.lists(billed(), min_size=1, max_size=3), st.integers(0, 60), st.integers(1, 50_000))
    @settings(max_examples=examples(20), deadline=None)
    def test_the_causes_sum_up_to_the_difference_from_an_account(
        self, lines: list[BillLine], days: int, paid: int
    ) -> None:
        events: list[Any] = []
        for number, one in enumerate(lines):
            if one.question == "late_charge":
                facts = facts_by_name(one.named)
                issued = facts["issued"]
                events += [
                    Invoice(str(number), issued, facts["amount"]),
                    Payment(issued + timedelta(days), cad(paid), str(number)),
                ]
        explained = HOSTING.explain(Bill(lines), Account(events))
        assert sum(cause.sum.minor for cause in explained.causes) == explained.difference.minor

    @given(st.integers(-50, 50), st.integers(0, 400), st.integers(1, 7), st.booleans())
    def test_bisection_finds_what_looking_at_each_finds(self, shift: int, target: int, step: int, falls: bool) -> None:
        def figure_of(value: int) -> int:
            return (-1 if falls else 1) * (value // step) * 3 + shift

        found = search_monotone(figure_of, 0, 200, target)
        each = search_each((Near(value, figure_of(value)) for value in range(201)), 0, target)
        assert found is not None
        assert found.runs == each.runs
        for side, other in ((found.below, each.below), (found.above, each.above)):
            assert (side and side.figure) == (other and other.figure)


class TestSearch:
    """Search the values of one fact."""

    def test_a_value_that_is_refused_between_two(self) -> None:
        assert search_monotone(lambda value: None if value == 5 else value, 0, 10, 7) is None

    def test_a_figure_that_never_changes(self) -> None:
        assert search_monotone(lambda _: 1, 0, 10, 7) is None
        assert not bears(lambda _: 1, 5, 100)
        assert not bears(lambda _: None, 5, 100)

    def test_a_side_ends_where_nothing_comes_nearer(self) -> None:
        seen = [near.value for near in outward(lambda value: value, 100, 370, 0)]
        assert (max(seen), min(seen)) == (146, -45)

    def test_several_runs(self) -> None:
        found = search_each((Near(value, value % 3) for value in range(9)), 8, 2)
        assert found == Found((Run(8, 8), Run(5, 5), Run(2, 2)), Near(7, 1), None)

    @pytest.mark.parametrize(
        ("run", "value"), [(Run(1, 3), 1), (Run(98, 132), 100), (Run(0, 0), 0), (Run(0, 9), 0), (Run(17, 19), 17)]
    )
    def test_the_roundest(self, run: Run, value: int) -> None:
        assert roundest(run) == value


def bill_of(day: str, **items: str) -> Bill:
    """A bill with an item of each kind."""
    return Bill(items=[BillItem(kind, Money(billed, "CAD")) for kind, billed in items.items()], issued=day)  # type: ignore[arg-type]


class TestBillsOfItems:
    """Two bills that list what was billed, with no facts: each item that changed, is new or is gone."""

    FEBRUARY = bill_of("2026-02-01", fee="49.95", tax="6.49", total="56.44")

    def test_each_item_that_differs(self) -> None:
        march = bill_of("2026-03-01", fee="51.61", tax="6.71", late_charge="1.19", total="59.51")
        found = KOS.explain(march, self.FEBRUARY)
        assert (found.billed, found.before, found.rest) == (cad(5951), cad(5644), cad(0))
        assert [(cause.kind, cause.sum.text, phrase_text(cause.says)) for cause in found.causes] == [
            ("changed", "1.66", "fee: 51.61, not 49.95"),
            ("changed", "0.22", "tax: 6.71, not 6.49"),
            ("new", "1.19", "late charge, which was not on the bill before"),
        ]
        text = " ".join(str(found).split())
        assert text.startswith("3.07 more than the bill before, 59.51 CAD for 56.44: + 1.66 fee: 51.61, not 49.95")

    def test_a_credit_counts_as_less_and_an_item_that_is_gone_too(self) -> None:
        march = bill_of("2026-03-01", fee="49.95", credit="5.00")
        found = KOS.explain(march, self.FEBRUARY)
        assert [(cause.kind, cause.sum.text) for cause in found.causes] == [("gone", "-6.49"), ("new", "-5.00")]
        assert (found.billed, found.before) == (cad(4495), cad(5644))

    @pytest.mark.parametrize(
        "march", [bill_of("2026-03-01", total="59.51"), bill_of("2026-03-01", fee="49.95", tax="6.49", total="59.51")]
    )
    def test_what_no_item_lists_is_a_rest(self, march: Bill) -> None:
        found = KOS.explain(march, self.FEBRUARY)
        assert [(cause.kind, cause.sum) for cause in found.causes] == [("rest", cad(307))]
        assert found.rest == cad(307)
        assert "what no item of the bills lists" in str(found)

    def test_beside_lines_with_facts(self) -> None:
        late = line("late_charge", {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-02-15"}, "3.41")
        march = Bill([late], items=[BillItem("fee", cad(4995))], issued="2026-03-01")
        found = KOS.explain(march, bill_of("2026-02-01", fee="49.95"))
        assert [(cause.kind, cause.sum) for cause in found.causes] == [("new", cad(341))]

    def test_in_another_currency(self) -> None:
        yen = Bill(items=[BillItem("total", Money(5000, "JPY"))], issued="2026-03-01")
        with pytest.raises(AmountError, match="JPY"):
            KOS.explain(yen, self.FEBRUARY)


class TestBills:
    """Two bills differ by what changed, by lines that are new or gone, and by what is wrong on one of them."""

    def test_a_new_late_charge(self) -> None:
        fees = line("tax", {"amount": cad(4995), "on": "2026-01-01"}, "6.49")
        late = line("late_charge", {"amount": cad(15350), "issued": "2026-01-01", "paid": "2026-02-01"}, "3.07")
        explained = KOS.explain(Bill([fees, late]), Bill([fees]))
        assert [(one.kind, one.sum.text, one.line) for one in explained.causes] == [("new", "3.07", 2)]
        first, second = str(explained).splitlines()[:2]
        assert first == "3.07 more than the bill before, 9.56 CAD for 6.49:"
        assert second.startswith("  + 3.07 late charge on 153.50 CAD of 2026-01-01, paid 2026-02-01")

    def test_one_fact_after_the_other(self) -> None:
        # 113.00 until 15 February 3.41, 50.00 until then 1.51, until 1 February 1.00
        after, before = line("late_charge", LATE, "3.41"), {**LATE, "amount": cad(5000), "paid": "2026-02-01"}
        explained = KOS.explain(Bill([after]), Bill([line("late_charge", before, "1.00")]))
        assert [(phrase_text(one.says), one.sum.text) for one in explained.causes] == [
            ("late charge of line 1: amount 113.00, not 50.00", "1.26"),
            ("late charge of line 1: paid 2026-02-15, not 2026-02-01", "1.15"),
        ]
        assert "+ 2.41 = + 1.26 + 1.15" in str(explained)

    def test_days_that_fit_only_together(self) -> None:
        before, after = REFUND_FACTS, {**REFUND_FACTS, "cycle_start": "2026-07-01", "cancelled": "2026-07-10"}
        explained = KOS.explain(Bill([line("refund", after, "33.84")]), Bill([line("refund", before, "33.30")]))
        (cause,) = explained.causes
        assert phrase_text(cause.says).endswith(
            "cycle_start 2026-07-01, not 2026-06-01, cancelled 2026-07-10, not 2026-06-10"
        )
        assert cause.sum.text == "-0.54"

    def test_a_fact_that_is_new_and_one_that_is_gone(self) -> None:
        plain, taxed = line("tax", {"amount": cad(10000), "on": "2026-01-01"}, "13.00"), {"province": "NB"}
        other = line("tax", {"amount": cad(10000), "on": "2026-01-01", **taxed}, "15.00")
        (there,) = KOS.explain(Bill([other]), Bill([plain])).causes
        (gone,) = KOS.explain(Bill([plain]), Bill([other])).causes
        assert (phrase_text(there.says), there.sum.text) == ("tax of line 1: province NB", "2.00")
        assert (phrase_text(gone.says), gone.sum.text) == ("tax of line 1: without province NB", "-2.00")

    def test_parts_of_a_bill(self) -> None:
        one = line("tax", {"amount": [cad(3995), cad(1495)], "on": "2026-01-01"}, "7.14")
        two = line("tax", {"amount": [cad(3995), cad(1595)], "on": "2026-01-01"}, "7.27")
        (cause,) = KOS.explain(Bill([two]), Bill([one])).causes
        assert phrase_text(cause.says) == "tax of line 1: amount 39.95, 15.95, not 39.95, 14.95"

    def test_a_mistake_that_is_new_and_one_that_is_gone(self) -> None:
        wrong, right = line("late_charge", LATE, "3.29"), line("late_charge", LATE, "3.41")
        (new,) = KOS.explain(Bill([wrong]), Bill([right])).causes
        (gone,) = KOS.explain(Bill([right]), Bill([wrong])).causes
        assert (new.kind, new.sum.text, gone.kind, gone.sum.text) == ("explained", "-0.12", "before", "0.12")
        assert "each-day-rounded" in phrase_text(gone.says)

    def test_the_same_mistake_on_both_is_no_cause(self) -> None:
        wrong = Bill([line("late_charge", LATE, "3.29")])
        explained = KOS.explain(wrong, wrong)
        assert (explained.causes, explained.difference.minor) == ((), 0)
        assert str(explained).splitlines()[0] == "3.29 CAD, as much as the bill before: nothing differs"

    def test_a_line_that_is_gone(self) -> None:
        late, due = line("late_charge", LATE, "3.29"), line("due_date", {"issued": "2026-01-01"}, "2026-01-16")
        explained = KOS.explain(Bill([due]), Bill([late, due]))
        assert [(one.kind, one.sum.text) for one in explained.causes] == [("gone", "-3.41"), ("before", "0.12")]

    def test_a_tax_that_is_billed_with_its_sum_now(self) -> None:
        with_tax = line("refund", REFUND_FACTS, "33.30", tax=cad(433))
        (cause,) = KOS.explain(Bill([with_tax]), Bill([line("refund", REFUND_FACTS, "33.30")])).causes
        assert (phrase_text(cause.says), cause.sum.text) == (
            "refund of line 1: its tax and total are billed otherwise",
            "-4.33",
        )

    def test_a_rest_that_nothing_explains_is_named(self) -> None:
        late, due = line("late_charge", LATE, "3.07"), line("due_date", {"issued": "2026-01-01"}, "2026-01-16")
        explained = KOS.explain(Bill([due, late]))
        assert explained.rest == cad(-34)
        assert explained.as_dict()["rest"] == "-0.34"
        text = " ".join(str(explained).split())
        assert (
            "0.34 less than these terms give, 3.07 CAD for 3.41: - 0.34 late charge of line 2: "
            "only another amount or rate gives 3.07; the nearest: paid 2026-02-10" in text
        )

    def test_several_causes_are_counted(self) -> None:
        late = line("late_charge", LATE, "3.07")
        fees = line("tax", {"amount": cad(4995), "on": "2026-01-01"}, "6.50")
        assert "and 1 more" in str(KOS.explain(Bill([fees, late])))


class TestAccount:
    """A bill is held against an account: what was outstanding, until when, and what was paid meanwhile."""

    def explained(self, *payments: tuple[str, int], billed_: str = "3.41", paid: str = "2026-02-15") -> Explanation:
        events: list[Any] = [Invoice("1", "2026-01-01", cad(11300)), *(Payment(on, cad(sum_)) for on, sum_ in payments)]
        return KOS.explain(line("late_charge", {**LATE, "paid": paid}, billed_), Account(events))

    def test_as_the_account_has_it(self) -> None:
        assert self.explained().causes == ()

    def test_a_part_that_was_paid_in_time(self) -> None:
        # on 63.00 it is 1.26 + 64.26 x 2 % x 14/28 = 0.64
        explained = self.explained(("2026-01-10", 5000))
        (cause,) = explained.causes
        assert (phrase_text(cause.says), cause.sum.text, explained.before.text) == (
            "late charge of line 1: charged on 113.00, of which 63.00 was outstanding",
            "1.51",
            "1.90",
        )

    def test_paid_earlier_than_is_charged(self) -> None:
        (cause,) = self.explained(("2026-02-01", 11526)).causes
        assert (phrase_text(cause.says), cause.sum.text) == (
            "late charge of line 1: charged until 2026-02-15, paid on 2026-02-01",
            "1.15",
        )

    def test_a_part_that_was_paid_late(self) -> None:
        (cause,) = self.explained(("2026-01-20", 5000)).causes
        assert phrase_text(cause.says).startswith("late charge of line 1: 50.00 paid on 2026-01-20 in the time")

    def test_billed_as_the_account_has_it_whatever_the_line_says(self) -> None:
        assert self.explained(("2026-01-10", 5000), billed_="1.90").causes == ()

    def test_an_invoice_that_is_not_on_the_account(self) -> None:
        explained = KOS.explain(line("late_charge", LATE, "3.29"), Account([]))
        assert [(one.kind, one.sum.text) for one in explained.causes] == [("new", "3.41"), ("explained", "-0.12")]

    def test_other_lines_are_held_against_the_terms(self) -> None:
        bill = Bill([line("refund", REFUND_FACTS, "34.97"), line("due_date", {"issued": "2026-01-01"}, "2026-01-20")])
        explained = KOS.explain(bill, Account([]))
        assert [(one.sum.text, one.kind) for one in explained.causes] == [("-1.67", "explained")]

    def test_of_two_invoices_of_a_day_the_one_of_the_amount(self) -> None:
        events: list[Any] = [Invoice("1", "2026-01-01", cad(100)), Invoice("2", "2026-01-01", cad(11300))]
        assert KOS.explain(line("late_charge", LATE, "3.41"), Account(events)).causes == ()

    def test_a_credit_that_no_payment_shows(self) -> None:
        from telcoterms import Dispute

        events: list[Any] = [
            Invoice("1", "2026-01-01", cad(11300)),
            Dispute("1", "2026-01-10", cad(5000)),
        ]
        explained = KOS.explain(line("late_charge", LATE, "3.41"), Account(events))
        assert [phrase_text(one.says) for one in explained.causes] == [
            "late charge of line 1: by the events of the account"
        ]


class TestPage:
    """The number and its cause stand in the first two lines."""

    def test_one_figure(self) -> None:
        explained = KOS.explain(line("late_charge", LATE, "3.07"))
        first, *others = str(explained).splitlines()[:3]
        assert first == "late charge of 3.07 CAD, 0.34 less than the 3.41 of these terms:"
        assert " ".join(" ".join(others).split()) == (
            "only another amount or rate gives 3.07; the nearest: paid 2026-02-10 gives 3.00, 2026-02-11 gives 3.08"
        )
        assert len(str(explained).splitlines()) <= 22

    def test_a_figure_of_the_terms(self) -> None:
        explained = KOS.explain(line("late_charge", LATE, "3.41"))
        assert str(explained).splitlines()[0] == "late charge of 3.41 CAD: it is what these terms give"

    def test_an_earlier_day(self) -> None:
        explained = KOS.explain(line("due_date", {"issued": "2026-01-01"}, "2026-01-14"))
        assert str(explained).startswith("due date of 2026-01-14, 2 days earlier than the 2026-01-16 of these terms:")

    def test_the_tax_of_a_refund(self) -> None:
        explained = KOS.explain(line("refund", REFUND_FACTS, "33.30", tax=cad(500)))
        assert str(explained).startswith("tax of refund of 5.00 CAD, 0.67 more than the 4.33 of these terms:")

    def test_the_total_of_a_refund(self) -> None:
        explained = KOS.explain(line("refund", REFUND_FACTS, "33.30", tax=cad(433), total=cad(4000)))
        assert str(explained).startswith("total of refund of 40.00 CAD, 2.37 more than the 37.63 of these terms:")

    def test_many_solutions_are_counted(self) -> None:
        text = str(KOS.explain(line("refund", REFUND_FACTS, "16.65")))
        assert re.search(r"and [0-9]+ more: \.figures", text)

    def test_where_nothing_was_near(self) -> None:
        terms = leaving({"kind": "flat", "sum": "100.00"})
        explained = terms.explain(line("cancellation_charge", {**TERM_FACTS, "tax_rate": "0"}, "77.00"))
        assert "only another amount or rate gives 77.00; the nearest" in str(explained)

    def test_in_french(self) -> None:
        text = KOS.explain(line("late_charge", LATE, "3.07")).show("fr")
        assert text.splitlines()[0].startswith("frais de retard de 3,07")
        assert "seul un autre montant ou un autre taux donne 3,07" in " ".join(text.split())

    def test_as_data_and_as_a_page(self) -> None:
        explained = KOS.explain(line("late_charge", LATE, "3.07"))
        data = json.loads(json.dumps(explained.as_dict()))
        assert data["figures"][0]["misses"][0]["below"] == {"value": "2026-02-10", "figure": "3.00"}
        assert data["figures"][0]["solutions"][1]["values"] == [["1.799531 %", "1.800884 %"]]
        assert data["causes"][0]["kind"] == "rest"
        assert explained.html().count("<table") == 1
        assert repr(explained).startswith("<explanation: late charge of 3.07 CAD, 0.34 less")

    def test_terms_that_give_nothing_back(self) -> None:
        terms = made(refund=NoRefund(clause=CLAUSE, says=""))
        explained = terms.explain(line("refund", REFUND_FACTS, "5.00"))
        assert " ".join(str(explained).split()).startswith(
            "refund of 5.00 CAD, 5.00 more than the 0.00 of these terms: nothing that was tried gives 5.00"
        )
        assert (explained.figures[0].solutions, explained.figures[0].misses) == ((), ())

    def test_counts_and_names_as_data(self) -> None:
        solutions = KOS.explain(line("refund", REFUND_FACTS, "16.65")).figures[0].as_dict()["solutions"]
        assert {"kind": "count", "name": "fee_months", "values": [[2, 2]], "given": 1} in solutions  # type: ignore[operator]

    def test_a_day_at_the_start_of_the_calendar(self) -> None:
        assert solved(KOS, "due_date", {"issued": "0001-01-10"}, "0001-01-18")[0] == "issued 0001-01-03, not 0001-01-10"

    def test_a_figure_on_one_side_alone(self) -> None:
        data = KOS.explain(line("late_charge", LATE, "9999.00")).as_dict()
        assert json.dumps(data)

    @pytest.mark.parametrize(
        "asked",
        [
            line("late_charge", LATE, "3.07"),
            line("refund", REFUND_FACTS, "31.63"),
            line("refund", {**REFUND_FACTS, "province": "NS"}, "33.30", tax=cad(433)),
            line("cancellation_charge", TERM_FACTS, "239.80"),
        ],
        ids=["late charge", "refund", "tax of a refund", "cancellation charge"],
    )
    def test_it_takes_a_tenth_of_a_second(self, asked: BillLine, monkeypatch: pytest.MonkeyPatch) -> None:
        # a figure is asked at most 1500 times, which takes from 10 to 60 millionths of a second each
        asked_for, figure = [0], BilledFigure.figure

        def counted(of: BilledFigure, *given: Any) -> int | None:
            asked_for[0] += 1
            return figure(of, *given)

        monkeypatch.setattr(BilledFigure, "figure", counted)
        HOSTING.explain(asked)
        assert 0 < asked_for[0] <= 1500

    def test_no_bill(self) -> None:
        with pytest.raises(InputError, match="is no bill: give"):
            KOS.explain("bill.toml")  # type: ignore[arg-type]

    def test_no_bill_before(self) -> None:
        with pytest.raises(InputError, match=r"against is 'bill\.toml': give"):
            KOS.explain(line("late_charge", LATE, "3.07"), "bill.toml")  # type: ignore[arg-type]


class TestSentence:
    """What is said on the telephone has no names of a shell or of Python."""

    @pytest.mark.parametrize(
        ("billed", "end"),
        [
            ("3.41", "the late charge of $3.41 is what the terms give."),
            (
                "3.07",
                "$0.34 less than the $3.41 that the terms give: "
                "only another amount or rate gives it; the nearest: $3.00 and $3.08.",
            ),
            ("3.25", "it would be right for 13 February, not 15 February."),
            ("3.29", "a known mistake gives it: each day's charge rounded."),
            ("6.82", "it is 2 times what the terms give."),
            ("1.13", "another reading of the words allows it."),
            ("2.18", "the words allow it, rounded otherwise."),
        ],
    )
    def test_a_late_charge(self, billed: str, end: str) -> None:
        assert KOS.explain(line("late_charge", LATE, billed)).sentence.endswith(end)

    def test_practised_against_the_words(self) -> None:
        found = KOS.explain(line("late_charge", LATE, "4.57")).figures[0].solutions
        (practised,) = (one for one in found if one.kind == "practised")
        assert phrase_text(practised.told) == "a practice against the words gives it"

    def test_a_part_of_what_the_terms_give(self) -> None:
        terms = leaving({"kind": "flat", "sum": "100.00"})
        asked = line("cancellation_charge", {**TERM_FACTS, "tax_rate": "0"}, "50.00")
        assert terms.explain(asked).sentence.endswith("it is 1/2 of what the terms give.")
        without = made(refund=NoRefund(clause=CLAUSE, says="")).explain(line("refund", REFUND_FACTS, "5.00"))
        assert without.sentence.endswith("that the terms give: nothing that was tried gives it.")

    def test_a_day(self) -> None:
        sentence = KOS.explain(line("due_date", {"issued": "2026-01-01"}, "2026-01-20")).sentence
        assert sentence.endswith(
            "the due date, 20 January, is 4 days later than the 16 January that the terms give: it would be right for "
            "5 January, not 1 January."
        )

    def test_a_name_and_a_fact_that_was_not_given(self) -> None:
        taxed = line("refund", REFUND_FACTS, "33.30", tax=cad(500))
        assert KOS.explain(taxed).sentence.endswith("it would be right with NB.")
        given_ = line("tax", {"amount": cad(4995), "on": "2026-01-01", "province": "NB"}, "6.49")
        assert KOS.explain(given_).sentence.endswith("it would be right with ON in place of NB.")

    def test_the_event_of_an_account(self) -> None:
        account = Account([Invoice("1", "2026-01-01", cad(10000)), Payment("2026-01-10", cad(10000))])
        bill = Bill(items=[BillItem("late_charge", cad(200))], issued="2026-02-01")
        (figure,) = KOS.explain(bill, account).figures
        assert phrase_text(figure.told) == "the account gives it without the payment of 100.00 of 2026-01-10"

    def test_two_bills(self) -> None:
        march = bill_of("2026-03-01", fee="51.61", tax="6.71", late_charge="1.19", total="59.51")
        assert KOS.explain(march, TestBillsOfItems.FEBRUARY).sentence == (
            "The bill is $3.07 more than the bill before: fee $1.66 more, late charge $1.19 more, tax $0.22 more."
        )
        assert KOS.explain(march, march).sentence == "The bill comes to $59.51, as much as the bill before."

    @pytest.mark.parametrize(
        ("kinds", "end"),
        [(("credit",), "one more cause."), (("credit", "refund"), "2 more causes.")],
    )
    def test_many_causes_are_counted(self, kinds: tuple[str, ...], end: str) -> None:
        items = {"fee": "51.61", "tax": "6.71", "late_charge": "1.19", **dict.fromkeys(kinds, "0.01")}
        assert KOS.explain(bill_of("2026-03-01", **items), TestBillsOfItems.FEBRUARY).sentence.endswith(end)

    def test_in_french(self) -> None:
        said = KOS.explain(line("late_charge", LATE, "3.25")).say("fr")
        assert " ".join(said.split()).endswith("ce serait juste pour le 13 février, non le 15 février.")


FEBRUARY = 'provider = "kos"\n[[line]]\nquestion = "tax"\namount = "49.95"\non = 2026-01-01\nbilled = "6.49"\n'
MARCH = (
    FEBRUARY
    + '[[line]]\nquestion = "late_charge"\namount = "153.50"\nissued = 2026-01-01\npaid = 2026-02-01\nbilled = "3.07"\n'
)


class TestCommand:
    """`telcoterms explain` takes a figure with its facts, a bill, two bills, or an account and a bill."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        (tmp_path / "february.toml").write_text(FEBRUARY, "utf-8")
        (tmp_path / "march.toml").write_text(MARCH, "utf-8")
        (tmp_path / "account.csv").write_text(
            "event,date,number,amount\ninvoice,2026-01-01,1,153.50\npayment,2026-01-10,,50.00\n", "utf-8"
        )
        return tmp_path

    def test_a_figure(self, capsys: pytest.CaptureFixture[str]) -> None:
        facts = ["113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--billed", "3.07", "--provider", "kos"]
        assert main(["explain", "late-charge", *facts]) == 0
        assert capsys.readouterr().out.startswith("late charge of 3.07 CAD, 0.34 less than the 3.41")

    def test_a_word_of_the_trade(self, capsys: pytest.CaptureFixture[str]) -> None:
        facts = ["113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--billed", "3.41", "--provider", "kos"]
        assert main(["explain", "late-fee", *facts]) == 0
        assert "it is what these terms give" in capsys.readouterr().out

    def test_a_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert (
            main(["explain", "due-date", "--issued", "2026-01-01", "--billed", "2026-01-20", "--provider", "kos"]) == 0
        )
        assert "issued 2026-01-05, not 2026-01-01" in capsys.readouterr().out

    def test_several_amounts_and_a_tax(self, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["39.95", "14.95", "--on", "2026-06-01", "--billed", "7.27", "--provider", "kos"]
        assert main(["explain", "tax", *asked]) == 0
        assert "tax on 39.95 CAD + 14.95 CAD" in capsys.readouterr().out
        asked = ["49.95", "--cycle-start", "2026-06-01", "--cancelled", "2026-06-10", "--billed", "33.30"]
        assert main(["explain", "refund", *asked, "--billed-tax", "5.00", "--provider", "kos"]) == 0
        assert capsys.readouterr().out.startswith("tax of refund of 5.00 CAD")

    def test_facts_that_are_missing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "late-charge", "--provider", "kos"]) == 2
        assert "late charge needs AMOUNT, --issued, --paid" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("asked", "example"),
        [
            (["late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"], "--billed 3.07"),
            (["due-date", "--issued", "2026-01-01"], "--billed 2026-01-16"),
        ],
    )
    def test_no_billed_figure(self, asked: list[str], example: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", *asked, "--provider", "kos"]) == 2
        assert f"explain needs --billed, the figure that was billed, such as {example}" in capsys.readouterr().err

    def test_two_bills(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", str(files / "february.toml"), str(files / "march.toml")]) == 0
        assert capsys.readouterr().out.startswith("3.07 more than the bill before, 9.56 CAD for 6.49:")

    @pytest.mark.parametrize("order", [("account.csv", "march.toml"), ("march.toml", "account.csv")])
    def test_an_account_and_a_bill(
        self, order: tuple[str, str], files: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["explain", *(str(files / name) for name in order)]) == 0
        out = capsys.readouterr().out
        assert out.startswith("1.00 more than the account comes to, 9.56 CAD for 8.56:")
        assert "charged on 153.50, of which 103.50 was outstanding" in " ".join(out.split())

    def test_an_account_in_a_workbook_and_a_bill(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        account = files / "account.xlsx"
        account.write_bytes(workbook({"account": load_account(files / "account.csv", KOS).sheet()}))
        assert main(["explain", str(account), str(files / "march.toml")]) == 0
        assert capsys.readouterr().out.startswith("1.00 more than the account comes to, 9.56 CAD for 8.56:")

    def test_a_bill_alone(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "bill", str(files / "march.toml")]) == 0
        assert capsys.readouterr().out.startswith("9.56 CAD, as much as these terms give: nothing differs")

    def test_no_bill_at_all(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", str(files / "account.csv"), "--provider", "kos"]) == 2
        err = capsys.readouterr().err
        assert "holds no bill: give a bill, the bill before and the bill, or an account" in err
        assert "columns question, billed and those of its facts, as telcoterms template bill.csv shows" in err
        (files / "account.toml").write_text(template_text("account.toml"), "utf-8")
        assert main(["explain", str(files / "account.toml"), "--provider", "kos"]) == 2
        assert capsys.readouterr().err.endswith("or an account and a bill\n")

    def test_a_bill_as_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "bill.csv").write_text(template_text("bill.csv"), "utf-8")
        assert main(["explain", str(tmp_path / "bill.csv"), "--provider", "kos"]) == 0
        assert capsys.readouterr().out.startswith("-27.73 CAD, as much as these terms give: nothing differs")

    @pytest.mark.parametrize(
        "words", [["--provider", "kos"], ["--say"], ["--lang", "fr"], ["--format", "json"], ["bill", "--say"]]
    )
    def test_options_before_the_files(self, files: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        given = [str(files / "february.toml"), str(files / "march.toml")]
        assert main(["explain", *words, *given]) == 0
        assert capsys.readouterr().out

    def test_options_before_a_question_and_no_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "--provider", "own.toml", "late-charge", "113.00"]) == 2
        assert main(["explain", "--say"]) == 2
        assert capsys.readouterr().out == ""

    def test_a_billed_figure_in_its_order(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", *"late-charge 113.00 2026-01-01 2026-02-15 3.07 --provider kos".split()]) == 0
        assert capsys.readouterr().out.startswith("late charge of 3.07 CAD, 0.34 less than the 3.41 of these terms:")

    def test_no_question(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain"]) == 0
        assert "late-charge" in capsys.readouterr().out
        assert main(["explain", "3.07", "--provider", "kos"]) == 2
        assert "there is no command '3.07'" in capsys.readouterr().err
