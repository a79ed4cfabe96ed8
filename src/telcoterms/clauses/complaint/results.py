"""Define what comes of a complaint: its steps, the body outside, and what can be done next, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, final

from telcoterms.clauses.complaint.kinds import RECEIVED
from telcoterms.formats.ical import CalendarEntry, calendar_file
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import Unquoted
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase

if TYPE_CHECKING:
    from telcoterms.formats.svg_bars import BarChart
    from telcoterms.formats.timeline import TimelineDay

StepStatus = Literal["open", "overdue", "answered", "answered-late", "no-day-set"]
"""How a step of a complaint stands."""
OutsideStatus = Literal["open", "not-yet", "too-late", "no-day-set"]
"""Whether a body outside takes a complaint."""
Since = Literal["letter", "wait", "trying"]
"""What the days of a body outside count from."""
OUTSIDE: Final = "outside"
"""What stands for the body outside among the steps that can be done next."""


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@final
@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """A step that was begun: who does what, between which days, and how it stands.

    `event` is the fact from whose day, `begun`, it counts. `earliest` and `latest` are None where the terms name no
    time; `aim` is whether they aim at `latest` and do not promise it: then an answer that is `overdue` is later than
    was aimed at. `status` is None where no answer is known and no day was given on which it is looked at.
    """

    event: str
    does: str
    begun: date
    earliest: date | None
    latest: date | None
    answered: date | None
    status: StepStatus | None
    aim: bool = False
    name: str = ""

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data; a step that is called as its event has no name beside it."""
        return {
            **({"name": self.name} if self.name != self.event else {}),
            "event": self.event,
            "aim": self.aim,
            "does": self.does,
            "begun": self.begun.isoformat(),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "answered": _iso(self.answered),
            "status": self.status,
        }


@final
@dataclass(frozen=True, slots=True)
class OutsideByLaw:
    """From which day the body outside takes the complaint by a rule of law, in force on the day of its receipt.

    `rule` and `title` are those of the table of law, `weeks` the wait that the rule fixes. `opens`, `since` and
    `status` are to be read as those of `OutsideBody`.
    """

    rule: str
    title: str
    weeks: int
    opens: date
    since: Since
    status: OutsideStatus | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "rule": self.rule,
            "weeks": self.weeks,
            "opens": self.opens.isoformat(),
            "since": self.since,
            "status": self.status,
        }


@final
@dataclass(frozen=True, slots=True)
class OutsideBody:
    """The body outside: from which day it takes the complaint, by the terms and by law, and since what.

    `opens` is the day by the terms, None where they name none; `status` is None where no day was given on which it is
    looked at. `by_law` is None where no rule of law is known that fixes a wait. `apply_by` is the last day on which the
    body is asked after the provider's final letter, None without a letter or where its rules set no last day.
    """

    body: str
    opens: date | None
    since: Since
    status: OutsideStatus | None
    by_law: OutsideByLaw | None = None
    apply_by: date | None = None

    @property
    def superseding(self) -> OutsideByLaw | None:
        """The rule of law, where it opens the way on another day than the terms."""
        return None if self.by_law is None or self.by_law.opens == self.opens else self.by_law

    def headline(self) -> Phrase:
        """Return the body and its days in one line."""
        if self.apply_by is None:
            return self.opening()
        template = "{opening}, until {apply_by} by its own rules"
        return phrase(template, opening=self.opening(), apply_by=self.apply_by)

    def opening(self) -> Phrase:
        """Return the body and from which day it takes the complaint, by law first where the terms have another day."""
        body, law = data_text(self.body), self.superseding
        if self.opens is None:
            if law is None:
                return phrase("{body} once the provider was tried", body=body)
            template = "{body} from {by_law} by law, once the provider was tried by the terms"
            return phrase(template, body=body, by_law=law.opens)
        if law is None:
            return phrase("{body} from {opens}", body=body, opens=self.opens)
        template = "{body} from {by_law} by law, from {opens} by the terms"
        return phrase(template, body=body, by_law=law.opens, opens=self.opens)

    def told(self) -> Phrase:
        """Return in a sentence from when on it takes the complaint, by law first where that is another day."""
        body, law = data_text(self.body), self.superseding
        if law is not None:
            return phrase("{body} takes it from {day} on by law", body=body, day=law.opens)
        if self.opens is None:
            return phrase("{body} takes it once the provider was tried", body=body)
        return phrase("{body} takes it from {day} on", body=body, day=self.opens)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "body": self.body,
            "opens": _iso(self.opens),
            "since": self.since,
            "status": self.status,
            "by_law": None if self.by_law is None else self.by_law.as_dict(),
            "apply_by": _iso(self.apply_by),
        }


