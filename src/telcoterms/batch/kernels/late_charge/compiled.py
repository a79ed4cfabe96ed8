"""The kernel in machine code, which the extra `compiled` makes when it is asked for.

It is compiled once in a process, for all clauses and layouts of columns, and nothing is written to a disk. The rows
that it leaves in doubt are charged by the kernel of arrays, against which it is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import final

import numpy as np

from telcoterms.batch.kernels.late_charge.by_row import DOUBT, Numbers, Rounded, charge_rows
from telcoterms.batch.kernels.late_charge.late import Kernel, Whole
from telcoterms.batch.kernels.late_charge.nearest import ERROR, EXACT, Shares, offset_of
from telcoterms.batch.kernels.late_charge.parts import parts_of
from telcoterms.batch.kernels.machine_code import compiler
from telcoterms.batch.kernels.months import DayNumbers
from telcoterms.money import Rounding
from telcoterms.rules.late_charge import CompoundMonthly


@final
@dataclass(frozen=True, slots=True)
class Compiled:
    """The kernel of `compound-monthly` that rounds each month."""

    numbers: Numbers
    shares: Shares
    net_days: int
    of_arrays: Kernel

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `Kernel` says."""
        every = np.broadcast_to(np.asarray(billing_months, np.int64), out.shape)
        if _machine_code()(self.numbers, self.net_days, self.shares, amount, issued, paid, every, out):
            rows = np.flatnonzero(out == DOUBT)
            charges = np.empty(len(rows), np.int64)
            self.of_arrays.charge(amount[rows], issued[rows], paid[rows], every[rows], charges)
            out[rows] = charges


def in_machine_code(rule: CompoundMonthly, net_days: int, of_arrays: Kernel) -> Kernel:
    """The kernel in machine code; `of_arrays` charges what it leaves in doubt."""
    _machine_code()
    parts, denominator = parts_of(rule)
    offset, rate = offset_of(rule.monthly_rate.denominator), float(rule.monthly_rate)
    numbers = Numbers(
        from_due=rule.runs_from == "due-date",
        to_next_bill=rule.runs_from == "next-invoice-date",
        rate=rate,
        month=_rounded(offset, rule.rounding),
        part=_rounded(offset_of(denominator) if denominator else 0.0, rule.rounding),
        surely=min((offset / (4 * ERROR) - 1) / rate if rate else EXACT, EXACT),
    )
    return Compiled(numbers, parts, net_days, of_arrays)


def _rounded(offset: float, rounding: Rounding) -> Rounded:
    return Rounded(offset if rounding == "down" else offset + 0.5, 2 * offset if rounding == "half-even" else 0.0)


@cache
def _machine_code() -> Callable[..., int]:
    numba = compiler()
    types = numba.types
    whole, days, real = types.int64, types.int32, types.float64
    rounded = types.NamedUniTuple(real, 2, Rounded)
    numbers = types.NamedTuple((types.boolean, types.boolean, real, rounded, rounded, real), Numbers)
    facts = [types.Array(of, 1, "A", readonly=True) for of in (whole, days, days, whole)]  # strides or none
    compiled: Callable[..., int] = numba.njit(whole(numbers, whole, real[::1], *facts, whole[:]), nogil=True)(
        charge_rows
    )
    return compiled
