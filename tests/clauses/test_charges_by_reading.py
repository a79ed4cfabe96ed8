"""Figures under many readings at once are those that each reading gives alone."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import InputError, Money, load
from telcoterms.agreement.rule import choices
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.charges_by_reading import SHARED, charges_by_reading
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import ROUNDERS, rounded_each_way
from tests.batch.kernels.late_charge.rows import Row, random_rows
from tests.error_assertions import refused
from tests.long_runs import examples, some_of
from tests.strategies import CLAUSE, compound
from tests.terms_builders import made

EVERY_VALUE = {name: choices(RateCharge)[name] for name in SHARED}
DUE_AFTER = 15
ROWS = st.integers(0, 10**6).map(lambda seed: random_rows(seed, 20, DUE_AFTER))


def agree(rule: RateCharge, amount: int, days: DebtDays, paid: date, values: Mapping[str, tuple[str, ...]]) -> None:
    """Compare the charge under each combination of values with the one that is computed alone."""
    at_once = charges_by_reading(rule, amount, days, paid, values)
    for chosen, charge in zip(product(*values.values()), at_once, strict=True):
        alone = rule.under(dict(zip(values, chosen, strict=True)))
        assert charge == charge_minor(alone, amount, days, paid), (chosen, rule.rate, amount, days, paid)


class TestPlainRate:
    """A rate a month, compounded: the readings share the months, the balances and the growth of a started month."""

    @given(compound(), ROWS)
    @settings(max_examples=examples(200))
    def test_each_charge_is_the_one_that_is_computed_alone(self, rule: RateCharge, rows: list[Row]) -> None:
        for amount, issued, paid, billing_months in rows:
            days = DebtDays(issued, issued + timedelta(DUE_AFTER), billing_months)
            agree(rule, amount, days, max(issued, paid), EVERY_VALUE)

    @pytest.mark.parametrize("names", [("runs_from",), ("part_month", "rounding"), ("round_at",), (), SHARED[:3]])
    def test_a_reading_that_does_not_vary_is_that_of_the_clause(self, names: tuple[str, ...]) -> None:
        values = {name: EVERY_VALUE[name] for name in names}
        rule = RateCharge(rate=Fraction(2, 100), compounding="monthly", rounding="down", clause=CLAUSE, says="")
        for paid in (date(2026, 1, 16), date(2026, 3, 1), date(2026, 3, 16)):
            agree(rule, 11_300, DebtDays(date(2026, 1, 1), date(2026, 1, 16)), paid, values)

    def test_some_values_of_a_reading_are_those_alone(self) -> None:
        values = {"part_month": ("daily-compound", "by-days"), "rounding": ("down", "half-up")}
        rule = RateCharge(rate=Fraction(3, 100), compounding="monthly", clause=CLAUSE, says="")
        agree(rule, 9_999, DebtDays(date(2024, 1, 31), date(2024, 2, 15)), date(2024, 5, 5), values)

    @pytest.mark.parametrize("amount", [25, 75, 125, 175])
    def test_a_tie_that_no_enclosure_decides_is_computed_alone(self, amount: int) -> None:
        # 14 of 28 days at 4.04 % are exactly 2 %, since 1.02 x 1.02 = 1.0404; 2 % of 0.25 are half a cent
        rule = RateCharge(rate=Fraction(404, 10_000), compounding="monthly", clause=CLAUSE, says="")
        agree(rule, amount, DebtDays(date(2026, 2, 1), date(2026, 2, 3)), date(2026, 2, 15), EVERY_VALUE)

    def test_113_00_over_a_month_and_14_of_28_days_by_hand(self) -> None:
        # once: 113.00 x 1.02 x 1.01 - 113.00 = 3.4126; each month: 2.26 and 1.1526, rounded
        rule = RateCharge(rate=Fraction(2, 100), compounding="monthly", clause=CLAUSE, says="")
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        values = {"round_at": ("each-month", "once"), "rounding": ("half-up", "half-even", "down")}
        found = charges_by_reading(rule, 11_300, days, date(2026, 2, 15), values)
        assert found == [341, 341, 341, 341, 341, 341]
        # one whole month, by the started one: 2.26 and 115.26 x 2 % = 2.3052
        assert charges_by_reading(rule, 11_300, days, date(2026, 2, 15), {"part_month": ("whole-month",)}) == [457]

    def test_a_range_is_of_the_clause_that_is_asked(self) -> None:
        values = {"first_day": ("not-counted", "counted"), "rounding": ("half-up", "down")}
        rule = RateCharge(rate=Fraction(5, 10_000), per="day", clause=CLAUSE, says="")
        agree(rule, 12_345, DebtDays(date(2026, 2, 1), date(2026, 2, 20)), date(2026, 4, 1), values)

    def test_the_last_reading_that_is_named_changes_first(self) -> None:
        # one month and 14 of 28 days: 2.26 and 115.26 x 2 % x 1/2 = 1.1526; as a whole month 115.26 x 2 % = 2.3052
        rule = RateCharge(rate=Fraction(2, 100), compounding="monthly", clause=CLAUSE, says="")
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        shares, starts = ("by-days", "whole-month"), ("invoice-date", "next-invoice-date")
        # from the next invoice, of 1 February, 14 of 28 days of 113.00: 1.13; as a whole month 2.26
        by_start = {"runs_from": starts, "part_month": shares}
        assert charges_by_reading(rule, 11_300, days, date(2026, 2, 15), by_start) == [341, 457, 113, 226]
        by_share = {"part_month": shares, "runs_from": starts}
        assert charges_by_reading(rule, 11_300, days, date(2026, 2, 15), by_share) == [341, 113, 457, 226]

    def test_a_rate_by_the_day_has_readings_of_the_same_names(self) -> None:
        # 113.00 x 0.05 % x 45 days = 2.5425; from the due date x 30 days = 1.695
        rule = RateCharge(rate=Fraction(5, 10_000), per="day", clause=CLAUSE, says="")
        values = {"runs_from": ("invoice-date", "due-date"), "rounding": ("half-up", "down")}
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        assert charges_by_reading(rule, 11_300, days, date(2026, 2, 15), values) == [254, 254, 170, 169]

    def test_one_cent_is_charged_where_half_of_it_is_rounded_up(self) -> None:
        rule = RateCharge(rate=Fraction(1, 2), compounding="monthly", clause=CLAUSE, says="")
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        assert charges_by_reading(rule, 1, days, date(2026, 2, 1), {"rounding": ("half-up", "down")}) == [1, 0]
        assert charges_by_reading(rule, 0, days, date(2026, 2, 1), {"rounding": ("half-up", "down")}) == [0, 0]

    def test_a_payment_before_its_invoice_is_refused(self) -> None:
        rule = RateCharge(rate=Fraction(2, 100), compounding="monthly", clause=CLAUSE, says="")
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        with refused(InputError, "the payment of 2025-12-31 lies before the invoice of 2026-01-01"):
            charges_by_reading(rule, 11_300, days, date(2025, 12, 31), {"rounding": ("half-up", "down")})


class TestRounding:
    """One division rounds each way as three do."""

    def test_each_way(self) -> None:
        random = Random(7)
        for _ in range(2_000):
            numerator, denominator = random.randrange(10**9), random.choice([1, 2, 3, 100, 3_100, 2**31])
            ways = tuple(rounder(numerator, denominator) for rounder in ROUNDERS.values())
            assert rounded_each_way(numerator, denominator) == ways

    def test_exact_halves(self) -> None:
        assert [rounded_each_way(number, 2) for number in (1, 3, 5)] == [(1, 0, 0), (2, 2, 1), (3, 2, 2)]


ON_BILL = date(2026, 1, 17)
"""The due date, which some terms leave to the bill."""


@pytest.mark.parametrize(
    ("provider", "due"),
    [("bell", None), ("kos", None), ("rogers", ON_BILL), ("telus", ON_BILL), ("verizon", ON_BILL), ("vodafone", None)],
)
@pytest.mark.parametrize("paid", [date(2026, 1, 16), date(2026, 1, 25), date(2026, 3, 19), date(2026, 5, 1)])
def test_the_range_of_a_provider_is_what_each_reading_gives(provider: str, due: date | None, paid: date) -> None:
    terms = load(provider)
    answer = terms.late_charge(Money("113.45", terms.currency), issued=date(2026, 1, 1), paid=paid, due=due)
    for readings, figure in some_of(answer.across_readings().combinations, 5):
        assert answer.under(**readings).value == figure


def test_the_ends_that_the_words_allow_are_those_of_what_they_allow() -> None:
    random = Random(11)
    for _ in range(examples(400, least=60)):
        issued = date(2024, 1, 1) + timedelta(random.randrange(700))
        paid = issued + timedelta(random.randrange(120))
        answer = load("kos").late_charge(Money.of_minor(random.randrange(1, 30_000), "CAD"), issued=issued, paid=paid)
        across, ends = answer.across_readings(), answer.across_readings()
        figures = [figure for _, figure in across.allowed]
        assert (ends.lowest, ends.highest) == (min(figures), max(figures))


def test_a_reading_that_is_practised_alone_is_left_out_of_what_the_words_allow() -> None:
    rule = RateCharge(rate=Fraction(2, 100), compounding="monthly", clause=CLAUSE, says="")
    terms = made(late_charge=replace(rule, part_month="whole-month"))
    answer = terms.late_charge("100.00", issued=date(2026, 1, 1), paid=date(2026, 1, 20))
    assert {figure.text for _, figure in answer.across_readings().allowed} >= {"2.00"}


def test_the_charges_of_two_starts_are_sums_of_money_in_the_order_of_their_values() -> None:
    # from the due date, 16 January to 15 February: 113.00 x 2 % x 30/31 = 2.19; from 1 January it is 3.41
    about = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").about
    values = {name: values[:1] for name, values in about.choices.items()}
    values["runs_from"] = ("due-date", "invoice-date")
    assert about.figures_by_reading(values) == [Money("2.19", "CAD"), Money("3.41", "CAD")]
