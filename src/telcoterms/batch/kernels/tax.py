"""Tax on columns of sums: rates for all rows, or for each its own, by province and day; half a cent rounds up.

Of several taxes each is rounded on its own, and the tax of a row is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from telcoterms.agreement.taxes import TaxedAs, TaxMode, TaxTable, tax_shares
from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.numbers import Numbers, gathered, parts, share, whole_numbers

NO_RATE: Final = -1  # the place of a rate that the table does not know
_DAYS: Final = 1 << 32  # more than any two days lie apart


class RateTable(NamedTuple):
    """The rates of all taxes on a bill, and which of them are each row's: a place among them, or one for all rows."""

    rates: Sequence[tuple[Fraction, ...]]
    places: NDArray[Any]


class _Asked(NamedTuple):
    regions: NDArray[Any]
    days: NDArray[Any]


class _Taxed(NamedTuple):
    sums: NDArray[Any]
    places: NDArray[Any]


class _Places(NamedTuple):
    places: NDArray[np.int32]


def rates_on(
    table: TaxTable,
    names: Sequence[str | None],
    regions: NDArray[Any],
    days: NDArray[Any],
    taxed_as: TaxedAs | None = None,
) -> RateTable:
    """Return the rates in force in the region of each row on its day; `NO_RATE` where the table has none to give.

    `regions` holds for each row, or for all, the place of its region among `names`; None names the provider's own.
    """
    rates: list[tuple[Fraction, ...]] = []
    starts, rate_places = [], []
    for region, name in enumerate(table.home if name is None else name for name in names):
        starts.append(region * _DAYS - _DAYS // 2)
        rate_places.append(NO_RATE)
        for since, in_force in table.history(name, taxed_as) if table.is_known(name, taxed_as) else ():
            starts.append(region * _DAYS + since.toordinal() - EPOCH)
            rate_places.append(len(rates))
            rates.append(tuple(rate.rate for rate in in_force))
    begin, place = np.array(starts, np.int64), np.array(rate_places, np.int32)

    def find(asked: _Asked) -> _Places:
        return _Places(place[begin.searchsorted(asked.regions * np.int64(_DAYS) + asked.days, "right") - 1])

    return RateTable(rates, gathered(find, _Asked(regions, days)).places)


def tax(sums: NDArray[np.int64], rates: RateTable, mode: TaxMode, out: NDArray[np.int64]) -> None:
    """Write the tax of each sum to `out`: added to it, or the part of it that is tax. No sum is negative."""
    first, *others = _shares(rates, mode)
    for rows, (sums_, places) in parts(_Taxed(sums, rates.places), len(out)):
        share(sums_, first.tops[places], first.bottoms[places], "half-up", out[rows])
        for other in others:
            more = np.empty(len(sums_), np.int64)
            share(sums_, other.tops[places], other.bottoms[places], "half-up", more)
            out[rows] += more


class _Shares(NamedTuple):
    tops: Numbers
    bottoms: Numbers


def _shares(rates: RateTable, mode: TaxMode) -> list[_Shares]:
    """Return the share of each first tax, of each second one, and so on: nothing where there are fewer."""
    shares = [tax_shares(one, mode) for one in rates.rates]
    columns = zip_longest(*shares, fillvalue=Fraction(0)) if any(shares) else [(Fraction(0),) * len(shares)]
    return [
        _Shares(whole_numbers([one.numerator for one in column]), whole_numbers([one.denominator for one in column]))
        for column in columns
    ]
