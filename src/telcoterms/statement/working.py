"""Write the working of a statement: each debt with its arithmetic, the receipts, the totals, and what comes next.

`statement_steps` is the whole. `debt_steps` is one debt: what it is, what makes it smaller from its start, when it is
due, then its ledger (every posting with its equation, every allocation, every dispute, each with the balance before and
after it), what has accrued since, and what is in dispute. The balances leave out what is in dispute while it is: it is
set aside, with a balance of its own. `upcoming` lists the next due date, posting and last day to dispute.

The working reads the replay, and computes no figure anew but the balances between two lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, assert_never

from telcoterms.account.account import Claim
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
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.clauses.administrative_charge import reason_in_words
from telcoterms.clauses.dispute import DisputeRule, dispute_until_steps
from telcoterms.clauses.due_date import due_date_steps
from telcoterms.clauses.late_charge.accrual import (
    JoinNode,
    Node,
    Posting,
    RateNode,
    RoundedAway,
    SumNode,
    is_nothing,
    joined_parts,
)
from telcoterms.clauses.late_charge.kinds import (
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
)
from telcoterms.clauses.late_charge.working import (
    balance_step,
    has_accrued,
    left_out_notes,
    node_posting_step,
    rounded_away_step,
    shown_periods,
    shown_postings,
)
from telcoterms.statement.account_terms import DebtTerms
from telcoterms.statement.ledger import (
    Allocation,
    AllocationKind,
    DebtAllocation,
    DebtState,
    DisputeChange,
    DisputedPart,
    PayoutRecord,
    ReceiptRecord,
    WriteOffRecord,
    total_of,
)
from telcoterms.statement.replay import Replay
from telcoterms.statement.snapshot import DebtFacts, RefundCredit, invoice_facts
from telcoterms.statement.statement import Statement
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase, Phrases, Term, phrase, translated_choice
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Part, Step, amount, figure, indented, outcome, step, sum_of, total_of_money

CancellationSteps = Mapping[str, Sequence[Step]]  # the workings of refunds and cancellation charges, by number


class Returned(NamedTuple):
    """A payment that was returned, and the event of its return."""

    event: ReturnedPayment
    payment: Payment


def statement_steps(replay: Replay, statement: Statement, cancellation_steps: CancellationSteps) -> tuple[Step, ...]:
    """Return the working of a statement."""
    lines: list[Step] = []
    currency = statement.balance.currency
    for debt in sorted(replay.debts.values()):
        lines += with_edition(debt_steps(replay, debt, currency, cancellation_steps), debt.terms, replay)
    lines += _shared_rounding_steps(replay, currency)
    lines += _receipt_steps(replay, currency)
    lines += sum_steps(statement)
    for terms in replay.used:
        lines += with_edition(_left_out_steps(terms.late_charge, terms.numbers), terms, replay)
    return tuple(lines)


def with_edition(steps: Iterable[Step], terms: DebtTerms, replay: Replay) -> Iterator[Step]:
    """Yield steps, their clauses with the edition where the debts of the account take several."""
    for one in steps:
        yield replace(one, clauses=as_cited(replay, terms.agreement, one.clauses))


def as_cited(replay: Replay, edition: Agreement, clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return clauses of an edition, each with it where the debts of the account take several."""
    return cited(edition, clauses, are_several=len(replay.used) > 1)


def cited(edition: Agreement, clauses: Iterable[Clause], *, are_several: bool) -> tuple[Clause, ...]:
    """Return clauses of an edition, each with it where there are several editions."""
    return edition.dated(clauses) if are_several else tuple(clauses)


def _left_out_steps(rule: LateChargeRule, numbers: NumberFacts) -> Iterator[Step]:
    """Yield a note for each part of a late charge that is left out, since the index on which it rests is not given."""
    match rule:
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            return
        case SumOf() | GreaterOf() | LesserOf():
            for part in joined_parts(rule, numbers):
                yield from _left_out_steps(part, numbers)
            yield from left_out_notes(rule, numbers)
            return
    assert_never(rule)


