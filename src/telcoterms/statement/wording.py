"""How a statement is told: a ledger for each debt, the payments, then the sums and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from telcoterms.account import Credit, Payment, ReturnedPayment
from telcoterms.rules.dispute import Dispute
from telcoterms.statement.debt_wording import Ending, debt_steps
from telcoterms.statement.known import Refunded
from telcoterms.statement.replay import Replay, Written
from telcoterms.statement.running import PaidOut, Receipt, Share
from telcoterms.statement.value import Statement
from telcoterms.working import Phrase, Phrases, Step, amount, figure, outcome, phrase, plus, step

Returned = tuple[ReturnedPayment, Payment]


def statement_steps(replay: Replay, statement: Statement, dispute: Dispute | None, endings: Ending) -> tuple[Step, ...]:
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
            case Receipt():
                yield _receipt_step(entry, credit, currency)
                credit = entry.credit
            case PaidOut():
                yield _paid_out_step(entry, currency)
                credit = entry.credit
            case Written():
                yield _written_step(entry, currency)
            case _:
                yield _returned_step(*entry)


def _entries(replay: Replay) -> Iterator[tuple[int, int, Receipt | PaidOut | Written | Returned]]:
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


def _written_step(written: Written, currency: str) -> Step:
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


def _paid_out_step(paid: PaidOut, currency: str) -> Step:
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


def _receipt_step(receipt: Receipt, credit: int, currency: str) -> Step:
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


def _shares(parts: Iterable[Share], currency: str) -> Phrase | Phrases:
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


def _source_phrase(source: Payment | Credit | Refunded) -> Phrase:
    if isinstance(source, Refunded):
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
