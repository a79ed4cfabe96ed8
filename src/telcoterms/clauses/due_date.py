"""Compute when a bill is due: the last day on which a payment is in time.

Kind `net-days`: so many days after the invoice date, or after the day on which the bill was sent or received. That day
is not counted, the last one is. The days are those of the calendar, or business days.

Kind `day-of-month`: a day of the month, so many months after that of the invoice; without a number of months, the first
such day after the invoice date. A month that is shorter takes its last day.

Kind `month-end`: the last day of the month so many months on, and then days more (`end-then-days`); or the last day of
the month in which that many months and days after the invoice date end (`days-then-end`). Of an invoice of 13 September
45 days after the end of the month is 14 November, and the end of the month of the 45th day is 31 October.

Kind `on-bill`: the day that the bill itself shows, which is a fact of the question.

`roll` says what becomes of a due date on a closed day: it stays, or moves to the next or to the previous open day.
`way` holds clauses of their own, each for a way in which a bill is paid or sent, such as by direct debit; a fact of the
question names the way. Until the due date ends nothing is late.

The days and months of a clause, and its day of the month, may be dated: those of the invoice date count. They may
differ by the plan, the region or the segment, which are facts of the question then.

A fact that a clause does not rest on is refused, never passed over, and one that it rests on is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal, NamedTuple, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.numbers import NO_FACTS, Count, DayNumber, Days, NumberFacts, value_on
from telcoterms.agreement.rule import PARAMETER, Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    BILL_DUE,
    ISSUED,
    PLAN,
    RECEIVED,
    REGION,
    SEGMENT,
    SENT,
    WAY,
    number_facts_of,
)
from telcoterms.answers.question import Question
from telcoterms.values.calendars import DAY_NAMES, ONE_DAY, Calendar, open_days
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import (
    Day,
    add_days,
    add_months,
    anchored,
    as_day,
    as_day_or_none,
    month_end,
    month_number,
)
from telcoterms.values.errors import InputError, MissingFactsError, UnknownNameError, Unquoted
from telcoterms.values.later import Remembers
from telcoterms.values.messages import Phrase, Phrases, phrase
from telcoterms.values.periods import (
    DayCount,
    calendar_note,
    counts_business_days,
    days_after,
    in_days,
    in_months,
    in_words,
)
from telcoterms.values.steps import Clause, Step, step, sum_of

DueFrom = Literal["invoice-date", "sending", "receipt"]
"""The day from which the days of `net-days` are counted."""

MonthEndOrder = Literal["end-then-days", "days-then-end"]
"""Whether the days of `month-end` come after the end of the month, or decide whose month's end it is."""

Roll = Literal["none", "next", "previous"]
"""What becomes of a due date on a closed day."""

DueFact = Literal["due", "sent", "received"]
"""The facts of an invoice on which a due date can rest beside the invoice date."""


