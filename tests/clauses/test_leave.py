"""What leaving comes to: each part is the answer of its own question, and the days after it are asked alike."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Answer, InputError, Leave, MissingFactsError, Money, NotInTermsError, Terms, from_dict, load
from telcoterms.clauses.customer_cancellation import CustomerNotice
from telcoterms.clauses.leave.results import DaysOfLeaving
from telcoterms.clauses.regime import Renewing
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import grid_lines, phrase_text
from telcoterms.values.days import add_months
from telcoterms.values.notices import MonthsAndDays
from tests.long_runs import examples
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, leaving

PROVIDERS = Path(__file__).parents[1] / "providers"
DSL, CABLE = load("kos", service="dsl"), load("kos", service="cable")
ATT, BT, EE = load("att"), load("bt"), load("ee")
UNTYPED_KOS: Any = KOS  # of any type, for type checkers refuse calls without a fact that is needed
UNTYPED_DSL: Any = DSL
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
JUNE: dict[str, Any] = {"cancelled": "2026-06-10", "cycle_start": "2026-06-01"}
MAY = "2026-05-10"


def lines(answer: Answer[Any]) -> list[str]:
    """The lines of the working, without their clauses."""
    return [phrase_text(step.phrase) for step in answer.steps]


def table(answer: Answer[Leave]) -> list[str]:
    """The table by day, as it is printed."""
    grid = answer.grid()
    assert grid is not None
    return grid_lines(grid, 88)


def rows(value: Leave) -> list[tuple[str, str, str, str]]:
    """The rows: from, to, and what leaving comes to at both."""
    return [
        (str(row.first.cancelled), str(row.last.cancelled), row.first.total.text, row.last.total.text)
        for row in value.rows
    ]


class TestParts:
    """What is paid in all: the bills to come and the charge, less what comes back, each with its tax."""

    def test_month_to_month_at_kos_20_of_30_days_come_back(self) -> None:
        # 49.95 x 20/30 = 33.30, HST 4.33
        value = KOS.leave("49.95", **JUNE).value
        assert value.total == value.figure == Money("-37.63", "CAD")
        assert (value.ends, value.bills, value.on.charge) == (date(2026, 6, 10), (), None)
        assert value.on.refund == KOS.refund("49.95", **JUNE).value
        assert value.not_counted == ()

    def test_inside_a_term_half_of_the_fees_that_remain(self) -> None:
        # 50 % x 7 x 59.95 = 209.825, HST 27.28
        value = HOSTING.leave("59.95", cancelled=MAY, **TERM).value
        assert value.total == cad(237_11)
        assert value.on.charge == HOSTING.cancellation_charge("59.95", cancelled=MAY, **TERM).value

    def test_the_incentive_by_the_months_after_the_last_invoice(self) -> None:
        # 50.00 x 4/12 = 16.666..., HST 2.17
        facts: dict[str, Any] = {"incentive": "50.00", "term_start": "2025-03-15", "term_months": 12}
        value = CABLE.leave("59.95", cancelled="2025-11-02", cycle_start="2025-10-25", **facts).value
        assert value.total == cad(18_84)
        assert value.equipment is not None
        assert (value.equipment.by, value.equipment.event) == (date(2025, 12, 2), "received")

    def test_a_bill_that_begins_within_the_notice_is_to_come(self) -> None:
        # 10 May + 30 days = 9 June: the cycle from 1 June is billed; 325.00 - 5 x 10.00
        facts: dict[str, Any] = TERM | {"term_start": "2026-01-01"}
        value = ATT.leave(
            30, cancelled=MAY, cycle_start="2026-05-01", plan="smartphone", tax_rate="0.10", **facts
        ).value
        assert value.ends == date(2026, 6, 9)
        assert [(bill.start, bill.total.text) for bill in value.bills] == [(date(2026, 6, 1), "33.00")]
        assert value.on.charge is not None
        assert (value.on.charge.total.text, value.total.text) == ("302.50", "335.50")

    def test_terms_that_are_silent_on_a_refund_say_so(self) -> None:
        answer = BT.leave(30, cancelled=MAY, cycle_start="2026-05-01")
        assert answer.value.total == Money("36.00", "GBP")
        assert answer.value.not_counted == ("refund",)
        assert phrase_text(answer.headline()) == (
            "leave: you pay 36.00 GBP; not counted, as the terms are silent: refund"
        )
        assert "the terms are silent on a refund: none is counted" in lines(answer)

    def test_terms_that_are_silent_on_a_charge_say_so(self) -> None:
        answer = BT.leave(30, cancelled=MAY, term_start="2026-01-01", term_months=12)
        assert answer.value.not_counted == ("cancellation charge", "refund")
        assert "not said" in table(answer)[2]
        why = "cancellation charge depends on the service, since the rules of business-call-packages alone answer it"
        assert why in lines(answer)
        packages = load("bt", service="none").leave(30, cancelled=MAY, term_start="2026-01-01", term_months=12)
        assert "the terms are silent on a charge for ending the term: none is counted" in lines(packages)

    def test_fees_that_hold_their_tax_are_billed_as_they_are(self) -> None:
        # 96 % x 25.00 x (7 + 21/31) = 184.258, VAT 36.85
        answer = EE.leave(30, cancelled=MAY, term_start="2026-01-01", term_months=12)
        assert answer.value.total == Money("221.11", "GBP")
        assert answer.value.days[22].billed == Money("30.00", "GBP")
        assert "the monthly fee is taken with its tax, as the terms take it" in lines(answer)

    def test_a_refund_of_fees_that_hold_their_tax_has_none_beside_them(self) -> None:
        share = {"kind": "share-of-remaining-fees", "share": Decimal("0.5"), "fees_hold_tax": True}
        terms = leaving(share)
        value = terms.leave("30.00", **JUNE).value
        assert value.total == cad(-20_00)  # 20 of 30 days

    def test_nothing_at_all(self) -> None:
        answer = KOS.leave(30, cancelled="2026-06-30", cycle_start="2026-06-01")
        assert phrase_text(answer.headline()) == "leave: you pay nothing and get nothing back, 0.00 CAD"

    def test_each_fee_of_a_term_and_after_it_the_last(self) -> None:
        facts: dict[str, Any] = {"term_start": "2026-01-01", "term_months": 2, "cancelled": "2026-01-10"}
        value = HOSTING.leave(["10.00", "20.00"], last="2026-03-01", **facts).value
        bills = value.days[-1].bills
        assert [bill.fee.text for bill in bills] == ["20.00", "20.00"]

    def test_days_in_which_leaving_is_free(self) -> None:
        terms = leaving({"kind": "flat", "sum": "60.00", "taxed": False, "waived_within": {"days": 15}})
        facts: dict[str, Any] = TERM | {"cancelled": "2025-01-10", "last": "2025-01-31", "tax_rate": "0.13"}
        value = terms.leave("40.00", **facts).value
        assert rows(value) == [
            ("2025-01-10", "2025-01-16", "0.00", "0.00"),
            ("2025-01-17", "2025-01-31", "60.00", "60.00"),
        ]

    def test_a_charge_that_is_free_by_the_day_of_the_notice(self) -> None:
        terms = leaving({"kind": "flat", "sum": "60.00", "taxed": False, "waived_within": {"days": 15}})
        notice = CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says="")
        agreement = terms.agreement.with_rules(customer_cancellation=notice)
        value = Terms(agreement).leave("40.00", cancelled="2025-01-10", **TERM).value
        assert value.ends == date(2025, 2, 9)
        assert value.on.charged == cad(0)

    def test_the_notice_of_the_charge_where_there_is_no_other(self) -> None:
        table = {"kind": "flat", "sum": "60.00", "taxed": False, "notice": {"days": 30}}
        agreement = leaving(table).agreement
        terms = Terms(replace(agreement, rules=agreement.rules.changed(customer_cancellation=None)))
        answer = terms.leave("40.00", cancelled=MAY, **TERM)
        assert answer.value.ends == date(2026, 6, 9)
        assert "by the notice of the cancellation charge" in lines(answer)

    def test_terms_that_set_no_day(self) -> None:
        answer = EE.leave(30, cancelled=MAY, term_start="2026-01-01", term_months=12)
        assert "the terms set no day: taken as that of the cancellation" in lines(answer)

    def test_a_term_that_renewed_itself_is_the_one_that_is_ended(self) -> None:
        renewing = Renewing(months=12, clause=CLAUSE, says="")
        terms = Terms(HOSTING.agreement.with_rules(regime=renewing))
        # 24 months from 2025, then 12 from 2027: of those from 10 May on, seven remain; 50 % x 7 x 20.00
        value = terms.leave(["10.00"] * 23 + ["20.00"], cancelled="2027-05-10", **TERM).value
        assert value.on.charge is not None
        assert value.on.charge.charge == cad(70_00)
        first = terms.leave("10.00", cancelled="2026-12-10", **TERM, last="2026-12-31").value
        assert first.total == cad(0)

    def test_the_service_that_began_before_its_term(self) -> None:
        terms = load(PROVIDERS / "thirty-day-carrier-2026-11-21.toml")
        early: dict[str, Any] = {"cancelled": "2026-06-10", "cycle_start": "2026-06-01"}
        assert terms.leave(30, **early).value.total == Money("-30.00", "CAD")  # all back within 14 days
        assert terms.leave(30, **early, started="2026-01-01").value.total == Money("-20.00", "CAD")
        term: dict[str, Any] = {"term_start": "2026-05-01", "term_months": 12}
        assert terms.leave(30, **early, **term).value.total == cad(0)  # in the term nothing comes back
        assert [row[0] for row in rows(terms.leave(30, **early).value)][:2] == ["2026-06-10", "2026-06-16"]

    def test_cycles_of_28_days(self) -> None:
        terms = load(PROVIDERS / "four-week-mobile-2026-11-21.toml")
        value = terms.leave(28, cancelled="2026-06-10", cycle_start="2026-06-01", last="2026-07-01").value
        assert value.total == Money("-18.00", "AUD")
        assert value.days[-1].bills[0].start == date(2026, 6, 29)

    @pytest.mark.parametrize(
        ("last_invoice", "charge"),
        [
            ("2025-10-01", "18.84"),  # the next is of 1 November; four whole months lie before 15 March
            (None, "56.50"),  # no invoice yet: all 12
        ],
    )
    def test_a_last_invoice_of_another_day_than_the_cycle(self, last_invoice: str | None, charge: str) -> None:
        facts: dict[str, Any] = {"incentive": "50.00", "term_start": "2025-03-15", "term_months": 12}
        value = CABLE.leave(
            "59.95", cancelled="2025-11-02", cycle_start="2025-10-25", last_invoice=last_invoice, **facts
        ).value
        assert value.on.charge is not None
        assert value.on.charge.total.text == charge

    def test_a_plan_goes_to_the_part_that_has_it(self) -> None:
        facts: dict[str, Any] = TERM | {"cancelled": MAY, "tax_rate": "0"}
        table = {"kind": "flat", "sum": {"by": "plan", "gold": "60.00", "other": "10.00"}, "taxed": False}
        assert leaving(table).leave("40.00", plan="gold", **facts).value.total == cad(60_00)


class TestDays:
    """Each day of the table is what the question gives when it is asked of that day."""

    @settings(max_examples=examples(25), deadline=None)
    @given(
        st.integers(1, 120_00),
        st.integers(0, 400),
        st.integers(0, 27),
        st.integers(1, 18),
        st.integers(0, 100),
        st.sampled_from([HOSTING, DSL]),
    )
    def test_the_rows_are_the_days_and_the_cheapest_is_the_least(
        self, fee: int, skip: int, shift: int, months: int, length: int, terms: Terms
    ) -> None:
        start = date(2025, 1, 15)
        cancelled = start + timedelta(days=skip)
        cycle = add_months(date(2024, 12, 1) + timedelta(days=shift), 0)
        while add_months(cycle, 1) <= cancelled:
            cycle = add_months(cycle, 1)
        facts: dict[str, Any] = {"term_start": start, "term_months": months}
        facts |= {"incentive": "100.00"} if terms is DSL else {}
        last = cancelled + timedelta(days=length)
        value = terms.leave(cad(fee), cancelled=cancelled, cycle_start=cycle, last=last, **facts).value
        totals: dict[date, Money] = {}
        for days in range(length + 1):
            day = cancelled + timedelta(days=days)
            on = value.days[days]
            assert on.total == on.billed + on.charged - on.comes_back
            bills = on.bills
            if day < add_months(cycle, 1):  # the running cycle is the same: ask the question of the day itself
                assert terms.leave(cad(fee), cancelled=day, cycle_start=cycle, **facts).value.on == on
                assert bills == ()
            totals[day] = on.total
        cheapest = value.cheapest
        assert cheapest.on.total == min(totals.values())
        assert [day for day, total in totals.items() if total == cheapest.on.total] == [
            day for day, total in totals.items() if total == min(totals.values())
        ]
        assert cheapest.on.cancelled == next(day for day, total in totals.items() if total == cheapest.on.total)
        assert cheapest.equal_days == list(totals.values()).count(cheapest.on.total)
        check_rows(value.rows, totals)

    @settings(max_examples=examples(25), deadline=None)
    @given(st.integers(1, 120_00), st.integers(0, 400), st.integers(1, 18), st.integers(0, 200))
    def test_it_is_the_day_that_cheapest_cancellation_finds(self, fee: int, skip: int, months: int, days: int) -> None:
        start = date(2025, 1, 15)
        first = start + timedelta(days=skip)
        last = first + timedelta(days=days)
        term: dict[str, Any] = {"term_start": start, "term_months": months}
        incentive: dict[str, Any] = {"incentive": "300.00"}
        for terms, more in ((HOSTING, dict[str, Any]()), (DSL, incentive)):
            best = terms.cheapest_cancellation(cad(fee), **term, **more, first=first, last=last).value
            value = terms.leave(cad(fee), **term, **more, cancelled=first, last=last).value
            running = HOSTING.tax(cad(fee), on=first).value.total  # its fee is counted there, and here it is paid
            assert (value.cheapest.on.cancelled, value.cheapest.equal_days) == (best.day, best.equal_days)
            assert value.cheapest.on.total + running == best.cost

    def test_without_a_last_day_three_months_or_the_end_of_the_term(self) -> None:
        assert KOS.leave("49.95", **JUNE).value.days[-1].cancelled == date(2026, 9, 10)
        assert HOSTING.leave("49.95", cancelled=MAY, **TERM).value.days[-1].cancelled == date(2027, 1, 1)

    def test_a_charge_that_falls_inside_a_cycle_begins_a_row(self) -> None:
        # of 24 months 20 whole ones remain to 15 May, 19 from the 16th on: 83.33 or 79.17, and 50.00, HST 13 %
        facts: dict[str, Any] = {"term_start": "2026-01-15", "term_months": 24, "incentive": 100, "region": "ON"}
        value = (
            load("telus").leave(30, cancelled="2026-05-13", cycle_start="2026-05-01", last="2026-06-02", **facts).value
        )
        assert rows(value) == [
            ("2026-05-13", "2026-05-15", "150.66", "150.66"),
            ("2026-05-16", "2026-05-31", "145.96", "145.96"),
            ("2026-06-01", "2026-06-02", "179.86", "179.86"),
        ]

    def test_the_rows_of_a_term(self) -> None:
        value = DSL.leave("19.95", incentive="900.00", cancelled=MAY, **TERM).value
        assert rows(value)[0] == ("2026-05-10", "2026-05-31", "339.00", "339.00")
        assert rows(value)[-1] == ("2027-01-01", "2027-01-01", "158.50", "158.50")
        assert value.cheapest.on.cancelled == date(2027, 1, 1)


def check_rows(rows: tuple[DaysOfLeaving, ...], totals: dict[date, Money]) -> None:
    """Hold the rows against the days: they hold each day once, and inside one the total moves one way."""
    days = iter(totals)
    for row in rows:
        first, last = row.first.cancelled, row.last.cancelled
        inside = [totals[day] for day in totals if first <= day <= last]
        assert (row.first.total, row.last.total) == (inside[0], inside[-1])
        assert inside in (sorted(inside), sorted(inside, reverse=True))
        assert [next(days) for _ in inside] == [day for day in totals if first <= day <= last]
    assert next(days, None) is None


class TestMissing:
    """All facts that the provider's clauses need are asked for at once."""

    @pytest.mark.parametrize(
        ("ask", "said"),
        [
            (
                lambda: UNTYPED_KOS.leave(),
                "leave needs monthly_fee, cancelled, cycle_start: give all of them; in a fixed term",
            ),
            (
                lambda: UNTYPED_DSL.leave(term_months=12),
                "leave needs monthly_fee, cancelled, term_start, incentive: give all",
            ),
            (
                lambda: UNTYPED_DSL.leave(20, cancelled=MAY, term_months=12),
                "leave needs term_start, incentive: give all",
            ),
            (
                lambda: UNTYPED_KOS.leave(cancelled=MAY, term_start="2026-01-01"),
                "cancellation charge depends on the service, since the rules of dsl, cable, fixed-wireless, voip set "
                "Service Terms s.36 aside; leave needs monthly_fee, term_months too: name it",
            ),
            (
                lambda: UNTYPED_KOS.leave(cancelled=MAY, province="BC"),
                "leave needs monthly_fee, cycle_start, taxed_as: give",
            ),
            (lambda: load("telus").leave(20, cancelled=MAY), "leave needs cycle_start, region: give"),
            (
                lambda: UNTYPED_KOS.leave(20, cancelled=MAY, **TERM),
                "cancellation charge depends on the service, since the rules of dsl, cable, fixed-wireless, voip set",
            ),
        ],
    )
    def test_what_is_asked_for(self, ask: Any, said: str) -> None:
        with pytest.raises(MissingFactsError) as error:
            ask()
        assert str(error.value).startswith(said)

    def test_cycles_of_days_are_no_months_of_the_term(self) -> None:
        terms = load(PROVIDERS / "four-week-mobile-2026-11-21.toml")
        with pytest.raises(MissingFactsError, match=r"^leave needs cycle_start: give all of them; help"):
            terms.leave(28, cancelled=MAY, term_start="2026-01-01", term_months=12)

    def test_terms_that_say_nothing_of_leaving(self) -> None:
        with pytest.raises(NotInTermsError, match="hold no rule on cancellation_charge"):
            load("kijoma").leave(20, cancelled=MAY, cycle_start="2026-05-01")


