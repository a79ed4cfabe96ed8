"""The working of a cancellation charge, line by line, its facts, and what a rule of law on it comes to."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import Answer, InputError, MissingFactsError, Terms
from telcoterms.agreement.law import CancellationFeeCap, NoFeeWithoutSubsidy
from telcoterms.answers.law import ByLaw
from telcoterms.clauses.cancellation_charge.question import CancellationChargeQuestion, charge_by_law
from telcoterms.clauses.cancellation_charge.term import FixedTerm
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.money import Money
from tests.error_assertions import refused
from tests.terms_builders import KOS, cad, leaving, made

HALF = Decimal("0.50")
END = "end of the term: 2026-01-01 + 12 months = 2027-01-01"
SIXTH = "cancelled on 2026-06-15, in month 6 of the term, which began on 2026-06-01"
SIX_LEFT = "months that remain, after the current one: 12 - 6 = 6"
UNTAXED = "no tax is added to it"
WITHIN = "as many as end within the term"


def lines(table: Mapping[str, Any], cancelled: str = "2026-06-15", **facts: Any) -> list[str]:
    """The working of what leaving a term of the year 2026 costs under a clause, line by line."""
    asked = {"term_start": "2026-01-01", "term_months": 12, "cancelled": cancelled, **facts}
    answer = leaving(table).cancellation_charge(**asked)
    return [phrase_text(line.phrase) for line in answer.about.working()]


def without_tax(table: Mapping[str, Any], cancelled: str = "2026-06-15", **facts: Any) -> list[str]:
    """The lines between the end of the term and the one on tax, of a charge that has none."""
    first, *others, last = lines(dict(table) | {"taxed": False}, cancelled, **facts)
    assert (first, last) == (END, UNTAXED)
    return others


class TestAShareOfTheFees:
    """A clause charges half of the fees of the months that remain."""

    SHARE: Mapping[str, Any] = {"kind": "share-of-remaining-fees", "share": HALF}
    BY_DAYS: Mapping[str, Any] = {**SHARE, "remaining": "by-days"}

    @pytest.mark.parametrize(
        ("cancelled", "month", "left", "last"),
        [
            ("2026-06-15", 6, 6, "50 % x (40.00 x 6) = 120.00"),
            ("2026-10-31", 10, 2, "50 % x (40.00 x 2) = 40.00"),
            ("2026-11-01", 11, 1, "50 % x (40.00) = 20.00"),
            ("2026-12-15", 12, 0, "50 % x (0) = 0.00"),
        ],
    )
    def test_whole_months(self, cancelled: str, month: int, left: int, last: str) -> None:
        assert without_tax(self.SHARE, cancelled, monthly_fee=40) == [
            f"cancelled on {cancelled}, in month {month} of the term, which began on 2026-{month:02}-01",
            f"months that remain, after the current one: 12 - {month} = {left}",
            f"cancellation charge: {last}",
        ]

    @pytest.mark.parametrize(
        ("cancelled", "fee", "last"),
        [
            # 16 of the 31 days of December are left: 20.00 x 16/31
            ("2026-12-15", 40, "50 % x (40.00 x 16/31) = 10.322580... -> 10.32 (half up)"),
            ("2026-12-31", 40, "50 % x (0) = 0.00"),
            ("2026-12-15", 0, "50 % x (0) = 0.00"),
        ],
    )
    def test_days_of_the_last_month(self, cancelled: str, fee: int, last: str) -> None:
        assert without_tax(self.BY_DAYS, cancelled, monthly_fee=fee) == [
            f"cancelled on {cancelled}, in month 12 of the term, which began on 2026-12-01",
            "months that remain, after the current one: 12 - 12 = 0",
            f"cancellation charge: {last}",
        ]

    def test_months_that_are_kept_of_those_that_remain(self) -> None:
        # of July to December, July and August are among the first eight, and one of them counts: 50 % x 40.00
        assert without_tax({**self.SHARE, "first_months": 8, "most_months": 1}, monthly_fee=40) == [
            SIXTH,
            SIX_LEFT,
            "of these, among the first 8 months of the term: 2",
            "of these, the first 1 at most: 1",
            "cancellation charge: 50 % x (40.00) = 20.00",
        ]

    @pytest.mark.parametrize(
        ("kept", "line"),
        [
            ({"first_months": 8}, "of these, among the first 8 months of the term: 2"),
            ({"most_months": 2}, "of these, the first 2 at most: 2"),
        ],
    )
    def test_a_limit_alone_has_one_line(self, kept: dict[str, int], line: str) -> None:
        assert without_tax({**self.SHARE, **kept}, monthly_fee=40) == [
            SIXTH,
            SIX_LEFT,
            line,
            "cancellation charge: 50 % x (40.00 x 2) = 40.00",
        ]

    @pytest.mark.parametrize(
        ("fees", "last"),
        [
            # a month without a fee is left out of the sum
            ([10] * 10 + [0, 30], "50 % x (10.00 + 10.00 + 10.00 + 10.00 + 30.00) = 35.00"),
            ([10] * 6 + [0] * 6, "50 % x (0) = 0.00"),
        ],
    )
    def test_a_fee_for_each_month(self, fees: list[int], last: str) -> None:
        assert without_tax(self.SHARE, monthly_fee=fees) == [SIXTH, SIX_LEFT, f"cancellation charge: {last}"]

    def test_two_fees_of_a_term_of_two_months(self) -> None:
        told = lines({**self.SHARE, "taxed": False}, "2026-01-15", monthly_fee=[10, 20], term_months=2)
        assert told[1:] == [
            "cancelled on 2026-01-15, in month 1 of the term, which began on 2026-01-01",
            "months that remain, after the current one: 2 - 1 = 1",
            "cancellation charge: 50 % x (20.00) = 10.00",
            UNTAXED,
        ]
        told = lines({**self.SHARE, "taxed": False}, "2025-12-31", monthly_fee=[10, 20], term_months=2)
        assert told[1:] == [
            "cancelled on 2025-12-31, before the term starts: all months remain",
            "cancellation charge: 50 % x (10.00 + 20.00) = 15.00",
            UNTAXED,
        ]

    @pytest.mark.parametrize(
        ("more", "last"),
        [
            # 25 % of tax lie in 40.00: 32.00 is the fee
            ({"less_per_month": "10.00"}, "50 % x ((40.00 - 10.00) x 6) = 90.00"),
            ({"less_per_month": "40.00"}, "50 % x (0 x 6) = 0.00"),
            ({"fees_hold_tax": True}, "50 % x ((40.00 / (100 % + 25 %)) x 6) = 96.00"),
            (
                {"fees_hold_tax": True, "less_per_month": "2.00"},
                "50 % x ((40.00 / (100 % + 25 %) - 2.00) x 6) = 90.00",
            ),
            ({"fees_hold_tax": True, "less_per_month": "32.00"}, "50 % x (0 x 6) = 0.00"),
        ],
    )
    def test_what_is_taken_out_of_a_fee(self, more: dict[str, Any], last: str) -> None:
        rate = {"tax_rate": "0.25"} if "fees_hold_tax" in more else {}
        assert without_tax({**self.SHARE, **more}, monthly_fee=40, **rate) == [
            SIXTH,
            SIX_LEFT,
            f"cancellation charge: {last}",
        ]

    def test_a_month_of_days_is_charged_less_what_is_saved(self) -> None:
        # of June, 15 of 30 days: 50 % x (30.00 x 6 + 30.00 x 15/30)
        told = without_tax({**self.BY_DAYS, "less_per_month": "10.00"}, monthly_fee=40)
        assert told == [
            SIXTH,
            SIX_LEFT,
            "cancellation charge: 50 % x ((40.00 - 10.00) x 6 + (40.00 - 10.00) x 15/30) = 97.50",
        ]


class TestASumAMonth:
    """A clause charges 12.00 for each month that remains, or a sum that falls with each month."""

    MONTHLY: Mapping[str, Any] = {"kind": "sum-per-remaining-month", "sum": "12.00"}

    def test_whole_months(self) -> None:
        assert without_tax(self.MONTHLY) == [SIXTH, SIX_LEFT, "cancellation charge: 12.00 x 6 = 72.00"]

    @pytest.mark.parametrize(("day", "last"), [("15", "12.00 x (6 + 1 x 15/30) = 78.00"), ("30", "12.00 x 6 = 72.00")])
    def test_by_days(self, day: str, last: str) -> None:
        assert without_tax({**self.MONTHLY, "remaining": "by-days"}, f"2026-06-{day}") == [
            SIXTH.replace("06-15", f"06-{day}"),
            SIX_LEFT,
            f"cancellation charge: {last}",
        ]

    @pytest.mark.parametrize(
        ("sum_", "last"),
        [
            ("100.00", "100.00 - 8.00 x 5 = 60.00"),
            ("40.00", "40.00 - 8.00 x 5 = 0.00"),
            ("39.99", "39.99 - 8.00 x 5 is below zero, so 0.00"),
        ],
    )
    def test_declining(self, sum_: str, last: str) -> None:
        assert without_tax({"kind": "declining", "sum": sum_, "less": "8.00"}) == [
            "completed months of the term: 5",
            f"cancellation charge: {last}",
        ]


class TestAnIncentive:
    """A clause takes back what was given for the term, all of it or by what is left of the term."""

    def test_by_days(self) -> None:
        # 15 June is day 166 of 365
        assert without_tax({"kind": "incentive", "prorate": "days"}, incentive=365) == [
            "days of the term: 2027-01-01 - 2026-01-01 = 365",
            "days of it after the cancellation on 2026-06-15: 199",
            "cancellation charge: 365.00 x 199/365 = 199.00",
        ]

    @pytest.mark.parametrize(
        ("cancelled", "left", "last"),
        [
            ("2026-06-15", "all 3", "300.00 x 3/3 = 300.00"),
            ("2027-06-15", "3 - 1 = 2", "300.00 x 2/3 = 200.00"),
        ],
    )
    def test_by_years(self, cancelled: str, left: str, last: str) -> None:
        table = {"kind": "incentive", "prorate": "years", "taxed": False}
        assert lines(table, cancelled, incentive=300, term_months=30) == [
            "end of the term: 2026-01-01 + 30 months = 2028-07-01",
            "years of the term: 30/12, upward: 3",
            f"years of it that are not completed on {cancelled}: {left}",
            f"cancellation charge: {last}",
            UNTAXED,
        ]

    def test_the_whole(self) -> None:
        told = without_tax({"kind": "incentive", "prorate": "none"}, incentive=300)
        assert told == ["cancellation charge: the whole incentive, 300.00"]

    @pytest.mark.parametrize(
        ("table", "invoice", "left", "last"),
        [
            (
                {"as_of": "cancellation"},
                {},
                f"whole months from the cancellation, {WITHIN}: 2026-06-15 + 6 months = 2026-12-15",
                "120.00 x 6/12 = 60.00",
            ),
            (
                {},
                {"last_invoice": "2026-06-01"},
                f"whole months from the last invoice, {WITHIN}: 2026-06-01 + 7 months = 2027-01-01",
                "120.00 x 7/12 = 70.00",
            ),
            (
                {},
                {"last_invoice": "2025-12-01"},
                "as of the invoice of 2025-12-01 the whole term remains",
                "120.00 x 12/12 = 120.00",
            ),
            ({}, {"last_invoice": None}, "no invoice yet: the whole term remains", "120.00 x 12/12 = 120.00"),
        ],
    )
    def test_by_months(self, table: dict[str, str], invoice: dict[str, Any], left: str, last: str) -> None:
        told = without_tax({"kind": "incentive", **table}, incentive=120, **invoice)
        assert told == [left, f"cancellation charge: {last}"]


class TestBoundsAndJoins:
    """The lines of each part come first, then those of its bounds and of the join; only the last result is rounded."""

    # 12.01 x (6 + 15/30) = 78.065
    MONTHLY: Mapping[str, Any] = {"kind": "sum-per-remaining-month", "sum": "12.01", "remaining": "by-days"}
    CHARGED = "cancellation charge: 12.01 x (6 + 1 x 15/30) = 78.065"

    @pytest.mark.parametrize(
        ("bounds", "bounded"),
        [
            ({}, []),
            (
                {"least": "50.00"},
                ["at least 50.00: the greater of 78.065 and 50.00 is 78.065 -> 78.07 (half up)"],
            ),
            (
                {"most": "90.00"},
                ["at most 90.00: the lesser of 78.065 and 90.00 is 78.065 -> 78.07 (half up)"],
            ),
            (
                {"least": "50.00", "most": "90.00"},
                [
                    "at least 50.00: the greater of 78.065 and 50.00 is 78.065",
                    "at most 90.00: the lesser of 78.065 and 90.00 is 78.065 -> 78.07 (half up)",
                ],
            ),
        ],
    )
    def test_the_last_line_rounds(self, bounds: dict[str, str], bounded: list[str]) -> None:
        charged = self.CHARGED if bounds else f"{self.CHARGED} -> 78.07 (half up)"
        assert without_tax({**self.MONTHLY, **bounds}) == [SIXTH, SIX_LEFT, charged, *bounded]

    def test_a_bound_by_the_fees_shows_the_months(self) -> None:
        # 25 % x 6 x 40.01
        assert without_tax(
            {"kind": "flat", "sum": "60.00", "most": {"share": Decimal("0.25")}}, monthly_fee="40.01"
        ) == [
            "cancellation charge: one sum of 60.00",
            SIXTH,
            SIX_LEFT,
            "the bound: 25 % x (40.01 x 6) = 60.015",
            "at most 60.015: the lesser of 60.00 and 60.015 is 60.00",
        ]

    @pytest.mark.parametrize(
        ("kind", "last"),
        [
            ("sum-of", "the sum of the parts: 60.00 + 72.00 + 6.00 = 138.00"),
            ("greater-of", "the greater of 60.00, 72.00 and 6.00 is 72.00"),
            ("lesser-of", "the lesser of 60.00, 72.00 and 6.00 is 6.00"),
        ],
    )
    def test_a_line_that_two_parts_share_stands_once(self, kind: str, last: str) -> None:
        sums = [{"kind": "sum-per-remaining-month", "sum": sum_} for sum_ in ("12.00", "1.00")]
        assert without_tax({"kind": kind, "of": [{"kind": "flat", "sum": "60.00"}, *sums]}) == [
            "cancellation charge: one sum of 60.00",
            SIXTH,
            SIX_LEFT,
            "cancellation charge: 12.00 x 6 = 72.00",
            "cancellation charge: 1.00 x 6 = 6.00",
            last,
        ]

    def test_a_discount_for_paying_early(self) -> None:
        # 78.065 x 95 % = 74.16175
        assert without_tax({**self.MONTHLY, "early_discount": Decimal("0.05")}, paid="2026-06-10") == [
            SIXTH,
            SIX_LEFT,
            self.CHARGED,
            "paid on 2026-06-10, by the day of the cancellation: 78.065 x (100 % - 5 %) = 74.16175 -> 74.16 (half up)",
        ]


class TestItsTax:
    """A charge carries tax unless the clause says that it does not; one of nothing never does."""

    FLAT: Mapping[str, Any] = {"kind": "flat", "sum": "60.00"}
    HOLDING: Mapping[str, Any] = {"kind": "share-of-remaining-fees", "share": HALF, "fees_hold_tax": True}

    def test_its_lines(self) -> None:
        assert lines(self.FLAT, tax_rate="0.10") == [
            END,
            "cancellation charge: one sum of 60.00",
            "tax is 10 %: the rate that was given",
            "tax: 60.00 x 10 % = 6.00",
            "total: 60.00 + 6.00 = 66.00",
        ]

    def test_a_rate_for_a_charge_without_tax_is_rejected(self) -> None:
        with refused(InputError, "these terms (terms s.1) put no tax on it: leave out tax_rate"):
            lines({**self.FLAT, "taxed": False}, tax_rate="0.10")

    def test_the_day_on_which_a_cancellation_takes_effect_stands_first(self) -> None:
        # 15 June and a month is 15 July: five months remain
        assert lines({"taxed": False, "kind": "sum-per-remaining-month", "sum": "12.00", "notice": {"months": 1}}) == [
            "the cancellation takes effect: 2026-06-15 + 1 month = 2026-07-15",
            END,
            "cancelled on 2026-07-15, in month 7 of the term, which began on 2026-07-01",
            "months that remain, after the current one: 12 - 7 = 5",
            "cancellation charge: 12.00 x 5 = 60.00",
            UNTAXED,
        ]

    def test_nothing_is_charged_without_tax(self) -> None:
        assert lines({"kind": "none"}) == [END, "the terms charge nothing for leaving early: 0.00", UNTAXED]

    @pytest.mark.parametrize(
        ("table", "always"),
        [
            (FLAT, True),
            ({**FLAT, "taxed": False}, False),
            ({**HOLDING, "taxed": False}, True),
            (HOLDING, True),
            ({"kind": "none"}, False),
        ],
    )
    def test_whether_one_is_always_needed(self, table: Mapping[str, Any], always: bool) -> None:
        assert CancellationChargeQuestion.always_taxed(leaving(table).agreement) is always


class TestByLaw:
    """What a rule on fees for cancelling early comes to; the term of 24 months is in its 17th, and 7 remain."""

    TERM = FixedTerm(term_start=date(2025, 1, 1), term_months=24, cancelled=date(2026, 5, 10), by="customer")
    VOID = NoFeeWithoutSubsidy(says="It says so.", source="A source", dated="undated")
    CAP = CancellationFeeCap(says="It says so.", source="A source", dated="undated")
    LOWER = replace(CAP, otherwise_most=cad(300_00), otherwise_share=Fraction(1, 10))
    CHARGE = cad(200_00)

    def found(
        self,
        version: NoFeeWithoutSubsidy | CancellationFeeCap,
        subsidy: Money | None,
        fees: tuple[Money, ...] = (),
        cancelled: date | None = None,
    ) -> tuple[str, Any, Any, bool]:
        term = self.TERM if cancelled is None else replace(self.TERM, cancelled=cancelled)
        by_law = charge_by_law(version, term, fees, self.CHARGE, subsidy)
        assert isinstance(by_law, ByLaw)
        return phrase_text(by_law.says), by_law.figure, by_law.needs, by_law.shown

    @pytest.mark.parametrize(
        ("subsidy", "found"),
        [
            (
                None,
                ("0.00 where no device was subsidised, 200.00 by the terms", cad(0), ("device_subsidy",), True),
            ),
            (cad(0), ("0.00 as no device was subsidised, 200.00 by the terms", cad(0), (), True)),
            (cad(1), ("a device was subsidised by 0.01: it leaves the charge", None, (), False)),
        ],
    )
    def test_no_fee_without_a_subsidy(self, subsidy: Money | None, found: tuple[Any, ...]) -> None:
        assert self.found(self.VOID, subsidy) == found

    @pytest.mark.parametrize("version", [VOID, CAP])
    def test_where_no_charge_is_due_nothing_is_shown(self, version: NoFeeWithoutSubsidy | CancellationFeeCap) -> None:
        found = self.found(version, None, cancelled=date(2027, 1, 1))
        assert found == ("the term has ended, the service is month to month: no charge", None, (), False)

    @pytest.mark.parametrize(
        ("months", "parts", "most"),
        [
            (None, "7/24", 140_00),
            (36, "7/24", 140_00),
            (20, "3/20", 72_00),
            (17, "0/17", 0),
            (12, "0/12", 0),
        ],
    )
    def test_a_subsidy_falls_to_zero_over_the_term_or_fewer_months(
        self, months: int | None, parts: str, most: int
    ) -> None:
        # 480.00 x 7/24 = 140.00; x 3/20 = 72.00
        said = f"480.00 x {parts}, so {cad(most).text} at most, 200.00 by the terms"
        assert self.found(replace(self.CAP, months=months), cad(480_00)) == (said, cad(most), (), True)

    def test_a_part_of_a_cent_of_a_subsidy_is_cut(self) -> None:
        # 100.00 x 7/24 = 29.1666...
        assert self.found(self.CAP, cad(100_00))[1] == cad(29_16)

    @pytest.mark.parametrize(("subsidy", "needs"), [(None, ("device_subsidy",)), (cad(0), ())])
    @pytest.mark.parametrize(
        "version", [CAP, replace(LOWER, otherwise_most=None), replace(LOWER, otherwise_share=None)]
    )
    def test_without_a_subsidy_and_another_bound_nothing(
        self, version: CancellationFeeCap, subsidy: Money | None, needs: tuple[str, ...]
    ) -> None:
        said = "without a device subsidy 0.00, 200.00 by the terms"
        assert self.found(version, subsidy, (cad(60_00),)) == (said, cad(0), needs, True)

    @pytest.mark.parametrize(("subsidy", "needs"), [(None, ("device_subsidy",)), (cad(0), ())])
    def test_without_a_fee_the_sum_alone(self, subsidy: Money | None, needs: tuple[str, ...]) -> None:
        said = "without a device subsidy 300.00 at most, 200.00 by the terms"
        assert self.found(self.LOWER, subsidy) == (said, cad(300_00), (*needs, "monthly_fee"), True)

    @pytest.mark.parametrize(
        ("changed", "cancelled", "remaining", "most"),
        [
            ({}, None, "420.00", 42_00),
            ({"otherwise_most": cad(41_99)}, None, "420.00", 41_99),
            ({"months": 20}, None, "180.00", 18_00),
            # 21 of the 31 days of May are left: 60.00 x 21/31 = 40.645161...
            ({"by_days": True}, None, "460.645161...", 46_06),
            ({"by_days": True, "months": 17}, None, "40.645161...", 4_06),
            ({"by_days": True, "months": 16}, None, "0.00", 0),
            # before the term all of its months are left, and on its first day 30 of 31 days and 23 months
            ({"by_days": True}, date(2024, 12, 31), "1440.00", 144_00),
            ({"by_days": True}, date(2024, 12, 15), "1440.00", 144_00),
            ({"by_days": True}, date(2025, 1, 1), "1438.064516...", 143_80),
        ],
    )
    def test_the_lower_of_a_sum_and_a_share_of_the_fees(
        self, changed: dict[str, Any], cancelled: date | None, remaining: str, most: int
    ) -> None:
        version = replace(self.LOWER, **changed)
        said = (
            f"without a device subsidy the lower of {changed.get('otherwise_most', cad(300_00)).text} and 10 % x "
            f"{remaining}, so {cad(most).text} at most, 200.00 by the terms"
        )
        for subsidy, needs in ((None, ("device_subsidy",)), (cad(0), ())):
            assert self.found(version, subsidy, (cad(60_00),), cancelled) == (said, cad(most), needs, True)

    def test_a_fee_for_each_month(self) -> None:
        # of 1.00, 2.00 and so on, the 18th to the 24th are 147.00, and 21/31 of 17.00 are 11.516129...
        fees = tuple(cad(month * 100) for month in range(1, 25))
        assert self.found(self.LOWER, cad(0), fees)[1] == cad(14_70)
        assert self.found(replace(self.LOWER, by_days=True), cad(0), fees)[1] == cad(15_85)


class TestFacts:
    """Facts that a clause lacks and those that it does not use are named at once."""

    TERM: Mapping[str, Any] = {"term_start": "2026-01-01", "term_months": 12, "cancelled": "2026-06-15"}
    SHARE: Mapping[str, Any] = {"kind": "share-of-remaining-fees", "share": HALF}
    FLAT: Mapping[str, Any] = {"kind": "flat", "sum": "60.00"}

    @pytest.mark.parametrize(
        ("table", "facts", "said"),
        [
            (
                {"kind": "incentive"},
                {"paid": "2026-06-15"},
                "charge the incentive by the months left: give incentive, last_invoice, the date of the last monthly "
                "invoice, or None; leave out paid",
            ),
            (FLAT, {"incentive": 5, "last_invoice": None}, "charge one sum: leave out incentive, last_invoice"),
            # the tax in British Columbia depends on the kind of service
            (SHARE, {"province": "BC"}, "charge a share of the monthly fees: give monthly_fee, taxed_as"),
            (
                {**SHARE, "taxed": False},
                {"province": "BC"},
                "charge a share of the monthly fees: give monthly_fee",
            ),
        ],
    )
    def test_all_that_do_not_fit(self, table: Mapping[str, Any], facts: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError) as found:
            leaving(table).cancellation_charge(**self.TERM, **facts)
        assert str(found.value) == f"these terms (terms s.1) {said}"

    def test_a_charge_that_may_have_no_tax_is_computed_where_that_is_so(self) -> None:
        table = {**self.FLAT, "taxed": {"by": "plan", "basic": True, "other": False}}
        asked = {**self.TERM, "province": "BC"}
        assert leaving(table).cancellation_charge(**asked, plan="gold").value.total == cad(60_00)
        with refused(MissingFactsError, "the tax in BC depends on the kind of service: give taxed_as"):
            leaving(table).cancellation_charge(**asked, plan="basic")

    @pytest.mark.parametrize(
        ("facts", "tax"),
        [
            ({"region": "NS"}, 8_40),  # HST of 14 %
            ({"region": "BC", "taxed_as": "internet"}, 7_20),  # GST of 5 % and PST of 7 %
            ({"province": "BC", "taxed_as": "voip"}, 7_20),
        ],
    )
    def test_the_tax_of_a_region_and_of_a_kind_of_service(self, facts: dict[str, Any], tax: int) -> None:
        assert leaving(self.FLAT).cancellation_charge(**self.TERM, **facts).value.tax == cad(tax)

    @pytest.mark.parametrize(
        ("table", "needed"),
        [
            (FLAT, ("term_start", "term_months", "cancelled")),
            (SHARE, ("monthly_fee", "term_start", "term_months", "cancelled")),
            ({"kind": "incentive"}, ("incentive", "term_start", "term_months", "last_invoice", "cancelled")),
        ],
    )
    def test_which_are_needed(self, table: Mapping[str, Any], needed: tuple[str, ...]) -> None:
        assert CancellationChargeQuestion.needed(leaving(table).agreement) == needed

    @pytest.mark.parametrize("terms", [KOS, made(cancellation_charge=None)])
    def test_where_no_clause_is_chosen_none_of_the_fees_is_needed(self, terms: Terms) -> None:
        assert CancellationChargeQuestion.needed(terms.agreement) == ("term_start", "term_months", "cancelled")

    def test_two_terms_are_compared_on_a_term_of_24_months_left_in_its_ninth(self) -> None:
        # 15 months of 60.00 at a half: 450.00; from 2026-09-01 to 2028-01-01, 16 months: 200.00 x 16/24 = 133.33
        # 2026-09-10 is day 253 of 730: 200.00 x 477/730 = 130.6849...
        by_days = {"kind": "incentive", "prorate": "days"}
        monthly = {"kind": "incentive"}
        of_terms = {**monthly, "sum": "60.00"}
        clauses: list[Mapping[str, Any]] = [
            self.SHARE,
            monthly,
            by_days,
            *({"kind": "sum-of", "of": [self.SHARE, part]} for part in (of_terms, by_days, monthly)),
        ]
        asked = zip(clauses, CancellationChargeQuestion.examples("CAD"), strict=True)
        charges = [leaving(table).cancellation_charge(**facts).value.charge.text for table, facts in asked]
        assert charges == ["450.00", "133.33", "130.68", "490.00", "580.68", "583.33"]


class TestTheAnswer:
    """The answer in a sentence, its clauses and readings, and its notes on tax and on the calendar."""

    FLAT: Mapping[str, Any] = {"kind": "flat", "sum": "60.00"}
    SHARE: Mapping[str, Any] = {"kind": "share-of-remaining-fees", "share": HALF}
    UNTAXED_NOTE = (
        "these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13' where one was paid"
    )

    def answer(self, terms: Terms, cancelled: str = "2026-06-15", **facts: Any) -> Answer[Any]:
        return terms.cancellation_charge(term_start="2026-01-01", term_months=12, cancelled=cancelled, **facts)

    @pytest.mark.parametrize(
        ("cancelled", "rate", "told"),
        [
            (
                "2026-06-15",
                "0.10",
                "on 2026-06-15 costs 66.00: a cancellation charge of 60.00 and 6.00 of tax",
            ),
            ("2026-06-15", "0", "on 2026-06-15 costs a cancellation charge of 60.00, without tax"),
            ("2027-01-01", "0.10", "on 2027-01-01 costs no cancellation charge"),
        ],
    )
    def test_in_a_sentence(self, cancelled: str, rate: str, told: str) -> None:
        answer = self.answer(leaving(self.FLAT), cancelled, tax_rate=rate)
        assert phrase_text(answer.about.told(answer.value)) == f"ending a term of 12 months from 2026-01-01 {told}"

    def test_after_the_term_no_reading_is_heard_and_the_clause_on_what_follows_is_cited(self) -> None:
        within, after = (
            self.answer(leaving(self.SHARE), day, monthly_fee=40).about for day in ("2026-12-31", "2027-01-01")
        )
        assert (within.unheard, [str(clause) for clause in within.clauses]) == (frozenset(), ["terms s.1"])
        assert after.unheard == frozenset({"remaining", "month_length", "rounding"})
        assert [str(clause) for clause in after.clauses] == ["terms s.1", "Service Terms s.4"]

    @pytest.mark.parametrize(
        ("table", "cancelled", "facts", "notes"),
        [
            (FLAT, "2026-06-15", {}, [UNTAXED_NOTE]),
            (FLAT, "2026-06-15", {"tax_rate": "0.13"}, []),
            (FLAT, "2027-01-01", {}, []),
            ({**FLAT, "taxed": False}, "2026-06-15", {}, []),
            ({**FLAT, "taxed": False}, "2027-01-01", {}, []),
        ],
    )
    def test_where_terms_name_no_taxes_a_charge_that_would_carry_one_says_so(
        self, table: Mapping[str, Any], cancelled: str, facts: dict[str, str], notes: list[str]
    ) -> None:
        terms = Terms(replace(leaving(table).agreement, tax=None))
        working = self.answer(terms, cancelled, **facts).about.working()
        assert [phrase_text(line.phrase) for line in working if line.part == "notes"] == notes

    @pytest.mark.parametrize(("count", "rests"), [({"count": "business-days"}, True), ({}, False)])
    def test_whether_it_rests_on_the_calendar(self, count: dict[str, str], rests: bool) -> None:
        answer = self.answer(leaving({**self.FLAT, "notice": {"days": 3, **count}}))
        assert answer.about.counts_open_days is rests
        notes = [phrase_text(line.phrase) for line in answer.about.working() if line.part == "notes"]
        assert [note.partition(" ")[0] for note in notes] == ["counted"] * rests

    def test_the_charge_before_its_tax_is_what_the_law_looks_at(self) -> None:
        answer = self.answer(leaving(self.FLAT), tax_rate="0.10")
        found = answer.about.by_law(TestByLaw.VOID, answer.value)
        assert found is not None
        assert phrase_text(found.says) == "0.00 where no device was subsidised, 60.00 by the terms"
