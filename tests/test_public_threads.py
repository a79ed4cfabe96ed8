"""Questions that users of billing systems asked in public threads, each with the figure by hand.

Those on tax and on a bill's lines are in `cases/kos/tax.toml` and in the tests of the audit.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from telcoterms import Account, Credit, DayError, InvalidFileError, Invoice, Payment, load, load_account, load_calendar
from telcoterms.account.events import Event
from tests.terms_builders import HOSTING, KOS, cad, compound, made, net, simple


class TestMonthEnds:
    """A month that begins on a 31st ends on the last day of a shorter month, and is stepped from its first day."""

    def test_four_months_from_31_january_end_on_29_february_31_march_30_april_and_31_may(self) -> None:
        # 2.00 + 102.00 x 2 % = 2.04, 104.04 x 2 % = 2.0808 -> 2.08, 106.12 x 2 % = 2.1224 -> 2.12
        assert KOS.late_charge("100.00", issued="2024-01-31", paid="2024-05-31").value.text == "8.24"

    def test_a_term_of_twelve_months_that_is_left_the_day_before_it_begins_has_twelve_months_left(self) -> None:
        # 50 % x 12 x 10.00
        asked = {"term_start": "2026-08-03", "term_months": 12, "cancelled": "2026-08-02"}
        assert HOSTING.cancellation_charge("10.00", **asked).value.charge.text == "60.00"  # type: ignore[arg-type]

    def test_a_cycle_from_29_february_says_what_a_billing_day_of_the_30th_or_31st_would_refund(self) -> None:
        # the 29th: 30.00 x 14/29 = 14.48; the 30th: 30.00 x 15/30; the 31st: 30.00 x 16/31 = 15.48
        answer = KOS.refund("30.00", cycle_start="2024-02-29", cancelled="2024-03-14")
        assert answer.value.refund.text == "14.48"
        assert "with billing day 30 it is 15.00, with billing day 31 it is 15.48" in " ".join(
            str(answer.working).split()
        )


class TestProration:
    """By the days that are left in the cycle; whether the day of cancellation is one of them is a reading."""

    def test_18_of_30_days_of_30_00_are_18_00_or_19_00(self) -> None:
        answer = KOS.refund("30.00", cycle_start="2026-06-01", cancelled="2026-06-12")
        assert answer.value.refund.text == "18.00"
        assert answer.under(cancel_day="refunded").value.refund.text == "19.00"


class TestPlacement:
    """What an account owes after payments and credits, whichever came first."""

    def test_a_payment_that_covers_two_invoices_and_an_earlier_part_leaves_no_credit(self) -> None:
        # 50.00 - 20.00 + 70.00 - 100.00 = 0
        events: list[Event] = [
            Invoice("1", "2026-01-01", cad(50_00)),
            Payment("2026-01-02", cad(20_00)),
            Invoice("2", "2026-01-03", cad(70_00)),
            Payment("2026-01-04", cad(100_00)),
        ]
        value = KOS.statement(Account(events), "2026-01-05").value
        assert [debt.principal.text for debt in value.debts] == ["0.00", "0.00"]
        assert value.credit.text == "0.00"

    def test_a_credit_on_an_invoice_that_was_paid_is_owed_to_the_customer(self) -> None:
        # 100.00 - 100.00 - 40.00
        events: list[Event] = [
            Invoice("1", "2026-01-01", cad(100_00)),
            Payment("2026-01-05", cad(100_00)),
            Credit("2026-01-06", cad(40_00), "1"),
        ]
        assert KOS.statement(Account(events), "2026-01-07").value.balance.text == "-40.00"


class TestRatesByTheDay:
    """Interest by the day over 365, whatever the year; a rate a day is that rate for one day late."""

    @pytest.mark.parametrize(
        ("first", "paid", "charge"),
        [
            (date(2023, 1, 1), date(2023, 2, 1), "1528.77"),  # 300000.00 x 6 % x 31/365
            (date(2023, 2, 1), date(2023, 3, 1), "1380.82"),  # x 28/365
            (date(2024, 2, 1), date(2024, 3, 1), "1430.14"),  # x 29/365
        ],
    )
    def test_300000_00_at_6_percent_a_year(self, first: date, paid: date, charge: str) -> None:
        terms = made(due_date=net(0), late_charge=simple(Fraction(6, 100), runs_from="due-date"))
        assert terms.late_charge("300000.00", issued=first, paid=paid).value.text == charge


class TestClosedDays:
    """Which days are closed: the bank holidays of England with their substitutes, the holidays of Ontario without."""

    @pytest.mark.parametrize("day", [date(2020, 5, 8), date(2021, 12, 27), date(2021, 12, 28), date(2028, 1, 3)])
    def test_england_is_closed(self, day: date) -> None:
        assert not load_calendar("england").is_open(day)

    def test_ontario_is_open_on_31_december_2021(self) -> None:
        assert load_calendar("ontario-and-federal").is_open(date(2021, 12, 31))

    def test_one_business_day_after_a_saturday_is_the_monday_or_as_a_reading_the_tuesday(self) -> None:
        answer = KOS.complaint(received="2026-03-07", senior="2026-03-07")
        (senior,) = [one for one in answer.value.steps if one.event == "senior"]
        assert senior.earliest == date(2026, 3, 9)
        later = answer.under(closed_day_event="as-of-next-open-day")
        (senior,) = [one for one in later.value.steps if one.event == "senior"]
        assert senior.earliest == date(2026, 3, 10)


class TestInput:
    """What two readers could read as two sums or two days is refused, with the cell and the cure."""

    HEAD = "event,date,number,amount\n"

    @pytest.mark.parametrize("amount", ['"5323,54"', '"4.711,98"', '"25,000"', "$40.00", "1.000"])
    def test_a_separator_or_a_sign_in_an_amount(self, amount: str, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text(f"{self.HEAD}invoice,2026-01-01,A1,{amount}\n", "utf-8")
        with pytest.raises(InvalidFileError, match="row 2"):
            load_account(path, currency="CAD")

    def test_a_day_in_another_order(self, tmp_path: Path) -> None:
        path = tmp_path / "account.csv"
        path.write_text(f"{self.HEAD}invoice,12/01/2026,A1,100.00\n", "utf-8")
        with pytest.raises(InvalidFileError, match="row 2"):
            load_account(path, currency="CAD")

    def test_a_moment_is_no_day(self) -> None:
        with pytest.raises(DayError, match="moment"):
            load("kos").due_date(issued=datetime(2026, 1, 1, 23, 30))


def test_two_percent_of_a_month_of_30_days_ten_days_late_is_0_99_by_the_calendar() -> None:
    # 153.50 x 2 % x 10/31 = 0.9903
    terms = made(due_date=net(0), late_charge=compound(Fraction(2, 100), runs_from="due-date"))
    assert terms.late_charge("153.50", issued="2026-01-01", paid="2026-01-11").value.text == "0.99"
