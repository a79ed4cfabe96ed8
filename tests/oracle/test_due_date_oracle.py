"""Due dates of random clauses, as the library and the second implementation count them from the same file."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import InputError, Terms
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import context_of, provider_shape
from telcoterms.files.shapes import read_whole
from tests.long_runs import examples
from tests.oracle.events import Refused
from tests.oracle.numbers import Book, Facts
from tests.oracle.questions import due_date

FIRST, LAST = date(2023, 1, 1), date(2027, 12, 31)
HEAD: dict[str, Any] = {
    "provider": "north",
    "name": "North",
    "edition": date(2023, 1, 1),
    "revision": 0,
    "currency": "CAD",
    "time_zone": "America/Winnipeg",
    "ranking": ["terms"],
    "documents": {"terms": {"title": "Terms", "full_title": "Terms", "where": "nowhere", "edition": date(2023, 1, 1)}},
}
CITED = {"clause": {"document": "terms", "section": "1"}, "says": "When a bill is due."}
ROLLS = st.sampled_from(["none", "next", "previous"])


def counts(most: int) -> st.SearchStrategy[Any]:
    """A number, two dated ones, or one of either for a plan and another for all others."""
    number = st.integers(0, most)
    dated = st.tuples(number, st.dates(date(2024, 1, 1), date(2026, 1, 1)), number).map(
        lambda parts: [{"since": FIRST, "value": parts[0]}, {"since": parts[1], "value": parts[2]}]
    )
    by_plan = st.tuples(st.one_of(number, dated), number).map(
        lambda parts: {"by": "plan", "basic": parts[0], "other": parts[1]}
    )
    return st.one_of(number, dated, by_plan)


CLAUSES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("net-days"), "days": counts(60)},
        optional={
            "from": st.sampled_from(["invoice-date", "sending", "receipt"]),
            "count": st.sampled_from(["calendar-days", "business-days"]),
            "roll": ROLLS,
        },
    ),
    st.fixed_dictionaries(
        {"kind": st.just("day-of-month"), "day": st.integers(1, 31)},
        optional={"months_after": counts(3), "roll": ROLLS},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("month-end")},
        optional={
            "months": counts(3),
            "days": counts(60),
            "order": st.sampled_from(["end-then-days", "days-then-end"]),
            "roll": ROLLS,
        },
    ),
    st.fixed_dictionaries({"kind": st.just("on-bill")}, optional={"roll": ROLLS}),
)
CALENDARS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "title": st.just("here"),
        "from": st.just(FIRST),
        "until": st.just(LAST),
        "closed": st.lists(st.dates(FIRST, LAST), max_size=60, unique=True),
    },
    optional={"weekend": st.sampled_from([[], ["sunday"], ["friday", "saturday"]])},
)


@settings(max_examples=examples(300), deadline=None)
@given(CLAUSES, st.one_of(st.none(), CLAUSES), CALENDARS, st.dates(date(2023, 6, 1), date(2026, 12, 31)), st.data())
def test_both_count_the_same_day(
    main: dict[str, Any], of_way: dict[str, Any] | None, place: dict[str, Any], issued: date, data: st.DataObject
) -> None:
    table = main | ({} if of_way is None else {"way": {"direct-debit": of_way}})
    file = {**HEAD, "due_date": {**table, **CITED}, "calendar": place}
    terms = Terms(read_whole(provider_shape(context_of(file, tax_table, law_table)), file, "", "north.toml"))
    taken = main if of_way is None or data.draw(st.booleans()) else of_way
    facts: dict[str, Any] = {} if taken is main else {"way": "direct-debit"}
    name = {"sending": "sent", "receipt": "received"}.get(taken.get("from", ""))
    name = "due" if taken["kind"] == "on-bill" else name
    if name is not None:
        facts[name] = issued + timedelta(data.draw(st.integers(0, 40)))
    plan = data.draw(st.sampled_from([None, "basic", "gold"])) if "'by': 'plan'" in str(table) else None
    try:
        expected = due_date(Book(file, Facts(plan=plan)), issued, **facts)
    except Refused:
        with pytest.raises(InputError, match="lies before the invoice date"):
            terms.due_date(issued, plan=plan, **facts)
    else:
        assert terms.due_date(issued, plan=plan, **facts).value == expected
