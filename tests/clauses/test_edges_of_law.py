"""The edges of the law beside a question: rules that are another question's, and figures that a first guess misses."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from telcoterms import Answer, Money, Terms, load
from telcoterms.agreement.law import RuleVersion
from telcoterms.agreement.numbers import Dated
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.customer_cancellation import OnReceipt
from telcoterms.clauses.late_charge.by_law import LateCharged, can_be_named, is_cap, late_charge_by_law
from telcoterms.clauses.late_charge.kinds import RateCharge, SumOf
from telcoterms.files.library import law_table
from telcoterms.formats.text import phrase_text
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, compound, flat, simple

KIJOMA = load("kijoma")
RATES = "criminal-code-347"
REFUNDS = "crtc-2016-171"
NOTICES = "crtc-2014-576"
RECEIPT = "crtc-2018-194"
CHANGES = "ontario-regulation-17-05-42"
COURTS = "limitations-act-22"
SMALL = "ccts-small-business"
UNTAXED = "excise-tax-act-161"
LEAVING = "telecommunications-act-27-04"
DAMAGES = "crtc-2016-170"


def version(table: str, name: str) -> RuleVersion:
    """The first version of a published rule of law."""
    return law_table(table).named(name).versions[0]


def by_law(answer: Answer[object], table: str, name: str) -> object:
    """What a published rule comes to on an answer, whether or not it names that question."""
    return answer.about.by_law(version(table, name), answer.value)


class TestARuleOfAnotherQuestionComesToNothing:
    """A version that fixes nothing on what is asked gives no figure, and no words."""

    @pytest.mark.parametrize("name", [RATES, COURTS, UNTAXED, CHANGES, DAMAGES, REFUNDS, NOTICES, RECEIPT])
    def test_a_cancellation_charge(self, name: str) -> None:
        charge = HOSTING.cancellation_charge(60, term_start="2025-01-01", term_months=24, cancelled="2026-06-11")
        assert by_law(charge, "canada", name) is None

    @pytest.mark.parametrize("name", [RATES, LEAVING, COURTS, UNTAXED, DAMAGES])
    def test_changed_terms(self, name: str) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-03-15")
        assert by_law(answer, "canada", name) is None

    @pytest.mark.parametrize("name", [SMALL, COURTS])
    def test_the_course_of_a_complaint(self, name: str) -> None:
        assert by_law(KOS.complaint(received="2026-05-01"), "canada", name) is None

    @pytest.mark.parametrize("name", [REFUNDS, LEAVING, "internet-code"])
    def test_the_day_of_a_cancellation(self, name: str) -> None:
        assert by_law(KOS.customer_cancellation(received="2026-06-10"), "canada", name) is None

    @pytest.mark.parametrize(("table", "name"), [("canada", SMALL), ("uk", "ofcom-c4"), ("canada", RATES)])
    def test_a_dispute(self, table: str, name: str) -> None:
        answer = KOS.dispute(issued="2026-01-01", reported="2026-01-05")
        assert by_law(answer, table, name) is None

    @pytest.mark.parametrize(("table", "name"), [("canada", COURTS), ("uk", "ofcom-c4"), ("canada", RATES)])
    def test_who_may_go_to_the_body_outside(self, table: str, name: str) -> None:
        assert by_law(KOS.eligible_for_adr(customer="consumer"), table, name) is None

    @pytest.mark.parametrize("name", [LEAVING, COURTS, UNTAXED, CHANGES, DAMAGES])
    def test_the_effective_annual_rate(self, name: str) -> None:
        assert by_law(KOS.effective_annual_rate(), "canada", name) is None


class TestTheRateOfADay:
    """A rate that has changed is held against the law as it was on the day that is asked about."""

    @pytest.mark.parametrize(("on", "rate"), [("2024-12-31", "1"), ("2025-01-01", "3")])
    def test_the_effective_annual_rate(self, on: str, rate: str) -> None:
        rising = Dated(((date(2020, 1, 1), Fraction(1, 100)), (date(2025, 1, 1), Fraction(3, 100))))
        terms = Terms(KOS.agreement.with_rules(late_charge=simple(rising)))
        found = terms.effective_annual_rate(on=on)
        stated = found.about.by_law(version("canada", "interest-act-4"), found.value)
        assert stated is not None
        assert phrase_text(stated.says) == f"the terms state {rate} % a year"


class TestABodyWithoutADayToReport:
    """CISAS fixes an award and no days for the provider's report: the sum alone is told."""

    def test_the_sum_alone(self) -> None:
        answer = KOS.eligible_for_adr(customer="consumer")
        found = answer.about.by_law(version("uk", "cisas-limits"), answer.value)
        assert found is not None
        assert found.figure == Money("10000.00", "GBP")
        assert phrase_text(found.says) == "CCTS awards up to 10000.00 GBP"


