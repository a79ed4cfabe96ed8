"""The course of a complaint: its steps, the body outside, and what can be done next."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as ICalendar

from telcoterms import (
    Answer,
    ComplaintCourse,
    DayError,
    InputError,
    MissingFactsError,
    MissingPackageError,
    Money,
    NextStep,
    NotInTermsError,
    OutsideBody,
    OutsideByLaw,
    RecordError,
    Terms,
    UnknownNameError,
    from_dict,
    load,
    load_calendar,
)
from telcoterms.agreement.law import OutsideBodyTerms
from telcoterms.answers.figures import figure_text
from telcoterms.clauses.complaint.by_law import last_day_to_ask
from telcoterms.clauses.complaint.facts import Course
from telcoterms.clauses.complaint.kinds import COMPLAINT, AfterTrying, LadderStep, LetterOrWait
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from telcoterms.values.periods import ClosedDayEvent, Period
from tests.error_assertions import refused
from tests.printed_page import heading_of
from tests.receipt_data import calendars_of
from tests.terms_builders import CLAUSE, KOS
from tests.test_calendars import hide
from tests.test_providers import FOLDER
from tests.worked_cases import cases

KIJOMA = load("kijoma")
INDIA = load(FOLDER / "indian-carrier-2026-11-21.toml")
AUSTRALIA = load(FOLDER / "australian-carrier-2026-11-21.toml")
PRAIRIE = load(FOLDER / "prairie-2026-01-01.toml")
WORKED = [
    pytest.param(one, case, id=f"{one}: {case['name']}")
    for one in ("kos", "kijoma")
    for case in cases(one, "complaint")
]
INSIDE = st.dates(date(2015, 1, 1), date(2040, 6, 30))
GAPS = st.integers(0, 40)


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    answers = ("name", "reading", "overdue", "opens", "opens_by_law", "apply_by", "body")
    return {
        name: day for name, day in case.items() if name not in answers and not name.endswith(("latest", "earliest"))
    }


def text_of(answer: Answer[ComplaintCourse]) -> str:
    """The lines of the working, each whole."""
    return "\n".join(phrase_text(line.phrase) for line in answer.steps)


def step_of(course: ComplaintCourse, event: str) -> Any:
    return next(one for one in course.steps if one.event == event)


def outside_of(course: ComplaintCourse) -> OutsideBody:
    """The body outside of a course whose terms name one."""
    assert course.outside is not None
    return course.outside


class TestWorkedCases:
    """Each comes out to the day."""

    @pytest.mark.parametrize(("provider", "case"), WORKED)
    def test_it_comes_out(self, provider: str, case: dict[str, Any]) -> None:
        terms = load(provider).under(complaint=case.get("reading"))
        course = terms.complaint(**facts_of(case)).value
        for event in ("received", "senior", "manager"):
            if event in case:
                step = step_of(course, event)
                assert step.begun == case[event]
                assert step.latest == case.get(f"{event}_latest")
                assert step.earliest == case.get(f"{event}_earliest")
        assert course.overdue == tuple(case.get("overdue", ()))
        outside = outside_of(course)
        assert (outside.body, outside.opens) == (case["body"], case.get("opens"))
        by_law = None if outside.by_law is None else outside.by_law.opens
        assert by_law == case.get("opens_by_law", case.get("opens"))
        assert outside.apply_by == case.get("apply_by")


class TestLadder:
    """Each step begins with its event and is answered within its period; the next ones can be asked for."""

    def test_only_what_was_begun_has_a_deadline(self) -> None:
        course = KOS.complaint(received="2026-03-02").value
        assert [one.event for one in course.steps] == ["received"]
        assert course.deadlines == ()
        assert course.steps[0].status == "no-day-set"
        assert [(one.step, one.opens) for one in course.next] == [
            ("senior", date(2026, 3, 2)),
            ("outside", None),
        ]

    def test_what_was_begun_is_not_asked_for_again(self) -> None:
        course = KOS.complaint(received="2026-03-02", senior="2026-03-09").value
        assert [one.step for one in course.next] == ["manager", "outside"]
        assert course.next[0] == NextStep("manager", "a manager responds", None)

    def test_a_manager_is_asked_for_after_speaking_with_the_senior_member(self) -> None:
        asked = KOS.complaint(received="2026-03-02", senior="2026-03-09")
        assert "ask for a manager, after speaking with the senior member" in " ".join(str(asked.working).split())
        spoken = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-10")
        assert spoken.value.next[0] == NextStep("manager", "a manager responds", date(2026, 3, 10))

    def test_kijomas_manager_is_asked_for_without_a_step_before(self) -> None:
        course = KIJOMA.complaint(received="2026-03-02").value
        assert next((one.step, one.opens) for one in course.next) == ("manager", date(2026, 3, 2))

    def test_the_heading_has_every_answer_that_is_still_due(self) -> None:
        # 1 July 2026 is a holiday: two business days after 30 June are 2 and 3 July, the third is Monday 6 July
        course = KOS.complaint(received="2026-06-29", senior="2026-06-30", manager="2026-06-30", on="2026-07-03").value
        assert phrase_text(course.headline()).startswith(
            "senior member's answer due by 2026-07-03, manager's answer due by 2026-07-06; "
        )

    def test_an_overdue_answer_hides_none_that_is_still_due(self) -> None:
        course = KOS.complaint(received="2026-06-29", senior="2026-06-30", manager="2026-06-30", on="2026-07-04").value
        assert phrase_text(course.headline()).startswith(
            "overdue on 2026-07-04: senior member's answer, manager's answer due by 2026-07-06; "
        )

    def test_the_readings_are_cited_to_the_steps_that_count_business_days(self) -> None:
        answer = KOS.complaint(received="2026-06-27", senior="2026-06-28")  # a Sunday
        (line,) = (one for one in answer.steps if one.part == "readings")
        assert [str(clause) for clause in line.clauses] == ["Resolution Services s.2", "Resolution Services s.3"]

    def test_after_a_manager_nobody_below_is_asked_for(self) -> None:
        course = KOS.complaint(received="2026-03-02", manager="2026-03-09").value
        assert [one.step for one in course.next] == ["outside"]
        assert course.deadlines == (("manager", date(2026, 3, 12)),)

    @pytest.mark.parametrize(
        ("more", "status"),
        [
            ({}, None),
            ({"on": "2026-03-11"}, "open"),
            ({"on": "2026-03-12"}, "overdue"),
            ({"senior_answered": "2026-03-11"}, "answered"),
            ({"senior_answered": "2026-03-12"}, "answered-late"),
            ({"senior_answered": "2026-03-12", "on": "2026-03-20"}, "answered-late"),
        ],
    )
    def test_how_a_step_stands(self, more: dict[str, Any], status: str | None) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", **more)
        assert answer.value.steps[1].status == status
        told = {
            None: "last day: 2026-03-09 + 2 business days = 2026-03-11",
            "open": "looked at on 2026-03-11: not overdue",
            "overdue": "looked at on 2026-03-12, after the last day: overdue",
            "answered": "answered on 2026-03-11, on or before the last day",
            "answered-late": "answered on 2026-03-12, after the last day",
        }
        assert told[status] in " ".join(str(answer.working).split())

    def test_an_answered_step_has_no_deadline_left(self) -> None:
        course = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-10").value
        assert course.deadlines == ()

    def test_an_answer_for_which_no_day_was_set(self) -> None:
        answer = KOS.complaint(received="2026-03-02", answered="2026-06-01")
        assert answer.value.steps[0].status == "answered"
        assert "answered on 2026-06-01" in str(answer.working)

    @given(received=INSIDE, to_senior=GAPS, to_manager=GAPS, later=GAPS)
    def test_the_deadlines_never_run_backwards(
        self, received: date, to_senior: int, to_manager: int, later: int
    ) -> None:
        senior = received + timedelta(to_senior)
        manager = senior + timedelta(to_manager)
        course = KOS.complaint(received=received, senior=senior, manager=manager).value
        days = [day for _, day in course.deadlines]
        assert days == sorted(days)
        for one in course.steps[1:]:
            assert one.begun <= (one.earliest or one.begun) <= one.latest  # type: ignore[operator]
        moved = KOS.complaint(received=received, senior=senior, manager=manager + timedelta(later)).value
        assert moved.deadlines[-1][1] >= course.deadlines[-1][1]
        assert moved.deadlines[:-1] == course.deadlines[:-1]

    @given(received=INSIDE, later=GAPS, letter=st.none() | st.integers(0, 100))
    def test_a_later_complaint_goes_outside_no_earlier(self, received: date, later: int, letter: int | None) -> None:
        def opens(day: date) -> date:
            found = KIJOMA.complaint(received=day, deadlock=day if letter is None else day + timedelta(letter)).value
            first = outside_of(found).opens
            assert first is not None
            return first

        assert received <= opens(received) <= received + timedelta(56)
        assert opens(received) <= opens(received + timedelta(later))

    @given(received=INSIDE, senior=GAPS, look=st.integers(0, 60))
    def test_overdue_is_what_lies_before_the_look(self, received: date, senior: int, look: int) -> None:
        asked = received + timedelta(senior)
        on = asked + timedelta(look)
        course = KOS.complaint(received=received, senior=asked, on=on).value
        latest = step_of(course, "senior").latest
        assert course.overdue == (("senior",) if latest < on else ())


class TestAnySteps:
    """A ladder has any number of steps, each after the receipt or after another day, and may name no body outside."""

    def test_four_weeks_after_1_january_are_29_january(self) -> None:
        answer = INDIA.complaint(received="2026-01-01", step="answer")
        assert answer.value.due == date(2026, 1, 29)
        assert phrase_text(answer.value.headline()) == "step answer due by 2026-01-29"

    def test_39_days_after_an_appeal_of_1_february_are_12_march(self) -> None:
        # 27 days are left in February, and 12 of March follow
        course = INDIA.complaint(received="2026-01-01", step="appeal", appealed="2026-02-01").value
        assert course.due == date(2026, 3, 12)

    def test_two_working_days_over_easter(self) -> None:
        # 3 and 6 April are closed: the first is Tuesday the 7th, the second the 8th
        assert AUSTRALIA.complaint(received="2026-04-02", step="urgent").value.due == date(2026, 4, 8)

    def test_five_working_days_after_a_plan_was_accepted(self) -> None:
        # from Tuesday 14 April: 15, 16, 17, 20 and 21
        course = AUSTRALIA.complaint(received="2026-04-02", step="carried-out", events={"accepted": "2026-04-14"}).value
        assert course.due == date(2026, 4, 21)

    def test_without_a_step_all_that_were_begun_are_there(self) -> None:
        course = AUSTRALIA.complaint(received="2026-04-02", accepted="2026-04-14").value
        assert [(one.name, one.event, one.latest) for one in course.steps] == [
            ("urgent", "received", date(2026, 4, 8)),
            ("answer", "received", date(2026, 4, 20)),
            ("carried-out", "accepted", date(2026, 4, 21)),
        ]
        assert (course.due, course.outside, course.next) == (None, None, ())

    def test_what_was_not_begun_is_named_with_its_event(self) -> None:
        answer = INDIA.complaint(received="2026-01-01")
        assert [(one.step, one.opens) for one in answer.value.next] == [("appeal", date(2026, 1, 1))]
        assert "  step appeal, which counts from appealed" in str(answer.working)

    def test_the_working_names_the_step_and_its_event(self) -> None:
        text = " ".join(str(AUSTRALIA.complaint(received="2026-04-02", accepted="2026-04-14").working).split())
        assert "step carried-out, counted from accepted on 2026-04-14: the carrier carries the plan out" in text
        assert "last day: 2026-04-14 + 5 working days = 2026-04-21" in text
        assert "step answer, counted from received on 2026-01-01 Terms s.2" in " ".join(
            str(INDIA.complaint(received="2026-01-01").working).split()
        )

    def test_the_heading_has_the_other_days(self) -> None:
        text = str(AUSTRALIA.complaint(received="2026-04-02", accepted="2026-04-14", step="carried-out").working)
        assert text.startswith("complaint received 2026-04-02, step carried-out, accepted 2026-04-14,")

    def test_an_answer_to_what_began_with_another_day(self) -> None:
        facts: dict[str, Any] = {"received": "2026-01-01", "appealed": "2026-02-01", "appealed_answered": "2026-03-13"}
        (_, appeal) = INDIA.complaint(**facts).value.steps
        assert (appeal.answered, appeal.status) == (date(2026, 3, 13), "answered-late")

    def test_as_data(self) -> None:
        answer = INDIA.complaint(received="2026-01-01", step="appeal", appealed="2026-02-01")
        data: Any = answer.value.as_dict()
        assert (data["steps"][0]["name"], data["steps"][0]["event"]) == ("appeal", "appealed")
        assert (data["due"], data["outside"], data["next"]) == ("2026-03-12", None, [])

    def test_a_record_comes_out_again(self) -> None:
        answer = INDIA.complaint(received="2026-01-01", step="appeal", appealed="2026-02-01")
        assert from_dict(answer.as_dict(), terms=INDIA).value == answer.value

    def test_in_a_shell_an_event_has_its_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = str(FOLDER / "australian-carrier-2026-11-21.toml")
        asked = ["complaint", "--received", "2026-04-02", "--event", "accepted=2026-04-14", "--step", "carried-out"]
        assert main([*asked, "--provider", file]) == 0
        assert "step carried-out due by 2026-04-21" in capsys.readouterr().out
        assert main(["complaint", "--received", "2026-04-02", "--event", "accepted", "--provider", file]) == 2
        assert "'accepted' is no NAME=YYYY-MM-DD: write it like accepted=2026-04-02" in capsys.readouterr().err

    def test_as_a_calendar_file_a_step_without_words_has_its_name(self) -> None:
        file = INDIA.complaint(received="2026-01-01").value.ical().decode().replace("\r\n ", "")
        assert "A carrier in India: answer\\, last day" in file

    def test_a_step_after_the_answer(self) -> None:
        # asked again within 1 month of the answer of 31 January: 28 February
        steps = (
            LadderStep(clause=CLAUSE, says="", name="answer", within=Period(10, "days")),
            LadderStep(clause=CLAUSE, says="", name="review", after="answered", within=Period(1, "months")),
        )
        rule = replace(COMPLAINT.of(INDIA.agreement), step=steps)
        course = Terms(INDIA.agreement.with_rules(complaint=rule)).complaint(
            received="2026-01-28", answered="2026-01-31", step="review"
        )
        assert course.value.due == date(2026, 2, 28)

    def test_a_step_after_a_last_letter_needs_no_body_outside(self) -> None:
        steps = (LadderStep(clause=CLAUSE, says="", name="review", after="deadlock", within=Period(1, "weeks")),)
        rule = replace(COMPLAINT.of(INDIA.agreement), step=steps)
        terms = Terms(INDIA.agreement.with_rules(complaint=rule))
        course = terms.complaint(received="2026-01-01", deadlock="2026-01-05", step="review").value
        assert course.due == date(2026, 1, 12)

    def test_without_a_body_outside_the_law_stands_beside_it(self) -> None:
        rule = replace(COMPLAINT.of(KIJOMA.agreement), outside=None)
        answer = Terms(KIJOMA.agreement.with_rules(complaint=rule)).complaint(received="2026-05-01")
        assert [entry.figure for entry in answer.law] == [date(2026, 6, 12), Money("10000.00", "GBP")]
        assert rule.clauses_of("wait_passed") == rule.clauses

    @pytest.mark.parametrize(
        ("kind", "facts", "said"),
        [
            (UnknownNameError, {"step": "plan"}, "a complaint has no step 'plan' here: choose from urgent, answer, "),
            (MissingFactsError, {"step": "carried-out"}, "step carried-out counts from accepted: give its day, as"),
            (NotInTermsError, {"acepted": "2026-04-14"}, "the terms name no step acepted of a complaint (Terms s.2)"),
            (NotInTermsError, {"senior_answered": "2026-04-14"}, "the terms name no step senior of a complaint"),
            (NotInTermsError, {"deadlock": "2026-04-14"}, "the terms name no deadlock letter (Terms s.2)"),
            (InputError, {"accepted": "2026-04-01"}, "accepted is 2026-04-01, before received on 2026-04-02"),
            (InputError, {"accepted_answered": "2026-04-14"}, "but accepted is not given"),
            (InputError, {"events": 3}, "events is 3: give each by its name, such as {'accepted': '2026-04-02'}"),
            (InputError, {"events": {"senior": "2026-04-14"}}, "senior is a fact of its own: give it outside events"),
        ],
    )
    def test_refusals(self, kind: type[Any], facts: dict[str, Any], said: str) -> None:
        with refused(kind, said):
            AUSTRALIA.complaint(received="2026-04-02", **facts)

    def test_a_missing_day_with_a_fact_of_its_own_is_asked_for_by_that(self) -> None:
        with refused(MissingFactsError, 'step senior counts from senior: give its day, as senior="2026-01-31"'):
            KOS.complaint(received="2026-03-02", step="senior")


class TestOutside:
    """The body outside opens with a letter, or with the end of a wait; or the terms name no day."""

    def test_once_the_provider_was_tried(self) -> None:
        course = KOS.complaint(received="2026-03-02", on="2026-03-03").value
        assert outside_of(course) == OutsideBody("CCTS", None, "trying", "no-day-set")

    @pytest.mark.parametrize(
        ("more", "since", "status"),
        [
            ({}, "wait", None),
            ({"on": "2026-04-26"}, "wait", "not-yet"),
            ({"on": "2026-04-27"}, "wait", "open"),
            ({"deadlock": "2026-04-26", "on": "2026-04-26"}, "letter", "open"),
            ({"deadlock": "2026-04-27"}, "wait", None),
        ],
    )
    def test_a_letter_or_a_wait(self, more: dict[str, Any], since: str, status: str | None) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", **more)
        assert (outside_of(answer.value).since, outside_of(answer.value).status) == (since, status)
        assert f"open from {outside_of(answer.value).opens}" in str(
            answer.working
        ) or "no deadlock letter is known" in str(answer.working)
        assert ("looked at on" in str(answer.working)) == ("on" in more)

    def test_a_wait_of_business_days_and_steps_in_days_and_weeks(self) -> None:
        answer = PRAIRIE.complaint(received="2026-03-02", senior="2026-03-10")
        first, second = answer.value.steps
        assert (first.earliest, first.latest) == (date(2026, 3, 2), date(2026, 3, 12))
        assert second.latest == date(2026, 3, 24)
        # 21 business days are left of March, then 1, 2, 6 to 10, 13 and 14 April: Good Friday is closed
        assert outside_of(answer.value).opens == date(2026, 4, 14)
        assert calendars_of(answer) == {"ontario-and-federal": "2026-11"}
        assert "without 2026-04-03" in str(answer.working)


class TestOutsideByLaw:
    """Ofcom's General Condition C4: 6 weeks for a complaint first raised on 2026-04-08 or later, 8 weeks before."""

    def test_the_heading_has_the_day_by_law_beside_that_of_the_code(self) -> None:
        # 8 April and 42 days are 20 May; and 56 days are 3 June
        line = " ".join(str(KIJOMA.complaint(received="2026-04-08").working).partition("\n\n")[0].split())
        assert line.endswith(
            "first answer aimed at by 2026-04-15; CISAS from 2026-05-20 by law, from 2026-06-03 by the terms"
        )

    def test_so_has_the_data(self) -> None:
        course = KIJOMA.complaint(received="2026-04-08", on="2026-05-25").value
        assert (outside_of(course).opens, outside_of(course).status) == (date(2026, 6, 3), "not-yet")
        title = "Ofcom General Condition C4, the wait before ADR"
        assert outside_of(course).by_law == OutsideByLaw("ofcom-c4", title, 6, date(2026, 5, 20), "wait", "open")
        assert course.next[-1] == NextStep("outside", "CISAS", date(2026, 6, 3), date(2026, 5, 20))

    def test_and_the_working(self) -> None:
        text = " ".join(str(KIJOMA.complaint(received="2026-04-08", on="2026-05-25").working).split())
        assert "by law, Ofcom General Condition C4, the wait before ADR: 2026-04-08 + 6 weeks = 2026-05-20" in text
        assert "looked at on 2026-05-25: open by law, not yet by the terms" in text
        assert "go to CISAS from 2026-06-03 Complaints Code s.4 by law from 2026-05-20 Ofcom" in text

    @pytest.mark.parametrize(
        ("on", "said"), [("2026-05-19", "not open yet"), ("2026-05-20", "open by law"), ("2026-06-03", "open ")]
    )
    def test_on_a_day(self, on: str, said: str) -> None:
        assert f"looked at on {on}: {said}" in str(KIJOMA.complaint(received="2026-04-08", on=on).working)

    def test_a_complaint_of_the_day_before_waits_8_weeks_by_both(self) -> None:
        answer = KIJOMA.complaint(received="2026-04-07")
        assert outside_of(answer.value).superseding is None
        assert "by law" not in str(answer.working)
        assert "CISAS from 2026-06-02" in str(answer.working)

    def test_a_letter_opens_the_way_by_both(self) -> None:
        outside = outside_of(KIJOMA.complaint(received="2026-04-08", deadlock="2026-05-04").value)
        assert (outside.opens, outside.since) == (date(2026, 5, 4), "letter")
        assert outside.superseding is None

    def test_a_letter_before_a_longer_wait_by_law(self) -> None:
        # by these terms 4 weeks, 2026-05-06; the letter of 2026-05-07 comes before the 6 weeks by law, 2026-05-20
        answer = waiting(4).complaint(received="2026-04-08", deadlock="2026-05-07")
        by_law = outside_of(answer.value).by_law
        assert by_law is not None
        assert (outside_of(answer.value).opens, by_law.opens, by_law.since) == (
            date(2026, 5, 6),
            date(2026, 5, 7),
            "letter",
        )
        assert "the letter of 2026-05-07 is earlier: open by law from 2026-05-07" in text_of(answer)

    def test_terms_that_open_the_way_before_the_law(self) -> None:
        answer = waiting(4).complaint(received="2026-04-08", on="2026-05-07")
        assert "looked at on 2026-05-07: open by the terms, not yet by law" in text_of(answer)

    def test_terms_that_name_no_wait_have_the_one_by_law(self) -> None:
        rule = replace(COMPLAINT.of(KIJOMA.agreement), outside=AfterTrying(clause=CLAUSE, says="", body="CISAS"))
        answer = Terms(KIJOMA.agreement.with_rules(complaint=rule)).complaint(received="2026-04-08", on="2026-05-20")
        assert outside_of(answer.value).headline().template.endswith("once the provider was tried by the terms")
        assert "looked at on 2026-05-20: open" in str(answer.working)

    def test_where_no_rule_of_law_fixes_a_wait(self) -> None:
        assert outside_of(KOS.complaint(received="2026-05-01").value).by_law is None
        assert outside_of(PRAIRIE.complaint(received="2026-05-01").value).by_law is None


