"""What was prepaid, and what of it comes back: each figure by hand.

Unless a test says otherwise, 30.00 for June 2026, which has 30 days, cancelled on the 10th: 20 days are left, 20.00.
"""

from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from telcoterms import InputError, Terms
from telcoterms.agreement.numbers import Dated
from telcoterms.agreement.taxes import NO_TAX
from telcoterms.clauses.refund import (
    ByDays,
    NoRefund,
    Prepaid,
    RefundQuestion,
    RefundRule,
    ReRated,
    all_comes_back,
    billing_day_note,
    gives_back,
    months_note,
    prepaid_under,
    refund_tax,
    refundable_amount,
    refunded,
    start_note,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.steps import Step
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, cad, made

JUNE: dict[str, Any] = {"fee": cad(30_00), "cycle_start": date(2026, 6, 1), "cancelled": date(2026, 6, 10)}
NONE = NoRefund(clause=CLAUSE, says="")
YEAR: dict[str, Any] = {"fee": cad(120_00), "cycle_start": date(2026, 1, 15), "fee_months": 12}


def by_days(**fields: Any) -> ByDays:
    return ByDays(clause=CLAUSE, says="", **fields)


def re_rated(**fields: Any) -> ReRated:
    """15.00 for each month that has begun."""
    return ReRated(monthly_price=cad(15_00), clause=CLAUSE, says="", **fields)


def back(rule: RefundRule, **facts: Any) -> Fraction:
    """What comes back in cents, exact."""
    return refundable_amount(rule, prepaid_under(rule, **{**JUNE, **facts}))


def texts(steps: tuple[Step, ...]) -> list[str]:
    return [phrase_text(step.phrase) for step in steps]


class TestPrepaid:
    """The days of a cancellation fit together, and each has its usual value where it is left out."""

    def test_what_is_taken_where_nothing_is_said(self) -> None:
        prepaid = Prepaid(**JUNE)
        assert (prepaid.day, prepaid.cycle_end, prepaid.length) == (1, date(2026, 7, 1), 30)
        assert (prepaid.tax_day, prepaid.service_start) == (date(2026, 6, 1), date(2026, 6, 1))
        assert (prepaid.cycles_after, prepaid.fee_months, prepaid.cycle_months) == (0, 1, 1)

    def test_what_is_said(self) -> None:
        prepaid = Prepaid(
            **{**JUNE, "cycle_start": date(2026, 2, 28), "cancelled": date(2026, 3, 10)},
            billing_day=31,
            taxed_on=date(2026, 2, 1),
            started=date(2025, 1, 1),
            paid_until=date(2026, 4, 30),
        )
        assert (prepaid.day, prepaid.cycle_end, prepaid.length) == (31, date(2026, 3, 31), 31)
        assert (prepaid.tax_day, prepaid.service_start) == (date(2026, 2, 1), date(2025, 1, 1))
        assert prepaid.cycles_after == 1

    def test_the_days_that_are_over_and_left(self) -> None:
        prepaid = Prepaid(**JUNE)
        assert (prepaid.used("used"), prepaid.left("used")) == (10, 20)
        assert (prepaid.used("refunded"), prepaid.left("refunded")) == (9, 21)

    @pytest.mark.parametrize(
        ("start", "cancelled", "months"),
        [
            ("2026-01-15", "2026-01-15", 1),
            ("2026-01-15", "2026-02-14", 1),
            ("2026-01-15", "2026-02-15", 2),
            ("2026-01-15", "2026-04-14", 3),
            ("2026-01-31", "2026-02-27", 1),
            ("2026-01-31", "2026-02-28", 2),  # the month of the 31st begins on the 28th of February
            ("2026-11-15", "2027-01-15", 3),
        ],
    )
    def test_the_months_that_have_begun(self, start: str, cancelled: str, months: int) -> None:
        days = {"cycle_start": date.fromisoformat(start), "cancelled": date.fromisoformat(cancelled)}
        assert Prepaid(**{**YEAR, **days}, cycle_months=12).months_begun == months

    @pytest.mark.parametrize("cancelled", ["2026-06-01", "2026-06-30"])
    def test_the_first_and_the_last_day_of_the_cycle_are_in_it(self, cancelled: str) -> None:
        assert Prepaid(**{**JUNE, "cancelled": date.fromisoformat(cancelled)}).cycle_end == date(2026, 7, 1)

    @pytest.mark.parametrize(("cancelled", "other"), [("2026-05-31", "2026-05-01"), ("2026-07-01", "2026-07-01")])
    def test_a_day_outside_the_cycle_is_refused_with_the_cycle_that_holds_it(self, cancelled: str, other: str) -> None:
        with refused(InputError, f"cancelled is {cancelled}, outside the cycle from 2026-06-01", f"from {other}"):
            Prepaid(**{**JUNE, "cancelled": date.fromisoformat(cancelled)})

    def test_the_service_may_start_on_the_day_of_the_cancellation_and_not_after_it(self) -> None:
        assert Prepaid(**JUNE, started=date(2026, 6, 10)).service_start == date(2026, 6, 10)
        with refused(InputError, "started is 2026-06-11, after the cancellation on 2026-06-10"):
            Prepaid(**JUNE, started=date(2026, 6, 11))

    def test_paid_until_is_a_billing_day(self) -> None:
        with refused(InputError, "paid_until is 2026-08-02, which is no billing day of the 1.: give the first day"):
            Prepaid(**JUNE, paid_until=date(2026, 8, 2))
        with refused(InputError, "paid_until is 2026-07-30, which is no whole number of cycles of 28 days"):
            Prepaid(**JUNE, cycle_days=28, paid_until=date(2026, 7, 30))
        assert Prepaid(**JUNE, cycle_days=28, paid_until=date(2026, 7, 27)).cycles_after == 1


class TestByDays:
    """The part of the cycle that is left comes back, and the whole cycles after it."""

    @pytest.mark.parametrize(
        ("facts", "cents"),
        [
            ({}, 20_00),  # 20/30
            ({"cancelled": date(2026, 6, 30)}, 0),
            ({"cancelled": date(2026, 6, 1)}, 29_00),
            ({"paid_until": date(2026, 7, 1)}, 20_00),
            ({"paid_until": date(2026, 8, 1)}, 50_00),  # and July
            ({"paid_until": date(2026, 6, 1)}, 0),  # June itself is not paid
            ({"fee": cad(90_00), "fee_months": 3}, 20_00),  # 90.00 / 3 x 20/30
            ({"fee": cad(90_00), "fee_months": 3, "paid_until": date(2026, 9, 1)}, 80_00),  # and two months of 30.00
            ({"regime": "fixed-term"}, 0),
        ],
    )
    def test_by_the_facts(self, facts: dict[str, Any], cents: int) -> None:
        assert back(by_days(), **facts) == cents

    @pytest.mark.parametrize(
        ("fields", "cents"),
        [
            ({"cancel_day": "refunded"}, 21_00),
            ({"cycle": 28}, Fraction(30_00 * 18, 28)),  # 28 days from 1 June, of which 10 are used
            ({"kept": cad(5_00)}, 15_00),
            ({"kept": cad(20_00)}, 0),
            ({"kept": cad(20_01)}, 0),  # and never less than nothing
            ({"kept": Dated(((date(2020, 1, 1), cad(1_00)), (date(2026, 6, 2), cad(9_00))))}, 19_00),  # of 1 June
            ({"all_back_within": 9}, 30_00),  # 1 June and 9 days
            ({"all_back_within": 8}, 20_00),
            ({"all_back_within": 9, "kept": cad(5_00)}, 25_00),
        ],
    )
    def test_by_the_clause(self, fields: dict[str, Any], cents: Fraction) -> None:
        assert back(by_days(**fields)) == cents

    def test_all_comes_back_early_inside_a_fixed_term_too(self) -> None:
        early = by_days(all_back_within=9)
        assert back(early, regime="fixed-term") == 30_00
        assert back(by_days(all_back_within=8), regime="fixed-term") == 0
        assert back(early, started=date(2026, 5, 31)) == 20_00  # ten days
        assert back(early, paid_until=date(2026, 6, 1)) == 0

    def test_the_sum_is_rounded_once_and_its_tax_with_it(self) -> None:
        # 31.00 x 20/30 = 20.6666...; no tax
        refund = refunded(by_days(), Prepaid(**{**JUNE, "fee": cad(31_00)}), NO_TAX)
        assert (refund.refund, refund.tax, refund.total) == (cad(20_67), cad(0), cad(20_67))
        refund = refunded(by_days(rounding="down"), Prepaid(**{**JUNE, "fee": cad(31_00)}), NO_TAX)
        assert refund.refund == refund.figure == cad(20_66)

    def test_a_fact_on_which_nothing_rests_is_refused(self) -> None:
        with refused(InputError, "started is 2026-05-01, and no figure of these terms depends on the start"):
            back(by_days(), started=date(2026, 5, 1))
        with refused(InputError, "billing_day is 1, and these terms bill by cycles of 28 days"):
            back(by_days(cycle=28), billing_day=1)
        with refused(InputError, "started is 2026-05-01"):
            back(NONE, started=date(2026, 5, 1))

    def test_of_a_clause_without_refund_nothing_comes_back(self) -> None:
        assert back(NONE) == 0
        assert not gives_back(NONE, Prepaid(**JUNE))
        assert not all_comes_back(NONE, Prepaid(**JUNE))


class TestReRated:
    """A year for 120.00, of which each month that has begun costs 15.00."""

    @pytest.mark.parametrize(
        ("cancelled", "cents"),
        [
            ("2026-01-15", 105_00),
            ("2026-04-14", 75_00),  # three months
            ("2026-04-15", 60_00),
            ("2026-08-15", 0),  # eight months are all of it
            ("2026-12-31", 0),
        ],
    )
    def test_the_months_begun_are_taken_off(self, cancelled: str, cents: int) -> None:
        assert back(re_rated(), **YEAR, cancelled=date.fromisoformat(cancelled)) == cents

    def test_what_is_kept_is_taken_off_and_early_all_comes_back(self) -> None:
        on: dict[str, Any] = {**YEAR, "cancelled": date(2026, 1, 29)}
        assert back(re_rated(kept=cad(10_00)), **on) == 95_00
        assert back(re_rated(all_back_within=14), **on) == 120_00
        assert back(re_rated(all_back_within=13), **on) == 105_00

    def test_inside_a_fixed_term_too(self) -> None:
        assert back(re_rated(), **YEAR, cancelled=date(2026, 4, 14), regime="fixed-term") == 75_00

    def test_the_cycle_is_the_months_that_the_fee_covers(self) -> None:
        assert prepaid_under(re_rated(), **YEAR, cancelled=date(2026, 4, 14)).cycle_end == date(2027, 1, 15)
        with refused(InputError, "paid_until is 2027-01-15, and these terms take the months begun off the whole fee"):
            back(re_rated(), **YEAR, cancelled=date(2026, 4, 14), paid_until=date(2027, 1, 15))


class TestNotes:
    """What the facts leave open stands below the figure, and only there where it would change it."""

    def test_other_billing_days_of_a_cycle_from_the_end_of_february(self) -> None:
        # 30.00 from 28 February, cancelled on 10 March: 17/28; billed on the 29th 18/29, the 30th 19/30, the 31st 20/31
        days = {"cycle_start": date(2026, 2, 28), "cancelled": date(2026, 3, 10)}
        (note,) = texts(billing_day_note(by_days(), Prepaid(**{**JUNE, **days}), NO_TAX))
        for figure in ("billing day 29 it is 18.62", "billing day 30 it is 19.00", "billing day 31 it is 19.35"):
            assert figure in note
        assert billing_day_note(by_days(), Prepaid(**{**JUNE, **days}, billing_day=28), NO_TAX) == ()
        assert billing_day_note(by_days(), Prepaid(**JUNE), NO_TAX) == ()
        in_days = {"cycle_start": date(2026, 6, 30), "cancelled": date(2026, 7, 10), "cycle_days": 28}
        assert billing_day_note(by_days(cycle=28), Prepaid(**{**JUNE, **in_days}), NO_TAX) == ()

    def test_the_start_of_the_service_where_all_comes_back_because_of_it(self) -> None:
        early = by_days(all_back_within=14)
        (note,) = texts(start_note(early, Prepaid(**JUNE)))
        assert "the service is taken to have started with the cycle, on 2026-06-01" in note
        assert start_note(early, Prepaid(**JUNE, started=date(2026, 6, 1))) == ()
        assert start_note(by_days(all_back_within=8), Prepaid(**JUNE)) == ()
        assert start_note(early, Prepaid(**JUNE, paid_until=date(2026, 6, 1))) == ()

    def test_months_after_the_cycle(self) -> None:
        more = Prepaid(**JUNE, paid_until=date(2026, 8, 1))
        (note,) = texts(months_note(by_days(), more))
        assert "whether a fee for" not in note
        assert "whether the months after the cycle come back whole, it does not say" in note
        for months in (2, 3):
            (note,) = texts(months_note(by_days(), Prepaid(**JUNE, fee_months=months)))
            assert f"whether a fee for {months} months is one" in note
        assert months_note(by_days(), Prepaid(**JUNE)) == ()
        assert months_note(by_days(), Prepaid(**JUNE, fee_months=3, regime="fixed-term")) == ()
        assert months_note(by_days(all_back_within=14), more) == ()
        assert months_note(by_days(cycle=28), Prepaid(**JUNE, cycle_days=28, fee_months=2)) == ()
        assert months_note(re_rated(), more) == ()


class TestAnswer:
    """The working, the sentence and the headline say what was computed, from what, and no more."""

    FACTS: ClassVar[dict[str, Any]] = {"fee": "30.00", "cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
    SUMS: ClassVar[list[tuple[dict[str, Any], dict[str, Any], str]]] = [
        ({}, {}, "refund: 30.00 x 20/30 = 20.00"),
        ({"kept": cad(5_00)}, {}, "refund: max(0, 30.00 x 20/30 - 5.00) = 15.00"),
        ({"all_back_within": 14}, {}, "refund: 30.00 = 30.00"),
        ({}, {"fee_months": 2}, "refund: 30.00 / 2 x 20/30 = 10.00"),
        ({}, {"paid_until": "2026-08-01"}, "refund: 30.00 x 20/30 + 30.00 x 1 = 50.00"),
        ({}, {"paid_until": "2026-08-01", "cancelled": "2026-06-30"}, "refund: 30.00 x 1 = 30.00"),
        ({}, {"cancelled": "2026-06-30"}, "refund: 30.00 x 0/30 = 0.00"),
    ]

    @pytest.mark.parametrize(("fields", "facts", "line"), SUMS)
    def test_the_line_of_the_sum(self, fields: dict[str, Any], facts: dict[str, Any], line: str) -> None:
        assert line in texts(made(refund=by_days(**fields)).refund(**{**self.FACTS, **facts}).steps)

    def test_the_line_where_nothing_was_prepaid(self) -> None:
        (line,) = texts(made(refund=by_days()).refund(**self.FACTS, paid_until="2026-06-01").steps)
        assert line.startswith("paid for up to 2026-06-01, on or before the start of the cycle")

    @pytest.mark.parametrize(
        ("fields", "facts", "end"),
        [
            (
                {},
                {},
                "gives back $22.60 of the fee of $30.00 for the cycle from 1 June: $20.00 and $2.60 of tax.",
            ),
            ({}, {"tax_rate": 0}, "gives back $20.00, without tax, of the fee of $30.00 for the cycle from 1 June"),
            ({}, {"paid_until": "2026-06-01"}, "gives back nothing of the fee of $30.00 for the cycle from 1 June"),
            ({"paid_within": MonthsAndDays(days=10)}, {}, "$20.00 and $2.60 of tax, paid out by 20 June."),
        ],
        ids=["taxed", "untaxed", "nothing", "paid-out"],
    )
    def test_the_sentence(self, fields: dict[str, Any], facts: dict[str, Any], end: str) -> None:
        assert end in made(refund=by_days(**fields)).refund(**self.FACTS, **facts).sentence

    def test_the_headline(self) -> None:
        plain = made(refund=by_days()).refund(**self.FACTS).value
        assert phrase_text(plain.headline()) == "20.00 CAD, tax 2.60, total 22.60"
        paid_out = made(refund=by_days(paid_within=MonthsAndDays(days=10))).refund(**self.FACTS).value
        assert phrase_text(paid_out.headline()) == "20.00 CAD, tax 2.60, total 22.60, to be paid out by 2026-06-20"

    def test_a_fee_covers_one_month_unless_more_are_named(self) -> None:
        assert made(refund=by_days()).refund(**self.FACTS).value.refund == cad(20_00)
        year = {"fee": cad(120_00), "cycle_start": date(2026, 1, 15), "cancelled": date(2026, 1, 20)}
        assert prepaid_under(re_rated(), **year).cycle_end == date(2026, 2, 15)

    def test_two_editions_are_compared_by_a_fee_of_50_00(self) -> None:
        (facts,) = RefundQuestion.compared
        assert made(refund=by_days()).refund(**facts).value.refund == cad(33_33)  # 50.00 x 20/30

    def test_the_calendar_bears_on_days_that_are_business_days(self) -> None:
        working = MonthsAndDays(days=10, count="business-days")
        assert by_days(paid_within=working).open_day_keys == (("paid_within",),)
        assert by_days(paid_within=MonthsAndDays(days=10)).open_day_keys == ()
        assert by_days().open_day_keys == ()
        note = "counted by the calendar"
        for rule, counts in ((by_days(paid_within=working), True), (by_days(), False), (NONE, False)):
            told = texts(made(refund=rule).refund(**self.FACTS).steps)
            assert any(line.startswith(note) for line in told) == counts

    def test_readings_are_heard_where_a_part_comes_back(self) -> None:
        part = made(refund=by_days(all_back_within=8)).refund(**self.FACTS)
        assert part.about.unheard == frozenset()
        whole = made(refund=by_days(all_back_within=9)).refund(**self.FACTS)
        assert whole.about.unheard == {"cancel_day", "month_length", "rounding"}


class TestTax:
    """The tax that comes back is the one that was paid; where nothing ever comes back, no rate is needed."""

    @staticmethod
    def untaxed(rule: RefundRule) -> Terms:
        """Terms that name no table of taxes."""
        return Terms(replace(made(refund=rule).agreement, tax=None, tax_clause=None))

    def test_where_nothing_comes_back_no_rate_is_needed(self) -> None:
        bare = self.untaxed(NONE).agreement
        assert refund_tax(bare, Prepaid(**JUNE), None, None, None).on(cad(100_00)) == cad(0)
        assert refund_tax(bare, Prepaid(**JUNE), "ON", None, None).on(cad(100_00)) == cad(0)
        assert refund_tax(bare, Prepaid(**JUNE), None, Fraction(1, 10), None).on(cad(100_00)) == cad(10_00)
        taxed = made(refund=NONE).agreement
        assert refund_tax(taxed, Prepaid(**JUNE), None, None, None).on(cad(100_00)) == cad(13_00)

    def test_terms_without_a_table_say_so_where_anything_comes_back(self) -> None:
        note = "these terms name no table of taxes, and no tax is in this figure"
        fixed: dict[str, Any] = {"regime": "fixed-term"}
        cases: list[tuple[RefundRule, dict[str, Any], bool]] = [
            (by_days(), {}, True),
            (by_days(), fixed, False),
            (NONE, {}, False),
        ]
        for rule, facts, is_told in cases:
            told = texts(self.untaxed(rule).refund(**TestAnswer.FACTS, **facts).steps)
            assert any(line.startswith(note) for line in told) == is_told

    def test_the_region_and_the_kind_of_service_choose_the_taxes(self) -> None:
        terms = made(refund=by_days())
        # 20.00: GST 5 % and QST 9.975 %, 1.00 + 1.995; GST and PST 7 %, 1.00 + 1.40
        quebec = terms.refund(**TestAnswer.FACTS, region="QC")
        assert quebec.value.tax == cad(3_00)
        assert "tax in all: 1.00 + 2.00 = 3.00" in texts(quebec.steps)
        columbia = terms.refund(**TestAnswer.FACTS, province="BC", taxed_as="internet")
        assert columbia.value.tax == cad(2_40)
