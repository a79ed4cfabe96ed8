"""The replay of many accounts, group after group, by a kernel that replays one group."""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np

from telcoterms.batch.kernels.ledger.accounts import Accounts, Days, Postings, Settled
from telcoterms.batch.kernels.ledger.reach import FLOATS, INTEGERS, within
from telcoterms.statement.core import Clause

GROUP: Final = 16_384  # accounts: what is kept of them while they are replayed stays near the processor
BEFORE: Final = np.int32(-(1 << 30))  # a day before all days, on which nothing of an account is known


class Kernel(Protocol):
    """What replays a group of accounts, all of whose numbers a type holds exactly."""

    def __call__(
        self, clause: Clause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any], postings: bool
    ) -> Settled:
        """What each account owes at the end of its day."""
        ...


def in_groups(kernel: Kernel, clause: Clause, accounts: Accounts, as_of: Days, postings: bool) -> Settled:
    """What each account owes at the end of its day."""
    rows = len(accounts.amounts)
    principal, balance, accrued = (np.zeros(rows, np.int64) for _ in range(3))
    credit, beyond = np.zeros(accounts.size, np.int64), np.zeros(accounts.size, np.bool_)
    posted = []
    for first in range(0, accounts.size, GROUP):
        last = min(first + GROUP, accounts.size)
        part, days, dtype = accounts.part(first, last), as_of[first:last], FLOATS
        told = within(clause, part, days, FLOATS)
        if not told.all():
            told, dtype = within(clause, part, days, INTEGERS), INTEGERS
        if told.any():
            found = kernel(clause, part, np.where(told, days, BEFORE), dtype, postings)
            low, high = accounts.bills[first], accounts.bills[last]
            principal[low:high] = found.principal
            balance[low:high] = found.balance
            accrued[low:high] = found.accrued
            credit[first:last] = found.credit
            if found.postings is not None:
                posted.append(found.postings._replace(bills=found.postings.bills + low))
        beyond[first:last] = ~told
    return Settled(principal, balance, accrued, credit, beyond, joined(posted) if postings else None)


def joined(parts: list[Postings]) -> Postings:
    """Postings, by bill, each bill's in their order."""
    bills = np.concatenate([np.zeros(0, np.int64), *(part.bills for part in parts)])
    days = np.concatenate([np.zeros(0, np.int32), *(part.days for part in parts)])
    amounts = np.concatenate([np.zeros(0, np.int64), *(part.amounts for part in parts)])
    order = np.argsort(bills, kind="stable")
    return Postings(bills[order], days[order], amounts[order])
