"""Statements whose late charge differs by the plan, region or segment of an account: each is that of the account."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import Account, InvalidTableError, Invoice, Money, load
from telcoterms.batch import account, statement
from telcoterms.cli import main

pytestmark = pytest.mark.usefixtures("each_way")

COGECO = load("cogeco")


def invoices(rows: list[dict[str, Any]]) -> pa.Table:
    """Bills of 100.00 of 1 December 2026, which show 20 December."""
    count = len(rows)
    columns = {
        "account": [row["account"] for row in rows],
        "number": [str(place) for place in range(count)],
        "issued": [date(2026, 12, 1)] * count,
        "due": [date(2026, 12, 20)] * count,
        "amount_minor": [10000] * count,
    }
    names = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("segment", "region")}
    return pa.table(columns | names)


PAYMENTS = pa.table(
    {
        "account": pa.array([], pa.string()),
        "received": pa.array([], pa.date32()),
        "amount_minor": pa.array([], pa.int64()),
    }
)
HOME = {"segment": "residential"}


def test_each_account_has_its_own_region() -> None:
    """3 % of 100.00 in Ontario and of each of two bills of a firm; 2.75 % in Quebec, named on one of two bills."""
    bills = invoices(
        [
            {"account": "A", "region": "ON", **HOME},
            {"account": "B", "region": "QC", **HOME},
            {"account": "B"},
            {"account": "C", "segment": "business"},
        ]
    )
    given = statement(COGECO, bills, PAYMENTS, "2027-01-20")
    assert given["posted_minor"].to_pylist() == [300, 550, 300]


def test_two_regions_of_one_account_are_refused() -> None:
    bills = invoices([{"account": "A", "region": "ON", **HOME}, {"account": "A", "region": "QC", **HOME}])
    with pytest.raises(InvalidTableError, match="the rows of the account have region 'ON' and 'QC': give one for"):
        statement(COGECO, bills, PAYMENTS, "2027-01-20")


def test_one_account_of_the_table() -> None:
    bills = invoices([{"account": "A", "region": "QC", **HOME}])
    bill = Invoice("0", "2026-12-01", Money("100.00", "CAD"), due="2026-12-20")
    assert account(COGECO, bills, PAYMENTS, "A") == Account([bill])


def test_in_a_shell(tmp_path: Path) -> None:
    bills, payments, out = (str(tmp_path / name) for name in ("bills.csv", "payments.csv", "out.csv"))
    Path(bills).write_text(
        "account,number,issued,due,amount,segment,region\nA,1,2026-12-01,2026-12-20,100.00,residential,QC\n", "utf-8"
    )
    Path(payments).write_text("account,received,amount\nB,2026-12-01,1.00\n", "utf-8")
    facts = ["--as-of", "2027-01-20", "--provider", "cogeco"]
    assert main(["batch", "statement", bills, payments, out, *facts]) == 0
    assert str(Decimal("2.75")) in Path(out).read_text("utf-8")
