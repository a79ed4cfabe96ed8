"""Refunds of many rows under clauses that no array computes: each row is what the terms answer to it alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import InvalidTableError, Money, TelcoTermsError, Terms, load
from telcoterms.batch import refund
from telcoterms.batch.kernels.refund import as_arrays
from telcoterms.clauses.refund import REFUND
from tests.error_assertions import refused

PROVIDERS = Path(__file__).parents[1] / "providers"
Facts = dict[str, Any]
KINDS = {"fee_minor": pa.int64(), "fee_months": pa.int32(), "billing_day": pa.int32(), "regime": pa.string()}


def of(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


def rows(count: int, seed: int) -> Iterator[Facts]:
    """Cancellations in and out of their cycle, with facts that terms take or refuse."""
    random = Random(seed)
    for _ in range(count):
        start = date(2026, random.randint(1, 12), random.choice([1, 15, 28]))
        yield {
            "fee_minor": random.choice([0, 1, 3000, 12000, random.randint(0, 10**6)]),
            "cycle_start": start,
            "cancelled": start + timedelta(random.choice([0, 3, 13, 14, 15, 27, 28, 60])),
            "fee_months": random.choice([1, 1, 12]),
            "billing_day": random.choice([None, None, None, start.day]),
            "paid_until": random.choice([None, None, None, start + timedelta(56)]),
            "regime": random.choice(["month-to-month", "month-to-month", "fixed-term", "yearly"]),
            "taxed_on": random.choice([None, date(2025, 3, 1)]),
            "started": random.choice([None, None, start - timedelta(30), start]),
        }


def table(many: list[Facts]) -> pa.Table:
    """The rows as a table."""
    names = list(many[0])
    return pa.table({name: pa.array([row[name] for row in many], KINDS.get(name, pa.date32())) for name in names})


def alone(terms: Terms, row: Facts, **same: Any) -> tuple[int | None, ...]:
    """The sums that the terms give to one row, in minor units; None for one that they refuse."""
    facts = {name: value for name, value in row.items() if value is not None}
    fee = Money.of_minor(facts.pop("fee_minor"), terms.currency)
    if terms.provider in ("four-week-mobile", "regional-wireless"):
        facts.pop("started", None)  # no column of theirs
    try:
        value = terms.refund(fee, **facts, **same).value
    except TelcoTermsError:
        return (None, None, None)
    return (value.refund.minor, value.tax.minor, value.total.minor)


class TestRefundsByRow:
    """A cycle of days, the whole fee early, a sum that is kept, and a fee that is rated anew."""

    @pytest.mark.parametrize(
        ("name", "same"),
        [
            ("four-week-mobile", {"tax_rate": "0.1"}),
            ("regional-wireless", {}),
            ("calendar-day-line", {"tax_rate": "0.13"}),
            ("thirty-day-carrier", {}),
            ("yearly-host", {"plan": "basic"}),
        ],
    )
    def test_each_row_is_the_answer_of_the_terms(self, name: str, same: dict[str, Any]) -> None:
        terms, many = of(name), list(rows(400, seed=len(name)))
        assert as_arrays(REFUND.of(terms.agreement)) is None
        found = refund(terms, table(many), errors="column", **same)
        columns = ("refund_minor", "tax_minor", "total_minor")
        minor = list(zip(*(found[column].to_pylist() for column in columns), strict=True))
        expected = [alone(terms, row, **same) for row in many]
        assert minor == expected
        assert sum(one[0] is None for one in expected) > 20
        assert sum(one[0] is not None for one in expected) > 100

    def test_a_row_that_is_refused_says_why(self) -> None:
        row = {"fee": Decimal("30.00"), "cycle_start": date(2026, 1, 1), "cancelled": date(2026, 2, 1)}
        with refused(InvalidTableError, "cancelled is 2026-02-01, outside the cycle from 2026-01-01 up to 2026-01-29"):
            refund(of("four-week-mobile"), pa.Table.from_pylist([row]))

    def test_a_part_of_a_cent_is_refused(self) -> None:
        row = {"fee": Decimal("30.005"), "cycle_start": date(2026, 1, 1), "cancelled": date(2026, 1, 10)}
        with refused(InvalidTableError, "30.005"):
            refund(of("regional-wireless"), pa.Table.from_pylist([row]))

    def test_a_day_that_no_calendar_has_is_refused(self) -> None:
        days = {"cycle_start": pa.array([-(2**31) + 1], pa.date32()), "cancelled": pa.array([0], pa.date32())}
        with refused(InvalidTableError, "outside the years 1 to 9999"):
            refund(of("regional-wireless"), pa.table({"fee_minor": pa.array([1]), **days}))

    def test_no_rows_give_none(self) -> None:
        empty = table(list(rows(1, seed=1)))[:0]
        assert refund(of("regional-wireless"), empty)["total_minor"].to_pylist() == []

    def test_terms_for_arrays_take_no_plan(self) -> None:
        row = {"fee": Decimal("30.00"), "cycle_start": date(2026, 1, 1), "cancelled": date(2026, 1, 10)}
        with refused(InvalidTableError, "plan is 'basic', and no number or tax of these terms depends on it"):
            refund(of("independent-provider"), pa.Table.from_pylist([row]), plan="basic")
