# More rows than memory holds, on one machine: DuckDB reads Parquet and joins, `batch` adds the charges to each batch as
# it comes by, and Parquet is written. What is too large for DuckDB's memory goes to its folder; nothing else holds more
# than a few batches. A number behind the name is how many invoices are made up for it: try 100000000.

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from telcoterms import load
from telcoterms.batch import late_charge

invoices = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000

with TemporaryDirectory() as name:
    folder = Path(name)
    database = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder / "spilled")})
    database.execute("set preserve_insertion_order = false")

    # Two files, as a billing system gives them out: invoices, and the payments of nine in ten, the latest first.
    database.execute(
        f"""copy (select range as number, ((2000 + range * 7919 % 18000) / 100)::decimal(12, 2) as amount,
                         date '2024-01-01' + (range % 700)::int as issued
                  from range({invoices})) to '{folder}/invoices.parquet'"""
    )
    database.execute(
        f"""copy (select {invoices} - range as invoice,
                         date '2024-01-01' + (({invoices} - range) % 700 + range * 31 % 41)::int as paid
                  from range({invoices}) where range % 10 > 0) to '{folder}/payments.parquet'"""
    )

    # A relation of DuckDB is a stream of Arrow, and a stream of Arrow is given back: nothing is computed yet.
    paid = database.sql(
        f"""select number, amount, issued, paid
            from '{folder}/invoices.parquet' join '{folder}/payments.parquet' on number = invoice"""
    )
    charged = late_charge(load("kos"), pa.RecordBatchReader.from_stream(paid), threads=2)

    # Here it is: a batch is read, charged and written, then the next.
    with pq.ParquetWriter(folder / "charged.parquet", charged.schema) as file:
        for batch in charged:
            file.write_batch(batch)

    [(count, late, charges)] = database.sql(
        f"""select count(*), count(*) filter (late_charge > 0), sum(late_charge)
            from '{folder}/charged.parquet'"""
    ).fetchall()
    print(f"{count} payments, {late} of them late, for which {charges} CAD are charged")
