"""Compute the day on which the customer's own cancellation takes effect.

Kind `on-receipt`: on the day on which the provider receives the notice. Where the terms fix no day, `law` names the
rule of law that does: the answer cites it for the day, and the clause for the right to cancel. Where that rule is not
in force yet, or does not bind, nothing fixes the day: it is taken as that of the notice, and the answer says so. Kind
`notice`: so many months, then so many days after it, or at the end of the month in which that is; the day of the
notice is not counted, the last day is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Final, assert_never, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.law import (
    Binding,
    CancellationFeeCap,
    EndsOnReceipt,
    LawRule,
    NoFeeWithoutSubsidy,
    NoticeBelow,
    OnChanges,
    OnComplaints,
    OnRates,
    OnTaxes,
    RefundByDaysLeft,
    RuleVersion,
    WithoutFigure,
    bearing_of,
    may_bind,
)
from telcoterms.agreement.rule import PARAMETER, Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.law import ByLaw
from telcoterms.answers.question import Question, fact
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import MAX_DAY_OF_MONTH, Day, add_days, add_months, as_day, month_end
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.notices import Ends, MonthsAndDays, effect_steps, effective_day, ends_later
from telcoterms.values.periods import calendar_note
from telcoterms.values.steps import Clause, Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OnReceipt(Rule):
    """The customer's cancellation takes effect on the day on which its notice is received.

    `law` is the name of the rule of law that fixes that day, where the clause does not.
    """

    kind: ClassVar[str] = "on-receipt"

    law: str | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNotice(Rule):
    """The customer's cancellation takes effect so long after its notice is received, or at the end of that month.

    With `by_day`, a notice that is received by that day of the month ends the service with the month, a later one with
    the next.
    """

    kind: ClassVar[str] = "notice"

    notice: MonthsAndDays | None = None
    ends: Annotated[Ends, PARAMETER] = "after-notice"
    by_day: Annotated[int, MAX_DAY_OF_MONTH] | None = None

    def check(self) -> None:
        """Raise `InputError` where a day of the month decides, without the end of a month or with another notice."""
        if self.by_day is not None and (self.notice is not None or not ends_later(self.ends)):
            raise InputError(
                "by_day is {day}, a day of the month: write ends = 'month-end' with it, and no notice",
                day=self.by_day,
            )

    @property
    def counts_open_days(self) -> bool:
        """Whether a calendar is needed to count the notice."""
        return self.notice is not None and self.notice.counts_open_days

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of the notice that counts business days."""
        return (("notice", "count"),) if self.counts_open_days else ()


CustomerCancellationRule = OnReceipt | CustomerNotice
CUSTOMER_CANCELLATION: Final = Kinds[CustomerCancellationRule]("customer_cancellation", CustomerCancellationRule)


def longest_notice(rule: CustomerCancellationRule) -> int | None:
    """Return how many days may lie between the notice and the end of the service; None where holidays decide it."""
    match rule:
        case OnReceipt():
            return 0
        case CustomerNotice():
            return None if rule.counts_open_days else _most_days(rule)
    assert_never(rule)


def _most_days(rule: CustomerNotice) -> int:
    notice = MonthsAndDays() if rule.notice is None else rule.notice
    days = notice.months * MAX_DAY_OF_MONTH + notice.days
    if rule.by_day is not None:
        return 2 * MAX_DAY_OF_MONTH - 1
    match rule.ends:
        case "after-notice":
            return days
        case "month-end":
            return days + MAX_DAY_OF_MONTH - 1
    assert_never(rule.ends)


def law_of_day(rule: CustomerCancellationRule | None) -> str | None:
    """Return the name of the rule of law that fixes the day of the end; None where the terms fix it themselves."""
    match rule:
        case OnReceipt():
            return rule.law
        case CustomerNotice() | None:
            return None
    assert_never(rule)


def day_is_by_law(rule: CustomerCancellationRule | None) -> bool:
    """Return whether a rule of law fixes the day of the end, and not the terms."""
    return law_of_day(rule) is not None


def takes_effect_on(rule: CustomerCancellationRule, received: date, calendar: Calendar | None = None) -> date:
    """Return the day on which a cancellation takes effect, from the day on which its notice was received.

    Raises `InputError` where the notice has business days and there is no calendar.
    """
    match rule:
        case OnReceipt():
            return received
        case CustomerNotice() if rule.by_day is not None:
            return month_end(received if received.day <= rule.by_day else add_months(received, 1))
        case CustomerNotice():
            return effective_day(rule.notice, rule.ends, received, calendar)
    assert_never(rule)


@final
@dataclass(frozen=True, slots=True)
class DayByLaw:
    """The rule of law that fixes the day where the clause does not, the version in force, and whether it binds.

    `clause` is the citation of the rule.
    """

    rule: LawRule
    version: RuleVersion | None
    binding: Binding
    clause: Clause

    @property
    def applies(self) -> bool:
        """Whether it fixes the day, or may."""
        return self.version is not None and may_bind(self.binding.bearing)

    @property
    def depends(self) -> bool:
        """Whether facts that are not known decide if it binds."""
        match self.binding.bearing:
            case "depends":
                return True
            case "binds" | "does-not-bind":
                return False
        assert_never(self.binding.bearing)


