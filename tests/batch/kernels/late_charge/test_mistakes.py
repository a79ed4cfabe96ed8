"""A known mistake in a late charge comes to the same in columns as in each row alone."""

from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from telcoterms.agreement.numbers import NO_FACTS
from telcoterms.audit.mistakes import NAMES, MistakeName, outcome_of
from telcoterms.batch.audit import NO_SUM, NULL_SUM, Mistakes
from telcoterms.batch.kernels.late_charge.mistakes import most_amount
from telcoterms.clauses.late_charge.kinds import LateChargeRule, RateCharge
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import Money
from tests.batch.kernels.late_charge.rows import columns, random_rows
from tests.long_runs import examples
from tests.strategies import CLAUSE

NET = 15
PLAIN = RateCharge(rate=Fraction(2, 100), compounding="monthly", clause=CLAUSE, says="")
IN_COLUMNS: tuple[MistakeName, ...] = ("thirty-day-months", "each-day-rounded", "clamped-month-steps")
READ: dict[str, dict[str, Any]] = {
    "as the terms are read": {},
    "due-date": {"runs_from": "due-date"},
    "next-invoice-date": {"runs_from": "next-invoice-date", "rounding": "half-even"},
    "down": {"rounding": "down"},
    "once": {"round_at": "once"},
    "daily-compound": {"part_month": "daily-compound"},
    "whole-month": {"part_month": "whole-month"},
    "days-of-year": {"part_month": "days-of-year"},
    "with a minimum": {"least": Money("5.00", "CAD")},
    "a yearly rate": {"stated_yearly_rate": Fraction(2682, 10_000)},
}


def agree(rule: LateChargeRule, rows: int, most_days: int) -> None:
    """Compare each mistake in columns with the same in each row."""
    mistakes = Mistakes(rule, NET, NO_FACTS, None)
    table = columns([row for row in random_rows(rows, rows, NET, most_days) if row.amount])
    facts: Any = table._asdict()
    for name in NAMES:
        found = mistakes._figures(name, facts)
        for row, figure in enumerate(found.tolist()):
            outcome = outcome_of(name, mistakes._billed(facts, row))
            assert billable(figure) == billable(outcome), (name, row)


def billable(figure: object) -> int | None:
    """A sum that a bill can have; None where a mistake comes to none, or to more than any."""
    return figure if isinstance(figure, int) and NO_SUM < figure < NULL_SUM else None


@pytest.mark.parametrize("read", READ)
def test_each_mistake_is_that_of_the_row(read: str) -> None:
    agree(replace(PLAIN, **READ[read]), examples(1200, least=250), most_days=500)


@pytest.mark.parametrize("rate", [Fraction(1, 3), Fraction(1, 10_000), Fraction(123_457, 1_000_000)])
def test_so_is_one_of_a_bill_that_was_late_for_decades(rate: Fraction) -> None:
    agree(replace(PLAIN, rate=rate, unusual=True), examples(300, least=60), most_days=20_000)


def test_a_rate_by_the_year_has_mistakes_of_its_own() -> None:
    agree(replace(PLAIN, rate=Fraction(24, 100), per="year", compounding="none"), 200, most_days=500)


def test_no_product_runs_over_up_to_the_most_amount() -> None:
    for rate in (Fraction(2, 100), Fraction(1, 3), Fraction(123_457, 1_000_000)):
        balance = Fraction(most_amount(rate))
        for _ in range(60):
            balance += 2 * rate * balance  # at most: a day that is rounded is no more than twice what it was
            assert 2 * balance * rate.numerator + 31 * rate.denominator < 1 << 63


def test_most_rows_are_not_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    module = import_module("telcoterms.batch.audit")  # its package has a function of the same name
    monkeypatch.setattr(module, "outcome_of", lambda name, _: asked.append(name))
    mistakes = Mistakes(PLAIN, NET, NO_FACTS, None)
    table = columns([row for row in random_rows(1, 2000) if 0 < row.amount < 10**9])
    facts: Any = table._asdict()
    for name in NAMES:
        mistakes._figures(name, facts)
    assert set(asked) == {"clamped-month-steps"}
    assert len(asked) < np.count_nonzero(table.paid - table.issued > NET) / 2
