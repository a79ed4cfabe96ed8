"""Audit a table of billed late charges: which are right, and what gives those that are not.

What agrees is seen by one computation of the right charges. The other rows are computed under every combination of
readings; those that none of them gives, with each known mistake in turn, until one does. A row that a mistake gives
is not looked at again.

A mistake that is a late charge under another rule, on another sum or on another day is computed for all rows at once;
of the others each row is asked by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, assert_never, final

import numpy as np

from telcoterms.answers.answer import Answer
from telcoterms.answers.reading_sets import all_combinations
from telcoterms.audit.audit import Audit, reading_matches
from telcoterms.audit.mistakes import NAMES, YEAR, BilledCharge, MistakeName, by_shares, outcome_of
from telcoterms.batch.columns import ColumnFact, Mask, Numbers, Result
from telcoterms.batch.kernels.days import EPOCH, LAST
from telcoterms.batch.kernels.late_charge.charging import ChargeKernel
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


class OtherCharge(NamedTuple):
    """The late charge that a mistake comes to: by a kernel, on the sums of a column, paid so many days later.

    It is at least a minimum where the terms have one and the kernel does not know of it.
    """

    kernel: ChargeKernel
    amount: str = "amount"
    days_later: int = 0
    minimum: int = 0


@final
class Mistakes:
    """The known mistakes in a late charge under a rule, with so many days to pay."""

    def __init__(self, rule: LateChargeRule, net: int) -> None:
        self.rule, self.net = rule, net
        self.kernel = kernel_of(rule, net)
        charges = {name: self._other_charge(name) for name in NAMES}
        self.other_charges = {name: charge for name, charge in charges.items() if charge is not None}

    def first(self, facts: FactColumns, nothing: str) -> Numbers:
        """Return the first mistake that gives what was billed, for each row, none of which is billed rightly."""
        match = np.full(len(facts["billed"]), nothing, dtype=object)
        unexplained = np.arange(len(match))
        for name in NAMES:
            row_facts = {fact: values[unexplained] for fact, values in facts.items()}
            gives = self._figures(name, row_facts) == row_facts["billed"]
            match[unexplained[gives]] = name
            unexplained = unexplained[~gives]
        return match

    def _figures(self, name: MistakeName, facts: FactColumns) -> Numbers:
        """Return the sum to which a mistake comes in each row; `NO_SUM` where it is not tried."""
        issued, paid = facts["issued"], facts["paid"]
        figures = np.full(len(issued), NO_SUM, np.int64)
        late = paid >= issued.astype(np.int64) + self.net + _least_days_late(name)
        near = (paid < LAST) & (paid.astype(np.int64) - issued < CENTURY)
        by_kernel = late & near if name in self.other_charges else np.zeros_like(late)
        if by_kernel.any():
            rows = np.flatnonzero(by_kernel)
            row_facts = {fact: values[rows] for fact, values in facts.items()}
            figures[rows] = self._by_kernel(self.other_charges[name], row_facts)
        for row in np.flatnonzero(late & ~by_kernel).tolist():
            outcome = outcome_of(name, self._billed(facts, row))
            if isinstance(outcome, int):
                figures[row] = min(outcome, NULL_SUM)
        return figures

    def _by_kernel(self, other: OtherCharge, facts: FactColumns) -> Numbers:
        column = facts.get(other.amount, np.full(len(facts["issued"]), NULL_SUM))
        given = column != NULL_SUM
        amount, paid = np.where(given, column, 0), facts["paid"] + np.int32(other.days_later)
        charge = np.empty(len(amount), np.int64)
        other.kernel.charge(amount, facts["issued"], paid, facts.get("billing_months", 1), charge)
        return np.where(given, np.where(amount > 0, np.maximum(charge, other.minimum), charge), NO_SUM)

    def _billed(self, facts: FactColumns, row: int) -> BilledCharge:
        """Return the facts of a row as the scalar mistakes take them."""
        issued, paid = (int(facts[name][row]) + EPOCH for name in ("issued", "paid"))
        sums = [int(facts[name][row]) if name in facts else NULL_SUM for name in ("before_tax", "original")]
        return BilledCharge(
            self.rule,
            int(facts["amount"][row]),
            date.fromordinal(issued),
            date.fromordinal(issued + self.net),
            date.fromordinal(paid),
            int(facts["billing_months"][row]) if "billing_months" in facts else 1,
            *(None if minor == NULL_SUM else minor for minor in sums),
        )

    def _other_charge(self, name: MistakeName) -> OtherCharge | None:
        """Return the late charge to which a mistake comes, as `telcoterms.audit.mistakes` computes it.

        None where it is no late charge, or cannot be made under the clause: then each row is asked by itself.
        """
        kind = self.rule.of if isinstance(self.rule, GreaterOf) else self.rule
        match name:
            case "effective-rate-by-month":
                return self._under(_effective_rate_by_month(kind))
            case "effective-rate-by-day":
                return self._under(_effective_rate_by_day(kind))
            case "nominal-rate-compounded-daily":
                return self._under(_nominal_rate_compounded_daily(kind))
            case "whole-month-for-started":
                return self._under(_whole_month_for_started(kind))
            case "compounding-left-out":
                return self._under(_compounding_left_out(kind))
            case "before-tax":
                return OtherCharge(self.kernel, "before_tax")
            case "original-amount":
                return OtherCharge(self.kernel, "original")
            case "one-day-too-many":
                return OtherCharge(self.kernel, days_later=1)
            case "one-day-too-few":
                return OtherCharge(self.kernel, days_later=-1)
            case "grace-subtracted-twice":
                from_due = self.rule if isinstance(kind, FlatFee) else self.rule.under({"runs_from": "due-date"})
                return OtherCharge(kernel_of(from_due, 2 * self.net))
            case "thirty-day-months" | "each-day-rounded" | "clamped-month-steps":
                return None
        assert_never(name)

    def _under(self, kind: LateChargeRule | None) -> OtherCharge | None:
        """Return the charge under a rule in the place of the kind in which the mistake is made."""
        if kind is None:
            return None
        minimum = self.rule.minimum.minor if isinstance(self.rule, GreaterOf) else 0
        return OtherCharge(kernel_of(kind, self.net), minimum=minimum)


def _least_days_late(name: MistakeName) -> int:
    """Return how many days late a payment is at least for which a mistake charges anything."""
    match name:
        case "one-day-too-many":
            return 0
        case (
            "effective-rate-by-month"
            | "effective-rate-by-day"
            | "nominal-rate-compounded-daily"
            | "whole-month-for-started"
            | "thirty-day-months"
            | "before-tax"
            | "original-amount"
            | "grace-subtracted-twice"
            | "one-day-too-few"
            | "each-day-rounded"
            | "compounding-left-out"
            | "clamped-month-steps"
        ):
            return 1
    assert_never(name)


# The rule under which a mistake is a late charge; None for a kind of clause in which it cannot be made.


def _effective_rate_by_month(kind: LateChargeRule) -> CompoundMonthly | None:
    if not isinstance(kind, CompoundMonthly) or kind.stated_yearly_rate is None:
        return None
    return replace(kind, monthly_rate=kind.stated_yearly_rate / 12)


def _effective_rate_by_day(kind: LateChargeRule) -> SimpleDaily | None:
    if not isinstance(kind, CompoundMonthly) or kind.stated_yearly_rate is None:
        return None
    return SimpleDaily(
        clause=kind.clause,
        says="",
        yearly_rate=kind.stated_yearly_rate,
        runs_from=kind.runs_from,
        rounding=kind.rounding,
    )


def _nominal_rate_compounded_daily(kind: LateChargeRule) -> CompoundDaily | None:
    if not isinstance(kind, CompoundMonthly | SimpleDaily):
        return None
    yearly_rate = 12 * kind.monthly_rate if isinstance(kind, CompoundMonthly) else kind.yearly_rate
    return CompoundDaily(
        clause=kind.clause, says="", daily_rate=yearly_rate / YEAR, runs_from=kind.runs_from, rounding=kind.rounding
    )


def _whole_month_for_started(kind: LateChargeRule) -> CompoundMonthly | None:
    if not isinstance(kind, CompoundMonthly):
        return None
    match kind.part_month:
        case "whole-month":
            return None
        case "by-days" | "thirty-day-month" | "days-of-year" | "daily-compound" | "completed-months":
            return replace(kind, part_month="whole-month")
    assert_never(kind.part_month)


def _compounding_left_out(kind: LateChargeRule) -> SimpleMonthly | None:
    if not isinstance(kind, CompoundMonthly):
        return None
    match kind.round_at:
        case "once":  # rounded once over all months, as no rule without compounding is
            return None
        case "each-month":
            return SimpleMonthly(
                clause=kind.clause,
                says="",
                monthly_rate=kind.monthly_rate,
                runs_from=kind.runs_from,
                part_month=by_shares(kind).part_month,
                rounding=kind.rounding,
            )
    assert_never(kind.round_at)


BILLED: Final = ColumnFact("billed", "money")
BEFORE_TAX: Final = ColumnFact("before_tax", "money", needed=False, null=NULL_SUM)
ORIGINAL: Final = ColumnFact("original", "money", needed=False, null=NULL_SUM)
AGREES: Final = "agrees"
NOTHING: Final = "nothing that was tried"


@final
class Audits:
    """Billed late charges held against terms."""

    question = "audit_late_charge"

    facts = (BILLED, AMOUNT, ISSUED, PAID, BILLING_MONTHS, BEFORE_TAX, ORIGINAL)
    results = (Result("late_charge", "money"), Result("difference", "money"), Result("match", "word"))

    def __init__(self, terms: Terms) -> None:
        self.terms, self.charges = terms, LateCharges(terms)
        self.currency, self.digits = self.charges.currency, self.charges.digits
        rule = self.charges.rule
        self.taken = {reading.name: reading.value for reading in rule.readings()}
        self.values = {reading.name: reading.values for reading in rule.readings()}
        self.combinations = tuple(all_combinations(self.values))
        # What gives a figure, by which readings bear on it and which of them give it.
        self.descriptions: dict[bytes, str] = {}

    @cached_property
    def kernels(self) -> tuple[ChargeKernel, ...]:
        """The kernel of each combination; made when the first figure is not right."""
        rule = self.charges.rule
        under = (
            rule.under(dict(zip(self.values, values, strict=True))) if values else rule for values in self.combinations
        )
        return tuple(kernel_of(read_rule, self.charges.net) for read_rule in under)

    @cached_property
    def mistakes(self) -> Mistakes:
        """The known mistakes."""
        return Mistakes(self.charges.rule, self.charges.net)

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return what a late charge refuses, and of the other sums one that is none or does not fit the amount."""
        amount, billed = facts[AMOUNT.name], facts[BILLED.name]
        masks = [*sum_misfits(billed), *self.charges.misfits(facts)]
        for name in (BEFORE_TAX.name, ORIGINAL.name):
            if name in facts:
                given = facts[name] != NULL_SUM
                masks += [None if mask is None else mask & given for mask in sum_misfits(facts[name])]
                wrong = facts[name] > amount if name == BEFORE_TAX.name else facts[name] < amount
                masks.append(wrong & given)
        return masks

    def figures(self, facts: FactColumns) -> Mapping[str, Any]:
        """Return the right charges, what was billed less these, and what gives the billed ones."""
        billed, right = facts[BILLED.name], self.charges.figures(facts)["late_charge"]
        match = np.full(len(billed), AGREES, dtype=object)
        wrong = np.flatnonzero((billed != right) & (right < TOO_LARGE))
        if len(wrong):
            match[wrong] = self._matches({name: values[wrong] for name, values in facts.items()})
        return {"late_charge": right, "difference": np.where(right < TOO_LARGE, billed - right, 0), "match": match}

    def _matches(self, facts: FactColumns) -> Numbers:
        """Return what gives each figure: the readings that are changed least, else the first mistake."""
        amount, issued, paid = (facts[fact.name] for fact in (AMOUNT, ISSUED, PAID))
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
        """Return the readings that give each figure, told once for all rows that are alike."""
        cube = figures.reshape(*map(len, self.values.values()), figures.shape[1])
        others = tuple(range(len(self.values)))
        bears = [(cube != cube.take([0], axis=place)).any(axis=others) for place in others]
        alike = np.packbits(np.concatenate([*(mask[None] for mask in bears), gives]), axis=0)
        keys, first, inverse = np.unique(alike, axis=1, return_index=True, return_inverse=True)
        descriptions = []
        for key, column in zip(keys.T, first, strict=True):
            description = self.descriptions.get(key.tobytes())
            if description is None:
                names = [name for name, mask in zip(self.values, bears, strict=True) if mask[column]]
                matching = [
                    values for values, matches in zip(self.combinations, gives[:, column], strict=True) if matches
                ]
                description = reading_matches(self.values, self.taken, names, matching)[0].short
                self.descriptions[key.tobytes()] = description
            descriptions.append(description)
        return [descriptions[place] for place in inverse.ravel()]

    def ask(self, row: Row) -> Answer[Audit]:
        """Return the audit of one row."""
        return self.terms.audit_late_charge(**row)
