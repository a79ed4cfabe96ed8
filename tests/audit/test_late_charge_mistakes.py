"""Known mistakes in late charges of every form: what each comes to by hand, or why it is not known."""

from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import Dated
from telcoterms.audit.mistakes import (
    MISTAKES,
    BilledCharge,
    MistakeName,
    OwnFeeMistakeName,
    RateShape,
    fee_mistake_term,
    known_mistake,
    outcome_of,
    shape_of,
)
from telcoterms.clauses.late_charge.kinds import GreaterOf, LateChargeRule, NoCharge, PercentageCharge, SumOf
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import Phrase
from tests.terms_builders import CLAUSE, a_rate, cad, compound, flat, simple

TWO_PERCENT = Fraction(1, 50)
UNKNOWN_KIND = "of this kind of clause the mistake is not known"


def outcome(
    name: MistakeName,
    rule: LateChargeRule,
    amount: int = 11300,
    issued: date = date(2026, 1, 1),
    due: date = date(2026, 1, 16),
    paid: date = date(2026, 2, 15),
) -> str:
    """What a mistake comes to, or why it is not known; by default on 113.00, 45 days after its invoice."""
    found = outcome_of(name, BilledCharge(rule=rule, amount=amount, days=DebtDays(issued, due), paid=paid))
    return phrase_text(found) if isinstance(found, Phrase) else cad(found).text


def joined(*parts: Any, **fields: Any) -> SumOf:
    return SumOf(of=parts, clause=CLAUSE, says="", **fields)


class TestDaysOfARate:
    """24 % a year on 113.00 are 0.0743 a day, 0.07; 2 % a month are 2.26."""

    @pytest.mark.parametrize(("first_day", "figure"), [("not-counted", "3.15"), ("counted", "3.22")])
    def test_the_first_day_is_one_of_a_rate_by_days_where_it_counts(self, first_day: Any, figure: str) -> None:
        # 45 days, or 46
        assert outcome("each-day-rounded", simple(Fraction(24, 100), first_day=first_day)) == figure

    @pytest.mark.parametrize("first_day", ["not-counted", "counted"])
    def test_of_a_rate_by_months_it_never_is(self, first_day: Any) -> None:
        # 45 x 2.26
        assert outcome("month-charge-each-day", compound(TWO_PERCENT, first_day=first_day)) == "101.70"

    def test_before_the_start_there_is_none(self) -> None:
        # from the next invoice date, 1 February, on: paid on 20 January
        rule = compound(TWO_PERCENT, runs_from="next-invoice-date")
        assert outcome("month-charge-each-day", rule, paid=date(2026, 1, 20)) == "0.00"


class TestRateOfAJoin:
    """The mistake is made in the one rate of a join; the other parts are as the terms have them."""

    def test_a_flat_fee_beside_it_stays(self) -> None:
        # 31 x 0.07 = 2.17, 115.17 x 2 % / 28 = 0.08, 14 x 0.08 = 1.12: 3.29, and the fee of 1.00
        rule = joined(flat(100), compound(TWO_PERCENT))
        assert outcome("each-day-rounded", rule) == "4.29"
        # 113.00 x 0.2682 x 45/365 = 3.7364, and the fee
        stated = joined(flat(100), compound(TWO_PERCENT, stated_yearly_rate=Fraction("0.2682")))
        assert outcome("effective-rate-by-day", stated) == "4.74"

    @pytest.mark.parametrize("name", ["each-day-rounded", "month-charge-each-day", "nominal-rate-compounded-daily"])
    def test_of_two_rates_it_is_open_in_which(self, name: MistakeName) -> None:
        rule = joined(compound(TWO_PERCENT), simple(Fraction(1, 10)))
        assert outcome(name, rule) == "the charge has 2 rates: in which of them it would be made is open"

    def test_of_a_fee_alone_there_are_no_days(self) -> None:
        assert outcome("each-day-rounded", flat(100)) == "a charge without a rate has no months and no days"

    def test_of_a_join_month_by_month_it_is_not_known(self) -> None:
        reason = "where parts are compared month by month the mistake is not known"
        by_month = GreaterOf(of=(flat(100), compound(TWO_PERCENT)), per="month", clause=CLAUSE, says="")
        assert outcome("each-day-rounded", by_month) == reason
        assert outcome("each-day-rounded", joined(flat(100), by_month)) == reason

    def test_of_a_rate_that_changes_it_is_not_known(self) -> None:
        rising = Dated(((date(1, 1, 1), TWO_PERCENT), (date(2026, 2, 1), Fraction(3, 100))))
        assert outcome("each-day-rounded", compound(rising)) == "the rate is not one number: the mistake is not known"

    @pytest.mark.parametrize("name", ["each-day-rounded", "grace-subtracted-twice"])
    def test_with_a_grace_period_it_is_not_known(self, name: MistakeName) -> None:
        rule = compound(TWO_PERCENT, grace=Grace(days=5))
        assert outcome(name, rule) == "with a grace period the mistake is not known"


