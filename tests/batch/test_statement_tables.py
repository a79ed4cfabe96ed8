"""The tables of statements: ages, entries, allocations and receipts, each row that of the answer to its account."""

import json
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, get_args

import pyarrow as pa
import pytest

from benchmarks.accounts import realistic
from telcoterms import Account, InvalidTableError, Invoice, Money, Payment, Terms, allocations_of, verify
from telcoterms.batch import owed
from telcoterms.batch.account_tables import account_of
from telcoterms.batch.statement_tables import Give
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from tests.account_with_every_event import AFTER, BEFORE, messy
from tests.batch.conftest import WITH
from tests.batch.test_statements import SCHEMAS, asked, credited, made_accounts, made_histories, tables
from tests.long_runs import examples
from tests.terms_builders import ACROSS_DEBTS, KOS, compound, flat, made, net, ordered, simple

pytestmark = pytest.mark.usefixtures("each_way")

Rows = list[dict[str, Any]]
CLAUSES = (compound(Fraction(2, 100)), simple(Fraction(24, 100)), flat(500))


def cells(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What an answer says in one of its rows, as a table has it."""
    return {"account": name, **{key: cell.amount if isinstance(cell, Money) else cell for key, cell in row.items()}}


def right(terms: Terms, accounts: dict[str, Account], as_of: date) -> dict[Give, Rows]:
    """The rows of the answers of the accounts."""
    found: dict[Give, Rows] = {"ageing": [], "entries": [], "allocations": [], "receipts": []}
    for name, one in sorted(accounts.items()):
        answer = terms.statement(one, as_of)
        for band in answer.value.ageing.bands:
            days = {"first_day": band.first, "last_day": band.last}
            found["ageing"].append(cells(name, {**days, "owed": band.owed, "disputed": band.disputed}))
        found["entries"] += [cells(name, {**entry._asdict(), "code": entry.code}) for entry in answer.value.entries]
        found["allocations"] += [cells(name, sum_._asdict()) for sum_ in allocations_of(answer)]
        found["receipts"].append({"account": name, "receipt": answer.receipt()})
    return found


def agree(terms: Terms, accounts: dict[str, Account], as_of: date, seed: int = 0) -> None:
    accounts = {name: one for name, one in accounts.items() if len(one)}  # an account without an event is in no table
    own = tables(accounts, Random(seed))
    for give, rows in right(terms, accounts, as_of).items():
        found = asked(terms, own, as_of, give=give).to_pylist()
        if give == "receipts":
            found = [row | {"receipt": json.loads(row["receipt"])} for row in found]
        assert found == rows, give
        assert [list(row) for row in found[:1]] == [list(row) for row in rows[:1]], give


class TestEqual:
    """Each row is that of the answer to its account."""

    @pytest.mark.parametrize("seed", range(examples(20)))
    @pytest.mark.parametrize("across", ACROSS_DEBTS)
    def test_accounts_with_every_event(self, seed: int, across: Any) -> None:
        accounts, as_of = made_histories(Random(seed), 8)
        late = CLAUSES[seed % len(CLAUSES)]
        agree(made(due_date=net(15), late_charge=late, statement=ordered(across_debts=across)), accounts, as_of, seed)

    @pytest.mark.parametrize("as_of", [BEFORE, AFTER])
    @pytest.mark.parametrize("late", CLAUSES, ids=str)
    def test_an_account_on_which_everything_happens(self, as_of: date, late: LateChargeRule) -> None:
        agree(made(due_date=net(15), late_charge=late, statement=ordered()), {"A": messy(), "B": messy()}, as_of)

    def test_with_credits(self) -> None:
        random = Random(4)
        accounts, as_of = made_accounts(random, 30)
        agree(KOS, {name: credited(random, one) for name, one in accounts.items()}, as_of)

    def test_realistic_ones(self) -> None:
        agree(KOS, {f"{place:04}": one.account for place, one in enumerate(realistic(60, seed=6))}, date(2026, 3, 1))

    def test_an_account_of_payments_alone(self) -> None:
        paid = [Payment("2026-01-01", Money("5.00", "CAD")), Payment("2026-01-01", Money("2.00", "CAD"))]
        agree(KOS, {"A": Account(paid), "B": Account(paid[:1])}, date(2026, 1, 1))

    def test_minor_units(self) -> None:
        bills = pa.table({"account": ["A"], "number": ["1"], "issued": [date(2026, 1, 1)], "amount_minor": [5644]})
        paid = pa.table({"account": ["A"], "received": [date(2026, 2, 11)], "amount_minor": [3000]})
        own = {"invoices": bills, "payments": paid}
        found = asked(KOS, own, date(2026, 3, 20), give="entries")
        assert found.column_names == ["account", "day", "debt", "what", "amount_minor", "code"]
        assert found["amount_minor"].to_pylist() == [5644, 113, 77, -113, -2887, 35, 3000]
        found = asked(KOS, own, date(2026, 3, 20), give="ageing")
        assert found["owed_minor"].to_pylist() == [0, 0, 0, 2834, 0]


class TestGiven:
    """What comes out, whatever goes in."""

    @pytest.mark.parametrize("give", get_args(Give))
    def test_the_columns_of_nothing_are_those_of_something(self, give: Any) -> None:
        nothing = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        found = asked(KOS, nothing, date(2026, 1, 1), give=give)
        bill = Invoice("1", "2026-01-01", Money("50.00", "CAD"))
        paid = Payment("2026-03-01", Money("20.00", "CAD"))
        filled = asked(KOS, tables({"A": Account([bill, paid])}), date(2026, 5, 1), give=give)
        assert (found.num_rows, found.schema.remove_metadata()) == (0, filled.schema.remove_metadata())
        assert filled.num_rows > 0

    def test_receipts_come_out_again(self) -> None:
        accounts, as_of = made_accounts(Random(9), 5)
        for row in asked(KOS, tables(accounts), as_of, give="receipts").to_pylist():
            assert verify(json.loads(row["receipt"])).outcome == "equal"

    def test_an_account_that_is_refused_has_no_receipt(self) -> None:
        bill = Invoice("1", "2026-01-01", Money("50.00", "CAD"))
        own = tables({"A": Account([bill]), "B": Account([bill])})
        own["invoices"] = pa.concat_tables([own["invoices"], own["invoices"].slice(0, 1)])
        found = asked(KOS, own, date(2026, 5, 1), give="receipts", errors="column").to_pylist()
        refused = own["invoices"]["account"][0].as_py()
        assert [row["account"] for row in found] == ["A", "B"]
        assert {row["account"]: row["error_code"] for row in found if row["receipt"] is None} == {
            refused: "duplicate_number"
        }
        with pytest.raises(InvalidTableError, match="two invoices have the number '1'"):
            asked(KOS, own, date(2026, 5, 1), give="entries")

    def test_the_core_gives_the_entries_of_the_accounts_that_it_replays(
        self, each_way: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted = []

        def count(*arguments: Any) -> Any:
            counted.append(arguments)
            return account_of(*arguments)

        monkeypatch.setattr(owed, "account_of", count)
        accounts = {f"{place:04}": one.account for place, one in enumerate(realistic(40, seed=6))}
        asked(KOS, tables(accounts), date(2026, 3, 1), give="entries")
        assert len(counted) == (0 if each_way == WITH else 40)
