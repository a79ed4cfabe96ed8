"""When the invoices of a table are due, and questions that rest on it.

Where every bill is due the same number of days after its invoice, a question takes that number once, and its kernel is
made for it. Under other terms the number differs from bill to bill: it may depend on the month, on open days, on the
way of payment, on a day in a column, or on the plan, the region or the segment. Then the due date of each row is that
which the terms give to its facts, and the rows are sorted by how many days they have to pay. The question of each
number answers its rows, with the same kernel.

By hand, of bills due at the end of the month after the invoice: one of 11 June is due on 31 July, 50 days later, and so
are all of 11 June of any year. There are as many groups as there are such numbers, fewer than 62.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, final

import numpy as np

from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFact, NumberFacts, facts_read_in
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Answer
from telcoterms.batch.columns import ColumnFact, Mask, Numbers
from telcoterms.batch.kernels.days import EPOCH, NO_DAY
from telcoterms.batch.rows import ColumnQuestion, FactColumns, Row
from telcoterms.clauses.due_date import DUE_DATE, InvoiceFacts, days_to_pay, due_on, facts_of
from telcoterms.terms import Terms
from telcoterms.values.choices import as_name
from telcoterms.values.errors import TelcoTermsError

NO_WAY: Final = -2  # the mark of a way that is not given
UNKNOWN_WAY: Final = -1  # the place of a word that is none of the terms' ways

QuestionOf = Callable[[int], ColumnQuestion]
"""The question of rows whose bills are all due so many days after their invoice."""


def by_due_date(terms: Terms, question_of: QuestionOf) -> ColumnQuestion:
    """Return a question of rows whose figure rests on the due date."""
    net_days = days_to_pay(DUE_DATE.of(terms.agreement))
    return ByDueDate(terms, question_of) if net_days is None else question_of(net_days)


def invoice_facts(terms: Terms) -> tuple[ColumnFact, ...]:
    """Return the columns on which the due date rests beside the invoice date."""
    rule = DUE_DATE.of(terms.agreement)
    days = (ColumnFact(name, "day", needed=not rule.way, null=NO_DAY) for name in facts_of(rule))
    if not rule.way:
        return (*(fact._replace(null=None) for fact in days), *name_columns(rule))
    ways = tuple(name for name, _ in rule.way)
    return (*days, ColumnFact("way", "word", needed=False, words=ways, null=NO_WAY), *name_columns(rule))


def names_in(rule: Rule) -> tuple[NumberFact, ...]:
    """Return the facts by which the numbers of a clause differ."""
    read = facts_read_in((rule,))
    return tuple(name for name in NUMBER_FACT_NAMES if name in read)


def name_columns(rule: Rule) -> tuple[ColumnFact, ...]:
    """Return the columns of the facts by which the numbers of a clause differ."""
    return tuple(ColumnFact(name, "name", needed=False) for name in names_in(rule))


@final
class DueDates:
    """The due date of each row, as the terms give it; `reasons` numbers why they refuse rows, from 0."""

    def __init__(self, terms: Terms) -> None:
        self.rule, self.calendar = DUE_DATE.of(terms.agreement), terms.agreement.calendar
        self.facts, self.names = invoice_facts(terms), names_in(self.rule)
        self.reasons: dict[str, int] = {}

    def of(self, facts: FactColumns) -> Numbers:
        """Return the due date of each row; `NO_DAY` less the number of the reason where the terms refuse its facts.

        Rows that are alike are computed once.
        """
        names = ["issued", *(fact.name for fact in self.facts if fact.name in facts)]
        words: dict[str, tuple[Any, Any]] = {
            name: np.unique(facts[name].astype(str), return_inverse=True) for name in self.names if name in facts
        }
        columns = [words[name][1] if name in words else facts[name].astype(np.int64) for name in names]
        alike, rows = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        known = {name: found.tolist() for name, (found, _) in words.items()}
        days = [self._due(dict(zip(names, values, strict=True)), known) for values in alike.tolist()]
        dues: Numbers = np.array(days, np.int64)[rows.ravel()] if days else np.zeros(0, np.int64)
        return dues

    def _due(self, facts: Mapping[str, int], words: Mapping[str, Sequence[str]]) -> int:
        """Return the due date of rows with some facts: numbers, and for those that are words their places."""
        way = facts.get("way", NO_WAY)
        if way == UNKNOWN_WAY:
            return self._refused("way")
        try:
            days = {
                name: date.fromordinal(number + EPOCH)
                for name, number in facts.items()
                if name != "way" and name not in words and number != NO_DAY
            }
            named: dict[str, Any] = {name: as_name(known[facts[name]], name) for name, known in words.items()}
            invoice = InvoiceFacts(**days, way=None if way == NO_WAY else self.rule.way[way][0])
            return due_on(self.rule, invoice, self.calendar, NumberFacts(**named)).toordinal() - EPOCH
        except TelcoTermsError as error:
            return self._refused(f"{error.template} {error.values.get('rests', '')}")
        except (ValueError, OverflowError):  # a day that no calendar has
            return self._refused("day")

    def _refused(self, reason: str) -> int:
        return NO_DAY - self.reasons.setdefault(reason, len(self.reasons))


@final
class ByDueDate:
    """A question of rows that have different numbers of days to pay, each answered by the question of its number."""

    def __init__(self, terms: Terms, question_of: QuestionOf) -> None:
        self.due_dates, self.question_of = DueDates(terms), question_of
        self.questions: dict[int, ColumnQuestion] = {}
        first = self._question(0)
        self.terms, self.question, self.arguments, self.results = terms, first.question, first.arguments, first.results
        self.currency, self.digits = first.currency, first.digits
        shared = {fact.name for fact in first.facts}  # a plan by which the charge differs too
        self.own = tuple(fact for fact in self.due_dates.facts if fact.name not in shared)
        self.facts = (*first.facts, *self.own)

    def _question(self, days: int) -> ColumnQuestion:
        if days not in self.questions:
            self.questions[days] = self.question_of(days)
        return self.questions[days]

    def _groups(self, dues: Numbers, facts: FactColumns) -> Iterator[tuple[Numbers, ColumnQuestion, FactColumns]]:
        """Yield the rows that have the same number of days to pay, with their question and their facts."""
        days = np.where(dues <= NO_DAY, NO_DAY, dues - facts["issued"])
        own = {fact.name for fact in self.own}
        for number in np.unique(days).tolist():
            if number != NO_DAY:
                rows = np.flatnonzero(days == number)
                row_facts = {name: all_[rows] for name, all_ in facts.items() if name not in own}
                yield rows, self._question(number), row_facts

    def misfits(self, facts: FactColumns) -> Sequence[Mask | None]:
        """Return masks of the rows that the question refuses, and of those without a due date, reason by reason."""
        dues = self.due_dates.of(facts)
        none = {name: all_[:0] for name, all_ in facts.items()}
        masks: list[Mask] = [np.zeros(len(dues), np.bool_) for _ in self._question(0).misfits(none)]
        for rows, question, row_facts in self._groups(dues, facts):
            for mask, refused in zip(masks, question.misfits(row_facts), strict=True):
                if refused is not None:
                    mask[rows] = refused
        return [*masks, *(dues == NO_DAY - number for number in self.due_dates.reasons.values())]

    def figures(self, facts: FactColumns) -> Mapping[str, Numbers]:
        """Return the results of each row, by the question of its days to pay."""
        dues = self.due_dates.of(facts)
        figures: dict[str, Numbers] = dict(self._question(0).figures({name: all_[:0] for name, all_ in facts.items()}))
        figures = {name: np.zeros(len(dues), values.dtype) for name, values in figures.items()}
        for rows, question, row_facts in self._groups(dues, facts):
            for name, values in question.figures(row_facts).items():
                figures[name][rows] = values
        return figures

    def ask(self, row: Row) -> Answer[Any]:
        """Return the answer of the terms to one row."""
        return self.question_of(0).ask(row)
