"""Which accounts columns can tell: those of `telcoterms.statement.core`, as far as numbers of a type are exact.

A balance grows at most by its rate, rounded up, in each month: so what was billed to an account and its months bound
every numerator that is divided.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.division import EXACT
from telcoterms.batch.kernels.ledger.accounts import Accounts, Days, Mask, Whole
from telcoterms.batch.kernels.ledger.tables import rounding_of
from telcoterms.batch.kernels.months import ENDS, FIRST, LAST, PLACES
from telcoterms.days import MONTHS_LIMIT
from telcoterms.money import LIMIT
from telcoterms.statement.core import Clause
from telcoterms.statement.ledger import POSTINGS_LIMIT

FLOATS: Final[np.dtype[Any]] = np.dtype(np.float64)
INTEGERS: Final[np.dtype[Any]] = np.dtype(np.int64)

_WIDE: Final = 1 << 62  # half of what an int64 holds: a numerator is doubled to be rounded


def within(clause: Clause, accounts: Accounts, as_of: Days, dtype: np.dtype[Any]) -> Mask:
    """Whether each account fits as `fits` of the core says, and all its numbers are exact in a type.

    None does whose amounts come to more than `Account` takes.
    """
    billed = _sums(accounts.bills, accounts.amounts)
    told = billed + _sums(accounts.payments, accounts.sums) <= LIMIT
    bills = np.diff(accounts.bills)
    some = np.flatnonzero(bills)
    first, last = accounts.issued[accounts.bills[some]], as_of[some]
    in_years = (np.minimum(first, last) >= FIRST) & (np.maximum(first, last) <= LAST)
    months = (ENDS[last.clip(FIRST, LAST) - FIRST] - PLACES[first.clip(FIRST, LAST) - FIRST]) >> 5
    few = (months < MONTHS_LIMIT) & (months * bills[some] <= POSTINGS_LIMIT)
    told[some] &= in_years & few & (billed[some] <= _most_billed(clause, dtype)[months.clip(0, MONTHS_LIMIT)])
    return told


def _sums(offsets: Whole, amounts: Whole) -> Whole:
    """What the amounts of each account come to."""
    until: Whole = np.append(0, np.cumsum(amounts))
    return until[offsets[1:]] - until[offsets[:-1]]


def _most_billed(clause: Clause, dtype: np.dtype[Any]) -> NDArray[np.int64]:
    """By months, the largest sum whose numerators stay exact, -1 where none does."""
    bottom = max(clause.bottom, *(rates[-1] for rates in clause.rates.values()))
    top = max(clause.top, *(max(rates[:-1]) for rates in clause.rates.values()))
    limit = EXACT[rounding_of(clause)] if dtype == FLOATS else _WIDE - bottom
    return _backwards(-1 if bottom >= limit else (limit - 1) // max(1, top), clause.top, clause.bottom)


@lru_cache(maxsize=64)  # a program asks under a few clauses
def _backwards(balance: int, top: int, bottom: int) -> NDArray[np.int64]:
    """By months, the largest sum that is at most a balance when its share, rounded up, was added each month."""
    sums = [balance]
    for _ in range(MONTHS_LIMIT):
        sums.append(max(-1, (sums[-1] - 1) * bottom // (bottom + top)))
    return np.array(sums)
