"""The pictures of a late charge, of the readings, of an audit, of a complaint and of a suspension."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import telcoterms
from telcoterms import Answer, InputError, Picture, load
from telcoterms.clauses.late_charge.picture import MAX_DAYS, growth
from telcoterms.cli import main
from telcoterms.formats.output import render
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import phrase_text
from telcoterms.formats.timeline import TimelineDay, timeline
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import phrase
from tests.strategies import HOSTING
from tests.test_picture import SVG, texts

KIJOMA = load("kijoma")
LATE = HOSTING.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
AUDIT = HOSTING.audit_late_charge("4.10", "113.00", issued="2026-01-01", paid="2026-02-15")


def picture_of(report: Any, lang: Any = None) -> Picture:
    found = report.picture(lang)
    assert isinstance(found, Picture)
    return found


def chart_of(answer: Answer[Any]) -> Chart:
    found = answer.about.picture
    assert isinstance(found, Chart)
    return found


def marked(picture: Picture) -> list[str]:
    """What each mark of a picture says when it is pointed at."""
    root = ElementTree.fromstring(picture.svg)
    return [path.findtext(f"{SVG}title") or "" for path in root.iter(f"{SVG}path") if len(path)]


class TestLateCharge:
    """How a late charge grows by the day of payment."""

    def test_each_day_has_the_charge_of_a_payment_on_it(self) -> None:
        found = chart_of(LATE)
        days = [day for day, _ in found.points]
        assert (days[0], days[-1]) == (date(2026, 1, 1), date(2026, 3, 1))  # 14 days beyond 15 February
        assert [(days[index + 1] - day).days for index, day in enumerate(days[:-1])] == [1] * 59
        for day, minor in found.points[::7]:
            assert HOSTING.late_charge("113.00", issued="2026-01-01", paid=day).value.minor == minor

    def test_the_day_paid_is_marked(self) -> None:
        assert chart_of(LATE).marked == (
            date(2026, 2, 15),
            phrase("{day}, the day paid: {sum}", day=date(2026, 2, 15), sum=chart_of(LATE).captions[0].values[0][1]),
        )
        assert "2026-02-15, the day paid: 3.41 CAD" in texts(picture_of(LATE).svg)

    def test_its_description(self) -> None:
        said = picture_of(LATE).description
        assert "The bill is of 2026-01-01 and due on 2026-01-16. " in said
        # 3.41 on 15 February; on 1 March 2 % of 113.00 twice, compounded: 2.26 + 2.31 = 4.57
        assert "Paid on 2026-02-15, the charge is 3.41 CAD. Paid on 2026-03-01, it is 4.57 CAD." in said

    def test_what_was_paid_in_time_has_none(self) -> None:
        assert HOSTING.late_charge("113.00", issued="2026-01-01", paid="2026-01-10").picture() is None

    def test_a_long_time_has_as_many_days_as_can_be_told_apart(self) -> None:
        found = chart_of(HOSTING.late_charge("113.00", issued="1990-01-01", paid="2020-02-15"))
        assert len(found.points) <= 2 * MAX_DAYS + 2
        assert found.points[-1][0] > date(2020, 2, 15)
        assert (date(2020, 2, 15) in dict(found.points)) is True

    def test_a_hundred_years_end_on_the_day_paid(self) -> None:
        found = chart_of(HOSTING.late_charge("113.00", issued="1930-01-01", paid="2020-02-15"))
        assert found.points[-1][0] == date(2020, 2, 15)

    def test_what_is_not_known_beyond_the_day_paid_is_not_shown(self) -> None:
        def charge_on(day: date) -> int:
            if day > date(2026, 2, 15):
                raise InputError("not known")
            return 100

        found = growth(charge_on, "CAD", date(2026, 1, 1), date(2026, 1, 16), date(2026, 2, 15))
        assert found is not None
        assert found.points[-1] == (date(2026, 2, 15), 100)
        assert found.until == date(2026, 2, 15)

    @pytest.mark.parametrize(("span", "step"), [(400, 1), (401, 2), (800, 2), (801, 3)])
    def test_every_day_is_shown_up_to_400(self, span: int, step: int) -> None:
        # 401 days are more than can be told apart, so each second one is shown, and the last
        issued, paid = date(2025, 1, 1), date(2025, 1, 1) + timedelta(span)
        found = growth(lambda _: 100, "CAD", issued, issued, paid)
        assert found is not None
        assert found.points[1][0] == issued + timedelta(step)
        assert (paid, 100) in found.points

    @pytest.mark.parametrize(("days_late", "beyond"), [(41, 14), (45, 15), (29_999, 9_999), (30_000, 0)])
    def test_it_goes_on_for_a_third_of_the_days_late(self, days_late: int, beyond: int) -> None:
        # 14 days at least, and nothing from 30,000 days on
        due = date(1930, 1, 16)
        paid = due + timedelta(days_late)
        found = growth(lambda _: 100, "CAD", date(1930, 1, 1), due, paid)
        assert found is not None
        assert found.until == found.points[-1][0] == paid + timedelta(beyond)

    def test_a_page_shows_it_only_where_it_is_asked_for(self) -> None:
        assert "<svg" not in LATE.html()
        assert "<svg" in str(render(LATE, "svg"))


class TestReadings:
    """All figures of the readings on one scale, that of the answer marked."""

    def test_a_row_for_each_standing(self) -> None:
        across = LATE.across_readings()
        said = texts(picture_of(across).svg)
        assert [text for text in said if text.startswith(("what", "practised", "with another"))] == [
            "what the words allow",
            "practised against the words",
            "with another rounding",
        ]
        assert f"from {across.lowest.text} to {across.highest.text}" in said
        assert said[-1] == "this answer: 3.41 CAD"

    def test_a_row_has_a_stroke_for_each_figure(self) -> None:
        across = LATE.across_readings()
        strokes = picture_of(across).svg.count('stroke-width="5"')
        figures = [across.allowed, across.practised, across.rounded_otherwise]
        assert 3 < strokes <= sum(len({figure for _, figure in pairs}) for pairs in figures)

    def test_the_billed_figure_of_an_audit_is_marked(self) -> None:
        found = picture_of(AUDIT.across_readings())
        assert marked(found)[-2:] == ["this answer: 3.41 CAD", "billed: 4.10 CAD"]

    def test_days_have_none(self) -> None:
        assert HOSTING.due_date("2026-01-01").across_readings().picture() is None

    def test_without_readings_that_bear_on_it(self) -> None:
        on_time = HOSTING.late_charge("113.00", issued="2026-01-01", paid="2026-01-10").across_readings()
        assert "this answer: 0.00 CAD" in texts(picture_of(on_time).svg)


class TestAudit:
    """The billed figure among those that the words allow, and those of known mistakes."""

    def test_what_is_marked(self) -> None:
        found = picture_of(AUDIT)
        assert found.title == "A billed figure among those that the words allow"
        assert marked(found)[-2:] == ["by these terms: 3.41 CAD", "billed: 4.10 CAD"]
        assert "what the words allow: from 1.04 to 3.41." in found.description

    def test_a_mistake_of_far_more_is_said_and_not_drawn(self) -> None:
        far = [one.figure.minor for one in AUDIT.value.mistakes if one.figure.minor > 3 * 410]
        said = " ".join(texts(picture_of(AUDIT).svg))
        assert len(far) == 1
        assert "known mistakes that give far more, and are not drawn: 1" in said

    def test_one_figure_alone(self) -> None:
        late = HOSTING.audit_late_charge("0.00", "113.00", issued="2026-01-01", paid="2026-01-10")
        assert "what the words allow: 0.00." in picture_of(late).description


class TestDays:
    """The last days that somebody has to keep, in order."""

    def test_a_complaint(self) -> None:
        found = picture_of(HOSTING.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-16"))
        assert marked(found) == [
            "complaint received: 2026-03-02",
            "senior member's answer: asked for: 2026-03-09",
            "senior member's answer: last day: 2026-03-11",
            "looked at: 2026-03-16",
        ]

    def test_a_complaint_with_a_body_outside(self) -> None:
        found = picture_of(KIJOMA.complaint(received="2026-05-04", answered="2026-05-06", deadlock="2026-05-20"))
        assert marked(found) == [
            "complaint received: 2026-05-04",
            "first answer: given: 2026-05-06",
            "first answer: day aimed at: 2026-05-11",
            "CISAS takes it, by the terms: 2026-05-20",
            "last day to ask CISAS: 2027-05-20",
        ]

    def test_a_complaint_without_a_body_outside(self) -> None:
        course = KIJOMA.complaint(received="2026-05-04").value
        found = replace(course, outside=None).timeline()
        assert found is not None
        assert [phrase_text(bar.name) for bar in found.panels[0].bars] == [
            "complaint received",
            "first answer: day aimed at",
        ]

    def test_a_body_that_the_law_opens_sooner(self) -> None:
        # six weeks by law from 8 April 2026 on, eight by the terms
        assert marked(picture_of(KIJOMA.complaint(received="2026-05-04")))[-2:] == [
            "CISAS takes it, by law: 2026-06-15",
            "CISAS takes it, by the terms: 2026-06-29",
        ]

    def test_a_suspension(self) -> None:
        own = load(Path(telcoterms.__file__).parent / "published" / "templates" / "provider.toml")
        assert marked(picture_of(own.suspension("2026-01-01"))) == [
            "invoice date: 2026-01-01",
            "due date: 2026-01-16",
            "first day on which the service may be suspended: 2026-01-30",
            "last day to dispute: 2026-04-01",
        ]

    def test_one_day_is_no_picture(self) -> None:
        title = phrase("days")
        assert timeline(title, [TimelineDay(date(2026, 1, 1), phrase("a day"))]) is None
        found = timeline(title, [TimelineDay(date(2026, 1, day), phrase("a day")) for day in (2, 1)])
        assert found is not None
        assert [phrase_text(one) for one in found.story] == ["2026-01-01: a day.", "2026-01-02: a day."]


class TestFrench:
    """Every word of each picture has its translation."""

    @pytest.mark.parametrize(
        "report",
        [
            LATE,
            LATE.across_readings(),
            AUDIT,
            AUDIT.across_readings(),
            HOSTING.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-16"),
            KIJOMA.complaint(received="2026-05-04", answered="2026-05-06", deadlock="2026-05-20"),
        ],
        ids=["late charge", "readings", "audit", "readings of an audit", "complaint", "complaint outside"],
    )
    def test_no_word_is_left_in_english(self, report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from telcoterms.values.translation import Translator

        unsaid: list[str] = []
        say = Translator.say

        def noting(self: Translator, template: str) -> str:
            if template not in self.catalogue and any(map(str.isalpha, template.partition("{")[0])):
                unsaid.append(template)
            return say(self, template)

        monkeypatch.setattr(Translator, "say", noting)
        picture_of(report, "fr")
        assert unsaid == []


class TestCommand:
    """`--format svg` of the questions that have a picture."""

    @pytest.mark.parametrize(
        "words",
        [
            ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"),
            ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--readings"),
            ("audit-late-charge", "113.00", "--billed", "3.41", "--issued", "2026-01-01", "--paid", "2026-02-15"),
            ("complaint", "--received", "2026-03-02", "--senior", "2026-03-09"),
        ],
    )
    def test_it_is_printed(self, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*words, "--provider", "kos", "--format", "svg"]) == 0
        assert capsys.readouterr().out.startswith("<svg")
