"""What it costs to end a fixed term early."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import AmountError, DayError, InputError, UnknownNameError, load
from telcoterms.agreement.taxes import single_tax, tax_data
from telcoterms.clauses.cancellation_charge.charge import charge_for, exact_charge
from telcoterms.clauses.cancellation_charge.kinds import (
    CancellationChargeRule,
    DecliningSum,
    FlatCancellationCharge,
    GreaterOfCharges,
    Incentive,
    LesserOfCharges,
    MonthsRemaining,
    NoCancellationCharge,
    Remaining,
    ShareOfRemainingFees,
    SumOfCharges,
    SumPerRemainingMonth,
    charged_in_words,
    fees_hold_tax,
    leaves_of,
)
from telcoterms.clauses.cancellation_charge.term import (
    CancelledBy,
    FixedTerm,
    RemainingMonths,
    among_first,
    at_most,
    incentive_months_left,
    part_month_left,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.money import ROUNDERS, Rounding
from telcoterms.values.proration import Part
from telcoterms.values.steps import Clause
from tests.error_assertions import brief, refused
from tests.terms_builders import CLAUSE, HOSTING, ROUNDING, cad

DSL = load("kos", service="dsl")
HALF = Fraction(1, 2)
HST = single_tax(Fraction(13, 100))
REMAINING: list[Remaining] = ["whole-months-after", "including-current", "by-days"]
CHARGED: list[CancelledBy] = ["customer", "provider-for-cause"]
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
FEES = st.integers(0, 300_00)


def share_of(remaining: Remaining, rounding: Rounding = "half-up", share: Fraction = HALF) -> ShareOfRemainingFees:
    return ShareOfRemainingFees(share=share, remaining=remaining, rounding=rounding, clause=CLAUSE, says="")


def prorated(rounding: Rounding = "half-up", months_remaining: MonthsRemaining = "whole") -> Incentive:
    return Incentive(months_remaining=months_remaining, rounding=rounding, clause=CLAUSE, says="")


SHARES = st.builds(
    share_of,
    st.sampled_from(REMAINING),
    st.sampled_from(ROUNDING),
    st.sampled_from([HALF, Fraction(1), Fraction(1, 3), Fraction(0)]),
)


@st.composite
def terms(draw: st.DrawFn, before: int = 40) -> dict[str, Any]:
    """A term and a day of cancellation, from before its start to after its end."""
    start = draw(st.dates(date(2023, 1, 1), date(2026, 12, 31)) | st.dates(date(2024, 1, 29), date(2024, 1, 31)))
    months = draw(st.integers(1, 36))
    return {
        "term_start": start,
        "term_months": months,
        "cancelled": start + timedelta(days=draw(st.integers(-before, 31 * months + 40))),
        "by": draw(st.sampled_from(CHARGED)),
    }


def charge_of(rule: ShareOfRemainingFees | Incentive, term: FixedTerm) -> int:
    return charge_for(rule, term, HST, "CAD").charge.minor


def month_by_month(rule: ShareOfRemainingFees, term: FixedTerm, fees: list[int]) -> Fraction:
    """The charge told another way: each month of the term looked at alone."""
    if term.cancelled >= term.term_start + relativedelta(months=term.term_months):
        return Fraction(0)
    total = Fraction(0)
    for month, fee in enumerate(fees):
        start = term.term_start + relativedelta(months=month)
        end = term.term_start + relativedelta(months=month + 1)
        if term.cancelled < start:
            total += fee
        elif term.cancelled < end:
            if rule.remaining == "including-current":
                total += fee
            if rule.remaining == "by-days":
                total += Fraction(fee * ((end - term.cancelled).days - 1), (end - start).days)
    assert isinstance(rule.share, Fraction)
    return total * rule.share


class TestShareOfRemainingFees:
    """A fixed term ended early by the customer, or by the provider for cause, costs a share of the fees left."""

    def test_by_hand(self) -> None:
        # 17th month of 24: 7 remain; 7 x 59.95 x 50 % = 209.825 -> 209.83; HST 27.2779 -> 27.28
        value = HOSTING.cancellation_charge("59.95", **TERM, cancelled="2026-05-10").value
        assert (value.charge.text, value.tax.text, value.total.text) == ("209.83", "27.28", "237.11")

    @pytest.mark.parametrize(
        ("cancelled", "whole", "including", "by_days"),
        [
            ("2024-12-31", "1200.00", "1200.00", "1200.00"),  # before the term: all 24 months
            ("2025-01-01", "1150.00", "1200.00", "1198.39"),  # 23 + 30/31 of the first
            ("2025-01-31", "1150.00", "1200.00", "1150.00"),
            ("2025-02-01", "1100.00", "1150.00", "1148.21"),  # 22 + 27/28
            ("2026-12-01", "0.00", "50.00", "48.39"),
            ("2026-12-31", "0.00", "50.00", "0.00"),
            ("2027-01-01", "0.00", "0.00", "0.00"),
        ],
    )
    def test_the_months_that_remain(self, cancelled: str, whole: str, including: str, by_days: str) -> None:
        answer = HOSTING.cancellation_charge(100, **TERM, cancelled=cancelled)
        found = [answer.under(remaining=one).value.charge.text for one in REMAINING]
        assert found == [whole, including, by_days]

    @given(SHARES, terms(), FEES)
    def test_it_is_the_share_of_each_month_that_remains(
        self, rule: ShareOfRemainingFees, facts: dict[str, Any], fee: int
    ) -> None:
        term = FixedTerm(fees=(cad(fee),), **facts)
        exact = month_by_month(rule, term, [fee] * term.term_months)
        assert charge_of(rule, term) == ROUNDERS[rule.rounding](exact.numerator, exact.denominator)

    @given(SHARES, terms(), st.data())
    def test_a_fee_for_each_month(self, rule: ShareOfRemainingFees, facts: dict[str, Any], data: st.DataObject) -> None:
        months = facts["term_months"]
        fees = data.draw(st.lists(FEES, min_size=months, max_size=months))
        term = FixedTerm(fees=tuple(map(cad, fees)), **facts)
        exact = month_by_month(rule, term, fees)
        assert charge_of(rule, term) == ROUNDERS[rule.rounding](exact.numerator, exact.denominator)

    def test_an_introductory_price(self) -> None:
        # two of four months remain: 50 % x (30.00 + 40.00)
        fees = ["10.00", "20.00", "30.00", "40.00"]
        answer = HOSTING.cancellation_charge(fees, term_start="2026-01-01", term_months=4, cancelled="2026-02-28")
        assert answer.value.charge.text == "35.00"
        assert "(30.00 + 40.00)" in str(answer.working)
        same = HOSTING.cancellation_charge(["10.00"], term_start="2026-01-01", term_months=4, cancelled="2026-02-28")
        assert same.value.charge.text == "10.00"

    @given(SHARES, terms(), FEES, st.integers(0, 60))
    def test_it_falls_as_the_day_moves_on(
        self, rule: ShareOfRemainingFees, facts: dict[str, Any], fee: int, days: int
    ) -> None:
        later = {**facts, "cancelled": facts["cancelled"] + timedelta(days=days)}
        fees = (cad(fee),)
        assert charge_of(rule, FixedTerm(fees=fees, **later)) <= charge_of(rule, FixedTerm(fees=fees, **facts))

    @given(terms(), FEES, st.sampled_from(ROUNDING))
    def test_by_days_lies_between_the_other_two(self, facts: dict[str, Any], fee: int, rounding: Rounding) -> None:
        whole, including, by_days = (
            charge_of(share_of(one, rounding), FixedTerm(fees=(cad(fee),), **facts)) for one in REMAINING
        )
        assert whole <= by_days <= including

    @pytest.mark.parametrize("count", [0, 2, 23, 25])
    def test_another_number_of_fees(self, count: int) -> None:
        with refused(
            InputError, f"{count} monthly fees are given for a term of 24 months", "one fee a month", "for all"
        ):
            HOSTING.cancellation_charge(["5.00"] * count, **TERM, cancelled="2026-05-10")

    def test_facts_of_the_other_kind(self) -> None:
        with refused(InputError, "(Service Terms s.36) charge a share of the monthly fees", "give monthly_fee"):
            HOSTING.cancellation_charge(**TERM, cancelled="2026-05-10")
        with refused(InputError, "charge a share of the monthly fees", "leave out incentive"):
            HOSTING.cancellation_charge(5, incentive=5, **TERM, cancelled="2026-05-10")
        with refused(InputError, "charge a share of the monthly fees", "leave out last_invoice"):
            HOSTING.cancellation_charge(5, last_invoice=None, **TERM, cancelled="2026-05-10")


class TestIncentive:
    """Ending a term early costs the incentive received for it, by the months that remain as of the last invoice."""

    def test_by_hand(self) -> None:
        # as of 2026-05-01, eight months to the end on 2027-01-01: 240.00 x 8/24
        facts: dict[str, Any] = {**TERM, "cancelled": "2026-05-10"}
        assert DSL.cancellation_charge(incentive=240, last_invoice="2026-05-01", **facts).value.charge.text == "80.00"
        assert DSL.cancellation_charge(incentive=240, last_invoice="2026-04-30", **facts).value.charge.text == "80.00"
        assert DSL.cancellation_charge(incentive=240, last_invoice=None, **facts).value.charge.text == "240.00"
        assert DSL.cancellation_charge(incentive=240, last_invoice="2024-01-01", **facts).value.charge.text == "240.00"

    @pytest.mark.parametrize(
        ("months_remaining", "charge"), [("whole", "66.65"), ("by-days", "77.36"), ("begun", "83.31")]
    )
    def test_a_part_of_a_month_counts_nothing_its_days_or_a_month(self, months_remaining: str, charge: str) -> None:
        # the term ends on 2026-03-15; 2025-10-25 + 4 months is 2026-02-25, 18 of the 28 days to 2026-03-25 before it:
        # 199.95 x 4/12 = 66.65; x (4 + 18/28)/12 = 77.3616...; x 5/12 = 83.3125
        facts: dict[str, Any] = {"term_start": "2025-03-15", "term_months": 12, "cancelled": "2025-11-02"}
        answer = DSL.cancellation_charge(incentive="199.95", last_invoice="2025-10-25", **facts)
        assert answer.under(months_remaining=months_remaining).value.charge.text == charge
        across = answer.across_readings()
        assert (across.lowest.text, across.highest.text) == ("66.65", "83.31")

    def test_the_working_of_the_days_and_of_a_month_begun(self) -> None:
        facts: dict[str, Any] = {"term_start": "2025-03-15", "term_months": 12, "cancelled": "2025-11-02"}
        answer = DSL.cancellation_charge(incentive="199.95", last_invoice="2025-10-25", **facts)
        by_days = " ".join(str(answer.under(months_remaining="by-days").working).split())
        assert "199.95 x (4 + 18/28)/12 = 77.361607... -> 77.36" in by_days
        assert "days in that month: 2026-03-25 - 2026-02-25 = 28" in by_days
        begun = " ".join(str(answer.under(months_remaining="begun").working).split())
        assert "the one begun with them: 4 + 1 = 5" in begun
        assert "199.95 x 5/12 = 83.3125 -> 83.31" in begun

    @pytest.mark.parametrize("months_remaining", get_args(MonthsRemaining))
    @pytest.mark.parametrize("last_invoice", ["2025-01-31", "2025-02-28", "2025-12-31", None])
    def test_an_invoice_on_the_first_day_of_a_month_of_the_term_leaves_whole_months(
        self, months_remaining: str, last_invoice: str | None
    ) -> None:
        # 28 February is the first day of the term's second month, clamped: 11 months remain, and no part of one
        facts: dict[str, Any] = {"term_start": "2025-01-31", "term_months": 12, "cancelled": "2026-01-02"}
        answer = DSL.cancellation_charge(incentive=120, last_invoice=last_invoice, **facts)
        assert answer.under(months_remaining=months_remaining).value == answer.value

    @given(terms(), FEES, st.integers(0, 400))
    def test_the_days_lie_between_the_whole_months_and_those_begun(
        self, facts: dict[str, Any], incentive: int, days: int
    ) -> None:
        term = FixedTerm(incentive=cad(incentive), last_invoice=facts["cancelled"] - timedelta(days=days), **facts)
        whole, by_days, begun = (exact_charge(prorated("half-up", one), term) for one in get_args(MonthsRemaining))
        assert whole <= by_days <= begun <= incentive
        assert begun - whole in (0, Fraction(incentive, facts["term_months"]))
        part = part_month_left(prorated(), term)
        if part is None or term.free is not None:
            assert whole == begun
        else:
            left, length = part
            assert 0 < left < length <= 31
            assert by_days - whole == Fraction(incentive * left, facts["term_months"] * length)

    @given(terms(), FEES, st.sampled_from(ROUNDING), st.none() | st.integers(0, 400))
    def test_it_is_the_months_that_fit_between_the_invoice_and_the_end(
        self, facts: dict[str, Any], incentive: int, rounding: Rounding, days: int | None
    ) -> None:
        last = None if days is None else facts["cancelled"] - timedelta(days=days)
        term = FixedTerm(incentive=cad(incentive), last_invoice=last, **facts)
        end, months = facts["term_start"] + relativedelta(months=facts["term_months"]), facts["term_months"]
        left = months
        if last is not None:
            left = next(m for m in range(months, -1, -1) if m == 0 or last + relativedelta(months=m) <= end)
        if facts["cancelled"] >= end:
            left = 0
        wanted = ROUNDERS[rounding](incentive * left, months)
        assert charge_of(prorated(rounding), term) == wanted

    @given(terms(), FEES, st.integers(0, 400), st.integers(0, 60))
    def test_it_falls_as_the_day_and_the_last_invoice_move_on(
        self, facts: dict[str, Any], incentive: int, days: int, later: int
    ) -> None:
        last, moved = facts["cancelled"] - timedelta(days=days), timedelta(days=later)
        now = FixedTerm(incentive=cad(incentive), last_invoice=last, **facts)
        then = FixedTerm(
            incentive=cad(incentive), last_invoice=last + moved, **{**facts, "cancelled": facts["cancelled"] + moved}
        )
        assert charge_of(prorated(), then) <= charge_of(prorated(), now) <= incentive

    def test_an_invoice_after_the_cancellation(self) -> None:
        with refused(InputError, "last_invoice is 2026-06-01, after the cancellation of 2026-05-10", "on or before it"):
            DSL.cancellation_charge(incentive=5, last_invoice="2026-06-01", **TERM, cancelled="2026-05-10")

    def test_facts_of_the_other_kind(self) -> None:
        facts: dict[str, Any] = {**TERM, "cancelled": "2026-05-10"}
        with refused(InputError, "charge the incentive by the months left", "leave out monthly_fee"):
            DSL.cancellation_charge(5, incentive=5, last_invoice=None, **facts)
        with refused(InputError, "give incentive"):
            DSL.cancellation_charge(last_invoice=None, **facts)
        with refused(InputError, "give last_invoice, the date of the last monthly invoice, or None"):
            DSL.cancellation_charge(incentive=5, **facts)

    @pytest.mark.parametrize(
        ("last_invoice", "said"),
        [(None, "no invoice yet"), ("2025-01-01", "the whole term remains"), ("2026-05-01", "+ 8 months = 2027-01-01")],
    )
    def test_its_working(self, last_invoice: str | None, said: str) -> None:
        answer = DSL.cancellation_charge(incentive=240, last_invoice=last_invoice, **TERM, cancelled="2026-05-10")
        assert said in " ".join(str(answer.working).split())


class TestWhoCancels:
    """Charged when the customer cancels, or the provider for cause; not on notice, nor after the term."""

    @pytest.mark.parametrize("by", CHARGED)
    def test_charged(self, by: CancelledBy) -> None:
        assert HOSTING.cancellation_charge(100, **TERM, cancelled="2026-05-10", by=by).value.charge.text == "350.00"

    def test_the_provider_with_notice(self) -> None:
        answer = HOSTING.cancellation_charge(100, **TERM, cancelled="2026-05-10", by="provider-with-notice")
        assert (answer.value.charge.minor, answer.value.tax.minor, answer.value.total.minor) == (0, 0, 0)
        assert "cancels on notice" in str(answer.working)

    def test_on_and_after_the_end_of_the_term(self) -> None:
        for cancelled in ("2027-01-01", "2030-01-01"):
            answer = HOSTING.cancellation_charge(100, **TERM, cancelled=cancelled)
            assert answer.value.charge.minor == 0
            assert "month to month: no charge" in str(answer.working)

    @given(SHARES, terms(), FEES)
    def test_on_notice_nothing_is_ever_due(self, rule: ShareOfRemainingFees, facts: dict[str, Any], fee: int) -> None:
        facts["by"] = "provider-with-notice"
        assert charge_of(rule, FixedTerm(fees=(cad(fee),), **facts)) == 0


class TestItsTax:
    """Tax is added to the charge, or lies in it; of the provider's province, another one, or at a given rate."""

    @pytest.mark.parametrize(
        ("asked", "charge", "tax", "total"),
        [
            ({}, "113.00", "14.69", "127.69"),
            ({"tax_mode": "included"}, "113.00", "13.00", "113.00"),
            ({"province": "NS"}, "113.00", "15.82", "128.82"),
            ({"province": "AB", "tax_mode": "included"}, "113.00", "5.38", "113.00"),  # 113 x 5/105 = 5.3809...
            ({"tax_rate": "0.15"}, "113.00", "16.95", "129.95"),
            ({"tax_rate": 0}, "113.00", "0.00", "113.00"),
        ],
    )
    def test_modes_and_rates(self, asked: dict[str, Any], charge: str, tax: str, total: str) -> None:
        answer = HOSTING.cancellation_charge(226, **TERM, cancelled="2026-12-31", **asked).under(
            remaining="including-current"
        )
        found = answer.value
        assert [found.charge.text, found.tax.text, found.total.text] == [charge, tax, total]
        assert [one["amount"] for one in tax_data(found.taxes)] == [tax]
        assert answer.value.figure.text == charge

    @given(SHARES, terms(), FEES)
    def test_the_total(self, rule: ShareOfRemainingFees, facts: dict[str, Any], fee: int) -> None:
        term = FixedTerm(fees=(cad(fee),), **facts)
        added = charge_for(rule, term, HST, "CAD")
        included = charge_for(rule, term, single_tax(HST.rate, mode="included"), "CAD")
        assert added.total == added.charge + added.tax
        assert included.total == included.charge == added.charge
        assert included.tax <= added.tax


