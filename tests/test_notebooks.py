"""The notebooks of the examples: each runs from top to bottom, and shows what is stored in it."""

import re
from pathlib import Path

import pytest
from IPython.lib.pretty import pretty

from docs.make_notebooks import NOTEBOOKS, executed, outputs, stored
from telcoterms import Account, Bill, BillItem, BillLine, Dispute, Invoice, Money, load
from telcoterms.account.events import InvoiceLine
from telcoterms.terms import QUESTIONS
from telcoterms.terms.overview import Overview


def table_cells(html: str) -> list[str]:
    """The text of the caption and of each cell."""
    parts = re.findall(r"<(caption|td|th)[^>]*>(.*?)</\1>", html)
    return [re.sub(r"<[^>]+>", "", text) for _, text in parts]


class TestRichForms:
    """What stands at the end of a cell, or at a prompt, shows itself."""

    def test_terms_list_what_can_be_asked_with_the_facts_of_each(self) -> None:
        shown = pretty(load("kos"))  # type: ignore[no-untyped-call]
        assert "late_charge(amount, issued, paid, [billing_months]" in shown
        assert "part_charge(" not in shown  # the terms do not answer it
        assert "late_charge(amount" in load("kos")._repr_html_()
        assert Overview(load("kos").agreement, QUESTIONS).as_dict()["due_date"] == {
            "says": QUESTIONS["due_date"].says,
            "needs": ["issued"],
            "takes": ["issued", "due", "sent", "received", "way"],
        }

    @pytest.mark.parametrize(
        ("provider", "question", "facts"),
        [
            ("kos", "late_charge", set()),
            ("kos", "tax", {"region"}),  # it differs by province
            ("att", "late_charge", {"plan"}),
        ],
    )
    def test_a_fact_on_which_nothing_depends_is_not_listed(self, provider: str, question: str, facts: set[str]) -> None:
        asked = Overview(load(provider).agreement, QUESTIONS).as_dict()[question]
        assert {"plan", "region", "segment", "index"} & set(asked["takes"]) == facts  # type: ignore[index]

    def test_an_account_shows_its_events(self) -> None:
        line = InvoiceLine("dsl", "one-time", Money("56.44", "CAD"))
        invoice = Invoice("2026-01", "2026-01-01", Money("56.44", "CAD"), lines=[line])
        shown = Account([invoice])._repr_html_()
        assert "an account of 1 invoice" in shown
        assert "number 2026-01, amount 56.44, line 1" in shown

    def test_a_dispute_that_is_decided_on_the_day_of_its_report_shows_the_decision(self) -> None:
        invoice = Invoice("2026-01", "2026-01-01", Money("56.44", "CAD"))
        dispute = Dispute("2026-01", "2026-02-10", Money("10.00", "CAD"), "2026-02-10", "rejected")
        shown = Account([invoice, dispute])._repr_html_()
        assert "invoice 2026-01, amount 10.00, decided 2026-02-10, outcome rejected" in shown

    def test_money_shows_its_currency(self) -> None:
        assert ">56.44 CAD<" in Money("56.44", "CAD")._repr_html_()

    def test_a_statement_shows_its_sums_and_its_bills(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        cells = table_cells(load("kos").statement(Account([bill]), as_of="2026-02-10").value._repr_html_())
        assert cells[:2] == ["statement on 2026-02-10: 57.95 CAD payable now", "payable now 57.95"]
        assert "2026-01-16" in cells

    def test_a_bill_shows_its_lines(self) -> None:
        facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
        line = BillLine("late_charge", facts, Money("3.25", "CAD"))
        item = BillItem("late_charge", Money("3.41", "CAD"), invoice="2026-01")
        cells = table_cells(Bill([line], items=[item], issued="2026-03-01")._repr_html_())
        assert cells == [
            "the bill of 2026-03-01",
            "late charge: amount 113.00, issued 2026-01-01, paid 2026-02-15, billed 3.25",
            "late charge: invoice 2026-01, billed 3.41",
        ]

    def test_remarks_are_sentences_at_a_prompt(self) -> None:
        shown = pretty(load("kos").remarks())  # type: ignore[no-untyped-call]
        assert "late_charge.reading.runs_from: the charge is set off 15 days after the invoice date" in shown
        assert "Phrase(" not in shown

    def test_the_picture_is_an_image_which_survives_where_the_notebook_is_not_trusted(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        owed = load("kos").statement(Account([bill]), as_of="2026-02-10")
        assert owed._repr_html_().startswith('<img src="data:image/svg+xml;base64,')
        assert owed.html().startswith("<svg")
        assert owed._repr_html_().partition("<style>")[2] == owed.html().partition("<style>")[2]

    def test_what_must_survive_without_a_style_sheet_stands_inline(self) -> None:
        shown = load("kos").audit_late_charge("3.29", "113.00", issued="2026-01-01", paid="2026-02-15")._repr_html_()
        assert '<caption style="text-align:left;font-weight:600;padding:.3em .5em">' in shown
        # the longest label has 28 characters: the values stand below one another, to the right of it
        assert shown.count('<span class="l" style="display:inline-block;min-width:15em">') == 5

    def test_a_column_of_words_is_flush_left_and_one_of_figures_flush_right(self) -> None:
        facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
        shown = load("kos").audit(Bill([BillLine("late_charge", facts, Money("3.29", "CAD"))]))._repr_html_()
        assert '<th style="text-align:left" scope="col">what gives it</th>' in shown
        assert '<td style="text-align:left" data-head="what gives it"><span><span>a known mistake' in shown
        assert '<th class="n" scope="col">billed</th>' in shown

    def test_the_lines_below_a_grid_have_columns_of_their_own(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        shown = load("kos").statement(Account([bill]), as_of="2026-02-10").value
        lines = load("kos").statement(Account([bill]), as_of="2026-02-10")._tables(None)
        assert shown._repr_html_().count("<table") == 1
        assert lines.count("<table") == 3  # the bills, what comes next, and the working


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
class TestNotebooks:
    """Somebody who opens one without running it sees what running it gives."""

    def test_it_shows_what_is_stored(self, file: Path) -> None:
        known = list(outputs(stored(file)))
        assert known, "run: python docs/make_notebooks.py"
        assert list(outputs(executed(file))) == known, "run: python docs/make_notebooks.py"

    def test_no_cell_ends_in_an_error_and_every_answer_is_a_table(self, file: Path) -> None:
        shown = list(outputs(stored(file)))
        assert {one["output_type"] for one in shown} <= {"execute_result", "stream"}
        pages = [one["data"]["text/html"] for one in shown if "text/html" in one.get("data", {})]
        assert any("<table" in page for page in pages)
