"""The worked cases, each with its arithmetic done by hand, as rows of tables."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import batch
from tests.worked_cases import cases, facts_of, terms_of

Case = dict[str, Any]
TYPES = {"billing_months": pa.int64(), "term_months": pa.int64(), "by": pa.string(), "regime": pa.string()}
WITHOUT = ("disputes", "administrative_charges", "returned_payments", "cancellations", "payouts", "write_offs")


def named(question: str) -> pytest.MarkDecorator:
    rows = [case for case in cases("kos", question) if not isinstance(case.get("monthly_fee"), list)]  # a fee a row
    return pytest.mark.parametrize("case", rows, ids=lambda case: case["name"])


def one_row(facts: Case, sums: set[str]) -> pa.Table:
    """The facts of a case as a table of one row."""
    columns = {}
    for name, value in facts.items():
        if name in sums:
            columns[name] = pa.array([Decimal(str(value))], pa.decimal128(14, 2))
        else:
            columns[name] = pa.array([value], TYPES.get(name))
    return pa.table(columns)


@named("late_charge")
def test_late_charge(case: Case) -> None:
    terms = terms_of(case).under(late_charge=case.get("reading", {}))
    found = batch.late_charge(terms, one_row(facts_of(case), {"amount"}))
    assert str(found["late_charge"][0]) == case["charge"]


@named("cancellation_charge")
def test_cancellation_charge(case: Case) -> None:
    facts, terms = facts_of(case), terms_of(case).under(cancellation_charge=case.get("reading", {}))
    more = {name: facts.pop(name) for name in ("province", "tax_rate", "tax_mode") if name in facts}
    if "incentive" in facts and facts.get("last_invoice") is None:
        facts["last_invoice"] = None
    row = one_row(facts, {"monthly_fee", "incentive"})
    found = batch.cancellation_charge(terms, row, **more)
    assert [str(found[name][0]) for name in ("cancellation_charge", "tax")] == [case["charge"], case["tax"]]


PLAIN = [case for case in cases("kos", "statement") if not any(name in case for name in WITHOUT)]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["name"])
def test_statement(case: Case) -> None:
    readings = case.get("reading", {})
    of_order = ("across_debts", "within_debt", "posted_per")
    late: Any = {name: value for name, value in readings.items() if name not in of_order}
    order: Any = {name: value for name, value in readings.items() if name in of_order}
    terms = terms_of(case).under(late_charge=late, statement=order)
    types = {"issued": pa.date32(), "received": pa.date32(), "amount": pa.decimal128(14, 2), **TYPES}

    def table(rows: list[Case], names: dict[str, Any]) -> pa.Table:
        own = [{"account": "A"} | row | {"amount": Decimal(str(row["amount"]))} for row in rows]
        schema = pa.schema({name: types.get(name, pa.string()) for name in ("account", *names)})
        return pa.Table.from_pylist(own, schema)

    own = (
        table(case.get("invoices", []), dict.fromkeys(("number", "issued", "amount", "billing_months"))),
        table(case.get("payments", []), dict.fromkeys(("received", "amount", "invoice"))),
    )
    credits = table(case.get("credits", []), dict.fromkeys(("issued", "amount", "invoice", "effect")))
    (found,) = batch.statement(terms, *own, case["as_of"], credits=credits).to_pylist()
    sums = ("balance", "accrued", "settlement", "credit")
    assert {name: str(found[name]) for name in sums} == {name: case.get(name, "0.00") for name in sums}
    debts = batch.statement(terms, *own, case["as_of"], credits=credits, give="debts").to_pylist()
    fields = ("number", "principal", "charges", "accrued")
    assert [{name: str(debt[name]) for name in fields} for debt in debts] == [
        {name: debt[name] for name in fields} for debt in case["debts"]
    ]
    postings = batch.statement(terms, *own, case["as_of"], credits=credits, give="postings").to_pylist()
    assert [{"number": one["number"], "on": one["day"], "amount": str(one["amount"])} for one in postings] == case[
        "posted"
    ]


def test_most_statements_are_plain() -> None:
    assert len(PLAIN) > 15