def debt_steps(replay: Replay, debt: DebtState, currency: str, cancellation_steps: CancellationSteps) -> Iterator[Step]:
    """Yield the working of a debt."""
    facts, dispute = debt.facts, debt.terms.dispute
    yield _title(replay, facts, currency)
    if isinstance(facts.source, Cancellation):
        yield from indented(cancellation_steps[facts.number])
    yield from indented(_reduction_steps(replay, facts, currency, dispute))
    if isinstance(facts.source, Cancellation) and not facts.billed_minor:
        return  # it stands here for its refund alone
    yield from indented(
        due_date_steps(debt.terms.due_date, invoice_facts(facts.source), debt.terms.calendar, debt.terms.numbers)
    )
    if dispute is not None:
        yield from indented(dispute_until_steps(dispute, facts.issued))
    yield from indented(_ledger_steps(replay, debt, currency, dispute))
    if debt.open and debt.late:
        yield from _pending_steps(replay, debt, currency)
    if debt.accrual is not None:
        yield from _underlying_steps(debt.accrual, replay.as_of, currency)
    for part in debt.disputed_parts:
        yield from _disputed_part_steps(replay, part, currency, dispute)


def _title(replay: Replay, facts: DebtFacts, currency: str) -> Step:
    issued, whole = facts.issued, amount(facts.billed_minor, currency)
    named: dict[str, Any] = {"number": facts.number, "issued": issued, "amount": whole}
    match facts.source:
        case Invoice():
            return step("invoice {number} of {issued}, {amount}", title=True, **named)
        case AdministrativeCharge():
            template = "administrative charge {number} of {issued}, {amount}, for {reason}"
            return step(template, title=True, **named, reason=reason_in_words(facts.source.reason))
        case Cancellation():
            template = "cancellation {number} of {issued}, charge {amount}"
            cancellations = replay.snapshot.cancellations
            refund = next(totals.refund for event, totals in cancellations if event.number == facts.number)
            if refund.minor:
                template = "cancellation {number} of {issued}, charge {amount}, refund {back}"
            return step(template, title=True, **named, back=refund)
        case Payout():
            template = "payout of {issued}, not covered by credit any more: {amount}"
            return step(template, title=True, issued=issued, amount=whole)
    assert_never(facts.source)


def _reduction_steps(replay: Replay, facts: DebtFacts, currency: str, dispute: DisputeRule | None) -> Iterator[Step]:
    """Yield what makes a debt smaller from its start, and the disputes that change nothing."""
    snapshot, left, clauses = replay.snapshot, amount(facts.billed_minor, currency), _clauses(dispute)
    reductions: list[Claim] = [*snapshot.backdated_credits, *snapshot.upheld_disputes]
    for claim in sorted((claim for claim in reductions if claim.invoice == facts.number), key=_effective_on):
        match claim:
            case Credit():
                template = "credited on {day}, from the start: {before} - {less} = {after}"
                less, cited = claim.amount, _clauses(None)
            case Dispute():
                template = "disputed on {reported}, upheld on {day}, from the start: {before} - {less} = {after}"
                less, cited = amount(claim.upheld(replay.as_of), currency), clauses
            case _:
                assert_never(claim)
        if not less.minor:
            continue
        day = _effective_on(claim)
        yield step(template, *cited, reported=claim.day, day=day, before=left, less=less, after=left - less)
        left -= less
    for disputed in snapshot.rejected_disputes:
        was_open = facts.terms.rule.rejected_from_decision and _effective_on(disputed) > disputed.reported
        if disputed.invoice == facts.number and not was_open:  # else it is in the ledger, with both of its days
            yield step(
                "disputed on {reported}, {sum} {outcome} on {decided}: as if never disputed",
                *clauses,
                reported=disputed.reported,
                sum=amount(disputed.amount.minor - disputed.upheld(replay.as_of), currency),
                outcome=_outcome(disputed),
                decided=_effective_on(disputed),
            )
    for disputed, last_day in snapshot.late_disputes:
        if disputed.invoice == facts.number:
            yield step(
                "disputed on {reported}, {sum}: after the last day, {last_day}: too late, it changes nothing",
                *clauses,
                reported=disputed.reported,
                sum=disputed.amount,
                last_day=last_day,
            )


def _clauses(dispute: DisputeRule | None) -> tuple[Clause, ...]:
    return () if dispute is None else (dispute.clause,)


