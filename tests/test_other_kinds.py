"""The kinds of late charge of other providers' terms: by hand, as properties, and against the day-by-day oracle."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import (
    Account,
    Dispute,
    InputError,
    Invoice,
    Money,
    NotInTermsError,
    Payment,
    ReturnedPayment,
    Terms,
    load,
)
from telcoterms.account.events import Event
from telcoterms.agreement.conditions import Grace
from telcoterms.clauses.late_charge.kinds import FirstDay, LateChargeRule, RateCharge
from telcoterms.statement.rule import StatementRule
from telcoterms.values.money import Rounding
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.oracle_adapter import by_the_library, day_by_day
from tests.printed_page import money, read
from tests.random_accounts import Made, made_account, made_history
from tests.terms_builders import (
    ACROSS_DEBTS,
    PART_MONTH,
    POSTED_PER,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    a_rate,
    at_least,
    cad,
    charge_minor,
    compound,
    effective,
    effective_steps,
    flat,
    made,
    net,
    nominal,
    nominal_steps,
    ordered,
    simple,
)

DAILY = Fraction("0.000407")
FACTS: dict[str, Any] = {"issued": date(2026, 1, 1), "due": date(2026, 1, 31)}


def monthly(rate: Any = "0.01", **readings: Any) -> RateCharge:
    return a_rate(Fraction(rate), **readings)


def on_day(day: int = 15, rate: Any = "0.02", **readings: Any) -> RateCharge:
    return a_rate(Fraction(rate), on_day=day, **readings)


def daily(rate: Any = DAILY, **readings: Any) -> RateCharge:
    return a_rate(Fraction(rate), per="day", compounding="daily", **readings)


SHARED: dict[str, Any] = {"runs_from": st.sampled_from(RUNS_FROM), "rounding": st.sampled_from(ROUNDING)}
RATES = st.sampled_from(["0.01", "0.02", "0.15"])
KINDS: st.SearchStrategy[LateChargeRule] = st.one_of(
    st.builds(monthly, RATES, part_month=st.sampled_from(PART_MONTH), **SHARED),
    st.builds(
        on_day, st.sampled_from([1, 15, 30, 31]), RATES, compounding=st.sampled_from(["none", "monthly"]), **SHARED
    ),
    st.builds(daily, st.sampled_from([DAILY, "0.01"]), first_day=st.sampled_from(get_args(FirstDay)), **SHARED),
)
ORDERS: st.SearchStrategy[StatementRule] = st.builds(
    ordered,
    across_debts=st.sampled_from(ACROSS_DEBTS),
    within_debt=st.sampled_from(WITHIN_DEBT),
    posted_per=st.sampled_from(POSTED_PER),
    disputed=st.sampled_from(["exempt-while-open", "never-exempt"]),
    on_rejection=st.sampled_from(["from-start", "from-decision"]),
)
AMOUNTS = st.integers(0, 200) | st.integers(0, 3_000_00) | st.just(10**12)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31)) | st.sampled_from([date(2023, 12, 31), date(2024, 1, 30)])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    issued = draw(DAYS)
    return {
        "amount": draw(AMOUNTS),
        "issued": issued,
        "due": issued + timedelta(days=draw(st.sampled_from([0, 15, 30, 45]))),
        "paid": issued + timedelta(days=draw(st.integers(0, 400))),
        "billing_months": draw(st.sampled_from([1, 1, 3])),
    }


class TestEveryKind:
    """In time it costs nothing, later never less; more outstanding never costs less; the working comes out."""

    @given(KINDS, facts())
    def test_paid_by_the_due_date_it_costs_nothing(self, rule: LateChargeRule, of: dict[str, Any]) -> None:
        for paid in (of["issued"], of["due"]):
            assert charge_minor(rule, **{**of, "paid": paid}) == 0
        assert charge_minor(rule, **{**of, "amount": 0}) == 0

    @given(KINDS, facts(), st.integers(0, 70), st.integers(0, 1000))
    def test_later_or_more_never_costs_less(
        self, rule: LateChargeRule, of: dict[str, Any], days: int, more: int
    ) -> None:
        charge = charge_minor(rule, **of)
        assert 0 <= charge <= charge_minor(rule, **{**of, "paid": of["paid"] + timedelta(days=days)})
        assert charge <= charge_minor(rule, **{**of, "amount": of["amount"] + more})

    @settings(max_examples=examples(40))
    @given(KINDS, st.integers(0, 3_000_00), DAYS, st.integers(0, 200))
    def test_its_working_comes_out(self, rule: LateChargeRule, amount: int, issued: date, days: int) -> None:
        answer = made(late_charge=rule).late_charge(cad(amount), issued=issued, paid=issued + timedelta(days=days))
        page = read(str(answer.working))
        assert page.heading == f"late charge: {answer.value}"
        charges = [one for one in page.equations if one.label.startswith("late charge")]
        if charges:
            assert Fraction(answer.value.text) == money(charges[-1].result)

    @settings(max_examples=examples(40))
    @given(KINDS, AMOUNTS.filter(bool), DAYS, st.integers(0, 250), st.sampled_from([0, 15, 45]), ORDERS)
    def test_a_single_unpaid_invoice_owes_the_charge(
        self, rule: LateChargeRule, amount: int, issued: date, days: int, net_days: int, order: StatementRule
    ) -> None:
        as_of = issued + timedelta(days=days)
        terms = made(late_charge=rule, due_date=net(net_days), statement=order)
        account = Account([Invoice("a", issued, cad(amount))])
        (debt,) = terms.statement(account, as_of).value.debts
        charge = terms.late_charge(cad(amount), issued=issued, paid=as_of).value
        assert debt.charges + debt.accrued == charge

    @settings(max_examples=examples(80))
    @given(st.randoms(use_true_random=False).map(made_account), KINDS, ORDERS)
    def test_an_account_day_by_day(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        assert by_the_library(one, rule, order) == day_by_day(one, rule, order)

    @settings(max_examples=examples(80))
    @given(st.randoms(use_true_random=False).map(made_history), KINDS, ORDERS)
    def test_a_history_day_by_day(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        assert by_the_library(one, rule, order) == day_by_day(one, rule, order)

    @settings(max_examples=examples(20))
    @given(st.randoms(use_true_random=False).map(made_account), KINDS, ORDERS)
    def test_the_page_of_an_account_comes_out(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        terms = made(due_date=net(one.net_days), late_charge=rule, statement=order)
        assert read(str(terms.statement(one.account, one.as_of).working)).equations


class TestGraceOverBeforeTheDueDate:
    """Due after 30 days, with 20 days of grace that are counted from the invoice: what is paid when due is in time."""

    TERMS = made(
        due_date=net(30),
        late_charge=replace(compound(Fraction(2, 100)), grace=Grace(counted_from="invoice-date", days=20)),
    )

    @pytest.mark.parametrize(("paid", "charge"), [("2026-01-25", 0), ("2026-01-31", 0), ("2026-02-01", 226)])
    def test_in_time_until_it_is_due(self, paid: str, charge: int) -> None:
        answer = self.TERMS.late_charge(cad(11300), issued="2026-01-01", paid=paid)
        assert answer.value == cad(charge)

    def test_its_page_says_so(self) -> None:
        page = str(self.TERMS.late_charge(cad(11300), issued="2026-01-01", paid="2026-02-01").working)
        told = "in time up to 2026-01-31: the due date, as the invoice date + 20 days = 2026-01-21 is before it"
        assert told in " ".join(page.split())

    def test_of_an_account(self) -> None:
        account = Account([Invoice("1", "2026-01-01", cad(11300))])
        standing = [self.TERMS.statement(account, as_of=day).value.settlement for day in ("2026-01-31", "2026-02-01")]
        assert standing == [cad(11300), cad(11526)]


class TestSimpleMonthly:
    """A rate a month on the unpaid principal, never compounded."""

    def test_by_hand(self) -> None:
        # 100.00 x 1 % for each of two months, and 14/31 of March's: 1.00 + 1.00 + 0.4516...
        rule = monthly()
        assert charge_minor(rule, 100_00, **FACTS, paid=date(2026, 3, 15)) == 1_00 + 1_00 + 45

    def test_a_hundred_months_cost_a_hundred_times_one(self) -> None:
        assert charge_minor(monthly(), 100_00, **FACTS, paid=date(2034, 5, 1)) == 100 * 1_00

    def test_what_is_paid_of_the_principal_bears_no_more(self) -> None:
        account = Account([Invoice("a", "2026-01-01", cad(100_00)), Payment("2026-03-01", cad(50_00))])
        terms = made(late_charge=monthly(), due_date=net(30), statement=ordered(within_debt="principal-first"))
        value = terms.statement(account, "2026-04-01").value
        assert value.debts[0].posted[-1] == (date(2026, 4, 1), cad(50))

    def test_its_yearly_rates(self) -> None:
        rule = monthly(stated_yearly_rate=Fraction(12, 100))
        assert effective(rule) == nominal(rule) == Fraction(12, 100)
        first, second = effective_steps(rule)
        assert "not compounded" in first.phrase.template
        assert "agrees" in second.phrase.template


class TestMonthlyOnDay:
    """A rate on what is unpaid on one day of each month, in whole steps."""

    @pytest.mark.parametrize(
        ("paid", "charge"),
        [
            ("2026-02-01", 2_00),  # late, and the 15th of January lies after the invoice date
            ("2026-02-14", 2_00),
            ("2026-02-15", 4_00),
            ("2026-03-14", 4_00),
            ("2026-03-15", 6_00),
        ],
    )
    def test_each_fifteenth_after_the_invoice(self, paid: str, charge: int) -> None:
        assert charge_minor(on_day(), 100_00, **FACTS, paid=date.fromisoformat(paid)) == charge

    @pytest.mark.parametrize(("paid", "charge"), [("2026-02-14", 0), ("2026-02-15", 2_00), ("2026-03-15", 4_00)])
    def test_each_fifteenth_after_the_due_date(self, paid: str, charge: int) -> None:
        assert charge_minor(on_day(runs_from="due-date"), 100_00, **FACTS, paid=date.fromisoformat(paid)) == charge

    def test_on_the_balance_it_compounds(self) -> None:
        # 100.00 x 2 % = 2.00; 102.00 x 2 % = 2.04; 104.04 x 2 % = 2.0808
        rule = on_day(compounding="monthly")
        assert charge_minor(rule, 100_00, **FACTS, paid=date(2026, 3, 20)) == 2_00 + 2_04 + 2_08
        assert effective(rule) == Fraction("1.02") ** 12 - 1
        assert effective(on_day()) == nominal(rule) == Fraction(24, 100)

    def test_the_last_of_a_shorter_month(self) -> None:
        rule = on_day(31, runs_from="due-date")
        days = [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 30), date(2026, 3, 31)]
        assert [charge_minor(rule, 100_00, **FACTS, paid=day) for day in days] == [0, 2_00, 2_00, 4_00]

    @pytest.mark.parametrize("day", [0, 32])
    def test_a_day_that_no_month_has(self, day: int) -> None:
        with refused(InputError, f"on_day is {day}", "give a day from 1 to 31"):
            on_day(day)

    def test_its_page_names_the_day(self) -> None:
        text = str(
            made(late_charge=on_day(), due_date=net(30))
            .late_charge(100, issued="2026-01-01", paid="2026-03-01")
            .working
        )
        assert "a charge is set on day 15 of each month" in " ".join(text.split())
        assert "on 2026-02-15: 100.00 x 2 % = 2.00" in text


class TestCompoundDaily:
    """A rate a day, compounded by the day, up to and including the day of payment."""

    def test_before_the_next_invoice_nothing_is_shared_out_over_the_account(self) -> None:
        rule = daily(runs_from="next-invoice-date")
        terms = made(late_charge=rule, due_date=net(0), statement=ordered(posted_per="account"))
        account = Account([Invoice("a", "2023-12-01", cad(1)), Invoice("b", "2023-12-31", cad(1))])
        assert terms.statement(account, as_of="2024-01-31").value.balance == cad(2)

    def test_by_hand(self) -> None:
        # from 31 January to 10 February, ten days: 1000.00 x (1.000407 ^ 10 - 1) = 4.0774...
        rule = daily(runs_from="due-date")
        assert charge_minor(rule, 1000_00, **FACTS, paid=date(2026, 2, 10)) == 4_08

    def test_the_first_day_counted(self) -> None:
        # eleven days: 1000.00 x (1.000407 ^ 11 - 1) = 4.4861...
        rule = daily(runs_from="due-date", first_day="counted")
        assert charge_minor(rule, 1000_00, **FACTS, paid=date(2026, 2, 10)) == 4_49

    def test_its_yearly_rates(self) -> None:
        rule = daily(stated_yearly_rate=Fraction("0.17"))
        assert effective(rule) == (1 + DAILY) ** 365 - 1
        assert nominal(rule) == 365 * DAILY
        (line,) = nominal_steps(rule)
        assert dict(line.phrase.values)["periods"] == 365
        assert "differs" in effective_steps(rule)[1].phrase.template

    @pytest.mark.parametrize(("first_day", "told"), [("not-counted", "the day after"), ("counted", "is the first day")])
    def test_its_page_tells_the_first_and_the_last_day(self, first_day: FirstDay, told: str) -> None:
        rule = daily(runs_from="due-date", first_day=first_day)
        text = str(
            made(late_charge=rule, due_date=net(30)).late_charge(1000, issued="2026-01-01", paid="2026-02-10").working
        )
        line = " ".join(text.split())
        assert told in line
        assert "the day of payment the last" in line

    def test_over_a_hundred_years_it_is_still_told(self) -> None:
        terms = made(late_charge=daily(), due_date=net(30))
        charge = terms.late_charge(1000, issued="1926-01-01", paid="2026-01-01")
        # 36525 days: ln 1.000407 x 36525 = 14.862..., and e to that is 2849490.19...: less the 1000.00 itself
        assert charge.value == Money("2849489190.49", "CAD")
        assert str(charge.working).startswith("late charge on 1000.00 CAD of 1926-01-01, paid 2026-01-01,\n")


BY_THE_DAY: st.SearchStrategy[LateChargeRule] = st.one_of(
    st.builds(daily, st.just("0.01"), first_day=st.sampled_from(get_args(FirstDay)), **SHARED),
    st.builds(simple, st.just(Fraction("3.65")), **SHARED),
    st.builds(at_least, st.sampled_from([1, 20_00]), st.builds(simple, st.just(Fraction("3.65")), **SHARED)),
)


@st.composite
def first_days(draw: st.DrawFn) -> Made:
    """An invoice of 1000.00 on which all happens around its date and its due date, often on one day."""
    issued, net_days = date(2026, 1, 1), draw(st.sampled_from([0, 1, 15]))

    def a_day(first: int = 0) -> date:
        return issued + timedelta(days=max(first, draw(st.sampled_from([0, 0, 1, 2, net_days, net_days + 1]))))

    events: list[Event] = [Invoice("a", issued, cad(1000_00))]
    for amount in draw(st.sampled_from([[1000_00], [400_00], [400_00, 300_00]])):
        reported = a_day()
        decision: list[Any] = []
        if draw(st.booleans()):
            decided = a_day((reported - issued).days) + timedelta(days=draw(st.sampled_from([0, 0, 1, 5])))
            decision = [decided, draw(st.sampled_from(["rejected", "rejected", "upheld", cad(100_00)]))]
        events.append(Dispute("a", reported, cad(amount), *decision))
    if draw(st.booleans()):
        paid = a_day()
        events.append(Payment(paid, cad(draw(st.sampled_from([1, 300_00, 2000_00]))), None, "cash"))
        if draw(st.booleans()):
            events.append(ReturnedPayment(a_day((paid - issued).days), "cash"))
    as_of = issued + timedelta(days=net_days + draw(st.integers(0, 4) | st.just(40)))
    return Made(Account(events), as_of, net_days)


class TestDisputedOnTheFirstDay:
    """A day bears on the balance at the end of the day before: the day of a report still bears as if none had come.

    That holds for each day on which a dispute can be reported, so too for the invoice date where it is the first day
    that bears. All disputes here are of the whole invoice, 1000.00 of 1 January at 1 % a day.
    """

    COUNTED = daily("0.01", first_day="counted")
    ISSUED = date(2026, 1, 1)

    def debt(
        self, rule: LateChargeRule, net_days: int, dispute: Dispute, as_of: date, **readings: Any
    ) -> tuple[int, int]:
        """What has accrued on the invoice and what is held on it, the same in both implementations."""
        account = Account([Invoice("a", self.ISSUED, cad(1000_00)), dispute])
        one, order = Made(account, as_of, net_days), ordered(**readings)
        shown = by_the_library(one, rule, order)
        assert shown == day_by_day(one, rule, order)
        (debt,) = shown.debts
        return debt.accrued, debt.held

    @pytest.mark.parametrize(
        ("net_days", "reported", "held"),
        [
            # On 4 January. Reported on the 1st, the part bears on the 2nd, 3rd and 4th: 1000.00 x (1.01 ^ 3 - 1).
            (0, 1, 30_30),
            (1, 1, 30_30),
            (2, 1, 30_30),
            # A day later, a day less: 1000.00 x (1.01 ^ 2 - 1) = 20.10.
            (1, 2, 20_10),
            (2, 2, 20_10),
            (2, 3, 10_00),
        ],
    )
    def test_held_from_the_day_after_the_report(self, net_days: int, reported: int, held: int) -> None:
        dispute = Dispute("a", date(2026, 1, reported), cad(1000_00))
        for rule in (self.COUNTED, daily("0.01")):
            assert self.debt(rule, net_days, dispute, date(2026, 1, 4)) == (0, held)

    def test_on_a_day_already_late_what_accrued_stays_with_the_debt(self) -> None:
        # The 1st and the 2nd bear on the debt, 1000.00 x (1.01 ^ 2 - 1); the 3rd and the 4th on the part.
        dispute = Dispute("a", date(2026, 1, 2), cad(1000_00))
        with_the_first = self.debt(self.COUNTED, 0, dispute, date(2026, 1, 4))
        assert with_the_first == (20_10, 20_10)
        assert self.debt(daily("0.01"), 0, dispute, date(2026, 1, 4)) == (10_00, 20_10)

    @pytest.mark.parametrize(("reported", "decided", "free"), [(1, 2, 1), (1, 3, 2), (2, 3, 1), (1, 5, 4)])
    def test_rejected_by_the_due_date_the_days_after_the_report_are_free(
        self, reported: int, decided: int, free: int
    ) -> None:
        # Due on the 5th, looked at on the 6th: six days bear with the first, less those from report to decision.
        # Free from the end of the 1st until that of the 2nd: 1000.00 x (1.01 ^ 5 - 1) = 51.0100501.
        charges = {1: 51_01, 2: 40_60, 4: 20_10}
        dispute = Dispute("a", date(2026, 1, reported), cad(1000_00), date(2026, 1, decided), "rejected")
        shown = self.debt(self.COUNTED, 4, dispute, date(2026, 1, 6), on_rejection="from-decision")
        assert shown == (charges[free], 0)
        # Under from-start it was never disputed: 1000.00 x (1.01 ^ 6 - 1) = 61.520...
        assert self.debt(self.COUNTED, 4, dispute, date(2026, 1, 6), on_rejection="from-start") == (61_52, 0)

    def test_never_exempt_it_changes_nothing(self) -> None:
        # Four days with the first: 1000.00 x (1.01 ^ 4 - 1) = 40.60401.
        dispute = Dispute("a", self.ISSUED, cad(1000_00))
        assert self.debt(self.COUNTED, 0, dispute, date(2026, 1, 4), disputed="never-exempt") == (40_60, 0)

    @settings(max_examples=examples(400, least=100))
    @given(first_days(), BY_THE_DAY, ORDERS)
    def test_the_first_days_day_by_day(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        assert by_the_library(one, rule, order) == day_by_day(one, rule, order)


class TestAMinimumAfterARejection:
    """The other kind of a minimum goes on when a part comes back, also where nothing was left for it to bear on."""

    def test_by_hand(self) -> None:
        # 100.00 of 1 January, due on the 16th, at 2 % a month, but at least 10.00, which is posted on the 17th. All of
        # the principal is in dispute from 20 January to 10 April; 5.00 is paid on the minimum.
        # The rate bears on the principal and on what of its own postings the 5.00 that was paid does not cover. It came
        # to 100.00 x 2 % x 19/31 = 1.23 in January, so 100.00 bears from April.
        #   1 May       100.00 x 2 % x 21/30 = 1.40    2.63 in all
        #   1 June      100.00 x 2 % = 2.00            4.63
        #   1 July      100.00 x 2 % = 2.00            6.63, of which 1.63 is not covered
        #   1 August    101.63 x 2 % = 2.03            8.66, below the minimum
        #   1 September 103.66 x 2 % = 2.07            10.73, 0.73 above it
        #   1 October   105.73 x 2 % = 2.11
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(100_00)),
                Dispute("a", "2026-01-20", cad(100_00), "2026-04-10", "rejected"),
                Payment("2026-01-25", cad(5_00)),
            ]
        )
        one, order = Made(account, date(2026, 10, 1), 15), ordered(on_rejection="from-decision")
        rule = at_least(10_00, compound(Fraction("0.02")))
        shown = by_the_library(one, rule, order)
        assert shown.debts[0].posted == (
            (date(2026, 1, 17), 10_00),
            (date(2026, 9, 1), 73),
            (date(2026, 10, 1), 2_11),
        )
        assert shown == day_by_day(one, rule, order)


class TestPaidButForADispute:
    """Under never-exempt, who pays all but a part in dispute closes nothing: the debt goes on bearing its charge."""

    @pytest.mark.parametrize(
        ("rule", "posted"),
        [
            # The fee was posted on the day after the due date, once: there is no other.
            (flat(5_00), [(date(2026, 1, 17), 5_00)]),
            # The minimum was posted on that day; 2 % a month of what is left comes to less than it for years.
            (at_least(5_00, compound(Fraction("0.02"))), [(date(2026, 1, 17), 5_00)]),
        ],
    )
    def test_by_hand(self, rule: LateChargeRule, posted: list[tuple[date, int]]) -> None:
        # 100.00 of 1 January, due on the 16th; 40.00 in dispute from the 20th; the rest, 65.00, paid on 10 February.
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(100_00)),
                Dispute("a", "2026-01-20", cad(40_00)),
                Payment("2026-02-10", cad(65_00)),
            ]
        )
        one, order = Made(account, date(2026, 3, 1), 15), ordered(disputed="never-exempt")
        shown = by_the_library(one, rule, order)
        assert shown == day_by_day(one, rule, order)
        (debt,) = shown.debts
        assert (debt.posted, debt.principal, debt.charges, debt.disputed) == (tuple(posted), 40_00, 0, 40_00)


OTHER = "of this kind of clause the mistake is not known"


class TestAudit:
    """Of these kinds only mistakes that any charge can have are tried; the others say why they are left out."""

    @pytest.mark.parametrize(
        ("rule", "more"),
        [
            pytest.param(
                monthly(),
                {"whole-month-for-started": "part_month whole-month is a reading of these terms"},
                id="simple-monthly",
            ),
            pytest.param(on_day(), {"month-charge-each-day": OTHER}, id="monthly-on-day"),
            pytest.param(daily(), {"month-charge-each-day": OTHER}, id="compound-daily"),
        ],
    )
    def test_what_is_tried(self, rule: LateChargeRule, more: dict[str, str]) -> None:
        terms: Terms = made(late_charge=rule, due_date=net(30))
        found = terms.audit_late_charge(
            "1.00", 100, issued="2026-01-01", paid="2026-03-01", before_tax=90, original=120
        )
        by_a_reading = "a reading of these terms gives "
        why = {one.name: one.why for one in found.value.left_out if not one.why.startswith(by_a_reading)}
        every = dict.fromkeys(
            [
                "effective-rate-by-month",
                "effective-rate-by-day",
                "nominal-rate-compounded-daily",
                "whole-month-for-started",
                "thirty-day-months",
                "each-day-rounded",
                "compounding-left-out",
                "clamped-month-steps",
            ],
            OTHER,
        )
        assert why == every | more

    def test_a_day_too_many_is_no_mistake_where_a_reading_counts_it(self) -> None:
        terms = made(late_charge=daily(runs_from="due-date"), due_date=net(30))
        found = terms.audit_late_charge("4.49", 1000, issued="2026-01-01", paid="2026-02-10").value
        assert [(match.explanation, match.short) for match in found.matches] == [("allowed", "first_day counted")]
        assert "one-day-too-many" in {one.name for one in found.left_out}


class TestNominalRate:
    """Twelve times a rate a month, 365 times one a day; of a minimum's other kind; none of a fee."""

    def test_inside_a_minimum(self) -> None:
        rule = at_least(1000, compound(Fraction(28, 1000)))
        assert nominal(rule) == Fraction(336, 1000)
        (line,) = nominal_steps(rule)
        assert dict(line.phrase.values)["periods"] == 12

    def test_a_yearly_rate_is_its_own(self) -> None:
        assert nominal(simple(Fraction(1, 4))) == Fraction(1, 4)
        (line,) = nominal_steps(simple(Fraction(1, 4)))
        assert line.phrase.template == "the nominal rate is the yearly one that is stated: {rate}"

    def test_a_fee_has_none(self) -> None:
        with refused(NotInTermsError, "a sum or a share, which has no yearly rate"):
            nominal(flat(750))
        with refused(NotInTermsError, "a sum or a share, which has no yearly rate"):
            nominal_steps(flat(750))
        with refused(NotInTermsError, "a sum or a share, which has no yearly rate"):
            effective_steps(flat(750))


