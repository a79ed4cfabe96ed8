"""What comes back of prepaid fees."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, NotInTermsError, Terms, UnknownNameError, load
from telcoterms.agreement.taxes import single_tax
from telcoterms.clauses.refund import ByDays, CancelDay, NoRefund, Prepaid, ReRated, refundable_amount, refunded
from telcoterms.values.messages import spelt_for
from telcoterms.values.money import ROUNDERS, Rounding
from telcoterms.values.proration import MonthLength
from telcoterms.values.steps import Clause
from tests.error_assertions import refused
from tests.oracle.questions import part_of_month
from tests.terms_builders import CLAUSE, KOS, ROUNDING, cad, made

PROVIDERS = Path(__file__).parents[1] / "providers"
HST = single_tax(Fraction(13, 100))
NO_TAX = single_tax(Fraction(0))
FEES = st.integers(0, 300_00)
CANCEL_DAYS: list[CancelDay] = ["used", "refunded"]
MONTH_LENGTHS: tuple[MonthLength, ...] = get_args(MonthLength)


def rule_of(cancel_day: CancelDay, month_length: MonthLength, rounding: Rounding = "half-up") -> ByDays:
    return ByDays(cancel_day=cancel_day, month_length=month_length, rounding=rounding, clause=CLAUSE, says="")


RULES = st.builds(rule_of, st.sampled_from(CANCEL_DAYS), st.sampled_from(MONTH_LENGTHS), st.sampled_from(ROUNDING))


@st.composite
def cycles(draw: st.DrawFn) -> dict[str, Any]:
    """A cycle, and a day of cancellation in it."""
    anchor = draw(st.dates(date(2023, 1, 1), date(2028, 12, 31)) | st.dates(date(2023, 1, 29), date(2023, 1, 31)))
    months = draw(st.integers(0, 40))
    start, end = anchor + relativedelta(months=months), anchor + relativedelta(months=months + 1)
    cancelled = start + timedelta(days=draw(st.integers(0, (end - start).days - 1)))
    return {"cycle_start": start, "billing_day": anchor.day, "cancelled": cancelled}


class TestByDays:
    """Who cancels a month-to-month service gets prepaid fees back, by the days of the cycle that are left."""

    def test_by_hand(self) -> None:
        # 30 days, cancelled on the 10th: 20 left; 49.95 x 20/30 = 33.30; HST 4.329 -> 4.33
        value = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value
        assert (value.refund.text, value.tax.text, value.total.text) == ("33.30", "4.33", "37.63")

    def test_the_tax_comes_back_by_law_and_the_fees_by_the_terms(self) -> None:
        answer = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
        fees, tax = Clause("Service Terms", "36"), Clause("Service Terms", "7")
        law = Clause("Excise Tax Act s.232", "")
        assert answer.clauses == (fees, tax, law)
        working = [line.clauses for line in answer.steps if line.part == "working"]
        assert working == [(fees,)] * 3 + [(law,)] + [(tax,)] * 3

    def test_terms_that_name_no_rule_of_law_by_which_tax_comes_back_do_not_tell_of_one(self) -> None:
        rule = KOS.agreement.rule("refund")
        assert isinstance(rule, ByDays)
        answer = made(refund=replace(rule, tax_law=None)).refund(30, cycle_start="2026-06-01", cancelled="2026-06-10")
        assert answer.value.total.text == "22.60"  # 30.00 x 20/30 = 20.00, and 13 % of it
        assert "come back too" not in str(answer.working)

    @pytest.mark.parametrize("facts", [{"regime": "fixed-term"}, {"paid_until": "2026-06-01"}])
    def test_no_reading_is_listed_where_nothing_comes_back_under_any(self, facts: dict[str, Any]) -> None:
        answer = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", **facts)
        assert answer.value.refund.text == "0.00"
        assert "readings used" not in str(answer.working)

    def test_on_the_last_day_nothing_is_left_and_on_the_first_all_but_it(self) -> None:
        last = KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-30")
        first = KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-01")
        assert (last.value.refund.text, last.under(cancel_day="refunded").value.refund.text) == ("0.00", "1.00")
        assert (first.value.refund.text, first.under(cancel_day="refunded").value.refund.text) == ("29.00", "30.00")

    def test_a_cycle_of_thirty_one_days_over_thirty(self) -> None:
        answer = KOS.refund(30, cycle_start="2026-01-01", cancelled="2026-01-01").under(month_length="thirty-day-month")
        assert answer.value.refund.text == "30.00"  # 30 days left of 30
        assert (
            answer.under(cancel_day="refunded").value.refund.text == "30.00"
        )  # 31 left: never more than a month's part
        short = KOS.refund(30, cycle_start="2026-02-01", cancelled="2026-02-01")
        assert short.under(month_length="thirty-day-month", cancel_day="refunded").value.refund.text == "28.00"

    def test_a_yearly_plan(self) -> None:
        # 120.00 / 12 = 10.00 a month; 15/30 of June and six months after it
        value = KOS.refund(
            120, cycle_start="2026-06-01", cancelled="2026-06-15", fee_months=12, paid_until="2027-01-01"
        ).value
        assert value.refund.text == "65.00"

    @pytest.mark.parametrize(
        ("paid_until", "back"),
        [
            (None, "15.00"),
            ("2026-07-01", "15.00"),
            ("2026-08-01", "45.00"),
            ("2026-06-01", "0.00"),
            ("2026-01-01", "0.00"),
        ],
    )
    def test_paid_until(self, paid_until: str | None, back: str) -> None:
        answer = KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", paid_until=paid_until)
        assert answer.value.refund.text == back

    def test_inside_a_fixed_term_nothing_comes_back(self) -> None:
        answer = KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", regime="fixed-term")
        assert (answer.value.refund.minor, answer.value.tax.minor, answer.value.total.minor) == (0, 0, 0)

    @given(FEES, cycles(), RULES, st.integers(1, 12), st.integers(-1, 6))
    def test_it_is_the_formula_rounded_once(
        self, fee: int, facts: dict[str, Any], rule: ByDays, fee_months: int, after: int
    ) -> None:
        start, day = facts["cycle_start"], facts["billing_day"]
        end = start + relativedelta(months=1, day=day)
        paid_until = start + relativedelta(months=1 + after, day=day)
        prepaid = Prepaid(fee=cad(fee), fee_months=fee_months, paid_until=paid_until, **facts)
        left = (end - facts["cancelled"]).days - (rule.cancel_day == "used")
        share = part_of_month(rule.month_length, (end - start).days - left, (end - start).days, (end - start).days)
        exact = Fraction(fee, fee_months) * (share + after) if after >= 0 else Fraction(0)
        assert refundable_amount(rule, prepaid) == exact
        value = refunded(rule, prepaid, HST)
        assert value.refund.minor == ROUNDERS[rule.rounding](exact.numerator, exact.denominator)
        assert value.tax.minor == ROUNDERS["half-up"](value.refund.minor * 13, 100)
        assert value.total == value.refund + value.tax
        assert value.figure == value.refund

    @given(FEES, cycles(), RULES, st.integers(0, 30))
    def test_it_grows_as_the_cancellation_moves_back(
        self, fee: int, facts: dict[str, Any], rule: ByDays, days: int
    ) -> None:
        earlier = max(facts["cycle_start"], facts["cancelled"] - timedelta(days=days))
        later = refunded(rule, Prepaid(fee=cad(fee), **facts), NO_TAX).refund
        assert refunded(rule, Prepaid(fee=cad(fee), **{**facts, "cancelled": earlier}), NO_TAX).refund >= later

    @given(FEES, cycles(), st.sampled_from(CANCEL_DAYS), st.sampled_from(ROUNDING))
    def test_with_actual_months_refund_and_used_part_are_the_fee(
        self, fee: int, facts: dict[str, Any], cancel_day: CancelDay, rounding: Rounding
    ) -> None:
        prepaid = Prepaid(fee=cad(fee), **facts)
        used_days = (facts["cancelled"] - facts["cycle_start"]).days + (cancel_day == "used")
        used = ROUNDERS[rounding](fee * used_days, prepaid.length)
        back = refunded(rule_of(cancel_day, "actual", rounding), prepaid, NO_TAX).refund.minor
        assert abs(back + used - fee) <= 1

    @given(FEES, cycles(), RULES)
    def test_never_more_than_the_fee_and_never_less_with_the_day_refunded(
        self, fee: int, facts: dict[str, Any], rule: ByDays
    ) -> None:
        prepaid = Prepaid(fee=cad(fee), **facts)
        back = refunded(rule, prepaid, NO_TAX).refund.minor
        assert 0 <= back <= fee
        assert refunded(rule.under({"cancel_day": "refunded"}), prepaid, NO_TAX).refund.minor >= back


class TestTheCycle:
    """The monthly cycle runs from its start up to, not including, the next billing day, stepped from that day."""

    def test_a_start_on_the_last_day_of_a_short_month_is_noted_with_what_a_later_billing_day_gives(self) -> None:
        # the 29th: to 29 March, 14 of 29 days left, 14.48; the 30th: 15 of 30; the 31st: 16 of 31, 15.4838...
        facts: dict[str, Any] = {"cycle_start": "2024-02-29", "cancelled": "2024-03-14"}
        answer = KOS.refund("30.00", **facts)
        assert answer.value.refund.text == "14.48"
        said = "a later billing day: with billing day 30 it is 15.00, with billing day 31 it is 15.48; if it does, give"
        assert f"{said} billing_day" in " ".join(str(answer.working).split())
        with spelt_for("shell"):
            assert f"{said} --billing-day" in " ".join(str(answer.working).split())
        assert KOS.refund("30.00", **facts, billing_day=30).value.refund.text == "15.00"

    @pytest.mark.parametrize(
        "facts",
        [
            {"cycle_start": "2024-02-29", "cancelled": "2024-03-14", "billing_day": 29},
            {"cycle_start": "2024-02-28", "cancelled": "2024-03-14"},  # not the last day of that February
            {"cycle_start": "2024-01-31", "cancelled": "2024-02-14"},  # no billing day is later
            {"cycle_start": "2024-02-29", "cancelled": "2024-03-14", "regime": "fixed-term"},  # nothing comes back
            {"cycle_start": "2024-02-29", "cancelled": "2024-03-14", "paid_until": "2024-05-29"},
        ],
        ids=["billing day given", "28 February of a leap year", "a 31st", "a fixed term", "paid until a 29th"],
    )
    def test_any_other_start_has_no_note(self, facts: dict[str, Any]) -> None:
        assert "later billing day" not in " ".join(str(KOS.refund("30.00", **facts).working).split())

    def test_a_clamped_start_needs_its_billing_day(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-02-28", "cancelled": "2026-03-30"}
        with refused(InputError, "cancelled is 2026-03-30, outside the cycle from 2026-02-28 up to 2026-03-28"):
            KOS.refund(31, **facts)
        assert KOS.refund(31, **facts, billing_day=31).value.refund.text == "0.00"

    @given(cycles())
    def test_it_ends_on_the_next_billing_day(self, facts: dict[str, Any]) -> None:
        prepaid = Prepaid(fee=cad(1), **facts)
        assert prepaid.cycle_end == facts["cycle_start"] + relativedelta(months=1, day=facts["billing_day"])

    def test_a_start_that_is_no_billing_day(self) -> None:
        with refused(
            InputError, "cycle_start is 2026-06-02, and billing_day is 1", "give the day on which the cycle began"
        ):
            KOS.refund(30, cycle_start="2026-06-02", cancelled="2026-06-15", billing_day=1)

    @pytest.mark.parametrize("cancelled", ["2026-05-31", "2026-07-01"])
    def test_a_day_outside_the_cycle(self, cancelled: str) -> None:
        with refused(
            InputError, f"cancelled is {cancelled}, outside the cycle from 2026-06-01 up to 2026-07-01", "give"
        ):
            KOS.refund(30, cycle_start="2026-06-01", cancelled=cancelled)

    def test_paid_until_a_day_that_is_no_billing_day(self) -> None:
        with refused(
            InputError, "paid_until is 2026-08-02", "no billing day of the 1.", "first day that is not paid for"
        ):
            KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", paid_until="2026-08-02")

    @pytest.mark.parametrize("billing_day", [0, 32, True, "1", 1.0])
    def test_a_billing_day_that_is_none(self, billing_day: Any) -> None:
        with refused(DayError, f"billing_day is {billing_day!r}", "give a whole number from 1 to 31"):
            KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", billing_day=billing_day)

    def test_other_facts_that_are_refused(self) -> None:
        wrong: Any = "yearly"
        with refused(UnknownNameError, "regime is 'yearly'", "choose from month-to-month, fixed-term"):
            KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", regime=wrong)
        with refused(DayError, "fee_months is 0", "give a whole number from 1 to 1200"):
            KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-15", fee_months=0)
        with refused(AmountError, "fee is -0.01 CAD", "give zero or more"):
            KOS.refund("-0.01", cycle_start="2026-06-01", cancelled="2026-06-15")


FACTS: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-02"}


def without_refund(*, taxed: bool) -> Terms:
    terms = made(refund=NoRefund(clause=CLAUSE, says=""))
    if taxed:
        return terms
    return Terms(replace(terms.agreement, tax=None))


class TestNoRefund:
    """Nothing comes back, whatever was prepaid; a table of taxes is not needed for nothing."""

    @pytest.mark.parametrize("taxed", [True, False])
    def test_nothing(self, taxed: bool) -> None:
        terms = without_refund(taxed=taxed)
        for answer in (terms.refund(30, **FACTS), terms.refund(30, **FACTS, tax_rate="0.05")):
            assert (answer.value.refund.minor, answer.value.tax.minor, answer.value.total.minor) == (0, 0, 0)
            assert "nothing comes back" in str(answer.working)
            assert answer.readings == {}

    def test_the_facts_are_checked_all_the_same(self) -> None:
        with refused(InputError, "outside the cycle"):
            without_refund(taxed=True).refund(30, cycle_start="2026-06-01", cancelled="2027-01-01")

    def test_terms_without_taxes_give_the_fee_back_alone_and_say_so(self) -> None:
        # 28 of 30 days
        silent = Terms(replace(KOS.agreement, tax=None))
        answer = silent.refund(30, **FACTS)
        assert (answer.value.refund.text, answer.value.tax.text, answer.value.total.text) == ("28.00", "0.00", "28.00")
        said = "these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13'"
        assert said in " ".join(str(answer.working).split())

    def test_a_province_needs_a_table_of_taxes(self) -> None:
        silent = Terms(replace(KOS.agreement, tax=None))
        with refused(NotInTermsError, "name no table of taxes", "tax_rate='0.13'"):
            silent.refund(30, **FACTS, province="ON")


class TestTheWorking:
    """Each line of the working states what was counted, and ends in the figure."""

    @pytest.mark.parametrize(
        ("facts", "readings", "said"),
        [
            ({}, {}, "2026-07-01 - 2026-06-10 - 1 = 20"),
            ({}, {"cancel_day": "refunded"}, "2026-07-01 - 2026-06-10 = 21"),
            ({}, {"month_length": "thirty-day-month"}, "min(20, 30)/30"),
            ({"fee_months": 12, "paid_until": "2026-09-01"}, {}, "/ 12 x 2"),
            ({"regime": "fixed-term"}, {}, "inside a fixed term"),
            ({"paid_until": "2026-06-01"}, {}, "nothing was prepaid"),
        ],
    )
    def test_what_is_said(self, facts: dict[str, Any], readings: dict[str, str], said: str) -> None:
        answer = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", **facts).under(**readings)
        assert said in " ".join(str(answer.working).split())

    def test_as_data(self) -> None:
        value = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value
        taxes = [{"name": "HST", "rate": "0.13", "amount": "4.33"}]
        assert value.as_dict() == {"refund": "33.30", "tax": "4.33", "total": "37.63", "taxes": taxes}


class TestSeveralMonthsPrepaid:
    """The clause speaks of monthly fees, and of the days left in the last monthly cycle (s.36)."""

    def test_a_yearly_fee_has_a_note_on_what_the_clause_leaves_open(self) -> None:
        june: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-15"}
        yearly = " ".join(str(KOS.refund(120, **june, fee_months=12, paid_until="2027-01-01").working).split())
        assert "whether a fee for 12 months is one, and whether the months after the cycle come back whole" in yearly
        assert "the months after the cycle" in " ".join(
            str(KOS.refund(10, **june, paid_until="2026-08-01").working).split()
        )
        assert "the clause gives back monthly fees" not in str(KOS.refund(10, **june).working)


def of(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


class TestMonthLength:
    """How many days a month is taken to have decides what part of the fee comes back."""

    @pytest.mark.parametrize(
        ("month_length", "back"),
        [
            ("actual", "7.00"),  # 25 to 31 May: 7/31 of 31.00
            ("thirty-day-month", "7.23"),  # 7/30: 7.2333
            ("strict-thirty", "6.20"),  # 6/30: the 31st is the 30th of 30 days
            ("days-of-year", "7.13"),  # 12 x 7/365: 7.1342
        ],
    )
    def test_seven_days_left_of_may(self, month_length: MonthLength, back: str) -> None:
        terms = made(refund=rule_of("used", month_length))
        assert terms.refund("31.00", cycle_start="2026-05-01", cancelled="2026-05-24").value.refund.text == back

    def test_a_strict_month_has_no_31st_day(self) -> None:
        terms = made(refund=rule_of("used", "strict-thirty"))
        assert terms.refund("31.00", cycle_start="2026-05-01", cancelled="2026-05-30").value.refund.text == "0.00"
        # the last day of February is three of thirty
        assert terms.refund("30.00", cycle_start="2026-02-01", cancelled="2026-02-27").value.refund.text == "3.00"


class TestCyclesOfDays:
    """A billing cycle of 28 days is no month: a cycle's fee comes back by its 28 days."""

    def test_14_of_28_days(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-01-01", "cancelled": "2026-01-14", "tax_rate": 0}
        answer = of("four-week-mobile").refund("28.00", **facts)
        assert answer.value.refund.text == "14.00"
        assert set(answer.readings) == {"cancel_day", "rounding"}
        # 1 January + 28 days = 29 January, + 28 = 26 February: one more cycle
        assert of("four-week-mobile").refund("28.00", **facts, paid_until="2026-02-26").value.refund.text == "42.00"
        # two cycles for 56.00
        two = of("four-week-mobile").refund("56.00", **facts, fee_months=2, paid_until="2026-02-26")
        assert two.value.refund.text == "42.00"
        assert "whether" not in str(two.working)

    def test_days_that_do_not_fit(self) -> None:
        mobile = of("four-week-mobile")
        facts: dict[str, Any] = {"cycle_start": "2026-01-01", "tax_rate": 0}
        with refused(InputError, "cancelled is 2026-01-29, outside the cycle", "such as the one from 2026-01-29"):
            mobile.refund(28, **facts, cancelled="2026-01-29")
        with refused(
            InputError, "paid_until is 2026-02-01, which is no whole number of cycles of 28 days from 2026-01-01"
        ):
            mobile.refund(28, **facts, cancelled="2026-01-14", paid_until="2026-02-01")
        with refused(InputError, "billing_day is 1, and these terms bill by cycles of 28 days: leave it out"):
            mobile.refund(28, **facts, cancelled="2026-01-14", billing_day=1)

    def test_the_last_day_of_february_is_no_clamped_start(self) -> None:
        answer = of("four-week-mobile").refund(28, cycle_start="2026-02-28", cancelled="2026-03-10", tax_rate=0)
        assert "billing day" not in str(answer.working)

    def test_the_cheapest_day_is_asked_of_months(self) -> None:
        rule = ByDays(cycle=28, clause=CLAUSE, says="")
        with refused(InputError, "these terms bill by cycles of 28 days", "ask refund and cancellation_charge"):
            made(refund=rule).cheapest_cancellation(
                50, term_start="2026-01-01", term_months=12, first="2026-06-01", last="2026-06-02"
            )

    def test_a_cycle_of_no_days_is_refused(self) -> None:
        with refused(InputError, "cycle is 0: give the days of a billing cycle, such as 28"):
            ByDays(cycle=0, clause=CLAUSE, says="")


class TestAllBack:
    """Up to a number of days after the start of the service the whole fee comes back."""

    @pytest.mark.parametrize(
        ("cancelled", "back"),
        [
            ("2026-06-10", "9.00"),
            ("2026-06-15", "9.00"),  # the 14th day after 1 June
            ("2026-06-16", "4.20"),  # 14/30 of 9.00
        ],
    )
    def test_fourteen_days_from_the_start_of_the_cycle(self, cancelled: str, back: str) -> None:
        answer = of("calendar-day-line").refund("9.00", cycle_start="2026-06-01", cancelled=cancelled)
        assert answer.value.refund.text == back

    def test_the_start_of_the_service_goes_before_that_of_the_cycle(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-05-01", "cancelled": "2026-05-24"}
        answer = of("thirty-day-carrier").refund("40.00", **facts, started="2026-01-01")
        # 25 to 30 May: 6/30
        assert (answer.value.refund.text, answer.value.total.text) == ("8.00", "8.00")
        said = "the whole fee comes back until 2026-01-01 + 14 days = 2026-01-15; 2026-05-24 is later"
        assert said in " ".join(str(answer.working).split())

    def test_it_does_so_in_a_fixed_term_too_and_no_reading_matters(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10", "regime": "fixed-term"}
        answer = of("calendar-day-line").refund("9.00", **facts)
        assert answer.value.refund.text == "9.00"
        text = " ".join(str(answer.working).split())
        assert "2026-06-01 + 14 days = 2026-06-15; 2026-06-10 is not later" in text
        assert "readings used" not in text
        assert "is taken to have started with the cycle, on 2026-06-01: give started if it runs for longer" in text
        with spelt_for("shell"):
            assert "on 2026-06-01: give --started if it runs for longer" in " ".join(str(answer.working).split())
        later: dict[str, Any] = {**facts, "cancelled": "2026-06-16"}
        late = of("calendar-day-line").refund("9.00", **later)
        assert late.value.refund.text == "0.00"

    def test_what_was_not_prepaid_does_not_come_back(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10", "paid_until": "2026-06-01"}
        answer = of("calendar-day-line").refund("9.00", **facts)
        assert answer.value.refund.text == "0.00"
        assert "taken to have started" not in str(answer.working)

    def test_a_start_that_matters_to_nothing_is_refused(self) -> None:
        with refused(InputError, "started is 2026-06-01, and no figure of these terms depends on", "leave it out"):
            KOS.refund(30, cycle_start="2026-06-01", cancelled="2026-06-10", started="2026-06-01")

    def test_a_start_after_the_cancellation_is_refused(self) -> None:
        with refused(InputError, "started is 2026-06-11, after the cancellation on 2026-06-10"):
            of("calendar-day-line").refund(30, cycle_start="2026-06-01", cancelled="2026-06-10", started="2026-06-11")

    def test_the_cheapest_day_counts_from_the_start_of_the_term(self) -> None:
        # a month after the term of one month: the service does not start again with each cycle; 15/28 of 28.00
        terms = made(refund=ByDays(all_back_within=14, clause=CLAUSE, says=""))
        value = terms.cheapest_cancellation(
            28, term_start="2026-01-01", term_months=1, first="2026-02-13", last="2026-02-13", tax_rate=0
        ).value
        assert value.refund.text == "15.00"


class TestKept:
    """A sum is taken off what comes back, of which at least nothing is left."""

    @pytest.mark.parametrize(
        ("cancelled", "back"),
        [
            ("2026-06-27", "0.00"),  # 3 days: 3.00, all of it kept
            ("2026-06-10", "15.00"),  # 20 days: 20.00 - 5.00
        ],
    )
    def test_five_dollars(self, cancelled: str, back: str) -> None:
        value = of("regional-wireless").refund("30.00", cycle_start="2026-06-01", cancelled=cancelled).value
        assert (value.refund.text, value.tax.text, value.total.text) == (back, "0.00", back)

    def test_the_working(self) -> None:
        answer = of("regional-wireless").refund("30.00", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert "refund: max(0, 30.00 x 20/30 - 5.00) = 15.00" in " ".join(str(answer.working).split())


class TestPaidOut:
    """What comes back is to be paid out within a number of days."""

    def test_fourteen_days_after_the_cancellation(self) -> None:
        answer = of("independent-provider").refund("30.00", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert (answer.value.refund.text, answer.value.paid_by) == ("20.00", date(2026, 6, 24))
        text = " ".join(str(answer.working).split())
        assert "20.00 CAD, tax 0.00, total 20.00, to be paid out by 2026-06-24" in text
        assert "to be paid out by: 2026-06-10 + 14 days = 2026-06-24" in text
        assert answer.value.as_dict()["paid_by"] == "2026-06-24"

    def test_where_nothing_comes_back_nothing_is_paid_out(self) -> None:
        answer = of("independent-provider").refund("30.00", cycle_start="2026-06-01", cancelled="2026-06-30")
        assert (answer.value.total.text, answer.value.paid_by) == ("0.00", None)
        assert "to be paid out" not in str(answer.working)


class TestReRated:
    """A year that ends early costs the monthly price of each month begun; the rest comes back."""

    @pytest.mark.parametrize(
        ("cancelled", "plan", "back"),
        [
            ("2026-04-10", "basic", "58.00"),  # four months begun: 120.00 - 4 x 15.00 - 2.00
            ("2026-04-01", "basic", "58.00"),  # the fourth begins on 1 April
            ("2026-03-31", "basic", "73.00"),  # three: 120.00 - 45.00 - 2.00
            ("2026-04-10", "large", "38.00"),  # 120.00 - 4 x 20.00 - 2.00
            ("2026-10-10", "basic", "0.00"),  # 120.00 - 150.00: nothing is left
            ("2026-01-08", "basic", "118.00"),  # within 7 days: all of it, less 2.00
        ],
    )
    def test_a_year_for_120_euros(self, cancelled: str, plan: str, back: str) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-01-01", "cancelled": cancelled, "fee_months": 12, "plan": plan}
        answer = of("yearly-host").refund("120.00", **facts)
        assert answer.value.refund.text == back
        assert answer.readings == {}
        assert answer.about.unheard == frozenset()

    def test_the_price_is_that_of_the_start_of_the_cycle(self) -> None:
        # in 2025 the month cost 12.00: 120.00 - 4 x 12.00 - 2.00
        facts: dict[str, Any] = {"cycle_start": "2025-12-01", "cancelled": "2026-03-10", "fee_months": 12}
        answer = of("yearly-host").refund("120.00", **facts, plan="basic")
        assert answer.value.refund.text == "70.00"
        text = " ".join(str(answer.working).split())
        assert "months begun from 2025-12-01 to 2026-03-10: 4" in text
        assert "refund: max(0, 120.00 - 4 x 12.00 - 2.00) = 70.00" in text
        # business days: 11, 12, 13, 16, 17 March
        assert "to be paid out by: 2026-03-10 + 5 business days = 2026-03-17" in text
        assert "counted by the calendar england" in text

    def test_facts_that_do_not_fit(self) -> None:
        host = of("yearly-host")
        facts: dict[str, Any] = {"cycle_start": "2026-01-01", "cancelled": "2026-04-10", "fee_months": 12}
        outside: dict[str, Any] = {**facts, "cancelled": "2027-01-01"}
        with refused(InputError, "paid_until is 2027-01-01, and these terms take the months begun off the whole fee"):
            host.refund(120, **facts, plan="basic", paid_until="2027-01-01")
        with refused(InputError, "cancelled is 2027-01-01, outside the cycle from 2026-01-01 up to 2027-01-01"):
            host.refund(120, **outside, plan="basic")
        with refused(InputError, "segment is 'home', and no number or tax of these terms depends on it"):
            host.refund(120, **facts, segment="home")
        with refused(DayError, "2024-06-01 is before the first value of the terms, which is of 2025-01-01"):
            host.refund(120, cycle_start="2024-06-01", cancelled="2024-06-20", plan="basic")

    def test_the_law_of_days_left(self) -> None:
        # by the rule of law the last of 12 months comes back by its days: 20/30 of April and eight months of 10.00
        terms = made(refund=ReRated(monthly_price=cad(1500), clause=CLAUSE, says=""))
        answer = terms.refund(120, cycle_start="2026-01-01", cancelled="2026-04-10", fee_months=12, tax_rate=0)
        figures = [entry.figure for entry in answer.law if entry.rule == "crtc-2016-171"]
        assert figures == [cad(86_67)]
        assert "the fee less the monthly price of each month begun" in " ".join(
            str(terms.law(on="2026-04-10").working).split()
        )

    def test_a_clamped_start_is_noted_with_what_another_billing_day_gives(self) -> None:
        # billed on the 30th, the second month begins on 30 March
        terms = made(refund=ReRated(monthly_price=cad(1500), clause=CLAUSE, says=""))
        answer = terms.refund(120, cycle_start="2026-02-28", cancelled="2026-03-29", fee_months=12, tax_rate=0)
        assert answer.value.refund.text == "90.00"
        assert "with billing day 30 it is 105.00" in " ".join(str(answer.working).split())


class TestProvidersWithoutARefund:
    """A cable company credits nothing."""

    def test_nothing(self) -> None:
        value = of("cable-company").refund("80.00", cycle_start="2026-06-01", cancelled="2026-06-02").value
        assert (value.refund.text, value.total.text, value.paid_by) == ("0.00", "0.00", None)


class TestTaxesOfRegions:
    """The tax that comes back is the one that was paid: that of the region, on the first day of the cycle."""

    @pytest.mark.parametrize(
        ("facts", "sums"),
        [
            # 15 March to 14 April has 31 days, of which 10 are left after 4 April: 100.00 x 10/31 = 32.2580
            ({"region": "NS"}, ("32.26", "4.84", "37.10")),  # 15 % was paid in March: 4.839
            ({"region": "NS", "taxed_on": "2025-04-01"}, ("32.26", "4.52", "36.78")),  # 14 %: 4.5164
            ({}, ("32.26", "4.83", "37.09")),  # the provider's own: GST 1.613, 1.61, and QST 3.2179, 3.22
        ],
    )
    def test_the_region_of_the_tax(self, facts: dict[str, Any], sums: tuple[str, str, str]) -> None:
        value = of("quebec-line").refund("100.00", cycle_start="2025-03-15", cancelled="2025-04-04", **facts).value
        assert (value.refund.text, value.tax.text, value.total.text) == sums

    def test_each_tax_of_a_part_charge_is_rounded_on_its_own(self) -> None:
        # 39.99 for a whole cycle: GST 1.9995, 2.00; QST 3.9890, 3.99
        value = of("quebec-line").part_charge("39.99", cycle_start="2026-01-01").value
        assert [tax.amount.text for tax in value.taxes] == ["2.00", "3.99"]
        assert (value.tax.text, value.total.text) == ("5.99", "45.98")
