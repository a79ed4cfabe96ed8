"""How a charge accrues on one debt, step by step: each figure by hand, of a debt of 1 January 2026 due on the 16th."""

from datetime import date
from fractions import Fraction

import pytest

from telcoterms import Reminder
from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.agreement.numbers import Dated, Index, NumberFacts, OfIndex, ShareBound
from telcoterms.clauses.late_charge.accrual import (
    Accrued,
    ChargeFreePeriod,
    Context,
    Joined,
    JoinNode,
    Leaf,
    Node,
    RateNode,
    changes_of,
    daily_growth,
    disputed_node,
    joined_parts,
    leaf_nodes,
    node_of,
    pools,
    principal_by_day,
    rounding_of,
    unknown_indices,
    value_at,
    weighed,
    without_leaves,
)
from telcoterms.clauses.late_charge.kinds import (
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PartBlock,
    PercentageCharge,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.dataclasses import replace
from tests.clauses.test_late_charge_trees import of_invoice, posted
from tests.terms_builders import CLAUSE, a_rate, cad, flat, followed

ISSUED = date(2026, 1, 1)
DUE = date(2026, 1, 16)
TWO = Fraction(2, 100)
A_DAY = Fraction(1, 1000)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def of(rule: LateChargeRule) -> Leaf:
    """The accrual of a clause on the debt."""
    node = followed(rule, ISSUED, DUE)
    assert not isinstance(node, JoinNode)
    return node


def days_of(node: Node) -> list[tuple[str, int]]:
    """What was posted: day, and cents."""
    return [(date.fromordinal(posting.day).isoformat(), posting.amount) for posting in node.postings]


class TestReminders:
    """A grace period that is counted from a reminder is counted from the one that the clause names."""

    @pytest.mark.parametrize(("number", "first_day"), [(1, "2026-02-12"), (2, "2026-03-12")])
    def test_each_of_two_reminders(self, number: int, first_day: str) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", number=number, days=10))
        reminders = (Reminder("2026-02-01", "a"), Reminder("2026-03-01", "a"))
        assert posted(of_invoice(rule, 100_00, *reminders, on="2026-04-01")) == [(first_day, 5_00)]


class TestBalances:
    """What balances bear, in the order of their days, up to a day: what comes later does not count."""

    def test_shares_are_in_the_order_of_days(self) -> None:
        balances = [(0, 100_00), (10, 60_00)]  # 100.00 for ten days, then 60.00 for ten
        assert weighed(lambda offset: (offset, 28), balances, 20) == ([(100_00, 10), (60_00, 10)], 28)

    def test_what_changes_later_is_left_out(self) -> None:
        rates = [(0, TWO), (10, Fraction(3, 100)), (20, Fraction(4, 100))]
        assert changes_of(rates, [(0, 100_00), (20, 60_00)], 10) == [0, 10]
        assert changes_of(rates, [(0, 100_00), (20, 60_00)], 15) == [0, 10, 15]

    def test_a_rate_of_later_days_brings_nothing(self) -> None:
        rates = [(0, TWO), (20, Fraction(4, 100))]
        growth = daily_growth(rates, [(0, 100_00)], 10, 1)
        assert (growth - daily_growth([(0, TWO)], [(0, 100_00)], 10, 1)).sign() == 0

    def test_a_sum_that_was_free_before_the_start_changes_nothing_after_it(self) -> None:
        free = [ChargeFreePeriod(5, 20, 30), ChargeFreePeriod(2, 8, 40), ChargeFreePeriod(3, 10, 10)]
        assert principal_by_day(100, free, 10) == [(10, 70), (20, 100)]


class TestGoingOn:
    """From the day of a decision a debt is charged as if it became late then."""

    def test_a_fee_is_posted_on_the_day_after(self) -> None:
        node = of(flat(5_00))
        node.resume(day("2026-02-10"), 100_00, 0)
        assert node.next_posting_on == day("2026-02-11")
        assert node.advance(day("2026-03-01")) == 5_00
        assert days_of(node) == [("2026-02-11", 5_00)]

    def test_a_fee_that_waits_for_the_last_day_in_time_is_posted_after_it(self) -> None:
        node = of(flat(5_00))
        node.resume(day("2026-01-05"), 100_00, 0)
        assert node.advance(day("2026-03-01")) == 5_00
        assert days_of(node) == [("2026-01-17", 5_00)]

    def test_a_fee_that_was_posted_is_not_posted_again(self) -> None:
        node = of(flat(5_00))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.resume(day("2026-02-10"), 60_00, 0)
        assert node.advance(day("2026-03-01")) == 0
        assert node.begins_on == day("2026-01-17")

    def test_a_rate_that_did_not_reach_its_threshold_is_looked_at_again(self) -> None:
        # 100.00 from 10 February on: 2.00 x 19/28 = 1.357 of February, then 2.00 a month.
        node = of(replace(a_rate(TWO), threshold=Threshold(over=cad(50_00))))
        node.begin(40_00)
        node.advance(day("2026-02-01"))
        node.resume(day("2026-02-10"), 100_00, 0)
        assert node.advance(day("2026-04-01")) == 1_36 + 2_00
        assert days_of(node) == [("2026-03-01", 1_36), ("2026-04-01", 2_00)]

    def test_a_part_of_a_debt_that_was_paid_in_time_is_charged_when_it_is_disputed(self) -> None:
        context = Context(DebtDays(ISSUED, DUE), None, [], {})
        rule = a_rate(A_DAY, per="day", compounding="none")
        paid = node_of(rule, context)
        paid.begin(100_00)
        paid.close(day("2026-01-10"))
        part = disputed_node(rule, context, paid, day("2026-01-12"), 40_00)
        assert part is not None
        part.advance(day("2026-02-12"))
        assert part.accrued(day("2026-02-12")) == 1_24  # 40.00 x 0.1 % x 31 days since the 12th

    def test_a_rate_bears_on_the_new_principal_alone(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        assert node.accrued(day("2026-02-01")) == 3_10  # 100.00 x 0.1 % x 31 days since the invoice
        node.resume(day("2026-02-10"), 60_00, 0)
        assert node.accrued(day("2026-02-10")) == 0
        assert node.accrued(day("2026-02-15")) == 30  # 60.00 x 0.1 % x 5 days
        pending = node.pending(day("2026-02-15"))
        assert isinstance(pending, Accrued)
        assert pending.segments == [(0, 0), (40, 60_00)]

    def test_blocks_of_days_still_count_from_the_first_day_where_it_is_counted(self) -> None:
        rule = a_rate(A_DAY, per="day", block_days=7, first_day="counted")
        node = of(rule)
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.resume(day("2026-02-10"), 60_00, 0)
        # 1 January is day 1, 10 February day 41: its block, of 36 to 42, had begun; the next begins on the 12th
        assert node.accrued(day("2026-02-11")) == 0
        assert node.accrued(day("2026-02-12")) == 42  # 60.00 x 0.1 % x 7 days

    def test_its_months_still_count_from_the_last_day_in_time(self) -> None:
        node = of(a_rate(TWO, compounding="monthly", runs_from="grace-end"))
        node.resume(day("2026-02-10"), 100_00, 0)
        node.advance(day("2026-02-20"))
        assert days_of(node) == [("2026-02-16", 39)]  # 100.00 x 2 % x 6/31, of the month from 16 January


class TestFixedSums:
    """A flat sum, a minimum and a maximum belong to what is not in dispute; a percentage and a rate to each part."""

    @pytest.mark.parametrize(
        ("rule", "fixed"),
        [
            (flat(5_00), [True]),
            (a_rate(TWO), [False]),
            (PercentageCharge(share=TWO, clause=CLAUSE, says=""), [False]),
            (replace(a_rate(TWO), least=ShareBound(share=TWO)), [False, True]),
            (replace(a_rate(TWO), most=cad(5_00)), [False, True]),
        ],
        ids=["fee", "rate", "percentage", "minimum-by-share", "maximum"],
    )
    def test_of_each_leaf(self, rule: LateChargeRule, fixed: list[bool]) -> None:
        assert [leaf.is_fixed_sum for leaf in leaf_nodes(followed(rule, ISSUED, DUE))] == fixed


class TestEnd:
    """A debt that is paid in full is charged no more."""

    @pytest.mark.parametrize("rule", [flat(5_00), a_rate(TWO)], ids=["fee", "rate"])
    def test_paid_in_time_it_posts_nothing(self, rule: LateChargeRule) -> None:
        node = of(rule)
        node.begin(100_00)
        node.close(day("2026-01-10"))
        assert node.next_posting_on is None
        assert not node.is_waiting
        assert node.advance(day("2026-06-01")) == 0

    def test_paid_late_it_posts_what_has_accrued_and_nothing_after(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00)
        node.advance(day("2026-02-15"))
        node.close(day("2026-02-15"))
        assert days_of(node) == [("2026-02-01", 2_00), ("2026-02-15", 1_02)]  # 102.00 x 2 % x 14/28
        assert node.next_posting_on is None
        assert node.advance(day("2026-06-01")) == 0

    def test_a_rate_by_the_day_ends_too(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.close(day("2026-02-01"))
        assert isinstance(node, RateNode)
        assert node.accrued_exact(day("2026-03-01")) == 0
        assert node.rounded_away == []

    def test_a_sum_that_was_rounded_with_other_debts_is_posted_as_it_is(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.settle(day("2026-02-01"), 3_11)
        node.close(day("2026-02-03"), 19)
        assert days_of(node) == [("2026-02-01", 3_11), ("2026-02-03", 19)]


class TestFirstDay:
    """A charge is set off on the day after the last day in time; while a reminder may move it, after the due date."""

    @pytest.mark.parametrize(
        ("grace", "begins"),
        [
            (None, "2026-01-17"),
            (Grace(days=10), "2026-01-27"),
            (Grace(counted_from="reminder", number=1, days=10), "2026-01-17"),
        ],
        ids=["due-date", "grace", "no-reminder-yet"],
    )
    def test_of_a_fee(self, grace: Grace | None, begins: str) -> None:
        assert of(replace(flat(5_00), grace=grace)).begins_on == day(begins)

    def test_of_a_join_the_first_of_its_parts(self) -> None:
        parts = (replace(flat(5_00), grace=Grace(days=10)), a_rate(TWO))
        assert followed(SumOf(of=parts, clause=CLAUSE, says=""), ISSUED, DUE).begins_on == day("2026-01-17")


class TestFee:
    """A fee is posted once, the day after the last one in time, if anything is late then."""

    def test_once_an_account_only_the_first_debt_bears_it(self) -> None:
        rule = replace(flat(5_00), charged_on="account")
        sums: dict[tuple[LateChargeRule, int], DebtDays] = {}
        first, second = (node_of(rule, Context(DebtDays(ISSUED, DUE), None, [], sums)) for _ in range(2))
        for node in (first, second):
            node.begin(100_00)
            node.advance(day("2026-02-01"))
        assert days_of(first) == [("2026-01-17", 5_00)]
        assert days_of(second) == []

    def test_after_all_was_settled_it_waits_for_the_next_day(self) -> None:
        node = of(flat(5_00))
        node.begin(0)
        assert node.advance(day("2026-02-01")) == 0
        node.settle(day("2026-02-01"))
        node.on_change(day("2026-02-01"), 60_00, 0)
        assert node.advance(day("2026-03-01")) == 5_00
        assert days_of(node) == [("2026-02-02", 5_00)]


class TestPeriods:
    """A rate is posted when its month ends, but never before the day after the last one in time."""

    def test_the_month_that_ends_first_and_the_day_on_which_it_is_posted(self) -> None:
        node = of(replace(a_rate(TWO, compounding="monthly"), grace=Grace(days=35)))  # in time up to 20 February
        node.begin(100_00)
        assert node.period_end == node.next_posting_on == day("2026-02-21")
        node.set_off_by(day("2026-02-21"))
        assert (node.period_end, node.next_posting_on) == (day("2026-02-01"), day("2026-02-21"))
        node.advance(day("2026-02-25"))
        assert days_of(node) == [("2026-02-21", 2_00)]
        assert (node.period_end, node.next_posting_on) == (day("2026-03-01"), day("2026-03-01"))
        node.close(day("2026-02-25"))
        assert node.period_end is None

    def test_what_was_free_of_charge_at_the_start_bears_from_its_end(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00, [ChargeFreePeriod(day("2025-12-01"), day("2026-02-01"), 40_00)])
        node.advance(day("2026-02-01"))
        assert node.accrued(day("2026-02-01")) == 1_86  # 60.00 x 0.1 % x 31 days
        assert node.accrued(day("2026-02-11")) == 2_86  # and 100.00 x 0.1 % x 10 days

    def test_a_fee_a_month_is_charged_while_a_cent_is_unpaid_and_not_after_it(self) -> None:
        node = of(replace(flat(5_00), per="month"))
        node.begin(1)
        node.advance(day("2026-02-01"))
        assert days_of(node) == [("2026-02-01", 5_00)]
        node.on_change(day("2026-02-01"), 0, 0)
        assert node.advance(day("2026-06-01")) == 0

    def test_each_change_of_what_is_free_counts_in_its_month(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00, [ChargeFreePeriod(day("2026-01-05"), day("2026-03-10"), 40_00)])
        node.advance(day("2026-04-05"))
        assert days_of(node) == [
            ("2026-02-01", 1_30),  # (100.00 x 4 + 60.00 x 27) x 2 % / 31 = 1.3032...
            ("2026-03-01", 1_23),  # 61.30 x 2 % = 1.226
            ("2026-04-01", 1_82),  # (62.53 x 9 + 102.53 x 22) x 2 % / 31 = 1.8183...
        ]

    def test_a_payment_before_the_start_leaves_the_rest_to_bear_from_it(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none", runs_from="next-invoice-date"))
        node.begin(100_00)
        node.advance(day("2026-01-18"))
        node.on_change(day("2026-01-20"), 60_00, 0)
        assert node.accrued(day("2026-02-11")) == 60  # 60.00 x 0.1 % x 10 days since 1 February

    def test_two_changes_of_one_day_are_one_balance(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        for principal in (60_00, 50_00):
            node.on_change(day("2026-02-01"), principal, 0)
        pending = node.pending(day("2026-02-05"))
        assert isinstance(pending, Accrued)
        assert pending.segments == [(0, 100_00), (31, 50_00)]

    def test_a_month_is_rounded_to_the_coin(self) -> None:
        node = of(a_rate(TWO, compounding="monthly", round_to=cad(5)))
        node.begin(113_00)
        node.advance(day("2026-01-20"))
        assert node.accrued(day("2026-01-20")) == 1_40  # 113.00 x 2 % x 19/31 = 1.385...
        node.advance(day("2026-02-01"))
        assert days_of(node) == [("2026-02-01", 2_25)]  # 2.26
        assert node.pending(day("2026-02-01")) is None

    def test_rounded_once_a_month_posts_nothing(self) -> None:
        node = of(a_rate(TWO, compounding="monthly", round_at="once"))
        node.begin(113_00)
        node.set_off_by(day("2026-01-17"))
        assert isinstance(node, RateNode)
        assert node.amount_of_period() == 0
        assert node.advance(day("2026-02-01")) == 0
        assert node.accrued(day("2026-02-01")) == 2_26

    def test_a_fee_a_month_once_an_account_is_posted_on_one_debt(self) -> None:
        rule = replace(flat(5_00), per="month", charged_on="account")
        sums: dict[tuple[LateChargeRule, int], DebtDays] = {}
        first, second = (node_of(rule, Context(DebtDays(ISSUED, DUE), None, [], sums)) for _ in range(2))
        for node in (first, second):
            node.begin(100_00)
            node.advance(day("2026-03-01"))
        assert days_of(first) == [("2026-02-01", 5_00), ("2026-03-01", 5_00)]
        assert days_of(second) == []

    def test_on_nothing_no_month_is_posted_any_more(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00)
        node.advance(day("2026-01-20"))
        node.on_change(day("2026-01-20"), 0, 2_00)
        node.advance(day("2026-03-05"))
        assert days_of(node) == [("2026-02-01", 1_23)]  # 100.00 x 19 x 2 % / 31 = 1.2258...
        assert node.next_posting_on is None
        node.on_change(day("2026-03-05"), 0, 3_00)
        assert node.next_posting_on is None

    def test_all_that_is_free_for_a_time_bears_after_it(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00, [ChargeFreePeriod(day("2025-12-01"), day("2026-03-10"), 100_00)])
        node.advance(day("2026-04-01"))
        assert days_of(node) == [("2026-04-01", 1_42)]  # 100.00 x 22 x 2 % / 31 = 1.4193...

    def test_what_rounds_to_nothing_at_the_end_is_kept_for_the_working(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(10)
        node.advance(day("2026-02-01"))
        node.close(day("2026-02-01"))
        assert isinstance(node, RateNode)
        assert days_of(node) == []
        assert [(period.day, period.end) for period in node.rounded_away] == [(day("2026-02-01"),) * 2]

    def test_what_rounds_to_nothing_with_other_debts_is_kept_too(self) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.close(day("2026-02-01"), 0)
        assert isinstance(node, RateNode)
        assert days_of(node) == []
        assert len(node.rounded_away) == 1

    def test_a_month_that_has_not_ended_is_not_like_one_that_has(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(10)
        node.advance(day("2026-02-10"))
        node.close(day("2026-02-10"))
        assert isinstance(node, RateNode)
        assert [period.times for period in node.rounded_away] == [1, 1]

    def test_settled_as_a_month_begins_the_month_has_one_balance(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        node.settle(day("2026-02-01"))
        pending = node.pending(day("2026-02-05"))
        assert isinstance(pending, Accrued)
        assert pending.segments == [(0, 102_00)]

    def test_months_on_one_balance_that_round_to_nothing_are_kept_as_one(self) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(10, [ChargeFreePeriod(day("2026-03-01"), day("2026-06-01"), 5)])  # 0.2 cents a month, then 0.1
        node.advance(day("2026-05-02"))
        assert isinstance(node, RateNode)
        assert [period.times for period in node.rounded_away] == [2, 2]

    @pytest.mark.parametrize("on", ["2026-01-10", "2026-06-01"])
    def test_before_it_is_late_nothing_has_accrued(self, on: str) -> None:
        node = of(a_rate(TWO, compounding="monthly"))
        node.begin(100_00)
        assert isinstance(node, RateNode)
        assert node.accrued_exact(day(on)) == 0
        assert node.accrued(day(on)) == 0
        assert node.pending(day(on)) is None

    def test_rounded_once_the_months_that_are_over_count_on_the_day_on_which_one_ends(self) -> None:
        node = of(a_rate(Fraction(1), compounding="monthly", round_at="once"))  # 100 % a month
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        assert isinstance(node, RateNode)
        assert node.accrued_exact(day("2026-02-01")) == 100_00
        assert node.accrued(day("2026-02-01")) == 100_00


class TestJoinByMonth:
    """The greater of 2 % and a fee of 2.00, taken month by month: what one month came to does not count in another."""

    RULE = GreaterOf(
        of=(a_rate(TWO, compounding="none"), replace(flat(2_00), per="month")), per="month", clause=CLAUSE, says=""
    )

    def test_each_month_takes_its_own_greater(self) -> None:
        node = followed(self.RULE, ISSUED, DUE)
        node.begin(113_00)
        node.advance(day("2026-02-01"))
        assert days_of(node) == [("2026-02-01", 2_26)]
        node.on_change(day("2026-02-01"), 60_00, 0)
        # 60.00 x 2 % x 19/28 = 0.81, less than the fee
        assert node.pending(day("2026-02-20")) == Joined((81, 2_00), 0, by_month=True)
        assert node.accrued(day("2026-02-20")) == 2_00
        node.advance(day("2026-03-01"))
        assert days_of(node)[1:] == [("2026-03-01", 2_00)]
        assert node.posted == 4_26

    def test_what_was_settled_in_a_month_counts_in_it(self) -> None:
        node = followed(self.RULE, ISSUED, DUE)
        node.begin(60_00)
        node.advance(day("2026-03-01"))
        assert days_of(node) == [("2026-02-01", 2_00), ("2026-03-01", 2_00)]
        node.settle(day("2026-03-10"))
        assert days_of(node)[2:] == [("2026-03-10", 2_00)]
        # 60.00 x 2 % x 9/31 = 0.35 until then, and x 10/31 = 0.39 since
        assert node.pending(day("2026-03-20")) == Joined((74, 2_00), 2_00, by_month=True)
        assert node.accrued(day("2026-03-20")) == 0
        node.advance(day("2026-04-01"))
        assert len(days_of(node)) == 3

    def test_in_all_a_posting_is_of_no_month(self) -> None:
        node = followed(replace(self.RULE, per="in-all"), ISSUED, DUE)
        node.begin(113_00)
        node.advance(day("2026-02-01"))
        assert [posting.basis for posting in node.postings] == [Joined((2_26, 2_00), 0, by_month=False)]

    @pytest.mark.parametrize(("principal", "posted"), [(10, []), (50, [("2026-02-01", 1)])])
    def test_nothing_is_no_posting_and_a_cent_is_one(self, principal: int, posted: list[tuple[str, int]]) -> None:
        parts = (a_rate(TWO, compounding="none"), a_rate(Fraction(1, 100), compounding="none"))
        for per in ("month", "in-all"):
            node = followed(GreaterOf(of=parts, per=per, clause=CLAUSE, says=""), ISSUED, DUE)
            node.begin(principal)
            node.advance(day("2026-02-01"))
            assert days_of(node) == posted
            node.close(day("2026-02-01"))
            assert days_of(node) == posted

    @pytest.mark.parametrize(("coin", "posted"), [(1, 5_03), (2, 5_04), (5, 5_05)])
    def test_a_fee_in_coins(self, coin: int, posted: int) -> None:
        node = of(replace(flat(5_03), round_to=cad(coin)))
        node.begin(100_00)
        assert node.advance(day("2026-02-01")) == posted

    @pytest.mark.parametrize(
        ("own", "of_join", "posted"), [(None, 5, 5_05), (2, 5, 5_04), (5, None, 5_05), (None, None, 5_03)]
    )
    def test_a_part_takes_the_coin_of_its_join_unless_it_has_its_own(
        self, own: int | None, of_join: int | None, posted: int
    ) -> None:
        coins = [None if coin is None else cad(coin) for coin in (own, of_join)]
        fee = replace(flat(5_03), round_to=coins[0])
        node = followed(SumOf(of=(fee, flat(0)), round_to=coins[1], clause=CLAUSE, says=""), ISSUED, DUE)
        node.begin(100_00)
        assert node.advance(day("2026-02-01")) == posted

    def test_a_clause_that_charges_nothing_rounds_half_up(self) -> None:
        assert rounding_of(NoCharge(clause=CLAUSE, says="")) == "half-up"


class TestRates:
    """The rate of a period is that of its days."""

    def test_a_rate_that_changes_within_the_second_month(self) -> None:
        changing = Dated(((date(2025, 1, 1), TWO), (date(2026, 2, 11), Fraction(4, 100))))
        node = of(a_rate(changing, compounding="none", dated_by="each-day"))
        node.begin(100_00)
        node.advance(day("2026-01-20"))
        assert isinstance(node, RateNode)
        assert node.rates == ((0, TWO),)
        node.advance(day("2026-02-06"))
        assert node.accrued(day("2026-02-06")) == 36  # 100.00 x 2 % x 5/28
        node.advance(day("2026-03-01"))
        # 100.00 x (9 days up to 10 February x 2 % + 19 days up to 1 March x 4 %) / 28 = 3.3571...
        assert days_of(node) == [("2026-02-01", 2_00), ("2026-03-01", 3_36)]

    def test_a_yearly_rate_that_is_compounded_by_the_month_is_a_twelfth(self) -> None:
        node = of(a_rate(Fraction(24, 100), per="year", compounding="monthly"))
        node.begin(113_00)
        node.advance(day("2026-02-01"))
        assert days_of(node) == [("2026-02-01", 2_26)]

    def test_on_nothing_compounded_by_the_day_there_is_nothing_to_keep(self) -> None:
        node = of(a_rate(TWO, compounding="monthly", part_month="daily-compound"))
        node.begin(0)
        node.advance(day("2026-02-05"))
        assert isinstance(node, RateNode)
        assert node.rounded_away == []

    @pytest.mark.parametrize(("on", "accrued"), [("2026-01-20", 1_40), ("2026-01-21", 1_40), ("2026-01-22", 2_10)])
    def test_a_block_counts_when_it_is_over(self, on: str, accrued: int) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none", block_days=7, part_block="completed"))
        node.begin(100_00)
        node.advance(day(on))  # 19, 20 and 21 days since the invoice: two blocks, two, three
        assert node.accrued(day(on)) == accrued

    def test_a_balance_is_nothing_before_the_first(self) -> None:
        assert value_at([(3, 100)], 2) == 0
        assert value_at([(3, 100)], 3) == 100

    def test_a_rate_compounded_by_the_day_changes_on_its_day(self) -> None:
        changing = Dated(((date(2025, 1, 1), Fraction(1, 100)), (date(2026, 1, 19), Fraction(2, 100))))
        node = of(a_rate(changing, per="day", compounding="daily", dated_by="each-day", runs_from="due-date"))
        node.begin(100_00)
        for on, accrued in (("2026-01-18", 2_01), ("2026-01-19", 4_05)):
            node.advance(day(on))
            # 100.00 x 1.01 x 1.01 = 102.01, and x 1.02 = 104.0502
            assert node.accrued(day(on)) == accrued


class TestPartInDispute:
    """A part in dispute is charged by itself, without the leaves that the debt was charged by."""

    def test_it_bears_all_that_it_posted(self) -> None:
        rule = a_rate(Fraction(1), compounding="monthly")  # 100 % a month
        part = disputed_node(rule, Context(DebtDays(ISSUED, DUE), None, [], {}), None, day("2026-01-12"), 40_00)
        assert part is not None
        part.advance(day("2026-03-01"))
        # 40.00 x 20/31 = 25.806..., then 65.81
        assert days_of(part) == [("2026-02-01", 25_81), ("2026-03-01", 65_81)]

    def test_of_two_parts_one_is_left_or_none(self) -> None:
        join = followed(SumOf(of=(flat(5_00), a_rate(TWO)), clause=CLAUSE, says=""), ISSUED, DUE)
        fee, rate = leaf_nodes(join)
        assert without_leaves(join, []) is join
        assert without_leaves(join, [fee, rate]) is None
        assert without_leaves(join, [fee]) is rate

    def test_a_join_keeps_a_part_that_has_posted_and_a_single_part(self) -> None:
        join = followed(SumOf(of=(flat(5_00), a_rate(TWO)), clause=CLAUSE, says=""), ISSUED, DUE)
        assert isinstance(join, JoinNode)
        join.begin(100_00)
        join.advance(day("2026-01-17"))
        fee, rate = leaf_nodes(join)
        assert without_leaves(join, [rate]) is join
        assert join.parts == (fee,)
        single = JoinNode(join.rule, (of(a_rate(TWO)),), "sum", by_month=False)
        assert without_leaves(single, []) is single


@pytest.mark.parametrize(
    ("rule", "together"),
    [
        (a_rate(TWO), True),
        (a_rate(TWO, on_day=15), True),
        (a_rate(A_DAY, per="day"), False),
        (a_rate(TWO, round_to=cad(5)), False),
        (replace(a_rate(TWO), least=cad(5_00)), False),
        (replace(a_rate(TWO), most=cad(5_00)), False),
        (flat(5_00), False),
    ],
    ids=["month", "day-of-the-month", "by-the-day", "coin", "minimum", "maximum", "fee"],
)
def test_debts_are_rounded_together_at_one_plain_rate_with_months(rule: LateChargeRule, together: bool) -> None:
    assert pools(rule) is together


class TestBlocks:
    """Days that count in blocks of seven, at 0.1 % a day of 100.00 since the invoice."""

    @pytest.mark.parametrize(
        ("part_block", "on", "accrued"),
        [
            ("begun", "2026-01-21", 2_10),  # 20 days: three blocks
            ("begun", "2026-01-22", 2_10),  # 21 days
            ("begun", "2026-01-23", 2_80),  # 22 days: the fourth has begun
            ("by-days", "2026-01-20", 1_90),
        ],
    )
    def test_a_part_of_a_block(self, part_block: PartBlock, on: str, accrued: int) -> None:
        node = of(a_rate(A_DAY, per="day", compounding="none", block_days=7, part_block=part_block))
        node.begin(100_00)
        node.advance(day(on))
        assert node.accrued(day(on)) == accrued


class TestJoin:
    """A join hands on to its parts what happens to the debt."""

    def test_a_reminder(self) -> None:
        fee = replace(flat(5_00), grace=Grace(counted_from="reminder", number=1, days=10))
        context = Context(DebtDays(ISSUED, DUE), None, [], {})
        node = node_of(SumOf(of=(fee, flat(0)), clause=CLAUSE, says=""), context)
        node.begin(100_00)
        node.advance(day("2026-02-01"))
        context.reminders.append(day("2026-02-01"))
        node.note_reminder()
        assert node.next_posting_on == day("2026-02-12")

    def test_the_end(self) -> None:
        node = followed(SumOf(of=(flat(5_00), a_rate(TWO)), clause=CLAUSE, says=""), ISSUED, DUE)
        node.begin(100_00)
        node.advance(day("2026-01-20"))
        node.close(day("2026-01-20"))
        assert days_of(node) == [("2026-01-17", 5_00), ("2026-01-20", 1_23)]  # 100.00 x 2 % x 19/31 = 1.2258...
        assert node.next_posting_on is None


def test_a_rate_compounded_by_the_days_of_each_year_changes_on_its_day() -> None:
    changing = Dated(((date(2027, 1, 1), Fraction(366, 1000)), (date(2028, 1, 6), Fraction(732, 1000))))
    rule = a_rate(changing, per="year", compounding="daily", day_count="actual/actual", dated_by="each-day")
    node = followed(rule, date(2027, 12, 1), date(2027, 12, 16))
    node.begin(10_000_00)
    node.advance(day("2028-01-10"))
    # 10 000.00 x 1.00100274...^30 up to 31 December (0.366/365 a day), x 1.001^5 x 1.002^5 in the leap year
    assert node.accrued(day("2028-01-10")) == 460_85


class TestTheLesserOfARateAndTheLawfulOne:
    """A part whose index nobody knows is left out; an index with a table is known, and so is one that is given."""

    LAWFUL = Index(id="lawful", title="the lawful rate")  # no table of it is kept
    BASE = Index(id="base", title="the base rate", rate=Dated(((date(2020, 1, 1), Fraction(1, 100)),)))
    OF_LAWFUL, OF_BASE, TWO_PER_CENT = a_rate(OfIndex("lawful")), a_rate(OfIndex("base")), a_rate(TWO)

    @pytest.mark.parametrize(
        ("given", "left"),
        [((), (OF_BASE, TWO_PER_CENT)), ((("lawful", TWO),), (OF_LAWFUL, OF_BASE, TWO_PER_CENT))],
        ids=["not-given", "given"],
    )
    def test_the_parts_that_are_charged(
        self, given: tuple[tuple[str, Fraction], ...], left: tuple[LateChargeRule, ...]
    ) -> None:
        facts = NumberFacts(given=given, indices=(self.LAWFUL, self.BASE))
        rule = LesserOf(of=(self.OF_LAWFUL, self.OF_BASE, self.TWO_PER_CENT), clause=CLAUSE, says="")
        assert joined_parts(rule, facts) == left

    def test_the_indices_that_nobody_knows(self) -> None:
        facts = NumberFacts(indices=(self.LAWFUL, self.BASE))
        assert unknown_indices(self.OF_LAWFUL, facts) == (self.LAWFUL,)
        assert unknown_indices(self.OF_BASE, facts) == ()
