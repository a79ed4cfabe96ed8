"""Until when a bill can be disputed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import InputError, Terms, load
from telcoterms.agreement.law import ActionWithinYears
from telcoterms.clauses.dispute import (
    DisputeWindow,
    WithinDays,
    dispute_by_law,
    dispute_steps,
    dispute_window,
    last_day_to_dispute,
    last_days,
)
from telcoterms.formats.svg_bars import BarChart
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, made

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def within(days: int) -> WithinDays:
    return WithinDays(days=days, clause=CLAUSE, says="")


class TestWithinDays:
    """Fees can be questioned up to and including so many days after the invoice date; then they count as accepted."""

    def test_ninety_days_after_the_invoice_date(self) -> None:
        assert KOS.dispute_until("2026-01-01").value == date(2026, 4, 1)
        assert KOS.dispute_until("2024-01-01").value == date(2024, 3, 31)  # a leap year

    def test_the_last_day_is_in_time_and_the_next_one_too_late(self) -> None:
        last = date(2026, 4, 1)
        assert KOS.dispute(issued="2026-01-01", reported=last).value == DisputeWindow("in-time", last)
        assert KOS.dispute(issued="2026-01-01", reported="2026-04-02").value == DisputeWindow("too-late", last)
        assert KOS.dispute(issued="2026-01-01", reported="2026-01-01").value.outcome == "in-time"

    def test_every_day_is_in_time_where_the_last_one_lies_after_the_calendar(self) -> None:
        last = last_days(KOS.agreement)
        assert last is not None
        assert (last(date(2026, 1, 1)), last(date(9999, 12, 31))) == (date(2026, 4, 1), date.max)

    @given(DAYS, st.integers(0, 400), st.integers(0, 800))
    def test_a_report_is_in_time_within_the_days(self, issued: date, days: int, later: int) -> None:
        found = dispute_window(within(days), issued, issued + timedelta(days=later))
        assert found.outcome == ("in-time" if later <= days else "too-late")
        assert found.last_day == last_day_to_dispute(within(days), issued) == issued + timedelta(days=days)

    @given(DAYS, st.integers(0, 400))
    def test_the_lines_say_what_is_found(self, issued: date, later: int) -> None:
        reported = issued + timedelta(days=later)
        *_, line = dispute_steps(within(90), issued, reported)
        assert ("too late" in line.phrase.template) == (later > 90)

    def test_a_report_before_the_invoice(self) -> None:
        with refused(
            InputError, "reported on 2025-12-31, before the invoice of 2026-01-01", "which of the two days is"
        ):
            KOS.dispute(issued="2026-01-01", reported="2025-12-31")

    def test_as_data_and_in_a_line(self) -> None:
        answer = KOS.dispute(issued="2026-01-01", reported="2026-04-02")
        assert answer.value.as_dict() == {"outcome": "too-late", "last_day": "2026-04-01"}
        assert repr(answer).startswith("<dispute: too late, the last day was 2026-04-01")


class TestWords:
    """The sentence and the working say whether a dispute was in time, and until when one is."""

    def test_the_sentences(self) -> None:
        terms = load("kos")
        until = terms.dispute_until("2026-01-01").sentence
        assert until.endswith("a bill dated 1 January can be disputed until 1 April.")
        in_time = terms.dispute(issued="2026-01-01", reported="2026-04-01").sentence
        assert in_time.endswith("reported on 1 April of a bill dated 1 January is in time: the last day is 1 April.")
        too_late = terms.dispute(issued="2026-01-01", reported="2026-04-02").sentence
        assert too_late.endswith("reported on 2 April of a bill dated 1 January is too late: the last day was 1 April.")

    def test_the_working_on_the_last_day_and_after_it(self) -> None:
        for reported, line in (
            (date(2026, 4, 1), "reported on 2026-04-01, on or before the last day: in time"),
            (date(2026, 4, 2), "reported on 2026-04-02, after the last day: too late, the fees count as accepted"),
        ):
            *_, last = dispute_steps(within(90), date(2026, 1, 1), reported)
            assert phrase_text(last.phrase) == line

    @pytest.mark.parametrize(
        ("reported", "said"),
        [
            (None, "so until 2028-01-01 at the least"),
            (date(2028, 1, 1), "so until 2028-01-01 at the least"),
            (date(2028, 1, 2), "that ended on 2028-01-01 for one discovered with the invoice"),
        ],
    )
    def test_a_court_is_open_for_two_years(self, reported: date | None, said: str) -> None:
        rule = ActionWithinYears(years=2, says="It says so.", source="A source", dated="undated")
        found = dispute_by_law(rule, date(2026, 1, 1), reported)
        assert found is not None
        assert said in phrase_text(found.says)


class TestEditions:
    """Each edition has its own last day; where none has one, none is known."""

    def test_an_earlier_edition_without_a_last_day(self) -> None:
        old = replace(made(dispute=None).agreement, edition=date(2019, 1, 1))
        last = last_days(replace(made(dispute=within(90)).agreement, earlier=(old,)))
        assert last is not None
        assert last(date(2020, 6, 1)) == date.max  # by the edition of 2019 every day is in time
        assert last(date(2026, 1, 1)) == date(2026, 4, 1)

    def test_no_edition_with_a_last_day(self) -> None:
        assert last_days(made(dispute=None).agreement) is None


class TestPicture:
    """The days of the bill in order, with the due date where it follows from the date of the bill alone."""

    def days(self, terms: Terms) -> list[tuple[str, str]]:
        chart = terms.dispute_until("2026-01-01").about.picture
        assert isinstance(chart, BarChart)
        return [(phrase_text(bar.what), phrase_text(bar.name)) for bar in chart.panels[0].bars]

    def test_a_bill_of_kos(self) -> None:
        assert self.days(load("kos")) == [
            ("2026-01-01", "invoice date"),
            ("2026-01-16", "due date"),
            ("2026-04-01", "last day to dispute"),
        ]

    def test_where_the_bill_itself_has_the_due_date(self) -> None:
        assert [what for _, what in self.days(load("att"))] == ["invoice date", "last day to dispute"]

    def test_without_a_due_date(self) -> None:
        assert [what for _, what in self.days(made(due_date=None))] == ["invoice date", "last day to dispute"]
