"""Audit a table of billed late charges: what gives each of them, and how far it lies from what the words allow.

One computation of the charges by these terms shows which rows agree with them. The other rows are computed under every
combination of readings; those that none of them gives, with each known mistake in turn, until one does. A row that a
mistake gives is not looked at again. Where a number of the clause differs by the plan, the region or the segment of a
row, the mistakes are made once for each set of these names.

A mistake that is a late charge under another rule, on another sum or on another day is computed for all rows at once;
of the others each row is asked by itself. What explains a row is found with the readings that give it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple, assert_never, final

import numpy as np

from telcoterms.agreement.agreement import Agreement, once_an_agreement
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.rule import are_allowed
from telcoterms.answers.answer import Answer
from telcoterms.answers.facts import IndexValues
from telcoterms.answers.reading_sets import all_combinations
from telcoterms.audit.audit import EXPLANATIONS, Audit, Explanation, best_reading_match
from telcoterms.audit.mistakes import (
    NAMES,
    YEAR,
    BilledCharge,
    MistakeName,
    compound_rate_in,
    constant_rate,
    counted_from_due_date,
    effective_rate_as_daily,
    effective_rate_as_monthly,
    least_days_late,
    months_of_yearly_rate,
    nominal_rate_as_daily,
    outcome_of,
    rate_in,
    replaced,
    shape_of,
    with_rates_of,
    without_compounding,
)
from telcoterms.batch.columns import ColumnFact, Mask, Numbers, Result, Words
from telcoterms.batch.due_dates import by_due_date
from telcoterms.batch.kernels.core import core
from telcoterms.batch.kernels.days import EPOCH, LAST
from telcoterms.batch.kernels.late_charge.charging import ByChunks, ChargeKernel, InTime, Late, start_days
from telcoterms.batch.kernels.late_charge.compiled import DOUBT
from telcoterms.batch.kernels.late_charge.figures import (
    NO_MATCH,
    NOT_GIVEN,
    FactsOfRows,
    Figures,
    MatchMistakes,
    MatchReadings,
)
from telcoterms.batch.kernels.late_charge.figures import Mistake as MistakeProgram
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.batch.kernels.late_charge.mistakes import (
    MOST_MONTHS,
    SHORTEST_MONTH,
    EachDayRounded,
    may_be_clamped,
    most_amount,
    thirty_day_kernel,
)
from telcoterms.batch.late_charge import AMOUNT, CENTURY, LateCharges, RowNumbers, sum_misfits
from telcoterms.batch.rows import TOO_LARGE, ColumnQuestion, FactColumns, Row
from telcoterms.clauses.late_charge.accrual import is_rounded_once
from telcoterms.clauses.late_charge.charge import is_plain
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    FlatCharge,
    LateChargeRule,
    PartMonth,
    RateCharge,
    RunsFrom,
    has_grace,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.terms import Terms
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase
from telcoterms.values.money import Money

NULL_SUM: Final = NOT_GIVEN
SUMS: Final = ("amount", "before_tax", "original")
"""The columns on whose sums a charge can be made, as the core numbers them."""
NO_SUM: Final = -1


class OtherCharge(NamedTuple):
    """The late charge that a mistake comes to: by a kernel, on the sums of a column, paid so many days later.

    The kernel takes amounts up to `most`, which are paid less than `within` days after the invoice.
    """

    kernel: ChargeKernel
    amount: str = "amount"
    days_later: int = 0
    most: int = NULL_SUM
    within: int = CENTURY


class MonthOnEachDay(NamedTuple):
    """The charge of a whole month for each day since the start: by the kernel of one day that bears as much."""

    kernel: ChargeKernel
    runs_from: RunsFrom
    days: InTime
    minimum: int


class RowByRow(NamedTuple):
    """A mistake of which each row is asked by itself; where its months may be clamped alone, such rows of it."""

    clamped: RunsFrom | None = None


class CannotBeMade(NamedTuple):
    """A mistake that cannot be made under the clause, whatever the row."""


class MistakeRun(NamedTuple):
    """Mistakes that follow one another, by their places in `NAMES`.

    Those that the core computes have a program each in `by_core`, but for what cannot be made: `made` are their places.
    """

    places: tuple[int, ...]
    by_core: MatchMistakes | None
    made: tuple[int, ...]


MistakeMethod = OtherCharge | MonthOnEachDay | RowByRow | CannotBeMade
"""How a mistake is computed in many rows."""


@final
class Mistakes:
    """The known mistakes in a late charge under a rule, with so many days to pay.

    `facts` are those by which the numbers of the rule are chosen, the same for all rows.
    """

    def __init__(self, rule: LateChargeRule, net: int, facts: NumberFacts, calendar: Calendar | None) -> None:
        self.rule, self.net = with_rates_of(rule, facts), net
        self.facts, self.calendar = facts, calendar
        self.kernel = self._kernel(self.rule)
        self.methods: dict[MistakeName, MistakeMethod] = {name: self._method(name) for name in NAMES}
        self.runs = self._runs()

    def _kernel(self, rule: LateChargeRule, net: int | None = None) -> ChargeKernel:
        return kernel_of(rule, self.net if net is None else net, facts=self.facts, calendar=self.calendar)

    def first(self, facts: FactColumns) -> Numbers:
        """Return the place of the first mistake that gives what was billed, for each row, or `NO_MATCH`."""
        match = np.full(len(facts["billed"]), NO_MATCH, np.int64)
        unexplained = np.arange(len(match))
        for run in self.runs:
            row_facts = {fact: values[unexplained] for fact, values in facts.items()}
            found = self._first_of(run, row_facts)
            match[unexplained] = found
            unexplained = unexplained[found == NO_MATCH]
        return match

    def _first_of(self, run: MistakeRun, facts: FactColumns) -> Numbers:
        """Return the place of the first mistake of a run that gives what was billed, for each row."""
        if run.by_core is None:
            return self._first_by_arrays(run.places, facts)
        codes = run.by_core.of(_rows_of(facts))
        match: Numbers = np.append(run.made, NO_MATCH).astype(np.int64)[codes]  # the last is that of NO_MATCH
        rows = np.flatnonzero(codes == DOUBT)
        if len(rows):
            match[rows] = self._first_by_arrays(run.places, {fact: values[rows] for fact, values in facts.items()})
        return match

    def _first_by_arrays(self, places: Sequence[int], facts: FactColumns) -> Numbers:
        """Return the same by the kernels, one mistake after the other."""
        match = np.full(len(facts["billed"]), NO_MATCH, np.int64)
        unexplained = np.arange(len(match))
        for place in places:
            row_facts = {fact: values[unexplained] for fact, values in facts.items()}
            name = NAMES[place]
            gives = self._figures(name, row_facts) == row_facts["billed"]
            match[unexplained[gives]] = place
            unexplained = unexplained[~gives]
        return match

    def _runs(self) -> tuple[MistakeRun, ...]:
        """Return the mistakes in their order: those that follow one another and that the core computes, and others."""
        installed, figures = core(), Figures()
        programs = [None if installed is None else self._program(name, figures) for name in NAMES]
        runs = []
        for is_by_core, run in groupby(range(len(NAMES)), lambda place: programs[place] is not None):
            places = tuple(run)
            made = [(place, one) for place in places for one in programs[place] or ()]
            by_core = MatchMistakes(installed, figures, [one for _, one in made]) if is_by_core else None
            runs.append(MistakeRun(places, by_core, tuple(place for place, _ in made)))
        return tuple(runs)

    def _program(self, name: MistakeName, figures: Figures) -> tuple[MistakeProgram, ...] | None:
        """Return the program of a mistake, none of one that cannot be made; None where the core computes none."""
        method, due = self.methods[name], self.net + least_days_late(name)
        match method:
            case CannotBeMade():
                return ()
            case OtherCharge():
                figure, column = figures.add(method.kernel), SUMS.index(method.amount)
                within, most, later = method.within, method.most, method.days_later
            case MonthOnEachDay():
                figure = None  # the core knows no minimum
                if not method.minimum:
                    figure = figures.add_rounded_days(method.kernel, method.runs_from, method.days)
                column, within, most, later = 0, CENTURY, NULL_SUM, 0
            case RowByRow():
                figure = None if method.clamped is None else figures.add_clamped(self.kernel)
                column, within, most, later = 0, CENTURY, NULL_SUM, 0
            case _ as unreachable:
                assert_never(unreachable)
        return None if figure is None else (MistakeProgram(figure, column, later, due, within, most),)

    def _figures(self, name: MistakeName, facts: FactColumns) -> Numbers:
        """Return the sum to which a mistake comes in each row; `NO_SUM` where it is not tried."""
        issued, paid, method = facts["issued"], facts["paid"], self.methods[name]
        figures = np.full(len(issued), NO_SUM, np.int64)
        if isinstance(method, CannotBeMade):
            return figures
        late = np.flatnonzero(paid >= issued.astype(np.int64) + self.net + least_days_late(name))
        fits = self._fits(method, {fact: values[late] for fact, values in facts.items()})
        rows = late[fits]
        if isinstance(method, OtherCharge | MonthOnEachDay) and len(rows):
            figures[rows] = self._by_kernel(method, {fact: values[rows] for fact, values in facts.items()})
        for row in late[~fits].tolist():
            outcome = outcome_of(name, self._billed(facts, row))
            if isinstance(outcome, int):
                figures[row] = min(outcome, NULL_SUM)
        return figures

    def _fits(self, method: OtherCharge | MonthOnEachDay | RowByRow, facts: FactColumns) -> Mask:
        """Return the rows that need not be asked one by one."""
        amount, issued, paid = (facts[one] for one in ("amount", "issued", "paid"))
        near = (paid < LAST) & (paid.astype(np.int64) - issued < CENTURY)
        match method:
            case MonthOnEachDay():
                return near
            case OtherCharge():
                within: Mask = near & (paid.astype(np.int64) - issued < method.within) & (amount <= method.most)
                return within
            case RowByRow():
                if method.clamped is None:
                    return np.zeros_like(near)
                rows = np.flatnonzero(near)
                late = _late_rows({fact: values[rows] for fact, values in facts.items()})
                near[rows] = ~may_be_clamped(late, method.clamped, InTime(self.net, self.net))
                return near
        assert_never(method)

    def _by_kernel(self, other: OtherCharge | MonthOnEachDay, facts: FactColumns) -> Numbers:
        if isinstance(other, MonthOnEachDay):
            return self._month_on_each_day(other, facts)
        column = facts.get(other.amount, np.full(len(facts["issued"]), NULL_SUM))
        given = column != NULL_SUM
        amount, paid = np.where(given, column, 0), facts["paid"] + np.int32(other.days_later)
        charge = np.empty(len(amount), np.int64)
        other.kernel.charge(amount, facts["issued"], paid, facts.get("billing_months", 1), charge)
        return np.where(given, charge, NO_SUM)

    def _month_on_each_day(self, other: MonthOnEachDay, facts: FactColumns) -> Numbers:
        amount, issued, paid = (facts[name] for name in ("amount", "issued", "paid"))
        charge = np.empty(len(amount), np.int64)
        other.kernel.charge(amount, issued, issued + np.int32(self.net + 1), 1, charge)
        charge[(charge < 0) | (charge > TOO_LARGE)] = TOO_LARGE  # whatever was billed is less
        days = np.maximum(paid - start_days(_late_rows(facts), other.runs_from, other.days), 0)
        figures: Numbers = np.where(amount > 0, np.maximum(charge * days, other.minimum), NO_SUM)
        return figures

    def _billed(self, facts: FactColumns, row: int) -> BilledCharge:
        """Return the facts of a row as the scalar mistakes take them."""
        issued, paid = (int(facts[name][row]) + EPOCH for name in ("issued", "paid"))
        sums = [int(facts[name][row]) if name in facts else NULL_SUM for name in ("before_tax", "original")]
        before_tax, original = (None if minor == NULL_SUM else minor for minor in sums)
        invoice = date.fromordinal(issued)
        due, months = date.fromordinal(issued + self.net), facts.get("billing_months")
        return BilledCharge(
            rule=self.rule,
            amount=int(facts["amount"][row]),
            days=DebtDays(invoice, due, 1 if months is None else int(months[row]), self.facts),
            paid=date.fromordinal(paid),
            calendar=self.calendar,
            before_tax=before_tax,
            original=original,
        )

    def _method(self, name: MistakeName) -> MistakeMethod:
        """Return how a mistake is computed in many rows, as `telcoterms.audit.mistakes` computes it in one."""
        match name:
            case "effective-rate-by-month":
                return self._in_compound_rate(effective_rate_as_monthly)
            case "effective-rate-by-day":
                return self._in_compound_rate(effective_rate_as_daily)
            case "nominal-rate-compounded-daily":
                return self._in_rate(nominal_rate_as_daily)
            case "whole-month-for-started":
                return self._in_rate(_whole_month_for_started)
            case "compounding-left-out":
                return self._in_compound_rate(_compounding_left_out)
            case "before-tax":
                return CannotBeMade() if isinstance(self.rule, FlatCharge) else OtherCharge(self.kernel, "before_tax")
            case "original-amount":
                return CannotBeMade() if isinstance(self.rule, FlatCharge) else OtherCharge(self.kernel, "original")
            case "one-day-too-many":
                return OtherCharge(self.kernel, days_later=1)
            case "one-day-too-few":
                return OtherCharge(self.kernel, days_later=-1)
            case "grace-subtracted-twice":
                if has_grace(self.rule):
                    return CannotBeMade()
                return OtherCharge(self._kernel(counted_from_due_date(self.rule), 2 * self.net))
            case "month-charge-each-day":
                return self._month_charge_each_day()
            case "thirty-day-months":
                return self._thirty_day_months()
            case "each-day-rounded":
                return self._each_day_rounded()
            case "clamped-month-steps":
                leaf = compound_rate_in(self.rule)
                return CannotBeMade() if isinstance(leaf, Phrase) else RowByRow(clamped=leaf.runs_from)
        assert_never(name)

    def _in_compound_rate(self, other: Callable[[RateCharge], RateCharge | RowByRow | None]) -> MistakeMethod:
        """Return the charge with another rate in the place of the compounded one of the clause."""
        return CannotBeMade() if isinstance(compound_rate_in(self.rule), Phrase) else self._in_rate(other)

    def _in_rate(self, other: Callable[[RateCharge], RateCharge | RowByRow | None]) -> MistakeMethod:
        """Return the charge with another rate in the place of the one of the clause."""
        leaf = rate_in(self.rule)
        if isinstance(leaf, Phrase):
            return CannotBeMade()
        changed = other(leaf)
        match changed:
            case None:
                return CannotBeMade()
            case RowByRow():
                return changed
            case RateCharge():
                return OtherCharge(self._kernel(replaced(self.rule, leaf, changed)))
        assert_never(changed)

    def _thirty_day_months(self) -> MistakeMethod:
        """Return the charge in months of thirty days; of a clause that is more than a plain rate, row by row."""
        leaf = compound_rate_in(self.rule)
        if isinstance(leaf, Phrase):
            return CannotBeMade()
        if not is_plain(self.rule) or is_rounded_once(self.rule.round_at):
            return RowByRow()
        return OtherCharge(thirty_day_kernel(leaf, constant_rate(leaf), self.net))

    def _each_day_rounded(self) -> MistakeMethod:
        """Return the charge of days that are rounded each; of a clause that is not a plain rate by days, row by row."""
        leaf = rate_in(self.rule)
        if isinstance(leaf, Phrase):
            return CannotBeMade()
        if not is_plain(self.rule) or not _bears_alike_each_day(self.rule.part_month):
            return RowByRow()
        rate, days = constant_rate(leaf), InTime(self.net, self.net)
        kernel = ByChunks(EachDayRounded(leaf, rate, days), self.net)
        return OtherCharge(kernel, most=most_amount(rate), within=SHORTEST_MONTH * MOST_MONTHS)

    def _month_charge_each_day(self) -> MistakeMethod:
        """Return the month's charge on each day: of a clause that is one rate, with a minimum and nothing else."""
        leaf, minimum = self.rule, self.rule.least
        if isinstance(rate_in(leaf), Phrase):
            return CannotBeMade()
        if not isinstance(leaf, RateCharge):
            return RowByRow()
        if leaf.most is not None or leaf.threshold is not None or not isinstance(minimum, Money | None):
            return RowByRow()
        shape = shape_of(leaf)
        match shape:
            case "compound-monthly" | "simple-monthly":
                pass
            case "simple-yearly" | "other":
                return CannotBeMade()
            case _:
                assert_never(shape)
        one_day = replace(
            leaf,
            rate=constant_rate(leaf) * YEAR,
            per="year",
            compounding="none",
            runs_from="due-date",
            first_day="not-counted",
            least=None,
        )
        days = InTime(self.net, self.net)
        return MonthOnEachDay(self._kernel(one_day), leaf.runs_from, days, 0 if minimum is None else minimum.minor)


