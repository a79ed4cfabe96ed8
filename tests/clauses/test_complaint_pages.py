"""What a complaint shows: its whole working, its ladder, its picture, a sentence, and the law beside it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from telcoterms import Answer, ComplaintCourse, ComplaintStep, InputError, Terms, load
from telcoterms.agreement.law import OutsideBodyTerms
from telcoterms.clauses.complaint.by_law import adr_note, body_by_law, body_clauses, body_rules, wait_clauses
from telcoterms.clauses.complaint.facts import Course, event_spelling
from telcoterms.clauses.complaint.kinds import COMPLAINT, Ladder, LadderStep, LetterOrWait
from telcoterms.files.library import law_table
from telcoterms.formats.svg_bars import BarChart
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.periods import Period
from telcoterms.values.steps import Step
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad
from tests.test_providers import FOLDER

KIJOMA = load("kijoma")
INDIA = load(FOLDER / "indian-carrier-2026-11-21.toml")
AUSTRALIA = load(FOLDER / "australian-carrier-2026-11-21.toml")
BRITISH = law_table("uk")

LOOKS = "customer service, technical support or billing looks into it; promptly where it comes by e-mail"
FIRST = f"the complaint was received on 2026-03-02: {LOOKS}"
REPLY = "Kijoma aims to reply in substance, or keeps the customer informed"
UP = (
    "the complaint goes up in the company; or to a manager, on request, if the team could not help and has not "
    "offered it"
)
WAIT = "Ofcom General Condition C4, the wait before ADR"
DECISION = "Source: Ofcom General Condition C4, decision of 2025-07-08."
NEXT = "what the customer can do next"


def printed(lines: Sequence[Step]) -> list[str]:
    """Lines with two spaces for each indent; a title and a note have a mark of their own."""
    marks = {True: "# ", False: ""}
    notes = {"notes": "* "}
    return [
        f"{'  ' * line.indent}{marks[line.title]}{notes.get(line.part, '')}{phrase_text(line.phrase)}" for line in lines
    ]


def working(answer: Answer[ComplaintCourse]) -> list[str]:
    return printed([*answer.about.working()])


def ladder(answer: Answer[ComplaintCourse]) -> list[tuple[str, ...]]:
    """The rows of the ladder below its head."""
    grid = answer.about.grid(answer.value)
    assert grid is not None
    assert [phrase_text(cell) for cell in grid.head] == [
        "who must act",
        "counts from",
        "last day",
        "how it stands",
        "if it passes",
    ]
    (group,) = grid.groups
    return [tuple(phrase_text(cell) for cell in row) for row in group.rows]


def days(answer: Answer[ComplaintCourse]) -> list[str]:
    """The days of the picture."""
    chart = answer.about.picture
    assert isinstance(chart, BarChart)
    return [f"{phrase_text(bar.what)} {phrase_text(bar.name)}" for bar in chart.panels[0].bars]


def said(answer: Answer[ComplaintCourse]) -> tuple[str, str, str]:
    """The headline, the sentence without its beginning, and the days by which readings are compared."""
    value = answer.value
    begin = f"for a complaint received on {value.received}, "
    told = phrase_text(answer.about.told(value))
    assert told.startswith(begin)
    return phrase_text(value.headline()), told.removeprefix(begin), phrase_text(value.figure.headline())


class TestKos:
    """Two steps with business days, and a body outside that takes a complaint once KOS was tried."""

    WHO = f"{LOOKS} (s.1)"

    def test_received_alone(self) -> None:
        answer = KOS.complaint(received="2026-03-02")
        assert working(answer) == [
            FIRST,
            "  no day is set for the answer",
            "outside: CCTS",
            "  once the provider was tried: no day is set for that",
            f"# {NEXT}",
            "  ask for a senior member: a senior member of the team gets in touch",
            "  go to CCTS once the provider was tried",
        ]
        assert ladder(answer) == [
            (self.WHO, "2026-03-02", "none set", "no day set", "ask: senior"),
            (
                "a senior member of the team gets in touch (s.2)",
                "senior",
                "2 business days",
                "not begun",
                "ask: manager",
            ),
            ("a manager responds (s.3)", "manager", "3 business days", "not begun", "go to CCTS"),
            ("CCTS", "once tried", "", "no day set", ""),
        ]
        assert said(answer) == (
            "no day is set for an answer; CCTS once the provider was tried",
            "CCTS takes it once the provider was tried",
            "no day is set",
        )
        assert answer.about.picture is None
        assert answer.about.unheard == {"closed_day_event", "holidays", "wait_passed"}
        assert answer.about.counts_open_days is False

    def test_each_step_answered(self) -> None:
        # 3 April is Good Friday: after 2 April come the 6th, the 7th and the 8th
        answer = KOS.complaint(
            received="2026-03-02",
            answered="2026-03-03",
            senior="2026-03-09",
            senior_answered="2026-03-12",
            manager="2026-04-02",
            manager_answered="2026-04-08",
            on="2026-04-10",
        )
        assert working(answer) == [
            FIRST,
            "  no day is set for the answer",
            "  answered on 2026-03-03",
            "a senior member of the staff was asked for on 2026-03-09: a senior member of the team gets in touch",
            "  earliest: 2026-03-09 + 1 business day = 2026-03-10",
            "  last day: 2026-03-09 + 2 business days = 2026-03-11",
            "  answered on 2026-03-12, after the last day",
            "a manager was asked for on 2026-04-02: a manager responds",
            "  last day, without 2026-04-03: 2026-04-02 + 3 business days = 2026-04-08",
            "  answered on 2026-04-08, on or before the last day",
            "outside: CCTS",
            "  once the provider was tried: no day is set for that",
            f"# {NEXT}",
            "  go to CCTS once the provider was tried",
            "* counted by the calendar ontario-and-federal, version 2026-11",
        ]
        assert ladder(answer) == [
            (self.WHO, "2026-03-02", "none set", "answered", "ask: senior"),
            (
                "a senior member of the team gets in touch (s.2)",
                "2026-03-09",
                "2026-03-11",
                "answered late",
                "ask: manager",
            ),
            ("a manager responds (s.3)", "2026-04-02", "2026-04-08", "answered", "go to CCTS"),
            ("CCTS", "once tried", "", "no day set", ""),
        ]
        assert days(answer) == [
            "2026-03-02 complaint received",
            "2026-03-03 first answer: given",
            "2026-03-09 senior member's answer: asked for",
            "2026-03-11 senior member's answer: last day",
            "2026-03-12 senior member's answer: given",
            "2026-04-02 manager's answer: asked for",
            "2026-04-08 manager's answer: last day",
            "2026-04-08 manager's answer: given",
            "2026-04-10 looked at",
        ]
        assert said(answer) == (
            "manager's answer on 2026-04-08; CCTS once the provider was tried",
            "the manager's answer came on 2026-04-08, and CCTS takes it once the provider was tried",
            "senior member's answer from 2026-03-10 to 2026-03-11 and manager's answer by 2026-04-08",
        )
        # the three days over Easter are other ones by the Legislation Act, for which Easter Monday is a holiday
        assert answer.about.unheard == {"closed_day_event", "wait_passed"}

    def test_an_overdue_answer(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-12")
        assert working(answer)[4:] == [
            "  last day: 2026-03-09 + 2 business days = 2026-03-11",
            "  looked at on 2026-03-12, after the last day: overdue",
            "outside: CCTS",
            "  once the provider was tried: no day is set for that",
            f"# {NEXT}",
            "  ask for a manager, after speaking with the senior member: a manager responds",
            "  go to CCTS once the provider was tried",
            "* counted by the calendar ontario-and-federal, version 2026-11",
        ]
        assert ladder(answer)[1][3] == "OVERDUE"
        assert said(answer)[:2] == (
            "overdue on 2026-03-12: senior member's answer; CCTS once the provider was tried",
            "the senior member's answer, which was due by 2026-03-11, is overdue on 2026-03-12, and CCTS takes it once "
            "the provider was tried",
        )

    def test_an_answer_that_is_still_due(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-11")
        assert working(answer)[5] == "  looked at on 2026-03-11: not overdue"
        assert ladder(answer)[1][3] == "open"
        assert said(answer)[:2] == (
            "senior member's answer due by 2026-03-11; CCTS once the provider was tried",
            "the senior member's answer is due by 2026-03-11, and CCTS takes it once the provider was tried",
        )

    def test_an_answer_that_is_late_is_the_last_one(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-12")
        assert said(answer)[0] == (
            "senior member's answer on 2026-03-12, due by 2026-03-11; CCTS once the provider was tried"
        )

    def test_the_next_step_is_open_from_the_last_day_that_is_known(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-10")
        assert [(one.step, one.opens) for one in answer.value.next] == [
            ("manager", date(2026, 3, 10)),
            ("outside", None),
        ]
        assert "  ask for a manager: a manager responds" in working(answer)
        first = KOS.complaint(received="2026-03-02", answered="2026-03-05")
        assert first.value.next[0].opens == date(2026, 3, 2)


class TestKijoma:
    """A first reply that is aimed at, a manager, and a body outside after a letter or a wait of eight weeks."""

    def test_before_the_rule_changes_a_note_says_when(self) -> None:
        # 5 working days from Monday 2 March; 8 weeks are 29 days of March and 27 of April
        answer = KIJOMA.complaint(received="2026-03-02")
        assert working(answer) == [
            f"the complaint was received on 2026-03-02: {REPLY}",
            "  day aimed at: 2026-03-02 + 5 working days = 2026-03-09",
            "outside: CISAS",
            "  end of the wait: 2026-03-02 + 8 weeks = 2026-04-27",
            "  no deadlock letter is known: open from that day, 2026-04-27",
            f"# {NEXT}",
            f"  ask for a manager: {UP}",
            "  go to CISAS from 2026-04-27",
            "* counted by the calendar england, version 2026-11",
            f"* {WAIT}: 6 weeks for a complaint first raised on 2026-04-08 or later; this one was received before. "
            f"{DECISION}",
        ]
        assert ladder(answer) == [
            (f"{REPLY} (s.3.1)", "2026-03-02", "2026-03-09", "begun", "ask: manager"),
            (f"{UP} (s.3.2)", "manager", "", "not begun", "go to CISAS"),
            ("CISAS (s.4)", "2026-04-27", "", "", ""),
        ]
        assert days(answer) == [
            "2026-03-02 complaint received",
            "2026-03-09 first answer: day aimed at",
            "2026-04-27 CISAS takes it, by the terms",
        ]
        assert said(answer) == (
            "first answer aimed at by 2026-03-09; CISAS from 2026-04-27",
            "the first answer is aimed at by 2026-03-09, and CISAS takes it from 2026-04-27 on",
            "first answer by 2026-03-09 and CISAS from 2026-04-27",
        )
        assert answer.about.unheard == {"closed_day_event", "holidays"}

    @pytest.mark.parametrize(
        ("on", "status", "looked_at", "ahead"),
        [
            ("2026-03-25", "open", "open", ["  go to CISAS from 2026-03-20", "    until 2027-03-20"]),
            ("2027-03-20", "open", "open", ["  go to CISAS from 2026-03-20", "    until 2027-03-20"]),
            ("2027-03-21", "too late", "too late", []),
        ],
    )
    def test_after_a_letter(self, on: str, status: str, looked_at: str, ahead: list[str]) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20", on=on)
        assert working(answer)[2:-2] == [
            f"  looked at on {on}, after the day aimed at: later than that",
            "outside: CISAS",
            "  end of the wait: 2026-03-02 + 8 weeks = 2026-04-27",
            "  deadlock letter of 2026-03-20: open from 2026-03-20, the earlier of the two days",
            "  last day to ask CISAS, CISAS rules: 2026-03-20 + 12 months = 2027-03-20",
            f"  looked at on {on}: {looked_at}",
            f"# {NEXT}",
            f"  ask for a manager: {UP}",
            *ahead,
        ]
        assert ladder(answer)[0][3:] == ("later than aimed", "ask: manager")
        assert ladder(answer)[2] == ("CISAS (s.4)", "2026-03-20", "2027-03-20", status, "")
        assert "2027-03-20 last day to ask CISAS" in days(answer)
        headline, told, figure = said(answer)
        assert headline == (
            f"later than aimed at on {on}: first answer; CISAS from 2026-03-20, until 2027-03-20 by its own rules"
        )
        assert told == (
            f"the first answer, which was aimed at by 2026-03-09, is late on {on}, and CISAS takes it from 2026-03-20 "
            "on"
        )
        assert figure == "first answer by 2026-03-09 and CISAS from 2026-03-20, until 2027-03-20 by its own rules"

    def test_the_law_opens_the_way_before_the_terms_do(self) -> None:
        # 4 May is a bank holiday: 5, 6, 7, 8 and 11 May; 6 weeks after 1 May are 12 June, 8 weeks 26 June
        answer = KIJOMA.complaint(received="2026-05-01", manager="2026-05-05", on="2026-06-20")
        assert working(answer) == [
            f"the complaint was received on 2026-05-01: {REPLY}",
            "  day aimed at, without 2026-05-04: 2026-05-01 + 5 working days = 2026-05-11",
            "  looked at on 2026-06-20, after the day aimed at: later than that",
            f"a manager was asked for on 2026-05-05: {UP}",
            "  no day is set for the answer",
            "outside: CISAS",
            "  end of the wait: 2026-05-01 + 8 weeks = 2026-06-26",
            "  no deadlock letter is known: open from that day, 2026-06-26",
            f"  by law, {WAIT}: 2026-05-01 + 6 weeks = 2026-06-12",
            "  looked at on 2026-06-20: open by law, not yet by the terms",
            f"# {NEXT}",
            "  go to CISAS from 2026-06-26",
            "    by law from 2026-06-12",
            "* counted by the calendar england, version 2026-11",
            f"* {WAIT}, since 2026-04-08: 6 weeks (before: 8; it holds for a complaint first raised on that day or "
            f"later), so 2026-06-12; by the terms 8 weeks, so 2026-06-26. {DECISION}",
        ]
        assert ladder(answer)[2:] == [
            ("CISAS (s.4)", "2026-06-26", "", "not yet", ""),
            (f"CISAS by law ({WAIT})", "2026-06-12", "", "open", ""),
        ]
        assert days(answer)[3:] == [
            "2026-06-12 CISAS takes it, by law",
            "2026-06-20 looked at",
            "2026-06-26 CISAS takes it, by the terms",
        ]
        assert said(answer)[:2] == (
            "later than aimed at on 2026-06-20: first answer; CISAS from 2026-06-12 by law, from 2026-06-26 by the "
            "terms",
            "the first answer, which was aimed at by 2026-05-11, is late on 2026-06-20, and CISAS takes it from "
            "2026-06-12 on by law",
        )

    @pytest.mark.parametrize(
        ("letter", "more"),
        [
            # a letter before the end of both waits opens both ways, one between them that of the terms alone
            ("2026-06-05", []),
            ("2026-06-12", []),
            ("2026-06-20", [f"  by law, {WAIT}: 2026-05-01 + 6 weeks = 2026-06-12"]),
        ],
    )
    def test_a_letter_before_or_after_the_wait_by_law(self, letter: str, more: list[str]) -> None:
        lines = working(KIJOMA.complaint(received="2026-05-01", deadlock=letter))
        place = lines.index(f"  deadlock letter of {letter}: open from {letter}, the earlier of the two days")
        until = f"  last day to ask CISAS, CISAS rules: {letter} + 12 months = {letter.replace('2026', '2027')}"
        assert lines[place + 1 : place + 2 + len(more)] == [*more, until]

    def test_without_a_day_of_the_look_the_way_by_law_has_no_status(self) -> None:
        answer = KIJOMA.complaint(received="2026-05-01")
        assert ladder(answer)[3] == (f"CISAS by law ({WAIT})", "2026-06-12", "", "", "")
        brief = printed([*answer.about.brief(answer.value)])
        lines = working(answer)
        assert brief == lines[lines.index(f"# {NEXT}") :]

    @pytest.mark.parametrize(
        ("on", "looked_at", "cited"),
        [
            ("2026-06-11", "not open yet", ["Complaints Code s.4", "Ofcom General Condition C4"]),
            ("2026-06-20", "open by law, not yet by the terms", ["Complaints Code s.4", "Ofcom General Condition C4"]),
            ("2026-06-26", "open", ["Complaints Code s.4", "Ofcom General Condition C4"]),
        ],
    )
    def test_what_the_day_of_the_look_is_held_against(self, on: str, looked_at: str, cited: list[str]) -> None:
        answer = KIJOMA.complaint(received="2026-05-01", on=on)
        (line,) = (
            one for one in answer.about.working() if phrase_text(one.phrase) == f"looked at on {on}: {looked_at}"
        )
        assert [*map(str, line.clauses)] == cited
        alike = KIJOMA.complaint(received="2026-03-02", on=on)
        (line,) = (one for one in alike.about.working() if phrase_text(one.phrase) == f"looked at on {on}: open")
        assert [*map(str, line.clauses)] == ["Complaints Code s.4"]

    def test_a_letter_after_the_wait_of_the_terms_and_before_that_of_the_law(self) -> None:
        # 4 weeks after 2 March are 30 March, 8 weeks 27 April
        rule = COMPLAINT.of(KIJOMA.agreement)
        assert isinstance(rule.outside, LetterOrWait)
        shorter = replace(rule, outside=replace(rule.outside, wait=Period(4, "weeks")))
        terms = Terms(KIJOMA.agreement.with_rules(complaint=shorter))
        lines = working(terms.complaint(received="2026-03-02", deadlock="2026-04-10", on="2026-04-10"))
        place = lines.index("  deadlock letter of 2026-04-10: open from 2026-03-30, the earlier of the two days")
        assert lines[place + 1 : place + 5] == [
            f"  by law, {WAIT}: 2026-03-02 + 8 weeks = 2026-04-27",
            "  the letter of 2026-04-10 is earlier: open by law from 2026-04-10",
            "  last day to ask CISAS, CISAS rules: 2026-04-10 + 12 months = 2027-04-10",
            "  looked at on 2026-04-10: open",
        ]
        before = working(terms.complaint(received="2026-03-02", on="2026-04-09"))
        assert "  looked at on 2026-04-09: open by the terms, not yet by law" in before

    def test_the_day_after_its_last_a_wait_has_passed(self) -> None:
        answer = KIJOMA.complaint(received="2026-05-01").under(wait_passed="day-after")
        lines = working(answer)
        assert "  the wait has passed on the day after: 2026-06-26 + 1 day = 2026-06-27" in lines
        assert f"  by law, {WAIT}: 2026-05-01 + 6 weeks + 1 day = 2026-06-13" in lines
        assert lines[-1].endswith(f"so 2026-06-13; by the terms 8 weeks, so 2026-06-27. {DECISION}")

    def test_a_late_answer_that_was_aimed_at(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", answered="2026-03-10", on="2026-03-11")
        assert working(answer)[2] == "  answered on 2026-03-10, after the day aimed at"
        assert said(answer)[0] == "first answer on 2026-03-10, aimed at by 2026-03-09; CISAS from 2026-04-27"
        in_time = KIJOMA.complaint(received="2026-03-02", answered="2026-03-09")
        assert working(in_time)[2] == "  answered on 2026-03-09, on or before the day aimed at"
        assert said(in_time)[0] == "first answer on 2026-03-09; CISAS from 2026-04-27"

    def test_looked_at_before_the_day_aimed_at_and_before_the_wait_is_over(self) -> None:
        lines = working(KIJOMA.complaint(received="2026-03-02", on="2026-03-09"))
        assert lines[2] == "  looked at on 2026-03-09: not later than aimed at"
        assert "  looked at on 2026-03-09: not open yet" in lines


class TestClosedDays:
    """An event on a closed day counts itself, or as of the next open day, by a reading."""

    def test_a_step_asked_for_on_a_saturday(self) -> None:
        answer = KOS.complaint(received="2026-03-02", senior="2026-03-07").under(closed_day_event="as-of-next-open-day")
        assert working(answer)[2:6] == [
            "a senior member of the staff was asked for on 2026-03-07: a senior member of the team gets in touch",
            "  2026-03-07 is a closed day: counted as of the next open day, 2026-03-09",
            "  earliest: 2026-03-09 + 1 business day = 2026-03-10",
            "  last day: 2026-03-09 + 2 business days = 2026-03-11",
        ]
        assert answer.about.unheard == {"holidays", "wait_passed"}

    def test_a_wait_of_business_days_from_a_saturday(self) -> None:
        # 10 business days after Monday 9 March are Monday 23 March
        outside = LetterOrWait(
            body="the Board", letter="final letter", wait=Period(10, "business-days"), clause=CLAUSE, says=""
        )
        rule = replace(COMPLAINT.of(KOS.agreement), outside=outside, closed_day_event="as-of-next-open-day")
        terms = Terms(KOS.agreement.with_rules(complaint=rule))
        lines = working(terms.complaint(received="2026-03-07", on="2026-03-23"))
        assert lines[2:7] == [
            "outside: the Board",
            "  2026-03-07 is a closed day: counted as of the next open day, 2026-03-09",
            "  end of the wait: 2026-03-09 + 10 business days = 2026-03-23",
            "  no final letter is known: open from that day, 2026-03-23",
            "  looked at on 2026-03-23: open",
        ]

    def test_a_day_that_is_closed_by_one_calendar_alone(self) -> None:
        # Easter Monday is a holiday by the Legislation Act alone, and the reading matters under that calendar only
        assert KOS.complaint(received="2026-03-02", senior="2026-04-06").about.unheard == {"wait_passed"}


class TestOtherLadders:
    """Steps with names of their own, and no body outside."""

    def test_a_late_answer_beside_one_that_is_overdue(self) -> None:
        answer = INDIA.complaint(
            received="2026-01-01", appealed="2026-02-01", appealed_answered="2026-03-13", on="2026-03-14"
        )
        assert working(answer) == [
            "step answer, counted from received on 2026-01-01",
            "  last day: 2026-01-01 + 4 weeks = 2026-01-29",
            "  looked at on 2026-03-14, after the last day: overdue",
            "step appeal, counted from appealed on 2026-02-01",
            "  last day: 2026-02-01 + 39 days = 2026-03-12",
            "  answered on 2026-03-13, after the last day",
        ]
        assert ladder(answer) == [
            ("answer (s.2)", "2026-01-01", "2026-01-29", "OVERDUE", "ask: appeal"),
            ("appeal (s.2)", "2026-02-01", "2026-03-12", "answered late", ""),
        ]
        assert days(answer) == [
            "2026-01-01 complaint received",
            "2026-01-29 step answer: last day",
            "2026-02-01 step appeal: asked for",
            "2026-03-12 step appeal: last day",
            "2026-03-13 step appeal: given",
            "2026-03-14 looked at",
        ]
        assert said(answer) == (
            "overdue on 2026-03-14: step answer",
            "the answer of the step answer, which was due by 2026-01-29, is overdue on 2026-03-14",
            "step answer by 2026-01-29 and step appeal by 2026-03-12",
        )

    def test_three_steps_of_which_one_counts_from_another_day(self) -> None:
        answer = AUSTRALIA.complaint(received="2026-04-02", accepted="2026-04-14")
        assert working(answer) == [
            "step urgent, counted from received on 2026-04-02: the carrier agrees on a plan at once, and carries it "
            "out",
            "  last day, without 2026-04-03, 2026-04-06: 2026-04-02 + 2 working days = 2026-04-08",
            "step answer, counted from received on 2026-04-02: the carrier proposes a plan",
            "  last day, without 2026-04-03, 2026-04-06: 2026-04-02 + 10 working days = 2026-04-20",
            "step carried-out, counted from accepted on 2026-04-14: the carrier carries the plan out",
            "  last day: 2026-04-14 + 5 working days = 2026-04-21",
            "* counted by the calendar New South Wales, version 640126b5",
        ]
        assert [row[3:] for row in ladder(answer)] == [
            ("begun", "ask: carried-out"),
            ("begun", "ask: carried-out"),
            ("begun", ""),
        ]
        assert said(answer)[1] == (
            "the answer of the step urgent is due by 2026-04-08, and the answer of the step answer is due by "
            "2026-04-20, and the answer of the step carried out is due by 2026-04-21"
        )

    def test_one_step_alone(self) -> None:
        answer = AUSTRALIA.complaint(received="2026-04-02", accepted="2026-04-14", step="carried-out")
        assert [row[0] for row in ladder(answer)] == ["the carrier carries the plan out (s.2)"]
        assert len(working(answer)) == 3

    def test_a_step_that_was_not_begun_is_named_with_its_event(self) -> None:
        assert working(INDIA.complaint(received="2026-01-01"))[2:] == [
            f"# {NEXT}",
            "  step appeal, which counts from appealed",
        ]

    def test_as_data_a_step_that_is_called_as_its_event_has_no_other_name(self) -> None:
        course: Any = KOS.complaint(received="2026-03-02", senior="2026-03-09").value.as_dict()
        assert ["name" in one for one in course["steps"]] == [False, False]
        assert "due" not in course
        (one,) = INDIA.complaint(received="2026-01-01", step="answer").value.steps
        assert "name" in one.as_dict()

    def test_a_ladder_without_a_day(self) -> None:
        steps = (LadderStep(clause=CLAUSE, says="", name="plan"),)
        answer = Terms(INDIA.agreement.with_rules(complaint=Ladder(step=steps, clause=CLAUSE, says=""))).complaint(
            received="2026-01-01"
        )
        assert working(answer) == [
            "step plan, counted from received on 2026-01-01",
            "  no day is set for the answer",
        ]
        assert said(answer) == ("no day is set for an answer", "no day is set for an answer", "no day is set")

    def test_events_other_than_the_usual_staff_may_come_in_any_order(self) -> None:
        steps = (
            LadderStep(clause=CLAUSE, says="", name="plan", after="planned", within=Period(5, "days")),
            LadderStep(clause=CLAUSE, says="", name="visit", after="visited", within=Period(5, "days")),
        )
        terms = Terms(INDIA.agreement.with_rules(complaint=Ladder(step=steps, clause=CLAUSE, says="")))
        answer = terms.complaint(received="2026-01-01", planned="2026-02-01", visited="2026-01-15")
        assert said(answer)[0] == "step plan due by 2026-02-06, step visit due by 2026-01-20"
        # what comes next can be done from the last day that is known on
        assert [one.opens for one in terms.complaint(received="2026-01-01", planned="2026-02-01").value.next] == [
            date(2026, 2, 1)
        ]
        with refused(InputError, "manager is 2026-03-08, before senior on 2026-03-09"):
            KOS.complaint(received="2026-03-02", senior="2026-03-09", manager="2026-03-08")


class TestEvents:
    """The days of other events: a mapping, or pairs of a name and a day."""

    @pytest.mark.parametrize(
        "events", [3, "ab", ["ab"], [("accepted",)], [("accepted", "2026-04-14", 1)], [(1, "2026-04-14")]]
    )
    def test_what_is_none(self, events: Any) -> None:
        with refused(InputError, "give each by its name, such as {'accepted': '2026-04-02'}"):
            AUSTRALIA.complaint(received="2026-04-02", events=events)

    def test_pairs_are_as_good_as_a_mapping(self) -> None:
        pairs: Any = [["accepted", "2026-04-14"]]
        assert AUSTRALIA.complaint(received="2026-04-02", events=pairs) == AUSTRALIA.complaint(
            received="2026-04-02", events={"accepted": "2026-04-14"}
        )


class TestByLaw:
    """The note on a wait by law, and what a body outside awards."""

    def test_without_a_table_of_law_there_is_no_note(self) -> None:
        assert adr_note(None, date(2026, 3, 2), 8) == ()

    @pytest.mark.parametrize(
        ("received", "weeks", "note"),
        [
            # of the same weeks, a note on the next version only where there is one
            (
                date(2026, 4, 7),
                8,
                [
                    f"* {WAIT}: 6 weeks for a complaint first raised on 2026-04-08 or later; this one was received "
                    f"before. {DECISION}"
                ],
            ),
            (date(2026, 4, 8), 6, []),
            # 6 weeks after 8 April are 20 May, 8 weeks 3 June
            (
                date(2026, 4, 8),
                8,
                [
                    f"* {WAIT}, since 2026-04-08: 6 weeks (before: 8; it holds for a complaint first raised on that "
                    f"day or later), so 2026-05-20; by the terms 8 weeks, so 2026-06-03. {DECISION}"
                ],
            ),
        ],
    )
    def test_the_wait_of_the_terms_and_of_the_law(self, received: date, weeks: int, note: list[str]) -> None:
        assert printed(adr_note(BRITISH, received, weeks)) == note

    def test_the_first_version_has_none_before_it(self) -> None:
        (note,) = printed(adr_note(BRITISH, date(2026, 4, 7), 4))
        assert "(before:" not in note
        assert "so 2026-06-02; by the terms 4 weeks, so 2026-05-05. " in note

    AWARDS = OutsideBodyTerms(
        body="CCTS", award_most=cad(5000_00), says="It says so.", source="A source", dated="undated"
    )

    def test_what_a_body_awards(self) -> None:
        found = body_by_law(self.AWARDS, None)
        assert (phrase_text(found.says), found.figure, found.shown) == (
            "the body outside awards up to 5000.00 CAD",
            cad(5000_00),
            False,
        )
        assert body_by_law(replace(self.AWARDS, report_within_days=20), None).shown is True

    def test_with_a_last_day_to_ask_it_that_is_the_figure(self) -> None:
        found = body_by_law(replace(self.AWARDS, report_within_days=20), date(2027, 3, 20))
        assert (phrase_text(found.says), found.figure, found.shown) == (
            "the body outside is asked by 2027-03-20, and awards up to 5000.00 CAD",
            date(2027, 3, 20),
            False,
        )

    def test_a_rule_on_the_wait_has_the_day_of_the_course(self) -> None:
        # with a letter the way is open from it, and without a body outside 6 weeks after the receipt
        version = BRITISH.named("ofcom-c4").versions[-1]
        alone = Terms(KIJOMA.agreement.with_rules(complaint=replace(COMPLAINT.of(KIJOMA.agreement), outside=None)))
        found = []
        for answer in (
            KIJOMA.complaint(received="2026-05-01", deadlock="2026-05-20"),
            alone.complaint(received="2026-05-01"),
        ):
            by_law = answer.about.by_law(version, answer.value)
            assert by_law is not None
            found.append((phrase_text(by_law.says), by_law.figure, by_law.shown))
        said = "the body outside takes it from {}, 6 weeks after receipt or from its letter"
        assert found == [
            (said.format("2026-05-20"), date(2026, 5, 20), False),
            (said.format("2026-06-12"), date(2026, 6, 12), False),
        ]

    def test_the_last_day_to_ask_is_that_of_the_course(self) -> None:
        answer = KIJOMA.complaint(received="2026-03-02", deadlock="2026-03-20")
        found = answer.about.by_law(BRITISH.named("cisas-limits").versions[0], answer.value)
        assert found is not None
        assert found.figure == date(2027, 3, 20)

    def test_without_a_table_of_law_nothing_is_cited(self) -> None:
        course = Course(received=date(2026, 3, 2), deadlock=date(2026, 3, 20))
        assert wait_clauses(None, course) == body_clauses(None, course, "CISAS") == ()
        assert [*map(str, wait_clauses(BRITISH, course))] == ["Ofcom General Condition C4"]
        assert [*map(str, body_clauses(BRITISH, course, "CISAS"))] == ["CISAS rules"]

    def test_rules_of_a_body_by_its_name(self) -> None:
        assert body_rules(None, "CISAS", date(2026, 5, 1)) is None
        assert body_rules(BRITISH, "CCTS", date(2026, 5, 1)) is None
        found = body_rules(BRITISH, "CISAS", date(2026, 5, 1))
        assert found is not None
        assert found[1].apply_within_months == 12

    @pytest.mark.parametrize(
        ("event", "shell"), [("senior", "--senior 2026-01-31"), ("accepted", "--event accepted=2026-01-31")]
    )
    def test_how_the_day_of_an_event_is_given(self, event: str, shell: str) -> None:
        spelling = event_spelling(event)
        assert (spelling.python, spelling.shell, spelling.file) == (
            f'{event}="2026-01-31"',
            shell,
            f"{event} = 2026-01-31",
        )


class TestTheRule:
    """What a step and a ladder take, and what they know of each other."""

    def step(self, name: str = "first-answer", **more: Any) -> LadderStep:
        return LadderStep(clause=CLAUSE, says="", name=name, **more)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"name": "First"}, "name is 'First': write small letters, digits and hyphens, such as 'first-answer'"),
            ({"after": "Received"}, "after is 'Received': name a day, such as 'received' or 'accepted'"),
            ({"after": "on"}, "after is 'on': name a day, such as 'received' or 'accepted', in small letters"),
            ({"earliest": Period(1, "days")}, "step first-answer has earliest alone: add within, its last day"),
            (
                {"earliest": Period(3, "days"), "within": Period(2, "days")},
                "the earliest answer is after 3 days, the latest after 2 days: give both in one unit",
            ),
            (
                {"earliest": Period(1, "days"), "within": Period(2, "weeks")},
                "the earliest answer is after 1 day, the latest after 2 weeks: give both in one unit",
            ),
        ],
    )
    def test_a_step_that_is_refused(self, facts: dict[str, Any], said: str) -> None:
        with refused(InputError, said):
            self.step(**facts)

    def test_two_steps_of_one_name(self) -> None:
        with refused(InputError, "two steps are called 'plan': give each a name of its own"):
            Ladder(step=(self.step("plan"), self.step("plan", after="planned")), clause=CLAUSE, says="")

    def test_what_a_ladder_knows_of_its_steps(self) -> None:
        day = Period(1, "days")
        first, second = (
            self.step(earliest=day, within=day),
            self.step("plan", after="planned", within=Period(2, "weeks")),
        )
        alone = Ladder(step=(first, second), clause=CLAUSE, says="")
        assert [alone.before(one) for one in (first, second)] == [first, first]
        assert alone.periods == (day, day, Period(2, "weeks"))
        waits = LetterOrWait(body="B", letter="letter", wait=Period(8, "weeks"), clause=CLAUSE, says="")
        assert replace(alone, outside=waits).periods == (*alone.periods, Period(8, "weeks"))
        assert first.aim is False

    def test_a_step_of_a_course_promises_its_day_unless_it_is_said_to_aim_at_it(self) -> None:
        alone = ComplaintStep("received", "", date(2026, 1, 1), None, None, None, None)
        assert alone.as_dict()["aim"] is False