PROVIDERS = Path(__file__).parent / "providers"


def provider(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


class TestFiveClauses:
    """Clauses that real providers print, each one file and no code."""

    @pytest.mark.parametrize(
        ("name", "amount", "issued", "paid", "charge"),
        [
            # 7.50 once, whatever the time
            ("british-line", "42.00", "2026-01-01", "2026-01-15", "0.00"),
            ("british-line", "42.00", "2026-01-01", "2026-01-16", "7.50"),
            ("british-line", "42.00", "2026-01-01", "2027-01-16", "7.50"),
            # 100.00 x 2.8 % = 2.80, so the minimum; 500.00 x 2.8 % = 14.00; 514.00 x 2.8 % = 14.392
            ("answering-service", "100.00", "2026-01-01", "2026-02-10", "10.00"),
            ("answering-service", "500.00", "2026-01-01", "2026-02-10", "14.00"),
            ("answering-service", "500.00", "2026-01-01", "2026-03-10", "28.39"),
            # 100.00 x 1 % x 10/28 = 0.357; a month 1.00, then 100.00 x 1 % x 10/31 = 0.322
            ("calling-company", "100.00", "2026-01-01", "2026-02-10", "0.36"),
            ("calling-company", "100.00", "2026-01-01", "2026-03-10", "1.32"),
            # 1000.00 x (1.000407 ^ 10 - 1) = 4.0774
            ("western-carrier", "1000.00", "2026-01-01", "2026-01-31", "0.00"),
            ("western-carrier", "1000.00", "2026-01-01", "2026-02-10", "4.08"),
            # the 15th of February and of March
            ("equipment-dealer", "100.00", "2026-01-01", "2026-02-14", "0.00"),
            ("equipment-dealer", "100.00", "2026-01-01", "2026-02-15", "2.00"),
            ("equipment-dealer", "100.00", "2026-01-01", "2026-03-20", "4.00"),
            # an example that is printed charges a whole month, 3.07: 153.50 x 2 % x 10/31 = 0.990, due on 21 January
            ("quebec-cable", "153.50", "2026-01-01", "2026-01-31", "0.99"),
            ("quebec-cable", "153.50", "2026-01-01", "2026-02-21", "3.07"),
        ],
    )
    def test_what_it_costs(self, name: str, amount: str, issued: str, paid: str, charge: str) -> None:
        assert provider(name).late_charge(amount, issued=issued, paid=paid).value.text == charge

    def test_the_british_fee_carries_no_tax(self) -> None:
        # 42.00 x 20 % = 8.40
        value = provider("british-line").tax("42.00", on="2026-02-01", late_charge="7.50").value
        assert (value.tax.text, value.untaxed.text, value.total.text) == ("8.40", "7.50", "57.90")

    def test_the_highest_lawful_rate_is_a_fact(self) -> None:
        # 1000.00 x 10 % x 10/365 = 2.7397, less than 4.08
        facts: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-10", "index": {"lawful": "0.10"}}
        assert provider("western-carrier").late_charge("1000.00", **facts).value.text == "2.74"

    @pytest.mark.parametrize("name", ["calling-company", "western-carrier", "equipment-dealer", "answering-service"])
    def test_no_yearly_rate_is_stated(self, name: str) -> None:
        assert any(one.path.endswith("stated_yearly_rate") for one in provider(name).remarks())

    @pytest.mark.parametrize(
        ("name", "outcome"),
        [("answering-service", "agrees"), ("calling-company", "agrees"), ("equipment-dealer", "agrees")],
    )
    def test_the_nominal_rate_beside_the_cap(self, name: str, outcome: str) -> None:
        # 12 x 2.8 % = 33.6 %, though compounded it is 39.28 %
        # 60 % for an agreement made before 2025, 35 % for one made since
        rules = [one for one in provider(name).law(on="2026-06-01").value.rules if one.rule == "criminal-code-347"]
        assert {one.outcome for one in rules} == {outcome}


def test_a_rounding_of_each_kind_is_taken() -> None:
    assert set(get_args(Rounding)) == set(ROUNDING)
    assert replace(monthly(), rounding="down").rounding == "down"
    assert Money(1, "CAD") == cad(100)
