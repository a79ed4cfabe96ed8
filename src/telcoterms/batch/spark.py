"""The questions of `telcoterms.batch`, asked of DataFrames of Spark where their rows are.

A worker reads the batches of its partition as one stream of Arrow: it prepares a question once, and holds little at a
time. The terms travel with the task, so the workers need this package with its extra `batch`. What columns come back is
found before anything runs, by asking the question of a table without rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from telcoterms.agreement.taxes import TaxedAs, TaxMode
from telcoterms.answers.facts import IndexValues
from telcoterms.batch import accounts
from telcoterms.batch import questions as asking
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.earlier_receipts import EARLIER
from telcoterms.batch.event_tables import ACCOUNT, EventTable, kinds_of
from telcoterms.batch.late_charge import Beside
from telcoterms.batch.questions import AnyTerms, terms_by_key
from telcoterms.batch.rows import Errors
from telcoterms.batch.statement_tables import Give
from telcoterms.batch.tables import ROWS, Batches
from telcoterms.values.days import Day
from telcoterms.values.errors import InputError, InvalidTableError, MissingPackageError, Unquoted
from telcoterms.values.money import Rate

if TYPE_CHECKING:
    from pyspark.sql import DataFrame  # pyright: ignore[reportMissingImports]
    from pyspark.sql.types import StructField, StructType  # pyright: ignore[reportMissingImports]

TYPES: Final = {
    "binary": pa.binary(),
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "date": pa.date32(),
    "double": pa.float64(),
    "float": pa.float32(),
    "integer": pa.int32(),
    "long": pa.int64(),
    "short": pa.int16(),
    "string": pa.string(),
    "timestamp": pa.timestamp("us", "UTC"),
    "timestamp_ntz": pa.timestamp("us"),
    "void": pa.null(),
}
NAMES: Final = {type_: name for name, type_ in TYPES.items()}
OTHER: Final = pa.struct([])  # in the place of maps and the like, which no question looks at


def late_charge(
    terms: AnyTerms,
    dataframe: DataFrame,
    *,
    beside: Collection[Beside] = (),
    by: str | None = None,
    errors: Errors = "raise",
    index: IndexValues = (),
) -> DataFrame:
    """Return what each late payment of a DataFrame costs: the DataFrame with a column `late_charge`.

    Columns and options are those of `telcoterms.batch.late_charge`. Columns that do not fit raise `InvalidTableError`
    at once. A row that does not fit is only seen when Spark computes it: its job fails with a sentence that counts the
    rows from the first of their partition. With `errors="column"` the sentence is written into each such row.
    """
    return _added(dataframe, partial(asking.late_charge, terms, beside=beside, by=by, errors=errors, index=index))


def audit(
    terms: AnyTerms,
    dataframe: DataFrame,
    *,
    by: str | None = None,
    errors: Errors = "raise",
    index: IndexValues = (),
) -> DataFrame:
    """Return each billed late charge of a DataFrame compared with the terms, with the columns of `batch.audit`.

    Columns and options are those of `telcoterms.batch.audit`; the rest as for `late_charge`. To add it up, use Spark:
    `audited.groupBy("explanation", "match").agg(...)`.
    """
    return _added(dataframe, partial(asking.audit, terms, by=by, errors=errors, index=index))


def refund(
    terms: AnyTerms,
    dataframe: DataFrame,
    *,
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_as: TaxedAs | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    by: str | None = None,
    errors: Errors = "raise",
) -> DataFrame:
    """Return what comes back of each prepaid fee of a DataFrame: with columns `refund`, `tax` and `total`.

    Columns and options are those of `telcoterms.batch.refund`; the rest as for `late_charge`.
    """
    question = partial(
        asking.refund,
        terms,
        province=province,
        tax_rate=tax_rate,
        taxed_as=taxed_as,
        plan=plan,
        region=region,
        segment=segment,
        by=by,
        errors=errors,
    )
    return _added(dataframe, question)


def cancellation_charge(
    terms: AnyTerms,
    dataframe: DataFrame,
    *,
    province: str | None = None,
    tax_rate: Rate | None = None,
    tax_mode: TaxMode = "added",
    taxed_as: TaxedAs | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    by: str | None = None,
    errors: Errors = "raise",
) -> DataFrame:
    """Return what ending each fixed term of a DataFrame costs: with columns `cancellation_charge`, `tax` and `total`.

    Columns and options are those of `telcoterms.batch.cancellation_charge`; a `monthly_fee` may be an array of one fee
    for each month. The rest as for `late_charge`.
    """
    question = partial(
        asking.cancellation_charge,
        terms,
        province=province,
        tax_rate=tax_rate,
        tax_mode=tax_mode,
        taxed_as=taxed_as,
        plan=plan,
        region=region,
        segment=segment,
        by=by,
        errors=errors,
    )
    return _added(dataframe, question)


def _added(dataframe: DataFrame, question: Callable[[Any], Any]) -> DataFrame:
    """Return a DataFrame with the columns that a question of rows adds."""
    empty = _empty(dataframe)
    added = list(question(empty).schema)[len(empty.schema) :]
    return dataframe.mapInArrow(partial(streamed, question), _schema(dataframe.schema, added))


def statement(
    terms: AnyTerms,
    invoices: DataFrame,
    payments: DataFrame,
    as_of: Day | None = None,
    *,
    by: str | None = None,
    credits: DataFrame | None = None,
    events: DataFrame | None = None,
    give: Give = "accounts",
    earlier: DataFrame | None = None,
    errors: Errors = "raise",
) -> DataFrame:
    """Return what each account of some DataFrames owes at the end of a day: a DataFrame of its own.

    Columns and options are those of `telcoterms.batch.statement`; within a partition accounts come sorted.

    One shuffle brings the events of an account into one partition and sorts them by account. A partition is read as a
    stream that is cut between two accounts: each call has many whole accounts, and memory is bounded by a call, not by
    the partition. `applyInArrow` of each account would be a call an account, whose cost is that of the call; of a hash
    of accounts, it would have groups whose number must be guessed, and sort just the same.
    """
    kinds = kinds_of(terms_by_key(terms, by).values(), by, as_of is not None)
    given = zip((*kinds, EARLIER), (invoices, payments, credits, events, earlier), strict=True)
    frames = {kind: frame for kind, frame in given if frame is not None}
    question = partial(accounts.statement, terms, as_of=as_of, by=by, give=give, errors=errors)
    answer = question(**{kind.name: _empty(frame) for kind, frame in frames.items()})
    rows = reduce(_united, (_events(kind, frame) for kind, frame in frames.items()))
    sorted_ = rows.repartition(ACCOUNT).sortWithinPartitions(ACCOUNT)
    return sorted_.mapInArrow(partial(by_account, question), _schema((), answer.schema))


def streamed(question: Callable[[Any], Any], batches: Batches) -> Batches:
    """Yield the batches of a partition with the answers: what a worker runs."""
    first = next(batches, None)
    if first is None:
        return
    try:
        yield from question(pa.RecordBatchReader.from_batches(first.schema, chain([first], batches)))
    except InvalidTableError as error:
        raise InputError(
            'rows do not fit, counted from the first of their partition; errors="column" tells it in each:\n{misfits}',
            misfits=error,
        ) from None


def by_account(question: Callable[..., pa.Table], batches: Batches) -> Batches:
    """Yield what the accounts of a partition owe: what a worker runs."""
    for events in whole_accounts(batches):
        try:
            answer = question(**{name: _own(events, name) for name in events.column_names[1:]})
        except InvalidTableError as error:
            raise InputError(
                "accounts that are computed together do not fit; rows are counted among theirs:\n{misfits}",
                misfits=error,
            ) from None
        yield from answer.to_batches()


def whole_accounts(batches: Batches, rows: int = ROWS) -> Iterator[pa.Table]:
    """Yield batches that are sorted by account as tables of at least so many rows, each cut where an account ends."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= rows:
            table = pa.Table.from_batches(held)
            cut = pc.index(table[ACCOUNT], table[ACCOUNT][-1]).as_py()  # where the last account begins
            if cut > 0:
                yield table.slice(0, cut)
                held = table.slice(cut).to_batches()
    if held:
        yield pa.Table.from_batches(held)


