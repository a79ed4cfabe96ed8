"""The edges of the law beside a question: rules that are another question's, and figures that a first guess misses."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from telcoterms import Answer, Money, Terms, load
from telcoterms.agreement.law import RuleVersion
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.customer_cancellation import OnReceipt
from telcoterms.clauses.late_charge.by_law import LateCharged
from telcoterms.files.library import law_table
from telcoterms.formats.text import phrase_text
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad

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
