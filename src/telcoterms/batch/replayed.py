"""Accounts replayed by the compiled core: every event, under every clause and reading that it has a program for.

What is known of an account on the day is decided here, in whole columns, as `telcoterms.statement.snapshot` decides it
for one: which payments were returned, which disputes are open, what was credited or upheld from the start. Then the
core brings the events together by account (`core.arrange`) and replays them (`core.replay`).

An account is left to the terms where a column cannot tell what they would: where its events may not fit together,
where a clause is not a program, where a sum is in doubt. To leave a sound one to them costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from os import cpu_count
from typing import Final, NamedTuple, assert_never, get_args

import numpy as np
import pyarrow as pa

from telcoterms.account.events import Dispute, Payout, Reminder, ReturnedPayment, WriteOff
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import NUMBER_FACT_NAMES, NumberFacts
from telcoterms.batch import core
from telcoterms.batch.account_tables import (
    CHARGE,
    EFFECTS,
    OTHER_EVENTS,
    OTHERS,
    PAYMENTS,
    Events,
    Joined,
    Part,
    coded,
    fine,
)
from telcoterms.batch.columns import Mask, Numbers
from telcoterms.batch.due_dates import DueDates
from telcoterms.batch.kernels.days import ENDS, EPOCH, FIRST, LAST, NO_DAY, PLACES, STEP, STEP_BITS
from telcoterms.batch.kernels.ledger.programs import Anchor, Programs
from telcoterms.batch.owed import Debts, Owed, PostedCharges, debts_of
from telcoterms.clauses.administrative_charge import (
    ADMINISTRATIVE_CHARGE,
    ChargeFacts,
    NamedReason,
    allowed_charge,
)
from telcoterms.clauses.due_date import days_to_pay, fact_needed
from telcoterms.clauses.late_charge.accrual import last_in_time
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.rule import STATEMENT, AcrossDebts
from telcoterms.terms import Terms
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import LIMIT, Money

ORDERS: Final = get_args(AcrossDebts)
DISPUTE, PAYOUT, REMINDER, RETURN, WRITE_OFF = (
    OTHER_EVENTS.index(kind.table) for kind in (Dispute, Payout, Reminder, ReturnedPayment, WriteOff)
)
REASONS: Final = get_args(NamedReason)
LONGEST_CYCLE: Final = 120  # months of a bill, up to which the next one lies within the tables of the core
MOST_NAMED: Final = 256  # plans, regions and segments together, each with a program of its own


def owed_together(terms: Terms, events: Joined, as_of: date, postings: bool, result: Owed) -> Mask:
    """Write what accounts owe, and return a mask of those that are left to the terms.

    The accounts are taken in parts: what is kept of one stays near the processor, and several are done at once.
    """
    alone = np.ones(len(events.accounts), np.bool_)
    day = as_of.toordinal() - EPOCH
    if not FIRST <= day <= LAST or not _is_known_on(terms, as_of):
        return alone
    replaying = partial(_replay_part, terms, day, result.by_debt, postings)
    with ThreadPoolExecutor(THREADS) as pool:
        replayed = list(pool.map(replaying, events.parts(PART)))
    for part in replayed:
        _write(part, alone, result)
    if result.by_debt and not alone.any():  # the terms may name another due date
        result.order = np.concatenate([np.zeros(0, np.int64), *(part.debts for part in replayed)])
    return alone


PART: Final = 16_384  # accounts
THREADS: Final = min(cpu_count() or 1, 8)


class _Replayed(NamedTuple):
    """A part that was replayed: its first account, its sums, who is left to the terms, and what is known of debts.

    `debts` are the rows of the debts in their order, of which `due` and `found` have the rest.
    """

    first: int
    sums: Mapping[str, Numbers]
    alone: Mask
    debts: Numbers
    due: Numbers
    found: core.CoreResult


def _replay_part(terms: Terms, day: int, by_debt: bool, postings: bool, part: Part) -> _Replayed:
    events, left = part.events, np.zeros(len(part.events.accounts), np.uint8)
    debts = debts_of(events)
    _leave_odd_rows(events, debts, left)
    clauses = _clauses(terms, events, debts, day, left)
    known = _known(terms, events, day, left)
    arranged = core.arrange(left, debts.accounts, clauses.issued, clauses.due, debts.numbers, known.rows)
    _take_back(known.is_returned, arranged)
    in_order = arranged.debt_orders
    amounts = debts.amounts[in_order].astype(np.int64).clip(0, LIMIT)  # the others are left to the terms
    if len(events.credits.accounts) or (known.dispute != core.NO_ROW).any():
        _count_claims(known, clauses, arranged, amounts, day, left)
    _leave_judged(known, arranged, day, left)
    due = clauses.due[in_order]
    columns = core.DebtColumns(
        clauses.issued[in_order],
        due,
        clauses.programs[in_order],
        amounts,
        clauses.last_in_time[in_order],
        clauses.anchors[in_order],
    )
    _without(arranged, left)
    found = core.no_result(len(in_order), len(left))
    if not left.all():
        found = core.replay(clauses.tables, columns, arranged, clauses.orders, day, postings)
    alone: Mask = (left | found.doubt).astype(np.bool_)
    rows = part.debt_rows(debts.charges)[in_order] if by_debt else in_order
    return _Replayed(part.first, _sums(found, arranged.debt_starts, due, day, alone), alone, rows, due, found)


def _sums(found: core.CoreResult, starts: Numbers, due: Numbers, day: int, alone: Mask) -> dict[str, Numbers]:
    """Return the sums of accounts, each 0 where the account is left to the terms."""
    owed = found.principal + found.charges
    balance = _by_account(owed, starts) - found.credit
    accrued, disputed = _by_account(found.accrued, starts), _by_account(found.disputed, starts)
    ahead = _by_account(np.where(due > day, owed + found.accrued - found.disputed, 0), starts)
    sums = {
        "balance": balance,
        "posted": _by_account(found.posted, starts),
        "accrued": accrued,
        "settlement": balance + accrued,
        "credit": found.credit,
        "disputed": disputed,
        "held": _by_account(found.held, starts),
        "payable": balance + accrued - disputed - ahead,
    }
    return {name: np.where(alone, 0, of_accounts) for name, of_accounts in sums.items()}


def _write(part: _Replayed, alone: Mask, result: Owed) -> None:
    end = part.first + len(part.alone)
    alone[part.first : end] = part.alone
    for name, of_accounts in part.sums.items():
        result.sums[name][part.first : end] = of_accounts
    if result.by_debt:
        found, rows = part.found, part.debts
        result.principal[rows], result.charges[rows] = found.principal, found.charges
        result.accrued[rows], result.due[rows] = found.accrued, part.due
        debts, days, amounts = found.postings.T
        result.postings.append(PostedCharges(rows[debts], days.astype(np.int32), amounts))


def _is_known_on(terms: Terms, as_of: date) -> bool:
    """Whether the terms of the day have all that a statement rests on; else they say themselves what is missing."""
    try:
        AccountTerms(terms.agreement).on(as_of)
    except TelcoTermsError:
        return False
    return True


def _by_account(amounts: Numbers, starts: Numbers) -> Numbers:
    running = np.append(0, np.cumsum(amounts))
    totals: Numbers = running[starts[1:]] - running[starts[:-1]]
    return totals


def _without(arranged: core.Arranged, left: Numbers) -> None:
    """Let what is left to the terms not be replayed: nothing of it is taken."""
    if left.any():
        owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))
        arranged.kinds[left[owners] != 0] = core.UNTAKEN


# Which accounts columns cannot tell


def _leave_odd_rows(events: Joined, debts: Debts, left: Numbers) -> None:
    """Leave accounts with a day or a sum that the terms, or the tables of the core, may refuse."""
    total = np.zeros(len(left))
    tables: list[tuple[Numbers, Numbers, Numbers]] = [(debts.accounts, debts.issued, debts.amounts)]
    for kind, day in ((events.payments, "received"), (events.credits, "issued"), (events.others, "date")):
        amounts = kind.facts["amount"] if "amount" in kind.facts else np.zeros(len(kind.accounts), np.int64)
        tables.append((kind.accounts, kind.facts[day], amounts))
    for accounts, days, amounts in tables:
        odd = (days < FIRST) | (days > LAST) | (amounts < 0) | (amounts > LIMIT)
        left[accounts[odd]] = 1
        total += np.bincount(accounts, amounts, len(left))
    left[total > LIMIT] = 1
    if "billing_months" in events.invoices.facts:
        months = events.invoices.facts["billing_months"]
        left[events.invoices.accounts[(months < 1) | (months > LONGEST_CYCLE)]] = 1
    payments = events.table(PAYMENTS)
    references = None if payments is None else payments.text("reference")
    if references is not None:
        left[events.payments.accounts[~fine(references)]] = 1
    others = events.others
    if len(others.accounts):
        kinds = others.facts["event"]
        taken = np.isin(kinds, (CHARGE, DISPUTE, PAYOUT, REMINDER, RETURN, WRITE_OFF))
        left[others.accounts[~taken]] = 1  # a cancellation, or a word that is no event
        _leave_strange_cells(events, left)


CELLS: Final = {
    CHARGE: {"number", "amount", "reason"},
    DISPUTE: {"amount", "invoice", "decided", "outcome"},
    PAYOUT: {"amount"},
    REMINDER: {"invoice"},
    RETURN: {"payment"},
    WRITE_OFF: {"invoice", "amount"},
}
"""The columns in which an event of a kind may have a cell, beside its kind and day."""
NEEDED: Final = {
    CHARGE: {"number", "amount", "reason"},
    DISPUTE: {"amount", "invoice"},
    PAYOUT: {"amount"},
    REMINDER: set[str](),
    RETURN: {"payment"},
    WRITE_OFF: {"invoice", "amount"},
}


def _leave_strange_cells(events: Joined, left: Numbers) -> None:
    """Leave accounts with an event that lacks a cell, or has one that is not its own."""
    table = events.table(OTHERS)
    assert table is not None  # it has rows
    kinds = events.others.facts["event"]
    filled = {name: table.columns.column_names[place] for name, place in table.layout.places.items()}
    names = {**filled, "invoice": "invoice"}
    for name, column in names.items():
        if name in ("event", "date"):
            continue
        there = np.zeros(len(kinds), np.bool_)
        if column in table.columns.column_names:
            there = table.columns[column].is_valid().to_numpy()
        for kind, cells in CELLS.items():
            if name not in cells:
                left[events.others.accounts[(kinds == kind) & there]] = 1
            elif name in NEEDED[kind]:
                left[events.others.accounts[(kinds == kind) & ~there]] = 1
    missing = set().union(*NEEDED.values()) - set(names)
    for kind, cells in NEEDED.items():
        if cells & missing:
            left[events.others.accounts[kinds == kind]] = 1


# The clauses of debts


@dataclass(slots=True)
class _Clauses:
    """The programs of all debts; of each debt its edition, due date, program, last days in time and starts."""

    tables: Programs
    terms: dict[int, DebtTerms]  # by edition, of those that debts take
    editions: Numbers
    issued: Numbers
    due: Numbers
    programs: Numbers
    last_in_time: Numbers
    anchors: Numbers
    orders: Numbers


def _clauses(terms: Terms, events: Joined, debts: Debts, day: int, left: Numbers) -> _Clauses:
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
        found = _terms_of(agreement.editions[edition], combinations[combination])
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
    last, anchors = _starts(tables, events, debts, due, terms, left)
    orders = [(start, _order_of(agreement.editions[place])) for place, start in enumerate(starts.tolist())]
    return _Clauses(
        tables,
        of_editions,
        editions,
        debts.issued.clip(FIRST, LAST).astype(np.int32),
        due,
        programs[keys],
        last,
        anchors,
        np.array(orders, np.int32).ravel(),
    )


def _terms_of(edition: Agreement, names: NumberFacts) -> DebtTerms | None:
    """Return the terms of a debt of an edition; None where that has no due date or no late charge."""
    try:
        return AccountTerms(edition, names).on(edition.edition)
    except TelcoTermsError:
        return None


def _order_of(edition: Agreement) -> int:
    return ORDERS.index(STATEMENT.of(edition).across_debts)


def _leave_several_editions(
    terms: Terms, events: Joined, debts: Debts, editions: Numbers, tables: Programs, left: Numbers
) -> None:
    """Leave accounts whose debts take several editions that may not add up, or of which a payout may take another.

    An edition of another calendar is left too: the days that are looked at once are those of the newest one.
    """
    for place, edition in enumerate(terms.agreement.editions):
        if edition.calendar != terms.agreement.calendar:
            left[debts.accounts[editions == place]] = 1
    if tables.account_sums:
        lowest, highest = np.full(len(left), len(editions)), np.full(len(left), -1)
        np.minimum.at(lowest, debts.accounts, editions)
        np.maximum.at(highest, debts.accounts, editions)
        left[lowest < highest] = 1
    others = events.others
    left[others.accounts[others.facts["event"] == PAYOUT]] = 1


def _names(events: Joined, debts: Debts, left: Numbers) -> tuple[Numbers, list[NumberFacts]]:
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
    lowest, highest = np.full(len(left), len(found)), np.full(len(left), -1)
    np.minimum.at(lowest, invoices.accounts, of_rows)
    np.maximum.at(highest, invoices.accounts, of_rows)
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
    events: Joined,
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


def _starts(
    tables: Programs, events: Joined, debts: Debts, due: Numbers, terms: Terms, left: Numbers
) -> tuple[Numbers, Numbers]:
    """Return of each debt its last day in time by each grace period, and A_0 by each way to count from a day."""
    issued = debts.issued.clip(FIRST, LAST).astype(np.int32)
    months = np.ones(len(issued), np.int64)
    if "billing_months" in events.invoices.facts:
        months[: debts.invoices] = events.invoices.facts["billing_months"].clip(1, LONGEST_CYCLE)
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
    counted_from = _counted_from(grace, issued, due)
    found, rows = np.unique(counted_from, return_inverse=True)
    ends = np.full(len(found), NO_DAY, np.int64)
    for place, number in enumerate(found.tolist()):
        since = date.fromordinal(number + EPOCH)
        try:
            end = last_in_time(grace, DebtDays(since, since), terms.agreement.calendar, ())
        except TelcoTermsError:  # a day that the calendar does not know
            continue
        assert end is not None  # a program counts no grace period from a reminder
        ends[place] = end.toordinal() - EPOCH
    last: Numbers = np.maximum(ends[rows], due)
    odd = (ends[rows] == NO_DAY) | (last > LAST)
    left[debts.accounts[odd]] = 1
    return np.where(odd, due, last)


def _counted_from(grace: Grace, issued: Numbers, due: Numbers) -> Numbers:
    match grace.counted_from:
        case "due-date":
            return due
        case "invoice-date":
            return issued
        case "reminder":
            raise AssertionError("a program counts no grace period from a reminder")
    assert_never(grace.counted_from)


def _anchors(
    anchor: Anchor, issued: Numbers, due: Numbers, last: Mapping[Grace | None, Numbers], months: Numbers
) -> Numbers:
    """Return the place of A_0: `month_and_day` of the periods."""
    in_time = last[anchor.grace]
    places: Numbers
    match anchor.runs_from:
        case "invoice-date":
            places = PLACES[issued - FIRST]
        case "due-date":
            places = PLACES[due - FIRST]
        case "grace-end":
            places = PLACES[in_time - FIRST]
        case "next-invoice-date":
            first = PLACES[issued - FIRST]
            whole = (ENDS[in_time - FIRST] - first) >> STEP_BITS  # months that have ended by then
            places = first + (whole // months + 1) * months * STEP
        case _:
            assert_never(anchor.runs_from)
    return places


# What is known of accounts on the day


class _Part(NamedTuple):
    """Some events: of what table and rows, and what they count as; `days` where that is not their own day."""

    accounts: Numbers
    days: Numbers
    kind: Numbers | int
    sums: Numbers
    numbers: pa.Array
    rows: Numbers


@dataclass(slots=True)
class _Known:
    """The events of tables as they count on a day, before the debts are known that they name.

    Of each event in `rows`, which begin with the payments, `credit` and `dispute` are the row of the credits and of the
    other events that it is, or `core.NO_ROW`. A dispute is two events, its report and its decision. `revised_on` has
    for each account the last day on which anything reached back.
    """

    rows: core.EventRows
    credit: Numbers
    dispute: Numbers
    is_returned: Mask
    is_backdated: Mask
    decided: Numbers
    upheld: Numbers
    revised_on: Numbers


def _known(terms: Terms, events: Joined, day: int, left: Numbers) -> _Known:
    credits, others = events.credits, events.others
    kinds = others.facts["event"]
    decided = others.facts["decided"].astype(np.int64) if "decided" in others.facts else np.full(len(kinds), NO_DAY)
    revised_on = np.full(len(left), NO_DAY, np.int64)
    is_returned = _returned_payments(events, day, revised_on, left)
    is_backdated = np.zeros(len(credits.accounts), np.bool_)
    if "effect" in credits.facts:
        is_backdated = credits.facts["effect"] == EFFECTS.index("from-invoice-date")
        left[credits.accounts[credits.facts["effect"] < 0]] = 1
    upheld = _upheld(terms, events, decided, left)
    _leave_charges_not_allowed(terms, events, left)
    parts = [
        _payments(events),
        _credits(events, is_backdated),
        *(_others(events, of, taken) for of, taken in TAKEN_AS),
        _others(events, DISPUTE, core.REPORTED),
        _decisions(events, decided, day),
    ]
    sizes = [len(part.accounts) for part in parts]
    is_credit, is_dispute = np.repeat(np.arange(len(parts)) == 1, sizes), np.repeat(np.arange(len(parts)) > 4, sizes)
    rows = np.concatenate([part.rows for part in parts])
    dispute = np.where(is_dispute, rows, core.NO_ROW)
    return _Known(
        core.EventRows(
            np.concatenate([part.accounts for part in parts]),
            np.concatenate([part.days for part in parts]).astype(np.int32),
            np.concatenate([np.broadcast_to(part.kind, len(part.accounts)) for part in parts]).astype(np.int8),
            np.concatenate([part.sums for part in parts]).astype(np.int64),
            pa.concat_arrays([part.numbers.cast(pa.string()) for part in parts]),
            _ties(events, decided)[dispute] if len(kinds) else dispute,
        ),
        np.where(is_credit, rows, core.NO_ROW),
        dispute,
        is_returned,
        is_backdated,
        decided,
        upheld,
        revised_on,
    )


TAKEN_AS: Final = ((WRITE_OFF, core.WRITE_OFF), (PAYOUT, core.PAYOUT), (REMINDER, core.UNTAKEN))
"""What an event of a kind counts as; a reminder for nothing, where no grace period is counted from one."""


def _payments(events: Joined) -> _Part:
    payments = events.payments
    facts, rows = payments.facts, np.arange(len(payments.accounts))
    return _Part(payments.accounts, facts["received"], core.PAYMENT, facts["amount"], events.numbers[1], rows)


def _credits(events: Joined, is_backdated: Mask) -> _Part:
    credits = events.credits
    kinds = np.where(is_backdated, core.UNTAKEN, core.CREDIT)
    rows = np.arange(len(credits.accounts))
    return _Part(credits.accounts, credits.facts["issued"], kinds, credits.facts["amount"], events.numbers[2], rows)


def _others(events: Joined, of: int, taken: int) -> _Part:
    rows = np.flatnonzero(events.others.facts["event"] == of)
    others = events.others.masked(rows)
    numbers = events.numbers[3].take(pa.array(rows, pa.int64()))
    return _Part(others.accounts, others.facts["date"], taken, _amounts(others), numbers, rows)


def _decisions(events: Joined, decided: Numbers, day: int) -> _Part:
    """Return the decisions that are known on a day."""
    is_decided = (events.others.facts["event"] == DISPUTE) & (decided != NO_DAY) & (decided <= day)
    rows = np.flatnonzero(is_decided)
    accounts = events.others.accounts[rows]
    days = decided[rows].clip(FIRST, LAST)
    return _Part(accounts, days, core.DECIDED, np.zeros(len(rows), np.int64), pa.nulls(len(rows), pa.string()), rows)


def _amounts(events: Events) -> Numbers:
    return events.facts["amount"] if "amount" in events.facts else np.zeros(len(events.accounts), np.int64)


def _ties(events: Joined, decided: Numbers) -> Numbers:
    """Return which dispute of one day comes first: the larger one, of equal ones the one that is decided first."""
    others = events.others
    latest = np.where(decided == NO_DAY, np.iinfo(np.int64).max, decided)
    ties = np.empty(len(decided), np.int64)
    ties[np.lexsort((latest, -_amounts(others), others.facts["date"]))] = np.arange(len(decided))
    return ties


def _upheld(terms: Terms, events: Joined, decided: Numbers, left: Numbers) -> Numbers:
    """Return what of each dispute is upheld once it is decided, and leave those whose cells do not fit together."""
    others, amounts = events.others, _amounts(events.others)
    disputes = np.flatnonzero(others.facts["event"] == DISPUTE)
    upheld = np.zeros(len(decided), np.int64)
    if not disputes.size:
        return upheld
    outcomes = others.facts["outcome"][disputes].tolist() if "outcome" in others.facts else [None] * len(disputes)
    sums = {outcome: _upheld_of(outcome, terms.currency) for outcome in set(outcomes)}
    found = np.array([sums[outcome] for outcome in outcomes], np.int64)
    upheld[disputes] = np.where(found == WHOLE, amounts[disputes], found.clip(0))
    is_decided = decided[disputes] != NO_DAY
    has_outcome = np.array([outcome is not None for outcome in outcomes])
    in_part = found > WHOLE
    odd = (found == NO_OUTCOME) | (in_part & (found >= amounts[disputes])) | (has_outcome != is_decided)
    odd |= amounts[disputes] == 0  # a dispute of nothing is none
    odd |= is_decided & (decided[disputes] < others.facts["date"][disputes])
    left[others.accounts[disputes[odd]]] = 1
    return upheld


WHOLE: Final = -1  # in the place of a sum: all that is in dispute
NO_OUTCOME: Final = -2
NOTHING: Final = -3


def _upheld_of(outcome: str | None, currency: str) -> int:
    """Return what an outcome upholds, in minor units, or what stands in the place of a sum."""
    if outcome is None or outcome in ("rejected", "withdrawn"):
        return NOTHING
    if outcome == "upheld":
        return WHOLE
    try:
        sum_ = Money(outcome, currency).minor
    except TelcoTermsError:
        return NO_OUTCOME
    return sum_ if sum_ > 0 else NO_OUTCOME


def _returned_payments(events: Joined, day: int, revised_on: Numbers, left: Numbers) -> Mask:
    """Return which payments were returned by a day, and note when; leave returns without their one payment."""
    payments, others = events.payments, events.others
    is_returned = np.zeros(len(payments.accounts), np.bool_)
    returns = np.flatnonzero(others.facts["event"] == RETURN)
    if not returns.size:
        return is_returned
    table = events.table(PAYMENTS)
    references = None if table is None else table.text("reference")
    if references is None or "payment" not in others.facts:
        left[others.accounts[returns]] = 1
        return is_returned
    has_return = np.zeros(len(left), np.bool_)
    has_return[others.accounts[returns]] = True
    rows = np.flatnonzero(has_return[payments.accounts] & references.is_valid().to_numpy(zero_copy_only=False))
    named = pa.array(others.facts["payment"][returns], pa.string())
    _, (paid, wanted) = coded([references.take(pa.array(rows, pa.int64())), named])
    width = max(paid.max(initial=0), wanted.max(initial=0)) + 1
    paid, wanted = payments.accounts[rows] * width + paid, others.accounts[returns] * width + wanted
    order = np.argsort(paid, kind="stable")
    first, end = (np.searchsorted(paid[order], wanted, side=side) for side in ("left", "right"))
    is_one = end - first == 1
    found = rows[order[first.clip(max=max(0, len(order) - 1))]] if len(order) else np.zeros(len(returns), np.int64)
    on = others.facts["date"][returns].astype(np.int64)
    again = np.zeros(len(returns), np.bool_)
    again[np.setdiff1d(np.arange(len(returns)), np.unique(wanted, return_index=True)[1])] = True
    received = payments.facts["received"][found] if len(order) else on
    left[others.accounts[returns[~is_one | again | (on < received)]]] = 1
    by_now = is_one & (on <= day)
    is_returned[found[by_now]] = True
    np.maximum.at(revised_on, others.accounts[returns[by_now]], on[by_now])
    return is_returned


def _leave_charges_not_allowed(terms: Terms, events: Joined, left: Numbers) -> None:
    """Leave accounts with an administrative charge that the terms of its day may not allow."""
    others, amounts = events.others, _amounts(events.others)
    charges = np.flatnonzero(others.facts["event"] == CHARGE)
    if charges.size and "reason" not in others.facts:
        left[others.accounts[charges]] = 1
        return
    allowed: dict[tuple[int, int, str], bool] = {}
    for row in charges.tolist():
        key = int(others.facts["date"][row]), int(amounts[row]), others.facts["reason"][row]
        if key not in allowed:
            allowed[key] = _is_allowed(terms, *key)
        if not allowed[key]:
            left[others.accounts[row]] = 1


def _is_allowed(terms: Terms, day: int, minor: int, reason: str) -> bool:
    """Whether an administrative charge is one of the terms, for a reason that an account has a word for."""
    if reason not in REASONS or not FIRST <= day <= LAST or not 0 <= minor <= LIMIT:
        return False
    on = date.fromordinal(day + EPOCH)
    rule = ADMINISTRATIVE_CHARGE.find(terms.agreement.in_force(on))
    if rule is None:
        return True
    try:
        allowed_charge(rule, Money.of_minor(minor, terms.currency), reason, ChargeFacts(on))
    except TelcoTermsError:
        return False
    return True


def _take_back(is_returned: Mask, arranged: core.Arranged) -> None:
    """Let the payments that were returned count for nothing; they come first among the events."""
    if is_returned.any():
        rows = arranged.event_orders
        taken_back = (rows != core.NO_ROW) & (rows < len(is_returned))
        taken_back[taken_back] = is_returned[rows[taken_back]]
        arranged.kinds[taken_back] = core.UNTAKEN


# Claims: what a debt comes to, once the events are brought together


def _count_claims(
    known: _Known, clauses: _Clauses, arranged: core.Arranged, amounts: Numbers, day: int, left: Numbers
) -> None:
    """Take off the debts what was credited or upheld from the start, and let the disputes count that are open.

    Leaves the accounts in which more is claimed of a debt than it comes to.
    """
    places = np.flatnonzero(arranged.event_orders != core.NO_ROW)
    given = arranged.event_orders[places]
    credit, dispute = known.credit[given], known.dispute[given]
    owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))[places]
    claimed = np.zeros(len(amounts), np.int64)
    is_credit = credit != core.NO_ROW
    is_report = (dispute != core.NO_ROW) & (arranged.kinds[places] == core.REPORTED)
    for mask in (is_credit, is_report):
        np.add.at(claimed, arranged.named[places[mask]], arranged.sums[places[mask]])
    accounts = np.repeat(np.arange(len(left)), np.diff(arranged.debt_starts))
    left[accounts[claimed > amounts]] = 1
    backdated = is_credit & (arranged.days[places] <= day)
    backdated[backdated] = known.is_backdated[credit[backdated]]
    np.subtract.at(amounts, arranged.named[places[backdated]], arranged.sums[places[backdated]])
    np.maximum.at(known.revised_on, owners[backdated], arranged.days[places[backdated]])
    _count_disputes(known, clauses, arranged, amounts, day, places[is_report], dispute[is_report], owners[is_report])
    np.maximum(amounts, 0, out=amounts)


def _count_disputes(
    known: _Known,
    clauses: _Clauses,
    arranged: core.Arranged,
    amounts: Numbers,
    day: int,
    reports: Numbers,
    dispute: Numbers,
    owners: Numbers,
) -> None:
    debts = arranged.named[reports]
    editions = clauses.editions[arranged.debt_orders[debts]]
    last_day = np.full(len(reports), np.iinfo(np.int64).max)
    from_decision = np.zeros(len(reports), np.bool_)
    issued = clauses.issued[arranged.debt_orders[debts]].astype(np.int64)
    for edition, terms in clauses.terms.items():
        own = editions == edition
        if terms.dispute is not None:
            last_day[own] = issued[own] + terms.dispute.days
        from_decision[own] = terms.rule.rejected_from_decision
    reported, decided = arranged.days[reports].astype(np.int64), known.decided[dispute]
    in_time = (reported <= last_day) & (reported <= day)
    is_decided = (decided != NO_DAY) & (decided <= day)
    upheld = np.where(is_decided & in_time, known.upheld[dispute], 0)
    rest = arranged.sums[reports] - upheld
    np.subtract.at(amounts, debts, upheld)
    np.maximum.at(known.revised_on, owners[is_decided & in_time], decided[is_decided & in_time])
    returns = is_decided & from_decision & (rest > 0) & (decided > reported)
    counts = in_time & (~is_decided | returns)
    arranged.sums[reports] = rest
    arranged.kinds[reports[~counts]] = core.UNTAKEN
    decisions = np.flatnonzero(arranged.kinds == core.DECIDED)
    stays = np.zeros(len(arranged.kinds), np.bool_)
    stays[reports[counts & returns]] = True
    arranged.kinds[decisions[~stays[arranged.named[decisions]]]] = core.UNTAKEN


def _leave_judged(known: _Known, arranged: core.Arranged, day: int, left: Numbers) -> None:
    """Leave accounts with a payout or a write-off that another day is to judge: before the last that reached back."""
    kinds = arranged.kinds
    is_judged = ((kinds == core.WRITE_OFF) | (kinds == core.PAYOUT)) & (arranged.days <= day)
    if is_judged.any():
        owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))[is_judged]
        left[owners[arranged.days[is_judged] < known.revised_on[owners]]] = 1