def rolls(roll: Roll) -> bool:
    """Return whether a due date on a closed day moves."""
    match roll:
        case "none":
            return False
        case "next" | "previous":
            return True
    assert_never(roll)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule(Rule):
    """What all kinds have: whether a due date moves off a closed day, and clauses of their own for some ways."""

    roll: Annotated[Roll, PARAMETER] = "none"
    way: tuple[tuple[str, DueDateRule], ...] = ()

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The keys of the clause, and of those for its ways, that cannot be followed without a calendar."""
        return _roll_and_ways(self)


def _roll_and_ways(rule: DueRule) -> tuple[tuple[str, ...], ...]:
    """Return the keys that need open days in every kind: `roll`, and those of the clauses for its ways."""
    own = (("roll",),) if rolls(rule.roll) else ()
    return (*own, *(("way", name, *keys) for name, clause in rule.way for keys in clause.open_day_keys))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NetDays(DueRule, Remembers):
    """Due a number of days after the invoice date, or after the bill was sent or received."""

    kind: ClassVar[str] = "net-days"
    keys: ClassVar[Mapping[str, str]] = {"counted_from": "from"}

    days: Days
    counted_from: Annotated[DueFrom, PARAMETER] = "invoice-date"
    count: Annotated[DayCount, PARAMETER] = "calendar-days"

    @cached_property
    def days_of_all(self) -> int | None:
        """The days after its invoice on which every bill is due; None where bills differ, or facts decide."""
        match self:
            case NetDays(days=int(days), counted_from="invoice-date", count="calendar-days", roll="none", way=()):
                return days
            case _:
                return None

    def counted(self, field: str) -> str:
        """Return `business_days` for days that are counted so."""
        return f"business_{field}" if counts_business_days(self.count) else field

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The number of business days too."""
        own = (("count",),) if counts_business_days(self.count) else ()
        return (*own, *_roll_and_ways(self))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfMonth(DueRule):
    """Due on a day of the month: so many months after the invoice, or the first one after its date."""

    kind: ClassVar[str] = "day-of-month"

    day: DayNumber
    months_after: Days | None = None

    def counted(self, field: str) -> str:
        """Return what the two numbers of the clause count."""
        return {"day": "day_of_month", "months_after": "months"}.get(field, field)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnd(DueRule):
    """Due at the end of a month, or a number of days after it."""

    kind: ClassVar[str] = "month-end"

    months: Days | None = None
    days: Days | None = None
    order: Annotated[MonthEndOrder, PARAMETER] = "end-then-days"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OnBill(DueRule):
    """Due on the day that the bill itself shows."""

    kind: ClassVar[str] = "on-bill"


DueDateRule = NetDays | DayOfMonth | MonthEnd | OnBill
DUE_DATE: Final = Kinds[DueDateRule]("due_date", DueDateRule)


class InvoiceFacts(NamedTuple):
    """What is known of an invoice that its due date can rest on.

    `issued` is the invoice date. The others are None where they are not given: `due` is the last day to pay that the
    bill itself shows, `sent` and `received` are the days on which it was sent and received, and `way` names the way
    in which it is paid or sent, where the terms have a clause of its own for that.
    """

    issued: date
    due: date | None = None
    sent: date | None = None
    received: date | None = None
    way: str | None = None

    @staticmethod
    def of(
        issued: Day,
        due: Day | None = None,
        sent: Day | None = None,
        received: Day | None = None,
        way: str | None = None,
    ) -> InvoiceFacts:
        """Return the facts with their days checked.

        >>> InvoiceFacts.of("2026-01-01", received="2026-01-05").received
        datetime.date(2026, 1, 5)
        """
        if due is None and sent is None and received is None and way is None:
            return InvoiceFacts._make((as_day(issued, "issued"), *ONLY_ISSUED))
        return InvoiceFacts(
            as_day(issued, "issued"),
            as_day_or_none(due, "due"),
            as_day_or_none(sent, "sent"),
            as_day_or_none(received, "received"),
            way,
        )

    def day_of(self, fact: DueFact) -> date | None:
        """Return the day of a fact; None where it is not given."""
        match fact:
            case "due":
                return self.due
            case "sent":
                return self.sent
            case "received":
                return self.received
        assert_never(fact)


ONLY_ISSUED: Final = (None, None, None, None)
DUE_FACTS: Final[tuple[DueFact, ...]] = ("due", "sent", "received")


def due_on(
    rule: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None, numbers: NumberFacts = NO_FACTS
) -> date:
    """Return the last day on which a payment is in time; `calendar` is that of the provider's place.

    `numbers` has the plan, region and segment by which days and months are chosen.

    Raises `MissingFactsError` for a fact that the clause rests on and that is not given, `InputError` for one that it
    does not rest on and for a day before the invoice date, `UnknownNameError` for a way that the terms do not have.

    >>> from telcoterms.values.steps import Clause
    >>> due_on(NetDays(days=15, clause=Clause("Terms", "7"), says=""), InvoiceFacts(date(2026, 1, 1)), None)
    datetime.date(2026, 1, 16)
    """
    if invoice[1:] == ONLY_ISSUED:
        net_days = days_to_pay(rule)
        if net_days is not None:  # as most bills are due: this path costs half of the one below
            return add_days(invoice.issued, net_days)
    clause = clause_of(rule, invoice)
    day = unrolled(clause, invoice, calendar, numbers)
    match clause.roll:
        case "none":
            due = day
        case "next":
            due = open_days(calendar).after(day, 0)
        case "previous":
            due = open_days(calendar).on_or_before(day)
        case _:
            assert_never(clause.roll)
    if due < invoice.issued:
        raise InputError(
            "the due date by these terms ({clause}), {due}, lies before the invoice date, {issued}: check the days",
            clause=Unquoted(clause.clause),
            due=due,
            issued=invoice.issued,
        )
    return due


