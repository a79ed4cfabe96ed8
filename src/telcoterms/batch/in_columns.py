"""Accounts replayed by numpy, event by event over many at once, where the compiled core is not installed.

Of the terms that it takes, every bill is due the same number of days after its invoice, and the clause is one rate a
month that compounds. Accounts whose events may not fit together are marked (`suspects`); the others are joined and
replayed by `telcoterms.batch.kernels.ledger.lockstep`. What it cannot tell is asked of the terms one by one.

To suspect a sound account costs time and nothing else; so each mark is wide enough to let none by that the terms would
refuse.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from telcoterms.account.account import Account
from telcoterms.batch.account_tables import NONE, EventsByAccount, coded
from telcoterms.batch.columns import Mask, Numbers
from telcoterms.batch.event_tables import EFFECTS, fine
from telcoterms.batch.kernels.days import EPOCH, FIRST, LAST
from telcoterms.batch.kernels.ledger import lockstep
from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Bills, Payments, group
from telcoterms.batch.kernels.numbers import order_of
from telcoterms.batch.owed import Owed, PostedCharges, sums_by_account
from telcoterms.batch.rows import MAX_SUM
from telcoterms.clauses.due_date import DUE_DATE, days_to_pay
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.statement.plain_account import clause_of, fits
from telcoterms.statement.rule import STATEMENT
from telcoterms.terms import Terms
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import LIMIT


class Numbered(NamedTuple):
    """Events with the place of the number that each names among all numbers; `NONE` where it names none."""

    accounts: Numbers
    numbers: Numbers
    facts: dict[str, Numbers]


class NumberedEvents(NamedTuple):
    """The invoices, payments and credits of tables, the sorted numbers, and how many accounts there are."""

    invoices: Numbered
    payments: Numbered
    credits: Numbered
    numbers: pa.Array
    accounts: int


def numbered(events: EventsByAccount) -> NumberedEvents:
    """Return the events with their numbers as places."""
    numbers, places = coded([column.cast(pa.string()) for column in events.numbers[:3]])
    kinds = (events.invoices, events.payments, events.credits)
    one, two, three = (
        Numbered(kind.accounts, of_kind, dict(kind.facts)) for kind, of_kind in zip(kinds, places, strict=True)
    )
    return NumberedEvents(one, two, three, numbers, len(events.accounts))


class Index:
    """The rows of invoices by account and number."""

    def __init__(self, invoices: Numbered, accounts: int, numbers: int) -> None:
        self.width = numbers + 1
        keys = self._keys(invoices)
        self.rows = order_of(keys, self.width * (accounts + 1))
        self.keys = keys[self.rows]

    def _keys(self, events: Numbered) -> Numbers:
        keys: Numbers = events.accounts * self.width + events.numbers
        return keys

    def copies(self) -> Numbers:
        """Return the rows that have the number of another one of their account."""
        rows: Numbers = self.rows[np.flatnonzero(self.keys[1:] == self.keys[:-1])]
        return rows

    def named(self, events: Numbered) -> Numbers:
        """Return the rows that events name; `NONE` where they name none, or one that their account does not have."""
        named_rows = np.full(len(events.numbers), NONE)
        naming = np.flatnonzero(events.numbers != NONE)
        if naming.size and self.keys.size:
            wanted = self._keys(events)[naming]
            places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            same = self.keys[places] == wanted
            named_rows[naming[same]] = self.rows[places[same]]
        return named_rows


def suspects(events: NumberedEvents, copies: Numbers, named: Numbers, credited: Numbers) -> Mask:
    """Return a mask of the accounts that are suspected.

    `copies` are the rows of invoices with a number that was there before, `named` and `credited` those that payments
    and credits name: `NONE` where they name none, or one that the account does not have.
    """
    invoices, payments, credits = events.invoices, events.payments, events.credits
    suspected = _over_the_limit(events)
    are_fine = np.append(fine(events.numbers), True)
    for table, day in ((invoices, "issued"), (payments, "received"), (credits, "issued")):
        odd = (table.facts[day] < FIRST) | (table.facts[day] > LAST)
        odd |= (table.facts["amount"] < 0) | (table.facts["amount"] > LIMIT) | ~are_fine[table.numbers]
        suspected[table.accounts[odd]] = True
    if "billing_months" in invoices.facts:
        months = invoices.facts["billing_months"]
        suspected[invoices.accounts[(months < 1) | (months > MAX_MONTHS)]] = True
    suspected[invoices.accounts[copies]] = True
    suspected[payments.accounts[(payments.numbers != NONE) & (named == NONE)]] = True
    odd = (credited == NONE) | (credits.facts["issued"] < np.append(invoices.facts["issued"], 0)[credited])
    if "effect" in credits.facts:
        odd |= credits.facts["effect"] != EFFECTS.index("from-credit-date")
    suspected[credits.accounts[odd]] = True
    rows = credited[credited != NONE]
    credited_in_all = np.bincount(rows, credits.facts["amount"][credited != NONE], len(invoices.numbers))
    suspected[invoices.accounts[credited_in_all > invoices.facts["amount"]]] = True
    return suspected


def _over_the_limit(events: NumberedEvents) -> Mask:
    """Return accounts whose amounts together pass the limit; their sums are floats, exact up to many times that."""
    sums = np.zeros(events.accounts)
    for table in (events.invoices, events.payments, events.credits):
        sums += np.bincount(table.accounts, table.facts["amount"], len(sums))
    return sums > LIMIT


def owed_together(terms: Terms, events: EventsByAccount, as_of: date, result: Owed) -> Mask:
    """Write what accounts owe, and return a mask of those that are left to the terms: all, where money is followed."""
    agreement = terms.agreement
    late, order = LATE_CHARGE.of(agreement), STATEMENT.of(agreement)
    alone = np.ones(len(events.accounts), np.bool_)
    net_days = days_to_pay(DUE_DATE.of(agreement))
    if result.wanted.allocations or net_days is None or not fits(late, order, Account([]), as_of):
        return alone
    assert isinstance(late, RateCharge)  # of a clause that fits
    found = numbered(events)
    index = Index(found.invoices, found.accounts, len(found.numbers))
    named, credited = index.named(found.payments), index.named(found.credits)
    if result.debts is not None:
        result.due[: result.debts.invoices] = events.invoices.facts["issued"] + net_days
    alone = suspects(found, index.copies(), named, credited)
    alone[events.others.accounts] = True
    if events.references is not None:
        alone[events.payments.accounts[~fine(events.references)]] = True
    if agreement.earlier:  # a debt of before this edition takes an earlier one
        before = (agreement.edition.toordinal() - EPOCH) > events.invoices.facts["issued"]
        alone[events.invoices.accounts[before]] = True
    wanted = ~alone
    alone |= _together(terms, net_days, late, found, (named, credited), wanted, as_of, result)
    return alone


def _together(
    terms: Terms,
    net: int,
    late: RateCharge,
    events: NumberedEvents,
    names: tuple[Numbers, Numbers],
    wanted: Mask,
    as_of: date,
    result: Owed,
) -> Mask:
    """Write what the wanted accounts owe; the accounts that the replay of columns cannot tell."""
    invoices, day = events.invoices, as_of.toordinal() - EPOCH
    rows = np.flatnonzero(wanted[invoices.accounts])
    places = np.full(len(wanted[invoices.accounts]) + 1, UNNAMED)  # of each row among those; the last is of no row
    places[rows] = np.arange(len(rows))
    facts = {name: values[rows] for name, values in invoices.facts.items()}
    months = facts.get("billing_months", np.ones(len(rows), np.int64))
    invoice_columns = Bills(
        invoices.accounts[rows],
        invoices.numbers[rows],
        facts["issued"].astype(np.int32, copy=False),
        facts["amount"],
        months,
    )
    payments = _payments(events, names, places, wanted)
    grouped = group(len(wanted), invoice_columns, payments, net, late.runs_from)
    days = np.full(len(wanted), day, np.int32)
    clause, known = clause_of(late, STATEMENT.of(terms.agreement)), grouped.accounts
    settled = lockstep.settle(clause, known, days, result.wanted.postings)
    into = rows[grouped.bills]
    if result.debts is not None:
        result.principal[into], result.charges[into] = settled.principal, settled.balance - settled.principal
        result.accrued[into] = settled.accrued
    owners = np.repeat(np.arange(len(wanted)), np.diff(known.bills))
    owed_in_all = np.bincount(owners, settled.balance.astype(np.float64) + settled.accrued, len(wanted))
    beyond: Mask = settled.beyond | (owed_in_all > MAX_SUM / 2)  # these are added up in integers of any size
    if settled.postings is not None:
        bills, posted_on, amounts = settled.postings
        kept = ~beyond[owners[bills]]
        result.postings.append(PostedCharges(into[bills[kept]], posted_on[kept], amounts[kept]))
    billed = sums_by_account(np.where(known.issued <= day, settled.balance - known.amounts, 0), known.bills)
    paid = sums_by_account(np.where(known.received <= day, known.sums, 0), known.payments)
    balance, accrued = (
        sums_by_account(settled.balance, known.bills) - settled.credit,
        sums_by_account(settled.accrued, known.bills),
    )
    ahead = np.where(known.late_on > day + 1, settled.balance + settled.accrued, 0)
    figures = {
        "balance": balance,
        "posted": billed + paid - settled.credit,  # nothing else changes what is owed
        "accrued": accrued,
        "settlement": balance + accrued,
        "credit": settled.credit,
        "payable": balance + accrued - sums_by_account(ahead, known.bills),
    }
    for name, of_accounts in figures.items():
        result.sums[name][:] = np.where(beyond, 0, of_accounts)
    return beyond


def _payments(events: NumberedEvents, names: tuple[Numbers, Numbers], places: Numbers, wanted: Mask) -> Payments:
    """Return the payments and credits of the wanted accounts."""
    paid, credited = (np.flatnonzero(wanted[kind.accounts]) for kind in (events.payments, events.credits))

    def both(paid_column: Numbers, credited_column: Numbers) -> Numbers:
        return np.concatenate([paid_column[paid], credited_column[credited]])

    return Payments(
        both(events.payments.accounts, events.credits.accounts),
        both(events.payments.facts["received"], events.credits.facts["issued"]).astype(np.int32, copy=False),
        both(events.payments.facts["amount"], events.credits.facts["amount"]),
        both(places[names[0]], places[names[1]]),
        np.arange(len(paid) + len(credited)) >= len(paid),
    )
