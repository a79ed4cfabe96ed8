"""The terms that an account is replayed by: the readings of it, and the clauses that each debt takes."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from telcoterms import load_calendar
from telcoterms.agreement.numbers import NO_FACTS, Index
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.rule import AcrossDebts, StatementRule
from tests.terms_builders import KOS, made, ordered
from tests.test_editions import BEFORE, SINCE, two

BASE = Index(id="base", title="a base rate")
BOTH = AccountTerms(
    two({"statement": ordered(across_debts="newest-first")}, {"statement": ordered()}).agreement,
    replace(NO_FACTS, plan="home", indices=(BASE,)),
)
"""One edition from 1 January 2019 on, the next from 12 July 2021 on."""


class TestReadings:
    """Each reading of a statement is one choice of two, but for the order of debts; the terms themselves are silent."""

    @pytest.mark.parametrize(
        ("rule", "is_so"),
        [
            (ordered(), (True, False, True, False)),
            (ordered(within_debt="principal-first"), (False, False, True, False)),
            (ordered(posted_per="account"), (True, True, True, False)),
            (ordered(disputed="never-exempt"), (True, False, False, False)),
            (ordered(on_rejection="from-decision"), (True, False, True, True)),
        ],
    )
    def test_each(self, rule: StatementRule, is_so: tuple[bool, ...]) -> None:
        found = (rule.charges_first, rule.rounds_together, rule.exempts_disputed, rule.rejected_from_decision)
        assert found == is_so
        assert rule.clauses == ()


class TestEditions:
    """A debt takes the clauses of the edition in force on its day, and a payment the order of that on its own."""

    def test_of_a_day(self) -> None:
        first, second = BOTH.on(BEFORE), BOTH.on(SINCE)
        assert (first.agreement.edition, second.agreement.edition) == (BEFORE, SINCE)
        assert BOTH.on(date(2021, 7, 11)) is first
        assert BOTH.on(date(2026, 1, 1)) is second

    def test_of_all_days_of_a_time(self) -> None:
        assert BOTH.of_all(BEFORE, date(2021, 7, 11)) is BOTH.on(BEFORE)
        assert BOTH.of_all(BEFORE, SINCE) is None

    def test_the_order_of_debts(self) -> None:
        assert BOTH.across_debts(date(2021, 7, 11)) == "newest-first"
        assert BOTH.across_debts(SINCE) == get_args(AcrossDebts)[0]

    def test_numbers_go_by_the_facts_of_the_account_and_the_indices_of_the_edition(self) -> None:
        other = Index(id="other", title="another rate")
        known = AccountTerms(replace(KOS.agreement, indices=(other,)), replace(NO_FACTS, plan="home", indices=(BASE,)))
        assert known.on(SINCE).numbers == replace(NO_FACTS, plan="home", indices=(other,))
        assert BOTH.on(SINCE).numbers == replace(NO_FACTS, plan="home", indices=(BASE,))

    def test_days_are_counted_by_the_calendar_of_the_provider(self) -> None:
        calendar = load_calendar("ontario-and-federal")
        terms = AccountTerms(replace(made().agreement, calendar=calendar))
        assert terms.on(SINCE).calendar is calendar
