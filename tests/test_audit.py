"""A billed figure compared with the terms: the known mistakes, what explains the figure, bills, and their files."""

import inspect
import json
import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from telcoterms import (
    AmountError,
    Answer,
    Audit,
    Bill,
    BillAudit,
    BillLine,
    DateAudit,
    DayError,
    InputError,
    InvalidFileError,
    LineAudit,
    Mistake,
    Money,
    NotInTermsError,
    ReadingMatch,
    Terms,
    UnknownNameError,
    UnreadableFileError,
    from_dict,
    load,
)
from telcoterms.agreement.conditions import Grace
from telcoterms.answers.question import NEEDED
from telcoterms.audit.audit import CountedSums
from telcoterms.audit.bill import LINE_FACTS, LineQuestion, line_fact
from telcoterms.audit.mistakes import CATALOGUE, NAMES, MistakeName
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN
from telcoterms.clauses.late_charge.kinds import RunsFrom
from telcoterms.cli import main
from telcoterms.files.bill import Lines, bill_of, line_field, read_bill
from telcoterms.files.check import check_file
from telcoterms.files.library import template_text
from telcoterms.values.days import MAX_MONTHS
from tests.long_runs import examples
from tests.strategies import late_charges
from tests.terms_builders import KOS, RUNS_FROM, at_least, cad, compound, flat, made, simple
from tests.worked_cases import FOLDER, cases

ROOT = Path(__file__).parents[1]
NO_SERVICE = load("kos", service="none")  # a service that has no agreement of its own
ISSUED, PAID = date(2026, 1, 1), date(2026, 2, 15)
DAYS: dict[str, Any] = {"issued": ISSUED, "paid": PAID}


def audit(billed: Any, amount: Any = "113.00", *, terms: Terms = KOS, **facts: Any) -> Audit:
    return terms.audit_late_charge(billed, amount, **{**DAYS, **facts}).value


def tried(found: Audit) -> dict[str, Money]:
    return {one.name: one.figure for one in found.mistakes}


def reasons(found: Audit) -> dict[str, str]:
    return {one.name: one.why for one in found.left_out}


def named(found: Audit) -> list[str]:
    return [one.name for one in found.matches if isinstance(one, Mistake)]


def given_by_readings(found: Audit) -> dict[str, str]:
    """The mistakes that were left out because a reading gives their figure, each with that figure."""
    start = "a reading of these terms gives "
    return {name: why.removeprefix(start) for name, why in reasons(found).items() if why.startswith(start)}


# The mistakes once more, each a few lines that share nothing with the library.


@dataclass
class Bought:
    """An amount in cents, its days, and the day from which the terms count."""

    amount: int
    issued: date
    paid: date
    runs_from: RunsFrom = "invoice-date"
    before_tax: int = 0
    original: int = 0

    @property
    def due(self) -> date:
        return self.issued + timedelta(15)

    def at(self, month: int) -> date:
        """The start of a month, counted from 0."""
        if self.runs_from == "due-date":
            return self.due + relativedelta(months=month)
        return self.issued + relativedelta(months=month + (self.runs_from == "next-invoice-date"))

    @property
    def start(self) -> date:
        return self.at(0)

    @property
    def days(self) -> int:
        return max((self.paid - self.start).days, 0)


def cents(exact: Fraction) -> int:
    return math.floor(exact + Fraction(1, 2))


def since(at: Callable[[int], date], paid: date) -> tuple[int, Fraction]:
    """Whole months, and the part of the started one; `at` is the start of each month."""
    months = 0
    while at(months + 1) <= paid:
        months += 1
    return months, Fraction(max((paid - at(months)).days, 0), (at(months + 1) - at(months)).days)


def stepped(start: date) -> Callable[[int], date]:
    return lambda month: start + relativedelta(months=month)


def monthly(amount: int, months: int, part: Fraction, rate: Fraction = Fraction(1, 50)) -> int:
    balance = amount
    for _ in range(months):
        balance += cents(balance * rate)
    return balance + cents(balance * rate * part) - amount


def compounded_daily(one: Bought) -> int:
    with localcontext() as context:
        context.prec = 60
        return cents(Fraction(one.amount * ((1 + Decimal("0.24") / 365) ** one.days - 1)))


def each_day(one: Bought) -> int:
    balance, month = one.amount, one.start
    count = 0
    while month < one.paid:
        count += 1
        ends = one.at(count)
        a_day = cents(Fraction(balance, 50 * (ends - month).days))
        balance += a_day * (min(one.paid, ends) - month).days
        month = ends
    return balance - one.amount


def uncompounded(one: Bought) -> int:
    months, part = since(one.at, one.paid)
    return months * cents(Fraction(one.amount, 50)) + cents(one.amount * part / 50)


def clamped(one: Bought) -> int:
    start, months = one.start, 0
    while start + relativedelta(months=1) <= one.paid:
        start, months = start + relativedelta(months=1), months + 1
    return monthly(one.amount, months, since(stepped(start), one.paid)[1])


