"""Statements of many accounts under several editions of terms: each is that of the account alone."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from telcoterms import Account, Debt, Invoice, Money
from telcoterms.batch import statement
from telcoterms.cli import main
from telcoterms.values.dataclasses import replace
from tests.test_editions import NEW, OLD, TERMS, two, write

pytestmark = pytest.mark.usefixtures("each_way")

PAYMENTS = pa.table(
    {
        "account": pa.array(["B"], pa.string()),
        "received": pa.array([date(2021, 9, 10)], pa.date32()),
        "amount_minor": pa.array([5000], pa.int64()),
    }
)
DAYS = {"A": date(2021, 7, 1), "B": date(2021, 8, 1)}


def test_each_debt_has_the_edition_of_its_day() -> None:
    """A: 100.00 at 1 % for two months. B: 102.00 less 50.00. C has one of each."""
    bills = pa.table(
        {
            "account": ["A", "B", "C", "C"],
            "number": ["1", "1", "1", "2"],
            "issued": [DAYS["A"], DAYS["B"], DAYS["A"], DAYS["B"]],
            "amount_minor": [10000] * 4,
        }
    )
    given = statement(TERMS, bills, PAYMENTS, "2021-09-10")
    assert given["balance_minor"].to_pylist() == [10201, 5200, 20401]
    both = Account(Invoice(name, day, Money("100.00", "CAD")) for name, day in DAYS.items())
    assert given["accrued_minor"].to_pylist()[2] == TERMS.statement(both, "2021-09-10").value.accrued.minor


def test_the_summary_names_both_editions(tmp_path: Path) -> None:
    write(tmp_path, "old.toml", "2019-01-01", 30, "0.01")
    new = write(tmp_path, "new.toml", "2021-07-12", 15, "0.02", 'earlier = "old.toml"')
    bills, payments, out = (tmp_path / name for name in ("bills.csv", "payments.csv", "out.csv"))
    bills.write_text("account,number,issued,amount\nA,1,2021-07-01,100.00\nA,2,2018-12-31,100.00\n", "utf-8")
    payments.write_text("account,received,amount\nA,2021-07-01,1.00\n", "utf-8")
    words = [str(path) for path in (bills, payments, out)]
    assert main(["batch", "statement", *words, "--as-of", "2021-09-01", "--provider", str(new)]) == 0


def test_rows_of_before_the_first_edition_are_counted(tmp_path: Path, capsys: object) -> None:
    test_the_summary_names_both_editions(tmp_path)
    shown = capsys.readouterr().out  # type: ignore[attr-defined]
    assert "Terms of 2019-01-01 and Terms of 2021-07-12" in " ".join(shown.split())
    assert "1 " in shown


class TestOneRoundingForTheAccount:
    """Charges of two editions are rounded as one sum, or that is refused."""

    BILLS = pa.table(
        {
            "account": [f"{cents}" for cents in range(5010, 5060) for _ in range(3)],
            "number": ["1", "2", "3"] * 50,
            "issued": [DAYS["A"], DAYS["B"], DAYS["B"]] * 50,
            "amount_minor": [sum_ for cents in range(5010, 5060) for sum_ in (cents, cents + 7, cents)],
        }
    )

    def test_as_one_sum(self) -> None:
        terms = TERMS.under(statement={"posted_per": "account"})
        given = statement(terms, self.BILLS, PAYMENTS.slice(0, 0), "2021-10-20", give="debts")
        expected = list[Debt]()
        for first in range(0, len(self.BILLS), 3):
            rows = self.BILLS.slice(first, 3).to_pylist()
            bills = [Invoice(row["number"], row["issued"], Money.of_minor(row["amount_minor"], "CAD")) for row in rows]
            expected += terms.statement(Account(bills), "2021-10-20").value.debts
        assert given["charges_minor"].to_pylist() == [debt.charges.minor for debt in expected]
        assert given["accrued_minor"].to_pylist() == [debt.accrued.minor for debt in expected]

    def test_two_roundings(self) -> None:
        down = replace(OLD["late_charge"], rounding="down")
        terms = two({**OLD, "late_charge": down}, NEW).under(statement={"posted_per": "account"})
        given = statement(terms, self.BILLS, PAYMENTS.slice(0, 0), "2021-10-20", errors="column")
        assert set(given["error_code"].to_pylist()) == {"editions_do_not_add_up"}
        alone = statement(terms, self.BILLS.slice(0, 1), PAYMENTS.slice(0, 0), "2021-10-20", errors="column")
        assert alone["error"].to_pylist() == [None]
