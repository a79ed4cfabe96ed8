"""DuckDB: one statement of SQL on a table of its own, on all threads."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns
from benchmarks.competitors.arrow_compute import table_of

LATE = f"""
WITH late AS (
    SELECT row, amount, issued, day(issued) AS anchor,
        CASE WHEN day(paid) < least(anchor, day(last_day(paid))) THEN day(paid) ELSE 0 END AS back,
        paid - back::INTEGER AS within
    FROM invoices
    WHERE paid > issued + {DAYS_TO_PAY}
),
month0 AS (
    SELECT row, amount, amount AS balance, datediff('month', issued, within) AS months,
        day(last_day(within)) AS size, least(anchor, size) AS start,
        back + day(within) - start AS d,
        size - start + least(anchor, day(last_day(last_day(within) + 1))) AS length
    FROM late
)"""
MONTH = """,
month{after} AS (
    SELECT * REPLACE (CASE WHEN months > {before} THEN (balance * 102 + 50) // 100 ELSE balance END AS balance)
    FROM month{before}
)"""
CHARGE = """
SELECT row, balance - amount + (balance * 4 * d + 100 * length) // (200 * length) AS cents
FROM month{last}"""


def prepare(columns: Columns) -> Callable[[], Cents]:
    """Whole cents as BIGINT, one SELECT a month up to the longest delay, which is looked up beforehand.

    Exact, and an overflow is refused. A SELECT a month was the fastest of what was tried: `list_reduce` over
    `range(months)` takes about half as long again, a recursive WITH three times as long. The statement gives the rows
    that are late; they are put into their places.
    """
    connection = duckdb.connect()
    connection.register("arrow", table_of(columns))
    connection.execute("CREATE TABLE invoices AS SELECT row_number() OVER () - 1 AS row, * FROM arrow")
    found = connection.execute(f"{LATE} SELECT coalesce(max(months), 0) FROM month0").fetchone()
    assert found is not None
    last = int(found[0])
    months = "".join(MONTH.format(after=number + 1, before=number) for number in range(last))
    statement = LATE + months + CHARGE.format(last=last)

    def run() -> Cents:
        late = connection.execute(statement).fetchnumpy()
        cents = np.zeros(len(columns.amount), np.int64)
        cents[late["row"]] = late["cents"]
        return cents

    return run
