"""Exports of other programs as accounts, and accounts as journals of double entry."""

import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    InputError,
    InvalidFileError,
    Invoice,
    Money,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    UnknownNameError,
    UnreadableFileError,
    WriteOff,
    load_account,
)
from telcoterms.account.events import EVENT_TYPES
from telcoterms.account.journal import BOOKS, transactions
from telcoterms.cli import main
from telcoterms.files.account import account_toml
from telcoterms.files.imports import import_account, import_maps, load_map
from telcoterms.formats.journal import Books, beancount, hledger
from tests.error_assertions import refused
from tests.random_accounts import made_history
from tests.terms_builders import cad
from tests.test_account_files import ended

QUICKBOOKS = """Northern Phones Inc.,,,,,,
Transaction List by Customer,,,,,,
"January 1, 2026 - March 31, 2026",,,,,,

,Date,Transaction Type,Num,Posting,Memo/Description,Amount
Ada Example,,,,,,
,01/01/2026,Invoice,1001,Yes,,"1,056.44"
,02/01/2026,Invoice,1002,Yes,"late, again",56.44
,02/03/2026,Payment,778,Yes,,-500.00
,02/04/2026,Estimate,9,No,,1.00
Total for Ada Example,,,,,,612.88
Bob Example,,,,,,
,02/01/2026,Invoice,1003,Yes,,56.44
Total for Bob Example,,,,,,56.44
TOTAL,,,,,,669.32
"""
STRIPE = """id,Amount Due,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Tax,Total,Status
in_1,56.44,send_invoice,FALSE,cad,cus_1,2026-01-01 23:20,2026-01-16 10:20,A-0001,TRUE,6.49,56.44,paid
in_2,56.44,send_invoice,FALSE,cad,cus_1,2026-02-01 10:20,,A-0002,FALSE,6.49,56.44,open
in_3,9.99,send_invoice,FALSE,cad,cus_1,2026-02-02 10:20,,,FALSE,0.00,9.99,draft
"""
STRIPE_PAYMENTS = """id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Fee,Status,Customer Email,Transfer
ch_1,2026-06-05 20:38:34,"1,056.44",0.00,cad,true,30.93,Paid,ada@example.com,po_1
ch_2,2026-06-06 09:00:00,56.44,56.44,cad,true,1.93,Refunded,ada@example.com,
ch_3,2026-06-07 09:00,56.44,0.00,cad,false,0.00,Failed,ada@example.com,
"""
ODOO_PAYMENTS = """Date,Number,Customer/Vendor,Payment Type,Amount,Currency,Status
2026-01-14,PBNK1/2026/00001,Ada Example,Receive,56.44,CAD,Paid
2026-01-15,PBNK1/2026/00002,Ada Example,Receive,56.44,CAD,Draft
2026-01-16,PBNK1/2026/00003,Ada Example,Send,5.00,CAD,Posted
"""
XERO = """ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,Description,LineAmount,Currency,Type,Status
Ada Example,INV-1,31/01/2026,15/02/2026,"1,056.44",DSL,949.95,CAD,Sales invoice,Awaiting Payment
Ada Example,INV-1,31/01/2026,15/02/2026,"1,056.44",Modem,106.49,CAD,Sales invoice,Awaiting Payment
Ada Example,INV-2,28/02/2026,15/03/2026,977.5000,DSL,850.0000,CAD,Sales invoice,Paid
Ada Example,INV-3,28/02/2026,15/03/2026,56.44,DSL,49.95,CAD,Sales invoice,Draft
Ada Example,INV-4,28/02/2026,15/03/2026,56.44,DSL,49.95,CAD,Sales invoice,Voided
Ada Example,CN-1,01/02/2026,,10.00,Credit,10.00,CAD,Sales credit note,Paid
"""
ODOO = """Number,Invoice Partner Display Name,Invoice/Bill Date,Total in Currency Signed,Currency,Payment Status,Status
INV/2026/00001,Ada Example,2026-01-01,56.44,CAD,Not Paid,Posted
/,Ada Example,2026-02-01,56.44,CAD,Not Paid,Draft
"""


