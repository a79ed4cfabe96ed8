"""Each kind of late charge, under every combination of its readings: the kernel's figures are the rules' own."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any, get_args

import pytest

from telcoterms.batch.kernels.late_charge.charging import UNFIT
from telcoterms.clauses.late_charge.kinds import Compounding, FirstDay, LateChargeRule, RateCharge, RoundAt, RunsFrom
from telcoterms.values.money import Rounding
from tests.batch.kernels.late_charge.rows import MONTH_ENDS, Row, agree, charged, columns, random_rows
from tests.terms_builders import PART_MONTH, ROUNDING, RUNS_FROM, a_rate, at_least, compound, flat, simple

TWO = Fraction(1, 50)
THIRD = Fraction(1, 3)
THIRTY_DECIMALS = Fraction("0.021234567890123456789012345679")
ROUND_AT: tuple[RoundAt, ...] = get_args(RoundAt)
COMPOUNDING: tuple[Compounding, ...] = ("none", "monthly")
FIRST_DAY: tuple[FirstDay, ...] = get_args(FirstDay)
LONG = [
    Row(amount, issued, issued.replace(year=issued.year + years, day=min(issued.day, 28)), every)
    for issued in (date(1900, 1, 1), date(1900, 1, 31), date(2099, 12, 31), date(2099, 3, 30), date(2000, 2, 28))
    for years in (7, 100)
    for amount in (26, 10_000)
    for every in (1, 1200)
]


def monthly(rate: Fraction, **readings: Any) -> RateCharge:
    return a_rate(rate, compounding="none", **readings)


def on_day(rate: Fraction, day: int, **readings: Any) -> RateCharge:
    return a_rate(rate, on_day=day, **{"compounding": "none"} | readings)


def daily(rate: Fraction, **readings: Any) -> RateCharge:
    return a_rate(rate, per="day", compounding="daily", **readings)


class TestEveryReading:
    @pytest.mark.parametrize(
        ("runs_from", "part_month", "round_at", "rounding"), [*product(RUNS_FROM, PART_MONTH, ROUND_AT, ROUNDING)]
    )
    def test_compound_monthly(
        self, runs_from: RunsFrom, part_month: Any, round_at: RoundAt, rounding: Rounding
    ) -> None:
        rule = compound(TWO, runs_from=runs_from, part_month=part_month, round_at=round_at, rounding=rounding)
        agree(rule, 15, random_rows(1, 300))

    @pytest.mark.parametrize(("runs_from", "part_month", "rounding"), [*product(RUNS_FROM, PART_MONTH, ROUNDING)])
    def test_simple_monthly(self, runs_from: RunsFrom, part_month: Any, rounding: Rounding) -> None:
        agree(monthly(TWO, runs_from=runs_from, part_month=part_month, rounding=rounding), 15, random_rows(2, 400))

    @pytest.mark.parametrize(
        ("runs_from", "compounding", "rounding", "day"), [*product(RUNS_FROM, COMPOUNDING, ROUNDING, (1, 28, 31))]
    )
    def test_monthly_on_day(self, runs_from: RunsFrom, compounding: Compounding, rounding: Rounding, day: int) -> None:
        rule = on_day(Fraction(15, 1000), day, runs_from=runs_from, compounding=compounding, rounding=rounding)
        agree(rule, 15, random_rows(3, 400))

    @pytest.mark.parametrize(("runs_from", "rounding"), [*product(RUNS_FROM, ROUNDING)])
    def test_simple_daily(self, runs_from: RunsFrom, rounding: Rounding) -> None:
        for rate in (Fraction(73, 1000), Fraction(1, 5), THIRD):
            agree(simple(rate, runs_from=runs_from, rounding=rounding), 15, random_rows(4, 400))

    @pytest.mark.parametrize(("runs_from", "first_day", "rounding"), [*product(RUNS_FROM, FIRST_DAY, ROUNDING)])
    def test_compound_daily(self, runs_from: RunsFrom, first_day: FirstDay, rounding: Rounding) -> None:
        for rate in (Fraction(1, 2000), Fraction(1, 2)):
            rule = daily(rate, runs_from=runs_from, first_day=first_day, rounding=rounding)
            agree(rule, 15, random_rows(5, 400, most_days=150))

    def test_flat_fee(self) -> None:
        agree(flat(500), 15, random_rows(6, 400))

    @pytest.mark.parametrize("other", [compound(TWO), flat(300), flat(900), simple(Fraction(1, 5))])
    def test_greater_of(self, other: Any) -> None:
        agree(at_least(500, other), 15, random_rows(7, 400))


class TestRates:
    """From nothing to 1000 % a month, with few decimals and with thirty."""

    RATES = (
        Fraction(0),
        Fraction(1, 2) - Fraction(1, 10**30),
        Fraction(1, 2) + Fraction(1, 10**30),
        Fraction(1, 10**30),
        THIRTY_DECIMALS,
        THIRD,
        Fraction(163, 10_000),
        Fraction(21, 100),
        Fraction(10),
    )

    @pytest.mark.parametrize(("rate", "rounding"), [*product(RATES, ROUNDING)])
    def test_each_kind_with_a_rate(self, rate: Fraction, rounding: Rounding) -> None:
        rows = random_rows(8, 120)
        rules: list[LateChargeRule] = [
            compound(rate, rounding=rounding),
            compound(rate, rounding=rounding, part_month="daily-compound"),
            compound(rate, rounding=rounding, round_at="once"),
            compound(rate, rounding=rounding, part_month="daily-compound", round_at="once"),
            monthly(rate, rounding=rounding),
            monthly(rate, rounding=rounding, part_month="daily-compound"),
            on_day(rate, 15, rounding=rounding, compounding="monthly"),
            on_day(rate, 15, rounding=rounding),
            simple(rate, rounding=rounding),
            daily(rate, rounding=rounding),
        ]
        for rule in rules:
            agree(rule, 15, rows)
            agree(rule, 15, [row._replace(amount=0) for row in rows[:5]])


class TestLongSpans:
    @pytest.mark.parametrize("runs_from", RUNS_FROM)
    def test_a_hundred_years_to_the_end_of_the_tables(self, runs_from: RunsFrom) -> None:
        for rule in (
            compound(TWO, runs_from=runs_from),
            compound(Fraction(1, 1000), runs_from=runs_from, round_at="once"),
            monthly(TWO, runs_from=runs_from),
            on_day(TWO, 31, runs_from=runs_from),
            on_day(TWO, 1, runs_from=runs_from, compounding="monthly"),
            simple(Fraction(1, 5), runs_from=runs_from),
            daily(Fraction(1, 2000), runs_from=runs_from),
        ):
            agree(rule, 15, LONG)
            agree(rule, 0, LONG)

    def test_the_last_day_of_the_tables(self) -> None:
        rows = [
            Row(10_000, date(2199, 12, 31) - timedelta(days), date(2199, 12, 31), 1200) for days in range(0, 1200, 7)
        ]
        for runs_from in RUNS_FROM:
            agree(compound(TWO, runs_from=runs_from), 30, rows)
            agree(simple(TWO, runs_from=runs_from), 30, rows)


class TestHalves:
    """Exact halves of a cent, which floats miss by their last digit, above or below."""

    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_a_month_that_comes_to_half_a_cent(self, rounding: Rounding) -> None:
        for top in range(1, 200, 6):
            rate = Fraction(top, 1000)
            halves = [rate.denominator // 2 * odd for odd in (1, 3, 5, 7, 9, 41, 999)]
            rows = [Row(half, date(2024, 4, 1), date(2024, month, 1)) for half in halves for month in (5, 6)]
            agree(compound(rate, rounding=rounding), 15, rows)
            agree(monthly(rate, rounding=rounding), 15, rows)

    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_days_that_come_to_half_a_cent(self, rounding: Rounding) -> None:
        rows = [
            Row(25 * times, date(2024, 4, 1), date(2024, 4, 1 + days)) for times in range(1, 90) for days in (6, 18, 21)
        ]
        for rate in (TWO, Fraction(7, 100), Fraction(3, 40)):
            agree(compound(rate, rounding=rounding), 0, rows)
            agree(compound(rate, rounding=rounding, round_at="once"), 0, rows)


class TestLargeSums:
    """What needs more than a float, and what no column can hold."""

    @pytest.mark.parametrize(
        ("rounding", "part_month"), [*product(ROUNDING, ("by-days", "days-of-year", "daily-compound"))]
    )
    def test_numerators_about_the_powers_of_two(self, rounding: Rounding, part_month: Any) -> None:
        rule = compound(Fraction(19_999, 1_000_000), rounding=rounding, part_month=part_month)
        rows = [
            Row(2**power // (19_999 * days) + off, date(2024, 1, 31), date(2024, 2, 29) + timedelta(days))
            for power in range(48, 54)
            for days in (1, 7, 30)
            for off in (-2, -1, 0, 1, 2)
        ]
        agree(rule, 15, rows)

    @pytest.mark.parametrize("years", [2, 3, 5, 90])
    def test_a_charge_that_no_column_holds(self, years: int) -> None:
        rows = [
            Row(amount, issued, issued.replace(year=issued.year + years, day=min(issued.day, 28)))
            for issued in MONTH_ENDS
            for amount in (1, 3, 10**12)
        ]
        for rule in (
            compound(Fraction(10)),
            compound(Fraction(1, 2), round_at="once"),
            compound(Fraction(1, 2), part_month="daily-compound"),
            compound(Fraction(1, 2), part_month="daily-compound", round_at="once"),
            on_day(Fraction(1), 31, compounding="monthly"),
            daily(Fraction(1, 20)),
        ):
            agree(rule, 15, rows)

    @pytest.mark.parametrize("rounding", ROUNDING)
    def test_balances_that_no_float_holds_though_their_months_are_small(self, rounding: Rounding) -> None:
        rows = [
            Row(10**12 - less, date(2000, 1, 1), date(2000 + years, month, 16))
            for less in (0, 7, 21)
            for years in (95, 96)
            for month in (1, 5, 9)
        ]
        for rate in (Fraction(79, 10_000), Fraction(1, 125)):
            agree(compound(rate, rounding=rounding), 15, rows)
            agree(on_day(rate, 1, rounding=rounding, compounding="monthly"), 15, rows)

    def test_it_is_told_as_one_that_does_not_fit(self) -> None:
        row = Row(10**12, date(2000, 1, 1), date(2100, 1, 1))
        assert charged(compound(Fraction(10)), 15, columns([row])) == [UNFIT]
        assert charged(at_least(500, compound(Fraction(10))), 15, columns([row])) == [UNFIT]

    def test_the_largest_that_fits(self) -> None:
        """A rate of 1 doubles each month: 2^62 over one month is exactly 2^62, and over two months one too many."""
        rows = [Row(2**39, date(2000, 1, 1), date(2000, 1, 1) + timedelta(31 * months)) for months in range(1, 30)]
        agree(compound(Fraction(1), part_month="completed-months"), 15, rows)
        agree(compound(Fraction(1), part_month="completed-months", round_at="once"), 15, rows)

    def test_a_hundred_years_on_the_principal(self) -> None:
        row = Row(10**12, date(2000, 1, 1), date(2100, 1, 1))
        for rounding in ROUNDING:
            agree(monthly(Fraction(10), rounding=rounding), 15, [row])
            agree(on_day(Fraction(10), 1, rounding=rounding), 15, [row])
            agree(simple(Fraction(10), rounding=rounding), 15, [row])