STATED = Fraction("0.2682")
ORACLES: dict[MistakeName, Callable[[Bought], int]] = {
    "effective-rate-by-month": lambda one: monthly(one.amount, *since(one.at, one.paid), STATED / 12),
    "effective-rate-by-day": lambda one: cents(one.amount * STATED * one.days / 365),
    "nominal-rate-compounded-daily": compounded_daily,
    "thirty-day-months": lambda one: monthly(one.amount, one.days // 30, Fraction(one.days % 30, 30)),
    "before-tax": lambda one: monthly(one.before_tax, *since(one.at, one.paid)),
    "original-amount": lambda one: monthly(one.original, *since(one.at, one.paid)),
    "grace-subtracted-twice": lambda one: monthly(one.amount, *since(stepped(one.due + timedelta(15)), one.paid)),
    "one-day-too-many": lambda one: monthly(one.amount, *since(one.at, one.paid + timedelta(1))),
    "one-day-too-few": lambda one: (
        monthly(one.amount, *since(one.at, one.paid - timedelta(1))) if (one.paid - one.due).days > 1 else 0
    ),
    "each-day-rounded": each_day,
    "compounding-left-out": uncompounded,
    "clamped-month-steps": clamped,
    "month-charge-each-day": lambda one: cents(Fraction(one.amount, 50)) * one.days,
}


@st.composite
def bought(draw: st.DrawFn) -> Bought:
    amount = draw(st.integers(1, 5000_00))
    issued = draw(st.one_of(st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.sampled_from(ENDS)))
    return Bought(
        amount,
        issued,
        issued + timedelta(15 + draw(st.integers(1, 250))),
        draw(st.sampled_from(RUNS_FROM)),
        draw(st.integers(0, amount)),
        amount + draw(st.integers(0, 500_00)),
    )


ENDS = [date(2026, 1, 31), date(2024, 2, 29), date(2025, 8, 30), date(2025, 12, 31), date(2026, 3, 29)]


def held(one: Bought, billed: int) -> Audit:
    terms = KOS.under(late_charge={"runs_from": one.runs_from})
    return terms.audit_late_charge(
        cad(billed),
        cad(one.amount),
        issued=one.issued,
        paid=one.paid,
        before_tax=cad(one.before_tax),
        original=cad(one.original),
    ).value


class TestMistakes:
    """The catalogue is closed, and each mistake comes to what a few independent lines come to."""

    def test_the_catalogue_holds_every_name_once_and_there_is_an_oracle_for_each(self) -> None:
        of_another_kind = "whole-month-for-started"  # a reading of these terms, a mistake where terms count days
        assert tuple(CATALOGUE) == NAMES
        assert tuple(name for name in NAMES if name != of_another_kind) == tuple(ORACLES)
        assert len(NAMES) == 14
        schema = json.loads((FOLDER / "cases.schema.json").read_text("utf-8"))
        assert tuple(schema["$defs"]["mistake"]["enum"]) == NAMES

    @given(bought())
    @settings(max_examples=examples(150))
    def test_each_comes_to_its_figure(self, one: Bought) -> None:
        found = held(one, 0)
        expected = {name: cad(oracle(one)) for name, oracle in ORACLES.items()}
        left = {name: cad(Money(sum_, "CAD").minor) for name, sum_ in given_by_readings(found).items()}
        if reasons(found).get("clamped-month-steps") == "no month begins on a day that was clamped":
            assert expected.pop("clamped-month-steps") == found.by_terms
        assert tried(found) | left == expected

    @given(bought())
    @settings(max_examples=examples(100))
    def test_no_figure_is_both_that_of_a_reading_and_a_mistake(self, one: Bought) -> None:
        charge = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid).under(runs_from=one.runs_from)
        of_readings = {figure for _, figure in charge.across_readings().combinations}
        found = held(one, 0)
        assert not of_readings & set(tried(found).values())
        assert {Money(sum_, "CAD") for sum_ in given_by_readings(found).values()} <= of_readings

    @given(bought(), st.sampled_from(tuple(ORACLES)))
    def test_a_figure_made_by_a_mistake_names_it_unless_a_reading_gives_it(
        self, one: Bought, name: MistakeName
    ) -> None:
        found = held(one, ORACLES[name](one))
        assert name in named(found) or name in reasons(found)
        assert (found.explanation == "known-mistake") == (not found.readings)

    @pytest.mark.parametrize(
        ("name", "figure"),
        [
            ("effective-rate-by-month", "3.82"),  # 113.00 x 0.02235 = 2.53; 115.53 x 0.02235 x 14/28 = 1.29
            ("effective-rate-by-day", "3.74"),  # 113.00 x 0.2682 x 45/365 = 3.7364
            ("nominal-rate-compounded-daily", "3.39"),  # 113.00 x (1.000657...^45 - 1) = 3.3923
            ("before-tax", "3.02"),  # 2.00 + 1.02
            ("original-amount", "4.53"),  # 150.00: 3.00 + 1.53
            ("grace-subtracted-twice", "1.21"),  # from 31 January: 113.00 x 2 % x 15/28
            ("one-day-too-many", "3.49"),  # 2.26 + 115.26 x 2 % x 15/28 = 1.23
            ("each-day-rounded", "3.29"),  # 31 x 0.07 = 2.17; 115.17 x 2 % / 28 = 0.08, 14 x 0.08 = 1.12
            ("compounding-left-out", "3.39"),  # 2.26 + 1.13
            ("month-charge-each-day", "101.70"),  # 45 x 2.26
        ],
    )
    def test_by_hand(self, name: str, figure: str) -> None:
        assert tried(audit("3.00", before_tax="100.00", original="150.00"))[name].text == figure

    def test_a_mistake_that_comes_to_the_figure_of_a_reading_is_left_out(self) -> None:
        # 45 days are 1 month and 15 of 30: 2.26 + 1.15. A day too few, 2.26 + 115.26 x 2 % x 13/28 = 1.07, is what
        # whole months rounded down to the 14th of 28 days by a 365th of a year come to under another reading
        assert given_by_readings(audit("3.00")) == {"thirty-day-months": "3.41", "one-day-too-few": "3.33"}
        # 59 days are 1 month and 29 of 30: 2.26 + 115.26 x 2 % x 29/30 = 2.2283; no reading gives 4.49
        assert tried(audit("4.57", paid="2026-03-01"))["thirty-day-months"].text == "4.49"

    def test_a_month_s_charge_on_each_day_late(self) -> None:
        # 1300.00 x 3 % = 39.00 a month, 39.00 x 11 = 429.00; by the terms 39.00 x 11/30 = 14.30
        monthly_rate = compound(Fraction(3, 100), runs_from="due-date", part_month="thirty-day-month")
        days = {"issued": "2026-04-01", "paid": "2026-04-27"}  # due on 16 April
        found = audit("429.00", "1300.00", terms=made(late_charge=monthly_rate), **days)
        assert (found.by_terms.text, found.explanation) == ("14.30", "known-mistake")
        assert named(found) == ["month-charge-each-day"]
        assert found.from_allowed.text == "390.00"  # nothing is said against a whole month, 39.00

    def test_ten_days_late_charged_as_a_month(self) -> None:
        # 153.50 x 2 % x 10/31 = 0.9903; by months of thirty days 1.0233; a whole month 3.07
        rule = compound(Fraction(1, 50), runs_from="due-date")
        days = {"issued": "2026-01-01", "paid": "2026-01-26"}  # due on the 16th
        found = audit("3.07", "153.50", terms=made(late_charge=rule), **days)
        assert (found.by_terms.text, [one.short for one in found.readings]) == ("0.99", ["part_month whole-month"])
        assert given_by_readings(found)["thirty-day-months"] == "1.02"
        assert "1.02" not in {figure.text for figure in tried(found).values()}

    def test_months_stepped_from_a_clamped_date_by_hand(self) -> None:
        # 31 January, 28 February, then the 28th of March and of April: 3 months and 2 of 30 days; by the terms 3 months
        found = audit("16.34", "250.00", issued="2026-01-31", paid="2026-04-30")
        assert found.by_terms.text == "15.30"
        assert tried(found)["clamped-month-steps"].text == "15.65"  # 5.00 + 5.10 + 5.20 + 265.30 x 2 % x 2/30 = 0.35

    def test_a_mistake_keeps_the_readings_that_were_taken(self) -> None:
        once = KOS.under(late_charge={"round_at": "once", "rounding": "down", "runs_from": "due-date"})
        found, of_readings = tried(audit("0.00", terms=once)), given_by_readings(audit("0.00", terms=once))
        assert of_readings["compounding-left-out"] == "2.18"  # 113.00 x 2 % x 30/31 = 2.187
        assert of_readings["thirty-day-months"] == "2.26"  # 30 days, one month
        assert found["effective-rate-by-day"].text == "2.49"  # 113.00 x 0.2682 x 30/365 = 2.491

    @pytest.mark.parametrize(
        ("part_month", "figure"),
        [
            ("thirty-day-month", "3.52"),  # 113.00 x 2 % / 30 = 0.0753: 30 x 0.08, and 0 on the 31st; then 14 x 0.08
            ("days-of-year", "3.25"),  # 12 x 113.00 x 2 % / 365 = 0.0743: 30 x 0.07, then 0.03; 14 x 0.08
            ("daily-compound", "3.29"),  # 113.00 x (1.02^(1/31) - 1) = 0.0722: 31 x 0.07; then 14 x 0.08
        ],
    )
    def test_each_day_rounded_by_other_shares(self, part_month: Any, figure: str) -> None:
        terms = KOS.under(late_charge={"part_month": part_month})
        assert tried(audit("0.00", terms=terms))["each-day-rounded"].text == figure

    def test_compounding_left_out_of_daily_compounding(self) -> None:
        terms = KOS.under(late_charge={"part_month": "daily-compound"})
        assert tried(audit("0.00", terms=terms))["compounding-left-out"].text == "3.39"

    def test_a_payment_on_the_due_date_taken_for_late(self) -> None:
        found = audit("1.17", paid="2026-01-16")
        assert (found.by_terms.text, named(found)) == ("0.00", ["one-day-too-many"])
        assert set(reasons(found).values()) == {"it was paid in time: nothing is charged"}