def _effective_on(claim: Claim) -> date:
    """Return the day of a credit, or of the decision of a dispute."""
    match claim:
        case Credit():
            return claim.issued
        case Dispute():
            return claim.decided or claim.reported
    assert_never(claim)


def _outcome(dispute: Dispute) -> Term:
    """Say how a dispute, or the rest of it, was decided against the customer."""
    match dispute.outcome:
        case "withdrawn":
            return Term("withdrawn")
        case "rejected" | Money():
            return Term("rejected")
        case "upheld" | None as unreachable_outcome:
            raise AssertionError(f"{unreachable_outcome}: nothing of it was decided against the customer: {dispute}")
    assert_never(dispute.outcome)


def _ledger_steps(replay: Replay, debt: DebtState, currency: str, dispute: DisputeRule | None) -> Iterator[Step]:
    """Yield what was posted on a debt, set aside and allocated, day by day, and what of it is owed."""
    nothing = amount(0, currency)
    principal, charges, disputed = amount(debt.facts.amount_minor, currency), nothing, nothing
    for entry in _in_order(debt):
        before = principal + charges
        match entry:
            case Posting():
                yield node_posting_step(debt.late_accrual, entry, currency, replay.rounds_together)
                charges += amount(entry.amount, currency)
                yield balance_step(before, entry.amount, principal + charges)
            case RoundedAway():
                yield rounded_away_step(debt.late_accrual, entry, currency, replay.rounds_together)
            case DisputeChange():
                change = amount(entry.principal if entry.returned else -entry.principal, currency)
                yield replace(_dispute_step(debt, entry, before, change), clauses=_clauses(dispute))
                principal += change
                disputed -= change
            case Allocation(disputed=True):
                yield _disputed_allocation_step(entry, disputed)
                disputed -= amount(entry.to_principal, currency)
            case Allocation():
                yield _allocation_step(entry, before)
                charges -= amount(entry.to_charges, currency)
                principal -= amount(entry.to_principal, currency)
            case _:
                assert_never(entry)
    parts = [(phrase("principal"), principal), (phrase("in dispute"), disputed), (phrase("charges"), charges)]
    if any(sum_.minor for _, sum_ in parts):
        yield step("owed on {day}, {sum}", day=replay.as_of, sum=sum_of_parts(*parts))
    else:
        yield step("owed on {day}: {sum}", day=replay.as_of, sum=nothing)


def sum_of_parts(*parts: tuple[Phrase, Money]) -> Phrase:
    """Return what a sum above zero is made of, `principal and charges: 2.00 + 1.00 = 3.00`.

    Those of nothing are neither named nor added.
    """
    of_something = [(name, sum_) for name, sum_ in parts if sum_.minor]
    *others, last = (name for name, _ in of_something)
    names = phrase("{others} and {last}", others=Phrases(", ", tuple(others)), last=last) if others else last
    sums = [sum_ for _, sum_ in of_something]
    return phrase("{names}: {sum}", names=names, sum=total_of_money(sums, sum(sums[1:], sums[0])))


def _in_order(debt: DebtState) -> list[Posting | RoundedAway | DisputeChange | Allocation]:
    """Return what was posted on a debt, set aside, returned and allocated, by day, and of one day in this order."""
    postings = shown_postings(debt.accrual) if debt.accrual else []
    return sorted([*postings, *debt.dispute_changes, *debt.allocations], key=lambda entry: entry.day)


def _allocation_step(allocation: Allocation, before: Money) -> Step:
    paid = amount(allocation.to_charges + allocation.to_principal, before.currency)
    template = "{day} {met}, {to_charges} of charges and {to_principal} of principal: {before} - {paid} = {after}"
    if not allocation.to_charges:
        template = "{day} {met}, all to principal: {before} - {paid} = {after}"
    elif not allocation.to_principal:
        template = "{day} {met}, all to charges: {before} - {paid} = {after}"
    return step(
        template,
        day=date.fromordinal(allocation.day),
        met=translated_choice(allocation.kind, AllocationKind),
        to_charges=amount(allocation.to_charges, before.currency),
        to_principal=amount(allocation.to_principal, before.currency),
        before=before,
        paid=paid,
        after=before - paid,
    )


