"""`batch.statement` with tables of every event against the statement of each account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa
import pytest

from telcoterms import Account, InvalidTableError, Money, Payment, ReturnedPayment, TelcoTermsError, Terms, batch, load
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    Payout,
    Reminder,
    WriteOff,
)
from telcoterms.batch.kernels import core
from telcoterms.batch.owed import SUMS
from telcoterms.statement.rule import AcrossDebts, PostedPer
from tests.long_runs import examples, some_of
from tests.random_accounts import made_history

DECIMAL: Final = pa.decimal128(18, 2)
SCHEMAS: Final = {
    "invoices": {"number": pa.string(), "issued": pa.date32(), "amount": DECIMAL, "billing_months": pa.int64()},
    "payments": {"received": pa.date32(), "amount": DECIMAL, "invoice": pa.string(), "reference": pa.string()},
    "credits": {"issued": pa.date32(), "amount": DECIMAL, "invoice": pa.string(), "effect": pa.string()},
    "events": {
        "event": pa.string(),
        "date": pa.date32(),
        "amount": DECIMAL,
        "number": pa.string(),
        "invoice": pa.string(),
        "payment": pa.string(),
        "reason": pa.string(),
        "decided": pa.date32(),
        "outcome": pa.string(),
    },
}
Tables = Mapping[str, pa.Table]


def cells_of(event: Event) -> tuple[str, dict[str, Any]]:
    """The table of an event, and its cells."""
    match event:
        case Invoice():
            return "invoices", {"number": event.number, "issued": event.issued, "billing_months": event.billing_months}
        case Payment():
            return "payments", {"received": event.received, "invoice": event.invoice, "reference": event.reference}
        case Credit():
            return "credits", {"issued": event.issued, "invoice": event.invoice, "effect": event.effect}
        case Dispute():
            outcome = event.outcome.text if isinstance(event.outcome, Money) else event.outcome
            own: dict[str, Any] = {"invoice": event.invoice, "decided": event.decided, "outcome": outcome}
        case AdministrativeCharge():
            own = {"number": event.number, "reason": event.reason}
        case ReturnedPayment():
            own = {"payment": event.payment}
        case WriteOff() | Reminder():
            own = {"invoice": event.invoice}
        case Payout():
            own = {}
        case Cancellation():
            raise AssertionError("a cancellation has columns of its own")
    return "events", {"event": type(event).table, "date": event.day, **own}


def tables_of(accounts: Mapping[str, Account]) -> Tables:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for key, account in accounts.items():
        for event in account:
            name, cells = cells_of(event)
            amount = getattr(event, "amount", None)
            rows[name].append({"account": key, **cells, "amount": None if amount is None else amount.amount})
    return {
        name: pa.Table.from_pylist(rows[name], schema=pa.schema([("account", pa.string()), *columns.items()]))
        for name, columns in SCHEMAS.items()
    }


def shuffled(tables: Tables, seed: int) -> dict[str, pa.Table]:
    random = np.random.default_rng(seed)
    return {name: table.take(pa.array(random.permutation(len(table)))) for name, table in tables.items()}


def histories(seed: int, count: int) -> dict[str, Account]:
    """Random accounts with every event but a cancellation."""
    random, found = Random(seed), dict[str, Account]()
    while len(found) < count:
        events = [event for event in made_history(random, 6, 8).account if not isinstance(event, Cancellation)]
        try:
            found[f"A{len(found):05}"] = Account(events)
        except TelcoTermsError:  # something names what was cancelled
            continue
    return found


def asked(terms: Terms, tables: Tables, as_of: date, **options: Any) -> pa.Table:
    return batch.statement(
        terms,
        tables["invoices"],
        tables["payments"],
        as_of,
        credits=tables["credits"],
        events=tables["events"],
        **options,
    )


def differences(terms: Terms, accounts: Mapping[str, Account], answers: pa.Table, as_of: date) -> list[Any]:
    """What differs from the statement of each account."""
    found: list[Any] = []
    for row, (key, account) in zip(answers.to_pylist(), accounts.items(), strict=True):
        try:
            statement = terms.statement(account, as_of).value
        except TelcoTermsError as error:
            if row["error"] != str(error):
                found.append((key, row["error"], str(error)))
            continue
        posted = sum(amount.minor for debt in statement.debts for _, amount in debt.posted)
        expected = {name: getattr(statement, name).amount for name in SUMS if name != "posted"}
        expected["posted"] = Money.of_minor(posted, terms.currency).amount
        if row["account"] != key or {name: row[name] for name in SUMS} != expected:
            found.append((key, row, expected))
    return found


READINGS: Final = [
    {
        "across_debts": across,
        "within_debt": within,
        "disputed": disputed,
        "on_rejection": rejection,
        "posted_per": posted,
    }
    for across in get_args(AcrossDebts)
    for within in ("charges-first", "principal-first")
    for disputed in ("exempt-while-open", "never-exempt")
    for rejection in ("from-start", "from-decision")
    for posted in get_args(PostedPer)
]


@pytest.fixture(params=["the core", "numpy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the core, and as where it is not installed."""
    if request.param == "numpy":
        monkeypatch.setattr(core, "installed", lambda: None)
    name: str = request.param
    return name


