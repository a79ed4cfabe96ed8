"""The law beside an answer: which rules bear on it, whether they bind, and the figure by each."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from telcoterms import (
    Account,
    Bill,
    BillLine,
    Calendar,
    Cancellation,
    Dispute,
    InputError,
    Invoice,
    LawEntry,
    Money,
    Payment,
    RecordError,
    Terms,
    UnknownNameError,
    from_dict,
    load,
)
from telcoterms.agreement.conditions import Threshold
from telcoterms.agreement.customer import CustomerFacts
from telcoterms.agreement.law import ProviderLaw, ProviderSize, ServiceKind, ServicesOfKind, bearing_of, fact_term
from telcoterms.agreement.numbers import ByFact
from telcoterms.answers.answer import Answer
from telcoterms.clauses.cancellation_charge.kinds import FlatCancellationCharge
from telcoterms.clauses.late_charge.by_law import LateCharged
from telcoterms.clauses.suspension import DaysPastDue
from telcoterms.cli import main
from telcoterms.files.library import law_table
from tests.error_assertions import refused
from tests.random_accounts import made_history
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, compound, flat, made, simple

BILL: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15"}
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
JUNE: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
FIRST = date(2026, 1, 1)
DUE = date(2026, 1, 16)
CANADA = {rule.name: rule for rule in law_table("canada").rules}
KNOWN: dict[str, Any] = {
    "agreed": "2024-05-01",
    "customer": "consumer",
    "device_subsidy": "120.00",
    "province": "ON",
}


def rules_of(answer: Answer[Any], name: str) -> list[LawEntry]:
    """The entries of a rule."""
    return [entry for entry in answer.law if entry.rule == name]


def rule_of(answer: Answer[Any], name: str) -> LawEntry:
    """The one entry of a rule."""
    (entry,) = rules_of(answer, name)
    return entry


def offering(terms: Terms, kind: ServiceKind, size: ProviderSize | None = None) -> Terms:
    """The terms of a provider that offers services of one kind alone."""
    assert terms.agreement.provider_law is not None
    provider_law = replace(terms.agreement.provider_law, services=(ServicesOfKind(kind=kind),), size=size)
    return Terms(replace(terms.agreement, provider_law=provider_law))


def page_of_law(answer: Answer[Any]) -> str:
    """The part of a printed page on the law, on one line."""
    _, found, below = str(answer.working).partition("rules of law that bear on this answer")
    return " ".join((found + below).split("notes:")[0].split())


class TestCriminalRate:
    """s.347: the yearly rate of each charge's own facts, counted from the due date, nominal beside nominal."""

    def test_113_00_paid_30_days_after_the_due_date(self) -> None:
        # 3.41/113.00 x 365/30 = 36.7153... %; 113.00 x 35 % x 30/365 = 3.2506...
        charge = KOS.for_customer(agreed="2025-01-01").late_charge("113.00", **BILL)
        entry = rule_of(charge, "criminal-code-347")
        assert (entry.bearing, entry.effect, entry.since) == ("binds", "caps", date(2025, 1, 1))
        assert entry.figure == Money("3.25", "CAD")
        assert entry.says == (
            "3.41/113.00 x 365/30 = 36.715339... % a year, nominal, for the time of credit, which begins on the due "
            "date; over 35 %, which would be 3.25, rounded down"
        )

    def test_an_agreement_of_2024_stays_under_the_earlier_cap(self) -> None:
        # (1 + 3.41/113.00) ^ (365/30) - 1 = 43.58... %; 113.00 x (1.6 ^ (30/365) - 1) = 4.4506...
        entry = rule_of(KOS.for_customer(agreed="2024-12-31").late_charge("113.00", **BILL), "criminal-code-347")
        assert (entry.bearing, entry.since, entry.figure) == ("binds", None, Money("4.45", "CAD"))
        assert entry.says.endswith("; not over 60 %")
        assert "= 43.580057... % a year, compounded" in entry.says

    def test_both_where_the_day_of_the_agreement_is_not_known(self) -> None:
        before, after = rules_of(KOS.late_charge("113.00", **BILL), "criminal-code-347")
        assert (before.bearing, before.needs) == (after.bearing, after.needs) == ("depends", ("agreed",))
        assert (before.figure, after.figure) == (Money("4.45", "CAD"), Money("3.25", "CAD"))

    def test_an_agreement_was_made_before_a_payment_of_2024(self) -> None:
        entry = rule_of(KOS.late_charge("113.00", issued="2024-01-01", paid="2024-02-15"), "criminal-code-347")
        assert (entry.bearing, entry.since) == ("binds", None)

    def test_one_day_late_is_counted_as_one_day(self) -> None:
        # 1.17/113.00 x 365/1 = 377.92... %; 113.00 x 35 % / 365 = 0.1083...
        charge = KOS.for_customer(agreed="2025-06-01").late_charge("113.00", issued="2026-01-01", paid="2026-01-17")
        entry = rule_of(charge, "criminal-code-347")
        assert "= 377.920353... % a year" in entry.says
        assert entry.figure == Money("0.10", "CAD")

    @pytest.mark.parametrize(("days", "is_over"), [(1, True), (52, True), (53, False)])
    def test_a_flat_fee_of_5_on_100_and_the_nominal_cap(self, days: int, is_over: bool) -> None:
        # 5 % x 365/d is over 35 % up to d = 52 (35.09 %), and 34.43 % at 53
        terms = made(late_charge=flat(500)).for_customer(agreed="2025-06-01")
        entry = rule_of(terms.late_charge(100, issued=FIRST, paid=DUE + timedelta(days)), "criminal-code-347")
        assert ("; over 35 %" in entry.says) is is_over
        assert ("; not over 35 %" in entry.says) is not is_over

    @pytest.mark.parametrize(("days", "is_over"), [(30, True), (37, True), (38, False), (60, False)])
    def test_a_flat_fee_of_5_percent_and_the_compounded_cap_as_in_garland(self, days: int, is_over: bool) -> None:
        # 1.05 ^ (365/37) = 1.618, 1.05 ^ (365/38) = 1.597: the fee is over 60 % for who pays within about 38 days
        terms = made(late_charge=flat(500)).for_customer(agreed="1990-01-01")
        entry = rule_of(terms.late_charge(100, issued=FIRST, paid=DUE + timedelta(days)), "criminal-code-347")
        assert ("; over 60 %" in entry.says) is is_over
        assert ("; not over 60 %" in entry.says) is not is_over

    def test_just_at_a_cap_is_not_over_it(self) -> None:
        # 35.00 and 60.00 on 100.00 after 365 days are just 35 % and 60 %
        for fee, agreed, told in ((3500, "2025-01-01", "not over 35 %"), (6000, "2024-12-31", "not over 60 %")):
            terms = made(late_charge=flat(fee)).for_customer(agreed=agreed)
            entry = rule_of(terms.late_charge(100, issued=FIRST, paid=DUE + timedelta(365)), "criminal-code-347")
            assert entry.says.endswith(told)
            assert entry.figure == cad(fee)
            over = made(late_charge=flat(fee + 1)).for_customer(agreed=agreed)
            beyond = rule_of(over.late_charge(100, issued=FIRST, paid=DUE + timedelta(365)), "criminal-code-347")
            assert beyond.says.endswith(f"over {told.split('over ')[1]}, which would be {cad(fee).text}, rounded down")

    def test_the_sum_at_a_cap_is_the_largest_that_is_not_over_it(self) -> None:
        # A float does not hold the later sums to the cent: there the first guess is over the cap, or far below it.
        sums = (113_00, 9_000_000_000_000_000, 583_552_583_338_439_845)
        for amount, days in product(sums, (1, 7, 30, 365, 403, 800)):
            charged = LateCharged(cad(1), cad(amount), days)
            nominal, effective = charged.most_by_nominal(Fraction(35, 100)), charged.most_by_effective(Fraction(3, 5))
            assert charged._replace(charge=nominal).nominal <= Fraction(35, 100)
            assert charged._replace(charge=nominal + cad(1)).nominal > Fraction(35, 100)
            assert not charged._replace(charge=effective).is_over_effective(Fraction(3, 5))
            assert charged._replace(charge=effective + cad(1)).is_over_effective(Fraction(3, 5))

    def test_the_sum_at_a_cap_after_a_hundred_years(self) -> None:
        # it has 39 digits, of which a float holds 16
        charged = LateCharged(cad(1), cad(583_552_583_338_439_845), 36_525)
        most = charged.most_by_effective(Fraction(3, 5))
        assert not charged._replace(charge=most).is_over_effective(Fraction(3, 5))
        assert charged._replace(charge=most + cad(1)).is_over_effective(Fraction(3, 5))

    def test_a_rate_beyond_all_use_is_not_printed_in_full(self) -> None:
        terms = made(late_charge=flat(500_00)).for_customer(agreed="2020-01-01")
        entry = rule_of(terms.late_charge(10, issued=FIRST, paid=DUE + timedelta(1)), "criminal-code-347")
        # 10.00 x (1.6 ^ (1/365) - 1) = 0.0128...
        assert entry.says == (
            "over 1000000 % a year, compounded, for the time of credit, which begins on the due date; over 60 %, "
            "which would be 0.01, rounded down"
        )

    def test_the_rate_that_the_terms_print_is_never_held_against_the_nominal_cap(self) -> None:
        for answer in (KOS.late_charge("113.00", **BILL), KOS.effective_annual_rate()):
            for entry in rules_of(answer, "criminal-code-347"):
                if entry.since is not None:
                    assert "26.8" not in entry.says

    def test_the_rate_of_the_terms_beside_its_like(self) -> None:
        before, after = rules_of(KOS.effective_annual_rate(), "criminal-code-347")
        assert before.says.startswith("26.824179... % a year beside 60 %, both compounded")
        assert after.says.startswith("24 % a year, nominal, beside 35 %, nominal")

    def test_nothing_charged_has_no_line(self) -> None:
        answer = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16")
        assert {entry.figure for entry in rules_of(answer, "criminal-code-347")} == {None}
        assert page_of_law(answer) == ""

    def test_business_loans_and_garland_inform(self) -> None:
        charge = KOS.for_customer(agreed="2025-06-01", customer="other").late_charge("113.00", **BILL)
        business, garland = rule_of(charge, "criminal-code-347-business"), rule_of(charge, "garland")
        assert (business.effect, business.bearing) == (garland.effect, garland.bearing) == ("informs", "binds")
        assert "$500,000" in business.says
        assert "A flat penalty for paying late is interest too" in garland.says
        consumer = KOS.for_customer(customer="consumer").late_charge("113.00", **BILL)
        assert rule_of(consumer, "criminal-code-347-business").bearing == "does-not-bind"


