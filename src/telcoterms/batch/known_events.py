"""What is known of accounts on a day, in columns, as `telcoterms.statement.snapshot` decides it for one.

Which payments were returned, which disputes are open, what was credited or upheld from the start. What events name is
known once the core has brought them together with the debts (`core.arrange`): so `known_events` comes before that, and
`count_claims` after it. Accounts that columns cannot tell are marked in `left`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, assert_never, get_args

import numpy as np
import pyarrow as pa

from telcoterms.account.events import DisputeOutcome
from telcoterms.batch import core
from telcoterms.batch.account_tables import EventsByAccount, coded
from telcoterms.batch.cancellations import Cancellations
from telcoterms.batch.clauses_of_debts import LONGEST_CYCLE, DebtClauses
from telcoterms.batch.columns import Mask, Numbers
from telcoterms.batch.event_tables import (
    CHARGE,
    DISPUTE,
    EFFECTS,
    OTHERS,
    PAYOUT,
    REMINDER,
    RETURN,
    WRITE_OFF,
    fine,
)
from telcoterms.batch.kernels.days import EPOCH, FIRST, LAST, NO_DAY
from telcoterms.batch.owed import Debts
from telcoterms.clauses.administrative_charge import (
    ADMINISTRATIVE_CHARGE,
    ChargeFacts,
    NamedReason,
    allowed_charge,
)
from telcoterms.terms import Terms
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.money import LIMIT, Money

REASONS: Final = get_args(NamedReason)


def leave_odd_rows(events: EventsByAccount, debts: Debts, cancellations: Cancellations, left: Numbers) -> None:
    """Leave accounts with a day or a sum that the terms, or the tables of the core, may refuse."""
    total = np.zeros(len(left))
    tables: list[tuple[Numbers, Numbers, Numbers]] = [(debts.accounts, debts.issued, debts.amounts)]
    for kind, day in ((events.payments, "received"), (events.credits, "issued"), (events.others, "date")):
        tables.append((kind.accounts, kind.facts[day], kind.amounts))
    for accounts, days, amounts in tables:
        odd = (days < FIRST) | (days > LAST) | (amounts < 0) | (amounts > LIMIT)
        left[accounts[odd]] = 1
        total += np.bincount(accounts, amounts, len(left))
    total += np.bincount(events.others.accounts[cancellations.rows], cancellations.amounts, len(left))
    left[total > LIMIT] = 1
    if "billing_months" in events.invoices.facts:
        months = events.invoices.facts["billing_months"]
        left[events.invoices.accounts[(months < 1) | (months > LONGEST_CYCLE)]] = 1
    if events.references is not None:
        left[events.payments.accounts[~fine(events.references)]] = 1
    others = events.others
    if len(others.accounts):
        left[others.accounts[others.facts["event"] < 0]] = 1  # a word that is no event
        _leave_strange_cells(events, left)


CELLS: Final = {
    CHARGE: {"number", "amount", "reason"},
    DISPUTE: {"amount", "invoice", "decided", "outcome"},
    PAYOUT: {"amount"},
    REMINDER: {"invoice"},
    RETURN: {"payment"},
    WRITE_OFF: {"invoice", "amount"},
}
"""The columns in which an event may have a cell, beside its kind and day; a cancellation was read with all of its."""
NEEDED: Final = {
    CHARGE: {"number", "amount", "reason"},
    DISPUTE: {"amount", "invoice"},
    PAYOUT: {"amount"},
    REMINDER: set[str](),
    RETURN: {"payment"},
    WRITE_OFF: {"invoice", "amount"},
}


def _leave_strange_cells(events: EventsByAccount, left: Numbers) -> None:
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


# Before the debts are known that events name


class _EventColumns(NamedTuple):
    """Some events: of what table and rows, and what they count as; `days` where that is not their own day."""

    accounts: Numbers
    days: Numbers
    kind: Numbers | int
    sums: Numbers
    numbers: pa.Array
    rows: Numbers


@dataclass(slots=True)
class KnownEvents:
    """The events of tables as they count on a day, before the debts are known that they name.

    Of each event in `rows`, which begin with the payments, `credit`, `refund` and `dispute` are the row of the credits
    and of the other events that it is, or `core.NO_ROW`. A dispute is two events, its report and its decision.
    `revised_on` has for each account the last day on which anything reached back.
    """

    rows: core.EventRows
    credit: Numbers
    refund: Numbers
    dispute: Numbers
    is_returned: Mask
    is_backdated: Mask
    decided: Numbers
    upheld: Numbers
    revised_on: Numbers


def known_events(
    terms: Terms,
    events: EventsByAccount,
    cancellations: Cancellations,
    day: int,
    left: Numbers,
    by_reference: bool = False,
) -> KnownEvents:
    """Return the events as they count on a day, and leave the accounts of which columns cannot tell that.

    Payments that are alike but for their references stand in the order of these only where that is wanted.
    """
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
    credited, refunded = _credits(events, is_backdated), _refunds(events, cancellations)
    disputes = [_others(events, DISPUTE, core.REPORTED), _decisions(events, decided, day)]
    parts = [_payments(events), credited, refunded, *(_others(events, of, taken) for of, taken in TAKEN_AS), *disputes]
    sizes = [len(part.accounts) for part in parts]
    is_credit, is_refund = (np.repeat([part is of for part in parts], sizes) for of in (credited, refunded))
    is_dispute = np.repeat(np.arange(len(parts)) >= len(parts) - len(disputes), sizes)  # they come last
    rows = np.concatenate([part.rows for part in parts])
    dispute, refund = np.where(is_dispute, rows, core.NO_ROW), np.where(is_refund, rows, core.NO_ROW)
    return KnownEvents(
        core.EventRows(
            np.concatenate([part.accounts for part in parts]),
            np.concatenate([part.days for part in parts]).astype(np.int32),
            np.concatenate([np.broadcast_to(part.kind, len(part.accounts)) for part in parts]).astype(np.int8),
            np.concatenate([part.sums for part in parts]).astype(np.int64),
            pa.concat_arrays([part.numbers.cast(pa.string()) for part in parts]),
            _ties(events, decided, dispute, refund, by_reference),
        ),
        np.where(is_credit, rows, core.NO_ROW),
        refund,
        dispute,
        is_returned,
        is_backdated,
        decided,
        upheld,
        revised_on,
    )


TAKEN_AS: Final = ((WRITE_OFF, core.WRITE_OFF), (PAYOUT, core.PAYOUT), (REMINDER, core.REMINDER))
"""What an event of a kind counts as."""


def _payments(events: EventsByAccount) -> _EventColumns:
    payments = events.payments
    facts, rows = payments.facts, np.arange(len(payments.accounts))
    return _EventColumns(payments.accounts, facts["received"], core.PAYMENT, facts["amount"], events.numbers[1], rows)


def _credits(events: EventsByAccount, is_backdated: Mask) -> _EventColumns:
    credits = events.credits
    kinds = np.where(is_backdated, core.UNTAKEN, core.CREDIT)
    rows = np.arange(len(credits.accounts))
    return _EventColumns(
        credits.accounts, credits.facts["issued"], kinds, credits.facts["amount"], events.numbers[2], rows
    )


def _refunds(events: EventsByAccount, cancellations: Cancellations) -> _EventColumns:
    has_refund = cancellations.refunds > 0
    rows, sums = cancellations.rows[has_refund], cancellations.refunds[has_refund]
    others = events.others.masked(rows)
    return _EventColumns(
        others.accounts, others.facts["date"], core.CREDIT, sums, pa.nulls(len(rows), pa.string()), rows
    )


def _others(events: EventsByAccount, of: int, taken: int) -> _EventColumns:
    rows = np.flatnonzero(events.others.facts["event"] == of)
    others = events.others.masked(rows)
    numbers = events.numbers[3].take(pa.array(rows, pa.int64()))
    return _EventColumns(others.accounts, others.facts["date"], taken, others.amounts, numbers, rows)


def _decisions(events: EventsByAccount, decided: Numbers, day: int) -> _EventColumns:
    """Return the decisions that are known on a day."""
    is_decided = (events.others.facts["event"] == DISPUTE) & (decided != NO_DAY) & (decided <= day)
    rows = np.flatnonzero(is_decided)
    accounts = events.others.accounts[rows]
    days = decided[rows].clip(FIRST, LAST)
    return _EventColumns(
        accounts, days, core.DECIDED, np.zeros(len(rows), np.int64), pa.nulls(len(rows), pa.string()), rows
    )


def _ties(events: EventsByAccount, decided: Numbers, dispute: Numbers, refund: Numbers, by_reference: bool) -> Numbers:
    """Return what comes first of events of one kind and day that the core cannot tell apart.

    Of disputes it is the larger one, of equal ones the one that is decided first. Of payments that are alike it is the
    one whose reference comes first, if that is wanted, and one without before all others; of refunds the one whose
    cancellation does. `dispute` and `refund` are for each event the row that it is
    among the other events; the payments come first.
    """
    others = events.others
    latest = np.where(decided == NO_DAY, np.iinfo(np.int64).max, decided)
    turns = np.full(len(decided) + 1, core.NO_ROW)  # the last is that of what is no dispute
    turns[np.lexsort((latest, -others.amounts, others.facts["date"]))] = np.arange(len(decided))
    ties = turns[dispute]
    if by_reference and events.references is not None:
        _, (of_payments,) = coded([events.references])
        ties[: len(of_payments)] = of_payments
    refunds = np.flatnonzero(refund != core.NO_ROW)
    if by_reference and len(refunds):
        _, (ties[refunds],) = coded([pa.array(others.facts["number"][refund[refunds]], pa.string())])
    return ties


def _upheld(terms: Terms, events: EventsByAccount, decided: Numbers, left: Numbers) -> Numbers:
    """Return what of each dispute is upheld once it is decided, and leave those whose cells do not fit together."""
    others, amounts = events.others, events.others.amounts
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


def _upheld_by(outcome: DisputeOutcome) -> int:
    match outcome:
        case "upheld":
            return WHOLE
        case "rejected" | "withdrawn":
            return NOTHING
    assert_never(outcome)


UPHELD_BY: Final[Mapping[str, int]] = {outcome: _upheld_by(outcome) for outcome in get_args(DisputeOutcome)}


def _upheld_of(outcome: str | None, currency: str) -> int:
    """Return what an outcome upholds, in minor units, or what stands in the place of a sum."""
    if outcome is None:
        return NOTHING
    if outcome in UPHELD_BY:
        return UPHELD_BY[outcome]
    try:
        sum_ = Money(outcome, currency).minor
    except TelcoTermsError:
        return NO_OUTCOME
    return sum_ if sum_ > 0 else NO_OUTCOME


def _returned_payments(events: EventsByAccount, day: int, revised_on: Numbers, left: Numbers) -> Mask:
    """Return which payments were returned by a day, and note when; leave returns without their one payment."""
    payments, others = events.payments, events.others
    is_returned = np.zeros(len(payments.accounts), np.bool_)
    returns = np.flatnonzero(others.facts["event"] == RETURN)
    if not returns.size:
        return is_returned
    references = events.references
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


def _leave_charges_not_allowed(terms: Terms, events: EventsByAccount, left: Numbers) -> None:
    """Leave accounts with an administrative charge that the terms of its day may not allow."""
    others, amounts = events.others, events.others.amounts
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


def take_back(is_returned: Mask, arranged: core.Arranged) -> None:
    """Let the payments that were returned count for nothing; they come first among the events."""
    if is_returned.any():
        rows = arranged.event_orders
        taken_back = (rows != core.NO_ROW) & (rows < len(is_returned))
        taken_back[taken_back] = is_returned[rows[taken_back]]
        arranged.kinds[taken_back] = core.UNTAKEN


# Claims: what a debt comes to, once the events are brought together


def count_claims(
    known: KnownEvents, clauses: DebtClauses, arranged: core.Arranged, amounts: Numbers, day: int, left: Numbers
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
    known: KnownEvents,
    clauses: DebtClauses,
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


def leave_judged(known: KnownEvents, arranged: core.Arranged, day: int, left: Numbers) -> None:
    """Leave accounts with a payout or a write-off that another day is to judge: before the last that reached back."""
    kinds = arranged.kinds
    is_judged = ((kinds == core.WRITE_OFF) | (kinds == core.PAYOUT)) & (arranged.days <= day)
    if is_judged.any():
        owners = np.repeat(np.arange(len(left)), np.diff(arranged.event_starts))[is_judged]
        left[owners[arranged.days[is_judged] < known.revised_on[owners]]] = 1