@pytest.fixture
def export(tmp_path: Path) -> Any:
    """The account of an export, read by a map."""

    def read(text: str, map_: str, name: str = "export.csv", **how: Any) -> Account:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return import_account(path, load_map(map_), **how)

    return read


class TestPublishedMaps:
    """Each of the published maps reads the export that it is for, and names where its columns are listed."""

    def test_each_names_its_source(self) -> None:
        assert import_maps() == ["odoo", "odoo-payments", "quickbooks", "stripe", "stripe-payments", "xero"]
        for name in import_maps():
            assert len(load_map(name).source.split()) > 5

    def test_quickbooks(self, export: Any) -> None:
        account = export(QUICKBOOKS, "quickbooks", customer="ada example", currency="CAD")
        assert account == Account(
            [
                Invoice("1001", "2026-01-01", cad(105644)),
                Invoice("1002", "2026-02-01", cad(5644)),
                Payment("2026-02-03", cad(50000), reference="778"),
            ]
        )
        assert len(export(QUICKBOOKS, "QuickBooks", customer="Bob Example", currency="CAD")) == 1

    def test_stripe(self, export: Any) -> None:
        account = export(STRIPE, "stripe")
        assert account == Account(
            [Invoice("A-0001", "2026-01-01", cad(5644)), Invoice("A-0002", "2026-02-01", cad(5644))]
        )

    def test_xero(self, export: Any) -> None:
        account = export(XERO, "xero")
        assert account == Account(
            [Invoice("INV-1", "2026-01-31", cad(105644)), Invoice("INV-2", "2026-02-28", cad(97750))]
        )

    def test_the_new_headings_of_quickbooks_and_its_last_line(self, export: Any) -> None:
        text = QUICKBOOKS.replace(",Date,Transaction Type,", ",Transaction date,Transaction type,")
        text += '\n,,,,,,\n"Accrual Basis Wednesday, September 02, 2026 01:27 AM GMT-05:00",,,,,,\n'
        assert len(export(text, "quickbooks", customer="Ada Example", currency="CAD")) == 3

    def test_payments_of_stripe(self, export: Any) -> None:
        account = export(STRIPE_PAYMENTS, "stripe-payments")
        assert account == Account([Payment("2026-06-05", cad(105644), reference="ch_1")])
        older = STRIPE_PAYMENTS.replace("Created date (UTC)", "Created (UTC)")
        assert export(older, "stripe-payments") == account

    def test_payments_of_odoo(self, export: Any) -> None:
        account = export(ODOO_PAYMENTS, "odoo-payments")
        assert account == Account([Payment("2026-01-14", cad(5644), reference="PBNK1/2026/00001")])

    def test_odoo(self, export: Any) -> None:
        assert export(ODOO, "odoo") == Account([Invoice("INV/2026/00001", "2026-01-01", cad(5644))])


