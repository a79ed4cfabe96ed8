"""Kernels that are made of others: joins and bounds, numbers that change with time, and rows that are charged singly.

A join takes, row by row, the sum, the greatest or the least of what the kernels of its parts have written; a minimum
and a maximum are joins as well. A number that changes with time is one number in each of its segments of time. A row
of which all days that matter lie in one segment has the charge of that one number; where a change lies between them,
the row is charged by itself, as the clause is for one amount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import EPOCH, DayNumbers
from telcoterms.batch.kernels.late_charge.charging import MAX_INT64, UNFIT, ChargeKernel, Whole
from telcoterms.values.errors import TelcoTermsError

Unsigned = NDArray[np.uint64]
Take: TypeAlias = Callable[[Unsigned, Unsigned], Unsigned]
ChargeOfRow: TypeAlias = Callable[[int, date, date, int], int]
"""The charge of one row, of an amount, the invoice date, the day of payment and the billing months."""

BEYOND: Final = np.uint64((1 << 64) - 1)
"""`UNFIT` as a number without a sign: larger than every charge, as what it stands for is."""


def sum_of(some: Unsigned, others: Unsigned) -> Unsigned:
    """Return the sums of charges; `BEYOND` where one of the two is, or they come to as much."""
    with np.errstate(over="ignore"):
        sums = some + others  # of two that fit, less than 2^64
    is_beyond = (some == BEYOND) | (others == BEYOND) | (sums > np.uint64(MAX_INT64))
    return np.where(is_beyond, BEYOND, sums)


def greater_of(some: Unsigned, others: Unsigned) -> Unsigned:
    """Return the greater of two charges of each row."""
    return np.maximum(some, others)


def lesser_of(some: Unsigned, others: Unsigned) -> Unsigned:
    """Return the lesser of two charges of each row."""
    return np.minimum(some, others)


@final
@dataclass(frozen=True, slots=True)
class Joined:
    """The kernel of a join of two or more parts, or of a clause and its bound."""

    parts: tuple[ChargeKernel, ...]
    take: Take

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        first, *others = self.parts
        first.charge(amount, issued, paid, billing_months, out)
        found = out.astype(np.int64).view(np.uint64)
        for part in others:
            charges = np.empty(len(out), np.int64)
            part.charge(amount, issued, paid, billing_months, charges)
            found = self.take(found, charges.view(np.uint64))
        out[:] = found.view(np.int64)


@final
@dataclass(frozen=True, slots=True)
class Nothing:
    """The kernel of a clause by which a late payment costs nothing."""

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write zeros to `out`."""
        out[:] = 0


@final
@dataclass(frozen=True, slots=True)
class Refused:
    """The kernel of rows that are refused, whatever they hold."""

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write `UNFIT` to `out`."""
        out[:] = UNFIT


@final
@dataclass(frozen=True, slots=True)
class RowByRow:
    """The kernel of what no arrays compute: each row is charged by itself.

    A row that is refused is written as `UNFIT`.
    """

    charge_of: ChargeOfRow

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        months = np.broadcast_to(np.asarray(billing_months, np.int64), out.shape).tolist()
        rows = zip(amount.tolist(), issued.tolist(), paid.tolist(), months, strict=True)
        for place, (sum_, issued_on, paid_on, every) in enumerate(rows):
            try:
                charge = self.charge_of(
                    sum_, date.fromordinal(issued_on + EPOCH), date.fromordinal(paid_on + EPOCH), every
                )
            except TelcoTermsError:
                charge = UNFIT
            out[place] = charge if charge <= MAX_INT64 else UNFIT


@final
@dataclass(frozen=True, slots=True)
class BySegment:
    """The kernel of a leaf whose number changes on some days.

    `kernels` has that of the number before the first of the days, then of each segment.
    The days that matter for a row lie from `first` days after its invoice up to `last`, or up to the day of payment
    where that is None.
    """

    days_of_change: Whole
    kernels: tuple[ChargeKernel, ...]
    first: int
    last: int | None
    singly: RowByRow

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        lows = issued.astype(np.int64) + self.first
        highs = paid.astype(np.int64) if self.last is None else issued.astype(np.int64) + self.last
        low, high = (np.searchsorted(self.days_of_change, days, side="right") for days in (lows, highs))
        segments = np.where(low == high, low, len(self.kernels))
        for segment in np.unique(segments).tolist():
            kernel = self.kernels[segment] if segment < len(self.kernels) else self.singly
            rows = np.flatnonzero(segments == segment)
            months = billing_months if isinstance(billing_months, int) else billing_months[rows]
            charges = np.empty(len(rows), np.int64)
            kernel.charge(amount[rows], issued[rows], paid[rows], months, charges)
            out[rows] = charges
