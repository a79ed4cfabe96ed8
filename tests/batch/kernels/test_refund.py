"""What comes back of prepaid fees, over columns."""

import tracemalloc
from dataclasses import fields
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, get_args

import numpy as np
import pytest

from telcoterms import TelcoTermsError
from telcoterms.agreement.taxes import single_tax
from telcoterms.batch.kernels.refund import ArrayRule, PrepaidColumns, as_arrays, misfits, refund
from telcoterms.batch.kernels.tax import RateTable, tax
from telcoterms.clauses import refund as scalar
from telcoterms.clauses.refund import REFUND
from telcoterms.values.days import add_months
from telcoterms.values.money import Rounding
from telcoterms.values.proration import MonthLength
from tests.batch.columns import first_of, hard, near, number, numbers, unhandy
from tests.strategies import billing_days
from tests.terms_builders import CLAUSE, cad, made
from tests.worked_cases import asked, cases

READINGS = [
    dict(zip(("cancel_day", "month_length", "rounding"), one, strict=True))
    for one in product(get_args(scalar.CancelDay), get_args(MonthLength), get_args(Rounding))
]
NO_TAX = single_tax(Fraction(0))
Facts = dict[str, Any]


def rule_of(readings: dict[str, Any]) -> scalar.ByDays:
    return scalar.ByDays(clause=CLAUSE, says="", **readings)


def columns(rows: list[Facts]) -> PrepaidColumns:
    """The facts of the scalar question as columns."""
    return PrepaidColumns(
        fee=np.array([row["fee"] for row in rows], np.int64),
        cycle_start=numbers([row["cycle_start"] for row in rows]),
        cancelled=numbers([row["cancelled"] for row in rows]),
        fee_months=np.array([row["fee_months"] for row in rows], np.int32),
        billing_day=np.array([row["billing_day"] or 0 for row in rows], np.int32),
        paid_until=numbers([row["paid_until"] for row in rows]),
        fixed_term=np.array([row["regime"] == "fixed-term" for row in rows], np.bool_),
    )


def prepaid_of(row: Facts) -> scalar.Prepaid:
    facts: Facts = row | {"fee": cad(row["fee"])}
    return scalar.Prepaid(**facts)


def back(rule: ArrayRule, facts: PrepaidColumns) -> list[int]:
    out = np.full(len(facts.fee), -1, np.int64)
    refund(rule, facts, out)
    found: list[int] = out.tolist()
    return found


def fitting(count: int, most: int, seed: int) -> list[Facts]:
    """Cycles, often clamped ones, and what was paid for before, at and after their end."""
    random = Random(seed)
    rows: list[Facts] = []
    for _ in range(count):
        year, month, day = random.randint(2023, 2028), random.randint(1, 12), random.choice([1, 15, 28, 29, 30, 31])
        start, end, *later = billing_days(year, month, day)
        inside = random.choice([0, 0, random.randrange((end - start).days), (end - start).days - 1])
        rows.append(
            {
                "fee": random.choice([0, 1, 49_95, most, *(random.randint(0, most) for _ in range(4))]),
                "cycle_start": start,
                "cancelled": date.fromordinal(start.toordinal() + inside),
                "fee_months": random.choice([1, 1, 2, 3, 7, 12, 1200]),
                "billing_day": None if start.day == day and random.random() < 0.5 else day,
                "paid_until": random.choice(
                    [None, None, start, end, *later, *later, *billing_days(year - 1, month, day)]
                ),
                "regime": random.choice([*["month-to-month"] * 9, "fixed-term"]),
            }
        )
    return [row | {"billing_day": None} if row["billing_day"] == row["cycle_start"].day else row for row in rows]


class TestRefund:
    """Each row is what the clause alone would give back."""

    @pytest.mark.parametrize("readings", READINGS, ids=lambda one: " ".join(one.values()))
    @pytest.mark.parametrize("most", [300_00, 10**12])
    def test_every_reading_gives_what_the_rule_gives(self, readings: dict[str, Any], most: int) -> None:
        rows, rule = fitting(1500, most, seed=most), rule_of(readings)
        expected = [scalar.refunded(rule, prepaid_of(row), NO_TAX).refund.minor for row in rows]
        assert back(rule, columns(rows)) == expected
        assert len(set(expected)) > 300

    def test_halves_are_rounded_as_the_reading_says(self) -> None:
        day = date(2026, 6, 30)  # of 30 days, one is left
        facts = PrepaidColumns(np.array([15, 45, 75]), numbers([date(2026, 6, 1)]), numbers([day]))
        found = {
            rounding: back(rule_of({"cancel_day": "refunded", "rounding": rounding}), facts)
            for rounding in get_args(Rounding)
        }
        assert found == {"half-up": [1, 2, 3], "half-even": [0, 2, 2], "down": [0, 1, 2]}

    def test_a_hundred_years_of_the_largest_fee(self) -> None:
        row: Facts = {"fee": 10**12, "fee_months": 1}
        row |= {
            "cycle_start": date(1900, 1, 31),
            "billing_day": None,
            "cancelled": date(1900, 2, 1),
            "regime": "month-to-month",
        }
        row |= {"paid_until": date(2199, 12, 31)}
        rule = rule_of({})
        assert back(rule, columns([row])) == [scalar.refunded(rule, prepaid_of(row), NO_TAX).refund.minor]

    def test_terms_that_give_nothing_back(self) -> None:
        rule = scalar.NoRefund(clause=CLAUSE, says="")
        assert back(rule, columns(fitting(10, 10**6, seed=1))) == [0] * 10

    @pytest.mark.parametrize("case", cases("kos", "refund"), ids=lambda case: case["name"])
    def test_the_worked_cases(self, case: dict[str, Any]) -> None:
        answer = asked("refund", case)
        terms: Any = answer.terms
        given = dict(zip(scalar.RefundQuestion.facts, answer.facts, strict=True))
        rule = as_arrays(REFUND.of(terms.agreement))
        assert rule is not None
        row: Facts = {one.name: given[one.name] for one in fields(scalar.Prepaid) if one.name in given}
        row["fee"] = row["fee"].minor
        assert not any(mask.any() for mask in misfits(columns([row])))
        sums = np.array(back(rule, columns([row])), np.int64)
        taxes = np.zeros_like(sums)
        rates = terms.agreement.tax.on(row["taxed_on"] or row["cycle_start"], given["province"])
        tax(sums, RateTable([tuple(one.rate for one in rates)], np.array(0)), "added", taxes)
        assert (cad(int(sums[0])).text, cad(int(taxes[0])).text) == (case["refund"], case["tax"])


