"""Compute the course of a complaint: who answers until when, what can be done next, and which body is outside.

Kind `ladder`: steps, each with the event that begins it: the complaint is received, a senior member of the staff is
asked for, a manager is asked for. A step of kind `timed` is answered at the latest when its period is over, which is
counted from its event, and at the earliest after another one where the terms name it; for one of kind `untimed` the
terms name no time. An answer that is not there when the period is over is overdue from the day after. Where a period is
counted in open days, the words leave two readings: `closed_day_event`, of an event on a closed day, and `holidays`, of
which days are holidays, where the provider's file names a calendar for each of its values. "8 weeks have passed" leaves
the reading `wait_passed`: on the last day of the period, or on the day after.

The outside body is kind `after-trying`: it takes a complaint once the provider was tried, of which the terms name no
day; or `letter-or-wait`: from the day of the provider's final letter, or from the last day of a period since the
complaint was received, whichever is first.

A rule of law may fix another wait. The version in force on the day of receipt decides, and the course never holds the
day by the terms without the day by that rule: `OutsideBody.by_law`. The body's own rules may set a last day after the
letter.

The module has, in this order: the kinds; the results (`ComplaintCourse` and its parts); the facts (`Course`) and how
they are checked; what follows from them; the working, line by line; the note on a rule of law; the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final, get_args

from telcoterms.agreement.agreement import HOLIDAYS, Holidays, Kinds
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    LawRule,
    LawTable,
    OnCancellation,
    OnChanges,
    OnRates,
    OnTaxes,
    OutsideBodyTerms,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
    in_force_since,
)
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.formats.ical import CalendarEntry, calendar_file
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, add_months, as_day
from telcoterms.values.errors import InputError, NotInTermsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase
from telcoterms.values.periods import ClosedDayEvent, Period, calendar_note, start_of_count
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step

ComplaintEvent = Literal["received", "senior", "manager"]
WaitPassed = Literal["on-last-day", "day-after"]
"""On which day a period has passed: on its last day, or on the day after."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Timed(Rule):
    """A step that is answered within a period after its event, and not before another one is over, if one is named.

    `does` says who does what, such as `a manager responds`. `aim` is whether the words aim at the period and do not
    promise it; `after_previous` whether the step comes only after the one before it.
    """

    kind: ClassVar[str] = "timed"

    does: str
    latest: Period
    earliest: Period | None = None
    aim: bool = False
    after_previous: bool = False

    def __post_init__(self) -> None:
        first, last = self.earliest, self.latest
        if first is not None and (first.unit != last.unit or first.count > last.count):
            raise InputError(
                "the earliest answer is after {first}, the latest after {last}: give both in one unit, the earliest "
                "first",
                first=first.said(),
                last=last.said(),
            )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Untimed(Rule):
    """A step for which no time to answer is named; `does` says who does what."""

    kind: ClassVar[str] = "untimed"

    does: str


LadderStep = Timed | Untimed


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTrying(Rule):
    """A body outside that takes a complaint once the provider was tried; no day is named for that."""

    kind: ClassVar[str] = "after-trying"

    body: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrWait(Rule):
    """A body outside that takes a complaint after the provider's final letter, or after a period since its receipt."""

    kind: ClassVar[str] = "letter-or-wait"

    body: str
    letter: str
    wait: Period


