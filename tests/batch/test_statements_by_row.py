"""Terms and days by row: each account owes what its own statement says, by its own terms, on its own day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, get_args

import pandas as pd
import pyarrow as pa
import pytest

from telcoterms import InputError, InvalidTableError, Terms
from telcoterms.batch import statement
from telcoterms.batch.columns import functions as pc
from telcoterms.batch.core import METADATA_KEY
from telcoterms.batch.statement_tables import Give
from telcoterms.clauses.due_date import OnBill
from tests.batch.conftest import WITH
from tests.batch.test_statements import SCHEMAS, asked, made_histories, right, tables
from tests.clauses.test_due_date import COMMON, terms
from tests.terms_builders import KOS, compound, flat, made, net, ordered

pytestmark = pytest.mark.usefixtures("each_way")

THREE_PERCENT = compound(Fraction(3, 100))
SEVERAL: dict[str, Terms] = {
    "monthly": KOS,
    "once": made(due_date=net(20), late_charge=flat(500), statement=ordered()),
    "newest": made(
        due_date=net(10), late_charge=compound(Fraction(3, 100)), statement=ordered(across_debts="newest-first")
    ),
}
BILL = {"account": "A", "number": "1", "issued": date(2026, 1, 1), "amount": Decimal("50.00")}
ON = {"as_of": date(2026, 3, 1), "terms": "monthly"}
COLUMNS = {**{field.name: field.type for field in SCHEMAS["invoices"]}, "as_of": pa.date32(), "terms": pa.string()}


def bills(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([BILL | ON | row for row in rows], pa.schema(COLUMNS))


NO_PAYMENTS = SCHEMAS["payments"].empty_table()


def by_row(table: pa.Table, facts: dict[str, dict[str, Any]]) -> pa.Table:
    """The table with the terms and the day of each account; a null in some rows, which says nothing."""
    accounts = table["account"].to_pylist()
    for name in ("terms", "as_of"):
        cells = [facts[one][name] if one not in accounts[:row] else None for row, one in enumerate(accounts)]
        table = table.append_column(name, pa.array(cells, COLUMNS[name]))
    return table


class TestEqual:
    """What one call gives for all is what a call for each gives."""

    @pytest.mark.parametrize("seed", range(3))
    def test_accounts_by_their_own_terms_on_their_own_day(self, seed: int) -> None:
        random = Random(seed)
        monthly = made(due_date=net(15), late_charge=compound(Fraction(2, 100)), statement=ordered())
        several = SEVERAL | {"monthly": monthly}  # KOS asks for the service of a cancellation
        accounts, day = made_histories(random, 24)
        accounts = {name: one for name, one in accounts.items() if one.invoices}
        facts: dict[str, dict[str, Any]] = {
            name: {"terms": random.choice(list(several)), "as_of": day + timedelta(30 * random.randrange(3))}
            for name in accounts
        }
        own = tables(accounts, random)
        own["invoices"] = by_row(own["invoices"], facts)
        for give in ("accounts", "debts", "postings"):
            rows = asked(several, own, None, by="terms", give=give).to_pylist()
            expected = [
                {**row, **facts[name]}
                for name, one in sorted(accounts.items())
                for row in right(several[facts[name]["terms"]], {name: one}, facts[name]["as_of"])[give]
            ]
            assert [dict(sorted(row.items())) for row in rows] == [dict(sorted(row.items())) for row in expected]

    @pytest.mark.parametrize("give", [give for give in get_args(Give) if give != "corrections"])
    def test_each_table_is_put_together_account_by_account(self, give: Any) -> None:
        invoices = bills({"account": "C"}, {"terms": "once"}, {"account": "B", "as_of": date(2026, 6, 1)})
        found = statement(SEVERAL, invoices, NO_PAYMENTS, by="terms", give=give).to_pylist()
        expected = []
        for name, key, day in (
            ("A", "once", "2026-03-01"),
            ("B", "monthly", "2026-06-01"),
            ("C", "monthly", "2026-03-01"),
        ):
            table = invoices.filter(pc.equal(invoices["account"], name)).drop_columns(["as_of"])
            rows = statement(SEVERAL[key], table, NO_PAYMENTS, day, give=give).to_pylist()
            expected += [{**row, "terms": key, "as_of": date.fromisoformat(day)} for row in rows]
        assert found == expected

    def test_terms_by_account_and_one_day_for_all(self) -> None:
        invoices = bills({}, {"account": "B"}).drop_columns(["as_of"])
        found = statement({"A": KOS, "B": SEVERAL["once"]}, invoices, NO_PAYMENTS, "2026-03-01", by="account")
        assert found.column_names[:2] == ["account", "balance"]
        assert found["settlement"].to_pylist() == [Decimal("52.02"), Decimal("55.00")]

    def test_payments_alone_may_tell_the_terms(self) -> None:
        paid = {"account": "B", "received": date(2026, 1, 9), "amount": Decimal("5.00"), "terms": "once"}
        schema = pa.schema([*SCHEMAS["payments"], ("terms", pa.string())])
        payments = pa.Table.from_pylist([paid], schema)
        found = statement(SEVERAL, bills({}).drop_columns(["as_of"]), payments, "2026-03-01", by="terms")
        assert found.select(["account", "terms", "credit"]).to_pylist() == [
            {"account": "A", "terms": "monthly", "credit": Decimal("0.00")},
            {"account": "B", "terms": "once", "credit": Decimal("5.00")},
        ]

    def test_a_column_that_some_terms_need_may_be_null_in_the_rows_of_others(self) -> None:
        several = {"bill": terms(OnBill(**COMMON)), "monthly": KOS}
        invoices = bills({"terms": "bill"}, {"account": "B"})
        due = pa.array([date(2026, 2, 1), None], pa.date32())
        found = statement(several, invoices.append_column("due", due), NO_PAYMENTS, by="terms", give="debts")
        assert found["due"].to_pylist() == [date(2026, 2, 1), date(2026, 1, 16)]
        with pytest.raises(InvalidTableError, match=r"in invoices: there is no column due among"):
            statement(several, invoices, NO_PAYMENTS, by="terms")
        four = bills({}, {"account": "B"}, {"terms": "bill", "account": "C"}, {"terms": "bill", "account": "D"})
        four = four.append_column("due", pa.nulls(4, pa.date32()))
        with pytest.raises(InvalidTableError, match=r"^row 2 and 1 more: in invoices: due is missing: give it"):
            statement(several, four, NO_PAYMENTS, by="terms")

    def test_a_frame_comes_back_as_one_and_its_metadata_names_the_rows(self) -> None:
        frame = bills({}, {"account": "B", "terms": "once"}).to_pandas()
        found = statement(SEVERAL, frame, pd.DataFrame(NO_PAYMENTS.to_pandas()), by="terms")
        assert found["terms"].tolist() == ["monthly", "once"]
        table = statement(SEVERAL, bills({}), NO_PAYMENTS, by="terms")
        assert b'"rows_with": {"column": "terms", "value": "once"}' in table.schema.metadata[b"telcoterms"]

    def test_the_core_is_named_as_missing_once(self, each_way: str) -> None:
        found = statement(SEVERAL, bills({}, {"account": "B", "terms": "once"}), NO_PAYMENTS, by="terms")
        assert (METADATA_KEY in found.schema.metadata) is (each_way != WITH)

    def test_of_no_rows_comes_a_table_without_rows(self) -> None:
        found = statement(SEVERAL, bills(), NO_PAYMENTS, by="terms")
        one = statement(SEVERAL, bills({}), NO_PAYMENTS, by="terms")
        assert (found.num_rows, found.column_names[:3]) == (0, ["account", "terms", "as_of"])
        assert found.schema == one.schema


class TestMisfits:
    """What does not fit is told of each account."""

    CASES: tuple[tuple[list[dict[str, Any]], str], ...] = (
        ([{"terms": None}], "account 'A': terms is missing: give it"),
        ([{"as_of": None}], "account 'A': as_of is missing: give it"),
        (
            [{}, {"number": "2", "terms": "once"}],
            "account 'A': the rows of the account have terms 'monthly' and 'once'",
        ),
        (
            [{}, {"number": "2", "as_of": date(2026, 4, 1)}],
            "account 'A': the rows of the account have as_of '2026-03-01' and '2026-04-01'",
        ),
        ([{"terms": "weekly"}], "account 'A': terms is 'weekly': there are terms for monthly, once, newest"),
        ([{}, {}], "account 'A': two invoices have the number '1'"),
    )

    @pytest.mark.parametrize(("rows", "said"), CASES)
    def test_each(self, rows: list[dict[str, Any]], said: str) -> None:
        invoices = bills({"account": "0"}, *rows, {"account": "B", "terms": "once"})
        with pytest.raises(InvalidTableError) as caught:
            statement(SEVERAL, invoices, NO_PAYMENTS, by="terms")
        assert str(caught.value).startswith(said)
        found = statement(SEVERAL, invoices, NO_PAYMENTS, by="terms", errors="column").to_pylist()
        assert [(row["account"], row["settlement"], row["error"] is None) for row in found] == [
            ("0", Decimal("52.02"), True),
            ("A", None, False),
            ("B", Decimal("55.00"), True),
        ]

    def test_a_day_that_no_calendar_has(self) -> None:
        invoices = bills({}, {"account": "B"})
        far = pa.array([0, 5_000_000], pa.int32()).cast(pa.date32())
        invoices = invoices.set_column(invoices.column_names.index("as_of"), "as_of", far)
        with pytest.raises(InvalidTableError, match="account 'B': as_of is day 5000000 from 1970-01-01 on"):
            statement(SEVERAL, invoices, NO_PAYMENTS, by="terms")

    def test_columns(self) -> None:
        with pytest.raises(InvalidTableError, match="in invoices: there is no column terms among"):
            statement(SEVERAL, bills({}).drop_columns(["terms"]), NO_PAYMENTS, by="terms")
        with pytest.raises(InvalidTableError, match="in invoices: there is no column as_of among"):
            statement(KOS, bills({}).drop_columns(["as_of"]), NO_PAYMENTS)
        with pytest.raises(
            InvalidTableError, match="in invoices: the table has a column as_of, but as_of is an argument"
        ):
            statement(KOS, bills({}), NO_PAYMENTS, "2026-03-01")
        floats = bills({}).set_column(6, "terms", pa.array([1.5]))
        with pytest.raises(InvalidTableError, match="in invoices: the column terms is of double"):
            statement(SEVERAL, floats, NO_PAYMENTS, by="terms")
        named = bills({}).rename_columns({"terms": "credit"})
        with pytest.raises(InvalidTableError, match="the table has a column credit already"):
            statement(SEVERAL, named, NO_PAYMENTS, by="credit")

    @pytest.mark.parametrize("type_", [pa.string(), pa.int64()])
    def test_a_row_of_no_account_where_the_account_names_the_terms(self, type_: pa.DataType) -> None:
        invoices = bills({}, {}).drop_columns(["as_of", "terms"]).set_column(0, "account", pa.array(["7", None]))
        invoices = invoices.set_column(0, "account", invoices["account"].cast(type_))
        payments = NO_PAYMENTS.set_column(0, "account", pa.nulls(0, type_))
        with pytest.raises(InvalidTableError, match=r"^row 1: in invoices: account is missing: give it"):
            statement({"7": KOS, 7: KOS}, invoices, payments, "2026-03-01", by="account")

    def test_a_day_that_stands_in_another_row_of_its_account_is_not_missing(self) -> None:
        invoices = bills({}, {"number": "2", "as_of": None}, {"account": None})
        with pytest.raises(InvalidTableError) as caught:
            statement(SEVERAL, invoices, NO_PAYMENTS, by="terms")
        assert str(caught.value) == "row 2: in invoices: account is missing: give it, or leave the row out"

    @pytest.mark.parametrize("errors", ["raise", "column"])
    def test_a_cell_that_all_terms_need_is_missing_whatever_the_terms_of_its_row(self, errors: Any) -> None:
        invoices = bills({}, {"account": "B", "terms": "weekly", "amount": None})
        with pytest.raises(InvalidTableError, match=r"^row 1: in invoices: amount is missing: give it"):
            statement(SEVERAL, invoices, NO_PAYMENTS, by="terms", errors=errors)

    def test_terms_and_column_go_together(self) -> None:
        for given, by in ((SEVERAL, None), (KOS, "terms")):
            with pytest.raises(InputError, match="terms by row need both"):
                statement(given, bills({}), NO_PAYMENTS, by=by)
        with pytest.raises(InputError, match="is not terms: give what load gives"):
            statement("kos", bills({}), NO_PAYMENTS, "2026-03-01")  # type: ignore[arg-type]