def clause_of(rule: DueDateRule, invoice: InvoiceFacts) -> DueDateRule:
    """Return the clause that an invoice is under, of its way if the terms have one for that, once its facts fit."""
    clause = rule
    if invoice.way is not None:
        ways = dict(rule.way)
        if not ways:
            raise InputError(
                "way is {way}, but these terms ({clause}) have one due date for all ways: leave {fact} out",
                way=invoice.way,
                clause=Unquoted(rule.clause),
                fact=DueDateQuestion.spelt("way"),
            )
        if invoice.way not in ways:
            raise UnknownNameError(
                "these terms ({clause}) have no due date of their own for the way {way}: choose from {known}, or leave "
                "{fact} out for any other way",
                clause=Unquoted(rule.clause),
                way=invoice.way,
                known=tuple(map(Unquoted, ways)),
                fact=DueDateQuestion.spelt("way"),
            )
        clause = ways[invoice.way]
    if invoice[1:] != ONLY_ISSUED or fact_needed(clause) is not None:
        _check_facts(clause, invoice)
    return clause


def fact_needed(clause: DueDateRule) -> DueFact | None:
    """Return the fact on which a clause rests beside the invoice date; None where that is enough."""
    match clause:
        case NetDays():
            match clause.counted_from:
                case "invoice-date":
                    return None
                case "sending":
                    return "sent"
                case "receipt":
                    return "received"
            assert_never(clause.counted_from)
        case DayOfMonth() | MonthEnd():
            return None
        case OnBill():
            return "due"
    assert_never(clause)


def facts_of(rule: DueDateRule) -> tuple[DueFact, ...]:
    """Return the facts on which a due date can rest beside the invoice date, those of its ways with them."""
    needed = {fact_needed(clause) for clause in (rule, *(clause for _, clause in rule.way))}
    return tuple(fact for fact in DUE_FACTS if fact in needed)


def rests_on(clause: DueDateRule) -> Phrase:
    """Return in words on what the due date of a clause rests."""
    needed, cited = fact_needed(clause), Unquoted(clause.clause)
    match needed:
        case None:
            return phrase("these terms ({clause}) set the due date by the invoice date alone", clause=cited)
        case "due":
            return phrase("these terms ({clause}) leave the due date to the bill itself", clause=cited)
        case "sent":
            return phrase("these terms ({clause}) count from the day on which the bill was sent", clause=cited)
        case "received":
            return phrase("these terms ({clause}) count from the day on which the bill was received", clause=cited)
    assert_never(needed)


def _check_facts(clause: DueDateRule, invoice: InvoiceFacts) -> None:
    """Refuse a fact that a clause rests on and that is missing, and one that it does not rest on."""
    needed = fact_needed(clause)
    surplus = [fact for fact in DUE_FACTS if fact != needed and invoice.day_of(fact) is not None]
    unused = Phrases(", ", tuple(phrase("{name}", name=DueDateQuestion.spelt(fact)) for fact in surplus))
    rests = rests_on(clause)
    if needed is not None and invoice.day_of(needed) is None:
        missing = DueDateQuestion.spelt(needed)
        if surplus:
            template = "{rests}: give {missing}; leave out {unused}"
            raise MissingFactsError(template, rests=rests, missing=missing, unused=unused)
        raise MissingFactsError("{rests}: give {missing}", rests=rests, missing=missing)
    if surplus:
        raise InputError("{rests}: leave out {unused}", rests=rests, unused=unused)