Outside = AfterTrying | LetterOrWait


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Rule):
    """Steps inside the provider's house, each begun by an event, and a body outside."""

    kind: ClassVar[str] = "ladder"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "holidays": "the days off that employment statutes name, as they fall; no word moves or adds one",
        "closed_day_event": "the words count the open days after the event and do not put it off to the next one",
        "wait_passed": "of the days from one day to another, the first is left out and the last is counted",
    }

    received: Timed | Untimed
    outside: AfterTrying | LetterOrWait
    senior: Timed | Untimed | None = None
    manager: Timed | Untimed | None = None
    holidays: Holidays = "public-holidays"
    closed_day_event: ClosedDayEvent = "as-of-that-day"
    wait_passed: WaitPassed = "on-last-day"

    def clauses_of(self, reading: str) -> tuple[Clause, ...]:
        """The clauses whose words a reading is of: those of the outside body, or of the steps with open days."""
        if reading == "wait_passed":
            return (self.outside.clause,)
        steps = [step for _, step in self.steps if any(period.counts_open_days for period in periods_of(step))]
        return tuple(dict.fromkeys(step.clause for step in steps)) or self.clauses

    @property
    def steps(self) -> tuple[tuple[ComplaintEvent, LadderStep], ...]:
        """The steps that there are, in their order."""
        all_: tuple[tuple[ComplaintEvent, LadderStep | None], ...] = (
            ("received", self.received),
            ("senior", self.senior),
            ("manager", self.manager),
        )
        return tuple((event, ladder_step) for event, ladder_step in all_ if ladder_step is not None)

    @property
    def wait(self) -> Period | None:
        """The period after which a complaint may go outside; None where the terms name none."""
        match self.outside:
            case AfterTrying():
                return None
            case LetterOrWait():
                return self.outside.wait
        assert_never(self.outside)

    @property
    def weeks(self) -> int | None:
        """After how many weeks a complaint may go outside, where the terms count them in weeks."""
        wait = self.wait
        return wait.count if wait is not None and wait.unit == "weeks" else None

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods that are named."""
        periods = [period for _, step in self.steps for period in periods_of(step)]
        return tuple(periods) if self.wait is None else (*periods, self.wait)


ComplaintRule = Ladder
COMPLAINT: Final = Kinds[ComplaintRule]("complaint", ComplaintRule)


class ComplaintReadings(TypedDict, total=False):
    """Readings of `complaint`."""

    holidays: Holidays
    closed_day_event: ClosedDayEvent
    wait_passed: WaitPassed


StepStatus = Literal["open", "overdue", "answered", "answered-late", "no-day-set"]
OutsideStatus = Literal["open", "not-yet", "too-late", "no-day-set"]
NextStepName = Literal["senior", "manager", "outside"]
Since = Literal["letter", "wait", "trying"]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@final
@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """A step that was begun: who does what, between which days, and how it stands.

    `earliest` and `latest` are None where the terms name no time; `aim` is whether they aim at `latest` and do not
    promise it: then an answer that is `overdue` is later than was aimed at. `status` is None where no answer is known
    and no day was given on which it is looked at.
    """

    event: ComplaintEvent
    does: str
    begun: date
    earliest: date | None
    latest: date | None
    answered: date | None
    status: StepStatus | None
    aim: bool = False

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
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
    """What the customer can do next: ask for a step that was not begun yet, or go to the body outside.

    `where` says who is met there. `opens` is the first day on which it can be done by the terms, None where they name
    no day; `opens_by_law` the one by a rule of law, None where there is none. `until` is the last day, if one is set.
    """

    step: NextStepName
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

    answers: tuple[tuple[ComplaintEvent, date | None, date], ...]
    outside: OutsideBody

    def headline(self) -> Phrase:
        """Return the days in one line."""
        days = [_answer_days(*answer) for answer in self.answers]
        if self.outside.opens is not None:
            days.append(self.outside.headline())
        return phrase("{days}", days=Phrases(" and ", tuple(days))) if days else phrase("no day is set")


def answer_term(event: ComplaintEvent) -> Term:
    """Return the answer that an event asks for, in words."""
    match event:
        case "received":
            return Term("first answer")
        case "senior":
            return Term("senior member's answer")
        case "manager":
            return Term("manager's answer")
    assert_never(event)


def _answer_days(event: ComplaintEvent, earliest: date | None, latest: date) -> Phrase:
    answer = answer_term(event)
    if earliest is None:
        return phrase("{answer} by {latest}", answer=answer, latest=latest)
    return phrase("{answer} from {earliest} to {latest}", answer=answer, earliest=earliest, latest=latest)


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
    def figure(self) -> ComplaintDays:
        """The days by which readings are compared."""
        answers: tuple[tuple[ComplaintEvent, date | None, date], ...] = tuple(
            (complaint_step.event, complaint_step.earliest, complaint_step.latest)
            for complaint_step in self.steps
            if complaint_step.latest is not None
        )
        return ComplaintDays(answers, self.outside)

    @property
    def overdue(self) -> tuple[ComplaintEvent, ...]:
        """The events whose answer is overdue on the day; empty where no day was given."""
        return tuple(complaint_step.event for complaint_step in self.steps if complaint_step.status == "overdue")

    @property
    def deadlines(self) -> tuple[tuple[ComplaintEvent, date], ...]:
        """The last days of the answers that are not there yet."""
        return tuple(
            (complaint_step.event, complaint_step.latest)
            for complaint_step in self.steps
            if complaint_step.latest is not None and complaint_step.answered is None
        )

    def headline(self) -> Phrase:
        """In one line."""
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
        ahead = [
            complaint_step
            for complaint_step in self.steps
            if complaint_step.latest and complaint_step.answered is None and complaint_step not in late
        ]
        parts += [
            _ahead(complaint_step, complaint_step.latest)
            for complaint_step in ahead
            if complaint_step.latest is not None
        ]
        if parts:
            return phrase("{answers}", answers=Phrases(", ", tuple(parts)))
        answered = [complaint_step for complaint_step in self.steps if complaint_step.answered is not None]
        return _answered(answered[-1]) if answered else phrase("no day is set for an answer")

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "provider": self.provider,
            "steps": [complaint_step.as_dict() for complaint_step in self.steps],
            "outside": self.outside.as_dict(),
            "next": [next_step.as_dict() for next_step in self.next],
            "overdue": list(self.overdue),
            "on": _iso(self.on),
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
                f"{complaint_step.event} {complaint_step.begun}",
                complaint_step.latest,
                f"{self.provider}: {complaint_step.does}, {'day aimed at' if complaint_step.aim else 'last day'}",
            )
            for complaint_step in self.steps
            if complaint_step.latest is not None and complaint_step.answered is None
        ]
        entries += self._outside_entries()
        same = f"complaint to {self.provider} received on {self.received}"
        return calendar_file(same, about or same, self.received, entries)

    def _outside_entries(self) -> Iterator[CalendarEntry]:
        """Yield the day of the body outside, by law and by the terms where they differ, and the last day to ask it."""
        outside, law = self.outside, self.outside.superseding
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
    return Phrases(
        ", ", tuple(phrase("{answer}", answer=answer_term(complaint_step.event)) for complaint_step in steps)
    )


def _ahead(step: ComplaintStep, latest: date) -> Phrase:
    """Return an answer that is not there yet, and its day."""
    template = "{answer} aimed at by {day}" if step.aim else "{answer} due by {day}"
    return phrase(template, answer=answer_term(step.event), day=latest)


def _answered(step: ComplaintStep) -> Phrase:
    """Return an answer that is there, and by when it was due or aimed at where it came after that day."""
    answer, day = answer_term(step.event), step.answered or step.begun
    if step.latest is None or day <= step.latest:
        return phrase("{answer} on {day}", answer=answer, day=day)
    template = "{answer} on {day}, aimed at by {latest}" if step.aim else "{answer} on {day}, due by {latest}"
    return phrase(template, answer=answer, day=day, latest=step.latest)


@final
@dataclass(frozen=True, slots=True)
class Course:
    """The days of a complaint that are known: events, the answers to them, the final letter, the day of the look."""

    received: date
    answered: date | None = None
    senior: date | None = None
    senior_answered: date | None = None
    manager: date | None = None
    manager_answered: date | None = None
    deadlock: date | None = None
    on: date | None = None

    def event(self, event: ComplaintEvent) -> tuple[date | None, date | None]:
        """The day of an event, and of the answer to it."""
        match event:
            case "received":
                return self.received, self.answered
            case "senior":
                return self.senior, self.senior_answered
            case "manager":
                return self.manager, self.manager_answered
        assert_never(event)


def fitting(rule: ComplaintRule, course: Course) -> Course:
    """The course, where its days fit the ladder and each other."""
    before, name = course.received, "received"
    for event in ("senior", "manager"):
        day, answer = course.event(event)
        if getattr(rule, event) is None and (day or answer) is not None:
            raise NotInTermsError(
                "the terms name no step {event} of a complaint ({clause}), only {known}: leave {event} out",
                event=Unquoted(event),
                clause=Unquoted(rule.clause),
                known=tuple(Unquoted(step_event) for step_event, _ in rule.steps),
            )
        if day is not None:
            _in_order(event, day, name, before)
            before, name = day, event
    for event, _ in rule.steps:
        day, answer = course.event(event)
        if answer is not None:
            answer_fact = "answered" if event == "received" else f"{event}_answered"
            if day is None:
                raise InputError(
                    "{fact} is {answer}, but {event} is not given: give the day on which it was asked",
                    fact=Unquoted(answer_fact),
                    answer=answer,
                    event=Unquoted(event),
                )
            _in_order(answer_fact, answer, event, day)
    _check_letter(rule, course)
    if course.on is not None:
        for fact in Course.__slots__:
            day = getattr(course, fact)
            if day is not None and fact != "on":
                _in_order("on", course.on, fact, day)
    return course


def _check_letter(rule: ComplaintRule, course: Course) -> None:
    if course.deadlock is None:
        return
    match rule.outside:
        case AfterTrying():
            raise NotInTermsError(
                "the terms name no deadlock letter ({clause}): leave deadlock out", clause=Unquoted(rule.outside.clause)
            )
        case LetterOrWait():
            _in_order("deadlock", course.deadlock, "received", course.received)
        case _ as unreachable:
            assert_never(unreachable)


def _in_order(fact: str, day: date, earlier: str, before: date) -> None:
    if day < before:
        raise InputError(
            "{fact} is {day}, before {earlier} on {before}: check which of the two days is wrong",
            fact=Unquoted(fact),
            day=day,
            earlier=Unquoted(earlier),
            before=before,
        )


def begun(rule: ComplaintRule, course: Course) -> Iterator[tuple[ComplaintEvent, LadderStep, date, date | None]]:
    """The steps that were begun: event, step, its day, and the day of its answer."""
    for event, ladder_step in rule.steps:
        day, answer = course.event(event)
        if day is not None:
            yield event, ladder_step, day, answer


def counts_open_days(rule: ComplaintRule, course: Course) -> bool:
    """Whether a calendar was counted by."""
    return any(True for _ in counted_events(rule, course))


def counted_events(rule: ComplaintRule, course: Course) -> Iterator[date]:
    """Yield the days from which open days are counted."""
    for _, ladder_step, day, _ in begun(rule, course):
        if any(period.counts_open_days for period in periods_of(ladder_step)):
            yield day
    if rule.wait is not None and rule.wait.counts_open_days:
        yield course.received


def counts_from(rule: ComplaintRule, day: date, period: Period, calendar: Calendar | None) -> date:
    """Return the day from which a period after an event is counted, by the reading of an event on a closed day."""
    if calendar is None or not period.counts_open_days:
        return day
    return start_of_count(day, calendar, rule.closed_day_event)


def last_day(rule: ComplaintRule, day: date, period: Period, calendar: Calendar | None) -> date:
    """Return the last day of a period after an event."""
    return period.after(counts_from(rule, day, period, calendar), calendar)


def periods_of(step: LadderStep) -> list[Period]:
    """The periods of a step that are named."""
    match step:
        case Timed():
            return [step.latest] if step.earliest is None else [step.earliest, step.latest]
        case Untimed():
            return []
    assert_never(step)


def course_of(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, provider: str, law: LawTable | None = None
) -> ComplaintCourse:
    """The course of a complaint, by the terms and beside a table of law; its days must be `fitting`."""
    last = max(day for day in (course.received, course.senior, course.manager) if day is not None)
    outside = outside_body(rule, course, calendar, law)
    ahead = [
        NextStep(event, step.does, _opens(rule, event, step, course, last))
        for event, step in rule.steps
        if event != "received" and not _is_passed(event, course) and _is_reached(rule, event, step, course)
    ]
    return ComplaintCourse(
        provider,
        course.received,
        tuple(
            _step(rule, event, step, day, answer, course.on, calendar)
            for event, step, day, answer in begun(rule, course)
        ),
        outside,
        (*ahead, *_outside_next(outside, course.on)),
        course.on,
    )


def _outside_next(outside: OutsideBody, on: date | None) -> Iterator[NextStep]:
    """Yield the step to the body outside, unless its last day is over."""
    if on is None or outside.apply_by is None or on <= outside.apply_by:
        by_law = None if outside.by_law is None else outside.by_law.opens
        yield NextStep("outside", outside.body, outside.opens, by_law, outside.apply_by)


def _previous(rule: ComplaintRule, event: ComplaintEvent) -> ComplaintEvent:
    """Return the step before another one."""
    events: list[ComplaintEvent] = [step_event for step_event, _ in rule.steps]
    return events[max(0, events.index(event) - 1)]


def _is_reached(rule: ComplaintRule, event: ComplaintEvent, step: LadderStep, course: Course) -> bool:
    """Return whether the step before was begun, where the terms let a step come only after it."""
    match step:
        case Timed():
            return not step.after_previous or course.event(_previous(rule, event))[0] is not None
        case Untimed():
            return True
    assert_never(step)


def _opens(rule: ComplaintRule, event: ComplaintEvent, step: LadderStep, course: Course, last: date) -> date | None:
    """Return from which day a step can be asked for; None where the one before it has to be answered first."""
    match step:
        case Timed():
            answered = course.event(_previous(rule, event))[1]
            if not step.after_previous:
                return last
            return None if answered is None else max(last, answered)
        case Untimed():
            return last
    assert_never(step)


def _is_passed(event: Literal["senior", "manager"], course: Course) -> bool:
    """Return whether a step, or a later one, was begun already."""
    match event:
        case "senior":
            return course.senior is not None or course.manager is not None
        case "manager":
            return course.manager is not None
    assert_never(event)


def _step(
    rule: ComplaintRule,
    event: ComplaintEvent,
    step: LadderStep,
    day: date,
    answer: date | None,
    on: date | None,
    calendar: Calendar | None,
) -> ComplaintStep:
    match step:
        case Timed():
            earliest = None if step.earliest is None else last_day(rule, day, step.earliest, calendar)
            latest = last_day(rule, day, step.latest, calendar)
            return ComplaintStep(event, step.does, day, earliest, latest, answer, _status(latest, answer, on), step.aim)
        case Untimed():
            status: StepStatus = "no-day-set" if answer is None else "answered"
            return ComplaintStep(event, step.does, day, None, None, answer, status)
    assert_never(step)


def _status(latest: date, answer: date | None, on: date | None) -> StepStatus | None:
    if answer is not None:
        return "answered" if answer <= latest else "answered-late"
    if on is None:
        return None
    return "open" if on <= latest else "overdue"


def outside_body(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, law: LawTable | None = None
) -> OutsideBody:
    """The body outside, and from which day it takes the complaint."""
    outside = rule.outside
    last = apply_by(law, outside.body, course)
    by_law = outside_by_law(rule, law, course, last)
    match outside:
        case AfterTrying():
            return OutsideBody(outside.body, None, "trying", "no-day-set", by_law)
        case LetterOrWait():
            waited = day_passed(rule, last_day(rule, course.received, outside.wait, calendar))
            return OutsideBody(outside.body, *_opening(waited, course, last), by_law, last)
    assert_never(outside)


def day_passed(rule: ComplaintRule, end: date) -> date:
    """Return the day on which a period has passed, from its last day, by the reading of that word."""
    match rule.wait_passed:
        case "on-last-day":
            return end
        case "day-after":
            return add_days(end, 1)
    assert_never(rule.wait_passed)


def by_law_template(wait_passed: WaitPassed) -> str:
    """Return the equation of a wait by law."""
    match wait_passed:
        case "on-last-day":
            return "by law, {rule}: {start} + {period} = {end}"
        case "day-after":
            return "by law, {rule}: {start} + {period} + 1 day = {end}"
    assert_never(wait_passed)


def _opening(waited: date, course: Course, last: date | None) -> tuple[date, Since, OutsideStatus | None]:
    """Return from which day the way outside is open: from a letter or from the end of a wait, whichever is first."""
    letter = course.deadlock
    since: Since = "letter" if letter is not None and letter < waited else "wait"
    opens = waited if letter is None else min(letter, waited)
    if course.on is None:
        return opens, since, None
    if last is not None and last < course.on:
        return opens, since, "too-late"
    return opens, since, "open" if opens <= course.on else "not-yet"


def wait_rule(law: LawTable | None, received: date) -> tuple[LawRule, AdrAfterWeeks] | None:
    """Return the rule of law on the wait in force on the day of receipt; None where there is none."""
    return None if law is None else law.in_force(AdrAfterWeeks, received)


def weeks_after(received: date, weeks: int) -> date:
    """Return the last day of a number of weeks after the receipt."""
    return Period(weeks, "weeks").after(received, None)


def outside_by_law(rule: ComplaintRule, law: LawTable | None, course: Course, last: date | None) -> OutsideByLaw | None:
    """Return the day by the rule of law on the wait in force on the day of receipt; None where there is none."""
    known = wait_rule(law, course.received)
    if known is None:
        return None
    of_law, version = known
    waited = day_passed(rule, weeks_after(course.received, version.weeks))  # counted as the terms' own wait
    return OutsideByLaw(of_law.name, of_law.title, version.weeks, *_opening(waited, course, last))


def body_rules(law: LawTable | None, body: str, day: date) -> tuple[LawRule, OutsideBodyTerms] | None:
    """Return the rules of a body outside, which their title names; None where they are not in the table."""
    for rule in () if law is None else law.rules:
        version = rule.on(day)
        if isinstance(version, OutsideBodyTerms) and body in rule.title.split():
            return rule, version
    return None


def apply_by(law: LawTable | None, body: str, course: Course) -> date | None:
    """Return the last day on which a body outside is asked after the final letter; None where none is set."""
    known = None if course.deadlock is None else body_rules(law, body, course.deadlock)
    if known is None or course.deadlock is None or known[1].apply_within_months is None:
        return None
    return add_months(course.deadlock, known[1].apply_within_months)


Counted = Literal["earliest", "latest", "aim", "wait"]


def event_template(event: ComplaintEvent) -> str:
    """Return the line of an event that begins a step."""
    match event:
        case "received":
            return "the complaint was received on {day}: {does}"
        case "senior":
            return "a senior member of the staff was asked for on {day}: {does}"
        case "manager":
            return "a manager was asked for on {day}: {does}"
    assert_never(event)


def answered_template(status: StepStatus | None, aim: bool) -> str:
    """Return the line of an answer whose last day is known, or the day that is aimed at."""
    match status:
        case "answered-late":
            if aim:
                return "answered on {answered}, after the day aimed at"
            return "answered on {answered}, after the last day"
        case "answered" | "open" | "overdue" | "no-day-set" | None:
            if aim:
                return "answered on {answered}, on or before the day aimed at"
            return "answered on {answered}, on or before the last day"
    assert_never(status)


def waiting_template(status: StepStatus | None, aim: bool) -> str:
    """Return the line of an answer that is not there on the day of the look."""
    match status:
        case "overdue":
            if aim:
                return "looked at on {on}, after the day aimed at: later than that"
            return "looked at on {on}, after the last day: overdue"
        case "open" | "answered" | "answered-late" | "no-day-set" | None:
            if aim:
                return "looked at on {on}: not later than aimed at"
            return "looked at on {on}: not overdue"
    assert_never(status)


def outside_template(status: OutsideStatus) -> str:
    """Return the line on the body outside on the day of the look."""
    match status:
        case "open":
            return "looked at on {on}: open"
        case "too-late":
            return "looked at on {on}: too late"
        case "not-yet" | "no-day-set":
            return "looked at on {on}: not open yet"
    assert_never(status)


def looked_at_template(outside: OutsideBody, status: OutsideStatus) -> str:
    """Return the line on the day of the look, with what opens the way where the terms and the law differ."""
    law = outside.superseding
    if law is None or law.status is None or law.status == status:
        return outside_template(status)
    if outside.opens is None:
        return outside_template(law.status)
    if law.opens < outside.opens:
        return "looked at on {on}: open by law, not yet by the terms"
    return "looked at on {on}: open by the terms, not yet by law"


def counted_template(what: Counted) -> str:
    """Return the equation of a period in which every day counted."""
    match what:
        case "earliest":
            return "earliest: {start} + {period} = {end}"
        case "latest":
            return "last day: {start} + {period} = {end}"
        case "aim":
            return "day aimed at: {start} + {period} = {end}"
        case "wait":
            return "end of the wait: {start} + {period} = {end}"
    assert_never(what)


def counted_without_template(what: Counted) -> str:
    """Return the equation of a period in which holidays were passed over."""
    match what:
        case "earliest":
            return "earliest, without {days}: {start} + {period} = {end}"
        case "latest":
            return "last day, without {days}: {start} + {period} = {end}"
        case "aim":
            return "day aimed at, without {days}: {start} + {period} = {end}"
        case "wait":
            return "end of the wait, without {days}: {start} + {period} = {end}"
    assert_never(what)


def complaint_steps(
    rule: ComplaintRule, course: Course, calendar: Calendar | None, provider: str, law: LawTable | None = None
) -> tuple[Step, ...]:
    """The working: each step that was begun, the body outside, and what can be done next."""
    complaint_course = course_of(rule, course, calendar, provider, law)
    lines = [
        line
        for (_, ladder_step, _, _), complaint_step in zip(begun(rule, course), complaint_course.steps, strict=True)
        for line in _step_lines(rule, ladder_step, complaint_step, calendar, course.on)
    ]
    lines += _outside_lines(rule, course, complaint_course, calendar)
    lines += _by_law_lines(rule, course, complaint_course, law)
    lines += _looked_at_line(rule, course, complaint_course, law)
    lines += _next_lines(rule, course, complaint_course, law)
    if calendar is not None and counts_open_days(rule, course):
        lines.append(calendar_note(calendar))
    return tuple(lines)


def _step_lines(
    rule: ComplaintRule,
    ladder_step: LadderStep,
    complaint_step: ComplaintStep,
    calendar: Calendar | None,
    on: date | None,
) -> Iterator[Step]:
    clause = ladder_step.clause
    yield step(
        event_template(complaint_step.event), clause, day=complaint_step.begun, does=data_text(complaint_step.does)
    )
    match ladder_step:
        case Timed():
            start = counts_from(rule, complaint_step.begun, ladder_step.latest, calendar)
            yield from _deferred_lines(clause, complaint_step.begun, start)
            if ladder_step.earliest is not None:
                yield counted("earliest", clause, start, ladder_step.earliest, calendar)
            yield counted("aim" if ladder_step.aim else "latest", clause, start, ladder_step.latest, calendar)
        case Untimed():
            yield step("no day is set for the answer", clause, indent=1)
        case _ as unreachable:
            assert_never(unreachable)
    if complaint_step.answered is not None:
        template = "answered on {answered}"
        if complaint_step.latest is not None:
            template = answered_template(complaint_step.status, complaint_step.aim)
        yield step(template, clause, indent=1, answered=complaint_step.answered)
    elif complaint_step.latest is not None and on is not None:
        yield step(waiting_template(complaint_step.status, complaint_step.aim), clause, indent=1, on=on)


def _outside_lines(
    rule: ComplaintRule, course: Course, complaint_course: ComplaintCourse, calendar: Calendar | None
) -> Iterator[Step]:
    outside, known = rule.outside, complaint_course.outside
    yield step("outside: {body}", outside.clause, body=data_text(outside.body))
    match outside:
        case AfterTrying():
            yield step("once the provider was tried: no day is set for that", outside.clause, indent=1)
        case LetterOrWait():
            start = counts_from(rule, course.received, outside.wait, calendar)
            end = outside.wait.after(start, calendar)
            yield from _deferred_lines(outside.clause, course.received, start)
            yield counted("wait", outside.clause, start, outside.wait, calendar)
            end, passed = day_passed(rule, end), end
            if end != passed:
                template = "the wait has passed on the day after: {passed} + 1 day = {end}"
                yield step(template, outside.clause, indent=1, passed=passed, end=end)
            template = "no {letter} is known: open from that day, {opens}"
            if course.deadlock is not None:
                template = "{letter} of {day}: open from {opens}, the earlier of the two days"
            letter, day = data_text(outside.letter), course.deadlock or end
            yield step(template, outside.clause, indent=1, letter=letter, day=day, opens=known.opens or end)
        case _ as unreachable:
            assert_never(unreachable)


def _by_law_lines(
    rule: ComplaintRule, course: Course, complaint_course: ComplaintCourse, law: LawTable | None
) -> Iterator[Step]:
    """Yield the wait by law, where it opens the way on another day than the terms, and the last day to ask the body."""
    outside, by_law = complaint_course.outside, complaint_course.outside.superseding
    if by_law is not None:
        end = day_passed(rule, weeks_after(course.received, by_law.weeks))
        template = by_law_template(rule.wait_passed)
        period, cited = Period(by_law.weeks, "weeks").said(), wait_clauses(law, course)
        rule_title = data_text(by_law.title)
        yield step(template, *cited, indent=1, rule=rule_title, start=course.received, period=period, end=end)
        if by_law.opens < end:
            template = "the letter of {day} is earlier: open by law from {opens}"
            yield step(template, *cited, indent=1, day=by_law.opens, opens=by_law.opens)
    known = None if course.deadlock is None else body_rules(law, outside.body, course.deadlock)
    if outside.apply_by is not None and course.deadlock is not None and known is not None:
        template = "last day to ask {body}, {rule}: {letter} + {months} months = {end}"
        yield step(
            template,
            *body_clauses(law, course, outside.body),
            indent=1,
            body=data_text(outside.body),
            rule=data_text(known[0].title),
            letter=course.deadlock,
            months=known[1].apply_within_months or 0,
            end=outside.apply_by,
        )


def _cited(rule: LawRule) -> Clause:
    """Return the citation of a rule of law: its title without what it is about."""
    return Clause(rule.title.partition(",")[0], "")


def wait_clauses(law: LawTable | None, course: Course) -> tuple[Clause, ...]:
    """Return the citation of the rule of law on the wait; none where there is none."""
    known = wait_rule(law, course.received)
    return () if known is None else (_cited(known[0]),)


def body_clauses(law: LawTable | None, course: Course, body: str) -> tuple[Clause, ...]:
    """Return the citation of the rules of a body outside, which set the last day to ask it; none where none is set."""
    known = None if course.deadlock is None else body_rules(law, body, course.deadlock)
    return () if known is None else (_cited(known[0]),)


def _looked_at_line(
    rule: ComplaintRule, course: Course, complaint_course: ComplaintCourse, law: LawTable | None
) -> Iterator[Step]:
    """Yield the line on the day of the look, where the terms or a rule of law name a day to compare it with."""
    outside = complaint_course.outside
    if complaint_course.on is not None and outside.status is not None and (outside.opens or outside.by_law) is not None:
        template = looked_at_template(outside, outside.status)
        cited: tuple[Clause, ...] = (rule.outside.clause,)
        match outside.status:
            case "too-late":
                cited = body_clauses(law, course, outside.body)
            case "open" | "not-yet" | "no-day-set":
                cited += () if outside.superseding is None else wait_clauses(law, course)
            case _ as unreachable:
                assert_never(unreachable)
        yield step(template, *cited, indent=1, on=complaint_course.on)


def _deferred_lines(clause: Clause, event: date, start: date) -> Iterator[Step]:
    """Yield the line of an event on a closed day that counts as of the next open one; none where it counts itself."""
    if start != event:
        template = "{event} is a closed day: counted as of the next open day, {start}"
        yield step(template, clause, indent=1, event=event, start=start)


def _next_lines(
    rule: ComplaintRule, course: Course, complaint_course: ComplaintCourse, law: LawTable | None
) -> Iterator[Step]:
    clauses = {"outside": rule.outside.clause} | {event: ladder_step.clause for event, ladder_step in rule.steps}
    yield step("what the customer can do next", title=True)
    for next_step in complaint_course.next:
        clause = clauses[next_step.step]
        match next_step.step:
            case "senior":
                yield step("ask for a senior member: {where}", clause, indent=1, where=data_text(next_step.where))
            case "manager":
                template = "ask for a manager: {where}"
                if next_step.opens is None:
                    template = "ask for a manager, after speaking with the senior member: {where}"
                yield step(template, clause, indent=1, where=data_text(next_step.where))
            case "outside":
                yield from _outside_next_lines(rule.outside.clause, course, complaint_course.outside, law)
            case _ as unreachable:
                assert_never(unreachable)


def _outside_next_lines(clause: Clause, course: Course, outside: OutsideBody, law: LawTable | None) -> Iterator[Step]:
    """Yield from when the body outside can be asked: by the terms, by law, and until when by its own rules."""
    body, by_law = data_text(outside.body), outside.superseding
    if outside.opens is None:
        yield step("go to {body} once the provider was tried", clause, indent=1, body=body)
    else:
        yield step("go to {body} from {opens}", clause, indent=1, body=body, opens=outside.opens)
    if by_law is not None:
        yield step("by law from {by_law}", *wait_clauses(law, course), indent=2, by_law=by_law.opens)
    if outside.apply_by is not None:
        cited = body_clauses(law, course, outside.body)
        yield step("until {apply_by}", *cited, indent=2, apply_by=outside.apply_by)


def counted(what: Counted, clause: Clause, start: date, period: Period, calendar: Calendar | None) -> Step:
    """The equation of a period, with the holidays that were passed over."""
    end = period.after(start, calendar)
    passed: tuple[date, ...] = ()
    if calendar is not None and period.counts_open_days:
        passed = calendar.closed_weekdays(start, end)
    if not passed:
        return step(counted_template(what), clause, indent=1, start=start, period=period.said(), end=end)
    days = Phrases(", ", tuple(phrase("{day}", day=day) for day in passed))
    return step(counted_without_template(what), clause, indent=1, days=days, start=start, period=period.said(), end=end)


def _change_note(table: LawTable, law: LawRule, version: AdrAfterWeeks) -> tuple[Step, ...]:
    """Return the note on a version of the rule that comes later than the one in force; none where it is the last."""
    later = table.after(version)
    if not isinstance(later, AdrAfterWeeks) or later.since is None:
        return ()
    template = (
        "{rule}: {weeks} weeks for a complaint first raised on {since} or later; this one was received before. "
        "Source: {source}."
    )
    title, source = data_text(law.title), data_text(later.source)
    return (step(template, part="notes", rule=title, weeks=later.weeks, since=later.since, source=source),)


def adr_note(table: LawTable | None, received: date, weeks: int, days_after: int = 0) -> tuple[Step, ...]:
    """Return the note that compares the terms' weeks with those of the rule in force on the day of receipt.

    Where they are alike, it says from which day the rule changes; there is none where it does not. `days_after` is
    how many days after its last day a wait has passed.
    """
    known = wait_rule(table, received)
    if table is None or known is None:
        return ()
    law, version = known
    if version.weeks == weeks:
        return _change_note(table, law, version)
    before = law.before(version)
    earlier: Phrase = phrase("")
    if before is not None:
        assert isinstance(before, AdrAfterWeeks)
        template = " (before: {weeks}; it holds for a complaint first raised on that day or later)"
        earlier = phrase(template, weeks=before.weeks)
    return (
        step(
            "{rule}, {dated}: {law} weeks{earlier}, so {law_day}; by the terms {terms} weeks, so {terms_day}. "
            "Source: {source}.",
            part="notes",
            rule=data_text(law.title),
            dated=in_force_since(version),
            law=version.weeks,
            earlier=earlier,
            law_day=add_days(weeks_after(received, version.weeks), days_after),
            terms=weeks,
            terms_day=add_days(weeks_after(received, weeks), days_after),
            source=data_text(version.source),
        ),
    )


def body_by_law(version: OutsideBodyTerms, apply_by: date | None) -> ByLaw:
    """What the body outside awards, when the provider reports to it, and the last day to ask it, which a step has."""
    most = version.award_most
    if apply_by is None:
        says = phrase("the body outside awards up to {sum}", sum=MoneyWithCurrency(most))
        return ByLaw(version.with_report(says), most, shown=version.report_within_days is not None)
    template = "the body outside is asked by {day}, and awards up to {sum}"
    return ByLaw(phrase(template, day=apply_by, sum=MoneyWithCurrency(most)), apply_by, shown=False)


@final
class ComplaintQuestion(Question):
    """`complaint`."""

    name = "complaint"
    says = "the last day to answer a complaint, what is overdue, and where it can go next"
    asks = Phrase("complaint received {received}")
    dated_by = "received"
    example = "complaint --received 2026-03-02 --senior 2026-03-09 --on 2026-03-16"
    tables = (COMPLAINT,)
    reads = (COMPLAINT,)
    compared = ({"received": "2026-03-02"},)
    law_day = "received"
    formats = ("ical",)

    received: date = fact("the day on which the complaint was received")
    answered: date | None = fact(
        "the day on which it was answered", default=None, in_heading=Phrase("answered {value}")
    )
    senior: date | None = fact(
        "the day on which a senior member of the staff was asked for",
        default=None,
        in_heading=Phrase("senior member asked for {value}"),
    )
    senior_answered: date | None = fact(
        "the day on which the senior member answered", default=None, in_heading=Phrase("who answered {value}")
    )
    manager: date | None = fact(
        "the day on which a manager was asked for", default=None, in_heading=Phrase("manager asked for {value}")
    )
    manager_answered: date | None = fact(
        "the day on which the manager answered", default=None, in_heading=Phrase("who answered {value}")
    )
    deadlock: date | None = fact(
        "the day of the provider's final letter", default=None, in_heading=Phrase("final letter {value}")
    )
    on: date | None = fact(
        "the day on which the complaint is looked at", default=None, in_heading=Phrase("looked at on {value}")
    )

    def working(self) -> tuple[Step, ...]:
        """Each step, the body outside, and the law's own weeks beside the terms'."""
        agreement, rule = self.agreement, COMPLAINT.of(self.agreement)
        course, weeks = Course(*self.given), rule.weeks
        days_after = (day_passed(rule, course.received) - course.received).days
        notes = () if weeks is None else adr_note(agreement.law, course.received, weeks, days_after)
        calendar = agreement.calendar_by(rule.holidays)
        return (*complaint_steps(rule, course, calendar, agreement.name, agreement.law), *notes)

    def by_law(self, version: RuleVersion, value: ComplaintCourse) -> ByLaw | None:
        """The day by a rule on the wait, and what the body outside awards, and until when it is asked."""
        match version:
            case AdrAfterWeeks():
                known = value.outside.by_law
                opens = weeks_after(self.received, version.weeks) if known is None else known.opens
                template = "the body outside takes it from {day}, {weeks} weeks after receipt or from its letter"
                return ByLaw(phrase(template, day=opens, weeks=version.weeks), opens, shown=False)  # a step has it
            case OutsideBodyTerms():
                return body_by_law(version, value.outside.apply_by)
            case SmallBusinessUpTo() | ActionWithinYears():  # who may go outside, and a court: not the course
                return None
            case OnRates() | OnCancellation() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)

    @property
    def unheard(self) -> frozenset[str]:
        """The readings that move no day of this course, whatever the other one is."""
        agreement = self.agreement
        calendars = (agreement.calendar, *(calendar for _, calendar in agreement.holiday_calendars))
        events, passes = get_args(ClosedDayEvent), get_args(WaitPassed)
        days = {
            (event, place, passed): self._days(event, calendar, passed)
            for event in events
            for place, calendar in enumerate(calendars)
            for passed in passes
        }

        def moves(axis: int) -> bool:
            """Return whether the days differ along one of the three choices, whatever the other two are."""
            by_others: dict[tuple[object, ...], set[ComplaintDays]] = {}
            for choice, found in days.items():
                by_others.setdefault(choice[:axis] + choice[axis + 1 :], set()).add(found)
            return any(len(found) > 1 for found in by_others.values())

        moved_by = {"closed_day_event": moves(0), HOLIDAYS: moves(1), "wait_passed": moves(2)}
        return frozenset(name for name, is_moved in moved_by.items() if not is_moved)

    def _days(self, event: ClosedDayEvent, calendar: Calendar | None, passed: WaitPassed) -> ComplaintDays:
        """Return the days of the course under two of its readings, by a calendar."""
        rule = COMPLAINT.of(self.agreement).under({"closed_day_event": event, "wait_passed": passed})
        return course_of(rule, Course(*self.given), calendar, self.agreement.name, self.agreement.law).figure

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendar by which open days are counted, if any are."""
        return (self.agreement.open_days_by(COMPLAINT.of(self.agreement).holidays),) if self.counts_open_days else ()

    @property
    def counts_open_days(self) -> bool:
        """Whether a period of this course is counted in open days."""
        return counts_open_days(COMPLAINT.of(self.agreement), Course(*self.given))


