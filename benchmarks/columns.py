"""Columns of late payments as a provider has them: how much was invoiced, when, and when it was paid."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Cents = NDArray[np.int64]
DayNumbers = NDArray[np.int32]

SEED: Final = 20210712
DAYS_TO_PAY: Final = 15
_FIRST, _LAST = np.datetime64("2018-01-01"), np.datetime64("2024-12-31")
_MOST_DAYS: Final = 730  # the tail ends two years after the invoice
_MEAN_DAYS: Final = 118  # from the due date, before the tail is cut: 2.3 whole months over all rows


class Columns(NamedTuple):
    """One row an invoice: its amount in cents, and its two days as numbers since 1970-01-01."""

    amount: Cents
    issued: DayNumbers
    paid: DayNumbers

    def head(self, rows: int) -> Columns:
        """The first rows."""
        return Columns(self.amount[:rows], self.issued[:rows], self.paid[:rows])

    def days(self, name: str) -> NDArray[Any]:
        """A column of days as numpy's own dates."""
        days: NDArray[Any] = getattr(self, name).astype("datetime64[D]")
        return days


def realistic(rows: int, seed: int = SEED) -> Columns:
    """Invoices of 2018 to 2024, of 1.00 to 300.00, evenly spread over both.

    40 % are paid in time, on any of the 15 days. The others are paid some days after: the days follow an exponential
    distribution that is cut off two years after the invoice, so that a row is 2.3 whole months late on average, over
    all rows, and the last of them 23 or 24 months.
    """
    random = np.random.default_rng(seed)
    amount = random.integers(1_00, 300_00, rows, endpoint=True)
    issued = random.integers(_FIRST.astype(int), _LAST.astype(int), rows, np.int32, endpoint=True)
    cut = -np.expm1(-(_MOST_DAYS - DAYS_TO_PAY) / _MEAN_DAYS)
    late = np.ceil(-np.log1p(-cut * random.random(rows)) * _MEAN_DAYS) + DAYS_TO_PAY
    in_time = random.integers(0, DAYS_TO_PAY, rows, endpoint=True)
    days = np.where(random.random(rows) < 0.4, in_time, late).astype(np.int32)
    return Columns(amount, issued, issued + days)
