"""When a bill is due: each kind of clause, closed days, ways of their own, and the facts on which a due date rests."""

import calendar
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Answer,
    Bill,
    BillLine,
    Calendar,
    Cancellation,
    Clause,
    DayError,
    InputError,
    InvalidFileError,
    Invoice,
    MissingFactsError,
    Money,
    Payment,
    Payout,
    ReturnedPayment,
    TelcoTermsError,
    Terms,
    UnknownNameError,
    batch,
    compare,
    from_dict,
    load,
)
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import ByFact, Dated
from telcoterms.clauses.due_date import (
    DayOfMonth,
    DueDateQuestion,
    DueDateRule,
    DueFact,
    InvoiceFacts,
    MonthEnd,
    NetDays,
    OnBill,
    days_to_pay,
    due_date_steps,
    due_on,
    facts_of,
)
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.cli import main
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import context_of, provider_shape
from telcoterms.files.shapes import read_whole
from telcoterms.files.text import toml_of
from telcoterms.formats.text import phrase_text
from telcoterms.values.periods import in_days
from tests.error_assertions import refused
from tests.receipt_data import calendars_of
from tests.terms_builders import CLAUSE, KOS, flat, made, net

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
COMMON: Final[dict[str, Any]] = {"clause": CLAUSE, "says": ""}
ON_BILL: Final = OnBill(**COMMON)
RECEIPT: Final = NetDays(days=10, counted_from="receipt", **COMMON)
SENDING: Final = NetDays(days=10, counted_from="sending", **COMMON)
CASES: Final = Path(__file__).parents[1] / "cases" / "kinds"
PROVIDERS: Final = Path(__file__).parents[1] / "providers"
HERE: Final = Calendar(
    name="here",
    version="1",
    closed=frozenset({date(2026, 5, 18), date(2026, 5, 20)}),
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
)
"""Monday 18 and Wednesday 20 May 2026 are holidays; the 16th and 17th are a weekend."""


def terms(rule: DueDateRule, place: Calendar | None = HERE) -> Terms:
    """KOS's terms with another due date and calendar."""
    agreement = made(due_date=rule).agreement
    return Terms(replace(agreement, calendar=place, holiday_calendars=()))


def lines(rule: DueDateRule, place: Calendar | None = HERE, **facts: Any) -> list[str]:
    """The lines of a working."""
    return [phrase_text(line.phrase) for line in due_date_steps(rule, InvoiceFacts.of(**facts), place)]


class TestNetDays:
    """A bill is to be paid within so many days of its invoice date: that date is not counted, the last day is."""

    def test_fifteen_days_after_the_invoice_date(self) -> None:
        assert KOS.due_date("2026-01-01").value == date(2026, 1, 16)

    def test_over_a_leap_day_and_a_new_year(self) -> None:
        assert KOS.due_date("2024-02-20").value == date(2024, 3, 6)
        assert KOS.due_date("2025-02-20").value == date(2025, 3, 7)
        assert KOS.due_date("2025-12-31").value == date(2026, 1, 15)

    def test_a_weekend_moves_nothing(self) -> None:
        assert KOS.due_date("2026-01-02").value == date(2026, 1, 17)  # a Saturday

    @given(DAYS, st.integers(0, 120))
    def test_the_number_of_days_is_their_difference(self, issued: date, days: int) -> None:
        assert due_on(net(days), InvoiceFacts(issued), None) - issued == timedelta(days=days)
        assert made(due_date=net(days)).due_date(issued).value == issued + timedelta(days=days)

    @given(DAYS)
    def test_paid_on_the_due_date_is_in_time_and_a_day_later_is_late(self, issued: date) -> None:
        due = KOS.due_date(issued).value
        assert KOS.late_charge(100, issued=issued, paid=due).value.minor == 0
        assert KOS.late_charge(100, issued=issued, paid=due + timedelta(days=1)).value.minor > 0

    def test_its_line(self) -> None:
        (line,) = due_date_steps(net(15), InvoiceFacts(date(2026, 1, 1)), None)
        assert dict(line.phrase.values) == {"issued": date(2026, 1, 1), "days": in_days(15), "due": date(2026, 1, 16)}

    def test_a_bill_that_is_due_at_once_adds_no_days(self) -> None:
        (line,) = due_date_steps(net(0), InvoiceFacts(date(2026, 1, 1)), None)
        assert phrase_text(line.phrase) == "due date: 2026-01-01 itself"

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 15 days lies outside the years 1 to 9999", "nearer to the present"):
            KOS.due_date("9999-12-31")

    def test_ten_days_after_receipt(self) -> None:
        found = terms(RECEIPT).due_date("2026-01-01", received="2026-01-05")
        assert found.value == date(2026, 1, 15)
        assert lines(RECEIPT, issued="2026-01-01", received="2026-01-05") == [
            "the bill was received on 2026-01-05",
            "due date: 2026-01-05 + 10 days = 2026-01-15",
        ]

    def test_ten_days_after_sending(self) -> None:
        assert terms(SENDING).due_date("2026-01-01", sent="2026-01-02").value == date(2026, 1, 12)
        assert lines(SENDING, issued="2026-01-01", sent="2026-01-02") == [
            "the bill was sent on 2026-01-02",
            "due date: 2026-01-02 + 10 days = 2026-01-12",
        ]

    def test_business_days_pass_weekends_and_holidays(self) -> None:
        # Thursday 14 May: Friday 15 is the first, Tuesday 19 the second, Thursday 21 the third
        rule = NetDays(days=3, count="business-days", **COMMON)
        assert terms(rule).due_date("2026-05-14").value == date(2026, 5, 21)
        assert lines(rule, issued="2026-05-14") == [
            "holidays that do not count: 2026-05-18, 2026-05-20",
            "due date: 2026-05-14 + 3 business days = 2026-05-21",
        ]

    def test_business_days_without_a_holiday_on_the_way(self) -> None:
        rule = NetDays(days=3, count="business-days", roll="next", **COMMON)
        assert lines(rule, issued="2026-06-01") == [
            "2026-06-01 + 3 business days = 2026-06-04",
            "2026-06-04, a Thursday, is open",
            "due date: 2026-06-04",
        ]

    def test_business_days_without_a_calendar(self) -> None:
        rule = NetDays(days=3, count="business-days", **COMMON)
        with refused(InputError, "these terms name none: give them one, as terms.with_calendar("):
            terms(rule, None).due_date("2026-05-14")