def unrolled(clause: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None, numbers: NumberFacts) -> date:
    """Return the due date by a clause before a closed day moves it."""
    issued = invoice.issued
    match clause:
        case NetDays():
            days = number_on(clause.days, issued, numbers)
            return days_after(start_of(clause, invoice), days, clause.count, calendar)
        case DayOfMonth():
            return _day_of_month(clause, issued, numbers)
        case MonthEnd():
            month = add_months(issued, number_on(clause.months, issued, numbers))
            days = number_on(clause.days, issued, numbers)
            match clause.order:
                case "end-then-days":
                    return add_days(month_end(month), days)
                case "days-then-end":
                    return month_end(add_days(month, days))
            assert_never(clause.order)
        case OnBill():
            return _given(invoice.due)
    assert_never(clause)


def start_of(clause: NetDays, invoice: InvoiceFacts) -> date:
    """Return the day from which the days of a clause are counted."""
    match clause.counted_from:
        case "invoice-date":
            return invoice.issued
        case "sending":
            return _given(invoice.sent)
        case "receipt":
            return _given(invoice.received)
    assert_never(clause.counted_from)


def number_on(number: Count | None, issued: date, numbers: NumberFacts) -> int:
    """Return a number of a clause as it is on the invoice date; 0 where the clause has none."""
    value: int = 0 if number is None else value_on(number, issued, numbers)
    return value


def _given(day: date | None) -> date:
    """Return a day that `clause_of` has found to be given."""
    assert day is not None
    return day


def _day_of_month(clause: DayOfMonth, issued: date, numbers: NumberFacts) -> date:
    """Return the day of the month on which a bill is due."""
    month, day = month_number(issued), number_on(clause.day, issued, numbers)
    if clause.months_after is not None:
        return date.fromordinal(anchored(month + number_on(clause.months_after, issued, numbers), day))
    same_month = date.fromordinal(anchored(month, day))
    return same_month if same_month > issued else date.fromordinal(anchored(month + 1, day))


def days_to_pay(rule: DueDateRule) -> int | None:
    """Return how many days after its invoice every bill is due; None where bills differ, or facts decide.

    >>> from telcoterms.values.steps import Clause
    >>> days_to_pay(NetDays(days=15, clause=Clause("Terms", "7"), says=""))
    15
    """
    match rule:
        case NetDays():
            return rule.days_of_all
        case DayOfMonth() | MonthEnd() | OnBill():
            return None
    assert_never(rule)


def rests_on_open_days(rule: DueDateRule, way: str | None) -> bool:
    """Return whether the due date of an invoice of a way rests on the calendar."""
    clause = rule if way is None else dict(rule.way)[way]
    return any(len(keys) == 1 for keys in clause.open_day_keys)  # those of its ways stand below their names


def due_date_steps(
    rule: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None, numbers: NumberFacts = NO_FACTS
) -> tuple[Step, ...]:
    """Return the working of a due date; that it is counted by a calendar stands in the notes of the question."""
    clause, due = clause_of(rule, invoice), due_on(rule, invoice, calendar, numbers)
    lines: list[Step] = []
    if invoice.way is not None:
        lines.append(step("{way} has a due date of its own", clause.clause, way=invoice.way))
    lines += _counting_steps(clause, invoice, calendar, numbers)
    if rolls(clause.roll):
        lines += _rolling_steps(clause, unrolled(clause, invoice, calendar, numbers), due, open_days(calendar))
    if rolls(clause.roll) or not isinstance(clause, NetDays):
        lines.append(step("due date: {due}", clause.clause, due=due))
    return tuple(lines)


