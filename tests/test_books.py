"""A statement in the books of who owes or who is owed, as journals of double entry, and as a workbook."""

import io
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    Answer,
    Cancellation,
    Credit,
    Dispute,
    InputError,
    Invoice,
    Money,
    Payment,
    Payout,
    ReturnedPayment,
    Statement,
    UnknownNameError,
    WriteOff,
    load,
    load_account,
    posting_sheet,
)
from telcoterms.account.events import Event
from telcoterms.account.journal import BOOKS
from telcoterms.cli import main
from telcoterms.formats.journal import Books, Transaction, beancount, hledger
from tests.error_assertions import refused
from tests.random_accounts import made_history
from tests.strategies import HOSTING, statements

KOS = load("kos")
EXAMPLES = Path(__file__).parents[1] / "examples"
MESSY = str(EXAMPLES / "messy_account.toml")
OWED = KOS.statement(load_account(MESSY, KOS), as_of="2026-05-10")


def totals(booked: list[Transaction]) -> dict[str, int]:
    """What stands in each account of the books."""
    sums: dict[str, int] = {}
    for one in booked:
        for account, money in one.postings:
            sums[account] = sums.get(account, 0) + money.minor
    return sums


def booked(answer: Answer[Statement], books: Books = "customer") -> list[Transaction]:
    found = answer.transactions(books)
    assert found is not None
    return list(found)


class TestJournal:
    """The books of either side end with the balance of the statement, and each late charge names its section."""

    @given(statements(), st.sampled_from(["customer", "provider"]))
    def test_what_is_owed_is_the_balance(self, answer: Answer[Statement], books: Books) -> None:
        sums = totals(booked(answer, books))
        sign = -1 if BOOKS[books].owes else 1
        assert sums.get(BOOKS[books].owed, 0) == sign * answer.value.balance.minor
        assert sum(sums.values()) == 0

    @given(st.randoms(use_true_random=False))
    def test_whatever_happened(self, random: Random) -> None:
        made = made_history(random)
        answer = HOSTING.statement(made.account, made.as_of)
        assert totals(booked(answer)).get("liabilities:telecom", 0) == -answer.value.balance.minor

    def test_the_late_charges_by_hand(self) -> None:
        # 2026-01: 1.13 and 0.66; A-1: 0.45; 2026-02: 0.99, 0.82, 0.31; 2026-03: 1.03, 0.89; 2026-04: 1.13
        assert totals(booked(OWED))["expenses:telecom:late-charges"] == 741
        charges = [one for one in booked(OWED, "provider") if one.says == "late charge on invoice 2026-04"]
        assert charges == [
            Transaction(
                date(2026, 5, 1),
                "late charge on invoice 2026-04",
                "late_charge",
                "assets:receivable",
                "income:telecom:late-charges",
                Money("1.13", "CAD"),
                "Service Terms s.9",
                debt="2026-04",
            )
        ]

    def test_a_cancellation_is_what_the_terms_make_of_it(self) -> None:
        text = hledger(booked(OWED))
        assert "2026-04-10 cancellation C-1, refund  ; Service Terms s.36\n" in text
        assert "the terms say" not in text
        term = Cancellation(
            "C", "2026-03-05", service="none", term_start="2026-01-01", term_months=12, monthly_fee=Money("50", "CAD")
        )
        leaving = load("kos", service="none").statement(Account([term]), as_of="2026-03-31")
        assert [(one.says, one.note) for one in booked(leaving)] == [("cancellation C, charge", "Service Terms s.36")]

    def test_a_dispute_that_was_too_late_moves_nothing(self) -> None:
        bill = Invoice("A", "2026-01-01", Money("56.44", "CAD"))
        late = Dispute("A", "2026-06-01", Money("10.00", "CAD"), decided="2026-06-02", outcome="upheld")
        answer = KOS.statement(Account([bill, late]), as_of="2026-06-10")
        assert "; 2026-06-01 dispute of A, 10.00, too late\n" in hledger(booked(answer))

    @pytest.mark.parametrize(("upheld", "took"), [(500, 300), (200, 600), (800, 0)])
    def test_a_write_off_takes_no_more_than_was_owed_after_all(self, upheld: int, took: int) -> None:
        # of 8.00, 6.00 are written off; then some of the bill turns out not to be owed: 8.00 - 5.00 = 3.00 were left
        events: list[Event] = [
            Invoice("a", "2026-01-01", Money("8.00", "CAD")),
            WriteOff("2026-01-05", "a", Money("6.00", "CAD")),
            Credit("2026-01-20", Money.of_minor(upheld, "CAD"), "a", "from-invoice-date"),
        ]
        answer = HOSTING.statement(Account(events), "2026-01-21")
        [written] = [one for one in booked(answer, "provider") if one.code == "write_off"]
        assert (written.amount or 0) == Money.of_minor(took, "CAD")
        assert totals(booked(answer, "provider")).get("assets:receivable", 0) == answer.value.balance.minor

    def test_the_section_is_a_comment_for_beancount_too(self) -> None:
        text = beancount(booked(OWED))
        assert '2026-02-01 * "late charge on invoice 2026-01"  ; Service Terms s.9\n' in text
        assert "2026-01-01 open Expenses:Telecom:Late-Charges\n" in text

    def test_the_working_has_the_same_journal(self) -> None:
        assert OWED.working.transactions() == OWED.transactions()
        assert KOS.due_date("2026-01-01").transactions() is None

    @pytest.mark.parametrize(
        ("file", "start"), [("a.journal", "2026-01-01 invoice"), ("a.beancount", "2026-01-01 open")]
    )
    def test_the_ending_of_the_file_says_the_format(self, tmp_path: Path, file: str, start: str) -> None:
        words = ["statement", MESSY, "--as-of", "2026-05-10", "-o", str(tmp_path / file), "--books", "provider"]
        assert main(words) == 0
        text = (tmp_path / file).read_text()
        assert text.startswith(start)
        assert "receivable" in text.lower()
        assert text.splitlines()[-1].startswith("; statement on 2026-05-10 of an account of ")
        assert (
            ", by KOS's Service Terms of 2021-07-12 and DSL Agreement of 2019-02-11 (service dsl): "
            in text.splitlines()[-1]
        )


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


