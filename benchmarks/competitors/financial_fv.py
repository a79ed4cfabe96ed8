"""numpy-financial: the future value `fv` after a fractional number of months."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

DAYS_OF_A_MONTH = 365 / 12


def prepare(columns: Columns) -> Callable[[], Cents]:
    """Dollars at 2 % a month over `days / (365 / 12)` months, rounded once.

    Cents differ: it knows no calendar, a part month grows by a power, and no month is rounded.
    """
    financial: Any = import_module("numpy_financial")  # of the dependency group for competitors; it has no types
    amount, days = columns.amount / 100, columns.paid - columns.issued

    def run() -> Cents:
        charges = financial.fv(0.02, days / DAYS_OF_A_MONTH, 0, -amount) - amount
        cents: Cents = np.where(days > DAYS_TO_PAY, np.rint(100 * charges), 0).astype(np.int64)
        return cents

    return run