class TestLeftOut:
    """A mistake says why it is left out: its input was not given, or these terms have it as a reading or not at all."""

    def test_inputs_that_were_not_given(self) -> None:
        found = audit("3.00")
        assert {name: why for name, why in reasons(found).items() if name not in given_by_readings(found)} == {
            "whole-month-for-started": "part_month whole-month is a reading of these terms",
            "before-tax": "before_tax was not given",
            "original-amount": "original was not given",
            "clamped-month-steps": "no month begins on a day that was clamped",
        }

    def test_paid_in_time(self) -> None:
        assert set(reasons(audit("0.00", paid="2026-01-10"))) == set(NAMES)

    def test_nothing_was_outstanding(self) -> None:
        found = audit("0.00", "0.00", before_tax="0.00", original="50.00")
        assert tried(found) == {"original-amount": cad(151)}  # 1.00 + 51.00 x 2 % x 14/28
        assert given_by_readings(found) == {"before-tax": "0.00"}
        assert set(reasons(found).values()) >= {"nothing was outstanding: nothing is charged"}

    def test_no_yearly_rate_is_printed(self) -> None:
        found = reasons(audit("0.00", terms=made(late_charge=compound(Fraction(1, 50)))))
        assert found["effective-rate-by-month"] == found["effective-rate-by-day"] == "the terms print no yearly rate"

    def test_the_terms_are_read_so_themselves(self) -> None:
        found = reasons(audit("4.57", terms=KOS.under(late_charge={"part_month": "whole-month"})))
        assert found["whole-month-for-started"] == "part_month whole-month is a reading of these terms"
        assert found["each-day-rounded"] == "part_month whole-month charges by the month, not by the day"

    def test_a_day_beyond_the_limit_of_a_hundred_years(self) -> None:
        issued = date(1900, 1, 1)
        last = issued + relativedelta(months=MAX_MONTHS)
        found = reasons(audit("0.00", issued=issued, paid=last))
        assert "over a hundred years" in found["one-day-too-many"]


class TestOtherKinds:
    """Flat fees, simple interest by the day, the greater of two."""

    def test_a_flat_fee_knows_days_alone(self) -> None:
        found = audit("7.50", terms=made(late_charge=flat(750)), before_tax="100.00", original="150.00")
        assert found.agrees
        days = {"grace-subtracted-twice": "7.50", "one-day-too-many": "7.50", "one-day-too-few": "7.50"}
        assert (tried(found), given_by_readings(found)) == ({}, days)
        assert reasons(found)["before-tax"] == "a flat fee does not hang on the amount"
        others = set(reasons(found)) - {"before-tax", "original-amount"} - set(days)
        assert {reasons(found)[name] for name in others} == {"a charge without a rate has no months and no days"}
        assert tried(audit("0.00", terms=made(late_charge=flat(750)), paid="2026-01-30"))[
            "grace-subtracted-twice"
        ] == cad(0)

    def test_a_flat_fee_has_no_readings(self) -> None:
        found = audit("7.50", terms=made(late_charge=flat(750)))
        assert [one.name for one in found.readings] == ["every reading"]
        assert found.combinations == 1

    def test_simple_interest_by_the_day(self) -> None:
        terms = made(late_charge=simple(Fraction("0.24")))
        found = audit("3.34", terms=terms, before_tax="100.00")  # 113.00 x 24 % x 45/365 = 3.3436
        assert {name: figure.text for name, figure in tried(found).items()} == {
            "nominal-rate-compounded-daily": "3.39",
            "whole-month-for-started": "4.52",  # 2 x 113.00 x 2 %
            "before-tax": "2.96",
            "one-day-too-few": "3.27",
            "each-day-rounded": "3.15",  # 45 x 0.07
        }
        # With 15 days alone, and with one more, which another reading of the start and of its first day gives.
        assert given_by_readings(found) == {"grace-subtracted-twice": "1.11", "one-day-too-many": "3.42"}
        left = reasons(found)
        assert left["thirty-day-months"] == left["clamped-month-steps"] == "these terms count days, not months"
        assert left["month-charge-each-day"] == left["thirty-day-months"]
        assert left["compounding-left-out"] == "these terms do not compound"
        assert left["effective-rate-by-day"] == left["effective-rate-by-month"]
        assert left["effective-rate-by-day"].startswith("these terms do not compound: ")

    def test_of_the_greater_of_two_the_minimum_stays(self) -> None:
        stated = replace(compound(Fraction(1, 50)), stated_yearly_rate=STATED)
        terms = made(late_charge=at_least(340, stated))
        found = audit("3.40", terms=terms, before_tax="100.00")
        assert found.by_terms.text == "3.41"
        figures = {name: figure.text for name, figure in tried(found).items()}
        left = given_by_readings(found)  # by months completed 3.40, the minimum, is charged
        assert left["each-day-rounded"] == left["compounding-left-out"] == left["before-tax"] == "3.40"
        assert left["nominal-rate-compounded-daily"] == left["grace-subtracted-twice"] == "3.40"
        assert (figures["effective-rate-by-month"], figures["effective-rate-by-day"]) == ("3.82", "3.74")
        assert (left["thirty-day-months"], figures["month-charge-each-day"]) == ("3.41", "101.70")
        long = audit("0.00", "250.00", terms=terms, issued="2026-01-31", paid="2026-04-30")
        assert tried(long)["clamped-month-steps"].text == "15.65"

    def test_of_the_greater_of_two_a_flat_fee_inside(self) -> None:
        found = audit("9.00", terms=made(late_charge=at_least(900, flat(750))))
        assert found.agrees
        assert "effective-rate-by-day" in reasons(found)