class TestRefusals:
    """What does not fit is said with its row, its heading, its value and the cure."""

    def said(self, export: Any, text: str, map_: str = "quickbooks", **how: Any) -> list[str]:
        with pytest.raises(InvalidFileError) as found:
            export(text, map_, **({"customer": "Ada Example", "currency": "CAD"} | how))
        return [str(fault) for fault in found.value.faults]

    def test_rows(self, export: Any) -> None:
        text = (
            QUICKBOOKS.replace("-500.00", "500.00")
            .replace("Estimate", "Refund")
            .replace("02/01/2026,Invoice,1002", "1 Feb,Invoice,1002")
            .replace('"1,056.44"', '"1,05"')
        )
        first, second, third, fourth = self.said(export, text)
        assert first == (
            "row 7, amount: '1,05' is not an amount of CAD: write digits and a point alone, such as '113.00': no "
            "signs, spaces or separators"
        )
        assert second == (
            "row 8, Date: found '1 Feb', where the map says that days are written MM/DD/YYYY: correct the day, or the "
            "map"
        )
        assert third.startswith(
            "row 9, Amount: found '500.00', which is not below zero, where the map has the other sign"
        )
        assert fourth.startswith("row 10, 'Transaction Type': found 'Refund', of which the map says nothing: add a row")

    def test_a_day_that_no_calendar_has(self, export: Any) -> None:
        (fault,) = self.said(export, QUICKBOOKS.replace("02/03/2026", "13/13/2026"))
        assert fault.startswith("row 9, date: the day is '2026-13-13', which no calendar has")

    def test_an_amount_below_zero(self, export: Any) -> None:
        (fault,) = self.said(export, ODOO.replace("56.44,CAD,Not Paid,Posted", "-56.44,CAD,Not Paid,Posted"), "odoo")
        assert "found '-56.44', which is below zero" in fault

    def test_a_payment_of_which_a_part_went_back(self, export: Any) -> None:
        (fault,) = self.said(
            export, STRIPE_PAYMENTS.replace(",0.00,cad,true", ",300.00,cad,true"), "stripe-payments", customer=None
        )
        assert fault.startswith("row 2, 'Amount Refunded': found '300.00', of which the map says nothing")

    def test_an_invoice_of_an_unknown_status(self, export: Any) -> None:
        text = XERO.replace("Sales invoice,Voided", "Sales invoice,Approved")
        (fault,) = self.said(export, text, "xero")
        assert fault.startswith("row 6, Status: found 'Approved', of which the map says nothing")

    def test_a_short_row(self, export: Any) -> None:
        assert len(export(STRIPE + "in_4\n", "stripe", customer="cus_1")) == 2
        assert (
            "row 3, number"
            in self.said(export, ODOO.splitlines()[0] + "\n\n,Ada Example,2026-01-01,1,CAD,,Posted", "odoo")[0]
        )

    def test_customers(self, export: Any) -> None:
        with refused(InputError, "rows of several customers", "'Ada Example', 'Bob Example'", "give it as --customer"):
            export(QUICKBOOKS, "quickbooks", currency="CAD")
        with refused(UnknownNameError, "has no rows of the customer 'Eve': choose from 'Ada Example', 'Bob Example'"):
            export(QUICKBOOKS, "quickbooks", currency="CAD", customer="Eve")

    def test_another_export(self, export: Any) -> None:
        with refused(UnknownNameError, "is no export of 'Xero, sales invoices'", "'InvoiceDate', 'InvoiceNumber'"):
            export(STRIPE, "xero")
        with refused(UnreadableFileError, "it is no table: export it as .csv or .xlsx"):
            export("a = 1", "xero", "export.toml")

    def test_maps_that_are_none(self, tmp_path: Path) -> None:
        with refused(
            UnknownNameError,
            "there is no map 'sage' here",
            "odoo, odoo-payments, quickbooks, stripe, stripe-payments, xero",
        ):
            load_map("sage")
        path = tmp_path / "map.toml"
        path.write_text(
            'says = "x"\n[[row]]\nevent = "bill"\ncolumns = { sum = ["A"], amount = "B" }\n'
            '[[row]]\nevent = "none"\ncolumns = 5\n'
        )
        with pytest.raises(InvalidFileError) as found:
            load_map(path)
        assert [fault.path for fault in found.value.faults] == [
            "row[1].event",
            "row[1].columns.sum",
            "row[1].columns.amount",
            "row[2].columns",
        ]


