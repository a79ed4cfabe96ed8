"""What is known of a complaint: the steps that were begun, the body outside, and what can be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, final

from telcoterms.faces.ical import Entry, calendar_file
from telcoterms.rules.complaint.kinds import ComplaintEvent
from telcoterms.working import Phrase, Phrases, phrase, told, word

StepStatus = Literal["open", "overdue", "answered", "answered-late", "no-day-set"]
OutsideStatus = Literal["open", "not-yet", "no-day-set"]
Since = Literal["letter", "wait", "trying"]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@final
@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """A step that was begun: who does what, between which days, and how it stands.

    `earliest` and `latest` are None where the terms name no time. `status` is None where no answer is known and no day
    was given on which it is looked at.
    """

    event: ComplaintEvent
    does: str
    begun: date
    earliest: date | None
    latest: date | None
    answered: date | None
    status: StepStatus | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "event": self.event,
            "does": self.does,
            "begun": self.begun.isoformat(),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "answered": _iso(self.answered),
            "status": self.status,
        }


@final
@dataclass(frozen=True, slots=True)
class OutsideBody:
    """The body outside: from which day it takes the complaint, and since what.

    `opens` is None where the terms name no day; `status` where no day was given on which it is looked at.
    """

    body: str
    opens: date | None
    since: Since
    status: OutsideStatus | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"body": self.body, "opens": _iso(self.opens), "since": self.since, "status": self.status}


@final
@dataclass(frozen=True, slots=True)
class NextStep:
    """What the customer can do next: ask for a step that was not begun yet, or go to the body outside.

    `where` says who is met there; `opens` is the first day on which it can be done, None where no day is named.
    """

    step: Literal["senior", "manager", "outside"]
    where: str
    opens: date | None

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"step": self.step, "where": self.where, "opens": _iso(self.opens)}


@final
@dataclass(frozen=True, slots=True)
class ComplaintCourse:
    """The course of a complaint, as far as it is known; on a day, if one was given."""

    provider: str
    received: date
    steps: tuple[ComplaintStep, ...]
    outside: OutsideBody
    next: tuple[NextStep, ...]
    on: date | None

    @property
    def overdue(self) -> tuple[ComplaintEvent, ...]:
        """The events whose answer is overdue on the day; empty where no day was given."""
        return tuple(one.event for one in self.steps if one.status == "overdue")

    @property
    def deadlines(self) -> tuple[tuple[ComplaintEvent, date], ...]:
        """The last days of the answers that are not there yet."""
        return tuple((one.event, one.latest) for one in self.steps if one.latest is not None and one.answered is None)

    def headline(self) -> Phrase:
        """In one line."""
        return phrase("{answer}; {outside}", answer=self._answer(), outside=self._outside())

    def _answer(self) -> Phrase:
        if self.overdue:
            events = Phrases(", ", tuple(phrase("{event}", event=word(one, ComplaintEvent)) for one in self.overdue))
            return phrase("overdue on {day}: {events}", day=self.on or self.received, events=events)
        if not self.deadlines:
            return phrase("no answer is due by a day")
        event, day = self.deadlines[-1]
        return phrase("answer of {event} due by {day}", event=word(event, ComplaintEvent), day=day)

    def _outside(self) -> Phrase:
        body, opens = told(self.outside.body), self.outside.opens
        if opens is None:
            return phrase("{body} once the provider was tried", body=body)
        return phrase("{body} from {opens}", body=body, opens=opens)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "provider": self.provider,
            "steps": [one.as_dict() for one in self.steps],
            "outside": self.outside.as_dict(),
            "next": [one.as_dict() for one in self.next],
            "overdue": list(self.overdue),
            "on": _iso(self.on),
        }

    def ical(self) -> bytes:
        """The days that lie ahead as an iCalendar file: each answer not there yet, and the day of the body outside.

        It needs the package `icalendar`, and raises `MissingPackageError` without it. The same complaint gives the same
        entries, so that a file that is read again puts none twice into a calendar.

        >>> from telcoterms import load
        >>> course = load("kijoma").complaint(received="2026-03-02").value
        >>> course.ical().decode().split()[0]
        'BEGIN:VCALENDAR'
        """
        entries = [
            Entry(f"{one.event} {one.begun}", one.latest, f"{self.provider}: {one.does}, last day")
            for one in self.steps
            if one.latest is not None and one.answered is None
        ]
        if self.outside.opens is not None:
            summary = f"{self.provider}: {self.outside.body} takes the complaint from today"
            entries.append(Entry(f"outside {self.received}", self.outside.opens, summary))
        about = f"complaint to {self.provider} received on {self.received}"
        return calendar_file(about, self.received, entries)
