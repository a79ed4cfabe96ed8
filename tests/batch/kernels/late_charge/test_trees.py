"""Leaves, joins, bounds, grace periods, thresholds and numbers that change: the kernel's figures are the clause's own.

Each clause is charged on the rows at once and on each row by itself; `charge_of` names what a few of them come to.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import ByFact, Dated, Index, NumberFacts, OfIndex, ShareBound
from telcoterms.batch.kernels.late_charge.charging import MAX_INT64, UNFIT, ByChunks, ChargeKernel
from telcoterms.batch.kernels.late_charge.compiled import Compiled
from telcoterms.batch.kernels.late_charge.joins import BySegment, Joined, Nothing, RowByRow
from telcoterms.batch.kernels.late_charge.kernels import kernel_of, months_of
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.calendars import Calendar
from telcoterms.values.errors import InputError, TelcoTermsError
from tests.batch.kernels.late_charge.rows import Row, columns, random_rows
from tests.terms_builders import CLAUSE, RUNS_FROM, a_rate, at_least, cad, compound, flat, simple

TWO = Fraction(1, 50)
THIRTY_DECIMALS = Fraction("0.021234567890123456789012345679")  # of which a float is never sure
ROWS = random_rows(31, 250, most_days=420)
SMALL = [row._replace(amount=min(row.amount, 10_000_000)) for row in ROWS]
NET = 15
BASE = Index(id="base", title="base rate", rate=Dated(((date(2018, 1, 1), Fraction(1, 50)), (date(2024, 1, 30), TWO))))
FACTS = NumberFacts(plan="basic", indices=(BASE,))
NEW_YEAR = date(2024, 1, 1)
HALVES = NumberFacts(indices=(BASE,))


def none() -> NoCharge:
    return NoCharge(clause=CLAUSE, says="")


def a_sum(minor: int, **fields: Any) -> FlatCharge:
    return replace(flat(minor), **fields)


def share(part: Any, **fields: Any) -> PercentageCharge:
    return PercentageCharge(share=part, clause=CLAUSE, says="", **fields)


def join(kind: Any, *of: LateChargeRule, **fields: Any) -> Any:
    return kind(of=of, clause=CLAUSE, says="", **fields)


def dated(before: Any, since: date, after: Any) -> Any:
    return Dated(((date(2000, 1, 1), before), (since, after)))


def charge_of(
    rule: LateChargeRule, row: Row, facts: NumberFacts = HALVES, calendar: Calendar | None = None, net: int = NET
) -> int:
    """What the clause charges on one row; `UNFIT` where it is refused, or where no column holds it."""
    days = DebtDays(row.issued, row.issued + timedelta(net), row.billing_months, facts)
    try:
        charge = charge_minor(rule, row.amount, days, row.paid, calendar)
    except TelcoTermsError:
        return UNFIT
    return charge if charge <= MAX_INT64 else UNFIT


def agree(rule: LateChargeRule, rows: list[Row] = ROWS, facts: NumberFacts = HALVES, net: int = NET) -> ChargeKernel:
    """The kernel says of each row what the clause says of it alone."""
    kernel, out = kernel_of(rule, net, facts=facts), np.full(len(rows), 77, np.int64)
    kernel.charge(*columns(rows), out)
    alone = [charge_of(rule, row, facts, net=net) for row in rows]
    differing = [(row, *pair) for row, *pair in zip(rows, out.tolist(), alone, strict=True) if pair[0] != pair[1]]
    assert not differing, (rule, differing[:3])
    return kernel


class TestLeaves:
    def test_no_charge_costs_nothing(self) -> None:
        assert isinstance(agree(none()), Nothing)

    @pytest.mark.parametrize("rounding", ["half-up", "half-even", "down"])
    def test_a_percentage(self, rounding: Any) -> None:
        for part in (TWO, Fraction(1, 3), Fraction(5, 1000)):
            assert isinstance(agree(share(part, rounding=rounding)), ByChunks)

    def test_a_percentage_by_hand(self) -> None:
        """2 % of 0.25 is half a cent."""
        row = Row(25, date(2024, 1, 1), date(2024, 2, 1))
        for rounding, cents in (("half-up", 1), ("half-even", 0), ("down", 0)):
            rule, out = share(TWO, rounding=rounding), np.empty(1, np.int64)
            kernel_of(rule, NET).charge(*columns([row]), out)
            assert out.tolist() == [cents]

    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    def test_a_sum_for_each_period(self, runs_from: Any) -> None:
        for per, reading in product(
            ("month", "day", EveryDays(7), EveryDays(40)),
            ({"first_day": "counted"}, {"part_month": "completed-months"}, {"part_block": "completed"}),
        ):
            assert isinstance(agree(a_sum(500, per=per, runs_from=runs_from, **reading)), ByChunks)

    def test_a_sum_for_each_week_by_hand(self) -> None:
        """20 days after the invoice two weeks are over and a third has begun."""
        row = Row(10_000, date(2024, 1, 1), date(2024, 1, 21))
        for reading, cents in (("begun", 1500), ("completed", 1000)):
            out = np.empty(1, np.int64)
            kernel_of(a_sum(500, per=EveryDays(7), part_block=reading), NET).charge(*columns([row]), out)
            assert out.tolist() == [cents]

    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    @pytest.mark.parametrize("part_block", ["begun", "completed", "by-days"])
    def test_a_rate_for_each_block_of_days(self, runs_from: Any, part_block: Any) -> None:
        for rate, days in product((TWO, Fraction(1, 3), THIRTY_DECIMALS), (1, 7, 30, 45)):
            rule = a_rate(rate, per=EveryDays(days), compounding="none", runs_from=runs_from, part_block=part_block)
            assert isinstance(agree(rule), ByChunks)

    def test_a_rate_for_each_block_of_days_on_a_sum_whose_half_cent_no_float_is_sure_of(self) -> None:
        """1 % of 10000000000000.50 is half a cent over a whole one; of the next block's half, a quarter over."""
        rows = [Row(10**15 + 50, date(2024, 1, 1), date(2024, 1, 1) + timedelta(days)) for days in (30, 45)]
        rule, out = a_rate(Fraction(1, 100), per=EveryDays(30), part_block="by-days"), np.empty(2, np.int64)
        kernel_of(rule, NET).charge(*columns(rows), out)
        assert out.tolist() == [10**13 + 1, 10**13 + 1 + 5 * 10**12]

    @pytest.mark.parametrize("day_count", ["actual/365", "actual/360", "actual/366", "actual/365.25"])
    @pytest.mark.parametrize("compounding", ["none", "daily"])
    def test_a_rate_a_year_by_days_that_weigh_the_same(self, day_count: Any, compounding: Any) -> None:
        for first_day in ("not-counted", "counted"):
            rule = simple(Fraction(9, 50), day_count=day_count, first_day=first_day)
            assert isinstance(agree(replace(rule, compounding=compounding)), ByChunks)

    @pytest.mark.parametrize("per", ["day", "year"])
    def test_a_rate_by_days_that_count_in_blocks(self, per: Any) -> None:
        for part_block, first_day in product(("begun", "completed", "by-days"), ("not-counted", "counted")):
            rule = a_rate(
                TWO / 10, per=per, compounding="none", block_days=15, part_block=part_block, first_day=first_day
            )
            assert isinstance(agree(rule), ByChunks)

    def test_a_rate_a_year_that_is_compounded_by_the_month(self) -> None:
        for part_month, round_at in product(("by-days", "daily-compound", "whole-month"), ("each-month", "once")):
            rule = a_rate(Fraction(6, 25), per="year", compounding="monthly", part_month=part_month, round_at=round_at)
            assert isinstance(agree(rule), ByChunks | Compiled)

    @pytest.mark.parametrize(
        "rule",
        [
            simple(Fraction(9, 50), day_count="actual/actual"),
            simple(Fraction(9, 50), day_count="30/360"),
            a_rate(Fraction(9, 50), per="year", compounding="yearly"),
            a_rate(Fraction(9, 50), per="year", compounding="30-days"),
            a_sum(500, per=EveryDays(7), part_block="by-days"),
            simple(Fraction(9, 50), round_to=cad(5)),
            compound(TWO, round_to=cad(5)),
            share(TWO, round_to=cad(5)),
        ],
    )
    def test_what_is_computed_row_by_row(self, rule: LateChargeRule) -> None:
        assert isinstance(agree(rule), RowByRow)


