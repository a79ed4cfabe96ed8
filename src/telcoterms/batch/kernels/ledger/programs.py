"""The clauses of a late charge as tables of whole numbers, which the compiled core replays.

`native/src/core/clause.h` has the same tables from its side, and this module must write what it reads: the fields of
`NODE` in the order of its `node`, those of `PROGRAM` in that of its `program`, the members of each choice in the order
of its enumerations.

A clause becomes a program: its nodes in the order in which they are written, each part after its join. A minimum and a
maximum are joins, as `telcoterms.clauses.late_charge.accrual.node_of` makes them. A number that changes in time
becomes steps, each from a day on; all of a node's numbers are parts of one denominator.

A last day in time that waits for a reminder has no column of the debt: each reminder has the ends of the grace periods
that may be counted from it, and the core finds A_0 where that rests on one of them.

Not every clause is a program: `Programs.add` says None for charges that grow from day to day and are rounded as one for
the whole account, for a charge that is rounded once, which no statement takes, and for numbers that are too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import Any, Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import Bound, NumberFacts, days_of_change, is_constant, value_on
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.numbers import core_rounding
from telcoterms.clauses.late_charge.accrual import (
    bound_of,
    coin_of,
    is_by_month,
    joined_parts,
    rounds_once,
    with_coin,
)
from telcoterms.clauses.late_charge.kinds import (
    DatedBy,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PartBlock,
    PartMonth,
    PercentageCharge,
    RateCharge,
    RunsFrom,
    SumOf,
    account_leaves,
    has_grace,
    rates_in,
)
from telcoterms.clauses.late_charge.periods import Periods, Start, counted_days, year_fraction
from telcoterms.statement.account_terms import DebtTerms
from telcoterms.statement.ledger import rounding_of_all
from telcoterms.values.dataclasses import replace
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import Money

Whole = NDArray[np.int64]

ONCE, PERIODS, JOIN = range(3)
SUM, GREATER, LESSER = range(3)
NO_BLOCKS, BEGUN, COMPLETED = range(3)
EACH_PERIOD, INVOICE_DATE, DUE_DATE, EACH_DAY = range(4)
IN_A_COLUMN, LAST_IN_TIME, NEXT_BILL = range(3)
(
    BY_DAYS,
    THIRTIETHS,
    DAYS_OF_YEAR,
    WHOLE_MONTH,
    COMPLETED_MONTH,
    BLOCKS_BEGUN,
    BLOCKS_COMPLETED,
    BLOCKS_BY_DAYS,
    DAYS,
    DAYS_OF_YEARS,
    DAYS_OF_THIRTY,
    MONTH_GROWTH,
    DAILY_GROWTH,
) = range(13)

NONE: Final = -1
NODE: Final = (
    *("kind", "first_child", "next_sibling", "how", "by_month", "value", "value_count"),
    *("denominator", "dated_by", "rounding", "coin", "is_fixed", "is_sum", "account_sum"),
    *("threshold", "threshold_count", "grace", "reminder", "anchor", "start"),
    *("months", "days", "share", "share_of_day", "size", "times", "parts", "block", "is_whole_at_end", "compounds"),
    *("on_day", "counted", "growth"),
)
PROGRAM: Final = (
    *("root", "node_count", "is_exempt_in_dispute", "charges_first", "has_grace", "charges_accounts"),
    "rounds_together",
)
_USUAL: Final = {
    **dict.fromkeys(NODE, 0),
    "first_child": NONE,
    "next_sibling": NONE,
    "denominator": 1,
    "coin": 1,
    "size": 1,
    "parts": 1,
    "share_of_day": DAYS,
}

_WIDE: Final = 2**62
_MOST_PARTS: Final = _WIDE // (365 * 366 * 4)  # of the denominators of a node with its coin, as the core checks them
_POWERS: Final = Context(prec=60)


class Anchor(NamedTuple):
    """Where the time of a leaf begins: what it runs from, and the grace period that this may rest on."""

    runs_from: RunsFrom
    grace: Grace | None


class TooLong(Exception):
    """A number of a clause is too long for the core."""


def is_of_a_program(terms: DebtTerms) -> bool:
    """Whether the core has programs for the late charge of a debt, whatever its numbers are."""
    rates = rates_in(terms.late_charge)
    grows_as_one = _rounds_together(terms) and any(_share_of_rate(rate)["share"] == MONTH_GROWTH for rate in rates)
    return not (grows_as_one or any(map(rounds_once, rates)))


def _rounds_together(terms: DebtTerms) -> bool:
    """Whether the charges of all debts are rounded as one sum."""
    return rounding_of_all((terms,)) is not None


@dataclass(slots=True)
class Programs:
    """Programs as they are added, with the columns that they read: a grace period or a start each.

    `reminder_graces` are the grace periods that are counted from a reminder, whichever its number is. `known_from` is
    for each program the first day, since 1970, on which all its numbers are known.
    """

    nodes: list[list[int]] = field(default_factory=list)
    programs: list[list[int]] = field(default_factory=list)
    step_days: list[int] = field(default_factory=list)
    step_values: list[int] = field(default_factory=list)
    growths: list[float] = field(default_factory=list)
    graces: dict[Grace | None, int] = field(default_factory=dict)
    reminder_graces: dict[Grace, int] = field(default_factory=dict)
    anchors: dict[Anchor, int] = field(default_factory=dict)
    account_sums: dict[FlatCharge, int] = field(default_factory=dict)
    known_from: list[int] = field(default_factory=list)
    _known: int = 0

    def add(self, terms: DebtTerms) -> int | None:
        """Return the number of the program of a debt's terms; None where the core has none for it."""
        rule = terms.late_charge
        if not is_of_a_program(terms):
            return None
        root, kept = len(self.nodes), (len(self.step_days), len(self.growths))
        self._known = _BEFORE
        try:
            self._node(rule, terms.numbers, None, None)
        except (TooLong, TelcoTermsError):  # such as an index that is not given: the replay says what is missing
            del self.nodes[root:], self.step_days[kept[0] :], self.step_values[kept[0] :], self.growths[kept[1] :]
            return None
        order = terms.rule
        fields = {
            "root": root,
            "node_count": len(self.nodes) - root,
            "is_exempt_in_dispute": int(order.exempts_disputed),
            "charges_first": int(order.charges_first),
            "has_grace": int(has_grace(rule)),
            "charges_accounts": int(bool(account_leaves(rule))),
            "rounds_together": int(_rounds_together(terms)),
        }
        self.programs.append([fields[name] for name in PROGRAM])
        self.known_from.append(self._known)
        return len(self.programs) - 1

    def tables(self) -> tuple[Whole, Whole, Whole, Whole, NDArray[np.float64]]:
        """Return the programs as the core reads them."""
        return (
            np.array(self.nodes, np.int64).ravel(),
            np.array(self.programs, np.int64).ravel(),
            np.array(self.step_days, np.int64),
            np.array(self.step_values, np.int64),
            np.array(self.growths, np.float64),
        )

    @property
    def charges_first(self) -> NDArray[np.bool_]:
        """Whether a sum meets the charges of a debt before its principal, by program."""
        place = PROGRAM.index("charges_first")
        return np.array([program[place] for program in self.programs], np.bool_)

    # Nodes, each written before its parts

    def _node(self, rule: LateChargeRule, facts: NumberFacts, grace: Grace | None, threshold: Threshold | None) -> int:
        """Write a clause with its minimum and its maximum, and return the place of its node."""
        grace, threshold = rule.grace or grace, rule.threshold or threshold
        bounds = [(rule.most, LESSER), (rule.least, GREATER)]  # the outermost first
        return self._bounded(rule, [each for each in bounds if each[0] is not None], facts, grace, threshold)

    def _bounded(
        self,
        rule: LateChargeRule,
        bounds: Sequence[tuple[Bound | None, int]],
        facts: NumberFacts,
        grace: Grace | None,
        threshold: Threshold | None,
    ) -> int:
        if not bounds:
            return self._unbounded(rule, facts, grace, threshold)
        (bound, how), *inner = bounds
        assert bound is not None
        join = self._write(kind=JOIN, how=how, first_child=len(self.nodes) + 1)
        first = self._bounded(rule, inner, facts, grace, threshold)
        second = self._once(bound_of(rule, bound), facts, grace, threshold, is_bound=True)
        self._link([first, second])
        return join

    def _unbounded(
        self, rule: LateChargeRule, facts: NumberFacts, grace: Grace | None, threshold: Threshold | None
    ) -> int:
        match rule:
            case NoCharge():
                return self._write(kind=JOIN, how=SUM)
            case FlatCharge() if rule.is_once:
                return self._once(rule, facts, grace, threshold)
            case PercentageCharge():
                return self._once(rule, facts, grace, threshold)
            case FlatCharge() | RateCharge():
                return self._periods(rule, facts, grace, threshold)
            case SumOf() | GreaterOf() | LesserOf():
                join = self._write(
                    kind=JOIN, how=_how(rule), by_month=int(is_by_month(rule)), first_child=len(self.nodes) + 1
                )
                parts = [with_coin(part, rule.round_to) for part in joined_parts(rule, facts)]
                self._link([self._node(part, facts, grace, threshold) for part in parts])
                return join
            case _ as unreachable:
                assert_never(unreachable)

    def _write(self, **fields: int) -> int:
        values = {**_USUAL, **fields}
        self.nodes.append([values[name] for name in NODE])
        return len(self.nodes) - 1

    def _link(self, parts: Sequence[int]) -> None:
        """Chain the parts of a join."""
        place = NODE.index("next_sibling")
        for part, following in pairwise(parts):
            self.nodes[part][place] = following

    def _once(
        self,
        leaf: FlatCharge | PercentageCharge,
        facts: NumberFacts,
        grace: Grace | None,
        threshold: Threshold | None,
        is_bound: bool = False,
    ) -> int:
        is_sum = isinstance(leaf, FlatCharge)
        number = leaf.sum if isinstance(leaf, FlatCharge) else leaf.share
        return self._write(
            kind=ONCE,
            is_fixed=int(is_sum or is_bound),
            is_sum=int(is_sum),
            **self._shared(leaf, number, facts, grace, threshold),
        )

    def _periods(
        self, leaf: FlatCharge | RateCharge, facts: NumberFacts, grace: Grace | None, threshold: Threshold | None
    ) -> int:
        periods = Periods(leaf, Start(12 * 2000, 1))  # its length does not rest on the start
        fields = {
            **self._start(leaf.runs_from, grace),
            "months": periods.months,
            "days": periods.days,
            "dated_by": _dated_by(leaf.dated_by),
        }
        number: Any
        times = Fraction(1)
        match leaf:
            case FlatCharge():
                number = leaf.sum
                fields |= {"is_fixed": 1, "is_sum": 1, "is_whole_at_end": 1} | _share_of_sum(leaf)
                fields["counted"] = counted_days(leaf.first_day) if leaf.is_by_day else 0
            case RateCharge():
                number = leaf.rate
                if leaf.is_by_year and leaf.compounds_by_month:
                    times = Fraction(1, 12)
                fields |= _share_of_rate(leaf)
                fields |= {
                    "compounds": int(leaf.compounds_when_posted),
                    "is_whole_at_end": int(leaf.is_by_month or leaf.goes_by_months or isinstance(leaf.per, EveryDays)),
                    "on_day": leaf.on_day or 0,
                }
                if not leaf.goes_by_months and (leaf.is_by_day or leaf.is_by_year):
                    fields["counted"] = counted_days(leaf.first_day)
            case _ as unreachable:
                assert_never(unreachable)
        shared = self._shared(leaf, number, facts, grace, threshold, times)
        if fields["share"] == MONTH_GROWTH:
            fields["growth"] = len(self.growths) // 2
            first = shared["value"]
            for value in self.step_values[first : first + shared["value_count"]]:
                self.growths += _growths(Fraction(value, shared["denominator"]))
        return self._write(kind=PERIODS, **shared, **fields)

    def _start(self, runs_from: RunsFrom, grace: Grace | None) -> dict[str, int]:
        """Return where A_0 is found; a column that rests on a last day in time has that one among the columns too."""
        anchor, start = Anchor(runs_from, grace), IN_A_COLUMN
        if grace is None or not grace.follows_reminder:
            self._last(grace)
        elif (start := _start_after_reminder(runs_from)) == IN_A_COLUMN:
            anchor = Anchor(runs_from, None)  # a day of the invoice, whatever the last day in time is
        else:
            return {"start": start}
        return {"anchor": self.anchors.setdefault(anchor, len(self.anchors))}

    def _last(self, grace: Grace | None) -> dict[str, int]:
        """Return where the last day in time is found."""
        if grace is None or not grace.follows_reminder:
            return {"grace": self.graces.setdefault(grace, len(self.graces))}
        column = self.reminder_graces.setdefault(replace(grace, number=1), len(self.reminder_graces))
        return {"grace": column, "reminder": grace.number}

    def _shared(
        self,
        leaf: FlatCharge | PercentageCharge | RateCharge,
        number: object,
        facts: NumberFacts,
        grace: Grace | None,
        threshold: Threshold | None,
        times: Fraction = Fraction(1),
    ) -> dict[str, int]:
        """Return what all leaves have: their number, how it is rounded, and when they are set off."""
        steps = self._values_of(number, facts, times)
        denominator = lcm(*(value.denominator for _, value in steps))
        first, count = self._steps((day, int(value * denominator)) for day, value in steps)
        coin = coin_of(leaf)
        if denominator * coin > _MOST_PARTS or coin > 2**30:
            raise TooLong
        shared = {
            "value": first,
            "value_count": count,
            "denominator": denominator,
            "rounding": core_rounding(leaf.rounding),
            "coin": coin,
            **self._last(grace),
        }
        if isinstance(leaf, FlatCharge) and leaf.is_once_an_account:
            shared["account_sum"] = self.account_sums.setdefault(leaf, len(self.account_sums) + 1)
        if threshold is not None:
            sum_ = threshold.at_least if threshold.over is None else threshold.over
            days = self._days_of(sum_, facts)
            place, times_ = self._steps((_since(day), threshold.least_minor(day, facts)) for day in days)
            shared |= {"threshold": place, "threshold_count": times_}
        return shared

    def _values_of(self, number: object, facts: NumberFacts, times: Fraction) -> list[tuple[int, Fraction]]:
        values = [(_since(day), value_on(number, day, facts)) for day in self._days_of(number, facts)]
        exact = [(day, Fraction(value.minor) if isinstance(value, Money) else value * times) for day, value in values]
        return [each for place, each in enumerate(exact) if not place or each[1] != exact[place - 1][1]]

    def _days_of(self, number: object, facts: NumberFacts) -> list[date]:
        """Return the days from which a number has other values; the first one is that on which it is known."""
        days = [] if is_constant(number) else list(days_of_change(number, facts))
        if not days:
            return [date(1900, 1, 1)]
        known = []
        for place, day in enumerate(days):
            try:
                value_on(number, day, facts)
            except TelcoTermsError:
                if place == len(days) - 1:
                    raise
            else:
                known.append(day)
        self._known = max(self._known, _since(known[0]))
        return known

    def _steps(self, steps: Iterable[tuple[int, int]]) -> tuple[int, int]:
        first = len(self.step_days)
        for day, value in steps:  # no sum nor rate is so large that a part of a denominator leaves 64 bits
            self.step_days.append(day)
            self.step_values.append(value)
        return first, len(self.step_days) - first


