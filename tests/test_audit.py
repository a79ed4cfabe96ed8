"""A billed figure held against the terms: the known mistakes, what gives the figure, bills, and their files."""

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
from telcoterms.answers.question import NEEDED
from telcoterms.audit.bill import LINE_FACTS, LineQuestion, line_fact
from telcoterms.audit.mistakes import CATALOGUE, NAMES, MistakeName
from telcoterms.clauses.cancellation_charge import LAST_INVOICE_NOT_GIVEN
from telcoterms.clauses.late_charge.kinds import RunsFrom
from telcoterms.cli import main
from telcoterms.files.bill import Line, Lines, bill_of, read_bill
from telcoterms.files.check import check_file
from telcoterms.files.library import template_text
from telcoterms.values.days import MAX_MONTHS
from tests.long_runs import examples
from tests.printed_page import heading_of
from tests.strategies import late_charges
from tests.terms_builders import KOS, at_least, cad, compound, flat, made, simple
from tests.worked_cases import FOLDER, cases

ROOT = Path(__file__).parents[1]
ISSUED, PAID = date(2026, 1, 1), date(2026, 2, 15)
DAYS: dict[str, Any] = {"issued": ISSUED, "paid": PAID}


def audit(billed: Any, amount: Any = "113.00", *, terms: Terms = KOS, **facts: Any) -> Audit:
    return terms.audit_late_charge(billed, amount, **{**DAYS, **facts}).value


def tried(found: Audit) -> dict[str, Money]:
    return {one.name: one.figure for one in found.mistakes}


def reasons(found: Audit) -> dict[str, str]:
    return {one.name: one.why for one in found.not_tried}


def named(found: Audit) -> list[str]:
    return [one.name for one in found.matches if isinstance(one, Mistake)]


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
    "whole-month-for-started": lambda one: monthly(
        one.amount, since(one.at, one.paid)[0], Fraction(math.ceil(since(one.at, one.paid)[1]))
    ),
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
}


