"""An account in words, as data, as rows of a sheet and as a pickle."""

import json
import pickle
from datetime import date
from typing import Any

import pytest

from telcoterms import Account, Cancellation, Credit, Dispute, InputError, Invoice, Payment, Reminder
from telcoterms.account.billed_to import BilledTo
from telcoterms.account.events import AdministrativeCharge, Event, InvoiceLine
from telcoterms.formats.text import phrase_text
from tests.terms_builders import cad

BILL, SECOND = Invoice("A", "2026-01-01", cad(100_00)), Invoice("B", "2026-02-01", cad(80_00), 2)
PAID = Payment("2026-02-10", cad(60_00), "A", "cheque 1")
BARE = Payment("2026-02-11", cad(1_00))
CHARGE = AdministrativeCharge("N", "2026-03-05", cad(25_00), "returned-payment")
CREDIT = Credit("2026-03-15", cad(10_00), "B")
CUSTOMER = BilledTo("A customer")


class TestInWords:
    """How many events it has of each kind."""

    @pytest.mark.parametrize(
        ("events", "text"),
        [
            ([], "an account without events"),
            ([BILL], "an account of 1 invoice"),
            ([BILL, SECOND], "an account of 2 invoices"),
            ([BARE], "an account of 1 payment"),
            ([BILL, PAID, BARE], "an account of 1 invoice and 2 payments"),
            ([BILL, SECOND, PAID, CHARGE], "an account of 2 invoices, 1 payment and 1 other event"),
            ([SECOND, CHARGE, CREDIT], "an account of 1 invoice and 2 other events"),
        ],
    )
    def test_each_kind_that_it_has(self, events: list[Event], text: str) -> None:
        assert phrase_text(Account(events).in_words()) == text

    def test_its_currency_and_its_first_day(self) -> None:
        assert (Account([]).currency, Account([]).first_day) == (None, None)
        assert [Account([event]).currency for event in (BILL, BARE, CHARGE)] == ["CAD"] * 3
        assert (Account([SECOND, BILL]).first_day, Account([BARE]).first_day) == (date(2026, 1, 1), None)

    def test_as_python_writes_it(self) -> None:
        assert repr(Account([BARE])) == f"Account([{BARE!r}])"
        assert repr(Account([BARE], CUSTOMER)) == f"Account([{BARE!r}], {CUSTOMER!r})"


class TestAsData:
    """As an account file has it, with its canonical JSON."""

    def test_each_kind_of_event(self) -> None:
        account = Account([PAID, BARE, CREDIT, CHARGE, SECOND, BILL], CUSTOMER)
        data = {
            "currency": "CAD",
            "billed_to": {"name": "A customer"},
            "invoice": [
                {"number": "A", "issued": "2026-01-01", "amount": "100.00"},
                {"number": "B", "issued": "2026-02-01", "amount": "80.00", "billing_months": 2},
            ],
            "payment": [
                {"received": "2026-02-10", "amount": "60.00", "invoice": "A", "reference": "cheque 1"},
                {"received": "2026-02-11", "amount": "1.00"},
            ],
            "administrative_charge": [
                {"number": "N", "on": "2026-03-05", "amount": "25.00", "reason": "returned-payment"}
            ],
            "credit": [{"issued": "2026-03-15", "amount": "10.00", "invoice": "B"}],
        }
        assert account.as_dict() == data
        assert account.written().text == json.dumps(data, sort_keys=True, separators=(",", ":"))
        assert Account.from_dict(data) == account
        assert Account([]).as_dict() == {"currency": None, "invoice": [], "payment": []}

    @pytest.mark.parametrize("data", [7, None, [BILL], "A"])
    def test_what_is_no_data(self, data: Any) -> None:
        with pytest.raises(InputError, match="is no dict: give one as as_dict"):
            Account.from_dict(data)

    @pytest.mark.parametrize("account", [Account([]), Account([BILL, PAID, CHARGE]), Account([BARE], CUSTOMER)])
    def test_as_a_pickle(self, account: Account) -> None:
        again = pickle.loads(pickle.dumps(account))
        assert (again, again.billed_to, list(again)) == (account, account.billed_to, list(account))
        assert (b"BilledTo" in pickle.dumps(account)) is (account.billed_to == CUSTOMER)


class TestSheet:
    """A row for each event, with the columns that some row needs."""

    def test_rows(self) -> None:
        assert Account([BILL, SECOND, PAID, CHARGE]).csv().splitlines() == [
            "event,date,number,amount,invoice,reference,billing_months,currency,reason",
            "invoice,2026-01-01,A,100.00,,,,CAD,",
            "invoice,2026-02-01,B,80.00,,,2,CAD,",
            "payment,2026-02-10,,60.00,A,cheque 1,,CAD,",
            "administrative_charge,2026-03-05,N,25.00,,,,CAD,returned-payment",
        ]
        assert Account([BARE]).csv().splitlines() == ["event,date,amount,currency", "payment,2026-02-11,1.00,CAD"]
        assert Account([]).csv().splitlines() == ["event,date,amount"]
        assert Account([Reminder("2026-02-12")]).csv().splitlines() == ["event,date,amount", "reminder,2026-02-12,"]
        decided = Dispute("A", "2026-01-20", cad(5_00), "2026-02-20", cad(1_00))
        assert Account([BILL, decided]).csv().splitlines()[2] == "dispute,2026-01-20,,5.00,A,CAD,2026-02-20,1.00"

    def test_cells_have_sums_and_days_for_a_sheet_and_text_for_the_rest(self) -> None:
        decided = Dispute("A", "2026-01-20", cad(5_00), "2026-02-20", cad(1_00))
        ended = Cancellation("C", "2026-02-01", fee=cad(9_00), cycle_start="2026-02-01", tax_rate="0.13")
        assert Account([BILL, decided]).sheet().rows[1] == (
            "dispute",
            date(2026, 1, 20),
            None,
            cad(5_00),
            "A",
            "CAD",
            "2026-02-20",
            cad(1_00),
        )
        sheet = Account([ended]).sheet()
        assert dict(zip(sheet.head, *sheet.rows, strict=True)) == {
            "event": "cancellation",
            "date": date(2026, 2, 1),
            "number": "C",
            "amount": None,
            "currency": "CAD",
            "fee": cad(9_00),
            "cycle_start": "2026-02-01",
            "tax_rate": "0.13",
        }

    @pytest.mark.parametrize(
        ("event", "message"),
        [
            (
                Invoice("A", "2026-01-01", cad(1_00), 1, [InvoiceLine("setup", "one-time", cad(1_00))]),
                "the invoice 'A' has lines, which fit no row: write the account in TOML or JSON",
            ),
            (
                Cancellation("C", "2026-01-01", term_start="2025-12-01", term_months=2, monthly_fee=[cad(1), cad(2)]),
                "the cancellation 'C' has several monthly fees, which fit no row: write the account in TOML or JSON",
            ),
        ],
    )
    def test_what_fits_no_row(self, event: Event, message: str) -> None:
        with pytest.raises(InputError) as found:
            Account([event]).sheet()
        assert str(found.value) == message