class TestBillingDay:
    """The day of the month on which it is billed stands for the cycle that holds the cancellation."""

    @pytest.mark.parametrize(("billing_day", "start"), [(1, "2026-06-01"), (10, "2026-06-10"), (25, "2026-05-25")])
    def test_it_is_the_cycle(self, billing_day: int, start: str) -> None:
        by_day = HOSTING.leave("49.95", cancelled="2026-06-10", billing_day=billing_day)
        assert by_day.value == HOSTING.leave("49.95", cancelled="2026-06-10", cycle_start=start).value

    def test_the_sentence_has_what_the_law_gives(self) -> None:
        term: dict[str, Any] = {"term_start": "2025-03-15", "term_months": 12, "incentive": "50.00"}
        facts: dict[str, Any] = {"cancelled": "2025-11-02", "billing_day": 25, **term}
        asked = load("kos", service="cable").leave("59.95", **facts)
        assert ": by the terms you pay $18.84; if the law binds here, you get back $29.24 (" in asked.sentence
        bound = (
            load("kos", service="cable").for_customer(customer="consumer", agreed="2025-03-15").leave("59.95", **facts)
        )
        assert ": by the terms you pay $18.84, by the law you get back $29.24 (" in bound.sentence


class TestRefused:
    """Facts that do not fit each other or the terms are refused with the cure."""

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"cycle_start": "2026-07-01"}, "cancelled is 2026-06-10, outside the cycle from 2026-07-01 up to"),
            (
                {"cycle_start": "2026-05-01"},
                "cancelled is 2026-06-10, outside the cycle from 2026-05-01 up to 2026-06-01: give the cycle that "
                "holds the day on which the cancellation is given, such as the one from 2026-06-01",
            ),
            ({"incentive": 5}, "incentive is given without a fixed term, where alone it counts: give term_start"),
            ({"last_invoice": "2026-06-01"}, "last_invoice is given without a fixed term"),
            ({"incentive": 5, **TERM}, "incentive is given, and no figure of these terms depends on it: leave it out"),
            ({"monthly_fee": [1, 2]}, "2 monthly fees are given without a fixed term: give the one of the running"),
            ({"monthly_fee": [1, 2], **TERM}, "2 monthly fees are given for a term of 24 months"),
            ({"term_start": "2026-06-11", "term_months": 2}, "cancelled is 2026-06-10, before the term, which starts"),
            ({"last": "2026-06-09"}, "the days that are compared run from 2026-06-10 to 2026-06-09: give a last day"),
            ({"last": "2036-06-30"}, "the days that are compared run from 2026-06-10 to 2036-06-30"),
            ({"billing_day": 5}, "cycle_start is 2026-06-01, and billing_day is 5: give the day on which the cycle"),
            ({"started": "2026-01-01"}, "started is 2026-01-01, and no figure of these terms depends on"),
            ({"plan": "gold"}, "plan is 'gold', and no number or tax of these terms depends on it"),
        ],
    )
    def test_what_is_said(self, facts: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError) as error:
            HOSTING.leave(**{"monthly_fee": "49.95", **JUNE, **facts})
        assert str(error.value).startswith(said)


