"""The notebooks of the examples: each runs from top to bottom, and shows what is stored in it."""

from pathlib import Path

import pytest
from IPython.lib.pretty import pretty

from docs.make_notebooks import NOTEBOOKS, executed, outputs, stored
from telcoterms import Account, Dispute, Invoice, Money, load
from telcoterms.account.events import InvoiceLine
from telcoterms.terms import QUESTIONS
from telcoterms.terms.overview import Overview


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
            "takes": list(QUESTIONS["due_date"].facts),
        }

    def test_an_account_shows_its_events(self) -> None:
        line = InvoiceLine("dsl", "one-time", Money("56.44", "CAD"))
        invoice = Invoice("2026-01", "2026-01-01", Money("56.44", "CAD"), lines=[line])
        shown = Account([invoice])._repr_html_()
        assert "an account of 1 invoice and 0 payments" in shown
        assert "number 2026-01, amount 56.44, line 1" in shown

    def test_a_dispute_that_is_decided_on_the_day_of_its_report_shows_the_decision(self) -> None:
        invoice = Invoice("2026-01", "2026-01-01", Money("56.44", "CAD"))
        dispute = Dispute("2026-01", "2026-02-10", Money("10.00", "CAD"), "2026-02-10", "rejected")
        shown = Account([invoice, dispute])._repr_html_()
        assert "invoice 2026-01, amount 10.00, decided 2026-02-10, outcome rejected" in shown

    def test_money_shows_its_currency(self) -> None:
        assert ">56.44 CAD<" in Money("56.44", "CAD")._repr_html_()


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