def _own(events: pa.Table, name: str) -> pa.Table:
    """Return the events of one kind, as the table that they came from."""
    own = events.filter(events[name].is_valid())
    fields = [field.name for field in own.schema.field(name).type]
    return pa.table([own[ACCOUNT], *own[name].flatten()], names=[ACCOUNT, *fields])


def _events(kind: EventTable, frame: DataFrame) -> DataFrame:
    """Return events as two columns: the account, and all that is looked at under the name of their kind."""
    from pyspark.sql import functions as F  # pyright: ignore[reportMissingImports]

    names = [name for name in frame.columns if name in kind.names and name != ACCOUNT]
    text = frame.schema[ACCOUNT].dataType.typeName() == "string"
    account = F.col(ACCOUNT).cast("string") if text else F.col(ACCOUNT)  # letter by letter, whatever its collation
    return frame.select(account.alias(ACCOUNT), F.struct(*names).alias(kind.name))


def _united(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other, allowMissingColumns=True)


def _empty(dataframe: DataFrame) -> pa.Table:
    """Return a table of the columns of a DataFrame, without rows."""
    try:
        from pyspark.sql import DataFrame  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise MissingPackageError(
            "a DataFrame of Spark is one of the package {package}, which is not installed: install it, "
            "as pip install 'telcoterms[spark]' does",
            package="pyspark",
        ) from None
    if not isinstance(dataframe, DataFrame):
        raise InputError(
            "a {kind} is no DataFrame of Spark: give one, or ask telcoterms.batch, which takes all other tables",
            kind=Unquoted(type(dataframe).__name__),
        )
    return pa.schema([(field.name, _arrow(field.dataType)) for field in dataframe.schema]).empty_table()


def _arrow(type_: Any) -> pa.DataType:
    """Return the type of Arrow for one of Spark."""
    name = type_.typeName()
    if name == "array":
        return pa.list_(_arrow(type_.elementType))
    return pa.decimal128(type_.precision, type_.scale) if name == "decimal" else TYPES.get(name, OTHER)


def _schema(spark_fields: Iterable[StructField], fields: Iterable[pa.Field]) -> StructType:
    """Return a schema of Spark: fields of its own, and fields of Arrow."""
    from pyspark.sql.types import DecimalType, StructType  # pyright: ignore[reportMissingImports]

    schema = StructType(list(spark_fields))
    for field in fields:
        decimal = pa.types.is_decimal(field.type)
        schema.add(field.name, DecimalType(field.type.precision, field.type.scale) if decimal else NAMES[field.type])
    return schema
