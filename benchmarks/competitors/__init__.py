"""The late charge on columns by the tools of others and by common ways, each as one who knows the tool writes it.

The clause is the one of `benchmarks.decimal_ledger`: 15 days to pay, 2 % a month from the invoice date, a part month by
its days, each month rounded half up. Where a tool works on whole columns, only rows that are paid late are reckoned.
The started month is found without stepping: it began in the month of the payment or, where the invoice's day has not
come yet in that month, in the one before. A day `within` that month and the sizes of two months give the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.columns import Cents, Columns
from benchmarks.competitors import (
    arrow_compute,
    common_ways,
    duckdb_sql,
    financial_fv,
    java_rows,
    pandas_months,
    plain_loop,
    polars_fold,
    quantlib_rates,
    rows,
)

Reckoned = Callable[[], Cents]


@dataclass(frozen=True, slots=True)
class Competitor:
    """A way to reckon a column of late charges.

    `rows_most` is how many rows it is given at most: a row costs the same from there on. `exact` says whether each of
    its cents is meant to be right. `prepare` brings the columns into the tool's own form and gives what is timed.
    """

    label: str
    rows_most: int
    exact: bool
    prepare: Callable[[Columns], Reckoned]


FEW: Final = 20_000
MANY: Final = 1_000_000
MOST: Final = 10_000_000

COMPETITORS: Final[Mapping[str, Competitor]] = {
    "scalar": Competitor("telcoterms, a row at a time", FEW, True, rows.own),
    "decimal": Competitor("Decimal and relativedelta, by row", FEW, True, rows.decimals),
    "c": Competitor("a plain loop in C", MOST, True, plain_loop.prepare),
    "java": Competitor("Java BigDecimal, by row", FEW, True, java_rows.prepare),
    "duckdb": Competitor("DuckDB SQL", MOST, True, duckdb_sql.prepare),
    "polars": Competitor("Polars expressions", MOST, True, polars_fold.prepare),
    "pyarrow": Competitor("pyarrow compute", MANY, True, arrow_compute.prepare),
    "pandas-cents": Competitor("pandas, whole cents", MANY, True, pandas_months.in_cents),
    "pandas": Competitor("pandas, dollars", MANY, False, pandas_months.in_dollars),
    "quantlib-actual-365": Competitor("QuantLib, Actual365Fixed, by row", FEW, False, quantlib_rates.actual_365),
    "quantlib-actual": Competitor("QuantLib, ActualActual, by row", FEW, False, quantlib_rates.actual_actual),
    "quantlib-thirty-360": Competitor("QuantLib, Thirty360, by row", FEW, False, quantlib_rates.thirty_360),
    "numpy-financial": Competitor("numpy-financial fv", MANY, False, financial_fv.prepare),
    "spreadsheet": Competitor("months and days of a spreadsheet", MANY, False, common_ways.spreadsheet),
    "closed-form": Competitor("right dates, closed form", MANY, False, common_ways.closed_form),
    "float-dollars": Competitor("right loop in float dollars", MANY, False, common_ways.float_dollars),
}