class TestThePage:
    """What is printed: what is paid, the table by day, the parts, and what the law adds."""

    def test_the_table_by_day(self) -> None:
        answer = HOSTING.leave("59.95", cancelled="2026-10-10", **TERM)
        assert table(answer) == [
            "cancelled on                          bills to come  charge  refund  you pay",
            "what leaving comes to, day by day",
            "  2026-10-10 to 2026-10-31, cheapest           0.00   67.74    0.00    67.74",
            "  2026-11-01 to 2026-11-30                    67.74   33.88    0.00   101.62",
            "  2026-12-01 to 2026-12-31                   135.48    0.00    0.00   135.48",
            "  2027-01-01                                 203.22    0.00   65.56   137.66",
            "  then more each day; on 2027-01-10          203.22    0.00   45.89   157.33",
        ]

    def test_a_charge_that_declines_day_by_day(self) -> None:
        answer = EE.leave(
            "60.00", cancelled="2026-02-10", cycle_start="2026-02-01", term_start="2025-06-01", term_months=12
        )
        assert table(answer)[2:6] == [
            "  2026-02-10                                            0.00  209.83  not said   209.83",
            "  then less each day; on 2026-02-28, cheapest           0.00  172.80  not said   172.80",
            "  2026-03-01                                           60.00  170.94  not said   230.94",
            "  then less each day; on 2026-03-31                    60.00  115.20  not said   175.20",
        ]

    def test_equipment_of_a_service_that_was_not_named(self) -> None:
        """It differs by service: the page says so, and does not leave it out."""
        text = str(KOS.leave("49.95", **JUNE))
        assert "\nequipment: it depends on the service, and none was named\n" in text
        assert "\nequipment: 2026-07-10, returned by then\n" in str(HOSTING.leave("49.95", **JUNE))

    def test_what_the_law_puts_in_the_place_of_a_part_stands_with_its_figure(self) -> None:
        cable = load("kos", service="cable").leave(
            "59.95",
            cancelled="2025-11-02",
            cycle_start="2025-10-25",
            incentive="50.00",
            term_start="2025-03-15",
            term_months=12,
        )
        # by the law 22 of 31 days of the fee come back: 59.95 x 22/31 = 42.55, and 13 % of it, 5.53
        assert "law: CRTC 2016-171, refund on cancellation (48.08 by it) bears on this" in " ".join(str(cable).split())

    def test_a_long_table_is_cut_and_keeps_the_cheapest_day(self) -> None:
        text = table(DSL.leave("19.95", incentive="900.00", cancelled="2025-05-10", **TERM))
        assert text[-2:] == [
            "and so on, up to 2027-01-01",
            "  2027-01-01, cheapest             450.80    0.00   21.82   428.98",
        ]

    def test_the_parts_of_the_working(self) -> None:
        said = lines(ATT.leave(30, cancelled=MAY, cycle_start="2026-05-01", tax_rate="0.10"))
        assert "cycle from 2026-06-01: 30.00 + 3.00 tax = 33.00" in said
        assert "none: no fixed term is given" in said
        assert "in all: you pay 33.00 USD" in said
        assert "the terms are silent on equipment" in said

    def test_terms_without_taxes_say_so(self) -> None:
        said = lines(ATT.leave(30, cancelled=MAY, cycle_start="2026-05-01"))
        assert "cycle from 2026-06-01: 30.00" in said
        assert any(line.startswith("these terms name no table of taxes") for line in said)

    def test_what_matters_stands_beside_the_table(self) -> None:
        answer = DSL.leave("19.95", incentive="900.00", cancelled=MAY, **TERM)
        assert [phrase_text(step.phrase) for step in answer.about.brief(answer.value)] == [
            "the service ends on 2026-05-10",
            "by the law you pay 323.73 CAD; by the terms you pay 339.00 CAD: CRTC 2016-171, refund on cancellation; "
            "it depends on who the customer is",
            "equipment: 2026-06-09, received by the provider by then",
            "the terms, as recorded, name no address for equipment: ask KOS",
            "cheapest day to cancel from 2026-05-10 to 2027-01-01",
            "2027-01-01: you pay 158.50 CAD",
            "the cycle is taken as a month of the term, from 2026-05-01: give cycle_start where a bill says other",
        ]
        assert str(answer).splitlines()[0] == "leave: you pay 339.00 CAD"
        silent = BT.leave(30, cancelled=MAY, cycle_start="2026-05-01")
        assert not [line for line in silent.about.brief(silent.value) if "equipment" in phrase_text(line.phrase)]

    def test_several_parts_are_added_up(self) -> None:
        facts: dict[str, Any] = TERM | {"term_start": "2026-01-01"}
        answer = ATT.leave(30, cancelled=MAY, **facts, plan="other", tax_rate="0")
        said = lines(answer)
        # 150.00 - 5 x 4.00
        assert str(answer).count("in all: 30.00 + 130.00 = 160.00, so you pay 160.00 USD") == 1
        assert "in all: 30.00 + 130.00 = 160.00, so you pay 160.00 USD" in said

    def test_the_cheapest_of_equal_days(self) -> None:
        said = lines(HOSTING.leave("59.95", cancelled=MAY, **TERM))
        assert "2026-05-10, the first of 22 equal days up to 2026-05-31: you pay 237.11 CAD" in said
        assert "2026-06-10: you get back 37.63 CAD" in lines(KOS.leave("49.95", **JUNE))

    def test_equipment_that_depends_on_the_service(self) -> None:
        assert "it depends on the service, and none was named" in lines(KOS.leave("49.95", **JUNE))
        said = lines(HOSTING.leave("49.95", **JUNE))
        assert "last day to return the equipment: 2026-06-10 + 30 days = 2026-07-10" in said
        assert "it is to be returned by mail" in said

    def test_the_cycle_that_was_taken(self) -> None:
        note = "the cycle is taken as a month of the term, from 2026-05-01: give cycle_start where a bill says other"
        assert note in lines(HOSTING.leave("49.95", cancelled=MAY, **TERM))

    def test_what_the_terms_also_say_of_a_part(self) -> None:
        said = " ".join(lines(EE.leave(30, cancelled=MAY, term_start="2026-01-01", term_months=12)))
        assert "A charge falls due too when a broadband agreement ends within its minimum term" in said

    def test_the_law_on_each_part(self) -> None:
        # a month of the term from 15 October: 59.95 x 12/31 = 23.206, HST 3.02
        entries = [
            entry
            for entry in CABLE.leave(
                "59.95", cancelled="2025-11-02", incentive=50, term_start="2025-03-15", term_months=12
            ).law
            if entry.rule == "crtc-2016-171"
        ]
        assert [(entry.about, entry.figure) for entry in entries][:1] == [("refund", cad(26_23))]

    def test_the_readings_of_both(self) -> None:
        answer = KOS.leave("49.95", **JUNE)
        assert answer.under(cancel_day="refunded").value.total == Money("-39.52", "CAD")
        assert answer.readings == {"cancel_day": "used", "month_length": "actual", "rounding": "half-up"}
        across = answer.across_readings()
        assert (across.lowest, across.highest) == (Money("-39.52", "CAD"), Money("-37.63", "CAD"))

    def test_readings_that_matter_to_no_part_are_left_out(self) -> None:
        about = HOSTING.leave("59.95", cancelled=MAY, **TERM).about
        assert about.unheard >= {"cancel_day", "month_length"}
        assert "remaining" in about.choices

    def test_the_clauses_of_each_part(self) -> None:
        clauses = list(map(str, ATT.leave(30, cancelled=MAY, cycle_start="2026-05-01").clauses))
        assert clauses == ["Wireless Customer Agreement s.1.1", "Wireless Customer Agreement s.1.5"]

    def test_a_notice_in_business_days_is_counted_by_the_calendar(self) -> None:
        assert not KOS.leave("49.95", **JUNE).about.counts_open_days
        notice = CustomerNotice(notice=MonthsAndDays(days=5, count="business-days"), clause=CLAUSE, says="")
        terms = Terms(KOS.agreement.with_rules(customer_cancellation=notice))
        answer = terms.leave("49.95", **JUNE)
        assert answer.value.ends == date(2026, 6, 17)
        assert answer.about.counts_open_days

    def test_the_edition_is_that_of_the_term_or_the_cycle(self) -> None:
        assert KOS.leave("49.95", **JUNE).about.first_day == date(2026, 6, 1)
        assert HOSTING.leave("49.95", cancelled=MAY, **TERM).about.first_day == date(2025, 1, 1)

    def test_the_value_in_short(self) -> None:
        assert repr(KOS.leave("49.95", **JUNE).value) == "<leave on 2026-06-10: -37.63 CAD>"

    def test_as_data(self) -> None:
        answer = BT.leave(30, cancelled=MAY, cycle_start="2026-05-01", last=MAY)
        assert answer.value.as_dict() == {
            "total": "36.00",
            "ends": "2026-06-09",
            "bills": [{"from": "2026-06-01", "fee": "30.00", "tax": "6.00", "total": "36.00"}],
            "charge": None,
            "refund": None,
            "equipment": None,
            "not_counted": ["refund"],
            "cheapest": {"day": MAY, "total": "36.00", "equal_days": 1, "until": MAY},
            "days": [{"first": MAY, "last": MAY, "total": "36.00", "total_at_end": "36.00"}],
        }
        for answered in (answer, HOSTING.leave("59.95", cancelled=MAY, **TERM, last="2026-06-01")):
            assert from_dict(answered.as_dict()) == answered