class TestFormOfARate:
    """By the month, compounded or not; by the year, for each of 365 days; or another."""

    @pytest.mark.parametrize(
        ("rate", "shape"),
        [
            (compound(TWO_PERCENT), "compound-monthly"),
            (a_rate(TWO_PERCENT), "simple-monthly"),
            (simple(Fraction(24, 100)), "simple-yearly"),
            (compound(TWO_PERCENT, round_to=cad(5)), "other"),
            (a_rate(TWO_PERCENT, on_day=1), "other"),
            (simple(Fraction(24, 100), block_days=7), "other"),
            (simple(Fraction(24, 100), day_count="actual/360"), "other"),
            (simple(Fraction(24, 100), day_count="30/360"), "other"),
            (a_rate(Fraction(24, 100), per="year", compounding="monthly"), "other"),
            (a_rate(Fraction(1, 1000), per="day"), "other"),
        ],
    )
    def test_shape(self, rate: Any, shape: RateShape) -> None:
        assert shape_of(rate) == shape

    @pytest.mark.parametrize(
        ("name", "rate", "why"),
        [
            ("nominal-rate-compounded-daily", a_rate(TWO_PERCENT), UNKNOWN_KIND),
            ("compounding-left-out", a_rate(TWO_PERCENT), UNKNOWN_KIND),
            ("compounding-left-out", simple(Fraction(24, 100)), "these terms do not compound"),
            ("month-charge-each-day", simple(Fraction(24, 100)), "these terms count days, not months"),
            ("month-charge-each-day", a_rate(Fraction(1, 1000), per="day"), UNKNOWN_KIND),
        ],
    )
    def test_a_mistake_that_is_not_made_in_it(self, name: MistakeName, rate: Any, why: str) -> None:
        assert outcome(name, rate) == why


class TestEachDayRounded:
    """The charge of each day is rounded, then summed up."""

    def test_three_percent_by_days(self) -> None:
        # 113.00 x 3 % / 31 = 0.1094, 31 x 0.11 = 3.41; 116.41 x 3 % / 28 = 0.1247, 14 x 0.12 = 1.68
        assert outcome("each-day-rounded", compound(Fraction(3, 100))) == "5.09"

    def test_of_a_large_amount_each_day_joins_the_balance(self) -> None:
        # 31 days at 1.02^(1/31) - 1 = 0.000639 of 100 000.00 are 2000.00 but for the rounding, which is less than a
        # cent a day: 63.90, 63.94, ... 65.13; on the amount alone they would be 31 x 63.90 = 1980.90
        rule = compound(TWO_PERCENT, part_month="daily-compound")
        found = outcome("each-day-rounded", rule, amount=100_000_00, paid=date(2026, 2, 1))
        assert found == "2000.00"


class TestMonthsWithoutCompounding:
    """Each month is charged on the amount alone."""

    @pytest.mark.parametrize("part_month", ["by-days", "whole-month", "completed-months", "daily-compound"])
    def test_whole_months_rounded_once(self, part_month: Any) -> None:
        # 1 January to 1 March: 2 x 2.26
        rule = compound(TWO_PERCENT, round_at="once", part_month=part_month)
        assert outcome("compounding-left-out", rule, paid=date(2026, 3, 1)) == "4.52"


