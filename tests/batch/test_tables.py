"""A table of any kind comes back as that kind, and its shape in memory changes no figure."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import InputError, InvalidTableError, load
from telcoterms.batch import late_charge
from telcoterms.batch.columns import functions as pc
from tests.batch.made_tables import DECIMAL, Facts, charges, minor, relation, rows, table
from tests.long_runs import examples

KOS = load("kos")
FACTS = [*rows(40), {"amount": None, "issued": date(2026, 1, 1), "paid": date(2026, 3, 1)}]
RIGHT = charges(KOS, FACTS)
MINE = ["mine"] * len(FACTS)


class Streamed:
    """Somebody else's table, which knows Arrow's C interface alone."""

    def __init__(self, own: pa.Table) -> None:
        self.own = own

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.own.__arrow_c_stream__(requested_schema)


class OneArray:
    """The same for one batch."""

    def __init__(self, own: pa.RecordBatch) -> None:
        self.own = own

    def __arrow_c_array__(self, requested_schema: object = None) -> object:
        return self.own.__arrow_c_array__(requested_schema)


def one_batch(given: pa.Table) -> pa.RecordBatch:
    return given.combine_chunks().to_batches()[0]


class TestKinds:
    """Out comes what came in, with a column more."""

    def test_a_table_of_arrow(self) -> None:
        found = late_charge(KOS, table(FACTS))
        assert isinstance(found, pa.Table)
        assert found.column_names == ["amount", "issued", "paid", "late_charge"]
        assert found["late_charge"].type == pa.decimal128(18, 2)
        assert found["late_charge"].to_pylist() == RIGHT
        assert found.drop_columns("late_charge").equals(table(FACTS))

    def test_a_batch_of_arrow(self) -> None:
        found = late_charge(KOS, one_batch(table(FACTS)))
        assert isinstance(found, pa.RecordBatch)
        assert found["late_charge"].to_pylist() == RIGHT

    def test_a_batch_without_rows(self) -> None:
        empty = pa.RecordBatch.from_pylist([], schema=table(FACTS).schema)
        found = late_charge(KOS, empty)
        assert isinstance(found, pa.RecordBatch)
        assert (found.num_rows, found.schema.names[-1]) == (0, "late_charge")

    def test_a_reader_computes_while_it_is_read(self) -> None:
        read = 0

        def batches() -> Any:
            nonlocal read
            for batch in table(FACTS).to_batches(max_chunksize=10):
                read += 1
                yield batch

        reader = late_charge(KOS, pa.RecordBatchReader.from_batches(table(FACTS).schema, batches()))
        assert (isinstance(reader, pa.RecordBatchReader), read) == (True, 0)
        assert next(reader)["late_charge"].to_pylist() == RIGHT[:10]
        assert read < 5
        assert reader.read_all()["late_charge"].to_pylist() == RIGHT[10:]

    def test_several_threads_keep_the_order_of_a_stream(self) -> None:
        batches = table(FACTS).to_batches(max_chunksize=3)
        found = late_charge(KOS, pa.RecordBatchReader.from_batches(table(FACTS).schema, batches), threads=2).read_all()
        assert found["late_charge"].to_pylist() == RIGHT
        assert found.drop_columns("late_charge").equals(table(FACTS))

    @pytest.mark.parametrize("threads", [1, 2, 3])
    def test_what_comes_before_a_stream_breaks_is_given_out(self, threads: int) -> None:
        def batches() -> Any:
            yield from table(FACTS).to_batches(max_chunksize=10)
            raise InputError("the line is cut")

        reader = pa.RecordBatchReader.from_batches(table(FACTS).schema, batches())
        found = late_charge(KOS, reader, threads=threads)
        assert [value for _ in range(5) for value in next(found)["late_charge"].to_pylist()] == RIGHT
        with pytest.raises(InputError, match="the line is cut"):
            next(found)

    def test_a_data_set(self, tmp_path: Path) -> None:
        for place in range(3):
            pq.write_table(table(FACTS), tmp_path / f"{place}.parquet")
        found = late_charge(KOS, ds.dataset(tmp_path))
        assert isinstance(found, pa.RecordBatchReader)
        assert found.read_all()["late_charge"].to_pylist() == RIGHT * 3

    def test_a_frame_of_pandas_whatever_its_index(self) -> None:
        frame = pd.DataFrame(FACTS, index=[f"row {place}" for place in range(len(FACTS))])
        frame["kept"] = [object()] * len(FACTS)
        found = late_charge(KOS, frame)
        assert isinstance(found, pd.DataFrame)
        assert pa.array(found["late_charge"]).to_pylist() == RIGHT
        assert (list(found.index), list(found["kept"])) == (list(frame.index), list(frame["kept"]))
        assert "late_charge" not in frame

    def test_a_frame_of_polars(self) -> None:
        frame = pl.DataFrame(table(FACTS))
        found = late_charge(KOS, frame)
        assert isinstance(found, pl.DataFrame)
        assert found["late_charge"].to_list() == RIGHT
        assert found.drop("late_charge").equals(frame)

    def test_a_relation_of_duckdb(self) -> None:
        import duckdb

        found = late_charge(KOS, relation(table(FACTS)))
        assert isinstance(found, duckdb.DuckDBPyRelation)
        assert [one[-1] for one in found.fetchall()] == RIGHT

    def test_anything_that_streams(self) -> None:
        streamed: Any = Streamed(table(FACTS))
        found = late_charge(KOS, streamed)
        assert isinstance(found, pa.RecordBatchReader)
        assert found.read_all()["late_charge"].to_pylist() == RIGHT

    def test_anything_that_is_one_array(self) -> None:
        one: Any = OneArray(one_batch(table(FACTS)))
        found = late_charge(KOS, one)
        assert found["late_charge"].to_pylist() == RIGHT

    @pytest.mark.parametrize("what", [[1, 2], "a.parquet", None, pd.Series([1]), pl.Series([1])])
    def test_what_is_no_table_is_refused(self, what: object) -> None:
        with pytest.raises(InputError, match="is no table: give one of Arrow, pandas, Polars or DuckDB"):
            late_charge(KOS, what)

    def test_a_frame_without_rows_yet_is_told_how_to_get_them(self) -> None:
        with pytest.raises(InputError, match=r"a LazyFrame has no rows yet: give what its collect\(\) gives"):
            late_charge(KOS, pl.LazyFrame({"amount": [1]}))

    def test_duckdb_itself_and_its_connection_are_no_tables(self) -> None:
        import duckdb

        with pytest.raises(InputError, match="is no table: give one of Arrow, pandas, Polars or DuckDB"):
            late_charge(KOS, duckdb)
        with duckdb.connect() as connection, pytest.raises(InputError, match="is no table"):
            late_charge(KOS, connection)

    @pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
    def test_no_column_is_overwritten(self, kind: Callable[[Any], Any]) -> None:
        columns = {name: [one[name] for one in FACTS] for name in FACTS[0]}
        own = kind(columns | {"late_charge": [1] * len(FACTS), "error": MINE, "error_code": MINE})
        with pytest.raises(InvalidTableError) as told:
            late_charge(KOS, own, errors="column")
        assert [str(one.error).partition(" already")[0] for one in told.value.misfits] == [
            "the table has a column late_charge",
            "the table has a column error",
            "the table has a column error_code",
        ]

    def test_a_frame_with_a_column_twice_is_refused(self) -> None:
        frame = pd.DataFrame([[Decimal(1), Decimal(1), date(2026, 1, 1), date(2026, 1, 1)]])
        frame.columns = pd.Index(["amount", "amount", "issued", "paid"])
        with pytest.raises(InputError, match="the frame"):
            late_charge(KOS, frame)

    def test_a_moment_among_the_days_of_a_frame_is_refused(self) -> None:
        days = {"issued": [date(2026, 1, 1)] * 2, "paid": [date(2026, 2, 15), datetime(2026, 2, 15, 23)]}
        with pytest.raises(InputError, match=r"the column paid holds moments: give its days, as .dt.date does"):
            late_charge(KOS, pd.DataFrame({"amount": [Decimal(113)] * 2, **days}))

    def test_a_frame_of_mixed_values_is_refused(self) -> None:
        frame = pd.DataFrame({"amount": [Decimal("1.00"), 1.5], "issued": [date(2026, 1, 1)] * 2, "paid": [None] * 2})
        with pytest.raises(InputError, match="give Decimal for money and date for days"):
            late_charge(KOS, frame)


def uneven(given: pa.Table) -> pa.Table:
    return pa.concat_tables([given.slice(0, 1), given.slice(1, 0), given.slice(1, 7), given.slice(8)])


def sliced(given: pa.Table) -> pa.Table:
    return pa.concat_tables([given.slice(3, 2), given, given.slice(1, 1)]).combine_chunks().slice(2, given.num_rows)


def dictionaries(given: pa.Table) -> pa.Table:
    return pa.table({name: given[name].dictionary_encode() for name in given.column_names})


def runs(given: pa.Table) -> pa.Table:
    return pa.table({name: pc.run_end_encode(given[name].combine_chunks()) for name in given.column_names})


def read_only(given: pa.Table) -> pa.Table:
    """The memory of a file that was mapped, as far as Arrow knows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, given.schema) as writer:
        writer.write_table(given)
    return pa.ipc.open_stream(pa.BufferReader(sink.getvalue().to_pybytes())).read_all()


