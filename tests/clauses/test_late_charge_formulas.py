"""What one amount that is paid on one day costs, by formula: each figure by hand.

Unless a test says otherwise, 100.00 of 1 January 2026, due on the 16th, so that it is late from the 17th.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import DayError, InputError
from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.agreement.numbers import Dated
from telcoterms.clauses.late_charge.charge import (
    charge_by_months,
    charge_minor,
    charged_node,
    compound_charge,
    compound_charge_exact,
    month_growth,
    reminders_by,
    time_late,
)
from telcoterms.clauses.late_charge.charge import charged as charged_by
from telcoterms.clauses.late_charge.kinds import (
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, a_rate, cad, compound, flat

TWO = Fraction(2, 100)
TEN = Fraction(10, 100)
A_DAY = Fraction(1, 1000)
ISSUED, DUE = date(2026, 1, 1), date(2026, 1, 16)
DAYS = DebtDays(ISSUED, DUE)
TERMS: dict[str, Any] = {"clause": CLAUSE, "says": ""}


def charged(rule: LateChargeRule, paid: str, amount: int = 100_00, reminded: tuple[date, ...] = ()) -> int:
    return charge_minor(rule, amount, DAYS, date.fromisoformat(paid), None, reminded)


class TestDays:
    """A payment on the day of its invoice is in time, one before it is a mistake, one a hundred years after it too."""

    @pytest.mark.parametrize("rule", [compound(TWO), a_rate(A_DAY, per="day")], ids=["plain", "by-day"])
    def test_paid_on_the_day_of_the_invoice_or_before_it(self, rule: LateChargeRule) -> None:
        assert charged(rule, "2026-01-01") == 0
        with refused(InputError, "the payment of 2025-12-31 lies before the invoice of 2026-01-01"):
            charged(rule, "2025-12-31")

    @pytest.mark.parametrize("rule", [compound(TWO, round_at="once"), a_rate(A_DAY, per="day")], ids=["plain", "day"])
    def test_a_hundred_years_are_the_longest_time(self, rule: LateChargeRule) -> None:
        assert charged(rule, "2126-01-01", amount=1) > 0
        for paid in ("2126-01-02", "2126-02-01", "2127-01-01"):
            with refused(DayError, f"from invoice to payment runs from 2026-01-01 to {paid}, over a hundred years"):
                charged(rule, paid, amount=1)

    @pytest.mark.parametrize("rule", [compound(TWO), a_rate(A_DAY, per="day"), flat(5_00)], ids=["plain", "day", "fee"])
    def test_nothing_is_charged_up_to_the_due_date_nor_on_nothing(self, rule: LateChargeRule) -> None:
        assert charged(rule, "2026-01-16") == 0
        assert charged(rule, "2026-01-17") > 0
        assert charged(rule, "2026-06-01", amount=0) == 0


class TestTimeLate:
    """So many whole months, so many days of the next, and its length; of a month that was not begun nothing."""

    @pytest.mark.parametrize(
        ("start", "paid", "time"),
        [
            ((2026, 1, 16), "2026-01-16", (0, 0, 31)),
            ((2026, 1, 16), "2026-02-15", (0, 30, 31)),
            ((2026, 1, 16), "2026-02-16", (1, 0, 28)),
            ((2026, 1, 16), "2026-03-02", (1, 14, 28)),
            ((2026, 1, 31), "2026-02-27", (0, 27, 28)),  # the month of 31 January ends on 28 February
            ((2026, 1, 31), "2026-02-28", (1, 0, 31)),  # that of 28 February on 31 March
            ((2026, 1, 31), "2026-03-30", (1, 30, 31)),
            ((2026, 1, 31), "2027-01-31", (12, 0, 28)),
            ((2026, 2, 1), "2026-01-31", (0, 0, 1)),  # before the charge begins
            ((2026, 2, 1), "2025-06-15", (0, 0, 1)),
        ],
    )
    def test_until_a_day(self, start: tuple[int, int, int], paid: str, time: tuple[int, int, int]) -> None:
        year, month, day = start
        assert time_late(12 * year + month - 1, day, date.fromisoformat(paid)) == time


class TestMonths:
    """Whole months and the days of a started one, compounded or not, rounded each month or once."""

    @pytest.mark.parametrize(
        ("fields", "cents"),
        [
            # 100.00 -> 102.00 -> 104.04; 104.04 x 2 % x 14/28 = 1.0404
            ({"compounding": "monthly"}, 5_08),
            ({"compounding": "monthly", "part_month": "whole-month"}, 6_12),  # 104.04 x 2 % = 2.0808
            ({"compounding": "monthly", "part_month": "completed-months"}, 4_04),
            # 104.04 x (1.02 ^ 14/28 - 1) = 104.04 x 0.00995... = 1.0352...
            ({"compounding": "monthly", "part_month": "daily-compound"}, 5_08),
            # 2.00 + 2.00 + 100.00 x 2 % x 14/28
            ({"compounding": "none"}, 5_00),
            # 2.00 + 2.00 + 100.00 x (1.02 ^ 14/28 - 1) = 0.99504...
            ({"compounding": "none", "part_month": "daily-compound"}, 5_00),
            ({"compounding": "none", "part_month": "thirty-day-month"}, 4_93),  # 100.00 x 2 % x 14/30 = 0.933...
        ],
    )
    def test_two_months_and_fourteen_of_28_days(self, fields: dict[str, Any], cents: int) -> None:
        assert charge_by_months(a_rate(TWO, **fields), TWO, 100_00, 2, 14, 28) == cents

    @pytest.mark.parametrize("compounding", ["none", "monthly"])
    @pytest.mark.parametrize("part_month", ["by-days", "daily-compound", "whole-month"])
    def test_of_no_days_of_a_month_nothing(self, compounding: Any, part_month: Any) -> None:
        leaf = a_rate(TWO, compounding=compounding, part_month=part_month)
        assert charge_by_months(leaf, TWO, 100_00, 1, 0, 28) == 2_00

    def test_rounded_each_month_a_month_without_compounding_is_rounded_before_it_is_multiplied(self) -> None:
        # 0.30 x 2 % = 0.006, rounded 0.01; three times
        assert charge_by_months(a_rate(TWO), TWO, 30, 3, 0, 28) == 3

    def test_rounded_once_nothing_is_rounded_on_the_way(self) -> None:
        leaf = compound(TWO, round_at="once")
        # 0.49 x (1.02 ^ 2 x (1 + 2 % x 14/28) - 1) = 0.49 x 0.050804 = 0.0248...
        assert compound_charge(leaf, TWO, 49, 2, 14, 28) == 2
        assert compound_charge_exact(leaf, TWO, 49, 2, 14, 28) == Fraction(49 * 50804, 1000000)
        # each month: 0.0098 -> 0.01, 0.01, and 0.51 x 1 % = 0.0051 -> 0.01
        assert compound_charge(compound(TWO), TWO, 49, 2, 14, 28) == 3

    def test_rounded_once_a_started_month_grows_by_its_days_where_they_compound(self) -> None:
        leaf = compound(TWO, round_at="once", part_month="daily-compound")
        # 100.00 x (1.02 ^ 2 x 1.02 ^ 14/28 - 1) = 100.00 x 0.050752...
        assert compound_charge(leaf, TWO, 100_00, 2, 14, 28) == 5_08
        # a day later 1.02 ^ 2 x 1.02 ^ 15/28 = 1.0404 x 1.010665... = 1.051495...
        assert compound_charge(leaf, TWO, 100_00, 2, 15, 28) == 5_15

    def test_a_started_month_alone(self) -> None:
        assert month_growth(compound(TWO), TWO, 100_00, 14, 28) == 1_00
        assert month_growth(compound(TWO, part_month="days-of-year"), TWO, 100_00, 14, 28) == Fraction(
            200 * 12 * 14, 365
        )
        assert month_growth(compound(TWO, part_month="whole-month"), TWO, 100_00, 0, 28) == 0

    def test_a_yearly_rate_that_compounds_by_the_month_is_a_twelfth_each_month(self) -> None:
        rule = a_rate(Fraction(24, 100), per="year", compounding="monthly")
        # one month and 14 of February's 28 days: 2.00 + 102.00 x 2 % x 14/28 = 1.02
        assert charged(rule, "2026-02-15") == 3_02


class TestDaysAlone:
    """A rate by the day or the year has one period, from the day after its start up to the payment."""

    @pytest.mark.parametrize(
        ("rule", "paid", "cents"),
        [
            (a_rate(A_DAY, per="day"), "2026-02-01", 3_10),  # 100.00 x 0.1 % x 31 days
            (a_rate(A_DAY, per="day", first_day="counted"), "2026-02-01", 3_20),  # 32 days
            (a_rate(A_DAY, per="day", runs_from="due-date"), "2026-02-01", 1_60),  # 16 days
            (a_rate(A_DAY, per="day", runs_from="next-invoice-date"), "2026-01-31", 0),
            (a_rate(A_DAY, per="day", runs_from="next-invoice-date"), "2026-02-01", 0),
            (a_rate(A_DAY, per="day", runs_from="next-invoice-date"), "2026-02-02", 10),
            (a_rate(A_DAY, per="day", runs_from="next-invoice-date", first_day="counted"), "2026-01-31", 0),
            (a_rate(A_DAY, per="day", runs_from="next-invoice-date", first_day="counted"), "2026-02-01", 10),
            (a_rate(Fraction(365, 1000), per="year"), "2026-02-01", 3_10),  # 36.5 % x 31/365
            (a_rate(A_DAY, per="day", round_to=cad(25)), "2026-02-01", 3_00),  # 3.10, in quarters
            # 100.00 x (1.001 ^ 31 - 1) = 100.00 x 0.031470... = 3.147...
            (a_rate(A_DAY, per="day", compounding="daily"), "2026-02-01", 3_15),
            # 0.1 % for the 9 days to 10 January, 0.2 % for the 22 after it: 0.90 + 4.40
            (
                a_rate(
                    Dated(((date(2020, 1, 1), A_DAY), (date(2026, 1, 11), 2 * A_DAY))), per="day", dated_by="each-day"
                ),
                "2026-02-01",
                5_30,
            ),
        ],
    )
    def test_by_the_day(self, rule: LateChargeRule, paid: str, cents: int) -> None:
        assert charged(rule, paid) == cents

    def test_half_a_cent_is_rounded_as_the_clause_says(self) -> None:
        rule = a_rate(A_DAY, per="day", runs_from="due-date")
        assert charged(rule, "2026-01-17", amount=5_00) == 1  # 5.00 x 0.1 % = 0.005
        assert charged(replace(rule, rounding="down"), "2026-01-17", amount=5_00) == 0


class TestTrees:
    """A join takes the sum, the greatest or the least; a minimum the greater, a maximum the lesser."""

    FEE = flat(5_00)
    RATE = compound(TWO)  # 2.00 by 1 February

    @pytest.mark.parametrize(
        ("rule", "cents"),
        [
            (SumOf(of=(FEE, RATE), **TERMS), 7_00),
            (GreaterOf(of=(FEE, RATE), **TERMS), 5_00),
            (LesserOf(of=(FEE, RATE), **TERMS), 2_00),
            (NoCharge(**TERMS), 0),
            (PercentageCharge(share=TEN, **TERMS), 10_00),
            (replace(RATE, least=cad(3_00)), 3_00),
            (replace(RATE, least=cad(1_00)), 2_00),
            (replace(RATE, most=cad(1_50)), 1_50),
            (replace(RATE, most=cad(3_00)), 2_00),
            # a month by itself: the greater of 2.00 and 1.00
            (GreaterOf(of=(RATE, replace(flat(1_00), per="month")), per="month", **TERMS), 2_00),
            (SumOf(of=(FEE, RATE), round_to=cad(5_00), **TERMS), 5_00),  # 5.00, and 2.00 in coins of 5.00
        ],
        ids=["sum", "greater", "lesser", "none", "share", "low", "lower", "cap", "higher", "by-month", "coin"],
    )
    def test_31_days_after_the_invoice(self, rule: LateChargeRule, cents: int) -> None:
        assert charged(rule, "2026-02-01") == cents

    @pytest.mark.parametrize(("per", "cents"), [("month", 8_30), ("in-all", 8_24)])
    def test_the_greater_by_the_month_or_in_all(self, per: Any, cents: int) -> None:
        # four months of 2.00, 2.04, 2.08 and 2.12, in all 8.24, or of 2.05, in all 8.20;
        # the greater of each month is 2.05 + 2.05 + 2.08 + 2.12
        rule = GreaterOf(of=(self.RATE, replace(flat(2_05), per="month")), per=per, **TERMS)
        assert charged(rule, "2026-05-01") == cents

    @pytest.mark.parametrize(
        "rule", [flat(5_00), PercentageCharge(share=TEN, **TERMS), compound(TWO), a_rate(A_DAY, per="day")]
    )
    def test_each_leaf_costs_nothing_up_to_its_last_day_in_time(self, rule: Any) -> None:
        late = replace(rule, grace=Grace(days=10))  # in time up to 26 January
        assert charged(late, "2026-01-26") == 0
        assert charged(late, "2026-01-27") > 0

    @pytest.mark.parametrize(
        "rule", [flat(5_00), PercentageCharge(share=TEN, **TERMS), compound(TWO), a_rate(A_DAY, per="day")]
    )
    def test_each_leaf_costs_nothing_below_its_threshold(self, rule: Any) -> None:
        rule = replace(rule, threshold=Threshold(over=cad(100_00)))
        assert charged(rule, "2026-02-01") == 0
        assert charged(rule, "2026-02-01", amount=100_01) > 0

    def test_the_grace_and_the_threshold_of_a_join_are_those_of_its_parts(self) -> None:
        own = replace(flat(3_00), grace=Grace(), threshold=Threshold(over=cad(10_00)))
        rule = SumOf(of=(flat(5_00), own), grace=Grace(days=10), threshold=Threshold(over=cad(100_00)), **TERMS)
        assert charged(rule, "2026-01-26") == 3_00
        assert charged(rule, "2026-01-27") == 3_00
        assert charged(rule, "2026-01-26", amount=100_01) == 3_00
        assert charged(rule, "2026-01-27", amount=100_01) == 8_00

    def test_the_grace_of_a_clause_holds_for_its_minimum_too(self) -> None:
        rule = replace(compound(TWO), least=cad(3_00), grace=Grace(days=10), threshold=Threshold(over=cad(50_00)))
        assert charged(rule, "2026-01-26") == 0
        assert charged(rule, "2026-01-27") == 3_00
        assert charged(rule, "2026-01-27", amount=50_00) == 0

    @pytest.mark.parametrize(("since", "fee", "over"), [(17, 6_00, 0), (18, 5_00, 5_00)])
    def test_the_numbers_are_those_of_the_first_day_on_which_it_is_late(self, since: int, fee: int, over: int) -> None:
        # in time up to the 16th: late on the 17th, with the numbers of that day
        changed = date(2026, 1, since)
        sum_ = Dated(((date(2020, 1, 1), cad(5_00)), (changed, cad(6_00))))
        assert charged(replace(flat(1), sum=sum_), "2026-03-01") == fee
        share = Dated(((date(2020, 1, 1), Fraction(5, 100)), (changed, Fraction(6, 100))))
        assert charged(PercentageCharge(share=share, **TERMS), "2026-03-01") == fee  # of 100.00
        threshold = Threshold(over=Dated(((date(2020, 1, 1), cad(50_00)), (changed, cad(200_00)))))
        assert charged(replace(flat(5_00), threshold=threshold), "2026-03-01") == over

    def test_a_fee_for_each_month_is_charged_for_each_that_has_begun(self) -> None:
        assert charged(replace(flat(5_00), per="month"), "2026-02-15") == 10_00
        assert charged(flat(5_00), "2026-02-15") == 5_00

    def test_a_rate_that_counts_from_the_end_of_the_grace_period(self) -> None:
        rule = compound(TWO, grace=Grace(days=10), runs_from="grace-end")
        assert charged(rule, "2026-02-26") == 2_00  # one month from 26 January
        assert charged(rule, "2026-02-12") == 1_10  # 100.00 x 2 % x 17/31 = 1.0967...


class TestReminders:
    """A reminder counts from its own day on, whatever the order in which reminders are told."""

    def test_those_that_are_out_in_order(self) -> None:
        told = [date(2026, 3, 1), date(2026, 2, 1), date(2026, 4, 1)]
        known = [day.toordinal() for day in (date(2026, 2, 1), date(2026, 3, 1))]
        assert reminders_by(date(2026, 3, 1), told) == known
        assert reminders_by(date(2026, 3, 31), told) == known

    def test_a_fee_ten_days_after_the_reminder(self) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=10))
        out = (date(2026, 2, 1),)
        assert charged(rule, "2026-06-01") == 0  # no reminder, no fee
        assert charged(rule, "2026-02-11", reminded=out) == 0
        assert charged(rule, "2026-02-12", reminded=out) == 5_00

    def test_an_accrual_is_moved_forward_to_the_day_of_payment_with_the_reminders_of_that_day(self) -> None:
        node = charged_node(compound(TWO), 100_00, DAYS, date(2026, 2, 15), None)
        assert (node.posted, charged_by(node, date(2026, 2, 15).toordinal())) == (2_00, 3_02)  # 102.00 x 2 % x 14/28
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=10))
        out = (date(2026, 2, 1),)
        assert charged_node(rule, 100_00, DAYS, date(2026, 2, 11), None, out).posted == 0
        assert charged_node(rule, 100_00, DAYS, date(2026, 2, 12), None, out).posted == 5_00
