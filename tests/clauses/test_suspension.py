"""From which day on a service may be suspended for an unpaid bill."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Answer, InputError, MissingFactsError, NotInTermsError, Terms, load
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.conditions import Threshold
from telcoterms.agreement.numbers import NO_FACTS, Dated
from telcoterms.clauses.due_date import InvoiceFacts, NetDays, OnBill
from telcoterms.clauses.suspension import (
    SUSPENSION,
    DaysPastDue,
    SuspensionQuestion,
    earliest_suspension,
    suspension_steps,
)
from telcoterms.formats.svg_bars import BarChart
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.steps import Clause
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad, made, net
from tests.worked_cases import LAKESIDE

PROVIDERS = Path(__file__).parents[1] / "providers"


def of(name: str) -> Terms:
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


def terms_with(**numbers: Any) -> Terms:
    """Bills are due 10 days after their date."""
    return made(due_date=net(10), suspension=DaysPastDue(clause=CLAUSE, says="", **numbers))


class TestProviders:
    """The clauses of real providers."""

    @pytest.mark.parametrize(
        ("name", "facts", "day"),
        [
            ("national-carrier", {"issued": "2026-01-01", "due": "2026-01-22"}, date(2026, 2, 5)),  # 22 January + 14
            # received on the 5th, due on the 15th, 14 days later
            ("german-mobile", {"issued": "2026-01-01", "received": "2026-01-05", "amount": "15.50"}, date(2026, 1, 29)),
            ("german-mobile", {"issued": "2026-01-01", "received": "2026-01-05", "amount": "15.49"}, None),
            ("dealer-of-lines", {"issued": "2026-01-01"}, date(2026, 3, 2)),  # 30 days of January, 28, and 2 of March
            ("answering-desk", {"issued": "2026-01-01"}, date(2026, 4, 1)),  # due on 31 January; 28 + 31 + 1
            ("rural-carrier", {"issued": "2026-01-01"}, date(2026, 3, 12)),  # due on the 21st; 10 + 28 + 12
            # due on 31 January, 14 days past due on 14 February; a notice of the 5th is over by then
            ("line-company", {"issued": "2026-01-01", "notified": "2026-02-05"}, date(2026, 2, 14)),
            ("line-company", {"issued": "2026-01-01", "notified": "2026-02-12"}, date(2026, 2, 17)),
        ],
    )
    def test_the_earliest_day(self, name: str, facts: dict[str, Any], day: date | None) -> None:
        assert of(name).suspension(**facts).value == day

    def test_the_working_from_the_invoice_date(self) -> None:
        text = " ".join(str(of("dealer-of-lines").suspension("2026-01-01").working).split())
        assert "suspended from: 2026-01-01 + 60 days = 2026-03-02" in text
        assert "due date" not in text

    def test_the_due_date_of_a_way_is_cited(self) -> None:
        by_debit = NetDays(clause=Clause(CLAUSE.document, "99.9"), says="", days=20)
        due = NetDays(clause=CLAUSE, says="", days=10, way=(("direct-debit", by_debit),))
        terms = made(due_date=due, suspension=DaysPastDue(clause=CLAUSE, says="", days=3))
        assert terms.suspension("2026-01-01", way="direct-debit").clauses == (CLAUSE, by_debit.clause)
        assert terms.suspension("2026-01-01").clauses == (CLAUSE,)

    def test_never_is_said(self) -> None:
        answer = of("german-mobile").suspension("2026-01-01", received="2026-01-05", amount="15.49")
        text = " ".join(str(answer.working).split())
        assert "15.49 EUR unpaid, received 2026-01-05, by A German mobile provider's Terms of 2026-11-21" in text
        assert "never: too little is unpaid" in text
        assert "amount 15.49: less than 15.50, so the service may not be suspended" in text
        assert "suspended from" not in text
        assert answer.as_dict()["figure"] is None


class TestDaysPastDue:
    """A service may be suspended so many months and days after the due date, or after the invoice date."""

    def test_months_then_days(self) -> None:
        # due on 31 January; a month later is 28 February, two days later 2 March
        answer = terms_with(months=1, days=2).suspension("2026-01-21")
        assert answer.value == date(2026, 3, 2)
        assert "suspended from: 2026-01-31 + 1 month + 2 days = 2026-03-02" in " ".join(str(answer.working).split())

    def test_months_alone(self) -> None:
        assert terms_with(months=1).suspension("2026-01-21").value == date(2026, 2, 28)

    def test_business_days(self) -> None:
        # due on Thursday 2 April; 3 April is Good Friday: Monday the 6th and Tuesday the 7th
        answer = terms_with(days=2, count="business-days").suspension("2026-03-23")
        assert answer.value == date(2026, 4, 7)
        text = " ".join(str(answer.working).split())
        assert "suspended from: 2026-04-02 + 2 business days = 2026-04-07" in text
        assert "counted by the calendar ontario-and-federal" in text

    def test_a_notice_of_business_days(self) -> None:
        terms = terms_with(days=1, notice=MonthsAndDays(days=5, count="business-days"))
        answer = terms.suspension("2026-01-01", notified="2026-04-02")
        assert answer.value == date(2026, 4, 10)  # 6, 7, 8, 9, 10 April
        assert "the later of 2026-01-12 and 2026-04-10: 2026-04-10" in " ".join(str(answer.working).split())

    @pytest.mark.parametrize(
        ("threshold", "amount", "day", "said"),
        [
            (Threshold(over=cad(1000)), "10.01", date(2026, 1, 12), "amount 10.01: more than 10.00, so"),
            (Threshold(over=cad(1000)), "10.00", None, "no more than 10.00, so the service may not be suspended"),
            (Threshold(at_least=cad(1000)), "10.00", date(2026, 1, 12), "10.00: 10.00 or more, so the service may be"),
            (Threshold(at_least=cad(1000)), "9.99", None, "less than 10.00, so the service may not be suspended"),
        ],
    )
    def test_nothing_is_suspended_below_an_amount(
        self, threshold: Threshold, amount: str, day: date | None, said: str
    ) -> None:
        answer = terms_with(days=1, threshold=threshold).suspension("2026-01-01", amount=amount)
        assert answer.value == day
        assert said in " ".join(str(answer.working).split())

    def test_the_amount_is_that_of_the_day(self) -> None:
        least = Dated(((date(2026, 1, 1), cad(1000)), (date(2026, 2, 1), cad(2000))))
        terms = terms_with(days=1, threshold=Threshold(at_least=least))
        assert terms.suspension("2026-01-01", amount="15.00").value == date(2026, 1, 12)
        assert terms.suspension("2026-02-01", amount="15.00").value is None

    @given(st.integers(1, 90), st.integers(0, 90))
    def test_a_later_notice_never_makes_it_earlier(self, days: int, later: int) -> None:
        terms = terms_with(days=days, notice=MonthsAndDays(days=5))
        first = terms.suspension("2026-01-01", notified="2026-01-20").value
        second = terms.suspension("2026-01-01", notified=date.fromordinal(date(2026, 1, 20).toordinal() + later)).value
        assert first is not None
        assert second is not None
        assert first <= second


class TestFacts:
    """A fact on which the day rests is asked for, and one on which it does not rest is refused."""

    def test_a_notice_that_is_missing(self) -> None:
        with refused(MissingFactsError, "by these terms (Terms s.2) a suspension depends on notified: give it"):
            of("line-company").suspension("2026-01-01")

    def test_an_amount_that_is_missing(self) -> None:
        with refused(MissingFactsError, "a suspension depends on amount: give it"):
            of("german-mobile").suspension("2026-01-01", received="2026-01-05")

    def test_facts_that_do_not_matter(self) -> None:
        with refused(InputError, "a suspension does not depend on notified: leave it out"):
            of("rural-carrier").suspension("2026-01-01", notified="2026-02-01")
        with refused(InputError, "a suspension does not depend on amount: leave it out"):
            of("rural-carrier").suspension("2026-01-01", amount=10)
        with refused(InputError, "these terms (Terms s.1) count from the invoice date: leave due out"):
            of("dealer-of-lines").suspension("2026-01-01", due="2026-01-21")
        with refused(InputError, "leave out due"):
            of("rural-carrier").suspension("2026-01-01", due="2026-01-21")

    def test_what_is_needed(self) -> None:
        asked = KOS.asked("due_date", (date(2026, 1, 1), *[None] * 7))
        assert asked.needed(KOS.agreement) == ("issued",)
        question = of("german-mobile").suspension("2026-01-01", received="2026-01-05", amount=20).about
        needed = {name: question.needed(of(name).agreement) for name in ("german-mobile", "line-company")}
        assert needed == {"german-mobile": ("issued", "received", "amount"), "line-company": ("issued", "notified")}
        assert question.needed(of("dealer-of-lines").agreement) == ("issued",)
        assert question.needed(KOS.agreement) == ("issued",)

    def test_its_figures_stand_in_the_section_that_it_cites(self) -> None:
        figures = {taken.figure for taken in taken_figures(SUSPENSION.of(LAKESIDE.agreement), "suspension")}
        assert figures == {"14 days", "5 business days", "10.00 CAD"}
        assert LAKESIDE.remarks() == ()

    def test_terms_that_are_silent(self) -> None:
        with refused(NotInTermsError, "hold no rule on suspension, but Service Terms s.35 bears on it (from which day"):
            KOS.suspension("2026-01-01")

    def test_numbers_that_say_nothing(self) -> None:
        with refused(InputError, "months and days are both 0", "such as days = 14"):
            DaysPastDue(clause=CLAUSE, says="")
        with refused(InputError, "threshold has neither over nor from"):
            Threshold()
        with refused(InputError, "threshold has over and from: keep one"):
            Threshold(over=cad(1), at_least=cad(1))


class TestPicture:
    """The days of the bill in order."""

    def days(self, answer: Answer[Any]) -> list[tuple[str, str]]:
        chart = answer.about.picture
        assert isinstance(chart, BarChart)
        return [(phrase_text(bar.what), phrase_text(bar.name)) for bar in chart.panels[0].bars]

    def test_a_notice(self) -> None:
        assert self.days(of("line-company").suspension("2026-01-01", notified="2026-02-12")) == [
            ("2026-01-01", "invoice date"),
            ("2026-01-31", "due date"),
            ("2026-02-12", "notice of suspension"),
            ("2026-02-17", "first day on which the service may be suspended"),
        ]

    def test_from_the_invoice_date(self) -> None:
        assert self.days(of("dealer-of-lines").suspension("2026-01-01")) == [
            ("2026-01-01", "invoice date"),
            ("2026-03-02", "first day on which the service may be suspended"),
        ]

    def test_too_little_is_unpaid(self) -> None:
        answer = terms_with(days=1, threshold=Threshold(over=cad(1000))).suspension("2026-01-01", amount="10.00")
        assert self.days(answer) == [
            ("2026-01-01", "invoice date"),
            ("2026-01-11", "due date"),
            ("2026-04-01", "last day to dispute"),
        ]


class TestWorkingAndWords:
    """The lines of a suspension, the answer in a sentence, and what the rule says of its figures."""

    def lines(self, answer: Answer[Any]) -> list[str]:
        return [phrase_text(line.phrase) for line in answer.about.working()]

    def test_from_the_due_date_with_an_amount_and_a_notice(self) -> None:
        # due on 11 January, 14 days later the 25th; 20 January and 7 days is the 27th
        terms = terms_with(days=14, notice=MonthsAndDays(days=7), threshold=Threshold(at_least=cad(1000)))
        answer = terms.suspension("2026-01-01", amount="10.00", notified="2026-01-20")
        assert answer.value == date(2026, 1, 27)
        assert self.lines(answer) == [
            "due date: 2026-01-01 + 10 days = 2026-01-11",
            "amount 10.00: 10.00 or more, so the service may be suspended",
            "suspended from: 2026-01-11 + 14 days = 2026-01-25",
            "after the notice: 2026-01-20 + 7 days = 2026-01-27",
            "the later of 2026-01-25 and 2026-01-27: 2026-01-27",
        ]

    def test_nothing_is_unpaid(self) -> None:
        answer = terms_with(days=14, threshold=Threshold(over=cad(0))).suspension("2026-01-01", amount=0)
        assert self.lines(answer) == [
            "due date: 2026-01-01 + 10 days = 2026-01-11",
            "amount 0.00: no more than 0.00, so the service may not be suspended",
        ]

    def test_of_facts_that_are_left_out_the_working_says_nothing(self) -> None:
        # what is unpaid, where it is not said, is nothing; and without a notice nothing is said of one
        rule = DaysPastDue(days=14, threshold=Threshold(over=cad(0)), clause=CLAUSE, says="")
        noticed = DaysPastDue(days=14, notice=MonthsAndDays(days=7), clause=CLAUSE, says="")
        terms = made(due_date=net(10), suspension=rule)
        invoice = InvoiceFacts.of("2026-01-01", None, None, None, None)
        unpaid, alone = (
            [phrase_text(line.phrase) for line in suspension_steps(terms.agreement, one, invoice, None, None, NO_FACTS)]
            for one in (rule, noticed)
        )
        assert unpaid[1:] == ["amount 0.00: no more than 0.00, so the service may not be suspended"]
        assert alone[1:] == ["suspended from: 2026-01-11 + 14 days = 2026-01-25"]
        assert earliest_suspension(
            terms.agreement, replace(noticed, notice=None), invoice, None, None, NO_FACTS
        ) == date(2026, 1, 25)

    @pytest.mark.parametrize(
        ("amount", "told", "in_words"),
        [
            ("10.00", "a service may be suspended from 2026-01-25 on for an unpaid bill dated 2026-01-01", None),
            (
                "9.99",
                "too little of a bill dated 2026-01-01 is unpaid for a suspension",
                "never: too little is unpaid",
            ),
        ],
    )
    def test_in_a_sentence(self, amount: str, told: str, in_words: str | None) -> None:
        answer = terms_with(days=14, threshold=Threshold(at_least=cad(1000))).suspension("2026-01-01", amount=amount)
        assert phrase_text(answer.about.told(answer.value)) == told
        headline = answer.about.in_words(answer.value)
        assert (None if headline is None else phrase_text(headline)) == in_words

    def test_the_clause_of_the_due_date_is_cited_where_the_days_count_from_it(self) -> None:
        due, suspended = Clause("Terms", "2"), DaysPastDue(days=14, clause=CLAUSE, says="")
        terms = made(due_date=NetDays(days=10, clause=due, says=""), suspension=suspended)
        assert terms.suspension("2026-01-01").clauses == (CLAUSE, due)
        from_invoice = made(suspension=replace(suspended, counted_from="invoice-date"))
        assert from_invoice.suspension("2026-01-01").clauses == (CLAUSE,)

    @pytest.mark.parametrize(
        ("numbers", "field", "figure"),
        [
            ({"days": 14}, "days", "13 days"),
            ({"days": 14}, "months", None),
            ({"months": 1}, "days", None),
        ],
    )
    def test_a_section_may_name_the_days_within_which_a_bill_is_to_be_paid(
        self, numbers: dict[str, Any], field: str, figure: str | None
    ) -> None:
        assert DaysPastDue(clause=CLAUSE, says="", **numbers).stated_otherwise(field) == figure

    @pytest.mark.parametrize(
        ("numbers", "keys"),
        [
            ({"count": "business-days"}, (("count",),)),
            ({"notice": MonthsAndDays(days=5, count="business-days")}, (("notice",),)),
            ({"notice": MonthsAndDays(days=5)}, ()),
            ({}, ()),
        ],
    )
    def test_which_keys_count_open_days(self, numbers: dict[str, Any], keys: tuple[tuple[str, ...], ...]) -> None:
        assert DaysPastDue(days=2, clause=CLAUSE, says="", **numbers).open_day_keys == keys

    def test_from_the_invoice_date_the_facts_of_the_due_date_are_not_needed(self) -> None:
        on_its_face = made(
            due_date=OnBill(clause=CLAUSE, says=""), suspension=DaysPastDue(days=2, clause=CLAUSE, says="")
        )
        needed = SuspensionQuestion.needed(on_its_face.agreement)
        assert needed == ("issued", "due")
        from_invoice = DaysPastDue(days=2, counted_from="invoice-date", clause=CLAUSE, says="")
        terms = made(due_date=OnBill(clause=CLAUSE, says=""), suspension=from_invoice)
        assert SuspensionQuestion.needed(terms.agreement) == ("issued",)
