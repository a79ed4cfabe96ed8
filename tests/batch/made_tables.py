"""Tables for tests: columns of late charges, and what the terms themselves say of each row."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from telcoterms import Money, TelcoTermsError, Terms

Facts = dict[str, Any]
DECIMAL = pa.decimal128(14, 2)


def row(random: Random) -> Facts:
    """A late charge as it may be: the ends of months often, and one in three paid in time."""
    issued = date(2023, 1, 1) + timedelta(random.randrange(1100))
    if random.randrange(3) == 0:
        issued = issued.replace(day=1) - timedelta(1)
    days = random.choice((random.randrange(17), random.randrange(120), random.randrange(500)))
    minor = random.choice((random.randrange(300), random.randrange(30_000), random.randrange(10**9)))
    return {"amount": Decimal(minor).scaleb(-2), "issued": issued, "paid": issued + timedelta(days)}


def rows(count: int, seed: int = 1) -> list[Facts]:
    random = Random(seed)
    return [row(random) for _ in range(count)]


def table(facts: Sequence[Facts], **more: Iterable[Any]) -> pa.Table:
    """Rows as a table of Arrow."""
    columns = {
        "amount": pa.array([one["amount"] for one in facts], DECIMAL),
        "issued": pa.array([one["issued"] for one in facts], pa.date32()),
        "paid": pa.array([one["paid"] for one in facts], pa.date32()),
    }
    return pa.table(columns | {name: pa.array(list(values)) for name, values in more.items()})


def minor(facts: Sequence[Facts]) -> pa.Table:
    """The same with the sums as minor units."""
    sums = pa.array([None if one["amount"] is None else int(one["amount"] * 100) for one in facts], pa.int64())
    return table(facts).drop_columns("amount").append_column("amount_minor", sums)


def charge(terms: Terms, facts: Facts) -> Decimal | None:
    """What the terms say of a row; None where it has a null."""
    if None in facts.values():
        return None
    return terms.late_charge(**facts).value.amount


def charges(terms: Terms, facts: Iterable[Facts]) -> list[Decimal | None]:
    return [charge(terms, one) for one in facts]


def refusal(terms: Terms, facts: Facts) -> str | None:
    """Why the terms refuse a row, if they do."""
    try:
        charge(terms, facts)
    except TelcoTermsError as error:
        return str(error)
    return None


def money(amount: str) -> Money:
    return Money(amount, "CAD")


def relation(arrow: pa.Table) -> Any:
    """A table as a relation of DuckDB.

    The package is imported in functions alone. hypothesis keeps the modules of tests until the interpreter ends, and
    what they hold of DuckDB then would be told as leaked, behind the last line of pytest.
    """
    import duckdb

    return duckdb.from_arrow(arrow)
