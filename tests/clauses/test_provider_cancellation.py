"""How early a provider's own cancellation on notice takes effect."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError
from telcoterms.clauses.provider_cancellation import NoticeDays, earliest_day, provider_cancellation_steps
from telcoterms.formats.text import phrase_text
from telcoterms.values.periods import in_days
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


class TestNoticeDays:
    """The provider may cancel on at least so many days' notice: the day of the notice is not counted."""

    def test_thirty_days_after_the_notice(self) -> None:
        assert KOS.provider_cancellation(notice="2026-01-01").value == date(2026, 1, 31)
        assert KOS.provider_cancellation(notice="2026-02-01").value == date(2026, 3, 3)
        assert KOS.provider_cancellation(notice="2024-02-01").value == date(2024, 3, 2)  # a leap year

    @given(DAYS, st.integers(0, 400))
    def test_the_number_of_days_is_their_difference(self, notice: date, days: int) -> None:
        rule, earliest = NoticeDays(days=days, clause=CLAUSE, says=""), notice + timedelta(days=days)
        assert earliest_day(rule, notice) == earliest
        (line,) = provider_cancellation_steps(rule, notice)
        assert dict(line.phrase.values) == {
            "notice": notice,
            "count": days,
            "days": in_days(days),
            "earliest": earliest,
        }

    def test_clear_days_leave_out_the_day_of_effect_too(self) -> None:
        # 2 to 31 January are 30 clear days; 1 February is the day of effect
        answer = KOS.provider_cancellation(notice="2026-01-01").under(notice_period="clear-days")
        assert answer.value == date(2026, 2, 1)
        assert "after 30 clear days: 2026-01-01 + 30 days + 1 day = 2026-02-01" in " ".join(str(answer.working).split())

    def test_the_range_has_both_days(self) -> None:
        across = KOS.provider_cancellation(notice="2026-01-01").across_readings()
        assert [str(day) for day, _ in across.groups()] == ["2026-01-31", "2026-02-01"]

    def test_the_reading_has_its_reason(self) -> None:
        (reading,) = KOS.provider_cancellation(notice="2026-01-01").about.readings
        assert reading.why == (
            "by analogy to Ontario's Legislation Act, 2006, s.89(3), which counts so for statutes alone"
        )

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 30 days lies outside the years 1 to 9999"):
            KOS.provider_cancellation(notice="9999-12-31")


def test_for_cause_no_notice_is_needed() -> None:
    said = "for cause the provider may cancel without notice, on any day"
    assert said in str(KOS.provider_cancellation(notice="2026-01-01").working)


class TestSentence:
    """The answer in a sentence."""

    def test_of_a_notice(self) -> None:
        answer = KOS.provider_cancellation(notice="2026-03-01")
        assert phrase_text(answer.about.told(answer.value)) == (
            "a cancellation by the provider with notice of 2026-03-01 takes effect on 2026-03-31 at the earliest"
        )
