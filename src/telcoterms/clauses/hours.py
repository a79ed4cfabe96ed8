"""Compute the hours of support: on which days and between which times, in the provider's own time zone.

Kind `weekly-but-holidays`: hours by the day of the week, and closed on each holiday of the provider's calendar. Which
days those are is a reading, `holidays`, where the provider's file names a calendar for each of its values. Kind
`weekly`: hours by the day of the week; the terms are silent on holidays, so that is a reading, `on_holidays`. A span
begins with its opening time and ends before its closing time, both by the clock of the time zone, whatever its offset
on the day.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Final, Literal, TypedDict, assert_never, final, get_args
from zoneinfo import ZoneInfo

from telcoterms.agreement.agreement import HOLIDAYS, Agreement, Holidays, Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import AT
from telcoterms.answers.question import Question, fact
from telcoterms.values.calendars import DAY_NAMES, ONE_DAY, Calendar
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_day
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase, translated_choice
from telcoterms.values.moments import Moment, as_moment, local, moment_in_words, moment_text, zone_of
from telcoterms.values.steps import Step, step
from telcoterms.values.weeks import Span, Week, hours_text

OnHolidays = Literal["closed", "open"]
ON_HOLIDAYS: Final[tuple[OnHolidays, ...]] = get_args(OnHolidays)
OpenOrClosed = Literal["open", "closed"]
reading_words(
    "on_holidays",
    {
        "closed": Term("closed on holidays"),
        "open": Term("open on holidays"),
    },
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyButHolidays(Rule):
    """Hours by the day of the week; closed on holidays. `of` says of what, such as `technical support`.

    `unless_agreed` where the terms leave room for other hours in the agreement of a service.
    """

    kind: ClassVar[str] = "weekly-but-holidays"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "holidays": "the days off that employment statutes name, as they fall; no word moves or adds one",
    }

    of: str
    week: Week
    unless_agreed: bool | None = None
    holidays: Holidays = "public-holidays"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly(Rule):
    """Hours by the day of the week, without a word on holidays. `of` says of what."""

    kind: ClassVar[str] = "weekly"
    usual_reasons: ClassVar[Mapping[str, str]] = {"on_holidays": "nothing is said; an office is closed then, as a rule"}

    of: str
    week: Week
    on_holidays: OnHolidays = "closed"


HoursRule = WeeklyButHolidays | Weekly
HOURS: Final = Kinds[HoursRule]("hours", HoursRule)


class HoursReadings(TypedDict, total=False):
    """Readings of `hours`, which are those of `support_open` and `next_opening` too."""

    on_holidays: OnHolidays
    holidays: Holidays


@final
@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a day: spans from an opening moment up to, not including, a closing one; none where it is closed."""

    day: date
    spans: tuple[tuple[datetime, datetime], ...]

    @property
    def opens(self) -> datetime | None:
        """The first opening of the day."""
        return self.spans[0][0] if self.spans else None

    @property
    def closes(self) -> datetime | None:
        """The last closing of the day."""
        return self.spans[-1][1] if self.spans else None

    def headline(self) -> Phrase:
        """Return the spans of the day by the clock, and the time zone of the clock, in one line."""
        if not self.spans:
            return phrase("closed on {day}", day=self.day)
        return phrase("{spans} ({zone})", spans=self.spans_in_words(), zone=str(self.spans[0][0].tzinfo))

    def spans_in_words(self) -> Phrases:
        """Return the spans of the day by the clock."""
        spans = tuple(
            phrase("{opens} to {closes}", opens=self._clock(opens), closes=self._clock(closes))
            for opens, closes in self.spans
        )
        return Phrases(", ", spans)

    def _clock(self, moment: datetime) -> str:
        """Return a moment of the day by the clock; its end is 24:00."""
        return f"{moment:%H:%M}" if moment.date() == self.day else "24:00"

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        spans = [{"opens": opens.isoformat(), "closes": closes.isoformat()} for opens, closes in self.spans]
        return {"day": self.day.isoformat(), "spans": spans}


def spans_on(rule: HoursRule, day: date, calendar: Calendar) -> tuple[Span, ...]:
    """Return the hours of a day, by the clock."""
    holiday = calendar.is_holiday(day)
    match rule:
        case WeeklyButHolidays():
            closed = holiday
        case Weekly():
            closed = holiday and is_closed_on_holidays(rule)
        case _ as unreachable:
            assert_never(unreachable)
    return () if closed else rule.week.days[day.weekday()]


def is_closed_on_holidays(rule: Weekly) -> bool:
    """Return whether a holiday has no hours, by the reading `on_holidays`."""
    match rule.on_holidays:
        case "closed":
            return True
        case "open":
            return False
    assert_never(rule.on_holidays)


def hours_on(rule: HoursRule, day: date, calendar: Calendar, zone: ZoneInfo) -> OpeningHours:
    """Return the hours of a day, as moments."""
    spans = spans_on(rule, day, calendar)
    return OpeningHours(day, tuple((opens.on(day, zone), closes.on(day, zone)) for opens, closes in spans))