class TestPicture:
    """What leaving comes to against the day: a line, the day asked about, the cheapest, and the end of the term."""

    def test_what_it_shows(self) -> None:
        chart = DSL.leave("19.95", incentive="900.00", cancelled=MAY, **TERM).about.picture
        assert isinstance(chart, Chart)
        assert chart.before == 339_00
        assert chart.points[0] == (date(2026, 5, 10), 339_00)
        assert chart.points[-1] == (date(2027, 1, 1), 158_50)
        marks = {str(series.one): [mark.day for mark in series.marks] for series in chart.series}
        assert marks == {
            "day asked about": [date(2026, 5, 10)],
            "cheapest day": [date(2027, 1, 1)],
            "first day after the term": [date(2027, 1, 1)],
        }
        assert [phrase_text(caption) for caption in chart.captions] == [
            "cancelled 2026-05-10: you pay 339.00 CAD",
            "cheapest, 2027-01-01: you pay 158.50 CAD",
        ]

    def test_without_a_term_it_has_no_end_of_one(self) -> None:
        answer = KOS.leave("49.95", **JUNE)
        assert isinstance(answer.about.picture, Chart)
        assert len(answer.about.picture.series) == 2
        assert str(answer.picture()).startswith("<svg")


class TestSilence:
    """Terms that have a refund alone answer with it, whatever else they leave out."""

    def test_a_refund_alone(self) -> None:
        others = dict.fromkeys(["cancellation_charge", "customer_cancellation", "equipment_return_by", "regime"])
        agreement = KOS.agreement
        terms = Terms(replace(agreement, rules=agreement.rules.changed(**others), undecided=(), services=()))
        value = terms.leave("49.95", **JUNE).value
        assert (value.total, value.equipment) == (Money("-37.63", "CAD"), None)


