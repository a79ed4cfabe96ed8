"""The questions that rows are asked: their columns, what they refuse, and their figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Literal, assert_never, final, get_args

import numpy as np

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFacts, check_facts
from telcoterms.answers.answer import Answer
from telcoterms.answers.facts import IndexValues, as_index_values
from telcoterms.batch.columns import IN_PARTS, ColumnFact, Mask, Numbers, Result
from telcoterms.batch.due_dates import by_due_date, name_columns, names_in
from telcoterms.batch.kernels.days import FIRST, LAST, STEP, places
from telcoterms.batch.kernels.late_charge.charging import ChargeKernel, Whole
from telcoterms.batch.kernels.late_charge.joins import Refused
from telcoterms.batch.kernels.late_charge.kernels import kernel_of, months_of
from telcoterms.batch.rows import TOO_LARGE, ColumnQuestion, FactColumns, Row
from telcoterms.clauses.dispute import DISPUTE
from telcoterms.clauses.late_charge.charge import is_plain
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule, counts_reminders
from telcoterms.terms import Terms
from telcoterms.values.choices import as_name, one_of
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import InputError, TelcoTermsError, Unquoted
from telcoterms.values.money import LIMIT, Money, minor_digits

Beside = Literal["months", "due_date", "dispute_until"]
"""What a table of late charges can have too."""

START_OF_CALENDAR: Final = -719_162  # the number of 0001-01-01, and of 9999-12-31
END_OF_CALENDAR: Final = 2_932_896
CENTURY: Final = 36_500  # days: fewer, and one more, are less than a hundred years
NO_DAYS: Final = np.empty(0, np.int32)
AMOUNT: Final = ColumnFact("amount", "money")
ISSUED: Final = ColumnFact("issued", "day")
PAID: Final = ColumnFact("paid", "day")
BILLING_MONTHS: Final = ColumnFact("billing_months", "count", needed=False, usual=1)
BESIDE: Final[tuple[Beside, ...]] = get_args(Beside)


def _result_of(name: Beside) -> Result:
    match name:
        case "months":
            return Result(name, "count")
        case "due_date" | "dispute_until":
            return Result(name, "day")
    assert_never(name)


def sum_misfits(sums: Numbers) -> list[Mask | None]:
    """Return masks of the sums with a part of a minor unit, of those below zero, and of those over the limit."""
    negative = sums.min(initial=0) < 0
    return [sums == IN_PARTS if negative else None, sums < 0 if negative else None, above(sums, LIMIT)]


def above(numbers: Numbers, most: int) -> Mask | None:
    """Return a mask of the numbers larger than `most`; None for nowhere."""
    return numbers > most if numbers.max(initial=most) > most else None


def outside(numbers: Numbers, least: int, most: int) -> Mask | None:
    """Return a mask of the numbers that do not lie between `least` and `most`; None for nowhere."""
    if numbers.min(initial=least) >= least and numbers.max(initial=most) <= most:
        return None
    mask: Mask = (numbers < least) | (numbers > most)
    return mask


def day_misfits(facts: FactColumns, *names: str) -> list[Mask | None]:
    """Return masks of the days outside the years of the tables."""
    return [outside(facts[name], FIRST, LAST) for name in names]


class RowNumbers:
    """The kernels of a clause whose numbers may differ by the plan, the region or the segment of a row.

    There is one kernel for each set of names, made when a row first has it.
    """

    def __init__(
        self,
        rule: LateChargeRule,
        net: int,
        agreement: Agreement,
        index: tuple[tuple[str, Fraction], ...] = (),
    ) -> None:
        self.rule, self.net, self.index = rule, net, index
        self.indices, self.calendar = agreement.indices, agreement.calendar
        self.names, self.facts = names_in(rule), name_columns(rule)
        self.kernels: dict[tuple[str | None, ...], ChargeKernel] = {}
        if not self.names:
            self.kernels[()] = self._kernel(())

    def facts_of(self, names: tuple[str | None, ...]) -> NumberFacts:
        """Return the facts of a set of names; raise `TelcoTermsError` where one of them is no name."""
        given = dict(zip(self.names, names, strict=True))
        plan, region, segment = (_as_name(given.get(name)) for name in NUMBER_FACT_NAMES)
        return NumberFacts(plan, region, segment, self.index, self.indices)

    def _kernel(self, names: tuple[str | None, ...]) -> ChargeKernel:
        try:
            facts = self.facts_of(names)
        except TelcoTermsError:
            return Refused()
        return kernel_of(self.rule, self.net, facts, self.calendar)

    def charge(self, facts: FactColumns, out: Whole) -> None:
        """Write the charge of each row to `out`, by the columns of its facts."""
        amount, issued, paid = (facts[one.name] for one in (AMOUNT, ISSUED, PAID))
        months = facts.get(BILLING_MONTHS.name, 1)
        for names, rows in self.groups(facts, len(out)):
            if names not in self.kernels:
                self.kernels[names] = self._kernel(names)
            if rows is None:
                self.kernels[names].charge(amount, issued, paid, months, out)
            else:
                charges, every = np.empty(len(rows), np.int64), months if isinstance(months, int) else months[rows]
                self.kernels[names].charge(amount[rows], issued[rows], paid[rows], every, charges)
                out[rows] = charges

    def groups(self, facts: FactColumns, count: int) -> Iterator[tuple[tuple[str | None, ...], Numbers | None]]:
        """Yield each set of names with its rows; None for all of them."""
        there = [name for name in self.names if name in facts]
        if not there or not count:
            yield tuple(None for _ in self.names), None
            return
        codes = np.zeros(count, np.int64)
        known: list[Numbers] = []
        for name in there:
            words, places = np.unique(facts[name].astype(str), return_inverse=True)
            codes = codes * len(words) + places
            known.append(words)
        for code in np.unique(codes).tolist():
            rows, of_names = np.flatnonzero(codes == code), dict[str, str]()
            for name, words in zip(reversed(there), reversed(known), strict=True):
                code, place = divmod(code, len(words))
                of_names[name] = str(words[place])
            yield tuple(of_names.get(name) for name in self.names), rows


def _as_name(name: str | None) -> str | None:
    return None if name is None else as_name(name, "name")


@final
class LateCharges:
    """What late payments cost, and what else is asked of a row; each bill is due `net` days after its invoice."""

    question = "late_charge"
    arguments: tuple[str, ...] = ()

    def __init__(
        self,
        terms: Terms,
        net: int,
        beside: Collection[Beside] = (),
        index: IndexValues = (),
    ) -> None:
        for name in beside:
            one_of(name, Beside, "beside")
        agreement = terms.agreement
        self.terms, self.rule, self.net = terms, LATE_CHARGE.of(agreement), net
        self.currency, self.digits = terms.currency, minor_digits(terms.currency)
        if counts_reminders(self.rule):
            raise InputError(
                "a charge of these terms follows a reminder ({clause}), of which a table has no column: ask the terms "
                "themselves",
                clause=Unquoted(self.rule.clause),
            )
        self.index = as_index_values(index)
        check_facts((self.rule,), NumberFacts(given=self.index, indices=agreement.indices))
        self.numbers = RowNumbers(self.rule, self.net, agreement, self.index)
        self.facts = (AMOUNT, ISSUED, PAID, BILLING_MONTHS, *self.numbers.facts)
        self.is_plain = is_plain(self.rule)
        self.beside: tuple[Beside, ...] = tuple(name for name in BESIDE if name in set(beside))
        self.window = 0
        for column in self.beside:
            match column:
                case "months":  # refused before any row is looked at, where the clause counts none
                    months_of(self.rule, self.net, NO_DAYS, NO_DAYS, 1)
                case "due_date":
                    pass  # `net` is enough
                case "dispute_until":
                    self.window = DISPUTE.of(agreement).days
                case _ as unreachable:
                    assert_never(unreachable)
        self.results = (Result("late_charge", "money"), *map(_result_of, self.beside))

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return masks of unfit sums, days and counts, of payments before the invoice, and of over a hundred years."""
        amount, issued, paid = (facts[one.name] for one in (AMOUNT, ISSUED, PAID))
        months = facts.get(BILLING_MONTHS.name)
        return [
            *sum_misfits(amount),
            *day_misfits(facts, ISSUED.name, PAID.name),
            None if months is None else outside(months, 1, MAX_MONTHS),
            above(issued, END_OF_CALENDAR - max(self.net, self.window)),
            _before(paid, issued),
            self._too_long(issued, paid),
        ]

    def _too_long(self, issued: Numbers, paid: Numbers) -> Mask | None:
        """Return over a hundred years between invoice and payment; under one plain rate, where that is late."""
        if int(paid.max(initial=0)) - int(issued.min(initial=0)) < CENTURY:  # of 32 bits a difference could wrap
            return None
        mask: Mask = places(paid) - places(issued) > MAX_MONTHS * STEP
        return mask & (paid > issued.astype(np.int64) + self.net) if self.is_plain else mask

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the charges; `TOO_LARGE` for one that no column of 64 bits holds, and of a row that is refused."""
        issued, paid, months = facts[ISSUED.name], facts[PAID.name], facts.get(BILLING_MONTHS.name, 1)
        charge = np.empty(len(issued), dtype=np.int64)
        self.numbers.charge(facts, charge)
        if charge.min(initial=0) < 0:
            charge[charge < 0] = TOO_LARGE
        figures: dict[str, Numbers] = {"late_charge": charge}
        for column in self.beside:
            match column:
                case "months":
                    figures[column] = months_of(self.rule, self.net, issued, paid, months)
                case "due_date":
                    figures[column] = issued + self.net
                case "dispute_until":
                    figures[column] = issued + self.window
                case _ as unreachable:
                    assert_never(unreachable)
        return figures

    def ask(self, row: Row) -> Answer[Money]:
        """Return the late charge of one row."""
        return self.terms.late_charge(**row, index=self.index)


@final
class LastDays:
    """A day that lies a number of days after the invoice: when a bill is due, or until when it can be disputed."""

    facts = (ISSUED,)
    arguments: tuple[str, ...] = ()

    def __init__(self, terms: Terms, name: Literal["due_date", "dispute_until"], days: int) -> None:
        self.terms, self.name, self.question, self.days = terms, name, str(name), days
        self.currency, self.digits = terms.currency, minor_digits(terms.currency)
        self.results = (_result_of(name),)

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return a mask of the days that no calendar has, or whose last day none has."""
        return [outside(facts[ISSUED.name], START_OF_CALENDAR, END_OF_CALENDAR - self.days)]

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the last days."""
        return {self.name: facts[ISSUED.name] + self.days}

    def ask(self, row: Row) -> Answer[date]:
        """Return the last day of one row."""
        answer: Answer[date] = getattr(self.terms, self.name)(**row)
        return answer


def late_charges(terms: Terms, beside: Collection[Beside] = (), index: IndexValues = ()) -> ColumnQuestion:
    """Return the question what late payments cost; terms that are silent on that are so whatever their due date."""
    LATE_CHARGE.of(terms.agreement)
    return by_due_date(terms, lambda net: LateCharges(terms, net, beside, index))


def due_dates(terms: Terms) -> ColumnQuestion:
    """Return the question when bills are due."""
    return by_due_date(terms, lambda net: LastDays(terms, "due_date", net))


def last_days_to_dispute(terms: Terms) -> ColumnQuestion:
    """Return the question until when bills can be disputed."""
    return LastDays(terms, "dispute_until", DISPUTE.of(terms.agreement).days)


def _before(paid: Numbers, issued: Numbers) -> Mask | None:
    mask: Mask = paid < issued
    return mask if mask.any() else None