def _dispute_step(debt: DebtState, change: DisputeChange, before: Money, by: Money) -> Step:
    """Return the line of a dispute that is reported, or decided against the customer."""
    dispute, day = change.open_dispute.dispute, date.fromordinal(change.day)
    if change.returned:
        template = "{day} {outcome}, what was disputed on {reported}: {sum}"
        if change.charges_lapsed:
            template = "{day} {outcome}, what was disputed on {reported}, and what was held on it lapses: {sum}"
        return step(
            template,
            day=day,
            outcome=_outcome(dispute),
            reported=dispute.reported,
            sum=total_of_money([before, by], before + by),
        )
    whole, sum_ = amount(change.open_dispute.amount_minor, before.currency), -by
    if sum_.minor and sum_ == whole:
        template = "{day} {sum} disputed, which is set aside: {before} - {sum} = {after}"
        if not debt.exempts_disputed:
            template = "{day} {sum} disputed, which is set aside but bears charges: {before} - {sum} = {after}"
    elif sum_.minor:
        template = "{day} {whole} disputed, {sum} of it unpaid, which is set aside: {before} - {sum} = {after}"
        if not debt.exempts_disputed:
            template = (
                "{day} {whole} disputed, {sum} of it unpaid, which is set aside but bears charges: "
                "{before} - {sum} = {after}"
            )
    else:
        template = "{day} {whole} disputed, of which nothing is unpaid: nothing is set aside"
    return step(template, day=day, whole=whole, before=before, sum=sum_, after=before + by)


def _disputed_allocation_step(allocation: Allocation, disputed: Money) -> Step:
    paid = amount(allocation.to_principal, disputed.currency)
    return step(
        "{day} {met}, of what is in dispute: {apart} - {paid} = {after}",
        day=date.fromordinal(allocation.day),
        met=translated_choice(allocation.kind, AllocationKind),
        apart=disputed,
        paid=paid,
        after=disputed - paid,
    )


def _pending_steps(replay: Replay, debt: DebtState, currency: str) -> Iterator[Step]:
    day = replay.as_of.toordinal()
    accrual, accrued = debt.late_accrual, replay.accrued_on(debt, day)
    pending = accrual.pending(day)
    if pending is not None and (accrued or has_accrued(accrual, day)):
        yield step("accrued since and not yet posted", indent=1)
        posting = Posting(day, accrued, pending)
        yield from indented(indented([node_posting_step(accrual, posting, currency, replay.rounds_together)]))


def _underlying_steps(node: Node, as_of: date, currency: str) -> Iterator[Step]:
    """Yield what each part of a join comes to on the same debt, posting by posting."""
    match node:
        case SumNode() | RateNode():
            return
        case JoinNode():
            for number, part in enumerate(node.parts, 1):
                postings = shown_periods(part, as_of.toordinal())
                if postings:
                    yield step("part {number} alone", node.rule.clause, indent=1, number=number)
                for posting in postings:
                    yield from indented(indented([_period_step(part, posting, currency)]))
                yield from indented(_underlying_steps(part, as_of, currency))
        case _ as unreachable:
            assert_never(unreachable)


def _period_step(node: Node, period: Posting | RoundedAway, currency: str) -> Step:
    """Return the line of what an accrual that stands for itself posted, or what was rounded to nothing."""
    match period:
        case Posting():
            return node_posting_step(node, period, currency)
        case RoundedAway():
            return rounded_away_step(node, period, currency)
    assert_never(period)


def _disputed_part_steps(
    replay: Replay, part: DisputedPart, currency: str, dispute: DisputeRule | None
) -> Iterator[Step]:
    """Yield what is in dispute on the day, and the charges that are held on it."""
    sum_ = amount(part.principal, currency)
    template = "in dispute since {reported}, and unpaid: {sum}"
    yield step(template, *_clauses(dispute), indent=1, reported=part.open_dispute.dispute.reported, sum=sum_)
    postings = [] if part.accrual is None else shown_periods(part.accrual, replay.as_of.toordinal())
    if part.accrual is None or not postings:
        return
    yield step("held on it while it is in dispute, and not owed", indent=1)
    for posting in postings:
        yield from indented(indented([_period_step(part.accrual, posting, currency)]))
    sums = [amount(posting.amount, currency) for posting in postings if isinstance(posting, Posting)]
    held = amount(part.held_on(replay.as_of.toordinal()), currency)
    yield step("held: {sum}", indent=2, sum=total_of_money(sums, held))
    yield from _underlying_steps(part.accrual, replay.as_of, currency)


