"""From which day a new or changed policy binds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError
from telcoterms.clauses.policy_change import OnPosting, binds_from, policy_change_steps
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

RULE = OnPosting(clause=CLAUSE, says="")


class TestOnPosting:
    """A policy binds from the day on which it is posted."""

    def test_that_very_day(self) -> None:
        assert KOS.policy_change(posted="2026-03-01").value == date(2026, 3, 1)

    @given(st.dates())
    def test_any_day(self, posted: date) -> None:
        assert binds_from(RULE, posted) == posted
        (line,) = policy_change_steps(RULE, posted)
        assert (dict(line.phrase.values), line.clauses) == ({"posted": posted}, (CLAUSE,))

    def test_a_day_that_is_none(self) -> None:
        with refused(DayError, "posted is '2026-02-30', which no calendar has"):
            KOS.policy_change(posted="2026-02-30")


class TestWords:
    """The answer in a sentence, and its one line."""

    def test_of_a_day(self) -> None:
        answer = KOS.policy_change(posted="2026-03-01")
        assert phrase_text(answer.about.told(answer.value)) == "a policy posted on 2026-03-01 binds from 2026-03-01 on"
        line = answer.steps[0]
        assert phrase_text(line.phrase) == "a policy binds from the day on which it is posted: 2026-03-01"
