"""Accounts replayed by the compiled core: every event, under every clause and reading that it has a program for.

The clauses of all debts are found (`clauses_of_debts`), and what is known of the accounts (`known_events`), in whole
columns; then the core brings the events together by account (`core.arrange`) and replays them (`core.replay`).

An account is left to the terms where a column cannot tell what they would: where its events may not fit together,
where a clause is not a program, where a sum is in doubt. To leave a sound one to them costs time and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from os import cpu_count
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms.batch import core
from telcoterms.batch.account_tables import EventsByAccount, Part
from telcoterms.batch.cancellations import Cancellations, cancellations_of, with_charges
from telcoterms.batch.clauses_of_debts import clauses_of_debts, ends_after_reminders
from telcoterms.batch.columns import Mask, Numbers
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.event_tables import PAYOUT
from telcoterms.batch.kernels.days import EPOCH, FIRST, LAST
from telcoterms.batch.kernels.ledger.programs import is_of_a_program
from telcoterms.batch.known_events import (
    KnownEvents,
    count_claims,
    known_events,
    leave_judged,
    leave_odd_rows,
    take_back,
)
from telcoterms.batch.owed import (
    ALLOCATION_CODES,
    ALLOCATION_KINDS,
    AllocatedParts,
    Owed,
    PostedCharges,
    SettlingSums,
    Wanted,
    debts_of,
    sums_by_account,
)
from telcoterms.batch.plain_accounts import settle_plain
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.allocations import AllocationCode
from telcoterms.statement.ledger import AllocationKind
from telcoterms.terms import Terms
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import LIMIT

PART: Final = 16_384  # accounts
THREADS: Final = min(cpu_count() or 1, 8)


def owed_together(terms: Terms, events: EventsByAccount, as_of: date, result: Owed) -> Mask:
    """Write what accounts owe, and return a mask of those that are left to the terms.

    The accounts are taken in parts: what is kept of one stays near the processor, and several are done at once.
    """
    alone = np.ones(len(events.accounts), np.bool_)
    day = as_of.toordinal() - EPOCH
    if not FIRST <= day <= LAST or not _is_known_on(terms, as_of):
        return alone
    rest = np.arange(len(alone))
    if not (result.wanted.by_debt or result.wanted.postings or result.wanted.allocations):
        alone = settle_plain(terms, events, day, result.sums, THREADS)
        rest = np.flatnonzero(alone)
    others = events if len(rest) == len(alone) else events.of(rest, events.tables[0].kind)
    orders = [np.zeros(0, np.int64)]
    for part in _in_turn(partial(_replay_part, terms, day, result.wanted), others.parts(PART)):
        _write(part, rest, alone, result)
        orders.append(part.debts)
    if result.debts is not None and not alone.any():  # the terms may name another due date
        result.order = np.concatenate(orders)
    return alone


def _in_turn(replay: Callable[[Part], _Replayed], parts: Iterable[Part]) -> Iterator[_Replayed]:
    """Replay parts in threads and yield what comes of them, in order; no more of them are read than are worked on."""
    waiting: deque[Future[_Replayed]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for part in parts:
            waiting.append(pool.submit(replay, part))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        for replayed in waiting:
            yield replayed.result()


class _Replayed(NamedTuple):
    """A part that was replayed: its first account, its sums, who is left to the terms, and what is known of debts.

    `debts` are the rows of the debts in their order, of which `due`, `amounts` and `found` have the rest. `settling` is
    what was paid, credited and paid out, and `allocations` what debts got of it, where that is wanted.
    """

    first: int
    sums: Mapping[str, Numbers]
    alone: Mask
    debts: Numbers
    due: Numbers
    amounts: Numbers
    found: core.CoreResult
    allocations: AllocatedParts | None = None
    settling: SettlingSums | None = None


def _replay_part(terms: Terms, day: int, wanted: Wanted, part: Part) -> _Replayed:
    events, left = part.events(), np.zeros(part.end - part.first, np.uint8)
    cancellations = cancellations_of(terms, events, left)
    debts = with_charges(debts_of(events), cancellations)
    leave_odd_rows(events, debts, cancellations, left)
    clauses = clauses_of_debts(terms, events, debts, day, left)
    known = known_events(terms, events, cancellations, day, left, by_reference=wanted.allocations)
    arranged = core.arrange(left, debts.accounts, clauses.issued, clauses.due, debts.numbers, known.rows)
    take_back(known.is_returned, arranged)
    in_order = arranged.debt_orders
    amounts = debts.amounts[in_order].astype(np.int64).clip(0, LIMIT)  # the others are left to the terms
    if len(events.credits.accounts) or (known.dispute != core.NO_ROW).any():
        count_claims(known, clauses, arranged, amounts, day, left)
    leave_judged(known, arranged, day, left)
    due = clauses.due[in_order]
    columns = core.DebtColumns(
        clauses.issued[in_order],
        due,
        clauses.programs[in_order],
        amounts,
        clauses.last_in_time[in_order],
        clauses.anchors[in_order],
        clauses.billing_months[in_order],
    )
    reminder_ends = ends_after_reminders(clauses.tables, arranged, terms, left)
    _without(arranged, left)
    found = core.no_result(len(in_order), len(left))
    if not left.all():
        found = core.replay(
            *(clauses.tables, columns, arranged, reminder_ends, clauses.orders, day),
            *(wanted.postings, wanted.allocations),
        )
    alone: Mask = (left | found.doubt).astype(np.bool_)
    rows = part.debt_rows(debts.fees)[in_order] if wanted.by_debt else in_order
    sums = _sums(found, arranged.debt_starts, due, day, alone)
    replayed = _Replayed(part.first, sums, alone, rows, due, amounts, found)
    if not wanted.allocations:
        return replayed
    charges_first = clauses.tables.charges_first[columns.programs]
    return replayed._replace(
        allocations=_allocations(events, known, arranged, found.allocations, rows, charges_first),
        settling=_settling(events, known, cancellations, day, part.first, alone),
    )


def _allocations(
    events: EventsByAccount,
    known: KnownEvents,
    arranged: core.Arranged,
    found: Numbers,
    rows: Numbers,
    charges_first: Mask,
) -> AllocatedParts:
    """Return what debts got, with what it is of; `rows` are those of the debts among all."""
    debts, days, to_charges, to_principal, taken, sources, in_dispute = found.T
    kinds = np.where(taken == core.NO_ROW, core.PAYMENT, arranged.kinds[taken])
    source_kinds, source_rows = arranged.kinds[sources], arranged.event_orders[sources]
    references = pa.nulls(len(found), pa.string())
    if events.references is not None:
        payments = pa.array(source_rows, pa.int64(), mask=source_kinds != core.PAYMENT)  # they come first
        references = events.references.cast(pa.string()).take(payments)
    cancelled = known.refund[source_rows]
    is_refund = cancelled != core.NO_ROW
    if is_refund.any():
        numbers = pa.array(events.others.facts["number"], pa.string())
        references = pc.coalesce(references, numbers.take(pa.array(cancelled, pa.int64(), mask=~is_refund)))
    return AllocatedParts(
        rows[debts],
        days,
        to_charges,
        to_principal,
        KIND_OF_EVENT[kinds],
        np.where(is_refund, REFUND, CODE_OF_EVENT[source_kinds]),
        arranged.days[sources],
        in_dispute.astype(np.bool_),
        charges_first[debts],
        references,
    )


def _settling(
    events: EventsByAccount, known: KnownEvents, cancellations: Cancellations, day: int, first: int, alone: Mask
) -> SettlingSums:
    """Return what was paid, credited and paid out by a day, in the accounts that are not left to the terms."""
    payments, credits, others = events.payments, events.credits, events.others
    received, credited, on = payments.facts["received"], credits.facts["issued"], others.facts["date"]
    refunds = np.zeros(len(others.accounts), np.int64)
    refunds[cancellations.rows] = cancellations.refunds
    parts = []
    for place, (table, days, counts, sums) in enumerate(
        (
            (payments, received, ~known.is_returned, payments.amounts),
            (credits, credited, ~known.is_backdated, credits.amounts),
            (others, on, refunds > 0, refunds),
            (others, on, others.facts["event"] == PAYOUT, -others.amounts),
        )
    ):
        rows = np.flatnonzero(counts & (days <= day) & ~alone[table.accounts])
        parts.append((table.accounts[rows] + first, days[rows], sums[rows], np.full(len(rows), place)))
    return SettlingSums(*map(np.concatenate, zip(*parts, strict=True)))


def _sums(found: core.CoreResult, starts: Numbers, due: Numbers, day: int, alone: Mask) -> dict[str, Numbers]:
    """Return the sums of accounts, each 0 where the account is left to the terms."""
    owed = found.principal + found.charges
    balance = sums_by_account(owed, starts) - found.credit
    accrued, disputed = sums_by_account(found.accrued, starts), sums_by_account(found.disputed, starts)
    ahead = sums_by_account(np.where(due > day, owed + found.accrued - found.disputed, 0), starts)
    sums = {
        "balance": balance,
        "posted": sums_by_account(found.posted, starts),
        "accrued": accrued,
        "settlement": balance + accrued,
        "credit": found.credit,
        "disputed": disputed,
        "held": sums_by_account(found.held, starts),
        "payable": balance + accrued - disputed - ahead,
    }
    return {name: np.where(alone, 0, of_accounts) for name, of_accounts in sums.items()}


def _write(part: _Replayed, replayed: Numbers, alone: Mask, result: Owed) -> None:
    """Write what comes of a part of the accounts that were replayed, whose places among all are given."""
    accounts = replayed[part.first : part.first + len(part.alone)]
    alone[accounts] = part.alone
    for name, of_accounts in part.sums.items():
        result.sums[name][accounts] = of_accounts
    if result.debts is None:
        return
    found, rows = part.found, part.debts
    result.principal[rows], result.charges[rows] = found.principal, found.charges
    result.accrued[rows], result.due[rows] = found.accrued, part.due
    result.disputed[rows], result.held[rows], result.amounts[rows] = found.disputed, found.held, part.amounts
    debts, days, amounts = found.postings.T
    result.postings.append(PostedCharges(rows[debts], days.astype(np.int32), amounts))
    if part.settling is not None:
        result.settling.append(part.settling)
    if part.allocations is not None:
        result.allocations.append(part.allocations)


_NOT_PAID: Final[Mapping[int, AllocationKind]] = {core.CREDIT: "credited", core.WRITE_OFF: "written off"}
KIND_OF_EVENT: Final = np.array(
    [ALLOCATION_KINDS.index(_NOT_PAID.get(event, "paid")) for event in range(core.UNTAKEN + 1)]
)
"""Of each kind of event of the core, what an allocation of it is; a credit that waited is paid."""
_CODES: Final[Mapping[int, AllocationCode]] = {core.CREDIT: "credit", core.WRITE_OFF: "write_off"}
CODE_OF_EVENT: Final = np.array(
    [ALLOCATION_CODES.index(_CODES.get(event, "payment")) for event in range(core.UNTAKEN + 1)]
)
"""Of each kind of event of the core, what its money is of; a refund is a credit to it."""
REFUND: Final = ALLOCATION_CODES.index("refund")


def serves(terms: Terms) -> bool:
    """Whether the core replays accounts under some terms, where it is installed."""
    return is_of_a_program(AccountTerms(terms.agreement).on(terms.agreement.edition))


def _is_known_on(terms: Terms, as_of: date) -> bool:
    """Whether the terms of the day have all that a statement rests on; else they say themselves what is missing."""
    try:
        AccountTerms(terms.agreement).on(as_of)
    except TelcoTermsError:
        return False
    return True


def _without(arranged: core.Arranged, left: Numbers) -> None:
    """Let what is left to the terms not be replayed: nothing of it is taken."""
    if left.any():
        owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))
        arranged.kinds[left[owners] != 0] = core.UNTAKEN
