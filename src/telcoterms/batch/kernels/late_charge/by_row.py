"""The charge that compounds each month, row by row in blocks: a loop for machine code, right but slow without it.

The late rows of a block are sorted by their whole months by counting them, so that the processor does a month of
several rows at once. What is rounded is proven as `nearest` has it; a row in doubt is told by `DOUBT`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from telcoterms.batch.kernels.late_charge.late import Whole
from telcoterms.batch.kernels.late_charge.nearest import ERROR, Shares
from telcoterms.batch.kernels.months import ENDS, FIRST, PLACES, SPANS, STEP, STEP_BITS, DayNumbers
from telcoterms.days import MONTHS_LIMIT

BLOCK: Final = 2048
DOUBT: Final = -2


class Rounded(NamedTuple):
    """How shares are rounded: what is added before `floor`; the fraction below which lies a half that goes to even."""

    added: float
    half_below: float


class Numbers(NamedTuple):
    """What the loop takes of a clause."""

    from_due: bool  # else from the invoice
    to_next_bill: bool  # and on to the first bill after the due date
    rate: float
    month: Rounded
    part: Rounded
    surely: float  # the balance up to which a whole month is never in doubt


def charge_rows(
    numbers: Numbers,
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
    firsts = np.zeros(MONTHS_LIMIT + 3, np.int64)
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
