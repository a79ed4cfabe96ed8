"""The compiled replay against the readable one: every field of every debt, each posting and each allocation."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Terms, load
from telcoterms.batch.clauses_of_debts import order_for_core
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.clauses.late_charge.accrual import rounds_once
from telcoterms.clauses.late_charge.kinds import rates_in
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import known_on
from telcoterms.statement.replay import Replay, used_terms
from telcoterms.statement.rule import AcrossDebts, PostedPer
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import Rounding
from tests.batch.core.in_columns import by_the_core, by_the_replay
from tests.long_runs import examples
from tests.oracle.tree import PART_MONTH_OF_RATE
from tests.oracle.trees import Table, files, rate_leaves, with_facts
from tests.random_accounts import Made, made_account, made_history
from tests.random_clauses import terms_of, waiting_for_reminders

ORDER = st.fixed_dictionaries(
    {
        "across_debts": st.sampled_from(get_args(AcrossDebts)),
        "within_debt": st.sampled_from(["charges-first", "principal-first"]),
        "posted_per": st.sampled_from(get_args(PostedPer)),
        "disputed": st.sampled_from(["exempt-while-open", "never-exempt"]),
        "on_rejection": st.sampled_from(["from-start", "from-decision"]),
    }
)


@st.composite
def monthly_rates(draw: st.DrawFn) -> Table:
    """A rate with months, whose charges on all debts of an account may be rounded as one sum."""
    rate = draw(rate_leaves(per=("month", "year"))) | {"part_month": draw(st.sampled_from(PART_MONTH_OF_RATE))}
    if "on_day" in rate or (rate["per"] == "year" and rate["compounding"] != "monthly"):
        del rate["part_month"]
    rounding = {"take": draw(st.sampled_from(get_args(Rounding))), "why": "It is tried."}
    clause = {"clause": {"document": "terms", "section": "2"}, "says": "What is late costs something."}
    return {**draw(with_facts(rate)), **clause, "reading": {"rounding": rounding}}


def compare(terms: Terms, one: Made, order: Any) -> str:
    """Compare both, and say what became of the account."""
    of_account = AccountTerms(terms.agreement)
    try:
        snapshot = known_on(of_account, one.account, one.as_of)
        replay = Replay(snapshot, of_account)
    except TelcoTermsError:
        return "refused"
    programs, numbers = Programs(), {}
    for used in used_terms(snapshot, of_account):
        program = programs.add(used)
        if program is None:
            rates = rates_in(used.late_charge)
            grows = any(rate.part_month == "daily-compound" for rate in rates)
            assert any(map(rounds_once, rates)) or (used.rule.rounds_together and grows)
            return "no program"
        numbers[used.agreement.edition] = program
    found = by_the_core(snapshot, programs, numbers, order_for_core(order["across_debts"]))
    if found is None:
        return "in doubt"
    assert found == by_the_replay(replay)
    return "the same"


class TestAgainstTheReadableReplay:
    @settings(max_examples=examples(900))
    @given(files(), st.randoms(use_true_random=False), ORDER, st.booleans())
    def test_random_clauses(self, file: Table, random: Random, order: Any, has_all_events: bool) -> None:
        one = (made_history if has_all_events else made_account)(random)
        compare(terms_of(file).under(statement=order), one, order)

    @settings(max_examples=examples(900))
    @given(files(), st.randoms(use_true_random=False), ORDER)
    def test_random_clauses_that_wait_for_reminders(self, file: Table, random: Random, order: Any) -> None:
        terms = terms_of({**file, "late_charge": waiting_for_reminders(file["late_charge"], random)})
        for _ in range(2):
            compare(terms.under(statement=order), made_history(random, most_reminders=5), order)

    @settings(max_examples=examples(1500))
    @given(files(monthly_rates()), st.randoms(use_true_random=False), ORDER)
    def test_random_rates_that_are_rounded_for_the_account(self, file: Table, random: Random, order: Any) -> None:
        together: Any = {**order, "posted_per": "account"}
        for made in (made_account, made_history):
            compare(terms_of(file).under(statement=together), made(random), together)

    @pytest.mark.parametrize("across_debts", get_args(AcrossDebts))
    @pytest.mark.parametrize("disputed", ["exempt-while-open", "never-exempt"])
    @pytest.mark.parametrize("on_rejection", ["from-start", "from-decision"])
    @pytest.mark.parametrize("posted_per", get_args(PostedPer))
    def test_the_terms_of_kos(self, across_debts: Any, disputed: Any, on_rejection: Any, posted_per: Any) -> None:
        order: Any = {
            "across_debts": across_debts,
            "disputed": disputed,
            "on_rejection": on_rejection,
            "posted_per": posted_per,
        }
        terms = load("kos").under(statement=order)
        seen = Counter(compare(terms, made_history(Random(seed)), order) for seed in range(examples(60)))
        assert seen["the same"] > seen["in doubt"]
