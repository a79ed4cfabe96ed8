"""Columns taken by chunks: of each the rows that are late, and nothing for all others.

A chunk is as large as keeps its arrays in the cache, so what a run needs beside its columns does not grow with them.
Nothing is kept between chunks or between calls: one kernel serves any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.months import DayNumbers

Whole = NDArray[np.int64]
Rows = NDArray[np.intp]

UNFIT: Final = -1  # in place of a charge over the largest 64-bit integer
MOST: Final = (1 << 63) - 1
CHUNK: Final = 1 << 16


class Kernel(Protocol):
    """What writes the late charge of each row of columns under one clause."""

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, in minor units, or `UNFIT` where it is over 2^63 - 1.

        Amounts are minor units; days are numbers since 1970-01-01. Rows are valid: an amount from 0 to 10^12, both days
        within the tables, payment not before the invoice nor a hundred years after it, 1 to 1200 billing months. The
        columns are only read; any may be a view with strides. Threads may share a kernel, not an `out`.
        """


class Late(NamedTuple):
    """The rows of a chunk that bear a charge: their places in it, and of each row its facts."""

    rows: Rows
    amount: Whole  # of the whole chunk, by place
    issued: DayNumbers
    paid: DayNumbers
    billing_months: Whole | int


def settle(late: Late, doubtful: Rows, exactly: Callable[[int], int], out: Whole) -> None:
    """Write the charges of the late rows in doubt: each as exact arithmetic has it, or that it does not fit."""
    for row in doubtful.tolist():
        charge = exactly(row)
        out[late.rows[row]] = charge if charge <= MOST else UNFIT


class Charging(Protocol):
    """What writes the charges of late rows: one for each way in which a charge comes about."""

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row to its place in the chunk's `out`."""


@final
@dataclass(frozen=True, slots=True)
class ByChunks:
    """The kernel of a clause: finds the late rows, and lets `charging` write their charges."""

    charging: Charging
    net_days: int

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `Kernel` says."""
        with np.errstate(over="ignore", invalid="ignore"):  # what runs over a float is in doubt, and settled exactly
            for start in range(0, len(out), CHUNK):
                chunk = slice(start, start + CHUNK)
                months = billing_months if isinstance(billing_months, int) else billing_months[chunk]
                self._charge_chunk(amount[chunk], issued[chunk], paid[chunk], months, out[chunk])

    def _charge_chunk(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        rows = np.flatnonzero((paid - issued > self.net_days) & (amount != 0))
        out[:] = 0
        if rows.size:
            months = billing_months if isinstance(billing_months, int) else billing_months.take(rows)
            self.charging.write(Late(rows, amount, issued.take(rows), paid.take(rows), months), out)
