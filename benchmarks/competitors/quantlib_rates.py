"""QuantLib: an `InterestRate` of 24 % a year that compounds monthly, between two dates, a row at a time."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

SERIAL = 25_569  # of 1970-01-01, as a spreadsheet and QuantLib count days


def actual_365(columns: Columns) -> Callable[[], Cents]:
    """A month is a twelfth of 365 days."""
    return _prepared(columns, lambda quantlib: quantlib.Actual365Fixed())


def actual_actual(columns: Columns) -> Callable[[], Cents]:
    """A month is a twelfth of its year's days (ISDA)."""
    return _prepared(columns, lambda quantlib: quantlib.ActualActual(quantlib.ActualActual.ISDA))


def thirty_360(columns: Columns) -> Callable[[], Cents]:
    """Each month has 30 days (bond basis): whole months are right, part months are not."""
    return _prepared(columns, lambda quantlib: quantlib.Thirty360(quantlib.Thirty360.BondBasis))


def _prepared(columns: Columns, counter: Callable[[Any], Any]) -> Callable[[], Cents]:
    """Cents differ in each: months are fractions of a year, a part month grows by a power, and it is rounded once."""
    quantlib: Any = import_module("QuantLib")  # of the dependency group for competitors; it has no types
    rate = quantlib.InterestRate(0.24, counter(quantlib), quantlib.Compounded, quantlib.Monthly)
    issued, paid = ([quantlib.Date(day + SERIAL) for day in days.tolist()] for days in (columns.issued, columns.paid))
    rows = list(zip((columns.amount / 100).tolist(), issued, paid, strict=True))

    def charge(amount: float, start: Any, end: Any) -> int:
        if end <= start + DAYS_TO_PAY:
            return 0
        factor: float = rate.compoundFactor(start, end)
        return round(100 * amount * (factor - 1))

    return lambda: np.array([charge(*row) for row in rows], np.int64)
