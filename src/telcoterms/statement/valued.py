"""From the books of a replay to the statement that is given out."""

from __future__ import annotations

from datetime import date
from typing import Final

from telcoterms.account import Account, AdministrativeCharge, Cancellation, Invoice, Payout
from telcoterms.money import Money
from telcoterms.rules.dispute import Dispute, dispute_until
from telcoterms.rules.due_date import DueDate
from telcoterms.rules.late_charge import CompoundMonthly
from telcoterms.statement import core
from telcoterms.statement.known import Billed
from telcoterms.statement.replay import Replay
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.running import Placement
from telcoterms.statement.value import Debt, DebtKind, Statement

KINDS: Final[dict[type, DebtKind]] = {
    Invoice: "invoice",
    AdministrativeCharge: "administrative charge",
    Cancellation: "cancellation",
    Payout: "payout",
}


def statement_of(replay: Replay, currency: str, dispute: Dispute | None) -> Statement:
    """The statement at the end of the day of a replay."""
    day, money, from_ordinal = replay.as_of.toordinal(), Money.of_minor, date.fromordinal
    balance, total_accrued, all_disputed, all_held = -replay.credit, 0, 0, 0
    zero, debts = money(0, currency), []
    for debt in sorted(replay.debts.values()):
        accrued = replay.accrued(debt, day) if debt.open else 0
        if replay.pooled and debt.open and debt.late:
            replay.told(replay.shares[0])
        disputed, held, principal = zero, zero, debt.principal
        if debt.parts:
            apart, kept = debt.apart, sum(part.held_on(day) for part in debt.parts)
            principal += apart
            all_disputed += apart
            all_held += kept
            disputed, held = money(apart, currency), money(kept, currency)
        balance += principal + debt.charges
        total_accrued += accrued
        postings = debt.accrual.postings if debt.accrual is not None else ()
        billed = debt.billed
        debts.append(
            Debt(
                debt.number,
                billed.issued,
                billed.due,
                None if dispute is None else dispute_until(dispute, billed.issued),
                money(principal, currency),
                money(debt.charges, currency),
                money(accrued, currency),
                tuple([(from_ordinal(one.day), money(one.amount, currency)) for one in postings if one.amount]),
                disputed,
                held,
                KINDS[type(billed.source)],
                _amount(billed, currency),
                tuple(debt.placements),
            )
        )
    known = replay.known
    return Statement(
        replay.as_of,
        money(balance, currency),
        money(total_accrued, currency),
        money(balance + total_accrued, currency),
        money(replay.credit, currency),
        tuple(debts),
        money(all_disputed, currency),
        money(all_held, currency),
        (*known.payments, *known.credits, *replay.paid_out),
    )


def plain_statement(
    account: Account,
    as_of: date,
    due: DueDate,
    late: CompoundMonthly,
    rule: StatementRule,
    currency: str,
    dispute: Dispute | None,
) -> Statement:
    """The same statement of an account that fits the core, without the books of a replay."""
    columns, payments = core.events_of(account, as_of, due, late)
    found = core.settle(core.clause_of(late, rule), columns, payments, as_of.toordinal())
    money, from_ordinal = Money.of_minor, date.fromordinal
    zero = money(0, currency)
    posted: list[list[tuple[date, Money]]] = [[] for _ in columns.issued]
    placed: list[list[Placement]] = [[] for _ in columns.issued]
    for place, day, charge in found.posted:
        posted[place].append((from_ordinal(day), money(charge, currency)))
    for place, day, to_charges, to_principal in found.placed:
        placed[place].append(Placement(day, to_charges, to_principal))
    debts = []
    rows = zip(account.invoices, columns.late, found.principal, found.balance, found.accrued, strict=False)
    for place, (invoice, late_on, principal, balance, accrued) in enumerate(rows):
        debts.append(
            Debt(
                invoice.number,
                invoice.issued,
                from_ordinal(late_on - 1),
                None if dispute is None else dispute_until(dispute, invoice.issued),
                money(principal, currency) if principal else zero,
                money(balance - principal, currency) if balance != principal else zero,
                money(accrued, currency) if accrued else zero,
                tuple(posted[place]),
                zero,
                zero,
                "invoice",
                invoice.amount,
                tuple(placed[place]),
            )
        )
    balance, accrued = sum(found.balance) - found.credit, sum(found.accrued)
    return Statement(
        as_of,
        money(balance, currency),
        money(accrued, currency),
        money(balance + accrued, currency),
        money(found.credit, currency),
        tuple(debts),
        zero,
        zero,
        account.payments[: len(payments)],
    )


def _amount(billed: Billed, currency: str) -> Money:
    """What was billed, less what was upheld or corrected."""
    if isinstance(billed.source, Invoice) and billed.sum == billed.whole:
        return billed.source.amount
    return Money.of_minor(billed.sum, currency)
