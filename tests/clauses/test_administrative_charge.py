"""What an administrative charge comes to."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    AmountError,
    Clause,
    InputError,
    MissingFactsError,
    Money,
    NotInTermsError,
    Terms,
    load,
)
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.numbers import ByFact, Dated
from telcoterms.clauses.administrative_charge import (
    ADMINISTRATIVE_CHARGE,
    AdministrativeChargeQuestion,
    ByReason,
    ReasonCharge,
    administrative_charge_steps,
    allowed_charge,
)
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.strategies import silent
from tests.terms_builders import CLAUSE, KOS, cad, made
from tests.worked_cases import LAKESIDE

PROVIDERS = Path(__file__).parents[1] / "providers"
REASONS = ("collection", "returned-payment", "identifier-change", "restoral", "other", "paper-bill")


def of(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


def capped(most: int, *reasons: str, other: int | None = None) -> ByReason:
    """The same cap for each reason."""
    named = tuple((reason, ReasonCharge(most=cad(most))) for reason in reasons)
    return ByReason(
        reason=named, other=None if other is None else ReasonCharge(most=cad(other)), clause=CLAUSE, says=""
    )


def terms_with(**charges: ReasonCharge) -> Terms:
    return made(administrative_charge=ByReason(reason=tuple(charges.items()), clause=CLAUSE, says=""))


class TestCaps:
    """Each charge is of the provider's own amount, for a reason that its terms name, and up to a cap."""

    @pytest.mark.parametrize("reason", REASONS)
    def test_fifty_dollars_for_each_reason(self, reason: str) -> None:
        assert KOS.administrative_charge("50.00", reason=reason).value == Money("50.00", "CAD")

    @pytest.mark.parametrize("reason", REASONS)
    def test_a_cent_more_is_refused(self, reason: str) -> None:
        with refused(
            InputError, "amount is 50.01 CAD, over the cap of 50.00 CAD", "Service Terms s.9", "up to the cap"
        ):
            KOS.administrative_charge("50.01", reason=reason)

    @given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(REASONS[:4]))
    def test_the_charge_is_the_amount_up_to_the_cap(self, amount: int, most: int, reason: str) -> None:
        rule = capped(most, reason)
        if amount <= most:
            assert allowed_charge(rule, cad(amount), reason) == cad(amount)
            *_, line = administrative_charge_steps(rule, cad(amount), reason)
            assert dict(line.phrase.values) == {"amount": cad(amount), "most": cad(most)}
        else:
            with refused(InputError, "over the cap"):
                allowed_charge(rule, cad(amount), reason)

    def test_an_amount_that_is_left_to_the_provider_is_asked_for(self) -> None:
        said = (
            "the terms leave the amount of the charge for restoral to the provider, up to 50.00 CAD (Service Terms s.9)"
        )
        with refused(MissingFactsError, said, "give amount"):
            KOS.administrative_charge(reason="restoral")

    def test_a_reason_that_the_terms_do_not_name(self) -> None:
        terms = made(administrative_charge=capped(5000, "collection", "returned-payment"))
        assert terms.administrative_charge(20, reason="collection").value == cad(2000)
        said = "name no administrative charge for restoral (Terms s.1), only for collection, returned-payment: ask the"
        with refused(NotInTermsError, said):
            terms.administrative_charge(20, reason="restoral")

    @pytest.mark.parametrize("reason", ["Paper bill", "", "a--b", 5])
    def test_a_reason_that_is_no_name(self, reason: Any) -> None:
        with refused(InputError, f"reason is {reason!r}: write small letters, digits and hyphens"):
            KOS.administrative_charge(20, reason=reason)

    def test_another_reason_is_within_an_open_list_and_its_cap(self) -> None:
        answer = KOS.administrative_charge("25.00", reason="other")
        assert answer.value == Money("25.00", "CAD")
        said = "reason other: not one that the terms name, but their list of reasons is open"
        assert said in " ".join(str(answer.working).split())
        with refused(InputError, "amount is 50.01 CAD, over the cap of 50.00 CAD"):
            KOS.administrative_charge("50.01", reason="other")

    def test_another_reason_has_the_cap_of_its_own(self) -> None:
        terms = made(administrative_charge=capped(5000, "collection", other=1000))
        assert terms.administrative_charge(10, reason="restoral").value == cad(1000)
        with refused(InputError, "over the cap of 10.00 CAD"):
            terms.administrative_charge(20, reason="restoral")

    def test_another_reason_is_not_within_a_closed_list(self) -> None:
        terms = made(administrative_charge=capped(5000, "collection"))
        with refused(NotInTermsError, "name no administrative charge for other (Terms s.1), only for collection:"):
            terms.administrative_charge(20, reason="other")

    def test_a_statement_takes_a_charge_for_another_reason(self) -> None:
        charge = AdministrativeCharge("F-1", "2026-01-10", cad(2500), "paper-bill")
        statement = KOS.statement(Account([charge]), "2026-01-12")
        assert statement.value.balance == cad(2500)
        assert "administrative charge F-1 of 2026-01-10, 25.00, for paper-bill" in " ".join(
            str(statement.working).split()
        )

    def test_nothing_is_an_amount_and_less_is_none(self) -> None:
        assert KOS.administrative_charge(0, reason="collection").value == cad(0)
        with refused(AmountError, "amount is -0.01 CAD", "give zero or more"):
            KOS.administrative_charge("-0.01", reason="collection")

    def test_its_lines(self) -> None:
        first, second = KOS.administrative_charge("35.00", reason="identifier-change").steps
        assert dict(first.phrase.values) == {"reason": "identifier-change"}
        assert dict(second.phrase.values) == {"amount": cad(3500), "most": cad(5000)}
        assert [str(clause) for clause in first.clauses + second.clauses] == ["Service Terms s.9"] * 2


