"""Ask what a late payment costs, and to which yearly rate that comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, final

from telcoterms.agreement.agreement import Agreement, once_an_agreement
from telcoterms.agreement.numbers import NumberFacts, is_dated, value_on
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    BILL_DUE,
    BILLING_MONTHS,
    INDEX,
    ISSUED,
    OUTSTANDING,
    PAID,
    PLAN,
    RECEIVED,
    REGION,
    REMINDED,
    SEGMENT,
    SENT,
    WAY,
    IndexValues,
    number_facts_in,
    number_facts_of,
)
from telcoterms.answers.question import Beside, DaysLate, Question, fact, in_few_lines
from telcoterms.clauses.due_date import (
    DUE_DATE,
    DueDateRule,
    DueInvoiceQuestion,
    InvoiceFacts,
    days_to_pay,
    due_date_steps,
    due_on,
)
from telcoterms.clauses.late_charge.charge import charge_minor, is_plain, plain_charge
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    LateChargeRule,
    RateCharge,
    beside_the_rate_steps,
    counts_reminders,
    effective_rate,
    effective_rate_steps,
    only_rate,
)
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.clauses.late_charge.working import ChargedPeriod, ChargedPeriods, charged_periods, late_charge_steps
from telcoterms.values.days import Day, add_days, as_count, as_day, as_day_or_none
from telcoterms.values.errors import InputError, MissingFactsError, Unquoted
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Amount, Money, as_money
from telcoterms.values.periods import calendar_note
from telcoterms.values.steps import Percent, Step, row

if TYPE_CHECKING:
    from telcoterms.agreement.law import RuleVersion
    from telcoterms.answers.law import ByLaw
    from telcoterms.clauses.late_charge.by_law import NoSingleRate
    from telcoterms.formats.svg import Chart
    from telcoterms.formats.text import Grid


FIRST_PERIODS: Final = 3  # of a long late charge that have a row each on the short page
LAST_PERIODS: Final = 2


def shortened(periods: Sequence[ChargedPeriod]) -> list[ChargedPeriod]:
    """Return the periods of a late charge, those in the middle of a long one as one with the sum of their charges."""
    between = periods[FIRST_PERIODS:-LAST_PERIODS]
    if len(between) < 2:
        return list(periods)
    charges = [one.charge for one in between]
    whole = ChargedPeriod(
        between[0].start,
        between[-1].end,
        phrase("{count} periods", count=len(between)),
        sum(charges[1:], charges[0]),
        between[-1].balance,
    )
    return [*periods[:FIRST_PERIODS], whole, *periods[-LAST_PERIODS:]]


def _cells(period: ChargedPeriod) -> tuple[Phrase, ...]:
    """Return a period as the cells of a row."""
    return (
        phrase("{start} to {end}", start=period.start, end=period.end),
        period.reckoned,
        phrase("{sum}", sum=period.charge),
        phrase("{sum}", sum=period.balance),
    )


def debt_days(agreement: Agreement, invoice: InvoiceFacts, billing_months: int, facts: NumberFacts) -> DebtDays:
    """Return the days of an invoice on which its late charge rests."""
    due = due_on(DUE_DATE.of(agreement), invoice, agreement.calendar, facts)
    return DebtDays(invoice.issued, due, billing_months, facts)


@final
class LateChargeQuestion(DueInvoiceQuestion):
    """`late_charge`."""

    name = "late_charge"
    says = "what a late payment costs"
    also = ("late-fee", "late-payment-fee", "late-payment-charge")
    asks = Phrase("late charge on {amount} of {issued}, paid {paid}")
    dated_by = "issued"
    example = "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15"
    tables = (DUE_DATE, LATE_CHARGE)
    reads = (LATE_CHARGE,)
    compared = (
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "due": "2026-01-21"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "sent": "2026-01-02"},
        {"amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "received": "2026-01-05"},
    )
    law_day = "paid"
    formats = ("svg",)
    days_late = DaysLate("paid", Phrase("late charge on {amount} of {issued}, paid {days_late} late"))
    beside: ClassVar[Mapping[str, Beside]] = {
        "due_date": Beside(Term("due date")),
        "effective_annual_rate": Beside(Term("a year"), (("on", "paid"),)),
    }

    amount: Money = OUTSTANDING
    issued: date = ISSUED
    paid: date = PAID
    billing_months: int = BILLING_MONTHS
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY
    reminded: tuple[date, ...] = REMINDED
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @property
    def number_facts(self) -> NumberFacts:
        """What the numbers of the clause are chosen by."""
        return number_facts_in(self)

    def told(self, value: Money) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "a bill of {amount} dated {issued} and paid on {paid} carries a late payment charge of {charge}"
        if not value.minor:
            template = "a bill of {amount} dated {issued} and paid on {paid} carries no late payment charge"
        return phrase(template, amount=self.amount, issued=self.issued, paid=self.paid, charge=value)

    def working(self) -> tuple[Step, ...]:
        """The due date, the start, each posting, the charge."""
        agreement, invoice = self.agreement, self.invoice
        days = debt_days(agreement, invoice, self.billing_months, self.number_facts)
        return (
            *due_date_steps(DUE_DATE.of(agreement), invoice, agreement.calendar, self.number_facts),
            *late_charge_steps(
                LATE_CHARGE.of(agreement), self.amount, days, self.paid, agreement.calendar, self.reminded
            ),
            *map(calendar_note, self.calendars),
        )

    def brief(self, value: Money) -> Iterable[Step]:
        """Return the due date and from when the charge counts, beside its periods; else its lines, parts in short."""
        agreement, facts = self.agreement, self.number_facts
        rule, days = LATE_CHARGE.of(agreement), debt_days(agreement, self.invoice, self.billing_months, facts)
        due = due_date_steps(DUE_DATE.of(agreement), self.invoice, agreement.calendar, facts)
        table = self._charged_periods
        if table is not None:
            return [row(phrase("due date"), days.due, *due[-1].clauses), *table.since]
        lines = late_charge_steps(rule, self.amount, days, self.paid, agreement.calendar, self.reminded, in_short=True)
        return in_few_lines([*due, *lines])

    def grid(self, value: Money) -> Grid | None:
        """Return the periods of the charge, those between the first and the last ones as one, and their sum."""
        from telcoterms.formats.text import Grid, GridGroup

        table = self._charged_periods
        if table is None:
            return None
        head = (phrase("period"), phrase("reckoned"), phrase("charge"), phrase("balance after"))
        rows = [_cells(one) for one in shortened(table.periods)]
        if len(rows) > 1:
            rows.append((phrase("late charge"), phrase(""), phrase("{sum}", sum=value), phrase("")))
        return Grid(head, (GridGroup(phrase(""), tuple(rows)),))

    @cached_property
    def _charged_periods(self) -> ChargedPeriods | None:
        """The periods of the charge, where it is one rate."""
        agreement = self.agreement
        days = debt_days(agreement, self.invoice, self.billing_months, self.number_facts)
        rule = LATE_CHARGE.of(agreement)
        return charged_periods(rule, self.amount, days, self.paid, agreement.calendar, self.reminded)

    def figures_by_reading(self, values: Mapping[str, tuple[str, ...]]) -> Sequence[Money]:
        """Return the charge under each combination of values of readings."""
        from telcoterms.clauses.late_charge.charges_by_reading import charges_by_reading

        agreement, currency = self.agreement, self.amount.currency
        days = debt_days(agreement, self.invoice, self.billing_months, self.number_facts)
        charges = charges_by_reading(
            LATE_CHARGE.of(agreement), self.amount.minor, days, self.paid, values, agreement.calendar, self.reminded
        )
        sums = {charge: Money.of_minor(charge, currency) for charge in set(charges)}
        return [sums[charge] for charge in charges]

    @property
    def picture(self) -> Chart | None:
        """How the charge grows by day, with the day paid marked; None where nothing was charged."""
        from telcoterms.clauses.late_charge.picture import growth

        agreement, facts = self.agreement, self.number_facts
        rule, days = LATE_CHARGE.of(agreement), debt_days(agreement, self.invoice, self.billing_months, facts)

        def charge_on(day: date) -> int:
            return charge_minor(rule, self.amount.minor, days, day, agreement.calendar, self.reminded)

        return growth(charge_on, self.amount.currency, self.issued, days.due, self.paid)

    def can_name(self, version: RuleVersion) -> bool:
        """Return whether the page can name a rule: one on rates, and not on stating a yearly rate that is stated."""
        from telcoterms.clauses.late_charge.by_law import can_be_named

        return can_be_named(version, LATE_CHARGE.of(self.agreement))

    def is_named_by_law(self, version: RuleVersion, value: Money | NoSingleRate) -> bool | None:
        """Return whether something was charged, where a rule looks at its yearly rate, which takes long to compute."""
        from telcoterms.clauses.late_charge.by_law import is_cap

        if not is_cap(version):
            return None
        return not isinstance(value, Money) or value.minor > 0

    def by_law(self, version: RuleVersion, value: Money | NoSingleRate) -> ByLaw | None:
        """Return what a rule on rates comes to on a charge, counted from the due date."""
        from telcoterms.clauses.late_charge.by_law import LateCharged, is_cap, late_charge_by_law

        facts = self.number_facts
        charged: LateCharged | NoSingleRate | None = None
        if not isinstance(value, Money):
            charged = value
        elif value.minor and is_cap(version):
            due = due_on(DUE_DATE.of(self.agreement), self.invoice, self.agreement.calendar, facts)
            charged = LateCharged(value, self.amount, (self.paid - due).days)
        return late_charge_by_law(LATE_CHARGE.of(self.agreement), version, charged, facts, self.paid)


def late_charge(
    terms: Agreed,
    amount: Amount,
    *,
    issued: Day,
    paid: Day,
    billing_months: int = 1,
    due: Day | None = None,
    sent: Day | None = None,
    received: Day | None = None,
    way: str | None = None,
    reminded: Day | Sequence[Day] = (),
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[Money]:
    """What a late payment costs.

    `amount` is what was outstanding when the due date ended, with taxes; `issued` the invoice date; `paid` the day
    on which it was received in full, or on which it is looked at; `billing_months` how many months a bill covers.
    Some terms ask for more: `due`, `sent`, `received` and `way`, which are those of `due_date`; `reminded`, the days
    of the reminders; `plan`, `region` or `segment`, where a number differs by them; `index`, the value of an index by
    its name. Raises `InputError` when `paid` lies before `issued` and for a fact on which the terms do not depend,
    `MissingFactsError` for one on which they do, `DayError` for a span of over a hundred years.

    >>> from telcoterms import load
    >>> load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
    Money('3.41', 'CAD')
    """
    agreement = terms.agreement
    rule, due_date_rule, net_days, plain, facts = clauses_of(agreement)
    money = as_money(amount, agreement.currency, "amount")
    issued, paid = as_day(issued, "issued"), as_day(paid, "paid")
    as_count(billing_months, "billing_months")
    more = (due, sent, received, way, reminded, plan, region, segment, index)
    given: tuple[object, ...] = (money, issued, paid, billing_months, *more)
    if net_days is not None and more == NOTHING_MORE:  # as most bills are asked about, in half of the time
        due_by_terms = add_days(issued, net_days)
        if plain is not None:
            charge = plain_charge(plain, money.minor, issued, due_by_terms, billing_months, paid)
        else:
            days = DebtDays(issued, due_by_terms, billing_months, facts)
            charge = charge_minor(rule, money.minor, days, paid, agreement.calendar)
    else:
        invoice = InvoiceFacts.of(issued, due, sent, received, way)
        reminders = as_reminders(rule, reminded)
        facts = number_facts_of(agreement, (due_date_rule, rule), plan, region, segment, index)
        days = debt_days(agreement, invoice, billing_months, facts)
        charge = charge_minor(rule, money.minor, days, paid, agreement.calendar, reminders)
        given = (money, issued, paid, billing_months, *invoice[1:], reminders, plan, region, segment, facts.given)
    return Answer(Money.of_minor(charge, money.currency), "late_charge", given, terms)


NOTHING_MORE: Final = (None, None, None, None, (), None, None, None, ())
"""The facts that `late_charge` takes after `billing_months`, where none is given."""


class LateChargeClauses(NamedTuple):
    """The clauses of each late charge of an agreement, looked up once.

    `net_days` are the days to pay, where all bills have the same; `plain` is the clause of the charge, where it is a
    plain rate; `facts` are what numbers are chosen by, where no fact of the question chooses one.
    """

    rule: LateChargeRule
    due_date: DueDateRule
    net_days: int | None
    plain: RateCharge | None
    facts: NumberFacts


@once_an_agreement
def clauses_of(agreement: Agreement) -> LateChargeClauses:
    """Return the clauses on which each late charge of an agreement rests."""
    rule, due_date = LATE_CHARGE.of(agreement), DUE_DATE.of(agreement)
    facts = number_facts_of(agreement, (due_date, rule), None, None, None)
    return LateChargeClauses(rule, due_date, days_to_pay(due_date), rule if is_plain(rule) else None, facts)


def as_reminders(rule: LateChargeRule, reminded: Day | Sequence[Day]) -> tuple[date, ...]:
    """Return the days of reminders in order; raise `InputError` where no charge follows one."""
    if reminded == ():
        return ()
    given = (reminded,) if isinstance(reminded, str | date) else tuple(reminded)
    days = tuple(sorted(as_day(day, "reminded") for day in given))
    if days and not counts_reminders(rule):
        raise InputError(
            "reminded is {day}, and no charge of these terms follows a reminder ({clause}): leave it out",
            day=days[0],
            clause=Unquoted(rule.clause),
        )
    return days


@final
class EffectiveAnnualRateQuestion(Question):
    """`effective_annual_rate`."""

    name = "effective_annual_rate"
    says = "the yearly rate to which the late charge comes"
    also = ("ear", "apy")
    asks = Phrase("effective annual rate of the late charge")
    dated_by = "on"
    example = "effective-annual-rate"
    tables = (LATE_CHARGE,)
    compared = ({},)

    on: date | None = fact(
        "the day whose rate is asked for, where the rate has changed", default=None, in_heading=Phrase("on {value}")
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    def told(self, value: Fraction) -> Phrase:
        """Return the answer as a sentence has it."""
        rate = Fraction(round(value * 10**SAID_DECIMALS), 10**SAID_DECIMALS)
        template = "the late payment charge comes to {rate} a year"
        if rate != value:
            template = "the late payment charge comes to about {rate} a year"
        return phrase(template, rate=Percent(rate))

    def working(self) -> tuple[Step, ...]:
        """The rate, and whether it is the one that the terms print."""
        facts = number_facts_in(self)
        rule = LATE_CHARGE.of(self.agreement)
        leaf, rate = rate_asked(rule, self.on, facts)
        stated = value_on(leaf.stated_yearly_rate, self.on or ANY_DAY, facts)
        return (
            *effective_rate_steps(leaf, rate, stated),
            *beside_the_rate_steps(rule),
        )

    def by_law(self, version: RuleVersion, value: Fraction) -> ByLaw | None:
        """Return what a rule on rates comes to on the rate of the terms alone."""
        from telcoterms.clauses.late_charge.by_law import rate_by_law

        facts = number_facts_in(self)
        return rate_by_law(LATE_CHARGE.of(self.agreement), version, facts, self.on or ANY_DAY)


SAID_DECIMALS = 4  # of a rate in a sentence: those of a percentage with two
ANY_DAY = date.max
"""The day on which a number is taken that is the same on every day."""


def rate_asked(rule: LateChargeRule, on: date | None, facts: NumberFacts) -> tuple[RateCharge, Fraction]:
    """Return the one rate of a clause, and its value on a day.

    Raises `MissingFactsError` where the rate has changed and no day is given.
    """
    leaf = only_rate(rule)
    if on is None and is_dated(leaf.rate, facts):
        raise MissingFactsError(
            "the rate of these terms has changed ({clause}): give {fact}, the day whose rate is asked for",
            clause=Unquoted(leaf.clause),
            fact=EffectiveAnnualRateQuestion.spelt("on"),
        )
    return leaf, value_on(leaf.rate, on or ANY_DAY, facts)


def effective_annual_rate(
    terms: Agreed,
    *,
    on: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[Fraction]:
    """The yearly rate to which the late charge comes, exactly, and whether the terms print the same.

    `on` is the day whose rate is asked for, where the rate has changed; `plan`, `region`, `segment` and `index` are
    those of `late_charge`. Raises `NotInTermsError` where the terms have no rate, or several.

    >>> from telcoterms import load
    >>> load("kos").effective_annual_rate()
    <effective annual rate: 26.824179... %  [Service Terms s.9]>
    """
    rule = LATE_CHARGE.of(terms.agreement)
    day = as_day_or_none(on, "on")
    facts = number_facts_of(terms.agreement, (rule,), plan, region, segment, index)
    leaf, rate = rate_asked(rule, day, facts)
    given = (day, plan, region, segment, facts.given)
    return Answer(effective_rate(leaf, rate), "effective_annual_rate", given, terms)
