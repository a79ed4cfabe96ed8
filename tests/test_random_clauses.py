"""The library against the second implementation on random clauses, which both read from the same file."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import InputError
from tests.long_runs import examples
from tests.oracle.events import Refused
from tests.oracle.numbers import Book
from tests.oracle.questions import due_date
from tests.oracle.trees import CALENDAR, HEAD, Table, days, days_asked_for, due_clauses
from tests.random_clauses import terms_of

CITED: Table = {"clause": {"document": "terms", "section": "1"}, "says": "A bill is due."}


class TestDueDates:
    """A due date is what the clause of the bill, or of the way in which it is paid, makes of the days of the bill."""

    @settings(max_examples=examples(1500))
    @given(due_clauses(), due_clauses(), st.sampled_from([None, "direct-debit"]), days(0, 500), st.integers(0, 9))
    def test_both_find_the_same_day(
        self, clause: Table, of_way: Table, way: str | None, issued: date, later: int
    ) -> None:
        file = {**HEAD, "due_date": {**clause, **CITED, "way": {"direct-debit": of_way}}, "calendar": CALENDAR}
        chosen = clause if way is None else of_way
        facts: dict[str, Any] = {name: issued + timedelta(days=later) for name in days_asked_for(chosen)}
        if way is not None:
            facts["way"] = way
        try:
            expected = due_date(Book(file), issued, **facts)
        except Refused:  # it lies before the invoice date
            with pytest.raises(InputError):
                terms_of(file).due_date(issued=issued, **facts)
            return
        assert terms_of(file).due_date(issued=issued, **facts).value == expected
