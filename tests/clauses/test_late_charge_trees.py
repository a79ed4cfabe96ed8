"""Late charges that are trees of clauses, in statements with payments, disputes and reminders: each case by hand."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import Account, Dispute, InputError, Invoice, NotInTermsError, Payment, Reminder
from telcoterms.account.events import Event
from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import Dated, ShareBound
from telcoterms.clauses.late_charge.kinds import (
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
)
from telcoterms.statement.statement import Debt
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.terms_builders import (
    CLAUSE,
    a_rate,
    cad,
    charge_minor,
    effective,
    effective_steps,
    flat,
    made,
    net,
    nominal,
    ordered,
    simple,
)

ONE = Fraction(1, 100)
TWO = Fraction(2, 100)
FIVE = Fraction(5, 100)


def of_invoice(rule: LateChargeRule, amount: int, *events: Event, on: str, net_days: int = 15, **readings: Any) -> Debt:
    """The debt of an invoice of 1 January 2026, on a day."""
    account = Account([Invoice("a", "2026-01-01", cad(amount)), *events])
    terms = made(late_charge=rule, due_date=net(net_days), statement=ordered(**readings))
    (debt,) = terms.statement(account, on).value.debts
    return debt


def posted(debt: Debt) -> list[tuple[str, int]]:
    """The charges that were posted on a debt: day, and cents."""
    return [(day.isoformat(), charge.minor) for day, charge in debt.posted]


def a_month(cents: int) -> LateChargeRule:
    """A sum for each month that has begun."""
    return replace(flat(cents), per="month")


def share(part: Fraction, **fields: Any) -> PercentageCharge:
    """A percentage of what was late, once."""
    return PercentageCharge(share=part, clause=CLAUSE, says="", **fields)


def all_of(*of: LateChargeRule) -> SumOf:
    """All of these parts together."""
    return SumOf(of=of, clause=CLAUSE, says="")


def greater_each_month(*of: LateChargeRule) -> GreaterOf:
    """Of these parts the greater, month by month."""
    return GreaterOf(of=of, per="month", clause=CLAUSE, says="")


class TestMonthByMonth:
    """A join month by month takes what its parts come to in each month by itself."""

    def test_a_sum_within_it_is_the_greater_until_a_payment_makes_it_less(self) -> None:
        # A month costs 2.50, or 1.00 and 1 % where that is more. On 200.00 it is 1.00 + 2.00 = 3.00. Of 103.00 paid on
        # 1 February 3.00 meet the charge: 100.00 is left, on which 1.00 + 1.00 = 2.00 is less than 2.50.
        rule = greater_each_month(all_of(a_month(1_00), a_rate(ONE)), a_month(2_50))
        debt = of_invoice(rule, 200_00, Payment("2026-02-01", cad(103_00)), on="2026-04-01")
        assert posted(debt) == [("2026-02-01", 3_00), ("2026-03-01", 2_50), ("2026-04-01", 2_50)]

    def test_a_part_below_its_threshold_counts_for_nothing(self) -> None:
        # 2 % a month would be 4.00, but holds over 500.00 only.
        rate = a_rate(TWO, threshold=Threshold(over=cad(500_00)))
        debt = of_invoice(greater_each_month(rate, a_month(1_00)), 200_00, on="2026-03-01")
        assert posted(debt) == [("2026-02-01", 1_00), ("2026-03-01", 1_00)]

    def test_a_part_above_its_threshold_counts(self) -> None:
        rate = a_rate(TWO, threshold=Threshold(over=cad(500_00)))
        debt = of_invoice(greater_each_month(rate, a_month(1_00)), 600_00, on="2026-03-01")
        assert posted(debt) == [("2026-02-01", 12_00), ("2026-03-01", 12_00)]

    def test_a_minimum_of_a_part_is_posted_as_it_is_set_off(self) -> None:
        # 1 % a month on 200.00, but at least 3.00, and 2.50 a month. The minimum is posted on 17 January; January's
        # 2.00 is below it; with February's 2.00 it is exceeded by 1.00.
        rate = replace(a_rate(ONE), least=cad(3_00))
        rule = SumOf(of=(rate, a_month(2_50)), per="month", clause=CLAUSE, says="")
        debt = of_invoice(rule, 200_00, on="2026-03-01")
        assert posted(debt) == [("2026-01-17", 3_00), ("2026-02-01", 2_50), ("2026-03-01", 3_50)]


class TestDisputes:
    """What is in dispute bears what was not set off before: never a flat sum, and a percentage once."""

    def test_a_percentage_set_off_before_the_dispute_is_not_held_again(self) -> None:
        # 5 % of 100.00 on 17 January. From the 20th on 40.00 is in dispute, and bears 1 % a month alone:
        #   1 February  100.00 x 1 % x 19/31 + 60.00 x 1 % x 12/31 = 0.845     held 40.00 x 1 % x 12/31 = 0.154
        #   1 March     60.00 x 1 % = 0.60                                     held 40.00 x 1 % = 0.40
        rule = all_of(share(FIVE), a_rate(ONE))
        debt = of_invoice(rule, 100_00, Dispute("a", "2026-01-20", cad(40_00)), on="2026-03-01")
        assert posted(debt) == [("2026-01-17", 5_00), ("2026-02-01", 85), ("2026-03-01", 60)]
        assert debt.held == cad(55)

    def test_a_percentage_is_held_on_what_was_in_dispute_before_and_a_flat_sum_is_not(self) -> None:
        # On 17 January 60.00 is late: 5.00, and 5 % of it, 3.00. Of the 40.00 in dispute 5 % is held, 2.00.
        rule = all_of(flat(5_00), share(FIVE))
        debt = of_invoice(rule, 100_00, Dispute("a", "2026-01-10", cad(40_00)), on="2026-03-01")
        assert (posted(debt), debt.held) == ([("2026-01-17", 8_00)], cad(2_00))

    def test_two_flat_sums_leave_nothing_to_hold(self) -> None:
        rule = all_of(flat(5_00), flat(2_00))
        debt = of_invoice(rule, 100_00, Dispute("a", "2026-01-10", cad(40_00)), on="2026-03-01")
        assert (posted(debt), debt.held) == ([("2026-01-17", 7_00)], cad(0))

    def test_in_a_block_of_days_what_is_in_dispute_bears_the_rest_of_the_block(self) -> None:
        # 1 % for each 30 days from 1 January: until 31 January, then until 2 March. 20 days of the second block bear on
        # the debt, 100.00 x 1 % x 20/30 = 0.666, and the 10 days from 20 February on what is in dispute, 0.333.
        rule = a_rate(ONE, per=EveryDays(30), part_block="by-days")
        debt = of_invoice(rule, 100_00, Dispute("a", "2026-02-20", cad(100_00)), on="2026-03-02")
        assert (posted(debt), debt.held) == ([("2026-01-31", 1_00), ("2026-03-02", 67)], cad(33))

    def test_paid_but_for_a_dispute_a_debt_below_its_threshold_bears_nothing(self) -> None:
        rule = a_rate(ONE, threshold=Threshold(over=cad(500_00)))
        events = (Dispute("a", "2026-01-20", cad(40_00)), Payment("2026-02-10", cad(60_00)))
        debt = of_invoice(rule, 100_00, *events, on="2026-04-01", disputed="never-exempt")
        assert (posted(debt), debt.accrued, debt.principal) == ([], cad(0), cad(40_00))


class TestAMonthThatIsSettledBeforeItsEnd:
    """A month in which all but a disputed part is paid comes to its join, less what was posted on that day."""

    def test_a_month_bears_no_more_than_the_greater_of_its_parts(self) -> None:
        # Due on 16 January. All but the 40.00 in dispute is paid on 26 January:
        #   26 January   the greater of 100.00 x 2 % x 25/31 = 1.61, and 0.00 (the sum counts whole months): 1.61
        #   1 February   the greater of 1.61 (nothing more of 40.00 x 2 % x 6/31 = 0.15 makes 1.76) and 3.00, less 1.61
        parts = a_rate(TWO), replace(flat(3_00), per="month", part_month="completed-months")
        rule = GreaterOf(of=parts, per="month", clause=CLAUSE, says="")
        events = (Dispute("a", "2026-01-20", cad(40_00)), Payment("2026-01-26", cad(61_61), "a"))
        debt = of_invoice(rule, 100_00, *events, on="2026-02-28", disputed="never-exempt")
        assert posted(debt) == [("2026-01-26", 1_61), ("2026-02-01", 1_39)]
        account = Account([Invoice("a", "2026-01-01", cad(100_00)), *events])
        terms = made(late_charge=rule, due_date=net(15), statement=ordered(disputed="never-exempt"))
        text = " ".join(str(terms.statement(account, "2026-02-28").working).split())
        assert "2026-02-01 posted, of a month the greater of 1.76, 3.00, less 1.61 that was posted: 1.39" in text


class TestSumsOnADisputedPart:
    """Sums belong to what is not in dispute, and are held where that is nothing as their own last day in time ends."""

    GRACE = Grace(days=3)  # until 19 January, three days after the due date

    def test_a_part_whose_own_grace_period_ends_after_the_report_holds_its_sums(self) -> None:
        # Reported on 18 January: the rate runs since the 16th, the days in time of the percentage are not over.
        #   1 February  250.00 x 2 % x 17/31 = 2.74        held 250.00 x 2 % x 14/31 = 2.258
        #   1 March                                        held 250.00 x 2 % = 5.00
        #   20 January                                     held 250.00 x 1 % = 2.50, and at least 5.00
        fine = share(ONE, least=cad(5_00), grace=self.GRACE)
        rule = all_of(a_rate(TWO), fine)
        debt = of_invoice(rule, 250_00, Dispute("a", "2026-01-18", cad(250_00)), on="2026-03-01")
        assert debt.held == cad(2_26 + 5_00 + 5_00)

    def test_a_sum_whose_own_grace_period_ended_before_the_report_is_not_held(self) -> None:
        # The 5.00 was charged on 20 January; held is 2 % x 10/31 of 250.00, 1.61, and of February 5.00.
        rule = all_of(a_rate(TWO), replace(flat(5_00), grace=self.GRACE))
        debt = of_invoice(rule, 250_00, Dispute("a", "2026-01-22", cad(250_00)), on="2026-03-01")
        assert (posted(debt)[0], debt.held) == (("2026-01-20", 5_00), cad(1_61 + 5_00))

    @pytest.mark.parametrize(
        ("paid", "held"),
        [
            pytest.param("2026-01-19", 5_00, id="paid in time: nothing else is late, and it is held"),
            pytest.param("2026-01-20", 0, id="paid too late: it was charged on what is not in dispute"),
        ],
    )
    def test_a_sum_is_held_where_the_rest_was_paid_by_its_own_last_day(self, paid: str, held: int) -> None:
        rule = replace(flat(5_00), grace=self.GRACE)
        events = (Dispute("a", "2026-01-10", cad(40_00)), Payment(paid, cad(60_00), "a"))
        debt = of_invoice(rule, 100_00, *events, on="2026-03-01")
        assert debt.held == cad(held)

    def test_the_lesser_of_a_sum_and_one_whose_threshold_is_not_reached_is_nothing(self) -> None:
        # As on a bill that is not in dispute: the second sum is nothing up to 300.00, and so is the lesser of both.
        second = replace(flat(10_00), threshold=Threshold(over=cad(300_00)))
        rule = LesserOf(of=(flat(5_00), second), clause=CLAUSE, says="")
        dispute = Dispute("a", "2026-01-10", cad(250_00))
        assert of_invoice(rule, 250_00, dispute, on="2026-03-01").held == cad(0)
        assert of_invoice(rule, 250_00, on="2026-03-01").charges == cad(0)

    @pytest.mark.parametrize(("over", "held"), [(300_00, 0), (200_00, 97 + 3_00)])
    def test_a_threshold_is_tested_on_what_was_late_and_not_on_the_part(self, over: int, held: int) -> None:
        # 250.00 was late on 17 January; from the 22nd 150.00 is in dispute: 2 % x 10/31, and of February 3.00.
        rule = replace(a_rate(TWO), threshold=Threshold(over=cad(over)))
        debt = of_invoice(rule, 250_00, Dispute("a", "2026-01-22", cad(150_00)), on="2026-03-01")
        assert debt.held == cad(held)


class TestOwedAgainByADecision:
    """What a decision makes owed again bears each leaf by its own last day in time, whatever was owed meanwhile."""

    REMINDED = Grace(counted_from="reminder", days=5)

    @pytest.mark.parametrize("rule", [a_rate(TWO, grace=REMINDED), greater_each_month(a_rate(TWO, grace=REMINDED))])
    def test_reminded_while_nothing_else_was_owed(self, rule: LateChargeRule) -> None:
        # 40.00 is in dispute from 10 January until 1 March, the rest is paid late. Reminded on 20 February, five days
        # more: the rate bears from the decision on, 40.00 x 2 % = 0.80 a month.
        events = (
            Dispute("a", "2026-01-10", cad(40_00), "2026-03-01", "rejected"),
            Payment("2026-02-01", cad(60_00)),
            Reminder("2026-02-20", "a"),
        )
        debt = of_invoice(rule, 100_00, *events, on="2026-05-01", on_rejection="from-decision")
        assert posted(debt) == [("2026-04-01", 80), ("2026-05-01", 80)]

    def test_reminded_after_the_decision(self) -> None:
        # As above, but reminded on 10 March: until the 15th is in time, and then all days bear but those in dispute,
        # from 10 January to 1 March, and the 60.00 that was paid by then.
        #   16 March  of January 40.00 x 2 % x 9/31 = 0.23, and nothing of February
        #   1 April   40.00 x 2 % = 0.80
        events = (
            Dispute("a", "2026-01-10", cad(40_00), "2026-03-01", "rejected"),
            Payment("2026-02-01", cad(60_00)),
            Reminder("2026-03-10", "a"),
        )
        debt = of_invoice(
            a_rate(TWO, grace=self.REMINDED), 100_00, *events, on="2026-04-01", on_rejection="from-decision"
        )
        assert posted(debt) == [("2026-03-16", 23), ("2026-04-01", 80)]

    @pytest.mark.parametrize(("reminded", "on"), [("2026-02-20", "2026-03-02"), ("2026-03-10", "2026-03-16")])
    def test_a_percentage_is_charged_once_on_what_is_owed_again(self, reminded: str, on: str) -> None:
        # 5 % of 40.00, the day after the decision, or once the days in time are over.
        events = (
            Dispute("a", "2026-01-10", cad(40_00), "2026-03-01", "rejected"),
            Payment("2026-02-01", cad(60_00)),
            Reminder(reminded, "a"),
        )
        rule = share(FIVE, grace=self.REMINDED)
        debt = of_invoice(rule, 100_00, *events, on="2026-06-01", on_rejection="from-decision")
        assert posted(debt) == [(on, 2_00)]

    @pytest.mark.parametrize("over", [None, 50_00, 150_00])
    def test_all_was_in_dispute_as_a_last_day_in_time_ended(self, over: int | None) -> None:
        # 5.00 on 17 January is owed all the time. The days in time of the percentage end on 15 February, as all of the
        # 100.00 is in dispute: 5 % of it, the day after the decision, unless it is below the threshold.
        threshold = None if over is None else Threshold(over=cad(over))
        rule = all_of(flat(5_00), share(FIVE, grace=Grace(days=30), threshold=threshold))
        events = (Dispute("a", "2026-01-20", cad(100_00), "2026-03-01", "rejected"),)
        debt = of_invoice(rule, 100_00, *events, on="2026-06-01", on_rejection="from-decision")
        again = [] if over == 150_00 else [("2026-03-02", 5_00)]
        assert posted(debt) == [("2026-01-17", 5_00), *again]

    def test_a_last_day_in_time_ends_on_the_day_before_the_decision(self) -> None:
        # All is in dispute from 10 January until 16 February: 5.00 and 5 % are charged on the day after that.
        rule = all_of(flat(5_00), share(FIVE, grace=Grace(days=30)))
        events = (Dispute("a", "2026-01-10", cad(100_00), "2026-02-16", "rejected"),)
        debt = of_invoice(rule, 100_00, *events, on="2026-06-01", on_rejection="from-decision")
        assert posted(debt) == [("2026-02-17", 10_00)]

    def test_a_rate_below_its_threshold_because_of_the_dispute_bears_from_the_decision(self) -> None:
        # 60.00 is owed on 16 January, which is not over 80.00; 100.00 is from 1 March on: on 1 April 2.00.
        events = (Dispute("a", "2026-01-10", cad(40_00), "2026-03-01", "rejected"),)
        rule = a_rate(TWO, threshold=Threshold(over=cad(80_00)))
        debt = of_invoice(rule, 100_00, *events, on="2026-04-01", on_rejection="from-decision")
        assert posted(debt) == [("2026-04-01", 2_00)]

    def test_a_leaf_that_is_in_time_still_bears_nothing_for_the_days_in_dispute(self) -> None:
        # 50.00 is in dispute from 20 January until 9 February, the days in time of the rate end on 17 March:
        #   18 March  of January  (100.00 x 19/31 + 50.00 x 12/31) x 2 % = 1.61
        #             of February (50.00 x 8/28 + 100.00 x 20/28) x 2 % = 1.71
        #   1 April   100.00 x 2 % = 2.00
        events = (Dispute("a", "2026-01-20", cad(50_00), "2026-02-09", "rejected"),)
        rule = all_of(flat(5_00), a_rate(TWO, grace=Grace(days=60)))
        debt = of_invoice(rule, 100_00, *events, on="2026-04-01", on_rejection="from-decision")
        assert posted(debt) == [("2026-01-17", 5_00), ("2026-03-18", 1_61 + 1_71), ("2026-04-01", 2_00)]


class TestReminders:
    """A reminder decides the last day in time only where a grace period is counted from it."""

    def test_without_a_grace_period_it_changes_nothing(self) -> None:
        for day in ("2026-01-10", "2026-01-20"):
            assert posted(of_invoice(flat(5_00), 100_00, Reminder(day, "a"), on="2026-03-01")) == [("2026-01-17", 5_00)]

    def test_it_decides_the_last_day_of_what_is_in_dispute_too(self) -> None:
        # Reminded on 1 February, five days more: on the 7th 5 % of 60.00 is posted, and 5 % of 40.00 is held.
        rule = share(FIVE, grace=Grace(counted_from="reminder", days=5))
        events = (Dispute("a", "2026-01-10", cad(40_00)), Reminder("2026-02-01", "a"))
        before = of_invoice(rule, 100_00, *events, on="2026-02-06")
        assert (posted(before), before.held) == ([], cad(0))
        after = of_invoice(rule, 100_00, *events, on="2026-02-07")
        assert (posted(after), after.held) == ([("2026-02-07", 3_00)], cad(2_00))

    @pytest.mark.parametrize("reminder", [Reminder("2026-02-01", "a"), Reminder("2026-02-01")], ids=["named", "all"])
    @pytest.mark.parametrize(
        ("disputed", "events"), [(100_00, ()), (40_00, (Payment("2026-01-15", cad(60_00), "a"),))], ids=["all", "paid"]
    )
    def test_it_decides_the_last_day_of_what_is_in_dispute_where_nothing_else_is_owed(
        self, reminder: Reminder, disputed: int, events: tuple[Event, ...]
    ) -> None:
        # Reminded on 1 February, five days more: from the 7th on 5 % of what is in dispute is held.
        rule = share(FIVE, grace=Grace(counted_from="reminder", days=5))
        events = (Dispute("a", "2026-01-10", cad(disputed)), *events, reminder)
        assert of_invoice(rule, 100_00, *events, on="2026-02-06").held == cad(0)
        assert of_invoice(rule, 100_00, *events, on="2026-02-07").held == cad(disputed // 20)

    def test_it_decides_the_last_day_of_a_part_that_is_past_due_already(self) -> None:
        # All is in dispute from 10 January, past due from the 17th; 10.00 of it is found to be owed after all on the
        # 25th. Reminded on 1 February: on the 7th 5 % of 10.00 is posted, and 5 % of 90.00 is held.
        rule = share(FIVE, grace=Grace(counted_from="reminder", days=5))
        events = (
            Dispute("a", "2026-01-10", cad(90_00)),
            Dispute("a", "2026-01-10", cad(10_00), "2026-01-25", "rejected"),
            Reminder("2026-02-01", "a"),
        )
        debt = of_invoice(rule, 100_00, *events, on="2026-02-07", on_rejection="from-decision")
        assert (posted(debt), debt.held) == ([("2026-02-07", 50)], cad(4_50))


class TestRatesThatChange:
    """Compounded by the day, each day bears its own rate on what is unpaid and on what has accrued."""

    RULE = a_rate(
        Dated(((date(2020, 1, 1), ONE), (date(2026, 2, 1), TWO))),
        per="day",
        compounding="daily",
        dated_by="each-day",
        runs_from="due-date",
    )

    @pytest.mark.parametrize(
        ("paid", "accrued"),
        [
            # Due on 30 January, paid on the 31st, which bears 1000.00 x 1 % = 10.00.
            #   1 February  (500.00 + 10.00) x 2 % = 10.20
            #   2 February  (500.00 + 20.20) x 2 % = 10.404
            (500_00, 30_60),
            # On no principal nothing grows, not even what has accrued.
            (1000_00, 10_00),
        ],
    )
    def test_a_payment_of_principal_between_two_rates(self, paid: int, accrued: int) -> None:
        payment = Payment("2026-01-31", cad(paid))
        order = {"within_debt": "principal-first"}
        debt = of_invoice(self.RULE, 1000_00, payment, on="2026-02-02", net_days=29, **order)
        assert debt.accrued + debt.charges == cad(accrued)


class TestBounds:
    """A minimum of a clause that charges nothing is the charge; it rounds as the first leaf that rounds."""

    FACTS = (date(2026, 1, 1), date(2026, 1, 16), date(2026, 1, 17))

    def test_a_minimum_of_nothing_is_charged(self) -> None:
        rule = NoCharge(least=cad(5_00), clause=CLAUSE, says="")
        assert charge_minor(rule, 100_00, *self.FACTS) == 5_00

    @pytest.mark.parametrize(("rounding", "cents"), [("half-up", 3), ("down", 2)])
    def test_a_minimum_rounds_as_the_first_part_that_rounds(self, rounding: Any, cents: int) -> None:
        # 10 % of 0.25 is two cents and a half; 1 % of it for one day is nothing.
        nothing = NoCharge(clause=CLAUSE, says="")
        rule = all_of(nothing, a_rate(ONE, rounding=rounding, runs_from="due-date"))
        least = replace(rule, least=ShareBound(share=Fraction(1, 10)))
        assert charge_minor(least, 25, *self.FACTS) == cents


class TestYearlyRates:
    """The yearly rate of a rate for blocks of days, of one that is compounded every 30 days, and of several."""

    EVERY_30_DAYS = a_rate(Fraction(73, 600), per="year", compounding="30-days")

    def test_compounded_every_thirty_days(self) -> None:
        # 12.1666... % x 30/365 = 1 %; 1.01 ^ 12 - 1 = 12.6825030131969720661201 %
        assert effective(self.EVERY_30_DAYS) == Fraction("0.126825030131969720661201")
        (line,) = effective_steps(self.EVERY_30_DAYS)
        assert line.phrase.template == "twelve periods of 30 days: (100 % + {each}) ^ 12 - 100 % = {rate}"

    def test_compounded_by_the_year_it_is_the_one_stated(self) -> None:
        assert effective(a_rate(Fraction(24, 100), per="year", compounding="yearly")) == Fraction(24, 100)

    def test_of_blocks_of_days_as_many_as_a_year_has(self) -> None:
        # 1 % for each 73 days, five times a year.
        rule = a_rate(ONE, per=EveryDays(73))
        assert nominal(rule) == effective(rule) == FIVE

    def test_of_two_rates_there_is_none(self) -> None:
        terms = made(late_charge=all_of(a_rate(ONE), simple(TWO)))
        with refused(NotInTermsError, "the late charge has 2 rates", "ask late_charge for what it costs"):
            terms.effective_annual_rate()

    def test_a_rate_for_blocks_of_days_is_never_compounded(self) -> None:
        with refused(InputError, "compounding is 'monthly' on a rate for each 7 days", "choose from none"):
            RateCharge(rate=ONE, per=EveryDays(7), compounding="monthly", clause=CLAUSE, says="")
