"""What the picture of a statement shows: each moment of the account, its balance day by day, and the words."""

from datetime import date
from typing import Any

import pytest

from telcoterms import Account, Invoice, Payment
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Event,
    Payout,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import phrase_text
from telcoterms.statement.picture import ChartMoment, History, chart, history_of, look_of, picture
from telcoterms.statement.statement import Statement
from telcoterms.values.messages import phrase
from tests.terms_builders import HOSTING, cad

EVERY_KIND: list[Event] = [
    Invoice("A", "2026-01-01", cad(100_00)),
    AdministrativeCharge("N", "2026-01-05", cad(25_00), "returned-payment"),
    Payment("2026-01-10", cad(120_00)),
    WriteOff("2026-01-12", "N", cad(5_00)),
    Credit("2026-01-20", cad(10_00), "A"),
    Payout("2026-01-22", cad(10_00)),
    Invoice("B", "2026-02-01", cad(50_00)),
    Cancellation("C", "2026-02-10", service="dsl", fee=cad(28_00), cycle_start="2026-02-01"),
    Cancellation(
        "D",
        "2026-03-05",
        service="phone",
        term_start="2025-06-01",
        term_months=24,
        monthly_fee=cad(30_00),
        province="AB",
    ),
]


def stated(*events: Event, on: str) -> Statement:
    """The statement of an account on a day."""
    return HOSTING.statement(Account(events), on).value


def points(history: History) -> list[tuple[str, int]]:
    """The balance after each day on which it changed."""
    return [(day.isoformat(), minor) for day, minor in history.points]


def words(found: Chart) -> dict[str, Any]:
    """All that a chart says, in plain English."""
    return {
        "title": phrase_text(found.title),
        "story": [phrase_text(line) for line in found.story],
        "captions": [phrase_text(line) for line in found.captions],
        "currency": found.currency,
        "until": found.until,
    }


def marks(found: Chart) -> dict[str, tuple[str, list[str]]]:
    """The marks of each kind: how they are drawn, and what they say."""
    return {
        phrase_text(each.total): (each.shape, [phrase_text(mark.what) for mark in each.marks]) for each in found.series
    }