class TestDatedNumbers:
    """The days and months of a clause may be dated: those of the invoice date count."""

    DATED: Final = Dated(((date(2015, 1, 1), 18), (date(2026, 1, 1), 19)))

    def test_the_days_of_the_invoice_date(self) -> None:
        rule = NetDays(days=self.DATED, **COMMON)
        assert terms(rule).due_date("2025-12-31").value == date(2026, 1, 18)
        assert terms(rule).due_date("2026-01-01").value == date(2026, 1, 20)
        assert lines(rule, issued="2026-01-01") == ["due date: 2026-01-01 + 19 days = 2026-01-20"]

    def test_the_months_and_the_days_of_a_month_end(self) -> None:
        months = Dated(((date(2025, 1, 1), 1), (date(2026, 1, 1), 2)))
        assert terms(MonthEnd(months=months, **COMMON)).due_date("2026-02-03").value == date(2026, 4, 30)
        assert terms(DayOfMonth(day=5, months_after=months, **COMMON)).due_date("2025-02-07").value == date(2025, 3, 5)
        assert terms(MonthEnd(days=self.DATED, **COMMON)).due_date("2026-02-03").value == date(2026, 3, 19)

    def test_a_day_before_the_first_entry_is_refused(self) -> None:
        with refused(DayError, "2014-12-31 is before the first value of the terms, which is of 2015-01-01"):
            terms(NetDays(days=self.DATED, **COMMON)).due_date("2014-12-31")

    def test_a_file_has_them_as_a_list(self, tmp_path: Path) -> None:
        valid = (Path(__file__).parents[1] / "refusals" / "provider" / "valid.toml").read_text("utf-8")
        dated = "days = [{ since = 2015-01-01, value = 18 }, { since = 2026-01-01, value = 19 }]"
        file = tmp_path / "north.toml"
        file.write_text(valid.replace("days = 21", dated, 1), "utf-8")
        north = load(file)
        assert north.due_date("2025-12-31").value == date(2026, 1, 18)
        assert [remark.path for remark in north.remarks() if remark.path.startswith("due_date")] == [
            "due_date.days"
        ] * 2

    def test_rows_of_both_numbers(self) -> None:
        table = pa.table({"issued": pa.array([date(2025, 12, 31), date(2026, 1, 1)], pa.date32())})
        found = batch.due_date(terms(NetDays(days=self.DATED, **COMMON)), table)
        assert found["due_date"].to_pylist() == [date(2026, 1, 18), date(2026, 1, 20)]


class TestDayOfMonth:
    """A bill is to be paid by a day of the month: the first one after its date, or so many months on."""

    @pytest.mark.parametrize(
        ("issued", "due"),
        [
            ("2026-01-01", date(2026, 1, 20)),
            ("2026-01-19", date(2026, 1, 20)),
            ("2026-01-20", date(2026, 2, 20)),  # the first one after it
            ("2026-12-25", date(2027, 1, 20)),
        ],
    )
    def test_the_first_20th_after_the_invoice_date(self, issued: str, due: date) -> None:
        rule = DayOfMonth(day=20, **COMMON)
        assert terms(rule).due_date(issued).value == due
        assert lines(rule, issued=issued) == [
            f"day 20 of a month, the first one after {issued} = {due}",
            f"due date: {due}",
        ]

    def test_a_month_that_is_shorter_takes_its_last_day(self) -> None:
        rule = DayOfMonth(day=31, **COMMON)
        assert terms(rule).due_date("2026-01-31").value == date(2026, 2, 28)
        assert terms(rule).due_date("2026-02-27").value == date(2026, 2, 28)
        assert terms(rule).due_date("2026-02-28").value == date(2026, 3, 31)

    def test_the_10th_two_months_on(self) -> None:
        rule = DayOfMonth(day=10, months_after=2, **COMMON)
        assert terms(rule).due_date("2026-11-30").value == date(2027, 1, 10)
        assert lines(rule, issued="2026-11-30") == [
            "day 10 of the month of 2026-11-30 + 2 months = 2027-01-10",
            "due date: 2027-01-10",
        ]

    def test_a_day_before_the_invoice_date_is_refused(self) -> None:
        rule = DayOfMonth(day=10, months_after=0, **COMMON)
        with refused(InputError, "(Terms s.1), 2026-11-10, lies before the invoice date, 2026-11-30: check the days"):
            terms(rule).due_date("2026-11-30")

    @given(DAYS, st.integers(1, 31))
    def test_it_is_never_more_than_31_days_after(self, issued: date, day: int) -> None:
        due = due_on(DayOfMonth(day=day, **COMMON), InvoiceFacts(issued), None)
        assert timedelta(0) < due - issued <= timedelta(31)
        assert due.day == min(day, calendar.monthrange(due.year, due.month)[1])


class TestMonthEnd:
    """A bill is to be paid at the end of a month, or so many days after it."""

    @pytest.mark.parametrize(
        ("rule", "issued", "due", "said"),
        [
            (
                MonthEnd(**COMMON),
                "2024-02-05",
                date(2024, 2, 29),
                ["end of the month of 2024-02-05 = 2024-02-29"],
            ),
            (
                MonthEnd(months=1, **COMMON),
                "2020-06-11",
                date(2020, 7, 31),
                ["end of the month of 2020-06-11 + 1 month = 2020-07-31"],
            ),
            (
                MonthEnd(days=45, **COMMON),
                "2021-09-13",
                date(2021, 11, 14),  # 31 days of October and 14 more
                ["end of the month of 2021-09-13 = 2021-09-30", "2021-09-30 + 45 days = 2021-11-14"],
            ),
            (
                MonthEnd(days=45, order="days-then-end", **COMMON),
                "2021-09-13",
                date(2021, 10, 31),  # the 45th day is 28 October
                ["2021-09-13 + 45 days = 2021-10-28", "end of the month of 2021-10-28 = 2021-10-31"],
            ),
            (
                MonthEnd(months=1, days=10, order="days-then-end", **COMMON),
                "2026-01-31",
                date(2026, 3, 31),  # 28 February and 10 days is 10 March
                [
                    "2026-01-31 + 1 month + 10 days = 2026-03-10",
                    "end of the month of 2026-03-10 = 2026-03-31",
                ],
            ),
            (
                MonthEnd(order="days-then-end", **COMMON),
                "2026-01-15",
                date(2026, 1, 31),
                ["end of the month of 2026-01-15 = 2026-01-31"],
            ),
        ],
    )
    def test_when_it_is_due(self, rule: MonthEnd, issued: str, due: date, said: list[str]) -> None:
        assert terms(rule).due_date(issued).value == due
        assert lines(rule, issued=issued) == [*said, f"due date: {due}"]