def _shared_rounding_steps(replay: Replay, currency: str) -> Iterator[Step]:
    """Yield what was rounded together: the exact sums, the rounded total, and its parts by largest remainder."""
    if replay.shared_roundings:
        yield step("rounded together", title=True)
    clauses = [one for terms in replay.used for one in as_cited(replay, terms.agreement, [terms.late_charge.clause])]
    for rounding in replay.shared_roundings:
        of_something = [one for one in rounding.exact if not is_nothing(one)]
        result = outcome(total_of(rounding.exact), replay.rounding, currency)
        if len(of_something) > 1:
            parts = sum_of(phrase("{one}", one=figure(one, replay.rounding, currency)) for one in of_something)
            result = phrase("{exact} = {outcome}", exact=parts, outcome=result)
        yield step(
            "months that ended on {day}: {sum}" if rounding.posted else "accrued up to {day}: {sum}",
            *clauses,
            indent=1,
            day=date.fromordinal(rounding.day),
            sum=result,
        )
        given = [(number, sum_) for number, sum_ in zip(rounding.numbers, rounding.amounts, strict=True) if sum_]
        if not given:
            continue
        yield step(
            "by largest remainder, to {numbers}: {sum}",
            indent=2,
            numbers=", ".join(number for number, _ in given),
            sum=_total((sum_ for _, sum_ in given), amount(sum(rounding.amounts), currency)),
        )


def _total(minor: Iterable[int], total: Money) -> Phrase:
    return total_of_money([amount(one, total.currency) for one in minor], total)


def _receipt_steps(replay: Replay, currency: str) -> Iterator[Step]:
    """Yield what was received, given up, paid out and returned, in the order in which it counts."""
    records = [record for _, record in sorted(_receipts_by_day(replay), key=lambda keyed: keyed[0])]
    if records:
        yield step("payments, and where each went", title=True)
    credit = 0
    for record in records:
        match record:
            case ReceiptRecord():
                yield _receipt_step(record, credit, currency)
                credit = record.credit_after
            case PayoutRecord():
                yield _payout_step(record, currency)
                credit = record.credit_after
            case WriteOffRecord():
                yield _write_off_step(record, currency)
            case Returned():
                yield _returned_step(record)
            case _:
                assert_never(record)


def _receipts_by_day(
    replay: Replay,
) -> Iterator[tuple[int, ReceiptRecord | PayoutRecord | WriteOffRecord | Returned]]:
    """Yield each record with its day, those that count first on a day first."""
    for returned, payment in replay.snapshot.returned_payments:
        yield returned.on.toordinal(), Returned(returned, payment)
    for receipt in replay.receipts:
        if not isinstance(receipt.source, Payment):
            yield receipt.day, receipt
    for record in replay.write_offs:
        yield record.write_off.on.toordinal(), record
    for receipt in replay.receipts:
        if isinstance(receipt.source, Payment):
            yield receipt.day, receipt
    for payout in replay.payouts:
        yield payout.day, payout


def _receipt_step(receipt: ReceiptRecord, credit: int, currency: str) -> Step:
    """Return the line of a receipt; `credit` is the credit balance before it."""
    available = amount(credit, currency)
    if receipt.source is None:
        what, came = phrase("credit of {credit} used", credit=available), [available]
    else:
        what, came = _source_phrase(receipt.source), [receipt.source.amount, available]
    went = [-amount(allocation.amount, currency) for allocation in receipt.allocations]
    return step(
        "{day} {what}, {parts}; credit after it: {sum}",
        indent=1,
        day=date.fromordinal(receipt.day),
        what=what,
        parts=_allocations_phrase(receipt.allocations, currency),
        sum=total_of_money([*came, *went], amount(receipt.credit_after, currency)),
    )


