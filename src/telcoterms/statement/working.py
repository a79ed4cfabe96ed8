"""What comes next on an account: the next due date, posting and last day to dispute, and what ends have set.

How a statement is told: a ledger for each debt, the payments, then the sums and what comes next.

How one debt of a statement is told: what it is, what was posted and placed on it, and what is in dispute.

The balances of the ledger leave out what is in dispute while it is: it stands apart, with a balance of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, assert_never

from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    ReturnedPayment,
)
from telcoterms.clauses.administrative_charge import AdministrativeReason
from telcoterms.clauses.dispute import DisputeRule, dispute_until_steps
from telcoterms.clauses.dispute import DisputeRule as Window
from telcoterms.clauses.due_date import due_date_steps
from telcoterms.clauses.late_charge.accrual import Accrual, AtLeast, Posting
from telcoterms.clauses.late_charge.kinds import GreaterOf, LateChargeRule
from telcoterms.clauses.late_charge.question import balance_step, posting_step
from telcoterms.statement.ledger import (
    Allocation,
    AllocationKind,
    DebtAllocation,
    DebtState,
    DisputeChange,
    DisputedPart,
    PayoutRecord,
    ReceiptRecord,
)
from telcoterms.statement.replay import Replay, WriteOffRecord
from telcoterms.statement.snapshot import DebtFacts, RefundCredit
from telcoterms.statement.statement import Statement
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase, Phrases, Term, phrase, word
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step, amount, deeper, figure, outcome, plus, step


class Upcoming(NamedTuple):
    """Something that lies ahead: its day, what it is, and the clause that sets the day."""

    day: date
    what: Phrase
    clause: Clause | None


def upcoming(replay: Replay, statement: Statement, dispute: Clause | None, ends: Iterable[Upcoming]) -> list[Upcoming]:
    """What lies ahead if nothing else happens, of each kind the next day, and what the ends of services have set."""
    found = [
        *_next(_due(replay, statement)),
        *_next(_postings(replay, statement)),
        *_next(_disputable(statement, dispute)),
        *(one for one in ends if one.day > statement.as_of),
    ]
    return sorted(found, key=lambda one: one.day)


def _next(found: Iterable[Upcoming]) -> list[Upcoming]:
    """Those of the earliest day."""
    all_ = list(found)
    day = min((one.day for one in all_), default=None)
    return [one for one in all_ if one.day == day]


def _due(replay: Replay, statement: Statement) -> Iterator[Upcoming]:
    for debt in statement.debts:
        if debt.due > statement.as_of and debt.principal.minor:
            told = "{sum} of {debt} is due"
            if debt.disputed.minor:
                told = "{sum} of {debt} is due, {disputed} of it in dispute"
            what = phrase(told, sum=debt.principal, debt=debt.title, disputed=debt.disputed)
            yield Upcoming(debt.due, what, replay.due.clause)


def _postings(replay: Replay, statement: Statement) -> Iterator[Upcoming]:
    for debt in statement.debts:
        when = replay.debts[debt.number].next_posting
        if when is not None:
            what = phrase("the next late charge is posted on {debt}", debt=debt.title)
            yield Upcoming(date.fromordinal(when[0]), what, replay.late.clause)


def _disputable(statement: Statement, clause: Clause | None) -> Iterator[Upcoming]:
    for debt in statement.debts:
        if debt.dispute_until is not None and debt.dispute_until > statement.as_of and debt.amount.minor:
            what = phrase("last day to dispute {debt}", debt=debt.title)
            yield Upcoming(debt.dispute_until, what, clause)


def upcoming_steps(found: Iterable[Upcoming]) -> Iterator[Step]:
    """What comes next, line by line."""
    lines = [
        step("{day} {what}", *([one.clause] if one.clause else []), indent=1, day=one.day, what=one.what)
        for one in found
    ]
    if lines:
        yield step("what comes next, if nothing else happens", title=True)
    yield from lines


Returned = tuple[ReturnedPayment, Payment]


def statement_steps(
    replay: Replay, statement: Statement, dispute: DisputeRule | None, endings: Ending
) -> tuple[Step, ...]:
    """The working of a statement."""
    lines: list[Step] = []
    currency = statement.balance.currency
    for debt in sorted(replay.debts.values()):
        lines += debt_steps(replay, debt, currency, dispute, endings)
    lines += _pool_steps(replay, currency)
    lines += _receipt_steps(replay, currency)
    lines += sum_steps(statement)
    return tuple(lines)


def _pool_steps(replay: Replay, currency: str) -> Iterator[Step]:
    """Postings that were rounded together: the exact sums, the rounded total, and its parts by largest remainder."""
    if replay.pools:
        yield step("rounded together", title=True)
    for pool in replay.pools:
        total = pool.exact[0]
        for one in pool.exact[1:]:
            total = total + one  # type: ignore[operator]  # all Fraction or all Growth
        yield step(
            "months that ended on {day}: {exact} = {outcome}"
            if pool.posted
            else "accrued up to {day}: {exact} = {outcome}",
            replay.late.clause,
            indent=1,
            day=date.fromordinal(pool.day),
            exact=plus(phrase("{one}", one=figure(one, replay.rounding, currency)) for one in pool.exact),
            outcome=outcome(total, replay.rounding, currency),
        )
        yield step(
            "by largest remainder, to {numbers}: {parts} = {total}",
            indent=2,
            numbers=", ".join(pool.numbers),
            parts=_sums(pool.amounts, currency),
            total=amount(sum(pool.amounts), currency),
        )


def _sums(minor: Iterable[int], currency: str) -> Phrases:
    return plus(phrase("{sum}", sum=amount(one, currency)) for one in minor)


def _receipt_steps(replay: Replay, currency: str) -> Iterator[Step]:
    """What was received, given up, paid out and returned, in the order in which it counts."""
    entries = sorted(_entries(replay), key=lambda one: one[:2])
    if entries:
        yield step("payments, and where each went", title=True)
    credit = 0
    for _, _, entry in entries:
        match entry:
            case ReceiptRecord():
                yield _receipt_step(entry, credit, currency)
                credit = entry.credit
            case PayoutRecord():
                yield _paid_out_step(entry, currency)
                credit = entry.credit
            case WriteOffRecord():
                yield _written_step(entry, currency)
            case _:
                yield _returned_step(*entry)


def _entries(replay: Replay) -> Iterator[tuple[int, int, ReceiptRecord | PayoutRecord | WriteOffRecord | Returned]]:
    """With the day of each and its place in the day."""
    for returned in replay.known.returned:
        yield returned[0].on.toordinal(), 0, returned
    for receipt in replay.receipts:
        yield receipt.day, 3 if isinstance(receipt.source, Payment) else 1, receipt
    for written in replay.written:
        yield written.write_off.on.toordinal(), 2, written
    for paid in replay.paid_out:
        yield paid.day, 4, paid


def _returned_step(returned: ReturnedPayment, payment: Payment) -> Step:
    told = "{on} returned, the {payment} received on {received}: it counts as never received"
    return step(told, indent=1, on=returned.on, payment=_payment_phrase(payment), received=payment.received)


def _written_step(written: WriteOffRecord, currency: str) -> Step:
    template = "{on} written off of {invoice}: {sum}"
    if written.lapsed:
        template = "{on} written off of {invoice}, less what is not owed after all: {sum} - {lapsed} = {took}"
    whole, lapsed = written.write_off.amount, amount(written.lapsed, currency)
    return step(
        template,
        indent=1,
        on=written.write_off.on,
        invoice=written.write_off.invoice,
        sum=whole,
        lapsed=lapsed,
        took=whole - lapsed,
    )


def _paid_out_step(paid: PayoutRecord, currency: str) -> Step:
    template = "{day} paid out{excess}; credit after it: {credit} - {sum} = {left}"
    taken = paid.amount - paid.excess
    whole = amount(paid.amount, currency)
    if paid.excess:
        told = " {whole}, of which {excess} was no credit any more and is owed"
        excess = phrase(told, whole=whole, excess=amount(paid.excess, currency))
    else:
        excess = phrase(" {whole}", whole=whole)
    return step(
        template,
        indent=1,
        day=date.fromordinal(paid.day),
        excess=excess,
        credit=amount(paid.credit + taken, currency),
        sum=amount(taken, currency),
        left=amount(paid.credit, currency),
    )


def _receipt_step(receipt: ReceiptRecord, credit: int, currency: str) -> Step:
    template = "{day} {what}, {parts}; credit after it: {sum} = {left}"
    what, sum_ = phrase("credit of {credit} used", credit=amount(credit, currency)), amount(credit, currency)
    whole: Phrase = phrase("{credit}", credit=sum_)
    if receipt.source is not None:
        what = _source_phrase(receipt.source)
        whole = phrase("{sum} + {credit}", sum=receipt.source.amount, credit=sum_)
    for one in receipt.parts:
        whole = phrase("{whole} - {paid}", whole=whole, paid=amount(one.amount, currency))
    return step(
        template,
        indent=1,
        day=date.fromordinal(receipt.day),
        what=what,
        parts=_shares(receipt.parts, currency),
        sum=whole,
        left=amount(receipt.credit, currency),
    )


def _shares(parts: Iterable[DebtAllocation], currency: str) -> Phrase | Phrases:
    """What of a payment went where."""
    shares = tuple(
        phrase(
            "{sum} to what is in dispute of {number}" if one.disputed else "{sum} to {number}",
            sum=amount(one.amount, currency),
            number=one.number,
        )
        for one in parts
    )
    return Phrases(", ", shares) if shares else phrase("nothing is met by it")


def _source_phrase(source: Payment | Credit | RefundCredit) -> Phrase:
    if isinstance(source, RefundCredit):
        return phrase("refund of {sum} for {number}", sum=source.amount, number=source.cancellation)
    if isinstance(source, Credit):
        return phrase("credit of {sum} for {invoice}", sum=source.amount, invoice=source.invoice)
    return _payment_phrase(source)


def _payment_phrase(payment: Payment) -> Phrase:
    sum_, invoice, reference = payment.amount, payment.invoice, payment.reference
    if invoice is not None and reference is not None:
        template = "payment of {sum} for {invoice} ({reference})"
        return phrase(template, sum=sum_, invoice=invoice, reference=reference)
    if invoice is not None:
        return phrase("payment of {sum} for {invoice}", sum=sum_, invoice=invoice)
    if reference is not None:
        return phrase("payment of {sum} ({reference})", sum=sum_, reference=reference)
    return phrase("payment of {sum}", sum=sum_)


def sum_steps(statement: Statement) -> Iterator[Step]:
    """What is owed in all, what of it is in dispute, what is held, and what settles it."""
    currency = statement.balance.currency
    owed = [debt for debt in statement.debts if debt.principal.minor or debt.charges.minor or debt.accrued.minor]
    yield step("in all", title=True)
    yield step(
        "balance, debts less credit: {debts} - {credit} = {balance}",
        indent=1,
        debts=_sums((debt.principal.minor + debt.charges.minor for debt in owed), currency) if owed else phrase("0"),
        credit=statement.credit,
        balance=statement.balance,
    )
    yield step(
        "accrued: {accrued} = {total}",
        indent=1,
        accrued=_sums((debt.accrued.minor for debt in owed), currency) if owed else phrase("0"),
        total=statement.accrued,
    )
    yield step(
        "to settle on {day}: {balance} + {accrued} = {settlement}",
        indent=1,
        day=statement.as_of,
        balance=statement.balance,
        accrued=statement.accrued,
        settlement=statement.settlement,
    )
    if statement.disputed.minor:
        yield step(
            "of this in dispute: {parts} = {disputed}",
            indent=1,
            parts=_sums((debt.disputed.minor for debt in owed if debt.disputed.minor), currency),
            disputed=statement.disputed,
        )
        yield step(
            "not in dispute: {settlement} - {disputed} = {rest}",
            indent=1,
            settlement=statement.settlement,
            disputed=statement.disputed,
            rest=statement.settlement - statement.disputed,
        )
    if statement.held.minor:
        yield step(
            "held until the disputes are decided, and not owed: {parts} = {held}",
            indent=1,
            parts=_sums((debt.held.minor for debt in statement.debts if debt.held.minor), currency),
            held=statement.held,
        )


Ending = Mapping[str, Sequence[Step]]  # the workings of refunds and cancellation charges


def debt_steps(
    replay: Replay, debt: DebtState, currency: str, dispute: Window | None, endings: Ending
) -> Iterator[Step]:
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


def _title(replay: Replay, billed: DebtFacts, currency: str) -> Step:
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


def _smaller_steps(replay: Replay, billed: DebtFacts, currency: str, dispute: Window | None) -> Iterator[Step]:
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


def _ledger_steps(replay: Replay, debt: DebtState, currency: str, dispute: Window | None) -> Iterator[Step]:
    """What was posted on a debt, set apart and placed on it, day by day, and what of it is owed."""
    nothing = amount(0, currency)
    principal, charges, apart = amount(debt.billed.sum, currency), nothing, nothing
    for entry in _in_order(debt):
        before = principal + charges
        if isinstance(entry, Posting):
            yield posting_step(replay.late, entry, currency, replay.pooled)
            charges += amount(entry.amount, currency)
            yield balance_step(before, entry.amount, principal + charges)
        elif isinstance(entry, DisputeChange):
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


def _in_order(debt: DebtState) -> list[Posting | DisputeChange | Allocation]:
    """What was posted on a debt, set apart, brought back and placed on it, in the order of the days."""
    postings = debt.accrual.postings if debt.accrual else []
    entries: list[tuple[int, int, Posting | DisputeChange | Allocation]] = [
        (one.day, 0, one) for one in postings if one.amount
    ]
    entries += [(one.day, 1, one) for one in debt.moved]
    entries += [(one.day, 2, one) for one in debt.placements]
    return [one for _, _, one in sorted(entries, key=lambda one: one[:2])]


def _moved_step(replay: Replay, moved: DisputeChange, before: Money, by: Money) -> Step:
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


def _placed_apart_step(placement: Allocation, apart: Money) -> Step:
    paid = amount(placement.to_principal, apart.currency)
    return step(
        "{day} {met}, of what is in dispute: {apart} - {paid} = {after}",
        day=date.fromordinal(placement.day),
        met=word(placement.met, AllocationKind),
        apart=apart,
        paid=paid,
        after=apart - paid,
    )


def _placement_step(placement: Allocation, before: Money) -> Step:
    paid = amount(placement.to_charges + placement.to_principal, before.currency)
    return step(
        "{day} {met}, {to_charges} of charges and {to_principal} of principal: {before} - {paid} = {after}",
        day=date.fromordinal(placement.day),
        met=word(placement.met, AllocationKind),
        to_charges=amount(placement.to_charges, before.currency),
        to_principal=amount(placement.to_principal, before.currency),
        before=before,
        paid=paid,
        after=before - paid,
    )


def _pending_steps(replay: Replay, debt: DebtState, currency: str) -> Iterator[Step]:
    day = replay.as_of.toordinal()
    pending = debt.late_accrual.pending(day, replay.accrued(debt, day))
    if pending is not None and (pending.amount or not pending.segments or _bears(pending)):
        yield step("accrued since and not yet posted", indent=1)
        yield from deeper(deeper([posting_step(replay.late, pending, currency, replay.pooled)]))


def _bears(pending: Posting) -> bool:
    """Whether anything was left to bear a charge since the last posting."""
    return any(balance for offset, balance in pending.segments if offset < pending.end - pending.start)


def _alone_steps(rule: LateChargeRule, alone: Accrual, as_of: date, is_open: bool, currency: str) -> Iterator[Step]:
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


def _part_steps(replay: Replay, part: DisputedPart, currency: str, dispute: Window | None) -> Iterator[Step]:
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
