"""The charge that compounds each month as machine code, which the extra `compiled` makes when it is asked for.

`charge_rows` takes the rows in blocks. The late rows of a block are sorted by their whole months with a counting sort,
so that the processor does a month of several rows at once. Figures are rounded and proven as `charging.py` explains; a
row in doubt gets `DOUBT` and is then charged by the kernel of arrays, against which all of this is tested.

The loop repeats that of `charging.EachMonth`, because machine code can call neither numpy's whole-array functions nor
the classes there. It is right without a compiler as well, but slow; so the tests also run it as plain Python. It is
compiled once in a process, for all clauses and layouts of columns, and nothing is written to a disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final, NamedTuple, assert_never, final

import numpy as np

from telcoterms.batch.kernels.days import ENDS, FIRST, PLACES, SPANS, STEP, STEP_BITS, DayNumbers
from telcoterms.batch.kernels.late_charge.charging import (
    ERROR,
    EXACT,
    ChargeKernel,
    InTime,
    Shares,
    Whole,
    offset_of,
    parts_of,
)
from telcoterms.batch.kernels.numbers import compiler, float_rounding
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import Rounding

BLOCK: Final = 2048
DOUBT: Final = -2


class Rounded(NamedTuple):
    """How shares are rounded: what is added before `floor`; the fraction below which lies a half that goes to even."""

    added: float
    half_below: float


class ChargeNumbers(NamedTuple):
    """What the loop takes of a clause."""

    from_due: bool  # else from the invoice
    to_next_bill: bool  # and on to the first bill after the due date
    rate: float
    month: Rounded
    part: Rounded
    surely: float  # the balance up to which a whole month is never in doubt


def charge_rows(
    numbers: ChargeNumbers,
    net_days: int,
    shares: Shares,
    amount: Whole,
    issued: DayNumbers,
    paid: DayNumbers,
    billing_months: Whole,
    out: Whole,
) -> int:
    """Write the charge of each row, or `DOUBT`; how many are in doubt."""
    rows, order = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    months, parts = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.float64)
    balances, borne = np.empty(BLOCK, np.float64), np.empty(BLOCK, np.float64)
    firsts = np.zeros(MAX_MONTHS + 3, np.int64)
    month, part, doubts = numbers.month, numbers.part, 0
    for start in range(0, len(out), BLOCK):
        late, most = 0, 0
        for row in range(start, min(start + BLOCK, len(out))):
            out[row] = 0
            rows[late] = row
            late += (paid[row] - issued[row] > net_days) & (amount[row] != 0)
        for number in range(late):
            row = rows[number]
            begun = issued[row] - FIRST
            place = np.int64(PLACES[begun + net_days * numbers.from_due])
            if numbers.to_next_bill:
                whole = (ENDS[begun + net_days] - place) >> STEP_BITS
                place += ((whole // billing_months[row] + 1) * billing_months[row]) << STEP_BITS
            count = max((ENDS[paid[row] - FIRST] - place) >> STEP_BITS, 0)
            span = np.int64(SPANS[place + (count << STEP_BITS)])
            days = max(paid[row] - (span >> STEP_BITS), 0)
            months[number] = count
            parts[number] = shares[((span & (STEP - 1)) << STEP_BITS) + days]
            firsts[count + 1] += 1
            most = max(most, count)
        for fewer in range(1, most + 1):
            firsts[fewer + 1] += firsts[fewer]
        for number in range(late):  # in the place of the first of so many months, which moves on by one
            at = firsts[months[number]]
            firsts[months[number]] = at + 1
            order[at] = rows[number]
            balances[at] = amount[rows[number]]
            borne[at] = parts[number]
        for charged in range(most):  # after which the first of so many months is where those of one fewer end
            for at in range(firsts[charged], late):
                charge = balances[at] * numbers.rate + month.added
                rounded = np.floor(charge)
                if charge - rounded < month.half_below and np.floor(rounded * 0.5) * 2 != rounded:
                    rounded -= 1.0
                balances[at] += rounded
        for at in range(late):
            balance, row = balances[at], order[at]
            charge = balance * borne[at] + part.added
            rounded = np.floor(charge)
            rest, error = charge - rounded, charge * (2 * ERROR)
            if rest < part.half_below and np.floor(rounded * 0.5) * 2 != rounded:
                rounded -= 1.0
            if balance <= numbers.surely and error <= rest <= 1 - error:
                out[row] = np.int64(balance + rounded) - amount[row]
            else:
                out[row] = DOUBT
                doubts += 1
        firsts[: most + 2] = 0
    return doubts


@final
@dataclass(frozen=True, slots=True)
class Compiled:
    """The kernel of a rate compounded by the month that rounds each month."""

    numbers: ChargeNumbers
    shares: Shares
    net_days: int
    of_arrays: ChargeKernel

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        billing_period = np.broadcast_to(np.asarray(billing_months, np.int64), out.shape)
        if _machine_code()(self.numbers, self.net_days, self.shares, amount, issued, paid, billing_period, out):
            rows = np.flatnonzero(out == DOUBT)
            charges = np.empty(len(rows), np.int64)
            self.of_arrays.charge(amount[rows], issued[rows], paid[rows], billing_period[rows], charges)
            out[rows] = charges


def in_machine_code(leaf: RateCharge, monthly: Fraction, days: InTime, of_arrays: ChargeKernel) -> ChargeKernel:
    """Return the kernel in machine code; `of_arrays` charges what it leaves in doubt. A bill is late once it is due."""
    _machine_code()
    parts, denominator = parts_of(leaf, monthly)
    offset, rate = offset_of(monthly.denominator), float(monthly)
    match leaf.runs_from:
        case "invoice-date":
            from_due, to_next_bill = False, False
        case "due-date" | "grace-end":
            from_due, to_next_bill = True, False
        case "next-invoice-date":
            from_due, to_next_bill = False, True
        case _:
            assert_never(leaf.runs_from)
    numbers = ChargeNumbers(
        from_due=from_due,
        to_next_bill=to_next_bill,
        rate=rate,
        month=_rounded(offset, leaf.rounding),
        part=_rounded(offset_of(denominator) if denominator else 0.0, leaf.rounding),
        surely=min((offset / (4 * ERROR) - 1) / rate if rate else EXACT, EXACT),
    )
    return Compiled(numbers, parts, days.due, of_arrays)


def _rounded(offset: float, rounding: Rounding) -> Rounded:
    added, halves_to_even = float_rounding(rounding)
    return Rounded(offset + added, 2 * offset if halves_to_even else 0.0)


@cache
def _machine_code() -> Callable[..., int]:
    numba = compiler()
    types = numba.types
    whole, days, real = types.int64, types.int32, types.float64
    rounded = types.NamedUniTuple(real, 2, Rounded)
    numbers = types.NamedTuple((types.boolean, types.boolean, real, rounded, rounded, real), ChargeNumbers)
    facts = [types.Array(of, 1, "A", readonly=True) for of in (whole, days, days, whole)]  # strides or none
    compiled: Callable[..., int] = numba.njit(whole(numbers, whole, real[::1], *facts, whole[:]), nogil=True)(
        charge_rows
    )
    return compiled
