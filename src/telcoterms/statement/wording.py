"""How a statement is told: a ledger for each debt, the payments, then the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from telcoterms.account import Payment
from telcoterms.money import Money
from telcoterms.rules.dispute import Dispute, dispute_until_steps
from telcoterms.rules.due_date import due_date_steps
from telcoterms.rules.late_charge import (
    Accrual,
    AtLeast,
    GreaterOf,
    LateCharge,
    Posting,
    balance_step,
    posting_step,
)
from telcoterms.statement.replay import Replay
from telcoterms.statement.running import Placement, Receipt, Running
from telcoterms.statement.value import Statement
from telcoterms.working import Phrase, Phrases, Step, amount, figure, outcome, phrase, plus, step


def statement_steps(replay: Replay, statement: Statement, dispute: Dispute | None) -> tuple[Step, ...]:
    """The working of a statement."""
    lines: list[Step] = []
    currency = statement.balance.currency
    for debt in sorted(replay.debts.values()):
        lines += _debt_steps(replay, debt, currency, dispute)
    lines += _pool_steps(replay, currency)
    lines += _receipt_steps(replay, currency)
    lines += _sum_steps(statement)
    return tuple(lines)


def _deeper(steps: Iterable[Step]) -> Iterator[Step]:
    return (replace(one, indent=one.indent + 1) for one in steps)


def _debt_steps(replay: Replay, debt: Running, currency: str, dispute: Dispute | None) -> Iterator[Step]:
    invoice = debt.invoice
    yield step(
        "invoice {number} of {issued}, {amount}",
        title=True,
        number=invoice.number,
        issued=invoice.issued,
        amount=invoice.amount,
    )
    yield from _deeper(due_date_steps(replay.due, invoice.issued))
    if dispute is not None:
        yield from _deeper(dispute_until_steps(dispute, invoice.issued))
    principal, charges = invoice.amount, Money.of_minor(0, currency)
    postings = debt.accrual.postings if debt.accrual else []
    entries: list[tuple[int, int, Posting | Placement]] = [(one.day, 0, one) for one in postings if one.amount]
    entries += [(one.day, 1, one) for one in debt.placements]
    for day, _, entry in sorted(entries, key=lambda one: one[:2]):
        before = principal + charges
        if isinstance(entry, Posting):
            yield from _deeper([posting_step(replay.late, entry, currency, replay.pooled)])
            charges += amount(entry.amount, currency)
            yield from _deeper([balance_step(before, entry.amount, principal + charges)])
        else:
            yield _placement_step(day, entry, before)
            charges -= amount(entry.to_charges, currency)
            principal -= amount(entry.to_principal, currency)
    yield step(
        "owed on {day}, principal and charges: {principal} + {charges} = {balance}",
        indent=1,
        day=replay.as_of,
        principal=principal,
        charges=charges,
        balance=principal + charges,
    )
    if debt.open and debt.accrual is not None:
        day = replay.as_of.toordinal()
        pending = debt.accrual.pending(day, replay.accrued(debt, day))
        if pending is not None:
            yield step("accrued since and not yet posted", indent=1)
            yield from _deeper(_deeper([posting_step(replay.late, pending, currency, replay.pooled)]))
    if isinstance(replay.late, GreaterOf) and isinstance(debt.accrual, AtLeast):
        yield from _alone_steps(replay.late.of, debt.accrual.alone, replay.as_of, debt.open, currency)


def _alone_steps(rule: LateCharge, alone: Accrual, as_of: date, is_open: bool, currency: str) -> Iterator[Step]:
    """What the other kind of `greater-of` comes to on the same debt, each of its postings."""
    postings = [one for one in alone.postings if one.amount]
    day = as_of.toordinal()
    pending = alone.pending(day, alone.accrued(day)) if is_open else None
    if pending is not None and pending.amount:
        postings.append(pending)
    if postings:
        yield step("the other charge alone", indent=1)
    for one in postings:
        yield from _deeper(_deeper([posting_step(rule, one, currency)]))


def _placement_step(day: int, placement: Placement, before: Money) -> Step:
    paid = amount(placement.to_charges + placement.to_principal, before.currency)
    return step(
        "{day} paid, {to_charges} of charges and {to_principal} of principal: {before} - {paid} = {after}",
        indent=1,
        day=date.fromordinal(day),
        to_charges=amount(placement.to_charges, before.currency),
        to_principal=amount(placement.to_principal, before.currency),
        before=before,
        paid=paid,
        after=before - paid,
    )


def _pool_steps(replay: Replay, currency: str) -> Iterator[Step]:
    """Postings that were rounded together: the exact sums, the rounded total, and its parts by largest remainder."""
    if replay.pools:
        yield step("rounded together", title=True)
    for pool in replay.pools:
        total = pool.exact[0]
        for one in pool.exact[1:]:
            total = total + one  # type: ignore[operator]  # all Fraction or all Growth
        yield step(
            "posted on {day}: {exact} = {outcome}" if pool.posted else "accrued up to {day}: {exact} = {outcome}",
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
    if replay.receipts:
        yield step("payments, and where each went", title=True)
    credit = 0
    for receipt in replay.receipts:
        yield _receipt_step(receipt, credit, currency)
        credit = receipt.credit


def _receipt_step(receipt: Receipt, credit: int, currency: str) -> Step:
    template = "{day} {what}, {parts}; credit after it: {sum} = {left}"
    what, sum_ = phrase("credit of {credit} used", credit=amount(credit, currency)), amount(credit, currency)
    whole: Phrase = phrase("{credit}", credit=sum_)
    if receipt.payment is not None:
        what = _payment_phrase(receipt.payment)
        whole = phrase("{sum} + {credit}", sum=receipt.payment.amount, credit=sum_)
    met = [phrase("{sum} to {number}", sum=amount(paid, currency), number=number) for number, paid in receipt.parts]
    for _, paid in receipt.parts:
        whole = phrase("{whole} - {paid}", whole=whole, paid=amount(paid, currency))
    return step(
        template,
        indent=1,
        day=date.fromordinal(receipt.day),
        what=what,
        parts=Phrases(", ", tuple(met)) if met else phrase("nothing was owed"),
        sum=whole,
        left=amount(receipt.credit, currency),
    )


def _payment_phrase(payment: Payment) -> Phrase:
    named = {} if payment.invoice is None else {"invoice": payment.invoice}
    reference = {} if payment.reference is None else {"reference": payment.reference}
    template = "payment of {sum}" + (" for {invoice}" if named else "") + (" ({reference})" if reference else "")
    return phrase(template, sum=payment.amount, **named, **reference)


def _sum_steps(statement: Statement) -> Iterator[Step]:
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
