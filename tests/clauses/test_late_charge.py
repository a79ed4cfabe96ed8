"""What a late payment costs."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from itertools import product
from typing import Any, ClassVar, get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, NotInTermsError, UnknownNameError
from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.numbers import Dated
from telcoterms.clauses.due_date import DueDateRule, MonthEnd, NetDays, OnBill
from telcoterms.clauses.late_charge.kinds import (
    Compounding,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    PartMonth,
    PercentageCharge,
    RateCharge,
    RoundAt,
    SumOf,
    account_leaves,
    beside_the_rate_steps,
    compounding_step,
    counts_reminders,
    unit_of,
)
from telcoterms.clauses.late_charge.periods import month_fraction
from telcoterms.clauses.late_charge.question import LateChargeQuestion
from telcoterms.formats.text import phrase_text
from telcoterms.values.money import ROUNDERS, Rounding
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.printed_page import money, read
from tests.strategies import CLAUSE
from tests.terms_builders import (
    KOS,
    PART_MONTH,
    ROUNDING,
    RUNS_FROM,
    a_rate,
    at_least,
    cad,
    charge_minor,
    compound,
    constant,
    effective,
    effective_steps,
    flat,
    followed,
    made,
    net,
    nominal_steps,
    simple,
)

WORDS: dict[str, Any] = {"clause": CLAUSE, "says": ""}
ROUND_AT: tuple[RoundAt, ...] = get_args(RoundAt)
TWO_PER_CENT = Fraction(2, 100)
RATES = st.sampled_from([TWO_PER_CENT, TWO_PER_CENT, Fraction(1, 1000), Fraction(3, 100), Fraction(44, 100)])
AMOUNTS = st.integers(0, 200) | st.integers(0, 3_000_00) | st.just(10**12)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
MONTH_ENDS = st.sampled_from([date(2023, 12, 31), date(2024, 1, 29), date(2024, 1, 30), date(2024, 2, 29)])
NET_DAYS = st.sampled_from([0, 1, 15, 15, 30, 31, 45, 75])


@st.composite
def compounds(draw: st.DrawFn) -> RateCharge:
    return compound(
        draw(RATES),
        runs_from=draw(st.sampled_from(RUNS_FROM)),
        part_month=draw(st.sampled_from(PART_MONTH)),
        round_at=draw(st.sampled_from(ROUND_AT)),
        rounding=draw(st.sampled_from(ROUNDING)),
    )


@st.composite
def simples(draw: st.DrawFn) -> RateCharge:
    rate = draw(st.sampled_from([Fraction(24, 100), Fraction(365, 1000), Fraction(1, 7)]))
    return simple(rate, runs_from=draw(st.sampled_from(RUNS_FROM)), rounding=draw(st.sampled_from(ROUNDING)))


PLAIN: st.SearchStrategy[RateCharge | FlatCharge] = compounds() | simples() | st.integers(0, 1000).map(flat)
KINDS: st.SearchStrategy[LateChargeRule] = PLAIN | st.builds(at_least, st.integers(0, 1000), PLAIN)


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """An amount, its days, and how many months a bill covers."""
    issued = draw(DAYS | MONTH_ENDS)
    return {
        "amount": draw(AMOUNTS),
        "issued": issued,
        "due": issued + timedelta(days=draw(NET_DAYS)),
        "paid": issued + timedelta(days=draw(st.integers(0, 500))),
        "billing_months": draw(st.sampled_from([1, 1, 3])),
    }


class TestEveryKind:
    """A charge is due on what was outstanding when its due date ended: in time it costs nothing, later never less."""

    @given(KINDS, facts())
    def test_paid_by_the_due_date_it_costs_nothing(self, rule: LateChargeRule, of: dict[str, Any]) -> None:
        for paid in (of["issued"], of["due"]):
            assert charge_minor(rule, **{**of, "paid": paid}) == 0

    @settings(max_examples=examples(300))
    @given(KINDS, facts(), st.integers(0, 70))
    def test_later_never_costs_less(self, rule: LateChargeRule, of: dict[str, Any], days: int) -> None:
        # under every reading: within a month f grows to 1, each rounding is monotone, and a month more adds to it
        later = {**of, "paid": of["paid"] + timedelta(days=days)}
        assert 0 <= charge_minor(rule, **of) <= charge_minor(rule, **later)

    @given(KINDS, facts(), st.integers(0, 1000))
    def test_more_outstanding_never_costs_less(self, rule: LateChargeRule, of: dict[str, Any], more: int) -> None:
        assert charge_minor(rule, **of) <= charge_minor(rule, **{**of, "amount": of["amount"] + more})

    @given(KINDS, facts())
    def test_nothing_outstanding_costs_nothing(self, rule: LateChargeRule, of: dict[str, Any]) -> None:
        assert charge_minor(rule, **{**of, "amount": 0}) == 0

    @given(KINDS, st.integers(0, 3_000_00), DAYS | MONTH_ENDS, st.integers(0, 200))
    def test_its_working_comes_out(self, rule: LateChargeRule, amount: int, issued: date, days: int) -> None:
        answer = made(late_charge=rule).late_charge(cad(amount), issued=issued, paid=issued + timedelta(days=days))
        page = read(str(answer.working))
        assert page.heading == f"late charge: {answer.value}"
        charges = [one.result for one in page.equations if one.label.startswith("late charge")]
        with_minimum = re.findall(
            r"the greater of \S+ and \S+ is (\S+)", str(answer.working)
        )  # below the equations, in words
        if charges:
            last = Fraction(with_minimum[-1]) if with_minimum else money(charges[-1])
            assert last == Fraction(answer.value.text)
            assert bool(with_minimum) == (rule.least not in (None, cad(0)))


class TestCompoundMonthly:
    """What is unpaid after its due date grows by a rate a month, accruing by the day, until it is paid."""

    def test_by_hand(self) -> None:
        # 113.00 x 2 % = 2.26; 115.26 x 2 % x 14/28 = 1.1526; 2.26 + 1.15
        assert KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value == cad(341)

    def test_in_time_and_a_day_late(self) -> None:
        assert KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16").value == cad(0)
        assert KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-17").value == cad(117)  # 2.26 x 16/31

    def test_twelve_months_give_the_yearly_rate_that_is_printed(self) -> None:
        rate = KOS.effective_annual_rate().value
        assert rate == Fraction(102, 100) ** 12 - 1
        assert round(rate * 100, 2) == Fraction(2682, 100)
        once = KOS.late_charge(10**6, issued="2026-01-01", paid="2027-01-01").under(round_at="once")
        assert once.value.text == "268241.79"  # 1 000 000.00 x 26.8241794...%
        assert "agrees, to the decimals printed" in str(KOS.effective_annual_rate().working)

    @given(facts(), RATES, st.sampled_from(PART_MONTH), st.sampled_from(ROUND_AT), st.sampled_from(ROUNDING))
    def test_a_later_start_never_costs_more(
        self, of: dict[str, Any], rate: Fraction, part_month: PartMonth, round_at: RoundAt, rounding: Rounding
    ) -> None:
        by_start = {
            start: charge_minor(
                compound(rate, runs_from=start, part_month=part_month, round_at=round_at, rounding=rounding), **of
            )
            for start in RUNS_FROM
        }
        assert by_start["next-invoice-date"] <= by_start["due-date"] <= by_start["invoice-date"]

    @given(facts(), compounds())
    def test_by_days_is_never_less_than_daily_compounding(self, of: dict[str, Any], rule: RateCharge) -> None:
        linear, geometric = (
            charge_minor(rule.under({"part_month": one}), **of) for one in ("by-days", "daily-compound")
        )
        assert linear >= geometric

    @given(facts(), compounds())
    def test_a_started_month_lies_between_none_and_a_whole_one(self, of: dict[str, Any], rule: RateCharge) -> None:
        none, part, whole = (
            charge_minor(rule.under({"part_month": one}), **of)
            for one in ("completed-months", rule.part_month, "whole-month")
        )
        assert none <= part <= whole

    @given(compounds(), AMOUNTS, DAYS | MONTH_ENDS, NET_DAYS, st.integers(0, 15), st.sampled_from([1, 3]))
    def test_at_the_end_of_a_month_all_shares_are_one(
        self, rule: RateCharge, amount: int, issued: date, days: int, months: int, billing_months: int
    ) -> None:
        due = issued + timedelta(days=days)
        first = issued
        if rule.runs_from == "due-date":
            first = due
        if rule.runs_from == "next-invoice-date":
            steps = (billing_months * n for n in range(1, 100))
            first = next(day for n in steps if (day := issued + relativedelta(months=n)) > due)
            # of a clamped day the anchor is the invoice date's, not its own
        shift = (first.year - issued.year) * 12 + first.month - issued.month if rule.runs_from != "due-date" else 0
        anchor = due if rule.runs_from == "due-date" else issued
        paid = anchor + relativedelta(months=shift + months)
        if paid <= due:
            return
        wanted = Fraction(amount)
        for _ in range(months):
            charge = wanted * constant(rule)
            if rule.round_at == "each-month":
                charge = Fraction(ROUNDERS[rule.rounding](charge.numerator, charge.denominator))
            wanted += charge
        total = wanted - amount
        assert charge_minor(rule, amount, issued, due, paid, billing_months) == ROUNDERS[rule.rounding](
            total.numerator, total.denominator
        )

    @given(st.integers(1, 10**10), st.integers(1, 30), st.sampled_from(ROUNDING))
    def test_daily_compounding_is_the_power_to_sixty_digits(self, amount: int, day: int, rounding: Rounding) -> None:
        context = Context(prec=60)
        power = context.power(Decimal("1.02"), context.divide(Decimal(day), Decimal(31)))
        exact = context.multiply(Decimal(amount), power - 1)
        rule = compound(TWO_PER_CENT, part_month="daily-compound", rounding=rounding)
        paid = date(2026, 1, 1) + timedelta(days=day)
        found = charge_minor(rule, amount, date(2026, 1, 1), date(2026, 1, 1), paid)
        assert found == ROUNDERS[rounding](*exact.as_integer_ratio())

    @pytest.mark.parametrize(("rounding", "charge"), [("half-up", 1), ("half-even", 0), ("down", 0)])
    @pytest.mark.parametrize("round_at", ROUND_AT)
    def test_a_daily_compounded_half_cent_is_a_half(self, rounding: Rounding, round_at: RoundAt, charge: int) -> None:
        # 2.25^(14/28) = 1.5: half of February brings half a cent on one cent
        rule = compound(Fraction(125, 100), part_month="daily-compound", rounding=rounding, round_at=round_at)
        assert charge_minor(rule, 1, date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 15)) == charge

    @pytest.mark.parametrize(("rounding", "charge"), [("half-up", 51), ("half-even", 50), ("down", 50)])
    def test_half_a_cent(self, rounding: Rounding, charge: int) -> None:
        answer = KOS.late_charge("25.25", issued="2026-01-01", paid="2026-02-01").under(rounding=rounding)
        assert answer.value == cad(charge)  # 50.5 cents

    @pytest.mark.parametrize(
        ("part_month", "charge"),
        [
            ("by-days", "1.94"),  # 100.00 x 2 % x 30/31 = 1.9354...
            ("thirty-day-month", "2.00"),  # 30/30
            ("days-of-year", "1.97"),  # 360/365
            ("daily-compound", "1.93"),  # 1.02^(30/31) - 1 = 1.93486... %
            ("whole-month", "2.00"),
            ("completed-months", "0.00"),
        ],
    )
    def test_the_share_of_a_started_month(self, part_month: str, charge: str) -> None:
        answer = KOS.late_charge(100, issued="2026-01-01", paid="2026-01-31").under(part_month=part_month)
        assert answer.value.text == charge

    def test_thirty_days_of_february(self) -> None:
        answer = KOS.late_charge(100, issued="2026-02-01", paid="2026-02-28").under(part_month="thirty-day-month")
        assert answer.value.text == "1.80"  # 27/30, and the 28th day brings the rest
        whole = KOS.late_charge(100, issued="2026-02-01", paid="2026-03-01").under(part_month="thirty-day-month")
        assert whole.value.text == "2.00"

    @pytest.mark.parametrize(
        ("runs_from", "charge"),
        [
            ("invoice-date", "5.05"),  # from 01-03: 2.00, 2.04, and 104.04 x 2 % x 15/31 = 1.0068...
            ("due-date", "4.04"),  # from 01-18: 2.00 and 2.04, two whole months
            ("next-invoice-date", "2.99"),  # from 02-03: 2.00, and 102.00 x 2 % x 15/31 = 0.9870...
        ],
    )
    def test_where_it_starts(self, runs_from: str, charge: str) -> None:
        answer = KOS.late_charge(100, issued="2026-01-03", paid="2026-03-18").under(runs_from=runs_from)
        assert answer.value.text == charge

    def test_billed_quarterly_the_next_invoice_is_three_months_on(self) -> None:
        quarterly = made(late_charge=compound(TWO_PER_CENT, runs_from="next-invoice-date"))
        asked: dict[str, Any] = {"issued": "2026-01-31", "billing_months": 3}
        assert quarterly.late_charge(100, paid="2026-04-30", **asked).value.text == "0.00"
        assert quarterly.late_charge(100, paid="2026-05-31", **asked).value.text == "2.00"
        assert quarterly.late_charge(100, paid="2026-05-31", issued="2026-01-31").value.text == "6.12"

    def test_the_next_invoice_is_the_first_after_the_due_date(self) -> None:
        # due 2026-04-16: the bill of 2026-04-01 is not after it, that of 2026-07-01 is
        terms = made(due_date=net(105), late_charge=compound(TWO_PER_CENT, runs_from="next-invoice-date"))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-07-31", billing_months=3).value.text == "1.94"
        # due on the day of a bill: that bill is not after it
        terms = made(due_date=net(31), late_charge=compound(TWO_PER_CENT, runs_from="next-invoice-date"))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-03-01").value.text == "0.00"

    def test_months_are_stepped_from_the_anchor(self) -> None:
        # 2024-01-31, 02-29, 03-31, 04-30: three whole months, none of the next
        assert KOS.late_charge(100, issued="2024-01-31", paid="2024-04-30").value.text == "6.12"
        assert KOS.late_charge(100, issued="2024-01-31", paid="2024-04-29").value.text == "6.05"  # 2.08 x 29/30

    def test_rounded_each_month_or_once(self) -> None:
        answer = KOS.late_charge("0.49", issued="2026-01-01", paid="2027-01-01")
        assert answer.value.text == "0.12"  # each month 0.0098 -> 0.01
        assert answer.under(round_at="once").value.text == "0.13"  # 0.49 x 26.824179...% = 0.1314


class TestTheShareOfAMonth:
    """f(0) = 0 and f(D) = 1 always; between them f never falls."""

    @pytest.mark.parametrize("part_month", [one for one in PART_MONTH if one != "daily-compound"])
    @pytest.mark.parametrize("length", [28, 29, 30, 31])
    def test_from_nothing_to_one(self, part_month: PartMonth, length: int) -> None:
        shares = [Fraction(*month_fraction(part_month, d, length)) for d in range(length + 1)]
        assert shares[0] == 0
        assert shares[-1] == 1
        assert shares == sorted(shares)

    def test_daily_compounding_has_no_rational_share(self) -> None:
        with pytest.raises(AssertionError, match="by powers"):
            month_fraction("daily-compound", 1, 31)


class TestFlatFee:
    """One sum, once, when payment comes after the due date."""

    def test_once(self) -> None:
        terms = made(late_charge=flat(500))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-01-16").value == cad(0)
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-01-17").value == cad(500)
        assert terms.late_charge(100, issued="2026-01-01", paid="2028-01-17").value == cad(500)

    def test_it_has_no_readings_and_no_yearly_rate(self) -> None:
        terms = made(late_charge=flat(500))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-02-17").readings == {}
        with refused(NotInTermsError, "a sum or a share, which has no yearly rate (Terms s.1)", "ask late_charge"):
            terms.effective_annual_rate()
        with refused(UnknownNameError, "no reading 'runs_from'"):
            terms.under(late_charge={"runs_from": "due-date"})

    def test_it_posts_once(self) -> None:
        once = followed(flat(500), date(2026, 1, 1), date(2026, 1, 16))
        day = date(2026, 1, 17).toordinal()
        assert once.advance(day) == 0
        once.begin(100)
        assert once.accrued(day) == 0
        assert [once.advance(day - 1), once.advance(day), once.advance(day)] == [0, 500, 0]


class TestSimpleDaily:
    """A yearly rate on the amount by the day, over 365 days, never compounded, rounded once."""

    def test_what_is_settled_is_posted_and_nothing_grows_on_it(self) -> None:
        rule = simple(Fraction(24, 100))
        accrual = followed(rule, date(2026, 1, 1), date(2026, 1, 16))
        accrual.begin(100_00)
        day = date(2026, 3, 1).toordinal()
        accrual.advance(day)
        charge = accrual.accrued(day)
        accrual.settle(day)
        accrual.on_change(day, 0, charge)
        assert [one.amount for one in accrual.postings] == [charge] == [3_88]
        assert accrual.accrued(day + 30) == 0

    def test_by_hand(self) -> None:
        # 100.00 x 24 % x 45/365 = 2.958...
        terms = made(late_charge=simple(Fraction(24, 100)))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-02-15").value.text == "2.96"
        assert terms.under(late_charge={"rounding": "down"}).late_charge(
            100, issued="2026-01-01", paid="2026-02-15"
        ).value == cad(295)
        assert terms.effective_annual_rate().value == Fraction(24, 100)

    def test_after_a_due_date_that_no_number_of_days_gives(self) -> None:
        # due on 31 January: 100.00 x 36.5 % x 1/365 = 0.10 a day
        terms = made(due_date=MonthEnd(**WORDS), late_charge=simple(Fraction(365, 1000), runs_from="due-date"))
        assert terms.late_charge(100, issued="2026-01-10", paid="2026-01-31").value == cad(0)
        assert terms.late_charge(100, issued="2026-01-10", paid="2026-02-02").value == cad(20)

    @given(simples(), facts())
    def test_it_is_the_days_times_the_rate(self, rule: RateCharge, of: dict[str, Any]) -> None:
        start = of["issued"]
        if rule.runs_from == "due-date":
            start = of["due"]
        if rule.runs_from == "next-invoice-date":
            steps = (of["billing_months"] * n for n in range(1, 100))
            start = next(day for n in steps if (day := of["issued"] + relativedelta(months=n)) > of["due"])
        days = max(0, (of["paid"] - start).days) if of["paid"] > of["due"] else 0
        exact = of["amount"] * constant(rule) * days / 365
        assert charge_minor(rule, **of) == ROUNDERS[rule.rounding](exact.numerator, exact.denominator)


class TestTheRateOfOnePart:
    """The yearly rate of a clause is that of its one rate; what else the clause says, a note says."""

    @pytest.mark.parametrize(
        ("beside", "says"),
        [
            ({"least": cad(300)}, "can cost more in a year"),
            ({"most": cad(3000)}, "can cost less in a year"),
            ({"grace": Grace(days=5)}, "can cost less in a year"),
            ({"threshold": Threshold(at_least=cad(1000))}, "can cost less in a year"),
            ({"least": cad(300), "most": cad(3000)}, "can cost more or less in a year"),
        ],
    )
    def test_of_a_rate_with_more_in_its_clause(self, beside: dict[str, Any], says: str) -> None:
        terms = made(late_charge=replace(compound(TWO_PER_CENT), **beside))
        assert says in " ".join(str(terms.effective_annual_rate().working).split())

    @pytest.mark.parametrize(
        ("kind", "says"),
        [
            (GreaterOf, "can cost more in a year"),
            (SumOf, "can cost more in a year"),
            (LesserOf, "can cost less in a year"),
        ],
    )
    def test_of_a_rate_in_a_join(self, kind: type[GreaterOf | SumOf | LesserOf], says: str) -> None:
        terms = made(late_charge=kind(clause=CLAUSE, says="", of=(flat(500), compound(TWO_PER_CENT))))
        answer = terms.effective_annual_rate()
        assert answer.value == KOS.effective_annual_rate().value
        assert says in " ".join(str(answer.working).split())

    def test_of_a_rate_alone_nothing_is_said(self) -> None:
        assert "in a year" not in str(KOS.effective_annual_rate().working)


class TestReadingsOfALeaf:
    """What is a reading of a leaf: the choices that can change what it comes to, and of those the ones left open."""

    MONTHLY = compound(TWO_PER_CENT)
    RISING = Dated(((date(2020, 1, 1), Fraction(1, 100)), (date(2025, 1, 1), Fraction(3, 100))))
    FEES = Dated(((date(2020, 1, 1), cad(500)), (date(2025, 1, 1), cad(700))))

    @pytest.mark.parametrize(
        ("leaf", "names"),
        [
            (MONTHLY, "compounding part_month round_at rounding runs_from"),
            (a_rate(TWO_PER_CENT), "compounding part_month rounding runs_from"),
            (a_rate(TWO_PER_CENT, on_day=15), "compounding rounding runs_from"),
            (a_rate(TWO_PER_CENT, per="day"), "compounding first_day rounding runs_from"),
            (a_rate(TWO_PER_CENT, per="day", block_days=7), "compounding first_day part_block rounding runs_from"),
            (a_rate(TWO_PER_CENT, per=EveryDays(7)), "compounding part_block rounding runs_from"),
            (simple(TWO_PER_CENT), "compounding first_day rounding runs_from"),
            (a_rate(TWO_PER_CENT, per="year", compounding="daily"), "compounding first_day rounding runs_from"),
            (
                a_rate(TWO_PER_CENT, per="year", compounding="monthly"),
                "compounding part_month round_at rounding runs_from",
            ),
            (a_rate(RISING, on_day=15), "compounding dated_by rounding runs_from"),
            (flat(500), "rounding"),
            (replace(flat(500), sum=FEES), "rounding"),
            (replace(flat(500), per="month"), "part_month rounding runs_from"),
            (replace(flat(500), per="day"), "first_day rounding runs_from"),
            (replace(flat(500), per=EveryDays(7)), "part_block rounding runs_from"),
            (replace(flat(500), per="month", sum=FEES), "dated_by part_month rounding runs_from"),
        ],
    )
    def test_what_matters_to_its_kind_of_period(self, leaf: FlatCharge | RateCharge, names: str) -> None:
        assert " ".join(sorted(leaf.own_choices())) == names

    @pytest.mark.parametrize(
        ("beside", "starts"),
        [
            ({}, 3),
            ({"grace": Grace(days=5)}, 4),
            ({"runs_from": "grace-end"}, 4),
            ({"joined": True}, 4),
        ],
    )
    def test_it_begins_with_the_end_of_a_grace_period_where_one_may_be(
        self, beside: dict[str, Any], starts: int
    ) -> None:
        assert len(replace(self.MONTHLY, **beside).own_choices()["runs_from"]) == starts

    @pytest.mark.parametrize(("per", "first"), [("month", "each-period"), ("day", "each-day"), ("year", "each-day")])
    def test_a_rate_by_the_day_or_year_is_first_of_all_that_of_each_day(self, per: Any, first: str) -> None:
        dated = a_rate(self.RISING, per=per).own_choices()["dated_by"]
        assert dated[0] == first
        assert sorted(dated) == ["due-date", "each-day", "each-period", "invoice-date"]

    def test_what_is_fixed_is_no_reading(self) -> None:
        leaf = replace(self.MONTHLY, fixed=("part_month", "round_at"))
        assert sorted(leaf.open_choices()) == ["rounding", "runs_from"]
        monthly = replace(flat(500), per="month", fixed=("part_month",), round_to=cad(5))
        assert sorted(monthly.open_choices()) == ["rounding", "runs_from"]

    def test_compounding_is_one_where_a_charge_is_set_on_a_day(self) -> None:
        assert "compounding" not in self.MONTHLY.open_choices()
        assert a_rate(TWO_PER_CENT, on_day=15).open_choices()["compounding"] == ("none", "monthly")

    @pytest.mark.parametrize(
        ("beside", "is_one"), [({}, False), ({"round_to": cad(5)}, True), ({"joined": True}, True)]
    )
    def test_how_a_sum_rounds_is_one_with_a_coin_or_others_beside_it(
        self, beside: dict[str, Any], is_one: bool
    ) -> None:
        assert ("rounding" in replace(flat(500), **beside).open_choices()) is is_one


class TestChecks:
    """A clause of a file is refused where its numbers are most likely not meant, or its parts do not fit together."""

    KNOWN: ClassVar[dict[str, Any]] = {"fixed": ("compounding",)}
    RATE = a_rate(TWO_PER_CENT, **KNOWN)
    A_MONTH = replace(flat(500), per="month")

    @pytest.mark.parametrize(("per", "most"), [("month", "0.1"), ("day", "0.01"), ("year", "1"), (EveryDays(7), "0.1")])
    def test_a_rate_over_the_highest_usual_one_is_refused(self, per: Any, most: str) -> None:
        a_rate(Fraction(most), per=per, **self.KNOWN).check()
        higher = a_rate(Fraction(most) + Fraction(1, 10**6), per=per, **self.KNOWN)
        replace(higher, unusual=True).check()
        with refused(InputError, f"rate is {float(higher.rate):.6f} a "):  # type: ignore[arg-type]
            higher.check()

    @pytest.mark.parametrize("day", [1, 31])
    def test_a_month_has_these_days(self, day: int) -> None:
        assert a_rate(TWO_PER_CENT, on_day=day).on_day == day

    @pytest.mark.parametrize("day", [0, 32])
    def test_a_month_does_not_have_these(self, day: int) -> None:
        with refused(InputError, f"on_day is {day}"):
            a_rate(TWO_PER_CENT, on_day=day)

    @pytest.mark.parametrize("per", ["day", "year"])
    def test_blocks_are_of_a_rate_by_the_day_or_year_that_is_not_compounded(self, per: Any) -> None:
        assert a_rate(TWO_PER_CENT, per=per, block_days=7).block_days == 7
        for other in ({"per": "month"}, {"per": per, "compounding": "daily"}):
            with refused(InputError, "block_days is for a rate by the day or year that is not compounded"):
                a_rate(TWO_PER_CENT, block_days=7, **other)

    @pytest.mark.parametrize("per", ["day", "year", EveryDays(7)])
    def test_a_day_of_the_month_is_of_a_rate_by_the_month(self, per: Any) -> None:
        with refused(InputError, "on_day is for a rate by the month"):
            a_rate(TWO_PER_CENT, per=per, on_day=15)

    def test_parts_by_the_month_that_count_the_same_months(self) -> None:
        greater = GreaterOf(of=(self.RATE, self.A_MONTH), per="month", least=cad(100), most=cad(900), **WORDS)
        greater.check()

    @pytest.mark.parametrize(
        "other",
        [
            flat(500),
            PercentageCharge(share=TWO_PER_CENT, **WORDS),
            replace(A_MONTH, runs_from="due-date"),
            replace(A_MONTH, grace=Grace(days=5)),
            replace(A_MONTH, per="day"),
            replace(RATE, per="year"),
        ],
    )
    def test_parts_by_the_month_that_do_not(self, other: LateChargeRule) -> None:
        with refused(InputError, "parts compared by the month count the same months"):
            GreaterOf(of=(self.RATE, other), per="month", **WORDS).check()

    @pytest.mark.parametrize("bound", [{"least": cad(100)}, {"most": cad(100)}])
    def test_a_bound_of_a_part_by_the_month_stands_at_the_root(self, bound: dict[str, Any]) -> None:
        inner = SumOf(of=(self.RATE, replace(self.A_MONTH, **bound)), **WORDS)
        for part in (replace(self.RATE, **bound), inner):
            with refused(InputError, "a minimum or maximum of a part has no month of its own"):
                GreaterOf(of=(self.A_MONTH, part), per="month", **WORDS).check()

    def test_one_part_of_a_sum_alone_bears_on_charges(self) -> None:
        bearing = compound(TWO_PER_CENT, **self.KNOWN)
        SumOf(of=(bearing, self.RATE), **WORDS).check()
        GreaterOf(of=(bearing, bearing), **WORDS).check()
        with refused(InputError, "one part alone may bear on charges"):
            SumOf(of=(bearing, bearing), **WORDS).check()
        with refused(InputError, "one part alone may bear on charges"):
            SumOf(of=(bearing, GreaterOf(of=(self.RATE, bearing), **WORDS)), **WORDS).check()

    def test_a_sum_for_an_account_stands_at_the_root_or_in_a_sum(self) -> None:
        once = replace(flat(500), charged_on="account")
        SumOf(of=(self.RATE, once, SumOf(of=(once, flat(100)), **WORDS)), **WORDS).check()
        for join in (
            GreaterOf(of=(self.RATE, once), **WORDS),
            SumOf(of=(self.RATE, GreaterOf(of=(once, flat(100)), **WORDS)), **WORDS),
        ):
            with refused(InputError, 'of = "account" stands at the root or in a sum-of'):
                join.check()


class TestPeriodsOfALeaf:
    """What a leaf is by its period and its compounding, from which the ways to compute it follow."""

    @pytest.mark.parametrize(
        "beside",
        [
            {"least": cad(100)},
            {"most": cad(100)},
            {"grace": Grace(days=5)},
            {"threshold": Threshold(over=cad(100))},
            {"round_to": cad(5)},
        ],
        ids=lambda beside: next(iter(beside)),
    )
    def test_a_rate_with_a_condition_is_not_plain(self, beside: dict[str, Any]) -> None:
        plain = compound(TWO_PER_CENT)
        assert plain.is_plain is True
        assert plain.has_conditions is False
        assert replace(plain, **beside).is_plain is False
        assert replace(plain, **beside).has_conditions is True

    @pytest.mark.parametrize(
        ("fields", "a_month", "ends"),
        [
            ({}, Fraction(12, 100), True),
            ({"on_day": 15}, None, True),
            ({"per": "day"}, None, False),
            ({"per": EveryDays(7)}, None, True),
            ({"per": "year"}, None, False),
            ({"per": "year", "compounding": "daily"}, None, False),
            ({"per": "year", "compounding": "monthly"}, Fraction(1, 100), True),
            ({"per": "year", "compounding": "yearly"}, None, True),
            ({"per": "year", "compounding": "30-days"}, None, True),
        ],
    )
    def test_of_twelve_per_cent(self, fields: dict[str, Any], a_month: Fraction | None, ends: bool) -> None:
        leaf = a_rate(Fraction(12, 100), **fields)
        assert leaf.rate_a_month == a_month
        assert leaf.ends_periods is ends

    def test_for_what_a_charge_is_set(self) -> None:
        periods: tuple[Any, ...] = ("once", "month", "day", "year", EveryDays(7))
        assert [unit_of(per) for per in periods] == ["debt", "month", "day", "year", "block"]

    def test_after_what_charges_bear_a_charge(self) -> None:
        steps = [compounding_step(one) for one in get_args(Compounding)]
        assert steps == [None, "month", "day", "year", "block"]

    def test_the_days_of_a_grace_period_are_stated_by_the_first_that_is_charged(self) -> None:
        assert replace(flat(500), grace=Grace(days=13)).stated_otherwise("grace") == "14 days"
        assert replace(flat(500), grace=Grace(days=13)).stated_otherwise("sum") is None
        assert flat(500).stated_otherwise("grace") is None


class TestWhatIsInAJoin:
    """What a join holds is found in all of its parts, however deep."""

    GRACE = Grace(days=5, count="business-days")
    ONCE = replace(flat(500), charged_on="account")
    AFTER_A_REMINDER = replace(flat(700), grace=Grace(counted_from="reminder", days=7))

    def test_the_sums_that_are_charged_once_an_account(self) -> None:
        inner = SumOf(of=(flat(100), self.ONCE), **WORDS)
        assert account_leaves(SumOf(of=(compound(TWO_PER_CENT), inner), **WORDS)) == {self.ONCE}
        assert account_leaves(flat(100)) == set()

    def test_one_grace_period_from_a_reminder_is_enough(self) -> None:
        other = replace(flat(100), grace=Grace(days=5))
        assert counts_reminders(SumOf(of=(other, self.AFTER_A_REMINDER), **WORDS)) is True
        assert counts_reminders(SumOf(of=(other, flat(700)), **WORDS)) is False

    def test_the_keys_of_business_days(self) -> None:
        part = replace(flat(100), grace=self.GRACE)
        join = SumOf(of=(flat(100), part), grace=self.GRACE, **WORDS)
        assert join.open_day_keys == (("grace", "count"), ("of", 2, "grace", "count"))
        assert SumOf(of=(flat(100), part), **WORDS).open_day_keys == (("of", 2, "grace", "count"),)

    @pytest.mark.parametrize("is_inside", [False, True])
    @pytest.mark.parametrize("kind", ["leaf", "join"])
    def test_a_minimum_over_the_maximum_is_refused(self, kind: str, is_inside: bool) -> None:
        bounds: dict[str, Any] = {"least": cad(200), "most": cad(100)}
        wrong: LateChargeRule = replace(flat(500), **bounds)
        if kind == "join":
            wrong = SumOf(of=(flat(100), flat(200)), **bounds, **WORDS)
        if is_inside:
            wrong = SumOf(of=(flat(100), wrong), **WORDS)
        with refused(InputError, "least is 2.00 CAD and most is 1.00 CAD"):
            wrong.check()

    def test_what_is_beside_the_rate_in_a_part_of_a_part(self) -> None:
        # the fee is a sum more, the lesser of two can be less; a bound of the fee alone says nothing of the rate
        lesser = LesserOf(of=(compound(TWO_PER_CENT), flat(500)), **WORDS)
        for rule, said in (
            (SumOf(of=(flat(100), lesser), **WORDS), "can cost more or less in a year"),
            (SumOf(of=(replace(flat(100), most=cad(50)), compound(TWO_PER_CENT)), **WORDS), "can cost more in a year"),
        ):
            (note,) = beside_the_rate_steps(rule)
            assert phrase_text(note.phrase).endswith(said)


class TestLinesOfYearlyRates:
    """The line of a yearly rate shows its periods and the rate of each, compounded or not."""

    @pytest.mark.parametrize(
        ("rate", "fields", "line"),
        [
            ("1/50", {"compounding": "monthly"}, "twelve months: (100 % + 2 %) ^ 12 - 100 % = 26.824179... %"),
            ("1/50", {}, "twelve months, not compounded: 12 x 2 % = 24 %"),
            ("1/50", {"per": EveryDays(10)}, "a year of its periods, not compounded: 36.5 x 2 % = 73 %"),
            ("1/1000", {"per": "day"}, "a year of its periods, not compounded: 365 x 0.1 % = 36.5 %"),
            (
                "1/1000",
                {"per": "day", "compounding": "daily"},
                "a year of days: (100 % + 0.1 %) ^ 365 - 100 % = 44.025131... %",
            ),
            (
                "365/1000",
                {"per": "year", "compounding": "daily"},
                "a year of days: (100 % + 0.1 %) ^ 365 - 100 % = 44.025131... %",
            ),
            (
                "24/100",
                {"per": "year", "compounding": "monthly"},
                "twelve months: (100 % + 2 %) ^ 12 - 100 % = 26.824179... %",
            ),
            (
                "365/1500",
                {"per": "year", "compounding": "30-days"},
                "twelve periods of 30 days: (100 % + 2 %) ^ 12 - 100 % = 26.824179... %",
            ),
            ("1/4", {"per": "year"}, "the yearly rate is stated, and not compounded: 25 %"),
            (
                "1/4",
                {"per": "year", "compounding": "yearly"},
                "the yearly rate is stated, and not compounded: 25 %",
            ),
        ],
    )
    def test_the_effective_rate(self, rate: str, fields: dict[str, Any], line: str) -> None:
        (found,) = effective_steps(a_rate(Fraction(rate), **fields))
        assert phrase_text(found.phrase) == line

    @pytest.mark.parametrize(
        ("rate", "per", "line"),
        [
            ("1/50", "month", "nominal rate a year: 12 x 2 % = 24 %"),
            ("1/50", EveryDays(10), "nominal rate a year: 36.5 x 2 % = 73 %"),
            ("1/4", "year", "the nominal rate is the yearly one that is stated: 25 %"),
        ],
    )
    def test_the_nominal_rate(self, rate: str, per: Any, line: str) -> None:
        (found,) = nominal_steps(a_rate(Fraction(rate), per=per))
        assert phrase_text(found.phrase) == line

    @pytest.mark.parametrize(
        ("stated", "told"),
        [
            ("2682/10000", "the terms print 26.82 %: agrees, to the decimals printed"),
            ("268/1000", "the terms print 26.8 %: agrees, to the decimals printed"),
            ("27/100", "the terms print 27 %: agrees, to the decimals printed"),
            ("26/100", "the terms print 26 %: differs, to the decimals printed it is 27 %"),
            ("2683/10000", "the terms print 26.83 %: differs, to the decimals printed it is 26.82 %"),
        ],
    )
    def test_the_rate_that_is_printed(self, stated: str, told: str) -> None:
        *_, found = effective_steps(compound(TWO_PER_CENT, stated_yearly_rate=Fraction(stated)))
        assert phrase_text(found.phrase) == told


class TestSentences:
    """A yearly rate of more than two decimals of a percentage is about the one that is said."""

    def test_about_and_exactly(self) -> None:
        about, exactly = (
            KOS.effective_annual_rate(),
            made(late_charge=simple(Fraction(24, 100))).effective_annual_rate(),
        )
        assert about.sentence.endswith("the late payment charge comes to about 26.82 % a year.")
        assert exactly.sentence.endswith("the late payment charge comes to 24 % a year.")


class TestExamples:
    """Two terms are compared on a bill of 113.00, with the day that their due date asks for."""

    @pytest.mark.parametrize(
        ("place", "due_date"),
        [
            (0, net(15)),
            (1, OnBill(**WORDS)),
            (2, NetDays(days=15, counted_from="sending", **WORDS)),
            (3, NetDays(days=15, counted_from="receipt", **WORDS)),
        ],
        ids=["invoice", "on-bill", "sent", "received"],
    )
    def test_one_per_cent_of_it_is_1_13(self, place: int, due_date: DueDateRule) -> None:
        terms = made(due_date=due_date, late_charge=PercentageCharge(share=Fraction(1, 100), **WORDS))
        assert terms.late_charge(**LateChargeQuestion.examples("CAD")[place]).value == cad(113)


class TestGreaterOf:
    """Another kind's charge, but at least a minimum, when payment comes after the due date."""

    @given(PLAIN, st.integers(0, 1000), facts())
    def test_it_is_the_larger_of_the_two(self, rule: RateCharge | FlatCharge, minimum: int, of: dict[str, Any]) -> None:
        alone, both = charge_minor(rule, **of), charge_minor(at_least(minimum, rule), **of)
        late = of["paid"] > of["due"] and of["amount"] > 0
        assert both == (max(alone, minimum) if late else 0)

    def test_by_hand(self) -> None:
        terms = made(late_charge=at_least(300, compound(TWO_PER_CENT)))
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-01-17").value == cad(300)
        assert terms.late_charge(100, issued="2026-01-01", paid="2026-03-01").value == cad(404)

    def test_its_readings_and_its_yearly_rate_are_those_of_the_other_kind(self) -> None:
        terms = made(late_charge=at_least(300, compound(TWO_PER_CENT)))
        answer = terms.late_charge(100, issued="2026-01-01", paid="2026-03-01")
        assert set(answer.readings) == {"runs_from", "part_month", "round_at", "rounding"}
        assert answer.under(runs_from="next-invoice-date").value == cad(300)
        assert terms.effective_annual_rate().value == KOS.effective_annual_rate().value
        with refused(NotInTermsError, "a sum or a share"):
            made(late_charge=at_least(300, flat(200))).effective_annual_rate()