class TestClampedMonthSteps:
    """From 31 January each month is stepped from the end of the one before: 28 February, 28 March."""

    LATE: ClassVar[dict[str, Any]] = {"amount": 25000, "issued": date(2026, 1, 31), "due": date(2026, 2, 15)}

    def test_paid_on_the_first_day_that_was_clamped(self) -> None:
        assert outcome("clamped-month-steps", compound(TWO_PERCENT), **self.LATE, paid=date(2026, 2, 28)) == "5.00"

    def test_paid_a_day_before_it(self) -> None:
        found = outcome("clamped-month-steps", compound(TWO_PERCENT), **self.LATE, paid=date(2026, 2, 27))
        assert found == "no month begins on a day that was clamped"

    def test_paid_on_the_next_one(self) -> None:
        # 5.00 + 255.00 x 2 %
        assert outcome("clamped-month-steps", compound(TWO_PERCENT), **self.LATE, paid=date(2026, 3, 28)) == "10.10"


class TestPartsOfAClause:
    """A mistake in the days is made in every part of a clause, and one about the start moves all of them."""

    @pytest.mark.parametrize(
        ("rule", "figure"),
        [
            (flat(100), "1.00"),
            (NoCharge(clause=CLAUSE, says=""), "0.00"),
            (PercentageCharge(share=Fraction(1, 10), clause=CLAUSE, says=""), "11.30"),
            (compound(TWO_PERCENT), "1.21"),  # 113.00 x 2 % x 15/28 from 31 January
            (joined(flat(100), compound(TWO_PERCENT)), "2.21"),
        ],
    )
    def test_grace_subtracted_twice(self, rule: LateChargeRule, figure: str) -> None:
        assert outcome("grace-subtracted-twice", rule) == figure

    @pytest.mark.parametrize("name", ["whole-month-for-started", "each-day-rounded"])
    def test_of_another_form_they_are_not_known(self, name: MistakeName) -> None:
        assert outcome(name, a_rate(Fraction(1, 1000), per="day")) == UNKNOWN_KIND


class TestCatalogue:
    """Each mistake in one line, as a page and a working have it."""

    LATE: ClassVar[dict[MistakeName, str]] = {
        "effective-rate-by-month": "a twelfth of the yearly rate each month, compounded again",
        "effective-rate-by-day": "the yearly rate over 365, by the day",
        "nominal-rate-compounded-daily": "twelve monthly rates over 365, compounded daily",
        "whole-month-for-started": "a whole month for a started one",
        "thirty-day-months": "months of 30 days, whatever the calendar says",
        "before-tax": "charged on the amount before tax",
        "original-amount": "charged on the original amount, not on what was outstanding",
        "grace-subtracted-twice": "the days until the due date taken off twice",
        "one-day-too-many": "one day too many",
        "one-day-too-few": "one day too few",
        "each-day-rounded": "each day's charge rounded",
        "compounding-left-out": "not compounded",
        "clamped-month-steps": "months stepped from a day that was clamped",
        "month-charge-each-day": "a month's charge on each day",
    }
    OTHERS: ClassVar[dict[OwnFeeMistakeName, str]] = {
        "other-days": "the other days of the cycle in their place",
        "whole-fee": "the whole fee, not a part of it",
        "one-month-too-many": "one month too many",
        "one-month-too-few": "one month too few",
        "other-months": "the months that are over in place of those that remain",
        "whole-term": "all months of the term, not those that remain",
        "share-left-out": "the whole fees, not the share of them",
        "tax-left-in": "the fees with the tax that they hold",
        "tax-added": "the sum with its tax",
        "tax-share-subtracted": "the rate of the tax subtracted from a sum with tax, which is to be divided "
        "(x 0.8 for / 1.2)",
        "tax-of-total": "the rate of the tax taken of a sum that holds it (x 0.2 for x 0.2 / 1.2)",
        "tax-within": "the tax taken out of the sum to which it is added",
        "tax-on-tax": "a tax on the sum with the taxes before it",
        "taxes-rounded-together": "the taxes rounded once, together",
        "credits-left-untaxed": "the tax of the charges alone, the credits left out",
    }

    @pytest.mark.parametrize("name", LATE)
    def test_in_a_late_charge(self, name: MistakeName) -> None:
        mistake = known_mistake(name)
        assert mistake.says == MISTAKES[name] == self.LATE[name]
        assert mistake.compute.__name__ == name.replace("-", "_")

    @pytest.mark.parametrize("name", OTHERS)
    def test_in_another_line(self, name: OwnFeeMistakeName) -> None:
        assert fee_mistake_term(name) == MISTAKES[name] == self.OTHERS[name]

    def test_there_are_no_others(self) -> None:
        assert list(MISTAKES) == [*self.LATE, *self.OTHERS]