def _rows_of(facts: FactColumns) -> FactsOfRows:
    """Return billed rows as the core takes them."""
    amount, issued, paid, billed = (facts[name] for name in ("amount", "issued", "paid", "billed"))
    before_tax, original = (facts.get(name) for name in ("before_tax", "original"))
    return FactsOfRows(amount, issued, paid, facts.get("billing_months", 1), billed, before_tax, original)


def _late_rows(facts: FactColumns) -> Late:
    """Return rows of which each is late."""
    amount, issued, paid = (facts[name] for name in ("amount", "issued", "paid"))
    return Late(np.arange(len(amount)), amount, issued, paid, facts.get("billing_months", 1))


# The rate that a mistake puts in the place of that of the clause; None where it can be made in no row.


def _whole_month_for_started(leaf: RateCharge) -> RateCharge | None:
    shape = shape_of(leaf)
    match shape:
        case "simple-yearly":
            return months_of_yearly_rate(leaf)
        case "compound-monthly" | "simple-monthly" | "other":
            return None
    assert_never(shape)


def _compounding_left_out(leaf: RateCharge) -> RateCharge | RowByRow:
    match leaf.round_at:
        case "once":  # rounded once over all months, as no rate without compounding is
            return RowByRow()
        case "each-month":
            return without_compounding(leaf)
    assert_never(leaf.round_at)


