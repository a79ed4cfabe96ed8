"""The worked cases of real clauses, by the rules that are their data: right to the cent."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Account, Invoice, Money, Payment, Reminder, Terms, load
from telcoterms.account.events import Event

FOLDER = Path(__file__).parent / "cases" / "kinds"
CASES = [
    (file.stem, case)
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text("utf-8"))["case"]
]


def terms_of(case: dict[str, Any]) -> Terms:
    """The terms of a case, under its readings."""
    terms = load(FOLDER / "rules" / case["file"])
    return terms.under(**{case["question"]: case["under"]}) if "under" in case else terms


def cases_of(question: str) -> list[Any]:
    """The cases of a question."""
    return [pytest.param(case, id=f"{name} {case['id']}") for name, case in CASES if case["question"] == question]


class TestLateCharge:
    """Every leaf, join, bound, grace period and threshold of real terms."""

    @pytest.mark.parametrize("case", cases_of("late_charge"))
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = terms_of(case).late_charge(**case["facts"])
        assert answer.value.text == case["right"], case["arithmetic"]
        assert str(answer).count("\n") > 1  # it has a working


class TestStatement:
    """What an account owes by them: balance and accrued."""

    @pytest.mark.parametrize("case", cases_of("statement"))
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        terms, facts = terms_of(case), case["facts"]
        currency = terms.agreement.currency
        events: list[Event] = []
        for number, invoice in enumerate(facts["invoice"], 1):
            own = {name: value for name, value in invoice.items() if name not in ("amount", "reminded")}
            events.append(Invoice(f"I{number}", amount=Money(invoice["amount"], currency), **own))
            if "reminded" in invoice:
                events.append(Reminder(invoice["reminded"], f"I{number}"))
        events += [Payment(paid["received"], Money(paid["amount"], currency)) for paid in facts["payment"]]
        answer = terms.statement(Account(events), as_of=facts["as_of"])
        assert [answer.value.balance.text, answer.value.accrued.text] == case["right"], case["arithmetic"]
        assert "to settle" in str(answer)


def sums_of(value: Any) -> list[Money]:
    """A charge or a refund, its tax and both together."""
    return [getattr(value, "refund", None) or value.charge, value.tax, value.total]


class TestPartsOfACycle:
    """What comes back of a fee, and what a part of a cycle costs; one figure is that before tax."""

    @pytest.mark.parametrize("case", [*cases_of("refund"), *cases_of("part_charge")])
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = getattr(terms_of(case), case["question"])(**case["facts"])
        sums = [money.text for money in sums_of(answer.value)]
        right = case["right"] if isinstance(case["right"], list) else [case["right"]]
        assert sums[: len(right)] == right, case["arithmetic"]
        assert "refund: " in str(answer) or "charge: " in str(answer)


class TestOtherQuestions:
    """A charge by its reason, the first day of a suspension, the regime of a day, the return of a deposit."""

    @pytest.mark.parametrize(
        "case", [*cases_of("administrative_charge"), *cases_of("suspension"), *cases_of("deposit")]
    )
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = getattr(terms_of(case), case["question"])(**case["facts"])
        text = " ".join(str(answer).split())
        assert re.search(rf" Terms of \S+: {re.escape(case['right'])}\b", text), case["arithmetic"]

    @pytest.mark.parametrize("case", cases_of("regime"))
    def test_a_regime_comes_out(self, case: dict[str, Any]) -> None:
        answer = terms_of(case).regime(**case["facts"])
        assert f": {case['right']}" in " ".join(str(answer).split()), case["arithmetic"]
