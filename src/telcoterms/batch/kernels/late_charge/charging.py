"""The late charge of columns of rows: the arithmetic of each leaf, a chunk of rows at a time.

`ByChunks` takes the columns by chunks, as large as keeps the arrays of one in the cache, finds the rows of each that
are late, and lets the `Charging` of the clause write their charges. Nothing is kept between chunks or between calls,
so one kernel serves any number of threads, and the memory that a run needs does not grow with its columns.

Every charge is the one that the terms answer for the row alone, to the cent. Shares are computed in floats; a row
whose rounded figure is not proven is *in doubt*, and `settle` computes it by the exact arithmetic of the clause.

**Rounding in floats, with a proof.** A share comes of few sums and products of floats, none less than zero, so it is
off by at most six roundings of 2^-53 of itself; half a unit and an offset are added, for two more. `ERROR` is twice
all eight. What is rounded is right when the fraction that `floor` takes away lies further than the error from 0 and
from 1.

That alone would put every exact half in doubt. But a share whose denominator is q makes, with half a unit, a multiple
of 1/(2q): a whole number, or at least that far from one. So an offset of 1/(5q), or anything less, moves none over a
whole number and each away from it, and a half alone leaves a fraction of less than two offsets. Where four errors are
smaller than the offset nothing can be in doubt. No offset, for a share of no known denominator, is right as well: it
only leaves more in doubt.

By hand: 25 cents at 2 % bear 0.5 cents, and q = 50, so the offset is 0.004. Half up, 0.5 + 0.5 + 0.004 = 1.004: the
floor is 1, and 0.004 is far from 0 beside an error of 2^-49. To even, 0.004 is less than two offsets, so the share
was an exact half, and the odd 1 becomes 0. At 24 cents, 0.48 + 0.504 = 0.984: the floor is 0.

**How long a charge has run.** Whole months, and the place in the started month: `days of the month x 32 + days that
have passed`, by which a table holds what a started month bears. The due date of a late row lies before its payment,
and so within the tables of days; a next bill after it may lie beyond their days, but not beyond `SPANS`.

**Charges that are rounded once** multiply by powers of 1 + r, in two steps. After n coarse steps, each multiplying by
C, and a fine one, adding the share g, a sum has borne the share (C^n - 1) + C^n g. No term is less than zero. Each is
off by at most four roundings: one for each number that is tabled, two for the product and the sum; and the sum that
it is multiplied by adds a fifth.

**Charges that compound by the month** are rounded each month, and the next month bears on them. The rows are sorted
by their whole months, so that a month is charged on the rest of one array. A balance never shrinks: once the largest
last one is so small that nothing was in doubt, no step before it was. Else the months run once more, and the rows in
doubt at any of them are settled. This is the array form of `telcoterms.values.money.compounded`, which the rows in
doubt take. The compiled core has the same loop again in C, in `native/src/core/late_charge.c`, and `compiled.py` hands
the columns to it. The tests compare all three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol, assert_never, final

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import ENDS, FIRST, PLACES, SPANS, STEP, STEP_BITS, DayNumbers
from telcoterms.batch.kernels.numbers import float_rounding
from telcoterms.clauses.late_charge.accrual import daily_growth, month_charge
from telcoterms.clauses.late_charge.charge import compound_charge
from telcoterms.clauses.late_charge.kinds import FlatCharge, PartMonth, RateCharge, RunsFrom, WholeMonths
from telcoterms.clauses.late_charge.periods import block_fraction, counted_days, month_fraction
from telcoterms.values.days import MAX_MONTHS
from telcoterms.values.money import ROUNDERS, Rounding, compounded
from telcoterms.values.steps import rounded

Whole = NDArray[np.int64]
Rows = NDArray[np.intp]
Shares = NDArray[np.float64]


NOBODY: Final[Rows] = np.empty(0, np.intp)
MAX_INT64: Final = (1 << 63) - 1
UNFIT: Final = -1  # in place of a charge over the largest 64-bit integer
BEYOND: Final = 2.0**64
CHUNK: Final = 1 << 16


# The kernel: chunks of the columns, and the late rows of each


class ChargeKernel(Protocol):
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


class Charging(Protocol):
    """What writes the charges of late rows: one for each way in which a charge comes about."""

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row to its place in the chunk's `out`."""


