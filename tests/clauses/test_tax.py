"""The tax on a bill, line by line: each figure by hand, on bills of 1 June 2026 by KOS's terms, in Ontario at 13 %."""

from typing import Any

import pytest

from telcoterms import InputError
from telcoterms.clauses.tax import TaxQuestion
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import KOS

JUNE: dict[str, Any] = {"on": "2026-06-01"}
ONTARIO = "HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010)"
QUEBEC = [
    "GST is 5 %: CRA, GST/HST rates (since 1 January 2008)",
    "QST is 9.975 %: Revenu Quebec, Calculating the Taxes (since 1 January 2013)",
]


class TestWorking:
    """Each rate with its source, the sum of the parts, each tax, what is untaxed, and the total."""

    @pytest.mark.parametrize(
        ("amounts", "facts", "lines"),
        [
            (["39.95"], {}, [ONTARIO, "HST: 39.95 x 13 % = 5.1935 -> 5.19 (half up)", "total: 39.95 + 5.19 = 45.14"]),
            (
                ["39.95", "14.95"],
                {},
                [
                    ONTARIO,
                    "sum of the parts: 39.95 + 14.95 = 54.90",
                    "HST: 54.90 x 13 % = 7.137 -> 7.14 (half up)",
                    "total: 54.90 + 7.14 = 62.04",
                ],
            ),
            (
                ["39.95", "14.95"],
                {"tax_rounding": "by-component"},
                [
                    ONTARIO,
                    "sum of the parts: 39.95 + 14.95 = 54.90",
                    "HST: 39.95 x 13 % = 5.1935 -> 5.19 (half up)",
                    "HST: 14.95 x 13 % = 1.9435 -> 1.94 (half up)",
                    "HST in all: 5.19 + 1.94 = 7.13",
                    "total: 54.90 + 7.13 = 62.03",
                ],
            ),
            (
                ["54.90"],
                {"province": "QC"},
                [
                    *QUEBEC,
                    "GST: 54.90 x 5 % = 2.745 -> 2.75 (half up)",
                    "QST: 54.90 x 9.975 % = 5.476275 -> 5.48 (half up)",
                    "tax in all: 2.75 + 5.48 = 8.23",
                    "total: 54.90 + 8.23 = 63.13",
                ],
            ),
            (
                ["39.95"],
                {"late_charge": "3.41"},
                [
                    ONTARIO,
                    "HST: 39.95 x 13 % = 5.1935 -> 5.19 (half up)",
                    "late charge 3.41, which carries no tax: Excise Tax Act s.161; CRA Memorandum 3-9",
                    "total: 39.95 + 5.19 + 3.41 = 48.55",
                ],
            ),
            (
                ["113.00"],
                {"tax_mode": "included"},
                [ONTARIO, "HST in it: 113.00 x 13 % / (100 % + 13 %) = 13.00", "total: 113.00"],
            ),
        ],
        ids=["one", "two", "by-component", "two-taxes", "late-charge", "included"],
    )
    def test_each_line(self, amounts: list[str], facts: dict[str, Any], lines: list[str]) -> None:
        steps = KOS.tax(amounts, **JUNE, **facts).steps
        assert [phrase_text(step.phrase) for step in steps if step.part == "working"] == lines

    def test_the_headline_and_the_sentence(self) -> None:
        answer = KOS.tax("39.95", **JUNE, late_charge="3.41")
        assert phrase_text(answer.value.headline()) == "5.19 CAD on 39.95, untaxed 3.41, total 48.55"
        said = "a bill of 1 June with $39.95 that is taxed carries $5.19 of tax, and comes to"
        assert answer.sentence.endswith(f"{said} $48.55 (with a late charge of $3.41).")
        assert KOS.tax("39.95", **JUNE).sentence.endswith(f"{said} $45.14.")

    def test_what_is_cited_is_what_says_that_fees_carry_tax(self) -> None:
        about = KOS.tax("39.95", **JUNE).about
        assert about.cited == tuple(KOS.agreement.tax_clauses)
        assert about.is_taxed
        assert TaxQuestion.always_taxed(KOS.agreement)


class TestFacts:
    """The region chooses the taxes; a rate that is given takes its place."""

    def test_a_region_and_a_rate_are_not_given_together(self) -> None:
        # 100.00: GST 5.00, QST 9.975 -> 9.98
        assert KOS.tax("100.00", **JUNE, region="QC").value.tax.text == "14.98"
        assert KOS.tax("100.00", **JUNE, tax_rate="0.1").value.tax.text == "10.00"
        with refused(InputError, "QC"):
            KOS.tax("100.00", **JUNE, region="QC", tax_rate="0.1")

    def test_two_editions_are_compared_by_a_bill_of_40_00_and_15_00(self) -> None:
        (facts,) = TaxQuestion.compared
        value = KOS.tax(**facts).value
        assert (value.taxed.text, value.tax.text) == ("55.00", "7.15")

    def test_a_bill_has_no_late_charge_unless_one_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["tax", "39.95", "--on", "2026-06-01", "--provider", "kos"]) == 0
        assert "5.19 CAD on 39.95, untaxed 0.00, total 45.14" in capsys.readouterr().out
