"""From which day on the customer's own cancellation takes effect."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import Answer, DayError, InputError, Terms, UnknownNameError, load
from telcoterms.agreement.law import EndsOnReceipt, NoticeBelow, ServicesOfKind
from telcoterms.clauses.customer_cancellation import (
    CustomerNotice,
    OnReceipt,
    customer_cancellation_steps,
    day_is_by_law,
    longest_notice,
    takes_effect_on,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.notices import Ends, MonthsAndDays
from telcoterms.values.steps import Clause
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, made


def words_of(answer: Answer[date]) -> str:
    """The lines of the working."""
    return "\n".join(phrase_text(line.phrase) for line in answer.steps)


DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


class TestOnReceipt:
    """It takes effect on the day on which the provider receives the notice."""

    def test_on_that_day(self) -> None:
        answer = KOS.customer_cancellation(received="2026-06-10")
        assert answer.value == date(2026, 6, 10)
        assert [str(clause) for clause in answer.clauses] == ["Service Terms s.33", "CRTC 2014-576"]

    def test_the_terms_let_the_customer_cancel_and_the_law_fixes_the_day(self) -> None:
        free, day = load("kos", service="dsl").customer_cancellation(received="2026-06-10").steps
        assert (free.clauses, day.clauses) == ((Clause("Service Terms", "33"),), (Clause("CRTC 2014-576", ""),))
        assert dict(day.phrase.values) == {"received": date(2026, 6, 10)}

    def test_terms_that_fix_the_day_themselves_are_cited_for_it(self) -> None:
        terms = Terms(KOS.agreement.with_rules(customer_cancellation=OnReceipt(clause=CLAUSE, says="")))
        answer = terms.customer_cancellation(received="2026-06-10")
        assert answer.clauses == (CLAUSE,)
        assert [line.clauses for line in answer.steps] == [(CLAUSE,)]

    def test_a_rule_that_the_table_of_law_does_not_have(self) -> None:
        terms = Terms(KOS.agreement.with_rules(customer_cancellation=OnReceipt(law="crtc-1", clause=CLAUSE, says="")))
        with refused(UnknownNameError, "the table of law canada has no rule 'crtc-1'", "crtc-2014-576"):
            terms.customer_cancellation(received="2026-06-10").clauses  # noqa: B018

    def test_the_heading_says_that_the_regulator_fixes_the_day(self) -> None:
        answer = load("kos", service="dsl").customer_cancellation(received="2026-06-10")
        assert phrase_text(answer.heading()).endswith(": 2026-06-10 by CRTC 2014-576")

    def test_without_a_service_it_depends_on_it_whether_the_rule_binds(self) -> None:
        answer = KOS.customer_cancellation(received="2026-06-10")  # hosting and colocation are not bound, the rest is
        assert phrase_text(answer.heading()).endswith(": 2026-06-10 by CRTC 2014-576, where that binds")
        assert "whether CRTC 2014-576 binds depends on the service; where it does not, no day is set" in words_of(
            answer
        )

    def test_the_day_before_the_rule_is_in_force_no_day_is_set(self) -> None:
        answer = load("kos", service="dsl").customer_cancellation(received="2015-01-22")
        assert answer.value == date(2015, 1, 22)
        assert [str(clause) for clause in answer.clauses] == ["Service Terms s.33"]
        assert "CRTC 2014-576, in force from 2015-01-23 on, does not fix it" in words_of(answer)
        assert phrase_text(answer.heading()).endswith(": 2015-01-22, the day of the notice; no day is set")

    def test_a_service_that_the_rule_does_not_bind_has_no_day(self) -> None:
        law = KOS.agreement.provider_law
        assert law is not None
        hosting = Terms(replace(KOS.agreement, provider_law=replace(law, services=(ServicesOfKind(kind="other"),))))
        answer = hosting.customer_cancellation(received="2026-06-10")
        assert [str(clause) for clause in answer.clauses] == ["Service Terms s.33"]
        assert "CRTC 2014-576 does not bind here" in words_of(answer)

    @given(DAYS)
    def test_every_day_is_its_own(self, received: date) -> None:
        rule = OnReceipt(clause=CLAUSE, says="")
        assert takes_effect_on(rule, received) == received
        (line,) = customer_cancellation_steps(rule, received)
        assert dict(line.phrase.values) == {"received": received}


def noticed(ends: Ends = "after-notice", **notice: Any) -> CustomerNotice:
    """A clause that asks for notice."""
    return CustomerNotice(notice=MonthsAndDays(**notice), ends=ends, clause=CLAUSE, says="")


class TestNotice:
    """It takes effect so long after it: the day of the receipt is not counted, the last one is."""

    @pytest.mark.parametrize(
        ("rule", "effective", "said"),
        [
            (noticed(months=1, days=10), "2026-03-10", "2026-01-31 + 1 month + 10 days = 2026-03-10"),
            (noticed(months=1), "2026-02-28", "2026-01-31 + 1 month = 2026-02-28"),
            (noticed("month-end", days=1), "2026-02-28", "at the end of the month: 2026-02-28"),
            (noticed(days=2, count="business-days"), "2026-02-03", "2026-01-31 + 2 business days = 2026-02-03"),
            (CustomerNotice(ends="month-end", clause=CLAUSE, says=""), "2026-01-31", "the month: 2026-01-31"),
            (CustomerNotice(clause=CLAUSE, says=""), "2026-01-31", "takes effect: 2026-01-31 = 2026-01-31"),
        ],
    )
    def test_months_days_and_the_end_of_a_month(self, rule: CustomerNotice, effective: str, said: str) -> None:
        answer = made(customer_cancellation=rule).customer_cancellation(received="2026-01-31")
        assert answer.value.isoformat() == effective
        assert said in words_of(answer)

    @pytest.mark.parametrize(
        ("by_day", "received", "effective", "said"),
        [
            (1, "2026-06-01", "2026-06-30", "received by day 1 of the month"),
            (1, "2026-06-02", "2026-07-31", "received after day 1 of the month"),
            (15, "2026-01-15", "2026-01-31", "at the end of the month: 2026-01-31"),
            (15, "2026-01-31", "2026-02-28", "at the end of the next: 2026-02-28"),
            (31, "2026-04-30", "2026-04-30", "received by day 31"),
        ],
    )
    def test_a_day_of_the_month_decides(self, by_day: int, received: str, effective: str, said: str) -> None:
        rule = CustomerNotice(ends="month-end", by_day=by_day, clause=CLAUSE, says="")
        answer = made(customer_cancellation=rule).customer_cancellation(received=received)
        assert answer.value.isoformat() == effective
        assert said in words_of(answer)

    def test_a_day_of_the_month_may_leave_nearly_two_months(self) -> None:
        # received on 2 July, after the 1st: until 31 August are 60 days; two months have at most 62
        rule = CustomerNotice(ends="month-end", by_day=1, clause=CLAUSE, says="")
        answer = made(customer_cancellation=rule).customer_cancellation(received="2026-07-02")
        assert (answer.value - date(2026, 7, 2)).days == 60
        assert longest_notice(rule) == 61

    def test_a_day_of_the_month_takes_the_end_of_a_month_and_no_notice(self) -> None:
        alone = CustomerNotice(by_day=15, clause=CLAUSE, says="")
        for rule in (alone, replace(alone, ends="month-end", notice=MonthsAndDays(months=1))):
            with refused(InputError, "by_day is 15", "ends = 'month-end'"):
                rule.check()

    @pytest.mark.parametrize(
        ("name", "received", "effective"),
        [
            ("seven-working-days", "2026-01-20", "2026-01-30"),  # 21, 22, 23, 27, 28, 29, 30: the 26th is closed
            ("town-fibre", "2026-02-10", "2026-02-28"),
        ],
    )
    def test_of_two_providers(self, name: str, received: str, effective: str) -> None:
        terms = load(Path(__file__).parents[1] / "providers" / f"{name}-2026-11-21.toml")
        assert terms.customer_cancellation(received=received).value.isoformat() == effective

    @given(DAYS, st.integers(0, 400))
    def test_the_number_of_days_is_their_difference(self, received: date, days: int) -> None:
        rule, effective = noticed(days=days), received + timedelta(days=days)
        assert takes_effect_on(rule, received) == effective
        (line,) = customer_cancellation_steps(rule, received)
        assert dict(line.phrase.values)["day"] == effective

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 30 days lies outside the years 1 to 9999"):
            takes_effect_on(noticed(days=30), date.max)


class TestWords:
    """The answer in a sentence and in its heading, with what fixes the day."""

    @pytest.mark.parametrize(
        ("terms", "received", "told", "in_words"),
        [
            (
                made(customer_cancellation=OnReceipt(clause=CLAUSE, says="")),
                "2026-06-10",
                "a cancellation received on 2026-06-10 takes effect on 2026-06-10",
                "2026-06-10",
            ),
            (
                load("kos", service="dsl"),
                "2026-06-10",
                "a cancellation received on 2026-06-10 takes effect on 2026-06-10 by CRTC 2014-576",
                "2026-06-10 by CRTC 2014-576",
            ),
            (
                KOS,
                "2026-06-10",
                "a cancellation received on 2026-06-10 takes effect on 2026-06-10 where CRTC 2014-576 binds",
                "2026-06-10 by CRTC 2014-576, where that binds",
            ),
            (
                load("kos", service="dsl"),
                "2015-01-22",
                "a cancellation received on 2015-01-22 has no set day: it is taken to take effect on 2015-01-22",
                "2015-01-22, the day of the notice; no day is set",
            ),
        ],
    )
    def test_what_fixes_the_day(self, terms: Terms, received: str, told: str, in_words: str) -> None:
        answer = terms.customer_cancellation(received=received)
        assert phrase_text(answer.about.told(answer.value)) == told
        said = answer.about.in_words(answer.value)
        assert said is not None
        assert phrase_text(said) == in_words

    def test_the_lines_where_it_depends_on_the_service(self) -> None:
        lines = [
            (line.indent, phrase_text(line.phrase))
            for line in KOS.customer_cancellation(received="2026-06-10").about.working()
        ]
        assert lines == [
            (0, "the customer may cancel at any time; no day is set on which that takes effect"),
            (0, "the cancellation takes effect on the day on which its notice is received: 2026-06-10"),
            (1, "whether CRTC 2014-576 binds depends on the service; where it does not, no day is set"),
        ]


class TestTheRule:
    """How long a notice can be, what counts open days, and who fixes the day."""

    @pytest.mark.parametrize(
        ("rule", "longest"),
        [
            (OnReceipt(clause=CLAUSE, says=""), 0),
            (CustomerNotice(clause=CLAUSE, says=""), 0),
            (noticed(days=30), 30),
            (noticed(months=1, days=10), 41),
            (noticed("month-end", months=1, days=10), 71),  # and up to 30 days to the end of a month
            (CustomerNotice(ends="month-end", clause=CLAUSE, says=""), 30),
            (noticed(days=2, count="business-days"), None),
        ],
    )
    def test_the_longest_notice(self, rule: CustomerNotice | OnReceipt, longest: int | None) -> None:
        assert longest_notice(rule) == longest

    @pytest.mark.parametrize(
        ("rule", "counts"),
        [
            (noticed(days=2, count="business-days"), True),
            (noticed(days=2), False),
            (CustomerNotice(clause=CLAUSE, says=""), False),
        ],
    )
    def test_what_counts_open_days(self, rule: CustomerNotice, counts: bool) -> None:
        assert rule.counts_open_days is counts
        assert rule.open_day_keys == ((("notice", "count"),) if counts else ())
        assert (
            made(customer_cancellation=rule).customer_cancellation(received="2026-06-10").about.counts_open_days
            is counts
        )

    @pytest.mark.parametrize(
        ("rule", "is_by_law"),
        [
            (OnReceipt(law="crtc-2014-576", clause=CLAUSE, says=""), True),
            (OnReceipt(clause=CLAUSE, says=""), False),
            (noticed(days=2), False),
            (None, False),
        ],
    )
    def test_whether_a_rule_of_law_fixes_the_day(
        self, rule: CustomerNotice | OnReceipt | None, is_by_law: bool
    ) -> None:
        assert day_is_by_law(rule) is is_by_law


class TestByLaw:
    """The day by a rule that ends a service on receipt, and by one that allows less than 30 days of notice."""

    def found(self, version: EndsOnReceipt | NoticeBelow, days: int) -> tuple[str, Any, bool]:
        answer = made(customer_cancellation=noticed(days=days)).customer_cancellation(received="2026-06-10")
        found = answer.about.by_law(version, answer.value)
        assert found is not None
        return phrase_text(found.says), found.figure, found.shown

    @pytest.mark.parametrize(("days", "shown"), [(0, False), (1, True)])
    def test_on_receipt(self, days: int, shown: bool) -> None:
        version = EndsOnReceipt(says="It says so.", source="A source", dated="undated")
        said = "it takes effect on the day of receipt, 2026-06-10"
        assert self.found(version, days) == (said, date(2026, 6, 10), shown)

    @pytest.mark.parametrize(("days", "shown"), [(28, False), (29, False), (30, True)])
    def test_a_notice_below_30_days(self, days: int, shown: bool) -> None:
        # 29 days after 10 June: 20 of June, and 9 of July
        version = NoticeBelow(days=30, says="It says so.", source="A source", dated="undated")
        said = "under 30 days' notice, so by 2026-07-09 at the latest"
        assert self.found(version, days) == (said, date(2026, 7, 9), shown)
