"""What leaving costs is computed once for each piece of the range, and is what each of its days alone has."""

from datetime import date, timedelta
from random import Random
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest

from telcoterms import Terms, load
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE, facts_needed
from telcoterms.clauses.cheapest_cancellation import CheapestCancellationQuestion, Stay
from telcoterms.values.days import add_months
from telcoterms.values.errors import TelcoTermsError
from tests.batch.test_leaving_trees import some_reading, whole_clause
from tests.long_runs import examples
from tests.terms_builders import leaving

DAY_BY_DAY = patch.object(Stay, "changes", PropertyMock(return_value=None))


def facts_of(random: Random, terms: Terms) -> dict[str, Any]:
    """A term from a day that a short month may not have, and a range of days in it and after it."""
    start = date(2022, 12, 1) + timedelta(random.randrange(700))
    start = start.replace(day=1) - timedelta(1) if random.randrange(2) else start
    months = random.choice((1, 5, 12, 24))
    first = add_months(start, random.randrange(months)) + timedelta(random.randrange(20))
    rule = CANCELLATION_CHARGE.of(terms.agreement)
    return {
        "monthly_fee": "59.95",
        "term_start": start,
        "term_months": months,
        "first": first,
        "last": first + timedelta(random.randrange(400)),
        **({"plan": random.choice(("basic", "gold"))} if "plan" in str(rule) else {}),
        **({"incentive": "123.45"} if "incentive" in facts_needed(rule) else {}),
    }


def compared(terms: Terms, facts: dict[str, Any]) -> object:
    """What leaving costs on each day of a range, or why it is refused."""
    try:
        question = terms.cheapest_cancellation(**facts).about
        assert isinstance(question, CheapestCancellationQuestion)
        return question.stay.all_days()
    except TelcoTermsError as refusal:
        return str(refusal)


@pytest.mark.parametrize("seed", range(examples(400, least=80)))
def test_each_day_of_a_random_clause(seed: int) -> None:
    random = Random(seed)
    terms = some_reading(random, leaving(whole_clause(random)))
    facts = facts_of(random, terms)
    by_pieces = compared(terms, facts)
    with DAY_BY_DAY:
        assert compared(terms, facts) == by_pieces


@pytest.mark.parametrize("service", ["dsl", "cable", "none"])
@pytest.mark.parametrize("remaining", ["whole-months-after", "including-current", "by-days"])
def test_each_day_of_published_terms(service: str, remaining: str) -> None:
    terms = load("kos", service=service)
    readings = {reading.name for reading in terms.agreement.readings_of(terms.agreement.rule("cancellation_charge"))}
    chosen: Any = dict.fromkeys(readings & {"remaining"}, remaining)
    terms, random = terms.under(cancellation_charge=chosen), Random(3)
    for _ in range(examples(40, least=8)):
        facts = facts_of(random, terms)
        by_pieces = compared(terms, facts)
        with DAY_BY_DAY:
            assert compared(terms, facts) == by_pieces


def test_a_month_of_the_term_is_computed_once() -> None:
    terms = load("kos", service="none")
    days: Any = {"first": date(2026, 5, 10), "last": date(2026, 12, 31)}
    with patch.object(Stay, "leaving", autospec=True, side_effect=Stay.leaving) as leaving_on:
        terms.cheapest_cancellation("59.95", term_start=date(2025, 1, 1), term_months=24, **days)
    assert [call.args[1] for call in leaving_on.call_args_list] == [
        date(2026, 5, 10),
        *(date(2026, month, 1) for month in range(6, 13)),
    ]