class TestInWords:
    """What is paid and what comes back stand in words, never as a bare minus."""

    def test_other_voices_and_readings(self) -> None:
        text = " ".join(str(KOS.leave("49.95", **JUNE)).split())
        assert "consumer: you get back 39.52 CAD; by the words you get back 37.63 to 39.52: .across_readings()" in text
        assert "37.63 back" in text
        assert "-" not in text.partition("readings:")[2].partition("terms of")[0]

    def test_the_range_of_readings(self) -> None:
        text = str(KOS.leave("49.95", **JUNE).across_readings())
        assert "by the words you get back 37.63 to 39.52; this answer: you get back 37.63 CAD" in text

    @pytest.mark.parametrize(
        ("lowest", "highest", "said"),
        [
            (0, 500, "you pay 0.00 to 5.00"),
            (-500, -100, "you get back 1.00 to 5.00"),
            (-500, 100, "you get back up to 5.00, or pay up to 1.00"),
        ],
    )
    def test_how_far_they_go(self, lowest: int, highest: int, said: str) -> None:
        value = KOS.leave("49.95", **JUNE).value
        assert phrase_text(value.range_said(cad(lowest), cad(highest))) == said


class TestByLaw:
    """One total by law stands beside that by the terms, with the facts on which it depends."""

    def test_a_refund_by_law(self) -> None:
        # 19.95 x 21/31 = 13.51, with 13 % 15.27: 339.00 - 15.27 = 323.73
        known = DSL.for_customer(customer="consumer").leave("19.95", incentive="900.00", cancelled=MAY, **TERM)
        assert known.as_dict()["by_law"] == {"total": "323.73", "rules": ["crtc-2016-171"], "needs": []}
        assert (
            "by the law you pay 323.73 CAD; by the terms you pay 339.00 CAD: CRTC 2016-171, refund on cancellation"
            in lines(known)
        )

    def test_a_charge_that_the_law_caps(self) -> None:
        # 275.00 with 13 % are 310.75; 50.00 with 13 % 56.50
        answer = load("telus").leave(
            "30.00", cancelled="2026-06-10", incentive="300.00", term_start="2026-01-01", term_months=24, region="ON"
        )
        assert answer.value.total == cad(31075)
        by_law: Any = answer.as_dict()["by_law"]
        assert (by_law["total"], by_law["needs"]) == ("56.50", ["service", "customer", "device_subsidy", "monthly_fee"])

    def test_a_rate_of_no_tax(self) -> None:
        answer = load("telus").leave(
            "30.00", cancelled="2026-06-10", incentive="300.00", term_start="2026-01-01", term_months=24, tax_rate="0"
        )
        by_law: Any = answer.as_dict()["by_law"]
        assert by_law["total"] == "50.00"

    def test_the_terms_give_what_the_law_gives(self) -> None:
        assert "by_law" not in KOS.leave("49.95", **JUNE).as_dict()

    def test_a_cap_over_the_charge_leaves_it(self) -> None:
        # 30.00 x 8/24 = 10.00, less than the 50.00 of Quebec: the refund alone is another, of 15.27 with Ontario's tax
        known = DSL.for_customer(customer="consumer", province="QC", device_subsidy="0", agreed="2025-01-01")
        answer = known.leave("19.95", incentive="30.00", cancelled=MAY, **TERM)
        by_law: Any = answer.as_dict()["by_law"]
        assert by_law["total"] == (answer.value.total - cad(1527)).text


