"""What a type checker knows of the public surface; nothing here runs, the type checkers read it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, assert_type

from telcoterms import (
    Account,
    Answer,
    Audit,
    Bill,
    BillAudit,
    BillLine,
    CancellationCharge,
    Clause,
    Debt,
    DisputeWindow,
    Edition,
    Fault,
    FaultyFileError,
    Invoice,
    Money,
    Payment,
    Readings,
    Refund,
    Statement,
    Step,
    Terms,
    editions,
    from_dict,
    load,
)


def loading(path: Path) -> None:
    assert_type(load("kos"), Terms)
    assert_type(load(path, service="dsl", on=date(2026, 1, 1)), Terms)
    assert_type(load("kos", edition="2021-07-12"), Terms)
    assert_type(editions(), tuple[Edition, ...])
    load(7)  # type: ignore[arg-type]


def terms(kos: Terms) -> None:
    assert_type(kos.provider, str)
    assert_type(kos.edition, date)
    assert_type(kos.service, str | None)
    assert_type(kos.currency, str)
    assert_type(kos.answers("refund"), bool)
    assert_type(kos.under(late_charge={"runs_from": "due-date", "rounding": "down"}), Terms)
    assert_type(kos.under(refund={"cancel_day": "refunded"}, statement={"posted_per": "account"}), Terms)
    kos.under(late_charge={"runs_from": "issue-date"})  # type: ignore[arg-type]
    kos.under(late_charge={"cancel_day": "used"})  # type: ignore[arg-type]


def questions(kos: Terms, account: Account) -> None:
    assert_type(kos.due_date("2026-01-01"), Answer[date])
    assert_type(kos.due_date(issued=date(2026, 1, 1)), Answer[date])
    assert_type(kos.dispute_until(issued="2026-01-01"), Answer[date])
    assert_type(kos.dispute(issued="2026-01-01", reported="2026-01-02"), Answer[DisputeWindow])
    assert_type(kos.effective_annual_rate(), Answer[Fraction])
    assert_type(kos.audit_late_charge("3.41", 113, issued="2026-01-01", paid="2026-02-15"), Answer[Audit])
    bill = Bill([BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")])
    assert_type(kos.audit(bill), Answer[BillAudit])
    BillLine("weather", {}, "2026-01-16")  # type: ignore[arg-type]
    for amount in ("113.00", Decimal("113.00"), 113, Money(113, "CAD")):
        assert_type(kos.late_charge(amount, issued="2026-01-01", paid="2026-02-15"), Answer[Money])
    assert_type(kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10"), Answer[Refund])
    fees: list[str] = ["59.95", "60.00"]
    assert_type(
        kos.cancellation_charge(fees, term_start="2025-01-01", term_months=2, cancelled="2025-01-10"),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.cancellation_charge(["59.95", 60], term_start="2025-01-01", term_months=2, cancelled="2025-01-10"),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.cancellation_charge(
            incentive=200, term_start="2025-01-01", term_months=24, last_invoice=None, cancelled="2025-01-10"
        ),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.regime(term_start="2025-01-01", term_months=12, on="2026-01-01"),
        Answer[Literal["fixed-term", "month-to-month"]],
    )
    assert_type(kos.statement(account, as_of="2026-04-10"), Answer[Statement])
    kos.late_charge(113.0, issued="2026-01-01", paid="2026-02-15")  # type: ignore[arg-type]
    kos.late_charge("113.00", "2026-01-01", "2026-02-15")  # type: ignore[call-arg]
    kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", regime="monthly")  # type: ignore[arg-type]


def answers(charge: Answer[Money], record: Mapping[str, Any]) -> None:
    assert_type(charge.value, Money)
    assert_type(charge.value.amount, Decimal)
    assert_type(charge.value + charge.value, Money)
    assert_type(charge.steps, tuple[Step, ...])
    assert_type(charge.clauses, tuple[Clause, ...])
    assert_type(charge.readings, dict[str, str])
    assert_type(charge.under(runs_from="due-date"), Answer[Money])
    assert_type(charge.across_readings(), Readings)
    assert_type(charge.across_readings().lowest, Money)
    assert_type(charge.across_readings().combinations, tuple[tuple[dict[str, str], Money], ...])
    assert_type(charge.as_dict(), dict[str, object])
    assert_type(from_dict(record), Answer[object])
    assert_type(wider(charge).value, object)


def wider(answer: Answer[object]) -> Answer[object]:
    """An answer with a figure is an answer with anything: covariant."""
    return answer


def values(statement: Statement, refund: Refund, charge: CancellationCharge, window: DisputeWindow) -> None:
    assert_type(statement.balance, Money)
    assert_type(statement.debts, tuple[Debt, ...])
    assert_type(statement.debts[0].posted, tuple[tuple[date, Money], ...])
    assert_type(statement.debts[0].dispute_until, date | None)
    assert_type((refund.refund, refund.tax, refund.total), tuple[Money, Money, Money])
    assert_type((charge.charge, charge.tax, charge.total), tuple[Money, Money, Money])
    assert_type(window.outcome, Literal["in-time", "too-late"])


def accounts(money: Money) -> None:
    account = Account([Invoice("a", "2026-01-01", money), Payment(date(2026, 1, 2), money, invoice="a")])
    assert_type(account[0], Invoice | Payment)
    assert_type(account[1:], tuple[Invoice | Payment, ...])
    assert_type(account.invoices, tuple[Invoice, ...])
    assert_type(account.currency, str | None)
    Invoice("a", "2026-01-01", "56.45")  # type: ignore[arg-type]


def errors(error: FaultyFileError) -> None:
    assert_type(error.faults, tuple[Fault, ...])
    assert_type(error.faults[0].path, str)
