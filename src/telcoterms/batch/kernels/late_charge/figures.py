"""The charges of many kernels on one row, as the compiled core computes them: `native/src/core/audit.h` once more.

An audit asks what each row comes to under every combination of readings, and under every known mistake. Most of these
charges share their work: how long a charge has run differs by `runs_from` alone, and what the whole months have come to
by that, by the rounding and by the rate. So each kernel of a leaf is divided into a *timing*, a *growth* and a
*figure*, and kernels that are alike in one of them have it once.

By hand, of a rate with 3 starts, 6 ways to take a started month, 3 roundings and 2 ways to round: 108 combinations have
3 timings, 12 growths (9 that are rounded each month, 3 that are rounded once) and 108 figures.

What has no program, such as a join or a rate that changes, stays with its kernel. So does a row of which the core
cannot tell a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, assert_never, final, get_type_hints

import numpy as np

from telcoterms.batch.kernels.days import DAY_TABLES, DayNumbers
from telcoterms.batch.kernels.late_charge.charging import (
    PARTS,
    ByChunks,
    ChargeKernel,
    Charging,
    Compound,
    EachMonth,
    InTime,
    Once,
    OnPrincipal,
    Powers,
    Simple,
    Whole,
    surely_up_to,
)
from telcoterms.batch.kernels.late_charge.compiled import Compiled
from telcoterms.batch.kernels.late_charge.mistakes import EachDayRounded, thirty_days
from telcoterms.batch.kernels.numbers import core_rounding, float_rounding
from telcoterms.clauses.late_charge.kinds import RateCharge, RunsFrom
from telcoterms.clauses.late_charge.periods import counted_days

NO_MATCH: Final = -1

CALENDAR_MONTHS, THIRTIES, CLAMPED_MONTHS, DAYS_PASSED, COARSE_DAYS = range(5)
"""How time is counted: `enum clock` of the core."""
EACH_MONTH, POWERS, ROUNDED_MONTHS, RATE_OF_DAYS, ROUNDED_DAYS, EACH_DAY_ROUNDED = range(6)
"""What grows in that time: `enum how_it_grows` of the core."""
_MOST_RATE: Final = 1 << 9  # of days that are rounded: the core divides no larger numbers
_DENOMINATOR_BITS: Final = 48


class Timing(NamedTuple):
    """How long a charge has run: `timing` of the core."""

    last: int
    start: int
    is_next_bill: int
    clock: int
    counted: int


class Growth(NamedTuple):
    """What the whole months of a timing have come to: `growth` of the core."""

    timing: int
    how: int
    table: int = 0
    top: int = 0
    bottom: int = 1
    rounding: int = 0
    to_even: int = 0
    rate: float = 0.0
    offset: float = 0.0
    added: float = 0.0
    surely: float = 0.0


class Figure(NamedTuple):
    """A growth with what the started month bears: `figure` of the core."""

    growth: int
    shares: int = 0
    grains: int = 0
    to_even: int = 0
    offset: float = 0.0
    added: float = 0.0


class Mistake(NamedTuple):
    """A mistake by a figure: `mistake` of the core. `column` is 0 for the amount, 1 before tax, 2 for the original."""

    figure: int
    column: int
    days_later: int
    due: int
    within: int
    most: int


def _dtype(of: type[Timing | Growth | Figure | Mistake]) -> np.dtype[Any]:
    return np.dtype([(name, np.float64 if kind is float else np.int64) for name, kind in get_type_hints(of).items()])


TIMING, GROWTH, FIGURE, MISTAKE = map(_dtype, (Timing, Growth, Figure, Mistake))
"""Their fields as the core reads them, each of 8 bytes."""


class FactsOfRows(NamedTuple):
    """Billed rows as the core takes them; a column that is not there is None."""

    amount: Whole
    issued: DayNumbers
    paid: DayNumbers
    billing_months: Whole | int
    billed: Whole
    before_tax: Whole | None
    original: Whole | None


@final
class Figures:
    """The figures of kernels, each with what it shares with the others."""

    def __init__(self) -> None:
        self.timings: dict[Timing, int] = {}
        self.growths: dict[Growth, int] = {}
        self.figures: dict[Figure, int] = {}
        self.shares: list[Any] = []
        self.grains: list[Any] = []
        self.powers: dict[int, tuple[int, Powers]] = {}

    def add(self, kernel: ChargeKernel) -> int | None:
        """Return the place of the figure of a kernel; None for one that has no program."""
        charging = _charging_of(kernel)
        match charging:
            case EachMonth() | Once() | OnPrincipal() if charging.leaf.on_day is not None:
                return None
            case EachMonth():
                return self._each_month(charging, THIRTIES if charging.time_of is thirty_days else CALENDAR_MONTHS)
            case Once():
                return self._once(charging, CALENDAR_MONTHS)
            case OnPrincipal():
                return self._on_principal(charging)
            case Simple():
                return None if charging.leaf.block_days is not None else self._simple(charging)
            case Compound():
                return self._compound(charging)
            case EachDayRounded():
                return self._each_day_rounded(charging)
            case _:  # any other has no program
                return None

    def add_clamped(self, kernel: ChargeKernel) -> int | None:
        """Return the place of a rate by the month whose months are stepped each from the end of the one before."""
        charging = _charging_of(kernel)
        match charging:
            case EachMonth() | Once() if charging.leaf.on_day is not None:
                return None
            case EachMonth():
                return self._each_month(charging, CLAMPED_MONTHS)
            case Once():
                return self._once(charging, CLAMPED_MONTHS)
            case _:  # any other has no program
                return None

    def add_rounded_days(self, kernel: ChargeKernel, runs_from: RunsFrom, days: InTime) -> int | None:
        """Return the place of the charge of one day, by its kernel, for each day since a start."""
        if not isinstance(kernel, ByChunks) or not isinstance(kernel.charging, Simple):
            return None
        charging = kernel.charging
        growth = self._rounded(
            self._timing(runs_from, days, DAYS_PASSED), ROUNDED_DAYS, charging.rate, charging.offset, charging.leaf
        )
        return self._figure(Figure(growth))

    def _timing(self, runs_from: RunsFrom, days: InTime, clock: int, counted: int = 0) -> int:
        start, is_next_bill = _start_of(runs_from, days)
        return self.timings.setdefault(Timing(days.last, start, is_next_bill, clock, counted), len(self.timings))

    def _rounded(self, timing: int, how: int, rate: float, offset: float, leaf: RateCharge, surely: float = 0) -> int:
        """Return the place of a growth that rounds a rate."""
        added, to_even = float_rounding(leaf.rounding)
        return self._growth(
            Growth(timing, how, to_even=int(to_even), rate=rate, offset=offset, added=added, surely=surely)
        )

    def _growth(self, growth: Growth) -> int:
        return self.growths.setdefault(growth, len(self.growths))

    def _figure(self, figure: Figure) -> int:
        return self.figures.setdefault(figure, len(self.figures))

    def _part(self, growth: int, leaf: RateCharge, shares: Any, offset: float, grains: Any = None) -> int:
        added, to_even = float_rounding(leaf.rounding)
        at, grained = _place(self.shares, shares), 0 if grains is None else _place(self.grains, grains)
        return self._figure(Figure(growth, at, grained, int(to_even), offset, added))

    def _each_month(self, charging: EachMonth, clock: int) -> int:
        timing = self._timing(charging.leaf.runs_from, charging.days, clock)
        surely = surely_up_to(charging.offset, charging.rate)
        growth = self._rounded(timing, EACH_MONTH, charging.rate, charging.offset, charging.leaf, surely)
        return self._part(growth, charging.leaf, charging.parts, charging.part_offset)

    def _on_principal(self, charging: OnPrincipal) -> int:
        timing = self._timing(charging.leaf.runs_from, charging.days, CALENDAR_MONTHS)
        growth = self._rounded(timing, ROUNDED_MONTHS, charging.rate, charging.offset, charging.leaf)
        return self._part(growth, charging.leaf, charging.parts, charging.part_offset)

    def _once(self, charging: Once, clock: int) -> int:
        return self._by_powers(self._timing(charging.leaf.runs_from, charging.days, clock), charging)

    def _compound(self, charging: Compound) -> int:
        leaf = charging.leaf
        timing = self._timing(leaf.runs_from, charging.days, COARSE_DAYS, counted_days(leaf.first_day))
        return self._by_powers(timing, charging)

    def _by_powers(self, timing: int, charging: Once | Compound) -> int:
        powers = charging.powers
        table, _ = self.powers.setdefault(id(powers.powers), (len(self.powers), powers))
        return self._part(self._growth(Growth(timing, POWERS, table)), charging.leaf, powers.shares, 0.0, powers.grains)

    def _simple(self, charging: Simple) -> int:
        leaf = charging.leaf
        timing = self._timing(leaf.runs_from, charging.days, DAYS_PASSED, counted_days(leaf.first_day))
        return self._figure(Figure(self._rounded(timing, RATE_OF_DAYS, charging.rate, charging.offset, leaf)))

    def _each_day_rounded(self, charging: EachDayRounded) -> int | None:
        leaf, rate = charging.leaf, charging.rate
        if rate > _MOST_RATE or rate.denominator.bit_length() > _DENOMINATOR_BITS:
            return None
        timing = self._timing(leaf.runs_from, charging.days, CALENDAR_MONTHS)
        top, bottom = rate.as_integer_ratio()
        return self._figure(
            Figure(self._growth(Growth(timing, EACH_DAY_ROUNDED, 0, top, bottom, core_rounding(leaf.rounding))))
        )

    def tables(self) -> tuple[Any, ...]:
        """Return all as the core takes it; a table that is shorter than others ends in what is never told."""
        steps = max((len(powers.powers) for _, powers in self.powers.values()), default=1)
        powers = np.full((len(self.powers), 3, steps), np.nan)
        for place, (_, of) in enumerate(self.powers.values()):
            for row, table in enumerate((of.powers, of.gains, of.offsets)):
                powers[place, row, : len(table)] = table
        return (
            np.array([*self.timings], TIMING),
            np.array([*self.growths], GROWTH),
            np.array([*self.figures], FIGURE),
            _padded(self.shares),
            _padded(self.grains),
            powers,
            steps,
        )


@final
class MatchReadings:
    """Finds the combinations of readings that give billed charges, in one pass over the rows."""

    def __init__(self, core: Any, figures: Figures, of: Sequence[int], sizes: Sequence[int], allowed: Sequence[int]):
        self.core, self.tables = core, figures.tables()
        self.combinations = tuple(np.array(numbers, np.int64) for numbers in (of, sizes, allowed))
        self.width = -(-(len(sizes) + len(of)) // 64) * 8

    def of(self, rows: FactsOfRows) -> tuple[DayNumbers, Whole, list[bytes]]:
        """Return of each row the place of its key, `NO_MATCH` or `DOUBT`; how far it lies from the allowed; the keys.

        The bits of a key are the readings that bear on the row, then the combinations that give it.
        """
        codes, from_allowed = np.empty(len(rows.amount), np.int32), np.empty(len(rows.amount), np.int64)
        keys = self.core.match_readings(self.tables, DAY_TABLES, _columns(rows), self.combinations, codes, from_allowed)
        return codes, from_allowed, [keys[at : at + self.width] for at in range(0, len(keys), self.width)]


@final
class MatchMistakes:
    """Finds the first of some mistakes that gives a billed charge, in one pass over the rows."""

    def __init__(self, core: Any, figures: Figures, mistakes: Sequence[Mistake]) -> None:
        self.core, self.tables = core, figures.tables()
        self.mistakes = np.array([*mistakes], MISTAKE)

    def of(self, rows: FactsOfRows) -> DayNumbers:
        """Return of each row the place of the mistake, `NO_MATCH` or `DOUBT`."""
        codes = np.empty(len(rows.amount), np.int32)
        self.core.match_mistakes(self.tables, DAY_TABLES, _columns(rows), self.mistakes, codes)
        return codes


NOT_GIVEN: Final = 1 << 62
"""In the place of a sum that a row does not have."""


def _charging_of(kernel: ChargeKernel) -> Charging | None:
    """Return how a kernel charges each late row of more than nothing; None where that is not all that it does."""
    by_arrays = kernel.of_arrays if isinstance(kernel, Compiled) else kernel
    return by_arrays.charging if isinstance(by_arrays, ByChunks) and by_arrays.least == 1 else None


def _columns(rows: FactsOfRows) -> tuple[Any, ...]:
    months = np.atleast_1d(np.asarray(rows.billing_months, np.int64))
    columns = (rows.amount, rows.issued, rows.paid, months, rows.billed, rows.before_tax, rows.original)
    return (*(None if column is None else np.ascontiguousarray(column) for column in columns), NOT_GIVEN)


def _padded(tables: Sequence[Any]) -> Any:
    """Return tables of places in a month, or of days in a coarse step, one after the other; at least one."""
    padded = np.full((max(len(tables), 1), PARTS), np.nan)
    for place, table in enumerate(tables):
        padded[place, : len(table)] = table
    return padded


def _place(tables: list[Any], table: Any) -> int:
    """Return the place of a table among others; kernels that are alike have the same one."""
    for place, known in enumerate(tables):
        if known is table or (known.shape == table.shape and (known == table).all()):
            return place
    tables.append(table)
    return len(tables) - 1


def _start_of(runs_from: RunsFrom, days: InTime) -> tuple[int, int]:
    """Return how many days after its invoice a charge starts, and whether it starts on a later bill."""
    match runs_from:
        case "invoice-date":
            return 0, 0
        case "due-date":
            return days.due, 0
        case "grace-end":
            return days.last, 0
        case "next-invoice-date":
            return 0, 1
    assert_never(runs_from)