@st.composite
def bought(draw: st.DrawFn) -> Bought:
    amount = draw(st.integers(1, 5000_00))
    issued = draw(st.one_of(st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.sampled_from(ENDS)))
    return Bought(
        amount,
        issued,
        issued + timedelta(15 + draw(st.integers(1, 250))),
        draw(st.sampled_from(get_args(RunsFrom))),
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
        assert tuple(CATALOGUE) == NAMES == tuple(ORACLES)
        assert len(NAMES) == 13
        schema = json.loads((FOLDER / "cases.schema.json").read_text("utf-8"))
        assert tuple(schema["$defs"]["mistake"]["enum"]) == NAMES

    @given(bought())
    @settings(max_examples=examples(150))
    def test_each_comes_to_its_figure(self, one: Bought) -> None:
        found = held(one, 0)
        expected = {name: cad(oracle(one)) for name, oracle in ORACLES.items()}
        left = reasons(found)
        if "clamped-month-steps" in left:
            assert expected.pop("clamped-month-steps") == found.right
        assert set(left) <= {"clamped-month-steps"}
        assert tried(found) == expected

    @given(bought(), st.sampled_from(NAMES))
    def test_a_figure_made_by_a_mistake_names_it(self, one: Bought, name: MistakeName) -> None:
        found = held(one, ORACLES[name](one))
        assert name in named(found) or name in reasons(found)

    @pytest.mark.parametrize(
        ("name", "figure"),
        [
            ("effective-rate-by-month", "3.82"),  # 113.00 x 0.02235 = 2.53; 115.53 x 0.02235 x 14/28 = 1.29
            ("effective-rate-by-day", "3.74"),  # 113.00 x 0.2682 x 45/365 = 3.7364
            ("nominal-rate-compounded-daily", "3.39"),  # 113.00 x (1.000657...^45 - 1) = 3.3923
            ("whole-month-for-started", "4.57"),  # 2.26 + 2.31
            ("thirty-day-months", "3.41"),  # 45 days are 1 month and 15 days: 2.26 + 1.15
            ("before-tax", "3.02"),  # 2.00 + 1.02
            ("original-amount", "4.53"),  # 150.00: 3.00 + 1.53
            ("grace-subtracted-twice", "1.21"),  # from 31 January: 113.00 x 2 % x 15/28
            ("one-day-too-many", "3.49"),  # 2.26 + 115.26 x 2 % x 15/28 = 1.23
            ("one-day-too-few", "3.33"),  # 2.26 + 1.07
            ("each-day-rounded", "3.29"),  # 31 x 0.07 = 2.17; 115.17 x 2 % / 28 = 0.08, 14 x 0.08 = 1.12
            ("compounding-left-out", "3.39"),  # 2.26 + 1.13
        ],
    )
    def test_by_hand(self, name: str, figure: str) -> None:
        assert tried(audit("3.00", before_tax="100.00", original="150.00"))[name].text == figure

    def test_months_stepped_from_a_clamped_date_by_hand(self) -> None:
        # 31 January, 28 February, then the 28th of March and of April: 3 months and 2 of 30 days; right: 3 months
        found = audit("16.34", "250.00", issued="2026-01-31", paid="2026-04-30")
        assert found.right.text == "15.30"
        assert tried(found)["clamped-month-steps"].text == "15.65"  # 5.00 + 5.10 + 5.20 + 265.30 x 2 % x 2/30 = 0.35

    def test_a_mistake_keeps_the_readings_that_were_taken(self) -> None:
        once = KOS.under(late_charge={"round_at": "once", "rounding": "down", "runs_from": "due-date"})
        found = tried(audit("0.00", terms=once))
        assert found["compounding-left-out"].text == "2.18"  # 113.00 x 2 % x 30/31 = 2.187
        assert found["thirty-day-months"].text == "2.26"  # 30 days, one month
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
        assert (found.right.text, named(found)) == ("0.00", ["one-day-too-many"])
        assert set(reasons(found).values()) == {"it was paid in time: nothing is charged"}


class TestNotTried:
    """A mistake whose input was not given, or that means nothing under these terms, says why it was not tried."""

    def test_inputs_that_were_not_given(self) -> None:
        assert reasons(audit("3.00")) == {
            "before-tax": "before_tax was not given",
            "original-amount": "original was not given",
            "clamped-month-steps": "no month begins on a day that was clamped",
        }

    def test_paid_in_time(self) -> None:
        assert set(reasons(audit("0.00", paid="2026-01-10"))) == set(NAMES)

    def test_nothing_was_outstanding(self) -> None:
        found = audit("0.00", "0.00", before_tax="0.00", original="50.00")
        assert tried(found) == {"before-tax": cad(0), "original-amount": cad(151)}  # 1.00 + 51.00 x 2 % x 14/28
        assert set(reasons(found).values()) >= {"nothing was outstanding: nothing is charged"}

    def test_no_yearly_rate_is_printed(self) -> None:
        found = reasons(audit("0.00", terms=made(late_charge=compound(Fraction(1, 50)))))
        assert found["effective-rate-by-month"] == found["effective-rate-by-day"] == "the terms print no yearly rate"

    def test_the_terms_are_read_so_themselves(self) -> None:
        found = reasons(audit("4.57", terms=KOS.under(late_charge={"part_month": "whole-month"})))
        assert found["whole-month-for-started"] == "these terms are read so themselves"
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
        assert {name: figure.text for name, figure in tried(found).items()} == {
            "grace-subtracted-twice": "7.50",
            "one-day-too-many": "7.50",
            "one-day-too-few": "7.50",
        }
        assert reasons(found)["before-tax"] == "a flat fee does not hang on the amount"
        others = set(reasons(found)) - {"before-tax", "original-amount"}
        assert {reasons(found)[name] for name in others} == {"a flat fee has no rate, no months and no days"}
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
            "before-tax": "2.96",
            "grace-subtracted-twice": "1.11",  # 15 days
            "one-day-too-many": "3.42",
            "one-day-too-few": "3.27",
            "each-day-rounded": "3.15",  # 45 x 0.07
        }
        left = reasons(found)
        assert left["thirty-day-months"] == left["clamped-month-steps"] == "these terms count days, not months"
        assert left["whole-month-for-started"] == left["thirty-day-months"]
        assert left["compounding-left-out"] == "these terms do not compound"
        assert left["effective-rate-by-day"] == left["effective-rate-by-month"]
        assert left["effective-rate-by-day"].startswith("these terms do not compound: ")

    def test_of_the_greater_of_two_the_minimum_stays(self) -> None:
        stated = replace(compound(Fraction(1, 50)), stated_yearly_rate=STATED)
        terms = made(late_charge=at_least(340, stated))
        found = audit("3.40", terms=terms, before_tax="100.00")
        assert (found.right.text, tried(found)["before-tax"].text) == ("3.41", "3.40")
        figures = {name: figure.text for name, figure in tried(found).items()}
        assert figures["each-day-rounded"] == figures["compounding-left-out"] == figures["before-tax"] == "3.40"
        assert figures["nominal-rate-compounded-daily"] == "3.40"
        assert (figures["effective-rate-by-month"], figures["effective-rate-by-day"]) == ("3.82", "3.74")
        assert (figures["thirty-day-months"], figures["whole-month-for-started"]) == ("3.41", "4.57")
        assert figures["grace-subtracted-twice"] == "3.40"
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
        assert [one.name for one in found.matches] == [
            "runs_from due-date; part_month by-days or daily-compound; rounding half-up or half-even"
        ]
        (match,) = found.readings
        assert match.changes == (("runs_from", "due-date"),)
        assert match.values["part_month"] == ("by-days", "daily-compound")
        assert match.holds({**CHARGE.readings, "runs_from": "due-date"})
        assert not match.holds(CHARGE.readings)

    def test_readings_come_before_mistakes_and_ties_name_all(self) -> None:
        found = audit("4.57")
        assert [type(one) for one in found.matches] == [ReadingMatch, Mistake]
        assert named(found) == ["whole-month-for-started"]
        assert named(audit("3.39")) == ["nominal-rate-compounded-daily", "compounding-left-out"]

    def test_the_least_changed_come_first(self) -> None:
        found = audit("1.13")
        changed = [len(one.changes) for one in found.readings]
        assert changed == sorted(changed)
        assert changed[0] == 1

    def test_nothing_gives_it_and_that_is_said(self) -> None:
        found = KOS.audit_late_charge("3.00", "113.00", **DAYS)
        assert found.value.matches == ()
        assert "nothing that was tried gives 3.00" in str(found)
        assert "nothing that was tried gives it" in repr(found)

    @given(bought(), st.data())
    @settings(max_examples=examples(60))
    def test_a_figure_under_any_reading_is_matched_by_one_that_holds_it(self, one: Bought, data: st.DataObject) -> None:
        charge = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid)
        known = {name: data.draw(st.sampled_from(values)) for name, values in charge.about.choices.items()}
        found = KOS.audit_late_charge(charge.under(**known).value, cad(one.amount), issued=one.issued, paid=one.paid)
        assert any(match.holds(known) for match in found.value.readings)

    @given(bought())
    @settings(max_examples=examples(60))
    def test_the_right_figure_agrees_and_is_matched_by_the_readings_taken(self, one: Bought) -> None:
        charge = KOS.late_charge(cad(one.amount), issued=one.issued, paid=one.paid)
        found = KOS.audit_late_charge(charge.value, cad(one.amount), issued=one.issued, paid=one.paid).value
        assert found.agrees
        assert found.difference == cad(0)
        assert found.readings[0].holds(charge.readings)

    @given(late_charges())
    def test_the_right_figure_agrees_under_any_terms(self, charge: Answer[Money]) -> None:
        assert isinstance(charge.terms, Terms)
        amount, issued, paid, billing_months = cast("tuple[Money, date, date, int]", charge.facts)
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
        assert sorted(map(str, holding)) == sorted(map(str, giving))


