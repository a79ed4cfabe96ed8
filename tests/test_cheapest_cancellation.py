"""The cheapest day to cancel: each day of a range is what the questions of leaving say of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Answer, CheapestCancellation, InputError, Money, NotInTermsError, Terms, load
from telcoterms.values.days import add_months
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.strategies import changed
from tests.terms_builders import HOSTING, cad, leaving

DSL = load("kos", service="dsl")
START = date(2025, 1, 31)
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
RANGE: dict[str, Any] = {"first": "2026-05-10", "last": "2027-01-31"}


def asked(fee: Any = "59.95", **more: Any) -> Answer[CheapestCancellation]:
    """The question on the usual term and days."""
    return HOSTING.cheapest_cancellation(fee, **TERM | RANGE | more)


def cost_by_the_questions(day: date, first: date, fees: list[int], months: int) -> Money:
    """The same cost, each part of it asked on its own."""
    starts = [add_months(START, month) for month in range(len(fees) + 1)]
    month = max(place for place, start in enumerate(starts) if start <= day)
    begun = max(place for place, start in enumerate(starts) if start <= first)
    cost = cad(0)
    for place in range(begun, month + 1):
        cost += cad(fees[place]) + Money.of_minor(round_half_up(fees[place] * 13), "CAD")
    end = add_months(START, months)
    if day < end:
        charge = HOSTING.cancellation_charge(
            [cad(one) for one in fees[:months]], term_start=START, term_months=months, cancelled=day
        )
        return cost + charge.value.total
    back = HOSTING.refund(cad(fees[month]), cycle_start=starts[month], cancelled=day, billing_day=START.day)
    return cost - back.value.total


def round_half_up(hundredths: int) -> int:
    return (hundredths + 50) // 100


class TestEachDay:
    """The cost of a day is the fees until then, the cancellation charge, less the refund, each with its tax."""

    @settings(max_examples=examples(40))
    @given(
        st.lists(st.integers(0, 120_00), min_size=2, max_size=8),
        st.integers(0, 200),
        st.integers(0, 60),
    )
    def test_the_cheapest_is_the_least_of_all(self, fees: list[int], skip: int, length: int) -> None:
        months = len(fees)
        first = min(START + timedelta(days=skip), add_months(START, months))
        last = min(first + timedelta(days=length), add_months(START, months + 1))
        after = [*fees, *[fees[-1]] * 3]
        days = [first + timedelta(days=one) for one in range((last - first).days + 1)]
        costs = {day: cost_by_the_questions(day, first, after, months) for day in days}
        value = HOSTING.cheapest_cancellation(
            [cad(one) for one in fees], term_start=START, term_months=months, first=first, last=last
        ).value
        assert value.cost == min(costs.values())
        assert value.day == next(day for day, cost in costs.items() if cost == value.cost)
        assert value.cost == value.fees + value.charge - value.refund
        for day, cost in value.jumps:
            assert costs[day] == cost != costs[day - timedelta(days=1)]

    def test_one_day(self) -> None:
        value = asked(first="2026-05-10", last="2026-05-10").value
        assert (value.day, value.cost, value.jumps) == (date(2026, 5, 10), cad(304_85), ())
        assert value.figure == value.cost

    def test_the_incentive_is_prorated_from_the_invoice_of_the_month(self) -> None:
        days: dict[str, Any] = {"first": "2026-05-10", "last": "2026-05-10"}
        value = DSL.cheapest_cancellation("59.95", incentive="900.00", **TERM, **days).value
        charge = DSL.cancellation_charge(incentive="900.00", **TERM, last_invoice="2026-05-01", cancelled="2026-05-10")
        assert value.charge == charge.value.total

    def test_another_tax(self) -> None:
        day: dict[str, Any] = {"first": "2026-05-10", "last": "2026-05-10"}
        assert asked(**day, tax_rate="0").value.cost == cad(59_95 + 209_83)
        assert asked(**day, province="NS").value.cost > asked(**day, tax_rate="0").value.cost

    def test_terms_without_taxes_cost_none_and_a_note_says_so(self) -> None:
        bare = Terms(replace(HOSTING.agreement, tax=None, tax_clause=None))
        answer = bare.cheapest_cancellation("59.95", **TERM, first="2026-05-10", last="2026-05-10")
        assert answer.value.cost == cad(59_95 + 209_83)
        assert "no tax is in this figure" in " ".join(str(answer.working).split())


class TestThePage:
    """The working of the cheapest day, and how the cost goes through the range."""

    def test_the_months_of_the_range(self) -> None:
        lines = str(asked().working).split("\n")
        assert lines[2].endswith(" 2026-05-10, the first of 22 equal")
        assert lines[3] == "      days, 304.85 CAD"
        assert "  in all: 67.74 + 237.11 = 304.85" in lines
        assert "  2026-12-01 to 2026-12-31: 541.92" in lines
        assert "  2027-01-01 to 2027-01-31: from 544.10 to 609.66, a little each day" in lines

    def test_days_on_which_leaving_is_free_stand_apart(self) -> None:
        terms = leaving({"kind": "flat", "sum": "60.00", "taxed": False, "waived_within": {"days": 15}})
        answer = terms.cheapest_cancellation("40.00", **TERM, first="2025-01-10", last="2025-01-31", tax_rate="0")
        assert (answer.value.day, answer.value.cost) == (date(2025, 1, 10), cad(40_00))
        assert answer.value.jumps == ((date(2025, 1, 17), cad(100_00)),)
        lines = str(answer.working).split("\n")
        assert "  2025-01-10 to 2025-01-16: 40.00" in lines
        assert "  2025-01-17 to 2025-01-31: 100.00" in lines

    def test_a_long_range_is_cut(self) -> None:
        text = str(asked(last="2028-12-31").working)
        assert "and so on for 8 more months" in text

    def test_a_day_after_the_term_tells_the_refund(self) -> None:
        answer = asked(first="2027-01-01", last="2027-01-31")
        assert answer.value.day == date(2027, 1, 1)
        assert answer.value.charge == cad(0)
        assert "days left, the day of the cancellation counted as used" in str(answer.working)

    def test_the_range_over_all_readings(self) -> None:
        across = asked().across_readings()
        assert (across.lowest, across.highest) == (cad(304_85), cad(338_71))

    def test_as_data(self) -> None:
        data = asked(last="2026-06-20").value.as_dict()
        assert data == {
            "day": "2026-05-10",
            "cost": "304.85",
            "fees": "67.74",
            "charge": "237.11",
            "refund": "0.00",
            "jumps": [["2026-06-01", "338.71"]],
        }


class TestRefusals:
    """Facts that do not fit are refused with what to do."""

    @pytest.mark.parametrize(
        "days",
        [
            {"first": "2024-12-31"},
            {"first": "2026-05-10", "last": "2026-05-09"},
        ],
    )
    def test_days_outside_of_the_term(self, days: dict[str, Any]) -> None:
        with refused(InputError, "the term starts on 2025-01-01", "give a first day in the term or after it"):
            asked(**days)

    def test_too_many_days(self) -> None:
        with refused(InputError, "from 2026-05-10 to 2036-06-01", "give ten years or less"):
            asked(last="2036-06-01")

    @pytest.mark.parametrize("fees", [["59.95"] * 23, ["59.95", "60.00"], []])
    def test_fees_that_are_not_one_a_month(self, fees: list[str]) -> None:
        with refused(InputError, f"{len(fees)} monthly fees are given for a term of 24 months", "give one fee a month"):
            asked(fees)

    def test_an_incentive_that_the_terms_do_not_know(self) -> None:
        with refused(InputError, "leave out incentive"):
            asked(incentive="100")

    def test_an_incentive_that_is_missing(self) -> None:
        with refused(InputError, "give incentive"):
            DSL.cheapest_cancellation("59.95", **TERM, **RANGE)

    @pytest.mark.parametrize("rule", ["cancellation_charge", "refund"])
    def test_terms_that_are_silent(self, rule: str) -> None:
        with refused(NotInTermsError, f"hold no rule on {rule}"):
            changed(HOSTING, **{rule: None}).cheapest_cancellation("59.95", **TERM, **RANGE)


class TestEqualDays:
    """The page says of how many equal days it names the first, why fees are counted, and that the cost is compared."""

    STAY: ClassVar[dict[str, Any]] = {
        "term_start": "2025-01-01",
        "term_months": 24,
        "first": "2026-05-10",
        "last": "2026-07-31",
    }

    def test_the_first_of_equal_days(self) -> None:
        # from 10 to 31 May, 22 days, a month's fee is due and seven months remain
        answer = load("kos", service="none").cheapest_cancellation("59.95", **self.STAY)
        assert answer.value.equal_days == 22
        assert "2026-05-10, the first of 22 equal days, 304.85 CAD" in repr(answer)

    def test_one_day_alone(self) -> None:
        stay: dict[str, Any] = self.STAY | {"last": "2026-05-10"}
        answer = load("kos", service="none").cheapest_cancellation("59.95", **stay)
        assert answer.value.equal_days == 1
        assert "2026-05-10, 304.85 CAD" in repr(answer)

    def test_the_fees_are_cited_and_explained(self) -> None:
        page = " ".join(str(load("kos", service="none").cheapest_cancellation("59.95", **self.STAY).working).split())
        assert "fees with tax of the months from 2026-05-01 on, 1 in all: 67.74 Service Terms s.7" in page
        assert "the fees are counted because a customer who stays longer pays them too" in page

    def test_the_cost_alone_is_compared(self) -> None:
        # by days, leaving on 31 May costs 304.85 as well, and leaving on 10 May more
        answer = load("kos", service="none").cheapest_cancellation("59.95", **self.STAY)
        assert str(answer.under(remaining="by-days").value.day) == "2026-05-31"
        assert "compared: the cost; the cheapest day can be another" in str(answer.working)


class TestEveryClause:
    """The cheapest day is found under any clause on a cancellation charge."""

    def test_each_day_costs_what_the_questions_say(self) -> None:
        # 60.00 less 2.00 for each month, without tax, at the end of the month: the days of May 2026 cost the same
        table = {"kind": "declining", "sum": "60.00", "less": "2.00", "ends": "month-end", "taxed": False}
        terms = leaving(table)
        days = {**TERM, "first": "2026-05-10", "last": "2026-06-10"}
        answer = terms.cheapest_cancellation("50.00", **days)
        # 16 months are over on 31 May: 60.00 - 32.00; one fee with 13 % is 56.50
        assert (answer.value.day.isoformat(), answer.value.charge.text, answer.value.cost.text) == (
            "2026-05-10",
            "28.00",
            "84.50",
        )
        assert answer.value.equal_days == 22
        assert "takes effect at the end of the month: 2026-05-31" in str(answer.working)
        with_june = terms.cheapest_cancellation("50.00", **{**days, "first": "2026-06-01"})
        assert with_june.value.charge == terms.cancellation_charge(**TERM, cancelled="2026-06-01").value.total

    def test_a_cancellation_may_take_effect_after_the_term(self) -> None:
        terms = leaving({"kind": "flat", "sum": "100.00", "notice": {"months": 1}})
        days = {**TERM, "first": "2026-11-25", "last": "2026-12-05"}
        answer = terms.cheapest_cancellation("31.00", **days)
        # on 1 December it takes effect on 1 January 2027: a fee more, 30 of its 31 days come back, and no charge
        assert (answer.value.day.isoformat(), answer.value.charge.text) == ("2026-12-01", "0.00")
        assert (answer.value.fees.text, answer.value.refund.text) == ("105.09", "33.90")

    def test_the_part_of_a_month_matters_where_it_counts_from_the_cancellation(self) -> None:
        terms = leaving({"kind": "incentive", "as_of": "cancellation"})
        answer = terms.cheapest_cancellation("1.00", incentive="240.00", **TERM, **RANGE)
        assert "months_remaining" in answer.readings
        assert answer.across_readings().lowest < answer.across_readings().highest

    def test_business_days_of_notice_name_the_calendar(self) -> None:
        terms = leaving({"kind": "flat", "sum": "10.00", "notice": {"days": 3, "count": "business-days"}})
        answer = terms.cheapest_cancellation("50.00", **{**TERM, "first": "2026-06-29", "last": "2026-06-30"})
        assert "counted by the calendar ontario-and-federal" in str(answer.working)
