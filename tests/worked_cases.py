"""The worked cases: language-neutral files, and how the library is asked about one."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from telcoterms import Account, Answer, Money, Payment, Terms, load
from telcoterms.account.events import EVENT_TYPES

FOLDER = Path(__file__).parent / "cases"
LAKESIDE = load(Path(__file__).parents[1] / "examples" / "more_clauses.toml")
"""An invented provider whose terms answer what KOS's do not."""
SILENT_IN_KOS = frozenset({"part_charge", "suspension", "deposit"})
"""The questions that KOS's terms do not answer, and Lakeside's do."""
KINDS = {f"{kind.table}s": kind for kind in EVENT_TYPES}  # what the lists of a case are called


def cases(provider: str, question: str) -> list[dict[str, Any]]:
    """All cases of a question."""
    text = (FOLDER / provider / f"{question}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text, parse_float=Decimal)["case"]
    return found


def terms_of(case: dict[str, Any]) -> Terms:
    """The terms that a case asks; a question on a fixed term without a service means a service without an agreement."""
    return load("kos", service=case.get("service", "none"))


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    """What is asked: all but the name, the answer and the readings."""
    said = {"name", "service", "reading", "charge", "refund", "tax", "day", "cost", "fees", "jumps"}
    said |= {"total", "ends", "billed", "cheapest", "cheapest_total"}
    return {key: value for key, value in case.items() if key not in said}


def account_of(case: dict[str, Any], currency: str = "CAD") -> Account:
    """The account of a case."""
    return Account(kind(**with_money(one, currency)) for name, kind in KINDS.items() for one in case.get(name, ()))


def with_money(event: dict[str, Any], currency: str = "CAD") -> dict[str, Any]:
    """An event of a case with its sums as money."""
    return {name: Money(value, currency) if is_sum(name, value) else value for name, value in event.items()}


def is_sum(name: str, value: Any) -> bool:
    """Whether a field of an event is a sum: an outcome may be one."""
    return name in ("amount", "fee", "monthly_fee") or (name == "outcome" and value[0].isdigit())


def asked(question: str, case: dict[str, Any]) -> Answer[Any]:
    """The library's answer to a case."""
    terms = terms_of(case)
    if question == "statement":
        answer: Answer[Any] = terms.statement(account_of(case), case["as_of"])
    elif question == "what_if":
        answer = terms.what_if(account_of(case), Payment(**with_money(case["payment"])), on=case["on"])
    else:
        answer = getattr(terms, question)(**facts_of(case))
    return answer.under(**case.get("reading", {}))
