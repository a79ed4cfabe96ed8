"""The working of a late charge, line by line: each was worked by hand, of 100.00 of 1 January 2026, due on the 16th."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from telcoterms import (
    Account,
    Answer,
    Bill,
    BillLine,
    InputError,
    InvalidFileError,
    Invoice,
    MissingFactsError,
    Money,
    load,
)
from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import Dated, ShareBound
from telcoterms.clauses.late_charge.accrual import Accrued, Joined, Node, Posting, RoundedAway
from telcoterms.clauses.late_charge.charge import charged_node
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    RunsFrom,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays, Start
from telcoterms.clauses.late_charge.question import LateChargeQuestion
from telcoterms.clauses.late_charge.working import (
    accrued_expression,
    balance_step,
    charged_periods,
    charged_segments,
    has_accrued,
    left_out_notes,
    node_posting_step,
    posting_step,
    rounded_away_step,
    shown_postings,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import month_number
from telcoterms.values.steps import Step
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, a_rate, at_least, cad, compound, flat, followed, made, net, simple

RATE = Fraction(73, 1000)
"""A yearly rate of 0.02 % a day of 365."""
VALID = Path(__file__).parents[1] / "refusals" / "provider" / "valid.toml"


def worked(rule: LateChargeRule, paid: str, amount: str = "100.00", **facts: Any) -> tuple[str, list[str]]:
    """The charge, and the lines of its working after that of the due date, each without its clause."""
    terms = made(due_date=net(15), late_charge=rule)
    answer = terms.late_charge(amount, issued="2026-01-01", paid=paid, **facts)
    due, *lines = (phrase_text(line.phrase) for line in answer.steps if line.part == "working")
    assert due == "due date: 2026-01-01 + 15 days = 2026-01-16"
    return answer.value.text, lines


def line_of(step: Step) -> str:
    """A line without its clause."""
    return phrase_text(step.phrase)


def percentage(share: Fraction, **fields: Any) -> PercentageCharge:
    return PercentageCharge(share=share, clause=CLAUSE, says="", **fields)


def each(sum_: Any, **fields: Any) -> FlatCharge:
    return FlatCharge(sum=sum_, clause=CLAUSE, says="", **fields)


class TestGrace:
    """The last day in time, and what a payment costs up to it and after it."""

    @pytest.mark.parametrize(
        ("grace", "line"),
        [
            (Grace(days=10), "in time up to 2026-01-26: the due date + 10 days"),
            (Grace(months=1, days=2), "in time up to 2026-02-18: the due date + 1 month + 2 days"),
            (Grace(months=1), "in time up to 2026-02-16: the due date + 1 month"),
            (Grace(counted_from="invoice-date", days=30), "in time up to 2026-01-31: the invoice date + 30 days"),
        ],
        ids=["days", "months-and-days", "months", "invoice-date"],
    )
    def test_a_fee_in_time_and_after_that(self, grace: Grace, line: str) -> None:
        rule = replace(flat(5_00), grace=grace)
        in_time = "paid on 2026-01-25, in time: nothing is charged"
        assert worked(rule, "2026-01-25") == ("0.00", [line, in_time])
        assert worked(rule, "2026-03-01") == ("5.00", [line, "paid on 2026-03-01, after that, the fee is 5.00"])

    def test_a_fee_that_follows_a_reminder(self) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        silent = "no reminder was sent by 2026-01-25: nothing is charged"
        assert worked(rule, "2026-01-25", reminded="2026-01-28") == ("0.00", [silent])
        line = "in time up to 2026-02-04: the reminder of 2026-01-28 + 7 days"
        in_time = "paid on 2026-02-04, in time: nothing is charged"
        assert worked(rule, "2026-02-04", reminded="2026-01-28") == ("0.00", [line, in_time])
        after = "paid on 2026-02-05, after that, the fee is 5.00"
        assert worked(rule, "2026-02-05", reminded="2026-01-28") == ("5.00", [line, after])

    def test_the_first_of_several_reminders_counts_in_whatever_order(self) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        line = "in time up to 2026-02-04: the reminder of 2026-01-28 + 7 days"
        after = "paid on 2026-02-05, after that, the fee is 5.00"
        assert worked(rule, "2026-02-05", reminded=["2026-02-03", "2026-01-28"]) == ("5.00", [line, after])

    def test_a_reminder_where_no_charge_follows_one_is_refused(self) -> None:
        with refused(InputError, "reminded is 2026-01-28, and no charge of these terms follows a reminder"):
            worked(flat(5_00), "2026-03-01", reminded="2026-01-28")

    def test_a_minimum_is_not_shown_where_its_charge_is_in_time(self) -> None:
        rule = replace(a_rate(Fraction(2, 100), compounding="monthly", grace=Grace(days=10)), least=cad(5_00))
        line = "in time up to 2026-01-26: the due date + 10 days"
        in_time = "paid on 2026-01-20, in time: nothing is charged"
        assert worked(rule, "2026-01-20") == ("0.00", [line, in_time])

    def test_business_days_are_named_as_such(self) -> None:
        rule = replace(flat(5_00), grace=Grace(days=1, count="business-days"))  # from Friday to Monday
        line = "in time up to 2026-01-19: the due date + 1 business day"
        assert worked(rule, "2026-01-19") == ("0.00", [line, "paid on 2026-01-19, in time: nothing is charged"])
        assert worked(rule, "2026-01-20") == ("5.00", [line, "paid on 2026-01-20, after that, the fee is 5.00"])

    @pytest.mark.parametrize("is_part", [False, True], ids=["its-own", "of-a-part"])
    def test_answers_name_the_calendar_of_its_business_days(self, is_part: bool) -> None:
        rule: LateChargeRule = replace(flat(5_00), grace=Grace(days=1, count="business-days"))
        if is_part:
            rule = GreaterOf(of=(rule, flat(1_00)), clause=CLAUSE, says="")
        terms = made(late_charge=rule)
        dates: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-03-01"}
        account = Account([Invoice("a", "2026-01-01", cad(100_00))])
        bill = Bill([BillLine("late_charge", {"amount": cad(100_00), **dates}, cad(5_00))])
        asked: list[Answer[Any]] = [
            terms.late_charge("100.00", **dates),
            terms.audit_late_charge("5.00", "100.00", **dates),
            terms.audit(bill),
            terms.statement(account, "2026-03-01"),
        ]
        assert terms.agreement.calendar is not None
        for answer in asked:
            assert answer.about.calendars == (terms.agreement.calendar,)
        assert terms.due_date("2026-01-01").about.calendars == ()

    def test_a_share_after_a_grace_period(self) -> None:
        rule = percentage(Fraction(3, 100), grace=Grace(days=10))
        line = "in time up to 2026-01-26: the due date + 10 days"
        assert worked(rule, "2026-02-15") == (
            "3.00",
            [line, "paid on 2026-02-15, after that: 100.00 x 3 % = 3.00"],
        )

    @pytest.mark.parametrize(
        ("runs_from", "start", "sum_", "charge"),
        [
            ("invoice-date", "2026-01-01, the invoice date", "100.00 x 45 x 7.3 % / 365", "0.90"),
            ("due-date", "2026-01-16, the due date", "100.00 x 30 x 7.3 % / 365", "0.60"),
            ("next-invoice-date", "2026-02-01, the date of the next bill", "100.00 x 14 x 7.3 % / 365", "0.28"),
            ("grace-end", "2026-01-26, the last day in time", "100.00 x 20 x 7.3 % / 365", "0.40"),
        ],
        ids=str,
    )
    def test_a_rate_after_a_grace_period_counts_from_each_start(
        self, runs_from: RunsFrom, start: str, sum_: str, charge: str
    ) -> None:
        value, lines = worked(simple(RATE, runs_from=runs_from, grace=Grace(days=10)), "2026-02-15")
        assert value == charge
        assert lines[1] == f"paid on 2026-02-15, after that: the charge counts from {start}"
        assert lines[-1] == f"late charge: {sum_} = {charge}"

    def test_without_a_grace_period_the_last_day_in_time_is_the_due_date(self) -> None:
        value, lines = worked(simple(RATE, runs_from="grace-end"), "2026-02-15")
        assert value == "0.60"  # 30 days
        start = "2026-01-16, the last day in time"
        assert lines[0] == f"paid on 2026-02-15, after the due date: the charge counts from {start}"


class TestNothing:
    """Where a late payment costs nothing, the working says why."""

    def test_by_a_clause_that_says_so(self) -> None:
        line = "a late payment costs nothing by these terms"
        assert worked(NoCharge(clause=CLAUSE, says=""), "2026-02-15") == ("0.00", [line])

    def test_an_amount_that_is_not_over_a_threshold(self) -> None:
        rule = replace(flat(5_00), threshold=Threshold(over=cad(100_00)))
        assert worked(rule, "2026-03-01") == ("0.00", ["100.00 is not over 100.00: nothing is charged"])
        assert worked(rule, "2026-03-01", "100.01")[0] == "5.00"

    def test_an_amount_that_is_less_than_a_threshold(self) -> None:
        rule = replace(flat(5_00), threshold=Threshold(at_least=cad(100_01)))
        assert worked(rule, "2026-03-01") == ("0.00", ["100.00 is less than 100.01: nothing is charged"])
        assert worked(rule, "2026-03-01", "100.01")[0] == "5.00"

    def test_a_month_that_is_not_complete(self) -> None:
        rule = each(cad(5_00), per="month", part_month="completed-months", runs_from="due-date")
        value, lines = worked(rule, "2026-02-15")
        assert (value, lines[-1]) == ("0.00", "no period counts: nothing is charged")
        value, lines = worked(rule, "2026-02-16")
        assert (value, lines[-1]) == ("5.00", "late charge: 5.00")


class TestNothingIsDue:
    """Where nothing can be charged one line says so."""

    @pytest.mark.parametrize("rule", [flat(5_00), compound(Fraction(1, 50)), NoCharge(clause=CLAUSE, says="")])
    def test_by_the_due_date(self, rule: LateChargeRule) -> None:
        line = "paid on 2026-01-16, on or before the due date: nothing is charged"
        assert worked(rule, "2026-01-16") == ("0.00", [line])
        assert worked(rule, "2026-01-17")[1][0] != line.replace("16", "17")

    @pytest.mark.parametrize("rule", [flat(5_00), compound(Fraction(1, 50))])
    def test_of_nothing(self, rule: LateChargeRule) -> None:
        line = "nothing was outstanding: nothing is charged"
        assert worked(rule, "2026-02-01", "0.00") == ("0.00", [line])
        assert line not in worked(rule, "2026-02-01", "0.01")[1]

    def test_a_reminder_of_the_day_of_payment_was_sent(self) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        line = "in time up to 2026-02-04: the reminder of 2026-01-28 + 7 days"
        in_time = "paid on 2026-01-28, in time: nothing is charged"
        assert worked(rule, "2026-01-28", reminded="2026-01-28") == ("0.00", [line, in_time])


class TestShortPages:
    """On a short page a part of four periods or more has one line, and so has a join of as many months."""

    MONTHLY = compound(Fraction(1, 50))
    GREATER = GreaterOf(of=(MONTHLY, replace(flat(2_00), per="month")), per="month", clause=CLAUSE, says="")

    def last_lines(self, rule: LateChargeRule, paid: str) -> tuple[str, str]:
        """The last line of the short page, and that of the whole working."""
        answer = made(due_date=net(15), late_charge=rule).late_charge("113.00", issued="2026-01-01", paid=paid)
        short, whole = ([one for one in lines if one.part == "working"] for lines in (answer.page(), answer.steps))
        return phrase_text(short[-1].phrase), phrase_text(whole[-1].phrase)

    def test_months_of_a_join(self) -> None:
        # 2.26, 2.31 and 2.35 are more than 2.00, and a part of the month, 1.06 or 1.12, is less
        three = "late charge: 2.26 + 2.31 + 2.00 = 6.57"
        assert self.last_lines(self.GREATER, "2026-03-15") == (three, three)
        four = "late charge: 2.26 + 2.31 + 2.35 + 2.00 = 8.92"
        assert self.last_lines(self.GREATER, "2026-04-15") == ("late charge, month by month: 8.92", four)

    def test_two_months_of_a_join_have_their_sum(self) -> None:
        line = "late charge: 2.26 + 2.00 = 4.26"  # 115.26 x 2 % x 14/28 = 1.15 is less than 2.00
        assert self.last_lines(self.GREATER, "2026-02-15") == (line, line)

    def test_one_month_of_a_join_has_no_sum(self) -> None:
        line = "up to 2026-01-20: the greater of 1.39, 2.00 is 2.00"  # 2.26 x 19/31
        assert self.last_lines(self.GREATER, "2026-01-20") == (line, line)

    @pytest.mark.parametrize(("paid", "is_short"), [("2026-03-15", False), ("2026-04-15", True)])
    def test_periods_of_a_part(self, paid: str, is_short: bool) -> None:
        terms = made(due_date=net(15), late_charge=at_least(3_00, self.MONTHLY))
        answer = terms.late_charge("113.00", issued="2026-01-01", paid=paid)
        short = [line for line in map(line_of, answer.page()) if line.startswith("this part, over")]
        assert short == (["this part, over 4 periods: 8.04"] if is_short else [])
        assert not [line for line in map(line_of, answer.steps) if line.startswith("this part, over")]


class TestAPartThatIsLeftOut:
    """Of the lesser of two rates, one that the law fixes counts where its value is given; else a note says so."""

    FACTS: ClassVar[dict[str, Any]] = {"issued": "2026-12-01", "paid": "2027-01-20", "due": "2026-12-20"}

    def lines(self, **index: Any) -> list[str]:
        answer = load("verizon").late_charge("100.00", **self.FACTS, **index)
        return [phrase_text(one.phrase) for one in answer.steps if one.part in ("working", "notes")]

    def test_it_is_the_lesser(self) -> None:
        *_, first, _, _, _, second, last = self.lines(index={"lawful": "0.01"})
        assert first == "this part: 101.50 - 100.00 = 1.50"
        assert second == "this part: 101.00 - 100.00 = 1.00"
        assert last == "late charge: the lesser of 1.50, 1.00 is 1.00"

    def test_it_is_not_given(self) -> None:
        *_, charge, note = self.lines()
        assert charge == "late charge: 101.50 - 100.00 = 1.50"
        assert note == (
            "the highest rate a month that the law of the customer's state permits is not given, so that this part of "
            "the clause is left out"
        )


class TestPeriodsOfAShortPage:
    """A rate has a row for each of its periods; what is no rate, or is not posted period by period, has none."""

    def periods(self, rule: LateChargeRule, minor: int = 100_00, paid: date = date(2026, 2, 15)) -> Any:
        days = DebtDays(date(2026, 1, 1), date(2026, 1, 16))
        return charged_periods(rule, cad(minor), days, paid)

    @pytest.mark.parametrize(
        "rule",
        [
            flat(5_00),
            replace(flat(5_00), per="month"),
            simple(RATE),
            compound(Fraction(1, 50), round_at="once"),
            at_least(5_00, compound(Fraction(1, 50))),
        ],
        ids=["once", "sums", "days", "rounded-once", "minimum"],
    )
    def test_none(self, rule: LateChargeRule) -> None:
        assert self.periods(rule) is None

    def test_of_nothing_and_by_the_due_date(self) -> None:
        rule = compound(Fraction(1, 50))
        assert self.periods(rule, 0) is None
        assert self.periods(rule, paid=date(2026, 1, 16)) is None
        assert len(self.periods(rule, 1).periods) == 2

    @pytest.mark.parametrize("round_at", ["each-month", "once"])
    def test_without_compounding_it_is_posted_whenever_it_is_rounded(self, round_at: Any) -> None:
        found = self.periods(a_rate(Fraction(1, 50), round_at=round_at))
        # 2 % of 100.00 in January, and 14/28 of it in February
        assert [one.charge.text for one in found.periods] == ["2.00", "1.00"]
        assert [one.balance.text for one in found.periods] == ["102.00", "103.00"]

    @pytest.mark.parametrize(
        ("minor", "rows"),
        [
            (
                24,
                [
                    ("2026-01-01", "2026-03-01", "2 times 0.24 x 2 %"),
                    ("2026-03-01", "2026-03-15", "0.24 x 2 % x 14/31"),
                ],
            ),
            (
                100_00,
                [
                    ("2026-01-01", "2026-02-01", "100.00 x 2 %"),
                    ("2026-02-01", "2026-03-01", "102.00 x 2 %"),
                    ("2026-03-01", "2026-03-15", "104.04 x 2 % x 14/31"),
                ],
            ),
        ],
    )
    def test_each_row(self, minor: int, rows: list[tuple[str, str, str]]) -> None:
        found = self.periods(compound(Fraction(1, 50)), minor, date(2026, 3, 15)).periods
        assert [(str(one.start), str(one.end), phrase_text(one.reckoned)) for one in found] == rows
        assert found[-1].balance == sum((one.charge for one in found), cad(minor))
        assert [one.charge.minor > 0 for one in found] == [minor == 100_00] * len(rows)  # 0.24 bears nothing

    def test_a_month_that_does_not_count_has_none(self) -> None:
        assert self.periods(compound(Fraction(1, 50), part_month="completed-months"), paid=date(2026, 1, 20)) is None

    @pytest.mark.parametrize(
        ("runs_from", "start"),
        [
            ("invoice-date", "2026-01-01, the invoice date"),
            ("due-date", "2026-01-16, the due date"),
            ("next-invoice-date", "2026-02-01, the date of the next bill"),
            ("grace-end", "2026-01-16, the last day in time"),
        ],
    )
    def test_from_when_it_counts(self, runs_from: RunsFrom, start: str) -> None:
        (since,) = self.periods(compound(Fraction(1, 50), runs_from=runs_from)).since
        assert phrase_text(since.phrase) == f"counted from: {start}"

    def test_the_rows_above_it(self) -> None:
        rule = compound(Fraction(1, 50))
        (since,) = self.periods(rule).since
        assert phrase_text(since.phrase) == "counted from: 2026-01-01, the invoice date"
        in_time, since = self.periods(replace(rule, grace=Grace(days=10))).since
        assert phrase_text(in_time.phrase) == "in time up to: 2026-01-26"


class TestSumsOfPeriods:
    """A sum for each period: how many count, or each where they differ."""

    def test_each_month_that_has_begun(self) -> None:
        value, lines = worked(each(cad(5_00), per="month"), "2026-03-10")
        assert (value, lines[-1]) == ("15.00", "late charge: 3 x 5.00 = 15.00")

    def test_months_with_different_sums(self) -> None:
        sum_ = Dated(((date(2025, 1, 1), cad(5_00)), (date(2026, 2, 1), cad(7_00))))
        value, lines = worked(each(sum_, per="month"), "2026-03-10")
        assert (value, lines[-1]) == ("19.00", "late charge: 5.00 + 7.00 + 7.00 = 19.00")

    def test_each_day(self) -> None:
        value, lines = worked(each(cad(50), per="day", runs_from="due-date"), "2026-01-20")
        assert (value, lines[-1]) == ("2.00", "late charge: 4 x 0.50 = 2.00")

    @pytest.mark.parametrize(("paid", "count", "charge"), [("2026-02-05", 2, "10.00"), ("2026-02-06", 3, "15.00")])
    def test_each_ten_days_that_have_begun(self, paid: str, count: int, charge: str) -> None:
        value, lines = worked(each(cad(5_00), per=EveryDays(10), runs_from="due-date"), paid)
        assert (value, lines[-1]) == (charge, f"late charge: {count} x 5.00 = {charge}")


class TestRates:
    """A rate that compounds by the day, or that changes while it counts."""

    def test_a_yearly_rate_compounded_by_the_day(self) -> None:
        rule = a_rate(RATE, per="year", compounding="daily", runs_from="due-date")
        value, lines = worked(rule, "2026-01-18")
        assert value == "0.04"  # 100.00 x 1.0002 x 1.0002 = 100.040004
        assert lines[-1].startswith("late charge: 100.00 x (100 % + 0.02 %) ^ (2/1) - 100.00 = 0.040004")

    def changing(self, compounding: str) -> RateCharge:
        """1 % a day, and 2 % from 18 January on."""
        rate = Dated(((date(2025, 1, 1), Fraction(1, 100)), (date(2026, 1, 18), Fraction(2, 100))))
        return a_rate(rate, per="day", compounding=compounding, runs_from="due-date", dated_by="each-day")

    def test_compounded_by_days_of_years_of_their_own(self) -> None:
        rule = a_rate(
            Fraction(365, 1000), per="year", compounding="daily", day_count="actual/actual", runs_from="due-date"
        )
        value, lines = worked(rule, "2026-01-19")
        assert value == "0.30"  # 100.00 x (100.1 %)^3
        left = "each day (balance + accrued) x its rate, over 3 days"
        assert lines[-1] == f"late charge: {left} = 0.300300... -> 0.30 (half up)"

    def test_compounded_by_the_day_over_a_rate_that_changes(self) -> None:
        value, lines = worked(self.changing("daily"), "2026-01-19")
        assert value == "5.08"  # 101.00, then 103.02, then 105.0804
        left = "(100.00 x (100 % + 1 %) ^ (1/1) - 100.00 + 100.00) x (100 % + 2 %) ^ (2/1) - 100.00"
        assert lines[-1] == f"late charge: {left} = 5.0804 -> 5.08 (half up)"

    def test_a_rate_that_changes_within_the_days(self) -> None:
        value, lines = worked(self.changing("none"), "2026-01-19")
        left = "(100.00 x 1 % x 1 + 100.00 x 2 % x 2)"
        assert (value, lines[-1]) == ("5.00", f"late charge: {left} = 5.00")

    @pytest.mark.parametrize(("on", "printed"), [("2026-01-17", "12 %"), ("2026-01-18", "24 %")])
    def test_the_yearly_rate_that_is_printed_is_that_of_the_day(self, on: str, printed: str) -> None:
        stated = Dated(((date(2025, 1, 1), Fraction(12, 100)), (date(2026, 1, 18), Fraction(24, 100))))
        terms = made(late_charge=replace(self.changing("none"), per="month", stated_yearly_rate=stated))
        # without compounding, 1 % and 2 % a month are 12 % and 24 % a year
        assert f"the terms print {printed}: agrees" in str(terms.effective_annual_rate(on=on).working)

    def test_the_yearly_rate_of_a_rate_that_changes_needs_a_day(self) -> None:
        terms = made(late_charge=replace(self.changing("none"), per="year"))
        with refused(MissingFactsError, "the rate of these terms has changed (Terms s.1): give on"):
            terms.effective_annual_rate()
        assert terms.effective_annual_rate(on="2026-01-17").value == Fraction(1, 100)


class TestMonthsOfPowers:
    """A month that grows by powers, in which the rate changes."""

    def test_each_rate_grows_the_days_on_which_it_holds(self) -> None:
        # 100.00 x 1.02^(9/31) x 1.03^(22/31) = 102.70867..., so 2.71; 102.71 x (1.03^(14/28) - 1) = 1.52926...
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 1, 11), Fraction(3, 100))))
        rule = a_rate(rate, compounding="monthly", part_month="daily-compound", dated_by="each-day")
        charge, (_, january, _, february, *_) = worked(rule, "2026-02-15")
        assert charge == "4.24"
        assert january == (
            "2026-01-01 to 2026-02-01: (100.00 x (100 % + 2 %) ^ (9/31) - 100.00 + 100.00) x (100 % + 3 %) ^ (22/31) "
            "- 100.00 = 2.708671... -> 2.71 (half up)"
        )
        assert february == (
            "2026-02-01 to 2026-02-15: 102.71 x (100 % + 3 %) ^ (14/28) - 102.71 = 1.529265... -> 1.53 (half up)"
        )


class TestRoundedOnce:
    """A charge that is rounded at its end: what the line shows is what is charged."""

    @staticmethod
    def last_line(paid: str, rate: Any = Fraction(2, 100), **fields: Any) -> tuple[str, str]:
        charge, lines = worked(a_rate(rate, compounding="monthly", round_at="once", **fields), paid)
        return charge, lines[-1]

    def test_after_a_grace_period(self) -> None:
        line = (
            "late charge over 1 + 11/28 months: 100.00 x (100 % + 2 %) x (100 % + 2 % x 11/28) - 100.00 "
            "= 2.801428... -> 2.80 (half up)"
        )
        found = self.last_line("2026-03-09", grace=Grace(days=10), runs_from="grace-end")
        assert found == ("2.80", line)

    def test_from_the_date_of_the_next_bill_after_a_grace_period(self) -> None:
        line = (
            "late charge over 8/31 of a month: 100.00 x (100 % + 2 % x 8/31) - 100.00 = 0.516129... -> 0.52 (half up)"
        )
        found = self.last_line("2026-03-09", grace=Grace(days=20), runs_from="next-invoice-date")
        assert found == ("0.52", line)

    def test_months_with_rates_of_their_own(self) -> None:
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 2, 1), Fraction(3, 100))))
        line = (
            "late charge over 2 + 14/31 months: 100.00 x (100 % + 2 %) x (100 % + 3 %) x (100 % + 3 % x 14/31) "
            "- 100.00 = 6.483393... -> 6.48 (half up)"
        )
        assert self.last_line("2026-03-15", rate) == ("6.48", line)

    def test_a_rate_that_changes_within_a_month(self) -> None:
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 1, 11), Fraction(3, 100))))
        line = (
            "late charge over 1 + 14/28 months: 100.00 x (100 % + 2 % x 9/31 + 3 % x 22/31) x (100 % + 3 % x 14/28) "
            "- 100.00 = 4.250322... -> 4.25 (half up)"
        )
        assert self.last_line("2026-02-15", rate, dated_by="each-day") == ("4.25", line)

    def test_a_rate_that_changes_in_the_month_of_payment(self) -> None:
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 2, 11), Fraction(3, 100))))
        line = (
            "late charge over 1 + 14/28 months: 100.00 x (100 % + 2 %) x (100 % + 2 % x 9/28 + 3 % x 5/28) "
            "- 100.00 = 3.202142... -> 3.20 (half up)"
        )
        assert self.last_line("2026-02-15", rate, dated_by="each-day") == ("3.20", line)

    def test_months_that_grow_by_powers_of_rates_of_their_own(self) -> None:
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 2, 1), Fraction(3, 100))))
        line = (
            "late charge over 1 + 14/28 months: 100.00 x (100 % + 2 %) x (100 % + 3 %) ^ (14/28) - 100.00 "
            "= 3.518693... -> 3.52 (half up)"
        )
        assert self.last_line("2026-02-15", rate, part_month="daily-compound") == ("3.52", line)

    def test_a_month_of_powers_in_which_the_rate_changes(self) -> None:
        # 1.02^(9/31) x 1.03^(22/31) = 1.027086..., then 1.03^(14/28) = 1.014889...
        rate = Dated(((date(2020, 1, 1), Fraction(2, 100)), (date(2026, 1, 11), Fraction(3, 100))))
        line = (
            "late charge over 1 + 14/28 months: 100.00 x (100 % + 2 %) ^ (9/31) x (100 % + 3 %) ^ (22/31) "
            "x (100 % + 3 %) ^ (14/28) - 100.00 = 4.237917... -> 4.24 (half up)"
        )
        found = self.last_line("2026-02-15", rate, part_month="daily-compound", dated_by="each-day")
        assert found == ("4.24", line)

    def test_in_coins(self) -> None:
        line = (
            "late charge over 1 + 14/28 months: 100.00 x (100 % + 2 %) x (100 % + 2 % x 14/28) - 100.00 "
            "= 3.02, in coins of 0.05 3.00"
        )
        assert self.last_line("2026-02-15", round_to=cad(5)) == ("3.00", line)


class TestCoinsAndBounds:
    """A charge in coins, a minimum and a maximum, and the greater of two parts."""

    def test_in_coins_of_five_cents(self) -> None:
        value, lines = worked(simple(RATE, runs_from="due-date", round_to=cad(5)), "2026-02-17", "113.00")
        assert value == "0.70"  # 113.00 x 32 x 0.02 % = 0.7232
        assert lines[-1] == "late charge: 113.00 x 32 x 7.3 % / 365 = 0.7232, in coins of 0.05 0.70"

    def test_at_most_a_share_of_the_amount(self) -> None:
        value, lines = worked(replace(flat(5_00), most=ShareBound(Fraction(3, 100))), "2026-03-01")
        assert (value, lines[-1]) == ("3.00", "at most 3.00: the lesser of 5.00 and 3.00 is 3.00")

    def test_at_least_a_sum(self) -> None:
        value, lines = worked(at_least(2_00, simple(RATE, runs_from="due-date")), "2026-02-15")
        assert value == "2.00"
        assert lines[-2:] == [
            "this part: 100.00 x 30 x 7.3 % / 365 = 0.60",
            "at least 2.00: the greater of 0.60 and 2.00 is 2.00",
        ]

    def test_the_greater_of_a_fee_and_a_share(self) -> None:
        rule = GreaterOf(of=(flat(2_00), percentage(Fraction(3, 100))), clause=CLAUSE, says="")
        assert worked(rule, "2026-02-15") == (
            "3.00",
            [
                "paid on 2026-02-15, after the due date, the fee is 2.00",
                "paid on 2026-02-15, after the due date: 100.00 x 3 % = 3.00",
                "late charge: the greater of 2.00, 3.00 is 3.00",
            ],
        )


class TestIndices:
    """A rate that rests on an index, of which the terms keep no table."""

    def file(self, folder: Path, index: str) -> Path:
        text = VALID.read_text("utf-8")
        text = text.replace("rate = 0.015\n", 'rate = { index = "lawful" }\n')
        text = text.replace('per = "month"\ncompounding = "monthly"', 'per = "year"\ncompounding = "none"')
        text = text.replace('figures = ["1.5 % a month"]\n', "")
        text = text.replace("[late_charge.reading]\n", f"[index.lawful]\n{index}\n[late_charge.reading]\n")
        path = folder / "north.toml"
        path.write_text(text.replace("grows by 1.5 % a month", "costs more"), "utf-8")
        return path

    def test_the_value_that_is_given_is_the_rate(self, tmp_path: Path) -> None:
        terms = load(self.file(tmp_path, 'title = "the highest lawful rate"\ngiven = true\n'), service="none")
        # due on 22 January, 73 days before 5 April: 100.00 x 10 % x 73/365
        charge = terms.late_charge("100.00", issued="2026-01-01", paid="2026-04-05", index={"lawful": "0.10"})
        assert charge.value == Money("2.00", "CAD")

    def test_no_value_is_none_given(self) -> None:
        assert worked(flat(5_00), "2026-03-01", index={}) == worked(flat(5_00), "2026-03-01")

    def test_of_an_index_with_a_fault_that_fault_alone_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidFileError) as caught:
            load(self.file(tmp_path, 'title = "a base rate"\nrate = "high"\ngiven = true\n'))
        assert [fault.path for fault in caught.value.faults] == ["index.lawful.rate"]


class TestRoundedAway:
    """A period that bears less than half a cent costs nothing, and the working says so."""

    def test_each_period_stands_with_what_it_came_to(self) -> None:
        # 0.24 x 2 % = 0.0048, each month; 14 of the 31 days of March bring less
        _, lines = worked(compound(Fraction(1, 50)), "2026-03-15", "0.24")
        assert lines[1:] == [
            "2026-01-01 to 2026-03-01, 2 times: 0.24 x 2 % = 0.0048 -> 0.00 (half up)",
            "2026-03-01 to 2026-03-15: 0.24 x 2 % x 14/31 = 0.002167... -> 0.00 (half up)",
            "late charge: 0.00",
        ]

    def test_a_month_and_a_part_of_the_next(self) -> None:
        _, lines = worked(compound(Fraction(1, 50)), "2026-02-15", "0.24")
        assert lines[1:] == [
            "2026-01-01 to 2026-02-01: 0.24 x 2 % = 0.0048 -> 0.00 (half up)",
            "2026-02-01 to 2026-02-15: 0.24 x 2 % x 14/28 = 0.0024 -> 0.00 (half up)",
            "late charge: 0.00",
        ]

    def test_one_that_comes_to_a_cent_stands_between_them(self) -> None:
        # 0.25 x 2 % = 0.005, a cent; 0.26 x 2 % = 0.0052, another; 0.27 x 2 % x 1/31 is nothing
        _, lines = worked(compound(Fraction(1, 50)), "2026-03-02", "0.25")
        assert lines[1:] == [
            "2026-01-01 to 2026-02-01: 0.25 x 2 % = 0.005 -> 0.01 (half up)",
            "balance: 0.25 + 0.01 = 0.26",
            "2026-02-01 to 2026-03-01: 0.26 x 2 % = 0.0052 -> 0.01 (half up)",
            "balance: 0.26 + 0.01 = 0.27",
            "2026-03-01 to 2026-03-02: 0.27 x 2 % x 1/31 = 0.000174... -> 0.00 (half up)",
            "late charge: 0.27 - 0.25 = 0.02",
        ]

    def test_a_month_without_a_share_is_left_out(self) -> None:
        _, lines = worked(compound(Fraction(1, 50), part_month="completed-months"), "2026-01-20", "0.24")
        assert lines[1:] == ["late charge: 0.00"]

    def test_days_of_which_none_counts(self) -> None:
        rule = simple(Fraction(365, 1000), block_days=7, part_block="completed", runs_from="due-date")
        assert worked(rule, "2026-01-20")[1][-1] == "no period counts: nothing is charged"
        assert worked(rule, "2026-01-23")[1][-1] == "late charge: 100.00 x 7 x 36.5 % / 365 = 0.70"

    def test_a_part_of_a_sum(self) -> None:
        rule = SumOf(of=(compound(Fraction(1, 50)), flat(500)), clause=CLAUSE, says="")
        _, lines = worked(rule, "2026-01-20", "0.24")
        assert "this part: 0.00" in lines


class TestSingleLines:
    """A line of its own where a reader would ask."""

    def test_a_grace_period_that_is_over_before_the_due_date(self) -> None:
        rule = replace(flat(5_00), grace=Grace(counted_from="invoice-date", days=10))
        line = "in time up to 2026-01-16: the due date, as the invoice date + 10 days = 2026-01-11 is before it"
        assert worked(rule, "2026-02-01")[1][0] == line

    def test_a_threshold_is_that_of_the_day_after_the_last_in_time(self) -> None:
        over = Dated(
            ((date(2025, 1, 1), cad(50_00)), (date(2026, 1, 17), cad(150_00)), (date(2026, 1, 18), cad(50_00)))
        )
        rule = replace(flat(5_00), threshold=Threshold(over=over))
        assert worked(rule, "2026-02-01") == ("0.00", ["100.00 is not over 150.00: nothing is charged"])

    def test_a_share_is_that_of_the_day_on_which_it_is_posted(self) -> None:
        share = Dated(((date(2025, 1, 1), Fraction(1, 100)), (date(2026, 2, 1), Fraction(3, 100))))
        rule = PercentageCharge(share=share, clause=CLAUSE, says="")
        assert worked(rule, "2026-03-01") == ("1.00", ["paid on 2026-03-01, after the due date: 100.00 x 1 % = 1.00"])

    def test_a_share_that_is_rounded_to_nothing(self) -> None:
        line = "paid on 2026-03-01, after the due date: 0.24 x 1 % = 0.0024 -> 0.00 (half up)"
        assert worked(percentage(Fraction(1, 100)), "2026-03-01", "0.24") == ("0.00", [line])

    @pytest.mark.parametrize("paid", ["2026-01-20", "2026-02-01"])
    def test_before_the_day_from_which_it_counts(self, paid: str) -> None:
        rule = compound(Fraction(1, 50), runs_from="next-invoice-date")
        start = f"paid on {paid}, after the due date: the charge counts from 2026-02-01, the date of the next bill"
        assert worked(rule, paid) == ("0.00", [start, "paid on or before that day: nothing is charged"])

    def test_a_charge_that_is_set_on_a_day_of_the_month(self) -> None:
        assert worked(a_rate(Fraction(1, 50), on_day=15), "2026-01-20")[1][1:] == [
            "a charge is set on day 15 of each month, whole, after that day",
            "on 2026-01-15: 100.00 x 2 % = 2.00",
            "balance: 100.00 + 2.00 = 102.00",
            "late charge: 102.00 - 100.00 = 2.00",
        ]

    @pytest.mark.parametrize(
        ("first_day", "line"),
        [
            ("counted", "2026-01-01 is the first day that counts, the day of payment the last"),
            ("not-counted", "the day after 2026-01-01 is the first that counts, the day of payment the last"),
        ],
    )
    def test_whether_the_first_day_counts(self, first_day: Any, line: str) -> None:
        assert worked(simple(RATE, first_day=first_day), "2026-02-01")[1][1] == line

    def test_the_sum_of_a_fee_and_a_rate(self) -> None:
        rule = SumOf(of=(flat(5_00), simple(RATE, runs_from="due-date")), clause=CLAUSE, says="")
        assert worked(rule, "2026-02-15")[1][-1] == "late charge: 5.00 + 0.60 = 5.60"

    def test_a_balance_stands_below_its_posting(self) -> None:
        assert balance_step(cad(113_00), 2_26, cad(115_26)).indent == 1

    def test_no_part_of_a_sum_is_left_out(self) -> None:
        facts: dict[str, Any] = {"issued": "2026-12-01", "paid": "2027-01-20", "due": "2026-12-20"}
        answer = load("verizon").late_charge("100.00", **facts)
        rule = LATE_CHARGE.of(answer.about.agreement)
        assert isinstance(rule, LesserOf)
        assert isinstance(answer.about, LateChargeQuestion)
        whole, known = SumOf(of=rule.of, clause=CLAUSE, says=""), answer.about.number_facts
        assert list(left_out_notes(whole, known)) == []
        assert len(list(left_out_notes(rule, known))) == 1


class TestRoundedOnceByHand:
    """Whole months are a power, and a started month is a factor of its own, where it counts."""

    @pytest.mark.parametrize(
        ("part_month", "paid", "line"),
        [
            ("by-days", "2026-02-01", "1 month: 100.00 x (100 % + 2 %) - 100.00 = 2.00"),
            ("by-days", "2026-03-01", "2 months: 100.00 x (100 % + 2 %) ^ 2 - 100.00 = 4.04"),
            ("whole-month", "2026-02-15", "1 + 14/28 months: 100.00 x (100 % + 2 %) x (100 % + 2 %) - 100.00 = 4.04"),
            ("completed-months", "2026-02-15", "1 + 14/28 months: 100.00 x (100 % + 2 %) - 100.00 = 2.00"),
            ("daily-compound", "2026-03-01", "2 months: 100.00 x (100 % + 2 %) ^ 2 - 100.00 = 4.04"),
            (
                "daily-compound",
                "2026-02-15",
                "1 + 14/28 months: 100.00 x (100 % + 2 %) ^ (1 + 14/28) - 100.00 = 3.014950... -> 3.01 (half up)",
            ),
            (
                "daily-compound",
                "2026-01-20",
                "19/31 of a month: 100.00 x (100 % + 2 %) ^ (19/31) - 100.00 = 1.221104... -> 1.22 (half up)",
            ),
        ],
    )
    def test_by_the_part_of_a_month(self, part_month: Any, paid: str, line: str) -> None:
        rule = compound(Fraction(1, 50), round_at="once", part_month=part_month)
        assert worked(rule, paid)[1][-1] == f"late charge over {line}"


JANUARY = date(2026, 1, 1).toordinal()
FIRST = Start(month_number(date(2026, 1, 1)), 1)
HALF_MONTH = ((0, 100_00), (19, 70_00))
"""100.00 for 19 days, then 70.00."""


def accrued(*segments: tuple[int, int], rates: Any = ((0, Fraction(1, 50)),), days: int = 31) -> Accrued:
    """What has accrued on balances in so many days of January."""
    return Accrued(JANUARY, JANUARY + days, 31, segments, rates)


class TestExpressions:
    """The left side of an equation: the balances that bore a charge, the days of each and the rate."""

    MONTHLY = compound(Fraction(1, 50))
    POWERS = compound(Fraction(1, 50), part_month="daily-compound")
    COMPLETED = compound(Fraction(1, 50), part_month="completed-months")
    ON_DAY = a_rate(Fraction(1, 50), on_day=15)
    DAILY = a_rate(Fraction(1, 50), per="day")

    @pytest.mark.parametrize(
        ("leaf", "of", "said"),
        [
            (MONTHLY, accrued((0, 100_00)), "100.00 x 2 %"),
            (MONTHLY, accrued((0, 100_00), days=20), "100.00 x 2 % x 20/31"),
            (MONTHLY, accrued(*HALF_MONTH), "(100.00 x 19 + 70.00 x 12) x 2 % / 31"),
            (MONTHLY, accrued((0, 100_00), (19, 0)), "100.00 x 2 % x 19/31"),
            (MONTHLY, accrued((0, 0), (19, 100_00)), "100.00 x 2 % x 12/31"),
            (MONTHLY, accrued((0, 100_00), (31, 50_00)), "100.00 x 2 %"),
            (POWERS, accrued((0, 100_00)), "100.00 x 2 %"),
            (POWERS, accrued((0, 100_00), days=20), "100.00 x (100 % + 2 %) ^ (20/31) - 100.00"),
            (POWERS, accrued((0, 0), (19, 100_00)), "100.00 x (100 % + 2 %) ^ (12/31) - 100.00"),
            (COMPLETED, accrued(*HALF_MONTH), "70.00 x 2 %"),
            (ON_DAY, accrued(*HALF_MONTH), "70.00 x 2 %"),
        ],
    )
    def test_of_a_month(self, leaf: RateCharge, of: Accrued, said: str) -> None:
        assert phrase_text(accrued_expression(leaf, of, FIRST, "CAD")) == said

    @pytest.mark.parametrize(
        ("segments", "said"),
        [
            (((0, 100_00),), "100.00 x 31 x 7.3 % / 365"),
            (HALF_MONTH, "(100.00 x 19 + 70.00 x 12) x 7.3 % / 365"),
            (((0, 100_00), (19, 0)), "100.00 x 19 x 7.3 % / 365"),
        ],
    )
    def test_of_days_of_a_year(self, segments: Any, said: str) -> None:
        of = accrued(*segments, rates=((0, RATE),))
        assert phrase_text(accrued_expression(simple(RATE), of, FIRST, "CAD")) == said

    def test_of_days_at_a_rate_a_day(self) -> None:
        found = accrued_expression(self.DAILY, accrued((0, 100_00)), FIRST, "CAD")
        assert phrase_text(found) == "100.00 x 31 x 2 %"

    @pytest.mark.parametrize(
        ("segments", "said"),
        [
            (((0, 100_00),), "(100.00 x 7.3 % x 10 + 100.00 x 10 % x 21)"),
            (((0, 0), (19, 100_00)), "100.00 x 10 % x 12"),
        ],
    )
    def test_of_days_within_which_the_rate_changes(self, segments: Any, said: str) -> None:
        of = accrued(*segments, rates=((0, RATE), (10, Fraction(1, 10))))
        assert phrase_text(accrued_expression(simple(RATE), of, FIRST, "CAD")) == f"{said} / 365"
        assert phrase_text(accrued_expression(self.DAILY, of, FIRST, "CAD")) == said

    def test_of_sums_of_nothing(self) -> None:
        leaf = replace(flat(0), per="day")
        found = accrued_expression(leaf, accrued((0, 100_00), rates=((0, Fraction(0)),)), FIRST, "CAD")
        assert phrase_text(found) == "0 x 0.00"

    @pytest.mark.parametrize(
        ("segments", "days", "charged"),
        [
            (((0, 0), (5, 100_00), (10, 0), (20, 50_00)), 31, ((5, 100_00), (10, 0), (20, 50_00))),
            (((0, 100_00), (20, 50_00), (31, 0)), 31, ((0, 100_00), (20, 50_00))),
            (((0, 0),), 31, ((0, 0),)),
            (((0, 100_00), (1, 50_00)), 31, ((0, 100_00), (1, 50_00))),
            (((0, 100_00), (1, 50_00)), 1, ((0, 100_00),)),
            (((0, 100_00),), 0, ((0, 100_00),)),
        ],
    )
    def test_what_bore_the_charge(self, segments: Any, days: int, charged: Any) -> None:
        assert tuple(charged_segments(accrued(*segments, days=days))) == charged


class TestLinesOfAStatement:
    """A posting of a debt stands with its days; where it was rounded with those of other debts, with its exact sum."""

    MONTHLY = compound(Fraction(1, 50))

    def node(self) -> Node:
        """The accrual of a debt of 0.24."""
        return charged_node(
            self.MONTHLY, 24, DebtDays(date(2026, 1, 1), date(2026, 1, 16)), date(2026, 3, 15), None, ()
        )

    def test_it_begins_with_the_first_balance(self) -> None:
        posting = Posting(JANUARY + 31, 1_68, accrued((0, 0), (5, 100_00)))
        line = posting_step(self.MONTHLY, posting, FIRST, "CAD")
        # 100.00 x 2 % x 26/31
        assert phrase_text(line.phrase) == (
            "2026-01-06 to 2026-02-01: 100.00 x 2 % x 26/31 = 1.677419... -> 1.68 (half up)"
        )
        together = posting_step(self.MONTHLY, posting, FIRST, "CAD", together=True)
        assert phrase_text(together.phrase) == (
            "2026-01-06 to 2026-02-01, rounded with the other debts to 1.68: 100.00 x 2 % x 26/31 = 1.677419..."
        )

    @pytest.mark.parametrize(
        ("times", "together", "line"),
        [
            (1, False, "2026-01-01 to 2026-02-01: 0.24 x 2 % = 0.0048 -> 0.00 (half up)"),
            (2, False, "2026-01-01 to 2026-03-01, 2 times: 0.24 x 2 % = 0.0048 -> 0.00 (half up)"),
            (1, True, "2026-01-01 to 2026-02-01, rounded with the other debts to 0.00: 0.24 x 2 % = 0.0048"),
            (2, True, "2026-01-01 to 2026-03-01, 2 times, rounded with the other debts to 0.00: 0.24 x 2 % = 0.0048"),
        ],
    )
    def test_rounded_to_nothing(self, times: int, together: bool, line: str) -> None:
        node = self.node()
        end = JANUARY + (31 if times == 1 else 59)
        period = RoundedAway(end, end, accrued((0, 24)), times)
        assert phrase_text(rounded_away_step(node, period, "CAD", together).phrase) == line

    def test_alone_it_is_rounded_by_itself(self) -> None:
        node = self.node()
        line = node_posting_step(node, Posting(JANUARY + 31, 2_00, accrued((0, 100_00))), "CAD")
        assert phrase_text(line.phrase) == "2026-01-01 to 2026-02-01: 100.00 x 2 % = 2.00"
        nothing = RoundedAway(JANUARY + 31, JANUARY + 31, accrued((0, 24)))
        line = rounded_away_step(node, nothing, "CAD")
        assert phrase_text(line.phrase) == "2026-01-01 to 2026-02-01: 0.24 x 2 % = 0.0048 -> 0.00 (half up)"

    def test_a_fee_and_a_share(self) -> None:
        days, paid = DebtDays(date(2026, 1, 1), date(2026, 1, 16)), date(2026, 3, 15)
        for rule, line in (
            (flat(5_00), "2026-01-17 posted, the fee for late payment: 5.00"),
            (percentage(Fraction(3, 100)), "2026-01-17 posted, the share of 100.00 for late payment: 3.00"),
        ):
            node = charged_node(rule, 100_00, days, paid, None, ())
            (posting,) = shown_postings(node)
            assert isinstance(posting, Posting)
            assert phrase_text(node_posting_step(node, posting, "CAD").phrase) == line
            assert has_accrued(node, JANUARY + 60) is False

    @pytest.mark.parametrize(
        ("kind", "basis", "line"),
        [
            (GreaterOf, Joined((2_26, 2_00), 0, by_month=True), "of a month the greater of 2.26, 2.00: 1.50"),
            (
                GreaterOf,
                Joined((2_26, 2_00), 76, by_month=True),
                "of a month the greater of 2.26, 2.00, less 0.76 that was posted: 1.50",
            ),
            (LesserOf, Joined((2_26, 2_00), 50), "the lesser of 2.26, 2.00, less 0.50 that was posted: 1.50"),
            (SumOf, Joined((2_00, 1_00), 1_50), "the sum of 2.00, 1.00, less 1.50 that was posted: 1.50"),
            (SumOf, Joined((1_00, 50), 0), "the sum of 1.00, 0.50, less 0.00 that was posted: 1.50"),
        ],
    )
    def test_what_a_join_posts(self, kind: Any, basis: Joined, line: str) -> None:
        rule = kind(of=(self.MONTHLY, flat(2_00)), clause=CLAUSE, says="")
        node = followed(rule, date(2026, 1, 1), date(2026, 1, 16))
        found = node_posting_step(node, Posting(JANUARY + 31, 1_50, basis), "CAD")
        assert phrase_text(found.phrase) == f"2026-02-01 posted, {line}"
