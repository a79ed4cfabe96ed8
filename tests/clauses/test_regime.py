"""Which regime a day falls in."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, InputError
from telcoterms.clauses.regime import TermThenMonthly, regime_on, regime_steps
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

RULE = TermThenMonthly(clause=CLAUSE, says="")
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


class TestTermThenMonthly:
    """A fixed term runs for so many months, its end not included; after it the service goes on month to month."""

    def test_the_last_day_of_the_term_and_the_first_after_it(self) -> None:
        facts = {"term_start": "2025-01-31"}
        assert KOS.regime(**facts, term_months=13, on="2026-02-27").value == "fixed-term"
        assert KOS.regime(**facts, term_months=13, on="2026-02-28").value == "month-to-month"
        assert KOS.regime(**facts, term_months=13, on="2025-01-31").value == "fixed-term"

    @given(DAYS, st.integers(1, 120), st.integers(0, 4000))
    def test_the_end_is_so_many_months_after_the_start(self, start: date, months: int, later: int) -> None:
        day = start + timedelta(days=later)
        ended = day >= start + relativedelta(months=months)
        assert regime_on(RULE, start, months, day) == ("month-to-month" if ended else "fixed-term")
        end, found = regime_steps(RULE, start, months, day)
        assert dict(end.phrase.values)["end"] == start + relativedelta(months=months)
        assert ("month to month" in found.phrase.template) == ended

    def test_a_day_before_the_term(self) -> None:
        with refused(
            InputError, "2024-12-31 lies before the term, which starts on 2025-01-01", "on or after its start"
        ):
            KOS.regime(term_start="2025-01-01", term_months=12, on="2024-12-31")

    def test_a_term_beyond_the_calendar(self) -> None:
        with refused(DayError, "outside the years 1 to 9999"):
            KOS.regime(term_start="9990-01-01", term_months=1200, on="9999-01-01")


class TestTheFirstDayAfter:
    """The day that a term of whole months leads to is the first one outside it."""

    def test_it_is_called_so(self) -> None:
        page = str(KOS.regime(term_start="2025-01-15", term_months=12, on="2026-01-15"))
        assert "first day after the term: 2025-01-15 + 12 months = 2026-01-15" in page
        assert "2026-01-15 is that day or later: month to month" in page