def _allocations_phrase(allocations: Iterable[DebtAllocation], currency: str) -> Phrase | Phrases:
    """Say how much of a payment went where."""
    phrases = tuple(
        phrase(
            "{sum} to what is in dispute of {number}" if allocation.disputed else "{sum} to {number}",
            sum=amount(allocation.amount, currency),
            number=allocation.number,
        )
        for allocation in allocations
    )
    return Phrases(", ", phrases) if phrases else phrase("nothing is met by it")


def _source_phrase(source: Payment | Credit | RefundCredit) -> Phrase:
    match source:
        case RefundCredit():
            return phrase("refund of {sum} for {number}", sum=source.amount, number=source.cancellation)
        case Credit():
            return phrase("credit of {sum} for {invoice}", sum=source.amount, invoice=source.invoice)
        case Payment():
            return _payment_phrase(source)
    assert_never(source)


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


def _returned_step(record: Returned) -> Step:
    payment = record.payment
    template = "{on} returned, the {payment} received on {received}: it counts as never received"
    return step(template, indent=1, on=record.event.on, payment=_payment_phrase(payment), received=payment.received)


def _write_off_step(record: WriteOffRecord, currency: str) -> Step:
    template = "{on} written off of {invoice}: {sum}"
    if record.excess:
        template = "{on} written off of {invoice}, less what is not owed after all: {sum} - {lapsed} = {took}"
    write_off, excess = record.write_off, amount(record.excess, currency)
    return step(
        template,
        indent=1,
        on=write_off.on,
        invoice=write_off.invoice,
        sum=write_off.amount,
        lapsed=excess,
        took=write_off.amount - excess,
    )


def _payout_step(payout: PayoutRecord, currency: str) -> Step:
    covered, whole = payout.amount - payout.excess, amount(payout.amount, currency)
    if payout.excess:
        template = " {whole}, of which {excess} was no credit any more and is owed"
        paid = phrase(template, whole=whole, excess=amount(payout.excess, currency))
    else:
        paid = phrase(" {whole}", whole=whole)
    return step(
        "{day} paid out{excess}; credit after it: {sum}",
        indent=1,
        day=date.fromordinal(payout.day),
        excess=paid,
        sum=_total([payout.credit_after + covered, -covered], amount(payout.credit_after, currency)),
    )


def sum_steps(statement: Statement) -> Iterator[Step]:
    """Yield what is owed in all, what of it is in dispute, what is held, and what settles it."""
    owed = [debt.principal + debt.charges for debt in statement.debts]
    yield step("totals", title=True)
    yield step(
        "balance, debts less credit: {sum}",
        indent=1,
        sum=total_of_money([*owed, -statement.credit], statement.balance),
    )
    accrued = [debt.accrued for debt in statement.debts]
    yield step("accrued: {sum}", indent=1, sum=total_of_money(accrued, statement.accrued))
    yield step(
        "to settle on {day}: {sum}",
        indent=1,
        day=statement.as_of,
        sum=total_of_money([statement.balance, statement.accrued], statement.settlement),
    )
    if statement.disputed.minor:
        disputed = [debt.disputed for debt in statement.debts]
        yield step("of this in dispute: {sum}", indent=1, sum=total_of_money(disputed, statement.disputed))
        yield step(
            "not in dispute: {settlement} - {disputed} = {rest}",
            indent=1,
            settlement=statement.settlement,
            disputed=statement.disputed,
            rest=statement.settlement - statement.disputed,
        )
    if statement.held.minor:
        held = [debt.held for debt in statement.debts]
        template = "held until the disputes are decided, and not owed: {sum}"
        yield step(template, indent=1, sum=total_of_money(held, statement.held))


class Upcoming(NamedTuple):
    """What lies ahead: its day, what it is, and the clause that sets the day, with the edition that it stands in.

    `several` says what many of its kind are as one, with a place for their `count`; None where each is listed apart.
    """

    day: date
    what: Phrase
    clause: Clause | None
    edition: Agreement
    several: Phrase | None = None


class DebtAhead(NamedTuple):
    """What decides the days to come of a debt: its clauses, and the ordinal of its next posting, where there is one."""

    terms: DebtTerms
    posts_on: int | None