SHAPES: dict[str, Callable[[pa.Table], pa.Table]] = {
    "chunked unevenly": uneven,
    "sliced": sliced,
    "encoded in dictionaries": dictionaries,
    "encoded in runs": runs,
    "in memory that cannot be written": read_only,
    "a view of a view": lambda given: pa.concat_tables([given, given]).slice(5).slice(given.num_rows - 5),
}


class TestShapes:
    """Slices, chunks, dictionaries and read-only memory hold the same figures."""

    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("made", [table, minor])
    def test_it_changes_nothing(self, shape: str, made: Callable[..., pa.Table]) -> None:
        plain, shaped = made(FACTS), SHAPES[shape](made(FACTS))
        assert late_charge(KOS, shaped).columns[-1].to_pylist() == late_charge(KOS, plain).columns[-1].to_pylist()

    def test_a_thousand_small_chunks(self) -> None:
        facts = rows(2000)
        chunks = [table(facts[start : start + 2]) for start in range(0, 2000, 2)]
        found = late_charge(KOS, pa.concat_tables([table([]), *chunks, table([]), table([])]))
        assert found["late_charge"].to_pylist() == charges(KOS, facts)
        assert found["late_charge"].num_chunks == 1

    @pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 45, 63, 64, 65])
    def test_any_number_of_rows(self, count: int) -> None:
        facts = rows(count, seed=count)
        assert late_charge(KOS, table(facts))["late_charge"].to_pylist() == charges(KOS, facts)

    @pytest.mark.parametrize("count", [65_535, 65_536, 65_537, 262_143, 262_144, 262_145])
    def test_around_the_size_of_a_chunk(self, count: int) -> None:
        few = late_charge(KOS, table(FACTS))["late_charge"].combine_chunks()
        places = pa.array(np.arange(count) % len(FACTS))
        found = late_charge(KOS, table(FACTS).take(places))
        assert found["late_charge"].combine_chunks().equals(few.take(places))

    def test_all_on_one_day(self) -> None:
        day = date(2026, 1, 31)
        facts: list[Facts] = [{"amount": one["amount"], "issued": day, "paid": day} for one in rows(50)]
        late: list[Facts] = [one | {"paid": date(2026, 4, 30)} for one in facts]
        assert late_charge(KOS, table(facts + late))["late_charge"].to_pylist() == charges(KOS, facts + late)

    @pytest.mark.parametrize("years", [40, 57, 90, 110])
    def test_days_before_1970(self, years: int) -> None:
        facts = [
            one | {name: one[name] - timedelta(365 * years) for name in ("issued", "paid")} for one in rows(200, years)
        ]
        assert (facts[0]["paid"] < date(1970, 1, 1)) == (years > 56)
        assert late_charge(KOS, table(facts))["late_charge"].to_pylist() == charges(KOS, facts)

    def test_two_at_once_give_what_each_gives_alone(self) -> None:
        several = [table(rows(5000, seed)) for seed in range(4)]
        terms = [KOS, KOS.under(late_charge={"part_month": "daily-compound", "rounding": "half-even"})]
        alone = [late_charge(one, own) for own in several for one in terms]
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(late_charge, one, own, threads=2) for own in several for one in terms]
            assert all(one.result().equals(expected) for one, expected in zip(asked, alone, strict=True))

    def test_columns_without_any_memory(self) -> None:
        schema = table(FACTS).schema
        none = pa.RecordBatch.from_arrays(
            [pa.Array.from_buffers(one.type, 0, [None, None]) for one in schema], schema=schema
        )
        reader = late_charge(KOS, pa.RecordBatchReader.from_batches(schema, [none]))
        assert reader.read_all().num_rows == 0

    def test_nothing_but_nulls(self) -> None:
        nulls = pa.nulls(5)
        found = late_charge(KOS, pa.table({"amount": nulls, "issued": nulls, "paid": nulls}))
        assert found["late_charge"].to_pylist() == [None] * 5

    @pytest.mark.parametrize("name", ["amount", "issued", "paid"])
    def test_a_null_gives_a_null_whatever_lies_beneath(self, name: str) -> None:
        facts = rows(9)
        places = {"amount": 0, "issued": 1, "paid": 2}
        junk = {"amount": b"\xff" * 16 * 9, "issued": b"\x7f" * 4 * 9, "paid": b"\x80" * 4 * 9}
        type_ = table(facts).schema.field(name).type
        hidden = pa.Array.from_buffers(type_, 9, [pa.py_buffer(b"\x00\x00"), pa.py_buffer(junk[name])])
        found = late_charge(KOS, table(facts).set_column(places[name], name, hidden))
        assert found["late_charge"].to_pylist() == [None] * 9

    @settings(max_examples=examples(60), deadline=None)
    @given(st.data())
    def test_any_chunks_in_any_order(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(range(len(FACTS))))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(FACTS)), max_size=6)))
        shuffled = table([FACTS[place] for place in order])
        edges = [0, *cuts, len(FACTS)]
        chunks = [shuffled.slice(low, high - low) for low, high in pairwise(edges)]
        found = late_charge(KOS, pa.concat_tables(chunks), threads=data.draw(st.integers(1, 3)))
        assert found["late_charge"].to_pylist() == [RIGHT[place] for place in order]


