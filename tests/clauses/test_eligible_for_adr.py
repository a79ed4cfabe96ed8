"""Whether a complaint may go to the body outside, and to an arbitrator."""

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, Eligibility, MissingFactsError, Money, Terms, UnknownNameError, load
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR, EligibleForAdrQuestion, Subject
from telcoterms.files.library import law_table
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import Rounding
from tests.error_assertions import refused
from tests.terms_builders import KOS, ROUNDING, cad, made
from tests.test_providers import FOLDER
from tests.worked_cases import cases

FACTS = EligibleForAdrQuestion.facts
PRAIRIE = load(FOLDER / "prairie-2026-01-01.toml")


class TestConsumerOrSmallBusiness:
    """A consumer may, and a small business whose monthly bill is under the sum; nobody else."""

    @pytest.mark.parametrize("case", cases("kos", "eligible_for_adr"), ids=lambda case: case["name"])
    def test_worked_cases(self, case: dict[str, Any]) -> None:
        answer = KOS.eligible_for_adr(**{name: fact for name, fact in case.items() if name in FACTS})
        value = answer.under(**case.get("reading", {})).value
        assert (value.outcome, value.arbitration) == (case["outcome"], case["arbitration"])
        assert (None if value.arbitrator_cost is None else value.arbitrator_cost.text) == case.get("arbitrator_cost")
        assert value.body == "CCTS"
        assert value.arbitrator_share == (Fraction(1, 2) if case["arbitration"] == "possible" else None)

    @given(minor=st.integers(0, 500_000), subject=st.sampled_from(get_args(Subject)))
    def test_under_the_sum_and_not_at_it(self, minor: int, subject: Subject) -> None:
        bill = Money.of_minor(minor, "CAD")
        value = KOS.eligible_for_adr(customer="small-business", monthly_bill=bill, subject=subject).value
        assert (value.outcome == "eligible") == (minor < 250_000 and subject != "other")
        assert (value.arbitration == "excluded") == (subject == "billing")

    @given(minor=st.none() | st.integers(0, 500_000))
    def test_what_a_consumer_is_billed_does_not_matter(self, minor: int | None) -> None:
        bill = None if minor is None else Money.of_minor(minor, "CAD")
        assert KOS.eligible_for_adr(customer="consumer", monthly_bill=bill).value.outcome == "eligible"
        assert KOS.eligible_for_adr(customer="other", monthly_bill=bill).value.outcome == "not-eligible"

    @pytest.mark.parametrize(
        ("facts", "line"),
        [
            ({"customer": "consumer"}, "a consumer may go to CCTS"),
            ({"customer": "other"}, "neither a consumer nor a small business"),
            (
                {"customer": "small-business", "monthly_bill": "2499.99"},
                "a small business may go to CCTS: its monthly bill 2499.99 is under 2500.00",
            ),
            (
                {"customer": "small-business", "monthly_bill": "2500.00"},
                "a small business, its monthly bill 2500.00 is not under 2500.00",
            ),
            ({"customer": "consumer", "subject": "billing"}, "a dispute about billing goes to no arbitrator"),
            (
                {"customer": "consumer"},
                "an arbitrator could decide, if both agree; they share the arbitrator's fees equally",
            ),
            ({"customer": "consumer"}, "but not on billing, of which no arbitrator decides"),
            (
                {"customer": "consumer"},
                "CCTS takes complaints about service-delivery, contract, billing, credit-management, "
                "unauthorized-transfer: name the subject to have it checked",
            ),
            ({"customer": "consumer", "subject": "contract"}, "CCTS takes complaints about contract"),
            (
                {"customer": "consumer", "subject": "other"},
                "CCTS takes complaints about service-delivery, contract, billing, credit-management, "
                "unauthorized-transfer: this one is about none of them",
            ),
            (
                {"customer": "consumer", "arbitrator_fee": "1200.01"},
                "the customer's part of the fee: 1200.01 x 50 % = 600.005 -> 600.01 (half up)",
            ),
            (
                {"customer": "consumer", "arbitrator_fee": "1200.01"},
                "the provider's part, the rest of it: 1200.01 - 600.01 = 600.00",
            ),
            (
                # an odd number of cents, 120001 = 2 x 60000 + 1
                {"customer": "consumer", "arbitrator_fee": "1200.01"},
                "the words do not decide who pays the odd cent: the customer's part can be 600.00 or 600.01",
            ),
            (
                {"customer": "consumer", "arbitrator_fee": "1200.01"},
                "not at all, rounded alike: all that the words allow give the same with another rounding: 600.00",
            ),
        ],
    )
    def test_the_working(self, facts: dict[str, Any], line: str) -> None:
        assert line in " ".join(str(KOS.eligible_for_adr(**facts).working).split())

    def test_in_a_line_and_as_data(self) -> None:
        answer = KOS.eligible_for_adr(customer="consumer", subject="billing")
        said = "<eligible for adr: eligible for CCTS, arbitration excluded  [Service Terms s.39]>"
        assert repr(answer) == said
        assert answer.value.as_dict() == {
            "outcome": "eligible",
            "body": "CCTS",
            "arbitration": "excluded",
            "arbitrator_share": None,
            "arbitrator_cost": None,
        }
        assert KOS.eligible_for_adr(customer="consumer").value.as_dict()["arbitrator_share"] == "1/2"

    @given(minor=st.integers(0, 500_000), rounding=st.sampled_from(ROUNDING))
    def test_both_parts_of_a_fee_make_the_fee_and_differ_by_a_cent_at_most(
        self, minor: int, rounding: Rounding
    ) -> None:
        fee = Money.of_minor(minor, "CAD")
        answer = KOS.eligible_for_adr(customer="consumer", arbitrator_fee=fee).under(rounding=rounding)
        cost = answer.value.arbitrator_cost
        assert cost is not None
        assert abs(minor - 2 * cost.minor) == minor % 2
        rest = [one for one in answer.steps if "rest" in dict(one.phrase.values)]
        assert dict(rest[0].phrase.values)["rest"] == fee - cost

    def test_a_fee_in_a_line_and_as_data(self) -> None:
        answer = KOS.eligible_for_adr(customer="consumer", arbitrator_fee="1200.01")
        said = "eligible for CCTS, arbitration possible, 600.01 CAD of the arbitrator's fee"
        assert said in repr(answer)
        assert answer.value.as_dict()["arbitrator_cost"] == "600.01"
        assert answer.readings == {"rounding": "half-up"}

    def test_half_of_an_even_fee_is_decided_by_the_words(self) -> None:
        page = str(KOS.eligible_for_adr(customer="consumer", arbitrator_fee="1200.00").working)
        assert "odd cent: the customer's part" not in " ".join(page.split())

    def test_without_a_fee_that_is_shared_no_reading_is_taken(self) -> None:
        assert KOS.eligible_for_adr(customer="consumer").readings == {}
        billing = KOS.eligible_for_adr(customer="consumer", subject="billing", arbitrator_fee=1200)
        assert billing.readings == {}
        assert billing.value.arbitrator_cost is None

    def test_terms_that_list_no_subjects_take_any(self) -> None:
        assert PRAIRIE.eligible_for_adr(customer="consumer", subject="other").value.outcome == "eligible"

    def test_terms_that_do_not_speak_of_arbitration(self) -> None:
        answer = PRAIRIE.eligible_for_adr(customer="small-business", monthly_bill="99.99")
        assert answer.value == Eligibility("eligible", "the Board", None, None)
        assert repr(answer) == "<eligible for adr: eligible for the Board  [Terms s.13]>"
        assert "arbitrator" not in str(answer.working)
        answer = PRAIRIE.eligible_for_adr(customer="small-business", monthly_bill=100)
        assert answer.value == Eligibility("not-eligible", "the Board", None, None)
        assert repr(answer) == "<eligible for adr: not eligible for the Board  [Terms s.13]>"


