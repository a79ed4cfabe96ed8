"""Compute until when a deposit is to be given back, and the interest on one that comes back later.

Kind `held`: so many days after the end of the service or of the contract, whose own day is not counted. The days are
those of the calendar, or business days. `interest` is a late charge on a deposit that comes back later: its due date is
that day, and so is the day from which an invoice date would count. Its readings are those of the deposit.

By hand, of 1,000.00 that came back 20 days late at 10 % a year: 1000.00 x 10 % x 20/365 = 5.479..., 5.48.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Final, Self, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.rule import PARAMETER, Reading, Rule, Voice
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import INDEX, PLAN, REGION, SEGMENT, number_facts_of
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.late_charge.charge import charge_minor
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.clauses.late_charge.working import late_charge_steps
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_day, as_day_or_none
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.periods import DayCount, calendar_note
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Rule):
    """A deposit comes back a number of days after the end."""

    kind: ClassVar[str] = "held"

    days: int
    count: Annotated[DayCount, PARAMETER] = "calendar-days"
    interest: LateChargeRule | None = None

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause of the deposit, and those of its interest."""
        return tuple(dict.fromkeys((self.clause, *(() if self.interest is None else self.interest.clauses))))

    def clauses_of(self, reading: str) -> tuple[Clause, ...]:
        """Return the clauses of the interest, as all readings are of its words."""
        return self.clauses if self.interest is None else self.interest.clauses_of(reading)

    def readings(self) -> tuple[Reading, ...]:
        """Return the readings that the interest takes; a deposit without interest has none."""
        return () if self.interest is None else self.interest.readings()

    def under(self, readings: Mapping[str, str]) -> Self:
        """Return the same clause, its interest under other readings."""
        return self if self.interest is None else replace(self, interest=self.interest.under(readings))

    def in_voice(self, voice: Voice | None) -> Self:
        """Return the same clause, its interest with the readings that a voice takes."""
        interest = None if self.interest is None else self.interest.in_voice(voice)
        return replace(self, interest=interest, voice=voice)

    def check(self) -> None:
        """Raise `InputError` where the interest has a fault."""
        if self.interest is not None:
            self.interest.check()

    @property
    def within(self) -> MonthsAndDays:
        """The days as they are counted."""
        return MonthsAndDays(days=self.days, count=self.count)

    @property
    def open_day_keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of the count, where it is of business days."""
        return (("count",),) if self.within.counts_open_days else ()


DepositRule = Held
DEPOSIT: Final = Kinds[DepositRule]("deposit", DepositRule)


@final
@dataclass(frozen=True, slots=True)
class DepositReturn:
    """The last day for a deposit to come back, and the interest on one that came back later.

    `interest` is None where it was not asked for, and zero where the deposit came back in time.
    """

    back_by: date
    interest: Money | None

    @property
    def figure(self) -> Money | date:
        """The figure by which readings are compared: the interest, where it was asked for."""
        return self.back_by if self.interest is None else self.interest

    @property
    def figure_is(self) -> Phrase | None:
        """What of the value is compared: the interest; None where there is the day alone."""
        return None if self.interest is None else phrase("the interest")

    def headline(self) -> Phrase:
        """Return the day, and the interest where it was asked for, in one line."""
        if self.interest is None:
            return phrase("{day}", day=self.back_by)
        return phrase("{day}, interest {interest}", day=self.back_by, interest=MoneyWithCurrency(self.interest))

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {
            "back_by": self.back_by.isoformat(),
            "interest": None if self.interest is None else self.interest.text,
        }


def back_by(rule: DepositRule, ended: date, calendar: Calendar | None) -> date:
    """Return the last day on which the deposit is to be given back."""
    return rule.within.after(ended, calendar)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LateDeposit:
    """A deposit that came back on a day, and the facts by which the numbers of its interest are chosen."""

    amount: Money
    paid: date
    numbers: NumberFacts

    def days_from(self, due: date) -> DebtDays:
        """Return the days on which the interest rests: it counts from the day by which the deposit was due back."""
        return DebtDays(due, due, facts=self.numbers)


def interest_on(rule: DepositRule, late: LateDeposit, due: date, calendar: Calendar | None) -> Money:
    """Return the interest on a deposit that was due back on a day; nothing on one that came back by then."""
    if rule.interest is None or late.paid <= due:
        return Money.of_minor(0, late.amount.currency)
    minor = charge_minor(rule.interest, late.amount.minor, late.days_from(due), late.paid, calendar)
    return Money.of_minor(minor, late.amount.currency)


def deposit_return(
    rule: DepositRule, ended: date, late: LateDeposit | None, calendar: Calendar | None
) -> DepositReturn:
    """Return the day on which a deposit comes back at the latest and, of one that came back, its interest."""
    due = back_by(rule, ended, calendar)
    return DepositReturn(due, None if late is None else interest_on(rule, late, due, calendar))


def deposit_steps(
    rule: DepositRule, ended: date, late: LateDeposit | None, calendar: Calendar | None
) -> tuple[Step, ...]:
    """Return the working of the day on which a deposit comes back at the latest, and of the interest after it."""
    sum_ = rule.within.sum_in_words(ended)
    due = back_by(rule, ended, calendar)
    day = step("the deposit comes back by: {sum} = {day}", rule.clause, sum=sum_, day=due)
    if late is None or rule.interest is None:
        return (day,)
    if late.paid <= due:
        return (day, step("it came back on {paid}: without interest", rule.clause, paid=late.paid))
    return (day, *late_charge_steps(rule.interest, late.amount, late.days_from(due), late.paid, calendar))


@final
class DepositQuestion(Question):
    """The question `deposit`."""

    name = "deposit"
    says = "until when a deposit is to be given back, and the interest on one that comes back later"
    also = ("security-deposit",)
    asks = Phrase("deposit of a service that ended {ended}")
    dated_by = "ended"
    example = "deposit --ended 2026-01-01"
    example_terms = "provider.toml"
    tables = (DEPOSIT,)
    reads = (DEPOSIT,)
    compared = ({"ended": "2026-01-01"},)
    law_day = "ended"

    ended: date = fact("the day on which the service or the contract ended")
    amount: Money | None = fact(
        "the deposit, where it came back late and bears interest", default=None, in_heading=Phrase("{value} held")
    )
    paid: date | None = fact("the day on which it came back", default=None, in_heading=Phrase("given back {value}"))
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @property
    def late(self) -> LateDeposit | None:
        """The deposit that came back, where it is known."""
        facts = {"plan": self.plan, "region": self.region, "segment": self.segment, "index": self.index}
        return late_deposit(self.agreement, DEPOSIT.of(self.agreement), self.amount, self.paid, facts)

    def told(self, value: DepositReturn) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "the deposit of a service that ended on {ended} is to be given back by {day}"
        if value.interest is None:
            return phrase(template, ended=self.ended, day=value.back_by)
        template = (
            "the deposit of a service that ended on {ended} is to be given back by {day}, and bears {interest} "
            "of interest"
        )
        return phrase(template, ended=self.ended, day=value.back_by, interest=value.interest)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days, the interest, and the calendar."""
        steps = deposit_steps(DEPOSIT.of(self.agreement), self.ended, self.late, self.agreement.calendar)
        return (*steps, *map(calendar_note, self.calendars))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause on the day and, where the deposit came back, those of its interest."""
        rule = DEPOSIT.of(self.agreement)
        return (rule.clause,) if self.late is None else rule.clauses

    @property
    def unheard(self) -> frozenset[str]:
        """Every reading, where no interest was asked for or the deposit came back in time."""
        rule, late = DEPOSIT.of(self.agreement), self.late
        if late is not None and late.paid > back_by(rule, self.ended, self.agreement.calendar):
            return frozenset()
        return frozenset(reading.name for reading in rule.readings())

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that can matter."""
        return {reading.name: reading.values for reading in self.readings if reading.name not in self.unheard}

    @property
    def counts_open_days(self) -> bool:
        """Whether the days are business days."""
        return DEPOSIT.of(self.agreement).within.counts_open_days


