"""Which of two documents goes first."""

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from telcoterms import InputError, NotInTermsError, UnknownNameError, load
from telcoterms.clauses.precedence import Ranked, first_of, precedence_steps
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

RULE = Ranked(clause=CLAUSE, says="")


class TestRanked:
    """The documents stand in an order, and the one that stands before the other goes first."""

    @pytest.mark.parametrize("service", ["dsl", "cable", "fixed-wireless", "voip"])
    def test_an_agreement_goes_before_the_service_terms_and_these_before_all_others(self, service: str) -> None:
        assert KOS.precedence(one="service-terms", other=service).value == service
        assert KOS.precedence(one=service, other="service-terms").value == service
        assert KOS.precedence(one="resolution", other="service-terms").value == "service-terms"

    def test_whichever_is_named_first(self) -> None:
        ranking = (("a",), ("b",), ("c",), ("d",))
        for one, other in combinations("abcd", 2):
            assert first_of(RULE, ranking, one, other) == first_of(RULE, ranking, other, one) == one
            assert precedence_steps(RULE, ranking, one, other) == precedence_steps(RULE, ranking, other, one)

    def test_its_working(self) -> None:
        order, found = precedence_steps(RULE, (("a", "c"), ("b",)), "b", "a")
        assert dict(order.phrase.values) == {"ranking": "a, c; b"}
        assert dict(found.phrase.values) == {"first": "a", "second": "b"}
        assert order.clauses == found.clauses == (CLAUSE,)

    @pytest.mark.parametrize(("one", "other"), [*combinations(["dsl", "cable", "fixed-wireless", "voip"], 2)])
    def test_the_words_do_not_order_two_agreements(self, one: str, other: str) -> None:
        answer = KOS.precedence(one=one, other=other)
        assert answer.value is None
        assert answer.steps == KOS.precedence(one=other, other=one).steps
        assert "the words do not order them" in answer.working.text()

    def test_what_does_not_fit(self) -> None:
        with refused(UnknownNameError, "other is 'sms', which is no document of these terms", "choose from dsl, cable"):
            KOS.precedence(one="dsl", other="sms")
        with refused(UnknownNameError, "one is 'sms'"):
            KOS.precedence(one="sms", other="dsl")
        with refused(InputError, "one and other are both 'dsl'", "give two documents that disagree"):
            KOS.precedence(one="dsl", other="dsl")

    @pytest.mark.parametrize("value", [Decimal("sNaN"), [], {}])
    def test_what_has_no_hash_is_refused_as_no_document(self, value: Any) -> None:
        with refused(UnknownNameError, "one is ", "which is no document of these terms"):
            KOS.precedence(one=value, other="dsl")

    def test_terms_of_one_document_are_silent(self) -> None:
        with refused(NotInTermsError, "hold no rule on precedence"):
            load("kijoma").precedence(one="complaints", other="complaints")


def test_the_help_lists_the_documents_of_each_provider(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["precedence", "--help"])
    assert "names:\n  kos: dsl, cable, fixed-wireless, voip, service-terms, resolution\n" in capsys.readouterr().out


def test_the_help_lists_the_activities_of_each_provider(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["data-usage", "--help"])
    assert "names:\n  kos: e-mail, sd-photo, hd-photo, sd-video, hd-video, 4k-video, audio, gaming\n" in (
        capsys.readouterr().out
    )


class TestSentences:
    """What stands in the document of the higher rank counts; of two of one rank neither goes first."""

    @pytest.mark.parametrize(
        ("one", "other", "told"),
        [
            (
                "service-terms",
                "dsl",
                "the Service Terms and the DSL Agreement disagree, what stands in the DSL Agreement counts",
            ),
            ("dsl", "cable", "the DSL Agreement and the Cable Agreement disagree, neither goes first"),
        ],
    )
    def test_with_the_titles_of_the_documents(self, one: str, other: str, told: str) -> None:
        answer = KOS.precedence(one=one, other=other)
        assert phrase_text(answer.about.told(answer.value)) == f"where {told}"