class TestMonthsThatRemain:
    """Of 24 months from January 2025 on, cancelled on 10 May 2026: 7 remain whole, and 21 of the 31 days of May."""

    MAY = (16, Part(21, 31))

    def whole(self, found: RemainingMonths) -> list[int]:
        return list(found.whole)

    @pytest.mark.parametrize(
        ("first", "whole", "counts_may"),
        [(None, 7, True), (30, 7, True), (20, 3, True), (17, 0, True), (16, 0, False)],
    )
    def test_among_the_first_of_the_term(self, first: int | None, whole: int, counts_may: bool) -> None:
        found = among_first(RemainingMonths(range(17, 24), self.MAY), first)
        assert self.whole(found) == list(range(17, 17 + whole))
        assert found.part == (self.MAY if counts_may else None)

    @pytest.mark.parametrize(
        ("most", "days", "whole", "counts_may"),
        [
            (None, 21, 7, True),
            (0, 21, 0, False),
            (1, 21, 0, True),
            (3, 21, 2, True),
            (3, 1, 2, True),
            (3, 0, 3, True),
            (30, 21, 7, True),
        ],
    )
    def test_at_most_so_many(self, most: int | None, days: int, whole: int, counts_may: bool) -> None:
        part = (16, Part(days, 31))
        found = at_most(RemainingMonths(range(17, 24), part), most)
        assert self.whole(found) == list(range(17, 17 + whole))
        assert found.part == (part if counts_may else None)

    def test_their_sum(self) -> None:
        assert RemainingMonths(range(17, 24)).sum == 7
        assert RemainingMonths(range(17, 24), self.MAY).sum == 7 + Fraction(21, 31)

    @pytest.mark.parametrize("months_remaining", ["whole", "by-days", "begun"])
    def test_from_a_day_that_the_last_month_clamps_no_part_of_a_month_is_left(
        self, months_remaining: MonthsRemaining
    ) -> None:
        # 24 months from 28 February 2025 end on 28 February 2027, 13 months after 31 January 2026
        term = FixedTerm(
            term_start=date(2025, 2, 28), term_months=24, cancelled=date(2026, 1, 31), by="customer", fees=(cad(100),)
        )
        rule = Incentive(as_of="cancellation", months_remaining=months_remaining, clause=CLAUSE, says="")
        assert incentive_months_left(rule, term) == 13


