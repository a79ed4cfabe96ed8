"""The facts of a departure: how they are checked, what each part of leaving is asked, and what a day comes to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import InputError, MissingFactsError, Terms
from telcoterms.agreement.numbers import ByFact
from telcoterms.agreement.taxes import NO_TAX, single_tax
from telcoterms.answers.question import Question
from telcoterms.clauses.customer_cancellation import CustomerNotice
from telcoterms.clauses.leave.departure import BillToCome, ContractTerm, Departure, cycle_days
from telcoterms.clauses.refund import ByDays, NoRefund, ReRated
from telcoterms.clauses.regime import Renewing, TermThenMonthly
from telcoterms.values.dataclasses import replace
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.proration import Cycle
from tests.terms_builders import CLAUSE, KOS, cad, cancellation_rule, made

FLAT: dict[str, Any] = {"kind": "flat", "sum": "60.00"}
SHARE: dict[str, Any] = {"kind": "share-of-remaining-fees", "share": 1}
INCENTIVE: dict[str, Any] = {"kind": "incentive"}
BY_DAYS, NOTHING_BACK = ByDays(clause=CLAUSE, says=""), NoRefund(clause=CLAUSE, says="")
DAYS_OF_28 = ByDays(clause=CLAUSE, says="", cycle=28)
RE_RATED = ReRated(clause=CLAUSE, says="", monthly_price=cad(15_00))
SILENT: dict[str, Any] = dict.fromkeys(
    ["refund", "cancellation_charge", "customer_cancellation", "equipment_return_by", "regime"]
)
JUNE_1, JUNE_10, JULY_1 = date(2026, 6, 1), date(2026, 6, 10), date(2026, 7, 1)
TERM: dict[str, Any] = {"term_start": date(2025, 1, 1), "term_months": 24}
TENTH = Fraction(1, 10)


def terms(charge: dict[str, Any] | None = None, **rules: Any) -> Terms:
    """Terms that are silent on all of leaving but for these clauses; their tax is 13 % at home."""
    rule = None if charge is None else cancellation_rule(charge)
    return made(**{**SILENT, "cancellation_charge": rule, **rules})


def departing(of: Terms, *fees: int, **facts: Any) -> Departure:
    """A cancellation on 10 June 2026 at 31.00 a month, in the cycle from 1 June unless other facts are given."""
    monthly_fee = tuple(cad(fee) for fee in fees or (31_00,))
    known: dict[str, Any] = {"cancelled": JUNE_10, "cycle_start": JUNE_1, **facts}
    return Departure(agreement=of.agreement, monthly_fee=monthly_fee, **known)


def refused(of: Terms, *fees: int, **facts: Any) -> str:
    """The whole message with which facts are refused."""
    with pytest.raises(InputError) as found:
        departing(of, *fees, **facts)
    return str(found.value)


def asked(question: Question | None) -> dict[str, Any]:
    """The facts that a question is asked on, without those that have their defaults."""
    assert question is not None
    given = zip(question.facts.items(), question.given, strict=True)
    return {name: value for (name, its), value in given if value != its.default}


NEITHER, REFUNDS = terms(), terms(refund=BY_DAYS)


class TestCycle:
    """The cycle that holds the cancellation: the one that is given, that of the billing day, or a month of the term."""

    @pytest.mark.parametrize(
        ("facts", "cycle"),
        [
            ({}, Cycle(JUNE_1, 1)),
            ({"cycle_start": date(2026, 5, 31), "billing_day": 31}, Cycle(date(2026, 5, 31), 31)),
            ({"cycle_start": date(2026, 5, 31)}, Cycle(date(2026, 5, 31), 31)),
            ({"cycle_start": None, "billing_day": 10}, Cycle(JUNE_10, 10)),
            ({"cycle_start": None, "billing_day": 11}, Cycle(date(2026, 5, 11), 11)),
            ({"cycle_start": None, "billing_day": 11, **TERM}, Cycle(date(2026, 5, 11), 11)),
            ({"cycle_start": None, "term_start": date(2026, 3, 31), "term_months": 12}, Cycle(date(2026, 5, 31), 31)),
            ({"cycle_start": None, "term_start": JUNE_1, "term_months": 12}, Cycle(JUNE_1, 1)),
        ],
    )
    def test_which_it_is(self, facts: dict[str, Any], cycle: Cycle) -> None:
        assert departing(NEITHER, **facts).cycle == cycle

    def test_cycles_of_days(self) -> None:
        of_days = terms(refund=DAYS_OF_28)
        assert departing(of_days).cycle == Cycle(JUNE_1, 1, 28)
        assert [cycle_days(one.agreement) for one in (of_days, REFUNDS, terms(refund=RE_RATED), NEITHER)] == [
            28,
            None,
            None,
            None,
        ]
        assert refused(of_days, billing_day=1) == (
            "billing_day is 1, and these terms bill by cycles of 28 days: leave it out"
        )

    def test_one_that_does_not_begin_on_its_billing_day(self) -> None:
        assert refused(NEITHER, billing_day=5) == (
            "cycle_start is 2026-06-01, and billing_day is 5: give the day on which the cycle began, which is that day "
            "of its month, or the last of a shorter one"
        )

    @pytest.mark.parametrize(
        ("start", "end", "other"),
        [(date(2026, 5, 10), "2026-06-10", "2026-06-10"), (date(2026, 6, 11), "2026-07-11", "2026-05-11")],
    )
    def test_one_that_does_not_hold_the_cancellation(self, start: date, end: str, other: str) -> None:
        assert refused(NEITHER, cycle_start=start) == (
            f"cancelled is 2026-06-10, outside the cycle from {start} up to {end}: give the cycle that holds the day "
            f"on which the cancellation is given, such as the one from {other}"
        )
        assert departing(NEITHER, cycle_start=JUNE_10).cycle.start == JUNE_10

    def test_how_many_begin_by_a_day(self) -> None:
        departure = departing(NEITHER)
        days = [JUNE_1, date(2026, 6, 30), JULY_1, date(2026, 7, 31), date(2026, 8, 1)]
        assert [departure.cycles_begun(day) for day in days] == [0, 0, 1, 1, 2]


class TestDays:
    """The days that are compared: three months, or up to the day after the term; ten years at most."""

    @pytest.mark.parametrize(
        ("facts", "last"),
        [
            ({}, date(2026, 9, 10)),
            ({"last": JUNE_10}, JUNE_10),
            (TERM, date(2027, 1, 1)),
            ({"term_start": date(2025, 9, 1), "term_months": 12}, date(2026, 9, 10)),
            ({"last": date(2036, 6, 17)}, date(2036, 6, 17)),
        ],
    )
    def test_the_last_one(self, facts: dict[str, Any], last: date) -> None:
        # of 3660 days ten years with three leap days are 3653, and seven more follow
        assert departing(NEITHER, **facts).last_day == last

    @pytest.mark.parametrize("last", ["2026-06-09", "2036-06-18"])
    def test_one_that_is_before_the_first_or_after_ten_years(self, last: str) -> None:
        assert refused(NEITHER, last=date.fromisoformat(last)) == (
            f"the days that are compared run from 2026-06-10 to {last}: give a last day that is not before the first, "
            "and ten years or less"
        )

    def test_a_tax_that_is_not_known_is_refused_where_a_bill_is_to_come(self) -> None:
        assert departing(NEITHER, province="BC", last=date(2026, 6, 30)).last_day == date(2026, 6, 30)
        with pytest.raises(MissingFactsError, match=r"^the tax in BC depends on the kind of service: give taxed_as"):
            departing(NEITHER, province="BC", last=JULY_1)
        noticed = terms(customer_cancellation=CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says=""))
        with pytest.raises(MissingFactsError, match=r"^the tax in BC depends on the kind of service: give taxed_as"):
            departing(noticed, province="BC", last=date(2026, 6, 30))


class TestTerm:
    """A fixed term is given with its start and its months; facts that count in one alone are refused without it."""

    def test_it_has_both(self) -> None:
        assert departing(NEITHER, **TERM).first_term == ContractTerm(date(2025, 1, 1), 24)
        assert ContractTerm(date(2025, 1, 1), 24).end == date(2027, 1, 1)
        for name, value in TERM.items():
            assert departing(NEITHER, **{name: value}).first_term is None

    def test_it_begins_by_the_cancellation(self) -> None:
        assert departing(NEITHER, term_start=JUNE_10, term_months=1).first_term == ContractTerm(JUNE_10, 1)
        assert refused(NEITHER, term_start=date(2026, 6, 11), term_months=1) == (
            "cancelled is 2026-06-10, before the term, which starts on 2026-06-11: give a day on or after its start"
        )

    def test_one_fee_or_one_for_each_month(self) -> None:
        two: dict[str, Any] = {"term_start": JUNE_1, "term_months": 2}
        assert departing(NEITHER, 10_00, 20_00, **two).monthly_fee == (cad(10_00), cad(20_00))
        assert refused(NEITHER, 10_00, 20_00) == (
            "2 monthly fees are given without a fixed term: give the one of the running cycle, or term_start and "
            "term_months too"
        )
        assert refused(NEITHER, 10_00, 20_00, 30_00, **two) == (
            "3 monthly fees are given for a term of 2 months: give one fee a month of the term, or one for all"
        )

    @pytest.mark.parametrize("fact", [{"incentive": cad(1_00)}, {"last_invoice": JUNE_1}, {"last_invoice": None}])
    def test_a_fact_on_which_no_figure_depends(self, fact: dict[str, Any]) -> None:
        (name,) = fact
        for of in (NEITHER, terms(FLAT)):
            assert refused(of, **fact, **TERM) == (
                f"{name} is given, and no figure of these terms depends on it: leave it out"
            )
        for of in (NEITHER, terms(INCENTIVE)):
            assert refused(of, **fact) == (
                f"{name} is given without a fixed term, where alone it counts: give term_start and term_months too, "
                "or leave it out"
            )
        assert departing(terms(INCENTIVE), **fact, **TERM).first_term is not None

    def test_the_one_that_a_day_lies_in(self) -> None:
        last, after, renewed = date(2026, 12, 31), date(2027, 1, 1), date(2027, 7, 1)
        first, second, third = (
            ContractTerm(day, months) for day, months in ((TERM["term_start"], 24), (after, 6), (renewed, 6))
        )
        for of, found in [
            (NEITHER, (first, None, None)),
            (terms(regime=TermThenMonthly(clause=CLAUSE, says="")), (first, None, None)),
            (terms(regime=Renewing(months=6, clause=CLAUSE, says="")), (first, second, third)),
        ]:
            departure = departing(of, **TERM)
            assert tuple(map(departure.term_on, (last, after, renewed))) == found
            assert departing(of).term_on(last) is None


class TestPaidAhead:
    """A fee that is paid for several months is given with the first day that is not paid for, which begins a cycle."""

    def test_what_is_paid(self) -> None:
        assert (departing(NEITHER).months_paid, departing(NEITHER).cycles_paid) == (1, 1)
        year = departing(NEITHER, fee_months=12, paid_until=date(2027, 1, 1))
        assert (year.months_paid, year.cycles_paid) == (12, 7)
        assert departing(NEITHER, paid_until=JULY_1).cycles_paid == 1

    def test_no_first_day_that_is_not_paid_for(self) -> None:
        assert refused(NEITHER, fee_months=2) == (
            "fee_months is 2 without paid_until: give the first day that is not paid for"
        )
        assert departing(NEITHER, fee_months=1).months_paid == 1

    @pytest.mark.parametrize("day", ["2026-06-01", "2026-05-01", "2026-07-02", "2026-06-10"])
    def test_a_day_on_which_no_later_cycle_begins(self, day: str) -> None:
        assert refused(NEITHER, paid_until=date.fromisoformat(day)) == (
            f"paid_until is {day}, on which no later cycle begins: give the first day that is not paid for"
        )

    def test_a_charge_in_monthly_fees_takes_one_fee_a_month(self) -> None:
        ahead: dict[str, Any] = {"fee_months": 2, "paid_until": date(2026, 8, 1)}
        message = (
            "fee_months is 2, and the charge for ending the term is counted in monthly fees: give the monthly fee, and "
            "leave it out"
        )
        assert refused(terms(SHARE), **ahead, **TERM) == message
        several: dict[str, Any] = {"term_start": JUNE_1, "term_months": 2}
        assert refused(terms(FLAT), 10_00, 20_00, **ahead, **several) == message
        assert refused(NEITHER, 10_00, 20_00, **ahead, **several) == message
        assert departing(terms(FLAT), **ahead, **TERM).months_paid == 2
        assert departing(terms(SHARE), **ahead).months_paid == 2

    def test_the_bills_that_are_still_to_come(self) -> None:
        # paid for two months to 1 August, then for two at a time
        departure = departing(NEITHER, fee_months=2, paid_until=date(2026, 8, 1))
        days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 9, 30), date(2026, 10, 1)]
        assert [[*departure.cycles_billed(day)] for day in days] == [[], [2], [2], [2, 4]]
        assert [bill.start for bill in departure.bills_to(date(2026, 10, 1))] == [date(2026, 8, 1), date(2026, 10, 1)]
        assert [[*departing(NEITHER).cycles_billed(day)] for day in (JUNE_10, JULY_1)] == [[], [1]]


class TestBills:
    """A bill of each cycle that begins before the service ends, with the fee of its month and its tax."""

    def test_the_fee_of_each_month_and_after_the_term_that_of_the_last(self) -> None:
        departure = departing(NEITHER, 10_00, 20_00, term_start=JUNE_1, term_months=2)
        days = [date(2026, 5, 1), JUNE_1, date(2026, 6, 30), JULY_1, date(2026, 8, 1), date(2026, 12, 1)]
        assert [departure.fee_of(day).minor for day in days] == [10_00, 10_00, 10_00, 20_00, 20_00, 20_00]
        assert departing(NEITHER, term_start=JUNE_1, term_months=2).fee_of(JULY_1) == cad(31_00)
        assert departing(NEITHER).fee_of(JULY_1) == cad(31_00)

    def test_with_the_tax_of_its_day(self) -> None:
        # 13 % of 31.00 are 4.03
        assert [*departing(NEITHER).bills_to(JULY_1)] == [BillToCome(JULY_1, cad(31_00), cad(4_03))]
        assert BillToCome(JULY_1, cad(31_00), cad(4_03)).total == cad(35_03)
        departure = departing(NEITHER, tax_rate=TENTH)
        assert departure.tax_on(JULY_1) == single_tax(TENTH)
        assert departing(NEITHER, province="NS").tax_on(JULY_1).rate == Fraction(14, 100)
        assert departing(NEITHER, region="NS").tax_on(JULY_1).rate == Fraction(14, 100)
        assert departing(NEITHER, province="BC", taxed_as="internet").tax_on(JULY_1).rate == Fraction(12, 100)

    def test_fees_that_hold_their_tax(self) -> None:
        holding = departing(terms({**SHARE, "fees_hold_tax": True}), tax_rate=TENTH)
        assert (holding.fees_hold_tax, holding.tax_on(JULY_1)) == (True, NO_TAX)
        assert [departing(of).fees_hold_tax for of in (NEITHER, terms(SHARE))] == [False, False]

    def test_the_last_invoice_by_a_day(self) -> None:
        days = [JUNE_10, date(2026, 6, 30), JULY_1, date(2026, 8, 9)]
        of_cycles = departing(terms(INCENTIVE), **TERM)
        assert [*map(of_cycles.invoice_by, days)] == [JUNE_1, JUNE_1, JULY_1, date(2026, 8, 1)]
        none_yet = departing(terms(INCENTIVE), last_invoice=None, **TERM)
        assert [*map(none_yet.invoice_by, days)] == [None, None, JULY_1, date(2026, 8, 1)]
        given = departing(terms(INCENTIVE), last_invoice=date(2026, 5, 31), **TERM)
        assert [*map(given.invoice_by, days)] == [
            date(2026, 5, 31),
            date(2026, 6, 30),
            date(2026, 6, 30),
            date(2026, 7, 31),
        ]
        assert given.invoice_by(date(2026, 5, 1)) == date(2026, 5, 31)


class TestEnd:
    """The service ends by the notice of the cancellation, else by that of the charge, else on the day itself."""

    def test_on_which_day(self) -> None:
        notice = CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says="")
        later = {**FLAT, "notice": {"days": 10}}
        for of, facts, ends in [
            (NEITHER, TERM, JUNE_10),
            (terms(FLAT), TERM, JUNE_10),
            (terms(later), TERM, date(2026, 6, 20)),
            (terms(later), {}, JUNE_10),
            (terms(later, customer_cancellation=notice), TERM, date(2026, 7, 10)),
            (terms(customer_cancellation=notice), {}, date(2026, 7, 10)),
        ]:
            assert departing(of, **facts).ends_on(JUNE_10) == ends

    def test_in_business_days_by_the_calendar_of_the_provider(self) -> None:
        # 10 June 2026 is a Wednesday
        notice = MonthsAndDays(days=5, count="business-days")
        of_notice = terms(customer_cancellation=CustomerNotice(notice=notice, clause=CLAUSE, says=""))
        of_charge = terms({**FLAT, "notice": {"days": 5, "count": "business-days"}})
        assert (
            departing(of_notice).ends_on(JUNE_10) == departing(of_charge, **TERM).ends_on(JUNE_10) == date(2026, 6, 17)
        )


class TestAskedOfTheRefund:
    """What comes back is asked of the cycle in which the service ends, with the tax of the fee."""

    def test_a_cycle_that_is_given(self) -> None:
        assert asked(departing(REFUNDS).refund_question(JUNE_10)) == {
            "fee": cad(31_00),
            "cycle_start": JUNE_1,
            "cancelled": JUNE_10,
        }
        given = departing(REFUNDS, billing_day=1, **TERM).refund_question(date(2026, 6, 30))
        assert asked(given) == {
            "fee": cad(31_00),
            "cycle_start": JUNE_1,
            "cancelled": date(2026, 6, 30),
            "billing_day": 1,
            "regime": "fixed-term",
        }
        assert departing(NEITHER).refund_question(JUNE_10) is None

    def test_a_later_cycle_or_one_that_is_taken_has_its_billing_day(self) -> None:
        assert asked(departing(REFUNDS).refund_question(date(2026, 7, 5))) == {
            "fee": cad(31_00),
            "cycle_start": JULY_1,
            "cancelled": date(2026, 7, 5),
            "billing_day": 1,
        }
        taken = departing(REFUNDS, cycle_start=None, **TERM)
        assert asked(taken.refund_question(JUNE_10))["billing_day"] == 1
        of_days = departing(terms(refund=DAYS_OF_28)).refund_question(date(2026, 7, 5))
        assert asked(of_days) == {"fee": cad(31_00), "cycle_start": date(2026, 6, 29), "cancelled": date(2026, 7, 5)}

    def test_the_fee_of_its_month_and_the_term_of_its_day(self) -> None:
        departure = departing(REFUNDS, 10_00, 20_00, term_start=JUNE_1, term_months=2)
        for day, fee, regime in [
            (JUNE_10, 10_00, "fixed-term"),
            (date(2026, 7, 31), 20_00, "fixed-term"),
            (date(2026, 8, 1), 20_00, None),
        ]:
            facts = asked(departure.refund_question(day))
            assert (facts["fee"], facts.get("regime")) == (cad(fee), regime)

    def test_the_start_of_the_service_is_that_of_the_term_where_all_comes_back_early(self) -> None:
        early = terms(refund=ByDays(clause=CLAUSE, says="", all_back_within=14))
        started = date(2026, 2, 3)
        assert asked(departing(early, **TERM).refund_question(JUNE_10))["started"] == date(2025, 1, 1)
        assert asked(departing(early, started=started, **TERM).refund_question(JUNE_10))["started"] == started
        for of in (early, REFUNDS):
            assert "started" not in asked(departing(of).refund_question(JUNE_10))
        assert "started" not in asked(departing(REFUNDS, **TERM).refund_question(JUNE_10))
        assert asked(departing(REFUNDS, started=started).refund_question(JUNE_10))["started"] == started

    def test_its_tax(self) -> None:
        def tax(of: Terms, **facts: Any) -> dict[str, Any]:
            given = asked(departing(of, **facts).refund_question(JUNE_10))
            return {name: given[name] for name in ("province", "tax_rate", "taxed_as", "region") if name in given}

        assert tax(REFUNDS, tax_rate=TENTH) == {"tax_rate": TENTH}
        assert tax(REFUNDS, province="BC", taxed_as="internet") == {"province": "BC", "taxed_as": "internet"}
        holding = terms({**SHARE, "fees_hold_tax": True}, refund=BY_DAYS)
        assert tax(holding, tax_rate=TENTH) == tax(holding) == {"tax_rate": Fraction(0)}
        assert tax(REFUNDS, region="NS") == {"region": "NS"}

    @pytest.mark.parametrize(
        ("ends", "start", "until"),
        [
            # paid for two months to 1 August, then for two at a time
            ("2026-06-10", "2026-06-01", "2026-08-01"),
            ("2026-07-10", "2026-07-01", "2026-08-01"),
            ("2026-08-01", "2026-08-01", "2026-10-01"),
            ("2026-11-10", "2026-11-01", "2026-12-01"),
        ],
    )
    def test_how_far_is_paid(self, ends: str, start: str, until: str) -> None:
        for rule in (BY_DAYS, NOTHING_BACK):
            departure = departing(terms(refund=rule), fee_months=2, paid_until=date(2026, 8, 1))
            facts = asked(departure.refund_question(date.fromisoformat(ends)))
            assert (str(facts["cycle_start"]), str(facts["paid_until"])) == (start, until)
            assert facts["fee_months"] == 2

    def test_months_that_are_rated_again_count_from_the_first_that_is_paid_for(self) -> None:
        ahead: dict[str, Any] = {"fee_months": 2, "paid_until": date(2026, 8, 1)}
        of = terms(refund=RE_RATED)
        for facts, ends, start, months in [
            (ahead, date(2026, 7, 10), JUNE_1, 2),
            (ahead, date(2026, 9, 10), date(2026, 8, 1), 2),
            ({"paid_until": date(2026, 8, 1)}, date(2026, 7, 10), JULY_1, None),
            ({"paid_until": date(2026, 8, 1)}, JUNE_10, JUNE_1, None),
            ({}, date(2026, 7, 10), JULY_1, None),
        ]:
            found = asked(departing(of, **facts).refund_question(ends))
            assert (found["cycle_start"], found.get("fee_months"), found.get("paid_until")) == (start, months, None)


class TestAskedOfTheCharge:
    """What ending the term costs is asked of the term that the end lies in, with the facts that the clause takes."""

    def test_what_each_clause_takes(self) -> None:
        term: dict[str, Any] = {**TERM, "cancelled": JUNE_10}
        flat = departing(terms(FLAT), **TERM).charge_question(JUNE_10, JUNE_10)
        assert asked(flat) == term
        share = departing(terms(SHARE), **TERM).charge_question(JUNE_10, JUNE_10)
        assert asked(share) == {**term, "monthly_fee": (cad(31_00),)}
        incentive = departing(terms(INCENTIVE), incentive=cad(50_00), **TERM).charge_question(JUNE_10, JUNE_10)
        assert asked(incentive) == {**term, "incentive": cad(50_00), "last_invoice": JUNE_1}
        assert departing(NEITHER, **TERM).charge_question(JUNE_10, JUNE_10) is None
        assert departing(terms(FLAT)).charge_question(JUNE_10, JUNE_10) is None

    def test_the_last_invoice_by_the_day_on_which_it_takes_effect(self) -> None:
        of = terms({**INCENTIVE, "notice": {"days": 30}})
        question = departing(of, incentive=cad(50_00), **TERM).charge_question(JUNE_10, date(2026, 7, 10))
        assert asked(question)["last_invoice"] == JULY_1
        assert asked(question)["cancelled"] == JUNE_10

    def test_it_takes_effect_on_the_end_unless_the_clause_has_a_notice_or_leaving_is_free(self) -> None:
        end = date(2026, 7, 10)
        of = terms({**FLAT, "waived_within": {"days": 15}})
        young: dict[str, Any] = {"term_start": date(2026, 5, 26), "term_months": 24}
        older: dict[str, Any] = {"term_start": date(2026, 5, 25), "term_months": 24}
        # 26 May + 15 days = 10 June, the last day on which leaving is free
        assert asked(departing(of, **young).charge_question(JUNE_10, end))["cancelled"] == JUNE_10
        assert asked(departing(of, **older).charge_question(JUNE_10, end))["cancelled"] == end
        assert asked(departing(terms(FLAT), **young).charge_question(JUNE_10, end))["cancelled"] == end

    def test_a_term_that_renewed_the_first_has_its_last_fee(self) -> None:
        of = terms(SHARE, regime=Renewing(months=6, clause=CLAUSE, says=""))
        departure = departing(of, 10_00, 20_00, 30_00, term_start=JUNE_1, term_months=3)
        first = asked(departure.charge_question(JUNE_10, date(2026, 8, 31)))
        assert (first["term_start"], first["term_months"]) == (JUNE_1, 3)
        assert first["monthly_fee"] == (cad(10_00), cad(20_00), cad(30_00))
        second = asked(departure.charge_question(JUNE_10, date(2026, 9, 1)))
        assert (second["term_start"], second["term_months"]) == (date(2026, 9, 1), 6)
        assert second["monthly_fee"] == (cad(30_00),)
        after = departing(terms(FLAT), term_start=JUNE_1, term_months=2).charge_question(JUNE_10, date(2026, 8, 1))
        assert (asked(after)["term_start"], asked(after)["term_months"]) == (JUNE_1, 2)

    def test_its_tax(self) -> None:
        def tax(charge: dict[str, Any], **facts: Any) -> dict[str, Any]:
            given = asked(departing(terms(charge), **facts, **TERM).charge_question(JUNE_10, JUNE_10))
            return {name: given[name] for name in ("province", "tax_rate", "taxed_as", "region") if name in given}

        assert tax(FLAT, tax_rate=TENTH) == tax({**FLAT, "taxed": True}, tax_rate=TENTH) == {"tax_rate": TENTH}
        assert tax({**FLAT, "taxed": False}, tax_rate=TENTH) == {}
        holding = {**SHARE, "fees_hold_tax": True, "taxed": False}
        assert tax(holding, tax_rate=TENTH) == {"tax_rate": TENTH}
        assert tax({**FLAT, "taxed": False}, province="BC", taxed_as="internet") == {
            "province": "BC",
            "taxed_as": "internet",
        }


class TestNumbers:
    """The plan, the region and the segment go to the part whose numbers depend on them; others are refused."""

    KEPT = ByDays(clause=CLAUSE, says="", kept=ByFact("segment", (("home", cad(1_00)), ("work", cad(2_00)))))
    OF = terms({**FLAT, "sum": {"by": "plan", "gold": "60.00", "other": "10.00"}}, refund=KEPT)

    def test_where_they_go(self) -> None:
        departure = departing(self.OF, plan="gold", segment="work", region="NS", **TERM)
        charge, refund = departure.charge_question(JUNE_10, JUNE_10), departure.refund_question(JUNE_10)
        names = ("plan", "segment", "region")
        assert {name: value for name, value in asked(charge).items() if name in names} == {
            "plan": "gold",
            "region": "NS",
        }
        assert {name: value for name, value in asked(refund).items() if name in names} == {
            "segment": "work",
            "region": "NS",
        }

    def test_one_on_which_nothing_depends(self) -> None:
        message = "plan is 'gold', and no number or tax of these terms depends on it: leave it out"
        assert refused(NEITHER, plan="gold") == message
        assert refused(self.OF, plan="gold", segment="work") == message
        assert refused(terms(FLAT), plan="gold", **TERM) == message

    def test_terms_without_taxes_take_no_region(self) -> None:
        untaxed = Terms(replace(REFUNDS.agreement, tax=None))
        assert departing(untaxed).tax_on(JULY_1) == NO_TAX
        assert refused(untaxed, region="NS") == (
            "region is 'NS', and no number or tax of these terms depends on it: leave it out"
        )
        by_region = replace(self.KEPT, kept=ByFact("region", (("NS", cad(1_00)),)))
        of = Terms(replace(terms(FLAT, refund=by_region).agreement, tax=None))
        departure = departing(of, region="NS", last=JUNE_10, **TERM)
        assert asked(departure.refund_question(JUNE_10))["region"] == "NS"
        assert "region" not in asked(departure.charge_question(JUNE_10, JUNE_10))


class TestADay:
    """What leaving on a day comes to, and the questions of its parts."""

    OF = terms(
        FLAT,
        refund=BY_DAYS,
        customer_cancellation=CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says=""),
        equipment_return_by=KOS.agreement.rules["equipment_return_by"],
    )

    def test_its_sums(self) -> None:
        # it ends on 10 July: 35.03 are billed, 60.00 with 13 % are 67.80, and inside a term nothing comes back; after
        # it 21 of 31 days do: 21.00 and 2.73
        on = departing(self.OF, **TERM).on(JUNE_10)
        assert (on.cancelled, on.ends, on.currency) == (JUNE_10, date(2026, 7, 10), "CAD")
        assert (on.billed, on.charged, on.comes_back, on.total) == (cad(35_03), cad(67_80), cad(0), cad(102_83))
        without = departing(self.OF).on(JUNE_10)
        assert (without.charge, without.charged, without.comes_back, without.total) == (
            None,
            cad(0),
            cad(23_73),
            cad(11_30),
        )
        none = departing(NEITHER).on(JUNE_10)
        assert (none.bills, none.charge, none.refund, none.total) == ((), None, None, cad(0))

    def test_its_questions(self) -> None:
        found = dict(departing(self.OF, **TERM).asked())
        assert {part: asked(question).get("cancelled", None) for part, question in found.items()} == {
            "notice": None,
            "cancellation charge": date(2026, 7, 10),
            "refund": date(2026, 7, 10),
            "equipment": date(2026, 7, 10),
        }
        assert asked(found["notice"]) == {"received": JUNE_10}
        assert dict(departing(NEITHER).asked()) == {
            "notice": None,
            "cancellation charge": None,
            "refund": None,
            "equipment": None,
        }

    def test_equipment_that_the_service_decides(self) -> None:
        assert dict(departing(KOS, last=JUNE_10).asked())["equipment"] is None
        assert KOS.agreement.undecided == ("cancellation_charge", "equipment_return_by")
