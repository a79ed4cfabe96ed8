"""Terms and tables at the edges of what the core replays: what it leaves is answered all the same, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Account, InvalidTableError, TelcoTermsError, Terms, batch, load
from telcoterms.account.events import Cancellation
from telcoterms.agreement.conditions import Grace
from telcoterms.batch import replayed
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.statement.account_terms import AccountTerms
from tests.batch.core.test_all_events import BILL, PAID, asked, differences, shuffled, table, tables_of
from tests.long_runs import examples
from tests.oracle.trees import CALENDAR, HEAD, Table, due_clauses, files
from tests.random_accounts import made_history
from tests.random_clauses import terms_of

CITED: Final[Table] = {"clause": {"document": "terms", "section": "2"}, "says": "What is late costs something."}
DUE: Final[Table] = {"kind": "net-days", "days": 15, **CITED}
AS_OF: Final = date(2026, 6, 30)


def own_terms(late_charge: Table, due_date: Table = DUE, **more: Any) -> Terms:
    file = {**HEAD, "currency": "CAD", "due_date": due_date, "late_charge": {**late_charge, **CITED}, **more}
    return terms_of(file)


def accounts_of(random: Random, count: int) -> dict[str, Account]:
    found = dict[str, Account]()
    while len(found) < count:
        events = [event for event in made_history(random).account if not isinstance(event, Cancellation)]
        try:
            found[f"A{len(found):03}"] = Account(events)
        except TelcoTermsError:
            continue
    return found


def check(terms: Terms, accounts: dict[str, Account], as_of: date = AS_OF) -> None:
    answers = asked(terms, shuffled(tables_of(accounts), 2), as_of, errors="column")
    assert differences(terms, accounts, answers, as_of) == []


class TestOtherTerms:
    @settings(max_examples=examples(500))
    @given(files(), due_clauses(), st.randoms(use_true_random=False))
    def test_random_terms(self, file: Table, due: Table, random: Random) -> None:
        due_date = {**due, **CITED}
        if due_date.get("from", "invoice-date") != "invoice-date":
            del due_date["from"]  # a day in a column of its own
        terms = terms_of({**file, "currency": "CAD", "due_date": due_date, "calendar": CALENDAR})
        accounts = accounts_of(random, 3)
        try:
            answers = asked(terms, shuffled(tables_of(accounts), 2), date(2026, 3, 1), errors="column")
        except TelcoTermsError as error:  # a clause that no statement takes, or that needs a column of names
            says = str(error)
        else:
            assert differences(terms, accounts, answers, date(2026, 3, 1)) == []
            return
        assert "round_at" in says or "there is no column" in says or "hold no rule" in says

    @pytest.mark.parametrize(
        "late_charge",
        [
            {"kind": "none"},
            {"kind": "rate", "rate": "0.020000000000000000000000000001", "per": "month", "compounding": "monthly"},
            {"kind": "flat", "sum": "5.00", "grace": {"from": "reminder", "days": 5}},
            {"kind": "flat", "sum": "5.00", "grace": {"from": "invoice-date", "days": 20, "count": "business-days"}},
            {"kind": "flat", "sum": "5.00", "of": "account"},
            {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "daily", "day_count": "actual/actual"},
            {"kind": "rate", "rate": "0.24", "per": "year", "compounding": "daily", "day_count": "30/360"},
            {
                "kind": "rate",
                "rate": "0.24",
                "per": "year",
                "compounding": "none",
                "day_count": "30/360",
                "block_days": 7,
            },
        ],
    )
    def test_a_clause(self, late_charge: Table) -> None:
        if "rate" in late_charge:
            late_charge = {**late_charge, "rate": Decimal(late_charge["rate"])}
        check(own_terms(late_charge, calendar=CALENDAR), accounts_of(Random(3), 12))

    def test_one_rounding_for_the_account(self) -> None:
        check(load("kos").under(statement={"posted_per": "account"}), accounts_of(Random(4), 8))

    @pytest.mark.parametrize("as_of", [date(1899, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(2200, 1, 1)])
    def test_a_day_at_the_end_of_the_tables(self, as_of: date) -> None:
        check(load("kos"), accounts_of(Random(5), 6), as_of)

    def test_a_month_end_and_an_administrative_charge(self) -> None:
        month_end = {"kind": "month-end", **CITED}
        check(own_terms({"kind": "flat", "sum": "5.00"}, month_end), accounts_of(Random(6), 15))

    def test_a_due_date_that_is_printed(self) -> None:
        """An administrative charge has none, so its account is refused."""
        bill = {**BILL, "due": date(2026, 1, 20)}
        schema = pa.schema([("account", pa.string()), ("number", pa.string()), ("issued", pa.date32())])
        schema = schema.append(pa.field("amount", pa.decimal128(18, 2))).append(pa.field("due", pa.date32()))
        bills = pa.Table.from_pylist([bill], schema=schema)
        found = batch.statement(load("cogeco"), bills, table("payments", [PAID]), "2026-03-20")
        assert found["settlement"].to_pylist() == [0]
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "other"}])
        with pytest.raises(InvalidTableError, match="an invoice alone"):
            batch.statement(load("cogeco"), bills, table("payments", [PAID]), "2026-03-20", events=charges)


class TestOtherTables:
    def test_a_return_of_what_has_no_reference(self) -> None:
        returned = {"account": "A", "event": "returned_payment", "date": date(2026, 2, 1), "payment": "wire"}
        with pytest.raises(InvalidTableError, match="no payment has that reference"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [{**PAID, "reference": None}]),
                "2026-03-20",
                events=table("events", [returned]),
            )

    @pytest.mark.parametrize("column", ["number", "amount", "reason"])
    def test_a_charge_without_a_column(self, column: str) -> None:
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "other"}]).drop([column])
        for give in ("accounts", "debts"):
            with pytest.raises(InvalidTableError, match=column):
                batch.statement(
                    load("kos"),
                    table("invoices", [BILL]),
                    table("payments", [PAID]),
                    "2026-03-20",
                    events=charges,
                    give=give,  # type: ignore[arg-type]
                )

    def test_a_reason_of_the_providers_own(self) -> None:
        charge = {"account": "A", "event": "administrative_charge", "date": date(2026, 2, 1), "number": "2"}
        charges = table("events", [{**charge, "amount": 5, "reason": "site-visit"}])
        found = batch.statement(
            load("kos"), table("invoices", [BILL]), table("payments", [PAID]), "2026-02-10", events=charges
        )
        assert found["settlement"].to_pylist() == [5]

    def test_accounts_in_several_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replayed, "PART", 3)
        check(load("kos"), accounts_of(Random(8), 20))

    def test_more_plans_than_have_programs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rate = {"by": "plan", "a": Decimal("0.01"), "other": Decimal("0.02")}
        terms = own_terms({"kind": "rate", "rate": rate, "per": "month", "compounding": "monthly"})
        names = ["account", "number", "issued", "amount_minor", "plan"]
        rows = [["A", "1", date(2026, 1, 1), 10_000, "a"], ["B", "1", date(2026, 1, 1), 10_000, "b"]]
        bills = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
        paid = pa.table({"account": ["A"], "received": [date(2026, 1, 2)], "amount_minor": [100]})
        found = batch.statement(terms, bills, paid, "2026-03-01")
        assert found["posted_minor"].to_pylist() == [199, 404]
        monkeypatch.setattr(replayed, "MOST_NAMED", 1)
        assert batch.statement(terms, bills, paid, "2026-03-01").equals(found)


class TestParts:
    def test_terms_that_hold_no_late_charge(self) -> None:
        assert not replayed._is_known_on(load("kijoma"), AS_OF)
        assert replayed._is_known_on(load("kos"), AS_OF)

    def test_no_program_counts_from_a_reminder(self) -> None:
        nothing = np.zeros(0, np.int32)
        with pytest.raises(AssertionError, match="from a reminder"):
            replayed._counted_from(Grace(counted_from="reminder"), nothing, nothing)

    def test_a_number_of_a_plan_that_is_not_known(self) -> None:
        """Its days are those of all plans, and on none of them has it a value."""
        dated = [{"since": AS_OF - timedelta(days=900), "value": "5.00"}, {"since": AS_OF, "value": "6.00"}]
        terms = own_terms({"kind": "flat", "sum": {"by": "plan", "a": dated}})
        assert Programs().add(AccountTerms(terms.agreement).on(AS_OF)) is None
