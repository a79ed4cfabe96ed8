"""What leaving comes to in words, in rows of days and as a picture."""

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from telcoterms import Answer, Leave, load
from telcoterms.clauses.cancellation_charge.charge import CancellationCharge
from telcoterms.clauses.leave.by_law import by_law_steps
from telcoterms.clauses.leave.departure import BillToCome, DayOfLeaving, Departure
from telcoterms.clauses.leave.results import rows_of, total_in_words
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import phrase_text
from tests.terms_builders import HOSTING, KOS, cad, leaving, made

TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
FLAT: dict[str, Any] = {"kind": "flat", "sum": "100.00", "taxed": False}


def near_the_end(cancelled: str, last: str) -> Answer[Leave]:
    """A charge of 100.00 in the term, and 10.00 a month without tax; the term ends on 2027-01-01."""
    return leaving(FLAT).leave("10.00", cancelled=cancelled, last=last, tax_rate="0", **TERM)


def day_of(place: int, total: int, charged: int = 0) -> DayOfLeaving:
    """A day of June 2026 with one bill and, where a part of the total is charged, a charge."""
    day = date(2026, 6, 1) + timedelta(place)
    bill = BillToCome(date(2026, 6, 1), cad(total - charged), cad(0))
    charge = CancellationCharge(cad(charged), cad(0), cad(charged), ()) if charged else None
    return DayOfLeaving(day, day, (bill,), charge, None, "CAD")


def chart_of(answer: Answer[Leave]) -> Chart:
    chart = answer.about.picture
    assert isinstance(chart, Chart)
    return chart


class TestWords:
    """What is paid, what comes back, and how far the readings go."""

    @pytest.mark.parametrize(
        ("minor", "words"),
        [
            (1, "you pay 0.01 CAD"),
            (0, "you pay nothing and get nothing back, 0.00 CAD"),
            (-1, "you get back 0.01 CAD"),
        ],
    )
    def test_a_total(self, minor: int, words: str) -> None:
        assert phrase_text(total_in_words(cad(minor))) == words

    @pytest.mark.parametrize(
        ("lowest", "highest", "words"),
        [
            (1, 5, "you pay 0.01 to 0.05"),
            (0, 5, "you pay 0.00 to 0.05"),
            (-1, 5, "you get back up to 0.01, or pay up to 0.05"),
            (-5, 1, "you get back up to 0.05, or pay up to 0.01"),
            (-5, 0, "you get back 0.00 to 0.05"),
            (-5, -1, "you get back 0.01 to 0.05"),
        ],
    )
    def test_a_range(self, lowest: int, highest: int, words: str) -> None:
        value = KOS.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01").value
        assert phrase_text(value.range_said(cad(lowest), cad(highest))) == words

    def test_the_value_in_short(self) -> None:
        value = KOS.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01").value
        assert repr(value) == "<leave on 2026-06-10: -37.63 CAD>"
        assert value.figure == cad(-37_63)
        assert phrase_text(value.figure_said(cad(5))) == "you pay 0.05 CAD"

    def test_parts_on_which_the_terms_are_silent_are_named(self) -> None:
        answer = made(refund=None, cancellation_charge=None).leave("10.00", cancelled="2026-12-20", **TERM)
        assert phrase_text(answer.value.headline()) == (
            "you pay nothing and get nothing back, 0.00 CAD; not counted, as the terms are silent: cancellation charge "
            "and refund"
        )
        data: Any = answer.value.as_dict()
        assert (data["charge"], data["refund"]) == (None, None)
        assert data["not_counted"] == ["cancellation charge", "refund"]

    def test_values_are_equal_by_their_sums_and_not_by_the_days_that_are_compared(self) -> None:
        one, other = (near_the_end("2026-12-20", last).value for last in ("2026-12-20", "2027-01-02"))
        assert one == other
        assert [(row.first.cancelled.isoformat(), row.last.total.text) for row in other.rows] == [
            ("2026-12-20", "100.00"),
            ("2027-01-01", "0.65"),
        ]

    def test_a_charge_as_data(self) -> None:
        data: Any = near_the_end("2026-12-20", "2026-12-20").value.as_dict()
        assert data["charge"] == {"charge": "100.00", "tax": "0.00", "total": "100.00", "taxes": []}