CHARGE = KOS.late_charge("113.00", issued=ISSUED, paid=PAID)


class TestAnswer:
    """An audit is an answer like any other."""

    ANSWER = KOS.audit_late_charge("3.29", "113.00", before_tax="100.00", **DAYS)

    def test_its_one_line(self) -> None:
        assert repr(self.ANSWER) == (
            "<audit late charge: 3.29 CAD billed, 3.41 by the terms: 0.12 less, as by each-day-rounded  "
            "[Service Terms s.7, s.9]>"
        )
        more = KOS.audit_late_charge("4.57", "113.00", **DAYS)
        assert "1.16 more, as by part_month whole-month and 1 more" in repr(more)
        assert repr(KOS.audit_late_charge("3.41", "113.00", **DAYS)).startswith(
            "<audit late charge: 3.41 CAD billed: agrees"
        )

    def test_its_working(self) -> None:
        text = str(self.ANSWER)
        assert "late charge: 3.29 was billed, 3.41 is right: 3.29 - 3.41 = -0.12" in text
        assert "  mistake each-day-rounded: each day's charge rounded\n" in text
        assert "  3.02 by before-tax: 3.29 is 0.27 more\n" in text
        assert "  original-amount: original was not given\n" in text
        assert "24 distinct figures were tried, from 0.00 to 4.57" in text
        assert "a match shows arithmetic, not a cause" in text
        assert max(map(len, text.splitlines())) <= 88
        assert text.isascii()

    def test_readings_that_agree_are_told_apart(self) -> None:
        text = str(KOS.audit_late_charge("3.41", "113.00", **DAYS))
        assert "late charge: 3.41 was billed: agrees" in text
        assert "reading, as used: runs_from invoice-date" in text

    def test_where_every_mistake_gives_it_no_other_is_listed(self) -> None:
        found = KOS.audit_late_charge("0.00", "113.00", issued=ISSUED, paid=ISSUED)
        assert "known mistakes that give another sum" not in str(found)
        given_all = made(late_charge=flat(750)).audit_late_charge("7.50", "113.00", issued=ISSUED, paid="2026-06-01")
        assert "known mistakes that give another sum" not in str(given_all)

    def test_all_mistakes_tried(self) -> None:
        found = KOS.audit_late_charge(
            "1.00", "250.00", issued="2026-01-31", paid="2026-04-30", before_tax="200.00", original="300.00"
        )
        assert found.value.not_tried == ()
        assert "that were not tried" not in str(found)

    def test_html_is_one_table(self) -> None:
        assert self.ANSWER.html().count("<table") == 1

    def test_it_is_a_record(self) -> None:
        record = json.loads(json.dumps(self.ANSWER.as_dict()))
        assert from_dict(record) == self.ANSWER
        assert record["figure"]["matches"] == [{"mistake": "each-day-rounded"}]
        assert record["facts"]["original"] is None

    def test_a_match_of_readings_in_a_record(self) -> None:
        figure: Any = KOS.audit_late_charge("2.19", "113.00", **DAYS).as_dict()["figure"]
        assert figure["matches"][0]["readings"]["runs_from"] == ["due-date"]

    def test_it_pickles_and_hashes(self) -> None:
        assert pickle.loads(pickle.dumps(self.ANSWER)) == self.ANSWER
        assert hash(self.ANSWER) == hash(pickle.loads(pickle.dumps(self.ANSWER)))

    def test_under_another_reading(self) -> None:
        other = KOS.audit_late_charge("2.19", "113.00", **DAYS).under(runs_from="due-date")
        assert other.value.agrees
        assert self.ANSWER.across_readings().highest.text == "3.41"

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
                name: one.default
                for name, one in inspect.signature(method).parameters.items()
                if name not in ("terms", "billed")
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
            (lambda: Bill([late("3.41"), refunded("1.00"), dollars()]), "a bill is in one currency"),
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

    def test_all_agrees(self) -> None:
        lines = [late("3.41"), due("2026-01-16"), refunded("33.30", "4.33", "37.63"), ended("209.83", "27.28")]
        answer = KOS.audit(Bill([*lines, DISPUTE]))
        assert answer.value.agrees
        assert answer.value.difference == cad(0)
        assert answer.value.billed.text == "202.89"  # 3.41 - 37.63 + 209.83 + 27.28
        assert repr(answer).startswith("<audit: 5 of 5 lines agree; 202.89 CAD billed, 202.89 by the terms  [")

    def test_each_line_by_itself(self) -> None:
        bill = Bill([late("4.57"), due("2026-01-20"), refunded("34.97", "4.55"), ended("300.00", total="339.00")])
        first, second, third, fourth = KOS.audit(bill).value.lines
        assert isinstance(first.audit, Audit)
        assert [one.name for one in first.audit.matches][-1] == "whole-month-for-started"
        assert isinstance(second.audit, DateAudit)
        assert (second.audit.difference, second.counted) == (4, None)
        assert isinstance(third.audit, Audit)
        assert [one.name for one in third.audit.matches] == ["cancel_day refunded; rounding half-up"]
        assert [one.difference.text for one in third.sums] == ["0.22"]
        assert third.counted == (cad(-3952), cad(-3763))
        assert isinstance(fourth.audit, Audit)
        assert (fourth.audit.matches, fourth.audit.mistakes) == ((), ())
        assert fourth.counted == (cad(33900), cad(23711))
        assert not any(one.agrees for one in (first, second, third, fourth))
        whole = KOS.audit(bill).value
        assert whole.difference.text == "101.16"  # 4.57 - 3.41 - (39.52 - 37.63) + (339.00 - 237.11)

    def test_a_tax_that_is_included_is_not_counted_twice(self) -> None:
        (line,) = KOS.audit(Bill([ended("209.83", "24.14", tax_mode="included")])).value.lines
        assert (line.agrees, line.counted) == (True, (cad(20983), cad(20983)))
        (bare,) = KOS.audit(Bill([refunded("33.30")])).value.lines
        assert bare.counted == (cad(-3330), cad(-3330))

    def test_a_line_differs_where_its_tax_alone_does(self) -> None:
        (line,) = KOS.audit(Bill([refunded("33.30", "4.34")])).value.lines
        assert isinstance(line.audit, Audit)
        assert (line.audit.agrees, line.agrees) == (True, False)

    def test_the_incentive_of_a_service(self) -> None:
        bill = Bill([BillLine("cancellation_charge", INCENTIVE, cad(4000))])
        assert load("kos", service="cable").audit(bill).value.agrees

    def test_its_working(self) -> None:
        bill = Bill([late("3.29"), due("2026-01-20"), due("2026-01-16"), refunded("34.97", "4.55"), DISPUTE])
        text = str(KOS.audit(bill))
        words = " ".join(text.split())
        assert "\nline 1, late charge\n" in text
        assert "    mistake each-day-rounded: each day's charge rounded\n" in text
        assert "23 distinct figures were tried, from 0.00 to 4.57" in text
        assert "due date: 2026-01-20 was billed, 2026-01-16 is right: 2026-01-20 - 2026-01-16 = 4 days" in words
        assert "due date: 2026-01-16 was billed: agrees" in text
        assert "tax: 4.55 was billed, 4.33 is right: 4.55 - 4.33 = 0.22" in words
        assert "line 3: agrees\n" in text
        assert "last day to dispute: 2026-01-01 + 90 days = 2026-04-01" in text
        assert "billed -36.23, right -34.22, difference -2.01" in text  # 3.29 - 39.52; 3.41 - 37.63
        assert "late_charge.runs_from invoice-date:" in text
        assert "remaining" not in text
        assert "a match shows arithmetic, not a cause" in text
        assert max(map(len, text.splitlines())) <= 88
        assert KOS.audit(bill).html().count("<table") == 1

    def test_its_clauses_are_those_of_its_lines(self) -> None:
        assert [str(one) for one in KOS.audit(Bill([due("2026-01-16")])).clauses] == ["Service Terms s.7"]
        assert [str(one) for one in KOS.audit(Bill([refunded("1.00")])).clauses] == ["Service Terms s.36"]

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
        answer = KOS.under(late_charge={"rounding": "down"}).audit(bill)
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
        assert (both.value.figure, both.value.right) == (cad(219 - 3497), cad(219 - 3497))
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
            KOS.audit(Bill([BillLine("cancellation_charge", INCENTIVE, cad(4000))]))
        with pytest.raises(AmountError, match=r"line 1 of the bill, refund: .* these terms are in CAD"):
            KOS.audit(Bill([dollars()]))
        with pytest.raises(InputError, match="is no bill"):
            KOS.audit([late("3.41")])  # type: ignore[arg-type]

    def test_terms_answer_it_where_they_answer_any_line(self) -> None:
        assert KOS.answers("audit")
        assert "audit" in str(KOS)
        rules = KOS.agreement.rules.changed(due_date=None, late_charge=None, dispute=None, refund=None)
        bare = Terms(replace(KOS.agreement, rules=rules.changed(cancellation_charge=None)))
        assert not bare.answers("audit")
        assert not bare.answers("audit_late_charge")

    def test_a_line_as_data(self) -> None:
        (line,) = KOS.audit(Bill([refunded("33.30", "4.33", "37.63")])).value.lines
        data: Any = line.as_dict()
        assert isinstance(line, LineAudit)
        assert (data["agrees"], data["tax"]["right"], data["total"]["difference"]) == (True, "4.33", "0.00")