def _bears_alike_each_day(part_month: PartMonth) -> bool:
    """Return whether all days of a month bear the same share of its charge."""
    match part_month:
        case "by-days":
            return True
        case "thirty-day-month" | "days-of-year" | "daily-compound" | "whole-month" | "completed-months":
            return False
    assert_never(part_month)


BILLED: Final = ColumnFact("billed", "money")
BEFORE_TAX: Final = ColumnFact("before_tax", "money", needed=False, null=NULL_SUM)
ORIGINAL: Final = ColumnFact("original", "money", needed=False, null=NULL_SUM)
BY_TERMS: Final[Explanation] = "by-the-terms"
KNOWN_MISTAKE: Final[Explanation] = "known-mistake"
UNEXPLAINED: Final[Explanation] = "unexplained"
GIVEN_BY_TERMS: Final = "what these terms give"
NOTHING: Final = "nothing that was tried"
EXPLANATION_WORDS: Final = Words(*EXPLANATIONS)
MATCH_WORDS: Final = Words(*NAMES, NOTHING, GIVEN_BY_TERMS)
"""What gives a figure: the known mistakes at their places, and the readings as they come."""


def _explained_as(explanation: Explanation, match: str) -> tuple[int, int]:
    """Return an explanation, and what gives a figure, by their places among words."""
    return EXPLANATION_WORDS.place(explanation), MATCH_WORDS.place(match)


