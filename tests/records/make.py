"""Write the records that are missing here: `python tests/records/make.py`.

A record that exists is never written again: each later version must answer it as the version did that wrote it. A new
record is a new name in `answers`.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from telcoterms import Account, Answer, Bill, BillLine, Invoice, Money, Payment, load

FOLDER = Path(__file__).parent


def cad(text: str) -> Money:
    """Dollars."""
    return Money(text, "CAD")


def answers() -> Iterator[tuple[str, Answer[Any]]]:
    """Each record's name and answer."""
    yield from late_charges()
    yield from days_and_rates()
    yield from refunds()
    yield from cancellation_charges()
    yield from statements()
    yield from audits()


def late_charges() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    charge = kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
    yield "late-charge", charge
    yield "late-charge-in-time", kos.late_charge("113.00", issued="2026-01-01", paid="2026-01-16")
    for name, values in {
        "runs_from": ("due-date", "next-invoice-date"),
        "part_month": ("thirty-day-month", "days-of-year", "daily-compound", "whole-month", "completed-months"),
        "rounding": ("half-even", "down"),
    }.items():
        for value in values:
            yield f"late-charge-{value}", charge.under(**{name: value})
    years = kos.late_charge("113.00", issued="2024-01-31", paid="2026-02-15")
    yield "late-charge-two-years", years
    yield "late-charge-two-years-once", years.under(round_at="once")
    yield "late-charge-once-daily-compound", years.under(round_at="once", part_month="daily-compound")
    quarterly = kos.late_charge(250, issued="2026-01-31", paid="2026-06-15", billing_months=3)
    yield "late-charge-quarterly", quarterly.under(runs_from="next-invoice-date")
    limit = kos.late_charge("10000000000.00", issued="1926-01-31", paid="2026-01-30")
    yield "late-charge-at-the-limit", limit


def days_and_rates() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    yield "due-date", kos.due_date("2024-02-20")
    yield "effective-annual-rate", kos.effective_annual_rate()
    yield "dispute-until", kos.dispute_until(date(2026, 1, 1))
    yield "dispute-in-time", kos.dispute(issued="2026-01-01", reported="2026-04-01")
    yield "dispute-too-late", kos.dispute(issued="2026-01-01", reported="2026-04-02")
    yield "regime-fixed-term", kos.regime(term_start="2025-01-31", term_months=13, on="2026-02-27")
    yield "regime-month-to-month", kos.regime(term_start="2025-01-31", term_months=13, on="2026-02-28")


def refunds() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    refund = kos.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
    yield "refund", refund
    yield "refund-day-refunded", refund.under(cancel_day="refunded")
    yield "refund-thirty-day-month-down", refund.under(month_length="thirty-day-month", rounding="down")
    yield (
        "refund-yearly-plan",
        kos.refund(
            "599.40",
            cycle_start="2026-02-28",
            cancelled="2026-03-10",
            fee_months=12,
            billing_day=31,
            paid_until="2026-07-31",
        ),
    )
    yield "refund-another-province", kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", province="NS")
    yield "refund-another-rate", kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", tax_rate="0.14975")
    yield "refund-fixed-term", kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", regime="fixed-term")


def cancellation_charges() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    charge = kos.cancellation_charge("59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10")
    yield "cancellation-charge", charge
    yield "cancellation-charge-by-days", charge.under(remaining="by-days", rounding="half-even")
    yield "cancellation-charge-including-current", charge.under(remaining="including-current")
    yield (
        "cancellation-charge-introductory-price",
        kos.cancellation_charge(
            ["19.95", "19.95", "59.95", "59.95"],
            term_start="2026-01-31",
            term_months=4,
            cancelled="2026-02-28",
            tax_mode="included",
        ),
    )
    yield (
        "cancellation-charge-on-notice",
        kos.cancellation_charge(
            60, term_start="2025-01-01", term_months=24, cancelled="2026-05-10", by="provider-with-notice"
        ),
    )
    for service in ("dsl", "cable", "fixed-wireless", "voip"):
        terms = load("kos", service=service)
        yield (
            f"cancellation-charge-{service}",
            terms.cancellation_charge(
                incentive="199.99",
                term_start="2025-01-31",
                term_months=24,
                last_invoice="2026-04-15",
                cancelled="2026-05-10",
            ),
        )
    yield (
        "cancellation-charge-dsl-before-any-invoice",
        load("kos", service="dsl").cancellation_charge(
            incentive=120, term_start="2025-01-31", term_months=24, last_invoice=None, cancelled="2025-02-01"
        ),
    )


def statements() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    account = Account(
        [
            Invoice("2026-01", "2026-01-01", cad("56.45")),
            Invoice("2026-02", "2026-02-01", cad("90.00")),
            Invoice("Q1 <b>", "2026-01-31", cad("0.25"), billing_months=3),
            Payment("2026-01-10", cad("20.00")),
            Payment("2026-02-11", cad("30.00"), invoice="2026-01", reference="R {7}"),
            Payment("2026-03-05", cad("45.10")),
        ]
    )
    statement = kos.statement(account, as_of="2026-04-20")
    yield "statement", statement
    for name, values in {
        "part_month": ("thirty-day-month", "days-of-year", "daily-compound", "whole-month", "completed-months"),
        "runs_from": ("due-date", "next-invoice-date"),
        "across_debts": ("newest-first", "largest-first"),
        "within_debt": ("principal-first",),
        "posted_per": ("account",),
    }.items():
        for value in values:
            yield f"statement-{value}", statement.under(**{name: value})
    yield "statement-service", load("kos", service="voip").statement(account, as_of="2026-04-20")
    yield "statement-empty", kos.statement(Account([]), as_of="2026-04-20")
    paid = Account([Invoice("a", "2026-01-01", cad("56.45")), Payment("2026-01-10", cad("60.00"))])
    yield "statement-credit", kos.statement(paid, as_of="2026-04-20")


def audits() -> Iterator[tuple[str, Answer[Any]]]:
    kos = load("kos")
    days: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15"}
    yield "audit-late-charge", kos.audit_late_charge("3.29", "113.00", **days)
    yield (
        "audit-late-charge-of-a-reading",
        kos.audit_late_charge("2.19", "113.00", **days, before_tax="100.00", original="150.00"),
    )
    refund = {"fee": cad("49.95"), "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
    term = {"monthly_fee": cad("59.95"), "term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10"}
    bill = Bill(
        [
            BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16"),
            BillLine("dispute_until", {"issued": "2026-01-01"}, "2026-03-31"),
            BillLine("late_charge", {"amount": cad("113.00"), **days}, cad("3.29")),
            BillLine("refund", refund, cad("34.97"), tax=cad("4.55"), total=cad("39.52")),
            BillLine("cancellation_charge", {**term, "tax_rate": "0.05"}, cad("209.83"), total=cad("220.32")),
        ]
    )
    yield "audit", kos.audit(bill)
    yield "audit-under-readings", kos.audit(bill).under(**{"late_charge.rounding": "down"})


def main() -> None:
    """Write what is missing."""
    for name, answer in answers():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(answer.as_dict(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