class TestEveryEvent:
    @pytest.mark.parametrize("as_of", [date(2026, 5, 10), date(2027, 8, 31)])
    @pytest.mark.parametrize("readings", some_of(READINGS, 8))
    def test_as_the_statement_of_each_account(self, readings: Any, as_of: date) -> None:
        terms = load("kos").under(statement=readings)
        accounts = histories(READINGS.index(readings), examples(300, 40))
        answers = asked(terms, shuffled(tables_of(accounts), 1), as_of, errors="column")
        assert differences(terms, accounts, answers, as_of) == []

    @pytest.mark.parametrize(
        "readings",
        [
            {"part_month": "daily-compound"},
            {"part_month": "thirty-day-month", "rounding": "half-even", "runs_from": "due-date"},
            {"part_month": "completed-months", "runs_from": "next-invoice-date"},
        ],
    )
    def test_other_readings_of_the_clause(self, readings: Any) -> None:
        terms, accounts, as_of = load("kos").under(late_charge=readings), histories(78, 40), date(2026, 5, 10)
        answers = asked(terms, tables_of(accounts), as_of, errors="column")
        assert differences(terms, accounts, answers, as_of) == []

    def test_another_clause(self) -> None:
        terms, accounts, as_of = load("bell"), histories(77, 25), date(2026, 5, 10)
        answers = asked(terms, tables_of(accounts), as_of, errors="column")
        assert differences(terms, accounts, answers, as_of) == []

    def test_without_the_core(self, way: str) -> None:
        terms, accounts = load("kos"), histories(5, 12)
        answers = asked(terms, tables_of(accounts), date(2026, 5, 10), errors="column")
        assert way
        assert differences(terms, accounts, answers, date(2026, 5, 10)) == []

    def test_debts_and_postings(self, way: str) -> None:
        terms, accounts, as_of = load("kos"), histories(9, 25), date(2026, 6, 30)
        sound = {}
        for key, account in accounts.items():
            try:
                terms.statement(account, as_of)
            except TelcoTermsError:
                continue
            sound[key] = account
        debts = asked(terms, shuffled(tables_of(sound), 3), as_of, give="debts").to_pylist()
        postings = asked(terms, shuffled(tables_of(sound), 4), as_of, give="postings").to_pylist()
        assert way
        statements = {key: terms.statement(account, as_of).value for key, account in sound.items()}
        assert debts == [
            {
                "account": key,
                "number": debt.number,
                "issued": debt.issued,
                "due": debt.due,
                "principal": debt.principal.amount,
                "charges": debt.charges.amount,
                "accrued": debt.accrued.amount,
            }
            for key, statement in statements.items()
            for debt in statement.debts
        ]
        assert postings == [
            {"account": key, "number": debt.number, "day": day, "amount": amount.amount}
            for key, statement in statements.items()
            for debt in statement.debts
            for day, amount in debt.posted
        ]


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = {"account": pa.string(), **SCHEMAS[name]}
    return pa.Table.from_pylist(list(rows), schema=pa.schema(list(columns.items())))