class TestRefusals:
    """A small business gives its bill; words are known ones."""

    def test_a_small_business_without_its_bill(self) -> None:
        told = "under 2500.00 CAD (Service Terms s.39): give it, such as monthly_bill='180.00'"
        with refused(MissingFactsError, "a small business is eligible by its monthly bill", told):
            KOS.eligible_for_adr(customer="small-business")

    @pytest.mark.parametrize("fact", ["customer", "subject"])
    def test_an_unknown_word(self, fact: str) -> None:
        facts: dict[str, Any] = {"customer": "consumer", fact: "company"}
        with refused(UnknownNameError, f"{fact} is 'company': choose from"):
            KOS.eligible_for_adr(**facts)

    def test_a_bill_in_another_currency(self) -> None:
        with refused(AmountError, "these terms are in CAD"):
            KOS.eligible_for_adr(customer="small-business", monthly_bill=Money(100, "GBP"))


class TestWords:
    """The answer in a sentence, its heading, and its lines."""

    @pytest.mark.parametrize(
        ("terms", "facts", "told"),
        [
            (
                KOS,
                {"customer": "consumer"},
                "a consumer may take a complaint to CCTS, and an arbitrator could decide it",
            ),
            (
                KOS,
                {"customer": "consumer", "subject": "billing"},
                "a consumer may take a complaint to CCTS, but no arbitrator decides it",
            ),
            (
                KOS,
                {"customer": "consumer", "arbitrator_fee": "1200.01"},
                "a consumer may take a complaint to CCTS, and an arbitrator could decide it, at 600.01 of the "
                "arbitrator's fee",
            ),
            (
                KOS,
                {"customer": "other"},
                "a customer who is neither a consumer nor a small business may not take a complaint to CCTS, but an "
                "arbitrator could decide it",
            ),
            (
                KOS,
                {"customer": "small-business", "monthly_bill": "2500.00", "subject": "billing"},
                "a small business may not take a complaint to CCTS, and no arbitrator decides it",
            ),
            (
                PRAIRIE,
                {"customer": "small-business", "monthly_bill": "99.99"},
                "a small business may take a complaint to the Board",
            ),
            (
                PRAIRIE,
                {"customer": "small-business", "monthly_bill": "100.00"},
                "a small business may not take a complaint to the Board",
            ),
        ],
    )
    def test_in_a_sentence(self, terms: Terms, facts: dict[str, Any], told: str) -> None:
        answer = terms.eligible_for_adr(**facts)
        assert phrase_text(answer.about.told(answer.value)) == told

    def test_excluded_of_one_who_is_not_eligible(self) -> None:
        value = KOS.eligible_for_adr(customer="other", subject="billing").value
        assert phrase_text(value.headline()) == "not eligible for CCTS, arbitration excluded"

    def test_what_readings_are_compared_by(self) -> None:
        with_fee, without = (
            KOS.eligible_for_adr(customer="consumer", arbitrator_fee=fee).value for fee in ("1200.01", None)
        )
        assert with_fee.figure == cad(600_01)
        assert without.figure == without

    def test_the_heading_has_the_customer_in_the_language_of_the_reader(self) -> None:
        answer = KOS.eligible_for_adr(customer="small-business", monthly_bill=180, subject="contract")
        assert (
            "help from outside in a complaint (customer: small-business), billed 180.00 CAD a month, about the "
            "contract, by KOS's" in " ".join(str(answer).split())
        )
        french = answer.html("fr")
        assert "petite entreprise" in french
        assert "small-business" not in french

    @pytest.mark.parametrize(
        ("subject", "lines"),
        [
            (
                "contract",
                [
                    "CCTS takes complaints about contract",
                    "an arbitrator could decide, if both agree; they share the arbitrator's fees equally",
                ],
            ),
            (
                None,
                [
                    "CCTS takes complaints about service-delivery, contract, billing, credit-management, "
                    "unauthorized-transfer: name the subject to have it checked",
                    "an arbitrator could decide, if both agree; they share the arbitrator's fees equally",
                    "but not on billing, of which no arbitrator decides",
                ],
            ),
        ],
    )
    def test_the_lines(self, subject: Any, lines: list[str]) -> None:
        answer = KOS.eligible_for_adr(customer="consumer", subject=subject)
        assert [phrase_text(line.phrase) for line in answer.about.working()] == ["a consumer may go to CCTS", *lines]

    def test_without_subjects_of_which_no_arbitrator_decides_nothing_is_said_of_them(self) -> None:
        rule = ELIGIBLE_FOR_ADR.of(KOS.agreement)
        assert rule.arbitration is not None
        all_of_them = replace(rule, subjects=None, arbitration=replace(rule.arbitration, never_on=()))
        answer = made(eligible_for_adr=all_of_them).eligible_for_adr(customer="consumer")
        assert [phrase_text(line.phrase) for line in answer.about.working()] == [
            "a consumer may go to CCTS",
            "an arbitrator could decide, if both agree; they share the arbitrator's fees equally",
        ]

    @pytest.mark.parametrize(("fee", "odd"), [("1200.02", False), ("1200.03", True), ("0.01", True), ("0.00", False)])
    def test_an_odd_cent(self, fee: str, odd: bool) -> None:
        answer = KOS.eligible_for_adr(customer="consumer", subject="contract", arbitrator_fee=fee)
        last = phrase_text([*answer.about.working()][-1].phrase)
        assert last.startswith("the words do not decide who pays the odd cent") is odd