def waiting(weeks: int) -> Terms:
    """Kijoma's terms with another wait."""
    wait = Period(weeks, "weeks")
    outside = LetterOrWait(clause=CLAUSE, says="", body="CISAS", letter="deadlock letter", wait=wait)
    rule = replace(COMPLAINT.of(KIJOMA.agreement), outside=outside)
    return Terms(KIJOMA.agreement.with_rules(complaint=rule))


class TestAnAim:
    """Kijoma's code s.3.1 aims at a reply in 5 working days; nothing is due."""

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({}, "first answer aimed at by 2026-04-14"),
            ({"on": "2026-04-14"}, "first answer aimed at by 2026-04-14"),
            ({"on": "2026-04-15"}, "later than aimed at on 2026-04-15: first answer"),
            ({"answered": "2026-04-16"}, "first answer on 2026-04-16, aimed at by 2026-04-14"),
            ({"answered": "2026-04-14"}, "first answer on 2026-04-14"),
        ],
    )
    def test_the_heading(self, facts: dict[str, Any], said: str) -> None:
        answer = KIJOMA.complaint(received="2026-04-07", **facts)  # 8, 9, 10, 13 and 14 April
        assert phrase_text(answer.value.headline()) == f"{said}; CISAS from 2026-06-02"
        assert "due" not in text_of(answer)

    def test_a_late_answer_that_was_promised_was_due(self) -> None:
        course = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-12").value
        assert phrase_text(course.headline()).startswith("senior member's answer on 2026-03-12, due by 2026-03-11; ")


