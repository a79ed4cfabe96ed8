# Process more rows than fit in memory, on one machine. DuckDB reads and joins Parquet, `batch` adds the charges to each
# batch as it arrives, and the result is written as Parquet. What exceeds DuckDB's memory limit goes to its temporary
# folder. Nothing else holds more than a few batches. The argument is the number of invoices to make up: try 100000000.

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

    # Two files, as a billing system exports them: invoices, and payments for nine in ten of them, the latest first.
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

    # A DuckDB relation is read as an Arrow stream, and the result is an Arrow stream too. Nothing is computed yet.
    paid = database.sql(
        f"""select number, amount, issued, paid
            from '{folder}/invoices.parquet' join '{folder}/payments.parquet' on number = invoice"""
    )
    charged = late_charge(load("kos"), pa.RecordBatchReader.from_stream(paid), threads=2)

    # Now each batch is read, charged and written before the next.
    with pq.ParquetWriter(folder / "charged.parquet", charged.schema) as file:
        for batch in charged:
            file.write_batch(batch)

    [(count, late, charges)] = database.sql(
        f"""select count(*), count(*) filter (late_charge > 0), sum(late_charge)
            from '{folder}/charged.parquet'"""
    ).fetchall()
    print(f"{count} payments, {late} of them late, for which {charges} CAD are charged")
