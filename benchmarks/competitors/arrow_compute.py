"""pyarrow: its compute functions on whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

calls: Any = pc  # its functions come to be when it is imported, so no type checker knows them


def table_of(columns: Columns) -> pa.Table:
    days = {name: pa.array(days, pa.date32()) for name, days in (("issued", columns.issued), ("paid", columns.paid))}
    return pa.table({"amount": pa.array(columns.amount), **days})


def prepare(columns: Columns) -> Callable[[], Cents]:
    """Whole cents as int64, all late rows moved on month by month up to the longest delay, on one thread.

    Exact while 128 times a balance fits 64 bits; Arrow wraps without a word above that.
    """
    table: Any = table_of(columns)

    def run() -> Cents:
        due = calls.add(table["issued"].cast(pa.int32()), DAYS_TO_PAY)
        is_late = calls.greater(table["paid"].cast(pa.int32()), due)
        late = table.filter(is_late)
        cents = np.zeros(len(columns.amount), np.int64)
        cents[is_late.to_numpy()] = _charges(late["amount"], late["issued"], late["paid"]).to_numpy()
        return cents

    return run


def _charges(amount: Any, issued: Any, paid: Any) -> Any:
    day, anchor = calls.day(paid), calls.day(issued)
    back = calls.if_else(calls.less(day, calls.min_element_wise(anchor, _size(paid))), day, 0)
    within = calls.subtract(paid.cast(pa.int32()), back.cast(pa.int32())).cast(pa.date32())
    months = calls.add(
        calls.multiply(calls.subtract(calls.year(within), calls.year(issued)), 12),
        calls.subtract(calls.month(within), calls.month(issued)),
    )
    size = _size(within)
    start, end = calls.min_element_wise(anchor, size), calls.min_element_wise(anchor, _size(_next_month(within)))
    d = calls.subtract(calls.add(back, calls.day(within)), start)
    length = calls.add(calls.subtract(size, start), end)
    balance = amount
    for number in range(calls.max(months).as_py() or 0):
        month = calls.divide(calls.add(calls.multiply(balance, 102), 50), 100)
        balance = calls.if_else(calls.greater(months, number), month, balance)
    twice = calls.add(calls.multiply(calls.multiply(balance, 4), d), calls.multiply(length, 100))
    started = calls.divide(twice, calls.multiply(length, 200))
    return calls.add(calls.subtract(balance, amount), started)


def _next_month(days: Any) -> Any:
    return calls.ceil_temporal(days, unit="month", ceil_is_strictly_greater=True)


def _size(days: Any) -> Any:
    """How many days their months have."""
    first = calls.floor_temporal(days, unit="month")
    return calls.subtract(_next_month(days).cast(pa.int32()), first.cast(pa.int32())).cast(pa.int64())
