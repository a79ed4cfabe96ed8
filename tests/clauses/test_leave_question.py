"""The question what leaving comes to: the facts that it asks for, what it says of silent parts, and its notes, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from telcoterms import Answer, Leave, MissingFactsError, NotInTermsError, TelcoTermsError, Terms, load
from telcoterms.agreement.agreement import Rules
from telcoterms.clauses.customer_cancellation import CustomerNotice
from telcoterms.clauses.leave.question import LeaveQuestion
from telcoterms.formats.csv import Sheet
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.notices import MonthsAndDays
from tests.clauses.test_departure import BY_DAYS, DAYS_OF_28, FLAT, SHARE, terms
from tests.clauses.test_leave_pages import brief, by_day, told, working
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, cancellation_rule

BT, DSL = load("bt"), load("kos", service="dsl")
NOTICE = CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says="")
TERM: Mapping[str, Any] = {"term_start": date(2025, 1, 1), "term_months": 24}
JUNE: Mapping[str, Any] = {"cancelled": "2026-06-10", "cycle_start": "2026-06-01", "last": "2026-06-10"}
MAY: Mapping[str, Any] = {
    "cancelled": "2026-05-10",
    "last": "2026-05-10",
    "term_start": "2026-01-01",
    "term_months": 12,
}
FEE: Mapping[str, Any] = {"monthly_fee": (cad(30_00),)}
ASKED: Mapping[str, Any] = {**FEE, "cancelled": date(2026, 6, 10)}
CYCLE: Mapping[str, Any] = {"cycle_start": date(2026, 6, 1)}
OR_A_TERM = (
    ": give all of them; in a fixed term give term_start and term_months, in place of cycle_start where its months are "
    "those that are billed; help(Terms.leave) says what each is"
)
ALL = ": give all of them; help(Terms.leave) says what each is"
WHY = (
    "cancellation charge depends on the service, since the rules of dsl, cable, fixed-wireless, voip set Service Terms "
    "s.36 aside"
)
NAME_IT = (
    ': name it, such as load("kos", service="dsl"), from dsl, cable, fixed-wireless, voip, or none (hosting, '
    "colocation, hosted PBX, dial-up, and any other without an agreement of its own)"
)
SAYS = "; help(Terms.leave) says what each is"


class TestMissingFacts:
    """All facts that are missing are asked for at once: those of a term, where one is given, too."""

    @pytest.mark.parametrize(
        ("of", "given", "message"),
        [
            (KOS, {}, f"leave needs monthly_fee, cancelled, cycle_start{OR_A_TERM}"),
            (KOS, FEE, f"leave needs cancelled, cycle_start{OR_A_TERM}"),
            (KOS, ASKED, f"leave needs cycle_start{OR_A_TERM}"),
            (KOS, {**ASKED, "last": None, "tax_rate": None}, f"leave needs cycle_start{OR_A_TERM}"),
            (KOS, {**ASKED, "term_start": date(2025, 1, 1)}, f"{WHY}; leave needs term_months too{NAME_IT}{SAYS}"),
            (KOS, {**ASKED, "term_months": 24}, f"{WHY}; leave needs term_start too{NAME_IT}{SAYS}"),
            (KOS, {**ASKED, **TERM}, f"{WHY}{NAME_IT}"),
            (HOSTING, {"term_months": 24}, f"leave needs monthly_fee, cancelled, term_start{ALL}"),
            (DSL, {**ASKED, **TERM}, f"leave needs incentive{ALL}"),
            (DSL, {**ASKED, "term_months": 24}, f"leave needs term_start, incentive{ALL}"),
            (KOS, {**FEE, "province": "BC"}, f"leave needs cancelled, cycle_start, taxed_as{OR_A_TERM}"),
            (KOS, {**FEE, "region": "BC"}, f"leave needs cancelled, cycle_start, taxed_as{OR_A_TERM}"),
            (KOS, {**FEE, "province": "BC", "tax_rate": 0}, f"leave needs cancelled, cycle_start{OR_A_TERM}"),
            (terms(refund=DAYS_OF_28), {**ASKED, **TERM}, f"leave needs cycle_start{ALL}"),
            (terms(refund=DAYS_OF_28), {**ASKED, "billing_day": 1}, f"leave needs cycle_start{OR_A_TERM}"),
        ],
    )
    def test_what_is_asked_for(self, of: Terms, given: dict[str, Any], message: str) -> None:
        missing = LeaveQuestion.missing(of.agreement, given)
        assert (type(missing), str(missing)) == (MissingFactsError, message)

    @pytest.mark.parametrize(
        ("of", "given"),
        [
            (KOS, {**ASKED, **CYCLE}),
            (KOS, {**ASKED, "billing_day": 1}),
            (HOSTING, {**ASKED, **TERM}),
            (DSL, {**ASKED, **TERM, "incentive": cad(0)}),
            (BT, {**ASKED, **TERM}),
            (terms(refund=DAYS_OF_28), {**ASKED, **CYCLE}),
        ],
    )
    def test_where_nothing_is_missing(self, of: Terms, given: dict[str, Any]) -> None:
        assert LeaveQuestion.missing(of.agreement, given) is None

    def test_of_several_clauses_that_depend_on_the_service_the_first_is_named(self) -> None:
        service = replace(KOS.agreement.services[0], rules=Rules({"refund": BY_DAYS, "customer_cancellation": NOTICE}))
        depending = replace(KOS.agreement, services=(*KOS.agreement.services, replace(service, id="mail")))
        tables = ("refund", "cancellation_charge", "customer_cancellation")
        refund = "refund depends on the service, since the rules of mail set Service Terms s.36 aside"
        notice = "customer cancellation depends on the service, since the rules of mail set Service Terms s.33 aside"
        for undecided, given, why in [
            (tables, {**ASKED, **CYCLE}, refund),
            (tables, {**ASKED, **TERM}, WHY),
            (tables[2:], {**ASKED, **CYCLE}, notice),
        ]:
            agreement = replace(depending, undecided=undecided)
            assert str(LeaveQuestion.missing(agreement, given)).partition(": name it")[0] == why
        silent = replace(depending, undecided=tables, rules=depending.rules.changed(refund=None))
        assert str(LeaveQuestion.missing(silent, {**ASKED, **CYCLE})).partition(": name it")[0] == notice

    def test_terms_that_say_nothing_of_leaving(self) -> None:
        missing = LeaveQuestion.missing(terms().agreement, ASKED)
        assert (type(missing), str(missing)) == (
            NotInTermsError,
            "the terms of kos (2021-07-12), as recorded, hold no rule on cancellation_charge: ask the provider, or add "
            "a table [cancellation_charge] to a file of your own",
        )
        each = (terms(FLAT), terms(refund=BY_DAYS), terms(customer_cancellation=NOTICE))
        assert [LeaveQuestion.answered_by(of.agreement) for of in (*each, terms())] == [True, True, True, False]

    def test_the_function_asks_too(self) -> None:
        leave: Any = KOS.leave
        with pytest.raises(MissingFactsError) as found:
            leave("30.00", cancelled="2026-06-10")
        assert str(found.value) == f"leave needs cycle_start{OR_A_TERM}"

    def test_which_tables_are_read(self) -> None:
        def read(of: Terms) -> list[str]:
            return [table.name for table in LeaveQuestion.read_of(of.agreement)]

        assert read(HOSTING) == ["cancellation_charge", "refund"]
        assert (read(KOS), read(terms(FLAT)), read(BT)) == (["refund"], ["cancellation_charge"], [])


class TestSilentParts:
    """A part on which the terms are silent is said to be so, and counts in no sum."""

    def test_all_but_the_notice(self) -> None:
        # of 30.00 and 20 % the bill of June is 36.00; the clause on a charge is that of one service alone
        answer = BT.leave("30.00", **MAY)
        assert working(answer) == [
            "# the service ends on 2026-06-09",
            "  the cancellation takes effect: 2026-05-10 + 30 days = 2026-06-09",
            "# bills still to come",
            "  the cycle from 2026-05-01 up to 2026-06-01 is billed already, and counts in no sum",
            "  cycle from 2026-06-01: 30.00 + 6.00 tax = 36.00",
            "# cancellation charge",
            "  cancellation charge depends on the service, since the rules of business-call-packages alone answer it",
            "# refund",
            "  the terms are silent on a refund: none is counted",
            "in all: you pay 36.00 GBP",
            "# equipment",
            "  the terms are silent on equipment",
            "# cheapest day to cancel from 2026-05-10 to 2026-05-10",
            "  2026-05-10: you pay 36.00 GBP",
            "* the terms also say, not computed here: 30 days' notice: told on 1 November, a product is charged until "
            "30 November; 14 days when another provider takes over (whether another provider takes over is no fact of "
            "the question)",
            "* the cycle is taken as a month of the term, from 2026-05-01: give cycle_start where a bill says other",
        ]
        assert brief(answer) == [
            "# the service ends on 2026-06-09",
            "# cheapest day to cancel from 2026-05-10 to 2026-05-10",
            "  2026-05-10: you pay 36.00 GBP",
            "* the cycle is taken as a month of the term, from 2026-05-01: give cycle_start where a bill says other",
        ]
        assert by_day(answer) == [("2026-05-10, cheapest", "36.00", "not said", "not said", "36.00")]
        assert answer.value.not_counted == ("cancellation charge", "refund")
        assert (answer.about.unheard, answer.about.choices) == (frozenset(), {})
        assert [*map(str, answer.about.clauses)] == [
            "Cancellation Fee Page, How much notice do you need",
            "One-off Charges Page, Late payment charge",
        ]

    def test_the_notice_of_the_charge_and_the_day_of_the_bill(self) -> None:
        answer = terms({**FLAT, "notice": {"days": 10}}).leave(
            "31.00", cancelled="2026-06-25", cycle_start="2026-06-01", last="2026-06-25", **TERM
        )
        lines = working(answer)
        assert lines[:2] == ["# the service ends on 2026-07-05", "  by the notice of the cancellation charge"]
        assert "  the terms are silent on a refund: none is counted" in lines
        assert "in all: 35.03 + 67.80 = 102.83, so you pay 102.83 CAD" in lines
        assert [*map(str, answer.about.clauses)] == ["terms s.1", "Service Terms s.7"]
        assert answer.value.not_counted == ("refund",)

    def test_a_charge_without_notice_and_a_day_that_no_clause_sets(self) -> None:
        answer = terms(FLAT).leave("31.00", **JUNE, **TERM)
        assert working(answer)[:2] == [
            "# the service ends on 2026-06-10",
            "  the terms set no day: taken as that of the cancellation",
        ]
        assert [*map(str, answer.about.clauses)] == ["terms s.1"]

    def test_a_refund_alone(self) -> None:
        in_term = terms(refund=BY_DAYS).leave("31.00", **JUNE, **TERM)
        assert "  the terms are silent on a charge for ending the term: none is counted" in working(in_term)
        assert by_day(in_term) == [("2026-06-10, cheapest", "0.00", "not said", "0.00", "0.00")]
        assert (in_term.value.not_counted, in_term.about.choices) == (("cancellation charge",), {})
        assert in_term.about.unheard == {"cancel_day", "month_length", "rounding"}
        # 31.00 x 20/30 is 20.666..., and 13 % of 20.67 are 2.69
        without = terms(refund=BY_DAYS).leave("31.00", **JUNE)
        assert by_day(without) == [("2026-06-10, cheapest", "0.00", "0.00", "23.36", "23.36 back")]
        assert (without.value.not_counted, without.about.unheard) == ((), frozenset())
        assert [*without.about.choices] == ["cancel_day", "month_length", "rounding"]

    def test_equipment_that_is_left_to_the_service_or_is_none(self) -> None:
        of_none = terms(refund=BY_DAYS).leave("31.00", **JUNE)
        assert "  the terms are silent on equipment" in working(of_none)
        assert not [line for line in brief(of_none) if "equipment" in line]


class TestNotes:
    """How facts are taken, and what the terms do not name, stands once."""

    def test_that_no_tax_is_in_it_is_said_once(self) -> None:
        # 30.00 is billed for July, and 30.00 x 21/31 = 20.32 of it comes back: both without a tax
        of = Terms(replace(terms(refund=BY_DAYS, customer_cancellation=NOTICE).agreement, tax=None, tax_clause=None))
        answer = of.leave("30.00", **JUNE)
        note = (
            "* these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13' where one was "
            "paid"
        )
        assert working(answer)[-3:] == [
            "# cheapest day to cancel from 2026-06-10 to 2026-06-10",
            "  2026-06-10: you pay 9.68 CAD",
            note,
        ]
        assert brief(answer)[-2:] == ["  2026-06-10: you pay 9.68 CAD", note]
        given_back = of.leave("30.00", **JUNE, tax_rate="0.10")
        assert not [line for line in working(given_back) if line.startswith("*")]

    def test_fees_that_hold_their_tax(self) -> None:
        # 31.00 x 6 with 13 % in it are 164.60 and 21.40
        answer = terms({**SHARE, "fees_hold_tax": True}).leave("31.00", **JUNE, **TERM)
        assert working(answer)[-3:] == [
            "# cheapest day to cancel from 2026-06-10 to 2026-06-10",
            "  2026-06-10: you pay 186.00 CAD",
            "* the monthly fee is taken with its tax, as the terms take it",
        ]
        assert brief(answer)[-1] == "* the monthly fee is taken with its tax, as the terms take it"

    def test_the_cycle_that_is_taken_where_none_is_given(self) -> None:
        taken = "* the cycle is taken as a month of the term, from 2026-06-01: give cycle_start where a bill says other"
        facts: dict[str, Any] = {"cancelled": "2026-06-10", "last": "2026-06-10", **TERM}
        assert working(terms(FLAT).leave("31.00", **facts))[-1] == taken
        assert taken not in working(terms(FLAT).leave("31.00", **facts, billing_day=1))
        assert taken not in working(terms(FLAT).leave("31.00", **facts, cycle_start="2026-06-01"))

    def test_a_fee_of_two_months(self) -> None:
        # 31.00 x 20/30 and 31.00 are 51.67, with 6.72
        answer = HOSTING.leave("62.00", **JUNE, fee_months=2, paid_until="2026-08-01")
        assert told(answer) == (
            "a cancellation on 2026-06-10 of a service at 62.00 ends it on 2026-06-10: you get back 58.39 CAD"
        )
        assert answer.about.asks_of_facts.template == "leaving at {monthly_fee}, cancelled {cancelled}"
        assert KOS.leave("31.00", **JUNE).about.asks_of_facts.template == (
            "leaving at {monthly_fee} a month, cancelled {cancelled}"
        )
        lines = working(answer)
        assert [line for line in lines if line.startswith(("* ", "  * "))] == lines[-1:]
        assert lines[-1] == (
            "* the clause gives back monthly fees by the days left in the last monthly cycle: whether a fee for 2 "
            "months is one, and whether the months after the cycle come back whole, it does not say"
        )
        assert len([line for line in lines if "the clause gives back monthly fees" in line]) == 1

    def test_what_the_law_gives_where_it_binds(self) -> None:
        bound = load("kos", service="dsl").for_customer(customer="consumer")
        answer = bound.leave("19.95", incentive="900.00", cancelled="2026-05-10", last="2026-05-10", **TERM)
        assert told(answer) == (
            "a cancellation on 2026-05-10 of a service at 19.95 a month ends it on 2026-05-10: by the terms you pay "
            "339.00 CAD, by the law you pay 323.73 CAD"
        )

    def test_where_no_rule_of_law_changes_a_sum_nothing_stands_beside_it(self) -> None:
        answer = KOS.leave("31.00", **JUNE)
        assert answer.about.data_beside(answer.value) == {}


class TestTable:
    """What leaving comes to, day by day, as lines of a table and as rows of a sheet."""

    BY_DAYS_LEFT = replace(cancellation_rule({**SHARE, "taxed": False}), remaining="by-days")

    def test_a_charge_that_falls_day_by_day(self) -> None:
        # 30.00 x (6 + 20/30) on 10 June, 30.00 x 6 on the 30th; 30.00 x (5 + 30/31) and (5 + 29/31) in July
        of = Terms(terms().agreement.with_rules(cancellation_charge=self.BY_DAYS_LEFT))
        answer = of.leave("30.00", cancelled="2026-06-10", cycle_start="2026-06-01", last="2026-07-02", **TERM)
        assert by_day(answer) == [
            ("2026-06-10", "0.00", "200.00", "not said", "200.00"),
            ("then less each day; on 2026-06-30, cheapest", "0.00", "180.00", "not said", "180.00"),
            ("2026-07-01", "33.90", "179.03", "not said", "212.93"),
            ("then less each day; on 2026-07-02", "33.90", "178.06", "not said", "211.96"),
        ]

    def test_a_long_one_is_cut_and_keeps_the_cheapest_day(self) -> None:
        def groups(answer: Answer[Leave]) -> list[tuple[str, int, str]]:
            grid = answer.about.grid(answer.value)
            assert grid is not None
            return [
                (phrase_text(one.title), len(one.rows), phrase_text(one.rows[-1][0]) if one.rows else "")
                for one in grid.groups
            ]

        # a row for each of the twelve months from July 2025 on, and a thirteenth for the first day of the next
        facts: dict[str, Any] = {"cancelled": "2025-07-10", **TERM}
        of = terms(FLAT)
        assert groups(of.leave("10.00", last="2026-06-30", **facts)) == [
            ("what leaving comes to, day by day", 12, "2026-06-01 to 2026-06-30")
        ]
        assert groups(of.leave("10.00", last="2026-07-01", **facts)) == [
            ("what leaving comes to, day by day", 12, "2026-06-01 to 2026-06-30"),
            ("and so on, up to 2026-07-01", 0, ""),
        ]
        assert groups(DSL.leave("19.95", incentive="900.00", cancelled="2025-05-10", **TERM)) == [
            ("what leaving comes to, day by day", 12, "2026-04-01 to 2026-04-30"),
            ("and so on, up to 2027-01-01", 1, "2027-01-01, cheapest"),
        ]

    def test_as_a_sheet(self) -> None:
        # a charge of 10 and 5 in October, 5 in November, in the 22nd and 23rd of 24 months
        answer = HOSTING.leave("59.95", cancelled="2026-10-31", last="2026-11-01", **TERM)
        sheet = answer.about.sheet
        head = ("cancelled", "ends", "bills_to_come", "cancellation_charge", "refund", "total", "cheapest")
        assert sheet == Sheet(
            head,
            (
                (date(2026, 10, 31), date(2026, 10, 31), cad(0), cad(67_74), cad(0), cad(67_74), "yes"),
                (date(2026, 11, 1), date(2026, 11, 1), cad(67_74), cad(33_88), cad(0), cad(101_62), None),
            ),
        )
        silent = BT.leave("30.00", **MAY).about.sheet
        assert silent is not None
        assert silent.rows[0][3:5] == (None, None)


class TestFacts:
    """Facts are checked as they are given, one fee or several, days as text."""

    def test_fees_in_a_list_or_alone(self) -> None:
        facts: dict[str, Any] = {"cancelled": "2026-06-10", "last": "2026-06-10", "term_start": "2026-06-01"}
        of = terms(FLAT)
        for fees in (["10.00", "20.00"], ("10.00", "20.00")):
            answer = of.leave(fees, **facts, term_months=2)
            assert answer.about.given[0] == (cad(10_00), cad(20_00))
        assert of.leave("10.00", **facts, term_months=2).about.given[0] == (cad(10_00),)

    def test_each_is_checked(self) -> None:
        facts: dict[str, Any] = {
            "cycle_start": "2026-06-01",
            "term_start": "2026-01-01",
            "term_months": 12,
            "incentive": "60.00",
            "last_invoice": "2026-05-28",
            "started": "2025-12-01",
            "billing_day": 1,
            "paid_until": "2026-07-01",
            "last": "2026-06-30",
            "tax_rate": "0.1",
        }
        rule = cancellation_rule({"kind": "incentive"})
        early = replace(BY_DAYS, all_back_within=14)
        answer = terms(refund=early, cancellation_charge=rule).leave("30.00", cancelled="2026-06-10", **facts)
        about: Any = answer.about
        assert (about.cancelled, about.cycle_start, about.term_start) == (
            date(2026, 6, 10),
            date(2026, 6, 1),
            date(2026, 1, 1),
        )
        assert (about.incentive, about.last_invoice, about.started) == (
            cad(60_00),
            date(2026, 5, 28),
            date(2025, 12, 1),
        )
        assert (about.billing_day, about.paid_until, about.last, str(about.tax_rate)) == (
            1,
            date(2026, 7, 1),
            date(2026, 6, 30),
            "1/10",
        )

    @pytest.mark.parametrize(
        ("fact", "message"),
        [
            (
                {"last_invoice": "May"},
                "last_invoice is 'May': give a date, or text as year-month-day, such as '2026-01-31'",
            ),
            ({"last": 5}, "last is 5: give a date, or text as year-month-day, such as '2026-01-31'"),
            ({"billing_day": 32}, "billing_day is 32: give a whole number from 1 to 31"),
            ({"term_months": 0}, "term_months is 0: give a whole number from 1 to 1200"),
            ({"fee_months": 0}, "fee_months is 0: give a whole number from 1 to 1200"),
            ({"incentive": "-1"}, "incentive is -1.00 CAD: give zero or more"),
            ({"taxed_as": "water"}, "taxed_as is 'water': choose from internet, voip, telephone, television, hosting"),
            (
                {"tax_rate": "13"},
                "tax_rate is '13': give a rate from 0 to 10, of at most 30 decimals, as text or a Decimal, such as "
                "'0.13'",
            ),
        ],
    )
    def test_what_is_none(self, fact: dict[str, Any], message: str) -> None:
        leave: Any = HOSTING.leave
        with pytest.raises(TelcoTermsError) as found:
            leave("30.00", **{**JUNE, **fact})
        assert str(found.value) == message

    def test_a_notice_in_business_days_is_counted_by_the_calendar(self) -> None:
        # 10 June 2026 is a Wednesday, and five business days later is the 17th
        notice = CustomerNotice(notice=MonthsAndDays(days=5, count="business-days"), clause=CLAUSE, says="")
        answer = terms(FLAT, refund=BY_DAYS, customer_cancellation=notice).leave("31.00", **JUNE)
        assert (answer.value.ends, answer.about.counts_open_days) == (date(2026, 6, 17), True)
        assert KOS.leave("31.00", **JUNE).about.counts_open_days is False

    def test_the_answer_in_words_and_as_a_picture(self) -> None:
        answer = terms(refund=BY_DAYS).leave("31.00", **JUNE)
        words = answer.about.in_words(answer.value)
        assert words is not None
        assert phrase_text(words) == "you get back 23.36 CAD"
        chart: Any = answer.about.picture
        assert (chart.points, answer.is_pictured) == (((date(2026, 6, 10), -23_36),), True)
        assert "ledger" not in answer.as_dict()

    def test_the_facts_on_which_two_terms_are_compared_and_their_order_in_a_command(self) -> None:
        # 60.00 x 20/30 of September are 40.00, with 13 % 45.20
        (facts,) = LeaveQuestion.compared
        leave: Any = HOSTING.leave
        assert leave(**facts).value.total == cad(-45_20)
        assert LeaveQuestion.in_order() == ("monthly_fee", "cancelled", "cycle_start")

    def test_the_day_that_decides_the_edition_and_those_of_the_law(self) -> None:
        in_term = HOSTING.leave("59.95", cancelled="2026-06-10", last="2026-06-10", cycle_start="2026-06-01", **TERM)
        assert (in_term.about.first_day, KOS.leave("31.00", **JUNE).about.first_day) == (
            date(2025, 1, 1),
            date(2026, 6, 1),
        )

        def looked_at(answer: Answer[Leave]) -> dict[str, tuple[str, object]]:
            found = {}
            for one in answer.about.looked_at(answer.value):
                assert one.about is not None
                found[phrase_text(one.about)] = (one.question.name, one.value)
            return found

        assert looked_at(in_term) == {
            "notice": ("customer_cancellation", date(2026, 6, 10)),
            "cancellation charge": ("cancellation_charge", in_term.value.on.charge),
            "refund": ("refund", in_term.value.on.refund),
        }
        assert looked_at(BT.leave("30.00", **MAY)) == {"notice": ("customer_cancellation", date(2026, 6, 9))}
        assert [*map(str, in_term.about.cited)] == ["Service Terms s.36"]
        assert [*map(str, BT.leave("30.00", **MAY).about.cited)] == []