class TestJoins:
    PARTS = (flat(500), compound(TWO), simple(Fraction(9, 50)))

    @pytest.mark.parametrize("kind", [SumOf, GreaterOf, LesserOf])
    def test_each_join(self, kind: Any) -> None:
        for fields in ({}, {"least": cad(700)}, {"most": cad(900)}, {"least": ShareBound(TWO), "most": cad(900)}):
            assert isinstance(agree(join(kind, *self.PARTS, **fields)), Joined)
            assert isinstance(agree(join(kind, *self.PARTS, join(SumOf, flat(100), none()), **fields)), Joined)

    def test_by_hand(self) -> None:
        """100.00 at 2 % over January is 2.00, beside 5.00: together 7.00, of which the greater is 5.00."""
        row = Row(10_000, date(2024, 1, 1), date(2024, 2, 1))
        for kind, cents in ((SumOf, 700), (GreaterOf, 500), (LesserOf, 200)):
            out = np.empty(1, np.int64)
            kernel_of(join(kind, flat(500), compound(TWO)), NET).charge(*columns([row]), out)
            assert out.tolist() == [cents]

    def test_a_charge_that_no_column_holds(self) -> None:
        """Ten times more each month: beyond every column it is the greater, and in a sum; never the lesser."""
        row = Row(10**12, date(2000, 1, 1), date(2099, 1, 1))
        for kind, cents in ((SumOf, UNFIT), (GreaterOf, UNFIT), (LesserOf, 500)):
            out = np.empty(1, np.int64)
            kernel_of(join(kind, flat(500), compound(Fraction(10))), NET).charge(*columns([row]), out)
            assert out.tolist() == [cents]

    def test_a_sum_of_two_charges_that_no_column_holds_together(self) -> None:
        """A rate of 1 doubles each month: 2^39 becomes 2^62 more after 23 months, less what was there."""
        rule = compound(Fraction(1), part_month="completed-months")
        row = Row(2**39, date(2000, 1, 1), date(2002, 1, 1))
        agree(join(SumOf, rule, rule, rule), [row, row._replace(paid=date(2001, 12, 1))])

    def test_a_join_month_by_month_is_computed_row_by_row(self) -> None:
        rule = join(GreaterOf, a_sum(500, per="month"), compound(TWO), per="month")
        assert isinstance(agree(rule, SMALL[:80]), RowByRow)

    def test_a_minimum_and_a_maximum_of_a_leaf(self) -> None:
        for leaf in (compound(TWO), simple(Fraction(9, 50)), share(TWO), a_sum(100, per="month")):
            agree(replace(leaf, least=cad(300)))
            agree(replace(leaf, most=ShareBound(Fraction(1, 10))))
            agree(replace(leaf, least=cad(300), most=cad(400)))