class TestReadings:
    """The readings that give a billed figure, in the fewest conditions, the least changed first."""

    def test_one_changed(self) -> None:
        found = audit("2.19")
        assert [(one.explanation, one.name) for one in found.matches] == [
            ("allowed", "runs_from due-date; part_month by-days"),
            ("practised", "runs_from due-date; part_month daily-compound"),
        ]
        match, _ = found.readings
        assert match.changes == (("runs_from", "due-date"),)
        assert match.values["part_month"] == ("by-days",)
        assert match.values["rounding"] == ("half-up",)
        assert match.holds({**CHARGE.readings, "runs_from": "due-date"})
        assert not match.holds(CHARGE.readings)

    def test_a_reading_is_no_mistake_and_ties_name_all(self) -> None:
        found = audit("4.57")
        assert [type(one) for one in found.matches] == [ReadingMatch]
        assert named(audit("3.39")) == ["nominal-rate-compounded-daily", "compounding-left-out"]

    def test_what_the_words_allow_comes_first_then_the_least_changed(self) -> None:
        # a charge from the due date, in months completed and rounded once, and so on: all practised
        found = audit("2.26")
        assert [one.explanation for one in found.readings] == ["practised"] * len(found.readings)
        changed = [len(one.changes) for one in found.readings]
        assert changed == sorted(changed)
        assert changed[0] == 1
        assert [one.explanation for one in audit("3.41").readings] == ["by-the-terms", "practised"]

    def test_terms_that_take_a_practised_reading_are_told_how_far_they_lie_from_the_words(self) -> None:
        found = KOS.under(late_charge={"part_month": "whole-month"}).audit_late_charge("4.57", "113.00", **DAYS)
        assert (found.value.explanation, found.value.agrees) == ("by-the-terms", True)
        assert (found.value.nearest_allowed.text, found.value.from_allowed.text) == ("3.41", "1.16")
        assert "nearest that the words allow: 3.41, and 4.57 is 1.16 more" in str(found.working)
        bill = KOS.under(late_charge={"part_month": "whole-month"}).audit(Bill([late("4.57")]))
        assert "nearest that the words allow: 3.41, and 4.57 is 1.16 more" in str(bill.working)

    def test_nothing_gives_it_and_that_is_said(self) -> None:
        found = KOS.audit_late_charge("3.00", "113.00", **DAYS)
        assert found.value.matches == ()
        assert "nothing that was tried gives 3.00" in str(found.working)
        assert "explained by nothing that was tried" in repr(found)
        assert (found.value.explanation, found.value.outside_words) == ("unexplained", True)
        assert (found.value.nearest_allowed.text, found.value.from_allowed.text) == ("3.32", "-0.32")
        assert "nearest that the words allow: 3.32, and 3.00 is 0.32 less" in str(found.working)

    @given(bought(), st.data())
    @settings(max_examples=examples(60))
    def test_a_figure_under_any_reading_is_matched_by_one_that_holds_it(self, one: Bought, data: st.DataObject) -> None:
        charge = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid)
        known = {name: data.draw(st.sampled_from(values)) for name, values in charge.about.choices.items()}
        found = KOS.audit_late_charge(charge.under(**known).value, cad(one.amount), issued=one.issued, paid=one.paid)
        rounded_alike = known | {"rounding": charge.readings["rounding"]}
        assert any(match.holds(known) or match.holds(rounded_alike) for match in found.value.readings)

    @given(bought())
    @settings(max_examples=examples(60))
    def test_the_right_figure_agrees_and_is_matched_by_the_readings_taken(self, one: Bought) -> None:
        charge = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid)
        found = KOS.audit_late_charge(charge.value, cad(one.amount), issued=one.issued, paid=one.paid).value
        assert found.agrees
        assert found.difference == cad(0)
        assert (found.explanation, found.outside_words) == ("by-the-terms", False)
        assert found.readings[0].holds(charge.readings)

    @given(late_charges())
    def test_the_right_figure_agrees_under_any_terms(self, charge: Answer[Money]) -> None:
        assert isinstance(charge.terms, Terms)
        amount, issued, paid, billing_months = cast("tuple[Money, date, date, int]", charge.facts[:4])
        found = charge.terms.audit_late_charge(
            charge.value, amount, issued=issued, paid=paid, billing_months=billing_months
        ).value
        assert found.agrees
        assert found.readings[0].changes == ()
        assert sorted([*tried(found), *reasons(found)]) == sorted(NAMES)
        assert found.lowest <= charge.value <= found.highest

    @given(bought(), st.integers(0, 500))
    @settings(max_examples=examples(40))
    def test_count_and_range_and_no_condition_holds_too_much(self, one: Bought, billed: int) -> None:
        found = KOS.audit_late_charge(cad(billed), cad(one.amount), issued=one.issued, paid=one.paid).value
        across = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid).across_readings()
        figures = {figure for _, figure in across.combinations} | set(tried(found).values())
        assert (found.distinct, found.lowest, found.highest) == (len(figures), min(figures), max(figures))
        assert found.combinations == len(across.combinations)
        giving = [readings for readings, figure in across.combinations if figure == cad(billed)]
        holding = [
            dict(zip(across.names, chosen, strict=True))
            for chosen in product(*across.values.values())
            if any(match.holds(dict(zip(across.names, chosen, strict=True))) for match in found.readings)
        ]
        assert all(readings in giving for readings in holding)
        rounding = {"rounding": "half-up"} if "rounding" in across.names else {}
        assert all(readings in holding or (readings | rounding) in holding for readings in giving)
        for match in found.readings:
            own = [one for one in giving if match.holds(one)]
            assert {across.standing_of(one) for one in own} == {
                "practised" if match.explanation == "practised" else "allowed"
            }
            assert (match.explanation == "rounded-otherwise") <= (not any(map(across.is_rounded_alike, own)))
        allowed = [figure for _, figure in across.allowed]
        assert (found.lowest_allowed, found.highest_allowed) == (min(allowed), max(allowed))
        assert abs(found.from_allowed.minor) == min(abs(billed - figure.minor) for figure in allowed)


CHARGE = KOS.late_charge("113.00", issued=ISSUED, paid=PAID)


class TestAnswer:
    """An audit is an answer like any other."""

    ANSWER = KOS.audit_late_charge("3.29", "113.00", before_tax="100.00", **DAYS)

    def test_the_heading_has_the_days_of_reminders(self) -> None:
        days: dict[str, Any] = {"issued": "2026-01-01", "due": "2026-01-15", "paid": "2026-03-01"}
        answer = load("bt").audit_late_charge("7.50", "50.00", **days, reminded=["2026-02-01", "2026-02-20"])
        assert "due 2026-01-15 by the bill, reminded on 2026-02-01, 2026-02-20" in " ".join(str(answer.working).split())

    def test_its_one_line(self) -> None:
        assert repr(self.ANSWER) == (
            "<audit late charge: 3.29 CAD billed, 3.41 by the terms: 0.12 less, known mistake: each-day-rounded  "
            "[Service Terms s.7, s.9]>"
        )
        more = KOS.audit_late_charge("4.57", "113.00", **DAYS)
        assert "1.16 more, practised against the words: part_month whole-month  [" in repr(more)
        allowed = KOS.audit_late_charge("2.19", "113.00", **DAYS)
        assert "1.22 less, allowed by another reading: runs_from due-date, and 1 more  [" in repr(allowed)
        cut_off = KOS.audit_late_charge("2.18", "113.00", **DAYS)
        assert "1.23 less, allowed but rounded otherwise: runs_from due-date, rounding down, and 1 more  [" in repr(
            cut_off
        )
        assert repr(KOS.audit_late_charge("3.41", "113.00", **DAYS)).startswith(
            "<audit late charge: 3.41 CAD billed: what these terms give"
        )

    def test_its_working(self) -> None:
        text = str(self.ANSWER.working)
        assert "late charge: 3.29 was billed, 3.41 by these terms: 3.29 - 3.41 = -0.12" in " ".join(text.split())
        assert "nearest that the words allow: 3.32, and 3.29 is 0.03 less" in text
        assert "  from 1.04 to 3.41: .across_readings()" in text
        assert "  known mistake each-day-rounded: each day's charge rounded\n" in text
        assert "  3.02 by before-tax: 3.29 is 0.27 more\n" in text
        assert "  original-amount: original was not given\n" in text
        assert "25 distinct figures were tried, from 0.00 to 101.70" in text
        assert "a match shows arithmetic, not a cause" in text
        assert max(map(len, text.splitlines())) <= 88
        assert text.isascii()

    def test_readings_that_agree_are_told_apart(self) -> None:
        text = " ".join(str(KOS.audit_late_charge("3.41", "113.00", **DAYS).working).split())
        assert "late charge: 3.41 was billed: what these terms give" in text
        assert "these terms as they are read: runs_from invoice-date; part_month by-days" in text
        assert "practised against the words: runs_from invoice-date; part_month" in text
        assert "nearest that the words allow" not in text

    def test_where_every_mistake_gives_it_no_other_is_listed(self) -> None:
        found = KOS.audit_late_charge("0.00", "113.00", issued=ISSUED, paid=ISSUED)
        assert "known mistakes that give another sum" not in str(found.working)
        given_all = made(late_charge=flat(750)).audit_late_charge("7.50", "113.00", issued=ISSUED, paid="2026-06-01")
        assert "known mistakes that give another sum" not in str(given_all.working)

    def test_all_mistakes_tried(self) -> None:
        found = KOS.audit_late_charge(
            "1.00", "250.00", issued="2026-01-31", paid="2026-04-30", before_tax="200.00", original="300.00"
        )
        assert reasons(found.value).keys() - given_by_readings(found.value).keys() == {"whole-month-for-started"}

    def test_html_is_one_table(self) -> None:
        assert self.ANSWER.working.html().count("<table") == 1

    def test_it_is_a_record(self) -> None:
        record = json.loads(json.dumps(self.ANSWER.as_dict()))
        assert from_dict(record) == self.ANSWER
        assert record["figure"]["matches"] == [{"explanation": "known-mistake", "mistake": "each-day-rounded"}]
        assert "original" not in record["facts"]

    def test_a_match_of_readings_in_a_record(self) -> None:
        figure: Any = KOS.audit_late_charge("2.19", "113.00", **DAYS).as_dict()["figure"]
        assert figure["matches"][0]["readings"]["runs_from"] == ["due-date"]
        assert [one["explanation"] for one in figure["matches"]] == ["allowed", "practised"]
        assert (figure["explanation"], figure["from_allowed"]) == ("allowed", "0.00")

    def test_it_pickles_and_hashes(self) -> None:
        assert pickle.loads(pickle.dumps(self.ANSWER)) == self.ANSWER
        assert hash(self.ANSWER) == hash(pickle.loads(pickle.dumps(self.ANSWER)))

    def test_under_another_reading(self) -> None:
        other = KOS.audit_late_charge("2.19", "113.00", **DAYS).under(runs_from="due-date")
        assert other.value.agrees
        assert (other.value.explanation, self.ANSWER.across_readings().highest.text) == ("by-the-terms", "3.41")

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"before_tax": "113.01"}, "more than the amount with tax"),
            ({"original": "112.99"}, "less than what was outstanding"),
            ({"billed": "-1.00"}, "billed is"),
            ({"billed": 3.07}, "a binary float is not exact"),
            ({"billed": Money("3.07", "USD")}, "these terms are in CAD"),
            ({"paid": "2025-12-31"}, "before the invoice"),
        ],
    )
    def test_refusals(self, facts: dict[str, Any], sentence: str) -> None:
        with pytest.raises((InputError, AmountError), match=sentence):
            audit(**{"billed": "3.41", **facts})