class TestOwnMaps:
    """A map of your own: other words, marks, days, and a row that is two events."""

    MAP = """
says = "our system"
thousands = "."
days = "DD/MM/YYYY"
[[row]]
event = "invoice"
columns = { date = ["Datum"], number = ["Nr"], amount = ["Betrag"] }
[[row]]
event = "payment"
columns = { date = ["Bezahlt"], invoice = ["Nr"], amount = ["Betrag"], billing_months = ["Monate"] }
when = { heading = ["Status"], is = ["bezahlt"] }
"""

    def test_it(self, tmp_path: Path, export: Any) -> None:
        (tmp_path / "map.toml").write_text(self.MAP.replace(', billing_months = ["Monate"]', ""), "utf-8")
        text = "Nr;Datum;Betrag;Bezahlt;Status\n1;01/02/2026;1.056,44;03/02/2026;bezahlt\n2;2026-03-01;56,44;;offen\n"
        account = export(text, str(tmp_path / "map.toml"), currency="EUR")
        assert account.as_dict() == {
            "currency": "EUR",
            "invoice": [
                {"number": "1", "issued": "2026-02-01", "amount": "1056.44"},
                {"number": "2", "issued": "2026-03-01", "amount": "56.44"},
            ],
            "payment": [{"received": "2026-02-03", "amount": "1056.44", "invoice": "1"}],
        }

    def test_a_column_that_its_event_does_not_have(self, tmp_path: Path, export: Any) -> None:
        (tmp_path / "map.toml").write_text(self.MAP, "utf-8")
        text = "Nr;Datum;Betrag;Bezahlt;Status;Monate\n1;01/02/2026;56,44;03/02/2026;bezahlt;3\n"
        with pytest.raises(InvalidFileError, match="row 2: this payment has '3' under billing_months"):
            export(text, str(tmp_path / "map.toml"), currency="EUR")

    def test_the_schema_of_its_columns(self) -> None:
        from telcoterms.files.imports import MAP

        schema = MAP.schema({})
        assert schema["properties"]["row"]["items"]["properties"]["columns"]["type"] == "object"


EVERY_EVENT = Account(
    [
        Invoice("A", "2026-01-01", cad(5644)),
        Payment("2026-01-10", cad(3000), "A", "cheque; 1"),
        Payment("2026-01-11", cad(100)),
        ReturnedPayment("2026-01-20", "cheque; 1"),
        AdministrativeCharge("F", "2026-01-21", cad(2500), "returned-payment"),
        Credit("2026-02-01", cad(1000), "A"),
        Dispute("A", "2026-01-05", cad(500), decided="2026-02-02", outcome="upheld"),
        Dispute("F", "2026-01-22", cad(500), decided="2026-02-03", outcome="rejected"),
        Dispute("F", "2026-01-23", cad(500)),
        WriteOff("2026-03-01", "F", cad(1)),
        Payout("2026-03-02", cad(1)),
        Reminder("2026-03-03"),
        Reminder("2026-03-04", "A"),
        Cancellation("C", "2026-03-05", fee=cad(100), cycle_start="2026-03-01"),
    ]
)


class TestJournals:
    """Each transaction is balanced, and what is owed is what the events leave."""

    @given(st.randoms(use_true_random=False), st.sampled_from(["customer", "provider"]))
    def test_every_transaction_is_balanced(self, random: Random, books: Books) -> None:
        for one in transactions(made_history(random).account, books):
            assert sum(money.minor for _, money in one.postings) == 0

    @pytest.mark.parametrize("books", ["customer", "provider"])
    def test_what_is_owed(self, books: Books) -> None:
        assert {type(event) for event in EVERY_EVENT} == set(EVENT_TYPES)
        totals: dict[str, int] = {}
        booked = transactions(EVERY_EVENT, books)
        assert [one.day for one in booked] == sorted(one.day for one in booked)
        for one in booked:
            for account, money in one.postings:
                totals[account] = totals.get(account, 0) + money.minor
        owed = 5644 - 3000 - 100 + 3000 + 2500 - 1000 - 500 - 1 + 1
        sign = -1 if BOOKS[books].owes else 1
        assert totals == {
            BOOKS[books].owed: sign * owed,
            BOOKS[books].bank: sign * (3000 + 100 - 3000 - 1),
            BOOKS[books].billed: -sign * (5644 + 2500 - 1000 - 500 - 1),
        }
        assert sum(totals.values()) == 0

    def test_as_text(self) -> None:
        text = hledger(transactions(EVERY_EVENT))
        assert "2026-01-10 payment A cheque 1\n    liabilities:telecom                          30.00 CAD\n" in text
        assert "; 2026-01-23 dispute of F, 5.00" in text
        assert "; 2026-03-05 cancellation C: what it comes to, the terms say" in text
        text = beancount(transactions(EVERY_EVENT, "provider"))
        assert text.startswith(
            "2026-01-01 open Assets:Bank\n2026-01-01 open Assets:Receivable\n2026-01-01 open Income:Telecom\n\n"
        )
        assert '2026-01-10 * "payment A cheque; 1"' in text
        assert hledger([]) == beancount([]) == ""
        assert beancount(transactions(Account([Reminder("2026-01-01")]))) == "; 2026-01-01 reminder\n"

    def test_hostile_names(self) -> None:
        account = Account([Invoice('a"b\\c;d|e', "2026-01-01", cad(100))])
        assert '2026-01-01 * "invoice a\\"b\\\\c;d|e"' in beancount(transactions(account))
        assert hledger(transactions(account)).startswith('2026-01-01 invoice a"b\\c d e\n')


