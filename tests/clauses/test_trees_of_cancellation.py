"""Cancellation charges as trees: each leaf, join and bound by hand, the charges of many providers, and an oracle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import (
    Account,
    Answer,
    Bill,
    BillLine,
    Cancellation,
    InputError,
    MissingFactsError,
    Terms,
    UnknownNameError,
    diff,
    load,
)
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.taxes import Tax
from telcoterms.clauses.cancellation_charge.charge import charge_for, exact_charge
from telcoterms.clauses.cancellation_charge.term import FixedTerm
from telcoterms.files.provider import Context, clause_shape, rule_shape
from telcoterms.files.shapes import Place
from telcoterms.formats.text import phrase_text
from telcoterms.values.proration import MonthLength
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.oracle.numbers import Facts
from tests.oracle.questions import cancellation_charge as oracle_charge
from tests.terms_builders import cad, cancellation_rule, leaving

PROVIDERS = Path(__file__).parents[1] / "providers"
HEAD: dict[str, Any] = {"clause": {"document": "terms", "section": "1"}, "says": "What leaving costs."}
YEAR: dict[str, Any] = {"term_start": "2026-01-01", "term_months": 12}
FEES: dict[str, Any] = {"kind": "share-of-remaining-fees", "share": Decimal("0.50")}
SIXTY: dict[str, Any] = {"kind": "flat", "sum": "60.00"}
FORTY: dict[str, Any] = {"kind": "flat", "sum": "40.00"}


def provider(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


def judged(table: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """The clause of a table, and its faults, each with its place."""
    place = Place("cancellation_charge", [])
    context = Context(currency="CAD")
    rule = rule_shape("cancellation_charge", context, clause_shape(context)).read({**HEAD, **table}, place)
    return rule, [f"{fault.path}: {fault.error}" for fault in place.faults]


def asked(table: Mapping[str, Any], cancelled: str = "2026-06-15", **facts: Any) -> Answer[Any]:
    """What leaving a term of the year 2026 costs under a clause, without tax."""
    return leaving(table).cancellation_charge(**{**YEAR, "tax_rate": 0, "cancelled": cancelled, **facts})


def charge(table: Mapping[str, Any], cancelled: str = "2026-06-15", **facts: Any) -> str:
    """That as text."""
    text: str = asked(table, cancelled, **facts).value.charge.text
    return text


def lines(answer: Answer[Any]) -> list[str]:
    """The working of an answer, line by line."""
    return [phrase_text(line.phrase) for line in answer.steps]


class TestManyProviders:
    """Clauses that real providers print, each one file and no code."""

    @pytest.mark.parametrize(
        ("name", "facts", "sums"),
        [
            # 150.00 - 15 x 4.00; 325.00 - 5 x 10.00
            ("handset-plan", ("2018-01-01", 24, "2019-04-01", {"plan": "basic"}), ("90.00", "0.00", "90.00")),
            ("handset-plan", ("2026-01-01", 24, "2026-06-15", {"plan": "smartphone"}), ("275.00", "0.00", "275.00")),
            # 30 of 36 months x 100.00 x 75 %
            ("business-cable", ("2026-01-01", 36, "2026-06-15", {"fee": "100.00", "rate": 0}), ("2250.00",)),
            # 21 months remain, of which 12 count; 9 of 12, of which 6
            ("half-term", ("2026-01-01", 24, "2026-03-15", {"fee": "50.00", "rate": 0}), ("600.00",)),
            ("half-term", ("2026-01-01", 12, "2026-03-15", {"fee": "50.00", "rate": 0}), ("300.00",)),
            # 31.00 x 6
            ("sum-by-plan", ("2026-01-01", 12, "2026-06-15", {"plan": "m350"}), ("186.00", "0.00", "186.00")),
            # 31 May + 7 months is 31 December: 600.00 x 7/12
            ("benefit-back", ("2026-01-01", 12, "2026-05-31", {"incentive": "600.00", "rate": 0}), ("350.00",)),
            # 12 % x 7 x 1000.00: no day of May is left
            ("reserved-computing", ("2026-01-01", 12, "2026-05-31", {"fee": "1000.00", "rate": 0}), ("840.00",)),
            ("free-to-leave", ("2026-01-01", 12, "2026-03-01", {"fee": "40.00"}), ("0.00", "0.00", "0.00")),
            # 6 x 10.00, and 13 %
            ("ten-a-month", ("2025-07-01", 12, "2025-12-31", {"fee": "39.99"}), ("60.00", "7.80", "67.80")),
            # 15 June + 18 months is 15 December 2027: 350.00 x 18/24
            ("fee-prorated", ("2026-01-01", 24, "2026-06-15", {"plan": "smartphone"}), ("262.50",)),
            # to 30 June: 6 x 70.00, at most 350.00; 300.00 x 3/3; 150.00
            (
                "town-fibre",
                ("2026-01-01", 36, "2026-06-10", {"fee": 70, "incentive": 300, "rate": 0}),
                ("800.00",),
            ),
            # 6 x 35.00 / 1.20 x 98 % = 171.50, and 20 %: 205.80; before 24 February 2021 without the 20 %
            ("less-two-percent", ("2026-01-01", 12, "2026-06-30", {"fee": 35}), ("171.50", "34.30", "205.80")),
            ("less-two-percent", ("2020-01-01", 12, "2020-06-30", {"fee": 35}), ("171.50", "0.00", "171.50")),
            # 3 x 30.00 / 1.20 x 96 % = 72.00; 6 15/30 months x 35.00 / 1.20 x 96 % = 182.00
            ("less-four-percent", ("2026-01-01", 12, "2026-09-30", {"fee": 30}), ("72.00", "14.40", "86.40")),
            ("less-four-percent", ("2026-01-01", 12, "2026-06-15", {"fee": 35}), ("182.00", "36.40", "218.40")),
            # 3 x (35.00 / 1.20 - 5.00) = 72.50; paid on the day itself 3 % less: 70.325
            ("less-saved-costs", ("2026-01-01", 12, "2026-09-30", {"fee": 35}), ("72.50", "14.50", "87.00")),
            ("less-saved-costs", ("2026-01-01", 12, "2026-09-30", {"fee": 35, "paid": "2026-09-30"}), ("70.33",)),
            ("less-saved-costs", ("2026-01-01", 12, "2026-09-30", {"fee": 35, "paid": "2026-10-01"}), ("72.50",)),
            # 10 % x 5 x 30.00; 10 % x 5 x 120.00 is 60.00, more than 50.00
            ("tenth-of-the-rest", ("2026-01-01", 12, "2026-07-15", {"fee": 30, "rate": 0}), ("15.00",)),
            ("tenth-of-the-rest", ("2026-01-01", 12, "2026-07-15", {"fee": 120, "rate": 0}), ("50.00",)),
        ],
    )
    def test_what_it_costs(self, name: str, facts: tuple[str, int, str, dict[str, Any]], sums: tuple[str, ...]) -> None:
        start, months, cancelled, others = facts
        names = {"fee": "monthly_fee", "rate": "tax_rate"}
        named = {names.get(key, key): value for key, value in others.items()}
        answer = provider(name).cancellation_charge(term_start=start, term_months=months, cancelled=cancelled, **named)
        value = answer.value
        assert (value.charge.text, value.tax.text, value.total.text)[: len(sums)] == sums
        assert str(answer.working)

    def test_the_working_of_a_sum_can_be_followed(self) -> None:
        facts: dict[str, Any] = {"term_start": "2026-01-01", "term_months": 36, "cancelled": "2026-06-10"}
        answer = provider("town-fibre").cancellation_charge("70.00", incentive="300.00", tax_rate=0, **facts)
        told = lines(answer)
        for line in (
            "the cancellation takes effect at the end of the month: 2026-06-30",
            "of these, among the first 12 months of the term: 6",
            "cancellation charge: 100 % x (70.00 x 6) = 420.00",
            "at most 350.00: the lesser of 420.00 and 350.00 is 350.00",
            "cancellation charge: 300.00 x 3/3 = 300.00",
            "cancellation charge: one sum of 150.00",
            "the sum of the parts: 350.00 + 300.00 + 150.00 = 800.00",
        ):
            assert line in told
        assert sum("in month 6 of the term" in line for line in told) == 1


class TestLeaves:
    """Each kind by hand: a term of the year 2026 at 40.00 a month, left on 15 June."""

    @pytest.mark.parametrize(
        ("table", "facts", "sum_"),
        [
            (FEES, {"monthly_fee": 40}, "120.00"),  # 50 % x 6 x 40.00
            (FEES | {"less_per_month": "10.00"}, {"monthly_fee": 40}, "90.00"),
            (FEES | {"less_per_month": "50.00"}, {"monthly_fee": 40}, "0.00"),  # never below zero
            (FEES | {"most_months": 2}, {"monthly_fee": 40}, "40.00"),
            (FEES | {"most_months": 0, "remaining": "by-days"}, {"monthly_fee": 40}, "0.00"),
            (FEES | {"most_months": 2, "remaining": "by-days"}, {"monthly_fee": 40}, "30.00"),  # 1 15/30 months
            (FEES | {"first_months": 8}, {"monthly_fee": 40}, "40.00"),  # July and August
            (FEES | {"first_months": 3, "remaining": "by-days"}, {"monthly_fee": 40}, "0.00"),
            (FEES | {"first_months": 6, "remaining": "by-days"}, {"monthly_fee": 40}, "10.00"),  # 15/30 of June
            (FEES | {"first_months": 7}, {"monthly_fee": [*([40] * 6), 60, *([90] * 5)]}, "30.00"),
            ({"kind": "sum-per-remaining-month", "sum": "12.00"}, {}, "72.00"),
            ({"kind": "sum-per-remaining-month", "sum": "12.00", "remaining": "by-days"}, {}, "78.00"),
            ({"kind": "declining", "sum": "100.00", "less": "8.00"}, {}, "60.00"),  # five months are over
            ({"kind": "declining", "sum": "30.00", "less": "8.00"}, {}, "0.00"),
            ({"kind": "incentive", "prorate": "none"}, {"incentive": 120}, "120.00"),
            ({"kind": "incentive", "prorate": "years"}, {"incentive": 120}, "120.00"),
            ({"kind": "incentive", "prorate": "days"}, {"incentive": 365}, "199.00"),  # 365 - 166
            ({"kind": "incentive", "as_of": "cancellation"}, {"incentive": 120}, "60.00"),  # to 15 December
            ({"kind": "incentive"}, {"incentive": 120, "last_invoice": "2026-06-01"}, "70.00"),
            ({"kind": "incentive", "sum": "60.00"}, {"last_invoice": None}, "60.00"),
            (SIXTY, {}, "60.00"),
            ({"kind": "none"}, {}, "0.00"),
        ],
    )
    def test_a_leaf(self, table: dict[str, Any], facts: dict[str, Any], sum_: str) -> None:
        answer = asked(table, **facts)
        assert answer.value.charge.text == sum_
        assert str(answer.working)

    @pytest.mark.parametrize(
        ("cancelled", "months", "years"),
        [
            ("2025-12-01", 12, "300.00"),  # before the term nothing of it is over
            ("2026-12-31", 30, "300.00"),  # of 30 months, that is three years, none is completed
            ("2027-01-01", 30, "200.00"),
            ("2028-06-30", 30, "100.00"),
        ],
    )
    def test_years_count_upward_and_only_when_they_are_completed(self, cancelled: str, months: int, years: str) -> None:
        table = {"kind": "incentive", "prorate": "years"}
        assert charge(table, cancelled, incentive=300, term_months=months) == years

    def test_the_line_of_the_years(self) -> None:
        table = {"kind": "incentive", "prorate": "years"}
        all_, some = (lines(asked(table, day, incentive=300, term_months=30)) for day in ("2026-06-15", "2027-06-15"))
        assert "years of it that are not completed on 2026-06-15: all 3" in all_
        assert "years of it that are not completed on 2027-06-15: 3 - 1 = 2" in some

    def test_before_the_term_the_whole_incentive_comes_back(self) -> None:
        answer = asked({"kind": "incentive", "as_of": "cancellation"}, "2025-12-01", incentive=120)
        assert answer.value.charge.text == "120.00"
        assert "as of the cancellation on 2025-12-01 the whole term remains" in lines(answer)

    @pytest.mark.parametrize(
        ("month_length", "sum_"),
        # of January, left on the 15th, 16 of 31 days: of 31.00 for each of them 1 + 11 x 31.00
        [("actual", "357.00"), ("thirty-day-month", "357.53"), ("strict-thirty", "356.50"), ("days-of-year", "357.31")],
    )
    def test_the_days_of_the_running_month(self, month_length: str, sum_: str) -> None:
        table = FEES | {"share": 1, "remaining": "by-days", "month_length": month_length}
        answer = asked(table, "2026-01-15", monthly_fee=31)
        assert answer.value.charge.text == sum_
        assert "31.00 x 11 + 31.00 x" in str(answer.working)

    def test_the_length_of_a_term_that_is_not_listed_is_refused(self) -> None:
        table = FEES | {"most_months": {"12": 6, "24": 12}}
        assert charge(table, monthly_fee=40) == "120.00"
        with refused(UnknownNameError, "the terms have no number of months for a term of 18 months", "12, 24"):
            asked(table, monthly_fee=40, term_months=18)

    def test_a_number_is_that_of_the_day_on_which_it_takes_effect(self) -> None:
        dated = [{"since": date(2026, 1, 1), "value": "10.00"}, {"since": date(2026, 7, 1), "value": "20.00"}]
        table = {"kind": "flat", "sum": dated, "notice": {"days": 20}}
        assert [charge(table, day) for day in ("2026-06-10", "2026-06-11")] == ["10.00", "20.00"]


class TestTheFirstMonths:
    """Leaving within the first 12 months costs the installation; within 15 days of the start, nothing."""

    INSTALLATION: ClassVar[dict[str, Any]] = {"kind": "flat", "sum": "2500.00", "within_months": 12}
    COOLING_OFF: ClassVar[dict[str, Any]] = SIXTY | {"waived_within": {"days": 15}}

    @pytest.mark.parametrize(
        ("cancelled", "sum_"), [("2026-12-31", "2500.00"), ("2027-01-01", "0.00"), ("2027-02-10", "0.00")]
    )
    def test_from_the_day_on_which_the_months_are_over_nothing_is_charged(self, cancelled: str, sum_: str) -> None:
        assert charge(self.INSTALLATION, cancelled, term_months=24) == sum_

    @pytest.mark.parametrize(
        "leaf",
        [
            {"kind": "incentive", "prorate": "none", "sum": "100.00"},
            {"kind": "declining", "sum": "100.00", "less": "1.00"},
            {"kind": "sum-per-remaining-month", "sum": "12.00"},
            {"kind": "sum-of", "of": [FORTY, SIXTY]},
            {"kind": "flat", "sum": "5.00", "least": "20.00"},
        ],
    )
    def test_every_kind_may_have_them(self, leaf: dict[str, Any]) -> None:
        assert charge(leaf | {"within_months": 12}, "2027-02-10", term_months=24) == "0.00"

    def test_a_part_may_have_its_own(self) -> None:
        both = {"kind": "sum-of", "of": [self.INSTALLATION, SIXTY]}
        assert charge(both, "2026-12-31", term_months=24) == "2560.00"
        later = asked(both, "2027-02-10", term_months=24)
        assert later.value.charge.text == "60.00"
        assert "the sum of the parts: 0.00 + 60.00 = 60.00" in lines(later)

    def test_the_working_shows_the_day(self) -> None:
        shown = lines(asked(self.INSTALLATION, "2026-12-31", term_months=24))
        assert "charged before 2026-01-01 + 12 months = 2027-01-01; 2026-12-31 is before it" in shown
        shown = lines(asked(self.INSTALLATION, "2027-02-10", term_months=24))
        assert "charged before 2026-01-01 + 12 months = 2027-01-01; 2027-02-10 is not before it" in shown
        assert "cancellation charge: 0.00" in shown

    def test_the_day_that_decides_is_the_one_on_which_it_takes_effect(self) -> None:
        table = self.INSTALLATION | {"notice": {"months": 1}}
        assert [charge(table, day, term_months=24) for day in ("2026-11-30", "2026-12-01")] == ["2500.00", "0.00"]

    @pytest.mark.parametrize(("cancelled", "sum_"), [("2026-01-16", "0.00"), ("2026-01-17", "60.00")])
    def test_the_last_free_day(self, cancelled: str, sum_: str) -> None:
        assert charge(self.COOLING_OFF, cancelled) == sum_

    def test_the_day_of_the_cancellation_decides_whatever_notice_follows(self) -> None:
        table = self.COOLING_OFF | {"notice": {"months": 1}}
        assert [charge(table, day) for day in ("2026-01-16", "2026-01-17")] == ["0.00", "60.00"]

    def test_a_provider_who_cancels_for_cause_charges_from_the_first_day(self) -> None:
        answer = asked(self.COOLING_OFF, "2026-01-10", by="provider-for-cause")
        assert answer.value.charge.text == "60.00"
        assert "leaving is free" not in str(answer.working)

    def test_the_working_shows_until_when_leaving_is_free(self) -> None:
        free = asked(self.COOLING_OFF, "2026-01-16")
        assert "leaving is free until 2026-01-01 + 15 days = 2026-01-16; 2026-01-16 is not later" in lines(free)
        assert "the customer leaves while that is free: no charge" in lines(free)
        assert [str(clause) for clause in free.clauses][:1] == ["terms s.1"]
        assert "leaving is free until 2026-01-01 + 15 days = 2026-01-16; 2026-01-17 is later" in lines(
            asked(self.COOLING_OFF, "2026-01-17")
        )

    def test_after_the_term_nothing_is_said_of_the_free_days(self) -> None:
        assert "leaving is free" not in str(asked(self.COOLING_OFF, "2027-01-05").working)

    def test_free_business_days_need_a_calendar(self) -> None:
        table = SIXTY | {"waived_within": {"days": 10, "count": "business-days"}}
        assert [charge(table, day) for day in ("2026-01-15", "2026-01-16")] == ["0.00", "60.00"]
        assert "calendar" in str(asked(table, "2026-01-15").working)

    def test_free_days_stand_with_the_whole(self) -> None:
        assert judged({"kind": "sum-of", "of": [FORTY, SIXTY | {"waived_within": {"days": 15}}]})[1]


class TestJoinsAndBounds:
    """Parts are exact; the whole is rounded once."""

    @pytest.mark.parametrize(
        ("kind", "sum_", "line"),
        [
            ("sum-of", "100.00", "the sum of the parts: 40.00 + 60.00 = 100.00"),
            ("greater-of", "60.00", "the greater of 40.00 and 60.00 is 60.00"),
            ("lesser-of", "40.00", "the lesser of 40.00 and 60.00 is 40.00"),
        ],
    )
    def test_a_join(self, kind: str, sum_: str, line: str) -> None:
        answer = asked({"kind": kind, "of": [FORTY, SIXTY]})
        assert answer.value.charge.text == sum_
        assert line in lines(answer)

    def test_three_parts_stand_in_a_row(self) -> None:
        answer = asked({"kind": "greater-of", "of": [FORTY, SIXTY, {"kind": "flat", "sum": "50.00"}]})
        assert "the greater of 40.00, 60.00 and 50.00 is 60.00" in lines(answer)

    @pytest.mark.parametrize(
        ("bounds", "sum_", "line"),
        [
            ({"least": "150.00"}, "150.00", "at least 150.00: the greater of 120.00 and 150.00 is 150.00"),
            ({"most": "100.00"}, "100.00", "at most 100.00: the lesser of 120.00 and 100.00 is 100.00"),
            (
                {"least": "20.00", "most": "130.00"},
                "120.00",
                "at most 130.00: the lesser of 120.00 and 130.00 is 120.00",
            ),
            ({"most": {"share": Decimal("0.25")}}, "60.00", "the bound: 25 % x (40.00 x 6) = 60.00"),
            ({"least": {"share": Decimal("0.75")}}, "180.00", "the bound: 75 % x (40.00 x 6) = 180.00"),
        ],
    )
    def test_a_bound(self, bounds: dict[str, Any], sum_: str, line: str) -> None:
        answer = asked(FEES | bounds, monthly_fee=40)
        assert answer.value.charge.text == sum_
        assert line in lines(answer)

    def test_a_bound_of_the_fees_needs_the_fee_and_the_months_of_the_whole(self) -> None:
        table = {"kind": "sum-of", "of": [FORTY, SIXTY], "most": {"share": Decimal("0.25")}}
        assert charge(table, monthly_fee=40) == "60.00"
        assert charge(table | {"remaining": "including-current"}, monthly_fee=40) == "70.00"
        assert "the bound: 25 % x (40.00 x 6) = 60.00" in lines(asked(table, monthly_fee=40))
        assert list(asked(table, monthly_fee=40).readings) == ["remaining", "month_length", "rounding"]
        with refused(MissingFactsError, "charge a sum of several parts: give monthly_fee"):
            asked(table)

    def test_nothing_is_rounded_before_the_whole(self) -> None:
        # 1.005 + 1.005 = 2.01; each rounded would be 2.02
        third = {"kind": "sum-per-remaining-month", "sum": "2.01", "remaining": "by-days", "first_months": 6}
        answer = asked({"kind": "sum-of", "of": [third, third]})
        assert answer.value.charge.text == "2.01"
        assert "the sum of the parts: 1.005 + 1.005 = 2.01" in lines(answer)

    def test_each_part_shows_its_own_clause(self) -> None:
        own = {"clause": {"document": "terms", "section": "2"}}
        answer = asked({"kind": "sum-of", "of": [FORTY, SIXTY | own]})
        assert [str(clause) for clause in answer.clauses][:2] == ["terms s.1", "terms s.2"]
        assert "one sum of 60.00" in str(answer.working)

    def test_joins_in_a_join(self) -> None:
        inner = {"kind": "lesser-of", "of": [FORTY, SIXTY]}
        assert charge({"kind": "greater-of", "of": [inner, {"kind": "flat", "sum": "30.00"}]}) == "40.00"


class TestTheWhole:
    """Tax, notice and discount stand at the root."""

    def test_a_charge_without_tax_needs_no_rate(self) -> None:
        terms = provider("handset-plan")
        facts: dict[str, Any] = {**YEAR, "cancelled": "2026-06-15", "plan": "other"}
        assert terms.cancellation_charge(**facts).value.taxes == ()
        assert "no tax is added to it" in str(terms.cancellation_charge(**facts).working)
        assert terms.cancellation_charge(**facts, tax_rate=0).value.tax.minor == 0
        with refused(InputError, "these terms (Terms s.2) put no tax on it: leave out tax_rate"):
            terms.cancellation_charge(**facts, tax_rate="0.2")

    @pytest.mark.parametrize(
        ("cancelled", "ends", "sum_"),
        [
            # a month and ten days after 20 April is 30 May: June to December remain; at the month's end the same
            ("2026-04-20", "after-notice", "140.00"),
            ("2026-04-21", "after-notice", "140.00"),
            ("2026-04-22", "after-notice", "120.00"),
            ("2026-04-22", "month-end", "120.00"),
            ("2026-11-30", "month-end", "0.00"),  # 9 January: the term is over by then
        ],
    )
    def test_months_count_from_the_day_on_which_it_takes_effect(self, cancelled: str, ends: str, sum_: str) -> None:
        table = FEES | {"notice": {"months": 1, "days": 10}, "ends": ends}
        answer = asked(table, cancelled, monthly_fee=40)
        assert answer.value.charge.text == sum_
        assert f"{cancelled} + 1 month + 10 days" in str(answer.working)

    def test_business_days_of_notice_need_a_calendar(self) -> None:
        table = FEES | {"notice": {"days": 3, "count": "business-days"}}
        answer = asked(table, "2026-06-29", monthly_fee=40)  # 30 June, 2 and 3 July: 1 July is Canada Day
        assert "2026-06-29 + 3 business days = 2026-07-03" in str(answer.working)
        assert answer.value.charge.text == "100.00"

    def test_a_discount_for_paying_early(self) -> None:
        table = SIXTY | {"early_discount": Decimal("0.05")}
        assert charge(table) == "60.00"
        assert charge(table, paid="2026-06-16") == "60.00"
        answer = asked(table, paid="2026-06-15")
        assert "paid on 2026-06-15, by the day of the cancellation: 60.00 x (100 % - 5 %) = 57.00" in lines(answer)
        with refused(InputError, "charge one sum: leave out paid"):
            asked(SIXTY, paid="2026-06-15")

    @pytest.mark.parametrize(
        ("table", "facts", "said"),
        [
            (SIXTY, {"incentive": 5}, "charge one sum: leave out incentive"),
            (SIXTY, {"plan": "basic"}, "plan is 'basic', and no number"),
            ({"kind": "none"}, {"incentive": 5}, "charge nothing: leave out incentive"),
            (FEES, {}, "charge a share of the monthly fees: give monthly_fee"),
            ({"kind": "sum-per-remaining-month", "sum": "1.00"}, {"last_invoice": None}, "leave out last_invoice"),
            ({"kind": "declining", "sum": "1.00", "less": "0.10"}, {"incentive": 5}, "that falls with each month"),
            ({"kind": "incentive", "prorate": "days"}, {}, "the incentive by the days left: give incentive"),
            ({"kind": "incentive", "prorate": "years"}, {}, "the incentive by the years left: give incentive"),
            ({"kind": "incentive", "prorate": "none"}, {}, "charge the incentive: give incentive"),
            ({"kind": "incentive", "prorate": "none"}, {"monthly_fee": 5, "incentive": 5}, "leave out monthly_fee"),
            ({"kind": "incentive", "sum": "5.00"}, {}, "give last_invoice"),
            ({"kind": "greater-of", "of": [SIXTY, FEES]}, {}, "the greater of several sums: give monthly_fee"),
            ({"kind": "lesser-of", "of": [SIXTY, FEES]}, {}, "the lesser of several sums: give monthly_fee"),
        ],
    )
    def test_facts_that_do_not_fit_are_refused(self, table: dict[str, Any], facts: dict[str, Any], said: str) -> None:
        with refused(InputError, said):
            asked(table, **facts)

    def test_the_fee_of_a_contract_changes_no_fixed_sum(self) -> None:
        assert charge(SIXTY, monthly_fee=40) == "60.00"


class TestReadings:
    """A choice that is no fact is a reading, of all parts that have it."""

    def test_a_reading_holds_for_all_parts(self) -> None:
        answer = asked(
            {"kind": "sum-of", "of": [FEES, {"kind": "sum-per-remaining-month", "sum": "1.00"}]}, monthly_fee=40
        )
        assert answer.value.charge.text == "126.00"
        assert answer.under(remaining="including-current").value.charge.text == "147.00"
        assert list(answer.readings) == ["remaining", "month_length", "rounding"]
        assert (answer.across_readings().lowest.text, answer.across_readings().highest.text) == ("126.00", "147.00")

    def test_a_clause_that_counts_no_months_has_no_reading_of_them(self) -> None:
        assert list(asked(SIXTY).readings) == ["rounding"]
        assert list(asked(FEES | {"remaining": "whole-months-after"}, monthly_fee=1).readings) == ["rounding"]
        months = asked({"kind": "incentive", "as_of": "cancellation"}, incentive=5)
        assert list(months.readings) == ["months_remaining", "rounding"]


class TestFaults:
    """A table that does not fit is refused with its cure."""

    @pytest.mark.parametrize(
        ("table", "fault"),
        [
            (FEES | {"share": 10}, ".share: share is 10: for 10 % write 0.10"),
            (
                FEES | {"least": "50.00", "most": "20.00"},
                ": least is 50.00 CAD and most is 20.00 CAD: check which is which",
            ),
            (
                FEES | {"least": {"share": Decimal("0.5")}, "most": {"share": Decimal("0.2")}},
                ": least is 50 % of the amount and most is 20 %: check which is which",
            ),
            (
                {"kind": "sum-of", "of": [SIXTY]},
                ".of: found a list of 1, wanted a list of two clauses or more: add a clause, or write the only one in "
                "place of the join",
            ),
            (
                {"kind": "sum-of", "of": [SIXTY | {"least": "9.00", "most": "2.00"}, FORTY]},
                ": least is 9.00 CAD and most is 2.00 CAD: check which is which",
            ),
            (SIXTY | {"remaining": "by-days"}, ": remaining bears on nothing here: take it out"),
            (
                FEES | {"remaining": "including-current", "month_length": "actual"},
                ": month_length bears on nothing here: take it out",
            ),
            (
                FEES | {"most_months": {"1.5": 6}},
                ".most_months.'1.5': found '1.5', wanted the months of a term: write digits alone, such as 12 = 6",
            ),
        ],
    )
    def test_a_fault(self, table: dict[str, Any], fault: str) -> None:
        assert judged(table)[1] == [f"cancellation_charge{fault}"]

    def test_months_by_no_length_are_refused(self) -> None:
        (fault,) = judged(FEES | {"most_months": {}})[1]
        assert "write one for each length of a term, such as 12 = 6" in fault

    def test_the_whole_has_what_its_parts_have_not(self) -> None:
        _, faults = judged({"kind": "sum-of", "of": [FORTY, SIXTY | {"taxed": False, "ends": "month-end"}]})
        assert [fault.partition(":")[0] for fault in faults] == [
            "cancellation_charge.of[2].taxed",
            "cancellation_charge.of[2].ends",
        ]


SUMS = st.integers(0, 500_00).map(lambda minor: f"{minor // 100}.{minor % 100:02}")
SHARES = st.integers(0, 100).map(lambda percent: Decimal(percent).scaleb(-2))
NUMBERS = (
    SUMS
    | st.tuples(SUMS, SUMS).map(
        lambda two: [{"since": date(2020, 1, 1), "value": two[0]}, {"since": date(2026, 6, 1), "value": two[1]}]
    )
    | st.tuples(SUMS, SUMS).map(lambda two: {"by": "plan", "basic": two[0], "other": two[1]})
)
BOUNDS = SUMS | st.fixed_dictionaries({"share": SHARES})
COUNTS = {
    "remaining": st.sampled_from(["whole-months-after", "including-current", "by-days"]),
    "most_months": st.integers(0, 30),
    "first_months": st.integers(0, 30),
}


def some_of(kind: str, must: dict[str, Any], may: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of a kind with some of the keys that it may have."""
    return st.fixed_dictionaries({"kind": st.just(kind), **must}, optional=may)