class TestEveryKind:
    """Each event moves the balance once, on its own day."""

    # C: 18 of 28 days of 28.00 come back with 13 % of tax: 20.34, in time for B. Of the rest, 29.66, 2 % are 0.5932,
    # and by 11 March 30.25 x 2 % x 10/31 = 0.195.
    # D: 14 months of 30.00 are left after March, half of them 210.00, with 5 % of tax 220.50.
    FOUND = stated(*EVERY_KIND, on="2026-03-11")

    def test_the_balance_of_each_day(self) -> None:
        history = history_of(self.FOUND)
        assert points(history) == [
            ("2026-01-01", 100_00),
            ("2026-01-05", 125_00),
            ("2026-01-10", 5_00),
            ("2026-01-12", 0),
            ("2026-01-20", -10_00),
            ("2026-01-22", 0),
            ("2026-02-01", 50_00),
            ("2026-02-10", 29_66),
            ("2026-03-01", 30_25),
            ("2026-03-05", 250_75),
        ]
        assert history.balance == self.FOUND.balance.minor == 250_75

    def test_the_moments_in_the_order_of_their_days(self) -> None:
        moments = [(day.isoformat(), kind, change) for day, kind, change, _ in history_of(self.FOUND).moments]
        assert moments == [
            ("2026-01-01", "invoice", 100_00),
            ("2026-01-05", "charge", 25_00),
            ("2026-01-10", "payment", -120_00),
            ("2026-01-12", "credit", -5_00),
            ("2026-01-16", "due date", 0),
            ("2026-01-20", "due date", 0),
            ("2026-01-20", "credit", -10_00),
            ("2026-01-22", "payout", 10_00),
            ("2026-02-01", "invoice", 50_00),
            ("2026-02-10", "credit", -20_34),
            ("2026-02-16", "due date", 0),
            ("2026-03-01", "posting", 59),
            ("2026-03-05", "charge", 220_50),
            ("2026-03-20", "due date", 0),
        ]

    def test_the_marks(self) -> None:
        assert marks(picture(self.FOUND)) == {
            "2 invoices": ("square", ["2026-01-01 invoice A, 100.00", "2026-02-01 invoice B, 50.00"]),
            "2 other charges": (
                "frame",
                ["2026-01-05 administrative charge N, 25.00", "2026-03-05 cancellation D, 220.50"],
            ),
            "1 payment": ("circle", ["2026-01-10 payment of 120.00"]),
            "3 credits": (
                "disc",
                [
                    "2026-01-12 5.00 of administrative charge N written off",
                    "2026-01-20 credit of 10.00",
                    "2026-02-10 credit of 20.34",
                ],
            ),
            "1 payout": ("wedge", ["2026-01-22 10.00 paid out"]),
            "1 late charge posted": ("triangle", ["2026-03-01 charge of 0.59 posted on invoice B"]),
            "4 due dates": (
                "diamond",
                [
                    "2026-01-16 invoice A is due",
                    "2026-01-20 administrative charge N is due",
                    "2026-02-16 invoice B is due",
                    "2026-03-20 cancellation D is due",
                ],
            ),
        }

    def test_the_words(self) -> None:
        assert words(picture(self.FOUND)) == {
            "title": "Balance of the account from 2026-01-01 to 2026-03-11",
            "story": [
                "The balance is highest on 2026-03-05: 250.75 CAD.",
                "The balance is lowest on 2026-01-20: -10.00 CAD.",
                "At the end 250.75 CAD is owed.",
                "0.20 CAD has accrued since.",
                "Marked are 2 invoices, 2 other charges, 1 payment, 3 credits, 1 payout, 1 late charge posted, "
                "4 due dates.",
            ],
            "captions": [
                "balance 250.75 CAD on 2026-03-11",
                "highest 250.75 on 2026-03-05",
                "lowest -10.00 on 2026-01-20",
            ],
            "currency": "CAD",
            "until": date(2026, 3, 11),
        }
        assert picture(self.FOUND).points == history_of(self.FOUND).points