class TestEffectiveAnnualRate:
    """The yearly rate to which the charge comes is arithmetic, and must agree with the one that the terms print."""

    @pytest.mark.parametrize(
        ("stated", "verdict"),
        [("0.2682", "agrees"), ("0.268", "agrees"), ("0.27", "agrees"), ("0.2683", "differs"), ("0.26824", "agrees")],
    )
    def test_to_the_decimals_that_are_printed(self, stated: str, verdict: str) -> None:
        rule = compound(TWO_PER_CENT, stated_yearly_rate=Fraction(stated))
        *_, line = effective_steps(rule)
        assert verdict in line.phrase.template

    def test_without_a_printed_rate(self) -> None:
        (line,) = effective_steps(compound(TWO_PER_CENT))
        assert "twelve months" in line.phrase.template

    def test_a_simple_rate_is_stated(self) -> None:
        (line,) = effective_steps(at_least(5, simple(Fraction(24, 100))))
        assert "not compounded" in line.phrase.template

    @given(RATES)
    def test_it_is_twelve_months(self, rate: Fraction) -> None:
        assert effective(compound(rate)) == (1 + rate) ** 12 - 1


class TestTheWorking:
    """The lines say from when the charge counts and what each month brought, under every reading."""

    @pytest.mark.parametrize("reading", list(product(RUNS_FROM, PART_MONTH, ROUND_AT)), ids=" ".join)
    @pytest.mark.parametrize("paid", ["2026-01-31", "2026-02-15", "2026-04-30", "2026-05-03"])
    def test_every_line_comes_out(self, reading: tuple[str, str, str], paid: str) -> None:
        names = ("runs_from", "part_month", "round_at")
        answer = KOS.late_charge("113.37", issued="2026-01-31", paid=paid).under(
            **dict(zip(names, reading, strict=True))
        )
        page = read(str(answer.working))
        charges = [money(one.result) for one in page.equations if one.label.startswith("late charge")]
        assert sum(charges, Fraction(0)) == Fraction(answer.value.text)

    def test_a_month_that_brings_less_than_half_a_cent(self) -> None:
        answer = KOS.late_charge("0.10", issued="2026-01-01", paid="2026-03-01")
        page = read(str(answer.working))
        assert [one.label.split(":")[0] for one in page.equations if one.label.startswith("balance")] == []
        assert answer.value.minor == 0

    @pytest.mark.parametrize(
        ("amount", "paid", "said"),
        [
            ("113.00", "2026-01-16", "on or before the due date: nothing is charged"),
            ("0", "2026-05-01", "nothing was outstanding"),
            ("113.00", "2026-01-20", "on or before that day: nothing is charged"),
        ],
    )
    def test_where_nothing_is_charged(self, amount: str, paid: str, said: str) -> None:
        answer = KOS.late_charge(amount, issued="2026-01-01", paid=paid).under(runs_from="next-invoice-date")
        assert said in " ".join(str(answer.working).split())
        assert answer.value.minor == 0


