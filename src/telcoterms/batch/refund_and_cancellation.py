"""What rows are asked when a service ends: what comes back of prepaid fees, what leaving a fixed term early costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, assert_never, final, get_args

import numpy as np

from telcoterms.agreement.numbers import NUMBER_FACT_NAMES
from telcoterms.agreement.taxes import TaxedAs, TaxMode
from telcoterms.answers.answer import Answer
from telcoterms.answers.facts import Regime, number_facts_of
from telcoterms.batch.columns import IN_PARTS, ColumnFact, Mask, Numbers, Result
from telcoterms.batch.kernels.cancellation_charge import BY, FixedTermColumns, cancellation_charge, has_kernel
from telcoterms.batch.kernels.cancellation_charge import misfits as term_misfits
from telcoterms.batch.kernels.cancellation_trees import MAX_FEE_SCALE, TreeKernel, tree_kernel
from telcoterms.batch.kernels.days import EPOCH, NO_DAY, outside
from telcoterms.batch.kernels.exact import Exact, fractions
from telcoterms.batch.kernels.numbers import Lists
from telcoterms.batch.kernels.refund import ArrayRule, PrepaidColumns, as_arrays, refund
from telcoterms.batch.kernels.refund import misfits as prepaid_misfits
from telcoterms.batch.kernels.tax import NO_RATE, RateTable, rates_on, tax
from telcoterms.batch.rows import FactColumns, Row
from telcoterms.clauses.cancellation_charge.charge import CancellationCharge
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    NoCancellationCharge,
    facts_needed,
    fees_hold_tax,
)
from telcoterms.clauses.refund import REFUND, Refund, all_back_within
from telcoterms.terms import Terms
from telcoterms.values.choices import one_of
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import Money, as_rate, minor_digits

REGIMES: Final[tuple[Regime, ...]] = get_args(Regime)
NO_BILLING_DAY: Final = -(1 << 62)  # in the place of a billing day that is null
CANCELLED: Final = ColumnFact("cancelled", "day")
TERM: Final = (  # the columns of a fixed term, whatever is charged for its end
    ColumnFact("term_start", "day"),
    ColumnFact("term_months", "count"),
    CANCELLED,
    ColumnFact("by", "word", needed=False, words=BY, usual=BY.index("customer")),
)
TAX_FACTS: Final = ("province", "tax_rate", "taxed_as")  # the same for all rows
SUMS: Final = (Result("tax", "money"), Result("total", "money"))


def _is_fixed_term(regime: Regime) -> bool:
    match regime:
        case "fixed-term":
            return True
        case "month-to-month":
            return False
    assert_never(regime)


IN_FIXED_TERM: Final = np.array([_is_fixed_term(regime) for regime in REGIMES])  # by the code of the regime


@final
class TaxedColumns:
    """The tax of all rows: those of a province or region on the day of each, or a rate that is given."""

    def __init__(
        self,
        terms: Terms,
        province: str | None,
        tax_rate: Any,
        mode: TaxMode,
        taxed_as: TaxedAs | None,
        none: bool = False,
        region: str | None = None,
    ) -> None:
        agreement, rate = terms.agreement, None if tax_rate is None else as_rate(tax_rate, "tax_rate")
        given = None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as")
        self.taxed_as: TaxedAs | None = agreement.taxed_as(given)
        self.table, self.rate = agreement.tax, rate
        takes_region = province is None and rate is None and agreement.tax is not None and agreement.tax.takes(region)
        self.province = region if takes_region else province
        self.mode: TaxMode = mode
        self.none = none and agreement.tax is None and rate is None and province is None
        if not self.none:
            agreement.tax_on(date.max, self.province, rate, mode, self.taxed_as)  # refuses what has no tax on any day
        self.facts: dict[str, Any] = {"province": province, "tax_rate": rate, "taxed_as": given}

    def misfits(self, days: Numbers) -> Mask:
        """Return the days on which the province has no rate."""
        return np.broadcast_to(self._rates(days).places == NO_RATE, len(days))

    def of(self, sums: Numbers, days: Numbers) -> Numbers:
        """Return the tax of each sum."""
        out = np.empty(len(sums), np.int64)
        tax(sums, self._rates(days), self.mode, out)
        return out

    def whole_rates(self, days: Numbers) -> Exact:
        """Return the rate of all taxes of each row together; 0 where the table has none."""
        table = self._rates(days)
        return fractions([*(sum(rates, Fraction(0)) for rates in table.rates), Fraction(0)]).at(table.places)

    def _rates(self, days: Numbers) -> RateTable:
        if self.rate is not None or self.none or self.table is None:
            return RateTable([(self.rate or Fraction(0),)], np.array(0))
        return rates_on(self.table, [self.province], np.array(0), days, self.taxed_as)


PREPAID: Final = (  # the columns of a prepaid fee
    ColumnFact("fee", "money"),
    ColumnFact("cycle_start", "day"),
    CANCELLED,
    ColumnFact("fee_months", "count", needed=False, usual=1),
    ColumnFact("billing_day", "count", needed=False, null=NO_BILLING_DAY),
    ColumnFact("paid_until", "day", needed=False, null=NO_DAY),
    ColumnFact("regime", "word", needed=False, words=REGIMES, usual=REGIMES.index("month-to-month")),
    ColumnFact("taxed_on", "day", needed=False, null=NO_DAY),
)
REFUND_ARGUMENTS: Final = (*TAX_FACTS, *NUMBER_FACT_NAMES)


def refunds_of(
    terms: Terms,
    province: str | None = None,
    tax_rate: Any = None,
    taxed_as: TaxedAs | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
) -> Refunds | RefundsByRow:
    """Return what rows on prepaid fees are asked: by arrays where the clause allows it, else each on its own."""
    rule = REFUND.of(terms.agreement)
    array_rule = as_arrays(rule)
    if array_rule is not None and plan is region is segment is None:
        return Refunds(terms, array_rule, province, tax_rate, taxed_as)
    facts = {"province": province, "tax_rate": tax_rate, "taxed_as": taxed_as}
    return RefundsByRow(terms, {**facts, "plan": plan, "region": region, "segment": segment})


@final
class RefundsByRow:
    """What comes back of prepaid fees where the clause is not one for arrays: the answer of the terms to each row."""

    question = "refund"
    arguments = REFUND_ARGUMENTS
    results = (Result("refund", "money"), *SUMS)

    def __init__(self, terms: Terms, same: Mapping[str, Any]) -> None:
        self.terms, self.same = terms, {name: value for name, value in same.items() if value is not None}
        self.currency, self.digits = terms.currency, minor_digits(terms.currency)
        started = ColumnFact("started", "day", needed=False, null=NO_DAY)
        is_dated = all_back_within(REFUND.of(terms.agreement)) is not None
        self.facts = (*PREPAID, started) if is_dated else PREPAID

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return masks of sums with a part of a cent, and of rows that the terms refuse."""
        refused = [found is None for found in self._refunds(facts)]
        return [facts["fee"] == IN_PARTS, np.array(refused, np.bool_)]

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the refunds, the tax that comes back with them, and both together; every row fits."""
        refunds = [found for found in self._refunds(facts) if found is not None]
        sums = np.array([[one.refund.minor, one.tax.minor, one.total.minor] for one in refunds], np.int64)
        columns = sums.reshape(-1, 3).T
        return {"refund": columns[0], "tax": columns[1], "total": columns[2]}

    def ask(self, row: Row) -> Answer[Refund]:
        """Return the refund of one row."""
        return self.terms.refund(**row, **self.same)

    def _refunds(self, facts: FactColumns) -> Iterator[Refund | None]:
        """Yield the refund of each row; None for one that the terms refuse."""
        columns = {fact.name: (fact, facts[fact.name].tolist()) for fact in self.facts if fact.name in facts}
        for row in range(len(facts["fee"])):
            try:
                given = {name: fact_of(fact, values[row], self.currency) for name, (fact, values) in columns.items()}
                yield self.ask({name: value for name, value in given.items() if value is not None}).value
            except (TelcoTermsError, ValueError, OverflowError):  # the last two for a day that no calendar has
                yield None


def fact_of(fact: ColumnFact, number: Any, currency: str) -> Any:
    """Return a fact of a row from its column, a tuple from a column of lists; None where it is not given.

    Raises `ValueError` or `OverflowError` for a number that stands for no fact.
    """
    if number == fact.null:
        return None
    match fact.kind:
        case "money":
            if isinstance(number, tuple):
                return [_money_of(minor, currency) for minor in number]
            return _money_of(number, currency)
        case "day":
            return date.fromordinal(number + EPOCH)
        case "word":
            return fact.words[number] if number >= 0 else ""
        case "count" | "name":
            return number
    assert_never(fact.kind)


def _money_of(minor: int, currency: str) -> Money:
    if minor == IN_PARTS:
        raise ValueError(minor)
    return Money.of_minor(minor, currency)


@final
class Refunds:
    """What comes back of prepaid fees, by arrays."""

    question = "refund"
    arguments = REFUND_ARGUMENTS
    facts = PREPAID
    results = (Result("refund", "money"), *SUMS)

    def __init__(
        self,
        terms: Terms,
        rule: ArrayRule,
        province: str | None = None,
        tax_rate: Any = None,
        taxed_as: TaxedAs | None = None,
    ) -> None:
        self.terms, self.rule = terms, rule
        self.currency, self.digits = terms.currency, minor_digits(terms.currency)
        self.tax = TaxedColumns(terms, province, tax_rate, "added", taxed_as, none=True)

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return masks of unfit sums, days, counts and words, days that do not fit together, and days without a tax."""
        regimes = facts.get("regime")
        return [
            facts["fee"] == IN_PARTS,
            *prepaid_misfits(_prepaid(facts)),
            None if regimes is None else regimes < 0,
            self.tax.misfits(_tax_days(facts)),
            outside(_tax_days(facts)),
        ]

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the refunds, the tax that comes back with them, and both together."""
        refunds = np.empty(len(facts["fee"]), np.int64)
        refund(self.rule, _prepaid(facts), refunds)
        refund_tax = self.tax.of(refunds, _tax_days(facts))
        return {"refund": refunds, "tax": refund_tax, "total": refunds + refund_tax}

    def ask(self, row: Row) -> Answer[Refund]:
        """Return the refund of one row."""
        return self.terms.refund(**row, **self.tax.facts)


def _tax_days(facts: FactColumns) -> Numbers:
    """Return the day of each row whose tax was paid with the fee: the first of the cycle, if no other is given."""
    starts: Numbers = facts["cycle_start"]
    if "taxed_on" not in facts:
        return starts
    return np.where(facts["taxed_on"] == NO_DAY, starts, facts["taxed_on"])


def _prepaid(facts: FactColumns) -> PrepaidColumns:
    columns = {name: facts[name] for name in PrepaidColumns._fields if name in facts}
    if "billing_day" in facts:
        days = facts["billing_day"]  # a kernel takes 0 for the day of the cycle's start, a table does not
        columns["billing_day"] = np.where(days == NO_BILLING_DAY, 0, np.where(days == 0, -1, days))
    if "regime" in facts:
        columns["fixed_term"] = IN_FIXED_TERM[facts["regime"]]
    return PrepaidColumns(**columns)


def _may_be_without_tax(mode: TaxMode) -> bool:
    """Return whether terms without a table of taxes charge without tax: not where the tax is in the charge."""
    match mode:
        case "added":
            return True
        case "included":
            return False
    assert_never(mode)


@final
class CancellationCharges:
    """What it costs to end a fixed term early: by the facts that the clause of the terms needs.

    A clause is computed by columns, where it goes by the term alone; else row by row, as the terms answer it. So is a
    row of which the columns know too little, such as one before the first value of a number.
    """

    question = "cancellation_charge"
    arguments = (*TAX_FACTS, "tax_mode", *NUMBER_FACT_NAMES)

    results = (Result("cancellation_charge", "money"), *SUMS)

    def __init__(
        self,
        terms: Terms,
        province: str | None = None,
        tax_rate: Any = None,
        tax_mode: TaxMode = "added",
        taxed_as: TaxedAs | None = None,
        plan: str | None = None,
        region: str | None = None,
        segment: str | None = None,
    ) -> None:
        self.terms, self.rule = terms, CANCELLATION_CHARGE.of(terms.agreement)
        self.currency, self.digits = terms.currency, minor_digits(terms.currency)
        numbers = number_facts_of(terms.agreement, [self.rule], plan, region, segment, taxed=True)
        self.numbers: dict[str, Any] = {"plan": plan, "region": region, "segment": segment}
        self.by_columns = has_kernel(self.rule)
        mode = one_of(tax_mode, TaxMode, "tax_mode")
        may_be_free = self.rule.taxed is not None or isinstance(self.rule, NoCancellationCharge)
        no_tax = may_be_free or _may_be_without_tax(mode)
        self.tax = TaxedColumns(terms, province, tax_rate, mode, taxed_as, none=no_tax, region=region)
        needed = facts_needed(self.rule)
        paid = (ColumnFact("paid", "day", needed=False, null=NO_DAY),) if self.rule.early_discount is not None else ()
        self.facts = (*(fact for fact in OF_CLAUSES if fact.name in needed), *paid, *TERM)
        has_rate = not self.tax.none or (_may_be_without_tax(mode) and not fees_hold_tax(self.rule))
        self.tree = tree_kernel(self.rule, numbers) if has_rate and not self.by_columns else None
        self._answers: dict[tuple[object, ...], tuple[int, int, int] | None] = {}

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return masks of unfit sums, days, counts and words, late last invoices, and days without a tax."""
        if self.tree is not None:
            return [self._refused(self.tree, facts)]
        if not self.by_columns:
            return [np.array([answer is None for answer in self._each(facts)], np.bool_)]
        in_parts = _in_parts(facts[self.facts[0].name])
        return [in_parts, *term_misfits(FixedTermColumns(**facts)), self.tax.misfits(facts["cancelled"])]

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the charges, their tax, and what is to be paid."""
        if self.tree is not None:
            return self._by_tree(self.tree, facts)
        if not has_kernel(self.rule):
            answers = [answer for answer in self._each(facts) if answer is not None]
            columns = np.array(answers, np.int64).reshape(-1, len(self.results))
            return {result.name: columns[:, place] for place, result in enumerate(self.results)}
        charge = np.empty(len(facts["cancelled"]), np.int64)
        cancellation_charge(self.rule, FixedTermColumns(**facts), charge)
        charge_tax = self.tax.of(charge, facts["cancelled"])
        return {"cancellation_charge": charge, "tax": charge_tax, "total": self._total(charge, charge_tax)}

    def _alone(self, tree: TreeKernel, facts: FactColumns) -> Mask:
        """Return the rows that are answered by themselves."""
        term = FixedTermColumns(**facts)
        alone: Mask = term_misfits(term).years | tree.asks_alone(term)
        if self.tax.rate and not tree.holds_tax:
            alone |= ~tree.is_taxed(term.cancelled)  # a rate of tax that is given for a charge without tax
        if tree.holds_tax:
            alone |= self.tax.whole_rates(term.cancelled).bottom > MAX_FEE_SCALE
        return alone

    def _refused(self, tree: TreeKernel, facts: FactColumns) -> Mask:
        """Return the rows that the terms refuse."""
        alone, term = self._alone(tree, facts), FixedTermColumns(**facts)
        needs_tax = tree.is_taxed(term.cancelled) | tree.holds_tax
        refused: Mask = needs_tax & self.tax.misfits(term.cancelled)
        for name in ("monthly_fee", "incentive"):
            if name in facts:
                refused |= _in_parts(facts[name])
        for mask in term_misfits(term):
            refused |= mask
        refused[alone] = [answer is None for answer in self._each(_rows_of(facts, alone))]
        return refused

    def _by_tree(self, tree: TreeKernel, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the figures of rows that fit: by columns, but for those that are answered by themselves."""
        alone = self._alone(tree, facts)
        columns = np.empty((len(self.results), len(alone)), np.int64)
        answers = [answer for answer in self._each(_rows_of(facts, alone)) if answer is not None]
        columns[:, alone] = np.array(answers, np.int64).reshape(-1, len(self.results)).T
        own = _rows_of(facts, ~alone)
        cancelled, charge = own["cancelled"], np.empty(int((~alone).sum()), np.int64)
        tree.charge(FixedTermColumns(**own), self.tax.whole_rates(cancelled), charge)
        charge_tax = np.zeros_like(charge)
        taxed = np.flatnonzero(tree.is_taxed(cancelled))
        charge_tax[taxed] = self.tax.of(charge[taxed], cancelled[taxed])
        columns[:, ~alone] = charge, charge_tax, self._total(charge, charge_tax)
        return {result.name: columns[place] for place, result in enumerate(self.results)}

    def _total(self, charge: Numbers, charge_tax: Numbers) -> Numbers:
        """Return what is to be paid."""
        match self.tax.mode:
            case "added":
                total: Numbers = charge + charge_tax
                return total
            case "included":
                return charge
        assert_never(self.tax.mode)

    def ask(self, row: Row) -> Answer[CancellationCharge]:
        """Return the charge of one row."""
        if "last_invoice" in facts_needed(self.rule):
            row = {"last_invoice": None, **row}
        answer: Answer[CancellationCharge] = self.terms.cancellation_charge(
            **row, **self.tax.facts, **self.numbers, tax_mode=self.tax.mode
        )
        return answer

    def _each(self, facts: FactColumns) -> Iterator[tuple[int, int, int] | None]:
        """Yield the charge, the tax and the total of each row; None for one that the terms refuse.

        Rows with the same facts are asked once.
        """
        columns = {name: _values(column) for name, column in facts.items()}
        for row in zip(*columns.values(), strict=True):
            if row not in self._answers:
                if len(self._answers) == MAX_ANSWERS:
                    self._answers.clear()
                self._answers[row] = self._answer(dict(zip(columns, row, strict=True)))
            yield self._answers[row]

    def _answer(self, row: Row) -> tuple[int, int, int] | None:
        kinds = {fact.name: fact for fact in self.facts}
        try:
            facts = {name: fact_of(kinds[name], number, self.currency) for name, number in row.items()}
            value = self.ask(facts).value
        except (TelcoTermsError, OverflowError, ValueError):
            return None
        return value.charge.minor, value.tax.minor, value.total.minor


MAX_ANSWERS: Final = 1 << 16  # that are kept, so that memory stays bounded
OF_CLAUSES: Final = (  # the columns that some clauses need
    ColumnFact("monthly_fee", "money", several=True),
    ColumnFact("incentive", "money"),
    ColumnFact("last_invoice", "day", null=NO_DAY),
)


def _in_parts(sums: Any) -> Mask:
    """Return the rows with a sum that has a part of a cent."""
    found: Mask = sums.holds(sums.values == IN_PARTS) if isinstance(sums, Lists) else sums == IN_PARTS
    return found


def _rows_of(facts: FactColumns, rows: Mask) -> dict[str, Any]:
    return {name: column[rows] for name, column in facts.items()}


def _values(column: Any) -> list[Any]:
    """Return the values of a column as Python has them, of lists a tuple for each row."""
    if not isinstance(column, Lists):
        values: list[Any] = column.tolist()
        return values
    offsets, values = column.offsets.tolist(), column.values.tolist()
    return [tuple(values[first:end]) for first, end in pairwise(offsets)]