def late(billed: str, **facts: Any) -> BillLine:
    return BillLine("late_charge", {"amount": Money("113.00", "CAD"), **DAYS, **facts}, Money(billed, "CAD"))


REFUND: dict[str, Any] = {"fee": Money("49.95", "CAD"), "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
TERM: dict[str, Any] = {
    "monthly_fee": Money("59.95", "CAD"), "term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10"
}  # fmt: skip
INCENTIVE: dict[str, Any] = {
    "incentive": Money("120.00", "CAD"), "term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10",
    "last_invoice": "2026-05-01",
}  # fmt: skip


def refunded(billed: str, tax: str | None = None, total: str | None = None, **facts: Any) -> BillLine:
    sums = [None if one is None else Money(one, "CAD") for one in (tax, total)]
    return BillLine("refund", {**REFUND, **facts}, Money(billed, "CAD"), *sums)


def ended(billed: str, tax: str | None = None, total: str | None = None, **facts: Any) -> BillLine:
    sums = [None if one is None else Money(one, "CAD") for one in (tax, total)]
    return BillLine("cancellation_charge", {**TERM, **facts}, Money(billed, "CAD"), *sums)


def due(billed: str) -> BillLine:
    return BillLine("due_date", {"issued": ISSUED}, billed)


DISPUTE = BillLine("dispute_until", {"issued": ISSUED}, "2026-04-01")


ONE_AMOUNT = {"amounts": "amount"}  # of a tax, as each line of a bill names what it is about
UNTAXED = {"tax": ("late_charge",)}  # bears no tax: it is no fact of the line of one


class TestBill:
    """A bill is a frozen sequence of lines, each a question, its facts and the billed figure."""

    def test_it_is_a_sequence(self) -> None:
        bill = Bill([late("3.41"), due("2026-01-16")])
        assert (len(bill), bill[1], bill[:1]) == (2, due("2026-01-16"), (late("3.41"),))
        assert list(bill) == [*bill[:]]
        assert bill.questions == ("late_charge", "due_date")
        assert bill.currency == "CAD"
        assert Bill([due("2026-01-16")]).currency is None

    def test_it_is_a_value(self) -> None:
        bill = Bill([ended("209.83", total="237.11"), refunded("33.30", tax_rate="0.13", tax="4.33")])
        assert bill == pickle.loads(pickle.dumps(bill))
        assert hash(bill) == hash(pickle.loads(pickle.dumps(bill)))
        assert bill != Bill([late("3.41")])
        assert bill != 5
        assert repr(Bill([due("2026-01-16")])) == (
            "Bill([BillLine('due_date', {'issued': datetime.date(2026, 1, 1)}, datetime.date(2026, 1, 16))])"
        )
        assert repr(bill[0]).endswith("Money('209.83', 'CAD'), total=Money('237.11', 'CAD'))")
        with pytest.raises(AttributeError, match="frozen"):
            setattr(bill, "lines", ())  # noqa: B010
        with pytest.raises(AttributeError, match="frozen"):
            delattr(bill, "lines")

    def test_its_facts_are_those_of_the_questions_with_the_same_defaults(self) -> None:
        for question, line in LINE_FACTS.items():
            method = Terms.audit_late_charge if question == "late_charge" else getattr(Terms, question)
            asked = {
                ONE_AMOUNT.get(name, name): one.default
                for name, one in inspect.signature(method).parameters.items()
                if name not in ("terms", "billed", *UNTAXED.get(question, ()))
            }
            needed = {name: fact.default for name, fact in line.facts.items()}
            assert needed == {name: NEEDED if one is inspect.Parameter.empty else one for name, one in asked.items()}
        asked = signature(load("kos").cancellation_charge).parameters["last_invoice"].default
        assert asked == LAST_INVOICE_NOT_GIVEN
        assert tuple(LINE_FACTS) == get_args(LineQuestion)

    def test_facts_as_they_are_given(self) -> None:
        fees = [Money("10.00", "CAD")] * 24
        line = BillLine("cancellation_charge", {**TERM, "monthly_fee": fees, "province": None}, Money(0, "CAD"))
        assert line.facts["monthly_fee"] == tuple(fees)
        assert line.facts["province"] is None
        left_out = BillLine("cancellation_charge", {**INCENTIVE, "last_invoice": LAST_INVOICE_NOT_GIVEN}, cad(0))
        assert left_out.given.keys() == {"incentive", "term_start", "term_months", "cancelled"}
        assert line_fact("refund", "billing_day", 31) == 31

    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (lambda: Bill([]), "the bill has no lines"),
            (lambda: Bill(["line"]), "'line' is no line"),  # type: ignore[list-item]
            (lambda: Bill([late("3.41"), refunded("1.00"), dollars()]), "a bill has one currency"),
            (lambda: BillLine("weather", {}, cad(1)), "'weather' is no line of a bill"),  # type: ignore[arg-type]
            (lambda: BillLine("due_date", {}, "2026-01-16"), "due_date lacks its fact issued"),
            (lambda: BillLine("due_date", {"isued": ISSUED}, "2026-01-16"), "has no fact 'isued'"),
            (lambda: BillLine("due_date", {"issued": None}, "2026-01-16"), "issued is None"),
            (lambda: BillLine("due_date", {"issued": "needed"}, "2026-01-16"), "issued is 'needed'"),
            (lambda: BillLine("due_date", {"issued": ISSUED}, "16 January"), "billed is '16 January'"),
            (lambda: BillLine("due_date", {"issued": ISSUED}, "2026-01-16", tax=cad(1)), "due_date has no tax"),
            (lambda: late("3.41", amount="113.00"), "names its currency itself"),
            (lambda: BillLine("late_charge", {"amount": cad(1), **DAYS}, "3.41"), "names its currency itself"),
            (lambda: late("3.41", billing_months=True), "billing_months is True"),
            (lambda: refunded("1.00", regime="yearly"), "regime is 'yearly': choose from month-to-month, fixed-term"),
            (lambda: refunded("1.00", tax_rate="13 %"), "tax_rate is '13 %'"),
            (lambda: refunded("1.00", province=""), "province is ''"),
        ],
    )
    def test_refusals(self, make: Callable[[], object], sentence: str) -> None:
        with pytest.raises((InputError, UnknownNameError, AmountError, DayError), match=sentence):
            make()


def dollars() -> BillLine:
    return BillLine("refund", {**REFUND, "fee": Money("1.00", "USD")}, Money("1.00", "USD"))


