"""What a part of a billing cycle costs."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, NotInTermsError, Terms, UnknownNameError, load
from telcoterms.agreement.taxes import NO_TAX
from telcoterms.clauses.part_charge import (
    FirstDay,
    PartByDays,
    PartChargeQuestion,
    PartOfCycle,
    charged,
    part_under,
)
from telcoterms.clauses.refund import ByDays, CancelDay, Prepaid, refunded
from telcoterms.values.money import ROUNDERS, Rounding
from telcoterms.values.proration import MonthLength
from tests.error_assertions import refused
from tests.oracle.questions import part_of_month
from tests.terms_builders import CLAUSE, KOS, ROUNDING, cad, made

PROVIDERS = Path(__file__).parents[1] / "providers"
MONTH_LENGTHS: tuple[MonthLength, ...] = get_args(MonthLength)
FEES = st.integers(0, 300_00)
JUNE: dict[str, Any] = {"cycle_start": "2026-06-01"}


def rule_of(**choices: Any) -> PartByDays:
    return PartByDays(clause=CLAUSE, says="", **choices)


def terms_with(**choices: Any) -> Terms:
    return made(part_charge=rule_of(**choices))


@st.composite
def parts(draw: st.DrawFn) -> dict[str, Any]:
    """A cycle, and a first and a last day in it."""
    anchor = draw(st.dates(date(2023, 1, 1), date(2028, 12, 31)) | st.dates(date(2023, 1, 29), date(2023, 1, 31)))
    months = draw(st.integers(0, 40))
    start, end = anchor + relativedelta(months=months), anchor + relativedelta(months=months + 1)
    first = draw(st.integers(0, (end - start).days - 1))
    last = draw(st.integers(first, (end - start).days - 1))
    days = {"since": start + timedelta(first), "until": start + timedelta(last)}
    return {"cycle_start": start, "billing_day": anchor.day, **days}


class TestByDays:
    """A part of a month costs the fee times its days, the first and the last of them charged."""

    def test_30_00_from_23_june_costs_8_00(self) -> None:
        # the 23rd to the 30th, both charged: 8 of 30 days; HST 1.04
        value = terms_with().part_charge("30.00", **JUNE, since="2026-06-23").value
        assert (value.charge.text, value.tax.text, value.total.text) == ("8.00", "1.04", "9.04")
        assert value.figure == value.charge

    def test_until_a_day_that_day_is_charged(self) -> None:
        # the 1st to the 10th: 10 of 30 days
        assert terms_with().part_charge("30.00", **JUNE, until="2026-06-10").value.charge.text == "10.00"

    def test_one_day(self) -> None:
        one = terms_with().part_charge("30.00", **JUNE, since="2026-06-10", until="2026-06-10")
        assert one.value.charge.text == "1.00"
        assert one.under(first_day="not-charged").value.charge.text == "0.00"

    def test_the_whole_cycle_costs_the_fee(self) -> None:
        whole = terms_with().part_charge("49.95", **JUNE)
        assert whole.value.charge.text == "49.95"
        # the service was there before the cycle, which has no first day of it
        assert whole.under(first_day="not-charged").value.charge.text == "49.95"
        assert "first_day" not in str(whole.working)

    @pytest.mark.parametrize(
        ("month_length", "charge"),
        [
            ("actual", "7.00"),  # 25 to 31 May: 7/31 of 31.00
            ("thirty-day-month", "7.23"),  # 7/30 of 31.00 = 7.2333
            ("strict-thirty", "6.20"),  # 6/30: the 31st is the 30th of 30 days
            ("days-of-year", "7.13"),  # 12 x 7/365 of 31.00 = 7.1342
        ],
    )
    def test_the_end_of_a_month_of_31_days(self, month_length: MonthLength, charge: str) -> None:
        terms = terms_with(month_length=month_length)
        assert terms.part_charge("31.00", cycle_start="2026-05-01", since="2026-05-25").value.charge.text == charge

    def test_a_whole_february_costs_the_fee_of_a_strict_month_of_30_days(self) -> None:
        terms = terms_with(month_length="strict-thirty")
        assert terms.part_charge("30.00", cycle_start="2026-02-01").value.charge.text == "30.00"
        # the 28th alone: 30 - 27 = 3 of 30 days
        last = terms.part_charge("30.00", cycle_start="2026-02-01", since="2026-02-28")
        assert last.value.charge.text == "3.00"

    def test_a_year_of_days_never_costs_more_than_the_fee(self) -> None:
        # 12 x 31 = 372 of 365 days
        terms = terms_with(month_length="days-of-year")
        assert terms.part_charge("30.00", cycle_start="2026-05-01").value.charge.text == "30.00"

    @given(FEES, parts(), st.sampled_from(MONTH_LENGTHS), st.sampled_from(ROUNDING), st.booleans())
    def test_it_is_the_formula_rounded_once(
        self, fee: int, facts: dict[str, Any], month_length: MonthLength, rounding: Rounding, first: bool
    ) -> None:
        rule = rule_of(month_length=month_length, rounding=rounding, first_day=get_args(FirstDay)[0 if first else 1])
        part = part_under(rule, cad(fee), **facts)
        start, length = facts["cycle_start"], part.cycle.length
        i, j = (facts["since"] - start).days + (not first), (facts["until"] - start).days + 1
        exact = fee * part_of_month(month_length, i, j, length)
        assert charged(rule, part, NO_TAX).charge.minor == ROUNDERS[rounding](exact.numerator, exact.denominator)

    @given(FEES, parts(), st.sampled_from(MONTH_LENGTHS))
    def test_a_longer_part_never_costs_less(self, fee: int, facts: dict[str, Any], month_length: MonthLength) -> None:
        rule = rule_of(month_length=month_length)
        without_end: dict[str, Any] = {**facts, "until": None}
        longer = part_under(rule, cad(fee), **without_end)
        charge = charged(rule, part_under(rule, cad(fee), **facts), NO_TAX).charge
        assert charge <= charged(rule, longer, NO_TAX).charge <= cad(fee)


class TestMirror:
    """The charge up to the cancellation and the refund of the days left are the fee, within a cent."""

    @given(FEES, parts(), st.sampled_from(["actual", "strict-thirty"]), st.sampled_from(ROUNDING))
    def test_the_day_of_the_cancellation_is_used(
        self, fee: int, facts: dict[str, Any], month_length: MonthLength, rounding: Rounding
    ) -> None:
        self.both(fee, facts, month_length, rounding, "used", facts["until"])

    @given(FEES, parts(), st.sampled_from(["actual", "strict-thirty"]), st.sampled_from(ROUNDING))
    def test_the_day_of_the_cancellation_is_refunded(
        self, fee: int, facts: dict[str, Any], month_length: MonthLength, rounding: Rounding
    ) -> None:
        cancelled = facts["until"]
        if cancelled > facts["cycle_start"]:  # else nothing was used
            self.both(fee, facts, month_length, rounding, "refunded", cancelled - timedelta(1))

    def both(
        self,
        fee: int,
        facts: dict[str, Any],
        month_length: MonthLength,
        rounding: Rounding,
        cancel_day: CancelDay,
        until: date,
    ) -> None:
        cycle = {"cycle_start": facts["cycle_start"], "billing_day": facts["billing_day"]}
        rule = rule_of(month_length=month_length, rounding=rounding)
        back_rule = ByDays(cancel_day=cancel_day, month_length=month_length, rounding=rounding, clause=CLAUSE, says="")
        used = charged(rule, part_under(rule, cad(fee), **cycle, until=until), NO_TAX).charge
        prepaid = Prepaid(fee=cad(fee), cancelled=facts["until"], **cycle)
        back = refunded(back_rule, prepaid, NO_TAX).refund
        assert abs(used.minor + back.minor - fee) <= 1


class TestTheCycle:
    """The days lie in the cycle, which is a month or a number of days."""

    def test_a_cycle_of_28_days(self) -> None:
        terms = terms_with(cycle=28)
        # 12 June to 28 June is the end of the cycle of 1 June: 17 of 28 days
        answer = terms.part_charge("28.00", **JUNE, since="2026-06-12")
        assert answer.value.charge.text == "17.00"
        assert set(answer.readings) == {"first_day", "rounding"}  # no month has a length here

    def test_a_cycle_of_days_has_no_billing_day(self) -> None:
        with refused(InputError, "billing_day is 1, and these terms bill by cycles of 28 days: leave it out"):
            terms_with(cycle=28).part_charge("28.00", **JUNE, billing_day=1)

    def test_a_clamped_start_needs_its_billing_day(self) -> None:
        # billed on the 31st: 28 February to 30 March has 31 days
        terms = terms_with()
        facts: dict[str, Any] = {"cycle_start": "2026-02-28", "since": "2026-03-30"}
        assert terms.part_charge("31.00", **facts, billing_day=31).value.charge.text == "1.00"
        with refused(InputError, "since is 2026-03-30, outside the cycle from 2026-02-28 to 2026-03-27", "give a day"):
            terms.part_charge("31.00", **facts)

    def test_a_start_that_is_no_billing_day(self) -> None:
        with refused(
            InputError, "cycle_start is 2026-06-01, and billing_day is 2", "give the day on which the cycle began"
        ):
            terms_with().part_charge(30, **JUNE, billing_day=2)

    def test_days_that_do_not_fit(self) -> None:
        terms = terms_with()
        with refused(InputError, "until is 2026-07-01, outside the cycle from 2026-06-01 to 2026-06-30"):
            terms.part_charge(30, **JUNE, until="2026-07-01")
        with refused(InputError, "until is 2026-06-09, before since, 2026-06-10: give the last day after the first"):
            terms.part_charge(30, **JUNE, since="2026-06-10", until="2026-06-09")

    def test_other_facts_that_are_refused(self) -> None:
        terms = terms_with()
        wrong: Any = "cable"
        with refused(AmountError, "fee is -0.01 CAD"):
            terms.part_charge("-0.01", **JUNE)
        with refused(DayError, "billing_day is 32"):
            terms.part_charge(30, **JUNE, billing_day=32)
        with refused(UnknownNameError, "taxed_as is 'cable'"):
            terms.part_charge(30, **JUNE, taxed_as=wrong)

    def test_a_cycle_of_no_days_is_refused(self) -> None:
        with refused(InputError, "cycle is 0", "or leave it out for a month"):
            rule_of(cycle=0)

    def test_a_part_of_its_own(self) -> None:
        part = part_under(rule_of(), cad(3000), date(2026, 6, 1), date(2026, 6, 23))
        assert isinstance(part, PartOfCycle)
        assert (part.first, part.last) == (date(2026, 6, 23), date(2026, 6, 30))


class TestTax:
    """The tax is that of the first day of the cycle, or of the day that is named."""

    def test_nova_scotia_in_the_month_of_the_change(self) -> None:
        # 17 of 31 days from 15 March to the end: 54.8387, 54.84; 15 % in March 8.226, 14 % from April on 7.6776
        facts: dict[str, Any] = {"cycle_start": "2025-03-15", "since": "2025-03-29", "province": "NS"}
        answer = terms_with().part_charge("100.00", **facts)
        assert (answer.value.charge.text, answer.value.tax.text) == ("54.84", "8.23")
        later = terms_with().part_charge("100.00", **facts, taxed_on="2025-04-01")
        assert later.value.tax.text == "7.68"
        assert "taxed on 2025-04-01" in " ".join(str(later.working).split())

    def test_a_region_of_the_tax(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2025-03-15", "since": "2025-03-29"}
        assert terms_with().part_charge("100.00", **facts, region="NS").value.tax.text == "8.23"
        with refused(UnknownNameError, "'north' is no region of these taxes"):
            terms_with().part_charge("100.00", **facts, region="north")
        with refused(InputError, "region is 'NS', and no number or tax of these terms depends on it: leave it out"):
            of("irish-line").part_charge("100.00", **facts, region="NS")

    def test_a_rate_that_is_given(self) -> None:
        assert terms_with().part_charge(30, **JUNE, tax_rate="0.05").value.tax.text == "1.50"


class TestTheWorking:
    """Each line of the working states what was counted, and ends in the figure."""

    @pytest.mark.parametrize(
        ("readings", "said"),
        [
            ({}, "days charged, the first and the last counted: 2026-05-31 - 2026-05-25 + 1 = 7"),
            ({"first_day": "not-charged"}, "days charged, the first not counted: 2026-05-31 - 2026-05-25 = 6"),
            ({}, "days in the cycle: 2026-06-01 - 2026-05-01 = 31"),
            ({}, "charge: 31.00 x 7/31 = 7.00"),
            ({"month_length": "thirty-day-month"}, "charge: 31.00 x min(7, 30)/30 = 7.233333... -> 7.23"),
            ({"month_length": "strict-thirty"}, "charge: 31.00 x (30 - 24)/30 = 6.20"),
            ({"month_length": "strict-thirty"}, "30 days, always: the last day of the cycle is the 30th"),
            ({"month_length": "days-of-year"}, "charge: 31.00 x min(1, 12 x 7/365) = 7.134246... -> 7.13"),
            ({"month_length": "days-of-year"}, "a day taken as 12 monthly fees over the 365 days of a year"),
        ],
    )
    def test_what_is_said(self, readings: dict[str, str], said: str) -> None:
        answer = terms_with().part_charge("31.00", cycle_start="2026-05-01", since="2026-05-25").under(**readings)
        assert said in " ".join(str(answer.working).split())

    def test_as_data(self) -> None:
        value = terms_with().part_charge("30.00", **JUNE, since="2026-06-23", tax_rate="0.05").value
        taxes = [{"name": "tax", "rate": "0.05", "amount": "0.40"}]
        assert value.as_dict() == {"charge": "8.00", "tax": "0.40", "total": "8.40", "taxes": taxes}


class TestWords:
    """The sentence says what the part costs, and the question which facts it is compared by."""

    def test_the_sentence(self) -> None:
        # 30.00 x 8/30 = 8.00, HST 1.04
        taxed = terms_with().part_charge("30.00", **JUNE, since="2026-06-23").sentence
        assert taxed.endswith(
            "the part of the cycle from 1 June in which the service runs costs $9.04, of a fee of $30.00: $8.00 and "
            "$1.04 of tax (since 23 June)."
        )
        untaxed = terms_with().part_charge("30.00", **JUNE, since="2026-06-23", tax_rate=0).sentence
        assert "in which the service runs costs $8.00, without tax, of a fee of $30.00" in untaxed

    def test_two_editions_are_compared_by_a_fee_of_50_00(self) -> None:
        (facts,) = PartChargeQuestion.compared
        assert terms_with().part_charge(**facts).value.charge.text == "35.00"  # the 10th to the 30th: 21 of 30 days

    def test_the_first_day_is_heard_of_where_the_service_begins_in_the_cycle(self) -> None:
        assert terms_with().part_charge("30.00", **JUNE, since="2026-06-23").about.unheard == frozenset()
        assert terms_with().part_charge("30.00", **JUNE, until="2026-06-23").about.unheard == {"first_day"}

    def test_the_tax_is_that_of_the_day_that_is_given(self) -> None:
        # Nova Scotia: 15 % until 31 March 2025, then 14 %
        for taxed_on, tax, day in (
            ("2025-03-31", "15.00", date(2025, 3, 31)),
            (None, "14.00", date(2026, 6, 1)),
        ):
            found = terms_with().part_charge("100.00", **JUNE, province="NS", taxed_on=taxed_on)
            about = found.about
            assert isinstance(about, PartChargeQuestion)
            assert (found.value.tax.text, about.tax_day) == (tax, day)

    def test_a_part_of_a_fee_carries_the_tax_of_fees(self) -> None:
        assert terms_with().part_charge("100.00", **JUNE).about.is_taxed

    def test_the_kind_of_service_has_its_taxes(self) -> None:
        # on Internet in British Columbia GST 5 % and PST 7 %
        found = terms_with().part_charge("100.00", **JUNE, province="BC", taxed_as="internet")
        assert found.value.tax.text == "12.00"


class TestSilence:
    """Terms that hold no rule on parts of a cycle answer nothing on them."""

    def test_kos(self) -> None:
        with refused(NotInTermsError, "hold no rule on part_charge", "add a table [part_charge]"):
            KOS.part_charge(30, **JUNE)


def of(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


class TestProviders:
    """The clauses of real providers on a part of a month."""

    @pytest.mark.parametrize(
        ("name", "fee", "cycle_start", "since", "charge"),
        [
            ("thirty-day-carrier", "40.00", "2026-05-01", "2026-05-25", "8.00"),  # 25 to 30 May: 6/30
            ("thirty-day-carrier", "26.00", "2026-06-01", "2026-06-18", "11.27"),  # 13/30: 11.2667
            ("calendar-day-line", "30.00", "2026-06-01", "2026-06-23", "8.00"),  # 8/30
            ("irish-line", "31.00", "2026-05-01", "2026-05-31", "1.00"),  # the last day alone, charged
            ("four-week-mobile", "28.00", "2026-06-01", "2026-06-15", "14.00"),  # 15 to 28 June: 14/28
        ],
    )
    def test_a_part_of_a_cycle(self, name: str, fee: str, cycle_start: str, since: str, charge: str) -> None:
        value = of(name).part_charge(fee, cycle_start=cycle_start, since=since).value
        assert (value.charge.text, value.tax.text, value.total.text) == (charge, "0.00", charge)

    def test_terms_without_taxes_say_so(self) -> None:
        answer = of("calendar-day-line").part_charge("30.00", cycle_start="2026-06-01", since="2026-06-23")
        said = "these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13'"
        assert said in " ".join(str(answer.working).split())

    def test_a_fact_is_no_reading(self) -> None:
        answer = of("irish-line").part_charge("31.00", cycle_start="2026-05-01", since="2026-05-31")
        assert set(answer.readings) == {"month_length", "rounding"}


def test_the_least_fraction_of_a_cent_is_rounded_as_the_reading_says() -> None:
    # 0.15 x 1/30 = 0.005: half a cent
    facts: dict[str, Any] = {"cycle_start": date(2026, 6, 1), "since": date(2026, 6, 30)}
    minor = [
        charged(rule, part_under(rule, cad(15), **facts), NO_TAX).charge.minor
        for rule in (rule_of(rounding="half-up"), rule_of(rounding="half-even"), rule_of(rounding="down"))
    ]
    assert minor == [1, 0, 0]
    assert Fraction(15, 30) == Fraction(1, 2)
