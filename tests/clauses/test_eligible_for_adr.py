"""Whether a complaint may go to the body outside, and to an arbitrator."""

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, Eligibility, MissingFactsError, Money, UnknownNameError, load
from telcoterms.clauses.eligible_for_adr import EligibleForAdrQuestion, Subject
from telcoterms.values.money import Rounding
from tests.error_assertions import refused
from tests.terms_builders import KOS, ROUNDING
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