class TestAuditOfABill:
    """Line by line, and in sums."""

    def test_a_grace_period_of_business_days_names_the_calendar(self) -> None:
        five, grace = flat(500), Grace(days=5, count="business-days")
        counted = made(late_charge=replace(five, grace=grace)).audit(Bill([late("5.00")]))
        assert counted.value.agrees
        assert counted.about.calendars == (KOS.agreement.calendar,)
        assert made(late_charge=five).audit(Bill([late("5.00")])).about.calendars == ()

    def test_all_agrees(self) -> None:
        lines = [late("3.41"), due("2026-01-16"), refunded("33.30", "4.33", "37.63"), ended("209.83", "27.28")]
        answer = NO_SERVICE.audit(Bill([*lines, DISPUTE]))
        assert answer.value.agrees
        assert not answer.value.outside_words
        assert (answer.value.nearest_allowed, answer.value.from_allowed) == (cad(20289), cad(0))
        assert answer.value.difference == cad(0)
        assert answer.value.billed.text == "202.89"  # 3.41 - 37.63 + 209.83 + 27.28
        assert repr(answer).startswith("<audit: lines: 5 by the terms; 202.89 CAD billed, 202.89 by the terms  [")

    def test_each_line_by_itself(self) -> None:
        bill = Bill([late("4.57"), due("2026-01-20"), refunded("34.97", "4.55"), ended("300.00", total="339.00")])
        first, second, third, fourth = NO_SERVICE.audit(bill).value.lines
        assert isinstance(first.audit, Audit)
        assert [one.name for one in first.audit.matches] == ["runs_from invoice-date; part_month whole-month"]
        explanations = ["practised", "unexplained", "allowed", "unexplained"]
        assert [one.explanation for one in (first, second, third, fourth)] == explanations
        assert [one.outside_words for one in (first, second, third, fourth)] == [True, True, False, True]
        assert isinstance(second.audit, DateAudit)
        assert (second.audit.difference, second.audit.explanation, second.counted) == (4, "unexplained", None)
        assert isinstance(third.audit, Audit)
        # 49.95 x 21/30 = 34.965; 34.97 x 13 % = 4.5461; by the days of the year 49.95 x 12 x 21/365 = 34.49
        assert [one.name for one in third.audit.matches] == [
            "cancel_day refunded; month_length actual",
            "cancel_day refunded; month_length thirty-day-month or strict-thirty",
        ]
        (tax,) = third.sums
        assert (tax.difference.text, tax.from_allowed.text, tax.explanation) == ("0.22", "0.00", "allowed")
        assert third.counted == CountedSums(cad(-3952), cad(-3763), cad(-3952))
        assert isinstance(fourth.audit, Audit)
        assert (fourth.audit.matches, fourth.audit.mistakes) == ((), ())
        # the most that the words allow: with the current month 239.80 + 31.17
        assert fourth.counted == CountedSums(cad(33900), cad(23711), cad(27097))
        assert not any(one.agrees for one in (first, second, third, fourth))
        whole = NO_SERVICE.audit(bill).value
        assert whole.difference.text == "101.16"  # 4.57 - 3.41 - (39.52 - 37.63) + (339.00 - 237.11)
        assert whole.from_allowed.text == "69.19"  # 4.57 - 3.41 + (339.00 - 270.97)
        assert (whole.agrees, whole.outside_words) == (False, True)

    def test_a_tax_that_is_included_is_not_counted_twice(self) -> None:
        (line,) = NO_SERVICE.audit(Bill([ended("209.83", "24.14", tax_mode="included")])).value.lines
        assert (line.agrees, line.counted) == (True, CountedSums(cad(20983), cad(20983), cad(20983)))
        (bare,) = KOS.audit(Bill([refunded("33.30")])).value.lines
        assert bare.counted == CountedSums(cad(-3330), cad(-3330), cad(-3330))

    def test_a_line_differs_where_its_tax_alone_does(self) -> None:
        (line,) = KOS.audit(Bill([refunded("33.30", "4.34")])).value.lines
        assert isinstance(line.audit, Audit)
        assert (line.audit.agrees, line.agrees) == (True, False)
        assert (line.audit.explanation, line.explanation) == ("by-the-terms", "unexplained")

    def test_a_tax_by_one_reading_does_not_go_with_a_figure_by_another(self) -> None:
        # 33.30 is by the terms; a tax of 4.55 is that of 34.97, where the day of the cancellation comes back
        bill = Bill([refunded("33.30", "4.55")])
        (line,) = KOS.audit(bill).value.lines
        assert [line.audit.explanation, *(one.explanation for one in line.sums)] == ["by-the-terms", "allowed"]
        assert line.explanation == "unexplained"
        assert "nothing that was tried gives all that was billed on the line" in str(KOS.audit(bill).working)

    def test_a_line_that_another_reading_gives_whole(self) -> None:
        (line,) = KOS.audit(Bill([refunded("34.97", "4.55", "39.52")])).value.lines
        assert (line.explanation, line.outside_words, line.agrees) == ("allowed", False, False)

    def test_a_tax(self) -> None:
        # 49.95 x 13 % = 6.4935
        line = BillLine("tax", {"amount": cad(4995), "on": "2026-01-01"}, cad(650))
        answer = KOS.audit(Bill([line]))
        (found,) = answer.value.lines
        assert (found.explanation, found.counted) == ("unexplained", CountedSums(cad(650), cad(649), cad(649)))
        text = " ".join(str(answer.working).split())
        assert "tax: 6.50 was billed, 6.49 by these terms: 6.50 - 6.49 = 0.01 Service Terms s.7" in text
        assert [str(one) for one in answer.clauses] == ["Service Terms s.7"]
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_a_tax_of_several_amounts(self) -> None:
        # 39.95 x 13 % = 5.1935, 14.95 x 13 % = 1.9435, 54.90 x 13 % = 7.137
        facts = {"amount": [cad(3995), cad(1495)], "on": "2026-06-01"}
        by_parts = BillLine("tax", facts | {"tax_rounding": "by-component"}, cad(713))
        assert KOS.audit(Bill([by_parts, BillLine("tax", facts, cad(714))])).value.agrees

    def test_a_part_of_a_month(self) -> None:
        # 49.99 x 23/30 = 38.3257; 38.33 x 13 % = 4.9829
        facts = {"fee": cad(4999), "cycle_start": "2026-06-01", "since": "2026-06-08", "province": "ON"}
        right = BillLine("part_charge", facts, cad(3833), tax=cad(498), total=cad(4331))
        answer = load("rogers").audit(Bill([right, BillLine("part_charge", facts, cad(3945))]))
        first, second = answer.value.lines
        assert (first.agrees, first.explanation, first.counted) == (
            True,
            "by-the-terms",
            CountedSums(cad(4331), cad(4331), cad(4331)),
        )
        assert (second.explanation, second.audit.difference) == ("unexplained", cad(112))
        assert "charge: 49.99 x min(23, 30)/30" in str(answer.working)
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer

    def test_the_incentive_of_a_service(self) -> None:
        bill = Bill([BillLine("cancellation_charge", INCENTIVE, cad(4000))])
        assert load("kos", service="cable").audit(bill).value.agrees

    def test_its_working(self) -> None:
        bill = Bill([late("3.29"), due("2026-01-20"), due("2026-01-16"), refunded("34.97", "4.54"), DISPUTE])
        text = str(KOS.audit(bill).working)
        words = " ".join(text.split())
        assert "\nline 1, late charge\n" in text
        assert "    known mistake each-day-rounded: each day's charge rounded\n" in text
        assert "24 distinct figures were tried, from 0.00 to 101.70" in text
        assert "due date: 2026-01-20 was billed, 2026-01-16 by these terms: 2026-01-20 - 2026-01-16 = 4 days" in words
        assert "due date: 2026-01-16 was billed: what these terms give" in text
        assert "tax: 4.54 was billed, 4.33 by these terms: 4.54 - 4.33 = 0.21" in words
        assert "line 3: by the terms\n" in text
        assert "line 1: a known mistake\n  line 2: unexplained\n" in text
        assert "last day to dispute: 2026-01-01 + 90 days = 2026-04-01" in text
        # 3.29 - 39.51; 3.41 - 37.63; the nearest allowed: 3.32, and 34.96 + 4.54
        assert "billed -36.22, by these terms -34.22, difference -2.00" in text
        assert "nearest that the words allow" in text
        assert "right" not in text
        assert "(late_charge.runs_from invoice-date):" in " ".join(text.split())
        assert "remaining" not in text
        assert "a match shows arithmetic, not a cause" in text
        assert max(map(len, text.splitlines())) <= 88
        assert KOS.audit(bill).working.html().count("<table") == 1

    def test_its_clauses_are_those_of_its_lines(self) -> None:
        assert [str(one) for one in KOS.audit(Bill([due("2026-01-16")])).clauses] == ["Service Terms s.7"]
        of_a_refund = [str(one) for one in KOS.audit(Bill([refunded("1.00")])).clauses]
        assert of_a_refund == ["Service Terms s.36", "Service Terms s.7", "Excise Tax Act s.232"]  # and its tax

    def test_it_is_a_record(self) -> None:
        fees = tuple(Money("59.95", "CAD") for _ in range(24))
        bill = Bill(
            [
                late("3.29", before_tax=Money("100.00", "CAD")),
                due("2026-01-20"),
                refunded("34.97", "4.55", "39.52", tax_rate="0.13"),
                ended("209.83", monthly_fee=fees),
            ]
        )
        answer = NO_SERVICE.under(late_charge={"rounding": "down"}).audit(bill)
        record = json.loads(json.dumps(answer.as_dict()))
        assert from_dict(record) == answer
        assert answer.readings["late_charge.rounding"] == "down"
        assert answer.readings["refund.rounding"] == "half-up"
        days = KOS.audit(Bill([due("2026-01-16")]))
        assert from_dict(json.loads(json.dumps(days.as_dict()))) == days
        cable = load("kos", service="cable").audit(
            Bill([BillLine("cancellation_charge", {**INCENTIVE, "last_invoice": None}, cad(1))])
        )
        assert from_dict(json.loads(json.dumps(cable.as_dict()))) == cable

    def test_under_other_readings_each_named_with_its_question(self) -> None:
        answer = KOS.audit(Bill([late("2.19"), refunded("34.97")]))
        both = answer.under(**{"late_charge.runs_from": "due-date", "refund.cancel_day": "refunded"})
        assert both.value.agrees
        assert (both.value.figure, both.value.by_terms) == (cad(219 - 3497), cad(219 - 3497))
        with pytest.raises(UnknownNameError, match="'runs_from' is no question with readings"):
            answer.under(runs_from="due-date")
        with pytest.raises(InputError, match="line by line"):
            answer.across_readings()

    def test_what_the_terms_cannot_answer_names_its_line(self) -> None:
        silent = Terms(replace(KOS.agreement, rules=KOS.agreement.rules.changed(dispute=None)))
        bill = Bill([due("2026-01-16"), DISPUTE])
        with pytest.raises(NotInTermsError, match="line 2 of the bill, dispute_until: the terms of kos"):
            silent.audit(bill)
        with pytest.raises(InputError, match=r"line 1 of the bill, cancellation_charge: .*: give monthly_fee"):
            NO_SERVICE.audit(Bill([BillLine("cancellation_charge", INCENTIVE, cad(4000))]))
        with pytest.raises(AmountError, match=r"line 1 of the bill, refund: .* these terms are in CAD"):
            KOS.audit(Bill([dollars()]))
        with pytest.raises(InputError, match="is no bill"):
            KOS.audit([late("3.41")])  # type: ignore[call-overload]

    def test_terms_answer_it_where_they_answer_any_line(self) -> None:
        assert KOS.answers("audit")
        assert "audit" in str(KOS)
        rules = KOS.agreement.rules.changed(due_date=None, late_charge=None, dispute=None, refund=None)
        bare = Terms(replace(KOS.agreement, rules=rules.changed(cancellation_charge=None), tax=None))
        assert not bare.answers("audit")
        assert not bare.answers("audit_late_charge")

    def test_a_line_as_data(self) -> None:
        (line,) = KOS.audit(Bill([refunded("33.30", "4.33", "37.63")])).value.lines
        data: Any = line.as_dict()
        assert isinstance(line, LineAudit)
        assert (data["agrees"], data["tax"]["by_terms"], data["total"]["difference"]) == (True, "4.33", "0.00")


