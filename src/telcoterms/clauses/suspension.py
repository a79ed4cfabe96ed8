"""Compute from which day on a service may be suspended because a bill is unpaid: disconnection, restriction.

Kind `days-past-due`: so many months and days after the due date of the bill, or after its invoice date. The terms may
ask for a notice too: then it is the later of that day and of so many days after the notice. They may suspend nothing
below an amount: where less is unpaid there is no such day.

By hand, of a bill due on 22 January and 14 days: 22 January + 14 = 5 February.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.conditions import Threshold
from telcoterms.agreement.numbers import NumberFacts
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
from telcoterms.answers.question import fact
from telcoterms.clauses.dispute import DISPUTE, last_day_to_dispute
from telcoterms.clauses.due_date import (
    DUE_DATE,
    DueInvoiceQuestion,
    InvoiceFacts,
    due_date_steps,
    due_on,
)
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day_or_none
from telcoterms.values.errors import InputError, MissingFactsError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import DayCount, calendar_note
from telcoterms.values.steps import Step, step

if TYPE_CHECKING:
    from telcoterms.formats.svg_bars import BarChart

SuspendedFrom = Literal["due-date", "invoice-date"]
"""The day from which the months and days of a suspension are counted."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPastDue(Rule):
    """A service may be suspended so many months and days after a bill is due."""

    kind: ClassVar[str] = "days-past-due"
    keys: ClassVar[Mapping[str, str]] = {"counted_from": "from"}

    counted_from: Annotated[SuspendedFrom, PARAMETER] = "due-date"
    months: int | None = None
    days: int | None = None
    count: Annotated[DayCount, PARAMETER] = "calendar-days"
    notice: MonthsAndDays | None = None
    threshold: Threshold | None = None

    def __post_init__(self) -> None:
        if not self.months and not self.days:
            raise InputError("months and days are both 0: write after how many it is suspended, such as days = 14")

    def stated_otherwise(self, field: str) -> str | None:
        """Return the days within which a bill is to be paid: the service may be suspended on the day after them."""
        return {"days": f"{self.days - 1} days"}.get(field) if self.days else None

    @property
    def period(self) -> MonthsAndDays:
        """The months and days as they are counted."""
        return MonthsAndDays(self.months or 0, self.days or 0, self.count)

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The keys of what counts business days."""
        notice = (("notice",),) if self.notice is not None and self.notice.counts_open_days else ()
        return ((("count",),) if self.period.counts_open_days else ()) + notice


SuspensionRule = DaysPastDue
SUSPENSION: Final = Kinds[SuspensionRule]("suspension", SuspensionRule)


def rests_on_due_date(rule: SuspensionRule) -> bool:
    """Return whether the day rests on the due date of the bill."""
    match rule.counted_from:
        case "due-date":
            return True
        case "invoice-date":
            return False
    assert_never(rule.counted_from)


def tables_behind(rule: SuspensionRule) -> tuple[Kinds[Any], ...]:
    """Return the tables that the day rests on: that of the due date too, where the days count from it."""
    return (SUSPENSION, DUE_DATE) if rests_on_due_date(rule) else (SUSPENSION,)


def start_of_suspension(
    agreement: Agreement, rule: SuspensionRule, invoice: InvoiceFacts, numbers: NumberFacts
) -> date:
    """Return the day from which the months and days are counted; raise `InputError` for a fact that is not needed."""
    if rests_on_due_date(rule):
        return due_on(DUE_DATE.of(agreement), invoice, agreement.calendar, numbers)
    for name, value in invoice._asdict().items():
        if value is not None and name != "issued":
            raise InputError(
                "these terms ({clause}) count from the invoice date: leave {fact} out",
                clause=Unquoted(rule.clause),
                fact=SuspensionQuestion.spelt(name),
            )
    return invoice.issued


def earliest_suspension(
    agreement: Agreement,
    rule: SuspensionRule,
    invoice: InvoiceFacts,
    notified: date | None,
    amount: Money | None,
    numbers: NumberFacts,
) -> date | None:
    """Return the first day on which the service may be suspended; None where too little is unpaid for that."""
    start = start_of_suspension(agreement, rule, invoice, numbers)
    _check_fact(rule, "amount", amount, is_needed=rule.threshold is not None)
    _check_fact(rule, "notified", notified, is_needed=rule.notice is not None)
    day = rule.period.after(start, agreement.calendar)
    if rule.threshold is not None and amount is not None and not rule.threshold.is_reached(amount.minor, day, numbers):
        return None
    if rule.notice is None or notified is None:
        return day
    return max(day, rule.notice.after(notified, agreement.calendar))


def _check_fact(rule: SuspensionRule, name: str, value: object, *, is_needed: bool) -> None:
    """Refuse a fact on which the clause rests and that is missing, and one on which it does not rest."""
    spelling, clause = SuspensionQuestion.spelt(name), Unquoted(rule.clause)
    if is_needed and value is None:
        raise MissingFactsError(
            "by these terms ({clause}) a suspension depends on {fact}: give it", clause=clause, fact=spelling
        )
    if not is_needed and value is not None:
        raise InputError(
            "by these terms ({clause}) a suspension does not depend on {fact}: leave it out",
            clause=clause,
            fact=spelling,
        )


def suspension_steps(
    agreement: Agreement,
    rule: SuspensionRule,
    invoice: InvoiceFacts,
    notified: date | None,
    amount: Money | None,
    numbers: NumberFacts,
) -> Iterator[Step]:
    """Yield the working of the first day on which a service may be suspended."""
    start = start_of_suspension(agreement, rule, invoice, numbers)
    if rests_on_due_date(rule):
        yield from due_date_steps(DUE_DATE.of(agreement), invoice, agreement.calendar, numbers)
    day = rule.period.after(start, agreement.calendar)
    if rule.threshold is not None:
        unpaid = amount or Money.of_minor(0, agreement.currency)
        reached = rule.threshold.is_reached(unpaid.minor, day, numbers)
        if rule.threshold.over is None:
            template = "amount {amount}: less than {least}, so the service may not be suspended"
            if reached:
                template = "amount {amount}: {least} or more, so the service may be suspended"
        else:
            template = "amount {amount}: no more than {least}, so the service may not be suspended"
            if reached:
                template = "amount {amount}: more than {least}, so the service may be suspended"
        least = rule.threshold.sum_on(day, numbers)
        yield step(template, rule.clause, amount=unpaid, least=least)
        if not reached:
            return
    yield step("suspended from: {sum} = {day}", rule.clause, sum=rule.period.sum_in_words(start), day=day)
    if rule.notice is not None and notified is not None:
        after = rule.notice.after(notified, agreement.calendar)
        sum_ = rule.notice.sum_in_words(notified)
        yield step("after the notice: {sum} = {day}", rule.clause, sum=sum_, day=after)
        template = "the later of {one} and {other}: {day}"
        yield step(template, rule.clause, one=day, other=after, day=max(day, after))


@final
class SuspensionQuestion(DueInvoiceQuestion):
    """The question `suspension`."""

    name = "suspension"
    says = "from which day on a service may be suspended for an unpaid bill"
    also = ("disconnection", "restriction")
    asks = Phrase("suspension for an unpaid bill of {issued}")
    dated_by = "issued"
    example = "suspension --issued 2026-01-01"
    example_terms = "provider.toml"
    formats = ("svg",)
    tables = (SUSPENSION,)
    compared = (
        {"issued": "2026-01-01"},
        {"issued": "2026-01-01", "due": "2026-01-21"},
        {"issued": "2026-01-01", "received": "2026-01-05"},
    )

    issued: date = ISSUED
    amount: Money | None = fact(
        "what is unpaid, where the terms suspend nothing below an amount",
        default=None,
        in_heading=Phrase("{value} unpaid"),
    )
    notified: date | None = fact(
        "the day of the notice of suspension, where the terms ask for one",
        default=None,
        in_heading=Phrase("notified {value}"),
    )
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT

    @classmethod
    def needed(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the facts that have to be given, with those on which the clause and the due date rest."""
        rule = SUSPENSION.find(agreement)
        if rule is None:
            return ("issued",)
        facts = super().needed(agreement) if rests_on_due_date(rule) else ("issued",)
        own = (("amount", rule.threshold), ("notified", rule.notice))
        return (*facts, *(name for name, part in own if part is not None))

    @property
    def behind(self) -> tuple[Kinds[Any], ...]:
        """The tables that the answer rests on."""
        return tables_behind(SUSPENSION.of(self.agreement))

    def told(self, value: date | None) -> Phrase:
        """Return the answer as a sentence has it."""
        if value is None:
            return phrase("too little of a bill dated {issued} is unpaid for a suspension", issued=self.issued)
        template = "a service may be suspended from {day} on for an unpaid bill dated {issued}"
        return phrase(template, day=value, issued=self.issued)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the due date, the days, the notice; and the calendar."""
        return (*suspension_steps(*self._rule_and_facts), *map(calendar_note, self.calendars))

    @property
    def _rule_and_facts(self) -> tuple[Agreement, SuspensionRule, InvoiceFacts, date | None, Money | None, NumberFacts]:
        rule = SUSPENSION.of(self.agreement)
        return self.agreement, rule, self.invoice, self.notified, self.amount, self.number_facts

    @property
    def day_of_law(self) -> date:
        """The first day of a suspension, or that of the invoice where there is none."""
        return earliest_suspension(*self._rule_and_facts) or self.issued

    @property
    def picture(self) -> BarChart | None:
        """The days of the bill in order: what is due, disputed and notified until when, and the suspension."""
        from telcoterms.formats.timeline import TimelineDay, timeline

        agreement, rule = self.agreement, SUSPENSION.of(self.agreement)
        days = [TimelineDay(self.issued, phrase("invoice date"))]
        if rests_on_due_date(rule):
            due = start_of_suspension(agreement, rule, self.invoice, self.number_facts)
            days.append(TimelineDay(due, phrase("due date")))
        dispute = DISPUTE.find(agreement)
        if dispute is not None:
            days.append(TimelineDay(last_day_to_dispute(dispute, self.issued), phrase("last day to dispute")))
        if self.notified is not None:
            days.append(TimelineDay(self.notified, phrase("notice of suspension")))
        suspended = earliest_suspension(*self._rule_and_facts)
        if suspended is not None:
            days.append(TimelineDay(suspended, phrase("first day on which the service may be suspended")))
        return timeline(phrase("The days of a bill"), days)

    def in_words(self, value: date | None) -> Phrase | None:
        """Return that there is no such day, where there is none."""
        return phrase("never: too little is unpaid") if value is None else None


def suspension(
    terms: Agreed,
    issued: Day,
    *,
    amount: Amount | None = None,
    notified: Day | None = None,
    due: Day | None = None,
    sent: Day | None = None,
    received: Day | None = None,
    way: str | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
) -> Answer[date | None]:
    """Return the first day on which a service may be suspended for an unpaid bill; None where too little is unpaid.

    `issued` is the invoice date. Some terms rest on other facts, and ask for them: `amount`, what is unpaid, where
    nothing is suspended below a sum; `notified`, the day of the notice of suspension; and those of the due date: `due`,
    `sent`, `received` and `way`. Raises `InputError` for a fact on which the day does not rest, `NotInTermsError` where
    the terms hold no rule on suspensions.

    >>> from telcoterms import load
    >>> load("kos").suspension("2026-01-01")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    telcoterms.NotInTermsError: the terms of kos (2021-07-12), as recorded, hold no rule on suspension...
    """
    agreement = terms.agreement
    rule = SUSPENSION.of(agreement)
    invoice = InvoiceFacts.of(issued, due, sent, received, way)
    noticed = as_day_or_none(notified, "notified")
    money = None if amount is None else as_money(amount, agreement.currency, "amount")
    clauses = [table.of(agreement) for table in tables_behind(rule)]
    numbers = number_facts_of(agreement, clauses, plan, region, segment)
    value = earliest_suspension(agreement, rule, invoice, noticed, money, numbers)
    facts = (invoice.issued, money, noticed, *invoice[1:], plan, region, segment)
    return Answer(value, "suspension", facts, terms)
