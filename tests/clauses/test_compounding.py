"""Compounding by the month: one amount, a debt that is followed in time, a year's rate and whole columns agree."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Money
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.accrual import growth_by_rates
from telcoterms.clauses.late_charge.charge import accrue, compound_charge, compound_charge_exact
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.dataclasses import replace
from tests.batch.kernels.late_charge.rows import Row, agree, random_rows
from tests.strategies import CLAUSE, compound
from tests.terms_builders import charge_minor, constant, effective, made

NET_DAYS = 15
ROWS = st.integers(0, 10**6).map(lambda seed: random_rows(seed, 20, NET_DAYS))


class TestOneForm:
    """However a charge by the month is computed, a late amount costs the same to the minor unit."""

    @given(compound(), ROWS)
    def test_one_amount_and_a_debt_that_is_followed(self, rule: RateCharge, rows: list[Row]) -> None:
        each_month = replace(rule, round_at="each-month")
        for amount, issued, paid, billing_months in rows:
            due = issued + timedelta(NET_DAYS)
            if paid <= due or amount == 0:
                continue
            accrual = accrue(each_month, amount, DebtDays(issued, due, billing_months), None, [])
            followed = accrual.advance(paid.toordinal()) + accrual.accrued(paid.toordinal())
            assert charge_minor(each_month, amount, issued, due, paid, billing_months) == followed

    @given(compound(), ROWS)
    def test_one_amount_and_the_question_with_and_without_a_way(self, rule: RateCharge, rows: list[Row]) -> None:
        by_card = NetDays(days=NET_DAYS, clause=CLAUSE, says="")  # a way sends the question past its short form
        terms = made(due_date=replace(by_card, way=(("card", by_card),)), late_charge=rule)
        alike = made(due_date=by_card, late_charge=rule)
        for amount, issued, paid, billing_months in rows:
            facts: Any = {"issued": issued, "paid": max(issued, paid), "billing_months": billing_months}
            charge = charge_minor(rule, amount, issued, issued + timedelta(NET_DAYS), facts["paid"], billing_months)
            sum_ = Money.of_minor(amount, "CAD")
            assert alike.late_charge(sum_, **facts).value.minor == charge
            assert terms.late_charge(sum_, way="card", **facts).value.minor == charge

    @given(compound(), ROWS)
    def test_one_amount_and_whole_columns(self, rule: RateCharge, rows: list[Row]) -> None:
        agree(rule, NET_DAYS, rows)

    @given(compound())
    def test_the_yearly_rate_is_twelve_months_of_one(self, rule: RateCharge) -> None:
        assert compound_charge_exact(rule, constant(rule), 1, 12, 0, 1) == effective(rule)

    def test_113_00_over_a_month_and_14_of_28_days_by_hand(self) -> None:
        # January: 113.00 x 2 % = 2.26; then 115.26 x 2 % x 14/28 = 1.1526, rounded 1.15
        rule = RateCharge(clause=CLAUSE, says="", rate=Fraction(2, 100), compounding="monthly")
        assert compound_charge(rule, Fraction(2, 100), 113_00, 1, 14, 28) == 3_41


def test_days_with_rates_of_their_own_compound_on_what_is_unpaid() -> None:
    # 100 bear 1; then nothing is unpaid for a day; then 50 and that 1 bear 2 % of 51
    one, two = Fraction(1, 100), Fraction(2, 100)
    assert growth_by_rates([one, one, two], [(0, 100), (1, 0), (2, 50)]) == 1 + Fraction(51 * 2, 100)
