"""Up to which sum the provider is liable for an outage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, Money
from telcoterms.rules.liability_limit import GreaterOfSumAndFees, liability_limit, liability_limit_steps
from tests.made_terms import CLAUSE, KOS, cad
from tests.refused import refused

SUMS = st.integers(0, 10**6)


class TestGreaterOfSumAndFees:
    """The limit is a fixed sum, or the fees payable during the outage, whichever is more."""

    @pytest.mark.parametrize(
        ("fees", "limit"),
        [("0.00", "20.00"), ("13.50", "20.00"), ("20.00", "20.00"), ("20.01", "20.01"), ("149.90", "149.90")],
    )
    def test_twenty_dollars_or_the_fees(self, fees: str, limit: str) -> None:
        assert KOS.liability_limit(fees_during_outage=fees).value == Money(limit, "CAD")

    @given(SUMS, SUMS)
    def test_it_is_one_of_the_two_and_below_neither(self, sum_: int, fees: int) -> None:
        rule = GreaterOfSumAndFees(sum=cad(sum_), clause=CLAUSE, says="")
        limit = liability_limit(rule, cad(fees))
        assert limit in (cad(sum_), cad(fees))
        assert limit >= cad(sum_)
        assert limit >= cad(fees)
        (line,) = liability_limit_steps(rule, cad(fees))
        assert dict(line.phrase.values) == {"sum": cad(sum_), "fees": cad(fees), "limit": limit}

    def test_fees_below_zero_and_in_another_currency(self) -> None:
        with refused(AmountError, "fees_during_outage is -1.00 CAD", "give zero or more"):
            KOS.liability_limit(fees_during_outage=-1)
        with refused(AmountError, "fees_during_outage is 13.50 USD", "these terms are in CAD"):
            KOS.liability_limit(fees_during_outage=Money("13.50", "USD"))