@final
@dataclass(frozen=True, slots=True)
class NextStep:
    """What can be done next: a step that was not begun yet, by its name, or `outside`: go to the body outside.

    `where` says who is met there. `opens` is the first day on which it can be done by the terms, None where they name
    no day; `opens_by_law` the one by a rule of law, None where there is none. `until` is the last day, if one is set.
    """

    step: str
    where: str
    opens: date | None
    opens_by_law: date | None = None
    until: date | None = None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "step": self.step,
            "where": self.where,
            "opens": _iso(self.opens),
            "opens_by_law": _iso(self.opens_by_law),
            "until": _iso(self.until),
        }


@final
@dataclass(frozen=True, slots=True)
class ComplaintDays:
    """The days of a course that a reading can move: of each answer, and from which the body outside is open."""

    answers: tuple[tuple[str, date | None, date], ...]
    outside: OutsideBody | None

    def headline(self) -> Phrase:
        """Return the days in one line."""
        days = [_answer_days(*answer) for answer in self.answers]
        if self.outside is not None and self.outside.opens is not None:
            days.append(self.outside.headline())
        return phrase("{days}", days=Phrases(" and ", tuple(days))) if days else phrase("no day is set")


def answer_of(name: str) -> Phrase:
    """Return the answer of a step in words, by its name: those of a provider's usual staff have words of their own."""
    if name in STAFF_ANSWERS:
        return phrase("{answer}", answer=STAFF_ANSWERS[name].alone)
    return phrase("step {name}", name=Unquoted(name))


def answer_in_words(name: str) -> Phrase:
    """Return the answer of a step as a sentence has it."""
    if name in STAFF_ANSWERS:
        return phrase("{answer}", answer=STAFF_ANSWERS[name].in_sentence)
    return phrase("the answer of the step {name}", name=name.replace("-", " "))


class StaffAnswer(NamedTuple):
    """How the answer of a provider's usual staff is called: alone, as in a table, and in a sentence."""

    alone: Term
    in_sentence: Term


STAFF_ANSWERS: Final[Mapping[str, StaffAnswer]] = {
    RECEIVED: StaffAnswer(Term("first answer"), Term("the first answer")),
    "senior": StaffAnswer(Term("senior member's answer"), Term("the senior member's answer")),
    "manager": StaffAnswer(Term("manager's answer"), Term("the manager's answer")),
}
"""The answers of steps with these names."""


def _told(complaint_step: ComplaintStep, on: date | None) -> Phrase:
    """Return in a sentence that the answer of a step is overdue, or until when it is due."""
    if complaint_step.status == "overdue" and on is not None:
        latest, answer = complaint_step.latest or complaint_step.begun, answer_in_words(complaint_step.name)
        template = "{answer}, which was due by {latest}, is overdue on {day}"
        if complaint_step.aim:
            template = "{answer}, which was aimed at by {latest}, is late on {day}"
        return phrase(template, answer=answer, latest=latest, day=on)
    template = "{answer} is aimed at by {day}" if complaint_step.aim else "{answer} is due by {day}"
    return phrase(
        template, answer=answer_in_words(complaint_step.name), day=complaint_step.latest or complaint_step.begun
    )


def _answer_days(name: str, earliest: date | None, latest: date) -> Phrase:
    answer = answer_of(name)
    if earliest is None:
        return phrase("{answer} by {latest}", answer=answer, latest=latest)
    return phrase("{answer} from {earliest} to {latest}", answer=answer, earliest=earliest, latest=latest)