class TestAWaitByLawThatHasPassedOnTheDayAfter:
    """Under the reading `day-after` the wait by law is over one day later too."""

    def test_the_line_adds_the_day(self) -> None:
        # 6 weeks after 8 April 2026 are 42 days: 22 left in April, 20 in May; the day after is 21 May
        rule = replace(COMPLAINT.of(KIJOMA.agreement), wait_passed="day-after")
        answer = Terms(KIJOMA.agreement.with_rules(complaint=rule)).complaint(received="2026-04-08")
        outside = answer.value.outside
        assert outside is not None
        assert outside.by_law is not None
        assert outside.by_law.opens == date(2026, 5, 21)
        text = " ".join(str(answer.working).split())
        assert "the wait before ADR: 2026-04-08 + 6 weeks + 1 day = 2026-05-21" in text


class TestTermsThatFixTheDayOfACancellation:
    """Terms that fix the day themselves head the answer with the day alone."""

    def test_the_heading_names_no_rule(self) -> None:
        terms = Terms(KOS.agreement.with_rules(customer_cancellation=OnReceipt(clause=CLAUSE, says="")))
        heading = phrase_text(terms.customer_cancellation(received="2026-06-10").heading())
        assert heading.endswith(": 2026-06-10")


class TestAnEffectiveRateWhoseFirstGuessIsWrong:
    """The guess by floats is put right by whole numbers, upwards and downwards."""

    def test_one_too_low(self) -> None:
        # 0.07/100.00 in 365 days is 0.07 % a year exactly; the floats give 1.00069999999...
        assert LateCharged(cad(7), cad(100_00), 365).effective == Fraction(7, 10_000)

    def test_one_too_high(self) -> None:
        # 1.424 ^ (365/15) = 5437.63108531999374..., so between 5437.63108531 and the next eighth decimal;
        # the floats give 5437.63108532
        assert LateCharged(cad(42_40), cad(100_00), 15).effective == Fraction("5436.631085315")


class TestAChargeWithoutAYearlyRate:
    """A rate needs something to be charged on, and a day for which it runs."""

    @pytest.mark.parametrize(("amount", "days", "has_rate"), [(1, 1, True), (0, 1, False), (1, 0, False)])
    def test_one_cent_for_one_day_has_a_rate(self, amount: int, days: int, has_rate: bool) -> None:
        assert LateCharged(cad(1), cad(amount), days).has_rate is has_rate

    @pytest.mark.parametrize("place", [0, 1], ids=["effective", "nominal"])
    def test_where_nothing_is_charged_the_page_has_no_line(self, place: int) -> None:
        found = late_charge_by_law(flat(5_00), law_table("canada").named(RATES).versions[place], None)
        assert found is not None
        assert (phrase_text(found.says), found.shown) == ("nothing is charged", False)

    @pytest.mark.parametrize(("amount", "most"), [(1, 0), (2, 1), (3, 1), (5, 3)])
    def test_the_most_on_a_few_cents(self, amount: int, most: int) -> None:
        # 60 % for a year of 0.01, 0.02, 0.03 and 0.05 are 0.6, 1.2, 1.8 and just 3 cents
        assert LateCharged(cad(1), cad(amount), 365).most_by_effective(Fraction(3, 5)) == cad(most)


class TestRulesThatThePageNamesBesideALateCharge:
    """A cap can be named whatever is charged, and that a yearly rate is stated only where it is not."""

    @pytest.mark.parametrize(
        ("table", "name", "is_one"),
        [("canada", RATES, True), ("canada", "interest-act-4", False), ("canada", LEAVING, False)],
    )
    def test_what_looks_at_the_rate_of_a_charge(self, table: str, name: str, is_one: bool) -> None:
        assert is_cap(version(table, name)) is is_one

    @pytest.mark.parametrize("rate", [compound(Fraction(1, 50)), simple(Fraction(1, 4))], ids=["monthly", "yearly"])
    def test_a_cap_can_be_named_and_a_rule_on_something_else_cannot(self, rate: RateCharge) -> None:
        assert can_be_named(version("canada", RATES), rate) is True
        assert can_be_named(version("canada", LEAVING), rate) is False

    def test_a_yearly_rate_that_is_not_stated_can_be_named(self) -> None:
        stated, yearly = version("canada", "interest-act-4"), simple(Fraction(1, 4))
        monthly = compound(Fraction(1, 50))
        both = SumOf(of=(yearly, monthly), clause=CLAUSE, says="")
        assert [can_be_named(stated, rule) for rule in (yearly, monthly, both)] == [False, True, True]

    @pytest.mark.parametrize(("minor", "is_named"), [(0, False), (1, True)])
    def test_a_cap_is_named_beside_the_smallest_charge(self, minor: int, is_named: bool) -> None:
        charge = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").about
        assert charge.is_named_by_law(version("canada", RATES), cad(minor)) is is_named
        assert charge.is_named_by_law(version("canada", "interest-act-4"), cad(minor)) is None

    def test_the_question_answers_for_its_own_clause(self) -> None:
        charge = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").about
        assert charge.can_name(version("canada", RATES)) is True
        assert charge.can_name(version("canada", "interest-act-4")) is False  # 26.82 % is stated
