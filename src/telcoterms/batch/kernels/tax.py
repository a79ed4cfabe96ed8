"""Tax on columns of sums: a rate for all rows, or for each its own, by province and day; half a cent rounds up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from telcoterms.agreement.taxes import TaxMode, TaxTable
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.numbers import gathered, parts, share, whole_numbers

NO_RATE: Final = -1  # the place of a rate that the table does not know
_DAYS: Final = 1 << 32  # more than any two days lie apart


class RateTable(NamedTuple):
    """Rates of tax, and which of them is each row's: its place among them, or one place for all rows."""

    rates: Sequence[Fraction]
    places: NDArray[Any]


class _Asked(NamedTuple):
    regions: NDArray[Any]
    days: NDArray[Any]


class _Taxed(NamedTuple):
    sums: NDArray[Any]
    places: NDArray[Any]


class _Places(NamedTuple):
    places: NDArray[np.int32]


def rates_on(table: TaxTable, names: Sequence[str | None], regions: NDArray[Any], days: NDArray[Any]) -> RateTable:
    """Return the rate in force in the region of each row on its day; `NO_RATE` where the table has none to give.

    `regions` holds for each row, or for all, the place of its region among `names`; None names the provider's own.
    """
    rates: list[Fraction] = []
    starts, rate_places = [], []
    silent = {name for name, _ in table.not_established}
    for region, name in enumerate(table.home if name is None else name for name in names):
        starts.append(region * _DAYS - _DAYS // 2)
        rate_places.append(NO_RATE)
        known = {} if name in silent else {one.since: one.rate for one in reversed(table.rates) if one.region == name}
        for since in sorted(known):
            starts.append(region * _DAYS + since.toordinal() - EPOCH)
            rate_places.append(len(rates))
            rates.append(known[since])
    begin, place = np.array(starts, np.int64), np.array(rate_places, np.int32)

    def find(asked: _Asked) -> _Places:
        return _Places(place[begin.searchsorted(asked.regions * np.int64(_DAYS) + asked.days, "right") - 1])

    return RateTable(rates, gathered(find, _Asked(regions, days)).places)


def tax(sums: NDArray[np.int64], rates: RateTable, mode: TaxMode, out: NDArray[np.int64]) -> None:
    """Write the tax of each sum to `out`: added to it, or the part of it that is tax. No sum is negative."""
    tops = whole_numbers([rate.numerator for rate in rates.rates])
    match mode:
        case "added":
            bottoms = whole_numbers([rate.denominator for rate in rates.rates])
        case "included":
            bottoms = whole_numbers([rate.denominator + rate.numerator for rate in rates.rates])
        case _:
            assert_never(mode)
    for rows, (sums_, places) in parts(_Taxed(sums, rates.places), len(out)):
        share(sums_, tops[places], bottoms[places], "half-up", out[rows])
