"""What an administrative charge comes to."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Account, AdministrativeCharge, AmountError, InputError, Money, NotInTermsError, UnknownNameError
from telcoterms.clauses.administrative_charge import (
    AdministrativeReason,
    Capped,
    NamedReason,
    administrative_charge_steps,
    allowed_charge,
)
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad, made

REASONS: tuple[AdministrativeReason, ...] = get_args(AdministrativeReason)
NAMED: tuple[NamedReason, ...] = get_args(NamedReason)


def capped(most: int, *reasons: NamedReason, open_: bool | None = None) -> Capped:
    return Capped(most=cad(most), charged_for=reasons, open=open_, clause=CLAUSE, says="")


class TestCapped:
    """Each charge is of the provider's own amount, for a reason that its terms name, and up to a cap."""

    @pytest.mark.parametrize("reason", REASONS)
    def test_fifty_dollars_for_each_reason(self, reason: AdministrativeReason) -> None:
        assert KOS.administrative_charge("50.00", reason=reason).value == Money("50.00", "CAD")

    @pytest.mark.parametrize("reason", REASONS)
    def test_a_cent_more_is_refused(self, reason: AdministrativeReason) -> None:
        with refused(
            InputError, "amount is 50.01 CAD, over the cap of 50.00 CAD", "Service Terms s.9", "up to the cap"
        ):
            KOS.administrative_charge("50.01", reason=reason)

    @given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(NAMED))
    def test_the_charge_is_the_amount_up_to_the_cap(self, amount: int, most: int, reason: NamedReason) -> None:
        rule = capped(most, reason)
        if amount <= most:
            assert allowed_charge(rule, cad(amount), reason) == cad(amount)
            *_, line = administrative_charge_steps(rule, cad(amount), reason)
            assert dict(line.phrase.values) == {"amount": cad(amount), "most": cad(most)}
        else:
            with refused(InputError, "over the cap"):
                allowed_charge(rule, cad(amount), reason)

    def test_a_reason_that_the_terms_do_not_name(self) -> None:
        terms = made(administrative_charge=capped(5000, "collection", "returned-payment"))
        assert terms.administrative_charge(20, reason="collection").value == cad(2000)
        said = "name no administrative charge for restoral (Terms s.1), only for collection, returned-payment: ask the"
        with refused(NotInTermsError, said):
            terms.administrative_charge(20, reason="restoral")

    def test_a_reason_that_does_not_exist(self) -> None:
        reason: Any = "paper-bill"
        with refused(UnknownNameError, "reason is 'paper-bill'", "choose from collection, returned-payment, "):
            KOS.administrative_charge(20, reason=reason)

    def test_another_reason_is_within_an_open_list_and_its_cap(self) -> None:
        answer = KOS.administrative_charge("25.00", reason="other")
        assert answer.value == Money("25.00", "CAD")
        said = "reason other: not one that the terms name, but their list of reasons is open"
        assert said in " ".join(str(answer).split())
        with refused(InputError, "amount is 50.01 CAD, over the cap of 50.00 CAD"):
            KOS.administrative_charge("50.01", reason="other")

    @pytest.mark.parametrize("open_", [None, False])
    def test_another_reason_is_not_within_a_closed_list(self, open_: bool | None) -> None:
        terms = made(administrative_charge=capped(5000, "collection", open_=open_))
        with refused(NotInTermsError, "name no administrative charge for other (Terms s.1), only for collection:"):
            terms.administrative_charge(20, reason="other")

    def test_a_reason_that_an_open_list_leaves_out_is_another_one(self) -> None:
        terms = made(administrative_charge=capped(5000, "collection", open_=True))
        answer = terms.administrative_charge(20, reason="restoral")
        assert answer.value == cad(2000)
        assert "not one that the terms name" in " ".join(str(answer).split())

    def test_a_statement_takes_a_charge_for_another_reason(self) -> None:
        charge = AdministrativeCharge("F-1", "2026-01-10", cad(2500), "other")
        assert KOS.statement(Account([charge]), "2026-01-12").value.balance == cad(2500)

    def test_nothing_is_an_amount_and_less_is_none(self) -> None:
        assert KOS.administrative_charge(0, reason="collection").value == cad(0)
        with refused(AmountError, "amount is -0.01 CAD", "give zero or more"):
            KOS.administrative_charge("-0.01", reason="collection")

    def test_its_lines(self) -> None:
        first, second = KOS.administrative_charge("35.00", reason="identifier-change").steps
        assert dict(first.phrase.values) == {"reason": "identifier-change"}
        assert dict(second.phrase.values) == {"amount": cad(3500), "most": cad(5000)}
        assert [str(clause) for clause in first.clauses + second.clauses] == ["Service Terms s.9"] * 2