def _counting_steps(
    clause: DueDateRule, invoice: InvoiceFacts, calendar: Calendar | None, numbers: NumberFacts
) -> Iterator[Step]:
    """Yield how the due date is counted, before a closed day moves it."""
    day = unrolled(clause, invoice, calendar, numbers)
    match clause:
        case NetDays():
            days = number_on(clause.days, invoice.issued, numbers)
            yield from _net_days_steps(clause, invoice, days, day, calendar)
        case DayOfMonth():
            template = "day {day} of a month, the first one after {issued} = {due}"
            if clause.months_after is not None:
                template = "day {day} of the month of {issued} + {months} = {due}"
            months = in_months(number_on(clause.months_after, invoice.issued, numbers))
            due_day = number_on(clause.day, invoice.issued, numbers)
            yield step(template, clause.clause, day=due_day, issued=invoice.issued, months=months, due=day)
        case MonthEnd():
            yield from _month_end_steps(clause, invoice.issued, day, numbers)
        case OnBill():
            yield step("the bill shows {due}", clause.clause, due=day)
        case _ as unreachable:
            assert_never(unreachable)


def _net_days_steps(
    clause: NetDays, invoice: InvoiceFacts, days: int, day: date, calendar: Calendar | None
) -> Iterator[Step]:
    """Yield the day from which is counted, holidays on the way that do not count, and the sum."""
    start = start_of(clause, invoice)
    match clause.counted_from:
        case "invoice-date":
            pass  # the sum begins with it
        case "sending":
            yield step("the bill was sent on {sent}", clause.clause, sent=start)
        case "receipt":
            yield step("the bill was received on {received}", clause.clause, received=start)
        case _:
            assert_never(clause.counted_from)
    match clause.count:
        case "calendar-days":
            period = in_days(days)
        case "business-days":
            period = in_words(days, "business-days")
            holidays = tuple(phrase("{day}", day=day) for day in open_days(calendar).closed_weekdays(start, day))
            if holidays:
                yield step("holidays that do not count: {days}", clause.clause, days=Phrases(", ", holidays))
        case _:
            assert_never(clause.count)
    if start == day and not days:
        if not rolls(clause.roll):
            yield step("due date: {issued} itself", clause.clause, issued=start)
        return
    template = "{issued} + {days} = {due}" if rolls(clause.roll) else "due date: {issued} + {days} = {due}"
    yield step(template, clause.clause, issued=start, days=period, due=day)


def _month_end_steps(clause: MonthEnd, issued: date, day: date, numbers: NumberFacts) -> Iterator[Step]:
    """Yield the months, the end of the month, and the days, in the order of the clause."""
    cited = clause.clause
    months, days = (number_on(number, issued, numbers) for number in (clause.months, clause.days))
    match clause.order:
        case "end-then-days":
            end = month_end(add_months(issued, months))
            template = "end of the month of {issued} = {end}"
            if months:
                template = "end of the month of {issued} + {months} = {end}"
            yield step(template, cited, issued=issued, months=in_months(months), end=end)
            if days:
                yield step("{end} + {days} = {due}", cited, end=end, days=in_days(days), due=day)
        case "days-then-end":
            counted = add_days(add_months(issued, months), days)
            periods = [*([in_months(months)] if months else []), *([in_days(days)] if days else [])]
            if periods:
                yield step(
                    "{issued} + {period} = {counted}", cited, issued=issued, period=sum_of(periods), counted=counted
                )
            yield step("end of the month of {counted} = {end}", cited, counted=counted, end=day)
        case _:
            assert_never(clause.order)


def _rolling_steps(clause: DueDateRule, day: date, due: date, calendar: Calendar) -> Iterator[Step]:
    """Yield each day from the counted one to the due date, and why it is closed."""
    ahead = ONE_DAY if due >= day else -ONE_DAY
    while True:
        template = "{day}, a {name}, is open"
        if not calendar.is_open(day):
            template = "{day}, a {name}, is closed"
            if calendar.is_holiday(day):
                template = "{day}, a {name} and a holiday, is closed"
        yield step(template, clause.clause, day=day, name=DAY_NAMES[day.weekday()])
        if day == due:
            return
        day += ahead