class TestOtherEnds:
    """An account that owes nothing, one with a credit, and one that owes a payout again."""

    ALWAYS = "0 late charges posted"

    def test_without_an_event(self) -> None:
        found = stated(on="2026-03-11")
        assert history_of(found) == History((), ())
        assert History((), ()).balance == 0
        assert words(picture(found)) == {
            "title": "Balance of the account from 2026-03-11 to 2026-03-11",
            "story": [
                "At the end nothing is owed.",
                "Marked are 0 invoices, 0 payments, 0 late charges posted, 0 due dates.",
            ],
            "captions": ["balance 0.00 CAD on 2026-03-11"],
            "currency": "CAD",
            "until": date(2026, 3, 11),
        }

    def test_a_credit_that_was_reached_twice(self) -> None:
        # 30.00 paid, 30.00 billed, 30.00 paid: the lowest balance is that of the first day
        found = stated(
            Payment("2026-01-02", cad(30_00)),
            Invoice("A", "2026-01-05", cad(30_00)),
            Payment("2026-01-08", cad(30_00)),
            on="2026-01-10",
        )
        assert points(history_of(found)) == [("2026-01-02", -30_00), ("2026-01-05", 0), ("2026-01-08", -30_00)]
        said = words(picture(found))
        assert said["captions"] == ["balance -30.00 CAD on 2026-01-10", "lowest -30.00 on 2026-01-02"]
        assert said["story"][:2] == [
            "The balance is lowest on 2026-01-02: -30.00 CAD.",
            "At the end there is a credit of 30.00 CAD.",
        ]

    def test_the_lowest_of_several_credits_is_the_largest(self) -> None:
        found = stated(Payment("2026-01-02", cad(10_00)), Payment("2026-01-03", cad(20_00)), on="2026-01-10")
        assert words(picture(found))["captions"][1:] == ["lowest -30.00 on 2026-01-03"]

    def test_what_is_paid_in_full_was_never_a_credit(self) -> None:
        found = stated(Invoice("A", "2026-01-01", cad(30_00)), Payment("2026-01-02", cad(30_00)), on="2026-01-10")
        assert words(picture(found))["captions"] == ["balance 0.00 CAD on 2026-01-10", "highest 30.00 on 2026-01-01"]

    def test_a_cent(self) -> None:
        said = words(picture(stated(Invoice("A", "2026-01-01", cad(1)), on="2026-01-10")))
        assert said["captions"] == ["balance 0.01 CAD on 2026-01-10", "highest 0.01 on 2026-01-01"]
        assert said["story"][1] == "At the end 0.01 CAD is owed."

    def test_a_bill_of_nothing_is_marked(self) -> None:
        found = marks(picture(stated(Invoice("A", "2026-01-01", cad(0)), on="2026-01-10")))
        assert found["1 invoice"][1] == ["2026-01-01 invoice A, 0.00"]
        assert found["1 due date"][1] == ["2026-01-16 invoice A is due"]

    def test_a_write_off_takes_charges_and_principal(self) -> None:
        # 2.00 are posted on 1 February; of 102.00 all is written off
        found = stated(
            Invoice("A", "2026-01-01", cad(100_00)), WriteOff("2026-02-01", "A", cad(102_00)), on="2026-02-10"
        )
        assert points(history_of(found)) == [("2026-01-01", 100_00), ("2026-02-01", 0)]
        assert marks(picture(found))["1 credit"][1] == ["2026-02-01 102.00 of invoice A written off"]

    def test_the_highest_of_several_days_is_the_first(self) -> None:
        found = stated(
            Invoice("A", "2026-01-01", cad(30_00)),
            Payment("2026-01-02", cad(20_00)),
            Invoice("B", "2026-01-03", cad(20_00)),
            on="2026-01-10",
        )
        assert words(picture(found))["captions"][1:] == ["highest 30.00 on 2026-01-01"]

    def test_a_payout_that_is_owed_again(self) -> None:
        # the payment is returned: 50.00 that was paid out was no credit, due 15 days after it
        found = stated(
            Payment("2026-01-10", cad(50_00), None, "r"),
            Payout("2026-01-22", cad(50_00)),
            ReturnedPayment("2026-01-25", "r"),
            on="2026-01-26",
        )
        moments = [
            (day.isoformat(), kind, change, phrase_text(what)) for day, kind, change, what in history_of(found).moments
        ]
        assert moments == [
            ("2026-01-22", "payout", 50_00, "2026-01-22 50.00 paid out"),
            ("2026-02-06", "due date", 0, "2026-02-06 payout of 2026-01-22 is due"),
        ]
        assert points(history_of(found)) == [("2026-01-22", 50_00)]

    def test_events_of_one_day_that_cancel_out_change_no_balance(self) -> None:
        found = stated(Invoice("A", "2026-01-05", cad(30_00)), Payment("2026-01-05", cad(30_00)), on="2026-01-10")
        assert points(history_of(found)) == []

    @pytest.mark.parametrize("as_of", ["2026-01-01", "2026-01-05"])
    def test_it_begins_with_the_first_moment(self, as_of: str) -> None:
        found = stated(Invoice("A", "2026-01-01", cad(30_00)), on=as_of)
        assert words(picture(found))["title"] == f"Balance of the account from 2026-01-01 to {as_of}"

    def test_a_kind_is_listed_where_a_moment_is_of_it(self) -> None:
        moment = ChartMoment(date(2026, 1, 1), "payout", 1, phrase("paid out"))
        found = chart(History((moment,), ()), stated(on="2026-01-01"))
        assert [phrase_text(each.total) for each in found.series] == [
            "0 invoices",
            "0 payments",
            "1 payout",
            "0 late charges posted",
            "0 due dates",
        ]
        assert look_of("payout")[2] == "wedge"