def debts_ahead(replay: Replay) -> dict[str, DebtAhead]:
    """Return what decides the days to come of each debt of a replay, by its number."""
    posted = ((number, debt, debt.next_posting) for number, debt in replay.debts.items())
    return {number: DebtAhead(debt.terms, None if when is None else when[0]) for number, debt, when in posted}


def upcoming(
    debts: Mapping[str, DebtAhead], statement: Statement, of_cancellations: Iterable[Upcoming]
) -> list[Upcoming]:
    """Return what lies ahead if nothing else happens: of each kind the next, and what cancellations have set."""
    events = [
        *_earliest(_due_dates(debts, statement)),
        *_earliest(_postings(debts, statement)),
        *_earliest(_last_days_to_dispute(debts, statement)),
        *(event for event in of_cancellations if event.day > statement.as_of),
    ]
    return sorted(events, key=lambda event: event.day)


MAX_LISTED_APART: Final = 3
"""Days to come of one kind that a short page lists one by one: more of one day are merged."""


def merge_alike(events: Sequence[Upcoming]) -> list[Upcoming]:
    """Merge many days to come of one day and one kind into one, for a short page and a letter."""
    groups: dict[object, list[Upcoming]] = {}
    for place, event in enumerate(events):
        kind = place if event.several is None else (event.day, event.several, event.clause, event.edition.edition)
        groups.setdefault(kind, []).append(event)
    merged: list[Upcoming] = []
    for group in groups.values():
        several = group[0].several
        if several is None or len(group) <= MAX_LISTED_APART:
            merged += group
        else:
            merged.append(group[0]._replace(what=phrase(several.template, count=len(group))))
    return merged


def _earliest(events: Iterable[Upcoming]) -> list[Upcoming]:
    """Return those of the earliest day."""
    several = list(events)
    day = min((event.day for event in several), default=None)
    return [event for event in several if event.day == day]


def _due_dates(debts: Mapping[str, DebtAhead], statement: Statement) -> Iterator[Upcoming]:
    for debt in statement.debts:
        if debt.due > statement.as_of and debt.principal.minor:
            template = "{sum} of {debt} is due"
            if debt.disputed.minor:
                template = "{sum} of {debt} is due, {disputed} of it in dispute"
            what = phrase(template, sum=debt.principal, debt=debt.title, disputed=debt.disputed)
            terms = debts[debt.number].terms
            yield Upcoming(debt.due, what, terms.due_date.clause, terms.agreement)


def _postings(debts: Mapping[str, DebtAhead], statement: Statement) -> Iterator[Upcoming]:
    for debt in statement.debts:
        terms, posts_on = debts[debt.number]
        if posts_on is not None:
            what = phrase("the next late charge is posted on {debt}", debt=debt.title)
            several = phrase("the next late charge is posted on {count} bills")
            yield Upcoming(date.fromordinal(posts_on), what, terms.late_charge.clause, terms.agreement, several)


def _last_days_to_dispute(debts: Mapping[str, DebtAhead], statement: Statement) -> Iterator[Upcoming]:
    for debt in statement.debts:
        terms = debts[debt.number].terms
        if terms.dispute is None or debt.dispute_until is None:
            continue
        if debt.dispute_until > statement.as_of and debt.amount.minor:
            what = phrase("last day to dispute {debt}", debt=debt.title)
            several = phrase("last day to dispute {count} bills")
            yield Upcoming(debt.dispute_until, what, terms.dispute.clause, terms.agreement, several)


def upcoming_steps(replay: Replay, events: Sequence[Upcoming]) -> Iterator[Step]:
    """Yield what comes next, line by line."""
    if events:
        yield step("what comes next, if nothing else happens", title=True)
    for event in events:
        yield upcoming_step(event, "working", are_several=len(replay.used) > 1, indent=1)


def upcoming_step(event: Upcoming, part: Part, *, are_several: bool, indent: int = 0) -> Step:
    """Return the line of a day to come; its clause has the edition where the debts of the account take several."""
    clauses = cited(event.edition, () if event.clause is None else (event.clause,), are_several=are_several)
    return step("{day} {what}", *clauses, part=part, indent=indent, day=event.day, what=event.what)
