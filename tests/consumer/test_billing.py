"""The example of a billing system, as a consumer of the library: 1,000 accounts on SQLite, and on PostgreSQL."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import create_engine, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import telcoterms
import telcoterms.batch
from examples.billing.__main__ import FIRST, SECOND, fill
from examples.billing.books import Base, Posted, Stated
from examples.billing.incoming import AnyIncoming, BillIn, DisputeIn, PaymentIn, ReturnedIn
from examples.billing.nightly import accounts, audit, balances, record, run
from examples.billing.postgres import postgres, programs
from telcoterms import Money, Statement, Terms, load, verify_all

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "billing"
ACCOUNTS = 1000
KOS = load("kos")
DATABASES = ["sqlite", *(["postgresql"] if programs() else [])]


@dataclass
class Nights:
    """A database after both nights."""

    session: Session
    posted: tuple[int, int]
    lines_of_the_first: list[tuple[object, ...]]


def lines(session: Session) -> list[tuple[object, ...]]:
    columns = (Posted.id, Posted.stated, Posted.account, Posted.day, Posted.code, Posted.book, Posted.amount)
    return [tuple(row) for row in session.execute(select(*columns).order_by(Posted.id))]


@pytest.fixture(scope="module", params=DATABASES)
def nights(request: pytest.FixtureRequest) -> Iterator[Nights]:
    with ExitStack() as stack:
        url = stack.enter_context(postgres()) if request.param == "postgresql" else "sqlite://"
        engine = create_engine(url)
        stack.callback(engine.dispose)
        Base.metadata.create_all(engine)
        session = stack.enter_context(Session(engine))
        fill(session, ACCOUNTS)
        first = run(session, KOS, FIRST)
        of_the_first = lines(session)
        paid = Money("49.95", "CAD")
        late = PaymentIn(account="A-00000", received=date(2026, 1, 20), amount=paid, reference="found")
        record(session, SECOND, late)
        yield Nights(session, (first, run(session, KOS, SECOND)), of_the_first)


class TestNights:
    def test_the_ledger_is_the_statement_on_every_account(self, nights: Nights) -> None:
        by_ledger = balances(nights.session)
        known = dict(accounts(nights.session, KOS.currency, SECOND))
        assert len(known) == ACCOUNTS
        for name, account in known.items():
            assert KOS.statement(account, SECOND).value.balance.minor == by_ledger.get(name, 0), name

    def test_each_transaction_comes_to_nothing(self, nights: Nights) -> None:
        sums = select(func.sum(Posted.amount)).group_by(Posted.stated, Posted.transaction)
        assert set(nights.session.scalars(sums)) == {0}

    def test_the_late_payment_is_posted_back_and_nothing_else(self, nights: Nights) -> None:
        session = nights.session
        second = select(Stated.id).where(Stated.as_of == SECOND)
        found = list(session.scalars(select(Posted).where(Posted.stated.in_(second)).order_by(Posted.id)))
        assert {line.account for line in found} == {"A-00000"}
        assert len(found) == nights.posted[1]
        # 100 % of the payment on its day, and the charges of 1 February and 1 March that it takes back
        receivable = [(line.day, line.code, line.amount) for line in found if line.book == "assets:receivable"]
        assert (date(2026, 1, 20), "payment", -4995) in receivable
        taken_back = [(day, amount) for day, code, amount in receivable if code == "late_charge"]
        assert {day for day, _ in taken_back} == {date(2026, 2, 1), date(2026, 3, 1)}
        assert all(amount < 0 for _, amount in taken_back)

    def test_no_line_of_the_first_night_was_touched(self, nights: Nights) -> None:
        assert lines(nights.session)[: len(nights.lines_of_the_first)] == nights.lines_of_the_first
        assert len(nights.lines_of_the_first) == nights.posted[0]

    def test_the_database_refuses_to_change_the_ledger(self, nights: Nights) -> None:
        for change in (update(Posted).values(amount=0), delete(Posted)):
            with pytest.raises(DBAPIError, match="the ledger is only added to"):
                nights.session.execute(change)
            nights.session.rollback()

    def test_every_receipt_of_both_nights_verifies(self, nights: Nights) -> None:
        for night in (FIRST, SECOND):
            assert audit(nights.session, night).counts == {"equal": ACCOUNTS}

    def test_a_forged_receipt_is_found_by_its_place(self, nights: Nights) -> None:
        query = select(Stated.receipt).where(Stated.as_of == FIRST).order_by(Stated.account).limit(20)
        receipts = list(nights.session.scalars(query))
        receipts[7] = {**receipts[7], "figure": {**receipts[7]["figure"], "balance": "0.01"}}
        ((place, verdict),) = verify_all(receipts, Statement).failed
        assert (place, verdict.mismatches[0].key) == (7, "figure.balance")


class TestTermsThatChange:
    """The terms are a file of the system's own, which is corrected between two nights: a new revision."""

    TEXT = (ROOT / "examples" / "own_provider.toml").read_text("utf-8")
    REVISION = ("revision = 0", "revision = 1")
    SUM = ('sum = "7.50"', 'sum = "9.00"')

    @pytest.fixture
    def session(self) -> Iterator[Session]:
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()

    def terms(self, folder: Path, *changes: tuple[str, str]) -> Terms:
        file, text = folder / "terms.toml", self.TEXT
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        file.write_text(text, "utf-8")
        return load(file)

    def first_night(self, session: Session, terms: Terms) -> None:
        amount = Money("100.00", terms.currency)
        record(session, FIRST, BillIn(account="B", number="1", issued=date(2026, 1, 5), amount=amount))
        run(session, terms, FIRST)

    def test_a_receipt_says_that_the_revision_changed(self, session: Session, tmp_path: Path) -> None:
        self.first_night(session, self.terms(tmp_path))
        receipts = list(session.scalars(select(Stated.receipt)))
        corrected = self.terms(tmp_path, self.REVISION)
        ((_, verdict),) = verify_all(receipts, Statement, terms=corrected).changed
        assert (verdict.outcome, verdict.figure_is_equal) == ("changed", True)
        assert [change.table.kind for change in verdict.tables] == ["provider"]

    def test_a_figure_that_changed_is_corrected_from_the_old_statement(self, session: Session, tmp_path: Path) -> None:
        self.first_night(session, self.terms(tmp_path))
        (receipt,) = session.scalars(select(Stated.receipt))
        corrected = self.terms(tmp_path, self.REVISION, self.SUM)
        ((_, verdict),) = verify_all([receipt], Statement, terms=corrected).failed
        assert (verdict.outcome, verdict.figure_is_equal) == ("changed", False)
        assert Statement.from_receipt(receipt).balance == Money("107.50", "GBP")
        run(session, corrected, SECOND)
        lines_of_second = select(Posted.code, Posted.amount).join(Stated).where(Stated.as_of == SECOND)
        found = session.execute(lines_of_second.where(Posted.book == "assets:receivable"))
        assert [tuple(line) for line in found] == [("late_charge", 150)]
        assert balances(session) == {"B": 10900}