class TestOnBill:
    """The terms leave the due date to the bill, which shows it."""

    def test_the_day_that_the_bill_shows(self) -> None:
        answer = terms(ON_BILL).due_date("2026-01-10", due="2026-01-25")
        assert answer.value == date(2026, 1, 25)
        said = lines(ON_BILL, issued="2026-01-10", due="2026-01-25")
        assert said == ["the bill shows 2026-01-25", "due date: 2026-01-25"]
        assert "due 2026-01-25 by the bill" in phrase_text(answer.heading())

    def test_a_day_before_the_invoice_date_is_refused(self) -> None:
        with refused(InputError, "2026-01-09, lies before the invoice date, 2026-01-10: check the days"):
            terms(ON_BILL).due_date("2026-01-10", due="2026-01-09")

    def test_a_late_charge_runs_from_it(self) -> None:
        # 100.00 of 1 January, due on the 25th, paid on 15 February: 2.00, then 102.00 x 2 % x 14/28 = 1.02
        charge = terms(ON_BILL).late_charge("100.00", issued="2026-01-01", due="2026-01-25", paid="2026-02-15")
        assert charge.value == Money("3.02", "CAD")
        in_time = terms(ON_BILL).late_charge("100.00", issued="2026-01-01", due="2026-02-15", paid="2026-02-15")
        assert in_time.value == Money("0.00", "CAD")


class TestClosedDays:
    """A due date on a closed day stays, or moves to the next or to the previous open day."""

    def test_it_stays(self) -> None:
        assert terms(net(16)).due_date("2026-05-01").value == date(2026, 5, 17)  # a Sunday

    def test_it_moves_to_the_next_open_day(self) -> None:
        rule = DayOfMonth(day=17, roll="next", **COMMON)
        assert terms(rule).due_date("2026-05-01").value == date(2026, 5, 19)
        assert lines(rule, issued="2026-05-01")[1:] == [
            "2026-05-17, a Sunday, is closed",
            "2026-05-18, a Monday and a holiday, is closed",
            "2026-05-19, a Tuesday, is open",
            "due date: 2026-05-19",
        ]

    def test_a_bill_that_is_due_at_once_moves_too(self) -> None:
        assert lines(NetDays(days=0, roll="next", **COMMON), issued="2026-05-17") == [
            "2026-05-17, a Sunday, is closed",
            "2026-05-18, a Monday and a holiday, is closed",
            "2026-05-19, a Tuesday, is open",
            "due date: 2026-05-19",
        ]

    def test_it_moves_to_the_previous_open_day(self) -> None:
        rule = NetDays(days=17, roll="previous", **COMMON)
        assert terms(rule).due_date("2026-05-01").value == date(2026, 5, 15)
        assert lines(rule, issued="2026-05-01") == [
            "2026-05-01 + 17 days = 2026-05-18",
            "2026-05-18, a Monday and a holiday, is closed",
            "2026-05-17, a Sunday, is closed",
            "2026-05-16, a Saturday, is closed",
            "2026-05-15, a Friday, is open",
            "due date: 2026-05-15",
        ]

    @pytest.mark.parametrize("roll", ["next", "previous"])
    def test_an_open_day_is_the_due_date(self, roll: Any) -> None:
        assert terms(NetDays(days=18, roll=roll, **COMMON)).due_date("2026-05-01").value == date(2026, 5, 19)

    def test_a_day_outside_the_calendar_is_refused(self) -> None:
        with refused(DayError, "the calendar here knows the days from 2026-01-01 to 2026-12-31, not 2027-01-10"):
            terms(NetDays(days=10, roll="next", **COMMON)).due_date("2026-12-31")
        with refused(DayError, "the calendar here knows the days from 2026-01-01 to 2026-12-31, not 2025-12-31"):
            terms(NetDays(days=0, roll="previous", **COMMON)).due_date("2025-12-31")

    def test_the_answer_names_its_calendar(self) -> None:
        rolled = terms(NetDays(days=18, roll="next", **COMMON))
        for answer in (
            rolled.due_date("2026-05-01"),
            rolled.late_charge(100, issued="2026-05-01", paid="2026-06-30"),
            rolled.audit_late_charge(5, 100, issued="2026-05-01", paid="2026-06-30"),
            rolled.audit(Bill([BillLine("due_date", {"issued": "2026-05-01"}, "2026-05-19")])),
            rolled.statement(account(), "2026-07-01"),
            rolled.settlement(account(), on="2026-07-01"),
            rolled.what_if(account(), Payment("2026-06-01", Money("1.00", "CAD")), on="2026-07-01"),
        ):
            assert calendars_of(answer) == {"here": "1"}
            assert "counted by the calendar here, version 1" in str(answer.working)

    def test_an_answer_that_counts_no_open_days_names_none(self) -> None:
        plain = terms(net(18))
        assert calendars_of(plain.due_date("2026-05-01")) == {}
        assert calendars_of(plain.statement(account(), "2026-07-01")) == {}
        audited = plain.audit(Bill([BillLine("dispute_until", {"issued": "2026-05-01"}, "2026-07-30")]))
        assert calendars_of(audited) == {}

    def test_another_calendar_moves_it_otherwise(self) -> None:
        rolled = terms(NetDays(days=17, roll="next", **COMMON))
        assert rolled.due_date("2026-05-01").value == date(2026, 5, 19)
        without = HERE.changed(removed=["2026-05-18"])
        assert rolled.with_calendar(without).due_date("2026-05-01").value == date(2026, 5, 18)