class TestWaitPassed:
    """Kijoma's code s.4: "8 weeks have passed" on the last day of the eight weeks, or on the day after."""

    def test_on_the_last_day_by_default_and_on_the_day_after_as_a_reading(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02")  # 56 days after 2 March
        assert outside_of(answer.value).opens == date(2026, 4, 27)
        assert outside_of(answer.under(wait_passed="day-after").value).opens == date(2026, 4, 28)
        (line,) = (one for one in answer.steps if one.part == "readings")
        assert [str(clause) for clause in line.clauses] == ["Complaints Code s.4"]

    def test_the_wait_by_law_is_counted_alike(self) -> None:
        course = KIJOMA.complaint(received="2026-04-08").under(wait_passed="day-after").value
        outside = outside_of(course)
        assert outside.by_law is not None
        assert (outside.by_law.opens, outside.opens) == (date(2026, 5, 21), date(2026, 6, 4))

    def test_a_letter_before_the_end_of_the_wait_leaves_no_reading(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20")
        assert not [one for one in answer.steps if one.part == "readings"]

    def test_the_day_before_the_law_changes_a_note_says_so(self) -> None:
        text = text_of(KIJOMA.complaint(received="2026-04-07"))
        assert "6 weeks for a complaint first raised on 2026-04-08 or later; this one was received before" in text


class TestLastDayToAskOutside:
    """CISAS is asked within 12 months of the deadlock letter."""

    def test_twelve_months_after_the_letter(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20")
        assert outside_of(answer.value).apply_by == date(2027, 3, 20)
        assert " ".join(str(answer.working).partition("\n\n")[0].split()).endswith(
            "CISAS from 2026-03-20, until 2027-03-20 by its own rules"
        )
        assert "last day to ask CISAS, CISAS rules: 2026-03-20 + 12 months = 2027-03-20" in text_of(answer)

    def test_the_last_day_is_cited_to_the_rules_of_the_body_and_not_to_the_code(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20", on="2027-03-21")
        cited = {phrase_text(line.phrase): [str(one) for one in line.clauses] for line in answer.steps}
        assert cited["last day to ask CISAS, CISAS rules: 2026-03-20 + 12 months = 2027-03-20"] == ["CISAS rules"]
        assert cited["looked at on 2027-03-21: too late"] == ["CISAS rules"]
        before = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20")
        cited = {phrase_text(line.phrase): [str(one) for one in line.clauses] for line in before.steps}
        assert cited["go to CISAS from 2026-03-20"] == ["Complaints Code s.4"]
        assert cited["until 2027-03-20"] == ["CISAS rules"]

    def test_without_a_letter_no_last_day_is_set(self) -> None:
        assert outside_of(KIJOMA.complaint(received="2026-03-02").value).apply_by is None

    def test_a_body_whose_rules_are_not_known_has_none(self) -> None:
        assert outside_of(PRAIRIE.complaint(received="2026-03-02", deadlock="2026-03-20").value).apply_by is None

    @pytest.mark.parametrize(("body", "months"), [("the Board", 6), ("the", None), ("Board", None)])
    def test_a_body_is_found_by_its_whole_name(self, body: str, months: int | None) -> None:
        version = OutsideBodyTerms(
            body="the Board", award_most=Money("100.00", "CAD"), apply_within_months=6, says="", source="", dated="old"
        )
        assert KIJOMA.agreement.law is not None
        rule = replace(KIJOMA.agreement.law.named("cisas-limits"), versions=(version,))
        law = replace(KIJOMA.agreement.law, rules=(rule,))
        course = Course(received=date(2026, 3, 2), deadlock=date(2026, 3, 20))
        last = last_day_to_ask(law, body, course)
        assert (None if last is None else last.months) == months

    @pytest.mark.parametrize(("on", "status", "steps"), [("2027-03-20", "open", 2), ("2027-03-21", "too-late", 1)])
    def test_after_it_the_way_is_closed(self, on: str, status: str, steps: int) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20", on=on)
        assert outside_of(answer.value).status == status
        assert len(answer.value.next) == steps
        assert ("looked at on 2027-03-21: too late" in str(answer.working)) == (status == "too-late")


class TestEventOnAClosedDay:
    """An event on a closed day is counted from that day itself; by a reading, as of the next open day."""

    SATURDAY: ClassVar[dict[str, Any]] = {"received": "2026-03-07", "senior": "2026-03-07"}

    def test_one_business_day_after_a_saturday_is_the_monday(self) -> None:
        answer = KOS.complaint(**self.SATURDAY)
        assert step_of(answer.value, "senior").earliest == date(2026, 3, 9)
        assert "earliest: 2026-03-07 + 1 business day = 2026-03-09" in str(answer.working)
        assert "closed_day_event as-of-that-day" in str(answer.working)

    def test_the_tuesday_is_the_other_reading(self) -> None:
        answer = KOS.complaint(**self.SATURDAY).under(closed_day_event="as-of-next-open-day")
        assert step_of(answer.value, "senior").earliest == date(2026, 3, 10)
        text = " ".join(str(answer.working).split())
        assert "2026-03-07 is a closed day: counted as of the next open day, 2026-03-09" in text
        assert "earliest: 2026-03-09 + 1 business day = 2026-03-10" in text

    def test_both_are_in_the_range(self) -> None:
        figures = [figure_text(figure) for figure, _ in KOS.complaint(**self.SATURDAY).across_readings().groups()]
        assert figures == [
            "senior member's answer from 2026-03-09 to 2026-03-10",
            "senior member's answer from 2026-03-10 to 2026-03-11",
        ]

    def test_an_event_on_an_open_day_has_no_reading_to_name(self) -> None:
        answer = KOS.complaint(received="2026-03-07", senior="2026-03-09")
        assert answer.readings["closed_day_event"] == "as-of-that-day"
        assert "closed_day_event" not in str(answer.working)
        assert answer.across_readings().names == ()

    def test_a_wait_in_open_days_has_the_reading_too(self) -> None:
        # 30 open days after Saturday 7 March: 17 to the end of March, then 1, 2, 6 to 10, 13 to 17 and 20 April; Good
        # Friday is closed. As of Monday 9 March they end a day later.
        answer = PRAIRIE.complaint(received="2026-03-07")
        assert outside_of(answer.value).opens == date(2026, 4, 20)
        assert outside_of(answer.under(closed_day_event="as-of-next-open-day").value).opens == date(2026, 4, 21)

    def test_weeks_are_counted_from_the_day_itself_under_both(self) -> None:
        for reading in get_args(ClosedDayEvent):
            answer = KIJOMA.complaint(received="2026-03-07").under(closed_day_event=reading)
            assert outside_of(answer.value).opens == date(2026, 5, 2)

    def test_a_count_of_no_days_compares_as_having_none(self) -> None:
        days = KOS.complaint(received="2026-03-07").value.figure
        assert phrase_text(days.headline()) == "no day is set"


class TestCalendar:
    """An answer names the calendar by which it counted, in its working and in its record."""

    def test_where_business_days_were_counted(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09")
        assert calendars_of(answer) == {"ontario-and-federal": "2026-11"}
        assert "notes:\n  counted by the calendar ontario-and-federal, version 2026-11\n" in str(answer.working)

    def test_where_none_were_counted(self) -> None:
        answer = KOS.complaint(received="2026-03-02")
        assert calendars_of(answer) == {}
        assert "calendar" not in str(answer.working)

    def test_another_calendar(self) -> None:
        civic = load_calendar("ontario-and-federal").changed(added=["2026-08-03"])
        facts: dict[str, Any] = {"received": "2026-07-31", "manager": "2026-07-31"}
        assert KOS.complaint(**facts).value.deadlines == (("manager", date(2026, 8, 5)),)
        answer = KOS.with_calendar(civic).complaint(**facts)
        assert answer.value.deadlines == (("manager", date(2026, 8, 6)),)
        assert calendars_of(answer) == {"ontario-and-federal": civic.version}
        assert "without 2026-08-03: 2026-07-31 + 3 business days = 2026-08-06" in " ".join(str(answer.working).split())

    def test_a_record_of_another_calendar_needs_it(self) -> None:
        civic = load_calendar("ontario-and-federal").changed(added=["2026-08-03"])
        other = KOS.with_calendar(civic)
        answer = other.complaint(received="2026-07-31", manager="2026-07-31")
        assert from_dict(answer.as_dict(), terms=other) == answer
        with refused(
            RecordError, "another calendar ontario-and-federal than is here", "terms=load(...).with_calendar(...)"
        ):
            from_dict(answer.as_dict())
        changed: dict[str, Any] = KOS.complaint(received="2026-07-31", manager="2026-07-31").as_dict()
        with refused(RecordError, "one of its facts or its figure was changed"):
            from_dict({**changed, "figure": {}})

    def test_easter_monday_is_no_business_day_by_the_legislation_act(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-04-02")
        assert answer.value.deadlines == (("senior", date(2026, 4, 7)),)
        other = answer.under(holidays="legislation-act")
        assert other.value.deadlines == (("senior", date(2026, 4, 8)),)
        assert calendars_of(other) == {"ontario-legislation-act-and-federal": "2026-11"}
        assert "last day, without 2026-04-03, 2026-04-06: 2026-04-02 + 2 business days = 2026-04-08" in " ".join(
            str(other.working).split()
        )

    def test_the_reading_is_named_where_it_moves_a_day(self) -> None:
        moved = KOS.complaint(received="2026-03-02", senior="2026-04-02").working
        same = KOS.complaint(received="2026-03-02", senior="2026-03-09").working
        assert "(holidays public-holidays)" in " ".join(str(moved).split())
        assert "holidays public-holidays" not in " ".join(str(same).split())

    def test_a_holiday_of_one_statute_alone_is_a_closed_day_under_it(self) -> None:
        # asked for on Easter Monday, an open day by the first statutes, a closed one by the Act: both readings matter
        readings = KOS.complaint(received="2026-03-02", senior="2026-04-06").across_readings()
        assert readings.names == ("holidays", "closed_day_event")
        assert [figure_text(figure) for figure, _ in readings.groups()] == [
            "senior member's answer from 2026-04-07 to 2026-04-08",
            "senior member's answer from 2026-04-08 to 2026-04-09",
        ]

    def test_terms_with_one_calendar_have_no_such_reading(self) -> None:
        said = "complaint has no reading 'holidays' here: its readings are closed_day_event"
        with refused(UnknownNameError, said):
            KIJOMA.complaint(received="2026-03-02").under(holidays="legislation-act")

    def test_a_calendar_that_is_none(self) -> None:
        anything: Any = "england"
        with refused(InputError, "'england' is no calendar: give load_calendar('england')"):
            KOS.with_calendar(anything)

    def test_terms_without_a_calendar(self) -> None:
        bare = Terms(replace(KOS.agreement, calendar=None))
        assert bare.complaint(received="2026-03-02").value.deadlines == ()
        with refused(InputError, "a period of 1 business day is counted by a calendar, and these terms name none"):
            bare.complaint(received="2026-03-02", senior="2026-03-09")

    def test_a_day_outside_the_calendar(self) -> None:
        with refused(DayError, "not 2041-01-01"):
            KOS.complaint(received="2026-03-02", manager="2040-12-31")
        with refused(DayError, "not 2014-12-31"):
            KIJOMA.complaint(received="2014-12-31")


class TestRefusals:
    """Days in the wrong order, and steps that the terms do not have."""

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"senior": "2026-03-01"}, "senior is 2026-03-01, before received on 2026-03-02"),
            ({"manager": "2026-03-01"}, "manager is 2026-03-01, before received on 2026-03-02"),
            ({"senior": "2026-03-05", "manager": "2026-03-04"}, "manager is 2026-03-04, before senior on 2026-03-05"),
            ({"answered": "2026-03-01"}, "answered is 2026-03-01, before received"),
            ({"senior": "2026-03-05", "senior_answered": "2026-03-04"}, "senior_answered is 2026-03-04, before senior"),
            ({"on": "2026-03-01"}, "on is 2026-03-01, before received"),
            ({"manager": "2026-03-05", "on": "2026-03-04"}, "on is 2026-03-04, before manager on 2026-03-05"),
            ({"answered": "2026-03-05", "on": "2026-03-04"}, "on is 2026-03-04, before answered"),
        ],
    )
    def test_days_in_the_wrong_order(self, facts: dict[str, Any], said: str) -> None:
        with refused(InputError, said, "check which of the two days is wrong"):
            KOS.complaint(received="2026-03-02", **facts)

    @pytest.mark.parametrize("event", ["senior", "manager"])
    def test_an_answer_to_what_was_not_asked(self, event: str) -> None:
        facts: dict[str, Any] = {f"{event}_answered": "2026-03-05"}
        with refused(InputError, f"{event}_answered is 2026-03-05, but {event} is not given", "give the day"):
            KOS.complaint(received="2026-03-02", **facts)

    def test_a_letter_before_the_complaint(self) -> None:
        with refused(InputError, "deadlock is 2026-03-01, before received on 2026-03-02"):
            KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-01")

    def test_what_the_terms_do_not_name(self) -> None:
        with refused(NotInTermsError, "name no deadlock letter (Resolution Services, CCTS): leave deadlock out"):
            KOS.complaint(received="2026-03-02", deadlock="2026-03-05")
        said = "name no step senior of a complaint (Complaints Code s.3.1), only received, manager: leave senior"
        for fact in ("senior", "senior_answered"):
            facts: dict[str, Any] = {fact: "2026-03-05"}
            with refused(NotInTermsError, said):
                KIJOMA.complaint(received="2026-03-02", **facts)

    def test_periods_that_do_not_fit(self) -> None:
        for earliest in (Period(3, "days"), Period(1, "weeks")):
            with refused(InputError, "the earliest answer is after", "give both in one unit, the earliest first"):
                LadderStep(clause=CLAUSE, says="", name="x", earliest=earliest, within=Period(2, "days"))


def both() -> list[Answer[ComplaintCourse]]:
    return [
        KOS.complaint(received="2026-03-02", senior="2026-03-09", manager="2026-03-12"),
        KIJOMA.complaint(received="2026-03-02"),
    ]


class TestCalendarFile:
    """The days that lie ahead as an iCalendar file."""

    def test_each_day_ahead_is_an_entry(self) -> None:
        kos, kijoma = ([(str(one["summary"]), one["dtstart"].dt) for one in events(answer)] for answer in both())
        name = "KOS (Kingston Online Services)"
        assert kos == [
            (f"{name}: a senior member of the team gets in touch, last day", date(2026, 3, 11)),
            (f"{name}: a manager responds, last day", date(2026, 3, 17)),
        ]
        assert [day for _, day in kijoma] == [date(2026, 3, 9), date(2026, 4, 27)]
        assert kijoma[1][0] == "Kijoma Broadband: CISAS takes the complaint from today"

    def test_the_day_by_law_stands_beside_that_of_the_code(self) -> None:
        found = [(str(one["summary"]), one["dtstart"].dt) for one in events(KIJOMA.complaint(received="2026-04-08"))]
        opens = "Kijoma Broadband: CISAS takes the complaint from today"
        assert found[1:] == [
            (f"{opens} by law (Ofcom General Condition C4, the wait before ADR)", date(2026, 5, 20)),
            (f"{opens} by the terms, by law from 2026-05-20", date(2026, 6, 3)),
        ]

    def test_the_last_day_after_a_letter_is_an_entry(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20")
        last = events(answer)[-1]
        assert (str(last["summary"]), last["dtstart"].dt) == (
            "Kijoma Broadband: last day to ask CISAS, by its own rules",
            date(2027, 3, 20),
        )

    def test_an_answer_that_is_there_is_no_entry(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-10")
        assert events(answer) == []

    def test_the_same_complaint_gives_the_same_entries(self) -> None:
        for answer in both():
            assert answer.value.ical() == answer.under().value.ical()
        uids = [str(event["uid"]) for answer in both() for event in events(answer)]
        assert len(set(uids)) == len(uids) == 4
        before = KOS.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-10")
        assert str(events(before)[0]["uid"]) == uids[0]

    def test_it_reads_no_clock(self) -> None:
        for answer in both():
            for event in events(answer):
                assert event["dtstamp"].dt.date() == date(2026, 3, 2)
                assert "2026-03-02" in event["description"]

    def test_its_lines_end_as_the_format_says(self) -> None:
        text = both()[0].value.ical()
        assert text.count(b"\r\n") == text.count(b"\n")
        assert max(map(len, text.splitlines())) <= 75

    def test_without_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        course = both()[0].value
        hide(monkeypatch, "icalendar")
        with pytest.raises(MissingPackageError, match="install it, as pip install telcoterms does"):
            course.ical()


def events(answer: Answer[ComplaintCourse]) -> list[Any]:
    found: list[Any] = ICalendar.from_ical(answer.value.ical()).walk("VEVENT")
    return found


class TestInALine:
    """The heading says what is due or overdue, and where the way outside is."""

    @pytest.mark.parametrize(
        ("facts", "line"),
        [
            ({}, "no day is set for an answer; CCTS once the provider was tried"),
            ({"senior": "2026-03-09"}, "senior member's answer due by 2026-03-11; CCTS once the provider was tried"),
            (
                {"senior": "2026-03-09", "manager": "2026-03-09", "on": "2026-03-31"},
                "overdue on 2026-03-31: senior member's answer, manager's answer; CCTS once the provider was tried",
            ),
        ],
    )
    def test_a_course(self, facts: dict[str, Any], line: str) -> None:
        answer = KOS.complaint(received="2026-03-02", **facts)
        assert heading_of(str(answer.working)) == f"complaint: {line}"

    def test_as_data(self) -> None:
        data: Any = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20", on="2026-03-20").value.as_dict()
        assert data["provider"] == "Kijoma Broadband"
        assert data["steps"][0]["latest"] == "2026-03-09"
        assert data["outside"] == {
            "body": "CISAS",
            "opens": "2026-03-20",
            "since": "letter",
            "status": "open",
            "by_law": {"rule": "ofcom-c4", "weeks": 8, "opens": "2026-03-20", "since": "letter", "status": "open"},
            "apply_by": "2027-03-20",
        }
        assert data["next"][-1] == {
            "step": "outside",
            "where": "CISAS",
            "opens": "2026-03-20",
            "opens_by_law": "2026-03-20",
            "until": "2027-03-20",
        }
        assert (data["overdue"], data["on"]) == (["received"], "2026-03-20")


class TestTableOfReadings:
    """Several days are too wide for a column: each has lines of its own, above the readings that give it."""

    ANSWER = KOS.complaint(received="2026-04-03", senior="2026-04-04", manager="2026-04-18")

    def test_no_line_is_wider_than_80_columns(self) -> None:
        lines = str(self.ANSWER.across_readings()).splitlines()
        assert max(map(len, lines)) <= 80
        assert len(lines) <= 24

    # 4 April is a Saturday: business days count from it, or from Tuesday the 7th where Easter Monday is a holiday
    def test_the_days_stand_above_the_readings(self) -> None:
        text = "\n".join(self.ANSWER.across_readings().table())
        assert text.startswith("the words allow 4 answers; this one: senior member's answer from 2026-04-06 to\n")
        assert (
            "  senior member's answer from 2026-04-07 to 2026-04-08 and manager's answer by\n"
            "      2026-04-22\n"
            "      holidays legislation-act\n"
        ) in text

    def test_what_has_no_space_is_counted(self) -> None:
        assert self.ANSWER.across_readings().table()[-1] == "  3 more: .combinations"


class TestWholePath:
    """The whole path: each step with who acts, its last day, how it stands, and what comes next if that passes."""

    @staticmethod
    def rows(answer: Answer[ComplaintCourse]) -> list[tuple[str, ...]]:
        grid = answer.grid()
        assert grid is not None
        return [tuple(map(phrase_text, row)) for group in grid.groups for row in group.rows]

    def test_kos_a_senior_member_is_overdue_and_a_manager_comes_next(self) -> None:
        rows = self.rows(KOS.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-16"))
        assert rows[0][1:] == ("2026-03-02", "none set", "no day set", "ask: senior")
        assert rows[1] == (
            "a senior member of the team gets in touch (s.2)",
            "2026-03-09",
            "2026-03-11",
            "OVERDUE",
            "ask: manager",
        )
        assert rows[2] == ("a manager responds (s.3)", "manager", "3 business days", "not begun", "go to CCTS")
        assert rows[3] == ("CCTS", "once tried", "", "no day set", "")

    def test_kijoma_by_law_and_by_its_code(self) -> None:
        rows = self.rows(KIJOMA.complaint(received="2026-04-08", on="2026-05-25"))
        assert rows[0][2:] == ("2026-04-15", "later than aimed", "ask: manager")
        assert [row[1:4] for row in rows[2:]] == [("2026-06-03", "", "not yet"), ("2026-05-20", "", "open")]
        assert rows[3][0] == "CISAS by law (Ofcom General Condition C4, the wait before ADR)"

    @pytest.mark.parametrize(
        ("facts", "stands"),
        [
            ({}, "begun"),
            ({"on": "2026-03-03"}, "open"),
            ({"answered": "2026-03-03"}, "answered"),
            ({"answered": "2026-04-03"}, "answered late"),
        ],
    )
    def test_how_an_answer_stands(self, facts: dict[str, Any], stands: str) -> None:
        assert self.rows(KIJOMA.complaint(received="2026-03-02", **facts))[0][3] == stands

    def test_too_late_for_the_body_outside(self) -> None:
        rows = self.rows(KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20", on="2027-03-21"))
        assert rows[2][1:4] == ("2026-03-20", "2027-03-20", "too late")

    def test_a_ladder_without_a_body_outside_and_one_step_of_it(self) -> None:
        rule = replace(COMPLAINT.of(INDIA.agreement), outside=None)
        terms = Terms(INDIA.agreement.with_rules(complaint=rule))
        rows = self.rows(terms.complaint(received="2026-03-02"))
        assert rows[-1][4] == ""
        name = rule.step[0].name
        assert len(self.rows(terms.complaint(received="2026-03-02", step=name))) == 1

    def test_a_step_without_a_time_that_was_not_begun(self) -> None:
        step = LadderStep(name="board", after="board", clause=CLAUSE, says="")
        rule = replace(COMPLAINT.of(KOS.agreement), step=(*COMPLAINT.of(KOS.agreement).step, step))
        rows = self.rows(Terms(KOS.agreement.with_rules(complaint=rule)).complaint(received="2026-03-02"))
        assert rows[3] == ("board (s.1)", "board", "", "not begun", "go to CCTS")

    def test_below_it_stands_what_can_be_done_next(self) -> None:
        answer = KIJOMA.complaint(received="2026-04-08", on="2026-05-25")
        said = [phrase_text(step.phrase) for step in answer.about.brief(answer.value)]
        assert said[0] == "what the customer can do next"
        assert "go to CISAS from 2026-06-03" in said
        assert any(line.startswith("counted by the calendar england") for line in said)

    def test_complain_is_its_name_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["complain", "--provider", "kijoma", "--received", "2026-03-02"]) == 0
        assert capsys.readouterr().out.startswith("complaint: first answer aimed at by 2026-03-09")

    def test_its_help_offers_the_calendar_and_the_picture(self, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = ["complain", "--provider", "kijoma", "--received", "2026-03-02", "--format"]
        assert main([*arguments, "svg"]) == 0
        assert capsys.readouterr().out.startswith("<svg")