class TestToml:
    """An account as its TOML file, which is read back."""

    @given(st.randoms(use_true_random=False))
    def test_it_comes_back(self, random: Random) -> None:
        for account in (made_history(random).account, Account([ended(random)]), EVERY_EVENT):
            text = account_toml(account)
            assert load_account(tomllib.loads(text), currency="CAD") == account
            assert not text.strip() or load_account(text, currency="CAD") == account

    def test_to_whom_it_is_billed(self) -> None:
        data = {"currency": "CAD", "billed_to": {"name": "Ada", "address": ["1 Road"]}, **TestMoney.DATA}
        account = load_account(data)
        assert load_account(account_toml(account)) == account

    def test_hostile_names(self) -> None:
        account = Account([Invoice('a"b\\é', "2026-01-01", cad(100))])
        assert load_account(account_toml(account)) == account


class TestMoney:
    DATA: ClassVar[Any] = {"invoice": [{"number": "A", "issued": "2026-01-01", "amount": "5"}]}

    def test_of_another_currency(self) -> None:
        account = load_account(self.DATA, currency="JPY")
        assert "5 JPY" in hledger(transactions(account))
        assert account.invoices[0].amount == Money(Decimal(5), "JPY")
        assert account.invoices[0].issued == date(2026, 1, 1)


class TestTheCommand:
    """`telcoterms import FILE --map MAP`."""

    def asked(self, tmp_path: Path, *more: str) -> list[str]:
        path = tmp_path / "stripe.csv"
        path.write_text(STRIPE, "utf-8")
        return ["import", str(path), "--map", "stripe", *more]

    @pytest.mark.parametrize("to", ["toml", "json", "csv"])
    def test_files_that_are_read_back(self, tmp_path: Path, to: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(self.asked(tmp_path, "--to", to)) == 0
        text = capsys.readouterr().out
        assert load_account(text) == import_account(tmp_path / "stripe.csv", load_map("stripe"))
        assert to != "json" or json.loads(text)["currency"] == "CAD"

    def test_a_workbook(self, tmp_path: Path) -> None:
        assert main(self.asked(tmp_path, "--to", "xlsx", "-o", str(tmp_path / "a.xlsx"))) == 0
        assert load_account(tmp_path / "a.xlsx") == import_account(tmp_path / "stripe.csv", load_map("stripe"))

    @pytest.mark.parametrize("to", ["hledger", "beancount"])
    def test_journals(self, tmp_path: Path, to: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(self.asked(tmp_path, "--to", to, "--books", "provider")) == 0
        assert "receivable" in capsys.readouterr().out.lower()

    def test_a_currency_is_asked_for_in_the_words_of_a_shell(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "qb.csv"
        path.write_text(QUICKBOOKS, "utf-8")
        assert main(["import", str(path), "--map", "quickbooks", "--customer", "Ada Example"]) == 2
        assert "give --currency CAD" in capsys.readouterr().err