def complaint(
    terms: Agreed,
    *,
    received: Day,
    answered: Day | None = None,
    senior: Day | None = None,
    senior_answered: Day | None = None,
    manager: Day | None = None,
    manager_answered: Day | None = None,
    deadlock: Day | None = None,
    on: Day | None = None,
) -> Answer[ComplaintCourse]:
    """How a complaint goes on: until when who answers, what is overdue, and what can be done next, and where.

    `received` is the day on which the complaint was received, `senior` and `manager` the days on which one was
    asked for, each with the day of the answer, if there is one; `deadlock` the day of the provider's final letter;
    `on` the day on which the complaint is looked at: without it, nothing is said to be overdue. Raises `InputError`
    for days in the wrong order, `NotInTermsError` for a step or a letter that the terms do not name, `DayError`
    for a day outside the calendar.

    >>> from telcoterms import load
    >>> course = load("kos").complaint(received="2026-03-02", senior="2026-04-02", on="2026-04-08").value
    >>> course.steps[1].latest, course.overdue
    (datetime.date(2026, 4, 7), ('senior',))
    """
    agreement = terms.agreement
    facts = (
        as_day(received, "received"),
        _day_or_none(answered, "answered"),
        _day_or_none(senior, "senior"),
        _day_or_none(senior_answered, "senior_answered"),
        _day_or_none(manager, "manager"),
        _day_or_none(manager_answered, "manager_answered"),
        _day_or_none(deadlock, "deadlock"),
        _day_or_none(on, "on"),
    )
    rule = COMPLAINT.of(agreement)
    course = fitting(rule, Course(*facts))
    value = course_of(rule, course, agreement.calendar_by(rule.holidays), agreement.name, agreement.law)
    return Answer(value, "complaint", facts, terms)


def _day_or_none(day: Day | None, fact: str) -> date | None:
    return None if day is None else as_day(day, fact)