class TestGraceAndThreshold:
    GRACES = (
        Grace(days=10),
        Grace(counted_from="invoice-date", days=5),
        Grace(counted_from="invoice-date", days=45),
        Grace(months=1),
        Grace(months=1, days=3),
        Grace(counted_from="reminder", days=3),
    )

    @pytest.mark.parametrize("grace", GRACES)
    @pytest.mark.parametrize("runs_from", [*RUNS_FROM, "grace-end"])
    def test_a_grace_period(self, grace: Grace, runs_from: Any) -> None:
        for leaf in (compound(TWO), simple(Fraction(9, 50)), a_sum(500, per="month"), a_sum(500, per=EveryDays(7))):
            agree(replace(leaf, grace=grace, runs_from=runs_from))

    def test_a_grace_period_by_hand(self) -> None:
        """Due on the 16th, and ten days more: the 26th costs nothing, the 27th the fee."""
        rows = [Row(10_000, date(2024, 1, 1), date(2024, 1, day)) for day in (26, 27)]
        out = np.empty(2, np.int64)
        kernel_of(a_sum(500, grace=Grace(days=10)), NET).charge(*columns(rows), out)
        assert out.tolist() == [0, 500]

    def test_a_grace_period_holds_for_the_parts_without_one_of_their_own(self) -> None:
        """A ladder: 5.00 after ten days more, 10.00 more after thirty."""
        ladder = join(SumOf, flat(500), a_sum(1000, grace=Grace(days=30)), grace=Grace(days=10))
        rows = [Row(10_000, date(2024, 1, 1), date(2024, 1, 1) + timedelta(days)) for days in (25, 26, 45, 46)]
        out = np.empty(4, np.int64)
        agree(ladder, rows).charge(*columns(rows), out)
        assert out.tolist() == [0, 500, 500, 1500]

    def test_open_days_are_counted_by_the_calendar(self) -> None:
        weekdays = Calendar(
            name="weekdays", version="1", first=date(2018, 1, 1), last=date(2040, 1, 1), closed=frozenset()
        )
        rule = a_sum(500, grace=Grace(days=5, count="business-days"))
        kernel, out = kernel_of(rule, NET, calendar=weekdays), np.empty(len(ROWS), np.int64)
        kernel.charge(*columns(ROWS), out)
        assert out.tolist() == [charge_of(rule, row, calendar=weekdays) for row in ROWS]

    @pytest.mark.parametrize(
        "threshold",
        [
            Threshold(over=cad(1000)),
            Threshold(at_least=cad(1000)),
            Threshold(at_least=cad(0)),
            Threshold(over=dated(cad(500), NEW_YEAR, cad(2000))),
            Threshold(at_least=dated(cad(500), NEW_YEAR, cad(2000))),
        ],
    )
    def test_a_threshold(self, threshold: Threshold) -> None:
        edges = [row._replace(amount=amount) for row in ROWS[:60] for amount in (499, 500, 999, 1000, 1001, 2000, 2001)]
        for leaf in (compound(TWO), flat(500), share(TWO)):
            agree(replace(leaf, threshold=threshold), edges)
            agree(join(SumOf, leaf, flat(100), threshold=threshold), edges)


