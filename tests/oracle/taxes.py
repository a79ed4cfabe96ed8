"""The taxes on a bill a second time: the rates as periods with an end, in per cent, and rounding by counting up.

Nothing of the library is used. A province, a day and a kind of service give the taxes that are on a bill, or None where
the sources do not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

NO_END = date.max
ALL = ("internet", "voip", "telephone", "television", "hosting", None)
NAMED = ("internet", "voip")

# provinces, kinds of service, first day, last day, and each tax in thousandths of a per cent
PERIODS: Sequence[tuple[str, Sequence[str | None], date, date, Sequence[tuple[str, int]]]] = (
    ("AB NT NU YT", ALL, date(2008, 1, 1), NO_END, [("GST", 5_000)]),
    ("ON", ALL, date(2010, 7, 1), NO_END, [("HST", 13_000)]),
    ("NB NL", ALL, date(2008, 1, 1), date(2016, 6, 30), [("HST", 13_000)]),
    ("NB NL", ALL, date(2016, 7, 1), NO_END, [("HST", 15_000)]),
    ("NS", ALL, date(2008, 1, 1), date(2010, 6, 30), [("HST", 13_000)]),
    ("NS", ALL, date(2010, 7, 1), date(2025, 3, 31), [("HST", 15_000)]),
    ("NS", ALL, date(2025, 4, 1), NO_END, [("HST", 14_000)]),
    ("PE", ALL, date(2013, 4, 1), date(2016, 9, 30), [("HST", 14_000)]),
    ("PE", ALL, date(2016, 10, 1), NO_END, [("HST", 15_000)]),
    ("QC", ALL, date(2013, 1, 1), NO_END, [("GST", 5_000), ("QST", 9_975)]),
    ("BC", NAMED, date(2013, 4, 1), NO_END, [("GST", 5_000), ("PST", 7_000)]),
)
PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")


def taxes_on(province: str, day: date, kind: str | None) -> Sequence[tuple[str, int]] | None:
    """The taxes on a bill; None where the sources do not say."""
    for provinces, kinds, first, last, taxes in PERIODS:
        if province in provinces.split() and kind in kinds and first <= day <= last:
            return taxes
    return None


def cents_of(sums: Sequence[int], taxes: Sequence[tuple[str, int]], included: bool, by_part: bool) -> Iterator[int]:
    """Each tax on a bill of sums in cents, above and below zero."""
    whole = 100_000 + (sum(rate for _, rate in taxes) if included else 0)
    for _, rate in taxes:
        yield sum(nearest(Fraction(part * rate, whole)) for part in (sums if by_part else [sum(sums)]))


def nearest(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    size, sign = abs(value), -1 if value < 0 else 1
    below = size.numerator // size.denominator
    return sign * (below if size - below < Fraction(1, 2) else below + 1)
