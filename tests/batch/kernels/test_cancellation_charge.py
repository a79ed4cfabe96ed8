"""What it costs to end fixed terms early, over columns."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, get_args

import numpy as np
import pytest

from telcoterms import TelcoTermsError
from telcoterms.agreement.taxes import single_tax
from telcoterms.batch.kernels.cancellation_charge import (
    BY,
    FixedTermColumns,
    KernelRule,
    cancellation_charge,
    has_kernel,
    misfits,
)
from telcoterms.batch.kernels.numbers import Lists
from telcoterms.batch.kernels.tax import RateTable, tax
from telcoterms.clauses.cancellation_charge.charge import charge_for
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    Incentive,
    MonthsRemaining,
    Remaining,
    ShareOfRemainingFees,
)
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN, FixedTerm
from telcoterms.values.days import add_months
from telcoterms.values.money import Rounding
from tests.batch.columns import first_of, hard, near, number, numbers, unhandy
from tests.terms_builders import CLAUSE, cad, made
from tests.worked_cases import asked, cases

NO_TAX = single_tax(Fraction(0))
READINGS = list(product(get_args(Remaining), get_args(Rounding)))
SHARES = [
    Fraction(1, 2),
    Fraction(1),
    Fraction(1, 3),
    Fraction(10),
    Fraction(0),
    Fraction(333_333_333_333, 10**12),
    Fraction(333_333_333_333_333_333_333_333_333_333, 10**30),
]
Facts = dict[str, Any]


def share_of(share: Fraction, remaining: Any, rounding: Any) -> ShareOfRemainingFees:
    return ShareOfRemainingFees(share=share, remaining=remaining, rounding=rounding, clause=CLAUSE, says="")


def prorated(rounding: Rounding, months_remaining: MonthsRemaining = "whole") -> Incentive:
    return Incentive(months_remaining=months_remaining, rounding=rounding, clause=CLAUSE, says="")


def lists(rows: list[list[int]]) -> Lists:
    """Lists as Arrow cuts them from longer columns: what stands before and after them belongs to other rows."""
    offsets = 2 + np.cumsum([0, *map(len, rows)])
    return Lists(offsets.astype(np.int32), np.array([7, 7, *(one for row in rows for one in row), 7], np.int64))


def columns(rows: list[Facts], *, listed: bool = False) -> FixedTermColumns:
    """The facts of the scalar question as columns; the fees as lists, or as one a row."""
    fees = [[fee.minor for fee in row["fees"]] for row in rows]
    return FixedTermColumns(
        term_start=numbers([row["term_start"] for row in rows]),
        term_months=np.array([row["term_months"] for row in rows], np.int32),
        cancelled=numbers([row["cancelled"] for row in rows]),
        by=np.array([BY.index(row["by"]) for row in rows], np.int8),
        monthly_fee=lists(fees) if listed else np.array([one[0] if one else 0 for one in fees], np.int64),
        incentive=np.array([0 if row["incentive"] is None else row["incentive"].minor for row in rows], np.int64),
        last_invoice=numbers([row["last_invoice"] for row in rows]),
    )


def charged(rule: KernelRule, facts: FixedTermColumns) -> list[int]:
    out = np.full(len(facts.term_start), -1, np.int64)
    cancellation_charge(rule, facts, out)
    found: list[int] = out.tolist()
    return found


def expected(rule: KernelRule, rows: list[Facts]) -> list[int]:
    terms = [FixedTerm(**row) for row in rows]
    return [charge_for(rule, term, NO_TAX, "CAD").charge.minor for term in terms]


def fitting(count: int, most: int, seed: int, *, prorate: bool = False, listed: bool = False) -> list[Facts]:
    """Terms, many from the end of a month, cancelled before them, at their edges, at those of a month, and after."""
    random = Random(seed)

    def sum_() -> Any:
        return cad(random.choice([0, 1, 59_95, most, *(random.randint(0, most) for _ in range(4))]))

    rows = []
    for _ in range(count):
        start, months = hard(random), random.choice([1, 2, 12, 24, 36, random.randint(1, 60)])
        while start.year > 2190:
            start = hard(random)
        reached = add_months(start, random.choice([0, 1, months - 1, months, random.randint(0, months)]))
        cancelled = near(random, reached, random.choice([0, 1, 2, 40]))
        invoice = near(random, min(cancelled, hard(random), key=lambda day: abs(cancelled - day)), 45)
        rows.append(
            {
                "term_start": start,
                "term_months": months,
                "cancelled": cancelled,
                "by": random.choice([*BY, "customer", "customer", "customer"]),
                "fees": () if prorate else tuple(sum_() for _ in range(random.choice([1, months]) if listed else 1)),
                "incentive": sum_() if prorate else None,
                "last_invoice": random.choice([None, min(invoice, cancelled), cancelled]) if prorate else None,
            }
        )
    return rows


class TestShareOfRemainingFees:
    """Each row is what the clause alone would charge."""

    @pytest.mark.parametrize(("remaining", "rounding"), READINGS)
    @pytest.mark.parametrize("listed", [False, True], ids=["one fee", "lists of fees"])
    def test_every_reading_gives_what_the_rule_gives(self, remaining: str, rounding: str, *, listed: bool) -> None:
        for most in (100_00, 10**12):
            rows = fitting(400, most, seed=most, listed=listed)
            for share in SHARES[:2]:
                rule = share_of(share, remaining, rounding)
                figures = expected(rule, rows)
                assert charged(rule, columns(rows, listed=listed)) == figures
                assert len(set(figures)) > 100

    @pytest.mark.parametrize("remaining", get_args(Remaining))
    @pytest.mark.parametrize("share", SHARES, ids=str)
    def test_every_share(self, share: Fraction, remaining: str) -> None:
        for most in (100_00, 10**12):
            rows = fitting(200, most, seed=share.denominator % 1000)
            for rounding in get_args(Rounding):
                rule = share_of(share, remaining, rounding)
                assert charged(rule, columns(rows)) == expected(rule, rows)

    @pytest.mark.parametrize("remaining", get_args(Remaining))
    def test_a_list_of_fees_ends_with_its_term(self, remaining: str) -> None:
        row: Facts = {"term_start": date(2020, 1, 31), "term_months": 2, "cancelled": date(2026, 1, 1), "by": BY[0]}
        row |= {"fees": (cad(100), cad(200)), "incentive": None, "last_invoice": None}
        assert charged(share_of(SHARES[0], remaining, "half-up"), columns([row], listed=True)) == [0]

    def test_a_hundred_years_of_the_largest_fee_fit(self) -> None:
        row: Facts = {
            "term_start": date(2199, 12, 31),
            "term_months": 1200,
            "cancelled": date(2199, 12, 31),
            "by": BY[0],
        }
        row |= {"fees": (cad(10**12),), "incentive": None, "last_invoice": None}
        for share, remaining in product(SHARES, get_args(Remaining)):
            rule = share_of(share, remaining, "half-up")
            assert charged(rule, columns([row])) == expected(rule, [row])

    def test_a_charge_that_does_not_fit_is_never_a_wrong_one(self) -> None:
        row = fitting(1, 10**12, seed=1)[0] | {"fees": (cad(10**12),), "by": BY[0]}
        row |= {"term_start": date(2026, 1, 1), "term_months": 1200, "cancelled": date(2025, 1, 1)}
        with pytest.raises(OverflowError):
            charged(share_of(Fraction(10**4), "by-days", "half-up"), columns([row]))


class TestIncentiveProrated:
    """Each row is what the clause alone would charge."""

    @pytest.mark.parametrize("months_remaining", get_args(MonthsRemaining))
    @pytest.mark.parametrize("rounding", get_args(Rounding))
    @pytest.mark.parametrize("most", [200_00, 10**12])
    def test_every_reading_gives_what_the_rule_gives(
        self, months_remaining: MonthsRemaining, rounding: Rounding, most: int
    ) -> None:
        rows, rule = fitting(3000, most, seed=most, prorate=True), prorated(rounding, months_remaining)
        figures = expected(rule, rows)
        assert charged(rule, columns(rows)) == figures
        assert len(set(figures)) > 500

    @pytest.mark.parametrize("months_remaining", get_args(MonthsRemaining))
    def test_each_day_of_invoice_against_each_end_of_a_term(self, months_remaining: MonthsRemaining) -> None:
        rows = [
            {"term_start": start, "term_months": months, "cancelled": invoice, "by": BY[1], "fees": ()}
            | {"incentive": cad(1200), "last_invoice": invoice}
            for start in (date(2023, 1, 27) + timedelta(day) for day in range(5))
            for months in (12, 13, 15)
            for invoice in (date(2023, 12, 26) + timedelta(day) for day in range(70))
        ]
        rule = prorated("half-up", months_remaining)
        assert charged(rule, columns(rows)) == expected(rule, rows)


class TestWorkedCases:
    """The cases whose arithmetic was done by hand."""

    @pytest.mark.parametrize("case", cases("kos", "cancellation_charge"), ids=lambda case: case["name"])
    def test_the_worked_cases(self, case: dict[str, Any]) -> None:
        answer = asked("cancellation_charge", case)
        terms: Any = answer.terms
        names = ("monthly_fee", "incentive", "term_start", "term_months", "last_invoice", "cancelled", "by")
        row: Facts = dict(zip(names, answer.facts[:7], strict=True))
        fee = row.pop("monthly_fee")
        row |= {"fees": () if fee is None else (fee,)}
        row["last_invoice"] = None if row["last_invoice"] == LAST_INVOICE_NOT_GIVEN else row["last_invoice"]
        assert not any(mask.any() for mask in misfits(columns([row])))
        rule = CANCELLATION_CHARGE.of(terms.agreement)
        assert has_kernel(rule)
        sums = np.array(charged(rule, columns([row])), np.int64)
        taxes = np.zeros_like(sums)
        rates = terms.agreement.tax.on(row["cancelled"])
        tax(sums, RateTable([tuple(one.rate for one in rates)], np.array(0)), "added", taxes)
        assert (cad(int(sums[0])).text, cad(int(taxes[0])).text) == (case["charge"], case["tax"])


class TestMisfits:
    """A row is refused where the question refuses it, and for the same reason."""

    def refusals(self, rows: list[Facts], *, prorate: bool) -> list[str | None]:
        terms = made(cancellation_charge=prorated("half-up") if prorate else share_of(Fraction(1, 2), *READINGS[0]))
        found: list[str | None] = []
        for row in rows:
            asked_about = {name: row[name] for name in ("term_start", "term_months", "cancelled", "by")}
            if prorate:
                asked_about |= {"incentive": row["incentive"], "last_invoice": row["last_invoice"]}
            else:
                asked_about |= {"monthly_fee": row["fees"]}
            try:
                terms.cancellation_charge(**asked_about, tax_rate=0)
            except TelcoTermsError as error:
                found.append("fees" if " monthly fees are given " in str(error) else str(error).partition(" is ")[0])
            else:
                found.append(None)
        return found

    def test_the_first_mask_of_a_row_is_the_refusal_of_the_question_on_fees(self) -> None:
        random = Random(8)
        rows: list[Facts] = [
            row
            | random.choice(
                [
                    {},
                    {
                        "fees": tuple(
                            random.choices([cad(-1), cad(10**12 + 1), cad(10**12), cad(0)], k=len(row["fees"]))
                        )
                    },
                    {"fees": row["fees"] * random.choice([0, 2])},
                    {"term_months": random.choice([0, -1, 1, 1200, 1201])},
                    {"cancelled": hard(random)},
                ]
            )
            for row in fitting(3000, 10**12, seed=8, listed=True)
        ]
        found = self.refusals(rows, prorate=False)
        assert first_of(misfits(columns(rows, listed=True))) == found
        assert set(found) == {None, "monthly_fee", "term_months", "fees"}
        single = [row | {"fees": row["fees"][:1]} for row in rows if row["fees"]]
        assert first_of(misfits(columns(single))) == self.refusals(single, prorate=False)

    def test_the_first_mask_of_a_row_is_the_refusal_of_the_question_on_incentives(self) -> None:
        random = Random(9)
        rows = [
            row
            | random.choice(
                [
                    {},
                    {"incentive": cad(random.choice([-1, 10**12 + 1, 10**12, 0]))},
                    {"term_months": random.choice([0, -1, 1, 1200, 1201])},
                    {"last_invoice": near(random, row["cancelled"], 2)},
                    {"last_invoice": hard(random)},
                ]
            )
            for row in fitting(3000, 10**12, seed=9, prorate=True)
        ]
        found = self.refusals(rows, prorate=True)
        assert first_of(misfits(columns(rows))) == found
        assert set(found) == {None, "incentive", "term_months", "last_invoice"}

    def test_codes_of_nobody(self) -> None:
        facts = columns(fitting(1, 10, seed=1))._replace(by=np.array([-1, 0, 1, 2, 3], np.int8))
        assert misfits(facts).by.tolist() == [True, False, False, False, True]

    @pytest.mark.parametrize("fact", ["term_start", "cancelled", "last_invoice"])
    def test_a_day_outside_the_years_of_the_tables(self, fact: str) -> None:
        days = [date(1899, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(2200, 1, 1), date.max, date.min]
        extremes = np.array([*numbers(days), 2**31 - 1, -(2**31) + 1], np.int32)
        facts = columns(fitting(1, 10, seed=2))._replace(**{fact: extremes})
        assert misfits(facts).years.tolist() == [True, False, False, True, True, True, True, True]


class TestColumns:
    """Columns come as they are: empty, with gaps between their values, of any length, one value for all rows."""

    @pytest.mark.parametrize("listed", [False, True])
    def test_an_empty_column_gives_an_empty_one(self, *, listed: bool) -> None:
        assert charged(share_of(SHARES[0], "by-days", "half-up"), columns([], listed=listed)) == []
        assert charged(prorated("down"), columns([])) == []
        assert [mask.tolist() for mask in misfits(columns([], listed=listed))] == [[]] * 7

    def test_unhandy_columns_give_the_same(self) -> None:
        rule, facts = share_of(SHARES[0], "by-days", "half-up"), columns(fitting(100, 100_00, seed=3))
        assert charged(rule, FixedTermColumns(*map(unhandy, facts))) == charged(rule, facts)
        listed = columns(fitting(100, 100_00, seed=3, listed=True), listed=True)
        fees = listed.monthly_fee
        assert isinstance(fees, Lists)
        other = listed._replace(monthly_fee=Lists(unhandy(fees.offsets), unhandy(fees.values)))
        assert charged(rule, other) == charged(rule, listed)

    def test_counts_in_few_bits_give_the_same(self) -> None:
        facts = columns(fitting(300, 100_00, seed=4, prorate=True))
        narrow = facts._replace(
            term_months=facts.term_months.astype(np.int8), incentive=facts.incentive.astype(np.int16)
        )
        assert charged(prorated("half-up"), narrow) == charged(prorated("half-up"), facts)

    def test_one_value_stands_for_all_rows(self) -> None:
        start, day = np.array(number(date(2025, 1, 1))), numbers([date(2026, 5, 10), date(2026, 12, 2)])
        facts = FixedTermColumns(start, np.array(24), day, monthly_fee=np.array(59_95))
        assert charged(share_of(SHARES[0], *READINGS[0]), facts._replace(term_start=np.tile(start, 2))) == [209_83, 0]
        out = np.zeros(2, np.int64)
        cancellation_charge(share_of(SHARES[0], *READINGS[0]), facts, out)
        assert out.tolist() == [209_83, 0]

    def test_more_rows_than_one_part_holds(self) -> None:
        rule, rows = share_of(SHARES[0], "by-days", "half-even"), fitting(700, 100_00, seed=5, listed=True)
        facts, whole = columns(rows * 50, listed=True), charged(rule, columns(rows, listed=True))
        assert charged(rule, facts) == whole * 50
        assert [mask.tolist() for mask in misfits(facts)] == [[False] * 35_000] * 7
