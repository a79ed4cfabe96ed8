"""Audit a table of billed late charges: which are right, and what gives those that are not.

What agrees is seen by one computation of the right charges. The other rows are computed under every combination of
readings; those that none of them gives, with each known mistake in turn, until one does. A row that a mistake gives
is not looked at again.

A mistake that is a late charge under another rule, on another sum or on another day is computed for all rows at once;
of the others each row is asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, NamedTuple, final

import numpy as np

from telcoterms.answers.answer import Answer
from telcoterms.answers.reading_sets import every
from telcoterms.audit.audit import Audit, reading_matches
from telcoterms.audit.mistakes import NAMES, YEAR, BilledCharge, MistakeName, outcome_of
from telcoterms.batch.columns import ColumnFact, Mask, Numbers, Result
from telcoterms.batch.kernels.days import EPOCH, LAST
from telcoterms.batch.kernels.late_charge.charging import Kernel
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.batch.late_charge import AMOUNT, BILLING_MONTHS, CENTURY, ISSUED, PAID, LateCharges, sum_misfits
from telcoterms.batch.rows import TOO_LARGE, FactColumns, Row
from telcoterms.clauses.late_charge.kinds import (
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    SimpleDaily,
    SimpleMonthly,
)
from telcoterms.terms import Terms

NULL_SUM: Final = 1 << 62  # in the place of a sum that is null
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

    def __init__(self, rule: LateChargeRule, net: int) -> None:
        self.rule, self.net = rule, net
        self.others = dict(_others(rule, net))

    def first(self, facts: FactColumns, nothing: str) -> Numbers:
        """Of each row, none of which is billed rightly, the first mistake that gives what was billed."""
        match = np.full(len(facts["billed"]), nothing, dtype=object)
        left = np.arange(len(match))
        for name in NAMES:
            own = {fact: values[left] for fact, values in facts.items()}
            gives = self._figures(name, own) == own["billed"]
            match[left[gives]] = name
            left = left[~gives]
        return match

    def _figures(self, name: MistakeName, facts: FactColumns) -> Numbers:
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
                figures[row] = min(outcome, NULL_SUM)
        return figures

    def _by_kernel(self, other: Other, facts: FactColumns) -> Numbers:
        amount = facts.get(other.amount, np.full(len(facts["issued"]), NULL_SUM))
        given = amount != NULL_SUM
        own, paid = np.where(given, amount, 0), facts["paid"] + np.int32(other.later)
        charge = np.empty(len(own), np.int64)
        other.kernel.charge(own, facts["issued"], paid, facts.get("billing_months", 1), charge)
        return np.where(given, np.where(own > 0, np.maximum(charge, other.least), charge), NO_SUM)

    def _billed(self, facts: FactColumns, row: int) -> BilledCharge:
        """The facts of a row, as one by itself is asked."""
        issued, paid = (int(facts[name][row]) + EPOCH for name in ("issued", "paid"))
        sums = [int(facts[name][row]) if name in facts else NULL_SUM for name in ("before_tax", "original")]
        return BilledCharge(
            self.rule,
            int(facts["amount"][row]),
            date.fromordinal(issued),
            date.fromordinal(issued + self.net),
            date.fromordinal(paid),
            int(facts["billing_months"][row]) if "billing_months" in facts else 1,
            *(None if one == NULL_SUM else one for one in sums),
        )


def _others(rule: LateChargeRule, net: int) -> Iterator[tuple[MistakeName, Other]]:
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


def _of_months(kind: CompoundMonthly) -> Iterator[tuple[MistakeName, LateChargeRule]]:
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


BILLED: Final = ColumnFact("billed", "money")
BEFORE_TAX: Final = ColumnFact("before_tax", "money", needed=False, null=NULL_SUM)
ORIGINAL: Final = ColumnFact("original", "money", needed=False, null=NULL_SUM)
AGREES: Final = "agrees"
NOTHING: Final = "nothing that was tried"


@final
class Audits:
    """Billed late charges held against terms."""

    facts = (BILLED, AMOUNT, ISSUED, PAID, BILLING_MONTHS, BEFORE_TAX, ORIGINAL)
    results = (Result("late_charge", "money"), Result("difference", "money"), Result("match", "word"))

    def __init__(self, terms: Terms) -> None:
        self.terms, self.charges = terms, LateCharges(terms)
        self.currency, self.digits = self.charges.currency, self.charges.digits
        rule = self.charges.rule
        self.taken = {one.name: one.value for one in rule.readings()}
        self.values = {one.name: one.values for one in rule.readings()}
        self.combinations = tuple(every(self.values))
        self.told: dict[bytes, str] = {}  # what gives a figure, by which readings bear on it and which of them give it

    @cached_property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernel of each combination; made when the first figure is not right."""
        rule = self.charges.rule
        under = (rule.under(dict(zip(self.values, one, strict=True))) if one else rule for one in self.combinations)
        return tuple(kernel_of(one, self.charges.net) for one in under)

    @cached_property
    def mistakes(self) -> Mistakes:
        """The known mistakes."""
        return Mistakes(self.charges.rule, self.charges.net)

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """What a late charge refuses, and of the other sums one that is none or does not fit the amount."""
        amount, billed = facts[AMOUNT.name], facts[BILLED.name]
        found = [*sum_misfits(billed), *self.charges.misfits(facts)]
        for name in (BEFORE_TAX.name, ORIGINAL.name):
            if name in facts:
                given = facts[name] != NULL_SUM
                found += [None if one is None else one & given for one in sum_misfits(facts[name])]
                wrong = facts[name] > amount if name == BEFORE_TAX.name else facts[name] < amount
                found.append(wrong & given)
        return found

    def figures(self, facts: FactColumns) -> Mapping[str, Any]:
        """The right charges, what was billed less these, and what gives the billed ones."""
        billed, right = facts[BILLED.name], self.charges.figures(facts)["late_charge"]
        match = np.full(len(billed), AGREES, dtype=object)
        wrong = np.flatnonzero((billed != right) & (right < TOO_LARGE))
        if len(wrong):
            match[wrong] = self._matches({name: values[wrong] for name, values in facts.items()})
        return {"late_charge": right, "difference": np.where(right < TOO_LARGE, billed - right, 0), "match": match}

    def _matches(self, facts: FactColumns) -> Numbers:
        """What gives each figure: the readings that are changed least, else the first mistake."""
        amount, issued, paid = (facts[one.name] for one in (AMOUNT, ISSUED, PAID))
        months, billed = facts.get(BILLING_MONTHS.name, 1), facts[BILLED.name]
        figures = np.empty((len(self.kernels), len(billed)), np.int64)
        for place, kernel in enumerate(self.kernels):
            kernel.charge(amount, issued, paid, months, figures[place])
        gives = figures == billed
        match = np.full(len(billed), NOTHING, dtype=object)
        by_reading = gives.any(axis=0)
        rows = np.flatnonzero(by_reading)
        match[rows] = self._by_readings(figures[:, rows], gives[:, rows])
        rows = np.flatnonzero(~by_reading)
        match[rows] = self.mistakes.first({name: values[rows] for name, values in facts.items()}, NOTHING)
        return match

    def _by_readings(self, figures: Numbers, gives: Mask) -> list[str]:
        """The readings that give each figure, told once for all rows that are alike."""
        cube = figures.reshape(*map(len, self.values.values()), figures.shape[1])
        others = tuple(range(len(self.values)))
        bears = [(cube != cube.take([0], axis=place)).any(axis=others) for place in others]
        alike = np.packbits(np.concatenate([*(one[None] for one in bears), gives]), axis=0)
        keys, first, inverse = np.unique(alike, axis=1, return_index=True, return_inverse=True)
        told = []
        for key, column in zip(keys.T, first, strict=True):
            known = self.told.get(key.tobytes())
            if known is None:
                names = [name for name, own in zip(self.values, bears, strict=True) if own[column]]
                matching = [one for one, own in zip(self.combinations, gives[:, column], strict=True) if own]
                known = reading_matches(self.values, self.taken, names, matching)[0].short
                self.told[key.tobytes()] = known
            told.append(known)
        return [told[place] for place in inverse.ravel()]

    def ask(self, row: Row) -> Answer[Audit]:
        """The audit of one row."""
        return self.terms.audit_late_charge(**row)
