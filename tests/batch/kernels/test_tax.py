"""Tax over columns."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import get_args

import numpy as np
import pytest

from telcoterms import TelcoTermsError
from telcoterms.agreement.taxes import (
    NotEstablished,
    Tax,
    TaxComponent,
    TaxedAs,
    TaxMode,
    TaxRate,
    TaxTable,
    single_tax,
)
from telcoterms.batch.kernels.tax import NO_RATE, RateTable, rates_on, tax
from tests.batch.columns import HARD, near, numbers, unhandy
from tests.terms_builders import KOS

MODES: tuple[TaxMode, ...] = get_args(TaxMode)
RATES = [
    Fraction(0),
    Fraction(13, 100),
    Fraction(14975, 100_000),
    Fraction(1, 2),
    Fraction(10),
    Fraction(1, 3),
    Fraction(333_333_333_333, 10**12),
    Fraction(333_333_333_333_333_333_333_333_333_333, 10**30),
]
SUMS = [0, 1, 2, 3, 50, 99, 4995, 10**6 + 1, 2**51, 10**16, 12 * 10**15]


def taxed(sums: list[int], rates: RateTable, mode: TaxMode) -> list[int]:
    out = np.full(len(sums), -1, np.int64)
    tax(np.array(sums, np.int64), rates, mode, out)
    found: list[int] = out.tolist()
    return found


class TestTax:
    """The tax of each row is that of its rate on its sum."""

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("rate", RATES, ids=str)
    def test_one_rate_for_all_rows(self, rate: Fraction, mode: TaxMode) -> None:
        random = Random(rate.numerator)
        for sums in (SUMS, [random.randint(0, 10**5) for _ in range(500)], [random.randint(0, 10**16) for _ in SUMS]):
            one = single_tax(rate, mode=mode)
            assert taxed(sums, RateTable([(rate,)], np.array(0)), mode) == [one.of(sum_) for sum_ in sums]

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("rates", [RATES, RATES[:4]], ids=["fine rates too", "plain rates"])
    def test_each_row_its_own_rate(self, mode: TaxMode, rates: list[Fraction]) -> None:
        random = Random(2)
        for most in (10**5, 10**16):
            sums = [random.choice([0, random.randint(0, most)]) for _ in range(800)]
            places = [random.randrange(len(rates)) for _ in sums]
            expected = [single_tax(rates[place], mode=mode).of(sum_) for sum_, place in zip(sums, places, strict=True)]
            assert (
                taxed(sums, RateTable([(rate,) for rate in rates], unhandy(np.array(places, np.int8))), mode)
                == expected
            )

    @pytest.mark.parametrize("mode", MODES)
    def test_of_several_taxes_each_is_rounded_on_its_own(self, mode: TaxMode) -> None:
        random = Random(5)
        several = [
            (),
            (RATES[1],),
            (Fraction(1, 20), Fraction(9975, 10**5)),
            (Fraction(1, 2), Fraction(1, 2), RATES[-2]),
        ]
        for most in (10**5, 10**16):
            sums = [random.choice([1, 3, random.randint(0, most)]) for _ in range(800)]
            places = [random.randrange(len(several)) for _ in sums]
            taxes = [Tax(tuple(TaxComponent(rate) for rate in rates), mode) for rates in several]
            expected = [taxes[place].of(sum_) for sum_, place in zip(sums, places, strict=True)]
            assert taxed(sums, RateTable(several, np.array(places)), mode) == expected

    def test_gst_and_qst_of_half_a_cent_each(self) -> None:
        # 0.10 x 5 % = 0.005 and 0.10 x 9.975 % = 0.009975: one cent each, not 0.014975
        quebec = (Fraction(1, 20), Fraction(9975, 10**5))
        assert taxed([10], RateTable([quebec], np.array(0)), "added") == [2]

    def test_where_no_tax_falls_there_is_none(self) -> None:
        for mode in MODES:
            assert taxed([5, 7], RateTable([()], np.array(0)), mode) == [0, 0]

    def test_half_a_cent_rounds_up(self) -> None:
        assert taxed([1, 2, 3], RateTable([(Fraction(1, 2),)], np.array(0)), "added") == [1, 1, 2]

    def test_of_nothing_there_is_none(self) -> None:
        for rate in (RATES[-1], Fraction(10 * 5**26 - 1, 5**26)):  # of the second, the numerator alone leaves 64 bits
            assert [taxed([0], RateTable([(rate,)], np.array(0)), mode) for mode in MODES] == [[0], [0]]

    def test_an_empty_column_gives_an_empty_one(self) -> None:
        assert taxed([], RateTable([(rate,) for rate in RATES], np.zeros(0, np.int32)), "added") == []
        assert taxed([], RateTable([], np.zeros(0, np.int32)), "included") == []


class TestRatesOn:
    """The rate of each row is the one in force on its day in its region."""

    def table(self) -> TaxTable:
        table = KOS.agreement.tax
        assert table is not None
        return table

    def check(
        self, table: TaxTable, names: list[str | None], days: list[date], taxed_as: TaxedAs | None = None
    ) -> set[tuple[Fraction, ...] | None]:
        random = Random(1)
        regions = [random.randrange(len(names)) for _ in days]
        rates, places = rates_on(table, names, np.array(regions, np.int8), numbers(days), taxed_as)
        found = [None if place == NO_RATE else rates[place] for place in places]
        for day, region, rate in zip(days, regions, found, strict=True):
            try:
                assert tuple(one.rate for one in table.on(day, names[region], taxed_as)) == rate
            except TelcoTermsError:
                assert rate is None
        return set(found)

    @pytest.mark.parametrize("taxed_as", [None, *get_args(TaxedAs)])
    def test_the_published_table(self, taxed_as: TaxedAs | None) -> None:
        random, table = Random(3), self.table()
        names = [None, "nowhere", *{one.region for one in table.rates}, *(one.region for one in table.not_established)]
        starts = [one.since for one in table.rates]
        days = [near(random, random.choice([*starts, *HARD]), 2) for _ in range(3000)]
        assert len(self.check(table, names, days, taxed_as)) > 4

    def test_a_table_in_no_order_with_a_rate_said_twice(self) -> None:
        def rate(region: str, percent: int, since: date) -> TaxRate:
            return TaxRate(region=region, name="", rate=Fraction(percent, 100), since=since, source="")

        early, late = date(2000, 1, 1), date(2020, 2, 29)
        rates = (rate("A", 5, late), rate("B", 7, early), rate("A", 6, late), rate("A", 4, early), rate("C", 3, early))
        table = replace(
            self.table(), home="A", rates=rates, not_established=(NotEstablished(region="C", why="unknown"),)
        )
        random = Random(4)
        days = [near(random, random.choice([early, late]), 2) for _ in range(1000)] + [date(1900, 1, 1)] * 10
        assert self.check(table, ["B", None, "C", "A", "D"], days) == {None, *((Fraction(n, 100),) for n in (4, 5, 7))}

    def test_a_region_of_two_taxes_has_both_from_the_day_of_the_later_one(self) -> None:
        def rate(name: str, percent: int, since: date, *services: TaxedAs) -> TaxRate:
            return TaxRate(
                region="A", name=name, rate=Fraction(percent, 100), since=since, source="", services=services
            )

        early, late, last = date(2000, 1, 1), date(2020, 2, 29), date(2024, 1, 1)
        rates = (rate("G", 5, early), rate("P", 7, late, "internet"), rate("P", 8, last, "internet"))
        table = replace(self.table(), home="A", rates=rates, not_established=())
        random = Random(4)
        days = [near(random, random.choice([early, late, last]), 2) for _ in range(1000)]
        both = {(Fraction(1, 20), Fraction(7, 100)), (Fraction(1, 20), Fraction(2, 25))}
        assert self.check(table, [None], days, "internet") == {None, *both}
        assert self.check(table, [None], days, "voip") == {None, (Fraction(1, 20),)}
        only_p = replace(table, rates=rates[1:])
        assert self.check(only_p, [None], days, "voip") == {()}
        assert self.check(table, [None], days) == {None}

    def test_one_region_for_all_rows(self) -> None:
        days = numbers([date(2009, 1, 1), date(2026, 1, 1)])
        rates, places = rates_on(self.table(), [None], np.array(0), days)
        assert [rates[place] for place in places[1:]] == [(Fraction(13, 100),)]

    def test_extreme_days_stay_in_their_region(self) -> None:
        days = np.array([-(2**31), 2**31 - 1, -(2**31), 2**31 - 1], np.int32)
        rates, places = rates_on(self.table(), ["ON", "NS"], np.array([0, 0, 1, 1]), days)
        latest = [tuple(one.rate for one in self.table().on(date(2199, 1, 1), name)) for name in ("ON", "NS")]
        assert [place == NO_RATE for place in places] == [True, False, True, False]
        assert [rates[place] for place in places[1::2]] == latest

    def test_an_empty_column_gives_an_empty_one(self) -> None:
        assert len(rates_on(self.table(), [], np.zeros(0, np.int8), np.zeros(0, np.int32)).places) == 0