class TestWorkbook:
    """Sums are numbers and days are days, and each line of the working has its section beside it."""

    def test_the_sheets(self) -> None:
        content = OWED.workbook()
        assert content is not None
        found = sheets(content)
        assert list(found) == ["sums", "bills", "ledger", "working"]
        assert ("to settle it all", 116.12) in found["sums"]
        head, *bills = found["bills"]
        assert head == ("bill", "date", "due", "amount", "late charges", "paid", "in dispute", "left")
        assert [(row[0], row[2].date(), row[-1]) for row in bills][2:4] == [
            ("2026-02", date(2026, 2, 16), 4.64),
            ("2026-03", date(2026, 3, 16), 53.58),
        ]
        assert [row[3:] for row in found["ledger"][1:3]] == [
            (56.44, 56.44, "Service Terms s.7"),
            (1.13, 57.57, "Service Terms s.9"),
        ]
        assert ("   due date: 2026-01-01 + 15 days = 2026-01-16", "Service Terms s.7") in found["working"]
        heading = found["working"][1][0]
        assert heading.startswith("statement on ")
        assert ", by KOS's Service Terms of 2021-07-12" in heading
        assert OWED.working.workbook() is not None
        assert KOS.due_date("2026-01-01").workbook() is None

    def test_in_french(self) -> None:
        content = OWED.workbook("fr")
        assert content is not None
        found = sheets(content)
        assert list(found) == ["sommes", "factures", "registre", "calcul"]
        assert found["registre"][2][2] == "frais de retard"
        assert found["registre"][2][5] == "Service Terms, art.\xa09"

    def test_a_file_that_ends_in_xlsx(self, tmp_path: Path) -> None:
        file = tmp_path / "owed.XLSX"
        assert main(["statement", MESSY, "--as-of", "2026-05-10", "-o", str(file)]) == 0
        assert "bills" in sheets(file.read_bytes())

    def test_a_command_without_workbooks_refuses_the_ending(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        words = ["due-date", "--issued", "2026-01-01", "-o"]
        assert main([*words, str(tmp_path / "due.xlsx")]) == 2
        assert "due.xlsx ends as a file of xlsx does, which this command does not write" in capsys.readouterr().err
        assert main([*words, str(tmp_path / "due")]) == 0
        assert (tmp_path / "due").read_text().startswith("due date: 2026-01-16")

    def test_it_is_not_printed_on_a_screen(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        assert main(["statement", MESSY, "--as-of", "2026-05-10", "--format", "xlsx"]) == 2
        assert "name a file for it, as -o statement.xlsx" in capsys.readouterr().err


class TestPostings:
    """A transaction as data: accounts with debit and credit, its day, code, debt and reference; together zero."""

    def test_as_data(self) -> None:
        account = Account(
            [
                Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
                Payment("2026-01-20", Money("20.00", "CAD"), "2026-01", "cheque 118"),
                ReturnedPayment("2026-01-25", "cheque 118"),
            ]
        )
        data = [one.as_dict() for one in booked(KOS.statement(account, "2026-02-10"), "provider")]
        assert [(one["code"], one["debt"], one["reference"]) for one in data] == [
            ("invoice", "2026-01", None),
            ("payment", "2026-01", "cheque 118"),
            ("returned_payment", None, "cheque 118"),
            ("late_charge", "2026-01", None),
        ]
        assert data[1]["postings"] == [
            {"account": "assets:bank", "debit": "20.00", "credit": None},
            {"account": "assets:receivable", "debit": None, "credit": "20.00"},
        ]
        assert (data[3]["note"], data[3]["currency"]) == ("Service Terms s.9", "CAD")

    @given(st.randoms(use_true_random=False), st.sampled_from(["customer", "provider"]))
    def test_rows_of_whatever_happened(self, random: Random, books: Books) -> None:
        made = made_history(random)
        answer = HOSTING.statement(made.account, made.as_of)
        transactions = booked(answer, books)
        rows = posting_sheet(transactions).data()
        debit = sum(Money(str(row["debit"] or 0), "CAD") for row in rows)
        credit = sum(Money(str(row["credit"] or 0), "CAD") for row in rows)
        assert debit == credit
        numbers = [int(str(row["transaction"])) for row in rows]
        assert numbers == [place for place, one in enumerate(transactions, 1) for _ in one.postings]
        assert all(one.as_dict()["currency"] is None for one in transactions if not one.postings)

    @given(st.randoms(use_true_random=False), st.integers(1, 90), st.sampled_from(["customer", "provider"]))
    def test_corrections_turn_the_books_of_one_day_into_those_of_another(
        self, random: Random, days: int, books: Books
    ) -> None:
        made = made_history(random)
        new = HOSTING.statement(made.account, made.as_of)
        old = HOSTING.statement(made.account, made.as_of - timedelta(days))
        found = new.corrections(old)
        sums = totals(booked(old, books))
        for account, change in totals(found.transactions(books)).items():
            sums[account] = sums.get(account, 0) + change
        expected = totals(booked(new, books))
        assert {account: sum_ for account, sum_ in sums.items() if sum_} == {
            account: sum_ for account, sum_ in expected.items() if sum_
        }

    @pytest.mark.parametrize("books", ["customer", "provider"])
    def test_a_payout_that_is_owed_again_left_the_bank(self, books: Books) -> None:
        paid = Payment("2026-01-05", Money("80.00", "CAD"), reference="cheque 118")
        events: list[Event] = [paid, Payout("2026-01-10", Money("80.00", "CAD"))]
        old = KOS.statement(Account(events), "2026-01-20")
        new = KOS.statement(Account([*events, ReturnedPayment("2026-01-15", "cheque 118")]), "2026-01-20")
        assert [debt.code for debt in new.value.debts] == ["payout"]
        found = new.corrections(old).transactions(books)
        sums = totals(booked(old, books))
        for account, change in totals(found).items():
            sums[account] = sums.get(account, 0) + change
        expected = totals(booked(new, books))
        assert {name: sum_ for name, sum_ in sums.items() if sum_} == {
            name: sum_ for name, sum_ in expected.items() if sum_
        }
        assert sorted(one.code for one in found) == ["payment", "payout", "payout"]

    def test_a_correction_names_what_it_corrects(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        old = KOS.statement(Account([bill]), "2026-02-10")
        new = KOS.statement(Account([bill, Payment("2026-01-10", Money("56.45", "CAD"))]), "2026-02-10")
        found = new.corrections(old)
        assert hledger(found.transactions("provider")) == (
            "2026-01-10 correction, payment  ; reaches back: was not known\n"
            "    assets:bank                                  56.45 CAD\n"
            "    assets:receivable                           -56.45 CAD\n\n"
            "2026-02-01 correction, late charge 2026-01  ; reaches back: counts no more\n"
            "    income:telecom:late-charges                   1.13 CAD\n"
            "    assets:receivable                            -1.13 CAD\n"
        )
        assert [one.code for one in found.transactions()] == ["payment", "late_charge"]

    def test_other_books_than_the_two_are_refused(self) -> None:
        other: Any
        for other in ("bank", None, []):
            for ask in (OWED.transactions, OWED.corrections(OWED).transactions):
                with refused(UnknownNameError, "books is ", "choose from customer, provider"):
                    ask(other)

    def test_corrections_are_to_a_statement(self) -> None:
        receipt: Any = OWED.receipt()
        with refused(InputError, "is no statement: give answer.value, or Statement.from_receipt(receipt)"):
            OWED.corrections(receipt)
        answer: Any = OWED
        with refused(InputError, "is no statement: give answer.value"):
            OWED.value.corrections(answer)
        assert list(OWED.corrections(Statement.from_receipt(receipt))) == []

    def test_a_write_off_between_two_days_is_a_correction_with_its_code(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))
        written_off = WriteOff("2026-02-20", "2026-01", Money("57.58", "CAD"))
        old = KOS.statement(Account([bill]), "2026-02-10")
        new = KOS.statement(Account([bill, written_off]), "2026-02-25")
        found = new.corrections(old).transactions("provider")
        assert {(one.code, one.day) for one in found} == {("write_off", date(2026, 2, 20))}
        receivable = sum(sum_.minor for one in found for name, sum_ in one.postings if name == "assets:receivable")
        assert receivable == -5758