class TestInterestAct:
    """s.4: a rate by the month is stated by the year too."""

    def test_terms_that_state_it(self) -> None:
        entry = rule_of(KOS.late_charge("113.00", **BILL), "interest-act-4")
        assert (entry.figure, entry.says) == (None, "the terms state 26.82 % a year")

    def test_terms_that_do_not(self) -> None:
        terms = made(late_charge=compound(Fraction(1, 50)))
        entry = rule_of(terms.late_charge("113.00", **BILL), "interest-act-4")
        assert (entry.figure, entry.says) == (Fraction(1, 20), "no yearly rate is stated: 5 % a year")

    @pytest.mark.parametrize("rule", [flat(750), simple(Fraction(1, 4))], ids=["flat", "simple"])
    def test_a_fee_and_a_rate_by_the_year(self, rule: Any) -> None:
        assert rule_of(made(late_charge=rule).late_charge("113.00", **BILL), "interest-act-4").figure is None


class TestRefund:
    """CRTC 2016-171: the days left come back, inside a fixed term too."""

    def test_inside_a_fixed_term(self) -> None:
        # 20 of 30 days of 49.95: 33.30, with 13 % of tax 37.63
        refund = HOSTING.refund("49.95", **JUNE, regime="fixed-term")
        entry = rule_of(refund, "crtc-2016-171")
        assert refund.value.total == Money("0.00", "CAD")
        assert (entry.effect, entry.figure) == ("replaces", Money("37.63", "CAD"))
        assert (entry.bearing, entry.needs) == ("depends", ("service", "customer"))
        assert "37.63 with tax comes back by it, 0.00 by the terms" in page_of_law(refund)

    def test_a_reading_bears_on_both(self) -> None:
        refund = HOSTING.refund("49.95", **JUNE, regime="fixed-term").under(cancel_day="refunded")
        assert rule_of(refund, "crtc-2016-171").figure == Money("39.52", "CAD")

    def test_no_line_where_both_give_the_same(self) -> None:
        refund = HOSTING.refund("49.95", **JUNE)
        assert rule_of(refund, "crtc-2016-171").figure == refund.value.total
        assert "2016-171" not in str(refund.working)

    def test_before_the_rule(self) -> None:
        facts = {"cycle_start": "2016-05-01", "cancelled": "2016-05-04", "regime": "fixed-term"}
        entry = rule_of(HOSTING.refund(30, **facts), "crtc-2016-171")  # type: ignore[arg-type]
        assert (entry.bearing, entry.why) == ("does-not-bind", "it is in force only from 2016-05-05 on")

    def test_whom_it_binds(self) -> None:
        dsl = load("kos", service="dsl")
        facts = {"regime": "fixed-term", **JUNE}
        assert rule_of(dsl.for_customer(customer="consumer").refund(50, **facts), "crtc-2016-171").bearing == "binds"
        assert rule_of(dsl.refund(50, **facts), "crtc-2016-171").needs == ("customer",)
        other = rule_of(dsl.for_customer(customer="other").refund(50, **facts), "crtc-2016-171")
        assert (other.bearing, other.figure) == ("does-not-bind", None)

    def test_the_cheapest_day_with_it(self) -> None:
        # on 2026-05-10 59.95 x 21/31 = 40.61 and its tax of 5.28 come back: 304.85 - 45.89 = 258.96
        answer = HOSTING.cheapest_cancellation("59.95", **TERM, first="2026-05-10", last="2027-01-31")
        entry = rule_of(answer, "crtc-2016-171")
        assert answer.value.cost == Money("304.85", "CAD")
        assert entry.figure == Money("258.96", "CAD")
        assert entry.says.endswith("its cheapest day is 2026-05-10, at 258.96")