FILE = """
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
        assert self.read(tmp_path, json.dumps(bill.as_dict()), "bill.json") == bill
        assert [line.agrees for line in KOS.audit(bill).value.lines] == [False, True]

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
        with pytest.raises(UnreadableFileError, match=r"neither \.toml nor \.json"):
            self.read(tmp_path, FILE, "bill.csv")
        with pytest.raises(UnreadableFileError, match="there is no such file"):
            read_bill(tmp_path / "bill.txt", KOS.agreement)

    def test_check_knows_bills(self, tmp_path: Path) -> None:
        for name, text in (("bill.toml", FILE), ("bill.json", json.dumps(self.read(tmp_path, FILE).as_dict()))):
            (tmp_path / name).write_text(text, "utf-8")
            assert check_file(tmp_path / name, KOS) == "a bill of 2 lines"
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
        assert not Draft202012Validator(Line("CAD").schema({})).is_valid({"question": "due_date"})


class TestCommand:
    """`telcoterms audit FILE` and `telcoterms audit-late-charge`: what is printed, and the exit status."""

    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        status = main(words)
        out, err = capsys.readouterr()
        return status, out, err

    def file(self, folder: Path, text: str) -> str:
        path = folder / "bill.toml"
        path.write_text(text, "utf-8")
        return str(path)

    def test_0_where_all_agrees(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.file(tmp_path, template_text("bill.toml"))
        status, out, err = self.run(capsys, "audit", path)
        assert (status, err) == (0, "")
        assert out.startswith("audit of a bill of 4 lines,\n  by KOS's Service Terms of 2021-07-12: 4 of 4 lines agree")
        assert self.run(capsys, "check", path)[0] == 0

    def test_1_where_a_line_differs(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, err = self.run(capsys, "audit", self.file(tmp_path, FILE))
        assert (status, err) == (1, "")
        assert "mistake each-day-rounded" in out

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
            assert out.count("<table") == 1

    def test_readings_and_services(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = self.file(tmp_path, FILE.replace('"3.29"', '"2.19"'))
        assert self.run(capsys, "audit", path)[0] == 1
        assert self.run(capsys, "audit", path, "--reading", "late_charge.runs_from=due-date")[0] == 0
        assert "leave out monthly_fee" in self.run(capsys, "audit", path, "--service", "cable")[2]

    def test_one_late_charge(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["audit-late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"]
        status, out, _ = self.run(capsys, *words, "--billed", "3.02", "--before-tax", "100.00")
        assert status == 1
        assert "mistake before-tax: charged on the amount before tax" in out
        assert self.run(capsys, *words, "--billed", "3.41")[0] == 0

    def test_the_example(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, _ = self.run(capsys, "audit", str(ROOT / "examples" / "bill.toml"))
        assert status == 1
        assert heading_of(out).startswith("audit: 1 of 4 lines agree; -33.95 CAD billed, -32.38 by the terms")


class TestCases:
    """The worked cases, each with its arithmetic done by hand."""

    @pytest.mark.parametrize("case", cases("kos", "audit"), ids=lambda case: case["name"])
    def test_a_case(self, case: dict[str, Any]) -> None:
        said = {"name", "reading", "right", "difference", "readings", "mistakes", "tried"}
        answer: Answer[Audit] = KOS.audit_late_charge(**{key: one for key, one in case.items() if key not in said})
        found = answer.under(**case.get("reading", {})).value
        assert (found.right.text, found.difference.text) == (case["right"], case["difference"])
        assert [one.name for one in found.readings] == case["readings"]
        assert named(found) == case["mistakes"]
        figures = {name: figure.text for name, figure in tried(found).items()}
        assert {name: figures[name] for name in case.get("tried", {})} == case.get("tried", {})
