"""Amounts and rates as a person types them in the command: read where they have one meaning, else refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, load
from telcoterms.cli import main
from telcoterms.cli.amounts import read_amount, read_rate


class TestAmounts:
    """A text that can mean one amount alone is that amount."""

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("$113", "113"),
            ("$ 113.00", "113.00"),
            (" 113.00 ", "113.00"),
            ("113.00$", "113.00"),
            ("113 CAD", "113"),
            ("113cad", "113"),
            ("CAD 113", "113"),
            ("CAD113.00", "113.00"),
            ("$113 CAD", "113"),
            ("113.00 $ CAD", "113.00"),
            ("CA$113", "113"),
            ("C$ 113", "113"),
            ("CDN$113", "113"),
            ("$1,130.00", "1130.00"),
            ("1,130.00", "1130.00"),
            ("1,130,000", "1130000"),
            ("1.130,00", "1130.00"),
            ("1.130.000", "1130000"),
            ("1 130,00 $", "1130.00"),
            ("1\N{NO-BREAK SPACE}130.00", "1130.00"),
            ("113,00", "113.00"),
            ("12,5", "12.5"),
        ],
    )
    def test_in_dollars(self, text: str, amount: str) -> None:
        assert read_amount(text, "amount", "CAD") == amount

    @pytest.mark.parametrize(
        ("text", "currency", "amount"),
        [("£20", "GBP", "20"), ("20 €", "EUR", "20"), ("US$20", "USD", "20"), ("1,130", "JPY", "1130")],
    )
    def test_in_other_currencies(self, text: str, currency: str, amount: str) -> None:
        assert read_amount(text, "amount", currency) == amount

    @given(st.decimals("0", "9999999999", places=2))
    def test_every_amount_with_separators(self, amount: Decimal) -> None:
        texts = [f"${amount:,}", f"{amount:,} CAD", f"CAD {amount}", f"{amount:,}".replace(",", " ")]
        texts.append(f"{amount:,}".translate({ord(","): ".", ord("."): ","}))
        assert {read_amount(text, "amount", "CAD") for text in texts} == {str(amount)}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1,130", "is '1,130', which is 1130 if the comma separates thousands and 1.130 if it separates decimals"),
            ("$12,500", "which is 12500 if the comma separates thousands and 12.500 if"),
            (".50", "begins with no digit: a shell takes $1 out of text without quotation marks, so write digits and"),
            (",130.00", "begins with no digit"),
            ("", "begins with no digit"),
            ("113 USD", "is '113 USD', but these terms are in CAD: give the amount that was billed in CAD"),
            ("US$113", "but these terms are in CAD"),
            ("$113 USD", "but these terms are in CAD"),
            ("£113", "but these terms are in CAD"),
        ],
    )
    def test_refused(self, text: str, said: str) -> None:
        with pytest.raises(AmountError) as caught:
            read_amount(text, "amount", "CAD")
        assert str(caught.value).startswith("amount is ")
        assert said in str(caught.value)

    def test_a_currency_among_several_terms(self) -> None:
        with pytest.raises(AmountError, match="each of these terms is asked in its own currency: leave the currency"):
            read_amount("$113", "amount", None)
        assert read_amount("1,130.00", "amount", None) == "1130.00"

    @pytest.mark.parametrize(
        "text",
        ["abc", "113 dollars", "113 XYZ", "1,13,00", "1,130,00", "-$5", "1e5", "(5.00)", "1..5", "113.", "1.130"],
    )
    def test_what_has_none_of_these_forms_is_left_to_the_library(self, text: str) -> None:
        assert read_amount(text, "amount", "CAD") == text
        with pytest.raises(AmountError, match="write "):
            load("kos").late_charge(text, issued="2026-01-01", paid="2026-02-15")


class TestRates:
    """A rate has a percent sign, or is a decimal below 1."""

    @pytest.mark.parametrize(
        ("text", "rate"),
        [
            ("13%", "0.13"),
            ("13 %", "0.13"),
            ("14.975 %", "0.14975"),
            ("14,975 %", "0.14975"),
            ("0%", "0"),
            ("100%", "1"),
            ("500 %", "5"),
            (" 0.13 ", "0.13"),
            ("00.5", "00.5"),
        ],
    )
    def test_read(self, text: str, rate: str) -> None:
        assert read_rate(text, "tax_rate") == rate

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("13", "tax_rate is '13', which would be 1300 %: write 13% or 0.13, or 1300% if that is meant"),
            ("1.5", "which would be 150 %: write 1.5% or 0.015, or 150%"),
            ("HST", "is 'HST', which is no rate: write a percentage, such as 13%, or a decimal, such as 0.13"),
            ("0,13", "which is no rate"),
            ("-5%", "which is no rate"),
            (".13", "which is no rate"),
            ("13 percent", "which is no rate"),
        ],
    )
    def test_refused(self, text: str, said: str) -> None:
        with pytest.raises(AmountError) as caught:
            read_rate(text, "tax_rate")
        assert said in str(caught.value)


class TestCommand:
    """Every option that takes an amount or a rate takes it so, and the library stays strict."""

    @pytest.mark.parametrize(
        ("typed", "plain"),
        [
            (
                "late-charge|$1,130.00|--issued|2026-01-01|--paid|2026-02-15",
                "late-charge|1130.00|--issued|2026-01-01|--paid|2026-02-15",
            ),
            ("tax|39,95|CAD 14.95|--on|2026-06-01|--tax-rate|15 %", "tax|39.95|14.95|--on|2026-06-01|--tax-rate|0.15"),
            (
                "what-if|examples/late_account.toml|--pay|$30|--received|2026-04-20|--on|2026-05-20",
                "what-if|examples/late_account.toml|--pay|30|--received|2026-04-20|--on|2026-05-20",
            ),
            (
                "due-date|--issued|2026-01-01|--device-subsidy|$200",
                "due-date|--issued|2026-01-01|--device-subsidy|200",
            ),
        ],
    )
    def test_the_answer_is_that_of_the_plain_amount(
        self,
        typed: str,
        plain: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        request: pytest.FixtureRequest,
    ) -> None:
        monkeypatch.chdir(request.config.rootpath)
        answers = []
        for words in (typed, plain):
            assert main([*words.split("|"), "--format", "json"]) == 0
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1]

    def test_a_refusal_is_in_the_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["late-charge", "1,130", "--issued", "2026-01-01", "--paid", "2026-02-15", "--lang", "fr"]
        assert main(words) == 2
        assert "soit 1130 si la virgule sépare les milliers" in capsys.readouterr().err

    def test_the_library_stays_strict(self) -> None:
        with pytest.raises(AmountError, match="no signs, spaces or separators"):
            load("kos").late_charge("$113.00", issued="2026-01-01", paid="2026-02-15")
