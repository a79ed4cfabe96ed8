"""How one debt of a statement is told: what it is, what was posted and placed on it, and what is in dispute.

The balances of the ledger leave out what is in dispute while it is: it stands apart, with a balance of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from telcoterms.account import AdministrativeCharge, Cancellation, Credit, Dispute, Invoice, Payout
from telcoterms.money import Money
from telcoterms.rules.administrative_charge import AdministrativeReason
from telcoterms.rules.dispute import Dispute as Window
from telcoterms.rules.dispute import dispute_until_steps
from telcoterms.rules.due_date import due_date_steps
from telcoterms.rules.late_charge import Accrual, AtLeast, GreaterOf, LateCharge, Posting, balance_step, posting_step
from telcoterms.statement.known import Billed
from telcoterms.statement.replay import Replay
from telcoterms.statement.running import Met, Moved, Part, Placement, Running
from telcoterms.working import Clause, Step, Term, amount, deeper, phrase, plus, step, word

Ending = Mapping[str, Sequence[Step]]  # the workings of refunds and cancellation charges


def debt_steps(replay: Replay, debt: Running, currency: str, dispute: Window | None, endings: Ending) -> Iterator[Step]:
    """The working of a debt."""
    billed = debt.billed
    yield _title(replay, billed, currency)
    if isinstance(billed.source, Cancellation):
        yield from deeper(endings[billed.number])
    yield from deeper(_smaller_steps(replay, billed, currency, dispute))
    if isinstance(billed.source, Cancellation) and not billed.whole:
        return  # it is told for its refund alone
    yield from deeper(due_date_steps(replay.due, billed.issued))
    if dispute is not None:
        yield from deeper(dispute_until_steps(dispute, billed.issued))
    yield from deeper(_ledger_steps(replay, debt, currency, dispute))
    if debt.open and debt.late:
        yield from _pending_steps(replay, debt, currency)
    if isinstance(replay.late, GreaterOf) and isinstance(debt.accrual, AtLeast):
        yield from _alone_steps(replay.late.of, debt.accrual.alone, replay.as_of, debt.open, currency)
    for part in debt.parts:
        yield from _part_steps(replay, part, currency, dispute)


def _title(replay: Replay, billed: Billed, currency: str) -> Step:
    issued, whole = billed.issued, amount(billed.whole, currency)
    named: dict[str, Any] = {"number": billed.number, "issued": issued, "amount": whole}
    match billed.source:
        case Invoice():
            return step("invoice {number} of {issued}, {amount}", title=True, **named)
        case AdministrativeCharge():
            template = "administrative charge {number} of {issued}, {amount}, for {reason}"
            return step(template, title=True, **named, reason=word(billed.source.reason, AdministrativeReason))
        case Cancellation():
            template = "cancellation {number} of {issued}, charge {amount}"
            back = next(sums.refund for gone, sums in replay.known.ended if gone.number == billed.number)
            if back.minor:
                template = "cancellation {number} of {issued}, charge {amount}, refund {back}"
            return step(template, title=True, **named, back=back)
        case Payout():
            template = "payout of {issued}, not covered by credit any more: {amount}"
            return step(template, title=True, issued=issued, amount=whole)
    assert_never(billed.source)


def _smaller_steps(replay: Replay, billed: Billed, currency: str, dispute: Window | None) -> Iterator[Step]:
    """What makes a debt smaller from its start, and the disputes that change nothing."""
    known, left, clauses = replay.known, amount(billed.whole, currency), _clauses(dispute)
    smaller: list[Credit | Dispute] = [*known.corrected, *known.upheld]
    for one in sorted((one for one in smaller if one.invoice == billed.number), key=_counts_from):
        if isinstance(one, Credit):
            told = "credited on {day}, from the start: {before} - {less} = {after}"
            less = one.amount
        else:
            told = "disputed on {reported}, upheld on {day}, from the start: {before} - {less} = {after}"
            less = amount(one.upheld(replay.as_of), currency)
        yield step(
            told,
            *(() if isinstance(one, Credit) else clauses),
            reported=one.day,
            day=_counts_from(one),
            before=left,
            less=less,
            after=left - less,
        )
        left -= less
    for gone in known.left_out:
        told_below = replay.rule.on_rejection == "from-decision" and _counts_from(gone) > gone.reported
        if gone.invoice == billed.number and not told_below:
            yield step(
                "disputed on {reported}, {sum} {outcome} on {decided}: as if never disputed",
                *clauses,
                reported=gone.reported,
                sum=amount(gone.amount.minor - gone.upheld(replay.as_of), currency),
                outcome=_outcome(gone),
                decided=_counts_from(gone),
            )
    for late, last_day in known.too_late:
        if late.invoice == billed.number:
            yield step(
                "disputed on {reported}, {sum}: after the last day, {last_day}: too late, it changes nothing",
                *clauses,
                reported=late.reported,
                sum=late.amount,
                last_day=last_day,
            )


def _clauses(dispute: Window | None) -> tuple[Clause, ...]:
    return () if dispute is None else (dispute.clause,)


def _counts_from(one: Credit | Dispute) -> date:
    """The day of a credit, or of the decision of a dispute."""
    return one.issued if isinstance(one, Credit) else one.decided or one.reported


def _outcome(dispute: Dispute) -> Term:
    """What became of a dispute, or of the rest of it, that was decided against the customer."""
    return Term("withdrawn") if dispute.outcome == "withdrawn" else Term("rejected")


def _ledger_steps(replay: Replay, debt: Running, currency: str, dispute: Window | None) -> Iterator[Step]:
    """What was posted on a debt, set apart and placed on it, day by day, and what of it is owed."""
    nothing = amount(0, currency)
    principal, charges, apart = amount(debt.billed.sum, currency), nothing, nothing
    for entry in _in_order(debt):
        before = principal + charges
        if isinstance(entry, Posting):
            yield posting_step(replay.late, entry, currency, replay.pooled)
            charges += amount(entry.amount, currency)
            yield balance_step(before, entry.amount, principal + charges)
        elif isinstance(entry, Moved):
            moved = amount(entry.principal if entry.back else -entry.principal, currency)
            yield replace(_moved_step(replay, entry, before, moved), clauses=_clauses(dispute))
            principal += moved
            apart -= moved
        elif entry.disputed:
            yield _placed_apart_step(entry, apart)
            apart -= amount(entry.to_principal, currency)
        else:
            yield _placement_step(entry, before)
            charges -= amount(entry.to_charges, currency)
            principal -= amount(entry.to_principal, currency)
    owed = "owed on {day}, principal and charges: {principal} + {charges} = {balance}"
    if debt.parts:
        owed = "owed on {day}, principal, in dispute and charges: {principal} + {apart} + {charges} = {balance}"
    yield step(
        owed,
        day=replay.as_of,
        principal=principal,
        apart=apart,
        charges=charges,
        balance=principal + apart + charges,
    )


def _in_order(debt: Running) -> list[Posting | Moved | Placement]:
    """What was posted on a debt, set apart, brought back and placed on it, in the order of the days."""
    postings = debt.accrual.postings if debt.accrual else []
    entries: list[tuple[int, int, Posting | Moved | Placement]] = [(one.day, 0, one) for one in postings if one.amount]
    entries += [(one.day, 1, one) for one in debt.moved]
    entries += [(one.day, 2, one) for one in debt.placements]
    return [one for _, _, one in sorted(entries, key=lambda one: one[:2])]


def _moved_step(replay: Replay, moved: Moved, before: Money, by: Money) -> Step:
    """A dispute that is reported, or decided against the customer."""
    one, whole = moved.apart.dispute, amount(moved.apart.sum, before.currency)
    sum_ = by if moved.back else -by
    if moved.back:
        told = "{day} {outcome}, what was disputed on {reported}: {before} + {sum} = {after}"
        if moved.lapsed:
            told = (
                "{day} {outcome}, what was disputed on {reported}, and what was held on it lapses: "
                "{before} + {sum} = {after}"
            )
    elif sum_.minor and sum_ == whole:
        told = "{day} {sum} disputed, which stands apart: {before} - {sum} = {after}"
        if not replay.exempt:
            told = "{day} {sum} disputed, which stands apart but bears charges: {before} - {sum} = {after}"
    elif sum_.minor:
        told = "{day} {whole} disputed, {sum} of it unpaid, which stands apart: {before} - {sum} = {after}"
        if not replay.exempt:
            told = (
                "{day} {whole} disputed, {sum} of it unpaid, which stands apart but bears charges: "
                "{before} - {sum} = {after}"
            )
    else:
        told = "{day} {whole} disputed, of which nothing is unpaid: nothing stands apart"
    return step(
        told,
        day=date.fromordinal(moved.day),
        outcome=_outcome(one),
        reported=one.reported,
        whole=whole,
        before=before,
        sum=sum_,
        after=before + by,
    )


def _placed_apart_step(placement: Placement, apart: Money) -> Step:
    paid = amount(placement.to_principal, apart.currency)
    return step(
        "{day} {met}, of what is in dispute: {apart} - {paid} = {after}",
        day=date.fromordinal(placement.day),
        met=word(placement.met, Met),
        apart=apart,
        paid=paid,
        after=apart - paid,
    )


def _placement_step(placement: Placement, before: Money) -> Step:
    paid = amount(placement.to_charges + placement.to_principal, before.currency)
    return step(
        "{day} {met}, {to_charges} of charges and {to_principal} of principal: {before} - {paid} = {after}",
        day=date.fromordinal(placement.day),
        met=word(placement.met, Met),
        to_charges=amount(placement.to_charges, before.currency),
        to_principal=amount(placement.to_principal, before.currency),
        before=before,
        paid=paid,
        after=before - paid,
    )


def _pending_steps(replay: Replay, debt: Running, currency: str) -> Iterator[Step]:
    day = replay.as_of.toordinal()
    pending = debt.late_accrual.pending(day, replay.accrued(debt, day))
    if pending is not None and (pending.amount or not pending.segments or _bears(pending)):
        yield step("accrued since and not yet posted", indent=1)
        yield from deeper(deeper([posting_step(replay.late, pending, currency, replay.pooled)]))


def _bears(pending: Posting) -> bool:
    """Whether anything was left to bear a charge since the last posting."""
    return any(balance for offset, balance in pending.segments if offset < pending.end - pending.start)


def _alone_steps(rule: LateCharge, alone: Accrual, as_of: date, is_open: bool, currency: str) -> Iterator[Step]:
    """What the other kind of `greater-of` comes to on the same debt, each of its postings."""
    postings = _grown(alone, as_of) if is_open else [one for one in alone.postings if one.amount]
    if postings:
        yield step("the other charge alone", indent=1)
    for one in postings:
        yield from deeper(deeper([posting_step(rule, one, currency)]))


def _grown(accrual: Accrual, as_of: date) -> list[Posting]:
    """The postings of an accrual that bears on nothing else, and what has accrued since."""
    day = as_of.toordinal()
    pending = accrual.pending(day, accrual.accrued(day))
    return [one for one in [*accrual.postings, pending] if one is not None and one.amount]


def _part_steps(replay: Replay, part: Part, currency: str, dispute: Window | None) -> Iterator[Step]:
    """What is in dispute on the day, and the charges that are held on it."""
    sum_ = amount(part.principal, currency)
    told = "in dispute since {reported}, and unpaid: {sum}"
    yield step(told, *_clauses(dispute), indent=1, reported=part.apart.dispute.reported, sum=sum_)
    postings = [] if part.accrual is None else _grown(part.accrual, replay.as_of)
    if part.accrual is None or not postings:
        return
    late = replay.late.of if isinstance(replay.late, GreaterOf) and not part.whole else replay.late
    yield step("held on it while it is in dispute, and not owed", indent=1)
    for one in postings:
        yield from deeper(deeper([posting_step(late, one, currency)]))
    yield step(
        "held: {parts} = {held}",
        indent=2,
        parts=plus(phrase("{sum}", sum=amount(one.amount, currency)) for one in postings),
        held=amount(part.held_on(replay.as_of.toordinal()), currency),
    )
    if isinstance(late, GreaterOf) and isinstance(part.accrual, AtLeast):
        yield from _alone_steps(late.of, part.accrual.alone, replay.as_of, True, currency)
