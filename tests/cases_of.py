"""The worked cases: language-neutral files, and how the library is asked about one."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from telcoterms import Account, Answer, Invoice, Money, Payment, Terms, load

FOLDER = Path(__file__).parent / "cases"


def cases(provider: str, question: str) -> list[dict[str, Any]]:
    """All cases of a question."""
    text = (FOLDER / provider / f"{question}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text, parse_float=Decimal)["case"]
    return found


def terms_of(case: dict[str, Any]) -> Terms:
    """The terms that a case asks."""
    return load("kos", service=case.get("service"))


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    """What is asked: all but the name, the answer and the readings."""
    said = {"name", "service", "reading", "charge", "refund", "tax"}
    return {key: value for key, value in case.items() if key not in said}


def account_of(case: dict[str, Any], currency: str = "CAD") -> Account:
    """The account of a case."""
    invoices = [Invoice(**{**one, "amount": Money(one["amount"], currency)}) for one in case["invoices"]]
    payments = [Payment(**{**one, "amount": Money(one["amount"], currency)}) for one in case["payments"]]
    return Account([*invoices, *payments])


def asked(question: str, case: dict[str, Any]) -> Answer[Any]:
    """The library's answer to a case."""
    terms = terms_of(case)
    if question == "statement":
        answer: Answer[Any] = terms.statement(account_of(case), case["as_of"])
    else:
        answer = getattr(terms, question)(**facts_of(case))
    return answer.under(**case.get("reading", {}))