class TestPartsOfAClause:
    """A clause of several parts has the leaves of each, and is refused in words that name what it charges."""

    HOLDING = ShareOfRemainingFees(share=HALF, fees_hold_tax=True, clause=CLAUSE, says="")
    A_MONTH = SumPerRemainingMonth(sum=cad(5_00), clause=CLAUSE, says="")
    DECLINING = DecliningSum(sum=cad(100_00), less=cad(5_00), clause=CLAUSE, says="")
    FLAT = FlatCancellationCharge(sum=cad(50_00), clause=CLAUSE, says="")

    @pytest.mark.parametrize("kind", [SumOfCharges, GreaterOfCharges, LesserOfCharges])
    def test_its_leaves(self, kind: Any) -> None:
        inner = kind(of=(self.FLAT, self.HOLDING), clause=CLAUSE, says="")
        whole = kind(of=(self.A_MONTH, inner), clause=CLAUSE, says="")
        assert list(leaves_of(whole)) == [self.A_MONTH, self.FLAT, self.HOLDING]
        assert fees_hold_tax(whole) is True
        assert fees_hold_tax(kind(of=(self.A_MONTH, self.FLAT), clause=CLAUSE, says="")) is False

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            (NoCancellationCharge(clause=CLAUSE, says=""), "nothing"),
            (HOLDING, "a share of the monthly fees"),
            (A_MONTH, "a sum for each month that remains"),
            (DECLINING, "a sum that falls with each month"),
            (Incentive(clause=CLAUSE, says=""), "the incentive by the months left"),
            (Incentive(prorate="days", clause=CLAUSE, says=""), "the incentive by the days left"),
            (Incentive(prorate="years", clause=CLAUSE, says=""), "the incentive by the years left"),
            (Incentive(prorate="none", clause=CLAUSE, says=""), "the incentive"),
            (FLAT, "one sum"),
            (SumOfCharges(of=(FLAT, A_MONTH), clause=CLAUSE, says=""), "a sum of several parts"),
            (GreaterOfCharges(of=(FLAT, A_MONTH), clause=CLAUSE, says=""), "the greater of several sums"),
            (LesserOfCharges(of=(FLAT, A_MONTH), clause=CLAUSE, says=""), "the lesser of several sums"),
        ],
    )
    def test_what_it_charges_in_words(self, rule: CancellationChargeRule, words: str) -> None:
        assert phrase_text(charged_in_words(rule)) == f"these terms (Terms s.1) charge {words}"


