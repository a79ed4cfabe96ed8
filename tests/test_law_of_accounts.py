"""What rules of law look at in a statement: each late charge as a question of its own, with all of its facts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from telcoterms import Account, Answer, Dispute, Invoice, Payment, Statement, load
from telcoterms.account.events import AdministrativeCharge, Event
from telcoterms.clauses.late_charge.by_law import NoSingleRate
from telcoterms.formats.text import phrase_text
from tests.terms_builders import KOS, cad, flat, made

BILL = Invoice("1", "2026-01-01", cad(113_00))
IN_TIME = Payment("2026-01-16", cad(13_00), "1")  # on the due date: 100.00 is late
UNKNOWN: dict[str, Any] = {
    **dict.fromkeys(("due", "sent", "received", "way", "plan", "region", "segment")),
    "index": (),
    "reminded": (),
}


def looked_at(answer: Answer[Statement]) -> list[tuple[str, object, dict[str, Any]]]:
    """The parts of a statement: what each is, its figure, or why it has none, and the facts of its question."""
    found: list[tuple[str, object, dict[str, Any]]] = []
    for question, value, about, _ in list(answer.about.looked_at(answer.value))[1:]:
        assert about is not None
        figure = (value.charge, phrase_text(value.why)) if isinstance(value, NoSingleRate) else value
        facts = {name: fact for name, fact in vars(question).items() if name not in ("agreement", "given")}
        found.append((phrase_text(about), figure, facts))
    return found


def late(issued: str, amount: int, paid: str, billing_months: int = 1, **more: Any) -> dict[str, Any]:
    """The facts of a late charge."""
    facts = {"issued": date.fromisoformat(issued), "amount": cad(amount), "paid": date.fromisoformat(paid)}
    return UNKNOWN | facts | {"billing_months": billing_months} | more


class TestLateCharges:
    """A late charge has the facts of its debt, and one yearly rate where one amount was late for one time."""

    def test_a_debt_without_a_charge_is_left_out_and_those_after_it_are_looked_at(self) -> None:
        # 2 % of 50.00 on 1 March: 1.00
        paid: list[Event] = [BILL, Payment("2026-01-02", cad(113_00)), Invoice("2", "2026-02-01", cad(50_00))]
        assert looked_at(KOS.statement(Account(paid), as_of="2026-03-01")) == [
            ("late charge on invoice 2", cad(1_00), late("2026-02-01", 50_00, "2026-03-01"))
        ]

    def test_what_was_paid_in_time_is_no_part_of_the_payment_that_covers_the_rest(self) -> None:
        # 100.00 x 2 % x 19/31 = 1.2258...
        account = Account([BILL, IN_TIME, Payment("2026-01-20", cad(101_23), "1")])
        assert looked_at(KOS.statement(account, as_of="2026-02-15")) == [
            ("late charge on invoice 1", cad(1_23), late("2026-01-01", 100_00, "2026-01-20"))
        ]

    def test_the_first_day_of_a_payment_in_part_is_after_the_due_date(self) -> None:
        # 2.00 on 1 February; then 102.00 for 4 days and 52.00 for 10: 2 % x 928/28 = 0.6628...
        # of the charge of 2 January 0.50 on 2 February, and 25.50 x 2 % x 13/28 = 0.2367...
        account = Account(
            [
                replace(BILL, billing_months=3),
                AdministrativeCharge("N", "2026-01-02", cad(25_00), "returned-payment"),
                IN_TIME,
                Payment("2026-02-05", cad(50_00), "1"),
            ]
        )
        why = "on an amount that was reduced in parts after the due date, first on 2026-02-05"
        assert looked_at(KOS.statement(account, as_of="2026-02-15")) == [
            ("late charge on invoice 1", (cad(2_66), why), late("2026-01-01", 100_00, "2026-02-15", 3)),
            ("late charge on administrative charge N", cad(74), late("2026-01-02", 25_00, "2026-02-15")),
        ]

    @pytest.mark.parametrize(
        ("reported", "figure"),
        [
            ("2026-02-15", (cad(3_02), "on an amount of which a part was disputed from 2026-02-15 on")),
            ("2026-02-16", cad(3_02)),
        ],
    )
    def test_a_dispute_of_the_day_itself_is_within_the_time(self, reported: str, figure: object) -> None:
        # 2.00 on 1 February, and 102.00 x 2 % x 14/28 = 1.02
        account = Account([BILL, IN_TIME, Dispute("1", reported, cad(1_00))])
        assert looked_at(KOS.statement(account, as_of="2026-02-15")) == [
            ("late charge on invoice 1", figure, late("2026-01-01", 100_00, "2026-02-15"))
        ]

    def test_without_a_rate_of_its_own_the_time_reaches_to_the_day_of_the_statement(self) -> None:
        terms = made(late_charge=replace(flat(5_00), charged_on="account"))
        account = Account([BILL, Payment("2026-01-20", cad(118_00), "1"), Invoice("2", "2026-01-02", cad(50_00))])
        why = "under terms that charge a sum once for the whole account"
        assert looked_at(terms.statement(account, as_of="2026-02-15")) == [
            ("late charge on invoice 1", (cad(5_00), why), late("2026-01-01", 113_00, "2026-02-15")),
            ("late charge on invoice 2", (cad(5_00), why), late("2026-01-02", 50_00, "2026-02-15")),
        ]

    def test_the_due_date_that_the_bill_shows_and_the_facts_of_the_account(self) -> None:
        # 2.75 % a month for homes in Quebec, from the due date
        facts: dict[str, Any] = {"segment": "residential", "region": "QC"}
        account = Account([Invoice("A", "2026-12-01", cad(100_00), due="2026-12-20")])
        expected = late("2026-12-01", 100_00, "2027-01-20", due=date(2026, 12, 20), **facts)
        assert looked_at(load("cogeco").statement(account, "2027-01-20", **facts)) == [
            ("late charge on invoice A", cad(2_75), expected)
        ]