class TestWhatIsRefused:
    """Facts that do not fit, with the value and the cure."""

    def test_paid_before_issued(self) -> None:
        with refused(
            InputError,
            "the payment of 2025-12-31 lies before the invoice of 2026-01-01",
            "which of the two days is wrong",
        ):
            KOS.late_charge(5, issued="2026-01-01", paid="2025-12-31")

    def test_a_span_of_over_a_hundred_years(self) -> None:
        with refused(DayError, "from 1926-01-01 to 2026-01-02", "over a hundred years: check the years"):
            KOS.late_charge(5, issued="1926-01-01", paid="2026-01-02")
        with refused(DayError, "from 0001-01-01 to 9999-12-31"):
            KOS.late_charge(0, issued="0001-01-01", paid="9999-12-31")

    @pytest.mark.parametrize("months", [0, -3, 1201, 3.0, "3", True, None])
    def test_billing_months(self, months: Any) -> None:
        with refused(DayError, f"billing_months is {months!r}", "give a whole number from 1 to 1200"):
            KOS.late_charge(5, issued="2026-01-01", paid="2026-02-15", billing_months=months)

    def test_an_amount_below_zero(self) -> None:
        with refused(AmountError, "amount is -0.01 CAD", "give zero or more"):
            KOS.late_charge("-0.01", issued="2026-01-01", paid="2026-02-15")

    def test_a_reading_under_which_it_cannot_be_read(self) -> None:
        wrong: Any = {"part_month": "by-weeks"}
        with refused(UnknownNameError, "late_charge cannot read part_month as 'by-weeks'", "choose from by-days"):
            KOS.under(late_charge=wrong)