class TestSums:
    """Where the terms name a sum, it is the charge, and no other amount is taken."""

    @pytest.mark.parametrize(
        ("name", "reason", "region", "charge"),
        [
            ("answering-desk", "returned-payment", None, "35.00"),
            ("answering-desk", "restoral", None, "50.00"),
            ("rural-carrier", "restoral", None, "35.00"),
            ("line-company", "modem", None, "99.00"),
            ("national-carrier", "restoral", "ON", "45.00"),
            ("national-carrier", "restoral", "QC", "0.00"),
        ],
    )
    def test_the_sum_of_the_terms(self, name: str, reason: str, region: str | None, charge: str) -> None:
        assert of(name).administrative_charge(reason=reason, region=region).value.text == charge

    def test_the_same_amount_is_taken_and_another_is_refused(self) -> None:
        assert of("answering-desk").administrative_charge("35.00", reason="returned-payment").value.text == "35.00"
        said = "amount is 35.01 CAD, and the terms charge 35.00 CAD for returned-payment (Terms s.2): give that"
        with refused(InputError, said, "or leave it out"):
            of("answering-desk").administrative_charge("35.01", reason="returned-payment")

    def test_the_working(self) -> None:
        text = " ".join(str(of("line-company").administrative_charge(reason="modem").working).split())
        assert "reason modem: one that the terms name" in text
        assert "the terms charge 99.00 for it" in text

    def test_a_region_is_needed_where_the_sum_depends_on_it_and_there_is_no_other(self) -> None:
        assert of("national-carrier").administrative_charge(reason="restoral").value.text == "45.00"  # elsewhere
        with refused(InputError, "region is 'QC', and no number or tax of these terms depends on it"):
            of("answering-desk").administrative_charge(reason="restoral", region="QC")

    def test_a_sum_that_has_changed_is_that_of_the_day(self) -> None:
        sums = Dated(((date(2025, 1, 1), cad(4000)), (date(2026, 1, 1), cad(4500))))
        terms = terms_with(restoral=ReasonCharge(sum=sums))
        days = ("2025-12-31", "2026-01-01", None)
        charges = [terms.administrative_charge(reason="restoral", on=on).value for on in days]
        assert charges == [cad(4000), cad(4500), cad(4500)]  # without a day the newest

    def test_a_sum_or_a_most(self) -> None:
        with refused(InputError, "neither sum nor most is there"):
            ReasonCharge()
        with refused(InputError, "sum and most are both there: keep one"):
            ReasonCharge(sum=cad(1), most=cad(2))
        with refused(InputError, "other is not a reason of its own: write it beside reason"):
            capped(5000, "other")


