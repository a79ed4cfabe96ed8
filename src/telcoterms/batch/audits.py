"""Billed late charges of a table held against the terms: which are right, and what gives those that are not.

What agrees is seen by one computation of the right charges. The other rows are computed under every combination of
readings; those that none of them gives, with each known mistake in turn, until one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, final

import numpy as np

from telcoterms.answer import Answer
from telcoterms.audit import Audit
from telcoterms.audit.held import reading_matches
from telcoterms.batch.arrays import Mask, Numbers
from telcoterms.batch.columns import Fact, Result
from telcoterms.batch.kernels.late_charge import Kernel, kernel_of
from telcoterms.batch.mistakes import NOT_GIVEN, Mistakes
from telcoterms.batch.questions import AMOUNT, BILLING_MONTHS, ISSUED, PAID, LateCharges, sum_misfits
from telcoterms.batch.rows import TOO_LARGE, Facts, Row
from telcoterms.combinations import every
from telcoterms.terms import Terms

BILLED: Final = Fact("billed", "money")
BEFORE_TAX: Final = Fact("before_tax", "money", needed=False, null=NOT_GIVEN)
ORIGINAL: Final = Fact("original", "money", needed=False, null=NOT_GIVEN)
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

    def misfits(self, facts: Facts) -> Sequence[Mask | None]:
        """What a late charge refuses, and of the other sums one that is none or does not fit the amount."""
        amount, billed = facts[AMOUNT.name], facts[BILLED.name]
        found = [*sum_misfits(billed), *self.charges.misfits(facts)]
        for name in (BEFORE_TAX.name, ORIGINAL.name):
            if name in facts:
                given = facts[name] != NOT_GIVEN
                found += [None if one is None else one & given for one in sum_misfits(facts[name])]
                wrong = facts[name] > amount if name == BEFORE_TAX.name else facts[name] < amount
                found.append(wrong & given)
        return found

    def figures(self, facts: Facts) -> Mapping[str, Any]:
        """The right charges, what was billed less these, and what gives the billed ones."""
        billed, right = facts[BILLED.name], self.charges.figures(facts)["late_charge"]
        match = np.full(len(billed), AGREES, dtype=object)
        wrong = np.flatnonzero((billed != right) & (right < TOO_LARGE))
        if len(wrong):
            match[wrong] = self._matches({name: values[wrong] for name, values in facts.items()})
        return {"late_charge": right, "difference": np.where(right < TOO_LARGE, billed - right, 0), "match": match}

    def _matches(self, facts: Facts) -> Numbers:
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