BILL: Final = {"account": "A", "number": "1", "issued": date(2026, 1, 1), "amount": 113, "billing_months": 1}
PAID: Final = {"account": "A", "received": date(2026, 1, 10), "amount": 113, "reference": "wire"}


DECIDED: Final = {"decided": date(2026, 3, 1)}


class TestBadRows:
    """An event that does not fit is told as the account itself would tell it."""

    @pytest.mark.parametrize(
        ("event", "says"),
        [
            ({"event": "dispute", "amount": 20, "invoice": "1", "outcome": "perhaps"}, "perhaps"),
            ({"event": "dispute", "amount": 20, "invoice": "1", "outcome": "upheld"}, "decided"),
            ({"event": "dispute", "amount": 200, "invoice": "1"}, "only 113.00 CAD of"),
            ({"event": "dispute", "amount": 0, "invoice": "1"}, "more than zero"),
            ({"event": "dispute", "amount": 5, "invoice": "1", **DECIDED, "outcome": "5.00"}, "less than was disputed"),
            ({"event": "dispute", "amount": 5, "invoice": "1", **DECIDED, "outcome": "0.00"}, "more than zero"),
            ({"event": "dispute", "amount": 5, "invoice": "1", **DECIDED, "outcome": "1.005"}, "1.005"),
            ({"event": "dispute", "amount": 20, "invoice": "2"}, "names the invoice"),
            ({"event": "write_off", "invoice": "1"}, "amount"),
            ({"event": "write_off", "invoice": "1", "amount": 1, "reason": "x"}, "reason"),
            ({"event": "write_off", "invoice": "1", "amount": 9999}, "more than"),
            ({"event": "payout", "amount": 5}, "paid out"),
            ({"event": "returned_payment", "payment": "cheque"}, "no payment has that reference"),
            ({"event": "returned_payment"}, "payment"),
            ({"event": "reminder", "invoice": "1", "date": date(2025, 12, 31)}, "dated before its debt"),
            ({"event": "write_off", "invoice": "1", "amount": 1, "date": date(2025, 12, 31)}, "dated before its debt"),
            ({"event": "party", "amount": 5}, "party"),
            ({"event": "administrative_charge", "number": "2", "amount": 5}, "reason"),
            ({"event": "administrative_charge", "number": "1", "amount": 5, "reason": "other"}, "two debts"),
        ],
    )
    def test_it_is_named(self, event: dict[str, Any], says: str, way: str) -> None:
        rows = {"account": "A", "date": date(2026, 2, 1), **event}
        with pytest.raises(InvalidTableError, match=says):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [PAID]),
                "2026-03-20",
                events=table("events", [rows]),
            )
        assert way

    def test_a_payment_that_was_returned_twice(self, way: str) -> None:
        rows = [
            {"account": "A", "event": "returned_payment", "date": date(2026, 2, day), "payment": "wire"}
            for day in (1, 2)
        ]
        with pytest.raises(InvalidTableError, match="returned already"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [PAID]),
                "2026-03-20",
                events=table("events", rows),
            )
        assert way

    def test_a_return_without_any_reference(self, way: str) -> None:
        row = {"account": "A", "event": "returned_payment", "date": date(2026, 2, 1), "payment": "wire"}
        with pytest.raises(InvalidTableError, match="no payment has that reference"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [PAID]).drop(["reference"]),
                "2026-03-20",
                events=table("events", [row]),
            )
        assert way

    @pytest.mark.parametrize("reference", [" ", "x" * 81, "a\nb"])
    def test_a_reference_that_is_no_name(self, reference: str, way: str) -> None:
        with pytest.raises(InvalidTableError, match="reference"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [{**PAID, "reference": reference}]),
                "2026-03-20",
            )
        assert way

    def test_a_credit_from_the_invoice_date_before_that(self, way: str) -> None:
        credit = {
            "account": "A",
            "issued": date(2025, 12, 31),
            "amount": 5,
            "invoice": "1",
            "effect": "from-invoice-date",
        }
        with pytest.raises(InvalidTableError, match="dated before its debt"):
            batch.statement(
                load("kos"),
                table("invoices", [BILL]),
                table("payments", [PAID]),
                "2026-03-20",
                credits=table("credits", [credit]),
            )
        assert way