class TestCancellationCharge:
    """What ending a term early costs by each rule, before tax."""

    def test_s_27_04_and_a_small_provider(self) -> None:
        dsl = load("kos", service="dsl").for_customer(customer="consumer", device_subsidy=0)
        charge = dsl.cancellation_charge(incentive="199.95", last_invoice="2026-06-01", cancelled="2026-06-20", **TERM)
        entry = rule_of(charge, "telecommunications-act-27-04")
        assert (entry.effect, entry.bearing, entry.needs) == ("voids", "depends", ())
        assert entry.figure == Money("0.00", "CAD")
        assert entry.why.endswith("whether s.27.04 itself reaches a smaller provider is open")

    def test_s_27_04_binds_a_mobile_provider_from_its_day(self) -> None:
        terms = offering(HOSTING, "mobile").for_customer(customer="small-business", device_subsidy=0)
        after = rule_of(terms.cancellation_charge(60, cancelled="2026-06-12", **TERM), "telecommunications-act-27-04")
        before = rule_of(terms.cancellation_charge(60, cancelled="2026-06-11", **TERM), "telecommunications-act-27-04")
        assert (after.bearing, after.figure) == ("binds", Money("0.00", "CAD"))
        assert (before.bearing, before.why) == ("does-not-bind", "it is in force only from 2026-06-12 on")

    def test_s_27_04_leaves_a_charge_for_a_device(self) -> None:
        terms = offering(HOSTING, "mobile").for_customer(customer="consumer", device_subsidy=300)
        entry = rule_of(terms.cancellation_charge(60, cancelled="2026-07-01", **TERM), "telecommunications-act-27-04")
        assert (entry.figure, entry.says) == (None, "a device was subsidised by 300.00: it leaves the charge")

    def test_a_device_of_which_nothing_is_known(self) -> None:
        terms = offering(HOSTING, "mobile").for_customer(customer="consumer")
        charge = terms.cancellation_charge(60, cancelled="2026-07-01", **TERM)
        for name in ("telecommunications-act-27-04", "wireless-code"):
            assert rule_of(charge, name).needs == ("device_subsidy",)
            assert rule_of(charge, name).figure == Money("0.00", "CAD")

    @pytest.mark.parametrize(("name", "kind"), [("wireless-code", "mobile"), ("internet-code", "home-internet")])
    def test_the_codes(self, name: str, kind: ServiceKind) -> None:
        terms = offering(HOSTING, kind, "large").for_customer(customer="consumer", device_subsidy=480)
        facts = {"term_start": "2024-01-01", "term_months": 36, "cancelled": "2024-10-10"}
        # a subsidy falls to zero in 24 months, a month that has begun is over: 480.00 x 14/24
        assert rule_of(terms.cancellation_charge(60, **facts), name).figure == Money("280.00", "CAD")  # type: ignore[arg-type]
        # 10 % of 14 x 60.00 is 84.00; after 24 months nothing
        without = terms.for_customer(customer="consumer", device_subsidy=0)
        assert rule_of(without.cancellation_charge(60, **facts), name).figure == Money("50.00", "CAD")  # type: ignore[arg-type]
        late = {**facts, "cancelled": "2026-02-10"}
        assert rule_of(without.cancellation_charge(60, **late), name).figure == Money("0.00", "CAD")  # type: ignore[arg-type]
        # since 2026-06-12 nothing without a device subsidy
        now = {"term_start": "2026-06-01", "term_months": 24, "cancelled": "2026-06-12"}
        assert rule_of(without.cancellation_charge(60, **now), name).figure == Money("0.00", "CAD")  # type: ignore[arg-type]

    def test_why_the_internet_code_does_not_bind_kos(self) -> None:
        charge = load("kos", service="dsl").cancellation_charge(
            incentive="199.95", last_invoice="2026-06-01", cancelled="2026-06-20", **TERM
        )
        entry = rule_of(charge, "internet-code")
        assert (entry.bearing, entry.figure) == ("does-not-bind", None)
        assert entry.why.startswith("it binds ten large internet providers (Bell, Cogeco, ")
        assert "Internet Code, CRTC" not in str(charge.working)

    def test_quebec_without_a_rebate(self) -> None:
        # of 12 months at 30.00, ended on the tenth day of the seventh, 30.00 x (5 + 21/31) = 170.322... is not supplied
        terms = HOSTING.for_customer(customer="consumer", province="QC", device_subsidy=0)
        charge = terms.cancellation_charge(30, term_start="2026-01-01", term_months=12, cancelled="2026-07-10")
        assert rule_of(charge, "quebec-cpa-214-7").figure == Money("17.03", "CAD")

    def test_quebec_with_a_rebate(self) -> None:
        # 300.00 of a term of 24 months, ended in the 22nd: 300.00 x 2/24 = 25.00
        terms = HOSTING.for_customer(customer="consumer", province="QC", device_subsidy=300)
        charge = terms.cancellation_charge(30, term_start="2025-01-01", term_months=24, cancelled="2026-10-10")
        assert rule_of(charge, "quebec-cpa-214-7").figure == Money("25.00", "CAD")

    def test_quebec_by_the_province_of_the_tax(self) -> None:
        charge = HOSTING.cancellation_charge("59.95", cancelled="2026-05-10", tax_rate="0.14975", **TERM)
        assert rule_of(charge, "quebec-cpa-214-7").needs == ("customer", "province", "device_subsidy")
        alberta = HOSTING.cancellation_charge("59.95", cancelled="2026-05-10", province="AB", **TERM)
        assert rule_of(alberta, "quebec-cpa-214-7").bearing == "does-not-bind"

    def test_quebec_is_printed_only_where_the_province_is_its_own(self) -> None:
        charge = HOSTING.cancellation_charge("59.95", cancelled="2026-05-10", **TERM)
        quebec = HOSTING.for_customer(customer="consumer", province="QC", device_subsidy=0)
        own = quebec.cancellation_charge("59.95", cancelled="2026-05-10", **TERM)
        assert rule_of(charge, "quebec-cpa-214-7").figure == Money("46.02", "CAD")  # 59.95 x (7 + 21/31) x 10 %
        assert "Quebec" not in page_of_law(charge)
        assert "Quebec Consumer Protection Act s.214.7" in page_of_law(own)

    def test_an_incentive_leaves_the_monthly_fee_to_be_known(self) -> None:
        dsl = load("kos", service="dsl").for_customer(customer="consumer", province="QC", device_subsidy=0)
        charge = dsl.cancellation_charge(incentive="199.95", last_invoice="2026-06-01", cancelled="2026-06-20", **TERM)
        entry = rule_of(charge, "quebec-cpa-214-7")
        assert (entry.figure, entry.needs, entry.bearing) == (Money("50.00", "CAD"), ("monthly_fee",), "binds")

    def test_no_line_where_nothing_is_charged(self) -> None:
        charge = HOSTING.cancellation_charge(60, cancelled="2026-07-01", by="provider-with-notice", **TERM)
        assert page_of_law(charge) == ""

    def test_liquidated_damages_inform(self) -> None:
        charge = HOSTING.cancellation_charge(60, cancelled="2026-07-01", **TERM)
        assert rule_of(charge, "crtc-2016-170").effect == "informs"

    def test_s_27_04_that_begins_within_the_range_moves_the_cheapest_day(self) -> None:
        # by the terms: 59.95 x 1.13 = 67.74 and 199.95 x 20/24 = 166.63, with its tax 188.29: 256.03 on the first day
        # by s.27.04 no charge from 2026-06-12 on: two months at 67.74 = 135.48
        cable = load("kos", service="cable").for_customer(customer="consumer", province="ON", device_subsidy=0)
        answer = cable.cheapest_cancellation(
            "59.95", incentive="199.95", term_start="2026-01-01", term_months=24, first="2026-05-10", last="2026-08-31"
        )
        entry = rule_of(answer, "telecommunications-act-27-04")
        assert (answer.value.day, answer.value.cost) == (date(2026, 5, 10), Money("256.03", "CAD"))
        assert (entry.bearing, entry.figure) == ("depends", Money("135.48", "CAD"))
        assert entry.says == (
            "leaving on 2026-06-12 costs 135.48 by it; the cheapest day by the terms is 2026-05-10, at 256.03"
        )
        assert "leaving on 2026-06-12 costs 135.48 by it" in page_of_law(answer)

    def test_s_27_04_that_begins_after_the_range_says_so(self) -> None:
        cable = load("kos", service="cable").for_customer(customer="consumer", province="ON", device_subsidy=0)
        answer = cable.cheapest_cancellation(
            "59.95", incentive="199.95", term_start="2026-01-01", term_months=24, first="2026-05-10", last="2026-06-11"
        )
        assert rule_of(answer, "telecommunications-act-27-04").why == "it is in force only from 2026-06-12 on"

    def test_a_rule_that_changes_within_the_range_is_there_in_both_versions(self) -> None:
        mobile = offering(HOSTING, "mobile").for_customer(customer="consumer", device_subsidy=0)
        answer = mobile.cheapest_cancellation("59.95", **TERM, first="2026-06-01", last="2026-06-30")
        until, since = rules_of(answer, "wireless-code")
        # 10 % of 6 x 59.95 = 35.97 until 2026-06-11; leaving on 2026-06-12 costs one month alone, 67.74
        assert (until.since, until.figure) == (date(2013, 12, 2), Money("35.97", "CAD"))
        assert (since.since, since.figure) == (date(2026, 6, 12), Money("67.74", "CAD"))

    def test_the_charge_on_the_cheapest_day(self) -> None:
        # in the term, 10 % of 7 x 59.95 = 41.965, cut; after the term there is no charge
        quebec = HOSTING.for_customer(customer="consumer", province="QC", device_subsidy=0)
        inside = quebec.cheapest_cancellation("59.95", **TERM, first="2026-05-10", last="2026-05-31")
        after = quebec.cheapest_cancellation("59.95", **TERM, first="2027-01-10", last="2027-01-31")
        assert rule_of(inside, "quebec-cpa-214-7").figure == Money("46.02", "CAD")  # 59.95 x (7 + 21/31) x 10 %
        assert rule_of(after, "quebec-cpa-214-7").figure is None


