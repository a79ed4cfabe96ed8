"""The worked cases of the clauses of many providers, asked of the second implementation."""

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.charge import late_charge
from tests.oracle.events import Invoice, Payment, Refused, Reminder
from tests.oracle.numbers import Book, Facts, tables
from tests.oracle.questions import cancellation_charge, due_date, part_charge, refund
from tests.oracle.statement import statement

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "kinds"
ASKED = ("late_charge", "statement", "due_date", "refund", "part_charge", "cancellation_charge")
CUSTOMER = ("plan", "region", "segment", "index")
SUMS = ("amount", "fee", "monthly_fee", "incentive")


def cases() -> list[dict[str, Any]]:
    """The cases of the questions that a tree answers."""
    found: list[dict[str, Any]] = []
    for name in ("rules", "providers", "more", "statements"):
        found += tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["case"]
    return [case for case in found if case["question"] in ASKED]


CASES = cases()


def cents(text: str) -> int:
    value = Fraction(text) * 100
    assert value.denominator == 1
    return value.numerator


def in_full(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with days as days and sums as minor units, and those of the customer as one."""
    found: dict[str, Any] = {}
    customer: dict[str, Any] = {}
    for name, value in facts.items():
        if name in CUSTOMER:
            customer[name] = value
        elif name in SUMS:
            found[name] = cents(value)
        elif name == "tax_rate":
            found[name] = Fraction(value)
        elif isinstance(value, str) and value[:2] == "20":
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    if customer:
        found["facts"] = Facts(**customer)
    return found


def file_of(case: Mapping[str, Any]) -> dict[str, Any]:
    return tables((FOLDER / "rules" / case["file"]).read_text("utf-8"))


def select(question: str) -> pytest.MarkDecorator:
    found = [case for case in CASES if case["question"] == question]
    return pytest.mark.parametrize("case", found, ids=[case["id"] for case in found])


@select("late_charge")
def test_late_charge(case: dict[str, Any]) -> None:
    facts = in_full(case["facts"])
    if "reminded" in facts:
        facts["reminders"] = [facts.pop("reminded")]
    charge = late_charge(file_of(case), facts.pop("amount"), under=case.get("under"), **facts)
    assert charge == cents(case["right"])


@select("statement")
def test_statement(case: dict[str, Any]) -> None:
    facts = case["facts"]
    invoices: list[Invoice] = []
    reminders: list[Reminder] = []
    for place, one in enumerate(facts["invoice"]):
        invoice = in_full(one)
        invoices.append(Invoice(f"{place}", invoice["issued"], invoice["amount"]))
        if "reminded" in invoice:
            reminders.append(Reminder(invoice["reminded"], f"{place}"))
    payments = [Payment(date.fromisoformat(one["received"]), cents(one["amount"])) for one in facts["payment"]]
    shown = statement(file_of(case), invoices, payments, date.fromisoformat(facts["as_of"]), events=reminders)
    assert [shown.balance, shown.accrued] == [cents(text) for text in case["right"]]


@select("due_date")
def test_due_date(case: dict[str, Any]) -> None:
    facts = in_full(case["facts"])
    book = Book(file_of(case))
    if case["right"] == "refused":
        with pytest.raises(Refused):
            due_date(book, **facts)
    else:
        assert due_date(book, **facts) == date.fromisoformat(case["right"])


def agree(case: dict[str, Any], charge: int, tax: int) -> None:
    """A list is charge, tax and total; one figure is the one that the case names."""
    if isinstance(case["right"], list):
        assert [charge, tax, charge + tax] == [cents(text) for text in case["right"]]
    else:
        assert {"charge": charge, "total": charge + tax}[case["figure"]] == cents(case["right"])


@select("refund")
def test_refund(case: dict[str, Any]) -> None:
    facts = in_full(case["facts"])
    facts.pop("tax_rate", None)
    file = file_of(case)
    charge = refund(file, facts.pop("fee"), under=case.get("under"), **facts)
    agree(case, charge, tax_on(file, charge, facts["cycle_start"], case["facts"].get("region")))


@select("part_charge")
def test_part_charge(case: dict[str, Any]) -> None:
    facts = in_full(case["facts"])
    file = file_of(case)
    charge = part_charge(file, facts.pop("fee"), under=case.get("under"), **facts)
    agree(case, charge, tax_on(file, charge, facts["cycle_start"], case["facts"].get("region")))


def tax_on(file: Mapping[str, Any], charge: int, day: date, region: str | None) -> int:
    """The taxes of a day on a sum, each rounded half up; nothing where the file has no taxes."""
    rates = Book(file).taxes(day, region) if "tax" in file else []
    return sum((2 * charge * rate + 1) // 2 for rate in rates)


@select("cancellation_charge")
def test_cancellation_charge(case: dict[str, Any]) -> None:
    agree(case, *cancellation_charge(file_of(case), under=case.get("under"), **in_full(case["facts"])))
