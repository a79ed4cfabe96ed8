"""Facts that a question needs and that were not given: all are asked for at once, in the words of who asks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from telcoterms import InputError, InvalidFileError, MissingFactsError, NotInTermsError, Terms, load
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.cli import main
from telcoterms.files.bill import read_bill

KOS: Final[Any] = load("kos")  # of any type, for type checkers refuse these calls
DSL: Final[Any] = load("kos", service="dsl")
HOSTING: Final[Any] = load("kos", service="none")
ROGERS: Final[Any] = load("rogers")
TERM: Final[dict[str, Any]] = {"term_start": "2025-01-01", "term_months": 24}
EARLY: Final[dict[str, Any]] = {**TERM, "cancelled": "2026-05-10"}


class TestInPython:
    """By keywords."""

    @pytest.mark.parametrize(
        ("ask", "said"),
        [
            (
                lambda: KOS.refund(),
                "refund needs fee, cycle_start, cancelled: give all of them; help(Terms.refund) says",
            ),
            (lambda: KOS.refund("49.95", cancelled="2026-06-10"), "refund needs cycle_start: give"),
            (lambda: KOS.statement(), "statement needs account, as_of: give"),
            (lambda: KOS.tax(), "tax needs amounts, on: give"),
            (
                lambda: HOSTING.cancellation_charge(),
                "cancellation charge needs monthly_fee, term_start, term_months, cancelled: give",
            ),
            (
                lambda: DSL.cancellation_charge(term_months=24),
                "cancellation charge needs incentive, term_start, last_invoice, cancelled: give",
            ),
            (
                lambda: DSL.cheapest_cancellation("19.95"),
                "cheapest cancellation needs incentive, term_start, term_months, first, last: give",
            ),
        ],
    )
    def test_all_of_them_in_one_sentence(self, ask: Callable[[], object], said: str) -> None:
        with pytest.raises(MissingFactsError) as error:
            ask()
        assert str(error.value).startswith(said)

    @pytest.mark.parametrize(
        ("ask", "said"),
        [
            (lambda: KOS.refund("100", province="BC"), "refund needs cycle_start, cancelled, taxed_as: give"),
            (lambda: KOS.tax("100", province="BC"), "tax needs on, taxed_as: give"),
            (lambda: ROGERS.part_charge("100", province="BC"), "part charge needs cycle_start, taxed_as: give"),
            (lambda: ROGERS.tax("100"), "tax needs on, region: give"),
            (
                lambda: HOSTING.cancellation_charge("59.95", term_months=24, province="BC"),
                "cancellation charge needs term_start, cancelled, taxed_as: give",
            ),
            (
                lambda: HOSTING.cancellation_charge(**EARLY, province="BC"),
                "these terms (Service Terms s.36) charge a share of the monthly fees: give monthly_fee, taxed_as",
            ),
            (
                lambda: HOSTING.cheapest_cancellation("59.95", **TERM, first="2026-05-10", province="BC"),
                "cheapest cancellation needs last, taxed_as: give",
            ),
        ],
    )
    def test_what_the_tax_depends_on_is_asked_for_with_them(self, ask: Callable[[], object], said: str) -> None:
        with pytest.raises(MissingFactsError) as error:
            ask()
        assert str(error.value).startswith(said)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: KOS.tax("100"),  # the tax of the provider's own region
            lambda: KOS.tax("100", province="QC"),  # the same on every kind of service
            lambda: KOS.tax("100", province="ZZ"),  # no region at all, which is refused once a day is given
            lambda: KOS.tax("100", province="BC", tax_rate="0.05"),  # a rate of one's own
            lambda: KOS.tax("100", province="BC", taxed_as="hosting"),
            lambda: DSL.tax("100", province="BC"),  # the file says what this service is taxed as
        ],
    )
    def test_it_is_not_asked_for_where_the_tax_does_not_depend_on_it(self, ask: Callable[[], object]) -> None:
        with pytest.raises(MissingFactsError, match=r"^tax needs on: give"):
            ask()

    def test_nor_where_the_terms_name_no_tax_or_put_none_on_the_charge(self) -> None:
        without: Any = Terms(replace(HOSTING.agreement, tax=None))
        rule = CANCELLATION_CHARGE.of(HOSTING.agreement)
        never: Any = Terms(HOSTING.agreement.with_rules(cancellation_charge=replace(rule, taxed=False)))
        for terms in (without, never):
            with pytest.raises(MissingFactsError, match=r"needs monthly_fee, term_start, term_months, cancelled: give"):
                terms.cancellation_charge(province="BC")
            with pytest.raises(MissingFactsError, match=r"give monthly_fee$"):
                terms.cancellation_charge(**EARLY, province="BC")

    def test_alone_it_is_a_missing_fact_too(self) -> None:
        with pytest.raises(MissingFactsError, match=r"the tax in BC depends on the kind of service: give taxed_as"):
            KOS.tax("100", on="2026-01-01", province="BC")

    def test_the_service_and_the_facts_that_every_service_needs(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            KOS.cancellation_charge()
        assert str(error.value).startswith(
            "cancellation charge depends on the service, since the rules of dsl, cable, "
        )
        assert "aside; cancellation charge needs term_start, term_months, cancelled too: name it, such as " in str(
            error.value
        )

    def test_those_of_the_clause_alone(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            DSL.cancellation_charge("59.95", **EARLY)
        assert str(error.value) == (
            "these terms (DSL Agreement s.11) charge the incentive by the months left: give incentive, last_invoice, "
            "the date of the last monthly invoice, or None; leave out monthly_fee"
        )

    def test_a_fact_that_the_clause_does_not_use_is_not_a_missing_one(self) -> None:
        with pytest.raises(InputError, match=r"leave out incentive, last_invoice$") as error:
            HOSTING.cancellation_charge("59.95", incentive=5, last_invoice=None, **EARLY)
        assert not isinstance(error.value, MissingFactsError)

    def test_terms_that_are_silent_on_the_question_ask_for_nothing(self) -> None:
        kijoma: Any = load("kijoma")
        with pytest.raises(NotInTermsError, match=r"the terms of kijoma .* hold no rule on cancellation_charge"):
            kijoma.cancellation_charge()

    def test_in_french(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            KOS.refund("49.95")
        assert error.value.show("fr") == (
            "«\N{NO-BREAK SPACE}remboursement\N{NO-BREAK SPACE}» a besoin de cycle_start, cancelled"
            "\N{NO-BREAK SPACE}: donnez-les tous; help(Terms.refund) "
            "dit ce que chacun est"
        )

    def test_what_caught_the_error_of_python_catches_this_one(self) -> None:
        with pytest.raises(TypeError):
            KOS.refund()

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: KOS.refund("49.95", cycle_strat="2026-06-01"),
            lambda: KOS.due_date("2026-01-01", "2026-01-02"),
            lambda: Terms.refund(),  # type: ignore[call-arg]
        ],
    )
    def test_a_fact_that_the_question_does_not_have_is_an_error_of_python(self, ask: Callable[[], object]) -> None:
        with pytest.raises(TypeError) as error:
            ask()
        assert not isinstance(error.value, MissingFactsError)

    def test_a_method_keeps_its_name_and_its_help(self) -> None:
        assert Terms.refund.__name__ == "refund"
        assert "prepaid" in (Terms.refund.__doc__ or "")


class TestInAShell:
    """By options and arguments."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (
                ["refund"],
                "refund needs FEE, --cycle-start, --cancelled: give all of them; telcoterms refund --help says",
            ),
            (
                ["cancellation-charge", "--service", "dsl", "--term-months", "24"],
                "cancellation charge needs --incentive, --term-start, --last-invoice, --cancelled: give",
            ),
            (["tax", "--on", "2026-01-01"], "tax needs AMOUNT: give"),
            (["data-usage"], "data usage needs NAME=NUMBER: give"),
            (
                ["eligible-for-adr", "--customer", "small-business"],
                "a small business is eligible by its monthly bill, under 2500.00 CAD (Service Terms s.39): give it, "
                "such as --monthly-bill 180.00",
            ),
        ],
    )
    def test_all_of_them_in_one_sentence(self, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*words, "--provider", "kos"]) == 2
        assert capsys.readouterr().err.startswith(f"telcoterms: {said}")

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (["--province", "MB"], "give the rate itself, such as --tax-rate 0.12\n"),
            (["--province", "XX"], "or give the rate itself, such as --tax-rate 0.13\n"),
            (
                ["--province", "NS", "--tax-rate", "0.15"],
                "both --province 'NS' and --tax-rate are given: give one of them\n",
            ),
        ],
    )
    def test_a_rate_of_tax_by_its_option(self, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["tax", "100", "--on", "2026-01-01", "--provider", "kos", *more]) == 2
        assert capsys.readouterr().err.endswith(said)

    def test_the_help_shows_what_is_needed(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["refund", "--help"])
        usage = " ".join(capsys.readouterr().out.partition("\n\n")[0].split())
        assert usage.startswith("usage: telcoterms refund [-h] --cycle-start YYYY-MM-DD --cancelled YYYY-MM-DD [")
        assert usage.endswith(" FEE")


class TestInAFile:
    """By keys."""

    def test_of_the_clause(self, tmp_path: Path) -> None:
        file = tmp_path / "bill.toml"
        file.write_text(
            '[[line]]\nquestion = "cancellation_charge"\nterm_start = 2025-01-01\nterm_months = 24\n'
            'cancelled = 2026-05-10\nbilled = "20.00"\n',
            "utf-8",
        )
        with pytest.raises(InvalidFileError) as error:
            read_bill(file, load("kos", service="dsl").agreement)
        assert str(error.value) == (
            f"{file}: line[1]: these terms (DSL Agreement s.11) charge the incentive by the months left: give "
            'incentive, last_invoice, the date of the last monthly invoice, or "none"'
        )
