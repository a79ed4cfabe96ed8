"""Polars: expressions on a lazy frame, the balance a column that each month replaces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns

AMOUNT, ISSUED, PAID, WITHIN = pl.col("amount"), pl.col("issued"), pl.col("paid"), pl.col("within")
BACK, MONTHS, BALANCE = pl.col("back"), pl.col("months"), pl.col("balance")
SIZE, START, LENGTH, D = pl.col("size"), pl.col("start"), pl.col("length"), pl.col("d")


def prepare(columns: Columns) -> Callable[[], Cents]:
    """Whole cents as Int64, a column of balances after each month up to the longest delay, on the streaming engine.

    Exact while 128 times a balance fits 64 bits; Polars wraps without a word above that. The months are steps of the
    frame: one expression that nests them would double in size with each month.
    """
    days = {name: pl.Series(columns.days(name)) for name in ("issued", "paid")}
    frame = pl.DataFrame({"amount": columns.amount, **days}).with_row_index("row")
    late = _counted(frame.lazy().filter((PAID - ISSUED).dt.total_days() > DAYS_TO_PAY))
    most = late.select(MONTHS.max().fill_null(0)).collect().item()
    for number in range(most):
        month = pl.when(MONTHS.gt(number)).then((BALANCE * 102 + 50) // 100).otherwise(BALANCE)
        late = late.with_columns(balance=month)
    started = (BALANCE * 4 * D + 100 * LENGTH) // (200 * LENGTH)
    charge = late.select("row", cents=BALANCE - AMOUNT + started)

    def run() -> Cents:
        found = charge.collect(engine="streaming")
        cents = np.zeros(len(columns.amount), np.int64)
        cents[found["row"].to_numpy()] = found["cents"].to_numpy()
        return cents

    return run


def _counted(late: pl.LazyFrame) -> pl.LazyFrame:
    """With the whole months, and the days that have passed of the days of the started one."""
    return (
        late.with_columns(day=_day(PAID), anchor=_day(ISSUED), balance=AMOUNT)
        .with_columns(
            back=pl.when(pl.col("day") < pl.min_horizontal("anchor", _size(PAID))).then(pl.col("day")).otherwise(0)
        )
        .with_columns(within=(PAID.cast(pl.Int32) - BACK).cast(pl.Date))
        .with_columns(
            months=(WITHIN.dt.year() - ISSUED.dt.year()) * 12 + WITHIN.dt.month() - ISSUED.dt.month(),
            size=_size(WITHIN),
            next=_size((WITHIN.dt.month_end().cast(pl.Int32) + 1).cast(pl.Date)),
        )
        .with_columns(start=pl.min_horizontal("anchor", "size"))
        .with_columns(
            d=(BACK + _day(WITHIN) - START).cast(pl.Int64),
            length=(SIZE - START + pl.min_horizontal("anchor", "next")).cast(pl.Int64),
        )
    )


def _day(days: pl.Expr) -> pl.Expr:
    return days.dt.day().cast(pl.Int32)


def _size(days: pl.Expr) -> pl.Expr:
    return days.dt.days_in_month().cast(pl.Int32)