LEAVES = st.one_of(
    st.just({"kind": "none"}),
    some_of(
        "share-of-remaining-fees",
        {"share": SHARES},
        {**COUNTS, "less_per_month": NUMBERS, "fees_hold_tax": st.booleans()},
    ),
    some_of("sum-per-remaining-month", {"sum": NUMBERS}, COUNTS),
    some_of("declining", {"sum": NUMBERS, "less": SUMS}, {}),
    some_of(
        "incentive",
        {
            "prorate": st.sampled_from(["months", "days", "years", "none"]),
            "as_of": st.sampled_from(["last-invoice", "cancellation"]),
        },
        {"sum": NUMBERS},
    ),
    some_of("flat", {"sum": NUMBERS}, {}),
)


def joined(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return some_of(
        "",
        {"kind": st.sampled_from(["sum-of", "greater-of", "lesser-of"]), "of": st.lists(parts, min_size=2, max_size=3)},
        {},
    )


def bounded(tables: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables, some of them with one bound."""
    return st.tuples(
        tables, st.one_of(st.just({}), BOUNDS.map(lambda b: {"least": b}), BOUNDS.map(lambda b: {"most": b}))
    ).map(lambda both: both[0] | both[1])


PARTS = bounded(LEAVES)
TREES = bounded(LEAVES | joined(PARTS | bounded(joined(PARTS))))


@st.composite
def endings(draw: st.DrawFn) -> dict[str, Any]:
    """A term, its end, and all facts of it."""
    start = draw(st.dates(date(2024, 1, 1), date(2027, 1, 31)))
    months = draw(st.integers(1, 40))
    cancelled = start + timedelta(draw(st.integers(-40, 31 * months + 10)))
    return {
        "term_start": start,
        "term_months": months,
        "cancelled": cancelled,
        "monthly_fee": draw(st.integers(0, 100_00)),
        "incentive": draw(st.integers(0, 500_00)),
        "last_invoice": draw(st.none() | st.integers(0, 100).map(lambda days: cancelled - timedelta(days))),
    }


class TestAgainstASecondImplementation:
    """Every tree of clauses gives what an implementation gives that was written from the definitions alone."""

    @settings(max_examples=examples(1500))
    @given(TREES, endings(), st.sampled_from(["basic", "premium"]))
    def test_random_trees_and_terms(self, table: dict[str, Any], ending: dict[str, Any], plan: str) -> None:
        file: Mapping[str, Any] = {"currency": "CAD", "cancellation_charge": table}
        rule = cancellation_rule(table)
        term = FixedTerm(
            **{name: ending[name] for name in ("term_start", "term_months", "cancelled", "last_invoice")},
            by="customer",
            fees=(cad(ending["monthly_fee"]),),
            incentive=cad(ending["incentive"]),
            fee_tax=Fraction(1, 5),
            numbers=NumberFacts(plan=plan),
        )
        expected, _ = oracle_charge(file, tax_rate=Fraction(1, 5), facts=Facts(plan=plan), **ending)
        assert charge_for(rule, term, Tax(()), "CAD").charge.minor == expected


class TestElsewhere:
    """A tree is walked by the account, the audit of a bill, the comparison of terms, and the remarks on a file."""

    def test_the_end_of_a_service_in_an_account(self) -> None:
        plans = {"by": "plan", "basic": "40.00", "other": "60.00"}
        table = {"kind": "flat", "sum": plans, "early_discount": Decimal("0.05"), "taxed": False}
        facts: dict[str, Any] = {"term_start": "2026-01-01", "term_months": 12, "plan": "basic"}
        early, late = (Cancellation("C-1", "2026-06-10", **facts, paid=day) for day in ("2026-06-10", "2026-06-11"))
        balances = [leaving(table).statement(Account([one]), as_of="2026-06-10").value.balance for one in (early, late)]
        assert balances == [cad(38_00), cad(40_00)]
        statement = leaving(table).statement(Account([early]), as_of="2026-06-10")
        assert "paid on 2026-06-10" in str(statement.working)

    def test_a_notice_of_business_days_in_an_account_names_the_calendar(self) -> None:
        terms = leaving({"kind": "flat", "sum": "40.00", "notice": {"days": 2, "count": "business-days"}})
        ended = Cancellation("C-1", "2026-06-10", term_start="2026-01-01", term_months=12)
        statement = terms.statement(Account([ended]), as_of="2026-06-10")
        assert "2026-06-10 + 2 business days = 2026-06-12" in str(statement.working)
        assert "counted by the calendar ontario-and-federal" in str(statement.working)

    def test_a_line_of_a_bill(self) -> None:
        terms = leaving({"kind": "greater-of", "of": [FORTY, FEES], "taxed": False})
        facts = {"monthly_fee": cad(40_00), "term_start": "2026-01-01", "term_months": 12, "cancelled": "2026-06-15"}
        audit = terms.audit(Bill([BillLine("cancellation_charge", facts, cad(120_00))]))
        assert audit.value.agrees

    def test_two_terms_are_compared_with_facts_that_fit_both(self) -> None:
        one, other = (
            leaving({"kind": "sum-of", "of": [FORTY, SIXTY]}),
            leaving({"kind": "sum-of", "of": [SIXTY, FORTY]}),
        )
        assert diff(one, one).same
        assert {difference.question: difference.how for difference in diff(one, other).differing} == {
            "cancellation_charge": "other clause",
            "cheapest_cancellation": "other clause",
        }
        both = leaving({"kind": "sum-of", "of": [FEES, {"kind": "incentive", "prorate": "none"}]})
        assert "cancellation_charge" in [difference.question for difference in diff(one, both).differing]

    def test_terms_by_the_plan_are_not_compared_without_one(self) -> None:
        plans = leaving({"kind": "flat", "sum": {"by": "plan", "basic": "40.00"}})
        assert "cancellation_charge" in diff(plans, leaving(SIXTY)).not_compared

    def test_each_figure_of_a_tree_is_looked_for_in_its_section(self) -> None:
        dated = [{"since": date(2026, 1, 1), "value": "10.00"}, {"since": date(2027, 1, 1), "value": "20.00"}]
        parts = [{"kind": "flat", "sum": dated}, FEES | {"most_months": {"12": 6}, "most": {"share": Decimal("0.25")}}]
        rule = cancellation_rule({"kind": "sum-of", "of": parts, "notice": {"months": 1, "days": 10}})
        months = cancellation_rule(SIXTY | {"notice": {"months": 2}})
        assert [taken.figure for taken in taken_figures(months, "charge")] == ["2 months", "60.00 CAD"]
        assert [(taken.path, taken.figure) for taken in taken_figures(rule, "charge")] == [
            ("charge.notice", "1 months"),
            ("charge.notice", "10 days"),
            ("charge.of[1].sum", "10.00 CAD"),
            ("charge.of[1].sum", "20.00 CAD"),
            ("charge.of[2].most.share", "25 %"),
            ("charge.of[2].share", "50 %"),
            ("charge.of[2].most_months", "6 months"),
        ]


def exact_of(table: Mapping[str, Any], ending: Mapping[str, Any]) -> Fraction:
    """The exact charge of a clause, before it is rounded."""
    term = FixedTerm(
        **{name: ending[name] for name in ("term_start", "term_months", "cancelled", "last_invoice")},
        by="customer",
        fees=(cad(ending["monthly_fee"]),),
        incentive=cad(ending["incentive"]),
        numbers=NumberFacts(plan="basic"),
    )
    return exact_charge(cancellation_rule(table), term)


class TestLaws:
    """What holds of every tree of clauses."""

    @settings(max_examples=examples(300))
    @given(st.lists(PARTS, min_size=2, max_size=3), endings())
    def test_the_lesser_is_no_more_than_each_part_the_greater_no_less_and_the_sum_the_most(
        self, parts: list[dict[str, Any]], ending: dict[str, Any]
    ) -> None:
        alone = [exact_of(part, ending) for part in parts]
        lesser, greater, together = (
            exact_of({"kind": kind, "of": parts}, ending) for kind in ("lesser-of", "greater-of", "sum-of")
        )
        assert 0 <= lesser == min(alone) <= max(alone) == greater <= together == sum(alone)

    @settings(max_examples=examples(200))
    @given(LEAVES, SUMS, endings())
    def test_a_bound_is_a_join_with_a_flat_sum(self, leaf: dict[str, Any], bound: str, ending: dict[str, Any]) -> None:
        of = [leaf, {"kind": "flat", "sum": bound}]
        assert exact_of(leaf | {"least": bound}, ending) == exact_of({"kind": "greater-of", "of": of}, ending)
        assert exact_of(leaf | {"most": bound}, ending) == exact_of({"kind": "lesser-of", "of": of}, ending)

    @settings(max_examples=examples(200))
    @given(PARTS, endings(), st.sampled_from(["greater-of", "lesser-of"]))
    def test_the_greater_or_the_lesser_of_a_clause_and_itself_is_the_clause(
        self, part: dict[str, Any], ending: dict[str, Any], kind: str
    ) -> None:
        assert exact_of({"kind": kind, "of": [part, part]}, ending) == exact_of(part, ending)

    @settings(max_examples=examples(200))
    @given(st.lists(PARTS, min_size=2, max_size=3), endings(), st.sampled_from(["sum-of", "greater-of", "lesser-of"]))
    def test_the_order_of_parts_never_matters(
        self, parts: list[dict[str, Any]], ending: dict[str, Any], kind: str
    ) -> None:
        ways = (parts, parts[::-1])
        one, other = (exact_of({"kind": kind, "of": way}, ending) for way in ways)
        assert one == other

    @settings(max_examples=examples(100))
    @given(SUMS, endings())
    def test_a_dated_number_of_one_entry_is_that_number(self, sum_: str, ending: dict[str, Any]) -> None:
        dated = [{"since": date(2020, 1, 1), "value": sum_}]
        assert exact_of({"kind": "flat", "sum": dated}, ending) == exact_of({"kind": "flat", "sum": sum_}, ending)

    @settings(max_examples=examples(100))
    @given(endings(), COUNTS["remaining"], st.sampled_from(get_args(MonthLength)))
    def test_a_fact_gives_what_its_reading_gives(
        self, ending: dict[str, Any], remaining: str, month_length: str
    ) -> None:
        readings = {"remaining": remaining} | ({"month_length": month_length} if remaining == "by-days" else {})
        facts = {**ending, "tax_rate": 0, "monthly_fee": cad(ending["monthly_fee"])}
        del facts["incentive"], facts["last_invoice"]
        as_facts = leaving(FEES | readings).cancellation_charge(**facts)
        as_readings = leaving(FEES).cancellation_charge(**facts).under(**readings)
        assert as_facts.value == as_readings.value
