"""Receipts, in times of the statement that they are of: to write one, and to verify one that was read from JSON."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

from benchmarks.accounts import FEE, Case, monthly, realistic
from benchmarks.report import Table, ratio
from benchmarks.timing import Effort, Work, least
from telcoterms import Account, Answer, Credit, Dispute, Event, Money, Statement, verify
from telcoterms.terms import Terms


def receipts(kos: Terms, effort: Effort) -> Table:
    """The receipt of a statement, and its verification; of each random account once, as on a night of billing."""
    plain = monthly(14, 25)
    groups = {
        "14 bills, 14 late payments": [plain],
        "... and 2 other events": [with_claims(plain)],
        "random accounts of 12.5 events": list(realistic(effort.accounts // 4 + 1)),
    }
    works: dict[tuple[str, str], Work] = {}
    for name, cases in groups.items():
        answers = [kos.statement(case.account, case.as_of) for case in cases]
        works["statement", name] = partial(stated, kos, cases)
        works["receipt", name] = partial(written, answers)
        works["verified", name] = partial(verified, [json.loads(json.dumps(one.receipt())) for one in answers])
    seconds = least(works, effort)
    rows = [
        (name, *(ratio(seconds[side, name], seconds["statement", name]) for side in ("receipt", "verified")))
        for name in groups
    ]
    return Table(("in statements", "receipt", "verified"), rows)


def with_claims(case: Case) -> Case:
    """The account with a dispute and a credit, so that it is replayed."""
    last = case.account.invoices[-1]
    day = last.issued + timedelta(5)
    claims: list[Event] = [
        Dispute(last.number, day, Money("10.00", FEE.currency)),
        Credit(day, Money("5.00", FEE.currency), last.number),
    ]
    return Case(Account([*case.account, *claims]), case.as_of)


def stated(kos: Terms, cases: list[Case]) -> None:
    for case in cases:
        kos.statement(case.account, case.as_of)


def written(answers: list[Answer[Statement]]) -> None:
    for answer in answers:
        answer.receipt()


def verified(stored: list[dict[str, object]]) -> None:
    for receipt in stored:
        verdict = verify(receipt)
        assert verdict.outcome == "equal"
