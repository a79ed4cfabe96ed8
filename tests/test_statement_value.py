"""A statement as a value: its sums, its words, its bills in columns, its entries, its data and its corrections."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, Final, get_args

import pytest

from telcoterms import Account, Credit, Dispute, InputError, Invoice, Money, Payment, Statement, UnknownNameError
from telcoterms.account.events import AdministrativeCharge, Cancellation, Payout, WriteOff
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.formats.text import phrase_text
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.ledger import Allocation, PayoutRecord
from telcoterms.statement.questions import StatementQuestion, replayed
from telcoterms.statement.rule import STATEMENT, PostedPer
from telcoterms.statement.snapshot import RefundCredit
from telcoterms.statement.statement import (
    Corrections,
    Debt,
    DebtKind,
    Entry,
    EntryKind,
    LedgerRow,
    balance_cell,
    change_of_balance,
    corrections,
    debt_kind,
    entry_code,
    kinds_of_allocation,
    ledger_in_words,
    ledger_rows,
    plain_figure,
    plain_statement,
    statement_of,
    sum_entries,
    transaction_code,
)
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.steps import Clause
from tests.terms_builders import HOSTING, cad, made

DAY: Final = date(2026, 3, 1)
ZERO: Final = cad(0)


def ordinal(text: str) -> int:
    """A day by its number."""
    return date.fromisoformat(text).toordinal()


def debt(kind: DebtKind, number: str, issued: str, due: str, amount: int, **known: Any) -> Debt:
    """A debt of which nothing is paid, charged or disputed but what is said."""
    usual: dict[str, Any] = {
        "dispute_until": None,
        "principal": cad(amount),
        **dict.fromkeys(("charges", "accrued", "disputed", "held"), ZERO),
        "posted": (),
        "placements": (),
    }
    days: dict[str, Any] = {"issued": date.fromisoformat(issued), "due": date.fromisoformat(due)}
    return Debt(number=number, kind=kind, amount=cad(amount), **days, **usual | known)


# 100.00 + 3.00 + 0.50 - 30.00 - 10.00 - 1.00 = 62.50 is left, 20.00 of it in dispute
BILL: Final = debt(
    "invoice",
    "A",
    "2026-01-01",
    "2026-01-16",
    100_00,
    dispute_until=date(2026, 4, 1),
    principal=cad(60_00),
    charges=cad(2_00),
    accrued=cad(50),
    posted=((date(2026, 2, 1), cad(3_00)),),
    disputed=cad(20_00),
    held=cad(30),
    placements=(
        Allocation(ordinal("2026-01-20"), 0, 30_00),
        Allocation(ordinal("2026-02-10"), 0, 10_00, "credited", True),
        Allocation(ordinal("2026-02-12"), 1_00, 0),
    ),
)
CHARGE: Final = debt(
    "administrative charge",
    "N",
    "2026-02-01",
    "2026-02-16",
    25_00,
    principal=cad(20_00),
    accrued=cad(20),
    placements=(Allocation(ordinal("2026-02-20"), 0, 5_00, "written off"),),
)
ENDED: Final = debt("cancellation", "C", "2026-02-25", "2026-03-12", 50_00)
AGAIN: Final = debt("payout", "payout-1", "2026-02-26", "2026-03-01", 5_00)
SETTLED: Final = (
    Payment("2026-01-20", cad(30_00)),
    Payment("2026-02-12", cad(1_00)),
    Credit("2026-02-10", cad(10_00), "A"),
    RefundCredit(date(2026, 2, 25), cad(7_00), "C"),
    PayoutRecord(ordinal("2026-02-26"), 12_00, 5_00, 0),
)


def stated(*debts: Debt, credit: int = 0, settled: Any = (), as_of: date = DAY) -> Statement:
    """A statement of some debts, with its sums."""
    balance = sum(one.principal.minor + one.charges.minor for one in debts) - credit
    accrued = sum(one.accrued.minor for one in debts)
    return Statement(
        as_of=as_of,
        balance=cad(balance),
        accrued=cad(accrued),
        settlement=cad(balance + accrued),
        credit=cad(credit),
        debts=debts,
        disputed=cad(sum(one.disputed.minor for one in debts)),
        held=cad(sum(one.held.minor for one in debts)),
        settled=settled,
    )


FOUR: Final = stated(BILL, CHARGE, ENDED, AGAIN, settled=SETTLED)
NOTHING: Final = stated()
CREDIT: Final = stated(credit=7_50)
OPEN: Final = debt("invoice", "B", "2026-02-10", "2026-02-25", 80_00)


def told(statement: Statement) -> str:
    return phrase_text(statement.told())


def rows(statement: Statement) -> list[tuple[str, str]]:
    """The rows that matter, in plain English."""
    found = []
    for one in statement.rows():
        values = dict(one.phrase.values)
        label = values["label"]
        assert isinstance(label, Phrase)
        found.append((phrase_text(label), str(values["value"])))
    return found


def grid(statement: Statement) -> list[list[str]]:
    """The bills in columns, in plain English."""
    found = statement.grid()
    assert found is not None
    (group,) = found.groups
    return [list(map(phrase_text, cells)) for cells in (found.head, *group.rows)]


class TestSums:
    """What settles the account, what of it is payable now, what is late, and for how long."""

    def test_four_debts(self) -> None:
        # 62.00 + 20.00 + 50.00 + 5.00 = 137.00; 137.70 - 20.00 = 117.70, of which 50.00 is due later
        assert FOUR.settlement == FOUR.figure == cad(137_70)
        assert (FOUR.undisputed, FOUR.due_later, FOUR.payable) == (cad(117_70), cad(50_00), cad(67_70))
        assert FOUR.headline_figure == cad(67_70)
        assert FOUR.figure_is is not None
        assert phrase_text(FOUR.figure_is) == "what is payable now"
        assert (FOUR.past_due, FOUR.days_late) == (cad(82_00), 44)
        assert [band.owed.minor for band in FOUR.ageing.bands] == [55_00, 20_00, 62_00, 0, 0]
        assert [band.disputed.minor for band in FOUR.ageing.bands] == [0, 0, 20_00, 0, 0]
        assert FOUR.arrears_data() == {
            "past_due": "82.00",
            "disputed": "20.00",
            "undisputed": "117.70",
            "payable": "67.70",
            "days_late": 44,
        }

    def test_nothing_and_a_credit(self) -> None:
        assert (NOTHING.days_late, NOTHING.due_later, NOTHING.figure_is) == (0, ZERO, None)
        assert (CREDIT.payable, CREDIT.balance, CREDIT.ageing.credit) == (cad(-7_50), cad(-7_50), cad(7_50))

    def test_what_is_due_on_the_day_is_payable_now(self) -> None:
        assert stated(AGAIN).payable == cad(5_00)
        assert stated(AGAIN, as_of=date(2026, 2, 28)).payable == ZERO

    def test_in_dispute_a_debt_is_not_late(self) -> None:
        whole = replace(OPEN, disputed=cad(80_00))
        assert (OPEN.days_late(DAY), whole.days_late(DAY)) == (4, 0)
        assert OPEN.days_late(date(2026, 2, 20)) == 0
        assert replace(OPEN, disputed=cad(79_99)).days_late(DAY) == 4


class TestWords:
    """The headline, the rows, and the sentence."""

    def test_four_debts(self) -> None:
        assert phrase_text(FOUR.headline()) == ("balance 137.00 CAD, accrued 0.70, to settle on 2026-03-01 137.70")
        assert phrase_text(FOUR.in_short()) == "67.70 CAD payable now, 137.70 to settle it all"
        assert rows(FOUR) == [
            ("payable now", "67.70 CAD"),
            ("in dispute", "20.00 CAD"),
            ("due later", "50.00 CAD"),
            ("to settle it all", "137.70 CAD"),
            ("held while in dispute", "0.30 CAD"),
        ]
        assert told(FOUR) == (
            "67.70 is payable now, on 2026-03-01: 42.50 of the bill of 2026-01-01, 20.20 of the administrative charge "
            "of 2026-02-01 and 5.00 of the payout of 2026-02-26; 20.00 is in dispute; 50.00 is due later"
        )

    def test_one_bill(self) -> None:
        one = stated(OPEN)
        assert phrase_text(one.in_short()) == "80.00 CAD payable now"
        assert rows(one) == [("payable now", "80.00 CAD"), ("to settle it all", "80.00 CAD")]
        assert told(one) == "80.00 of the bill of 2026-02-10 is payable now, on 2026-03-01"

    def test_bills_after_a_bill(self) -> None:
        second = debt("invoice", "C", "2026-02-11", "2026-02-26", 1_00)
        charge = debt("cancellation", "D", "2026-02-12", "2026-02-27", 2_00)
        assert told(stated(OPEN, second, charge)) == (
            "83.00 is payable now, on 2026-03-01: 80.00 of the bill of 2026-02-10, 1.00 of the one of 2026-02-11 and "
            "2.00 of the cancellation charge of 2026-02-12"
        )
        assert told(stated(charge, second)) == (
            "3.00 is payable now, on 2026-03-01: 2.00 of the cancellation charge of 2026-02-12 and 1.00 of the bill of "
            "2026-02-11"
        )

    def test_of_more_than_three_the_oldest(self) -> None:
        several = [debt("invoice", str(number), f"2026-02-0{number}", "2026-02-20", 1_00) for number in (3, 1, 2)]
        assert told(stated(*several, OPEN)) == (
            "83.00 is payable now, on 2026-03-01, of 4 bills, the oldest of 2026-02-01"
        )
        assert told(stated(*several)).startswith("3.00 is payable now, on 2026-03-01: 1.00 of the bill of 2026-02-03")

    def test_nothing_payable(self) -> None:
        assert told(NOTHING) == "nothing is payable now, on 2026-03-01"
        assert told(CREDIT) == "there is a credit of 7.50 on 2026-03-01"
        assert told(stated(ENDED)) == "nothing is payable now, on 2026-03-01; 50.00 is due later"
        assert told(stated(debt("invoice", "Z", "2026-01-01", "2026-01-16", 0), OPEN)) == (
            "80.00 of the bill of 2026-02-10 is payable now, on 2026-03-01"
        )


class TestBills:
    """The bills in columns; a column without a figure is left out, and so are bills of which nothing is left."""

    PAID = debt(
        "invoice",
        "P",
        "2026-01-02",
        "2026-01-17",
        40_00,
        principal=ZERO,
        placements=(Allocation(ordinal("2026-01-03"), 0, 40_00),),
    )
    HEAD = ("bill", "date", "due", "amount", "late charges", "paid", "in dispute", "left")

    def test_four_debts(self) -> None:
        assert grid(stated(BILL, CHARGE, self.PAID, ENDED, AGAIN)) == [
            list(self.HEAD),
            ["A", "2026-01-01", "2026-01-16", "100.00", "3.50", "41.00", "20.00", "62.50"],
            ["administrative charge N", "2026-02-01", "2026-02-16", "25.00", "0.20", "5.00", "", "20.20"],
            ["cancellation C", "2026-02-25", "2026-03-12", "50.00", "", "", "", "50.00"],
            ["payout of 2026-02-26", "2026-02-26", "2026-03-01", "5.00", "", "", "", "5.00"],
        ]

    def test_a_column_without_a_figure(self) -> None:
        assert grid(stated(OPEN)) == [
            ["bill", "date", "due", "amount", "left"],
            ["B", "2026-02-10", "2026-02-25", "80.00", "80.00"],
        ]

    def test_where_none_is_open_all_are_shown(self) -> None:
        assert grid(stated(self.PAID)) == [
            ["bill", "date", "due", "amount", "paid", "left"],
            ["P", "2026-01-02", "2026-01-17", "40.00", "40.00", "0.00"],
        ]
        held = replace(self.PAID, number="H", held=cad(1))
        assert [cells[0] for cells in grid(stated(self.PAID, held))] == ["bill", "H"]
        assert NOTHING.grid() is None

    def test_in_a_notebook(self) -> None:
        html = FOUR._repr_html_()
        assert "statement on <time>2026-03-01</time>: 67.70 CAD payable now, 137.70 to settle it all" in html
        assert "held while in dispute" in html
        assert "administrative charge N" in html

    def test_sheets(self) -> None:
        sums, bills = (sheet.in_language(None) for sheet in FOUR.sheets())
        assert [phrase_text(sheet.title) for sheet in FOUR.sheets()] == ["sums", "bills"]
        assert sums.head == ("what", "amount")
        assert sums.rows == (
            ("day", DAY),
            ("payable now", cad(67_70)),
            ("in dispute", cad(20_00)),
            ("due later", cad(50_00)),
            ("to settle it all", cad(137_70)),
            ("held while in dispute", cad(30)),
            ("currency", "CAD"),
        )
        assert bills.head == self.HEAD
        assert bills.rows == (
            ("A", BILL.issued, BILL.due, cad(100_00), cad(3_50), cad(41_00), cad(20_00), cad(62_50)),
            ("administrative charge N", CHARGE.issued, CHARGE.due, cad(25_00), cad(20), cad(5_00), ZERO, cad(20_20)),
            ("cancellation C", ENDED.issued, ENDED.due, cad(50_00), ZERO, ZERO, ZERO, cad(50_00)),
            ("payout of 2026-02-26", AGAIN.issued, AGAIN.due, cad(5_00), ZERO, ZERO, ZERO, cad(5_00)),
        )


class TestDebt:
    """What made a debt, for a reader and for programs."""

    @pytest.mark.parametrize(
        ("one", "code", "is_invoice", "is_paid_out", "title"),
        [
            (BILL, "invoice", True, False, "invoice A"),
            (CHARGE, "administrative_charge", False, False, "administrative charge N"),
            (ENDED, "cancellation", False, False, "cancellation C"),
            (AGAIN, "payout", False, True, "payout of 2026-02-26"),
        ],
    )
    def test_each_kind(self, one: Debt, code: str, is_invoice: bool, is_paid_out: bool, title: str) -> None:
        assert (one.code, one.is_invoice, one.is_paid_out, phrase_text(one.title)) == (
            code,
            is_invoice,
            is_paid_out,
            title,
        )

    def test_of_what_event(self) -> None:
        events = (
            Invoice("A", "2026-01-01", cad(1)),
            AdministrativeCharge("N", "2026-01-01", cad(1), "collection"),
            Cancellation("C", "2026-01-01", fee=cad(1), cycle_start="2026-01-01"),
            Payout("2026-01-01", cad(1)),
        )
        assert [debt_kind(event) for event in events] == list(get_args(DebtKind))

    def test_sums(self) -> None:
        assert (BILL.owed, BILL.undisputed, BILL.late_charges, BILL.paid) == (
            cad(62_50),
            cad(42_50),
            cad(3_50),
            cad(41_00),
        )


class TestData:
    """As JSON-ready data, and the same as canonical text."""

    def test_four_debts(self) -> None:
        assert FOUR.as_dict() == {
            "as_of": "2026-03-01",
            "balance": "137.00",
            "accrued": "0.70",
            "settlement": "137.70",
            "credit": "0.00",
            "disputed": "20.00",
            "held": "0.30",
            "debts": [
                {
                    "number": "A",
                    "kind": "invoice",
                    "issued": "2026-01-01",
                    "due": "2026-01-16",
                    "dispute_until": "2026-04-01",
                    "amount": "100.00",
                    "principal": "60.00",
                    "charges": "2.00",
                    "accrued": "0.50",
                    "disputed": "20.00",
                    "held": "0.30",
                    "posted": [["2026-02-01", "3.00"]],
                    "placed": [
                        ["2026-01-20", "0.00", "30.00"],
                        ["2026-02-10", "0.00", "10.00", "credited", "in dispute"],
                        ["2026-02-12", "1.00", "0.00"],
                    ],
                },
                {
                    "number": "N",
                    "kind": "administrative charge",
                    "issued": "2026-02-01",
                    "due": "2026-02-16",
                    "amount": "25.00",
                    "principal": "20.00",
                    "accrued": "0.20",
                    "placed": [["2026-02-20", "0.00", "5.00", "written off"]],
                },
                {
                    "number": "C",
                    "kind": "cancellation",
                    "issued": "2026-02-25",
                    "due": "2026-03-12",
                    "amount": "50.00",
                    "principal": "50.00",
                },
                {
                    "number": "payout-1",
                    "kind": "payout",
                    "issued": "2026-02-26",
                    "due": "2026-03-01",
                    "amount": "5.00",
                    "principal": "5.00",
                },
            ],
            "refunds": [{"on": "2026-02-25", "amount": "7.00", "cancellation": "C"}],
            "payouts": [{"on": "2026-02-26", "amount": "12.00", "excess": "5.00", "credit_after": "0.00"}],
        }
        assert BILL.as_dict() == FOUR.as_dict()["debts"][0]  # type: ignore[index]

    def test_a_debt_of_which_nothing_is_left_has_no_principal(self) -> None:
        assert TestBills.PAID.as_dict() == {
            "number": "P",
            "kind": "invoice",
            "issued": "2026-01-02",
            "due": "2026-01-17",
            "amount": "40.00",
            "placed": [["2026-01-03", "0.00", "40.00"]],
        }

    @pytest.mark.parametrize(
        "statement", [FOUR, NOTHING, CREDIT, stated(OPEN, settled=SETTLED[3:4]), stated(TestBills.PAID)]
    )
    def test_the_text_is_that_of_the_data(self, statement: Statement) -> None:
        found = statement.written()
        assert found.text == json.dumps(found.data, sort_keys=True, separators=(",", ":"))

    def test_from_a_receipt(self) -> None:
        owed = HOSTING.statement(Account([Invoice("A", "2026-01-01", cad(56_45))]), "2026-02-10")
        assert Statement.from_receipt(owed.receipt()) == owed.value


class TestEntries:
    """What happened, dated, and how each debt stands."""

    def test_four_debts(self) -> None:
        assert [(entry.day.isoformat(), entry.debt, entry.what, entry.amount.minor) for entry in FOUR.entries] == [
            ("2026-01-01", "A", "billed", 100_00),
            ("2026-02-01", "A", "late charge", 3_00),
            ("2026-01-20", "A", "paid, principal", -30_00),
            ("2026-02-10", "A", "credited, principal", -10_00),
            ("2026-02-12", "A", "paid, charges", -1_00),
            ("2026-03-01", "A", "accrued", 50),
            ("2026-03-01", "A", "held", 30),
            ("2026-03-01", "A", "disputed", 20_00),
            ("2026-02-01", "N", "billed", 25_00),
            ("2026-02-20", "N", "written off, principal", -5_00),
            ("2026-03-01", "N", "accrued", 20),
            ("2026-02-25", "C", "billed", 50_00),
            ("2026-02-26", "payout-1", "billed", 5_00),
            ("2026-01-20", None, "payment", 30_00),
            ("2026-02-12", None, "payment", 1_00),
            ("2026-02-10", None, "credit", 10_00),
            ("2026-02-25", None, "refund", 7_00),
            ("2026-02-26", None, "payout", -7_00),
        ]

    def test_as_data(self) -> None:
        assert Entry(DAY, "A", "late charge", cad(3_00)).as_dict() == {
            "day": "2026-03-01",
            "debt": "A",
            "what": "late charge",
            "amount": "3.00",
            "code": "late_charge",
        }

    def test_each_kind(self) -> None:
        # its code, its code in the books, by how much 3.00 of it changes the balance
        expected: dict[EntryKind, tuple[str, str | None, int | None]] = {
            "billed": ("billed", "billed", 3_00),
            "late charge": ("late_charge", "late_charge", 3_00),
            "paid, charges": ("paid_charges", None, None),
            "paid, principal": ("paid_principal", None, None),
            "credited, charges": ("credited_charges", None, None),
            "credited, principal": ("credited_principal", None, None),
            "written off, charges": ("written_off_charges", "write_off", 3_00),
            "written off, principal": ("written_off_principal", "write_off", 3_00),
            "payment": ("payment", "payment", -3_00),
            "credit": ("credit", "credit", -3_00),
            "refund": ("refund", "refund", -3_00),
            "payout": ("payout", "payout", -3_00),
            "accrued": ("accrued", None, None),
            "disputed": ("disputed", None, None),
            "held": ("held", None, None),
        }
        found = {
            what: (entry_code(what), transaction_code(what, False), change_of_balance(what, 3_00)) for what in expected
        }
        assert found == expected
        assert transaction_code("billed", True) == "payout"
        assert balance_cell("payment", cad(3_00)) == cad(-3_00)
        assert balance_cell("held", cad(3_00)) is None

    def test_of_each_allocation(self) -> None:
        assert kinds_of_allocation("paid") == ("paid, charges", "paid, principal")
        assert kinds_of_allocation("credited") == ("credited, charges", "credited, principal")
        assert kinds_of_allocation("written off") == ("written off, charges", "written off, principal")

    def test_those_of_one_key_are_added_up_in_the_order_in_which_they_first_came(self) -> None:
        given = [
            Entry(DAY, "B", "billed", cad(2)),
            Entry(DAY, "A", "billed", cad(1)),
            Entry(DAY, "B", "billed", cad(3)),
            Entry(DAY, "A", "billed", cad(-1)),
        ]
        assert sum_entries(given, "CAD") == (Entry(DAY, "B", "billed", cad(5)),)


class TestLedger:
    """Debt by debt, with the balance after each row; what belongs to no debt comes last."""

    ROWS = (
        ("A", "2026-01-01", "billed", 100_00, 100_00, 100_00),
        ("A", "2026-01-20", "paid, principal", -30_00, 70_00, None),
        ("A", "2026-02-01", "late charge", 3_00, 73_00, 3_00),
        ("A", "2026-02-10", "credited, principal", -10_00, 63_00, None),
        ("A", "2026-02-12", "paid, charges", -1_00, 62_00, None),
        ("A", "2026-03-01", "accrued", 50, None, None),
        ("A", "2026-03-01", "held", 30, None, None),
        ("A", "2026-03-01", "disputed", 20_00, None, None),
        ("N", "2026-02-01", "billed", 25_00, 25_00, 25_00),
        ("N", "2026-02-20", "written off, principal", -5_00, 20_00, -5_00),
        ("N", "2026-03-01", "accrued", 20, None, None),
        ("C", "2026-02-25", "billed", 50_00, 50_00, 50_00),
        ("payout-1", "2026-02-26", "billed", 5_00, 5_00, 5_00),
        (None, "2026-01-20", "payment", 30_00, None, -30_00),
        (None, "2026-02-10", "credit", 10_00, None, -10_00),
        (None, "2026-02-12", "payment", 1_00, None, -1_00),
        (None, "2026-02-25", "refund", 7_00, None, -7_00),
        (None, "2026-02-26", "payout", -7_00, None, 7_00),
    )

    def test_rows(self) -> None:
        found = ledger_rows(FOUR, lambda entry: f"s.{len(entry.what)}")

        def minor(sum_: Money | None) -> int | None:
            return None if sum_ is None else sum_.minor

        assert [
            (one.debt, one.day.isoformat(), one.what, one.amount.minor, minor(one.balance), minor(one.balance_change))
            for one in found
        ] == list(self.ROWS)
        assert [one.clause for one in found[:2]] == ["s.6", "s.15"]
        assert found[2].code == "late_charge"

    def test_in_words(self) -> None:
        clause = Clause("Terms", "7")
        sheet = ledger_in_words(FOUR, lambda entry: clause if entry.what == "billed" else None).in_language(None)
        assert sheet.head == ("debt", "day", "what", "amount", "balance", "section")
        assert sheet.rows[0] == ("A", date(2026, 1, 1), "billed", cad(100_00), cad(100_00), "Terms s.7")
        assert sheet.rows[1] == ("A", date(2026, 1, 20), "paid, principal", cad(-30_00), cad(70_00), None)
        assert [row[:3] for row in sheet.rows] == [
            (debt, date.fromisoformat(day), what) for debt, day, what, *_ in self.ROWS
        ]
        assert phrase_text(ledger_in_words(FOUR, lambda _: None).title) == "ledger"
        assert LedgerRow._fields[-1] == "balance_change"


class TestCorrections:
    """What turns the entries of an earlier statement into those of a later one."""

    OLD = (
        Entry(date(2026, 1, 1), "A", "billed", cad(100_00)),
        Entry(date(2026, 1, 5), "A", "paid, principal", cad(-30_00)),
        Entry(date(2026, 1, 5), None, "payment", cad(30_00)),
        Entry(date(2026, 2, 1), "A", "late charge", cad(2_00)),
        Entry(date(2026, 2, 10), "A", "accrued", cad(50)),
    )
    NEW = (
        Entry(date(2026, 1, 1), "A", "billed", cad(90_00)),
        Entry(date(2026, 1, 2), "P", "billed", cad(5_00)),
        Entry(date(2026, 1, 5), "A", "paid, principal", cad(-30_00)),
        Entry(date(2026, 1, 5), None, "payment", cad(30_00)),
        Entry(date(2026, 2, 10), "A", "written off, principal", cad(-1_00)),
        Entry(date(2026, 2, 11), None, "credit", cad(4_00)),
        Entry(date(2026, 3, 1), "A", "accrued", cad(40)),
        Entry(date(2026, 3, 1), "A", "disputed", cad(20_00)),
    )

    @pytest.fixture
    def found(self) -> Corrections:
        """Those that turn the one into the other; P is a payout that is owed again."""
        return replace(corrections(date(2026, 2, 10), self.OLD, DAY, self.NEW, "CAD"), paid_out=frozenset({"P"}))

    def test_each_with_its_reason(self, found: Corrections) -> None:
        assert [(one.day.isoformat(), one.debt, one.what, one.amount.minor, one.why) for one in found] == [
            ("2026-01-01", "A", "billed", -10_00, "reaches back: another amount"),
            ("2026-01-02", "P", "billed", 5_00, "reaches back: was not known"),
            ("2026-02-01", "A", "late charge", -2_00, "reaches back: counts no more"),
            ("2026-02-10", "A", "written off, principal", -1_00, "reaches back: was not known"),
            ("2026-02-11", None, "credit", 4_00, "since 2026-02-10"),
            ("2026-03-01", "A", "accrued", -10, "as it stands on 2026-03-01"),
            ("2026-03-01", "A", "disputed", 20_00, "as it stands on 2026-03-01"),
        ]
        assert (found.before, found.after, found.currency) == (date(2026, 2, 10), DAY, "CAD")

    def test_applied_they_give_the_later_entries(self, found: Corrections) -> None:
        # of the account after those of debts, on one day
        assert found.applied(self.OLD) == self.NEW

    def test_the_change_of_the_balance(self, found: Corrections) -> None:
        # -10.00 + 5.00 - 2.00 - 1.00 = -8.00 of debts, less a credit of 4.00
        assert found.balance_change == cad(-12_00)
        assert [phrase_text(one.phrase) for one in found.foot()] == [
            "change of the balance, what was billed, charged and written off less payments, credits, refunds and "
            "payouts: -8.00 - 4.00 = -12.00",
            "paid and credited: where payments and credits went; accrued, disputed and held: not in the balance",
        ]

    def test_as_text(self, found: Corrections) -> None:
        assert str(found) == (
            "corrections from 2026-02-10 to 2026-03-01: 7\n"
            "\n"
            "day         debt  what                    amount  why\n"
            "2026-01-01  A     billed                  -10.00  reaches back: another amount\n"
            "2026-01-02  P     billed                    5.00  reaches back: was not known\n"
            "2026-02-01  A     late charge              -2.00  reaches back: counts no more\n"
            "2026-02-10  A     written off, principal   -1.00  reaches back: was not known\n"
            "2026-02-11  -     credit                    4.00  since 2026-02-10\n"
            "2026-03-01  A     accrued                  -0.10  as it stands on 2026-03-01\n"
            "2026-03-01  A     disputed                 20.00  as it stands on 2026-03-01\n"
            "\n"
            "change of the balance, what was billed, charged and written off less payments, credits,\n"
            "    refunds and payouts: -8.00 - 4.00 = -12.00\n"
            "paid and credited: where payments and credits went; accrued, disputed and held: not in\n"
            "    the balance"
        )

    def test_none(self) -> None:
        none = corrections(date(2026, 2, 10), self.OLD, date(2026, 2, 10), self.OLD, "CAD")
        assert (len(none), none.balance_change, none.foot(), none.page()) == (0, ZERO, (), ())
        assert str(none) == "corrections from 2026-02-10 to 2026-02-10: none"

    def test_as_a_page(self, found: Corrections) -> None:
        assert [phrase_text(one.phrase) for one in found.page()][3:6] == [
            "2026-02-10 A, written off, principal: -1.00; reaches back: was not known",
            "2026-02-11 account, credit: 4.00; since 2026-02-10",
            "2026-03-01 A, accrued: -0.10; as it stands on 2026-03-01",
        ]
        assert len(found.page()) == 7 + 2

    def test_as_data(self, found: Corrections) -> None:
        data: Any = found.as_dict()
        assert list(data) == ["balance_change", "before", "after", "entries"]
        assert (data["balance_change"], data["before"], data["after"]) == ("-12.00", "2026-02-10", "2026-03-01")
        assert data["entries"][4] == {
            "day": "2026-02-11",
            "debt": None,
            "what": "credit",
            "amount": "4.00",
            "code": "credit",
            "why": "since 2026-02-10",
        }

    def test_as_a_sheet(self, found: Corrections) -> None:
        sheet = found.sheet()
        assert sheet.head == ("day", "debt", "what", "amount", "why", "balance_change", "code")
        assert sheet.rows[0][2:] == ("billed", cad(-10_00), "reaches back: another amount", cad(-10_00), "billed")
        assert sheet.rows[6][2:] == ("disputed", cad(20_00), "as it stands on 2026-03-01", None, "disputed")

    def test_in_the_books(self, found: Corrections) -> None:
        booked = found.transactions()
        assert [(one.day.isoformat(), one.says, one.code, one.amount, one.debt, one.note) for one in booked] == [
            ("2026-01-01", "correction, billed A", "billed", cad(10_00), "A", "reaches back: another amount"),
            ("2026-01-02", "correction, billed P", "payout", cad(5_00), None, "reaches back: was not known"),
            ("2026-02-01", "correction, late charge A", "late_charge", cad(2_00), "A", "reaches back: counts no more"),
            (
                "2026-02-10",
                "correction, written off, principal A",
                "write_off",
                cad(1_00),
                "A",
                "reaches back: was not known",
            ),
            ("2026-02-11", "correction, credit", "credit", cad(4_00), None, "since 2026-02-10"),
        ]

    def test_of_one_day_debts_are_in_the_order_of_their_numbers(self) -> None:
        given = [
            Entry(DAY, "B", "billed", cad(1)),
            Entry(DAY, None, "credit", cad(2)),
            Entry(DAY, "A", "payout", cad(3)),
        ]
        assert [one.debt for one in corrections(DAY, [], DAY, given, "CAD")] == ["A", "B", None]

    def test_in_no_other_books(self, found: Corrections) -> None:
        books: Any = "mine"
        with pytest.raises(UnknownNameError, match="books is 'mine': choose from customer, provider"):
            found.transactions(books)

    def test_whose_they_are_makes_no_other_corrections_of_them(self, found: Corrections) -> None:
        assert replace(found, paid_out=frozenset()) == found
        named = found.named(HOSTING.due_date("2026-01-01").about.terms_used, phrase("an account"))
        assert named == found
        assert phrase_text(named.heading()).startswith(
            "corrections from 2026-02-10 to 2026-03-01 of an account, by KOS"
        )
        assert replace(named, account=None).heading() == replace(named, terms=None).heading() == found.headline()

    def test_as_a_sequence(self, found: Corrections) -> None:
        assert found[0] == next(iter(found)) == found[:1][0]
        assert isinstance(found[:1], tuple)

    def test_of_statements(self) -> None:
        found = FOUR.corrections(stated(BILL, as_of=date(2026, 2, 10)))
        assert isinstance(found, Corrections)
        assert found.paid_out == frozenset({"payout-1"})
        assert stated(BILL, as_of=date(2026, 2, 10)).corrections(FOUR).paid_out == frozenset({"payout-1"})
        with pytest.raises(InputError) as refusal:
            FOUR.corrections(replace(FOUR, balance=Money(1, "USD")))
        assert str(refusal.value) == (
            "the earlier statement is in USD, this one in CAD: give two statements of one account"
        )
        other: Any = 7
        with pytest.raises(InputError) as refusal:
            FOUR.corrections(other)
        assert str(refusal.value) == (
            "7 is no statement: give answer.value, or Statement.from_receipt(receipt) of one that was kept"
        )

    def test_with_whose_terms(self) -> None:
        bill = Invoice("A", "2026-01-01", cad(100_00))
        old = HOSTING.statement(Account([bill]), "2026-02-10")
        new = HOSTING.statement(Account([bill, Payment("2026-01-10", cad(100_00))]), "2026-02-10")
        found = new.corrections(old)
        assert phrase_text(found.heading()) == (
            "corrections from 2026-02-10 to 2026-02-10 of an account of 1 invoice and 1 payment, by KOS's Service "
            "Terms of 2021-07-12 (service none): 4"
        )
        assert phrase_text(old.corrections(old).heading()).endswith("(service none): none")
        assert len(found.page()) == 4 + 2 + 1
        assert list(found.as_dict())[-4:] == ["balance_change", "before", "after", "entries"]
        assert found.as_dict()["provider"] == "kos"
        assert found.sheet().head[-2:] == ("before", "after")


class TestOfAReplay:
    """The statement that a replay comes to, and of a plain account without one."""

    # A: 2.00 on 1 February; 30.00 pays it and 28.00 of the bill; February bears 2 % x (102.00 x 14 + 72.00 x 14)/28 =
    # 1.74, and nine days of March 73.74 x 2 % x 9/31 = 0.428.
    BILLS = (Invoice("A", "2026-01-01", cad(100_00)), Invoice("B", "2026-03-05", cad(40_00)))
    ACCOUNT = Account([*BILLS, Payment("2026-02-15", cad(30_00)), Payment("2026-04-01", cad(1_00))])
    ON = date(2026, 3, 10)

    def test_a_plain_account(self) -> None:
        agreement = HOSTING.agreement
        late, order = LATE_CHARGE.of(agreement), STATEMENT.of(agreement)
        assert isinstance(late, RateCharge)
        dispute = AccountTerms(agreement).on(self.ON).dispute
        found = plain_statement(self.ACCOUNT, self.ON, 15, late, order, "CAD", dispute)
        assert found == statement_of(replayed(AccountTerms(agreement), self.ACCOUNT, self.ON), "CAD")
        assert found.as_dict() == {
            "as_of": "2026-03-10",
            "balance": "113.74",
            "accrued": "0.43",
            "settlement": "114.17",
            "credit": "0.00",
            "disputed": "0.00",
            "held": "0.00",
            "debts": [
                {
                    "number": "A",
                    "kind": "invoice",
                    "issued": "2026-01-01",
                    "due": "2026-01-16",
                    "dispute_until": "2026-04-01",
                    "amount": "100.00",
                    "principal": "72.00",
                    "charges": "1.74",
                    "accrued": "0.43",
                    "posted": [["2026-02-01", "2.00"], ["2026-03-01", "1.74"]],
                    "placed": [["2026-02-15", "2.00", "28.00"]],
                },
                {
                    "number": "B",
                    "kind": "invoice",
                    "issued": "2026-03-05",
                    "due": "2026-03-20",
                    "dispute_until": "2026-06-03",
                    "amount": "40.00",
                    "principal": "40.00",
                },
            ],
        }
        assert found.settled == self.ACCOUNT.payments[:1]
        assert plain_figure(self.ACCOUNT, self.ON, 15, late, order, "CAD", dispute) == found.written()
        without = plain_figure(self.ACCOUNT, self.ON, 15, late, order, "CAD", None)
        assert ["dispute_until" in one for one in without.data["debts"]] == [False, False]
        bare = plain_statement(self.ACCOUNT, self.ON, 15, late, order, "CAD", None)
        assert [one.dispute_until for one in bare.debts] == [None, None]
        assert bare.written() == without

    @pytest.mark.parametrize("per", ["invoice", "account"])
    def test_a_part_in_dispute(self, per: PostedPer) -> None:
        # 2 % x (100.00 x 19 + 70.00 x 12)/31 = 1.767, and 71.77 x 2 % x 9/28 = 0.461; of the 30.00 apart
        # 2 % x 12/31 = 0.232 and 30.23 x 2 % x 9/28 = 0.194 are held
        bill, later = Invoice("A", "2026-01-01", cad(100_00)), Payment("2026-02-20", cad(20_00))
        account = Account([bill, Dispute("A", "2026-01-20", cad(30_00)), later])
        found = HOSTING.under(statement={"posted_per": per}).statement(account, "2026-02-10").value
        assert found == stated(
            debt(
                "invoice",
                "A",
                "2026-01-01",
                "2026-01-16",
                100_00,
                dispute_until=date(2026, 4, 1),
                charges=cad(1_77),
                accrued=cad(46),
                posted=((date(2026, 2, 1), cad(1_77)),),
                disputed=cad(30_00),
                held=cad(42),
            ),
            as_of=date(2026, 2, 10),
        )

    def test_a_bill_that_was_credited_from_its_date_and_a_credit_that_is_left(self) -> None:
        credited = Credit("2026-01-05", cad(20_00), "A", "from-invoice-date")
        paid, own = Payment("2026-01-10", cad(90_00)), Credit("2026-01-11", cad(5_00), "A")
        account = Account(
            [Invoice("A", "2026-01-01", cad(100_00)), credited, paid, own, Payout("2026-01-12", cad(3_00))]
        )
        assert made(dispute=None).statement(account, "2026-01-12").value == stated(
            debt(
                "invoice",
                "A",
                "2026-01-01",
                "2026-01-16",
                80_00,
                principal=ZERO,
                placements=(Allocation(ordinal("2026-01-10"), 0, 80_00),),
            ),
            credit=12_00,
            settled=(paid, own, PayoutRecord(ordinal("2026-01-12"), 3_00, 0, 12_00)),
            as_of=date(2026, 1, 12),
        )

    def test_a_credit_of_a_plain_account(self) -> None:
        account = Account([Invoice("A", "2026-01-01", cad(80_00)), Payment("2026-01-10", cad(92_00))])
        owed = HOSTING.statement(account, "2026-01-12")
        assert owed.value == stated(
            debt(
                "invoice",
                "A",
                "2026-01-01",
                "2026-01-16",
                80_00,
                dispute_until=date(2026, 4, 1),
                principal=ZERO,
                placements=(Allocation(ordinal("2026-01-10"), 0, 80_00),),
            ),
            credit=12_00,
            settled=account.payments,
            as_of=date(2026, 1, 12),
        )
        figure = StatementQuestion.figure_alone(HOSTING.agreement, (account, "2026-01-12", None, None, None, ()))
        assert figure is not None
        assert figure.figure == owed.value.written()

    def test_what_is_rounded_to_nothing_is_no_charge(self) -> None:
        # 2 % of 0.20 are less than half a cent; the write-off makes it a replay
        account = Account([Invoice("A", "2026-01-01", cad(30)), WriteOff("2026-01-02", "A", cad(10))])
        (small,) = HOSTING.statement(account, "2026-03-10").value.debts
        assert (small.posted, small.principal, small.late_charges) == ((), cad(20), ZERO)

    def test_of_what_is_rounded_together_a_share_of_nothing_is_no_charge(self) -> None:
        # 0.006 and 0.004 for January are a cent, which goes to the larger remainder
        account = Account([Invoice("A", "2026-01-01", cad(30)), Invoice("B", "2026-01-01", cad(20))])
        found = HOSTING.under(statement={"posted_per": "account"}).statement(account, "2026-02-10").value
        assert [one.posted for one in found.debts] == [((date(2026, 2, 1), cad(1)),), ()]

    def test_what_has_accrued_is_rounded_with_that_of_the_other_open_debts(self) -> None:
        # by 10 February 0.30 and its cent bear 0.31 x 2 % x 9/28 = 0.00199..., and 0.20 0.00128...: nothing together
        # B is paid on 20 January; C is not late
        account = Account(
            [
                Invoice("A", "2026-01-01", cad(30)),
                Invoice("B", "2026-01-01", cad(100_00)),
                Invoice("C", "2026-02-01", cad(5_00)),
                Payment("2026-01-20", cad(101_23), "B"),
            ]
        )
        terms = HOSTING.under(statement={"posted_per": "account"})
        replay = replayed(AccountTerms(terms.agreement), account, date(2026, 2, 10))
        found = statement_of(replay, "CAD")
        assert [one.accrued for one in found.debts] == [ZERO, ZERO, ZERO]
        assert [(date.fromordinal(one.day).day, one.numbers, one.posted) for one in replay.shared_roundings] == [
            (20, ["A", "B"], False),
            (1, ["A"], True),
            (10, ["A"], False),
        ]

    @pytest.mark.parametrize(("per", "as_of"), [("invoice", "2026-02-10"), ("account", "2026-01-16")])
    def test_alone_or_before_any_debt_is_late_nothing_is_rounded_together(self, per: PostedPer, as_of: str) -> None:
        terms = HOSTING.under(statement={"posted_per": per})
        account = Account([Invoice("A", "2026-01-01", cad(30_00)), WriteOff("2026-01-02", "A", cad(10_00))])
        replay = replayed(AccountTerms(terms.agreement), account, date.fromisoformat(as_of))
        statement_of(replay, "CAD")
        assert replay.shared_roundings == []
