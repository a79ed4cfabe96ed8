"""What a letter on a statement says, from its sender to its notes, word for word."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from telcoterms import (
    Account,
    BilledTo,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    ReturnedPayment,
    Terms,
    load,
)
from telcoterms.formats.text import phrase_text
from telcoterms.statement.letter import Instalment, instalments
from tests.strategies import silent
from tests.terms_builders import HOSTING, cad

BANDS = ["", "not past due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "over 90 days"]
BILLS = ["Bill", "Date", "Due", "Billed", "Late charges", "Paid and credited", "Left to pay"]
IN_NUMBERS = ("numbers",) * 4
GROWING = "The sum is as of {day}: late charges that grow later and payments received later are not in it."
NOTES = ["All sums are in CAD.", "By KOS's Service Terms of 2021-07-12."]


def letter(account: Account, as_of: str, terms: Terms = HOSTING) -> dict[str, Any]:
    """All that a letter says, in plain English."""
    found = terms.statement(account, as_of).about.letter
    assert found is not None
    request, text = found.request, phrase_text
    return {
        "from": found.sender,
        "title": text(found.title),
        "to": found.addressee,
        "facts": [(text(name), text(value)) for name, value in found.facts],
        "asks": [text(request.asks), None if request.sum is None else text(request.sum), *map(text, request.lines)],
        "tables": {
            text(table.title): (table.columns, [list(map(text, row)) for row in (table.head, *table.rows)])
            for table in found.tables
        },
        "totals": [list(map(text, row)) for table in found.tables for row in table.totals],
        "has a picture": found.chart is not None,
        "notes": list(map(text, found.notes)),
    }


class TestAccounts:
    """The whole letter of an account, which leaves out each table that would be empty."""

    def test_a_bill_past_due_one_to_come_and_a_part_in_dispute(self) -> None:
        # of 2 % of 56.44 and 1.13 for March; 29.90 = 56.44 + 0.74 - 27.28; 86.34 - 15.00 = 14.90 + 56.44
        account = Account(
            [
                Invoice("2026-01", "2026-01-01", cad(5644)),
                Invoice("2026-02", "2026-02-01", cad(5644)),
                Invoice("2026-03", "2026-03-01", cad(5644)),
                Invoice("2026-04", "2026-04-10", cad(5644)),
                Payment("2026-01-10", cad(5644), reference="cheque 118"),
                Payment("2026-03-05", cad(8000), reference="bank transfer"),
                Dispute("2026-03", "2026-03-20", cad(1500)),
                Credit("2026-03-28", cad(500), "2026-03"),
            ],
            BilledTo("A customer", ["12 Example Street", "Exampletown"], "C-1001", "C-1001-04"),
        )
        assert letter(account, "2026-04-20") == {
            "from": "KOS (Kingston Online Services)",
            "title": "Statement of account",
            "to": ("A customer", "12 Example Street", "Exampletown"),
            "facts": [("Date", "2026-04-20"), ("Account", "C-1001"), ("Reference for your payment", "C-1001-04")],
            "asks": [
                "Please pay",
                "71.34 CAD",
                "14.90 CAD now: it is past due",
                "56.44 CAD by 2026-04-25",
                "In dispute, and not asked for until that is decided: 15.00 CAD",
                "Late charges on what is in dispute, held until that is decided and not asked for: 0.31 CAD",
            ],
            "tables": {
                "How long it is past due": (
                    ("words", *("numbers",) * 6),
                    [
                        [*BANDS, "Balance"],
                        ["Owed", "56.44", "0.00", "29.71", "0.00", "0.00", "86.15"],
                        ["In dispute", "0.00", "0.00", "15.00", "0.00", "0.00", "15.00"],
                    ],
                ),
                "Bills": (
                    ("words", "words", "words", *("numbers",) * 5),
                    [
                        [*BILLS[:-1], "In dispute", "Left to pay"],
                        ["invoice 2026-01", "2026-01-01", "2026-01-16", "56.44", "", "-56.44", "", "0.00"],
                        ["invoice 2026-02", "2026-02-01", "2026-02-16", "56.44", "1.28", "-57.72", "", "0.00"],
                        ["invoice 2026-03", "2026-03-01", "2026-03-16", "56.44", "0.74", "-27.28", "15.00", "29.90"],
                        ["invoice 2026-04", "2026-04-10", "2026-04-25", "56.44", "", "", "", "56.44"],
                    ],
                ),
                "Payments and credits": (
                    ("words", "words", "numbers"),
                    [
                        ["Date", "What", "Sum"],
                        ["2026-01-10", "payment (cheque 118)", "56.44"],
                        ["2026-03-05", "payment (bank transfer)", "80.00"],
                        ["2026-03-28", "credit for 2026-03", "5.00"],
                    ],
                ),
                "What comes next": (
                    ("words", "words", "cited"),
                    [
                        ["Date", "What", "Terms"],
                        ["2026-04-25", "56.44 of invoice 2026-04 is due", "Service Terms s.7"],
                        ["2026-05-01", "the next late charge is posted on invoice 2026-03", "Service Terms s.9"],
                        ["2026-05-02", "last day to dispute invoice 2026-02", "Service Terms s.10"],
                    ],
                ),
            },
            "totals": [["Total", "", "", "225.76", "2.02", "-141.44", "15.00", "86.34"]],
            "has a picture": True,
            "notes": [GROWING.format(day="2026-04-20"), *NOTES],
        }

    def test_without_an_event(self) -> None:
        assert letter(Account([]), "2026-04-20") == {
            "from": "KOS (Kingston Online Services)",
            "title": "Statement of account",
            "to": (),
            "facts": [("Date", "2026-04-20")],
            "asks": ["Nothing to pay", None],
            "tables": {},
            "totals": [],
            "has a picture": False,
            "notes": NOTES,
        }

    def test_a_payment_alone_is_a_credit(self) -> None:
        account = Account([Payment("2026-04-01", cad(3000))], BilledTo(account_number="C-1001"))
        assert letter(account, "2026-04-20") == {
            "from": "KOS (Kingston Online Services)",
            "title": "Statement of account",
            "to": (),
            "facts": [("Date", "2026-04-20"), ("Account", "C-1001")],
            "asks": ["Nothing to pay: your account has a credit of", "30.00 CAD"],
            "tables": {
                "How long it is past due": (
                    ("words", *("numbers",) * 7),
                    [[*BANDS, "Credit", "Balance"], ["Owed", *["0.00"] * 5, "-30.00", "-30.00"]],
                ),
                "Payments and credits": (
                    ("words", "words", "numbers"),
                    [["Date", "What", "Sum"], ["2026-04-01", "payment", "30.00"]],
                ),
            },
            "totals": [],
            "has a picture": True,
            "notes": NOTES,
        }

    def test_more_than_was_billed_and_a_bill_and_a_payment_of_nothing(self) -> None:
        account = Account(
            [
                Invoice("a", "2026-04-01", cad(5000)),
                Invoice("zero", "2026-04-02", cad(0)),
                Payment("2026-04-03", cad(6000)),
                Payment("2026-04-03", cad(0)),
            ],
            BilledTo("A customer"),
        )
        found = letter(account, "2026-04-03")
        assert found["to"] == ("A customer",)
        assert found["tables"]["Bills"] == (
            ("words", "words", "words", *IN_NUMBERS),
            [BILLS, ["invoice a", "2026-04-01", "2026-04-16", "50.00", "", "-50.00", "0.00"]],
        )
        assert found["totals"] == [
            ["Total", "", "", "50.00", "", "-50.00", "0.00"],
            ["Credit", "", "", "", "", "", "-10.00"],
            ["Settles the account", "", "", "", "", "", "-10.00"],
        ]
        assert found["tables"]["Payments and credits"][1][1:] == [["2026-04-03", "payment", "60.00"]]
        assert found["notes"] == NOTES

    def test_all_is_paid(self) -> None:
        account = Account(
            [Invoice("a", "2026-04-01", cad(5000)), Payment("2026-04-02", cad(5000))],
            BilledTo(address=["12 Example Street"]),
        )
        found = letter(account, "2026-04-03")
        assert found["to"] == ("12 Example Street",)
        assert (found["asks"], found["notes"]) == (["Nothing to pay", None], NOTES)
        assert list(found["tables"]) == ["Bills", "Payments and credits", "What comes next"]

    def test_a_cent_after_a_payment_that_is_returned_on_the_day(self) -> None:
        account = Account(
            [
                Invoice("a", "2026-04-01", cad(5000)),
                Payment("2026-04-02", cad(5000), None, "r"),
                Payment("2026-04-03", cad(4999)),
                ReturnedPayment("2026-04-03", "r"),
                Payment("2026-04-03", cad(100), "a", "s"),
                ReturnedPayment("2026-04-04", "s"),
            ],
            BilledTo(payment_reference="C-1001-04"),
        )
        found = letter(account, "2026-04-04")
        assert found["facts"] == [("Date", "2026-04-04"), ("Reference for your payment", "C-1001-04")]
        assert found["asks"] == ["Please pay", "0.01 CAD", "by 2026-04-16"]
        assert found["tables"]["How long it is past due"][1][1:] == [["Owed", "0.01", *["0.00"] * 4, "0.01"]]
        assert found["tables"]["Payments and credits"][1][1:] == [
            ["2026-04-02", "payment (r)", "50.00"],
            ["2026-04-03", "payment", "49.99"],
            ["2026-04-03", "returned by the bank: payment (r)", "-50.00"],
            ["2026-04-03", "payment for a (s)", "1.00"],
            ["2026-04-04", "returned by the bank: payment for a (s)", "-1.00"],
        ]
        assert found["notes"] == [GROWING.format(day="2026-04-04"), *NOTES]

    @pytest.mark.parametrize(
        ("service", "terms"),
        [
            ("none", "By KOS's Service Terms of 2021-07-12."),
            ("dsl", "By KOS's Service Terms of 2021-07-12 (service dsl)."),
        ],
    )
    def test_a_service_with_an_agreement_of_its_own_is_named(self, service: str, terms: str) -> None:
        assert letter(Account([]), "2026-04-20", load("kos", service=service))["notes"] == [
            "All sums are in CAD.",
            terms,
        ]


class TestParts:
    """What stands in one table or line, by the kinds of event that it can be of."""

    def test_a_bill_can_be_paid_on_its_due_date_and_is_past_due_after_it(self) -> None:
        # the day after, 100.00 has borne 2 % x 16/30: 1.07
        account = Account([Invoice("a", "2026-04-01", cad(100_00))])
        assert letter(account, "2026-04-16")["asks"] == ["Please pay", "100.00 CAD", "by 2026-04-16"]
        assert letter(account, "2026-04-17")["asks"] == ["Please pay", "101.07 CAD", "now: it is past due"]

    def test_payments_and_credits(self) -> None:
        # 18 of 28 days of 28.00 come back with 13 % of tax
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(50_00)),
                Payment("2026-01-06", cad(90_00), "a"),
                Payout("2026-02-03", cad(20_00)),
                Cancellation("C-1", "2026-02-10", fee=cad(28_00), cycle_start="2026-02-01"),
            ]
        )
        assert letter(account, "2026-02-20")["tables"]["Payments and credits"][1][1:] == [
            ["2026-01-06", "payment for a", "90.00"],
            ["2026-02-03", "paid out to you", "-20.00"],
            ["2026-02-10", "refund for C-1", "20.34"],
        ]

    def test_a_day_that_no_clause_sets(self) -> None:
        ended = Cancellation(
            "C-1", "2026-02-10", term_start="2025-01-01", term_months=24, monthly_fee=cad(50_00), province="ON"
        )
        assert letter(Account([ended]), "2026-02-10", silent("regime"))["tables"]["What comes next"][1][-1] == [
            "2027-01-01",
            "end of the term that C-1 ended",
            "",
        ]

    @pytest.mark.parametrize(
        ("credit", "parts"),
        [
            (5_00, [(None, 52_57), (date(2026, 4, 15), 20_00), (date(2026, 4, 20), 10_00)]),
            (57_57, [(date(2026, 4, 15), 20_00), (date(2026, 4, 20), 10_00)]),
            (60_00, [(date(2026, 4, 15), 17_57), (date(2026, 4, 20), 10_00)]),
            (90_00, []),
        ],
    )
    def test_a_credit_lowers_the_earliest_parts(self, credit: int, parts: list[tuple[date | None, int]]) -> None:
        def debt(day: int, month: int, owed: int) -> SimpleNamespace:
            return SimpleNamespace(due=date(2026, month, day), undisputed=cad(owed))

        debts = [debt(20, 4, 10_00), debt(15, 4, 20_00), debt(10, 3, 50_00), debt(9, 4, 7_57)]
        owed: Any = SimpleNamespace(as_of=date(2026, 4, 10), credit=cad(credit), debts=debts)
        assert instalments(owed) == tuple(Instalment(day, cad(sum_)) for day, sum_ in parts)