YEAR: dict[str, Any] = {**JUNE, "fee_months": 12, "paid_until": "2027-01-01"}


class TestPaidAhead:
    """A fee that was paid for a year comes back by the days and the months left; another year is billed after it."""

    def test_the_months_left_come_back(self) -> None:
        # 49.95 x 20/30 + 6 x 49.95 = 333.00, tax 43.29
        answer = KOS.leave("599.40", **YEAR)
        assert answer.value.total == cad(-37629)
        assert answer.heading().values[0][1] is not None
        assert str(answer).splitlines()[1].startswith("  leaving at 599.40 CAD, cancelled 2026-06-10")
        assert "the time from 2026-06-01 up to 2027-01-01 is paid already, and counts in no sum" in lines(answer)
        assert "none: the service ends in that time" in lines(answer)
        assert "of a service at $599.40 ends it on" in answer.sentence

    def test_another_year_is_billed(self) -> None:
        # on 10 January 2027: 599.40 + 77.92 = 677.32 is billed; 49.95 x 21/31 + 11 x 49.95 = 583.29, tax 75.83
        value = KOS.leave("599.40", **YEAR, last="2027-02-10").value
        day = next(day for day in value.days if day.cancelled.isoformat() == "2027-01-10")
        assert ([bill.start.isoformat() for bill in day.bills], day.billed) == (["2027-01-01"], cad(67732))
        assert day.comes_back == cad(58329 + 7583)

    def test_two_months_ahead_of_a_monthly_fee(self) -> None:
        # paid up to 1 August: of June 33.30 and all of July come back; the bill of 1 August is the first to come
        value = KOS.leave("49.95", **JUNE, paid_until="2026-08-01").value
        assert value.on.comes_back == cad(8325 + 1082)
        assert [bill.start.isoformat() for bill in value.days[60].bills] == ["2026-08-01"]

    def test_a_year_of_which_the_months_begun_are_taken(self) -> None:
        terms = load(Path(__file__).parents[1] / "providers" / "yearly-host-2026-11-21.toml")
        facts: dict[str, Any] = {"cancelled": "2026-06-10", "fee_months": 12, "paid_until": "2027-01-01"}
        value = terms.leave("120.00", cycle_start="2026-06-01", **facts).value
        same = terms.refund("120.00", cycle_start="2026-01-01", cancelled="2026-06-10", fee_months=12).value
        assert value.on.refund == same

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"fee_months": 12}, "fee_months is 12 without paid_until: give the first day that is not paid for"),
            ({"paid_until": "2026-06-15"}, "paid_until is 2026-06-15, on which no later cycle begins"),
            ({"paid_until": "2026-06-01"}, "paid_until is 2026-06-01, on which no later cycle begins"),
            (
                {"fee_months": 12, "paid_until": "2027-01-01", "term_start": "2026-01-01", "term_months": 24},
                "fee_months is 12, and the charge for ending the term is counted in monthly fees",
            ),
        ],
    )
    def test_what_does_not_fit(self, facts: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError) as error:
            HOSTING.leave("599.40", **{**JUNE, **facts})
        assert str(error.value).startswith(said)