class TestByLaw:
    """The body's own rule: a bill of 2500.00 is still that of a small business, and up to 5000.00 is awarded."""

    def found(self, name: str, **facts: Any) -> tuple[str, Any, bool] | None:
        answer = KOS.eligible_for_adr(**facts)
        found = answer.about.by_law(law_table("canada").named(name).versions[0], answer.value)
        return None if found is None else (phrase_text(found.says), found.figure, found.shown)

    COUNTS = "of the month before or on the average of three months"

    @pytest.mark.parametrize(
        ("bill", "says", "shown"),
        [
            ("2499.99", f"eligible by it, as a small business by a bill of 2499.99, not over 2500.00, {COUNTS}", False),
            ("2500.00", f"eligible by it, as a small business by a bill of 2500.00, not over 2500.00, {COUNTS}", True),
            ("2500.01", f"no small business by a bill of 2500.01, over 2500.00; what counts is a bill {COUNTS}", True),
        ],
    )
    def test_a_small_business(self, bill: str, says: str, shown: bool) -> None:
        found = self.found("ccts-small-business", customer="small-business", monthly_bill=bill)
        assert found == (says, cad(2500_00), shown)

    @pytest.mark.parametrize(("bill", "shown"), [("2500.00", False), ("2500.01", True)])
    def test_of_terms_that_allow_more_a_bill_over_the_sum_is_shown(self, bill: str, shown: bool) -> None:
        rule = replace(ELIGIBLE_FOR_ADR.of(KOS.agreement), small_business_under=cad(3000_00))
        answer = made(eligible_for_adr=rule).eligible_for_adr(customer="small-business", monthly_bill=bill)
        found = answer.about.by_law(law_table("canada").named("ccts-small-business").versions[0], answer.value)
        assert found is not None
        assert (answer.value.outcome, found.shown) == ("eligible", shown)

    @pytest.mark.parametrize("customer", ["consumer", "other"])
    def test_it_says_nothing_of_others(self, customer: Any) -> None:
        assert self.found("ccts-small-business", customer=customer, monthly_bill="2600.00") is None

    @pytest.mark.parametrize(("customer", "shown"), [("consumer", True), ("other", False)])
    def test_what_the_body_awards(self, customer: Any, shown: bool) -> None:
        found = self.found("ccts-compensation", customer=customer)
        assert found is not None
        assert found[1:] == (cad(5000_00), shown)
        assert found[0].startswith("CCTS awards up to 5000.00 CAD")