class Explained(NamedTuple):
    """What explains rows, by the places of words, and what was billed less the nearest charge that the words allow."""

    explanation: Numbers
    match: Numbers
    from_allowed: Numbers


@final
class Audits:
    """Billed late charges compared with terms, of bills that are due `net` days after their invoice."""

    question = "audit_late_charge"
    arguments: tuple[str, ...] = ()

    results = (
        Result("late_charge", "money"),
        Result("difference", "money"),
        Result("explanation", "word", EXPLANATION_WORDS),
        Result("match", "word", MATCH_WORDS),
        Result("from_allowed", "money"),
    )

    def __init__(self, terms: Terms, net: int, index: IndexValues = ()) -> None:
        self.terms, self.charges = terms, LateCharges(terms, net, index=index)
        self.facts = (BILLED, *self.charges.facts, BEFORE_TAX, ORIGINAL)
        self.currency, self.digits = self.charges.currency, self.charges.digits
        rule = self.charges.rule
        self.readings = rule.readings()
        self.values = {reading.name: reading.values for reading in self.readings}
        self.combinations = tuple(all_combinations(self.values))
        # What gives a figure, by which readings bear on it and which of them give it.
        self.descriptions: dict[bytes, tuple[int, int]] = {}
        self.mistakes: dict[tuple[str | None, ...], Mistakes] = {}

    @cached_property
    def numbers(self) -> tuple[RowNumbers, ...]:
        """The kernels of each combination; made when the first figure is another than that of the terms."""
        rule = self.charges.rule
        under = (
            rule.under(dict(zip(self.values, values, strict=True))) if values else rule for values in self.combinations
        )
        return tuple(RowNumbers(one, self.charges.net, self.terms.agreement, index=self.charges.index) for one in under)

    def _mistakes_of(self, names: tuple[str | None, ...]) -> Mistakes:
        """Return the known mistakes of rows with a set of names by which the numbers of the clause are chosen."""
        if names not in self.mistakes:
            facts, calendar = self.charges.numbers.facts_of(names), self.terms.agreement.calendar
            self.mistakes[names] = Mistakes(self.charges.rule, self.charges.net, facts, calendar)
        return self.mistakes[names]

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
        """Return the charges by the terms, what was billed less these, and what explains the billed ones."""
        billed, by_terms = facts[BILLED.name], self.charges.figures(facts)["late_charge"]
        by_these, given = _explained_as(BY_TERMS, GIVEN_BY_TERMS)
        explanation, match = np.full(len(billed), by_these, np.int32), np.full(len(billed), given, np.int32)
        from_allowed = np.zeros(len(billed), np.int64)
        difference = billed - by_terms
        differs = difference != 0
        if by_terms.max(initial=0) >= TOO_LARGE:
            difference[by_terms >= TOO_LARGE] = 0
            differs &= by_terms < TOO_LARGE
        rows = np.flatnonzero(differs if self.takes_allowed else by_terms < TOO_LARGE)
        if len(rows):
            found = self._explained({name: values[rows] for name, values in facts.items()})
            from_allowed[rows] = found.from_allowed
            explanation[rows], match[rows] = found.explanation, found.match
            agreeing = rows[~differs[rows]]
            explanation[agreeing], match[agreeing] = by_these, given
        return {
            "late_charge": by_terms,
            "difference": difference,
            "explanation": explanation,
            "match": match,
            "from_allowed": from_allowed,
        }

    def _explained(self, facts: FactColumns) -> Explained:
        """Return what explains the figure of each row; of one that the terms give, only how far it lies is true."""
        by_core = self._by_core
        if by_core is None:
            return self._explained_by_arrays(facts)
        codes, from_allowed, keys = by_core.of(_rows_of(facts))
        found = self._without_reading(from_allowed)
        descriptions = np.array([*map(self._description, keys), (0, 0)], np.int32)  # the last is of none
        rows = np.flatnonzero(codes >= 0)
        found.explanation[rows], found.match[rows] = descriptions[codes[rows]].T
        self._add_mistakes(found, np.flatnonzero(codes == NO_MATCH), facts)
        rows = np.flatnonzero(codes == DOUBT)
        if len(rows):
            exact = self._explained_by_arrays({name: values[rows] for name, values in facts.items()})
            for column, values in zip(found, exact, strict=True):
                column[rows] = values
        return found

    @cached_property
    def _by_core(self) -> MatchReadings | None:
        """What finds readings in the core; None where it is not installed, or does not compute each of them."""
        installed, figures = core(), Figures()
        if installed is None or self.charges.numbers.names:
            return None
        places = [figures.add(numbers.kernels[()]) for numbers in self.numbers]
        of = [place for place in places if place is not None]
        if len(of) < len(places):
            return None
        return MatchReadings(installed, figures, of, [*map(len, self.values.values())], self._allowed)

    @cached_property
    def takes_allowed(self) -> bool:
        """Whether the words allow each reading that the terms take."""
        return are_allowed(self.readings, {})

    def _under_readings(self, facts: FactColumns) -> Numbers:
        """Return the charge of each row under each combination of readings."""
        figures = np.empty((len(self.numbers), len(facts[AMOUNT.name])), np.int64)
        for place, numbers in enumerate(self.numbers):
            numbers.charge(facts, figures[place])
        return figures

    def _from_allowed(self, figures: Numbers, billed: Numbers) -> Numbers:
        """Return what was billed less the nearest charge that the words allow, rounded as the terms are."""
        nearest: Numbers = billed - figures[self._allowed[0]]
        for place in self._allowed[1:]:
            apart = billed - figures[place]
            size, least = np.abs(apart), np.abs(nearest)
            nearer = (size < least) | ((size == least) & (apart > nearest))  # of two the lower charge
            np.copyto(nearest, apart, where=nearer)
        return nearest

    @cached_property
    def _allowed(self) -> list[int]:
        """The places of the combinations that the words allow, rounded as the terms are.

        A reading that does not bear on a charge may be practised: with an allowed value of it the charge is the same.
        """
        allowed = tuple(frozenset(reading.allowed) for reading in self.readings)
        return [
            place
            for place, chosen in enumerate(self.combinations)
            if all(value in values for value, values in zip(chosen, allowed, strict=True))
        ]

    def _without_reading(self, from_allowed: Numbers) -> Explained:
        """Return rows that nothing explains so far."""
        unexplained, nothing = _explained_as(UNEXPLAINED, NOTHING)
        count = len(from_allowed)
        return Explained(np.full(count, unexplained, np.int32), np.full(count, nothing, np.int32), from_allowed)

    def _explained_by_arrays(self, facts: FactColumns) -> Explained:
        """Return what explains the figure of each row: the readings that do it best, else the first mistake."""
        billed, figures = facts[BILLED.name], self._under_readings(facts)
        gives = figures == billed
        found = self._without_reading(self._from_allowed(figures, billed))
        by_reading = gives.any(axis=0)
        rows = np.flatnonzero(by_reading)
        found.explanation[rows], found.match[rows] = self._by_readings(figures[:, rows], gives[:, rows])
        self._add_mistakes(found, np.flatnonzero(~by_reading), facts)
        return found

    def _add_mistakes(self, found: Explained, rows: Numbers, facts: FactColumns) -> None:
        """Write the first mistake that gives the figure of each of some rows, none of which a reading gives."""
        unexplained = {name: values[rows] for name, values in facts.items()}
        for names, group in self.charges.numbers.groups(unexplained, len(rows)):
            alike = np.arange(len(rows)) if group is None else group
            match = self._mistakes_of(names).first({name: values[alike] for name, values in unexplained.items()})
            given = np.flatnonzero(match != NO_MATCH)
            found.match[rows[alike[given]]] = match[given]
            found.explanation[rows[alike[given]]] = EXPLANATION_WORDS.place(KNOWN_MISTAKE)

    def _by_readings(self, figures: Numbers, gives: Mask) -> Numbers:
        """Return how readings explain each figure, and which, described once for all rows that are alike."""
        cube = figures.reshape(*map(len, self.values.values()), figures.shape[1])
        others = tuple(range(len(self.values)))
        bears = [(cube != cube.take([0], axis=place)).any(axis=others) for place in others]
        alike = np.packbits(np.concatenate([*(mask[None] for mask in bears), gives]), axis=0, bitorder="little")
        keys, inverse = np.unique(alike, axis=1, return_inverse=True)
        descriptions = np.array([self._description(key.tobytes()) for key in keys.T], np.int32).reshape(-1, 2)
        return descriptions[inverse.ravel()].T

    def _description(self, key: bytes) -> tuple[int, int]:
        """Return how readings explain a figure, and which, by the bits of those that bear on it and that give it."""
        own = key[: -(-(len(self.values) + len(self.combinations)) // 8)]  # the core fills it up
        known = self.descriptions.get(own)
        if known is None:
            bits = np.unpackbits(np.frombuffer(own, np.uint8), bitorder="little").astype(np.bool_)
            bears, gives = bits[: len(self.values)], bits[len(self.values) :]
            names = [name for name, mask in zip(self.values, bears, strict=True) if mask]
            matching = [values for values, matches in zip(self.combinations, gives, strict=False) if matches]
            best = best_reading_match(self.readings, names, matching)
            known = self.descriptions[own] = _explained_as(best.explanation, best.short)
        return known

    def ask(self, row: Row) -> Answer[Audit]:
        """Return the audit of one row."""
        return self.terms.audit_late_charge(**row, index=self.charges.index)


def audits(terms: Terms, index: IndexValues = ()) -> ColumnQuestion:
    """Return the question what explains billed late charges; terms without one are silent whatever their due date."""
    LATE_CHARGE.of(terms.agreement)
    if index:
        return by_due_date(terms, lambda net: Audits(terms, net, index))
    known = _audits_by_days(terms.agreement)

    def audits_of(net: int) -> Audits:
        if net not in known:
            known[net] = Audits(terms, net)
        return known[net]

    return by_due_date(terms, audits_of)


@once_an_agreement
def _audits_by_days(agreement: Agreement) -> dict[int, Audits]:
    """Return the audits that were asked for, by the days to pay: their kernels and texts serve the next table too."""
    return {}