class TestRowsForASheet:
    """A row for each day that is compared, as CSV."""

    def test_a_row_for_each_day(self) -> None:
        head, first, *others = KOS.leave("49.95", **JUNE, last="2026-06-12").csv().splitlines()
        assert head.startswith("cancelled,ends,bills_to_come,cancellation_charge,refund,total,cheapest,provider")
        assert first.startswith("2026-06-10,2026-06-10,0.00,,37.63,-37.63,yes,kos")
        assert [row.split(",")[4] for row in others] == ["35.75", "33.87"]

    def test_a_charge_and_no_word_on_a_refund(self) -> None:
        term: dict[str, Any] = {"term_start": "2025-06-01", "term_months": 12}
        answer = EE.leave("60.00", cancelled="2026-02-10", cycle_start="2026-02-01", **term)
        assert answer.csv().splitlines()[1].startswith("2026-02-10,2026-02-10,0.00,209.83,,209.83,,ee")


def test_a_region_of_tax_is_asked_for_with_the_rest_of_the_facts() -> None:
    """The days that are compared have bills with tax: their region is asked for before the page is printed."""
    with pytest.raises(MissingFactsError, match="the tax depends on the region: give region"):
        load("telus").leave("49.95", **JUNE)
    assert "you pay nothing" in str(load("telus").leave("49.95", **JUNE, last="2026-06-20"))
