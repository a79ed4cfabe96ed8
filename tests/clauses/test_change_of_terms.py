"""How early changed terms take effect, and from which day they bind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import ChangeOfTerms, DayError, InputError, Terms
from telcoterms.agreement.law import NoticeOfChange
from telcoterms.clauses.change_of_terms import (
    CHANGE_OF_TERMS,
    NoticeAndContinuedUse,
    NoticeOnly,
    change_of_terms_steps,
    days_of_change,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.periods import in_days
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
COUNTS = st.integers(0, 120)


def rule_of(notice_days: int, use_days: int) -> NoticeAndContinuedUse:
    return NoticeAndContinuedUse(notice_days=notice_days, use_days=use_days, clause=CLAUSE, says="")


class TestNoticeAndContinuedUse:
    """A change is effective so many days after its notice or later, and binds who still uses the service after more."""

    def test_at_the_earliest_it_binds_from_3_march(self) -> None:
        # effective 31 January: its 30th day, 28 February + 2 days, is 2 March and still free; the 31st is 3 March
        value = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31").value
        assert value == ChangeOfTerms(date(2026, 1, 31), date(2026, 3, 3), date(2026, 3, 2))

    def test_it_binds_on_the_day_after_the_thirtieth_from_the_effective_date(self) -> None:
        # effective 15 February: 13 days are left of it, 17 more in March are free; the next is 18 March
        value = KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15").value
        assert value == ChangeOfTerms(date(2026, 1, 31), date(2026, 3, 18), date(2026, 3, 17))

    def test_the_last_day_to_leave_cites_the_section_that_lets_the_customer_leave(self) -> None:
        *_, line, _ = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31").steps[:5]
        assert [str(clause) for clause in line.clauses] == ["Service Terms s.6"]
        assert dict(line.phrase.values) == {"binds_from": date(2026, 3, 3), "cancel_by": date(2026, 3, 2)}

    @pytest.mark.parametrize("effective", ["2026-01-30", "2026-01-01", "2025-12-31"])
    def test_an_effective_date_that_is_too_early(self, effective: str) -> None:
        said = f"effective is {effective}, but 30 days after the notice of 2026-01-01 is 2026-01-31 (Service Terms s.5)"
        with refused(InputError, said, "give an effective date that is not before that day"):
            KOS.change_of_terms(notice="2026-01-01", effective=effective)

    @given(DAYS, COUNTS, COUNTS, st.integers(-50, 200))
    def test_the_days_are_counted_from_the_notice_and_from_the_effective_date(
        self, notice: date, notice_days: int, use_days: int, later: int
    ) -> None:
        rule, effective = rule_of(notice_days, use_days), notice + timedelta(days=later)
        if later < notice_days:
            with refused(InputError, "after the notice of"):
                days_of_change(rule, notice, effective)
            return
        found = days_of_change(rule, notice, effective)
        assert found.earliest - notice == timedelta(days=notice_days)
        assert found.cancel_by - effective == timedelta(days=use_days)
        assert found.binds_from - found.cancel_by == timedelta(days=1)
        first, second, third, fourth = (
            dict(one.phrase.values) for one in change_of_terms_steps(rule, notice, effective)
        )
        assert first == {
            "notice": notice,
            "count": notice_days,
            "days": in_days(notice_days),
            "earliest": found.earliest,
        }
        assert second == {"effective": effective}
        assert third == {"effective": effective, "days": in_days(use_days), "binds_from": found.binds_from}
        assert fourth == {"binds_from": found.binds_from, "cancel_by": found.cancel_by}

    def test_as_data_and_in_a_line(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31")
        assert answer.value.as_dict() == {
            "earliest": "2026-01-31",
            "binds_from": "2026-03-03",
            "cancel_by": "2026-03-02",
        }
        assert repr(answer) == (
            "<change of terms: earliest 2026-01-31, leave by 2026-03-02, binds from 2026-03-03  "
            "[Service Terms s.5, s.6]>"
        )

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-02 + 31 days lies outside the years 1 to 9999"):
            KOS.change_of_terms(notice="2026-01-01", effective="9999-12-02")


class TestNoticeOnly:
    """A change is effective so many days after its notice or later, and binds from its effective date."""

    def test_it_binds_from_its_effective_date_and_the_day_before_is_the_last_to_leave(self) -> None:
        rule = NoticeOnly(notice_days=60, clause=CLAUSE, says="")
        found = days_of_change(rule, date(2026, 1, 1), date(2026, 3, 10))
        assert found == ChangeOfTerms(date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 9))
        *_, binding, leaving = change_of_terms_steps(rule, date(2026, 1, 1), date(2026, 3, 10))
        assert dict(binding.phrase.values) == {"binds_from": date(2026, 3, 10)}
        assert leaving.clauses == (CLAUSE,)


class TestNoticePeriod:
    """At least 30 days' notice: the day of effect is the 30th, or comes after 30 clear days."""

    def test_the_day_of_effect_is_counted_unless_another_reading_is_taken(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15")
        assert answer.readings == {"notice_period": "day-of-effect-counted"}
        assert "Legislation Act, 2006, s.89(3)" in " ".join(str(answer.working).split())

    def test_clear_days_leave_out_both_the_day_of_the_notice_and_that_of_effect(self) -> None:
        # 2 to 31 January are 30 clear days; 1 February is the day of effect
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15").under(notice_period="clear-days")
        assert answer.value == ChangeOfTerms(date(2026, 2, 1), date(2026, 3, 18), date(2026, 3, 17))
        assert "after 30 clear days: 2026-01-01 + 30 days + 1 day = 2026-02-01" in " ".join(str(answer.working).split())

    def test_the_range_is_over_the_earliest_day(self) -> None:
        across = KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15").across_readings()
        assert [(str(day), conditions) for day, conditions in across.groups()] == [
            ("2026-01-31", ["notice_period day-of-effect-counted"]),
            ("2026-02-01", ["notice_period clear-days"]),
        ]

    def test_a_day_that_clear_days_reject_is_not_in_the_range_but_named_there(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31")
        said = "under notice_period clear-days this effective date is too early: the earliest is 2026-02-01"
        assert said in " ".join(str(answer.working).split())
        assert len(answer.across_readings().combinations) == 1

    def test_clear_days_reject_an_effective_date_thirty_days_after_the_notice(self) -> None:
        clear = KOS.under(change_of_terms={"notice_period": "clear-days"})
        with refused(
            InputError,
            "effective is 2026-01-31, but after 30 clear days from the notice of 2026-01-01 it is 2026-02-01",
        ):
            clear.change_of_terms(notice="2026-01-01", effective="2026-01-31")


def test_the_range_says_that_a_reading_rejects_the_effective_date() -> None:
    # 30 days after 1 January is the 31st; clear days ask for 1 February
    across = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31").across_readings()
    assert "2026-01-31 under every reading that does not reject these facts" in str(across)


class TestWords:
    """The answer in a sentence, the readings under which it would be too early, its clauses, and the law beside it."""

    def test_in_a_sentence(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-03-15")
        assert phrase_text(answer.about.told(answer.value)) == (
            "a change of terms with notice of 2026-01-01 takes effect on 2026-01-31 at the earliest; effective "
            "2026-03-15, it binds from 2026-04-15 on, and 2026-04-14 is the last day to leave before that"
        )

    @pytest.mark.parametrize(
        ("effective", "told"),
        [
            (
                "2026-01-31",
                ["under notice_period clear-days this effective date is too early: the earliest is 2026-02-01"],
            ),
            ("2026-02-01", []),
        ],
    )
    def test_a_reading_under_which_it_is_too_early(self, effective: str, told: list[str]) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective=effective)
        assert [phrase_text(line.phrase) for line in answer.about.working() if line.part == "range"] == told

    def test_the_clause_that_lets_the_customer_leave_is_cited_where_there_is_one(self) -> None:
        rule = CHANGE_OF_TERMS.of(KOS.agreement)
        alone = Terms(KOS.agreement.with_rules(change_of_terms=replace(rule, cancel_clause=None)))
        cited = [
            [str(one) for one in terms.change_of_terms(notice="2026-01-01", effective="2026-03-15").clauses]
            for terms in (KOS, alone)
        ]
        assert cited == [["Service Terms s.5", "Service Terms s.6"], ["Service Terms s.5"]]

    def test_a_rule_on_the_days_of_notice(self) -> None:
        # 45 days after 1 January: 30 left of January, and 15 of February
        version = NoticeOfChange(days=45, says="It says so.", source="A source", dated="undated")
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-03-15")
        found = answer.about.by_law(version, answer.value)
        assert found is not None
        assert found.figure == date(2026, 2, 15)
        assert phrase_text(found.says) == (
            "a change needs 45 days' notice, so 2026-02-15 at the earliest, and lets the customer leave"
        )
