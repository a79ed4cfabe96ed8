"""DataFrames of Spark, in local mode: every figure is that of the terms, on however many partitions."""

import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, ClassVar, get_args

import pyarrow as pa
import pytest
from pyspark.errors import PythonException  # pyright: ignore[reportMissingImports]
from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
from pyspark.sql import functions as F  # pyright: ignore[reportMissingImports]

from telcoterms import (
    Account,
    Credit,
    InputError,
    InvalidTableError,
    Invoice,
    MissingPackageError,
    Money,
    Payment,
    TelcoTermsError,
    Terms,
    load,
)
from telcoterms import batch as plain
from telcoterms.batch.spark import (
    audit,
    by_account,
    cancellation_charge,
    late_charge,
    refund,
    statement,
    streamed,
    whole_accounts,
)
from telcoterms.batch.statement_tables import Give
from tests.spark.sessions import CONFIG, as_one_table_gives

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")

PAGE = Path(__file__).parents[2] / "docs" / "spark.md"
KOS = load("kos")
LATER = KOS.under(late_charge={"runs_from": "due-date"})
SCHEMA = "number int, amount decimal(12, 2), issued date, paid date, billing_months int"
SESSION: dict[str, Any] = {
    **CONFIG,
    "spark.driver.memory": "512m",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "300",  # several batches of each partition
    "spark.sql.shuffle.partitions": "3",
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").config(map=SESSION)
        session = builder.config("spark.sql.warehouse.dir", str(folder)).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def random_rows(count: int, seed: int, faulty: bool = False) -> list[tuple[Any, ...]]:
    """Invoices and their payments, some facts null, some rows of no sense if that is asked for."""
    random = Random(seed)
    rows: list[tuple[Any, ...]] = []
    for number in range(count):
        issued = date(2020, 1, 1) + timedelta(random.randrange(2500))
        paid = issued + timedelta(random.choice((3, 15, 16, 47, 200, 1500)) + random.randrange(5))
        amount = Decimal(random.randrange(1_000_000)).scaleb(-2)
        if faulty and random.random() < 0.05:
            amount, paid = random.choice(((-amount - 1, paid), (amount, issued - timedelta(1))))
        facts = [amount, issued, paid, random.choice((1, 1, 2, 12))]
        if random.random() < 0.05:
            facts[random.randrange(4)] = None
        rows.append((number, *facts))
    return rows


def told(terms: Terms, row: Any) -> tuple[Money | None, str | None]:
    """What the terms say of a row: the charge, or why there is none."""
    if None in row[1:4]:
        return None, None
    months = 1 if row[4] is None else row[4]  # what can be left out is as left out where it is null
    try:
        return terms.late_charge(row[1], issued=row[2], paid=row[3], billing_months=months).value, None
    except TelcoTermsError as error:
        return None, str(error)


def decimals(charge: Money | None) -> Decimal | None:
    return None if charge is None else charge.amount


class TestLateCharges:
    """A DataFrame of late payments."""

    def test_every_figure_is_that_of_the_terms(self, spark: SparkSession) -> None:
        rows = random_rows(4000, seed=1)
        found = late_charge(KOS, spark.createDataFrame(rows, SCHEMA).repartition(5)).collect()
        assert len(found) == 4000
        assert {one.number: tuple(one) for one in found} == {
            row[0]: (*row, decimals(told(KOS, row)[0])) for row in rows
        }

    def test_minor_units_give_minor_units(self, spark: SparkSession) -> None:
        rows = random_rows(1000, seed=2)
        frame = spark.createDataFrame(rows, SCHEMA).withColumn("amount_minor", (F.col("amount") * 100).cast("long"))
        found = late_charge(KOS, frame.drop("amount")).collect()
        charges = {row[0]: told(KOS, row)[0] for row in rows}
        assert {one.number: one.late_charge_minor for one in found} == {
            number: None if charge is None else charge.minor for number, charge in charges.items()
        }

    def test_what_is_asked_beside_the_charge(self, spark: SparkSession) -> None:
        frame = spark.createDataFrame([(1, Decimal("113.00"), date(2026, 1, 1), date(2026, 2, 15), 1)], SCHEMA)
        found = late_charge(KOS, frame, beside=["months", "due_date", "dispute_until"])
        assert found.dtypes[5:] == [
            ("late_charge", "decimal(18,2)"),
            ("months", "int"),
            ("due_date", "date"),
            ("dispute_until", "date"),
        ]
        days = KOS.due_date("2026-01-01").value, KOS.dispute_until("2026-01-01").value
        assert [(one[5], one[7], one[8]) for one in found.collect()] == [(Decimal("3.41"), *days)]

    def test_terms_by_a_column(self, spark: SparkSession) -> None:
        rows = random_rows(1000, seed=3)
        frame = spark.createDataFrame(rows, SCHEMA).withColumn(
            "line", F.when(F.col("number") % 3 == 0, "a").otherwise("b")
        )
        found = late_charge({"a": KOS, "b": LATER}, frame, by="line").collect()
        assert {one.number: one.late_charge for one in found} == {
            row[0]: decimals(told(LATER if row[0] % 3 else KOS, row)[0]) for row in rows
        }

    def test_each_row_that_does_not_fit_tells_its_own(self, spark: SparkSession) -> None:
        rows = random_rows(1000, seed=4, faulty=True)
        found = late_charge(KOS, spark.createDataFrame(rows, SCHEMA), errors="column").collect()
        answers = {row[0]: told(KOS, row) for row in rows}
        assert sum(error is not None for _, error in answers.values()) > 20
        assert {one.number: (one.late_charge, one.error) for one in found} == {
            number: (decimals(charge), error) for number, (charge, error) in answers.items()
        }
        assert {one.error is None for one in found if one.error_code is None} == {True}
        assert {one.error_code for one in found} >= {None, "payment_before_invoice"}

    def test_columns_that_no_question_looks_at_come_back_as_they_were(self, spark: SparkSession) -> None:
        frame = spark.sql(
            "select 113.00BD as amount, date'2026-01-01' as issued, date'2026-02-15' as paid, array(1, 2) as list, "
            "map('a', 1) as map, named_struct('a', 1) as struct, timestamp'2026-01-01 10:00:00' as moment"
        )
        found = late_charge(KOS, frame)
        assert list(found.schema)[:7] == list(frame.schema)
        assert [tuple(one) for one in found.collect()] == [(*frame.collect()[0], Decimal("3.41"))]


class TestOtherQuestions:
    """Audits, refunds and cancellation charges: each row is the one that a table in memory gives."""

    def test_audits(self, spark: SparkSession) -> None:
        random = Random(11)
        rows = [row for row in random_rows(600, seed=11) if None not in row]
        charges = [(told(KOS, row)[0] or Money("0.00", "CAD")).amount for row in rows]
        billed = [charge + Decimal(random.choice((0, 0, 1, 200))).scaleb(-2) for charge in charges]
        table = pa.Table.from_pylist(
            [
                dict(zip(("number", "amount", "issued", "paid", "billing_months"), row, strict=True)) | {"billed": sum_}
                for row, sum_ in zip(rows, billed, strict=True)
            ]
        )
        found = audit(KOS, spark.createDataFrame(table).repartition(3))
        assert as_one_table_gives(found, plain.audit(KOS, table))
        counts = {one.explanation: one["count"] for one in found.groupBy("explanation").count().collect()}
        assert counts["by-the-terms"] > 200

    def test_refunds(self, spark: SparkSession) -> None:
        start = date(2026, 1, 1)
        facts = [
            {"fee": Decimal(fee), "cycle_start": start, "cancelled": start + timedelta(days)}
            for fee in ("49.95", "20.00", "-1.00")
            for days in range(0, 30, 3)
        ]
        table = pa.Table.from_pylist(facts)
        found = refund(KOS, spark.createDataFrame(table).repartition(3), province="AB", errors="column")
        assert as_one_table_gives(found, plain.refund(KOS, table, province="AB", errors="column"))

    def test_cancellation_charges_with_a_fee_for_each_month_and_terms_by_row(self, spark: SparkSession) -> None:
        services = {name: load("kos", service=name) for name in ("none", "dsl")}
        fees = pa.list_(pa.decimal128(8, 2))
        table = pa.table(
            {
                "service": ["none", "none", "dsl"],
                "monthly_fee": pa.array([[Decimal("59.95")] * 24, [Decimal("49.95")] * 24, None], fees),
                "incentive": pa.array([None, None, Decimal("200.00")], pa.decimal128(8, 2)),
                "last_invoice": pa.array([None, None, date(2026, 5, 1)], pa.date32()),
                "term_start": [date(2025, 1, 1)] * 3,
                "term_months": [24] * 3,
                "cancelled": [date(2026, 5, 10)] * 3,
            }
        )
        found = cancellation_charge(services, spark.createDataFrame(table).repartition(2), by="service")
        expected = plain.cancellation_charge(services, table, by="service")
        assert sorted(tuple(row) for row in found.select("service", "total").collect()) == sorted(
            tuple(row.values()) for row in expected.select(["service", "total"]).to_pylist()
        )


INVOICE = {"account": pa.string(), "number": pa.string(), "issued": pa.date32(), "amount": pa.decimal128(12, 2)}
PAYMENT = {"account": pa.string(), "received": pa.date32(), "amount": pa.decimal128(12, 2), "invoice": pa.string()}
CREDIT = {"account": pa.string(), "issued": pa.date32(), "amount": pa.decimal128(12, 2), "invoice": pa.string()}
AS_OF = date(2026, 6, 30)


def random_events(count: int, seed: int) -> dict[str, pa.Table]:
    """Invoices and payments of accounts, all in one heap, and some credits."""
    random = Random(seed)
    invoices: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    credits: list[dict[str, Any]] = []
    for number in range(count):
        account = f"A{number * 7919 % count}"
        for month in range(1, random.randrange(2, 6)):
            issued, amount = date(2026, month, 1), Decimal(random.randrange(1000, 9000)).scaleb(-2)
            own = {"account": account, "number": f"2026-{month:02}", "issued": issued, "amount": amount}
            invoices.append(own)
            if random.random() < 0.8:
                paid = {"account": account, "received": issued + timedelta(random.randrange(60)), "amount": amount}
                payments.append(paid | {"invoice": random.choice((None, own["number"]))})
            if random.random() < 0.1:
                credits.append({"account": account, "issued": issued, "amount": amount / 2, "invoice": own["number"]})
    for heap in (invoices, payments, credits):
        random.shuffle(heap)
    credits = [one | {"amount": round(one["amount"], 2)} for one in credits]
    heaps = {"invoices": (invoices, INVOICE), "payments": (payments, PAYMENT), "credits": (credits, CREDIT)}
    return {name: pa.Table.from_pylist(heap, pa.schema(schema)) for name, (heap, schema) in heaps.items()}


def statement_of(events: dict[str, pa.Table], account: str) -> Any:
    """What the terms say of one account."""
    found: list[Any] = []
    for name, kind in (("invoices", Invoice), ("payments", Payment), ("credits", Credit)):
        for row in events[name].to_pylist():
            if row.pop("account") == account:
                found.append(kind(**row | {"amount": Money(row["amount"], "CAD")}))
    return KOS.statement(Account(found), AS_OF).value


@pytest.fixture(scope="module")
def events() -> dict[str, pa.Table]:
    return random_events(1000, seed=7)


@pytest.fixture(scope="module")
def frames(spark: SparkSession, events: dict[str, pa.Table]) -> dict[str, Any]:
    return {name: spark.createDataFrame(table).repartition(4) for name, table in events.items()}


class TestStatements:
    """The accounts of DataFrames."""

    def test_every_figure_is_that_of_the_terms(self, events: dict[str, pa.Table], frames: dict[str, Any]) -> None:
        found = statement(KOS, as_of=AS_OF, **frames)
        accounts = {one.account: one for one in found.collect()}
        assert set(accounts) == set(events["invoices"]["account"].to_pylist())
        for account in list(accounts)[:100]:
            right, one = statement_of(events, account), accounts[account]
            assert (one.balance, one.accrued) == (right.balance.amount, right.accrued.amount)
            assert (one.settlement, one.credit) == (right.settlement.amount, right.credit.amount)

    def test_terms_and_day_by_row(self, spark: SparkSession, events: dict[str, pa.Table]) -> None:
        invoices = events["invoices"].slice(0, 300)
        odd = [int(account[1:]) % 2 for account in invoices["account"].to_pylist()]
        invoices = invoices.append_column("line", pa.array(["b" if one else "a" for one in odd]))
        invoices = invoices.append_column("as_of", pa.array([date(2026, 5, 1 + one) for one in odd]))
        own = {"invoices": invoices, "payments": events["payments"].slice(0, 0)}
        several = {"a": KOS, "b": LATER}
        frames = {name: spark.createDataFrame(table) for name, table in own.items()}
        found = statement(several, by="line", **frames)
        assert as_one_table_gives(found, plain.statement(several, by="line", **own))

    def test_corrections_of_the_receipts_of_an_earlier_day(
        self, spark: SparkSession, events: dict[str, pa.Table], frames: dict[str, Any]
    ) -> None:
        earlier = plain.statement(KOS, as_of=date(2026, 5, 31), give="receipts", **events)
        found = statement(KOS, as_of=AS_OF, give="corrections", earlier=spark.createDataFrame(earlier), **frames)
        assert as_one_table_gives(
            found, plain.statement(KOS, as_of=AS_OF, give="corrections", earlier=earlier, **events)
        )

    @pytest.mark.parametrize("give", [give for give in get_args(Give) if give != "corrections"])
    def test_what_is_given_is_what_one_table_gives(
        self, give: Any, events: dict[str, pa.Table], frames: dict[str, Any]
    ) -> None:
        found = statement(KOS, as_of=AS_OF, give=give, **frames)
        right = plain.statement(KOS, as_of=AS_OF, give=give, **events)
        assert found.columns == right.column_names
        assert as_one_table_gives(found, right)

    def test_without_credits_and_in_minor_units(self, frames: dict[str, Any], events: dict[str, pa.Table]) -> None:
        minor = (F.col("amount") * 100).cast("long")
        own = {name: frames[name].withColumn("amount_minor", minor).drop("amount") for name in ("invoices", "payments")}
        found = {one.account: one.settlement_minor for one in statement(KOS, as_of=AS_OF, **own).collect()}
        right = plain.statement(KOS, events["invoices"], events["payments"], AS_OF)
        assert {account: Decimal(settlement).scaleb(-2) for account, settlement in found.items()} == dict(
            zip(right["account"].to_pylist(), right["settlement"].to_pylist(), strict=True)
        )

    def test_other_events_count(self, spark: SparkSession, events: dict[str, pa.Table], frames: dict[str, Any]) -> None:
        accounts = sorted(set(events["invoices"]["account"].to_pylist()))[:100]
        paid_out = {"account": accounts, "event": ["payout"] * 100, "date": [AS_OF] * 100}
        others = pa.table({**paid_out, "amount": pa.array([Decimal("0.01")] * 100, pa.decimal128(14, 2))})
        found = statement(KOS, as_of=AS_OF, errors="column", events=spark.createDataFrame(others), **frames)
        right = plain.statement(KOS, as_of=AS_OF, errors="column", events=others, **events)
        assert sorted(map(tuple, found.collect())) == [tuple(row.values()) for row in right.to_pylist()]
        assert 0 < right["error"].null_count < len(right)

    def test_columns_that_no_statement_looks_at_stay_behind(
        self, frames: dict[str, Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        invoices = frames["invoices"].withColumn("note", F.array(F.lit(1)))
        statement(KOS, invoices, frames["payments"], AS_OF).explain()
        plan = capsys.readouterr().out
        assert "MapInArrow" in plan
        assert "note" not in plan

    def test_a_collation_joins_no_accounts(self, spark: SparkSession) -> None:
        invoices = spark.sql(
            "select account collate unicode_ci as account, '1' as number, date'2026-01-01' as issued, "
            "50.00BD as amount from values ('a'), ('A'), ('b') as t(account)"
        )
        payments = spark.sql("select 'a' as account, date'2026-01-09' as received, 50.00BD as amount")
        found = {one.account: one.balance for one in statement(KOS, invoices, payments, "2026-01-10").collect()}
        assert found == {"A": Decimal("50.00"), "a": Decimal("0.00"), "b": Decimal("50.00")}

    def test_accounts_that_are_refused_tell_it_in_a_column(self, spark: SparkSession, frames: dict[str, Any]) -> None:
        twice = frames["invoices"].where("account = 'A3'")
        own = frames | {"invoices": frames["invoices"].union(twice)}
        found = statement(KOS, as_of=AS_OF, errors="column", **own).collect()
        assert len(found) == 1000
        refused = [one for one in found if one.error is not None]
        assert [(one.account, one.settlement) for one in refused] == [("A3", None)]
        with pytest.raises(PythonException, match=r"InputError: accounts that are computed together do not fit;"):
            statement(KOS, as_of=AS_OF, **own).collect()

    def test_columns_that_do_not_fit_are_refused_at_once(self, frames: dict[str, Any]) -> None:
        with pytest.raises(InvalidTableError, match="in payments: there is no column received"):
            statement(KOS, frames["invoices"], frames["invoices"], AS_OF)


class TestPartitions:
    """Rows lie where Spark has put them."""

    def test_a_frame_without_rows_gives_one_with_the_columns(self, spark: SparkSession) -> None:
        found = late_charge(KOS, spark.createDataFrame([], SCHEMA), errors="column")
        assert found.columns == [
            "number",
            "amount",
            "issued",
            "paid",
            "billing_months",
            "late_charge",
            "error",
            "error_code",
        ]
        assert found.collect() == []

    def test_more_partitions_than_rows(self, spark: SparkSession) -> None:
        rows = random_rows(4, seed=5)
        found = late_charge(KOS, spark.createDataFrame(rows, SCHEMA).repartition(9))
        assert sorted(one.number for one in found.collect()) == [0, 1, 2, 3]

    def test_the_columns_are_known_before_anything_runs(self, spark: SparkSession) -> None:
        never = F.raise_error(F.lit("this was run")).cast("decimal(12, 2)")
        frame = spark.createDataFrame(random_rows(3, seed=6), SCHEMA).withColumn("amount", never)
        assert late_charge(KOS, frame).dtypes[-1] == ("late_charge", "decimal(18,2)")


class TestRefusals:
    """What cannot be asked."""

    def test_columns_that_do_not_fit_are_refused_at_once(self, spark: SparkSession) -> None:
        frame = spark.createDataFrame([(11300, date(2026, 1, 1), ["x"])], "amount int, issued date, paid array<string>")
        with pytest.raises(InvalidTableError) as caught:
            late_charge(KOS, frame)
        assert [str(one.error).partition(":")[0] for one in caught.value.misfits] == [
            "the column amount holds integers, and whether they are minor units or whole currency cannot be seen",
            "the column paid is of list<item",
        ]

    def test_a_row_that_does_not_fit_fails_the_job_with_a_sentence(self, spark: SparkSession) -> None:
        rows = [(one, Decimal(100 - 50 * one), date(2026, 1, 1), date(2026, 2, 15), 1) for one in range(5)]
        found = late_charge(KOS, spark.createDataFrame(rows, SCHEMA).coalesce(1))
        with pytest.raises(PythonException) as caught:
            found.collect()
        assert (
            'telcoterms.InputError: rows do not fit, counted from the first of their partition; errors="column" '
            "tells it in each:\nrow 3 and 1 more: amount is -50.00 CAD: give zero or more"
        ) in str(caught.value)

    def test_another_table_is_none(self) -> None:
        with pytest.raises(InputError, match="a Table is no DataFrame of Spark: give one"):
            late_charge(KOS, pa.table({"amount": [1]}))

    def test_without_the_package_the_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyspark.sql", None)
        with pytest.raises(MissingPackageError, match=r"pip install 'telcoterms\[spark\]' does"):
            late_charge(KOS, pa.table({"amount": [1]}))


class TestWorker:
    """What a worker runs, run here."""

    BATCH = pa.record_batch(
        {"amount_minor": [11300, 100], "issued": [date(2026, 1, 1)] * 2, "paid": [date(2026, 2, 15)] * 2}
    )

    def test_batches_are_answered_as_they_come(self) -> None:
        taken = []

        def batches() -> Iterator[pa.RecordBatch]:
            for number in range(3):
                taken.append(number)
                yield self.BATCH

        answers = streamed(lambda table: plain.late_charge(KOS, table), batches())
        assert next(answers)["late_charge_minor"].to_pylist() == [341, 3]
        assert taken == [0]
        assert len(list(answers)) == 2

    def test_a_partition_without_rows_has_no_answers(self) -> None:
        assert list(streamed(lambda table: plain.late_charge(KOS, table), iter(()))) == []

    def test_a_row_that_does_not_fit_is_counted_over_the_batches(self) -> None:
        faulty = self.BATCH.set_column(0, "amount_minor", pa.array([1, -1]))
        answers = streamed(lambda table: plain.late_charge(KOS, table), iter([self.BATCH, faulty]))
        with pytest.raises(InputError, match=r"first of their partition;[^:]*:\nrow 3: "):
            list(answers)

    def test_no_account_is_cut(self) -> None:
        names = "a a a b c c c c c d d".split()
        batches = pa.table({"account": names}).to_batches(max_chunksize=2)
        found = [one["account"].to_pylist() for one in whole_accounts(iter(batches), 3)]
        assert found == ["a a a".split(), "b".split(), "c c c c c".split(), "d d".split()]

    def test_a_partition_without_events_has_no_accounts(self) -> None:
        assert list(whole_accounts(iter(()))) == []

    def test_accounts_without_a_name_stay_together(self) -> None:
        batches = pa.table({"account": pa.nulls(6, pa.string())}).to_batches(max_chunksize=2)
        assert [one.num_rows for one in whole_accounts(iter(batches), 3)] == [6]

    def test_events_are_told_apart_by_their_kind(self) -> None:
        given = random_events(20, seed=8)
        mixed = pa.concat_tables(
            [
                pa.table(
                    {
                        "account": table["account"],
                        name: pa.StructArray.from_arrays(
                            [column.combine_chunks() for column in table.columns[1:]], table.column_names[1:]
                        ),
                    }
                )
                for name, table in given.items()
            ],
            promote_options="default",
        ).sort_by("account")

        def question(**events: pa.Table) -> pa.Table:
            return plain.statement(KOS, as_of=AS_OF, **events)

        found = pa.Table.from_batches(by_account(question, iter(mixed.to_batches())))
        assert found == question(**given)
        again = mixed.slice(0, 1)
        with pytest.raises(InputError, match="do not fit; rows are counted among theirs:\n"):
            list(by_account(question, iter(pa.concat_tables([again, mixed]).to_batches())))


class TestPage:
    """What the page of Spark shows."""

    FILES: ClassVar = {
        "paid": "select 113.00BD as amount, date'2026-01-01' as issued, date'2026-02-15' as paid",
        "billed": "select 113.00BD as amount, date'2026-01-01' as issued, date'2026-02-15' as paid, 4.57BD as billed",
        "invoices": "select 'A' as account, '2026-01' as number, date'2026-01-01' as issued, 56.44BD as amount",
        "payments": "select 'A' as account, date'2026-02-11' as received, 30.00BD as amount",
    }

    def test_its_examples_run(self, spark: SparkSession, tmp_path: Path) -> None:
        for name, query in self.FILES.items():
            spark.sql(query).write.parquet(f"{tmp_path}/{name}.parquet")
        names: dict[str, Any] = {}
        for example in re.findall(r"^```py\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            exec(re.sub(r'"(\w+\.parquet)"', rf'"{tmp_path}/\1"', example), names)

        def written(name: str) -> list[Any]:
            rows: list[Any] = spark.read.parquet(f"{tmp_path}/{name}.parquet").collect()
            return rows

        assert [one.late_charge for one in written("charged")] == [Decimal("3.41")]
        assert written("refused") == []
        assert [one.settlement for one in written("owed")] == [Decimal("28.69")]
        assert [one.match for one in names["audited"].collect()] == ["part_month whole-month"]
