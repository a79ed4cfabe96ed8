"""Accounts in columns that are settled one after the other, by the core: those that are much longer than all others."""

from __future__ import annotations

from typing import Final

import numpy as np

from telcoterms.batch.kernels.days import EPOCH, STEP, YEARS
from telcoterms.batch.kernels.ledger.accounts import Accounts, LedgerResult, Postings
from telcoterms.statement.plain_account import UNNAMED, InvoiceColumns, LedgerClause, settle

FIRST_PLACE: Final = 12 * YEARS.start * STEP  # of the core's months, which count from the year 0


def settle_one(clause: LedgerClause, accounts: Accounts, account: int, as_of: int, into: LedgerResult) -> Postings:
    """Write what one account owes into the columns of all, and return what was posted."""
    low, high = accounts.bills[account : account + 2].tolist()
    start, end = accounts.payments[account : account + 2].tolist()
    high = low + int(np.searchsorted(accounts.issued[low:high], as_of, side="right"))
    end = start + int(np.searchsorted(accounts.received[start:end], as_of, side="right"))
    invoices = InvoiceColumns(
        (accounts.issued[low:high] + EPOCH).tolist(),
        (accounts.late_on[low:high] + EPOCH).tolist(),
        (accounts.anchors[low:high] + FIRST_PLACE).tolist(),
        accounts.amounts[low:high].tolist(),
    )
    named = accounts.named[start:end]
    places = np.where(named < low, UNNAMED, named - low)
    days = accounts.received[start:end] + EPOCH
    payments = list(zip(days.tolist(), accounts.sums[start:end].tolist(), places.tolist(), strict=True))
    result = settle(clause, invoices, payments, as_of + EPOCH)
    into.principal[low:high], into.balance[low:high] = result.principal, result.balance
    into.accrued[low:high], into.credit[account] = result.accrued, result.credit
    rows, posted_on, charges = np.array(result.posted, np.int64).reshape(-1, 3).T
    return Postings(rows + low, (posted_on - EPOCH).astype(np.int32), charges)