def customer_cancellation_steps(
    rule: CustomerCancellationRule, received: date, law: DayByLaw | None = None, calendar: Calendar | None = None
) -> tuple[Step, ...]:
    """Return the working of the day on which a cancellation takes effect; `law` fixes it where the clause does not."""
    match rule:
        case OnReceipt():
            template = "the cancellation takes effect on the day on which its notice is received: {received}"
            if law is None:
                return (step(template, rule.clause, received=received),)
            free = step("the customer may cancel at any time; no day is set on which that takes effect", rule.clause)
            if law.applies:
                return (free, step(template, law.clause, received=received), *_depends_lines(law))
            return (free, _without_law(law, received))
        case CustomerNotice() if rule.by_day is not None:
            template = "received after day {by_day} of the month, it takes effect at the end of the next: {day}"
            if received.day <= rule.by_day:
                template = "received by day {by_day} of the month, it takes effect at the end of the month: {day}"
            return (step(template, rule.clause, by_day=rule.by_day, day=takes_effect_on(rule, received)),)
        case CustomerNotice():
            return effect_steps(rule.notice, rule.ends, received, calendar, rule.clause)
    assert_never(rule)


def _depends_lines(law: DayByLaw) -> Iterator[Step]:
    """Yield the line on the facts on which it depends whether the rule of law binds."""
    if law.binding.needs:
        template = "whether {rule} binds depends on {needs}; where it does not, no day is set"
        yield step(template, indent=1, rule=Unquoted(law.clause), needs=law.binding.needs_in_words())


def _without_law(law: DayByLaw, received: date) -> Step:
    """Return the line of a day that neither the clause nor the rule of law fixes."""
    since = law.rule.versions[0].since
    if law.version is None and since is not None:
        template = "{rule}, in force from {since} on, does not fix it: taken as the day of the notice, {received}"
        return step(template, rule=Unquoted(law.clause), since=since, received=received)
    template = "{rule} does not bind here, and does not fix it: taken as the day of the notice, {received}"
    return step(template, rule=Unquoted(law.clause), received=received)


@final
class CustomerCancellationQuestion(Question):
    """The question `customer_cancellation`."""

    name = "customer_cancellation"
    says = "from which day on the customer's own cancellation takes effect"
    asks = Phrase("cancellation by the customer, received {received}")
    dated_by = "received"
    example = "customer-cancellation --received 2026-06-10"
    tables = (CUSTOMER_CANCELLATION,)
    compared = ({"received": "2026-01-01"},)
    law_day = "received"

    received: date = fact("the day on which the provider received the notice")

    def told(self, value: date) -> Phrase:
        """Return the answer as a sentence has it."""
        law, facts = self.law, {"received": self.received, "day": value}
        if law is None:
            return phrase("a cancellation received on {received} takes effect on {day}", **facts)
        if not law.applies:
            template = "a cancellation received on {received} has no set day: it is taken to take effect on {day}"
            return phrase(template, **facts)
        template = "a cancellation received on {received} takes effect on {day} by {rule}"
        if law.depends:
            template = "a cancellation received on {received} takes effect on {day} where {rule} binds"
        return phrase(template, **facts, rule=data_text(str(law.clause)))

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted."""
        rule, calendar = CUSTOMER_CANCELLATION.of(self.agreement), self.agreement.calendar
        steps = customer_cancellation_steps(rule, self.received, self.law, calendar)
        return (*steps, *map(calendar_note, self.calendars))

    @property
    def counts_open_days(self) -> bool:
        """Whether the day rests on the calendar."""
        return bool(CUSTOMER_CANCELLATION.of(self.agreement).open_day_keys)

    @property
    def law(self) -> DayByLaw | None:
        """The rule of law that fixes the day, if it binds and is in force; None where the terms fix it themselves."""
        name, provider_law = law_of_day(CUSTOMER_CANCELLATION.of(self.agreement)), self.agreement.provider_law
        if name is None or provider_law is None:
            return None
        of_law = provider_law.rules.named(name)
        binding = bearing_of(of_law, provider_law, self.agreement.service, self.agreement.customer)
        return DayByLaw(of_law, of_law.on(self.received), binding, provider_law.rules.cited(name, self.received))

    def in_words(self, value: date) -> Phrase:
        """Return the day with what fixes it, where that is not the clause."""
        law = self.law
        if law is None:
            return phrase("{day}", day=value)
        if not law.applies:
            return phrase("{day}, the day of the notice; no day is set", day=value)
        template = "{day} by {rule}, where that binds" if law.depends else "{day} by {rule}"
        return phrase(template, day=value, rule=Unquoted(law.clause))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the right to cancel, and the rule of law that fixes the day, where one does."""
        clause = CUSTOMER_CANCELLATION.of(self.agreement).clause
        return (clause,) if self.law is None or not self.law.applies else (clause, self.law.clause)

    def by_law(self, version: RuleVersion, value: date) -> ByLaw | None:
        """Return the day by a rule on when a cancellation takes effect, or on how long a notice may be."""
        match version:
            case EndsOnReceipt():
                says = phrase("it takes effect on the day of receipt, {day}", day=self.received)
                return ByLaw(says, self.received, shown=value != self.received)
            case NoticeBelow():
                last = add_days(self.received, version.days - 1)
                says = phrase("under {days} days' notice, so by {day} at the latest", days=version.days, day=last)
                return ByLaw(says, last, shown=value > last)
            case RefundByDaysLeft() | NoFeeWithoutSubsidy() | CancellationFeeCap():  # sums, and not the day
                return None
            case OnRates() | OnComplaints() | OnTaxes() | OnChanges() | WithoutFigure():
                return None
        assert_never(version)


def customer_cancellation(terms: Agreed, *, received: Day) -> Answer[date]:
    """Return the day on which a cancellation takes effect, from the day on which its notice was received.

    >>> from telcoterms import load
    >>> load("kos").customer_cancellation(received="2026-06-10").value
    datetime.date(2026, 6, 10)
    """
    day = as_day(received, "received")
    value = takes_effect_on(CUSTOMER_CANCELLATION.of(terms.agreement), day, terms.agreement.calendar)
    return Answer(value, "customer_cancellation", (day,), terms)
