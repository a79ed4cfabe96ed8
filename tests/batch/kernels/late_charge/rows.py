"""Rows of late payments for the kernels, and what the rules answer for each row alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telcoterms.batch.kernels.days import EPOCH
from telcoterms.batch.kernels.late_charge.charging import UNFIT
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from tests.terms_builders import charge_minor

MONTH_ENDS = [date(2023, 12, 31), date(2024, 1, 29), date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 29)]
BILLING_MONTHS = (1, 1, 1, 3, 12, 1200)


class Row(NamedTuple):
    """A payment of an invoice."""

    amount: int
    issued: date
    paid: date
    billing_months: int = 1


class Columns(NamedTuple):
    """The same as columns."""

    amount: NDArray[np.int64]
    issued: NDArray[np.int32]
    paid: NDArray[np.int32]
    billing_months: NDArray[np.int64]

    def at(self, rows: slice | NDArray[np.intp]) -> Columns:
        """Some of the rows, as views where they are a slice."""
        return Columns(self.amount[rows], self.issued[rows], self.paid[rows], self.billing_months[rows])


def random_rows(seed: int, number: int, net_days: int = 15, most_days: int = 500) -> list[Row]:
    """Many amounts, ends of months and leap days; in time, about the due date, and long after it."""
    random, rows = Random(seed), []
    for _ in range(number):
        amount = random.choice([0, 1, 25, 50, 75, 150, random.randrange(1000), random.randrange(30_000), 10**12])
        issued = random.choice([random.choice(MONTH_ENDS), date(2019, 1, 1) + timedelta(random.randrange(3000))])
        days = random.choice([random.randrange(net_days + 1), net_days, net_days + 1, random.randrange(most_days)])
        rows.append(Row(amount, issued, issued + timedelta(days), random.choice(BILLING_MONTHS)))
    return rows


def columns(rows: Sequence[Row]) -> Columns:
    """Rows as columns."""
    return Columns(
        np.array([row.amount for row in rows], np.int64),
        np.array([row.issued.toordinal() - EPOCH for row in rows], np.int32),
        np.array([row.paid.toordinal() - EPOCH for row in rows], np.int32),
        np.array([row.billing_months for row in rows], np.int64),
    )


def charged(rule: LateChargeRule, net_days: int, table: Columns, size: int | None = None) -> list[int]:
    """The charges of columns, by one kernel: of all rows at once, or of so many at a time."""
    kernel, out = kernel_of(rule, net_days), np.full(len(table.amount), 77, np.int64)
    for start in range(0, len(out), size or len(out) or 1):
        part = slice(start, start + (size or len(out)))
        kernel.charge(*table.at(part), out[part])
    return out.tolist()


def alone(rule: LateChargeRule, net_days: int, rows: Sequence[Row]) -> list[int]:
    """The charge of each row by itself, by the rule."""
    found = []
    for amount, issued, paid, billing_months in rows:
        in_time = (paid - issued).days <= net_days
        due = paid if in_time else issued + timedelta(net_days)
        charge = charge_minor(rule, amount, issued, due, paid, billing_months)
        found.append(charge if charge < 2**63 else UNFIT)
    return found


def agree(rule: LateChargeRule, net_days: int, rows: Sequence[Row]) -> None:
    """The kernel says of each row what the rule says of it."""
    kernel, rule_alone = charged(rule, net_days, columns(rows)), alone(rule, net_days, rows)
    differing = [(row, *pair) for row, *pair in zip(rows, kernel, rule_alone, strict=True) if pair[0] != pair[1]]
    assert not differing, (rule, net_days, differing[:3])