def late_deposit(
    agreement: Agreement, rule: DepositRule, amount: Money | None, paid: date | None, facts: Mapping[str, Any]
) -> LateDeposit | None:
    """Return a deposit that came back, with what its interest rests on; None where no such fact is given.

    Raises `InputError` for such facts where the deposit bears no interest, and for the one without the other.
    """
    given = {
        name: value for name, value in {"amount": amount, "paid": paid, **facts}.items() if value not in (None, ())
    }
    if not given:
        return None
    if rule.interest is None:
        raise InputError(
            "a deposit bears no interest by these terms ({clause}): leave {fact} out",
            clause=Unquoted(rule.clause),
            fact=DepositQuestion.spelt(next(iter(given))),
        )
    if amount is None or paid is None:
        raise InputError(
            "the interest on a deposit needs {amount} and {paid}: give both",
            amount=DepositQuestion.spelt("amount"),
            paid=DepositQuestion.spelt("paid"),
        )
    return LateDeposit(amount=amount, paid=paid, numbers=number_facts_of(agreement, (rule.interest,), **facts))


def deposit(
    terms: Agreed,
    *,
    ended: Day,
    amount: Amount | None = None,
    paid: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: Mapping[str, Fraction | str] | Sequence[tuple[str, Fraction | str]] = (),
) -> Answer[DepositReturn]:
    """Return until when a deposit is to be given back, and the interest on one that comes back later.

    `value.back_by` is the day, counted from the end of the service or the contract. Where the terms pay interest on a
    deposit that comes back later, `amount` is the deposit and `paid` the day on which it came back; `value.interest` is
    then its interest, by which readings are compared. `plan`, `region`, `segment` and `index` are what its rate depends
    on. Raises `InputError` for facts that do not fit, `NotInTermsError` where the terms hold no rule on deposits.

    >>> from telcoterms import load
    >>> load("kos").deposit(ended="2026-01-01")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    telcoterms.NotInTermsError: the terms of kos (2021-07-12), as recorded, hold no rule on deposit...
    """
    agreement = terms.agreement
    rule = DEPOSIT.of(agreement)
    day = as_day(ended, "ended")
    money = None if amount is None else as_money(amount, agreement.currency, "amount")
    paid_on = as_day_or_none(paid, "paid")
    facts: dict[str, Any] = {"plan": plan, "region": region, "segment": segment, "index": index}
    late = late_deposit(agreement, rule, money, paid_on, facts)
    given = () if late is None else late.numbers.given
    value = deposit_return(rule, day, late, agreement.calendar)
    return Answer(value, "deposit", (day, money, paid_on, plan, region, segment, given), terms)