class TestWaysOut:
    """What else is open: a court, the body outside, leaving before a change binds."""

    def test_a_dispute_that_is_too_late(self) -> None:
        answer = KOS.dispute(issued="2026-01-01", reported="2026-04-02")
        court, outside = rule_of(answer, "limitations-act-22"), rule_of(answer, "ccts-compensation")
        assert (court.effect, court.figure) == ("adds-a-way-out", date(2028, 1, 1))
        assert (outside.effect, outside.figure) == ("adds-a-way-out", Money("5000.00", "CAD"))
        assert "until 2028-01-01 at the least" in page_of_law(answer)
        assert "a complaint that the provider was given the chance to settle first" in page_of_law(answer)

    def test_a_dispute_after_the_time_for_a_court_offers_no_day_gone_by(self) -> None:
        # two years from the invoice of 2026-01-01 end on 2028-01-01, over a year before
        answer = KOS.dispute(issued="2026-01-01", reported="2029-04-02")
        assert "at the least" not in page_of_law(answer)
        assert "that ended on 2028-01-01 for one discovered with the invoice" in page_of_law(answer)

    def test_a_dispute_in_time_needs_no_other_way(self) -> None:
        answer = KOS.dispute(issued="2026-01-01", reported="2026-04-01")
        assert rule_of(answer, "limitations-act-22").figure == date(2028, 1, 1)
        assert page_of_law(answer) == ""

    def test_terms_in_another_currency_have_no_sum_by_a_rule_of_the_country(self) -> None:
        euro = Terms(
            replace(HOSTING.agreement, currency="EUR", customer=CustomerFacts(customer="consumer", province="QC"))
        )
        charge = euro.cancellation_charge(60, cancelled="2026-05-10", tax_rate=0, **TERM)
        entry = rule_of(charge, "quebec-cpa-214-7")
        assert entry.figure is None
        assert entry.says == "no figure by it: its sums are in CAD, and those of the terms in EUR"
        assert entry.says in page_of_law(charge)

    def test_a_day_after_the_calendar_gives_no_day(self) -> None:
        answer = KOS.dispute_until("9998-06-01")
        entry = rule_of(answer, "limitations-act-22")
        assert entry.figure is None
        assert entry.says == "no day by it: that would lie after the last day of the calendar"
        assert entry.says in page_of_law(answer)

    def test_changed_terms(self) -> None:
        answer = KOS.for_customer(customer="consumer", province="ON").change_of_terms(
            notice="2026-01-01", effective="2026-02-15"
        )
        entry = rule_of(answer, "ontario-regulation-17-05-42")
        assert (entry.effect, entry.bearing, entry.figure) == ("adds-a-way-out", "binds", date(2026, 1, 31))

    def test_a_cancellation_takes_effect_on_the_day_of_receipt(self) -> None:
        dsl = load("kos", service="dsl").customer_cancellation(received="2026-06-10")
        entry = rule_of(dsl, "crtc-2018-194")
        assert (entry.bearing, entry.figure, entry.since) == ("binds", date(2026, 6, 10), date(2015, 1, 23))
        assert rule_of(dsl, "crtc-2014-576").figure == date(2026, 7, 9)
        assert rule_of(dsl, "crtc-2026-78").why == "it is in force only from 2027-04-26 on"

    def test_a_cancellation_by_self_service_has_no_figure(self) -> None:
        entry = rule_of(load("kos", service="dsl").customer_cancellation(received="2027-04-26"), "crtc-2026-78")
        assert (entry.bearing, entry.figure, entry.effect) == ("binds", None, "informs")

    @pytest.mark.parametrize(
        ("bill", "outcome", "told"),
        [
            ("2499.99", "eligible", ""),
            ("2500.00", "not-eligible", "eligible by it, as a small business by a bill of 2500.00, not over 2500.00"),
            ("2500.01", "not-eligible", "no small business by a bill of 2500.01, over 2500.00"),
        ],
    )
    def test_the_small_business(self, bill: str, outcome: str, told: str) -> None:
        answer = KOS.eligible_for_adr(customer="small-business", monthly_bill=bill)
        entry = rule_of(answer, "ccts-small-business")
        assert answer.value.outcome == outcome
        assert (entry.effect, entry.figure) == ("replaces", Money("2500.00", "CAD"))
        assert told in page_of_law(answer)
        assert "average of three months" in entry.says

    def test_a_complaint(self) -> None:
        course = load("kijoma").complaint(received="2026-04-08", deadlock="2026-05-29")
        wait, body = rule_of(course, "ofcom-c4"), rule_of(course, "cisas-limits")
        assert (wait.effect, wait.figure) == ("replaces", date(2026, 5, 20))
        assert (body.bearing, body.figure) == ("binds", date(2027, 5, 29))
        early = rule_of(load("kijoma").complaint(received="2026-04-07"), "ofcom-c4")
        assert (early.since, early.figure) == (None, date(2026, 6, 2))

    def test_the_provider_reports_to_the_ccts_within_20_days(self) -> None:
        eligible = KOS.eligible_for_adr(customer="consumer")
        course = KOS.complaint(received="2026-03-02")
        assert "awards up to 5000.00 CAD; the provider reports to it within 20 days" in page_of_law(eligible)
        assert "awards up to 5000.00 CAD; the provider reports to it within 20 days" in page_of_law(course)

    def test_readings_are_informed(self) -> None:
        answer = KOS.for_customer(customer="consumer", province="ON").late_charge("113.00", **BILL)
        entry = rule_of(answer, "ontario-cpa-11")
        assert (entry.effect, entry.bearing) == ("informs", "binds")


class TestOtherProviders:
    """The law of Canada stands beside the terms of its other providers too."""

    def test_a_late_charge_of_bell_over_the_cap(self) -> None:
        # due on 2026-01-31, paid 43 days later: 113.00 x 35 % x 43/365 = 4.659...; of an agreement of before 2025, 60 %
        charge = load("bell").for_customer(agreed="2025-06-01").late_charge(113, issued="2026-01-01", paid="2026-03-15")
        assert (charge.value, rule_of(charge, "criminal-code-347").figure) == (cad(4_93), cad(4_65))

    @pytest.mark.parametrize("provider", ["bell", "cogeco", "rogers", "telus"])
    def test_a_large_provider_is_one_of_those_under_the_internet_code(self, provider: str) -> None:
        provider_law = load(provider).agreement.provider_law
        assert provider_law is not None
        facts = CustomerFacts(customer="consumer")
        found = bearing_of(CANADA["internet-code"], provider_law, None, facts)
        assert (found.bearing, found.needs) == ("depends", ("service",))

    def test_teksavvy_is_none_of_them(self) -> None:
        provider_law = load("teksavvy").agreement.provider_law
        assert provider_law is not None
        found = bearing_of(CANADA["internet-code"], provider_law, None, CustomerFacts(customer="consumer"))
        assert (found.bearing, found.outside) == ("does-not-bind", ("provider",))

    def test_a_suspension_by_rogers(self) -> None:
        suspension = load("rogers").suspension("2026-01-01", due="2026-01-21")
        entry = rule_of(suspension, "internet-code-disconnection")
        assert (entry.bearing, entry.needs) == ("depends", ("service", "customer"))


class TestDisconnection:
    """The Internet Code says when a large provider may disconnect: it bears on a suspension and a cancellation."""

    def suspended(self, issued: str) -> LawEntry:
        """The rule on the suspension 30 days after the due date, by a large provider."""
        terms = made(suspension=DaysPastDue(clause=CLAUSE, says="", days=30))
        large = offering(terms, "home-internet", "large").for_customer(customer="consumer")
        return rule_of(large.suspension(issued), "internet-code-disconnection")

    def test_a_suspension_by_a_large_provider(self) -> None:
        entry = self.suspended("2026-01-01")
        assert (entry.effect, entry.bearing, entry.since) == ("informs", "binds", date(2020, 1, 31))
        assert "over a debt of more than $50" in entry.says

    @pytest.mark.parametrize(("issued", "bearing"), [("2019-12-16", "does-not-bind"), ("2019-12-17", "binds")])
    def test_the_day_of_the_suspension_decides(self, issued: str, bearing: str) -> None:
        # 15 days to pay and 30 days more: the invoice of 2019-12-17 is followed by a suspension on 2020-01-31
        assert self.suspended(issued).bearing == bearing

    def test_where_nothing_is_suspended_the_day_of_the_invoice_decides(self) -> None:
        terms = made(suspension=DaysPastDue(clause=CLAUSE, says="", days=30, threshold=Threshold(at_least=cad(50_00))))
        for issued, bearing in (("2020-01-30", "does-not-bind"), ("2020-01-31", "binds")):
            large = offering(terms, "home-internet", "large").for_customer(customer="consumer")
            never = large.suspension(issued, amount="10.00")
            assert never.value is None
            assert rule_of(never, "internet-code-disconnection").bearing == bearing


class TestUnclearTerms:
    """Ontario's CPA s.11 bears on each question of which the consumer's voice reads an unclear term otherwise."""

    FACTS: ClassVar[dict[str, dict[str, Any]]] = {
        "change_of_terms": {"notice": "2026-01-01", "effective": "2026-02-15"},
        "provider_cancellation": {"notice": "2026-01-01"},
        "complaint": {"received": "2026-03-02"},
        "hours": {"day": "2026-03-09"},
        "support_open": {"at": "2026-03-09T12:00-04:00"},
        "next_opening": {"at": "2026-03-09T21:00-04:00"},
    }

    @pytest.mark.parametrize("question", FACTS)
    def test_it_bears_on_the_question(self, question: str) -> None:
        known = KOS.for_customer(customer="consumer", province="ON")
        entry = rule_of(getattr(known, question)(**self.FACTS[question]), "ontario-cpa-11")
        assert (entry.effect, entry.bearing) == ("informs", "binds")

    def test_no_question_with_readings_for_the_consumer_is_left_out(self) -> None:
        agreement = load("kos", service="dsl").agreement
        voices = (agreement, agreement.in_voice("consumer"))
        read_otherwise = {
            name
            for name in agreement.rules
            if len({tuple(reading.value for reading in of.readings_of(of.rules[name])) for of in voices}) > 1
        }
        assert {"change_of_terms", "provider_cancellation"} <= read_otherwise
        assert read_otherwise <= set(CANADA["ontario-cpa-11"].questions)

    @pytest.mark.parametrize(("at", "bearing"), [("2005-07-29", "does-not-bind"), ("2005-07-30", "binds")])
    def test_the_day_of_a_moment_decides(self, at: str, bearing: str) -> None:
        always = Calendar(
            name="always", version="1", closed=frozenset(), first=date(2000, 1, 1), last=date(2040, 12, 31)
        )
        known = KOS.with_calendar(always).for_customer(customer="consumer", province="ON")
        assert rule_of(known.support_open(at=f"{at}T12:00-04:00"), "ontario-cpa-11").bearing == bearing
        assert rule_of(known.hours(day=at), "ontario-cpa-11").bearing == bearing


