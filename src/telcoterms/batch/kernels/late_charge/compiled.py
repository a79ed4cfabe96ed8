"""The charge that compounds each month as the compiled core writes it, where it is installed.

The core takes the rows in blocks. The late rows of a block are sorted by their whole months with a counting sort, so
that the processor does a month of several rows at once. Figures are rounded and proven as `charging.py` explains; a
row in doubt gets `DOUBT` and is then charged by the kernel of arrays, against which all of this is tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple, assert_never, final

import numpy as np

from telcoterms.batch.kernels.core import core
from telcoterms.batch.kernels.days import DAY_TABLES, DayNumbers
from telcoterms.batch.kernels.late_charge.charging import (
    ChargeKernel,
    InTime,
    Shares,
    Whole,
    offset_of,
    parts_of,
    surely_up_to,
)
from telcoterms.batch.kernels.numbers import float_rounding
from telcoterms.clauses.late_charge.kinds import RateCharge, RunsFrom
from telcoterms.values.money import Rounding

DOUBT: Final = -2
FROM_INVOICE, FROM_DUE, FROM_NEXT_BILL = range(3)


class ChargeClause(NamedTuple):
    """A clause as the core takes it: `charge_clause` of `native/src/core/late_charge.h`."""

    start: int
    net_days: int
    rate: float
    month_added: float
    month_half_below: float
    part_added: float
    part_half_below: float
    surely: float  # the balance up to which a whole month is never in doubt
    shares: Shares


@final
@dataclass(frozen=True, slots=True)
class Compiled:
    """The kernel of a rate compounded by the month that rounds each month."""

    core: Any
    clause: ChargeClause
    of_arrays: ChargeKernel

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        months = np.atleast_1d(np.asarray(billing_months, np.int64))
        columns = tuple(np.ascontiguousarray(column) for column in (amount, issued, paid, months))
        charges = out if out.flags.c_contiguous else np.empty(len(out), np.int64)
        if self.core.charge(self.clause, DAY_TABLES, columns, charges):
            rows = np.flatnonzero(charges == DOUBT)
            exact = np.empty(len(rows), np.int64)
            own_months = billing_months if isinstance(billing_months, int) else billing_months[rows]
            self.of_arrays.charge(amount[rows], issued[rows], paid[rows], own_months, exact)
            charges[rows] = exact
        if charges is not out:
            out[:] = charges


def compiled_kernel(leaf: RateCharge, monthly: Fraction, days: InTime, of_arrays: ChargeKernel) -> ChargeKernel:
    """Return the kernel of the core where it is installed, else the one of arrays. A bill is late once it is due."""
    installed = core()
    if installed is None:
        return of_arrays
    parts, denominator = parts_of(leaf, monthly)
    offset, rate = offset_of(monthly.denominator), float(monthly)
    month = _rounded(offset, leaf.rounding)
    part = _rounded(offset_of(denominator) if denominator else 0.0, leaf.rounding)
    return Compiled(
        installed,
        ChargeClause(core_start(leaf.runs_from), days.due, rate, *month, *part, surely_up_to(offset, rate), parts),
        of_arrays,
    )


def core_start(runs_from: RunsFrom) -> int:
    """Return the number in the core of what the time of a charge runs from, where no grace period is counted."""
    match runs_from:
        case "invoice-date":
            return FROM_INVOICE
        case "due-date" | "grace-end":
            return FROM_DUE
        case "next-invoice-date":
            return FROM_NEXT_BILL
    assert_never(runs_from)


def _rounded(offset: float, rounding: Rounding) -> tuple[float, float]:
    """Return what is added before rounding down, and the fraction below which lies a half that goes to even."""
    added, halves_to_even = float_rounding(rounding)
    return offset + added, 2 * offset if halves_to_even else 0.0
