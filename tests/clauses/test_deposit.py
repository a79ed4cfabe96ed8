"""Until when a deposit comes back."""

from datetime import date
from pathlib import Path

from telcoterms import DayError, NotInTermsError, load
from telcoterms.clauses.deposit import Held
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, made

INDIA = Path(__file__).parents[1] / "providers" / "indian-regulator-2026-11-21.toml"


class TestHeld:
    """A deposit comes back within a number of days after the end, whose own day is not counted."""

    def test_45_days(self) -> None:
        # 30 days of January and 15 of February
        answer = load(INDIA).deposit(ended="2026-01-01")
        assert answer.value == date(2026, 2, 15)
        assert "the deposit comes back by: 2026-01-01 + 45 days = 2026-02-15" in " ".join(str(answer).split())

    def test_business_days(self) -> None:
        # after Thursday 2 April come Good Friday and a weekend: the 6th and the 7th
        terms = made(deposit=Held(days=2, count="business-days", clause=CLAUSE, says=""))
        answer = terms.deposit(ended="2026-04-02")
        assert answer.value == date(2026, 4, 7)
        text = " ".join(str(answer).split())
        assert "2026-04-02 + 2 business days = 2026-04-07" in text
        assert "counted by the calendar ontario-and-federal" in text

    def test_a_day_that_is_none(self) -> None:
        with refused(DayError, "ended is '2026-02-30', which no calendar has"):
            load(INDIA).deposit(ended="2026-02-30")

    def test_terms_that_are_silent(self) -> None:
        with refused(NotInTermsError, "say nothing on deposit", "add a table [deposit]"):
            KOS.deposit(ended="2026-01-01")