class TestWays:
    """The terms have a due date of its own for some ways of paying or sending a bill."""

    RULE: Final = NetDays(
        days=14,
        way=(
            ("direct-debit", NetDays(days=21, **COMMON)),
            ("interim-bill", NetDays(days=3, counted_from="receipt", count="business-days", **COMMON)),
        ),
        **COMMON,
    )

    def test_each_way_has_its_own(self) -> None:
        asked = terms(self.RULE)
        assert asked.due_date("2026-05-01").value == date(2026, 5, 15)
        assert asked.due_date("2026-05-01", way="direct-debit").value == date(2026, 5, 22)
        # Thursday 14 May: Friday 15, Tuesday 19, Thursday 21
        assert asked.due_date("2026-05-01", way="interim-bill", received="2026-05-14").value == date(2026, 5, 21)

    def test_the_working_and_the_heading_name_the_way(self) -> None:
        answer = terms(self.RULE).due_date("2026-05-01", way="direct-debit")
        assert phrase_text(answer.steps[0].phrase) == "direct-debit has a due date of its own"
        assert ", by direct-debit, " in phrase_text(answer.heading())

    def test_the_clause_of_the_way_is_behind_the_answer(self) -> None:
        own = Clause("Terms", "1.1")
        debit = NetDays(days=21, clause=own, says="")
        asked = terms(NetDays(days=14, way=(("direct-debit", debit),), **COMMON))
        late: dict[str, Any] = {"issued": "2026-05-01", "paid": "2026-07-01"}
        assert asked.due_date("2026-05-01").clauses == (CLAUSE,)
        assert asked.due_date("2026-05-01", way="direct-debit").clauses == (CLAUSE, own)
        assert asked.late_charge(100, way="direct-debit", **late).clauses[-1] == own

    def test_the_calendar_is_named_where_the_way_counts_by_it(self) -> None:
        asked = terms(self.RULE)
        assert calendars_of(asked.due_date("2026-05-01", way="direct-debit")) == {}
        interim = asked.due_date("2026-05-01", way="interim-bill", received="2026-05-14")
        assert calendars_of(interim) == {"here": "1"}

    def test_a_way_that_the_terms_do_not_have(self) -> None:
        with refused(UnknownNameError, "for the way 'card': choose from direct-debit, interim-bill, or leave way out"):
            terms(self.RULE).due_date("2026-05-01", way="card")

    def test_a_way_where_the_terms_have_none(self) -> None:
        with refused(InputError, "way is 'card', but these terms (Service Terms s.7) have one due date for all ways"):
            KOS.due_date("2026-05-01", way="card")

    def test_a_fact_of_another_way(self) -> None:
        with refused(InputError, "set the due date by the invoice date alone: leave out received"):
            terms(self.RULE).due_date("2026-05-01", received="2026-05-14")
        with refused(MissingFactsError, "count from the day on which the bill was received: give received"):
            terms(self.RULE).due_date("2026-05-01", way="interim-bill")


class TestWords:
    """The sentence and the working say no more than what is so."""

    @pytest.mark.parametrize(
        ("rule", "facts", "end"),
        [
            (NetDays(days=15, **COMMON), {}, "a bill dated 1 May is to be paid by 16 May."),
            (ON_BILL, {"due": "2026-05-21"}, "a bill dated 1 May is to be paid by 21 May, the day that it shows."),
            # the bill shows Monday 18 May, a holiday; Tuesday is the next open day
            (
                OnBill(roll="next", **COMMON),
                {"due": "2026-05-18"},
                "a bill dated 1 May is to be paid by 19 May (due 18 May by the bill).",
            ),
        ],
        ids=["days", "shown", "moved"],
    )
    def test_the_sentence(self, rule: DueDateRule, facts: dict[str, Any], end: str) -> None:
        assert terms(rule).due_date("2026-05-01", **facts).sentence.endswith(end)

    def test_no_days_after_the_day_of_receipt_is_that_day(self) -> None:
        at_once = NetDays(days=0, counted_from="receipt", **COMMON)
        assert lines(at_once, issued="2026-05-01", received="2026-05-05") == [
            "the bill was received on 2026-05-05",
            "due date: 2026-05-05 itself",
        ]

    def test_no_business_days_after_a_closed_day_is_the_next_open_one(self) -> None:
        # Saturday 16 May, Monday 18 May is a holiday: Tuesday 19 May
        at_once = NetDays(days=0, count="business-days", **COMMON)
        assert lines(at_once, issued="2026-05-16")[-1] == "due date: 2026-05-16 + 0 business days = 2026-05-19"

    @pytest.mark.parametrize(("count", "name"), [("calendar-days", "days"), ("business-days", "business_days")])
    def test_what_a_number_counts(self, count: Any, name: str) -> None:
        assert NetDays(days=15, count=count, **COMMON).counted("days") == name


