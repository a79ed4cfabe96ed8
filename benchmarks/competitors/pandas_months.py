"""pandas: a frame of late rows, moved on by `DateOffset` a month at a time until all are paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

Accrued = Callable[[Any, Any, Any], Any]  # of balances, the days that have passed of a month, and how many it has


def in_cents(columns: Columns) -> Callable[[], Cents]:
    """Whole cents as int64: exact while 128 times a balance fits 64 bits."""
    return _prepared(columns, columns.amount, _half_up)


def in_dollars(columns: Columns) -> Callable[[], Cents]:
    """Dollars as float64, each month rounded by `round(2)`, as people do.

    Some cents differ: most halves of a cent have no binary form, and those that have one are rounded to even.
    """
    charges = _prepared(columns, columns.amount / 100, _by_round)
    return lambda: np.rint(charges() * 100).astype(np.int64)


def _half_up(balance: Any, d: Any, length: Any) -> Any:
    return (4 * balance * d + 100 * length) // (200 * length)


def _by_round(balance: Any, d: Any, length: Any) -> Any:
    return (balance * 0.02 * d / length).round(2)


def _prepared(columns: Columns, amount: Any, accrued: Accrued) -> Callable[[], Any]:
    days = {name: columns.days(name).astype("datetime64[s]") for name in ("issued", "paid")}
    frame = pd.DataFrame({"amount": amount, **days})

    def run() -> Any:
        charges = np.zeros_like(amount)
        late = frame[frame["paid"] > frame["issued"] + pd.Timedelta(days=DAYS_TO_PAY)]
        late = late.assign(balance=late["amount"], begun=late["issued"])
        number = 0
        while not late.empty:
            number += 1
            ended = late["issued"] + pd.DateOffset(months=number)
            length = (ended - late["begun"]).dt.days
            d = (late["paid"].where(late["paid"] < ended, ended) - late["begun"]).dt.days
            late = late.assign(balance=late["balance"] + accrued(late["balance"], d, length), begun=ended)
            is_paid = late["paid"] <= ended
            done = late[is_paid]
            charges[done.index] = done["balance"] - done["amount"]
            late = late[~is_paid]
        return charges

    return run
