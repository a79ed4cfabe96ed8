"""The worked cases of KOS, each with its arithmetic done by hand, through the library."""

from typing import Any

import pytest

from telcoterms import Statement
from tests.worked_cases import account_of, asked, cases, terms_of


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
        sums = ("balance", "accrued", "settlement", "credit", "disputed", "held")
        assert {name: getattr(value, name).text for name in sums} == {name: case.get(name, "0.00") for name in sums}
        fields = ("principal", "charges", "accrued", "disputed", "held")
        debts = [{"number": one.number} | {name: getattr(one, name).text for name in fields} for one in value.debts]
        assert debts == [{"disputed": "0.00", "held": "0.00"} | one for one in case["debts"]]
        posted = [
            {"number": debt.number, "on": day, "amount": amount.text}
            for debt in value.debts
            for day, amount in debt.posted
        ]
        assert posted == case["posted"]

    @named("statement")
    def test_settlement(self, case: dict[str, Any]) -> None:
        terms = terms_of(case)
        answer = terms.settlement(account_of(case), on=case["as_of"]).under(**case.get("reading", {}))
        assert answer.value.text == case["settlement"]

    @named("what_if")
    def test_what_if(self, case: dict[str, Any]) -> None:
        value = asked("what_if", case).value
        found = (value.without.settlement, value.paid.settlement, value.saved)
        assert [one.text for one in found] == [case["without"], case["paid"], case["saved"]]

    @named("leave")
    def test_leave(self, case: dict[str, Any]) -> None:
        value = asked("leave", case).value
        on, cheapest = value.on, value.cheapest
        assert (on.ends, cheapest.on.cancelled) == (case["ends"], case["cheapest"])
        sums = (on.total, on.billed, on.charged, on.comes_back, cheapest.on.total)
        names = ("total", "billed", "charge", "refund", "cheapest_total")
        assert [sum_.text for sum_ in sums] == [case[name] for name in names]

    @named("cheapest_cancellation")
    def test_cheapest_cancellation(self, case: dict[str, Any]) -> None:
        value = asked("cheapest_cancellation", case).value
        sums = ("cost", "fees", "charge", "refund")
        assert {name: getattr(value, name).text for name in sums} == {name: case[name] for name in sums}
        assert value.day == case["day"]
        jumps = [{"on": day, "cost": cost.text} for day, cost in value.jumps]
        assert jumps == case.get("jumps", jumps)
