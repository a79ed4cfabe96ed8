"""What is known of a customer, in words and as data."""

from datetime import date
from typing import Any

import pytest

from telcoterms.agreement.customer import NOT_KNOWN, Customer, CustomerFacts
from telcoterms.formats.text import phrase_text
from tests.terms_builders import cad


def words(**facts: Any) -> list[str]:
    return [phrase_text(one) for one in CustomerFacts(**facts).in_words()]


class TestCustomerFacts:
    """What is not known is not said, and no subsidy is known as such."""

    def test_of_whom_nothing_is_known(self) -> None:
        assert words() == []
        assert NOT_KNOWN.as_dict() == {}

    def test_of_whom_everything_is_known(self) -> None:
        facts: dict[str, Any] = {
            "agreed": date(2024, 5, 1),
            "customer": "consumer",
            "device_subsidy": cad(120_00),
            "province": "ON",
        }
        assert words(**facts) == [
            "consumer",
            "in ON",
            "agreement of 2024-05-01",
            "device subsidised by 120.00 CAD",
        ]
        assert CustomerFacts(**facts).as_dict() == {
            "agreed": "2024-05-01",
            "customer": "consumer",
            "device_subsidy": "120.00",
            "province": "ON",
        }

    @pytest.mark.parametrize(("minor", "told"), [(0, "no device subsidised"), (1, "device subsidised by 0.01 CAD")])
    def test_a_device(self, minor: int, told: str) -> None:
        assert words(device_subsidy=cad(minor)) == [told]

    @pytest.mark.parametrize(
        ("customer", "told"),
        [
            ("consumer", "consumer"),
            ("small-business", "small business"),
            ("other", "neither consumer nor small business"),
        ],
    )
    def test_who_it_is(self, customer: Customer, told: str) -> None:
        assert words(customer=customer) == [told]
