"""When a bill is due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError
from telcoterms.clauses.due_date import InvoiceFacts, due_date_steps, due_on
from tests.error_assertions import refused
from tests.terms_builders import KOS, made, net

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


class TestNetDays:
    """A bill is to be paid within so many days of its invoice date: that date is not counted, the last day is."""

    def test_fifteen_days_after_the_invoice_date(self) -> None:
        assert KOS.due_date("2026-01-01").value == date(2026, 1, 16)

    def test_over_a_leap_day_and_a_new_year(self) -> None:
        assert KOS.due_date("2024-02-20").value == date(2024, 3, 6)
        assert KOS.due_date("2025-02-20").value == date(2025, 3, 7)
        assert KOS.due_date("2025-12-31").value == date(2026, 1, 15)

    def test_a_weekend_moves_nothing(self) -> None:
        assert KOS.due_date("2026-01-02").value == date(2026, 1, 17)  # a Saturday

    @given(DAYS, st.integers(0, 120))
    def test_the_number_of_days_is_their_difference(self, issued: date, days: int) -> None:
        assert due_on(net(days), InvoiceFacts(issued), None) - issued == timedelta(days=days)
        assert made(due_date=net(days)).due_date(issued).value == issued + timedelta(days=days)

    @given(DAYS)
    def test_paid_on_the_due_date_is_in_time_and_a_day_later_is_late(self, issued: date) -> None:
        due = KOS.due_date(issued).value
        assert KOS.late_charge(100, issued=issued, paid=due).value.minor == 0
        assert KOS.late_charge(100, issued=issued, paid=due + timedelta(days=1)).value.minor > 0

    def test_its_line(self) -> None:
        (line,) = due_date_steps(net(15), InvoiceFacts(date(2026, 1, 1)), None)
        assert dict(line.phrase.values) == {"issued": date(2026, 1, 1), "days": 15, "due": date(2026, 1, 16)}

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 15 days lies outside the years 1 to 9999", "nearer to the present"):
            KOS.due_date("9999-12-31")