class TestMisfits:
    """A row is refused where the question refuses it, and for the same reason."""

    def test_the_first_mask_of_a_row_is_the_refusal_of_the_question(self) -> None:
        random = Random(5)
        terms = made()
        rows = [row | self.mischief(random, row) for row in fitting(6000, 10**6, seed=5)]
        expected: list[str | None] = []
        for row in rows:
            facts: Facts = row | {"fee": cad(row["fee"]), "tax_rate": 0}
            try:
                terms.refund(**facts)
            except TelcoTermsError as error:
                expected.append(str(error).partition(" is ")[0])
            else:
                expected.append(None)
        assert first_of(misfits(columns(rows))) == expected
        assert set(expected) == {None, "fee", "fee_months", "billing_day", "cycle_start", "cancelled", "paid_until"}

    def mischief(self, random: Random, row: Facts) -> Facts:
        return random.choice(
            [
                {},
                {"fee": random.choice([-1, 10**12 + 1, 10**12, 0])},
                {"fee_months": random.choice([0, -1, 1200, 1201, 10**6])},
                {"billing_day": random.choice([-1, 1, 29, 31, 32, 10**6])},
                {"cycle_start": near(random, row["cycle_start"], 3)},
                {"cycle_start": hard(random), "cancelled": hard(random)},
                {"cancelled": near(random, row["cancelled"], 40)},
                {"cancelled": add_months(row["cycle_start"], 1)},
                {"paid_until": hard(random)},
                {"paid_until": near(random, row["paid_until"] or row["cancelled"], 2)},
            ]
        )

    @pytest.mark.parametrize("fact", ["cycle_start", "cancelled", "paid_until"])
    def test_a_day_outside_the_years_of_the_tables(self, fact: str) -> None:
        days = [date(1899, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(2200, 1, 1), date.max, date.min]
        extremes = np.array([*numbers(days), 2**31 - 1, -(2**31) + 1], np.int32)
        facts = columns(fitting(1, 10**6, seed=2))._replace(**{fact: extremes})
        assert misfits(facts).years.tolist() == [True, False, False, True, True, True, True, True]


class TestColumns:
    """Columns come as they are: empty, with gaps between their values, of any length, one value for all rows."""

    def test_an_empty_column_gives_an_empty_one(self) -> None:
        assert back(rule_of({}), columns([])) == []
        assert [mask.tolist() for mask in misfits(columns([]))] == [[]] * 7

    def test_unhandy_columns_give_the_same(self) -> None:
        facts = columns(fitting(100, 10**6, seed=3))
        other = PrepaidColumns(*map(unhandy, facts))
        out = np.zeros(200, np.int64)
        refund(rule_of({}), other, out[::2])
        assert out[::2].tolist() == back(rule_of({}), facts)
        assert not out[1::2].any()

    def test_counts_in_few_bits_give_the_same(self) -> None:
        facts = columns([row | {"fee_months": 12} for row in fitting(100, 10**9, seed=4)])
        narrow = facts._replace(
            fee=facts.fee.astype(np.int32),
            fee_months=facts.fee_months.astype(np.int8),
            billing_day=facts.billing_day.astype(np.uint8),
        )
        assert back(rule_of({}), narrow) == back(rule_of({}), facts)

    def test_one_value_stands_for_all_rows(self) -> None:
        start, day = np.array(number(date(2026, 6, 1))), np.array(number(date(2026, 6, 10)))
        assert back(rule_of({}), PrepaidColumns(np.array([4995, 9990, 0]), start, day)) == [3330, 6660, 0]
        assert [mask.tolist() for mask in misfits(PrepaidColumns(np.array(1), start, day))] == [[False]] * 7

    def test_many_rows_need_little_more_than_their_columns(self) -> None:
        facts = columns(fitting(1000, 10**6, seed=6))
        many = PrepaidColumns(*(np.tile(column, 300) for column in facts))
        out = np.zeros(300_000, np.int64)
        tracemalloc.start()
        refund(rule_of({}), many, out)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert out.tolist() == back(rule_of({}), facts) * 300
        assert peak < 3_000_000