class TestIncoming:
    """What comes in as JSON."""

    MODEL: TypeAdapter[BillIn | PaymentIn | ReturnedIn | DisputeIn] = TypeAdapter(AnyIncoming)

    def test_json_makes_the_round(self) -> None:
        bill = BillIn(account="A", number="1", issued=date(2026, 1, 1), amount=Money("56.45", "CAD"))
        text = self.MODEL.dump_json(bill)
        assert b'"amount":{"amount":"56.45","currency":"CAD"}' in text
        assert self.MODEL.validate_json(text) == bill

    @pytest.mark.parametrize("amount", ['"56.45"', "56.45", '{"amount": 56.45, "currency": "CAD"}', "null"])
    def test_a_float_is_no_money(self, amount: str) -> None:
        text = f'{{"kind": "payment", "account": "A", "received": "2026-01-01", "reference": "r", "amount": {amount}}}'
        with pytest.raises(ValidationError, match="amount"):
            self.MODEL.validate_json(text)


def test_the_example_runs() -> None:
    command = [sys.executable, "-m", "examples.billing", "--accounts", "12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "accounts whose ledger is not the statement: 0" in done.stdout
    assert "receipts of 2026-03-21: {'equal': 12}" in done.stdout


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_it_takes_no_name_outside_the_public_surface(file: Path) -> None:
    public = {module.__name__: set(vars(module)["__all__"]) for module in (telcoterms, telcoterms.batch)}
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("telcoterms"):
            assert {alias.name for alias in node.names} <= public[node.module]
        if isinstance(node, ast.Import):
            assert all(alias.name in public for alias in node.names if alias.name.startswith("telcoterms"))
        if isinstance(node, ast.Name):
            assert node.id != "cast"
