"""The compiled replay against the readable one: every field of every debt, each posting and each allocation."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import load
from telcoterms.statement.rule import AcrossDebts, PostedPer
from telcoterms.values.money import Rounding
from tests.batch.core import equal_accounts
from tests.batch.core.equal_accounts import EACH, ORDER, compare, main
from tests.batch.core.in_columns import Outcome
from tests.long_runs import examples
from tests.oracle.tree import PART_MONTH_OF_RATE
from tests.oracle.trees import Table, files, rate_leaves, with_facts
from tests.random_accounts import made_account, made_history
from tests.random_clauses import terms_of, waiting_for_reminders


@st.composite
def monthly_rates(draw: st.DrawFn) -> Table:
    """A rate with months, whose charges on all debts of an account may be rounded as one sum."""
    rate = draw(rate_leaves(per=("month", "year"))) | {"part_month": draw(st.sampled_from(PART_MONTH_OF_RATE))}
    if "on_day" in rate or (rate["per"] == "year" and rate["compounding"] != "monthly"):
        del rate["part_month"]
    rounding = {"take": draw(st.sampled_from(get_args(Rounding))), "why": "It is tried."}
    clause = {"clause": {"document": "terms", "section": "2"}, "says": "What is late costs something."}
    return {**draw(with_facts(rate)), **clause, "reading": {"rounding": rounding}}


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


class TestManyAccounts:
    """The command that compares as many accounts as it is told to."""

    def test_it_says_what_became_of_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(5 * EACH), "1"]) == 0
        total, *counts = [int(text.split()[0]) for text in re.split(": |, ", capsys.readouterr().out)]
        assert total == sum(counts) == 5 * EACH
        assert counts[0] > total // 2

    def test_a_difference_stops_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(equal_accounts, "by_the_core", lambda *given: Outcome({}, 1))
        with pytest.raises(AssertionError):
            main([str(EACH), "1"])
