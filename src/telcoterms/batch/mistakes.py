"""The first known mistake that gives a billed figure, over columns.

A mistake that is a late charge under another rule, on another sum or on another day is computed for all rows at once;
of the others each row is asked by itself. A row that a mistake gives is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, final

import numpy as np

from telcoterms.audit.billed import Billed
from telcoterms.audit.mistakes import NAMES, YEAR, MistakeName, outcome_of
from telcoterms.batch.arrays import Numbers
from telcoterms.batch.kernels.late_charge import Kernel, kernel_of
from telcoterms.batch.kernels.months import EPOCH, LAST
from telcoterms.batch.questions import CENTURY
from telcoterms.batch.rows import Facts
from telcoterms.rules.late_charge import (
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateCharge,
    SimpleDaily,
    SimpleMonthly,
)

NOT_GIVEN: Final = 1 << 62  # in the place of a sum that is null
NO_SUM: Final = -1


class Other(NamedTuple):
    """A late charge that is another one: by a kernel, on the sums of a column, paid so many days later.

    It is at least a minimum where the terms have one and the kernel does not know of it.
    """

    kernel: Kernel
    amount: str = "amount"
    later: int = 0
    least: int = 0


@final
class Mistakes:
    """The known mistakes in a late charge under a rule, with so many days to pay."""

    def __init__(self, rule: LateCharge, net: int) -> None:
        self.rule, self.net = rule, net
        self.others = dict(_others(rule, net))

    def first(self, facts: Facts, nothing: str) -> Numbers:
        """Of each row, none of which is billed rightly, the first mistake that gives what was billed."""
        match = np.full(len(facts["billed"]), nothing, dtype=object)
        left = np.arange(len(match))
        for name in NAMES:
            own = {fact: values[left] for fact, values in facts.items()}
            gives = self._figures(name, own) == own["billed"]
            match[left[gives]] = name
            left = left[~gives]
        return match

    def _figures(self, name: MistakeName, facts: Facts) -> Numbers:
        """What a mistake comes to in each row; `NO_SUM` where it is not tried."""
        issued, paid = facts["issued"], facts["paid"]
        figures = np.full(len(issued), NO_SUM, np.int64)
        late = paid > issued.astype(np.int64) + self.net - (name == "one-day-too-many")
        near = (paid < LAST) & (paid.astype(np.int64) - issued < CENTURY)
        by_kernel = late & near if name in self.others else np.zeros_like(late)
        if by_kernel.any():
            rows = np.flatnonzero(by_kernel)
            figures[rows] = self._by_kernel(self.others[name], {fact: own[rows] for fact, own in facts.items()})
        for row in np.flatnonzero(late & ~by_kernel).tolist():
            outcome = outcome_of(name, self._billed(facts, row))
            if isinstance(outcome, int):
                figures[row] = min(outcome, NOT_GIVEN)
        return figures

    def _by_kernel(self, other: Other, facts: Facts) -> Numbers:
        amount = facts.get(other.amount, np.full(len(facts["issued"]), NOT_GIVEN))
        given = amount != NOT_GIVEN
        own, paid = np.where(given, amount, 0), facts["paid"] + np.int32(other.later)
        charge = np.empty(len(own), np.int64)
        other.kernel.charge(own, facts["issued"], paid, facts.get("billing_months", 1), charge)
        return np.where(given, np.where(own > 0, np.maximum(charge, other.least), charge), NO_SUM)

    def _billed(self, facts: Facts, row: int) -> Billed:
        """The facts of a row, as one by itself is asked."""
        issued, paid = (int(facts[name][row]) + EPOCH for name in ("issued", "paid"))
        sums = [int(facts[name][row]) if name in facts else NOT_GIVEN for name in ("before_tax", "original")]
        return Billed(
            self.rule,
            int(facts["amount"][row]),
            date.fromordinal(issued),
            date.fromordinal(issued + self.net),
            date.fromordinal(paid),
            int(facts["billing_months"][row]) if "billing_months" in facts else 1,
            *(None if one == NOT_GIVEN else one for one in sums),
        )


def _others(rule: LateCharge, net: int) -> Iterator[tuple[MistakeName, Other]]:
    """The mistakes that are another late charge, as `telcoterms.audit.mistakes` tells them."""
    kernel = kernel_of(rule, net)
    yield "before-tax", Other(kernel, "before_tax")
    yield "original-amount", Other(kernel, "original")
    yield "one-day-too-many", Other(kernel, later=1)
    yield "one-day-too-few", Other(kernel, later=-1)
    kind = rule.of if isinstance(rule, GreaterOf) else rule
    from_due = rule if isinstance(kind, FlatFee) else rule.under({"runs_from": "due-date"})
    yield "grace-subtracted-twice", Other(kernel_of(from_due, 2 * net))
    least = rule.minimum.minor if isinstance(rule, GreaterOf) else 0
    if isinstance(kind, CompoundMonthly):
        for name, one in _of_months(kind):
            yield name, Other(kernel_of(one, net), least=least)
    elif isinstance(kind, SimpleDaily):
        yield "nominal-rate-compounded-daily", Other(kernel_of(_by_the_day(kind, kind.yearly_rate), net), least=least)


def _of_months(kind: CompoundMonthly) -> Iterator[tuple[MistakeName, LateCharge]]:
    yearly = kind.stated_yearly_rate
    if yearly is not None:
        yield "effective-rate-by-month", replace(kind, monthly_rate=yearly / 12)
        yield (
            "effective-rate-by-day",
            SimpleDaily(
                clause=kind.clause, says="", yearly_rate=yearly, runs_from=kind.runs_from, rounding=kind.rounding
            ),
        )
    yield "nominal-rate-compounded-daily", _by_the_day(kind, 12 * kind.monthly_rate)
    if kind.part_month != "whole-month":
        yield "whole-month-for-started", replace(kind, part_month="whole-month")
    if kind.round_at == "each-month":
        part_month = "by-days" if kind.part_month == "daily-compound" else kind.part_month
        yield (
            "compounding-left-out",
            SimpleMonthly(
                clause=kind.clause,
                says="",
                monthly_rate=kind.monthly_rate,
                runs_from=kind.runs_from,
                part_month=part_month,
                rounding=kind.rounding,
            ),
        )


def _by_the_day(kind: CompoundMonthly | SimpleDaily, yearly: Fraction) -> CompoundDaily:
    return CompoundDaily(
        clause=kind.clause, says="", daily_rate=yearly / YEAR, runs_from=kind.runs_from, rounding=kind.rounding
    )
