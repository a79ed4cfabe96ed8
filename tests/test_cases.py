"""The worked cases of KOS, each with its arithmetic done by hand, through the library."""

from typing import Any

import pytest

from telcoterms import Statement
from tests.cases_of import asked, cases


def named(question: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases("kos", question), ids=lambda case: case["name"])


class TestCases:
    """Each case comes out to the cent and to the day."""

    @named("late_charge")
    def test_late_charge(self, case: dict[str, Any]) -> None:
        assert asked("late_charge", case).value.text == case["charge"]

    @named("refund")
    def test_refund(self, case: dict[str, Any]) -> None:
        value = asked("refund", case).value
        assert (value.refund.text, value.tax.text) == (case["refund"], case["tax"])
        assert value.total == value.refund + value.tax

    @named("cancellation_charge")
    def test_cancellation_charge(self, case: dict[str, Any]) -> None:
        value = asked("cancellation_charge", case).value
        assert (value.charge.text, value.tax.text) == (case["charge"], case["tax"])
        assert value.total == value.charge + value.tax

    @named("statement")
    def test_statement(self, case: dict[str, Any]) -> None:
        value: Statement = asked("statement", case).value
        sums = ("balance", "accrued", "settlement", "credit")
        assert {name: getattr(value, name).text for name in sums} == {name: case[name] for name in sums}
        fields = ("principal", "charges", "accrued")
        debts = [{"number": one.number} | {name: getattr(one, name).text for name in fields} for one in value.debts]
        assert debts == case["debts"]
        posted = [
            {"number": debt.number, "on": day, "amount": amount.text}
            for debt in value.debts
            for day, amount in debt.posted
        ]
        assert posted == case["posted"]