class TestBearing:
    """A fact that is not known leaves it open whether a rule binds, and is named."""

    def bearing(self, name: str, provider_law: ProviderLaw, **facts: Any) -> tuple[str, tuple[str, ...]]:
        found = bearing_of(CANADA[name], provider_law, None, CustomerFacts(**facts))
        return found.bearing, found.needs

    def test_of_a_provider_of_which_nothing_is_known(self) -> None:
        unknown = ProviderLaw(table="canada", read=law_table)
        assert self.bearing("internet-code", unknown) == ("depends", ("service", "provider_size", "customer"))
        assert self.bearing("garland", unknown) == ("binds", ())

    @pytest.mark.parametrize(
        ("name", "service", "facts", "outside"),
        [
            ("internet-code", "dsl", {"customer": "consumer"}, ("provider",)),
            ("wireless-code", "dsl", {"customer": "consumer"}, ("service",)),
            ("wireless-code", "dsl", {"customer": "other"}, ("service", "customer")),
            ("quebec-cpa-214-7", "dsl", {"customer": "consumer", "province": "ON"}, ("customer",)),
            ("quebec-cpa-214-7", "dsl", {"customer": "other", "province": "ON"}, ("customer",)),
            ("telecommunications-act-27-04", "dsl", {"customer": "small-business"}, ("service",)),
        ],
    )
    def test_a_rule_that_does_not_bind_says_which_party_is_outside(
        self, name: str, service: str, facts: dict[str, Any], outside: tuple[str, ...]
    ) -> None:
        assert KOS.agreement.provider_law is not None
        found = bearing_of(CANADA[name], KOS.agreement.provider_law, service, CustomerFacts(**facts))
        assert (found.bearing, found.outside) == ("does-not-bind", outside)

    def test_each_party_outside_is_named(self) -> None:
        small = HOSTING.for_customer(customer="other").refund(50, **JUNE, regime="fixed-term")
        assert rule_of(small, "crtc-2016-171").why == (
            "it binds all providers of mobile, local telephone and internet service, for individuals and small "
            "businesses; not among them: this customer"
        )

    @pytest.mark.parametrize(
        ("customer", "bearing"), [("consumer", "depends"), ("small-business", "depends"), ("other", "does-not-bind")]
    )
    def test_liquidated_damages_bind_for_individuals_and_small_businesses(self, customer: Any, bearing: str) -> None:
        charge = HOSTING.for_customer(customer=customer).cancellation_charge(60, cancelled="2026-07-01", **TERM)
        assert rule_of(charge, "crtc-2016-170").bearing == bearing  # without an agreement: dial-up, or hosting

    def test_notices_before_a_contract_ends_bind_every_provider(self) -> None:
        entry = rule_of(KOS.regime(term_start="2026-01-01", term_months=24, on="2027-05-01"), "crtc-2026-67")
        assert (entry.bearing, entry.who) == ("binds", "all providers")

    @pytest.mark.parametrize(("customer", "bearing"), [("consumer", "binds"), ("small-business", "depends")])
    def test_a_business_can_agree_to_less_than_two_years(self, customer: Any, bearing: str) -> None:
        known = KOS.for_customer(customer=customer, province="ON")
        entry = rule_of(known.dispute(issued="2026-01-01", reported="2026-04-02"), "limitations-act-22")
        assert (entry.bearing, entry.figure) == (bearing, date(2028, 1, 1))

    def test_a_claim_outside_ontario_is_not_bound_by_its_limitations_act(self) -> None:
        quebec = KOS.for_customer(customer="other", province="QC")
        entry = rule_of(quebec.dispute(issued="2026-01-01", reported="2026-04-02"), "limitations-act-22")
        assert entry.why == "it binds claims in Ontario; not among them: this customer"

    def test_a_service_that_may_be_one_of_two_kinds(self) -> None:
        two = (ServicesOfKind(kind="mobile"), ServicesOfKind(kind="other"))
        provider_law = ProviderLaw(table="canada", read=law_table, services=two)
        assert self.bearing("wireless-code", provider_law, customer="consumer") == ("depends", ("service",))

    def test_a_body_that_the_provider_has_not_joined(self) -> None:
        (rule,) = (rule for rule in law_table("uk").rules if rule.name == "cisas-limits")
        for joined, bearing in (((), "does-not-bind"), (("other",), "does-not-bind"), (("cisas",), "binds")):
            provider_law = ProviderLaw(table="uk", read=law_table, member_of=joined)
            assert bearing_of(rule, provider_law, None, CustomerFacts()).bearing == bearing

    @pytest.mark.parametrize("provider", ["bt", "ee", "vodafone"])
    def test_the_body_of_a_provider_that_is_not_known_is_asked_for(self, provider: str) -> None:
        answer = load(provider).law(on="2026-11-28")
        (rule,) = (rule for rule in answer.value.rules if rule.rule == "cisas-limits")
        assert (rule.bearing, rule.needs, rule.outcome) == ("depends", ("member_of",), "no-figure")
        told = "depends on which body for complaints the provider belongs to (not known here: ask the provider)."
        assert told in " ".join(str(answer.working).split())

    def test_vat_stands_beside_a_late_charge_of_bt(self) -> None:
        answer = load("bt").late_charge(
            "50.00", issued="2026-01-01", due="2026-01-15", paid="2026-03-01", reminded="2026-02-01"
        )
        assert rule_of(answer, "vat-late-payment").bearing == "binds"

    @pytest.mark.parametrize(
        ("service", "kinds"),
        [
            (None, {"home-internet", "local-voice", "other"}),
            ("dsl", {"home-internet"}),
            ("voip", {"local-voice"}),
            ("none", {"home-internet", "other"}),
        ],
    )
    def test_the_kinds_of_the_services_of_kos(self, service: str | None, kinds: set[str]) -> None:
        assert KOS.agreement.provider_law is not None
        assert KOS.agreement.provider_law.kinds_of_service(service) == kinds

    def test_a_fact_of_the_question_counts(self) -> None:
        answer = KOS.eligible_for_adr(customer="consumer")
        assert rule_of(answer, "ccts-compensation").bearing == "binds"

    def test_terms_without_a_table_of_law(self) -> None:
        bare = Terms(replace(KOS.agreement, provider_law=None))
        assert bare.late_charge("113.00", **BILL).law == ()

    def test_each_missing_fact_has_words(self) -> None:
        assert fact_term("agreed") == "the day of the agreement"
        assert fact_term("provider_size") == "the size of the provider"
        assert fact_term("member_of").startswith("which body for complaints the provider belongs to")
        assert fact_term("monthly_fee") == "the monthly fee"


def entries_about(answer: Answer[Any], about: str | None) -> list[LawEntry]:
    """The entries on a part of an answer, as they would be if it were asked about alone."""
    return [replace(entry, about=None) for entry in answer.law if entry.about == about]


