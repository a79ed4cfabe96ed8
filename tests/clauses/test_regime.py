"""Which regime a day falls in."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, InputError, load
from telcoterms.clauses.regime import RegimeQuestion, Renewing, TermThenMonthly, regime_on, regime_steps
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, made

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
        page = str(KOS.regime(term_start="2025-01-15", term_months=12, on="2026-01-15").working)
        assert "first day after the term: 2025-01-15 + 12 months = 2026-01-15" in page
        assert "2026-01-15 is that day or later: month to month" in page


class TestRenewing:
    """A term that ends is followed by another one, so that every day from its start lies in one."""

    @pytest.mark.parametrize(
        ("on", "until"),
        [
            ("2025-01-01", "2026-01-01"),
            ("2025-12-31", "2026-01-01"),
            ("2026-01-01", "2027-01-01"),  # renewed for a year
            ("2026-03-01", "2027-01-01"),
            ("2028-06-01", "2029-01-01"),  # for the third time
        ],
    )
    def test_until_when(self, on: str, until: str) -> None:
        terms = load(Path(__file__).parents[1] / "providers" / "renewing-provider-2026-11-21.toml")
        answer = terms.regime(term_start="2025-01-01", term_months=12, on=on)
        assert answer.value == "fixed-term"
        assert f": fixed-term until {until}" in " ".join(str(answer.working).split())

    def test_the_working(self) -> None:
        terms = made(regime=Renewing(months=6, clause=CLAUSE, says=""))
        answer = terms.regime(term_start="2025-01-31", term_months=1, on="2025-09-01")
        # 31 January + 1 month = 28 February, + 6 = 31 August, + 12 = 28 February
        text = " ".join(str(answer.working).split())
        assert "first day after the term: 2025-01-31 + 1 month = 2025-02-28" in text
        assert "renewals of 6 months: 2; 2025-01-31 + 13 months = 2026-02-28" in text
        assert "2025-09-01 lies before it: the fixed term" in text

    def test_a_day_before_the_term(self) -> None:
        terms = made(regime=Renewing(months=6, clause=CLAUSE, says=""))
        with refused(InputError, "lies before the term"):
            terms.regime(term_start="2025-01-31", term_months=1, on="2025-01-30")

    def test_a_term_of_no_months_is_refused(self) -> None:
        with refused(InputError, "months is 0: give the months of the term that follows, such as 12"):
            Renewing(months=0, clause=CLAUSE, says="")


class TestWords:
    """The answer in a sentence, the lines of a term that renews, and what is no term."""

    @pytest.mark.parametrize(
        ("months", "told"),
        [
            (24, "the fixed term of 24 months from 2026-01-01 still runs"),
            (6, "the fixed term of 6 months from 2026-01-01 is over: it is month to month"),
        ],
    )
    def test_in_a_sentence(self, months: int, told: str) -> None:
        answer = KOS.regime(term_start="2026-01-01", term_months=months, on="2026-09-10")
        assert phrase_text(answer.about.told(answer.value)) == f"on 2026-09-10 {told}"

    @pytest.mark.parametrize(
        ("on", "renewals"),
        [
            (date(2027, 12, 31), []),
            (date(2028, 1, 1), ["renewals of 12 months: 1; 2026-01-01 + 36 months = 2029-01-01"]),
        ],
    )
    def test_a_term_that_has_not_renewed_has_no_line_of_renewals(self, on: date, renewals: list[str]) -> None:
        rule = Renewing(months=12, clause=CLAUSE, says="")
        lines = [phrase_text(line.phrase) for line in regime_steps(rule, date(2026, 1, 1), 24, on)]
        first = "first day after the term: 2026-01-01 + 24 months = 2028-01-01"
        assert lines == [first, *renewals, f"{on} lies before it: the fixed term"]

    def test_two_terms_are_compared_on_24_months(self) -> None:
        (facts,) = RegimeQuestion.examples("CAD")
        line = KOS.regime(**facts).steps[0]
        assert phrase_text(line.phrase) == "first day after the term: 2026-01-01 + 24 months = 2028-01-01"

    @pytest.mark.parametrize("months", [0, -1, 1201])
    def test_months_that_no_term_has(self, months: int) -> None:
        with refused(DayError, f"term_months is {months}", "give a whole number from 1 to 1200"):
            KOS.regime(term_start="2026-01-01", term_months=months, on="2026-09-10")
