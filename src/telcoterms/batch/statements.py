"""What many accounts owe on a day: their events replayed together, those of suspected accounts one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, final

import numpy as np

from telcoterms.account import Account, Credit, Invoice, Payment
from telcoterms.batch.arrays import Mask, Numbers
from telcoterms.batch.columns import DIGITS
from telcoterms.batch.events import ACCOUNT, CREDITS, INVOICES, PAYMENTS, Events, Index, Joined, Table
from telcoterms.batch.kernels.ledger import lockstep
from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Accounts, Days, Settled
from telcoterms.batch.kernels.ledger.grouped import Bills, Payments, group
from telcoterms.batch.kernels.machine_code import compiler
from telcoterms.batch.kernels.months import EPOCH
from telcoterms.batch.rows import MOST
from telcoterms.batch.suspects import suspects
from telcoterms.errors import FactError, TelcoTermsError
from telcoterms.money import Money
from telcoterms.rules.late_charge import CompoundMonthly
from telcoterms.statement import Statement
from telcoterms.statement.core import Clause, clause_of, fits
from telcoterms.terms import Terms

Settle = Callable[[Clause, Accounts, Days, bool], Settled]
EVENTS: Final = {INVOICES.name: Invoice, PAYMENTS.name: Payment, CREDITS.name: Credit}


class Posting(NamedTuple):
    """Charges that were posted: the row of the invoice, the day, the sum."""

    rows: Numbers
    days: Numbers
    amounts: Numbers


@final
class Owed:
    """What accounts owe at the end of a day: by row of their invoices, and by account; in minor units.

    An account that is refused owes nothing here, and stands in `refused` with the reason.
    """

    def __init__(self, events: Joined) -> None:
        bills, accounts = len(events.invoices.accounts), len(events.accounts)
        self.principal, self.balance, self.accrued = (np.zeros(bills, np.int64) for _ in range(3))
        self.credit, self.posted = np.zeros(accounts, np.int64), np.zeros(accounts, np.int64)
        self.postings: list[Posting] = []
        self.refused: dict[int, TelcoTermsError] = {}


def owed(terms: Terms, events: Joined, as_of: date, postings: bool, compiled: bool) -> Owed:
    """What the accounts of tables owe; with the single charges, if these are asked for."""
    settle = _kernel(compiled)
    agreement, found = terms.agreement, Owed(events)
    late, order = agreement.late_charge, agreement.statement
    index = Index(events.invoices, len(events.accounts), len(events.numbers))
    named, credited = index.named(events.payments), index.named(events.credits)
    alone = np.ones(len(events.accounts), np.bool_)
    if fits(late, order, Account([]), as_of):
        alone = suspects(events, index.copies(), named, credited)
        alone |= _together(settle, terms, late, events, (named, credited), ~alone, as_of, found, postings)
    _one_by_one(terms, events, np.flatnonzero(alone), as_of, found)
    return found


def _kernel(compiled: bool) -> Settle:
    """What replays accounts: in arrays, or in machine code."""
    if not compiled:
        return lockstep.settle
    compiler()
    from telcoterms.batch.kernels.ledger import compiled as machine

    return machine.settle


def _together(
    settle: Settle,
    terms: Terms,
    late: CompoundMonthly,
    events: Joined,
    names: tuple[Numbers, Numbers],
    wanted: Mask,
    as_of: date,
    found: Owed,
    postings: bool,
) -> Mask:
    """Write what the wanted accounts owe; the accounts that the replay of columns cannot tell."""
    invoices, day = events.invoices, as_of.toordinal() - EPOCH
    rows = np.flatnonzero(wanted[invoices.accounts])
    places = np.full(len(wanted[invoices.accounts]) + 1, UNNAMED)  # of each row among those; the last is of no row
    places[rows] = np.arange(len(rows))
    facts = {name: values[rows] for name, values in invoices.facts.items()}
    months = facts.get("billing_months", np.ones(len(rows), np.int64))
    own = Bills(
        invoices.accounts[rows],
        invoices.numbers[rows],
        facts["issued"].astype(np.int32, copy=False),
        facts["amount"],
        months,
    )
    payments = _payments(events, names, places, wanted)
    net = terms.agreement.due_date.days
    grouped = group(len(wanted), own, payments, net, late.runs_from)
    days = np.full(len(wanted), day, np.int32)
    settled = settle(clause_of(late, terms.agreement.statement), grouped.accounts, days, postings)
    into = rows[grouped.bills]
    found.principal[into], found.balance[into] = settled.principal, settled.balance
    found.accrued[into], found.credit[:] = settled.accrued, settled.credit
    known = grouped.accounts
    owners = np.repeat(np.arange(len(wanted)), np.diff(known.bills))
    owed_in_all = np.bincount(owners, settled.balance.astype(np.float64) + settled.accrued, len(wanted))
    beyond: Mask = settled.beyond | (owed_in_all > MOST / 2)  # these are added up in integers of any size
    if settled.postings is not None:
        bills, posted_on, amounts = settled.postings
        told = ~beyond[owners[bills]]
        found.postings.append(Posting(into[bills[told]], posted_on[told], amounts[told]))
    billed = sums(np.where(known.issued <= day, settled.balance - known.amounts, 0), known.bills)
    paid = sums(np.where(known.received <= day, known.sums, 0), known.payments)
    found.posted[:] = np.where(beyond, 0, billed + paid - settled.credit)  # nothing else changes what is owed
    found.credit[beyond] = 0
    return beyond


def _payments(events: Joined, names: tuple[Numbers, Numbers], places: Numbers, wanted: Mask) -> Payments:
    """The payments and credits of the wanted accounts."""
    paid, credited = (np.flatnonzero(wanted[one.accounts]) for one in (events.payments, events.credits))

    def both(one: Numbers, other: Numbers) -> Numbers:
        return np.concatenate([one[paid], other[credited]])

    return Payments(
        both(events.payments.accounts, events.credits.accounts),
        both(events.payments.facts["received"], events.credits.facts["issued"]).astype(np.int32, copy=False),
        both(events.payments.facts["amount"], events.credits.facts["amount"]),
        both(places[names[0]], places[names[1]]),
        np.arange(len(paid) + len(credited)) >= len(paid),
    )


def sums(amounts: Numbers, starts: Numbers) -> Numbers:
    """The sum of the amounts of each account, whose rows begin at these places."""
    running = np.append(0, np.cumsum(amounts))
    found: Numbers = running[starts[1:]] - running[starts[:-1]]
    return found


def by_account(events: Events, size: int) -> tuple[Numbers, Numbers]:
    """The rows sorted by account, and where those of each begin."""
    return np.argsort(events.accounts, kind="stable"), np.append(
        0, np.cumsum(np.bincount(events.accounts, minlength=size))
    )


def account_of(tables: Sequence[Table], rows: Sequence[Sequence[int]], currency: str) -> Account:
    """The account of some rows of each table. Raises the error of the first row, or of the events together."""
    events = []
    for table, own in zip(tables, rows, strict=False):
        for row in own:
            cells = table.row(row)
            del cells[ACCOUNT]
            amount = cells["amount"]
            cells["amount"] = Money.of_minor(amount, currency) if table.layout.minor else Money(amount, currency)
            events.append(EVENTS[table.kind.name](**cells))
    return Account(events)


def _one_by_one(terms: Terms, events: Joined, accounts: Numbers, as_of: date, found: Owed) -> None:
    """Write what accounts owe as the terms themselves say it of each."""
    kinds = (events.invoices, events.payments, events.credits)
    sorted_ = [by_account(one, len(events.accounts)) for one in kinds] if len(accounts) else []
    for account in accounts.tolist():
        rows = [order[starts[account] : starts[account + 1]].tolist() for order, starts in sorted_]
        found.principal[rows[0]] = found.balance[rows[0]] = found.accrued[rows[0]] = 0
        try:
            statement = terms.statement(account_of(events.tables, rows, terms.currency), as_of).value
            _check_size(statement)
        except TelcoTermsError as error:
            found.refused[account] = error
        else:
            _write(
                statement,
                account,
                {events.numbers[int(events.invoices.numbers[row])].as_py(): row for row in rows[0]},
                found,
            )


def _check_size(statement: Statement) -> None:
    """Refuse sums that no column holds; none of an account is larger than what it owes and what was ever posted."""
    posted = sum(amount.minor for debt in statement.debts for _, amount in debt.posted)
    if max(posted, statement.credit.minor, statement.settlement.minor + statement.credit.minor) > MOST:
        raise FactError("a sum has over {digits} digits: ask the terms themselves", digits=DIGITS)


def _write(statement: Statement, account: int, rows: Mapping[str, int], found: Owed) -> None:
    """Write what one account owes; `rows` are those of its invoices, by number."""
    found.credit[account] = statement.credit.minor
    for debt in statement.debts:
        row = rows[debt.number]
        found.principal[row], found.accrued[row] = debt.principal.minor, debt.accrued.minor
        found.balance[row] = debt.principal.minor + debt.charges.minor
        found.posted[account] += sum(amount.minor for _, amount in debt.posted)
        days = [day.toordinal() - EPOCH for day, _ in debt.posted]
        amounts = [amount.minor for _, amount in debt.posted]
        found.postings.append(Posting(np.full(len(days), row), np.array(days, np.int32), np.array(amounts, np.int64)))
