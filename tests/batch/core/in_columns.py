"""Accounts as the compiled core reads them, made from snapshots: what `batch` makes from whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms import Terms
from telcoterms.batch import core
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.clauses.late_charge.accrual import end_of_grace, last_in_time
from telcoterms.clauses.late_charge.periods import DebtDays, month_and_day
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.allocations import allocated_sums
from telcoterms.statement.replay import Replay
from telcoterms.statement.snapshot import AccountSnapshot, DebtFacts
from telcoterms.values.errors import TelcoTermsError

FIRST_MONTH = 12 * 1900


class Placed(NamedTuple):
    """What one source gave to one part of a debt; to the core a refund is a credit."""

    day: int
    is_charge: bool
    amount: int
    code: str
    received: int
    in_dispute: bool


class Debt(NamedTuple):
    """What is known of a debt after a replay; `placed` are the sums of `_placed`."""

    principal: int
    charges: int
    accrued: int
    posted: tuple[tuple[int, int], ...]
    disputed: int
    held: int
    placed: tuple[Placed, ...]


class Outcome(NamedTuple):
    """What an account owes: its debts by number, and its credit."""

    debts: dict[str, Debt]
    credit: int


def day_of(day: Any) -> int:
    number: int = day.toordinal() - EPOCH
    return number


def programs_of(*several: Terms) -> Programs:
    """The programs of terms, each under its place."""
    programs = Programs()
    for place, terms in enumerate(several):
        assert programs.add(AccountTerms(terms.agreement).on(date(2026, 1, 1))) == place
    return programs


def by_the_replay(replay: Replay) -> Outcome:
    """What the readable replay says."""
    day = replay.as_of.toordinal()
    debts, placed = {}, dict[str, list[Placed]]()
    for one in allocated_sums(replay):
        code = "credit" if one.code == "refund" else one.code
        sum_ = Placed(
            *(day_of(one.day), one.part == "late_charge", one.amount.minor, code, day_of(one.received), one.in_dispute)
        )
        placed.setdefault(one.debt, []).append(sum_)
    for number, debt in replay.debts.items():
        postings = debt.accrual.postings if debt.accrual is not None else ()
        debts[number] = Debt(
            debt.principal + debt.disputed_principal,
            debt.charges,
            replay.accrued_on(debt, day) if debt.open else 0,
            tuple((each.day - EPOCH, each.amount) for each in postings if each.amount),
            debt.disputed_principal,
            sum(part.held_on(day) for part in debt.disputed_parts),
            tuple(placed.get(number, ())),
        )
    return Outcome(debts, replay.credit)


def by_the_core(snapshot: AccountSnapshot, programs: Programs, numbers: dict[Any, int], order: int) -> Outcome | None:
    """What the core says; None where it leaves the account to the library. `numbers` are the programs by edition."""
    debts = snapshot.debts
    if _has_another_order(snapshot):
        return None
    issued = np.array([day_of(debt.issued) for debt in debts], np.int32)
    due = np.array([day_of(debt.due) for debt in debts], np.int32)
    events = _events(snapshot)
    left = np.zeros(1, np.uint8)
    arranged = core.arrange(
        left,
        np.zeros(len(debts), np.int64),
        issued,
        due,
        pa.array([debt.number for debt in debts], pa.string()),
        events,
    )
    in_order = [debts[place] for place in arranged.debt_orders.tolist()]
    columns = core.DebtColumns(
        issued[arranged.debt_orders],
        due[arranged.debt_orders],
        np.array([numbers[debt.terms.agreement.edition] for debt in in_order], np.int32),
        np.array([debt.amount_minor for debt in in_order], np.int64),
        _rows([_last(debt, programs) for debt in in_order]),
        _rows([_anchors(debt, programs) for debt in in_order]),
        np.array([debt.billing_months for debt in in_order], np.int32),
    )
    if left[0]:
        return None
    try:
        ends = _ends_after_reminders(arranged, programs, snapshot)
    except TelcoTermsError:  # a day that the calendar does not know: `batch` leaves it to the terms
        return None
    orders = np.array([-1_000_000, order], np.int32)
    found = core.replay(programs, columns, arranged, ends, orders, day_of(snapshot.as_of), True, True)
    if found.doubt[0]:
        return None
    rows = {}
    for row, debt in enumerate(in_order):
        rows[debt.number] = Debt(
            int(found.principal[row]),
            int(found.charges[row]),
            int(found.accrued[row]),
            tuple((day, amount) for own, day, amount in found.postings.tolist() if own == row),
            int(found.disputed[row]),
            int(found.held[row]),
            _placed(found.allocations[found.allocations[:, 0] == row], arranged, debt),
        )
    return Outcome(rows, int(found.credit[0]))


CODES = {core.PAYMENT: "payment", core.CREDIT: "credit", core.WRITE_OFF: "write_off"}


def _placed(allocations: Any, arranged: core.Arranged, debt: DebtFacts) -> tuple[Placed, ...]:
    """What a debt got, part by part; what was written off on a day comes before the rest of that day."""
    found = []
    for _, day, charges, principal, _, source, in_dispute in allocations.tolist():
        code, received = CODES[int(arranged.kinds[source])], int(arranged.days[source])
        sides = [(True, charges), (False, principal)]
        if code != "write_off" and not debt.terms.rule.charges_first:
            sides.reverse()
        found += [Placed(day, side, sum_, code, received, bool(in_dispute)) for side, sum_ in sides if sum_]
    return tuple(sorted(found, key=lambda one: (one.day, one.code != "write_off")))


def _has_another_order(snapshot: AccountSnapshot) -> bool:
    """Whether a payment of a day with several names a debt that is not known yet, which the core takes for unnamed."""
    known, days = {debt.number for debt in snapshot.debts}, [payment.received for payment in snapshot.payments]
    return any(
        payment.invoice is not None and payment.invoice not in known and days.count(payment.received) > 1
        for payment in snapshot.payments
    )


def _rows(values: Sequence[Sequence[int]]) -> Any:
    width = len(values[0]) if values else 0
    return np.array(values, np.int32) if width else np.ones((len(values), 1), np.int32)


def _days(debt: DebtFacts) -> DebtDays:
    return DebtDays(debt.issued, debt.due, debt.billing_months, debt.terms.numbers)


def _last(debt: DebtFacts, programs: Programs) -> list[int]:
    return [day_of(last_in_time(grace, _days(debt), debt.terms.calendar, ())) for grace in programs.graces]


def _anchors(debt: DebtFacts, programs: Programs) -> list[int]:
    places = []
    for anchor in programs.anchors:
        last = last_in_time(anchor.grace, _days(debt), debt.terms.calendar, ())
        assert last is not None
        month, day = month_and_day(anchor.runs_from, debt.issued, debt.due, debt.billing_months, last)
        places.append((month - FIRST_MONTH) * 32 + day)
    return places


def _ends_after_reminders(arranged: core.Arranged, programs: Programs, snapshot: AccountSnapshot) -> Any:
    """The last day of each grace period that is counted from a reminder, as the terms find it."""
    ends = np.zeros((len(arranged.days), len(programs.reminder_graces)), np.int32)
    for grace, column in programs.reminder_graces.items():
        for row in np.flatnonzero(arranged.kinds == core.REMINDER).tolist():
            on = int(arranged.days[row]) + EPOCH
            days, calendar = _days(snapshot.debts[0]), snapshot.debts[0].terms.calendar
            end = end_of_grace(grace, days, calendar, [on])
            assert end is not None
            ends[row, column] = day_of(end)
    return ends


def _events(snapshot: AccountSnapshot) -> core.EventRows:
    rows: list[tuple[int, int, int, str | None, int]] = []
    for place, open_dispute in enumerate(snapshot.open_disputes):
        dispute = open_dispute.dispute
        rows.append((day_of(dispute.reported), core.REPORTED, open_dispute.amount_minor, dispute.invoice, place))
        if open_dispute.decided_on is not None:
            rows.append((day_of(open_dispute.decided_on), core.DECIDED, 0, None, place))
    for reminder in snapshot.reminders:
        rows.append((day_of(reminder.on), core.REMINDER, 0, reminder.invoice, 0))
    for credit in snapshot.credits:
        rows.append((day_of(credit.day), core.CREDIT, credit.amount.minor, getattr(credit, "invoice", None), 0))
    for write_off in snapshot.write_offs:
        rows.append((day_of(write_off.on), core.WRITE_OFF, write_off.amount.minor, write_off.invoice, 0))
    for payment in snapshot.payments:
        rows.append((day_of(payment.received), core.PAYMENT, payment.amount.minor, payment.invoice, 0))
    for payout in snapshot.payouts:
        rows.append((day_of(payout.on), core.PAYOUT, payout.amount.minor, None, 0))
    days, kinds, sums, numbers, ties = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    known = {debt.number for debt in snapshot.debts}  # a payment may name a bill that is not known yet
    named = [number if number in known else None for number in numbers]
    return core.EventRows(
        np.zeros(len(rows), np.int64),
        np.array(days, np.int32),
        np.array(kinds, np.int8),
        np.array(sums, np.int64),
        pa.array(named, pa.string()),
        np.array(ties, np.int64),
    )