FILE = """
service = "none"

[[line]]
question = "late_charge"
amount = "113.00"
issued = 2026-01-01
paid = 2026-02-15
billed = "3.29"

[[line]]
question = "cancellation_charge"
monthly_fee = ["59.95", 59.95]
term_start = 2025-01-01
term_months = 2
cancelled = 2025-01-10
province = "NS"
billed = "29.98"
billed_tax = "4.50"
"""


class TestFiles:
    """A bill's file is judged whole, each fault with its path, the value and a cure."""

    def read(self, folder: Path, text: str, name: str = "bill.toml", terms: Terms = KOS) -> Bill:
        path = folder / name
        path.write_text(text, "utf-8")
        return read_bill(path, terms.agreement)

    def faults(self, folder: Path, text: str, terms: Terms = KOS) -> dict[str, str]:
        with pytest.raises(InvalidFileError) as caught:
            self.read(folder, text, terms=terms)
        return {fault.path: str(fault.error) for fault in caught.value.faults}

    def test_toml_and_json(self, tmp_path: Path) -> None:
        bill = self.read(tmp_path, FILE)
        assert [line.question for line in bill] == ["late_charge", "cancellation_charge"]
        assert bill[1].facts["monthly_fee"] == (Money("59.95", "CAD"), Money("59.95", "CAD"))
        assert self.read(tmp_path, json.dumps(bill.as_dict()), "bill.json", NO_SERVICE) == bill
        assert [line.agrees for line in NO_SERVICE.audit(bill).value.lines] == [False, True]

    @pytest.mark.parametrize("last", ['"none"', "2026-05-01"])
    def test_the_last_invoice(self, tmp_path: Path, last: str) -> None:
        text = (
            '[[line]]\nquestion = "cancellation_charge"\nincentive = "120.00"\nterm_start = 2025-01-01\n'
            f'term_months = 24\ncancelled = 2026-05-10\nlast_invoice = {last}\ntax_rate = 0.13\nbilled = "40.00"\n'
        )
        line = self.read(tmp_path, text, terms=load("kos", service="cable"))[0]
        assert line.facts["last_invoice"] == (None if "none" in last else date(2026, 5, 1))
        assert line.facts["tax_rate"] == Fraction(13, 100)

    def test_all_faults_at_once(self, tmp_path: Path) -> None:
        text = """
        curency = "CAD"
        [[line]]
        question = "late_charge"
        amount = "113.005"
        isued = 2026-01-01
        paid = "2026-02-30"
        billed = "3.29"
        [[line]]
        question = "weather"
        [[line]]
        billed = "1.00"
        [[line]]
        question = "late_charge"
        amount = "113.00"
        issued = 2026-01-01
        paid = 2025-12-31
        billed = "3.29"
        [[line]]
        question = "cancellation_charge"
        incentive = "113.00"
        term_start = 2025-01-01
        term_months = 0
        cancelled = 2026-01-01
        last_invoice = "never"
        tax_rate = 13
        billed = true
        """
        found = self.faults(tmp_path, text)
        assert set(found) == {
            "curency", "line[1].amount", "line[1].paid", "line[1].isued", "line[2].question",
            "line[3].question", "line[4]", "line[5].term_months", "line[5].last_invoice", "line[5].tax_rate",
            "line[5].billed",
        }  # fmt: skip
        assert "part of a cent" in found["line[1].amount"]
        assert "choose from late_charge, refund" in found["line[2].question"]
        assert "before the invoice" in found["line[4]"]
        assert "such as '0.13'" in found["line[5].tax_rate"]

    def test_a_hundred_faults(self, tmp_path: Path) -> None:
        text = '[[line]]\nquestion = "due_date"\nissued = 2026-01-01\nbilled = "soon"\n' * 100
        assert len(self.faults(tmp_path, text)) == 100

    @pytest.mark.parametrize(
        ("text", "path", "sentence"),
        [
            ('currency = "USD"\n' + FILE, "currency", "the bill is in USD, the terms of kos are in CAD"),
            ('currency = "dollars"\n' + FILE, "currency", "no|not a currency"),
            ("line = []", "line", "write each line as"),
            ("line = [5]", "line[1]", "write each line as"),
            ('currency = "CAD"', "line", "it is missing"),
            ("payer = 1\n" + FILE, "payer", "there is no key"),
            ("provider = 1\n" + FILE, "provider", "wanted the name of a provider"),
        ],
    )
    def test_a_fault(self, tmp_path: Path, text: str, path: str, sentence: str) -> None:
        assert any(part in self.faults(tmp_path, text)[path] for part in sentence.split("|"))

    def test_no_bill_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidFileError):
            bill_of([], "record", KOS.agreement)
        with pytest.raises(UnreadableFileError, match=r"neither \.toml, \.json, \.csv nor \.xlsx"):
            self.read(tmp_path, FILE, "bill.doc")
        with pytest.raises(UnreadableFileError, match="there is no such file"):
            read_bill(tmp_path / "bill.txt", KOS.agreement)

    def test_check_knows_bills(self, tmp_path: Path) -> None:
        for name, text in (("bill.toml", FILE), ("bill.json", json.dumps(self.read(tmp_path, FILE).as_dict()))):
            (tmp_path / name).write_text(text, "utf-8")
            assert check_file(tmp_path / name, NO_SERVICE) == "a bill of 2 lines"
        sheet = "Question,issued,billed\ndue_date,2026-01-01,2026-01-16\n"
        (tmp_path / "bill.csv").write_text(sheet, "utf-8")
        assert check_file(tmp_path / "bill.csv", KOS) == "a bill of 1 line"
        (tmp_path / "list.json").write_text("[]", "utf-8")
        with pytest.raises(InvalidFileError):
            check_file(tmp_path / "list.json", KOS)

    def test_its_schema_takes_what_the_reader_takes(self, tmp_path: Path) -> None:
        schema: dict[str, Any] = {"type": "object", "properties": {"line": Lines("CAD", []).schema({})}}
        bills: list[Any] = [self.read(tmp_path, text).as_dict() for text in (FILE, template_text("bill.toml"))]
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        assert all(validator.is_valid(bill) for bill in bills)
        assert not validator.is_valid({"line": [{"question": "weather"}]})
        assert not Draft202012Validator(line_field("CAD").schema({})).is_valid({"question": "due_date"})


