"""By which day leased equipment is to be back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, load
from telcoterms.clauses.equipment_return_by import Collected, ReturnWithinDays, equipment_return_by_steps, return_by
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
WIRELESS = load("kos", service="fixed-wireless")


class TestWithinDays:
    """Leased equipment is to be back within so many days: the day of the cancellation is not counted, the last is."""

    def test_thirty_days_after_the_cancellation(self) -> None:
        assert KOS.equipment_return_by(cancelled="2026-06-10").value == date(2026, 7, 10)
        assert KOS.equipment_return_by(cancelled="2024-02-01").value == date(2024, 3, 2)  # a leap year

    @given(DAYS, st.integers(0, 400))
    def test_the_number_of_days_is_their_difference(self, cancelled: date, days: int) -> None:
        rule = ReturnWithinDays(days=days, clause=CLAUSE, says="")
        last = cancelled + timedelta(days=days)
        assert return_by(rule, cancelled) == last
        (line,) = equipment_return_by_steps(rule, cancelled)
        assert dict(line.phrase.values) == {"cancelled": cancelled, "days": days, "last_day": last}

    def test_other_services_have_the_same_day(self) -> None:
        for service in ("dsl", "cable", "voip"):
            answer = load("kos", service=service).equipment_return_by(cancelled="2026-06-10")
            assert answer.value == date(2026, 7, 10)

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 30 days lies outside the years 1 to 9999"):
            KOS.equipment_return_by(cancelled="9999-12-31")


class TestCollected:
    """What a technician has to collect, such as the equipment of fixed wireless, has no day by which to be back."""

    def test_fixed_wireless_has_no_day(self) -> None:
        answer = WIRELESS.equipment_return_by(cancelled="2026-06-10")
        assert answer.value is None
        assert repr(answer) == "<equipment return by: none  [Service Terms s.36]>"
        assert "a technician collects the equipment: no day is set for it" in str(answer)

    def test_it_is_set_apart_in_the_same_section(self) -> None:
        (service,) = [one for one in KOS.agreement.services if one.id == "fixed-wireless"]
        assert str(dict(service.replaces)["equipment_return_by"]) == "Service Terms s.36"

    @given(DAYS)
    def test_no_day_whatever_the_cancellation(self, cancelled: date) -> None:
        rule = Collected(clause=CLAUSE, says="")
        assert return_by(rule, cancelled) is None
        (line,) = equipment_return_by_steps(rule, cancelled)
        assert (line.clauses, line.phrase.values) == ((CLAUSE,), ())