class InTime(NamedTuple):
    """How many days after its invoice a bill is due, and how many the last day lies on which a payment is in time."""

    due: int
    last: int


@final
@dataclass(frozen=True, slots=True)
class ByChunks:
    """The kernel of a leaf: finds the late rows, and lets `charging` write their charges.

    A row is late that is paid over `last_days` after its invoice, on an amount of `least` minor units or more.
    """

    charging: Charging
    last_days: int
    least: int = 1

    def charge(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        """Write the charge of each row to `out`, as `ChargeKernel` says."""
        with np.errstate(over="ignore", invalid="ignore"):  # what runs over a float is in doubt, and settled exactly
            for start in range(0, len(out), CHUNK):
                chunk = slice(start, start + CHUNK)
                months = billing_months if isinstance(billing_months, int) else billing_months[chunk]
                self._charge_chunk(amount[chunk], issued[chunk], paid[chunk], months, out[chunk])

    def _charge_chunk(
        self, amount: Whole, issued: DayNumbers, paid: DayNumbers, billing_months: Whole | int, out: Whole
    ) -> None:
        rows = np.flatnonzero((paid - issued > self.last_days) & (amount >= self.least))
        out[:] = 0
        if rows.size:
            months = billing_months if isinstance(billing_months, int) else billing_months.take(rows)
            self.charging.write(Late(rows, amount, issued.take(rows), paid.take(rows), months), out)


def settle(late: Late, doubtful: Rows, exactly: Callable[[int], int], out: Whole) -> None:
    """Write the charges of the late rows in doubt: each as exact arithmetic has it, or that it does not fit."""
    for row in doubtful.tolist():
        charge = exactly(row)
        out[late.rows[row]] = charge if charge <= MAX_INT64 else UNFIT


# Rounding in floats, with a proof


ERROR: Final = 2.0**-49
EXACT: Final = 2.0**52  # up to here each whole number is a float, and so is each sum of two


def offset_of(denominator: int) -> float:
    """Return the offset of shares whose denominators are at most this."""
    return float(Fraction(1, 5 * denominator))


def surely(largest: float, offset: float) -> bool:
    """Return whether no share up to one can be in doubt."""
    return 4 * ERROR * (largest + 1) < offset


def surely_up_to(offset: float, rate: float) -> float:
    """Return the balance up to which no month at a rate can be in doubt."""
    return min((offset / (4 * ERROR) - 1) / rate if rate else EXACT, EXACT)


def round_off(shares: Shares, offset: Shares | float, rounding: Rounding, sure: bool = False) -> Rows:
    """Round each share where it stands; the rows in doubt, which are none where it is `sure`."""
    added, halves_to_even = float_rounding(rounding)
    np.add(shares, offset + added, out=shares)
    if sure and not halves_to_even:
        np.floor(shares, out=shares)
        return NOBODY
    whole = np.floor(shares)
    rest = shares - whole
    doubtful = NOBODY
    if not sure:
        error = shares * (2 * ERROR)
        doubtful = np.flatnonzero(~((rest >= error) & (rest <= 1 - error)))  # so written, a NaN is in doubt
    if halves_to_even:
        halves = np.flatnonzero(rest < 2 * offset)
        whole[halves] -= whole[halves] % 2
    shares[:] = whole
    return doubtful


# How long a charge has run


PARTS: Final = STEP * STEP  # how many numbers a place in a month may have
LENGTHS: Final = range(28, 32)


class Elapsed(NamedTuple):
    """Of late rows: whole months since the start, and the place in the started month."""

    months: DayNumbers
    part: DayNumbers

    def at(self, row: int) -> tuple[int, int, int]:
        """Return for one row the whole months, the days of the started one that have passed, and how many it has."""
        length, days = divmod(int(self.part[row]), STEP)
        return int(self.months[row]), days, length


def elapsed(leaf: RateCharge | FlatCharge, late: Late, days: InTime) -> Elapsed:
    """Return the time from the start that the reading names; nothing where that lies after the payment."""
    places = start_places(late, leaf.runs_from, days)
    if isinstance(leaf, RateCharge) and leaf.on_day is not None:  # between two such days nothing accrues
        months = np.maximum(whole_months(before_on_day(places, leaf.on_day), late.paid), 0)
        return Elapsed(months, np.full_like(months, LENGTHS.start * STEP))
    months = whole_months(places, late.paid)
    may_be_ahead = _may_start_after_payment(leaf.runs_from)
    if may_be_ahead:
        np.maximum(months, 0, out=months)
    places += months << STEP_BITS
    spans = SPANS.take(places)
    passed = late.paid - (spans >> STEP_BITS)
    if may_be_ahead:
        np.maximum(passed, 0, out=passed)
    return Elapsed(months, ((spans & (STEP - 1)) << STEP_BITS) + passed)


TimeOf = Callable[[RateCharge | FlatCharge, Late, InTime], Elapsed]
"""What gives the time from the start of each late row."""


def _may_start_after_payment(runs_from: RunsFrom) -> bool:
    """Return whether the start of a late charge can lie after a late payment."""
    match runs_from:
        case "invoice-date" | "due-date" | "grace-end":
            return False
        case "next-invoice-date":
            return True
    assert_never(runs_from)


def start_places(late: Late, runs_from: RunsFrom, days: InTime) -> DayNumbers:
    """Return the places of the starts."""
    match runs_from:
        case "due-date":
            return PLACES.take(late.issued + (days.due - FIRST))
        case "grace-end":
            return PLACES.take(late.issued + (days.last - FIRST))
        case "invoice-date":
            return PLACES.take(late.issued - FIRST)
        case "next-invoice-date":
            places = PLACES.take(late.issued - FIRST)
            billing_period = np.asarray(late.billing_months, np.int32)
            whole = (ENDS.take(late.issued + (days.last - FIRST)) - places) >> STEP_BITS
            places += (whole // billing_period + 1) * billing_period * STEP  # the first bill after the last day in time
            return places
    assert_never(runs_from)


def start_days(late: Late, runs_from: RunsFrom, days: InTime) -> DayNumbers:
    """Return the days of the starts."""
    match runs_from:
        case "invoice-date":
            return late.issued
        case "due-date":
            return late.issued + np.int32(days.due)
        case "grace-end":
            return late.issued + np.int32(days.last)
        case "next-invoice-date":
            return SPANS.take(start_places(late, runs_from, days)) >> STEP_BITS
    assert_never(runs_from)


def before_on_day(places: DayNumbers, day_of_month: int) -> DayNumbers:
    """Return the places of the last such day of a month on or before each; its month may precede the tables."""
    on_day = (places & -STEP) + np.int32(day_of_month)
    later = SPANS.take(on_day) >> STEP_BITS > SPANS.take(places) >> STEP_BITS
    return on_day - (later.astype(np.int32) << STEP_BITS)


def whole_months(places: DayNumbers, paid: DayNumbers) -> DayNumbers:
    """Return whole months from each place to the day of payment; below zero where the place lies after it."""
    return (ENDS.take(paid - FIRST) - places) >> STEP_BITS


# The share that a started month bears


class Parts(NamedTuple):
    """The share by place in the month, and the largest denominator of all; None where they are no ratios."""

    shares: Shares
    denominator: int | None


def parts_of(leaf: RateCharge, rate: Fraction) -> Parts:
    """Return the table of a clause at a rate a month; each share is the nearest float to the exact one."""
    return _parts_of(leaf.part_month, rate)


@lru_cache(maxsize=64)  # an audit has a kernel for each combination of readings, of which most have the same table
def _parts_of(part_month: PartMonth, rate: Fraction) -> Parts:
    match part_month:
        case "daily-compound":
            return Parts(_frozen(_power_shares(rate)), None)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            shares, denominator = np.zeros(PARTS), 1
            for length in LENGTHS:
                for days in range(length):
                    exact = rate * Fraction(*month_fraction(part_month, days, length))
                    shares[length * STEP + days] = float(exact)
                    denominator = max(denominator, exact.denominator)
            return Parts(_frozen(shares), denominator)
    assert_never(part_month)


def _frozen(table: Shares) -> Shares:
    """Return a table that kernels share, so that none writes to it."""
    table.flags.writeable = False
    return table


def _power_shares(rate: Fraction) -> Shares:
    """Return (1 + r)^(d/D) - 1 for each day d of a month of D days."""
    shares, precise = np.zeros(PARTS), precision_for(1 + rate)
    base = precise.ln(precise.divide(*(1 + rate).as_integer_ratio()))
    for length in LENGTHS:
        for days in range(length):
            power = precise.exp(precise.divide(precise.multiply(base, days), length))
            shares[length * STEP + days] = float(precise.subtract(power, 1))
    return shares


# Charges that do not depend on how long a payment is late


@final
@dataclass(frozen=True, slots=True)
class Fee:
    """The charging of a flat sum, once."""

    minor: int

    def write(self, late: Late, out: Whole) -> None:
        """Write the fee of each late row."""
        out[late.rows] = self.minor


@final
@dataclass(frozen=True, slots=True)
class Fine:
    """The charging of `percentage`: a share of each amount. The charge is less than 2^63."""

    share: Fraction
    rounding: Rounding

    def write(self, late: Late, out: Whole) -> None:
        """Write the fine of each late row."""
        amounts = late.amount.take(late.rows)
        fines = amounts.astype(np.float64) * float(self.share)
        doubtful = round_off(fines, offset_of(self.share.denominator), self.rounding)
        out[late.rows] = fines.astype(np.int64)
        settle(late, doubtful, lambda row: rounded(self.share * int(amounts[row]), self.rounding), out)


# A sum for each period


@final
@dataclass(frozen=True, slots=True)
class SumEachMonth:
    """The charging of a flat sum for each month that has begun, or that is over."""

    leaf: FlatCharge
    minor: int
    days: InTime

    def write(self, late: Late, out: Whole) -> None:
        """Write the sums of each late row."""
        time = elapsed(self.leaf, late, self.days)
        months = time.months.astype(np.int64) + (self._counts_begun(self.leaf.part_month) & (time.part % STEP > 0))
        out[late.rows] = months * self.minor

    @staticmethod
    def _counts_begun(part_month: WholeMonths) -> bool:
        """Return whether a month counts as soon as it has begun."""
        match part_month:
            case "whole-month":
                return True
            case "completed-months":
                return False
        assert_never(part_month)


@final
@dataclass(frozen=True, slots=True)
class SumEachBlock:
    """The charging of a flat sum for each day, or each block of so many days; `counted` is 1 where A_0 is a day."""

    leaf: FlatCharge
    minor: int
    size: int
    part_block: WholeBlocks
    days: InTime
    counted: int

    def write(self, late: Late, out: Whole) -> None:
        """Write the sums of each late row."""
        passed = np.maximum(late.paid - start_days(late, self.leaf.runs_from, self.days) + self.counted, 0)
        out[late.rows] = blocks_of(self.part_block, passed, self.size) * self.minor


WholeBlocks = Literal["begun", "completed"]
"""How blocks of days count that have no parts."""


def blocks_of(part_block: WholeBlocks, passed: DayNumbers, size: int) -> Whole:
    """Return how many blocks of so many days count."""
    match part_block:
        case "begun":
            return (-(-passed.astype(np.int64) // size)).astype(np.int64)
        case "completed":
            return (passed.astype(np.int64) // size).astype(np.int64)
    assert_never(part_block)


# Charges that are posted on the principal alone


@final
class OnPrincipal:
    """The charging of a rate a month, or on one day of each month, on the principal.

    The charge of a hundred years is less than 2^63.
    """

    __slots__ = ("days", "leaf", "month", "offset", "part_offset", "parts", "rate")

    def __init__(self, leaf: RateCharge, rate: Fraction, days: InTime) -> None:
        self.leaf, self.month, self.days = leaf, rate, days
        self.rate, self.offset = float(rate), offset_of(rate.denominator)
        self.parts, denominator = parts_of(leaf, rate)
        self.part_offset = offset_of(denominator) if denominator else 0.0

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time, rounding = elapsed(self.leaf, late, self.days), self.leaf.rounding
        amounts = late.amount.take(late.rows)
        sums = amounts.astype(np.float64)
        months = sums * self.rate
        doubtful = round_off(months, self.offset, rounding)
        parts = self.parts.take(time.part) * sums
        doubtful = np.union1d(doubtful, round_off(parts, self.part_offset, rounding))
        out[late.rows] = months.astype(np.int64) * time.months + parts.astype(np.int64)
        settle(late, doubtful, lambda row: self._exactly(int(amounts[row]), *time.at(row)), out)

    def _exactly(self, amount: int, months: int, days: int, length: int) -> int:
        month = ROUNDERS[self.leaf.rounding](amount * self.month.numerator, self.month.denominator)
        return months * month + month_charge(self.leaf, self.month, ((0, amount),), days, length)


@final
class EachBlock:
    """The charging of a rate for each block of so many days, on the principal."""

    __slots__ = ("block", "days", "leaf", "offset", "part_offset", "rate", "shares", "size")

    def __init__(self, leaf: RateCharge, rate: Fraction, size: int, days: InTime) -> None:
        self.leaf, self.block, self.size, self.days = leaf, rate, size, days
        self.rate, self.offset = float(rate), offset_of(rate.denominator)
        exact = [self._share(passed) for passed in range(size)]
        self.shares = np.array([float(share) for share in exact])
        self.part_offset = offset_of(max(share.denominator for share in exact))

    def _share(self, passed: int) -> Fraction:
        """Return what so many days of a block bear."""
        return self.block * Fraction(*block_fraction(self.leaf.part_block, passed, self.size))

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        passed = np.maximum(late.paid - start_days(late, self.leaf.runs_from, self.days), 0)
        blocks, rest = np.divmod(passed, self.size)
        amounts, rounding = late.amount.take(late.rows), self.leaf.rounding
        sums = amounts.astype(np.float64)
        whole, parts = sums * self.rate, sums * self.shares.take(rest)
        doubtful = round_off(whole, self.offset, rounding)
        doubtful = np.union1d(doubtful, round_off(parts, self.part_offset, rounding))
        out[late.rows] = whole.astype(np.int64) * blocks + parts.astype(np.int64)

        def exactly(row: int) -> int:
            amount = int(amounts[row])
            part = rounded(amount * self._share(int(rest[row])), rounding)
            return int(blocks[row]) * rounded(amount * self.block, rounding) + part

        settle(late, doubtful, exactly, out)


# Charges that are rounded once: powers of 1 + r, less 1


_CEILING: Final = Decimal("1e280")  # in place of any greater power: a cent has outgrown every column long before


@final
class Powers:
    """The shares after coarse and fine steps, and the offsets with which they are rounded."""

    __slots__ = ("gains", "grains", "offsets", "powers", "shares")

    def __init__(self, base: Fraction, step: int, max_steps: int, shares: Shares, grains: Shares) -> None:
        """Table up to `max_steps` coarse steps of `step` powers; `grains` are 1 / the fine denominators."""
        self.powers, self.gains, grain = tabled(base, step, max_steps)
        self.offsets = grain * offset_of(1)
        self.shares, self.grains = shares, grains

    def charges(self, late: Late, coarse: DayNumbers, fine: DayNumbers, rounding: Rounding) -> tuple[Shares, Rows]:
        """Return the charge of each late row, rounded, and the rows in doubt; one over `BEYOND` fits no column."""
        charges = self.shares.take(fine)
        charges *= self.powers.take(coarse)
        charges += self.gains.take(coarse)
        charges *= late.amount.take(late.rows)
        return charges, round_off(charges, self.offsets.take(coarse) * self.grains.take(fine), rounding)


@lru_cache(maxsize=64)
def tabled(base: Fraction, step: int, max_steps: int) -> tuple[Shares, Shares, Shares]:
    """Return every `step`-th power of the base, `max_steps` after the first; each less 1; and 1 / its denominator."""
    precise = precision_for(base)
    factor = precise.power(precise.divide(*base.as_integer_ratio()), step)
    powers = [Decimal(1)]
    for _ in range(max_steps):
        powers.append(min(precise.multiply(powers[-1], factor), _CEILING))
    grain = float(Fraction(1, base.denominator)) ** step
    return (
        _frozen(np.array([float(power) for power in powers])),
        _frozen(np.array([float(precise.subtract(power, 1)) for power in powers])),
        _frozen(np.power(grain, np.arange(max_steps + 1), dtype=np.float64)),
    )


def precision_for(base: Fraction) -> Context:
    """Return decimal arithmetic in which a power of a base over 1, less 1, keeps some fifty digits."""
    return Context(prec=60 + len(str(base.denominator)), Emin=MIN_EMIN, Emax=MAX_EMAX)


@final
class Once:
    """The charging of a rate compounded by the month that is rounded once.

    A coarse step is a month, a fine one what has begun.
    """

    __slots__ = ("days", "leaf", "month", "powers")

    def __init__(self, leaf: RateCharge, rate: Fraction, days: InTime) -> None:
        self.leaf, self.month, self.days = leaf, rate, days
        parts, denominator = parts_of(leaf, rate)
        grains = np.full(PARTS, 1 / denominator if denominator else 0.0)
        grains[::STEP] = 1  # nothing of the month has passed
        self.powers = Powers(1 + rate, 1, MAX_MONTHS, parts, grains)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time = elapsed(self.leaf, late, self.days)
        charges, doubtful = self.powers.charges(late, time.months, time.part, self.leaf.rounding)

        def exactly(row: int) -> int:
            if charges[row] > BEYOND:
                return MAX_INT64 + 1
            return compound_charge(self.leaf, self.month, int(late.amount[late.rows[row]]), *time.at(row))

        out[late.rows] = charges
        settle(late, doubtful, exactly, out)


_COARSE_BITS: Final = 8  # of the days in a coarse step
_MAX_DAYS: Final = MAX_MONTHS * 31


def _days(leaf: RateCharge, late: Late, days: InTime) -> DayNumbers:
    """Return the days that have passed since the start that the reading names, which may lie after the payment."""
    passed = late.paid - start_days(late, leaf.runs_from, days)
    passed += counted_days(leaf.first_day)
    np.maximum(passed, 0, out=passed)
    return passed


@final
class Simple:
    """The charging of a rate by days on the principal, where all days weigh the same.

    `daily` is the rate of a day. The charge of a hundred years is less than 2^63. Where the days count in blocks, so
    many of them count as the blocks that have begun, or that are over, have.
    """

    __slots__ = ("daily", "days", "leaf", "offset", "rate")

    def __init__(self, leaf: RateCharge, daily: Fraction, days: InTime) -> None:
        self.leaf, self.daily, self.days = leaf, daily, days
        self.rate, self.offset = float(daily), offset_of(daily.denominator)

    def _counted(self, late: Late) -> DayNumbers:
        """Return how many days count for each late row."""
        passed, size = _days(self.leaf, late, self.days), self.leaf.block_days
        if size is None:
            return passed
        match self.leaf.part_block:
            case "begun" | "completed" as part_block:
                return (blocks_of(part_block, passed, size) * size).astype(np.int32)
            case "by-days":
                return passed
        assert_never(self.leaf.part_block)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        counted, amounts = self._counted(late), late.amount.take(late.rows)
        charges = (amounts * counted).astype(np.float64)
        charges *= self.rate
        doubtful = round_off(charges, self.offset, self.leaf.rounding)
        out[late.rows] = charges

        def exactly(row: int) -> int:
            return rounded(self.daily * int(amounts[row]) * int(counted[row]), self.leaf.rounding)

        settle(late, doubtful, exactly, out)


@final
class Compound:
    """The charging of a rate compounded by the day, where all days weigh the same.

    A coarse step is so many days at once, a fine one the days that are left.
    """

    __slots__ = ("daily", "days", "leaf", "powers")

    def __init__(self, leaf: RateCharge, daily: Fraction, days: InTime) -> None:
        self.leaf, self.daily, self.days = leaf, daily, days
        base, step = 1 + daily, 1 << _COARSE_BITS
        _, shares, grains = tabled(base, 1, step - 1)
        self.powers = Powers(base, step, _MAX_DAYS // step, shares, grains)

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        days = _days(self.leaf, late, self.days)
        coarse, fine = days >> _COARSE_BITS, days & ((1 << _COARSE_BITS) - 1)
        charges, doubtful = self.powers.charges(late, coarse, fine, self.leaf.rounding)

        def exactly(row: int) -> int:
            if charges[row] > BEYOND:
                return MAX_INT64 + 1
            amount = int(late.amount[late.rows[row]])
            return rounded(daily_growth(((0, self.daily),), ((0, amount),), int(days[row]), 1), self.leaf.rounding)

        out[late.rows] = charges
        settle(late, doubtful, exactly, out)


# Charges that compound by the month, rounded each month


_ROW_BITS: Final = 16  # of a place in a chunk
_MAX_ROWS_SINGLY: Final = 8  # rows that are compounded each by itself: a month of so few costs more than all of theirs
_MIN_BALANCE_BEYOND: Final = 1 << 64  # no charge of such a balance fits
_MONTHS_BETWEEN_LOOKS: Final = 60  # months between two looks at whether a balance is beyond


@final
class EachMonth:
    """The charging of a rate compounded by the month, or on one day of each month, that rounds each month."""

    __slots__ = ("days", "leaf", "month", "offset", "part_offset", "parts", "rate", "time_of")

    def __init__(self, leaf: RateCharge, rate: Fraction, days: InTime, time_of: TimeOf = elapsed) -> None:
        self.leaf, self.month, self.days, self.time_of = leaf, rate, days, time_of
        self.rate, self.offset = float(rate), offset_of(rate.denominator)
        self.parts, denominator = parts_of(leaf, rate)
        self.part_offset = offset_of(denominator) if denominator else 0.0

    def write(self, late: Late, out: Whole) -> None:
        """Write the charge of each late row."""
        time = self.time_of(self.leaf, late, self.days)
        order, ends = _by_months(time.months)
        rows = late.rows.take(order)
        amounts = late.amount.take(rows)
        parts = self.parts.take(time.part.take(order))
        sure = surely(0, self.offset)
        balances, doubtful = self._grown(amounts, ends, sure)
        if sure and not surely(float(balances.max()) * self.rate, self.offset):
            balances, doubtful = self._grown(amounts, ends, sure=False)
        parts *= balances
        sure = surely(float(parts.max()), self.part_offset)
        doubtful.append(round_off(parts, self.part_offset, self.leaf.rounding, sure))
        balances += parts
        doubtful.append(np.flatnonzero(balances > EXACT))
        out[rows] = balances.astype(np.int64) - amounts
        doubted = order.take(np.unique(np.concatenate(doubtful)))
        settle(late, doubted, lambda row: self._exactly(int(late.amount[late.rows[row]]), *time.at(row)), out)

    def _grown(self, amounts: Whole, ends: Rows, sure: bool) -> tuple[Shares, list[Rows]]:
        """Return the balances after all whole months, and the rows in doubt after each of them."""
        balances, doubtful = amounts.astype(np.float64), [NOBODY]
        scratch = np.empty_like(balances)
        for end in ends:
            rest = balances[end:]
            if len(rest) <= _MAX_ROWS_SINGLY:
                months = np.searchsorted(ends, np.arange(end, len(balances)), side="right").tolist()
                rest[:] = [self._compounded(*one) for one in zip(amounts[end:].tolist(), months, strict=True)]
                break
            charges = np.multiply(rest, self.rate, out=scratch[end:])
            doubtful.append(round_off(charges, self.offset, self.leaf.rounding, sure) + end)
            rest += charges
        return balances, doubtful

    def _compounded(self, balance: int, months: int) -> int:
        """Return an amount after so many months, or at the first look at which no column holds it."""
        while months and balance <= _MIN_BALANCE_BEYOND:
            balance = compounded(
                balance, *self.month.as_integer_ratio(), min(months, _MONTHS_BETWEEN_LOOKS), self.leaf.rounding
            )
            months -= min(months, _MONTHS_BETWEEN_LOOKS)
        return balance

    def _exactly(self, amount: int, months: int, days: int, length: int) -> int:
        balance = self._compounded(amount, months)
        if balance <= _MIN_BALANCE_BEYOND:
            balance += month_charge(self.leaf, self.month, ((0, balance),), days, length)
        return balance - amount


def _by_months(months: DayNumbers) -> tuple[Rows, Rows]:
    """Return the rows in the order of their months; for each month, how many rows end before it."""
    keys = (months << _ROW_BITS) | np.arange(len(months), dtype=np.int32)
    keys.sort()  # plain numbers: much faster than to sort rows by a key
    ends = np.searchsorted(keys, np.arange(1, (keys[-1] >> _ROW_BITS) + 1, dtype=np.int32) << _ROW_BITS)
    return keys & ((1 << _ROW_BITS) - 1), ends