class TestTax:
    """The charge is a price for which tax may be due; fees hold none unless their tax is given."""

    def test_a_place_or_a_rate_can_be_given(self) -> None:
        # 100.00 x 7 x 50 % = 350.00, of which 13 % are 45.50
        answer = HOSTING.cancellation_charge(100, **TERM, cancelled="2026-05-10", province="ON")
        assert (answer.value.charge, answer.value.tax) == (cad(350_00), cad(45_50))
        assert answer.about.is_taxed is True

    def test_fees_without_a_tax(self) -> None:
        # 7 months of 1.00 at a half, of fees that would hold tax
        term = FixedTerm(
            term_start=date(2025, 1, 1), term_months=24, cancelled=date(2026, 5, 10), by="customer", fees=(cad(100),)
        )
        rule = ShareOfRemainingFees(share=HALF, fees_hold_tax=True, clause=CLAUSE, says="")
        assert exact_charge(rule, term) == 350


class TestTheWorking:
    """Each line states the months that remain, and ends in the figure."""

    @pytest.mark.parametrize(
        ("cancelled", "remaining", "said"),
        [
            ("2024-12-01", "whole-months-after", "before the term starts: all months remain"),
            ("2026-05-10", "whole-months-after", "24 - 17 = 7"),
            ("2026-05-10", "including-current", "24 - 17 + 1 = 8"),
            ("2026-05-10", "by-days", "100.00 x 7 + 100.00 x 21/31"),
            ("2024-12-01", "by-days", "100.00 x 24"),
        ],
    )
    def test_what_is_said(self, cancelled: str, remaining: str, said: str) -> None:
        answer = HOSTING.cancellation_charge(100, **TERM, cancelled=cancelled).under(remaining=remaining)
        assert said in " ".join(str(answer.working).split())

    def test_fees_of_which_none_remains(self) -> None:
        answer = HOSTING.cancellation_charge([1, 2], term_start="2026-01-01", term_months=2, cancelled="2026-02-10")
        assert "50 % x (0) = 0.00" in " ".join(str(answer.working).split())