class TestNames:
    """The reasons have the names that the file gives them."""

    def test_the_help_lists_them(self) -> None:
        names = AdministrativeChargeQuestion.names_in(KOS.agreement)
        assert names == ("collection", "returned-payment", "identifier-change", "restoral")
        assert AdministrativeChargeQuestion.names_in(silent("administrative_charge").agreement) == ()

    def test_the_sums_stand_in_the_section_that_it_cites(self) -> None:
        rule = ADMINISTRATIVE_CHARGE.of(LAKESIDE.agreement)
        figures = [taken.figure for taken in taken_figures(rule, "administrative_charge")]
        assert figures == ["35.00 CAD", "45.00 CAD"]  # that nothing is charged is no figure


class TestTax:
    """A charge that is taxed has tax on top, which stands in the heading and in the working."""

    def test_vat_on_a_restored_service(self) -> None:
        # 20.66 x 23 % = 4.7518
        answer = of("irish-broadband").administrative_charge(reason="restoral")
        assert answer.value == Money("20.66", "EUR")
        text = " ".join(str(answer.working).split())
        assert ": 20.66 EUR, tax 4.75, total 25.41" in text
        assert "VAT: 20.66 x 23 % = 4.7518 -> 4.75 (half up)" in text
        assert [str(clause) for clause in answer.clauses] == ["Terms s.1"]

    def test_the_heading_has_the_tax_where_the_amount_is_given(self) -> None:
        text = " ".join(
            str(of("irish-broadband").administrative_charge("8.76", reason="returned-payment").working).split()
        )
        assert ": 8.76 EUR, tax 2.01, total 10.77" in text

    def test_a_tax_that_is_not_added_is_refused(self) -> None:
        said = "tax_rate is given, and these terms (Service Terms s.9) add no tax to the charge for restoral: leave it"
        with refused(InputError, said):
            KOS.administrative_charge(35, reason="restoral", tax_rate="0.13")
        with refused(InputError, "province is given, and these terms"):
            KOS.administrative_charge(35, reason="restoral", province="NS")

    def test_terms_without_taxes(self) -> None:
        terms = terms_with(restoral=ReasonCharge(sum=cad(4500), taxed=True))
        untaxed = Terms(replace(terms.agreement, tax=None))
        text = " ".join(str(untaxed.administrative_charge(reason="restoral").working).split())
        assert "these terms name no table of taxes" in text
        assert "tax 0" not in text

    def test_kos_says_of_no_tax(self) -> None:
        answer = KOS.administrative_charge("35.00", reason="restoral")
        assert "tax" not in str(answer.working)
        assert [str(clause) for clause in answer.clauses] == ["Service Terms s.9"]


class TestClauseOfAReason:
    """The charge for a reason can stand in a section of its own; the others stand in that of the table."""

    OWN = Clause("Service Terms", "12")
    TERMS = terms_with(restoral=ReasonCharge(sum=cad(4500), clause=OWN), collection=ReasonCharge(most=cad(5000)))

    def test_the_answer_cites_it(self) -> None:
        answer = self.TERMS.administrative_charge(reason="restoral")
        assert answer.clauses == (self.OWN,)
        assert {line.clauses for line in answer.steps if line.part == "working"} == {(self.OWN,)}
        assert "section 12, " in answer.sentence
        assert self.TERMS.administrative_charge("10.00", reason="collection").clauses == (CLAUSE,)

    def test_a_refusal_cites_it(self) -> None:
        with refused(
            InputError, "amount is 20.00 CAD, and the terms charge 45.00 CAD for restoral (Service Terms s.12)"
        ):
            self.TERMS.administrative_charge("20.00", reason="restoral")

    def test_the_clauses_of_the_rule(self) -> None:
        rule = ByReason(
            reason=(("restoral", ReasonCharge(sum=cad(1), clause=self.OWN)),),
            other=ReasonCharge(most=cad(2), clause=Clause("Terms", "13")),
            clause=CLAUSE,
            says="",
        )
        assert rule.clauses == (CLAUSE, self.OWN, Clause("Terms", "13"))
        plain = replace(rule, reason=(("collection", ReasonCharge(sum=cad(1))), *rule.reason), other=None)
        assert plain.clauses == (CLAUSE, self.OWN)
        taken = {one.path: (one.figure, one.clauses) for one in taken_figures(rule, "administrative_charge")}
        assert taken == {
            "administrative_charge.reason.restoral": ("0.01 CAD", (self.OWN,)),
            "administrative_charge.other": ("0.02 CAD", (Clause("Terms", "13"),)),
        }