class TestNumbersThatChange:
    RATE = dated(Fraction(1, 100), NEW_YEAR, Fraction(3, 100))

    @pytest.mark.parametrize("dated_by", ["each-period", "each-day", "invoice-date", "due-date"])
    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    def test_a_rate(self, dated_by: Any, runs_from: Any) -> None:
        for rule in (
            compound(self.RATE, dated_by=dated_by, runs_from=runs_from),
            simple(self.RATE, dated_by=dated_by, runs_from=runs_from),
            a_rate(self.RATE, on_day=15, compounding="monthly", dated_by=dated_by, runs_from=runs_from),
            a_sum(500, per="month", runs_from=runs_from),
        ):
            kernel = agree(rule, SMALL)
        assert isinstance(agree(compound(self.RATE, dated_by=dated_by), SMALL[:50]), BySegment)
        assert isinstance(kernel, ByChunks)

    def test_sums_and_shares_are_those_of_the_day_that_sets_them_off(self) -> None:
        """Due on 31 December, late on 1 January: the sum is that of the new year."""
        rule = a_sum(0, sum=dated(cad(500), NEW_YEAR, cad(700)))
        rows = [Row(10_000, date(2023, 12, day), date(2024, 3, 1)) for day in (15, 16, 17)]
        out = np.empty(3, np.int64)
        agree(rule, rows).charge(*columns(rows), out)
        assert out.tolist() == [500, 700, 700]
        agree(rule)
        agree(share(self.RATE))
        agree(a_sum(0, per="month", sum=dated(cad(500), NEW_YEAR, cad(700))))

    def test_an_index_and_a_margin(self) -> None:
        agree(simple(OfIndex("base", Fraction(2, 100), Fraction(2)), dated_by="each-day"), SMALL)
        agree(at_least(500, simple(OfIndex("base", Fraction(2, 100)))), SMALL)

    def test_before_its_first_entry_a_row_is_refused(self) -> None:
        rule = compound(Dated(((date(2022, 1, 1), TWO), (date(2024, 1, 1), 2 * TWO))))
        assert UNFIT in [charge_of(rule, row) for row in SMALL]
        agree(rule, SMALL)

    @pytest.mark.parametrize("plan", ["basic", "gold", None])
    def test_a_number_for_each_plan(self, plan: str | None) -> None:
        by_plan = ByFact("plan", (("basic", TWO), ("plus", 2 * TWO)), None)
        facts = NumberFacts(plan=plan, indices=(BASE,))
        agree(compound(by_plan), SMALL[:60], facts)
        agree(join(SumOf, compound(by_plan), flat(500)), SMALL[:60], facts)
        agree(a_sum(0, sum=ByFact("plan", (("basic", cad(500)),), cad(700))), SMALL[:60], facts)

    def test_of_a_lesser_of_the_part_whose_index_is_not_known_is_left_out(self) -> None:
        lawful = Index(id="lawful", title="the highest lawful rate")
        rule = join(LesserOf, simple(TWO), simple(OfIndex("lawful")))
        agree(rule, SMALL[:60], NumberFacts(indices=(lawful,)))


class TestMonths:
    def test_the_months_of_one_rate_are_counted_inside_its_bounds(self) -> None:
        table = columns([Row(10_000, date(2024, 1, 1), date(2024, 4, 2))])
        for rule in (compound(TWO), at_least(500, compound(TWO)), a_rate(TWO, on_day=1, compounding="none")):
            assert months_of(rule, NET, table.issued, table.paid, 1).tolist() == [3]

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            (flat(500), "these terms charge flat, which counts no months"),
            (simple(TWO), "these terms charge rate, which counts no months"),
            (join(SumOf, compound(TWO), flat(500)), "these terms charge sum-of, which counts no months"),
            (compound(TWO, grace=Grace(months=1)), "each bill has a grace period of its own"),
        ],
    )
    def test_another_clause_has_none(self, rule: Any, said: str) -> None:
        with pytest.raises(InputError, match=said):
            months_of(rule, NET, np.empty(0, np.int32), np.empty(0, np.int32), 1)