class TestRows:
    """Days in a row on which it stays the same for more than three, or moves one way, are one row."""

    # month to month, in a cycle that holds all days
    DEPARTURE = Departure(
        agreement=made(refund=None).agreement,
        monthly_fee=(cad(10_00),),
        cancelled=date(2026, 6, 1),
        cycle_start=date(2026, 6, 1),
    )

    def rows(self, totals: list[int]) -> list[tuple[int, int]]:
        days = [day_of(place, total) for place, total in enumerate(totals)]
        return [(row.first.cancelled.day, row.last.cancelled.day) for row in rows_of(self.DEPARTURE, days)]

    @pytest.mark.parametrize(
        ("totals", "rows"),
        [
            ([5], [(1, 1)]),
            ([5, 5, 5, 5, 5], [(1, 5)]),
            ([1, 2, 3, 4], [(1, 4)]),
            ([4, 3, 2, 1], [(1, 4)]),
            ([1, 2, 3, 2, 1], [(1, 3), (4, 5)]),
            ([3, 1, 2], [(1, 2), (3, 3)]),
            # three equal days move with the others, four stand alone
            ([1, 2, 2, 2, 3], [(1, 5)]),
            ([1, 2, 2, 2, 2, 3], [(1, 1), (2, 5), (6, 6)]),
            ([2, 2, 2, 2, 3, 3, 3, 3], [(1, 4), (5, 8)]),
        ],
    )
    def test_by_their_totals(self, totals: list[int], rows: list[tuple[int, int]]) -> None:
        assert self.rows(totals) == rows

    def test_a_total_that_stays_the_same_by_other_sums_does_not_turn_a_row(self) -> None:
        # up to 2, which is then made up of another sum, and down again: a row up and a row down
        days = [day_of(0, 1), day_of(1, 2), day_of(2, 2, charged=1), day_of(3, 1)]
        rows = [(row.first.cancelled.day, row.last.cancelled.day) for row in rows_of(self.DEPARTURE, days)]
        assert rows == [(1, 3), (4, 4)]


