"""Whether a complaint may go to the body outside, and to an arbitrator."""

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, Eligibility, InputError, Money, UnknownNameError, load
from telcoterms.clauses.eligible_for_adr import Subject
from tests.error_assertions import refused
from tests.terms_builders import KOS
from tests.test_providers import FOLDER
from tests.worked_cases import cases

PRAIRIE = load(FOLDER / "prairie-2026-01-01.toml")


class TestConsumerOrSmallBusiness:
    """A consumer may, and a small business whose monthly bill is under the sum; nobody else."""

    @pytest.mark.parametrize("case", cases("kos", "eligible_for_adr"), ids=lambda case: case["name"])
    def test_worked_cases(self, case: dict[str, Any]) -> None:
        facts = {name: fact for name, fact in case.items() if name not in ("name", "outcome", "arbitration")}
        value = KOS.eligible_for_adr(**facts).value
        assert (value.outcome, value.arbitration) == (case["outcome"], case["arbitration"])
        assert value.body == "CCTS"
        assert value.arbitrator_share == (Fraction(1, 2) if case["arbitration"] == "possible" else None)

    @given(minor=st.integers(0, 500_000), subject=st.sampled_from(get_args(Subject)))
    def test_under_the_sum_and_not_at_it(self, minor: int, subject: Subject) -> None:
        bill = Money.of_minor(minor, "CAD")
        value = KOS.eligible_for_adr(customer="small-business", monthly_bill=bill, subject=subject).value
        assert (value.outcome == "eligible") == (minor < 250_000)
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
            ({"customer": "consumer"}, "an arbitrator could decide; 50 % of the arbitrator's fees is the customer's"),
        ],
    )
    def test_the_working(self, facts: dict[str, Any], line: str) -> None:
        assert line in " ".join(str(KOS.eligible_for_adr(**facts)).split())

    def test_in_a_line_and_as_data(self) -> None:
        answer = KOS.eligible_for_adr(customer="consumer", subject="billing")
        said = "<eligible for adr: eligible for CCTS, arbitration excluded  [Service Terms s.39]>"
        assert repr(answer) == said
        assert answer.value.as_dict() == {
            "outcome": "eligible",
            "body": "CCTS",
            "arbitration": "excluded",
            "arbitrator_share": None,
        }
        assert KOS.eligible_for_adr(customer="consumer").value.as_dict()["arbitrator_share"] == "1/2"

    def test_terms_that_do_not_speak_of_arbitration(self) -> None:
        answer = PRAIRIE.eligible_for_adr(customer="small-business", monthly_bill="99.99")
        assert answer.value == Eligibility("eligible", "the Board", None, None)
        assert repr(answer) == "<eligible for adr: eligible for the Board  [Terms s.13]>"
        assert "arbitrator" not in str(answer)
        answer = PRAIRIE.eligible_for_adr(customer="small-business", monthly_bill=100)
        assert answer.value == Eligibility("not-eligible", "the Board", None, None)
        assert repr(answer) == "<eligible for adr: not eligible for the Board  [Terms s.13]>"


class TestRefusals:
    """A small business gives its bill; words are known ones."""

    def test_a_small_business_without_its_bill(self) -> None:
        with refused(
            InputError, "monthly_bill is not given", "under 2500.00 CAD (Service Terms s.39); give it, such as"
        ):
            KOS.eligible_for_adr(customer="small-business")

    @pytest.mark.parametrize("fact", ["customer", "subject"])
    def test_an_unknown_word(self, fact: str) -> None:
        facts: dict[str, Any] = {"customer": "consumer", fact: "company"}
        with refused(UnknownNameError, f"{fact} is 'company': choose from"):
            KOS.eligible_for_adr(**facts)

    def test_a_bill_in_another_currency(self) -> None:
        with refused(AmountError, "these terms are in CAD"):
            KOS.eligible_for_adr(customer="small-business", monthly_bill=Money(100, "GBP"))