@final
@dataclass(frozen=True, slots=True)
class ComplaintCourse:
    """The course of a complaint, as far as it is known; on a day, if one was given.

    `step` is the one that was asked for: then `steps` has it alone. `outside` is None where the terms name no body.
    """

    provider: str
    received: date
    steps: tuple[ComplaintStep, ...]
    outside: OutsideBody | None
    next: tuple[NextStep, ...]
    on: date | None
    step: str | None = None

    @property
    def due(self) -> date | None:
        """The last day to answer the step that was asked for; None without one, and where the terms name no time."""
        return self.steps[0].latest if self.step is not None else None

    @property
    def figure(self) -> ComplaintDays:
        """The days by which readings are compared."""
        answers: tuple[tuple[str, date | None, date], ...] = tuple(
            (complaint_step.name, complaint_step.earliest, complaint_step.latest)
            for complaint_step in self.steps
            if complaint_step.latest is not None
        )
        return ComplaintDays(answers, self.outside)

    @property
    def overdue(self) -> tuple[str, ...]:
        """The steps whose answer is overdue on the day, by their names; empty where no day was given."""
        return tuple(complaint_step.name for complaint_step in self.steps if complaint_step.status == "overdue")

    @property
    def deadlines(self) -> tuple[tuple[str, date], ...]:
        """The last days of the answers that are not there yet, by the names of their steps."""
        return tuple(
            (complaint_step.name, complaint_step.latest)
            for complaint_step in self.steps
            if complaint_step.latest is not None and complaint_step.answered is None
        )

    def timeline(self) -> BarChart | None:
        """Return the days of the course in order as a chart; None where there is one day alone."""
        from telcoterms.formats.timeline import timeline

        return timeline(phrase("The days of a complaint"), self._days())

    def _days(self) -> Iterator[TimelineDay]:
        from telcoterms.formats.timeline import TimelineDay

        yield TimelineDay(self.received, phrase("complaint received"))
        for one in self.steps:
            answer = answer_of(one.name)
            if one.begun != self.received:
                yield TimelineDay(one.begun, phrase("{answer}: asked for", answer=answer))
            if one.latest is not None:
                template = "{answer}: day aimed at" if one.aim else "{answer}: last day"
                yield TimelineDay(one.latest, phrase(template, answer=answer))
            if one.answered is not None:
                yield TimelineDay(one.answered, phrase("{answer}: given", answer=answer))
        if self.outside is not None:
            body, law = data_text(self.outside.body), self.outside.superseding
            if law is not None:
                yield TimelineDay(law.opens, phrase("{body} takes it, by law", body=body))
            if self.outside.opens is not None:
                yield TimelineDay(self.outside.opens, phrase("{body} takes it, by the terms", body=body))
            if self.outside.apply_by is not None:
                yield TimelineDay(self.outside.apply_by, phrase("last day to ask {body}", body=body))
        if self.on is not None:
            yield TimelineDay(self.on, phrase("looked at"))

    def headline(self) -> Phrase:
        """In one line."""
        if self.outside is None:
            return self._answer()
        return phrase("{answer}; {outside}", answer=self._answer(), outside=self.outside.headline())

    def _answer(self) -> Phrase:
        """Return what is overdue, and every answer that is still to come, by its day; else the last answer."""
        late = [complaint_step for complaint_step in self.steps if complaint_step.status == "overdue"]
        overdue = [complaint_step for complaint_step in late if not complaint_step.aim]
        aimed, day = [complaint_step for complaint_step in late if complaint_step.aim], self.on
        parts: list[Phrase] = []
        if overdue and day is not None:
            parts.append(phrase("overdue on {day}: {answers}", day=day, answers=_answers(overdue)))
        if aimed and day is not None:
            parts.append(phrase("later than aimed at on {day}: {answers}", day=day, answers=_answers(aimed)))
        parts += [
            _ahead(complaint_step, complaint_step.latest)
            for complaint_step in self.steps
            if complaint_step.latest is not None and complaint_step.answered is None and complaint_step not in late
        ]
        if parts:
            return phrase("{answers}", answers=Phrases(", ", tuple(parts)))
        answered = [complaint_step for complaint_step in self.steps if complaint_step.answered is not None]
        return _answered(answered[-1]) if answered else phrase("no day is set for an answer")

    def told(self) -> Phrase:
        """In a sentence: what is overdue or to come, and where it can go outside."""
        told = [_told(one, self.on) for one in self.steps if one.latest is not None and one.answered is None]
        answered = [one for one in self.steps if one.answered is not None]
        if not told and answered:
            last = answered[-1]
            answer, day = answer_in_words(last.name), last.answered or last.begun
            told = [phrase("{answer} came on {day}", answer=answer, day=day)]
        if self.outside is not None:
            told.append(self.outside.told())
        if not told:
            return phrase("no day is set for an answer")
        return phrase("{told}", told=Phrases(", and ", tuple(told)))

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "provider": self.provider,
            "steps": [complaint_step.as_dict() for complaint_step in self.steps],
            "outside": None if self.outside is None else self.outside.as_dict(),
            "next": [next_step.as_dict() for next_step in self.next],
            "overdue": list(self.overdue),
            "on": _iso(self.on),
            **({} if self.step is None else {"due": _iso(self.due)}),
        }

    def ical(self, about: str = "") -> bytes:
        """The days that lie ahead as an iCalendar file: each answer not there yet, and the day of the body outside.

        `about` is the description of each entry: `answer.calendar()` names the terms and all facts there.

        Raises `MissingPackageError` where the package `icalendar` was left out of the installation. The same complaint
        gives the same entries, so that a file that is read again puts none twice into a calendar.

        >>> from telcoterms import load
        >>> course = load("kijoma").complaint(received="2026-03-02").value
        >>> course.ical().decode().split()[0]
        'BEGIN:VCALENDAR'
        """
        entries = [
            CalendarEntry(
                f"{complaint_step.name} {complaint_step.begun}",
                complaint_step.latest,
                f"{self.provider}: {complaint_step.does or complaint_step.name}, "
                f"{'day aimed at' if complaint_step.aim else 'last day'}",
            )
            for complaint_step in self.steps
            if complaint_step.latest is not None and complaint_step.answered is None
        ]
        if self.outside is not None:
            entries += self._outside_entries(self.outside)
        same = f"complaint to {self.provider} received on {self.received}"
        return calendar_file(same, about or same, self.received, entries)

    def _outside_entries(self, outside: OutsideBody) -> Iterator[CalendarEntry]:
        """Yield the day of the body outside, by law and by the terms where they differ, and the last day to ask it."""
        law = outside.superseding
        opens = f"{self.provider}: {outside.body} takes the complaint from today"
        if law is not None:
            yield CalendarEntry(f"outside by law {self.received}", law.opens, f"{opens} by law ({law.title})")
            opens = f"{opens} by the terms, by law from {law.opens}"
        if outside.opens is not None:
            yield CalendarEntry(f"outside {self.received}", outside.opens, opens)
        if outside.apply_by is not None:
            last = f"{self.provider}: last day to ask {outside.body}, by its own rules"
            yield CalendarEntry(f"outside until {self.received}", outside.apply_by, last)


def _answers(steps: list[ComplaintStep]) -> Phrases:
    return Phrases(", ", tuple(phrase("{answer}", answer=answer_of(complaint_step.name)) for complaint_step in steps))


def _ahead(step: ComplaintStep, latest: date) -> Phrase:
    """Return an answer that is not there yet, and its day."""
    template = "{answer} aimed at by {day}" if step.aim else "{answer} due by {day}"
    return phrase(template, answer=answer_of(step.name), day=latest)


def _answered(step: ComplaintStep) -> Phrase:
    """Return an answer that is there, and by when it was due or aimed at where it came after that day."""
    answer, day = answer_of(step.name), step.answered or step.begun
    if step.latest is None or day <= step.latest:
        return phrase("{answer} on {day}", answer=answer, day=day)
    template = "{answer} on {day}, aimed at by {latest}" if step.aim else "{answer} on {day}, due by {latest}"
    return phrase(template, answer=answer, day=day, latest=step.latest)