def open_at(rule: HoursRule, at: datetime, calendar: Calendar, zone: ZoneInfo) -> OpenOrClosed:
    """Return whether support is open at a moment."""
    spans = hours_on(rule, local(at, zone).date(), calendar, zone).spans
    return "open" if any(opens <= at < closes for opens, closes in spans) else "closed"


def opening_after(rule: HoursRule, at: datetime, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """Return the first moment from `at` on at which support is open: `at` itself, if it is open then."""
    day = local(at, zone).date()
    while True:
        for opens, closes in hours_on(rule, day, calendar, zone).spans:
            if at < closes:
                return max(opens, local(at, zone))
        day += ONE_DAY


def hours_steps(rule: HoursRule, day: date, calendar: Calendar) -> tuple[Step, ...]:
    """Return the working of the hours of a day."""
    return (*_day_lines(rule, day, calendar), *_notes(rule, calendar))


def support_open_steps(rule: HoursRule, at: datetime, calendar: Calendar, zone: ZoneInfo) -> tuple[Step, ...]:
    """Return the working of whether support is open at a moment."""
    day = local(at, zone).date()
    state = open_at(rule, at, calendar, zone)
    return (
        _local_line(rule, at, zone),
        *_day_lines(rule, day, calendar),
        step(
            "at that time {of} is {found}",
            rule.clause,
            of=data_text(rule.of),
            found=translated_choice(state, OpenOrClosed),
        ),
        *_notes(rule, calendar),
    )


def next_opening_steps(rule: HoursRule, at: datetime, calendar: Calendar, zone: ZoneInfo) -> tuple[Step, ...]:
    """Return the working of the next opening: each day up to it."""
    opening = opening_after(rule, at, calendar, zone)
    day, last = local(at, zone).date(), opening.date()
    lines: list[Step] = []
    while day <= last:
        lines += _day_lines(rule, day, calendar)
        day += ONE_DAY
    template = "already open then: {found}" if opening == at else "open from {found} on"
    return (
        _local_line(rule, at, zone),
        *lines,
        step(template, rule.clause, found=moment_text(opening)),
        *_notes(rule, calendar),
    )


def _local_line(rule: HoursRule, at: datetime, zone: ZoneInfo) -> Step:
    template = "{at} in UTC is {local} in {zone}"
    return step(template, rule.clause, at=moment_text(at), local=moment_text(local(at, zone)), zone=str(zone))


def _day_lines(rule: HoursRule, day: date, calendar: Calendar) -> tuple[Step, ...]:
    name, spans = DAY_NAMES[day.weekday()], spans_on(rule, day, calendar)
    text = hours_text(spans) if spans else Term("closed")
    template = "{day}, a {name}: {text}"
    if calendar.is_holiday(day):
        template = "{day}, a {name} and a holiday: {text}"
    return (step(template, rule.clause, day=day, name=name, text=text),)


def _notes(rule: HoursRule, calendar: Calendar) -> tuple[Step, ...]:
    """Return the notes: the calendar, and that an agreement may set other hours."""
    template = "holidays by the calendar {name}, version {version}"
    notes = (step(template, part="notes", name=calendar.name, version=calendar.version),)
    match rule:
        case WeeklyButHolidays():
            if rule.unless_agreed:
                return (*notes, step("the agreement of a service may set other hours", rule.clause, part="notes"))
            return notes
        case Weekly():
            return notes
    assert_never(rule)


def calendar_of(agreement: Agreement) -> Calendar:
    """Return the calendar by which the hours are closed on holidays, by the reading `holidays` if there is one."""
    rule = HOURS.of(agreement)
    match rule:
        case WeeklyButHolidays():
            return agreement.open_days_by(rule.holidays)
        case Weekly():
            return agreement.open_days
    assert_never(rule)


def place_of(agreement: Agreement) -> tuple[Calendar, ZoneInfo]:
    """Return the calendar and the time zone of the provider."""
    return calendar_of(agreement), zone_of(agreement.time_zone)


class _HoursQuestion(Question):
    """What the questions about hours share: their clause, and that they need a calendar."""

    tables = (HOURS,)
    reads = (HOURS,)

    @abstractmethod
    def by_rule(self, rule: HoursRule, calendar: Calendar, zone: ZoneInfo) -> object:
        """Return the figure by a rule and a calendar."""

    @property
    def unheard(self) -> frozenset[str]:
        """The reading of the holidays, where each of its values gives the same."""
        calendar, zone = place_of(self.agreement)
        rule = HOURS.of(self.agreement)
        match rule:
            case WeeklyButHolidays():
                calendars = (self.agreement.open_days, *(other for _, other in self.agreement.holiday_calendars))
                figures = [self.by_rule(rule, other, zone) for other in calendars]
                name = HOLIDAYS
            case Weekly():
                figures = [self.by_rule(replace(rule, on_holidays=value), calendar, zone) for value in ON_HOLIDAYS]
                name = "on_holidays"
            case _ as unreachable:
                assert_never(unreachable)
        return frozenset({name}) if len(set(figures)) == 1 else frozenset()

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendar by which it is closed on holidays."""
        return (calendar_of(self.agreement),)


@final
class OpeningHoursQuestion(_HoursQuestion):
    """The question `hours`."""

    name = "hours"
    says = "the hours of support on a day"
    asks = Phrase("hours of support on {day}")
    dated_by = "day"
    law_day = "day"
    example = "hours --day 2026-12-24"
    compared = ({"day": "2026-03-09"},)
    also = ("support-hours",)

    day: date = fact("the day that is asked about")

    def told(self, value: OpeningHours) -> Phrase:
        """Return the answer as a sentence has it."""
        if not value.spans:
            return phrase("support is closed on {day}", day=self.day)
        return phrase("support is open on {day} from {spans}", day=self.day, spans=value.spans_in_words())

    def working(self) -> tuple[Step, ...]:
        """Return the working: the hours of the day, and the calendar."""
        return hours_steps(HOURS.of(self.agreement), self.day, calendar_of(self.agreement))

    def by_rule(self, rule: HoursRule, calendar: Calendar, zone: ZoneInfo) -> object:
        """Return the hours of the day by a rule and a calendar."""
        return hours_on(rule, self.day, calendar, zone)


def hours(terms: Agreed, day: Day) -> Answer[OpeningHours]:
    """Return the hours of support on a day, in the provider's time zone.

    >>> from telcoterms import load
    >>> load("kos").hours("2026-03-07")
    <hours: 10:00 to 16:30 (America/Toronto)  [Service Terms s.46]>
    """
    on = as_day(day, "day")
    return Answer(hours_on(HOURS.of(terms.agreement), on, *place_of(terms.agreement)), "hours", (on,), terms)


@final
class SupportOpenQuestion(_HoursQuestion):
    """The question `support_open`."""

    name = "support_open"
    says = "whether support is open at a moment"
    asks = Phrase("support at {at}")
    dated_by = "at"
    law_day = "at"
    example = "support-open --at 2026-12-24T19:00-05:00"
    compared = ({"at": "2026-03-09T12:00-04:00"},)

    at: datetime = AT

    def told(self, value: OpenOrClosed) -> Phrase:
        """Return the answer as a sentence has it."""
        moment = moment_in_words(local(self.at, zone_of(self.agreement.time_zone)))
        match value:
            case "open":
                return phrase("support is open on {moment}", moment=moment)
            case "closed":
                return phrase("support is closed on {moment}", moment=moment)
        assert_never(value)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the moment by the provider's clock, the hours of its day, and the calendar."""
        return support_open_steps(HOURS.of(self.agreement), self.at, *place_of(self.agreement))

    def by_rule(self, rule: HoursRule, calendar: Calendar, zone: ZoneInfo) -> object:
        """Return whether support is open by a rule and a calendar."""
        return open_at(rule, self.at, calendar, zone)


def support_open(terms: Agreed, *, at: Moment) -> Answer[OpenOrClosed]:
    """Return whether support is open at a moment: an aware datetime, or text with its offset from UTC.

    >>> from telcoterms import load
    >>> load("kos").support_open(at="2026-12-25T10:00-05:00").value
    'closed'
    """
    moment = as_moment(at, "at")
    value = open_at(HOURS.of(terms.agreement), moment, *place_of(terms.agreement))
    return Answer(value, "support_open", (moment,), terms)


@final
class NextOpeningQuestion(_HoursQuestion):
    """The question `next_opening`."""

    name = "next_opening"
    says = "when support opens next"
    asks = Phrase("when support is open, from {at} on")
    dated_by = "at"
    law_day = "at"
    example = "next-opening --at 2026-12-24T21:00-05:00"
    compared = ({"at": "2026-03-09T21:00-04:00"},)

    at: datetime = AT

    def told(self, value: datetime) -> Phrase:
        """Return the answer as a sentence has it."""
        asked = moment_in_words(local(self.at, zone_of(self.agreement.time_zone)))
        opening = moment_in_words(value)
        return phrase("asked for on {asked}, support is open from {opening} on", asked=asked, opening=opening)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the moment by the provider's clock, the days up to the opening, and the calendar."""
        return next_opening_steps(HOURS.of(self.agreement), self.at, *place_of(self.agreement))

    def by_rule(self, rule: HoursRule, calendar: Calendar, zone: ZoneInfo) -> object:
        """Return the next opening by a rule and a calendar."""
        return opening_after(rule, self.at, calendar, zone)


def next_opening(terms: Agreed, *, at: Moment) -> Answer[datetime]:
    """Return the first moment from `at` on at which support is open, in the provider's time zone.

    >>> from telcoterms import load
    >>> load("kos").next_opening(at="2026-12-24T21:00-05:00").value.isoformat()
    '2026-12-27T12:00:00-05:00'
    """
    moment = as_moment(at, "at")
    value = opening_after(HOURS.of(terms.agreement), moment, *place_of(terms.agreement))
    return Answer(value, "next_opening", (moment,), terms)