class TestStatement:
    """Each late charge of a statement has a yearly rate of its own, on its own facts."""

    ACCOUNT = Account([Invoice("1", FIRST, cad(113_00))])
    KNOWN = KOS.for_customer(agreed="2025-06-01", customer="consumer", province="ON")

    def test_an_open_debt_has_the_rules_of_its_late_charge(self) -> None:
        law = KOS.statement(self.ACCOUNT, as_of="2026-02-15").law
        names = {"interest-act-4", "criminal-code-347", "criminal-code-347-business", "garland", "excise-tax-act-161"}
        assert {entry.rule for entry in law} == names | {"ontario-cpa-11"}
        assert {entry.about for entry in law} == {"late charge on invoice 1"}
        figures = [entry.figure for entry in law if entry.rule == "criminal-code-347"]
        assert figures == [Money("4.45", "CAD"), Money("3.25", "CAD")]

    def test_they_are_those_of_the_question(self) -> None:
        statement = self.KNOWN.statement(self.ACCOUNT, as_of="2026-02-15")
        alone = self.KNOWN.late_charge("113.00", **BILL).law
        assert entries_about(statement, "late charge on invoice 1") == list(alone)

    def test_each_debt_has_a_figure_of_its_own(self) -> None:
        # A, paid on 20 January: 113.00 x 2 % x 19/31 = 1.385, 1.39/113.00 x 365/4 = 112.24... %
        # B, due on 16 February, open on 1 March: 56.45 x 2 % = 1.129, 1.13/56.45 x 365/13 = 56.20... %
        account = Account(
            [
                Invoice("A", FIRST, cad(113_00)),
                Payment("2026-01-20", cad(114_39)),
                Invoice("B", "2026-02-01", cad(56_45)),
            ]
        )
        page = page_of_law(self.KNOWN.statement(account, as_of="2026-03-01"))
        assert "late charge on invoice A: Criminal Code s.347" in page
        assert "1.39/113.00 x 365/4 = 112.245575... % a year, nominal" in page
        assert "late charge on invoice B: Criminal Code s.347" in page
        assert "1.13/56.45 x 365/13 = 56.203583... % a year, nominal" in page

    @pytest.mark.parametrize("as_of", ["2026-01-25", "2026-02-01", "2026-04-10"])
    def test_what_the_unpaid_charge_bears_is_not_on_the_amount(self, as_of: str) -> None:
        # the bill alone is paid on 20 January: 1.39 is left, accrued, posted on 1 February, then charged itself
        account = Account([*self.ACCOUNT, Payment("2026-01-20", cad(113_00))])
        entry = rule_of(self.KNOWN.statement(account, as_of=as_of), "criminal-code-347")
        assert "1.39/113.00 x 365/4 = 112.245575... % a year" in entry.says
        assert entry.figure == Money("0.43", "CAD")  # 113.00 x 35 % x 4/365 = 0.4334...

    def test_a_payment_in_time_makes_the_amount_smaller(self) -> None:
        # 113.00 - 13.00 = 100.00 from the due date on: 2.00 + 102.00 x 2 % x 14/28 = 3.02
        account = Account([*self.ACCOUNT, Payment("2026-01-16", cad(13_00))])
        entry = rule_of(self.KNOWN.statement(account, as_of="2026-02-15"), "criminal-code-347")
        assert "3.02/100.00 x 365/30 = 36.743333... % a year" in entry.says

    def test_an_amount_paid_in_parts_has_no_single_rate(self) -> None:
        # 113.00 x 2 % = 2.26 on 1 February; then 115.26 for 4 days, 65.26 for 10: 2 % x 1113.64/28 = 0.795...
        account = Account([*self.ACCOUNT, Payment("2026-02-05", cad(50_00)), Payment("2026-02-15", cad(66_06))])
        entry = rule_of(self.KNOWN.statement(account, as_of="2026-03-01"), "criminal-code-347")
        assert (entry.figure, entry.about) == (None, "late charge on invoice 1")
        assert entry.says == (
            "no single yearly rate: 3.06 was charged on an amount that was reduced in parts after the due date, first "
            "on 2026-02-05"
        )

    def test_an_amount_partly_in_dispute_has_no_single_rate(self) -> None:
        account = Account(
            [*self.ACCOUNT, Dispute("1", "2026-02-10", cad(50_00)), Dispute("1", "2026-02-12", cad(9_00))]
        )
        entry = rule_of(self.KNOWN.statement(account, as_of="2026-02-15"), "criminal-code-347")
        assert entry.figure is None
        assert entry.says.endswith(" was charged on an amount of which a part was disputed from 2026-02-10 on")

    def test_where_a_disputed_part_is_charged_like_the_rest_the_rate_is_one(self) -> None:
        account = Account([*self.ACCOUNT, Dispute("1", "2026-02-10", cad(50_00))])
        terms = self.KNOWN.under(statement={"disputed": "never-exempt"})
        entry = rule_of(terms.statement(account, as_of="2026-02-15"), "criminal-code-347")
        assert "3.41/113.00 x 365/30 = 36.715339... % a year" in entry.says

    def test_what_was_disputed_after_it_was_paid_keeps_its_rate(self) -> None:
        account = Account([*self.ACCOUNT, Payment("2026-02-15", cad(116_41)), Dispute("1", "2026-03-10", cad(50_00))])
        entry = rule_of(self.KNOWN.statement(account, as_of="2026-03-20"), "criminal-code-347")
        assert "3.41/113.00 x 365/30 = 36.715339... % a year" in entry.says

    def test_a_sum_once_an_account_is_on_no_debt_alone(self) -> None:
        terms = made(late_charge=replace(flat(5_00), charged_on="account")).for_customer(agreed="2025-06-01")
        alone = rule_of(terms.statement(self.ACCOUNT, as_of="2026-02-15"), "criminal-code-347")
        assert "5.00/113.00 x 365/30 = 53.834808... % a year" in alone.says
        both = Account([*self.ACCOUNT, Invoice("2", "2026-01-02", cad(50_00))])
        entries = rules_of(terms.statement(both, as_of="2026-02-15"), "criminal-code-347")
        told = "no single yearly rate: 5.00 was charged under terms that charge a sum once for the whole account"
        assert [entry.says for entry in entries] == [told, told]

    def test_what_is_the_same_by_two_versions_is_printed_once(self) -> None:
        account = Account([*self.ACCOUNT, Payment("2026-02-05", cad(50_00))])
        page = page_of_law(KOS.statement(account, as_of="2026-02-15"))
        assert page.count("no single yearly rate") == 1
        assert "(caps; agreements before 2025-01-01, agreements since 2025-01-01): no single yearly rate" in page

    def test_what_is_the_same_of_two_debts_is_printed_once(self) -> None:
        account = Account([*self.ACCOUNT, Invoice("2", FIRST, cad(113_00))])
        page = page_of_law(self.KNOWN.statement(account, as_of="2026-02-15"))
        assert page.count("36.715339... % a year") == 1
        assert "late charge on invoice 1, late charge on invoice 2: Criminal Code s.347" in page

    def test_a_rate_that_no_year_states_is_printed_once(self) -> None:
        account = Account([*self.ACCOUNT, Invoice("2", "2026-01-02", cad(50_00))])
        page = page_of_law(made(late_charge=compound(Fraction(1, 50))).statement(account, as_of="2026-02-15"))
        assert page.count("no yearly rate is stated: 5 % a year") == 1

    @pytest.mark.parametrize("readings", [{}, {"disputed": "never-exempt"}, {"within_debt": "principal-first"}])
    def test_each_rate_is_of_what_the_question_gives_on_its_facts(self, readings: dict[str, Any]) -> None:
        terms = HOSTING.under(statement=readings)  # type: ignore[arg-type]
        compared = 0
        for seed in range(60):
            made_ = made_history(Random(seed))
            answer = terms.statement(made_.account, as_of=made_.as_of)
            assert isinstance(answer.law, tuple)
            rated = (one for one in answer.about.looked_at(answer.value) if isinstance(one.value, Money))
            for one in rated:
                facts: Any = one.question
                charge = terms.late_charge(facts.amount, issued=facts.issued, paid=facts.paid)
                assert charge.value == one.value
                compared += 1
        assert compared > 40

    def test_where_nothing_is_charged_the_page_says_nothing(self) -> None:
        assert page_of_law(KOS.statement(self.ACCOUNT, as_of="2026-01-10")) == ""

    def test_where_nothing_is_charged_the_rules_are_those_of_a_statement(self) -> None:
        law = KOS.statement(self.ACCOUNT, as_of="2026-01-10").law
        assert {entry.about for entry in law} == {None}
        assert {"criminal-code-347", "ontario-cpa-11"} <= {entry.rule for entry in law}

    def test_what_settles_an_account_has_the_law_of_its_statement(self) -> None:
        law = self.KNOWN.statement(self.ACCOUNT, as_of="2026-02-15").law
        assert law
        assert self.KNOWN.settlement(self.ACCOUNT, on="2026-02-15").law == law

    def test_what_a_payment_would_change_has_the_law_of_the_statement_with_it(self) -> None:
        late, in_time = Payment("2026-02-01", cad(50_00)), Payment("2026-01-16", cad(113_00))
        after = self.KNOWN.what_if(self.ACCOUNT, late, on="2026-02-15")
        assert after.law == self.KNOWN.statement(Account([*self.ACCOUNT, late]), as_of="2026-02-15").law
        assert "late charge on invoice 1: Criminal Code s.347" in page_of_law(after)
        assert page_of_law(self.KNOWN.what_if(self.ACCOUNT, in_time, on="2026-02-15")) == ""

    def test_the_data_name_the_part(self) -> None:
        data: Any = self.KNOWN.statement(self.ACCOUNT, as_of="2026-02-15").as_dict()
        assert {entry["about"] for entry in data["law"]} == {"late charge on invoice 1"}
        assert not any("bill_line" in entry for entry in data["law"])

    def test_an_earlier_edition_has_its_own_yearly_rate(self) -> None:
        # the debt of 2020 keeps its rate, which no year states; that of 2026 is of KOS's own edition
        earlier = replace(made(late_charge=compound(Fraction(1, 50))).agreement, edition=date(2020, 1, 1))
        terms = Terms(replace(HOSTING.agreement, earlier=(earlier,)))
        account = Account([Invoice("old", "2020-03-01", cad(50_00)), Invoice("new", "2026-01-01", cad(50_00))])
        law = terms.statement(account, as_of="2026-02-15").law
        stated = {entry.about: entry.figure for entry in law if entry.rule == "interest-act-4"}
        assert stated == {"late charge on invoice old": Fraction(1, 20), "late charge on invoice new": None}

    @pytest.mark.parametrize(
        "command",
        [
            ["statement", "--as-of", "2026-02-15"],
            ["settlement", "--on", "2026-02-15"],
            ["what-if", "--pay", "30.00", "--received", "2026-02-01", "--on", "2026-02-15"],
        ],
        ids=lambda command: command[0],
    )
    def test_a_business_is_named_by_an_option(
        self, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "account.toml"
        file.write_text('[[invoice]]\nnumber = "1"\nissued = 2026-01-01\namount = "113.00"\n', "utf-8")
        command = [*command, str(file), "--provider", "kos", "--format", "json"]
        assert main([*command, "--customer", "consumer", "--agreed", "2024-05-01"]) == 0
        data: Any = json.loads(capsys.readouterr().out)
        assert data["customer"] == {"agreed": "2024-05-01", "customer": "consumer"}
        bearing = {entry["rule"]: entry["bearing"] for entry in data["law"]}
        assert (bearing["criminal-code-347"], bearing["criminal-code-347-business"]) == ("binds", "does-not-bind")


class TestCancellationInAnAccount:
    """The rules on a cancellation bear on it inside an account too: those on its charge, and those on its refund."""

    KNOWN = HOSTING.for_customer(agreed="2025-06-01", customer="consumer", device_subsidy=0, province="QC")
    ENDED = Cancellation("C-1", "2026-06-10", fee=cad(49_95), cycle_start="2026-06-01", monthly_fee=cad(59_95), **TERM)
    ACCOUNT = Account([ENDED])

    def test_it_has_the_rules_of_both_questions(self) -> None:
        charge = self.KNOWN.cancellation_charge("59.95", **TERM, cancelled="2026-06-10")
        refund = self.KNOWN.refund("49.95", **JUNE, regime="fixed-term")
        law = entries_about(self.KNOWN.statement(self.ACCOUNT, as_of="2026-06-10"), "cancellation C-1")
        assert law == list(dict.fromkeys((*charge.law, *refund.law)))
        assert {entry.rule for entry in law} == {
            "crtc-2014-576",
            "crtc-2016-170",
            "crtc-2016-171",
            "telecommunications-act-27-04",
            "internet-code",
            "wireless-code",
            "quebec-cpa-214-7",
            "ontario-cpa-11",
            "excise-tax-act-182",
            "excise-tax-act-232",
        }

    def test_the_figures_are_those_by_hand(self) -> None:
        statement = self.KNOWN.statement(self.ACCOUNT, as_of="2026-06-10")
        # 49.95 x 20/30 = 33.30, and 13 % of it 4.33
        assert rule_of(statement, "crtc-2016-171").figure == Money("37.63", "CAD")
        # of June 20 of 30 days remain, and six months more: 10 % of 59.95 x (6 + 20/30) = 39.966..., cut
        assert rule_of(statement, "quebec-cpa-214-7").figure == Money("39.96", "CAD")
        page = page_of_law(statement)
        assert "cancellation C-1: Quebec Consumer Protection Act s.214.7 (caps; " in page
        assert "cancellation C-1: CRTC 2016-171, refund on cancellation (replaces; " in page

    def test_what_settles_it_and_what_a_payment_would_change_have_them_too(self) -> None:
        law = self.KNOWN.statement(self.ACCOUNT, as_of="2026-06-10").law
        assert self.KNOWN.settlement(self.ACCOUNT, on="2026-06-10").law == law
        paid = self.KNOWN.what_if(self.ACCOUNT, Payment("2026-06-10", cad(1_00)), on="2026-06-10")
        assert rule_of(paid, "crtc-2016-171").about == "cancellation C-1"

    def test_month_to_month_it_has_those_on_the_refund_alone(self) -> None:
        account = Account([Cancellation("C-1", "2026-06-10", fee=cad(49_95), cycle_start="2026-06-01")])
        law = entries_about(self.KNOWN.statement(account, as_of="2026-06-10"), "cancellation C-1")
        assert law == list(self.KNOWN.refund("49.95", **JUNE, regime="month-to-month").law)

    def test_without_a_fee_it_has_those_on_the_charge_alone(self) -> None:
        ended = Cancellation("C-1", "2026-06-10", monthly_fee=cad(59_95), province="ON", **TERM)
        law = entries_about(HOSTING.statement(Account([ended]), as_of="2026-06-10"), "cancellation C-1")
        charge = HOSTING.cancellation_charge("59.95", **TERM, cancelled="2026-06-10", province="ON")
        assert law == list(charge.law)

    def test_one_of_a_later_day_is_not_known_yet(self) -> None:
        law = self.KNOWN.statement(self.ACCOUNT, as_of="2026-06-09").law
        assert {entry.about for entry in law} == {None}

    def test_a_region_that_the_charge_alone_depends_on_is_no_fact_of_the_refund(self) -> None:
        by_region = ByFact("region", (("ON", cad(10_00)), ("QC", cad(20_00))))
        terms = made(cancellation_charge=FlatCancellationCharge(sum=by_region, clause=CLAUSE, says=""))
        ended = Cancellation("C-1", "2026-06-10", fee=cad(49_95), cycle_start="2026-06-01", region="QC", **TERM)
        entry = rule_of(terms.statement(Account([ended]), as_of="2026-06-10"), "crtc-2016-171")
        assert entry.figure == Money("37.63", "CAD")


class TestLateDisputeInAnAccount:
    """A dispute that is too late says what else is open, inside an account too."""

    ACCOUNT = Account([Invoice("1", FIRST, cad(113_00)), Payment(FIRST, cad(113_00))])
    LATE = Account([*ACCOUNT, Dispute("1", "2026-04-02", cad(10_00))])
    ABOUT = "dispute of 1, reported 2026-04-02"

    def test_it_has_the_rules_of_the_question(self) -> None:
        known = KOS.for_customer(customer="consumer", province="ON")
        statement = known.statement(self.LATE, as_of="2026-04-10")
        alone = known.dispute(issued="2026-01-01", reported="2026-04-02")
        assert entries_about(statement, self.ABOUT) == list(alone.law)
        assert rule_of(statement, "limitations-act-22").figure == date(2028, 1, 1)
        assert rule_of(statement, "ccts-compensation").figure == Money(5000, "CAD")

    def test_the_page_says_what_else_is_open(self) -> None:
        page = page_of_law(KOS.settlement(self.LATE, on="2026-04-10"))
        assert f"{self.ABOUT}: Limitations Act, 2002 (Ontario) s.4, s.22" in page
        assert f"{self.ABOUT}: CCTS Procedural Code, compensation" in page

    def test_one_in_time_has_none(self) -> None:
        account = Account([*self.ACCOUNT, Dispute("1", "2026-04-01", cad(10_00))])
        assert {entry.about for entry in KOS.statement(account, as_of="2026-04-10").law} == {None}

    def test_one_of_a_later_day_is_not_known_yet(self) -> None:
        assert {entry.about for entry in KOS.statement(self.LATE, as_of="2026-04-01").law} == {None}


class TestAudit:
    """An auditor sees the law beside what was billed: each rule on the question of the figure bears on its audit."""

    CHARGE: ClassVar[dict[str, Any]] = {"amount": cad(113_00), "issued": FIRST, "paid": date(2026, 2, 15)}
    KNOWN = KOS.for_customer(agreed="2025-06-01", customer="consumer", province="ON")

    def test_a_billed_late_charge_has_the_rules_of_a_late_charge(self) -> None:
        audit = self.KNOWN.audit_late_charge("3.41", "113.00", **BILL)
        assert audit.law == self.KNOWN.late_charge("113.00", **BILL).law

    def test_the_yearly_rate_is_that_of_what_was_billed(self) -> None:
        # 5.00/113.00 x 365/30 = 53.8348... %; 113.00 x 35 % x 30/365 = 3.2506...
        audit = self.KNOWN.audit_late_charge("5.00", "113.00", **BILL)
        entry = rule_of(audit, "criminal-code-347")
        assert (entry.figure, entry.about, entry.bill_line) == (Money("3.25", "CAD"), None, None)
        assert "5.00/113.00 x 365/30 = 53.834808... % a year, nominal" in page_of_law(audit)

    @pytest.mark.parametrize(
        ("amount", "paid", "told"),
        [
            ("113.00", "2026-01-16", "5.00 was charged on 113.00, for 0 days after the due date"),
            ("0.00", "2026-02-15", "5.00 was charged on 0.00, for 30 days after the due date"),
        ],
    )
    @pytest.mark.parametrize("agreed", ["2024-05-01", "2025-06-01"])
    def test_what_was_billed_on_nothing_or_for_no_time_has_no_rate(
        self, amount: str, paid: str, told: str, agreed: str
    ) -> None:
        audit = KOS.for_customer(agreed=agreed).audit_late_charge("5.00", amount, issued=FIRST, paid=paid)
        entry = rule_of(audit, "criminal-code-347")
        assert (entry.figure, entry.says) == (None, f"no yearly rate: {told}")

    def test_nothing_billed_has_no_line(self) -> None:
        assert page_of_law(self.KNOWN.audit_late_charge(0, "113.00", **BILL)) == ""

    def test_each_line_of_a_bill_has_the_rules_of_its_question(self) -> None:
        hosting = HOSTING.for_customer(agreed="2025-06-01", customer="consumer", device_subsidy=0, province="QC")
        refund = {"fee": cad(49_95), "cycle_start": JUNE["cycle_start"], "cancelled": JUNE["cancelled"]}
        term: dict[str, Any] = {"monthly_fee": cad(59_95), **TERM, "cancelled": "2026-05-10"}
        bill = Bill(
            [
                BillLine("due_date", {"issued": FIRST}, DUE),
                BillLine("late_charge", self.CHARGE, cad(5_00)),
                BillLine("refund", {**refund, "regime": "fixed-term"}, cad(0)),
                BillLine("cancellation_charge", term, cad(239_80)),
                BillLine("dispute_until", {"issued": FIRST}, date(2026, 4, 1)),
                BillLine("tax", {"amount": cad(100_00), "on": FIRST}, cad(13_00)),
            ]
        )
        audit = hosting.audit(bill)
        by_line = {line: [entry for entry in audit.law if entry.bill_line == line] for line in range(1, 7)}
        figures = {(line, entry.rule): entry.figure for line in by_line for entry in by_line[line]}
        assert by_line[1] == []  # no rule bears on a due date
        assert figures[2, "criminal-code-347"] == Money("3.25", "CAD")
        assert figures[3, "crtc-2016-171"] == Money("37.63", "CAD")
        # of May 21 of 31 days remain, and seven months more: 10 % of 59.95 x (7 + 21/31) = 46.026, cut
        assert figures[4, "quebec-cpa-214-7"] == Money("46.02", "CAD")
        assert (5, "limitations-act-22") in figures
        assert figures[6, "excise-tax-act-165-2"] is None
        assert "line 3 of the bill: CRTC 2016-171, refund on cancellation" in page_of_law(audit)

    def test_the_data_name_the_line(self) -> None:
        data: Any = self.KNOWN.audit(Bill([BillLine("late_charge", self.CHARGE, cad(5_00))])).as_dict()
        assert {(entry["about"], entry["bill_line"]) for entry in data["law"]} == {("line 1 of the bill", 1)}
        assert "bill_line" not in self.KNOWN.audit_late_charge("5.00", "113.00", **BILL).as_dict()["law"][0]  # type: ignore[index]

    def test_a_customer_is_named_by_an_option(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "bill.toml"
        file.write_text(
            'currency = "CAD"\n[[line]]\nquestion = "late_charge"\namount = "113.00"\nissued = 2026-01-01\n'
            'paid = 2026-02-15\nbilled = "3.41"\n',
            "utf-8",
        )
        assert main(["audit", str(file), "--provider", "kos", "--agreed", "2025-06-01", "--format", "json"]) == 0
        data: Any = json.loads(capsys.readouterr().out)
        assert [entry["bearing"] for entry in data["law"] if entry["rule"] == "criminal-code-347"] == ["binds"]


class TestCustomer:
    """What is known of a customer changes no figure, and stands in the record."""

    def test_no_figure_changes(self) -> None:
        known = KOS.for_customer(**KNOWN)
        assert known.late_charge("113.00", **BILL).value == KOS.late_charge("113.00", **BILL).value

    def test_the_heading_repeats_it(self) -> None:
        known = KOS.for_customer(**KNOWN).late_charge("113.00", **BILL)
        assert " ".join(str(known.working).split()).startswith(
            "late charge on 113.00 CAD of 2026-01-01, paid 2026-02-15 (for the law alone: consumer, in ON, "
            "agreement of 2024-05-01, device subsidised by 120.00 CAD), by KOS's "
        )

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"customer": "small-business"}, "(for the law alone: small business)"),
            ({"customer": "other"}, "(for the law alone: neither consumer nor small business)"),
            ({"device_subsidy": 0}, "(for the law alone: no device subsidised)"),
            ({"province": "QC"}, "(for the law alone: in QC)"),
        ],
    )
    def test_the_heading_repeats_each_fact(self, facts: dict[str, Any], told: str) -> None:
        charge = KOS.for_customer(**facts).late_charge("113.00", **BILL)
        assert told in " ".join(str(charge.working).split())

    def test_a_fact_of_the_question_stands_once_in_the_heading(self) -> None:
        quebec = KOS.for_customer(province="QC")
        taxed = quebec.refund(50, **JUNE, regime="month-to-month", province="QC", taxed_as="internet")
        law_alone = quebec.refund(50, **JUNE, regime="month-to-month")
        assert "(for the law alone" not in str(taxed.working)
        assert "(for the law alone: in QC)" in " ".join(str(law_alone.working).split())
        # without a province of its own the tax stays that of Ontario: 50 x 20/30 = 33.33, x 13 % = 4.33
        assert law_alone.value.tax == Money("4.33", "CAD")

    def test_it_is_in_the_record_and_comes_back(self) -> None:
        answer = KOS.for_customer(**KNOWN).late_charge("113.00", **BILL)
        record: Any = json.loads(json.dumps(answer.as_dict()))
        assert record["customer"] == KNOWN
        assert from_dict(record) == answer
        assert from_dict(record).law == answer.law

    def test_a_record_without_a_customer(self) -> None:
        answer = KOS.late_charge("113.00", **BILL)
        record: Any = answer.as_dict()
        assert "customer" not in record
        assert from_dict(record) == answer
        assert record["law"][1] == {
            "rule": "criminal-code-347",
            "title": "Criminal Code s.347, the criminal rate",
            "effect": "caps",
            "bearing": "depends",
            "needs": ["agreed"],
            "figure": "4.45",
            "says": "(100 % + 3.41/113.00) ^ (365/30) - 100 % = 43.580057... % a year, compounded, for the "
            "time of credit, which begins on the due date; not over 60 %",
            "why": "",
            "who": "everybody; the day of the agreement decides",
            "since": None,
            "dated": "before 2025-01-01",
            "source": "Criminal Code s.347 as it read before 2025; Garland v. Consumers' Gas, 1998",
            "checked": "2026-11-28",
            "certainty": "confirmed",
        }

    def test_a_day_and_a_rate_as_data(self) -> None:
        late = KOS.dispute(issued="2026-01-01", reported="2026-04-02")
        assert rule_of(late, "limitations-act-22").as_dict()["figure"] == "2028-01-01"
        unstated = made(late_charge=compound(Fraction(1, 50))).late_charge("113.00", **BILL)
        assert rule_of(unstated, "interest-act-4").as_dict()["figure"] == "1/20"
        assert rule_of(unstated, "garland").as_dict()["figure"] is None

    def test_a_record_with_another_customer_is_rejected(self) -> None:
        record: Any = {**KOS.late_charge("113.00", **BILL).as_dict(), "customer": {"age": 40}}
        with refused(RecordError, "customer of the receipt is", "give it whole"):
            from_dict(record)

    @pytest.mark.parametrize("province", ["Ontario", "on", "O", "12"])
    def test_a_province_of_another_form(self, province: str) -> None:
        with refused(InputError, "is no province", "choose from AB, BC, MB"):
            KOS.for_customer(province=province)

    def test_a_customer_of_another_name(self) -> None:
        with refused(UnknownNameError, "customer", "choose from"):
            KOS.for_customer(customer="person")  # type: ignore[arg-type]

    def test_the_page_has_its_parts_in_order(self) -> None:
        text = str(HOSTING.late_charge("113.00", **BILL).working)
        places = [text.index(part) for part in ("readings used:", "how far the words allow", "rules of law that bear")]
        assert all(one < other for one, other in pairwise(places))
