"""To whom an account is billed: what is kept, what is refused, and what a file holds."""

from typing import Any

import pytest

from telcoterms import InputError
from telcoterms.account.billed_to import NOBODY, BilledTo
from tests.error_assertions import refused

SIX_LINES = ["A", "B", "C", "D", "E", "F"]


class TestBilledTo:
    """A name, up to six lines of an address, a number of the account, and a reference; each may be left out."""

    def test_all_of_it(self) -> None:
        whole = BilledTo("A customer", SIX_LINES, "C-1001", "R-7")
        assert (whole.name, whole.address, whole.account_number, whole.payment_reference) == (
            "A customer",
            ("A", "B", "C", "D", "E", "F"),
            "C-1001",
            "R-7",
        )
        assert whole.as_dict() == {
            "name": "A customer",
            "address": SIX_LINES,
            "account_number": "C-1001",
            "payment_reference": "R-7",
        }

    def test_what_is_left_out_is_empty(self) -> None:
        assert BilledTo("A customer").as_dict() == {"name": "A customer"}
        assert (NOBODY.name, NOBODY.address, NOBODY.as_dict()) == ("", (), {})

    @pytest.mark.parametrize("address", ["12 Example Street", 12, [*SIX_LINES, "G"]])
    def test_an_address_is_a_list_of_up_to_six_lines(self, address: Any) -> None:
        with refused(InputError, "address is ", ": give a list of up to 6 lines"):
            BilledTo("A customer", address)

    @pytest.mark.parametrize("fact", ["name", "account_number", "payment_reference"])
    def test_what_cannot_be_printed_on_one_line(self, fact: str) -> None:
        with refused(InputError, fact):
            BilledTo(**{fact: "two\nlines"})
