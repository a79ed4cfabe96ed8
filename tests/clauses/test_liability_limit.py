"""Up to which sum the provider is liable for an outage, and what fees were payable during it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, Money, Terms, UnknownNameError, from_dict
from telcoterms.clauses.liability_limit import (
    LIABILITY_LIMIT,
    GreaterOfSumAndFees,
    LiabilityLimitQuestion,
    Outage,
    OutageFeesQuestion,
    OutageMonth,
    PartDay,
    exact_fees,
    liability_limit_steps,
    limit_for,
)
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad, made

SUMS = st.integers(0, 10**6)


class TestGreaterOfSumAndFees:
    """The limit is a fixed sum, or the fees payable during the outage, whichever is more."""

    @pytest.mark.parametrize(
        ("fees", "limit"),
        [("0.00", "20.00"), ("13.50", "20.00"), ("20.00", "20.00"), ("20.01", "20.01"), ("149.90", "149.90")],
    )
    def test_twenty_dollars_or_the_fees(self, fees: str, limit: str) -> None:
        assert KOS.liability_limit(fees_during_outage=fees).value == Money(limit, "CAD")

    @given(SUMS, SUMS)
    def test_it_is_one_of_the_two_and_below_neither(self, sum_: int, fees: int) -> None:
        rule = GreaterOfSumAndFees(sum=cad(sum_), clause=CLAUSE, says="")
        limit = limit_for(rule, cad(fees))
        assert limit in (cad(sum_), cad(fees))
        assert limit >= cad(sum_)
        assert limit >= cad(fees)
        (line,) = liability_limit_steps(rule, cad(fees))
        assert dict(line.phrase.values) == {"sum": cad(sum_), "fees": cad(fees), "limit": limit}

    def test_fees_below_zero_and_in_another_currency(self) -> None:
        with refused(AmountError, "fees_during_outage is -1.00 CAD", "give zero or more"):
            KOS.liability_limit(fees_during_outage=-1)
        with refused(AmountError, "fees_during_outage is 13.50 USD", "these terms are in CAD"):
            KOS.liability_limit(fees_during_outage=Money("13.50", "USD"))


OTTAWA = ZoneInfo("America/Toronto")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(OTTAWA))


class TestOutageFees:
    """Of each month the part that the outage took, on the provider's clocks; then the limit."""

    @given(MOMENTS, MOMENTS, MOMENTS)
    def test_two_outages_that_meet_are_one(self, one: datetime, other: datetime, third: datetime) -> None:
        first, middle, last = sorted((one, other, third), key=lambda moment: moment.astimezone(UTC))
        rule = GreaterOfSumAndFees(sum=cad(0), clause=CLAUSE, says="")
        parts = exact_fees(rule, Outage(cad(50_00), first, middle)) + exact_fees(rule, Outage(cad(50_00), middle, last))
        assert parts == exact_fees(rule, Outage(cad(50_00), first, last))

    @given(MOMENTS, MOMENTS)
    def test_days_filled_are_fewer_than_days_passed_and_these_than_days_touched(
        self, one: datetime, other: datetime
    ) -> None:
        first, last = sorted((one, other), key=lambda moment: moment.astimezone(UTC))
        answer = KOS.outage_fees("50.00", began=first, ended=last)
        filled, touched = (answer.under(part_day=days).value.fees for days in ("completed-days", "started-days"))
        hour = cad(50_00 // 24 // 28 + 2)  # a day on which the clocks change has an hour more or less
        assert filled <= answer.value.fees + hour
        assert answer.value.fees <= touched + hour

    @given(st.integers(1, 12), st.sampled_from(get_args(PartDay)), st.sampled_from(get_args(OutageMonth)))
    def test_a_whole_month_is_its_fee(self, month: int, part_day: str, outage_month: str) -> None:
        began = datetime(2026, month, 1, tzinfo=OTTAWA)
        ended = datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=OTTAWA)
        answer = KOS.outage_fees("74.95", began=began, ended=ended).under(part_day=part_day, outage_month=outage_month)
        february = month == 2 and outage_month == "thirty-day-month"
        assert answer.value.fees == (cad(69_95) if february else cad(74_95))

    def test_in_another_time_zone_it_is_the_same(self) -> None:
        here = KOS.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00")
        there = KOS.outage_fees("74.95", began="2026-04-10T10:00+00:00", ended="2026-04-13T10:00+00:00")
        assert here == there
        assert from_dict(here.as_dict()) == here

    def test_parts_of_a_second(self) -> None:
        answer = KOS.outage_fees(2592, began="2026-04-10T06:00:00-04:00", ended="2026-04-10T06:00:12.500000-04:00")
        # 2592.00 x 12.5 s / 2,592,000 s = 0.0125
        assert answer.value.fees == cad(1)
        assert "12.5 of 2592000" in str(answer.working)

    def test_both_hours_of_the_night_on_which_the_clocks_go_back(self) -> None:
        # 01:30 comes twice on 2026-11-01: an hour lies between
        answer = KOS.outage_fees("72.10", began="2026-11-01T01:30-04:00", ended="2026-11-01T01:30-05:00")
        assert answer.value.fees == cad(10)  # November has 721 hours
        assert answer.under(part_day="started-days").value.fees == cad(2_40)

    @pytest.mark.parametrize("name", ["began", "ended"])
    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            (datetime(2026, 4, 10), "a time without its zone: give it with its offset from UTC"),
            ("2026-04-10T06:00", "a time without its zone: give it with its offset from UTC"),
            ("2026-04-10", "give an aware datetime, or text with its offset"),
            ("yesterday", "give an aware datetime, or text with its offset"),
            (date(2026, 4, 10), "give an aware datetime, or text with its offset"),
            (20260410, "give an aware datetime, or text with its offset"),
        ],
    )
    def test_what_is_no_moment(self, name: str, moment: Any, said: str) -> None:
        facts: dict[str, Any] = {"began": "2026-04-10T06:00-04:00", "ended": "2026-04-10T06:00-04:00"}
        with refused(DayError, f"{name} is", said, "2026-03-09T09:00-04:00"):
            KOS.outage_fees("74.95", **facts | {name: moment})

    def test_a_time_zone_that_is_not_installed(self) -> None:
        elsewhere = Terms(replace(KOS.agreement, time_zone="Mars/Olympus_Mons"))
        with refused(
            UnknownNameError, "'Mars/Olympus_Mons' is not known on this machine", "install the package tzdata"
        ):
            elsewhere.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-10T06:00-04:00")

    def test_an_end_before_the_beginning(self) -> None:
        with refused(InputError, "ended is 2026-04-10T05:59", "before began", "which of the two moments is which"):
            KOS.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-10T05:59-04:00")

    def test_over_a_hundred_years(self) -> None:
        with refused(DayError, "the outage runs from", "check the years"):
            KOS.outage_fees("74.95", began="1900-04-10T06:00-04:00", ended="2026-04-10T05:59-04:00")

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "lies outside the years 1 to 9999", "nearer to the present"):
            KOS.outage_fees("74.95", began="0001-01-01T00:00+00:00", ended="2026-04-10T05:59-04:00")


