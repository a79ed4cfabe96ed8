"""Every question of rows and accounts, asked on a Spark of one kind: `python -m tests.spark.sessions MASTER`.

A process has one session, so each kind needs a process of its own. It prints each question whose rows are those that a
table in memory gives, and stops at the first whose rows are not.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

from telcoterms import batch, load
from telcoterms.batch import spark

KOS = load("kos")
JANUARY, AS_OF = date(2026, 1, 1), date(2026, 6, 30)
CONFIG = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # what runs once is not worth compiling well
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
DECIMAL = pa.decimal128(12, 2)


def session_of(master: str) -> SparkSession:
    """The session on a master; `connect` is a server of Spark Connect of this machine, behind its protocol."""
    if master == "connect":
        return SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    return SparkSession.builder.master(master).config(map=CONFIG).getOrCreate()


def dataframe(session: SparkSession, table: pa.Table) -> Any:
    """A table as a DataFrame of two partitions; Spark 3.5 takes rows and no table."""
    names = {pa.date32(): "date", DECIMAL: "decimal(12,2)", pa.string(): "string", pa.int32(): "int"}
    columns = ", ".join(f"{field.name} {names[field.type]}" for field in table.schema)
    return session.createDataFrame([tuple(row.values()) for row in table.to_pylist()], columns).repartition(2)


def as_one_table_gives(frame: Any, table: pa.Table) -> bool:
    """Whether a DataFrame has the columns and, in any order, the rows of a table."""
    rows = [tuple(row) for row in frame.collect()]
    expected = [tuple(row.values()) for row in table.to_pylist()]
    return frame.columns == table.column_names and sorted(rows, key=repr) == sorted(expected, key=repr)


def expect(question: str, found: Any, table: pa.Table) -> None:
    """Print that the rows are those of a table, which has some, or end the process."""
    if not len(table) or not as_one_table_gives(found, table):
        sys.exit(f"{question}: {found.collect()} instead of {table.to_pylist()}")
    print(question)


def amounts(count: int) -> pa.Array:
    return pa.array([Decimal(11300 + 7 * place).scaleb(-2) for place in range(count)], DECIMAL)


def late_payments() -> pa.Table:
    paid = [JANUARY + timedelta(20 * place - 20) for place in range(12)]  # the first is before the bill
    lines = ["dsl" if place % 2 else "none" for place in range(12)]
    return pa.table(
        {"line": lines, "amount": amounts(12), "issued": [JANUARY] * 12, "paid": paid, "billed": amounts(12)}
    )


def refunds() -> pa.Table:
    ends = [JANUARY + timedelta(3 * place) for place in range(9)]
    return pa.table({"fee": amounts(9), "cycle_start": [JANUARY] * 9, "cancelled": ends})


def cancellations() -> pa.Table:
    months = pa.array([24, 24, 12], pa.int32())
    ends = [date(2026, 5, 10), date(2026, 5, 31), date(2025, 6, 2)]
    return pa.table(
        {"monthly_fee": amounts(3), "term_start": [date(2025, 1, 1)] * 3, "term_months": months, "cancelled": ends}
    )


def events() -> dict[str, pa.Table]:
    accounts, issued = [f"A{place % 4}" for place in range(12)], [date(2026, 1 + place // 4, 1) for place in range(12)]
    invoices = {"account": accounts, "number": [f"{day:%Y-%m}" for day in issued], "issued": issued}
    received = [day + timedelta(10 + 9 * (place % 4)) for place, day in enumerate(issued)]
    return {
        "invoices": pa.table(invoices | {"amount": amounts(12)}),
        "payments": pa.table({"account": accounts, "received": received, "amount": amounts(12)}),
    }


def main(master: str) -> None:
    session = session_of(master)
    services = {name: load("kos", service=name) for name in ("none", "dsl")}
    paid = late_payments()
    charged = spark.late_charge(services, dataframe(session, paid), by="line", errors="column")
    expect("late_charge", charged, batch.late_charge(services, paid, by="line", errors="column"))
    paid = paid.slice(1).drop_columns(["line"])
    expect("audit", spark.audit(KOS, dataframe(session, paid)), batch.audit(KOS, paid))
    ends = refunds()
    given = spark.refund(KOS, dataframe(session, ends), province="AB")
    expect("refund", given, batch.refund(KOS, ends, province="AB"))
    ends = cancellations()
    expect(
        "cancellation_charge",
        spark.cancellation_charge(services["none"], dataframe(session, ends)),
        batch.cancellation_charge(services["none"], ends),
    )
    own = events()
    frames = {name: dataframe(session, table) for name, table in own.items()}
    for give in ("accounts", "debts", "entries"):
        found = spark.statement(KOS, as_of=AS_OF, give=give, **frames)
        expect(f"statement: {give}", found, batch.statement(KOS, as_of=AS_OF, give=give, **own))
    session.stop()


if __name__ == "__main__":
    main(sys.argv[1])