DECIMALS = [
    pa.decimal32(9, 2),
    pa.decimal64(18, 2),
    pa.decimal128(7, 2),
    pa.decimal128(38, 2),
    pa.decimal128(20, 1),
    pa.decimal128(20, 5),
    pa.decimal256(70, 2),
    pa.decimal256(76, 0),
    pa.decimal256(40, 10),
]


class TestTypes:
    """Whatever Arrow calls a decimal, an integer or a day."""

    DAYS: ClassVar[dict[str, pa.Array]] = {
        "issued": pa.array([date(2026, 1, 1)], pa.date32()),
        "paid": pa.array([date(2026, 2, 15)], pa.date32()),
    }

    @pytest.mark.parametrize("type_", DECIMALS, ids=str)
    def test_decimals_of_any_width_and_scale(self, type_: Any) -> None:
        found = late_charge(KOS, pa.table({"amount": pa.array([Decimal(113)], type_), **self.DAYS}))
        assert found["late_charge"].to_pylist() == [Decimal("3.41")]

    @pytest.mark.parametrize("type_", [pa.decimal128(38, 0), pa.decimal256(76, 0), pa.decimal256(76, 3)], ids=str)
    def test_a_decimal_that_no_cast_holds_is_over_the_limit_and_never_wraps(self, type_: Any) -> None:
        largest = Decimal("9" * (type_.precision - type_.scale))
        with pytest.raises(InvalidTableError, match=r"row 0: .* the most is 10000000000.00"):
            late_charge(KOS, pa.table({"amount": pa.array([largest], type_), **self.DAYS}))

    def test_a_part_of_a_cent_is_told_and_spoils_no_other_row(self) -> None:
        amounts = pa.array([Decimal("113.000"), None, Decimal("1.005"), Decimal("-0.001")], pa.decimal128(9, 3))
        days = {name: pa.array(column.to_pylist() * 4) for name, column in self.DAYS.items()}
        found = late_charge(KOS, pa.table({"amount": amounts, **days}), errors="column")
        assert found["late_charge"].to_pylist() == [Decimal("3.41"), None, None, None]
        first, null, *others = found["error"].to_pylist()
        assert (first, null) == (None, None)
        assert all("a part of a cent" in one for one in others)

    @pytest.mark.parametrize("type_", [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint64()], ids=str)
    def test_minor_units_of_any_width(self, type_: Any) -> None:
        found = late_charge(KOS, pa.table({"amount_minor": pa.array([113], type_), **self.DAYS}))
        assert found["late_charge_minor"].to_pylist() == [3]
        assert found["late_charge_minor"].type == pa.int64()

    def test_minor_units_over_64_bits_are_over_the_limit(self) -> None:
        huge = pa.array([2**64 - 1], pa.uint64())
        with pytest.raises(InvalidTableError, match="the most is"):
            late_charge(KOS, pa.table({"amount_minor": huge, **self.DAYS}))

    def test_milliseconds_that_are_no_whole_day_are_a_moment(self) -> None:
        moment = pa.array([-1], pa.int64()).view(pa.date64())
        with pytest.raises(InvalidTableError, match="row 0: paid is a moment in a day: decide the local date"):
            late_charge(KOS, pa.table({"amount_minor": [1], "issued": self.DAYS["issued"], "paid": moment}))

    @pytest.mark.parametrize("day", [(1 << 32) + 20_499, -(1 << 31), -(1 << 36)])
    def test_days_of_64_bits_never_wrap(self, day: int) -> None:
        far = pa.array([day * 86_400_000], pa.int64()).view(pa.date64())
        with pytest.raises(InvalidTableError, match=r"row 0: paid is .* outside the years"):
            late_charge(KOS, pa.table({"amount_minor": [1], "issued": self.DAYS["issued"], "paid": far}))

    def test_days_in_milliseconds(self) -> None:
        days = {name: column.cast(pa.date64()) for name, column in self.DAYS.items()}
        found = late_charge(KOS, pa.table({"amount": pa.array([Decimal(113)], DECIMAL), **days}))
        assert found["late_charge"].to_pylist() == [Decimal("3.41")]