class TestNotesOnTheFees:
    """The words "payable during" an outage have a sense that is not computed, and the page says so."""

    def test_the_limit_that_no_reading_changes_is_named(self) -> None:
        # three days of 74.95 a month are 7.50, or 9.99 of four days begun: the limit stays 20.00
        short = str(KOS.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00").working)
        # 34 days are 79.17 and more
        long = str(KOS.outage_fees("74.95", began="2026-03-10T06:00-04:00", ended="2026-04-13T06:00-04:00").working)
        assert "the limit is 20.00 under every reading of these fees" in short
        assert "under every reading of these fees" not in long
        assert "can also be those that fall due in its time" in " ".join(long.split())


class TestWorkingAndWords:
    """An outage from noon of 30 March to noon of 3 April 2026, at 930.00 a month, line by line under each reading."""

    LIMIT = "limit, the greater of sum and fees: max(20.00, {0}) = {0}"
    FALL_DUE = (
        "fees payable during an outage can also be those that fall due in its time, in full or not at all: they are "
        "not computed here; give them to .liability_limit"
    )

    def lines(self, fee: str, began: str, ended: str, **readings: str) -> list[str]:
        answer = KOS.outage_fees(fee, began=began, ended=ended)
        return [phrase_text(line.phrase) for line in answer.under(**readings).about.working()]

    @pytest.mark.parametrize(
        ("part_day", "outage_month", "march", "april", "fees"),
        [
            # March has 31 days less an hour, 743 x 3600 seconds: 36 hours of them, and 60 of the 720 of April
            ("by-seconds", "actual", "129600/2674800", "216000/2592000", "122.560565... -> 122.56 (half up)"),
            ("by-seconds", "thirty-day-month", "129600/2592000", "216000/2592000", "124.00"),
            ("started-days", "actual", "2/31", "3/30", "153.00"),
            ("started-days", "thirty-day-month", "2/30", "3/30", "155.00"),
            ("completed-days", "actual", "1/31", "2/30", "92.00"),
            ("completed-days", "thirty-day-month", "1/30", "2/30", "93.00"),
        ],
    )
    def test_two_months(self, part_day: str, outage_month: str, march: str, april: str, fees: str) -> None:
        counted = {
            "by-seconds": "seconds of those of the month",
            "started-days": "days touched of those of the month",
            "completed-days": "whole days of those of the month",
        }
        told = self.lines(
            "930.00",
            "2026-03-30T12:00-04:00",
            "2026-04-03T12:00-04:00",
            part_day=part_day,
            outage_month=outage_month,
        )
        assert told == [
            f"the outage in 2026-03, {counted[part_day]}: {march.replace('/', ' of ')}",
            f"the outage in 2026-04, {counted[part_day]}: {april.replace('/', ' of ')}",
            f"fees payable during the outage: 930.00 x {march} + 930.00 x {april} = {fees}",
            self.LIMIT.format(fees.partition("-> ")[2].partition(" (")[0] or fees),
            self.FALL_DUE,
        ]

    def test_parts_of_a_second_on_both_sides_of_midnight(self) -> None:
        told = self.lines("75.00", "2026-03-31T23:59:59.5-04:00", "2026-04-01T00:00:00.25-04:00")
        assert told[:3] == [
            "the outage in 2026-03, seconds of those of the month: 0.5 of 2674800",
            "the outage in 2026-04, seconds of those of the month: 0.25 of 2592000",
            "fees payable during the outage: 75.00 x 0.5/2674800 + 75.00 x 0.25/2592000 = 0.000021... -> 0.00 (half "
            "up)",
        ]

    def test_a_month_of_which_nothing_counts_has_no_line(self) -> None:
        # of 31 March only the afternoon, of 2 April only the morning; 1 April is whole
        told = self.lines("930.00", "2026-03-31T12:00-04:00", "2026-04-02T12:00-04:00", part_day="completed-days")
        assert told[:2] == [
            "the outage in 2026-04, whole days of those of the month: 1 of 30",
            "fees payable during the outage: 930.00 x 1/30 = 31.00",
        ]

    def test_no_time_at_all(self) -> None:
        moment = "2026-04-01T12:00-04:00"
        assert self.lines("930.00", moment, moment)[0] == "fees payable during the outage: 0 = 0.00"

    @pytest.mark.parametrize(
        ("fee", "notes"),
        [
            # of the three days, 72 of 720 hours, four are touched: 150.00 x 4/30 is 20.00, and 150.15 x 4/30 is 20.02
            ("150.00", ["the limit is 20.00 under every reading of these fees", FALL_DUE]),
            ("150.15", [FALL_DUE]),
        ],
    )
    def test_the_limit_under_every_reading(self, fee: str, notes: list[str]) -> None:
        assert self.lines(fee, "2026-04-10T06:00-04:00", "2026-04-13T06:00-04:00")[3:] == notes

    def test_in_short_and_in_a_sentence(self) -> None:
        answer = KOS.outage_fees("75.00", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00")
        # 72 of 720 hours of 75.00
        assert (answer.value.figure, answer.value.as_dict()) == (cad(7_50), {"fees": "7.50", "limit": "20.00"})
        assert phrase_text(answer.value.headline()) == "7.50 CAD, limit 20.00"
        assert phrase_text(answer.about.told(answer.value)) == (
            "the fees of an outage from 2026-04-10 at 06:00 to 2026-04-13 at 06:00, at 75.00 a month, are 7.50, and "
            "the provider is liable up to 20.00"
        )

    def test_of_fees_that_are_given(self) -> None:
        answer = KOS.liability_limit(fees_during_outage=25)
        said = "the provider is liable for an outage with fees of 25.00 up to 25.00"
        assert phrase_text(answer.about.told(answer.value)) == said
        assert [phrase_text(line.phrase) for line in answer.about.working()] == [self.LIMIT.format("25.00")]

    def test_two_terms_are_compared_on_10_00_and_on_three_days_at_75_00(self) -> None:
        low = replace(LIABILITY_LIMIT.of(KOS.agreement), sum=cad(1_00))
        terms = made(liability_limit=low)
        (fees,), (outage,) = LiabilityLimitQuestion.examples("CAD"), OutageFeesQuestion.examples("CAD")
        assert terms.liability_limit(**fees).value == cad(10_00)
        assert terms.outage_fees(**outage).value.fees == cad(7_50)