class DueInvoiceQuestion(Question):
    """What questions on an invoice have in common whose figure rests on its due date; each names these facts.

    The due date is among the tables `behind` the answer, unless the terms count from another day.
    """

    issued: date
    due: date | None
    sent: date | None
    received: date | None
    way: str | None
    plan: str | None
    region: str | None
    segment: str | None

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given, with that on which the due date rests.

        Where the terms have clauses of their own for some ways, it is asked for once the way is known.
        """
        rule = None if cls.undecided(agreement) else DUE_DATE.find(agreement)
        by_rule = None if rule is None or rule.way else fact_needed(rule)
        return cls.needed_with(() if by_rule is None else (by_rule,))

    @property
    def invoice(self) -> InvoiceFacts:
        """What the due date rests on."""
        return InvoiceFacts(self.issued, self.due, self.sent, self.received, self.way)

    @property
    def number_facts(self) -> NumberFacts:
        """What the numbers of the clauses are chosen by."""
        return NumberFacts(self.plan, self.region, self.segment, indices=self.agreement.indices)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of the question, and that by which an invoice of the way has a due date of its own."""
        if self.way is None:
            return super().clauses
        clause_of_way = dict(DUE_DATE.of(self.agreement).way)[self.way].clause
        return tuple(dict.fromkeys((*super().clauses, clause_of_way)))

    @property
    def counts_open_days(self) -> bool:
        """Whether the due date, or a clause that counts from it, rests on the calendar."""
        if DUE_DATE in self.behind and rests_on_open_days(DUE_DATE.of(self.agreement), self.way):
            return True
        return any(table.of(self.agreement).open_day_keys for table in self.behind if table != DUE_DATE)


@final
class DueDateQuestion(DueInvoiceQuestion):
    """The question `due_date`."""

    name = "due_date"
    says = "when a bill is due"
    also = ("due", "payment-due-date", "pay-by-date")
    asks = Phrase("due date of an invoice of {issued}")
    dated_by = "issued"
    example = "due-date --issued 2026-01-01"
    tables = (DUE_DATE,)
    compared = (
        {"issued": "2026-01-01"},
        {"issued": "2026-01-01", "due": "2026-01-21"},
        {"issued": "2026-01-01", "sent": "2026-01-02"},
        {"issued": "2026-01-01", "received": "2026-01-05"},
    )

    issued: date = ISSUED
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT

    def told(self, value: date) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "a bill dated {issued} is to be paid by {day}"
        if self.due == value:
            template = "a bill dated {issued} is to be paid by {day}, the day that it shows"
        return phrase(template, issued=self.issued, day=value)

    def told_facts(self, value: date) -> frozenset[str]:
        """The day that the bill shows, where that is the due date."""
        return frozenset(["due"]) if self.due == value else frozenset()

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted, and the calendar."""
        steps = due_date_steps(DUE_DATE.of(self.agreement), self.invoice, self.agreement.calendar, self.number_facts)
        return (*steps, *map(calendar_note, self.calendars))


def due_date(
    terms: Agreed,
    issued: Day,
    *,
    due: Day | None = None,
    sent: Day | None = None,
    received: Day | None = None,
    way: str | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
) -> Answer[date]:
    """Return when an invoice is due: the last day on which a payment is in time.

    `issued` is the invoice date. Some terms rest on another fact, and ask for it: `due`, the last day to pay that the
    bill itself shows, or the day on which it was `sent` or `received`. `way` is how the bill is paid or sent, where the
    terms have a due date of its own for that; `plan`, `region` or `segment` what the number of days differs by, where
    it does. Raises `InputError` for a fact on which the due date does not rest.

    >>> from telcoterms import load
    >>> load("kos").due_date("2026-01-01").value
    datetime.date(2026, 1, 16)
    """
    invoice = InvoiceFacts.of(issued, due, sent, received, way)
    rule = DUE_DATE.of(terms.agreement)
    numbers = number_facts_of(terms.agreement, (rule,), plan, region, segment)
    value = due_on(rule, invoice, terms.agreement.calendar, numbers)
    return Answer(value, "due_date", (*invoice, plan, region, segment), terms)
