"""When a charge is set off: the days of a grace period, and the amount from which on a clause holds."""

from datetime import date
from typing import Any

import pytest

from telcoterms import InputError, Money
from telcoterms.agreement.conditions import MAX_BLOCK_DAYS, EveryDays, Grace, GraceFrom, Threshold
from telcoterms.agreement.numbers import NO_FACTS, Dated
from telcoterms.values.notices import MonthsAndDays
from tests.error_assertions import refused
from tests.terms_builders import cad

JANUARY = date(2026, 1, 1)
RISING = Dated(((date(2020, 1, 1), cad(5_00)), (date(2026, 1, 1), cad(7_00))))


class TestPeriods:
    """A block of days, and a grace period of months and days."""

    def test_as_a_section_states_them(self) -> None:
        assert EveryDays(7).figures == ("7 days",)
        assert Grace(months=1, days=2).figures == ("1 months", "2 days")
        assert Grace(days=13).first_charged == "14 days"  # overdue 14 days or more

    def test_a_block_is_a_year_at_most(self) -> None:
        assert EveryDays(MAX_BLOCK_DAYS).figures == ("366 days",)  # a year has no more

    def test_without_a_length_it_is_none(self) -> None:
        assert Grace().length == MonthsAndDays(0, 0, "calendar-days")
        assert Grace().number == 1
        assert Grace(months=1, days=2, count="business-days").length == MonthsAndDays(1, 2, "business-days")

    @pytest.mark.parametrize(
        ("counted_from", "follows"), [("due-date", False), ("invoice-date", False), ("reminder", True)]
    )
    def test_it_can_follow_a_reminder(self, counted_from: GraceFrom, follows: bool) -> None:
        assert Grace(counted_from=counted_from, days=5).follows_reminder is follows

    def test_business_days_need_a_calendar(self) -> None:
        assert Grace(days=5).open_day_keys == ()
        assert Grace(days=5, count="business-days").open_day_keys == (("grace", "count"),)


class TestThreshold:
    """More than 5.00 begins with 5.01, and 5.00 or more with 5.00; nothing never reaches it."""

    @pytest.mark.parametrize(
        ("threshold", "least"),
        [
            (Threshold(over=cad(5_00)), 5_01),
            (Threshold(at_least=cad(5_00)), 5_00),
            (Threshold(over=cad(0)), 1),
            (Threshold(at_least=cad(1)), 1),
            (Threshold(at_least=cad(0)), 1),
        ],
    )
    def test_the_least_amount(self, threshold: Threshold, least: int) -> None:
        assert threshold.least_minor(JANUARY, NO_FACTS) == least
        assert threshold.is_reached(least, JANUARY, NO_FACTS) is True
        assert threshold.is_reached(least - 1, JANUARY, NO_FACTS) is False

    @pytest.mark.parametrize("name", ["over", "at_least"])
    def test_its_sum_is_that_of_the_day(self, name: str) -> None:
        threshold = Threshold(**{name: RISING})
        assert threshold.sum_on(date(2025, 12, 31), NO_FACTS) == Money("5.00", "CAD")
        assert threshold.sum_on(JANUARY, NO_FACTS) == Money("7.00", "CAD")
        assert threshold.figures == ("5.00 CAD", "7.00 CAD")

    def test_one_of_both_is_given(self) -> None:
        both: dict[str, Any] = {"over": cad(5_00), "at_least": cad(5_00)}
        with refused(InputError, "threshold has over and from: keep one"):
            Threshold(**both)
        with refused(InputError, "threshold has neither over nor from"):
            Threshold()
