"""How early changed terms take effect, and from which day they bind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import ChangeOfTerms, DayError, InputError
from telcoterms.clauses.change_of_terms import NoticeAndContinuedUse, change_of_terms_steps, days_of_change
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
COUNTS = st.integers(0, 120)


def rule_of(notice_days: int, use_days: int) -> NoticeAndContinuedUse:
    return NoticeAndContinuedUse(notice_days=notice_days, use_days=use_days, clause=CLAUSE, says="")


class TestNoticeAndContinuedUse:
    """A change is effective so many days after its notice or later, and binds who uses the service days after that."""

    def test_at_the_earliest(self) -> None:
        value = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31").value
        assert value == ChangeOfTerms(date(2026, 1, 31), date(2026, 3, 2))

    def test_it_binds_thirty_days_after_the_day_that_the_notice_names(self) -> None:
        value = KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15").value
        assert value == ChangeOfTerms(date(2026, 1, 31), date(2026, 3, 17))

    @pytest.mark.parametrize("effective", ["2026-01-30", "2026-01-01", "2025-12-31"])
    def test_an_effective_date_that_is_too_early(self, effective: str) -> None:
        said = f"effective is {effective}, but 30 days after the notice of 2026-01-01 is 2026-01-31 (Service Terms s.5)"
        with refused(InputError, said, "give an effective date that is not before that day"):
            KOS.change_of_terms(notice="2026-01-01", effective=effective)

    @given(DAYS, COUNTS, COUNTS, st.integers(-50, 200))
    def test_the_days_are_counted_from_the_notice_and_from_the_effective_date(
        self, notice: date, notice_days: int, use_days: int, later: int
    ) -> None:
        rule, effective = rule_of(notice_days, use_days), notice + timedelta(days=later)
        if later < notice_days:
            with refused(InputError, "after the notice of"):
                days_of_change(rule, notice, effective)
            return
        found = days_of_change(rule, notice, effective)
        assert found.earliest - notice == timedelta(days=notice_days)
        assert found.binds_from - effective == timedelta(days=use_days)
        first, second, third = (dict(one.phrase.values) for one in change_of_terms_steps(rule, notice, effective))
        assert first == {"notice": notice, "days": notice_days, "earliest": found.earliest}
        assert second == {"effective": effective}
        assert third == {"effective": effective, "days": use_days, "binds_from": found.binds_from}

    def test_as_data_and_in_a_line(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31")
        assert answer.value.as_dict() == {"earliest": "2026-01-31", "binds_from": "2026-03-02"}
        assert repr(answer) == (
            "<change of terms: effective on 2026-01-31 at the earliest, binds from 2026-03-02  [Service Terms s.5]>"
        )

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-02 + 30 days lies outside the years 1 to 9999"):
            KOS.change_of_terms(notice="2026-01-01", effective="9999-12-02")