_BEFORE: Final = -(1 << 31)  # a day before all days


def _since(day: date) -> int:
    return day.toordinal() - EPOCH


def _start_after_reminder(runs_from: RunsFrom) -> int:
    """Return where A_0 is found, if the last day in time waits for a reminder."""
    match runs_from:
        case "invoice-date" | "due-date":
            return IN_A_COLUMN
        case "grace-end":
            return LAST_IN_TIME
        case "next-invoice-date":
            return NEXT_BILL
    assert_never(runs_from)


def _how(rule: SumOf | GreaterOf | LesserOf) -> int:
    match rule:
        case SumOf():
            return SUM
        case GreaterOf():
            return GREATER
        case LesserOf():
            return LESSER
    assert_never(rule)


def _dated_by(dated_by: DatedBy) -> int:
    match dated_by:
        case "each-period":
            return EACH_PERIOD
        case "invoice-date":
            return INVOICE_DATE
        case "due-date":
            return DUE_DATE
        case "each-day":
            return EACH_DAY
    assert_never(dated_by)


def _share_of_sum(leaf: FlatCharge) -> dict[str, int]:
    """Return how a sum for each period counts: `share_of` of the accrual."""
    match leaf.per:
        case "month":
            return {"share": _month(leaf.part_month)}
        case EveryDays() as every:
            return {"share": _block(leaf.part_block), "size": every.days}
        case "day" | "once":  # of one that is charged once nobody asks
            return {"share": DAYS, "times": 1, "parts": 1}
    assert_never(leaf.per)