class TestOfAnyOther:
    """A number that the terms have for any other region is taken where none is given, and the answer says so."""

    SUMS = ByFact("region", (("QC", cad(0)), ("NS", cad(100))), cad(4500))
    TERMS = terms_with(restoral=ReasonCharge(sum=SUMS), collection=ReasonCharge(sum=cad(500)))
    NOTE = "region is not given, and the number for any other is taken: give it if it is one of QC, NS"

    def test_without_a_region(self) -> None:
        answer = self.TERMS.administrative_charge(reason="restoral")
        assert answer.value == cad(4500)
        assert self.NOTE in " ".join(str(answer).split())
        assert self.NOTE in " ".join(str(answer.working).split())

    def test_with_one_or_where_no_number_depends_on_it(self) -> None:
        assert self.NOTE not in " ".join(str(self.TERMS.administrative_charge(reason="restoral", region="NS")).split())
        assert self.NOTE not in " ".join(str(self.TERMS.administrative_charge(reason="collection")).split())


class TestWords:
    """The answer in a sentence, its lines, and a reason in the language of the reader."""

    TERMS = terms_with(restoral=ReasonCharge(sum=cad(4500), taxed=True), modem=ReasonCharge(sum=cad(500), taxed=False))

    @pytest.mark.parametrize(
        ("reason", "told"),
        [
            ("restoral", "restoral of the service) comes to 50.85: 45.00 and 5.85 of tax"),
            ("modem", "modem) comes to 5.00, without tax"),
        ],
    )
    def test_in_a_sentence(self, reason: str, told: str) -> None:
        answer = self.TERMS.administrative_charge(reason=reason)
        assert phrase_text(answer.about.told(answer.value)) == f"an administrative charge ({told}"

    def test_the_lines_of_one_that_is_taxed_and_of_one_that_is_not(self) -> None:
        taxed, untaxed = (
            [
                phrase_text(line.phrase)
                for line in self.TERMS.administrative_charge(reason=reason, **facts).about.working()
            ]
            for reason, facts in (("restoral", {"region": "NS"}), ("modem", {}))
        )
        assert taxed == [
            "reason restoral: one that the terms name",
            "the terms charge 45.00 for it",
            "HST is 14 %: CRA, GST/HST rates (since 1 April 2025)",
            "HST: 45.00 x 14 % = 6.30",
            "total: 45.00 + 6.30 = 51.30",
        ]
        assert untaxed == ["reason modem: one that the terms name", "the terms charge 5.00 for it"]

    def test_a_usual_reason_is_translated_and_one_of_the_terms_own_is_not(self) -> None:
        # a reason that terms call "contract" keeps that name, though the word is translated elsewhere
        terms = terms_with(restoral=ReasonCharge(sum=cad(4500)), contract=ReasonCharge(sum=cad(500)))
        usual, own = (terms.administrative_charge(reason=reason).html("fr") for reason in ("restoral", "contract"))
        assert "rétablissement" in usual
        assert "restoral" not in usual
        assert "contract" in own

    def test_the_heading(self) -> None:
        text = " ".join(str(KOS.administrative_charge(25, reason="returned-payment")).split())
        assert "administrative charge for returned-payment, amount 25.00 CAD, by KOS's" in text

    def test_two_terms_are_compared_on_a_returned_payment(self) -> None:
        with_amount, without = AdministrativeChargeQuestion.examples("CAD")
        assert KOS.administrative_charge(**with_amount).value == cad(2500)
        assert of("answering-desk").administrative_charge(**without).value == cad(3500)
