"""The clauses of debts in columns: of each debt its edition, due date, program, last days in time and starts.

A debt that no program is for, or that the tables of the core do not reach, is left to the terms: its account is marked
in `left`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, assert_never

import numpy as np
import pyarrow as pa

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFacts
from telcoterms.batch.account_tables import EventsByAccount, bounds_by_account
from telcoterms.batch.columns import Numbers
from telcoterms.batch.core import REMINDER, Arranged
from telcoterms.batch.due_dates import DueDates
from telcoterms.batch.event_tables import PAYOUT
from telcoterms.batch.kernels.days import ENDS, EPOCH, FIRST, LAST, NO_DAY, PLACES, STEP, STEP_BITS
from telcoterms.batch.kernels.ledger.programs import Anchor, Programs
from telcoterms.batch.owed import Debts
from telcoterms.clauses.due_date import days_to_pay, fact_needed
from telcoterms.clauses.late_charge.accrual import end_of_grace
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.rule import STATEMENT, AcrossDebts
from telcoterms.terms import Terms
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import TelcoTermsError

OLDEST_FIRST, NEWEST_FIRST, LARGEST_FIRST = range(3)  # `enum across_debts` of the core
LONGEST_CYCLE: Final = 120  # months of a bill, up to which the next one lies within the tables of the core
MOST_NAMED: Final = 256  # plans, regions and segments together, each with a program of its own


@dataclass(slots=True)
class DebtClauses:
    """The programs of all debts; of each debt its edition, due date, program, last days in time and starts."""

    tables: Programs
    terms: dict[int, DebtTerms]  # by edition, of those that debts take
    editions: Numbers
    issued: Numbers
    due: Numbers
    programs: Numbers
    last_in_time: Numbers
    anchors: Numbers
    billing_months: Numbers
    orders: Numbers


def clauses_of_debts(terms: Terms, events: EventsByAccount, debts: Debts, day: int, left: Numbers) -> DebtClauses:
    """Return what each debt takes of the terms, and leave the accounts of debts that no program is for."""
    agreement = terms.agreement
    starts = np.array([edition.edition.toordinal() - EPOCH for edition in agreement.editions])
    editions = (np.searchsorted(starts, debts.issued, side="right") - 1).clip(0)
    named, combinations = _names(events, debts, left)
    tables, of_editions = Programs(), dict[int, DebtTerms]()
    keys = editions * len(combinations) + named
    programs = np.zeros(len(starts) * len(combinations), np.int32)
    for key in np.unique(keys).tolist() if len(programs) > 1 else [0]:
        edition, combination = divmod(key, len(combinations))
        found = terms_of(agreement.editions[edition], combinations[combination])
        program = None if found is None else tables.add(found)
        if program is None:
            left[debts.accounts[keys == key]] = 1
        if found is not None:
            of_editions.setdefault(edition, found)
            programs[key] = program or 0
    if len(starts) > 1:
        _leave_several_editions(terms, events, debts, editions, tables, left)
    if not tables.programs:
        left[:] = 1
    due = _due_dates(terms, events, debts, editions, of_editions, left)
    _leave_long_spans(debts, due, day, tables, programs[keys], left)
    months = _billing_months(events, debts)
    last, anchors = _starts(tables, months, debts, due, terms, left)
    return DebtClauses(
        tables,
        of_editions,
        editions,
        debts.issued.clip(FIRST, LAST).astype(np.int32),
        due,
        programs[keys],
        last,
        anchors,
        months.astype(np.int32),
        orders_of(agreement),
    )


def orders_of(agreement: Agreement) -> Numbers:
    """Return for each edition from which day on, and in which order, unnamed sums meet debts."""
    orders = [
        (edition.edition.toordinal() - EPOCH, order_for_core(STATEMENT.of(edition).across_debts))
        for edition in agreement.editions
    ]
    return np.array(orders, np.int32).ravel()


def terms_of(edition: Agreement, names: NumberFacts) -> DebtTerms | None:
    """Return the terms of a debt of an edition; None where that has no due date or no late charge."""
    try:
        return AccountTerms(edition, names).on(edition.edition)
    except TelcoTermsError:
        return None


def order_for_core(across_debts: AcrossDebts) -> int:
    """Return in which order the core lets an unnamed sum meet debts."""
    match across_debts:
        case "oldest-first":
            return OLDEST_FIRST
        case "newest-first":
            return NEWEST_FIRST
        case "largest-first":
            return LARGEST_FIRST
    assert_never(across_debts)


def _leave_several_editions(
    terms: Terms, events: EventsByAccount, debts: Debts, editions: Numbers, tables: Programs, left: Numbers
) -> None:
    """Leave accounts whose debts take several editions that may not add up, or of which a payout may take another.

    An edition of another calendar is left too: the days that are looked at once are those of the newest one.
    """
    for place, edition in enumerate(terms.agreement.editions):
        if edition.calendar != terms.agreement.calendar:
            left[debts.accounts[editions == place]] = 1
    if tables.account_sums:
        lowest, highest = bounds_by_account(editions, debts.accounts, len(left), len(terms.agreement.editions))
        left[lowest < highest] = 1
    others = events.others
    left[others.accounts[others.facts["event"] == PAYOUT]] = 1


def _names(events: EventsByAccount, debts: Debts, left: Numbers) -> tuple[Numbers, list[NumberFacts]]:
    """Return for each debt the place of its plan, region and segment together, and what stands at each place.

    An account has one of each: all debts have those of its first invoice, and one with several is left to the terms.
    """
    invoices = events.invoices
    given = [name for name in NUMBER_FACT_NAMES if name in invoices.facts]
    if not given:
        return np.zeros(len(debts.accounts), np.int64), [NumberFacts()]
    texts = pa.StructArray.from_arrays([pa.array(invoices.facts[name], pa.string()) for name in given], given)
    found = list(dict.fromkeys(tuple(row.values()) for row in texts.to_pylist()))
    places = {row: place for place, row in enumerate(found)}
    of_rows = np.array([places[tuple(row.values())] for row in texts.to_pylist()], np.int64)
    lowest, highest = bounds_by_account(of_rows, invoices.accounts, len(left), len(found))
    left[(lowest < highest) | (lowest == len(found))] = 1  # several, or no invoice to tell
    if len(found) > MOST_NAMED:
        left[:] = 1
        return np.zeros(len(debts.accounts), np.int64), [NumberFacts()]
    of_accounts = lowest.clip(max=max(0, len(found) - 1))
    return of_accounts[debts.accounts], [NumberFacts(**dict(zip(given, row, strict=True))) for row in found] or [
        NumberFacts()
    ]


def _due_dates(
    terms: Terms,
    events: EventsByAccount,
    debts: Debts,
    editions: Numbers,
    of_editions: Mapping[int, DebtTerms],
    left: Numbers,
) -> Numbers:
    """Return the due date of each debt, in the years of the tables; what has none is left to the terms."""
    due = debts.issued.astype(np.int64)
    newest = len(terms.agreement.editions) - 1
    is_charge = np.zeros(len(due), np.bool_)
    is_charge[debts.invoices :] = True
    for edition, found in of_editions.items():
        own = editions == edition
        net_days = days_to_pay(found.due_date)
        if net_days is not None:
            due[own] += net_days
            continue
        rests_on_facts = fact_needed(found.due_date) is not None or bool(found.due_date.way)
        if edition != newest or rests_on_facts:
            left[debts.accounts[own & is_charge]] = 1
        if edition != newest:  # its facts may be others than the columns that are read
            left[debts.accounts[own]] = 1
            continue
        invoices = np.flatnonzero(own[: debts.invoices])
        facts = {name: values[invoices] for name, values in events.invoices.facts.items()}
        due[invoices] = DueDates(terms).of(facts)
        charges = np.flatnonzero(own & is_charge)
        if not rests_on_facts and charges.size:
            due[charges] = DueDates(terms).of({"issued": debts.issued[charges]})
    odd = (due < FIRST) | (due > LAST)
    left[debts.accounts[odd]] = 1
    return np.where(odd, FIRST, due).astype(np.int32)


def _leave_long_spans(debts: Debts, due: Numbers, day: int, tables: Programs, programs: Numbers, left: Numbers) -> None:
    """Leave accounts of over a hundred years, and of debts older than the numbers of their clause."""
    issued = debts.issued.clip(FIRST, LAST)
    months = (ENDS[day - FIRST] - PLACES[issued - FIRST]) >> STEP_BITS
    known = np.array(tables.known_from or [0], np.int64)[programs]
    left[debts.accounts[(months >= MAX_MONTHS) | (debts.issued - 32 < known)]] = 1  # a period may begin before its bill


def _billing_months(events: EventsByAccount, debts: Debts) -> Numbers:
    months = np.ones(len(debts.issued), np.int64)
    if "billing_months" in events.invoices.facts:
        months[: debts.invoices] = events.invoices.facts["billing_months"].clip(1, LONGEST_CYCLE)
    return months


def _starts(
    tables: Programs, months: Numbers, debts: Debts, due: Numbers, terms: Terms, left: Numbers
) -> tuple[Numbers, Numbers]:
    """Return of each debt its last day in time by each grace period, and A_0 by each way to count from a day."""
    issued = debts.issued.clip(FIRST, LAST).astype(np.int32)
    last = {grace: _last_in_time(grace, issued, due, terms, debts, left) for grace in tables.graces}
    places = [_anchors(anchor, issued, due, last, months) for anchor in tables.anchors]
    return _columns(list(last.values()), len(issued)), _columns(places, len(issued))


def _columns(columns: Sequence[Numbers], rows: int) -> Numbers:
    if not columns:
        return np.ones((rows, 1), np.int32)  # of a clause without leaves, which looks at none
    return np.ascontiguousarray(np.stack(columns, axis=1).astype(np.int32))


def _last_in_time(
    grace: Grace | None, issued: Numbers, due: Numbers, terms: Terms, debts: Debts, left: Numbers
) -> Numbers:
    """Return L by a grace period: each day from which it is counted is looked at once."""
    if grace is None:
        return due
    ends = _ends(grace, _counted_from(grace, issued, due), terms)
    left[debts.accounts[ends == NO_DAY]] = 1
    last: Numbers = np.maximum(ends, due)
    return last


def ends_after_reminders(tables: Programs, arranged: Arranged, terms: Terms, left: Numbers) -> Numbers:
    """Return for each event the end of each grace period that is counted from a reminder, if the event is one."""
    kinds = arranged.kinds
    ends = np.zeros((len(kinds), len(tables.reminder_graces)), np.int32)
    if not tables.reminder_graces:
        return ends
    reminders = np.flatnonzero(kinds == REMINDER)
    owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))[reminders]
    for grace, column in tables.reminder_graces.items():
        found = _ends(grace, arranged.days[reminders], terms)
        left[owners[found == NO_DAY]] = 1
        ends[reminders, column] = found.clip(FIRST)
    return ends


def _ends(grace: Grace, counted_from: Numbers, terms: Terms) -> Numbers:
    """Return the last day of a grace period by the day from which it is counted, each of which is looked at once.

    It is `NO_DAY` where the calendar does not know it, or the tables of the core do not reach it.
    """
    days, rows = np.unique(counted_from, return_inverse=True)
    ends = np.full(len(days), NO_DAY, np.int64)
    for place, number in enumerate(days.tolist()):
        since = date.fromordinal(number + EPOCH)
        try:
            end = end_of_grace(grace, DebtDays(since, since), terms.agreement.calendar, (since.toordinal(),))
        except TelcoTermsError:  # a day that the calendar does not know
            continue
        assert end is not None  # the one reminder that there may have to be is there
        ends[place] = end.toordinal() - EPOCH
    ends[ends > LAST] = NO_DAY
    return ends[rows]


def _counted_from(grace: Grace, issued: Numbers, due: Numbers) -> Numbers:
    match grace.counted_from:
        case "due-date":
            return due
        case "invoice-date":
            return issued
        case "reminder":
            raise AssertionError("what is counted from a reminder has no column of the debt")
    assert_never(grace.counted_from)


def _anchors(
    anchor: Anchor, issued: Numbers, due: Numbers, last: Mapping[Grace | None, Numbers], months: Numbers
) -> Numbers:
    """Return the place of A_0: `month_and_day` of the periods."""
    places: Numbers
    match anchor.runs_from:
        case "invoice-date":
            places = PLACES[issued - FIRST]
        case "due-date":
            places = PLACES[due - FIRST]
        case "grace-end":
            places = PLACES[last[anchor.grace] - FIRST]
        case "next-invoice-date":
            first = PLACES[issued - FIRST]
            whole = (ENDS[last[anchor.grace] - FIRST] - first) >> STEP_BITS  # months that have ended by then
            places = first + (whole // months + 1) * months * STEP
        case _:
            assert_never(anchor.runs_from)
    return places