def _share_of_rate(leaf: RateCharge) -> dict[str, int]:
    """Return how a rate counts: `share_of` and `share_of_open_days` of the accrual."""
    if leaf.on_day is not None:
        return {"share": COMPLETED_MONTH}
    if leaf.goes_by_months:
        return {"share": _month(leaf.part_month)}
    match leaf.per:
        case EveryDays() as every:
            return {"share": _block(leaf.part_block), "size": every.days}
        case "day":
            fields = {"share": DAYS, "share_of_day": DAYS, "times": 1, "parts": 1}
        case "year" | "month":
            fields = _year(leaf)
        case _ as unreachable:
            assert_never(unreachable)
    if leaf.compounds_by_day:
        fields["share"] = DAILY_GROWTH
    elif leaf.block_days is not None:
        fields |= {"block": _of_block(leaf.part_block), "size": leaf.block_days}
    return fields


def _month(part_month: PartMonth) -> int:
    match part_month:
        case "by-days":
            return BY_DAYS
        case "thirty-day-month":
            return THIRTIETHS
        case "days-of-year":
            return DAYS_OF_YEAR
        case "whole-month":
            return WHOLE_MONTH
        case "completed-months":
            return COMPLETED_MONTH
        case "daily-compound":
            return MONTH_GROWTH
    assert_never(part_month)