class TestWhatIsRefused:
    """A wrong name, number or day is refused with what may be given."""

    def test_who_cancelled_and_the_mode(self) -> None:
        wrong: Any = "provider"
        with refused(UnknownNameError, "by is 'provider'", "customer, provider-for-cause, provider-with-notice"):
            HOSTING.cancellation_charge(5, **TERM, cancelled="2026-05-10", by=wrong)
        with refused(UnknownNameError, "tax_mode is 'provider'", "choose from added, included"):
            HOSTING.cancellation_charge(5, **TERM, cancelled="2026-05-10", tax_mode=wrong)

    @pytest.mark.parametrize("months", [0, -1, 1201, 24.0, "24", True])
    def test_the_months_of_a_term(self, months: Any) -> None:
        with refused(DayError, f"term_months is {months!r}", "give a whole number from 1 to 1200"):
            HOSTING.cancellation_charge(5, term_start="2025-01-01", term_months=months, cancelled="2026-05-10")

    @pytest.mark.parametrize("fee", [5.0, True, b"59", ["5", 5.0], ["5", "-1"], "5,00"], ids=brief)
    def test_a_fee(self, fee: Any) -> None:
        with refused(AmountError):
            HOSTING.cancellation_charge(fee, term_start="2026-01-01", term_months=2, cancelled="2026-01-10")


class TestNoChargeIsDue:
    """When a fixed term expires the service goes on month to month (s.4), and ending it then costs nothing."""

    def test_after_the_term_the_clause_on_what_follows_it_is_cited(self) -> None:
        # a term of 24 months from 2025-01-01 ends on 2027-01-01
        answer = HOSTING.cancellation_charge("59.95", **TERM, cancelled="2027-01-01")
        assert answer.value.charge.text == "0.00"
        assert [line.clauses for line in answer.steps] == [
            (Clause("Service Terms", "36"),),
            (Clause("Service Terms", "4"),),
        ]
        assert Clause("Service Terms", "4") in answer.clauses

    def test_cancelled_by_the_provider_with_notice_the_clause_of_the_charge_is_cited(self) -> None:
        answer = HOSTING.cancellation_charge("59.95", **TERM, cancelled="2026-01-01", by="provider-with-notice")
        assert answer.steps[-1].clauses == (Clause("Service Terms", "36"),)