class TestCommand:
    """`telcoterms audit FILE` and `telcoterms audit-late-charge`: what is printed, and the exit status."""

    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        status = main([*words, "--provider", "kos"])
        out, err = capsys.readouterr()
        return status, out, err

    def file(self, folder: Path, text: str) -> str:
        path = folder / "bill.toml"
        path.write_text(text, "utf-8")
        return str(path)

    def test_0_where_every_line_is_by_the_terms(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.file(tmp_path, template_text("bill.toml"))
        status, out, err = self.run(capsys, "audit", path)
        assert (status, err) == (0, "")
        assert out.startswith("audit: lines: 4 by the terms; 202.89 CAD billed, 202.89 by the terms\n")
        assert self.run(capsys, "check", path)[0] == 0

    def test_1_where_the_words_do_not_allow_a_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, err = self.run(capsys, "audit", self.file(tmp_path, FILE))
        assert (status, err) == (1, "")
        assert "a known mistake" in out
        assert "known mistake each-day-rounded" in self.run(capsys, "audit", self.file(tmp_path, FILE), "--working")[1]

    def test_2_for_bad_input(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, err = self.run(capsys, "audit", self.file(tmp_path, FILE.replace('"3.29"', '"3.295"')))
        assert (status, out) == (2, "")
        assert "line[1].billed" in err
        assert self.run(capsys, "audit", str(tmp_path / "none.toml"))[0] == 2
        assert self.run(capsys, "check", self.file(tmp_path, FILE.replace("2026-02-15", "2025-02-15")))[0] == 1

    @pytest.mark.parametrize("form", ["json", "html"])
    def test_as_data_and_as_a_page(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
        status, out, _ = self.run(capsys, "audit", self.file(tmp_path, FILE), "--format", form)
        assert status == 1
        if form == "json":
            found = from_dict(json.loads(out))
            assert isinstance(found.value, BillAudit)
        else:
            assert out.count("<table") == 2 + out.count("<details")  # the lines of the bill, and what is said of them

    @pytest.mark.parametrize(
        ("billed", "status"),
        [
            ("3.41", 0),  # by the terms
            ("2.19", 0),  # allowed by another reading
            ("2.18", 0),  # such a reading, rounded otherwise
            ("4.57", 1),  # practised against the words
            ("3.29", 1),  # a known mistake
            ("3.00", 1),  # nothing
        ],
    )
    def test_the_status_of_each_explanation(
        self, billed: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(capsys, "audit", self.file(tmp_path, FILE.replace('"3.29"', f'"{billed}"')))[0] == status
        words = ["audit-late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--billed", billed]
        assert self.run(capsys, *words)[0] == status

    def test_readings_and_services(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.file(tmp_path, FILE.replace('"3.29"', '"2.26"'))
        assert self.run(capsys, "audit", path)[0] == 1
        whole = ["late_charge.runs_from=due-date", "late_charge.part_month=whole-month"]
        readings = [word for reading in whole for word in ("--reading", reading)]
        assert self.run(capsys, "audit", path, *readings)[0] == 0
        path = self.file(tmp_path, FILE.replace('service = "none"', ""))
        assert "leave out monthly_fee" in self.run(capsys, "audit", path, "--service", "cable")[2]

    def test_one_late_charge(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["audit-late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"]
        status, out, _ = self.run(capsys, *words, "--billed", "3.02", "--before-tax", "100.00")
        assert status == 1
        assert "known mistake: before-tax" in " ".join(out.split())
        assert self.run(capsys, *words, "--billed", "3.41")[0] == 0

    def test_the_example(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, _ = self.run(capsys, "audit", str(ROOT / "examples" / "bill.toml"))
        assert status == 1
        assert "1 by the terms, 1 allowed by another reading, 1 practised against the words" in " ".join(out.split())


class TestCases:
    """The worked cases, each with its arithmetic done by hand."""

    @pytest.mark.parametrize("case", cases("kos", "audit"), ids=lambda case: case["name"])
    def test_a_case(self, case: dict[str, Any]) -> None:
        said = {
            "name", "reading", "by_terms", "explanation", "difference", "from_allowed", "readings", "mistakes", "tried"
        }  # fmt: skip
        answer: Answer[Audit] = KOS.audit_late_charge(**{key: one for key, one in case.items() if key not in said})
        found = answer.under(**case.get("reading", {})).value
        assert (found.by_terms.text, found.difference.text) == (case["by_terms"], case["difference"])
        assert (found.explanation, found.from_allowed.text) == (case["explanation"], case["from_allowed"])
        assert [one.name for one in found.readings] == case["readings"]
        assert named(found) == case["mistakes"]
        figures = {name: figure.text for name, figure in tried(found).items()}
        assert {name: figures[name] for name in case.get("tried", {})} == case.get("tried", {})