def _block(part_block: PartBlock) -> int:
    match part_block:
        case "begun":
            return BLOCKS_BEGUN
        case "completed":
            return BLOCKS_COMPLETED
        case "by-days":
            return BLOCKS_BY_DAYS
    assert_never(part_block)


def _of_block(part_block: PartBlock) -> int:
    match part_block:
        case "begun":
            return BEGUN
        case "completed":
            return COMPLETED
        case "by-days":
            return NO_BLOCKS
    assert_never(part_block)


def _year(leaf: RateCharge) -> dict[str, int]:
    match leaf.day_count:
        case "actual/actual":
            return {"share": DAYS_OF_YEARS, "share_of_day": DAYS_OF_YEARS}
        case "30/360":
            return {"share": DAYS_OF_THIRTY, "share_of_day": DAYS_OF_THIRTY}
        case "actual/365" | "actual/360" | "actual/366" | "actual/365.25":
            times, parts = year_fraction(leaf.day_count, 0, 0, 1)
            return {"share": DAYS, "share_of_day": DAYS, "times": times, "parts": parts}
    assert_never(leaf.day_count)


@lru_cache(maxsize=32)
def _growths(rate: Fraction) -> tuple[float, ...]:
    """Return (1 + r)^(d/D) by D x 32 + d, as a pair of floats each: the nearest one, and what is left."""
    pairs = np.zeros((1024, 2))
    base = _POWERS.divide(Decimal((1 + rate).numerator), Decimal((1 + rate).denominator))
    for length in range(28, 32):
        for days in range(length + 1):
            power = _POWERS.power(base, _POWERS.divide(Decimal(days), Decimal(length)))
            high = float(power)
            pairs[length * 32 + days] = high, float(_POWERS.subtract(power, Decimal(high)))
    return tuple(pairs.ravel().tolist())
