"""Taxes of invoice lines that the table of taxes does not give: remarks of `check`, notes below a statement."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Account, Invoice, InvoiceLine, load
from telcoterms.cli import main
from telcoterms.files.check import remarks_on_file
from telcoterms.files.library import tax_table
from telcoterms.formats.text import phrase_text
from telcoterms.statement.line_taxes import line_tax_remarks
from telcoterms.values.dataclasses import replace
from tests.terms_builders import KOS, cad

FILE = """
[[invoice]]
number = "A1"
issued = 2026-06-01
amount = "49.44"

[[invoice.line]]
service = "cable"
charge = "recurring"
amount = "39.45"
tax = "9.99"
start = 2026-06-08
until = 2026-07-01
"""


def billed(tax: int | None, amount: int = 39_45, issued: str = "2026-06-01", number: str = "A1") -> Invoice:
    """An invoice of one line with its tax, in cents."""
    line = InvoiceLine("cable", "one-time", cad(amount), None if tax is None else cad(tax))
    return Invoice(number, issued, line.total, lines=[line])


def notes(account: Account, as_of: str = "2026-06-02") -> list[str]:
    """The notes below the statement of an account."""
    return [phrase_text(one.phrase) for one in KOS.statement(account, as_of=as_of).steps if one.part == "notes"]


def remarks(invoice: Invoice, terms: Any = KOS) -> int:
    """How many lines of an invoice are remarked on."""
    return len(list(line_tax_remarks(terms.agreement, Account([invoice]))))


class TestWhichTax:
    """A tax is remarked on where it is a cent or more from the exact one: 39.45 x 13 % = 5.1285."""

    @pytest.mark.parametrize(("tax", "count"), [(5_13, 0), (5_12, 0), (5_14, 1), (5_11, 1), (9_99, 1), (0, 1)])
    def test_a_line_in_ontario(self, tax: int, count: int) -> None:
        assert remarks(billed(tax)) == count

    @pytest.mark.parametrize(("tax", "count"), [(13_00, 0), (13_01, 1), (12_99, 1)])
    def test_a_whole_cent_is_remarked_on(self, tax: int, count: int) -> None:
        assert remarks(billed(tax, 100_00)) == count  # 100.00 x 13 % is 13.00

    def test_a_line_without_a_tax_says_nothing_of_it(self) -> None:
        assert remarks(billed(None)) == 0

    def test_the_rate_is_that_of_the_day_of_the_invoice(self) -> None:
        agreement = KOS.agreement
        scotia = type(KOS)(replace(agreement, tax=tax_table("canada", "NS")))
        # 15 % of 100.00 until 31 March 2025, then 14 %
        assert [remarks(billed(15_00, 100_00, day), scotia) for day in ("2025-03-31", "2025-04-01")] == [0, 1]

    def test_two_taxes_may_each_be_rounded(self) -> None:
        quebec = type(KOS)(replace(KOS.agreement, tax=tax_table("canada", "QC")))
        # 39.99 x 14.975 % = 5.9885...: rounded apart on a total, each tax of a line may be off by less than a cent
        assert [remarks(billed(tax, 39_99), quebec) for tax in (3_98, 3_99, 5_99, 7_98, 7_99)] == [1, 1, 0, 1, 1]
        assert [remarks(billed(tax, 39_99), quebec) for tax in (5_98, 6_00)] == [0, 0]

    def test_a_service_has_the_taxes_of_its_kind(self) -> None:
        agreement = replace(load("kos", service="dsl").agreement, tax=tax_table("canada", "BC"))
        # on Internet GST 5 % and PST 7 %: 100.00 bears 12.00
        assert [remarks(billed(tax, 100_00), type(KOS)(agreement)) for tax in (12_00, 5_00)] == [0, 1]

    def test_where_the_table_gives_no_tax_there_is_nothing_to_compare(self) -> None:
        bare = type(KOS)(replace(KOS.agreement, tax=None, tax_clause=None))
        columbia = type(KOS)(replace(KOS.agreement, tax=tax_table("canada", "BC")))
        assert remarks(billed(9_99), bare) == 0
        assert remarks(billed(9_99), columbia) == 0
        assert remarks(billed(9_99, issued="2005-06-01")) == 0


class TestWhichLine:
    """A remark names the invoice and the place of the line on it, counted from 1, of invoices up to a day."""

    def test_the_place_of_each_line_and_the_day_itself(self) -> None:
        right = InvoiceLine("cable", "one-time", cad(39_45), cad(5_13))
        wrong = InvoiceLine("cable", "one-time", cad(39_45), cad(9_99))
        lines = [right, wrong, right, wrong]
        bill = Invoice("A1", "2026-06-01", cad(2 * (44_58 + 49_44)), lines=lines)
        account = Account([bill, billed(9_99, issued="2026-06-03", number="A2")])
        for until, places in (
            (date(2026, 5, 31), []),
            (date(2026, 6, 1), [("A1", 2), ("A1", 4)]),
            (date(2026, 6, 2), [("A1", 2), ("A1", 4)]),
            (date(2026, 6, 3), [("A1", 2), ("A1", 4), ("A2", 1)]),
        ):
            found = line_tax_remarks(KOS.agreement, account, until)
            assert [(remark.invoice, remark.place) for remark in found] == places

    def test_ten_lines_are_listed_without_another_line(self) -> None:
        told = notes(Account([billed(9_99, number=f"A{number}") for number in range(10)]))
        assert len(told) == 10
        assert not any("and so on" in line for line in told)

    def test_the_words_of_a_remark(self) -> None:
        (remark,) = line_tax_remarks(KOS.agreement, Account([billed(9_99)]))
        assert phrase_text(remark.remark) == (
            "its tax is 9.99; HST 13 % of 39.45 on 2026-06-01 is 5.13: check the line on the bill"
        )


class TestWhereItIsTold:
    """`telcoterms check` prints a remark, and a statement ends with a note."""

    def test_note_below_a_statement_gives_the_tax_of_the_table(self) -> None:
        told = (
            "invoice A1, line 1: its tax is 9.99; HST 13 % of 39.45 on 2026-06-01 is 5.13: check the line on the bill"
        )
        assert notes(Account([billed(9_99)])) == [told]

    def test_statement_of_an_earlier_day_does_not_know_the_invoice(self) -> None:
        (told,) = notes(Account([billed(9_99)]), "2026-05-31")
        assert told == "no event of the account is as early as 2026-05-31: the first is of 2026-06-01"

    def test_no_more_than_ten_lines_are_told_of(self) -> None:
        account = Account([billed(9_99, number=f"A{number}") for number in range(12)])
        told = notes(account)
        assert len(told) == 11
        assert told[-1] == "and so on for 2 more lines of invoices"

    def test_check_prints_a_remark_and_is_strict_on_demand(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "account.toml"
        path.write_text(FILE, "utf-8")
        assert main(["check", str(path), "--provider", "kos"]) == 0
        told = capsys.readouterr().out
        assert "remark: invoice A1, line[1].tax: its tax is 9.99; HST 13 % of 39.45 on 2026-06-01 is 5.13" in told
        assert main(["check", str(path), "--provider", "kos", "--strict"]) == 1

    def test_other_files_have_no_such_remark(self, tmp_path: Path) -> None:
        path = tmp_path / "bill.toml"
        path.write_text('[[line]]\nquestion = "due_date"\nissued = 2026-01-01\nbilled = 2026-01-16\n', "utf-8")
        assert remarks_on_file(path, KOS) == ()
        account = tmp_path / "account.toml"
        account.write_text(FILE, "utf-8")
        bare = type(KOS)(replace(KOS.agreement, tax=None, tax_clause=None))
        assert remarks_on_file(account, bare) == ()
        assert remarks_on_file(account, load("kos"))[0].path == "invoice A1, line[1].tax"
