"""Random accounts, replayed by the compiled core and by the readable replay: what differs is a fault of one of them.

    python -m tests.batch.core.equal_accounts 1000000 1

makes a million accounts, half of them with events of every kind, by the hundred under one random clause with random
orders and readings, and compares every field of every debt, each posting and each allocation. The second number begins
the random ones. It tells how many accounts were the same, how many the core left in doubt or has no program for, and
how many the terms refuse; at the first that differs it stops, with both answers.
"""

from __future__ import annotations

import sys
from collections import Counter
from decimal import Decimal
from random import Random
from typing import Any, Final, Literal, get_args

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from telcoterms import Terms
from telcoterms.batch.clauses_of_debts import order_for_core
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.clauses.late_charge.accrual import rounds_once
from telcoterms.clauses.late_charge.kinds import rates_in
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import known_on
from telcoterms.statement.replay import Replay, used_terms
from telcoterms.statement.rule import AcrossDebts, PostedPer
from telcoterms.values.errors import TelcoTermsError
from tests.batch.core.in_columns import by_the_core, by_the_replay
from tests.oracle.trees import Table, files
from tests.random_accounts import Made, made_account, made_history
from tests.random_clauses import terms_of
from tests.random_endings import TAXES

Found = Literal["the same", "in doubt", "no program", "refused"]

ORDER: Final = st.fixed_dictionaries(
    {
        "across_debts": st.sampled_from(get_args(AcrossDebts)),
        "within_debt": st.sampled_from(["charges-first", "principal-first"]),
        "posted_per": st.sampled_from(get_args(PostedPer)),
        "disputed": st.sampled_from(["exempt-while-open", "never-exempt"]),
        "on_rejection": st.sampled_from(["from-start", "from-decision"]),
    }
)
EACH: Final = 100  # accounts under one clause
CITED: Final[Table] = {
    "clause": {"document": "terms", "section": "3"},
    "says": "A part of the fees comes back, and half of those of a fixed term are owed.",
}
HALF_UP: Final = {"rounding": {"take": "half-up", "why": "It is tried."}}
ENDINGS: Final[Table] = {
    "refund": {
        "kind": "by-days",
        "cancel_day": "used",
        **CITED,
        "reading": {**HALF_UP, "month_length": {"take": "actual", "why": "It is tried."}},
    },
    "cancellation_charge": {
        "kind": "share-of-remaining-fees",
        "share": Decimal("0.5"),
        "remaining": "by-days",
        "month_length": "actual",
        **CITED,
        "reading": HALF_UP,
    },
    "tax": {**TAXES, "region": "AB"},
}
"""What a cancellation costs and brings back: a debt and a credit like all others."""


def compare(terms: Terms, one: Made, order: Any) -> Found:
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


def look(file: Table, order: Any, random: Random, accounts: int) -> Counter[Found]:
    """Compare accounts under one clause."""
    terms = terms_of({**file, **ENDINGS}).under(statement=order)
    made = (made_account, made_history)
    return Counter(compare(terms, made[place % 2](random), order) for place in range(accounts))


def main(arguments: list[str]) -> int:
    accounts, first = map(int, arguments)
    found = Counter[Found]()

    @seed(first)
    @settings(
        max_examples=-(-accounts // EACH),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(files(), ORDER, st.integers(0))
    def under_random_clauses(file: Table, order: Any, number: int) -> None:
        found.update(look(file, order, Random(number), EACH))

    under_random_clauses()
    counts = ", ".join(f"{found[one]:,} {one}" for one in get_args(Found))
    print(f"{found.total():,} accounts: {counts}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