class TestPicture:
    """A line over the days, with the day that was asked about, the cheapest, and the first day after the term."""

    def test_a_cheapest_day_after_the_term(self) -> None:
        # on 1 January a bill of 10.00, of which 30/31 come back, 9.68; on the 2nd 29/31, 9.35
        chart = chart_of(near_the_end("2026-12-20", "2027-01-02"))
        assert phrase_text(chart.title) == "What leaving comes to, cancelled from 2026-12-20 to 2027-01-02"
        assert [phrase_text(line) for line in chart.story] == [
            "The line shows for each day what is paid in all where it is cancelled then; below zero, it comes back.",
            "Cancelled on 2026-12-20, you pay 100.00 CAD. The cheapest day is 2027-01-01: you pay 0.32 CAD.",
        ]
        assert [phrase_text(line) for line in chart.captions] == [
            "cancelled 2026-12-20: you pay 100.00 CAD",
            "cheapest, 2027-01-01: you pay 0.32 CAD",
        ]
        assert chart.points == ((date(2026, 12, 20), 100_00), (date(2027, 1, 1), 32), (date(2027, 1, 2), 65))
        assert [(str(one.one), [phrase_text(mark.what) for mark in one.marks]) for one in chart.series] == [
            ("day asked about", ["2026-12-20: you pay 100.00 CAD"]),
            ("cheapest day", ["2027-01-01: you pay 0.32 CAD"]),
            ("first day after the term", ["2027-01-01 first day after the term"]),
        ]
        assert (chart.currency, chart.until, chart.before) == ("CAD", date(2027, 1, 2), 100_00)

    @pytest.mark.parametrize(
        ("cancelled", "last", "has_end"),
        [
            ("2026-12-20", "2026-12-31", False),
            ("2026-12-20", "2027-01-01", True),
            ("2027-01-01", "2027-01-05", True),
            ("2027-01-02", "2027-01-05", False),
        ],
    )
    def test_the_end_of_the_term_is_marked_within_the_days(self, cancelled: str, last: str, has_end: bool) -> None:
        assert (len(chart_of(near_the_end(cancelled, last)).series) == 3) is has_end

    def test_without_a_term_no_end_is_marked(self) -> None:
        chart = chart_of(HOSTING.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01", last="2026-06-11"))
        assert len(chart.series) == 2


class TestByLaw:
    """A rule of law leaves the lower charge, with its tax; one that binds goes before one that may."""

    YOUNG: ClassVar[dict[str, Any]] = {"term_start": "2026-01-01", "term_months": 24}
    QUEBEC: ClassVar[dict[str, Any]] = {"customer": "consumer", "province": "QC", "device_subsidy": 0}

    def found(self, answer: Answer[Leave]) -> tuple[str, list[str], list[str]]:
        by_law: Any = answer.about.data_beside(answer.value)
        return by_law["by_law"]["total"], by_law["by_law"]["rules"], by_law["by_law"]["needs"]

    def test_a_rule_that_binds_goes_before_one_that_may(self) -> None:
        # Quebec's cap binds: 10 % of 59.95 x (2 + 21/31) is 16.05, with 13 % 18.14; 45.89 come back
        terms = HOSTING.for_customer(**self.QUEBEC)
        answer = terms.leave("59.95", cancelled="2026-10-10", last="2026-10-10", **TERM)
        assert self.found(answer) == ("-27.75", ["quebec-cpa-214-7", "crtc-2016-171"], ["service"])

    @pytest.mark.parametrize(("tax", "total"), [({"region": "ON"}, "56.50"), ({"tax_rate": "0"}, "50.00")])
    def test_of_two_rules_that_may_bind_the_first_leaves_a_charge_with_its_tax(
        self, tax: dict[str, Any], total: str
    ) -> None:
        # two codes leave 50.00 of a charge of 275.00
        answer = load("telus").leave(
            "30.00", cancelled="2026-06-10", last="2026-06-10", incentive="300.00", **self.YOUNG, **tax
        )
        needs = ["service", "customer", "device_subsidy", "monthly_fee"]
        assert self.found(answer) == (total, ["internet-code"], needs)

    @pytest.mark.parametrize(
        ("incentive", "total"),
        [
            # 8/24 of it, with 13 %, less 15.27 that come back; over 50.00 the cap leaves 56.50
            ("30.00", "-3.97"),
            ("150.00", "41.23"),
            ("150.03", "41.23"),
            ("300.00", "41.23"),
        ],
    )
    def test_a_charge_up_to_the_cap_stays(self, incentive: str, total: str) -> None:
        dsl = load("kos", service="dsl").for_customer(**self.QUEBEC, agreed="2025-01-01")
        answer = dsl.leave("19.95", incentive=incentive, cancelled="2026-05-10", last="2026-05-10", **TERM)
        assert self.found(answer)[0] == total

    def test_where_all_is_known_it_depends_on_nothing(self) -> None:
        # 300.00 with 13 % are 339.00, and 15.27 come back
        dsl = load("kos", service="dsl").for_customer(customer="consumer")
        answer = dsl.leave("19.95", incentive="900.00", cancelled="2026-05-10", last="2026-05-10", **TERM)
        assert [phrase_text(line.phrase) for line in by_law_steps(answer.about, answer.value)] == [
            "by the law you pay 323.73 CAD; by the terms you pay 339.00 CAD: CRTC 2016-171, refund on cancellation"
        ]

    def test_where_no_rule_changes_a_sum_nothing_is_said(self) -> None:
        answer = KOS.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01", last="2026-06-10")
        assert answer.about.data_beside(answer.value) == {}
        assert [*by_law_steps(answer.about, answer.value)] == []
