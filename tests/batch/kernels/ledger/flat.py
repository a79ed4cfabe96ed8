"""Accounts as flat columns in any order, and what the core says of each, in the same columns."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

import numpy as np

from telcoterms import Account, Credit, Payment
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.ledger.accounts import UNNAMED, Bills, Days, Grouped, LedgerResult, Payments, group
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.statement.plain_account import LedgerClause, events_of, settle


def days_of(days: Sequence[date]) -> Days:
    return np.array([day.toordinal() - EPOCH for day in days], np.int32)


def flat(accounts: Sequence[Account], random: Random) -> tuple[Bills, Payments]:
    """All events, each kind in a random order."""
    bills = [(code, one) for code, account in enumerate(accounts) for one in account.invoices]
    met = [(code, one) for code, account in enumerate(accounts) for one in account if isinstance(one, Payment | Credit)]
    random.shuffle(bills)
    random.shuffle(met)
    rows = {(code, one.number): row for row, (code, one) in enumerate(bills)}
    ranks = {number: rank for rank, number in enumerate(sorted({one.number for _, one in bills}))}
    named = [UNNAMED if one.invoice is None else rows[code, one.invoice] for code, one in met]
    return (
        Bills(
            np.array([code for code, _ in bills], np.int64),
            np.array([ranks[one.number] for _, one in bills], np.int64),
            days_of([one.issued for _, one in bills]),
            np.array([one.amount.minor for _, one in bills], np.int64),
            np.array([one.billing_months for _, one in bills], np.int64),
        ),
        Payments(
            np.array([code for code, _ in met], np.int64),
            days_of([one.day for _, one in met]),
            np.array([one.amount.minor for _, one in met], np.int64),
            np.array(named, np.int64),
            np.array([isinstance(one, Credit) for _, one in met], np.bool_),
        ),
    )


def grouped(accounts: Sequence[Account], late: RateCharge, net_days: int, random: Random) -> Grouped:
    return group(len(accounts), *flat(accounts, random), net_days, late.runs_from)


class Columns(NamedTuple):
    """What a `LedgerResult` holds, as lists."""

    principal: list[int]
    balance: list[int]
    accrued: list[int]
    credit: list[int]
    posted: list[tuple[int, int, int]]


def columns_of(settled: LedgerResult) -> Columns:
    """A `LedgerResult` that tells every account."""
    assert not settled.beyond.any()
    assert settled.postings is not None
    posted = zip(*(column.tolist() for column in settled.postings), strict=True)
    principal, balance, accrued = settled.principal.tolist(), settled.balance.tolist(), settled.accrued.tolist()
    return Columns(principal, balance, accrued, settled.credit.tolist(), list(posted))


def by_the_core(
    clause: LedgerClause, late: RateCharge, net_days: int, accounts: Sequence[Account], days: Sequence[date]
) -> Columns:
    """Each account settled by the core, which knows no later events."""
    told = Columns([], [], [], [], [])
    for account, as_of in zip(accounts, days, strict=True):
        invoices, payments = events_of(account, as_of, net_days, late)
        found = settle(clause, invoices, payments, as_of.toordinal())
        row, later = len(told.principal), [0] * (len(account.invoices) - len(invoices.issued))
        told.principal.extend([*found.principal, *later])
        told.balance.extend([*found.balance, *later])
        told.accrued.extend([*found.accrued, *later])
        told.credit.append(found.credit)
        posted = sorted(found.posted, key=lambda one: one[0])
        told.posted.extend((row + place, day - EPOCH, charge) for place, day, charge in posted)
    return told