class TestNeeded:
    """A question asks for the fact on which the due date of its terms rests."""

    @pytest.mark.parametrize(
        ("rule", "facts"),
        [
            (net(15), ()),
            (ON_BILL, ("due",)),
            (RECEIPT, ("received",)),
            (SENDING, ("sent",)),
            (NetDays(days=10, counted_from="receipt", way=(("by-post", net(15)),), **COMMON), ()),  # once it is known
        ],
        ids=["none", "bill", "receipt", "sending", "ways"],
    )
    def test_of_a_due_date(self, rule: DueDateRule, facts: tuple[DueFact, ...]) -> None:
        assert set(DueDateQuestion.needed(terms(rule).agreement)) == {"issued", *facts}

    def test_what_is_missing_is_named_alone_where_nothing_is_to_be_left_out(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            terms(ON_BILL).due_date("2026-05-01")
        assert "leave out" not in str(error.value)

    def test_a_late_charge_after_business_days_of_grace_rests_on_the_calendar(self) -> None:
        for grace, rests in ((Grace(days=3, count="business-days"), True), (Grace(days=3), False)):
            asked = made(due_date=net(15), late_charge=replace(flat(5_00), grace=grace))
            answer = asked.late_charge("100.00", issued="2026-05-01", paid="2026-06-15")
            assert answer.about.counts_open_days is rests

    def test_where_the_service_decides_it_is_asked_for_once_the_service_is_known(self) -> None:
        undecided = replace(terms(ON_BILL).agreement, undecided=("due_date",))
        assert set(DueDateQuestion.needed(undecided)) == {"issued"}

    def test_of_terms_without_a_due_date(self) -> None:
        assert set(DueDateQuestion.needed(made(due_date=None).agreement)) == {"issued"}

    def test_the_facts_of_all_ways_are_those_of_the_rule(self) -> None:
        assert facts_of(NetDays(days=14, way=(("by-bill", ON_BILL), ("by-post", RECEIPT)), **COMMON)) == (
            "due",
            "received",
        )
        assert facts_of(net(15)) == ()


class TestFacts:
    """A fact on which the due date rests is asked for, and one on which it does not rest is refused."""

    @pytest.mark.parametrize(
        ("rule", "facts", "said"),
        [
            (ON_BILL, {}, "leave the due date to the bill itself: give due"),
            (RECEIPT, {}, "count from the day on which the bill was received: give received"),
            (SENDING, {}, "count from the day on which the bill was sent: give sent"),
            (RECEIPT, {"sent": "2026-01-02"}, "was received: give received; leave out sent"),
        ],
    )
    def test_a_missing_one_is_asked_for(self, rule: DueDateRule, facts: dict[str, Any], said: str) -> None:
        with refused(MissingFactsError, said):
            terms(rule).due_date("2026-01-01", **facts)
        with refused(MissingFactsError, said):
            terms(rule).late_charge(100, issued="2026-01-01", paid="2026-03-01", **facts)

    @pytest.mark.parametrize(
        ("rule", "facts", "said"),
        [
            (net(15), {"due": "2026-01-16"}, "by the invoice date alone: leave out due"),
            (MonthEnd(**COMMON), {"sent": "2026-01-16"}, "by the invoice date alone: leave out sent"),
            (DayOfMonth(day=1, **COMMON), {"received": "2026-01-16"}, "leave out received"),
            (
                ON_BILL,
                {"due": "2026-01-16", "sent": "2026-01-02", "received": "2026-01-03"},
                "leave out sent, received",
            ),
        ],
    )
    def test_another_one_is_refused(self, rule: DueDateRule, facts: dict[str, Any], said: str) -> None:
        with refused(InputError, said):
            terms(rule).due_date("2026-01-01", **facts)

    def test_all_that_are_missing_are_asked_for_together(self) -> None:
        asked: Any = terms(ON_BILL)
        with refused(MissingFactsError, "due date needs issued, due: give all of them"):
            asked.due_date()
        with refused(MissingFactsError, "late charge needs amount, issued, paid, due: give all of them"):
            asked.late_charge()
        with refused(MissingFactsError, "needs billed, amount, issued, paid, due: give all of them"):
            asked.audit_late_charge()

    def test_under_clauses_for_ways_the_fact_of_the_way_is_asked_for_later(self) -> None:
        asked: Any = terms(TestWays.RULE)
        with refused(MissingFactsError, "due date needs issued: give all of them"):
            asked.due_date()

    @pytest.mark.parametrize("fact", ["due", "sent", "received"])
    def test_a_day_that_is_none(self, fact: str) -> None:
        asked: Any = KOS
        with refused(DayError, f"{fact} is '2026-02-30', which no calendar has"):
            asked.due_date("2026-01-01", **{fact: "2026-02-30"})

    def test_a_record_holds_those_that_were_given(self) -> None:
        asked = terms(ON_BILL)
        answer = asked.late_charge(100, issued="2026-01-10", due="2026-01-25", paid="2026-03-01")
        record = answer.as_dict()
        assert record["facts"] == {
            "amount": "100.00",
            "issued": "2026-01-10",
            "paid": "2026-03-01",
            "billing_months": 1,
            "due": "2026-01-25",
        }
        assert from_dict(record, terms=asked) == answer

    def test_the_command_takes_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = str(PROVIDERS / "irish-carrier-2026-11-21.toml")
        assert main(["due-date", "--issued", "2026-01-01", "--way", "direct-debit", "--provider", file]) == 0
        assert ": 2026-01-22\n" in capsys.readouterr().out
        assert main(["due-date", "--issued", "2026-01-01", "--due", "2026-01-22", "--provider", file]) == 2
        assert capsys.readouterr().err.endswith("set the due date by the invoice date alone: leave out --due\n")


class TestFigures:
    """Each number of a clause has the unit that its section states."""

    def test_days_months_and_days_of_a_month(self) -> None:
        rule = NetDays(
            days=Dated(((date(2015, 1, 1), 3), (date(2026, 1, 1), 5))),
            count="business-days",
            way=(("post", DayOfMonth(day=20, months_after=1, **COMMON)), ("card", MonthEnd(days=10, **COMMON))),
            **COMMON,
        )
        assert [(taken.path, taken.figure) for taken in taken_figures(rule, "due_date")] == [
            ("due_date.way.post.day", "20 day of the month"),
            ("due_date.way.post.months_after", "1 months"),
            ("due_date.way.card.days", "10 days"),
            ("due_date.days", "3 business days"),
            ("due_date.days", "5 business days"),
        ]


class TestDaysToPay:
    """The number of days is the same for every bill where nothing but the invoice date matters."""

    @pytest.mark.parametrize(
        ("rule", "days"),
        [
            (net(15), 15),
            (RECEIPT, None),
            (NetDays(days=TestDatedNumbers.DATED, **COMMON), None),
            (NetDays(days=15, count="business-days", **COMMON), None),
            (NetDays(days=15, roll="next", **COMMON), None),
            (TestWays.RULE, None),
            (DayOfMonth(day=1, **COMMON), None),
            (MonthEnd(**COMMON), None),
            (ON_BILL, None),
        ],
    )
    def test_it_is_known_or_not(self, rule: DueDateRule, days: int | None) -> None:
        assert days_to_pay(rule) == days


class TestNumbersByPlan:
    """The days and months of a clause may differ by the plan, the region or the segment."""

    BUSINESS: Final = Dated(((date(2015, 1, 1), 20), (date(2026, 6, 1), 30)))
    BY_PLAN: Final = ByFact("plan", (("basic", 10), ("business", BUSINESS)))
    BY_REGION: Final = ByFact("region", (("QC", 2),), 1)

    def test_the_days_of_the_plan(self) -> None:
        asked = terms(NetDays(days=self.BY_PLAN, **COMMON))
        assert asked.due_date("2026-05-01", plan="basic").value == date(2026, 5, 11)
        assert asked.due_date("2026-05-01", plan="business").value == date(2026, 5, 21)
        # 29 days are left of June, and the first of July
        assert asked.due_date("2026-06-01", plan="business").value == date(2026, 7, 1)
        assert lines_of(asked.due_date("2026-05-01", plan="basic"))[0] == "due date: 2026-05-01 + 10 days = 2026-05-11"

    def test_the_months_of_the_region(self) -> None:
        end = terms(MonthEnd(months=self.BY_REGION, days=self.BY_REGION, **COMMON))
        assert end.due_date("2026-05-01", region="QC").value == date(2026, 8, 2)
        assert end.due_date("2026-05-01").value == date(2026, 7, 1)
        assert lines_of(end.due_date("2026-05-01", region="QC"))[:2] == [
            "end of the month of 2026-05-01 + 2 months = 2026-07-31",
            "2026-07-31 + 2 days = 2026-08-02",
        ]
        day = terms(DayOfMonth(day=5, months_after=self.BY_REGION, **COMMON))
        assert day.due_date("2026-05-01", region="ON").value == date(2026, 6, 5)
        assert "day 5 of the month of 2026-05-01 + 1 month = 2026-06-05" in str(day.due_date("2026-05-01").working)
        counted = terms(MonthEnd(days=self.BY_PLAN, order="days-then-end", **COMMON))
        assert counted.due_date("2026-05-25", plan="basic").value == date(2026, 6, 30)

    def test_the_day_of_the_month_of_the_plan(self) -> None:
        first = terms(DayOfMonth(day=self.BY_PLAN, **COMMON))
        assert first.due_date("2026-05-11", plan="basic").value == date(2026, 6, 10)
        assert first.due_date("2026-05-11", plan="business").value == date(2026, 5, 20)
        # the day of the invoice date is the 30th from 1 June on
        assert first.due_date("2026-06-11", plan="business").value == date(2026, 6, 30)
        assert lines_of(first.due_date("2026-06-11", plan="business"))[0] == (
            "day 30 of a month, the first one after 2026-06-11 = 2026-06-30"
        )
        later = terms(DayOfMonth(day=self.BY_PLAN, months_after=1, **COMMON))
        assert later.due_date("2026-05-11", plan="basic").value == date(2026, 6, 10)
        with refused(MissingFactsError, "another number for each plan: give plan, one of basic, business"):
            later.due_date("2026-05-11")
        assert [taken.figure for taken in taken_figures(later.agreement.rules["due_date"], "due_date")] == [
            "10 day of the month",
            "20 day of the month",
            "30 day of the month",
            "1 months",
        ]
        days, plans = [date(2026, 5, 11), date(2026, 6, 11)] * 2, ["basic"] * 2 + ["business"] * 2
        table = pa.table({"issued": pa.array(days, pa.date32()), "plan": plans})
        assert batch.due_date(first, table)["due_date"].to_pylist() == [
            first.due_date(day, plan=plan).value for day, plan in zip(days, plans, strict=True)
        ]

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (
                '{ by = "plan", basic = 5, other = 32 }',
                "due_date.day.other: found 32, wanted a whole number from 1",
            ),
            ("[{ since = 2015-01-01, value = 0 }]", "found 0, wanted a whole number from 1 to 31"),
        ],
    )
    def test_a_day_of_the_month_in_a_file(self, day: str, said: str, tmp_path: Path) -> None:
        valid = (Path(__file__).parents[1] / "refusals" / "provider" / "valid.toml").read_text("utf-8")
        file = tmp_path / "north.toml"
        changed_file = valid.replace('kind = "net-days"\ndays = 21', f'kind = "day-of-month"\nday = {day}', 1)
        file.write_text(changed_file, "utf-8")
        with refused(InvalidFileError, said):
            load(file)
        file.write_text(changed_file.replace("32", "10").replace("value = 0", "value = 1"), "utf-8")
        assert load(file).due_date("2026-05-20", **({"plan": "basic"} if "plan" in day else {})).value.month == 6

    def test_a_plan_is_asked_for_and_checked(self) -> None:
        asked = terms(NetDays(days=self.BY_PLAN, **COMMON))
        with refused(MissingFactsError, "another number for each plan: give plan, one of basic, business"):
            asked.due_date("2026-05-01")
        with refused(UnknownNameError, "no number for the plan 'gold': choose from basic, business"):
            asked.due_date("2026-05-01", plan="gold")
        with refused(InputError, "region is 'QC', and no number or tax of these terms depends on it: leave it out"):
            asked.due_date("2026-05-01", plan="basic", region="QC")
        with refused(InputError, "plan is 'basic', and no number or tax of these terms depends on it: leave it out"):
            KOS.due_date("2026-05-01", plan="basic")

    def test_what_rests_on_the_due_date_takes_the_plan(self) -> None:
        asked = terms(NetDays(days=self.BY_PLAN, **COMMON))
        late: dict[str, Any] = {"issued": "2026-05-01", "paid": "2026-05-15"}
        assert asked.late_charge("100.00", plan="business", **late).value == Money("0.00", "CAD")
        charge = asked.late_charge("100.00", plan="basic", **late)
        # 14 of 31 days: 100.00 x 2 % x 14/31 = 0.903
        assert charge.value == Money("0.90", "CAD")
        assert "due date: 2026-05-01 + 10 days = 2026-05-11" in str(charge.working)
        assert asked.audit_late_charge("0.90", "100.00", plan="basic", **late).value.explanation == "by-the-terms"
        bill = Bill([BillLine("due_date", {"issued": "2026-05-01", "plan": "business"}, "2026-05-22")])
        assert "2026-05-21" in str(asked.audit(bill).working)
        owed = asked.statement(account(), "2026-05-15", plan="basic")
        assert owed.value.debts[0].due == date(2026, 5, 11)
        assert owed.value.accrued == Money("0.90", "CAD")
        assert "2026-05-01 + 10 days = 2026-05-11" in str(owed.working)
        with refused(MissingFactsError, "invoice A: the terms have another number for each plan"):
            asked.statement(account(), "2026-05-15")

    def test_a_record_and_the_command_have_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = by_plan(tmp_path)
        answer = load(file).due_date("2026-05-01", plan="basic")
        assert from_dict(json.loads(json.dumps(answer.as_dict())), terms=load(file)) == answer
        assert main(["due-date", "--issued", "2026-05-01", "--plan", "basic", "--provider", str(file)]) == 0
        assert ": 2026-05-19\n" in capsys.readouterr().out
        assert main(["due-date", "--issued", "2026-05-01", "--provider", str(file)]) == 2
        assert capsys.readouterr().err.endswith("another number for each plan: give --plan, one of basic, business\n")

    def test_an_account_is_checked_by_its_plan(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file, bill = by_plan(tmp_path), 'invoice = [{ number = "A", issued = 2026-05-01, amount = "100.00" }]\n'
        owed = tmp_path / "account.toml"
        for head, status in (("", 0), ('plan = "basic"\n', 0), ('plan = "gold"\n', 1)):
            owed.write_text(head + bill, "utf-8")
            assert main(["check", str(owed), "--provider", str(file)]) == status
        assert "no number for the plan 'gold'" in "".join(capsys.readouterr())

    def test_a_comparison_shows_the_due_date_of_the_plan(self) -> None:
        asked = terms(NetDays(days=self.BY_PLAN, **COMMON))
        found = compare("late_charge", [asked], amount="100.00", issued="2026-05-01", days_late=4, plan="basic")
        # paid on the 15th
        assert [(row.figure, dict(row.beside)["due_date"]) for row in found.rows] == [
            (Money("0.90", "CAD"), date(2026, 5, 11))
        ]

    def test_a_plan_of_the_late_charge_alone_is_not_asked_of_the_due_date(self) -> None:
        rate = ByFact("plan", (("basic", Fraction(1, 100)),), Fraction(2, 100))
        late = LATE_CHARGE.of(KOS.agreement)
        assert isinstance(late, RateCharge)
        asked = made(late_charge=replace(late, rate=rate, stated_yearly_rate=None))
        found = compare("late_charge", [asked], amount="100.00", issued="2026-05-01", days_late=0, plan="basic")
        assert [dict(row.beside)["due_date"] for row in found.rows] == [date(2026, 5, 16)]


def by_plan(folder: Path) -> Path:
    """A provider's file whose days differ by plan."""
    valid = (Path(__file__).parents[1] / "refusals" / "provider" / "valid.toml").read_text("utf-8")
    file = folder / "north.toml"
    file.write_text(valid.replace("days = 21", 'days = { by = "plan", basic = 18, business = 30 }', 1), "utf-8")
    return file


def lines_of(answer: Answer[Any]) -> list[str]:
    """The lines of a working."""
    return [phrase_text(line.phrase) for line in answer.steps]


def account(**facts: Any) -> Account:
    """One bill of 100.00 of 1 May 2026."""
    return Account([Invoice("A", "2026-05-01", Money("100.00", "CAD"), **facts)])


class TestStatement:
    """Each debt of an account is due by the facts of its own invoice."""

    def test_each_invoice_by_its_own_day(self) -> None:
        bills = Account(
            [
                Invoice("A", "2026-01-01", Money("100.00", "CAD"), due="2026-01-25"),
                Invoice("B", "2026-01-02", Money("100.00", "CAD"), due="2026-01-20"),
            ]
        )
        found = terms(ON_BILL).statement(bills, "2026-02-15")
        assert [(debt.number, debt.due) for debt in found.value.debts] == [  # as they are due
            ("B", date(2026, 1, 20)),
            ("A", date(2026, 1, 25)),
        ]
        # A: 2.00 on 1 February, then 102.00 x 2 % x 14/28 = 1.02; B: 2.00 on the 2nd, then 102.00 x 2 % x 13/28 = 0.947
        assert found.value.settlement == Money("205.97", "CAD")
        assert "the bill shows 2026-01-25" in str(found.working)

    def test_one_invoice_as_the_question_says(self) -> None:
        facts: dict[str, Any] = {"due": "2026-05-20"}
        rolled = terms(OnBill(roll="next", **COMMON))
        charge = rolled.late_charge(100, issued="2026-05-01", paid="2026-07-15", **facts).value
        assert rolled.statement(account(**facts), "2026-07-15").value.settlement == charge + Money("100.00", "CAD")
        assert rolled.statement(account(**facts), "2026-07-15").value.debts[0].due == date(2026, 5, 21)

    def test_a_missing_fact_names_the_invoice(self) -> None:
        with refused(MissingFactsError, "invoice A: these terms (Terms s.1) leave the due date", "give due"):
            terms(ON_BILL).statement(account(), "2026-07-01")

    @pytest.mark.parametrize("facts", [{"due": "2026-05-20"}, {"sent": "2026-05-02"}, {"received": "2026-05-02"}])
    def test_a_fact_that_the_terms_do_not_take_is_refused(self, facts: dict[str, Any]) -> None:
        with refused(
            InputError, "invoice A: these terms (Service Terms s.7) set the due date by the invoice date alone"
        ):
            KOS.statement(account(**facts), "2026-07-01")

    def test_a_way_that_the_terms_do_not_have_is_refused(self) -> None:
        with refused(InputError, "invoice A: way is 'card', but these terms"):
            KOS.statement(account(way="card"), "2026-07-01")

    def test_a_debt_that_is_no_invoice_cannot_show_a_day(self) -> None:
        charge = AdministrativeCharge("X", "2026-05-02", Money("20.00", "CAD"), "returned-payment")
        bills = Account([*account(due="2026-05-20"), charge])
        with refused(MissingFactsError, "administrative charge X: ", "bill it as a line of an invoice"):
            terms(ON_BILL).statement(bills, "2026-07-01")

    def test_it_is_due_by_the_invoice_date_where_that_is_enough(self) -> None:
        charge = AdministrativeCharge("X", "2026-05-02", Money("20.00", "CAD"), "returned-payment")
        found = terms(MonthEnd(**COMMON)).statement(Account([*account(), charge]), "2026-05-03")
        assert [debt.due for debt in found.value.debts] == [date(2026, 5, 31), date(2026, 5, 31)]

    def test_a_cancellation_that_costs_nothing_needs_no_day(self) -> None:
        ended = Cancellation("C", "2026-06-10", fee=Money("30.00", "CAD"), cycle_start="2026-06-01", tax_rate=None)
        bills = Account([*account(due="2026-05-20"), ended])
        found = terms(ON_BILL).statement(bills, "2026-06-11").value
        assert found.debts[-1].amount == Money("0.00", "CAD")

    def test_a_cancellation_that_costs_something_is_refused(self) -> None:
        ended = Cancellation(
            "C", "2026-06-10", term_start="2026-01-01", term_months=12, monthly_fee=Money("30.00", "CAD")
        )
        with refused(MissingFactsError, "cancellation C: "):
            terms(ON_BILL).statement(Account([*account(due="2026-05-20"), ended]), "2026-06-11")

    def test_a_payout_that_is_a_debt_is_refused(self) -> None:
        # the credit of 10.00 is paid out; then the payment that made it is returned
        bills = Account(
            [
                *account(due="2026-05-20"),
                Payment("2026-05-10", Money("110.00", "CAD"), reference="P"),
                Payout("2026-05-12", Money("10.00", "CAD")),
                ReturnedPayment("2026-05-15", "P"),
            ]
        )
        with refused(MissingFactsError, "payout of 2026-05-12: "):
            terms(ON_BILL).statement(bills, "2026-06-11")

    def test_a_file_holds_them(self, tmp_path: Path) -> None:
        file = tmp_path / "account.csv"
        file.write_text(
            "event,date,number,amount,due,sent,received,way\n"
            "invoice,2026-05-01,A,100.00,2026-05-20,,,\n"
            "invoice,2026-05-01,B,100.00,,2026-05-02,2026-05-03,direct-debit\n"
        )
        from telcoterms.files.account import read_account

        first, second = read_account(file, "CAD").invoices
        assert first.due_facts == InvoiceFacts(date(2026, 5, 1), due=date(2026, 5, 20))
        assert second.due_facts == InvoiceFacts(
            date(2026, 5, 1), sent=date(2026, 5, 2), received=date(2026, 5, 3), way="direct-debit"
        )
        assert first.as_dict() == {"number": "A", "issued": "2026-05-01", "amount": "100.00", "due": "2026-05-20"}


class TestAudit:
    """A billed late charge, and a billed due date, are compared by the facts of their invoice."""

    def test_a_late_charge(self) -> None:
        audit = terms(ON_BILL).audit_late_charge(
            "3.02", "100.00", issued="2026-01-01", paid="2026-02-15", due="2026-01-25"
        )
        assert audit.value.explanation == "by-the-terms"

    def test_the_lines_of_a_bill(self) -> None:
        facts = {"amount": Money("100.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15", "due": "2026-01-25"}
        bill = Bill(
            [
                BillLine("late_charge", facts, Money("3.02", "CAD")),
                BillLine("due_date", {"issued": "2026-01-01", "due": "2026-01-25"}, "2026-01-25"),
            ]
        )
        answer = terms(ON_BILL).audit(bill)
        assert answer.value.agrees
        assert "the bill shows 2026-01-25" in str(answer.working)


def only_due_date(file: Path) -> Terms:
    """The terms of a file of rules, with its due date and its calendar alone."""
    data = toml_of(file.read_text("utf-8"), file.name)
    head = ("provider", "name", "edition", "revision", "currency", "time_zone", "ranking", "documents")
    kept: Mapping[str, Any] = {key: data[key] for key in (*head, "due_date", "calendar") if key in data}
    return Terms(read_whole(provider_shape(context_of(kept, tax_table, law_table)), kept, "", file.name))


CASES_OF_DUE_DATES: Final = [
    case
    for file in sorted(CASES.glob("*.toml"))
    for case in toml_of(file.read_text("utf-8"), file.name)["case"]
    if case["question"] == "due_date"
]


class TestWorkedCases:
    """The cases of many providers, with their arithmetic by hand beside them."""

    def test_there_are_as_many_as_were_worked(self) -> None:
        assert len(CASES_OF_DUE_DATES) == 10

    @pytest.mark.parametrize("case", CASES_OF_DUE_DATES, ids=lambda case: case["id"])
    def test_the_figure_that_was_worked_by_hand(self, case: dict[str, Any]) -> None:
        asked = only_due_date(CASES / "rules" / case["file"])
        try:
            found = asked.due_date(**case["facts"]).value.isoformat()
        except TelcoTermsError:
            found = "refused"
        assert found == case["right"]

    def test_a_late_charge_that_a_closed_day_puts_off(self) -> None:
        # 15 days after 12 February 2017 is the 27th; that day and the 28th are carnival
        asked = only_due_date(CASES / "rules" / "p13-claro-br.toml")
        assert asked.due_date("2017-02-12").value == date(2017, 3, 1)


class TestProviders:
    """Files of providers whose due date is of another kind than KOS's."""

    @pytest.mark.parametrize(
        ("name", "facts", "due"),
        [
            ("irish-wireless", {"issued": "2026-05-01"}, date(2026, 5, 18)),  # the 17th is a Sunday
            ("irish-wireless", {"issued": "2026-03-01"}, date(2026, 3, 18)),  # Saint Patrick's Day is closed
            ("irish-carrier", {"issued": "2026-01-01"}, date(2026, 1, 15)),
            ("irish-carrier", {"issued": "2026-01-01", "way": "direct-debit"}, date(2026, 1, 22)),
            ("village-fibre", {"issued": "2026-01-20"}, date(2026, 2, 20)),
            ("wholesaler-45-days-after-the-month", {"issued": "2021-09-13"}, date(2021, 11, 14)),
            ("wholesaler-month-of-the-45th-day", {"issued": "2021-09-13"}, date(2021, 10, 31)),
            ("distributor-end-of-next-month", {"issued": "2020-06-11"}, date(2020, 7, 31)),
        ],
    )
    def test_when_their_bills_are_due(self, name: str, facts: dict[str, str], due: date) -> None:
        assert load(PROVIDERS / f"{name}-2026-11-21.toml").due_date(**facts).value == due
